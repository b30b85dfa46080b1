/* SPDX-License-Identifier: MIT */
/*
 * What software must not do to an ITS: each is a finding, and where the
 * architecture leaves several outcomes each can be chosen.  What GITS_TYPER
 * says, and which commands drop which cached translations.
 */
#include <libvgicsim/error.h>

#include "rule.h"
#include "test_its.h"

/* The machine with one choice made; its fixture is freed by the test. */
static struct its *chosen(void **state, const char *id, const char *name,
			  bool async)
{
	struct its *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	*state = t;
	its_config(t);
	t->f.cfg.async = async;
	if (id)
		assert_int_equal(vgs_gic_config_choose(&t->f.cfg, id, name), 0);
	its_machine(t);
	return t;
}

static void run_all(struct its *t)
{
	struct vgs_work work;

	for (unsigned i = 0; vgs_gic_work(t->f.gic, 1, &work) > 0; i++) {
		assert_true(i < 1000);
		assert_int_equal(vgs_gic_work_run(t->f.gic, &work), 0);
	}
}

static void assert_finding(const struct its *t, unsigned rule)
{
	assert_int_equal(t->f.findings, 1);
	assert_int_equal(t->f.finding, rule);
}

static void assert_no_finding(const struct its *t)
{
	assert_int_equal(t->f.findings, 0);
}

/* --- GITS_BASER that is no multiple of its pages ----------------------- */

#define PAGES_16K (1u << 8)

static void misaligned(struct its *t)
{
	gits_write(t, 0, "GITS_CTLR", 0);
	gits_write(t, 0, "GITS_BASER0", V | (SPARE + 0x1000) | PAGES_16K);
	assert_finding(t, VGS_R_GIC_CU36);
	gits_write(t, 0, "GITS_CTLR", 1);
	mapd(t, 1, 4, ITT);
}

/* GIC-CU36 */
static void low_bits_of_baser_are_zero(void **state)
{
	struct its *t = *state;

	misaligned(t);
	assert_int_equal(load(t, SPARE + 8, 8), V | ITT | 4);
}

static void low_bits_of_baser_are_used_by_choice(void **state)
{
	struct its *t = chosen(state, "GIC-CU36", "used", false);

	misaligned(t);
	assert_int_equal(load(t, SPARE + 0x1000 + 8, 8), V | ITT | 4);
	its_teardown(state);
}

/* Bits [15:12] of a table of 64 KB pages are address bits [51:48]. */
static void a_table_of_64k_pages_is_never_misaligned(void **state)
{
	struct its *t = *state;

	gits_write(t, 0, "GITS_CTLR", 0);
	gits_write(t, 0, "GITS_BASER0", V | 0x3000 | 2u << 8);
	assert_no_finding(t);
}

/* --- the queue ---------------------------------------------------------- */

/* GIC-CU38: three of 128 slots wait, 125 more are too many. */
static void cwriter_overtakes_creadr(void **state)
{
	struct its *t = *state;

	gits_write(t, 0, "GITS_CWRITER", 3 * 32);
	assert_no_finding(t);
	gits_write(t, 0, "GITS_CWRITER", 127 * 32);
	assert_no_finding(t);
	gits_write(t, 0, "GITS_CWRITER", 0);
	assert_finding(t, VGS_R_GIC_CU38);
}

/* GIC-O12: full is one slot less than all. */
static void a_full_queue_is_not_overrun(void **state)
{
	struct its *t = *state;

	gits_write(t, 0, "GITS_CWRITER", 127 * 32);
	assert_no_finding(t);
}

/* INT of an event becomes CLEAR while it waits. */
static struct its *changed_command(void **state, const char *name)
{
	struct its *t = chosen(state, "GIC-CU39", name, true);

	run_all(t);
	map_one(t);
	run_all(t);
	on_event(t, INT, 0x10, 3);
	store(t, QUEUE(0) + 4 * 32, 1, CLEAR);
	run_all(t);
	assert_finding(t, VGS_R_GIC_CU39);
	return t;
}

