/* SPDX-License-Identifier: MIT */
/* GICv4.1: residency by vPEID, default doorbells, virtual SGIs. */
#include "test_vpe.h"

#include "core.h"

#include <stdlib.h>
#include <string.h>

#include "rule.h"

/* Before VPROPBASER was written: configuration of vPE 1 says enabled. */
static void configure(struct its *t, unsigned vpe, unsigned byte)
{
	memset(t->ram + (VCONF(vpe) - RAM), (int)byte, 64);
}

static struct vgs_vpe_info info_of(struct its *t, unsigned unit, unsigned vpe)
{
	struct vgs_vpe_info info;

	assert_int_equal(vgs_gic_vpe(t->f.gic, unit, (uint16_t)vpe, &info), 0);
	return info;
}

/* --- identification ------------------------------------------------------- */

static void registers_tell_what_there_is(void **state)
{
	struct its *t = *state;
	uint64_t typer = gits(t, 0, "GITS_TYPER");

	assert_int_equal(typer >> 39 & 3, 3);
	assert_int_equal(typer >> 41 & 3, 1);
	assert_int_equal(typer >> 43 & 1, 1);
	typer = redist_read(&t->f, 0, "GICR_TYPER");
	assert_int_equal(typer & (1u << 1 | 1u << 2 | 1u << 7 | 1u << 26),
			 1u << 1 | 1u << 2 | 1u << 7 | 1u << 26);
	assert_int_equal(dist_read(&t->f, "GICD_TYPER2"), 0x100);
	assert_int_equal(mrs(&t->f, 0, VGS_ICH_VTR_EL2) >> 18 & 1, 1);
	assert_int_equal(gits(t, 0, "GITS_BASER2") >> 48 & 31, 31);
	assert_int_equal(redist_read(&t->f, 0, "GICR_VPROPBASER") >> 59 & 7, 3);
	assert_int_equal(vgs_gic_frame_size(t->f.gic, VGS_FRAME_GITS), 0x30000);
}

/* --- residency ------------------------------------------------------------- */

/* GIC-U14: the vPE is named, its tables come from its entry. */
static void a_vpe_is_resident_by_its_number(void **state)
{
	struct its *t = *state;

	configure(t, 1, 0xa3);
	vmap_one41(t);
	msi(t, 0x10, 3);
	assert_true(vpt_bit(t, 1, 8192));
	vpe41_in(t, 1, 1);
	assert_true(info_of(t, 0, 1).resident);
	assert_true(virq(t, 1));
	assert_int_equal(vack(t, 1), 8192);
	assert_accepted(t);
	assert_int_equal(t->f.findings, 0);
}

/* GIC-U2: configuration is read at VCONF_addr. */
static void configuration_is_that_of_vmapp(void **state)
{
	struct its *t = *state;

	configure(t, 1, 0x43);
	vmap_one41(t);
	vpe41_in(t, 1, 1);
	msi(t, 0x10, 3);
	vack(t, 1);
	guest(&t->f, 1);
	assert_int_equal(mrs(&t->f, 1, VGS_ICC_RPR_EL1), 0x40);
}

/* GIC-U15, GIC-CU81 */
static void entry_without_a_table_is_refused(void **state)
{
	struct its *t = *state;

	vmap_one41(t);
	redist_write(&t->f, 1, "GICR_VPROPBASER", 0);
	vpe41_in(t, 1, 1);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU81);
	assert_int_equal(vpendbaser(t, 1) >> 63, 0);
}

/* GIC-CU84; an entry of nobody is refused without a finding. */
static void entry_of_no_vpe_is_refused(void **state)
{
	struct its *t = *state;

	vpe41_in(t, 128, 1);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU84);
	assert_int_equal(vpendbaser(t, 1) >> 63, 0);
	vpe41_in(t, 127, 1);
	assert_int_equal(t->f.findings, 1);
	assert_int_equal(vpendbaser(t, 1) >> 63, 0);
}

static void choose(struct its *t, enum vgs_choice_id id, unsigned k)
{
	assert_non_null(vgs_choice_at(id)->names[k]);
	t->f.gic->cfg.choices[id] = (uint8_t)k;
}

/* GIC-CU84: or vPE 0 is meant, which the register says then. */
static void or_the_first_vpe_is_meant(void **state)
{
	struct its *t = *state;

	choose(t, VGS_CHOICE_GIC_CU84, 1);
	vpe41_in(t, 128, 1);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU84);
	assert_int_equal(vpendbaser(t, 1) >> 63, 0);
	vmapp41(t, 0, 0, 1, ALLOC | VPTZ, 8200);
	vpe41_in(t, 128, 1);
	assert_int_equal(vpendbaser(t, 1) >> 63, 1);
	assert_int_equal(vpendbaser(t, 1) & 0xffff, 0);
	assert_int_equal(vgs_gic_check(t->f.gic, NULL), 0);
}

