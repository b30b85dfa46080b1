/* SPDX-License-Identifier: MIT */
/*
 * The pool of LPIs and its index.  Both hash tables are open-addressed with
 * linear probing; a removal moves later ones back, so no marks are left.
 *
 * The tree of an (owner, level) has its root at the greatest depth, one word.
 */
#include "lpi.h"

#include <string.h>

static uint32_t hash64(uint64_t key)
{
	key *= UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)(key >> 32);
}

/*
 * Places of a table: the upper bits of a hash, by which keys that follow each
 * other are spread evenly.
 */
static uint8_t shift_of(uint32_t mask)
{
	return (uint8_t)(31 - vgs_msb64(mask));
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
	/* At most four words of its tree for each, so it is half full. */
	return table_size(8 * slots);
}

void vgs_lpi_pool_init(struct vgs_lpi_pool *pool, unsigned slots, unsigned pes,
		       unsigned id_bits)
{
	pool->table_mask = vgs_lpi_table_size(slots) - 1;
	pool->word_mask = vgs_lpi_words_size(slots) - 1;
	pool->table_shift = shift_of(pool->table_mask);
	pool->word_shift = shift_of(pool->word_mask);
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

/* --- the hash table of entries ------------------------------------ */

static uint32_t lpi_home(const struct vgs_lpi_pool *pool, uint32_t owner,
			 uint32_t intid)
{
	return hash64((uint64_t)owner << 32 | intid) >> pool->table_shift;
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

/* --- owners ------------------------------------------------------- */

static void set_member(struct vgs_lpi_pool *pool, enum vgs_lpi_set set,
		       unsigned number, bool member)
{
	uint64_t *word = &pool->sets[set][number / 64];

	if ((*word >> number % 64 & 1u) == member)
		return;
	*word ^= VGS_BIT64(number % 64);
	pool->members[set] += member ? 1u : UINT32_MAX;
}

/* An entry comes or goes, of @count of its owner: who has some, or many? */
static void count_entry(struct vgs_lpi_pool *pool, unsigned number,
			uint32_t count, bool comes)
{
	if (count == 1)
		set_member(pool, VGS_LPI_SOME, number, comes);
	else if (count == 2)
		set_member(pool, VGS_LPI_MANY, number, comes);
}

static void entry_comes(struct vgs_lpi_pool *pool, uint32_t owner)
{
	unsigned number = vgs_lpi_number(pool, owner);

	pool->used++;
	count_entry(pool, number, ++pool->owners[number].count, true);
}

static void entry_goes(struct vgs_lpi_pool *pool, uint32_t owner)
{
	unsigned number = vgs_lpi_number(pool, owner);

	pool->used--;
	count_entry(pool, number, pool->owners[number].count--, false);
}

static void count_cached(struct vgs_lpi_pool *pool, uint32_t owner, int by)
{
	unsigned number = vgs_lpi_number(pool, owner);
	uint32_t count = pool->owners[number].cached += (uint32_t)by;

	set_member(pool, VGS_LPI_CACHED, number, count > 0);
}

uint32_t vgs_lpi_count(const struct vgs_lpi_pool *pool, uint32_t owner)
{
	return vgs_lpi_owner_of(pool, owner)->count;
}

void vgs_lpi_say(struct vgs_lpi_pool *pool, uint32_t owner,
		 enum vgs_lpi_set set, bool member)
{
	set_member(pool, set, vgs_lpi_number(pool, owner), member);
}

/* Lowest number from @from on that is in @set and not in @but; NONE. */
static uint32_t member_from(const uint64_t set[VGS_LPI_SET_WORDS],
			    const uint64_t but[VGS_LPI_SET_WORDS],
			    unsigned from)
{
	for (unsigned i = from / 64; i < VGS_LPI_SET_WORDS; i++) {
		uint64_t word = set[i] & ~(but ? but[i] : 0);

		if (i == from / 64)
			word &= UINT64_MAX << from % 64;
		if (word)
			return i * 64 + vgs_ctz64(word);
	}
	return VGS_LPI_NONE;
}

static uint32_t member_after(const struct vgs_lpi_pool *pool, uint32_t owner,
			     const uint64_t set[VGS_LPI_SET_WORDS],
			     const uint64_t but[VGS_LPI_SET_WORDS])
{
	uint32_t number =
		member_from(set, but, vgs_lpi_number(pool, owner) + 1);

	if (number == VGS_LPI_NONE)
		number = member_from(set, but, 0);
	if (number == VGS_LPI_NONE || number < pool->pes)
		return number;
	return VGS_LPI_VPE | (number - pool->pes);
}

uint32_t vgs_lpi_owner_after(const struct vgs_lpi_pool *pool, uint32_t owner,
			     enum vgs_lpi_set set)
{
	return member_after(pool, owner, pool->sets[set], NULL);
}

uint32_t vgs_lpi_starving_after(const struct vgs_lpi_pool *pool, uint32_t owner)
{
	return member_after(pool, owner, pool->sets[VGS_LPI_WAITING],
			    pool->sets[VGS_LPI_SOME]);
}

/* --- entries ------------------------------------------------------ */

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
	if (pool->end <= pool->first_free)
		pool->end = pool->first_free + 1;
	entry_comes(pool, owner);
	return lpi;
}

void vgs_lpi_remove(struct vgs_lpi_pool *pool, struct vgs_lpi *lpi)
{
	uint32_t slot = vgs_lpi_slot(pool, lpi);

	table_remove(pool, table_probe(pool, lpi->owner, lpi->intid));
	entry_goes(pool, lpi->owner);
	memset(lpi, 0, sizeof(*lpi));
	if (slot < pool->first_free)
		pool->first_free = slot;
	if (!pool->used)
		pool->end = 0;
}

struct vgs_lpi *vgs_lpi_within(const struct vgs_lpi_pool *pool, uint32_t owner,
			       uint32_t from, uint32_t end)
{
	for (; from < end; from++) {
		struct vgs_lpi *lpi = &pool->lpis[from];

		if ((lpi->flags & VGS_LPI_USED) && lpi->owner == owner)
			return lpi;
	}
	return NULL;
}

/* --- words of the index ------------------------------------------- */

/* Which tree of an owner; below the levels of a tree of LPIs that are ready. */
#define TREE_READY(level) ((level) << 3)
#define TREE_DISABLED	  1u
#define TREE_CACHED	  2u

/*
 * owner 17 bits, tree 11 with the level on top, position 18, depth 3: never 0
 * by the bit on top.
 */
static uint64_t word_key(uint32_t owner, unsigned tree, uint32_t position,
			 unsigned depth)
{
	return UINT64_C(1) << 63 | (uint64_t)owner << 32 |
	       (uint64_t)tree << 21 | (uint64_t)position << 3 | depth;
}

static uint32_t word_home(const struct vgs_lpi_pool *pool, uint64_t key)
{
	return hash64(key) >> pool->word_shift;
}

static uint32_t word_probe(const struct vgs_lpi_pool *pool, uint64_t key)
{
	uint32_t at = word_home(pool, key);

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
		if (!may_move(word_home(pool, word->key), hole, at,
			      pool->word_mask))
			continue;
		pool->words[hole] = *word;
		hole = at;
	}
	pool->words[hole].key = 0;
	pool->words[hole].bits = 0;
	return true;
}

