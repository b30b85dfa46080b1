/* SPDX-License-Identifier: MIT */
/*
 * Rule ids: names both ways; counting and inversion in a build with them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rule.h"

static void a_rule_has_its_name(void **state)
{
	(void)state;
	assert_string_equal(vgs_rule_name(VGS_R_GIC_B12), "GIC-B12");
	assert_string_equal(vgs_rule_name(VGS_R_KVM_ML_5), "KVM-ML-5");
	assert_string_equal(vgs_rule_name(VGS_R_NONE), "");
	assert_string_equal(vgs_rule_name(VGS_R_COUNT), "");
}

static void a_name_finds_its_rule(void **state)
{
	(void)state;
	assert_int_equal(vgs_rule_by_name("GIC-CU95"), VGS_R_GIC_CU95);
	assert_int_equal(vgs_rule_by_name("KVM-AP-10b"), VGS_R_KVM_AP_10b);
	assert_int_equal(vgs_rule_by_name("GIC-B"), VGS_R_NONE);
	assert_int_equal(vgs_rule_by_name(""), VGS_R_NONE);
	assert_int_equal(vgs_rule_by_name(NULL), VGS_R_NONE);
}

static void a_marked_condition_is_the_condition(void **state)
{
	(void)state;
	assert_true(VGS_RULE(GIC_B12, 1 == 1));
	assert_false(VGS_RULE(GIC_B12, 1 == 2));
}

#ifdef VGS_RULES
static void evaluations_are_counted_by_outcome(void **state)
{
	bool yes;

	(void)state;
	vgs_rule_reset_counts();
	yes = VGS_RULE(GIC_B13, true);
	yes = VGS_RULE(GIC_B13, true) && yes;
	assert_true(yes);
	assert_int_equal(vgs_rule_count(VGS_R_GIC_B13, true), 2);
	assert_int_equal(vgs_rule_count(VGS_R_GIC_B13, false), 0);
	assert_int_equal(vgs_rule_count(VGS_R_COUNT, false), 0);
}

static void an_inverted_rule_is_its_contrary(void **state)
{
	(void)state;
	vgs_rule_invert(VGS_R_GIC_B13);
	assert_false(VGS_RULE(GIC_B13, true));
	assert_true(VGS_RULE(GIC_B13, false));
	assert_true(VGS_RULE(GIC_B12, true));
	vgs_rule_invert(VGS_R_NONE);
	assert_true(VGS_RULE(GIC_B13, true));
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_has_its_name),
		cmocka_unit_test(a_name_finds_its_rule),
		cmocka_unit_test(a_marked_condition_is_the_condition),
#ifdef VGS_RULES
		cmocka_unit_test(evaluations_are_counted_by_outcome),
		cmocka_unit_test(an_inverted_rule_is_its_contrary),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
