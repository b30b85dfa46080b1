/* SPDX-License-Identifier: MIT */
/*
 * The GICv2 model: its state, reset, signals and frames.  Registers are in
 * gicd.c and in the memory-mapped CPU interfaces (mmif.h); interrupts, ready
 * index, priorities and list registers are the core's.
 */
#include "gicv2/gicv2.h"

#include <string.h>

#include "models.h"

/* --- identification ----------------------------------------------- */

static const struct vgs_mmif_variant gic400 = {
	.ctlr_mask = 0x7ff,
	.iidr = 0x0202143b,
	.gicv_iidr = 0x0202143b,
	.secure_eoir_g1 = true,
	.reroute = vgs_gicv2_route,
};

/* Without the legacy inputs their bits of GICC_CTLR are RAZ/WI. */
static const struct vgs_mmif_variant no_bypass = {
	.ctlr_mask = 0x7ff & ~VGS_GICC_CTLR_BYPASS,
	.iidr = 0x0202143b,
	.gicv_iidr = 0x0202143b,
	.secure_eoir_g1 = true,
	.reroute = vgs_gicv2_route,
};

/* QD-39: no bypass. */
static const struct vgs_mmif_variant qemu_virt = {
	.ctlr_mask = 0x7ff & ~VGS_GICC_CTLR_BYPASS,
	.iidr = 0x0002043b,
	.gicv_iidr = 0x0002043b,
	.secure_eoir_g1 = true,
	.reroute = vgs_gicv2_route,
};

/* --- state -------------------------------------------------------- */

static const struct vgs_member state_members[] = {
	VGS_MEMBER(vgs_gicv2_state, ctlr, 1),
	VGS_MEMBER(vgs_gicv2_state, cfgsdisable, 1),
};

static bool state_valid(const struct vgs_gic *gic, const void *item,
			uint32_t index)
{
	const struct vgs_gicv2_state *state = item;

	(void)gic;
	(void)index;
	return state->cfgsdisable <= 1 &&
	       !(state->ctlr & ~(VGS_GICV2_CTLR_GRP0 | VGS_GICV2_CTLR_GRP1));
}

static const struct vgs_mmif_variant *
variant_of(const struct vgs_gic_config *cfg)
{
	if (cfg->profile == VGS_PROFILE_QEMU_VIRT)
		return &qemu_virt;
	return cfg->bypass ? &gic400 : &no_bypass;
}

static void layout(struct vgs_gic *gic, struct vgs_layout *layout)
{
	gic->v2 = vgs_layout_take(layout, sizeof(*gic->v2));
	vgs_mmif_layout(gic, layout, variant_of(&gic->cfg));
	vgs_gicv2_banked_layout(gic, layout);
	if (!layout->base)
		return;
	gic->v2->state.cfgsdisable = gic->cfg.cfgsdisable;
	vgs_core_section(gic, &(struct vgs_section){
				      .name = "gicd",
				      .members = state_members,
				      .member_count = VGS_ARRAY(state_members),
				      .item_size = sizeof(gic->v2->state),
				      .count = 1,
				      .items = &gic->v2->state,
				      .valid = state_valid,
			      });
}

/* --- what is derived ---------------------------------------------- */

void vgs_gicv2_forward(struct vgs_gic *gic)
{
	unsigned groups = 0;

	if (gic->v2->state.ctlr & VGS_GICV2_CTLR_GRP0)
		groups |= VGS_BIT(VGS_G0);
	if (gic->v2->state.ctlr & VGS_GICV2_CTLR_GRP1)
		groups |= VGS_BIT(VGS_G1NS);
	gic->forwarded = (uint8_t)groups;
}

void vgs_gicv2_route(struct vgs_gic *gic, uint32_t slot)
{
	unsigned cpus = vgs_mmif_targets(gic, slot);

	if (gic->banked)
		cpus &= vgs_gicv2_banked_cpus(gic, slot);
	vgs_core_set_route(gic, slot, vgs_mmif_route(gic, cpus));
}

