/* SPDX-License-Identifier: MIT */
/*
 * List registers: what a virtual CPU interface offers, and what acknowledge,
 * EOI and DIR do to list registers, to the physical interrupts behind them
 * and to the maintenance interrupt.
 */
#include "lr.h"

#include "ack.h"

static struct vgs_lr *lr_at(const struct vgs_gic *gic, unsigned pe, unsigned n)
{
	return &gic->lrs[pe * gic->cfg.lrs + n];
}

static void set_bit(uint64_t *set, unsigned n, bool value)
{
	*set = (*set & ~VGS_BIT64(n)) | (uint64_t)value << n;
}

void vgs_lr_update_sets(struct vgs_gic *gic, unsigned pe, unsigned n)
{
	const struct vgs_lr *lr = lr_at(gic, pe, n);
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
}

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
	const struct vgs_lr *lr = lr_at(gic, pe, n);
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

static void commit_state(struct vgs_gic *gic, unsigned pe, unsigned n,
			 enum vgs_irq_state state, unsigned rule)
{
	struct vgs_lr *lr = lr_at(gic, pe, n);
	uint64_t old_image = VGS_TRACING(gic) ? lr_image(lr) : 0;

	lr->state = (uint8_t)state;
	vgs_lr_update_sets(gic, pe, n);
	vgs_core_dirty_virtual(gic, pe);
	if (VGS_TRACING(gic))
		trace_lr(gic, pe, n, old_image, rule);
}

/* --- writing ------------------------------------------------------ */

static bool is_special(uint32_t intid)
{
	return intid >= VGS_INTID_SPECIAL && intid <= VGS_INTID_NONE;
}

