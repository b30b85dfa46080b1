/* SPDX-License-Identifier: MIT */
/*
 * What is outside the vgic: a VM whose interrupt controller is emulated by user
 * space, which drives the vCPU's IRQ and FIQ inputs (KVM-IL-1) and is told the
 * levels of the in-kernel devices (KVM-TM-30); and the PMU, one such device
 * with a vgic or without (KVM-TM-32).
 */
#include <libvgicsim/irqfd.h>
#include <libvgicsim/vcpu-timer.h>

#include "vgic/vm.h"

#define PMU_OVERFLOW 1u /* its status */
#define PMU_LEVEL    2u /* as the vgic was told last */

/* --- IRQ and FIQ inputs ------------------------------------------- */

int vgs_vcpu_irq_line(struct vgs_vm *vm, unsigned vcpu, uint32_t line,
		      bool level)
{
	struct vgs_vcpu *v;
	uint8_t bit;

	if (!VGS_RULE(KVM_IL_1, vm->cfg.user_irqchip))
		return -VGS_KVM_ENXIO;
	if (vcpu >= vgs_vm_online(vm) || line > VGS_KVM_IRQ_CPU_FIQ)
		return -VGS_KVM_EINVAL;
	v = &vm->vcpus[vcpu];
	bit = (uint8_t)VGS_BIT(line);
	if (((v->irq_lines & bit) != 0) == level)
		return 0;
	v->irq_lines ^= bit;
	/* It has to be in HCR_EL2 of a guest that runs. */
	vgs_vcpu_kick(vm, vcpu, VGS_R_KVM_IL_1);
	return 0;
}

/* --- levels of devices --------------------------------------------- */

uint32_t vgs_vcpu_device_levels(const struct vgs_vm *vm, unsigned vcpu)
{
	uint32_t levels = 0;

	if (vgs_vcpu_timer_fires(vm, vcpu, VGS_TIMER_VIRTUAL))
		levels |= VGS_KVM_LEVEL_VTIMER;
	if (vgs_vcpu_timer_fires(vm, vcpu, VGS_TIMER_PHYSICAL))
		levels |= VGS_KVM_LEVEL_PTIMER;
	if (vm->vcpus[vcpu].pmu & PMU_OVERFLOW)
		levels |= VGS_KVM_LEVEL_PMU;
	return levels;
}

bool vgs_vcpu_notify_user(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	uint32_t levels;

	if (!vm->cfg.user_irqchip)
		return false;
	levels = vgs_vcpu_device_levels(vm, vcpu);
	if (!VGS_RULE(KVM_TM_30, levels != v->exported))
		return false;
	v->exported = (uint8_t)levels;
	vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_USER_NOTIFIES);
	return true;
}

/* --- the PMU ------------------------------------------------------- */

void vgs_vcpu_pmu_update(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	bool level = v->pmu & PMU_OVERFLOW;

	if (level == ((v->pmu & PMU_LEVEL) != 0))
		return;
	v->pmu ^= PMU_LEVEL;
	/* KVM-TM-32: by software, not tied to the host's interrupt. */
	if (!vm->cfg.user_irqchip)
		vgs_vgic_inject(vm, vcpu, vm->cfg.pmu_vintid, level,
				VGS_OWNER_PMU);
}

int vgs_vcpu_set_pmu(struct vgs_vm *vm, unsigned vcpu, bool overflow)
{
	int err = vgs_vm_may(vm);
	struct vgs_vcpu *v;

	if (err)
		return err;
	if (vcpu >= vgs_vm_online(vm))
		return -VGS_ERANGE;
	if (!vm->cfg.pmu_vintid)
		return -VGS_ENOTSUP;
	v = &vm->vcpus[vcpu];
	v->pmu = (uint8_t)((v->pmu & ~PMU_OVERFLOW) |
			   (overflow ? PMU_OVERFLOW : 0));
	return 0;
}
