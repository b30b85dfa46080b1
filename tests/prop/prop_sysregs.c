/* SPDX-License-Identifier: MIT */
/*
 * Laws of the system registers, at every exception level, in both security
 * states and as a guest: answers without effect, peek, RES0, kinds of access.
 */
#include "machines.h"

#include "core.h"

/* Who accesses. */
static const struct vgs_pe_ctx contexts[] = {
	{ .el = 0, .scr_el3 = 1 },
	{ .el = 1, .scr_el3 = 1 },
	{ .el = 1, .scr_el3 = 0 },
	{ .el = 1, .scr_el3 = 1, .hcr_el2 = 3u << 3 },
	{ .el = 2, .scr_el3 = 1 },
	{ .el = 2, .scr_el3 = 1u << 18 },
	{ .el = 3, .scr_el3 = 1 },
	{ .el = 3, .scr_el3 = 0 },
};

struct subject {
	const struct prop_machine *machine;
	const struct vgs_pe_ctx *ctx;
	struct vgs_gic *gic;
	struct vgs_reg_info info;
	enum vgs_sysreg id;
};

typedef void (*law_fn)(struct subject *s);

static bool has_level(const struct subject *s, unsigned el)
{
	return el < 2 || (el == 2 ? s->machine->virt : s->machine->security);
}

/* Each register, each context, a fresh machine. */
static void for_each_access(law_fn law)
{
	struct subject s;

	for (size_t i = 0; i < PROP_MACHINES; i++) {
		s.machine = &prop_machines[i];
		if (s.machine->version == VGS_GIC_V2)
			continue;
		for (size_t c = 0; c < COUNT_OF(contexts); c++) {
			s.ctx = &contexts[c];
			if (!has_level(&s, s.ctx->el))
				continue;
			for (unsigned k = 0;
			     !vgs_reg_at(VGS_BANK_GICV3_ICC, k, &s.info); k++) {
				s.id = (enum vgs_sysreg)s.info.offset;
				if (s.id >= VGS_SYSREG_COUNT)
					continue;
				s.gic = prop_new(s.machine);
				vgs_gic_set_pe(s.gic, 1, s.ctx);
				law(&s);
				prop_sound(s.gic, s.info.name);
				vgs_gic_free(s.gic);
			}
		}
	}
}