/* GIC-CU39 */
static void a_command_that_is_changed_counts_as_changed(void **state)
{
	assert_int_equal(pending_on(changed_command(state, "as-changed"), 8192),
			 NOWHERE);
	its_teardown(state);
}

static void a_command_that_is_changed_counts_as_it_was_by_choice(void **state)
{
	assert_int_equal(pending_on(changed_command(state, "as-it-was"), 8192),
			 1);
	its_teardown(state);
}

/* GIC-O15: what stalled may be repaired. */
static void a_stalled_command_may_be_changed(void **state)
{
	struct its *t = chosen(state, NULL, NULL, true);

	run_all(t);
	mapd(t, 0x100, 4, ITT);
	run_all(t);
	t->f.findings = 0;
	store(t, QUEUE(0), 8, 0x05);
	gits_write(t, 0, "GITS_CWRITER", 32 | 1);
	run_all(t);
	assert_no_finding(t);
	assert_int_equal(gits(t, 0, "GITS_CREADR"), 32);
	its_teardown(state);
}

/* --- mappings ------------------------------------------------------------- */

/* GIC-CU42 */
static void mapti_over_a_mapping_keeps_it_by_choice(void **state)
{
	struct its *t = chosen(state, "GIC-CU42", "keeps", false);

	map_one(t);
	mapti(t, 0x10, 3, 8200, 2);
	assert_finding(t, VGS_R_GIC_CU42);
	assert_accepted(t);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), 1);
	assert_int_equal(pending_on(t, 8200), NOWHERE);
	its_teardown(state);
}

/* GIC-CU43 */
static void one_lpi_on_two_pes(void **state)
{
	struct its *t = *state;

	map_one(t);
	mapti(t, 0x10, 4, 8192, 2);
	assert_finding(t, VGS_R_GIC_CU43);
}

/* GIC-CU43: of another ITS, whose collection is mapped later. */
static void one_lpi_on_two_pes_by_two_itses(void **state)
{
	struct its *t = *state;

	map_one(t);
	command(t, 1, UINT64_C(0x10) << 32 | 0x08, 4, V | ITT2, 0);
	command(t, 1, UINT64_C(0x10) << 32 | 0x0a, UINT64_C(8192) << 32 | 3, 1,
		0);
	command(t, 1, 0x09, 0, V | UINT64_C(3) << 16 | 1, 0);
	assert_no_finding(t);
	assert_int_equal(vgs_gic_msi(t->f.gic, 1, 0x10, 3), 0);
	assert_finding(t, VGS_R_GIC_CU43);
}

static void one_lpi_of_two_events_on_one_pe_is_no_finding(void **state)
{
	struct its *t = *state;

	map_one(t);
	mapti(t, 0x10, 4, 8192, 1);
	assert_no_finding(t);
}

static void a_discarded_event_has_no_target(void **state)
{
	struct its *t = *state;

	map_one(t);
	on_event(t, DISCARD, 0x10, 3);
	mapti(t, 0x10, 4, 8192, 2);
	assert_no_finding(t);
}

/* GIC-CU44 */
static void a_collection_with_events_is_unmapped(void **state)
{
	struct its *t = *state;

	map_one(t);
	unmapc(t, 1);
	assert_finding(t, VGS_R_GIC_CU44);
}

static void a_collection_whose_events_left_may_be_unmapped(void **state)
{
	struct its *t = *state;

	map_one(t);
	mapti(t, 0x10, 4, 8193, 1);
	movi(t, 0x10, 3, 2);
	on_event(t, DISCARD, 0x10, 4);
	unmapc(t, 1);
	assert_no_finding(t);
	unmapc(t, 2);
	assert_finding(t, VGS_R_GIC_CU44);
}

/* The collections of events that a MAPD took away are not known. */
static void a_device_mapped_anew_takes_its_events_away(void **state)
{
	struct its *t = *state;

	map_one(t);
	mapd(t, 0x10, 4, ITT2);
	unmapc(t, 1);
	assert_no_finding(t);
}

