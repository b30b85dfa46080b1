/* SPDX-License-Identifier: MIT */
/*
 * Save, restore, hash and copy: loops over the sections of plain data.
 *
 * An image is little-endian: a header (magic, version, digest of the machine's
 * shape, size), then the items of each section, member by member.
 */
#include <libvgicsim/gic.h>

#include <string.h>

#include "core.h"
#include "image.h"

#define IMAGE_MAGIC   UINT64_C(0x4d495343494756) /* "VGICSIM" */
#define IMAGE_VERSION 1u
#define HEADER_SIZE   32u

/* Members cover every byte in order, so on these hosts an item is its image. */
static bool host_is_little_endian(void)
{
	const uint16_t probe = 1;

	return vgs_member_load(&probe, 1) == 1;
}

static size_t section_size(const struct vgs_section *section)
{
	return (size_t)section->item_size * section->count;
}

size_t vgs_gic_save_size(const struct vgs_gic *gic)
{
	size_t size = HEADER_SIZE;

	for (unsigned i = 0; i < gic->section_count; i++)
		size += section_size(&gic->sections[i]);
	return size;
}

/* --- item by item ------------------------------------------------- */

static void save_items(const struct vgs_section *section,
		       const unsigned char *items, uint32_t count,
		       unsigned char *to)
{
	for (uint32_t k = 0; k < count; k++) {
		vgs_item_save(section->members, section->member_count, items,
			      to);
		items += section->item_size;
		to += section->item_size;
	}
}

/* --- the machine an image belongs to ------------------------------ */

static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash ^= value;
	hash *= UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 29;
}

/* What decides the shape and meaning of the state. */
uint64_t vgs_core_shape_digest(const struct vgs_gic *gic)
{
	const struct vgs_gic_config *cfg = &gic->cfg;
	const uint64_t fields[] = {
		cfg->version,
		cfg->profile,
		cfg->pes,
		cfg->spis,
		cfg->espis,
		cfg->eppis,
		cfg->lrs,
		cfg->priority_bits,
		cfg->vpriority_bits,
		cfg->security,
		cfg->virt,
		cfg->legacy,
		cfg->nmi,
		cfg->no_1ofn,
		cfg->mbis,
		cfg->rss,
		cfg->icc_rss,
		cfg->no_ext_range,
		cfg->no_tdir,
		cfg->its,
		cfg->lpi_id_bits,
		cfg->its_error,
		cfg->lpi_cache,
		cfg->lpi_slots,
		cfg->direct_lpi,
		cfg->async,
		cfg->lockable_spis,
		cfg->cfgsdisable,
		cfg->bypass,
		cfg->msi_spi,
		cfg->msi_spis,
		cfg->maintenance_intid,
		cfg->quirks,
		gic->shape.preemption_bits,
		gic->vshape.preemption_bits,
	};
	uint64_t hash = IMAGE_MAGIC;

	for (size_t i = 0; i < VGS_ARRAY(fields); i++)
		hash = mix(hash, fields[i]);
	for (unsigned i = 0; i < VGS_CHOICES_MAX; i++)
		hash = mix(hash, cfg->choices[i]);
	for (unsigned i = 0; i < VGS_MAX_PES_V2; i++)
		hash = mix(hash, cfg->cpu_interfaces[i]);
	for (unsigned i = 0; i < cfg->its; i++) {
		const struct vgs_its_config *its = &cfg->its_units[i];

		hash = mix(hash,
			   (uint64_t)its->device_id_bits << 32 |
				   (uint64_t)its->event_id_bits << 16 |
				   (uint64_t)its->collection_id_bits << 8 |
				   (its->doorbells ? 8u : 0u) |
				   (its->vmovp_each ? 4u : 0u) |
				   (its->pta ? 2u : 0u) |
				   (its->flat ? 1u : 0u));
		hash = mix(hash, (uint64_t)its->hcc << 32 |
					 (uint64_t)its->itt_entry_size << 16 |
					 (its->cct ? 4u : 0u) |
					 (its->cil ? 2u : 0u) |
					 (its->seis ? 1u : 0u));
	}
	for (unsigned pe = 0; pe < cfg->pes; pe++)
		hash = mix(hash, gic->affinities[pe]);
	return hash;
}

/* --- save and restore --------------------------------------------- */

