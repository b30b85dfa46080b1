/* SPDX-License-Identifier: MIT */
/*
 * Redistributor registers for LPIs: PROPBASER, PENDBASER, and the direct LPI
 * and invalidation registers.  EnableLPIs is in gicr.c.
 */
#include "gicr.h"
#include "gicv3.h"
#include "lpi_tables.h"
#include "lpis.h"
#include "vlpis.h"

#define PTZ (UINT64_C(1) << 62)

/* IDbits, caches, shareability, address; the rest is RES0. */
#define PROPBASER_MASK UINT64_C(0x070fffffffffff9f)
#define PENDBASER_MASK UINT64_C(0x070fffffffff0f80)

/* Of a PE, or of the vPE that is there. */
bool vgs_v3_lpi_space_valid(const struct vgs_gic *gic, const void *item,
			    uint32_t index)
{
	const struct vgs_v3_lpi *lpi = item;

	(void)index;
	/* INTIDs have at most 24 bits, and the pool its slots. */
	return lpi->enabled <= 1 && lpi->ptz <= 1 && lpi->overflowed <= 1 &&
	       lpi->scanning <= 1 && lpi->again <= 1 && lpi->flushing <= 1 &&
	       lpi->invalidating <= 1 && lpi->moving <= VGS_V3_MOVING_TABLE &&
	       !(lpi->scanning && lpi->moving) &&
	       (lpi->enabled ? !lpi->flushing
			     : !lpi->scanning && !lpi->invalidating &&
				       !lpi->moving) &&
	       lpi->cursor <= 1u << 24 && lpi->slot <= gic->lpi.slots &&
	       lpi->move_to < gic->cfg.pes;
}

/* The same of a PE, whose registers these are. */
bool vgs_v3_lpi_valid(const struct vgs_gic *gic, const void *item,
		      uint32_t index)
{
	const struct vgs_v3_lpi *lpi = item;

	return vgs_v3_lpi_space_valid(gic, item, index) &&
	       !(lpi->moving && lpi->move_to == index) &&
	       !(lpi->propbaser & ~PROPBASER_MASK) &&
	       !(lpi->pendbaser & ~PENDBASER_MASK);
}

/*
 * GIC-L10: only LPIs in range have a place, of one whose LPIs are enabled or
 * being written back.
 */
bool vgs_v3_lpi_agrees(const struct vgs_gic *gic, const struct vgs_image *image,
		       const struct vgs_lpi *lpi)
{
	unsigned pe = vgs_lpi_pe(lpi->owner);
	struct vgs_v3_lpi space;
	struct vgs_v3_vlpi vlpi;

	if (!vgs_v3_is_vpe(lpi->owner)) {
		vgs_core_image_item(gic, image, gic->v3->lpi, pe, &space);
	} else if (gic->v3->vlpi) {
		vgs_core_image_item(gic, image, gic->v3->vlpi, pe, &vlpi);
		space = vlpi.space;
	} else {
		return false;
	}
	return (space.enabled || space.flushing) &&
	       lpi->intid >> vgs_v3_lpi_space_bits(gic, &space) == 0;
}

/* NULL without LPIs: callers look at gic->lpi.lpis first. */
static struct vgs_v3_lpi *lpi_of(const struct vgs_gic *gic,
				 const struct vgs_acc *acc)
{
	return gic->lpi.lpis ? &gic->v3->lpi[acc->owner] : NULL;
}

/*
 * GIC-L14: UNPREDICTABLE while LPIs are enabled, GIC-CU22 before RWP reads 0
 * after that; the write is ignored.
 */
static bool is_locked(struct vgs_gic *gic, const struct vgs_acc *acc,
		      unsigned finding)
{
	const struct vgs_v3_lpi *st = lpi_of(gic, acc);

	if (st->flushing)
		finding = VGS_R_GIC_CU22;
	else if (!VGS_RULE(GIC_L14, st->enabled))
		return false;
	vgs_core_finding(gic, acc->pe, VGS_INTID_NONE, finding);
	return true;
}

uint64_t vgs_v3_propbaser_peek(const struct vgs_gic *gic,
			       const struct vgs_acc *acc)
{
	return gic->lpi.lpis ? lpi_of(gic, acc)->propbaser : 0;
}

/* GIC-CU17: something else than PEs of the group (CommonLPIAff) use now. */
static void check_group(struct vgs_gic *gic, const struct vgs_acc *acc)
{
	uint64_t mine = lpi_of(gic, acc)->propbaser;
	bool alike = true;

	for (unsigned pe = 0; pe < gic->cfg.pes; pe++) {
		const struct vgs_v3_lpi *st = &gic->v3->lpi[pe];

		if (st->enabled && gic->affinities[pe] >> 24 ==
					   gic->affinities[acc->owner] >> 24)
			alike &= st->propbaser == mine;
	}
	if (!VGS_RULE(GIC_L3, alike))
		vgs_core_finding(gic, acc->pe, VGS_INTID_NONE, VGS_R_GIC_CU17);
}

