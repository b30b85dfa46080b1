/* SPDX-License-Identifier: MIT */
/*
 * What touches many LPIs stops when the call has made its visits, goes on as
 * a deferred action and may be saved in between.
 */
#include <libvgicsim/error.h>

#include "rule.h"
#include "test_its.h"

#define COUNT 12u

/* LPIs 8192.. pending on PE 1, 14 bits, so many visits a call. */
static struct its *budget_machine(void **state, unsigned budget)
{
	struct its *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	*state = t;
	its_config(t);
	t->f.cfg.work_budget = budget;
	t->f.cfg.lpi_id_bits = 14;
	t->f.cfg.direct_lpi = true;
	its_machine(t);
	return t;
}

static bool run_one(struct its *t)
{
	struct vgs_work work;

	if (vgs_gic_work(t->f.gic, 1, &work) <= 0)
		return false;
	assert_int_equal(vgs_gic_work_run(t->f.gic, &work), 0);
	return true;
}

static unsigned run_all(struct its *t)
{
	unsigned n = 0;

	while (run_one(t))
		assert_true(++n < 10000);
	return n;
}

static void pend(struct its *t, unsigned pe, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		redist_write(&t->f, pe, "GICR_SETLPIR", 8192 + i);
}

static unsigned count_on(struct its *t, unsigned pe)
{
	unsigned n = 0;

	for (unsigned i = 0; i < COUNT; i++)
		n += pending_on(t, 8192 + i) == pe;
	return n;
}

static struct its *ready(void **state, unsigned budget)
{
	struct its *t = budget_machine(state, budget);

	run_all(t);
	pend(t, 1, COUNT);
	assert_int_equal(count_on(t, 1), COUNT);
	return t;
}

/* --- INVALL ------------------------------------------------------------- */

/* LPI 8192 + COUNT - 1 becomes the most urgent one. */
static void edit_the_last(struct its *t)
{
	property(t, 8192 + COUNT - 1, 0x43);
}

static void invall_stops_at_the_budget_and_goes_on(void **state)
{
	struct its *t = ready(state, 4);

	mapc(t, 1, 1);
	edit_the_last(t);
	/* The command is one visit, three LPIs are the others. */
	invall(t, 1);
	assert_accepted(t);
	assert_int_equal(mrs(&t->f, 1, VGS_ICC_HPPIR1_EL1), 8192);
	assert_int_equal(run_all(t), 3);
	assert_int_equal(mrs(&t->f, 1, VGS_ICC_HPPIR1_EL1), 8192 + COUNT - 1);
	its_teardown(state);
}

/* GIC-O24 */
static void sync_waits_for_invall(void **state)
{
	struct its *t = ready(state, 4);

	mapc(t, 1, 1);
	edit_the_last(t);
	invall(t, 1);
	sync_to(t, 1);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 2 * 32);
	while (gits(t, 0, "GITS_CREADR") != 3 * 32)
		assert_true(run_one(t));
	assert_int_equal(mrs(&t->f, 1, VGS_ICC_HPPIR1_EL1), 8192 + COUNT - 1);
	its_teardown(state);
}

/* GIC-O24: it is about one Redistributor. */
static void sync_does_not_wait_for_another_redistributor(void **state)
{
	struct its *t = ready(state, 4);

	mapc(t, 1, 1);
	invall(t, 1);
	sync_to(t, 2);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 3 * 32);
	its_teardown(state);
}

/* GIC-L25 */
static void syncr_is_busy_until_invallr_is_over(void **state)
{
	struct its *t = ready(state, 4);

	edit_the_last(t);
	redist_write(&t->f, 1, "GICR_INVALLR", 0);
	assert_int_equal(redist_read(&t->f, 1, "GICR_SYNCR"), 1);
	assert_int_equal(redist_read(&t->f, 2, "GICR_SYNCR"), 0);
	run_all(t);
	assert_int_equal(redist_read(&t->f, 1, "GICR_SYNCR"), 0);
	assert_int_equal(mrs(&t->f, 1, VGS_ICC_HPPIR1_EL1), 8192 + COUNT - 1);
	its_teardown(state);
}

