/* SPDX-License-Identifier: MIT */
/*
 * What the quirks of a GICv3 (docs/quirks.md) change, and that without them
 * the architecture holds.
 */
#include "test_gicv3.h"

#include <stdlib.h>

/* A machine with 5 priority bits, with the quirk or without it. */
static struct fixture *start(void **state, const char *quirk)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	*state = f;
	config(f);
	if (quirk)
		assert_int_equal(vgs_gic_config_quirk(&f->cfg, quirk, true), 0);
	machine(f);
	return f;
}

/* 0x87 and 0x80 are one level with 5 bits: the lower INTID is first. */
static void two_pending(struct fixture *f)
{
	spi(f, 40, 0x87, 0);
	spi(f, 41, 0x80, 0);
	line(f, 40, true);
	line(f, 41, true);
}

/* GIC-D1 */
static void five_bits_are_kept_and_order(void **state)
{
	struct fixture *f = start(state, NULL);

	two_pending(f);
	assert_int_equal(dist_read(f, "GICD_IPRIORITYR10"), 0x8080);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 40);
}

static void qd_4_keeps_and_orders_by_eight_bits(void **state)
{
	struct fixture *f = start(state, "QD-4");

	two_pending(f);
	assert_int_equal(dist_read(f, "GICD_IPRIORITYR10"), 0x8087);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 41);
	assert_int_equal(vgs_gic_check(f->gic, NULL), 0);
}

/* Aff3 and [23:0] say where it goes, the rest is kept or RES0. */
static uint64_t router_of_ones(struct fixture *f)
{
	spi(f, 40, 0x80, 2);
	dist_write(f, "GICD_IROUTER40", 0xffffff007f000002);
	line(f, 40, true);
	assert_int_equal(signals(f, 2), VGS_SIG_IRQ);
	return dist_read(f, "GICD_IROUTER40");
}

static void irouter_has_res0_bits(void **state)
{
	struct fixture *f = start(state, NULL);

	assert_int_equal(router_of_ones(f), 2);
}

static void qd_9_keeps_the_res0_bits_of_irouter(void **state)
{
	struct fixture *f = start(state, "QD-9");

	assert_int_equal(router_of_ones(f), 0xffffff007f000002);
	assert_int_equal(vgs_gic_check(f->gic, NULL), 0);
}

/* GIC-D15: 0xff is 0xf8 here, pending and never signalled. */
static void the_lowest_priority_is_pending(void **state)
{
	struct fixture *f = start(state, NULL);

	spi(f, 40, 0xff, 0);
	line(f, 40, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 40);
}

static void qd_4_takes_priority_ff_for_nothing(void **state)
{
	struct fixture *f = start(state, "QD-4");

	spi(f, 40, 0xff, 0);
	line(f, 40, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 1023);
	assert_int_equal(state_of(f, 40), VGS_PENDING);
	spi(f, 41, 0xfe, 0);
	line(f, 41, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 41);
	assert_int_equal(vgs_gic_check(f->gic, NULL), 0);
}

#define HCR_EN	     1u
#define HCR_VGRP0DIE (1u << 5)
#define MISR_VGRP0D  (1u << 5)
#define VMCR_VENG0   1u
#define VMCR_VENG1   2u

static uint64_t grp0d(struct fixture *f, unsigned enables)
{
	msr(f, 0, VGS_ICH_HCR_EL2, HCR_EN | HCR_VGRP0DIE);
	msr(f, 0, VGS_ICH_VMCR_EL2, enables);
	return mrs(f, 0, VGS_ICH_MISR_EL2) & MISR_VGRP0D;
}

/* GIC-Q36 */
static void vgrp0d_is_about_group_0(void **state)
{
	struct fixture *f = start(state, NULL);

	assert_int_equal(grp0d(f, VMCR_VENG1), MISR_VGRP0D);
	assert_int_equal(signals(f, 0) & VGS_SIG_MAINTENANCE,
			 VGS_SIG_MAINTENANCE);
	assert_int_equal(grp0d(f, VMCR_VENG0), 0);
}

static void qd_6_takes_group_1_for_group_0(void **state)
{
	struct fixture *f = start(state, "QD-6");

	assert_int_equal(grp0d(f, VMCR_VENG1), 0);
	assert_int_equal(signals(f, 0) & VGS_SIG_MAINTENANCE, 0);
	assert_int_equal(grp0d(f, VMCR_VENG0), MISR_VGRP0D);
	assert_int_equal(signals(f, 0) & VGS_SIG_MAINTENANCE,
			 VGS_SIG_MAINTENANCE);
}

static uint64_t vpmr_of(struct fixture *f)
{
	msr(f, 0, VGS_ICH_VMCR_EL2, UINT64_C(0xff) << 24);
	return mrs(f, 0, VGS_ICH_VMCR_EL2) >> 24 & 0xff;
}

/* GIC-D1 */
static void vpmr_has_the_virtual_priority_bits(void **state)
{
	assert_int_equal(vpmr_of(start(state, NULL)), 0xf8);
}

static void qx_3_keeps_eight_bits_of_vpmr(void **state)
{
	struct fixture *f = start(state, "QX-3");

	assert_int_equal(vpmr_of(f), 0xff);
	/* What the guest itself writes is cut as it should be. */
	guest(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_PMR_EL1), 0xff);
	msr(f, 0, VGS_ICC_PMR_EL1, 0xff);
	assert_int_equal(mrs(f, 0, VGS_ICC_PMR_EL1), 0xf8);
}

#define OWN(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OWN(five_bits_are_kept_and_order),
		OWN(irouter_has_res0_bits),
		OWN(qd_9_keeps_the_res0_bits_of_irouter),
		OWN(qd_4_keeps_and_orders_by_eight_bits),
		OWN(the_lowest_priority_is_pending),
		OWN(qd_4_takes_priority_ff_for_nothing),
		OWN(vgrp0d_is_about_group_0),
		OWN(qd_6_takes_group_1_for_group_0),
		OWN(vpmr_has_the_virtual_priority_bits),
		OWN(qx_3_keeps_eight_bits_of_vpmr),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
