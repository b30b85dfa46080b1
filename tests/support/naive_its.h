/* SPDX-License-Identifier: MIT */
/*
 * A second, naive opinion of where an MSI leads: the tables are walked as
 * docs/its-tables.md describes them, without caches, with nothing of the
 * library's code.
 */
#ifndef NAIVE_ITS_H
#define NAIVE_ITS_H

#include <stdbool.h>
#include <stdint.h>

struct naive_its {
	/* Little-endian value in memory; false: there is none. */
	bool (*load)(void *user, uint64_t addr, unsigned size,
		     uint64_t *ret_value);
	void *user;
	bool enabled;
	uint64_t devices, collections; /* GITS_BASER0 and 1 */
	unsigned device_bits, entry_size, pes;
	/* GICv4: GITS_BASER2, its 64-bit words for each vPE, which ITS it is. */
	uint64_t vpes;
	unsigned vpe_words, unit;
};

/* First word of entry @id of a table with entries of @words words. */
static inline bool naive_entry_of(const struct naive_its *its, uint64_t baser,
				  unsigned words, uint64_t id,
				  uint64_t *ret_entry)
{
	uint64_t entry = words * 8;
	const uint64_t sizes[4] = { 0x1000, 0x4000, 0x10000, 0x10000 };
	uint64_t page = sizes[baser >> 8 & 3], pages = (baser & 0xff) + 1;
	uint64_t base = baser & UINT64_C(0xfffffffff000);

	if (page == 0x10000)
		base = (base & ~UINT64_C(0xf000)) | (baser >> 12 & 15) << 48;
	base &= ~(page - 1);
	if (!(baser >> 63))
		return false;
	if (baser >> 62 & 1) {
		uint64_t per_page = page / entry, l1;

		if (id / per_page >= pages * page / 8 ||
		    !its->load(its->user, base + id / per_page * 8, 8, &l1) ||
		    !(l1 >> 63))
			return false;
		base = l1 & UINT64_C(0xffffffffff000) & ~(page - 1);
		return its->load(its->user, base + id % per_page * entry, 8,
				 ret_entry);
	}
	return id < pages * page / entry &&
	       its->load(its->user, base + id * entry, 8, ret_entry);
}

static inline bool naive_entry(const struct naive_its *its, uint64_t baser,
			       uint64_t id, uint64_t *ret_entry)
{
	return naive_entry_of(its, baser, 1, id, ret_entry);
}

/* The PE of a vPE. */
static inline bool naive_vpe(const struct naive_its *its, uint64_t id,
			     unsigned *ret_pe)
{
	uint64_t entry;

	if (!its->vpe_words ||
	    !naive_entry_of(its, its->vpes, its->vpe_words, id, &entry) ||
	    !(entry >> 63) ||
	    (its->vpe_words > 1 && !(entry >> (52 + its->unit) & 1)))
		return false;
	*ret_pe = (unsigned)(entry >> 5 & 0x3ff);
	return *ret_pe < its->pes;
}

/* Does (DeviceID, EventID) lead to an LPI or a vPE's vLPI, and where? */
static inline bool naive_walk(const struct naive_its *its, uint64_t device,
			      uint64_t event, unsigned *ret_pe,
			      uint64_t *ret_intid)
{
	uint64_t dte, ite, cte;

	if (!its->enabled || device >> its->device_bits ||
	    !naive_entry(its, its->devices, device, &dte) || !(dte >> 63) ||
	    event >> ((dte & 31) + 1))
		return false;
	if (!its->load(its->user,
		       (dte & UINT64_C(0xfffffffffff00)) +
			       event * its->entry_size,
		       8, &ite) ||
	    !(ite >> 63))
		return false;
	*ret_intid = ite & 0xffffffff;
	if (ite >> 62 & 1)
		return naive_vpe(its, ite >> 32 & 0xffff, ret_pe);
	if (!naive_entry(its, its->collections, ite >> 32 & 0xffff, &cte) ||
	    !(cte >> 63) || (cte & 0xffff) >= its->pes)
		return false;
	*ret_pe = (unsigned)(cte & 0xffff);
	return true;
}

#endif
