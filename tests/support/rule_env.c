/* SPDX-License-Identifier: MIT */
/*
 * For builds with rules=true: inverts the rule that VGS_RULE_INVERT names, and
 * appends "rule true-count false-count" lines to the file VGS_RULE_COUNTS when
 * the program ends.  Linked to tests and to the command, never installed with
 * the library.
 */
#include "rule.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void dump_counts(void)
{
	const char *path = getenv("VGS_RULE_COUNTS");
	FILE *f = path ? fopen(path, "a") : NULL;
	unsigned rule;

	if (!f)
		return;
	for (rule = VGS_R_NONE + 1; rule < VGS_R_COUNT; rule++) {
		uint64_t yes = vgs_rule_count(rule, true);
		uint64_t no = vgs_rule_count(rule, false);

		if (yes || no)
			fprintf(f, "%s %" PRIu64 " %" PRIu64 "\n",
				vgs_rule_name(rule), yes, no);
	}
	fclose(f);
}

__attribute__((constructor)) static void obey_environment(void)
{
	const char *name = getenv("VGS_RULE_INVERT");

	if (name && !vgs_rule_by_name(name)) {
		fprintf(stderr, "VGS_RULE_INVERT: no rule %s\n", name);
		exit(2);
	}
	if (name)
		vgs_rule_invert(vgs_rule_by_name(name));
	if (getenv("VGS_RULE_COUNTS"))
		atexit(dump_counts);
}
