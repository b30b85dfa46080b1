/* SPDX-License-Identifier: MIT */
/*
 * Save, restore, copy, hash and diff; images as hostile input.
 */
#include "machine.h"

#include "core.h"

/* An image of a machine, to be freed by the caller. */
static unsigned char *image_of(struct machine *m, size_t *ret_size)
{
	unsigned char *image;

	*ret_size = vgs_gic_save_size(m->gic);
	image = malloc(*ret_size);
	assert_non_null(image);
	assert_int_equal(vgs_gic_save(m->gic, image, *ret_size), 0);
	return image;
}

/* Something pending, active, masked and in a list register. */
static void busy(struct machine *m)
{
	line(m, 40, true);
	gicc_read(m, 0, GICC_IAR);
	line(m, 41, true);
	line(m, 42, true);
	machine_write(m, 1, VGS_FRAME_GICD, GICD_SGIR, 4, 1u << 16 | 3);
	machine_write(m, 0, VGS_FRAME_GICH, GICH_HCR, 4, 1);
	machine_write(m, 0, VGS_FRAME_GICH, GICH_LR, 4, 0x1800001b);
}

static void a_restored_machine_is_the_saved_one(void **state)
{
	struct machine *m = *state;
	struct vgs_gic *other = NULL;
	unsigned char *image;
	size_t size;

	busy(m);
	image = image_of(m, &size);
	assert_int_equal(vgs_gic_new(&m->cfg, &other), 0);
	assert_int_equal(vgs_gic_restore(other, image, size), 0);
	assert_int_equal(vgs_gic_diff(m->gic, other, NULL, NULL), 0);
	assert_int_equal(vgs_gic_hash(other), vgs_gic_hash(m->gic));
	free(image);
	vgs_gic_free(other);
}

static void a_restored_machine_signals_what_the_saved_one_did(void **state)
{
	struct machine *m = *state;
	struct vgs_gic *other = NULL;
	unsigned char *image;
	size_t size;

	busy(m);
	image = image_of(m, &size);
	assert_int_equal(vgs_gic_new(&m->cfg, &other), 0);
	vgs_gic_restore(other, image, size);
	assert_int_equal(vgs_gic_signals(other, 0), VGS_SIG_IRQ);
	assert_int_equal(vgs_gic_signals(other, 1), VGS_SIG_IRQ);
	assert_int_equal(vgs_gic_check(other, NULL), 0);
	free(image);
	vgs_gic_free(other);
}

static void saving_twice_gives_the_same_bytes(void **state)
{
	struct machine *m = *state;
	unsigned char *a, *b;
	size_t size;

	busy(m);
	a = image_of(m, &size);
	b = image_of(m, &size);
	assert_memory_equal(a, b, size);
	free(a);
	free(b);
}

/* Offsets of the header, and values in the order of x86 memory. */
static void an_image_is_little_endian(void **state)
{
	struct machine *m = *state;
	unsigned char *image;
	size_t size;

	image = image_of(m, &size);
	assert_memory_equal(image, "VGICSIM\0\1\0\0\0\0\0\0\0", 16);
	assert_int_equal(image[24] | image[25] << 8, (int)(size & 0xffff));
	free(image);
}

static void restoring_over_a_busy_machine_leaves_nothing_of_it(void **state)
{
	struct machine *m = *state;
	uint64_t before = vgs_gic_hash(m->gic);
	unsigned char *image;
	size_t size;

	image = image_of(m, &size);
	busy(m);
	assert_int_not_equal(vgs_gic_hash(m->gic), before);
	assert_int_equal(vgs_gic_restore(m->gic, image, size), 0);
	assert_int_equal(vgs_gic_hash(m->gic), before);
	assert_int_equal(vgs_gic_signals(m->gic, 0), 0);
	free(image);
}

