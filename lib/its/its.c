/* SPDX-License-Identifier: MIT */
/*
 * ITS: state, translation with its cache, MSIs.  Registers are in its_regs.c.
 */
#include "its.h"

#include <string.h>

#include "gicv3/lpis.h"
#include "its_misuse.h"
#include "its_ops.h"
#include "its_regs.h"
#include "mem.h"

/* --- state -------------------------------------------------------- */

static const struct vgs_member members[] = {
	VGS_MEMBER(vgs_its, cbaser, 8),
	VGS_MEMBER(vgs_its, cwriter, 8),
	VGS_MEMBER(vgs_its, creadr, 8),
	VGS_MEMBER_ARRAY(vgs_its, baser, 8, VGS_ITS_BASERS),
	VGS_MEMBER(vgs_its, umsir, 8),
	VGS_MEMBER(vgs_its, error, 4),
	VGS_MEMBER(vgs_its, errors, 4),
	VGS_MEMBER(vgs_its, statusr, 4),
	VGS_MEMBER(vgs_its, vmovp_vpe, 2),
	VGS_MEMBER(vgs_its, vmovp_sequence, 2),
	VGS_MEMBER(vgs_its, vmovp_left, 2),
	VGS_MEMBER(vgs_its, enabled, 1),
	VGS_MEMBER(vgs_its, retarget_next, 1),
	VGS_MEMBER(vgs_its, uncounted, 1),
	VGS_MEMBER_ARRAY(vgs_its, zero, 1, 3),
	VGS_MEMBER_ARRAY(vgs_its, ahead, 8, 4 * VGS_ITS_AHEAD),
	VGS_MEMBER_ARRAY(vgs_its, ahead_slot, 2, VGS_ITS_AHEAD),
	VGS_MEMBER_ARRAY(vgs_its, retargets, 4, VGS_ITS_RETARGETS),
};

static const struct vgs_member seen_members[] = {
	VGS_MEMBER(vgs_its_seen, intid, 4),
	VGS_MEMBER(vgs_its_seen, device_id, 4),
	VGS_MEMBER(vgs_its_seen, event_id, 4),
	VGS_MEMBER(vgs_its_seen, pe, 2),
	VGS_MEMBER(vgs_its_seen, unit, 2),
};

static const struct vgs_member held_members[] = {
	VGS_MEMBER(vgs_its_held, target, 2),
	VGS_MEMBER(vgs_its_held, events, 2),
};

static bool held_valid(const struct vgs_gic *gic, const void *item,
		       uint32_t index)
{
	const struct vgs_its_held *held = item;
	unsigned hcc = gic->cfg.its_units[index / VGS_ITS_HCC_MAX].hcc;

	if (index % VGS_ITS_HCC_MAX >= hcc)
		return !held->target && !held->events;
	return held->target <= gic->cfg.pes && held->events <= VGS_ITS_MANY;
}

/* A collection that was left, and the PE that it has left, exist. */
static bool retargets_valid(const struct vgs_gic *gic, unsigned unit,
			    const struct vgs_its *its)
{
	for (unsigned i = 0; i < VGS_ITS_RETARGETS; i++) {
		uint32_t from = its->retargets[i];

		if ((from & 0xffffu) > gic->cfg.pes ||
		    (!(from & 0xffffu) && from) ||
		    from >> 16 >> gic->cfg.its_units[unit].collection_id_bits)
			return false;
	}
	return its->retarget_next < VGS_ITS_RETARGETS;
}

/* Commands that were read stand in their places, in a queue that is read. */
static bool ahead_valid(const struct vgs_its *its)
{
	for (unsigned k = 0; k < VGS_ITS_AHEAD; k++) {
		unsigned slot = its->ahead_slot[k];

		if (slot && (!its->enabled || (slot - 1) % VGS_ITS_AHEAD != k ||
			     (slot - 1) * 32u >= vgs_its_queue_size(its)))
			return false;
	}
	return true;
}

static bool its_valid(const struct vgs_gic *gic, const void *item,
		      uint32_t index)
{
	const struct vgs_its *its = item;

	/* Other ITSes owe a VMOVP only where each gets its own. */
	if (!gic->cfg.its_units[index].vmovp_each &&
	    (its->vmovp_vpe || its->vmovp_sequence || its->vmovp_left))
		return false;
	return vgs_its_regs_valid(gic, index, its) &&
	       retargets_valid(gic, index, its) && ahead_valid(its);
}

