/* SPDX-License-Identifier: MIT */
/*
 * List registers: what is written to them, what of them a virtual CPU
 * interface offers and signals, and the maintenance interrupt.
 */
#include "lr_own.h"

static void update_sets(struct vgs_gic *gic, unsigned pe, unsigned n);

/* What the trace shows of a list register: ICH_LR's upper half, packed. */
static uint64_t lr_image(const struct vgs_lr *lr)
{
	return (uint64_t)lr->state << 62 |
	       (uint64_t)((lr->flags & VGS_LR_HW) != 0) << 61 |
	       (uint64_t)lr->group << 60 | (uint64_t)lr->priority << 48 |
	       (uint64_t)lr->pintid << 32 | lr->vintid;
}

static VGS_COLD void trace_lr(const struct vgs_gic *gic, unsigned pe,
			      unsigned n, uint64_t old_image, unsigned rule)
{
	const struct vgs_lr *lr = vgs_lr_at(gic, pe, n);
	struct vgs_event event = {
		.kind = VGS_EV_LR,
		.rule = (uint16_t)rule,
		.pe = (uint16_t)pe,
		.vcpu = VGS_NO_PE,
		.lr = (uint8_t)n,
		.virt = true,
		.intid = lr->vintid,
		.old_value = old_image,
		.new_value = lr_image(lr),
	};

	if (event.old_value != event.new_value)
		vgs_core_trace(gic, &event);
}

void vgs_lr_commit(struct vgs_gic *gic, unsigned pe, unsigned n,
		   enum vgs_irq_state state, unsigned rule)
{
	struct vgs_lr *lr = vgs_lr_at(gic, pe, n);
	uint64_t old_image = VGS_TRACING(gic) ? lr_image(lr) : 0;

	lr->state = (uint8_t)state;
	update_sets(gic, pe, n);
	vgs_core_dirty_virtual(gic, pe);
	if (VGS_TRACING(gic))
		trace_lr(gic, pe, n, old_image, rule);
}

/* --- writing ------------------------------------------------------ */

/* Misuse that the architecture leaves UNPREDICTABLE: facts section V. */
static VGS_COLD void check_write(const struct vgs_gic *gic, unsigned pe,
				 unsigned n, unsigned state)
{
	const struct vgs_lr *lr = vgs_lr_at(gic, pe, n);
	uint64_t others = gic->lr_sets[pe].valid & ~VGS_BIT64(n);

	if (lr->state == VGS_INACTIVE)
		return;
	for (; others; others &= others - 1) {
		const struct vgs_lr *o = vgs_lr_at(gic, pe, vgs_ctz64(others));

		if (VGS_RULE(GIC_P16, o->vintid == lr->vintid &&
					      o->source == lr->source))
			vgs_core_finding(gic, pe, lr->vintid, VGS_R_GIC_CU71);
	}
	if (vgs_lr_is_special(lr->vintid))
		vgs_core_finding(gic, pe, lr->vintid, VGS_R_GIC_CU72);
	if (!(lr->flags & VGS_LR_HW))
		return;
	if (VGS_RULE(GIC_P2, state == VGS_ACTIVE_PENDING))
		vgs_core_finding(gic, pe, lr->vintid, VGS_R_GIC_CU73);
	if (vgs_core_slot(gic, pe, lr->pintid) == VGS_NO_SLOT ||
	    (gic->cfg.version == VGS_GIC_V2 && lr->pintid < VGS_INTID_PPI))
		vgs_core_finding(gic, pe, lr->pintid, VGS_R_GIC_CU74);
}

