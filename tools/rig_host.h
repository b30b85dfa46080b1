/* SPDX-License-Identifier: MIT */
/*
 * The host kernel under the VM of a KVM trace: the PEs' timers, whose
 * interrupts it takes for the vCPU that is loaded.
 */
#ifndef VGICSIM_TOOLS_RIG_HOST_H
#define VGICSIM_TOOLS_RIG_HOST_H

#include <libvgicsim/vgicsim.h>

#include "optrace.h"

struct rig_host;

/* On a GIC that nobody has set up; 0 or an error of the library. */
int rig_host_new(struct vgs_gic *gic, struct rig_host **ret_host);
struct rig_host *rig_host_free(struct rig_host *host);

/* What a VM's configuration has of the host; @ops must live until the VM is
 * made, which then has to be added. */
void rig_host_config(struct rig_host *host, struct vgs_timer_ops *ops,
		     struct vgs_vm_config *cfg);
int rig_host_add(struct rig_host *host, struct vgs_vm *vm);

/*
 * rig_host_serve() - the PE of an entered vCPU has a timer's interrupt
 *
 * Leaves the guest, takes it, enters again.  Returns: 1 if there was one; 0;
 * an error.
 */
int rig_host_serve(struct rig_host *host, struct vgs_vm *vm, unsigned vcpu);

#endif
