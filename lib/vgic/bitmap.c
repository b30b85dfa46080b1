/* SPDX-License-Identifier: MIT */
/*
 * The list registers of the vgic before 4.7 (epoch E0): they stay what they are
 * from one run to the next.  A flush only adds, a fold only takes out what the
 * guest has ended.
 *
 * Which interrupts get a list register (KVM-OLD-4, OLD-5):
 * - what is pending, enabled and goes to this vCPU, by INTID, SGIs by source;
 * - a level only if none has been handed out since its last end ("queued");
 * - one that has a list register already has the pending bit added there;
 * - without a free one it waits, and an underflow interrupt is asked for.
 * Priorities play no part (KVM-OLD-7), a line that falls does not take back
 * what is in a list register, and the end of a level by software is heard of
 * through the EOI bit only (KVM-OLD-6).
 *
 * While an interrupt is in a list register it stays on that vCPU's ap_list,
 * unless it is due again on another: then it is on that one's, and has list
 * registers here and there (KVM-OLD-2).
 */
#include "vgic/order.h"

#define HCR_EN	VGS_BIT(0)
#define HCR_UIE VGS_BIT(1)

static struct vgs_lr_info lr_at(const struct vgs_vm *vm,
				const struct vgs_vcpu *v, unsigned n)
{
	struct vgs_lr_info lr;

	vgs_vlr_decode(vm, v->lr[n], &lr);
	return lr;
}

static bool lr_active(const struct vgs_lr_info *lr)
{
	return lr->state == VGS_ACTIVE || lr->state == VGS_ACTIVE_PENDING;
}

static bool lr_pending(const struct vgs_lr_info *lr)
{
	return lr->state == VGS_PENDING || lr->state == VGS_ACTIVE_PENDING;
}

static bool lr_used(const struct vgs_vcpu *v, unsigned n)
{
	return v->lr_used >> n & 1u;
}

/* An end empties the image, so that of SGI 0 is no sign of a free one. */
static void free_lr(struct vgs_vcpu *v, unsigned n)
{
	v->lr[n] = 0;
	v->lr_used &= ~VGS_BIT64(n);
}

/* --- whose it is ---------------------------------------------------- */

/* The first list register of @vcpu that has @i, VGS_NO_VLR: none. */
static unsigned first_lr(const struct vgs_vm *vm, unsigned vcpu, uint32_t i)
{
	const struct vgs_vcpu *v = &vm->vcpus[vcpu];
	uint32_t intid = vgs_virq_intid(vm, i);

	if (i < vm->spi0 && vgs_virq_private_to(vm, i) != vcpu)
		return VGS_NO_VLR;
	for (unsigned n = 0; n < vm->nr_lr; n++)
		if (lr_used(v, n) && lr_at(vm, v, n).vintid == intid)
			return n;
	return VGS_NO_VLR;
}

/* The first vCPU but @vcpu with a list register that has @i. */
static unsigned other_holder(const struct vgs_vm *vm, unsigned vcpu, uint32_t i)
{
	for (unsigned k = 0; k < vgs_vm_online(vm); k++)
		if (k != vcpu && first_lr(vm, k, i) != VGS_NO_VLR)
			return k;
	return VGS_NO_VCPU;
}

static bool in_lr(const struct vgs_virq *q)
{
	return q->lr != VGS_NO_VLR || (q->flags & VGS_VIRQ_ELSEWHERE);
}

/* KVM-OLD-2: is it pending where it may be handed out? */
static bool is_candidate(const struct vgs_vm *vm, const struct vgs_virq *q)
{
	if (!VGS_RULE(KVM_OLD_2, q->flags & VGS_VIRQ_ENABLED) ||
	    !VGS_RULE(KVM_OLD_2, vm->dist->enabled) ||
	    q->target == VGS_NO_VCPU || !vgs_virq_pending(q))
		return false;
	if (VGS_RULE(KVM_OLD_4,
		     vgs_virq_is_level(q) && (q->flags & VGS_VIRQ_QUEUED)))
		return false;
	/* What is tied to hardware is pending there (BUG-13). */
	return !((q->flags & VGS_VIRQ_HW) && in_lr(q));
}

