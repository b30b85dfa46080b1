/* SPDX-License-Identifier: MIT */
/*
 * Building text: into a caller's buffer as snprintf() does, or in an arena;
 * and the distance between words behind "did you mean".
 */
#ifndef VGS_SCENARIO_TEXT_H
#define VGS_SCENARIO_TEXT_H

#include <string.h>

#include "arena.h"

#if defined(__GNUC__)
#define VGS_SCN_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define VGS_SCN_PRINTF(f, a)
#endif

/* len counts what a large enough buffer would hold. */
struct vgs_scn_out {
	char *buf;
	size_t size;
	size_t len;
};

void vgs_scn_put(struct vgs_scn_out *out, const char *text);
void vgs_scn_put_n(struct vgs_scn_out *out, const char *text, size_t n);
void vgs_scn_put_repeat(struct vgs_scn_out *out, char c, size_t n);
void vgs_scn_putf(struct vgs_scn_out *out, const char *format, ...)
	VGS_SCN_PRINTF(2, 3);

/* NULL without memory. */
char *vgs_scn_strf(struct vgs_scn_arena *arena, const char *format, ...)
	VGS_SCN_PRINTF(2, 3);

/*
 * A printable excerpt of at most @max bytes of text that someone else wrote:
 * control characters become '?', what is cut off is marked.  NULL without
 * memory.
 */
const char *vgs_scn_excerpt(struct vgs_scn_arena *arena, const char *text,
			    size_t len, size_t max);

/* The best of several candidates so far; start with vgs_scn_near_init(). */
struct vgs_scn_near {
	const char *word;
	const char *best;
	unsigned distance;
};

void vgs_scn_near_init(struct vgs_scn_near *near, const char *word);
void vgs_scn_near_try(struct vgs_scn_near *near, const char *candidate);

/* Where a word is looked up among many, mostly the first letter differs. */
static inline bool vgs_scn_streq(const char *a, const char *b)
{
	return *a == *b && strcmp(a, b) == 0;
}

#endif
