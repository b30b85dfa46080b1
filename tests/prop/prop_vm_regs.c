/* SPDX-License-Identifier: MIT */
/*
 * Laws that the register tables of the vgic promise, tried on every row of
 * every frame that a VM has, for its guest and for user space.
 */
#include <libvgicsim/vgic.h>

#include "machines.h"
#include "vgic/vregs.h"

/* Hosts and VMs: small ones that together have every emulated frame. */
static const struct vm_shape {
	const char *name;
	enum vgs_version version;
	unsigned its;
} shapes[] = {
	{ "GICv2", VGS_GIC_V2, 0 },
	{ "GICv3", VGS_GIC_V3, 0 },
	{ "GICv3, ITS", VGS_GIC_V3, 1 },
};

/* One row of one frame of one VM, fresh for each law. */
struct subject {
	const struct vm_shape *shape;
	struct vgs_gic *gic;
	struct vgs_vm *vm, *before;
	const struct vgs_frame_desc *desc;
	const struct vgs_reg *reg;
	struct vgs_reg_info info;
	enum vgs_reg_access access; /* of who accesses */
	enum vgs_frame frame;
	bool user;
};

typedef void (*law_fn)(struct subject *s);

static struct prop_memory memory;

static struct vgs_vm *new_vm(const struct subject *s)
{
	struct vgs_vm_config cfg;
	struct vgs_vm *vm = NULL;

	vgs_vm_config_default(&cfg, s->shape->version, VGS_EPOCH_DEFAULT);
	cfg.gic = s->gic;
	cfg.vcpus = 2;
	cfg.nirqs = 64;
	cfg.its = s->shape->its;
	cfg.mem =
		(struct vgs_mem_ops){ prop_mem_read, prop_mem_write, &memory };
	assert_int_equal(vgs_vm_new(&cfg, &vm), 0);
	return vm;
}

static void begin(struct subject *s)
{
	struct vgs_gic_config cfg;

	memset(&memory, 0, sizeof(memory));
	vgs_gic_config_default(&cfg, s->shape->version);
	cfg.pes = 2;
	cfg.virt = true;
	assert_int_equal(vgs_gic_new(&cfg, &s->gic), 0);
	s->vm = new_vm(s);
	s->before = new_vm(s);
	s->desc = vgs_vm_frame(s->vm, s->frame);
}

static void end(struct subject *s)
{
	s->vm = vgs_vm_free(s->vm);
	s->before = vgs_vm_free(s->before);
	s->gic = vgs_gic_free(s->gic);
}

static void try_row(struct subject *s, unsigned row, law_fn law)
{
	const char *broken = NULL;

	begin(s);
	s->reg = &s->desc->regs[row];
	vgs_reg_describe_user(s->reg, &s->info);
	s->access = s->user ? s->info.user_access : s->info.access;
	law(s);
	if (vgs_vm_check(s->vm, &broken))
		fail_msg("%s: %s", s->reg->name, broken);
	assert_null(vgs_vm_bug(s->vm));
	end(s);
}

static unsigned rows_of(struct subject *s)
{
	unsigned count;

	begin(s);
	count = s->desc ? s->desc->count : 0;
	end(s);
	return count;
}

static void for_each_row(law_fn law)
{
	for (size_t i = 0; i < COUNT_OF(shapes); i++) {
		for (unsigned f = 0; f < VGS_FRAMES; f++) {
			struct subject s = {
				.shape = &shapes[i],
				.frame = (enum vgs_frame)f,
			};
			unsigned rows = rows_of(&s);

			for (unsigned row = 0; row < rows; row++) {
				s.user = false;
				try_row(&s, row, law);
				s.user = true;
				try_row(&s, row, law);
			}
		}
	}
}

/* --- accesses to element n of the row ----------------------------- */

/* vCPU 1, the second redistributor: so that a mistaken 0 shows. */
static struct vgs_acc access_of(const struct subject *s)
{
	return (struct vgs_acc){
		.frame = s->desc,
		.pe = 1,
		.owner = s->frame == VGS_FRAME_GICR ? 1 : 0,
		.user = s->user,
	};
}

