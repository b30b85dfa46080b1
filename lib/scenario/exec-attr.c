/* SPDX-License-Identifier: MIT */
/*
 * kvm: calls about the attributes of a VM's vgic.
 */
#include <libvgicsim/kvm.h>

#include "run.h"

/* In the order of their numbers; 8 is the ITS's (set-its). */
const char *const vgs_scn_attr_groups[] = {
	"addr",	       "dist-regs",   "cpu-regs",   "nr-irqs",	 "ctrl",
	"redist-regs", "cpu-sysregs", "level-info", "maint-irq", NULL,
};

static uint32_t group_of(const struct vgs_scn_step *step)
{
	const struct vgs_scn_node *node = vgs_scn_get(step->node, "group");
	uint32_t i;

	for (i = 0; vgs_scn_attr_groups[i]; i++)
		if (vgs_scn_streq(vgs_scn_attr_groups[i], node->text))
			return i > VGS_KVM_GRP_LEVEL_INFO
				       ? VGS_KVM_GRP_MAINT_IRQ
				       : i;
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
	(void)run;
	return vgs_vgic_set_attr(vm, group_of(step), attr_of(vm, step),
				 vgs_scn_get(step->node, "value")->value,
				 ret_rc);
}

int vgs_scn_call_get_attr(struct vgs_scn_run *run, struct vgs_vm *vm,
			  const struct vgs_scn_step *step, int *ret_rc)
{
	const struct vgs_scn_node *want = vgs_scn_get(step->node, "value");
	const struct vgs_scn_node *index = vgs_scn_get(step->node, "index");
	uint64_t value = index ? index->value : 0;
	int err = vgs_vgic_get_attr(vm, group_of(step), attr_of(vm, step),
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
	(void)run;
	return vgs_vgic_has_attr(vm, group_of(step), attr_of(vm, step), ret_rc);
}
