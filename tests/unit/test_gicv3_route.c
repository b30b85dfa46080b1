/* SPDX-License-Identifier: MIT */
/*
 * Affinity routing, 1 of N, power and the Redistributors' identity (facts
 * section I), extended SPIs and PPIs (K).
 */
#include "test_gicv3.h"

#define IRM (UINT64_C(1) << 31)

static void expect_finding(struct fixture *f, const char *name)
{
	assert_string_equal(vgs_rule_name(f->finding), name);
}

/* --- one target ------------------------------------------------------------------ */

static const uint32_t affinities[] = { 0x00000100, 0x00010001, 0x02000000,
				       0x00000000 };

static int setup_affinities(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.affinities = affinities;
	machine(f);
	*state = f;
	return 0;
}

/* GIC-I1, GIC-I2, GIC-I33 */
static void an_spi_goes_to_the_pe_of_its_affinity(void **state)
{
	struct fixture *f = *state;

	spi(f, 40, 0x80, 1);
	line(f, 40, true);
	assert_int_equal(signals(f, 1), VGS_SIG_IRQ);
	dist_write(f, "GICD_IROUTER40", UINT64_C(2) << 32);
	assert_int_equal(signals(f, 1), 0);
	assert_int_equal(signals(f, 2), VGS_SIG_IRQ);
	dist_write(f, "GICD_IROUTER40", 0x100);
	assert_int_equal(signals(f, 2), 0);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
}

/* GIC-I4, GIC-CU11 */
static void an_affinity_without_a_pe_is_not_forwarded(void **state)
{
	struct fixture *f = *state;

	spi(f, 40, 0x80, 0);
	line(f, 40, true);
	dist_write(f, "GICD_IROUTER40", 0x77);
	expect_finding(f, "GIC-CU11");
	assert_int_equal(dist_read(f, "GICD_IROUTER40"), 0x77);
	for (unsigned pe = 0; pe < 4; pe++)
		assert_int_equal(signals(f, pe), 0);
	assert_int_equal(state_of(f, 40), VGS_PENDING);
}

/* GIC-I6, GIC-I7 */
static void an_active_spi_stays_where_it_is(void **state)
{
	struct fixture *f = *state;

	spi(f, 40, 0x80, 0);
	line(f, 40, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
	dist_write(f, "GICD_IROUTER40", 0x10001);
	assert_int_equal(signals(f, 1), 0);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 40);
	assert_int_equal(signals(f, 0), 0);
	assert_int_equal(signals(f, 1), VGS_SIG_IRQ);
}

/* GIC-I3, GIC-CU12 */
static void enabling_an_spi_that_has_no_route_is_misuse(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_ISENABLER1", 1u << 8);
	expect_finding(f, "GIC-CU12");
	dist_write(f, "GICD_IROUTER41", 0);
	f->findings = 0;
	dist_write(f, "GICD_ISENABLER1", 1u << 9);
	assert_int_equal(f->findings, 0);
}

/* GIC-I5, GIC-A4: halves are written one by one. */
static void irouter_has_halves(void **state)
{
	struct fixture *f = *state;
	struct vgs_access secure = { 0, VGS_SECURE };

	dist_write(f, "GICD_IROUTER40", UINT64_C(0x0200000000));
	assert_int_equal(vgs_gic_frame_write(f->gic, &secure, VGS_FRAME_GICD, 0,
					     0x6140, 4, 0xffffffff),
			 0);
	assert_int_equal(dist_read(f, "GICD_IROUTER40"),
			 UINT64_C(0x0280ffffff));
}

/* GIC-I29, GIC-I30 */
static void redistributors_tell_who_they_are(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(redist_read(f, 1, "GICR_TYPER") >> 32, 0x10001);
	assert_int_equal(redist_read(f, 2, "GICR_TYPER") >> 32, 0x2000000);
	assert_int_equal(redist_read(f, 2, "GICR_TYPER") >> 8 & 0xffff, 2);
	assert_int_equal(redist_read(f, 2, "GICR_TYPER") >> 4 & 1, 0);
	assert_int_equal(redist_read(f, 3, "GICR_TYPER") >> 4 & 1, 1);
	assert_int_equal(vgs_gic_frame_size(f->gic, VGS_FRAME_GICR), 0x20000);
}

