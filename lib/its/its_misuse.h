/* SPDX-License-Identifier: MIT */
/*
 * What software does to an ITS that the architecture leaves open: findings,
 * and the little that must be remembered to see it.
 */
#ifndef VGS_ITS_MISUSE_H
#define VGS_ITS_MISUSE_H

#include "its.h"

/* Plain data: where a mapping leads; the last of those that share a place. */
struct vgs_its_seen {
	uint32_t intid; /* 0: none */
	uint32_t device_id, event_id;
	uint16_t pe;
	uint16_t unit;
};

#define VGS_ITS_SEEN 256u

/* An event, as what is remembered names it. */
struct vgs_its_source {
	unsigned unit;
	uint32_t device_id, event_id;
};

/* It leads to that LPI of that PE; GIC-CU43 if another one leads elsewhere. */
void vgs_its_see(struct vgs_gic *gic, const struct vgs_its_source *source,
		 uint32_t intid, unsigned pe);
/* It leads nowhere any more. */
void vgs_its_unsee(struct vgs_gic *gic, const struct vgs_its_source *source,
		   uint32_t intid);

/* A collection went from one PE to another; MOVALL took the LPIs along. */
void vgs_its_retargeted(struct vgs_gic *gic, unsigned unit, unsigned icid,
			unsigned from);
void vgs_its_moved_all(struct vgs_gic *gic, unsigned from);
/* An LPI becomes pending through it; GIC-CU45 if it still is where it was. */
void vgs_its_check_left_behind(struct vgs_gic *gic, unsigned unit,
			       unsigned icid, unsigned pe, uint32_t intid);

/* GIC-CU38: does CWRITER overtake CREADR? */
void vgs_its_check_overrun(struct vgs_gic *gic, unsigned pe, unsigned unit,
			   uint64_t cwriter);

/* --- reading ahead (GIC-O14) ----------------------------------------------- */

/* Read the next commands of the queue, which have to wait. */
void vgs_its_read_ahead(struct vgs_gic *gic, unsigned unit);
/* Software may have changed them, lawfully. */
void vgs_its_forget_ahead(struct vgs_gic *gic, unsigned unit);
/*
 * @dw is in memory at CREADR now; GIC-CU39 if it was something else, and by
 * choice it still is.
 */
void vgs_its_check_ahead(struct vgs_gic *gic, unsigned unit, uint64_t dw[4]);

#endif
