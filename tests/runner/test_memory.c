/* SPDX-License-Identifier: MIT */
/*
 * Every allocation failed in turn, while loading and while running: each
 * call answers -VGS_ENOMEM or succeeds, and nothing leaks.
 */
#include <libvgicsim/scenario.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct counter {
	unsigned long calls; /* so far */
	unsigned long fail;  /* this one fails; 0: none */
	long live;
};

static void *count_zalloc(void *user, size_t size)
{
	struct counter *c = user;
	void *mem;

	if (++c->calls == c->fail)
		return NULL;
	/* As aligned as the GIC wants it. */
	size = (size + 63) / 64 * 64;
	mem = aligned_alloc(64, size);
	if (mem) {
		memset(mem, 0, size);
		c->live++;
	}
	return mem;
}

static void count_free(void *user, void *mem)
{
	struct counter *c = user;

	c->live--;
	free(mem);
}

static const char good[] =
	"vgicsim: 1\n"
	"title: A level SPI\n"
	"machine:\n"
	"  gic: v2\n"
	"  devices: { nic: { intid: 42 } }\n"
	"  memory: [{ at: 0x1000, size: 0x1000 }]\n"
	"setup:\n"
	"  - use: lib.yaml\n"
	"    with: { intids: [42, 43] }\n"
	"steps:\n"
	"  - { memory: 0x1000, u8: 1 }\n"
	"  - save: a\n"
	"  - raise: nic\n"
	"  - { id: x, expect: { p42: inactive, unchanged: false } }\n"
	"  - restore: a\n"
	"variants:\n"
	"  - { name: v, machine: { spis: 96 }, must-fail: [x] }\n";

static const char library[] =
	"vgicsim-library: 1\n"
	"title: Enables\n"
	"params: { intids: { type: list } }\n"
	"steps:\n"
	"  - { by: cpu0, write: GICD_ISENABLER, intid: $intids, value: 1, "
	"each: intids }\n";

static const char bad[] = "vgicsim: 1\n"
			  "titel: x\n"
			  "machine: { gic: v2, cpus: yes }\n"
			  "steps:\n"
			  "  - rais: nic\n"
			  "  - { write: GICD_CTLR, value: 1 }\n";

static int read_file(void *user, const char *path, char *buf, size_t limit,
		     size_t *ret_size)
{
	(void)user;
	if (strcmp(path, "lib.yaml") != 0 || limit < sizeof(library))
		return -VGS_ENOENT;
	memcpy(buf, library, sizeof(library) - 1);
	*ret_size = sizeof(library) - 1;
	return 0;
}

static int load(struct vgs_allocator *alloc, const char *text,
		struct vgs_scenario **ret_s)
{
	struct vgs_scenario_opts opts;

	vgs_scenario_opts_default(&opts);
	opts.alloc = alloc;
	opts.read_file = read_file;
	return vgs_scenario_load_text("t.yaml", text, strlen(text), &opts,
				      ret_s);
}

/* True: the load went through. */
static bool try_load(const char *text, unsigned long fail)
{
	struct counter c = { 0, fail, 0 };
	struct vgs_allocator alloc = { count_zalloc, count_free, &c };
	struct vgs_scenario *s = NULL;
	int err = load(&alloc, text, &s);

	if (err) {
		assert_int_equal(err, -VGS_ENOMEM);
		assert_null(s);
	}
	vgs_scenario_free(s);
	assert_int_equal(c.live, 0);
	return c.calls < fail;
}

static bool try_run(unsigned variant, unsigned long fail)
{
	struct counter c = { 0, 0, 0 };
	struct vgs_allocator alloc = { count_zalloc, count_free, &c };
	struct vgs_scenario_result *r = NULL;
	struct vgs_scenario *s = NULL;
	int err;

	assert_int_equal(load(&alloc, good, &s), 0);
	assert_int_equal(vgs_scenario_errors(s), 0);
	c.calls = 0;
	c.fail = fail;
	err = vgs_scenario_run(s, variant, NULL, &r);
	if (err) {
		assert_int_equal(err, -VGS_ENOMEM);
		assert_null(r);
	}
	vgs_scenario_result_free(r);
	vgs_scenario_free(s);
	assert_int_equal(c.live, 0);
	return c.calls < fail;
}

static void loading_survives_each_failed_allocation(void **state)
{
	unsigned long n = 1;

	(void)state;
	while (!try_load(good, n))
		n++;
	assert_true(n > 5);
}

static void diagnosing_survives_each_failed_allocation(void **state)
{
	unsigned long n = 1;

	(void)state;
	while (!try_load(bad, n))
		n++;
	assert_true(n > 1);
}

static void running_survives_each_failed_allocation(void **state)
{
	unsigned long n = 1;

	(void)state;
	while (!try_run(0, n))
		n++;
	assert_true(n > 5);
	n = 1;
	while (!try_run(1, n))
		n++;
}

static void arguments_that_are_null_are_refused(void **state)
{
	struct vgs_scenario_result *r;
	struct vgs_scenario *s;

	(void)state;
	assert_int_equal(vgs_scenario_load(NULL, NULL, &s), -VGS_EINVAL);
	assert_int_equal(vgs_scenario_load_text("a", NULL, 0, NULL, &s),
			 -VGS_EINVAL);
	assert_int_equal(vgs_scenario_run(NULL, 0, NULL, &r), -VGS_EINVAL);
	assert_null(vgs_scenario_free(NULL));
	assert_null(vgs_scenario_result_free(NULL));
}

static void a_file_wants_memory_and_a_run_a_variant(void **state)
{
	struct counter c = { 0, 1, 0 };
	struct vgs_allocator alloc = { count_zalloc, count_free, &c };
	struct vgs_scenario_opts opts;
	struct vgs_scenario_result *r = NULL;
	struct vgs_scenario *s = NULL;

	(void)state;
	vgs_scenario_opts_default(&opts);
	opts.alloc = &alloc;
	opts.read_file = read_file;
	assert_int_equal(vgs_scenario_load("lib.yaml", &opts, &s), -VGS_ENOMEM);
	assert_int_equal(load(NULL, good, &s), 0);
	assert_int_equal(vgs_scenario_run(s, 2, NULL, &r), -VGS_EINVAL);
	assert_null(r);
	vgs_scenario_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loading_survives_each_failed_allocation),
		cmocka_unit_test(diagnosing_survives_each_failed_allocation),
		cmocka_unit_test(running_survives_each_failed_allocation),
		cmocka_unit_test(arguments_that_are_null_are_refused),
		cmocka_unit_test(a_file_wants_memory_and_a_run_a_variant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