static uint64_t peek_at(struct subject *s, uint32_t offset, unsigned size)
{
	struct vgs_acc acc = access_of(s);

	return vgs_reg_vm_peek(s->vm, &acc, offset, size);
}

static uint64_t read_at(struct subject *s, uint32_t offset, unsigned size)
{
	struct vgs_acc acc = access_of(s);

	return vgs_reg_vm_read(s->vm, &acc, offset, size);
}

static void write_at(struct subject *s, uint32_t offset, unsigned size,
		     uint64_t value)
{
	struct vgs_acc acc = access_of(s);

	/* KVM-IT-7: past the queue, which is empty here, the ABI refuses. */
	if (s->user && !strcmp(s->reg->name, "GITS_CREADR"))
		return;
	vgs_reg_vm_write(s->vm, &acc, offset, size, value);
}

#define assert_law(s, condition)                                               \
	do {                                                                   \
		if (!(condition))                                              \
			fail_msg("%s, %s, %s: %s", (s)->shape->name,           \
				 (s)->reg->name,                               \
				 (s)->user ? "user space" : "guest",           \
				 #condition);                                  \
	} while (0)

static void mark(struct subject *s)
{
	assert_int_equal(vgs_vm_copy(s->before, s->vm), 0);
}

static bool unchanged(const struct subject *s)
{
	return vgs_vm_diff(s->before, s->vm, NULL, NULL) == 0;
}

static enum vgs_reg_access kind_of(const struct subject *s)
{
	return s->access;
}

#include "laws.h"

/* --- the tables themselves ---------------------------------------- */

static void law_order(struct subject *s)
{
	const struct vgs_reg *last = &s->desc->regs[s->desc->count - 1];
	uint32_t end_of = offset_of(s, s->info.count - 1u) + bytes(s);
	unsigned n = 77;

	assert_law(s, s->desc->virt);
	assert_law(s, end_of <= s->desc->size);
	assert_law(s, s->reg == last || end_of <= s->reg[1].offset);
	assert_law(s, s->info.offset % bytes(s) == 0);
	assert_law(s, s->info.sizes & bytes(s));
	assert_law(s, vgs_reg_decode(s->desc, offset_of(s, s->info.count - 1u),
				     &n) == s->reg);
	assert_law(s, n == s->info.count - 1u);
	assert_law(s, vgs_reg_decode(s->desc, end_of, &n) != s->reg);
}

static void rows_are_sorted_and_end_where_they_say(void **state)
{
	(void)state;
	for_each_row(law_order);
}

static void law_documented(struct subject *s)
{
	struct vgs_reg_info info;
	bool listed = false;

	assert_law(s, s->info.doc[0] != '\0');
	assert_law(s, s->info.rule[0] != '\0');
	assert_law(s, !s->info.gap);
	for (unsigned i = 0; !vgs_reg_at(s->desc->bank, i, &info); i++)
		listed |= info.offset == s->info.offset &&
			  !strcmp(info.name, s->info.name);
	assert_law(s, listed);
	for (const struct vgs_field *f = s->reg->fields; f && f->name; f++) {
		assert_law(s, f->msb >= f->lsb);
		assert_law(s, f->msb < s->info.width);
	}
}

static void every_row_is_listed_with_its_rule(void **state)
{
	(void)state;
	for_each_row(law_documented);
}

static void law_lookup(struct subject *s)
{
	struct vgs_reg_ref ref;

	assert_law(s, !vgs_vm_reg_lookup(s->vm, s->reg->name, &ref));
	assert_law(s, !ref.sysreg && ref.frame == s->frame);
	assert_law(s, ref.info.offset == s->info.offset);
}

static void every_row_is_found_by_its_name(void **state)
{
	(void)state;
	for_each_row(law_lookup);
}

/* --- kinds of access ---------------------------------------------- */

static void read_only_registers_do_not_change(void **state)
{
	(void)state;
	for_each_row(law_ro);
}

static void raz_and_write_only_registers_read_zero(void **state)
{
	(void)state;
	for_each_row(law_raz);
}

static void law_rw(struct subject *s)
{
	if (s->access != VGS_ACC_RW)
		return;
	FOR_PICKED(s, n)
	{
		uint64_t once;

		/* KVM-MM-14: the first write makes a base register sane. */
		set(s, n, UINT64_MAX);
		once = get(s, n);
		set(s, n, UINT64_MAX);
		assert_law(s, get(s, n) == once);
		set(s, n, once);
		assert_law(s, get(s, n) == once);
	}
}

static void writing_twice_or_back_changes_nothing_more(void **state)
{
	(void)state;
	for_each_row(law_rw);
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

/* --- sizes, looking, reserved ------------------------------------- */

/* KVM-MM-1 */
static void sizes_that_are_not_listed_are_raz_and_wi(void **state)
{
	(void)state;
	for_each_row(law_sizes);
}

static void parts_make_the_whole(void **state)
{
	(void)state;
	for_each_row(law_parts);
	for_each_row(law_write_parts);
}

static void fields_that_do_not_read_back_are_kept_by_narrow_writes(void **state)
{
	(void)state;
	for_each_row(law_write_hidden);
	expect_hidden_bits();
}

static void law_peek(struct subject *s)
{
	FOR_PICKED(s, n)
	{
		uint64_t value;

		set(s, n, UINT64_MAX);
		mark(s);
		value = get(s, n);
		assert_law(s, read_at(s, offset_of(s, n), bytes(s)) == value);
		assert_law(s, unchanged(s));
	}
}

static void looking_changes_nothing(void **state)
{
	(void)state;
	for_each_row(law_peek);
}

/* KVM-MM-2: the last of an array has no interrupts here. */
static void law_absent(struct subject *s)
{
	uint32_t per_reg, last = s->info.count - 1u;

	if (!s->info.bits_per_intid)
		return;
	per_reg = s->info.width / s->info.bits_per_intid;
	if (s->info.first_intid + last * per_reg < 64)
		return;
	mark(s);
	set(s, last, UINT64_MAX);
	assert_law(s, !get(s, last));
	assert_law(s, unchanged(s));
}

static void interrupts_that_do_not_exist_are_raz_and_wi(void **state)
{
	(void)state;
	for_each_row(law_absent);
}

static void reserved_locations_are_res0(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(shapes); i++) {
		for (unsigned f = 0; f < VGS_FRAMES; f++) {
			const struct vgs_reg reserved = { .name = "" };
			struct subject s = { .shape = &shapes[i],
					     .reg = &reserved,
					     .frame = (enum vgs_frame)f };
			unsigned n;

			begin(&s);
			mark(&s);
			for (uint32_t at = 0; s.desc && at < s.desc->size;
			     at += 4) {
				if (vgs_reg_decode(s.desc, at, &n))
					continue;
				write_at(&s, at, 4, UINT32_MAX);
				assert_int_equal(read_at(&s, at, 4), 0);
			}
			assert_true(unchanged(&s));
			end(&s);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_sorted_and_end_where_they_say),
		cmocka_unit_test(every_row_is_listed_with_its_rule),
		cmocka_unit_test(every_row_is_found_by_its_name),
		cmocka_unit_test(read_only_registers_do_not_change),
		cmocka_unit_test(raz_and_write_only_registers_read_zero),
		cmocka_unit_test(writing_twice_or_back_changes_nothing_more),
		cmocka_unit_test(writing_ones_sets_and_zeros_do_nothing),
		cmocka_unit_test(
			writing_ones_clears_what_the_other_register_set),
		cmocka_unit_test(sizes_that_are_not_listed_are_raz_and_wi),
		cmocka_unit_test(parts_make_the_whole),
		cmocka_unit_test(
			fields_that_do_not_read_back_are_kept_by_narrow_writes),
		cmocka_unit_test(looking_changes_nothing),
		cmocka_unit_test(interrupts_that_do_not_exist_are_raz_and_wi),
		cmocka_unit_test(reserved_locations_are_res0),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
