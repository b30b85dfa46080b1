/* SPDX-License-Identifier: MIT */
/*
 * What user space does to the arch timers of a VM: their reset with the vCPU
 * (KVM-TM-12), their PPIs (KVM-TM-1, KVM-TM-13), and where their counters
 * start (KVM-TM-11).
 */
#include <libvgicsim/irqfd.h>
#include <libvgicsim/kvm.h>
#include <libvgicsim/vcpu-timer.h>

#include "vgic/timer.h"

/* KVM-MP-5: without an effect on the hardware. */
static void reset_mapped(struct vgs_vm *vm, unsigned vcpu, unsigned id)
{
	uint32_t i = vgs_vtimer_virq(vm, vcpu, id);

	if (VGS_RULE(KVM_MP_5, vm->virqs[i].flags & VGS_VIRQ_HW))
		vgs_virq_flags(vm, i,
			       VGS_VIRQ_ACTIVE | VGS_VIRQ_LATCH |
				       VGS_VIRQ_LINE | VGS_VIRQ_TO_ACTIVATE,
			       0, VGS_R_KVM_MP_5);
}

/* KVM turns a vCPU's timers on with its first run. */
static bool enabled(const struct vgs_vm *vm, unsigned vcpu)
{
	return vm->cfg.user_irqchip
		       ? vm->abi->ran
		       : vgs_vtimer_owned(vm, vcpu, VGS_TIMER_VIRTUAL);
}

int vgs_vcpu_timer_reset(struct vgs_vm *vm, unsigned vcpu)
{
	bool loaded;
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (vcpu >= vgs_vm_online(vm))
		return -VGS_ERANGE;
	if (!vgs_vm_has_timers(vm))
		return -VGS_ENOTSUP;
	if (vgs_vcpu_busy(&vm->vcpus[vcpu]))
		return -VGS_EPERM;
	loaded = vm->vcpus[vcpu].loaded;
	/* KVM-TM-12 */
	vgs_vcpu_timer_put(vm, vcpu, false);
	vm->vcpus[vcpu].wake = VGS_TIMER_NEVER;
	vgs_vtimer_told_map(vm, vcpu);
	for (unsigned id = 0; id < VGS_TIMER_IDS; id++) {
		vgs_vtimer_at(vm, vcpu, id)->ctl = 0;
		if (!VGS_RULE(KVM_TM_12, enabled(vm, vcpu)))
			continue;
		vgs_vtimer_update(vm, vcpu, id, false);
		reset_mapped(vm, vcpu, id);
	}
	return loaded ? vgs_vcpu_timer_load(vm, vcpu) : 0;
}

/* --- KVM_ARM_VCPU_TIMER_CTRL --------------------------------------- */

/* KVM-TM-1 */
bool vgs_vm_timers_valid(const struct vgs_vm *vm)
{
	const uint32_t *vintid = vm->dist->timer_vintid;

	return !vgs_vm_has_timers(vm) || vm->cfg.user_irqchip ||
	       VGS_RULE(KVM_TM_1, vintid[0] != vintid[1]);
}

/* In the kernel's order. */
static int set_ppi(struct vgs_vm *vm, uint64_t attr, uint64_t intid)
{
	if (!vm->abi->created ||
	    !VGS_RULE(KVM_TM_13,
		      intid >= VGS_INTID_PPI && intid < VGS_INTID_SPI))
		return -VGS_KVM_EINVAL;
	if (VGS_RULE(KVM_TM_13, vm->dist->timers_fixed))
		return -VGS_KVM_EBUSY;
	if (attr >= VGS_TIMER_IDS)
		return -VGS_KVM_ENXIO;
	vm->dist->timer_vintid[attr] = (uint32_t)intid;
	return 0;
}

static int check(const struct vgs_vm *vm, unsigned vcpu)
{
	if (vcpu >= vgs_vm_online(vm))
		return -VGS_ERANGE;
	return vgs_vm_has_timers(vm) ? 0 : -VGS_ENOTSUP;
}

int vgs_vcpu_timer_set_attr(struct vgs_vm *vm, unsigned vcpu, uint64_t attr,
			    uint64_t value, int *ret_rc)
{
	int err = vgs_vm_may(vm);

	if (!err)
		err = check(vm, vcpu);
	if (!err)
		*ret_rc = set_ppi(vm, attr, value);
	return err;
}

int vgs_vcpu_timer_get_attr(const struct vgs_vm *vm, unsigned vcpu,
			    uint64_t attr, uint64_t *value, int *ret_rc)
{
	int err = check(vm, vcpu);

	if (err)
		return err;
	*ret_rc = attr < VGS_TIMER_IDS ? 0 : -VGS_KVM_ENXIO;
	if (!*ret_rc)
		*value = vm->dist->timer_vintid[attr];
	return 0;
}

/* --- counts -------------------------------------------------------- */

/* A new offset, also where the PE has the timer. */
static void set_offset(struct vgs_vm *vm, unsigned id, uint64_t offset)
{
	vm->dist->timer_offset[id] = offset;
	for (unsigned n = 0; n < vgs_vm_online(vm); n++)
		if (vgs_vtimer_at(vm, n, id)->in_pe)
			vgs_vtimer_pe_write(vm, vm->vcpus[n].pe, id,
					    VGS_TIMER_OFFSET, offset);
}

