/* SPDX-License-Identifier: MIT */
/*
 * ITS tables: where an entry is, flat and two-level, and how it is encoded.
 * Formats are this model's own (GIC-O7): see docs/its-tables.md.
 */
#include "its.h"
#include "mem.h"

#define VALID	 (UINT64_C(1) << 63)
#define VIRTUAL	 (UINT64_C(1) << 62)
#define INDIRECT (UINT64_C(1) << 62)

/* --- where a table is ------------------------------------------------ */

/* GITS_BASER.Page_Size: 3 is reserved and taken for 64 KB. */
static uint32_t page_size(uint64_t baser)
{
	static const uint32_t sizes[4] = { 0x1000, 0x4000, 0x10000, 0x10000 };

	return sizes[baser >> 8 & 3u];
}

/* Address bits [51:48] of a table of 64 KB pages stand in [15:12]. */
static uint64_t base_addr(uint64_t baser)
{
	uint64_t addr = baser & UINT64_C(0x0000fffffffff000);

	if (page_size(baser) == 0x10000)
		addr = (addr & ~UINT64_C(0xf000)) | (baser >> 12 & 15u) << 48;
	return addr & ~((uint64_t)page_size(baser) - 1);
}

static struct vgs_table table_of(const struct vgs_gic *gic, unsigned unit,
				 enum vgs_its_table table)
{
	uint64_t baser = vgs_its_at(gic, unit)->baser[table];

	return (struct vgs_table){
		.base = base_addr(baser),
		.page_size = page_size(baser),
		.pages = (uint32_t)(baser & 0xffu) + 1,
		.entry_size = (uint32_t)(baser >> 48 & 31u) + 1,
		.valid = baser & VALID,
		.indirect = baser & INDIRECT,
	};
}

static enum vgs_found read_entry(struct vgs_gic *gic, unsigned unit,
				 enum vgs_its_table which, uint32_t id,
				 uint64_t *ret_entry)
{
	const struct vgs_table table = table_of(gic, unit, which);

	return vgs_table_read(gic, &table, id, ret_entry, 1);
}

static enum vgs_found write_entry(struct vgs_gic *gic, unsigned unit,
				  enum vgs_its_table which, uint32_t id,
				  uint64_t entry)
{
	const struct vgs_table table = table_of(gic, unit, which);

	return vgs_table_write(gic, &table, id, &entry, 1);
}

/* --- devices: Valid[63] ITT_addr[51:8] Size[4:0] --------------------- */

#define ITT_ADDR UINT64_C(0x000fffffffffff00)

enum vgs_found vgs_its_read_device(struct vgs_gic *gic, unsigned unit,
				   uint32_t device_id,
				   struct vgs_its_device *ret_device)
{
	uint64_t entry = 0;
	enum vgs_found found;

	/* GIC-O3: numbers that the ITS can hold, and its table. */
	if (VGS_RULE(GIC_O3, (uint64_t)device_id >>
				     gic->cfg.its_units[unit].device_id_bits))
		return VGS_OUT_OF_RANGE;
	found = read_entry(gic, unit, VGS_ITS_DEVICES, device_id, &entry);
	ret_device->entry_size = gic->cfg.its_units[unit].itt_entry_size;
	ret_device->valid = entry & VALID;
	ret_device->itt = entry & ITT_ADDR;
	ret_device->event_bits = (unsigned)(entry & 31u) + 1;
	return found;
}

enum vgs_found vgs_its_write_device(struct vgs_gic *gic, unsigned unit,
				    uint32_t device_id,
				    const struct vgs_its_device *device)
{
	uint64_t entry = 0;

	if (device->valid)
		entry = VALID | (device->itt & ITT_ADDR) |
			((device->event_bits - 1) & 31u);
	return write_entry(gic, unit, VGS_ITS_DEVICES, device_id, entry);
}

/* --- collections: Valid[63] processor number [15:0] ------------------- */

