/* SPDX-License-Identifier: MIT */
/*
 * Subjects of expect: from their spelling to what they mean on a machine.
 */
#include <string.h>

#include "run.h"

/* Names with their signal; the physical ones of a PE. */
static const struct {
	const char *name;
	uint32_t signal;
} signals[] = {
	{ "irq", VGS_SIG_IRQ },
	{ "fiq", VGS_SIG_FIQ },
	{ "nmi", VGS_SIG_NMI },
	{ "virq", VGS_SIG_VIRQ },
	{ "vfiq", VGS_SIG_VFIQ },
	{ "vnmi", VGS_SIG_VNMI },
	{ "maintenance", VGS_SIG_MAINTENANCE },
	{ "wake", VGS_SIG_WAKE },
};

static const struct {
	const char *name;
	enum vgs_scn_vcpu_subject what;
} vcpu_subjects[] = {
	{ "irq", VGS_SCN_VCPU_IRQ },
	{ "fiq", VGS_SCN_VCPU_FIQ },
	{ "takes-irq", VGS_SCN_VCPU_TAKES_IRQ },
	{ "takes-fiq", VGS_SCN_VCPU_TAKES_FIQ },
	{ "pending", VGS_SCN_VCPU_PENDING },
	{ "kicked", VGS_SCN_VCPU_KICKED },
	{ "entered", VGS_SCN_VCPU_ENTERED },
	{ "loaded", VGS_SCN_VCPU_LOADED },
	{ "vtimer", VGS_SCN_VCPU_VTIMER },
	{ "ptimer", VGS_SCN_VCPU_PTIMER },
	{ "user-vtimer", VGS_SCN_VCPU_USER_VTIMER },
	{ "user-ptimer", VGS_SCN_VCPU_USER_PTIMER },
	{ "user-pmu", VGS_SCN_VCPU_USER_PMU },
};

const char *const vgs_scn_lr_keys[] = { "state",    "hw",    "vintid", "pintid",
					"priority", "group", "eoi",    "source",
					"nmi",	    NULL };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Letter and number: p42, v52, lr0. */
static bool numbered(const char *text, const char *prefix, uint64_t *ret_number)
{
	size_t n = strlen(prefix);

	return strncmp(text, prefix, n) == 0 &&
	       vgs_scn_number(text + n, strlen(text + n), ret_number);
}

static bool unknown(struct vgs_scn_run *run, const struct vgs_scn_node *key,
		    const char *rest, bool vcpu)
{
	struct vgs_diag *d = vgs_scn_diag(run->diags, VGS_SCN_MSG_SUBJECT, key,
					  key->text, NULL, NULL);
	struct vgs_scn_near near;
	size_t i;

	vgs_scn_near_init(&near, rest);
	if (vcpu) {
		for (i = 0; i < COUNT(vcpu_subjects); i++)
			vgs_scn_near_try(&near, vcpu_subjects[i].name);
		vgs_scn_near_try(&near, "stats");
	} else {
		for (i = 0; i < COUNT(signals); i++)
			vgs_scn_near_try(&near, signals[i].name);
		vgs_scn_near_try(&near, "running-priority");
		vgs_scn_near_try(&near, "takes-irq");
		vgs_scn_near_try(&near, "unchanged");
		vgs_scn_near_try(&near, "findings");
		vgs_scn_near_try(&near, "events");
		vgs_scn_near_try(&near, "tracepoints");
		vgs_scn_near_try(&near, "stats");
	}
	vgs_scn_help_near(run->diags, d, &near);
	return false;
}

/* A banked thing without a PE on a machine with several. */
static bool needs_pe(struct vgs_scn_run *run, const struct vgs_scn_node *key,
		     bool has_pe)
{
	struct vgs_diag *d;

	if (has_pe || run->cfg.pes == 1)
		return false;
	d = vgs_scn_diag(run->diags, VGS_SCN_MSG_SUBJECT_PE, key, key->text,
			 NULL, NULL);
	vgs_scn_help(run->diags, d, "write cpu0.%.60s", key->text);
	return true;
}