/* GIC-CU82: both, or by choice the first alone. */
static void the_same_vpe_twice_is_a_finding(void **state)
{
	struct its *t = *state;

	vmap_one41(t);
	vpe41_in(t, 1, 1);
	choose(t, VGS_CHOICE_GIC_CU82, 1);
	vpe41_in(t, 1, 2);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU82);
	assert_int_equal(vpendbaser(t, 2) >> 63, 0);
	choose(t, VGS_CHOICE_GIC_CU82, 0);
	t->f.finding = 0;
	vpe41_in(t, 1, 2);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU82);
	assert_int_equal(vpendbaser(t, 2) >> 63, 1);
}

/* GIC-CU79: vPEID does not change while Valid is 1. */
static void a_resident_vpe_keeps_its_number(void **state)
{
	struct its *t = *state;

	vmap_one41(t);
	vpe41_in(t, 1, 1);
	vpe41_in(t, 2, 1);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU79);
	assert_int_equal(vpendbaser(t, 1) & 0xffff, 1);
}

/*
 * GIC-U5, GIC-U16: PendingLast is by the guest's groups as it left, whatever
 * the virtual CPU interface, or the register, is given before Dirty is 0.
 */
static void leaving_keeps_the_group_enables(void **state)
{
	struct its *t = *state;

	configure(t, 1, 0xa3);
	vmap_one41(t);
	drain(t);
	vpe41_in(t, 1, 1);
	drain(t);
	msi(t, 0x10, 3);
	drain(t);
	vpe41_out(t, 1, DOORBELL);
	msr(&t->f, 1, VGS_ICH_VMCR_EL2, 0);
	vpe41_out(t, 1, 0);
	drain(t);
	assert_true(vpendbaser(t, 1) & PENDING_LAST);
	assert_int_equal(vpendbaser(t, 1) >> 58 & 3, 1);
	assert_false(info_of(t, 0, 1).wants_doorbell);
}

/* GIC-U11, GIC-U12, GIC-U16: the doorbell is by them, too. */
static void leaving_keeps_the_groups_that_ring(void **state)
{
	struct its *t = *state;

	configure(t, 1, 0xa3);
	vmap_one41(t);
	drain(t);
	vpe41_in(t, 1, 1);
	drain(t);
	vpe41_out(t, 1, DOORBELL);
	msr(&t->f, 1, VGS_ICH_VMCR_EL2, 0);
	drain(t);
	assert_false(vpendbaser(t, 1) & PENDING_LAST);
	msi(t, 0x10, 3);
	drain(t);
	assert_int_equal(pending_on(t, 8200), 1);
}

/* GIC-U16: VGrpnEn follow the virtual CPU interface, and stay as they were. */
static void group_enables_follow_the_guest(void **state)
{
	struct its *t = *state;

	vmap_one41(t);
	vpe41_in(t, 1, 1);
	assert_int_equal(vpendbaser(t, 1) >> 58 & 3, 1);
	msr(&t->f, 1, VGS_ICH_VMCR_EL2, 0xf8000001);
	assert_int_equal(vpendbaser(t, 1) >> 58 & 3, 2);
	vpe41_out(t, 1, 0);
	msr(&t->f, 1, VGS_ICH_VMCR_EL2, 0xf8000000);
	assert_int_equal(vpendbaser(t, 1) >> 58 & 3, 2);
}

/* Dirty is 1 while the table is read in; leaving has to wait (GIC-CU80). */
static void dirty_while_the_table_is_read(void **state)
{
	struct its *t = *state;

	configure(t, 1, 0xa3);
	vmap_one41(t);
	drain(t);
	vpe41_in(t, 1, 1);
	assert_true(vpendbaser(t, 1) & DIRTY);
	vpe41_out(t, 1, 0);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU80);
	drain(t);
	assert_false(vpendbaser(t, 1) & DIRTY);
	vpe41_out(t, 1, 0);
	assert_true(vpendbaser(t, 1) & DIRTY);
	drain(t);
	assert_int_equal(vpendbaser(t, 1) & (DIRTY | V), 0);
}

/* GIC-U21: without PTZ bits of the table count, with it they do not. */
static void ptz_promises_an_empty_table(void **state)
{
	struct its *t = *state;

	configure(t, 1, 0xa3);
	mapd(t, 0x10, 4, ITT);
	store(t, VPT(1) + 1024, 1, 1);
	vmapp41(t, 0, 1, 1, ALLOC | VPTZ, NO_DOORBELL);
	vpe41_in(t, 1, 1);
	assert_false(virq(t, 1));
	vpe41_out(t, 1, 0);
	vmapp41(t, 0, 1, 1, ALLOC, NO_DOORBELL);
	vpe41_in(t, 1, 1);
	assert_true(virq(t, 1));
}

/* --- doorbells ---------------------------------------------------------------- */

/* GIC-U10, GIC-U12: one, for the first vLPI, if it was asked for. */
static void the_default_doorbell_rings_once(void **state)
{
	struct its *t = *state;

	configure(t, 1, 0xa3);
	vmap_one41(t);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8200), NOWHERE);
	vpe41_in(t, 1, 1);
	assert_int_equal(vack(t, 1), 8192);
	vend(t, 1, 8192);
	vpe41_out(t, 1, DOORBELL);
	assert_true(info_of(t, 0, 1).wants_doorbell);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8200), 1);
	assert_int_equal(acknowledge(t, 1), 8200);
	end(t, 1, 8200);
	msi(t, 0x10, 4);
	assert_int_equal(pending_on(t, 8200), NOWHERE);
}