/* So many are seen at once. */
#define ALONG 32u

/* How many from @slot on go where the one before them goes, which is routed. */
static uint32_t going_along(const struct vgs_gic *gic, uint32_t slot)
{
	const struct vgs_irq *irqs = &gic->irqs[slot];
	const uint16_t *routes = &gic->routes[slot - gic->spi_slot];
	const uint32_t end = gic->slots - slot;
	uint32_t n = 0;

	if (gic->banked)
		return 0;
	while (n + ALONG <= end && !vgs_irq_unlike(&irqs[n], ALONG).cpus &&
	       !memcmp(&routes[n], &routes[n] - 1, ALONG * sizeof(*routes)))
		n += ALONG;
	while (n < end && irqs[n].cpus == (&irqs[n])[-1].cpus &&
	       routes[n] == (&routes[n])[-1])
		n++;
	return n;
}

static void route_all(struct vgs_gic *gic)
{
	for (uint32_t slot = gic->spi_slot; slot < gic->slots;) {
		vgs_gicv2_route(gic, slot);
		slot++;
		slot += going_along(gic, slot);
	}
}

static void rebuild(struct vgs_gic *gic)
{
	gic->one_security_state = !gic->cfg.security;
	gic->locked = gic->v2->state.cfgsdisable && gic->cfg.security;
	/* GIC-C1: Group 0 is Secure; there is no group modifier. */
	for (unsigned i = 0; i < VGS_ARRAY(gic->group_of); i++)
		gic->group_of[i] = i & 1 ? VGS_G1NS : VGS_G0;
	vgs_gicv2_forward(gic);
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++)
		vgs_mmif_update_signals(gic, pe);
	route_all(gic);
}

/* --- reset -------------------------------------------------------- */

static void reset_pe(struct vgs_gic *gic, unsigned pe)
{
	vgs_mmif_reset_pe(gic, pe);
}

static void reset(struct vgs_gic *gic)
{
	/* CFGSDISABLE is a wire. */
	gic->v2->state.ctlr = 0;
	vgs_gicv2_banked_reset(gic);
	vgs_mmif_reset(gic);
	rebuild(gic);
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++) {
		reset_pe(gic, pe);
		/* Choice GIC-H21: SGIs are always enabled, as on GIC-400. */
		for (uint32_t sgi = 0;
		     !VGS_CHOICE(gic, GIC_H21) && sgi < VGS_INTID_PPI; sgi++)
			vgs_core_event(gic, vgs_core_slot(gic, pe, sgi),
				       VGS_IRQ_EV_ENABLE, VGS_R_NONE);
	}
}

/* --- frames ------------------------------------------------------- */

static const struct vgs_frame_desc *frame(const struct vgs_gic *gic,
					  enum vgs_frame which)
{
	switch (which) {
	case VGS_FRAME_GICD:
		return &vgs_gicv2_gicd;
	case VGS_FRAME_GICC:
		return &vgs_mmif_gicc;
	case VGS_FRAME_GICH:
		return gic->cfg.virt ? &vgs_mmif_gich : NULL;
	case VGS_FRAME_GICV:
		return gic->cfg.virt ? &vgs_mmif_gicv : NULL;
	case VGS_FRAME_GICH_PE:
		return gic->cfg.virt ? &vgs_mmif_gich_pe : NULL;
	case VGS_FRAME_GICM:
		return gic->cfg.msi_spis ? &vgs_gicv2_gicm : NULL;
	case VGS_FRAME_GICR:
	case VGS_FRAME_GITS:
	case VGS_FRAMES:
		break;
	}
	return NULL;
}

/* --- explain ------------------------------------------------------ */

/* ICFGR of PPIs and SPIs is IMPLEMENTATION DEFINED, all else resets to 0. */
static unsigned unknown(const struct vgs_gic *gic, uint32_t slot)
{
	bool sgi = vgs_core_is_private(gic, slot) &&
		   slot % gic->npriv < VGS_INTID_PPI;

	return sgi ? 0 : VGS_IRQ_UNKNOWN_CONFIG;
}

