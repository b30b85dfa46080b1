/* SPDX-License-Identifier: MIT */
/*
 * The pool of LPIs and its index.  Both hash tables are open-addressed with
 * linear probing; a removal moves later ones back, so no marks are left.
 *
 * The tree of an (owner, level) has its root at the greatest depth, one word.
 * Above the roots stand, per owner, four words of levels and one of those.
 */
#include "lpi.h"

#include <string.h>

/* Kinds of index words, the lowest key bits: depths 0..4, then levels. */
#define DEPTH_LEVELS 6u /* which of 64 levels; position: level / 64 */
#define DEPTH_TOP    7u /* which of the four level words */

static uint32_t hash64(uint64_t key)
{
	key *= UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)(key >> 32);
}

static uint32_t table_size(unsigned entries)
{
	uint32_t size = 16;

	while (size < entries)
		size *= 2;
	return size;
}

uint32_t vgs_lpi_table_size(unsigned slots)
{
	return table_size(2 * slots);
}

uint32_t vgs_lpi_words_size(unsigned slots)
{
	/* At most four words of its tree and two of levels for each. */
	return table_size(8 * slots);
}

void vgs_lpi_pool_init(struct vgs_lpi_pool *pool, unsigned slots, unsigned pes,
		       unsigned id_bits)
{
	pool->table_mask = vgs_lpi_table_size(slots) - 1;
	pool->word_mask = vgs_lpi_words_size(slots) - 1;
	pool->slots = slots;
	pool->pes = pes;
	pool->depths = (uint8_t)((id_bits + 5) / 6);
	vgs_lpi_pool_rebuild(pool);
}

/* May what stands at @from move to the hole: is its home not behind it? */
static bool may_move(uint32_t home, uint32_t hole, uint32_t from, uint32_t mask)
{
	return ((from - home) & mask) >= ((from - hole) & mask);
}

/* --- entries: the hash table -------------------------------------- */

static uint32_t lpi_home(const struct vgs_lpi_pool *pool, uint32_t owner,
			 uint32_t intid)
{
	return hash64((uint64_t)owner << 32 | intid) & pool->table_mask;
}

/* Where an entry stands, or the free place where it would. */
static uint32_t table_probe(const struct vgs_lpi_pool *pool, uint32_t owner,
			    uint32_t intid)
{
	uint32_t at = lpi_home(pool, owner, intid);

	for (;;) {
		const struct vgs_lpi *lpi;

		if (!pool->table[at])
			return at;
		lpi = &pool->lpis[pool->table[at] - 1];
		if (lpi->owner == owner && lpi->intid == intid)
			return at;
		at = (at + 1) & pool->table_mask;
	}
}

static void table_remove(struct vgs_lpi_pool *pool, uint32_t hole)
{
	uint32_t at = hole;

	for (;;) {
		const struct vgs_lpi *lpi;

		at = (at + 1) & pool->table_mask;
		if (!pool->table[at])
			break;
		lpi = &pool->lpis[pool->table[at] - 1];
		if (!may_move(lpi_home(pool, lpi->owner, lpi->intid), hole, at,
			      pool->table_mask))
			continue;
		pool->table[hole] = pool->table[at];
		hole = at;
	}
	pool->table[hole] = 0;
}

/* --- entries: the lists of owners --------------------------------- */

static uint32_t *list_head(const struct vgs_lpi_pool *pool, uint32_t owner)
{
	unsigned vpes = owner & VGS_LPI_VPE ? pool->pes : 0;

	return &pool->heads[vpes + vgs_lpi_pe(owner)];
}

static void list_add(struct vgs_lpi_pool *pool, uint32_t entry)
{
	uint32_t *head = list_head(pool, pool->lpis[entry].owner);

	pool->links[entry].next = *head;
	pool->links[entry].prev = VGS_LPI_NONE;
	if (*head != VGS_LPI_NONE)
		pool->links[*head].prev = entry;
	*head = entry;
}

