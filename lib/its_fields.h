/* SPDX-License-Identifier: MIT */
/*
 * Fields of ITS commands (GIC-O21, GIC-O22): four doublewords each.  The ITS
 * of the machine and that of a VM read them alike.
 */
#ifndef VGS_ITS_FIELDS_H
#define VGS_ITS_FIELDS_H

#include "bits.h"

#define VGS_ITS_COMMAND_SIZE 32u

static inline unsigned vgs_itsc_opcode(const uint64_t dw[4])
{
	return dw[0] & 0xffu;
}

static inline uint32_t vgs_itsc_device(const uint64_t dw[4])
{
	return (uint32_t)(dw[0] >> 32);
}

static inline uint32_t vgs_itsc_event(const uint64_t dw[4])
{
	return (uint32_t)dw[1];
}

/* MAPTI: the INTID that the event becomes. */
static inline uint32_t vgs_itsc_pintid(const uint64_t dw[4])
{
	return (uint32_t)(dw[1] >> 32);
}

/* MAPD: bits of an EventID. */
static inline unsigned vgs_itsc_event_bits(const uint64_t dw[4])
{
	return (unsigned)(dw[1] & 31u) + 1;
}

static inline uint64_t vgs_itsc_itt(const uint64_t dw[4])
{
	return dw[2] & vgs_field_mask(51, 8);
}

static inline unsigned vgs_itsc_icid(const uint64_t dw[4])
{
	return (unsigned)(dw[2] & 0xffffu);
}

static inline bool vgs_itsc_valid(const uint64_t dw[4])
{
	return dw[2] >> 63;
}

/* RDbase, [51:16] of its doubleword: MAPC has it in 2, MOVALL in 2 and 3. */
static inline uint64_t vgs_itsc_rdbase(const uint64_t dw[4], unsigned n)
{
	return vgs_field_get(dw[n], 51, 16);
}

#endif
