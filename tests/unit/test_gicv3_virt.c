/* SPDX-License-Identifier: MIT */
/*
 * List registers and the virtual CPU interface of a GICv3 (facts sections P
 * and Q).
 */
#include "test_gicv3.h"

#define PENDING (UINT64_C(1) << 62)
#define ACTIVE	(UINT64_C(2) << 62)
#define BOTH_ST (UINT64_C(3) << 62)
#define HW	(UINT64_C(1) << 61)
#define GROUP1	(UINT64_C(1) << 60)
#define EOI	(UINT64_C(1) << 41)

static uint64_t prio(unsigned priority)
{
	return (uint64_t)priority << 48;
}

static uint64_t pint(unsigned intid)
{
	return (uint64_t)intid << 32;
}

/* An open virtual interface: both groups, mask 0xf8. */
static void vgic(struct fixture *f, uint64_t hcr)
{
	el2(f, 0);
	msr(f, 0, VGS_ICH_HCR_EL2, hcr);
	msr(f, 0, VGS_ICH_VMCR_EL2, UINT64_C(0xf8) << 24 | 3);
}

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

static uint64_t icv(struct fixture *f, enum vgs_sysreg id)
{
	guest(f, 0);
	return mrs(f, 0, id);
}

static void set_icv(struct fixture *f, enum vgs_sysreg id, uint64_t value)
{
	guest(f, 0);
	msr(f, 0, id, value);
}

static enum vgs_irq_state lr_state(struct fixture *f, unsigned n)
{
	struct vgs_lr_info info;

	assert_int_equal(vgs_gic_lr(f->gic, 0, n, &info), 0);
	return info.state;
}

static void expect_finding(struct fixture *f, const char *name)
{
	assert_string_equal(vgs_rule_name(f->finding), name);
}

/* --- list registers --------------------------------------------------------------------- */

/* GIC-P1, GIC-P5, GIC-P14 */
static void a_list_register_reads_back(void **state)
{
	struct fixture *f = *state;
	const uint64_t value = BOTH_ST | GROUP1 | prio(0x90) | EOI | 55;

	vgic(f, 1);
	set_ich(f, VGS_ICH_LR2_EL2, value);
	assert_int_equal(ich(f, VGS_ICH_LR2_EL2), value);
	set_ich(f, VGS_ICH_LR2_EL2, HW | pint(40) | prio(0x90) | 55);
	assert_int_equal(ich(f, VGS_ICH_LR2_EL2),
			 HW | pint(40) | prio(0x90) | 55);
	/* ICH_VTR_EL2.IDbits says 24 bits. */
	set_ich(f, VGS_ICH_LR2_EL2, value | 0xff000000u);
	assert_int_equal(ich(f, VGS_ICH_LR2_EL2), value);
}

/* GIC-P23: nobody but the EL2 of its own PE reaches a list register. */
static void list_registers_are_written_by_their_own_el2(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_ich(f, VGS_ICH_LR0_EL2, PENDING | GROUP1 | prio(0x80) | 50);
	for (unsigned pe = 1; pe < 4; pe++) {
		el2(f, pe);
		assert_int_equal(mrs(f, pe, VGS_ICH_LR0_EL2), 0);
		msr(f, pe, VGS_ICH_LR0_EL2, ACTIVE | (60 + pe));
	}
	assert_int_equal(ich(f, VGS_ICH_LR0_EL2),
			 PENDING | GROUP1 | prio(0x80) | 50);
	guest(f, 0);
	assert_int_equal(msr_answer(f, 0, VGS_ICH_LR0_EL2), VGS_ANSWER_UNDEF);
	context(f, 0, 0, SCR_NS, HCR_IMO | HCR_FMO);
	assert_int_equal(msr_answer(f, 0, VGS_ICH_LR0_EL2), VGS_ANSWER_UNDEF);
	assert_int_equal(lr_state(f, 0), VGS_PENDING);
	/* No frame of a GICv3 without legacy operation has them either. */
	assert_int_equal(vgs_gic_frame_size(f->gic, VGS_FRAME_GICH), 0);
	assert_int_equal(vgs_gic_frame_size(f->gic, VGS_FRAME_GICH_PE), 0);
}

