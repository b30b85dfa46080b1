/* SPDX-License-Identifier: MIT */
/* Virtual LPIs of GICv4.0: residency, doorbells, pending tables. */
#include "test_vpe.h"

#include <libvgicsim/error.h>

#include <stdlib.h>

#include "core.h"
#include "rule.h"

/* --- delivery -------------------------------------------------------------- */

/* GIC-U1, GIC-U4: an MSI reaches the guest of a resident vPE. */
static void a_vlpi_of_a_resident_vpe_is_delivered(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 3);
	assert_true(virq(t, 1));
	assert_false(virq(t, 0));
	assert_int_equal(vack(t, 1), 8192);
	assert_false(virq(t, 1));
	vend(t, 1, 8192);
	assert_int_equal(pending_on(t, 8200), NOWHERE);
	assert_accepted(t);
}

/* GIC-U29, GIC-U31: it is pending or not, it has no active state. */
static void acknowledging_leaves_no_active_state(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 3);
	assert_true(vlpi_pending(t, 1, 8192));
	assert_int_equal(vack(t, 1), 8192);
	assert_false(vlpi_pending(t, 1, 8192));
	msi(t, 0x10, 3);
	assert_true(vlpi_pending(t, 1, 8192));
	assert_int_equal(vack(t, 1), 1023);
	vend(t, 1, 8192);
	assert_int_equal(vack(t, 1), 8192);
}

/* GIC-U28: the EOI only drops the priority; it is not counted. */
static void eoi_of_a_vlpi_is_not_counted(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 3);
	vack(t, 1);
	assert_int_equal(mrs(&t->f, 1, VGS_ICH_AP1R0_EL2), 0x100000);
	vend(t, 1, 8192);
	assert_int_equal(mrs(&t->f, 1, VGS_ICH_AP1R0_EL2), 0);
	assert_int_equal(mrs(&t->f, 1, VGS_ICH_HCR_EL2), 1);
}

/* GIC-U30: ICV_HPPIR1 names a vLPI. */
static void hppir_names_a_vlpi(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 3);
	guest(&t->f, 1);
	assert_int_equal(mrs(&t->f, 1, VGS_ICC_HPPIR1_EL1), 8192);
	assert_int_equal(mrs(&t->f, 1, VGS_ICC_HPPIR0_EL1), 1023);
}

/* The machine with two Security states; PE 1 is a guest's as before. */
static void with_security(struct its *t)
{
	vgs_gic_free(t->f.gic);
	t->f.cfg.security = true;
	its_machine(t);
	gits_write(t, 0, "GITS_CTLR", 0);
	gits_write(t, 0, "GITS_BASER2", V | VPES(0));
	gits_write(t, 0, "GITS_CTLR", 1);
	el2(&t->f, 1);
	msr(&t->f, 1, VGS_ICH_VMCR_EL2, 0xf8000002);
	msr(&t->f, 1, VGS_ICH_HCR_EL2, 1);
	vmap_one(t);
}

/*
 * GIC-U2, GIC-U31: 0x40 is 0x40, where a physical LPI of a machine with two
 * Security states would have 0xa0.
 */
static void virtual_priorities_are_not_shifted(void **state)
{
	struct its *t = *state;

	with_security(t);
	vproperty(t, 1, 8192, 0x43);
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 3);
	vack(t, 1);
	guest(&t->f, 1);
	assert_int_equal(mrs(&t->f, 1, VGS_ICC_RPR_EL1), 0x40);
}

/* GIC-U32: one of Enable, VENG1, HCR.En is 0: it waits. */
static void what_is_not_enabled_waits(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	vproperty(t, 1, 8193, 0xa2);
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 4);
	assert_false(virq(t, 1));
	assert_true(vlpi_pending(t, 1, 8193));
	msi(t, 0x10, 3);
	msr(&t->f, 1, VGS_ICH_VMCR_EL2, 0xf8000000);
	assert_false(virq(t, 1));
	msr(&t->f, 1, VGS_ICH_VMCR_EL2, 0xf8000002);
	assert_true(virq(t, 1));
	msr(&t->f, 1, VGS_ICH_HCR_EL2, 0);
	assert_false(virq(t, 1));
}

