/* SPDX-License-Identifier: MIT */
/*
 * Messages of devices, as KVM_SIGNAL_MSI takes and answers them; the
 * translation cache; the way of an MSI as a question; LPIs without an ITS.
 */
#include "test_vits.h"

static const struct shape v3 = { 3, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3_e5 = { 3, 2, 4, VGS_EPOCH_E5, NULL, NULL };
static const struct shape none = {
	3, 2, 4, VGS_EPOCH_E2, "translation-cache", "none"
};
static const struct shape lru = { 3,	1, 4, VGS_EPOCH_E2, "translation-cache",
				  "lru" };

/* KVM-MS-1: an MSI needs an ITS. */
static void a_vm_without_its_takes_no_msi(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(msi(f, 5, 3), -19);
	assert_string_equal(vgs_kvm_errname(-19), "-ENODEV");
}

/* What is no error of the kernel has no name. */
static void only_errors_have_names(void **state)
{
	(void)state;
	assert_null(vgs_kvm_errname(0));
	assert_null(vgs_kvm_errname(1));
	assert_null(vgs_kvm_errname(-4000));
	assert_string_equal(vgs_kvm_errname(-22), "-EINVAL");
}

/* KVM-MS-2: delivered. */
static void an_msi_makes_its_lpi_pending(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	assert_int_equal(msi(f, 5, 3), 1);
	assert_int_equal(virq(f, 0, 8195).state, VGS_PENDING);
	assert_int_equal(virq(f, 0, 8195).priority, 0xa0);
	assert_int_equal(virq(f, 0, 8195).vcpu, 0);
	assert_int_equal(stat_of(f, VGS_VM_STAT_MSIS), 1);
	assert_int_equal(stat_of(f, VGS_VM_STAT_MSIS_DROPPED), 0);
}

/* KVM-MS-2: what the guest has not mapped, it blocks. */
static void an_unmapped_msi_is_blocked(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	mapti(f, 5, 4, 8196, 7); /* ICID 7 is not mapped */
	assert_int_equal(msi(f, 5, 9), 0);
	assert_int_equal(msi(f, 6, 3), 0);
	assert_int_equal(msi(f, 5, 4), 0);
	assert_int_equal(msi(f, 5, 99), 0);
	assert_int_equal(msi(f, 0x10005, 3), 0);
	assert_int_equal(stat_of(f, VGS_VM_STAT_MSIS_DROPPED), 5);
}

/* KVM-MS-2: -EBUSY of a disabled ITS, and of disabled LPIs. */
static void a_disabled_path_is_busy(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	gits_write(f, S_CTLR, 0);
	assert_int_equal(msi(f, 5, 3), -16);
	gits_write(f, S_CTLR, 1);
	gicr_write(f, 0, 0, 4, 0);
	assert_int_equal(msi(f, 5, 3), -16);
	/* KVM-IT-80: it was lost. */
	gicr_write(f, 0, 0, 4, 1);
	assert_int_equal(virq(f, 0, 8195).state, VGS_INACTIVE);
	assert_int_equal(msi(f, 5, 3), 1);
}

/* KVM-MS-3: any address of either frame is the doorbell, no other is. */
static void any_address_of_the_frames_is_the_doorbell(void **state)
{
	static const struct {
		uint64_t addr;
		int rc;
	} doorbells[] = {
		{ GITS, 1 },	       { TRANSLATER + 4, 1 },
		{ GITS + 0x1ffff, 1 }, { GITS + 0x20000, -22 },
		{ GITS - 1, -22 },     { 0x09000000, -22 },
	};
	struct fixture *f = *state;

	map_one(f);
	for (unsigned i = 0; i < 6; i++) {
		const struct vgs_msi m = { .addr = doorbells[i].addr,
					   .data = 3,
					   .has_devid = true,
					   .devid = 5 };
		int rc = -1000;

		assert_int_equal(vgs_vgic_msi(f->vm, &m, &rc), 0);
		assert_int_equal(rc, doorbells[i].rc);
	}
}

static int msi_without_devid(struct fixture *f)
{
	const struct vgs_msi m = { .addr = TRANSLATER, .data = 3, .devid = 5 };
	int rc = -1000;

	assert_int_equal(vgs_vgic_msi(f->vm, &m, &rc), 0);
	return rc;
}

/* KVM-MS-2: the flag is asked for only where nothing is cached. */
static void a_cached_translation_needs_no_devid_flag(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	assert_int_equal(msi_without_devid(f), -22);
	assert_int_equal(msi(f, 5, 3), 1);
	assert_int_equal(msi_without_devid(f), 1);
	assert_int_equal(stat_of(f, VGS_VM_STAT_CACHE_HITS), 1);
}

/* KVM-IT-70: kernels before 5.3 remember nothing. */
static void without_a_cache_the_flag_is_always_asked_for(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	assert_int_equal(msi(f, 5, 3), 1);
	assert_int_equal(msi_without_devid(f), -22);
	assert_int_equal(its_of(f).cached, 0);
}

/* KVM-IT-70: 16 translations for each vCPU, the one used last stays. */
static void the_lru_cache_forgets_the_oldest(void **state)
{
	struct fixture *f = *state;

	mapd(f, 5, 5, ITT);
	mapc(f, 0, 0);
	for (uint32_t e = 0; e < 17; e++)
		mapti(f, 5, e, 8192 + e, 0);
	for (uint32_t e = 0; e < 16; e++)
		assert_int_equal(msi(f, 5, e), 1);
	assert_int_equal(its_of(f).cached, 16);
	assert_int_equal(msi(f, 5, 0), 1); /* used again */
	assert_int_equal(msi(f, 5, 16), 1);
	assert_int_equal(its_of(f).cached, 16);
	assert_true(way(f, 5, 0).cached);
	assert_false(way(f, 5, 1).cached);
	assert_true(way(f, 5, 16).cached);
}

static void warm(struct fixture *f)
{
	assert_int_equal(msi(f, 5, 3), 1);
	assert_int_equal(its_of(f).cached, 1);
}

/* KVM-IT-71: each of these voids what is cached. */
static void changes_of_a_mapping_void_the_cache(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	mapd(f, 6, 5, ITT2);
	warm(f);
	mapd(f, 6, 5, ITT2);
	assert_int_equal(its_of(f).cached, 0);
	mapti(f, 6, 0, 8200, 0);
	warm(f);
	on_lpi(f, DISCARD, 6, 0);
	assert_int_equal(its_of(f).cached, 0);
	warm(f);
	movi(f, 5, 3, 1);
	assert_int_equal(its_of(f).cached, 0);
	warm(f);
	unmapc(f, 9);
	assert_int_equal(its_of(f).cached, 0);
	warm(f);
	movall(f, 0, 1);
	assert_int_equal(its_of(f).cached, 0);
	warm(f);
	gicr_write(f, 0, 0, 4, 0);
	assert_int_equal(its_of(f).cached, 0);
	warm(f);
	gits_write(f, S_CTLR, 0);
	assert_int_equal(its_of(f).cached, 0);
}

/* KVM-IT-21: MAPC to another vCPU leaves the cache: it knows the LPI only. */
static void a_remapped_collection_keeps_the_cache(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	warm(f);
	gicr_write(f, 1, 0, 4, 0); /* voids it */
	warm(f);
	mapc(f, 0, 1);
	assert_int_equal(its_of(f).cached, 1);
	/* A hit does not ask whether vCPU 1 has LPIs enabled. */
	assert_int_equal(msi(f, 5, 3), 1);
	assert_int_equal(way(f, 5, 3).step, VGS_MSI_LPIS_DISABLED);
}

/* KVM-IT-72: an event that is mapped again is looked up again. */
static void a_discarded_event_misses(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	warm(f);
	on_lpi(f, DISCARD, 5, 3);
	mapti(f, 5, 3, 8300, 1);
	assert_int_equal(msi(f, 5, 3), 1);
	assert_int_equal(virq(f, 0, 8300).state, VGS_PENDING);
	assert_int_equal(stat_of(f, VGS_VM_STAT_CACHE_HITS), 0);
}

/* KVM-MS-21: the answer is a pair, and asking changes nothing. */
static void translate_names_lpi_and_vcpu(void **state)
{
	struct fixture *f = *state;
	uint64_t hash;

	map_one(f);
	hash = vgs_vm_hash(f->vm);
	assert_int_equal(way(f, 5, 3).step, VGS_MSI_REACHES);
	assert_int_equal(way(f, 5, 3).intid, 8195);
	assert_int_equal(way(f, 5, 3).vcpu, 0);
	assert_int_equal(way(f, 5, 3).priority, 0xa0);
	assert_false(way(f, 5, 3).cached);
	assert_int_equal(vgs_vm_hash(f->vm), hash);
	movi(f, 5, 3, 1);
	assert_int_equal(way(f, 5, 3).vcpu, 1);
}

/* The first step that stops an MSI has a name. */
static void translate_names_the_step_that_stops(void **state)
{
	struct vgs_vtranslation to;
	struct fixture *f = *state;

	map_one(f);
	mapti(f, 5, 4, 8196, 7);
	property(f, 8197, 0xa0);
	mapti(f, 5, 5, 8197, 0);
	assert_int_equal(way(f, 0x10000, 3).step, VGS_MSI_DEVICE_OUT_OF_RANGE);
	assert_int_equal(way(f, 6, 3).step, VGS_MSI_DEVICE_UNMAPPED);
	assert_int_equal(way(f, 5, 32).step, VGS_MSI_EVENT_OUT_OF_RANGE);
	assert_int_equal(way(f, 5, 9).step, VGS_MSI_EVENT_UNMAPPED);
	assert_int_equal(way(f, 5, 4).step, VGS_MSI_COLLECTION_UNMAPPED);
	assert_int_equal(way(f, 5, 4).intid, 8196);
	assert_int_equal(way(f, 5, 5).step, VGS_MSI_PROPERTY_DISABLED);
	gicr_write(f, 0, 0, 4, 0);
	assert_int_equal(way(f, 5, 3).step, VGS_MSI_LPIS_DISABLED);
	gits_write(f, S_CTLR, 0);
	assert_int_equal(way(f, 5, 3).step, VGS_MSI_ITS_DISABLED);
	assert_int_equal(vgs_vgic_translate(f->vm, 1, 5, 3, &to), -VGS_ERANGE);
}

static int inject_lpi(struct fixture *f, uint32_t intid)
{
	int rc = -1000;

	assert_int_equal(vgs_vgic_inject_lpi(f->vm, 0, intid, &rc), 0);
	return rc;
}

/* KVM-MS-20: with an ITS nobody else chooses LPIs. */
static void an_its_excludes_direct_lpis(void **state)
{
	struct fixture *f = *state;

	map_one(f);
	assert_int_equal(inject_lpi(f, 8195), -22);
	assert_int_equal(virq(f, 0, 8195).state, VGS_INACTIVE);
}

/* A VM without an ITS whose VMM translates MSIs. */
static int set_up_direct(void **state)
{
	struct vgs_vm_config cfg;
	struct fixture *f;

	set_up_raw(state);
	f = *state;
	cfg = *vgs_vm_config(f->vm);
	cfg.its = 0;
	cfg.lpis = 2;
	cfg.hw = NULL;
	f->host = vgs_host_free(f->host);
	f->vm = vgs_vm_free(f->vm);
	cfg.affinities = NULL;
	assert_int_equal(vgs_vm_new(&cfg, &f->vm), 0);
	start_guest(f);
	return 0;
}

/* KVM-MS-20: without one, user space sends LPIs by number. */
static void without_an_its_lpis_are_sent_by_number(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(inject_lpi(f, 8192), -16);
	lpis_on(f, 0);
	assert_int_equal(inject_lpi(f, 8191), -22);
	assert_int_equal(inject_lpi(f, 65536), -22);
	assert_int_equal(inject_lpi(f, 8192), 1);
	assert_int_equal(virq(f, 0, 8192).state, VGS_PENDING);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 8192);
	guest_ends(f, 0, 8192);
	leave(f, 0);
	assert_false(exists(f, 8192));
}