int vgs_gic_save(const struct vgs_gic *gic, void *buf, size_t size)
{
	unsigned char *to = buf;

	if (size < vgs_gic_save_size(gic))
		return -VGS_ERANGE;
	vgs_put_le(to, IMAGE_MAGIC, 8);
	vgs_put_le(to + 8, IMAGE_VERSION, 8);
	vgs_put_le(to + 16, gic->shape_digest, 8);
	vgs_put_le(to + 24, vgs_gic_save_size(gic), 8);
	to += HEADER_SIZE;
	for (unsigned i = 0; i < gic->section_count; i++) {
		const struct vgs_section *section = &gic->sections[i];
		const unsigned char *items = section->items;

		if (host_is_little_endian())
			memcpy(to, items, section_size(section));
		else
			save_items(section, items, section->count, to);
		to += section_size(section);
	}
	return 0;
}

/* Padding is looked at in a word of the item, which has all of it. */
static bool member_is_zero(const struct vgs_section *section,
			   const struct vgs_member *member,
			   const unsigned char *from)
{
	const unsigned bytes = (unsigned)member->size * member->count;
	const unsigned last = section->item_size - VGS_PADDING_MAX;
	const unsigned at = member->offset < last ? member->offset : last;
	unsigned char any_bytes[VGS_PADDING_MAX];
	uint64_t word, any = 0;
	unsigned found = 0;

	from += at;
	for (uint32_t k = 0; k < section->count; k++) {
		memcpy(&word, from, sizeof(word));
		any |= word;
		from += section->item_size;
	}
	memcpy(any_bytes, &any, sizeof(any));
	for (unsigned i = 0; i < bytes; i++)
		found |= any_bytes[member->offset - at + i];
	return !found;
}

/* Padding is a member "zero": equal state is equal bytes, also in images. */
static bool padding_is_zero(const struct vgs_section *section,
			    const unsigned char *from)
{
	for (uint64_t m = section->zeros; m; m &= m - 1) {
		if (!member_is_zero(section, &section->members[vgs_ctz64(m)],
				    from))
			return false;
	}
	return true;
}

/* Several items at a time, aligned for any type. */
#define CHUNK (4 * VGS_ITEM_MAX)

union chunk {
	uint64_t align;
	unsigned char bytes[CHUNK];
};

/* How many of them, from number @k on. */
static uint32_t items_at_once(const struct vgs_section *section, uint32_t k)
{
	uint32_t count = CHUNK / section->item_size;

	return count < section->count - k ? count : section->count - k;
}

static void load_items(const struct vgs_section *section,
		       const unsigned char *from, uint32_t count,
		       unsigned char *items)
{
	if (host_is_little_endian()) {
		memcpy(items, from, (size_t)count * section->item_size);
		return;
	}
	for (uint32_t k = 0; k < count; k++) {
		size_t at = (size_t)k * section->item_size;

		vgs_item_load(section->members, section->member_count,
			      from + at, items + at);
	}
}

static bool section_valid(const struct vgs_gic *gic,
			  const struct vgs_section *section,
			  const unsigned char *from)
{
	uint32_t size = section->item_size;
	union chunk chunk;

	if (!padding_is_zero(section, from))
		return false;
	if (!section->valid && !section->all_valid)
		return true;
	for (uint32_t k = 0, count; k < section->count; k += count) {
		count = items_at_once(section, k);
		load_items(section, from + (size_t)k * size, count,
			   chunk.bytes);
		if (!vgs_core_items_valid(gic, section, chunk.bytes, k, count))
			return false;
	}
	return true;
}

struct vgs_image {
	const unsigned char *sections;
};

void vgs_core_image_item(const struct vgs_gic *gic,
			 const struct vgs_image *image, const void *items,
			 uint32_t index, void *ret_item)
{
	const struct vgs_section *section = gic->sections;
	size_t before = 0, at;

	for (; section->items != items; section++)
		before += section_size(section);
	at = (size_t)index * section->item_size;
	if (image)
		load_items(section, image->sections + before + at, 1, ret_item);
	else
		memcpy(ret_item, (const unsigned char *)items + at,
		       section->item_size);
}

static bool section_agrees(const struct vgs_gic *gic,
			   const struct vgs_section *section,
			   const struct vgs_image *image,
			   const unsigned char *from)
{
	union chunk chunk;

	for (uint32_t k = 0; section->agrees && k < section->count; k++) {
		load_items(section, from + (size_t)k * section->item_size, 1,
			   chunk.bytes);
		if (!section->agrees(gic, image, chunk.bytes))
			return false;
	}
	return true;
}

