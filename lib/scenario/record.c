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

/* Two counts as one; of the longest list that is the longer one. */
static uint64_t both(unsigned stat, uint64_t a, uint64_t b)
{
	if (stat != VGS_VM_STAT_AP_LIST_MAX)
		return a + b;
	return a > b ? a : b;
}

static uint64_t of_vcpu(const struct vgs_scn_vm *vm, unsigned vcpu,
			unsigned stat)
{
	return both(stat, vm->vcpu_stats[vcpu * VGS_VCPU_STAT_COUNT + stat],
		    vgs_vcpu_stat(vm->vm, vcpu, stat));
}

/* One that could not be made has counted nothing. */
static uint64_t of_vm(const struct vgs_scn_vm *vm, unsigned stat)
{
	uint64_t value = 0;
	unsigned i;

	if (!vm->vm || stat >= VGS_VM_STAT_COUNT)
		return 0;
	if (stat >= VGS_VCPU_STAT_COUNT)
		return vm->stats[stat] + vgs_vm_stat(vm->vm, stat);
	for (i = 0; i < vm->vcpu_count; i++)
		value = both(stat, value, of_vcpu(vm, i, stat));
	return value;
}

/* @to goes on counting where @from is. */
void vgs_scn_carry_stats(const struct vgs_scn_vm *from, struct vgs_scn_vm *to)
{
	struct vgs_vcpu_info info;
	unsigned vcpu, i;

	for (i = VGS_VCPU_STAT_COUNT; i < VGS_VM_STAT_COUNT; i++)
		to->stats[i] = of_vm(from, i) - vgs_vm_stat(to->vm, i);
	for (vcpu = 0; vcpu < to->vcpu_count; vcpu++) {
		uint64_t *carried = &to->vcpu_stats[vcpu * VGS_VCPU_STAT_COUNT];

		for (i = 0; i < VGS_VCPU_STAT_COUNT; i++)
			carried[i] = of_vcpu(from, vcpu, i) -
				     vgs_vcpu_stat(to->vm, vcpu, i);
		carried[VGS_VM_STAT_AP_LIST_MAX] =
			of_vcpu(from, vcpu, VGS_VM_STAT_AP_LIST_MAX);
		/* No thread sleeps that user space runs anew. */
		if (!vgs_vcpu_info(from->vm, vcpu, &info))
			carried[VGS_VM_STAT_WAKEUPS] += info.sleeps;
	}
}

/* Counter @i of all VMs, of one, or of one vCPU. */
static uint64_t of_scope(const struct vgs_scn_run *run,
			 const struct vgs_scn_subject *s, unsigned i)
{
	uint64_t value = 0;
	unsigned j;

	if (s->scope == VGS_SCN_OF_VCPU)
		return run->vms[s->vm].vm
			       ? of_vcpu(&run->vms[s->vm], s->vcpu, i)
			       : 0;
	if (s->scope == VGS_SCN_OF_VM)
		return of_vm(&run->vms[s->vm], i);
	for (j = 0; j < run->vm_count; j++)
		value = both(i, value, of_vm(&run->vms[j], i));
	return value;
}

/* How many of the counters does one of that scope have? */
static unsigned stats_of(const struct vgs_scn_subject *s)
{
	if (s->scope == VGS_SCN_OF_VCPU)
		return VGS_VCPU_STAT_COUNT;
	return s->scope == VGS_SCN_OF_VM
		       ? (unsigned)VGS_VM_STAT_COUNT
		       : (unsigned)VGS_VM_STAT_COUNT + VGS_HOST_STAT_COUNT;
}

bool vgs_scn_stat(const struct vgs_scn_run *run,
		  const struct vgs_scn_subject *s, const char *name,
		  uint64_t *ret_value)
{
	uint64_t value = 0;
	bool known = false;
	unsigned i;

	for (i = 0; i < stats_of(s); i++) {
		unsigned h = i - VGS_VM_STAT_COUNT;

		if (!vgs_scn_streq(vgs_scn_stat_name(i), name))
			continue;
		known = true;
		if (i < VGS_VM_STAT_COUNT)
			value += of_scope(run, s, i);
		else if (run->host)
			value += run->host_stats[h] +
				 vgs_host_stat(run->host, h);
	}
	if (known)
		*ret_value = value;
	return known;
}

