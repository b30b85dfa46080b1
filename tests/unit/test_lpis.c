/* SPDX-License-Identifier: MIT */
/*
 * LPIs at the Redistributors: tables, properties, enabling, acknowledging,
 * direct LPIs, and what happens when the pool is too small.
 */
#include <libvgicsim/error.h>

#include "rule.h"
#include "test_its.h"

/* --- properties ---------------------------------------------------------- */

/* GIC-L2: bits [7:2] are the priority, bit 0 enables. */
static void the_configuration_byte_is_priority_and_enable(void **state)
{
	struct its *t = *state;

	map_one(t);
	property(t, 8192, 0x43);
	msi(t, 0x10, 3);
	assert_int_equal(acknowledge(t, 1), 8192);
	assert_int_equal(vgs_gic_running_priority(t->f.gic, 1), 0x40);
}

/* GIC-L2: the table begins with INTID 8192. */
static void the_last_lpi_has_the_last_byte(void **state)
{
	struct its *t = *state;

	map_one(t);
	mapti(t, 0x10, 4, 0xffff, 1);
	store(t, PROP + 0xffff - 8192, 1, 0x53);
	msi(t, 0x10, 4);
	assert_int_equal(acknowledge(t, 1), 0xffff);
	assert_int_equal(vgs_gic_running_priority(t->f.gic, 1), 0x50);
}

/* GIC-L4: with two security states 0xa0 is the Non-secure view of 0xd0. */
static void priority_is_the_non_secure_view(void **state)
{
	struct its *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	*state = t;
	its_config(t);
	t->f.cfg.security = true;
	its_machine(t);
	map_one(t);
	msi(t, 0x10, 3);
	el2(&t->f, 1);
	assert_int_equal(acknowledge(t, 1), 8192);
	assert_int_equal(vgs_gic_running_priority(t->f.gic, 1), 0xd0);
	its_teardown(state);
}

/* GIC-L5: Group 1; a Group 0 acknowledge does not see it. */
static void an_lpi_is_in_group_1(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	assert_int_equal(mrs(&t->f, 1, VGS_ICC_IAR0_EL1), 1023);
	assert_int_equal(acknowledge(t, 1), 8192);
}

static void a_disabled_lpi_is_pending_and_not_signalled(void **state)
{
	struct its *t = *state;

	map_one(t);
	property(t, 8192, 0xa2);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), 1);
	assert_int_equal(signals(&t->f, 1) & VGS_SIG_IRQ, 0);
}

static void a_property_table_that_cannot_be_read_disables(void **state)
{
	struct its *t = *state;

	map_one(t);
	t->fail_at = PROP;
	t->fail_end = PROP + 1;
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), 1);
	assert_int_equal(acknowledge(t, 1), 1023);
}

/* --- acknowledging ---------------------------------------------------------- */

/* GIC-L19: no active state; EOIR drops the priority. */
static void acknowledge_clears_pending_and_eoir_drops_priority(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	assert_int_equal(acknowledge(t, 1), 8192);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
	assert_int_equal(vgs_gic_running_priority(t->f.gic, 1), 0xa0);
	end(t, 1, 8192);
	assert_int_equal(vgs_gic_running_priority(t->f.gic, 1), 0xff);
}

/* GIC-L20 */
static void an_msi_while_pending_has_no_effect(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	msi(t, 0x10, 3);
	assert_int_equal(acknowledge(t, 1), 8192);
	end(t, 1, 8192);
	assert_int_equal(acknowledge(t, 1), 1023);
}

/* GIC-L20, GIC-L21: pending again, but it cannot preempt itself. */
static void an_msi_before_eoir_is_pending_again(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	assert_int_equal(acknowledge(t, 1), 8192);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), 1);
	assert_int_equal(acknowledge(t, 1), 1023);
	end(t, 1, 8192);
	assert_int_equal(acknowledge(t, 1), 8192);
}

/* GIC-L22: the lowest INTID of equal priority is the SPI. */
static void an_spi_of_equal_priority_comes_first(void **state)
{
	struct its *t = *state;

	map_one(t);
	spi(&t->f, 40, 0xa0, 1);
	msi(t, 0x10, 3);
	line(&t->f, 40, true);
	assert_int_equal(acknowledge(t, 1), 40);
}