static void list_remove(struct vgs_lpi_pool *pool, uint32_t entry)
{
	struct vgs_lpi_links links = pool->links[entry];

	if (links.prev == VGS_LPI_NONE)
		*list_head(pool, pool->lpis[entry].owner) = links.next;
	else
		pool->links[links.prev].next = links.next;
	if (links.next != VGS_LPI_NONE)
		pool->links[links.next].prev = links.prev;
}

/* --- entries ------------------------------------------------------ */

static uint32_t entry_of(const struct vgs_lpi_pool *pool,
			 const struct vgs_lpi *lpi)
{
	return (uint32_t)(lpi - pool->lpis);
}

static struct vgs_lpi *entry_at(const struct vgs_lpi_pool *pool, uint32_t entry)
{
	return entry == VGS_LPI_NONE ? NULL : &pool->lpis[entry];
}

void vgs_lpi_pool_rebuild(struct vgs_lpi_pool *pool)
{
	memset(pool->table, 0,
	       ((size_t)pool->table_mask + 1) * sizeof(*pool->table));
	for (unsigned i = 0; i < 2 * pool->pes; i++)
		pool->heads[i] = VGS_LPI_NONE;
	pool->used = 0;
	pool->first_free = 0;
	for (uint32_t i = pool->slots; i-- > 0;) {
		struct vgs_lpi *lpi = &pool->lpis[i];
		uint32_t at;

		if (!(lpi->flags & VGS_LPI_USED))
			continue;
		at = table_probe(pool, lpi->owner, lpi->intid);
		if (pool->table[at]) {
			memset(lpi, 0, sizeof(*lpi));
			continue;
		}
		pool->table[at] = i + 1;
		list_add(pool, i);
		pool->used++;
	}
}

struct vgs_lpi *vgs_lpi_find(const struct vgs_lpi_pool *pool, uint32_t owner,
			     uint32_t intid)
{
	uint32_t at = table_probe(pool, owner, intid);

	return pool->table[at] ? &pool->lpis[pool->table[at] - 1] : NULL;
}

struct vgs_lpi *vgs_lpi_add(struct vgs_lpi_pool *pool, uint32_t owner,
			    uint32_t intid)
{
	uint32_t at = table_probe(pool, owner, intid);
	struct vgs_lpi *lpi;

	if (pool->table[at])
		return &pool->lpis[pool->table[at] - 1];
	if (pool->used == pool->slots)
		return NULL;
	/* Each step was paid for by the addition that filled the entry. */
	while (pool->lpis[pool->first_free].flags & VGS_LPI_USED)
		pool->first_free++;
	lpi = &pool->lpis[pool->first_free];
	lpi->owner = owner;
	lpi->intid = intid;
	lpi->priority = 0;
	lpi->flags = VGS_LPI_USED;
	pool->table[at] = pool->first_free + 1;
	pool->used++;
	list_add(pool, pool->first_free);
	return lpi;
}

void vgs_lpi_remove(struct vgs_lpi_pool *pool, struct vgs_lpi *lpi)
{
	uint32_t entry = entry_of(pool, lpi);

	list_remove(pool, entry);
	table_remove(pool, table_probe(pool, lpi->owner, lpi->intid));
	memset(lpi, 0, sizeof(*lpi));
	pool->used--;
	if (entry < pool->first_free)
		pool->first_free = entry;
}

struct vgs_lpi *vgs_lpi_first(const struct vgs_lpi_pool *pool, uint32_t owner)
{
	return entry_at(pool, *list_head(pool, owner));
}

struct vgs_lpi *vgs_lpi_next(const struct vgs_lpi_pool *pool,
			     const struct vgs_lpi *lpi)
{
	return entry_at(pool, pool->links[entry_of(pool, lpi)].next);
}

/* --- words of the index ------------------------------------------- */

/* owner 17 bits, level 8, position 18, kind 3: never 0 by the bit on top. */
static uint64_t word_key(uint32_t owner, unsigned level, uint32_t position,
			 unsigned kind)
{
	return UINT64_C(1) << 63 | (uint64_t)owner << 32 |
	       (uint64_t)level << 24 | (uint64_t)position << 3 | kind;
}

