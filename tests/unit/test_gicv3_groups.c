/* SPDX-License-Identifier: MIT */
/*
 * Groups and security views of GICD and GICR (facts section C), message-based
 * SPIs (M), identification.
 */
#include "test_gicv3.h"

static const uint64_t spi40 = 1u << 8;

/* --- groups ------------------------------------------------------------------ */

static enum vgs_group group_of(struct fixture *f, unsigned intid)
{
	struct vgs_irq_info info;

	assert_int_equal(vgs_gic_irq(f->gic, VGS_INTID(intid), &info), 0);
	return info.group;
}

/* GIC-C1 */
static void two_bits_select_three_groups(void **state)
{
	struct fixture *f = *state;

	group(f, 0, 40, 0, 0);
	assert_int_equal(group_of(f, 40), VGS_G0);
	group(f, 0, 40, 1, 0);
	assert_int_equal(group_of(f, 40), VGS_G1NS);
	group(f, 0, 40, 0, 1);
	assert_int_equal(group_of(f, 40), VGS_G1S);
	group(f, 0, 40, 1, 1);
	assert_int_equal(group_of(f, 40), VGS_G1NS);
}

/* GIC-C2, GIC-C6 */
static void with_one_security_state_igroupr_alone_decides(void **state)
{
	struct fixture *f = *state;

	group(f, 0, 40, 0, 1);
	assert_int_equal(dist_read(f, "GICD_IGRPMODR1"), 0);
	assert_int_equal(group_of(f, 40), VGS_G0);
	dist_write_ns(f, "GICD_IGROUPR1", spi40);
	assert_int_equal(dist_read_ns(f, "GICD_IGROUPR1"), spi40);
	assert_int_equal(group_of(f, 40), VGS_G1NS);
}

/* GIC-C5, GIC-C25 */
static void group_registers_are_secure(void **state)
{
	struct fixture *f = *state;

	group(f, 0, 40, 1, 0);
	dist_write(f, "GICD_NSACR2", 3u << 16);
	assert_int_equal(dist_read_ns(f, "GICD_IGROUPR1"), 0);
	assert_int_equal(dist_read_ns(f, "GICD_NSACR2"), 0);
	dist_write_ns(f, "GICD_IGROUPR1", 0);
	dist_write_ns(f, "GICD_IGRPMODR1", spi40);
	dist_write_ns(f, "GICD_NSACR2", 0);
	assert_int_equal(dist_read(f, "GICD_IGROUPR1"), spi40);
	assert_int_equal(dist_read(f, "GICD_IGRPMODR1"), 0);
	assert_int_equal(dist_read(f, "GICD_NSACR2"), 3u << 16);
	assert_int_equal(redist_read_ns(f, 0, "GICR_WAKER"), 0);
	redist_write_ns(f, 0, "GICR_WAKER", 2);
	assert_int_equal(redist_read(f, 0, "GICR_WAKER"), 0);
}

/* GIC-C4, GIC-C9 */
static void non_secure_software_does_not_see_a_secure_spi(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_NSACR2", 3u << 16);
	dist_write_ns(f, "GICD_ISENABLER1", spi40);
	dist_write_ns(f, "GICD_ICFGR2", 2u << 16);
	dist_write_ns(f, "GICD_IPRIORITYR10", 0x80);
	dist_write_ns(f, "GICD_ISACTIVER1", spi40);
	assert_int_equal(dist_read(f, "GICD_ISENABLER1"), 0);
	assert_int_equal(dist_read(f, "GICD_ICFGR2"), 0);
	assert_int_equal(dist_read(f, "GICD_IPRIORITYR10"), 0);
	assert_int_equal(dist_read(f, "GICD_ISACTIVER1"), 0);
}

