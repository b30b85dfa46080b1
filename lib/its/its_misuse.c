/* SPDX-License-Identifier: MIT */
/*
 * Findings about an ITS.  Memory is bounded, so some are found only while what
 * they are about is among the last things that software did: of 256 INTIDs
 * where they lead (GIC-CU43), of eight collections where they led before
 * (GIC-CU45), of the next four commands what they were (GIC-CU39).
 */
#include "its_misuse.h"

#include <string.h>

#include "gicv3/lpis.h"
#include "mem.h"

/* --- one LPI, two targets (GIC-CU43) --------------------------------- */

static struct vgs_its_seen *seen_at(const struct vgs_gic *gic, uint32_t intid)
{
	return &gic->its_seen[intid % VGS_ITS_SEEN];
}

static bool is_source(const struct vgs_its_seen *seen,
		      const struct vgs_its_source *source)
{
	return seen->unit == source->unit &&
	       seen->device_id == source->device_id &&
	       seen->event_id == source->event_id;
}

void vgs_its_see(struct vgs_gic *gic, const struct vgs_its_source *source,
		 uint32_t intid, unsigned pe)
{
	struct vgs_its_seen *seen = seen_at(gic, intid);

	/* A hostile table may say so, an LPI it is not. */
	if (intid < VGS_INTID_LPI)
		return;
	if (seen->intid == intid && seen->pe != pe && !is_source(seen, source))
		vgs_core_finding(gic, pe, intid, VGS_R_GIC_CU43);
	*seen = (struct vgs_its_seen){
		.intid = intid,
		.device_id = source->device_id,
		.event_id = source->event_id,
		.pe = (uint16_t)pe,
		.unit = (uint16_t)source->unit,
	};
}

void vgs_its_unsee(struct vgs_gic *gic, const struct vgs_its_source *source,
		   uint32_t intid)
{
	struct vgs_its_seen *seen = seen_at(gic, intid);

	if (seen->intid == intid && is_source(seen, source))
		memset(seen, 0, sizeof(*seen));
}

/* --- collections that went elsewhere (GIC-CU45) ------------------------- */

/* ICID and PE + 1, in one word; 0 is free. */
static uint32_t retarget_of(unsigned icid, unsigned from)
{
	return icid << 16 | (from + 1);
}

void vgs_its_retargeted(struct vgs_gic *gic, unsigned unit, unsigned icid,
			unsigned from)
{
	struct vgs_its *its = vgs_its_at(gic, unit);

	its->retargets[its->retarget_next] = retarget_of(icid, from);
	its->retarget_next = (its->retarget_next + 1) % VGS_ITS_RETARGETS;
}

void vgs_its_moved_all(struct vgs_gic *gic, unsigned from)
{
	for (unsigned unit = 0; unit < gic->cfg.its; unit++) {
		struct vgs_its *its = vgs_its_at(gic, unit);

		for (unsigned i = 0; i < VGS_ITS_RETARGETS; i++) {
			if ((its->retargets[i] & 0xffffu) == from + 1)
				its->retargets[i] = 0;
		}
	}
}

void vgs_its_check_left_behind(struct vgs_gic *gic, unsigned unit,
			       unsigned icid, unsigned pe, uint32_t intid)
{
	const struct vgs_its *its = vgs_its_at(gic, unit);

	for (unsigned i = 0; i < VGS_ITS_RETARGETS; i++) {
		uint32_t from = its->retargets[i] & 0xffffu;

		if (!from || its->retargets[i] >> 16 != icid || from - 1 == pe)
			continue;
		if (vgs_v3_lpi_pending(gic, from - 1, intid))
			vgs_core_finding(gic, pe, intid, VGS_R_GIC_CU45);
	}
}

/* --- the queue --------------------------------------------------------- */

#define OFFSET_MASK UINT64_C(0xfffe0)

void vgs_its_check_overrun(struct vgs_gic *gic, unsigned pe, unsigned unit,
			   uint64_t cwriter)
{
	const struct vgs_its *its = vgs_its_at(gic, unit);
	uint64_t size = vgs_its_queue_size(its), left, added;

	if (cwriter >= size || its->cwriter >= size)
		return;
	left = (its->cwriter - (its->creadr & OFFSET_MASK) + size) % size;
	added = (cwriter - its->cwriter + size) % size;
	if (left + added >= size)
		vgs_core_finding(gic, pe, VGS_INTID_NONE, VGS_R_GIC_CU38);
}

static unsigned slot_of(uint64_t offset)
{
	return (unsigned)(offset / 32);
}

void vgs_its_read_ahead(struct vgs_gic *gic, unsigned unit)
{
	struct vgs_its *its = vgs_its_at(gic, unit);
	uint32_t size = vgs_its_queue_size(its);
	uint64_t at = its->creadr & OFFSET_MASK;

	for (unsigned i = 0; i < VGS_ITS_AHEAD && at != its->cwriter; i++) {
		unsigned k = slot_of(at) % VGS_ITS_AHEAD;

		if (its->ahead_slot[k] != slot_of(at) + 1 &&
		    !vgs_its_fetch(gic, unit, at, its->ahead[k]))
			its->ahead_slot[k] = (uint16_t)(slot_of(at) + 1);
		at = (at + 32) % size;
	}
}

void vgs_its_forget_ahead(struct vgs_gic *gic, unsigned unit)
{
	struct vgs_its *its = vgs_its_at(gic, unit);

	memset(its->ahead_slot, 0, sizeof(its->ahead_slot));
	memset(its->ahead, 0, sizeof(its->ahead));
}

void vgs_its_check_ahead(struct vgs_gic *gic, unsigned unit, uint64_t dw[4])
{
	struct vgs_its *its = vgs_its_at(gic, unit);
	unsigned slot = slot_of(its->creadr & OFFSET_MASK);
	unsigned k = slot % VGS_ITS_AHEAD;

	if (its->ahead_slot[k] != slot + 1 ||
	    !memcmp(its->ahead[k], dw, sizeof(its->ahead[k])))
		return;
	vgs_core_finding(gic, VGS_NO_PE, VGS_INTID_NONE, VGS_R_GIC_CU39);
	if (VGS_CHOICE(gic, GIC_CU39))
		memcpy(dw, its->ahead[k], sizeof(its->ahead[k]));
	else
		memcpy(its->ahead[k], dw, sizeof(its->ahead[k]));
}
