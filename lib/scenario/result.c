/* SPDX-License-Identifier: MIT */
/*
 * From a finished run to a result: the last change of what failed, what a
 * variant wanted to fail, findings, counters, the verdict.
 */
#include <string.h>

#include "run.h"

/* Results outlive the scenario: nothing of its arena may stay in them. */
static const char *keep(struct vgs_scn_arena *arena, const char *text)
{
	return text ? vgs_scn_dup(arena, text, strlen(text)) : NULL;
}

void vgs_scn_head_result(const struct vgs_scenario *s, unsigned variant,
			 struct vgs_scn_arena *arena,
			 struct vgs_scenario_result *ret_result)
{
	ret_result->file = keep(arena, s->file);
	ret_result->title = keep(arena, vgs_scenario_title(s));
	ret_result->variant =
		keep(arena, vgs_scenario_variant_name(s, variant));
}

/* ---- watching -------------------------------------------------------------
 */

int vgs_scn_watch_failures(struct vgs_scn_run *run,
			   const struct vgs_scn_run *failed)
{
	unsigned i;

	run->watches = vgs_scn_zalloc_n(run->arena, failed->failure_count,
					sizeof(*run->watches));
	if (!run->watches)
		return -VGS_ENOMEM;
	for (i = 0; i < failed->failure_count; i++) {
		run->watches[i].node = failed->failures[i].subject
					       ? failed->failures[i].node
					       : NULL;
		run->watches[i].step = failed->failures[i].step;
	}
	run->watch_count = failed->failure_count;
	return 0;
}

/* Has a subject changed in this step?  step NULL: before the first one. */
void vgs_scn_watch_step(struct vgs_scn_run *run,
			const struct vgs_scn_step *step)
{
	unsigned i;

	for (i = 0; i < run->watch_count; i++) {
		struct vgs_scn_watch *w = &run->watches[i];
		const char *value;

		if (!w->node || w->done)
			continue;
		if (step == w->step)
			w->done = true;
		if (!step && !vgs_scn_subject(run, w->node, &w->subject))
			w->done = true;
		if (w->done || w->subject.kind >= VGS_SCN_S_UNCHANGED)
			continue;
		run->quiet = true;
		value = vgs_scn_subject_text(run, &w->subject);
		run->quiet = false;
		if (!value)
			continue;
		if (step && w->value && !vgs_scn_streq(value, w->value)) {
			w->changed_at = step;
			w->old_value = w->value;
			w->new_value = value;
			w->changed_rule = w->rule;
		}
		w->value = value;
		w->rule = NULL;
	}
}

void vgs_scn_watch_report(const struct vgs_scn_run *run,
			  struct vgs_scn_run *failed)
{
	unsigned i;

	for (i = 0; i < run->watch_count && i < failed->failure_count; i++) {
		const struct vgs_scn_watch *w = &run->watches[i];
		struct vgs_failure *f = &failed->failures[i].f;

		if (!w->changed_at)
			continue;
		f->last_change.file = w->changed_at->node->pos.src->name;
		f->last_change.line = w->changed_at->node->pos.line;
		f->last_change.step = w->changed_at->text;
		f->last_change.old_value = w->old_value;
		f->last_change.new_value = w->new_value;
		f->last_change.rule = w->changed_rule ? w->changed_rule : "";
	}
}

/* ---- the result -----------------------------------------------------------
 */

static bool listed(const struct vgs_scn_node *list, const char *id)
{
	const struct vgs_scn_node *node;

	if (!list || !id)
		return false;
	VGS_SCN_EACH (node, list) {
		if (vgs_scn_streq(node->text, id))
			return true;
	}
	return false;
}

/* False: a step failed that was not to. */
static bool fill_failures(struct vgs_scn_run *run,
			  struct vgs_scenario_result *r)
{
	struct vgs_scn_arena *arena = run->arena;
	struct vgs_failure *list;
	bool ok = true;
	unsigned i;

	list = vgs_scn_zalloc_n(arena, run->failure_count + 1, sizeof(*list));
	if (!list)
		return false;
	for (i = 0; i < run->failure_count; i++) {
		struct vgs_failure *f = &list[i];

		*f = run->failures[i].f;
		f->wanted = listed(run->plan->must_fail, f->id);
		ok &= f->wanted;
		f->file = keep(arena, f->file);
		f->id = keep(arena, f->id);
		f->why = keep(arena, f->why);
		f->subject = keep(arena, f->subject);
		f->expected = keep(arena, f->expected);
		f->basis = keep(arena, f->basis);
		f->last_change.file = keep(arena, f->last_change.file);
		f->last_change.step = keep(arena, f->last_change.step);
	}
	r->failures = list;
	r->failure_count = run->failure_count;
	return ok;
}

/* False: an id of must-fail held. */
static bool fill_not_failed(struct vgs_scn_run *run,
			    struct vgs_scenario_result *r)
{
	const struct vgs_scn_node *list = run->plan->must_fail;
	const struct vgs_scn_node *node;
	const char **ids;
	unsigned i;

	if (!list)
		return true;
	ids = vgs_scn_zalloc_n(run->arena, list->count + 1, sizeof(*ids));
	if (!ids)
		return false;
	VGS_SCN_EACH (node, list) {
		for (i = 0; i < run->failure_count; i++) {
			if (run->failures[i].f.id &&
			    vgs_scn_streq(run->failures[i].f.id, node->text))
				break;
		}
		if (i == run->failure_count)
			ids[r->not_failed_count++] =
				keep(run->arena, node->text);
	}
	r->not_failed = ids;
	return r->not_failed_count == 0;
}

