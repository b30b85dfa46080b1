/* SPDX-License-Identifier: MIT */
/*
 * What user space does with a VM's ITS: address, registers, saved and restored
 * tables, images; and hostile tables.
 */
#include "test_vits.h"

static const struct shape v3 = { 3, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3_e5 = { 3, 2, 4, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v2 = { 2, 2, 4, VGS_EPOCH_E2, NULL, NULL };

/* --- the device ---------------------------------------------------- */

/* KVM-UA-29: an ITS is placed once. */
static void an_its_is_placed_once(void **state)
{
	static const struct {
		uint64_t addr;
		int rc;
	} calls[] = {
		{ 0x0a001000, -22 },
		{ UINT64_MAX - 0xffff, -22 },
		{ UINT64_C(1) << 40, -7 },
		{ GITS1, 0 },
		{ GITS1, -17 },
	};
	struct fixture *f = *state;
	uint64_t value = 0;
	int rc = 0;

	assert_int_equal(vgs_vits_get_reg(f->vm, 1, 0, &value, &rc), 0);
	assert_int_equal(rc, -6); /* KVM-UA-28: not placed */
	for (unsigned i = 0; i < 5; i++) {
		assert_int_equal(
			vgs_vits_set_addr(f->vm, 1, calls[i].addr, &rc), 0);
		assert_int_equal(rc, calls[i].rc);
	}
	assert_int_equal(vgs_vits_get_reg(f->vm, 1, 0, &value, &rc), 0);
	assert_int_equal(rc, 0);
	assert_int_equal(value, 0x80000000);
	assert_int_equal(vgs_vits_set_addr(f->vm, 2, GITS1, &rc), -VGS_ERANGE);
}

static int set_up_second(void **state)
{
	return set_up_with(state, false, false, 2);
}

/* KVM-UA-28: whole registers, at their offsets. */
static void its_registers_have_their_offsets(void **state)
{
	static const struct {
		uint64_t offset;
		int rc;
	} calls[] = {
		{ 0, 0 },	 { 4, 0 },	  { 8, 0 },
		{ 2, -22 },	 { 0x84, -22 },	  { 0x40, -6 },
		{ 0x138, 0 },	 { 0xffe8, 0 },	  { 0x10040, -6 },
		{ 0xffcc, -22 }, { 0x20000, -6 }, { UINT64_MAX - 3, -6 },
	};
	struct fixture *f = *state;
	uint64_t value;
	int rc;

	for (unsigned i = 0; i < 12; i++) {
		assert_int_equal(vgs_vits_get_reg(f->vm, 0, calls[i].offset,
						  &value, &rc),
				 0);
		assert_int_equal(rc, calls[i].rc);
		assert_int_equal(
			vgs_vits_has_reg(f->vm, 0, calls[i].offset, &rc), 0);
		assert_int_equal(rc, calls[i].rc);
	}
	assert_int_equal(user_gits_write(f, S_IIDR, 0x1000043b), 0);
	assert_int_equal(user_gits_write(f, S_IIDR, 0x4b00143b), -22);
	assert_int_equal(user_gits_write(f, S_TYPER, 0), 0);
}

/* KVM-IT-7: GITS_CREADR is user space's while the ITS is disabled. */
static void user_space_moves_creadr(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(user_gits_write(f, S_CREADR, 0x20), -16);
	gits_write(f, S_CTLR, 0);
	assert_int_equal(user_gits_write(f, S_CREADR, 0x1000), -22);
	assert_int_equal(user_gits_write(f, S_CREADR, 0x2f), 0);
	assert_int_equal(gits(f, S_CREADR), 0x20);
}

/* KVM-UA-23: not while a vCPU runs. */
static void a_running_vcpu_makes_it_busy(void **state)
{
	struct fixture *f = *state;
	int rc = 0;

	enter(f, 1);
	assert_int_equal(user_gits_write(f, S_CTLR, 0), -16);
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_SAVE_TABLES), -16);
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_RESET), -16);
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_INIT), 0);
	assert_int_equal(vgs_vgic_save_pending_tables(f->vm, &rc), 0);
	assert_int_equal(rc, -16);
	leave(f, 1);
	assert_int_equal(ctrl(f, (enum vgs_vits_ctrl)3), -6);
}

/* A GICv2 guest has no LPIs to save. */
static void a_gicv2_has_no_pending_tables(void **state)
{
	struct fixture *f = *state;
	int rc = 0;

	assert_int_equal(vgs_vgic_save_pending_tables(f->vm, &rc), 0);
	assert_int_equal(rc, -6);
}