void vgs_lr_write(struct vgs_gic *gic, unsigned pe, unsigned n,
		  const struct vgs_lr *lr)
{
	struct vgs_lr *here = vgs_lr_at(gic, pe, n);
	uint64_t old_image = VGS_TRACING(gic) ? lr_image(here) : 0;

	*here = *lr;
	/* GIC-P2, choice GIC-CU73: the Distributor has the pending half. */
	if ((lr->flags & VGS_LR_HW) && lr->state == VGS_ACTIVE_PENDING &&
	    VGS_CHOICE(gic, GIC_CU73))
		here->state = VGS_ACTIVE;
	/* GIC-P13: unimplemented low priority bits are RES0. */
	here->priority &= gic->vshape.prio_mask;
	update_sets(gic, pe, n);
	vgs_core_dirty_virtual(gic, pe);
	if (VGS_TRACING(gic)) {
		check_write(gic, pe, n, lr->state);
		trace_lr(gic, pe, n, old_image, VGS_R_GIC_P1);
	}
}

uint32_t vgs_lr_hcr_bits(const struct vgs_gic *gic)
{
	uint32_t bits = VGS_HCR_GICH;

	if (gic->cfg.version == VGS_GIC_V2)
		return bits;
	bits |= VGS_HCR_TC | VGS_HCR_TALL0 | VGS_HCR_TALL1 | VGS_HCR_TDIR;
	/* GIC-Q35: TSEI where VTR.SEIS says that there are such errors. */
	if (VGS_RULE(GIC_Q35, vgs_core_seis(gic)))
		bits |= VGS_HCR_TSEI;
	if (gic->cfg.version == VGS_GIC_V4_1)
		bits |= VGS_HCR_DVIM | VGS_HCR_VSGIEOI;
	return bits;
}

/* --- maintenance -------------------------------------------------- */

uint32_t vgs_lr_misr(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_lr_sets *sets = &gic->lr_sets[pe];
	const struct vgs_vif *vif = &gic->vif[pe];
	uint64_t valid = sets->valid;
	uint32_t hcr = vif->hcr, misr = 0;
	bool grp0 = vif->cpu.igrpen & VGS_BIT(VGS_G0);
	bool grp1 = vif->cpu.igrpen & VGS_BIT(VGS_G1NS);

	if (VGS_RULE(GIC_Q32, sets->eoi))
		misr |= VGS_MISR_EOI;
	/* All others have an enable, and mostly none is set. */
	if (!(hcr & VGS_HCR_ENABLES))
		return misr;
	/* Underflow: none or one valid list register. */
	if ((hcr & VGS_HCR_UIE) && !(valid & (valid - 1)))
		misr |= VGS_MISR_U;
	if ((hcr & VGS_HCR_LRENPIE) && (hcr & VGS_HCR_EOICOUNT))
		misr |= VGS_MISR_LRENP;
	if (VGS_RULE(GIC_Q37, (hcr & VGS_HCR_NPIE) && !sets->pending))
		misr |= VGS_MISR_NP;
	if (VGS_RULE(GIC_Q36, (hcr & VGS_HCR_VGRP0EIE) && grp0))
		misr |= VGS_MISR_GRP0E;
	if ((hcr & VGS_HCR_VGRP0DIE) && !(VGS_QUIRK(gic, QD_6) ? grp1 : grp0))
		misr |= VGS_MISR_GRP0D;
	if ((hcr & VGS_HCR_VGRP1EIE) && grp1)
		misr |= VGS_MISR_GRP1E;
	if ((hcr & VGS_HCR_VGRP1DIE) && !grp1)
		misr |= VGS_MISR_GRP1D;
	return misr;
}

/* --- selection ---------------------------------------------------- */

static void vif_gates(const struct vgs_gic *gic, unsigned pe,
		      struct vgs_gate_pe *ret_view)
{
	ret_view->cpu = &gic->vif[pe].cpu;
	ret_view->shape = &gic->vshape;
	ret_view->forwarded = 0xffu;
	ret_view->awake = true;
	ret_view->security = false; /* GIC-Q9: one view of priorities */
	ret_view->secure = false;
}

/* Of equal priority: an NMI (GIC-N5), else the index, choice GIC-Q10. */
static bool wins_tie(const struct vgs_gic *gic, unsigned n, bool nmi,
		     const struct vgs_vhppi *best)
{
	if (nmi != best->nmi)
		return nmi;
	if (best->lr < 0)
		return false;
	return VGS_CHOICE(gic, GIC_Q10) ? (int)n > best->lr : (int)n < best->lr;
}