/* GIC-CU45: the LPI is pending on the old PE, and on the new one now. */
static void a_collection_leaves_its_lpis_behind(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	mapc(t, 1, 2);
	assert_no_finding(t);
	msi(t, 0x10, 3);
	assert_finding(t, VGS_R_GIC_CU45);
}

static void int_finds_what_was_left_behind(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	mapc(t, 1, 2);
	on_event(t, INT, 0x10, 3);
	assert_finding(t, VGS_R_GIC_CU45);
}

static void movall_takes_them_along(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	mapc(t, 1, 2);
	sync_to(t, 2);
	movall(t, 1, 2);
	sync_to(t, 1);
	msi(t, 0x10, 3);
	assert_no_finding(t);
	assert_int_equal(pending_on(t, 8192), 2);
}

/* GIC-CU46 */
static void movi_to_a_pe_without_lpis_loses_them_by_choice(void **state)
{
	struct its *t = chosen(state, "GIC-CU46", "lost", false);

	map_one(t);
	msi(t, 0x10, 3);
	redist_write(&t->f, 2, "GICR_CTLR", 0);
	movi(t, 0x10, 3, 2);
	assert_finding(t, VGS_R_GIC_CU46);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
	its_teardown(state);
}

/* GIC-CU46 */
static void lpis_off(struct its *t, unsigned pe)
{
	redist_write(&t->f, pe, "GICR_CTLR", 0);
	assert_no_finding(t);
}

static void movi_from_a_pe_without_lpis_is_found(void **state)
{
	struct its *t = *state;

	map_one(t);
	lpis_off(t, 1);
	movi(t, 0x10, 3, 2);
	assert_finding(t, VGS_R_GIC_CU46);
	assert_int_equal(t->f.findings, 1);
}

static void movall_from_a_pe_without_lpis_is_found(void **state)
{
	struct its *t = *state;

	lpis_off(t, 1);
	movall(t, 1, 2);
	assert_finding(t, VGS_R_GIC_CU46);
	assert_int_equal(t->f.findings, 1);
}

static void sync_of_a_pe_without_lpis_is_found(void **state)
{
	struct its *t = *state;

	lpis_off(t, 1);
	sync_to(t, 2);
	assert_no_finding(t);
	sync_to(t, 1);
	assert_finding(t, VGS_R_GIC_CU46);
	assert_int_equal(t->f.findings, 1);
}

/* GIC-CU46 */
static void movall_to_a_pe_without_lpis_loses_them_by_choice(void **state)
{
	struct its *t = chosen(state, "GIC-CU46", "lost", false);

	map_one(t);
	msi(t, 0x10, 3);
	redist_write(&t->f, 2, "GICR_CTLR", 0);
	movall(t, 1, 2);
	assert_finding(t, VGS_R_GIC_CU46);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
	its_teardown(state);
}

/* GIC-CU47 */
static void a_device_with_events_is_unmapped(void **state)
{
	struct its *t = *state;

	map_one(t);
	unmapd(t, 0x10);
	assert_finding(t, VGS_R_GIC_CU47);
}

static void a_device_whose_events_were_discarded_may_be_unmapped(void **state)
{
	struct its *t = *state;

	map_one(t);
	on_event(t, DISCARD, 0x10, 3);
	unmapd(t, 0x10);
	assert_no_finding(t);
}

/* --- EventIDs that no device has ------------------------------------------- */

/* GIC-CU48, GIC-O29: ID_bits says 5. */
static void event_bits_beyond_the_its_ignore_the_write(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 31);
	assert_no_finding(t);
	msi(t, 0x10, 3 | 32);
	assert_finding(t, VGS_R_GIC_CU48);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
}

static void event_bits_beyond_the_its_are_ignored_by_choice(void **state)
{
	struct its *t = chosen(state, "GIC-CU48", "bits-ignored", false);
	struct vgs_translation to;

	map_one(t);
	assert_int_equal(vgs_gic_translate(t->f.gic, 0, 0x10, 3 | 32, &to), 0);
	assert_int_equal(to.step, VGS_MSI_REACHES);
	msi(t, 0x10, 3 | 32);
	assert_finding(t, VGS_R_GIC_CU48);
	assert_int_equal(pending_on(t, 8192), 1);
	its_teardown(state);
}