static bool seen_valid(const struct vgs_gic *gic, const void *item,
		       uint32_t index)
{
	const struct vgs_its_seen *seen = item;

	if (!seen->intid)
		return !seen->device_id && !seen->event_id && !seen->pe &&
		       !seen->unit;
	return seen->intid % VGS_ITS_SEEN == index && seen->pe < gic->cfg.pes &&
	       seen->unit < gic->cfg.its;
}

struct vgs_its *vgs_its_at(const struct vgs_gic *gic, unsigned unit)
{
	return &gic->its[unit];
}

/* None without HCC. */
static unsigned held_count(const struct vgs_gic *gic)
{
	for (unsigned unit = 0; unit < gic->cfg.its; unit++) {
		if (gic->cfg.its_units[unit].hcc)
			return gic->cfg.its * VGS_ITS_HCC_MAX;
	}
	return 0;
}

#define SECTION(name_, members_, items_, count_, valid_)                       \
	{                                                                      \
		.name = name_, .members = members_,                            \
		.member_count = VGS_ARRAY(members_),                           \
		.item_size = sizeof(*(items_)), .count = count_,               \
		.items = items_, .valid = valid_                               \
	}

static void sections(struct vgs_gic *gic)
{
	const struct vgs_section its =
		SECTION("its", members, gic->its, gic->cfg.its, its_valid);
	const struct vgs_section seen =
		SECTION("its-seen", seen_members, gic->its_seen, VGS_ITS_SEEN,
			seen_valid);
	const struct vgs_section held =
		SECTION("its-held", held_members, gic->its_held,
			held_count(gic), held_valid);

	vgs_core_section(gic, &its);
	vgs_core_section(gic, &seen);
	if (gic->its_held)
		vgs_core_section(gic, &held);
}

static void layout(struct vgs_gic *gic, struct vgs_layout *layout)
{
	unsigned n = gic->cfg.its;

	gic->its = vgs_layout_take(layout, n * sizeof(*gic->its));
	gic->its_cache = vgs_layout_take(layout, vgs_its_cache_bytes());
	gic->its_seen =
		vgs_layout_take(layout, VGS_ITS_SEEN * sizeof(*gic->its_seen));
	if (held_count(gic))
		gic->its_held = vgs_layout_take(
			layout, held_count(gic) * sizeof(*gic->its_held));
	if (layout->base)
		sections(gic);
}

/* GIC-A10: the third frame comes with virtual SGIs. */
static const struct vgs_frame_desc *frame(const struct vgs_gic *gic)
{
	return VGS_RULE(GIC_A10, vgs_its_is_v41(gic)) ? &vgs_its_gits_vsgi
						      : &vgs_its_gits;
}

static void reset(struct vgs_gic *gic)
{
	for (unsigned unit = 0; unit < gic->cfg.its; unit++) {
		gic->its[unit] = (struct vgs_its){ 0 };
		vgs_its_reset_regs(gic, unit);
	}
	if (gic->its_held)
		memset(gic->its_held, 0,
		       held_count(gic) * sizeof(*gic->its_held));
	memset(gic->its_seen, 0, VGS_ITS_SEEN * sizeof(*gic->its_seen));
	vgs_its_cache_clear(gic);
}

static void work(struct vgs_gic *gic, unsigned unit)
{
	if (!gic->cfg.async) {
		vgs_its_kick(gic, unit);
		return;
	}
	/* Step mode: one command, then wait again. */
	vgs_its_step(gic, unit);
	vgs_its_kick(gic, unit);
}

/* --- translation ---------------------------------------------------- */

static enum vgs_msi_step step_or(enum vgs_found found,
				 enum vgs_msi_step out_of_range)
{
	switch (found) {
	case VGS_FOUND:
		return VGS_MSI_REACHES;
	case VGS_OUT_OF_RANGE:
		return out_of_range;
	case VGS_NO_MEMORY:
		return VGS_MSI_NO_MEMORY;
	}
	return VGS_MSI_NO_MEMORY;
}

