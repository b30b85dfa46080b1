/* SPDX-License-Identifier: MIT */
/*
 * The command queue, the tables in memory, step mode, several ITSes: what
 * holds whichever command it is.
 */
#include <libvgicsim/error.h>

#include "rule.h"
#include "test_its.h"

#include "core.h"

#define RETRY	1u
#define STALLED 1u

/* --- errors: stall, ignore, retry -------------------------------------------- */

/* GIC-O15 */
static void stalled_creadr_stays_on_the_command(void **state)
{
	struct its *t = *state;

	sync_to(t, 0);
	mapd(t, 0x100, 4, ITT);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 32 | STALLED);
	assert_int_equal(gits(t, 0, "GITS_CWRITER"), 64);
}

/* GIC-O13 */
static void stalled_nothing_behind_it_runs(void **state)
{
	struct its *t = *state;

	map_one(t);
	mapd(t, 0x100, 4, ITT);
	on_event(t, INT, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
}

/* GIC-O15: software put something valid in its place. */
static void retry_reads_the_slot_again(void **state)
{
	struct its *t = *state;
	struct vgs_its_info info;

	mapd(t, 0x100, 4, ITT);
	store(t, QUEUE(0), 8, 0x05);
	gits_write(t, 0, "GITS_CWRITER", 32 | RETRY);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 32);
	assert_int_equal(vgs_gic_its(t->f.gic, 0, &info), 0);
	assert_true(info.queue_empty);
	assert_int_equal(info.errors, 1);
}

static void retry_of_the_same_command_stalls_again(void **state)
{
	struct its *t = *state;
	struct vgs_its_info info;

	mapd(t, 0x100, 4, ITT);
	gits_write(t, 0, "GITS_CWRITER", 32 | RETRY);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), STALLED);
	assert_int_equal(vgs_gic_its(t->f.gic, 0, &info), 0);
	assert_int_equal(info.errors, 2);
}

/* GIC-O16 */
static void retry_reads_as_zero_and_does_nothing_when_not_stalled(void **state)
{
	struct its *t = *state;

	sync_to(t, 0);
	gits_write(t, 0, "GITS_CWRITER", 32 | RETRY);
	assert_int_equal(gits(t, 0, "GITS_CWRITER"), 32);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 32);
}

/* Without Retry a stalled ITS stays so. */
static void cwriter_alone_does_not_end_a_stall(void **state)
{
	struct its *t = *state;

	mapd(t, 0x100, 4, ITT);
	store(t, QUEUE(0), 8, 0x05);
	gits_write(t, 0, "GITS_CWRITER", 32);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), STALLED);
}

/* The other way out: disable, a new CBASER. */
static void cbaser_ends_a_stall(void **state)
{
	struct its *t = *state;

	mapd(t, 0x100, 4, ITT);
	gits_write(t, 0, "GITS_CTLR", 0);
	gits_write(t, 0, "GITS_CBASER", V | QUEUE(0));
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 0);
	gits_write(t, 0, "GITS_CWRITER", 0);
	gits_write(t, 0, "GITS_CTLR", 1);
	sync_to(t, 0);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 32);
}

/* GIC-O17: ignored, the code is recorded, the next one runs. */
static void ignored_the_next_command_runs(void **state)
{
	struct its *t = *state;
	struct vgs_its_info info;

	mapd(t, 0x100, 4, ITT);
	map_one(t);
	assert_int_equal(vgs_gic_its(t->f.gic, 0, &info), 0);
	assert_int_equal(info.error, 0x010801);
	assert_int_equal(info.errors, 1);
	assert_false(info.stalled);
	assert_true(info.queue_empty);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), 1);
}

/* GIC-CU40 */
static void an_error_is_a_finding(void **state)
{
	struct its *t = *state;

	mapd(t, 0x100, 4, ITT);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU40);
	assert_int_equal(t->f.findings, 1);
}

/* --- the ring ------------------------------------------------------------------ */

/* GIC-O11: 128 slots of 4 KB; the 130th command is in slot 1. */
static void the_queue_wraps(void **state)
{
	struct its *t = *state;

	map_one(t);
	for (unsigned i = 4; i < 129; i++)
		sync_to(t, 0);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 32);
	on_event(t, INT, 0x10, 3);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 64);
	assert_int_equal(pending_on(t, 8192), 1);
}

