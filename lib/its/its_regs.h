/* SPDX-License-Identifier: MIT */
/* Registers of the ITS control and translation frames. */
#ifndef VGS_ITS_REGS_H
#define VGS_ITS_REGS_H

#include "its.h"

/* Two frames, three with virtual SGIs (GIC-A10). */
extern const struct vgs_frame_desc vgs_its_gits;
extern const struct vgs_frame_desc vgs_its_gits_vsgi;

/* Read-only fields of GITS_BASER<n>. */
void vgs_its_reset_regs(struct vgs_gic *gic, unsigned unit);

/* Can registers hold these values (an image is hostile)? */
bool vgs_its_regs_valid(const struct vgs_gic *gic, unsigned unit,
			const struct vgs_its *its);

/* Does the ITS log unmapped MSIs (GITS_TYPER.UMSI)? */
bool vgs_its_has_umsi(const struct vgs_gic *gic);

/* A write to GITS_TRANSLATER with the writer's DeviceID. */
void vgs_its_msi(struct vgs_gic *gic, unsigned unit, uint32_t device_id,
		 uint32_t event_id);

/* A write to GITS_SGIR. */
void vgs_its_vsgi(struct vgs_gic *gic, unsigned unit, uint16_t vpeid,
		  unsigned vintid);

#endif
