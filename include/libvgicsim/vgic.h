/* SPDX-License-Identifier: MIT */
/*
 * A hypervisor's virtual interrupt controller, modelled on KVM's vgic: VMs,
 * vCPUs, injection, ap_lists, flush and fold, the emulated distributor and
 * redistributors, physical interrupts forwarded to a guest.  Every policy that
 * changed over the kernel's history is selectable.
 *
 * The vgic sits on a physical GIC like any hypervisor: it reaches it through
 * register accesses only (struct vgs_hw_ops).  Nothing leaves the guest by
 * itself: a kick, a physical or a maintenance interrupt waits until the caller
 * calls vgs_vcpu_exit() (or lets <libvgicsim/host.h> do it).
 *
 * Life of a VM:
 *
 *	vgs_vm_config_default(&cfg, VGS_GIC_V3, VGS_EPOCH_DEFAULT);
 *	cfg.gic = gic;
 *	err = vgs_vm_new(&cfg, &vm);
 *	vgs_vcpu_bind(vm, 0, pe);
 *	vgs_vgic_map(vm, VGS_NO_VCPU, 52, 42);
 *	vgs_vgic_inject(vm, VGS_NO_VCPU, 52, true, 0);
 *	vgs_vcpu_enter(vm, 0);
 *	...the guest runs: vgs_vcpu_sysreg_read(), vgs_vcpu_mmio_write()
 *	vgs_vcpu_exit(vm, 0, VGS_EXIT_WFI);
 *	vm = vgs_vm_free(vm);
 *
 * This header is all of <libvgicsim/vm.h>, <libvgicsim/vcpu.h>,
 * <libvgicsim/guest.h>, <libvgicsim/virq.h>, <libvgicsim/vm-stats.h>,
 * <libvgicsim/vm-image.h> and <libvgicsim/vgic-hw.h>.
 *
 * Beside it: <libvgicsim/policy.h>, what to decide otherwise;
 * <libvgicsim/kvm.h>, what a VMM asks by ioctl; <libvgicsim/migrate.h>, a vgic
 * read out and written back; <libvgicsim/irqfd.h> and <libvgicsim/vcpu-timer.h>;
 * <libvgicsim/own-vgic.h>, another vgic in place of this one.
 *
 * Calls return 0 or more, or an error of <libvgicsim/error.h> negated; those
 * that change state answer -VGS_EBUSY inside a callback, and -VGS_EBUG after a
 * bug of the library (vgs_vm_bug()).  Pointers that are handed in are not kept,
 * but for those of the config; nothing that is handed out needs to be freed but
 * VMs.
 *
 * Callbacks of a VM are all of struct vgs_hw_ops, struct vgs_timer_ops, struct
 * vgs_mem_ops, struct vgs_vgic_ops and its trace.  Its host's GIC is part of
 * what it changes, so that those of that GIC (on_signals, memory, trace) count,
 * too.  What the VM is doing is half done in there, and what may be called is:
 *
 * - everything that takes a const struct vgs_vm, but for vgs_vm_save() and
 *   vgs_vm_copy() from it (-VGS_EBUSY); it says what is so at that moment, and
 *   vgs_vm_check() finds broken what is being put right;
 * - out of a struct vgs_vgic_ops: vgs_vm_kick(), vgs_own_deactivate();
 * - out of the trace, told of VGS_EV_EVENTFD, which is a resample eventfd, what
 *   injects: vgs_vm_irqfd_signal(), vgs_vm_irqfd_resampled(),
 *   vgs_vgic_inject(), vgs_vm_irq_line(), vgs_vgic_msi().  The line has been
 *   lowered, and a device that still wants something raises it again, before
 *   the interrupt leaves its place on the list (KVM-IF-7);
 * - calls of other objects, that GIC's own guard aside: the accessors of a
 *   struct vgs_hw_ops are made of them.
 *
 * All others answer -VGS_EBUSY, or false or 0 where they answer no errors, and
 * nothing has changed: note what happened, and call once the outermost call has
 * returned.
 *
 * What other hardware (struct vgs_hw_ops) refuses is an error of the call that
 * needed it; positive answers, exceptions, are -VGS_EIO then.  A guest that it
 * does not let go is still entered; one that it does not let in is out, as after
 * an exit.  A list register that comes back as another interrupt's is a finding
 * (VGS-8), and the guest has not touched it.
 *
 * A GICv2 guest needs a GICv2 or a GICv3 with config legacy.
 *
 * Not built yet: nested guests; the forwarding policy gicv4-vlpi.
 * vgs_vm_new() answers -VGS_ENOTSUP for it.
 */
#ifndef LIBVGICSIM_VGIC_H
#define LIBVGICSIM_VGIC_H

#include <libvgicsim/guest.h>
#include <libvgicsim/vcpu.h>
#include <libvgicsim/vgic-hw.h>
#include <libvgicsim/virq.h>
#include <libvgicsim/vm.h>
#include <libvgicsim/vm-image.h>
#include <libvgicsim/vm-stats.h>

#endif
