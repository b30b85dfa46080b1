/* SPDX-License-Identifier: MIT */
/* What the tracepoints of KVM have in common, and those of MMIO. */
#include "vgic/tracepoint.h"
#include "vgic/callback.h"
#include "vgic/vits.h"

/* What is said of each beside its numbers. */
static const struct {
	uint16_t rule;
	bool vcpu, intid;
} kinds[VGS_EV_COUNT] = {
	[VGS_EV_INJECT] = { VGS_R_KVM_IN_5, true, true },
	[VGS_EV_IRQ_LINE] = { VGS_R_KVM_OBS_2, true, true },
	[VGS_EV_SET_IRQ] = { VGS_R_KVM_OBS_2, false, false },
	[VGS_EV_ACK_IRQ] = { VGS_R_KVM_OBS_2, true, true },
	[VGS_EV_TIMER_UPDATE_IRQ] = { VGS_R_KVM_OBS_3, true, true },
	[VGS_EV_GET_TIMER_MAP] = { VGS_R_KVM_OBS_3, true, false },
	[VGS_EV_TIMER_SAVE_STATE] = { VGS_R_KVM_OBS_3, true, false },
	[VGS_EV_TIMER_RESTORE_STATE] = { VGS_R_KVM_OBS_3, true, false },
	[VGS_EV_TIMER_HRTIMER_EXPIRE] = { VGS_R_KVM_OBS_3, true, false },
	[VGS_EV_TIMER_EMULATE] = { VGS_R_KVM_OBS_3, true, false },
	[VGS_EV_WFX] = { VGS_R_KVM_OBS_4, true, false },
	[VGS_EV_MMIO] = { VGS_R_KVM_OBS_4, true, false },
	[VGS_EV_HANDLE_SYS_REG] = { VGS_R_KVM_OBS_4, true, false },
	[VGS_EV_VCPU_WAKEUP] = { VGS_R_KVM_OBS_4, true, false },
};

void vgs_vm_tracepoint(struct vgs_vm *vm, struct vgs_event *event)
{
	event->rule = kinds[event->kind].rule;
	event->virt = true;
	if (!kinds[event->kind].vcpu)
		event->vcpu = VGS_NO_PE;
	if (!kinds[event->kind].intid)
		event->intid = VGS_INTID_NONE;
	event->pe = event->vcpu < vm->cfg.vcpus ? vm->vcpus[event->vcpu].pe
						: VGS_NO_PE;
	vgs_vm_out(vm);
	vm->cfg.trace(vm->cfg.user, event);
	vgs_vm_back(vm);
}

/* UINT64_MAX: it has no address. */
static uint64_t address_of(const struct vgs_vm *vm, enum vgs_frame frame,
			   unsigned index)
{
	if (frame == VGS_FRAME_GICD)
		return vm->abi->dist_base;
	if (frame == VGS_FRAME_GICR)
		return vgs_vm_redistributor(vm, index);
	return frame == VGS_FRAME_GITS ? vm->its[index].base
				       : vm->abi->cpu_base;
}

void vgs_tp_mmio(struct vgs_vm *vm, unsigned vcpu, enum vgs_mmio_type type,
		 enum vgs_frame frame, unsigned index, uint64_t offset,
		 unsigned size, uint64_t value)
{
	uint64_t base;

	if (!VGS_TRACING(vm) || !vm->vcpus[vcpu].stopped)
		return;
	base = address_of(vm, frame, index);
	VGS_TRACEPOINT(vm, .kind = VGS_EV_MMIO, .vcpu = (uint16_t)vcpu,
		       .lr = (uint8_t)((unsigned)type << 4 | size),
		       .old_value = base == UINT64_MAX ? base : base + offset,
		       .new_value = value);
}
