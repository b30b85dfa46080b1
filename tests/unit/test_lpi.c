/* SPDX-License-Identifier: MIT */
/* The pool of LPIs and its index. */
#include "lpi.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SLOTS 64u

#define PES 4u

struct fixture {
	struct vgs_lpi_pool pool;
	struct vgs_lpi lpis[SLOTS];
	uint32_t table[4 * SLOTS];
	struct vgs_lpi_word words[16 * SLOTS];
	struct vgs_lpi_owner owners[2 * PES];
};

static void start(struct fixture *f)
{
	memset(f, 0, sizeof(*f));
	f->pool.lpis = f->lpis;
	f->pool.table = f->table;
	f->pool.words = f->words;
	f->pool.owners = f->owners;
	vgs_lpi_pool_init(&f->pool, SLOTS, PES, 24);
}

static int set_up(void **state)
{
	struct fixture *f = malloc(sizeof(*f));

	if (!f || vgs_lpi_table_size(SLOTS) > 4 * SLOTS ||
	    vgs_lpi_words_size(SLOTS) > 16 * SLOTS)
		return -1;
	start(f);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static void remove_lpi(struct fixture *f, uint32_t owner, uint32_t intid)
{
	struct vgs_lpi *lpi = vgs_lpi_find(&f->pool, owner, intid);

	assert_non_null(lpi);
	vgs_lpi_remove(&f->pool, lpi);
}

static void an_entry_that_was_added_is_found(void **state)
{
	struct fixture *f = *state;

	assert_non_null(vgs_lpi_add(&f->pool, 3, 8192));
	assert_int_equal(vgs_lpi_find(&f->pool, 3, 8192)->intid, 8192);
	assert_null(vgs_lpi_find(&f->pool, 4, 8192));
	assert_null(vgs_lpi_find(&f->pool, 3, 8193));
}

static void a_full_pool_takes_no_more(void **state)
{
	struct fixture *f = *state;

	for (uint32_t i = 0; i < SLOTS; i++)
		assert_non_null(vgs_lpi_add(&f->pool, 0, 8192 + i));
	assert_null(vgs_lpi_add(&f->pool, 0, 9000));
	assert_non_null(vgs_lpi_add(&f->pool, 0, 8192));
	remove_lpi(f, 0, 8200);
	assert_non_null(vgs_lpi_add(&f->pool, 0, 9000));
}

/* Colliding places move; none may become unreachable. */
static void removal_keeps_all_others_reachable(void **state)
{
	struct fixture *f = *state;

	for (uint32_t removed = 0; removed < SLOTS; removed++) {
		start(f);
		for (uint32_t i = 0; i < SLOTS; i++)
			vgs_lpi_add(&f->pool, i % 3, 8192 + i * 7);
		remove_lpi(f, removed % 3, 8192 + removed * 7);
		for (uint32_t i = 0; i < SLOTS; i++) {
			bool found = vgs_lpi_find(&f->pool, i % 3,
						  8192 + i * 7) != NULL;

			assert_int_equal(found, i != removed);
		}
	}
}

static unsigned list_length(const struct fixture *f, uint32_t owner)
{
	unsigned n = 0;

	for (const struct vgs_lpi *lpi = vgs_lpi_first(&f->pool, owner); lpi;
	     lpi = vgs_lpi_next(&f->pool, lpi))
		n++;
	return n;
}

static void lists_hold_the_entries_of_one_pe(void **state)
{
	struct fixture *f = *state;

	for (uint32_t i = 0; i < 10; i++)
		vgs_lpi_add(&f->pool, i < 7 ? 1 : 2, 8192 + i);
	remove_lpi(f, 1, 8192);
	remove_lpi(f, 1, 8195);
	remove_lpi(f, 1, 8198);
	assert_int_equal(list_length(f, 0), 0);
	assert_int_equal(list_length(f, 1), 4);
	assert_int_equal(list_length(f, 2), 3);
}

static void a_pe_and_the_vpe_on_it_have_lists_of_their_own(void **state)
{
	struct fixture *f = *state;

	vgs_lpi_add(&f->pool, VGS_LPI_VPE | 0, 8192);
	vgs_lpi_add(&f->pool, VGS_LPI_VPE | 1, 8192);
	vgs_lpi_add(&f->pool, VGS_LPI_VPE | 1, 8193);
	assert_int_equal(list_length(f, VGS_LPI_VPE | 0), 1);
	assert_int_equal(list_length(f, VGS_LPI_VPE | 1), 2);
	assert_int_equal(list_length(f, 0), 0);
	assert_int_equal(list_length(f, 1), 0);
}

/* A restore leaves only the entries: all else follows from them. */
static void a_rebuilt_pool_answers_as_before(void **state)
{
	struct fixture *f = *state;

	for (uint32_t i = 0; i < 20; i++)
		vgs_lpi_add(&f->pool, i % 3, 8192 + i);
	remove_lpi(f, 1, 8193);
	memset(f->table, 0xa5, sizeof(f->table));
	vgs_lpi_pool_rebuild(&f->pool);
	assert_null(vgs_lpi_find(&f->pool, 1, 8193));
	assert_int_equal(vgs_lpi_find(&f->pool, 2, 8194)->intid, 8194);
	assert_int_equal(list_length(f, 1), 6);
	assert_int_equal(f->pool.used, 19);
	/* The lowest free entry is taken next, as without the restore. */
	assert_ptr_equal(vgs_lpi_add(&f->pool, 0, 9000), &f->lpis[1]);
}

static void expect_min(struct fixture *f, uint32_t owner, unsigned level,
		       uint32_t intid)
{
	assert_int_equal(vgs_lpi_index_first(&f->pool, owner),
			 vgs_lpi_key((uint8_t)level, intid));
}

static void an_empty_index_has_no_minimum(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vgs_lpi_index_first(&f->pool, 0), VGS_LPI_NONE);
}

