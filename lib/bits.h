/* SPDX-License-Identifier: MIT */
/* Bit helpers in ISO C, with the compiler's builtin where it says it has it. */
#ifndef VGS_BITS_H
#define VGS_BITS_H

#include <stdint.h>

#define VGS_BIT(n)   (1u << (n))
#define VGS_BIT64(n) (UINT64_C(1) << (n))
#define VGS_ARRAY(a) (sizeof(a) / sizeof((a)[0]))

/*
 * A function for what seldom happens, of one that often runs: kept out of it,
 * so that the way past it saves no registers.
 */
#if defined(__GNUC__)
#define VGS_COLD __attribute__((cold, noinline))
#else
#define VGS_COLD
#endif

/* Kept out of it as well, but it often runs. */
#if defined(__GNUC__)
#define VGS_APART __attribute__((noinline))
#else
#define VGS_APART
#endif

/* Bits [msb:lsb] of a value, and a value placed there. */
static inline uint64_t vgs_field_get(uint64_t value, unsigned msb, unsigned lsb)
{
	return value >> lsb & (UINT64_MAX >> (63u - (msb - lsb)));
}

static inline uint64_t vgs_field_mask(unsigned msb, unsigned lsb)
{
	return (UINT64_MAX >> (63u - (msb - lsb))) << lsb;
}

/* Number of trailing zeros; @value is not 0. */
static inline unsigned vgs_ctz64(uint64_t value)
{
#if defined(__GNUC__)
	return (unsigned)__builtin_ctzll(value);
#else
	unsigned n = 0;

	for (unsigned step = 32; step; step /= 2) {
		if (!(value & ((UINT64_C(1) << step) - 1u))) {
			value >>= step;
			n += step;
		}
	}
	return n;
#endif
}

/* Number of the highest bit that is set; @value is not 0. */
static inline unsigned vgs_msb64(uint64_t value)
{
#if defined(__GNUC__)
	return 63u - (unsigned)__builtin_clzll(value);
#else
	unsigned n = 0;

	for (unsigned step = 32; step; step /= 2) {
		if (value >> step) {
			value >>= step;
			n += step;
		}
	}
	return n;
#endif
}

static inline unsigned vgs_popcount64(uint64_t value)
{
	unsigned n = 0;

	for (; value; value &= value - 1)
		n++;
	return n;
}

#endif