/*
 * Is this pending list register more urgent than the best one?  GIC-Q10;
 * priority 0xff never wins (GIC-Q11).
 */
static inline void consider(const struct vgs_gic *gic, unsigned pe, unsigned n,
			    struct vgs_vhppi *best)
{
	const struct vgs_lr *lr = vgs_lr_at(gic, pe, n);
	uint8_t priority = vgs_lr_priority(gic, lr);
	bool nmi = vgs_lr_is_nmi(gic, lr);
	struct vgs_gate_pe view;

	/* GIC-CU72: or it is not an interrupt at all. */
	if (VGS_CHOICE(gic, GIC_CU72) && vgs_lr_is_special(lr->vintid))
		return;
	vif_gates(gic, pe, &view);
	if (!VGS_RULE(GIC_Q10, vgs_gate_igrpen(&view, vgs_lr_group(lr))))
		return;
	if (priority > best->priority ||
	    (priority == best->priority && !wins_tie(gic, n, nmi, best)))
		return;
	*best = (struct vgs_vhppi){
		.lr = (int)n,
		.vintid = lr->vintid,
		.priority = priority,
		.group = vgs_lr_group(lr),
		.nmi = nmi,
	};
}

static struct vgs_vhppi select_anew(const struct vgs_gic *gic, unsigned pe)
{
	struct vgs_vhppi best = { .lr = -1, .priority = VGS_PRIO_IDLE };

	for (uint64_t m = gic->lr_sets[pe].pending; m; m &= m - 1)
		consider(gic, pe, vgs_ctz64(m), &best);
	return best;
}

/* A list register changed: what of the best one is still so? */
static inline void reconsider(struct vgs_gic *gic, unsigned pe, unsigned n)
{
	struct vgs_lr_sets *sets = &gic->lr_sets[pe];

	if (sets->best.lr == (int)n ||
	    sets->best_for != gic->vif[pe].cpu.igrpen)
		sets->best_for = VGS_LR_UNKNOWN;
	else if (sets->pending & VGS_BIT64(n))
		consider(gic, pe, n, &sets->best);
}

struct vgs_vhppi vgs_lr_select(const struct vgs_gic *gic, unsigned pe)
{
	struct vgs_lr_sets *sets = &gic->lr_sets[pe];
	struct vgs_vhppi best;

	if (sets->best_for != gic->vif[pe].cpu.igrpen) {
		sets->best = select_anew(gic, pe);
		sets->best_for = gic->vif[pe].cpu.igrpen;
	}
	best = sets->best;
	/* GIC-Q13: DVIM keeps what is directly injected away. */
	if (gic->direct && !VGS_RULE(GIC_Q13, gic->vif[pe].hcr & VGS_HCR_DVIM))
		gic->model->direct_select(gic, pe, &best);
	return best;
}

/*
 * GIC-Q14.  A GICv3 has it RES0 in some contexts: what was written is kept and
 * read, and has no effect there (choice: or counts everywhere).
 */
bool vgs_lr_interface_enabled(const struct vgs_gic *gic, unsigned pe)
{
	return (gic->vif[pe].hcr & VGS_HCR_EN) &&
	       (!gic->cfg.security || gic->cfg.version == VGS_GIC_V2 ||
		VGS_CHOICE(gic, GIC_Q14) || vgs_core_el2_enabled(gic, pe));
}

static inline bool signalled_now(const struct vgs_gic *gic, unsigned pe,
				 const struct vgs_vhppi *hppi)
{
	struct vgs_gate_pe view;
	struct vgs_gate_irq gated = {
		.priority = hppi->priority,
		.group = hppi->group,
		.nmi = hppi->nmi,
		.targeted = true,
	};

	if (hppi->lr < 0)
		return false;
	if (!VGS_RULE(GIC_Q14, vgs_lr_interface_enabled(gic, pe)))
		return false;
	vif_gates(gic, pe, &view);
	return vgs_gate_pmr(&view, &gated) &&
	       vgs_core_preempts(gic, &view, &gated);
}

