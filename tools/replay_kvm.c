/* SPDX-License-Identifier: MIT */
/*
 * Differences of two lists of records, field by field, in the order of the lists.
 */
#include "replay_kvm.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* --- list registers ---------------------------------------------------------- */

#define LR_FIELDS (5u + VGS_MAX_LRS)

static uint64_t lr_value(const struct optrace_lr *s, unsigned n)
{
	const uint64_t first[] = { s->out, s->hcr, s->vmcr, s->ap0, s->ap1 };

	return n < 5 ? first[n] : s->lr[n - 5];
}

static const char *lr_name(unsigned n)
{
	static const char *const names[LR_FIELDS] = {
		"t",  "hcr", "vmcr", "ap0", "ap1", "l0",  "l1",
		"l2", "l3",  "l4",   "l5",  "l6",  "l7",  "l8",
		"l9", "l10", "l11",  "l12", "l13", "l14", "l15",
	};

	return names[n];
}

bool replay_lr_field(const struct optrace_op *op, const struct outcome *out,
		     struct replay_field *f)
{
	unsigned want = op->kvm->lr_count, have = out->lr_count;
	unsigned both = want < have ? want : have;

	for (; f->at < both * LR_FIELDS; f->at++) {
		const struct optrace_lr *w = &op->kvm->lr[f->at / LR_FIELDS];
		const struct optrace_lr *h = &out->lr[f->at / LR_FIELDS];
		unsigned n = f->at % LR_FIELDS;

		f->want = lr_value(w, n);
		f->have = lr_value(h, n);
		if (f->want == f->have || (w->put && (n == 3 || n == 4)))
			continue;
		f->numbers = true;
		f->base = lr_name(n);
		snprintf(f->full, sizeof(f->full), "%s %u %s",
			 w->out ? "out" : "in", f->at / LR_FIELDS, f->base);
		f->at++;
		return true;
	}
	if (want == have || f->at > both * LR_FIELDS)
		return false;
	f->at = both * LR_FIELDS + 1;
	f->numbers = true;
	f->base = "count";
	snprintf(f->full, sizeof(f->full), "number of snapshots");
	f->want = want;
	f->have = have;
	return true;
}

/* --- creation -----------------------------------------------------------------
 */

bool replay_code_field(const struct optrace_op *op, const struct outcome *out,
		       struct replay_field *f)
{
	for (; f->at < OPTRACE_VM_CODES; f->at++) {
		const struct optrace_code *want = &op->kvm->codes[f->at];

		if (!want->set || want->value == out->codes[f->at])
			continue;
		f->base = "step";
		snprintf(f->full, sizeof(f->full), "step %u of vm", f->at);
		f->want = (uint64_t)-want->value;
		f->have = (uint64_t)-out->codes[f->at];
		f->numbers = true;
		f->at++;
		return true;
	}
	return false;
}

/* --- the vgic's own view ------------------------------------------------------ */

static const char *const virq_names[] = {
	"id", "target", "vcpu",	 "latch", "line",   "active", "enabled",
	"hw", "level",	"group", "prio",  "source", "hwid",
};

#define VIRQ_FIELDS (sizeof(virq_names) / sizeof(virq_names[0]))

static uint64_t virq_value(const struct optrace_virq *q, size_t n)
{
	const uint64_t values[VIRQ_FIELDS] = {
		q->id,	  (unsigned)q->target, (unsigned)q->vcpu, q->latch,
		q->line,  q->active,	       q->enabled,	  q->hw,
		q->level, q->group1,	       q->priority,	  q->source,
		q->hwid,
	};

	return values[n];
}

bool replay_virq_field(const struct optrace_op *op, const struct outcome *out,
		       struct replay_field *f)
{
	size_t want = op->kvm->virq_count, have = out->virq_count;
	size_t both = want < have ? want : have;

	for (; f->at < both * VIRQ_FIELDS; f->at++) {
		const struct optrace_virq *w =
			&op->kvm->virqs[f->at / VIRQ_FIELDS];
		size_t n = f->at % VIRQ_FIELDS;

		f->want = virq_value(w, n);
		f->have = virq_value(&out->virqs[f->at / VIRQ_FIELDS], n);
		if (f->want == f->have)
			continue;
		f->numbers = true;
		f->base = virq_names[n];
		snprintf(f->full, sizeof(f->full), "irq %u %s", w->id, f->base);
		f->at++;
		return true;
	}
	if (want == have || f->at > both * VIRQ_FIELDS)
		return false;
	f->at = (unsigned)(both * VIRQ_FIELDS + 1);
	f->numbers = true;
	f->base = "count";
	snprintf(f->full, sizeof(f->full), "number of interrupts");
	f->want = want;
	f->have = have;
	return true;
}