static bool fill_findings(struct vgs_scn_run *run, bool strict,
			  struct vgs_scenario_result *r)
{
	struct vgs_run_finding *list;
	bool ok = true;
	unsigned i;

	list = vgs_scn_zalloc_n(run->arena, run->finding_count + 1,
				sizeof(*list));
	if (!list)
		return false;
	for (i = 0; i < run->finding_count; i++) {
		const struct vgs_scn_finding *f = &run->findings[i];

		list[i].code = vgs_rule_name(f->rule);
		list[i].expected = f->expected;
		ok &= f->expected || !strict;
		if (!f->step)
			continue;
		list[i].file = keep(run->arena, f->step->node->pos.src->name);
		list[i].line = f->step->node->pos.line;
	}
	r->findings = list;
	r->finding_count = run->finding_count;
	return ok;
}

/* Counters of one vCPU that are not 0; @list NULL: how many? */
static unsigned vcpu_stats(struct vgs_scn_run *run,
			   const struct vgs_scn_subject *vcpu,
			   struct vgs_run_stat *list)
{
	const struct vgs_scn_vm *vm = &run->vms[vcpu->vm];
	unsigned n = 0, i;

	for (i = 0; i < VGS_VCPU_STAT_COUNT; i++) {
		const char *name = vgs_scn_stat_name(i);
		uint64_t value = 0;

		vgs_scn_stat(run, vcpu, name, &value);
		if (!value)
			continue;
		if (list) {
			list[n].name =
				vgs_scn_strf(run->arena, "%s.%s.%s", vm->name,
					     vm->vcpus[vcpu->vcpu].name, name);
			list[n].value = value;
		}
		n++;
	}
	return n;
}

static unsigned all_vcpu_stats(struct vgs_scn_run *run,
			       struct vgs_run_stat *list)
{
	struct vgs_scn_subject s = { .scope = VGS_SCN_OF_VCPU };
	unsigned n = 0;

	for (s.vm = 0; s.vm < run->vm_count; s.vm++)
		for (s.vcpu = 0; s.vcpu < run->vms[s.vm].vcpu_count; s.vcpu++)
			n += vcpu_stats(run, &s, list ? &list[n] : NULL);
	return n;
}

static int fill_vcpu_stats(struct vgs_scn_run *run,
			   struct vgs_scenario_result *r)
{
	unsigned n = all_vcpu_stats(run, NULL);
	struct vgs_run_stat *list =
		vgs_scn_zalloc_n(run->arena, n + 1, sizeof(*list));

	if (!list)
		return -VGS_ENOMEM;
	r->vcpu_stat_count = all_vcpu_stats(run, list);
	r->vcpu_stats = list;
	return 0;
}

static int fill_stats(struct vgs_scn_run *run, struct vgs_scenario_result *r)
{
	static const struct vgs_scn_subject all = { .scope = VGS_SCN_OF_ALL };
	struct vgs_run_stat *list;
	const char *name;
	unsigned n = 0;
	unsigned i;

	while (vgs_scn_stat_name(n))
		n++;
	list = vgs_scn_zalloc_n(run->arena, n + 1, sizeof(*list));
	if (!list)
		return -VGS_ENOMEM;
	n = 0;
	for (i = 0; (name = vgs_scn_stat_name(i)) != NULL; i++) {
		unsigned j;

		/* VMs and host may count under one name. */
		for (j = 0; j < n && !vgs_scn_streq(list[j].name, name); j++)
			;
		if (j < n)
			continue;
		list[n].name = name;
		vgs_scn_stat(run, &all, name, &list[n++].value);
	}
	r->stats = list;
	r->stat_count = n;
	return fill_vcpu_stats(run, r);
}

static int fill_stayed(struct vgs_scn_run *run, struct vgs_scenario_result *r)
{
	struct vgs_run_stat *list;

	list = vgs_scn_zalloc_n(run->arena, run->stay_count + 1, sizeof(*list));
	if (!list)
		return -VGS_ENOMEM;
	memcpy(list, run->stays, run->stay_count * sizeof(*list));
	r->stayed = list;
	r->stayed_count = run->stay_count;
	return 0;
}

/* To ask for an interrupt that there is not is the caller's error. */
static void fill_why(struct vgs_scn_run *run, const char *what,
		     struct vgs_scenario_result *r)
{
	bool known;
	const char *text = vgs_scn_why_text(run, what, &known);

	if (known) {
		r->why = text;
		return;
	}
	r->verdict = VGS_VERDICT_ERROR;
	r->reason = text;
}

int vgs_scn_fill_result(struct vgs_scn_run *run,
			const struct vgs_run_opts *opts,
			struct vgs_scenario_result *r)
{
	bool ok = fill_failures(run, r);
	int err;

	ok &= fill_not_failed(run, r);
	ok &= fill_findings(run, opts && opts->strict, r);
	err = fill_stats(run, r);
	if (!err)
		err = fill_stayed(run, r);
	r->steps = run->steps;
	r->migrations = run->migrations;
	r->bug = run->bug;
	r->verdict = ok ? VGS_VERDICT_PASS : VGS_VERDICT_FAIL;
	if (run->error) {
		r->verdict = run->skip ? VGS_VERDICT_SKIP : VGS_VERDICT_ERROR;
		r->reason = keep(run->arena, run->error);
	}
	if (!err && opts && opts->why && run->gic)
		fill_why(run, opts->why, r);
	return err ? err : run->arena->failed ? -VGS_ENOMEM : 0;
}
