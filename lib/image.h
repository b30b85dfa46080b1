/* SPDX-License-Identifier: MIT */
/* What stands in an image: little-endian, the items member by member. */
#ifndef VGS_IMAGE_H
#define VGS_IMAGE_H

#include "section.h"

static inline void vgs_put_le(unsigned char *to, uint64_t value, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		to[i] = (unsigned char)(value >> 8 * i);
}

static inline uint64_t vgs_get_le(const unsigned char *from, unsigned size)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < size; i++)
		value |= (uint64_t)from[i] << 8 * i;
	return value;
}

/* One element of a member, in the host's representation. */
static inline void vgs_member_store(void *to, uint64_t value, unsigned size)
{
	uint32_t v32 = (uint32_t)value;
	uint16_t v16 = (uint16_t)value;

	switch (size) {
	case 1:
		*(uint8_t *)to = (uint8_t)value;
		break;
	case 2:
		memcpy(to, &v16, 2);
		break;
	case 4:
		memcpy(to, &v32, 4);
		break;
	default:
		memcpy(to, &value, 8);
		break;
	}
}

static inline void vgs_item_save(const struct vgs_member *members,
				 unsigned count, const unsigned char *item,
				 unsigned char *to)
{
	for (unsigned m = 0; m < count; m++) {
		const struct vgs_member *member = &members[m];

		for (unsigned k = 0; k < member->count; k++) {
			unsigned at = member->offset + k * member->size;

			vgs_put_le(to + at,
				   vgs_member_load(item + at, member->size),
				   member->size);
		}
	}
}

static inline void vgs_item_load(const struct vgs_member *members,
				 unsigned count, const unsigned char *from,
				 unsigned char *item)
{
	for (unsigned m = 0; m < count; m++) {
		const struct vgs_member *member = &members[m];

		for (unsigned k = 0; k < member->count; k++) {
			unsigned at = member->offset + k * member->size;

			vgs_member_store(item + at,
					 vgs_get_le(from + at, member->size),
					 member->size);
		}
	}
}

#endif
