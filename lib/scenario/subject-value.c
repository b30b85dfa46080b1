/* SPDX-License-Identifier: MIT */
/*
 * What a subject is, and whether it is what an author expects.
 */
#include <string.h>

#include "run.h"

static const char *const state_words[] = {
	[VGS_INACTIVE] = "inactive",
	[VGS_PENDING] = "pending",
	[VGS_ACTIVE] = "active",
	[VGS_ACTIVE_PENDING] = "active+pending",
};

const char *vgs_scn_state_word(enum vgs_irq_state state)
{
	return (unsigned)state < 4 ? state_words[state] : "?";
}

static const char *yes(bool b)
{
	return b ? "true" : "false";
}

const char *vgs_scn_hex(struct vgs_scn_run *run, uint64_t value)
{
	const char *text =
		vgs_scn_strf(run->arena, value < 10 ? "%llu" : "0x%llx",
			     (unsigned long long)value);

	return text ? text : "?";
}

static const char *decimal(struct vgs_scn_run *run, uint64_t value)
{
	const char *text =
		vgs_scn_strf(run->arena, "%llu", (unsigned long long)value);

	return text ? text : "?";
}

bool vgs_scn_lr_key(const struct vgs_lr_info *lr, const char *key,
		    uint64_t *ret_value, bool *ret_bool)
{
	*ret_bool = true;
	if (vgs_scn_streq(key, "hw"))
		*ret_value = lr->hw;
	else if (vgs_scn_streq(key, "eoi"))
		*ret_value = lr->eoi;
	else if (vgs_scn_streq(key, "nmi"))
		*ret_value = lr->nmi;
	else
		*ret_bool = false;
	if (*ret_bool)
		return true;
	if (vgs_scn_streq(key, "vintid"))
		*ret_value = lr->vintid;
	else if (vgs_scn_streq(key, "pintid"))
		*ret_value = lr->pintid;
	else if (vgs_scn_streq(key, "priority"))
		*ret_value = lr->priority;
	else if (vgs_scn_streq(key, "group"))
		*ret_value = lr->group;
	else if (vgs_scn_streq(key, "source"))
		*ret_value = lr->source;
	else
		return false; /* state */
	return true;
}

static const char *lr_key_text(struct vgs_scn_run *run,
			       const struct vgs_lr_info *lr, const char *key)
{
	uint64_t value = 0;
	bool flag;

	if (!vgs_scn_lr_key(lr, key, &value, &flag))
		return vgs_scn_state_word(lr->state);
	if (flag)
		return yes(value != 0);
	return vgs_scn_streq(key, "priority") ? vgs_scn_hex(run, value)
					      : decimal(run, value);
}

static const char *lr_text(struct vgs_scn_run *run,
			   const struct vgs_lr_info *lr)
{
	if (lr->hw)
		return vgs_scn_strf(run->arena,
				    "{ state: %s, hw: true, vintid: %u, "
				    "pintid: %u, priority: 0x%x, group: %u }",
				    vgs_scn_state_word(lr->state), lr->vintid,
				    lr->pintid, lr->priority, lr->group);
	return vgs_scn_strf(run->arena,
			    "{ state: %s, vintid: %u, priority: 0x%x, "
			    "group: %u, eoi: %s, source: %u }",
			    vgs_scn_state_word(lr->state), lr->vintid,
			    lr->priority, lr->group, yes(lr->eoi), lr->source);
}

static const char *lrs_text(struct vgs_scn_run *run, unsigned pe)
{
	const char *text = NULL;
	struct vgs_lr_info lr;
	unsigned i;

	for (i = 0; i < run->cfg.lrs; i++) {
		if (vgs_gic_lr(run->gic, pe, i, &lr) ||
		    lr.state == VGS_INACTIVE)
			continue;
		text = vgs_scn_strf(run->arena, "%s%slr%u %s %u",
				    text ? text : "", text ? ", " : "", i,
				    vgs_scn_state_word(lr.state), lr.vintid);
		if (!text)
			return NULL;
	}
	return text ? text : "empty";
}