/* GIC-C8 */
static void nsacr_1_opens_set_pending(void **state)
{
	struct fixture *f = *state;

	dist_write_ns(f, "GICD_ISPENDR1", spi40);
	assert_int_equal(dist_read(f, "GICD_ISPENDR1"), 0);
	dist_write(f, "GICD_NSACR2", 1u << 16);
	dist_write_ns(f, "GICD_ISPENDR1", spi40);
	assert_int_equal(dist_read(f, "GICD_ISPENDR1"), spi40);
	dist_write_ns(f, "GICD_ICPENDR1", spi40);
	assert_int_equal(dist_read(f, "GICD_ISPENDR1"), spi40);
}

/* GIC-C8 */
static void nsacr_2_opens_clear_pending_and_reading_active(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_ISPENDR1", spi40);
	dist_write(f, "GICD_ISACTIVER1", spi40);
	dist_write(f, "GICD_NSACR2", 1u << 16);
	assert_int_equal(dist_read_ns(f, "GICD_ISACTIVER1"), 0);
	dist_write(f, "GICD_NSACR2", 2u << 16);
	assert_int_equal(dist_read_ns(f, "GICD_ISACTIVER1"), spi40);
	dist_write_ns(f, "GICD_ICPENDR1", spi40);
	assert_int_equal(dist_read(f, "GICD_ISPENDR1"), 0);
	dist_write_ns(f, "GICD_ICACTIVER1", spi40);
	assert_int_equal(dist_read(f, "GICD_ISACTIVER1"), spi40);
}

/* GIC-C28 */
static void nsacr_3_opens_irouter(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_NSACR2", 2u << 16);
	dist_write_ns(f, "GICD_IROUTER40", 2);
	assert_int_equal(dist_read(f, "GICD_IROUTER40"), 0);
	dist_write(f, "GICD_NSACR2", 3u << 16);
	dist_write_ns(f, "GICD_IROUTER40", 2);
	assert_int_equal(dist_read(f, "GICD_IROUTER40"), 2);
	assert_int_equal(dist_read_ns(f, "GICD_IROUTER40"), 2);
}

/* GIC-C7, GIC-C10 */
static void nsacr_of_an_sgi_does_not_open_ispendr0(void **state)
{
	struct fixture *f = *state;

	redist_write(f, 0, "GICR_NSACR", 0xffffffff);
	redist_write_ns(f, 0, "GICR_ISPENDR0", 0xffffffff);
	assert_int_equal(redist_read(f, 0, "GICR_ISPENDR0"), 0);
}

/* GIC-C11, GIC-C13 */
static void non_secure_priorities_are_the_lower_half(void **state)
{
	struct fixture *f = *state;

	group(f, 0, 40, 1, 0);
	dist_write_ns(f, "GICD_IPRIORITYR10", 0x90);
	assert_int_equal(dist_read(f, "GICD_IPRIORITYR10"), 0xc8);
	assert_int_equal(dist_read_ns(f, "GICD_IPRIORITYR10"), 0x90);
}

/* GIC-C12, GIC-C18 */
static void a_secure_priority_of_a_non_secure_spi_reads_shifted(void **state)
{
	struct fixture *f = *state;

	group(f, 0, 40, 1, 0);
	dist_write(f, "GICD_IPRIORITYR10", 0x48);
	assert_int_equal(dist_read_ns(f, "GICD_IPRIORITYR10"), 0x90);
}

/* --- GICD_CTLR ----------------------------------------------------------------- */

/* GIC-I23, GIC-C20 */
static void ctlr_has_a_secure_and_a_non_secure_view(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_CTLR", 7);
	assert_int_equal(dist_read(f, "GICD_CTLR"), 0x37);
	assert_int_equal(dist_read_ns(f, "GICD_CTLR"), 0x12);
	dist_write_ns(f, "GICD_CTLR", 0);
	assert_int_equal(dist_read(f, "GICD_CTLR"), 0x35);
	dist_write_ns(f, "GICD_CTLR", 0xffffffff);
	assert_int_equal(dist_read(f, "GICD_CTLR"), 0x37);
	assert_int_equal(dist_read(f, "GICD_TYPER") >> 10 & 1, 1);
}

