/* SPDX-License-Identifier: MIT */
/*
 * Sparse memory: pages in a hash table by page number.
 */
#include "ram.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"

#define PAGE	4096u
#define BUCKETS 1024u

struct ram_page {
	struct ram_page *next;
	uint64_t number;
	uint8_t bytes[PAGE];
};

void ram_init(struct ram *ram, uint64_t at, uint64_t size)
{
	ram->at = at;
	ram->size = size;
	ram->buckets = NULL;
}

void ram_clear(struct ram *ram)
{
	unsigned i;

	for (i = 0; ram->buckets && i < BUCKETS; i++) {
		while (ram->buckets[i]) {
			struct ram_page *page = ram->buckets[i];

			ram->buckets[i] = page->next;
			free(page);
		}
	}
	free(ram->buckets);
	ram->buckets = NULL;
}

static bool inside(const struct ram *ram, uint64_t addr, size_t len)
{
	return addr >= ram->at && addr - ram->at <= ram->size &&
	       len <= ram->size - (addr - ram->at);
}

static struct ram_page *find(struct ram *ram, uint64_t number, bool make)
{
	struct ram_page **at, *page;

	if (!ram->buckets) {
		if (!make)
			return NULL;
		ram->buckets = cli_alloc(BUCKETS, sizeof(*ram->buckets));
	}
	at = &ram->buckets[number % BUCKETS];
	for (page = *at; page; page = page->next)
		if (page->number == number)
			return page;
	if (!make)
		return NULL;
	page = cli_alloc(1, sizeof(*page));
	page->number = number;
	page->next = *at;
	*at = page;
	return page;
}

int ram_read(void *user, uint64_t addr, void *buf, size_t len)
{
	struct ram *ram = user;
	uint8_t *to = buf;

	if (!inside(ram, addr, len))
		return -1;
	while (len) {
		const struct ram_page *page = find(ram, addr / PAGE, false);
		size_t offset = (size_t)(addr % PAGE);
		size_t n = PAGE - offset < len ? PAGE - offset : len;

		if (page)
			memcpy(to, page->bytes + offset, n);
		else
			memset(to, 0, n);
		to += n;
		addr += n;
		len -= n;
	}
	return 0;
}

int ram_write(void *user, uint64_t addr, const void *buf, size_t len)
{
	struct ram *ram = user;
	const uint8_t *from = buf;

	if (!inside(ram, addr, len))
		return -1;
	while (len) {
		struct ram_page *page = find(ram, addr / PAGE, true);
		size_t offset = (size_t)(addr % PAGE);
		size_t n = PAGE - offset < len ? PAGE - offset : len;

		memcpy(page->bytes + offset, from, n);
		from += n;
		addr += n;
		len -= n;
	}
	return 0;
}
