/* SPDX-License-Identifier: MIT */
/*
 * The GICv3 model: its state in the object's allocation, reset, what
 * GICD_CTLR decides for the whole machine, and which signal a group is.
 */
#include "gicr.h"
#include "lpis.h"
#include "vlpis.h"

#include <string.h>

/* --- layout ------------------------------------------------------------------
 */

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

/* Preemption levels: active priority bits of a CPU interface. */
static unsigned levels_of(const struct vgs_gic *gic)
{
	return VGS_BIT(gic->shape.preemption_bits);
}

/* What is kept of acknowledged interrupts: by level, and by NMI bit. */
static uint32_t acknowledged_count(const struct vgs_gic *gic)
{
	return gic->cfg.pes *
	       (levels_of(gic) + (gic->cfg.nmi ? VGS_V3_NMI_BANKS : 0u));
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

/* GIC-J7: what ICC_SRE_ELx read without legacy operation. */
static const uint8_t fixed[VGS_V3_SRES] = {
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
		return !memcmp(sre, fixed, sizeof(fixed));
	for (unsigned i = 0; i < VGS_V3_SRES; i++) {
		if (sre[i] & ~fixed[i])
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

static void layout(struct vgs_gic *gic, struct vgs_layout *layout)
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

/* --- what GICD_CTLR decides --------------------------------------- */

bool vgs_v3_are(const struct vgs_gic *gic, unsigned bits)
{
	uint32_t ctlr = gic->v3->dist->ctlr;

	if (!vgs_v3_ds(gic) && vgs_core_group(gic, bits) == VGS_G1NS)
		return ctlr & VGS_V3_ARE_NS;
	return ctlr & VGS_V3_ARE_S;
}

bool vgs_v3_exists(const struct vgs_gic *gic, uint32_t slot)
{
	return !gic->cfg.legacy || vgs_core_intid(gic, slot) < VGS_INTID_EPPI ||
	       VGS_RULE(GIC_K4, vgs_v3_are(gic, gic->irqs[slot].bits));
}

void vgs_v3_leave_range(struct vgs_gic *gic, uint32_t slot)
{
	static const enum vgs_irq_event events[] = {
		VGS_IRQ_EV_DISABLE,
		VGS_IRQ_EV_CLEAR_PENDING,
		VGS_IRQ_EV_DEACTIVATE,
	};

	if (vgs_v3_exists(gic, slot))
		return;
	for (size_t i = 0; i < VGS_ARRAY(events); i++)
		vgs_core_event(gic, slot, events[i], VGS_R_GIC_K4);
}

/* Group by {IGRPMODR, IGROUPR}: GIC-C1, GIC-C2, GIC-C3. */
static enum vgs_group group_of(const struct vgs_gic *gic, unsigned bits)
{
	bool group = bits & 1u, modifier = bits & 2u;
	uint32_t ctlr = gic->v3->dist->ctlr;

	if (VGS_RULE(GIC_C2, vgs_v3_ds(gic)) ||
	    VGS_RULE(GIC_C3, !(ctlr & VGS_V3_ARE_S)))
		modifier = false;
	if (group)
		return VGS_G1NS;
	return VGS_RULE(GIC_C1, modifier) ? VGS_G1S : VGS_G0;
}

void vgs_v3_apply_ctlr(struct vgs_gic *gic)
{
	uint32_t ctlr = gic->v3->dist->ctlr;
	bool one_state = gic->one_security_state;
	uint8_t groups[4];

	/* GIC-C20: DS = 1 is a machine with one security state. */
	gic->one_security_state = !gic->cfg.security || (ctlr & VGS_V3_DS);
	gic->forwarded = ctlr & VGS_V3_ENABLES;
	gic->inactive_sgis = ctlr & VGS_V3_NASSGIREQ;
	for (unsigned i = 0; i < 4; i++)
		groups[i] = (uint8_t)group_of(gic, i);
	/* GIC-N2: DS decides what superpriority is, whatever the group. */
	if (memcmp(groups, gic->group_of, sizeof(groups)) ||
	    VGS_RULE(GIC_N2,
		     gic->cfg.nmi && one_state != gic->one_security_state)) {
		memcpy(gic->group_of, groups, sizeof(groups));
		vgs_core_reindex(gic);
	}
	vgs_core_dirty_all(gic);
}

/* --- reset -------------------------------------------------------- */

static void reset_pe(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_v3_pe *v3pe = &gic->v3->pe[pe];

	/* GIC-J4: SRE resets to 0; GIC-J7: or is always 1. */
	for (unsigned i = 0; i < VGS_V3_SRES; i++)
		v3pe->sre[i] =
			VGS_RULE(GIC_J7, !gic->cfg.legacy) ? fixed[i] : 0;
	v3pe->rm = 0;
	v3pe->pmhe = 0;
	if (gic->cfg.legacy)
		vgs_mmif_reset_pe(gic, pe);
	if (gic->vif) {
		/* VFIQEn is RES1 where system registers always are enabled. */
		gic->vif[pe].fiqen = !gic->cfg.legacy;
		vgs_core_dirty(gic, pe);
	}
	gic->pe[pe].awake = vgs_v3_awake(gic, pe);
	for (unsigned i = 0; i < levels_of(gic); i++)
		gic->v3->acknowledged[pe * levels_of(gic) + i] = VGS_V3_NO_ACK;
	if (gic->cfg.nmi) {
		*vgs_v3_acknowledged_nmi(gic, pe, VGS_G1NS) = VGS_V3_NO_ACK;
		*vgs_v3_acknowledged_nmi(gic, pe, VGS_G1S) = VGS_V3_NO_ACK;
	}
	vgs_v3_update_view(gic, pe);
	vgs_v3_update_eligible(gic, pe);
}

/* Pending bits that only the model had are lost, as in hardware. */
static void reset_lpis(struct vgs_gic *gic)
{
	memset(gic->v3->lpi, 0, gic->cfg.pes * sizeof(*gic->v3->lpi));
	if (gic->v3->vlpi)
		memset(gic->v3->vlpi, 0, gic->cfg.pes * sizeof(*gic->v3->vlpi));
	memset(gic->lpi.lpis, 0, gic->lpi.slots * sizeof(*gic->lpi.lpis));
	vgs_lpi_pool_rebuild(&gic->lpi);
	vgs_v3_lpi_reindex(gic);
}

static void reset(struct vgs_gic *gic)
{
	struct vgs_gicv3 *v3 = gic->v3;
	uint32_t ctlr = 0, pattern = ~gic->cfg.reset_seed;

	if (!gic->cfg.security)
		ctlr |= VGS_V3_DS;
	if (!gic->cfg.legacy)
		ctlr |= VGS_V3_ARE_S | (gic->cfg.security ? VGS_V3_ARE_NS : 0u);
	*v3->dist = (struct vgs_v3_dist){ .ctlr = ctlr };
	vgs_v3_classify(gic);
	vgs_v3_affinity_sort(gic);
	memset(gic->group_of, VGS_GROUPS, sizeof(gic->group_of));
	vgs_v3_apply_ctlr(gic);
	for (uint32_t i = 0; i < gic->slots - gic->spi_slot; i++)
		v3->irouter[i] =
			gic->cfg.reset == VGS_RESET_PATTERN
				? vgs_core_pattern(&pattern) & 0xffffffu
				: 0;
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++) {
		struct vgs_v3_pe cold = { 0 };

		/* GIC-I14: a Redistributor resets asleep. */
		cold.asleep = 1;
		v3->pe[pe] = cold;
		/* Not in reset_pe(): a PE may restore what it read before. */
		v3->ap_seen[pe] = (struct vgs_v3_ap_seen){ 0 };
		reset_pe(gic, pe);
	}
	if (gic->cfg.legacy)
		vgs_mmif_reset(gic);
	if (v3->lpi)
		reset_lpis(gic);
	vgs_v3_reroute_all(gic);
}

/* GIC-B34: the CPU interface of one PE; what it was woken to stays. */
static void reset_one_pe(struct vgs_gic *gic, unsigned pe)
{
	if (!gic->v3->pe[pe].asleep &&
	    VGS_MISUSE(gic, pe, VGS_INTID_NONE, GIC_CU95))
		vgs_v3_fall_asleep(gic, pe);
	reset_pe(gic, pe);
}

static void rebuild(struct vgs_gic *gic)
{
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++)
		gic->pe[pe].awake = vgs_v3_awake(gic, pe);
	vgs_v3_apply_ctlr(gic);
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++)
		vgs_v3_update_view(gic, pe);
	vgs_v3_update_routes(gic);
	vgs_v3_lpi_reindex(gic);
}