/* GIC-P13, GIC-P11 */
static void unimplemented_bits_of_a_list_register_are_res0(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_ich(f, VGS_ICH_LR0_EL2, prio(0xff) | pint(0x1fff) | 55);
	assert_int_equal(ich(f, VGS_ICH_LR0_EL2), prio(0xf8) | EOI | 55);
}

/* GIC-P1 */
static void a_pending_and_active_list_register_waits(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_ich(f, VGS_ICH_LR0_EL2, BOTH_ST | GROUP1 | prio(0x80) | 50);
	assert_int_equal(signals(f, 0), 0);
	assert_int_equal(icv(f, VGS_ICC_IAR1_EL1), 1023);
}

/* GIC-P5 */
static void ending_a_pending_and_active_one_makes_it_pending(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_ich(f, VGS_ICH_AP1R0_EL2, 1u << 16);
	set_ich(f, VGS_ICH_LR0_EL2, BOTH_ST | GROUP1 | prio(0x80) | 50);
	set_icv(f, VGS_ICC_EOIR1_EL1, 50);
	assert_int_equal(lr_state(f, 0), VGS_PENDING);
	assert_int_equal(icv(f, VGS_ICC_IAR1_EL1), 50);
}

/* GIC-P3, GIC-P4 */
static void an_lpi_in_a_list_register_becomes_active(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_ich(f, VGS_ICH_LR0_EL2, PENDING | GROUP1 | prio(0x80) | 8192);
	set_icv(f, VGS_ICC_CTLR_EL1, 2);
	assert_int_equal(icv(f, VGS_ICC_IAR1_EL1), 8192);
	assert_int_equal(lr_state(f, 0), VGS_ACTIVE);
	set_icv(f, VGS_ICC_EOIR1_EL1, 8192);
	assert_int_equal(lr_state(f, 0), VGS_INACTIVE);
}

/* GIC-P9 */
static void a_hardware_ppi_is_this_pes(void **state)
{
	struct fixture *f = *state;

	group(f, 0, 27, 1, 0);
	group(f, 1, 27, 1, 0);
	redist_write(f, 0, "GICR_ISACTIVER0", 1u << 27);
	redist_write(f, 1, "GICR_ISACTIVER0", 1u << 27);
	vgic(f, 1);
	set_ich(f, VGS_ICH_LR0_EL2,
		PENDING | HW | GROUP1 | pint(27) | prio(0x80) | 27);
	assert_int_equal(icv(f, VGS_ICC_IAR1_EL1), 27);
	set_icv(f, VGS_ICC_EOIR1_EL1, 27);
	assert_int_equal(ppi_state(f, 0, 27), VGS_INACTIVE);
	assert_int_equal(ppi_state(f, 1, 27), VGS_ACTIVE);
}

/* GIC-P7, GIC-CU75 */
static void a_list_register_does_not_deactivate_secure_interrupts(void **state)
{
	struct fixture *f = *state;

	group(f, 0, 40, 0, 0);
	dist_write(f, "GICD_ISACTIVER1", 1u << 8);
	vgic(f, 1);
	set_ich(f, VGS_ICH_LR0_EL2,
		PENDING | HW | GROUP1 | pint(40) | prio(0x80) | 50);
	icv(f, VGS_ICC_IAR1_EL1);
	set_icv(f, VGS_ICC_EOIR1_EL1, 50);
	assert_int_equal(lr_state(f, 0), VGS_INACTIVE);
	assert_int_equal(state_of(f, 40), VGS_ACTIVE);
	expect_finding(f, "GIC-CU75");
}

/* GIC-P8, GIC-CU74 */
static void
a_list_register_of_a_special_pintid_deactivates_nothing(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_ich(f, VGS_ICH_LR0_EL2,
		PENDING | HW | GROUP1 | pint(1021) | prio(0x80) | 50);
	expect_finding(f, "GIC-CU74");
	icv(f, VGS_ICC_IAR1_EL1);
	set_icv(f, VGS_ICC_EOIR1_EL1, 50);
	assert_int_equal(lr_state(f, 0), VGS_INACTIVE);
}