static int setup_regions(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.gicr_regions[0] = (struct vgs_gicr_region){ 0x20000000, 1 };
	f->cfg.gicr_regions[1] = (struct vgs_gicr_region){ 0x30000000, 3 };
	f->cfg.gicr_region_count = 2;
	machine(f);
	*state = f;
	return 0;
}

static uint64_t typer_at(struct fixture *f, uint64_t base)
{
	struct vgs_access access = { 0, VGS_SECURE };
	uint64_t value = 0;

	assert_int_equal(
		vgs_gic_mmio_read(f->gic, &access, base + 8, 8, &value), 0);
	return value;
}

/* GIC-I29 */
static void redistributors_may_stand_in_several_regions(void **state)
{
	struct fixture *f = *state;
	struct vgs_access access = { 0, VGS_SECURE };
	uint64_t value;

	assert_int_equal(typer_at(f, 0x20000000) >> 4 & 0xff1, 0x01);
	assert_int_equal(typer_at(f, 0x30000000) >> 4 & 0xff1, 0x10);
	assert_int_equal(typer_at(f, 0x30040000) >> 4 & 0xff1, 0x31);
	assert_int_equal(vgs_gic_frame_base(f->gic, VGS_FRAME_GICR, 3),
			 0x30040000);
	assert_int_equal(
		vgs_gic_mmio_read(f->gic, &access, 0x20020008, 8, &value),
		-VGS_ENOTMAPPED);
	assert_int_equal(
		vgs_gic_mmio_read(f->gic, &access, 0x30060008, 8, &value),
		-VGS_ENOTMAPPED);
}

static void impossible_regions_are_refused(void **state)
{
	struct fixture *f = *state;
	const char *field = NULL;

	f->cfg.gicr_regions[1].pes = 2;
	assert_int_equal(vgs_gic_config_check(&f->cfg, &field), -VGS_EINVAL);
	assert_string_equal(field, "gicr_regions");
	f->cfg.gicr_regions[1].pes = 3;
	assert_int_equal(vgs_gic_config_check(&f->cfg, &field), 0);
	f->cfg.gicr_regions[1].base = 0x2001ff00;
	assert_int_equal(vgs_gic_config_check(&f->cfg, &field), -VGS_EINVAL);
	f->cfg.gicr_region_count = VGS_GICR_REGIONS_MAX + 1;
	assert_int_equal(vgs_gic_config_check(&f->cfg, &field), -VGS_EINVAL);
}

/* --- 1 of N ------------------------------------------------------------------------- */

static void one_of_n(struct fixture *f, unsigned intid)
{
	spi(f, intid, 0x80, 0);
	dist_write(f, "GICD_IROUTER40", IRM);
	line(f, intid, true);
}

/* GIC-I8, GIC-I9: the lowest PE, chosen again when it leaves. */
static void one_of_n_goes_to_the_lowest_candidate(void **state)
{
	struct fixture *f = *state;

	one_of_n(f, 40);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
	assert_int_equal(signals(f, 1), 0);
	msr(f, 0, VGS_ICC_IGRPEN1_EL1, 0);
	assert_int_equal(signals(f, 0), 0);
	assert_int_equal(signals(f, 1), VGS_SIG_IRQ);
	redist_write(f, 1, "GICR_WAKER", 2);
	assert_int_equal(signals(f, 1), 0);
	assert_int_equal(signals(f, 2), VGS_SIG_IRQ);
	msr(f, 0, VGS_ICC_IGRPEN1_EL1, 1);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
	assert_int_equal(signals(f, 2), 0);
}

static int setup_highest(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	vgs_gic_config_choose(&f->cfg, "GIC-X2", "highest-processor");
	machine(f);
	*state = f;
	return 0;
}

/* GIC-X2, another choice: the highest one, chosen again when it leaves. */
static void one_of_n_may_go_to_the_highest_candidate(void **state)
{
	struct fixture *f = *state;

	one_of_n(f, 40);
	assert_int_equal(signals(f, 3), VGS_SIG_IRQ);
	assert_int_equal(signals(f, 0), 0);
	msr(f, 3, VGS_ICC_IGRPEN1_EL1, 0);
	assert_int_equal(signals(f, 3), 0);
	assert_int_equal(signals(f, 2), VGS_SIG_IRQ);
	msr(f, 3, VGS_ICC_IGRPEN1_EL1, 1);
	assert_int_equal(signals(f, 2), 0);
	assert_int_equal(signals(f, 3), VGS_SIG_IRQ);
}