/* A CWRITER behind CREADR: up to the end and on from the beginning. */
static void many_commands_across_the_end_run_at_once(void **state)
{
	struct its *t = *state;

	for (unsigned i = 0; i < 126; i++)
		sync_to(t, 0);
	gits_write(t, 0, "GITS_CTLR", 0);
	map_one(t);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 126 * 32);
	gits_write(t, 0, "GITS_CTLR", 1);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 2 * 32);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), 1);
}

/* GIC-O11: Size 1 is two pages. */
static void a_queue_of_two_pages_has_256_slots(void **state)
{
	struct its *t = *state;

	gits_write(t, 0, "GITS_CTLR", 0);
	gits_write(t, 0, "GITS_CBASER", V | QUEUE(0) | 1);
	gits_write(t, 0, "GITS_CTLR", 1);
	for (unsigned i = 0; i < 255; i++)
		sync_to(t, 0);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 255 * 32);
	sync_to(t, 0);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 0);
}

/* GIC-O18, GIC-CU37: one past the last slot; a good value goes on. */
static void cwriter_outside_the_queue_stops_it(void **state)
{
	struct its *t = *state;

	enqueue(t, 0, 0x05, 0, 0, 0);
	gits_write(t, 0, "GITS_CWRITER", 4096);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU37);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 0);
	gits_write(t, 0, "GITS_CWRITER", 32);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 32);
}

/* GIC-CU37: what was written while the ITS was off. */
static void cwriter_outside_is_found_at_enable(void **state)
{
	struct its *t = *state;

	gits_write(t, 0, "GITS_CTLR", 0);
	gits_write(t, 0, "GITS_CWRITER", 4096);
	assert_int_equal(t->f.findings, 0);
	gits_write(t, 0, "GITS_CTLR", 1);
	assert_int_equal(t->f.findings, 1);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU37);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 0);
}

static void choose(struct its *t, enum vgs_choice_id id, unsigned k)
{
	assert_non_null(vgs_choice_at(id)->names[k]);
	t->f.gic->cfg.choices[id] = (uint8_t)k;
}

/* GIC-CU37: or it counts as the first slot, and the queue runs to its end. */
static void or_goes_to_the_first_slot(void **state)
{
	struct its *t = *state;

	choose(t, VGS_CHOICE_GIC_CU37, 1);
	for (unsigned i = 0; i < 128; i++) {
		store(t, QUEUE(0) + 32 * i, 8, 0x05);
		store(t, QUEUE(0) + 32 * i + 16, 8, 0);
	}
	gits_write(t, 0, "GITS_CWRITER", 32);
	gits_write(t, 0, "GITS_CWRITER", 4096);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU37);
	assert_int_equal(gits(t, 0, "GITS_CWRITER"), 0);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 0);
}

static unsigned serrors;

static void count_serrors(void *user, const struct vgs_event *event)
{
	(void)user;
	serrors += event->kind == VGS_EV_SERROR;
}

/* GIC-CU37: or it stops and says so. */
static void or_raises_a_system_error(void **state)
{
	struct its *t = *state;

	choose(t, VGS_CHOICE_GIC_CU37, 2);
	t->f.gic->cfg.trace = count_serrors;
	serrors = 0;
	enqueue(t, 0, 0x05, 0, 0, 0);
	gits_write(t, 0, "GITS_CWRITER", 4096);
	assert_int_equal(serrors, 1);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 0);
}

/* GIC-CU35 */
static void a_queue_begins_where_64_kb_do_or_on_any_page(void **state)
{
	struct its *t = *state;

	gits_write(t, 0, "GITS_CTLR", 0);
	gits_write(t, 0, "GITS_CBASER", V | QUEUE(0) | 0x3000);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU35);
	/* An unknown command there, and a SYNC at the 64 KB. */
	store(t, QUEUE(0) + 0x3000, 8, 0xff);
	gits_write(t, 0, "GITS_CWRITER", 0);
	enqueue(t, 0, 0x05, 0, 0, 0);
	gits_write(t, 0, "GITS_CWRITER", 32);
	gits_write(t, 0, "GITS_CTLR", 1);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU35);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 32);
	gits_write(t, 0, "GITS_CTLR", 0);
	gits_write(t, 0, "GITS_CBASER", V | QUEUE(0) | 0x3000);
	choose(t, VGS_CHOICE_GIC_CU35, 1);
	gits_write(t, 0, "GITS_CTLR", 1);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU41);
	assert_int_equal(vgs_gic_check(t->f.gic, NULL), 0);
}

