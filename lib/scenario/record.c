/* SPDX-License-Identifier: MIT */
/*
 * What a run has counted and collected: findings, events, counters, and
 * whether the last step changed anything.
 */
#include <string.h>

#include "run.h"

#define LIST_MAX 1000u /* characters of a list in a message */

/* A counter by its position among those of the VMs and of the host. */
const char *vgs_scn_stat_name(unsigned i)
{
	if (i < VGS_VM_STAT_COUNT)
		return vgs_vm_stat_name(i);
	return vgs_host_stat_name(i - VGS_VM_STAT_COUNT);
}

bool vgs_scn_stat(const struct vgs_scn_run *run, const char *name,
		  uint64_t *ret_value)
{
	uint64_t value = 0;
	bool known = false;
	const char *stat;
	unsigned i, j, h;

	for (i = 0; (stat = vgs_scn_stat_name(i)) != NULL; i++) {
		if (!vgs_scn_streq(stat, name))
			continue;
		known = true;
		h = i - VGS_VM_STAT_COUNT;
		if (i >= VGS_VM_STAT_COUNT && run->host)
			value += run->host_stats[h] +
				 vgs_host_stat(run->host, h);
		/* One that could not be made has counted nothing. */
		for (j = 0; i < VGS_VM_STAT_COUNT && j < run->vm_count; j++)
			value +=
				run->vms[j].vm
					? run->vms[j].stats[i] +
						  vgs_vm_stat(run->vms[j].vm, i)
					: 0;
	}
	if (known)
		*ret_value = value;
	return known;
}

static bool wrong_type(struct vgs_scn_run *run,
		       const struct vgs_scn_node *value, const char *what)
{
	vgs_scn_diag(run->diags, VGS_SCN_MSG_TYPE, value, what,
		     vgs_scn_found(run->arena, value), NULL);
	return false;
}

static bool check_stats(struct vgs_scn_run *run,
			const struct vgs_scn_node *value)
{
	const struct vgs_scn_node *child;
	bool ok = true;

	if (value->kind != VGS_SCN_MAP)
		return wrong_type(run, value, "a mapping of counters");
	VGS_SCN_EACH (child, value) {
		struct vgs_scn_near near;
		uint64_t count;
		const char *c;
		unsigned i;

		if (child->kind != VGS_SCN_SCALAR ||
		    child->scalar != VGS_SCN_INT)
			ok = wrong_type(run, child, "an integer");
		if (vgs_scn_stat(run, child->key->text, &count))
			continue;
		vgs_scn_near_init(&near, child->key->text);
		for (i = 0; (c = vgs_scn_stat_name(i)) != NULL; i++)
			vgs_scn_near_try(&near, c);
		vgs_scn_help_near(run->diags,
				  vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_STAT,
					       child->key, child->key->text,
					       NULL, NULL),
				  &near);
		ok = false;
	}
	return ok;
}

static bool known_event(struct vgs_scn_run *run,
			const struct vgs_scn_node *node)
{
	struct vgs_scn_near near;
	unsigned i;

	vgs_scn_near_init(&near, node->text);
	for (i = 0; i < VGS_EV_COUNT; i++) {
		const char *name = vgs_event_name((enum vgs_event_kind)i);

		if (vgs_scn_streq(name, node->text))
			return true;
		vgs_scn_near_try(&near, name);
	}
	vgs_scn_help_near(run->diags,
			  vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_EVENT, node,
				       node->text, NULL, NULL),
			  &near);
	return false;
}

/* A finding by its code; the host's has a name too. */
static unsigned rule_of(const char *text)
{
	return vgs_rule_by_name(vgs_scn_streq(text, "livelock") ? "VGS-4"
								: text);
}

static bool check_list(struct vgs_scn_run *run, bool findings,
		       const struct vgs_scn_node *value)
{
	const struct vgs_scn_node *child;
	bool ok = true;

	if (value->kind != VGS_SCN_LIST)
		return wrong_type(run, value,
				  findings ? "a list of rules"
					   : "a list of event names");
	VGS_SCN_EACH (child, value) {
		if (child->kind != VGS_SCN_SCALAR) {
			ok = wrong_type(run, child, "a word");
		} else if (!findings) {
			ok &= known_event(run, child);
		} else if (!rule_of(child->text)) {
			vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_RULE, child,
				     child->text, NULL, NULL);
			ok = false;
		}
	}
	return ok;
}