/* --- GITS_TYPER ------------------------------------------------------------- */

static struct its *typed(void **state, const struct vgs_its_config *its)
{
	struct its *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	*state = t;
	its_config(t);
	t->f.cfg.its_units[0] = *its;
	its_machine(t);
	return t;
}

/* The ITS of the fixture, to be changed in one field. */
static struct vgs_its_config unit(void)
{
	return (struct vgs_its_config){
		.device_id_bits = 8,
		.event_id_bits = 5,
		.collection_id_bits = 4,
		.itt_entry_size = 12,
		.cil = true,
	};
}

static void typer_says_what_is_configured(void **state)
{
	const struct vgs_its_config its = {
		.device_id_bits = 20,
		.event_id_bits = 11,
		.collection_id_bits = 9,
		.itt_entry_size = 16,
		.hcc = 200,
		.cct = true,
		.cil = true,
		.pta = true,
		.seis = true,
	};
	struct its *t = typed(state, &its);

	assert_int_equal(gits(t, 0, "GITS_TYPER"),
			 1u | 1u << 2 | 15u << 4 | 10u << 8 | 19u << 13 |
				 1u << 18 | 1u << 19 | 200u << 24 |
				 UINT64_C(8) << 32 | UINT64_C(1) << 36 |
				 UINT64_C(1) << 44);
	its_teardown(state);
}

/* CIL = 0: CIDbits is RES0 and ICIDs have 16 bits. */
static void without_cil_icids_have_16_bits(void **state)
{
	struct vgs_its_config its = unit();
	struct its *t;

	its.collection_id_bits = 16;
	its.cil = false;
	t = typed(state, &its);
	assert_int_equal(gits(t, 0, "GITS_TYPER") >> 32 & 0x1f, 0);
	its_teardown(state);
}

/* GIC-O8: entry 3 of 16 bytes each. */
static void itt_entries_have_the_size_of_typer(void **state)
{
	struct vgs_its_config its = unit();
	struct its *t;

	its.itt_entry_size = 16;
	t = typed(state, &its);
	map_one(t);
	assert_int_equal(load(t, ITT + 3 * 16, 8),
			 V | UINT64_C(1) << 32 | 8192);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), 1);
	its_teardown(state);
}

/* GIC-O23: without any collection table. */
static void held_collections_need_no_table(void **state)
{
	struct vgs_its_config its = unit();
	struct its *t;

	its.hcc = 3;
	t = typed(state, &its);
	gits_write(t, 0, "GITS_CTLR", 0);
	gits_write(t, 0, "GITS_BASER1", 0);
	gits_write(t, 0, "GITS_CTLR", 1);
	map_one(t);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), 1);
	mapc(t, 3, 1);
	assert_stalled(t, 0x010903);
	assert_int_equal(t->f.findings, 1);
	its_teardown(state);
}

/* GIC-O23: they start unmapped. */
static void held_collections_start_unmapped(void **state)
{
	struct vgs_its_config its = unit();
	struct its *t;

	its.hcc = 3;
	t = typed(state, &its);
	invall(t, 2);
	assert_stalled(t, 0x010d09);
	its_teardown(state);
}

/* GIC-O23: CCT = 0, the table has each ICID at its own index. */
static void without_cct_the_table_has_all_icids(void **state)
{
	struct vgs_its_config its = unit();
	struct its *t;

	its.hcc = 3;
	t = typed(state, &its);
	mapc(t, 2, 1);
	mapc(t, 3, 2);
	assert_int_equal(load(t, COLLECTS(0) + 2 * 8, 8), 0);
	assert_int_equal(load(t, COLLECTS(0) + 3 * 8, 8), V | 2);
	its_teardown(state);
}