/* vPE 1, which has one vLPI, is at home on PE 1. */
static void one_in(struct its *t)
{
	configure(t, 1, 0xa3);
	vmap_one41(t);
	vpe41_in(t, 1, 1);
}

/* GIC-U11: not if something is pending already. */
static void no_doorbell_when_something_is_pending(void **state)
{
	struct its *t = *state;

	one_in(t);
	msi(t, 0x10, 3);
	vpe41_out(t, 1, DOORBELL);
	assert_true(vpendbaser(t, 1) & PENDING_LAST);
	assert_false(info_of(t, 0, 1).wants_doorbell);
	msi(t, 0x10, 4);
	assert_int_equal(pending_on(t, 8200), NOWHERE);
}

/* GIC-U13: who writes PendingLast asks for no doorbell. */
static void fast_leaving_asks_for_no_doorbell(void **state)
{
	struct its *t = *state;

	one_in(t);
	vpe41_out(t, 1, DOORBELL | PENDING_LAST);
	assert_true(vpendbaser(t, 1) & PENDING_LAST);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8200), NOWHERE);
}

/* GIC-U12: what the vPE would not take does not ring. */
static void a_masked_vlpi_does_not_ring(void **state)
{
	struct its *t = *state;

	configure(t, 1, 0xa2);
	vmap_one41(t);
	vpe41_in(t, 1, 1);
	vpe41_out(t, 1, DOORBELL);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8200), NOWHERE);
	store(t, VCONF(1) + 1, 1, 0xa3);
	msi(t, 0x10, 4);
	assert_int_equal(pending_on(t, 8200), 1);
}

/* GIC-U16: nor one of a group that the guest has disabled. */
static void a_disabled_group_does_not_ring(void **state)
{
	struct its *t = *state;

	one_in(t);
	msr(&t->f, 1, VGS_ICH_VMCR_EL2, 0xf8000001);
	msi(t, 0x10, 4);
	vpe41_out(t, 1, DOORBELL);
	assert_false(vpendbaser(t, 1) & PENDING_LAST);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8200), NOWHERE);
}

/* Coming back takes the request away. */
static void entry_ends_the_request(void **state)
{
	struct its *t = *state;

	one_in(t);
	vpe41_out(t, 1, DOORBELL);
	vpe41_in(t, 1, 1);
	vpe41_out(t, 1, 0);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8200), NOWHERE);
}

/* GIC-U23: INVDB reads the doorbell's configuration again. */
static void invdb_masks_and_unmasks(void **state)
{
	struct its *t = *state;

	configure(t, 1, 0xa3);
	vmap_one41(t);
	property(t, 8200, 0xa2);
	vpe41_in(t, 1, 1);
	vpe41_out(t, 1, DOORBELL);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8200), 1);
	assert_int_equal(acknowledge(t, 1), 1023);
	property(t, 8200, 0xa3);
	assert_int_equal(acknowledge(t, 1), 1023);
	command(t, 0, 0x2e, UINT64_C(1) << 32, 0, 0);
	assert_int_equal(acknowledge(t, 1), 8200);
	assert_accepted(t);
}

/* DB of VMOVP: another default doorbell, at the new Redistributor. */
static void vmovp_replaces_the_doorbell(void **state)
{
	struct its *t = *state;

	one_in(t);
	vpe41_out(t, 1, DOORBELL);
	command(t, 0, 0x22, UINT64_C(1) << 32, V | 3 << 16, 8201);
	assert_int_equal(info_of(t, 0, 1).doorbell, 8201);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8201), 3);
	command(t, 0, 0x22, UINT64_C(1) << 32, 2 << 16, 0);
	assert_int_equal(info_of(t, 0, 1).doorbell, 8201);
	assert_int_equal(info_of(t, 0, 1).pe, 2);
	assert_accepted(t);
}

/* --- virtual SGIs ------------------------------------------------------------- */

/* GIC-U17, GIC-O34: sent, taken, no active state. */
static void a_vsgi_of_a_resident_vpe_is_delivered(void **state)
{
	struct its *t = *state;

	vmap_one41(t);
	vsgi(t, 1, 5, true, 1, 0xa0);
	vpe41_in(t, 1, 1);
	vsgi_send(t, 1, 5);
	assert_true(vsgi_pending(t, 1, 5));
	assert_true(virq(t, 1));
	assert_int_equal(vack(t, 1), 5);
	assert_false(vsgi_pending(t, 1, 5));
	guest(&t->f, 1);
	assert_int_equal(mrs(&t->f, 1, VGS_ICC_RPR_EL1), 0xa0);
	vend(t, 1, 5);
	assert_accepted(t);
}

