/* SPDX-License-Identifier: MIT */
/*
 * Is each field of an item of a VM's state in its range, by itself and with
 * those beside it?  What items say of each other is in check.c.
 */
#include "vgic/check.h"

#include <libvgicsim/vcpu-timer.h>

bool vgs_virq_in_range(const struct vgs_vm *vm, uint32_t i,
		       const struct vgs_virq *q)
{
	unsigned owner = vgs_virq_private_to(vm, i);
	bool v2_sgi = vgs_virq_is_v2_sgi(vm, i);

	if ((q->flags & ~VGS_VIRQ_FLAGS) ||
	    (q->priority & (vgs_virq_is_lpi(vm, i) ? 3u : 7u)) ||
	    q->pintid >= VGS_INTID_SPECIAL || q->zero[0] || q->zero[1])
		return false;
	/* Somebody else's vgic has its own. */
	if (vm->own &&
	    (q->flags & (VGS_VIRQ_LINE | VGS_VIRQ_LATCH | VGS_VIRQ_ACTIVE)))
		return false;
	if (q->target >= vm->cfg.vcpus &&
	    (q->target != VGS_NO_VCPU || owner != VGS_NO_VCPU))
		return false;
	if ((q->flags & VGS_VIRQ_ELSEWHERE) &&
	    (!vgs_vm_keeps_lrs(vm) || i < vm->spi0))
		return false;
	if ((q->flags & VGS_VIRQ_TO_ACTIVATE) &&
	    (!vgs_vm_keeps_lrs(vm) || !(q->flags & VGS_VIRQ_ACTIVE)))
		return false;
	if (owner != VGS_NO_VCPU &&
	    (q->target != owner ||
	     (q->vcpu != owner && q->vcpu != VGS_NO_VCPU)))
		return false;
	/* KVM-MM-51: SPENDSGIR takes sources that no vCPU is. */
	if (v2_sgi)
		return q->active_source < 8;
	return !q->source && !q->active_source;
}

bool vgs_vcpu_in_range(const struct vgs_vm *vm, const struct vgs_vcpu *v)
{
	if (v->pe >= vm->pes || v->entered > 1 || v->kicked > 1 || v->stopped ||
	    v->used_lrs > vm->nr_lr || v->update > 1 || v->loaded > 1 ||
	    vgs_vcpu_busy(v) > v->loaded || v->lpis > 1 ||
	    v->blocked > !v->loaded ||
	    vgs_any_byte_set(v->zero, sizeof(v->zero)) ||
	    v->phase == VGS_VCPU_ENTERED || v->phase > VGS_VCPU_LEFT ||
	    (v->phase && v->entered) || v->left_by >= VGS_EXIT_REASONS ||
	    v->pri_bits < 1 || v->pri_bits > vm->pri_bits ||
	    v->id_bits > vm->id_bits || (v->pstate & ~7u) || v->irq_lines > 3 ||
	    v->exported > 7 || v->pmu > 3 ||
	    (v->lr_used && (!vgs_vm_keeps_lrs(vm) || vm->own)) ||
	    (v->host_el != 2 && v->host_el != 3 && (v->host_el || v->entered)))
		return false;
	return vgs_vcpu_busy(v) || !v->used_lrs;
}

static bool dist_timers_in_range(const struct vgs_vdist *d)
{
	for (unsigned id = 0; id < VGS_TIMER_IDS; id++)
		if (d->timer_vintid[id] < VGS_INTID_PPI ||
		    d->timer_vintid[id] >= VGS_INTID_SPI)
			return false;
	return true;
}

bool vgs_vtimer_in_range(const struct vgs_vm *vm, const struct vgs_vtimer *t,
			 const struct vgs_vcpu *v)
{
	return t->ctl <= 3 && t->level <= 1 && t->inactive <= 1 &&
	       t->in_pe <= (v->loaded && vm->timer_ops.read) &&
	       !vgs_any_byte_set(t->zero, sizeof(t->zero));
}

bool vgs_vdist_in_range(const struct vgs_vdist *d)
{
	return d->enabled <= 1 && d->revision <= 15 &&
	       d->v2_groups_writable <= 1 && d->timers_fixed <= 1 &&
	       d->offset_fixed <= 1 && dist_timers_in_range(d) &&
	       !vgs_any_byte_set(d->zero, sizeof(d->zero));
}
