/* SPDX-License-Identifier: MIT */
/*
 * Cached translations: each command makes those void that it changes, and no
 * others (GIC-O9).  An MSI whose translation is not cached reads the device table.
 */
#include "its/its.h"
#include "test_vpe.h"

/* Events of the machine below; a bit for each. */
enum way {
	TO_LPI,	    /* ITS 0, device 0x10, event 0: ICID 1 */
	TO_LPI2,    /* event 1: ICID 2 */
	TO_VLPI,    /* event 2: vPE 1 */
	TO_VLPI2,   /* event 3: vPE 1 */
	TO_VPE2,    /* event 4: vPE 2 */
	OTHER_LPI,  /* ITS 0, device 0x11, event 0: ICID 1 */
	OTHER_VLPI, /* event 1: vPE 1 */
	ITS1_LPI,   /* ITS 1, device 0x10, event 0: ICID 1 */
	ITS1_VLPI,  /* event 2: vPE 1 */
	ITS1_VPE2,  /* event 4: vPE 2 */
	WAYS
};

static const struct {
	unsigned unit;
	uint32_t device, event;
} ways[WAYS] = {
	[TO_LPI] = { 0, 0x10, 0 },     [TO_LPI2] = { 0, 0x10, 1 },
	[TO_VLPI] = { 0, 0x10, 2 },    [TO_VLPI2] = { 0, 0x10, 3 },
	[TO_VPE2] = { 0, 0x10, 4 },    [OTHER_LPI] = { 0, 0x11, 0 },
	[OTHER_VLPI] = { 0, 0x11, 1 }, [ITS1_LPI] = { 1, 0x10, 0 },
	[ITS1_VLPI] = { 1, 0x10, 2 },  [ITS1_VPE2] = { 1, 0x10, 4 },
};

#define BIT(way) (1u << (way))
#define OF_0x10                                                                \
	(BIT(TO_LPI) | BIT(TO_LPI2) | BIT(TO_VLPI) | BIT(TO_VLPI2) |           \
	 BIT(TO_VPE2))
#define OF_0x11	  (BIT(OTHER_LPI) | BIT(OTHER_VLPI))
#define OF_VPE1	  (BIT(TO_VLPI) | BIT(TO_VLPI2) | BIT(OTHER_VLPI))
#define ITS1_VPE1 BIT(ITS1_VLPI)

#define ITT_OF(unit, device)                                                   \
	(SPARE + (unit)*0x20000u + ((device)-0x10u) * 0x1000u)

/* VMAPP as each version has it; @flags are GICv4.1's. */
static void map_vpe(struct its *t, unsigned unit, unsigned vpe, unsigned pe,
		    uint64_t flags)
{
	if (t->f.cfg.version == VGS_GIC_V4_1)
		vmapp41(t, unit, vpe, pe, flags, NO_DOORBELL);
	else
		command(t, unit, 0x29, (uint64_t)vpe << 32,
			V | (uint64_t)pe << 16, VPT(vpe) | 15);
}

static void map_event(struct its *t, enum way way)
{
	unsigned unit = ways[way].unit;
	uint64_t device = (uint64_t)ways[way].device << 32;
	uint32_t event = ways[way].event;
	uint64_t vpe = event == 4 ? 2 : 1, intid = 8192 + (uint64_t)way;

	if (event < 2 && way != OTHER_VLPI)
		command(t, unit, device | 0x0a, intid << 32 | event, event + 1,
			0);
	else
		command(t, unit, device | 0x2a, vpe << 32 | event,
			(uint64_t)NO_DOORBELL << 32 | intid, 0);
}

static void send(struct its *t, enum way way)
{
	assert_int_equal(vgs_gic_msi(t->f.gic, ways[way].unit, ways[way].device,
				     ways[way].event),
			 0);
}

/* Whose MSIs walk the tables, now. */
static unsigned walking(struct its *t)
{
	unsigned walking = 0;

	for (unsigned way = 0; way < WAYS; way++) {
		t->walks = 0;
		send(t, (enum way)way);
		if (t->walks)
			walking |= BIT(way);
	}
	return walking;
}