/* Is it active by a write, and its target's list register is to be? */
static bool to_activate(const struct vgs_virq *q)
{
	return (q->flags & VGS_VIRQ_TO_ACTIVATE) && q->target != VGS_NO_VCPU &&
	       !((q->flags & VGS_VIRQ_HW) && in_lr(q));
}

bool vgs_virq_due_kept(const struct vgs_vm *vm, const struct vgs_virq *q)
{
	return to_activate(q) || is_candidate(vm, q);
}

unsigned vgs_virq_oracle_kept(const struct vgs_vm *vm, const struct vgs_virq *q)
{
	if (vgs_virq_due_kept(vm, q))
		return q->target;
	if (q->lr != VGS_NO_VLR)
		return q->vcpu;
	if (q->flags & VGS_VIRQ_ELSEWHERE)
		return other_holder(vm, q->vcpu, (uint32_t)(q - vm->virqs));
	return VGS_NO_VCPU;
}

enum vgs_irq_state vgs_virq_effective_kept(const struct vgs_vm *vm, uint32_t i)
{
	const struct vgs_virq *q = &vm->virqs[i];
	bool pending = vgs_virq_pending(q), active = false;

	for (unsigned k = 0; k < vgs_vm_online(vm); k++) {
		const struct vgs_vcpu *v = &vm->vcpus[k];
		unsigned n = first_lr(vm, k, i);
		struct vgs_lr_info lr;

		if (n == VGS_NO_VLR)
			continue;
		vgs_vlr_decode(vm,
			       v->entered ? vgs_hw_peek(vm, v->pe, VGS_HW_LR, n)
					  : v->lr[n],
			       &lr);
		pending |= lr_pending(&lr);
		active |= lr_active(&lr);
	}
	return vgs_virq_state_of(pending,
				 active || (q->flags & VGS_VIRQ_TO_ACTIVATE));
}

/* --- flush --------------------------------------------------------- */

/* The list register of @i from @source, or a free one; nr_lr: neither. */
static unsigned find_lr(const struct vgs_vm *vm, const struct vgs_vcpu *v,
			uint32_t i, unsigned source)
{
	unsigned spare = vm->nr_lr;

	for (unsigned n = 0; n < vm->nr_lr; n++) {
		struct vgs_lr_info lr = lr_at(vm, v, n);

		if (!lr_used(v, n)) {
			spare = n < spare ? n : spare;
			continue;
		}
		if (VGS_RULE(KVM_OLD_5, lr.vintid == vgs_virq_intid(vm, i) &&
						lr.source == source))
			return n;
	}
	return spare;
}

static struct vgs_lr_info new_lr(const struct vgs_vm *vm, uint32_t i,
				 unsigned source)
{
	const struct vgs_virq *q = &vm->virqs[i];
	bool hw = q->flags & VGS_VIRQ_HW;

	return (struct vgs_lr_info){
		.state = VGS_INACTIVE,
		.vintid = vgs_virq_intid(vm, i),
		.priority = 0, /* KVM-OLD-7 */
		.group = (q->flags & VGS_VIRQ_GROUP1) != 0,
		.source = (uint8_t)source,
		.hw = hw,
		.pintid = hw ? q->pintid : 0,
		.eoi = !hw && vgs_virq_is_level(q),
	};
}

/* @return was there one? */
static bool place(struct vgs_vm *vm, unsigned vcpu, uint32_t i, unsigned source,
		  enum vgs_irq_state state)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	unsigned n = find_lr(vm, v, i, source);
	struct vgs_lr_info lr;
	struct vgs_virq next;

	if (n == vm->nr_lr)
		return false;
	lr = lr_used(v, n) ? lr_at(vm, v, n) : new_lr(vm, i, source);
	lr.state = vgs_virq_state_of(state == VGS_PENDING || lr_pending(&lr),
				     state == VGS_ACTIVE || lr_active(&lr));
	v->lr[n] = vgs_vlr_encode(vm, &lr);
	v->lr_used |= VGS_BIT64(n);
	next = vm->virqs[i];
	if (next.lr == VGS_NO_VLR || n < next.lr)
		next.lr = (uint8_t)n;
	vgs_virq_commit(vm, i, &next, VGS_R_KVM_OLD_5);
	vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_LR_POPULATES);
	vgs_vm_trace_lr(vm, VGS_EV_FLUSH, vcpu, i, n, &lr, VGS_R_KVM_OLD_5);
	return true;
}

