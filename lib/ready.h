/* SPDX-License-Identifier: MIT */
/*
 * The selection index: per PE and group the interrupts that are pending,
 * enabled, not active and routed to that PE, ordered by (level, rank).
 * Insert, remove and minimum are O(1) whatever is implemented or pending.
 *
 * level: position of the priority, most urgent first; with NMIs two levels a
 * priority, the NMI before the others.  rank: position of the INTID among the
 * implemented ones, so the lowest INTID wins a tie (GIC-D33).
 * Gates of a PE or a group are not in here: they are tested at selection.
 *
 * For each PE a word of the groups that hold something, and for each group a
 * block: a bitmap of levels that hold something, then for each level a summary
 * word and its rank bitmap.  Derived state: never saved, rebuilt from the
 * interrupts.
 */
#ifndef VGS_READY_H
#define VGS_READY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bits.h"

#define VGS_READY_MAX_LEVELS 512u
#define VGS_READY_MAX_RANKS  4096u /* 64 words of 64 */

struct vgs_ready {
	uint64_t *words;      /* inside the object's one allocation */
	uint32_t level_words; /* words of the level bitmap */
	uint32_t per_level;   /* 1 summary + rank words */
	uint32_t per_block;   /* words of one (PE, group) */
	uint32_t per_pe;      /* 1 of groups + blocks */
	uint32_t groups;
};

/* Words that an index of this shape needs. */
size_t vgs_ready_words(unsigned pes, unsigned groups, unsigned levels,
		       unsigned ranks);

/* Make @dst what @src of the same shape is; costs what is in both. */
void vgs_ready_copy(struct vgs_ready *dst, const struct vgs_ready *src,
		    unsigned pes);

/* Make it empty; costs what is in it. */
void vgs_ready_clear(struct vgs_ready *ready, unsigned pes);

/* Lay the index over zeroed @words. */
void vgs_ready_init(struct vgs_ready *ready, uint64_t *words, unsigned groups,
		    unsigned levels, unsigned ranks);

/* The groups of a PE that have a member, bit per group. */
static inline uint64_t *vgs_ready_groups(const struct vgs_ready *ready,
					 unsigned pe)
{
	return ready->words + (size_t)pe * ready->per_pe;
}

static inline uint64_t *vgs_ready_block(const struct vgs_ready *ready,
					unsigned pe, unsigned group)
{
	return vgs_ready_groups(ready, pe) + 1 +
	       (size_t)group * ready->per_block;
}

static inline void vgs_ready_insert(struct vgs_ready *ready, unsigned pe,
				    unsigned group, unsigned level,
				    unsigned rank)
{
	uint64_t *block = vgs_ready_block(ready, pe, group);
	uint64_t *set = block + ready->level_words + level * ready->per_level;

	set[1 + rank / 64] |= VGS_BIT64(rank % 64);
	set[0] |= VGS_BIT64(rank / 64);
	block[level / 64] |= VGS_BIT64(level % 64);
	*vgs_ready_groups(ready, pe) |= VGS_BIT64(group);
}

/* Has no level of a block a member? */
static inline bool vgs_ready_is_empty(const struct vgs_ready *ready,
				      const uint64_t *block)
{
	for (uint32_t i = 0; i < ready->level_words; i++) {
		if (block[i])
			return false;
	}
	return true;
}

static inline void vgs_ready_remove(struct vgs_ready *ready, unsigned pe,
				    unsigned group, unsigned level,
				    unsigned rank)
{
	uint64_t *block = vgs_ready_block(ready, pe, group);
	uint64_t *set = block + ready->level_words + level * ready->per_level;

	set[1 + rank / 64] &= ~VGS_BIT64(rank % 64);
	if (set[1 + rank / 64])
		return;
	set[0] &= ~VGS_BIT64(rank / 64);
	if (set[0])
		return;
	block[level / 64] &= ~VGS_BIT64(level % 64);
	if (vgs_ready_is_empty(ready, block))
		*vgs_ready_groups(ready, pe) &= ~VGS_BIT64(group);
}

/* Is it a member? */
static inline bool vgs_ready_has(const struct vgs_ready *ready, unsigned pe,
				 unsigned group, unsigned level, unsigned rank)
{
	const uint64_t *set = vgs_ready_block(ready, pe, group) +
			      ready->level_words + level * ready->per_level;

	return set[1 + rank / 64] & VGS_BIT64(rank % 64);
}

/*
 * Members of all groups of a PE; -1 if a group, a level or a word is said to
 * hold something and is empty, or the other way round.  A walk over all words.
 */
long vgs_ready_count(const struct vgs_ready *ready, unsigned pe);

/* Most urgent member; false: the (PE, group) has none. */
static inline bool vgs_ready_min(const struct vgs_ready *ready, unsigned pe,
				 unsigned group, unsigned *ret_level,
				 unsigned *ret_rank)
{
	const uint64_t *block = vgs_ready_block(ready, pe, group);
	const uint64_t *set;
	unsigned level, word, i = 0;

	if (!(*vgs_ready_groups(ready, pe) & VGS_BIT64(group)))
		return false;
	while (!block[i])
		i++;
	level = i * 64 + vgs_ctz64(block[i]);
	set = block + ready->level_words + level * ready->per_level;
	word = vgs_ctz64(set[0]);
	*ret_level = level;
	*ret_rank = word * 64 + vgs_ctz64(set[1 + word]);
	return true;
}

#endif
