/* SPDX-License-Identifier: MIT */
/*
 * The basic flows of a GICv3: level, edge, SGI and PPI from the wire to the
 * end, both EOI modes, and a list register with its guest.
 */
#include "test_gicv3.h"

/* --- level and edge --------------------------------------------------------
 */

/* GIC-B8, GIC-F4: a level in Group 1 asserts nIRQ of its target. */
static void a_level_spi_signals_its_target(void **state)
{
	struct fixture *f = *state;

	spi(f, 42, 0x80, 1);
	line(f, 42, true);
	assert_int_equal(signals(f, 1), VGS_SIG_IRQ);
	assert_int_equal(signals(f, 0), 0);
	line(f, 42, false);
	assert_int_equal(signals(f, 1), 0);
}

/* GIC-B9: an acknowledged level whose line is high is active and pending. */
static void an_acknowledged_level_stays_pending(void **state)
{
	struct fixture *f = *state;

	spi(f, 42, 0x80, 0);
	line(f, 42, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 42);
	assert_int_equal(state_of(f, 42), VGS_ACTIVE_PENDING);
	assert_int_equal(signals(f, 0), 0);
}

/* GIC-B10, GIC-E23: EOI drops the priority and deactivates. */
static void eoi_ends_a_level(void **state)
{
	struct fixture *f = *state;

	spi(f, 42, 0x80, 0);
	line(f, 42, true);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	line(f, 42, false);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0x80);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 42);
	assert_int_equal(state_of(f, 42), VGS_INACTIVE);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0xff);
}

/* GIC-B11: a level whose line is high is pending again at once. */
static void a_level_comes_back_after_eoi(void **state)
{
	struct fixture *f = *state;

	spi(f, 42, 0x80, 0);
	line(f, 42, true);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 42);
	assert_int_equal(state_of(f, 42), VGS_PENDING);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
}

/* GIC-B6, GIC-B7: an edge while active is kept for later. */
static void an_edge_while_active_is_taken_after_eoi(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_ICFGR2", 2u << 20);
	spi(f, 42, 0x80, 0);
	line(f, 42, true);
	line(f, 42, false);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 42);
	assert_int_equal(state_of(f, 42), VGS_ACTIVE);
	line(f, 42, true);
	assert_int_equal(state_of(f, 42), VGS_ACTIVE_PENDING);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 1023);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 42);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 42);
}

/* GIC-E23, GIC-E28: with EOImode 1 deactivation is DIR's. */
static void eoimode_1_splits_drop_and_deactivation(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_CTLR_EL1, 2);
	spi(f, 42, 0x80, 0);
	line(f, 42, true);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	line(f, 42, false);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 42);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0xff);
	assert_int_equal(state_of(f, 42), VGS_ACTIVE);
	msr(f, 0, VGS_ICC_DIR_EL1, 42);
	assert_int_equal(state_of(f, 42), VGS_INACTIVE);
}

/* GIC-D16, GIC-D18: only a more urgent group priority preempts. */
static void a_more_urgent_interrupt_preempts(void **state)
{
	struct fixture *f = *state;

	spi(f, 40, 0x80, 0);
	spi(f, 41, 0x80, 0);
	spi(f, 42, 0x40, 0);
	line(f, 40, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
	line(f, 41, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 1023);
	line(f, 42, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 42);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0x40);
}

/* --- private interrupts -----------------------------------------------------
 */

/* GIC-B3: a PPI is its PE's own. */
static void a_ppi_reaches_its_pe_only(void **state)
{
	struct fixture *f = *state;

	group(f, 2, 27, 1, 0);
	redist_write(f, 2, "GICR_ISENABLER0", 1u << 27);
	ppi_line(f, 2, 27, true);
	assert_int_equal(signals(f, 2), VGS_SIG_IRQ);
	assert_int_equal(signals(f, 0), 0);
	assert_int_equal(mrs(f, 2, VGS_ICC_IAR1_EL1), 27);
	assert_int_equal(ppi_state(f, 0, 27), VGS_INACTIVE);
}

static void enable_sgi(struct fixture *f, unsigned pe, unsigned sgi)
{
	group(f, pe, sgi, 1, 0);
	redist_write(f, pe, "GICR_ISENABLER0", 1u << sgi);
}

/* GIC-H3: the target list names PEs of a cluster. */
static void sgi1r_reaches_the_listed_pes(void **state)
{
	struct fixture *f = *state;

	for (unsigned pe = 0; pe < 4; pe++)
		enable_sgi(f, pe, 5);
	msr(f, 0, VGS_ICC_SGI1R_EL1, 5u << 24 | 0xa);
	assert_int_equal(ppi_state(f, 0, 5), VGS_INACTIVE);
	assert_int_equal(ppi_state(f, 1, 5), VGS_PENDING);
	assert_int_equal(ppi_state(f, 2, 5), VGS_INACTIVE);
	assert_int_equal(mrs(f, 3, VGS_ICC_IAR1_EL1), 5);
	msr(f, 3, VGS_ICC_EOIR1_EL1, 5);
	assert_int_equal(ppi_state(f, 3, 5), VGS_INACTIVE);
}

/* GIC-H2: IRM is everyone but the writer. */
static void sgi1r_with_irm_reaches_the_others(void **state)
{
	struct fixture *f = *state;

	for (unsigned pe = 0; pe < 4; pe++)
		enable_sgi(f, pe, 5);
	msr(f, 2, VGS_ICC_SGI1R_EL1, UINT64_C(1) << 40 | 5u << 24);
	assert_int_equal(ppi_state(f, 0, 5), VGS_PENDING);
	assert_int_equal(ppi_state(f, 1, 5), VGS_PENDING);
	assert_int_equal(ppi_state(f, 2, 5), VGS_INACTIVE);
	assert_int_equal(ppi_state(f, 3, 5), VGS_PENDING);
}

