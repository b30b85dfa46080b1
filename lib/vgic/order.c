/* SPDX-License-Identifier: MIT */
/*
 * What is known of an ap_list between two runs, so that an entry costs what
 * changed and not what is queued: how many of it want a list register, and
 * its order since it was sorted last.
 *
 * Every change of a queued interrupt is noted, up to a number of them; beyond
 * that, after a restore, or when something changed that decides about all,
 * nothing is known and everything is looked at, as KVM does.  So it is as well
 * where little is queued: to look at it costs less than to keep what is known.
 *
 * A stable sort (KVM-AP-24) of a list whose order is known but for a few
 * interrupts: of those the ones whose key is another one are taken out, and put
 * back in their new order, each behind what goes before it or is equal and
 * stood before it.  Where an interrupt stood is a label; labels grow along the
 * list.
 */
#include "vgic/order.h"

#define STEP (UINT64_C(1) << 24)

/* What an interrupt is counted as. */
#define COUNT_PENDING VGS_BIT(0)
#define COUNT_ACTIVE  VGS_BIT(1)
#define COUNT_SGI     VGS_BIT(2)

static struct vgs_vorder *order_of(struct vgs_vm *vm, unsigned vcpu)
{
	return &vm->orders[vcpu];
}

/* --- counts --------------------------------------------------------- */

static uint8_t class_of(const struct vgs_vm *vm, unsigned vcpu, uint32_t i)
{
	const struct vgs_virq *q = &vm->virqs[i];
	unsigned class;

	if (vgs_virq_oracle(vm, q) != vcpu)
		return 0;
	class = q->flags & VGS_VIRQ_ACTIVE ? COUNT_ACTIVE : COUNT_PENDING;
	if (vgs_virq_intid(vm, i) < VGS_VM_SGIS)
		class |= COUNT_SGI;
	return (uint8_t) class;
}

static inline void count(struct vgs_vcounts *counts, unsigned class,
			 unsigned weight, int by)
{
	unsigned n = (unsigned)by;

	counts->pending += class & COUNT_PENDING ? n : 0;
	counts->active += class & COUNT_ACTIVE ? n : 0;
	counts->sgis += class & COUNT_SGI ? n : 0;
	counts->weight += n * weight;
	counts->multiple += weight > 1 ? n : 0;
}

static void link_active(struct vgs_vm *vm, struct vgs_vorder *o, uint32_t i)
{
	struct vgs_vplace *place = &vm->places[i];

	place->prev = VGS_NO_VIRQ;
	place->next = o->active;
	if (o->active != VGS_NO_VIRQ)
		vm->places[o->active].prev = i;
	o->active = i;
}

static void unlink_active(struct vgs_vm *vm, struct vgs_vorder *o, uint32_t i)
{
	const struct vgs_vplace *place = &vm->places[i];

	if (place->next != VGS_NO_VIRQ)
		vm->places[place->next].prev = place->prev;
	if (place->prev != VGS_NO_VIRQ)
		vm->places[place->prev].next = place->next;
	else
		o->active = place->next;
}

/* It is counted no more. */
static void discount(struct vgs_vm *vm, struct vgs_vorder *o, uint32_t i)
{
	struct vgs_vplace *place = &vm->places[i];

	count(&o->counts, place->class, place->weight, -1);
	if (place->class & COUNT_ACTIVE)
		unlink_active(vm, o, i);
	place->class = place->weight = 0;
}

static void count_anew(struct vgs_vm *vm, unsigned vcpu, uint32_t i)
{
	struct vgs_vorder *o = order_of(vm, vcpu);
	struct vgs_vplace *place = &vm->places[i];
	uint8_t class = class_of(vm, vcpu, i);
	uint8_t weight = (uint8_t)vgs_virq_weight(vm, i);
	bool group1 = vm->virqs[i].flags & VGS_VIRQ_GROUP1;

	o->group1 += (unsigned)group1 - place->group1;
	place->group1 = group1;
	if (class == place->class && weight == place->weight)
		return;
	if (place->class || place->weight)
		discount(vm, o, i);
	place->class = class;
	place->weight = weight;
	count(&o->counts, class, weight, 1);
	if (class & COUNT_ACTIVE)
		link_active(vm, o, i);
}