static void a_buffer_too_small_is_not_written(void **state)
{
	struct machine *m = *state;
	size_t size = vgs_gic_save_size(m->gic);
	unsigned char *buf = calloc(1, size);

	assert_non_null(buf);
	assert_int_equal(vgs_gic_save(m->gic, buf, size - 1), -VGS_ERANGE);
	assert_int_equal(buf[0], 0);
	free(buf);
}

static void an_image_cut_short_is_refused(void **state)
{
	struct machine *m = *state;
	unsigned char *image;
	size_t size;

	image = image_of(m, &size);
	for (size_t n = 0; n < size; n++)
		assert_int_equal(vgs_gic_restore(m->gic, image, n),
				 -VGS_ECORRUPT);
	free(image);
}

static void an_image_of_another_machine_is_refused(void **state)
{
	struct machine *m = *state;
	struct machine other;
	unsigned char *image;
	size_t size;

	image = image_of(m, &size);
	machine_config(&other);
	other.cfg.security = true;
	machine_start(&other);
	assert_int_equal(vgs_gic_save_size(other.gic), size);
	assert_int_equal(vgs_gic_restore(other.gic, image, size),
			 -VGS_ECORRUPT);
	vgs_gic_free(other.gic);
	free(image);
}

/* CPU interface numbers decide what a byte of ITARGETSR means. */
static void other_cpu_interface_numbers_are_another_machine(void **state)
{
	struct machine *m = *state;
	struct machine other;

	machine_config(&other);
	other.cfg.cpu_interfaces[1] = 5;
	machine_start(&other);
	assert_int_equal(vgs_gic_copy(other.gic, m->gic), -VGS_EINVAL);
	vgs_gic_free(other.gic);
}

/* What GITS_TYPER says of an ITS decides what its registers mean. */
static void an_image_of_another_its_is_refused(void **state)
{
	struct vgs_gic_config cfg;
	struct vgs_gic *gics[6] = { NULL };
	unsigned char *image;
	size_t size;

	(void)state;
	for (unsigned i = 0; i < COUNT_OF(gics); i++) {
		struct vgs_its_config *its = &cfg.its_units[0];

		vgs_gic_config_default(&cfg, VGS_GIC_V3);
		cfg.its = 1;
		its->hcc = i == 1 ? 4 : 0;
		its->cct = i == 2;
		its->cil = i != 3;
		its->itt_entry_size = i == 4 ? 8 : 12;
		its->seis = i == 5;
		assert_int_equal(vgs_gic_new(&cfg, &gics[i]), 0);
	}
	size = vgs_gic_save_size(gics[0]);
	image = malloc(size);
	assert_non_null(image);
	assert_int_equal(vgs_gic_save(gics[0], image, size), 0);
	assert_int_equal(vgs_gic_restore(gics[0], image, size), 0);
	for (unsigned i = 1; i < COUNT_OF(gics); i++) {
		assert_int_equal(vgs_gic_restore(gics[i], image, size),
				 -VGS_ECORRUPT);
		assert_int_equal(vgs_gic_copy(gics[i], gics[0]), -VGS_EINVAL);
	}
	for (unsigned i = 0; i < COUNT_OF(gics); i++)
		vgs_gic_free(gics[i]);
	free(image);
}

/* Every byte, every way: refused with nothing changed, or sound. */
static void no_corrupt_image_breaks_the_invariants(void **state)
{
	struct machine *m = *state;
	struct vgs_gic *victim = NULL;
	uint64_t clean;
	unsigned char *image;
	unsigned refused = 0;
	size_t size;

	busy(m);
	image = image_of(m, &size);
	assert_int_equal(vgs_gic_new(&m->cfg, &victim), 0);
	clean = vgs_gic_hash(victim);
	for (size_t i = 0; i < size * 8; i++) {
		const char *name = "";
		int err;

		image[i / 8] ^= (unsigned char)(1u << i % 8);
		err = vgs_gic_restore(victim, image, size);
		if (err) {
			assert_int_equal(err, -VGS_ECORRUPT);
			assert_int_equal(vgs_gic_hash(victim), clean);
			refused++;
		} else {
			vgs_gic_check(victim, &name);
			assert_string_equal(name, "");
			assert_null(vgs_gic_bug(victim));
			clean = vgs_gic_hash(victim);
		}
		image[i / 8] ^= (unsigned char)(1u << i % 8);
	}
	assert_true(refused > size);
	vgs_gic_free(victim);
	free(image);
}

