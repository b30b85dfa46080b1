/* SPDX-License-Identifier: MIT */
/*
 * Fold: what the guest did with its list registers, back into the virtual
 * interrupts; then what it ended without a list register (EOIcount) and what
 * it deactivates through a trapped DIR.
 */
#include "vgic/order.h"
#include "vgic/route.h"
#include "vgic/tracepoint.h"

static bool lr_pending(const struct vgs_lr_info *lr)
{
	return lr->state == VGS_PENDING || lr->state == VGS_ACTIVE_PENDING;
}

static bool lr_active(const struct vgs_lr_info *lr)
{
	return lr->state == VGS_ACTIVE || lr->state == VGS_ACTIVE_PENDING;
}

/* The end of a software level SPI is heard of through its EOI bit. */
static bool signals_end(const struct vgs_vm *vm, uint32_t i,
			const struct vgs_lr_info *lr)
{
	return VGS_RULE(KVM_FO_1, lr->state == VGS_INACTIVE && lr->eoi &&
					  !lr->hw && vgs_virq_is_spi(vm, i));
}

/* What the list register alone says; pure (KVM-FO-3 to FO-5). */
static struct vgs_virq folded(const struct vgs_vm *vm, unsigned vcpu,
			      uint32_t i, const struct vgs_lr_info *lr)
{
	struct vgs_virq next = vm->virqs[i];
	bool sgi = vgs_virq_is_v2_sgi(vm, i);

	/* An LPI that was made anew may be in another vCPU's. */
	if (next.vcpu == vcpu)
		next.lr = VGS_NO_VLR;
	next.flags &= (uint16_t)~VGS_VIRQ_ACTIVE;
	if (VGS_RULE(KVM_FO_3, lr_active(lr))) {
		next.flags |= VGS_VIRQ_ACTIVE;
		if (sgi && !vm->cfg.policy.sgi_active_source_lost)
			next.active_source = lr->source;
	}
	if (VGS_RULE(KVM_FO_4,
		     (next.flags & VGS_VIRQ_EDGE) && lr_pending(lr))) {
		next.flags |= VGS_VIRQ_LATCH;
		if (sgi)
			next.source |= (uint8_t)VGS_BIT(lr->source);
	}
	if (vgs_virq_is_level(&next) && vgs_vlr_consumes(vm, lr))
		next.flags &= (uint16_t)~VGS_VIRQ_LATCH;
	/* What the guest has not acknowledged is pending still. */
	if (vgs_virq_unwatched(vm, &next) && lr_pending(lr))
		next.flags |= VGS_VIRQ_LINE;
	return next;
}

/* Must the physical line be sampled (KVM-ML-8)? */
static bool must_resample(const struct vgs_vm *vm, const struct vgs_virq *q,
			  const struct vgs_lr_info *lr, bool deactivated)
{
	const struct vgs_policy *policy = &vm->cfg.policy;

	if (policy->mapped_level != VGS_MAPPED_LEVEL_LOWER_AND_RESAMPLE ||
	    !policy->resample_on_fold || !vgs_virq_mapped_level(q) ||
	    vgs_virq_unwatched(vm, q))
		return false;
	if (VGS_RULE(KVM_ML_4, lr_pending(lr)))
		return true;
	return VGS_RULE(KVM_ML_7, deactivated && policy->mapped_ap_resample &&
					  (q->flags & VGS_VIRQ_LINE));
}

/*
 * Where the vgic does not get to know that a mapped line fell, it looks: the
 * physical GIC's pending bit mirrors the wire while active (KVM-ML-6).  Low:
 * nobody will deactivate the physical interrupt, so that is done here, or the
 * next assertion would never be signalled (KVM-ML-5).
 */
static void resample(struct vgs_vm *vm, unsigned vcpu, uint32_t i,
		     struct vgs_virq *next)
{
	unsigned pe = vm->vcpus[vcpu].pe;
	bool high = vgs_virq_sample(vm, i, vcpu, pe);

	vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_RESAMPLES);
	vgs_vm_trace(vm, VGS_EV_RESAMPLE, vcpu, i,
		     (next->flags & VGS_VIRQ_LINE) != 0, high, VGS_R_KVM_ML_8);
	next->flags &= (uint16_t)~VGS_VIRQ_LINE;
	if (high)
		next->flags |= VGS_VIRQ_LINE;
	if (!VGS_RULE(KVM_ML_5, high))
		vgs_hw_set_active(vm, pe, next->pintid, false);
}

