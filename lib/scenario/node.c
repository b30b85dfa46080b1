/* SPDX-License-Identifier: MIT */
/*
 * Walking, merging and copying trees.  Recursion is bounded by the depth
 * that the parser allows; a merge cannot be deeper than its two sides.
 */
#include "node.h"

#include <string.h>

#include "text.h"

const struct vgs_scn_node *vgs_scn_get(const struct vgs_scn_node *map,
				       const char *key)
{
	const struct vgs_scn_node *child;

	if (!map || map->kind != VGS_SCN_MAP)
		return NULL;
	VGS_SCN_EACH (child, map) {
		if (vgs_scn_streq(child->key->text, key))
			return child;
	}
	return NULL;
}

struct vgs_scn_node *vgs_scn_node_like(struct vgs_scn_arena *arena,
				       const struct vgs_scn_node *node)
{
	struct vgs_scn_node *copy = vgs_scn_zalloc(arena, sizeof(*copy));

	if (!copy)
		return NULL;
	*copy = *node;
	copy->first = NULL;
	copy->last = NULL;
	copy->next = NULL;
	copy->count = 0;
	return copy;
}

void vgs_scn_append(struct vgs_scn_node *parent, struct vgs_scn_node *key,
		    struct vgs_scn_node *child)
{
	child->key = key;
	child->next = NULL;
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
	parent->count++;
}

struct vgs_scn_node *vgs_scn_clone(struct vgs_scn_arena *arena,
				   const struct vgs_scn_node *node,
				   vgs_scn_subst_fn with, void *user)
{
	const struct vgs_scn_node *from = NULL;
	const struct vgs_scn_node *child;
	struct vgs_scn_node *copy;

	if (node->kind == VGS_SCN_SCALAR && with)
		from = with(user, node);
	if (from) {
		/* The value of a parameter has no parameters in it. */
		return vgs_scn_clone(arena, from, NULL, NULL);
	}
	copy = vgs_scn_node_like(arena, node);
	if (!copy)
		return NULL;
	VGS_SCN_EACH (child, node) {
		struct vgs_scn_node *c =
			vgs_scn_clone(arena, child, with, user);

		if (!c)
			return NULL;
		vgs_scn_append(copy, child->key, c);
	}
	return copy;
}

struct vgs_scn_node *vgs_scn_merge(struct vgs_scn_arena *arena,
				   const struct vgs_scn_node *base,
				   const struct vgs_scn_node *over)
{
	const struct vgs_scn_node *child;
	struct vgs_scn_node *copy;

	if (!over)
		return vgs_scn_clone(arena, base, NULL, NULL);
	if (base->kind != VGS_SCN_MAP || over->kind != VGS_SCN_MAP)
		return vgs_scn_clone(arena, over, NULL, NULL);
	copy = vgs_scn_node_like(arena, base);
	if (!copy)
		return NULL;
	VGS_SCN_EACH (child, base) {
		struct vgs_scn_node *c = vgs_scn_merge(
			arena, child, vgs_scn_get(over, child->key->text));

		if (!c)
			return NULL;
		vgs_scn_append(copy, child->key, c);
	}
	VGS_SCN_EACH (child, over) {
		struct vgs_scn_node *c;

		if (vgs_scn_get(base, child->key->text))
			continue;
		c = vgs_scn_clone(arena, child, NULL, NULL);
		if (!c)
			return NULL;
		vgs_scn_append(copy, child->key, c);
	}
	return copy;
}
