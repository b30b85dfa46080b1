/* SPDX-License-Identifier: MIT */
/*
 * Sparse memory.  A page that was never written reads zero and costs nothing,
 * so that regions may be as large as a machine's.
 */
#include "memory.h"

#include <libvgicsim/error.h>
#include <string.h>

#define PAGE_SIZE 4096u
#define MAX_PAGES 16384u

struct vgs_scn_page {
	uint64_t number;
	unsigned char data[PAGE_SIZE];
};

bool vgs_scn_memory_has(const struct vgs_scn_memory *mem, uint64_t at,
			uint64_t len)
{
	unsigned i;

	for (i = 0; i < mem->region_count; i++) {
		const struct vgs_scn_region *r = &mem->regions[i];

		if (at >= r->at && at - r->at < r->size &&
		    len <= r->size - (at - r->at))
			return true;
	}
	return false;
}

/* Where the page is, or where it belongs. */
static size_t find_page(const struct vgs_scn_memory *mem, uint64_t number)
{
	size_t lo = 0;
	size_t hi = mem->page_count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (mem->pages[mid]->number < number)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static const struct vgs_scn_page *get_page(const struct vgs_scn_memory *mem,
					   uint64_t number)
{
	size_t i = find_page(mem, number);

	return i < mem->page_count && mem->pages[i]->number == number
		       ? mem->pages[i]
		       : NULL;
}

static bool grow(struct vgs_scn_memory *mem)
{
	size_t room = mem->page_room ? mem->page_room * 2 : 16;
	struct vgs_scn_page **pages;

	if (mem->page_count < mem->page_room)
		return true;
	pages = mem->alloc.zalloc(mem->alloc.user, room * sizeof(*pages));
	if (!pages)
		return false;
	if (mem->page_count)
		memcpy(pages, mem->pages, mem->page_count * sizeof(*pages));
	if (mem->pages)
		mem->alloc.free(mem->alloc.user, mem->pages);
	mem->pages = pages;
	mem->page_room = room;
	return true;
}

static struct vgs_scn_page *make_page(struct vgs_scn_memory *mem,
				      uint64_t number)
{
	size_t i = find_page(mem, number);
	struct vgs_scn_page *page;

	if (i < mem->page_count && mem->pages[i]->number == number)
		return mem->pages[i];
	if (mem->page_count == MAX_PAGES || !grow(mem))
		return NULL;
	page = mem->alloc.zalloc(mem->alloc.user, sizeof(*page));
	if (!page)
		return NULL;
	page->number = number;
	memmove(mem->pages + i + 1, mem->pages + i,
		(mem->page_count - i) * sizeof(*mem->pages));
	mem->pages[i] = page;
	mem->page_count++;
	return page;
}

static size_t part(uint64_t at, size_t len)
{
	size_t left = PAGE_SIZE - (size_t)(at % PAGE_SIZE);

	return len < left ? len : left;
}

int vgs_scn_memory_read(void *user, uint64_t at, void *buf, size_t len)
{
	const struct vgs_scn_memory *mem = user;
	unsigned char *to = buf;

	if (!vgs_scn_memory_has(mem, at, len))
		return -1;
	while (len) {
		size_t n = part(at, len);
		const struct vgs_scn_page *page = get_page(mem, at / PAGE_SIZE);

		if (page)
			memcpy(to, page->data + at % PAGE_SIZE, n);
		else
			memset(to, 0, n);
		at += n;
		to += n;
		len -= n;
	}
	return 0;
}

int vgs_scn_memory_write(void *user, uint64_t at, const void *buf, size_t len)
{
	struct vgs_scn_memory *mem = user;
	const unsigned char *from = buf;

	if (!vgs_scn_memory_has(mem, at, len))
		return -1;
	while (len) {
		size_t n = part(at, len);
		struct vgs_scn_page *page = make_page(mem, at / PAGE_SIZE);

		if (!page)
			return -VGS_ENOMEM;
		memcpy(page->data + at % PAGE_SIZE, from, n);
		at += n;
		from += n;
		len -= n;
	}
	return 0;
}

void vgs_scn_memory_clear(struct vgs_scn_memory *mem)
{
	size_t i;

	for (i = 0; i < mem->page_count; i++)
		mem->alloc.free(mem->alloc.user, mem->pages[i]);
	if (mem->pages)
		mem->alloc.free(mem->alloc.user, mem->pages);
	mem->pages = NULL;
	mem->page_count = 0;
	mem->page_room = 0;
}

int vgs_scn_memory_copy(struct vgs_scn_memory *dst,
			const struct vgs_scn_memory *src)
{
	size_t i;

	vgs_scn_memory_clear(dst);
	dst->alloc = src->alloc;
	dst->regions = src->regions;
	dst->region_count = src->region_count;
	for (i = 0; i < src->page_count; i++) {
		struct vgs_scn_page *page =
			make_page(dst, src->pages[i]->number);

		if (!page)
			return -VGS_ENOMEM;
		memcpy(page->data, src->pages[i]->data, PAGE_SIZE);
	}
	return 0;
}

uint64_t vgs_scn_memory_hash(const struct vgs_scn_memory *mem, uint64_t hash)
{
	size_t i, j;

	for (i = 0; i < mem->page_count; i++) {
		const struct vgs_scn_page *page = mem->pages[i];

		/* A page of zeros is the same as no page. */
		for (j = 0; j < PAGE_SIZE; j++) {
			if (page->data[j])
				hash = (hash ^ page->number * PAGE_SIZE ^ j ^
					(uint64_t)page->data[j] << 56) *
				       1099511628211u;
		}
	}
	return hash;
}