/* GIC-I10, GIC-I11, GIC-I12 */
static void dpg_takes_a_pe_out_of_one_of_n_only(void **state)
{
	struct fixture *f = *state;

	one_of_n(f, 40);
	spi(f, 41, 0xa0, 0);
	line(f, 41, true);
	assert_int_equal(redist_read(f, 0, "GICR_TYPER") >> 5 & 1, 1);
	redist_write(f, 0, "GICR_CTLR", 1u << 25);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 41);
	assert_int_equal(mrs(f, 1, VGS_ICC_HPPIR1_EL1), 40);
	redist_write(f, 0, "GICR_CTLR", 1u << 24);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 40);
}

/* GIC-C27 */
static void non_secure_software_sees_its_own_dpg(void **state)
{
	struct fixture *f = *state;

	redist_write(f, 0, "GICR_CTLR", 7u << 24);
	assert_int_equal(redist_read_ns(f, 0, "GICR_CTLR"), 2u << 24);
	redist_write_ns(f, 0, "GICR_CTLR", 0);
	assert_int_equal(redist_read(f, 0, "GICR_CTLR"), 5u << 24);
}

/* GIC-I8 */
static void with_e1nwf_a_sleeping_pe_may_be_woken(void **state)
{
	struct fixture *f = *state;

	for (unsigned pe = 0; pe < 4; pe++)
		redist_write(f, pe, "GICR_WAKER", 2);
	one_of_n(f, 40);
	assert_int_equal(signals(f, 0), 0);
	dist_write(f, "GICD_CTLR", 0x83);
	assert_int_equal(signals(f, 0), VGS_SIG_WAKE);
}

/* GIC-B24, GIC-B25 */
static void one_of_n_is_acknowledged_once(void **state)
{
	struct fixture *f = *state;

	one_of_n(f, 40);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
	msr(f, 0, VGS_ICC_IGRPEN1_EL1, 0);
	assert_int_equal(mrs(f, 1, VGS_ICC_IAR1_EL1), 1023);
}

static int setup_no_1ofn(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.no_1ofn = true;
	machine(f);
	*state = f;
	return 0;
}

/* GIC-I13, GIC-CU10 */
static void without_one_of_n_irm_acts_as_zero(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(dist_read(f, "GICD_TYPER") >> 25 & 1, 1);
	spi(f, 40, 0x80, 0);
	dist_write(f, "GICD_IROUTER40", IRM | 2);
	expect_finding(f, "GIC-CU10");
	assert_int_equal(dist_read(f, "GICD_IROUTER40"), 2);
	line(f, 40, true);
	assert_int_equal(signals(f, 2), VGS_SIG_IRQ);
	assert_int_equal(redist_read(f, 0, "GICR_TYPER") >> 5 & 1, 0);
}

static int setup_cu10(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.no_1ofn = true;
	vgs_gic_config_choose(&f->cfg, "GIC-CU10", "targets-none");
	machine(f);
	*state = f;
	return 0;
}

/* GIC-CU10, another choice. */
static void irm_may_target_nobody(void **state)
{
	struct fixture *f = *state;

	spi(f, 40, 0x80, 0);
	dist_write(f, "GICD_IROUTER40", IRM | 2);
	assert_int_equal(dist_read(f, "GICD_IROUTER40"), IRM | 2);
	line(f, 40, true);
	assert_int_equal(signals(f, 2), 0);
}

/* --- power ---------------------------------------------------------------------------- */

/* GIC-I14, GIC-I15, GIC-I16 */
static void a_sleeping_pe_gets_nothing(void **state)
{
	struct fixture *f = *state;

	spi(f, 40, 0x80, 0);
	redist_write(f, 0, "GICR_WAKER", 2);
	assert_int_equal(redist_read(f, 0, "GICR_WAKER"), 6);
	assert_int_equal(signals(f, 0), 0);
	line(f, 40, true);
	assert_int_equal(signals(f, 0), VGS_SIG_WAKE);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 1023);
	assert_true(vgs_gic_wake(f->gic, 0));
	redist_write(f, 0, "GICR_WAKER", 0);
	assert_int_equal(redist_read(f, 0, "GICR_WAKER"), 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
}