static bool vcpu_value(const struct vgs_scn_run *run,
		       const struct vgs_scn_subject *s)
{
	struct vgs_vcpu_timer_info timer = { 0 };
	struct vgs_vcpu_info info = { 0 };

	vgs_vcpu_info(run->vms[s->vm].vm, s->vcpu, &info);
	switch (s->what) {
	case VGS_SCN_VCPU_IRQ:
		return (info.signals & VGS_SIG_VIRQ) != 0;
	case VGS_SCN_VCPU_FIQ:
		return (info.signals & VGS_SIG_VFIQ) != 0;
	case VGS_SCN_VCPU_TAKES_IRQ:
		return (info.takes & VGS_SIG_VIRQ) != 0;
	case VGS_SCN_VCPU_TAKES_FIQ:
		return (info.takes & VGS_SIG_VFIQ) != 0;
	case VGS_SCN_VCPU_PENDING:
		return info.pending;
	case VGS_SCN_VCPU_KICKED:
		return info.kicked;
	case VGS_SCN_VCPU_ENTERED:
		return info.entered;
	case VGS_SCN_VCPU_LOADED:
		return info.loaded;
	case VGS_SCN_VCPU_USER_VTIMER:
		return (info.device_levels & VGS_KVM_LEVEL_VTIMER) != 0;
	case VGS_SCN_VCPU_USER_PTIMER:
		return (info.device_levels & VGS_KVM_LEVEL_PTIMER) != 0;
	case VGS_SCN_VCPU_USER_PMU:
		return (info.device_levels & VGS_KVM_LEVEL_PMU) != 0;
	case VGS_SCN_VCPU_VTIMER:
	case VGS_SCN_VCPU_PTIMER:
		vgs_vcpu_timer_info(run->vms[s->vm].vm, s->vcpu,
				    s->what == VGS_SCN_VCPU_VTIMER
					    ? VGS_TIMER_VIRTUAL
					    : VGS_TIMER_PHYSICAL,
				    &timer);
		return timer.output;
	}
	return false;
}

static uint64_t ones(unsigned bits)
{
	return bits >= 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;
}

static bool reg_value(struct vgs_scn_run *run, const struct vgs_scn_subject *s,
		      uint64_t *ret_value)
{
	struct vgs_scn_reg reg = s->reg;
	uint64_t value = 0;
	unsigned vm, vcpu;

	/* The context that set: gave the PE since the subject was parsed. */
	if (reg.actor.kind == VGS_SCN_PE && !reg.actor.inline_ctx &&
	    !vgs_scn_entered(run, reg.actor.pe, &vm, &vcpu))
		reg.actor.ctx = run->home[reg.actor.pe];
	if (vgs_scn_reg_peek(run, &reg, &value))
		return false;
	*ret_value = value >> reg.shift & ones(reg.width);
	return true;
}

static const char *state_text(struct vgs_scn_run *run,
			      const struct vgs_scn_subject *s)
{
	struct vgs_irq_info irq;
	struct vgs_virq_info virq;

	if (s->kind == VGS_SCN_S_PIRQ) {
		if (vgs_gic_irq(run->gic, vgs_scn_line(run, s->intid, s->pe),
				&irq))
			return "not implemented";
		return vgs_scn_state_word(irq.state);
	}
	/* An LPI that nothing holds has no state. */
	if (vgs_vgic_irq(run->vms[s->vm].vm, s->vcpu, s->intid, &virq))
		return s->intid >= VGS_INTID_LPI ? "inactive"
						 : "not implemented";
	return vgs_scn_state_word(virq.state);
}

static const char *lpi_text(struct vgs_scn_run *run,
			    const struct vgs_scn_subject *s)
{
	uint16_t pe = VGS_NO_PE;

	if (vgs_gic_lpi(run->gic, s->intid, &pe))
		return "not implemented";
	if (s->pe == VGS_NO_PE ? pe != VGS_NO_PE : pe == s->pe)
		return vgs_scn_state_word(VGS_PENDING);
	return vgs_scn_state_word(VGS_INACTIVE);
}

static const char *its_text(struct vgs_scn_run *run,
			    const struct vgs_scn_subject *s)
{
	struct vgs_its_info info = { 0 };

	if (vgs_gic_its(run->gic, s->intid, &info))
		return "not implemented";
	if (vgs_scn_streq(s->key, "queue"))
		return info.stalled	  ? "stalled"
		       : info.queue_empty ? "empty"
					  : "pending";
	if (vgs_scn_streq(s->key, "enabled"))
		return yes(info.enabled);
	if (vgs_scn_streq(s->key, "error"))
		return vgs_scn_hex(run, info.error);
	return decimal(run, info.errors);
}