/* --- what changed --------------------------------------------------- */

static void forget(struct vgs_vorder *o)
{
	o->known = o->sorted = false;
}

void vgs_vorder_forget(struct vgs_vm *vm)
{
	for (unsigned n = 0; n < vm->cfg.vcpus; n++)
		forget(&vm->orders[n]);
}

void vgs_vorder_note(struct vgs_vm *vm, uint32_t i)
{
	struct vgs_vorder *o = order_of(vm, vm->virqs[i].vcpu);
	struct vgs_vplace *place = &vm->places[i];

	if (place->changed)
		return;
	if (o->changed_count == VGS_VORDER_MAX) {
		forget(o);
		return;
	}
	place->changed = true;
	o->changed[o->changed_count++] = i;
}

void vgs_vorder_append(struct vgs_vm *vm, uint32_t i)
{
	uint32_t prev = vm->virqs[i].prev;

	vm->places[i] = (struct vgs_vplace){
		.key = VGS_VORDER_NO_KEY,
		.label = prev == VGS_NO_VIRQ ? STEP
					     : vm->places[prev].label + STEP,
		.group1 = vm->virqs[i].flags & VGS_VIRQ_GROUP1,
	};
	order_of(vm, vm->virqs[i].vcpu)->group1 += vm->places[i].group1;
	vgs_vorder_note(vm, i);
}

void vgs_vorder_remove(struct vgs_vm *vm, uint32_t i, unsigned vcpu)
{
	struct vgs_vorder *o = order_of(vm, vcpu);

	o->group1 -= vm->places[i].group1;
	if (vm->places[i].class || vm->places[i].weight)
		discount(vm, o, i);
	for (unsigned k = 0; vm->places[i].changed && k < o->changed_count;
	     k++) {
		if (o->changed[k] != i)
			continue;
		o->changed[k] = o->changed[--o->changed_count];
		vm->places[i].changed = false;
	}
}

/* The groups that are enabled, where that decides about an order (AP-23). */
static uint8_t groups_of(const struct vgs_vm *vm, unsigned vcpu)
{
	if (vm->cfg.policy.ap_sort != VGS_AP_SORT_PENDING_FIRST_DELIVERABLE)
		return 3;
	return vm->vcpus[vcpu].vmcr_saved & 3u;
}

/* Labels along the list, and the way back. */
static void relabel(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	uint32_t prev = VGS_NO_VIRQ;
	uint64_t label = STEP;

	for (uint32_t i = v->head; i != VGS_NO_VIRQ; i = vm->virqs[i].next) {
		vm->virqs[i].prev = prev;
		vm->places[i].label = label;
		label += STEP;
		prev = i;
	}
	v->tail = prev;
}

/* Look at everything: what is not this vCPU's is to be pruned. */
static void look_at_all(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vorder *o = order_of(vm, vcpu);

	*o = (struct vgs_vorder){
		.known = true,
		.anew = true,
		.active = VGS_NO_VIRQ,
		.enabled = vm->dist->enabled,
	};
	relabel(vm, vcpu);
	for (uint32_t i = vm->vcpus[vcpu].head; i != VGS_NO_VIRQ;
	     i = vm->virqs[i].next) {
		vm->places[i].changed = false;
		vm->places[i].class = vm->places[i].weight = 0;
		vm->places[i].group1 = false;
		count_anew(vm, vcpu, i);
		if (!vm->places[i].class)
			vgs_vorder_changed(vm, i);
	}
}

/* Is everything known but for what is in changed?  Else look at it. */
static bool is_known(const struct vgs_vm *vm, unsigned vcpu)
{
	const struct vgs_vorder *o = &vm->orders[vcpu];

	return o->known && o->enabled == vm->dist->enabled;
}

static void update(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vorder *o = order_of(vm, vcpu);

	if (!is_known(vm, vcpu)) {
		look_at_all(vm, vcpu);
		return;
	}
	for (unsigned k = 0; k < o->changed_count; k++)
		count_anew(vm, vcpu, o->changed[k]);
}