bool vgs_scn_record_check(struct vgs_scn_run *run,
			  const struct vgs_scn_subject *s,
			  const struct vgs_scn_node *value)
{
	if (s->kind == VGS_SCN_S_UNCHANGED) {
		run->uses_unchanged = true;
		return (value->kind == VGS_SCN_SCALAR &&
			value->scalar == VGS_SCN_BOOL) ||
		       wrong_type(run, value, "true or false");
	}
	if (s->kind == VGS_SCN_S_STATS)
		return check_stats(run, value);
	return check_list(run, s->kind == VGS_SCN_S_FINDINGS, value);
}

/* Grows "[a, b" by a word. */
static const char *add_word(struct vgs_scn_run *run, const char *list,
			    const char *word)
{
	if (!list || !word)
		return NULL;
	if (strlen(list) > LIST_MAX)
		return list;
	return vgs_scn_strf(run->arena, "%s%s%s", list, list[1] ? ", " : "",
			    word);
}

static const char *close_list(struct vgs_scn_run *run, const char *list)
{
	return list ? vgs_scn_strf(run->arena, "%s]", list) : NULL;
}

static bool compare_findings(struct vgs_scn_run *run,
			     const struct vgs_scn_node *value,
			     const char **ret_expected, const char **ret_found)
{
	const struct vgs_scn_node *want = value->first;
	const char *expected = "[";
	const char *found = "[";
	bool same = true;
	unsigned i;

	for (i = run->finding_cursor; i < run->finding_count; i++) {
		const char *code = vgs_rule_name(run->findings[i].rule);

		/* Told here; with --strict it is not told once more. */
		run->findings[i].expected = true;
		if (!want || !vgs_scn_streq(want->text, code))
			same = false;
		if (want)
			want = want->next;
		found = add_word(run, found, code);
	}
	run->finding_cursor = run->finding_count;
	same &= want == NULL;
	for (want = value->first; want; want = want->next)
		expected = add_word(run, expected, want->text);
	*ret_expected = close_list(run, expected);
	*ret_found = close_list(run, found);
	return same;
}

static bool compare_events(struct vgs_scn_run *run,
			   const struct vgs_scn_node *value,
			   const char **ret_expected, const char **ret_found)
{
	const struct vgs_scn_node *want = value->first;
	const char *expected = "[";
	const char *found = "[";
	bool same = true;
	unsigned i;

	for (i = 0; i < run->event_count; i++) {
		enum vgs_event_kind kind = (enum vgs_event_kind)run->events[i];

		same &= want && vgs_scn_streq(want->text, vgs_event_name(kind));
		if (want)
			want = want->next;
		found = add_word(run, found, vgs_event_name(kind));
	}
	run->event_count = 0;
	same &= want == NULL;
	for (want = value->first; want; want = want->next)
		expected = add_word(run, expected, want->text);
	*ret_expected = close_list(run, expected);
	*ret_found = close_list(run, found);
	return same;
}

static bool compare_stats(struct vgs_scn_run *run,
			  const struct vgs_scn_node *value,
			  const char **ret_expected, const char **ret_found)
{
	const struct vgs_scn_node *child;
	const char *expected = "[";
	const char *found = "[";
	bool same = true;

	VGS_SCN_EACH (child, value) {
		uint64_t count = 0;

		vgs_scn_stat(run, child->key->text, &count);
		same &= count == child->value;
		expected =
			add_word(run, expected,
				 vgs_scn_strf(run->arena, "%s %s",
					      child->key->text, child->text));
		found = add_word(run, found,
				 vgs_scn_strf(run->arena, "%s %llu",
					      child->key->text,
					      (unsigned long long)count));
	}
	*ret_expected = close_list(run, expected);
	*ret_found = close_list(run, found);
	return same;
}

bool vgs_scn_record_compare(struct vgs_scn_run *run,
			    const struct vgs_scn_subject *s,
			    const struct vgs_scn_node *value,
			    const char **ret_expected, const char **ret_found)
{
	bool unchanged = run->hash == run->hash_before;

	if (s->kind == VGS_SCN_S_FINDINGS)
		return compare_findings(run, value, ret_expected, ret_found);
	if (s->kind == VGS_SCN_S_EVENTS)
		return compare_events(run, value, ret_expected, ret_found);
	if (s->kind == VGS_SCN_S_STATS)
		return compare_stats(run, value, ret_expected, ret_found);
	*ret_expected = value->text;
	*ret_found = unchanged ? "true" : "false";
	return unchanged == (value->value != 0);
}
