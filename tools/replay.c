/* SPDX-License-Identifier: MIT */
/*
 * Comparing: each observation that the trace has, and each exception that the
 * model takes and the trace does not have.  Where the trace says what the
 * architecture requires (arch), that is what is expected.
 */
#include "replay.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "replay_kvm.h"

/* Everything that judging one op needs. */
struct judge {
	const struct optrace *trace;
	size_t index;
	const struct optrace_op *op;
	struct rig *rig;
	struct excuses *ex;
	struct replay_count *count;
	struct regname name;
	bool tainted;
	replay_fn fn;
	void *user;
};

void replay_add(struct replay_count *to, const struct replay_count *from)
{
	to->traces += from->traces;
	to->compared += from->compared;
	to->matched += from->matched;
	to->excused += from->excused;
	to->tainted += from->tainted;
	to->differing += from->differing;
	to->skipped_traces += from->skipped_traces;
	to->skipped += from->skipped;
}

static void report(const struct judge *j, const char *key, const char *expected,
		   const char *found, uint64_t want, uint64_t have,
		   bool numbers)
{
	struct vgs_access access = rig_access(j->op);
	struct replay_difference d = { .trace = j->trace, .op = j->index };
	char *fields = NULL;
	size_t size = 0;
	FILE *to;

	if (!j->fn)
		return;
	to = open_memstream(&fields, &size);
	if (to && numbers && strcmp(key, "o") == 0 && j->op->bit == 64)
		regname_fields(j->rig->gic, &j->name, &access, want, have, to);
	if (to)
		fclose(to);
	d.key = key;
	d.name = j->op->kind == OP_RAMRD ? NULL : &j->name;
	d.expected = expected;
	d.found = found;
	d.fields = fields ? fields : "";
	j->fn(j->user, &d);
	free(fields);
}

static void report_field(const struct judge *j, const char *key,
			 const struct replay_field *f)
{
	struct replay_difference d = { .trace = j->trace, .op = j->index };
	struct regname name = { .owner = j->op->pe };
	char expected[32], found[32];

	if (!j->fn)
		return;
	snprintf(name.base, sizeof(name.base), "%s", f->base);
	snprintf(name.full, sizeof(name.full), "%s", f->full);
	snprintf(expected, sizeof(expected), f->numbers ? "%#" PRIx64 : "none",
		 f->want);
	snprintf(found, sizeof(found), f->numbers ? "%#" PRIx64 : "none",
		 f->have);
	d.key = key;
	d.name = &name;
	d.expected = expected;
	d.found = found;
	d.fields = "";
	j->fn(j->user, &d);
}

static void count(struct judge *j, enum excuse_verdict verdict)
{
	if (verdict == EXCUSE_TAINTED) {
		j->count->tainted++;
		return;
	}
	j->count->compared++;
	if (verdict == EXCUSE_EXCUSED)
		j->count->excused++;
	else
		j->count->differing++;
}

static void judge(struct judge *j, const char *key, const char *expected,
		  const char *found, const struct optrace_number *want,
		  const struct optrace_number *have)
{
	struct excuse_case c = { .rig = j->rig, .op = j->op, .name = &j->name };
	enum excuse_verdict verdict;

	if (j->tainted) {
		j->count->tainted++;
		return;
	}
	if (strcmp(expected, found) == 0) {
		j->count->compared++;
		j->count->matched++;
		return;
	}
	c.key = key;
	c.numbers = want && have && want->set && have->set;
	c.expected = c.numbers ? want->value << (j->op->bit & 63) : 0;
	c.found = c.numbers ? have->value << (j->op->bit & 63) : 0;
	verdict = excuses_judge(j->ex, &c);
	count(j, verdict);
	if (verdict == EXCUSE_NONE)
		report(j, key, expected, found, want ? want->value : 0,
		       have ? have->value : 0, c.numbers);
}

#define TEXT 64

static void number_text(char text[TEXT], const struct optrace_number *n,
			const struct outcome *out)
{
	if (n->set)
		snprintf(text, TEXT, "%#" PRIx64, n->value);
	else if (out && out->pre.set)
		snprintf(text, TEXT, "%s@el%u before it",
			 out->pre.fiq ? "fiq" : "irq", out->pre.el);
	else if (out && out->taken_el)
		snprintf(text, TEXT, "trap to el%u", out->taken_el);
	else
		snprintf(text, TEXT, "%s",
			 out && out->note ? out->note : "nothing");
}

static void judge_number(struct judge *j, const char *key,
			 const struct optrace_number *want,
			 const struct optrace_number *have,
			 const struct outcome *out)
{
	char expected[TEXT], found[TEXT];

	number_text(expected, want, NULL);
	number_text(found, have, out);
	judge(j, key, expected, found, want, have);
}

