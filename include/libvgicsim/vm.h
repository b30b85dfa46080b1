/* SPDX-License-Identifier: MIT */
/*
 * A VM with a virtual interrupt controller: what it is made of, what user space
 * reads and writes of it, and what it leaves to its host for later.
 */
#ifndef LIBVGICSIM_VM_H
#define LIBVGICSIM_VM_H

#include <libvgicsim/event.h>
#include <libvgicsim/gic.h>
#include <libvgicsim/policy.h>
#include <libvgicsim/regs.h>
#include <libvgicsim/timer.h>
#include <libvgicsim/types.h>
#include <libvgicsim/vgic-hw.h>
#include <libvgicsim/visibility.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vgs_vm;
struct vgs_vgic_ops; /* <libvgicsim/own-vgic.h> */

/** "No vCPU": shared interrupts, a target that does not exist. */
#define VGS_NO_VCPU 0xffffu

#define VGS_MAX_VCPUS	 512u /**< KVM-ST-4 */
#define VGS_MAX_VCPUS_V2 8u
#define VGS_VM_IRQS	 256u /**< INTIDs of a VM unless told (KVM-ST-2) */
#define VGS_VM_VTIMER	 27u  /**< virtual timer unless told (KVM-TM-1) */
#define VGS_VM_PTIMER	 30u  /**< physical timer unless told */

/**
 * struct vgs_vm_config - everything that does not change after creation
 *
 * Always start with vgs_vm_config_default().  Copied by vgs_vm_new(), what it
 * points to as well.
 */
struct vgs_vm_config {
	size_t size; /**< sizeof(struct vgs_vm_config), set by the default */
	struct vgs_gic *gic; /**< host GIC; must outlive the VM */
	/** other hardware than @gic; NULL: vgs_hw_ops_of_gic(@gic) */
	const struct vgs_hw_ops *hw;
	enum vgs_version host;	  /**< of @hw; ignored with @gic */
	enum vgs_version version; /**< guest's GIC: VGS_GIC_V2, VGS_GIC_V3 */
	unsigned vcpus;		  /**< 1..512, GICv2 1..8 unless stepwise */
	unsigned nirqs;		  /**< INTIDs, 64..992, multiple of 32 */
	/** per vCPU Aff3.Aff2.Aff1.Aff0 in bytes 3..0; NULL: vCPU n is
	 * 0.0.(n / 16).(n % 16) */
	const uint32_t *affinities;
	unsigned routes; /**< most GSI routes; 0: one for each SPI and 32 */
	unsigned irqfds; /**< most irqfds, 64 */
	/** most regions of redistributors, up to 4096, where KVM has no limit;
	 * 0: one for each vCPU, and 32 at least */
	unsigned regions;
	/** somebody else's vgic in place of ours, copied; NULL: ours */
	const struct vgs_vgic_ops *own;
	bool async; /**< work items of irqfds wait for vgs_vm_work_run() */
	enum vgs_epoch epoch; /**< what @policy was filled from */
	struct vgs_policy policy;
	/** accessors of the PEs' timers, copied; NULL: no arch timer.  What
	 * they reach must outlive the VM, as what @hw reaches */
	const struct vgs_timer_ops *timers;
	/** false: the guest's physical timer is emulated (KVM-TM-2) */
	bool vhe;
	/** no vgic: user space emulates the GIC, drives each vCPU's IRQ and
	 * FIQ inputs (VGS_KVM_IRQ_CPU) and hears of devices' levels when
	 * vgs_vcpu_enter() answers VGS_ENTER_USER (KVM-TM-30) */
	bool user_irqchip;
	/** the host can neither read nor write the active state of a timer's
	 * interrupt and disables that instead; user_irqchip only, since no
	 * vgic works on such a host (KVM-TM-31) */
	bool no_active_state;
	/** PPI of the PMU's overflow, 23 by custom; 0: no PMU (KVM-TM-32) */
	uint32_t pmu_vintid;
	uint32_t timer_pintids[VGS_TIMER_IDS]; /**< 27, 30: of the host */
	/** guest-physical bases of GICD, GICC (v2), GICR (v3), the first ITS's
	 * GITS (others are placed by vgs_vits_set_addr()); UINT64_MAX */
	uint64_t frames[VGS_FRAMES];
	unsigned its; /**< ITSs of a v3 guest, 0..4 (0) */
	/** LPIs that exist at a time, up to 65536 (0: 256 with an ITS); without
	 * an ITS and not 0: vgs_vgic_inject_lpi() is how they come */
	unsigned lpis;
	unsigned its_devices;	  /**< mapped in all ITSs, 1..65536 (32) */
	unsigned its_events;	  /**< the same, 1..1048576 (512) */
	unsigned its_collections; /**< the same, 1..65536 (64) */
	/** commands, events and LPIs that a guest's access may make the vgic
	 * visit, and 64ths of events that move (0: as many as there are); the
	 * rest of a command queue, from the command on that went over it, waits
	 * for the next access to that ITS */
	unsigned work_budget;
	struct vgs_mem_ops mem; /**< guest-physical memory, for LPIs and ITS */
	/** nothing exists yet, @vcpus and @nirqs are maxima and @frames mean
	 * nothing: <libvgicsim/kvm.h> creates the rest */
	bool stepwise;
	struct vgs_allocator alloc; /**< zalloc NULL: libc */
	vgs_trace_fn trace;	    /**< NULL: none */
	void *user;		    /**< of @trace */
};

/**
 * vgs_vm_config_default() - one vCPU, 256 INTIDs, policies of @epoch
 * @version:	the guest's GIC
 *
 * Frames are where VGS_PROFILE_DEFAULT has them.
 */
VGS_API void vgs_vm_config_default(struct vgs_vm_config *cfg,
				   enum vgs_version version,
				   enum vgs_epoch epoch);