/* GIC-I16: what is not enabled does not wake. */
static void a_disabled_interrupt_does_not_wake(void **state)
{
	struct fixture *f = *state;

	spi(f, 40, 0x80, 0);
	dist_write(f, "GICD_ICENABLER1", 1u << 8);
	redist_write(f, 0, "GICR_WAKER", 2);
	line(f, 40, true);
	assert_int_equal(signals(f, 0), 0);
	dist_write(f, "GICD_ISENABLER1", 1u << 8);
	assert_int_equal(signals(f, 0), VGS_SIG_WAKE);
	dist_write(f, "GICD_CTLR", 0);
	assert_int_equal(signals(f, 0), 0);
}

/* GIC-I15, GIC-CU14, GIC-CU15 */
static void sleeping_with_groups_enabled_is_misuse(void **state)
{
	struct fixture *f = *state;

	redist_write(f, 0, "GICR_WAKER", 2);
	expect_finding(f, "GIC-CU14");
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	expect_finding(f, "GIC-CU15");
}

/* GIC-B34, GIC-CU95 */
static void a_pe_reset_keeps_the_distributor(void **state)
{
	struct fixture *f = *state;

	spi(f, 40, 0x80, 0);
	line(f, 40, true);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	assert_int_equal(vgs_gic_reset_pe(f->gic, 0), 0);
	expect_finding(f, "GIC-CU95");
	assert_int_equal(state_of(f, 40), VGS_ACTIVE_PENDING);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0xff);
	assert_int_equal(mrs(f, 0, VGS_ICC_IGRPEN1_EL1), 0);
	assert_int_equal(mrs(f, 1, VGS_ICC_IGRPEN1_EL1), 1);
}

/* --- extended ranges -------------------------------------------------------------------- */

static int setup_extended(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.espis = 64;
	f->cfg.eppis = 32;
	f->cfg.mbis = true;
	machine(f);
	*state = f;
	return 0;
}

/* GIC-K1, GIC-K2, GIC-K3 */
static void extended_ranges_are_announced(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(dist_read(f, "GICD_TYPER") >> 8 & 1, 1);
	assert_int_equal(dist_read(f, "GICD_TYPER") >> 27, 1);
	assert_int_equal(redist_read(f, 0, "GICR_TYPER") >> 27 & 31, 1);
	assert_int_equal(mrs(f, 0, VGS_ICC_CTLR_EL1) >> 19 & 1, 1);
}

/* GIC-K5, GIC-E42 */
static void an_extended_spi_lives_like_an_spi(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_IGROUPR1E", 2);
	dist_write(f, "GICD_IPRIORITYR8E", 0x8000);
	dist_write(f, "GICD_IROUTER33E", 3);
	dist_write(f, "GICD_ISENABLER1E", 2);
	line(f, 4129, true);
	assert_int_equal(dist_read(f, "GICD_ISPENDR1E"), 2);
	assert_int_equal(signals(f, 3), VGS_SIG_IRQ);
	assert_int_equal(mrs(f, 3, VGS_ICC_IAR1_EL1), 4129);
	assert_int_equal(mrs(f, 3, VGS_ICC_RPR_EL1), 0x80);
	line(f, 4129, false);
	msr(f, 3, VGS_ICC_EOIR1_EL1, 4129);
	assert_int_equal(state_of(f, 4129), VGS_INACTIVE);
}

/* GIC-K5 */
static void an_extended_ppi_lives_like_a_ppi(void **state)
{
	struct fixture *f = *state;

	redist_write(f, 1, "GICR_IGROUPR1E", 4);
	redist_write(f, 1, "GICR_IPRIORITYR8E", 0x900000);
	redist_write(f, 1, "GICR_ISENABLER1E", 4);
	ppi_line(f, 1, 1058, true);
	assert_int_equal(redist_read(f, 1, "GICR_ISPENDR1E"), 4);
	assert_int_equal(redist_read(f, 0, "GICR_ISPENDR1E"), 0);
	assert_int_equal(mrs(f, 1, VGS_ICC_IAR1_EL1), 1058);
	assert_int_equal(mrs(f, 1, VGS_ICC_RPR_EL1), 0x90);
	ppi_line(f, 1, 1058, false);
	msr(f, 1, VGS_ICC_EOIR1_EL1, 1058);
	assert_int_equal(ppi_state(f, 1, 1058), VGS_INACTIVE);
}

/* GIC-K7 */
static void messages_reach_extended_spis(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_SETSPI_NSR", 4100);
	assert_int_equal(state_of(f, 4100), VGS_PENDING);
	dist_write(f, "GICD_SETSPI_NSR", 1058);
	assert_int_equal(ppi_state(f, 0, 1058), VGS_INACTIVE);
}