static void an_lpi_of_higher_priority_preempts_an_spi(void **state)
{
	struct its *t = *state;

	map_one(t);
	property(t, 8192, 0x43);
	spi(&t->f, 40, 0x80, 1);
	line(&t->f, 40, true);
	assert_int_equal(acknowledge(t, 1), 40);
	msi(t, 0x10, 3);
	assert_int_equal(acknowledge(t, 1), 8192);
}

static void lpis_come_by_priority_then_intid(void **state)
{
	struct its *t = *state;

	map_one(t);
	mapti(t, 0x10, 4, 8200, 1);
	mapti(t, 0x10, 5, 9000, 1);
	property(t, 9000, 0x83);
	msi(t, 0x10, 4);
	msi(t, 0x10, 3);
	msi(t, 0x10, 5);
	assert_int_equal(acknowledge(t, 1), 9000);
	end(t, 1, 9000);
	assert_int_equal(acknowledge(t, 1), 8192);
	end(t, 1, 8192);
	assert_int_equal(acknowledge(t, 1), 8200);
}

/* An MSI, its byte says masked from then on, without INV; another MSI. */
static void mask_between_two(struct its *t)
{
	map_one(t);
	msi(t, 0x10, 3);
	acknowledge(t, 1);
	end(t, 1, 8192);
	property(t, 8192, 0xa2);
	msi(t, 0x10, 3);
}

/* --- caching ------------------------------------------------------------------- */

/* GIC-L16: read again each time it becomes pending. */
static void eager_sees_an_edit_at_the_next_msi(void **state)
{
	struct its *t = *state;

	mask_between_two(t);
	assert_int_equal(acknowledge(t, 1), 1023);
}

/* GIC-L17: without INV it may still be delivered. */
static void cached_does_not_see_an_edit_without_inv(void **state)
{
	struct its *t = *state;

	mask_between_two(t);
	assert_int_equal(acknowledge(t, 1), 8192);
}

/* GIC-L16 */
static void cached_sees_an_edit_after_inv(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	acknowledge(t, 1);
	end(t, 1, 8192);
	property(t, 8192, 0xa2);
	on_event(t, INV, 0x10, 3);
	msi(t, 0x10, 3);
	assert_int_equal(acknowledge(t, 1), 1023);
}

static void cached_sees_an_edit_after_invall(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	acknowledge(t, 1);
	end(t, 1, 8192);
	property(t, 8192, 0xa2);
	invall(t, 1);
	msi(t, 0x10, 3);
	assert_int_equal(acknowledge(t, 1), 1023);
}

static void cached_sees_an_edit_after_lpis_were_off(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	acknowledge(t, 1);
	end(t, 1, 8192);
	property(t, 8192, 0xa2);
	redist_write(&t->f, 1, "GICR_CTLR", 0);
	redist_write(&t->f, 1, "GICR_CTLR", 1);
	msi(t, 0x10, 3);
	assert_int_equal(acknowledge(t, 1), 1023);
}

/* The other PE has not read it before. */
static void cached_movi_reads_at_the_new_pe(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	property(t, 8192, 0x43);
	movi(t, 0x10, 3, 2);
	assert_int_equal(acknowledge(t, 2), 8192);
	assert_int_equal(vgs_gic_running_priority(t->f.gic, 2), 0x40);
}

/* --- ranges ----------------------------------------------------------------------- */

static void limit(struct its *t, unsigned pe, unsigned id_bits)
{
	redist_write(&t->f, pe, "GICR_CTLR", 0);
	redist_write(&t->f, pe, "GICR_PROPBASER", PROP | (id_bits - 1));
	redist_write(&t->f, pe, "GICR_CTLR", 1);
}

