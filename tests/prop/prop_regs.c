/* SPDX-License-Identifier: MIT */
/*
 * Laws that the register tables promise, tried on every row of every frame of
 * several machines: kinds of access, fields, sizes, arrays, reset, views.
 */
#include "machines.h"

#include "core.h"

/* One row of one machine, fresh for each law. */
struct subject {
	const struct prop_machine *machine;
	struct vgs_gic *gic, *before;
	const struct vgs_frame_desc *desc;
	const struct vgs_reg *reg;
	struct vgs_reg_info info;
	struct vgs_access access;
	enum vgs_frame frame;
	unsigned index;
};

typedef void (*law_fn)(struct subject *s);

/* *_STATUSR logs what had no effect: that is not an effect. */
static void count_effect(void *user, const char *where, uint64_t a, uint64_t b)
{
	unsigned *effects = user;

	(void)a;
	(void)b;
	*effects += !strstr(where, "statusr");
}

static void mark(struct subject *s)
{
	assert_int_equal(vgs_gic_copy(s->before, s->gic), 0);
}

static bool unchanged(const struct subject *s)
{
	unsigned effects = 0;

	assert_true(vgs_gic_diff(s->before, s->gic, count_effect, &effects) >=
		    0);
	return !effects;
}

static bool is_present(const struct subject *s)
{
	return !s->desc->present || s->desc->present(s->gic, s->reg);
}

static void try_row(struct subject *s, const struct vgs_reg *reg, law_fn law)
{
	s->gic = prop_new(s->machine);
	s->before = prop_new(s->machine);
	s->desc = prop_frame(s->gic, s->frame);
	s->reg = reg;
	vgs_reg_describe(reg, &s->info);
	if (is_present(s)) {
		law(s);
		prop_sound(s->gic, reg->name);
	}
	s->gic = vgs_gic_free(s->gic);
	s->before = vgs_gic_free(s->before);
}

/* Frames of a PE: the second one's, so that a mistaken 0 shows. */
static bool is_per_pe(enum vgs_frame frame)
{
	return frame == VGS_FRAME_GICR || frame == VGS_FRAME_GICH_PE;
}

static void for_each_row(law_fn law)
{
	for (size_t i = 0; i < PROP_MACHINES; i++) {
		struct vgs_gic *gic = prop_new(&prop_machines[i]);

		for (unsigned f = 0; f < VGS_FRAMES; f++) {
			enum vgs_frame frame = (enum vgs_frame)f;
			const struct vgs_frame_desc *desc =
				prop_frame(gic, frame);
			struct subject s = {
				.machine = &prop_machines[i],
				.access = { 1, VGS_SECURE },
				.frame = frame,
				.index = is_per_pe(frame) ? 1 : 0,
			};

			for (unsigned k = 0; desc && k < desc->count; k++)
				try_row(&s, &desc->regs[k], law);
		}
		vgs_gic_free(gic);
	}
}

/* --- accesses to element n of the row ----------------------------- */

static uint64_t read_at(struct subject *s, uint32_t offset, unsigned size)
{
	uint64_t value = 0;

	assert_int_equal(vgs_gic_frame_read(s->gic, &s->access, s->frame,
					    s->index, offset, size, &value),
			 0);
	return value;
}

static uint64_t peek_at(struct subject *s, uint32_t offset, unsigned size)
{
	uint64_t value = 0;

	assert_int_equal(vgs_gic_frame_peek(s->gic, &s->access, s->frame,
					    s->index, offset, size, &value),
			 0);
	return value;
}

static void write_at(struct subject *s, uint32_t offset, unsigned size,
		     uint64_t value)
{
	assert_int_equal(vgs_gic_frame_write(s->gic, &s->access, s->frame,
					     s->index, offset, size, value),
			 0);
}

