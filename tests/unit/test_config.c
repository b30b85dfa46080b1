/* SPDX-License-Identifier: MIT */
/*
 * Which machines are impossible, and the name of the field that makes them so;
 * defaults and profiles.
 */
#include "check.h"

#include <libvgicsim/gic.h>

static struct vgs_gic_config v2(void)
{
	struct vgs_gic_config cfg;

	vgs_gic_config_default(&cfg, VGS_GIC_V2);
	return cfg;
}

static struct vgs_gic_config v3(void)
{
	struct vgs_gic_config cfg;

	vgs_gic_config_default(&cfg, VGS_GIC_V3);
	return cfg;
}

/* Name of the impossible field, "" for a possible machine. */
static const char *impossible(const struct vgs_gic_config *cfg)
{
	const char *field = "";
	int err = vgs_gic_config_check(cfg, &field);

	assert_int_equal(err, field[0] ? -VGS_EINVAL : 0);
	return field;
}

#define assert_possible(cfg) assert_string_equal(impossible(&(cfg)), "")
#define assert_impossible(cfg, name)                                           \
	assert_string_equal(impossible(&(cfg)), name)

/* --- defaults ----------------------------------------------------- */

static void the_defaults_of_every_version_are_possible(void **state)
{
	struct vgs_gic_config cfg;

	(void)state;
	vgs_gic_config_default(&cfg, VGS_GIC_V2);
	assert_possible(cfg);
	vgs_gic_config_default(&cfg, VGS_GIC_V3);
	assert_possible(cfg);
	vgs_gic_config_default(&cfg, VGS_GIC_V4);
	assert_possible(cfg);
	vgs_gic_config_default(&cfg, VGS_GIC_V4_1);
	assert_possible(cfg);
}

static void the_defaults_are_as_documented(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	assert_int_equal(cfg.pes, 1);
	assert_int_equal(cfg.spis, 64);
	assert_int_equal(cfg.lrs, 4);
	assert_int_equal(cfg.priority_bits, 5);
	assert_false(cfg.security);
	assert_false(cfg.virt);
}

static void the_field_may_stay_unnamed(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.pes = 0;
	assert_int_equal(vgs_gic_config_check(&cfg, NULL), -VGS_EINVAL);
}

/* --- size, version, profile --------------------------------------- */

static void a_config_of_another_size_is_impossible(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.size--;
	assert_impossible(cfg, "size");
}

static void versions_that_do_not_exist_are_impossible(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.version = (enum vgs_version)1;
	assert_impossible(cfg, "version");
	cfg.version = (enum vgs_version)6;
	assert_impossible(cfg, "version");
}

static void a_profile_that_does_not_exist_is_impossible(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.profile = VGS_PROFILES;
	assert_impossible(cfg, "profile");
}

static void enumerators_that_do_not_exist_are_impossible(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.reset = (enum vgs_reset_mode)2;
	assert_impossible(cfg, "reset");
	cfg = v3();
	cfg.its_error = (enum vgs_its_error)2;
	assert_impossible(cfg, "its_error");
	cfg = v3();
	cfg.lpi_cache = (enum vgs_lpi_cache)2;
	assert_impossible(cfg, "lpi_cache");
}

/* --- PEs ---------------------------------------------------------- */

static void no_pe_is_impossible(void **state)
{
	struct vgs_gic_config cfg = v3(), old = v2();

	(void)state;
	cfg.pes = 0;
	assert_impossible(cfg, "pes");
	old.pes = 0;
	assert_impossible(old, "pes");
}

static void gicv3_has_at_most_512_pes(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.pes = 512;
	assert_possible(cfg);
	cfg.pes = 513;
	assert_impossible(cfg, "pes");
}

/* GIC-G1 */
static void gicv2_has_at_most_8_pes(void **state)
{
	struct vgs_gic_config cfg = v2();

	(void)state;
	cfg.pes = 8;
	assert_possible(cfg);
	cfg.pes = 9;
	assert_impossible(cfg, "pes");
}

