/* SPDX-License-Identifier: MIT */
/*
 * Each file of invalid/ gives exactly the text of the .expected beside it,
 * and each message of the loader has such a file.  VGICSIM_BLESS=new writes
 * what is missing as .expected.new.
 */
#include "files.h"

#include <libvgicsim/scenario.h>

#define MAX_MESSAGES 256
#define MAX_TEXT     65536

static bool seen[MAX_MESSAGES];

static void path_of(char *path, size_t size, const char *name)
{
	snprintf(path, size, "%s/invalid/%s", getenv("VGS_RUNNER_DIR"), name);
}

/* Files are named in messages as their authors would: without a directory. */
static int read_file(void *user, const char *name, char *buf, size_t limit,
		     size_t *ret_size)
{
	char path[1024];
	FILE *file;

	(void)user;
	path_of(path, sizeof(path), name);
	file = fopen(path, "rb");
	if (!file)
		return -VGS_ENOENT;
	*ret_size = fread(buf, 1, limit, file);
	fclose(file);
	return 0;
}

static void mark_seen(const char *code)
{
	const char *message;
	unsigned i;

	for (i = 0; (message = vgs_scenario_message(i)) != NULL; i++) {
		if (strcmp(message, code) == 0)
			seen[i] = true;
	}
}

static struct vgs_scenario *load(const char *name)
{
	struct vgs_scenario_opts opts;
	struct vgs_scenario *s = NULL;

	vgs_scenario_opts_default(&opts);
	opts.read_file = read_file;
	assert_int_equal(vgs_scenario_load(name, &opts, &s), 0);
	return s;
}

/* All diagnostics of a file as one text. */
static void format(const struct vgs_scenario *s, char *text, size_t size)
{
	const struct vgs_diag *diags;
	unsigned i, count;
	size_t len = 0;

	text[0] = 0;
	diags = vgs_scenario_diags(s, &count);
	for (i = 0; i < count; i++) {
		len += vgs_diag_format(&diags[i], text + len, size - len);
		assert_true(len < size);
		mark_seen(diags[i].code);
	}
}

static void read_expected(const char *name, char *text, size_t size)
{
	char path[1024];
	size_t n = 0;
	FILE *file;

	path_of(path, sizeof(path), name);
	file = fopen(path, "rb");
	if (file) {
		n = fread(text, 1, size - 1, file);
		fclose(file);
	}
	text[n] = 0;
}

