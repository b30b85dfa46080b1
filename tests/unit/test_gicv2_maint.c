/* SPDX-License-Identifier: MIT */
/*
 * The maintenance interrupt of a GICv2, source by source: GICH_MISR and the
 * signal, which drives PPI 25.
 */
#include "test_gicv2.h"

#define PENDING (1u << 28)
#define ACTIVE	(2u << 28)
#define EN	(1u << 0)
#define UIE	(1u << 1)
#define LRENPIE (1u << 2)
#define NPIE	(1u << 3)

static void set_lr(struct fixture *f, unsigned n, uint32_t value)
{
	hw(f, 0, H_LR + 4 * n, value);
}

static bool maintenance(struct fixture *f)
{
	return vgs_gic_signals(f->gic, 0) & VGS_SIG_MAINTENANCE;
}

/* GIC-Q32, GIC-S17 */
static void underflow_is_none_or_one_valid_list_register(void **state)
{
	struct fixture *f = *state;

	hw(f, 0, H_HCR, EN | UIE);
	assert_int_equal(hr(f, 0, H_MISR), 2);
	set_lr(f, 0, PENDING | 50);
	assert_int_equal(hr(f, 0, H_MISR), 2);
	set_lr(f, 1, ACTIVE | 51);
	assert_int_equal(hr(f, 0, H_MISR), 0);
	assert_false(maintenance(f));
}

/* GIC-Q32 */
static void lrenp_is_a_counted_end(void **state)
{
	struct fixture *f = *state;

	hw(f, 0, H_HCR, EN | LRENPIE);
	assert_int_equal(hr(f, 0, H_MISR), 0);
	hw(f, 0, H_HCR, 1u << 27 | EN | LRENPIE);
	assert_int_equal(hr(f, 0, H_MISR), 4);
	hw(f, 0, H_HCR, 1u << 27 | EN);
	assert_int_equal(hr(f, 0, H_MISR), 0);
}

/* GIC-Q37 */
static void no_pending_looks_at_state_1_only(void **state)
{
	struct fixture *f = *state;

	hw(f, 0, H_HCR, EN | NPIE);
	assert_int_equal(hr(f, 0, H_MISR), 8);
	set_lr(f, 0, 3u << 28 | 50);
	assert_int_equal(hr(f, 0, H_MISR), 8);
	set_lr(f, 0, PENDING | 50);
	assert_int_equal(hr(f, 0, H_MISR), 0);
}

/* GIC-Q36: QD-6 of QEMU's GICv3 is not here. */
static void group_enables_and_disables_are_four_sources(void **state)
{
	struct fixture *f = *state;

	hw(f, 0, H_HCR, EN | 0xf0);
	vw(f, 0, C_CTLR, 0);
	assert_int_equal(hr(f, 0, H_MISR), 0xa0);
	vw(f, 0, C_CTLR, 1);
	assert_int_equal(hr(f, 0, H_MISR), 0x90);
	vw(f, 0, C_CTLR, 2);
	assert_int_equal(hr(f, 0, H_MISR), 0x60);
	vw(f, 0, C_CTLR, 3);
	assert_int_equal(hr(f, 0, H_MISR), 0x50);
}

/* GIC-P19, GIC-P20, GIC-P21, GIC-S13 */
static void eoi_request_occupies_its_list_register(void **state)
{
	struct fixture *f = *state;

	hw(f, 0, H_HCR, EN);
	set_lr(f, 1, 1u << 19 | 50);
	assert_int_equal(hr(f, 0, H_EISR), 2);
	assert_int_equal(hr(f, 0, H_ELRSR), 0xd);
	assert_int_equal(hr(f, 0, H_MISR), 1);
	set_lr(f, 1, 50);
	assert_int_equal(hr(f, 0, H_EISR), 0);
	assert_int_equal(hr(f, 0, H_ELRSR), 0xf);
}

/* GIC-P20: the bit is part of PhysicalID with HW. */
static void hw_list_register_has_no_eoi_request(void **state)
{
	struct fixture *f = *state;

	set_lr(f, 0, 1u << 31 | 1u << 19 | 50);
	assert_int_equal(hr(f, 0, H_EISR), 0);
	assert_int_equal(hr(f, 0, H_ELRSR), 0xf);
}

/* GIC-Q33, GIC-Q31 */
static void misr_does_not_need_en_but_the_signal_does(void **state)
{
	struct fixture *f = *state;

	hw(f, 0, H_HCR, NPIE);
	assert_int_equal(hr(f, 0, H_MISR), 8);
	assert_false(maintenance(f));
	hw(f, 0, H_HCR, EN | NPIE);
	assert_true(maintenance(f));
}

/* GIC-Q31: a level at PPI 25 of the own CPU. */
static void maintenance_drives_its_ppi(void **state)
{
	struct fixture *f = *state;

	dw(f, 0, D_ISENABLER, 1u << 25);
	hw(f, 0, H_HCR, EN | NPIE);
	assert_int_equal(dr(f, 0, D_ISPENDR), 1u << 25);
	assert_int_equal(dr(f, 1, D_ISPENDR), 0);
	assert_int_equal(cr(f, 0, C_IAR), 25);
	cw(f, 0, C_EOIR, 25);
	assert_int_equal(cr(f, 0, C_IAR), 25);
	hw(f, 0, H_HCR, EN);
	cw(f, 0, C_EOIR, 25);
	assert_int_equal(cr(f, 0, C_IAR), 1023);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup_single, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(underflow_is_none_or_one_valid_list_register),
		TEST(lrenp_is_a_counted_end),
		TEST(no_pending_looks_at_state_1_only),
		TEST(group_enables_and_disables_are_four_sources),
		TEST(eoi_request_occupies_its_list_register),
		TEST(hw_list_register_has_no_eoi_request),
		TEST(misr_does_not_need_en_but_the_signal_does),
		TEST(maintenance_drives_its_ppi),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
