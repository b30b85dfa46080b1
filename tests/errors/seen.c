/* SPDX-License-Identifier: MIT */
/* What public functions answer in a test: held against what they say. */
#define _GNU_SOURCE /* the name of the program */
#include "seen.h"

#include <errno.h>
#include <libvgicsim/error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FUNCTIONS 512u

static struct seen {
	const char *name;
	unsigned errors;
} seen[FUNCTIONS];

static void write_seen(void)
{
	char path[sizeof(VGS_SEEN_DIR) + 64];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%.60s", VGS_SEEN_DIR,
		 program_invocation_short_name);
	f = fopen(path, "w");
	if (!f)
		return;
	for (unsigned n = 0; n < FUNCTIONS && seen[n].name; n++)
		if (seen[n].errors)
			fprintf(f, "%s 0x%x\n", seen[n].name, seen[n].errors);
	fclose(f);
}

static struct seen *seen_of(const char *name)
{
	unsigned n = 0;

	if (!seen[0].name)
		atexit(write_seen);
	while (n < FUNCTIONS - 1 && seen[n].name && strcmp(seen[n].name, name))
		n++;
	seen[n].name = name;
	return &seen[n];
}

int vgs_seen(const char *name, unsigned documented, int rc)
{
	if (rc >= 0)
		return rc;
	if (rc < -31 || !(documented >> -rc & 1u)) {
		fprintf(stderr, "%s() answered -%s, which it does not say\n",
			name, vgs_errname(rc));
		abort();
	}
	seen_of(name)->errors |= 1u << -rc;
	return rc;
}
