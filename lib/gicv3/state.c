/* SPDX-License-Identifier: MIT */
/*
 * The GICv3 model's state: its place in the object's allocation, its sections
 * of an image, and what an image may not say.
 */
#include "gicr.h"
#include "lpis.h"
#include "vlpis.h"

#include <string.h>

static const struct vgs_member dist_members[] = {
	VGS_MEMBER(vgs_v3_dist, ctlr, 4),
	VGS_MEMBER_ARRAY(vgs_v3_dist, statusr, 1, 2),
	VGS_MEMBER_ARRAY(vgs_v3_dist, zero, 1, 2),
};

static const struct vgs_member pe_members[] = {
	VGS_MEMBER_ARRAY(vgs_v3_pe, sre, 1, VGS_V3_SRES),
	VGS_MEMBER(vgs_v3_pe, asleep, 1),
	VGS_MEMBER(vgs_v3_pe, dpg, 1),
	VGS_MEMBER(vgs_v3_pe, rm, 1),
	VGS_MEMBER(vgs_v3_pe, pmhe, 1),
	VGS_MEMBER_ARRAY(vgs_v3_pe, statusr, 1, 2),
	VGS_MEMBER(vgs_v3_pe, ap_written, 1),
	VGS_MEMBER_ARRAY(vgs_v3_pe, zero, 1, 5),
};

static const struct vgs_member irouter_members[] = {
	{ "irouter", 0, 8, 1 },
};

static const struct vgs_member acknowledged_members[] = {
	{ "intid", 0, 4, 1 },
};

static const struct vgs_member ap_seen_members[] = {
	VGS_MEMBER_ARRAY(vgs_v3_ap_seen, value, 8, VGS_GROUPS *VGS_AP_REGS),
};

/* What is kept of acknowledged interrupts: by level, and by NMI bit. */
static uint32_t acknowledged_count(const struct vgs_gic *gic)
{
	return gic->cfg.pes * (vgs_v3_preemption_levels(gic) +
			       (gic->cfg.nmi ? VGS_V3_NMI_BANKS : 0u));
}

static const struct vgs_member lpi_members[] = {
	VGS_MEMBER(vgs_v3_lpi, propbaser, 8),
	VGS_MEMBER(vgs_v3_lpi, pendbaser, 8),
	VGS_MEMBER(vgs_v3_lpi, cursor, 4),
	VGS_MEMBER(vgs_v3_lpi, slot, 4),
	VGS_MEMBER(vgs_v3_lpi, waiting, 4),
	VGS_MEMBER(vgs_v3_lpi, move_to, 4),
	VGS_MEMBER(vgs_v3_lpi, enabled, 1),
	VGS_MEMBER(vgs_v3_lpi, ptz, 1),
	VGS_MEMBER(vgs_v3_lpi, overflowed, 1),
	VGS_MEMBER(vgs_v3_lpi, scanning, 1),
	VGS_MEMBER(vgs_v3_lpi, again, 1),
	VGS_MEMBER(vgs_v3_lpi, flushing, 1),
	VGS_MEMBER(vgs_v3_lpi, invalidating, 1),
	VGS_MEMBER(vgs_v3_lpi, moving, 1),
};

#define SPACE(field, size) VGS_MEMBER(vgs_v3_vlpi, space.field, size)

static const struct vgs_member vlpi_members[] = {
	SPACE(propbaser, 8),
	SPACE(pendbaser, 8),
	SPACE(cursor, 4),
	SPACE(slot, 4),
	SPACE(waiting, 4),
	SPACE(move_to, 4),
	SPACE(enabled, 1),
	SPACE(ptz, 1),
	SPACE(overflowed, 1),
	SPACE(scanning, 1),
	SPACE(again, 1),
	SPACE(flushing, 1),
	SPACE(invalidating, 1),
	SPACE(moving, 1),
	VGS_MEMBER(vgs_v3_vlpi, vpropbaser, 8),
	VGS_MEMBER(vgs_v3_vlpi, vpendbaser, 8),
	VGS_MEMBER(vgs_v3_vlpi, sgi.priority, 8),
	VGS_MEMBER(vgs_v3_vlpi, sgi.pending, 2),
	VGS_MEMBER(vgs_v3_vlpi, sgi.enabled, 2),
	VGS_MEMBER(vgs_v3_vlpi, sgi.group, 2),
	{ "zero", offsetof(struct vgs_v3_vlpi, sgi.zero), 2, 1 },
	VGS_MEMBER(vgs_v3_vlpi, vpeid, 2),
	VGS_MEMBER(vgs_v3_vlpi, vsgir, 2),
	VGS_MEMBER(vgs_v3_vlpi, vsgipendr, 2),
	VGS_MEMBER(vgs_v3_vlpi, leaving, 1),
	VGS_MEMBER(vgs_v3_vlpi, unread, 1),
	VGS_MEMBER(vgs_v3_vlpi, whole, 1),
	VGS_MEMBER(vgs_v3_vlpi, rings, 1),
	VGS_MEMBER_ARRAY(vgs_v3_vlpi, zero, 1, 6),
};

