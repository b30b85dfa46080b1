/* SPDX-License-Identifier: MIT */
/*
 * LPIs and vLPIs that the model holds: a pool keyed by (owner, INTID) and the
 * ordered index of those that are ready.  Memory is proportional to the pool,
 * never to 2^IDbits or to the number of owners; every operation is O(1).
 *
 * The index is a bitmap of INTIDs in 64-bit words, words of words above it, one
 * such tree for each (owner, level).  Words that are not 0 live in a hash table
 * under (owner, level, depth, position), so a tree costs what is in it.
 *
 * What the entries mean, when configuration is read and where pending bits go
 * when the pool is full is the business of gicv3 and its.
 */
#ifndef VGS_LPI_H
#define VGS_LPI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bits.h"

/*
 * An owner is a Redistributor by its PE or, with this bit, the vPE that is
 * resident there: vLPIs of a vPE that is not are in its pending table only.
 */
#define VGS_LPI_VPE 0x10000u

static inline unsigned vgs_lpi_pe(uint32_t owner)
{
	return owner & ~VGS_LPI_VPE;
}

#define VGS_LPI_LEVELS 256u

/* struct vgs_lpi.flags; an entry in use has VGS_LPI_USED. */
#define VGS_LPI_USED	VGS_BIT(0)
#define VGS_LPI_PENDING VGS_BIT(1)
#define VGS_LPI_ENABLED VGS_BIT(2)
#define VGS_LPI_CONFIG	VGS_BIT(3) /* priority and enable are cached */

/* Plain data: one LPI of one owner.  An entry never moves. */
struct vgs_lpi {
	uint32_t owner;
	uint32_t intid;
	uint8_t priority; /* as it competes */
	uint8_t flags;
	uint16_t zero;
};

#define VGS_LPI_NONE UINT32_MAX

/* Neighbours in the list of an owner's entries; derived. */
struct vgs_lpi_links {
	uint32_t next, prev;
};

/* A word of the index; key 0 is free. */
struct vgs_lpi_word {
	uint64_t key;
	uint64_t bits;
};

struct vgs_lpi_pool {
	struct vgs_lpi *lpis; /* plain data: slots of them */
	/* Derived: */
	uint32_t
		*table; /* hash: entry + 1, 0 is free; table_mask + 1 of them */
	struct vgs_lpi_links *links;
	uint32_t *heads;	    /* by PE, then vPEs by PE */
	struct vgs_lpi_word *words; /* hash of word_mask + 1 */
	uint32_t table_mask, word_mask;
	uint32_t slots, used;
	uint32_t first_free; /* no entry before it is free */
	unsigned pes;
	uint8_t depths; /* words above words */
};

/* Sizes of the tables for so many slots. */
uint32_t vgs_lpi_table_size(unsigned slots);
uint32_t vgs_lpi_words_size(unsigned slots);

/*
 * Make a pool of its arrays, which the caller has set: lpis (slots), table and
 * words (sizes as above), links (slots), heads (2 * pes), all zeroed.
 */
void vgs_lpi_pool_init(struct vgs_lpi_pool *pool, unsigned slots, unsigned pes,
		       unsigned id_bits);

/* Recompute what is derived from lpis, but for the index; drops copies. */
void vgs_lpi_pool_rebuild(struct vgs_lpi_pool *pool);

/* Entry of an LPI, NULL: none. */
struct vgs_lpi *vgs_lpi_find(const struct vgs_lpi_pool *pool, uint32_t owner,
			     uint32_t intid);

/* The same, made if there is none, the lowest free; NULL: the pool is full. */
struct vgs_lpi *vgs_lpi_add(struct vgs_lpi_pool *pool, uint32_t owner,
			    uint32_t intid);

/* Forget an entry, which is not in the index. */
void vgs_lpi_remove(struct vgs_lpi_pool *pool, struct vgs_lpi *lpi);

/*
 * Entries of an owner.  Take the next one before you remove the one at hand.
 * NULL: the end.
 */
struct vgs_lpi *vgs_lpi_first(const struct vgs_lpi_pool *pool, uint32_t owner);
struct vgs_lpi *vgs_lpi_next(const struct vgs_lpi_pool *pool,
			     const struct vgs_lpi *lpi);

/* The index of an owner: levels are priorities, 0 the most urgent. */
void vgs_lpi_index_insert(struct vgs_lpi_pool *pool, uint32_t owner,
			  uint8_t level, uint32_t intid);
void vgs_lpi_index_remove(struct vgs_lpi_pool *pool, uint32_t owner,
			  uint8_t level, uint32_t intid);
/* Most urgent, lowest INTID; false: the owner has none. */
bool vgs_lpi_index_min(const struct vgs_lpi_pool *pool, uint32_t owner,
		       uint8_t *ret_level, uint32_t *ret_intid);
/* Forget all of the index: before it is rebuilt from the entries. */
void vgs_lpi_index_clear(struct vgs_lpi_pool *pool);

#endif
