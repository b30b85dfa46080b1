/* SPDX-License-Identifier: MIT */
/*
 * GICD without affinity routing: target CPUs, software-generated interrupts
 * with their source CPUs.  CPUs have numbers 0 to 7; of a GICv3 only interrupts
 * whose ARE is 0 have targets and sources, and only the first eight PEs.
 */
#include "dist.h"
#include "mmif.h"

/* --- numbers ------------------------------------------------------ */

void vgs_mmif_number_cpus(struct vgs_gic *gic)
{
	struct vgs_mmif_cpus *cpus = gic->mmif_cpus;
	bool configured = gic->cfg.version == VGS_GIC_V2;

	*cpus = (struct vgs_mmif_cpus){ .implemented = 0 };
	for (unsigned n = 0; n < VGS_MAX_PES_V2; n++)
		cpus->pe[n] = VGS_MMIF_NO_PE;
	for (unsigned pe = 0; pe < gic->cfg.pes && pe < VGS_MAX_PES_V2; pe++) {
		uint8_t n =
			configured ? gic->cfg.cpu_interfaces[pe] : (uint8_t)pe;

		cpus->number[pe] = n;
		cpus->pe[n] = (uint8_t)pe;
		cpus->implemented |= (uint8_t)VGS_BIT(n);
	}
}

uint8_t vgs_mmif_cpu_mask(const struct vgs_gic *gic, unsigned pe)
{
	if (!gic->mmif_cpus || pe >= VGS_MAX_PES_V2)
		return 0;
	return (uint8_t)VGS_BIT(gic->mmif_cpus->number[pe]);
}

uint8_t vgs_mmif_targets(const struct vgs_gic *gic, uint32_t slot)
{
	if (!gic->mmif_cpus)
		return 0;
	/* GIC-G25: the only CPU is the target of everything. */
	return gic->cfg.pes == 1 ? gic->mmif_cpus->implemented
				 : gic->irqs[slot].cpus;
}

uint16_t vgs_mmif_route(const struct vgs_gic *gic, unsigned numbers)
{
	unsigned pes = 0;

	for (unsigned m = numbers & gic->mmif_cpus->implemented; m; m &= m - 1)
		pes |= VGS_BIT(gic->mmif_cpus->pe[vgs_ctz64(m)]);
	if (!pes)
		return VGS_ROUTE_NONE;
	/* Mostly there is one. */
	return (uint16_t)(pes & (pes - 1) ? VGS_ROUTE_CPUS | pes
					  : vgs_ctz64(pes));
}

/* Without memory-mapped CPU interfaces every interrupt is. */
static bool by_affinity(const struct vgs_gic *gic, uint32_t slot)
{
	return !gic->mmif ||
	       (gic->mmif->by_affinity && gic->mmif->by_affinity(gic, slot));
}

/* --- pending ------------------------------------------------------ */

/* GIC-B16: the pending bits of SGIs are read-only: there is SPENDSGIR. */
void vgs_mmif_pending_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint32_t slot, uint32_t value)
{
	if (!VGS_RULE(GIC_B16, vgs_dist_is_sgi(gic, slot)))
		vgs_dist_pending_set(gic, acc, slot, value);
}

void vgs_mmif_pending_clear(struct vgs_gic *gic, const struct vgs_acc *acc,
			    uint32_t slot, uint32_t value)
{
	if (!vgs_dist_is_sgi(gic, slot))
		vgs_dist_pending_clear(gic, acc, slot, value);
}

/* --- active ------------------------------------------------------- */

/*
 * GIC-B21, GIC-G11: software that restores an active SGI knows with which
 * source it was acknowledged; the CPU interface does not.
 */
void vgs_mmif_active_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint32_t slot, uint32_t value)
{
	if (gic->mmif_pe && vgs_dist_is_sgi(gic, slot) &&
	    !(gic->irqs[slot].bits & VGS_IRQ_ACTIVE))
		gic->mmif_pe[acc->pe].source[vgs_core_intid(gic, slot)] =
			VGS_MMIF_NO_SOURCE;
	vgs_dist_active_set(gic, acc, slot, value);
}

/* --- targets ------------------------------------------------------ */

uint32_t vgs_mmif_targets_get(const struct vgs_gic *gic,
			      const struct vgs_acc *acc, uint32_t slot)
{
	/* GIC-G25: the only CPU's registers are RAZ; private ones name it. */
	if (VGS_RULE(GIC_G25, gic->cfg.pes == 1) || by_affinity(gic, slot))
		return 0;
	if (vgs_core_is_private(gic, slot))
		return vgs_mmif_cpu_mask(gic, acc->pe);
	return gic->irqs[slot].cpus;
}

/* GIC-B27, GIC-G18: the new target at once, of an active one afterwards. */
static void trace_retarget(const struct vgs_gic *gic, uint32_t slot)
{
	unsigned bits = gic->irqs[slot].bits;
	struct vgs_event event = {
		.kind = VGS_EV_CHOICE,
		.rule = bits & VGS_IRQ_ACTIVE ? VGS_R_GIC_G18 : VGS_R_GIC_B27,
		.pe = VGS_NO_PE,
		.vcpu = VGS_NO_PE,
		.intid = vgs_core_intid(gic, slot),
		.reg = "GICD_ITARGETSR",
	};

	if (bits & (VGS_IRQ_ACTIVE | VGS_IRQ_LATCH))
		vgs_core_trace(gic, &event);
}

