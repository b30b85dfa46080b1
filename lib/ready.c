/* SPDX-License-Identifier: MIT */
/* Shape of the selection index; the operations are inline in ready.h. */
#include "ready.h"

#include <string.h>

static uint32_t words_for(unsigned bits)
{
	return (bits + 63u) / 64u;
}

size_t vgs_ready_words(unsigned pes, unsigned groups, unsigned levels,
		       unsigned ranks)
{
	size_t block =
		words_for(levels) + (size_t)levels * (1u + words_for(ranks));

	return pes * (1u + groups * block);
}

void vgs_ready_init(struct vgs_ready *ready, uint64_t *words, unsigned groups,
		    unsigned levels, unsigned ranks)
{
	ready->words = words;
	ready->groups = groups;
	ready->level_words = words_for(levels);
	ready->per_level = 1u + words_for(ranks);
	ready->per_block = ready->level_words + levels * ready->per_level;
	ready->per_pe = 1u + groups * ready->per_block;
}

static void copy_block(const struct vgs_ready *shape, uint64_t *to,
		       const uint64_t *from)
{
	for (uint32_t i = 0; i < shape->level_words; i++) {
		for (uint64_t m = to[i] | from[i]; m; m &= m - 1) {
			size_t at = shape->level_words +
				    (i * 64 + vgs_ctz64(m)) *
					    (size_t)shape->per_level;

			memcpy(to + at, from + at,
			       shape->per_level * sizeof(*to));
		}
		to[i] = from[i];
	}
}

void vgs_ready_copy(struct vgs_ready *dst, const struct vgs_ready *src,
		    unsigned pes)
{
	for (unsigned pe = 0; pe < pes; pe++) {
		uint64_t *to = vgs_ready_groups(dst, pe);
		uint64_t from = *vgs_ready_groups(src, pe);

		for (uint64_t m = *to | from; m; m &= m - 1) {
			unsigned g = vgs_ctz64(m);

			copy_block(src, vgs_ready_block(dst, pe, g),
				   vgs_ready_block(src, pe, g));
		}
		*to = from;
	}
}

static void clear_block(const struct vgs_ready *shape, uint64_t *block)
{
	for (uint32_t i = 0; i < shape->level_words; i++) {
		for (uint64_t m = block[i]; m; m &= m - 1)
			memset(block + shape->level_words +
				       (i * 64 + vgs_ctz64(m)) *
					       (size_t)shape->per_level,
			       0, shape->per_level * sizeof(*block));
		block[i] = 0;
	}
}

void vgs_ready_clear(struct vgs_ready *ready, unsigned pes)
{
	for (unsigned pe = 0; pe < pes; pe++) {
		uint64_t *groups = vgs_ready_groups(ready, pe);

		for (; *groups; *groups &= *groups - 1)
			clear_block(ready, vgs_ready_block(ready, pe,
							   vgs_ctz64(*groups)));
	}
}

/* Of one level: members, -1 if its summary is not that of its words. */
static long count_set(const struct vgs_ready *shape, const uint64_t *set)
{
	uint64_t summary = 0;
	long count = 0;

	for (uint32_t i = 1; i < shape->per_level; i++) {
		count += vgs_popcount64(set[i]);
		if (set[i])
			summary |= VGS_BIT64(i - 1);
	}
	return summary == set[0] ? count : -1;
}

static long count_block(const struct vgs_ready *shape, const uint64_t *block)
{
	const uint64_t *set = block + shape->level_words;
	uint32_t levels =
		(shape->per_block - shape->level_words) / shape->per_level;
	long total = 0;

	for (uint32_t level = 0; level < levels; level++) {
		long count = count_set(shape, set + level * shape->per_level);
		bool said = block[level / 64] & VGS_BIT64(level % 64);

		if (count < 0 || said != (count > 0))
			return -1;
		total += count;
	}
	return total;
}

long vgs_ready_count(const struct vgs_ready *ready, unsigned pe)
{
	uint64_t groups = 0;
	long total = 0;

	for (unsigned g = 0; g < ready->groups; g++) {
		long count = count_block(ready, vgs_ready_block(ready, pe, g));

		if (count < 0)
			return -1;
		if (count)
			groups |= VGS_BIT64(g);
		total += count;
	}
	return groups == *vgs_ready_groups(ready, pe) ? total : -1;
}