/* KVM-OLD-4: each source of an SGI on its own. */
static bool queue_sgi(struct vgs_vm *vm, unsigned vcpu, uint32_t i)
{
	for (unsigned source = 0; source < VGS_MAX_VCPUS_V2; source++) {
		struct vgs_virq next;

		if (!(vm->virqs[i].source >> source & 1u))
			continue;
		if (!place(vm, vcpu, i, source, VGS_PENDING))
			return false;
		next = vm->virqs[i];
		next.source &= (uint8_t)~VGS_BIT(source);
		if (!next.source)
			next.flags &= (uint16_t)~VGS_VIRQ_LATCH;
		vgs_virq_commit(vm, i, &next, VGS_R_KVM_OLD_4);
	}
	return true;
}

/* @return was there a list register for it, if it wants one? */
static bool queue_one(struct vgs_vm *vm, unsigned vcpu, uint32_t i)
{
	const struct vgs_virq *q = &vm->virqs[i];
	unsigned clear;

	if (!vgs_virq_due_kept(vm, &vm->virqs[i]))
		return true;
	if (to_activate(q)) {
		if (!place(vm, vcpu, i, q->active_source, VGS_ACTIVE))
			return false;
		vgs_virq_flags(vm, i, VGS_VIRQ_TO_ACTIVATE, 0, VGS_R_KVM_OLD_8);
		if (!is_candidate(vm, q))
			return true;
	}
	if (vgs_virq_is_v2_sgi(vm, i) && q->source)
		return queue_sgi(vm, vcpu, i);
	if (!place(vm, vcpu, i, 0, VGS_PENDING))
		return false;
	/* KVM-OLD-11: of what a guest ends in hardware no end is heard. */
	if (!vgs_virq_is_level(q) || vgs_virq_unwatched(vm, q))
		clear = VGS_VIRQ_LATCH |
			(vgs_virq_is_level(q) ? VGS_VIRQ_LINE : 0u);
	else if (q->flags & VGS_VIRQ_HW)
		clear = VGS_VIRQ_LATCH;
	else
		clear = 0;
	vgs_virq_flags(vm, i, clear | VGS_VIRQ_QUEUED,
		       clear ? 0 : VGS_VIRQ_QUEUED, VGS_R_KVM_OLD_4);
	return true;
}

/* --- who wants one: a bitmap for each vCPU ------------------------- */

/*
 * Bits are its private interrupts, then the shared ones: in the order of their
 * INTIDs.  Before the bitmap a summary, a bit for each of its words.  Kept up
 * to date by what changed since the last flush, which so costs that, and what
 * gets a list register.
 */
static unsigned words_of(uint32_t shared)
{
	return (VGS_VM_PRIV + shared + 63) / 64;
}

size_t vgs_vwants_words(uint32_t shared)
{
	return words_of(shared) + (words_of(shared) + 63) / 64;
}

struct wants {
	uint64_t *summary, *bits;
	unsigned words, summaries;
};

static struct wants wants_of(const struct vgs_vm *vm, unsigned vcpu)
{
	uint32_t shared = vm->virqs_count - vm->spi0;
	unsigned words = words_of(shared), summaries = (words + 63) / 64;
	uint64_t *at = vm->wants + vcpu * vgs_vwants_words(shared);

	return (struct wants){ at, at + summaries, words, summaries };
}

static unsigned bit_of(const struct vgs_vm *vm, uint32_t i)
{
	return i < vm->spi0 ? i % VGS_VM_PRIV : i - vm->spi0 + VGS_VM_PRIV;
}