/* The same of a list that is short. */
static struct vgs_vcounts count_short(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcounts counts = { 0 };

	forget(order_of(vm, vcpu));
	for (uint32_t i = vm->vcpus[vcpu].head; i != VGS_NO_VIRQ;
	     i = vm->virqs[i].next)
		count(&counts, class_of(vm, vcpu, i), vgs_virq_weight(vm, i),
		      1);
	return counts;
}

struct vgs_vcounts vgs_vorder_counts(struct vgs_vm *vm, unsigned vcpu)
{
	if (vgs_vorder_is_short(vm, vcpu))
		return count_short(vm, vcpu);
	update(vm, vcpu);
	return order_of(vm, vcpu)->counts;
}

/* --- in list order -------------------------------------------------- */

/* What vgs_virq_key() is while these groups are enabled. */
static unsigned full_key(const struct vgs_vplace *place, unsigned groups)
{
	unsigned group = place->key & VGS_VORDER_GROUP1 ? 1 : 0;

	return (place->key & ~VGS_VORDER_GROUP1) |
	       (groups >> group & 1u ? 0 : VGS_VORDER_DISABLED);
}

static unsigned kept_key(const struct vgs_vm *vm, unsigned vcpu, uint32_t i)
{
	bool group1 = vm->virqs[i].flags & VGS_VIRQ_GROUP1;

	return (vgs_virq_key(vm, vcpu, i) & ~VGS_VORDER_DISABLED) |
	       (group1 ? VGS_VORDER_GROUP1 : 0);
}

/* @a goes before @b: by what they are, or as they stood. */
static bool before(const struct vgs_vm *vm, unsigned groups, uint32_t a,
		   uint32_t b)
{
	const struct vgs_vplace *pa = &vm->places[a], *pb = &vm->places[b];
	unsigned ka = full_key(pa, groups), kb = full_key(pb, groups);

	return ka != kb ? ka < kb : pa->label < pb->label;
}

/* sort_few(): as they stand */
#define AS_THEY_STAND UINT32_MAX

/*
 * Few of them: by insertion; as they should with these groups enabled, or as
 * they stand.
 */
static void sort_few(const struct vgs_vm *vm, uint32_t *virqs, unsigned count,
		     unsigned groups)
{
	for (unsigned n = 1; n < count; n++) {
		uint32_t i = virqs[n];
		unsigned k = n;

		for (; k; k--) {
			uint32_t other = virqs[k - 1];

			if (groups == AS_THEY_STAND
				    ? vm->places[other].label <
					      vm->places[i].label
				    : before(vm, groups, other, i))
				break;
			virqs[k] = other;
		}
		virqs[k] = i;
	}
}

/* Those that are another's keep waiting to be pruned. */
static void settle(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vorder *o = order_of(vm, vcpu);
	unsigned left = 0;

	for (unsigned k = 0; k < o->changed_count; k++) {
		uint32_t i = o->changed[k];

		vm->places[i].changed = !vm->places[i].class;
		if (vm->places[i].changed)
			o->changed[left++] = i;
	}
	o->changed_count = left;
}

bool vgs_vorder_changes(struct vgs_vm *vm, unsigned vcpu, unsigned *ret_count,
			const uint32_t **ret_virqs)
{
	const struct vgs_vorder *o = order_of(vm, vcpu);

	update(vm, vcpu);
	*ret_count = o->changed_count;
	*ret_virqs = o->changed;
	return o->known && !o->anew;
}

/* By a walk of the list. */
static unsigned walk_active(const struct vgs_vm *vm, unsigned vcpu,
			    uint32_t after, unsigned max, uint32_t *ret_virqs)
{
	uint32_t i = after == VGS_NO_VIRQ ? vm->vcpus[vcpu].head
					  : vm->virqs[after].next;
	unsigned count = 0;

	for (; count < max && i != VGS_NO_VIRQ; i = vm->virqs[i].next) {
		if ((vm->virqs[i].flags & VGS_VIRQ_ACTIVE) &&
		    vgs_virq_oracle(vm, &vm->virqs[i]) == vcpu)
			ret_virqs[count++] = i;
	}
	return count;
}

