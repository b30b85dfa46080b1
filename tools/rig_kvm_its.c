/* SPDX-License-Identifier: MIT */
/*
 * What a VMM does with a guest's ITS.
 */
#include "rig_kvm_its.h"

#include <libvgicsim/kvm.h>

enum { GROUP_ADDR = 0, GROUP_CTRL = 4, GROUP_REGS = 8 };

enum { ADDR_TYPE_ITS = 4 };

int rig_kvm_msi(struct vgs_vm *vm, const struct optrace_op *op)
{
	const struct vgs_msi msi = {
		.addr = op->addr,
		.data = (uint32_t)op->value,
		.has_devid = op->kvm->devid.set,
		.devid = (uint32_t)op->kvm->devid.value,
	};
	int rc = -VGS_KVM_EIO;

	vgs_vgic_msi(vm, &msi, &rc);
	return rc;
}

/* Does an ITS have such an attribute of the groups that are not registers? */
static bool known(uint32_t group, uint64_t attr)
{
	if (group == GROUP_ADDR)
		return attr == ADDR_TYPE_ITS;
	return group == GROUP_CTRL && (attr == VGS_VITS_CTRL_INIT ||
				       attr == VGS_VITS_CTRL_SAVE_TABLES ||
				       attr == VGS_VITS_CTRL_RESTORE_TABLES ||
				       attr == VGS_VITS_CTRL_RESET);
}

int rig_kvm_its(struct vgs_vm *vm, const struct optrace_op *op,
		struct outcome *out)
{
	int rc = -VGS_KVM_ENXIO;

	if (op->kind == OP_UGET) {
		vgs_vits_get_reg(vm, 0, op->addr, &out->o.value, &rc);
		out->o.set = !rc;
	} else if (op->kind == OP_USET) {
		vgs_vits_set_reg(vm, 0, op->addr, op->value, &rc);
	} else if (op->kind == OP_CTRL) {
		vgs_vits_ctrl(vm, 0, (enum vgs_vits_ctrl)op->kvm->group, &rc);
	} else if (op->kvm->group == GROUP_REGS) {
		vgs_vits_has_reg(vm, 0, op->addr, &rc);
	} else if (known(op->kvm->group, op->addr)) {
		rc = 0;
	}
	return rc;
}