/* GIC-P15, GIC-CU72 */
static void a_special_vintid_is_handed_out_and_forgotten(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_ich(f, VGS_ICH_LR0_EL2, PENDING | GROUP1 | prio(0x80) | 1021);
	expect_finding(f, "GIC-CU72");
	assert_int_equal(icv(f, VGS_ICC_IAR1_EL1), 1021);
	assert_int_equal(lr_state(f, 0), VGS_INACTIVE);
	assert_int_equal(icv(f, VGS_ICC_RPR_EL1), 0xff);
}

/* GIC-P16, GIC-CU71, GIC-P2, GIC-CU73 */
static void duplicates_and_a_full_hw_state_are_misuse(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_ich(f, VGS_ICH_LR0_EL2, PENDING | GROUP1 | prio(0x80) | 50);
	assert_int_equal(f->findings, 0);
	set_ich(f, VGS_ICH_LR1_EL2, PENDING | GROUP1 | prio(0x80) | 50);
	expect_finding(f, "GIC-CU71");
	set_ich(f, VGS_ICH_LR2_EL2, BOTH_ST | HW | pint(40) | 51);
	expect_finding(f, "GIC-CU73");
}

/* GIC-P18, GIC-P19, GIC-P20, GIC-P21 */
static void elrsr_and_eisr_follow_the_list_registers(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	assert_int_equal(ich(f, VGS_ICH_ELRSR_EL2), 0xf);
	assert_int_equal(ich(f, VGS_ICH_EISR_EL2), 0);
	set_ich(f, VGS_ICH_LR0_EL2, PENDING | EOI | 50);
	assert_int_equal(ich(f, VGS_ICH_ELRSR_EL2), 0xe);
	set_ich(f, VGS_ICH_LR1_EL2, EOI | 51);
	assert_int_equal(ich(f, VGS_ICH_ELRSR_EL2), 0xc);
	assert_int_equal(ich(f, VGS_ICH_EISR_EL2), 2);
	set_ich(f, VGS_ICH_LR1_EL2, HW | pint(40) | 51);
	assert_int_equal(ich(f, VGS_ICH_ELRSR_EL2), 0xe);
	assert_int_equal(ich(f, VGS_ICH_EISR_EL2), 0);
}

/* GIC-P10 */
static void the_eoi_bit_reports_a_deactivation(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_ich(f, VGS_ICH_LR0_EL2, PENDING | GROUP1 | prio(0x80) | EOI | 50);
	icv(f, VGS_ICC_IAR1_EL1);
	assert_int_equal(ich(f, VGS_ICH_EISR_EL2), 0);
	set_icv(f, VGS_ICC_EOIR1_EL1, 50);
	assert_int_equal(ich(f, VGS_ICH_EISR_EL2), 1);
	assert_int_equal(signals(f, 0), VGS_SIG_MAINTENANCE);
	set_ich(f, VGS_ICH_LR0_EL2, 0);
	assert_int_equal(signals(f, 0), 0);
}

/* GIC-P26 */
static void vtr_tells_what_is_implemented(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(ich(f, VGS_ICH_VTR_EL2), 0x90b80003);
}

/* --- selection and acknowledge ------------------------------------------------------------ */

/* GIC-Q10, GIC-Q11 */
static void the_most_urgent_lowest_list_register_wins(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_ich(f, VGS_ICH_LR0_EL2, PENDING | GROUP1 | prio(0x90) | 50);
	set_ich(f, VGS_ICH_LR1_EL2, PENDING | GROUP1 | prio(0x80) | 52);
	set_ich(f, VGS_ICH_LR2_EL2, PENDING | GROUP1 | prio(0x80) | 51);
	assert_int_equal(icv(f, VGS_ICC_HPPIR1_EL1), 52);
	set_icv(f, VGS_ICC_IGRPEN1_EL1, 0);
	assert_int_equal(icv(f, VGS_ICC_HPPIR1_EL1), 1023);
}

