/* SPDX-License-Identifier: MIT */
/*
 * What the usual way of a bus access (bus.c) and that of one that is refused
 * (bus_refused.c) share.
 */
#ifndef VGS_BUS_H
#define VGS_BUS_H

#include "core.h"

/* Choice GIC-A6: any access is one of its bytes, where no effect is hidden. */
static inline bool vgs_bus_by_bytes(const struct vgs_gic *gic,
				    const struct vgs_frame_desc *frame)
{
	return frame->by_bytes && VGS_CHOICE(gic, GIC_A6);
}

/* Why an access has no row that answers. */
enum vgs_bus_why {
	VGS_BUS_RESERVED,
	VGS_BUS_CLOSED,	  /* perhaps: the frame knows */
	VGS_BUS_BAD_SIZE, /* by choice GIC-CU9, and a mistake */
	VGS_BUS_SECURE,
};

/*
 * An access that found no row is told, and by which rule.  False: the frame is
 * open after all, the row is to be looked for again.
 */
VGS_COLD bool vgs_bus_refused(const struct vgs_gic *gic, struct vgs_acc *acc,
			      uint32_t offset, unsigned size,
			      enum vgs_bus_why why);

/* For STATUSR: a reserved location, or the wrong direction. */
VGS_COLD void vgs_bus_misuse(struct vgs_gic *gic, const struct vgs_acc *acc,
			     enum vgs_reg_misuse what);

/* Alternatives of choice GIC-CU9. */
enum vgs_bus_cu9 {
	VGS_BUS_CU9_RAZ_WI,
	VGS_BUS_CU9_ABORT,
	VGS_BUS_CU9_ONES,
	VGS_BUS_CU9_LOWER_HALF,
};

/*
 * A size or an alignment that the register does not have: what choice GIC-CU9
 * makes of it.  Choice GIC-A6 may have made it legal bytes.
 */
VGS_COLD unsigned vgs_bus_misfit(const struct vgs_gic *gic,
				 struct vgs_acc *acc);

#endif
