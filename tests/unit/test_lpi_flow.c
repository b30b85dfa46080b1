/* SPDX-License-Identifier: MIT */
/*
 * What an LPI has to do with the rest of a GICv3: identifiers, groups,
 * enables, routing, its end; and frames that exist only with an ITS.
 */
#include "rule.h"
#include "test_its.h"

static int its_setup_secure_its(void **state)
{
	struct its *t = calloc(1, sizeof(*t));

	if (!t)
		return -1;
	*state = t;
	its_config(t);
	t->f.cfg.security = true;
	its_machine(t);
	return 0;
}

static int its_setup_direct(void **state)
{
	struct its *t = calloc(1, sizeof(*t));

	if (!t)
		return -1;
	*state = t;
	its_config(t);
	t->f.cfg.its = 0;
	t->f.cfg.direct_lpi = true;
	its_machine(t);
	return 0;
}

/* GIC-A5 */
static void setlpir_written_with_32_bits_is_zero_extended(void **state)
{
	const struct vgs_access access = { 1, VGS_NONSECURE };
	struct its *t = *state;

	assert_int_equal(vgs_gic_frame_write(t->f.gic, &access, VGS_FRAME_GICR,
					     1, 0x40, 4, 8192),
			 0);
	assert_int_equal(pending_on(t, 8192), 1);
}

/* GIC-A10: no frame of GITS_SGIR without vSGIs. */
static void an_its_has_a_control_and_a_translation_frame(void **state)
{
	struct its *t = *state;

	assert_int_equal(vgs_gic_frame_size(t->f.gic, VGS_FRAME_GITS), 0x20000);
}

/* GIC-B2: an INTID of 24 bits at the CPU interface, 16 in use. */
static void the_distributor_has_16_bits_and_the_interface_24(void **state)
{
	struct its *t = *state;

	assert_int_equal(dist_read(&t->f, "GICD_TYPER") >> 19 & 31, 15);
	assert_int_equal(mrs(&t->f, 0, VGS_ICC_CTLR_EL1) >> 11 & 7, 1);
}

/* GIC-C22: Non-secure Group 1, even for Secure software. */
static void an_lpi_is_a_fiq_to_secure_software(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	secure_el1(&t->f, 1);
	assert_int_equal(signals(&t->f, 1), VGS_SIG_FIQ);
	assert_int_equal(acknowledge(t, 1), 1023);
	el2(&t->f, 1);
	assert_int_equal(signals(&t->f, 1), VGS_SIG_IRQ);
	assert_int_equal(acknowledge(t, 1), 8192);
}

/* GIC-E36 */
static void the_end_of_an_lpi_leaves_nothing_behind(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	assert_int_equal(acknowledge(t, 1), 8192);
	end(t, 1, 8192);
	assert_int_equal(vgs_gic_running_priority(t->f.gic, 1), 0xff);
	assert_int_equal(t->f.findings, 0);
}

/* GIC-E36 */
static void with_eoimode_an_lpi_needs_no_dir(void **state)
{
	struct its *t = *state;

	map_one(t);
	msr(&t->f, 1, VGS_ICC_CTLR_EL1, 2);
	msi(t, 0x10, 3);
	assert_int_equal(acknowledge(t, 1), 8192);
	end(t, 1, 8192);
	assert_int_equal(vgs_gic_running_priority(t->f.gic, 1), 0xff);
	msi(t, 0x10, 3);
	assert_int_equal(acknowledge(t, 1), 8192);
}

/* GIC-I27 */
static void a_distributor_that_forwards_no_group_1_stops_lpis(void **state)
{
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	assert_int_equal(signals(&t->f, 1), VGS_SIG_IRQ);
	dist_write(&t->f, "GICD_CTLR", 1);
	assert_int_equal(signals(&t->f, 1), 0);
	assert_int_equal(acknowledge(t, 1), 1023);
}

/* GIC-I34 */
static void an_lpi_goes_to_the_pe_of_its_collection_only(void **state)
{
	struct its *t = *state;

	map_one(t);
	mapti(t, 0x10, 4, 8193, 2);
	msi(t, 0x10, 4);
	assert_int_equal(signals(&t->f, 0), 0);
	assert_int_equal(signals(&t->f, 1), 0);
	assert_int_equal(signals(&t->f, 2), VGS_SIG_IRQ);
	assert_int_equal(signals(&t->f, 3), 0);
}

/* GIC-L1: 8191 is none. */
static void the_first_lpi_is_8192(void **state)
{
	struct its *t = *state;

	redist_write(&t->f, 1, "GICR_SETLPIR", 8191);
	assert_int_equal(signals(&t->f, 1), 0);
	redist_write(&t->f, 1, "GICR_SETLPIR", 8192);
	assert_int_equal(signals(&t->f, 1), VGS_SIG_IRQ);
}

/* GIC-L3: one byte says for both PEs. */
static void the_configuration_of_an_lpi_is_the_same_on_each_pe(void **state)
{
	struct its *t = *state;

	map_one(t);
	property(t, 8192, 0x43);
	msi(t, 0x10, 3);
	assert_int_equal(acknowledge(t, 1), 8192);
	assert_int_equal(vgs_gic_running_priority(t->f.gic, 1), 0x40);
	movi(t, 0x10, 3, 2);
	msi(t, 0x10, 3);
	assert_int_equal(acknowledge(t, 2), 8192);
	assert_int_equal(vgs_gic_running_priority(t->f.gic, 2), 0x40);
}