/* GIC-U19: its end is counted, unless vSGIEOICount says otherwise. */
static void ends_of_vsgis_are_counted_or_not(void **state)
{
	struct its *t = *state;

	vmap_one41(t);
	vsgi(t, 1, 5, true, 1, 0xa0);
	vpe41_in(t, 1, 1);
	vsgi_send(t, 1, 5);
	vack(t, 1);
	vend(t, 1, 5);
	assert_int_equal(mrs(&t->f, 1, VGS_ICH_HCR_EL2) >> 27, 1);
	msr(&t->f, 1, VGS_ICH_HCR_EL2, 0x101);
	vsgi_send(t, 1, 5);
	vack(t, 1);
	vend(t, 1, 5);
	assert_int_equal(mrs(&t->f, 1, VGS_ICH_HCR_EL2), 0x101);
}

/* Group 0 is a vFIQ; the more urgent one is first, then the lower INTID. */
static void vsgis_have_groups_and_priorities(void **state)
{
	struct its *t = *state;

	vmap_one41(t);
	msr(&t->f, 1, VGS_ICH_VMCR_EL2, 0xf8000003);
	vsgi(t, 1, 5, true, 1, 0x80);
	vsgi(t, 1, 4, true, 1, 0x80);
	vsgi(t, 1, 3, true, 0, 0x40);
	vpe41_in(t, 1, 1);
	vsgi_send(t, 1, 5);
	vsgi_send(t, 1, 4);
	assert_false(signals(&t->f, 1) & VGS_SIG_VFIQ);
	vsgi_send(t, 1, 3);
	assert_true(signals(&t->f, 1) & VGS_SIG_VFIQ);
	guest(&t->f, 1);
	assert_int_equal(mrs(&t->f, 1, VGS_ICC_IAR0_EL1), 3);
	msr(&t->f, 1, VGS_ICC_EOIR0_EL1, 3);
	assert_int_equal(vack(t, 1), 4);
	vend(t, 1, 4);
	assert_int_equal(vack(t, 1), 5);
}

/* GIC-U17: pending but disabled; then enabled. */
static void a_disabled_vsgi_waits(void **state)
{
	struct its *t = *state;

	vmap_one41(t);
	vpe41_in(t, 1, 1);
	vsgi_send(t, 1, 5);
	assert_true(vsgi_pending(t, 1, 5));
	assert_false(virq(t, 1));
	vsgi(t, 1, 5, true, 1, 0xa0);
	assert_true(virq(t, 1));
	vsgi_clear(t, 1, 5);
	assert_false(vsgi_pending(t, 1, 5));
	assert_false(virq(t, 1));
	vsgi_send(t, 1, 5);
	assert_true(virq(t, 1));
}

/* While the vPE is away its entry has them, and the doorbell rings. */
static void a_vsgi_waits_for_its_vpe(void **state)
{
	struct its *t = *state;

	vmap_one41(t);
	vsgi(t, 1, 5, true, 1, 0xa0);
	vpe41_in(t, 1, 1);
	vpe41_out(t, 1, DOORBELL);
	vsgi_send(t, 1, 6);
	assert_int_equal(pending_on(t, 8200), NOWHERE);
	vsgi_send(t, 1, 5);
	assert_int_equal(pending_on(t, 8200), 1);
	assert_true(vsgi_pending(t, 1, 5));
	vpe41_in(t, 1, 1);
	assert_int_equal(vack(t, 1), 5);
	vpe41_out(t, 1, 0);
	assert_false(vsgi_pending(t, 1, 5));
	assert_true(vsgi_pending(t, 1, 6));
}

/* GIC-U14, GIC-U17: before the Redistributor has the table they share. */
static void vsgis_do_not_need_vpropbaser(void **state)
{
	struct its *t = *state;

	redist_write(&t->f, 1, "GICR_VPROPBASER", 0);
	vmap_one41(t);
	vsgi(t, 1, 5, true, 1, 0x40);
	vsgi_send(t, 1, 5);
	vsgi_send(t, 1, 6);
	vsgi_clear(t, 1, 6);
	assert_true(vsgi_pending(t, 1, 5));
	assert_false(vsgi_pending(t, 1, 6));
	redist_write(&t->f, 1, "GICR_VPROPBASER", V | VPES(0));
	assert_true(vsgi_pending(t, 1, 5));
	vpe41_in(t, 1, 1);
	assert_int_equal(vack(t, 1), 5);
	assert_accepted(t);
	assert_int_equal(t->f.findings, 0);
}

/* GIC-U18 */
static void vsgipendr_answers_of_any_vpe(void **state)
{
	struct its *t = *state;

	vmap_one41(t);
	vsgi_send(t, 1, 5);
	vsgi_send(t, 1, 9);
	redist_write(&t->f, 1, "GICR_VSGIR", 1);
	assert_int_equal(redist_read(&t->f, 1, "GICR_VSGIPENDR"), 0x220);
	vpe41_in(t, 1, 1);
	vsgi_send(t, 1, 0);
	redist_write(&t->f, 1, "GICR_VSGIR", 1);
	assert_int_equal(redist_read(&t->f, 1, "GICR_VSGIPENDR"), 0x221);
	/* GIC-CU86: the table has no such vPE. */
	redist_write(&t->f, 1, "GICR_VSGIR", 128);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU86);
	assert_int_equal(redist_read(&t->f, 1, "GICR_VSGIPENDR"), 0x221);
	/* Or vPE 0 is asked for, which has none. */
	choose(t, VGS_CHOICE_GIC_CU86, 1);
	redist_write(&t->f, 1, "GICR_VSGIR", 128);
	assert_int_equal(redist_read(&t->f, 1, "GICR_VSGIPENDR"), 0);
}

