/* SPDX-License-Identifier: MIT */
/*
 * What a loaded scenario says about itself.
 */
#include "scenario.h"

static const char *top_text(const struct vgs_scenario *s, const char *key,
			    const char *none)
{
	const struct vgs_scn_node *node = vgs_scn_get(s->root, key);

	return node && node->kind == VGS_SCN_SCALAR ? node->text : none;
}

static const char *top_item(const struct vgs_scenario *s, const char *key,
			    unsigned i)
{
	const struct vgs_scn_node *list = vgs_scn_get(s->root, key);
	const struct vgs_scn_node *item;

	if (!list || list->kind != VGS_SCN_LIST)
		return NULL;
	VGS_SCN_EACH (item, list) {
		if (item->kind != VGS_SCN_SCALAR)
			continue;
		if (!i--)
			return item->text;
	}
	return NULL;
}

const struct vgs_diag *vgs_scenario_diags(const struct vgs_scenario *s,
					  unsigned *ret_count)
{
	*ret_count = s->diags.count;
	return s->diags.list;
}

unsigned vgs_scenario_errors(const struct vgs_scenario *s)
{
	return s->diags.errors;
}

bool vgs_scenario_is_library(const struct vgs_scenario *s)
{
	return s->library;
}

const char *vgs_scenario_skip_reason(const struct vgs_scenario *s)
{
	return s->skip;
}

const char *vgs_scenario_file(const struct vgs_scenario *s)
{
	return s->file;
}

const char *vgs_scenario_title(const struct vgs_scenario *s)
{
	return top_text(s, "title", "");
}

const char *vgs_scenario_why(const struct vgs_scenario *s)
{
	return top_text(s, "why", NULL);
}

const char *vgs_scenario_basis(const struct vgs_scenario *s)
{
	return top_text(s, "basis", "arch");
}

const char *vgs_scenario_rule(const struct vgs_scenario *s, unsigned i)
{
	return top_item(s, "rules", i);
}

const char *vgs_scenario_need(const struct vgs_scenario *s, unsigned i)
{
	return top_item(s, "needs", i);
}

unsigned vgs_scenario_variants(const struct vgs_scenario *s)
{
	return s->plan_count ? s->plan_count - 1 : 0;
}

const char *vgs_scenario_variant_name(const struct vgs_scenario *s,
				      unsigned variant)
{
	return variant && variant < s->plan_count ? s->plans[variant].name
						  : NULL;
}
