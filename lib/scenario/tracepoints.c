/* SPDX-License-Identifier: MIT */
/*
 * What KVM's tracepoints said since the last expect that names them: which,
 * in which order, with which numbers.
 */
#include <string.h>

#include "run.h"

/* A number as it is written: -1 is none. */
static const char *number(struct vgs_scn_run *run,
			  const struct vgs_event_field *field)
{
	if (field->value == UINT64_MAX)
		return "-1";
	return vgs_scn_strf(run->arena, field->wide ? "0x%llx" : "%llu",
			    (unsigned long long)field->value);
}

bool vgs_scn_is_tracepoint(enum vgs_event_kind kind)
{
	return kind == VGS_EV_INJECT || kind >= VGS_EV_TRACEPOINTS;
}

/* ---- at load --------------------------------------------------------------
 */

static bool kind_of(const char *name, enum vgs_event_kind *ret_kind)
{
	unsigned i;

	for (i = 0; i < VGS_EV_COUNT; i++) {
		*ret_kind = (enum vgs_event_kind)i;
		if (vgs_scn_is_tracepoint(*ret_kind) &&
		    vgs_scn_streq(vgs_event_name(*ret_kind), name))
			return true;
	}
	return false;
}

static bool no_kind(struct vgs_scn_run *run, const struct vgs_scn_node *node)
{
	struct vgs_scn_near near;
	unsigned i;

	vgs_scn_near_init(&near, node->text);
	for (i = 0; i < VGS_EV_COUNT; i++)
		if (vgs_scn_is_tracepoint((enum vgs_event_kind)i))
			vgs_scn_near_try(
				&near, vgs_event_name((enum vgs_event_kind)i));
	vgs_scn_help_near(run->diags,
			  vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_EVENT, node,
				       node->text, NULL, NULL),
			  &near);
	return false;
}

/* "reg" is the register of a trap, all others are numbers. */
static bool has_reg(enum vgs_event_kind kind)
{
	return kind == VGS_EV_HANDLE_SYS_REG;
}

static bool check_field(struct vgs_scn_run *run, enum vgs_event_kind kind,
			const struct vgs_scn_node *value)
{
	struct vgs_event_field fields[VGS_EVENT_MAX_FIELDS];
	struct vgs_event event = { .kind = kind };
	unsigned i, n = vgs_event_fields(&event, fields);
	const char *name = value->key->text;
	bool reg = has_reg(kind) && vgs_scn_streq(name, "reg");
	struct vgs_scn_near near;

	if (value->kind != VGS_SCN_SCALAR ||
	    value->scalar != (reg ? VGS_SCN_TEXT : VGS_SCN_INT)) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_TYPE, value,
			     reg ? "a register" : "an integer",
			     vgs_scn_found(run->arena, value), NULL);
		return false;
	}
	vgs_scn_near_init(&near, name);
	for (i = 0; i < n; i++) {
		if (vgs_scn_streq(fields[i].name, name))
			return true;
		vgs_scn_near_try(&near, fields[i].name);
	}
	if (reg)
		return true;
	vgs_scn_help_near(run->diags,
			  vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_EVENT_FIELD,
				       value->key, vgs_event_name(kind), name,
				       NULL),
			  &near);
	return false;
}

/* A name, or {name: {field: number}}. */
static bool check_one(struct vgs_scn_run *run, const struct vgs_scn_node *node)
{
	const struct vgs_scn_node *name = node, *child;
	enum vgs_event_kind kind;
	bool ok = true;

	if (node->kind == VGS_SCN_MAP && node->count == 1 &&
	    node->first->kind == VGS_SCN_MAP)
		name = node->first->key;
	else if (node->kind != VGS_SCN_SCALAR) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_TYPE, node,
			     "a word or {word: {field: integer}}",
			     vgs_scn_found(run->arena, node), NULL);
		return false;
	}
	if (!kind_of(name->text, &kind))
		return no_kind(run, name);
	if (name != node)
		VGS_SCN_EACH (child, node->first)
			ok &= check_field(run, kind, child);
	return ok;
}

bool vgs_scn_tracepoints_check(struct vgs_scn_run *run,
			       const struct vgs_scn_node *value)
{
	const struct vgs_scn_node *child;
	bool ok = true;

	if (value->kind != VGS_SCN_LIST) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_TYPE, value,
			     "a list of tracepoints",
			     vgs_scn_found(run->arena, value), NULL);
		return false;
	}
	VGS_SCN_EACH (child, value)
		ok &= check_one(run, child);
	return ok;
}

/* ---- at run ---------------------------------------------------------------
 */

/* "irq-line type 1 vcpu 0 num 40 level 1" */
static const char *found_text(struct vgs_scn_run *run,
			      const struct vgs_event *event)
{
	struct vgs_event_field fields[VGS_EVENT_MAX_FIELDS];
	unsigned i, n = vgs_event_fields(event, fields);
	const char *text = vgs_event_name(event->kind);

	if (has_reg(event->kind))
		text = vgs_scn_strf(run->arena, "%s reg %s", text, event->reg);
	for (i = 0; text && i < n; i++)
		text = vgs_scn_strf(run->arena, "%s %s %s", text,
				    fields[i].name, number(run, &fields[i]));
	return text;
}

static const char *expected_text(struct vgs_scn_run *run,
				 const struct vgs_scn_node *node)
{
	const struct vgs_scn_node *child;
	const char *text;

	if (node->kind == VGS_SCN_SCALAR)
		return node->text;
	text = node->first->key->text;
	VGS_SCN_EACH (child, node->first)
		text = vgs_scn_strf(run->arena, "%s %s %s", text,
				    child->key->text, child->text);
	return text;
}

static bool field_is(const struct vgs_event *event,
		     const struct vgs_scn_node *want)
{
	struct vgs_event_field fields[VGS_EVENT_MAX_FIELDS];
	unsigned i, n = vgs_event_fields(event, fields);

	if (want->scalar == VGS_SCN_TEXT)
		return vgs_scn_streq(event->reg, want->text);
	for (i = 0; i < n; i++)
		if (vgs_scn_streq(fields[i].name, want->key->text))
			return fields[i].value == want->value;
	return false;
}

static bool matches(const struct vgs_event *event,
		    const struct vgs_scn_node *want)
{
	const char *name = vgs_event_name(event->kind);
	const struct vgs_scn_node *child;

	if (want->kind == VGS_SCN_SCALAR)
		return vgs_scn_streq(want->text, name);
	if (!vgs_scn_streq(want->first->key->text, name))
		return false;
	VGS_SCN_EACH (child, want->first)
		if (!field_is(event, child))
			return false;
	return true;
}

bool vgs_scn_tracepoints_compare(struct vgs_scn_run *run,
				 const struct vgs_scn_node *value,
				 const char **ret_expected,
				 const char **ret_found)
{
	const struct vgs_scn_node *want = value->first;
	const char *expected = "[";
	const char *found = "[";
	bool same = true;
	unsigned i;

	for (i = 0; i < run->tracepoint_count; i++) {
		const struct vgs_event *event = &run->tracepoints[i];

		same &= want && matches(event, want);
		if (want)
			want = want->next;
		found = vgs_scn_add_word(run, found, found_text(run, event));
	}
	run->tracepoint_count = 0;
	same &= want == NULL;
	for (want = value->first; want; want = want->next)
		expected = vgs_scn_add_word(run, expected,
					    expected_text(run, want));
	*ret_expected = vgs_scn_close_list(run, expected);
	*ret_found = vgs_scn_close_list(run, found);
	return same;
}