/* GIC-U18, GIC-CU85: Busy until it is answered. */
static void vsgipendr_is_busy_meanwhile(void **state)
{
	struct its *t = *state;

	vmap_one41(t);
	drain(t);
	vsgi_send(t, 1, 5);
	redist_write(&t->f, 1, "GICR_VSGIR", 1);
	assert_int_equal(redist_read(&t->f, 1, "GICR_VSGIPENDR"), 0x80000000);
	redist_write(&t->f, 1, "GICR_VSGIR", 0);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU85);
	drain(t);
	assert_int_equal(redist_read(&t->f, 1, "GICR_VSGIPENDR"), 0x20);
	/* Or the answer is to the new one. */
	choose(t, VGS_CHOICE_GIC_CU85, 1);
	redist_write(&t->f, 1, "GICR_VSGIR", 1);
	redist_write(&t->f, 1, "GICR_VSGIR", 0);
	drain(t);
	assert_int_equal(redist_read(&t->f, 1, "GICR_VSGIPENDR"), 0);
}

/* GIC-U27, GIC-Q13: DVIM keeps vLPIs and vSGIs away, list registers not. */
static void dvim_masks_what_is_injected_directly(void **state)
{
	struct its *t = *state;

	configure(t, 1, 0xa3);
	vmap_one41(t);
	vsgi(t, 1, 5, true, 1, 0xa0);
	vpe41_in(t, 1, 1);
	vsgi_send(t, 1, 5);
	msi(t, 0x10, 3);
	msr(&t->f, 1, VGS_ICH_HCR_EL2, 0x8001);
	assert_false(virq(t, 1));
	msr(&t->f, 1, VGS_ICH_LR0_EL2, UINT64_C(0x50a0000000000030));
	assert_int_equal(vack(t, 1), 0x30);
	vend(t, 1, 0x30);
	msr(&t->f, 1, VGS_ICH_HCR_EL2, 1);
	assert_int_equal(vack(t, 1), 5);
}

/* --- GICR_INVLPIR and INVALLR --------------------------------------------------- */

/* GIC-U22, GIC-L24: V = 1 is about vLPIs. */
static void invlpir_and_invallr_of_a_vpe(void **state)
{
	struct its *t = *state;

	one_in(t);
	msi(t, 0x10, 3);
	configure(t, 1, 0xa2);
	redist_write(&t->f, 1, "GICR_INVLPIR", 8192);
	redist_write(&t->f, 1, "GICR_INVLPIR", V | UINT64_C(2) << 32 | 8192);
	assert_true(virq(t, 1));
	redist_write(&t->f, 1, "GICR_INVLPIR", V | UINT64_C(1) << 32 | 8192);
	assert_false(virq(t, 1));
	configure(t, 1, 0xa3);
	redist_write(&t->f, 1, "GICR_INVALLR", 0);
	assert_false(virq(t, 1));
	redist_write(&t->f, 1, "GICR_INVALLR", V | UINT64_C(1) << 32);
	assert_true(virq(t, 1));
}

/* --- several ITSes --------------------------------------------------------------- */

/* GIC-U21: each maps for itself, the last one takes the vPE away. */
static void alloc_marks_the_first_and_the_last(void **state)
{
	struct its *t = *state;

	vmapp41(t, 0, 1, 1, ALLOC | VPTZ, 8200);
	vsgi(t, 1, 5, true, 1, 0xa0);
	assert_false(info_of(t, 1, 1).mapped);
	vmapp41(t, 1, 1, 1, 0, NO_DOORBELL);
	assert_true(info_of(t, 1, 1).mapped);
	assert_int_equal(info_of(t, 1, 1).doorbell, 8200);
	unvmapp41(t, 0, 1, 0);
	assert_false(info_of(t, 0, 1).mapped);
	assert_true(info_of(t, 1, 1).mapped);
	unvmapp41(t, 1, 1, ALLOC);
	assert_false(info_of(t, 1, 1).mapped);
	assert_int_equal(load(t, VPES(0) + 32, 8), 0);
	assert_accepted(t);
}

/* Tables that are not shared: both hold the vPE. */
static void a_redistributor_with_a_table_of_its_own(void **state)
{
	struct its *t = *state;

	configure(t, 1, 0xa3);
	redist_write(&t->f, 3, "GICR_VPROPBASER", V | VPES(1));
	vmap_one41(t);
	vsgi(t, 1, 5, true, 1, 0xa0);
	vsgi_send(t, 1, 5);
	command(t, 0, 0x22, UINT64_C(1) << 32, 3 << 16, 0);
	vpe41_in(t, 1, 3);
	assert_int_equal(vack(t, 3), 5);
	assert_accepted(t);
	assert_int_equal(t->f.findings, 0);
}

