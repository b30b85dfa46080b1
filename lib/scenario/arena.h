/* SPDX-License-Identifier: MIT */
/*
 * Memory of a scenario or of a result: everything is allocated from one
 * arena and freed with it, so that no error path can leak.
 */
#ifndef VGS_SCENARIO_ARENA_H
#define VGS_SCENARIO_ARENA_H

#include <libvgicsim/types.h>

struct vgs_scn_chunk;

struct vgs_scn_arena {
	struct vgs_allocator alloc;
	struct vgs_scn_chunk *chunks;
	size_t used;
	bool failed; /* an allocation was refused since the start */
};

/* A NULL @alloc stands for libc. */
void vgs_scn_arena_init(struct vgs_scn_arena *arena,
			const struct vgs_allocator *alloc);
void vgs_scn_arena_clear(struct vgs_scn_arena *arena);

/* Zeroed memory, or NULL when there is none or the arena's limit is hit. */
void *vgs_scn_zalloc(struct vgs_scn_arena *arena, size_t size);
void *vgs_scn_zalloc_n(struct vgs_scn_arena *arena, size_t n, size_t size);

/* A copy with a final NUL, or NULL. */
char *vgs_scn_dup(struct vgs_scn_arena *arena, const char *text, size_t len);

/* The libc allocator, for objects that are not part of an arena. */
void vgs_scn_libc_allocator(struct vgs_allocator *ret_alloc);

#endif