uint32_t vgs_its_event_bits(const struct vgs_gic *gic, unsigned unit,
			    uint32_t event_id)
{
	unsigned bits = gic->cfg.its_units[unit].event_id_bits;

	/* GIC-O29: otherwise it is beyond what any device has. */
	if (VGS_RULE(GIC_O29, VGS_CHOICE(gic, GIC_CU48) && bits < 32))
		event_id &= VGS_BIT(bits) - 1;
	return event_id;
}

static enum vgs_msi_step find_event(struct vgs_gic *gic, unsigned unit,
				    uint32_t device_id, uint32_t event_id,
				    struct vgs_its_event *ret_event)
{
	struct vgs_its_device device;
	enum vgs_msi_step step =
		step_or(vgs_its_read_device(gic, unit, device_id, &device),
			VGS_MSI_DEVICE_OUT_OF_RANGE);

	if (step)
		return step;
	if (!device.valid)
		return VGS_MSI_DEVICE_UNMAPPED;
	if (VGS_RULE(GIC_O3, (uint64_t)event_id >> device.event_bits))
		return VGS_MSI_EVENT_OUT_OF_RANGE;
	step = step_or(vgs_its_read_event(gic, &device, event_id, ret_event),
		       VGS_MSI_EVENT_OUT_OF_RANGE);
	if (!step &&
	    (!ret_event->valid || (ret_event->virt && !vgs_its_is_v4(gic))))
		return VGS_MSI_EVENT_UNMAPPED;
	return step;
}

/* GIC-U1: a vLPI goes to a vPE. */
static enum vgs_msi_step find_vpe(struct vgs_gic *gic, unsigned unit,
				  const struct vgs_its_event *event,
				  struct vgs_v3_vpe *ret_vpe)
{
	enum vgs_msi_step step =
		step_or(vgs_its_read_vpe(gic, unit, event->icid, ret_vpe),
			VGS_MSI_VPE_UNMAPPED);

	return !step && !ret_vpe->valid ? VGS_MSI_VPE_UNMAPPED : step;
}

/* GIC-O1: device, event, collection, Redistributor. */
enum vgs_msi_step vgs_its_translate(struct vgs_gic *gic, unsigned unit,
				    uint32_t device_id, uint32_t event_id,
				    struct vgs_its_way *ret_way)
{
	struct vgs_its_collection collection;
	enum vgs_msi_step step;

	*ret_way = (struct vgs_its_way){ .pe = VGS_NO_PE };
	if (!VGS_RULE(GIC_O28, vgs_its_at(gic, unit)->enabled))
		return VGS_MSI_ITS_DISABLED;
	step = find_event(gic, unit, device_id, event_id, &ret_way->event);
	if (step)
		return step;
	if (VGS_RULE(GIC_U1, ret_way->event.virt)) {
		step = find_vpe(gic, unit, &ret_way->event, &ret_way->vpe);
		if (!step)
			ret_way->pe = ret_way->vpe.pe;
		return step;
	}
	step = step_or(vgs_its_read_collection(gic, unit, ret_way->event.icid,
					       &collection),
		       VGS_MSI_COLLECTION_UNMAPPED);
	if (step)
		return step;
	if (!collection.valid)
		return VGS_MSI_COLLECTION_UNMAPPED;
	ret_way->pe = collection.pe;
	return VGS_MSI_REACHES;
}

unsigned vgs_its_rdbase(const struct vgs_gic *gic, unsigned unit,
			uint64_t rdbase)
{
	/* GIC-O22: a processor number, or an address without its 16 bits. */
	if (!VGS_RULE(GIC_O22, gic->cfg.its_units[unit].pta))
		return rdbase < gic->cfg.pes ? (unsigned)rdbase : VGS_NO_PE;
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++) {
		if (vgs_gic_frame_base(gic, VGS_FRAME_GICR, pe) >> 16 == rdbase)
			return pe;
	}
	return VGS_NO_PE;
}

/* --- MSIs ---------------------------------------------------------------- */

