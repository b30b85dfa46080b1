/* SPDX-License-Identifier: MIT */
/*
 * Why an interrupt is (not) signalled, and whether the invariants hold: the
 * same gates that selection uses, with the registers that decide them.
 */
#include "lr_own.h"

/* --- physical ----------------------------------------------------- */

static void set_gate(struct vgs_gate_info *ret_gate, const char *name,
		     const char *reg, uint64_t value, bool open, unsigned rule)
{
	*ret_gate = (struct vgs_gate_info){ .name = name,
					    .reg = reg,
					    .value = value,
					    .open = open,
					    .rule = (uint16_t)rule };
}

static void held_against(struct vgs_gate_info *gate, const char *own,
			 uint64_t value)
{
	gate->own = own;
	gate->own_value = value;
}

/* What runs, and what of the priority the binary point lets preempt. */
static void explain_running(const struct vgs_gate_pe *view,
			    const struct vgs_gate_irq *gated,
			    struct vgs_gate_info *gate)
{
	uint8_t mask = vgs_cpuif_group_mask(view->cpu, gated->group);

	if (vgs_cpuif_running(view->cpu, view->shape) == VGS_PRIO_IDLE)
		gate->note = "idle";
	held_against(gate, "group priority by the binary point",
		     gated->priority & mask);
}

/* Gates from @first on; @gated is what they look at. */
static unsigned list_gates(const struct vgs_gic *gic, unsigned pe,
			   uint32_t slot, enum vgs_gate first,
			   const struct vgs_gate_irq *gated,
			   struct vgs_gate_info *ret_gates)
{
	struct vgs_gate_pe view;

	vgs_core_gate_pe(gic, pe, &view);
	for (unsigned g = first; g < VGS_GATES; g++, ret_gates++) {
		enum vgs_gate gate = (enum vgs_gate)g;
		uint64_t value = 0;

		ret_gates->name = vgs_gate_name(gate);
		ret_gates->reg =
			gic->model->gate_reg(gic, gate, pe, slot, &value);
		ret_gates->value = value;
		ret_gates->open = vgs_gate_open(gate, &view, gated);
		ret_gates->rule = (uint16_t)vgs_gate_rule(gate);
		ret_gates->note = NULL;
		ret_gates->own = NULL;
		if (gate == VGS_GATE_PMR)
			held_against(ret_gates, "priority", gated->priority);
		if (gate == VGS_GATE_RUNNING)
			explain_running(&view, gated, ret_gates);
	}
	return VGS_GATES - (unsigned)first;
}

static unsigned explain_gates(const struct vgs_gic *gic, unsigned pe,
			      uint32_t slot, struct vgs_gate_info *ret_gates)
{
	const struct vgs_irq *irq = &gic->irqs[slot];
	const struct vgs_gate_irq gated = {
		.bits = irq->bits,
		.priority = vgs_core_priority(gic, irq),
		.group = vgs_core_group(gic, irq->bits),
		.nmi = vgs_core_nmi(gic, irq->bits),
		.targeted = vgs_core_targets(gic, slot, pe),
	};

	return list_gates(gic, pe, slot, VGS_GATE_PENDING, &gated, ret_gates);
}

/* GIC-C22: what only LPIs pass, then what all of Non-secure Group 1 do. */
static unsigned explain_lpi(const struct vgs_gic *gic, unsigned pe,
			    uint32_t intid, struct vgs_gate_info *ret_gates)
{
	const struct vgs_lpi *lpi = vgs_lpi_find(&gic->lpi, pe, intid);
	const struct vgs_gate_irq gated = {
		.priority = lpi ? lpi->priority : 0,
		.group = VGS_G1NS,
		.targeted = true,
	};
	unsigned count = gic->model->lpi_gates(gic, pe, intid, ret_gates);

	return count + list_gates(gic, pe, VGS_SLOT_LPI, VGS_GATE_GROUP_ENABLE,
				  &gated, ret_gates + count);
}

