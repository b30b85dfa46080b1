/* SPDX-License-Identifier: MIT */
/*
 * Translations that were made before, by (ITS, DeviceID, EventID): derived from
 * the tables, never saved, dropped where a command changes what they are
 * derived from (GIC-O9).
 */
#include <string.h>

#include "its.h"

struct vgs_its_cached {
	uint32_t device_id, event_id;
	struct vgs_its_way way;
	uint8_t unit;
	uint8_t used;
};

#define CACHE_SIZE 1024u

size_t vgs_its_cache_bytes(void)
{
	return CACHE_SIZE * sizeof(struct vgs_its_cached);
}

/*
 * Events of a device, which are numbered from 0, do not drive each other out,
 * nor do ITSes with the same DeviceIDs.
 */
static struct vgs_its_cached *place(const struct vgs_gic *gic, unsigned unit,
				    uint32_t device_id, uint32_t event_id)
{
	uint32_t hash = device_id * 0x9e3779b1u ^ unit * 0xc2b2ae35u;

	return &gic->its_cache[((hash >> 16 ^ hash) + event_id) % CACHE_SIZE];
}

static bool holds(const struct vgs_its_cached *cached, unsigned unit,
		  uint32_t device_id, uint32_t event_id)
{
	return cached->used && cached->unit == unit &&
	       cached->device_id == device_id && cached->event_id == event_id;
}

const struct vgs_its_way *vgs_its_cache_find(const struct vgs_gic *gic,
					     unsigned unit, uint32_t device_id,
					     uint32_t event_id)
{
	const struct vgs_its_cached *cached =
		place(gic, unit, device_id, event_id);

	return holds(cached, unit, device_id, event_id) ? &cached->way : NULL;
}

const struct vgs_its_way *vgs_its_cache_keep(struct vgs_gic *gic, unsigned unit,
					     uint32_t device_id,
					     uint32_t event_id,
					     const struct vgs_its_way *way)
{
	struct vgs_its_cached *cached = place(gic, unit, device_id, event_id);

	*cached = (struct vgs_its_cached){
		.device_id = device_id,
		.event_id = event_id,
		.way = *way,
		.unit = (uint8_t)unit,
		.used = 1,
	};
	return &cached->way;
}

/* --- what is void ---------------------------------------------------- */

void vgs_its_cache_clear(struct vgs_gic *gic)
{
	memset(gic->its_cache, 0, vgs_its_cache_bytes());
}

void vgs_its_cache_drop_event(struct vgs_gic *gic, unsigned unit,
			      uint32_t device_id, uint32_t event_id)
{
	struct vgs_its_cached *cached = place(gic, unit, device_id, event_id);

	if (holds(cached, unit, device_id, event_id))
		cached->used = 0;
}

/* Those of an ITS of which @is says so. */
static void drop_if(struct vgs_gic *gic, unsigned unit, uint32_t id,
		    bool (*is)(const struct vgs_its_cached *cached,
			       uint32_t id))
{
	for (unsigned i = 0; i < CACHE_SIZE; i++) {
		struct vgs_its_cached *cached = &gic->its_cache[i];

		if (cached->used && cached->unit == unit && is(cached, id))
			cached->used = 0;
	}
}

static bool is_any(const struct vgs_its_cached *cached, uint32_t id)
{
	(void)cached;
	(void)id;
	return true;
}

static bool is_of_device(const struct vgs_its_cached *cached, uint32_t id)
{
	return cached->device_id == id;
}

static bool is_through_collection(const struct vgs_its_cached *cached,
				  uint32_t id)
{
	return !cached->way.event.virt && cached->way.event.icid == id;
}

static bool is_through_vpe(const struct vgs_its_cached *cached, uint32_t id)
{
	return cached->way.event.virt && cached->way.event.icid == id;
}

void vgs_its_cache_drop_its(struct vgs_gic *gic, unsigned unit)
{
	drop_if(gic, unit, 0, is_any);
}

void vgs_its_cache_drop_device(struct vgs_gic *gic, unsigned unit,
			       uint32_t device_id)
{
	drop_if(gic, unit, device_id, is_of_device);
}

void vgs_its_cache_drop_collection(struct vgs_gic *gic, unsigned unit,
				   unsigned icid)
{
	drop_if(gic, unit, icid, is_through_collection);
}

void vgs_its_cache_drop_vpe(struct vgs_gic *gic, unsigned unit, uint16_t vpeid)
{
	drop_if(gic, unit, vpeid, is_through_vpe);
}