/* KVM-IT-9: a reset keeps where tables are, and drops what is mapped. */
static void reset_drops_what_is_mapped(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_RESET), 0);
	assert_int_equal(gits(f, S_CTLR), 0x80000000);
	assert_int_equal(gits(f, S_CBASER), 0);
	assert_int_equal(gits(f, S_CWRITER), 0);
	assert_int_equal(gits(f, S_CREADR), 0);
	assert_int_equal(gits(f, S_BASER0), 0x1907000000000200 | DEVICES);
	assert_int_equal(gits(f, S_BASER1), 0x1c07000000000200 | COLLECTS);
	assert_int_equal(its_of(f).events, 0);
	assert_false(exists(f, 8195));
}

/* --- saving --------------------------------------------------------- */

/* KVM-IT-41, KVM-IT-42, KVM-IT-43: what stands in the tables. */
static void tables_have_revision_0(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	mapti(f, 5, 7, 8200, 1);
	mapd(f, 9, 3, ITT2);
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_SAVE_TABLES), 0);
	assert_int_equal(mem(f, DEVICES + 5 * 8, 8),
			 V | UINT64_C(4) << 49 | ITT >> 8 << 5 | 4);
	assert_int_equal(mem(f, DEVICES + 9 * 8, 8), V | ITT2 >> 8 << 5 | 2);
	assert_int_equal(mem(f, ITT + 3 * 8, 8), 0x0004000020030000);
	assert_int_equal(mem(f, ITT + 7 * 8, 8), 0x0000000020080001);
	assert_int_equal(mem(f, COLLECTS, 8), V);
	assert_int_equal(mem(f, COLLECTS + 8, 8), V | 0x10001);
	assert_int_equal(mem(f, COLLECTS + 16, 8), 0);
}

/* KVM-IT-43, KVM-IT-50: a collection without vCPU, an event without one. */
static void unmapped_things_are_saved_as_such(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	mapti(f, 5, 4, 8196, 7);
	mapti(f, 5, 6, 8197, 1);
	unmapc(f, 1);
	put(f, ITT + 6 * 8, 8, 0x1234);
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_SAVE_TABLES), 0);
	assert_int_equal(mem(f, COLLECTS + 8, 8),
			 V | UINT64_C(0xffffffff) << 16 | 7);
	assert_int_equal(mem(f, COLLECTS + 16, 8), 0);
	assert_int_equal(mem(f, ITT + 6 * 8, 8), 0);
}

/* KVM-IT-50: memory that is gone. */
static void a_save_needs_memory(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	f->fail_at = ITT + 3 * 8;
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_SAVE_TABLES), -14);
	f->fail_at = COLLECTS + 8;
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_SAVE_TABLES), -14);
}

/* KVM-IT-62: the bit is written where it differs. */
static void pending_bits_are_written_where_they_differ(void **state)
{
	struct fixture *f = *state;
	int rc = -1;

	map_one(f);
	mapti(f, 5, 4, 8196, 0);
	mapti(f, 5, 5, 8197, 7);
	msi(f, 5, 3);
	put(f, PEND(0) + 8192 / 8, 1, 0x91);
	assert_int_equal(vgs_vgic_save_pending_tables(f->vm, &rc), 0);
	assert_int_equal(rc, 0);
	assert_int_equal(mem(f, PEND(0) + 8192 / 8, 1), 0x89);
	f->fail_at = PEND(0) + 8192 / 8;
	assert_int_equal(vgs_vgic_save_pending_tables(f->vm, &rc), 0);
	assert_int_equal(rc, -14);
}

/* --- restoring ------------------------------------------------------ */

static void put_device(struct fixture *f, unsigned dev, uint64_t next,
		       uint64_t size)
{
	put(f, DEVICES + dev * 8, 8, V | next << 49 | ITT >> 8 << 5 | size);
}

static void put_event(struct fixture *f, unsigned event, uint64_t next,
		      uint64_t intid, unsigned icid)
{
	put(f, ITT + event * 8, 8, next << 48 | intid << 16 | icid);
}

