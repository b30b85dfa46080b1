/* SPDX-License-Identifier: MIT */
/*
 * The commands of GICv3: what each does when it is accepted, and each check
 * with its error code.  In order of the checks; a stalled ITS shows the code.
 */
#include "rule.h"
#include "test_its.h"

/* --- MAPD ---------------------------------------------------------------- */

/* GIC-O3 */
static void mapd_makes_events_of_a_device_possible(void **state)
{
	struct its *t = *state;

	mapd(t, 0x10, 4, ITT);
	mapc(t, 1, 1);
	mapti(t, 0x10, 31, 8200, 1);
	assert_accepted(t);
}

/* GIC-O3: Devbits is 8. */
static void mapd_of_the_last_device(void **state)
{
	mapd(*state, 0xff, 4, ITT);
	assert_accepted(*state);
}

static void mapd_device_out_of_range(void **state)
{
	mapd(*state, 0x100, 4, ITT);
	assert_stalled(*state, 0x010801);
}

static void mapd_v0_device_out_of_range(void **state)
{
	unmapd(*state, 0xffffffff);
	assert_stalled(*state, 0x010801);
}

/* ID_bits is 5: Size 5 would be 6 bits. */
static void mapd_size_out_of_range(void **state)
{
	mapd(*state, 0x10, 5, ITT);
	assert_stalled(*state, 0x010802);
}

static void mapd_v0_does_not_look_at_size(void **state)
{
	struct its *t = *state;

	command(t, 0, UINT64_C(0x10) << 32 | 0x08, 31, 0, 0);
	assert_accepted(t);
}

/* GIC-O27: the pending LPI stays. */
static void mapd_v0_unmaps_and_leaves_pending_alone(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	unmapd(t, 0x10);
	assert_int_equal(pending_on(t, 8192), 1);
	acknowledge(t, 1);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
}

/* GIC-O9: translations made before the new MAPD are forgotten. */
static void mapd_again_takes_the_new_table(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	acknowledge(t, 1);
	mapd(t, 0x10, 4, ITT2);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
}

/* --- MAPC ---------------------------------------------------------------- */

static void mapc_of_the_last_collection(void **state)
{
	mapc(*state, 15, 3);
	assert_accepted(*state);
}

/* CIDbits is 4. */
static void mapc_collection_out_of_range(void **state)
{
	mapc(*state, 16, 1);
	assert_stalled(*state, 0x010903);
}

/* GIC-O22: there are PEs 0 to 3. */
static void mapc_target_out_of_range(void **state)
{
	mapc(*state, 1, 4);
	assert_stalled(*state, 0x010902);
}

static void mapc_v0_does_not_look_at_the_target(void **state)
{
	command(*state, 0, 0x09, 0, UINT64_C(0xffff) << 16 | 1, 0);
	assert_accepted(*state);
}

/* GIC-L29: a remapped collection is for interrupts to come. */
static void mapc_again_does_not_move_what_is_pending(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	mapc(t, 1, 2);
	assert_int_equal(pending_on(t, 8192), 1);
}

static void mapc_again_moves_what_comes(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	acknowledge(t, 1);
	mapc(t, 1, 2);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), 2);
}

/* GIC-O28 */
static void mapc_v0_drops_its_interrupts(void **state)
{
	struct its *t = *state;

	map_one(t);
	unmapc(t, 1);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
}

/* --- MAPTI, MAPI ----------------------------------------------------------- */

/* GIC-O1 */
static void mapti_leads_an_event_to_an_lpi(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), 1);
}

static void mapti_device_out_of_range(void **state)
{
	mapti(*state, 0x100, 3, 8192, 1);
	assert_stalled(*state, 0x010a01);
}

static void mapti_collection_out_of_range(void **state)
{
	mapti(*state, 0x10, 3, 8192, 16);
	assert_stalled(*state, 0x010a03);
}

static void mapti_device_unmapped(void **state)
{
	mapti(*state, 0x10, 3, 8192, 1);
	assert_stalled(*state, 0x010a04);
}

static void mapti_event_out_of_range(void **state)
{
	mapd(*state, 0x10, 1, ITT);
	mapti(*state, 0x10, 4, 8192, 1);
	assert_stalled(*state, 0x010a05);
}