/* The second one sees what was edited after the first had read it. */
static void invallr_again_begins_anew(void **state)
{
	struct its *t = ready(state, 4);

	redist_write(&t->f, 1, "GICR_INVALLR", 0);
	property(t, 8193, 0x43);
	redist_write(&t->f, 1, "GICR_INVALLR", 0);
	run_all(t);
	assert_int_equal(mrs(&t->f, 1, VGS_ICC_HPPIR1_EL1), 8193);
	its_teardown(state);
}

/* --- MOVALL ------------------------------------------------------------- */

static void movall_stops_at_the_budget_and_goes_on(void **state)
{
	struct its *t = ready(state, 4);

	movall(t, 1, 2);
	assert_accepted(t);
	assert_int_equal(count_on(t, 2), 3);
	assert_int_equal(count_on(t, 1), COUNT - 3);
	run_all(t);
	assert_int_equal(count_on(t, 2), COUNT);
	its_teardown(state);
}

/* GIC-O24 */
static void sync_waits_for_movall(void **state)
{
	struct its *t = ready(state, 2);

	movall(t, 1, 2);
	sync_to(t, 1);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 32);
	while (gits(t, 0, "GITS_CREADR") != 2 * 32)
		assert_true(run_one(t));
	assert_int_equal(count_on(t, 2), COUNT);
	its_teardown(state);
}

/* GIC-O13: PE 1 to 2, then 2 to 3: nothing is left on 2. */
static void movall_waits_for_the_one_before_it(void **state)
{
	struct its *t = ready(state, 2);

	movall(t, 1, 2);
	movall(t, 2, 3);
	run_all(t);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 2 * 32);
	assert_int_equal(count_on(t, 3), COUNT);
	its_teardown(state);
}

/* GIC-CU46 */
static void movall_stops_when_the_target_is_disabled(void **state)
{
	struct its *t = ready(state, 2);

	movall(t, 1, 2);
	assert_int_equal(count_on(t, 2), 1);
	redist_write(&t->f, 2, "GICR_CTLR", 0);
	run_all(t);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU46);
	assert_int_equal(count_on(t, 1), COUNT - 1);
	/* What had come was written back. */
	assert_int_equal(load(t, PEND(2) + 1024, 8), 1);
	its_teardown(state);
}

/* What waits in the table of a full pool is moved too. */
static void movall_on_a_budget_takes_what_overflowed(void **state)
{
	struct its *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	*state = t;
	its_config(t);
	t->f.cfg.work_budget = 3;
	t->f.cfg.lpi_id_bits = 14;
	t->f.cfg.direct_lpi = true;
	t->f.cfg.lpi_slots = 4;
	its_machine(t);
	run_all(t);
	pend(t, 1, COUNT);
	movall(t, 1, 2);
	run_all(t);
	assert_int_equal(count_on(t, 2), COUNT);
	its_teardown(state);
}

/* GIC-O24, GIC-L29: PE 3 drives one of PE 1 out of the pool meanwhile. */
static void movall_takes_what_is_driven_out_meanwhile(void **state)
{
	struct its *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	*state = t;
	its_config(t);
	t->f.cfg.work_budget = 5;
	t->f.cfg.lpi_id_bits = 14;
	t->f.cfg.direct_lpi = true;
	t->f.cfg.lpi_slots = COUNT;
	its_machine(t);
	run_all(t);
	pend(t, 1, COUNT);
	movall(t, 1, 2);
	redist_write(&t->f, 3, "GICR_SETLPIR", 8300);
	/* It had no place of its own. */
	assert_int_not_equal(load(t, PEND(1) + 1024, 8), 0);
	run_all(t);
	assert_int_equal(count_on(t, 2), COUNT);
	assert_int_equal(load(t, PEND(1) + 1024, 8), 0);
	assert_int_equal(pending_on(t, 8300), 3);
	its_teardown(state);
}

