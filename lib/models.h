/* SPDX-License-Identifier: MIT */
/*
 * Which models this library was built with, and their register tables.  The
 * build options gicv2 and gicv3 leave one out where code size counts.
 */
#ifndef VGS_MODELS_H
#define VGS_MODELS_H

#include "core.h"
#include "mmif.h"

extern const struct vgs_model vgs_model_gicv2;
extern const struct vgs_frame_desc vgs_gicv2_gicd;
extern const struct vgs_frame_desc vgs_gicv2_gicm;

extern const struct vgs_model vgs_model_gicv3;
extern const struct vgs_frame_desc vgs_gicv3_gicd;
extern const struct vgs_frame_desc vgs_gicv3_gicr;
extern const struct vgs_frame_desc vgs_gicv3_gicm;
extern const struct vgs_frame_desc vgs_gicv3_icc;

extern const struct vgs_frame_desc vgs_its_gits;

/* What the vgic emulates. */
extern const struct vgs_frame_desc vgs_vgicd_v2, vgs_vgicc;
extern const struct vgs_frame_desc vgs_vgicd_v3, vgs_vgicr, vgs_vgits;

/* Model of a version; NULL: not in this build. */
const struct vgs_model *vgs_model_find(enum vgs_version version);

#endif