/* --- one tree ----------------------------------------------------- */

/* @return true if the tree was empty before. */
static bool tree_insert(struct vgs_lpi_pool *pool, uint32_t owner,
			unsigned tree, uint32_t intid)
{
	for (unsigned depth = 0; depth < pool->depths; depth++) {
		uint32_t position = intid >> 6;

		if (!word_set(pool, word_key(owner, tree, position, depth),
			      intid & 63u))
			return false;
		intid = position;
	}
	return true;
}

/* @return true if the tree is empty now. */
static bool tree_remove(struct vgs_lpi_pool *pool, uint32_t owner,
			unsigned tree, uint32_t intid)
{
	for (unsigned depth = 0; depth < pool->depths; depth++) {
		uint32_t position = intid >> 6;

		if (!word_clear(pool, word_key(owner, tree, position, depth),
				intid & 63u))
			return false;
		intid = position;
	}
	return true;
}

/* Lowest or highest INTID; the tree is not empty. */
static uint32_t tree_end(const struct vgs_lpi_pool *pool, uint32_t owner,
			 unsigned tree, bool highest)
{
	uint32_t position = 0;

	for (unsigned depth = pool->depths; depth-- > 0;) {
		uint64_t word =
			word_get(pool, word_key(owner, tree, position, depth));

		position = position << 6 |
			   (highest ? vgs_msb64(word) : vgs_ctz64(word));
	}
	return position;
}