/* KVM-ML-20, KVM-ML-21: the host masked it instead of leaving it active. */
static void sw_resample(struct vgs_vm *vm, unsigned vcpu,
			const struct vgs_virq *q)
{
	if (vm->cfg.policy.mapped_level != VGS_MAPPED_LEVEL_SW_RESAMPLE ||
	    !vgs_virq_mapped_level(q) || vgs_virq_unwatched(vm, q))
		return;
	if (VGS_RULE(KVM_ML_21,
		     !(q->flags & (VGS_VIRQ_ACTIVE | VGS_VIRQ_LATCH))))
		vgs_hw_set_active(vm, vm->vcpus[vcpu].pe, q->pintid, false);
}

/* KVM-IF-6, KVM-IF-7: first the line, then whoever waits for it. */
static void lower_line(struct vgs_vm *vm, uint32_t i)
{
	if (!VGS_RULE(KVM_IF_6, vm->virqs[i].flags & VGS_VIRQ_RESAMPLE))
		return;
	vgs_virq_flags(vm, i, VGS_VIRQ_LINE | VGS_VIRQ_RESAMPLED,
		       VGS_VIRQ_RESAMPLED, VGS_R_KVM_IF_6);
	vgs_virq_queue(vm, i);
}

/* The end of a level SPI: notifiers, and the count of what is out. */
void vgs_virq_ended(struct vgs_vm *vm, unsigned vcpu, uint32_t i,
		    bool deactivated)
{
	struct vgs_vdist *d = vm->dist;

	/* The fold of a GICv2 host kept what all had. */
	if (deactivated || vm->host_v2 ||
	    VGS_RULE(KVM_FO_12, vm->cfg.policy.sw_level_ack_notify ==
					VGS_ACK_NOTIFY_ON_LR_STATE)) {
		vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_ACK_NOTIFIES);
		vgs_tp_ack_irq(vm, vcpu, i);
		vgs_vm_trace(vm, VGS_EV_RESAMPLE, vcpu, i, 1, 0,
			     VGS_R_KVM_FO_1);
		lower_line(vm, i);
		vgs_vm_irqfd_ack(vm, i);
	}
	if (VGS_RULE(KVM_FO_13, deactivated && d->active_spis))
		d->active_spis--;
}

/* Later kernels hear of the end once it is folded, but for GICv2 (KVM-FO-12). */
static bool notifies_first(const struct vgs_vm *vm)
{
	return VGS_RULE(KVM_FO_1,
			vm->host_v2 || vm->cfg.policy.lr_overflow ==
					       VGS_LR_OVERFLOW_UIE_ONLY);
}

void vgs_virq_fold(struct vgs_vm *vm, unsigned vcpu, uint32_t i,
		   const struct vgs_lr_info *lr)
{
	bool was_active = vm->virqs[i].flags & VGS_VIRQ_ACTIVE;
	bool deactivated = was_active && !lr_active(lr);
	bool ended = signals_end(vm, i, lr), first = notifies_first(vm);
	struct vgs_virq next;

	if (ended && first)
		vgs_virq_ended(vm, vcpu, i, deactivated);
	next = folded(vm, vcpu, i, lr);
	if (must_resample(vm, &next, lr, deactivated))
		resample(vm, vcpu, i, &next);
	vgs_virq_commit(vm, i, &next, VGS_R_KVM_FO_3);
	sw_resample(vm, vcpu, &next);
	vgs_vm_trace_lr(vm, VGS_EV_FOLD, vcpu, i, 0, lr, VGS_R_KVM_FO_3);
	if (ended && !first)
		vgs_virq_ended(vm, vcpu, i, deactivated);
}

/* --- ended without a list register (KVM-OV-12) -------------------- */

#define HCR_EOICOUNT(h) vgs_field_get(h, 31, 27)
#define EOICOUNT_MAX	31u

/* Deactivate one that is on no list register, as if it had been on one. */
static void end_outside(struct vgs_vm *vm, unsigned vcpu, uint32_t i)
{
	struct vgs_lr_info lr;
	struct vgs_virq next;

	vgs_virq_compute_lr(vm, i, &lr, &next);
	lr.state = lr_pending(&lr) ? VGS_PENDING : VGS_INACTIVE;
	if (lr.hw)
		vgs_hw_deactivate(vm, vm->vcpus[vcpu].pe, lr.pintid);
	vgs_virq_fold(vm, vcpu, i, &lr);
}

/*
 * The guest ends interrupts in the reverse order of their acknowledge, and
 * the list is sorted: so the first active ones are meant.  Those that were in
 * list registers are not: they may have become active since (KVM-OV-13).
 */
