/* SPDX-License-Identifier: MIT */
/*
 * Quirk QD-33: QEMU's GICv2 before version 10 keeps the latch and the active
 * state of an SPI for each CPU.  GIC-B24 and GIC-B25 want one state: what a CPU
 * acknowledges is active for all.
 *
 * The core's ACTIVE bit of such an SPI stays clear and LATCH says that it is
 * latched for somebody; for whom both hold is here, and it is forwarded to the
 * targets that see it pending and not active.
 */
#include "gicv2/gicv2.h"

static const struct vgs_member banked_members[] = {
	VGS_MEMBER(vgs_gicv2_banked, pending, 1),
	VGS_MEMBER(vgs_gicv2_banked, active, 1),
};

static struct vgs_gicv2_banked *banked_of(const struct vgs_gic *gic,
					  uint32_t slot)
{
	return &gic->v2->banked[slot - gic->spi_slot];
}

void vgs_gicv2_banked_layout(struct vgs_gic *gic, struct vgs_layout *layout)
{
	struct vgs_gicv2_banked *banked;

	gic->banked = VGS_QUIRK(gic, QD_33);
	if (!gic->banked)
		return;
	banked = vgs_layout_take(layout, (gic->cfg.spis + 1) * sizeof(*banked));
	if (!layout->base)
		return;
	gic->v2->banked = banked;
	vgs_core_section(gic, &(struct vgs_section){
				      .name = "banked-spi",
				      .members = banked_members,
				      .member_count = VGS_ARRAY(banked_members),
				      .item_size = sizeof(*banked),
				      .count = gic->cfg.spis,
				      .items = banked,
			      });
}

void vgs_gicv2_banked_reset(struct vgs_gic *gic)
{
	for (uint32_t i = 0; gic->banked && i < gic->cfg.spis; i++)
		gic->v2->banked[i] = (struct vgs_gicv2_banked){ 0, 0 };
}

unsigned vgs_gicv2_banked_cpus(const struct vgs_gic *gic, uint32_t slot)
{
	const struct vgs_gicv2_banked *banked = banked_of(gic, slot);
	unsigned bits = gic->irqs[slot].bits;
	unsigned pending = banked->pending;

	/* A level is the same for all. */
	if (vgs_irq_pending(bits & ~VGS_IRQ_LATCH))
		pending = 0xff;
	return pending & ~(unsigned)banked->active;
}

bool vgs_gicv2_banked_active(const struct vgs_gic *gic, uint32_t slot)
{
	return banked_of(gic, slot)->active != 0;
}

/* @acting, @targets: masks of numbers. */
static struct vgs_gicv2_banked next(struct vgs_gicv2_banked banked,
				    enum vgs_irq_event event, uint8_t acting,
				    uint8_t targets, bool rising_edge)
{
	uint8_t others = (uint8_t)~acting;

	switch (event) {
	case VGS_IRQ_EV_LINE_HIGH:
		if (rising_edge)
			banked.pending |= targets;
		break;
	case VGS_IRQ_EV_SET_PENDING:
	case VGS_IRQ_EV_MESSAGE_SET:
		banked.pending |= targets;
		break;
	case VGS_IRQ_EV_CLEAR_PENDING:
	case VGS_IRQ_EV_MESSAGE_CLEAR:
		banked.pending = 0;
		break;
	case VGS_IRQ_EV_ACKNOWLEDGE:
	case VGS_IRQ_EV_ACKNOWLEDGE_ONLY:
		banked.pending &= others;
		banked.active |= acting;
		break;
	case VGS_IRQ_EV_DEACTIVATE:
		banked.active &= others;
		break;
	case VGS_IRQ_EV_ACTIVATE:
		banked.active |= acting;
		break;
	case VGS_IRQ_EV_LINE_LOW:
	case VGS_IRQ_EV_ENABLE:
	case VGS_IRQ_EV_DISABLE:
	case VGS_IRQ_EV_MAKE_EDGE:
	case VGS_IRQ_EV_MAKE_LEVEL:
		break;
	}
	return banked;
}

/* Events of the wire and of the trigger are the core's too. */
static bool concerns_core(enum vgs_irq_event event)
{
	return event == VGS_IRQ_EV_LINE_HIGH || event == VGS_IRQ_EV_LINE_LOW ||
	       event == VGS_IRQ_EV_MAKE_EDGE || event == VGS_IRQ_EV_MAKE_LEVEL;
}

void vgs_gicv2_banked_event(struct vgs_gic *gic, uint32_t slot, unsigned pe,
			    enum vgs_irq_event event, unsigned rule)
{
	struct vgs_gicv2_banked *banked = banked_of(gic, slot);
	uint8_t acting = pe == VGS_NO_PE ? 0xffu : vgs_mmif_cpu_mask(gic, pe);
	unsigned bits = gic->irqs[slot].bits;
	bool rising_edge = (bits & VGS_IRQ_EDGE) && !(bits & VGS_IRQ_LINE);

	*banked = next(*banked, event, acting, vgs_mmif_targets(gic, slot),
		       rising_edge);
	if (concerns_core(event))
		vgs_core_event(gic, slot, event, rule);
	vgs_core_event(gic, slot,
		       banked->pending ? VGS_IRQ_EV_SET_PENDING
				       : VGS_IRQ_EV_CLEAR_PENDING,
		       rule);
	vgs_gicv2_route(gic, slot);
}