/* GITS_STATUSR.Syndrome of an MSI that went nowhere (GIC-O32). */
static const uint8_t syndromes[VGS_MSI_STEPS] = {
	[VGS_MSI_DEVICE_OUT_OF_RANGE] = 2, [VGS_MSI_DEVICE_UNMAPPED] = 3,
	[VGS_MSI_EVENT_OUT_OF_RANGE] = 4,  [VGS_MSI_EVENT_UNMAPPED] = 5,
	[VGS_MSI_COLLECTION_UNMAPPED] = 7, [VGS_MSI_VPE_UNMAPPED] = 9,
};

#define STATUSR_UMSI	 (1u << 4)
#define STATUSR_OVERFLOW (1u << 5)

static void log_unmapped(struct vgs_gic *gic, unsigned unit, uint32_t device_id,
			 uint32_t event_id, enum vgs_msi_step step)
{
	struct vgs_its *its = vgs_its_at(gic, unit);

	vgs_core_ignored(gic, VGS_NO_PE, "GITS_TRANSLATER", event_id,
			 VGS_R_GIC_O2);
	if (step == VGS_MSI_ITS_DISABLED || !vgs_its_has_umsi(gic))
		return;
	/* GIC-O32: the first one is kept. */
	if (VGS_RULE(GIC_O32, its->statusr & STATUSR_UMSI)) {
		its->statusr |= STATUSR_OVERFLOW;
		return;
	}
	its->statusr |= STATUSR_UMSI | (unsigned)syndromes[step] << 6;
	its->umsir = (uint64_t)device_id << 32 | event_id;
}

/* The first MSI of an event since a mapping changed. */
static void check_msi(struct vgs_gic *gic, const struct vgs_its_source *source,
		      const struct vgs_its_way *way)
{
	if (way->event.virt)
		return;
	vgs_its_see(gic, source, way->event.intid, way->pe);
	vgs_its_check_left_behind(gic, source->unit, way->event.icid, way->pe,
				  way->event.intid);
}

void vgs_its_msi(struct vgs_gic *gic, unsigned unit, uint32_t device_id,
		 uint32_t event_id)
{
	struct vgs_its_source source = { unit, device_id, 0 };
	const struct vgs_its_way *way;

	if (event_id >> 1 >> (gic->cfg.its_units[unit].event_id_bits - 1))
		vgs_core_finding(gic, VGS_NO_PE, VGS_INTID_NONE,
				 VGS_R_GIC_CU48);
	event_id = vgs_its_event_bits(gic, unit, event_id);
	way = vgs_its_cache_find(gic, unit, device_id, event_id);
	if (!way) {
		struct vgs_its_way found;
		enum vgs_msi_step step = vgs_its_translate(gic, unit, device_id,
							   event_id, &found);

		if (VGS_RULE(GIC_O2, step != VGS_MSI_REACHES)) {
			log_unmapped(gic, unit, device_id, event_id, step);
			return;
		}
		way = vgs_its_cache_keep(gic, unit, device_id, event_id,
					 &found);
		source.event_id = event_id;
		check_msi(gic, &source, way);
	}
	if (way->event.virt)
		(void)vgs_v3_vlpi_set(gic, &way->vpe, way->event.intid,
				      way->event.doorbell, VGS_R_GIC_O1);
	else
		(void)vgs_v3_lpi_set(gic, way->pe, way->event.intid,
				     VGS_R_GIC_O1);
}

/* GIC-O34: no mapping but that of the vPE is needed. */
void vgs_its_vsgi(struct vgs_gic *gic, unsigned unit, uint16_t vpeid,
		  unsigned vintid)
{
	struct vgs_v3_vpe vpe;

	if (!VGS_RULE(GIC_O34, vgs_its_at(gic, unit)->enabled) ||
	    vgs_its_read_vpe(gic, unit, vpeid, &vpe) != VGS_FOUND ||
	    !vpe.valid) {
		vgs_core_ignored(gic, VGS_NO_PE, "GITS_SGIR", vpeid,
				 VGS_R_GIC_O34);
		return;
	}
	(void)vgs_v3_vsgi_send(gic, &vpe, vintid);
	(void)vgs_its_keep_vsgis(gic, unit, &vpe);
}

const struct vgs_its_ops vgs_its_ops = {
	.frame = frame,
	.layout = layout,
	.reset = reset,
	.rebuild = vgs_its_cache_clear,
	.work = work,
};
