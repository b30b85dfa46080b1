/* SPDX-License-Identifier: MIT */
/*
 * Redistributors: the RD and SGI frames of each PE, one after the other in one
 * frame of 128 KB, 256 KB with the virtual LPI frames of GICv4.  LPI
 * registers are in gicr_lpi.c, those of GICv4 in gicr_vlpi.c.
 */
#include "gicr.h"

#include "dist.h"
#include "lpis.h"

static struct vgs_v3_pe *pe_of(const struct vgs_gic *gic,
			       const struct vgs_acc *acc)
{
	return &gic->v3->pe[acc->owner];
}

/* --- CTLR --------------------------------------------------------- */

#define CTLR_LPIS   (1u << 0)
#define CTLR_CES    (1u << 1)
#define CTLR_RWP    (1u << 3)
#define CTLR_DPG0   (1u << 24)
#define CTLR_DPG1NS (1u << 25)
#define CTLR_DPG1S  (1u << 26)
#define CTLR_DPG    24

/* GIC-I10: DPG bits make sense where 1 of N does. */
static bool has_dpg(const struct vgs_gic *gic)
{
	return !gic->cfg.no_1ofn;
}

/* GIC-C27: which of them an access sees. */
static uint32_t dpg_mask(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	if (!VGS_RULE(GIC_I10, has_dpg(gic)))
		return 0;
	if (vgs_v3_ds(gic))
		return CTLR_DPG0 | CTLR_DPG1NS;
	return VGS_RULE(GIC_C27, acc->secure)
		       ? CTLR_DPG0 | CTLR_DPG1NS | CTLR_DPG1S
		       : CTLR_DPG1NS;
}

uint64_t vgs_v3_gicr_ctlr_peek(const struct vgs_gic *gic,
			       const struct vgs_acc *acc)
{
	uint32_t value =
		(uint32_t)pe_of(gic, acc)->dpg << CTLR_DPG & dpg_mask(gic, acc);

	if (gic->v3->lpi)
		value |= CTLR_CES;
	if (vgs_v3_lpi_enabled(gic, acc->owner))
		value |= CTLR_LPIS;
	if (VGS_RULE(GIC_I18,
		     vgs_core_deferred(gic, VGS_WORK_GICR_RWP, acc->owner)))
		value |= CTLR_RWP;
	return value;
}

/* GIC-L1: there are LPIs only with affinity routing of Non-secure Group 1. */
static bool may_have_lpis(const struct vgs_gic *gic)
{
	uint32_t are = vgs_v3_ds(gic) ? VGS_V3_ARE_S : VGS_V3_ARE_NS;

	return VGS_RULE(GIC_L1, gic->v3->dist->ctlr & are);
}

void vgs_v3_gicr_ctlr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			    uint64_t value)
{
	struct vgs_v3_pe *v3pe = pe_of(gic, acc);
	unsigned mask = dpg_mask(gic, acc) >> CTLR_DPG;
	unsigned dpg = (unsigned)(value >> CTLR_DPG) & mask;

	vgs_v3_lpi_enable(gic, acc->owner,
			  (value & CTLR_LPIS) && may_have_lpis(gic));
	dpg |= v3pe->dpg & ~mask;
	if (dpg == v3pe->dpg)
		return;
	v3pe->dpg = (uint8_t)dpg;
	/* GIC-I11 */
	vgs_v3_update_eligible(gic, acc->owner);
	vgs_core_defer(gic, VGS_WORK_GICR_RWP, acc->owner);
}

/* --- TYPER, WAKER, STATUSR ---------------------------------------- */

/* GIC-I29: of its region. */
static bool is_last(const struct vgs_gic *gic, unsigned pe)
{
	unsigned end = 0;

	for (unsigned i = 0; i < gic->cfg.gicr_region_count; i++) {
		end += gic->cfg.gicr_regions[i].pes;
		if (pe == end - 1)
			return true;
	}
	return pe == gic->cfg.pes - 1;
}

uint64_t vgs_v3_gicr_typer_peek(const struct vgs_gic *gic,
				const struct vgs_acc *acc)
{
	uint64_t value = (uint64_t)gic->affinities[acc->owner] << 32 |
			 (uint64_t)acc->owner << 8;

	if (gic->cfg.its || gic->cfg.direct_lpi)
		value |= 1u << 0;
	if (vgs_v3_has_vlpis(gic))
		value |= 1u << 1;
	/* Dirty, RVPEID, VSGI */
	if (vgs_v3_has_vlpis(gic) && gic->cfg.version == VGS_GIC_V4_1)
		value |= 1u << 2 | 1u << 7 | 1u << 26;
	if (gic->cfg.direct_lpi)
		value |= 1u << 3;
	/* GIC-I29 */
	if (VGS_RULE(GIC_I29, is_last(gic, acc->owner)))
		value |= 1u << 4;
	if (has_dpg(gic))
		value |= 1u << 5;
	/* CommonLPIAff: PEs with the same Aff3 share a table. */
	value |= 1u << 24;
	/* GIC-K2 */
	if (VGS_RULE(GIC_K2, gic->cfg.eppis))
		value |= (uint64_t)(gic->cfg.eppis / 32) << 27;
	return value;
}

