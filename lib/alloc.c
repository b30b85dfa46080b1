/* SPDX-License-Identifier: MIT */
/* The default allocator: the only file of the core that needs stdlib. */
#include "alloc.h"

#include <stdlib.h>
#include <string.h>

static void *libc_zalloc(void *user, size_t size)
{
	size_t rounded = (size + 63u) & ~(size_t)63u;
	void *mem;

	(void)user;
	if (rounded < size)
		return NULL;
	mem = aligned_alloc(64, rounded);
	if (mem)
		memset(mem, 0, rounded);
	return mem;
}

static void libc_free(void *user, void *mem)
{
	(void)user;
	free(mem);
}

struct vgs_allocator vgs_alloc_libc(void)
{
	struct vgs_allocator alloc = { libc_zalloc, libc_free, NULL };

	return alloc;
}