#define assert_law(s, condition)                                               \
	do {                                                                   \
		if (!(condition))                                              \
			fail_msg("%s, %s: %s", (s)->machine->name,             \
				 (s)->reg->name, #condition);                  \
	} while (0)

static enum vgs_reg_access kind_of(const struct subject *s)
{
	return s->info.access;
}

#include "laws.h"

/* --- the table itself --------------------------------------------- */

static void law_order(struct subject *s)
{
	const struct vgs_reg *last = &s->desc->regs[s->desc->count - 1];
	uint32_t end = offset_of(s, s->info.count - 1u) + bytes(s);

	assert_law(s, end <= s->desc->size);
	assert_law(s, s->reg == last || end <= s->reg[1].offset);
	assert_law(s, s->info.offset % bytes(s) == 0);
}

static void rows_are_sorted_and_do_not_overlap(void **state)
{
	(void)state;
	for_each_row(law_order);
}

static void law_last(struct subject *s)
{
	unsigned n = 77, last = s->info.count - 1u;
	uint32_t past = offset_of(s, s->info.count);

	assert_law(s, vgs_reg_decode(s->desc, s->info.offset, &n) == s->reg);
	assert_law(s, n == 0);
	assert_law(s,
		   vgs_reg_decode(s->desc, offset_of(s, last), &n) == s->reg);
	assert_law(s, n == last);
	assert_law(s, vgs_reg_decode(s->desc, past, &n) != s->reg);
}

static void arrays_end_after_their_last_element(void **state)
{
	(void)state;
	for_each_row(law_last);
}

static void law_fields(struct subject *s)
{
	for (const struct vgs_field *f = s->reg->fields; f && f->name; f++) {
		assert_law(s, f->msb >= f->lsb);
		assert_law(s, f->msb < s->info.width);
		for (const struct vgs_field *g = s->reg->fields; g != f; g++)
			assert_law(s, strcmp(f->name, g->name) != 0);
	}
}

static void fields_have_names_of_their_own_and_fit(void **state)
{
	(void)state;
	for_each_row(law_fields);
}

static void law_documented(struct subject *s)
{
	assert_law(s, s->info.doc[0] != '\0');
	assert_law(s, !strchr(s->info.doc, '\n'));
}

static void every_row_says_what_it_is(void **state)
{
	(void)state;
	for_each_row(law_documented);
}

static void law_lookup(struct subject *s)
{
	struct vgs_reg_ref ref;

	if (s->frame == VGS_FRAME_GICH_PE)
		return;
	assert_law(s, !vgs_gic_reg_lookup(s->gic, s->reg->name, &ref));
	assert_law(s, !ref.sysreg && ref.frame == s->frame);
}

static void every_row_is_found_by_its_name(void **state)
{
	(void)state;
	for_each_row(law_lookup);
}

/* --- kinds of access ---------------------------------------------- */

/* GIC-A8 */
static void read_only_registers_do_not_change(void **state)
{
	(void)state;
	for_each_row(law_ro);
}

/* GIC-A8 */
static void raz_and_write_only_registers_read_zero(void **state)
{
	(void)state;
	for_each_row(law_raz);
}

/* Bits of the row's fields in the view of this access. */
static uint64_t field_bits(const struct subject *s)
{
	struct vgs_reg_ref ref = { .frame = s->frame, .info = s->info };
	const struct vgs_field *f =
		vgs_gic_reg_fields(s->gic, &ref, &s->access);
	uint64_t mask = 0;

	for (; f && f->name; f++)
		mask |= vgs_field_mask(f->msb, f->lsb);
	return mask;
}

static void law_res0(struct subject *s)
{
	uint64_t mask = field_bits(s);

	/* An array of RO identification registers has fields in some. */
	if (!mask || s->info.bits_per_intid || s->info.access == VGS_ACC_RO)
		return;
	FOR_PICKED(s, n)
	{
		assert_law(s, !(get(s, n) & ~mask));
		set(s, n, UINT64_MAX);
		/* Other fields may have come with what was written. */
		mask = field_bits(s);
		assert_law(s, !(get(s, n) & ~mask));
	}
}

static void bits_outside_all_fields_are_res0(void **state)
{
	(void)state;
	for_each_row(law_res0);
}

static void law_twice(struct subject *s)
{
	if (s->info.access != VGS_ACC_RW)
		return;
	FOR_PICKED(s, n)
	{
		uint64_t once;

		set(s, n, UINT64_MAX);
		once = get(s, n);
		set(s, n, UINT64_MAX);
		assert_law(s, get(s, n) == once);
	}
}

static void writing_twice_is_writing_once(void **state)
{
	(void)state;
	for_each_row(law_twice);
}

static void law_back(struct subject *s)
{
	if (s->info.access != VGS_ACC_RW)
		return;
	FOR_PICKED(s, n)
	{
		uint64_t before = get(s, n);

		set(s, n, before);
		assert_law(s, get(s, n) == before);
		set(s, n, UINT64_MAX);
		before = get(s, n);
		set(s, n, before);
		assert_law(s, get(s, n) == before);
	}
}

static void writing_back_what_was_read_changes_nothing(void **state)
{
	(void)state;
	for_each_row(law_back);
}

static void writing_ones_sets_and_zeros_do_nothing(void **state)
{
	(void)state;
	for_each_row(law_w1s);
	expect_effects();
}

static void writing_ones_clears_what_the_other_register_set(void **state)
{
	(void)state;
	for_each_row(law_w1c);
	expect_effects();
}

/* --- sizes -------------------------------------------------------- */

/* GIC-A6 */
static void sizes_that_are_not_listed_are_raz_and_wi(void **state)
{
	(void)state;
	for_each_row(law_sizes);
}

/* GIC-A2, GIC-A4 */
static void parts_make_the_whole(void **state)
{
	(void)state;
	for_each_row(law_parts);
}

/* GIC-A2, GIC-A4 */
static void writing_parts_is_writing_the_whole(void **state)
{
	(void)state;
	for_each_row(law_write_parts);
}

static void fields_that_do_not_read_back_are_kept_by_narrow_writes(void **state)
{
	(void)state;
	for_each_row(law_write_hidden);
	expect_hidden_bits();
}

/* --- looking ------------------------------------------------------ */

static void law_peek(struct subject *s)
{
	FOR_PICKED(s, n)
	{
		uint64_t value;

		set(s, n, UINT64_MAX);
		mark(s);
		value = get(s, n);
		assert_law(s, unchanged(s));
		assert_law(s, read_at(s, offset_of(s, n), whole(s)) == value);
		if (!s->reg->read)
			assert_law(s, unchanged(s));
	}
}

static void peeking_changes_nothing_and_sees_what_is_read(void **state)
{
	(void)state;
	for_each_row(law_peek);
}

/* --- reset -------------------------------------------------------- */

static void law_reset(struct subject *s)
{
	struct vgs_gic *fresh = prop_new(s->machine);
	struct vgs_gic *here = s->gic;
	uint64_t reset;

	s->gic = fresh;
	reset = get(s, 0);
	s->gic = here;
	/* While ARE = 0 the Redistributor's private registers are RAZ. */
	if (s->info.reset && !s->machine->legacy)
		assert_law(s, reset == s->info.reset);
	FOR_PICKED(s, n)
	{
		set(s, n, UINT64_MAX);
	}
	assert_int_equal(vgs_gic_reset(s->gic), 0);
	assert_law(s, get(s, 0) == reset);
	assert_law(s, !vgs_gic_diff(s->gic, fresh, NULL, NULL));
	vgs_gic_free(fresh);
}

static void reset_undoes_every_write(void **state)
{
	(void)state;
	for_each_row(law_reset);
}

/* --- reserved locations ------------------------------------------- */

/* GIC-A7: offsets of no row, and of rows that this machine lacks. */
static void reserved_locations_are_res0(void **state)
{
	(void)state;
	for (size_t i = 0; i < PROP_MACHINES; i++) {
		struct subject s = { .machine = &prop_machines[i],
				     .access = { 1, VGS_SECURE } };
		unsigned n;

		s.gic = prop_new(s.machine);
		s.before = prop_new(s.machine);
		for (unsigned f = 0; f < VGS_FRAMES; f++) {
			mark(&s);
			s.frame = (enum vgs_frame)f;
			s.index = is_per_pe(s.frame) ? 1 : 0;
			s.desc = prop_frame(s.gic, s.frame);
			for (uint32_t at = 0; s.desc && at < s.desc->size;
			     at += 4) {
				s.reg = vgs_reg_decode(s.desc, at, &n);
				if (s.reg && is_present(&s))
					continue;
				write_at(&s, at, 4, UINT32_MAX);
				assert_int_equal(read_at(&s, at, 4), 0);
			}
			assert_true(unchanged(&s));
		}
		vgs_gic_free(s.gic);
		vgs_gic_free(s.before);
	}
}

/* --- views -------------------------------------------------------- */

/* State of every SGI, PPI and SPI: all are Secure after reset. */
static uint64_t digest_irqs(const struct vgs_gic *gic)
{
	uint64_t digest = 0;

	for (uint32_t slot = 0; slot < gic->slots; slot++) {
		const struct vgs_irq *irq = &gic->irqs[slot];

		digest = digest * 31 + irq->bits;
		digest = digest * 31 + irq->priority;
		digest = digest * 31 + irq->cpus;
	}
	return digest;
}

static void law_nonsecure(struct subject *s)
{
	uint64_t digest = digest_irqs(s->gic);

	if (!s->machine->security || s->frame == VGS_FRAME_GICH ||
	    s->frame == VGS_FRAME_GICH_PE || s->frame == VGS_FRAME_GICV)
		return;
	s->access.security = VGS_NONSECURE;
	FOR_PICKED(s, n)
	{
		set(s, n, UINT64_MAX);
		assert_law(s, digest_irqs(s->gic) == digest);
		set(s, n, 0);
		assert_law(s, digest_irqs(s->gic) == digest);
		if (s->info.bits_per_intid)
			assert_law(s, get(s, n) == 0 ||
					      s->reg->view == VGS_VIEW_ALL);
	}
	s->access.security = VGS_SECURE;
}

/* GIC-C4 */
static void nonsecure_writes_leave_secure_interrupts_alone(void **state)
{
	(void)state;
	for_each_row(law_nonsecure);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_sorted_and_do_not_overlap),
		cmocka_unit_test(arrays_end_after_their_last_element),
		cmocka_unit_test(fields_have_names_of_their_own_and_fit),
		cmocka_unit_test(every_row_says_what_it_is),
		cmocka_unit_test(every_row_is_found_by_its_name),
		cmocka_unit_test(read_only_registers_do_not_change),
		cmocka_unit_test(raz_and_write_only_registers_read_zero),
		cmocka_unit_test(bits_outside_all_fields_are_res0),
		cmocka_unit_test(writing_twice_is_writing_once),
		cmocka_unit_test(writing_back_what_was_read_changes_nothing),
		cmocka_unit_test(writing_ones_sets_and_zeros_do_nothing),
		cmocka_unit_test(
			writing_ones_clears_what_the_other_register_set),
		cmocka_unit_test(sizes_that_are_not_listed_are_raz_and_wi),
		cmocka_unit_test(parts_make_the_whole),
		cmocka_unit_test(
			fields_that_do_not_read_back_are_kept_by_narrow_writes),
		cmocka_unit_test(writing_parts_is_writing_the_whole),
		cmocka_unit_test(peeking_changes_nothing_and_sees_what_is_read),
		cmocka_unit_test(reset_undoes_every_write),
		cmocka_unit_test(reserved_locations_are_res0),
		cmocka_unit_test(
			nonsecure_writes_leave_secure_interrupts_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