bool vgs_lr_signalled(const struct vgs_gic *gic, unsigned pe,
		      const struct vgs_vhppi *hppi)
{
	const struct vgs_offer *offer = &gic->offer[pe];

	/* The wires tell, unless something changed since. */
	if (!(offer->dirty & VGS_DIRTY_VIRTUAL))
		return offer->levels & (VGS_SIG_VIRQ | VGS_SIG_VFIQ);
	return signalled_now(gic, pe, hppi);
}

uint32_t vgs_lr_levels(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_vif *vif = &gic->vif[pe];
	struct vgs_vhppi hppi;
	uint32_t levels = 0;

	if (!vgs_lr_interface_enabled(gic, pe))
		return 0;
	/* GIC-Q31: level-sensitive, while any source and En are set. */
	if (VGS_RULE(GIC_Q31, vgs_lr_misr(gic, pe)))
		levels |= VGS_SIG_MAINTENANCE;
	hppi = vgs_lr_select(gic, pe);
	if (!signalled_now(gic, pe, &hppi))
		return levels;
	/* GIC-Q26: Group 0 is a vFIQ where VFIQEn says so. */
	if (VGS_RULE(GIC_Q26, hppi.group == VGS_G0 && vif->fiqen))
		levels |= VGS_SIG_VFIQ;
	else
		levels |= VGS_SIG_VIRQ;
	return hppi.nmi ? levels | VGS_SIG_VNMI : levels;
}

static bool best_agrees(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_lr_sets *sets = &gic->lr_sets[pe];
	struct vgs_vhppi best = select_anew(gic, pe);

	return sets->best_for != gic->vif[pe].cpu.igrpen ||
	       (sets->best.lr == best.lr && sets->best.vintid == best.vintid &&
		sets->best.priority == best.priority);
}

bool vgs_lr_agrees(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_offer *offer = &gic->offer[pe];

	if (gic->direct && !gic->model->direct_agrees(gic, pe))
		return false;
	if (gic->cfg.virt && !best_agrees(gic, pe))
		return false;
	return !gic->cfg.virt || (offer->dirty & VGS_DIRTY_VIRTUAL) ||
	       (offer->levels & VGS_VIRTUAL_LEVELS) == vgs_lr_levels(gic, pe);
}

/* --- what is derived ---------------------------------------------- */

static inline void set_bit(uint64_t *set, unsigned n, bool value)
{
	*set = (*set & ~VGS_BIT64(n)) | (uint64_t)value << n;
}

static void update_sets(struct vgs_gic *gic, unsigned pe, unsigned n)
{
	const struct vgs_lr *lr = vgs_lr_at(gic, pe, n);
	struct vgs_lr_sets *sets = &gic->lr_sets[pe];
	bool invalid = lr->state == VGS_INACTIVE;
	bool eoi = !(lr->flags & VGS_LR_HW) && (lr->flags & VGS_LR_EOI);

	/* GIC-P1: state 3 is never delivered until it is deactivated. */
	set_bit(&sets->pending, n, VGS_RULE(GIC_P1, lr->state == VGS_PENDING));
	set_bit(&sets->active, n,
		lr->state == VGS_ACTIVE || lr->state == VGS_ACTIVE_PENDING);
	set_bit(&sets->valid, n, !invalid);
	set_bit(&sets->eoi, n, VGS_RULE(GIC_P20, invalid && eoi));
	set_bit(&sets->empty, n, VGS_RULE(GIC_P19, invalid && !eoi));
	reconsider(gic, pe, n);
}

void vgs_lr_rebuild(struct vgs_gic *gic, unsigned pe)
{
	gic->lr_sets[pe].best_for = VGS_LR_UNKNOWN;
	for (unsigned n = 0; n < gic->cfg.lrs; n++)
		update_sets(gic, pe, n);
}