/* GIC-Q12 and GIC-P12, GIC-Q26: group 0 as vFIQ. */
static void group_0_is_a_vfiq(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_ich(f, VGS_ICH_LR0_EL2, PENDING | prio(0x80) | 50);
	assert_int_equal(signals(f, 0), VGS_SIG_VFIQ);
	assert_int_equal(icv(f, VGS_ICC_IAR1_EL1), 1023);
	assert_int_equal(icv(f, VGS_ICC_HPPIR1_EL1), 1023);
	assert_int_equal(icv(f, VGS_ICC_HPPIR0_EL1), 50);
	assert_int_equal(icv(f, VGS_ICC_IAR0_EL1), 50);
	assert_int_equal(ich(f, VGS_ICH_AP0R0_EL2), 1u << 16);
}

/* GIC-Q14, GIC-Q16 */
static void a_disabled_interface_offers_nothing(void **state)
{
	struct fixture *f = *state;

	vgic(f, 0);
	set_ich(f, VGS_ICH_LR0_EL2, PENDING | GROUP1 | prio(0x80) | 50);
	assert_int_equal(signals(f, 0), 0);
	assert_int_equal(icv(f, VGS_ICC_IAR1_EL1), 1023);
	assert_int_equal(icv(f, VGS_ICC_HPPIR1_EL1), 50);
	assert_int_equal(lr_state(f, 0), VGS_PENDING);
}

/* GIC-Q15, GIC-Q16, GIC-Q9 */
static void the_virtual_mask_and_running_priority_gate(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_ich(f, VGS_ICH_LR0_EL2, PENDING | GROUP1 | prio(0x80) | 50);
	set_icv(f, VGS_ICC_PMR_EL1, 0x80);
	assert_int_equal(signals(f, 0), 0);
	assert_int_equal(icv(f, VGS_ICC_HPPIR1_EL1), 50);
	set_icv(f, VGS_ICC_PMR_EL1, 0xff);
	assert_int_equal(icv(f, VGS_ICC_PMR_EL1), 0xf8);
	assert_int_equal(icv(f, VGS_ICC_IAR1_EL1), 50);
	set_ich(f, VGS_ICH_LR1_EL2, PENDING | GROUP1 | prio(0x80) | 51);
	assert_int_equal(signals(f, 0), 0);
	set_ich(f, VGS_ICH_LR1_EL2, PENDING | GROUP1 | prio(0x40) | 51);
	assert_int_equal(signals(f, 0), VGS_SIG_VIRQ);
}

/* --- state ---------------------------------------------------------------------------------- */

/* GIC-Q5, GIC-Q6 */
static void vmcr_is_what_the_guest_sees(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_icv(f, VGS_ICC_PMR_EL1, 0xa0);
	set_icv(f, VGS_ICC_BPR0_EL1, 4);
	set_icv(f, VGS_ICC_BPR1_EL1, 5);
	set_icv(f, VGS_ICC_IGRPEN0_EL1, 0);
	set_icv(f, VGS_ICC_CTLR_EL1, UINT64_MAX);
	assert_int_equal(ich(f, VGS_ICH_VMCR_EL2), 0xa0u << 24 | 4u << 21 |
							   5u << 18 | 1u << 9 |
							   1u << 4 | 8 | 2);
	assert_int_equal(icv(f, VGS_ICC_CTLR_EL1), 0x8c03);
	set_ich(f, VGS_ICH_VMCR_EL2, UINT64_C(0x50) << 24 | 1);
	assert_int_equal(icv(f, VGS_ICC_PMR_EL1), 0x50);
	assert_int_equal(icv(f, VGS_ICC_IGRPEN0_EL1), 1);
	assert_int_equal(icv(f, VGS_ICC_IGRPEN1_EL1), 0);
}

/* GIC-Q7 */
static void virtual_binary_points_have_minima(void **state)
{
	struct fixture *f = *state;

	set_ich(f, VGS_ICH_VMCR_EL2, 0);
	assert_int_equal(ich(f, VGS_ICH_VMCR_EL2), 0x4c0008);
	set_icv(f, VGS_ICC_BPR0_EL1, 1);
	set_icv(f, VGS_ICC_BPR1_EL1, 2);
	assert_int_equal(icv(f, VGS_ICC_BPR0_EL1), 2);
	assert_int_equal(icv(f, VGS_ICC_BPR1_EL1), 3);
}

