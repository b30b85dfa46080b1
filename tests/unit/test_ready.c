/* SPDX-License-Identifier: MIT */
/*
 * The selection index alone: order, removal, extremes of its shape.
 */
#include "check.h"

#include "ready.h"

struct fixture {
	struct vgs_ready ready;
	size_t words;
	unsigned level, rank;
};

/* An index of a shape over zeroed memory, freed by teardown. */
static void shape(struct fixture *f, unsigned pes, unsigned groups,
		  unsigned levels, unsigned ranks)
{
	uint64_t *words;

	f->words = vgs_ready_words(pes, groups, levels, ranks);
	words = calloc(f->words, sizeof(*words));
	assert_non_null(words);
	vgs_ready_init(&f->ready, words, groups, levels, ranks);
}

static bool min(struct fixture *f, unsigned pe, unsigned group)
{
	return vgs_ready_min(&f->ready, pe, group, &f->level, &f->rank);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	*state = f;
	return f ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	free(f->ready.words);
	free(f);
	return 0;
}

static void an_empty_index_has_no_minimum(void **state)
{
	struct fixture *f = *state;

	shape(f, 1, 2, 32, 96);
	assert_false(min(f, 0, 0));
	assert_false(min(f, 0, 1));
}

static void what_was_inserted_is_the_minimum(void **state)
{
	struct fixture *f = *state;

	shape(f, 1, 2, 32, 96);
	vgs_ready_insert(&f->ready, 0, 1, 20, 42);
	assert_true(min(f, 0, 1));
	assert_int_equal(f->level, 20);
	assert_int_equal(f->rank, 42);
}

/* GIC-D1: lower values are more urgent. */
static void a_lower_level_comes_first(void **state)
{
	struct fixture *f = *state;

	shape(f, 1, 2, 32, 96);
	vgs_ready_insert(&f->ready, 0, 0, 20, 3);
	vgs_ready_insert(&f->ready, 0, 0, 19, 90);
	assert_true(min(f, 0, 0));
	assert_int_equal(f->level, 19);
	assert_int_equal(f->rank, 90);
}

/* GIC-D33 */
static void within_a_level_the_lowest_rank_comes_first(void **state)
{
	struct fixture *f = *state;

	shape(f, 1, 1, 32, 1024);
	vgs_ready_insert(&f->ready, 0, 0, 5, 700);
	vgs_ready_insert(&f->ready, 0, 0, 5, 64);
	vgs_ready_insert(&f->ready, 0, 0, 5, 65);
	assert_true(min(f, 0, 0));
	assert_int_equal(f->rank, 64);
}

static void inserting_twice_is_inserting_once(void **state)
{
	struct fixture *f = *state;

	shape(f, 1, 1, 32, 96);
	vgs_ready_insert(&f->ready, 0, 0, 5, 40);
	vgs_ready_insert(&f->ready, 0, 0, 5, 40);
	vgs_ready_remove(&f->ready, 0, 0, 5, 40);
	assert_false(min(f, 0, 0));
}

static void removing_what_is_not_there_changes_nothing(void **state)
{
	struct fixture *f = *state;

	shape(f, 1, 1, 32, 192);
	vgs_ready_insert(&f->ready, 0, 0, 5, 40);
	vgs_ready_remove(&f->ready, 0, 0, 5, 41);
	vgs_ready_remove(&f->ready, 0, 0, 5, 150);
	vgs_ready_remove(&f->ready, 0, 0, 6, 40);
	assert_true(min(f, 0, 0));
	assert_int_equal(f->level, 5);
	assert_int_equal(f->rank, 40);
}

static void after_removal_the_next_of_the_word_comes(void **state)
{
	struct fixture *f = *state;

	shape(f, 1, 1, 32, 96);
	vgs_ready_insert(&f->ready, 0, 0, 5, 40);
	vgs_ready_insert(&f->ready, 0, 0, 5, 41);
	vgs_ready_remove(&f->ready, 0, 0, 5, 40);
	assert_true(min(f, 0, 0));
	assert_int_equal(f->rank, 41);
}

static void after_removal_the_next_word_comes(void **state)
{
	struct fixture *f = *state;

	shape(f, 1, 1, 32, 192);
	vgs_ready_insert(&f->ready, 0, 0, 5, 40);
	vgs_ready_insert(&f->ready, 0, 0, 5, 130);
	vgs_ready_remove(&f->ready, 0, 0, 5, 40);
	assert_true(min(f, 0, 0));
	assert_int_equal(f->rank, 130);
}

static void after_removal_the_next_level_comes(void **state)
{
	struct fixture *f = *state;

	shape(f, 1, 1, 256, 96);
	vgs_ready_insert(&f->ready, 0, 0, 5, 40);
	vgs_ready_insert(&f->ready, 0, 0, 200, 41);
	vgs_ready_remove(&f->ready, 0, 0, 5, 40);
	assert_true(min(f, 0, 0));
	assert_int_equal(f->level, 200);
}

