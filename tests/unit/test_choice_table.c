/* SPDX-License-Identifier: MIT */
/* Rows of a table of choices as tests. */
#include "test_choice_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void listen(void *user, const struct vgs_event *event)
{
	struct world *w = user;

	if (event->kind == VGS_EV_SERROR) {
		w->serrors++;
		w->serror_el = event->new_value;
	}
	if (event->kind == VGS_EV_FINDING &&
	    !strcmp(vgs_rule_name(event->rule), w->id))
		w->found = true;
}

static void one_alternative(void **state)
{
	const struct alternative *row = *state;
	struct world *w = calloc(1, sizeof(*w));
	uint64_t outcome;

	assert_non_null(w);
	w->id = row->id;
	config(&w->f);
	w->f.cfg.trace = listen;
	assert_int_equal(vgs_gic_config_choose(&w->f.cfg, row->id, row->name),
			 0);
	outcome = row->outcome(w);
	assert_null(vgs_gic_bug(w->f.gic));
	vgs_gic_free(w->f.gic);
	if (outcome != row->expected)
		fail_msg("%s %s: %#llx, not %#llx", row->id, row->name,
			 (unsigned long long)outcome,
			 (unsigned long long)row->expected);
	if (w->found == row->silent)
		fail_msg("%s %s: finding: %d", row->id, row->name, w->found);
	free(w);
}

static bool has_row(const struct alternative *rows, size_t count,
		    const char *id, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (!strcmp(rows[i].id, id) &&
		    (!name || !strcmp(rows[i].name, name)))
			return true;
	}
	return false;
}

/* The table that every_alternative_has_a_row() looks at. */
static const struct alternative *all_rows;
static size_t all_count;

static void every_alternative_has_a_row(void **state)
{
	const struct vgs_choice_info *info;

	(void)state;
	for (unsigned n = 0; (info = vgs_choice_at(n)) != NULL; n++) {
		if (!has_row(all_rows, all_count, info->id, NULL))
			continue;
		for (unsigned k = 0; k < 6 && info->names[k]; k++) {
			if (!has_row(all_rows, all_count, info->id,
				     info->names[k]))
				fail_msg("%s %s", info->id, info->names[k]);
		}
	}
}

int run_alternatives(const char *group, const struct alternative *rows,
		     size_t count)
{
	struct CMUnitTest *tests = calloc(count + 1, sizeof(*tests));
	char(*names)[64] = calloc(count, sizeof(*names));
	int failed;

	if (!tests || !names)
		return 1;
	all_rows = rows;
	all_count = count;
	for (size_t i = 0; i < count; i++) {
		snprintf(names[i], sizeof(names[i]), "%s_%s", rows[i].id,
			 rows[i].name);
		tests[i] = (struct CMUnitTest){
			.name = names[i],
			.test_func = one_alternative,
			.initial_state = (void *)&rows[i],
		};
	}
	tests[count] = (struct CMUnitTest)cmocka_unit_test(
		every_alternative_has_a_row);
	failed = _cmocka_run_group_tests(group, tests, count + 1, NULL, NULL);
	free(names);
	free(tests);
	return failed;
}