/* A machine that is restored half-way does the other half. */
static void an_image_has_a_movall_that_is_half_done(void **state)
{
	struct its *t = ready(state, 2);
	size_t size = vgs_gic_save_size(t->f.gic);
	const char *broken = NULL;

	movall(t, 1, 2);
	t->image = malloc(size);
	assert_non_null(t->image);
	assert_int_equal(vgs_gic_save(t->f.gic, t->image, size), 0);
	run_all(t);
	assert_int_equal(vgs_gic_restore(t->f.gic, t->image, size), 0);
	assert_int_equal(vgs_gic_check(t->f.gic, &broken), 0);
	assert_int_equal(count_on(t, 2), 1);
	assert_int_equal(count_on(t, 1), COUNT - 1);
	run_all(t);
	assert_int_equal(count_on(t, 2), COUNT);
	its_teardown(state);
}

/* --- EnableLPIs --------------------------------------------------------- */

#define RWP 8u

/* GIC-L12 */
static void disabling_is_over_when_rwp_reads_0(void **state)
{
	struct its *t = ready(state, 5);

	redist_write(&t->f, 1, "GICR_CTLR", 0);
	assert_int_equal(redist_read(&t->f, 1, "GICR_CTLR") & (RWP | 1), RWP);
	assert_int_equal(load(t, PEND(1) + 1024, 8), 0x1f);
	run_all(t);
	assert_int_equal(redist_read(&t->f, 1, "GICR_CTLR") & (RWP | 1), 0);
	assert_int_equal(load(t, PEND(1) + 1024, 8), (1u << COUNT) - 1);
	its_teardown(state);
}

/* GIC-L12: what is being written back is not signalled. */
static void disabled_nothing_is_signalled_at_once(void **state)
{
	struct its *t = ready(state, 1);

	assert_true(vgs_gic_signals(t->f.gic, 1) & VGS_SIG_IRQ);
	redist_write(&t->f, 1, "GICR_CTLR", 0);
	assert_false(vgs_gic_signals(t->f.gic, 1) & VGS_SIG_IRQ);
	assert_int_equal(acknowledge(t, 1), 1023);
	redist_write(&t->f, 1, "GICR_SETLPIR", 8192 + 40);
	run_all(t);
	assert_int_equal(load(t, PEND(1) + 1024, 8), (1u << COUNT) - 1);
	its_teardown(state);
}

/* GIC-CU22 */
static void enabling_before_rwp_reads_0_is_ignored(void **state)
{
	struct its *t = ready(state, 1);

	redist_write(&t->f, 1, "GICR_CTLR", 0);
	redist_write(&t->f, 1, "GICR_CTLR", 1);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU22);
	assert_int_equal(redist_read(&t->f, 1, "GICR_CTLR") & 1, 0);
	run_all(t);
	redist_write(&t->f, 1, "GICR_CTLR", 1);
	assert_int_equal(redist_read(&t->f, 1, "GICR_CTLR") & 1, 1);
	run_all(t);
	assert_int_equal(count_on(t, 1), COUNT);
	its_teardown(state);
}

/* GIC-CU22 */
static void tables_are_locked_until_rwp_reads_0(void **state)
{
	struct its *t = ready(state, 1);

	redist_write(&t->f, 1, "GICR_CTLR", 0);
	redist_write(&t->f, 1, "GICR_PENDBASER", PEND(3));
	assert_int_equal(t->f.finding, VGS_R_GIC_CU22);
	redist_write(&t->f, 1, "GICR_PROPBASER", SPARE | 13);
	assert_int_equal(t->f.findings, 2);
	run_all(t);
	assert_int_equal(redist_read(&t->f, 1, "GICR_PENDBASER"), PEND(1));
	assert_int_equal(redist_read(&t->f, 1, "GICR_PROPBASER"), PROP | 15);
	its_teardown(state);
}

/* GIC-L11: a word and its first LPI are one visit. */
static void enabling_reads_in_one_lpi_a_visit(void **state)
{
	struct its *t = budget_machine(state, 1);

	run_all(t);
	redist_write(&t->f, 1, "GICR_CTLR", 0);
	run_all(t);
	store(t, PEND(1) + 1024, 8, 0xfff);
	redist_write(&t->f, 1, "GICR_CTLR", 1);
	assert_int_equal(load(t, PEND(1) + 1024, 8), 0xffe);
	assert_true(run_one(t));
	assert_int_equal(load(t, PEND(1) + 1024, 8), 0xffc);
	assert_int_equal(count_on(t, 1), COUNT);
	run_all(t);
	assert_int_equal(load(t, PEND(1) + 1024, 8), 0);
	assert_int_equal(count_on(t, 1), COUNT);
	its_teardown(state);
}

