/* SPDX-License-Identifier: MIT */
/*
 * List registers: what is written to them, what of them a virtual CPU
 * interface offers and signals, and the maintenance interrupt.
 */
#include "lr_own.h"

/* What the trace shows of a list register: ICH_LR's upper half, packed. */
static uint64_t lr_image(const struct vgs_lr *lr)
{
	return (uint64_t)lr->state << 62 |
	       (uint64_t)((lr->flags & VGS_LR_HW) != 0) << 61 |
	       (uint64_t)lr->group << 60 | (uint64_t)lr->priority << 48 |
	       (uint64_t)lr->pintid << 32 | lr->vintid;
}

/* --- what is derived ---------------------------------------------- */

/*
 * The order of GIC-Q10, the smallest key first: by priority, then an NMI
 * (GIC-N5), then the lowest index, or by choice the highest one.
 */
static inline uint16_t key_of(const struct vgs_gic *gic, unsigned n,
			      const struct vgs_lr *lr)
{
	unsigned index = VGS_CHOICE(gic, GIC_Q10) ? 63u - n : n;

	/* GIC-CU72: it is not an interrupt at all, by choice. */
	if (VGS_CHOICE(gic, GIC_CU72) && vgs_lr_is_special(lr->vintid))
		return VGS_LR_KEY_NONE;
	return (uint16_t)((unsigned)vgs_lr_priority(gic, lr) << 8 |
			  (vgs_lr_is_nmi(gic, lr) ? 0 : VGS_LR_KEY_NO_NMI) |
			  index);
}

/* What follows from what is written to it, whatever its state. */
static inline void update_key(struct vgs_gic *gic, unsigned pe, unsigned n,
			      const struct vgs_lr *lr)
{
	struct vgs_lr_sets *sets = &gic->lr_sets[pe];

	sets->key[n] = key_of(gic, n, lr);
	vgs_lr_set_bit(&sets->notify, n,
		       VGS_RULE(GIC_P20, !(lr->flags & VGS_LR_HW) &&
						 (lr->flags & VGS_LR_EOI)));
	if (sets->best.lr == (int)n)
		sets->best_for = VGS_LR_UNKNOWN;
}

static VGS_APART void select_anew(const struct vgs_gic *gic, unsigned pe)
{
	struct vgs_lr_sets *sets = &gic->lr_sets[pe];
	unsigned best = VGS_LR_KEY_IDLE, lr = 0;

	for (uint64_t m = sets->pending; m; m &= m - 1) {
		unsigned n = vgs_ctz64(m);

		if (sets->key[n] < best &&
		    vgs_lr_is_enabled(gic, &gic->vif[pe],
				      vgs_lr_at(gic, pe, n))) {
			best = sets->key[n];
			lr = n;
		}
	}
	if (best < VGS_LR_KEY_IDLE)
		vgs_lr_offer(sets, lr, vgs_lr_at(gic, pe, lr));
	else
		vgs_lr_offer_nothing(sets);
	sets->best_for = gic->vif[pe].cpu.igrpen;
}

/* --- changes ------------------------------------------------------ */

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

void vgs_lr_set_state_told(struct vgs_gic *gic, unsigned pe, unsigned n,
			   struct vgs_lr *lr, enum vgs_irq_state state,
			   unsigned rule)
{
	uint64_t old_image = lr_image(lr);

	vgs_lr_set_state(gic, pe, n, lr, state);
	trace_lr(gic, pe, n, old_image, rule);
}

/* --- writing ------------------------------------------------------ */

