/* SPDX-License-Identifier: MIT */
/* Shape of the selection index; the operations are inline in ready.h. */
#include "ready.h"

static uint32_t words_for(unsigned bits)
{
	return (bits + 63u) / 64u;
}

size_t vgs_ready_words(unsigned pes, unsigned groups, unsigned levels,
		       unsigned ranks)
{
	size_t block =
		words_for(levels) + (size_t)levels * (1u + words_for(ranks));

	return pes * (size_t)groups * block;
}

void vgs_ready_init(struct vgs_ready *ready, uint64_t *words, unsigned groups,
		    unsigned levels, unsigned ranks)
{
	ready->words = words;
	ready->groups = groups;
	ready->level_words = words_for(levels);
	ready->per_level = 1u + words_for(ranks);
	ready->per_block = ready->level_words + levels * ready->per_level;
}
