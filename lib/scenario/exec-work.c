/* SPDX-License-Identifier: MIT */
/*
 * step and pending-work: deferred actions, listed and run one by one.  Those
 * of the GIC come first, then those of each VM, in the order in which
 * the library lists them.
 */
#include <string.h>

#include "run.h"

#define MAX_WORK 1024u

/* One deferred action: of the GIC, or of a VM. */
struct work {
	bool of_vm;
	struct vgs_work gic;
	unsigned vm;
	struct vgs_vm_work virt;
};

static unsigned list_work(const struct vgs_scn_run *run, struct work *list)
{
	struct vgs_work gic[64];
	unsigned n = 0;
	unsigned i, j;
	int found;

	found = vgs_gic_work(run->gic, 64, gic);
	for (i = 0; (int)i < found && i < 64; i++) {
		list[n].of_vm = false;
		list[n++].gic = gic[i];
	}
	for (i = 0; i < run->vm_count; i++) {
		struct vgs_vm_work virt[64];

		found = vgs_vm_work(run->vms[i].vm, 64, virt);
		for (j = 0; (int)j < found && j < 64 && n < MAX_WORK; j++) {
			list[n].of_vm = true;
			list[n].vm = i;
			list[n++].virt = virt[j];
		}
	}
	return n;
}

static const char *work_name(const struct vgs_scn_run *run,
			     const struct work *work)
{
	static const char *const names[VGS_WORK_KINDS] = {
		[VGS_WORK_GICD_RWP] = "gicd-rwp",
		[VGS_WORK_GICR_RWP] = "gicr-rwp",
		[VGS_WORK_ITS] = "its",
		[VGS_WORK_VPE_DIRTY] = "dirty",
		[VGS_WORK_LPI_CACHE] = "lpi-cache",
		[VGS_WORK_CHILDREN] = "children-asleep",
		[VGS_WORK_VSGI] = "vsgi",
	};
	static const char *const vm_names[VGS_VM_WORK_KINDS] = {
		[VGS_VM_WORK_KICK] = "kick",
		[VGS_VM_WORK_MAINTENANCE] = "maintenance",
		[VGS_VM_WORK_BAIL_OUT] = "bail-out",
		[VGS_VM_WORK_SYNC] = "sync",
	};

	if (work->of_vm && work->virt.kind == VGS_VM_WORK_IRQFD)
		return vgs_scn_strf(run->arena, "irqfd.%s",
				    vgs_scn_eventfd_name(run, work->virt.fd));
	if (work->of_vm)
		return vgs_scn_strf(
			run->arena, "%s.%s.%s", vm_names[work->virt.kind],
			run->vms[work->vm].name,
			run->vms[work->vm].vcpus[work->virt.vcpu].name);
	if (work->gic.kind == VGS_WORK_GICD_RWP)
		return names[VGS_WORK_GICD_RWP];
	if (work->gic.kind == VGS_WORK_ITS)
		return vgs_scn_strf(run->arena, "its%u", work->gic.index);
	return vgs_scn_strf(run->arena, "%s.cpu%u", names[work->gic.kind],
			    work->gic.index);
}

static void run_work(struct vgs_scn_run *run, const struct work *work)
{
	int err = work->of_vm
			  ? vgs_vm_work_run(run->vms[work->vm].vm, &work->virt)
			  : vgs_gic_work_run(run->gic, &work->gic);

	if (err)
		vgs_scn_call(run, "a deferred action", err);
}

/* The names that are deferred are those of the list, in its order. */
static void compare(struct vgs_scn_run *run, const struct work *list,
		    unsigned n, const struct vgs_scn_node *want)
{
	const struct vgs_scn_node *node = want->first;
	const char *expected = "[";
	const char *found = "[";
	bool same = n == want->count;
	unsigned i;

	for (i = 0; i < n && found; i++) {
		const char *name = work_name(run, &list[i]);

		if (!name)
			return;
		same &= node && vgs_scn_streq(node->text, name);
		node = node ? node->next : NULL;
		found = vgs_scn_strf(run->arena, "%s%s%s", found, i ? ", " : "",
				     name);
	}
	VGS_SCN_EACH (node, want) {
		if (expected && strlen(expected) < 1000)
			expected = vgs_scn_strf(run->arena, "%s%s%s", expected,
						expected[1] ? ", " : "",
						node->text);
	}
	if (!same && found && expected)
		vgs_scn_fail(run, want, "pending work",
			     vgs_scn_strf(run->arena, "%s]", expected),
			     vgs_scn_strf(run->arena, "%s]", found));
}

static void run_named(struct vgs_scn_run *run, const struct work *list,
		      unsigned n, const struct vgs_scn_node *want)
{
	unsigned i;

	for (i = 0; i < n; i++) {
		const char *name = work_name(run, &list[i]);

		if (name && vgs_scn_streq(name, want->text)) {
			run_work(run, &list[i]);
			return;
		}
	}
	vgs_scn_fail(run, want, want->text, "deferred", "not deferred");
}

void vgs_scn_exec_work(struct vgs_scn_run *run, const struct vgs_scn_step *step)
{
	const struct vgs_scn_node *named = step->q[VGS_SCN_Q_RUN];
	struct work *list;
	uint64_t left;
	unsigned n;

	if (!run->cfg.async && !run->cfg.work_budget) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_NEEDS_ASYNC,
			     step->arg->key, vgs_scn_verb_name(step->verb),
			     NULL, NULL);
		return;
	}
	list = run->dry ? NULL
			: vgs_scn_zalloc_n(run->arena, MAX_WORK, sizeof(*list));
	if (!list)
		return;
	n = list_work(run, list);
	if (step->verb == VGS_SCN_V_PENDING_WORK) {
		compare(run, list, n, step->arg);
		if (named)
			run_named(run, list, n, named);
		return;
	}
	for (left = step->arg->value; left && n && !run->error; left--) {
		run_work(run, &list[0]);
		n = list_work(run, list);
	}
}
