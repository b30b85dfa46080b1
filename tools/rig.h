/* SPDX-License-Identifier: MIT */
/*
 * The machine under a replay: the GIC, its memory and the little of each PE
 * that an optrace op depends on.  Runs one op and says what was observed;
 * knows nothing of what was expected.
 */
#ifndef VGICSIM_TOOLS_RIG_H
#define VGICSIM_TOOLS_RIG_H

#include "optrace.h"
#include "ram.h"

#define RIG_EVENTS 32

struct rig_pe {
	uint64_t scr_el3; /* without NS: the context of each op sets it */
	uint64_t hcr_el2;
	enum optrace_context context;
	bool stale; /* the GIC does not know this state yet */
};

struct rig_kvm; /* rig_kvm.h */

struct rig {
	const struct optrace_machine *machine;
	struct rig_kvm *kvm; /* the VM on it; NULL: the trace is of hardware */
	struct vgs_gic *gic;
	struct ram ram;
	struct rig_pe *pes;
	struct vgs_event events[RIG_EVENTS]; /* of the last op */
	unsigned event_count;
	const char *missing; /* config field that this build lacks, or NULL */
};

/* What an op did; fields that do not apply are not set. */
struct outcome {
	struct optrace_taken pre, post;
	struct optrace_number o, esr, isr;
	unsigned taken_el;
	bool memory_equal; /* ramrd: memory is what the op expects */
	/* Of a virtual machine; what is pointed to lives until the next op. */
	struct optrace_code rc;
	int codes[OPTRACE_VM_CODES]; /* of the steps of "vm" */
	bool exit_mmio;
	unsigned lr_count;
	const struct optrace_lr *lr;
	unsigned virq_count;
	const struct optrace_virq *virqs;
	const char *note; /* why there is no value, or NULL */
};

/*
 * rig_new() - build the machine of a trace in its reset state
 * @quirks:	of the model, NULL after the last
 * @reterr_field: the config field that makes it impossible
 *
 * Returns: 0; -VGS_EINVAL; -VGS_ENOMEM.
 */
int rig_new(struct rig *rig, const struct optrace_machine *machine,
	    const char *const *quirks, const char **reterr_field);
void rig_free(struct rig *rig);

/* Set quirks by name; @return false: there is none of that name. */
bool rig_set_quirks(struct vgs_gic_config *cfg, const char *const *quirks,
		    const char **reterr_field);

/* Returns: 0; -VGS_EBUG, the model found a bug in itself. */
int rig_run(struct rig *rig, const struct optrace_op *op,
	    struct outcome *ret_outcome);

/* The same for an op that has no effect and reads 0. */
int rig_skip(struct rig *rig, const struct optrace_op *op,
	     struct outcome *ret_outcome);

/* Memory ops, the same for hardware and for a virtual machine. */
void rig_run_memory(struct rig *rig, const struct optrace_op *op,
		    struct outcome *out);

/* @return dense id of a register as a trace names it, or COUNT. */
enum vgs_sysreg rig_sysreg(const char *name);

/* @return who makes the bus accesses of an op. */
struct vgs_access rig_access(const struct optrace_op *op);

#endif