/* Misuse that the architecture leaves UNPREDICTABLE: facts section V. */
static VGS_COLD void check_write(const struct vgs_gic *gic, unsigned pe,
				 unsigned n, unsigned state)
{
	const struct vgs_lr *lr = lr_at(gic, pe, n);
	uint64_t others = gic->lr_sets[pe].valid & ~VGS_BIT64(n);

	if (lr->state == VGS_INACTIVE)
		return;
	for (; others; others &= others - 1) {
		const struct vgs_lr *o = lr_at(gic, pe, vgs_ctz64(others));

		if (VGS_RULE(GIC_P16, o->vintid == lr->vintid &&
					      o->source == lr->source))
			vgs_core_finding(gic, pe, lr->vintid, VGS_R_GIC_CU71);
	}
	if (is_special(lr->vintid))
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
	struct vgs_lr *here = lr_at(gic, pe, n);
	uint64_t old_image = VGS_TRACING(gic) ? lr_image(here) : 0;

	*here = *lr;
	/* GIC-P2, choice GIC-CU73: the Distributor has the pending half. */
	if ((lr->flags & VGS_LR_HW) && lr->state == VGS_ACTIVE_PENDING &&
	    VGS_CHOICE(gic, GIC_CU73))
		here->state = VGS_ACTIVE;
	/* GIC-P13: unimplemented low priority bits are RES0. */
	here->priority &= gic->vshape.prio_mask;
	vgs_lr_update_sets(gic, pe, n);
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

static enum vgs_group lr_group(const struct vgs_lr *lr)
{
	return lr->group ? VGS_G1NS : VGS_G0;
}

/* GIC-N14: what cannot be an NMI is none; choice GIC-CU76: or it is one. */
static bool lr_nmi(const struct vgs_gic *gic, const struct vgs_lr *lr)
{
	bool can_be = lr->group && lr->vintid < VGS_INTID_LPI;

	return gic->cfg.nmi && (lr->flags & VGS_LR_NMI) &&
	       (VGS_RULE(GIC_N13, can_be) || VGS_CHOICE(gic, GIC_CU76));
}

/* GIC-P25: an NMI competes with priority 0. */
static uint8_t lr_priority(const struct vgs_gic *gic, const struct vgs_lr *lr)
{
	return VGS_RULE(GIC_P25, lr_nmi(gic, lr)) ? 0 : lr->priority;
}

/* Of equal priority: an NMI (GIC-N5), else choice GIC-Q10. */
static bool wins_tie(const struct vgs_gic *gic, bool nmi,
		     const struct vgs_vhppi *best)
{
	if (nmi != best->nmi)
		return nmi;
	return VGS_CHOICE(gic, GIC_Q10) && best->lr >= 0;
}

struct vgs_vhppi vgs_lr_select(const struct vgs_gic *gic, unsigned pe)
{
	struct vgs_vhppi best = { .lr = -1, .priority = VGS_PRIO_IDLE };
	const bool hides_special = VGS_CHOICE(gic, GIC_CU72);
	struct vgs_gate_pe view;

	vif_gates(gic, pe, &view);
	for (uint64_t m = gic->lr_sets[pe].pending; m; m &= m - 1) {
		unsigned n = vgs_ctz64(m);
		const struct vgs_lr *lr = lr_at(gic, pe, n);
		uint8_t priority = lr_priority(gic, lr);
		bool nmi = lr_nmi(gic, lr);

		/* GIC-CU72: or it is not an interrupt at all. */
		if (hides_special && is_special(lr->vintid))
			continue;
		/* GIC-Q10; priority 0xff never wins (GIC-Q11). */
		if (!VGS_RULE(GIC_Q10, vgs_gate_igrpen(&view, lr_group(lr))))
			continue;
		if (priority < best.priority ||
		    (priority == best.priority && wins_tie(gic, nmi, &best))) {
			best.lr = (int)n;
			best.vintid = lr->vintid;
			best.priority = priority;
			best.group = lr_group(lr);
			best.nmi = nmi;
		}
	}
	/* GIC-Q13: DVIM keeps what is directly injected away. */
	if (gic->direct && !VGS_RULE(GIC_Q13, gic->vif[pe].hcr & VGS_HCR_DVIM))
		gic->model->direct_select(gic, pe, &best);
	return best;
}

bool vgs_lr_signalled(const struct vgs_gic *gic, unsigned pe,
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
	if (!VGS_RULE(GIC_Q14, gic->vif[pe].hcr & VGS_HCR_EN))
		return false;
	vif_gates(gic, pe, &view);
	return vgs_gate_pmr(&view, &gated) &&
	       vgs_core_preempts(gic, &view, &gated);
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
	if (!vgs_lr_signalled(gic, pe, &hppi))
		return levels;
	/* GIC-Q26: Group 0 is a vFIQ where VFIQEn says so. */
	if (VGS_RULE(GIC_Q26, hppi.group == VGS_G0 && vif->fiqen))
		levels |= VGS_SIG_VFIQ;
	else
		levels |= VGS_SIG_VIRQ;
	return hppi.nmi ? levels | VGS_SIG_VNMI : levels;
}

bool vgs_lr_agrees(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_offer *offer = &gic->offer[pe];

	if (gic->direct && !gic->model->direct_agrees(gic, pe))
		return false;
	return !gic->cfg.virt || (offer->dirty & VGS_DIRTY_VIRTUAL) ||
	       (offer->levels & VGS_VIRTUAL_LEVELS) == vgs_lr_levels(gic, pe);
}

/* --- acknowledge and end ------------------------------------------ */

static VGS_COLD void trace_virtual(const struct vgs_gic *gic,
				   enum vgs_event_kind kind, unsigned pe,
				   uint32_t intid, uint64_t value,
				   unsigned rule)
{
	struct vgs_event event = {
		.kind = kind,
		.rule = (uint16_t)rule,
		.pe = (uint16_t)pe,
		.vcpu = VGS_NO_PE,
		.virt = true,
		.intid = intid,
		.new_value = value,
	};

	vgs_core_trace(gic, &event);
}

/* GIC-U31: it has no active state, only its priority has. */
static uint32_t acknowledge_direct(struct vgs_gic *gic, unsigned pe,
				   const struct vgs_vhppi *hppi)
{
	vgs_cpuif_activate(&gic->vif[pe].cpu, &gic->vshape, hppi->group,
			   hppi->priority, false);
	vgs_core_dirty(gic, pe);
	if (VGS_TRACING(gic))
		trace_virtual(gic, VGS_EV_ACKNOWLEDGE, pe, hppi->vintid,
			      hppi->priority, VGS_R_GIC_U31);
	gic->model->direct_acknowledged(gic, pe, hppi->vintid);
	return hppi->vintid;
}

uint32_t vgs_lr_acknowledge(struct vgs_gic *gic, unsigned pe,
			    const struct vgs_vhppi *hppi)
{
	unsigned n = (unsigned)hppi->lr;
	struct vgs_lr *lr;

	if (hppi->lr == VGS_LR_DIRECT)
		return acknowledge_direct(gic, pe, hppi);
	lr = lr_at(gic, pe, n);
	if (VGS_TRACING(gic))
		trace_virtual(gic, VGS_EV_ACKNOWLEDGE, pe, lr->vintid,
			      hppi->priority, VGS_R_GIC_P3);
	/* GIC-P15: a special INTID is handed out and forgotten. */
	if (VGS_RULE(GIC_P15, is_special(lr->vintid))) {
		commit_state(gic, pe, n, VGS_INACTIVE, VGS_R_GIC_P15);
		return lr->vintid;
	}
	vgs_cpuif_activate(&gic->vif[pe].cpu, &gic->vshape, hppi->group,
			   hppi->priority, hppi->nmi);
	/* GIC-P3: to active, an LPI as well. */
	commit_state(gic, pe, n, VGS_ACTIVE, VGS_R_GIC_P3);
	return lr->vintid;
}

/*
 * GIC-S2: an SGI is meant with its source; another one is UNPREDICTABLE
 * (GIC-CU68).
 */
static bool other_source(const struct vgs_gic *gic, const struct vgs_lr *lr,
			 const struct vgs_lr_end *end)
{
	return VGS_RULE(GIC_S2, end->match_source &&
					lr->vintid < VGS_INTID_PPI &&
					!(lr->flags & VGS_LR_HW) &&
					lr->source != end->source) &&
	       !VGS_CHOICE(gic, GIC_S2);
}

/* First active list register that is meant, or -1 (GIC-P16, GIC-CU71). */
static int find_active(const struct vgs_gic *gic, unsigned pe,
		       const struct vgs_lr_end *end)
{
	int found = -1;

	for (uint64_t m = gic->lr_sets[pe].active; m; m &= m - 1) {
		unsigned n = vgs_ctz64(m);
		const struct vgs_lr *lr = lr_at(gic, pe, n);

		if (lr->vintid != end->vintid || other_source(gic, lr, end))
			continue;
		found = (int)n;
		if (!VGS_CHOICE(gic, GIC_CU71))
			break;
	}
	return found;
}

/*
 * GIC-S5: GICV ends an interrupt that has a list register but is not active
 * there, or an SGI of another source: UNPREDICTABLE; it is counted as if there
 * were none.
 */
static bool is_listed(const struct vgs_gic *gic, unsigned pe,
		      const struct vgs_lr_end *end)
{
	for (uint64_t m = gic->lr_sets[pe].valid; m; m &= m - 1) {
		const struct vgs_lr *lr = lr_at(gic, pe, vgs_ctz64(m));

		if (lr->vintid == end->vintid)
			return true;
	}
	return false;
}

/* GIC-P5; with HW the physical interrupt as well (GIC-P6). */
static void deactivate(struct vgs_gic *gic, unsigned pe, unsigned n)
{
	struct vgs_lr *lr = lr_at(gic, pe, n);
	bool pending = lr->state == VGS_ACTIVE_PENDING;

	if (VGS_TRACING(gic))
		trace_virtual(gic, VGS_EV_DEACTIVATE, pe, lr->vintid, 0,
			      VGS_R_GIC_P5);
	commit_state(gic, pe, n, pending ? VGS_PENDING : VGS_INACTIVE,
		     VGS_R_GIC_P5);
	if (VGS_RULE(GIC_P6, lr->flags & VGS_LR_HW))
		vgs_core_deactivate_hw(gic, pe, lr->pintid);
}

/* GIC-Q24: an end that no list register answers is counted, not for LPIs. */
static void count_eoi(struct vgs_gic *gic, unsigned pe,
		      const struct vgs_lr_end *end)
{
	uint32_t *hcr = &gic->vif[pe].hcr;

	if (!VGS_RULE(GIC_Q24, end->vintid < VGS_INTID_LPI))
		return;
	/* GIC-U19: not the ends of virtual SGIs, if the hypervisor says so. */
	if (VGS_RULE(GIC_U19,
		     (*hcr & VGS_HCR_VSGIEOI) && end->vintid < VGS_INTID_PPI))
		return;
	if (VGS_RULE(GIC_S5, end->gicv && is_listed(gic, pe, end)))
		vgs_core_finding(gic, pe, end->vintid,
				 end->vintid < VGS_INTID_PPI ? VGS_R_GIC_CU68
							     : VGS_R_GIC_CU57);
	/* GIC-Q25: five bits that wrap, the upper ones of the register. */
	*hcr += 1u << 27;
	vgs_core_dirty_virtual(gic, pe);
}

/*
 * GIC-Q19: drop the most urgent virtual active priority of whatever group.
 * False: there was none.
 */
static bool drop(struct vgs_gic *gic, unsigned pe, uint8_t *ret_priority,
		 bool *ret_nmi)
{
	struct vgs_cpuif *cpu = &gic->vif[pe].cpu;
	int group = vgs_cpuif_highest_group(cpu, &gic->vshape, false);

	if (group < 0)
		return false;
	*ret_nmi = cpu->ap_nmi != 0;
	*ret_priority = *ret_nmi ? 0 : vgs_cpuif_running(cpu, &gic->vshape);
	vgs_cpuif_drop(cpu, &gic->vshape, (enum vgs_group)group);
	vgs_core_dirty_virtual(gic, pe);
	if (VGS_TRACING(gic))
		trace_virtual(gic, VGS_EV_PRIORITY_DROP, pe, VGS_INTID_NONE,
			      vgs_cpuif_running(cpu, &gic->vshape),
			      VGS_R_GIC_Q19);
	return true;
}

/*
 * GIC-Q20: with another group or level the priority is only dropped.  GICV
 * looks at no level (GIC-S10), and its EOIR at no group.
 */
static bool ends(const struct vgs_gic *gic, unsigned pe,
		 const struct vgs_lr_end *end, const struct vgs_lr *lr,
		 uint8_t dropped, bool nmi)
{
	uint8_t mask = vgs_cpuif_group_mask(&gic->vif[pe].cpu, lr_group(lr));

	if (!end->any_group && lr_group(lr) != end->group)
		return false;
	if (VGS_RULE(GIC_S10, end->gicv))
		return true;
	return lr_nmi(gic, lr) == nmi &&
	       (nmi || (lr->priority & mask) == dropped);
}

/* Alternatives of choice GIC-CU88: no virtual priority is active. */
enum {
	CU88_IGNORED,
	CU88_EXAMINES,
	CU88_COUNTED,
};

void vgs_lr_eoi(struct vgs_gic *gic, unsigned pe, const struct vgs_lr_end *end)
{
	bool split = gic->vif[pe].cpu.eoimode & VGS_BIT(VGS_EOIMODE_NS);
	uint8_t dropped = VGS_PRIO_IDLE;
	bool nmi = false, idle;
	int n;

	if (is_special(end->vintid))
		return;
	idle = !drop(gic, pe, &dropped, &nmi);
	if (idle) {
		vgs_core_finding(gic, pe, end->vintid, VGS_R_GIC_CU88);
		if (VGS_CHOICE(gic, GIC_CU88) == CU88_COUNTED && !end->gicv)
			count_eoi(gic, pe, end);
		if (VGS_CHOICE(gic, GIC_CU88) != CU88_EXAMINES)
			return;
	}
	/* GIC-E23: through GICV nothing more; ICV_EOIR counts all the same. */
	if (VGS_RULE(GIC_E23, split && end->gicv))
		return;
	n = find_active(gic, pe, end);
	if (n < 0) {
		if (!idle || !end->gicv)
			count_eoi(gic, pe, end);
		return;
	}
	if (!VGS_RULE(GIC_Q20, ends(gic, pe, end, lr_at(gic, pe, (unsigned)n),
				    dropped, nmi)))
		return;
	if (split && VGS_RULE(GIC_P4, end->vintid < VGS_INTID_LPI))
		return;
	deactivate(gic, pe, (unsigned)n);
}

void vgs_lr_dir(struct vgs_gic *gic, unsigned pe, const struct vgs_lr_end *end)
{
	int n;

	/* GIC-Q23: ignored unless VEOIM, and for LPIs and special INTIDs. */
	if (!VGS_RULE(GIC_Q23,
		      gic->vif[pe].cpu.eoimode & VGS_BIT(VGS_EOIMODE_NS))) {
		unsigned chosen = VGS_CHOICE(gic, GIC_CU89);

		vgs_core_refused(gic, pe, end->vintid, VGS_R_GIC_CU89,
				 chosen == VGS_CU89_SERROR && !end->gicv);
		if (!end->gicv || chosen != 1)
			return;
	}
	if (is_special(end->vintid) || end->vintid >= VGS_INTID_LPI)
		return;
	n = find_active(gic, pe, end);
	if (n < 0)
		count_eoi(gic, pe, end);
	else
		deactivate(gic, pe, (unsigned)n);
}