/* The lowest INTID of a tree that may be empty. */
static struct vgs_lpi *tree_any(const struct vgs_lpi_pool *pool, uint32_t owner,
				unsigned tree)
{
	if (!word_get(pool, word_key(owner, tree, 0, pool->depths - 1u)))
		return NULL;
	return vgs_lpi_find(pool, owner, tree_end(pool, owner, tree, false));
}

/* --- the index ---------------------------------------------------- */

static VGS_APART void ready_insert(struct vgs_lpi_pool *pool, uint32_t owner,
				   uint32_t key)
{
	struct vgs_lpi_owner *own = vgs_lpi_owner_of(pool, owner);
	unsigned level = vgs_lpi_key_level(key);

	if (key < own->first && own->first != VGS_LPI_UNKNOWN)
		own->first = key;
	if (tree_insert(pool, owner, TREE_READY(level), vgs_lpi_key_intid(key)))
		own->levels[level / 64] |= VGS_BIT64(level % 64);
}

static VGS_APART void ready_remove(struct vgs_lpi_pool *pool, uint32_t owner,
				   uint32_t key)
{
	struct vgs_lpi_owner *own = vgs_lpi_owner_of(pool, owner);
	unsigned level = vgs_lpi_key_level(key);

	if (own->first == key)
		own->first = VGS_LPI_UNKNOWN;
	if (tree_remove(pool, owner, TREE_READY(level), vgs_lpi_key_intid(key)))
		own->levels[level / 64] &= ~VGS_BIT64(level % 64);
}

/* Key of the least or the most urgent in the trees, VGS_LPI_NONE. */
static VGS_APART uint32_t ready_end(const struct vgs_lpi_pool *pool,
				    uint32_t owner, bool last)
{
	const uint64_t *levels = vgs_lpi_owner_of(pool, owner)->levels;

	for (unsigned n = 0; n < VGS_LPI_LEVEL_WORDS; n++) {
		unsigned i = last ? VGS_LPI_LEVEL_WORDS - 1 - n : n, level;

		if (!levels[i])
			continue;
		level = i * 64 +
			(last ? vgs_msb64(levels[i]) : vgs_ctz64(levels[i]));
		return vgs_lpi_key(
			(uint8_t)level,
			tree_end(pool, owner, TREE_READY(level), last));
	}
	return VGS_LPI_NONE;
}

void vgs_lpi_index_insert(struct vgs_lpi_pool *pool, uint32_t owner,
			  uint8_t level, uint32_t intid)
{
	struct vgs_lpi_owner *own = vgs_lpi_owner_of(pool, owner);

	if (own->latest != VGS_LPI_NONE)
		ready_insert(pool, owner, own->latest);
	own->latest = vgs_lpi_key(level, intid);
}

void vgs_lpi_index_remove(struct vgs_lpi_pool *pool, uint32_t owner,
			  uint8_t level, uint32_t intid)
{
	struct vgs_lpi_owner *own = vgs_lpi_owner_of(pool, owner);
	uint32_t key = vgs_lpi_key(level, intid);

	if (own->latest == key)
		own->latest = VGS_LPI_NONE;
	else
		ready_remove(pool, owner, key);
}

