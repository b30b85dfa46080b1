/* SPDX-License-Identifier: MIT */
/*
 * The host kernel under the VMs: how it takes a physical interrupt with
 * EOImode 0 or 1, to whom each interrupt belongs, and the loop that leaves and
 * re-enters guests.  It drives the CPU interfaces with register accesses and
 * configures nothing: enables, priorities, EOImode are the caller's writes.
 *
 * A caller who wants each step on its own needs none of this: the same
 * register accesses, vgs_vgic_inject(), vgs_vcpu_enter() and vgs_vcpu_exit()
 * by hand give the same states.
 */
#ifndef LIBVGICSIM_HOST_H
#define LIBVGICSIM_HOST_H

#include <libvgicsim/event.h>
#include <libvgicsim/types.h>
#include <libvgicsim/vgic.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vgs_host;

/** Most rounds of vgs_host_run() before it reports a livelock. */
#define VGS_HOST_ROUNDS 1000u

/** What the host does with a physical interrupt. */
enum vgs_host_irq_kind {
	VGS_HOST_IRQ_UNHANDLED, /**< a host driver's: ended at once */
	/** to one guest, which deactivates it; under forwarding none: masked
	 * and injected, unmasked at the guest's end (KVM-VF-5) */
	VGS_HOST_IRQ_FORWARDED,
	/** of the vCPU that is loaded on the PE, whichever VM's it is: its own
	 * arch timer (vgs_vm_timer_irq()); the other members are not used */
	VGS_HOST_IRQ_TIMER,
	VGS_HOST_IRQ_MAINTENANCE, /**< KVM-MI-2: leaving was all */
};

/** struct vgs_host_irq - descriptor of a physical interrupt */
struct vgs_host_irq {
	enum vgs_host_irq_kind kind;
	unsigned vm;	 /**< number of vgs_host_add_vm() */
	unsigned vcpu;	 /**< of a private @vintid, else VGS_NO_VCPU */
	uint32_t vintid; /**< FORWARDED */
	/** FORWARDED: it is as under forwarding none, whatever the VM's is */
	bool automasked;
	bool masked; /**< FORWARDED: until its guest has ended it (KVM-VF-2) */
};

/** struct vgs_host_config - start with vgs_host_config_default() */
struct vgs_host_config {
	size_t size;
	struct vgs_gic *gic;	     /**< must outlive the host */
	const struct vgs_hw_ops *hw; /**< NULL: vgs_hw_ops_of_gic(@gic) */
	enum vgs_version version;    /**< of @hw; ignored with @gic */
	unsigned pes;		     /**< of @hw; ignored with @gic */
	unsigned eoimode; /**< 0: EOIR ends; 1: EOIR drops, DIR deactivates */
	unsigned vms;	  /**< most VMs that will be added (16) */
	uint32_t maintenance_intid; /**< 0: none; default as @gic has it */
	/** calls of vgs_host_run() that a maintenance interrupt is late by,
	 * where nothing else makes the guest exit (0; KVM-MI-2) */
	unsigned maintenance_latency;
	struct vgs_allocator alloc;
	vgs_trace_fn trace;
	void *user;
};

/** vgs_host_config_default() - EOImode 1, 16 VMs, the host of @gic. */
VGS_API void vgs_host_config_default(struct vgs_host_config *cfg,
				     struct vgs_gic *gic);

/**
 * vgs_host_new() - create a host without VMs, all interrupts unhandled
 * Returns: 0; -VGS_EINVAL; -VGS_ENOMEM.
 */
VGS_API int vgs_host_new(const struct vgs_host_config *cfg,
			 struct vgs_host **ret_host);

/** vgs_host_free() - accepts NULL, frees no VM. @return NULL */
VGS_API struct vgs_host *vgs_host_free(struct vgs_host *host);

/**
 * vgs_host_add_vm() - this host runs this VM
 * @vm:		must outlive @host
 * Returns: its number; -VGS_ENOSPC.
 */
