/* SPDX-License-Identifier: MIT */
/*
 * From a file to a struct vgs_scenario: reads, checks against the tables,
 * expands libraries, makes a plan of each variant.
 */
#include <stdlib.h>
#include <string.h>

#include "scenario.h"

void vgs_scenario_opts_default(struct vgs_scenario_opts *opts)
{
	memset(opts, 0, sizeof(*opts));
	opts->size = sizeof(*opts);
}

struct vgs_scenario *vgs_scenario_free(struct vgs_scenario *s)
{
	struct vgs_allocator alloc;

	if (!s)
		return NULL;
	alloc = s->arena.alloc;
	vgs_scn_arena_clear(&s->arena);
	alloc.free(alloc.user, s);
	return NULL;
}

static struct vgs_scenario *new_scenario(const struct vgs_scenario_opts *opts)
{
	struct vgs_scn_arena arena;
	struct vgs_scenario *s;

	vgs_scn_arena_init(&arena, opts ? opts->alloc : NULL);
	s = arena.alloc.zalloc(arena.alloc.user, sizeof(*s));
	if (!s)
		return NULL;
	s->arena = arena;
	s->diags.arena = &s->arena;
	if (opts)
		s->opts = *opts;
	else
		vgs_scenario_opts_default(&s->opts);
	return s;
}

/* The verb and its operand, for traces and failures. */
static const char *step_text(struct vgs_scenario *s,
			     const struct vgs_scn_step *step)
{
	const char *verb = vgs_scn_verb_name(step->verb);

	if (step->arg->kind != VGS_SCN_SCALAR)
		return verb;
	return vgs_scn_strf(&s->arena, "%s: %.60s", verb, step->arg->text);
}

int vgs_scn_add_step(struct vgs_scenario *s, const struct vgs_scn_step *step)
{
	struct vgs_scn_step *copy;

	if (s->step_count == VGS_SCN_MAX_STEPS) {
		if (!s->too_many)
			vgs_scn_diag(&s->diags, VGS_SCN_MSG_TOO_MANY_STEPS,
				     s->diags.use ? s->diags.use : step->node,
				     VGS_SCN_MAX_STEPS_TEXT, NULL, NULL);
		s->too_many = true;
		return 0;
	}
	copy = vgs_scn_zalloc(&s->arena, sizeof(*copy));
	if (!copy)
		return -VGS_ENOMEM;
	*copy = *step;
	copy->text = step_text(s, step);
	if (!copy->text)
		return -VGS_ENOMEM;
	copy->next = NULL;
	copy->use = s->diags.use;
	if (s->last)
		s->last->next = copy;
	else
		s->first = copy;
	s->last = copy;
	s->step_count++;
	return 0;
}

int vgs_scn_add_steps(struct vgs_scenario *s, const struct vgs_scn_node *list,
		      bool setup)
{
	struct vgs_scn_checker checker = { .diags = &s->diags };
	const struct vgs_scn_node *node;
	int err = 0;

	if (!list || list->kind != VGS_SCN_LIST)
		return 0;
	VGS_SCN_EACH (node, list) {
		struct vgs_scn_step step;

		if (node->kind == VGS_SCN_BAD ||
		    !vgs_scn_check_step(&checker, node, &step))
			continue;
		step.setup = setup;
		if (step.verb == VGS_SCN_V_USE)
			err = vgs_scn_use(s, &step, setup);
		else
			err = vgs_scn_add_step(s, &step);
		if (err || s->too_many)
			return err;
	}
	return 0;
}

static int by_id(const void *a, const void *b)
{
	const struct vgs_scn_step *x = *(const struct vgs_scn_step *const *)a;
	const struct vgs_scn_step *y = *(const struct vgs_scn_step *const *)b;
	int order = strcmp(x->id, y->id);

	if (order)
		return order;
	if (x->node->pos.line != y->node->pos.line)
		return x->node->pos.line < y->node->pos.line ? -1 : 1;
	return x->node->pos.column < y->node->pos.column ? -1 : 1;
}