static void prepare(struct its *t)
{
	for (unsigned unit = 0; unit < 2; unit++) {
		for (unsigned icid = 1; icid < 4; icid++)
			command(t, unit, 0x09, 0,
				V | (uint64_t)icid << 16 | icid, 0);
		for (unsigned vpe = 1; vpe < 3; vpe++)
			map_vpe(t, unit, vpe, vpe, unit ? 0 : ALLOC | VPTZ);
		for (uint64_t device = 0x10; device < 0x12; device++)
			command(t, unit, device << 32 | 0x08, 4,
				V | ITT_OF(unit, device), 0);
	}
	for (unsigned way = 0; way < WAYS; way++)
		map_event(t, (enum way)way);
	assert_accepted(t);
	assert_int_equal(walking(t), BIT(WAYS) - 1);
	assert_int_equal(walking(t), 0);
}

/* --- physical commands ----------------------------------------------------- */

static void mapd_drops_its_device(void **state)
{
	struct its *t = *state;

	prepare(t);
	mapd(t, 0x10, 4, ITT_OF(0, 0x10));
	assert_int_equal(walking(t), OF_0x10);
	unmapd(t, 0x11);
	assert_int_equal(walking(t), OF_0x11);
	assert_accepted(t);
}

static void mapc_drops_its_collection(void **state)
{
	struct its *t = *state;

	prepare(t);
	mapc(t, 1, 3);
	assert_int_equal(walking(t), BIT(TO_LPI) | BIT(OTHER_LPI));
	unmapc(t, 2);
	assert_int_equal(walking(t), BIT(TO_LPI2));
	/* ICID 3 has no events: its number is no vPE's. */
	mapc(t, 3, 1);
	assert_int_equal(walking(t), BIT(TO_LPI2));
	assert_accepted(t);
}

static void mapping_an_event_drops_it(void **state)
{
	struct its *t = *state;

	prepare(t);
	on_event(t, DISCARD, 0x10, 0);
	map_event(t, TO_LPI);
	assert_int_equal(walking(t), BIT(TO_LPI));
	movi(t, 0x10, 0, 2);
	assert_int_equal(walking(t), BIT(TO_LPI));
	on_event(t, DISCARD, 0x10, 2);
	map_event(t, TO_VLPI);
	assert_int_equal(walking(t), BIT(TO_VLPI));
	assert_accepted(t);
}

static void other_commands_drop_nothing(void **state)
{
	struct its *t = *state;

	prepare(t);
	on_event(t, INT, 0x10, 0);
	on_event(t, CLEAR, 0x10, 0);
	on_event(t, INV, 0x10, 2);
	invall(t, 1);
	movall(t, 1, 2);
	sync_to(t, 1);
	vinvall(t, 1);
	vsync(t, 1);
	assert_accepted(t);
	assert_int_equal(walking(t), 0);
}

/* What is refused changes nothing. */
static void a_refused_command_drops_nothing(void **state)
{
	struct its *t = *state;

	prepare(t);
	mapd(t, 0x10, 31, ITT_OF(0, 0x10));
	command(t, 0, 0x09, 0, V | UINT64_C(9) << 16 | 1, 0);
	command(t, 0, 0x29, UINT64_C(1) << 32, V | UINT64_C(9) << 16, 15);
	vmovp(t, 1, 9);
	vmovi(t, 0x10, 2, 3);
	assert_int_equal(walking(t), 0);
}

/* --- commands of GICv4 ------------------------------------------------------ */

/* GICv4.0: each ITS has an entry of its own. */
static void vmapp_drops_the_ways_to_its_vpe(void **state)
{
	struct its *t = *state;

	prepare(t);
	vmapp(t, 1, 3);
	assert_int_equal(walking(t), OF_VPE1);
	unvmapp(t, 1);
	assert_int_equal(walking(t), OF_VPE1);
	assert_accepted(t);
}

/* GIC-U20: one command is for all ITSes. */
static void vmovp_drops_the_ways_of_all_itses(void **state)
{
	struct its *t = *state;

	prepare(t);
	vmovp(t, 1, 3);
	assert_int_equal(walking(t), OF_VPE1 | ITS1_VPE1);
	assert_accepted(t);
}

static void vmovi_drops_its_event(void **state)
{
	struct its *t = *state;

	prepare(t);
	vmovi(t, 0x10, 2, 2);
	assert_int_equal(walking(t), BIT(TO_VLPI));
	assert_accepted(t);
}

/* GITS_TYPER.VMOVP = 0: each ITS hears of it for itself. */
static int each_setup(void **state)
{
	struct its *t;

	if (vpe_setup(state))
		return -1;
	t = *state;
	vgs_gic_free(t->f.gic);
	t->f.cfg.its_units[0].vmovp_each = true;
	t->f.cfg.its_units[1].vmovp_each = true;
	vpe_machine(t);
	return 0;
}