/* GIC-O23: held by the ITS itself; the table holds the others, or all. */
static uint16_t *held(const struct vgs_gic *gic, unsigned unit, unsigned *icid)
{
	const struct vgs_its_config *cfg = &gic->cfg.its_units[unit];

	if (VGS_RULE(GIC_O23, *icid < cfg->hcc))
		return &vgs_its_at(gic, unit)->held[*icid];
	if (cfg->cct)
		*icid -= cfg->hcc;
	return NULL;
}

enum vgs_found
vgs_its_read_collection(struct vgs_gic *gic, unsigned unit, unsigned icid,
			struct vgs_its_collection *ret_collection)
{
	const uint16_t *place = held(gic, unit, &icid);
	uint64_t entry = 0;
	enum vgs_found found = VGS_FOUND;

	if (!place)
		found = read_entry(gic, unit, VGS_ITS_COLLECTIONS, icid,
				   &entry);
	else if (*place)
		entry = VALID | (*place - 1u);
	ret_collection->pe = (unsigned)(entry & 0xffffu);
	/* What software wrote there cannot name a PE that does not exist. */
	ret_collection->valid =
		(entry & VALID) && ret_collection->pe < gic->cfg.pes;
	return found;
}

enum vgs_found
vgs_its_write_collection(struct vgs_gic *gic, unsigned unit, unsigned icid,
			 const struct vgs_its_collection *collection)
{
	uint64_t entry = collection->valid ? VALID | collection->pe : 0;
	uint16_t *place = held(gic, unit, &icid);

	if (!place)
		return write_entry(gic, unit, VGS_ITS_COLLECTIONS, icid, entry);
	*place = collection->valid ? (uint16_t)(collection->pe + 1) : 0;
	return VGS_FOUND;
}

/* --- vPEs: gicv3/vpe.c ------------------------------------------------- */

enum vgs_found vgs_its_read_vpe(struct vgs_gic *gic, unsigned unit, uint16_t id,
				struct vgs_v3_vpe *ret_vpe)
{
	const struct vgs_table table = table_of(gic, unit, VGS_ITS_VPES);

	return vgs_v3_vpe_read(gic, &table, id, ret_vpe);
}

enum vgs_found vgs_its_write_vpe(struct vgs_gic *gic, unsigned unit,
				 const struct vgs_v3_vpe *vpe)
{
	const struct vgs_table table = table_of(gic, unit, VGS_ITS_VPES);

	return vgs_v3_vpe_write(gic, &table, vpe);
}

/* --- events: Valid[63] Virtual[62] ICID[47:32] INTID[31:0], doorbell --- */

enum vgs_found vgs_its_read_event(struct vgs_gic *gic,
				  const struct vgs_its_device *device,
				  uint32_t event_id,
				  struct vgs_its_event *ret_event)
{
	uint64_t addr = device->itt + (uint64_t)event_id * device->entry_size;
	uint64_t entry, doorbell = VGS_INTID_NONE;

	if (vgs_mem_read(gic, addr, 8, &entry))
		return VGS_NO_MEMORY;
	if ((entry & VIRTUAL) && vgs_mem_read(gic, addr + 8, 4, &doorbell))
		return VGS_NO_MEMORY;
	ret_event->valid = entry & VALID;
	ret_event->virt = entry & VIRTUAL;
	ret_event->intid = (uint32_t)entry;
	ret_event->icid = (uint16_t)(entry >> 32);
	ret_event->doorbell = (uint32_t)doorbell;
	return VGS_FOUND;
}

enum vgs_found vgs_its_write_event(struct vgs_gic *gic,
				   const struct vgs_its_device *device,
				   uint32_t event_id,
				   const struct vgs_its_event *event)
{
	uint64_t addr = device->itt + (uint64_t)event_id * device->entry_size;
	uint64_t entry = 0;

	if (event->valid)
		entry = VALID | (event->virt ? VIRTUAL : 0) |
			(uint64_t)event->icid << 32 | event->intid;
	if (vgs_mem_write(gic, addr, 8, entry))
		return VGS_NO_MEMORY;
	if (event->virt && vgs_mem_write(gic, addr + 8, 4, event->doorbell))
		return VGS_NO_MEMORY;
	return VGS_FOUND;
}