int vgs_vm_set_timer_count(struct vgs_vm *vm, enum vgs_timer_id id,
			   uint64_t count)
{
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (!vgs_vm_has_timers(vm) || (unsigned)id >= VGS_TIMER_IDS)
		return -VGS_EINVAL;
	if (!VGS_RULE(KVM_TM_11, vm->dist->offset_fixed))
		set_offset(vm, id, vgs_vm_timer_counter(vm) - count);
	return 0;
}

int vgs_vm_set_counter_offset(struct vgs_vm *vm, uint64_t offset,
			      uint64_t reserved, int *ret_rc)
{
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (!vgs_vm_has_timers(vm))
		return -VGS_ENOTSUP;
	*ret_rc = VGS_RULE(KVM_TM_11, reserved) ? -VGS_KVM_EINVAL
						: vgs_vm_user_rc(vm);
	if (*ret_rc)
		return 0;
	vm->dist->offset_fixed = true;
	for (unsigned id = 0; id < VGS_TIMER_IDS; id++)
		set_offset(vm, id, offset);
	return 0;
}

/* --- ONE_REG ------------------------------------------------------- */

/* Which register of which timer has the number; false: none. */
static bool timer_reg(uint64_t id, unsigned *ret_timer,
		      enum vgs_timer_reg *ret_reg)
{
	static const struct {
		uint64_t id;
		unsigned timer;
		enum vgs_timer_reg reg;
	} regs[] = {
		{ VGS_KVM_REG_TIMER_CTL, VGS_TIMER_VIRTUAL, VGS_TIMER_CTL },
		{ VGS_KVM_REG_TIMER_CVAL, VGS_TIMER_VIRTUAL, VGS_TIMER_CVAL },
		{ VGS_KVM_REG_TIMER_CNT, VGS_TIMER_VIRTUAL, VGS_TIMER_COUNT },
		{ VGS_KVM_REG_PTIMER_CTL, VGS_TIMER_PHYSICAL, VGS_TIMER_CTL },
		{ VGS_KVM_REG_PTIMER_CVAL, VGS_TIMER_PHYSICAL, VGS_TIMER_CVAL },
		{ VGS_KVM_REG_PTIMER_CNT, VGS_TIMER_PHYSICAL, VGS_TIMER_COUNT },
	};

	for (size_t n = 0; n < VGS_ARRAY(regs); n++) {
		if (regs[n].id != id)
			continue;
		*ret_timer = regs[n].timer;
		*ret_reg = regs[n].reg;
		return true;
	}
	return false;
}

/* 0, or what a register that the VM has not is answered. */
static int has_reg(const struct vgs_vm *vm, unsigned vcpu, uint64_t id,
		   unsigned *ret_timer, enum vgs_timer_reg *ret_reg,
		   int *ret_rc)
{
	bool pmu = id == VGS_KVM_REG_PMOVSSET && vm->cfg.pmu_vintid;

	if (vcpu >= vgs_vm_online(vm))
		return -VGS_ERANGE;
	if (vgs_vcpu_busy(&vm->vcpus[vcpu]))
		return -VGS_EPERM;
	*ret_timer = VGS_TIMER_IDS;
	*ret_rc = pmu || (vgs_vm_has_timers(vm) &&
			  timer_reg(id, ret_timer, ret_reg))
			  ? 0
			  : -VGS_KVM_ENOENT;
	return 0;
}

int vgs_vcpu_set_one_reg(struct vgs_vm *vm, unsigned vcpu, uint64_t id,
			 uint64_t value, int *ret_rc)
{
	int err = vgs_vm_may(vm);
	enum vgs_timer_reg reg;
	unsigned timer;

	if (!err)
		err = has_reg(vm, vcpu, id, &timer, &reg, ret_rc);
	if (err || *ret_rc)
		return err;
	if (timer == VGS_TIMER_IDS)
		return vgs_vcpu_set_pmu(vm, vcpu, value != 0);
	if (reg == VGS_TIMER_COUNT)
		return vgs_vm_set_timer_count(vm, (enum vgs_timer_id)timer,
					      value);
	return vgs_vcpu_timer_write(vm, vcpu, (enum vgs_timer_id)timer, reg,
				    value);
}

/* KVM-TM-9: KVM has put the vCPU and says so even while the timer is off. */
static uint64_t user_ctl(const struct vgs_vm *vm, unsigned vcpu,
			 enum vgs_timer_id id, uint64_t ctl)
{
	uint64_t count = 0, cval = 0;

	vgs_vcpu_timer_peek(vm, vcpu, id, VGS_TIMER_COUNT, &count);
	vgs_vcpu_timer_peek(vm, vcpu, id, VGS_TIMER_CVAL, &cval);
	return ctl | (count >= cval ? VGS_TIMER_CTL_ISTATUS : 0);
}

int vgs_vcpu_get_one_reg(const struct vgs_vm *vm, unsigned vcpu, uint64_t id,
			 uint64_t *ret_value, int *ret_rc)
{
	enum vgs_timer_reg reg;
	unsigned timer;
	int err = has_reg(vm, vcpu, id, &timer, &reg, ret_rc);

	if (err || *ret_rc)
		return err;
	if (timer != VGS_TIMER_IDS) {
		err = vgs_vcpu_timer_peek(vm, vcpu, (enum vgs_timer_id)timer,
					  reg, ret_value);
		if (!err && reg == VGS_TIMER_CTL)
			*ret_value = user_ctl(
				vm, vcpu, (enum vgs_timer_id)timer, *ret_value);
		return err;
	}
	*ret_value = vgs_vcpu_device_levels(vm, vcpu) & VGS_KVM_LEVEL_PMU
			     ? VGS_BIT(31)
			     : 0;
	return 0;
}
