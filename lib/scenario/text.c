/* SPDX-License-Identifier: MIT */
/*
 * Text building and the edit distance (insertions, deletions, replacements
 * and swaps of neighbours count one each).
 */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define NEAR_MAX 40u /* longer words are not compared */

void vgs_scn_put_n(struct vgs_scn_out *out, const char *text, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++, out->len++) {
		if (out->size && out->len < out->size - 1)
			out->buf[out->len] = text[i];
	}
	if (out->size)
		out->buf[out->len < out->size ? out->len : out->size - 1] = 0;
}

void vgs_scn_put(struct vgs_scn_out *out, const char *text)
{
	vgs_scn_put_n(out, text, strlen(text));
}

void vgs_scn_put_repeat(struct vgs_scn_out *out, char c, size_t n)
{
	while (n--)
		vgs_scn_put_n(out, &c, 1);
}

static size_t room(const struct vgs_scn_out *out)
{
	return out->len < out->size ? out->size - out->len : 0;
}

void vgs_scn_putf(struct vgs_scn_out *out, const char *format, ...)
{
	size_t left = room(out);
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(left ? out->buf + out->len : NULL, left, format, args);
	va_end(args);
	if (n > 0)
		out->len += (size_t)n;
}

char *vgs_scn_strf(struct vgs_scn_arena *arena, const char *format, ...)
{
	va_list args;
	char *text;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0)
		return NULL;
	text = vgs_scn_zalloc(arena, (size_t)n + 1);
	if (!text)
		return NULL;
	va_start(args, format);
	vsnprintf(text, (size_t)n + 1, format, args);
	va_end(args);
	return text;
}

/* Bytes of the printable UTF-8 character at the start, 0: there is none. */
static size_t character(const char *text, size_t left)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t len, i;

	if (p[0] < 0x80)
		return p[0] >= 0x20 && p[0] != 0x7f;
	len = p[0] >= 0xf0 && p[0] < 0xf5 ? 4
	      : p[0] >= 0xe0		  ? 3
	      : p[0] >= 0xc2		  ? 2
					  : 0;
	if (!len || len > left || p[0] >= 0xf5)
		return 0;
	for (i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	}
	/* Overlong forms, surrogates, C1 controls. */
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] >= 0xa0) ||
	    (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] >= 0x90) ||
	    (p[0] == 0xc2 && p[1] < 0xa0))
		return 0;
	return len;
}

const char *vgs_scn_excerpt(struct vgs_scn_arena *arena, const char *text,
			    size_t len, size_t max)
{
	size_t n = len > max ? max : len;
	char *copy;
	size_t i;

	/* Not in the middle of a character of several bytes. */
	while (n < len && n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;
	copy = vgs_scn_zalloc(arena, n + sizeof("..."));
	if (!copy)
		return NULL;
	for (i = 0; i < n;) {
		size_t c = character(text + i, n - i);

		if (c)
			memcpy(copy + i, text + i, c);
		else
			copy[i] = '?';
		i += c ? c : 1;
	}
	if (n < len)
		memcpy(copy + n, "...", 3);
	return copy;
}

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;

	return m < c ? m : c;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static unsigned distance(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned rows[3][NEAR_MAX + 1];
	size_t i, j;

	for (j = 0; j <= nb; j++)
		rows[0][j] = (unsigned)j;
	for (i = 1; i <= na; i++) {
		unsigned *cur = rows[i % 3];
		const unsigned *prev = rows[(i + 2) % 3];
		const unsigned *prev2 = rows[(i + 1) % 3];

		cur[0] = (unsigned)i;
		for (j = 1; j <= nb; j++) {
			unsigned cost = lower(a[i - 1]) != lower(b[j - 1]);

			cur[j] = min3(prev[j] + 1, cur[j - 1] + 1,
				      prev[j - 1] + cost);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && prev2[j - 2] + 1 < cur[j])
				cur[j] = prev2[j - 2] + 1;
		}
	}
	return rows[na % 3][nb];
}

void vgs_scn_near_init(struct vgs_scn_near *near, const char *word)
{
	size_t len = strlen(word);

	near->word = word;
	near->best = NULL;
	/* A third of the word may differ: short words must nearly match. */
	near->distance = len < 3 ? 2 : (unsigned)(len / 3) + 2;
}

void vgs_scn_near_try(struct vgs_scn_near *near, const char *candidate)
{
	size_t na = strlen(near->word);
	size_t nb = strlen(candidate);
	unsigned d;

	if (na > NEAR_MAX || nb > NEAR_MAX)
		return;
	d = distance(near->word, na, candidate, nb);
	if (d < near->distance && d < nb) {
		near->distance = d;
		near->best = candidate;
	}
}