static void mapti_below_the_first_lpi(void **state)
{
	mapd(*state, 0x10, 4, ITT);
	mapti(*state, 0x10, 3, 8191, 1);
	assert_stalled(*state, 0x010a06);
}

static void mapti_of_the_last_lpi(void **state)
{
	mapd(*state, 0x10, 4, ITT);
	mapti(*state, 0x10, 3, 0xffff, 1);
	assert_accepted(*state);
}

/* GIC-L9 */
static void mapti_beyond_the_last_lpi(void **state)
{
	mapd(*state, 0x10, 4, ITT);
	mapti(*state, 0x10, 3, 0x10000, 1);
	assert_stalled(*state, 0x010a06);
}

static void mapti_to_1023_is_no_lpi(void **state)
{
	mapd(*state, 0x10, 4, ITT);
	mapti(*state, 0x10, 3, 1023, 1);
	assert_stalled(*state, 0x010a06);
}

static void mapti_may_precede_mapc(void **state)
{
	struct its *t = *state;

	mapd(t, 0x10, 4, ITT);
	mapti(t, 0x10, 3, 8192, 1);
	mapc(t, 1, 1);
	assert_accepted(t);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), 1);
}

/* GIC-CU42: the new mapping replaces the old one, and is reported. */
static void mapti_over_a_mapping_replaces_it(void **state)
{
	struct its *t = *state;

	map_one(t);
	mapti(t, 0x10, 3, 8193, 2);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU42);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8193), 2);
}

/* EventIDs of LPIs need 14 bits. */
static int setup_wide(void **state)
{
	struct its *t = calloc(1, sizeof(*t));

	if (!t)
		return -1;
	*state = t;
	its_config(t);
	t->f.cfg.its_units[0].event_id_bits = 14;
	its_machine(t);
	return 0;
}

static void mapi_takes_the_event_for_the_lpi(void **state)
{
	struct its *t = *state;

	mapd(t, 0x10, 13, SPARE);
	mapc(t, 1, 1);
	mapi(t, 0x10, 8193, 1);
	assert_accepted(t);
	msi(t, 0x10, 8193);
	assert_int_equal(pending_on(t, 8193), 1);
}

static void mapi_device_out_of_range(void **state)
{
	mapi(*state, 0x100, 3, 1);
	assert_stalled(*state, 0x010b01);
}

static void mapi_collection_out_of_range(void **state)
{
	mapi(*state, 0x10, 3, 16);
	assert_stalled(*state, 0x010b03);
}

static void mapi_device_unmapped(void **state)
{
	mapi(*state, 0x10, 3, 1);
	assert_stalled(*state, 0x010b04);
}

static void mapi_event_out_of_range(void **state)
{
	mapd(*state, 0x10, 1, ITT);
	mapi(*state, 0x10, 8192, 1);
	assert_stalled(*state, 0x010b05);
}

static void mapi_event_is_no_lpi(void **state)
{
	mapd(*state, 0x10, 4, ITT);
	mapi(*state, 0x10, 3, 1);
	assert_stalled(*state, 0x010b06);
}

/* --- MOVI ------------------------------------------------------------------ */

/* GIC-L29 */
static void movi_moves_what_is_pending(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	movi(t, 0x10, 3, 2);
	assert_accepted(t);
	assert_int_equal(pending_on(t, 8192), 2);
	assert_int_equal(signals(&t->f, 1) & VGS_SIG_IRQ, 0);
	assert_int_equal(acknowledge(t, 2), 8192);
}

static void movi_retargets_what_comes(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	acknowledge(t, 1);
	movi(t, 0x10, 3, 2);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), 2);
}

static void movi_device_out_of_range(void **state)
{
	movi(*state, 0x100, 3, 2);
	assert_stalled(*state, 0x010101);
}

static void movi_collection_out_of_range(void **state)
{
	map_one(*state);
	movi(*state, 0x10, 3, 16);
	assert_stalled(*state, 0x010103);
}

static void movi_device_unmapped(void **state)
{
	movi(*state, 0x10, 3, 2);
	assert_stalled(*state, 0x010104);
}