void vgs_scn_near_stat(struct vgs_scn_near *near,
		       const struct vgs_scn_subject *s)
{
	unsigned i;

	for (i = 0; i < stats_of(s); i++)
		vgs_scn_near_try(near, vgs_scn_stat_name(i));
}

static bool wrong_type(struct vgs_scn_run *run,
		       const struct vgs_scn_node *value, const char *what)
{
	vgs_scn_diag(run->diags, VGS_SCN_MSG_TYPE, value, what,
		     vgs_scn_found(run->arena, value), NULL);
	return false;
}

static bool check_stats(struct vgs_scn_run *run,
			const struct vgs_scn_subject *s,
			const struct vgs_scn_node *value)
{
	const struct vgs_scn_node *child;
	bool ok = true;

	if (value->kind != VGS_SCN_MAP)
		return wrong_type(run, value, "a mapping of counters");
	VGS_SCN_EACH (child, value) {
		struct vgs_scn_near near;
		uint64_t count;

		if (child->kind != VGS_SCN_SCALAR ||
		    child->scalar != VGS_SCN_INT)
			ok = wrong_type(run, child, "an integer");
		if (vgs_scn_stat(run, s, child->key->text, &count))
			continue;
		vgs_scn_near_init(&near, child->key->text);
		vgs_scn_near_stat(&near, s);
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
	for (i = 0; i < VGS_EV_TRACEPOINTS; i++) {
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
		return check_stats(run, s, value);
	if (s->kind == VGS_SCN_S_TRACEPOINTS)
		return vgs_scn_tracepoints_check(run, value);
	return check_list(run, s->kind == VGS_SCN_S_FINDINGS, value);
}

const char *vgs_scn_add_word(struct vgs_scn_run *run, const char *list,
			     const char *word)
{
	if (!list || !word)
		return NULL;
	if (strlen(list) > LIST_MAX)
		return list;
	return vgs_scn_strf(run->arena, "%s%s%s", list, list[1] ? ", " : "",
			    word);
}

const char *vgs_scn_close_list(struct vgs_scn_run *run, const char *list)
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
		found = vgs_scn_add_word(run, found, code);
	}
	run->finding_cursor = run->finding_count;
	same &= want == NULL;
	for (want = value->first; want; want = want->next)
		expected = vgs_scn_add_word(run, expected, want->text);
	*ret_expected = vgs_scn_close_list(run, expected);
	*ret_found = vgs_scn_close_list(run, found);
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
		found = vgs_scn_add_word(run, found, vgs_event_name(kind));
	}
	run->event_count = 0;
	same &= want == NULL;
	for (want = value->first; want; want = want->next)
		expected = vgs_scn_add_word(run, expected, want->text);
	*ret_expected = vgs_scn_close_list(run, expected);
	*ret_found = vgs_scn_close_list(run, found);
	return same;
}

static bool compare_stats(struct vgs_scn_run *run,
			  const struct vgs_scn_subject *s,
			  const struct vgs_scn_node *value,
			  const char **ret_expected, const char **ret_found)
{
	const struct vgs_scn_node *child;
	const char *expected = "[";
	const char *found = "[";
	bool same = true;

	VGS_SCN_EACH (child, value) {
		uint64_t count = 0;

		vgs_scn_stat(run, s, child->key->text, &count);
		same &= count == child->value;
		expected = vgs_scn_add_word(run, expected,
					    vgs_scn_strf(run->arena, "%s %s",
							 child->key->text,
							 child->text));
		found = vgs_scn_add_word(
			run, found,
			vgs_scn_strf(run->arena, "%s %llu", child->key->text,
				     (unsigned long long)count));
	}
	*ret_expected = vgs_scn_close_list(run, expected);
	*ret_found = vgs_scn_close_list(run, found);
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
	if (s->kind == VGS_SCN_S_TRACEPOINTS)
		return vgs_scn_tracepoints_compare(run, value, ret_expected,
						   ret_found);
	if (s->kind == VGS_SCN_S_STATS)
		return compare_stats(run, s, value, ret_expected, ret_found);
	*ret_expected = value->text;
	*ret_found = unchanged ? "true" : "false";
	return unchanged == (value->value != 0);
}
