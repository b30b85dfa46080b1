/* SPDX-License-Identifier: MIT */
/* The address map: see map.h. */
#include "map.h"

#include "core.h"
#include "its_ops.h"

static const struct vgs_frame_desc *frame_desc(const struct vgs_gic *gic,
					       enum vgs_frame frame)
{
	if (frame == VGS_FRAME_GITS)
		return gic->cfg.its ? vgs_its_ops.frame(gic) : NULL;
	return gic->model->frame(gic, frame);
}

/* How many frames of a kind stand one after the other. */
static unsigned frame_units(const struct vgs_gic *gic, enum vgs_frame frame)
{
	switch (frame) {
	case VGS_FRAME_GICR:
	case VGS_FRAME_GICH_PE:
		return gic->cfg.pes;
	case VGS_FRAME_GITS:
		return gic->cfg.its;
	case VGS_FRAME_GICD:
	case VGS_FRAME_GICC:
	case VGS_FRAME_GICH:
	case VGS_FRAME_GICV:
	case VGS_FRAME_GICM:
	case VGS_FRAMES:
		break;
	}
	return 1;
}

/* --- rows ----------------------------------------------------------- */

static struct vgs_row row_of(const struct vgs_gic *gic,
			     const struct vgs_frame_desc *desc,
			     const struct vgs_reg *reg)
{
	struct vgs_reg_info info;
	bool present = !desc->present || desc->present(gic, reg);

	vgs_reg_describe(reg, &info);
	return (struct vgs_row){
		.reg = reg,
		/* GIC-N2: of an NMI there is no priority to be read. */
		.gathers = (reg->irq_bit && reg->bits_per_intid == 1) ||
			   (reg->irq_priority && !gic->cfg.nmi),
		.offset = info.offset,
		.end = present ? info.offset + info.count * info.stride
			       : info.offset,
		.shift = (uint8_t)vgs_ctz64(info.stride),
		.low = (uint8_t)(info.stride - 1),
		.bytes = (uint8_t)(info.width / 8),
		.sizes = info.sizes,
	};
}

/* Do all fields of this element belong to shared interrupts, side by side? */
static bool is_block(const struct vgs_gic *gic, uint32_t intid, unsigned count)
{
	uint32_t slot = vgs_core_slot(gic, 0, intid);
	uint32_t last = vgs_core_slot(gic, 0, intid + count - 1);

	/* GIC-K4: extended ones may have to do without affinity routing. */
	if (gic->cfg.legacy && intid >= VGS_INTID_SPECIAL)
		return false;
	return slot != VGS_NO_SLOT && last != VGS_NO_SLOT &&
	       !vgs_core_is_private(gic, slot) && last - slot == count - 1;
}

static void find_block(const struct vgs_gic *gic, struct vgs_row *row)
{
	const struct vgs_reg *reg = row->reg;
	unsigned count, elements = (row->end - row->offset) >> row->shift;
	uint16_t n = 0;

	if (!reg->bits_per_intid)
		return;
	count = row->bytes * 8u / reg->bits_per_intid;
	while (n < elements &&
	       !is_block(gic, reg->first_intid + n * count, count))
		n++;
	row->block = n;
	row->slot =
		vgs_core_slot(gic, 0, reg->first_intid + n * count) - n * count;
	while (n < elements &&
	       is_block(gic, reg->first_intid + n * count, count))
		n++;
	row->block_end = n;
}

static void fill_rows(const struct vgs_gic *gic, struct vgs_frame_rows *rows)
{
	const struct vgs_frame_desc *desc = rows->desc;
	unsigned row = 0;

	for (unsigned i = 0; i < desc->count; i++) {
		rows->rows[i] = row_of(gic, desc, &desc->regs[i]);
		find_block(gic, &rows->rows[i]);
	}
	rows->rows[desc->count].offset = UINT32_MAX;
	for (uint32_t block = 0; block < desc->size >> rows->shift; block++) {
		while (rows->rows[row + 1].offset <= block << rows->shift)
			row++;
		rows->first[block] = (uint8_t)row;
	}
}

/* --- ranges --------------------------------------------------------- */

static void add_range(struct vgs_map *map, enum vgs_frame frame, uint64_t base,
		      unsigned first_unit, unsigned units)
{
	uint32_t size = map->rows[frame].desc->size;

	if (base == UINT64_MAX)
		return;
	map->ranges[map->range_count++] = (struct vgs_range){
		.base = base,
		.size = (uint64_t)size * units,
		.unit = (uint16_t)first_unit,
		.shift = (uint8_t)vgs_ctz64(size),
		.frame = (uint8_t)frame,
	};
}

/* GIC-I29: Redistributors in several regions. */
static void add_regions(const struct vgs_gic *gic, struct vgs_map *map)
{
	unsigned first = 0;

	for (unsigned i = 0; i < gic->cfg.gicr_region_count; i++) {
		const struct vgs_gicr_region *region =
			&gic->cfg.gicr_regions[i];

		add_range(map, VGS_FRAME_GICR, region->base, first,
			  region->pes);
		first += region->pes;
	}
}

void vgs_map_ranges(struct vgs_gic *gic)
{
	struct vgs_map *map = &gic->map;

	map->range_count = 0;
	for (unsigned f = 0; f < VGS_FRAMES; f++) {
		enum vgs_frame frame = (enum vgs_frame)f;

		map->rows[f].desc = frame_desc(gic, frame);
		map->rows[f].units = frame_units(gic, frame);
		if (!map->rows[f].desc)
			continue;
		if (frame == VGS_FRAME_GICR && gic->cfg.gicr_region_count)
			add_regions(gic, map);
		else
			add_range(map, frame, gic->cfg.frames[f], 0,
				  map->rows[f].units);
	}
}

static bool meet(const struct vgs_range *a, const struct vgs_range *b)
{
	return a->base - b->base < b->size || b->base - a->base < a->size;
}

bool vgs_map_overlaps(const struct vgs_map *map)
{
	for (unsigned i = 0; i < map->range_count; i++) {
		if (map->ranges[i].base > UINT64_MAX - map->ranges[i].size)
			return true;
		for (unsigned k = 0; k < i; k++) {
			if (meet(&map->ranges[i], &map->ranges[k]))
				return true;
		}
	}
	return false;
}

void vgs_map_layout(struct vgs_gic *gic, struct vgs_layout *layout)
{
	for (unsigned f = 0; f < VGS_FRAMES; f++) {
		struct vgs_frame_rows *rows = &gic->map.rows[f];

		if (!rows->desc)
			continue;
		rows->rows = vgs_layout_take(
			layout, (rows->desc->count + 1) * sizeof(*rows->rows));
		rows->shift = rows->desc->size <= VGS_ROW_SMALL
				      ? VGS_ROW_SMALL_SHIFT
				      : VGS_ROW_SHIFT;
		rows->first = vgs_layout_take(layout,
					      rows->desc->size >> rows->shift);
		if (layout->base)
			fill_rows(gic, rows);
	}
}
