/* SPDX-License-Identifier: MIT */
/*
 * The ap_list of a vCPU: which interrupts wait for its list registers, in
 * which order.  Queueing, pruning, sorting, kicks.
 */
#include "vgic/order.h"

void vgs_virq_link(struct vgs_vm *vm, uint32_t i, unsigned vcpu, unsigned rule)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	struct vgs_virq *q = &vm->virqs[i];

	VGS_VM_BUG_ON(vm, q->vcpu != VGS_NO_VCPU);
	q->vcpu = (uint16_t)vcpu;
	q->next = VGS_NO_VIRQ;
	q->prev = v->tail;
	if (v->tail == VGS_NO_VIRQ)
		v->head = i;
	else
		vm->virqs[v->tail].next = i;
	v->tail = i;
	v->queued++;
	vgs_vorder_linked(vm, i, vcpu);
	vgs_vcpu_count_max(vm, vcpu, VGS_VM_STAT_AP_LIST_MAX, v->queued);
	vgs_vm_trace(vm, VGS_EV_QUEUE, vcpu, i, 0, vcpu, rule);
}

void vgs_virq_unlink(struct vgs_vm *vm, uint32_t i, unsigned rule)
{
	struct vgs_virq *q = &vm->virqs[i];
	unsigned vcpu = q->vcpu;
	struct vgs_vcpu *v = &vm->vcpus[vcpu];

	if (q->prev == VGS_NO_VIRQ)
		v->head = q->next;
	else
		vm->virqs[q->prev].next = q->next;
	if (q->next == VGS_NO_VIRQ)
		v->tail = q->prev;
	else
		vm->virqs[q->next].prev = q->prev;
	v->queued--;
	vgs_vorder_unlinked(vm, i, vcpu);
	q->vcpu = VGS_NO_VCPU;
	q->next = q->prev = VGS_NO_VIRQ;
	vgs_vm_trace(vm, VGS_EV_UNQUEUE, vcpu, i, vcpu, 0, rule);
}

/*
 * KVM-RL-6: who runs is interrupted, who waits is woken.  A vCPU that is out
 * of the guest for a moment flushes before it runs on and needs no kick.
 */
void vgs_vcpu_kick(struct vgs_vm *vm, unsigned vcpu, unsigned rule)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];

	if (v->stopped || v->kicked)
		return;
	v->kicked = true;
	vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_KICKS);
	vgs_vm_trace(vm, VGS_EV_KICK, vcpu, VGS_NO_VIRQ, 0, 1, rule);
}

/*
 * Is DIR trapped for SPIs that are out, on every vCPU?  Not where all DIRs
 * trap anyway, for want of a trap for DIR alone (KVM-OV-17).
 */
static bool counts_active_spis(const struct vgs_vm *vm, uint32_t i)
{
	return vm->cfg.policy.lr_overflow != VGS_LR_OVERFLOW_UIE_ONLY &&
	       vm->cfg.version == VGS_GIC_V3 && vgs_virq_is_spi(vm, i) &&
	       VGS_RULE(KVM_OV_17, vm->tdir);
}

/* From the list that it is on to that of @target. */
static void move(struct vgs_vm *vm, uint32_t i, unsigned target, unsigned rule)
{
	vgs_vcpu_count(vm, vm->virqs[i].vcpu, VGS_VM_STAT_MIGRATIONS);
	vgs_virq_unlink(vm, i, rule);
	vgs_virq_link(vm, i, target, rule);
	if (vgs_vm_keeps_lrs(vm))
		vgs_virq_moved_kept(vm, i);
	vgs_vcpu_kick(vm, target, rule);
}

