/* SPDX-License-Identifier: MIT */
/*
 * The vCPUs of a VM: their way into the guest and out of it, and who has a PE.
 */
#ifndef LIBVGICSIM_VCPU_H
#define LIBVGICSIM_VCPU_H

#include <libvgicsim/types.h>
#include <libvgicsim/visibility.h>
#include <libvgicsim/vm.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Why the guest was left; but for WFI only counted. */
enum vgs_exit_reason {
	VGS_EXIT_IRQ,
	VGS_EXIT_WFI,
	VGS_EXIT_TRAP,
	VGS_EXIT_MAINTENANCE,
	VGS_EXIT_KICK,
	VGS_EXIT_HVC,
	VGS_EXIT_REASONS,
};

/** @return "irq", "wfi", "trap", …; "?" */
VGS_API const char *vgs_exit_reason_name(enum vgs_exit_reason reason);

/** @return the reason of that name, VGS_EXIT_REASONS for another name. */
VGS_API enum vgs_exit_reason vgs_exit_reason_by_name(const char *name);

/**
 * vgs_vcpu_bind() - choose the PE that a vCPU runs on from now on
 * It is put where it was loaded.
 *
 * Returns: 0; -VGS_ERANGE no such vCPU or PE; -VGS_EPERM it is entered.
 */
VGS_API int vgs_vcpu_bind(struct vgs_vm *vm, unsigned vcpu, unsigned pe);

/**
 * vgs_vcpu_enter() - load if need be, flush and run the guest
 *
 * A list register with HW whose physical interrupt is not active raises the
 * finding KVM-ML-12.
 *
 * Sorts the ap_list if it must, computes list registers, writes the virtual
 * CPU interface of the PE and makes the PE run at EL1 under
 * HCR_EL2.{IMO,FMO}.
 *
 * Returns: 0; VGS_ENTER_USER it was not entered, user space has to be told of
 * a level first (KVM-TM-30); -VGS_ERANGE; -VGS_EPERM it is entered already,
 * another guest runs on that PE, or the hardware refuses its virtual interface; errors of
 * vgs_vcpu_load(); -VGS_EBUG.
 */
VGS_API int vgs_vcpu_enter(struct vgs_vm *vm, unsigned vcpu);

/** KVM_RUN returns -EINTR instead of entering the guest. */
#define VGS_ENTER_USER 1

/**
 * vgs_vcpu_exit() - leave the guest: save, fold, prune
 *
 * Acknowledges no physical interrupt.  The PE runs again what it ran before
 * the entry.  VGS_EXIT_WFI puts the vCPU (KVM-RL-5).
 *
 * Returns: 0; -VGS_ERANGE; -VGS_EINVAL @reason; -VGS_EPERM not entered.
 */
VGS_API int vgs_vcpu_exit(struct vgs_vm *vm, unsigned vcpu,
			  enum vgs_exit_reason reason);

/**
 * Where a vCPU is on its way round.  vgs_vcpu_enter() and vgs_vcpu_exit() go
 * all the way; the three functions below stop in between, for what happens
 * there to the rest of the VM.
 */
enum vgs_vcpu_phase {
	VGS_VCPU_OUT,
	VGS_VCPU_PREPARED, /**< flushed, not entered: vgs_vcpu_prepare() */
	VGS_VCPU_ENTERED,
	VGS_VCPU_LEFT, /**< not yet folded: vgs_vcpu_exit_unsynced() */
};

/**
 * vgs_vcpu_prepare() - load and flush, and stop short of the guest
 *
 * vgs_vcpu_enter() goes on from there; if the vCPU was kicked meanwhile it
 * folds first and flushes again, as KVM's last check does (KVM-RL-2).
 * vgs_vcpu_sync() gives up the entry: a fold without a run.
 *
 * Returns: as vgs_vcpu_enter(); -VGS_EPERM also if it is prepared.
 */
VGS_API int vgs_vcpu_prepare(struct vgs_vm *vm, unsigned vcpu);

/** vgs_vcpu_exit_unsynced() - leave, and do not fold yet; as vgs_vcpu_exit() */
VGS_API int vgs_vcpu_exit_unsynced(struct vgs_vm *vm, unsigned vcpu,
				   enum vgs_exit_reason reason);

/**
 * vgs_vcpu_sync() - fold and prune
 * Returns: 0; -VGS_ERANGE; -VGS_EPERM neither prepared nor left.
 */
VGS_API int vgs_vcpu_sync(struct vgs_vm *vm, unsigned vcpu);

/** Exception masks of a guest's PSTATE; all 0 at creation. */
struct vgs_guest_pstate {
	bool i, f, a;
};

/**
 * vgs_vcpu_set_pstate() - the guest masks exceptions, entered or not
 * @pstate:	PSTATE.I, F and A; copied
 *
 * Decides what of its signals it takes (struct vgs_vcpu_info), not what the
 * vgic does.
 *
 * Returns: 0; -VGS_ERANGE no such vCPU; -VGS_EBUSY inside a callback.
 */