/* GIC-L7, GIC-L10: 14 bits end at 16383. */
static void an_lpi_beyond_idbits_is_dropped(void **state)
{
	struct its *t = *state;

	map_one(t);
	mapti(t, 0x10, 4, 16383, 1);
	mapti(t, 0x10, 5, 16384, 1);
	limit(t, 1, 14);
	msi(t, 0x10, 4);
	msi(t, 0x10, 5);
	assert_int_equal(pending_on(t, 16383), 1);
	assert_int_equal(pending_on(t, 16384), NOWHERE);
}

/* GIC-L8 */
static void fewer_than_14_bits_leave_no_lpi(void **state)
{
	struct its *t = *state;

	map_one(t);
	limit(t, 1, 13);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
}

/* GIC-L7: IDbits 31 says more than the Distributor has. */
static void too_many_idbits_are_those_of_the_distributor(void **state)
{
	struct its *t = *state;

	map_one(t);
	mapti(t, 0x10, 4, 0xffff, 1);
	limit(t, 1, 32);
	msi(t, 0x10, 4);
	assert_int_equal(pending_on(t, 0xffff), 1);
}

/* GIC-L10: not latched: enabling later does not bring it back. */
static void an_lpi_while_disabled_is_dropped(void **state)
{
	struct its *t = *state;

	map_one(t);
	redist_write(&t->f, 1, "GICR_CTLR", 0);
	msi(t, 0x10, 3);
	redist_write(&t->f, 1, "GICR_CTLR", 1);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
}

/* --- the pending table ---------------------------------------------------------------- */

/* GIC-L12, GIC-L6: bit 0 of byte 1024. */
static void disabling_writes_pending_bits_back(void **state)
{
	struct its *t = *state;

	map_one(t);
	mapti(t, 0x10, 4, 8201, 1);
	msi(t, 0x10, 3);
	msi(t, 0x10, 4);
	redist_write(&t->f, 1, "GICR_CTLR", 0);
	assert_int_equal(load(t, PEND(1) + 1024, 8), 0x201);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
	assert_int_equal(signals(&t->f, 1) & VGS_SIG_IRQ, 0);
}

/* GIC-L11 */
static void enabling_reads_the_pending_table(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	redist_write(&t->f, 1, "GICR_CTLR", 0);
	store(t, PEND(1) + 8191, 1, 0x80);
	redist_write(&t->f, 1, "GICR_CTLR", 1);
	assert_int_equal(pending_on(t, 8192), 1);
	assert_int_equal(pending_on(t, 0xffff), 1);
	assert_int_equal(acknowledge(t, 1), 8192);
}

/* GIC-L1: EnableLPIs is RES0 without affinity routing of Non-secure Group 1. */
static void no_lpis_without_affinity_routing(void **state)
{
	for (unsigned security = 0; security < 2; security++) {
		struct its *t = calloc(1, sizeof(*t));

		assert_non_null(t);
		*state = t;
		its_config(t);
		t->f.cfg.legacy = true;
		t->f.cfg.security = security;
		assert_int_equal(vgs_gic_new(&t->f.cfg, &t->f.gic), 0);
		redist_write(&t->f, 1, "GICR_PROPBASER", PROP | 15);
		redist_write(&t->f, 1, "GICR_PENDBASER", PEND(1));
		redist_write(&t->f, 1, "GICR_CTLR", 1);
		assert_int_equal(redist_read(&t->f, 1, "GICR_CTLR") & 1, 0);
		/* ARE_NS; with one security state ARE. */
		dist_write(&t->f, "GICD_CTLR", security ? 0x20 : 0x10);
		assert_int_equal(redist_read(&t->f, 1, "GICR_CTLR") & 1, 0);
		redist_write(&t->f, 1, "GICR_CTLR", 1);
		assert_int_equal(redist_read(&t->f, 1, "GICR_CTLR") & 1, 1);
		its_teardown(state);
	}
}

/* GIC-L11: with PTZ the table is not read. */
static void ptz_leaves_the_table_unread(void **state)
{
	struct its *t = *state;

	redist_write(&t->f, 1, "GICR_CTLR", 0);
	redist_write(&t->f, 1, "GICR_PENDBASER", PEND(1) | PTZ);
	store(t, PEND(1) + 1024, 1, 1);
	t->accesses = 0;
	redist_write(&t->f, 1, "GICR_CTLR", 1);
	assert_int_equal(t->accesses, 0);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
}

