/* SPDX-License-Identifier: MIT */
/*
 * Every scenario, with the invariants of the GIC and of its VMs evaluated after
 * each step; and with the machine saved, made anew and restored in the middle,
 * by images and by the user ABI: a run with a cut gives what the run without
 * one gave.
 */
#include "files.h"

#include <libvgicsim/scenario.h>

#define NO_CUT 0u

static const char *top;

static void list(const char *dir_name)
{
	char path[400], prefix[402];

	assert_true(snprintf(path, sizeof(path), "%s/%s", top, dir_name) <
		    (int)sizeof(path));
	snprintf(prefix, sizeof(prefix), "%s/", path);
	list_files(path, prefix);
}

static struct vgs_scenario *load(const char *name)
{
	struct vgs_scenario_opts opts;
	struct vgs_scenario *s;

	vgs_scenario_opts_default(&opts);
	opts.library_dir = top;
	assert_int_equal(vgs_scenario_load(name, &opts, &s), 0);
	assert_int_equal(vgs_scenario_errors(s), 0);
	return s;
}

static bool migrate;
static unsigned migrations, migrated; /* times; runs that had some */

/* Times and runs that the user ABI carried a VM not, by reason. */
static struct {
	const char *why;
	uint64_t times;
	unsigned runs;
} stays[32];

static void tally(const char *why, uint64_t times)
{
	unsigned i = 0;

	while (stays[i].why && strcmp(stays[i].why, why) != 0)
		i++;
	assert_true(i + 1 < sizeof(stays) / sizeof(stays[0]));
	stays[i].why = why;
	stays[i].times += times;
	stays[i].runs++;
}

static struct vgs_scenario_result *run(const struct vgs_scenario *s, unsigned v,
				       bool check, unsigned cut)
{
	struct vgs_scenario_result *r;
	struct vgs_run_opts opts;
	unsigned i;

	vgs_run_opts_default(&opts);
	opts.check = check;
	opts.cut = cut;
	opts.migrate = migrate;
	assert_int_equal(vgs_scenario_run(s, v, &opts, &r), 0);
	migrations += r->migrations;
	migrated += r->migrations != 0;
	for (i = 0; i < r->stayed_count; i++)
		tally(r->stayed[i].name, r->stayed[i].value);
	return r;
}

static bool same_stats(const struct vgs_scenario_result *a,
		       const struct vgs_scenario_result *b)
{
	unsigned i;

	for (i = 0; i < a->stat_count && i < b->stat_count; i++) {
		if (strcmp(a->stats[i].name, b->stats[i].name) != 0 ||
		    a->stats[i].value != b->stats[i].value)
			return false;
	}
	return a->stat_count == b->stat_count;
}

static bool same_findings(const struct vgs_scenario_result *a,
			  const struct vgs_scenario_result *b)
{
	unsigned i;

	for (i = 0; i < a->finding_count && i < b->finding_count; i++) {
		if (strcmp(a->findings[i].code, b->findings[i].code) != 0 ||
		    a->findings[i].line != b->findings[i].line)
			return false;
	}
	return a->finding_count == b->finding_count;
}

static bool same_failures(const struct vgs_scenario_result *a,
			  const struct vgs_scenario_result *b)
{
	unsigned i;

	for (i = 0; i < a->failure_count && i < b->failure_count; i++) {
		if (a->failures[i].line != b->failures[i].line ||
		    strcmp(a->failures[i].found, b->failures[i].found) != 0)
			return false;
	}
	return a->failure_count == b->failure_count;
}

/* 0, or 1 after having told how the run differs from the plain one. */
static unsigned differs(const struct vgs_scenario *s, unsigned v, unsigned cut,
			const struct vgs_scenario_result *plain)
{
	struct vgs_scenario_result *r = run(s, v, true, cut);
	bool same = r->verdict == plain->verdict && r->steps == plain->steps &&
		    (migrate || same_stats(r, plain)) &&
		    same_findings(r, plain) && same_failures(r, plain);
	char text[4096];

	if (!same) {
		print_message("%s [%s], cut %d: %s, %u steps%s%s\n", r->file,
			      r->variant ? r->variant : "-", (int)cut,
			      vgs_verdict_name(r->verdict), r->steps,
			      r->reason ? ": " : "",
			      r->reason ? r->reason : "");
		if (r->failure_count) {
			vgs_failure_format(&r->failures[0], text, sizeof(text));
			print_message("%s", text);
		}
	}
	vgs_scenario_result_free(r);
	return !same;
}

