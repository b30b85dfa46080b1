/* SPDX-License-Identifier: MIT */
/*
 * Redistributor registers for virtual LPIs, of the VLPI frame: which vPE is
 * resident and where its tables are.
 */
#include "gicr.h"
#include "mem.h"
#include "vlpis.h"

#define DIRTY	 (UINT64_C(1) << 60)
#define VALID	 (UINT64_C(1) << 63)
#define IDAI	 (UINT64_C(1) << 62) /* GICv4.0 */
#define DOORBELL (UINT64_C(1) << 62) /* GICv4.1 */
#define ZERO	 (UINT64_C(1) << 52) /* GICR_VPROPBASER.Z */
#define GROUPS	 (VGS_V3_VGRP0_EN | VGS_V3_VGRP1_EN)
#define BUSY	 (1u << 31)

/* IDbits, caches, shareability, address; the rest is RES0. */
#define VPROPBASER_MASK UINT64_C(0x070fffffffffff9f)
/* Caches, shareability, address, PendingLast, IDAI, Valid. */
#define VPENDBASER_MASK UINT64_C(0xe70fffffffff0f80)
/* GICv4.1: Valid, caches, Indirect, Page_Size, address, shareability, Size. */
#define VPROPBASER_MASK_V41 UINT64_C(0x87efffffffffffff)
#define VPROPBASER_ENTRY    (UINT64_C(3) << 59) /* four words */
/* vPEID, VGrpnEn, PendingLast, Doorbell, Valid. */
#define VPENDBASER_MASK_V41 UINT64_C(0xec0000000000ffff)

static struct vgs_v3_vlpi *vlpi_of(const struct vgs_gic *gic,
				   const struct vgs_acc *acc)
{
	return &gic->v3->vlpi[acc->owner];
}

static bool is_v41(const struct vgs_gic *gic)
{
	return gic->cfg.version == VGS_GIC_V4_1;
}

/* --- what an image can hold ----------------------------------------------- */

static bool has_no_sgis(const struct vgs_v3_vsgis *sgi)
{
	return !sgi->priority && !sgi->pending && !sgi->enabled && !sgi->group;
}

/* GIC-U4: VPENDBASER and the tables in use are about the same vPE. */
static bool is_resident_v40(const struct vgs_v3_vlpi *vlpi)
{
	return (vlpi->vpendbaser & VGS_V3_PENDING_LAST) &&
	       vlpi->space.pendbaser == (vlpi->vpendbaser & VGS_V3_VPT_ADDR) &&
	       vlpi->space.propbaser == ((vlpi->vpropbaser & ~UINT64_C(0xfff)) |
					 (vlpi->vpropbaser & 31u));
}

/* GIC-U14, GIC-U15: the table that it came from is still there. */
static bool is_resident_v41(const struct vgs_v3_vlpi *vlpi)
{
	return !(vlpi->vpendbaser & (VGS_V3_PENDING_LAST | DOORBELL)) &&
	       (uint16_t)vlpi->vpendbaser == vlpi->vpeid &&
	       (vlpi->vpropbaser & VALID);
}

static bool is_possible_v40(const struct vgs_v3_vlpi *vlpi)
{
	return !(vlpi->vpropbaser & ~VPROPBASER_MASK) &&
	       !(vlpi->vpendbaser & ~VPENDBASER_MASK) &&
	       has_no_sgis(&vlpi->sgi) && !vlpi->vpeid && !vlpi->vsgir &&
	       !vlpi->vsgipendr && !vlpi->rings &&
	       (!vlpi->space.enabled || is_resident_v40(vlpi));
}

static bool is_possible_v41(const struct vgs_v3_vlpi *vlpi)
{
	bool here = vlpi->space.enabled || vlpi->leaving;

	return !(vlpi->vpropbaser & ~(VPROPBASER_MASK_V41 & ~ZERO)) &&
	       !(vlpi->vpendbaser & ~VPENDBASER_MASK_V41) &&
	       (here || has_no_sgis(&vlpi->sgi)) &&
	       (!vlpi->space.enabled || is_resident_v41(vlpi));
}