/**
 * vgs_vm_config_check() - can there be such a VM, as far as its config says?
 * @ret_why:	what is wrong, in a few words, NULL: nothing; may be NULL
 *
 * Values out of range, frames that are misaligned, overlap or lie beyond
 * VGS_VM_IPA_BITS (unless stepwise), two vCPUs of one affinity, ops or hw that
 * lack what is required.  In @hw that is everything but @vif_load and
 * @vif_save, and on a GICv2 but the system registers.
 *
 * Returns: 0; -VGS_EINVAL, -VGS_ENOTSUP where vgs_vm_new() answers that before it
 * asks for memory.
 */
VGS_API int vgs_vm_config_check(const struct vgs_vm_config *cfg,
				const char **ret_why);

/**
 * vgs_vm_new() - create a VM in the state after KVM_CREATE and INIT
 * @cfg:	validated, copied
 * @ret_vm:	the new object, to be freed by vgs_vm_free()
 *
 * The only allocation the object ever makes.  vCPU n is bound to PE
 * n % (PEs of the host).
 *
 * Returns: 0; -VGS_EINVAL impossible config (vgs_vm_config_check()); -VGS_ENOTSUP
 * a guest GIC, host or epoch that is not built, or hardware whose ICH_VTR_EL2 or
 * GICH_VTR, read once of PE 0, is none that there can be (VGS-9); -VGS_ENOMEM.
 */
VGS_API int vgs_vm_new(const struct vgs_vm_config *cfg, struct vgs_vm **ret_vm);

/**
 * vgs_vm_free() - free a VM
 * @vm:		NULL is accepted
 *
 * vCPUs that are entered leave the guest first, as by vgs_vcpu_exit() with
 * VGS_EXIT_KICK, and all are put: the PEs run what they ran before, their
 * virtual interfaces and timers are off.  Nobody is told: no events.  Physical
 * interrupts that a guest had are left as they are, active or not.
 *
 * Returns: NULL; @vm inside a callback, where it is not freed.
 */
VGS_API struct vgs_vm *vgs_vm_free(struct vgs_vm *vm);

/** @return the config as completed by creation; owned by @p vm. */
VGS_API const struct vgs_vm_config *vgs_vm_config(const struct vgs_vm *vm);

/** @return file:line of the bug that broke the instance, or NULL. */
VGS_API const char *vgs_vm_bug(const struct vgs_vm *vm);

/* --- what the VMM does ------------------------------------------------------
 */

/**
 * vgs_vm_reg_lookup() - find a register of a guest's view by its name
 * @name:	GICD_*, GICR_* (v3), GITS_* (with an ITS), GICC_* (v2, answers
 *		VGS_FRAME_GICC), ICC_* and ICV_* (v3)
 *
 * Returns: 0; -VGS_ENOENT the guest has no such register; -VGS_ERANGE it has,
 * but not with this number.
 */
VGS_API int vgs_vm_reg_lookup(const struct vgs_vm *vm, const char *name,
			      struct vgs_reg_ref *ret_ref);

/**
 * vgs_vm_user_read() - a 32-bit access of user space to GICD or GICR
 * @vcpu:	whose view (GICD banked registers, GICR)
 *
 * Differs from the guest's (vgic.md 2.7b): latches are assigned, hardware is
 * not touched.
 *
 * Returns: 0; -VGS_EPERM a vCPU is entered; -VGS_ERANGE; -VGS_EINVAL.
 */
VGS_API int vgs_vm_user_read(struct vgs_vm *vm, unsigned vcpu,
			     enum vgs_frame frame, uint64_t offset,
			     uint64_t *ret_value);

/** vgs_vm_user_write() - the VMM writes; errors as vgs_vm_user_read(). */
VGS_API int vgs_vm_user_write(struct vgs_vm *vm, unsigned vcpu,
			      enum vgs_frame frame, uint64_t offset,
			      uint64_t value);

/* --- deferred actions -------------------------------------------------------
 */

/** What a VM leaves to its host, at most one of a kind for each vCPU. */
enum vgs_vm_work_kind {
	VGS_VM_WORK_KICK, /**< of an entered vCPU: it exits and enters again */
	/** the same for the maintenance interrupt of its list registers, which
	 * nobody has to take at once (KVM-MI-2, KVM-DT-2) */
	VGS_VM_WORK_MAINTENANCE,
	/** prepared and kicked: the last look before the guest gives this
	 * entry up, folds and flushes again (KVM-RL-2) */
	VGS_VM_WORK_BAIL_OUT,
	VGS_VM_WORK_SYNC,  /**< left and not folded: the fold (KVM-DT-1) */
	VGS_VM_WORK_IRQFD, /**< a write of an eventfd that had to wait */
	VGS_VM_WORK_KINDS,
};

/** struct vgs_vm_work - one deferred action of a VM */
struct vgs_vm_work {
	enum vgs_vm_work_kind kind;
	unsigned vcpu; /**< of all but IRQFD */
	uint32_t fd;   /**< IRQFD: the eventfd */
};

/**
 * vgs_vm_work() - what is deferred
 * @ret_work:	up to @max of it: in the order of kinds, by vCPU; irqfds as they
 *		were assigned
 * Returns: how many there are (may exceed @max).
 */
VGS_API int vgs_vm_work(const struct vgs_vm *vm, unsigned max,
			struct vgs_vm_work *ret_work);

/**
 * vgs_vm_work_run() - let one of them happen
 * Returns: 0; -VGS_ENOENT nothing of the kind is deferred.
 */
VGS_API int vgs_vm_work_run(struct vgs_vm *vm, const struct vgs_vm_work *work);

#ifdef __cplusplus
}
#endif

#endif
