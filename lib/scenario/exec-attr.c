/* SPDX-License-Identifier: MIT */
/*
 * kvm: calls that make a VM, and those about the attributes of its vgic.
 */
#include <libvgicsim/migrate.h>
#include <libvgicsim/vcpu-timer.h>

#include <string.h>

#include "run.h"

/* In the order of their numbers. */
const char *const vgs_scn_attr_groups[] = {
	"addr",	    "dist-regs",   "cpu-regs",	  "nr-irqs",
	"ctrl",	    "redist-regs", "cpu-sysregs", "level-info",
	"its-regs", "maint-irq",   NULL,
};

static uint32_t group_of(const struct vgs_scn_step *step)
{
	const struct vgs_scn_node *node = vgs_scn_get(step->node, "group");
	uint32_t i;

	for (i = 0; vgs_scn_attr_groups[i]; i++)
		if (vgs_scn_streq(vgs_scn_attr_groups[i], node->text))
			return i;
	return (uint32_t)node->value;
}

static uint64_t attr_of(const struct vgs_vm *vm,
			const struct vgs_scn_step *step)
{
	const struct vgs_scn_node *vcpu = vgs_scn_get(step->node, "vcpu");
	uint64_t attr = vgs_scn_get(step->node, "attr")->value;

	return vcpu ? attr | vgs_kvm_attr_reg(vm, (unsigned)vcpu->value, 0)
		    : attr;
}

int vgs_scn_call_set_attr(struct vgs_scn_run *run, struct vgs_vm *vm,
			  const struct vgs_scn_step *step, int *ret_rc)
{
	const struct vgs_scn_node *its = vgs_scn_get(step->node, "of-its");

	(void)run;
	if (its)
		return vgs_vits_set_attr(
			vm, (unsigned)its->value, group_of(step),
			attr_of(vm, step),
			vgs_scn_get(step->node, "value")->value, ret_rc);
	return vgs_vgic_set_attr(vm, group_of(step), attr_of(vm, step),
				 vgs_scn_get(step->node, "value")->value,
				 ret_rc);
}

int vgs_scn_call_get_attr(struct vgs_scn_run *run, struct vgs_vm *vm,
			  const struct vgs_scn_step *step, int *ret_rc)
{
	const struct vgs_scn_node *want = vgs_scn_get(step->node, "value");
	const struct vgs_scn_node *index = vgs_scn_get(step->node, "index");
	const struct vgs_scn_node *its = vgs_scn_get(step->node, "of-its");
	uint64_t value = index ? index->value : 0;
	int err = its ? vgs_vits_get_attr(vm, (unsigned)its->value,
					  group_of(step), attr_of(vm, step),
					  &value, ret_rc)
		      : vgs_vgic_get_attr(vm, group_of(step), attr_of(vm, step),
					  &value, ret_rc);

	if (!err && !*ret_rc && want && want->value != value)
		vgs_scn_fail(run, want, "value", want->text,
			     vgs_scn_strf(run->arena, "0x%llx",
					  (unsigned long long)value));
	return err;
}

int vgs_scn_call_has_attr(struct vgs_scn_run *run, struct vgs_vm *vm,
			  const struct vgs_scn_step *step, int *ret_rc)
{
	const struct vgs_scn_node *its = vgs_scn_get(step->node, "of-its");

	(void)run;
	if (its)
		return vgs_vits_has_attr(vm, (unsigned)its->value,
					 group_of(step), attr_of(vm, step),
					 ret_rc);
	return vgs_vgic_has_attr(vm, group_of(step), attr_of(vm, step), ret_rc);
}

/* --- creation ------------------------------------------------------------- */

static uint64_t operand(const struct vgs_scn_step *step, const char *name)
{
	const struct vgs_scn_node *node = vgs_scn_get(step->node, name);

	return node ? node->value : 0;
}

static struct vgs_scn_vm *which(struct vgs_scn_run *run,
				const struct vgs_vm *vm)
{
	unsigned i = 0;

	while (run->vms[i].vm != vm)
		i++;
	return &run->vms[i];
}

int vgs_scn_call_create_vcpu(struct vgs_scn_run *run, struct vgs_vm *vm,
			     const struct vgs_scn_step *step, int *ret_rc)
{
	int err = vgs_vcpu_create(vm, ret_rc);

	(void)step;
	/* Where machine: says that it runs. */
	if (!err && *ret_rc >= 0)
		err = vgs_vcpu_bind(vm, (unsigned)*ret_rc,
				    which(run, vm)->vcpus[*ret_rc].pe);
	return err;
}

int vgs_scn_call_create_vgic(struct vgs_scn_run *run, struct vgs_vm *vm,
			     const struct vgs_scn_step *step, int *ret_rc)
{
	(void)run;
	(void)step;
	return vgs_vgic_create(vm, ret_rc);
}

int vgs_scn_call_first_run(struct vgs_scn_run *run, struct vgs_vm *vm,
			   const struct vgs_scn_step *step, int *ret_rc)
{
	(void)run;
	return vgs_vcpu_first_run(vm, (unsigned)operand(step, "vcpu"), ret_rc);
}

int vgs_scn_call_create_its(struct vgs_scn_run *run, struct vgs_vm *vm,
			    const struct vgs_scn_step *step, int *ret_rc)
{
	(void)run;
	(void)step;
	return vgs_vits_create(vm, ret_rc);
}

int vgs_scn_call_set_timer(struct vgs_scn_run *run, struct vgs_vm *vm,
			   const struct vgs_scn_step *step, int *ret_rc)
{
	(void)run;
	return vgs_vcpu_timer_set_attr(vm, (unsigned)operand(step, "vcpu"),
				       operand(step, "attr"),
				       operand(step, "value"), ret_rc);
}

int vgs_scn_call_counter_offset(struct vgs_scn_run *run, struct vgs_vm *vm,
				const struct vgs_scn_step *step, int *ret_rc)
{
	(void)run;
	return vgs_vm_set_counter_offset(vm, operand(step, "value"),
					 operand(step, "reserved"), ret_rc);
}

int vgs_scn_call_place_its(struct vgs_scn_run *run, struct vgs_vm *vm,
			   const struct vgs_scn_step *step, int *ret_rc)
{
	(void)run;
	return vgs_vits_set_addr(vm, (unsigned)operand(step, "unit"),
				 operand(step, "addr"), ret_rc);
}

/* --- migration ------------------------------------------------------------ */

int vgs_scn_call_migrate(struct vgs_scn_run *run, struct vgs_vm *vm,
			 const struct vgs_scn_step *step, int *ret_rc)
{
	const struct vgs_scn_node *from = vgs_scn_get(step->node, "from");
	int index = vgs_scn_vm_index(run, from->text, strlen(from->text));
	struct vgs_scn_attrs attrs = { .count = 0 };
	struct vgs_vm *source;
	size_t count, taken;
	int err;

	if (index < 0) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_VM, from, from->text,
			     NULL, NULL);
		return 0;
	}
	source = run->vms[index].vm;
	count = vgs_kvm_attrs(source);
	attrs.list =
		vgs_scn_zalloc_n(run->arena, count + 1, sizeof(*attrs.list));
	if (!attrs.list)
		return -VGS_ENOMEM;
	err = vgs_kvm_save(source, count, attrs.list, &attrs.count, ret_rc);
	if (err || *ret_rc)
		return err;
	return vgs_kvm_restore(vm, attrs.count, attrs.list, &taken, ret_rc);
}
