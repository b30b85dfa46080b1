/* SPDX-License-Identifier: MIT */
/*
 * Tables of LPIs in the caller's memory: for lpis.c and vlpis.c.  Owners are
 * those of the pool.
 */
#ifndef VGS_GICV3_LPI_TABLES_H
#define VGS_GICV3_LPI_TABLES_H

#include "core.h"

struct vgs_v3_lpi;

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
struct vgs_v3_lpi *vgs_v3_lpi_space(const struct vgs_gic *gic, uint32_t owner);

/* Bits of INTIDs, 0: no LPI is in range (GIC-L7, GIC-L8). */
unsigned vgs_v3_lpi_id_bits(const struct vgs_gic *gic, uint32_t owner);
unsigned vgs_v3_lpi_space_bits(const struct vgs_gic *gic,
			       const struct vgs_v3_lpi *space);

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
