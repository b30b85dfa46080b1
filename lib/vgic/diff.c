/* SPDX-License-Identifier: MIT */
/* How the plain-data state of two VMs differs, by member. */
#include "vgic/state.h"

struct diff {
	vgs_diff_fn fn;
	void *user;
	int count;
};

static char *append(char *to, const char *text)
{
	while (*text)
		*to++ = *text++;
	*to = '\0';
	return to;
}

static char *append_index(char *to, uint32_t index)
{
	char digits[12];
	unsigned n = 0;

	do {
		digits[n++] = (char)('0' + index % 10);
		index /= 10;
	} while (index);
	*to++ = '[';
	while (n)
		*to++ = digits[--n];
	return append(to, "]");
}

static void diff_item(struct diff *diff, const struct vgs_vm_section *s,
		      uint32_t k, const unsigned char *a,
		      const unsigned char *b)
{
	for (unsigned m = 0; m < s->member_count; m++) {
		const struct vgs_member *member = &s->members[m];

		for (unsigned e = 0; e < member->count; e++) {
			unsigned at = member->offset + e * member->size;
			uint64_t va = vgs_member_load(a + at, member->size);
			uint64_t vb = vgs_member_load(b + at, member->size);
			char where[64], *to = where;

			if (va == vb)
				continue;
			to = append_index(append(to, s->name), k);
			to = append(append(to, "."), member->name);
			if (member->count > 1)
				append_index(to, e);
			diff->count++;
			if (diff->fn)
				diff->fn(diff->user, where, va, vb);
		}
	}
}

int vgs_vm_diff(const struct vgs_vm *a, const struct vgs_vm *b, vgs_diff_fn fn,
		void *user)
{
	struct diff diff = { fn, user, 0 };

	if (vgs_vm_shape(a) != vgs_vm_shape(b))
		return -VGS_EINVAL;
	for (unsigned i = 0; i < VGS_VM_SECTION_STATS; i++) {
		struct vgs_vm_section sa =
			vgs_vm_section(a, (enum vgs_vm_section_id)i);
		struct vgs_vm_section sb =
			vgs_vm_section(b, (enum vgs_vm_section_id)i);

		for (uint32_t k = 0; k < sa.count; k++)
			diff_item(&diff, &sa, k,
				  sa.items + (size_t)k * sa.item_size,
				  sb.items + (size_t)k * sb.item_size);
	}
	return diff.count;
}