/* Bytes of the image of a GICv2 from the start of a section's item. */
static unsigned char *item_in(struct machine *m, unsigned char *image,
			      const char *name, unsigned index)
{
	unsigned char *at = image + 32;

	for (unsigned i = 0; i < m->gic->section_count; i++) {
		const struct vgs_section *section = &m->gic->sections[i];

		if (!strcmp(section->name, name))
			return at + (size_t)section->item_size * index;
		at += (size_t)section->item_size * section->count;
	}
	fail_msg("no section %s", name);
	return NULL;
}

/* GIC-C1: no access could take it away, so software would be stuck with it. */
static void what_only_a_gicv3_keeps_is_refused_by_a_gicv2(void **state)
{
	static const struct {
		const char *section;
		unsigned offset;
		unsigned char value;
	} cases[] = {
		/* Asleep, an NMI active, Secure Group 1 active. */
		{ "pe", offsetof(struct vgs_pe, awake), 0 },
		{ "pe", offsetof(struct vgs_pe, cpu.ap_nmi), 2 },
		{ "pe", offsetof(struct vgs_pe, cpu.ap[VGS_G1S]), 1 },
		{ "pe", offsetof(struct vgs_pe, cpu.igrpen), 7 },
		{ "pe", offsetof(struct vgs_pe, cpu.cbpr), 1 },
		{ "pe", offsetof(struct vgs_pe, cpu.eoimode), 4 },
		{ "vif", offsetof(struct vgs_vif, cpu.ap[VGS_G1S]), 1 },
		/* GICH_LR: ten bits of INTID, three of CPUID, no NMI. */
		{ "lr", offsetof(struct vgs_lr, vintid) + 1, 4 },
		{ "lr", offsetof(struct vgs_lr, pintid) + 1, 4 },
		{ "lr", offsetof(struct vgs_lr, source), 8 },
		{ "lr", offsetof(struct vgs_lr, flags), VGS_LR_NMI },
		{ "lr", offsetof(struct vgs_lr, flags), 3 },
		/* Group modifier, NMI, a message. */
		{ "irq", offsetof(struct vgs_irq, bits), VGS_IRQ_GRPMOD },
		{ "irq", offsetof(struct vgs_irq, bits), VGS_IRQ_NMI },
		{ "irq", offsetof(struct vgs_irq, bits) + 1, 4 },
	};
	struct machine *m = *state;
	unsigned char *image;
	size_t size;

	image = image_of(m, &size);
	assert_int_equal(vgs_gic_restore(m->gic, image, size), 0);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		unsigned char *at = item_in(m, image, cases[i].section, 1) +
				    cases[i].offset;
		unsigned char old = *at;

		*at = cases[i].value;
		if (vgs_gic_restore(m->gic, image, size) != -VGS_ECORRUPT)
			fail_msg("case %zu is not refused", i);
		*at = old;
	}
	free(image);
}

/* What is padding in an image is zero, so that equal state is equal bytes. */
static void padding_that_is_not_zero_is_refused(void **state)
{
	struct machine *m = *state;
	unsigned char *image;
	size_t size, at;

	image = image_of(m, &size);
	/* The last byte of the section "pe" of PE 1. */
	at = 32 + (size_t)m->gic->slots * sizeof(struct vgs_irq) +
	     2 * sizeof(struct vgs_pe) - 1;
	image[at] = 1;
	assert_int_equal(vgs_gic_restore(m->gic, image, size), -VGS_ECORRUPT);
	free(image);
}