static void the_most_urgent_level_wins(void **state)
{
	struct fixture *f = *state;

	vgs_lpi_index_insert(&f->pool, 0, 0xa0, 8192);
	vgs_lpi_index_insert(&f->pool, 0, 0x20, 0xffffff);
	expect_min(f, 0, 0x20, 0xffffff);
	vgs_lpi_index_remove(&f->pool, 0, 0x20, 0xffffff);
	expect_min(f, 0, 0xa0, 8192);
}

/* GIC-D33: the lowest INTID among equal priorities. */
static void the_lowest_intid_wins_a_tie(void **state)
{
	struct fixture *f = *state;

	vgs_lpi_index_insert(&f->pool, 0, 0xa0, 70000);
	vgs_lpi_index_insert(&f->pool, 0, 0xa0, 8300);
	vgs_lpi_index_insert(&f->pool, 0, 0xa0, 8299);
	expect_min(f, 0, 0xa0, 8299);
	vgs_lpi_index_remove(&f->pool, 0, 0xa0, 8299);
	expect_min(f, 0, 0xa0, 8300);
	vgs_lpi_index_remove(&f->pool, 0, 0xa0, 8300);
	expect_min(f, 0, 0xa0, 70000);
}

static void owners_have_indexes_of_their_own(void **state)
{
	struct fixture *f = *state;

	vgs_lpi_index_insert(&f->pool, 3, 0x10, 8192);
	vgs_lpi_index_insert(&f->pool, VGS_LPI_VPE | 3, 0x18, 8193);
	expect_min(f, 3, 0x10, 8192);
	expect_min(f, VGS_LPI_VPE | 3, 0x18, 8193);
}

/* A random history against an array of flags. */
static void the_index_agrees_with_a_naive_set(void **state)
{
	struct fixture *f = *state;
	static bool in[4][64];
	uint32_t random = 1;

	memset(in, 0, sizeof(in));
	for (unsigned step = 0; step < 20000; step++) {
		unsigned level, k;
		uint32_t best = VGS_LPI_NONE;

		random = random * 1664525u + 1013904223u;
		level = random >> 30;
		k = random >> 20 & 15u;
		if (in[level][k])
			vgs_lpi_index_remove(&f->pool, 1, (uint8_t)(level * 80),
					     8192 + k * 4099);
		else
			vgs_lpi_index_insert(&f->pool, 1, (uint8_t)(level * 80),
					     8192 + k * 4099);
		in[level][k] = !in[level][k];
		for (unsigned l = 4; l-- > 0;) {
			for (unsigned i = 16; i-- > 0;) {
				if (in[l][i])
					best = vgs_lpi_key((uint8_t)(l * 80),
							   8192 + i * 4099);
			}
		}
		/* What is remembered of the answer may be of long ago. */
		if (step % 7 > 2)
			assert_int_equal(vgs_lpi_index_first(&f->pool, 1),
					 best);
	}
}