/* --- list registers ----------------------------------------------------------
 */

static const uint64_t lr_pending_group1 = UINT64_C(1) << 62 | UINT64_C(1) << 60;

static void open_virtual_interface(struct fixture *f, unsigned pe)
{
	el2(f, pe);
	msr(f, pe, VGS_ICH_HCR_EL2, 1);
	msr(f, pe, VGS_ICH_VMCR_EL2, UINT64_C(0xf8) << 24 | 2);
}

/* GIC-Q1, GIC-P3, GIC-P5: a guest's life of a software interrupt. */
static void a_guest_acknowledges_and_ends_a_list_register(void **state)
{
	struct fixture *f = *state;
	struct vgs_lr_info info;

	open_virtual_interface(f, 0);
	msr(f, 0, VGS_ICH_LR1_EL2,
	    lr_pending_group1 | UINT64_C(0x80) << 48 | 50);
	assert_int_equal(signals(f, 0), VGS_SIG_VIRQ);
	guest(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 50);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 50);
	assert_int_equal(vgs_gic_lr(f->gic, 0, 1, &info), 0);
	assert_int_equal(info.state, VGS_ACTIVE);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0x80);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 50);
	assert_int_equal(vgs_gic_lr(f->gic, 0, 1, &info), 0);
	assert_int_equal(info.state, VGS_INACTIVE);
	assert_int_equal(signals(f, 0), 0);
}

/* GIC-P6: a list register with HW = 1 deactivates the physical interrupt. */
static void the_guests_eoi_deactivates_the_physical_interrupt(void **state)
{
	struct fixture *f = *state;

	open_virtual_interface(f, 0);
	msr(f, 0, VGS_ICC_CTLR_EL1, 2);
	spi(f, 42, 0x80, 0);
	line(f, 42, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 42);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 42);
	line(f, 42, false);
	msr(f, 0, VGS_ICH_LR0_EL2,
	    lr_pending_group1 | UINT64_C(1) << 61 | UINT64_C(42) << 32 |
		    UINT64_C(0x80) << 48 | 50);
	guest(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 50);
	assert_int_equal(state_of(f, 42), VGS_ACTIVE);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 50);
	assert_int_equal(state_of(f, 42), VGS_INACTIVE);
}

/* GIC-Q31: maintenance is a level and drives its PPI. */
static void maintenance_drives_its_ppi(void **state)
{
	struct fixture *f = *state;

	el2(f, 0);
	msr(f, 0, VGS_ICH_HCR_EL2, 1 | 2);
	assert_int_equal(mrs(f, 0, VGS_ICH_MISR_EL2), 2);
	assert_int_equal(signals(f, 0), VGS_SIG_MAINTENANCE);
	assert_int_equal(ppi_state(f, 0, 25), VGS_PENDING);
	msr(f, 0, VGS_ICH_HCR_EL2, 0);
	assert_int_equal(ppi_state(f, 0, 25), VGS_INACTIVE);
}

/* --- two security states ------------------------------------------ */

/* GIC-F1, GIC-F3: Group 0 is FIQ, Non-secure Group 1 IRQ outside. */
static void group_and_state_decide_irq_or_fiq(void **state)
{
	struct fixture *f = *state;

	spi(f, 42, 0x80, 0);
	line(f, 42, true);
	assert_int_equal(signals(f, 0), VGS_SIG_FIQ);
	el1(f, 0);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
	group(f, 0, 42, 0, 0);
	assert_int_equal(signals(f, 0), VGS_SIG_FIQ);
	group(f, 0, 42, 0, 1);
	assert_int_equal(signals(f, 0), VGS_SIG_FIQ);
	secure_el1(f, 0);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
}

/* GIC-E10, GIC-E11: each group through its own register. */
static void iar_answers_for_its_group(void **state)
{
	struct fixture *f = *state;

	spi(f, 42, 0x80, 0);
	group(f, 0, 42, 0, 0);
	line(f, 42, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 1023);
	el1(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR0_EL1), 1023);
	secure_el1(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR0_EL1), 42);
	msr(f, 0, VGS_ICC_EOIR0_EL1, 42);
}

#define ONE(test)  cmocka_unit_test_setup_teardown(test, setup, teardown)
#define BOTH(test) cmocka_unit_test_setup_teardown(test, setup_secure, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ONE(a_level_spi_signals_its_target),
		ONE(an_acknowledged_level_stays_pending),
		ONE(eoi_ends_a_level),
		ONE(a_level_comes_back_after_eoi),
		ONE(an_edge_while_active_is_taken_after_eoi),
		ONE(eoimode_1_splits_drop_and_deactivation),
		ONE(a_more_urgent_interrupt_preempts),
		ONE(a_ppi_reaches_its_pe_only),
		ONE(sgi1r_reaches_the_listed_pes),
		ONE(sgi1r_with_irm_reaches_the_others),
		ONE(a_guest_acknowledges_and_ends_a_list_register),
		ONE(the_guests_eoi_deactivates_the_physical_interrupt),
		ONE(maintenance_drives_its_ppi),
		BOTH(group_and_state_decide_irq_or_fiq),
		BOTH(iar_answers_for_its_group),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
