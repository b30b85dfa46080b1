/* SPDX-License-Identifier: MIT */
/*
 * The ITS of a VM: its size in machine:, vm0.its.queue and the like, and
 * vm0.msi.nvme.3, where a device's message would go.
 */
#include <libvgicsim/kvm.h>

#include <string.h>

#include "run.h"

static const char *const facts[] = { "queue",	"errors", "error",
				     "enabled", "events", "cached" };

#define FACTS (sizeof(facts) / sizeof(facts[0]))

static unsigned size_of(const struct vgs_scn_node *its, const char *name)
{
	const struct vgs_scn_node *node = vgs_scn_get(its, name);

	return node ? (unsigned)node->value : 0;
}

void vgs_scn_vm_its(struct vgs_scn_run *run, const struct vgs_scn_vm *vm,
		    struct vgs_vm_config *cfg)
{
	const struct vgs_scn_node *its = vgs_scn_get(vm->node, "its");

	cfg->mem = (struct vgs_mem_ops){ vgs_scn_memory_read,
					 vgs_scn_memory_write, &run->memory };
	if (!its)
		return;
	cfg->its = its->kind == VGS_SCN_MAP || its->value;
	cfg->lpis = size_of(its, "lpis");
	cfg->its_devices = size_of(its, "devices");
	cfg->its_events = size_of(its, "events");
	cfg->its_collections = size_of(its, "collections");
	if (vgs_scn_get(its, "count"))
		cfg->its = size_of(its, "count");
}

/* ITSs beyond the first are out of the way of everything else. */
#define FURTHER_ITS UINT64_C(0x0c000000)
#define ITS_STRIDE  UINT64_C(0x20000)

void vgs_scn_vm_place_its(const struct vgs_scn_vm *vm)
{
	unsigned count = vgs_vm_config(vm->vm)->its, n;
	int rc;

	for (n = 1; n < count; n++)
		vgs_vits_set_addr(vm->vm, n, FURTHER_ITS + n * ITS_STRIDE, &rc);
}

/* ---- subjects ------------------------------------------------------------ */

static bool no_such(struct vgs_scn_run *run, const struct vgs_scn_node *key,
		    const struct vgs_scn_near *near)
{
	vgs_scn_help_near(run->diags,
			  vgs_scn_diag(run->diags, VGS_SCN_MSG_SUBJECT, key,
				       key->text, NULL, NULL),
			  near);
	return false;
}

/* msi.nvme.3: a device with a DeviceID, an EventID. */
static bool parse_msi(struct vgs_scn_run *run, const struct vgs_scn_node *key,
		      const char *text, struct vgs_scn_subject *s)
{
	const char *dot = strchr(text, '.');
	struct vgs_scn_near near;
	uint64_t event;
	unsigned i;

	s->kind = VGS_SCN_S_VMSI;
	vgs_scn_near_init(&near, text);
	for (i = 0; dot && i < run->device_count; i++) {
		const struct vgs_scn_device *d = &run->devices[i];

		if (d->has_id && strlen(d->name) == (size_t)(dot - text) &&
		    !strncmp(d->name, text, strlen(d->name)) &&
		    vgs_scn_number(dot + 1, strlen(dot + 1), &event) &&
		    event <= UINT32_MAX) {
			s->device = d->id;
			s->intid = (uint32_t)event;
			return true;
		}
	}
	return no_such(run, key, &near);
}

bool vgs_scn_vits_parse(struct vgs_scn_run *run, const struct vgs_scn_node *key,
			const char *text, struct vgs_scn_subject *s)
{
	const char *dot = strchr(text, '.');
	size_t len = (size_t)(dot - text);
	struct vgs_scn_near near;
	uint64_t unit = 0;
	size_t i;

	if (len > 3 && !vgs_scn_number(text + 3, len - 3, &unit))
		unit = UINT64_MAX;
	if (unit >= vgs_vm_config(run->vms[s->vm].vm)->its) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_ITS, key,
			     len > 3 ? text + 3 : "0", NULL, NULL);
		return false;
	}
	s->unit = (unsigned)unit;
	if (!strncmp(text, "msi", 3))
		return parse_msi(run, key, dot + 1, s);
	s->kind = VGS_SCN_S_VITS;
	vgs_scn_near_init(&near, dot + 1);
	for (i = 0; i < FACTS; i++) {
		s->key = facts[i];
		if (vgs_scn_streq(facts[i], dot + 1))
			return true;
		vgs_scn_near_try(&near, facts[i]);
	}
	return no_such(run, key, &near);
}

static const char *count_text(struct vgs_scn_run *run, unsigned n)
{
	return vgs_scn_strf(run->arena, "%u", n);
}

/* As a kernel has it: 0x010a04, or an errno. */
static const char *error_text(struct vgs_scn_run *run, int error)
{
	const char *name = vgs_kvm_errname(error);

	return name ? name : vgs_scn_hex(run, (unsigned)error);
}

const char *vgs_scn_vits_text(struct vgs_scn_run *run,
			      const struct vgs_scn_subject *s)
{
	struct vgs_vits_info info = { 0 };

	vgs_vits_info(run->vms[s->vm].vm, s->unit, &info);
	if (vgs_scn_streq(s->key, "queue"))
		return info.queue_empty ? "empty" : "pending";
	if (vgs_scn_streq(s->key, "enabled"))
		return info.enabled ? "true" : "false";
	if (vgs_scn_streq(s->key, "error"))
		return error_text(run, info.error);
	if (vgs_scn_streq(s->key, "events"))
		return count_text(run, info.events);
	if (vgs_scn_streq(s->key, "cached"))
		return count_text(run, info.cached);
	return count_text(run, info.errors);
}

/* The pair it leads to, or the step that stops it. */
const char *vgs_scn_vmsi_text(struct vgs_scn_run *run,
			      const struct vgs_scn_subject *s)
{
	const struct vgs_scn_vm *vm = &run->vms[s->vm];
	struct vgs_vtranslation to = { .step = VGS_MSI_STEPS };

	vgs_vgic_translate(vm->vm, s->unit, s->device, s->intid, &to);
	if (to.step != VGS_MSI_REACHES || to.vcpu >= vm->vcpu_count)
		return vgs_msi_step_name(to.step);
	return vgs_scn_strf(run->arena, "v%u to %s", to.intid,
			    vm->vcpus[to.vcpu].name);
}