#define assert_law(s, condition)                                               \
	do {                                                                   \
		if (!(condition))                                              \
			fail_msg("%s, EL%u, SCR %x, HCR %x, %s: %s",           \
				 (s)->machine->name, (s)->ctx->el,             \
				 (unsigned)(s)->ctx->scr_el3,                  \
				 (unsigned)(s)->ctx->hcr_el2, (s)->info.name,  \
				 #condition);                                  \
	} while (0)

static int get(struct subject *s, uint64_t *ret_value)
{
	return vgs_gic_sysreg_read(s->gic, 1, s->id, ret_value);
}

static int set(struct subject *s, uint64_t value)
{
	return vgs_gic_sysreg_write(s->gic, 1, s->id, value);
}

static void law_answer(struct subject *s)
{
	uint64_t hash = vgs_gic_hash(s->gic), value = 0xdead;
	int answer = get(s, &value);

	assert_law(s, answer >= VGS_ANSWER_OK && answer <= VGS_ANSWER_TRAP_EL3);
	if (answer != VGS_ANSWER_OK)
		assert_law(s, value == 0xdead);
	/* Nothing is pending: a read acknowledges nothing. */
	assert_law(s, vgs_gic_hash(s->gic) == hash);
	answer = set(s, UINT64_MAX);
	assert_law(s, answer >= VGS_ANSWER_OK && answer <= VGS_ANSWER_TRAP_EL3);
	if (answer != VGS_ANSWER_OK)
		assert_law(s, vgs_gic_hash(s->gic) == hash);
}

/* GIC-T1: and what is answered so has no effect. */
static void an_access_that_is_refused_changes_nothing(void **state)
{
	(void)state;
	for_each_access(law_answer);
}

static void law_el0(struct subject *s)
{
	uint64_t value;

	if (s->ctx->el)
		return;
	assert_law(s, get(s, &value) == VGS_ANSWER_UNDEF);
	assert_law(s, set(s, 0) == VGS_ANSWER_UNDEF);
}

/* GIC-T1 */
static void at_el0_everything_is_undefined(void **state)
{
	(void)state;
	for_each_access(law_el0);
}

static void law_higher(struct subject *s)
{
	uint64_t value;
	const char *name = s->info.name;
	size_t n = strlen(name);
	unsigned needs = (unsigned)(name[n - 1] - '0');

	if (n < 4 || strncmp(name + n - 4, "_EL", 3) || needs <= s->ctx->el)
		return;
	assert_law(s, get(s, &value) != VGS_ANSWER_OK);
	assert_law(s, set(s, 0) != VGS_ANSWER_OK);
}

/* GIC-T15, GIC-T17 */
static void registers_of_a_higher_level_are_out_of_reach(void **state)
{
	(void)state;
	for_each_access(law_higher);
}

static void law_direction(struct subject *s)
{
	uint64_t value;

	if (s->info.access == VGS_ACC_RO)
		assert_law(s, set(s, 0) != VGS_ANSWER_OK);
	if (s->info.access == VGS_ACC_WO)
		assert_law(s, get(s, &value) != VGS_ANSWER_OK);
}

/* GIC-T21 */
static void there_is_no_write_of_ro_and_no_read_of_wo(void **state)
{
	(void)state;
	for_each_access(law_direction);
}

static void law_peek(struct subject *s)
{
	uint64_t peeked = 0, value = 0, hash;
	int answer;

	set(s, UINT64_MAX);
	hash = vgs_gic_hash(s->gic);
	answer = vgs_gic_sysreg_peek(s->gic, 1, s->id, &peeked);
	assert_law(s, vgs_gic_hash(s->gic) == hash);
	if (get(s, &value) == VGS_ANSWER_OK) {
		assert_law(s, answer == VGS_ANSWER_OK);
		assert_law(s, value == peeked);
	}
}

static void peeking_changes_nothing_and_sees_what_is_read(void **state)
{
	(void)state;
	for_each_access(law_peek);
}

static void law_twice(struct subject *s)
{
	uint64_t once, twice, hash;

	if (s->info.access != VGS_ACC_RW || set(s, UINT64_MAX) || get(s, &once))
		return;
	hash = vgs_gic_hash(s->gic);
	if (set(s, UINT64_MAX) || get(s, &twice))
		return;
	assert_law(s, once == twice);
	assert_law(s, vgs_gic_hash(s->gic) == hash);
	set(s, once);
	if (get(s, &twice))
		return;
	assert_law(s, once == twice);
}

static void writing_twice_or_back_is_writing_once(void **state)
{
	(void)state;
	for_each_access(law_twice);
}

static void law_res0(struct subject *s)
{
	const struct vgs_field *f = s->info.fields;
	uint64_t mask = 0, value;

	for (; f && f->name; f++)
		mask |= vgs_field_mask(f->msb, f->lsb);
	assert_law(s, mask != 0);
	set(s, UINT64_MAX);
	if (!get(s, &value))
		assert_law(s, !(value & ~mask));
}

static void bits_outside_all_fields_are_res0(void **state)
{
	(void)state;
	for_each_access(law_res0);
}

/* --- names and encodings ------------------------------------------ */

static void law_encoding(struct subject *s)
{
	uint32_t iss = vgs_sysreg_iss(s->id, true, 5);

	assert_law(s, (iss & 1) == 1);
	assert_law(s, (iss >> 5 & 31) == 5);
	assert_law(s, vgs_sysreg_by_iss(iss) == s->id);
	assert_law(s, vgs_sysreg_by_name(s->info.name) == s->id);
}

static void encodings_and_names_lead_back(void **state)
{
	(void)state;
	for_each_access(law_encoding);
}

/* ICC_IAR1_EL1 is S3_0_C12_C12_0. */
static void an_encoding_is_the_manuals(void **state)
{
	(void)state;
	assert_int_equal(vgs_sysreg_by_encoding(3, 0, 12, 12, 0),
			 VGS_ICC_IAR1_EL1);
	assert_int_equal(vgs_sysreg_iss(VGS_ICC_IAR1_EL1, true, 2), 0x303059);
	assert_int_equal(vgs_sysreg_by_encoding(3, 0, 12, 12, 9),
			 VGS_SYSREG_COUNT);
	assert_int_equal(vgs_sysreg_by_name("ICV_IAR1_EL1"), VGS_ICC_IAR1_EL1);
	assert_int_equal(vgs_sysreg_by_name("ICC_IAR2_EL1"), VGS_SYSREG_COUNT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_access_that_is_refused_changes_nothing),
		cmocka_unit_test(at_el0_everything_is_undefined),
		cmocka_unit_test(registers_of_a_higher_level_are_out_of_reach),
		cmocka_unit_test(there_is_no_write_of_ro_and_no_read_of_wo),
		cmocka_unit_test(peeking_changes_nothing_and_sees_what_is_read),
		cmocka_unit_test(writing_twice_or_back_is_writing_once),
		cmocka_unit_test(bits_outside_all_fields_are_res0),
		cmocka_unit_test(encodings_and_names_lead_back),
		cmocka_unit_test(an_encoding_is_the_manuals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
