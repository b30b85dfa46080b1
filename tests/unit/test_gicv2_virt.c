/* SPDX-License-Identifier: MIT */
/*
 * GICH and GICV of a GICv2: encodings, aliases, what a guest acknowledges and
 * ends, the deactivation of physical interrupts.
 */
#include "test_gicv2.h"

#define PENDING (1u << 28)
#define ACTIVE	(2u << 28)
#define GRP1	(1u << 30)
#define HW	(1u << 31)
#define EOI	(1u << 19)

static uint32_t prio(uint32_t value)
{
	return value >> 3 << 23;
}

static uint32_t lr(struct fixture *f, unsigned n)
{
	return hr(f, 0, H_LR + 4 * n);
}

static void set_lr(struct fixture *f, unsigned n, uint32_t value)
{
	hw(f, 0, H_LR + 4 * n, value);
}

static uint32_t state_of(struct fixture *f, unsigned n)
{
	return lr(f, n) >> 28 & 3;
}

/* A guest with @ctlr in GICV_CTLR and nothing masked. */
static void guest(struct fixture *f, uint32_t ctlr)
{
	hw(f, 0, H_HCR, 1);
	vw(f, 0, C_PMR, 0xff);
	vw(f, 0, C_CTLR, ctlr);
}

static int setup(void **state)
{
	setup_single(state);
	guest(*state, 3);
	return 0;
}

static unsigned eoi_count(struct fixture *f)
{
	return hr(f, 0, H_HCR) >> 27;
}

/* --- registers ------------------------------------------------------------------- */

/* GIC-P26 */
static void vtr_says_list_registers_and_bits(void **state)
{
	struct fixture *f = machine(false);

	*state = f;
	f->cfg.lrs = 37;
	start(f);
	assert_int_equal(hr(f, 0, H_VTR), 0x90000000 | 36);
}

/* GIC-P17, GIC-P18 */
static void list_registers_that_do_not_exist_are_raz_and_wi(void **state)
{
	struct fixture *f = *state;

	set_lr(f, 4, PENDING | 50);
	assert_int_equal(lr(f, 4), 0);
	assert_int_equal(hr(f, 0, H_ELRSR), 0xf);
	assert_int_equal(hr(f, 0, H_ELRSR + 4), 0);
	assert_int_equal(vgs_gic_signals(f->gic, 0), 0);
}

/* GIC-P26: 64 list registers fill both status words. */
static void sixty_four_list_registers_have_two_status_words(void **state)
{
	struct fixture *f = machine(false);

	*state = f;
	f->cfg.lrs = 64;
	start(f);
	guest(f, 3);
	assert_int_equal(hr(f, 0, H_ELRSR + 4), 0xffffffff);
	set_lr(f, 63, PENDING | 77);
	set_lr(f, 33, EOI);
	assert_int_equal(hr(f, 0, H_ELRSR + 4), 0x7ffffffd);
	assert_int_equal(hr(f, 0, H_EISR), 0);
	assert_int_equal(hr(f, 0, H_EISR + 4), 2);
	assert_int_equal(vr(f, 0, C_IAR), 77);
}

/* GIC-S11: no trap bits. */
static void hcr_has_no_trap_bits(void **state)
{
	struct fixture *f = *state;

	hw(f, 0, H_HCR, 0xffffffff);
	assert_int_equal(hr(f, 0, H_HCR), 0xf80000ff);
}

/* GIC-S8 */
static void vmcr_is_what_gicv_shows(void **state)
{
	struct fixture *f = *state;

	vw(f, 0, C_CTLR, 0x21f);
	vw(f, 0, C_PMR, 0xa8);
	vw(f, 0, C_BPR, 5);
	vw(f, 0, C_ABPR, 6);
	assert_int_equal(hr(f, 0, H_VMCR),
			 0xa8u << 24 | 5u << 21 | 6u << 18 | 0x21f);
	hw(f, 0, H_VMCR, 0x50u << 24 | 3u << 21 | 4u << 18 | 0x201);
	assert_int_equal(vr(f, 0, C_CTLR), 0x201);
	assert_int_equal(vr(f, 0, C_PMR), 0x50);
	assert_int_equal(vr(f, 0, C_BPR), 3);
	assert_int_equal(vr(f, 0, C_ABPR), 4);
}