/* --- errors ------------------------------------------------------------------------ */

static void vmapp_doorbell_is_no_lpi(void **state)
{
	struct its *t = *state;

	vmapp41(t, 0, 1, 1, ALLOC, 8191);
	assert_stalled(t, 0x012913);
}

static void vmapp41_vpe_out_of_range(void **state)
{
	struct its *t = *state;

	vmapp41(t, 0, 128, 4, ALLOC, 8191);
	assert_stalled(t, 0x012911);
}

static void vmapp41_target_out_of_range(void **state)
{
	struct its *t = *state;

	vmapp41(t, 0, 1, 4, ALLOC, 8191);
	assert_stalled(t, 0x012902);
}

/* GIC-U10 */
static void vmapti_with_a_doorbell(void **state)
{
	struct its *t = *state;

	mapd(t, 0x10, 4, ITT);
	vmapti(t, 0x10, 3, 1, 8192, 8200);
	assert_stalled(t, 0x012a13);
}

static void vmovp_doorbell_is_no_lpi(void **state)
{
	struct its *t = *state;

	vmap_one41(t);
	command(t, 0, 0x22, UINT64_C(1) << 32, V | 3 << 16, 5);
	assert_stalled(t, 0x012213);
}

static void invdb_vpe_out_of_range(void **state)
{
	struct its *t = *state;

	command(t, 0, 0x2e, UINT64_C(128) << 32, 0, 0);
	assert_stalled(t, 0x012e11);
}

static void invdb_vpe_unmapped(void **state)
{
	struct its *t = *state;

	command(t, 0, 0x2e, UINT64_C(1) << 32, 0, 0);
	assert_stalled(t, 0x012e12);
}

static void vsgi_vpe_out_of_range(void **state)
{
	struct its *t = *state;

	vsgi(t, 128, 5, true, 1, 0xa0);
	assert_stalled(t, 0x012311);
}

static void vsgi_vpe_unmapped(void **state)
{
	struct its *t = *state;

	vsgi(t, 1, 5, true, 1, 0xa0);
	assert_stalled(t, 0x012312);
}

/* GIC-O34: GITS_SGIR of nobody, or of an ITS that is off, does nothing. */
static void sgir_of_no_vpe_is_ignored(void **state)
{
	struct its *t = *state;

	vsgi_send(t, 1, 5);
	vmap_one41(t);
	assert_false(vsgi_pending(t, 1, 5));
	gits_write(t, 0, "GITS_CTLR", 0);
	vsgi_send(t, 1, 5);
	assert_false(vsgi_pending(t, 1, 5));
}

/* --- VMOVP of each ITS --------------------------------------------------------------- */

static void vmovp_each(struct its *t, unsigned unit, unsigned pe,
		       uint64_t sequence, uint64_t list)
{
	command(t, unit, 0x22 | sequence << 32, UINT64_C(1) << 32 | list,
		(uint64_t)pe << 16, 0);
}

/* GIC-U20, GIC-CU87: with VMOVP 0 each ITS gets it, with one number. */
static void vmovp_of_each_its_has_one_sequence(void **state)
{
	struct its *t = *state;

	vgs_gic_free(t->f.gic);
	t->f.cfg.version = VGS_GIC_V4;
	t->f.cfg.its_units[0].vmovp_each = true;
	t->f.cfg.its_units[1].vmovp_each = true;
	vpe_machine(t);
	assert_int_equal(gits(t, 0, "GITS_TYPER") >> 37 & 1u, 0);
	vmapp(t, 1, 1);
	command(t, 1, 0x29, UINT64_C(1) << 32, V | 1 << 16, VPT(1) | 15);
	vmovp_each(t, 0, 3, 7, 3);
	assert_int_equal(info_of(t, 0, 1).pe, 3);
	assert_int_equal(info_of(t, 1, 1).pe, 1);
	vmovp_each(t, 1, 3, 7, 3);
	assert_int_equal(info_of(t, 1, 1).pe, 3);
	assert_int_equal(t->f.findings, 0);
	vmovp_each(t, 0, 2, 8, 3);
	assert_int_equal(t->f.findings, 0);
	vmovp_each(t, 1, 2, 9, 3);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU87);
	t->f.findings = 0;
	vmovp_each(t, 0, 2, 10, 2);
	assert_int_equal(t->f.findings, 1);
}