/* @found: what is selected is @best; of @intid the question is. */
static void explain_winner(struct vgs_gate_info *ret_gate, const char *reg,
			   uint32_t best, bool found, uint32_t intid,
			   unsigned rule)
{
	*ret_gate = (struct vgs_gate_info){
		.name = "highest-priority",
		.reg = reg,
		.value = found ? best : VGS_GATE_NONE,
		.open = found && best == intid,
		.rule = (uint16_t)rule,
	};
	if (!found)
		ret_gate->note = "none";
	else if (best != intid)
		ret_gate->note = "another one is taken first";
}

/* Another interrupt is ahead of it: the last gate, after all its own. */
static void explain_highest(const struct vgs_gic *gic, unsigned pe,
			    uint32_t intid, struct vgs_gate_info *ret_gate)
{
	struct vgs_hppi hppi = vgs_core_select(gic, pe);

	explain_winner(ret_gate, "highest priority pending INTID", hppi.intid,
		       hppi.slot != VGS_NO_SLOT, intid, VGS_R_GIC_D33);
}

#define SUPERPRIORITY ((uint32_t)VGS_SIG_NMI | VGS_SIG_VNMI)

/*
 * The PE's own masks: what keeps a signalled interrupt from being taken.  One
 * that is not signalled yet passes if no mask would stop it, whatever signal
 * it becomes; an NMI becomes one with superpriority (GIC-N3).
 */
static void explain_pe(const struct vgs_gic *gic, unsigned pe, uint32_t signals,
		       bool nmi, struct vgs_gate_info *ret_gate)
{
	const struct vgs_pe_state *state = &gic->pe_state[pe];
	bool open;

	if (gic->offer[pe].levels & signals)
		open = (vgs_gic_takes(gic, pe) & signals) != 0;
	else
		open = vgs_core_takes(gic, pe,
				      signals | (nmi ? SUPERPRIORITY : 0)) ==
		       signals;
	set_gate(ret_gate, "pe-mask", "PSTATE.{A,F,I}", state->pstate & 7u,
		 open, VGS_R_GIC_F10);
	if (!open && (state->pstate & VGS_PSTATE_ALLINT) &&
	    (state->sctlr_nmi & VGS_BIT(state->el))) {
		ret_gate->reg = "PSTATE.ALLINT";
		ret_gate->value = 1;
		ret_gate->rule = VGS_R_GIC_N3;
	} else if (!open &&
		   !(ret_gate->value & (VGS_PSTATE_I | VGS_PSTATE_F))) {
		/* Unmasked and still not taken: routed to a lower EL. */
		ret_gate->reg = "HCR_EL2";
		ret_gate->value = state->hcr_el2;
	}
}

/* --- virtual ------------------------------------------------------ */

static int find_lr(const struct vgs_gic *gic, unsigned pe, uint32_t vintid)
{
	int found = -1;

	for (uint64_t m = vgs_lr_valid(&gic->lr_sets[pe]); m; m &= m - 1) {
		unsigned n = vgs_ctz64(m);

		if (gic->lrs[pe * gic->cfg.lrs + n].vintid != vintid)
			continue;
		if (gic->lr_sets[pe].pending & VGS_BIT64(n))
			return (int)n;
		found = (int)n;
	}
	return found;
}

/* The gates of any virtual interrupt. */
static unsigned list_virtual_gates(const struct vgs_gic *gic, unsigned pe,
				   const struct vgs_gate_irq *gated,
				   struct vgs_gate_info *ret_gates)
{
	const struct vgs_vif *vif = &gic->vif[pe];
	const struct vgs_gate_pe view = { &vif->cpu, &gic->vshape, 0xffu,
					  true,	     false,	   false };