/* GIC-S12 */
static void vmcr_has_five_priority_bits_and_minimum_binary_points(void **state)
{
	struct fixture *f = *state;

	hw(f, 0, H_VMCR, 0xff000000);
	assert_int_equal(hr(f, 0, H_VMCR), 0xf8000000 | 2u << 21 | 3u << 18);
}

/* GIC-S1: one set of active priorities for both groups. */
static void apr_holds_both_groups(void **state)
{
	struct fixture *f = *state;

	guest(f, 7);
	set_lr(f, 0, PENDING | GRP1 | prio(0x80) | 50);
	assert_int_equal(vr(f, 0, C_IAR), 50);
	set_lr(f, 1, PENDING | prio(0x40) | 51);
	assert_int_equal(vr(f, 0, C_IAR), 51);
	assert_int_equal(hr(f, 0, H_APR), 1u << 16 | 1u << 8);
	assert_int_equal(vr(f, 0, C_APR), 1u << 16 | 1u << 8);
	assert_int_equal(vr(f, 0, C_RPR), 0x40);
	hw(f, 0, H_APR, 1u << 4);
	assert_int_equal(vr(f, 0, C_RPR), 0x20);
}

/* GIC-P11: fields of a list register read as written. */
static void list_register_keeps_its_fields(void **state)
{
	struct fixture *f = *state;

	set_lr(f, 0, ACTIVE | GRP1 | prio(0x98) | EOI | 5u << 10 | 9);
	assert_int_equal(lr(f, 0),
			 ACTIVE | GRP1 | prio(0x98) | EOI | 5u << 10 | 9);
	set_lr(f, 0, HW | ACTIVE | prio(0x98) | 301u << 10 | 70 | 7u << 20);
	assert_int_equal(lr(f, 0), HW | ACTIVE | prio(0x98) | 301u << 10 | 70);
}

/* The alias frames: GICH of a named CPU. */
static void alias_frames_are_gich_of_each_cpu(void **state)
{
	struct fixture *f = *state;
	struct vgs_access access = { 3, VGS_NONSECURE };
	uint64_t value;

	assert_int_equal(vgs_gic_frame_write(f->gic, &access, VGS_FRAME_GICH_PE,
					     2, H_LR, 4, PENDING | 50),
			 0);
	assert_int_equal(hr(f, 2, H_LR), PENDING | 50);
	assert_int_equal(hr(f, 3, H_LR), 0);
	assert_int_equal(vgs_gic_frame_read(f->gic, &access, VGS_FRAME_GICH_PE,
					    2, H_ELRSR, 4, &value),
			 0);
	assert_int_equal(value, 0xe);
}

/* GIC-S15: the accesses' security makes no difference to a guest. */
static void gicv_has_one_view(void **state)
{
	struct fixture *f = machine(true);

	*state = f;
	start(f);
	guest(f, 0x3);
	vw(f, 0, C_PMR, 0x40);
	assert_int_equal(vr(f, 0, C_PMR), 0x40);
	assert_int_equal(
		access_read(f, 0, VGS_SECURE, VGS_FRAME_GICV, C_PMR, 4), 0x40);
}

/* --- acknowledge ------------------------------------------------------------------- */

/* GIC-S3 */
static void group_1_is_1022_without_ackctl(void **state)
{
	struct fixture *f = *state;

	set_lr(f, 0, PENDING | GRP1 | 50);
	assert_int_equal(vr(f, 0, C_HPPIR), 1022);
	assert_int_equal(vr(f, 0, C_IAR), 1022);
	assert_int_equal(state_of(f, 0), 1);
	vw(f, 0, C_CTLR, 7);
	assert_int_equal(vr(f, 0, C_HPPIR), 50);
	assert_int_equal(vr(f, 0, C_IAR), 50);
	assert_int_equal(state_of(f, 0), 2);
}

