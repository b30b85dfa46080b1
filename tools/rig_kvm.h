/* SPDX-License-Identifier: MIT */
/*
 * The machine under a replay of a KVM trace: a VM on a host GIC, and the
 * little of a VMM and of a host kernel that an op depends on.  Each KVM_RUN
 * enters the guest, runs one op or a batch, and leaves it.
 */
#ifndef VGICSIM_TOOLS_RIG_KVM_H
#define VGICSIM_TOOLS_RIG_KVM_H

#include "rig.h"

/* Fills rig->gic and rig->kvm; arguments and result as those of rig_new(). */
int rig_kvm_new(struct rig *rig, const char *const *quirks,
		const char **reterr_field);
void rig_kvm_free(struct rig *rig);

/*
 * rig_kvm_run() - one op
 * @skip:	a guest's op that has no effect and reads 0
 *
 * Returns: as rig_run().
 */
int rig_kvm_run(struct rig *rig, const struct optrace_op *op, bool skip,
		struct outcome *out);

#endif
