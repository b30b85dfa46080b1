/* SPDX-License-Identifier: MIT */
/*
 * The life of an interrupt in a GICv2: wires, software-generated interrupts,
 * acknowledge, end, deactivation; and through a list register to a guest.
 */
#include "test_gicv2.h"

/* GIC-B9, GIC-B11: a level that stays is pending while active and after. */
static void level_spi_is_pending_again_after_the_end(void **state)
{
	struct fixture *f = *state;

	use_spi(f, 40);
	spi(f, 40, true);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_IRQ);
	assert_int_equal(cr(f, 0, C_IAR), 40);
	assert_int_equal(vgs_gic_signals(f->gic, 0), 0);
	assert_int_equal(dr(f, 0, D_ISPENDR + 4), 1u << 8);
	assert_int_equal(dr(f, 0, D_ISACTIVER + 4), 1u << 8);
	cw(f, 0, C_EOIR, 40);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_IRQ);
	spi(f, 40, false);
	assert_int_equal(vgs_gic_signals(f->gic, 0), 0);
	assert_int_equal(cr(f, 0, C_IAR), 1023);
}

/* GIC-B7, GIC-B6: an edge is consumed; one while active comes after. */
static void edge_while_active_is_delivered_after_the_end(void **state)
{
	struct fixture *f = *state;

	set_edge(f, 41);
	use_spi(f, 41);
	spi(f, 41, true);
	assert_int_equal(cr(f, 0, C_IAR), 41);
	assert_int_equal(dr(f, 0, D_ISPENDR + 4), 0);
	spi(f, 41, false);
	spi(f, 41, true);
	assert_int_equal(cr(f, 0, C_IAR), 1023);
	cw(f, 0, C_EOIR, 41);
	assert_int_equal(cr(f, 0, C_IAR), 41);
}

/* GIC-B3: a PPI is the CPU's own. */
static void ppi_reaches_only_its_cpu(void **state)
{
	struct fixture *f = *state;

	dw(f, 1, D_ISENABLER, 1u << 27);
	ppi(f, 1, 27, true);
	assert_int_equal(vgs_gic_signals(f->gic, 0), 0);
	assert_int_equal(vgs_gic_signals(f->gic, 1), VGS_SIG_IRQ);
	assert_int_equal(cr(f, 1, C_IAR), 27);
}

/* GIC-G10: an SGI carries its source, acknowledge and end name it. */
static void sgi_is_acknowledged_with_its_source(void **state)
{
	struct fixture *f = *state;

	dw(f, 1, D_SGIR, 0x1 << 16 | 3);
	assert_int_equal(cr(f, 0, C_IAR), 1u << 10 | 3);
	cw(f, 0, C_EOIR, 1u << 10 | 3);
	assert_int_equal(cr(f, 0, C_RPR), 0xff);
	assert_int_equal(f->findings, 0);
}

/* GIC-G9: each source is acknowledged by itself, the lowest first. */
static void sgi_from_two_sources_is_acknowledged_twice(void **state)
{
	struct fixture *f = *state;

	dw(f, 2, D_SGIR, 0x1 << 16 | 5);
	dw(f, 1, D_SGIR, 0x1 << 16 | 5);
	assert_int_equal(cr(f, 0, C_IAR), 1u << 10 | 5);
	cw(f, 0, C_EOIR, 1u << 10 | 5);
	assert_int_equal(cr(f, 0, C_IAR), 2u << 10 | 5);
	cw(f, 0, C_EOIR, 2u << 10 | 5);
	assert_int_equal(cr(f, 0, C_IAR), 1023);
}

/* GIC-E23: EOImode 1 splits the end; DIR completes it. */
static void eoimode_splits_priority_drop_and_deactivation(void **state)
{
	struct fixture *f = *state;

	cw(f, 0, C_CTLR, 0x203);
	set_edge(f, 42);
	use_spi(f, 42);
	spi(f, 42, true);
	assert_int_equal(cr(f, 0, C_IAR), 42);
	assert_int_equal(cr(f, 0, C_RPR), 0x80);
	cw(f, 0, C_EOIR, 42);
	assert_int_equal(cr(f, 0, C_RPR), 0xff);
	assert_int_equal(dr(f, 0, D_ISACTIVER + 4), 1u << 10);
	cw(f, 0, C_DIR, 42);
	assert_int_equal(dr(f, 0, D_ISACTIVER + 4), 0);
}

/* GIC-B25, GIC-G19: the first CPU to read IAR has it, the others nothing. */
static void spi_with_two_targets_is_acknowledged_by_one(void **state)
{
	struct fixture *f = *state;

	use_spi(f, 50);
	dwb(f, 0, D_ITARGETSR + 50, 0x03);
	spi(f, 50, true);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_IRQ);
	assert_int_equal(vgs_gic_signals(f->gic, 1), VGS_SIG_IRQ);
	assert_int_equal(cr(f, 1, C_IAR), 50);
	assert_int_equal(vgs_gic_signals(f->gic, 0), 0);
	assert_int_equal(cr(f, 0, C_IAR), 1023);
}

