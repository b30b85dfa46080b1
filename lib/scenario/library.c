/* SPDX-License-Identifier: MIT */
/*
 * use: finds a library, gives its parameters values and adds its steps.
 */
#include <string.h>

#include "scenario.h"

#define MAX_PARENTS 8u
#define MAX_PARAMS  64u

/* The values of the parameters of one use. */
struct binding {
	const struct vgs_scn_node *params; /* declarations or NULL */
	const struct vgs_scn_node *values[MAX_PARAMS];
	const struct vgs_scn_node *element; /* of each: */
	const char *each;
};

static bool is_text(const struct vgs_scn_node *node)
{
	return node->kind == VGS_SCN_SCALAR && node->scalar == VGS_SCN_TEXT;
}

/* The number of a parameter, or -1. */
static int param_index(const struct vgs_scn_node *params, const char *name)
{
	const struct vgs_scn_node *param;
	int i = 0;

	if (!params || params->kind != VGS_SCN_MAP)
		return -1;
	VGS_SCN_EACH (param, params) {
		if (vgs_scn_streq(param->key->text, name))
			return i < (int)MAX_PARAMS ? i : -1;
		i++;
	}
	return -1;
}

static const struct vgs_scn_node *substitute(void *user,
					     const struct vgs_scn_node *node)
{
	struct binding *b = user;
	int i;

	if (!is_text(node) || node->text[0] != '$')
		return NULL;
	i = param_index(b->params, node->text + 1);
	if (i < 0)
		return NULL;
	if (b->each && vgs_scn_streq(b->each, node->text + 1))
		return b->element;
	return b->values[i];
}

static bool type_fits(const char *type, const struct vgs_scn_node *value)
{
	bool scalar = value->kind == VGS_SCN_SCALAR;

	if (vgs_scn_streq(type, "int"))
		return scalar && value->scalar == VGS_SCN_INT;
	if (vgs_scn_streq(type, "bool"))
		return scalar && value->scalar == VGS_SCN_BOOL;
	if (vgs_scn_streq(type, "text"))
		return scalar && value->scalar == VGS_SCN_TEXT;
	if (vgs_scn_streq(type, "list"))
		return value->kind == VGS_SCN_LIST;
	return true;
}

static void give_value(struct vgs_scenario *s, struct binding *b, int i,
		       const struct vgs_scn_node *param,
		       const struct vgs_scn_node *with,
		       const struct vgs_scn_node *use)
{
	const struct vgs_scn_node *type = vgs_scn_get(param, "type");
	const struct vgs_scn_node *value = vgs_scn_get(with, param->key->text);
	struct vgs_diag *d;

	if (!value)
		value = vgs_scn_get(param, "default");
	b->values[i] = value;
	if (!value) {
		d = vgs_scn_diag(&s->diags, VGS_SCN_MSG_PARAM_MISSING, use,
				 param->key->text, NULL, NULL);
		vgs_scn_help(&s->diags, d, "add with: { %.40s: ... }",
			     param->key->text);
	} else if (type && !type_fits(type->text, value)) {
		vgs_scn_diag(&s->diags, VGS_SCN_MSG_PARAM_TYPE, value,
			     param->key->text, type->text,
			     vgs_scn_found(&s->arena, value));
	}
}

/* Values from with: and from the defaults; false after a report. */
static bool bind_params(struct vgs_scenario *s, struct binding *b,
			const struct vgs_scn_node *with,
			const struct vgs_scn_node *use)
{
	const struct vgs_scn_node *param;
	unsigned reports = s->diags.reports;
	int i = 0;

	if (with && with->kind == VGS_SCN_MAP) {
		VGS_SCN_EACH (param, with) {
			struct vgs_scn_near near;
			const struct vgs_scn_node *p;

			if (param_index(b->params, param->key->text) >= 0)
				continue;
			vgs_scn_near_init(&near, param->key->text);
			if (b->params) {
				VGS_SCN_EACH (p, b->params)
					vgs_scn_near_try(&near, p->key->text);
			}
			vgs_scn_help_near(
				&s->diags,
				vgs_scn_diag(&s->diags,
					     VGS_SCN_MSG_PARAM_UNKNOWN,
					     param->key, param->key->text, NULL,
					     NULL),
				&near);
		}
	}
	if (b->params) {
		VGS_SCN_EACH (param, b->params) {
			if (i < (int)MAX_PARAMS)
				give_value(s, b, i++, param, with, use);
		}
	}
	return s->diags.reports == reports;
}