static void movi_event_out_of_range(void **state)
{
	map_one(*state);
	movi(*state, 0x10, 32, 2);
	assert_stalled(*state, 0x010105);
}

static void movi_event_unmapped(void **state)
{
	map_one(*state);
	movi(*state, 0x10, 4, 2);
	assert_stalled(*state, 0x010107);
}

/* The table says that the event is a virtual one; there is no vPE here. */
static void movi_entry_is_virtual(void **state)
{
	struct its *t = *state;

	map_one(t);
	store(t, ITT + 3 * 12, 8, load(t, ITT + 3 * 12, 8) | PTZ);
	movi(t, 0x10, 3, 2);
	assert_stalled(t, 0x010110);
}

static void movi_old_collection_unmapped(void **state)
{
	map_one(*state);
	unmapc(*state, 1);
	movi(*state, 0x10, 3, 2);
	assert_stalled(*state, 0x010109);
}

static void movi_new_collection_unmapped(void **state)
{
	map_one(*state);
	movi(*state, 0x10, 3, 5);
	assert_stalled(*state, 0x010109);
}

/* GIC-CU46: nothing is lost where LPIs are disabled. */
static void movi_to_a_pe_without_lpis_keeps_pending(void **state)
{
	struct its *t = *state;

	map_one(t);
	redist_write(&t->f, 2, "GICR_CTLR", 0);
	msi(t, 0x10, 3);
	movi(t, 0x10, 3, 2);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU46);
	assert_int_equal(pending_on(t, 8192), 1);
}

/* --- DISCARD, CLEAR, INT, INV ------------------------------------------------ */

/* GIC-O27 */
static void discard_unmaps_and_clears_pending(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	on_event(t, DISCARD, 0x10, 3);
	assert_accepted(t);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
}

static void clear_makes_it_not_pending_and_keeps_the_mapping(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	on_event(t, CLEAR, 0x10, 3);
	assert_accepted(t);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), 1);
}

static void clear_of_what_is_not_pending_has_no_effect(void **state)
{
	struct its *t = *state;

	map_one(t);
	on_event(t, CLEAR, 0x10, 3);
	assert_accepted(t);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
}

/* GIC-O26 */
static void int_is_like_the_device_s_msi(void **state)
{
	struct its *t = *state;

	map_one(t);
	on_event(t, INT, 0x10, 3);
	assert_accepted(t);
	assert_int_equal(pending_on(t, 8192), 1);
}

/* GIC-L16, GIC-L18 */
static void inv_lets_a_pending_lpi_through_that_was_enabled(void **state)
{
	struct its *t = *state;

	map_one(t);
	property(t, 8192, 0xa2);
	msi(t, 0x10, 3);
	assert_int_equal(acknowledge(t, 1), 1023);
	property(t, 8192, 0xa3);
	assert_int_equal(acknowledge(t, 1), 1023);
	on_event(t, INV, 0x10, 3);
	assert_accepted(t);
	assert_int_equal(acknowledge(t, 1), 8192);
}

static void invall_reads_all_of_the_collection_s_again(void **state)
{
	struct its *t = *state;

	map_one(t);
	mapti(t, 0x10, 4, 8193, 1);
	msi(t, 0x10, 3);
	msi(t, 0x10, 4);
	property(t, 8192, 0x42);
	property(t, 8193, 0x43);
	invall(t, 1);
	assert_accepted(t);
	assert_int_equal(acknowledge(t, 1), 8193);
	assert_int_equal(vgs_gic_running_priority(t->f.gic, 1), 0x40);
}

static void invall_collection_out_of_range(void **state)
{
	invall(*state, 16);
	assert_stalled(*state, 0x010d03);
}

static void invall_collection_unmapped(void **state)
{
	invall(*state, 1);
	assert_stalled(*state, 0x010d09);
}

