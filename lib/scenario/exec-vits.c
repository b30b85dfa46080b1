/* SPDX-License-Identifier: MIT */
/*
 * kvm: calls about LPIs and the ITS of a VM, and a device's message to it.
 */
#include <libvgicsim/kvm.h>

#include "run.h"

#define TRANSLATER UINT64_C(0x10040)

static uint64_t number(const struct vgs_scn_step *step, const char *name,
		       uint64_t none)
{
	const struct vgs_scn_node *node = vgs_scn_get(step->node, name);

	return node ? node->value : none;
}

/* GITS_TRANSLATER of an ITS, an address that is none's without one. */
static uint64_t doorbell(struct vgs_vm *vm, unsigned unit)
{
	struct vgs_vits_info info;

	return vgs_vits_info(vm, unit, &info) ? 0 : info.base + TRANSLATER;
}

void vgs_scn_vm_msi(struct vgs_scn_run *run, const struct vgs_scn_step *step,
		    struct vgs_vm *vm, uint32_t devid, unsigned unit)
{
	const struct vgs_msi msi = {
		.addr = doorbell(vm, unit),
		.data = (uint32_t)step->q[VGS_SCN_Q_EVENT]->value,
		.has_devid = true,
		.devid = devid,
	};
	int rc = 0;
	int err = vgs_vgic_msi(vm, &msi, &rc);

	if (err)
		vgs_scn_call(run, "msi", err);
	else
		vgs_scn_check_rc(run, step, rc);
}

/* ---- kvm: ---------------------------------------------------------------- */

int vgs_scn_call_signal_msi(struct vgs_scn_run *run, struct vgs_vm *vm,
			    const struct vgs_scn_step *step, int *ret_rc)
{
	unsigned unit = (unsigned)number(step, "unit", 0);
	bool devid = vgs_scn_get(step->node, "device-id") != NULL;
	const struct vgs_msi msi = {
		.addr = number(step, "addr", doorbell(vm, unit)),
		.data = (uint32_t)number(step, "data", 0),
		.flags = (uint32_t)number(step, "flags", 0) & ~1u,
		.has_devid = number(step, "flags", devid) & 1,
		.devid = (uint32_t)number(step, "device-id", 0),
	};

	(void)run;
	return vgs_vgic_msi(vm, &msi, ret_rc);
}

int vgs_scn_call_inject_lpi(struct vgs_scn_run *run, struct vgs_vm *vm,
			    const struct vgs_scn_step *step, int *ret_rc)
{
	(void)run;
	return vgs_vgic_inject_lpi(vm, (unsigned)number(step, "vcpu", 0),
				   (uint32_t)number(step, "intid", 0), ret_rc);
}

int vgs_scn_call_save_its(struct vgs_scn_run *run, struct vgs_vm *vm,
			  const struct vgs_scn_step *step, int *ret_rc)
{
	(void)run;
	return vgs_vits_ctrl(vm, (unsigned)number(step, "unit", 0),
			     VGS_VITS_CTRL_SAVE_TABLES, ret_rc);
}

int vgs_scn_call_restore_its(struct vgs_scn_run *run, struct vgs_vm *vm,
			     const struct vgs_scn_step *step, int *ret_rc)
{
	(void)run;
	return vgs_vits_ctrl(vm, (unsigned)number(step, "unit", 0),
			     VGS_VITS_CTRL_RESTORE_TABLES, ret_rc);
}

int vgs_scn_call_reset_its(struct vgs_scn_run *run, struct vgs_vm *vm,
			   const struct vgs_scn_step *step, int *ret_rc)
{
	(void)run;
	return vgs_vits_ctrl(vm, (unsigned)number(step, "unit", 0),
			     VGS_VITS_CTRL_RESET, ret_rc);
}

int vgs_scn_call_set_its(struct vgs_scn_run *run, struct vgs_vm *vm,
			 const struct vgs_scn_step *step, int *ret_rc)
{
	(void)run;
	return vgs_vits_set_reg(vm, (unsigned)number(step, "unit", 0),
				number(step, "offset", 0),
				number(step, "value", 0), ret_rc);
}

int vgs_scn_call_save_pending(struct vgs_scn_run *run, struct vgs_vm *vm,
			      const struct vgs_scn_step *step, int *ret_rc)
{
	(void)run;
	(void)step;
	return vgs_vgic_save_pending_tables(vm, ret_rc);
}