/* GIC-O19 */
static void disabled_commands_wait(void **state)
{
	struct its *t = *state;

	gits_write(t, 0, "GITS_CTLR", 0);
	sync_to(t, 0);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 0);
	gits_write(t, 0, "GITS_CTLR", 1);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 32);
}

/* GIC-O11 */
static void cbaser_makes_creadr_zero(void **state)
{
	struct its *t = *state;

	sync_to(t, 0);
	gits_write(t, 0, "GITS_CTLR", 0);
	gits_write(t, 0, "GITS_CBASER", V | QUEUE(0));
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 0);
}

/* GIC-O20, GIC-CU31 */
static void cbaser_is_locked_while_enabled(void **state)
{
	struct its *t = *state;

	sync_to(t, 0);
	gits_write(t, 0, "GITS_CBASER", V | QUEUE(1));
	assert_int_equal(t->f.finding, VGS_R_GIC_CU31);
	assert_int_equal(gits(t, 0, "GITS_CBASER"), V | QUEUE(0));
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 32);
}

/* GIC-O20, GIC-CU30 */
static void baser_is_locked_while_enabled(void **state)
{
	struct its *t = *state;
	uint64_t old_value = gits(t, 0, "GITS_BASER0");

	gits_write(t, 0, "GITS_BASER0", V | DEVICES(1));
	assert_int_equal(t->f.finding, VGS_R_GIC_CU30);
	assert_int_equal(gits(t, 0, "GITS_BASER0"), old_value);
}

/* GIC-CU33 */
static void enabling_without_a_device_table_is_a_finding(void **state)
{
	struct its *t = *state;

	gits_write(t, 0, "GITS_CTLR", 0);
	gits_write(t, 0, "GITS_BASER0", 0);
	gits_write(t, 0, "GITS_CTLR", 1);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU33);
	assert_int_equal(gits(t, 0, "GITS_CTLR") & 1, 1);
	gits_write(t, 0, "GITS_CTLR", 0);
	choose(t, VGS_CHOICE_GIC_CU33, 1);
	gits_write(t, 0, "GITS_CTLR", 1);
	assert_int_equal(gits(t, 0, "GITS_CTLR") & 1, 0);
}

/* --- memory that fails ------------------------------------------------------------ */

static void fail_page(struct its *t, uint64_t addr)
{
	t->fail_at = addr;
	t->fail_end = addr + 4096;
}

static void a_queue_that_cannot_be_read_stalls(void **state)
{
	struct its *t = *state;

	enqueue(t, 0, 0x05, 0, 0, 0);
	fail_page(t, QUEUE(0));
	gits_write(t, 0, "GITS_CWRITER", 32);
	assert_stalled(t, 0x0100ff);
}

static void a_device_table_that_cannot_be_read_stalls(void **state)
{
	struct its *t = *state;

	fail_page(t, DEVICES(0));
	mapd(t, 0x10, 4, ITT);
	assert_stalled(t, 0x0108ff);
}

static void a_collection_table_that_cannot_be_read_stalls(void **state)
{
	struct its *t = *state;

	fail_page(t, COLLECTS(0));
	mapc(t, 1, 1);
	assert_stalled(t, 0x0109ff);
}

static void an_itt_that_cannot_be_read_stalls(void **state)
{
	struct its *t = *state;

	mapd(t, 0x10, 4, ITT);
	fail_page(t, ITT);
	mapti(t, 0x10, 3, 8192, 1);
	assert_stalled(t, 0x010aff);
}