/* snapshot.c validates items one by one in a buffer of this size. */
static void every_item_fits_the_validation_buffer(void **state)
{
	struct machine *m = *state;

	for (unsigned i = 0; i < m->gic->section_count; i++)
		assert_in_range(m->gic->sections[i].item_size, 1, 512);
}

/* Every byte of the state is in some member: nothing escapes the image. */
static void every_section_is_covered_by_its_members(void **state)
{
	struct machine *m = *state;

	for (unsigned i = 0; i < m->gic->section_count; i++) {
		const struct vgs_section *section = &m->gic->sections[i];
		uint32_t covered = 0;

		for (unsigned k = 0; k < section->member_count; k++)
			covered += (uint32_t)section->members[k].size *
				   section->members[k].count;
		assert_int_equal(covered, section->item_size);
	}
}

/* --- copy --------------------------------------------------------- */

static void a_copy_is_equal_and_independent(void **state)
{
	struct machine *m = *state;
	struct vgs_gic *copy = NULL;

	busy(m);
	assert_int_equal(vgs_gic_new(&m->cfg, &copy), 0);
	assert_int_equal(vgs_gic_copy(copy, m->gic), 0);
	assert_int_equal(vgs_gic_hash(copy), vgs_gic_hash(m->gic));
	assert_int_equal(vgs_gic_signals(copy, 1), VGS_SIG_IRQ);
	line(m, 42, false);
	assert_int_equal(vgs_gic_signals(m->gic, 1), 0);
	assert_int_equal(vgs_gic_signals(copy, 1), VGS_SIG_IRQ);
	vgs_gic_free(copy);
}

static void machines_of_different_shape_cannot_be_copied(void **state)
{
	struct machine *m = *state;
	struct machine other;

	machine_config(&other);
	other.cfg.spis = 32;
	machine_start(&other);
	assert_int_equal(vgs_gic_copy(other.gic, m->gic), -VGS_EINVAL);
	assert_int_equal(vgs_gic_diff(other.gic, m->gic, NULL, NULL),
			 -VGS_EINVAL);
	vgs_gic_free(other.gic);
}

/* --- hash and diff ------------------------------------------------ */

/* Flip each byte of each item, without asking how it is made of members. */
static void every_byte_of_the_state_is_in_hash_and_diff(void **state)
{
	struct machine *m = *state;
	uint64_t before = vgs_gic_hash(m->gic);
	struct vgs_gic *copy = NULL;

	assert_int_equal(vgs_gic_new(&m->cfg, &copy), 0);
	vgs_gic_copy(copy, m->gic);
	for (unsigned i = 0; i < m->gic->section_count; i++) {
		const struct vgs_section *section = &m->gic->sections[i];
		size_t size = (size_t)section->item_size * section->count;
		unsigned char *bytes = section->items;

		for (size_t at = 0; at < size; at++) {
			bytes[at] ^= 0x40;
			assert_int_not_equal(vgs_gic_hash(m->gic), before);
			assert_int_equal(vgs_gic_diff(m->gic, copy, NULL, NULL),
					 1);
			bytes[at] ^= 0x40;
		}
	}
	vgs_gic_free(copy);
}

static void a_wire_is_state_of_the_hash(void **state)
{
	struct machine *m = *state;
	uint64_t before = vgs_gic_hash(m->gic);

	line(m, 95, true);
	assert_int_not_equal(vgs_gic_hash(m->gic), before);
	line(m, 95, false);
	assert_int_equal(vgs_gic_hash(m->gic), before);
}

struct seen {
	unsigned count;
	char where[96];
	uint64_t a, b;
};

static void note(void *user, const char *where, uint64_t a, uint64_t b)
{
	struct seen *seen = user;

	seen->count++;
	strncpy(seen->where, where, sizeof(seen->where) - 1);
	seen->a = a;
	seen->b = b;
}