/* KVM-IT-52, KVM-IT-53, KVM-IT-54: collections, then devices. */
static void restore_brings_back_the_tables(void **state)
{
	struct fixture *f = *state;

	put(f, COLLECTS, 8, V | 1u << 16 | 3);
	put(f, COLLECTS + 8, 8, V | UINT64_C(0xffffffff) << 16 | 4);
	put_device(f, 5, 0, 4);
	put_event(f, 3, 4, 8195, 3);
	put_event(f, 7, 0, 8196, 4);
	put_event(f, 9, 0, 8197, 3); /* behind the last one */
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_RESTORE_TABLES), 0);
	assert_int_equal(its_of(f).events, 2);
	assert_int_equal(way(f, 5, 3).intid, 8195);
	assert_int_equal(way(f, 5, 3).vcpu, 1);
	assert_int_equal(way(f, 5, 7).step, VGS_MSI_COLLECTION_UNMAPPED);
	/* KVM-IT-55: collections that are there are there. */
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_RESTORE_TABLES), -17);
}

struct fault {
	uint64_t addr, entry;
	int rc;
};

/* One collection, one device, one event; then one entry is spoilt. */
static void restore_fails(struct fixture *f, const struct fault *fault)
{
	put(f, COLLECTS, 8, V | 3);
	put(f, COLLECTS + 8, 8, 0);
	put_device(f, 5, 0, 4);
	put_event(f, 3, 0, 8195, 3);
	put(f, fault->addr, 8, fault->entry);
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_RESTORE_TABLES), fault->rc);
	assert_int_equal(its_of(f).events, 0);
	assert_false(exists(f, 8195));
	/* Nothing is left: a good one works. */
	put(f, fault->addr, 8, 0);
	put(f, COLLECTS, 8, V | 3);
	put_device(f, 5, 0, 4);
	put_event(f, 3, 0, 8195, 3);
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_RESTORE_TABLES), 0);
	assert_int_equal(its_of(f).events, 1);
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_RESET), 0);
	gits_write(f, S_BASER0, V | DEVICES);
	gits_write(f, S_BASER1, V | COLLECTS);
}

/* KVM-IT-52, KVM-IT-53: what a table must not hold. */
static void restore_refuses_bad_entries(void **state)
{
	const struct fault faults[] = {
		{ COLLECTS, V | 2u << 16 | 3, -22 },	 /* no such vCPU */
		{ COLLECTS + 8, V | 1u << 16 | 3, -17 }, /* ICID 3 again */
		{ COLLECTS, V | 8192, -22 },		 /* no place */
		{ DEVICES + 5 * 8, V | ITT >> 8 << 5 | 16, -22 },
		{ DEVICES + 5 * 8, V | UINT64_C(0x1000) << 5 | 31, -22 },
		{ ITT + 3 * 8, UINT64_C(8191) << 16 | 3, -22 },
		{ ITT + 3 * 8, UINT64_C(8195) << 16 | 4, -22 },
		{ ITT + 3 * 8, UINT64_C(29) << 48 | UINT64_C(8195) << 16 | 3,
		  -22 },
		{ DEVICES + 5 * 8, V | UINT64_C(0x1000) << 5 | 4, -14 },
	};
	struct fixture *f = *state;

	gits_write(f, S_CTLR, 0);
	for (unsigned i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		restore_fails(f, &faults[i]);
	f->fail_at = COLLECTS;
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_RESTORE_TABLES), -14);
	f->fail_at = DEVICES + 8;
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_RESTORE_TABLES), -14);
}

/* Tables that are not valid hold nothing. */
static void tables_that_are_not_valid_are_skipped(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	gits_write(f, S_CTLR, 0);
	gits_write(f, S_BASER0, DEVICES);
	gits_write(f, S_BASER1, COLLECTS);
	put(f, COLLECTS, 8, UINT64_MAX);
	put(f, DEVICES, 8, UINT64_MAX);
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_RESTORE_TABLES), 0);
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_SAVE_TABLES), 0);
	assert_int_equal(mem(f, COLLECTS, 8), UINT64_MAX);
}

/* KVM-IT-44: pages beyond what a DeviceID can name are not looked at. */
static void two_level_tables_are_restored(void **state)
{
	struct fixture *f = *state;

	gits_write(f, S_CTLR, 0);
	gits_write(f, S_BASER0, V | UINT64_C(1) << 62 | DEVICES);
	put(f, COLLECTS, 8, V | 3);
	put(f, DEVICES + 7 * 8, 8, V | SPARE);
	put(f, SPARE + 8191 * 8, 8, V | ITT >> 8 << 5 | 4);
	put_event(f, 3, 0, 8195, 3);
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_RESTORE_TABLES), 0);
	assert_int_equal(its_of(f).events, 1);
	assert_int_equal(way(f, 65535, 3).intid, 8195);
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_RESET), 0);
	gits_write(f, S_BASER0, V | UINT64_C(1) << 62 | DEVICES);
	gits_write(f, S_BASER1, V | COLLECTS);
	put(f, DEVICES + 8 * 8, 8, V | SPARE);
	put(f, SPARE + 8191 * 8, 8, 0);
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_RESTORE_TABLES), -22);
	/* Accesses are bounded, whatever the guest wrote. */
	for (unsigned i = 0; i < 8192; i++)
		put(f, DEVICES + i * 8, 8, V | SPARE);
	f->accesses = 0;
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_RESTORE_TABLES), -22);
	assert_true(f->accesses < 70000);
}

