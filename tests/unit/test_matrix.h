/* SPDX-License-Identifier: MIT */
/*
 * Matrices of commands: descriptors of fields with the values that they take,
 * and a machine that each of the commands finds in the same state.
 */
#ifndef TEST_MATRIX_H
#define TEST_MATRIX_H

#include <stdlib.h>
#include <string.h>

#include "test_its.h"

/* The ITS of the fixture: 8 bits of DeviceID; LPIs of 16 bits. */
#define DEVICES_MAX 256u
#define PES	    4u
#define LPI_END	    0x10000u

#define VALUES_MAX 10
#define FIELDS_MAX 6

struct field {
	const char *name;
	uint8_t dw, msb, lsb;
	uint8_t count;
	uint64_t values[VALUES_MAX]; /* as they stand in the field */
};

struct matrix {
	const char *name;
	uint8_t opcode;
	bool v4, v41; /* which versions of GICv4 have it so */
	struct field fields[FIELDS_MAX]; /* ends with name NULL */
};

#define ALL32 UINT64_C(0xffffffff)
#define ALL36 UINT64_C(0xfffffffff)

static inline uint64_t bits(const uint64_t dw[4], unsigned n, unsigned msb,
			    unsigned lsb)
{
	return dw[n] << (63 - msb) >> (63 - msb + lsb);
}

static inline void put(const struct field *f, unsigned n, uint64_t dw[4])
{
	dw[f->dw] |= f->values[n] << f->lsb;
}

/* A field that another one covers would not be tested: none overlap. */
static inline void assert_fields_apart(const struct matrix *m)
{
	uint64_t used[4] = { 0xff, 0, 0, 0 };

	for (unsigned n = 0; n < FIELDS_MAX && m->fields[n].name; n++) {
		const struct field *f = &m->fields[n];
		uint64_t mask = UINT64_MAX >> (63 - (f->msb - f->lsb))
						      << f->lsb;

		assert_true(!(used[f->dw] & mask));
		used[f->dw] |= mask;
		for (unsigned k = 0; k < f->count; k++)
			assert_true(!(f->values[k] << f->lsb & ~mask));
	}
}

/* --- where every command starts ----------------------------------------- */

struct start {
	unsigned char *image;
	unsigned char *ram;
	size_t size;
};

static inline void keep_start(struct its *t, struct start *start)
{
	start->size = vgs_gic_save_size(t->f.gic);
	start->image = malloc(start->size);
	start->ram = malloc(RAM_SIZE);
	assert_non_null(start->image);
	assert_non_null(start->ram);
	memcpy(start->ram, t->ram, RAM_SIZE);
	assert_int_equal(vgs_gic_save(t->f.gic, start->image, start->size), 0);
}

static inline void free_start(struct start *start)
{
	free(start->image);
	free(start->ram);
}

/* The command from there: it stalls with this code, or is accepted with 0. */
static inline void try_command(struct its *t, const struct start *start,
			       const char *name, const uint64_t dw[4],
			       uint32_t code)
{
	struct vgs_its_info info;

	memcpy(t->ram, start->ram, RAM_SIZE);
	assert_int_equal(vgs_gic_restore(t->f.gic, start->image, start->size),
			 0);
	command(t, 0, dw[0], dw[1], dw[2], dw[3]);
	assert_int_equal(vgs_gic_its(t->f.gic, 0, &info), 0);
	if (info.error != code)
		fail_msg("%s %llx %llx %llx %llx: code %x, not %x", name,
			 (unsigned long long)dw[0], (unsigned long long)dw[1],
			 (unsigned long long)dw[2], (unsigned long long)dw[3],
			 info.error, code);
	assert_int_equal(info.stalled, code != 0);
}

#endif
