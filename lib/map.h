/* SPDX-License-Identifier: MIT */
/*
 * Where frames are and what stands in them: derived from the config once, so
 * that an access finds its unit and its row in a few steps.
 */
#ifndef VGS_MAP_H
#define VGS_MAP_H

#include <libvgicsim/gic.h>

#include "reg.h"

/* Where a row of a frame is; nowhere, if this machine does not have it. */
struct vgs_row {
	const struct vgs_reg *reg;
	uint32_t offset, end; /* end: of the last element */
	uint8_t shift;	      /* log2 of the distance between elements */
	uint8_t low;	      /* mask of the offset in an element */
	uint8_t bytes;	      /* of an element */
	uint8_t sizes;	      /* of accesses, a bit each */
	bool gathers;	      /* what it reads as can be taken at once */
	/*
	 * Elements [block, block_end) are of shared interrupts that all exist:
	 * they stand side by side, from slot @slot for element 0.
	 */
	uint16_t block, block_end;
	uint32_t slot;
};

/* A frame's rows by offset. */
struct vgs_frame_rows {
	const struct vgs_frame_desc *desc; /* NULL: no such frame */
	struct vgs_row *rows; /* as in desc, and one behind every offset */
	uint8_t *first;	      /* by block: last row that starts before it */
	uint8_t shift;	      /* 1 << shift bytes a block */
	unsigned units;	      /* frames of this kind, one after the other */
};

/* Blocks of a frame of up to 8 KB are words, of others 128 bytes. */
#define VGS_ROW_SMALL	    0x2000u
#define VGS_ROW_SMALL_SHIFT 2
#define VGS_ROW_SHIFT	    7

/* A range of addresses: units of one kind of frame, one after the other. */
struct vgs_range {
	uint64_t base, size;
	uint16_t unit; /* number of the first one */
	uint8_t shift; /* 1 << shift bytes a unit */
	uint8_t frame; /* enum vgs_frame */
};

#define VGS_RANGES_MAX (VGS_FRAMES + VGS_GICR_REGIONS_MAX)

struct vgs_map {
	struct vgs_frame_rows rows[VGS_FRAMES];
	struct vgs_range ranges[VGS_RANGES_MAX]; /* the first that fits wins */
	unsigned range_count;
};

struct vgs_layout;

/* The frames and ranges of a machine: looks at its config and model alone. */
void vgs_map_ranges(struct vgs_gic *gic);

/* Do two ranges share an address, or does one go past the last? */
bool vgs_map_overlaps(const struct vgs_map *map);

/* Then the rows: take them from the layout; with a base, fill them in. */
void vgs_map_layout(struct vgs_gic *gic, struct vgs_layout *layout);

/*
 * The row of an offset, NULL: reserved or absent.  Between its elements may be
 * what is reserved.
 */
static inline const struct vgs_row *
vgs_map_row(const struct vgs_frame_rows *rows, uint32_t offset)
{
	const struct vgs_row *row =
		&rows->rows[rows->first[offset >> rows->shift]];

	while (row[1].offset <= offset)
		row++;
	return offset >= row->offset && offset < row->end ? row : NULL;
}

/*
 * Shared interrupts stand side by side: where the access sees all of them, no
 * slot has to be looked up.
 */
static inline bool vgs_map_sees_block(const struct vgs_acc *acc)
{
	return acc->row && acc->n >= acc->row->block &&
	       acc->n < acc->row->block_end &&
	       (acc->reg->view == VGS_VIEW_ALL || acc->secure);
}

/* The range that an address is in, NULL: none. */
static inline const struct vgs_range *vgs_map_find(const struct vgs_map *map,
						   uint64_t addr)
{
	for (unsigned i = 0; i < map->range_count; i++) {
		if (addr - map->ranges[i].base < map->ranges[i].size)
			return &map->ranges[i];
	}
	return NULL;
}

#endif