static int check_ids(struct vgs_scenario *s)
{
	const struct vgs_scn_step **ids;
	const struct vgs_scn_step *step;
	unsigned n = 0;
	unsigned i;

	ids = vgs_scn_zalloc_n(&s->arena, s->step_count + 1, sizeof(*ids));
	if (!ids)
		return -VGS_ENOMEM;
	for (step = s->first; step; step = step->next) {
		if (step->id)
			ids[n++] = step;
	}
	qsort(ids, n, sizeof(*ids), by_id);
	for (i = 1; i < n; i++) {
		struct vgs_diag *d;

		if (!vgs_scn_streq(ids[i - 1]->id, ids[i]->id))
			continue;
		d = vgs_scn_diag(&s->diags, VGS_SCN_MSG_DUPLICATE_ID,
				 ids[i]->q[VGS_SCN_Q_ID], ids[i]->id, NULL,
				 NULL);
		vgs_scn_help(&s->diags, d, "first given at line %u",
			     ids[i - 1]->node->pos.line);
	}
	return 0;
}

static bool can_fail(const struct vgs_scn_step *step)
{
	return step->verb == VGS_SCN_V_EXPECT || step->q[VGS_SCN_Q_RETURNS] ||
	       step->q[VGS_SCN_Q_TAKES] || step->q[VGS_SCN_Q_TRAPS] ||
	       step->verb == VGS_SCN_V_PENDING_WORK ||
	       (step->verb == VGS_SCN_V_READ && step->q[VGS_SCN_Q_FIELDS]);
}

static void check_must_fail(struct vgs_scenario *s,
			    const struct vgs_scn_node *list)
{
	const struct vgs_scn_node *id;

	VGS_SCN_EACH (id, list) {
		const struct vgs_scn_step *step;
		struct vgs_scn_near near;

		if (id->kind != VGS_SCN_SCALAR)
			continue;
		vgs_scn_near_init(&near, id->text);
		for (step = s->first; step; step = step->next) {
			if (step->id && vgs_scn_streq(step->id, id->text))
				break;
			if (step->id)
				vgs_scn_near_try(&near, step->id);
		}
		if (step && can_fail(step))
			continue;
		vgs_scn_help_near(&s->diags,
				  vgs_scn_diag(&s->diags,
					       step ? VGS_SCN_MSG_CANNOT_FAIL
						    : VGS_SCN_MSG_NO_SUCH_ID,
					       id, id->text, NULL, NULL),
				  &near);
	}
}

static void check_variant_name(struct vgs_scenario *s,
			       const struct vgs_scn_node *variants,
			       const struct vgs_scn_node *variant)
{
	const struct vgs_scn_node *name = vgs_scn_get(variant, "name");
	const struct vgs_scn_node *other;

	if (!name || name->kind != VGS_SCN_SCALAR)
		return;
	for (other = variants->first; other != variant; other = other->next) {
		const struct vgs_scn_node *n = vgs_scn_get(other, "name");

		if (n && n->kind == VGS_SCN_SCALAR &&
		    vgs_scn_streq(n->text, name->text)) {
			vgs_scn_diag(&s->diags, VGS_SCN_MSG_DUPLICATE_NAME,
				     name, name->text, NULL, NULL);
			return;
		}
	}
}

static int add_plan(struct vgs_scenario *s, struct vgs_scn_plan *plan,
		    const struct vgs_scn_node *variant)
{
	const struct vgs_scn_node *machine = vgs_scn_get(s->root, "machine");
	const struct vgs_scn_node *over = vgs_scn_get(variant, "machine");
	const struct vgs_scn_node *name = vgs_scn_get(variant, "name");
	struct vgs_scn_checker checker = { .diags = &s->diags };

	plan->machine = machine;
	if (name && name->kind == VGS_SCN_SCALAR)
		plan->name = name->text;
	plan->must_fail = vgs_scn_get(variant, "must-fail");
	if (!machine || !over)
		return 0;
	plan->machine = vgs_scn_merge(&s->arena, machine, over);
	if (!plan->machine)
		return -VGS_ENOMEM;
	vgs_scn_check(&checker, &vgs_scn_machine_spec, plan->machine);
	return 0;
}

