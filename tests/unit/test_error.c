/* SPDX-License-Identifier: MIT */
/*
 * Error codes: names and texts, and what is no code.
 */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <libvgicsim/error.h>

static void zero_is_success(void **state)
{
	(void)state;
	assert_string_equal(vgs_errname(0), "VGS_OK");
	assert_string_equal(vgs_strerror(0), "success");
}

static void the_sign_does_not_matter(void **state)
{
	(void)state;
	assert_string_equal(vgs_errname(-VGS_EINVAL), "VGS_EINVAL");
	assert_string_equal(vgs_errname(VGS_EINVAL), "VGS_EINVAL");
	assert_string_equal(vgs_strerror(-VGS_EBUG), "bug in libvgicsim");
}

static void values_are_abi(void **state)
{
	(void)state;
	assert_int_equal(VGS_ENOENT, 1);
	assert_int_equal(VGS_EINVAL, 4);
	assert_int_equal(VGS_EBUG, 14);
}

static void other_numbers_have_an_answer_too(void **state)
{
	(void)state;
	assert_string_equal(vgs_errname(15), "VGS_E?");
	assert_string_equal(vgs_errname(-15), "VGS_E?");
	assert_string_equal(vgs_strerror(INT_MAX), "unknown error");
	assert_string_equal(vgs_strerror(INT_MIN), "unknown error");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zero_is_success),
		cmocka_unit_test(the_sign_does_not_matter),
		cmocka_unit_test(values_are_abi),
		cmocka_unit_test(other_numbers_have_an_answer_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
