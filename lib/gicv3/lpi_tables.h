/* SPDX-License-Identifier: MIT */
/*
 * Tables of LPIs in the caller's memory: for lpis.c and vlpis.c.  Owners are
 * those of the pool.
 */
#ifndef VGS_GICV3_LPI_TABLES_H
#define VGS_GICV3_LPI_TABLES_H

#include "gicv3.h"
#include "lpis.h"
#include "vlpis.h"

static inline bool vgs_v3_is_vpe(uint32_t owner)
{
	return owner & VGS_LPI_VPE;
}

#define VGS_V3_PEND_ADDR UINT64_C(0x000fffffffff0000)

/* Deferred actions of an owner: go on with its jobs, write back. */
static inline enum vgs_work_kind vgs_v3_lpi_job(uint32_t owner)
{
	return vgs_v3_is_vpe(owner) ? VGS_WORK_VPE_DIRTY : VGS_WORK_LPI_CACHE;
}

static inline enum vgs_work_kind vgs_v3_lpi_flush(uint32_t owner)
{
	return vgs_v3_is_vpe(owner) ? VGS_WORK_VPE_DIRTY : VGS_WORK_GICR_RWP;
}

/* State of an owner; NULL without LPIs, which callers exclude first. */
static inline struct vgs_v3_lpi *vgs_v3_lpi_space(const struct vgs_gic *gic,
						  uint32_t owner)
{
	if (!gic->lpi.lpis)
		return NULL;
	return vgs_v3_is_vpe(owner) ? &gic->v3->vlpi[vgs_lpi_pe(owner)].space
				    : &gic->v3->lpi[owner];
}

/*
 * Bits of INTIDs.  GIC-L7: the smaller of both; 0, no LPI is in range, if that
 * is fewer than 14 (GIC-L8).
 */
static inline unsigned vgs_v3_lpi_space_bits(const struct vgs_gic *gic,
					     const struct vgs_v3_lpi *space)
{
	unsigned bits = (unsigned)(space->propbaser & 31u) + 1;

	if (VGS_RULE(GIC_L7, bits > gic->cfg.lpi_id_bits))
		bits = gic->cfg.lpi_id_bits;
	return VGS_RULE(GIC_L8, bits < 14) ? 0 : bits;
}

static inline unsigned vgs_v3_lpi_id_bits(const struct vgs_gic *gic,
					  uint32_t owner)
{
	return vgs_v3_lpi_space_bits(gic, vgs_v3_lpi_space(gic, owner));
}

/* vgs_v3_lpi_usable(), of one that is known to have a space. */
static inline bool vgs_v3_lpi_in_space(const struct vgs_gic *gic,
				       const struct vgs_v3_lpi *space,
				       uint32_t intid)
{
	/* GIC-L10: otherwise it is dropped, not latched. */
	return VGS_RULE(GIC_L10, space && space->enabled) &&
	       intid >= VGS_INTID_LPI &&
	       intid >> vgs_v3_lpi_space_bits(gic, space) == 0;
}

/* May the pending table hold bits that the pool does not? */
static inline bool vgs_v3_lpi_table_matters(const struct vgs_gic *gic,
					    uint32_t owner)
{
	const struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);

	return st->scanning || st->overflowed ||
	       st->moving == VGS_V3_MOVING_TABLE;
}

/* Fill in priority and enable of @lpi from its configuration byte. */
int vgs_v3_lpi_read_config(struct vgs_gic *gic, uint32_t owner,
			   struct vgs_lpi *lpi);

/* Bit of an INTID in a pending table at @base (GIC-L6). */
int vgs_v3_pend_bit(struct vgs_gic *gic, uint64_t base, uint32_t intid,
		    bool *ret_pending);

/* The same bit of a virtual pending table, which has a summary, is written. */
int vgs_v3_vpt_set(struct vgs_gic *gic, uint64_t base, uint32_t intid,
		   bool pending);

/*
 * Choice GIC-U7: the first KB of a virtual pending table has a bit for each
 * block of INTIDs that may hold a pending one, so that a scan skips the rest.
 */
#define VGS_V3_VPT_BLOCK 2048u

bool vgs_v3_vpt_skips(struct vgs_gic *gic, uint32_t owner, uint32_t intid);

/* The pending table of @owner is empty: the summary as well. */
void vgs_v3_vpt_emptied(struct vgs_gic *gic, uint32_t owner);

/* Bit of an INTID in the pending table of an owner. */
int vgs_v3_lpi_table_bit(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
			 bool *ret_pending);
int vgs_v3_lpi_table_set(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
			 bool pending);

#endif