/* GIC-S3 */
static void aiar_of_group_0_is_1023(void **state)
{
	struct fixture *f = *state;

	set_lr(f, 0, PENDING | 50);
	assert_int_equal(vr(f, 0, C_AHPPIR), 1023);
	assert_int_equal(vr(f, 0, C_AIAR), 1023);
	set_lr(f, 0, PENDING | GRP1 | 50);
	assert_int_equal(vr(f, 0, C_AHPPIR), 50);
	assert_int_equal(vr(f, 0, C_AIAR), 50);
}

/* GIC-Q14 */
static void without_en_nothing_is_acknowledged(void **state)
{
	struct fixture *f = *state;

	set_lr(f, 0, PENDING | 50);
	hw(f, 0, H_HCR, 0);
	assert_int_equal(vgs_gic_signals(f->gic, 0), 0);
	assert_int_equal(vr(f, 0, C_IAR), 1023);
	assert_int_equal(state_of(f, 0), 1);
}

/* GIC-Q10: the lowest list register of equals. */
static void the_most_urgent_list_register_is_acknowledged_first(void **state)
{
	struct fixture *f = *state;

	set_lr(f, 0, PENDING | prio(0x80) | 50);
	set_lr(f, 1, PENDING | prio(0x40) | 51);
	set_lr(f, 2, PENDING | prio(0x40) | 49);
	assert_int_equal(vr(f, 0, C_IAR), 51);
	vw(f, 0, C_EOIR, 51);
	assert_int_equal(vr(f, 0, C_IAR), 49);
}

/* GIC-P1 */
static void active_and_pending_is_not_delivered(void **state)
{
	struct fixture *f = *state;

	set_lr(f, 0, 3u << 28 | 50);
	assert_int_equal(vgs_gic_signals(f->gic, 0), 0);
	assert_int_equal(vr(f, 0, C_IAR), 1023);
}

/* GIC-Q15 */
static void virtual_priority_mask_and_preemption(void **state)
{
	struct fixture *f = *state;

	set_lr(f, 0, PENDING | prio(0x80) | 50);
	vw(f, 0, C_PMR, 0x80);
	assert_int_equal(vr(f, 0, C_IAR), 1023);
	assert_int_equal(vr(f, 0, C_HPPIR), 50);
	vw(f, 0, C_PMR, 0x88);
	assert_int_equal(vr(f, 0, C_IAR), 50);
	set_lr(f, 1, PENDING | prio(0x80) | 51);
	assert_int_equal(vr(f, 0, C_IAR), 1023);
	set_lr(f, 1, PENDING | prio(0x78) | 51);
	assert_int_equal(vr(f, 0, C_IAR), 51);
}

/* GIC-S9 */
static void vfiqen_makes_group_0_a_virtual_fiq(void **state)
{
	struct fixture *f = *state;

	guest(f, 0xb);
	set_lr(f, 0, PENDING | 50);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_VFIQ);
	set_lr(f, 0, PENDING | GRP1 | 50);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_VIRQ);
	guest(f, 0x3);
	set_lr(f, 0, PENDING | 50);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_VIRQ);
}

/* GIC-P15 */
static void special_vintid_is_handed_out_and_forgotten(void **state)
{
	struct fixture *f = *state;

	/* As well 1022 and 1023, which IAR also says of none. */
	for (uint32_t vintid = 1020; vintid < 1024; vintid++) {
		set_lr(f, 0, PENDING | vintid);
		assert_string_equal(f->finding, "GIC-CU72");
		assert_int_equal(vr(f, 0, C_IAR), vintid);
		assert_int_equal(state_of(f, 0), 0);
		assert_int_equal(vr(f, 0, C_RPR), 0xff);
	}
	/* GIC-S3: of Group 1, which this read does not acknowledge. */
	set_lr(f, 0, PENDING | 1u << 30 | 1022);
	assert_int_equal(vr(f, 0, C_IAR), 1022);
	assert_int_equal(state_of(f, 0), 1);
}

