/* SPDX-License-Identifier: MIT */
/*
 * LPIs of the Redistributors: the narrow interface through which an ITS and
 * the direct LPI registers reach them.  An owner is the processor number of
 * a Redistributor or the vPE that is resident there (lpi.h): vlpis.c.
 *
 * Functions that touch the tables answer 0 or -VGS_EMEM: the caller's memory
 * callback failed; what could not be read counts as disabled or not pending.
 */
#ifndef VGS_GICV3_LPIS_H
#define VGS_GICV3_LPIS_H

#include "core.h"

enum vgs_v3_moving {
	VGS_V3_MOVING_NOTHING,
	VGS_V3_MOVING_POOL,  /* what is in the pool */
	VGS_V3_MOVING_TABLE, /* and what waits in the table */
};

/* Plain data: what an owner has for LPIs. */
struct vgs_v3_lpi {
	uint64_t propbaser, pendbaser;
	uint32_t cursor;      /* next INTID of the table: scanning or moving */
	uint32_t slot;	      /* next slot of the pool: invalidating */
	uint32_t waiting;     /* key of the most urgent one that waits there */
	uint32_t move_to;     /* owner: moving */
	uint8_t enabled;      /* GICR_CTLR.EnableLPIs */
	uint8_t ptz;	      /* written since LPIs were enabled last */
	uint8_t overflowed;   /* the pool was full: bits wait in the table */
	uint8_t scanning;     /* the pending table is being read in */
	uint8_t again;	      /* and may have to be a second time */
	uint8_t flushing;     /* and is being written back: RWP */
	uint8_t invalidating; /* all configuration is being read again */
	uint8_t moving;	      /* enum vgs_v3_moving */
};

/* Do LPIs of this number exist at @owner: EnableLPIs, IDbits (GIC-L7, L8, L10)? */
bool vgs_v3_lpi_usable(const struct vgs_gic *gic, uint32_t owner,
		       uint32_t intid);

bool vgs_v3_lpi_enabled(const struct vgs_gic *gic, uint32_t owner);

/* Is it pending at @owner, in the model or in the table? */
bool vgs_v3_lpi_pending(struct vgs_gic *gic, uint32_t owner, uint32_t intid);

/* Priority and enable that an MSI would find; caches nothing. */
int vgs_v3_lpi_config(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
		      uint8_t *ret_priority, bool *ret_enabled);

/* Make it pending, or not (GIC-L10, GIC-L20). */
int vgs_v3_lpi_set(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
		   unsigned rule);
int vgs_v3_lpi_clear(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
		     unsigned rule);

/* Read its configuration again (GIC-L16, GIC-L18); of all of @owner's. */
int vgs_v3_lpi_invalidate(struct vgs_gic *gic, uint32_t owner, uint32_t intid);
int vgs_v3_lpi_invalidate_all(struct vgs_gic *gic, uint32_t owner);

/* GIC-CU46: a finding if LPIs are disabled at @pe, which a command is about. */
void vgs_v3_lpi_check_on(struct vgs_gic *gic, unsigned pe, uint32_t intid);

/* Move the pending state of one, or of all, to another PE (GIC-L29). */
int vgs_v3_lpi_move(struct vgs_gic *gic, uint32_t from, uint32_t to,
		    uint32_t intid);
int vgs_v3_lpi_move_all(struct vgs_gic *gic, uint32_t from, uint32_t to);

/* One step of these, which leaves the place that became free to the caller. */
int vgs_v3_lpi_carry(struct vgs_gic *gic, uint32_t from, uint32_t to,
		     uint32_t intid);

/* A vLPI or LPI became pending, or is not any more: for traces. */
void vgs_v3_lpi_trace(const struct vgs_gic *gic, uint32_t owner, uint32_t intid,
		      bool pending, unsigned rule);

/* GICR_CTLR.EnableLPIs. */
void vgs_v3_lpi_enable(struct vgs_gic *gic, uint32_t owner, bool enable);

/* From now on the pending table alone matters: it is written back. */
void vgs_v3_lpi_disable(struct vgs_gic *gic, uint32_t owner);

/* Go on with whatever the work budget has interrupted. */
void vgs_v3_lpi_work(struct vgs_gic *gic, uint32_t owner);
void vgs_v3_lpi_write_back(struct vgs_gic *gic, uint32_t owner);

/* Is there still a MOVALL or INVALL going on at @owner (GIC-O24, GIC-L25)? */
bool vgs_v3_lpi_busy(const struct vgs_gic *gic, uint32_t owner);
bool vgs_v3_lpi_moving(const struct vgs_gic *gic, uint32_t owner);

/* The model's lpi_acknowledged(). */
void vgs_v3_lpi_acknowledged(struct vgs_gic *gic, uint32_t owner,
			     uint32_t intid);

/* The model's lpi_gates(): what only LPIs pass on their way to a PE. */
unsigned vgs_v3_lpi_gates(const struct vgs_gic *gic, uint32_t owner,
			  uint32_t intid, struct vgs_gate_info *ret_gates);

/* Index what the pool holds: after a restore, or GICD_CTLR.DS changed. */
void vgs_v3_lpi_reindex(struct vgs_gic *gic);

#endif