static int add_one(struct vgs_scenario *s, struct binding *b,
		   const struct vgs_scn_node *node, bool setup)
{
	struct vgs_scn_checker checker = { .diags = &s->diags,
					   .params = b->params,
					   .library = true };
	struct vgs_scn_node *copy =
		vgs_scn_clone(&s->arena, node, substitute, b);
	struct vgs_scn_step step;

	if (!copy)
		return -VGS_ENOMEM;
	if (!vgs_scn_check_step(&checker, copy, &step))
		return 0;
	step.setup = setup;
	step.use_file = s->diags.use->pos.src->name;
	return vgs_scn_add_step(s, &step);
}

static int add_each(struct vgs_scenario *s, struct binding *b,
		    const struct vgs_scn_node *node,
		    const struct vgs_scn_node *each, bool setup)
{
	int i = param_index(b->params, each->text);
	const struct vgs_scn_node *list = i < 0 ? NULL : b->values[i];
	const struct vgs_scn_node *element;
	int err = 0;

	if (!list || list->kind != VGS_SCN_LIST) {
		vgs_scn_diag(&s->diags, VGS_SCN_MSG_EACH_LIST, each, NULL, NULL,
			     NULL);
		return 0;
	}
	b->each = each->text;
	VGS_SCN_EACH (element, list) {
		b->element = element;
		err = add_one(s, b, node, setup);
		if (err || s->too_many)
			break;
	}
	b->each = NULL;
	return err;
}

/* Is $name somewhere in the steps, or each: name? */
static bool mentions(const struct vgs_scn_node *node, const char *name)
{
	const struct vgs_scn_node *child;

	if (is_text(node)) {
		if (node->text[0] == '$')
			return vgs_scn_streq(node->text + 1, name);
		return node->key && vgs_scn_streq(node->key->text, "each") &&
		       vgs_scn_streq(node->text, name);
	}
	VGS_SCN_EACH (child, node) {
		if (mentions(child, name))
			return true;
	}
	return false;
}

static void check_unused(struct vgs_scenario *s,
			 const struct vgs_scn_node *params,
			 const struct vgs_scn_node *steps,
			 const struct vgs_scn_node *use)
{
	const struct vgs_scn_node *param;

	if (!params || params->kind != VGS_SCN_MAP)
		return;
	VGS_SCN_EACH (param, params) {
		if (!mentions(steps, param->key->text))
			vgs_scn_diag(&s->diags, VGS_SCN_MSG_PARAM_UNUSED, use,
				     param->key->text, NULL, NULL);
	}
}

static int expand(struct vgs_scenario *s, const struct vgs_scn_step *use,
		  const struct vgs_scn_node *root, bool setup)
{
	const struct vgs_scn_node *steps = vgs_scn_get(root, "steps");
	struct binding b = { .params = vgs_scn_get(root, "params") };
	unsigned reports = s->diags.reports;
	const struct vgs_scn_node *node;
	int err = 0;

	if (!bind_params(s, &b, use->q[VGS_SCN_Q_WITH], use->arg))
		return 0;
	s->diags.use = use->arg;
	VGS_SCN_EACH (node, steps) {
		const struct vgs_scn_node *each = vgs_scn_get(node, "each");

		if (each)
			err = add_each(s, &b, node, each, setup);
		else
			err = add_one(s, &b, node, setup);
		if (err || s->too_many)
			break;
	}
	s->diags.use = NULL;
	if (!err && !s->too_many && s->diags.reports == reports)
		check_unused(s, b.params, steps, use->arg);
	return err;
}

static void reject_nested(struct vgs_scenario *s,
			  const struct vgs_scn_node *steps)
{
	const struct vgs_scn_node *node;

	if (!steps || steps->kind != VGS_SCN_LIST)
		return;
	VGS_SCN_EACH (node, steps) {
		const struct vgs_scn_node *use = vgs_scn_get(node, "use");

		if (use)
			vgs_scn_diag(&s->diags, VGS_SCN_MSG_LIB_NESTED,
				     use->key, NULL, NULL, NULL);
	}
}

void vgs_scn_check_library(struct vgs_scenario *s,
			   const struct vgs_scn_node *root)
{
	struct vgs_scn_checker checker = { .diags = &s->diags,
					   .params =
						   vgs_scn_get(root, "params"),
					   .library = true };

	vgs_scn_check(&checker, &vgs_scn_library_spec, root);
	reject_nested(s, vgs_scn_get(root, "steps"));
	if (checker.params && checker.params->count > MAX_PARAMS)
		vgs_scn_diag(&s->diags, VGS_SCN_MSG_TOO_MANY, checker.params,
			     "64", NULL, NULL);
}