/* --- end ------------------------------------------------------------------------------ */

/* GIC-S2 */
static void sgi_is_ended_with_its_source(void **state)
{
	struct fixture *f = *state;

	set_lr(f, 0, PENDING | 3u << 10 | 7);
	assert_int_equal(vr(f, 0, C_IAR), 3u << 10 | 7);
	vw(f, 0, C_EOIR, 1u << 10 | 7);
	assert_int_equal(state_of(f, 0), 2);
	assert_int_equal(eoi_count(f), 1);
	assert_string_equal(f->finding, "GIC-CU68");
}

/* Choice GIC-S2: whatever the source that is written. */
static void sgi_may_be_ended_with_another_source(void **state)
{
	struct fixture *f = machine(false);

	*state = f;
	assert_int_equal(vgs_gic_config_choose(&f->cfg, "GIC-S2", "ends-it"),
			 0);
	start(f);
	guest(f, 3);
	set_lr(f, 0, PENDING | 3u << 10 | 7);
	assert_int_equal(vr(f, 0, C_IAR), 3u << 10 | 7);
	vw(f, 0, C_EOIR, 1u << 10 | 7);
	assert_int_equal(state_of(f, 0), 0);
	assert_int_equal(eoi_count(f), 0);
}

/* GIC-E23: with EOImode EOIR drops and DIR deactivates. */
static void eoimode_splits_the_end(void **state)
{
	struct fixture *f = *state;

	guest(f, 0x203);
	set_lr(f, 0, PENDING | 50);
	assert_int_equal(vr(f, 0, C_IAR), 50);
	vw(f, 0, C_EOIR, 50);
	assert_int_equal(vr(f, 0, C_RPR), 0xff);
	assert_int_equal(state_of(f, 0), 2);
	vw(f, 0, C_DIR, 50);
	assert_int_equal(state_of(f, 0), 0);
}

/* GIC-E23: and counts nothing. */
static void eoir_with_eoimode_is_never_counted(void **state)
{
	struct fixture *f = *state;

	guest(f, 0x203);
	hw(f, 0, H_APR, 1u << 16);
	vw(f, 0, C_EOIR, 99);
	assert_int_equal(vr(f, 0, C_RPR), 0xff);
	assert_int_equal(eoi_count(f), 0);
	vw(f, 0, C_DIR, 99);
	assert_int_equal(eoi_count(f), 1);
}

/* GIC-Q24, GIC-Q25 */
static void end_without_a_list_register_is_counted_and_wraps(void **state)
{
	struct fixture *f = *state;

	hw(f, 0, H_HCR, 31u << 27 | 1);
	hw(f, 0, H_APR, 3u << 16);
	vw(f, 0, C_EOIR, 99);
	assert_int_equal(hr(f, 0, H_HCR), 1);
	vw(f, 0, C_EOIR, 99);
	assert_int_equal(eoi_count(f), 1);
}

/* GIC-CU88: with no active priority nothing happens. */
static void end_without_active_priority_is_ignored(void **state)
{
	struct fixture *f = *state;

	set_lr(f, 0, ACTIVE | 50);
	vw(f, 0, C_EOIR, 50);
	vw(f, 0, C_EOIR, 99);
	assert_int_equal(state_of(f, 0), 2);
	assert_int_equal(eoi_count(f), 0);
	assert_string_equal(f->finding, "GIC-CU88");
}

/* Choice GIC-CU88: list registers, but no count, in a GICv2. */
static void end_without_active_priority_may_deactivate(void **state)
{
	struct fixture *f = machine(false);

	*state = f;
	assert_int_equal(vgs_gic_config_choose(&f->cfg, "GIC-CU88",
					       "examines-list-registers"),
			 0);
	start(f);
	guest(f, 3);
	set_lr(f, 0, ACTIVE | 50);
	vw(f, 0, C_EOIR, 50);
	vw(f, 0, C_EOIR, 99);
	assert_int_equal(state_of(f, 0), 0);
	assert_int_equal(eoi_count(f), 0);
}

