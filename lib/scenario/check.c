/* SPDX-License-Identifier: MIT */
/*
 * Holds a tree against the tables: keys, types, ranges, and which key of a
 * step is its verb.
 */
#include <string.h>

#include "schema.h"

const char *vgs_scn_found(struct vgs_scn_arena *arena,
			  const struct vgs_scn_node *node)
{
	switch (node->kind) {
	case VGS_SCN_LIST:
		return "a list";
	case VGS_SCN_MAP:
		return "a mapping";
	case VGS_SCN_BAD:
		return "?";
	case VGS_SCN_SCALAR:
		break;
	}
	switch (node->scalar) {
	case VGS_SCN_INT:
		return vgs_scn_strf(arena, "the integer %.40s", node->text);
	case VGS_SCN_BOOL:
		return node->text;
	case VGS_SCN_TEXT:
	case VGS_SCN_BAD_EMPTY:
	case VGS_SCN_BAD_WORD:
	case VGS_SCN_BAD_OCTAL:
	case VGS_SCN_BAD_UNDERSCORE:
	case VGS_SCN_BAD_SEXAGESIMAL:
	case VGS_SCN_BAD_FLOAT:
	case VGS_SCN_BAD_RANGE:
		break;
	}
	return vgs_scn_strf(arena, "\"%.40s\"", node->text);
}

static bool bad_type(const struct vgs_scn_checker *checker,
		     const struct vgs_scn_spec *spec,
		     const struct vgs_scn_node *node)
{
	vgs_scn_diag(checker->diags, VGS_SCN_MSG_TYPE, node, spec->what,
		     vgs_scn_found(checker->diags->arena, node), NULL);
	return false;
}

static bool is(const struct vgs_scn_node *node, enum vgs_scn_scalar scalar)
{
	return node->kind == VGS_SCN_SCALAR && node->scalar == scalar;
}

/* $name in a library that is checked without values for it. */
static bool is_parameter(const struct vgs_scn_checker *checker,
			 const struct vgs_scn_node *node)
{
	struct vgs_scn_near near;
	const struct vgs_scn_node *param;
	struct vgs_diag *d;

	if (!checker->library || !is(node, VGS_SCN_TEXT) ||
	    node->text[0] != '$')
		return false;
	if (vgs_scn_get(checker->params, node->text + 1))
		return true;
	d = vgs_scn_diag(checker->diags, VGS_SCN_MSG_PARAM_UNDECLARED, node,
			 node->text, NULL, NULL);
	vgs_scn_near_init(&near, node->text + 1);
	if (checker->params && checker->params->kind == VGS_SCN_MAP) {
		VGS_SCN_EACH (param, checker->params)
			vgs_scn_near_try(&near, param->key->text);
	}
	vgs_scn_help_near(checker->diags, d, &near);
	return true;
}

static bool check_int(const struct vgs_scn_checker *checker,
		      const struct vgs_scn_spec *spec,
		      const struct vgs_scn_node *node)
{
	struct vgs_diag *d;

	if (!is(node, VGS_SCN_INT) ||
	    (node->negative && spec->type != VGS_SCN_T_SINT))
		return bad_type(checker, spec, node);
	if (!spec->max ||
	    (node->value >= spec->min && node->value <= spec->max))
		return true;
	d = vgs_scn_diag(checker->diags, VGS_SCN_MSG_RANGE, node, node->text,
			 NULL, NULL);
	vgs_scn_help(checker->diags, d, "expected %s", spec->what);
	return false;
}

static bool check_name(const struct vgs_scn_checker *checker,
		       const struct vgs_scn_spec *spec,
		       const struct vgs_scn_node *node)
{
	const char *p;

	if (node->kind != VGS_SCN_SCALAR)
		return bad_type(checker, spec, node);
	for (p = node->text; *p; p++) {
		unsigned char c = (unsigned char)*p;

		if (c <= ' ' || c == 0x7f || strchr("\"'{}[],:#&*!|>%`", c))
			break;
	}
	if (*p || p == node->text) {
		vgs_scn_diag(checker->diags, VGS_SCN_MSG_NAME, node, node->text,
			     NULL, NULL);
		return false;
	}
	return true;
}

static bool check_word(const struct vgs_scn_checker *checker,
		       const struct vgs_scn_spec *spec,
		       const struct vgs_scn_node *node)
{
	struct vgs_scn_near near;
	struct vgs_diag *d;
	unsigned i;

	if (node->kind != VGS_SCN_SCALAR)
		return bad_type(checker, spec, node);
	vgs_scn_near_init(&near, node->text);
	for (i = 0; spec->words[i]; i++) {
		if (vgs_scn_streq(spec->words[i], node->text))
			return true;
		vgs_scn_near_try(&near, spec->words[i]);
	}
	d = vgs_scn_diag(checker->diags, VGS_SCN_MSG_WORD, node, spec->what,
			 node->text, NULL);
	vgs_scn_help_near(checker->diags, d, &near);
	return false;
}

