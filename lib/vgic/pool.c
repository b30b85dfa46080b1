/* SPDX-License-Identifier: MIT */
/* Pools: sorted entries in front, free slots behind. */
#include "vgic/pool.h"

void vgs_vpool_reset(struct vgs_vpool *pool)
{
	*pool->count = 0;
	for (uint32_t i = 0; i < pool->max; i++)
		pool->entries[i] = (struct vgs_vpool_entry){ .slot = i };
}

uint32_t vgs_vpool_lower(const struct vgs_vpool *pool, uint64_t key)
{
	uint32_t low = 0, high = *pool->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (pool->entries[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint32_t vgs_vpool_find(const struct vgs_vpool *pool, uint64_t key)
{
	uint32_t at = vgs_vpool_lower(pool, key);

	if (at < *pool->count && pool->entries[at].key == key)
		return pool->entries[at].slot;
	return VGS_NO_VSLOT;
}

uint32_t vgs_vpool_take(struct vgs_vpool *pool, uint64_t key)
{
	uint32_t at = vgs_vpool_lower(pool, key);
	struct vgs_vpool_entry entry;

	if (*pool->count == pool->max)
		return VGS_NO_VSLOT;
	entry = pool->entries[*pool->count];
	entry.key = key;
	for (uint32_t i = (*pool->count)++; i > at; i--)
		pool->entries[i] = pool->entries[i - 1];
	pool->entries[at] = entry;
	return entry.slot;
}

static void reverse(struct vgs_vpool *pool, uint32_t first, uint32_t end)
{
	while (first + 1 < end) {
		struct vgs_vpool_entry entry = pool->entries[first];

		pool->entries[first++] = pool->entries[--end];
		pool->entries[end] = entry;
	}
}

/* The dropped entries and those behind them change places. */
void vgs_vpool_drop(struct vgs_vpool *pool, uint32_t first, uint32_t end)
{
	uint32_t count = *pool->count;

	reverse(pool, first, end);
	reverse(pool, end, count);
	reverse(pool, first, count);
	*pool->count -= end - first;
	for (uint32_t i = *pool->count; i < count; i++)
		pool->entries[i].key = 0;
}

void vgs_vpool_drop_key(struct vgs_vpool *pool, uint64_t key)
{
	uint32_t at = vgs_vpool_lower(pool, key);

	if (at < *pool->count && pool->entries[at].key == key)
		vgs_vpool_drop(pool, at, at + 1);
}