/*
 * KVM-IT-54, BUG-61: the next device may be in another page of the table.  A
 * scan that took the way to it from what is left of its own would wrap around.
 */
static void the_next_device_may_be_in_another_page(void **state)
{
	struct fixture *f = *state;
	const uint64_t far = SPARE + 0x80000;

	gits_write(f, S_CTLR, 0);
	gits_write(f, S_BASER0, V | UINT64_C(1) << 62 | DEVICES);
	put(f, COLLECTS, 8, V | 3);
	put(f, DEVICES, 8, V | SPARE);
	put(f, DEVICES + 8, 8, V | far);
	put(f, SPARE + 8 * 8, 8,
	    V | UINT64_C(0x24f8) << 49 | ITT >> 8 << 5 | 4);
	put(f, far + 0x500 * 8, 8, V | ITT2 >> 8 << 5 | 4);
	put_event(f, 3, 0, 8195, 3);
	put(f, ITT2 + 4 * 8, 8, UINT64_C(8196) << 16 | 3);
	assert_int_equal(ctrl(f, VGS_VITS_CTRL_RESTORE_TABLES), 0);
	assert_int_equal(its_of(f).events, 2);
	assert_int_equal(way(f, 8, 3).intid, 8195);
	assert_int_equal(way(f, 0x2500, 4).intid, 8196);
}

/* --- images ---------------------------------------------------------- */

/* A VM with everything that an image can hold. */
static void make_busy(struct fixture *f)
{
	map_one(f);
	mapti(f, 5, 4, 8196, 7);
	mapti(f, 5, 5, 8197, 1);
	msi(f, 5, 3);
	enter(f, 0);
	msi(f, 5, 5);
}

/* KVM-ST-14: an image is what calls can produce, or it is refused. */
static void damaged_images_are_refused_or_possible(void **state)
{
	struct fixture *f = *state;
	size_t size = vgs_vm_save_size(f->vm);
	unsigned char *image = malloc(size);
	unsigned refused = 0;

	assert_non_null(image);
	make_busy(f);
	assert_int_equal(vgs_vm_save(f->vm, image, size), 0);
	leave(f, 0);
	for (size_t i = 0; i < size; i += 31) {
		unsigned char was = image[i];

		image[i] ^= (unsigned char)(1u << i % 8);
		if (vgs_vm_restore(f->vm, image, size)) {
			refused++;
		} else {
			msi(f, 5, 3);
			unmapd(f, 5);
			mapc(f, 0, 1);
			invall(f, 0);
			assert_int_equal(vgs_vm_check(f->vm, NULL), 0);
		}
		image[i] = was;
	}
	assert_true(refused > 300);
	assert_int_equal(vgs_vm_restore(f->vm, image, size), 0);
	assert_int_equal(its_of(f).events, 3);
	leave(f, 0);
	free(image);
}

/* An image and the VM it came from go on alike. */
static void restored_pools_take_the_same_slots(void **state)
{
	struct fixture *f = *state;
	size_t size = vgs_vm_save_size(f->vm);
	unsigned char *image = malloc(size);
	uint64_t hash;

	assert_non_null(image);
	map_one(f);
	mapti(f, 5, 4, 8190 + 6, 0);
	on_lpi(f, DISCARD, 5, 3);
	assert_int_equal(vgs_vm_save(f->vm, image, size), 0);
	mapti(f, 5, 6, 9000, 0);
	hash = vgs_vm_hash(f->vm);
	assert_int_equal(vgs_vm_restore(f->vm, image, size), 0);
	mapti(f, 5, 6, 9000, 0);
	assert_int_equal(vgs_vm_hash(f->vm), hash);
	free(image);
}