static const struct vgs_scn_key *find_key(const struct vgs_scn_key *keys,
					  const char *name)
{
	for (; keys && keys->name; keys++) {
		if (vgs_scn_streq(keys->name, name))
			return keys;
	}
	return NULL;
}

static void near_keys(struct vgs_scn_near *near, const struct vgs_scn_key *keys)
{
	for (; keys && keys->name; keys++)
		vgs_scn_near_try(near, keys->name);
}

static void unknown_key(const struct vgs_scn_checker *checker,
			const struct vgs_scn_key *keys,
			const struct vgs_scn_node *key)
{
	struct vgs_diag *d =
		vgs_scn_diag(checker->diags, VGS_SCN_MSG_UNKNOWN_KEY, key,
			     key->text, NULL, NULL);
	struct vgs_scn_near near;

	vgs_scn_near_init(&near, key->text);
	near_keys(&near, keys);
	vgs_scn_help_near(checker->diags, d, &near);
}

static bool missing_keys(const struct vgs_scn_checker *checker,
			 const struct vgs_scn_key *keys,
			 const struct vgs_scn_node *node)
{
	bool ok = true;

	for (; keys && keys->name; keys++) {
		struct vgs_diag *d;

		if (!keys->required || vgs_scn_get(node, keys->name))
			continue;
		d = vgs_scn_diag(checker->diags, VGS_SCN_MSG_MISSING_KEY, node,
				 keys->name, NULL, NULL);
		vgs_scn_help(checker->diags, d, "%s: %s", keys->name,
			     keys->doc);
		ok = false;
	}
	return ok;
}

static bool check_map(const struct vgs_scn_checker *checker,
		      const struct vgs_scn_spec *spec,
		      const struct vgs_scn_node *node)
{
	struct vgs_scn_checker inner = *checker;
	const struct vgs_scn_node *child;
	bool ok = true;

	if (node->kind != VGS_SCN_MAP)
		return bad_type(checker, spec, node);
	inner.partial |= spec->partial;
	VGS_SCN_EACH (child, node) {
		const struct vgs_scn_key *key =
			find_key(spec->keys, child->key->text);

		if (key) {
			ok &= vgs_scn_check(&inner, key->spec, child);
		} else if (!spec->open) {
			unknown_key(checker, spec->keys, child->key);
			ok = false;
		}
	}
	if (inner.partial)
		return ok;
	return missing_keys(checker, spec->keys, node) && ok;
}

static bool check_elems(const struct vgs_scn_checker *checker,
			const struct vgs_scn_spec *spec,
			const struct vgs_scn_node *node)
{
	const struct vgs_scn_node *child;
	bool ok = true;

	VGS_SCN_EACH (child, node)
		ok &= vgs_scn_check(checker, spec->elem, child);
	return ok;
}

/* Does the outer shape fit? */
static bool fits(const struct vgs_scn_spec *spec,
		 const struct vgs_scn_node *node)
{
	switch (spec->type) {
	case VGS_SCN_T_INT:
		return is(node, VGS_SCN_INT) && !node->negative;
	case VGS_SCN_T_SINT:
		return is(node, VGS_SCN_INT);
	case VGS_SCN_T_BOOL:
		return is(node, VGS_SCN_BOOL);
	case VGS_SCN_T_TEXT:
	case VGS_SCN_T_NAME:
	case VGS_SCN_T_WORD:
		return is(node, VGS_SCN_TEXT);
	case VGS_SCN_T_MAP:
	case VGS_SCN_T_DICT:
	case VGS_SCN_T_STEP:
		return node->kind == VGS_SCN_MAP;
	case VGS_SCN_T_LIST:
		return node->kind == VGS_SCN_LIST;
	case VGS_SCN_T_ALT:
	case VGS_SCN_T_ANY:
		break;
	}
	return true;
}

static bool check_alt(const struct vgs_scn_checker *checker,
		      const struct vgs_scn_spec *spec,
		      const struct vgs_scn_node *node)
{
	unsigned i;

	for (i = 0; spec->alts[i]; i++) {
		if (fits(spec->alts[i], node))
			return vgs_scn_check(checker, spec->alts[i], node);
	}
	return bad_type(checker, spec, node);
}

