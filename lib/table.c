/* SPDX-License-Identifier: MIT */
/* Where an entry of a table in guest memory is. */
#include "table.h"

#include "mem.h"

#define VALID (UINT64_C(1) << 63)

/* GIC-O6: a level 1 entry points to one page of entries. */
static enum vgs_found second_level(struct vgs_gic *gic,
				   const struct vgs_table *table, uint32_t id,
				   uint64_t *ret_addr)
{
	uint64_t page = table->page_size, per_page = page / table->entry_size;
	uint64_t entries = table->pages * page / 8;
	uint64_t first = id / per_page, entry;

	if (VGS_RULE(GIC_O5, first >= entries))
		return VGS_OUT_OF_RANGE;
	if (vgs_mem_read(gic, table->base + first * 8, 8, &entry))
		return VGS_NO_MEMORY;
	if (!VGS_RULE(GIC_O6, entry & VALID))
		return VGS_OUT_OF_RANGE;
	*ret_addr = (entry & UINT64_C(0x000ffffffffff000) & ~(page - 1)) +
		    id % per_page * table->entry_size;
	return VGS_FOUND;
}

enum vgs_found vgs_table_entry(struct vgs_gic *gic,
			       const struct vgs_table *table, uint32_t id,
			       uint64_t *ret_addr)
{
	uint64_t size = (uint64_t)table->pages * table->page_size;

	/* GIC-O10: without a table lookups fail and writes are dropped. */
	if (!VGS_RULE(GIC_O10, table->valid))
		return VGS_OUT_OF_RANGE;
	if (VGS_RULE(GIC_O6, table->indirect))
		return second_level(gic, table, id, ret_addr);
	if (VGS_RULE(GIC_O5, id >= size / table->entry_size))
		return VGS_OUT_OF_RANGE;
	/* GIC-O4 */
	*ret_addr = table->base + (uint64_t)id * table->entry_size;
	return VGS_FOUND;
}

enum vgs_found vgs_table_read(struct vgs_gic *gic,
			      const struct vgs_table *table, uint32_t id,
			      uint64_t *ret_words, unsigned words)
{
	uint64_t addr = 0;
	enum vgs_found found = vgs_table_entry(gic, table, id, &addr);

	for (unsigned i = 0; !found && i < words; i++) {
		if (vgs_mem_read(gic, addr + i * 8, 8, &ret_words[i]))
			found = VGS_NO_MEMORY;
	}
	return found;
}

enum vgs_found vgs_table_write(struct vgs_gic *gic,
			       const struct vgs_table *table, uint32_t id,
			       const uint64_t *words, unsigned count)
{
	uint64_t addr = 0;
	enum vgs_found found = vgs_table_entry(gic, table, id, &addr);

	for (unsigned i = 0; !found && i < count; i++) {
		if (vgs_mem_write(gic, addr + i * 8, 8, words[i]))
			found = VGS_NO_MEMORY;
	}
	return found;
}
