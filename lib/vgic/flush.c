/* SPDX-License-Identifier: MIT */
/*
 * Flush: from the ap_list of a vCPU to the list registers and HCR of its next
 * run.
 *
 * Which interrupts get a list register:
 * - those whose oracle is this vCPU, in list order (KVM-LR-2);
 * - the list is sorted first if not all fit (KVM-AP-20, KVM-AP-22), under
 *   active-first also if an SGI has several sources (KVM-AP-21);
 * - under active-first nothing less urgent goes beside an SGI that has further
 *   sources: it would come between two of its instances (KVM-LR-3);
 * - at most nr_lr; if one is left out the guest must come back early: by UIE
 *   (KVM-OV-2) or by the bits of KVM-OV-11.
 * Therefore: sort, walk, compute each list register and the interrupt after
 * it, commit both, stop when full.
 */
#include "vgic/order.h"

/* ICH_HCR_EL2 and GICH_HCR. */
#define HCR_EN		 VGS_BIT(0)
#define HCR_UIE		 VGS_BIT(1)
#define HCR_LRENPIE	 VGS_BIT(2)
#define HCR_NPIE	 VGS_BIT(3)
#define HCR_VGRP0EIE	 VGS_BIT(4)
#define HCR_VGRP0DIE	 VGS_BIT(5)
#define HCR_VGRP1EIE	 VGS_BIT(6)
#define HCR_VGRP1DIE	 VGS_BIT(7)
#define HCR_VSGIEOICOUNT VGS_BIT(8)
#define HCR_TC		 VGS_BIT(10)
#define HCR_TALL0	 VGS_BIT(11)
#define HCR_TALL1	 VGS_BIT(12)
#define HCR_TDIR	 VGS_BIT(14)

static void lr_set_active(struct vgs_lr_info *lr)
{
	lr->state = lr->state == VGS_INACTIVE ? VGS_ACTIVE : VGS_ACTIVE_PENDING;
}

static void lr_set_pending(struct vgs_lr_info *lr)
{
	lr->state =
		lr->state == VGS_INACTIVE ? VGS_PENDING : VGS_ACTIVE_PENDING;
}

unsigned vgs_virq_weight(const struct vgs_vm *vm, uint32_t i)
{
	const struct vgs_virq *q = &vm->virqs[i];
	bool active = q->flags & VGS_VIRQ_ACTIVE;

	if (VGS_RULE(KVM_AP_21, vgs_virq_is_v2_sgi(vm, i) && q->source))
		return vgs_popcount64(q->source) + active;
	return vgs_virq_pending(q) || active;
}

/*
 * The active half.  @return may it be pending too?  KVM-LR-11: not an SGI
 * with several instances, KVM-LR-12: never with HW, KVM-LR-13: nor a level,
 * but for BUG-29.
 */
static bool compute_active(const struct vgs_vm *vm, uint32_t i,
			   struct vgs_lr_info *lr)
{
	const struct vgs_virq *q = &vm->virqs[i];
	bool active = q->flags & VGS_VIRQ_ACTIVE;
	bool more = active && !vm->cfg.policy.sgi_sources_at_once &&
		    vgs_virq_weight(vm, i) > 1;

	if (active)
		lr_set_active(lr);
	if (active && vgs_virq_is_v2_sgi(vm, i))
		lr->source = q->active_source;
	if (VGS_RULE(KVM_LR_11, more))
		lr->eoi = true;
	if (VGS_RULE(KVM_LR_12, vgs_virq_hw_lr(vm, q))) {
		lr->hw = true;
		lr->eoi = false;
		lr->pintid = q->pintid;
		return !active;
	}
	if (VGS_RULE(KVM_LR_13, vgs_virq_is_level(q))) {
		lr->eoi = true;
		return !active ||
		       VGS_RULE(KVM_LR_13, vm->cfg.policy.level_active_pending);
	}
	return !more;
}

/*
 * The pending half of a GICv2 SGI: one source at a time (KVM-LR-14), but for
 * BUG-27.
 */
static void compute_sgi_source(const struct vgs_vm *vm, struct vgs_lr_info *lr,
			       struct vgs_virq *next)
{
	unsigned source = vgs_ctz64(next->source);

	lr->source = (uint8_t)source;
	next->source &= (uint8_t)~VGS_BIT(source);
	if (next->source) {
		next->flags |= VGS_VIRQ_LATCH;
		lr->eoi = VGS_RULE(KVM_LR_14,
				   !vm->cfg.policy.sgi_sources_at_once);
	}
}

/* So that the host can raise it again. */
static bool lowered_by_flush(const struct vgs_vm *vm, const struct vgs_virq *q)
{
	if (vgs_virq_unwatched(vm, q))
		return true;
	return VGS_RULE(KVM_ML_2, vgs_virq_mapped_level(q)) &&
	       vm->cfg.policy.mapped_level != VGS_MAPPED_LEVEL_OWNER_POLLS;
}