/* GIC-U26: Secure software is not interrupted by them. */
static void secure_state_takes_no_vlpis(void **state)
{
	struct its *t = *state;

	with_security(t);
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 3);
	assert_true(virq(t, 1));
	secure_el1(&t->f, 1);
	assert_false(virq(t, 1));
	el2(&t->f, 1);
	assert_true(virq(t, 1));
}

/* GIC-Q12, GIC-X1: at equal priority the list register goes first. */
static void a_list_register_wins_a_tie(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 3);
	msr(&t->f, 1, VGS_ICH_LR0_EL2, UINT64_C(0x50a0000000000030));
	assert_int_equal(vack(t, 1), 0x30);
	vend(t, 1, 0x30);
	assert_int_equal(vack(t, 1), 8192);
	vend(t, 1, 8192);
	msi(t, 0x10, 3);
	msr(&t->f, 1, VGS_ICH_LR0_EL2, UINT64_C(0x50a8000000000030));
	assert_int_equal(vack(t, 1), 8192);
}

/* The lowest INTID of the most urgent ones. */
static void the_most_urgent_vlpi_is_first(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	vmapti(t, 0x10, 5, 1, 9000, NO_DOORBELL);
	vproperty(t, 1, 9000, 0x83);
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 4);
	msi(t, 0x10, 3);
	msi(t, 0x10, 5);
	assert_int_equal(vack(t, 1), 9000);
	vend(t, 1, 9000);
	assert_int_equal(vack(t, 1), 8192);
}

/* --- not resident ------------------------------------------------------------ */

/* GIC-U8: the bit is set in the pending table, the doorbell rings. */
static void a_vlpi_of_another_vpe_waits_and_rings(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	msi(t, 0x10, 3);
	assert_true(vpt_bit(t, 1, 8192));
	assert_int_equal(pending_on(t, 8200), 1);
	assert_false(virq(t, 1));
	assert_int_equal(acknowledge(t, 1), 8200);
	end(t, 1, 8200);
	/* GIC-U9: again, though it was pending already. */
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8200), 1);
	/* 1023: no doorbell. */
	msi(t, 0x10, 4);
	assert_true(vpt_bit(t, 1, 8193));
}

/* GIC-U8: as any LPI, a doorbell needs EnableLPIs. */
static void a_doorbell_needs_lpis(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	redist_write(&t->f, 1, "GICR_CTLR", 0);
	msi(t, 0x10, 3);
	assert_true(vpt_bit(t, 1, 8192));
	assert_int_equal(pending_on(t, 8200), NOWHERE);
}

/* GIC-U4: what waited is delivered when the vPE comes. */
static void what_waited_is_delivered_on_entry(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	msi(t, 0x10, 3);
	msi(t, 0x10, 4);
	vpe_in(t, 1, 1, 0);
	assert_int_equal(vpendbaser(t, 1), V | VPT(1) | PENDING_LAST);
	assert_true(virq(t, 1));
	assert_int_equal(vack(t, 1), 8192);
	vend(t, 1, 8192);
	assert_int_equal(vack(t, 1), 8193);
	vend(t, 1, 8193);
	assert_int_equal(vack(t, 1), 1023);
}

/* GIC-U5: PendingLast says whether something enabled is pending. */
static void pending_last_is_about_enabled_ones(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	vproperty(t, 1, 8193, 0xa2);
	vpe_in(t, 1, 1, 0);
	vpe_out(t, 1, 1, 0);
	assert_int_equal(vpendbaser(t, 1), VPT(1));
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 4);
	vpe_out(t, 1, 1, PENDING_LAST);
	assert_int_equal(vpendbaser(t, 1), VPT(1));
	assert_true(vpt_bit(t, 1, 8193));
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 3);
	vpe_out(t, 1, 1, 0);
	assert_int_equal(vpendbaser(t, 1), VPT(1) | PENDING_LAST);
	assert_true(vpt_bit(t, 1, 8192));
	assert_false(virq(t, 1));
}

