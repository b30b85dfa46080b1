/* SPDX-License-Identifier: MIT */
/*
 * Memory-mapped CPU interfaces: GICC, GICH and GICV over cpuif and lr, for
 * GICv2 and for GICv3's legacy operation.  What differs between products is in
 * the variant; state that only GICC has is struct vgs_mmif_pe.
 */
#ifndef VGS_MMIF_H
#define VGS_MMIF_H

#include "core.h"

struct vgs_mmif_variant {
	bool ackctl;   /* GICC_CTLR.AckCtl exists (not in GICv3, GIC-J12) */
	bool fiqen;    /* GICC_CTLR.FIQEn decides FIQ for Group 0 (GIC-F6) */
	uint32_t iidr; /* GICC_IIDR */
	uint32_t gicv_iidr;
};

/* Plain data: GICC_CTLR bits beyond struct vgs_cpuif. */
struct vgs_mmif_pe {
	uint8_t ackctl;
	uint8_t fiqen;
	uint8_t bypass; /* bits [8:5] of GICC_CTLR, Secure view */
	uint8_t zero;
};

extern const struct vgs_frame_desc vgs_mmif_gicc;
extern const struct vgs_frame_desc vgs_mmif_gich;
extern const struct vgs_frame_desc vgs_mmif_gicv;

/* Provided by the model that has these frames. */
const struct vgs_mmif_variant *vgs_mmif_variant(const struct vgs_gic *gic);
struct vgs_mmif_pe *vgs_mmif_pe(const struct vgs_gic *gic, unsigned pe);

#endif