static void judge_taken(struct judge *j, const char *key,
			const struct optrace_taken *want,
			const struct optrace_taken *have)
{
	char text[2][TEXT];
	unsigned i;

	if (!want->set && !have->set)
		return;
	for (i = 0; i < 2; i++) {
		const struct optrace_taken *t = i ? have : want;

		snprintf(text[i], TEXT, t->set ? "%s@el%u" : "no interrupt",
			 t->fiq ? "fiq" : "irq", t->el);
	}
	judge(j, key, text[0], text[1], NULL, NULL);
}

/*
 * An exception of the model alone counts once: as the missing value where the
 * trace has one, else by itself.
 */
static void judge_trap(struct judge *j, const struct outcome *out)
{
	char expected[TEXT] = "no trap", found[TEXT] = "no trap";

	if (!j->op->taken_el &&
	    (!out->taken_el || j->op->o.set || j->op->pre.set))
		return;
	if (j->op->taken_el)
		snprintf(expected, TEXT, "trap to el%u", j->op->taken_el);
	if (out->taken_el)
		snprintf(found, TEXT, "trap to el%u", out->taken_el);
	else if (out->note)
		snprintf(found, TEXT, "%s", out->note);
	judge(j, "t", expected, found, NULL, NULL);
}

/*
 * A list of records is one observation; what differs in it is judged field by
 * field, and the first one without an excuse is what is reported.
 */
static void judge_list(struct judge *j, const char *key, replay_field_fn next,
		       const struct outcome *out)
{
	enum excuse_verdict worst = EXCUSE_EXCUSED;
	struct replay_field f = { .at = 0 };
	bool equal = true;

	while (!j->tainted && next(j->op, out, &f)) {
		struct regname name = { .owner = j->op->pe };
		struct excuse_case c = { .rig = j->rig,
					 .op = j->op,
					 .name = &name,
					 .key = key,
					 .expected = f.want,
					 .found = f.have,
					 .numbers = f.numbers };
		enum excuse_verdict verdict;

		snprintf(name.base, sizeof(name.base), "%s", f.base);
		snprintf(name.full, sizeof(name.full), "%s", f.full);
		verdict = excuses_judge(j->ex, &c);
		if (verdict == EXCUSE_NONE && worst != EXCUSE_NONE)
			report_field(j, key, &f);
		if (verdict == EXCUSE_NONE ||
		    (verdict == EXCUSE_TAINTED && worst == EXCUSE_EXCUSED))
			worst = verdict;
		equal = false;
	}
	if (j->tainted || !equal) {
		count(j, j->tainted ? EXCUSE_TAINTED : worst);
		return;
	}
	j->count->compared++;
	j->count->matched++;
}

/* What only a virtual machine shows. */
static void judge_kvm(struct judge *j, const struct outcome *out)
{
	const struct optrace_op *op = j->op;
	char expected[TEXT], found[TEXT];

	if (op->kvm->rc.set) {
		snprintf(expected, TEXT, "%d", op->kvm->rc.value);
		snprintf(found, TEXT, "%d", out->rc.value);
		judge(j, "rc", expected, found, NULL, NULL);
	}
	if (op->kind == OP_VM)
		judge_list(j, "rc", replay_code_field, out);
	if (op->kvm->exit_mmio || out->exit_mmio)
		judge(j, "exit", op->kvm->exit_mmio ? "mmio" : "none",
		      out->exit_mmio ? "mmio" : "none", NULL, NULL);
	if (op->kind > OP_MSR && op->o.set)
		judge_number(j, "o", &op->o, &out->o, out);
	if (op->kind == OP_STATE)
		judge_list(j, "irqs", replay_virq_field, out);
	if (op->kvm->lr_set)
		judge_list(j, "lr", replay_lr_field, out);
}

static void judge_op(struct judge *j, const struct outcome *out)
{
	const struct optrace_op *op = j->op;
	const struct optrace_number *o = op->arch.set ? &op->arch : &op->o;

	if (op->kind == OP_RAMRD) {
		judge(j, "d", "the recorded bytes",
		      out->memory_equal ? "the recorded bytes" : "other bytes",
		      NULL, NULL);
		return;
	}
	if (op->kvm)
		judge_kvm(j, out);
	if (op->kind > OP_MSR)
		return;
	judge_taken(j, "pre", &op->pre, &out->pre);
	judge_trap(j, out);
	if (op->esr.set)
		judge_number(j, "esr", &op->esr, &out->esr, out);
	if (o->set && !op->pre.set && !op->taken_el)
		judge_number(j, "o", o, &out->o, out);
	if (op->isr.set)
		judge_number(j, "isr", &op->isr, &out->isr, out);
	judge_taken(j, "post", &op->post, &out->post);
}