	set_gate(&ret_gates[0], "interface-enable", "HCR.En",
		 vif->hcr & VGS_HCR_EN, vgs_lr_interface_enabled(gic, pe),
		 VGS_R_GIC_Q14);
	set_gate(&ret_gates[1], "group-enable", "VMCR.VENG",
		 vif->cpu.igrpen & 3u, vgs_gate_igrpen(&view, gated->group),
		 VGS_R_GIC_Q10);
	set_gate(&ret_gates[2], "priority-mask", "VMCR.VPMR", vif->cpu.pmr,
		 vgs_gate_pmr(&view, gated), VGS_R_GIC_D14);
	set_gate(&ret_gates[3], "running-priority", "virtual running priority",
		 vgs_cpuif_rpr(&vif->cpu, &gic->vshape, false),
		 vgs_gate_running(&view, gated), VGS_R_GIC_D16);
	if (!ret_gates[1].open)
		ret_gates[1].note = gated->group == VGS_G0 ? "Group 0 is off"
							   : "Group 1 is off";
	held_against(&ret_gates[2], "priority", gated->priority);
	explain_running(&view, gated, &ret_gates[3]);
	return 4;
}

/* A vLPI or virtual SGI: 0 if @vintid can be neither. */
static unsigned explain_direct(const struct vgs_gic *gic, unsigned pe,
			       uint32_t vintid, struct vgs_gate_info *ret_gates)
{
	struct vgs_gate_irq gated = { .targeted = true };
	struct vgs_vhppi best = vgs_lr_select(gic, pe);
	unsigned n =
		gic->model->direct_gates(gic, pe, vintid, ret_gates, &gated);

	if (!n)
		return 0;
	n += list_virtual_gates(gic, pe, &gated, ret_gates + n);
	explain_winner(&ret_gates[n++], "highest priority pending vINTID",
		       best.vintid, best.lr >= 0, vintid, VGS_R_GIC_Q12);
	explain_pe(gic, pe, VGS_SIG_VIRQ | VGS_SIG_VFIQ, false,
		   &ret_gates[n++]);
	return n;
}

static const char *const lr_state_notes[] = {
	[VGS_INACTIVE] = "empty",
	[VGS_PENDING] = "pending",
	[VGS_ACTIVE] = "active: the guest has not ended it",
	[VGS_ACTIVE_PENDING] = "active, and pending once it is ended",
};

static int explain_virtual(const struct vgs_gic *gic, unsigned pe,
			   uint32_t vintid, struct vgs_gate_info *ret_gates)
{
	int n = find_lr(gic, pe, vintid);
	const struct vgs_lr *lr;
	struct vgs_vhppi best = vgs_lr_select(gic, pe);
	struct vgs_gate_irq gated = { .targeted = true };
	unsigned count = 0;

	if (n < 0 && gic->direct)
		count = explain_direct(gic, pe, vintid, ret_gates);
	if (count)
		return (int)count;
	count = 2;
	set_gate(&ret_gates[0], "list-register", "list register of the vINTID",
		 n < 0 ? VGS_GATE_NONE : (uint64_t)n, n >= 0, VGS_R_GIC_Q10);
	ret_gates[0].note = n < 0 ? "there is none" : NULL;
	if (n < 0)
		return 1;
	lr = &gic->lrs[pe * gic->cfg.lrs + (unsigned)n];
	gated.priority = vgs_lr_priority(gic, lr);
	gated.group = vgs_lr_group(lr);
	gated.nmi = vgs_lr_is_nmi(gic, lr);
	set_gate(&ret_gates[1], "pending", "LR.State", lr->state,
		 lr->state == VGS_PENDING, VGS_R_GIC_P1);
	ret_gates[1].note = lr_state_notes[lr->state & 3];
	count += list_virtual_gates(gic, pe, &gated, ret_gates + count);
	if (best.lr >= 0 && best.lr != VGS_LR_DIRECT)
		best.vintid =
			gic->lrs[pe * gic->cfg.lrs + (unsigned)best.lr].vintid;
	explain_winner(&ret_gates[count], "selected vINTID", best.vintid,
		       best.lr >= 0, vintid, VGS_R_GIC_Q10);
	ret_gates[count++].open = best.lr == n;
	explain_pe(gic, pe, VGS_SIG_VIRQ | VGS_SIG_VFIQ, gated.nmi,
		   &ret_gates[count++]);
	return (int)count;
}

