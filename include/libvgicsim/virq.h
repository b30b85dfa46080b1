/* SPDX-License-Identifier: MIT */
/*
 * Virtual interrupts: injection, the tie to a physical interrupt, what one looks
 * like and why it is (not) signalled.
 */
#ifndef LIBVGICSIM_VIRQ_H
#define LIBVGICSIM_VIRQ_H

#include <libvgicsim/gic.h>
#include <libvgicsim/types.h>
#include <libvgicsim/visibility.h>
#include <libvgicsim/vm.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * vgs_vgic_inject() - a virtual device, or the host for a device, signals
 * @vcpu:	whose private interrupt; VGS_NO_VCPU (or any) for an SPI
 * @level:	line level; an edge interrupt takes true only
 * @owner:	who injects: 0 user space, else as in vgs_vgic_set_owner()
 *
 * An injection that changes nothing or is not its owner's is dropped and
 * answers 0 (KVM-IN-2).
 *
 * Returns: 0; -VGS_EINVAL no such interrupt, or a private one without vCPU;
 * -VGS_EPERM the vgic is not initialised (KVM-UA-3).
 */
VGS_API int vgs_vgic_inject(struct vgs_vm *vm, unsigned vcpu, uint32_t intid,
			    bool level, uint32_t owner);

/**
 * vgs_vgic_set_owner() - only @owner injects this interrupt (KVM-MP-4)
 * Returns: 0; -VGS_EINVAL neither PPI nor SPI; -VGS_EEXIST it has another;
 * -VGS_EPERM the vgic is not initialised (the kernel's -EAGAIN); -VGS_EBUSY inside
 * a callback; -VGS_EBUG.
 */
VGS_API int vgs_vgic_set_owner(struct vgs_vm *vm, unsigned vcpu, uint32_t intid,
			       uint32_t owner);

/**
 * vgs_vgic_map() - tie a virtual interrupt to a physical one (KVM-MP-1)
 * @vcpu:	of a private @vintid; VGS_NO_VCPU for an SPI
 * @pintid:	PPI (of the PE that runs the vCPU) or SPI
 *
 * Its list register has HW set from the next entry on.  Touches no hardware.
 *
 * Returns: 0; -VGS_EINVAL no such interrupt, or one that cannot be mapped;
 * -VGS_EEXIST @vintid is tied to another one.
 */
VGS_API int vgs_vgic_map(struct vgs_vm *vm, unsigned vcpu, uint32_t vintid,
			 uint32_t pintid);

/**
 * vgs_vgic_unmap() - undo vgs_vgic_map(); parameters as there
 * Returns: 0; -VGS_ENOENT it is not mapped, or does not exist; -VGS_EPERM the
 * vgic is not initialised (the kernel's -EAGAIN, KVM-MP-2); -VGS_EBUSY inside a
 * callback; -VGS_EBUG.
 */
VGS_API int vgs_vgic_unmap(struct vgs_vm *vm, unsigned vcpu, uint32_t vintid);

/**
 * vgs_vgic_set_resample() - the guest's end of a level SPI lowers its line
 *
 * As a resampling irqfd does (KVM-IF-6).  A mapped interrupt has no such end
 * (KVM-IF-13).
 *
 * Returns: 0; -VGS_EINVAL no such SPI.
 */
VGS_API int vgs_vgic_set_resample(struct vgs_vm *vm, uint32_t intid, bool on);

/**
 * vgs_vgic_resampled() - was the line lowered so since the last call?
 * @intid:	an SPI; of another one: false
 */
VGS_API bool vgs_vgic_resampled(struct vgs_vm *vm, uint32_t intid);

/**
 * struct vgs_virq_info - one virtual interrupt, decoded
 *
 * @state is what the guest would find if it were stopped now: what stands in
 * a list register of a running vCPU included.  The flags are what the vgic
 * has stored, which is stale while @lr is not -1 (KVM-ST-22).
 */
struct vgs_virq_info {
	uint32_t intid;
	enum vgs_irq_state state;
	bool line, latch, active, enabled, edge, hw;
	uint32_t pintid; /**< with hw */
	uint16_t target; /**< vCPU it should go to, VGS_NO_VCPU: none */
	uint16_t vcpu;	 /**< whose ap_list it is on, VGS_NO_VCPU: none */
	int lr;		 /**< list register of @vcpu, -1: none */
	uint8_t priority;
	uint8_t group;
	uint8_t source; /**< v2 SGI: pending source vCPUs */
	uint8_t active_source;
	uint32_t targets; /**< ITARGETSR byte, or affinity of IROUTER */
	uint32_t owner;
};

/**
 * vgs_vgic_irq() - look at a virtual interrupt
 * @vcpu:	of a private one, else VGS_NO_VCPU or any
 * Returns: 0; -VGS_ERANGE no such interrupt.
 */
VGS_API int vgs_vgic_irq(const struct vgs_vm *vm, unsigned vcpu, uint32_t intid,
			 struct vgs_virq_info *ret_info);

/**
 * vgs_vgic_explain() - why is this virtual interrupt (not) signalled?
 * @vcpu:	the vCPU it should reach
 * @ret_gates:	in order, at least VGS_GATES_MAX entries
 *
 * The gates of the vgic; while the vCPU is entered and a list register has
 * it, vgs_gic_explain() of the vCPU's PE continues.  An LPI that no event is
 * mapped to has one gate, "mapped".
 *
 * Returns: number of gates; -VGS_ERANGE no such vCPU or interrupt; -VGS_ENOTSUP
 * the vgic is somebody else's.
 */
VGS_API int vgs_vgic_explain(const struct vgs_vm *vm, unsigned vcpu,
			     uint32_t intid, struct vgs_gate_info *ret_gates);

#ifdef __cplusplus
}
#endif

#endif