/* GIC-K6 */
static void a_list_register_may_name_an_extended_spi(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_IGROUPR0E", 1);
	dist_write(f, "GICD_ISACTIVER0E", 1);
	msr(f, 0, VGS_ICH_HCR_EL2, 1);
	msr(f, 0, VGS_ICH_VMCR_EL2, UINT64_C(0xf8) << 24 | 2);
	msr(f, 0, VGS_ICH_LR0_EL2,
	    UINT64_C(7) << 60 | UINT64_C(4096) << 32 | 50);
	guest(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 50);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 50);
	assert_int_equal(state_of(f, 4096), VGS_INACTIVE);
}

/* GIC-K1, GIC-B31 */
static void what_is_not_implemented_is_raz(void **state)
{
	struct fixture *f = *state;
	struct vgs_reg_ref ref;

	dist_write(f, "GICD_ISENABLER2", 0xffffffff);
	assert_int_equal(dist_read(f, "GICD_ISENABLER2"), 0xffffffff);
	dist_write(f, "GICD_ISENABLER3", 0xffffffff);
	assert_int_equal(dist_read(f, "GICD_ISENABLER3"), 0);
	assert_int_equal(vgs_gic_reg_lookup(f->gic, "GICD_ISENABLER0E", &ref),
			 -VGS_ENOENT);
	assert_int_equal(vgs_gic_reg_lookup(f->gic, "GICD_SETSPI_NSR", &ref),
			 -VGS_ENOENT);
}

static int setup_few_spis(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.spis = 40;
	f->cfg.espis = 64;
	machine(f);
	*state = f;
	return 0;
}

/* GIC-B31: extended SPIs come next in memory, not in ISENABLER. */
static void bits_behind_the_last_spi_are_raz(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_ISENABLER0E", 0xffffffff);
	assert_int_equal(dist_read(f, "GICD_ISENABLER0E"), 0xffffffff);
	assert_int_equal(dist_read(f, "GICD_ISENABLER2"), 0);
	dist_write(f, "GICD_ISENABLER2", 0xffffffff);
	assert_int_equal(dist_read(f, "GICD_ISENABLER2"), 0xff);
}

#define ONE(test)	cmocka_unit_test_setup_teardown(test, setup, teardown)
#define BOTH(test)	cmocka_unit_test_setup_teardown(test, setup_secure, teardown)
#define WITH(test, how) cmocka_unit_test_setup_teardown(test, how, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(an_spi_goes_to_the_pe_of_its_affinity, setup_affinities),
		WITH(an_affinity_without_a_pe_is_not_forwarded,
		     setup_affinities),
		WITH(an_active_spi_stays_where_it_is, setup_affinities),
		ONE(enabling_an_spi_that_has_no_route_is_misuse),
		ONE(irouter_has_halves),
		WITH(redistributors_tell_who_they_are, setup_affinities),
		WITH(redistributors_may_stand_in_several_regions,
		     setup_regions),
		WITH(impossible_regions_are_refused, setup_regions),
		ONE(one_of_n_goes_to_the_lowest_candidate),
		WITH(one_of_n_may_go_to_the_highest_candidate, setup_highest),
		ONE(dpg_takes_a_pe_out_of_one_of_n_only),
		BOTH(non_secure_software_sees_its_own_dpg),
		ONE(with_e1nwf_a_sleeping_pe_may_be_woken),
		ONE(one_of_n_is_acknowledged_once),
		WITH(without_one_of_n_irm_acts_as_zero, setup_no_1ofn),
		WITH(irm_may_target_nobody, setup_cu10),
		ONE(a_sleeping_pe_gets_nothing),
		ONE(a_disabled_interrupt_does_not_wake),
		ONE(sleeping_with_groups_enabled_is_misuse),
		ONE(a_pe_reset_keeps_the_distributor),
		WITH(extended_ranges_are_announced, setup_extended),
		WITH(an_extended_spi_lives_like_an_spi, setup_extended),
		WITH(an_extended_ppi_lives_like_a_ppi, setup_extended),
		WITH(messages_reach_extended_spis, setup_extended),
		WITH(a_list_register_may_name_an_extended_spi, setup_extended),
		ONE(what_is_not_implemented_is_raz),
		WITH(bits_behind_the_last_spi_are_raz, setup_few_spis),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
