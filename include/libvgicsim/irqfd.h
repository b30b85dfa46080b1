/* SPDX-License-Identifier: MIT */
/*
 * How interrupts of a VMM's devices get into a VM: KVM_IRQ_LINE, the table of
 * GSI routes, and irqfds, which tie an eventfd to a GSI, with the resample
 * eventfd that says when a level interrupt was ended.
 *
 * Return codes are as in <libvgicsim/kvm.h>: the call answers 0 or an error of
 * this library, *ret_rc is what the kernel answers.
 *
 * An eventfd is a number of the caller's, not 0.  That a device has written it
 * is vgs_vm_irqfd_signal(); what the kernel signals is counted until
 * vgs_vm_irqfd_resampled() reads it.  What the kernel leaves to a worker thread
 * (KVM-IF-4) is a deferred action with cfg.async (vgs_vm_work()), and done at
 * once without.
 */
#ifndef LIBVGICSIM_IRQFD_H
#define LIBVGICSIM_IRQFD_H

#include <libvgicsim/kvm.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- KVM_IRQ_LINE ----------------------------------------------------------
 */

/** Field "type" of KVM_IRQ_LINE. */
enum vgs_kvm_irq_type {
	VGS_KVM_IRQ_CPU, /**< the vCPU's IRQ or FIQ input */
	VGS_KVM_IRQ_SPI, /**< an INTID, not a GSI */
	VGS_KVM_IRQ_PPI,
};

/** Its number with VGS_KVM_IRQ_CPU. */
#define VGS_KVM_IRQ_CPU_IRQ 0u
#define VGS_KVM_IRQ_CPU_FIQ 1u

/** Bits of device_irq_level in struct kvm_run (KVM-TM-30). */
#define VGS_KVM_LEVEL_VTIMER (1u << 0)
#define VGS_KVM_LEVEL_PTIMER (1u << 1)
#define VGS_KVM_LEVEL_PMU    (1u << 2)

/** The word that KVM_IRQ_LINE takes (KVM-IL-1). */
#define VGS_KVM_IRQ(type, vcpu, num)                                           \
	((uint32_t)(vcpu) / 256u << 28 | (uint32_t)(type) << 24 |              \
	 (uint32_t)(vcpu) % 256u << 16 | ((uint32_t)(num)&0xffffu))

/**
 * vgs_vm_irq_line() - KVM_IRQ_LINE
 * @irq:	VGS_KVM_IRQ(), or any word
 * @ret_rc:	0, also if nothing changes; -ENXIO no such type, a vgic or
 *		none (VGS_KVM_IRQ_CPU is of a VM with user_irqchip);
 *		-EBUSY it is not initialised; -EINVAL
 *
 * Returns: 0; -VGS_EBUSY inside a callback; -VGS_EBUG.
 */
VGS_API int vgs_vm_irq_line(struct vgs_vm *vm, uint32_t irq, bool level,
			    int *ret_rc);

/* --- routes ----------------------------------------------------------------
 */

#define VGS_MAX_GSI 4096u /**< GSIs below this can be routed (KVM-RT-2) */

/** What the routing table has for a GSI. */
enum vgs_route_type {
	VGS_GSI_ROUTE_NONE,
	VGS_GSI_ROUTE_IRQCHIP, /**< to SPI 32 + pin */
	VGS_GSI_ROUTE_MSI,     /**< a message to an ITS */
};

/** struct vgs_route - where a GSI goes */
struct vgs_route {
	uint32_t gsi;
	enum vgs_route_type type;
	uint32_t irqchip; /**< IRQCHIP: 0 */
	uint32_t pin;	  /**< IRQCHIP: INTID - 32 */
	struct vgs_msi msi;
};

/**
 * vgs_vm_set_routing() - KVM_SET_GSI_ROUTING: replace the whole table
 * @routes:	@count of them
 * @flags:	must be 0
 * @ret_rc:	0; -EINVAL, the table is as it was; -ENOMEM more than cfg.routes
 *
 * After creation GSI n is pin n (KVM-RT-1).  Whether a pin has an SPI is not
 * asked (KVM-RT-3).
 *
 * Returns: 0; -VGS_EBUSY inside a callback; -VGS_EBUG.
 */
VGS_API int vgs_vm_set_routing(struct vgs_vm *vm,
			       const struct vgs_route *routes, unsigned count,
			       uint32_t flags, int *ret_rc);

/**
 * vgs_vm_route() - where a GSI goes
 * @gsi:	any number
 * Returns: 0, the route in *ret_route; -VGS_ENOENT it has none.
 */
VGS_API int vgs_vm_route(const struct vgs_vm *vm, uint32_t gsi,
			 struct vgs_route *ret_route);

/* --- irqfds ----------------------------------------------------------------
 */

#define VGS_IRQFD_DEASSIGN (1u << 0)
#define VGS_IRQFD_RESAMPLE (1u << 1)

/** struct vgs_irqfd - argument of KVM_IRQFD */
struct vgs_irqfd {
	uint32_t fd; /**< the eventfd; 0: no file */
	uint32_t gsi;
	uint32_t flags;	     /**< VGS_IRQFD_* */
	uint32_t resamplefd; /**< with VGS_IRQFD_RESAMPLE; 0: no file */
	bool signalled;	     /**< it has been written before (KVM-IF-2) */
};

/**
 * vgs_vm_irqfd() - KVM_IRQFD: assign or deassign
 * @ret_rc:	0; -EINVAL flags; -EAGAIN the vgic is not initialised; -EBADF;
 *		-EBUSY the eventfd is assigned already; -ENOMEM more than cfg.irqfds
 *
 * To deassign what is not assigned succeeds (KVM-IF-10).
 *
 * Returns: 0; -VGS_EBUSY inside a callback; -VGS_EBUG.
 */
VGS_API int vgs_vm_irqfd(struct vgs_vm *vm, const struct vgs_irqfd *irqfd,
			 int *ret_rc);

/**
 * vgs_vm_irqfd_close() - the eventfd is closed: all its irqfds go
 * @fd:	one that no irqfd has is fine
 * Returns: 0; -VGS_EBUSY inside a callback; -VGS_EBUG.
 */
VGS_API int vgs_vm_irqfd_close(struct vgs_vm *vm, uint32_t fd);

/**
 * vgs_vm_irqfd_signal() - a device writes the eventfd (KVM-IF-3)
 *
 * An SPI, or an LPI whose translation is cached, is injected at once; all else
 * is left to the worker.
 *
 * Returns: 0; -VGS_ENOENT no irqfd has it; -VGS_EBUSY; -VGS_EBUG.
 */
VGS_API int vgs_vm_irqfd_signal(struct vgs_vm *vm, uint32_t fd);

/**
 * vgs_vm_irqfd_at() - the irqfds that are assigned, in the order they were
 * Returns: 0, one of them, never signalled; -VGS_ENOENT @n is past the last.
 */
VGS_API int vgs_vm_irqfd_at(const struct vgs_vm *vm, unsigned n,
			    struct vgs_irqfd *ret_irqfd);

/** @return how often a resample eventfd was signalled and not yet read. */
VGS_API unsigned vgs_vm_irqfd_resamples(const struct vgs_vm *vm,
					uint32_t resamplefd);

/** vgs_vm_irqfd_resampled() - read it: as vgs_vm_irqfd_resamples(), then 0 */
VGS_API unsigned vgs_vm_irqfd_resampled(struct vgs_vm *vm, uint32_t resamplefd);

#ifdef __cplusplus
}
#endif

#endif