/* Ignoring is for what software did wrong. */
static void failing_memory_stalls_also_where_errors_are_ignored(void **state)
{
	struct its *t = *state;

	fail_page(t, DEVICES(0));
	mapd(t, 0x10, 4, ITT);
	assert_stalled(t, 0x0108ff);
}

static void retry_after_failing_memory_goes_on(void **state)
{
	struct its *t = *state;

	fail_page(t, DEVICES(0));
	mapd(t, 0x10, 4, ITT);
	t->fail_end = 0;
	gits_write(t, 0, "GITS_CWRITER", 32 | RETRY);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 32);
	mapti(t, 0x10, 3, 8192, 1);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 64);
}

/* An address outside of everything, from the command itself. */
static void an_itt_outside_memory_stalls(void **state)
{
	struct its *t = *state;

	mapd(t, 0x10, 4, UINT64_C(0xfffffffffff00));
	mapti(t, 0x10, 3, 8192, 1);
	assert_stalled(t, 0x010aff);
}

static void an_msi_through_failing_memory_is_dropped(void **state)
{
	struct its *t = *state;
	struct vgs_translation to;

	map_one(t);
	fail_page(t, ITT);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
	assert_int_equal(vgs_gic_translate(t->f.gic, 0, 0x10, 3, &to), 0);
	assert_int_equal(to.step, VGS_MSI_NO_MEMORY);
}

/* --- tables ------------------------------------------------------------------------ */

/* A machine with 16 bits of DeviceID and this device table. */
static void device_table(void **state, uint64_t baser)
{
	struct its *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	*state = t;
	its_config(t);
	t->f.cfg.its_units[0].device_id_bits = 16;
	its_machine(t);
	gits_write(t, 0, "GITS_CTLR", 0);
	gits_write(t, 0, "GITS_BASER0", V | baser);
	gits_write(t, 0, "GITS_CTLR", 1);
}

/* GIC-O5: 4 KB / 8 bytes. */
static void a_flat_page_of_4k_has_512_devices(void **state)
{
	device_table(state, SPARE);
	mapd(*state, 511, 4, ITT);
	assert_accepted(*state);
	mapd(*state, 512, 4, ITT);
	assert_stalled(*state, 0x010801);
	its_teardown(state);
}

static void a_flat_page_of_16k_has_2048_devices(void **state)
{
	device_table(state, SPARE | 1u << 8);
	mapd(*state, 2047, 4, ITT);
	assert_accepted(*state);
	mapd(*state, 2048, 4, ITT);
	assert_stalled(*state, 0x010801);
	its_teardown(state);
}

static void a_flat_page_of_64k_has_8192_devices(void **state)
{
	device_table(state, SPARE | 2u << 8);
	mapd(*state, 8191, 4, ITT);
	assert_accepted(*state);
	mapd(*state, 8192, 4, ITT);
	assert_stalled(*state, 0x010801);
	its_teardown(state);
}

/* GIC-O4: entry 511 of two pages is the last of the first. */
static void two_pages_follow_each_other(void **state)
{
	struct its *t;

	device_table(state, SPARE | 1);
	t = *state;
	mapd(t, 1023, 4, ITT);
	assert_accepted(t);
	assert_int_equal(load(t, SPARE + 1023 * 8, 8), V | ITT | 4);
	mapd(t, 1024, 4, ITT);
	assert_stalled(t, 0x010801);
	its_teardown(state);
}

#define INDIRECT (UINT64_C(1) << 62)

/* GIC-O6: DeviceID 0x8010 is entry 16 of the page of L1 entry 64. */
static void two_level_tables_hold_sparse_devices(void **state)
{
	struct its *t;

	device_table(state, INDIRECT | SPARE);
	t = *state;
	store(t, SPARE + 64 * 8, 8, V | (SPARE + 0x1000));
	mapd(t, 0x8010, 4, ITT);
	mapc(t, 1, 1);
	mapti(t, 0x8010, 3, 8192, 1);
	assert_accepted(t);
	assert_int_equal(load(t, SPARE + 0x1000 + 16 * 8, 8),
			 V | UINT64_C(1) << 52 | ITT | 4);
	msi(t, 0x8010, 3);
	assert_int_equal(pending_on(t, 8192), 1);
	its_teardown(state);
}