/* GIC-L13: CES says that EnableLPIs may be cleared. */
static void lpis_may_be_disabled_again(void **state)
{
	struct its *t = *state;

	assert_int_equal(redist_read(&t->f, 1, "GICR_CTLR") & 3, 3);
	redist_write(&t->f, 1, "GICR_CTLR", 0);
	assert_int_equal(redist_read(&t->f, 1, "GICR_CTLR") & 3, 2);
}

/* GIC-L15, GIC-L27: they say how memory is reached; nothing else follows. */
static void cacheability_and_shareability_are_kept(void **state)
{
	const uint64_t attributes = UINT64_C(5) << 56 | 3u << 10 | 5u << 7;
	struct its *t = *state;

	redist_write(&t->f, 1, "GICR_CTLR", 0);
	redist_write(&t->f, 1, "GICR_PROPBASER", PROP | 15 | attributes);
	redist_write(&t->f, 1, "GICR_PENDBASER", PEND(1) | attributes);
	redist_write(&t->f, 1, "GICR_CTLR", 1);
	/* GIC-CU17, GIC-CU18, GIC-CU19: those of other PEs differ. */
	assert_int_equal(t->f.findings, 3);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU19);
	assert_int_equal(redist_read(&t->f, 1, "GICR_PROPBASER"),
			 PROP | 15 | attributes);
	assert_int_equal(redist_read(&t->f, 1, "GICR_PENDBASER"),
			 PEND(1) | attributes);
}

/* GIC-L30, GIC-CU20: of 8 KB each. */
static void pending_tables_must_not_overlap(void **state)
{
	struct its *t = *state;

	redist_write(&t->f, 1, "GICR_CTLR", 0);
	redist_write(&t->f, 1, "GICR_PENDBASER", PEND(2));
	assert_int_equal(t->f.findings, 0);
	redist_write(&t->f, 1, "GICR_CTLR", 1);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU20);
	redist_write(&t->f, 2, "GICR_CTLR", 0);
	redist_write(&t->f, 1, "GICR_CTLR", 0);
	t->f.findings = 0;
	redist_write(&t->f, 1, "GICR_CTLR", 1);
	assert_int_equal(t->f.findings, 0);
}

/* The first closed gate, NULL: none. */
static const char *closed_gate(struct its *t, unsigned pe, uint32_t intid)
{
	struct vgs_gate_info gates[VGS_GATES_MAX];
	int n = vgs_gic_explain(t->f.gic, pe, intid, false, gates);

	assert_in_range(n, 11, VGS_GATES_MAX);
	for (int i = 0; i < n; i++) {
		if (!gates[i].open)
			return gates[i].name;
	}
	return NULL;
}

static void explain_names_what_stops_an_lpi(void **state)
{
	struct vgs_gate_info gates[VGS_GATES_MAX];
	struct its *t = *state;

	map_one(t);
	assert_string_equal(closed_gate(t, 1, 8192), "pending");
	msi(t, 0x10, 3);
	assert_string_equal(closed_gate(t, 1, 8192), "pe-mask");
	assert_string_equal(closed_gate(t, 2, 8192), "pending");
	msr(&t->f, 1, VGS_ICC_PMR_EL1, 0xa0);
	assert_string_equal(closed_gate(t, 1, 8192), "priority-mask");
	msr(&t->f, 1, VGS_ICC_IGRPEN1_EL1, 0);
	assert_string_equal(closed_gate(t, 1, 8192), "cpu-group-enable");
	/* A configuration byte that has changed in memory counts after INV. */
	property(t, 8192, 0xa2);
	assert_string_equal(closed_gate(t, 1, 8192), "cpu-group-enable");
	on_event(t, INV, 0x10, 3);
	assert_string_equal(closed_gate(t, 1, 8192), "enable");
	redist_write(&t->f, 1, "GICR_CTLR", 0);
	assert_string_equal(closed_gate(t, 1, 8192), "lpis-enabled");
	assert_int_equal(vgs_gic_explain(t->f.gic, 1, 0x10000, false, gates),
			 -VGS_ERANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ITS_TEST_IN(direct,
			    setlpir_written_with_32_bits_is_zero_extended),
		ITS_TEST(an_its_has_a_control_and_a_translation_frame),
		ITS_TEST(the_distributor_has_16_bits_and_the_interface_24),
		ITS_TEST_IN(secure_its, an_lpi_is_a_fiq_to_secure_software),
		ITS_TEST(the_end_of_an_lpi_leaves_nothing_behind),
		ITS_TEST(with_eoimode_an_lpi_needs_no_dir),
		ITS_TEST(a_distributor_that_forwards_no_group_1_stops_lpis),
		ITS_TEST(an_lpi_goes_to_the_pe_of_its_collection_only),
		ITS_TEST_IN(direct, the_first_lpi_is_8192),
		ITS_TEST(the_configuration_of_an_lpi_is_the_same_on_each_pe),
		ITS_TEST(lpis_may_be_disabled_again),
		ITS_TEST(cacheability_and_shareability_are_kept),
		ITS_TEST(pending_tables_must_not_overlap),
		ITS_TEST(explain_names_what_stops_an_lpi),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