VGS_API int vgs_host_add_vm(struct vgs_host *host, struct vgs_vm *vm);

/**
 * vgs_host_set_irq() - to whom does a physical interrupt belong?
 * @line:	VGS_INTID(42), VGS_PRIVATE(pe, 27)
 *
 * Also maps it in the VM (vgs_vgic_map()) when it is forwarded and the VM's
 * forwarding policy is to do so (and it is not automasked), and unmaps what it
 * replaces.
 *
 * Returns: 0; -VGS_ERANGE no such interrupt or VM; errors of vgs_vgic_map();
 * -VGS_ENOTSUP a private interrupt under forwarding none.
 */
VGS_API int vgs_host_set_irq(struct vgs_host *host, struct vgs_line line,
			     const struct vgs_host_irq *irq);

/**
 * vgs_host_irq() - what vgs_host_set_irq() said of an interrupt
 *
 * Returns: 0; -VGS_ERANGE no such interrupt.
 */
VGS_API int vgs_host_irq(const struct vgs_host *host, struct vgs_line line,
			 struct vgs_host_irq *ret_irq);

/**
 * vgs_host_forward() - user space forwards a device's interrupt (KVM-VF-20)
 * @line:	an SPI of the host
 * @irq:	@vm and @vintid say to whom; the rest is ignored
 * @ret_rc:	0; what the kernel of the RFC answers, negated: VGS_KVM_ENXIO
 *		there is no such control (forwarding is not fwd-2014-rfc, or
 *		EOImode is 0); VGS_KVM_EINVAL either is not an SPI;
 *		VGS_KVM_EEXIST it or @vintid is taken; VGS_KVM_EAGAIN it is
 *		active or masked, where the policy forward-check looks
 *
 * From unhandled or from VFIO's automasked flow; guests need not stop.
 *
 * Returns: 0; -VGS_ERANGE no such interrupt or VM.
 */
VGS_API int vgs_host_forward(struct vgs_host *host, struct vgs_line line,
			     const struct vgs_host_irq *irq, int *ret_rc);

/**
 * vgs_host_unforward() - back to VFIO's automasked flow (KVM-VF-24)
 * @ret_rc:	0; VGS_KVM_ENOENT it is not forwarded, VGS_KVM_ENXIO as above
 *
 * Deactivates it.  What the guest has not ended yet stays masked until it
 * has.  Entered guests of the VM exit and enter again.
 *
 * Returns: 0; -VGS_ERANGE no such interrupt.
 */
VGS_API int vgs_host_unforward(struct vgs_host *host, struct vgs_line line,
			       int *ret_rc);

/**
 * vgs_host_release() - the VM's hold of a device ends (KVM-VF-25)
 * @ret_rc:	0; VGS_KVM_ENOENT it is no VM's
 *
 * As vgs_host_unforward(), whatever the policy; then it is nobody's, and
 * disabled until a driver enables it.  To be called before the VM is freed.
 *
 * Returns: 0; -VGS_ERANGE no such interrupt.
 */
VGS_API int vgs_host_release(struct vgs_host *host, struct vgs_line line,
			     int *ret_rc);

/**
 * vgs_host_take() - a PE takes its pending physical interrupt
 * @ret_intid:	what it found, VGS_INTID_NONE: nothing (spurious)
 *
 * Leaves the guest if one is entered there, acknowledges, drops the priority
 * (EOImode 1), hands the interrupt to whom it belongs, and deactivates it
 * unless a guest will.  A maintenance interrupt is gone once the guest is
 * left; it is reported all the same.  Does not enter the guest again.
 *
 * Returns: 0; -VGS_ERANGE no such PE.
 */
VGS_API int vgs_host_take(struct vgs_host *host, unsigned pe,
			  uint32_t *ret_intid);