/* Tables of a vPE are aligned as commands and registers have them. */
static bool has_possible_tables(const struct vgs_gic *gic,
				const struct vgs_v3_lpi *space)
{
	uint64_t prop = space->propbaser;

	return !(space->pendbaser & ~VGS_V3_VPT_ADDR) &&
	       !(prop & ~(UINT64_C(0x070ffffffffff000) | 31u)) &&
	       (!is_v41(gic) || !(prop & 0xf000u)) && !space->ptz &&
	       !space->moving && !space->move_to;
}

bool vgs_v3_vlpi_valid(const struct vgs_gic *gic, const void *item,
		       uint32_t index)
{
	const struct vgs_v3_vlpi *vlpi = item;

	if (!vgs_v3_lpi_space_valid(gic, &vlpi->space, index) ||
	    !has_possible_tables(gic, &vlpi->space) ||
	    vlpi->leaving > vlpi->space.flushing ||
	    vlpi->unread > vlpi->leaving || vlpi->rings > vlpi->leaving ||
	    vlpi->whole > 1)
		return false;
	/* A vPE is resident where Valid is 1, and nowhere else. */
	if (vlpi->space.enabled != vlpi->vpendbaser >> 63)
		return false;
	return is_v41(gic) ? is_possible_v41(vlpi) : is_possible_v40(vlpi);
}

/* --- findings ------------------------------------------------------------- */

static void finding(struct vgs_gic *gic, const struct vgs_acc *acc,
		    unsigned rule)
{
	vgs_core_finding(gic, acc->pe, VGS_INTID_NONE, rule);
}

/* --- VPROPBASER ------------------------------------------------------- */

uint64_t vgs_v3_vpropbaser_peek(const struct vgs_gic *gic,
				const struct vgs_acc *acc)
{
	uint64_t value = vlpi_of(gic, acc)->vpropbaser;

	return is_v41(gic) ? value | VPROPBASER_ENTRY : value;
}

/* GIC-CU83: what is promised to be zero; the first page is looked at. */
static void check_zero(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint64_t value)
{
	uint64_t base = value & UINT64_C(0x000ffffffffff000), word = 0;

	for (unsigned i = 0; VGS_TRACING(gic) && i < 512; i++) {
		if (vgs_mem_read(gic, base + i * 8, 8, &word) || !word)
			continue;
		finding(gic, acc, VGS_R_GIC_CU83);
		return;
	}
}

void vgs_v3_vpropbaser_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			     uint64_t value)
{
	struct vgs_v3_vlpi *st = vlpi_of(gic, acc);
	bool was = st->vpropbaser & VALID;

	/* GIC-U6: the tables of a vPE that is here do not change. */
	if (VGS_RULE(GIC_U6, vgs_v3_vpe_here(gic, acc->owner))) {
		finding(gic, acc, VGS_R_GIC_CU79);
		return;
	}
	if (!is_v41(gic)) {
		st->vpropbaser = value & VPROPBASER_MASK;
		return;
	}
	if ((value & VALID) && !was && (value & ZERO))
		check_zero(gic, acc, value);
	st->vpropbaser = value & VPROPBASER_MASK_V41 & ~ZERO;
	if (was && !(value & VALID))
		vgs_core_defer(gic, VGS_WORK_GICR_RWP, acc->owner);
}

/* --- VPENDBASER ------------------------------------------------------- */

/* GIC-U16: while the vPE is here, as its virtual CPU interface has them. */
static uint64_t groups_of(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	unsigned enabled = gic->vif ? gic->vif[acc->owner].cpu.igrpen : 0;

	return (enabled & VGS_BIT(VGS_G1NS) ? VGS_V3_VGRP1_EN : 0) |
	       (enabled & VGS_BIT(VGS_G0) ? VGS_V3_VGRP0_EN : 0);
}

