/* SPDX-License-Identifier: MIT */
/*
 * The runner passes what is true and fails what is not: each file of
 * valid-pass/ passes with all its variants, each of valid-fail/ loads, fails,
 * and gives exactly the text of the .expected beside it.
 */
#include "files.h"

#include <libvgicsim/own-vgic.h>
#include <libvgicsim/scenario.h>
#include <libvgicsim/vgic.h>

#define MAX_TEXT 65536

/* User is the directory: files are named without it. */
static int read_file(void *user, const char *name, char *buf, size_t limit,
		     size_t *ret_size)
{
	char path[1024];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s/%s", getenv("VGS_RUNNER_DIR"),
		 (const char *)user, name);
	file = fopen(path, "rb");
	if (!file)
		return -VGS_ENOENT;
	*ret_size = fread(buf, 1, limit, file);
	fclose(file);
	return 0;
}

static struct vgs_scenario *load(const char *dir, const char *name)
{
	static char dir_name[64];
	struct vgs_scenario_opts opts;
	struct vgs_scenario *s = NULL;
	const struct vgs_diag *diags;
	unsigned count;

	strcpy(dir_name, dir);
	vgs_scenario_opts_default(&opts);
	opts.read_file = read_file;
	opts.user = dir_name;
	assert_int_equal(vgs_scenario_load(name, &opts, &s), 0);
	diags = vgs_scenario_diags(s, &count);
	if (count)
		print_message("%s:%u: %s\n", name, diags->line, diags->message);
	assert_int_equal(count, 0);
	assert_null(vgs_scenario_skip_reason(s));
	return s;
}

static void put(char *text, const char *line)
{
	assert_true(strlen(text) + strlen(line) < MAX_TEXT);
	strcat(text, line);
}

/* All that a run has to say, as one text. */
static void format(const struct vgs_scenario_result *r, char *text)
{
	char buf[8192];
	unsigned i;

	snprintf(buf, sizeof(buf), "%s [%s]: %s%s%s\n", r->file,
		 r->variant ? r->variant : "-", vgs_verdict_name(r->verdict),
		 r->reason ? ": " : "", r->reason ? r->reason : "");
	put(text, buf);
	for (i = 0; i < r->failure_count; i++) {
		vgs_failure_format(&r->failures[i], buf, sizeof(buf));
		if (r->failures[i].wanted)
			put(text, "must fail: ");
		put(text, buf);
	}
	for (i = 0; i < r->not_failed_count; i++) {
		snprintf(buf, sizeof(buf), "did not fail: %s\n",
			 r->not_failed[i]);
		put(text, buf);
	}
	for (i = 0; i < r->finding_count; i++) {
		snprintf(buf, sizeof(buf), "finding %s, line %u\n",
			 r->findings[i].code, r->findings[i].line);
		put(text, buf);
	}
}

/* Runs a file and its variants; true if one of them failed. */
static bool run(const char *dir, const char *name, char *text)
{
	struct vgs_scenario *s = load(dir, name);
	bool failed = false;
	unsigned v;

	text[0] = 0;
	for (v = 0; v <= vgs_scenario_variants(s); v++) {
		struct vgs_scenario_result *r;

		assert_int_equal(vgs_scenario_run(s, v, NULL, &r), 0);
		failed |= r->verdict != VGS_VERDICT_PASS;
		format(r, text);
		vgs_scenario_result_free(r);
	}
	vgs_scenario_free(s);
	return failed;
}

static void what_is_true_passes(void **state)
{
	static char text[MAX_TEXT];
	unsigned count = list_fixtures("valid-pass");
	unsigned bad = 0;
	unsigned i;

	(void)state;
	assert_true(count > 0);
	for (i = 0; i < count; i++) {
		if (!run("valid-pass", files[i], text))
			continue;
		print_message("%s", text);
		bad++;
	}
	assert_int_equal(bad, 0);
}