/* GIC-U5: in step mode Dirty is 1 until memory has it all. */
static void dirty_until_the_table_is_written(void **state)
{
	struct its *t = *state;
	const struct vgs_work work = { VGS_WORK_VPE_DIRTY, 1 };

	vmap_one(t);
	drain(t);
	vpe_in(t, 1, 1, 0);
	drain(t);
	msi(t, 0x10, 3);
	vpe_out(t, 1, 1, 0);
	assert_int_equal(vpendbaser(t, 1), VPT(1) | DIRTY);
	assert_false(vpt_bit(t, 1, 8192));
	assert_false(virq(t, 1));
	assert_true(vlpi_pending(t, 1, 8192));
	/* It arrives in between: in the table, and the doorbell rings. */
	msi(t, 0x10, 4);
	assert_true(vpt_bit(t, 1, 8193));
	assert_int_equal(vgs_gic_work_run(t->f.gic, &work), 0);
	assert_int_equal(vpendbaser(t, 1), VPT(1) | PENDING_LAST);
	assert_true(vpt_bit(t, 1, 8192));
}

/* CLEAR between both finds it where it still is. */
static void clear_while_dirty(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	drain(t);
	vpe_in(t, 1, 1, 0);
	drain(t);
	msi(t, 0x10, 3);
	vpe_out(t, 1, 1, 0);
	msi(t, 0x10, 4);
	command(t, 0, UINT64_C(0x10) << 32 | CLEAR, 3, 0, 0);
	command(t, 0, UINT64_C(0x10) << 32 | CLEAR, 4, 0, 0);
	while (vgs_gic_work_run(t->f.gic,
				&(struct vgs_work){ VGS_WORK_ITS, 0 }) == 0)
		;
	assert_false(vlpi_pending(t, 1, 8192));
	drain(t);
	/* Something had come meanwhile: better once too often than not. */
	assert_int_equal(vpendbaser(t, 1), VPT(1) | PENDING_LAST);
	assert_false(vpt_bit(t, 1, 8192));
	assert_false(vpt_bit(t, 1, 8193));
}

/* GIC-U33, GIC-CU80: not before Dirty is 0. */
static void entry_while_dirty_is_ignored(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	drain(t);
	vpe_in(t, 1, 1, 0);
	drain(t);
	vpe_out(t, 1, 1, 0);
	redist_write(&t->f, 1, "GICR_VPENDBASER", V | VPT(2));
	assert_int_equal(t->f.findings, 1);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU80);
	assert_int_equal(vpendbaser(t, 1), VPT(1) | DIRTY);
	drain(t);
	redist_write(&t->f, 1, "GICR_VPENDBASER", V | VPT(2));
	assert_int_equal(vpendbaser(t, 1), V | VPT(2) | PENDING_LAST);
}

/* GIC-U6, GIC-CU79: fields do not change while Valid is 1. */
static void a_resident_vpe_keeps_its_tables(void **state)
{
	struct its *t = *state;

	vpe_in(t, 1, 1, 0);
	redist_write(&t->f, 1, "GICR_VPENDBASER", V | VPT(2));
	assert_int_equal(t->f.findings, 1);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU79);
	assert_int_equal(vpendbaser(t, 1), V | VPT(1) | PENDING_LAST);
	redist_write(&t->f, 1, "GICR_VPROPBASER", VPROP(2) | 15);
	assert_int_equal(t->f.findings, 2);
	assert_int_equal(redist_read(&t->f, 1, "GICR_VPROPBASER"),
			 VPROP(1) | 15);
	redist_write(&t->f, 1, "GICR_VPENDBASER", V | VPT(1) | PENDING_LAST);
	assert_int_equal(t->f.findings, 2);
}

/* GIC-U33, GIC-CU82: one vPE is resident in one place. */
static void the_same_vpe_twice_is_a_finding(void **state)
{
	struct its *t = *state;

	vpe_in(t, 1, 1, 0);
	assert_int_equal(t->f.findings, 0);
	vpe_in(t, 1, 2, 0);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU82);
}

/* GIC-U25, GIC-CU81: a CPU interface without EL2 has none of them. */
static void entry_without_el2_is_a_finding(void **state)
{
	struct its *t = *state;

	vgs_gic_free(t->f.gic);
	t->f.cfg.virt = false;
	its_machine(t);
	vpe_in(t, 1, 1, 0);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU81);
}

/* --- the summary -------------------------------------------------------------- */

