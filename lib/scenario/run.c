/* SPDX-License-Identifier: MIT */
/*
 * Running a plan and checking one at load.
 *
 * A run that fails is repeated with its failing subjects watched, because
 * only then is it known of what the last change is wanted; the same calls
 * give the same states.
 */
#include "run.h"

#include <string.h>

void vgs_run_opts_default(struct vgs_run_opts *opts)
{
	memset(opts, 0, sizeof(*opts));
	opts->size = sizeof(*opts);
}

const char *vgs_verdict_name(enum vgs_verdict verdict)
{
	static const char *const names[] = {
		[VGS_VERDICT_PASS] = "pass",
		[VGS_VERDICT_FAIL] = "fail",
		[VGS_VERDICT_SKIP] = "skip",
		[VGS_VERDICT_ERROR] = "error",
	};

	return (unsigned)verdict <= VGS_VERDICT_ERROR ? names[verdict] : "?";
}

/* ---- the event stream ---------------------------------------------------- */

static void describe(const struct vgs_scn_run *run,
		     struct vgs_run_step *ret_step)
{
	const struct vgs_scn_step *step = run->step;

	memset(ret_step, 0, sizeof(*ret_step));
	if (!step)
		return;
	ret_step->file = step->node->pos.src->name;
	ret_step->line = step->node->pos.line;
	ret_step->text = step->text;
	ret_step->id = step->id;
	ret_step->why = step->why;
	ret_step->setup = step->setup;
}

static void watch_event(struct vgs_scn_run *run, const struct vgs_event *event,
			const char *rule)
{
	unsigned i;

	/* They say that something happens, not what has come of it. */
	if (event->kind >= VGS_EV_TRACEPOINTS)
		return;
	for (i = 0; rule[0] && i < run->watch_count; i++) {
		struct vgs_scn_watch *w = &run->watches[i];
		const struct vgs_scn_subject *s = &w->subject;
		bool virt = s->kind == VGS_SCN_S_VIRQ;
		bool match = false;

		if (s->kind == VGS_SCN_S_PIRQ || virt)
			match = event->intid == s->intid && event->virt == virt;
		else if (s->kind == VGS_SCN_S_LR)
			match = event->kind == VGS_EV_LR &&
				event->lr == s->intid;
		else if (s->kind == VGS_SCN_S_SIGNAL)
			match = event->pe == s->pe;
		if (match)
			w->rule = rule;
	}
}

static void trace(struct vgs_scn_run *run, const struct vgs_event *event)
{
	struct vgs_run_step step;

	if (run->quiet)
		return;
	if (event->kind == VGS_EV_FINDING)
		vgs_scn_add_finding(run, event->rule);
	if (event->kind != VGS_EV_READ && event->kind != VGS_EV_WRITE &&
	    event->kind < VGS_EV_TRACEPOINTS &&
	    run->event_count < VGS_SCN_MAX_EVENTS)
		run->events[run->event_count++] = (uint8_t)event->kind;
	if (run->tracepoints && vgs_scn_is_tracepoint(event->kind) &&
	    run->tracepoint_count < VGS_SCN_MAX_EVENTS)
		run->tracepoints[run->tracepoint_count++] = *event;
	watch_event(run, event, vgs_rule_name(event->rule));
	if (run->opts && run->opts->on_event) {
		describe(run, &step);
		run->opts->on_event(run->opts->user, &step, event);
	}
}

void vgs_scn_trace(void *user, const struct vgs_event *event)
{
	trace(user, event);
}

/* Its owner hears that the line fell, and raises it at once (KVM-IF-7). */
static void write_again(struct vgs_scn_vm *vm, uint32_t resamplefd)
{
	struct vgs_scn_run *run = vm->run;
	int err;

	if (!resamplefd || !run->again[resamplefd - 1].left)
		return;
	run->again[resamplefd - 1].left--;
	err = vgs_vm_irqfd_signal(vm->vm, run->again[resamplefd - 1].fd);
	if (err)
		vgs_scn_call(run, "irqfd", err);
}