/* Of what is counted as active, those behind @behind, by insertion. */
static unsigned sort_active(struct vgs_vm *vm, unsigned vcpu, uint64_t behind,
			    unsigned max, uint32_t *ret_virqs)
{
	unsigned count = 0;

	for (uint32_t i = order_of(vm, vcpu)->active; i != VGS_NO_VIRQ;
	     i = vm->places[i].next) {
		uint64_t label = vm->places[i].label;
		unsigned k = count;

		if (label <= behind)
			continue;
		/* Of those that are too many the last falls off. */
		count += count < max;
		for (; k && vm->places[ret_virqs[k - 1]].label > label; k--)
			if (k < max)
				ret_virqs[k] = ret_virqs[k - 1];
		if (k < max)
			ret_virqs[k] = i;
	}
	return count;
}

/* Self-check: a walk of the list finds the same. */
static void check_active(struct vgs_vm *vm, unsigned vcpu, uint32_t after,
			 unsigned max, unsigned count, const uint32_t *virqs)
{
#ifdef VGS_SELFCHECK
	uint32_t walked[VGS_VORDER_MAX];
	unsigned n = walk_active(vm, vcpu, after, max, walked);

	VGS_VM_BUG_ON(vm, n != count);
	for (unsigned k = 0; k < n && k < count; k++)
		VGS_VM_BUG_ON(vm, virqs[k] != walked[k]);
#else
	(void)vm, (void)vcpu, (void)after, (void)max, (void)count, (void)virqs;
#endif
}

unsigned vgs_vorder_active(struct vgs_vm *vm, unsigned vcpu, uint32_t after,
			   unsigned max, uint32_t *ret_virqs)
{
	uint64_t behind = 0;
	unsigned count;

	if (vgs_vorder_is_short(vm, vcpu))
		return walk_active(vm, vcpu, after, max, ret_virqs);
	update(vm, vcpu);
	if (after != VGS_NO_VIRQ)
		behind = vm->places[after].label;
	count = sort_active(vm, vcpu, behind, max, ret_virqs);
	check_active(vm, vcpu, after, max, count, ret_virqs);
	return count;
}

bool vgs_vorder_strangers(struct vgs_vm *vm, unsigned vcpu, unsigned *ret_count,
			  uint32_t ret_virqs[VGS_VORDER_MAX])
{
	struct vgs_vorder *o = order_of(vm, vcpu);

	if (vgs_vorder_is_short(vm, vcpu))
		return false;
	if (!is_known(vm, vcpu))
		look_at_all(vm, vcpu);
	if (!o->known)
		return false;
	/* Who was one before is among those that changed. */
	sort_few(vm, o->changed, o->changed_count, AS_THEY_STAND);
	*ret_count = 0;
	for (unsigned k = 0; k < o->changed_count; k++) {
		uint32_t i = o->changed[k];

		if (vgs_virq_oracle(vm, &vm->virqs[i]) != vcpu)
			ret_virqs[(*ret_count)++] = i;
	}
	return true;
}

/* --- sorting -------------------------------------------------------- */

static void take_out(struct vgs_vm *vm, struct vgs_vcpu *v, uint32_t i)
{
	struct vgs_virq *q = &vm->virqs[i];

	*(q->prev == VGS_NO_VIRQ ? &v->head : &vm->virqs[q->prev].next) =
		q->next;
	*(q->next == VGS_NO_VIRQ ? &v->tail : &vm->virqs[q->next].prev) =
		q->prev;
}

static void put_behind(struct vgs_vm *vm, struct vgs_vcpu *v, uint32_t i,
		       uint32_t prev)
{
	struct vgs_virq *q = &vm->virqs[i];
	uint32_t *from = prev == VGS_NO_VIRQ ? &v->head : &vm->virqs[prev].next;

	q->prev = prev;
	q->next = *from;
	*(q->next == VGS_NO_VIRQ ? &v->tail : &vm->virqs[q->next].prev) = i;
	*from = i;
}