static void groups_do_not_mix(void **state)
{
	struct fixture *f = *state;

	shape(f, 1, 3, 32, 96);
	vgs_ready_insert(&f->ready, 0, 1, 31, 95);
	assert_false(min(f, 0, 0));
	assert_true(min(f, 0, 1));
	assert_false(min(f, 0, 2));
}

static void pes_do_not_mix(void **state)
{
	struct fixture *f = *state;

	shape(f, 3, 2, 32, 96);
	vgs_ready_insert(&f->ready, 1, 1, 31, 95);
	assert_false(min(f, 0, 1));
	assert_true(min(f, 1, 1));
	assert_false(min(f, 2, 0));
}

/* The last place of the largest shape: the last word, and no other PE's. */
static void the_last_place_of_the_largest_index_works(void **state)
{
	struct fixture *f = *state;

	shape(f, 2, 3, VGS_READY_MAX_LEVELS, VGS_READY_MAX_RANKS);
	vgs_ready_insert(&f->ready, 1, 2, 511, 4095);
	assert_true(min(f, 1, 2));
	assert_int_equal(f->level, 511);
	assert_int_equal(f->rank, 4095);
	assert_int_equal(f->ready.words[f->words - 1] >> 63, 1);
	assert_false(min(f, 0, 0));
	assert_false(min(f, 1, 1));
}

static void the_first_place_of_the_largest_index_works(void **state)
{
	struct fixture *f = *state;

	shape(f, 1, 1, VGS_READY_MAX_LEVELS, VGS_READY_MAX_RANKS);
	vgs_ready_insert(&f->ready, 0, 0, 511, 4095);
	vgs_ready_insert(&f->ready, 0, 0, 0, 0);
	assert_true(min(f, 0, 0));
	assert_int_equal(f->level, 0);
	assert_int_equal(f->rank, 0);
}

static void one_of_512_pes_is_found(void **state)
{
	struct fixture *f = *state;

	shape(f, 512, 2, 32, 1020);
	vgs_ready_insert(&f->ready, 511, 1, 31, 1019);
	assert_true(min(f, 511, 1));
	assert_int_equal(f->rank, 1019);
	assert_false(min(f, 510, 1));
}

/* Ranks in reverse, removed in order: every word and level boundary. */
static void all_of_them_come_in_order(void **state)
{
	struct fixture *f = *state;

	shape(f, 1, 1, 512, 260);
	for (unsigned rank = 260; rank-- > 0;)
		vgs_ready_insert(&f->ready, 0, 0, 510, rank);
	for (unsigned rank = 0; rank < 260; rank++) {
		assert_true(min(f, 0, 0));
		assert_int_equal(f->level, 510);
		assert_int_equal(f->rank, rank);
		vgs_ready_remove(&f->ready, 0, 0, 510, rank);
	}
	assert_false(min(f, 0, 0));
}

static void an_index_emptied_is_all_zero(void **state)
{
	struct fixture *f = *state;

	shape(f, 2, 2, 65, 65);
	for (unsigned k = 0; k < 65; k++)
		vgs_ready_insert(&f->ready, k % 2, k / 2 % 2, k, 64 - k);
	for (unsigned k = 0; k < 65; k++)
		vgs_ready_remove(&f->ready, k % 2, k / 2 % 2, k, 64 - k);
	for (size_t i = 0; i < f->words; i++)
		assert_int_equal(f->ready.words[i], 0);
}

/* architecture.md section 8: linear in PEs. */
static void the_size_is_linear_in_pes(void **state)
{
	(void)state;
	assert_int_equal(vgs_ready_words(1, 2, 32, 96), 1 + 2 * (1 + 32 * 3));
	assert_int_equal(vgs_ready_words(512, 2, 32, 96),
			 512 * (1 + 2 * (1 + 32 * 3)));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_empty_index_has_no_minimum),
		TEST(what_was_inserted_is_the_minimum),
		TEST(a_lower_level_comes_first),
		TEST(within_a_level_the_lowest_rank_comes_first),
		TEST(inserting_twice_is_inserting_once),
		TEST(removing_what_is_not_there_changes_nothing),
		TEST(after_removal_the_next_of_the_word_comes),
		TEST(after_removal_the_next_word_comes),
		TEST(after_removal_the_next_level_comes),
		TEST(groups_do_not_mix),
		TEST(pes_do_not_mix),
		TEST(the_last_place_of_the_largest_index_works),
		TEST(the_first_place_of_the_largest_index_works),
		TEST(one_of_512_pes_is_found),
		TEST(all_of_them_come_in_order),
		TEST(an_index_emptied_is_all_zero),
		TEST(the_size_is_linear_in_pes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
