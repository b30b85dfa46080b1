/* SPDX-License-Identifier: MIT */
/*
 * LPIs and vLPIs that the model holds: a pool keyed by (owner, INTID) and the
 * ordered index of those that are ready.  Memory is proportional to the pool,
 * never to 2^IDbits for each owner; every operation is O(1).
 *
 * The index is a bitmap of INTIDs in 64-bit words, words of words above it, one
 * such tree for each (owner, level).  Words that are not 0 live in a hash table
 * under (owner, level, depth, position), so a tree costs what is in it; which
 * levels have a tree, the owner knows.  Those that are not ready stand in two
 * more trees for each owner.  The one that became ready last stands beside the
 * trees, for mostly it is the next to go.
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

/*
 * How urgent: the level of its priority, then the INTID; the least key is the
 * most urgent.  No priority of an LPI is so low that it could be VGS_LPI_NONE,
 * and no INTID so small that it could be VGS_LPI_UNKNOWN.
 */
#define VGS_LPI_UNKNOWN 0u

static inline uint32_t vgs_lpi_key(uint8_t level, uint32_t intid)
{
	return (uint32_t)level << 24 | intid;
}

static inline uint32_t vgs_lpi_key_of(const struct vgs_lpi *lpi)
{
	return vgs_lpi_key(lpi->priority, lpi->intid);
}

static inline uint8_t vgs_lpi_key_level(uint32_t key)
{
	return (uint8_t)(key >> 24);
}

static inline uint32_t vgs_lpi_key_intid(uint32_t key)
{
	return key & 0xffffffu;
}

/* A word of the index; key 0 is free. */
struct vgs_lpi_word {
	uint64_t key;
	uint64_t bits;
};

#define VGS_LPI_LEVEL_WORDS (VGS_LPI_LEVELS / 64u)

/* What an owner has in the pool; derived. */
struct vgs_lpi_owner {
	uint32_t count;	 /* entries */
	uint32_t cached; /* of them not pending */
	uint32_t latest; /* key of the one beside the trees, VGS_LPI_NONE */
	/* The least key in the trees, VGS_LPI_NONE, VGS_LPI_UNKNOWN. */
	uint32_t first;
	/* Those at which a tree has something. */
	uint64_t levels[VGS_LPI_LEVEL_WORDS];
};

/*
 * Owners with something in common, a bit for each.  An owner's number is its
 * PE, for a vPE behind all PEs.
 */
enum vgs_lpi_set {
	VGS_LPI_SOME,	/* have entries */
	VGS_LPI_MANY,	/* have more than one */
	VGS_LPI_CACHED, /* have entries that are not pending */
	/* The caller says so: */
	VGS_LPI_WAITING, /* have LPIs that wait for a place */
	VGS_LPI_HIDDEN,	 /* nothing is offered: it is being written back */
	VGS_LPI_SETS,
};

#define VGS_LPI_SET_WORDS 16u /* 512 PEs and their vPEs */

struct vgs_lpi_pool {
	struct vgs_lpi *lpis; /* plain data: slots of them */
	/* Derived: */
	uint32_t
		*table; /* hash: entry + 1, 0 is free; table_mask + 1 of them */
	struct vgs_lpi_owner *owners; /* by number */
	struct vgs_lpi_word *words;   /* hash of word_mask + 1 */
	uint64_t sets[VGS_LPI_SETS][VGS_LPI_SET_WORDS];
	uint32_t members[VGS_LPI_SETS]; /* how many each has */
	uint32_t table_mask, word_mask;
	uint8_t table_shift,
		word_shift; /* of a hash, what is left is a place */
	uint32_t slots, used;
	uint32_t first_free; /* no entry before it is free */
	uint32_t end;	     /* none from it on is in use */
	unsigned pes;
	uint8_t depths; /* words above words */
};

/* Sizes of the tables for so many slots. */
uint32_t vgs_lpi_table_size(unsigned slots);
uint32_t vgs_lpi_words_size(unsigned slots);

/*
 * Make a pool of its arrays, which the caller has set: lpis (slots), table and
 * words (sizes as above), owners (2 * pes), all zeroed.
 */
void vgs_lpi_pool_init(struct vgs_lpi_pool *pool, unsigned slots, unsigned pes,
		       unsigned id_bits);

/* Recompute what is derived from lpis; drops copies. */
void vgs_lpi_pool_rebuild(struct vgs_lpi_pool *pool);

/* --- entries -------------------------------------------------------------- */

/* Entry of an LPI, NULL: none. */
struct vgs_lpi *vgs_lpi_find(const struct vgs_lpi_pool *pool, uint32_t owner,
			     uint32_t intid);

/*
 * The same, made if there is none, the lowest free; NULL: the pool is full.
 * A new one is not placed.
 */
struct vgs_lpi *vgs_lpi_add(struct vgs_lpi_pool *pool, uint32_t owner,
			    uint32_t intid);

