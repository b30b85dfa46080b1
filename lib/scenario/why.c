/* SPDX-License-Identifier: MIT */
/*
 * Why a signal is low: the gates that vgs_gic_explain() and
 * vgs_vgic_explain() name.
 */
#include <string.h>

#include "run.h"

/* ": ICC_PMR_EL1 is 0x80, its priority 0xa0", ": ap_list: on none" */
static const char *value_text(struct vgs_scn_run *run,
			      const struct vgs_gate_info *gate)
{
	const char *note = gate->note ? gate->note : "", *text;

	if (gate->value == VGS_GATE_NONE)
		return vgs_scn_strf(run->arena, ": %s: %s", gate->reg, note);
	text = vgs_scn_strf(run->arena, ": %s is 0x%llx%s%s%s", gate->reg,
			    (unsigned long long)gate->value, *note ? " (" : "",
			    note, *note ? ")" : "");
	if (!text || !gate->own || gate->open)
		return text;
	return vgs_scn_strf(run->arena, "%s, its %s 0x%llx", text, gate->own,
			    (unsigned long long)gate->own_value);
}

static const char *gate_text(struct vgs_scn_run *run, const char *who,
			     const struct vgs_gate_info *gate)
{
	const char *rule = vgs_rule_name(gate->rule);
	const char *value = "";

	/* A gate that this version has no register for says nothing more. */
	if (gate->reg && gate->reg[0])
		value = value_text(run, gate);
	return vgs_scn_strf(run->arena, "%s at gate %s%s%s%s%s", who,
			    gate->name, value, rule[0] ? "   [" : "", rule,
			    rule[0] ? "]" : "");
}

static const char *first_closed(struct vgs_scn_run *run, const char *who,
				const struct vgs_gate_info *gates, int n)
{
	int i;

	for (i = 0; who && i < n; i++) {
		if (!gates[i].open)
			return gate_text(run, who, &gates[i]);
	}
	return NULL;
}

/* The pending interrupt that a PE should hear of: highest priority first. */
static bool best_pending(const struct vgs_scn_run *run, unsigned pe,
			 struct vgs_irq_info *ret_info)
{
	uint32_t last = 31 + run->cfg.spis;
	struct vgs_irq_info info;
	bool found = false;
	uint32_t intid;

	for (intid = 0; intid <= last; intid++) {
		if (vgs_gic_irq(run->gic, vgs_scn_line(run, intid, pe), &info))
			continue;
		if (!info.pending && !info.line && !info.latch)
			continue;
		if (found && info.priority >= ret_info->priority)
			continue;
		*ret_info = info;
		found = true;
	}
	return found;
}

static const char *physical_gate(struct vgs_scn_run *run, unsigned pe)
{
	struct vgs_gate_info gates[VGS_GATES_MAX];
	struct vgs_irq_info info = { 0 };
	int n;

	if (!best_pending(run, pe, &info))
		return "no interrupt is pending";
	n = vgs_gic_explain(run->gic, pe, info.intid, false, gates);
	return first_closed(run, vgs_scn_strf(run->arena, "p%u", info.intid),
			    gates, n);
}

static const char *virtual_gate(struct vgs_scn_run *run, unsigned pe)
{
	struct vgs_gate_info gates[VGS_GATES_MAX];
	struct vgs_lr_info best = { 0 };
	struct vgs_lr_info lr;
	bool found = false;
	unsigned i;
	int n;

	for (i = 0; i < run->cfg.lrs; i++) {
		if (vgs_gic_lr(run->gic, pe, i, &lr) ||
		    (lr.state != VGS_PENDING && lr.state != VGS_ACTIVE_PENDING))
			continue;
		if (found && lr.priority >= best.priority)
			continue;
		best = lr;
		found = true;
	}
	if (!found)
		return "no list register is pending";
	n = vgs_gic_explain(run->gic, pe, best.vintid, true, gates);
	return first_closed(run, vgs_scn_strf(run->arena, "v%u", best.vintid),
			    gates, n);
}

static const char *vcpu_gate(struct vgs_scn_run *run,
			     const struct vgs_scn_subject *s)
{
	struct vgs_vcpu_info info = { 0 };
	bool irq = s->what == VGS_SCN_VCPU_TAKES_IRQ;

	vgs_vcpu_info(run->vms[s->vm].vm, s->vcpu, &info);
	if (!info.entered)
		return "the vCPU is not entered";
	if ((irq && (info.signals & VGS_SIG_VIRQ)) ||
	    (s->what == VGS_SCN_VCPU_TAKES_FIQ &&
	     (info.signals & VGS_SIG_VFIQ)))
		return irq ? "the guest's PSTATE.I" : "the guest's PSTATE.F";
	return virtual_gate(run, run->vms[s->vm].vcpus[s->vcpu].pe);
}

