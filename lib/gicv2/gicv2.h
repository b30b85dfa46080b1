/* SPDX-License-Identifier: MIT */
/*
 * GICv2: what the model has beyond the core.  The Distributor is in gicd.c,
 * the CPU interfaces are those of mmif.h, the MSI frame is gicm.c.
 */
#ifndef VGS_GICV2_H
#define VGS_GICV2_H

#include "mmif.h"

#define VGS_GICV2_CTLR_GRP0 (1u << 0)
#define VGS_GICV2_CTLR_GRP1 (1u << 1)

/* Plain data. */
struct vgs_gicv2_state {
	uint8_t ctlr;	     /* GICD_CTLR, Secure view */
	uint8_t cfgsdisable; /* the wire is high */
};

/* Plain data, quirk QD-33: an SPI for each CPU, masks of numbers. */
struct vgs_gicv2_banked {
	uint8_t pending; /* by its latch */
	uint8_t active;
};

struct vgs_gicv2 {
	struct vgs_gicv2_state state;
	struct vgs_gicv2_banked *banked; /* by SPI; NULL without the quirk */
};

extern const struct vgs_frame_desc vgs_gicv2_gicd;
extern const struct vgs_frame_desc vgs_gicv2_gicm;

/* Field tables of GICD_CTLR by view. */
extern const struct vgs_field vgs_gicv2_ctlr_fields[];
extern const struct vgs_field vgs_gicv2_ctlr_ns_fields[];

/* Recompute the groups that GICD_CTLR forwards. */
void vgs_gicv2_forward(struct vgs_gic *gic);

/* Recompute the route of a shared interrupt from its target CPUs. */
void vgs_gicv2_route(struct vgs_gic *gic, uint32_t slot);

/* --- quirk QD-33: SPIs with a state for each CPU (banked.c) -------- */

void vgs_gicv2_banked_layout(struct vgs_gic *gic, struct vgs_layout *layout);
void vgs_gicv2_banked_reset(struct vgs_gic *gic);
void vgs_gicv2_banked_event(struct vgs_gic *gic, uint32_t slot, unsigned pe,
			    enum vgs_irq_event event, unsigned rule);
/* The CPUs that see it pending and not active, a mask of numbers. */
unsigned vgs_gicv2_banked_cpus(const struct vgs_gic *gic, uint32_t slot);
/* Is it active for any CPU? */
bool vgs_gicv2_banked_active(const struct vgs_gic *gic, uint32_t slot);

#endif