static bool image_agrees(const struct vgs_gic *gic, const unsigned char *from)
{
	const struct vgs_image image = { from };

	for (unsigned i = 0; i < gic->section_count; i++) {
		if (!section_agrees(gic, &gic->sections[i], &image, from))
			return false;
		from += section_size(&gic->sections[i]);
	}
	return true;
}

static bool image_valid(const struct vgs_gic *gic, const unsigned char *from,
			size_t size)
{
	const unsigned char *sections = from + HEADER_SIZE;

	if (size != vgs_gic_save_size(gic) ||
	    vgs_get_le(from, 8) != IMAGE_MAGIC ||
	    vgs_get_le(from + 8, 8) != IMAGE_VERSION ||
	    vgs_get_le(from + 16, 8) != gic->shape_digest ||
	    vgs_get_le(from + 24, 8) != size)
		return false;
	from += HEADER_SIZE;
	for (unsigned i = 0; i < gic->section_count; i++) {
		if (!section_valid(gic, &gic->sections[i], from))
			return false;
		from += section_size(&gic->sections[i]);
	}
	return image_agrees(gic, sections);
}

int vgs_gic_restore(struct vgs_gic *gic, const void *buf, size_t size)
{
	const unsigned char *from = buf;
	int err = vgs_core_enter(gic);

	if (err)
		return err;
	if (!image_valid(gic, from, size)) {
		vgs_core_leave(gic);
		return -VGS_ECORRUPT;
	}
	from += HEADER_SIZE;
	for (unsigned i = 0; i < gic->section_count; i++) {
		const struct vgs_section *section = &gic->sections[i];

		load_items(section, from, section->count, section->items);
		from += section_size(section);
	}
	vgs_core_rebuild(gic);
	vgs_core_leave(gic);
	return gic->bug ? -VGS_EBUG : 0;
}

int vgs_gic_copy(struct vgs_gic *dst, const struct vgs_gic *src)
{
	int err = vgs_core_enter(dst);

	if (err)
		return err;
	if (dst->shape_digest != src->shape_digest) {
		vgs_core_leave(dst);
		return -VGS_EINVAL;
	}
	for (unsigned i = 0; i < src->section_count; i++)
		memcpy(dst->sections[i].items, src->sections[i].items,
		       section_size(&src->sections[i]));
	if (!vgs_core_copy_derived(dst, src))
		vgs_core_rebuild(dst);
	vgs_core_leave(dst);
	return 0;
}

/* --- hash ------------------------------------------------ */

/* Words of the image, in turns, so that none waits for the one before it. */
#define LANES 4u

static uint64_t image_word(const unsigned char *from)
{
	return host_is_little_endian() ? vgs_member_load(from, 8)
				       : vgs_get_le(from, 8);
}

static void hash_bytes(uint64_t lanes[LANES], const unsigned char *image,
		       size_t size)
{
	size_t at = 0;

	for (; size - at >= 8 * LANES; at += 8 * LANES) {
		for (unsigned n = 0; n < LANES; n++)
			lanes[n] =
				mix(lanes[n], image_word(image + at + 8 * n));
	}
	for (; at < size; at += 8) {
		unsigned left = size - at < 8 ? (unsigned)(size - at) : 8;

		lanes[0] = mix(lanes[0], vgs_get_le(image + at, left));
	}
}

static void hash_section(uint64_t lanes[LANES],
			 const struct vgs_section *section)
{
	const unsigned char *items = section->items;
	const uint32_t size = section->item_size;
	unsigned char image[CHUNK];

	for (uint32_t k = 0, count; k < section->count; k += count) {
		count = items_at_once(section, k);
		if (host_is_little_endian()) {
			hash_bytes(lanes, items, (size_t)count * size);
		} else {
			save_items(section, items, count, image);
			hash_bytes(lanes, image, (size_t)count * size);
		}
		items += (size_t)count * size;
	}
}

uint64_t vgs_gic_hash(const struct vgs_gic *gic)
{
	uint64_t lanes[LANES], hash = gic->shape_digest;

	for (unsigned n = 0; n < LANES; n++)
		lanes[n] = n;
	for (unsigned i = 0; i < gic->section_count; i++)
		hash_section(lanes, &gic->sections[i]);
	for (unsigned n = 0; n < LANES; n++)
		hash = mix(hash, lanes[n]);
	return hash;
}
