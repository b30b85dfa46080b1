/* SPDX-License-Identifier: MIT */
/*
 * LPIs at random through a pool that is too small, beside a set of pending
 * bits that has no pool: nothing is lost, nothing comes twice, and of those
 * that are pending and enabled the most urgent comes first.
 */
#include "test_its.h"

#define LPIS 100u
#define PES  3u

struct naive {
	bool pending[PES][LPIS];
	bool enabled[PES];
	unsigned byte[LPIS]; /* configuration */
};

struct random {
	uint64_t state;
};

static unsigned below(struct random *r, unsigned n)
{
	r->state ^= r->state << 13;
	r->state ^= r->state >> 7;
	r->state ^= r->state << 17;
	return (unsigned)((r->state * UINT64_C(0x2545f4914f6cdd1d) >> 33) % n);
}

/* The one that comes next; 5 bits of priority count. */
static unsigned first(const struct naive *n, unsigned pe)
{
	unsigned best = LPIS;

	for (unsigned i = 0; n->enabled[pe] && i < LPIS; i++) {
		if (n->pending[pe][i] && (n->byte[i] & 1) &&
		    (best == LPIS ||
		     (n->byte[i] & 0xf8) < (n->byte[best] & 0xf8)))
			best = i;
	}
	return best;
}

/* The lowest PE on which it is pending. */
static unsigned where(const struct naive *n, unsigned i)
{
	for (unsigned pe = 0; pe < PES; pe++) {
		if (n->enabled[pe] && n->pending[pe][i])
			return pe;
	}
	return NOWHERE;
}

static void take(struct its *t, struct naive *n, unsigned pe)
{
	unsigned intid = acknowledge(t, pe), i = first(n, pe);

	if (i == LPIS) {
		assert_int_equal(intid, 1023);
		return;
	}
	assert_int_equal(intid, 8192 + i);
	n->pending[pe][i] = false;
	end(t, pe, intid);
}

/* Another configuration byte, and everybody is told. */
static void edit(struct its *t, struct naive *n, struct random *r, unsigned i)
{
	n->byte[i] = (below(r, 16) + 4) << 3 | (below(r, 8) != 0);
	property(t, 8192 + i, n->byte[i]);
}

static void edit_some(struct its *t, struct naive *n, struct random *r)
{
	unsigned i = below(r, LPIS);
	bool one = below(r, 4);

	edit(t, n, r, i);
	for (unsigned more = 0; !one && more < 8; more++)
		edit(t, n, r, below(r, LPIS));
	for (unsigned pe = 0; pe < PES; pe++)
		redist_write(&t->f, pe, one ? "GICR_INVLPIR" : "GICR_INVALLR",
			     8192 + i);
}

static void move_everything(struct its *t, struct naive *n, unsigned from,
			    unsigned to)
{
	movall(t, from, to);
	/* GIC-CU46: it stays where it is. */
	if (from == to || !n->enabled[from] || !n->enabled[to])
		return;
	for (unsigned i = 0; i < LPIS; i++) {
		n->pending[to][i] |= n->pending[from][i];
		n->pending[from][i] = false;
	}
}

static void some_step(struct its *t, struct naive *n, struct random *r)
{
	unsigned pe = below(r, PES), i = below(r, LPIS);

	switch (below(r, 64)) {
	case 0:
		n->enabled[pe] = !n->enabled[pe];
		redist_write(&t->f, pe, "GICR_CTLR", n->enabled[pe]);
		break;
	case 1:
	case 2:
		move_everything(t, n, pe, below(r, PES));
		break;
	case 3:
	case 4:
		edit_some(t, n, r);
		break;
	case 5:
	case 6:
	case 7:
		redist_write(&t->f, pe, "GICR_CLRLPIR", 8192 + i);
		if (n->enabled[pe])
			n->pending[pe][i] = false;
		break;
	default:
		if (below(r, 2)) {
			take(t, n, pe);
			break;
		}
		redist_write(&t->f, pe, "GICR_SETLPIR", 8192 + i);
		if (n->enabled[pe])
			n->pending[pe][i] = true;
		break;
	}
}