/* Does the machine, and whose subject it is, have timers? */
static bool has_timers(struct vgs_scn_run *run, const struct vgs_scn_node *key,
		       bool has)
{
	if (run->timers && has)
		return true;
	vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_TIMERS, key, NULL, NULL, NULL);
	return false;
}

static bool is_register(const char *name)
{
	return strncmp(name, "GIC", 3) == 0 || strncmp(name, "GITS_", 5) == 0 ||
	       strncmp(name, "ICC_", 4) == 0 || strncmp(name, "ICH_", 4) == 0 ||
	       strncmp(name, "ICV_", 4) == 0 || strncmp(name, "CNT", 3) == 0;
}

static bool banked(const struct vgs_scn_reg *reg)
{
	const struct vgs_reg_info *info = &reg->ref.info;

	if (reg->ref.sysreg)
		return true;
	if (reg->ref.frame != VGS_FRAME_GICD)
		return reg->ref.frame != VGS_FRAME_GITS;
	/* The private part of the distributor's arrays. */
	return info->bits_per_intid && info->first_intid == 0 &&
	       reg->offset == info->offset;
}

static bool reg_part(struct vgs_scn_run *run, const struct vgs_scn_node *key,
		     const char *part, struct vgs_scn_reg *reg)
{
	struct vgs_field f;

	if (!vgs_scn_reg_field(reg, part, &f)) {
		struct vgs_scn_near near;
		const struct vgs_field *c;

		vgs_scn_near_init(&near, part);
		for (c = reg->fields; c && c->name; c++)
			vgs_scn_near_try(&near, c->name);
		vgs_scn_help_near(run->diags,
				  vgs_scn_diag(run->diags, VGS_SCN_MSG_FIELD,
					       key, reg->name, part, NULL),
				  &near);
		return false;
	}
	reg->shift = f.lsb;
	reg->width = (unsigned)(f.msb - f.lsb + 1);
	reg->part = true;
	return true;
}

/* NAME, NAME.i40 or NAME.FIELD */
static bool parse_register(struct vgs_scn_run *run,
			   const struct vgs_scn_node *key, const char *text,
			   const struct vgs_scn_actor *actor, bool has_pe,
			   struct vgs_scn_subject *s)
{
	const char *dot = strchr(text, '.');
	size_t len = dot ? (size_t)(dot - text) : strlen(text);
	const char *name = vgs_scn_dup(run->arena, text, len);
	struct vgs_scn_node intid = { .text = dot ? dot + 2 : "" };
	bool with_intid =
		dot && dot[1] == 'i' &&
		vgs_scn_number(dot + 2, strlen(dot + 2), &intid.value);

	if (!name)
		return false;
	intid.pos = key->pos;
	s->kind = VGS_SCN_S_REG;
	if (!vgs_scn_reg_bind(run, actor, name, key, with_intid ? &intid : NULL,
			      NULL, &s->reg))
		return false;
	if (dot && !with_intid && !reg_part(run, key, dot + 1, &s->reg))
		return false;
	return actor->kind != VGS_SCN_PE || !banked(&s->reg) ||
	       !needs_pe(run, key, has_pe);
}

static bool parse_lr(struct vgs_scn_run *run, const struct vgs_scn_node *key,
		     const char *text, bool has_pe, struct vgs_scn_subject *s)
{
	const char *dot = strchr(text, '.');
	size_t len = dot ? (size_t)(dot - text) : strlen(text);
	struct vgs_scn_near near;
	uint64_t n;
	unsigned i;

	if (len < 3 || !vgs_scn_number(text + 2, len - 2, &n))
		return unknown(run, key, text, false);
	if (needs_pe(run, key, has_pe))
		return false;
	if (!run->cfg.virt || n >= run->cfg.lrs) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_LR, key, key->text,
			     vgs_scn_strf(run->arena, "%u",
					  run->cfg.virt ? run->cfg.lrs : 0),
			     NULL);
		return false;
	}
	s->kind = VGS_SCN_S_LR;
	s->intid = (uint32_t)n;
	s->key = dot ? dot + 1 : NULL;
	if (!dot)
		return true;
	vgs_scn_near_init(&near, s->key);
	for (i = 0; vgs_scn_lr_keys[i]; i++) {
		if (vgs_scn_streq(vgs_scn_lr_keys[i], s->key))
			return true;
		vgs_scn_near_try(&near, vgs_scn_lr_keys[i]);
	}
	vgs_scn_help_near(run->diags,
			  vgs_scn_diag(run->diags, VGS_SCN_MSG_UNKNOWN_KEY, key,
				       s->key, NULL, NULL),
			  &near);
	return false;
}

