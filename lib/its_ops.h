/* SPDX-License-Identifier: MIT */
/* How the object reaches its ITSes without knowing them. */
#ifndef VGS_ITS_OPS_H
#define VGS_ITS_OPS_H

#include "core.h"

struct vgs_its_ops {
	const struct vgs_frame_desc *(*frame)(const struct vgs_gic *gic);
	void (*layout)(struct vgs_gic *gic, struct vgs_layout *layout);
	void (*reset)(struct vgs_gic *gic);
	void (*rebuild)(struct vgs_gic *gic);
	void (*work)(struct vgs_gic *gic, unsigned unit);
};

extern const struct vgs_its_ops vgs_its_ops;

#endif