/* ICFGR everywhere; GICR also leaves priorities and groups UNKNOWN. */
static unsigned unknown(const struct vgs_gic *gic, uint32_t slot)
{
	const unsigned of_gicr =
		VGS_IRQ_UNKNOWN_PRIORITY | VGS_IRQ_UNKNOWN_GROUP;

	if (!vgs_core_is_private(gic, slot))
		return VGS_IRQ_UNKNOWN_CONFIG;
	if (slot % gic->npriv < VGS_INTID_PPI)
		return of_gicr;
	return of_gicr | VGS_IRQ_UNKNOWN_CONFIG;
}

/* --- signals ------------------------------------------------------ */

/* GIC-I16: something that a sleeping PE should wake up for. */
static bool wakes(const struct vgs_gic *gic, unsigned pe)
{
	return gic->forwarded & *vgs_ready_groups(&gic->ready, pe);
}

static uint32_t levels(const struct vgs_gic *gic, unsigned pe,
		       const struct vgs_hppi *hppi)
{
	bool fiq = gic->offer[pe].fiq & VGS_BIT(hppi->group);

	if (gic->v3->pe[pe].asleep)
		return VGS_RULE(GIC_I16, wakes(gic, pe)) ? VGS_SIG_WAKE : 0u;
	if (!vgs_core_signalled(gic, pe, hppi))
		return 0;
	if (gic->cfg.legacy &&
	    VGS_RULE(GIC_J3,
		     hppi->slot < gic->slots &&
			     !vgs_v3_are(gic, gic->irqs[hppi->slot].bits)))
		fiq = vgs_mmif_fiq(gic, pe) & VGS_BIT(hppi->group);
	return vgs_core_signal(hppi, fiq);
}

