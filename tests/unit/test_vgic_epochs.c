/* SPDX-License-Identifier: MIT */
/*
 * Where one kernel's vgic differs from the next one's, and a guest can hardly
 * see it: what of HCR is kept over an exit, and what stands in it.
 */
#include "test_vgic.h"

#define HCR_EN	    0x1u
#define HCR_LRENPIE 0x4u
#define HCR_HIDE    0x1c00u /* TC, TALL0, TALL1; reserved in GICH_HCR */
#define HCR_COUNT   0xf8000000u

static const struct shape v2_e3 = { 2, 1, 4, VGS_EPOCH_E3, NULL, NULL };
static const struct shape v3_e3 = { 3, 1, 4, VGS_EPOCH_E3, NULL, NULL };
static const struct shape v2_e4 = { 2, 1, 4, VGS_EPOCH_E4, NULL, NULL };
static const struct shape v3_e4 = { 3, 1, 4, VGS_EPOCH_E4, NULL, NULL };
static const struct shape v3_2lr_e3 = { 3, 1, 2, VGS_EPOCH_E3, NULL, NULL };
static const struct shape v2_2lr_e3 = { 2, 1, 2, VGS_EPOCH_E3, NULL, NULL };
static const struct shape v2_e2 = { 2, 1, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v2_6_12 = {
	2, 1, 4, VGS_EPOCH_E2, "hide-gicv3", "any-host"
};

/*
 * KVM-SV-3: no active one is outside, so the count of an end that found no
 * list register is nobody's, and E3's walk from the head has nothing to end.
 */
static void an_end_of_nothing_ends_nothing(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	assert_false(vcpu_of(f, 0).hcr & HCR_LRENPIE);
	assert_int_equal(guest_acks(f, 0), 52);
	inject(f, 52, false);
	guest_ends(f, 0, 60);
	assert_int_equal(hcr(f, 0) >> 27, 1);
	leave(f, 0);
	assert_int_equal(vcpu_of(f, 0).hcr & HCR_COUNT, 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_ACTIVE);
}

/* KVM-SV-3, KVM-OV-12: where one is, the same end ends it. */
static void an_end_outside_list_registers_is_kept(void **state)
{
	struct fixture *f = *state;

	for (uint32_t n = 0; n < 3; n++) {
		use_virt(f, 0, 52 + n);
		vpriority(f, 0, 52 + n, 0x80 - 0x10 * n);
		inject(f, 52 + n, true);
		enter(f, 0);
		assert_int_equal(guest_acks(f, 0), 52 + n);
		inject(f, 52 + n, false);
		leave(f, 0);
	}
	enter(f, 0);
	assert_true(vcpu_of(f, 0).hcr & HCR_LRENPIE);
	guest_ends(f, 0, 60);
	assert_int_equal(hcr(f, 0) >> 27, 1);
	leave(f, 0);
	/* E3: the first on the list, though it has a list register. */
	assert_int_equal(virq(f, 0, 54).state, VGS_INACTIVE);
	assert_int_equal(virq(f, 0, 53).state, VGS_ACTIVE);
	assert_int_equal(virq(f, 0, 52).state, VGS_ACTIVE);
}

/* KVM-CI-1: the kernel has them where it has GICH_HCR; no hardware does. */
static void traps_of_a_gicv3_stand_in_gich_hcr(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	assert_int_equal(vcpu_of(f, 0).hcr, HCR_EN | HCR_HIDE);
	assert_int_equal(hcr(f, 0), HCR_EN);
	assert_int_equal(guest_acks(f, 0), 52);
}

static void traps_of_a_gicv3_are_a_gicv3s(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	assert_int_equal(vcpu_of(f, 0).hcr, HCR_EN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_end_of_nothing_ends_nothing, v2_e3),
		TEST(an_end_of_nothing_ends_nothing, v3_e3),
		TEST(an_end_of_nothing_ends_nothing, v2_e4),
		TEST(an_end_of_nothing_ends_nothing, v3_e4),
		TEST(an_end_outside_list_registers_is_kept, v2_2lr_e3),
		TEST(an_end_outside_list_registers_is_kept, v3_2lr_e3),
		TEST(traps_of_a_gicv3_stand_in_gich_hcr, v2_6_12),
		TEST(traps_of_a_gicv3_are_a_gicv3s, v2_e2),
	};

	return RUN("vgic epochs", tests);
}