static bool matches(const char *name, const char *found)
{
	static char expected[MAX_TEXT];
	const char *bless = getenv("VGICSIM_BLESS");
	char file_name[160];
	char path[1024];
	size_t n = 0;
	FILE *file;

	snprintf(file_name, sizeof(file_name), "%.*s.expected",
		 (int)strlen(name) - 5, name);
	if (read_file((char *)"valid-fail", file_name, expected,
		      sizeof(expected) - 1, &n))
		n = 0;
	expected[n] = 0;
	if (strcmp(found, expected) == 0)
		return true;
	print_message("%s:\nexpected\n%sfound\n%s", name, expected, found);
	if (bless && strcmp(bless, "new") == 0) {
		snprintf(path, sizeof(path), "%s/valid-fail/%s.new",
			 getenv("VGS_RUNNER_DIR"), file_name);
		file = fopen(path, "wb");
		assert_non_null(file);
		fputs(found, file);
		fclose(file);
	}
	return false;
}

static void what_is_false_fails_with_its_expected_text(void **state)
{
	static char text[MAX_TEXT];
	unsigned count = list_fixtures("valid-fail");
	unsigned bad = 0;
	unsigned i;

	(void)state;
	assert_true(count > 0);
	for (i = 0; i < count; i++) {
		if (!run("valid-fail", files[i], text)) {
			print_message("%s passes\n", files[i]);
			bad++;
		}
		bad += !matches(files[i], text);
	}
	assert_int_equal(bad, 0);
}

static void a_run_gives_the_same_twice(void **state)
{
	static char first[MAX_TEXT], second[MAX_TEXT];
	unsigned count = list_fixtures("valid-fail");
	unsigned i;

	(void)state;
	for (i = 0; i < count; i++) {
		run("valid-fail", files[i], first);
		run("valid-fail", files[i], second);
		assert_string_equal(first, second);
	}
}

/* One knob of the vgic, with one of its values. */
static bool takes(const char *knob, const char *value)
{
	struct vgs_scenario *s;
	char text[512];
	bool ok;

	snprintf(text, sizeof(text),
		 "vgicsim: 1\ntitle: A knob\nmachine:\n  vgic: { %s: %s }\n"
		 "  vms: { vm0: { vcpus: [{ name: v0, runs-on: cpu0 }] } }\n"
		 "steps:\n  - expect: { vm0.v0.irq: false }\n",
		 knob, value);
	assert_int_equal(vgs_scenario_load_text("knob.yaml", text, strlen(text),
						NULL, &s),
			 0);
	ok = !vgs_scenario_errors(s);
	vgs_scenario_free(s);
	return ok;
}

static void the_format_has_each_value_of_each_knob(void **state)
{
	const struct vgs_knob_info *knob;
	unsigned i, v;

	(void)state;
	for (i = 0; (knob = vgs_knob_at(i)) != NULL; i++) {
		assert_false(takes(knob->name, "no-such-value"));
		for (v = 0; knob->values[v]; v++) {
			if (!takes(knob->name, knob->values[v]))
				fail_msg("%s: %s", knob->name, knob->values[v]);
		}
	}
	assert_true(i > 0);
}

/* What cannot be saved is not said to have passed a save. */
static void a_cut_skips_a_vgic_without_state(void **state)
{
	const struct vgs_vgic_ops none = { .size = sizeof(none) };
	struct vgs_scenario *s = load("valid-pass", "host-verb.yaml");
	struct vgs_scenario_result *r = NULL;
	struct vgs_run_opts opts;

	(void)state;
	vgs_run_opts_default(&opts);
	opts.vgic = &none;
	opts.cut = VGS_RUN_CUT_EACH;
	assert_int_equal(vgs_scenario_run(s, 0, &opts, &r), 0);
	assert_int_equal(r->verdict, VGS_VERDICT_SKIP);
	assert_string_equal(r->reason,
			    "this vgic has no state that could be saved");
	vgs_scenario_result_free(r);
	vgs_scenario_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_true_passes),
		cmocka_unit_test(what_is_false_fails_with_its_expected_text),
		cmocka_unit_test(a_run_gives_the_same_twice),
		cmocka_unit_test(a_cut_skips_a_vgic_without_state),
		cmocka_unit_test(the_format_has_each_value_of_each_knob),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
