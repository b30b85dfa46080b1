/* SPDX-License-Identifier: MIT */
/* What the parts of the machine of a KVM trace share; nobody else needs it. */
#ifndef VGICSIM_TOOLS_RIG_KVM_DATA_H
#define VGICSIM_TOOLS_RIG_KVM_DATA_H

#include <libvgicsim/host.h>
#include <libvgicsim/irqfd.h>
#include <libvgicsim/timer.h>
#include <libvgicsim/vcpu-timer.h>

#include "rig_kvm.h"

#define RIG_KVM_LPIS 1024u

/* When the recorder's probe points fired (KD-8). */
enum rig_kvm_probes {
	PROBES_QUEUED,	 /* entry: something is queued; exit: an LR is used */
	PROBES_FOLD_LRS, /* every entry; exit: an LR is used */
	PROBES_ALL,
};

struct rig_kvm {
	struct rig *rig;
	struct vgs_timers *timers;
	struct vgs_vm *vm;
	struct vgs_host *host;
	enum rig_kvm_probes probes;
	unsigned nr_lr;
	struct optrace_lr *snapshots; /* of this KVM_RUN */
	unsigned snapshot_count;
	struct optrace_lr put; /* what was saved before this KVM_RUN */
	struct optrace_virq *virqs;
	unsigned virq_count;
};

/* The host: its GIC and timers; then, with the VM, its kernel. */
int rig_kvm_new_host(struct rig_kvm *k, const char *const *quirks,
		     const char **reterr_field);
int rig_kvm_start_host(struct rig_kvm *k);

/* Exits that come by themselves: interrupts of the host, and kicks. */
int rig_kvm_settle(struct rig_kvm *k);

/* An op of the VMM. */
void rig_kvm_call(struct rig_kvm *k, const struct optrace_op *op,
		  struct outcome *out);

#endif
