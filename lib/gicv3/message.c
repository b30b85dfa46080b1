/* SPDX-License-Identifier: MIT */
/* Message-based SPIs (facts section M): SETSPI and CLRSPI. */
#include "gicd.h"

/* SPI that a message names, or VGS_NO_SLOT: GIC-M6, GIC-K7. */
static uint32_t message_slot(const struct vgs_gic *gic,
			     const struct vgs_acc *acc, uint64_t value,
			     unsigned least_nsacr)
{
	uint32_t intid = (uint32_t)value & (gic->cfg.espis ? 0x1fffu : 0x3ffu);
	uint32_t slot = VGS_NO_SLOT;
	unsigned bits, nsacr;

	/* GIC-M1: SPIs and extended SPIs only. */
	if (VGS_RULE(GIC_M1, intid >= VGS_INTID_SPI) &&
	    !(intid >= VGS_INTID_EPPI && intid < VGS_INTID_EPPI_END))
		slot = vgs_core_slot(gic, acc->pe, intid);
	if (VGS_RULE(GIC_M6, slot == VGS_NO_SLOT))
		return VGS_NO_SLOT;
	bits = gic->irqs[slot].bits;
	nsacr = (bits & VGS_IRQ_NSACR) >> VGS_IRQ_NSACR_SHIFT;
	/* GIC-M4 */
	if (!acc->secure &&
	    VGS_RULE(GIC_M4, vgs_core_group(gic, bits) != VGS_G1NS &&
				     nsacr < least_nsacr)) {
		vgs_core_finding(gic, acc->pe, intid, VGS_R_GIC_CU92);
		return VGS_NO_SLOT;
	}
	return slot;
}

static void message(struct vgs_gic *gic, const struct vgs_acc *acc,
		    uint64_t value, enum vgs_irq_event event,
		    unsigned least_nsacr)
{
	uint32_t slot = message_slot(gic, acc, value, least_nsacr);

	if (slot == VGS_NO_SLOT)
		vgs_core_ignored(gic, acc->pe, acc->reg->name, value,
				 VGS_R_GIC_M6);
	else
		vgs_core_event(gic, slot, event, VGS_R_GIC_M2);
}

void vgs_v3_setspi_nsr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			     uint64_t value)
{
	message(gic, acc, value, VGS_IRQ_EV_MESSAGE_SET, 1);
}

void vgs_v3_clrspi_nsr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			     uint64_t value)
{
	message(gic, acc, value, VGS_IRQ_EV_MESSAGE_CLEAR, 2);
}

/* GIC-M5: with one security state only the _NSR ones exist. */
void vgs_v3_setspi_sr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			    uint64_t value)
{
	if (!VGS_RULE(GIC_M5, vgs_v3_ds(gic)))
		message(gic, acc, value, VGS_IRQ_EV_MESSAGE_SET, 0);
}

void vgs_v3_clrspi_sr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			    uint64_t value)
{
	if (!VGS_RULE(GIC_M5, vgs_v3_ds(gic)))
		message(gic, acc, value, VGS_IRQ_EV_MESSAGE_CLEAR, 0);
}