/* GIC-O23: CCT = 1, it has those behind. */
static void with_cct_the_table_adds_to_them(void **state)
{
	struct vgs_its_config its = unit();
	struct its *t;

	its.hcc = 3;
	its.cct = true;
	t = typed(state, &its);
	mapc(t, 3, 2);
	assert_int_equal(load(t, COLLECTS(0), 8), V | 2);
	its_teardown(state);
}

static void an_image_has_held_collections(void **state)
{
	struct vgs_its_config its = unit();
	struct its *t;
	size_t size;

	its.hcc = 3;
	t = typed(state, &its);
	size = vgs_gic_save_size(t->f.gic);
	map_one(t);
	t->image = malloc(size);
	assert_non_null(t->image);
	assert_int_equal(vgs_gic_save(t->f.gic, t->image, size), 0);
	on_event(t, DISCARD, 0x10, 3);
	unmapc(t, 1);
	assert_int_equal(vgs_gic_restore(t->f.gic, t->image, size), 0);
	/* The ITT is in memory, which is not part of an image. */
	store(t, ITT + 3 * 12, 8, V | UINT64_C(1) << 32 | 8192);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), 1);
	its_teardown(state);
}

struct serrors {
	unsigned count;
	uint64_t code;
};

static void count_serrors(void *user, const struct vgs_event *event)
{
	struct serrors *s = user;

	if (event->kind != VGS_EV_SERROR)
		return;
	s->count++;
	s->code = event->new_value;
}

static struct serrors serrors_of_a_bad_mapd(void **state, bool seis)
{
	struct vgs_its_config its = unit();
	struct its *t = calloc(1, sizeof(*t));
	struct serrors s = { 0 };

	its.seis = seis;
	assert_non_null(t);
	*state = t;
	its_config(t);
	t->f.cfg.its_units[0] = its;
	t->f.cfg.trace = count_serrors;
	t->f.cfg.user = &s;
	its_machine(t);
	mapd(t, 0x100, 4, ITT);
	its_teardown(state);
	return s;
}

/* GIC-O31 */
static void with_seis_a_command_error_is_an_serror(void **state)
{
	struct serrors s = serrors_of_a_bad_mapd(state, true);

	assert_int_equal(s.count, 1);
	assert_int_equal(s.code, 0x010801);
}

static void without_seis_it_is_none(void **state)
{
	assert_int_equal(serrors_of_a_bad_mapd(state, false).count, 0);
}

/* GIC-O7: what is zero is not mapped. */
static void zeroed_tables_map_nothing(void **state)
{
	struct its *t = *state;
	struct vgs_translation to;

	assert_int_equal(vgs_gic_translate(t->f.gic, 0, 0, 0, &to), 0);
	assert_int_equal(to.step, VGS_MSI_DEVICE_UNMAPPED);
	mapd(t, 0, 4, ITT);
	assert_int_equal(vgs_gic_translate(t->f.gic, 0, 0, 0, &to), 0);
	assert_int_equal(to.step, VGS_MSI_EVENT_UNMAPPED);
	mapti(t, 0, 0, 8192, 0);
	assert_int_equal(vgs_gic_translate(t->f.gic, 0, 0, 0, &to), 0);
	assert_int_equal(to.step, VGS_MSI_COLLECTION_UNMAPPED);
}

/* GIC-O30: whatever a PE writes, it is device 0. */
static void a_pe_that_writes_translater_is_device_0(void **state)
{
	struct its *t = *state;

	map_one(t);
	mapd(t, 0, 4, ITT2);
	mapti(t, 0, 3, 8193, 2);
	gits_write(t, 0, "GITS_TRANSLATER", 3);
	assert_int_equal(pending_on(t, 8193), 2);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
}

/* --- which commands drop which cached translations --------------------------- */

/* Change what memory says of the event, to LPI 8250 on PE 3. */
static void change_behind_its_back(struct its *t)
{
	store(t, ITT + 3 * 12, 8, V | UINT64_C(3) << 32 | 8250);
}