/* GIC-U7: without IDAI what the summary does not have is not read. */
static void idai_has_the_whole_table_read(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	/* As a migration that copies pending bits alone. */
	store(t, VPT(1) + 8192 / 8, 1, 1);
	vpe_in(t, 1, 1, 0);
	assert_false(virq(t, 1));
	vpe_out(t, 1, 1, 0);
	vpe_in(t, 1, 1, IDAI);
	assert_true(virq(t, 1));
	vpe_out(t, 1, 1, 0);
	/* The model has written the summary by now. */
	assert_int_equal(load(t, VPT(1), 1), 1u << 8192 / 2048);
	vpe_in(t, 1, 1, 0);
	assert_true(virq(t, 1));
}

/* With the choice "unused" the first KB is nobody's. */
static void an_unused_summary_is_not_written(void **state)
{
	struct its *t = *state;

	vgs_gic_free(t->f.gic);
	assert_int_equal(vgs_gic_config_choose(&t->f.cfg, "GIC-U7", "unused"),
			 0);
	its_machine(t);
	gits_write(t, 0, "GITS_CTLR", 0);
	gits_write(t, 0, "GITS_BASER2", V | VPES(0));
	gits_write(t, 0, "GITS_CTLR", 1);
	vmap_one(t);
	msi(t, 0x10, 3);
	assert_int_equal(load(t, VPT(1), 8), 0);
	store(t, VPT(1) + 8193 / 8, 1, 2);
	vpe_in(t, 1, 1, 0);
	assert_true(vlpi_pending(t, 1, 8193));
}

/* --- the pool ------------------------------------------------------------------ */

static void small_pool(struct its *t, unsigned slots)
{
	vgs_gic_free(t->f.gic);
	t->f.cfg.lpi_slots = slots;
	its_machine(t);
	gits_write(t, 0, "GITS_CTLR", 0);
	gits_write(t, 0, "GITS_BASER2", V | VPES(0));
	gits_write(t, 0, "GITS_CTLR", 1);
	for (unsigned pe = 0; pe < 4; pe++) {
		el2(&t->f, pe);
		msr(&t->f, pe, VGS_ICH_VMCR_EL2, 0xf8000002);
		msr(&t->f, pe, VGS_ICH_HCR_EL2, 1);
	}
}

/* What has no place waits in the virtual table and comes later. */
static void a_full_pool_loses_no_vlpi(void **state)
{
	struct its *t = *state;
	unsigned seen = 0;

	small_pool(t, 2);
	mapd(t, 0x10, 4, ITT);
	vmapp(t, 1, 1);
	for (unsigned i = 0; i < 8; i++)
		vmapti(t, 0x10, i, 1, 8192 + i, NO_DOORBELL);
	vpe_in(t, 1, 1, 0);
	for (unsigned i = 0; i < 8; i++)
		msi(t, 0x10, i);
	for (unsigned i = 0; i < 8; i++) {
		unsigned vintid = vack(t, 1);

		assert_in_range(vintid, 8192, 8199);
		assert_false(seen & 1u << (vintid - 8192));
		seen |= 1u << (vintid - 8192);
		vend(t, 1, vintid);
	}
	assert_int_equal(seen, 0xff);
	assert_int_equal(vack(t, 1), 1023);
}

/* A vPE and a PE share the pool: neither keeps the other out for good. */
static void a_physical_lpi_makes_room_for_a_vlpi(void **state)
{
	struct its *t = *state;

	small_pool(t, 2);
	mapd(t, 0x10, 4, ITT);
	mapc(t, 1, 1);
	mapti(t, 0x10, 0, 8192, 1);
	mapti(t, 0x10, 1, 8193, 1);
	vmapp(t, 1, 1);
	vmapti(t, 0x10, 3, 1, 8192, NO_DOORBELL);
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 0);
	msi(t, 0x10, 1);
	msi(t, 0x10, 3);
	assert_true(virq(t, 1));
	assert_int_equal(vack(t, 1), 8192);
	assert_int_equal(pending_on(t, 8192), 1);
	assert_int_equal(pending_on(t, 8193), 1);
}

