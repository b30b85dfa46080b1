/* SPDX-License-Identifier: MIT */
/*
 * One virtual interrupt: its state words, where it should go, and the funnel
 * through which it changes.  The list it is queued on is ap_list.c.
 */
#include "vgic/callback.h"
#include "vgic/lpi.h"
#include "vgic/order.h"

uint32_t vgs_virq_index(const struct vgs_vm *vm, unsigned vcpu, uint32_t intid)
{
	if (intid < VGS_VM_PRIV)
		return vcpu < vgs_vm_online(vm) ? vcpu * VGS_VM_PRIV + intid
						: VGS_NO_VIRQ;
	if (intid < vgs_vm_nirqs(vm))
		return vm->spi0 + intid - VGS_VM_PRIV;
	return vgs_vlpi_find(vm, intid);
}

enum vgs_irq_state vgs_virq_state_of(bool pending, bool active)
{
	if (pending)
		return active ? VGS_ACTIVE_PENDING : VGS_PENDING;
	return active ? VGS_ACTIVE : VGS_INACTIVE;
}

enum vgs_irq_state vgs_virq_state(const struct vgs_virq *q)
{
	return vgs_virq_state_of(vgs_virq_pending(q),
				 q->flags & VGS_VIRQ_ACTIVE);
}

/* The list register that has @q, as the hardware has it now. */
static void decode_lr(const struct vgs_vm *vm, const struct vgs_virq *q,
		      struct vgs_lr_info *ret_lr)
{
	const struct vgs_vcpu *v = &vm->vcpus[q->vcpu];

	vgs_vlr_decode(vm,
		       v->entered ? vgs_hw_peek(vm, v->pe, VGS_HW_LR, q->lr)
				  : v->lr[q->lr],
		       ret_lr);
}

/*
 * KVM-ST-22, KVM-ST-23: while a list register has it, that one knows active
 * and what was pending at the entry; the stored bits know what came since.
 */
enum vgs_irq_state vgs_virq_effective(const struct vgs_vm *vm, uint32_t i)
{
	const struct vgs_virq *q = &vm->virqs[i];
	struct vgs_lr_info lr;
	bool pending;

	if (q->flags & VGS_VIRQ_ELSEWHERE)
		return vgs_virq_effective_kept(vm, i);
	if (q->lr == VGS_NO_VLR)
		return vgs_virq_state(q);
	decode_lr(vm, q, &lr);
	pending = lr.state == VGS_PENDING || lr.state == VGS_ACTIVE_PENDING;
	if (vgs_virq_is_level(q) && vgs_vlr_consumes(vm, &lr))
		pending = q->flags & VGS_VIRQ_LINE;
	else
		pending = pending || vgs_virq_pending(q);
	return vgs_virq_state_of(pending,
				 lr.state == VGS_ACTIVE ||
					 lr.state == VGS_ACTIVE_PENDING ||
					 (q->flags & VGS_VIRQ_TO_ACTIVATE));
}

bool vgs_virq_reads_pending(const struct vgs_vm *vm, uint32_t i, unsigned vcpu)
{
	const struct vgs_virq *q = &vm->virqs[i];
	struct vgs_lr_info lr;

	if (q->lr == VGS_NO_VLR || VGS_RULE(KVM_MM_32, q->vcpu != vcpu))
		return vgs_virq_pending(q);
	decode_lr(vm, q, &lr);
	if (vgs_virq_is_level(q) && vgs_vlr_consumes(vm, &lr))
		return q->flags & VGS_VIRQ_LINE;
	/* KVM-OLD-4: taken from the bitmap, and not put back by the fold. */
	if (vgs_vm_keeps_lrs(vm))
		return vgs_virq_pending(q);
	return vgs_virq_pending(q) || lr.state == VGS_PENDING ||
	       lr.state == VGS_ACTIVE_PENDING;
}

void vgs_vm_tell(struct vgs_vm *vm, enum vgs_event_kind kind, unsigned vcpu,
		 uint32_t i, uint64_t old_value, uint64_t new_value,
		 unsigned rule)
{
	struct vgs_event event = {
		.kind = kind,
		.rule = (uint16_t)rule,
		.pe = VGS_NO_PE,
		.vcpu = (uint16_t)vcpu,
		.virt = true,
		.intid = i == VGS_NO_VIRQ ? VGS_INTID_NONE
					  : vgs_virq_intid(vm, i),
		.old_value = old_value,
		.new_value = new_value,
	};

	if (vcpu < vm->cfg.vcpus)
		event.pe = vm->vcpus[vcpu].pe;
	vgs_vm_out(vm);
	vm->cfg.trace(vm->cfg.user, &event);
	vgs_vm_back(vm);
}

static inline void set(struct vgs_vm *vm, uint32_t i,
		       const struct vgs_virq *next)
{
	vm->virqs[i] = *next;
	vgs_vorder_changed(vm, i);
}

/* Who listens is told of what can be seen. */
static VGS_COLD void set_told(struct vgs_vm *vm, uint32_t i,
			      const struct vgs_virq *next, unsigned rule)
{
	const struct vgs_virq *q = &vm->virqs[i];
	const struct vgs_virq old = *q;
	enum vgs_irq_state was = vgs_virq_state(&old), is;

	set(vm, i, next);
	is = vgs_virq_state(q);
	if (was != is || ((old.flags ^ q->flags) & VGS_VIRQ_SHOWN))
		vgs_vm_tell(vm, VGS_EV_VIRQ, vgs_virq_private_to(vm, i), i, was,
			    is, rule);
}

void vgs_virq_commit(struct vgs_vm *vm, uint32_t i, const struct vgs_virq *next,
		     unsigned rule)
{
	if (VGS_TRACING(vm))
		set_told(vm, i, next, rule);
	else
		set(vm, i, next);
}

void vgs_virq_flags(struct vgs_vm *vm, uint32_t i, unsigned mask, unsigned bits,
		    unsigned rule)
{
	unsigned flags = (vm->virqs[i].flags & ~mask) | (bits & mask);
	struct vgs_virq next;

	if (!VGS_TRACING(vm)) {
		vm->virqs[i].flags = (uint16_t)flags;
		vgs_vorder_changed(vm, i);
		return;
	}
	next = vm->virqs[i];
	next.flags = (uint16_t)flags;
	set_told(vm, i, &next, rule);
}
