/* SPDX-License-Identifier: MIT */
/*
 * A VM's ITS: its registers and its commands, as KVM has them.
 */
#include "test_vits.h"

static const struct shape v3 = { 3, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3_e5 = { 3, 2, 4, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v3_e1 = { 3, 2, 4, VGS_EPOCH_E1, NULL, NULL };

/* --- registers ---------------------------------------------------- */

/* KVM-IT-1: values after reset. */
static void registers_after_reset(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(gits(f, S_CTLR), 0x80000000);
	assert_int_equal(gits(f, S_IIDR), 0x4b00043b);
	assert_int_equal(gits(f, S_TYPER), 0x1ef71);
	assert_int_equal(gits(f, S_CBASER), 0);
	assert_int_equal(gits(f, S_BASER0), 0x1907000000000600);
	assert_int_equal(gits(f, S_BASER1), 0x1c07000000000600);
	assert_int_equal(gits(f, 0xffd0), 0x40);
	assert_int_equal(gits(f, 0xffe0), 0x92);
	assert_int_equal(gits(f, 0xffe4), 0xb4);
	assert_int_equal(gits(f, 0xffe8), 0x3b);
	assert_int_equal(gits(f, 0xfff0), 0x0d);
	assert_int_equal(gits(f, 0xfff4), 0xf0);
	assert_int_equal(gits(f, 0xfff8), 0x05);
	assert_int_equal(gits(f, 0xfffc), 0xb1);
}

/* KVM-IT-2, KVM-IT-4, KVM-IT-5: bits that can be written. */
static void registers_keep_some_bits(void **state)
{
	struct fixture *f = *state;

	gits_write(f, S_BASER0, UINT64_MAX);
	gits_write(f, S_BASER1, UINT64_MAX);
	gits_write(f, 0x110, UINT64_MAX);
	gits_write(f, S_CBASER, UINT64_MAX);
	gits_write(f, S_CWRITER, UINT64_MAX);
	gits_write(f, S_CREADR, UINT64_MAX);
	assert_int_equal(gits(f, S_BASER0), 0xf907fffffffffeff);
	assert_int_equal(gits(f, S_BASER1), 0xbc07fffffffffeff);
	assert_int_equal(gits(f, 0x110), 0);
	assert_int_equal(gits(f, S_CBASER), 0xff1fffffffff0fff);
	assert_int_equal(gits(f, S_CWRITER), 0xfffe0);
	assert_int_equal(gits(f, S_CREADR), 0);
}

/* KVM-MM-14: device memory is not, Outer Shareable neither. */
static void table_attributes_are_sanitised(void **state)
{
	struct fixture *f = *state;

	gits_write(f, S_BASER0, V | DEVICES | 2u << 10);
	assert_int_equal(gits(f, S_BASER0), 0x9907000000000600 | DEVICES);
	gits_write(f, S_CBASER, V | QUEUE);
	assert_int_equal(gits(f, S_CBASER), 0x9800000000000000 | QUEUE);
}

/* KVM-MM-1: halves of 64-bit registers, nothing smaller. */
static void halves_are_written_alone(void **state)
{
	struct fixture *f = *state;

	gits_write_of(f, 0, S_CBASER + 4, 4, V >> 32 | 1);
	gits_write_of(f, 0, S_CBASER, 4, 0x00020000);
	assert_int_equal(gits(f, S_CBASER), 0x9800000100020000);
	gits_write_of(f, 0, S_CBASER, 2, 0xffff);
	assert_int_equal(gits(f, S_CBASER), 0x9800000100020000);
	assert_int_equal(gits_of(f, 0, S_CTLR, 2), 0);
}

/* KVM-IT-6: nothing is enabled without queue and both tables. */
static void enable_needs_all_memory(void **state)
{
	struct fixture *f = *state;

	gits_write(f, S_CBASER, V | QUEUE);
	gits_write(f, S_BASER0, V | DEVICES);
	gits_write(f, S_CTLR, 1);
	assert_int_equal(gits(f, S_CTLR), 0x80000000);
	gits_write(f, S_BASER1, V | COLLECTS);
	gits_write(f, S_CTLR, 1);
	assert_int_equal(gits(f, S_CTLR), 0x80000001);
}

/* KVM-IT-4, KVM-IT-2: an ITS at work keeps its memory. */
static void memory_is_fixed_while_enabled(void **state)
{
	struct fixture *f = *state;
	uint64_t cbaser = gits(f, S_CBASER), baser = gits(f, S_BASER0);

	gits_write(f, S_CBASER, 0);
	gits_write(f, S_BASER0, 0);
	assert_int_equal(gits(f, S_CBASER), cbaser);
	assert_int_equal(gits(f, S_BASER0), baser);
}

/* KVM-IT-4: a new queue is empty. */
static void cbaser_resets_the_pointers(void **state)
{
	struct fixture *f = *state;

	mapc(f, 0, 0);
	assert_int_equal(gits(f, S_CREADR), 32);
	gits_write(f, S_CTLR, 0);
	gits_write(f, S_CBASER, V | QUEUE1);
	assert_int_equal(gits(f, S_CREADR), 0);
	assert_int_equal(gits(f, S_CWRITER), 0);
}

/* KVM-IT-5: a CWRITER beyond the queue is ignored as a whole. */
static void cwriter_beyond_the_queue_is_ignored(void **state)
{
	struct fixture *f = *state;

	mapc(f, 0, 0);
	gits_write(f, S_CWRITER, 0x1000);
	assert_int_equal(gits(f, S_CWRITER), 32);
	assert_int_equal(gits(f, S_CTLR), 0x80000001);
}

/* KVM-IT-6: what was queued before is carried out by enabling. */
static void enabling_works_off_the_backlog(void **state)
{
	struct fixture *f = *state;

	lpis_on(f, 0);
	gits_write(f, S_CBASER, V | QUEUE);
	gits_write(f, S_BASER0, V | DEVICES);
	gits_write(f, S_BASER1, V | COLLECTS);
	mapd(f, 5, 5, ITT);
	mapc(f, 0, 0);
	mapti(f, 5, 3, 8195, 0);
	assert_int_equal(gits(f, S_CREADR), 0);
	assert_int_equal(gits(f, S_CTLR), 0);
	gits_write(f, S_CTLR, 1);
	assert_int_equal(gits(f, S_CREADR), 96);
	assert_int_equal(gits(f, S_CTLR), 0x80000001);
	assert_int_equal(msi(f, 5, 3), 1);
}

/* KVM-IT-8: a store of the guest to GITS_TRANSLATER is nobody's. */
static void a_guest_store_to_translater_does_nothing(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	assert_int_equal(vgs_vcpu_mmio_write(f->vm, 0, TRANSLATER, 4, 3), 0);
	assert_int_equal(virq(f, 0, 8195).state, VGS_INACTIVE);
}

/* KVM-MM-9, KVM-MM-11: what tells a guest that there are LPIs. */
static void an_its_shows_in_the_typers(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vr(f, 0, D_TYPER, 4), 0x7a0002);
	assert_int_equal(gicr(f, 0, 8, 8), 1);
	assert_int_equal(gicr(f, 1, 8, 8), 0x100000111);
}

/* KVM-MM-12, KVM-MM-13: EnableLPIs. */
static void lpis_are_enabled_by_redistributor(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(gicr(f, 0, 0, 4), 6);
	gicr_write(f, 0, 0, 4, 1);
	assert_int_equal(gicr(f, 0, 0, 4), 7);
	assert_int_equal(gicr(f, 1, 0, 4), 6);
	gicr_write(f, 0, 0, 4, 0);
	assert_int_equal(gicr(f, 0, 0, 4), 6);
}

/* KVM-MM-14, KVM-MM-15: PROPBASER is the VM's, PENDBASER the vCPU's. */
static void table_registers_of_redistributors(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(gicr(f, 0, 0x70, 8), 0x580);
	assert_int_equal(gicr(f, 0, 0x78, 8), 0x580);
	gicr_write(f, 0, 0x70, 8, UINT64_MAX);
	gicr_write(f, 0, 0x78, 8, UINT64_MAX);
	assert_int_equal(gicr(f, 1, 0x70, 8), 0xfffffffffff9f);
	assert_int_equal(gicr(f, 0, 0x78, 8), 0xfffffffff0f80);
	assert_int_equal(gicr(f, 1, 0x78, 8), 0x580);
	gicr_write(f, 0, 0, 4, 1);
	gicr_write(f, 0, 0x70, 8, 0);
	gicr_write(f, 0, 0x78, 8, 0);
	assert_int_equal(gicr(f, 0, 0x70, 8), 0xfffffffffff9f);
	assert_int_equal(gicr(f, 0, 0x78, 8), 0xfffffffff0f80);
	/* The other one has LPIs disabled and may. */
	gicr_write(f, 1, 0x70, 8, 0);
	assert_int_equal(gicr(f, 0, 0x70, 8), 0x180);
}

/* --- mapping ------------------------------------------------------ */

/* KVM-IT-12, KVM-IT-20: what MAPD refuses. */
static void mapd_checks_id_and_size(void **state)
{
	struct fixture *f = *state;

	mapd(f, 8192, 5, ITT); /* a flat table of one page has 8192 */
	assert_skipped(f, 0x010801);
	mapd(f, 5, 17, ITT);
	assert_skipped(f, 0x010802);
	mapd(f, 8191, 16, ITT);
	assert_int_equal(its_of(f).errors, 2);
}

/* KVM-IT-20: to map a device again drops its events. */
static void mapd_again_drops_the_events(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	mapd(f, 5, 5, ITT2);
	assert_int_equal(its_of(f).errors, 0);
	assert_int_equal(its_of(f).events, 0);
	assert_false(exists(f, 8195));
	assert_int_equal(msi(f, 5, 3), 0);
}

/* KVM-IT-20: unmapping clears the entry since 2024. */
static void unmapping_clears_the_device_entry(void **state)
{
	struct fixture *f = *state;
	bool old = f->shape.epoch == VGS_EPOCH_E1;

	map_one(f);
	put(f, DEVICES + 5 * 8, 8, V | 4);
	put(f, ITT + 3 * 8, 8, 1);
	on_lpi(f, DISCARD, 5, 3);
	assert_int_equal(mem(f, ITT + 3 * 8, 8), old ? 1 : 0);
	unmapd(f, 5);
	assert_int_equal(mem(f, DEVICES + 5 * 8, 8), old ? V | 4 : 0);
	assert_int_equal(its_of(f).errors, 0);
}

/* KVM-IT-40, KVM-IT-44: a two-level table has what its pages hold. */
static void two_level_tables_are_walked(void **state)
{
	struct fixture *f = *state;

	gits_write(f, S_CTLR, 0);
	gits_write(f, S_BASER0, V | UINT64_C(1) << 62 | DEVICES);
	put(f, DEVICES, 8, V | SPARE);
	put(f, DEVICES + 8, 8, SPARE + 0x10000); /* not valid */
	gits_write(f, S_CTLR, 1);
	mapd(f, 8191, 5, ITT);
	assert_int_equal(its_of(f).errors, 0);
	mapd(f, 8192, 5, ITT);
	assert_skipped(f, 0x010801);
	put(f, DEVICES + 8, 8, V | (SPARE + 0x10000));
	mapd(f, 8192, 5, ITT);
	assert_int_equal(its_of(f).errors, 1);
	put(f, DEVICES + 16, 8, V | 0x10000); /* no memory there */
	mapd(f, 16384, 5, ITT);
	assert_int_equal(its_of(f).errors, 2);
	unmapd(f, 8192);
	assert_int_equal(its_of(f).errors, 2);
	mapd(f, 0x10000, 5, ITT);
	assert_skipped(f, 0x010801);
}

/* KVM-IT-21: MAPC names a vCPU by number, and a place in the table. */
static void mapc_checks_vcpu_and_icid(void **state)
{
	struct fixture *f = *state;

	mapc(f, 0, 2);
	assert_skipped(f, 0x010902);
	mapc(f, 8192, 0);
	assert_skipped(f, 0x010903);
	unmapc(f, 77);
	assert_int_equal(its_of(f).errors, 2);
}

/* KVM-IT-21: a collection that moves takes its LPIs along. */
static void mapc_again_retargets(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	mapti(f, 5, 4, 8196, 1);
	mapc(f, 0, 1);
	assert_int_equal(virq(f, 0, 8195).target, 1);
	mapc(f, 1, 0);
	assert_int_equal(virq(f, 0, 8195).target, 1);
	assert_int_equal(virq(f, 0, 8196).target, 0);
}

/* KVM-IT-21: events of an unmapped collection have forgotten it for good. */
static void an_unmapped_collection_is_not_revived(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	unmapc(f, 0);
	assert_int_equal(msi(f, 5, 3), 0);
	mapc(f, 0, 0);
	assert_int_equal(msi(f, 5, 3), 0);
	mapti(f, 5, 3, 8300, 0);
	assert_int_equal(its_of(f).errors, 0);
	assert_int_equal(msi(f, 5, 3), 0);
	movi(f, 5, 3, 1);
	assert_skipped(f, 0x010109);
	on_lpi(f, DISCARD, 5, 3);
	assert_skipped(f, 0x010f07);
	mapd(f, 5, 5, ITT);
	mapti(f, 5, 3, 8195, 0);
	assert_int_equal(msi(f, 5, 3), 1);
}

/* KVM-IT-22, KVM-ST-6: what MAPTI and MAPI refuse. */
static void mapti_checks_device_event_and_lpi(void **state)
{
	struct fixture *f = *state;

	mapti(f, 5, 3, 8195, 0);
	assert_skipped(f, 0x010a04);
	mapd(f, 5, 5, ITT);
	mapti(f, 5, 32, 8195, 0);
	assert_skipped(f, 0x010a05);
	mapti(f, 5, 3, 8191, 0);
	assert_skipped(f, 0x010a06);
	mapti(f, 5, 3, 65536, 0);
	assert_skipped(f, 0x010a06);
	mapti(f, 5, 3, 8195, 8192);
	assert_skipped(f, 0x010903);
	command(f, 0x0b | UINT64_C(5) << 32, 9, 0, 0); /* MAPI of event 9 */
	assert_skipped(f, 0x010a06);
	assert_int_equal(its_of(f).events, 0);
	mapd(f, 6, 5, 0x1000); /* no memory there */
	mapti(f, 6, 3, 8195, 0);
	assert_skipped(f, 0x010a05);
}

/* KVM-IT-22: MAPI's LPI is its EventID. */
static void mapi_maps_the_event_to_itself(void **state)
{
	struct fixture *f = *state;

	mapd(f, 5, 16, SPARE);
	mapc(f, 0, 0);
	command(f, 0x0b | UINT64_C(5) << 32, 8200, 0, 0);
	assert_int_equal(its_of(f).errors, 0);
	assert_int_equal(way(f, 5, 8200).intid, 8200);
}

/* KVM-IT-22: the first mapping of an event stays, in silence. */
static void mapti_over_a_mapping_is_ignored(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	mapti(f, 5, 3, 8300, 1);
	assert_int_equal(its_of(f).errors, 0);
	assert_int_equal(way(f, 5, 3).intid, 8195);
	assert_int_equal(way(f, 5, 3).vcpu, 0);
	assert_false(exists(f, 8300));
}

/* KVM-IT-22: an ICID nobody mapped is kept, and works once it is. */
static void mapti_makes_unknown_collections(void **state)
{
	struct fixture *f = *state;

	mapd(f, 5, 5, ITT);
	mapti(f, 5, 3, 8195, 7);
	assert_int_equal(its_of(f).errors, 0);
	assert_int_equal(msi(f, 5, 3), 0);
	assert_int_equal(virq(f, 0, 8195).target, VGS_NO_VCPU);
	mapc(f, 7, 1);
	assert_int_equal(virq(f, 0, 8195).target, 1);
	assert_int_equal(msi(f, 5, 3), 1);
}

/* KVM-ST-14: an LPI whose configuration cannot be read is not mapped. */
static void mapti_needs_the_configuration(void **state)
{
	struct fixture *f = *state;

	mapd(f, 5, 5, ITT);
	f->fail_at = PROP + 3;
	mapti(f, 5, 3, 8195, 9);
	assert_skipped(f, -14);
	f->fail_at = 0;
	assert_int_equal(its_of(f).events, 0);
	assert_false(exists(f, 8195));
	/* The collection that was made for it is gone, too. */
	invall(f, 9);
	assert_skipped(f, 0x010d09);
}

/* KVM-ST-14: two events, one LPI: it goes with the second one. */
static void events_share_an_lpi(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	mapti(f, 5, 4, 8195, 1);
	assert_int_equal(virq(f, 0, 8195).target, 0);
	on_lpi(f, DISCARD, 5, 3);
	assert_true(exists(f, 8195));
	on_lpi(f, DISCARD, 5, 4);
	assert_false(exists(f, 8195));
}

/* LPIs that exist are listed in ascending order. */
static void lpis_are_listed(void **state)
{
	struct fixture *f = *state;
	uint32_t intids[2] = { 0, 0 };

	map_one(f);
	mapti(f, 5, 4, 8300, 1);
	mapti(f, 5, 5, 8192, 1);
	assert_int_equal(vgs_vgic_lpis(f->vm, 2, intids), 3);
	assert_int_equal(intids[0], 8192);
	assert_int_equal(intids[1], 8195);
}

/* KVM-IT-23: MOVI wants both collections mapped. */
static void movi_moves_the_target(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	movi(f, 5, 3, 1);
	assert_int_equal(virq(f, 0, 8195).target, 1);
	movi(f, 5, 3, 9);
	assert_skipped(f, 0x010109);
	movi(f, 5, 9, 0);
	assert_skipped(f, 0x010107);
	assert_int_equal(virq(f, 0, 8195).target, 1);
}

/* KVM-IT-24: what is queued is delivered once more. */
static void a_discarded_lpi_is_still_delivered_once(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	msi(f, 5, 3);
	on_lpi(f, DISCARD, 5, 3);
	assert_int_equal(its_of(f).errors, 0);
	assert_int_equal(virq(f, 0, 8195).state, VGS_PENDING);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 8195);
	guest_ends(f, 0, 8195);
	leave(f, 0);
	assert_false(exists(f, 8195));
	on_lpi(f, DISCARD, 5, 3);
	assert_skipped(f, 0x010f07);
}