/* Of those that are placed, the most and the least urgent entry. */
static void expect_ends(const struct fixture *f, const bool placed[16])
{
	uint32_t most = VGS_LPI_NONE, least = 0;

	for (unsigned i = 0; i < 16; i++) {
		uint32_t key = vgs_lpi_key_of(&f->lpis[i]);

		if (placed[i] && key < most)
			most = key;
		if (placed[i] && key > least)
			least = key;
	}
	if (most == VGS_LPI_NONE) {
		assert_null(vgs_lpi_most_urgent(&f->pool, 2));
		assert_null(vgs_lpi_least_urgent(&f->pool, 2));
		return;
	}
	assert_int_equal(vgs_lpi_key_of(vgs_lpi_most_urgent(&f->pool, 2)),
			 most);
	assert_int_equal(vgs_lpi_key_of(vgs_lpi_least_urgent(&f->pool, 2)),
			 least);
}

static void both_ends_agree_with_a_naive_set(void **state)
{
	struct fixture *f = *state;
	bool placed[16] = { false };
	uint32_t random = 1;

	for (unsigned i = 0; i < 16; i++) {
		struct vgs_lpi *lpi = vgs_lpi_add(&f->pool, 2, 8192 + i * 4099);

		lpi->priority = (uint8_t)(i * 7 % 4 * 80);
		lpi->flags |= VGS_LPI_PENDING | VGS_LPI_ENABLED;
	}
	for (unsigned step = 0; step < 20000; step++) {
		unsigned i;

		random = random * 1664525u + 1013904223u;
		i = random >> 28;
		if (placed[i])
			vgs_lpi_unplace(&f->pool, &f->lpis[i]);
		else
			vgs_lpi_place(&f->pool, &f->lpis[i]);
		placed[i] = !placed[i];
		if (step % 7 > 2)
			expect_ends(f, placed);
	}
}

/* Whether anybody is in a set is known without a look at each. */
static void a_set_has_somebody_while_one_is_in_it(void **state)
{
	struct fixture *f = *state;

	assert_false(vgs_lpi_has(&f->pool, VGS_LPI_WAITING));
	vgs_lpi_say(&f->pool, 1, VGS_LPI_WAITING, true);
	vgs_lpi_say(&f->pool, 1, VGS_LPI_WAITING, true);
	vgs_lpi_say(&f->pool, VGS_LPI_VPE | 1, VGS_LPI_WAITING, true);
	vgs_lpi_say(&f->pool, 1, VGS_LPI_WAITING, false);
	vgs_lpi_say(&f->pool, 1, VGS_LPI_WAITING, false);
	assert_false(vgs_lpi_is(&f->pool, 1, VGS_LPI_WAITING));
	assert_true(vgs_lpi_has(&f->pool, VGS_LPI_WAITING));
	vgs_lpi_say(&f->pool, VGS_LPI_VPE | 1, VGS_LPI_WAITING, false);
	assert_false(vgs_lpi_has(&f->pool, VGS_LPI_WAITING));
}

/* A history that ends empty leaves no word behind. */
static void an_emptied_index_uses_no_words(void **state)
{
	struct fixture *f = *state;

	for (uint32_t i = 0; i < SLOTS; i++)
		vgs_lpi_index_insert(&f->pool, i % 5, (uint8_t)(i * 4),
				     8192 + i * 997);
	for (uint32_t i = 0; i < SLOTS; i++)
		vgs_lpi_index_remove(&f->pool, i % 5, (uint8_t)(i * 4),
				     8192 + i * 997);
	for (uint32_t i = 0; i < vgs_lpi_words_size(SLOTS); i++)
		assert_true(f->words[i].key == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)
		T(an_entry_that_was_added_is_found),
		T(a_full_pool_takes_no_more),
		T(removal_keeps_all_others_reachable),
		T(lists_hold_the_entries_of_one_pe),
		T(a_pe_and_the_vpe_on_it_have_lists_of_their_own),
		T(a_rebuilt_pool_answers_as_before),
		T(an_empty_index_has_no_minimum),
		T(the_most_urgent_level_wins),
		T(the_lowest_intid_wins_a_tie),
		T(owners_have_indexes_of_their_own),
		T(the_index_agrees_with_a_naive_set),
		T(both_ends_agree_with_a_naive_set),
		T(a_set_has_somebody_while_one_is_in_it),
		T(an_emptied_index_uses_no_words),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
