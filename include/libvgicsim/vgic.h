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
 * that change state answer -VGS_EBUSY inside a callback of the VM, and
 * -VGS_EBUG after a bug of the library (vgs_vm_bug()).  Pointers that are handed
 * in are not kept, but for those of the config; nothing that is handed out needs
 * to be freed but VMs.
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