/* --- no call does more -------------------------------------------------- */

/* An LPI with its configuration and bits, a command with its look-ups. */
#define ACCESSES_A_VISIT 16u

static void each(struct its *t, unsigned budget, unsigned long *before)
{
	assert_true(t->accesses - *before <= budget * ACCESSES_A_VISIT);
	*before = t->accesses;
}

static void no_call_does_more_than_its_budget(void **state)
{
	for (unsigned budget = 1; budget < 6; budget++) {
		struct its *t = ready(state, budget);
		unsigned long before = t->accesses;

		mapc(t, 1, 1);
		each(t, budget, &before);
		invall(t, 1);
		each(t, budget, &before);
		movall(t, 1, 2);
		each(t, budget, &before);
		redist_write(&t->f, 2, "GICR_CTLR", 0);
		each(t, budget, &before);
		while (run_one(t))
			each(t, budget, &before);
		redist_write(&t->f, 2, "GICR_CTLR", 1);
		each(t, budget, &before);
		while (run_one(t))
			each(t, budget, &before);
		assert_int_equal(count_on(t, 1) + count_on(t, 2), COUNT);
		its_teardown(state);
	}
}

/* --- which ones wait ---------------------------------------------------- */

static struct its *small(void **state, unsigned slots)
{
	struct its *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	*state = t;
	its_config(t);
	t->f.cfg.lpi_slots = slots;
	t->f.cfg.lpi_id_bits = 14;
	t->f.cfg.direct_lpi = true;
	its_machine(t);
	return t;
}

static void send(struct its *t, unsigned pe, unsigned n, unsigned byte)
{
	property(t, 8192 + n, byte);
	redist_write(&t->f, pe, "GICR_SETLPIR", 8192 + n);
}

/* The urgent one comes last, and takes a place from the least urgent. */
static void a_full_pool_makes_room_for_a_more_urgent_lpi(void **state)
{
	struct its *t = small(state, 2);

	send(t, 1, 0, 0xa1);
	send(t, 1, 1, 0x91);
	send(t, 1, 2, 0x41);
	assert_int_equal(acknowledge(t, 1), 8194);
	end(t, 1, 8194);
	assert_int_equal(acknowledge(t, 1), 8193);
	end(t, 1, 8193);
	assert_int_equal(acknowledge(t, 1), 8192);
	its_teardown(state);
}

/* A place becomes free: the most urgent of those that wait gets it. */
static void the_most_urgent_of_the_table_comes_back_first(void **state)
{
	struct its *t = small(state, 1);

	send(t, 1, 0, 0x21);
	send(t, 1, 1, 0xa1);
	send(t, 1, 2, 0x81);
	send(t, 1, 3, 0x91);
	assert_int_equal(acknowledge(t, 1), 8192);
	end(t, 1, 8192);
	assert_int_equal(mrs(&t->f, 1, VGS_ICC_HPPIR1_EL1), 8194);
	its_teardown(state);
}

/* One that comes now and has a place is behind one that waits. */
static void what_waits_comes_before_a_less_urgent_newcomer(void **state)
{
	struct its *t = small(state, 2);

	send(t, 1, 0, 0x21);
	send(t, 1, 1, 0x31);
	send(t, 1, 2, 0x81);
	assert_int_equal(acknowledge(t, 1), 8192);
	end(t, 1, 8192);
	send(t, 1, 3, 0x91);
	assert_int_equal(acknowledge(t, 1), 8193);
	end(t, 1, 8193);
	assert_int_equal(acknowledge(t, 1), 8194);
	end(t, 1, 8194);
	assert_int_equal(acknowledge(t, 1), 8195);
	its_teardown(state);
}

/* A disabled LPI does not keep an enabled one out. */
static void a_disabled_lpi_gives_its_place_up(void **state)
{
	struct its *t = small(state, 1);

	send(t, 1, 0, 0x20);
	send(t, 1, 1, 0xa1);
	assert_int_equal(acknowledge(t, 1), 8193);
	assert_int_equal(pending_on(t, 8192), 1);
	its_teardown(state);
}