static void two_pes_with_one_affinity_are_impossible(void **state)
{
	static const uint32_t affinities[] = { 0x000, 0x001, 0x100, 0x001 };
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.affinities = affinities;
	cfg.pes = 3;
	assert_possible(cfg);
	cfg.pes = 4;
	assert_impossible(cfg, "affinities");
}

/* --- interrupts --------------------------------------------------- */

/* Any number, not only multiples of 32. */
static void any_number_of_spis_up_to_988_is_possible(void **state)
{
	struct vgs_gic_config cfg = v3(), old = v2();

	(void)state;
	for (unsigned spis = 0; spis <= 988; spis++) {
		cfg.spis = spis;
		assert_possible(cfg);
		old.spis = spis;
		assert_possible(old);
	}
}

/* GIC-B1: 1020 and up are special. */
static void spi_989_is_impossible(void **state)
{
	struct vgs_gic_config cfg = v3(), old = v2();

	(void)state;
	cfg.spis = 989;
	assert_impossible(cfg, "spis");
	old.spis = 989;
	assert_impossible(old, "spis");
}

static void extended_spis_come_in_32s_up_to_1024(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.espis = 1024;
	assert_possible(cfg);
	cfg.espis = 1056;
	assert_impossible(cfg, "espis");
	cfg.espis = 33;
	assert_impossible(cfg, "espis");
}

static void extended_ppis_come_in_32s_up_to_64(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.eppis = 64;
	assert_possible(cfg);
	cfg.eppis = 96;
	assert_impossible(cfg, "eppis");
	cfg.eppis = 16;
	assert_impossible(cfg, "eppis");
}

/* GIC-N1, GIC-M1, GIC-K1, GIC-K9: what a GICv2 cannot have is named. */
static void what_only_a_gicv3_has_is_impossible_in_a_gicv2(void **state)
{
	(void)state;
#define ONLY_V3(field, value, name)                                            \
	do {                                                                   \
		struct vgs_gic_config cfg = v2();                              \
                                                                               \
		cfg.field = value;                                             \
		assert_impossible(cfg, name);                                  \
	} while (0)
	ONLY_V3(espis, 32, "espis");
	ONLY_V3(eppis, 32, "eppis");
	ONLY_V3(its, 1, "its");
	ONLY_V3(nmi, true, "nmi");
	ONLY_V3(legacy, true, "legacy");
	ONLY_V3(no_1ofn, true, "no_1ofn");
	ONLY_V3(rss, true, "rss");
	ONLY_V3(mbis, true, "mbis");
	ONLY_V3(direct_lpi, true, "direct_lpi");
	ONLY_V3(gicr_region_count, 1, "gicr_regions");
#undef ONLY_V3
}

static void what_only_a_gicv2_has_is_impossible_in_a_gicv3(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.lockable_spis = 1;
	assert_impossible(cfg, "lockable_spis");
	cfg = v3();
	cfg.cfgsdisable = true;
	assert_impossible(cfg, "cfgsdisable");
	cfg = v3();
	cfg.cpu_interfaces[0] = 1;
	cfg.cpu_interfaces[1] = 0;
	assert_impossible(cfg, "cpu_interfaces");
}

/* GIC-M7 */
static void the_spis_of_an_msi_frame_exist(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.msi_spi = 32;
	cfg.msi_spis = 32;
	assert_possible(cfg);
	cfg.msi_spis = 33;
	assert_impossible(cfg, "msi_spis");
	cfg.msi_spi = 65;
	cfg.msi_spis = 0;
	assert_impossible(cfg, "msi_spis");
}