/* Device 0x10, event 3, is cached as LPI 8192 on PE 1; others are mapped. */
static void cache_one(struct its *t)
{
	map_one(t);
	mapc(t, 3, 3);
	mapd(t, 0x11, 4, ITT2);
	mapti(t, 0x11, 3, 8210, 2);
	mapti(t, 0x10, 4, 8211, 1);
	msi(t, 0x10, 3);
	assert_int_equal(acknowledge(t, 1), 8192);
	end(t, 1, 8192);
	change_behind_its_back(t);
}

static void assert_dropped(struct its *t)
{
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), NOWHERE);
	assert_int_equal(pending_on(t, 8250), 3);
}

static void assert_kept(struct its *t)
{
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8192), 1);
	assert_int_equal(pending_on(t, 8250), NOWHERE);
}

/* GIC-O9 */
static void commands_that_drop_a_translation(void **state)
{
	for (unsigned i = 0; i < 5; i++) {
		struct its *t = chosen(state, NULL, NULL, false);

		cache_one(t);
		switch (i) {
		case 0:
			mapd(t, 0x10, 4, ITT);
			break;
		case 1:
			mapc(t, 1, 1);
			break;
		case 2:
			mapti(t, 0x10, 3, 8192, 1);
			change_behind_its_back(t);
			break;
		case 3:
			movi(t, 0x10, 3, 2);
			change_behind_its_back(t);
			break;
		default:
			on_event(t, DISCARD, 0x10, 3);
			change_behind_its_back(t);
			break;
		}
		assert_dropped(t);
		its_teardown(state);
	}
}

/* GIC-O9: the same commands about something else, and all others. */
static void commands_that_keep_a_translation(void **state)
{
	struct its *t = *state;

	cache_one(t);
	mapd(t, 0x11, 4, ITT2);
	unmapd(t, 0x12);
	mapc(t, 2, 3);
	mapti(t, 0x10, 5, 8212, 1);
	movi(t, 0x10, 4, 2);
	on_event(t, DISCARD, 0x10, 4);
	on_event(t, INV, 0x10, 5);
	on_event(t, CLEAR, 0x10, 5);
	on_event(t, INT, 0x10, 5);
	invall(t, 1);
	movall(t, 2, 3);
	sync_to(t, 1);
	command(t, 1, 0x09, 0, V | UINT64_C(3) << 16 | 1, 0);
	command(t, 1, UINT64_C(0x10) << 32 | 0x08, 4, V | ITT2, 0);
	assert_accepted(t);
	assert_kept(t);
}

/* GIC-O21 */
static void disabling_the_its_drops_translations(void **state)
{
	struct its *t = *state;

	cache_one(t);
	gits_write(t, 0, "GITS_CTLR", 0);
	gits_write(t, 0, "GITS_CTLR", 1);
	assert_dropped(t);
}

/* --- the gates behind the translation ------------------------------------------ */

static enum vgs_msi_step step(struct its *t)
{
	struct vgs_translation to;

	assert_int_equal(vgs_gic_translate(t->f.gic, 0, 0x10, 3, &to), 0);
	assert_int_equal(to.intid, 8192);
	assert_int_equal(to.pe, 1);
	return to.step;
}

static void translate_names_the_gate_of_the_cpu_interface(void **state)
{
	struct its *t = *state;

	map_one(t);
	assert_int_equal(step(t), VGS_MSI_REACHES);
	msr(&t->f, 1, VGS_ICC_PMR_EL1, 0xa0);
	assert_int_equal(step(t), VGS_MSI_PRIORITY_MASKED);
	msr(&t->f, 1, VGS_ICC_IGRPEN1_EL1, 0);
	assert_int_equal(step(t), VGS_MSI_INTERFACE_DISABLED);
	redist_write(&t->f, 1, "GICR_WAKER", 2);
	assert_int_equal(step(t), VGS_MSI_ASLEEP);
	dist_write(&t->f, "GICD_CTLR", 0);
	assert_int_equal(step(t), VGS_MSI_GROUP_DISABLED);
	property(t, 8192, 0xa2);
	assert_int_equal(step(t), VGS_MSI_PROPERTY_DISABLED);
}