/* --- the rest of the model's interface ---------------------------- */

static const struct vgs_frame_desc *frame(const struct vgs_gic *gic,
					  enum vgs_frame frame)
{
	switch (frame) {
	case VGS_FRAME_GICD:
		return &vgs_gicv3_gicd;
	case VGS_FRAME_GICR:
		/* GIC-A9 */
		return VGS_RULE(GIC_A9, vgs_v3_has_vlpis(gic))
			       ? &vgs_v3_gicr_vlpis
			       : &vgs_gicv3_gicr;
	case VGS_FRAME_GICC:
	case VGS_FRAME_GICH:
	case VGS_FRAME_GICV:
		return vgs_v3_legacy_frame(gic, frame);
	case VGS_FRAME_GICM:
		return gic->cfg.msi_spis ? &vgs_gicv3_gicm : NULL;
	case VGS_FRAME_GITS:
	case VGS_FRAME_GICH_PE:
	case VGS_FRAMES:
		break;
	}
	return NULL;
}

static void work(struct vgs_gic *gic, const struct vgs_work *work)
{
	switch (work->kind) {
	case VGS_WORK_GICR_RWP:
		vgs_v3_lpi_write_back(gic, work->index);
		break;
	case VGS_WORK_GICD_RWP:
		/* It has happened: RWP reads as 0 (GIC-I17). */
	case VGS_WORK_ITS:
		break;
	case VGS_WORK_VPE_DIRTY:
		/* An image may defer what the machine does not have. */
		if (gic->v3->vlpi)
			vgs_v3_vpe_work(gic, work->index);
		break;
	case VGS_WORK_VSGI:
		if (gic->v3->vlpi)
			vgs_v3_vsgi_answer(gic, work->index);
		break;
	case VGS_WORK_CHILDREN:
		vgs_v3_children_follow(gic, work->index);
		break;
	case VGS_WORK_LPI_CACHE:
		vgs_v3_lpi_work(gic, work->index);
		break;
	case VGS_WORK_KINDS:
		break;
	}
}