/* KVM-IT-29: MOVALL moves LPIs, not collections. */
static void movall_moves_lpis_of_the_source(void **state)
{
	struct fixture *f = *state;
	bool all = f->shape.epoch == VGS_EPOCH_E2;

	map_one(f);
	mapti(f, 5, 4, 8196, 1);
	mapti(f, 5, 5, 8197, 7); /* no vCPU */
	movall(f, 0, 1);
	assert_int_equal(virq(f, 0, 8195).target, 1);
	assert_int_equal(virq(f, 0, 8196).target, 1);
	assert_int_equal(virq(f, 0, 8197).target, all ? 1 : VGS_NO_VCPU);
	movall(f, 1, 1);
	movall(f, 2, 0);
	assert_skipped(f, 0x010e01);
	movall(f, 0, 2);
	assert_int_equal(its_of(f).errors, 2);
	/* The collection still says vCPU 0. */
	mapc(f, 0, 0);
	assert_int_equal(virq(f, 0, 8195).target, 0);
}

/* KVM-IT-10, KVM-IT-12: what is no command, and what cannot be read. */
static void unknown_commands_are_skipped(void **state)
{
	struct fixture *f = *state;

	command(f, 0x2a, 0, 0, 0); /* VMAPTI */
	assert_skipped(f, -19);
	assert_int_equal(f->counts[VGS_EV_ITS_COMMAND], 1);
	assert_int_equal(stat_of(f, VGS_VM_STAT_ITS_ERRORS), 1);
	f->fail_at = QUEUE + 32;
	command(f, 0x05, 0, 0, 0);
	assert_int_equal(its_of(f).errors, 1);
	assert_int_equal(gits(f, S_CREADR), 64);
}