VGS_API int vgs_vcpu_set_pstate(struct vgs_vm *vm, unsigned vcpu,
				const struct vgs_guest_pstate *pstate);

/** struct vgs_vcpu_info - a vCPU, decoded */
struct vgs_vcpu_info {
	bool entered;
	bool loaded; /**< its thread has the PE */
	enum vgs_vcpu_phase phase;
	unsigned pe;	  /**< it is bound to */
	uint32_t signals; /**< VIRQ, VFIQ levels; 0 unless entered */
	uint32_t takes;	  /**< those that its PSTATE lets through */
	bool pending;	  /**< KVM-AP-30: would end a WFI; false with somebody
			   * else's vgic, which kicks (own-vgic.h) */
	bool kicked;	  /**< asked to leave the guest or to wake up */
	struct vgs_guest_pstate pstate;
	unsigned queued;   /**< interrupts on its ap_list */
	unsigned used_lrs; /**< list registers of this run; 0 while out */
	/** the vgic's ICH_HCR or GICH_HCR of its last run; what traps whatever
	 * the list registers hold is no part of it from E3 on (KVM-CI-1) */
	uint32_t hcr;
	uint32_t vmcr;	     /**< as saved last, whatever runs now */
	uint32_t vmcr_saved; /**< the copy the vgic decides by (KVM-AP-31) */
	/** VGS_KVM_LEVEL_*: device_irq_level as user space was told last */
	uint32_t device_levels;
	bool sleeps; /**< in WFI: put so, and not loaded since */
	/** of a VM without a vgic what KVM_IRQ_LINE has raised: bit n is input
	 * n, VGS_KVM_IRQ_CPU_IRQ or VGS_KVM_IRQ_CPU_FIQ */
	uint32_t inputs;
};

/** vgs_vcpu_info() - Returns: 0; -VGS_ERANGE no such vCPU. */
VGS_API int vgs_vcpu_info(const struct vgs_vm *vm, unsigned vcpu,
			  struct vgs_vcpu_info *ret_info);

/** @return the vCPU of this VM that is entered on @p pe, VGS_NO_VCPU: none. */
VGS_API unsigned vgs_vm_entered(const struct vgs_vm *vm, unsigned pe);

/**
 * vgs_vcpu_ap_list() - INTIDs on the ap_list of a vCPU, in order
 * @max:	capacity of @ret_intids
 * Returns: how many there are (may exceed @max); -VGS_ERANGE.
 */
VGS_API int vgs_vcpu_ap_list(const struct vgs_vm *vm, unsigned vcpu,
			     unsigned max, uint32_t *ret_intids);

/* --- scheduling --------------------------------------------------------------
 *
 * A vCPU is loaded on a PE while its thread runs there: vgs_vcpu_enter() loads
 * it, an exit leaves it loaded, for its timers must go on while the host takes
 * their interrupt.  It is put when its thread sleeps (exit by WFI), returns to
 * user space, or makes room for another: vgs_vcpu_put().  Under mapped-level
 * owner-polls each exit puts (KVM-ML-31).
 *
 * The guest's virtual timer is the PE's own while the vCPU is loaded; so is its
 * physical timer with cfg.vhe, else that one is emulated by a software timer of
 * the host.  Nothing of this is done without cfg.timers.  What there is to do
 * with a vCPU's timers is in <libvgicsim/vcpu-timer.h>.
 */

/**
 * vgs_vcpu_load() - the vCPU's thread gets the PE that it is bound to
 *
 * Another vCPU of the VM that is loaded there is put first.  One of another VM
 * is the caller's to put, who is the scheduler: VMs do not know each other.  If
 * nobody does, what that vCPU's vgic decides by stays what its last put saved
 * (KVM-AP-31), and its timers' registers, which were the PE's, are overwritten
 * (KVM-TM-21).  <libvgicsim/host.h> puts.
 *
 * The first load after vgs_vcpu_first_run(), which puts all, maps the timers'
 * PPIs and fixes their numbers (KVM-TM-1).
 *
 * Returns: 0, also if it is loaded already; -VGS_ERANGE; -VGS_EINVAL the
 * timers' PPIs are the same; -VGS_EEXIST one has an owner; -VGS_EPERM the
 * vCPU that is loaded there is entered.
 */
VGS_API int vgs_vcpu_load(struct vgs_vm *vm, unsigned vcpu);

/**
 * vgs_vcpu_put() - the vCPU's thread leaves the PE
 * @blocked:	it sleeps in WFI: a timer of the host will wake it (KVM-TM-10)
 *
 * Returns: 0, also if it is not loaded; -VGS_ERANGE; -VGS_EPERM entered.
 */
VGS_API int vgs_vcpu_put(struct vgs_vm *vm, unsigned vcpu, bool blocked);

/** @return the vCPU that is loaded on @p pe, VGS_NO_VCPU: none. */
VGS_API unsigned vgs_vm_loaded(const struct vgs_vm *vm, unsigned pe);

#ifdef __cplusplus
}
#endif

#endif