/* What GICD_CTLR can hold on this machine. */
static uint32_t ctlr_mask(const struct vgs_gic *gic)
{
	uint32_t mask =
		VGS_BIT(VGS_G0) | VGS_BIT(VGS_G1NS) | VGS_V3_ARE_S | VGS_V3_DS;

	if (!gic->cfg.no_1ofn)
		mask |= VGS_V3_E1NWF;
	if (vgs_v3_has_nassgi(gic))
		mask |= VGS_V3_NASSGIREQ;
	if (gic->cfg.security)
		mask |= VGS_BIT(VGS_G1S) | VGS_V3_ARE_NS;
	return mask;
}

/* GIC-I23, GIC-I24; without legacy operation it is always on (GIC-J7). */
static bool are_valid(const struct vgs_gic *gic, uint32_t ctlr)
{
	uint32_t all = VGS_V3_ARE_S | (ctlr & VGS_V3_DS ? 0 : VGS_V3_ARE_NS);

	if (!gic->cfg.legacy || (ctlr & VGS_V3_ARE_S))
		return (ctlr & all) == all;
	return !(ctlr & VGS_BIT(VGS_G1S));
}

static bool dist_valid(const struct vgs_gic *gic, const void *item,
		       uint32_t index)
{
	const struct vgs_v3_dist *dist = item;

	(void)index;
	if (dist->ctlr & ~ctlr_mask(gic))
		return false;
	if (!gic->cfg.security && !(dist->ctlr & VGS_V3_DS))
		return false;
	if ((dist->ctlr & VGS_V3_DS) &&
	    (dist->ctlr & (VGS_V3_ARE_NS | VGS_BIT(VGS_G1S))))
		return false;
	if (!are_valid(gic, dist->ctlr))
		return false;
	return dist->statusr[0] <= 15 && dist->statusr[1] <= 15;
}

const uint8_t vgs_v3_sre_fixed[VGS_V3_SRES] = {
	[VGS_V3_SRE_EL1NS] = VGS_V3_SRE | VGS_V3_DFB | VGS_V3_DIB,
	[VGS_V3_SRE_EL1S] = VGS_V3_SRE | VGS_V3_DFB | VGS_V3_DIB,
	[VGS_V3_SRE_EL2] =
		VGS_V3_SRE | VGS_V3_DFB | VGS_V3_DIB | VGS_V3_SRE_ENABLE,
	[VGS_V3_SRE_EL3] =
		VGS_V3_SRE | VGS_V3_DFB | VGS_V3_DIB | VGS_V3_SRE_ENABLE,
};

static bool sres_valid(const struct vgs_gic *gic,
		       const uint8_t sre[VGS_V3_SRES])
{
	if (!gic->cfg.legacy)
		return !memcmp(sre, vgs_v3_sre_fixed, sizeof(vgs_v3_sre_fixed));
	for (unsigned i = 0; i < VGS_V3_SRES; i++) {
		if (sre[i] & ~vgs_v3_sre_fixed[i])
			return false;
		/* GIC-J4: none that a higher one keeps at 0. */
		if ((sre[i] & VGS_V3_SRE) &&
		    !vgs_v3_higher_sre(gic, sre, (enum vgs_v3_sre)i))
			return false;
	}
	return true;
}

static bool pe_valid(const struct vgs_gic *gic, const void *item,
		     uint32_t index)
{
	const struct vgs_v3_pe *pe = item;

	(void)index;
	if (!sres_valid(gic, pe->sre))
		return false;
	/* RM is RES0 where SRE is fixed; GIC-I10: DPG is where 1 of N is. */
	if (pe->rm > (gic->cfg.legacy && gic->cfg.security) ||
	    pe->dpg > (gic->cfg.no_1ofn ? 0 : 7))
		return false;
	/* GIC-D35: PMHE is for 1 of N. */
	return pe->asleep <= 1 && pe->ap_written <= VGS_GROUPS &&
	       pe->pmhe <= !gic->cfg.no_1ofn && pe->statusr[0] <= 15 &&
	       pe->statusr[1] <= 15;
}