/* The five commands on one event check alike; CLEAR's codes say 05. */
#define EVENT_ERRORS(name, opcode, code)                                       \
	static void name##_device_out_of_range(void **state)                   \
	{                                                                      \
		on_event(*state, opcode, 0x100, 3);                            \
		assert_stalled(*state, code | 0x01);                           \
	}                                                                      \
	static void name##_device_unmapped(void **state)                       \
	{                                                                      \
		on_event(*state, opcode, 0x10, 3);                             \
		assert_stalled(*state, code | 0x04);                           \
	}                                                                      \
	static void name##_event_out_of_range(void **state)                    \
	{                                                                      \
		map_one(*state);                                               \
		on_event(*state, opcode, 0x10, 32);                            \
		assert_stalled(*state, code | 0x05);                           \
	}                                                                      \
	static void name##_event_unmapped(void **state)                        \
	{                                                                      \
		map_one(*state);                                               \
		on_event(*state, opcode, 0x10, 4);                             \
		assert_stalled(*state, code | 0x07);                           \
	}                                                                      \
	static void name##_collection_unmapped(void **state)                   \
	{                                                                      \
		map_one(*state);                                               \
		unmapc(*state, 1);                                             \
		on_event(*state, opcode, 0x10, 3);                             \
		assert_stalled(*state, code | 0x09);                           \
	}                                                                      \
	static void name##_entry_is_virtual(void **state)                      \
	{                                                                      \
		struct its *t = *state;                                        \
                                                                               \
		map_one(t);                                                    \
		store(t, ITT + 3 * 12, 8, load(t, ITT + 3 * 12, 8) | PTZ);     \
		on_event(t, opcode, 0x10, 3);                                  \
		assert_stalled(t, code | 0x10);                                \
	}

EVENT_ERRORS(discard, DISCARD, 0x010f00)
EVENT_ERRORS(clear, CLEAR, 0x010500)
EVENT_ERRORS(int, INT, 0x010300)
EVENT_ERRORS(inv, INV, 0x010c00)

/* --- MOVALL, SYNC, unknown ---------------------------------------------------- */

/* GIC-L29 */
static void movall_moves_all_and_adds_to_what_is_there(void **state)
{
	struct its *t = *state;

	map_one(t);
	mapti(t, 0x10, 4, 8193, 1);
	mapti(t, 0x10, 5, 8194, 2);
	msi(t, 0x10, 3);
	msi(t, 0x10, 4);
	msi(t, 0x10, 5);
	movall(t, 1, 2);
	assert_accepted(t);
	assert_int_equal(signals(&t->f, 1) & VGS_SIG_IRQ, 0);
	assert_int_equal(acknowledge(t, 2), 8192);
	end(t, 2, 8192);
	assert_int_equal(acknowledge(t, 2), 8193);
	end(t, 2, 8193);
	assert_int_equal(acknowledge(t, 2), 8194);
}

static void movall_does_not_change_mappings(void **state)
{
	struct its *t = *state;

	map_one(t);
	movall(t, 1, 2);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), 1);
}

static void movall_to_itself_does_nothing(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	movall(t, 1, 1);
	assert_accepted(t);
	assert_int_equal(pending_on(t, 8192), 1);
}

static void movall_source_out_of_range(void **state)
{
	movall(*state, 4, 1);
	assert_stalled(*state, 0x010e01);
}

static void movall_destination_out_of_range(void **state)
{
	movall(*state, 1, 4);
	assert_stalled(*state, 0x010e01);
}

/* GIC-CU46 */
static void movall_to_a_pe_without_lpis_keeps_pending(void **state)
{
	struct its *t = *state;

	map_one(t);
	redist_write(&t->f, 2, "GICR_CTLR", 0);
	msi(t, 0x10, 3);
	movall(t, 1, 2);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU46);
	assert_int_equal(pending_on(t, 8192), 1);
}

/* GIC-O24 */
static void sync_is_accepted(void **state)
{
	sync_to(*state, 1);
	assert_accepted(*state);
}

/* GIC-CU41 */
static void an_unknown_command_stalls(void **state)
{
	struct its *t = *state;

	command(t, 0, 0x02, 0, 0, 0);
	assert_stalled(t, 0x0102fe);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU41);
}

/* VMAPP is a command of GICv4. */
static void a_command_of_gicv4_is_unknown(void **state)
{
	command(*state, 0, 0x29, 0, 0, 0);
	assert_stalled(*state, 0x0129fe);
}