/* GIC-S10: the highest bit is dropped, what is written is deactivated. */
static void eoir_in_the_wrong_order_deactivates_what_is_written(void **state)
{
	struct fixture *f = *state;

	set_lr(f, 0, PENDING | prio(0x80) | 50);
	assert_int_equal(vr(f, 0, C_IAR), 50);
	set_lr(f, 1, PENDING | prio(0x40) | 51);
	assert_int_equal(vr(f, 0, C_IAR), 51);
	vw(f, 0, C_EOIR, 50);
	assert_int_equal(vr(f, 0, C_RPR), 0x80);
	assert_int_equal(state_of(f, 0), 0);
	assert_int_equal(state_of(f, 1), 2);
}

/* GIC-S5: a list register that is not active is left as it is. */
static void end_of_a_pending_list_register_is_found(void **state)
{
	struct fixture *f = *state;

	guest(f, 0x203);
	set_lr(f, 0, PENDING | 50);
	vw(f, 0, C_DIR, 50);
	assert_int_equal(state_of(f, 0), 1);
	assert_string_equal(f->finding, "GIC-CU57");
}

/* GIC-S6: UNPREDICTABLE; here Group 0 is not deactivated. */
static void aeoir_of_group_0_leaves_the_list_register(void **state)
{
	struct fixture *f = *state;

	set_lr(f, 0, PENDING | 50);
	assert_int_equal(vr(f, 0, C_IAR), 50);
	vw(f, 0, C_AEOIR, 50);
	assert_int_equal(state_of(f, 0), 2);
}

static void aeoir_ends_group_1(void **state)
{
	struct fixture *f = *state;

	set_lr(f, 0, PENDING | GRP1 | 50);
	assert_int_equal(vr(f, 0, C_AIAR), 50);
	vw(f, 0, C_AEOIR, 50);
	assert_int_equal(state_of(f, 0), 0);
}

/* GIC-P5 */
static void end_of_active_and_pending_leaves_pending(void **state)
{
	struct fixture *f = *state;

	set_lr(f, 0, PENDING | 50);
	assert_int_equal(vr(f, 0, C_IAR), 50);
	set_lr(f, 0, 3u << 28 | 50);
	vw(f, 0, C_EOIR, 50);
	assert_int_equal(state_of(f, 0), 1);
}

/* --- the physical interrupt --------------------------------------------------------------- */

static uint32_t active(struct fixture *f, uint32_t intid)
{
	return dr(f, 0, D_ISACTIVER + intid / 32 * 4) >> intid % 32 & 1;
}

static void end_hw(struct fixture *f, uint32_t pintid)
{
	set_lr(f, 0, HW | PENDING | pintid << 10 | 50);
	assert_int_equal(vr(f, 0, C_IAR), 50);
	vw(f, 0, C_EOIR, 50);
	assert_int_equal(state_of(f, 0), 0);
}

/* GIC-P7, GIC-S4: as a Non-secure DIR, so not of Group 0. */
static void hw_end_of_a_secure_interrupt_is_ignored(void **state)
{
	struct fixture *f = machine(true);

	*state = f;
	start(f);
	guest(f, 3);
	set_group1(f, 0, 41);
	dw(f, 0, D_ISACTIVER + 4, 0x300);
	end_hw(f, 40);
	assert_int_equal(active(f, 40), 1);
	assert_string_equal(f->finding, "GIC-CU75");
	end_hw(f, 41);
	assert_int_equal(active(f, 41), 0);
}

/* GIC-P9 */
static void hw_end_of_a_ppi_is_of_the_own_cpu(void **state)
{
	struct fixture *f = *state;

	dw(f, 0, D_ISACTIVER, 1u << 27);
	dw(f, 1, D_ISACTIVER, 1u << 27);
	end_hw(f, 27);
	assert_int_equal(active(f, 27), 0);
	assert_int_equal(dr(f, 1, D_ISACTIVER), 1u << 27);
}