bool vgs_scn_check(const struct vgs_scn_checker *checker,
		   const struct vgs_scn_spec *spec,
		   const struct vgs_scn_node *node)
{
	struct vgs_scn_step step;

	if (node->kind == VGS_SCN_BAD || is_parameter(checker, node))
		return true;
	switch (spec->type) {
	case VGS_SCN_T_TEXT:
		return node->kind == VGS_SCN_SCALAR ||
		       bad_type(checker, spec, node);
	case VGS_SCN_T_NAME:
		return check_name(checker, spec, node);
	case VGS_SCN_T_INT:
	case VGS_SCN_T_SINT:
		return check_int(checker, spec, node);
	case VGS_SCN_T_BOOL:
		return is(node, VGS_SCN_BOOL) || bad_type(checker, spec, node);
	case VGS_SCN_T_WORD:
		return check_word(checker, spec, node);
	case VGS_SCN_T_MAP:
		return check_map(checker, spec, node);
	case VGS_SCN_T_DICT:
		return node->kind == VGS_SCN_MAP
			       ? check_elems(checker, spec, node)
			       : bad_type(checker, spec, node);
	case VGS_SCN_T_LIST:
		return node->kind == VGS_SCN_LIST
			       ? check_elems(checker, spec, node)
			       : bad_type(checker, spec, node);
	case VGS_SCN_T_ALT:
		return check_alt(checker, spec, node);
	case VGS_SCN_T_STEP:
		return checker->no_steps ||
		       vgs_scn_check_step(checker, node, &step);
	case VGS_SCN_T_ANY:
		break;
	}
	return true;
}

static void unknown_step_key(const struct vgs_scn_checker *checker,
			     const struct vgs_scn_verb_info *verb,
			     const struct vgs_scn_node *key)
{
	struct vgs_diag *d =
		vgs_scn_diag(checker->diags, VGS_SCN_MSG_UNKNOWN_KEY, key,
			     key->text, NULL, NULL);
	struct vgs_scn_near near;
	unsigned i;

	vgs_scn_near_init(&near, key->text);
	if (verb) {
		near_keys(&near, verb->quals);
	} else {
		for (i = 0; i < VGS_SCN_V_COUNT; i++)
			vgs_scn_near_try(
				&near, vgs_scn_verb_name((enum vgs_scn_verb)i));
	}
	near_keys(&near, vgs_scn_common_quals);
	vgs_scn_help_near(checker->diags, d, &near);
}

/* Finds the verb; VGS_SCN_V_COUNT after a report. */
static enum vgs_scn_verb find_verb(const struct vgs_scn_checker *checker,
				   const struct vgs_scn_node *node)
{
	enum vgs_scn_verb verb = VGS_SCN_V_COUNT;
	const struct vgs_scn_node *child;
	unsigned unknown = 0;

	VGS_SCN_EACH (child, node) {
		enum vgs_scn_verb v = vgs_scn_verb_by_name(child->key->text);

		if (v != VGS_SCN_V_COUNT && verb != VGS_SCN_V_COUNT) {
			vgs_scn_diag(checker->diags, VGS_SCN_MSG_TWO_VERBS,
				     child->key, vgs_scn_verb_name(verb),
				     child->key->text, NULL);
			return VGS_SCN_V_COUNT;
		}
		if (v != VGS_SCN_V_COUNT)
			verb = v;
		else if (vgs_scn_qual_by_name(child->key->text) ==
			 VGS_SCN_Q_COUNT)
			unknown++;
	}
	if (verb != VGS_SCN_V_COUNT)
		return verb;
	if (!unknown)
		vgs_scn_diag(checker->diags, VGS_SCN_MSG_NO_VERB, node, NULL,
			     NULL, NULL);
	VGS_SCN_EACH (child, node) {
		if (vgs_scn_qual_by_name(child->key->text) == VGS_SCN_Q_COUNT)
			unknown_step_key(checker, NULL, child->key);
	}
	return VGS_SCN_V_COUNT;
}

static bool check_qual(const struct vgs_scn_checker *checker,
		       const struct vgs_scn_node *child,
		       struct vgs_scn_step *step)
{
	const struct vgs_scn_verb_info *verb = vgs_scn_verb(step->verb);
	enum vgs_scn_qual qual = vgs_scn_qual_by_name(child->key->text);
	const struct vgs_scn_key *key;

	key = find_key(vgs_scn_common_quals, child->key->text);
	if (qual == VGS_SCN_Q_EACH && !checker->library) {
		vgs_scn_diag(checker->diags, VGS_SCN_MSG_EACH_OUTSIDE,
			     child->key, NULL, NULL, NULL);
		return false;
	}
	if (!key)
		key = find_key(verb->quals, child->key->text);
	if (key) {
		if (qual != VGS_SCN_Q_COUNT)
			step->q[qual] = child;
		return vgs_scn_check(checker, key->spec, child);
	}
	if (verb->open)
		return true;
	if (qual == VGS_SCN_Q_COUNT)
		unknown_step_key(checker, verb, child->key);
	else
		vgs_scn_diag(checker->diags, VGS_SCN_MSG_KEY_NOT_HERE,
			     child->key, child->key->text,
			     vgs_scn_verb_name(step->verb), NULL);
	return false;
}