/* GIC-U20: into a Redistributor with a table of its own, and back. */
static void vmovp_between_tables_takes_all_along(void **state)
{
	struct its *t = *state;

	redist_write(&t->f, 3, "GICR_VPROPBASER", 0);
	redist_write(&t->f, 3, "GICR_VPROPBASER", V | VPES(1));
	vmap_one41(t);
	configure(t, 1, 0xa3);
	vsgi(t, 1, 5, true, 1, 0x40);
	vsgi_send(t, 1, 5);
	msi(t, 0x10, 3);
	vmovp(t, 1, 3);
	assert_int_equal(info_of(t, 0, 1).pe, 3);
	assert_int_equal(info_of(t, 0, 1).doorbell, 8200);
	assert_true(vsgi_pending(t, 1, 5));
	vpe41_in(t, 1, 3);
	assert_int_equal(vack(t, 3), 5);
	vend(t, 3, 5);
	assert_int_equal(vack(t, 3), 8192);
	vend(t, 3, 8192);
	vpe41_out(t, 3, DOORBELL);
	vmovp(t, 1, 1);
	assert_true(info_of(t, 0, 1).wants_doorbell);
	msi(t, 0x10, 4);
	assert_int_equal(pending_on(t, 8200), 1);
	assert_accepted(t);
	assert_int_equal(t->f.findings, 0);
}

/* The last action first. */
static void drain_backwards(struct its *t)
{
	struct vgs_work work[16];
	int count;

	while ((count = vgs_gic_work(t->f.gic, 16, work)) > 0)
		assert_int_equal(vgs_gic_work_run(t->f.gic, &work[count - 1]),
				 0);
}

/* In either order of Dirty and VMOVP nothing is lost, nothing undone. */
static void move_while_leaving(struct its *t, void (*work)(struct its *t))
{
	configure(t, 1, 0xa3);
	vmap_one41(t);
	vsgi(t, 1, 5, true, 1, 0x40);
	drain(t);
	vpe41_in(t, 1, 1);
	drain(t);
	vsgi_send(t, 1, 5);
	msi(t, 0x10, 3);
	drain(t);
	vpe41_out(t, 1, DOORBELL);
	vmovp(t, 1, 2);
	work(t);
	assert_int_equal(info_of(t, 0, 1).pe, 2);
	assert_int_equal(vpendbaser(t, 1) & (DIRTY | PENDING_LAST),
			 PENDING_LAST);
	vpe41_in(t, 1, 2);
	work(t);
	assert_int_equal(vack(t, 2), 5);
	vend(t, 2, 5);
	assert_int_equal(vack(t, 2), 8192);
	vend(t, 2, 8192);
	msi(t, 0x10, 4);
	work(t);
	assert_int_equal(vack(t, 2), 8193);
	assert_accepted(t);
	assert_int_equal(t->f.findings, 0);
}

/* GIC-U5, GIC-U20 */
static void vmovp_before_dirty_is_not_undone(void **state)
{
	move_while_leaving(*state, drain);
}

static void vmovp_after_dirty_is_the_same(void **state)
{
	move_while_leaving(*state, drain_backwards);
}

/* --- misuse ------------------------------------------------------------------------------ */

/* GIC-CU83 */
static void z_of_a_table_that_is_not_zero(void **state)
{
	struct its *t = *state;

	redist_write(&t->f, 1, "GICR_VPROPBASER", 0);
	redist_write(&t->f, 1, "GICR_VPROPBASER",
		     V | UINT64_C(1) << 52 | VPES(1));
	assert_int_equal(t->f.findings, 0);
	redist_write(&t->f, 1, "GICR_VPROPBASER", 0);
	store(t, VPES(1) + 8, 8, 1);
	redist_write(&t->f, 1, "GICR_VPROPBASER",
		     V | UINT64_C(1) << 52 | VPES(1));
	assert_int_equal(t->f.finding, VGS_R_GIC_CU83);
	assert_int_equal(redist_read(&t->f, 1, "GICR_VPROPBASER") >> 52 & 1, 0);
}

/* VPROPBASER.Valid 1 to 0 is tracked by RWP. */
static void rwp_tracks_the_end_of_the_table(void **state)
{
	struct its *t = *state;

	drain(t);
	redist_write(&t->f, 1, "GICR_VPROPBASER", 0);
	assert_int_equal(redist_read(&t->f, 1, "GICR_CTLR") >> 3 & 1, 1);
	drain(t);
	assert_int_equal(redist_read(&t->f, 1, "GICR_CTLR") >> 3 & 1, 0);
}

/* --- save and restore -------------------------------------------------------------------- */

static void a_restored_vpe_has_its_vsgis(void **state)
{
	struct its *t = *state;
	size_t size = vgs_gic_save_size(t->f.gic);

	vmap_one41(t);
	vsgi(t, 1, 5, true, 1, 0xa0);
	vpe41_in(t, 1, 1);
	vsgi_send(t, 1, 5);
	t->image = malloc(size);
	assert_non_null(t->image);
	assert_int_equal(vgs_gic_save(t->f.gic, t->image, size), 0);
	assert_int_equal(vack(t, 1), 5);
	assert_int_equal(vgs_gic_restore(t->f.gic, t->image, size), 0);
	assert_int_equal(vack(t, 1), 5);
}

/* --- GICD_CTLR.nASSGIreq ---------------------------------------------------------------- */

