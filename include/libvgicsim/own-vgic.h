/* SPDX-License-Identifier: MIT */
/*
 * Somebody else's vgic on our hardware model: a hypervisor's own code behind
 * struct vgs_vgic_ops takes the place of ours in a struct vgs_vm.  The VM is
 * then an empty shell that enters and leaves the guest, counts, and asks the
 * ops for everything else; <libvgicsim/host.h> and the scenarios run on it
 * unchanged (struct vgs_run_opts).  examples/own-vgic.c is one in full.
 *
 * There are two ways to have one.  With @flush, @fold and @field it says what
 * goes into list registers, hears what came of it, and keeps what a guest
 * programs of each interrupt; the frames, the CPU interface and the list
 * registers' layout are the library's, for GICv2 and GICv3 alike.  With @enter,
 * @exit, @frame and @sysreg it does all of that itself, and reaches the hardware
 * through vgs_vm_config(vm)->hw, by register accesses of the hypervisor on a PE,
 * as ours does.  Turning that around, ours runs on other hardware with another
 * struct vgs_hw_ops.
 *
 * What the library keeps of such a VM it answers for itself: vCPUs, places of
 * frames, the number of interrupts, INIT, routes, irqfds, what is tied to what,
 * timers; with @flush the CPU interface, and who hears of the end of a level
 * SPI.  The rest is asked of the ops, and nothing of ours stands in for them:
 *
 * - messages go to @msi, without it vgs_vgic_msi() answers -ENODEV, as
 *   vgs_vgic_inject_lpi() does to all;
 * - device attributes of registers go to @attr, or with @flush to @field as a
 *   guest's accesses do (lines: to @irq and @inject); with neither they and
 *   tables are -ENXIO, so that vgs_kvm_save() is refused;
 * - with @flush there are no LPIs: vgs_vm_new() answers -VGS_ENOTSUP to a config
 *   with @its or @lpis; vgs_vgic_translate() answers -VGS_ENOTSUP to all;
 * - images need @state: without it vgs_vm_save(), vgs_vm_restore() and
 *   vgs_vm_copy() answer -VGS_ENOTSUP, and a scenario that is run with cuts is
 *   skipped;
 * - which vCPU an interrupt wakes is its to know: it calls vgs_vm_kick(), and
 *   vgs_vcpu_info() of its vCPUs says pending never;
 * - our policies mean nothing.
 */
#ifndef LIBVGICSIM_OWN_VGIC_H
#define LIBVGICSIM_OWN_VGIC_H

#include <libvgicsim/migrate.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How a guest's register is accessed. */
enum vgs_reg_how {
	VGS_REG_READ,
	VGS_REG_WRITE,
	VGS_REG_PEEK, /**< what a read would return, without its effect */
};

/** What of an interrupt a register of the distributor is about. */
enum vgs_own_field {
	VGS_OWN_GROUP,	 /**< 0 or 1 */
	VGS_OWN_ENABLED, /**< bool, as the next two */
	VGS_OWN_PENDING, /**< of the latch, when it is written */
	VGS_OWN_ACTIVE,
	VGS_OWN_PRIORITY, /**< 0 to 255 */
	VGS_OWN_CONFIG,	  /**< 2 edge, 0 level */
	VGS_OWN_TARGETS,  /**< ITARGETSR byte, or affinity of IROUTER */
	VGS_OWN_SOURCES,  /**< GICv2: vCPUs that an SGI is pending from */
};

/**
 * struct vgs_vgic_ops - a vgic
 *
 * Required are @inject, @map and @irq, optional @msi and @attr; either @state, or @create and @destroy;
 * either @flush, @fold and @field, or @enter, @exit, @frame and, for a GICv3
 * guest, @sysreg.  @vgic is what @create made or @state asked for.  Calls never
 * nest, but for vgs_vm_kick() and register accesses.
 */
struct vgs_vgic_ops {
	size_t size; /**< sizeof(struct vgs_vgic_ops) */

	/** So many bytes, zeroed, are the vgic: it is part of the VM, and
	 * vgs_own_vm() finds that.  Plain data without pointers: images have
	 * it, which is why @valid says whether it may be what an image has. */
	size_t state;
	bool (*valid)(const void *image); /**< so many bytes, not aligned;
					   * NULL: whatever they are */

	/** A VM begins; vgs_vm_config(@p vm) says of which shape.  0 or an
	 * error, which vgs_vm_new() returns. */
	int (*create)(void *user, struct vgs_vm *vm, void **ret_vgic);
	void (*destroy)(void *vgic);

	/** An interrupt input changes (level) or fires (edge: true).  Errors
	 * as vgs_vgic_inject(). */
	int (*inject)(void *vgic, unsigned vcpu, uint32_t intid, bool level);

