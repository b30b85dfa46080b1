/* SPDX-License-Identifier: MIT */
/*
 * Laws of register tables, whosever they are.  Who includes this has a struct
 * subject with the row's desc, reg and info, accesses to it (read_at(),
 * peek_at(), write_at()), mark() and unchanged(), kind_of() the access it has
 * for who accesses, and assert_law().
 */
#ifndef PROP_LAWS_H
#define PROP_LAWS_H

#include <stdio.h>

/* --- element n of the row ----------------------------------------- */

static unsigned bytes(const struct subject *s)
{
	return s->info.width / 8u;
}

static uint32_t offset_of(const struct subject *s, unsigned n)
{
	return s->info.offset + n * s->info.stride;
}

/* Whole elements: 64-bit ones by halves where that is all they allow. */
static unsigned whole(const struct subject *s)
{
	return s->info.sizes & bytes(s) ? bytes(s) : 4u;
}

static uint64_t get(struct subject *s, unsigned n)
{
	return peek_at(s, offset_of(s, n), whole(s));
}

static void set(struct subject *s, unsigned n, uint64_t value)
{
	write_at(s, offset_of(s, n), whole(s), value);
}

/* Elements to try: first, second, last; the same three everywhere. */
static unsigned pick(const struct subject *s, unsigned k)
{
	unsigned last = s->info.count - 1u;

	return k == 2 ? last : k < last ? k : last;
}

#define FOR_PICKED(s, n)                                                       \
	for (unsigned k_ = 0, n = 0; k_ < 3 && (n = pick(s, k_), true); k_++)

/* --- kinds of access ---------------------------------------------- */

static void law_ro(struct subject *s)
{
	if (kind_of(s) != VGS_ACC_RO && kind_of(s) != VGS_ACC_RAZ)
		return;
	FOR_PICKED(s, n)
	{
		uint64_t before = get(s, n);

		mark(s);
		set(s, n, UINT64_MAX);
		assert_law(s, get(s, n) == before);
		set(s, n, 0);
		assert_law(s, get(s, n) == before);
		assert_law(s, unchanged(s));
	}
}

static void law_raz(struct subject *s)
{
	if (kind_of(s) != VGS_ACC_RAZ && kind_of(s) != VGS_ACC_WO)
		return;
	FOR_PICKED(s, n)
	{
		assert_law(s, get(s, n) == 0);
	}
}

/* What a law has done to a row, on whichever machine, by the row's name. */
static struct law_effect {
	const char *name;
	bool any;
} law_effects[64];
static unsigned law_effect_count;

static void note_effect(const struct subject *s, bool any)
{
	unsigned i = 0;

	while (i < law_effect_count &&
	       strcmp(law_effects[i].name, s->reg->name) != 0)
		i++;
	assert_in_range(i, 0, COUNT_OF(law_effects) - 1);
	if (i == law_effect_count)
		law_effects[law_effect_count++] =
			(struct law_effect){ s->reg->name, false };
	law_effects[i].any |= any;
}

/* A law that no write of a row has anything to do with proves nothing. */
static void expect_effects(void)
{
	assert_int_not_equal(law_effect_count, 0);
	for (unsigned i = 0; i < law_effect_count; i++) {
		if (!law_effects[i].any)
			fail_msg("%s: no write had an effect",
				 law_effects[i].name);
	}
	law_effect_count = 0;
}

static void law_w1s(struct subject *s)
{
	if (kind_of(s) != VGS_ACC_W1S)
		return;
	FOR_PICKED(s, n)
	{
		uint64_t before = get(s, n), ones;

		mark(s);
		set(s, n, 0);
		assert_law(s, unchanged(s));
		set(s, n, 0x5a5a5a5a);
		ones = get(s, n);
		note_effect(s, ones != before);
		assert_law(s, (ones & before) == before);
		assert_law(s, !(ones & ~before & ~UINT64_C(0x5a5a5a5a)));
		set(s, n, 0xa5a5a5a5);
		assert_law(s, (get(s, n) & ones) == ones);
		before = get(s, n);
		set(s, n, UINT32_MAX);
		assert_law(s, get(s, n) == before);
	}
}

/* The row of the same frame that sets what this one clears. */
static const struct vgs_reg *partner(const struct subject *s)
{
	char name[32];

	for (unsigned i = 0; i < s->desc->count; i++) {
		snprintf(name, sizeof(name), "%s", s->desc->regs[i].name);
		/* GICD_ISENABLER and GICD_ICENABLER, GICD_CPENDSGIR */
		if (!strncmp(name + 5, "IS", 2))
			name[6] = 'C';
		else if (!strncmp(name + 5, "SP", 2))
			name[5] = 'C';
		else
			continue;
		if (!strcmp(name, s->reg->name))
			return &s->desc->regs[i];
	}
	return NULL;
}