static uint64_t pe_gate_value(const struct vgs_gic *gic, enum vgs_gate gate,
			      unsigned pe)
{
	if (gate == VGS_GATE_PMR)
		return gic->pe[pe].cpu.pmr;
	return vgs_core_running(gic, pe);
}

static const char *gate_reg(const struct vgs_gic *gic, enum vgs_gate gate,
			    unsigned pe, uint32_t slot, uint64_t *ret_value)
{
	bool lpi = slot == VGS_SLOT_LPI;
	bool private = !lpi && vgs_core_is_private(gic, slot);
	unsigned bits = lpi ? 0 : gic->irqs[slot].bits;
	/* GIC-C22 */
	enum vgs_group group = lpi ? VGS_G1NS : vgs_core_group(gic, bits);

	switch (gate) {
	case VGS_GATE_PENDING:
		*ret_value = vgs_irq_pending(bits);
		return private ? "GICR_ISPENDR0" : "GICD_ISPENDR";
	case VGS_GATE_ACTIVE:
		*ret_value = (bits & VGS_IRQ_ACTIVE) != 0;
		return private ? "GICR_ISACTIVER0" : "GICD_ISACTIVER";
	case VGS_GATE_ENABLE:
		*ret_value = (bits & VGS_IRQ_ENABLED) != 0;
		return private ? "GICR_ISENABLER0" : "GICD_ISENABLER";
	case VGS_GATE_TARGET:
		*ret_value = private ? gic->affinities[pe]
				     : vgs_v3_irouter_read(gic, slot);
		return private ? "GICR_TYPER" : "GICD_IROUTER";
	case VGS_GATE_GROUP_ENABLE:
		*ret_value = gic->v3->dist->ctlr;
		return "GICD_CTLR";
	case VGS_GATE_AWAKE:
		*ret_value = vgs_v3_waker(gic, pe);
		return "GICR_WAKER";
	case VGS_GATE_IGRPEN:
		*ret_value = gic->pe[pe].cpu.igrpen >> group & 1u;
		return group == VGS_G0 ? "ICC_IGRPEN0_EL1" : "ICC_IGRPEN1_EL1";
	case VGS_GATE_PMR:
		*ret_value = pe_gate_value(gic, gate, pe);
		return "ICC_PMR_EL1";
	case VGS_GATE_RUNNING:
		*ret_value = pe_gate_value(gic, gate, pe);
		return "ICC_RPR_EL1";
	case VGS_GATES:
		break;
	}
	return NULL;
}

/* Registers whose fields differ by view. */
static const struct vgs_field *fields(const struct vgs_gic *gic,
				      const struct vgs_reg_ref *ref,
				      const struct vgs_access *access)
{
	bool secure =
		access->security == VGS_SECURE || access->security == VGS_ROOT;

	if (ref->sysreg || ref->info.offset)
		return NULL;
	if (ref->frame == VGS_FRAME_GICD)
		return vgs_v3_gicd_ctlr_fields(gic, secure);
	if (ref->frame == VGS_FRAME_GICC)
		return vgs_mmif_ctlr_fields(gic, secure);
	return NULL;
}

const struct vgs_model vgs_model_gicv3 = {
	.name = "gicv3",
	.layout = layout,
	.reset = reset,
	.reset_pe = reset_one_pe,
	.unknown = unknown,
	.rebuild = rebuild,
	.context = vgs_v3_change_view,
	.levels = levels,
	.frame = frame,
	.sysreg_read = vgs_v3_sysreg_read,
	.sysreg_write = vgs_v3_sysreg_write,
	.sysreg_peek = vgs_v3_sysreg_peek,
	.vif_usable = vgs_v3_vif_usable,
	.vif_load = vgs_v3_vif_load,
	.vif_save = vgs_v3_vif_save,
	.lpi_acknowledged = vgs_v3_lpi_acknowledged,
	.direct_select = vgs_v3_direct_select,
	.direct_agrees = vgs_v3_direct_agrees,
	.direct_gates = vgs_v3_direct_gates,
	.direct_acknowledged = vgs_v3_direct_acknowledged,
	.work = work,
	.lpi_agrees = vgs_v3_lpi_agrees,
	.lpi_gates = vgs_v3_lpi_gates,
	.gate_reg = gate_reg,
	.fields = fields,
};