	/** @p vintid is tied to physical @p pintid, or no more. */
	int (*map)(void *vgic, unsigned vcpu, uint32_t vintid, uint32_t pintid,
		   bool tied);

	/** Says what goes into at most @p max list registers of the next run,
	 * in order; returns how many.  Interrupts that the VM has not are left
	 * out. */
	unsigned (*flush)(void *vgic, unsigned vcpu, unsigned max,
			  struct vgs_lr_info *ret_lrs);

	/** What came of one of these: of an interrupt that has ended, state
	 * VGS_INACTIVE.  If that is an SPI with eoi and without hw, whoever
	 * resamples it is told next: its line is lowered by @inject (KVM-IF-6).
	 */
	void (*fold)(void *vgic, unsigned vcpu, const struct vgs_lr_info *lr);

	/** A guest's access to one field of one interrupt.  Of the registers
	 * that set or clear what is written as one, @p value is what comes of
	 * it: 1 or 0.  Returns what it is (before a write, which is not used).
	 * SGIs are inject() to each of their targets. */
	uint32_t (*field)(void *vgic, unsigned vcpu, enum vgs_reg_how how,
			  enum vgs_own_field field, uint32_t intid,
			  uint32_t value);

	/** Load the virtual CPU interface of @p pe; it runs at EL2. */
	void (*enter)(void *vgic, unsigned vcpu, unsigned pe);

	/** Save it and leave it empty. */
	void (*exit)(void *vgic, unsigned vcpu, unsigned pe);

	/** A guest's access to an emulated frame, or to its GICC while it is
	 * not entered.  What the frame lacks reads 0. */
	void (*frame)(void *vgic, unsigned vcpu, enum vgs_reg_how how,
		      enum vgs_frame frame, unsigned index, uint64_t offset,
		      unsigned size, uint64_t *value);

	/** A guest's access to an ICC register that the hardware traps, or
	 * while it is not entered.  Returns enum vgs_answer. */
	int (*sysreg)(void *vgic, unsigned vcpu, enum vgs_reg_how how,
		      enum vgs_sysreg id, uint64_t *value);

	/** Optional: a message of a device, by KVM_SIGNAL_MSI or a route.
	 * Returns what the kernel would, as vgs_vgic_msi(). */
	int (*msi)(void *vgic, const struct vgs_msi *msi);

	/** Optional, beside @frame: user space asks for a register or table by
	 * device attribute; VGS_REG_PEEK: whether there is one.  @p its is the
	 * number of the ITS, VGS_KVM_VGIC the vgic itself.  Groups: those of
	 * registers (DIST_REGS, REDIST_REGS, CPU_REGS, CPU_SYSREGS,
	 * LEVEL_INFO), CTRL with SAVE_PENDING_TABLES; of an ITS ITS_REGS and
	 * CTRL.  No vCPU runs, the vgic is initialised, the vCPU of @p attr
	 * exists.  Returns: 0, or an enum vgs_kvm_errno negated. */
	int (*attr)(void *vgic, enum vgs_reg_how how, unsigned its,
		    uint32_t group, uint64_t attr, uint64_t *value);

	/** State of an interrupt as the guest would find it now; the members
	 * of @p ret_info that it has; what it is tied to is there.  With @flush, line, latch, edge and
	 * active: state comes of these and of what stands in a list register
	 * meanwhile.  -VGS_ERANGE: no such interrupt. */
	int (*irq)(void *vgic, unsigned vcpu, uint32_t intid,
		   struct vgs_virq_info *ret_info);

	void *user; /**< of @create */
};

/**
 * vgs_vm_kick() - it wants the vCPU to leave the guest, or to wake up
 * @vcpu:	one that does not exist is not kicked
 */
VGS_API void vgs_vm_kick(struct vgs_vm *vm, unsigned vcpu);

/** vgs_own_vm() - with @state: the VM whose @vgic this is */
VGS_API struct vgs_vm *vgs_own_vm(void *vgic);

/**
 * vgs_own_enabled() - with @field: has the guest enabled its distributor?
 * Returns: GICD_CTLR, which the library keeps.
 */
VGS_API bool vgs_own_enabled(const struct vgs_vm *vm);

/**
 * vgs_own_wire() - is physical @pintid pending, seen from the vCPU's PE?
 * @vcpu:	below vgs_vm_config()->vcpus
 * @pintid:	SGI, PPI or SPI of the host
 *
 * Of a level interrupt that is active: is its wire high?
 */
VGS_API bool vgs_own_wire(const struct vgs_vm *vm, unsigned vcpu,
			  uint32_t pintid);

/** vgs_own_deactivate() - end physical @pintid as the hypervisor does
 * (GICD_ICACTIVER); parameters as vgs_own_wire() */
VGS_API void vgs_own_deactivate(struct vgs_vm *vm, unsigned vcpu,
				uint32_t pintid);

#ifdef __cplusplus
}
#endif

#endif
