/* SPDX-License-Identifier: MIT */
/*
 * KVM's tracepoints (KVM-OBS-2 to OBS-4), told where the kernel tells them.
 * event.h says what each is about.
 */
#ifndef VGS_VGIC_TRACEPOINT_H
#define VGS_VGIC_TRACEPOINT_H

#include "vgic/vm.h"

/* Completes @event and tells of it. */
void vgs_vm_tracepoint(struct vgs_vm *vm, struct vgs_event *event);

/* A kind and those of its members that it has; made up for a listener only. */
#define VGS_TRACEPOINT(vm, ...)                                                \
	do {                                                                   \
		if (VGS_TRACING(vm))                                           \
			vgs_vm_tracepoint(vm,                                  \
					  &(struct vgs_event){ __VA_ARGS__ }); \
	} while (0)

#define VGS_SOURCE_USER	     0u
#define VGS_SOURCE_RESAMPLER 1u

/* kvm_set_irq: a line by its GSI, from one of VGS_SOURCE_*. */
static inline void vgs_tp_set_irq(struct vgs_vm *vm, uint32_t gsi, bool level,
				  unsigned source)
{
	VGS_TRACEPOINT(vm, .kind = VGS_EV_SET_IRQ,
		       .old_value = (uint64_t)source << 32 | gsi,
		       .new_value = level);
}

/* kvm_ack_irq: the end of SPI @i of irqchip 0. */
static inline void vgs_tp_ack_irq(struct vgs_vm *vm, unsigned vcpu, uint32_t i)
{
	VGS_TRACEPOINT(vm, .kind = VGS_EV_ACK_IRQ, .vcpu = (uint16_t)vcpu,
		       .intid = vgs_virq_intid(vm, i),
		       .new_value = i - vm->spi0);
}

enum vgs_mmio_type {
	VGS_MMIO_READ_UNSATISFIED,
	VGS_MMIO_READ,
	VGS_MMIO_WRITE,
};

/* kvm_mmio of an access for which @vcpu left the guest; else nothing. */
void vgs_tp_mmio(struct vgs_vm *vm, unsigned vcpu, enum vgs_mmio_type type,
		 enum vgs_frame frame, unsigned index, uint64_t offset,
		 unsigned size, uint64_t value);

/* kvm_handle_sys_reg, as well. */
static inline void vgs_tp_sys_reg(struct vgs_vm *vm, unsigned vcpu,
				  const char *reg, bool write)
{
	if (vm->vcpus[vcpu].stopped)
		VGS_TRACEPOINT(vm, .kind = VGS_EV_HANDLE_SYS_REG,
			       .vcpu = (uint16_t)vcpu, .reg = reg,
			       .new_value = write);
}

#endif