/* What is pushed out of the pool while the vPE leaves is not read in again. */
static void a_leaving_vpe_that_makes_room(void **state)
{
	const char *broken = "";
	struct its *t = *state;

	small_pool(t, 2);
	mapd(t, 0x10, 4, ITT);
	mapc(t, 2, 2);
	mapti(t, 0x10, 0, 8200, 2);
	vmapp(t, 1, 1);
	vmapti(t, 0x10, 3, 1, 8192, NO_DOORBELL);
	vmapti(t, 0x10, 4, 1, 8193, NO_DOORBELL);
	drain(t);
	vpe_in(t, 1, 1, 0);
	drain(t);
	msi(t, 0x10, 3);
	msi(t, 0x10, 4);
	vpe_out(t, 1, 1, 0);
	assert_true(vpendbaser(t, 1) & DIRTY);
	msi(t, 0x10, 0);
	assert_int_equal(pending_on(t, 8200), 2);
	drain(t);
	assert_int_equal(vgs_gic_check(t->f.gic, &broken), 0);
	assert_true(vpendbaser(t, 1) & PENDING_LAST);
	assert_false(vpendbaser(t, 1) & DIRTY);
	assert_true(vpt_bit(t, 1, 8192));
	assert_true(vpt_bit(t, 1, 8193));
}

/* --- save and restore -------------------------------------------------------------- */

static void a_restored_vpe_is_resident(void **state)
{
	struct its *t = *state;
	size_t size = vgs_gic_save_size(t->f.gic);

	vmap_one(t);
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 3);
	t->image = malloc(size);
	assert_non_null(t->image);
	assert_int_equal(vgs_gic_save(t->f.gic, t->image, size), 0);
	assert_int_equal(vack(t, 1), 8192);
	vpe_out(t, 1, 1, 0);
	assert_false(virq(t, 1));
	assert_int_equal(vgs_gic_restore(t->f.gic, t->image, size), 0);
	assert_true(virq(t, 1));
	assert_int_equal(vack(t, 1), 8192);
}

/* --- memory that fails ------------------------------------------------------------- */

/* The table cannot be read: nothing is pending, nothing breaks. */
static void a_table_outside_memory_reads_as_empty(void **state)
{
	struct its *t = *state;

	redist_write(&t->f, 1, "GICR_VPROPBASER", 0x40000000 | 15);
	redist_write(&t->f, 1, "GICR_VPENDBASER", V | 0x40000000 | IDAI);
	assert_false(virq(t, 1));
	redist_write(&t->f, 1, "GICR_VPENDBASER", 0x40000000);
	assert_int_equal(vpendbaser(t, 1), 0x40000000);
}

/* GIC-U2: a configuration byte that cannot be read means disabled. */
static void unreadable_configuration_is_disabled(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	redist_write(&t->f, 1, "GICR_VPROPBASER", 0x40000000 | 15);
	redist_write(&t->f, 1, "GICR_VPENDBASER", V | VPT(1));
	msi(t, 0x10, 3);
	assert_true(vlpi_pending(t, 1, 8192));
	assert_false(virq(t, 1));
}

/* GIC-L8: GICR_VPROPBASER.IDbits leaves no vLPI. */
static void too_few_id_bits_leave_no_vlpi(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	redist_write(&t->f, 1, "GICR_VPROPBASER", VPROP(1) | 12);
	redist_write(&t->f, 1, "GICR_VPENDBASER", V | VPT(1));
	msi(t, 0x10, 3);
	assert_false(virq(t, 1));
	assert_false(vlpi_pending(t, 1, 8192));
}

/* --- queries ----------------------------------------------------------------------- */

static void translate_names_the_vpe_and_what_stops_it(void **state)
{
	struct its *t = *state;
	struct vgs_translation to;

	mapd(t, 0x10, 4, ITT);
	vmapti(t, 0x10, 3, 1, 8192, 8200);
	assert_int_equal(vgs_gic_translate(t->f.gic, 0, 0x10, 3, &to), 0);
	assert_int_equal(to.step, VGS_MSI_VPE_UNMAPPED);
	vmapp(t, 1, 1);
	assert_int_equal(vgs_gic_translate(t->f.gic, 0, 0x10, 3, &to), 0);
	assert_int_equal(to.step, VGS_MSI_VPE_NOT_RESIDENT);
	assert_true(to.virt);
	assert_int_equal(to.intid, 8192);
	assert_int_equal(to.vpe, 1);
	assert_int_equal(to.pe, 1);
	assert_int_equal(to.doorbell, 8200);
	vpe_in(t, 1, 1, 0);
	assert_int_equal(vgs_gic_translate(t->f.gic, 0, 0x10, 3, &to), 0);
	assert_int_equal(to.step, VGS_MSI_REACHES);
	assert_int_equal(to.priority, 0xa0);
	vproperty(t, 1, 8192, 0xa2);
	assert_int_equal(vgs_gic_translate(t->f.gic, 0, 0x10, 3, &to), 0);
	assert_int_equal(to.step, VGS_MSI_PROPERTY_DISABLED);
}