/* GIC-O6 */
static void an_invalid_level_1_entry_has_no_devices(void **state)
{
	device_table(state, INDIRECT | SPARE);
	mapd(*state, 0x8010, 4, ITT);
	assert_stalled(*state, 0x010801);
	its_teardown(state);
}

/* GIC-O5: 16 KB pages: 2048 entries on each. */
static void two_level_pages_have_the_size_of_the_table_s(void **state)
{
	struct its *t;

	device_table(state, INDIRECT | SPARE | 1u << 8);
	t = *state;
	store(t, SPARE + 1 * 8, 8, V | (SPARE + 0x4000));
	mapd(t, 2049, 4, ITT);
	assert_accepted(t);
	assert_int_equal(load(t, SPARE + 0x4000 + 8, 8), V | ITT | 4);
	its_teardown(state);
}

static void a_level_2_page_outside_memory_stalls(void **state)
{
	struct its *t;

	device_table(state, INDIRECT | SPARE);
	t = *state;
	store(t, SPARE, 8, V | UINT64_C(0x4000));
	mapd(t, 1, 4, ITT);
	assert_stalled(t, 0x0108ff);
	its_teardown(state);
}

/* GIC-O10 */
static void without_a_table_look_ups_fail(void **state)
{
	device_table(state, SPARE);
	gits_write(*state, 0, "GITS_CTLR", 0);
	gits_write(*state, 0, "GITS_BASER0", SPARE);
	gits_write(*state, 0, "GITS_CTLR", 1);
	mapd(*state, 1, 4, ITT);
	assert_stalled(*state, 0x010801);
	its_teardown(state);
}

/* What software wrote into the table names a PE that does not exist. */
static void a_collection_of_no_pe_is_unmapped(void **state)
{
	struct its *t = *state;
	struct vgs_translation to;

	map_one(t);
	store(t, COLLECTS(0) + 8, 8, V | 77);
	assert_int_equal(vgs_gic_translate(t->f.gic, 0, 0x10, 3, &to), 0);
	assert_int_equal(to.step, VGS_MSI_COLLECTION_UNMAPPED);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
}

/* --- addresses of Redistributors ------------------------------------------------------ */

/* GIC-O22: PTA. */
static void rdbase_may_be_an_address(void **state)
{
	struct its *t = calloc(1, sizeof(*t));
	uint64_t base;

	assert_non_null(t);
	*state = t;
	its_config(t);
	t->f.cfg.its_units[0].pta = true;
	its_machine(t);
	base = vgs_gic_frame_base(t->f.gic, VGS_FRAME_GICR, 2);
	mapd(t, 0x10, 4, ITT);
	mapc(t, 1, base >> 16);
	mapti(t, 0x10, 3, 8192, 1);
	assert_accepted(t);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), 2);
	mapc(t, 2, 2);
	assert_stalled(t, 0x010902);
	its_teardown(state);
}

/* --- several ITSes ---------------------------------------------------------------------- */

/* GIC-O33 */
static void each_its_has_its_own_mappings(void **state)
{
	struct its *t = *state;

	map_one(t);
	command(t, 1, UINT64_C(0x10) << 32 | 0x08, 4, V | ITT2, 0);
	command(t, 1, 0x09, 0, V | UINT64_C(3) << 16 | 1, 0);
	command(t, 1, UINT64_C(0x10) << 32 | 0x0a, UINT64_C(8193) << 32 | 3, 1,
		0);
	msi(t, 0x10, 3);
	assert_int_equal(vgs_gic_msi(t->f.gic, 1, 0x10, 3), 0);
	assert_int_equal(pending_on(t, 8192), 1);
	assert_int_equal(pending_on(t, 8193), 3);
}

static void an_its_that_stalls_does_not_stop_the_other(void **state)
{
	struct its *t = *state;

	mapd(t, 0x100, 4, ITT);
	command(t, 1, 0x05, 0, 0, 0);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), STALLED);
	assert_int_equal(gits(t, 1, "GITS_CREADR"), 32);
}

/* --- where an MSI goes ------------------------------------------------------------------- */

static enum vgs_msi_step step_of(struct its *t, uint32_t device, uint32_t event)
{
	struct vgs_translation to;