const char *vgs_scn_subject_text(struct vgs_scn_run *run,
				 const struct vgs_scn_subject *s)
{
	struct vgs_lr_info lr = { 0 };
	uint64_t value = 0;

	switch (s->kind) {
	case VGS_SCN_S_PIRQ:
	case VGS_SCN_S_VIRQ:
		return state_text(run, s);
	case VGS_SCN_S_LR:
		if (vgs_gic_lr(run->gic, s->pe, s->intid, &lr))
			return "not implemented";
		return s->key ? lr_key_text(run, &lr, s->key)
			      : lr_text(run, &lr);
	case VGS_SCN_S_LRS:
		return lrs_text(run, s->pe);
	case VGS_SCN_S_SIGNAL:
		return yes(vgs_gic_signals(run->gic, s->pe) & s->signal);
	case VGS_SCN_S_PE_TAKES:
		return yes(vgs_gic_takes(run->gic, s->pe) & s->signal);
	case VGS_SCN_S_RPR:
		return vgs_scn_hex(run,
				   vgs_gic_running_priority(run->gic, s->pe));
	case VGS_SCN_S_VCPU:
		return yes(vcpu_value(run, s));
	case VGS_SCN_S_REG:
		return reg_value(run, s, &value) ? vgs_scn_hex(run, value)
						 : "not readable";
	case VGS_SCN_S_LPI:
		return lpi_text(run, s);
	case VGS_SCN_S_ITS:
		return its_text(run, s);
	case VGS_SCN_S_VITS:
		return vgs_scn_vits_text(run, s);
	case VGS_SCN_S_VMSI:
		return vgs_scn_vmsi_text(run, s);
	case VGS_SCN_S_COUNTER:
		return decimal(run, vgs_timers_counter(run->timers));
	case VGS_SCN_S_EVENTFD:
		return decimal(run, vgs_scn_eventfd_signals(run, s->intid));
	case VGS_SCN_S_TIMER:
		return yes(vgs_timers_output(run->timers, s->pe,
					     (enum vgs_timer_id)s->intid));
	case VGS_SCN_S_VPE:
		return vgs_scn_vpe_text(run, s);
	case VGS_SCN_S_STAT:
		vgs_scn_stat(run, s, s->key, &value);
		return decimal(run, value);
	case VGS_SCN_S_UNCHANGED:
	case VGS_SCN_S_FINDINGS:
	case VGS_SCN_S_EVENTS:
	case VGS_SCN_S_TRACEPOINTS:
	case VGS_SCN_S_STATS:
		break;
	}
	return "?";
}

static bool wrong_type(struct vgs_scn_run *run,
		       const struct vgs_scn_node *value, const char *what)
{
	vgs_scn_diag(run->diags, VGS_SCN_MSG_TYPE, value, what,
		     vgs_scn_found(run->arena, value), NULL);
	return false;
}

static bool is(const struct vgs_scn_node *node, enum vgs_scn_scalar scalar)
{
	return node->kind == VGS_SCN_SCALAR && node->scalar == scalar &&
	       !node->negative;
}

static bool check_state(struct vgs_scn_run *run,
			const struct vgs_scn_node *value)
{
	struct vgs_scn_near near;
	unsigned i;

	if (!is(value, VGS_SCN_TEXT))
		return wrong_type(run, value, "a state");
	vgs_scn_near_init(&near, value->text);
	for (i = 0; i < 4; i++) {
		if (vgs_scn_streq(state_words[i], value->text))
			return true;
		vgs_scn_near_try(&near, state_words[i]);
	}
	vgs_scn_help_near(run->diags,
			  vgs_scn_diag(run->diags, VGS_SCN_MSG_WORD, value,
				       "inactive, pending, active or "
				       "active+pending",
				       value->text, NULL),
			  &near);
	return false;
}

static bool check_lr_key(struct vgs_scn_run *run, const char *key,
			 const struct vgs_scn_node *value)
{
	struct vgs_lr_info lr = { 0 };
	uint64_t v;
	bool flag;

	if (!vgs_scn_lr_key(&lr, key, &v, &flag))
		return check_state(run, value);
	if (flag)
		return is(value, VGS_SCN_BOOL) ||
		       wrong_type(run, value, "true or false");
	return is(value, VGS_SCN_INT) || wrong_type(run, value, "an integer");
}

