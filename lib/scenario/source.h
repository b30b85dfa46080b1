/* SPDX-License-Identifier: MIT */
/*
 * One file: its text and where its lines begin.
 */
#ifndef VGS_SCENARIO_SOURCE_H
#define VGS_SCENARIO_SOURCE_H

#include "arena.h"

struct vgs_scenario_opts;

struct vgs_scn_source {
	const char *name;
	const char *text; /* ends with a NUL that is not counted */
	size_t len;
	const size_t *lines; /* offset of each line */
	unsigned line_count;
};

/* A place in a file; line 0: the file as a whole. */
struct vgs_scn_pos {
	const struct vgs_scn_source *src;
	unsigned line;
	unsigned column;
};

/* -VGS_ENOENT: no such file; -VGS_ERANGE: too large; -VGS_ENOMEM. */
int vgs_scn_source_read(struct vgs_scn_arena *arena,
			const struct vgs_scenario_opts *opts, const char *path,
			struct vgs_scn_source **ret_src);
int vgs_scn_source_text(struct vgs_scn_arena *arena, const char *name,
			const char *text, size_t len,
			struct vgs_scn_source **ret_src);

/* The line and column of a byte. */
struct vgs_scn_pos vgs_scn_source_pos(const struct vgs_scn_source *src,
				      size_t offset);

/*
 * A printable excerpt of a line around a column and the caret's column in
 * it; *ret_text is NULL for a line that does not exist.  False: no memory.
 */
bool vgs_scn_source_line(struct vgs_scn_arena *arena,
			 const struct vgs_scn_pos *pos, const char **ret_text,
			 unsigned *ret_caret);

#endif