/* GIC-L12: what was written back since PTZ was set is read again. */
static void ptz_is_for_one_enabling(void **state)
{
	struct its *t = *state;

	map_one(t);
	redist_write(&t->f, 1, "GICR_CTLR", 0);
	redist_write(&t->f, 1, "GICR_PENDBASER", PEND(1) | PTZ);
	redist_write(&t->f, 1, "GICR_CTLR", 1);
	msi(t, 0x10, 3);
	redist_write(&t->f, 1, "GICR_CTLR", 0);
	assert_int_equal(load(t, PEND(1) + 1024, 1), 1);
	redist_write(&t->f, 1, "GICR_CTLR", 1);
	assert_int_equal(pending_on(t, 8192), 1);
	assert_int_equal(acknowledge(t, 1), 8192);
}

static void ptz_reads_as_zero(void **state)
{
	struct its *t = *state;

	redist_write(&t->f, 1, "GICR_CTLR", 0);
	redist_write(&t->f, 1, "GICR_PENDBASER", PEND(1) | PTZ);
	assert_int_equal(redist_read(&t->f, 1, "GICR_PENDBASER"), PEND(1));
}

/* GIC-L28: the first kilobyte is not for LPIs. */
static void bits_below_8192_are_nobody_s(void **state)
{
	struct its *t = *state;

	redist_write(&t->f, 1, "GICR_CTLR", 0);
	for (unsigned i = 0; i < 1024; i++)
		store(t, PEND(1) + i, 1, 0xff);
	redist_write(&t->f, 1, "GICR_CTLR", 1);
	assert_int_equal(acknowledge(t, 1), 1023);
	redist_write(&t->f, 1, "GICR_CTLR", 0);
	assert_int_equal(load(t, PEND(1) + 1023, 1), 0xff);
}

/* GIC-L14, GIC-CU16, GIC-CU17 */
static void table_registers_are_locked_while_enabled(void **state)
{
	struct its *t = *state;

	redist_write(&t->f, 1, "GICR_PENDBASER", PEND(2));
	assert_int_equal(t->f.finding, VGS_R_GIC_CU16);
	redist_write(&t->f, 1, "GICR_PROPBASER", PEND(2));
	assert_int_equal(t->f.finding, VGS_R_GIC_CU17);
	assert_int_equal(redist_read(&t->f, 1, "GICR_PENDBASER"), PEND(1));
	assert_int_equal(redist_read(&t->f, 1, "GICR_PROPBASER"), PROP | 15);
}

/* GIC-CU17: another PE of the group uses it. */
static void the_table_of_a_group_is_locked_with_the_first(void **state)
{
	struct its *t = *state;

	redist_write(&t->f, 2, "GICR_CTLR", 0);
	redist_write(&t->f, 2, "GICR_PROPBASER", PROP | 15);
	assert_int_equal(t->f.findings, 0);
	redist_write(&t->f, 2, "GICR_PROPBASER", PROP | 14);
	assert_int_equal(t->f.findings, 1);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU17);
}

/* GIC-L12: choice written-through. */
static void written_through_the_table_is_always_right(void **state)
{
	struct its *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	*state = t;
	its_config(t);
	assert_int_equal(
		vgs_gic_config_choose(&t->f.cfg, "GIC-L12", "written-through"),
		0);
	its_machine(t);
	map_one(t);
	msi(t, 0x10, 3);
	assert_int_equal(load(t, PEND(1) + 1024, 1), 1);
	acknowledge(t, 1);
	assert_int_equal(load(t, PEND(1) + 1024, 1), 0);
	its_teardown(state);
}

/* --- direct LPIs --------------------------------------------------------------------------- */

/* Without an ITS. */
static int setup_direct(void **state)
{
	struct its *t = calloc(1, sizeof(*t));

	if (!t)
		return -1;
	*state = t;
	its_config(t);
	t->f.cfg.its = 0;
	t->f.cfg.direct_lpi = true;
	t->f.cfg.lpi_cache = VGS_LPI_CACHE_CACHED;
	its_machine(t);
	return 0;
}