	assert_int_equal(vgs_gic_translate(t->f.gic, 0, device, event, &to), 0);
	return to.step;
}

static void translate_names_the_lpi_and_the_pe(void **state)
{
	struct its *t = *state;
	struct vgs_translation to;

	map_one(t);
	assert_int_equal(vgs_gic_translate(t->f.gic, 0, 0x10, 3, &to), 0);
	assert_int_equal(to.step, VGS_MSI_REACHES);
	assert_int_equal(to.intid, 8192);
	assert_int_equal(to.pe, 1);
	assert_int_equal(to.priority, 0xa0);
}

static void translate_changes_nothing(void **state)
{
	struct its *t = *state;
	struct vgs_translation to;
	uint64_t hash;

	map_one(t);
	hash = vgs_gic_hash(t->f.gic);
	assert_int_equal(vgs_gic_translate(t->f.gic, 0, 0x10, 3, &to), 0);
	assert_int_equal(vgs_gic_translate(t->f.gic, 0, 0x10, 9, &to), 0);
	assert_true(hash == vgs_gic_hash(t->f.gic));
	assert_int_equal(pending_on(t, 8192), NOWHERE);
}

static void translate_names_the_first_gate(void **state)
{
	struct its *t = *state;

	map_one(t);
	mapti(t, 0x10, 4, 8193, 9);
	property(t, 8192, 0xa2);
	assert_int_equal(step_of(t, 0x100, 3), VGS_MSI_DEVICE_OUT_OF_RANGE);
	assert_int_equal(step_of(t, 0x11, 3), VGS_MSI_DEVICE_UNMAPPED);
	assert_int_equal(step_of(t, 0x10, 32), VGS_MSI_EVENT_OUT_OF_RANGE);
	assert_int_equal(step_of(t, 0x10, 9), VGS_MSI_EVENT_UNMAPPED);
	assert_int_equal(step_of(t, 0x10, 4), VGS_MSI_COLLECTION_UNMAPPED);
	assert_int_equal(step_of(t, 0x10, 3), VGS_MSI_PROPERTY_DISABLED);
	redist_write(&t->f, 1, "GICR_CTLR", 0);
	assert_int_equal(step_of(t, 0x10, 3), VGS_MSI_LPIS_DISABLED);
	redist_write(&t->f, 1, "GICR_PROPBASER", PROP | 12);
	redist_write(&t->f, 1, "GICR_CTLR", 1);
	assert_int_equal(step_of(t, 0x10, 3), VGS_MSI_LPI_OUT_OF_RANGE);
	gits_write(t, 0, "GITS_CTLR", 0);
	assert_int_equal(step_of(t, 0x10, 3), VGS_MSI_ITS_DISABLED);
}

/* GIC-O32: 5 is an unmapped event. */
static void the_first_unmapped_msi_is_logged(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 9);
	assert_int_equal(gits(t, 0, "GITS_STATUSR"), 5 << 6 | 1 << 4);
	msi(t, 0x11, 9);
	assert_int_equal(gits(t, 0, "GITS_STATUSR"), 5 << 6 | 3 << 4);
	assert_int_equal(gits(t, 0, "GITS_UMSIR"), UINT64_C(0x10) << 32 | 9);
	gits_write(t, 0, "GITS_STATUSR", 3 << 4);
	assert_int_equal(gits(t, 0, "GITS_STATUSR"), 0);
}