void vgs_mmif_targets_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint32_t slot, uint32_t value)
{
	if (gic->cfg.pes == 1 || vgs_core_is_private(gic, slot) ||
	    by_affinity(gic, slot))
		return;
	/* CPU interfaces that do not exist are RAZ/WI. */
	if (value & ~(uint32_t)gic->mmif_cpus->implemented)
		vgs_core_finding(gic, acc->pe, vgs_core_intid(gic, slot),
				 VGS_R_GIC_CU91);
	if (!VGS_QUIRK(gic, QD_35))
		value &= gic->mmif_cpus->implemented;
	if (VGS_TRACING(gic) && value != gic->irqs[slot].cpus)
		trace_retarget(gic, slot);
	vgs_core_set_cpus(gic, slot, (uint8_t)value);
	/* GIC-I3: for a GICv2 the reset value is one. */
	if (gic->cfg.version != VGS_GIC_V2)
		vgs_core_set_bits(gic, slot, VGS_IRQ_ROUTED, VGS_IRQ_ROUTED);
	gic->mmif->reroute(gic, slot);
}

/* --- software-generated interrupts -------------------------------- */

/* One pending state for each source CPU; the latch says there is one. */
static void set_sources(struct vgs_gic *gic, uint32_t slot, unsigned sources,
			unsigned rule)
{
	if (sources == gic->irqs[slot].cpus)
		return;
	vgs_core_set_cpus(gic, slot, (uint8_t)sources);
	vgs_core_event(gic, slot,
		       sources ? VGS_IRQ_EV_SET_PENDING
			       : VGS_IRQ_EV_CLEAR_PENDING,
		       rule);
}

uint32_t vgs_mmif_sources_get(const struct vgs_gic *gic,
			      const struct vgs_acc *acc, uint32_t slot)
{
	(void)acc;
	return gic->irqs[slot].cpus;
}

void vgs_mmif_sources_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint32_t slot, uint32_t value)
{
	unsigned added = value & gic->mmif_cpus->implemented;

	(void)acc;
	set_sources(gic, slot, gic->irqs[slot].cpus | added, VGS_R_GIC_B17);
}

void vgs_mmif_sources_clear(struct vgs_gic *gic, const struct vgs_acc *acc,
			    uint32_t slot, uint32_t value)
{
	(void)acc;
	set_sources(gic, slot, gic->irqs[slot].cpus & ~value, VGS_R_GIC_B17);
}

/* Does the SGI pass where its group is that of @slot? */
static bool sgi_allowed(const struct vgs_gic *gic, const struct vgs_acc *acc,
			uint32_t slot, bool nsatt)
{
	unsigned bits = gic->irqs[slot].bits;
	bool group1 = vgs_core_group(gic, bits) == VGS_G1NS;

	if (by_affinity(gic, slot))
		return false;
	if (gic->one_security_state || VGS_QUIRK(gic, QD_32))
		return true;
	/* GIC-G16: Secure software says which group it means. */
	if (acc->secure)
		return VGS_RULE(GIC_G16, nsatt == group1);
	/* GIC-G17: Non-secure software has Group 1, and what NSACR opens. */
	return VGS_RULE(GIC_G17, group1 || (bits & VGS_IRQ_NSACR));
}

static unsigned sgi_targets(const struct vgs_gic *gic,
			    const struct vgs_acc *acc, uint64_t value)
{
	unsigned own = vgs_mmif_cpu_mask(gic, acc->pe);
	unsigned all = gic->mmif_cpus->implemented;

	switch (value >> 24 & 3u) {
	case 0:
		if (value >> 16 & 0xffu & ~all)
			vgs_core_finding(gic, acc->pe, value & 0xfu,
					 VGS_R_GIC_CU50);
		return (unsigned)(value >> 16) & all;
	case 1:
		return all & ~own;
	case 2:
		return own;
	default:
		/* GIC-G15: reserved, UNPREDICTABLE. */
		vgs_core_finding(gic, acc->pe, value & 0xfu, VGS_R_GIC_CU69);
		return VGS_RULE(GIC_G15, !VGS_CHOICE(gic, GIC_CU69)) ? 0 : all;
	}
}

void vgs_mmif_sgir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint64_t value)
{
	unsigned source = vgs_mmif_cpu_mask(gic, acc->pe);
	bool nsatt = value >> 15 & 1u;

	/* GIC-CU8: a PE without a number is nobody's source. */
	if (!source)
		return;
	/* GIC-G27 */
	if (VGS_RULE(GIC_G27, !gic->forwarded && VGS_CHOICE(gic, GIC_G27)))
		return;
	for (unsigned m = sgi_targets(gic, acc, value); m; m &= m - 1) {
		unsigned pe = gic->mmif_cpus->pe[vgs_ctz64(m)];
		uint32_t slot = vgs_core_slot(gic, pe, value & 0xfu);

		if (sgi_allowed(gic, acc, slot, nsatt))
			set_sources(gic, slot, gic->irqs[slot].cpus | source,
				    VGS_R_GIC_G10);
		else
			vgs_core_ignored(gic, pe, acc->reg->name, value,
					 VGS_R_GIC_G16);
	}
}