static void a_vpe_can_be_asked_for(void **state)
{
	struct its *t = *state;
	struct vgs_vpe_info vpe;
	bool pending;

	assert_int_equal(vgs_gic_vpe(t->f.gic, 0, 1, &vpe), 0);
	assert_false(vpe.mapped);
	assert_int_equal(vgs_gic_vlpi(t->f.gic, 0, 1, 8192, &pending),
			 -VGS_ERANGE);
	vmap_one(t);
	vpe_in(t, 1, 1, 0);
	assert_int_equal(vgs_gic_vpe(t->f.gic, 0, 1, &vpe), 0);
	assert_true(vpe.mapped && vpe.resident);
	assert_int_equal(vpe.pe, 1);
	assert_int_equal(vpe.id_bits, 16);
	assert_int_equal(vpe.pending, VPT(1));
	assert_int_equal(vgs_gic_vpe(t->f.gic, 0, 512, &vpe), -VGS_ERANGE);
	assert_int_equal(vgs_gic_vpe(t->f.gic, 2, 1, &vpe), -VGS_ERANGE);
	assert_int_equal(vgs_gic_vlpi(t->f.gic, 0, 1, 65536, &pending),
			 -VGS_ERANGE);
	t->fail_at = VPES(0);
	t->fail_end = VPES(0) + 0x1000;
	assert_int_equal(vgs_gic_vpe(t->f.gic, 0, 1, &vpe), -VGS_EMEM);
}

/* --- quirk QX-4 --------------------------------------------------------- */

/* vLPIs 8192 to 8194 are pending; software changed 8194, and says nothing. */
static void three_pending_one_changed(struct its *t, const char *quirk)
{
	vgs_gic_free(t->f.gic);
	if (quirk)
		assert_int_equal(vgs_gic_config_quirk(&t->f.cfg, quirk, true),
				 0);
	vpe_machine(t);
	vmap_one(t);
	vmapti(t, 0x10, 4, 1, 8193, NO_DOORBELL);
	vmapti(t, 0x10, 5, 1, 8194, NO_DOORBELL);
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 3);
	msi(t, 0x10, 4);
	msi(t, 0x10, 5);
	vproperty(t, 1, 8194, 0x43);
}

/* GIC-L16, GIC-L17: what was read stays until software invalidates it. */
static void a_changed_byte_waits_for_its_own_inv(void **state)
{
	struct its *t = *state;

	three_pending_one_changed(t, NULL);
	assert_int_equal(vack(t, 1), 8192);
	vend(t, 1, 8192);
	on_event(t, INV, 0x10, 3);
	assert_int_equal(vack(t, 1), 8193);
	vend(t, 1, 8193);
	assert_int_equal(vack(t, 1), 8194);
}

static void qx_4_rereads_when_the_first_goes(void **state)
{
	struct its *t = *state;

	three_pending_one_changed(t, "QX-4");
	assert_int_equal(vack(t, 1), 8192);
	vend(t, 1, 8192);
	assert_int_equal(vack(t, 1), 8194);
	vend(t, 1, 8194);
	/* Nothing is read again for one that is not the first. */
	msi(t, 0x10, 3);
	vproperty(t, 1, 8192, 0xf0);
	on_event(t, CLEAR, 0x10, 4);
	assert_int_equal(vack(t, 1), 8192);
}

static void qx_4_rereads_all_for_one_inv(void **state)
{
	struct its *t = *state;

	three_pending_one_changed(t, "QX-4");
	on_event(t, INV, 0x10, 3);
	assert_int_equal(vack(t, 1), 8194);
}