/* GIC-L23 */
static void setlpir_makes_pending_and_clrlpir_not(void **state)
{
	struct its *t = *state;

	redist_write(&t->f, 1, "GICR_SETLPIR", 8192);
	assert_int_equal(pending_on(t, 8192), 1);
	redist_write(&t->f, 1, "GICR_CLRLPIR", 8192);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
}

/* GIC-L24 */
static void invlpir_reads_the_configuration_again(void **state)
{
	struct its *t = *state;

	redist_write(&t->f, 1, "GICR_SETLPIR", 8192);
	property(t, 8192, 0xa2);
	assert_int_equal(signals(&t->f, 1) & VGS_SIG_IRQ, VGS_SIG_IRQ);
	redist_write(&t->f, 1, "GICR_INVLPIR", 8192);
	assert_int_equal(signals(&t->f, 1) & VGS_SIG_IRQ, 0);
}

static void invallr_reads_all_configuration_again(void **state)
{
	struct its *t = *state;

	redist_write(&t->f, 1, "GICR_SETLPIR", 8192);
	redist_write(&t->f, 1, "GICR_SETLPIR", 8193);
	property(t, 8192, 0xa2);
	redist_write(&t->f, 1, "GICR_INVALLR", 0);
	assert_int_equal(acknowledge(t, 1), 8193);
}

/* GIC-L26 */
static void invlpir_at_another_pe_has_no_effect(void **state)
{
	struct its *t = *state;

	redist_write(&t->f, 1, "GICR_SETLPIR", 8192);
	property(t, 8192, 0xa2);
	redist_write(&t->f, 2, "GICR_INVLPIR", 8192);
	assert_int_equal(acknowledge(t, 1), 8192);
}

/* GIC-L23: with an ITS and DirectLPI 0 they are RES0. */
static void setlpir_without_direct_lpis_does_nothing(void **state)
{
	struct its *t = *state;

	redist_write(&t->f, 1, "GICR_SETLPIR", 8192);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
}

/* --- a pool that is too small ----------------------------------------------------------------- */

#define SMALL 4u

static void small_machine(void **state, bool async, enum vgs_lpi_cache cache)
{
	struct its *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	*state = t;
	its_config(t);
	t->f.cfg.lpi_slots = SMALL;
	t->f.cfg.lpi_cache = cache;
	t->f.cfg.async = async;
	t->f.cfg.its = 0;
	t->f.cfg.direct_lpi = true;
	its_machine(t);
}

/* All that were sent are acknowledged once, in whichever order. */
static void assert_all_come(struct its *t, unsigned pe, unsigned count)
{
	bool seen[64] = { false };

	for (unsigned i = 0; i < count; i++) {
		unsigned intid = acknowledge(t, pe);

		assert_in_range(intid, 8192, 8192 + count - 1);
		assert_false(seen[intid - 8192]);
		seen[intid - 8192] = true;
		end(t, pe, intid);
	}
	assert_int_equal(acknowledge(t, pe), 1023);
}

/* --- each of 40 LPIs through 4 places --- */
static void overflow_loses_nothing(void **state)
{
	struct its *t;

	small_machine(state, false, VGS_LPI_CACHE_EAGER);
	t = *state;
	for (unsigned i = 0; i < 40; i++)
		redist_write(&t->f, 1, "GICR_SETLPIR", 8192 + i);
	assert_int_equal(pending_on(t, 8192 + 39), 1);
	assert_all_come(t, 1, 40);
	its_teardown(state);
}

static void overflow_loses_nothing_with_cached_properties(void **state)
{
	struct its *t;

	small_machine(state, false, VGS_LPI_CACHE_CACHED);
	t = *state;
	for (unsigned i = 0; i < 40; i++)
		redist_write(&t->f, 1, "GICR_SETLPIR", 8192 + i);
	assert_all_come(t, 1, 40);
	its_teardown(state);
}