static void translate_names_what_the_pe_handles(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	assert_int_equal(acknowledge(t, 1), 8192);
	assert_int_equal(step(t), VGS_MSI_PRIORITY_RUNNING);
	end(t, 1, 8192);
	assert_int_equal(step(t), VGS_MSI_REACHES);
}

/* GIC-L16: what an MSI would find, not what memory says. */
static void translate_asks_the_cached_configuration(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	assert_int_equal(acknowledge(t, 1), 8192);
	end(t, 1, 8192);
	property(t, 8192, 0xa2);
	assert_int_equal(step(t), VGS_MSI_REACHES);
	on_event(t, INV, 0x10, 3);
	assert_int_equal(step(t), VGS_MSI_PROPERTY_DISABLED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ITS_TEST(low_bits_of_baser_are_zero),
		cmocka_unit_test(low_bits_of_baser_are_used_by_choice),
		ITS_TEST(a_table_of_64k_pages_is_never_misaligned),
		ITS_TEST_IN(async, cwriter_overtakes_creadr),
		ITS_TEST_IN(async, a_full_queue_is_not_overrun),
		cmocka_unit_test(a_command_that_is_changed_counts_as_changed),
		cmocka_unit_test(
			a_command_that_is_changed_counts_as_it_was_by_choice),
		cmocka_unit_test(a_stalled_command_may_be_changed),
		cmocka_unit_test(mapti_over_a_mapping_keeps_it_by_choice),
		ITS_TEST(one_lpi_on_two_pes),
		ITS_TEST(one_lpi_on_two_pes_by_two_itses),
		ITS_TEST(one_lpi_of_two_events_on_one_pe_is_no_finding),
		ITS_TEST(a_discarded_event_has_no_target),
		ITS_TEST(a_collection_with_events_is_unmapped),
		ITS_TEST(a_collection_whose_events_left_may_be_unmapped),
		ITS_TEST(a_collection_leaves_its_lpis_behind),
		ITS_TEST(int_finds_what_was_left_behind),
		ITS_TEST(movall_takes_them_along),
		cmocka_unit_test(
			movi_to_a_pe_without_lpis_loses_them_by_choice),
		cmocka_unit_test(
			movall_to_a_pe_without_lpis_loses_them_by_choice),
		ITS_TEST(movi_from_a_pe_without_lpis_is_found),
		ITS_TEST(movall_from_a_pe_without_lpis_is_found),
		ITS_TEST(sync_of_a_pe_without_lpis_is_found),
		ITS_TEST(a_device_mapped_anew_takes_its_events_away),
		ITS_TEST(a_device_with_events_is_unmapped),
		ITS_TEST(a_device_whose_events_were_discarded_may_be_unmapped),
		ITS_TEST(event_bits_beyond_the_its_ignore_the_write),
		cmocka_unit_test(
			event_bits_beyond_the_its_are_ignored_by_choice),
		cmocka_unit_test(typer_says_what_is_configured),
		cmocka_unit_test(without_cil_icids_have_16_bits),
		cmocka_unit_test(itt_entries_have_the_size_of_typer),
		cmocka_unit_test(held_collections_need_no_table),
		cmocka_unit_test(held_collections_start_unmapped),
		cmocka_unit_test(without_cct_the_table_has_all_icids),
		cmocka_unit_test(with_cct_the_table_adds_to_them),
		cmocka_unit_test(an_image_has_held_collections),
		cmocka_unit_test(with_seis_a_command_error_is_an_serror),
		cmocka_unit_test(without_seis_it_is_none),
		ITS_TEST(zeroed_tables_map_nothing),
		ITS_TEST(a_pe_that_writes_translater_is_device_0),
		cmocka_unit_test(commands_that_drop_a_translation),
		ITS_TEST(commands_that_keep_a_translation),
		ITS_TEST(disabling_the_its_drops_translations),
		ITS_TEST(translate_names_the_gate_of_the_cpu_interface),
		ITS_TEST(translate_names_what_the_pe_handles),
		ITS_TEST_IN(cached, translate_asks_the_cached_configuration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
