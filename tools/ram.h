/* SPDX-License-Identifier: MIT */
/*
 * Physical memory of a replayed machine: sparse pages that read zero until
 * they are written.  Accesses outside of it fail.
 */
#ifndef VGICSIM_TOOLS_RAM_H
#define VGICSIM_TOOLS_RAM_H

#include <stdint.h>

#include <libvgicsim/types.h>

struct ram_page;

struct ram {
	uint64_t at, size;
	struct ram_page **buckets; /* NULL: nothing was written yet */
};

void ram_init(struct ram *ram, uint64_t at, uint64_t size);
void ram_clear(struct ram *ram);

/* Callbacks of struct vgs_mem_ops; @user is the struct ram. */
int ram_read(void *user, uint64_t addr, void *buf, size_t len);
int ram_write(void *user, uint64_t addr, const void *buf, size_t len);

#endif
