/* SPDX-License-Identifier: MIT */
/*
 * Damaged files: each file of the fixtures cut off and with bytes replaced is
 * loaded and, if it still is a scenario, run.  Nothing is expected of the
 * answers but that they come, without the library finding a bug in itself.
 */
#include "files.h"

#include <libvgicsim/scenario.h>

#define MAX_SIZE  16384
#define CUT	  37 /* bytes between two lengths that are tried */
#define MUTATIONS 40

static uint32_t seed = 12345;

static uint32_t next_random(void)
{
	seed = seed * 1664525u + 1013904223u;
	return seed >> 8;
}

/* Bytes that mean something in YAML, and some that do not belong there. */
static char next_byte(void)
{
	static const char bytes[] =
		"{}[]:,-#&*!|>'\"%@` \n0x19az$.\t\x01\x80\xff";

	return bytes[next_random() % (sizeof(bytes) - 1)];
}

static void try_text(const char *text, size_t len)
{
	static char formatted[8192];
	struct vgs_scenario_result *r = NULL;
	struct vgs_scenario *s = NULL;
	const struct vgs_diag *diags;
	unsigned i, count;

	assert_int_equal(vgs_scenario_load_text("t.yaml", text, len, NULL, &s),
			 0);
	diags = vgs_scenario_diags(s, &count);
	for (i = 0; i < count; i++)
		assert_true(vgs_diag_format(&diags[i], formatted,
					    sizeof(formatted)) > 0);
	assert_int_equal(vgs_scenario_run(s, 0, NULL, &r), 0);
	assert_false(r->bug);
	for (i = 0; i < r->failure_count; i++)
		assert_true(vgs_failure_format(&r->failures[i], formatted,
					       sizeof(formatted)) > 0);
	vgs_scenario_result_free(r);
	vgs_scenario_free(s);
}

static void damage(char *text, size_t len)
{
	char saved[4];
	size_t at[4];
	unsigned i, n;
	size_t cut;

	for (cut = 0; cut < len; cut += CUT)
		try_text(text, cut);
	for (i = 0; i < MUTATIONS && len; i++) {
		for (n = 0; n < 4; n++) {
			at[n] = next_random() % len;
			saved[n] = text[at[n]];
			text[at[n]] = next_byte();
		}
		try_text(text, len);
		while (n--)
			text[at[n]] = saved[n];
	}
}

static unsigned damage_all(const char *dir_name)
{
	static char text[MAX_SIZE];
	unsigned count = list_fixtures(dir_name);

	for (unsigned i = 0; i < count; i++) {
		char path[1024];
		FILE *file;
		size_t len;

		snprintf(path, sizeof(path), "%s/%s/%.200s",
			 getenv("VGS_RUNNER_DIR"), dir_name, files[i]);
		file = fopen(path, "rb");
		assert_non_null(file);
		len = fread(text, 1, sizeof(text), file);
		fclose(file);
		damage(text, len);
	}
	return count;
}

static void damaged_good_files_do_no_harm(void **state)
{
	(void)state;
	assert_true(damage_all("valid-pass") > 5);
	assert_true(damage_all("valid-fail") > 0);
}

static void damaged_bad_files_do_no_harm(void **state)
{
	(void)state;
	assert_true(damage_all("invalid") > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(damaged_good_files_do_no_harm),
		cmocka_unit_test(damaged_bad_files_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
