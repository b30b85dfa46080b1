/* SPDX-License-Identifier: MIT */
/*
 * What kernels did otherwise than their epoch: a change of the kernel that
 * came within one, or was taken back to an older kernel.
 */
#include "kernel.h"

#include <stdlib.h>

/* "7.2.22" against "10": numbers between dots, a shorter one is less. */
static int compare(const char *a, const char *b)
{
	while (*a || *b) {
		char *end_a, *end_b;
		unsigned long x = strtoul(a, &end_a, 10);
		unsigned long y = strtoul(b, &end_b, 10);

		if (x != y)
			return x < y ? -1 : 1;
		a = end_a + (*end_a != '\0');
		b = end_b + (*end_b != '\0');
	}
	return 0;
}

bool version_between(const char *version, const char *from, const char *before)
{
	return !(from && compare(version, from) < 0) &&
	       !(before && compare(version, before) >= 0);
}

static const struct {
	const char *from, *before; /* kernels */
	const char *knob, *value;
} changes[] = {
	/* KVM-CI-1, seen as KD-7: not for VMs of GICv3 hosts alone. */
	{ "6.12", "6.18", "hide-gicv3", "any-host" },
	/* KVM-UA-24, BUG-66: from 6.17 to 7.0. */
	{ NULL, "6.17", "iidr-write", "checked" },
	{ "6.19", "7.1", "iidr-write", "kept" },
	/* KVM-UA-6, KVM-UA-10 */
	{ NULL, "6.13", "failed-run-kills", "false" },
	{ NULL, "6.16", "pre-init-registers", "false" },
	/* KVM-TM-8, KVM-UA-3: from 7.2 on. */
	{ NULL, "7.2", "timer-level-cache", "true" },
	{ NULL, "7.2", "lazy-v2-init", "any-injection" },
	/* KVM-IT-29: the mend of 7.3 (BUG-115), taken back. */
	{ "7.2.12", "7.3", "its-movall", "source" },
};

void kernel_policy(struct vgs_policy *policy, const char *kernel)
{
	for (size_t n = 0; n < sizeof(changes) / sizeof(changes[0]); n++)
		if (version_between(kernel, changes[n].from, changes[n].before))
			vgs_policy_set(policy, changes[n].knob,
				       changes[n].value);
}
