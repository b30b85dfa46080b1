/* SPDX-License-Identifier: MIT */
/*
 * A VM's ITS: configuration and pending state of its LPIs, its maxima, and
 * several of them.
 */
#include "test_vits.h"

static const struct shape v3 = { 3, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3_e5 = { 3, 2, 4, VGS_EPOCH_E5, NULL, NULL };

/* --- configuration and pending state ------------------------------- */

/* KVM-IT-27, KVM-IT-61, KVM-AT-7: a changed byte counts when told. */
static void inv_rereads_the_configuration(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	property(f, 8195, 0x40);
	msi(f, 5, 3);
	assert_int_equal(virq(f, 0, 8195).vcpu, 0);
	on_lpi(f, INV, 5, 3);
	assert_false(virq(f, 0, 8195).enabled);
	assert_int_equal(virq(f, 0, 8195).priority, 0x40);
	/* It leaves the list at the next prune, and keeps its latch. */
	enter(f, 0);
	leave(f, 0);
	assert_int_equal(virq(f, 0, 8195).vcpu, VGS_NO_VCPU);
	assert_true(virq(f, 0, 8195).latch);
	property(f, 8195, 0x47);
	on_lpi(f, INV, 5, 3);
	assert_int_equal(virq(f, 0, 8195).vcpu, 0);
	assert_int_equal(virq(f, 0, 8195).priority, 0x44);
	on_lpi(f, INV, 5, 9);
	assert_skipped(f, 0x010c07);
}

/* KVM-IT-28: INVALL rereads what goes to the collection's vCPU. */
static void invall_rereads_one_vcpu(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	mapti(f, 5, 4, 8196, 1);
	property(f, 8195, 0x21);
	property(f, 8196, 0x21);
	invall(f, 0);
	assert_int_equal(virq(f, 0, 8195).priority, 0x20);
	assert_int_equal(virq(f, 0, 8196).priority, 0xa0);
	invall(f, 9);
	assert_skipped(f, 0x010d09);
}

/* KVM-MM-16: GICR_INVLPIR and INVALLR do it without the ITS. */
static void invlpir_rereads_the_configuration(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	mapti(f, 5, 4, 8196, 1);
	property(f, 8195, 0x21);
	property(f, 8196, 0x21);
	gicr_write(f, 0, 0xa4, 4, 0); /* the upper word alone */
	assert_int_equal(virq(f, 0, 8195).priority, 0xa0);
	gicr_write(f, 0, 0xa0, 4, 8195);
	assert_int_equal(virq(f, 0, 8195).priority, 0x20);
	gicr_write(f, 0, 0xa0, 8, 40);
	property(f, 8195, 0x31);
	gicr_write(f, 1, 0xb0, 8, 0);
	assert_int_equal(virq(f, 0, 8195).priority, 0x20);
	assert_int_equal(virq(f, 0, 8196).priority, 0x20);
	gicr_write(f, 0, 0, 4, 0);
	gicr_write(f, 0, 0xb0, 8, 0);
	assert_int_equal(virq(f, 0, 8195).priority, 0x20);
	assert_int_equal(gicr(f, 0, 0xc0, 4), 0);
}

/* KVM-IT-25, KVM-IT-26 */
static void int_pends_and_clear_takes_back(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	on_lpi(f, INT, 5, 3);
	assert_int_equal(virq(f, 0, 8195).state, VGS_PENDING);
	on_lpi(f, CLEAR, 5, 3);
	assert_int_equal(virq(f, 0, 8195).state, VGS_INACTIVE);
	on_lpi(f, INT, 5, 9);
	assert_skipped(f, 0x010307);
	on_lpi(f, CLEAR, 5, 9);
	assert_skipped(f, 0x010507);
	gicr_write(f, 0, 0, 4, 0);
	on_lpi(f, INT, 5, 3);
	assert_skipped(f, -16);
}

/* KVM-IT-25: what a running vCPU has in a list register stays there. */
static void clear_leaves_list_registers_alone(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	msi(f, 5, 3);
	enter(f, 0);
	/* vCPU 1 sends the command. */
	put(f, QUEUE + 4 * 32, 8, CLEAR | UINT64_C(5) << 32);
	put(f, QUEUE + 4 * 32 + 8, 8, 3);
	assert_int_equal(vgs_vcpu_frame_write(f->vm, 1, VGS_FRAME_GITS, 0,
					      S_CWRITER, 8, 5 * 32),
			 0);
	assert_int_equal(its_of(f).errors, 0);
	assert_int_equal(guest_acks(f, 0), 8195);
}

/* KVM-IT-60: a new LPI takes its pending bit out of the table. */
static void a_new_lpi_reads_its_pending_bit(void **state)
{
	struct fixture *f = *state;

	put(f, PEND(0) + 8195 / 8, 1, 0x0c);
	map_one(f);
	assert_int_equal(virq(f, 0, 8195).state, VGS_PENDING);
	assert_int_equal(virq(f, 0, 8195).vcpu, 0);
	assert_int_equal(mem(f, PEND(0) + 8195 / 8, 1), 0x04);
}

/* KVM-IT-60: enabling LPIs reads the table for those that exist. */
static void enabling_lpis_reads_the_table(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	mapti(f, 5, 4, 8196, 1);
	gicr_write(f, 0, 0, 4, 0);
	put(f, PEND(0) + 8195 / 8, 1, 0x18);
	gicr_write(f, 0, 0x78, 8, PEND(0)); /* PTZ 0 */
	gicr_write(f, 0, 0, 4, 1);
	assert_int_equal(virq(f, 0, 8195).state, VGS_PENDING);
	/* Not its vCPU. */
	assert_int_equal(virq(f, 0, 8196).state, VGS_INACTIVE);
	assert_int_equal(mem(f, PEND(0) + 8195 / 8, 1), 0x18);
}

/* KVM-MM-13: PTZ says that the table is zero. */
static void ptz_skips_the_table(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	gicr_write(f, 0, 0, 4, 0);
	put(f, PEND(0) + 8195 / 8, 1, 0x08);
	gicr_write(f, 0, 0, 4, 1);
	assert_int_equal(virq(f, 0, 8195).state, VGS_INACTIVE);
}

/* KVM-MM-13: disabling LPIs takes them off the list, unseen by the guest. */
static void disabling_lpis_empties_the_list(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	mapti(f, 5, 4, 8196, 0);
	msi(f, 5, 3);
	msi(f, 5, 4);
	on_lpi(f, DISCARD, 5, 4);
	assert_true(exists(f, 8196));
	gicr_write(f, 0, 0, 4, 0);
	assert_int_equal(vcpu_of(f, 0).queued, 0);
	assert_false(exists(f, 8196));
	assert_true(virq(f, 0, 8195).latch);
}

/* KVM-FO-2: an LPI that is gone when its list register is folded. */
static void an_lpi_may_be_gone_at_the_fold(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	msi(f, 5, 3);
	enter(f, 0);
	/* vCPU 1 does both. */
	assert_int_equal(
		vgs_vcpu_frame_write(f->vm, 1, VGS_FRAME_GICR, 0, 0, 4, 0), 0);
	put(f, QUEUE + 4 * 32, 8, DISCARD | UINT64_C(5) << 32);
	put(f, QUEUE + 4 * 32 + 8, 8, 3);
	assert_int_equal(vgs_vcpu_frame_write(f->vm, 1, VGS_FRAME_GITS, 0,
					      S_CWRITER, 8, 5 * 32),
			 0);
	assert_int_equal(its_of(f).errors, 0);
	assert_false(exists(f, 8195));
	assert_int_equal(vgs_vm_check(f->vm, NULL), 0);
	leave(f, 0);
	assert_int_equal(vcpu_of(f, 0).queued, 0);
}

/* KVM-IT-3: which writes of GITS_BASER drop what is mapped. */
static void baser_writes_drop_what_hangs_on_them(void **state)
{
	struct fixture *f = *state;
	bool change = f->shape.epoch == VGS_EPOCH_E5;

	map_one(f);
	gits_write(f, S_CTLR, 0);
	gits_write(f, S_BASER0, V | DEVICES); /* as it was */
	assert_int_equal(its_of(f).events, 1);
	gits_write(f, S_BASER0, V | DEVICES1);
	assert_int_equal(its_of(f).events, change ? 0 : 1);
	gits_write(f, S_BASER0, DEVICES1);
	assert_int_equal(its_of(f).events, 0);
	assert_false(exists(f, 8195));
}

/* KVM-IT-3: the same of the collection table. */
static void collections_go_with_their_table(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	gits_write(f, S_CTLR, 0);
	gits_write(f, S_BASER1, COLLECTS);
	gits_write(f, S_BASER1, V | COLLECTS);
	gits_write(f, S_CTLR, 1);
	assert_int_equal(its_of(f).events, 1);
	assert_int_equal(way(f, 5, 3).step, VGS_MSI_COLLECTION_UNMAPPED);
	invall(f, 0);
	assert_skipped(f, 0x010d09);
}

/* --- maxima -------------------------------------------------------- */

static int set_up_small(void **state)
{
	struct vgs_vm_config cfg;
	struct fixture *f;

	set_up_raw(state);
	f = *state;
	cfg = *vgs_vm_config(f->vm);
	cfg.lpis = 2;
	cfg.its_devices = 1;
	cfg.its_events = 3;
	cfg.its_collections = 1;
	cfg.work_budget = 4;
	cfg.hw = NULL;
	cfg.affinities = NULL;
	f->host = vgs_host_free(f->host);
	f->vm = vgs_vm_free(f->vm);
	assert_int_equal(vgs_vm_new(&cfg, &f->vm), 0);
	start_guest(f);
	lpis_on(f, 0);
	its_on(f);
	return 0;
}

/* A maximum that is reached answers as a kernel without memory. */
static void full_pools_are_no_memory(void **state)
{
	struct fixture *f = *state;

	mapd(f, 5, 5, ITT);
	mapd(f, 6, 5, ITT2);
	assert_skipped(f, -12);
	mapc(f, 0, 0);
	mapc(f, 1, 1);
	assert_int_equal(its_of(f).errors, 2);
	mapti(f, 5, 0, 8192, 1);
	assert_int_equal(its_of(f).errors, 3);
	mapti(f, 5, 0, 8192, 0);
	mapti(f, 5, 1, 8193, 0);
	mapti(f, 5, 2, 8194, 0);
	assert_int_equal(its_of(f).errors, 4);
	mapti(f, 5, 2, 8193, 0);
	mapti(f, 5, 3, 8193, 0);
	assert_int_equal(its_of(f).errors, 5);
	assert_int_equal(its_of(f).events, 3);
	unmapd(f, 5);
	mapd(f, 6, 5, ITT2);
	mapti(f, 6, 0, 8200, 0);
	mapti(f, 6, 1, 8201, 0);
	assert_int_equal(its_of(f).errors, 5);
	assert_int_equal(msi(f, 6, 1), 1);
}

/* The rest of a queue waits for the next access. */
static void the_work_budget_bounds_an_access(void **state)
{
	struct fixture *f = *state;

	for (unsigned i = 0; i < 10; i++)
		put(f, QUEUE + 32 * i, 8, 0x05);
	gits_write(f, S_CWRITER, 320);
	assert_int_equal(stat_of(f, VGS_VM_STAT_ITS_COMMANDS), 4);
	assert_int_equal(gits(f, S_CREADR), 256);
	assert_int_equal(gits(f, S_CTLR), 0x80000001);
}

/* An event that goes is a visit, too; to void translations is none. */
static void events_that_are_dropped_count_as_work(void **state)
{
	struct fixture *f = *state;
	uint64_t at, done;

	mapd(f, 5, 5, ITT);
	mapc(f, 0, 0);
	for (unsigned n = 0; n < 3; n++)
		mapti(f, 5, n, 8192, 0);
	assert_int_equal(msi(f, 5, 2), 1);
	assert_int_equal(its_of(f).cached, 1);
	at = gits(f, S_CWRITER);
	/* MOVI, MOVI, DISCARD, DISCARD */
	for (unsigned i = 0; i < 4; i++) {
		put(f, QUEUE + at + 32 * i, 8,
		    UINT64_C(5) << 32 | (i < 2 ? 0x01 : 0x0f));
		put(f, QUEUE + at + 32 * i + 8, 8, i % 2);
		put(f, QUEUE + at + 32 * i + 16, 8, 0);
	}
	done = stat_of(f, VGS_VM_STAT_ITS_COMMANDS);
	gits_write(f, S_CWRITER, at + 128);
	assert_int_equal(stat_of(f, VGS_VM_STAT_ITS_COMMANDS), done + 3);
	assert_int_equal(its_of(f).cached, 0);
	assert_int_equal(its_of(f).events, 2);
	assert_int_equal(gits(f, S_CREADR), at + 128);
	assert_int_equal(its_of(f).events, 1);
	assert_int_equal(its_of(f).errors, 0);
}

/* --- several ITSs --------------------------------------------------- */

static int set_up_two(void **state)
{
	struct fixture *f;
	int rc = -1;

	set_up_with(state, false, false, 2);
	f = *state;
	memset(f->ram, 0xa1, 57344);
	for (unsigned n = 0; n < 2; n++)
		lpis_on(f, n);
	its_on(f);
	assert_int_equal(vgs_vits_set_addr(f->vm, 1, GITS1, &rc), 0);
	assert_int_equal(rc, 0);
	gits_write_of(f, 1, S_CBASER, 8, V | QUEUE1);
	gits_write_of(f, 1, S_BASER0, 8, V | DEVICES1);
	gits_write_of(f, 1, S_BASER1, 8, V | COLLECTS1);
	gits_write_of(f, 1, S_CTLR, 4, 1);
	return 0;
}

static void command1(struct fixture *f, uint64_t dw0, uint64_t dw1,
		     uint64_t dw2)
{
	uint64_t at = gits_of(f, 1, S_CWRITER, 8);

	put(f, QUEUE1 + at, 8, dw0);
	put(f, QUEUE1 + at + 8, 8, dw1);
	put(f, QUEUE1 + at + 16, 8, dw2);
	put(f, QUEUE1 + at + 24, 8, 0);
	gits_write_of(f, 1, S_CWRITER, 8, at + 32);
}

/* KVM-MS-7, KVM-ST-14: the doorbell tells ITSs apart; LPIs are the VM's. */
static void itss_are_told_apart_by_their_doorbell(void **state)
{
	struct vgs_msi m = { .addr = GITS1 + 0x10040,
			     .data = 3,
			     .has_devid = true,
			     .devid = 5 };
	struct fixture *f = *state;
	int rc = -1000;

	map_one(f);
	vgs_vgic_msi(f->vm, &m, &rc);
	assert_int_equal(rc, 0);
	command1(f, 0x08 | UINT64_C(5) << 32, 4, V | ITT2);
	command1(f, 0x09, 0, V | UINT64_C(1) << 16);
	command1(f, 0x0a | UINT64_C(5) << 32, UINT64_C(8195) << 32 | 3, 0);
	vgs_vgic_msi(f->vm, &m, &rc);
	assert_int_equal(rc, 1);
	/* One object: the first ITS said vCPU 0. */
	assert_int_equal(virq(f, 0, 8195).target, 0);
	unmapd(f, 5);
	assert_true(exists(f, 8195));
	command1(f, 0x08 | UINT64_C(5) << 32, 0, 0);
	assert_int_equal(vcpu_of(f, 0).queued, 1);
	gicr_write(f, 0, 0, 4, 0);
	assert_false(exists(f, 8195));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ITS_TEST(inv_rereads_the_configuration, v3),
		ITS_TEST(invall_rereads_one_vcpu, v3),
		ITS_TEST(invlpir_rereads_the_configuration, v3),
		ITS_TEST(int_pends_and_clear_takes_back, v3),
		ITS_TEST(clear_leaves_list_registers_alone, v3),
		ITS_TEST(a_new_lpi_reads_its_pending_bit, v3),
		ITS_TEST(enabling_lpis_reads_the_table, v3),
		ITS_TEST(ptz_skips_the_table, v3),
		ITS_TEST(disabling_lpis_empties_the_list, v3),
		ITS_TEST(an_lpi_may_be_gone_at_the_fold, v3),
		ITS_TEST(an_lpi_may_be_gone_at_the_fold, v3_e5),
		ITS_TEST(baser_writes_drop_what_hangs_on_them, v3),
		ITS_TEST(baser_writes_drop_what_hangs_on_them, v3_e5),
		ITS_TEST(collections_go_with_their_table, v3),
		TEST_IN(small, full_pools_are_no_memory, v3),
		TEST_IN(small, the_work_budget_bounds_an_access, v3),
		TEST_IN(small, events_that_are_dropped_count_as_work, v3),
		TEST_IN(two, itss_are_told_apart_by_their_doorbell, v3),
	};

	return RUN("vgic_its_lpi", tests);
}
