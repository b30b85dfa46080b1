/* SPDX-License-Identifier: MIT */
/* Sources of the maintenance interrupt, one by one (facts section Q). */
#include "test_gicv3.h"

#define PENDING (UINT64_C(1) << 62)
#define ACTIVE	(UINT64_C(2) << 62)
#define BOTH_ST (UINT64_C(3) << 62)

static uint64_t ich(struct fixture *f, enum vgs_sysreg id)
{
	el2(f, 0);
	return mrs(f, 0, id);
}

static void set_ich(struct fixture *f, enum vgs_sysreg id, uint64_t value)
{
	el2(f, 0);
	msr(f, 0, id, value);
}

static uint64_t misr(struct fixture *f, uint64_t hcr)
{
	set_ich(f, VGS_ICH_HCR_EL2, hcr);
	return mrs(f, 0, VGS_ICH_MISR_EL2);
}

/* GIC-Q32, GIC-Q33 */
static void underflow_is_one_valid_or_none(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(misr(f, 1u << 1), 2);
	msr(f, 0, VGS_ICH_LR0_EL2, PENDING | 50);
	assert_int_equal(misr(f, 1u << 1), 2);
	msr(f, 0, VGS_ICH_LR1_EL2, ACTIVE | 51);
	assert_int_equal(misr(f, 1u << 1), 0);
	assert_int_equal(signals(f, 0), 0);
}

/* GIC-Q32 */
static void lrenp_is_a_count_that_is_not_zero(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(misr(f, 1u << 2), 0);
	assert_int_equal(misr(f, 1u << 2 | 1u << 27), 4);
	assert_int_equal(misr(f, 1u << 27), 0);
}

/* GIC-Q37 */
static void np_is_no_list_register_pending(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(misr(f, 1u << 3), 8);
	msr(f, 0, VGS_ICH_LR0_EL2, BOTH_ST | 50);
	assert_int_equal(misr(f, 1u << 3), 8);
	msr(f, 0, VGS_ICH_LR0_EL2, PENDING | 50);
	assert_int_equal(misr(f, 1u << 3), 0);
}

/* GIC-Q36 */
static void group_enables_and_disables_are_sources(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(misr(f, 0xf0), 0xa0);
	msr(f, 0, VGS_ICH_VMCR_EL2, 1);
	assert_int_equal(misr(f, 0xf0), 0x90);
	msr(f, 0, VGS_ICH_VMCR_EL2, 2);
	assert_int_equal(misr(f, 0xf0), 0x60);
	msr(f, 0, VGS_ICH_VMCR_EL2, 3);
	assert_int_equal(misr(f, 0xf0), 0x50);
}

/* GIC-Q35 */
static void hcr_keeps_what_exists(void **state)
{
	struct fixture *f = *state;

	set_ich(f, VGS_ICH_HCR_EL2, UINT64_MAX);
	assert_int_equal(ich(f, VGS_ICH_HCR_EL2), 0xf8005cff);
}

#define ONE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ONE(underflow_is_one_valid_or_none),
		ONE(lrenp_is_a_count_that_is_not_zero),
		ONE(np_is_no_list_register_pending),
		ONE(group_enables_and_disables_are_sources),
		ONE(hcr_keeps_what_exists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