/* One that the guest disabled waits; the maximum is a maximum. */
static void a_disabled_direct_lpi_waits(void **state)
{
	struct fixture *f = *state;

	lpis_on(f, 0);
	property(f, 8200, 0xa0);
	assert_int_equal(inject_lpi(f, 8200), 1);
	assert_int_equal(virq(f, 0, 8200).vcpu, VGS_NO_VCPU);
	assert_int_equal(inject_lpi(f, 8201), 1);
	assert_int_equal(inject_lpi(f, 8202), -12);
	property(f, 8200, 0xa1);
	gicr_write(f, 0, 0xa0, 8, 8200); /* INVLPIR */
	assert_int_equal(virq(f, 0, 8200).vcpu, 0);
	f->fail_at = PROP + 8;
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 8201);
	guest_ends(f, 0, 8201);
	leave(f, 0);
	assert_int_equal(inject_lpi(f, 8200), 1); /* exists */
	f->fail_at = PROP + 10;
	assert_int_equal(inject_lpi(f, 8202), -14);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_vm_without_its_takes_no_msi, v3),
		TEST(only_errors_have_names, v3),
		ITS_TEST(an_msi_makes_its_lpi_pending, v3),
		ITS_TEST(an_msi_makes_its_lpi_pending, v3_e5),
		ITS_TEST(an_unmapped_msi_is_blocked, v3),
		ITS_TEST(a_disabled_path_is_busy, v3),
		ITS_TEST(any_address_of_the_frames_is_the_doorbell, v3),
		ITS_TEST(a_cached_translation_needs_no_devid_flag, v3),
		ITS_TEST(without_a_cache_the_flag_is_always_asked_for, none),
		ITS_TEST(the_lru_cache_forgets_the_oldest, lru),
		ITS_TEST(changes_of_a_mapping_void_the_cache, v3),
		ITS_TEST(a_remapped_collection_keeps_the_cache, v3),
		ITS_TEST(a_discarded_event_misses, v3),
		ITS_TEST(translate_names_lpi_and_vcpu, v3),
		ITS_TEST(translate_names_the_step_that_stops, v3),
		ITS_TEST(an_its_excludes_direct_lpis, v3),
		TEST_IN(direct, without_an_its_lpis_are_sent_by_number, v3),
		TEST_IN(direct, a_disabled_direct_lpi_waits, v3),
	};

	return RUN("vgic_msi", tests);
}