static void set_wants(struct vgs_vm *vm, unsigned vcpu, uint32_t i, bool wants)
{
	struct wants w = wants_of(vm, vcpu);
	unsigned bit = bit_of(vm, i), n = bit / 64;

	w.bits[n] = (w.bits[n] & ~VGS_BIT64(bit % 64)) | (uint64_t)wants
								 << bit % 64;
	w.summary[n / 64] = (w.summary[n / 64] & ~VGS_BIT64(n % 64)) |
			    (uint64_t)(w.bits[n] != 0) << n % 64;
}

void vgs_vwants_forget(struct vgs_vm *vm, uint32_t i, unsigned vcpu)
{
	set_wants(vm, vcpu, i, false);
}

static void note(struct vgs_vm *vm, unsigned vcpu, uint32_t i)
{
	set_wants(vm, vcpu, i,
		  vgs_vorder_counted(vm, i) &&
			  vgs_virq_due_kept(vm, &vm->virqs[i]));
}

/* The first set bit from @from on, @words * 64: none. */
static unsigned next_bit(const uint64_t *bits, unsigned words, unsigned from)
{
	unsigned n = from / 64;
	uint64_t m;

	if (n >= words)
		return words * 64;
	m = bits[n] & ~(VGS_BIT64(from % 64) - 1);
	while (!m && ++n < words)
		m = bits[n];
	return m ? n * 64 + vgs_ctz64(m) : words * 64;
}

/* The first from bit @from on that wants one, VGS_NO_VIRQ: none. */
static uint32_t next_of(const struct vgs_vm *vm, unsigned vcpu, unsigned from)
{
	struct wants w = wants_of(vm, vcpu);
	unsigned n = from / 64, bit = w.words * 64;

	if (n < w.words)
		bit = n * 64 + next_bit(&w.bits[n], 1, from % 64);
	if (n < w.words && bit == n * 64 + 64) {
		n = next_bit(w.summary, w.summaries, n + 1);
		bit = n < w.words ? n * 64 + vgs_ctz64(w.bits[n])
				  : w.words * 64;
	}
	if (bit >= w.words * 64)
		return VGS_NO_VIRQ;
	return bit < VGS_VM_PRIV ? vcpu * VGS_VM_PRIV + bit
				 : vm->spi0 + bit - VGS_VM_PRIV;
}

/* The same of those that have a list register already. */
static uint32_t next_held(const struct vgs_vm *vm, unsigned vcpu, unsigned from)
{
	const struct vgs_vcpu *v = &vm->vcpus[vcpu];
	struct wants w = wants_of(vm, vcpu);
	uint32_t best = VGS_NO_VIRQ;

	for (unsigned n = 0; n < vm->nr_lr; n++) {
		struct vgs_lr_info lr = lr_at(vm, v, n);
		uint32_t i = vgs_virq_index(vm, vcpu, lr.vintid);
		unsigned bit;

		if (!lr_used(v, n) || i == VGS_NO_VIRQ)
			continue;
		bit = bit_of(vm, i);
		if (bit >= from && (w.bits[bit / 64] >> bit % 64 & 1u) &&
		    (best == VGS_NO_VIRQ || i < best))
			best = i;
	}
	return best;
}

static void renew(struct vgs_vm *vm, unsigned vcpu)
{
	const uint32_t *changed;
	unsigned count;
	struct wants w = wants_of(vm, vcpu);

	if (vgs_vorder_changes(vm, vcpu, &count, &changed)) {
		for (unsigned k = 0; k < count; k++)
			note(vm, vcpu, changed[k]);
	} else {
		for (unsigned n = 0; n < w.words; n++)
			w.bits[n] = w.summary[n / 64] = 0;
		for (uint32_t i = vm->vcpus[vcpu].head; i != VGS_NO_VIRQ;
		     i = vm->virqs[i].next)
			note(vm, vcpu, i);
	}
	vgs_vorder_served(vm, vcpu, false);
}