static bool parse_pirq(struct vgs_scn_run *run, const struct vgs_scn_node *key,
		       uint64_t intid, bool has_pe, struct vgs_scn_subject *s)
{
	if (!vgs_scn_check_intid(run, key, intid))
		return false;
	if (vgs_scn_private((uint32_t)intid) && needs_pe(run, key, has_pe))
		return false;
	s->kind = VGS_SCN_S_PIRQ;
	s->intid = (uint32_t)intid;
	return true;
}

/* Pending somewhere, or on a PE. */
static bool parse_lpi(struct vgs_scn_run *run, const struct vgs_scn_node *key,
		      uint64_t intid, bool has_pe, struct vgs_scn_subject *s)
{
	if (!vgs_scn_check_intid(run, key, intid))
		return false;
	s->kind = VGS_SCN_S_LPI;
	s->intid = (uint32_t)intid;
	if (!has_pe)
		s->pe = VGS_NO_PE;
	return true;
}

static const char *const its_keys[] = { "queue", "errors", "error", "enabled" };

/* its.queue, its1.errors */
static bool parse_its(struct vgs_scn_run *run, const struct vgs_scn_node *key,
		      size_t len, struct vgs_scn_subject *s)
{
	const char *what = key->text + len + 1;
	struct vgs_scn_near near;
	uint64_t unit = 0;
	size_t i;

	if (len > 3 && !vgs_scn_number(key->text + 3, len - 3, &unit))
		return unknown(run, key, key->text, false);
	if (unit >= run->cfg.its) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_ITS, key,
			     vgs_scn_strf(run->arena, "%u", (unsigned)unit),
			     NULL, NULL);
		return false;
	}
	if (strncmp(what, "vpe", 3) == 0)
		return vgs_scn_vpe_parse(run, key, what, (unsigned)unit, s);
	s->kind = VGS_SCN_S_ITS;
	s->intid = (uint32_t)unit;
	s->key = what;
	vgs_scn_near_init(&near, what);
	for (i = 0; i < COUNT(its_keys); i++) {
		if (vgs_scn_streq(its_keys[i], what))
			return true;
		vgs_scn_near_try(&near, its_keys[i]);
	}
	vgs_scn_help_near(run->diags,
			  vgs_scn_diag(run->diags, VGS_SCN_MSG_SUBJECT, key,
				       key->text, NULL, NULL),
			  &near);
	return false;
}

/* What stands behind the PE, or without one. */
static bool parse_of_pe(struct vgs_scn_run *run, const struct vgs_scn_node *key,
			const char *text, const struct vgs_scn_actor *actor,
			bool has_pe, struct vgs_scn_subject *s)
{
	uint64_t n;
	size_t i;

	s->pe = actor->pe;
	if (numbered(text, "p", &n) || numbered(text, "lpi", &n))
		return n >= VGS_INTID_LPI ? parse_lpi(run, key, n, has_pe, s)
					  : parse_pirq(run, key, n, has_pe, s);
	if (vgs_scn_streq(text, "lrs")) {
		s->kind = VGS_SCN_S_LRS;
		return !needs_pe(run, key, has_pe);
	}
	if (strncmp(text, "lr", 2) == 0 && text[2] >= '0' && text[2] <= '9')
		return parse_lr(run, key, text, has_pe, s);
	if (is_register(text))
		return parse_register(run, key, text, actor, has_pe, s);
	if (!has_pe)
		return unknown(run, key, text, false);
	s->kind = VGS_SCN_S_SIGNAL;
	for (i = 0; i < COUNT(signals); i++) {
		s->signal = signals[i].signal;
		if (vgs_scn_streq(signals[i].name, text))
			return true;
	}
	s->kind = VGS_SCN_S_TIMER;
	s->intid = vgs_scn_streq(text, "ptimer") ? VGS_TIMER_PHYSICAL
						 : VGS_TIMER_VIRTUAL;
	if (vgs_scn_streq(text, "ptimer") || vgs_scn_streq(text, "vtimer"))
		return has_timers(run, key, true);
	s->kind = VGS_SCN_S_PE_TAKES;
	s->signal =
		vgs_scn_streq(text, "takes-irq") ? VGS_SIG_IRQ : VGS_SIG_FIQ;
	if (vgs_scn_streq(text, "takes-irq") ||
	    vgs_scn_streq(text, "takes-fiq"))
		return true;
	s->kind = VGS_SCN_S_RPR;
	if (vgs_scn_streq(text, "running-priority"))
		return true;
	return unknown(run, key, text, false);
}