/* Forget an entry, which is not placed. */
void vgs_lpi_remove(struct vgs_lpi_pool *pool, struct vgs_lpi *lpi);

/*
 * An entry is placed in an index by its flags and priority: take it out before
 * these change, and put it in again.
 */
void vgs_lpi_place(struct vgs_lpi_pool *pool, const struct vgs_lpi *lpi);
void vgs_lpi_unplace(struct vgs_lpi_pool *pool, const struct vgs_lpi *lpi);

/* Next entry of an owner from slot @from on, before @end; NULL: none. */
struct vgs_lpi *vgs_lpi_within(const struct vgs_lpi_pool *pool, uint32_t owner,
			       uint32_t from, uint32_t end);

static inline uint32_t vgs_lpi_slot(const struct vgs_lpi_pool *pool,
				    const struct vgs_lpi *lpi)
{
	return (uint32_t)(lpi - pool->lpis);
}

static inline struct vgs_lpi *vgs_lpi_first(const struct vgs_lpi_pool *pool,
					    uint32_t owner)
{
	return vgs_lpi_within(pool, owner, 0, pool->end);
}

static inline struct vgs_lpi *vgs_lpi_next(const struct vgs_lpi_pool *pool,
					   const struct vgs_lpi *lpi)
{
	return vgs_lpi_within(pool, lpi->owner, vgs_lpi_slot(pool, lpi) + 1,
			      pool->end);
}

/* How many entries it has. */
uint32_t vgs_lpi_count(const struct vgs_lpi_pool *pool, uint32_t owner);

/* --- owners --------------------------------------------------------------- */

static inline unsigned vgs_lpi_number(const struct vgs_lpi_pool *pool,
				      uint32_t owner)
{
	return (owner & VGS_LPI_VPE ? pool->pes : 0) + vgs_lpi_pe(owner);
}

static inline struct vgs_lpi_owner *
vgs_lpi_owner_of(const struct vgs_lpi_pool *pool, uint32_t owner)
{
	return &pool->owners[vgs_lpi_number(pool, owner)];
}

static inline bool vgs_lpi_is(const struct vgs_lpi_pool *pool, uint32_t owner,
			      enum vgs_lpi_set set)
{
	unsigned number = vgs_lpi_number(pool, owner);

	return pool->sets[set][number / 64] >> number % 64 & 1u;
}

void vgs_lpi_say(struct vgs_lpi_pool *pool, uint32_t owner,
		 enum vgs_lpi_set set, bool member);

/* Has anybody this in common? */
static inline bool vgs_lpi_has(const struct vgs_lpi_pool *pool,
			       enum vgs_lpi_set set)
{
	return pool->members[set];
}

/*
 * First owner behind @owner, in a circle, that is in @set; of those that wait
 * and have no entry.  VGS_LPI_NONE: there is none.
 */
uint32_t vgs_lpi_owner_after(const struct vgs_lpi_pool *pool, uint32_t owner,
			     enum vgs_lpi_set set);
uint32_t vgs_lpi_starving_after(const struct vgs_lpi_pool *pool,
				uint32_t owner);

/* --- the index ------------------------------------------------------------ */

/* Levels are priorities, 0 the most urgent. */
void vgs_lpi_index_insert(struct vgs_lpi_pool *pool, uint32_t owner,
			  uint8_t level, uint32_t intid);
void vgs_lpi_index_remove(struct vgs_lpi_pool *pool, uint32_t owner,
			  uint8_t level, uint32_t intid);
/* Find the first of the trees of an owner, of which it is not known. */
void vgs_lpi_index_find_first(const struct vgs_lpi_pool *pool, uint32_t owner);

/* Key of the most urgent, the lowest INTID of these; VGS_LPI_NONE. */
static inline uint32_t vgs_lpi_index_first(const struct vgs_lpi_pool *pool,
					   uint32_t owner)
{
	const struct vgs_lpi_owner *own = vgs_lpi_owner_of(pool, owner);

	if (own->first == VGS_LPI_UNKNOWN)
		vgs_lpi_index_find_first(pool, owner);
	return own->first < own->latest ? own->first : own->latest;
}

/* The most and the least urgent entry that is ready; NULL: none. */
struct vgs_lpi *vgs_lpi_most_urgent(const struct vgs_lpi_pool *pool,
				    uint32_t owner);
struct vgs_lpi *vgs_lpi_least_urgent(const struct vgs_lpi_pool *pool,
				     uint32_t owner);
/* The lowest INTID that is pending and disabled; that is not pending. */
struct vgs_lpi *vgs_lpi_any_disabled(const struct vgs_lpi_pool *pool,
				     uint32_t owner);
struct vgs_lpi *vgs_lpi_any_cached(const struct vgs_lpi_pool *pool,
				   uint32_t owner);

#endif