/* What stays set without anybody setting it is fixed, as a GICv2's SGIs are. */
static void law_w1c(struct subject *s)
{
	const struct vgs_reg *setter;

	if (kind_of(s) != VGS_ACC_W1C)
		return;
	setter = partner(s);
	/* *_STATUSR has no register that sets it. */
	assert_law(s, setter || !s->info.bits_per_intid);
	if (!setter)
		return;
	FOR_PICKED(s, n)
	{
		uint32_t at = setter->offset + n * s->info.stride;
		uint64_t fixed, ones;

		set(s, n, UINT32_MAX);
		fixed = get(s, n);
		write_at(s, at, 4, UINT32_MAX);
		ones = get(s, n);
		assert_law(s, peek_at(s, at, 4) == ones);
		mark(s);
		set(s, n, 0);
		assert_law(s, unchanged(s));
		set(s, n, 0x5a5a5a5a);
		assert_law(s, get(s, n) == ((ones & 0xa5a5a5a5) | fixed));
		set(s, n, UINT32_MAX);
		assert_law(s, get(s, n) == fixed);
		note_effect(s, ones != fixed);
		assert_law(s, peek_at(s, at, 4) == get(s, n));
	}
}

/* --- sizes -------------------------------------------------------- */

static void law_sizes(struct subject *s)
{
	set(s, 0, UINT64_MAX);
	mark(s);
	for (unsigned size = 1; size <= 8; size *= 2) {
		for (unsigned byte = 0; byte < bytes(s); byte++) {
			if ((s->info.sizes & size) && byte % size == 0)
				continue;
			write_at(s, s->info.offset + byte, size, UINT64_MAX);
			assert_law(s, !peek_at(s, s->info.offset + byte, size));
			assert_law(s, !read_at(s, s->info.offset + byte, size));
			assert_law(s, unchanged(s));
		}
	}
}

/* What a wide access reads is what narrow ones read. */
static void law_parts(struct subject *s)
{
	FOR_PICKED(s, n)
	{
		set(s, n, UINT64_C(0x0123456789abcdef));
		for (unsigned size = 1; size < whole(s); size *= 2) {
			uint64_t value = 0;

			if (!(s->info.sizes & size))
				continue;
			for (unsigned at = 0; at < whole(s); at += size)
				value |= peek_at(s, offset_of(s, n) + at, size)
					 << at * 8;
			assert_law(s, value == get(s, n));
		}
	}
}

/* Narrow writes, each with its part. */
static void law_write_parts(struct subject *s)
{
	const uint64_t pattern = UINT64_C(0x0000008000c0a060);
	uint64_t expected;

	if (kind_of(s) != VGS_ACC_RW)
		return;
	set(s, 0, pattern);
	expected = get(s, 0);
	for (unsigned size = 1; size < whole(s); size *= 2) {
		if (!(s->info.sizes & size))
			continue;
		set(s, 0, 0);
		for (unsigned at = 0; at < whole(s); at += size)
			write_at(s, s->info.offset + at, size,
				 pattern >> at * 8 &
					 (UINT64_MAX >> (64 - size * 8)));
		assert_law(s, get(s, 0) == expected);
	}
}

/* Bits that do not read as they were written, of all rows together. */
static unsigned law_hidden_bits;

/* Parts of @value, the first or the last of them first. */
static void set_parts(struct subject *s, unsigned size, uint64_t value,
		      bool last_first)
{
	unsigned count = whole(s) / size;

	for (unsigned k = 0; k < count; k++) {
		unsigned at = (last_first ? count - 1 - k : k) * size;

		write_at(s, s->info.offset + at, size,
			 value >> at * 8 & (UINT64_MAX >> (64 - size * 8)));
	}
}

/* One bit, written with all and with its part, leaves the same behind. */
static void try_bit(struct subject *s, uint64_t bit)
{
	uint64_t zero;

	set(s, 0, 0);
	zero = get(s, 0);
	mark(s);
	set(s, 0, bit);
	law_hidden_bits += get(s, 0) == zero && !unchanged(s);
	set(s, 0, 0);
	/* It does more than to be kept. */
	if (!unchanged(s))
		return;
	set(s, 0, bit);
	mark(s);
	for (unsigned size = 1; size < whole(s); size *= 2) {
		if (!(s->info.sizes & size))
			continue;
		for (unsigned order = 0; order < 2; order++) {
			set(s, 0, 0);
			set_parts(s, size, bit, order);
			assert_law(s, unchanged(s));
		}
	}
}

static void law_write_hidden(struct subject *s)
{
	if (kind_of(s) != VGS_ACC_RW)
		return;
	for (unsigned k = 0; k < s->info.width; k++)
		try_bit(s, UINT64_C(1) << k);
}

/* A law about what cannot be read has to have met such a thing. */
static void expect_hidden_bits(void)
{
	assert_int_not_equal(law_hidden_bits, 0);
	law_hidden_bits = 0;
}

#endif