/* Self-check: those of the list that go to @vcpu and want one, no others. */
static void check_wants(struct vgs_vm *vm, unsigned vcpu)
{
#ifdef VGS_SELFCHECK
	struct wants w = wants_of(vm, vcpu);
	unsigned found = 0;

	for (uint32_t i = vm->vcpus[vcpu].head; i != VGS_NO_VIRQ;
	     i = vm->virqs[i].next) {
		unsigned bit = bit_of(vm, i);
		bool wants = w.bits[bit / 64] >> bit % 64 & 1u;

		VGS_VM_BUG_ON(
			vm,
			wants != (vgs_virq_due_kept(vm, &vm->virqs[i]) &&
				  vgs_virq_oracle(vm, &vm->virqs[i]) == vcpu));
		found += wants;
	}
	for (unsigned n = 0; n < w.words; n++)
		found -= vgs_popcount64(w.bits[n]);
	VGS_VM_BUG_ON(vm, found);
#else
	(void)vm;
	(void)vcpu;
#endif
}

void vgs_vcpu_flush_kept(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	bool overflow = false;
	uint32_t i;

	renew(vm, vcpu);
	check_wants(vm, vcpu);
	i = next_of(vm, vcpu, 0);
	while (i != VGS_NO_VIRQ) {
		unsigned from = bit_of(vm, i) + 1;

		overflow |= !queue_one(vm, vcpu, i);
		note(vm, vcpu, i);
		/* Nobody gets one any more but who has one. */
		i = overflow ? next_held(vm, vcpu, from)
			     : next_of(vm, vcpu, from);
	}
	if (v->lr_used)
		v->used_lrs = (uint8_t)(vgs_msb64(v->lr_used) + 1);
	v->hcr = HCR_EN | (VGS_RULE(KVM_OLD_5, overflow) ? HCR_UIE : 0);
}

/* --- fold ---------------------------------------------------------- */

/* What the list registers of @vcpu say of an interrupt. */
static void recall_of(const struct vgs_vm *vm, unsigned vcpu, uint32_t i,
		      struct vgs_virq *next)
{
	const struct vgs_vcpu *v = &vm->vcpus[vcpu];

	for (unsigned n = vm->nr_lr; n-- > 0;) {
		struct vgs_lr_info lr = lr_at(vm, v, n);

		if (!lr_used(v, n) || lr.vintid != vgs_virq_intid(vm, i))
			continue;
		if (next->vcpu == vcpu)
			next->lr = (uint8_t)n;
		else
			next->flags |= VGS_VIRQ_ELSEWHERE;
		if (!lr_active(&lr))
			continue;
		next->flags |= VGS_VIRQ_ACTIVE;
		if (next->flags & VGS_VIRQ_TO_ACTIVATE)
			continue;
		next->active_source = vgs_virq_is_v2_sgi(vm, i) ? lr.source : 0;
	}
}

/* An interrupt's bits as its list registers are; @all: anywhere. */
static void recall(struct vgs_vm *vm, uint32_t i, bool all)
{
	struct vgs_virq next = vm->virqs[i];

	all = i >= vm->spi0 && (all || (next.flags & VGS_VIRQ_ELSEWHERE));
	next.lr = VGS_NO_VLR;
	next.flags &= (uint16_t) ~(VGS_VIRQ_ACTIVE | VGS_VIRQ_ELSEWHERE);
	if (next.flags & VGS_VIRQ_TO_ACTIVATE)
		next.flags |= VGS_VIRQ_ACTIVE;
	for (unsigned k = 0; all && k < vgs_vm_online(vm); k++)
		recall_of(vm, k, i, &next);
	if (!all && next.vcpu != VGS_NO_VCPU)
		recall_of(vm, next.vcpu, i, &next);
	vgs_virq_commit(vm, i, &next, VGS_R_KVM_OLD_6);
}