static bool irouters_valid(const struct vgs_gic *gic, const void *items,
			   uint32_t first, uint32_t count)
{
	const uint64_t *irouter = items;
	uint64_t bits = 0;

	(void)first;
	for (uint32_t k = 0; k < count; k++)
		bits |= irouter[k];
	/* GIC-I13: by choice GIC-CU10 it cannot be written. */
	if ((bits & VGS_V3_IRM) && gic->cfg.no_1ofn &&
	    !VGS_CHOICE(gic, GIC_CU10))
		return false;
	return VGS_QUIRK(gic, QD_9) || !(bits & ~VGS_V3_IROUTER);
}

#define SECTION(title, list, item, n, at, check)                               \
	{                                                                      \
		.name = (title), .members = (list),                            \
		.member_count = VGS_ARRAY(list), .item_size = (item),          \
		.count = (n), .items = (at), .valid = (check),                 \
	}

static void sections(struct vgs_gic *gic)
{
	struct vgs_gicv3 *v3 = gic->v3;
	const struct vgs_section dist =
		SECTION("gicd", dist_members, sizeof(*v3->dist), 1, v3->dist,
			dist_valid);
	const struct vgs_section pe =
		SECTION("gicr", pe_members, sizeof(*v3->pe), gic->cfg.pes,
			v3->pe, pe_valid);
	struct vgs_section irouter =
		SECTION("irouter", irouter_members, sizeof(*v3->irouter),
			gic->slots - gic->spi_slot, v3->irouter, NULL);
	const struct vgs_section acknowledged = SECTION(
		"acknowledged", acknowledged_members, sizeof(*v3->acknowledged),
		acknowledged_count(gic), v3->acknowledged, NULL);

	irouter.all_valid = irouters_valid;
	vgs_core_section(gic, &dist);
	vgs_core_section(gic, &pe);
	vgs_core_section(gic, &irouter);
	vgs_core_section(gic, &acknowledged);
	vgs_core_section(gic, &(struct vgs_section)SECTION(
				      "ap-seen", ap_seen_members,
				      sizeof(*v3->ap_seen), gic->cfg.pes,
				      v3->ap_seen, NULL));
	if (v3->lpi)
		vgs_core_section(gic, &(struct vgs_section)SECTION(
					      "gicr-lpi", lpi_members,
					      sizeof(*v3->lpi), gic->cfg.pes,
					      v3->lpi, vgs_v3_lpi_valid));
	if (v3->vlpi)
		vgs_core_section(gic, &(struct vgs_section)SECTION(
					      "gicr-vlpi", vlpi_members,
					      sizeof(*v3->vlpi), gic->cfg.pes,
					      v3->vlpi, vgs_v3_vlpi_valid));
}

void vgs_v3_layout(struct vgs_gic *gic, struct vgs_layout *layout)
{
	size_t pes = gic->cfg.pes, shared = gic->slots - gic->spi_slot;
	struct vgs_gicv3 *v3, plan;

	v3 = vgs_layout_take(layout, sizeof(*v3));
	if (!layout->base)
		v3 = &plan;
	v3->dist = vgs_layout_take(layout, sizeof(*v3->dist));
	v3->pe = vgs_layout_take(layout, pes * sizeof(*v3->pe));
	v3->irouter = vgs_layout_take(layout, shared * sizeof(*v3->irouter));
	v3->acknowledged = vgs_layout_take(
		layout, acknowledged_count(gic) * sizeof(*v3->acknowledged));
	v3->ap_seen = vgs_layout_take(layout, pes * sizeof(*v3->ap_seen));
	if (gic->cfg.its || gic->cfg.direct_lpi)
		v3->lpi = vgs_layout_take(layout, pes * sizeof(*v3->lpi));
	if (vgs_v3_has_vlpis(gic))
		v3->vlpi = vgs_layout_take(layout, pes * sizeof(*v3->vlpi));
	v3->view = vgs_layout_take(layout, pes * sizeof(*v3->view));
	v3->kept = vgs_layout_take(layout, pes * sizeof(*v3->kept));
	v3->by_affinity =
		vgs_layout_take(layout, pes * sizeof(*v3->by_affinity));
	v3->one_of_n = vgs_layout_take(layout, (shared + 63) / 64 *
						       sizeof(*v3->one_of_n));
	if (layout->base) {
		gic->v3 = v3;
		/* GIC-U25: the CPU interface has them where there is EL2. */
		gic->direct = v3->vlpi && gic->cfg.virt;
		sections(gic);
		vgs_core_derived(gic, v3->view, pes * sizeof(*v3->view));
		vgs_core_derived(gic, v3->kept, pes * sizeof(*v3->kept));
		vgs_core_derived(gic, v3->one_of_n,
				 (shared + 63) / 64 * sizeof(*v3->one_of_n));
		vgs_core_derived(gic, v3->eligible, sizeof(v3->eligible));
	}
	if (gic->cfg.legacy)
		vgs_v3_legacy_layout(gic, layout);
}