uint64_t vgs_v3_vpendbaser_peek(const struct vgs_gic *gic,
				const struct vgs_acc *acc)
{
	uint64_t value = vlpi_of(gic, acc)->vpendbaser;

	if (is_v41(gic) && VGS_RULE(GIC_U16, value & VALID))
		value = (value & ~GROUPS) | groups_of(gic, acc);
	return vgs_v3_vpe_dirty(gic, acc->owner) ? value | DIRTY : value;
}

/* Is this vPE, which comes to @acc's Redistributor, at another one, too? */
static bool is_elsewhere(const struct vgs_gic *gic, const struct vgs_acc *acc,
			 const struct vgs_v3_vpe *vpe)
{
	/* Only who is told of it or chooses otherwise need know. */
	bool asked = VGS_TRACING(gic) || VGS_CHOICE(gic, GIC_CU82);

	for (unsigned pe = 0; asked && pe < gic->cfg.pes; pe++) {
		const struct vgs_v3_vlpi *other = &gic->v3->vlpi[pe];

		if (pe == acc->owner || !other->space.enabled)
			continue;
		if (is_v41(gic) ? other->vpeid == vpe->id
				: other->space.pendbaser == vpe->vpt)
			return true;
	}
	return false;
}

/* The vPE that a write makes resident; false: there is none. */
static bool find_vpe(struct vgs_gic *gic, const struct vgs_acc *acc,
		     uint64_t value, struct vgs_v3_vpe *ret_vpe)
{
	const struct vgs_v3_vlpi *st = vlpi_of(gic, acc);
	enum vgs_found found;

	if (!is_v41(gic)) {
		*ret_vpe = (struct vgs_v3_vpe){
			.id_bits = (uint8_t)((st->vpropbaser & 31u) + 1),
			.vconf = st->vpropbaser & ~UINT64_C(0xfff),
			.vpt = value & VGS_V3_VPT_ADDR,
			.whole = value & IDAI,
		};
		return true;
	}
	/* GIC-U15: without a table there are no vPEs. */
	if (!VGS_RULE(GIC_U15, st->vpropbaser & VALID)) {
		finding(gic, acc, VGS_R_GIC_CU81);
		return false;
	}
	found = vgs_v3_vpe_load(gic, acc->owner, (uint16_t)value, ret_vpe);
	/* GIC-CU84: Valid is treated as 0, by choice vPEID is. */
	if (found == VGS_OUT_OF_RANGE &&
	    VGS_MISUSE(gic, acc->pe, VGS_INTID_NONE, GIC_CU84))
		found = vgs_v3_vpe_load(gic, acc->owner, 0, ret_vpe);
	if (found == VGS_FOUND && ret_vpe->valid)
		return true;
	vgs_core_ignored(gic, acc->pe, "GICR_VPENDBASER", value, VGS_R_GIC_U14);
	return false;
}

static void come(struct vgs_gic *gic, const struct vgs_acc *acc, uint64_t value)
{
	struct vgs_v3_vlpi *st = vlpi_of(gic, acc);
	struct vgs_v3_vpe vpe;

	/* GIC-U25: without EL2 there is no virtual CPU interface. */
	if (!VGS_RULE(GIC_U25, gic->direct))
		finding(gic, acc, VGS_R_GIC_CU81);
	if (!find_vpe(gic, acc, value, &vpe))
		return;
	if (VGS_RULE(GIC_U33, is_elsewhere(gic, acc, &vpe)) &&
	    VGS_MISUSE(gic, acc->pe, VGS_INTID_NONE, GIC_CU82))
		return;
	if (is_v41(gic))
		value = (value & ~UINT64_C(0xffff)) | vpe.id;
	/* PendingLast is RES1 from here on, in GICv4.1 it is not. */
	st->vpendbaser = is_v41(gic) ? value & ~(VGS_V3_PENDING_LAST | DOORBELL)
				     : value | VGS_V3_PENDING_LAST;
	if (vpe.rings) {
		vpe.rings = false;
		(void)vgs_v3_vpe_store(gic, &vpe);
	}
	vgs_v3_vpe_enter(gic, acc->owner, &vpe);
}