static bool parse_virq(struct vgs_scn_run *run, const struct vgs_scn_node *key,
		       uint64_t intid, bool has_vcpu, struct vgs_scn_subject *s)
{
	struct vgs_diag *d;

	s->kind = VGS_SCN_S_VIRQ;
	s->intid = (uint32_t)intid;
	if (intid < VGS_INTID_SPI && !has_vcpu &&
	    run->vms[s->vm].vcpu_count > 1) {
		d = vgs_scn_diag(run->diags, VGS_SCN_MSG_SUBJECT_VCPU, key,
				 key->text, NULL, NULL);
		vgs_scn_help(run->diags, d, "write %.40s.%.40s.v%u",
			     run->vms[s->vm].name,
			     run->vms[s->vm].vcpus[0].name, s->intid);
		return false;
	}
	return vgs_scn_check_vintid(run, key, s->vm, s->vcpu, intid);
}

/* stats, or stats.NAME, of what @s names. */
static bool parse_stat(struct vgs_scn_run *run, const struct vgs_scn_node *key,
		       const char *text, struct vgs_scn_subject *s)
{
	struct vgs_scn_near near;
	struct vgs_diag *d;
	uint64_t value;

	s->kind = text[5] ? VGS_SCN_S_STAT : VGS_SCN_S_STATS;
	if (!text[5])
		return true;
	s->key = text + 6;
	if (vgs_scn_stat(run, s, s->key, &value))
		return true;
	d = vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_STAT, key, s->key, NULL,
			 NULL);
	vgs_scn_near_init(&near, s->key);
	vgs_scn_near_stat(&near, s);
	vgs_scn_help_near(run->diags, d, &near);
	return false;
}

static bool is_stat(const char *text)
{
	return strncmp(text, "stats", 5) == 0 && (!text[5] || text[5] == '.');
}

static bool parse_of_vcpu(struct vgs_scn_run *run,
			  const struct vgs_scn_node *key, const char *text,
			  struct vgs_scn_subject *s)
{
	struct vgs_scn_actor actor = { .kind = VGS_SCN_VCPU,
				       .vm = s->vm,
				       .vcpu = s->vcpu };
	uint64_t n;
	size_t i;

	if (numbered(text, "v", &n))
		return parse_virq(run, key, n, true, s);
	if (is_register(text))
		return parse_register(run, key, text, &actor, true, s);
	s->scope = VGS_SCN_OF_VCPU;
	if (is_stat(text))
		return parse_stat(run, key, text, s);
	s->kind = VGS_SCN_S_VCPU;
	for (i = 0; i < COUNT(vcpu_subjects); i++) {
		s->what = vcpu_subjects[i].what;
		if (vgs_scn_streq(vcpu_subjects[i].name, text))
			return s->what < VGS_SCN_VCPU_VTIMER ||
			       has_timers(run, key, run->vms[s->vm].timer);
	}
	return unknown(run, key, text, true);
}