static void frames_that_overlap_are_impossible(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.frames[VGS_FRAME_GICR] = cfg.frames[VGS_FRAME_GICD] + 0xf000;
	assert_impossible(cfg, "frames");
	cfg.frames[VGS_FRAME_GICR] = cfg.frames[VGS_FRAME_GICD] + 0x10000;
	assert_possible(cfg);
	/* The last Redistributor counts too. */
	cfg.frames[VGS_FRAME_GICR] = cfg.frames[VGS_FRAME_GICD] - 0x40000;
	cfg.pes = 2;
	assert_possible(cfg);
	cfg.pes = 3;
	assert_impossible(cfg, "frames");
	/* A frame that the machine does not have is nowhere. */
	cfg = v3();
	cfg.frames[VGS_FRAME_GITS] = cfg.frames[VGS_FRAME_GICD];
	assert_possible(cfg);
	cfg.its = 1;
	assert_impossible(cfg, "frames");
	cfg.frames[VGS_FRAME_GITS] = UINT64_MAX - 0x1ffff;
	assert_impossible(cfg, "frames");
	cfg.frames[VGS_FRAME_GITS] = UINT64_MAX;
	assert_possible(cfg);
}

/* GIC-I29 */
static void a_region_that_overlaps_another_frame_is_impossible(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.gicr_region_count = 1;
	cfg.gicr_regions[0].pes = 1;
	cfg.gicr_regions[0].base = cfg.frames[VGS_FRAME_GICD];
	assert_impossible(cfg, "frames");
	cfg.gicr_regions[0].base = 0x20000000;
	assert_possible(cfg);
	/* With regions, what frames[] says of GICR does not count. */
	cfg.frames[VGS_FRAME_GICR] = cfg.frames[VGS_FRAME_GICD];
	assert_possible(cfg);
	cfg.its = 1;
	cfg.frames[VGS_FRAME_GITS] = 0x20010000;
	assert_impossible(cfg, "frames");
}

static void lockable_spis_are_at_most_31(void **state)
{
	struct vgs_gic_config cfg = v2();

	(void)state;
	cfg.lockable_spis = 31;
	assert_possible(cfg);
	cfg.lockable_spis = 32;
	assert_impossible(cfg, "lockable_spis");
}

static void lpi_intids_have_14_to_24_bits(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.lpi_id_bits = 14;
	assert_possible(cfg);
	cfg.lpi_id_bits = 24;
	assert_possible(cfg);
	cfg.lpi_id_bits = 13;
	assert_impossible(cfg, "lpi_id_bits");
	cfg.lpi_id_bits = 25;
	assert_impossible(cfg, "lpi_id_bits");
}

static void the_maintenance_interrupt_is_a_ppi_or_none(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.maintenance_intid = 0;
	assert_possible(cfg);
	cfg.maintenance_intid = 16;
	assert_possible(cfg);
	cfg.maintenance_intid = 15;
	assert_impossible(cfg, "maintenance_intid");
	cfg.maintenance_intid = 32;
	assert_impossible(cfg, "maintenance_intid");
}

/* --- list registers ----------------------------------------------- */

static void gicv3_has_1_to_16_list_registers(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.lrs = 1;
	assert_possible(cfg);
	cfg.lrs = 16;
	assert_possible(cfg);
	cfg.lrs = 0;
	assert_impossible(cfg, "lrs");
	cfg.lrs = 17;
	assert_impossible(cfg, "lrs");
}

static void gicv2_has_1_to_64_list_registers(void **state)
{
	struct vgs_gic_config cfg = v2();

	(void)state;
	cfg.lrs = 64;
	assert_possible(cfg);
	cfg.lrs = 0;
	assert_impossible(cfg, "lrs");
	cfg.lrs = 65;
	assert_impossible(cfg, "lrs");
}

/* --- priorities --------------------------------------------------- */

/* GIC-D2 */
static void four_priority_bits_need_one_security_state(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.priority_bits = 4;
	assert_possible(cfg);
	cfg.security = true;
	assert_impossible(cfg, "priority_bits");
	cfg.priority_bits = 5;
	assert_possible(cfg);
}

/* GIC-D2, GIC-D3 */
static void priorities_have_4_to_8_bits(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.priority_bits = 8;
	assert_possible(cfg);
	cfg.priority_bits = 3;
	assert_impossible(cfg, "priority_bits");
	cfg.priority_bits = 9;
	assert_impossible(cfg, "priority_bits");
}