/* Tries one path; 1: found. */
static int try_path(struct vgs_scenario *s, const char *path,
		    struct vgs_scn_source **ret_src)
{
	int err;

	if (!path)
		return -VGS_ENOMEM;
	err = vgs_scn_source_read(&s->arena, &s->opts, path, ret_src);
	if (err == -VGS_ENOENT || err == -VGS_ERANGE)
		return 0;
	return err ? err : 1;
}

/* Length of the directory part, without the final slash. */
static size_t dir_len(const char *path, size_t len)
{
	while (len && path[len - 1] != '/')
		len--;
	return len;
}

/*
 * Beside the file, then in the scenarios/ of each directory above it, then
 * in the installed one.  1: found, 0: not.
 */
static int find_library(struct vgs_scenario *s, const char *name,
			struct vgs_scn_source **ret_src)
{
	size_t len = dir_len(s->file, strlen(s->file));
	unsigned up;
	int found;

	if (name[0] == '/')
		return try_path(s, name, ret_src);
	found = try_path(
		s, vgs_scn_strf(&s->arena, "%.*s%s", (int)len, s->file, name),
		ret_src);
	while (!found && len) {
		len = dir_len(s->file, len - 1);
		found = try_path(s,
				 vgs_scn_strf(&s->arena, "%.*sscenarios/%s",
					      (int)len, s->file, name),
				 ret_src);
	}
	for (up = 1; !found && s->file[0] != '/' && up < MAX_PARENTS; up++) {
		char dots[3 * MAX_PARENTS + 1] = "";
		unsigned i;

		for (i = 0; i < up; i++)
			memcpy(dots + (size_t)3 * i, "../", 4);
		found = try_path(
			s,
			vgs_scn_strf(&s->arena, "%sscenarios/%s", dots, name),
			ret_src);
	}
	if (!found && s->opts.library_dir)
		found = try_path(s,
				 vgs_scn_strf(&s->arena, "%s/%s",
					      s->opts.library_dir, name),
				 ret_src);
	return found;
}

/* Reads and checks a library; its root stays NULL when it has errors. */
static int read_library(struct vgs_scenario *s, const struct vgs_scn_node *name,
			struct vgs_scn_library *lib)
{
	struct vgs_scn_source *src = NULL;
	unsigned reports = s->diags.reports;
	struct vgs_scn_node *root = NULL;
	const struct vgs_scn_node *version;
	int found = find_library(s, name->text, &src);
	int err;

	if (found < 0)
		return found;
	if (!found) {
		vgs_scn_diag(&s->diags, VGS_SCN_MSG_LIB_NOT_FOUND, name,
			     name->text, NULL, NULL);
		return 0;
	}
	err = vgs_scn_parse(&s->arena, &s->diags, src, &root);
	if (err || !root || s->diags.reports != reports)
		return err;
	version = vgs_scn_get(root, "vgicsim-library");
	if (!version) {
		vgs_scn_diag(&s->diags, VGS_SCN_MSG_NOT_LIBRARY, name,
			     name->text, NULL, NULL);
		return 0;
	}
	if (version->scalar != VGS_SCN_INT || version->value != 1) {
		vgs_scn_diag(&s->diags, VGS_SCN_MSG_LIB_VERSION, version,
			     version->kind == VGS_SCN_SCALAR
				     ? version->text
				     : vgs_scn_found(&s->arena, version),
			     NULL, NULL);
		return 0;
	}
	vgs_scn_check_library(s, root);
	if (s->diags.reports == reports)
		lib->root = root;
	return 0;
}

int vgs_scn_use(struct vgs_scenario *s, const struct vgs_scn_step *use,
		bool setup)
{
	struct vgs_scn_library *lib;
	int err = 0;

	for (lib = s->libraries; lib; lib = lib->next) {
		if (vgs_scn_streq(lib->path, use->arg->text))
			break;
	}
	if (!lib) {
		lib = vgs_scn_zalloc(&s->arena, sizeof(*lib));
		if (!lib)
			return -VGS_ENOMEM;
		lib->path = use->arg->text;
		lib->next = s->libraries;
		s->libraries = lib;
		s->diags.use = use->arg;
		err = read_library(s, use->arg, lib);
		s->diags.use = NULL;
	}
	if (err || !lib->root)
		return err;
	return expand(s, use, lib->root, setup);
}