static void vmovp_for_each_its(void **state)
{
	struct its *t = *state;

	prepare(t);
	command(t, 0, 0x22, UINT64_C(1) << 32 | 3, UINT64_C(3) << 16, 0);
	assert_int_equal(walking(t), OF_VPE1);
	command(t, 1, 0x22, UINT64_C(1) << 32 | 3, UINT64_C(3) << 16, 0);
	assert_int_equal(walking(t), ITS1_VPE1);
	assert_accepted(t);
}

/* GIC-U21: with Alloc the entry is new, and ITS 1 is not in it. */
static void v41_vmapp_with_alloc_drops_all_ways(void **state)
{
	struct its *t = *state;

	prepare(t);
	unvmapp41(t, 0, 1, ALLOC);
	assert_int_equal(walking(t), OF_VPE1 | ITS1_VPE1);
	vmapp41(t, 0, 1, 3, ALLOC | VPTZ, NO_DOORBELL);
	assert_int_equal(walking(t), OF_VPE1 | ITS1_VPE1);
	vmapp41(t, 1, 1, 3, 0, NO_DOORBELL);
	assert_int_equal(walking(t), ITS1_VPE1);
	assert_int_equal(walking(t), 0);
	assert_accepted(t);
}

static void v41_vmapp_without_alloc_is_about_one_its(void **state)
{
	struct its *t = *state;

	prepare(t);
	unvmapp41(t, 1, 1, 0);
	assert_int_equal(walking(t), ITS1_VPE1);
	vmapp41(t, 1, 1, 1, 0, NO_DOORBELL);
	assert_int_equal(walking(t), ITS1_VPE1);
	assert_int_equal(walking(t), 0);
	assert_accepted(t);
}

static void v41_vmovp_drops_the_ways_of_all_itses(void **state)
{
	struct its *t = *state;

	prepare(t);
	vmovp(t, 1, 3);
	assert_int_equal(walking(t), OF_VPE1 | ITS1_VPE1);
	assert_accepted(t);
}

static void v41_other_commands_drop_nothing(void **state)
{
	struct its *t = *state;

	prepare(t);
	vsgi(t, 1, 3, true, 1, 0x80);
	vsgi_send(t, 1, 3);
	command(t, 0, 0x2e, UINT64_C(1) << 32, 0, 0);
	assert_accepted(t);
	assert_int_equal(walking(t), 0);
}

/* --- registers --------------------------------------------------------------- */

/* GIC-O21, GIC-O33: Enabled = 0 drops what this ITS has. */
static void disabling_drops_what_the_its_has(void **state)
{
	struct its *t = *state;

	prepare(t);
	gits_write(t, 1, "GITS_CTLR", 0);
	gits_write(t, 1, "GITS_CTLR", 1);
	assert_int_equal(walking(t),
			 BIT(ITS1_LPI) | BIT(ITS1_VLPI) | BIT(ITS1_VPE2));
}

/* A table that is elsewhere from now on is the one that counts. */
static void a_new_table_counts(void **state)
{
	struct its *t = *state;

	prepare(t);
	gits_write(t, 0, "GITS_CTLR", 0);
	send(t, TO_LPI);
	gits_write(t, 0, "GITS_BASER1", V | (ITT_OF(1, 0x11) + 0x8000u));
	gits_write(t, 0, "GITS_CTLR", 1);
	movi(t, 0x10, 0, 2);
	assert_stalled(t, 0x010109);
}

/* --- at random ------------------------------------------------------------- */

static uint32_t below(uint64_t *state, uint32_t n)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (uint32_t)(*state * UINT64_C(0x2545f4914f6cdd1d) >> 33) % n;
}