/* GIC-D2 */
static void virtual_priorities_have_5_to_8_bits(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.vpriority_bits = 8;
	assert_possible(cfg);
	cfg.vpriority_bits = 4;
	assert_impossible(cfg, "vpriority_bits");
	cfg.vpriority_bits = 9;
	assert_impossible(cfg, "vpriority_bits");
}

/* GIC-S12: a list register of a GICv2 has room for five. */
static void virtual_priorities_of_a_gicv2_have_5_bits(void **state)
{
	struct vgs_gic_config cfg = v2();

	(void)state;
	for (unsigned bits = 6; bits <= 8; bits++) {
		cfg.vpriority_bits = bits;
		assert_impossible(cfg, "vpriority_bits");
	}
	cfg.vpriority_bits = 4;
	assert_impossible(cfg, "vpriority_bits");
	cfg.vpriority_bits = 5;
	assert_possible(cfg);
}

/* GIC-D4 */
static void preemption_bits_are_4_to_7_and_not_above_priority(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.preemption_bits = 5;
	assert_possible(cfg);
	cfg.preemption_bits = 6;
	assert_impossible(cfg, "preemption_bits");
	cfg.preemption_bits = 3;
	assert_impossible(cfg, "preemption_bits");
	cfg.priority_bits = 8;
	cfg.preemption_bits = 7;
	assert_possible(cfg);
	cfg.preemption_bits = 8;
	assert_impossible(cfg, "preemption_bits");
}

/* GIC-D4 */
static void virtual_preemption_bits_are_5_to_7_likewise(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.vpreemption_bits = 4;
	assert_impossible(cfg, "vpreemption_bits");
	cfg.vpreemption_bits = 6;
	assert_impossible(cfg, "vpreemption_bits");
	cfg.vpriority_bits = 8;
	cfg.vpreemption_bits = 7;
	assert_possible(cfg);
	cfg.vpreemption_bits = 8;
	assert_impossible(cfg, "vpreemption_bits");
}

/* --- the rest ----------------------------------------------------- */

static void *some_zalloc(void *user, size_t size)
{
	(void)user;
	(void)size;
	return NULL;
}

static void half_an_allocator_is_impossible(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.alloc.zalloc = some_zalloc;
	assert_impossible(cfg, "alloc");
}

static void a_choice_without_such_an_alternative_is_impossible(void **state)
{
	struct vgs_gic_config cfg = v3();

	(void)state;
	cfg.choices[0] = 2;
	assert_impossible(cfg, "choices");
	cfg.choices[0] = 200;
	assert_impossible(cfg, "choices");
}

static void creation_refuses_an_impossible_config(void **state)
{
	struct vgs_gic_config cfg = v3();
	struct vgs_gic *gic = (struct vgs_gic *)&cfg;

	(void)state;
	cfg.pes = 513;
	assert_int_equal(vgs_gic_new(&cfg, &gic), -VGS_EINVAL);
	assert_ptr_equal(gic, &cfg);
}

/* --- profiles ----------------------------------------------------- */

static void every_profile_leaves_the_config_possible(void **state)
{
	(void)state;
	for (int p = VGS_PROFILE_DEFAULT; p < VGS_PROFILES; p++) {
		struct vgs_gic_config cfg = v3();

		assert_int_equal(
			vgs_gic_config_profile(&cfg, (enum vgs_profile)p), 0);
		assert_int_equal(cfg.profile, p);
		assert_possible(cfg);
	}
}

/* GIC-D37, GIC-I13: what was recorded there. */
static void qemu_virt_hides_and_has_no_1_of_n(void **state)
{
	struct vgs_gic_config cfg = v3();
	struct vgs_gic_config same;

	(void)state;
	vgs_gic_config_profile(&cfg, VGS_PROFILE_QEMU_VIRT);
	assert_true(cfg.no_1ofn);
	same = cfg;
	assert_int_equal(vgs_gic_config_choose(&same, "GIC-D37", "hidden"), 0);
	assert_memory_equal(same.choices, cfg.choices, sizeof(cfg.choices));
}