void vgs_lpi_index_find_first(const struct vgs_lpi_pool *pool, uint32_t owner)
{
	vgs_lpi_owner_of(pool, owner)->first = ready_end(pool, owner, false);
}

static struct vgs_lpi *find_by_key(const struct vgs_lpi_pool *pool,
				   uint32_t owner, uint32_t key)
{
	return key == VGS_LPI_NONE
		       ? NULL
		       : vgs_lpi_find(pool, owner, vgs_lpi_key_intid(key));
}

struct vgs_lpi *vgs_lpi_most_urgent(const struct vgs_lpi_pool *pool,
				    uint32_t owner)
{
	return find_by_key(pool, owner, vgs_lpi_index_first(pool, owner));
}

struct vgs_lpi *vgs_lpi_least_urgent(const struct vgs_lpi_pool *pool,
				     uint32_t owner)
{
	uint32_t key = ready_end(pool, owner, true);
	uint32_t latest = vgs_lpi_owner_of(pool, owner)->latest;

	if (key == VGS_LPI_NONE || (latest != VGS_LPI_NONE && latest > key))
		key = latest;
	return find_by_key(pool, owner, key);
}

struct vgs_lpi *vgs_lpi_any_disabled(const struct vgs_lpi_pool *pool,
				     uint32_t owner)
{
	return tree_any(pool, owner, TREE_DISABLED);
}

struct vgs_lpi *vgs_lpi_any_cached(const struct vgs_lpi_pool *pool,
				   uint32_t owner)
{
	return tree_any(pool, owner, TREE_CACHED);
}

void vgs_lpi_place(struct vgs_lpi_pool *pool, const struct vgs_lpi *lpi)
{
	if (!(lpi->flags & VGS_LPI_PENDING)) {
		tree_insert(pool, lpi->owner, TREE_CACHED, lpi->intid);
		count_cached(pool, lpi->owner, 1);
	} else if (lpi->flags & VGS_LPI_ENABLED) {
		vgs_lpi_index_insert(pool, lpi->owner, lpi->priority,
				     lpi->intid);
	} else {
		tree_insert(pool, lpi->owner, TREE_DISABLED, lpi->intid);
	}
}

void vgs_lpi_unplace(struct vgs_lpi_pool *pool, const struct vgs_lpi *lpi)
{
	if (!(lpi->flags & VGS_LPI_PENDING)) {
		tree_remove(pool, lpi->owner, TREE_CACHED, lpi->intid);
		count_cached(pool, lpi->owner, -1);
	} else if (lpi->flags & VGS_LPI_ENABLED) {
		vgs_lpi_index_remove(pool, lpi->owner, lpi->priority,
				     lpi->intid);
	} else {
		tree_remove(pool, lpi->owner, TREE_DISABLED, lpi->intid);
	}
}

/* --- all of it ---------------------------------------------------- */

void vgs_lpi_pool_rebuild(struct vgs_lpi_pool *pool)
{
	memset(pool->table, 0,
	       ((size_t)pool->table_mask + 1) * sizeof(*pool->table));
	memset(pool->words, 0,
	       ((size_t)pool->word_mask + 1) * sizeof(*pool->words));
	for (unsigned n = 0; n < 2 * pool->pes; n++)
		pool->owners[n] = (struct vgs_lpi_owner){
			.latest = VGS_LPI_NONE,
			.first = VGS_LPI_NONE,
		};
	memset(pool->sets, 0, sizeof(pool->sets));
	memset(pool->members, 0, sizeof(pool->members));
	pool->used = 0;
	pool->first_free = 0;
	pool->end = 0;
	for (uint32_t i = 0; i < pool->slots; i++) {
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
		pool->end = i + 1;
		entry_comes(pool, lpi->owner);
		vgs_lpi_place(pool, lpi);
	}
}