typedef unsigned (*variant_fn)(const struct vgs_scenario *s, unsigned v,
			       const struct vgs_scenario_result *plain);

/* Calls @fn for each variant of each file that is run. */
static void each(variant_fn fn)
{
	unsigned runs = 0;
	unsigned bad = 0;
	unsigned i, v;

	for (i = 0; i < file_count; i++) {
		struct vgs_scenario *s = load(files[i]);

		for (v = 0; v <= vgs_scenario_variants(s); v++) {
			struct vgs_scenario_result *plain =
				run(s, v, false, NO_CUT);

			if (plain->verdict != VGS_VERDICT_SKIP) {
				bad += fn(s, v, plain);
				runs++;
			}
			vgs_scenario_result_free(plain);
		}
		vgs_scenario_free(s);
	}
	assert_true(runs > 0);
	assert_int_equal(bad, 0);
}

/* KVM-ML-12 is the host's to keep; only variants have hosts that do not. */
static unsigned loses_links(unsigned v, const struct vgs_scenario_result *r)
{
	unsigned i;

	for (i = 0; v == 0 && i < r->finding_count; i++) {
		if (!r->findings[i].expected &&
		    strcmp(r->findings[i].code, "KVM-ML-12") == 0) {
			print_message("%s:%u: KVM-ML-12 does not hold\n",
				      r->file, r->findings[i].line);
			return 1;
		}
	}
	return 0;
}

static unsigned only_checked(const struct vgs_scenario *s, unsigned v,
			     const struct vgs_scenario_result *plain)
{
	return differs(s, v, NO_CUT, plain) + loses_links(v, plain);
}

static unsigned cut_each(const struct vgs_scenario *s, unsigned v,
			 const struct vgs_scenario_result *plain)
{
	return differs(s, v, VGS_RUN_CUT_EACH, plain);
}

/* A cut by itself: in the run above, one could hide what another loses. */
static unsigned cut_once(const struct vgs_scenario *s, unsigned v,
			 const struct vgs_scenario_result *plain)
{
	unsigned bad = 0;
	unsigned k;

	for (k = 1; v == 0 && k < 4; k++)
		bad += differs(s, v, 1 + plain->steps * k / 4, plain);
	return bad;
}

static int list_all(void **state)
{
	static const char *const dirs[] = { "gicv2", "gicv3", "its", "gicv4",
					    "vgic" };
	unsigned i;

	(void)state;
	file_count = 0;
	for (i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		list(dirs[i]);
	return 0;
}

static int list_vgic(void **state)
{
	(void)state;
	file_count = 0;
	list("vgic");
	return 0;
}

static void invariants_hold_after_each_step(void **state)
{
	(void)state;
	each(only_checked);
}

static void a_machine_made_anew_before_each_step_is_the_same(void **state)
{
	(void)state;
	each(cut_each);
}

static void a_vm_made_anew_once_is_the_same(void **state)
{
	(void)state;
	each(cut_once);
}

/*
 * KVM-UA-30, KVM-UA-31: a VMM writes back what it has read, in the order that
 * KVM demands; what that loses is asked about before each cut.
 */
static void a_vm_carried_over_by_its_user_abi_is_the_same(void **state)
{
	unsigned i;

	(void)state;
	migrate = true;
	migrations = migrated = 0;
	each(cut_each);
	migrate = false;
	print_message("%u times in %u runs\n", migrations, migrated);
	for (i = 0; stays[i].why; i++)
		print_message("not %u times, in %u runs: %s\n",
			      (unsigned)stays[i].times, stays[i].runs,
			      stays[i].why);
	assert_true(i > 0);
	assert_true(migrations > 1000);
	assert_true(migrated > 100);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(invariants_hold_after_each_step,
				       list_all),
		cmocka_unit_test_setup(
			a_machine_made_anew_before_each_step_is_the_same,
			list_all),
		cmocka_unit_test_setup(a_vm_made_anew_once_is_the_same,
				       list_vgic),
		cmocka_unit_test_setup(
			a_vm_carried_over_by_its_user_abi_is_the_same,
			list_vgic),
	};

	if (argc != 2)
		return 2;
	top = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
