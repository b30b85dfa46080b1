/* SPDX-License-Identifier: MIT */
/*
 * The arch timers of a VM's vCPUs: what the guest, the host and user space do
 * with them.  Who has them in which PE is vgs_vcpu_load() and vgs_vcpu_put(),
 * the timers themselves are <libvgicsim/timer.h>.
 */
#ifndef LIBVGICSIM_VCPU_TIMER_H
#define LIBVGICSIM_VCPU_TIMER_H

#include <libvgicsim/timer.h>
#include <libvgicsim/vgic.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Owner of a timer's PPI (vgs_vgic_set_owner()): this + enum vgs_timer_id. */
#define VGS_OWNER_TIMER 0xfffffff0u

/** Owner of the PMU's PPI. */
#define VGS_OWNER_PMU 0xffffffe0u

/**
 * vgs_vcpu_set_pmu() - counters of the vCPU's PMU have overflowed, or not
 *
 * The level is a software one; the vgic is told on the next way into or out of
 * the guest (KVM-RL-2, KVM-RL-3), and nobody makes the guest exit for it.
 *
 * Returns: 0; -VGS_ERANGE; -VGS_ENOTSUP the VM has no PMU.
 */
VGS_API int vgs_vcpu_set_pmu(struct vgs_vm *vm, unsigned vcpu, bool overflow);

/**
 * vgs_vcpu_timer_read() - a guest's MRS of one of its timers' registers
 *
 * Of an emulated timer: one exit while the vCPU is entered, but for the counter.
 * The guest sees no offsets, which read 0.
 *
 * Returns: 0; -VGS_ERANGE no such vCPU or register; -VGS_ENOTSUP no timers;
 * -VGS_EBUSY, -VGS_EBUG.
 */
VGS_API int vgs_vcpu_timer_read(struct vgs_vm *vm, unsigned vcpu,
				enum vgs_timer_id id, enum vgs_timer_reg reg,
				uint64_t *ret_value);

/**
 * vgs_vcpu_timer_peek() - what vgs_vcpu_timer_read() would find; nothing changes
 *
 * User space reads so, too.  Returns: 0; -VGS_ERANGE; -VGS_ENOTSUP.
 */
VGS_API int vgs_vcpu_timer_peek(const struct vgs_vm *vm, unsigned vcpu,
				enum vgs_timer_id id, enum vgs_timer_reg reg,
				uint64_t *ret_value);

/**
 * vgs_vcpu_timer_write() - MSR
 *
 * Of an emulated timer: one exit while the vCPU is entered.  Offset and count
 * ignore it.  Errors as vgs_vcpu_timer_read().
 */
VGS_API int vgs_vcpu_timer_write(struct vgs_vm *vm, unsigned vcpu,
				 enum vgs_timer_id id, enum vgs_timer_reg reg,
				 uint64_t value);

/** struct vgs_vcpu_timer_info - one timer of a vCPU, decoded */
struct vgs_vcpu_timer_info {
	uint32_t vintid;
	uint32_t pintid; /**< of a direct one; 0 emulated */
	bool output;	 /**< what KVM finds its level to be now */
	bool level;	 /**< last one the vgic was told (KVM-TM-4) */
	/** counters of the host's timers: for the guest's timer, for a vCPU
	 * that sleeps; UINT64_MAX: none */
	uint64_t soft, wake;
	uint64_t cval;	 /**< as the guest would read it */
	uint64_t offset; /**< of the VM (KVM-TM-11) */
	uint32_t ctl;	 /**< with ISTATUS */
	bool owned;	 /**< its PPI has been mapped or claimed */
};

/**
 * vgs_vcpu_timer_info() - the state of a guest's timer
 *
 * Returns: 0; -VGS_ERANGE no such vCPU or timer.
 */
VGS_API int vgs_vcpu_timer_info(const struct vgs_vm *vm, unsigned vcpu,
				enum vgs_timer_id id,
				struct vgs_vcpu_timer_info *ret_info);

/**
 * vgs_vm_timer_irq() - the host took a timer's interrupt on @pe (KVM-TM-5)
 *
 * Injects it if the vCPU that is loaded there finds its timer firing.
 *
 * Returns: false, no vCPU of this VM is loaded there or none has such a timer.
 */
VGS_API bool vgs_vm_timer_irq(struct vgs_vm *vm, unsigned pe, uint32_t pintid);

/**
 * vgs_vm_timer_tick() - the counter moved: run the host's timers that are due
 *
 * Those that emulate a guest's timer, and those that wake a blocked vCPU
 * (which is kicked).  One that is too early for the guest, whose counter has
 * been moved since, goes on instead.  Returns: how many were due.
 */
VGS_API unsigned vgs_vm_timer_tick(struct vgs_vm *vm);

/**
 * vgs_vcpu_timer_reset() - the vCPU is reset: timers off, lines low (KVM-TM-12)
 * Returns: 0; -VGS_ERANGE; -VGS_ENOTSUP no timers; -VGS_EPERM entered.
 */
