/* SPDX-License-Identifier: MIT */
/*
 * The GICv3 model: reset, what GICD_CTLR decides for the whole machine, and
 * which signal a group is.
 */
#include "gicr.h"
#include "lpis.h"
#include "vlpis.h"

#include <string.h>

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
		v3pe->sre[i] = VGS_RULE(GIC_J7, !gic->cfg.legacy)
				       ? vgs_v3_sre_fixed[i]
				       : 0;
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
	for (unsigned i = 0; i < vgs_v3_preemption_levels(gic); i++)
		gic->v3->acknowledged[pe * vgs_v3_preemption_levels(gic) + i] =
			VGS_V3_NO_ACK;
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
	.layout = vgs_v3_layout,
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