static bool check_lr(struct vgs_scn_run *run, const struct vgs_scn_node *value)
{
	const struct vgs_scn_node *child;
	bool ok = true;

	if (value->kind != VGS_SCN_MAP)
		return wrong_type(run, value, "a mapping: { state: ... }");
	VGS_SCN_EACH (child, value) {
		const char *key = child->key->text;
		struct vgs_scn_near near;
		unsigned i;

		vgs_scn_near_init(&near, key);
		for (i = 0; vgs_scn_lr_keys[i]; i++) {
			if (vgs_scn_streq(vgs_scn_lr_keys[i], key))
				break;
			vgs_scn_near_try(&near, vgs_scn_lr_keys[i]);
		}
		if (vgs_scn_lr_keys[i]) {
			ok &= check_lr_key(run, key, child);
			continue;
		}
		vgs_scn_help_near(run->diags,
				  vgs_scn_diag(run->diags,
					       VGS_SCN_MSG_UNKNOWN_KEY,
					       child->key, key, NULL, NULL),
				  &near);
		ok = false;
	}
	return ok;
}

static bool check_reg(struct vgs_scn_run *run, const struct vgs_scn_subject *s,
		      const struct vgs_scn_node *value)
{
	if (!is(value, VGS_SCN_INT) && !is(value, VGS_SCN_BOOL))
		return wrong_type(run, value, "an integer");
	if (value->value <= ones(s->reg.width))
		return true;
	vgs_scn_diag(run->diags, VGS_SCN_MSG_FIT, value, value->text,
		     vgs_scn_strf(run->arena, "%u", s->reg.width), NULL);
	return false;
}

static bool check_its(struct vgs_scn_run *run, const struct vgs_scn_subject *s,
		      const struct vgs_scn_node *value)
{
	if (vgs_scn_streq(s->key, "enabled"))
		return is(value, VGS_SCN_BOOL) ||
		       wrong_type(run, value, "true or false");
	if (vgs_scn_streq(s->key, "error") && s->kind == VGS_SCN_S_VITS)
		return is(value, VGS_SCN_INT) || is(value, VGS_SCN_TEXT) ||
		       wrong_type(run, value, "a code or an errno");
	if (!vgs_scn_streq(s->key, "queue"))
		return is(value, VGS_SCN_INT) ||
		       wrong_type(run, value, "an integer");
	if (is(value, VGS_SCN_TEXT) && (vgs_scn_streq(value->text, "empty") ||
					vgs_scn_streq(value->text, "stalled") ||
					vgs_scn_streq(value->text, "pending")))
		return true;
	return wrong_type(run, value, "empty, pending or stalled");
}

static bool check_vpe(struct vgs_scn_run *run, const struct vgs_scn_subject *s,
		      const struct vgs_scn_node *value)
{
	if (!s->key)
		return check_state(run, value);
	if (vgs_scn_streq(s->key, "pe"))
		return is(value, VGS_SCN_INT) ||
		       wrong_type(run, value, "an integer");
	return is(value, VGS_SCN_BOOL) ||
	       wrong_type(run, value, "true or false");
}

bool vgs_scn_subject_check(struct vgs_scn_run *run,
			   const struct vgs_scn_subject *s,
			   const struct vgs_scn_node *value)
{
	switch (s->kind) {
	case VGS_SCN_S_PIRQ:
	case VGS_SCN_S_VIRQ:
	case VGS_SCN_S_LPI:
		return check_state(run, value);
	case VGS_SCN_S_ITS:
	case VGS_SCN_S_VITS:
		return check_its(run, s, value);
	case VGS_SCN_S_VMSI:
		return is(value, VGS_SCN_TEXT) ||
		       wrong_type(run, value, "v8192 to v0, or a step");
	case VGS_SCN_S_VPE:
		return check_vpe(run, s, value);
	case VGS_SCN_S_LR:
		return s->key ? check_lr_key(run, s->key, value)
			      : check_lr(run, value);
	case VGS_SCN_S_LRS:
		if (value->kind == VGS_SCN_SCALAR &&
		    vgs_scn_streq(value->text, "empty"))
			return true;
		return wrong_type(run, value, "the word empty");
	case VGS_SCN_S_SIGNAL:
	case VGS_SCN_S_PE_TAKES:
	case VGS_SCN_S_VCPU:
	case VGS_SCN_S_TIMER:
		return is(value, VGS_SCN_BOOL) ||
		       wrong_type(run, value, "true or false");
	case VGS_SCN_S_RPR:
	case VGS_SCN_S_STAT:
	case VGS_SCN_S_COUNTER:
	case VGS_SCN_S_EVENTFD:
		return is(value, VGS_SCN_INT) ||
		       wrong_type(run, value, "an integer");
	case VGS_SCN_S_REG:
		return check_reg(run, s, value);
	case VGS_SCN_S_UNCHANGED:
	case VGS_SCN_S_FINDINGS:
	case VGS_SCN_S_EVENTS:
	case VGS_SCN_S_TRACEPOINTS:
	case VGS_SCN_S_STATS:
		break;
	}
	return vgs_scn_record_check(run, s, value);
}

