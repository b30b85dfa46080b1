/* SPDX-License-Identifier: MIT */
/*
 * The tree of a file: mappings, lists and scalars, each with its place.
 */
#ifndef VGS_SCENARIO_NODE_H
#define VGS_SCENARIO_NODE_H

#include "source.h"

struct vgs_scn_diags;

enum vgs_scn_node_kind {
	VGS_SCN_SCALAR,
	VGS_SCN_LIST,
	VGS_SCN_MAP,
	VGS_SCN_BAD, /* reported already; fits everywhere */
};

enum vgs_scn_scalar {
	VGS_SCN_TEXT,
	VGS_SCN_INT,
	VGS_SCN_BOOL,
	/* plain scalars that format 1 rejects */
	VGS_SCN_BAD_EMPTY,
	VGS_SCN_BAD_WORD,
	VGS_SCN_BAD_OCTAL,
	VGS_SCN_BAD_UNDERSCORE,
	VGS_SCN_BAD_SEXAGESIMAL,
	VGS_SCN_BAD_FLOAT,
	VGS_SCN_BAD_RANGE,
};

struct vgs_scn_node {
	enum vgs_scn_node_kind kind;
	enum vgs_scn_scalar scalar;
	struct vgs_scn_pos pos;
	const char *text; /* scalar as written, quotes removed */
	uint64_t value;	  /* INT (two's complement when negative) and BOOL */
	bool negative;
	bool plain;	/* not quoted, not a block */
	uint32_t hash;	/* of a key's text */
	unsigned count; /* children */
	struct vgs_scn_node *first, *last;
	struct vgs_scn_node *next; /* sibling */
	struct vgs_scn_node *key;  /* of a child of a mapping */
};

#define VGS_SCN_EACH(child, parent)                                            \
	for (child = (parent)->first; child; child = child->next)

/* What a plain scalar is. */
enum vgs_scn_scalar vgs_scn_classify(const char *text, uint64_t *ret_value,
				     bool *ret_negative);

/*
 * Parses src.  *ret_root is NULL when nothing useful could be read; else the
 * tree may have BAD nodes in the place of what was reported.
 */
int vgs_scn_parse(struct vgs_scn_arena *arena, struct vgs_scn_diags *diags,
		  const struct vgs_scn_source *src,
		  struct vgs_scn_node **ret_root);

/* The value of a key, or NULL; map may be NULL. */
const struct vgs_scn_node *vgs_scn_get(const struct vgs_scn_node *map,
				       const char *key);

/* Building trees; NULL without memory. */
struct vgs_scn_node *vgs_scn_node_like(struct vgs_scn_arena *arena,
				       const struct vgs_scn_node *node);
void vgs_scn_append(struct vgs_scn_node *parent, struct vgs_scn_node *key,
		    struct vgs_scn_node *child);

/*
 * base with the overrides of a variant: mappings merge recursively, lists
 * and scalars replace.  NULL without memory.
 */
struct vgs_scn_node *vgs_scn_merge(struct vgs_scn_arena *arena,
				   const struct vgs_scn_node *base,
				   const struct vgs_scn_node *over);

/* A copy with a substitution of scalars: with(user, scalar) or NULL. */
typedef const struct vgs_scn_node *(*vgs_scn_subst_fn)(
	void *user, const struct vgs_scn_node *scalar);
struct vgs_scn_node *vgs_scn_clone(struct vgs_scn_arena *arena,
				   const struct vgs_scn_node *node,
				   vgs_scn_subst_fn with, void *user);

#endif
