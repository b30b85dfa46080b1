/* SPDX-License-Identifier: MIT */
/*
 * The cost of a lifecycle does not grow with PEs, INTIDs or what is pending:
 * CPU time on the smallest and on the largest machine, best of many samples.
 * The bound is far above noise and far below what a rescan would take; exact
 * figures are the benchmark's.  Not built where the self-check is such a rescan.
 */
#define _POSIX_C_SOURCE 200809L

#include <time.h>

#include <libvgicsim/gic.h>

#include "check.h"

#define INTID	39u
#define TURNS	2000
#define SAMPLES 15
#define BOUND	3.0

static void store(struct vgs_gic *gic, enum vgs_frame frame, unsigned index,
		  uint64_t offset, unsigned size, uint64_t value)
{
	const struct vgs_access access = { index, VGS_NONSECURE };

	assert_int_equal(vgs_gic_frame_write(gic, &access, frame, index, offset,
					     size, value),
			 0);
}

/* All SPIs to the last PE, all asserted, one more urgent than the others. */
static struct vgs_gic *machine(unsigned pes, unsigned spis, bool pending)
{
	uint64_t last = (uint64_t)((pes - 1) / 16) << 8 | (pes - 1) % 16;
	struct vgs_gic_config cfg;
	struct vgs_gic *gic = NULL;

	vgs_gic_config_default(&cfg, VGS_GIC_V3);
	cfg.pes = pes;
	cfg.spis = spis;
	assert_int_equal(vgs_gic_new(&cfg, &gic), 0);
	store(gic, VGS_FRAME_GICD, 0, 0x0000, 4, 0x12);
	for (unsigned pe = 0; pe < pes; pe++) {
		store(gic, VGS_FRAME_GICR, pe, 0x0014, 4, 0);
		vgs_gic_sysreg_write(gic, pe, VGS_ICC_PMR_EL1, 0xf8);
		vgs_gic_sysreg_write(gic, pe, VGS_ICC_IGRPEN1_EL1, 1);
	}
	for (uint32_t i = 32; i < 32 + spis; i++) {
		store(gic, VGS_FRAME_GICD, 0, 0x0080 + i / 32 * 4, 4,
		      UINT32_MAX);
		store(gic, VGS_FRAME_GICD, 0, 0x0100 + i / 32 * 4, 4,
		      UINT32_MAX);
		store(gic, VGS_FRAME_GICD, 0, 0x0400 + i, 1,
		      i == INTID ? 0x40 : 0xa0);
		store(gic, VGS_FRAME_GICD, 0, 0x6000 + i * 8, 8, last);
		if (pending && i != INTID)
			vgs_gic_set_line(gic, VGS_INTID(i), true);
	}
	return gic;
}

static double lifecycles(struct vgs_gic *gic, unsigned pe)
{
	struct timespec a, b;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
	for (int i = 0; i < TURNS; i++) {
		uint64_t intid = 0;

		vgs_gic_set_line(gic, VGS_INTID(INTID), true);
		vgs_gic_sysreg_read(gic, pe, VGS_ICC_IAR1_EL1, &intid);
		vgs_gic_set_line(gic, VGS_INTID(INTID), false);
		vgs_gic_sysreg_write(gic, pe, VGS_ICC_EOIR1_EL1, intid);
		assert_int_equal(intid, INTID);
	}
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
	return (double)(b.tv_sec - a.tv_sec) * 1e9 +
	       (double)(b.tv_nsec - a.tv_nsec);
}

/* architecture.md section 8. */
static void a_lifecycle_costs_the_same_on_the_largest_machine(void **state)
{
	struct vgs_gic *small = machine(1, 32, false);
	struct vgs_gic *large = machine(512, 988, true);
	double best_small = 1e18, best_large = 1e18;

	(void)state;
	for (int i = 0; i < SAMPLES; i++) {
		double s = lifecycles(small, 0), l = lifecycles(large, 511);

		best_small = s < best_small ? s : best_small;
		best_large = l < best_large ? l : best_large;
	}
	print_message("# %.1f ns, %.1f ns\n", best_small / TURNS,
		      best_large / TURNS);
	assert_true(best_large < BOUND * best_small);
	vgs_gic_free(small);
	vgs_gic_free(large);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_lifecycle_costs_the_same_on_the_largest_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