/* GIC-B35: SGIs have no active state; the bit is WI while groups are on. */
static void sgis_without_an_active_state(void **state)
{
	struct its *t = *state;
	uint64_t ctlr = dist_read(&t->f, "GICD_CTLR");

	dist_write(&t->f, "GICD_CTLR", ctlr | 1u << 8);
	assert_int_equal(dist_read(&t->f, "GICD_CTLR") >> 8 & 1, 0);
	dist_write(&t->f, "GICD_CTLR", 0);
	dist_write(&t->f, "GICD_CTLR", 1u << 8);
	assert_int_equal(dist_read(&t->f, "GICD_CTLR") >> 8 & 1, 1);
	dist_write(&t->f, "GICD_CTLR", 1u << 8 | 3);
	group(&t->f, 1, 5, 1, 0);
	redist_write(&t->f, 1, "GICR_ISENABLER0", 1u << 5);
	redist_write(&t->f, 1, "GICR_ISPENDR0", 1u << 5);
	assert_int_equal(acknowledge(t, 1), 5);
	assert_int_equal(ppi_state(&t->f, 1, 5), VGS_INACTIVE);
	redist_write(&t->f, 1, "GICR_ISPENDR0", 1u << 5);
	assert_int_equal(ppi_state(&t->f, 1, 5), VGS_PENDING);
	end(t, 1, 5);
	assert_int_equal(t->f.findings, 0);
	assert_int_equal(acknowledge(t, 1), 5);
	redist_write(&t->f, 1, "GICR_ISACTIVER0", 1u << 5);
	assert_int_equal(ppi_state(&t->f, 1, 5), VGS_INACTIVE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		VPE41_TEST(registers_tell_what_there_is),
		VPE41_TEST(a_vpe_is_resident_by_its_number),
		VPE41_TEST(configuration_is_that_of_vmapp),
		VPE41_TEST(entry_without_a_table_is_refused),
		VPE41_TEST(entry_of_no_vpe_is_refused),
		VPE41_TEST(or_the_first_vpe_is_meant),
		VPE41_TEST(the_same_vpe_twice_is_a_finding),
		VPE41_TEST(a_resident_vpe_keeps_its_number),
		VPE41_TEST(group_enables_follow_the_guest),
		VPE41_TEST_IN(async, leaving_keeps_the_group_enables),
		VPE41_TEST_IN(async, leaving_keeps_the_groups_that_ring),
		VPE41_TEST_IN(async, dirty_while_the_table_is_read),
		VPE41_TEST(ptz_promises_an_empty_table),
		VPE41_TEST(the_default_doorbell_rings_once),
		VPE41_TEST(no_doorbell_when_something_is_pending),
		VPE41_TEST(fast_leaving_asks_for_no_doorbell),
		VPE41_TEST(a_masked_vlpi_does_not_ring),
		VPE41_TEST(a_disabled_group_does_not_ring),
		VPE41_TEST(entry_ends_the_request),
		VPE41_TEST(invdb_masks_and_unmasks),
		VPE41_TEST(vmovp_replaces_the_doorbell),
		VPE41_TEST(a_vsgi_of_a_resident_vpe_is_delivered),
		VPE41_TEST(ends_of_vsgis_are_counted_or_not),
		VPE41_TEST(vsgis_have_groups_and_priorities),
		VPE41_TEST(a_disabled_vsgi_waits),
		VPE41_TEST(a_vsgi_waits_for_its_vpe),
		VPE41_TEST(vsgis_do_not_need_vpropbaser),
		VPE41_TEST(vsgipendr_answers_of_any_vpe),
		VPE41_TEST_IN(async, vsgipendr_is_busy_meanwhile),
		VPE41_TEST(dvim_masks_what_is_injected_directly),
		VPE41_TEST(invlpir_and_invallr_of_a_vpe),
		VPE41_TEST(alloc_marks_the_first_and_the_last),
		VPE41_TEST(a_redistributor_with_a_table_of_its_own),
		VPE41_TEST(vmapp_doorbell_is_no_lpi),
		VPE41_TEST(vmapp41_vpe_out_of_range),
		VPE41_TEST(vmapp41_target_out_of_range),
		VPE41_TEST(vmapti_with_a_doorbell),
		VPE41_TEST(vmovp_doorbell_is_no_lpi),
		VPE41_TEST(invdb_vpe_out_of_range),
		VPE41_TEST(invdb_vpe_unmapped),
		VPE41_TEST(vsgi_vpe_out_of_range),
		VPE41_TEST(vsgi_vpe_unmapped),
		VPE41_TEST(sgir_of_no_vpe_is_ignored),
		VPE41_TEST(vmovp_of_each_its_has_one_sequence),
		VPE41_TEST(vmovp_between_tables_takes_all_along),
		VPE41_TEST_IN(async, vmovp_before_dirty_is_not_undone),
		VPE41_TEST_IN(async, vmovp_after_dirty_is_the_same),
		VPE41_TEST(z_of_a_table_that_is_not_zero),
		VPE41_TEST_IN(async, rwp_tracks_the_end_of_the_table),
		VPE41_TEST(a_restored_vpe_has_its_vsgis),
		VPE41_TEST(sgis_without_an_active_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