static int make_plans(struct vgs_scenario *s)
{
	const struct vgs_scn_node *variants = vgs_scn_get(s->root, "variants");
	const struct vgs_scn_node *variant = NULL;
	unsigned n = 1;
	int err;

	if (variants && variants->kind == VGS_SCN_LIST) {
		variant = variants->first;
		n += variants->count;
	}
	s->plans = vgs_scn_zalloc_n(&s->arena, n, sizeof(*s->plans));
	if (!s->plans)
		return -VGS_ENOMEM;
	err = add_plan(s, &s->plans[0], NULL);
	s->plan_count = 1;
	for (; variant && !err; variant = variant->next) {
		struct vgs_scn_plan *plan = &s->plans[s->plan_count++];

		check_variant_name(s, variants, variant);
		err = add_plan(s, plan, variant);
		if (plan->must_fail)
			check_must_fail(s, plan->must_fail);
	}
	return err;
}

static int check_verb_needs(struct vgs_scenario *s)
{
	const struct vgs_scn_step *step;
	int err = 0;

	for (step = s->first; step && !err; step = step->next) {
		const char *cap = vgs_scn_verb(step->verb)->capability;

		if (cap)
			err = vgs_scn_need(s, cap);
	}
	return err;
}

/* Unknown to this version is not wrong: a warning. */
static void check_rules(struct vgs_scenario *s)
{
	const struct vgs_scn_node *rules = vgs_scn_get(s->root, "rules");
	const struct vgs_scn_node *rule;

	if (!rules || rules->kind != VGS_SCN_LIST)
		return;
	VGS_SCN_EACH (rule, rules) {
		if (rule->kind == VGS_SCN_SCALAR &&
		    !vgs_rule_by_name(rule->text))
			vgs_scn_warn(&s->diags, VGS_SCN_MSG_CITED_RULE, rule,
				     rule->text);
	}
}

/* run: of its: has commands to wait for only in step mode. */
static void check_its_run(struct vgs_scenario *s)
{
	const struct vgs_scn_node *async =
		vgs_scn_get(vgs_scn_get(s->root, "machine"), "async");
	const struct vgs_scn_step *step;

	if (async && async->value)
		return;
	for (step = s->first; step; step = step->next) {
		if (step->verb == VGS_SCN_V_ITS && step->q[VGS_SCN_Q_RUN])
			vgs_scn_diag(&s->diags, VGS_SCN_MSG_NEEDS_ASYNC,
				     step->q[VGS_SCN_Q_RUN]->key, "run", NULL,
				     NULL);
	}
}

static int load_scenario(struct vgs_scenario *s)
{
	struct vgs_scn_checker checker = { .diags = &s->diags,
					   .no_steps = true };
	const struct vgs_scn_node *root = s->root;
	int err;

	vgs_scn_check(&checker, &vgs_scn_top_spec, root);
	err = vgs_scn_add_steps(s, vgs_scn_get(root, "setup"), true);
	if (!err)
		err = vgs_scn_add_steps(s, vgs_scn_get(root, "steps"), false);
	check_rules(s);
	check_its_run(s);
	if (!err)
		err = check_ids(s);
	if (!err)
		err = make_plans(s);
	if (!err)
		err = check_verb_needs(s);
	if (!err && !s->diags.errors && !s->skip)
		err = vgs_scn_check_plans(s);
	return err;
}

/* True: this is a format that can be read. */
static bool check_version(struct vgs_scenario *s, const char *key,
			  enum vgs_scn_msg msg)
{
	const struct vgs_scn_node *v = vgs_scn_get(s->root, key);

	if (!v || v->kind == VGS_SCN_BAD)
		return true;
	if (v->kind == VGS_SCN_SCALAR && v->scalar == VGS_SCN_INT &&
	    v->value == 1)
		return true;
	vgs_scn_diag(&s->diags, msg, v,
		     v->kind == VGS_SCN_SCALAR ? v->text
					       : vgs_scn_found(&s->arena, v),
		     NULL, NULL);
	return false;
}