void vgs_v3_propbaser_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			    uint64_t value)
{
	if (!gic->lpi.lpis || is_locked(gic, acc, VGS_R_GIC_CU17))
		return;
	lpi_of(gic, acc)->propbaser = value & PROPBASER_MASK;
	/* Of one that is written in halves the first says nothing. */
	if (acc->mask == UINT64_MAX)
		check_group(gic, acc);
}

uint64_t vgs_v3_pendbaser_peek(const struct vgs_gic *gic,
			       const struct vgs_acc *acc)
{
	return gic->lpi.lpis ? lpi_of(gic, acc)->pendbaser : 0;
}

uint64_t vgs_v3_pendbaser_kept(const struct vgs_gic *gic,
			       const struct vgs_acc *acc)
{
	if (!gic->lpi.lpis)
		return 0;
	return lpi_of(gic, acc)->pendbaser | (lpi_of(gic, acc)->ptz ? PTZ : 0);
}

void vgs_v3_pendbaser_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			    uint64_t value)
{
	struct vgs_v3_lpi *st = lpi_of(gic, acc);

	if (!gic->lpi.lpis || is_locked(gic, acc, VGS_R_GIC_CU16))
		return;
	st->pendbaser = value & PENDBASER_MASK;
	/* Reads as 0, is remembered until LPIs are enabled (GIC-L11). */
	st->ptz = (value & PTZ) != 0;
}

/* GIC-L23: only where LPIs can be sent without an ITS. */
void vgs_v3_setlpir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint64_t value)
{
	if (VGS_RULE(GIC_L23, gic->cfg.direct_lpi))
		(void)vgs_v3_lpi_set(gic, acc->owner, (uint32_t)value,
				     VGS_R_GIC_L23);
}

void vgs_v3_clrlpir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint64_t value)
{
	if (gic->cfg.direct_lpi)
		(void)vgs_v3_lpi_clear(gic, acc->owner, (uint32_t)value,
				       VGS_R_GIC_L23);
}

/* GIC-L24: with direct LPIs, or GICv4.1; the ITS has commands for it. */
static bool has_inv(const struct vgs_gic *gic)
{
	return VGS_RULE(GIC_L24, gic->cfg.direct_lpi ||
					 (vgs_v3_has_vlpis(gic) &&
					  gic->cfg.version == VGS_GIC_V4_1));
}

/*
 * GIC-U22: V = 1 is about vLPIs of a vPE.  False: about LPIs.  Of a vPE that
 * is not resident here nothing is cached.
 */
static bool of_a_vpe(const struct vgs_gic *gic, const struct vgs_acc *acc,
		     uint64_t value, struct vgs_v3_vpe *ret_vpe)
{
	*ret_vpe = (struct vgs_v3_vpe){
		.id = (uint16_t)(value >> 32),
		.pe = (uint16_t)acc->owner,
	};
	return VGS_RULE(GIC_U22, value >> 63) &&
	       gic->cfg.version == VGS_GIC_V4_1;
}

void vgs_v3_invlpir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint64_t value)
{
	struct vgs_v3_vpe vpe;

	if (!has_inv(gic))
		return;
	if (of_a_vpe(gic, acc, value, &vpe))
		(void)vgs_v3_vlpi_invalidate(gic, &vpe, (uint32_t)value);
	else
		(void)vgs_v3_lpi_invalidate(gic, acc->owner, (uint32_t)value);
}

void vgs_v3_invallr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint64_t value)
{
	struct vgs_v3_vpe vpe;

	if (!has_inv(gic))
		return;
	if (of_a_vpe(gic, acc, value, &vpe))
		(void)vgs_v3_vlpi_invalidate_all(gic, &vpe);
	else
		(void)vgs_v3_lpi_invalidate_all(gic, acc->owner);
}

#define SYNCR_BUSY 1u

/* GIC-L25: only the work budget keeps INVALLR from being over at once. */
uint64_t vgs_v3_syncr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return VGS_RULE(GIC_L25, vgs_v3_lpi_busy(gic, acc->owner)) ? SYNCR_BUSY
								   : 0;
}

int vgs_gic_lpi(struct vgs_gic *gic, uint32_t intid, uint16_t *ret_pe)
{
	if (!gic->lpi.lpis || intid < VGS_INTID_LPI ||
	    intid >> gic->cfg.lpi_id_bits)
		return -VGS_ERANGE;
	if (gic->blocked)
		return gic->bug ? -VGS_EBUG : -VGS_EBUSY;
	*ret_pe = VGS_NO_PE;
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++) {
		if (!vgs_v3_lpi_pending(gic, pe, intid))
			continue;
		*ret_pe = (uint16_t)pe;
		break;
	}
	return 0;
}