static uint32_t word_probe(const struct vgs_lpi_pool *pool, uint64_t key)
{
	uint32_t at = hash64(key) & pool->word_mask;

	while (pool->words[at].key && pool->words[at].key != key)
		at = (at + 1) & pool->word_mask;
	return at;
}

static uint64_t word_get(const struct vgs_lpi_pool *pool, uint64_t key)
{
	const struct vgs_lpi_word *word = &pool->words[word_probe(pool, key)];

	return word->key ? word->bits : 0;
}

/* @return true if the word was empty before. */
static bool word_set(struct vgs_lpi_pool *pool, uint64_t key, unsigned bit)
{
	struct vgs_lpi_word *word = &pool->words[word_probe(pool, key)];
	bool was_empty = !word->key;

	word->key = key;
	word->bits |= VGS_BIT64(bit);
	return was_empty;
}

/* @return true if the word is empty now. */
static bool word_clear(struct vgs_lpi_pool *pool, uint64_t key, unsigned bit)
{
	uint32_t hole = word_probe(pool, key), at = hole;

	if (!pool->words[hole].key)
		return false;
	pool->words[hole].bits &= ~VGS_BIT64(bit);
	if (pool->words[hole].bits)
		return false;
	for (;;) {
		const struct vgs_lpi_word *word;

		at = (at + 1) & pool->word_mask;
		word = &pool->words[at];
		if (!word->key)
			break;
		if (!may_move(hash64(word->key) & pool->word_mask, hole, at,
			      pool->word_mask))
			continue;
		pool->words[hole] = *word;
		hole = at;
	}
	pool->words[hole].key = 0;
	pool->words[hole].bits = 0;
	return true;
}

/* --- the index ---------------------------------------------------- */

void vgs_lpi_index_insert(struct vgs_lpi_pool *pool, uint32_t owner,
			  uint8_t level, uint32_t intid)
{
	for (unsigned depth = 0; depth < pool->depths; depth++) {
		uint32_t position = intid >> 6;

		if (!word_set(pool, word_key(owner, level, position, depth),
			      intid & 63u))
			return;
		intid = position;
	}
	if (word_set(pool, word_key(owner, 0, level / 64u, DEPTH_LEVELS),
		     level % 64u))
		word_set(pool, word_key(owner, 0, 0, DEPTH_TOP), level / 64u);
}

void vgs_lpi_index_remove(struct vgs_lpi_pool *pool, uint32_t owner,
			  uint8_t level, uint32_t intid)
{
	for (unsigned depth = 0; depth < pool->depths; depth++) {
		uint32_t position = intid >> 6;

		if (!word_clear(pool, word_key(owner, level, position, depth),
				intid & 63u))
			return;
		intid = position;
	}
	if (word_clear(pool, word_key(owner, 0, level / 64u, DEPTH_LEVELS),
		       level % 64u))
		word_clear(pool, word_key(owner, 0, 0, DEPTH_TOP), level / 64u);
}

bool vgs_lpi_index_min(const struct vgs_lpi_pool *pool, uint32_t owner,
		       uint8_t *ret_level, uint32_t *ret_intid)
{
	uint64_t top = word_get(pool, word_key(owner, 0, 0, DEPTH_TOP));
	unsigned level;
	uint32_t position = 0;

	if (!top)
		return false;
	level = vgs_ctz64(top);
	level = level * 64 + vgs_ctz64(word_get(pool, word_key(owner, 0, level,
							       DEPTH_LEVELS)));
	for (unsigned depth = pool->depths; depth-- > 0;)
		position = position << 6 |
			   vgs_ctz64(word_get(pool, word_key(owner, level,
							     position, depth)));
	*ret_level = (uint8_t)level;
	*ret_intid = position;
	return true;
}

void vgs_lpi_index_clear(struct vgs_lpi_pool *pool)
{
	memset(pool->words, 0,
	       ((size_t)pool->word_mask + 1) * sizeof(*pool->words));
}