/* Commands over few devices, events, collections and vPEs. */
static void some_command(struct its *t, uint64_t *r)
{
	static const uint8_t opcodes[] = { 0x08, 0x09, 0x0a, 0x0a, 0x01, 0x0f,
					   0x29, 0x2a, 0x2a, 0x21, 0x22 };
	unsigned unit = below(r, 2), opcode = opcodes[below(r, 11)];
	uint64_t device = 0x10 + below(r, 2), event = below(r, 5);
	uint64_t vpe = below(r, 4), pe = below(r, 4);
	uint64_t valid = below(r, 4) ? V : 0;
	uint64_t intid = 8192 + below(r, 64);

	switch (opcode) {
	case 0x08:
		command(t, unit, device << 32 | opcode, 4,
			valid | ITT_OF(unit, device), 0);
		break;
	case 0x09:
		command(t, unit, opcode, 0, valid | pe << 16 | vpe, 0);
		break;
	case 0x0a:
		command(t, unit, device << 32 | opcode, intid << 32 | event,
			vpe, 0);
		break;
	case 0x29:
		command(t, unit, opcode | below(r, 2) << 8 | VCONF(vpe),
			vpe << 32 | NO_DOORBELL, valid | pe << 16,
			VPT(vpe) | (13 + below(r, 3)));
		break;
	case 0x2a:
		command(t, unit, device << 32 | opcode, vpe << 32 | event,
			(uint64_t)NO_DOORBELL << 32 | intid, 0);
		break;
	case 0x22:
		command(t, unit, opcode, vpe << 32 | 3, pe << 16, 0);
		break;
	default: /* MOVI, VMOVI, DISCARD */
		command(t, unit, device << 32 | opcode, vpe << 32 | event,
			opcode == 0x01 ? vpe : 0, 0);
		break;
	}
}

static void assert_as_walked(struct its *t, unsigned unit, uint32_t device,
			     uint32_t event, unsigned *ret_hits)
{
	const struct vgs_its_way *way =
		vgs_its_cache_find(t->f.gic, unit, device, event);
	struct vgs_its_way walked;

	if (!way)
		return;
	++*ret_hits;
	assert_int_equal(
		vgs_its_translate(t->f.gic, unit, device, event, &walked),
		VGS_MSI_REACHES);
	assert_int_equal(way->pe, walked.pe);
	assert_int_equal(way->event.virt, walked.event.virt);
	assert_int_equal(way->event.intid, walked.event.intid);
	assert_int_equal(way->event.icid, walked.event.icid);
	if (!way->event.virt)
		return;
	assert_int_equal(way->event.doorbell, walked.event.doorbell);
	assert_int_equal(way->vpe.pe, walked.vpe.pe);
	assert_int_equal(way->vpe.vpt, walked.vpe.vpt);
	assert_int_equal(way->vpe.id_bits, walked.vpe.id_bits);
}

/* What is cached is what a walk finds, after every command. */
static void play(struct its *t, uint64_t seed)
{
	unsigned hits = 0;
	uint64_t r = seed;

	for (unsigned i = 0; i < 4000; i++) {
		some_command(t, &r);
		for (unsigned way = 0; way < 20; way++)
			assert_as_walked(t, way / 10, 0x10 + way / 5 % 2,
					 way % 5, &hits);
		assert_int_equal(vgs_gic_msi(t->f.gic, below(&r, 2),
					     0x10 + below(&r, 2), below(&r, 5)),
				 0);
	}
	/* It was about something. */
	assert_true(hits > 1000);
}

static int ignore41_setup(void **state)
{
	struct its *t;

	if (vpe41_setup(state))
		return -1;
	t = *state;
	vgs_gic_free(t->f.gic);
	t->f.cfg.its_error = VGS_ITS_ERROR_IGNORE;
	vpe_machine(t);
	return 0;
}

static void nothing_stale_is_cached(void **state)
{
	play(*state, 1);
}

static void nothing_stale_is_cached_by_v41(void **state)
{
	play(*state, 2);
}

#define TEST_OF(name, setup)                                                   \
	cmocka_unit_test_setup_teardown(name, setup, its_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		VPE_TEST(mapd_drops_its_device),
		VPE_TEST(mapc_drops_its_collection),
		VPE_TEST(mapping_an_event_drops_it),
		VPE_TEST(other_commands_drop_nothing),
		VPE_TEST_IN(ignore, a_refused_command_drops_nothing),
		VPE_TEST(vmapp_drops_the_ways_to_its_vpe),
		VPE_TEST(vmovp_drops_the_ways_of_all_itses),
		VPE_TEST(vmovi_drops_its_event),
		TEST_OF(vmovp_for_each_its, each_setup),
		VPE41_TEST(v41_vmapp_with_alloc_drops_all_ways),
		VPE41_TEST(v41_vmapp_without_alloc_is_about_one_its),
		VPE41_TEST(v41_vmovp_drops_the_ways_of_all_itses),
		VPE41_TEST(v41_other_commands_drop_nothing),
		VPE_TEST(disabling_drops_what_the_its_has),
		VPE_TEST(a_new_table_counts),
		VPE_TEST_IN(ignore, nothing_stale_is_cached),
		TEST_OF(nothing_stale_is_cached_by_v41, ignore41_setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