static void go(struct vgs_gic *gic, const struct vgs_acc *acc, uint64_t value)
{
	struct vgs_v3_vlpi *st = vlpi_of(gic, acc);
	/* GIC-U13: who writes PendingLast does not wait for it. */
	bool fast =
		is_v41(gic) && VGS_RULE(GIC_U13, value & VGS_V3_PENDING_LAST);

	st->rings = is_v41(gic) && !fast && (value & DOORBELL);
	if (is_v41(gic))
		value = (value & ~(UINT64_C(0xffff) | GROUPS | DOORBELL)) |
			st->vpeid | groups_of(gic, acc);
	st->vpendbaser = fast ? value : value & ~VGS_V3_PENDING_LAST;
	vgs_v3_vpe_leave(gic, acc->owner);
}

void vgs_v3_vpendbaser_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			     uint64_t value)
{
	struct vgs_v3_vlpi *st = vlpi_of(gic, acc);
	bool was = st->vpendbaser & VALID, valid = value & VALID;
	uint64_t fixed =
		is_v41(gic) ? ~(VGS_V3_PENDING_LAST | DOORBELL) : UINT64_MAX;

	/* UNPREDICTABLE; the write is ignored. */
	if (VGS_RULE(GIC_U33, vgs_v3_vpe_dirty(gic, acc->owner)) &&
	    (valid || was)) {
		finding(gic, acc, VGS_R_GIC_CU80);
		return;
	}
	value &= is_v41(gic) ? VPENDBASER_MASK_V41 : VPENDBASER_MASK;
	if (was && valid) {
		if (VGS_RULE(GIC_U6,
			     (value ^ vgs_v3_vpendbaser_peek(gic, acc)) &
				     fixed))
			finding(gic, acc, VGS_R_GIC_CU79);
	} else if (valid) {
		come(gic, acc, value);
	} else if (was) {
		go(gic, acc, value);
	} else {
		/* GIC-U16: what PendingLast is to be decided by stays. */
		if (is_v41(gic) && st->leaving)
			value = (value & ~GROUPS) | (st->vpendbaser & GROUPS);
		st->vpendbaser = value;
	}
}

/* --- virtual SGIs ----------------------------------------------------- */

void vgs_v3_vsgir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			uint64_t value)
{
	struct vgs_v3_vpe vpe;
	enum vgs_found found;

	/* GIC-CU85, GIC-CU86: the write is ignored, or by choice it is not. */
	if (vgs_core_deferred(gic, VGS_WORK_VSGI, acc->owner) &&
	    !VGS_MISUSE(gic, acc->pe, VGS_INTID_NONE, GIC_CU85))
		return;
	found = vgs_v3_vpe_load(gic, acc->owner, (uint16_t)value, &vpe);
	if (found == VGS_OUT_OF_RANGE) {
		if (!VGS_MISUSE(gic, acc->pe, VGS_INTID_NONE, GIC_CU86))
			return;
		value = 0;
	}
	vlpi_of(gic, acc)->vsgir = (uint16_t)value;
	vgs_core_defer(gic, VGS_WORK_VSGI, acc->owner);
}

uint64_t vgs_v3_vsgipendr_peek(const struct vgs_gic *gic,
			       const struct vgs_acc *acc)
{
	if (VGS_RULE(GIC_U18,
		     vgs_core_deferred(gic, VGS_WORK_VSGI, acc->owner)))
		return BUSY;
	return vlpi_of(gic, acc)->vsgipendr;
}