const char *vgs_scn_gate(struct vgs_scn_run *run,
			 const struct vgs_scn_subject *s)
{
	if (s->kind == VGS_SCN_S_SIGNAL &&
	    (s->signal & (VGS_SIG_IRQ | VGS_SIG_FIQ | VGS_SIG_NMI)))
		return physical_gate(run, s->pe);
	if (s->kind == VGS_SCN_S_SIGNAL &&
	    (s->signal & (VGS_SIG_VIRQ | VGS_SIG_VFIQ | VGS_SIG_VNMI)))
		return virtual_gate(run, s->pe);
	if (s->kind == VGS_SCN_S_PE_TAKES) {
		if (vgs_gic_signals(run->gic, s->pe) & s->signal)
			return s->signal == VGS_SIG_IRQ
				       ? "PSTATE.I or the routing of IRQs"
				       : "PSTATE.F or the routing of FIQs";
		return physical_gate(run, s->pe);
	}
	if (s->kind == VGS_SCN_S_VCPU && s->what <= VGS_SCN_VCPU_TAKES_FIQ)
		return vcpu_gate(run, s);
	return NULL;
}

/* The first closed gate, then all of them in their order. */
static const char *list_gates(struct vgs_scn_run *run, const char *what,
			      const struct vgs_gate_info *gates, int n)
{
	const char *text;
	int first = 0;
	int i;

	while (first < n && gates[first].open)
		first++;
	text = vgs_scn_strf(run->arena, "%.60s: %s%s\n", what,
			    first < n ? "blocked at gate " : "passes all gates",
			    first < n ? gates[first].name : "");
	for (i = 0; text && i < n; i++) {
		const char *line =
			gate_text(run, gates[i].open ? "  open  " : "  closed",
				  &gates[i]);

		text = line ? vgs_scn_strf(run->arena, "%s%s\n", text, line)
			    : NULL;
	}
	return text;
}

/* The gates of the vgic; and of the hardware, once a list register has it. */
static int explain_virtual(const struct vgs_scn_run *run,
			   const struct vgs_scn_actor *actor, uint32_t intid,
			   struct vgs_gate_info *gates)
{
	struct vgs_vm *vm = run->vms[actor->vm].vm;
	int n = vgs_vgic_explain(vm, actor->vcpu, intid, gates);
	struct vgs_vcpu_info info = { 0 };
	struct vgs_virq_info virq = { 0 };
	int more;

	vgs_vcpu_info(vm, actor->vcpu, &info);
	if (n < 0 || !info.entered ||
	    vgs_vgic_irq(vm, actor->vcpu, intid, &virq) || virq.lr < 0 ||
	    virq.vcpu != actor->vcpu)
		return n;
	more = vgs_gic_explain(run->gic, info.pe, intid, true, gates + n);
	return more < 0 ? n : n + more;
}

/* "p42@cpu0", "lpi8192@cpu0" or "v52@vm0.v0" */
const char *vgs_scn_why_text(struct vgs_scn_run *run, const char *what,
			     bool *ret_known)
{
	struct vgs_gate_info gates[2 * VGS_GATES_MAX];
	const char *at = strchr(what, '@');
	struct vgs_scn_actor actor;
	size_t prefix = strncmp(what, "lpi", 3) ? 1 : 3;
	uint64_t intid;
	int n;

	*ret_known = false;
	if (!at || (size_t)(at - what) <= prefix || !strchr("pvl", what[0]) ||
	    (what[0] == 'l' && prefix == 1) ||
	    !vgs_scn_number(what + prefix, (size_t)(at - what) - prefix,
			    &intid))
		return vgs_scn_strf(run->arena,
				    "%.60s: expected p42@cpu0 or v52@vm0.v0",
				    what);
	if (!vgs_scn_parse_actor(run, at + 1, strlen(at + 1), &actor) ||
	    (actor.kind != VGS_SCN_PE && actor.kind != VGS_SCN_VCPU))
		return vgs_scn_strf(run->arena,
				    "%.60s: no PE or vCPU is called \"%.40s\"",
				    what, at + 1);
	if (actor.kind == VGS_SCN_VCPU)
		n = explain_virtual(run, &actor, (uint32_t)intid, gates);
	else
		n = vgs_gic_explain(run->gic, actor.pe, (uint32_t)intid,
				    what[0] == 'v', gates);
	if (n < 0)
		return vgs_scn_strf(run->arena,
				    "%.60s: this INTID is not implemented",
				    what);
	*ret_known = true;
	return list_gates(run, what, gates, n);
}