/* GIC-D16, GIC-D20: a more urgent one preempts, the end restores. */
static void more_urgent_interrupt_preempts(void **state)
{
	struct fixture *f = *state;

	use_spi(f, 43);
	use_spi(f, 44);
	dwb(f, 0, D_IPRIORITYR + 44, 0x40);
	spi(f, 43, true);
	assert_int_equal(cr(f, 0, C_IAR), 43);
	spi(f, 44, true);
	assert_int_equal(cr(f, 0, C_IAR), 44);
	assert_int_equal(cr(f, 0, C_RPR), 0x40);
	cw(f, 0, C_EOIR, 44);
	assert_int_equal(cr(f, 0, C_RPR), 0x80);
}

/* A guest: list registers on, Group 0 and 1 enabled, nothing masked. */
static void enter_guest(struct fixture *f)
{
	hw(f, 0, H_HCR, 1);
	vw(f, 0, C_PMR, 0xf8);
	vw(f, 0, C_CTLR, 3);
}

/* GIC-P3, GIC-P5: pending to active to invalid. */
static void list_register_lives_through_acknowledge_and_end(void **state)
{
	struct fixture *f = *state;

	enter_guest(f);
	hw(f, 0, H_LR, 1u << 28 | 0x10u << 23 | 52);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_VIRQ);
	assert_int_equal(vr(f, 0, C_IAR), 52);
	assert_int_equal(hr(f, 0, H_LR), 2u << 28 | 0x10u << 23 | 52);
	assert_int_equal(vr(f, 0, C_RPR), 0x80);
	assert_int_equal(hr(f, 0, H_ELRSR), 0xe);
	vw(f, 0, C_EOIR, 52);
	assert_int_equal(hr(f, 0, H_LR), 0x10u << 23 | 52);
	assert_int_equal(hr(f, 0, H_ELRSR), 0xf);
	assert_int_equal(vr(f, 0, C_RPR), 0xff);
}

/* GIC-P6: the guest's end of a HW list register deactivates the SPI. */
static void hw_list_register_deactivates_the_physical_interrupt(void **state)
{
	struct fixture *f = *state;

	cw(f, 0, C_CTLR, 0x203);
	use_spi(f, 40);
	spi(f, 40, true);
	assert_int_equal(cr(f, 0, C_IAR), 40);
	cw(f, 0, C_EOIR, 40);
	enter_guest(f);
	hw(f, 0, H_LR, 1u << 31 | 1u << 28 | 40u << 10 | 52);
	assert_int_equal(vr(f, 0, C_IAR), 52);
	spi(f, 40, false);
	assert_int_equal(dr(f, 0, D_ISACTIVER + 4), 1u << 8);
	vw(f, 0, C_EOIR, 52);
	assert_int_equal(dr(f, 0, D_ISACTIVER + 4), 0);
}

/* GIC-S2: the guest sees the source of an SGI and ends with it. */
static void virtual_sgi_has_a_source(void **state)
{
	struct fixture *f = *state;

	enter_guest(f);
	hw(f, 0, H_LR, 1u << 28 | 2u << 10 | 7);
	assert_int_equal(vr(f, 0, C_IAR), 2u << 10 | 7);
	vw(f, 0, C_EOIR, 2u << 10 | 7);
	assert_int_equal(hr(f, 0, H_LR), 2u << 10 | 7);
}

/* GIC-P10, GIC-Q31: the EOI bit asks for a maintenance interrupt. */
static void end_with_the_eoi_bit_raises_maintenance(void **state)
{
	struct fixture *f = *state;

	enter_guest(f);
	hw(f, 0, H_LR + 4, 1u << 28 | 1u << 19 | 60);
	assert_int_equal(vr(f, 0, C_IAR), 60);
	assert_int_equal(vgs_gic_signals(f->gic, 0), 0);
	vw(f, 0, C_EOIR, 60);
	assert_int_equal(hr(f, 0, H_EISR), 2);
	assert_int_equal(hr(f, 0, H_MISR), 1);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_MAINTENANCE);
	hw(f, 0, H_LR + 4, 0);
	assert_int_equal(vgs_gic_signals(f->gic, 0), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup_single, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(level_spi_is_pending_again_after_the_end),
		TEST(edge_while_active_is_delivered_after_the_end),
		TEST(ppi_reaches_only_its_cpu),
		TEST(sgi_is_acknowledged_with_its_source),
		TEST(sgi_from_two_sources_is_acknowledged_twice),
		TEST(eoimode_splits_priority_drop_and_deactivation),
		TEST(spi_with_two_targets_is_acknowledged_by_one),
		TEST(more_urgent_interrupt_preempts),
		TEST(list_register_lives_through_acknowledge_and_end),
		TEST(hw_list_register_deactivates_the_physical_interrupt),
		TEST(virtual_sgi_has_a_source),
		TEST(end_with_the_eoi_bit_raises_maintenance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