static void overflow_of_two_pes_loses_nothing(void **state)
{
	struct its *t;

	small_machine(state, false, VGS_LPI_CACHE_EAGER);
	t = *state;
	for (unsigned i = 0; i < 20; i++) {
		redist_write(&t->f, 1, "GICR_SETLPIR", 8192 + i);
		redist_write(&t->f, 2, "GICR_SETLPIR", 8192 + i);
	}
	assert_all_come(t, 1, 20);
	assert_all_come(t, 2, 20);
	its_teardown(state);
}

static void overflow_is_written_back_with_the_rest(void **state)
{
	struct its *t;

	small_machine(state, false, VGS_LPI_CACHE_EAGER);
	t = *state;
	for (unsigned i = 0; i < 40; i++)
		redist_write(&t->f, 1, "GICR_SETLPIR", 8192 + i);
	redist_write(&t->f, 1, "GICR_CTLR", 0);
	assert_int_equal(load(t, PEND(1) + 1024, 8), UINT64_C(0xffffffffff));
	its_teardown(state);
}

static void clrlpir_reaches_what_overflowed(void **state)
{
	struct its *t;

	small_machine(state, false, VGS_LPI_CACHE_EAGER);
	t = *state;
	for (unsigned i = 0; i < 10; i++)
		redist_write(&t->f, 1, "GICR_SETLPIR", 8192 + i);
	redist_write(&t->f, 1, "GICR_CLRLPIR", 8192 + 9);
	assert_int_equal(pending_on(t, 8192 + 9), NOWHERE);
	assert_all_come(t, 1, 9);
	its_teardown(state);
}

/* GIC-L29: MOVALL also takes what waits in the table. */
static void movall_takes_what_overflowed(void **state)
{
	struct its *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	*state = t;
	its_config(t);
	t->f.cfg.lpi_slots = SMALL;
	t->f.cfg.direct_lpi = true;
	its_machine(t);
	for (unsigned i = 0; i < 10; i++)
		redist_write(&t->f, 1, "GICR_SETLPIR", 8192 + i);
	redist_write(&t->f, 1, "GICR_SETLPIR", 0xffff);
	movall(t, 1, 2);
	assert_accepted(t);
	assert_int_equal(pending_on(t, 0xffff), 2);
	redist_write(&t->f, 2, "GICR_CLRLPIR", 0xffff);
	assert_int_equal(acknowledge(t, 1), 1023);
	assert_all_come(t, 2, 10);
	its_teardown(state);
}

static void run_all_work(struct its *t)
{
	struct vgs_work work;

	for (unsigned i = 0; vgs_gic_work(t->f.gic, 1, &work) > 0; i++) {
		assert_true(i < 1000);
		assert_int_equal(vgs_gic_work_run(t->f.gic, &work), 0);
	}
}

/* An LPI below where the scan stands, while the pool is full. */
static void overflow_behind_a_scan_loses_nothing(void **state)
{
	struct its *t = calloc(1, sizeof(*t));
	const struct vgs_work work = { VGS_WORK_LPI_CACHE, 1 };

	assert_non_null(t);
	*state = t;
	its_config(t);
	t->f.cfg.lpi_slots = SMALL;
	t->f.cfg.lpi_id_bits = 14;
	t->f.cfg.async = true;
	t->f.cfg.its = 0;
	t->f.cfg.direct_lpi = true;
	t->f.cfg.work_budget = 1;
	its_machine(t);
	run_all_work(t);
	redist_write(&t->f, 1, "GICR_CTLR", 0);
	run_all_work(t);
	redist_write(&t->f, 1, "GICR_CTLR", 1);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(vgs_gic_work_run(t->f.gic, &work), 0);
	for (unsigned i = 0; i < 5; i++)
		redist_write(&t->f, 1, "GICR_SETLPIR", 8192 + i);
	assert_int_equal(acknowledge(t, 1), 8192);
	end(t, 1, 8192);
	run_all_work(t);
	for (unsigned i = 1; i < 5; i++)
		assert_int_equal(pending_on(t, 8192 + i), 1);
	its_teardown(state);
}