#define EVENT_TESTS(name)                                                      \
	ITS_TEST(name##_device_out_of_range),                                  \
		ITS_TEST(name##_device_unmapped),                              \
		ITS_TEST(name##_event_out_of_range),                           \
		ITS_TEST(name##_event_unmapped),                               \
		ITS_TEST(name##_collection_unmapped),                          \
		ITS_TEST(name##_entry_is_virtual)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ITS_TEST(mapd_makes_events_of_a_device_possible),
		ITS_TEST(mapd_of_the_last_device),
		ITS_TEST(mapd_device_out_of_range),
		ITS_TEST(mapd_v0_device_out_of_range),
		ITS_TEST(mapd_size_out_of_range),
		ITS_TEST(mapd_v0_does_not_look_at_size),
		ITS_TEST(mapd_v0_unmaps_and_leaves_pending_alone),
		ITS_TEST(mapd_again_takes_the_new_table),
		ITS_TEST(mapc_of_the_last_collection),
		ITS_TEST(mapc_collection_out_of_range),
		ITS_TEST(mapc_target_out_of_range),
		ITS_TEST(mapc_v0_does_not_look_at_the_target),
		ITS_TEST(mapc_again_does_not_move_what_is_pending),
		ITS_TEST(mapc_again_moves_what_comes),
		ITS_TEST(mapc_v0_drops_its_interrupts),
		ITS_TEST(mapti_leads_an_event_to_an_lpi),
		ITS_TEST(mapti_device_out_of_range),
		ITS_TEST(mapti_collection_out_of_range),
		ITS_TEST(mapti_device_unmapped),
		ITS_TEST(mapti_event_out_of_range),
		ITS_TEST(mapti_below_the_first_lpi),
		ITS_TEST(mapti_of_the_last_lpi),
		ITS_TEST(mapti_beyond_the_last_lpi),
		ITS_TEST(mapti_to_1023_is_no_lpi),
		ITS_TEST(mapti_may_precede_mapc),
		ITS_TEST(mapti_over_a_mapping_replaces_it),
		cmocka_unit_test_setup_teardown(
			mapi_takes_the_event_for_the_lpi, setup_wide,
			its_teardown),
		ITS_TEST(mapi_device_out_of_range),
		ITS_TEST(mapi_collection_out_of_range),
		ITS_TEST(mapi_device_unmapped),
		ITS_TEST(mapi_event_out_of_range),
		ITS_TEST(mapi_event_is_no_lpi),
		ITS_TEST(movi_moves_what_is_pending),
		ITS_TEST(movi_retargets_what_comes),
		ITS_TEST(movi_device_out_of_range),
		ITS_TEST(movi_collection_out_of_range),
		ITS_TEST(movi_device_unmapped),
		ITS_TEST(movi_event_out_of_range),
		ITS_TEST(movi_event_unmapped),
		ITS_TEST(movi_entry_is_virtual),
		ITS_TEST(movi_old_collection_unmapped),
		ITS_TEST(movi_new_collection_unmapped),
		ITS_TEST(movi_to_a_pe_without_lpis_keeps_pending),
		ITS_TEST(discard_unmaps_and_clears_pending),
		ITS_TEST(clear_makes_it_not_pending_and_keeps_the_mapping),
		ITS_TEST(clear_of_what_is_not_pending_has_no_effect),
		ITS_TEST(int_is_like_the_device_s_msi),
		ITS_TEST(inv_lets_a_pending_lpi_through_that_was_enabled),
		ITS_TEST(invall_reads_all_of_the_collection_s_again),
		ITS_TEST(invall_collection_out_of_range),
		ITS_TEST(invall_collection_unmapped),
		EVENT_TESTS(discard),
		EVENT_TESTS(clear),
		EVENT_TESTS(int),
		EVENT_TESTS(inv),
		ITS_TEST(movall_moves_all_and_adds_to_what_is_there),
		ITS_TEST(movall_does_not_change_mappings),
		ITS_TEST(movall_to_itself_does_nothing),
		ITS_TEST(movall_source_out_of_range),
		ITS_TEST(movall_destination_out_of_range),
		ITS_TEST(movall_to_a_pe_without_lpis_keeps_pending),
		ITS_TEST(sync_is_accepted),
		ITS_TEST(an_unknown_command_stalls),
		ITS_TEST(a_command_of_gicv4_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
