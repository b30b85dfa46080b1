/* SPDX-License-Identifier: MIT */
/*
 * Reading files and finding lines in them.  Line breaks are those of YAML
 * 1.1, because libyaml counts lines with them.
 */
#include "source.h"

#include <libvgicsim/scenario.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

#define EXCERPT_BEFORE 100u /* characters kept before the caret */
#define EXCERPT_MAX    200u /* bytes of a line that are shown */

static size_t break_len(const char *s, size_t left)
{
	const unsigned char *p = (const unsigned char *)s;

	if (left >= 2 && p[0] == '\r' && p[1] == '\n')
		return 2;
	if (left >= 1 && (p[0] == '\r' || p[0] == '\n'))
		return 1;
	if (left >= 2 && p[0] == 0xc2 && p[1] == 0x85)
		return 2;
	if (left >= 3 && p[0] == 0xe2 && p[1] == 0x80 &&
	    (p[2] == 0xa8 || p[2] == 0xa9))
		return 3;
	return 0;
}

static int index_lines(struct vgs_scn_arena *arena, struct vgs_scn_source *src)
{
	unsigned count = 1;
	size_t *lines;
	size_t i, n;

	for (i = 0; i < src->len; i += n ? n : 1) {
		n = break_len(src->text + i, src->len - i);
		count += n != 0;
	}
	lines = vgs_scn_zalloc_n(arena, count, sizeof(*lines));
	if (!lines)
		return -VGS_ENOMEM;
	src->line_count = count;
	count = 1;
	for (i = 0; i < src->len; i += n ? n : 1) {
		n = break_len(src->text + i, src->len - i);
		if (n)
			lines[count++] = i + n;
	}
	src->lines = lines;
	return 0;
}

int vgs_scn_source_text(struct vgs_scn_arena *arena, const char *name,
			const char *text, size_t len,
			struct vgs_scn_source **ret_src)
{
	struct vgs_scn_source *src = vgs_scn_zalloc(arena, sizeof(*src));
	int err;

	if (!src)
		return -VGS_ENOMEM;
	src->name = vgs_scn_dup(arena, name, strlen(name));
	if (!src->name)
		return -VGS_ENOMEM;
	if (len > VGS_SCENARIO_MAX_BYTES) {
		*ret_src = src;
		return -VGS_ERANGE;
	}
	src->text = vgs_scn_dup(arena, text, len);
	if (!src->text)
		return -VGS_ENOMEM;
	src->len = len;
	err = index_lines(arena, src);
	if (err)
		return err;
	*ret_src = src;
	return 0;
}

static int read_from_disk(const char *path, char *buf, size_t limit,
			  size_t *ret_size)
{
	FILE *file = fopen(path, "rb");
	size_t n;
	bool bad;

	if (!file)
		return -VGS_ENOENT;
	n = fread(buf, 1, limit, file);
	bad = ferror(file) != 0;
	if (!bad && n == limit && fgetc(file) != EOF)
		n++;
	fclose(file);
	if (bad)
		return -VGS_ENOENT;
	*ret_size = n;
	return 0;
}

/* What most files fit into; of others there is a second look. */
#define MOST_BYTES ((size_t)16 << 10)

/* Read a file of less than @limit bytes; @ret_larger: it has more. */
static int read_at_most(struct vgs_scn_arena *arena,
			const struct vgs_scenario_opts *opts, const char *path,
			size_t limit, struct vgs_scn_source **ret_src,
			bool *ret_larger)
{
	const struct vgs_allocator *alloc = &arena->alloc;
	/* Not from the arena: it is not needed for long. */
	char *buf = alloc->zalloc(alloc->user, limit);
	size_t size = 0;
	int err;

	if (!buf)
		return -VGS_ENOMEM;
	if (opts && opts->read_file)
		err = opts->read_file(opts->user, path, buf, limit, &size);
	else
		err = read_from_disk(path, buf, limit, &size);
	/* One that just fits may be one that was cut off. */
	*ret_larger = !err && size >= limit;
	if (err)
		err = -VGS_ENOENT;
	else if (!*ret_larger || limit > VGS_SCENARIO_MAX_BYTES)
		err = vgs_scn_source_text(arena, path, buf, size, ret_src);
	alloc->free(alloc->user, buf);
	return err;
}

int vgs_scn_source_read(struct vgs_scn_arena *arena,
			const struct vgs_scenario_opts *opts, const char *path,
			struct vgs_scn_source **ret_src)
{
	bool larger = false;
	int err = read_at_most(arena, opts, path, MOST_BYTES, ret_src, &larger);

	return larger ? read_at_most(arena, opts, path,
				     VGS_SCENARIO_MAX_BYTES + 1, ret_src,
				     &larger)
		      : err;
}

static bool starts_character(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

struct vgs_scn_pos vgs_scn_source_pos(const struct vgs_scn_source *src,
				      size_t offset)
{
	struct vgs_scn_pos pos = { src, 1, 1 };
	size_t i;

	while (pos.line < src->line_count && src->lines[pos.line] <= offset)
		pos.line++;
	for (i = src->lines[pos.line - 1]; i < offset && i < src->len; i++)
		pos.column += starts_character(src->text[i]);
	return pos;
}

bool vgs_scn_source_line(struct vgs_scn_arena *arena,
			 const struct vgs_scn_pos *pos, const char **ret_text,
			 unsigned *ret_caret)
{
	const struct vgs_scn_source *src = pos->src;
	unsigned skipped = 0;
	size_t begin, end;
	const char *text;

	*ret_text = NULL;
	*ret_caret = pos->column;
	if (!src || !pos->line || pos->line > src->line_count)
		return true;
	begin = src->lines[pos->line - 1];
	end = begin;
	while (end < src->len && !break_len(src->text + end, src->len - end))
		end++;
	while (pos->column - skipped > EXCERPT_BEFORE && begin < end) {
		do
			begin++;
		while (begin < end && !starts_character(src->text[begin]));
		skipped++;
	}
	text = vgs_scn_excerpt(arena, src->text + begin, end - begin,
			       EXCERPT_MAX);
	if (text && skipped)
		text = vgs_scn_strf(arena, "...%s", text);
	if (!text)
		return false;
	*ret_text = text;
	*ret_caret = pos->column - skipped + (skipped ? 3 : 0);
	return true;
}