/* An unknown capability may come with unknown verbs: look no further. */
static bool unknown_capability(const struct vgs_scenario *s)
{
	const char *need;
	unsigned i, j;

	for (i = 0; (need = vgs_scenario_need(s, i)) != NULL; i++) {
		const char *cap;

		for (j = 0; (cap = vgs_scenario_capability(j, NULL)); j++) {
			if (vgs_scn_streq(cap, need))
				break;
		}
		if (!cap)
			return true;
	}
	return false;
}

static int load_root(struct vgs_scenario *s)
{
	int err;

	if (s->root->kind != VGS_SCN_MAP) {
		if (s->root->kind != VGS_SCN_BAD)
			vgs_scn_diag(&s->diags, VGS_SCN_MSG_NOT_MAPPING,
				     s->root, NULL, NULL, NULL);
		return 0;
	}
	if (vgs_scn_get(s->root, "vgicsim-library")) {
		s->library = true;
		if (check_version(s, "vgicsim-library",
				  VGS_SCN_MSG_LIB_VERSION))
			vgs_scn_check_library(s, s->root);
		return 0;
	}
	if (!check_version(s, "vgicsim", VGS_SCN_MSG_VERSION))
		return 0;
	err = vgs_scn_check_needs(s);
	if (err || unknown_capability(s))
		return err;
	return load_scenario(s);
}

static int load_source(struct vgs_scenario *s, int err,
		       const struct vgs_scn_source *src)
{
	struct vgs_scn_source nameless = { .name = s->file };
	struct vgs_scn_pos whole = { src ? src : &nameless, 0, 0 };
	struct vgs_scn_pos start = { src ? src : &nameless, 1, 1 };
	struct vgs_scn_node *root;

	if (err == -VGS_ENOENT || err == -VGS_ERANGE) {
		vgs_scn_diag_at(&s->diags,
				err == -VGS_ENOENT ? VGS_SCN_MSG_CANNOT_READ
						   : VGS_SCN_MSG_TOO_LARGE,
				err == -VGS_ENOENT ? &whole : &start, NULL,
				NULL, NULL);
		return s->arena.failed ? -VGS_ENOMEM : 0;
	}
	if (err)
		return err;
	err = vgs_scn_parse(&s->arena, &s->diags, src, &root);
	if (err || !root)
		return err;
	s->root = root;
	err = load_root(s);
	vgs_scn_diags_sort(&s->diags);
	return err ? err : s->arena.failed ? -VGS_ENOMEM : 0;
}

static int load(const char *name, const char *text, size_t len,
		const struct vgs_scenario_opts *opts,
		struct vgs_scenario **ret_s)
{
	struct vgs_scn_source *src = NULL;
	struct vgs_scenario *s = new_scenario(opts);
	int err;

	if (!s)
		return -VGS_ENOMEM;
	s->file = vgs_scn_dup(&s->arena, name, strlen(name));
	if (!s->file)
		err = -VGS_ENOMEM;
	else if (text)
		err = vgs_scn_source_text(&s->arena, name, text, len, &src);
	else
		err = vgs_scn_source_read(&s->arena, &s->opts, name, &src);
	if (err != -VGS_ENOMEM)
		err = load_source(s, err, src);
	if (err) {
		vgs_scenario_free(s);
		return err;
	}
	*ret_s = s;
	return 0;
}

int vgs_scenario_load(const char *path, const struct vgs_scenario_opts *opts,
		      struct vgs_scenario **ret_s)
{
	if (!path || !ret_s)
		return -VGS_EINVAL;
	return load(path, NULL, 0, opts, ret_s);
}

int vgs_scenario_load_text(const char *name, const char *text, size_t len,
			   const struct vgs_scenario_opts *opts,
			   struct vgs_scenario **ret_s)
{
	if (!name || !text || !ret_s)
		return -VGS_EINVAL;
	return load(name, text, len, opts, ret_s);
}