/* Only the keys that are given; the texts show what differs. */
static bool compare_lr(struct vgs_scn_run *run, const struct vgs_scn_subject *s,
		       const struct vgs_scn_node *value,
		       const char **ret_expected, const char **ret_found)
{
	const struct vgs_scn_node *child;
	struct vgs_lr_info lr = { 0 };
	const char *expected = NULL;
	bool same = true;

	if (vgs_gic_lr(run->gic, s->pe, s->intid, &lr))
		same = false;
	VGS_SCN_EACH (child, value) {
		const char *key = child->key->text;
		uint64_t v = 0;
		bool flag;

		if (vgs_scn_lr_key(&lr, key, &v, &flag))
			same &= v == child->value;
		else
			same &= vgs_scn_streq(vgs_scn_state_word(lr.state),
					      child->text);
		expected = vgs_scn_strf(run->arena, "%s%s%s: %s",
					expected ? expected : "{ ",
					expected ? ", " : "", key, child->text);
		if (!expected)
			return same;
	}
	*ret_expected =
		vgs_scn_strf(run->arena, "%s }", expected ? expected : "{");
	*ret_found = lr_text(run, &lr);
	return same;
}

bool vgs_scn_subject_compare(struct vgs_scn_run *run,
			     const struct vgs_scn_subject *s,
			     const struct vgs_scn_node *value,
			     const char **ret_expected, const char **ret_found)
{
	const char *found;

	switch (s->kind) {
	case VGS_SCN_S_UNCHANGED:
	case VGS_SCN_S_FINDINGS:
	case VGS_SCN_S_EVENTS:
	case VGS_SCN_S_TRACEPOINTS:
	case VGS_SCN_S_STATS:
		return vgs_scn_record_compare(run, s, value, ret_expected,
					      ret_found);
	case VGS_SCN_S_LR:
		if (!s->key)
			return compare_lr(run, s, value, ret_expected,
					  ret_found);
		break;
	case VGS_SCN_S_PIRQ:
	case VGS_SCN_S_VIRQ:
	case VGS_SCN_S_LRS:
	case VGS_SCN_S_SIGNAL:
	case VGS_SCN_S_PE_TAKES:
	case VGS_SCN_S_RPR:
	case VGS_SCN_S_VCPU:
	case VGS_SCN_S_REG:
	case VGS_SCN_S_LPI:
	case VGS_SCN_S_ITS:
	case VGS_SCN_S_VITS:
	case VGS_SCN_S_VMSI:
	case VGS_SCN_S_COUNTER:
	case VGS_SCN_S_TIMER:
	case VGS_SCN_S_EVENTFD:
	case VGS_SCN_S_VPE:
	case VGS_SCN_S_STAT:
		break;
	}
	found = vgs_scn_subject_text(run, s);
	*ret_found = found;
	*ret_expected = value->text;
	if (!found)
		return false;
	if (value->scalar == VGS_SCN_INT ||
	    (value->scalar == VGS_SCN_BOOL && s->kind == VGS_SCN_S_REG)) {
		bool hex = strncmp(value->text, "0x", 2) == 0 ||
			   strncmp(found, "0x", 2) == 0;
		uint64_t v;
		bool negative;

		if (vgs_scn_classify(found, &v, &negative) != VGS_SCN_INT)
			return false;
		*ret_expected =
			hex ? vgs_scn_hex(run, value->value) : value->text;
		return v == value->value;
	}
	return vgs_scn_streq(found, value->text);
}