/* GIC-CU75 */
static void hw_end_of_an_inactive_interrupt_changes_nothing(void **state)
{
	struct fixture *f = *state;

	end_hw(f, 40);
	assert_int_equal(active(f, 40), 0);
	assert_string_equal(f->finding, "GIC-CU75");
}

/* GIC-S14, GIC-CU74 */
static void hw_with_an_impossible_pintid_is_found(void **state)
{
	struct fixture *f = *state;

	set_lr(f, 0, HW | PENDING | 1023u << 10 | 50);
	assert_string_equal(f->finding, "GIC-CU74");
	f->finding[0] = '\0';
	set_lr(f, 0, HW | PENDING | 3u << 10 | 50);
	assert_string_equal(f->finding, "GIC-CU74");
	f->finding[0] = '\0';
	set_lr(f, 0, HW | PENDING | 400u << 10 | 50);
	assert_string_equal(f->finding, "GIC-CU74");
}

/* GIC-S7 */
static void hw_end_of_an_sgi_deactivates_it(void **state)
{
	struct fixture *f = *state;

	dw(f, 0, D_ISACTIVER, 1u << 3);
	end_hw(f, 3);
	assert_int_equal(active(f, 3), 0);
}

/* GIC-P2, GIC-CU73 */
static void hw_active_and_pending_is_found(void **state)
{
	struct fixture *f = *state;

	set_lr(f, 0, HW | 3u << 28 | 40u << 10 | 50);
	assert_string_equal(f->finding, "GIC-CU73");
}

/* GIC-S16, GIC-CU71 */
static void two_list_registers_for_a_vintid_are_found(void **state)
{
	struct fixture *f = *state;

	set_lr(f, 0, PENDING | 50);
	set_lr(f, 2, PENDING | 50);
	assert_string_equal(f->finding, "GIC-CU71");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define OWN(name)  cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OWN(vtr_says_list_registers_and_bits),
		TEST(list_registers_that_do_not_exist_are_raz_and_wi),
		OWN(sixty_four_list_registers_have_two_status_words),
		TEST(hcr_has_no_trap_bits),
		TEST(vmcr_is_what_gicv_shows),
		TEST(vmcr_has_five_priority_bits_and_minimum_binary_points),
		TEST(apr_holds_both_groups),
		TEST(list_register_keeps_its_fields),
		TEST(alias_frames_are_gich_of_each_cpu),
		OWN(gicv_has_one_view),
		TEST(group_1_is_1022_without_ackctl),
		TEST(aiar_of_group_0_is_1023),
		TEST(without_en_nothing_is_acknowledged),
		TEST(the_most_urgent_list_register_is_acknowledged_first),
		TEST(active_and_pending_is_not_delivered),
		TEST(virtual_priority_mask_and_preemption),
		TEST(vfiqen_makes_group_0_a_virtual_fiq),
		TEST(special_vintid_is_handed_out_and_forgotten),
		TEST(sgi_is_ended_with_its_source),
		TEST(eoimode_splits_the_end),
		TEST(eoir_with_eoimode_is_never_counted),
		TEST(end_without_a_list_register_is_counted_and_wraps),
		TEST(end_without_active_priority_is_ignored),
		OWN(end_without_active_priority_may_deactivate),
		OWN(sgi_may_be_ended_with_another_source),
		TEST(eoir_in_the_wrong_order_deactivates_what_is_written),
		TEST(end_of_a_pending_list_register_is_found),
		TEST(aeoir_of_group_0_leaves_the_list_register),
		TEST(aeoir_ends_group_1),
		TEST(end_of_active_and_pending_leaves_pending),
		OWN(hw_end_of_a_secure_interrupt_is_ignored),
		TEST(hw_end_of_a_ppi_is_of_the_own_cpu),
		TEST(hw_end_of_an_inactive_interrupt_changes_nothing),
		TEST(hw_with_an_impossible_pintid_is_found),
		TEST(hw_end_of_an_sgi_deactivates_it),
		TEST(hw_active_and_pending_is_found),
		TEST(two_list_registers_for_a_vintid_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