static void fold_eoicount(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	unsigned n = (unsigned)HCR_EOICOUNT(v->hcr);
	uint32_t after = VGS_NO_VIRQ, active[EOICOUNT_MAX];

	if (VGS_RULE(KVM_OV_13, vm->cfg.policy.lr_overflow ==
					VGS_LR_OVERFLOW_EOICOUNT_TAIL)) {
		after = v->last_lr_virq;
		/* It has left the list: nothing stands behind it. */
		if (VGS_RULE(KVM_OV_14, after == VGS_NO_VIRQ) ||
		    vm->virqs[after].vcpu != vcpu)
			return;
	}
	if (!VGS_RULE(KVM_OV_12, n))
		return;
	n = vgs_vorder_active(vm, vcpu, after, n, active);
	for (unsigned k = 0; k < n; k++)
		end_outside(vm, vcpu, active[k]);
}

/* Is an LPI's active state forgotten (POL-6)? */
static bool drops_active(const struct vgs_vm *vm, uint32_t i)
{
	return vgs_virq_is_lpi(vm, i) &&
	       vm->cfg.policy.lpi_active_in_dist == VGS_LPI_ACTIVE_DROPPED;
}

static void drop_active(struct vgs_lr_info *lr)
{
	lr->state = lr_pending(lr) ? VGS_PENDING : VGS_INACTIVE;
}

void vgs_vcpu_fold(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];

	if (VGS_RULE(KVM_OLD_5, vgs_vm_keeps_lrs(vm))) {
		vgs_vcpu_fold_kept(vm, vcpu);
		return;
	}
	for (unsigned n = 0; n < v->used_lrs; n++) {
		struct vgs_lr_info lr;
		uint32_t i;

		vgs_vlr_decode(vm, v->lr[n], &lr);
		i = vgs_virq_index(vm, vcpu, lr.vintid);
		/* An LPI that is gone meanwhile. */
		if (VGS_RULE(KVM_FO_2, i == VGS_NO_VIRQ))
			continue;
		if (VGS_RULE(KVM_FO_6, drops_active(vm, i)))
			drop_active(&lr);
		vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_LR_FOLDS);
		vgs_virq_fold(vm, vcpu, i, &lr);
	}
	switch (vm->cfg.policy.lr_overflow) {
	case VGS_LR_OVERFLOW_UIE_ONLY: /* KVM-OV-4: the count is lost */
		break;
	case VGS_LR_OVERFLOW_EOICOUNT_HEAD:
	case VGS_LR_OVERFLOW_EOICOUNT_TAIL:
		fold_eoicount(vm, vcpu);
		break;
	}
	v->used_lrs = 0;
	v->last_lr_virq = VGS_NO_VIRQ;
}

/* --- a trapped DIR (KVM-OV-16) ------------------------------------ */

int vgs_vcpu_deactivate(struct vgs_vm *vm, unsigned vcpu, uint32_t value)
{
	uint32_t intid = value, source = 0, i;
	const struct vgs_virq *q;
	struct vgs_vmcr vmcr;
	unsigned on;
	int err;

	if (vm->cfg.version == VGS_GIC_V2) {
		intid = value & 0x3ffu;
		source = value >> 10 & 7u;
	}
	vgs_vmcr_decode(vm, vm->vcpus[vcpu].vmcr_saved, &vmcr);
	i = vgs_virq_index(vm, vcpu, intid);
	if (!VGS_RULE(KVM_OV_16, vmcr.eoimode) || i == VGS_NO_VIRQ ||
	    VGS_RULE(KVM_OV_16, vgs_virq_is_lpi(vm, i)))
		return 0;
	q = &vm->virqs[i];
	on = q->vcpu;
	/* In another vCPU's list register: as a write of ICACTIVER. */
	if (VGS_RULE(KVM_OV_16, q->lr != VGS_NO_VLR)) {
		err = vgs_vm_stop(vm);
		if (!err)
			vgs_virq_clear_active(vm, i);
		return err;
	}
	if (on == VGS_NO_VCPU || !(q->flags & VGS_VIRQ_ACTIVE))
		return 0;
	if (vgs_virq_is_v2_sgi(vm, i) && q->active_source != source)
		return 0;
	end_outside(vm, vcpu, i);
	/* KVM-RL-1: the vCPU that has it on its list prunes before it runs. */
	vm->vcpus[on].update = true;
	vgs_vcpu_kick(vm, on, VGS_R_KVM_OV_16);
	return 0;
}