static void write_new(const char *name, const char *text)
{
	const char *bless = getenv("VGICSIM_BLESS");
	char path[1024];
	FILE *file;

	if (!bless || strcmp(bless, "new") != 0)
		return;
	path_of(path, sizeof(path), name);
	strcat(path, ".new");
	file = fopen(path, "wb");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static bool check_file(const char *name)
{
	static char found[MAX_TEXT], expected[MAX_TEXT];
	char expected_name[160];
	struct vgs_scenario *s = load(name);

	format(s, found, sizeof(found));
	if (vgs_scenario_skip_reason(s) && !vgs_scenario_errors(s)) {
		/* A machine that this build lacks: the code is the stem. */
		found[0] = 0;
		snprintf(found, sizeof(found), "%.*s", (int)strlen(name) - 5,
			 name);
		mark_seen(found);
		vgs_scenario_free(s);
		return true;
	}
	vgs_scenario_free(s);
	snprintf(expected_name, sizeof(expected_name), "%.*s.expected",
		 (int)strlen(name) - 5, name);
	read_expected(expected_name, expected, sizeof(expected));
	if (strcmp(found, expected) == 0)
		return true;
	write_new(expected_name, found);
	print_message("%s:\nexpected\n%sfound\n%s", name, expected, found);
	return false;
}

static int list_invalid(void **state)
{
	(void)state;
	return list_fixtures("invalid") == 0;
}

static void a_malformed_file_gives_its_expected_text(void **state)
{
	unsigned bad = 0;
	unsigned i;

	(void)state;
	assert_true(file_count > 50);
	for (i = 0; i < file_count; i++)
		bad += !check_file(files[i]);
	assert_int_equal(bad, 0);
}

static void a_missing_file_is_a_message(void **state)
{
	struct vgs_scenario *s = load("does-not-exist.yaml");
	char text[512];

	(void)state;
	format(s, text, sizeof(text));
	assert_string_equal(text, "does-not-exist.yaml: error: the file "
				  "cannot be read\n");
	vgs_scenario_free(s);
}

static void a_file_over_one_mebibyte_is_a_message(void **state)
{
	size_t len = VGS_SCENARIO_MAX_BYTES + 1;
	char *big = malloc(len);
	struct vgs_scenario *s;
	char text[512];

	(void)state;
	assert_non_null(big);
	memset(big, '#', len);
	assert_int_equal(vgs_scenario_load_text("big.yaml", big, len, NULL, &s),
			 0);
	format(s, text, sizeof(text));
	assert_string_equal(text,
			    "big.yaml:1:1: error: the file is larger than "
			    "1 MiB\n");
	vgs_scenario_free(s);
	free(big);
}

/* A file of @user's size whose last line is wrong. */
static int read_long(void *user, const char *name, char *buf, size_t limit,
		     size_t *ret_size)
{
	static const char first[] = "vgicsim: 1\ntitle: t\nmachine: {}\n";
	static const char last[] = "\nnonsense: 1\n";
	size_t size = *(const size_t *)user;
	char *text = malloc(size);

	(void)name;
	assert_non_null(text);
	memset(text, '#', size);
	memcpy(text, first, strlen(first));
	memcpy(text + size - strlen(last), last, strlen(last));
	memcpy(buf, text, size < limit ? size : limit);
	free(text);
	*ret_size = size;
	return 0;
}

static void a_long_file_is_read_to_its_end(void **state)
{
	static const size_t sizes[] = { 16383, 16384, 16385,
					VGS_SCENARIO_MAX_BYTES };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		size_t size = sizes[i];
		struct vgs_scenario_opts opts;
		const struct vgs_diag *diags;
		struct vgs_scenario *s;
		unsigned count;

		vgs_scenario_opts_default(&opts);
		opts.read_file = read_long;
		opts.user = &size;
		assert_int_equal(vgs_scenario_load("long.yaml", &opts, &s), 0);
		diags = vgs_scenario_diags(s, &count);
		/* Of the first line that there are no steps. */
		assert_int_equal(count, 2);
		assert_string_equal(diags[1].code, "unknown-key");
		assert_int_equal(diags[1].line, 5);
		vgs_scenario_free(s);
	}
}

static void at_most_twenty_messages_are_kept(void **state)
{
	static char text[8192];
	struct vgs_scenario *s;
	unsigned count;
	int i;

	(void)state;
	strcpy(text, "vgicsim: 1\ntitle: t\nmachine: {}\nsteps:\n");
	for (i = 0; i < 50; i++)
		strcat(text, "  - { nonsense: 1 }\n");
	assert_int_equal(
		vgs_scenario_load_text("t.yaml", text, strlen(text), NULL, &s),
		0);
	vgs_scenario_diags(s, &count);
	assert_int_equal(count, VGS_SCENARIO_MAX_DIAGS);
	assert_int_equal(vgs_scenario_errors(s), 50);
	vgs_scenario_free(s);
}

/* Runs last: the tests before it have collected the codes. */
static void each_message_has_a_file(void **state)
{
	const char *message;
	unsigned missing = 0;
	unsigned i;

	(void)state;
	for (i = 0; (message = vgs_scenario_message(i)) != NULL; i++) {
		assert_true(i < MAX_MESSAGES);
		if (!seen[i])
			print_message("no file gives: %s\n", message);
		missing += !seen[i];
	}
	assert_true(i > 60);
	assert_int_equal(missing, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_malformed_file_gives_its_expected_text),
		cmocka_unit_test(a_missing_file_is_a_message),
		cmocka_unit_test(a_file_over_one_mebibyte_is_a_message),
		cmocka_unit_test(a_long_file_is_read_to_its_end),
		cmocka_unit_test(at_most_twenty_messages_are_kept),
		cmocka_unit_test(each_message_has_a_file),
	};

	return cmocka_run_group_tests(tests, list_invalid, NULL);
}
