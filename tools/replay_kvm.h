/* SPDX-License-Identifier: MIT */
/*
 * Observations that are lists of records: the virtual interface at entries
 * and exits, and the vgic's own view of its interrupts.
 */
#ifndef VGICSIM_TOOLS_REPLAY_KVM_H
#define VGICSIM_TOOLS_REPLAY_KVM_H

#include "rig.h"

/* One field that differs; start with @at 0. */
struct replay_field {
	unsigned at;	  /* where to go on */
	const char *base; /* "hcr", "l0", "latch" */
	char full[64];	  /* "in 0 hcr", "irq 40 latch" */
	uint64_t want, have;
	bool numbers; /* false: a record is there on one side only */
};

/* @return true: @f is the next field that differs; false: there is none. */
typedef bool (*replay_field_fn)(const struct optrace_op *op,
				const struct outcome *out,
				struct replay_field *f);

bool replay_lr_field(const struct optrace_op *op, const struct outcome *out,
		     struct replay_field *f);
bool replay_code_field(const struct optrace_op *op, const struct outcome *out,
		       struct replay_field *f);
bool replay_virq_field(const struct optrace_op *op, const struct outcome *out,
		       struct replay_field *f);

#endif
