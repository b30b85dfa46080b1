/* SPDX-License-Identifier: MIT */
/*
 * The lines and columns of KVM's vgic-state (KVM-OBS-20 to KVM-OBS-23), for
 * physical interrupts and for those of a VM.
 */
#ifndef VGS_DUMP_H
#define VGS_DUMP_H

#include <libvgicsim/gic.h>

/* A line that is being made; fn and user set, the rest 0. */
struct vgs_dump {
	vgs_dump_fn fn;
	void *user;
	char text[128];
	size_t used;
};

/* KVM-OBS-23: a row, column by column. */
struct vgs_dump_row {
	const char *type;
	uint32_t intid;
	int target; /* PE or vCPU, -1: none */
	bool latch, level_in, active, enabled, hw, level;
	unsigned group;
	uint32_t hwid;
	uint64_t targets;
	uint8_t sources, priority;
	int queued; /* last column, -1: none */
};

void vgs_dump_row(struct vgs_dump *dump, const struct vgs_dump_row *row);
/* KVM-OBS-22: "VCPU", "SPI " and a number. */
void vgs_dump_header(struct vgs_dump *dump, const char *who, unsigned number);
/* KVM-OBS-21; @lpis negative: a GICv2. */
void vgs_dump_distributor(struct vgs_dump *dump, int64_t spis, int64_t lpis,
			  bool enabled);

#endif