/* A copy of the state through an image, now and then. */
static void through_an_image(struct its *t)
{
	size_t size = vgs_gic_save_size(t->f.gic);

	if (!t->image)
		t->image = malloc(size);
	assert_non_null(t->image);
	assert_int_equal(vgs_gic_save(t->f.gic, t->image, size), 0);
	assert_int_equal(vgs_gic_restore(t->f.gic, t->image, size), 0);
}

/* What the budget has left over. */
static void work_off(struct its *t)
{
	struct vgs_work work;

	for (unsigned i = 0; vgs_gic_work(t->f.gic, 1, &work) > 0; i++) {
		assert_true(i < 100000);
		assert_int_equal(vgs_gic_work_run(t->f.gic, &work), 0);
	}
}

static void play(unsigned slots, enum vgs_lpi_cache cache, bool through,
		 unsigned budget)
{
	struct its *t = calloc(1, sizeof(*t));
	struct naive n = { .enabled = { true, true, true } };
	struct random r = { slots + 1 };
	void *state = t;

	assert_non_null(t);
	its_config(t);
	t->f.cfg.pes = PES;
	t->f.cfg.lpi_slots = slots;
	t->f.cfg.lpi_cache = cache;
	t->f.cfg.lpi_id_bits = 14;
	t->f.cfg.direct_lpi = true;
	t->f.cfg.work_budget = budget;
	if (through)
		assert_int_equal(vgs_gic_config_choose(&t->f.cfg, "GIC-L12",
						       "written-through"),
				 0);
	its_machine(t);
	work_off(t);
	for (unsigned i = 0; i < LPIS; i++)
		edit(t, &n, &r, i);
	for (unsigned step = 0; step < 3000; step++) {
		const char *broken = "";
		unsigned i = below(&r, LPIS);

		some_step(t, &n, &r);
		if (step % 128 == 0)
			through_an_image(t);
		work_off(t);
		if (step % 8 == 0 && vgs_gic_check(t->f.gic, &broken))
			fail_msg("step %u: %s", step, broken);
		assert_int_equal(pending_on(t, 8192 + i), where(&n, i));
	}
	its_teardown(&state);
}

static void a_pool_of_one_for_each_pe_loses_nothing(void **state)
{
	(void)state;
	play(3, VGS_LPI_CACHE_EAGER, false, 0);
}

static void a_pool_of_seven_loses_nothing(void **state)
{
	(void)state;
	play(7, VGS_LPI_CACHE_EAGER, false, 0);
}

static void a_pool_of_seven_that_caches_loses_nothing(void **state)
{
	(void)state;
	play(7, VGS_LPI_CACHE_CACHED, false, 0);
}

static void a_pool_written_through_loses_nothing(void **state)
{
	(void)state;
	play(7, VGS_LPI_CACHE_CACHED, true, 0);
}

static void a_pool_that_is_large_enough_loses_nothing(void **state)
{
	(void)state;
	play(PES * LPIS, VGS_LPI_CACHE_CACHED, false, 0);
}

static void a_pool_of_seven_on_a_budget_loses_nothing(void **state)
{
	(void)state;
	play(7, VGS_LPI_CACHE_EAGER, false, 3);
}

static void a_pool_of_seven_with_one_visit_a_call_loses_nothing(void **state)
{
	(void)state;
	play(7, VGS_LPI_CACHE_CACHED, false, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pool_of_one_for_each_pe_loses_nothing),
		cmocka_unit_test(a_pool_of_seven_loses_nothing),
		cmocka_unit_test(a_pool_of_seven_that_caches_loses_nothing),
		cmocka_unit_test(a_pool_written_through_loses_nothing),
		cmocka_unit_test(a_pool_that_is_large_enough_loses_nothing),
		cmocka_unit_test(a_pool_of_seven_on_a_budget_loses_nothing),
		cmocka_unit_test(
			a_pool_of_seven_with_one_visit_a_call_loses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