static inline void compute_lr(const struct vgs_vm *vm, uint32_t i,
			      struct vgs_lr_info *ret_lr,
			      struct vgs_virq *ret_next)
{
	const struct vgs_virq *q = &vm->virqs[i];
	bool sgi = vgs_virq_is_v2_sgi(vm, i);

	*ret_next = *q;
	*ret_lr = (struct vgs_lr_info){
		.state = VGS_INACTIVE,
		.vintid = vgs_virq_intid(vm, i),
		.priority = q->priority,
		.group = (q->flags & VGS_VIRQ_GROUP1) != 0,
	};
	if (!compute_active(vm, i, ret_lr) || !vgs_virq_pending(q) ||
	    (sgi && !q->source))
		return;
	lr_set_pending(ret_lr);
	/* KVM-ST-23: an edge that comes from now on is another one. */
	if (VGS_RULE(KVM_LR_14, q->flags & VGS_VIRQ_EDGE))
		ret_next->flags &= (uint16_t)~VGS_VIRQ_LATCH;
	if (sgi)
		compute_sgi_source(vm, ret_lr, ret_next);
	if (lowered_by_flush(vm, q))
		ret_next->flags &= (uint16_t)~VGS_VIRQ_LINE;
}

void vgs_virq_compute_lr(const struct vgs_vm *vm, uint32_t i,
			 struct vgs_lr_info *ret_lr, struct vgs_virq *ret_next)
{
	compute_lr(vm, i, ret_lr, ret_next);
}

static void populate_one(struct vgs_vm *vm, unsigned vcpu, uint32_t i)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	struct vgs_lr_info lr;
	struct vgs_virq next;
	uint8_t n = v->used_lrs++;

	compute_lr(vm, i, &lr, &next);
	if (next.lr == VGS_NO_VLR)
		next.lr = n;
	v->lr[n] = vgs_vlr_encode(vm, &lr);
	v->last_lr_virq = i;
	vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_LR_POPULATES);
	vgs_virq_commit(vm, i, &next, VGS_R_KVM_ST_23);
	vgs_vm_trace_lr(vm, VGS_EV_FLUSH, vcpu, i, n, &lr, VGS_R_KVM_LR_2);
}

static void populate(struct vgs_vm *vm, unsigned vcpu, uint32_t i)
{
	/* KVM-LR-17: it is on no list register yet. */
	VGS_VM_BUG_ON(vm, vm->virqs[i].lr != VGS_NO_VLR);
	populate_one(vm, vcpu, i);
	while (VGS_RULE(KVM_LR_14, vm->cfg.policy.sgi_sources_at_once) &&
	       vm->virqs[i].source && vm->vcpus[vcpu].used_lrs < vm->nr_lr)
		populate_one(vm, vcpu, i);
}

/* --- epochs E1 and E2: active first, UIE -------------------------------------
 */

static void flush_uie(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	struct vgs_vcounts counts = vgs_vorder_counts(vm, vcpu);
	bool multi_sgi = counts.multiple;
	bool sort = counts.weight > vm->nr_lr || multi_sgi;
	unsigned limit = 0xff;

	if (VGS_RULE(KVM_LR_5, v->head == VGS_NO_VIRQ))
		return;
	if (sort)
		vgs_vorder_sort(vm, vcpu);
	vgs_vorder_served(vm, vcpu, sort);
	v->hcr = HCR_EN;
	for (uint32_t i = v->head; i != VGS_NO_VIRQ; i = vm->virqs[i].next) {
		if (VGS_RULE(KVM_LR_3,
			     multi_sgi && vm->virqs[i].priority > limit) &&
		    !vm->cfg.policy.sgi_sources_at_once)
			break;
		if (VGS_RULE(KVM_LR_2,
			     vgs_virq_oracle(vm, &vm->virqs[i]) == vcpu)) {
			populate(vm, vcpu, i);
			if (vm->virqs[i].source)
				limit = vm->virqs[i].priority;
		}
		if (v->used_lrs == vm->nr_lr) {
			if (VGS_RULE(KVM_LR_4,
				     vm->virqs[i].next != VGS_NO_VIRQ))
				v->hcr |= HCR_UIE;
			break;
		}
	}
}

/* --- epochs E3 and later: pending first, NPIE, LRENPIE, EOIcount --- */

