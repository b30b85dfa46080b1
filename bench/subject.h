/* SPDX-License-Identifier: MIT */
/*
 * What is measured: one machine twice, with the index and with the naive
 * evaluation, beside a floor of the same size; and how lists are swept.
 */
#ifndef BENCH_SUBJECT_H
#define BENCH_SUBJECT_H

#include <libvgicsim/gic.h>

#include "bench.h"
#include "floor.h"

/* What a loop needs; one for each side. */
struct bench_turn {
	struct vgs_gic *gic;
	struct floor *floor;
	struct vgs_access access;
	unsigned pe, pes;
	uint32_t intid;
	uint64_t addr, value;
};

struct bench_subject {
	struct bench_turn model, naive, floor;
	unsigned long changes; /* of output lines, all sides */
};

/*
 * The machine of @cfg, twice, and its floor.  False: not in this build, or no
 * memory; that is said on stderr and nothing is left to be freed.
 */
bool bench_subject_new(struct bench_subject *subject,
		       const struct vgs_gic_config *cfg);
void bench_subject_free(struct bench_subject *subject);

/* The loop of model and naive, and the floor's, over the subject. */
struct bench_sides bench_sides_of(struct bench_subject *subject, bench_fn fn,
				  bench_fn floor_fn);

/* Say the same to all three: PE, INTID, address and value of the loop. */
void bench_aim(struct bench_subject *subject, unsigned pe, uint32_t intid,
	       uint64_t addr, uint64_t value);

/* Assert the wires of @count SPIs but @intid, model, naive and floor. */
void bench_raise_others(struct bench_subject *subject, unsigned spis,
			uint32_t intid, unsigned count);

void bench_mmio_write(struct vgs_gic *gic, unsigned pe, enum vgs_frame frame,
		      unsigned index, uint64_t offset, unsigned size,
		      uint64_t value);

/* The most urgent one in a loop, and the others that are pending. */
#define BENCH_URGENT 0x40u
#define BENCH_OTHERS 0xa0u

#define BENCH_ALL UINT32_MAX /* of a list of pending interrupts */

#endif