/*
 * Behind whom it goes: from both ends at once, since who changed mostly comes
 * first now or last.  What was put back already goes before it.
 */
static uint32_t find_prev(const struct vgs_vm *vm, unsigned vcpu, uint32_t i)
{
	const struct vgs_vcpu *v = &vm->vcpus[vcpu];
	unsigned groups = vm->orders[vcpu].groups;
	uint32_t first = v->head, last = v->tail;

	for (;;) {
		if (last == VGS_NO_VIRQ || vm->places[last].moved ||
		    before(vm, groups, last, i))
			return last;
		if (!vm->places[first].moved && before(vm, groups, i, first))
			return vm->virqs[first].prev;
		first = vm->virqs[first].next;
		last = vm->virqs[last].prev;
	}
}

/* A label between its neighbours'; false: there is none left. */
static bool label_between(struct vgs_vm *vm, uint32_t i)
{
	const struct vgs_virq *q = &vm->virqs[i];
	uint64_t low = q->prev == VGS_NO_VIRQ ? 0 : vm->places[q->prev].label;
	uint64_t high = q->next == VGS_NO_VIRQ ? low + 2 * STEP
					       : vm->places[q->next].label;

	vm->places[i].label = low + (high - low) / 2;
	return high - low > 1;
}

/* Takes out those whose key is another one.  @return how many */
static unsigned take_moved(struct vgs_vm *vm, unsigned vcpu,
			   uint32_t *ret_virqs)
{
	const struct vgs_vorder *o = order_of(vm, vcpu);
	unsigned count = 0;

	for (unsigned k = 0; k < o->changed_count; k++) {
		uint32_t i = o->changed[k];
		unsigned key = kept_key(vm, vcpu, i);

		if (key == vm->places[i].key)
			continue;
		vm->places[i].key = key;
		vm->places[i].moved = true;
		take_out(vm, &vm->vcpus[vcpu], i);
		ret_virqs[count++] = i;
	}
	return count;
}

static void sort_again(struct vgs_vm *vm, unsigned vcpu)
{
	uint32_t moved[VGS_VORDER_MAX];
	unsigned count = take_moved(vm, vcpu, moved);
	bool room = true;

	sort_few(vm, moved, count, vm->orders[vcpu].groups);
	for (unsigned k = 0; k < count; k++) {
		put_behind(vm, &vm->vcpus[vcpu], moved[k],
			   find_prev(vm, vcpu, moved[k]));
		room = label_between(vm, moved[k]) && room;
	}
	for (unsigned k = 0; k < count; k++)
		vm->places[moved[k]].moved = false;
	if (!room)
		relabel(vm, vcpu);
}

static void sort_all(struct vgs_vm *vm, unsigned vcpu)
{
	vgs_vcpu_sort(vm, vcpu);
	relabel(vm, vcpu);
	for (uint32_t i = vm->vcpus[vcpu].head; i != VGS_NO_VIRQ;
	     i = vm->virqs[i].next)
		vm->places[i].key = kept_key(vm, vcpu, i);
}

/*
 * A group that was switched changes its place as a whole.  That moves nobody
 * where all are of one group; else all are merged, for who was equal stays as
 * he stands.
 */
static void switch_groups(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vorder *o = order_of(vm, vcpu);
	uint8_t groups = groups_of(vm, vcpu);

	if (o->groups != groups && o->group1 &&
	    o->group1 != vm->vcpus[vcpu].queued)
		o->sorted = false;
	o->groups = groups;
}

void vgs_vorder_sort(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vorder *o = order_of(vm, vcpu);

	switch_groups(vm, vcpu);
	if (o->known && o->sorted)
		sort_again(vm, vcpu);
	else
		sort_all(vm, vcpu);
	o->sorted = o->known;
}

void vgs_vorder_served(struct vgs_vm *vm, unsigned vcpu, bool sorted)
{
	struct vgs_vorder *o = order_of(vm, vcpu);

	if (!o->known)
		return;
	o->sorted = o->sorted && sorted;
	o->anew = false;
	settle(vm, vcpu);
}