static int run_ops(struct judge *j)
{
	struct optrace_op op;
	struct outcome out;

	for (j->index = 0; j->index < j->trace->op_count; j->index++) {
		int err;

		j->op = &j->trace->ops[j->index];
		if (j->op->kind <= OP_MSR || j->op->kvm)
			regname_of(j->rig, j->op, &j->name);
		else
			memset(&j->name, 0, sizeof(j->name));
		op = *j->op;
		if (excuses_before(j->ex, j->rig, &op, &j->name))
			err = rig_skip(j->rig, &op, &out);
		else
			err = rig_run(j->rig, &op, &out);
		if (err)
			return err;
		j->tainted = excuses_tainted(j->ex, j->op, &j->name);
		judge_op(j, &out);
		if (j->op->kind <= OP_MSR)
			excuses_ran(j->ex, j->rig, j->op, &j->name);
	}
	return 0;
}

static void skip(const struct optrace *trace, struct replay_count *count)
{
	size_t i;

	count->skipped_traces++;
	for (i = 0; i < trace->op_count; i++)
		count->skipped += trace->ops[i].observations;
}

/* Differences of one run, kept until it is known whether the run counts. */
struct kept {
	struct replay_difference *list;
	struct regname *names;
	size_t count;
};

static void keep(void *user, const struct replay_difference *d)
{
	struct kept *k = user;
	struct replay_difference *to;

	k->list = cli_grow(k->list, k->count + 1, sizeof(*k->list));
	k->names = cli_grow(k->names, k->count + 1, sizeof(*k->names));
	to = &k->list[k->count];
	*to = *d;
	to->expected = cli_strdup(d->expected);
	to->found = cli_strdup(d->found);
	to->fields = cli_strdup(d->fields);
	if (d->name)
		k->names[k->count] = *d->name;
	k->count++;
}

static void pass_on(struct kept *k, replay_fn fn, void *user)
{
	size_t i;

	for (i = 0; i < k->count; i++) {
		struct replay_difference *d = &k->list[i];

		if (d->name)
			d->name = &k->names[i];
		if (fn)
			fn(user, d);
		free((char *)(uintptr_t)d->expected);
		free((char *)(uintptr_t)d->found);
		free((char *)(uintptr_t)d->fields);
	}
	free(k->list);
	free(k->names);
	memset(k, 0, sizeof(*k));
}

static int run_once(const struct optrace *trace, struct excuses *ex,
		    bool quirks, struct replay_count *count, struct kept *kept)
{
	const char *field = "";
	struct rig rig;
	struct judge j = { .trace = trace,
			   .rig = &rig,
			   .ex = ex,
			   .count = count,
			   .fn = keep,
			   .user = kept };
	int err;

	excuses_start(ex, trace, quirks);
	err = rig_new(&rig, &trace->machine, excuses_model(ex), &field);
	if (err == 0) {
		err = run_ops(&j);
		if (err)
			cli_diag("%s: op %zu: bug in vgicsim: %s: %s",
				 trace->id, j.index, vgs_strerror(err),
				 vgs_gic_bug(rig.gic) ? vgs_gic_bug(rig.gic)
						      : "no place known");
	} else if (err != -VGS_ENOTSUP) {
		cli_diag("%s: error: no such machine can be built: %s%s%s",
			 trace->id, vgs_strerror(err), *field ? ": " : "",
			 field);
	}
	rig_free(&rig);
	return err;
}

static bool is_better(const struct replay_count *a,
		      const struct replay_count *b)
{
	if (a->differing != b->differing)
		return a->differing < b->differing;
	return a->tainted < b->tainted;
}

/*
 * Without quirks first: a trace that holds on the plain model proves more.
 * With them where that leaves fewer differences, or as few and less that is
 * not compared at all.
 */
int replay_trace(const struct optrace *trace, struct excuses *ex,
		 struct replay_count *count, replay_fn fn, void *user)
{
	struct replay_count plain = { .traces = 1 }, quirky = { .traces = 1 };
	struct kept a = { NULL, NULL, 0 }, b = { NULL, NULL, 0 };
	bool better;
	int err;

	err = run_once(trace, ex, false, &plain, &a);
	if (err == -VGS_ENOTSUP) {
		skip(trace, count);
		return 0;
	}
	if (err == 0 && (plain.differing || plain.tainted) &&
	    excuses_quirks(ex))
		err = run_once(trace, ex, true, &quirky, &b);
	better = quirky.compared && is_better(&quirky, &plain);
	excuses_commit(ex, better);
	pass_on(better ? &b : &a, fn, user);
	pass_on(better ? &a : &b, NULL, NULL);
	replay_add(count, better ? &quirky : &plain);
	return err;
}
