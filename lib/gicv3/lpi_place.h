/* SPDX-License-Identifier: MIT */
/*
 * Places in the pool of LPIs: who gets one when there are fewer than LPIs are
 * pending.  For lpis.c and lpi_jobs.c.
 */
#ifndef VGS_GICV3_LPI_PLACE_H
#define VGS_GICV3_LPI_PLACE_H

#include "core.h"

/* How urgent: priority, then INTID; the least is the most urgent. */
#define VGS_V3_LPI_NOTHING UINT32_MAX

static inline uint32_t vgs_v3_lpi_key(const struct vgs_lpi *lpi)
{
	return (uint32_t)lpi->priority << 24 | lpi->intid;
}

/* Pending bits are in memory as soon as they are in the model (GIC-L12). */
static inline bool vgs_v3_written_through(const struct vgs_gic *gic)
{
	return VGS_CHOICE(gic, GIC_L12);
}

/* May the pending table hold bits that the pool does not? */
bool vgs_v3_lpi_table_matters(const struct vgs_gic *gic, uint32_t owner);

/*
 * Make it pending in the pool; false: it has to wait in the table, where the
 * caller puts or leaves its bit.  @ret_err is set when the callback failed.
 */
bool vgs_v3_lpi_take_in(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
			int *ret_err);

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
void vgs_v3_lpi_settle(struct vgs_gic *gic, uint32_t owner);

/* Recompute what is derived of who waits. */
void vgs_v3_lpi_rebuild_waiting(struct vgs_gic *gic, uint32_t owner);

#endif
