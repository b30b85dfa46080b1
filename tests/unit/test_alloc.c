/* SPDX-License-Identifier: MIT */
/* The default allocator: zeroed, aligned, and no wrap-around of sizes. */
#include "check.h"

#include "alloc.h"

static void memory_is_zeroed(void **state)
{
	struct vgs_allocator alloc = vgs_alloc_libc();
	unsigned char *mem = alloc.zalloc(alloc.user, 1000);
	unsigned char sum = 0;

	(void)state;
	assert_non_null(mem);
	for (unsigned i = 0; i < 1000; i++)
		sum |= mem[i];
	alloc.free(alloc.user, mem);
	assert_int_equal(sum, 0);
}

static void memory_is_aligned_to_64(void **state)
{
	struct vgs_allocator alloc = vgs_alloc_libc();
	void *mem = alloc.zalloc(alloc.user, 1);

	(void)state;
	assert_non_null(mem);
	assert_int_equal((uintptr_t)mem % 64, 0);
	alloc.free(alloc.user, mem);
}

static void a_size_that_wraps_is_refused(void **state)
{
	struct vgs_allocator alloc = vgs_alloc_libc();

	(void)state;
	assert_null(alloc.zalloc(alloc.user, SIZE_MAX - 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed),
		cmocka_unit_test(memory_is_aligned_to_64),
		cmocka_unit_test(a_size_that_wraps_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
