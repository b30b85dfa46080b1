/* SPDX-License-Identifier: MIT */
/* kvm: calls about the physical interrupts that a VM's devices have. */
#include "run.h"

static uint64_t number(const struct vgs_scn_step *step, const char *name,
		       uint64_t none)
{
	const struct vgs_scn_node *node = vgs_scn_get(step->node, name);

	return node ? node->value : none;
}

static struct vgs_line device_line(struct vgs_scn_run *run,
				   const struct vgs_scn_step *step)
{
	struct vgs_scn_device *device;

	/* check_names() has seen it. */
	if (!vgs_scn_device(run, vgs_scn_get(step->node, "device"), &device))
		return VGS_INTID(VGS_INTID_NONE);
	return vgs_scn_line(run, device->intid, device->pe);
}

int vgs_scn_call_forward(struct vgs_scn_run *run, struct vgs_vm *vm,
			 const struct vgs_scn_step *step, int *ret_rc)
{
	uint64_t gsi = number(step, "gsi", 0);
	struct vgs_host_irq irq = {
		.vintid = (uint32_t)number(step, "vintid", gsi + VGS_INTID_SPI),
	};

	const struct vgs_scn_node *to = vgs_scn_get(step->node, "to");
	unsigned vcpu;

	while (irq.vm < run->vm_count && run->vms[irq.vm].vm != vm)
		irq.vm++;
	/* As the machine's forward: has it; an SPI is the VM's. */
	if (to)
		vgs_scn_vcpu(run, to, &irq.vm, &vcpu);
	return vgs_host_forward(run->host, device_line(run, step), &irq,
				ret_rc);
}

int vgs_scn_call_unforward(struct vgs_scn_run *run, struct vgs_vm *vm,
			   const struct vgs_scn_step *step, int *ret_rc)
{
	(void)vm;
	return vgs_host_unforward(run->host, device_line(run, step), ret_rc);
}

int vgs_scn_call_release(struct vgs_scn_run *run, struct vgs_vm *vm,
			 const struct vgs_scn_step *step, int *ret_rc)
{
	(void)vm;
	return vgs_host_release(run->host, device_line(run, step), ret_rc);
}