/* GIC-Q8 */
static void vcbpr_makes_bpr1_a_view(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_icv(f, VGS_ICC_CTLR_EL1, 1);
	set_icv(f, VGS_ICC_BPR0_EL1, 5);
	assert_int_equal(icv(f, VGS_ICC_BPR1_EL1), 6);
	set_icv(f, VGS_ICC_BPR1_EL1, 3);
	set_icv(f, VGS_ICC_CTLR_EL1, 0);
	assert_int_equal(icv(f, VGS_ICC_BPR1_EL1), 3);
	context(f, 0, 1, SCR_EEL2, HCR_IMO | HCR_FMO);
	msr(f, 0, VGS_ICC_CTLR_EL1, 1);
	assert_int_equal(mrs(f, 0, VGS_ICC_BPR1_EL1), 5);
	msr(f, 0, VGS_ICC_BPR1_EL1, 4);
	assert_int_equal(mrs(f, 0, VGS_ICC_BPR0_EL1), 4);
}

/* GIC-Q5, GIC-Q30 */
static void ap_registers_are_the_same_state(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_ich(f, VGS_ICH_AP0R0_EL2, 1u << 4);
	set_ich(f, VGS_ICH_AP1R0_EL2, 1u << 9);
	assert_int_equal(icv(f, VGS_ICC_AP0R0_EL1), 1u << 4);
	assert_int_equal(icv(f, VGS_ICC_AP1R0_EL1), 1u << 9);
	assert_int_equal(icv(f, VGS_ICC_RPR_EL1), 0x20);
	set_icv(f, VGS_ICC_AP0R0_EL1, 0);
	assert_int_equal(ich(f, VGS_ICH_AP0R0_EL2), 0);
	assert_int_equal(icv(f, VGS_ICC_RPR_EL1), 0x48);
}

/* GIC-Q4 */
static void each_pe_has_its_own_interface(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_ich(f, VGS_ICH_LR0_EL2, PENDING | GROUP1 | prio(0x80) | 50);
	el2(f, 1);
	assert_int_equal(mrs(f, 1, VGS_ICH_LR0_EL2), 0);
	assert_int_equal(mrs(f, 1, VGS_ICH_HCR_EL2), 0);
}

/* --- end ------------------------------------------------------------------------------------- */

static unsigned eoicount(struct fixture *f)
{
	return (unsigned)(ich(f, VGS_ICH_HCR_EL2) >> 27 & 31);
}

/* GIC-Q19, GIC-Q24, GIC-Q25 */
static void an_unmatched_end_is_counted(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1 | 31u << 27);
	set_ich(f, VGS_ICH_AP1R0_EL2, 3u << 16);
	set_icv(f, VGS_ICC_EOIR1_EL1, 60);
	assert_int_equal(eoicount(f), 0);
	set_icv(f, VGS_ICC_EOIR1_EL1, 8200);
	assert_int_equal(eoicount(f), 0);
	assert_int_equal(icv(f, VGS_ICC_RPR_EL1), 0xff);
}

/* GIC-Q20, GIC-Q22 */
static void an_end_of_another_group_only_drops(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_ich(f, VGS_ICH_LR0_EL2, PENDING | GROUP1 | prio(0x80) | 50);
	icv(f, VGS_ICC_IAR1_EL1);
	set_icv(f, VGS_ICC_EOIR0_EL1, 50);
	assert_int_equal(icv(f, VGS_ICC_RPR_EL1), 0xff);
	assert_int_equal(lr_state(f, 0), VGS_ACTIVE);
}

/* GIC-Q20 */
static void an_end_of_another_priority_only_drops(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_ich(f, VGS_ICH_LR0_EL2, ACTIVE | GROUP1 | prio(0x80) | 50);
	set_ich(f, VGS_ICH_AP1R0_EL2, 1u << 4);
	set_icv(f, VGS_ICC_EOIR1_EL1, 50);
	assert_int_equal(ich(f, VGS_ICH_AP1R0_EL2), 0);
	assert_int_equal(lr_state(f, 0), VGS_ACTIVE);
	assert_int_equal(eoicount(f), 0);
}

