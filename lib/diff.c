/* SPDX-License-Identifier: MIT */
/* What differs between two machines, by the names of sections and members. */
#include <libvgicsim/gic.h>

#include <string.h>

#include "core.h"

struct diff {
	vgs_diff_fn fn;
	void *user;
	int count;
};

static void append(char *text, size_t size, const char *more)
{
	size_t used = strlen(text), n = strlen(more);

	if (n > size - used - 1)
		n = size - used - 1;
	memcpy(text + used, more, n);
	text[used + n] = '\0';
}

static void append_number(char *text, size_t size, uint32_t number)
{
	char digits[16];
	size_t at = sizeof(digits) - 1;

	digits[at] = '\0';
	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	append(text, size, digits + at);
}

static void append_index(char *text, size_t size, uint32_t index)
{
	append(text, size, "[");
	append_number(text, size, index);
	append(text, size, "]");
}

/* Which interrupt, list register or item: p42, cpu1.p27, cpu1.lr2 or 3. */
static void append_item(const struct vgs_gic *gic,
			const struct vgs_section *section, uint32_t index,
			char *text, size_t size)
{
	const char *kind = section->items == gic->irqs ? "p" : "lr";
	bool irq = section->items == gic->irqs;
	uint32_t pe = VGS_NO_PE, n = index;

	if (irq && vgs_core_is_private(gic, index)) {
		pe = vgs_core_owner(gic, index);
	} else if (gic->cfg.virt && section->items == gic->lrs) {
		pe = index / gic->cfg.lrs;
		n = index % gic->cfg.lrs;
	} else if (!irq) {
		append_index(text, size, index);
		return;
	}
	append(text, size, "[");
	if (pe != VGS_NO_PE) {
		append(text, size, "cpu");
		append_number(text, size, pe);
		append(text, size, ".");
	}
	append(text, size, kind);
	append_number(text, size, irq ? vgs_core_intid(gic, index) : n);
	append(text, size, "]");
}

static void diff_member(struct diff *diff, const struct vgs_gic *gic,
			const struct vgs_section *section, uint32_t index,
			const struct vgs_member *member, const unsigned char *a,
			const unsigned char *b)
{
	for (unsigned e = 0; e < member->count; e++) {
		unsigned at = member->offset + e * member->size;
		uint64_t va = vgs_member_load(a + at, member->size);
		uint64_t vb = vgs_member_load(b + at, member->size);
		char where[96] = "";

		if (va == vb)
			continue;
		append(where, sizeof(where), section->name);
		append_item(gic, section, index, where, sizeof(where));
		append(where, sizeof(where), ".");
		append(where, sizeof(where), member->name);
		if (member->count > 1)
			append_index(where, sizeof(where), e);
		diff->count++;
		if (diff->fn)
			diff->fn(diff->user, where, va, vb);
	}
}

int vgs_gic_diff(const struct vgs_gic *a, const struct vgs_gic *b,
		 vgs_diff_fn fn, void *user)
{
	struct diff diff = { fn, user, 0 };

	if (a->shape_digest != b->shape_digest)
		return -VGS_EINVAL;
	for (unsigned i = 0; i < a->section_count; i++) {
		const struct vgs_section *section = &a->sections[i];
		const unsigned char *ia = section->items;
		const unsigned char *ib = b->sections[i].items;

		for (uint32_t k = 0; k < section->count; k++) {
			for (unsigned m = 0; m < section->member_count; m++)
				diff_member(&diff, a, section, k,
					    &section->members[m], ia, ib);
			ia += section->item_size;
			ib += section->item_size;
		}
	}
	return diff.count;
}