void vgs_scn_trace_vm(void *user, const struct vgs_event *event)
{
	struct vgs_scn_vm *vm = user;

	trace(vm->run, event);
	if (event->kind == VGS_EV_EVENTFD)
		write_again(vm, (uint32_t)event->new_value);
}

/* ---- steps ----------------------------------------------------------------
 */

static void leave_guests(struct vgs_scn_run *run)
{
	unsigned pe, vm, vcpu;
	int rounds;

	if (!run->host)
		return;
	vgs_host_drain(run->host);
	if (!run->auto_exits)
		return;
	rounds = vgs_host_run(run->host);
	/* A livelock is a finding that the host has raised. */
	if (rounds < 0 && rounds != -VGS_EPERM)
		vgs_scn_call(run, "host", rounds);
	for (pe = 0; rounds > 0 && pe < run->cfg.pes; pe++) {
		if (!vgs_scn_entered(run, pe, &vm, &vcpu))
			vgs_scn_restore_home(run, pe);
	}
}

static void check_bug(struct vgs_scn_run *run)
{
	const char *bug = vgs_gic_bug(run->gic);
	unsigned i;

	for (i = 0; !bug && i < run->vm_count; i++)
		bug = vgs_vm_bug(run->vms[i].vm);
	if (!bug || run->bug)
		return;
	run->bug = true;
	run->error = vgs_scn_strf(run->arena, "bug in libvgicsim: %s", bug);
	if (!run->error)
		run->error = "bug in libvgicsim";
}

/* KVM-ML-12 is the host's to keep: a finding, once. */
static void check_links(struct vgs_scn_run *run)
{
	unsigned rule = vgs_rule_by_name("KVM-ML-12");
	unsigned i;

	for (i = 0; i < run->finding_count; i++)
		if (run->findings[i].rule == rule)
			return;
	for (i = 0; i < run->vm_count; i++)
		if (!vgs_vm_links_hold(run->vms[i].vm))
			vgs_scn_add_finding(run, rule);
}

static void check_invariants(struct vgs_scn_run *run)
{
	const char *of = "the GIC";
	const char *name = "";
	unsigned i;
	int err;

	if (!run->opts || !run->opts->check || run->error)
		return;
	err = vgs_gic_check(run->gic, &name);
	for (i = 0; !err && !run->own && i < run->vm_count; i++) {
		of = run->vms[i].name;
		err = vgs_vm_check(run->vms[i].vm, &name);
	}
	check_links(run);
	if (!err)
		return;
	run->bug = true;
	run->error = vgs_scn_strf(run->arena,
				  "bug in libvgicsim: invariant %s of %.40s "
				  "does not hold",
				  name, of);
	if (!run->error)
		run->error = "bug in libvgicsim";
}

static bool cuts_here(const struct vgs_scn_run *run)
{
	return run->opts && (run->opts->cut == VGS_RUN_CUT_EACH ||
			     run->opts->cut == run->steps);
}

static void run_step(struct vgs_scn_run *run, const struct vgs_scn_step *step)
{
	struct vgs_run_step info;

	run->step = step;
	run->steps++;
	if (cuts_here(run))
		vgs_scn_cut(run);
	if (run->error)
		return;
	if (run->opts && run->opts->on_event) {
		describe(run, &info);
		run->opts->on_event(run->opts->user, &info, NULL);
	}
	if (run->uses_unchanged && step->verb != VGS_SCN_V_EXPECT)
		run->hash_before = vgs_scn_hash(run);
	vgs_scn_exec(run, step);
	if (step->verb != VGS_SCN_V_EXPECT)
		leave_guests(run);
	if (run->uses_unchanged && step->verb != VGS_SCN_V_EXPECT)
		run->hash = vgs_scn_hash(run);
	vgs_scn_watch_step(run, step);
	check_bug(run);
	check_invariants(run);
}