/* GIC-A7: as GICD_STATUSR, of each ITS by itself. */
static void accesses_without_effect_are_logged(void **state)
{
	struct its *t = *state;
	const struct vgs_access by = { 0, VGS_SECURE };
	uint64_t value = 1;
	const struct {
		uint32_t offset;
		bool write;
	} accesses[] = {
		{ 0x2000, false },  /* RRD: reserved */
		{ 0x2000, true },   /* WRD */
		{ 0x10040, false }, /* RWOD: GITS_TRANSLATER */
		{ 0x4, true },	    /* WROD: GITS_IIDR */
	};

	for (unsigned i = 0; i < 4; i++) {
		if (accesses[i].write)
			vgs_gic_frame_write(t->f.gic, &by, VGS_FRAME_GITS, 1,
					    accesses[i].offset, 4, 1);
		else
			vgs_gic_frame_read(t->f.gic, &by, VGS_FRAME_GITS, 1,
					   accesses[i].offset, 4, &value);
		assert_int_equal(gits(t, 1, "GITS_STATUSR"), (2u << i) - 1);
	}
	assert_int_equal(gits(t, 0, "GITS_STATUSR"), 0);
	gits_write(t, 1, "GITS_STATUSR", 5);
	assert_int_equal(gits(t, 1, "GITS_STATUSR"), 10);
	gits_write(t, 1, "GITS_STATUSR", 10);
	assert_int_equal(gits(t, 1, "GITS_STATUSR"), 0);
}

static void there_is_no_third_its(void **state)
{
	struct its *t = *state;
	struct vgs_translation to;
	struct vgs_its_info info;

	assert_int_equal(vgs_gic_msi(t->f.gic, 2, 0, 0), -VGS_ERANGE);
	assert_int_equal(vgs_gic_translate(t->f.gic, 2, 0, 0, &to),
			 -VGS_ERANGE);
	assert_int_equal(vgs_gic_its(t->f.gic, 2, &info), -VGS_ERANGE);
}

/* --- step mode and budget ------------------------------------------------------------------- */

static bool its_waits(struct its *t)
{
	struct vgs_work work[16];
	int n = vgs_gic_work(t->f.gic, 16, work);

	for (int i = 0; i < n; i++) {
		if (work[i].kind == VGS_WORK_ITS && work[i].index == 0)
			return true;
	}
	return false;
}

static void one_step_is_one_command(void **state)
{
	const struct vgs_work work = { VGS_WORK_ITS, 0 };
	struct its *t = *state;

	sync_to(t, 0);
	sync_to(t, 0);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 0);
	assert_int_equal(vgs_gic_work_run(t->f.gic, &work), 0);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 32);
	assert_int_equal(vgs_gic_work_run(t->f.gic, &work), 0);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 64);
	assert_false(its_waits(t));
	assert_int_equal(vgs_gic_work_run(t->f.gic, &work), -VGS_ENOENT);
}

/* Software that does not wait for the command is caught. */
static void an_msi_before_the_command_ran_is_lost(void **state)
{
	const struct vgs_work work = { VGS_WORK_ITS, 0 };
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(vgs_gic_work_run(t->f.gic, &work), 0);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), 1);
}

static void a_stalled_its_waits_for_software(void **state)
{
	const struct vgs_work work = { VGS_WORK_ITS, 0 };
	struct its *t = *state;

	mapd(t, 0x100, 4, ITT);
	assert_int_equal(vgs_gic_work_run(t->f.gic, &work), 0);
	assert_stalled(t, 0x010801);
	assert_false(its_waits(t));
}

/* A snapshot between two commands: both machines go on alike. */
static void a_snapshot_in_the_middle_goes_on(void **state)
{
	const struct vgs_work work = { VGS_WORK_ITS, 0 };
	struct its *t = *state;
	size_t size = vgs_gic_save_size(t->f.gic);

	map_one(t);
	assert_int_equal(vgs_gic_work_run(t->f.gic, &work), 0);
	t->image = malloc(size);
	assert_non_null(t->image);
	assert_int_equal(vgs_gic_save(t->f.gic, t->image, size), 0);
	assert_int_equal(vgs_gic_work_run(t->f.gic, &work), 0);
	assert_int_equal(vgs_gic_restore(t->f.gic, t->image, size), 0);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 32);
	assert_true(its_waits(t));
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(vgs_gic_work_run(t->f.gic, &work), 0);
	assert_false(its_waits(t));
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), 1);
}