/* GIC-C19, GIC-I22, GIC-C20 */
static void ds_is_set_once(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_CTLR", 0);
	dist_write(f, "GICD_CTLR", 0x47);
	assert_int_equal(dist_read(f, "GICD_CTLR"), 0x53);
	assert_int_equal(dist_read_ns(f, "GICD_CTLR"), 0x53);
	assert_int_equal(dist_read(f, "GICD_TYPER") >> 10 & 1, 0);
	dist_write(f, "GICD_CTLR", 0);
	assert_int_equal(dist_read(f, "GICD_CTLR"), 0x50);
	assert_int_equal(f->findings, 0);
}

/* GIC-CU1, GIC-CU2 */
static void ds_while_something_is_enabled_or_active_is_misuse(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_CTLR", 0x47);
	assert_int_equal(f->finding, vgs_rule_by_name("GIC-CU1"));
	vgs_gic_reset(f->gic);
	dist_write(f, "GICD_ISACTIVER1", spi40);
	dist_write(f, "GICD_CTLR", 0x40);
	assert_int_equal(f->finding, vgs_rule_by_name("GIC-CU2"));
}

/* GIC-I28 */
static void one_state_has_two_enables(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_CTLR", 0xffffffff);
	assert_int_equal(dist_read(f, "GICD_CTLR"), 0xd3);
	assert_int_equal(dist_read_ns(f, "GICD_CTLR"), 0xd3);
}

/* GIC-I26, GIC-D36 */
static void a_disabled_group_is_pulled_back(void **state)
{
	struct fixture *f = *state;

	spi(f, 40, 0x80, 0);
	line(f, 40, true);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
	dist_write(f, "GICD_CTLR", 1);
	assert_int_equal(signals(f, 0), 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 1023);
	dist_write(f, "GICD_CTLR", 3);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
	dist_write(f, "GICD_CTLR", 1);
	assert_int_equal(state_of(f, 40), VGS_ACTIVE_PENDING);
}

/* --- RWP, STATUSR ---------------------------------------------------------------- */

static int setup_async(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.async = true;
	machine(f);
	*state = f;
	return 0;
}

static void settle(struct fixture *f)
{
	struct vgs_work work;

	while (vgs_gic_work(f->gic, 1, &work))
		assert_int_equal(vgs_gic_work_run(f->gic, &work), 0);
}

/* GIC-I17, GIC-I20 */
static void rwp_tells_of_disabling(void **state)
{
	struct fixture *f = *state;

	settle(f);
	dist_write(f, "GICD_ISENABLER1", spi40);
	assert_int_equal(dist_read(f, "GICD_CTLR") >> 31, 0);
	dist_write(f, "GICD_ICENABLER1", spi40);
	assert_int_equal(dist_read(f, "GICD_CTLR") >> 31, 1);
	settle(f);
	assert_int_equal(dist_read(f, "GICD_CTLR") >> 31, 0);
	dist_write(f, "GICD_CTLR", 1);
	assert_int_equal(dist_read(f, "GICD_CTLR") >> 31, 1);
}

/* GIC-I18, GIC-I19 */
static void rwp_of_a_redistributor_is_its_own(void **state)
{
	struct fixture *f = *state;

	settle(f);
	redist_write(f, 1, "GICR_ISENABLER0", 1u << 20);
	redist_write(f, 1, "GICR_ICENABLER0", 1u << 20);
	assert_int_equal(redist_read(f, 1, "GICR_CTLR") & 8, 8);
	assert_int_equal(redist_read(f, 0, "GICR_CTLR") & 8, 0);
	settle(f);
	assert_int_equal(redist_read(f, 1, "GICR_CTLR") & 8, 0);
}