/* --- hostile guests --------------------------------------------------- */

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Any command, mostly with small numbers. */
static void random_command(struct fixture *f, uint32_t *seed)
{
	static const uint8_t ops[] = { 1,  3,  4,  5,  8, 9, 10, 10,  11,
				       12, 13, 14, 15, 8, 9, 10, 0x29 };
	uint64_t dev = next(seed) % 5, event = next(seed) % 6;
	uint64_t intid = 8190 + next(seed) % 8, vcpu = next(seed) % 3;
	uint64_t dw2 = (uint64_t)(next(seed) % 4 ? V : 0) | next(seed) % 4;
	unsigned op = ops[next(seed) % sizeof(ops)];

	if (op == 8)
		command(f, op | dev << 32, next(seed) % 20,
			(dw2 & V) | (ITT + dev * 0x1000), 0);
	else if (op == 9 || op == 14)
		command(f, op, 0, dw2 | vcpu << 16,
			(uint64_t)(next(seed) % 3) << 16);
	else
		command(f, op | dev << 32, intid << 32 | event, dw2, 0);
	if (next(seed) % 64 == 0)
		command(f, next(seed), next(seed), next(seed), next(seed));
}

static void random_step(struct fixture *f, uint32_t *seed)
{
	unsigned vcpu = next(seed) % 2;
	uint32_t dev, event;

	switch (next(seed) % 12) {
	case 0:
		vgs_vcpu_enter(f->vm, vcpu);
		break;
	case 1:
		vgs_vcpu_exit(f->vm, vcpu, VGS_EXIT_TRAP);
		break;
	case 2:
		if (vcpu_of(f, vcpu).entered)
			guest_ends(f, vcpu, guest_acks(f, vcpu));
		break;
	case 3:
		gicr_write(f, vcpu, 0, 4, next(seed) % 3 != 0);
		break;
	case 4:
		property(f, 8192 + next(seed) % 8, next(seed) & 0xff);
		break;
	case 5:
		put(f, PEND(vcpu) + 1024, 1, next(seed) & 0xff);
		break;
	case 6:
		if (next(seed) % 8)
			break;
		ctrl(f, (enum vgs_vits_ctrl)(next(seed) % 5));
		gits_write(f, next(seed) % 2 ? S_BASER0 : S_BASER1,
			   V | (next(seed) % 2 ? DEVICES : DEVICES1));
		if (!its_of(f).enabled)
			its_on(f);
		break;
	case 7:
	case 8:
		if (!its_of(f).enabled)
			its_on(f);
		dev = next(seed) % 5;
		event = next(seed) % 6;
		msi(f, dev, event);
		msi(f, dev, event);
		break;
	default:
		random_command(f, seed);
		break;
	}
}

/* Whatever a guest and a VMM do, the invariants hold. */
static void invariants_hold(void **state)
{
	struct fixture *f = *state;

	for (uint32_t run = 0; run < 20; run++) {
		uint32_t seed = run * 7919;

		for (unsigned i = 0; i < 400; i++) {
			const char *name = NULL;

			random_step(f, &seed);
			vgs_vm_check(f->vm, &name);
			assert_null(name);
		}
	}
	assert_true(stat_of(f, VGS_VM_STAT_ITS_COMMANDS) > 1000);
	assert_true(stat_of(f, VGS_VM_STAT_CACHE_HITS) > 10);
	assert_true(stat_of(f, VGS_VM_STAT_LR_FOLDS) > 10);
	for (unsigned n = 0; n < 2; n++)
		vgs_vcpu_exit(f->vm, n, VGS_EXIT_TRAP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IN(second, an_its_is_placed_once, v3),
		ITS_TEST(its_registers_have_their_offsets, v3),
		ITS_TEST(user_space_moves_creadr, v3),
		ITS_TEST(a_running_vcpu_makes_it_busy, v3),
		TEST(a_gicv2_has_no_pending_tables, v2),
		ITS_TEST(reset_drops_what_is_mapped, v3),
		ITS_TEST(tables_have_revision_0, v3),
		ITS_TEST(unmapped_things_are_saved_as_such, v3),
		ITS_TEST(a_save_needs_memory, v3),
		ITS_TEST(pending_bits_are_written_where_they_differ, v3),
		ITS_TEST(restore_brings_back_the_tables, v3),
		ITS_TEST(restore_refuses_bad_entries, v3),
		ITS_TEST(tables_that_are_not_valid_are_skipped, v3),
		ITS_TEST(two_level_tables_are_restored, v3),
		ITS_TEST(the_next_device_may_be_in_another_page, v3),
		ITS_TEST(damaged_images_are_refused_or_possible, v3),
		ITS_TEST(restored_pools_take_the_same_slots, v3),
		ITS_TEST(invariants_hold, v3),
		ITS_TEST(invariants_hold, v3_e5),
	};

	return RUN("vgic_its_save", tests);
}
