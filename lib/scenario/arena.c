/* SPDX-License-Identifier: MIT */
/*
 * Chunked arena.  Chunks are never resized, so pointers stay valid; a limit
 * bounds what hostile input can make it hold.
 */
#include "arena.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK_SIZE  ((size_t)16 << 10)
#define ARENA_LIMIT ((size_t)256 << 20)
#define ALIGNMENT   16u

struct vgs_scn_chunk {
	struct vgs_scn_chunk *next;
	size_t size;
	size_t used;
	size_t unused; /* keeps the data aligned */
};

static void *libc_zalloc(void *user, size_t size)
{
	(void)user;
	return calloc(1, size);
}

static void libc_free(void *user, void *mem)
{
	(void)user;
	free(mem);
}

void vgs_scn_libc_allocator(struct vgs_allocator *ret_alloc)
{
	ret_alloc->zalloc = libc_zalloc;
	ret_alloc->free = libc_free;
	ret_alloc->user = NULL;
}

void vgs_scn_arena_init(struct vgs_scn_arena *arena,
			const struct vgs_allocator *alloc)
{
	memset(arena, 0, sizeof(*arena));
	if (alloc && alloc->zalloc)
		arena->alloc = *alloc;
	else
		vgs_scn_libc_allocator(&arena->alloc);
}

void vgs_scn_arena_clear(struct vgs_scn_arena *arena)
{
	struct vgs_scn_chunk *chunk = arena->chunks;

	while (chunk) {
		struct vgs_scn_chunk *next = chunk->next;

		arena->alloc.free(arena->alloc.user, chunk);
		chunk = next;
	}
	arena->chunks = NULL;
	arena->used = 0;
}

static struct vgs_scn_chunk *new_chunk(struct vgs_scn_arena *arena, size_t need)
{
	size_t size = need > CHUNK_SIZE ? need : CHUNK_SIZE;
	struct vgs_scn_chunk *chunk;

	if (arena->used + size > ARENA_LIMIT)
		return NULL;
	chunk = arena->alloc.zalloc(arena->alloc.user, sizeof(*chunk) + size);
	if (!chunk)
		return NULL;
	chunk->size = size;
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	arena->used += size;
	return chunk;
}

void *vgs_scn_zalloc(struct vgs_scn_arena *arena, size_t size)
{
	struct vgs_scn_chunk *chunk = arena->chunks;
	size_t need;
	void *mem;

	if (size > ARENA_LIMIT) {
		arena->failed = true;
		return NULL;
	}
	need = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (!chunk || chunk->size - chunk->used < need) {
		chunk = new_chunk(arena, need);
		if (!chunk) {
			arena->failed = true;
			return NULL;
		}
	}
	mem = (unsigned char *)(chunk + 1) + chunk->used;
	chunk->used += need;
	return mem;
}

void *vgs_scn_zalloc_n(struct vgs_scn_arena *arena, size_t n, size_t size)
{
	if (size && n > ARENA_LIMIT / size) {
		arena->failed = true;
		return NULL;
	}
	return vgs_scn_zalloc(arena, n * size);
}

char *vgs_scn_dup(struct vgs_scn_arena *arena, const char *text, size_t len)
{
	char *copy;

	if (len >= ARENA_LIMIT) {
		arena->failed = true;
		return NULL;
	}
	copy = vgs_scn_zalloc(arena, len + 1);
	if (copy && len)
		memcpy(copy, text, len);
	return copy;
}
