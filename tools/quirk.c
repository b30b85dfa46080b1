/* SPDX-License-Identifier: MIT */
/*
 * Deviations that are done instead of excused: the op is changed into what the
 * recorded implementation makes of it, so that everything after it stays
 * comparable.  The model itself knows nothing of them; those that no change of
 * an op can express are the model's (docs/quirks.md).
 */
#include "excuse_data.h"

static bool apply(struct excuse *e, struct optrace_op *op,
		  const struct regname *name)
{
	uint64_t bits = e->bits >> name->first_bit;

	switch (e->quirk) {
	case QUIRK_NONE:
	case QUIRK_MODEL:
		return false;
	case QUIRK_DROP:
		e->uses[1]++;
		return true;
	case QUIRK_DROP_BITS:
		break;
	}
	if (op->value & bits)
		e->uses[1]++;
	op->value &= ~bits;
	return false;
}

bool excuses_before(struct excuses *ex, struct rig *rig, struct optrace_op *op,
		    const struct regname *name)
{
	bool drop = false;
	unsigned i;

	if (op->kind > OP_MSR || !ex->quirks)
		return false;
	for (i = 0; i < ex->count; i++) {
		struct excuse *e = &ex->entries[i];

		if (e->applies && e->quirk != QUIRK_NONE &&
		    e->kind == op->kind && excuse_register_fits(e, name) &&
		    excuse_conditions_fit(ex, e, rig, op, name))
			drop = apply(e, op, name) || drop;
	}
	return drop;
}