/* vm0.v52: the last component is an INTID, an inner one a vCPU. */
static bool parse_of_vm(struct vgs_scn_run *run, const struct vgs_scn_node *key,
			const char *text, struct vgs_scn_subject *s)
{
	const struct vgs_scn_vm *vm = &run->vms[s->vm];
	const char *dot = strchr(text, '.');
	uint64_t n;
	int vcpu;

	s->scope = VGS_SCN_OF_VM;
	if (is_stat(text))
		return parse_stat(run, key, text, s);
	if (!dot) {
		if (numbered(text, "v", &n))
			return parse_virq(run, key, n, false, s);
		return unknown(run, key, text, true);
	}
	vcpu = vgs_scn_vcpu_index(vm, text, (size_t)(dot - text));
	if (vcpu < 0 && (!strncmp(text, "its", 3) || !strncmp(text, "msi", 3)))
		return vgs_scn_vits_parse(run, key, text, s);
	if (vcpu < 0) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_VCPU, key,
			     vgs_scn_strf(run->arena, "%.40s.%.*s", vm->name,
					  (int)(dot - text), text),
			     NULL, NULL);
		return false;
	}
	s->vcpu = (unsigned)vcpu;
	return parse_of_vcpu(run, key, dot + 1, s);
}

/* eventfd.NAME: a name that kvm: or irqfd: has used. */
static bool parse_eventfd(struct vgs_scn_run *run,
			  const struct vgs_scn_node *key, const char *name,
			  struct vgs_scn_subject *s)
{
	struct vgs_scn_near near;
	unsigned i;

	s->kind = VGS_SCN_S_EVENTFD;
	if (vgs_scn_eventfd(run, name, &s->intid))
		return true;
	vgs_scn_near_init(&near, name);
	for (i = 0; i < run->eventfd_count; i++)
		vgs_scn_near_try(&near, run->eventfds[i]);
	vgs_scn_help_near(run->diags,
			  vgs_scn_diag(run->diags, VGS_SCN_MSG_SUBJECT, key,
				       key->text, NULL, NULL),
			  &near);
	return false;
}

bool vgs_scn_subject(struct vgs_scn_run *run, const struct vgs_scn_node *key,
		     struct vgs_scn_subject *ret_subject)
{
	static const struct {
		const char *name;
		enum vgs_scn_subject_kind kind;
	} records[] = {
		{ "counter", VGS_SCN_S_COUNTER },
		{ "unchanged", VGS_SCN_S_UNCHANGED },
		{ "findings", VGS_SCN_S_FINDINGS },
		{ "events", VGS_SCN_S_EVENTS },
		{ "tracepoints", VGS_SCN_S_TRACEPOINTS },
		{ "stats", VGS_SCN_S_STATS },
	};
	struct vgs_scn_actor cpu0 = { .kind = VGS_SCN_PE };
	struct vgs_scn_subject s = { .name = key->text };
	const char *dot = strchr(key->text, '.');
	size_t len = dot ? (size_t)(dot - key->text) : 0;
	struct vgs_scn_actor actor;
	bool ok;
	size_t i;
	int vm;

	cpu0.ctx = run->home[0];
	for (i = 0; i < COUNT(records); i++) {
		s.kind = records[i].kind;
		if (vgs_scn_streq(records[i].name, key->text)) {
			*ret_subject = s;
			return s.kind != VGS_SCN_S_COUNTER ||
			       has_timers(run, key, true);
		}
	}
	vm = dot ? vgs_scn_vm_index(run, key->text, len) : -1;
	if (vm >= 0) {
		s.vm = (unsigned)vm;
		ok = parse_of_vm(run, key, dot + 1, &s);
	} else if (dot && is_stat(key->text)) {
		ok = parse_stat(run, key, key->text, &s);
	} else if (dot && strncmp(key->text, "eventfd.", 8) == 0) {
		ok = parse_eventfd(run, key, dot + 1, &s);
	} else if (dot && strncmp(key->text, "its", 3) == 0) {
		ok = parse_its(run, key, len, &s);
	} else if (dot && run->cfg.its && strncmp(key->text, "vpe", 3) == 0) {
		ok = vgs_scn_vpe_parse(run, key, key->text, 0, &s);
	} else if (dot && strncmp(key->text, "cpu", 3) == 0) {
		if (!vgs_scn_parse_actor(run, key->text, len, &actor)) {
			vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_PE, key,
				     vgs_scn_strf(run->arena, "%.*s", (int)len,
						  key->text),
				     NULL, NULL);
			return false;
		}
		ok = parse_of_pe(run, key, dot + 1, &actor, true, &s);
	} else {
		ok = parse_of_pe(run, key, key->text, &cpu0, false, &s);
	}
	if (ok)
		*ret_subject = s;
	return ok;
}
