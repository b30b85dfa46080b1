/* SPDX-License-Identifier: MIT */
/*
 * Distributor registers of interrupts whose affinity routing is off (facts
 * section J): targets, SGIs with their sources.  RES0 where it is on.
 */
#include "dist.h"
#include "gicd.h"

#define MOST_CPUS 8u

static bool is_sgi(const struct vgs_gic *gic, uint32_t slot)
{
	return vgs_core_is_private(gic, slot) &&
	       slot % gic->npriv < VGS_INTID_PPI;
}

/* CPU interfaces that ITARGETSR can name. */
static uint8_t cpus_mask(const struct vgs_gic *gic)
{
	unsigned pes = gic->cfg.pes < MOST_CPUS ? gic->cfg.pes : MOST_CPUS;

	return (uint8_t)(0xffu >> (MOST_CPUS - pes));
}

static bool routed_by_affinity(const struct vgs_gic *gic, uint32_t slot)
{
	return vgs_v3_are(gic, gic->irqs[slot].bits);
}

/* --- pending ------------------------------------------------------ */

/* GIC-B16: for an SGI there is SPENDSGIR. */
void vgs_v3_pending_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			uint32_t slot, uint32_t value)
{
	if (!VGS_RULE(GIC_B16, is_sgi(gic, slot)))
		vgs_dist_pending_set(gic, acc, slot, value);
}

void vgs_v3_pending_clear(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint32_t slot, uint32_t value)
{
	if (!is_sgi(gic, slot))
		vgs_dist_pending_clear(gic, acc, slot, value);
}

/* --- targets ------------------------------------------------------ */

uint32_t vgs_v3_targets_get(const struct vgs_gic *gic,
			    const struct vgs_acc *acc, uint32_t slot)
{
	if (routed_by_affinity(gic, slot))
		return 0;
	if (!vgs_core_is_private(gic, slot))
		return gic->irqs[slot].cpus;
	/* GIC-G25: its own; 0 where there is nothing to choose. */
	return VGS_RULE(GIC_G25, gic->cfg.pes > 1) ? VGS_BIT(acc->pe) : 0;
}

void vgs_v3_targets_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			uint32_t slot, uint32_t value)
{
	(void)acc;
	if (routed_by_affinity(gic, slot) || vgs_core_is_private(gic, slot))
		return;
	vgs_core_set_cpus(gic, slot, (uint8_t)value & cpus_mask(gic));
	vgs_v3_reroute(gic, slot);
}

/* --- SGIs --------------------------------------------------------- */

static void set_sources(struct vgs_gic *gic, uint32_t slot, uint8_t sources)
{
	bool pending = gic->irqs[slot].cpus != 0;

	vgs_core_set_cpus(gic, slot, sources);
	if (sources && !pending)
		vgs_core_event(gic, slot, VGS_IRQ_EV_SET_PENDING,
			       VGS_R_GIC_B17);
	else if (!sources && pending)
		vgs_core_event(gic, slot, VGS_IRQ_EV_CLEAR_PENDING,
			       VGS_R_GIC_B17);
}

uint32_t vgs_v3_sources_get(const struct vgs_gic *gic,
			    const struct vgs_acc *acc, uint32_t slot)
{
	(void)acc;
	return gic->irqs[slot].cpus;
}

void vgs_v3_sources_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			uint32_t slot, uint32_t value)
{
	uint8_t sources = (uint8_t)value & cpus_mask(gic);

	(void)acc;
	set_sources(gic, slot, gic->irqs[slot].cpus | sources);
}

void vgs_v3_sources_clear(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint32_t slot, uint32_t value)
{
	(void)acc;
	set_sources(gic, slot, gic->irqs[slot].cpus & (uint8_t)~value);
}

#define SGIR_NSATT (1u << 15)

/* GIC-G16, GIC-G17: by the group of the SGI at the target. */
static bool sgi_may_go(const struct vgs_gic *gic, const struct vgs_acc *acc,
		       unsigned bits, bool nsatt)
{
	bool group1 = vgs_core_group(gic, bits) == VGS_G1NS;

	if (vgs_v3_are(gic, bits))
		return false;
	if (vgs_v3_ds(gic))
		return true;
	if (VGS_RULE(GIC_G16, acc->secure))
		return group1 == nsatt;
	return group1 || VGS_RULE(GIC_G17, bits & VGS_IRQ_NSACR);
}

void vgs_v3_sgir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint64_t value)
{
	uint8_t self = acc->pe < MOST_CPUS ? (uint8_t)VGS_BIT(acc->pe) : 0;
	uint8_t targets = (uint8_t)(value >> 16) & cpus_mask(gic);
	unsigned filter = (unsigned)(value >> 24 & 3u);

	if (!self)
		return;
	if (VGS_RULE(GIC_G15, filter == 3)) {
		vgs_core_finding(gic, acc->pe, (uint32_t)value & 15u,
				 VGS_R_GIC_CU69);
		return;
	}
	if (filter)
		targets = filter == 1 ? cpus_mask(gic) & (uint8_t)~self : self;
	for (uint8_t m = targets; m; m &= (uint8_t)(m - 1)) {
		unsigned pe = vgs_ctz64(m);
		uint32_t slot = pe * gic->npriv + (unsigned)(value & 15u);
		const struct vgs_irq *irq = &gic->irqs[slot];

		if (sgi_may_go(gic, acc, irq->bits, value & SGIR_NSATT))
			set_sources(gic, slot, irq->cpus | self);
	}
}