/* GIC-Q21, GIC-CU88 */
static void an_end_without_an_active_priority_is_ignored(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_ich(f, VGS_ICH_LR0_EL2, ACTIVE | GROUP1 | prio(0x80) | 50);
	set_icv(f, VGS_ICC_EOIR1_EL1, 50);
	assert_int_equal(lr_state(f, 0), VGS_ACTIVE);
	assert_int_equal(eoicount(f), 0);
	expect_finding(f, "GIC-CU88");
}

/* GIC-Q23, GIC-CU89 */
static void dir_needs_veoim(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_ich(f, VGS_ICH_LR0_EL2, ACTIVE | GROUP1 | prio(0x80) | 50);
	set_icv(f, VGS_ICC_DIR_EL1, 50);
	assert_int_equal(lr_state(f, 0), VGS_ACTIVE);
	expect_finding(f, "GIC-CU89");
	set_icv(f, VGS_ICC_CTLR_EL1, 2);
	set_icv(f, VGS_ICC_DIR_EL1, 50);
	assert_int_equal(lr_state(f, 0), VGS_INACTIVE);
	set_icv(f, VGS_ICC_DIR_EL1, 51);
	assert_int_equal(eoicount(f), 1);
	set_icv(f, VGS_ICC_DIR_EL1, 8200);
	assert_int_equal(eoicount(f), 1);
}

/* GIC-Q19: with VEOIM the end is the drop. */
static void with_veoim_the_list_register_stays_active(void **state)
{
	struct fixture *f = *state;

	vgic(f, 1);
	set_icv(f, VGS_ICC_CTLR_EL1, 2);
	set_ich(f, VGS_ICH_LR0_EL2, PENDING | GROUP1 | prio(0x80) | 50);
	icv(f, VGS_ICC_IAR1_EL1);
	set_icv(f, VGS_ICC_EOIR1_EL1, 50);
	assert_int_equal(icv(f, VGS_ICC_RPR_EL1), 0xff);
	assert_int_equal(lr_state(f, 0), VGS_ACTIVE);
}

#define ONE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
#define SECURE(test)                                                           \
	cmocka_unit_test_setup_teardown(test, setup_secure, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ONE(a_list_register_reads_back),
		ONE(list_registers_are_written_by_their_own_el2),
		ONE(unimplemented_bits_of_a_list_register_are_res0),
		ONE(a_pending_and_active_list_register_waits),
		ONE(ending_a_pending_and_active_one_makes_it_pending),
		ONE(an_lpi_in_a_list_register_becomes_active),
		ONE(a_hardware_ppi_is_this_pes),
		SECURE(a_list_register_does_not_deactivate_secure_interrupts),
		ONE(a_list_register_of_a_special_pintid_deactivates_nothing),
		ONE(a_special_vintid_is_handed_out_and_forgotten),
		ONE(duplicates_and_a_full_hw_state_are_misuse),
		ONE(elrsr_and_eisr_follow_the_list_registers),
		ONE(the_eoi_bit_reports_a_deactivation),
		ONE(vtr_tells_what_is_implemented),
		ONE(the_most_urgent_lowest_list_register_wins),
		ONE(group_0_is_a_vfiq),
		ONE(a_disabled_interface_offers_nothing),
		ONE(the_virtual_mask_and_running_priority_gate),
		ONE(vmcr_is_what_the_guest_sees),
		ONE(virtual_binary_points_have_minima),
		SECURE(vcbpr_makes_bpr1_a_view),
		ONE(ap_registers_are_the_same_state),
		ONE(each_pe_has_its_own_interface),
		ONE(an_unmatched_end_is_counted),
		ONE(an_end_of_another_group_only_drops),
		ONE(an_end_of_another_priority_only_drops),
		ONE(an_end_without_an_active_priority_is_ignored),
		ONE(dir_needs_veoim),
		ONE(with_veoim_the_list_register_stays_active),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