#define WAKER_SLEEP    (1u << 1)
#define WAKER_CHILDREN (1u << 2)

/* GICR_WAKER.ChildrenAsleep follows ProcessorSleep, later (GIC-I15). */
static bool children_asleep(const struct vgs_gic *gic, unsigned pe)
{
	return gic->v3->pe[pe].asleep !=
	       vgs_core_deferred(gic, VGS_WORK_CHILDREN, pe);
}

bool vgs_v3_awake(const struct vgs_gic *gic, unsigned pe)
{
	return !gic->v3->pe[pe].asleep && !children_asleep(gic, pe);
}

uint32_t vgs_v3_waker(const struct vgs_gic *gic, unsigned pe)
{
	return (gic->v3->pe[pe].asleep ? WAKER_SLEEP : 0u) |
	       (children_asleep(gic, pe) ? WAKER_CHILDREN : 0u);
}

uint64_t vgs_v3_waker_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return vgs_v3_waker(gic, acc->owner);
}

void vgs_v3_children_follow(struct vgs_gic *gic, unsigned pe)
{
	gic->pe[pe].awake = vgs_v3_awake(gic, pe);
	vgs_core_dirty(gic, pe);
	/* GIC-I8: a sleeping PE takes part in no 1 of N. */
	vgs_v3_update_eligible(gic, pe);
}

void vgs_v3_waker_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			uint64_t value)
{
	struct vgs_v3_pe *v3pe = pe_of(gic, acc);
	bool asleep = value & WAKER_SLEEP;

	if (asleep == v3pe->asleep)
		return;
	if (asleep && gic->pe[acc->owner].cpu.igrpen &&
	    VGS_MISUSE(gic, acc->pe, VGS_INTID_NONE, GIC_CU14))
		return;
	if (!asleep && !children_asleep(gic, acc->owner) &&
	    VGS_MISUSE(gic, acc->pe, VGS_INTID_NONE, GIC_CU13))
		return;
	v3pe->asleep = asleep;
	/* Back before ChildrenAsleep followed: it is right as it is. */
	if (vgs_core_deferred(gic, VGS_WORK_CHILDREN, acc->owner))
		vgs_core_cancel(gic, VGS_WORK_CHILDREN, acc->owner);
	else
		vgs_core_defer(gic, VGS_WORK_CHILDREN, acc->owner);
	/* GIC-I16: held at once; GIC-I14: let through when all is awake. */
	vgs_v3_children_follow(gic, acc->owner);
}

void vgs_v3_fall_asleep(struct vgs_gic *gic, unsigned pe)
{
	gic->v3->pe[pe].asleep = true;
	vgs_core_cancel(gic, VGS_WORK_CHILDREN, pe);
	vgs_v3_children_follow(gic, pe);
}

uint64_t vgs_v3_gicr_statusr_peek(const struct vgs_gic *gic,
				  const struct vgs_acc *acc)
{
	return pe_of(gic, acc)->statusr[acc->secure];
}

void vgs_v3_gicr_statusr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			       uint64_t value)
{
	pe_of(gic, acc)->statusr[acc->secure] &= (uint8_t)~value;
}

void vgs_v3_gicr_misuse(struct vgs_gic *gic, const struct vgs_acc *acc,
			enum vgs_reg_misuse misuse)
{
	pe_of(gic, acc)->statusr[acc->secure] |= (uint8_t)VGS_BIT(misuse);
}

/* --- the frame ---------------------------------------------------- */

/* The owner's private interrupts; GICD has them while ARE = 0. */
uint32_t vgs_v3_gicr_slot(const struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint32_t intid)
{
	uint32_t slot = vgs_core_slot(gic, acc->owner, intid);

	if (slot == VGS_NO_SLOT || !vgs_core_is_private(gic, slot))
		return VGS_NO_SLOT;
	return VGS_RULE(GIC_I32, vgs_v3_are(gic, gic->irqs[slot].bits))
		       ? slot
		       : VGS_NO_SLOT;
}