static bool expects(const struct vgs_scenario *s, const char *subject)
{
	const struct vgs_scn_step *step;

	for (step = s->first; step; step = step->next) {
		if (step->verb == VGS_SCN_V_EXPECT &&
		    vgs_scn_get(step->arg, subject))
			return true;
	}
	return false;
}

static int new_lists(struct vgs_scn_run *run)
{
	run->findings = vgs_scn_zalloc_n(run->arena, VGS_SCN_MAX_FINDINGS,
					 sizeof(*run->findings));
	run->events = vgs_scn_zalloc_n(run->arena, VGS_SCN_MAX_EVENTS,
				       sizeof(*run->events));
	run->failures = vgs_scn_zalloc_n(run->arena, VGS_SCN_MAX_FAILURES,
					 sizeof(*run->failures));
	if (!run->findings || !run->events || !run->failures)
		return -VGS_ENOMEM;
	if (!expects(run->s, "tracepoints"))
		return 0;
	run->tracepoints = vgs_scn_zalloc_n(run->arena, VGS_SCN_MAX_EVENTS,
					    sizeof(*run->tracepoints));
	return run->tracepoints ? 0 : -VGS_ENOMEM;
}

/* One machine, all steps. */
static int execute(struct vgs_scn_run *run)
{
	const struct vgs_scn_step *step;
	const char *skip = NULL;
	int err = new_lists(run);

	/* Its state is nobody's to save: there is nothing to make anew. */
	if (run->own && !run->own->state && run->opts && run->opts->cut)
		skip = "this vgic has no state that could be saved";
	if (!err && !skip)
		err = vgs_scn_machine_new(run, &skip);
	run->uses_unchanged = expects(run->s, "unchanged");
	run->skip = skip;
	if (!err && (!run->gic || run->diags->errors || skip))
		run->error = skip ? skip : "the machine cannot be made";
	/* Making the machine is no step: what it did is not expected. */
	run->finding_count = 0;
	run->event_count = run->tracepoint_count = 0;
	if (!err && !run->error) {
		vgs_scn_watch_step(run, NULL);
		check_invariants(run);
	}
	for (step = run->s->first; step && !err && !run->error;
	     step = step->next) {
		run_step(run, step);
		if (run->diags->errors && !run->error)
			run->error =
				run->diags->count
					? run->diags->list[0].message
					: "a step does not fit the machine";
		if (run->arena->failed)
			err = -VGS_ENOMEM;
	}
	return err;
}

/* ---- the plans at load ----------------------------------------------------
 */

static int check_plan(struct vgs_scenario *s, const struct vgs_scn_plan *plan)
{
	struct vgs_scn_run run = { .s = s,
				   .plan = plan,
				   .arena = &s->arena,
				   .diags = &s->diags,
				   .dry = true };
	unsigned reports = s->diags.reports;
	const struct vgs_scn_step *step;
	const char *skip = NULL;
	int err;

	err = vgs_scn_machine_new(&run, &skip);
	if (skip && !s->skip)
		s->skip = skip;
	if (!err && !skip && s->diags.reports == reports) {
		for (step = s->first; step; step = step->next) {
			s->diags.use = step->use;
			run.step = step;
			vgs_scn_exec(&run, step);
		}
		s->diags.use = NULL;
	}
	vgs_scn_machine_free(&run);
	return err ? err : s->arena.failed ? -VGS_ENOMEM : 0;
}

int vgs_scn_check_plans(struct vgs_scenario *s)
{
	unsigned i;
	int err = 0;

	for (i = 0; i < s->plan_count && !err && !s->skip; i++)
		err = check_plan(s, &s->plans[i]);
	return err;
}

/* ---- a run ----------------------------------------------------------------
 */