void vgs_virq_queue(struct vgs_vm *vm, uint32_t i)
{
	const struct vgs_virq *q = &vm->virqs[i];
	unsigned vcpu = vgs_virq_oracle(vm, q);

	/* What stands in list registers asks nobody for a look. */
	if (vgs_vm_keeps_lrs(vm) &&
	    !VGS_RULE(KVM_OLD_3, vgs_virq_due_kept(vm, q)))
		return;
	/* A bit of a bitmap is on no list that it had to leave first. */
	if (vgs_vm_keeps_lrs(vm) && q->vcpu != VGS_NO_VCPU &&
	    VGS_RULE(KVM_OLD_2, vcpu != q->vcpu)) {
		move(vm, i, vcpu, VGS_R_KVM_OLD_2);
		return;
	}
	if (VGS_RULE(KVM_AP_10,
		     q->vcpu != VGS_NO_VCPU || vcpu == VGS_NO_VCPU)) {
		/* KVM-AP-10b: the kick goes to where it should be. */
		if (vcpu != VGS_NO_VCPU)
			vgs_vcpu_kick(vm, vcpu, VGS_R_KVM_AP_10b);
		return;
	}
	vgs_virq_link(vm, i, vcpu, VGS_R_KVM_AP_11);
	if (VGS_RULE(KVM_AP_12, counts_active_spis(vm, i)) &&
	    vm->dist->active_spis++ == 0) {
		for (unsigned n = 0; n < vgs_vm_online(vm); n++)
			vgs_vcpu_kick(vm, n, VGS_R_KVM_AP_12);
		return;
	}
	vgs_vcpu_kick(vm, vcpu, VGS_R_KVM_AP_11);
}

/* KVM-AP-15: to where it should be. */
static void prune_one(struct vgs_vm *vm, unsigned vcpu, uint32_t i)
{
	unsigned target = vgs_virq_oracle(vm, &vm->virqs[i]);

	if (!VGS_RULE(KVM_AP_15, target != vcpu))
		return;
	vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_PRUNES);
	if (target != VGS_NO_VCPU) {
		move(vm, i, target, VGS_R_KVM_AP_15);
		return;
	}
	vgs_virq_unlink(vm, i, VGS_R_KVM_AP_15);
	vgs_virq_release(vm, i);
}

void vgs_vcpu_prune(struct vgs_vm *vm, unsigned vcpu)
{
	uint32_t strangers[VGS_VORDER_MAX], i = vm->vcpus[vcpu].head;
	unsigned count = 0;

	if (!vgs_vorder_is_short(vm, vcpu) &&
	    vgs_vorder_strangers(vm, vcpu, &count, strangers)) {
		for (unsigned k = 0; k < count; k++)
			prune_one(vm, vcpu, strangers[k]);
		return;
	}
	while (i != VGS_NO_VIRQ) {
		uint32_t next = vm->virqs[i].next;

		prune_one(vm, vcpu, i);
		i = next;
	}
}

/* --- order -------------------------------------------------------------------
 */

static bool wants_lr(const struct vgs_virq *q)
{
	return (q->flags & VGS_VIRQ_ENABLED) && vgs_virq_pending(q);
}

static unsigned active_first(const struct vgs_virq *q)
{
	if (VGS_RULE(KVM_AP_20, q->flags & VGS_VIRQ_ACTIVE))
		return 0;
	return wants_lr(q) ? 1u << 8 | q->priority : 2u << 8;
}

static unsigned pending_first(const struct vgs_virq *q)
{
	bool pending = wants_lr(q) && !(q->flags & VGS_VIRQ_ACTIVE);
	bool hw = q->flags & VGS_VIRQ_HW;

	return (VGS_RULE(KVM_AP_22, pending) ? 0 : 1u << 9) |
	       (unsigned)q->priority << 1 | !hw;
}

/* Is the interrupt's group enabled in the vCPU's saved VMCR (KVM-AP-23)? */
static bool group_enabled(const struct vgs_vm *vm, unsigned vcpu,
			  const struct vgs_virq *q)
{
	return vgs_vmcr_enables(vm->vcpus[vcpu].vmcr_saved,
				q->flags & VGS_VIRQ_GROUP1);
}

static unsigned deliverable_first(const struct vgs_vm *vm, unsigned vcpu,
				  const struct vgs_virq *q)
{
	bool here = vgs_virq_oracle(vm, q) == vcpu;

	return (VGS_RULE(KVM_AP_23, here) ? 0 : 1u << 11) |
	       (VGS_RULE(KVM_AP_23, group_enabled(vm, vcpu, q))
			? 0
			: VGS_VORDER_DISABLED) |
	       pending_first(q);
}

unsigned vgs_virq_key(const struct vgs_vm *vm, unsigned vcpu, uint32_t i)
{
	const struct vgs_virq *q = &vm->virqs[i];

	switch (vm->cfg.policy.ap_sort) {
	case VGS_AP_SORT_ACTIVE_FIRST:
		return active_first(q);
	case VGS_AP_SORT_PENDING_FIRST:
		return pending_first(q);
	case VGS_AP_SORT_PENDING_FIRST_DELIVERABLE:
		return deliverable_first(vm, vcpu, q);
	}
	return 0;
}