static const char *gate_reg(const struct vgs_gic *gic, enum vgs_gate gate,
			    unsigned pe, uint32_t slot, uint64_t *ret_value)
{
	const struct vgs_irq *irq = &gic->irqs[slot];
	struct vgs_acc acc = { .pe = pe, .secure = true };

	switch (gate) {
	case VGS_GATE_PENDING:
		*ret_value = vgs_irq_pending(irq->bits);
		return "GICD_ISPENDR";
	case VGS_GATE_ACTIVE:
		*ret_value = (irq->bits & VGS_IRQ_ACTIVE) != 0;
		return "GICD_ISACTIVER";
	case VGS_GATE_ENABLE:
		*ret_value = (irq->bits & VGS_IRQ_ENABLED) != 0;
		return "GICD_ISENABLER";
	case VGS_GATE_TARGET:
		*ret_value = irq->cpus;
		return "GICD_ITARGETSR";
	case VGS_GATE_GROUP_ENABLE:
		*ret_value = gic->v2->state.ctlr;
		return "GICD_CTLR";
	case VGS_GATE_IGRPEN:
		*ret_value = vgs_mmif_gicc.regs[0].peek(gic, &acc);
		return "GICC_CTLR";
	case VGS_GATE_PMR:
		*ret_value = gic->pe[pe].cpu.pmr;
		return "GICC_PMR";
	case VGS_GATE_RUNNING:
		*ret_value = vgs_cpuif_running(&gic->pe[pe].cpu, &gic->shape);
		return "GICC_RPR";
	case VGS_GATE_AWAKE:
	case VGS_GATES:
		break;
	}
	/* Always open: a GICv2 has no sleeping CPU interfaces. */
	return "";
}

/* Registers whose fields differ by view. */
static const struct vgs_field *fields(const struct vgs_gic *gic,
				      const struct vgs_reg_ref *ref,
				      const struct vgs_access *access)
{
	bool secure =
		access->security == VGS_SECURE || access->security == VGS_ROOT;

	if (ref->info.offset)
		return NULL;
	if (ref->frame == VGS_FRAME_GICD)
		return gic->one_security_state || secure
			       ? vgs_gicv2_ctlr_fields
			       : vgs_gicv2_ctlr_ns_fields;
	if (ref->frame == VGS_FRAME_GICC)
		return vgs_mmif_ctlr_fields(gic, secure);
	return NULL;
}

/* --- other inputs, and what a GICv2 does not have ----------------------------------- */

static void context(struct vgs_gic *gic, unsigned pe)
{
	/* GIC-F6: neither EL nor security state decides IRQ or FIQ. */
	(void)gic;
	(void)pe;
}

static void lock(struct vgs_gic *gic, bool level)
{
	gic->v2->state.cfgsdisable = level;
	gic->locked = level && gic->cfg.security;
}

static void bypass(struct vgs_gic *gic, unsigned pe, enum vgs_signal input,
		   bool level)
{
	uint8_t *wires = &gic->mmif_pe[pe].wires;

	*wires = (uint8_t)((*wires & ~(unsigned)input) | (level ? input : 0u));
	vgs_mmif_update_signals(gic, pe);
	vgs_core_dirty_levels(gic, pe);
}

static void work(struct vgs_gic *gic, const struct vgs_work *work)
{
	/* Nothing is deferred: writes of a GICv2 are complete at once. */
	(void)gic;
	(void)work;
}

const struct vgs_model vgs_model_gicv2 = {
	.name = "gicv2",
	.layout = layout,
	.reset = reset,
	.reset_pe = reset_pe,
	.unknown = unknown,
	.rebuild = rebuild,
	.context = context,
	.levels = vgs_mmif_levels,
	.frame = frame,
	.work = work,
	.gate_reg = gate_reg,
	.banked_event = vgs_gicv2_banked_event,
	.lock = lock,
	.bypass = bypass,
	.fields = fields,
};
