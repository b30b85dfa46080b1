/* SPDX-License-Identifier: MIT */
/*
 * Places in the pool of LPIs: who gets one when there are fewer than LPIs are
 * pending.  For lpis.c and lpi_jobs.c.
 */
#ifndef VGS_GICV3_LPI_PLACE_H
#define VGS_GICV3_LPI_PLACE_H

#include "lpi_tables.h"

/* Pending bits are in memory as soon as they are in the model (GIC-L12). */
static inline bool vgs_v3_written_through(const struct vgs_gic *gic)
{
	return VGS_CHOICE(gic, GIC_L12);
}

/*
 * Make it pending in the pool, where @lpi is its entry, NULL: there is none.
 * False: it has to wait in the table, where the caller puts or leaves its bit.
 * @ret_err is set when the callback failed.
 */
bool vgs_v3_lpi_take_in(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
			struct vgs_lpi *lpi, int *ret_err);

/*
 * vgs_lpi_place() and vgs_lpi_unplace() of an entry whose PE, or vPE, is told
 * if that one competes.
 */
void vgs_v3_lpi_join(struct vgs_gic *gic, const struct vgs_lpi *lpi);
void vgs_v3_lpi_leave(struct vgs_gic *gic, const struct vgs_lpi *lpi);

/* Take an entry out of the pool. */
void vgs_v3_lpi_drop(struct vgs_gic *gic, struct vgs_lpi *lpi);

/* Nothing waits in the table of @owner, or it is not known what does. */
void vgs_v3_lpi_forget_waiting(struct vgs_gic *gic, uint32_t owner);

/* Something more urgent than all that is known may wait. */
void vgs_v3_lpi_suspect_waiting(struct vgs_gic *gic, uint32_t owner);

/* Read the pending table of @owner from its beginning. */
void vgs_v3_lpi_read_in(struct vgs_gic *gic, uint32_t owner);

/*
 * @owner lost an entry, or one became less urgent: read in what waits for the
 * place, or should come before what is left.
 */
void vgs_v3_lpi_settle_now(struct vgs_gic *gic, uint32_t owner);

static inline void vgs_v3_lpi_settle(struct vgs_gic *gic, uint32_t owner)
{
	/* Mostly nobody waits. */
	if (vgs_v3_lpi_space(gic, owner)->scanning ||
	    vgs_lpi_has(&gic->lpi, VGS_LPI_WAITING))
		vgs_v3_lpi_settle_now(gic, owner);
}

/* Recompute what is derived of who waits. */
void vgs_v3_lpi_rebuild_waiting(struct vgs_gic *gic, uint32_t owner);

#endif
