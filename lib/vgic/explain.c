/* SPDX-License-Identifier: MIT */
/*
 * The gates between a virtual interrupt and a list register of its vCPU, and
 * what of the reasons for a closed one the numbers do not say.
 */
#include "vgic/lpi.h"
#include "vgic/own.h"

static struct vgs_gate_info gate(const char *name, const char *reg,
				 uint64_t value, bool open, unsigned rule)
{
	return (struct vgs_gate_info){ .name = name,
				       .reg = reg,
				       .value = value,
				       .open = open,
				       .rule = (uint16_t)rule };
}

/* One whose value is @note. */
static struct vgs_gate_info worded(const char *name, const char *reg,
				   const char *note, bool open, unsigned rule)
{
	struct vgs_gate_info g = gate(name, reg, VGS_GATE_NONE, open, rule);

	g.note = note;
	return g;
}

static const char *per_irq(const struct vgs_vm *vm, uint32_t i, const char *v2,
			   const char *v3)
{
	bool redistributor = vm->cfg.version == VGS_GIC_V3 && i < vm->spi0;

	return redistributor ? v3 : v2;
}

/* Where the guest chooses a target. */
static const char *router(const struct vgs_vm *vm, uint32_t i)
{
	if (vgs_virq_is_lpi(vm, i))
		return "vCPU of the collection";
	if (i < vm->spi0)
		return "vCPU that it is private to";
	return vm->cfg.version == VGS_GIC_V3 ? "vCPU by GICD_IROUTER"
					     : "vCPU by GICD_ITARGETSR";
}

static struct vgs_gate_info pending(const struct vgs_vm *vm, uint32_t i,
				    const struct vgs_virq_info *q, bool active)
{
	bool is = q->state == VGS_PENDING || q->state == VGS_ACTIVE_PENDING;
	struct vgs_gate_info g =
		gate("pending",
		     vgs_virq_is_lpi(vm, i)
			     ? "LPI"
			     : per_irq(vm, i, "GICD_ISPENDR", "GICR_ISPENDR0"),
		     is, is || active, VGS_R_KVM_ST_11);

	if (is || active)
		g.note = active ? "the guest has it active" : NULL;
	else if (vgs_virq_is_lpi(vm, i))
		g.note = "no message waits";
	else
		g.note = q->edge ? "no edge waits" : "its line is low";
	return g;
}

/* What is active goes where it was acknowledged. */
static struct vgs_gate_info target(const struct vgs_vm *vm, uint32_t i,
				   const struct vgs_virq_info *q, bool active,
				   unsigned vcpu)
{
	bool stays = active && q->vcpu != VGS_NO_VCPU;
	unsigned to = stays ? q->vcpu : q->target;
	const char *reg = stays ? "vCPU that has it active" : router(vm, i);
	struct vgs_gate_info g =
		gate("target", reg, to, to == vcpu, VGS_R_KVM_AP_1);

	if (to == VGS_NO_VCPU)
		return worded("target", reg, "none", false, VGS_R_KVM_AP_1);
	g.note = to == vcpu ? NULL : "another one";
	return g;
}

static struct vgs_gate_info queued(const struct vgs_virq_info *q, unsigned vcpu)
{
	struct vgs_gate_info g =
		gate("queued", "vCPU whose ap_list has it", q->vcpu,
		     q->vcpu == vcpu, VGS_R_KVM_AP_11);

	if (q->vcpu == VGS_NO_VCPU)
		return worded("queued", "vCPU whose ap_list has it", "none",
			      false, VGS_R_KVM_AP_11);
	g.note = q->vcpu == vcpu ? NULL : "another one";
	return g;
}

/* List registers are loaded while it runs. */
static struct vgs_gate_info entered(const struct vgs_vm *vm, unsigned vcpu)
{
	static const char *const notes[] = {
		[VGS_VCPU_OUT] = "it is not in the guest",
		[VGS_VCPU_PREPARED] = "it is flushed, and not in the guest yet",
		[VGS_VCPU_ENTERED] = "it is in the guest",
		[VGS_VCPU_LEFT] = "it has left the guest, and is not folded",
	};
	const struct vgs_vcpu *v = &vm->vcpus[vcpu];

	return worded("entered", "vCPU",
		      notes[v->entered ? VGS_VCPU_ENTERED : v->phase],
		      v->entered, VGS_R_KVM_RL_2);
}

/* The last gate. */
static struct vgs_gate_info list_register(const struct vgs_vm *vm,
					  const struct vgs_virq_info *q,
					  unsigned vcpu)
{
	const struct vgs_vcpu *v = &vm->vcpus[vcpu];
	const char *reg = vm->host_v2 ? "GICH_LR" : "ICH_LR", *note;

	if (q->vcpu == vcpu && q->lr >= 0)
		return gate("list-register", reg, (unsigned)q->lr, true,
			    VGS_R_KVM_LR_2);
	if (!v->entered || q->vcpu != vcpu)
		note = "none";
	else if (v->used_lrs == vm->nr_lr)
		note = "none: all have others, which come first";
	else if (v->kicked)
		note = "none: it came after the entry; it takes an exit and "
		       "an entry";
	else
		note = "none since the last entry";
	return worded("list-register", reg, note, false, VGS_R_KVM_LR_2);
}

int vgs_vgic_explain(const struct vgs_vm *vm, unsigned vcpu, uint32_t intid,
		     struct vgs_gate_info *ret_gates)
{
	uint32_t i = vgs_virq_index(vm, vcpu, intid);
	struct vgs_virq_info q;
	bool active;
	int n = 0;

	if (vcpu < vgs_vm_online(vm) && i == VGS_NO_VIRQ &&
	    intid >= VGS_INTID_LPI && vgs_vm_has_lpis(vm)) {
		ret_gates[0] =
			worded("mapped", "LPI", "no event is mapped to it",
			       false, VGS_R_KVM_ST_14);
		return 1;
	}
	if (vcpu >= vgs_vm_online(vm) || i == VGS_NO_VIRQ ||
	    vgs_vgic_irq(vm, vcpu, intid, &q))
		return -VGS_ERANGE;
	/* One that keeps its registers itself has told nothing of them. */
	if (vgs_own_frames(vm))
		return -VGS_ENOTSUP;
	/* Also in a list register that nobody has read back yet. */
	active = q.state == VGS_ACTIVE || q.state == VGS_ACTIVE_PENDING;
	ret_gates[n++] = pending(vm, i, &q, active);
	ret_gates[n++] = gate(
		"enable",
		vgs_virq_is_lpi(vm, i)
			? "configuration byte as last read, bit 0"
			: per_irq(vm, i, "GICD_ISENABLER", "GICR_ISENABLER0"),
		q.enabled, q.enabled || active, VGS_R_KVM_AP_2);
	ret_gates[n++] =
		gate("distributor-enable", "GICD_CTLR", vm->dist->enabled,
		     vm->dist->enabled || active, VGS_R_KVM_AP_4);
	ret_gates[n++] = target(vm, i, &q, active, vcpu);
	/* Somebody else's has no ap_list that we know of. */
	if (!vm->own)
		ret_gates[n++] = queued(&q, vcpu);
	ret_gates[n++] = entered(vm, vcpu);
	ret_gates[n++] = list_register(vm, &q, vcpu);
	return n;
}