/* GIC-L18: also if it waits in the table. */
static void inv_enables_what_waits_in_the_table(void **state)
{
	struct its *t = small(state, 1);

	send(t, 1, 0, 0x20);
	send(t, 1, 1, 0xa1);
	property(t, 8192, 0x21);
	redist_write(&t->f, 1, "GICR_INVLPIR", 8192);
	assert_int_equal(acknowledge(t, 1), 8192);
	end(t, 1, 8192);
	assert_int_equal(acknowledge(t, 1), 8193);
	its_teardown(state);
}

/* The same by INVALLR, which reads everything again. */
static void invallr_enables_what_waits_in_the_table(void **state)
{
	struct its *t = small(state, 1);

	send(t, 1, 0, 0x20);
	send(t, 1, 1, 0xa1);
	property(t, 8192, 0x21);
	redist_write(&t->f, 1, "GICR_INVALLR", 0);
	assert_int_equal(acknowledge(t, 1), 8192);
	its_teardown(state);
}

/* Two PEs, two places: the second one's LPI gets one of the first one's. */
static void a_pe_with_nothing_takes_the_least_urgent_place(void **state)
{
	struct its *t = small(state, 4);

	for (unsigned i = 0; i < 4; i++)
		send(t, 1, i, 0x81 + i * 0x10);
	send(t, 2, 9, 0xe1);
	assert_int_equal(acknowledge(t, 2), 8201);
	assert_int_equal(load(t, PEND(1) + 1024, 8), 1u << 3);
	its_teardown(state);
}

/* As many scans as there are drained pools, not as there are LPIs. */
static void a_scan_fills_all_places(void **state)
{
	struct its *t = small(state, 8);
	unsigned long before;

	for (unsigned i = 0; i < 64; i++)
		send(t, 1, i, 0x81 + i / 8 * 8);
	before = t->accesses;
	for (unsigned i = 0; i < 64; i++) {
		assert_int_equal(acknowledge(t, 1), 8192 + i);
		end(t, 1, 8192 + i);
	}
	/* Seven scans of 128 words; per LPI at most 16 accesses a scan. */
	assert_true(t->accesses - before < 7 * (128 + 64 * 4) + 64 * 4);
	its_teardown(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(invall_stops_at_the_budget_and_goes_on),
		cmocka_unit_test(sync_waits_for_invall),
		cmocka_unit_test(sync_does_not_wait_for_another_redistributor),
		cmocka_unit_test(syncr_is_busy_until_invallr_is_over),
		cmocka_unit_test(invallr_again_begins_anew),
		cmocka_unit_test(movall_stops_at_the_budget_and_goes_on),
		cmocka_unit_test(sync_waits_for_movall),
		cmocka_unit_test(movall_waits_for_the_one_before_it),
		cmocka_unit_test(movall_stops_when_the_target_is_disabled),
		cmocka_unit_test(movall_on_a_budget_takes_what_overflowed),
		cmocka_unit_test(movall_takes_what_is_driven_out_meanwhile),
		cmocka_unit_test(an_image_has_a_movall_that_is_half_done),
		cmocka_unit_test(disabling_is_over_when_rwp_reads_0),
		cmocka_unit_test(disabled_nothing_is_signalled_at_once),
		cmocka_unit_test(enabling_before_rwp_reads_0_is_ignored),
		cmocka_unit_test(tables_are_locked_until_rwp_reads_0),
		cmocka_unit_test(enabling_reads_in_one_lpi_a_visit),
		cmocka_unit_test(no_call_does_more_than_its_budget),
		cmocka_unit_test(a_full_pool_makes_room_for_a_more_urgent_lpi),
		cmocka_unit_test(the_most_urgent_of_the_table_comes_back_first),
		cmocka_unit_test(
			what_waits_comes_before_a_less_urgent_newcomer),
		cmocka_unit_test(a_disabled_lpi_gives_its_place_up),
		cmocka_unit_test(inv_enables_what_waits_in_the_table),
		cmocka_unit_test(invallr_enables_what_waits_in_the_table),
		cmocka_unit_test(
			a_pe_with_nothing_takes_the_least_urgent_place),
		cmocka_unit_test(a_scan_fills_all_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
