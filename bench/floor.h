/* SPDX-License-Identifier: MIT */
/*
 * The floor: the state changes of an interrupt's life with an ideal index and
 * nothing else.  No security, no register decode, no events, one group, 32
 * priorities, at most 16 list registers.  What a model costs beyond this is
 * what it does beyond this; nobody can be much faster.
 *
 * The index of a PE is a two-level bitmap for each priority: a word of the
 * priorities that have an interrupt, for each of them a word of the words that
 * are not empty, and the words.
 */
#ifndef BENCH_FLOOR_H
#define BENCH_FLOOR_H

#include <stdbool.h>
#include <stdint.h>

#define FLOOR_INTIDS	 1024u
#define FLOOR_PRIORITIES 32u
#define FLOOR_LRS	 16u
#define FLOOR_NONE	 1023u
#define FLOOR_LPI	 8192u	 /* the first one */
#define FLOOR_LPIS	 131072u /* INTIDs below this */

struct floor;

/* Called when the output line of a PE changes; @virt: the virtual one. */
typedef void (*floor_line_fn)(void *user, unsigned pe, bool virt, bool level);

struct floor *floor_new(unsigned pes, floor_line_fn line, void *user);
struct floor *floor_free(struct floor *floor);

/* Everything is enabled, level-sensitive and at 0xa0 until this. */
void floor_configure(struct floor *floor, uint32_t intid, uint8_t priority,
		     bool edge, unsigned pe);

void floor_set_line(struct floor *floor, uint32_t intid, bool level);
/* A store to GICD_ISPENDR<n>. */
void floor_set_pending(struct floor *floor, unsigned pe, unsigned n,
		       uint32_t bits);
/* A write of ICC_SGI1R_EL1. */
void floor_sgi(struct floor *floor, unsigned from, uint64_t value);

/*
 * Event n is LPI 8192 + n, enabled, and goes to PE n modulo the number of PEs,
 * for @events of them.  False: no memory.
 */
bool floor_map_lpis(struct floor *floor, uint32_t events, uint8_t priority);
/* The same for vLPIs of a vPE that is resident on @pe, all of them its. */
bool floor_map_vlpis(struct floor *floor, uint32_t events, uint8_t priority,
		     unsigned pe);
/* Another priority for the LPI or vLPI of an event that is not pending. */
void floor_prefer_lpi(struct floor *floor, uint32_t event, uint8_t priority);
/* A write of GITS_TRANSLATER. */
void floor_msi(struct floor *floor, uint32_t event);

uint32_t floor_acknowledge(struct floor *floor, unsigned pe);
void floor_end(struct floor *floor, unsigned pe, uint32_t intid);

/* List registers in the layout of ICH_LR<n>_EL2. */
void floor_write_lr(struct floor *floor, unsigned pe, unsigned n,
		    uint64_t value);
uint64_t floor_read_lr(const struct floor *floor, unsigned pe, unsigned n);
uint32_t floor_acknowledge_virtual(struct floor *floor, unsigned pe);
void floor_end_virtual(struct floor *floor, unsigned pe, uint32_t vintid);

/* Where vLPIs are mapped, of a guest with nothing in its list registers. */
void floor_vlpi(struct floor *floor, uint32_t event);
uint32_t floor_acknowledge_vlpi(struct floor *floor, unsigned pe);
void floor_end_vlpi(struct floor *floor, unsigned pe, uint32_t vintid);

/* A call that does nothing. */
uint64_t floor_nothing(const struct floor *floor, uint32_t offset);

#endif