static void a_difference_is_named_by_section_and_member(void **state)
{
	struct machine *m = *state;
	struct vgs_gic *copy = NULL;
	struct seen seen = { 0, "", 0, 0 };

	assert_int_equal(vgs_gic_new(&m->cfg, &copy), 0);
	vgs_gic_copy(copy, m->gic);
	gicc(m, 1, GICC_PMR, 0x50);
	assert_int_equal(vgs_gic_diff(m->gic, copy, note, &seen), 1);
	assert_int_equal(seen.count, 1);
	assert_string_equal(seen.where, "pe[1].cpu.pmr");
	assert_int_equal(seen.a, 0x50);
	assert_int_equal(seen.b, 0xf8);
	vgs_gic_free(copy);
}

static void an_array_member_is_named_with_its_index(void **state)
{
	struct machine *m = *state;
	struct vgs_gic *copy = NULL;
	struct seen seen = { 0, "", 0, 0 };

	assert_int_equal(vgs_gic_new(&m->cfg, &copy), 0);
	vgs_gic_copy(copy, m->gic);
	gicc(m, 0, GICC_BPR, 7);
	assert_int_equal(vgs_gic_diff(m->gic, copy, note, &seen), 1);
	assert_string_equal(seen.where, "pe[0].cpu.bpr[0]");
	vgs_gic_free(copy);
}

/* What the item is called where @slot of the irqs differs. */
static void assert_item(struct machine *m, uint32_t slot, const char *where)
{
	struct vgs_gic *copy = NULL;
	struct seen seen = { 0, "", 0, 0 };

	assert_int_equal(vgs_gic_new(&m->cfg, &copy), 0);
	vgs_gic_copy(copy, m->gic);
	copy->irqs[slot].bits ^= VGS_IRQ_LATCH;
	assert_int_equal(vgs_gic_diff(m->gic, copy, note, &seen), 1);
	assert_string_equal(seen.where, where);
	vgs_gic_free(copy);
}

static void an_interrupt_is_named_as_in_a_scenario(void **state)
{
	struct machine *m = *state;

	assert_item(m, vgs_core_slot(m->gic, 1, 42), "irq[p42].bits");
	assert_item(m, vgs_core_slot(m->gic, 1, 27), "irq[cpu1.p27].bits");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(an_interrupt_is_named_as_in_a_scenario),
		MACHINE_TEST(a_restored_machine_is_the_saved_one),
		MACHINE_TEST(a_restored_machine_signals_what_the_saved_one_did),
		MACHINE_TEST(saving_twice_gives_the_same_bytes),
		MACHINE_TEST(an_image_is_little_endian),
		MACHINE_TEST(
			restoring_over_a_busy_machine_leaves_nothing_of_it),
		MACHINE_TEST(a_buffer_too_small_is_not_written),
		MACHINE_TEST(an_image_cut_short_is_refused),
		MACHINE_TEST(an_image_of_another_machine_is_refused),
		MACHINE_TEST(other_cpu_interface_numbers_are_another_machine),
		MACHINE_TEST(no_corrupt_image_breaks_the_invariants),
		cmocka_unit_test(an_image_of_another_its_is_refused),
		MACHINE_TEST(what_only_a_gicv3_keeps_is_refused_by_a_gicv2),
		MACHINE_TEST(padding_that_is_not_zero_is_refused),
		MACHINE_TEST(every_item_fits_the_validation_buffer),
		MACHINE_TEST(every_section_is_covered_by_its_members),
		MACHINE_TEST(a_copy_is_equal_and_independent),
		MACHINE_TEST(machines_of_different_shape_cannot_be_copied),
		MACHINE_TEST(every_byte_of_the_state_is_in_hash_and_diff),
		MACHINE_TEST(a_wire_is_state_of_the_hash),
		MACHINE_TEST(a_difference_is_named_by_section_and_member),
		MACHINE_TEST(an_array_member_is_named_with_its_index),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
