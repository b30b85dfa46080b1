/* SPDX-License-Identifier: MIT */
/*
 * What plain scalars mean, where nodes are, how overrides merge, and which
 * words are near.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "diag.h"
#include "node.h"

struct fixture {
	struct vgs_scn_arena arena;
	struct vgs_scn_diags diags;
};

static int setup(void **state)
{
	static struct fixture f;

	memset(&f, 0, sizeof(f));
	vgs_scn_arena_init(&f.arena, NULL);
	f.diags.arena = &f.arena;
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	vgs_scn_arena_clear(&f->arena);
	return 0;
}

static struct vgs_scn_node *parse(struct fixture *f, const char *text)
{
	struct vgs_scn_source *src;
	struct vgs_scn_node *root = NULL;

	assert_int_equal(
		vgs_scn_source_text(&f->arena, "t", text, strlen(text), &src),
		0);
	assert_int_equal(vgs_scn_parse(&f->arena, &f->diags, src, &root), 0);
	return root;
}

static enum vgs_scn_scalar kind(const char *text)
{
	uint64_t value;
	bool negative;

	return vgs_scn_classify(text, &value, &negative);
}

static uint64_t value_of(const char *text)
{
	uint64_t value;
	bool negative;

	assert_int_equal(vgs_scn_classify(text, &value, &negative),
			 VGS_SCN_INT);
	return value;
}

static void integers_are_decimal_or_hexadecimal(void **state)
{
	(void)state;
	assert_true(value_of("0") == 0);
	assert_true(value_of("42") == 42);
	assert_true(value_of("0xa0") == 0xa0);
	assert_true(value_of("0xA0") == 0xa0);
	assert_true(value_of("0xffffffffffffffff") == UINT64_MAX);
	assert_true(value_of("18446744073709551615") == UINT64_MAX);
	assert_true(value_of("-19") == (uint64_t)-19);
	assert_int_equal(kind("18446744073709551616"), VGS_SCN_BAD_RANGE);
	assert_int_equal(kind("0x10000000000000000"), VGS_SCN_BAD_RANGE);
}

static void only_true_and_false_are_booleans(void **state)
{
	(void)state;
	assert_int_equal(kind("true"), VGS_SCN_BOOL);
	assert_int_equal(kind("false"), VGS_SCN_BOOL);
	assert_int_equal(kind("yes"), VGS_SCN_BAD_WORD);
	assert_int_equal(kind("No"), VGS_SCN_BAD_WORD);
	assert_int_equal(kind("ON"), VGS_SCN_BAD_WORD);
	assert_int_equal(kind("off"), VGS_SCN_BAD_WORD);
	assert_int_equal(kind("True"), VGS_SCN_BAD_WORD);
	assert_int_equal(kind("yeah"), VGS_SCN_TEXT);
}

static void what_parsers_read_differently_is_rejected(void **state)
{
	(void)state;
	assert_int_equal(kind("010"), VGS_SCN_BAD_OCTAL);
	assert_int_equal(kind("0o17"), VGS_SCN_BAD_OCTAL);
	assert_int_equal(kind("1_000"), VGS_SCN_BAD_UNDERSCORE);
	assert_int_equal(kind("0x1_0"), VGS_SCN_BAD_UNDERSCORE);
	assert_int_equal(kind("12:30"), VGS_SCN_BAD_SEXAGESIMAL);
	assert_int_equal(kind("1:20:30"), VGS_SCN_BAD_SEXAGESIMAL);
	assert_int_equal(kind("1.5"), VGS_SCN_BAD_FLOAT);
	assert_int_equal(kind("-.5"), VGS_SCN_BAD_FLOAT);
	assert_int_equal(kind("1e3"), VGS_SCN_BAD_FLOAT);
	assert_int_equal(kind(".inf"), VGS_SCN_BAD_FLOAT);
	assert_int_equal(kind(""), VGS_SCN_BAD_EMPTY);
}

static void words_of_the_field_are_text(void **state)
{
	(void)state;
	assert_int_equal(kind("0.0.1.0"), VGS_SCN_TEXT);
	assert_int_equal(kind("v4.1"), VGS_SCN_TEXT);
	assert_int_equal(kind("E2"), VGS_SCN_TEXT);
	assert_int_equal(kind("active+pending"), VGS_SCN_TEXT);
	assert_int_equal(kind("12:60"), VGS_SCN_TEXT);
	assert_int_equal(kind("0x"), VGS_SCN_TEXT);
	assert_int_equal(kind("n"), VGS_SCN_TEXT);
}

static void a_quoted_scalar_is_text(void **state)
{
	const struct vgs_scn_node *root =
		parse(*state, "a: '42'\nb: \"yes\"\n");

	assert_int_equal(vgs_scn_get(root, "a")->scalar, VGS_SCN_TEXT);
	assert_int_equal(vgs_scn_get(root, "b")->scalar, VGS_SCN_TEXT);
	assert_string_equal(vgs_scn_get(root, "b")->text, "yes");
}

static void nodes_know_line_and_column_of_key_and_value(void **state)
{
	const struct vgs_scn_node *root =
		parse(*state, "a: 1\nb: { c: \xc3\xa9, dd: 2 }\n");
	const struct vgs_scn_node *dd =
		vgs_scn_get(vgs_scn_get(root, "b"), "dd");

	assert_int_equal(dd->key->pos.line, 2);
	assert_int_equal(dd->key->pos.column, 12);
	assert_int_equal(dd->pos.column, 16);
}

static void line_ends_of_windows_count_as_one(void **state)
{
	const struct vgs_scn_node *root = parse(*state, "a: 1\r\nb: 2\r\n");

	assert_int_equal(vgs_scn_get(root, "b")->pos.line, 2);
	assert_int_equal(vgs_scn_get(root, "b")->scalar, VGS_SCN_INT);
}

static void eight_levels_are_allowed_and_no_more(void **state)
{
	struct fixture *f = *state;

	assert_non_null(parse(f, "[[[[[[[[1]]]]]]]]"));
	assert_int_equal(f->diags.errors, 0);
	parse(f, "[[[[[[[[[1]]]]]]]]]");
	assert_int_equal(f->diags.errors, 1);
	assert_string_equal(f->diags.list[0].code, "too-deep");
}

static void a_million_brackets_are_cheap(void **state)
{
	struct fixture *f = *state;
	static char text[VGS_SCENARIO_MAX_BYTES + 1];

	memset(text, '[', VGS_SCENARIO_MAX_BYTES);
	parse(f, text);
	assert_int_equal(f->diags.errors, 1);
	memset(text, '{', VGS_SCENARIO_MAX_BYTES);
	parse(f, text);
	assert_int_equal(f->diags.errors, 2);
}

static void overrides_merge_mappings_and_replace_the_rest(void **state)
{
	struct fixture *f = *state;
	const struct vgs_scn_node *base =
		parse(f, "{ a: { x: 1, y: 2 }, l: [1, 2], s: old }");
	const struct vgs_scn_node *over =
		parse(f, "{ a: { y: 3, z: 4 }, l: [9], s: new, n: 5 }");
	const struct vgs_scn_node *m = vgs_scn_merge(&f->arena, base, over);
	const struct vgs_scn_node *a = vgs_scn_get(m, "a");

	assert_true(vgs_scn_get(a, "x")->value == 1);
	assert_true(vgs_scn_get(a, "y")->value == 3);
	assert_true(vgs_scn_get(a, "z")->value == 4);
	assert_int_equal(vgs_scn_get(m, "l")->count, 1);
	assert_string_equal(vgs_scn_get(m, "s")->text, "new");
	assert_true(vgs_scn_get(m, "n")->value == 5);
	assert_true(vgs_scn_get(vgs_scn_get(base, "a"), "y")->value == 2);
}

static const char *near(const char *word, const char *a, const char *b)
{
	struct vgs_scn_near n;

	vgs_scn_near_init(&n, word);
	vgs_scn_near_try(&n, a);
	vgs_scn_near_try(&n, b);
	return n.best;
}

static void the_nearest_word_is_suggested_if_it_is_near(void **state)
{
	(void)state;
	assert_string_equal(near("rasie", "lower", "raise"), "raise");
	assert_string_equal(
		near("GICD_ISENABLE", "GICD_ISENABLER", "GICD_ICENABLER"),
		"GICD_ISENABLER");
	assert_null(near("xyzzy", "lower", "raise"));
	assert_null(near("a", "b", "raise"));
}

static void a_long_line_is_cut_around_the_caret(void **state)
{
	struct fixture *f = *state;
	static char text[5000];
	const struct vgs_diag *d;

	memset(text, 'b', 4000);
	memcpy(text, "a: [", 4);
	strcpy(text + 4000, ", yes]\n");
	parse(f, text);
	assert_int_equal(f->diags.count, 1);
	d = &f->diags.list[0];
	assert_int_equal(d->column, 4003);
	assert_true(strlen(d->source_line) < 250);
	assert_memory_equal(d->source_line + d->caret - 1, "yes", 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(integers_are_decimal_or_hexadecimal),
		TEST(only_true_and_false_are_booleans),
		TEST(what_parsers_read_differently_is_rejected),
		TEST(words_of_the_field_are_text),
		TEST(a_quoted_scalar_is_text),
		TEST(nodes_know_line_and_column_of_key_and_value),
		TEST(line_ends_of_windows_count_as_one),
		TEST(eight_levels_are_allowed_and_no_more),
		TEST(a_million_brackets_are_cheap),
		TEST(overrides_merge_mappings_and_replace_the_rest),
		TEST(the_nearest_word_is_suggested_if_it_is_near),
		TEST(a_long_line_is_cut_around_the_caret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