/* MOVALL from PE 1 to PE 2, where the byte of an LPI has changed. */
static unsigned first_after_movall(struct its *t, const char *quirk)
{
	vgs_gic_free(t->f.gic);
	if (quirk)
		assert_int_equal(vgs_gic_config_quirk(&t->f.cfg, quirk, true),
				 0);
	vpe_machine(t);
	map_one(t);
	mapti(t, 0x10, 4, 8193, 2);
	mapti(t, 0x10, 5, 8194, 2);
	msi(t, 0x10, 3);
	msi(t, 0x10, 4);
	msi(t, 0x10, 5);
	property(t, 8194, 0x43);
	movall(t, 1, 2);
	assert_accepted(t);
	return acknowledge(t, 2);
}

static void qx_4_rereads_where_movall_leads(void **state)
{
	struct its *t = *state;

	assert_int_equal(first_after_movall(t, NULL), 8192);
	assert_int_equal(first_after_movall(t, "QX-4"), 8194);
}

/* --- the self-check ----------------------------------------------------- */

static void the_check_notices_what_the_index_of_vlpis_lacks(void **state)
{
	struct its *t = *state;
	struct vgs_lpi_pool *pool = &t->f.gic->lpi;

	vmap_one(t);
	vmapti(t, 0x10, 4, 1, 8193, NO_DOORBELL);
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 3);
	msi(t, 0x10, 4);
	assert_int_equal(vgs_gic_check(t->f.gic, NULL), 0);
	for (uint32_t slot = 0; slot < pool->end; slot++) {
		if (pool->lpis[slot].intid == 8193)
			pool->lpis[slot].priority = 0x10;
	}
	assert_int_equal(vgs_gic_check(t->f.gic, NULL), -VGS_EBUG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		VPE_TEST(a_vlpi_of_a_resident_vpe_is_delivered),
		VPE_TEST(acknowledging_leaves_no_active_state),
		VPE_TEST(eoi_of_a_vlpi_is_not_counted),
		VPE_TEST(hppir_names_a_vlpi),
		VPE_TEST(virtual_priorities_are_not_shifted),
		VPE_TEST(what_is_not_enabled_waits),
		VPE_TEST(secure_state_takes_no_vlpis),
		VPE_TEST(a_list_register_wins_a_tie),
		VPE_TEST(the_most_urgent_vlpi_is_first),
		VPE_TEST(a_vlpi_of_another_vpe_waits_and_rings),
		VPE_TEST(a_doorbell_needs_lpis),
		VPE_TEST(what_waited_is_delivered_on_entry),
		VPE_TEST(pending_last_is_about_enabled_ones),
		VPE_TEST_IN(async, dirty_until_the_table_is_written),
		VPE_TEST_IN(async, clear_while_dirty),
		VPE_TEST_IN(async, entry_while_dirty_is_ignored),
		VPE_TEST(a_resident_vpe_keeps_its_tables),
		VPE_TEST(the_same_vpe_twice_is_a_finding),
		VPE_TEST(entry_without_el2_is_a_finding),
		VPE_TEST(idai_has_the_whole_table_read),
		VPE_TEST(an_unused_summary_is_not_written),
		VPE_TEST(a_full_pool_loses_no_vlpi),
		VPE_TEST(a_physical_lpi_makes_room_for_a_vlpi),
		VPE_TEST_IN(async, a_leaving_vpe_that_makes_room),
		VPE_TEST(a_restored_vpe_is_resident),
		VPE_TEST(a_table_outside_memory_reads_as_empty),
		VPE_TEST(unreadable_configuration_is_disabled),
		VPE_TEST(too_few_id_bits_leave_no_vlpi),
		VPE_TEST(translate_names_the_vpe_and_what_stops_it),
		VPE_TEST(a_vpe_can_be_asked_for),
		VPE_TEST(a_changed_byte_waits_for_its_own_inv),
		VPE_TEST(qx_4_rereads_when_the_first_goes),
		VPE_TEST(qx_4_rereads_all_for_one_inv),
		VPE_TEST(qx_4_rereads_where_movall_leads),
		VPE_TEST(the_check_notices_what_the_index_of_vlpis_lacks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
