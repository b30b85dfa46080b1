/* SPDX-License-Identifier: MIT */
/*
 * Known deviations of the implementations that traces were recorded on, as
 * data: tests/traces/excuses.json, built into the command.  An excuse names
 * an observation by register and bits, or an op after which an INTID, a
 * register, a PE or the whole trace is no longer comparable.  No excuse knows
 * a trace.
 */
#ifndef VGICSIM_TOOLS_EXCUSE_H
#define VGICSIM_TOOLS_EXCUSE_H

#include "regname.h"
#include "rig.h"

struct excuses;

enum excuse_verdict {
	EXCUSE_NONE,
	EXCUSE_EXCUSED,
	EXCUSE_TAINTED,
};

/* One observation that differs. */
struct excuse_case {
	const struct rig *rig;
	const struct optrace_op *op;
	const struct regname *name;
	const char *key; /* "o", "t", "isr", ... */
	uint64_t expected, found;
	bool numbers; /* both sides have a value: bits can be compared */
};

/*
 * excuses_load() - read a file of excuses
 * @file:	NULL: the ones that are built in; "none": no excuses
 *
 * Returns: the excuses, or NULL after a message on stderr.
 */
struct excuses *excuses_load(const char *file);
void excuses_free(struct excuses *ex);

/*
 * excuses_start() - a run of a trace begins
 * @quirks:	run it with the quirks of its source
 *
 * The source decides which entries apply.  A trace may be run twice, first
 * without and then with quirks; excuses_commit() says which one counts.
 */
void excuses_start(struct excuses *ex, const struct optrace *trace,
		   bool quirks);

/* @return quirks of the model for this run, NULL after the last. */
const char *const *excuses_model(const struct excuses *ex);

/* @return true if a quirk applies to the trace. */
bool excuses_quirks(const struct excuses *ex);

void excuses_commit(struct excuses *ex, bool quirks);

/*
 * excuses_before() - an op is about to run: do what the recording's
 * implementation does, where that is a known deviation of its own
 * @op:		may be changed
 *
 * Returns: true if the op must not run.
 */
bool excuses_before(struct excuses *ex, struct rig *rig, struct optrace_op *op,
		    const struct regname *name);

/* An op has run: it may taint what comes later. */
void excuses_ran(struct excuses *ex, const struct rig *rig,
		 const struct optrace_op *op, const struct regname *name);

/* @return true if no observation of this op can be compared. */
bool excuses_tainted(const struct excuses *ex, const struct optrace_op *op,
		     const struct regname *name);

enum excuse_verdict excuses_judge(struct excuses *ex,
				  const struct excuse_case *c);

/* @return name and use count of entry @i, NULL after the last. */
const char *excuses_use(const struct excuses *ex, unsigned i,
			unsigned long *ret_uses);

#endif