/* Merge two sorted chains linked by next; @a's go first where equal. */
static uint32_t merge(struct vgs_vm *vm, unsigned vcpu, uint32_t a, uint32_t b)
{
	uint32_t head = VGS_NO_VIRQ;
	uint32_t *end = &head;

	while (a != VGS_NO_VIRQ && b != VGS_NO_VIRQ) {
		bool second =
			vgs_virq_key(vm, vcpu, b) < vgs_virq_key(vm, vcpu, a);
		uint32_t *from = second ? &b : &a;

		*end = *from;
		end = &vm->virqs[*from].next;
		*from = *end;
	}
	*end = a != VGS_NO_VIRQ ? a : b;
	return head;
}

/* Links behind a chain's order: prev of each, and the tail. */
static void relink(struct vgs_vm *vm, struct vgs_vcpu *v)
{
	uint32_t prev = VGS_NO_VIRQ;

	for (uint32_t i = v->head; i != VGS_NO_VIRQ; i = vm->virqs[i].next) {
		vm->virqs[i].prev = prev;
		prev = i;
	}
	v->tail = prev;
}

/*
 * A stable merge sort that stays (KVM-AP-24, KVM-DT-3): bins[n] holds a sorted
 * chain of 2^n entries, older than those of lower bins.
 */
void vgs_vcpu_sort(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	uint32_t bins[32];
	uint32_t i = v->head, sorted = VGS_NO_VIRQ;

	for (unsigned n = 0; n < VGS_ARRAY(bins); n++)
		bins[n] = VGS_NO_VIRQ;
	while (i != VGS_NO_VIRQ) {
		uint32_t next = vm->virqs[i].next;
		unsigned n = 0;

		vm->virqs[i].next = VGS_NO_VIRQ;
		for (; bins[n] != VGS_NO_VIRQ; n++) {
			i = merge(vm, vcpu, bins[n], i);
			bins[n] = VGS_NO_VIRQ;
		}
		bins[n] = i;
		i = next;
	}
	for (unsigned n = 0; n < VGS_ARRAY(bins); n++)
		if (bins[n] != VGS_NO_VIRQ)
			sorted = merge(vm, vcpu, bins[n], sorted);
	v->head = sorted;
	relink(vm, v);
}

/* Does @q, which is in @state, end a WFI under this priority mask? */
static bool wakes(const struct vgs_vm *vm, const struct vgs_virq *q,
		  enum vgs_irq_state state, uint8_t pmr)
{
	if (!(q->flags & VGS_VIRQ_ENABLED))
		return false;
	/* BUG-44: neither the mask nor its being active counted. */
	if (VGS_RULE(KVM_AP_30,
		     vm->cfg.policy.wakes_for == VGS_WAKES_FOR_PENDING))
		return state == VGS_PENDING || state == VGS_ACTIVE_PENDING;
	return q->priority < pmr && state == VGS_PENDING;
}

/*
 * Is there what would end a WFI under this VMCR?  @stored: as the structures
 * say, which do not know what stands in list registers (KVM-ST-22).
 */
static bool any_pending(const struct vgs_vm *vm, unsigned vcpu, uint32_t value,
			bool stored)
{
	struct vgs_vmcr vmcr;

	vgs_vmcr_decode(vm, value, &vmcr);
	for (uint32_t i = vm->vcpus[vcpu].head; i != VGS_NO_VIRQ;
	     i = vm->virqs[i].next) {
		const struct vgs_virq *q = &vm->virqs[i];

		if (wakes(vm, q,
			  stored ? vgs_virq_state(q)
				 : vgs_virq_effective(vm, i),
			  vmcr.pmr))
			return true;
	}
	return false;
}

bool vgs_vcpu_is_due(const struct vgs_vm *vm, unsigned vcpu)
{
	return any_pending(vm, vcpu, vm->vcpus[vcpu].vmcr_saved, true);
}

bool vgs_vcpu_has_pending(const struct vgs_vm *vm, unsigned vcpu)
{
	if (VGS_RULE(KVM_AP_32, vm->cfg.user_irqchip))
		return vm->vcpus[vcpu].irq_lines ||
		       vgs_vcpu_device_levels(vm, vcpu) !=
			       vm->vcpus[vcpu].exported;
	/* Group enables and the running priority do not count. */
	if (!VGS_RULE(KVM_AP_30, vm->dist->enabled))
		return false;
	return any_pending(vm, vcpu, vgs_vcpu_vmcr(vm, vcpu), false);
}