/* KVM-IT-10: the queue is circular. */
static void the_queue_wraps(void **state)
{
	struct fixture *f = *state;

	for (unsigned i = 0; i < 130; i++)
		command(f, 0x05, 0, 0, 0);
	assert_int_equal(gits(f, S_CREADR), 64);
	assert_int_equal(stat_of(f, VGS_VM_STAT_ITS_COMMANDS), 130);
	assert_int_equal(its_of(f).errors, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RAW_TEST(registers_after_reset, v3),
		RAW_TEST(registers_keep_some_bits, v3),
		RAW_TEST(table_attributes_are_sanitised, v3),
		RAW_TEST(halves_are_written_alone, v3),
		RAW_TEST(enable_needs_all_memory, v3),
		ITS_TEST(memory_is_fixed_while_enabled, v3),
		ITS_TEST(cbaser_resets_the_pointers, v3),
		ITS_TEST(cwriter_beyond_the_queue_is_ignored, v3),
		RAW_TEST(enabling_works_off_the_backlog, v3),
		ITS_TEST(a_guest_store_to_translater_does_nothing, v3),
		RAW_TEST(an_its_shows_in_the_typers, v3),
		RAW_TEST(lpis_are_enabled_by_redistributor, v3),
		RAW_TEST(table_registers_of_redistributors, v3),
		ITS_TEST(mapd_checks_id_and_size, v3),
		ITS_TEST(mapd_again_drops_the_events, v3),
		ITS_TEST(unmapping_clears_the_device_entry, v3),
		ITS_TEST(unmapping_clears_the_device_entry, v3_e1),
		ITS_TEST(two_level_tables_are_walked, v3),
		ITS_TEST(mapc_checks_vcpu_and_icid, v3),
		ITS_TEST(mapc_again_retargets, v3),
		ITS_TEST(an_unmapped_collection_is_not_revived, v3),
		ITS_TEST(mapti_checks_device_event_and_lpi, v3),
		ITS_TEST(mapi_maps_the_event_to_itself, v3),
		ITS_TEST(mapti_over_a_mapping_is_ignored, v3),
		ITS_TEST(mapti_makes_unknown_collections, v3),
		ITS_TEST(mapti_needs_the_configuration, v3),
		ITS_TEST(events_share_an_lpi, v3),
		ITS_TEST(lpis_are_listed, v3),
		ITS_TEST(movi_moves_the_target, v3),
		ITS_TEST(a_discarded_lpi_is_still_delivered_once, v3),
		ITS_TEST(movall_moves_lpis_of_the_source, v3),
		ITS_TEST(movall_moves_lpis_of_the_source, v3_e1),
		ITS_TEST(movall_moves_lpis_of_the_source, v3_e5),
		ITS_TEST(unknown_commands_are_skipped, v3),
		ITS_TEST(the_queue_wraps, v3),
	};

	return RUN("vgic_its", tests);
}