/* Misuse that the architecture leaves UNPREDICTABLE: facts section V. */
static VGS_COLD void check_write(const struct vgs_gic *gic, unsigned pe,
				 unsigned n, unsigned state)
{
	const struct vgs_lr *lr = vgs_lr_at(gic, pe, n);
	uint64_t others = vgs_lr_valid(&gic->lr_sets[pe]) & ~VGS_BIT64(n);

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

static inline void write_lr(struct vgs_gic *gic, unsigned pe, unsigned n,
			    const struct vgs_lr *lr)
{
	struct vgs_lr *here = vgs_lr_at(gic, pe, n);

	*here = *lr;
	/* GIC-P2, choice GIC-CU73: the Distributor has the pending half. */
	if ((lr->flags & VGS_LR_HW) && lr->state == VGS_ACTIVE_PENDING &&
	    VGS_CHOICE(gic, GIC_CU73))
		here->state = VGS_ACTIVE;
	/* GIC-P13: unimplemented low priority bits are RES0. */
	here->priority &= gic->vshape.prio_mask;
	update_key(gic, pe, n, here);
	vgs_lr_update_sets(gic, pe, n, here, (enum vgs_irq_state)here->state);
	vgs_core_dirty_virtual(gic, pe);
}

static VGS_COLD void write_told(struct vgs_gic *gic, unsigned pe, unsigned n,
				const struct vgs_lr *lr)
{
	uint64_t old_image = lr_image(vgs_lr_at(gic, pe, n));

	write_lr(gic, pe, n, lr);
	check_write(gic, pe, n, lr->state);
	trace_lr(gic, pe, n, old_image, VGS_R_GIC_P1);
}

void vgs_lr_write(struct vgs_gic *gic, unsigned pe, unsigned n,
		  const struct vgs_lr *lr)
{
	if (VGS_TRACING(gic))
		write_told(gic, pe, n, lr);
	else
		write_lr(gic, pe, n, lr);
}

void vgs_lr_clear(struct vgs_gic *gic, unsigned pe, unsigned lrs)
{
	struct vgs_lr_sets *sets = &gic->lr_sets[pe];
	uint64_t others = lrs < 64 ? ~(VGS_BIT64(lrs) - 1) : 0;

	for (unsigned n = 0; n < lrs; n++) {
		*vgs_lr_at(gic, pe, n) = (struct vgs_lr){ 0 };
		sets->key[n] = key_of(gic, n, vgs_lr_at(gic, pe, n));
	}
	sets->pending &= others;
	sets->active &= others;
	sets->notify &= others;
	if (!sets->pending)
		vgs_lr_offer_nothing(sets);
	else if (sets->best.lr >= 0 && (unsigned)sets->best.lr < lrs)
		sets->best_for = VGS_LR_UNKNOWN;
	vgs_core_dirty_virtual(gic, pe);
}

uint32_t vgs_lr_hcr_bits(const struct vgs_gic *gic)
{
	uint32_t bits = VGS_HCR_GICH;

	if (gic->cfg.version == VGS_GIC_V2)
		return bits;
	bits |= VGS_HCR_TC | VGS_HCR_TALL0 | VGS_HCR_TALL1;
	/* GIC-T6: TDIR where VTR.TDS says that DIR can be trapped alone. */
	if (VGS_RULE(GIC_T6, !gic->cfg.no_tdir))
		bits |= VGS_HCR_TDIR;
	/* GIC-Q35: TSEI where VTR.SEIS says that there are such errors. */
	if (VGS_RULE(GIC_Q35, vgs_core_seis(gic)))
		bits |= VGS_HCR_TSEI;
	if (gic->cfg.version == VGS_GIC_V4_1)
		bits |= VGS_HCR_DVIM | VGS_HCR_VSGIEOI;
	return bits;
}

/* --- maintenance -------------------------------------------------- */

uint64_t vgs_lr_empty(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_lr_sets *sets = &gic->lr_sets[pe];
	uint64_t all = UINT64_MAX >> (64 - gic->cfg.lrs);
	uint64_t empty = all & ~vgs_lr_valid(sets);

	return VGS_RULE(GIC_P19, vgs_lr_ended(sets))
		       ? empty & ~vgs_lr_ended(sets)
		       : empty;
}

/* The sources that have an enable. */
static inline uint32_t enabled_sources(const struct vgs_gic *gic,
				       const struct vgs_vif *vif,
				       const struct vgs_lr_sets *sets)
{
	uint64_t valid = vgs_lr_valid(sets);
	uint32_t hcr = vif->hcr, misr = 0;
	bool grp0 = vif->cpu.igrpen & VGS_BIT(VGS_G0);
	bool grp1 = vif->cpu.igrpen & VGS_BIT(VGS_G1NS);

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

static inline uint32_t misr_of(const struct vgs_gic *gic,
			       const struct vgs_vif *vif,
			       const struct vgs_lr_sets *sets)
{
	uint32_t misr = 0;

	if (VGS_RULE(GIC_Q32, vgs_lr_ended(sets)))
		misr |= VGS_MISR_EOI;
	/* All others have an enable, and mostly none is set. */
	if (vif->hcr & VGS_HCR_ENABLES)
		misr |= enabled_sources(gic, vif, sets);
	return misr;
}

uint32_t vgs_lr_misr(const struct vgs_gic *gic, unsigned pe)
{
	return misr_of(gic, &gic->vif[pe], &gic->lr_sets[pe]);
}

/* --- signals ------------------------------------------------------ */

struct vgs_vhppi vgs_lr_select_anew(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_lr_sets *sets = &gic->lr_sets[pe];
	struct vgs_vhppi best;

	if (sets->best_for != gic->vif[pe].cpu.igrpen)
		select_anew(gic, pe);
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

/* Do VPMR and the virtual running priority let it through (GIC-Q15)? */
static inline bool passes(const struct vgs_gic *gic, const struct vgs_vif *vif,
			  const struct vgs_vhppi *hppi)
{
	struct vgs_gate_pe view;
	struct vgs_gate_irq gated = {
		.priority = hppi->priority,
		.group = (enum vgs_group)hppi->group,
		.nmi = hppi->nmi,
		.targeted = true,
	};

	if (hppi->lr < 0)
		return false;
	vgs_lr_gates(gic, vif, &view);
	return vgs_gate_pmr(&view, &gated) &&
	       vgs_core_preempts(gic, &view, &gated);
}

bool vgs_lr_signalled_anew(const struct vgs_gic *gic, unsigned pe,
			   const struct vgs_vhppi *hppi)
{
	return VGS_RULE(GIC_Q14, vgs_lr_interface_enabled(gic, pe)) &&
	       passes(gic, &gic->vif[pe], hppi);
}

/* Of an interface that is enabled and offers @hppi. */
static inline uint32_t levels_of(const struct vgs_gic *gic,
				 const struct vgs_vif *vif,
				 const struct vgs_lr_sets *sets,
				 const struct vgs_vhppi *hppi)
{
	uint32_t levels = 0;

	/* GIC-Q31: level-sensitive, while any source and En are set. */
	if (VGS_RULE(GIC_Q31, misr_of(gic, vif, sets)))
		levels |= VGS_SIG_MAINTENANCE;
	if (!passes(gic, vif, hppi))
		return levels;
	/* GIC-Q26: Group 0 is a vFIQ where VFIQEn says so. */
	if (VGS_RULE(GIC_Q26, hppi->group == VGS_G0 && vif->fiqen))
		levels |= VGS_SIG_VFIQ;
	else
		levels |= VGS_SIG_VIRQ;
	return hppi->nmi ? levels | VGS_SIG_VNMI : levels;
}

uint32_t vgs_lr_levels(const struct vgs_gic *gic, unsigned pe)
{
	struct vgs_vhppi hppi;

	if (!VGS_RULE(GIC_Q14, vgs_lr_interface_enabled(gic, pe)))
		return 0;
	hppi = vgs_lr_select(gic, pe);
	return levels_of(gic, &gic->vif[pe], &gic->lr_sets[pe], &hppi);
}

static VGS_APART void select_and_flush(struct vgs_gic *gic, unsigned pe)
{
	select_anew(gic, pe);
	vgs_lr_flush(gic, pe);
}

void vgs_lr_flush(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_offer *offer = &gic->offer[pe];
	const struct vgs_vif *vif = &gic->vif[pe];
	const struct vgs_lr_sets *sets = &gic->lr_sets[pe];
	uint32_t levels = 0;

	/* There, other registers decide too. */
	if (gic->cfg.security || gic->direct) {
		vgs_core_flush_all(gic);
		return;
	}
	if (sets->best_for != vif->cpu.igrpen) {
		select_and_flush(gic, pe);
		return;
	}
	if (VGS_RULE(GIC_Q14, vif->hcr & VGS_HCR_EN))
		levels = levels_of(gic, vif, sets, &sets->best);
	/* Maintenance is a wire to a PPI. */
	if ((levels ^ offer->levels) & VGS_SIG_MAINTENANCE) {
		vgs_core_flush_all(gic);
		return;
	}
#ifdef VGS_SELFCHECK
	VGS_BUG_ON(gic, levels != vgs_lr_levels(gic, pe));
	VGS_BUG_ON(gic, !vgs_lr_agrees(gic, pe));
#endif
	gic->dirty_count = 0;
	offer->dirty = 0;
	vgs_core_set_levels(gic, pe,
			    levels | (offer->levels & ~VGS_VIRTUAL_LEVELS));
}

/* --- self-check --------------------------------------------------- */

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
static void consider(const struct vgs_gic *gic, unsigned pe, unsigned n,
		     struct vgs_vhppi *best)
{
	const struct vgs_lr *lr = vgs_lr_at(gic, pe, n);
	uint8_t priority = vgs_lr_priority(gic, lr);
	bool nmi = vgs_lr_is_nmi(gic, lr);
	struct vgs_gate_pe view;

	vgs_lr_gates(gic, &gic->vif[pe], &view);
	if (lr->state != VGS_PENDING ||
	    (VGS_CHOICE(gic, GIC_CU72) && vgs_lr_is_special(lr->vintid)) ||
	    !vgs_gate_igrpen(&view, vgs_lr_group(lr)) ||
	    priority > best->priority ||
	    (priority == best->priority && !wins_tie(gic, n, nmi, best)))
		return;
	*best = (struct vgs_vhppi){
		.lr = (int8_t)n,
		.vintid = lr->vintid,
		.priority = priority,
		.group = (uint8_t)vgs_lr_group(lr),
		.nmi = nmi,
	};
}

/* Is what is kept as offered what a look at all list registers gives? */
static bool best_agrees(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_lr_sets *sets = &gic->lr_sets[pe];
	struct vgs_vhppi best = { .lr = -1, .priority = VGS_PRIO_IDLE };

	for (unsigned n = 0; n < gic->cfg.lrs; n++)
		consider(gic, pe, n, &best);
	return sets->best_for != gic->vif[pe].cpu.igrpen ||
	       (sets->best.lr == best.lr && sets->best.vintid == best.vintid &&
		sets->best.priority == best.priority &&
		sets->best.group == best.group && sets->best.nmi == best.nmi);
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

/* --- after a restore ---------------------------------------------- */

void vgs_lr_rebuild(struct vgs_gic *gic, unsigned pe)
{
	gic->lr_sets[pe].best_for = VGS_LR_UNKNOWN;
	for (unsigned n = 0; n < gic->cfg.lrs; n++) {
		const struct vgs_lr *lr = vgs_lr_at(gic, pe, n);

		update_key(gic, pe, n, lr);
		vgs_lr_update_sets(gic, pe, n, lr,
				   (enum vgs_irq_state)lr->state);
	}
}