/* A restored machine has what the image had. */
static void a_snapshot_keeps_pending_lpis(void **state)
{
	struct its *t = *state;
	size_t size = vgs_gic_save_size(t->f.gic);
	const char *broken = NULL;

	map_one(t);
	msi(t, 0x10, 3);
	t->image = malloc(size);
	assert_non_null(t->image);
	assert_int_equal(vgs_gic_save(t->f.gic, t->image, size), 0);
	acknowledge(t, 1);
	assert_int_equal(vgs_gic_restore(t->f.gic, t->image, size), 0);
	assert_int_equal(vgs_gic_check(t->f.gic, &broken), 0);
	assert_int_equal(pending_on(t, 8192), 1);
	assert_int_equal(acknowledge(t, 1), 8192);
}

#define DIRECT_TEST(name)                                                      \
	cmocka_unit_test_setup_teardown(name, setup_direct, its_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ITS_TEST(the_configuration_byte_is_priority_and_enable),
		ITS_TEST(the_last_lpi_has_the_last_byte),
		cmocka_unit_test(priority_is_the_non_secure_view),
		ITS_TEST(an_lpi_is_in_group_1),
		ITS_TEST(a_disabled_lpi_is_pending_and_not_signalled),
		ITS_TEST(a_property_table_that_cannot_be_read_disables),
		ITS_TEST(acknowledge_clears_pending_and_eoir_drops_priority),
		ITS_TEST(an_msi_while_pending_has_no_effect),
		ITS_TEST(an_msi_before_eoir_is_pending_again),
		ITS_TEST(an_spi_of_equal_priority_comes_first),
		ITS_TEST(an_lpi_of_higher_priority_preempts_an_spi),
		ITS_TEST(lpis_come_by_priority_then_intid),
		ITS_TEST(eager_sees_an_edit_at_the_next_msi),
		ITS_TEST_IN(cached, cached_does_not_see_an_edit_without_inv),
		ITS_TEST_IN(cached, cached_sees_an_edit_after_inv),
		ITS_TEST_IN(cached, cached_sees_an_edit_after_invall),
		ITS_TEST_IN(cached, cached_sees_an_edit_after_lpis_were_off),
		ITS_TEST_IN(cached, cached_movi_reads_at_the_new_pe),
		ITS_TEST(an_lpi_beyond_idbits_is_dropped),
		ITS_TEST(fewer_than_14_bits_leave_no_lpi),
		ITS_TEST(too_many_idbits_are_those_of_the_distributor),
		ITS_TEST(an_lpi_while_disabled_is_dropped),
		ITS_TEST(disabling_writes_pending_bits_back),
		ITS_TEST(enabling_reads_the_pending_table),
		cmocka_unit_test(no_lpis_without_affinity_routing),
		ITS_TEST(ptz_leaves_the_table_unread),
		ITS_TEST(ptz_is_for_one_enabling),
		ITS_TEST(ptz_reads_as_zero),
		ITS_TEST(bits_below_8192_are_nobody_s),
		ITS_TEST(table_registers_are_locked_while_enabled),
		ITS_TEST(the_table_of_a_group_is_locked_with_the_first),
		cmocka_unit_test(written_through_the_table_is_always_right),
		DIRECT_TEST(setlpir_makes_pending_and_clrlpir_not),
		DIRECT_TEST(invlpir_reads_the_configuration_again),
		DIRECT_TEST(invallr_reads_all_configuration_again),
		DIRECT_TEST(invlpir_at_another_pe_has_no_effect),
		ITS_TEST(setlpir_without_direct_lpis_does_nothing),
		cmocka_unit_test(overflow_loses_nothing),
		cmocka_unit_test(overflow_loses_nothing_with_cached_properties),
		cmocka_unit_test(overflow_of_two_pes_loses_nothing),
		cmocka_unit_test(overflow_is_written_back_with_the_rest),
		cmocka_unit_test(clrlpir_reaches_what_overflowed),
		cmocka_unit_test(movall_takes_what_overflowed),
		cmocka_unit_test(overflow_behind_a_scan_loses_nothing),
		ITS_TEST(a_snapshot_keeps_pending_lpis),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
