/* SPDX-License-Identifier: MIT */
/*
 * Redistributor registers for virtual LPIs, of the VLPI frame: which vPE is
 * resident and where its tables are.
 */
#include "gicr.h"
#include "vlpis.h"

#define PENDBASER_DIRTY (UINT64_C(1) << 60)
#define PENDBASER_IDAI	(UINT64_C(1) << 62)
#define PENDBASER_VALID (UINT64_C(1) << 63)

/* IDbits, caches, shareability, address; the rest is RES0. */
#define VPROPBASER_MASK UINT64_C(0x070fffffffffff9f)
/* Caches, shareability, address, PendingLast, IDAI, Valid. */
#define VPENDBASER_MASK UINT64_C(0xe70fffffffff0f80)

static struct vgs_v3_vlpi *vlpi_of(const struct vgs_gic *gic,
				   const struct vgs_acc *acc)
{
	return &gic->v3->vlpi[acc->owner];
}

uint64_t vgs_v3_vpropbaser_peek(const struct vgs_gic *gic,
				const struct vgs_acc *acc)
{
	return vlpi_of(gic, acc)->vpropbaser;
}

void vgs_v3_vpropbaser_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			     uint64_t value)
{
	/* GIC-U6: the tables of a vPE that is here do not change. */
	if (VGS_RULE(GIC_U6, vgs_v3_vpe_here(gic, acc->owner))) {
		vgs_core_finding(gic, acc->pe, VGS_INTID_NONE, VGS_R_GIC_CU79);
		return;
	}
	vlpi_of(gic, acc)->vpropbaser = value & VPROPBASER_MASK;
}

uint64_t vgs_v3_vpendbaser_peek(const struct vgs_gic *gic,
				const struct vgs_acc *acc)
{
	uint64_t value = vlpi_of(gic, acc)->vpendbaser;

	return vgs_v3_vpe_dirty(gic, acc->owner) ? value | PENDBASER_DIRTY
						 : value;
}

/* What software should have known: GIC-CU81, GIC-CU82. */
static void check_enter(struct vgs_gic *gic, const struct vgs_acc *acc,
			uint64_t value)
{
	/* GIC-U25: without EL2 there is no virtual CPU interface. */
	if (!VGS_RULE(GIC_U25, gic->direct))
		vgs_core_finding(gic, acc->pe, VGS_INTID_NONE, VGS_R_GIC_CU81);
	for (unsigned pe = 0; VGS_TRACING(gic) && pe < gic->cfg.pes; pe++) {
		const struct vgs_v3_vlpi *other = &gic->v3->vlpi[pe];

		if (pe != acc->owner &&
		    VGS_RULE(GIC_U33, other->space.enabled) &&
		    !((other->vpendbaser ^ value) & VGS_V3_VPT_ADDR))
			vgs_core_finding(gic, acc->pe, VGS_INTID_NONE,
					 VGS_R_GIC_CU82);
	}
}

void vgs_v3_vpendbaser_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			     uint64_t value)
{
	struct vgs_v3_vlpi *st = vlpi_of(gic, acc);
	bool was = st->vpendbaser & PENDBASER_VALID;
	bool valid = value & PENDBASER_VALID;

	value &= VPENDBASER_MASK;
	if (VGS_RULE(GIC_U33, vgs_v3_vpe_dirty(gic, acc->owner)) && valid) {
		/* UNPREDICTABLE; the write is ignored. */
		vgs_core_finding(gic, acc->pe, VGS_INTID_NONE, VGS_R_GIC_CU80);
		return;
	}
	if (was && valid) {
		if (VGS_RULE(GIC_U6, value != st->vpendbaser))
			vgs_core_finding(gic, acc->pe, VGS_INTID_NONE,
					 VGS_R_GIC_CU79);
		return;
	}
	if (valid)
		check_enter(gic, acc, value);
	st->vpendbaser = value;
	if (valid) {
		/* PendingLast is RES1 from here on. */
		st->vpendbaser |= VGS_V3_PENDING_LAST;
		st->whole = (value & PENDBASER_IDAI) != 0;
		vgs_v3_vpe_enter(gic, acc->owner);
	} else if (was) {
		st->vpendbaser &= ~VGS_V3_PENDING_LAST;
		vgs_v3_vpe_leave(gic, acc->owner);
	}
}