/* A call carries out so many commands; the rest is deferred. */
static void the_budget_bounds_the_commands_of_a_call(void **state)
{
	const struct vgs_work work = { VGS_WORK_ITS, 0 };
	struct its *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	*state = t;
	its_config(t);
	t->f.cfg.work_budget = 2;
	its_machine(t);
	for (unsigned i = 0; i < 5; i++)
		store(t, QUEUE(0) + i * 32, 8, 0x05);
	gits_write(t, 0, "GITS_CWRITER", 5 * 32);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 2 * 32);
	assert_int_equal(vgs_gic_work_run(t->f.gic, &work), 0);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 4 * 32);
	assert_int_equal(vgs_gic_work_run(t->f.gic, &work), 0);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 5 * 32);
	assert_false(its_waits(t));
	its_teardown(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ITS_TEST(stalled_creadr_stays_on_the_command),
		ITS_TEST(stalled_nothing_behind_it_runs),
		ITS_TEST(retry_reads_the_slot_again),
		ITS_TEST(retry_of_the_same_command_stalls_again),
		ITS_TEST(retry_reads_as_zero_and_does_nothing_when_not_stalled),
		ITS_TEST(cwriter_alone_does_not_end_a_stall),
		ITS_TEST(cbaser_ends_a_stall),
		ITS_TEST_IN(ignore, ignored_the_next_command_runs),
		ITS_TEST(an_error_is_a_finding),
		ITS_TEST(the_queue_wraps),
		ITS_TEST(many_commands_across_the_end_run_at_once),
		ITS_TEST(a_queue_of_two_pages_has_256_slots),
		ITS_TEST(cwriter_outside_the_queue_stops_it),
		ITS_TEST(cwriter_outside_is_found_at_enable),
		ITS_TEST(or_goes_to_the_first_slot),
		ITS_TEST(or_raises_a_system_error),
		ITS_TEST(a_queue_begins_where_64_kb_do_or_on_any_page),
		ITS_TEST(disabled_commands_wait),
		ITS_TEST(cbaser_makes_creadr_zero),
		ITS_TEST(cbaser_is_locked_while_enabled),
		ITS_TEST(baser_is_locked_while_enabled),
		ITS_TEST(enabling_without_a_device_table_is_a_finding),
		ITS_TEST(a_queue_that_cannot_be_read_stalls),
		ITS_TEST(a_device_table_that_cannot_be_read_stalls),
		ITS_TEST(a_collection_table_that_cannot_be_read_stalls),
		ITS_TEST(an_itt_that_cannot_be_read_stalls),
		ITS_TEST_IN(
			ignore,
			failing_memory_stalls_also_where_errors_are_ignored),
		ITS_TEST(retry_after_failing_memory_goes_on),
		ITS_TEST(an_itt_outside_memory_stalls),
		ITS_TEST(an_msi_through_failing_memory_is_dropped),
		cmocka_unit_test(a_flat_page_of_4k_has_512_devices),
		cmocka_unit_test(a_flat_page_of_16k_has_2048_devices),
		cmocka_unit_test(a_flat_page_of_64k_has_8192_devices),
		cmocka_unit_test(two_pages_follow_each_other),
		cmocka_unit_test(two_level_tables_hold_sparse_devices),
		cmocka_unit_test(an_invalid_level_1_entry_has_no_devices),
		cmocka_unit_test(two_level_pages_have_the_size_of_the_table_s),
		cmocka_unit_test(a_level_2_page_outside_memory_stalls),
		cmocka_unit_test(without_a_table_look_ups_fail),
		ITS_TEST(a_collection_of_no_pe_is_unmapped),
		cmocka_unit_test(rdbase_may_be_an_address),
		ITS_TEST(each_its_has_its_own_mappings),
		ITS_TEST(an_its_that_stalls_does_not_stop_the_other),
		ITS_TEST(translate_names_the_lpi_and_the_pe),
		ITS_TEST(translate_changes_nothing),
		ITS_TEST(translate_names_the_first_gate),
		ITS_TEST(the_first_unmapped_msi_is_logged),
		ITS_TEST(accesses_without_effect_are_logged),
		ITS_TEST(there_is_no_third_its),
		ITS_TEST_IN(async, one_step_is_one_command),
		ITS_TEST_IN(async, an_msi_before_the_command_ran_is_lost),
		ITS_TEST_IN(async, a_stalled_its_waits_for_software),
		ITS_TEST_IN(async, a_snapshot_in_the_middle_goes_on),
		cmocka_unit_test(the_budget_bounds_the_commands_of_a_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
