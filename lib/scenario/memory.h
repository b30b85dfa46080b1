/* SPDX-License-Identifier: MIT */
/*
 * Physical memory of a scenario: regions, pages made when first written.
 */
#ifndef VGS_SCENARIO_MEMORY_H
#define VGS_SCENARIO_MEMORY_H

#include "arena.h"

struct vgs_scn_page;

struct vgs_scn_region {
	uint64_t at, size;
};

struct vgs_scn_memory {
	struct vgs_allocator alloc;
	struct vgs_scn_region *regions; /* of the arena */
	unsigned region_count;
	struct vgs_scn_page **pages; /* sorted by number */
	size_t page_count, page_room;
};

bool vgs_scn_memory_has(const struct vgs_scn_memory *mem, uint64_t at,
			uint64_t len);
/* 0; -1 outside of the regions; -VGS_ENOMEM. */
int vgs_scn_memory_read(void *mem, uint64_t at, void *buf, size_t len);
int vgs_scn_memory_write(void *mem, uint64_t at, const void *buf, size_t len);
void vgs_scn_memory_clear(struct vgs_scn_memory *mem);
/* dst holds nothing before, or is overwritten. */
int vgs_scn_memory_copy(struct vgs_scn_memory *dst,
			const struct vgs_scn_memory *src);
uint64_t vgs_scn_memory_hash(const struct vgs_scn_memory *mem, uint64_t hash);

#endif