/* GIC-C26, GIC-A7 */
static void statusr_logs_by_security_state(void **state)
{
	struct fixture *f = *state;
	struct vgs_access ns = { 0, VGS_NONSECURE };
	uint64_t value;

	assert_int_equal(vgs_gic_frame_read(f->gic, &ns, VGS_FRAME_GICD, 0,
					    0x14, 4, &value),
			 0);
	assert_int_equal(value, 0);
	dist_write(f, "GICD_TYPER", 0);
	assert_int_equal(dist_read_ns(f, "GICD_STATUSR"), 1);
	assert_int_equal(dist_read(f, "GICD_STATUSR"), 8);
	dist_write(f, "GICD_STATUSR", 8);
	assert_int_equal(dist_read(f, "GICD_STATUSR"), 0);
	assert_int_equal(dist_read_ns(f, "GICD_STATUSR"), 1);
}

/* --- messages ---------------------------------------------------------------------- */

static int setup_mbis(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.security = true;
	f->cfg.mbis = true;
	machine(f);
	*state = f;
	return 0;
}

/* GIC-M1, GIC-M2 */
static void a_message_latches_an_edge(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(dist_read(f, "GICD_TYPER") >> 16 & 1, 1);
	dist_write(f, "GICD_ICFGR2", 2u << 16);
	dist_write(f, "GICD_SETSPI_SR", 40);
	assert_int_equal(state_of(f, 40), VGS_PENDING);
	dist_write(f, "GICD_CLRSPI_SR", 40);
	assert_int_equal(state_of(f, 40), VGS_INACTIVE);
	dist_write(f, "GICD_SETSPI_SR", 40);
	dist_write(f, "GICD_ICPENDR1", spi40);
	assert_int_equal(state_of(f, 40), VGS_INACTIVE);
}

/* GIC-M3 */
static void a_message_holds_a_level(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_SETSPI_SR", 40);
	dist_write(f, "GICD_ICPENDR1", spi40);
	assert_int_equal(state_of(f, 40), VGS_PENDING);
	dist_write(f, "GICD_CLRSPI_SR", 40);
	assert_int_equal(state_of(f, 40), VGS_INACTIVE);
}

/* GIC-M4, GIC-CU92 */
static void non_secure_messages_need_nsacr(void **state)
{
	struct fixture *f = *state;

	dist_write_ns(f, "GICD_SETSPI_NSR", 40);
	assert_int_equal(state_of(f, 40), VGS_INACTIVE);
	assert_int_equal(f->finding, vgs_rule_by_name("GIC-CU92"));
	dist_write(f, "GICD_NSACR2", 1u << 16);
	dist_write_ns(f, "GICD_SETSPI_NSR", 40);
	assert_int_equal(state_of(f, 40), VGS_PENDING);
	dist_write_ns(f, "GICD_CLRSPI_NSR", 40);
	assert_int_equal(state_of(f, 40), VGS_PENDING);
	dist_write(f, "GICD_NSACR2", 2u << 16);
	dist_write_ns(f, "GICD_CLRSPI_NSR", 40);
	assert_int_equal(state_of(f, 40), VGS_INACTIVE);
}

/* GIC-M5 */
static void secure_messages_are_secure_and_go_with_ds(void **state)
{
	struct fixture *f = *state;

	group(f, 0, 40, 1, 0);
	dist_write_ns(f, "GICD_SETSPI_SR", 40);
	assert_int_equal(state_of(f, 40), VGS_INACTIVE);
	dist_write(f, "GICD_CTLR", 0);
	dist_write(f, "GICD_CTLR", 0x40);
	dist_write(f, "GICD_SETSPI_SR", 40);
	assert_int_equal(state_of(f, 40), VGS_INACTIVE);
	dist_write(f, "GICD_SETSPI_NSR", 40);
	assert_int_equal(state_of(f, 40), VGS_PENDING);
}