/* HCR of a run (KVM-OV-11). */
static uint32_t hcr_of(const struct vgs_vm *vm, unsigned vcpu,
		       const struct vgs_vcounts *s)
{
	bool outside = s->pending + s->active > vm->nr_lr;
	bool active_outside = s->active && outside;
	uint32_t vmcr = vm->vcpus[vcpu].vmcr_saved, hcr = HCR_EN;

	if (VGS_RULE(KVM_OV_10, s->pending > vm->nr_lr))
		hcr |= HCR_NPIE;
	if (VGS_RULE(KVM_OV_11, active_outside))
		hcr |= HCR_LRENPIE;
	if (outside)
		hcr |= HCR_UIE;
	/* Come back when the guest changes what can be delivered. */
	hcr |= vgs_vmcr_enables(vmcr, false) ? HCR_VGRP0DIE : HCR_VGRP0EIE;
	hcr |= vgs_vmcr_enables(vmcr, true) ? HCR_VGRP1DIE : HCR_VGRP1EIE;
	if (vm->host_v2)
		return hcr;
	if (VGS_RULE(KVM_OV_15, !s->sgis))
		hcr |= HCR_VSGIEOICOUNT;
	/* Without such a trap in hardware the bit is a note for icv.c. */
	if (VGS_RULE(KVM_OV_17, active_outside || vm->dist->active_spis) ||
	    VGS_RULE(KVM_OV_11, !vm->tdir))
		hcr |= HCR_TDIR;
	return hcr;
}

static void flush_eoicount(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	struct vgs_vcounts s = vgs_vorder_counts(vm, vcpu);
	bool sort = s.pending + s.active > vm->nr_lr;

	if (sort)
		vgs_vorder_sort(vm, vcpu);
	vgs_vorder_served(vm, vcpu, sort);
	v->hcr = hcr_of(vm, vcpu, &s);
	for (uint32_t i = v->head; i != VGS_NO_VIRQ && v->used_lrs < vm->nr_lr;
	     i = vm->virqs[i].next)
		if (vgs_virq_oracle(vm, &vm->virqs[i]) == vcpu)
			populate(vm, vcpu, i);
}

/* Do the common registers trap: asked for, or since DIR cannot alone? */
static bool common_traps(const struct vgs_vm *vm)
{
	const struct vgs_policy *p = &vm->cfg.policy;

	if (VGS_RULE(KVM_CI_1, p->common_trap))
		return true;
	return !vm->tdir &&
	       (VGS_RULE(KVM_CI_1, p->dir_trap) ||
		VGS_RULE(KVM_OV_17,
			 p->lr_overflow != VGS_LR_OVERFLOW_UIE_ONLY));
}

uint32_t vgs_vm_decide_traps(const struct vgs_vm *vm)
{
	const struct vgs_policy *p = &vm->cfg.policy;

	if (vm->host_v2)
		return 0;
	return (VGS_RULE(KVM_CI_1, p->group0_trap) ? HCR_TALL0 : 0) |
	       (VGS_RULE(KVM_CI_1, p->group1_trap) ? HCR_TALL1 : 0) |
	       (common_traps(vm) ? HCR_TC : 0) |
	       (VGS_RULE(KVM_CI_1, p->dir_trap && vm->tdir) ? HCR_TDIR : 0);
}

/*
 * Traps that keep a VM without a GICv3 from its registers.  On a GICv2 they
 * are reserved bits: there the kernel has them where it has those of a GICv3.
 */
static uint32_t hidden(const struct vgs_vm *vm)
{
	enum vgs_hide_gicv3 where = vm->cfg.policy.hide_gicv3;
	bool here = vm->host_v2 ? where == VGS_HIDE_GICV3_ALWAYS
				: where != VGS_HIDE_GICV3_NEVER;

	if (vm->cfg.version == VGS_GIC_V3 || !VGS_RULE(KVM_CI_1, here))
		return 0;
	return HCR_TALL0 | HCR_TALL1 | HCR_TC;
}

void vgs_vcpu_flush(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];

	v->used_lrs = 0;
	v->hcr = 0;
	v->last_lr_virq = VGS_NO_VIRQ;
	if (!vgs_vm_keeps_lrs(vm))
		for (unsigned n = 0; n < vm->nr_lr; n++)
			v->lr[n] = 0;
	if (vm->cfg.user_irqchip)
		return;
	if (VGS_RULE(KVM_OLD_5, vgs_vm_keeps_lrs(vm)))
		vgs_vcpu_flush_kept(vm, vcpu);
	else if (vm->cfg.policy.lr_overflow == VGS_LR_OVERFLOW_UIE_ONLY)
		flush_uie(vm, vcpu);
	else
		flush_eoicount(vm, vcpu);
	if (v->hcr)
		v->hcr |= hidden(vm);
	/* Also where there is nothing to deliver; later they are no part of it. */
	if (vm->cfg.policy.lr_overflow == VGS_LR_OVERFLOW_UIE_ONLY &&
	    vgs_vm_traps(vm))
		v->hcr |= HCR_EN | vgs_vm_traps(vm);
}
