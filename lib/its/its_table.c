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
static uint64_t base_addr(const struct vgs_gic *gic, uint64_t baser)
{
	uint64_t addr = baser & UINT64_C(0x0000fffffffff000);

	if (page_size(baser) == 0x10000)
		addr = (addr & ~UINT64_C(0xf000)) | (baser >> 12 & 15u) << 48;
	/* GIC-CU36 */
	return VGS_CHOICE(gic, GIC_CU36)
		       ? addr
		       : addr & ~((uint64_t)page_size(baser) - 1);
}

bool vgs_its_is_misaligned(uint64_t baser)
{
	return page_size(baser) == 0x4000 && (baser & UINT64_C(0x3000));
}

static struct vgs_table table_of(const struct vgs_gic *gic, unsigned unit,
				 enum vgs_its_table table)
{
	uint64_t baser = vgs_its_at(gic, unit)->baser[table];

	return (struct vgs_table){
		.base = base_addr(gic, baser),
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

/* --- devices: Valid[63] events[62:52] ITT_addr[51:8] Size[4:0] --------- */

#define EVENTS	 52
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
	ret_device->doorbells = vgs_its_has_doorbells(gic, unit);
	ret_device->valid = entry & VALID;
	ret_device->itt = entry & ITT_ADDR;
	ret_device->event_bits = (unsigned)(entry & 31u) + 1;
	ret_device->events = (unsigned)(entry >> EVENTS) & VGS_ITS_MANY;
	return found;
}

enum vgs_found vgs_its_write_device(struct vgs_gic *gic, unsigned unit,
				    uint32_t device_id,
				    const struct vgs_its_device *device)
{
	uint64_t entry = 0;

	if (device->valid)
		entry = VALID | (uint64_t)device->events << EVENTS |
			(device->itt & ITT_ADDR) |
			((device->event_bits - 1) & 31u);
	return write_entry(gic, unit, VGS_ITS_DEVICES, device_id, entry);
}

/* --- collections: Valid[63] events[26:16] processor number[15:0] -------- */

#define COLLECTION_EVENTS 16

/*
 * GIC-O23: held by the ITS itself?  NULL: it is in the table, which with CCT
 * begins behind those.
 */
static struct vgs_its_held *held_at(const struct vgs_gic *gic, unsigned unit,
				    unsigned *icid)
{
	const struct vgs_its_config *cfg = &gic->cfg.its_units[unit];

	if (VGS_RULE(GIC_O23, *icid < cfg->hcc) && gic->its_held &&
	    *icid < VGS_ITS_HCC_MAX)
		return &gic->its_held[unit * VGS_ITS_HCC_MAX + *icid];
	if (cfg->cct)
		*icid -= cfg->hcc;
	return NULL;
}

enum vgs_found
vgs_its_read_collection(struct vgs_gic *gic, unsigned unit, unsigned icid,
			struct vgs_its_collection *ret_collection)
{
	const struct vgs_its_held *held = held_at(gic, unit, &icid);
	uint64_t entry = 0;
	enum vgs_found found = VGS_FOUND;

	if (!held)
		found = read_entry(gic, unit, VGS_ITS_COLLECTIONS, icid,
				   &entry);
	else
		entry = (uint64_t)held->events << COLLECTION_EVENTS |
			(held->target ? VALID | (held->target - 1u) : 0);
	ret_collection->events =
		(uint32_t)(entry >> COLLECTION_EVENTS) & VGS_ITS_MANY;
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
	struct vgs_its_held *held = held_at(gic, unit, &icid);
	uint64_t entry = collection->valid ? VALID | collection->pe : 0;

	/* How many events lead to it counts whether it is mapped or not. */
	entry |= (uint64_t)collection->events << COLLECTION_EVENTS;
	if (!held)
		return write_entry(gic, unit, VGS_ITS_COLLECTIONS, icid, entry);
	held->target = (uint16_t)(collection->valid ? collection->pe + 1 : 0);
	held->events = (uint16_t)collection->events;
	return VGS_FOUND;
}

/* --- vPEs: gicv3/vpe.c ------------------------------------------------- */

enum vgs_found vgs_its_read_vpe(struct vgs_gic *gic, unsigned unit, uint16_t id,
				struct vgs_v3_vpe *ret_vpe)
{
	const struct vgs_table table = table_of(gic, unit, VGS_ITS_VPES);

	enum vgs_found found = vgs_v3_vpe_read(gic, &table, id, ret_vpe);

	/* GICv4.1: ITSes may share the table, each maps for itself. */
	if (vgs_its_is_v41(gic) && !(ret_vpe->units >> unit & 1u))
		ret_vpe->valid = false;
	return found;
}

enum vgs_found vgs_its_read_shared_vpe(struct vgs_gic *gic, unsigned unit,
				       uint16_t id, struct vgs_v3_vpe *ret_vpe)
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

enum vgs_found vgs_its_keep_vsgis(struct vgs_gic *gic, unsigned unit,
				  const struct vgs_v3_vpe *vpe)
{
	struct vgs_v3_vpe entry;
	enum vgs_found found = vgs_v3_vpe_load(gic, vpe->pe, vpe->id, &entry);

	return VGS_RULE(GIC_U14, found == VGS_OUT_OF_RANGE)
		       ? vgs_its_write_vpe(gic, unit, vpe)
		       : found;
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
	if ((entry & VIRTUAL) && device->doorbells &&
	    vgs_mem_read(gic, addr + 8, 4, &doorbell))
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