VGS_API int vgs_vcpu_timer_reset(struct vgs_vm *vm, unsigned vcpu);

/**
 * vgs_vcpu_timer_set_attr() - KVM_ARM_VCPU_TIMER_CTRL: the PPI of a timer
 * @attr:	enum vgs_timer_id
 * @value:	its INTID, for all vCPUs
 * @ret_rc:	as in <libvgicsim/kvm.h>: 0; -EINVAL not a PPI, or there is no
 *		vgic; -EBUSY a vCPU has had its timers; -ENXIO no such timer
 *		(KVM-TM-13).  Two timers with one PPI are found by the first run
 *
 * Returns: 0; -VGS_ERANGE no such vCPU; -VGS_ENOTSUP no timers; -VGS_EBUSY
 * inside a callback; -VGS_EBUG.
 */
VGS_API int vgs_vcpu_timer_set_attr(struct vgs_vm *vm, unsigned vcpu,
				    uint64_t attr, uint64_t value, int *ret_rc);

/**
 * vgs_vcpu_timer_get_attr() - the same, read
 * @value:	set with *ret_rc 0
 * @ret_rc:	0; -ENXIO no such timer
 *
 * Returns: 0; -VGS_ERANGE no such vCPU; -VGS_ENOTSUP no timers.
 */
VGS_API int vgs_vcpu_timer_get_attr(const struct vgs_vm *vm, unsigned vcpu,
				    uint64_t attr, uint64_t *value,
				    int *ret_rc);

/**
 * vgs_vm_set_timer_count() - user space restores a count, for all vCPUs
 *
 * Ignored after vgs_vm_set_counter_offset() (KVM-TM-11).
 * Returns: 0; -VGS_EINVAL no such timer, or the VM has none; -VGS_EBUSY inside a
 * callback; -VGS_EBUG.
 */
VGS_API int vgs_vm_set_timer_count(struct vgs_vm *vm, enum vgs_timer_id id,
				   uint64_t count);

/**
 * vgs_vm_set_counter_offset() - KVM_ARM_SET_COUNTER_OFFSET, of both counters
 * @ret_rc:	as in <libvgicsim/kvm.h>: 0; -EINVAL @reserved is not 0; -EBUSY
 *		a vCPU runs
 *
 * Returns: 0; -VGS_ENOTSUP no timers; -VGS_EBUSY inside a callback; -VGS_EBUG.
 */
VGS_API int vgs_vm_set_counter_offset(struct vgs_vm *vm, uint64_t offset,
				      uint64_t reserved, int *ret_rc);

/** Registers of KVM_SET_ONE_REG and KVM_GET_ONE_REG; the numbers are the
 * kernel's, in which CVAL and CNT of the virtual timer have changed places. */
#define VGS_KVM_REG_TIMER_CTL	UINT64_C(0x603000000013df19)
#define VGS_KVM_REG_TIMER_CVAL	UINT64_C(0x603000000013df02)
#define VGS_KVM_REG_TIMER_CNT	UINT64_C(0x603000000013df1a)
#define VGS_KVM_REG_PTIMER_CTL	UINT64_C(0x603000000013df11)
#define VGS_KVM_REG_PTIMER_CVAL UINT64_C(0x603000000013df12)
#define VGS_KVM_REG_PTIMER_CNT	UINT64_C(0x603000000013df01)
#define VGS_KVM_REG_PMOVSSET	UINT64_C(0x603000000013dcf3)

/**
 * vgs_vcpu_set_one_reg() - KVM_SET_ONE_REG of a timer or the PMU
 * @id:		VGS_KVM_REG_*
 * @ret_rc:	as in <libvgicsim/kvm.h>: 0; -ENOENT no such register
 *
 * CNT is the VM's (vgs_vm_set_timer_count()).  Of the PMU there is only what
 * its registers come to: PMOVSSET is 0 or not (vgs_vcpu_set_pmu()).
 *
 * Returns: 0; -VGS_ERANGE no such vCPU; -VGS_EPERM it is entered; -VGS_EBUSY
 * inside a callback; -VGS_EBUG.
 */
VGS_API int vgs_vcpu_set_one_reg(struct vgs_vm *vm, unsigned vcpu, uint64_t id,
				 uint64_t value, int *ret_rc);

/**
 * vgs_vcpu_get_one_reg() - KVM_GET_ONE_REG of a timer or the PMU
 * @ret_value:	set with *ret_rc 0; CTL with ISTATUS whether it is on or not
 *		(KVM-TM-9); PMOVSSET bit 31 of one that has overflowed
 *
 * Operands otherwise as of vgs_vcpu_set_one_reg().
 * Returns: 0; -VGS_ERANGE no such vCPU; -VGS_EPERM it is entered.
 */
VGS_API int vgs_vcpu_get_one_reg(const struct vgs_vm *vm, unsigned vcpu,
				 uint64_t id, uint64_t *ret_value, int *ret_rc);

#ifdef __cplusplus
}
#endif

#endif
