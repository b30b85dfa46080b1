/* SPDX-License-Identifier: MIT */
/*
 * Tables of equal entries in guest memory, flat or two-level: those of an ITS
 * (GITS_BASER) and of vPEs (GICR_VPROPBASER of GICv4.1).  Their contents are
 * hostile: a level 1 entry leads to one more access, at the address it names.
 */
#ifndef VGS_TABLE_H
#define VGS_TABLE_H

#include "core.h"

/* Where a table is and how large, from the register that describes it. */
struct vgs_table {
	uint64_t base;
	uint32_t page_size, pages;
	uint32_t entry_size;
	bool valid, indirect;
};

/* What an access to an entry came to. */
enum vgs_found {
	VGS_FOUND,
	VGS_OUT_OF_RANGE, /* no such entry, or no table */
	VGS_NO_MEMORY,	  /* the callback failed */
};

/* Address of entry @id (GIC-O4, GIC-O5, GIC-O6, GIC-O10). */
enum vgs_found vgs_table_entry(struct vgs_gic *gic,
			       const struct vgs_table *table, uint32_t id,
			       uint64_t *ret_addr);

/* Read or write @words words of 8 bytes of entry @id. */
enum vgs_found vgs_table_read(struct vgs_gic *gic,
			      const struct vgs_table *table, uint32_t id,
			      uint64_t *ret_words, unsigned words);
enum vgs_found vgs_table_write(struct vgs_gic *gic,
			       const struct vgs_table *table, uint32_t id,
			       const uint64_t *words, unsigned count);

#endif
