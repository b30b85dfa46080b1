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
};

/* Entry @id of a table of 8-byte entries. */
static inline bool naive_entry(const struct naive_its *its, uint64_t baser,
			       uint64_t id, uint64_t *ret_entry)
{
	const uint64_t sizes[4] = { 0x1000, 0x4000, 0x10000, 0x10000 };
	uint64_t page = sizes[baser >> 8 & 3], pages = (baser & 0xff) + 1;
	uint64_t base = baser & UINT64_C(0xfffffffff000);

	if (page == 0x10000)
		base = (base & ~UINT64_C(0xf000)) | (baser >> 12 & 15) << 48;
	base &= ~(page - 1);
	if (!(baser >> 63))
		return false;
	if (baser >> 62 & 1) {
		uint64_t per_page = page / 8, l1;

		if (id / per_page >= pages * page / 8 ||
		    !its->load(its->user, base + id / per_page * 8, 8, &l1) ||
		    !(l1 >> 63))
			return false;
		base = l1 & UINT64_C(0xffffffffff000) & ~(page - 1);
		return its->load(its->user, base + id % per_page * 8, 8,
				 ret_entry);
	}
	return id < pages * page / 8 &&
	       its->load(its->user, base + id * 8, 8, ret_entry);
}

/* Does (DeviceID, EventID) lead to a physical LPI, and where? */
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
	    ite >> 62 != 2)
		return false;
	if (!naive_entry(its, its->collections, ite >> 32 & 0xffff, &cte) ||
	    !(cte >> 63) || (cte & 0xffff) >= its->pes)
		return false;
	*ret_pe = (unsigned)(cte & 0xffff);
	*ret_intid = ite & 0xffffffff;
	return true;
}

#endif
