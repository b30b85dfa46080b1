/* SPDX-License-Identifier: MIT */
/* IRQ or FIQ: by group, security state and exception level (section F). */
#include "test_gicv3.h"

static void pending(struct fixture *f, unsigned intid, enum vgs_group target)
{
	spi(f, intid, 0x80, 0);
	group(f, 0, intid, target == VGS_G1NS, target == VGS_G1S);
	line(f, intid, true);
}

static uint32_t signal_at(struct fixture *f, enum vgs_group target)
{
	group(f, 0, 40, target == VGS_G1NS, target == VGS_G1S);
	return signals(f, 0);
}

/* GIC-F1, GIC-F2, GIC-F3, GIC-F5: group by security state and EL. */
static void group_state_and_el_select_the_signal(void **state)
{
	struct fixture *f = *state;

	pending(f, 40, VGS_G0);
	el3(f, 0);
	assert_int_equal(signal_at(f, VGS_G0), VGS_SIG_FIQ);
	assert_int_equal(signal_at(f, VGS_G1S), VGS_SIG_FIQ);
	assert_int_equal(signal_at(f, VGS_G1NS), VGS_SIG_FIQ);
	secure_el1(f, 0);
	assert_int_equal(signal_at(f, VGS_G0), VGS_SIG_FIQ);
	assert_int_equal(signal_at(f, VGS_G1S), VGS_SIG_IRQ);
	assert_int_equal(signal_at(f, VGS_G1NS), VGS_SIG_FIQ);
	el2(f, 0);
	assert_int_equal(signal_at(f, VGS_G0), VGS_SIG_FIQ);
	assert_int_equal(signal_at(f, VGS_G1S), VGS_SIG_FIQ);
	assert_int_equal(signal_at(f, VGS_G1NS), VGS_SIG_IRQ);
	el1(f, 0);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
	context(f, 0, 0, SCR_NS, 0);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
}

/* GIC-F2: an AArch32 EL3 takes its own Group 1 as an IRQ. */
static void an_aarch32_el3_has_secure_group_1_as_irq(void **state)
{
	struct fixture *f = *state;
	struct vgs_pe_ctx ctx = { .el = 3, .aarch32 = true };

	pending(f, 40, VGS_G1S);
	assert_int_equal(vgs_gic_set_pe(f->gic, 0, &ctx), 0);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
}

/* GIC-F4 */
static void with_ds_group_1_is_an_irq_at_every_el(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_CTLR", 0);
	dist_write(f, "GICD_CTLR", 0x40);
	dist_write(f, "GICD_CTLR", 0x43);
	pending(f, 40, VGS_G1NS);
	el3(f, 0);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
	el1(f, 0);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
	group(f, 0, 40, 0, 0);
	assert_int_equal(signals(f, 0), VGS_SIG_FIQ);
}

/* GIC-F10 */
static void a_signal_stays_until_withdrawn(void **state)
{
	struct fixture *f = *state;

	pending(f, 40, VGS_G1NS);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
	dist_write(f, "GICD_ICENABLER1", 1u << 8);
	assert_int_equal(signals(f, 0), 0);
	dist_write(f, "GICD_ISENABLER1", 1u << 8);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
	line(f, 40, false);
	assert_int_equal(signals(f, 0), 0);
}

#define ONE(test)  cmocka_unit_test_setup_teardown(test, setup, teardown)
#define BOTH(test) cmocka_unit_test_setup_teardown(test, setup_secure, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(group_state_and_el_select_the_signal),
		BOTH(an_aarch32_el3_has_secure_group_1_as_irq),
		BOTH(with_ds_group_1_is_an_irq_at_every_el),
		ONE(a_signal_stays_until_withdrawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
