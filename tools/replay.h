/* SPDX-License-Identifier: MIT */
/*
 * Replays one trace on the model and compares every observation in it.
 */
#ifndef VGICSIM_TOOLS_REPLAY_H
#define VGICSIM_TOOLS_REPLAY_H

#include "excuse.h"

/* compared = matched + excused + differing; tainted ones are not compared. */
struct replay_count {
	unsigned long traces, compared, matched, excused, tainted, differing;
	unsigned long skipped_traces, skipped;
};

/* One observation that differs and has no excuse. */
struct replay_difference {
	const struct optrace *trace;
	size_t op;
	const char *key;	      /* as in the trace: "o", "isr", "lr" */
	const struct regname *name;   /* NULL: memory */
	const char *expected, *found; /* as text */
	const char *fields;	      /* "EnableGrp1 is 0, not 1", or "" */
};

typedef void (*replay_fn)(void *user, const struct replay_difference *d);

/*
 * replay_trace() - run and compare
 * @count:	added to; a trace that this build cannot run is skipped
 * @fn:	called for each unexcused difference, in order; may be NULL
 *
 * Returns: 0; -VGS_EINVAL, the machine is impossible (a message was printed);
 * -VGS_EBUG, the model found a bug in itself (likewise).
 */
int replay_trace(const struct optrace *trace, struct excuses *ex,
		 struct replay_count *count, replay_fn fn, void *user);

void replay_add(struct replay_count *to, const struct replay_count *from);

#endif