void vgs_virq_activate_kept(struct vgs_vm *vm, uint32_t i, bool active)
{
	vgs_virq_flags(vm, i, VGS_VIRQ_TO_ACTIVATE,
		       active ? VGS_VIRQ_TO_ACTIVATE : 0, VGS_R_KVM_OLD_8);
	recall(vm, i, false);
}

void vgs_virq_moved_kept(struct vgs_vm *vm, uint32_t i)
{
	if (in_lr(&vm->virqs[i]))
		recall(vm, i, true);
}

/* What the guest has done with one list register (KVM-OLD-6). */
static void fold_one(struct vgs_vm *vm, unsigned vcpu, unsigned n)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	struct vgs_lr_info lr = lr_at(vm, v, n);
	uint32_t i = vgs_virq_index(vm, vcpu, lr.vintid);

	if (!lr_used(v, n))
		return;
	if (VGS_RULE(KVM_OLD_6, lr.state == VGS_INACTIVE))
		free_lr(v, n);
	/* An LPI that is gone. */
	if (i == VGS_NO_VIRQ)
		return;
	vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_LR_FOLDS);
	vgs_vm_trace_lr(vm, VGS_EV_FOLD, vcpu, i, n, &lr, VGS_R_KVM_OLD_6);
	recall(vm, i, false);
	if (lr.state != VGS_INACTIVE)
		return;
	/* The end consumes the soft pending; the line may ask again. */
	if (VGS_RULE(KVM_OLD_6, lr.eoi || lr.hw))
		vgs_virq_flags(vm, i,
			       VGS_VIRQ_QUEUED | (lr.eoi ? VGS_VIRQ_LATCH : 0u),
			       0, VGS_R_KVM_OLD_6);
	if (lr.eoi && vgs_virq_is_spi(vm, i))
		vgs_virq_ended(vm, vcpu, i, true);
}

void vgs_vcpu_fold_kept(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];

	for (unsigned n = 0; n < v->used_lrs; n++)
		fold_one(vm, vcpu, n);
	v->used_lrs = 0;
}

/* --- user space ---------------------------------------------------- */

/*
 * KVM-OLD-9: back to the bitmaps; active stays active.  A level whose line is
 * high is pending by that, and only as long.
 */
static void unqueue(struct vgs_vm *vm, unsigned vcpu, unsigned n)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	struct vgs_lr_info lr = lr_at(vm, v, n);
	uint32_t i = vgs_virq_index(vm, vcpu, lr.vintid);
	struct vgs_virq next;

	if (!lr_used(v, n))
		return;
	free_lr(v, n);
	if (i == VGS_NO_VIRQ)
		return;
	if (lr_active(&lr))
		vgs_virq_flags(vm, i, VGS_VIRQ_TO_ACTIVATE,
			       VGS_VIRQ_TO_ACTIVATE, VGS_R_KVM_OLD_9);
	recall(vm, i, false);
	next = vm->virqs[i];
	next.flags &= (uint16_t)~VGS_VIRQ_QUEUED;
	if (lr_active(&lr) && vgs_virq_is_v2_sgi(vm, i))
		next.active_source = lr.source;
	if (lr_pending(&lr) &&
	    !VGS_RULE(KVM_OLD_9, vgs_virq_is_level(&next) &&
					 (next.flags & VGS_VIRQ_LINE))) {
		next.flags |= VGS_VIRQ_LATCH;
		if (vgs_virq_is_v2_sgi(vm, i))
			next.source |= (uint8_t)VGS_BIT(lr.source);
	}
	vgs_virq_commit(vm, i, &next, VGS_R_KVM_OLD_9);
	/* KVM-OLD-2: it may be due elsewhere by now. */
	vgs_virq_queue(vm, i);
}

void vgs_vm_unqueue(struct vgs_vm *vm)
{
	if (!vgs_vm_keeps_lrs(vm))
		return;
	for (unsigned vcpu = 0; vcpu < vgs_vm_online(vm); vcpu++)
		for (unsigned n = 0;
		     n < vm->nr_lr && !vgs_vcpu_busy(&vm->vcpus[vcpu]); n++)
			unqueue(vm, vcpu, n);
}