int vgs_gic_explain(const struct vgs_gic *gic, unsigned pe, uint32_t intid,
		    bool virt, struct vgs_gate_info *ret_gates)
{
	uint32_t slot;
	unsigned count;

	if (pe >= gic->cfg.pes || (virt && !gic->cfg.virt))
		return -VGS_ERANGE;
	if (virt)
		return explain_virtual(gic, pe, intid, ret_gates);
	slot = vgs_core_slot(gic, pe, intid);
	if (slot != VGS_NO_SLOT)
		count = explain_gates(gic, pe, slot, ret_gates);
	else if (gic->lpi.lpis && intid >= VGS_INTID_LPI &&
		 intid >> gic->cfg.lpi_id_bits == 0)
		count = explain_lpi(gic, pe, intid, ret_gates);
	else
		return -VGS_ERANGE;
	explain_highest(gic, pe, intid, &ret_gates[count++]);
	explain_pe(gic, pe, VGS_SIG_IRQ | VGS_SIG_FIQ,
		   slot != VGS_NO_SLOT &&
			   vgs_core_nmi(gic, gic->irqs[slot].bits),
		   &ret_gates[count++]);
	return (int)count;
}

/* --- invariants --------------------------------------------------- */

static bool selection_agrees(const struct vgs_gic *gic)
{
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++) {
		if (!vgs_core_select_agrees(gic, pe) || !vgs_lr_agrees(gic, pe))
			return false;
	}
	return true;
}

static bool section_agrees(const struct vgs_gic *gic,
			   const struct vgs_section *section)
{
	const unsigned char *item = section->items;

	for (uint32_t k = 0; section->agrees && k < section->count; k++) {
		if (!section->agrees(gic, NULL, item))
			return false;
		item += section->item_size;
	}
	return true;
}

static bool state_is_valid(const struct vgs_gic *gic)
{
	for (unsigned i = 0; i < gic->section_count; i++) {
		const struct vgs_section *section = &gic->sections[i];

		if (!vgs_core_items_valid(gic, section, section->items, 0,
					  section->count) ||
		    !section_agrees(gic, section))
			return false;
	}
	return true;
}

static bool sgi_sources_match_latch(const struct vgs_gic *gic)
{
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++) {
		for (uint32_t i = 0; i < VGS_INTID_PPI; i++) {
			const struct vgs_irq *irq =
				&gic->irqs[vgs_core_slot(gic, pe, i)];

			if (irq->cpus && !(irq->bits & VGS_IRQ_LATCH))
				return false;
		}
	}
	return true;
}

static bool lr_sets_agree(const struct vgs_gic *gic)
{
	for (unsigned pe = 0; gic->cfg.virt && pe < gic->cfg.pes; pe++) {
		const struct vgs_lr_sets *sets = &gic->lr_sets[pe];

		for (unsigned n = 0; n < gic->cfg.lrs; n++) {
			const struct vgs_lr *lr =
				&gic->lrs[pe * gic->cfg.lrs + n];
			bool pending = sets->pending >> n & 1u;
			bool valid = vgs_lr_valid(sets) >> n & 1u;

			if (pending != (lr->state == VGS_PENDING) ||
			    valid != (lr->state != VGS_INACTIVE))
				return false;
		}
	}
	return true;
}

int vgs_gic_check(const struct vgs_gic *gic, const char **reterr_name)
{
	static const struct {
		const char *name;
		bool (*holds)(const struct vgs_gic *gic);
	} invariants[] = {
		{ "index-holds-what-is-ready", vgs_core_index_agrees },
		{ "index-agrees-with-naive-evaluation", selection_agrees },
		{ "state-is-valid", state_is_valid },
		{ "sgi-sources-match-latch", sgi_sources_match_latch },
		{ "list-register-sets-agree", lr_sets_agree },
	};

	for (size_t i = 0; i < VGS_ARRAY(invariants); i++) {
		if (invariants[i].holds(gic))
			continue;
		if (reterr_name)
			*reterr_name = invariants[i].name;
		return -VGS_EBUG;
	}
	return 0;
}
