/* SPDX-License-Identifier: MIT */
/*
 * Rule ids and their names; in a build with rules=true also their counters
 * and the one that is inverted.
 */
#include "rule.h"

#include <stddef.h>
#include <string.h>

/* clang-format off */
static const char *const names[VGS_R_COUNT] = {
	[VGS_R_NONE] = "",
#define VGS_RULE_NAME(id, name) [VGS_R_##id] = name,
	VGS_RULE_IDS(VGS_RULE_NAME)
#undef VGS_RULE_NAME
};
/* clang-format on */

const char *vgs_rule_name(unsigned rule)
{
	return rule < VGS_R_COUNT ? names[rule] : "";
}

unsigned vgs_rule_by_name(const char *name)
{
	unsigned rule;

	if (!name)
		return VGS_R_NONE;
	for (rule = VGS_R_NONE + 1; rule < VGS_R_COUNT; rule++)
		if (!strcmp(names[rule], name))
			return rule;
	return VGS_R_NONE;
}

#ifdef VGS_RULES
static uint64_t counts[VGS_R_COUNT][2];
static unsigned inverted = VGS_R_NONE;

bool vgs_rule_eval(enum vgs_rule rule, bool cond)
{
	if ((unsigned)rule == inverted)
		cond = !cond;
	counts[rule][cond]++;
	return cond;
}

void vgs_rule_invert(unsigned rule)
{
	inverted = rule < VGS_R_COUNT ? rule : VGS_R_NONE;
}

uint64_t vgs_rule_count(unsigned rule, bool value)
{
	return rule < VGS_R_COUNT ? counts[rule][value] : 0;
}

void vgs_rule_reset_counts(void)
{
	memset(counts, 0, sizeof(counts));
}
#endif
