/* SPDX-License-Identifier: MIT */
/*
 * Priorities: binary points, group priority, views, active priorities.
 * Pure functions on values; who owns a register decides which to call.
 */
#ifndef VGS_PRIO_H
#define VGS_PRIO_H

#include <stdbool.h>
#include <stdint.h>

#include "rule.h"

/* The running priority while nothing is active, whatever is implemented. */
#define VGS_PRIO_IDLE 0xffu

/* Mask of the implemented bits: the upper ones (GIC-D1). */
static inline uint8_t vgs_prio_mask(unsigned bits)
{
	return (uint8_t)(0xff00u >> bits);
}

/* Smallest BPR0 and Secure BPR1; Non-secure BPR1 has one more (GIC-D5, D6). */
static inline uint8_t vgs_prio_bpr_min(unsigned preemption_bits)
{
	return (uint8_t)(7u - preemption_bits);
}

/*
 * Mask of the group-priority bits under a binary point: [7:b+1] as BPR0 and
 * Secure BPR1 read it (GIC-D8), [7:b] as Non-secure BPR1 does (GIC-D9).
 */
static inline uint8_t vgs_prio_group_mask(unsigned bpr, bool nonsecure_bpr1)
{
	unsigned first = nonsecure_bpr1 ? bpr : bpr + 1u;

	return (uint8_t)(0xffu << first);
}

/* Non-secure view of a stored priority byte (GIC-C11, GIC-C12). */
static inline uint8_t vgs_prio_ns_read(uint8_t stored)
{
	return (uint8_t)(stored << 1);
}

/* What a Non-secure write of a priority byte stores (GIC-C11). */
static inline uint8_t vgs_prio_ns_write(uint8_t written)
{
	return (uint8_t)(0x80u | written >> 1);
}

/* Non-secure view of PMR and RPR: Secure values read as 0 (GIC-D22). */
static inline uint8_t vgs_prio_ns_view(uint8_t value)
{
	if (value == VGS_PRIO_IDLE)
		return VGS_PRIO_IDLE;
	return VGS_RULE(GIC_D22, value < 0x80u) ? 0 : vgs_prio_ns_read(value);
}

#endif