static void an_unknown_profile_changes_nothing(void **state)
{
	struct vgs_gic_config cfg = v3(), before = cfg;

	(void)state;
	assert_int_equal(vgs_gic_config_profile(&cfg, VGS_PROFILES),
			 -VGS_EINVAL);
	assert_memory_equal(&cfg, &before, sizeof(cfg));
}

/* All that a machine can have, each with a state of its own. */
static void every_part_finds_its_place(void **state)
{
	static const enum vgs_version versions[] = { VGS_GIC_V3, VGS_GIC_V4,
						     VGS_GIC_V4_1 };

	(void)state;
	for (unsigned n = 0; n < 3; n++) {
		struct vgs_gic_config cfg;
		struct vgs_gic *gic = NULL;

		vgs_gic_config_default(&cfg, versions[n]);
		cfg.pes = 3;
		cfg.espis = cfg.eppis = 32;
		cfg.security = cfg.virt = cfg.legacy = cfg.mbis = true;
		cfg.direct_lpi = n == 0;
		cfg.its = 2;
		cfg.its_units[1].hcc = 4;
		assert_possible(cfg);
		assert_int_equal(vgs_gic_new(&cfg, &gic), 0);
		vgs_gic_free(gic);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_defaults_of_every_version_are_possible),
		cmocka_unit_test(the_defaults_are_as_documented),
		cmocka_unit_test(the_field_may_stay_unnamed),
		cmocka_unit_test(a_config_of_another_size_is_impossible),
		cmocka_unit_test(versions_that_do_not_exist_are_impossible),
		cmocka_unit_test(a_profile_that_does_not_exist_is_impossible),
		cmocka_unit_test(enumerators_that_do_not_exist_are_impossible),
		cmocka_unit_test(no_pe_is_impossible),
		cmocka_unit_test(gicv3_has_at_most_512_pes),
		cmocka_unit_test(gicv2_has_at_most_8_pes),
		cmocka_unit_test(two_pes_with_one_affinity_are_impossible),
		cmocka_unit_test(any_number_of_spis_up_to_988_is_possible),
		cmocka_unit_test(spi_989_is_impossible),
		cmocka_unit_test(extended_spis_come_in_32s_up_to_1024),
		cmocka_unit_test(extended_ppis_come_in_32s_up_to_64),
		cmocka_unit_test(
			what_only_a_gicv3_has_is_impossible_in_a_gicv2),
		cmocka_unit_test(
			what_only_a_gicv2_has_is_impossible_in_a_gicv3),
		cmocka_unit_test(the_spis_of_an_msi_frame_exist),
		cmocka_unit_test(frames_that_overlap_are_impossible),
		cmocka_unit_test(
			a_region_that_overlaps_another_frame_is_impossible),
		cmocka_unit_test(lockable_spis_are_at_most_31),
		cmocka_unit_test(lpi_intids_have_14_to_24_bits),
		cmocka_unit_test(the_maintenance_interrupt_is_a_ppi_or_none),
		cmocka_unit_test(gicv3_has_1_to_16_list_registers),
		cmocka_unit_test(gicv2_has_1_to_64_list_registers),
		cmocka_unit_test(four_priority_bits_need_one_security_state),
		cmocka_unit_test(priorities_have_4_to_8_bits),
		cmocka_unit_test(virtual_priorities_have_5_to_8_bits),
		cmocka_unit_test(virtual_priorities_of_a_gicv2_have_5_bits),
		cmocka_unit_test(
			preemption_bits_are_4_to_7_and_not_above_priority),
		cmocka_unit_test(virtual_preemption_bits_are_5_to_7_likewise),
		cmocka_unit_test(half_an_allocator_is_impossible),
		cmocka_unit_test(
			a_choice_without_such_an_alternative_is_impossible),
		cmocka_unit_test(creation_refuses_an_impossible_config),
		cmocka_unit_test(every_part_finds_its_place),
		cmocka_unit_test(every_profile_leaves_the_config_possible),
		cmocka_unit_test(qemu_virt_hides_and_has_no_1_of_n),
		cmocka_unit_test(an_unknown_profile_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
