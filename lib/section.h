/* SPDX-License-Identifier: MIT */
/*
 * Plain-data state for save, restore, hash and diff, and the one allocation
 * that it is laid out in.
 */
#ifndef VGS_SECTION_H
#define VGS_SECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct vgs_gic;

/* An image whose items are possible one by one; NULL: the state itself. */
struct vgs_image;

struct vgs_member {
	const char *name;
	uint16_t offset;
	uint8_t size;	/* 1, 2, 4 or 8 bytes */
	uint16_t count; /* elements of an array member, 1 otherwise */
};

#define VGS_MEMBER(type, field, size)                                          \
	{                                                                      \
#field, offsetof(struct type, field), size, 1                  \
	}
#define VGS_MEMBER_ARRAY(type, field, size, count)                             \
	{                                                                      \
#field, offsetof(struct type, field), size, count              \
	}

/* One element of a member, in the host's representation. */
static inline uint64_t vgs_member_load(const void *from, unsigned size)
{
	uint64_t v64;
	uint32_t v32;
	uint16_t v16;

	switch (size) {
	case 1:
		return *(const uint8_t *)from;
	case 2:
		memcpy(&v16, from, 2);
		return v16;
	case 4:
		memcpy(&v32, from, 4);
		return v32;
	default:
		memcpy(&v64, from, 8);
		return v64;
	}
}

struct vgs_section {
	const char *name;
	const struct vgs_member *members; /* cover every byte, in order */
	unsigned member_count;
	uint32_t item_size;
	uint32_t count;
	void *items;
	/* Is this item of a hostile image possible?  NULL: any is. */
	bool (*valid)(const struct vgs_gic *gic, const void *item,
		      uint32_t index);
	/* Large arrays have this instead, for items [first, first + count). */
	bool (*all_valid)(const struct vgs_gic *gic, const void *items,
			  uint32_t first, uint32_t count);
	/* Is this possible item possible with those of other sections? */
	bool (*agrees)(const struct vgs_gic *gic, const struct vgs_image *image,
		       const void *item);
	uint64_t zeros; /* members that are padding; filled in when added */
};

#define VGS_SECTIONS_MAX 24

/* No item is larger. */
#define VGS_ITEM_MAX 512u

/* Padding is at most so many bytes, of an item that has no fewer. */
#define VGS_PADDING_MAX 8u

/* What follows from the sections and is copied with them. */
struct vgs_derived {
	void *items;
	size_t size;
};

#define VGS_DERIVED_MAX 8

/* Parts of the one allocation, collected before it is made and laid out after.
 */
struct vgs_layout {
	unsigned char *base; /* NULL while sizes are collected */
	size_t size;
};

/* Next @size bytes, 64-byte aligned; NULL while sizes are collected. */
void *vgs_layout_take(struct vgs_layout *layout, size_t size);

void vgs_core_section(struct vgs_gic *gic, const struct vgs_section *section);

/* Are @count items from number @first on possible, aligned as its type is? */
bool vgs_core_items_valid(const struct vgs_gic *gic,
			  const struct vgs_section *section, const void *items,
			  uint32_t first, uint32_t count);

/* Item number @index of the section of @items, as an image has it. */
void vgs_core_image_item(const struct vgs_gic *gic,
			 const struct vgs_image *image, const void *items,
			 uint32_t index, void *ret_item);

/* Derived plain data, which a copy takes over; called from a layout(). */
void vgs_core_derived(struct vgs_gic *gic, void *items, size_t size);

/*
 * Take over what is derived from the sections, which are equal.  False: it has
 * to be rebuilt.
 */
bool vgs_core_copy_derived(struct vgs_gic *dst, const struct vgs_gic *src);

/* The core's own sections; models add theirs from their layout(). */
void vgs_core_state_sections(struct vgs_gic *gic);

#endif