static bool exclude(const struct vgs_scn_checker *checker,
		    const struct vgs_scn_step *step, enum vgs_scn_qual a,
		    enum vgs_scn_qual b)
{
	if (!step->q[a] || !step->q[b])
		return true;
	vgs_scn_diag(checker->diags, VGS_SCN_MSG_EXCLUDE, step->q[b]->key,
		     vgs_scn_qual_name(a), vgs_scn_qual_name(b), NULL);
	return false;
}

static bool one_of(const struct vgs_scn_checker *checker,
		   const struct vgs_scn_step *step, bool has,
		   const char *needed)
{
	if (!has)
		vgs_scn_diag(checker->diags, VGS_SCN_MSG_ONE_OF, step->node,
			     vgs_scn_verb_name(step->verb), needed, NULL);
	return has;
}

static bool check_memory(const struct vgs_scn_checker *checker,
			 const struct vgs_scn_step *step)
{
	static const enum vgs_scn_qual ways[] = {
		VGS_SCN_Q_U8,  VGS_SCN_Q_U16, VGS_SCN_Q_U32,
		VGS_SCN_Q_U64, VGS_SCN_Q_HEX, VGS_SCN_Q_RETURNS,
	};
	size_t n = sizeof(ways) / sizeof(ways[0]);
	bool any = false;
	bool ok = true;
	size_t i, j;

	for (i = 0; i < n; i++) {
		any |= step->q[ways[i]] != NULL;
		for (j = i + 1; j < n; j++)
			ok &= exclude(checker, step, ways[i], ways[j]);
	}
	return one_of(checker, step, any,
		      "u8:, u16:, u32:, u64:, hex: or returns:") &&
	       ok;
}

/* What the tables cannot say. */
static bool check_combination(const struct vgs_scn_checker *checker,
			      const struct vgs_scn_step *step)
{
	const struct vgs_scn_node *const *q = step->q;
	bool ok = exclude(checker, step, VGS_SCN_Q_INTID, VGS_SCN_Q_N);

	ok = exclude(checker, step, VGS_SCN_Q_VALUE, VGS_SCN_Q_FIELDS) && ok;
	ok = exclude(checker, step, VGS_SCN_Q_RETURNS, VGS_SCN_Q_FIELDS) && ok;
	ok = exclude(checker, step, VGS_SCN_Q_VALUE, VGS_SCN_Q_RETURNS) && ok;

	if (step->verb == VGS_SCN_V_WRITE)
		return one_of(checker, step,
			      q[VGS_SCN_Q_VALUE] || q[VGS_SCN_Q_FIELDS],
			      "value: or fields:") &&
		       ok;
	if (step->verb == VGS_SCN_V_GUEST)
		return one_of(checker, step,
			      q[VGS_SCN_Q_TAKES] || q[VGS_SCN_Q_ENDS] ||
				      q[VGS_SCN_Q_DEACTIVATES],
			      "takes:, ends: or deactivates:") &&
		       ok;
	if (step->verb == VGS_SCN_V_MEMORY)
		return check_memory(checker, step) && ok;
	return ok;
}

bool vgs_scn_check_step(const struct vgs_scn_checker *checker,
			const struct vgs_scn_node *node,
			struct vgs_scn_step *ret_step)
{
	static const struct vgs_scn_spec what = {
		.what = "a step: {verb: ...}"
	};
	const struct vgs_scn_verb_info *info;
	const struct vgs_scn_node *child;
	bool ok = true;

	memset(ret_step, 0, sizeof(*ret_step));
	ret_step->node = node;
	if (node->kind != VGS_SCN_MAP)
		return bad_type(checker, &what, node);
	ret_step->verb = find_verb(checker, node);
	if (ret_step->verb == VGS_SCN_V_COUNT)
		return false;
	info = vgs_scn_verb(ret_step->verb);
	VGS_SCN_EACH (child, node) {
		if (vgs_scn_verb_by_name(child->key->text) == ret_step->verb) {
			ret_step->arg = child;
			ok &= vgs_scn_check(checker, info->arg, child);
		} else {
			ok &= check_qual(checker, child, ret_step);
		}
	}
	ok &= missing_keys(checker, info->quals, node);
	if (!ok)
		return false;
	if (ret_step->q[VGS_SCN_Q_ID])
		ret_step->id = ret_step->q[VGS_SCN_Q_ID]->text;
	if (ret_step->q[VGS_SCN_Q_WHY])
		ret_step->why = ret_step->q[VGS_SCN_Q_WHY]->text;
	return check_combination(checker, ret_step);
}
