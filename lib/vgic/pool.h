/* SPDX-License-Identifier: MIT */
/*
 * A pool of numbered slots found by key: what a guest makes and drops in any
 * number, within a maximum that is fixed at creation.  Entries in use are
 * sorted by key, so that a range of keys is a range of entries; the others
 * hold the free slots, in the order in which they are taken.  Plain data.
 */
#ifndef VGS_VGIC_POOL_H
#define VGS_VGIC_POOL_H

#include <stdbool.h>
#include <stdint.h>

#define VGS_NO_VSLOT UINT32_MAX

/* Plain data: one entry; key 0 of those that are not in use. */
struct vgs_vpool_entry {
	uint64_t key;
	uint32_t slot;
	uint32_t zero;
};

struct vgs_vpool {
	struct vgs_vpool_entry *entries; /* max of them */
	uint32_t *count;		 /* in use */
	uint32_t max;
};

/* All slots free, to be taken in ascending order. */
void vgs_vpool_reset(struct vgs_vpool *pool);

/* First entry whose key is @key or above; the count: none is. */
uint32_t vgs_vpool_lower(const struct vgs_vpool *pool, uint64_t key);

/* Slot of a key, VGS_NO_VSLOT. */
uint32_t vgs_vpool_find(const struct vgs_vpool *pool, uint64_t key);

/* A slot for a key that has none; VGS_NO_VSLOT: the pool is full. */
uint32_t vgs_vpool_take(struct vgs_vpool *pool, uint64_t key);

/* Entries [@first, @end) are free again. */
void vgs_vpool_drop(struct vgs_vpool *pool, uint32_t first, uint32_t end);

/* The slot of one key is free again. */
void vgs_vpool_drop_key(struct vgs_vpool *pool, uint64_t key);

#endif