/**
 * vgs_host_drain() - unmask what guests have ended (KVM-VF-3)
 *
 * Only forwarding none leaves anything to do.  To be called after an exit;
 * vgs_host_take() and vgs_host_run() do.
 *
 * Returns: how many interrupts were unmasked.
 */
VGS_API unsigned vgs_host_drain(struct vgs_host *host);

/**
 * vgs_host_run() - exits: auto
 *
 * While a guest is entered on a PE that has a physical interrupt to take or
 * a kick: leave, take all interrupts, enter again.  After VGS_HOST_ROUNDS
 * rounds it gives up with a finding (VGS-4 livelock).
 *
 * Returns: rounds made; -VGS_EPERM: livelock.
 */
VGS_API int vgs_host_run(struct vgs_host *host);

/**
 * vgs_host_maintenance_age() - calls that a PE's has been late by so far
 *
 * With the descriptors all that a host remembers, for who wants to go on with
 * another one.
 */
VGS_API unsigned vgs_host_maintenance_age(const struct vgs_host *host,
					  unsigned pe);

/**
 * vgs_host_set_maintenance_age() - take over what another host remembers
 * @pe:		PE of this host
 * @age:	what vgs_host_maintenance_age() of the other said
 *
 * Changes when a late maintenance interrupt of @pe is taken, nothing else.
 */
VGS_API void vgs_host_set_maintenance_age(struct vgs_host *host, unsigned pe,
					  unsigned age);

/**
 * vgs_host_switch_to() - the scheduler gives a PE to a vCPU
 * @vm:		number of its VM
 *
 * Puts whoever else is loaded on the PE that the vCPU is bound to, of any VM,
 * and loads it (vgs_vcpu_load()).
 *
 * Returns: 0; -VGS_ERANGE; -VGS_EPERM another one is entered there; errors of
 * vgs_vcpu_load().
 */
VGS_API int vgs_host_switch_to(struct vgs_host *host, unsigned vm,
			       unsigned vcpu);

/**
 * vgs_host_entered() - who runs on a PE?
 * @ret_vm:	number of the VM
 * Returns: true if a vCPU of one of the host's VMs is entered on @pe.
 */
VGS_API bool vgs_host_entered(const struct vgs_host *host, unsigned pe,
			      unsigned *ret_vm, unsigned *ret_vcpu);

/*
 * X(enumerator, name): counters since creation.  What a device interrupt costs
 * (KVM-OBS-7) is host-irqs, the exits of its VM, host-masks and host-unmasks,
 * and eventfd-hops: a driver that signals KVM, KVM that signals the driver.
 */
#define VGS_HOST_STATS(X)                                                      \
	X(HOST_IRQS, "host-irqs")                                              \
	X(MAINTENANCE, "maintenance")                                          \
	X(SPURIOUS, "host-spurious")                                           \
	X(FORWARDED, "host-forwarded")                                         \
	X(UNHANDLED, "host-unhandled")                                         \
	X(MASKS, "host-masks")                                                 \
	X(UNMASKS, "host-unmasks")                                             \
	X(EVENTFD_HOPS, "eventfd-hops")

/** Counters of a host: VGS_HOST_STATS() says which is which. */
enum vgs_host_stat {
#define VGS_HOST_STAT_ENUM(id, name) VGS_HOST_STAT_##id,
	VGS_HOST_STATS(VGS_HOST_STAT_ENUM)
#undef VGS_HOST_STAT_ENUM
		VGS_HOST_STAT_COUNT,
};

/** @return name of a counter, NULL past the last. */
VGS_API const char *vgs_host_stat_name(unsigned stat);

/**
 * vgs_host_stat() - a counter
 *
 * A maintenance interrupt that made a guest exit is counted by its VM
 * (VGS_VM_STAT_MAINTENANCE), one without a guest here.
 */
VGS_API uint64_t vgs_host_stat(const struct vgs_host *host, unsigned stat);

#ifdef __cplusplus
}
#endif

#endif