/* The result and what it points to. */
struct outcome {
	struct vgs_scenario_result result; /* first */
	struct vgs_scn_arena arena;
};

struct vgs_scenario_result *
vgs_scenario_result_free(struct vgs_scenario_result *r)
{
	struct outcome *o = (struct outcome *)r;
	struct vgs_allocator alloc;

	if (!r)
		return NULL;
	alloc = o->arena.alloc;
	vgs_scn_arena_clear(&o->arena);
	alloc.free(alloc.user, o);
	return NULL;
}

static void start(struct vgs_scn_run *run, const struct vgs_scenario *s,
		  unsigned variant, struct vgs_scn_arena *arena,
		  struct vgs_scn_diags *diags)
{
	memset(run, 0, sizeof(*run));
	memset(diags, 0, sizeof(*diags));
	diags->arena = arena;
	run->s = s;
	run->plan = &s->plans[variant];
	run->arena = arena;
	run->diags = diags;
}

/* With another vgic there is no VM of ours to ask. */
static void tell_vms(const struct vgs_scn_run *run,
		     const struct vgs_run_opts *opts)
{
	unsigned i;

	for (i = 0; i < run->vm_count; i++)
		if (run->vms[i].vm)
			opts->on_vm_end(opts->user, run->vms[i].name,
					run->vms[i].vm);
}

static int run_twice(const struct vgs_scenario *s, unsigned variant,
		     const struct vgs_run_opts *opts, struct outcome *o)
{
	struct vgs_scn_diags diags, diags2;
	struct vgs_scn_run run, second;
	int err;

	start(&run, s, variant, &o->arena, &diags);
	run.opts = opts;
	run.own = opts ? opts->vgic : NULL;
	err = execute(&run);
	if (!err && run.failure_count && !run.error) {
		start(&second, s, variant, &o->arena, &diags2);
		second.own = run.own;
		err = vgs_scn_watch_failures(&second, &run);
		if (!err)
			err = execute(&second);
		if (!err)
			vgs_scn_watch_report(&second, &run);
		vgs_scn_machine_free(&second);
	}
	if (!err)
		err = vgs_scn_fill_result(&run, opts, &o->result);
	if (!err && opts && opts->on_end && run.gic && !run.error)
		opts->on_end(opts->user, run.gic);
	if (!err && opts && opts->on_vm_end && !run.error)
		tell_vms(&run, opts);
	vgs_scn_machine_free(&run);
	return err;
}

int vgs_scenario_run(const struct vgs_scenario *s, unsigned variant,
		     const struct vgs_run_opts *opts,
		     struct vgs_scenario_result **ret_result)
{
	struct vgs_scn_arena arena;
	struct outcome *o;
	int err = 0;

	if (!s || !ret_result || (variant && variant >= s->plan_count))
		return -VGS_EINVAL;
	vgs_scn_arena_init(&arena,
			   opts && opts->alloc ? opts->alloc : &s->arena.alloc);
	o = arena.alloc.zalloc(arena.alloc.user, sizeof(*o));
	if (!o)
		return -VGS_ENOMEM;
	o->arena = arena;
	vgs_scn_head_result(s, variant, &o->arena, &o->result);
	if (s->diags.errors || s->library || !s->plan_count) {
		o->result.verdict = VGS_VERDICT_ERROR;
		o->result.reason = s->library ? "a library is not run"
					      : "the file is malformed";
	}
	if (s->skip && !s->diags.errors) {
		o->result.verdict = VGS_VERDICT_SKIP;
		o->result.reason =
			vgs_scn_dup(&o->arena, s->skip, strlen(s->skip));
	} else if (o->result.verdict != VGS_VERDICT_ERROR) {
		err = run_twice(s, variant, opts, o);
	}
	if (!err && o->arena.failed)
		err = -VGS_ENOMEM;
	if (err) {
		vgs_scenario_result_free(&o->result);
		return err;
	}
	*ret_result = &o->result;
	return 0;
}