/* GIC-M6, GIC-M8 */
static void a_message_has_16_bits_and_names_an_spi(void **state)
{
	struct fixture *f = *state;
	struct vgs_access secure = { 0, VGS_SECURE };

	assert_int_equal(vgs_gic_frame_write(f->gic, &secure, VGS_FRAME_GICD, 0,
					     0x50, 2, 41),
			 0);
	assert_int_equal(state_of(f, 41), VGS_PENDING);
	dist_write(f, "GICD_SETSPI_SR", 20);
	dist_write(f, "GICD_SETSPI_SR", 900);
	dist_write(f, "GICD_SETSPI_SR", 1023);
	assert_int_equal(redist_read(f, 0, "GICR_ISPENDR0"), 0);
}

/* --- identification ------------------------------------------------------------------- */

static int setup_qemu(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.security = true;
	f->cfg.spis = 256;
	f->cfg.its = 1;
	vgs_gic_config_profile(&f->cfg, VGS_PROFILE_QEMU_VIRT);
	assert_int_equal(vgs_gic_new(&f->cfg, &f->gic), 0);
	*state = f;
	return 0;
}

/* GIC-I29, GIC-I30, GIC-I13: as recorded, with ITLinesNumber corrected. */
static void the_qemu_profile_identifies_as_recorded(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(dist_read(f, "GICD_TYPER"), 0x37a0408);
	assert_int_equal(dist_read(f, "GICD_IIDR"), 0x43b);
	assert_int_equal(redist_read(f, 0, "GICR_IIDR"), 0x43b);
	assert_int_equal(redist_read(f, 0, "GICR_TYPER"), 0x1000001);
	assert_int_equal(redist_read(f, 3, "GICR_TYPER"),
			 UINT64_C(0x301000311));
	assert_int_equal(dist_read(f, "GICD_PIDR2"), 0x3b);
	assert_int_equal(redist_read(f, 0, "GICR_PIDR2"), 0x3b);
	assert_int_equal(dist_read(f, "GICD_CIDR0"), 0x0d);
	assert_int_equal(dist_read(f, "GICD_CIDR3"), 0xb1);
	assert_int_equal(redist_read(f, 0, "GICR_WAKER"), 6);
}

#define ONE(test)	cmocka_unit_test_setup_teardown(test, setup, teardown)
#define BOTH(test)	cmocka_unit_test_setup_teardown(test, setup_secure, teardown)
#define WITH(test, how) cmocka_unit_test_setup_teardown(test, how, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(two_bits_select_three_groups),
		ONE(with_one_security_state_igroupr_alone_decides),
		BOTH(group_registers_are_secure),
		BOTH(non_secure_software_does_not_see_a_secure_spi),
		BOTH(nsacr_1_opens_set_pending),
		BOTH(nsacr_2_opens_clear_pending_and_reading_active),
		BOTH(nsacr_3_opens_irouter),
		BOTH(nsacr_of_an_sgi_does_not_open_ispendr0),
		BOTH(non_secure_priorities_are_the_lower_half),
		BOTH(a_secure_priority_of_a_non_secure_spi_reads_shifted),
		BOTH(ctlr_has_a_secure_and_a_non_secure_view),
		BOTH(ds_is_set_once),
		BOTH(ds_while_something_is_enabled_or_active_is_misuse),
		ONE(one_state_has_two_enables),
		ONE(a_disabled_group_is_pulled_back),
		WITH(rwp_tells_of_disabling, setup_async),
		WITH(rwp_of_a_redistributor_is_its_own, setup_async),
		BOTH(statusr_logs_by_security_state),
		WITH(a_message_latches_an_edge, setup_mbis),
		WITH(a_message_holds_a_level, setup_mbis),
		WITH(non_secure_messages_need_nsacr, setup_mbis),
		WITH(secure_messages_are_secure_and_go_with_ds, setup_mbis),
		WITH(a_message_has_16_bits_and_names_an_spi, setup_mbis),
		WITH(the_qemu_profile_identifies_as_recorded, setup_qemu),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
