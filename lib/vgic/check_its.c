/* SPDX-License-Identifier: MIT */
/*
 * The invariants of LPIs and ITSs: pools are whole, objects name objects that
 * exist, an LPI knows how many events hold it.  vm->scratch counts; it is no
 * state.
 */
#include "vgic/check.h"
#include "vgic/vits.h"

#include <string.h>

/* --- pools -------------------------------------------------------- */

static struct vgs_vpool_entry entry_at(const struct vgs_vm_view *view,
				       enum vgs_vm_section_id id, uint32_t i)
{
	struct vgs_vpool_entry entry;

	vgs_vm_view_item(view, id, i, &entry);
	return entry;
}

/* Each slot is there once; those in use ascend by key, the others have none. */
static bool pool_holds(const struct vgs_vm_view *view,
		       enum vgs_vm_section_id id, uint32_t max, uint32_t count)
{
	uint32_t *seen = view->vm->scratch;
	uint64_t last = 0;

	if (count > max)
		return false;
	memset(seen, 0, max * sizeof(*seen));
	for (uint32_t i = 0; i < max; i++) {
		struct vgs_vpool_entry e = entry_at(view, id, i);

		if (e.slot >= max || seen[e.slot]++ || e.zero ||
		    (i >= count && e.key) || (i && i < count && e.key <= last))
			return false;
		last = e.key;
	}
	return true;
}

/* --- the image's own look-ups --------------------------------------- */

struct its_view {
	const struct vgs_vm_view *view;
	struct vgs_vdist dist;
};

/* Slot of a key in a pool that holds. */
static uint32_t find(const struct its_view *v, enum vgs_vm_section_id id,
		     uint32_t count, uint64_t key)
{
	uint32_t low = 0, high = count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		struct vgs_vpool_entry e = entry_at(v->view, id, middle);

		if (e.key == key)
			return e.slot;
		if (e.key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return VGS_NO_VSLOT;
}

static struct vgs_vlpi lpi_at(const struct its_view *v, uint32_t slot)
{
	struct vgs_vlpi lpi;

	vgs_vm_view_item(v->view, VGS_VM_SECTION_LPIS, slot, &lpi);
	return lpi;
}

static struct vgs_vcollection collection_at(const struct its_view *v,
					    uint32_t slot)
{
	struct vgs_vcollection c;

	vgs_vm_view_item(v->view, VGS_VM_SECTION_COLLECTIONS, slot, &c);
	return c;
}

/* --- objects ------------------------------------------------------ */

static bool lpi_virq_holds(const struct its_view *v, uint32_t slot, bool used)
{
	const struct vgs_vm *vm = v->view->vm;
	const unsigned always = VGS_VIRQ_EDGE | VGS_VIRQ_GROUP1;
	const unsigned may =
		VGS_VIRQ_LATCH | VGS_VIRQ_ACTIVE | VGS_VIRQ_ENABLED;
	struct vgs_virq q;

	vgs_vm_view_item(v->view, VGS_VM_SECTION_VIRQS, vm->lpi0 + slot, &q);
	if ((q.flags & ~may) != always || q.pintid || q.targets || q.owner)
		return false;
	return used || (!(q.flags & may) && !q.priority &&
			q.target == VGS_NO_VCPU && q.vcpu == VGS_NO_VCPU);
}

/* KVM-ST-14: an LPI exists as long as something holds it. */
static bool lpi_held(const struct its_view *v, uint32_t slot,
		     const struct vgs_vlpi *lpi)
{
	const struct vgs_vm *vm = v->view->vm;
	struct vgs_virq q;

	vgs_vm_view_item(v->view, VGS_VM_SECTION_VIRQS, vm->lpi0 + slot, &q);
	return lpi->ites || q.vcpu != VGS_NO_VCPU ||
	       (!vm->cfg.its && (q.flags & VGS_VIRQ_LATCH));
}

/* After count_events(): scratch has the events of each LPI. */
static bool lpis_hold(const struct its_view *v)
{
	const struct vgs_vm *vm = v->view->vm;

	for (uint32_t i = 0; i < vm->lpi_pool.max; i++) {
		bool used = i < v->dist.lpis;
		struct vgs_vpool_entry e =
			entry_at(v->view, VGS_VM_SECTION_LPI_POOL, i);
		struct vgs_vlpi lpi = lpi_at(v, e.slot);

		if (lpi.intid != e.key || lpi.ites != vm->scratch[e.slot] ||
		    (used &&
		     (e.key < VGS_INTID_LPI || !lpi_held(v, e.slot, &lpi))) ||
		    !lpi_virq_holds(v, e.slot, used))
			return false;
	}
	return true;
}

static bool devices_hold(const struct its_view *v)
{
	const struct vgs_vm *vm = v->view->vm;

	for (uint32_t i = 0; i < vm->device_pool.max; i++) {
		bool used = i < v->dist.devices;
		struct vgs_vpool_entry e =
			entry_at(v->view, VGS_VM_SECTION_DEVICE_POOL, i);
		struct vgs_vdevice d;

		vgs_vm_view_item(v->view, VGS_VM_SECTION_DEVICES, e.slot, &d);
		if (d.zero || (d.itt & ~vgs_field_mask(51, 8)) ||
		    (used ? d.bits < 1 || d.bits > VGS_VITS_ID_BITS
			  : d.bits || d.itt))
			return false;
		if (used && (e.key >> 32 >= vm->cfg.its ||
			     (e.key & UINT32_MAX) >> VGS_VITS_ID_BITS))
			return false;
	}
	return true;
}

static bool event_holds(const struct its_view *v,
			const struct vgs_vpool_entry *e,
			const struct vgs_vevent *event)
{
	unsigned its = vgs_vevent_its(e->key);
	uint32_t device = find(v, VGS_VM_SECTION_DEVICE_POOL, v->dist.devices,
			       vgs_vdevice_key(its, (uint32_t)(e->key >> 16)));
	struct vgs_vcollection c;
	struct vgs_vdevice d;

	if (device == VGS_NO_VSLOT || event->lpi >= v->view->vm->lpi_pool.max ||
	    !lpi_at(v, event->lpi).intid || event->cached > v->dist.cache_stamp)
		return false;
	vgs_vm_view_item(v->view, VGS_VM_SECTION_DEVICES, device, &d);
	if ((e->key & 0xffffu) >> d.bits)
		return false;
	if (event->collection == VGS_NO_VSLOT)
		return true;
	if (event->collection >= v->view->vm->collection_pool.max)
		return false;
	c = collection_at(v, event->collection);
	return find(v, VGS_VM_SECTION_COLLECTION_POOL, v->dist.collections,
		    vgs_vcollection_key(its, c.icid)) == event->collection;
}

/* Events by the LPI they hold, into scratch. */
static bool count_events(const struct its_view *v)
{
	const struct vgs_vm *vm = v->view->vm;

	memset(vm->scratch, 0, vm->lpi_pool.max * sizeof(*vm->scratch));
	for (uint32_t i = 0; i < vm->event_pool.max; i++) {
		struct vgs_vpool_entry e =
			entry_at(v->view, VGS_VM_SECTION_EVENT_POOL, i);
		struct vgs_vevent event;

		vgs_vm_view_item(v->view, VGS_VM_SECTION_EVENTS, e.slot,
				 &event);
		if (i >= v->dist.events) {
			if (memcmp(&event, &vgs_no_event, sizeof(event)))
				return false;
			continue;
		}
		if (!event_holds(v, &e, &event))
			return false;
		vm->scratch[event.lpi]++;
	}
	return true;
}

/* Collections of one ITS are on its chain, in any order. */
static bool chain_holds(const struct its_view *v, unsigned n)
{
	uint32_t last = VGS_NO_VSLOT, slot, count = 0;
	struct vgs_vits its;

	vgs_vm_view_item(v->view, VGS_VM_SECTION_ITS, n, &its);
	for (slot = its.head; slot != VGS_NO_VSLOT; count++) {
		struct vgs_vcollection c;

		if (slot >= v->view->vm->collection_pool.max ||
		    count == v->dist.collections)
			return false;
		c = collection_at(v, slot);
		if (find(v, VGS_VM_SECTION_COLLECTION_POOL, v->dist.collections,
			 vgs_vcollection_key(n, c.icid)) != slot)
			return false;
		last = slot;
		slot = c.next;
	}
	for (uint32_t i = 0; i < v->dist.collections; i++)
		if (entry_at(v->view, VGS_VM_SECTION_COLLECTION_POOL, i).key >>
			    32 ==
		    n)
			count--;
	return !count && last == its.tail;
}

static bool collections_hold(const struct its_view *v)
{
	const struct vgs_vm *vm = v->view->vm;

	for (uint32_t i = 0; i < vm->collection_pool.max; i++) {
		struct vgs_vpool_entry e =
			entry_at(v->view, VGS_VM_SECTION_COLLECTION_POOL, i);
		struct vgs_vcollection c = collection_at(v, e.slot);

		if (i >= v->dist.collections) {
			if (memcmp(&c, &vgs_no_collection, sizeof(c)))
				return false;
			continue;
		}
		if (e.key >> 32 >= vm->cfg.its ||
		    c.icid != (e.key & UINT32_MAX) ||
		    (c.target >= vm->cfg.vcpus && c.target != VGS_NO_VCPU))
			return false;
	}
	for (unsigned n = 0; n < vm->cfg.its; n++)
		if (!chain_holds(v, n))
			return false;
	return true;
}

static bool its_in_range(const struct its_view *v, unsigned n)
{
	static const uint8_t none[sizeof(((struct vgs_vits *)0)->zero)];
	struct vgs_vabi abi;
	struct vgs_vits its;
	uint64_t size;

	vgs_vm_view_item(v->view, VGS_VM_SECTION_ITS, n, &its);
	vgs_vm_view_item(v->view, VGS_VM_SECTION_ABI, 0, &abi);
	/* KVM-UA-29: one that is not made yet has no place to be reached at. */
	if (n >= abi.its && (its.base != UINT64_MAX || its.enabled))
		return false;
	size = vgs_vits_queue_size(&its);
	return its.enabled <= 1 && !memcmp(its.zero, none, sizeof(none)) &&
	       its.creadr < size && its.cwriter < size && !(its.creadr & 31u) &&
	       !(its.cwriter & 31u) && its.voided <= v->dist.cache_stamp &&
	       (!its.enabled || vgs_vits_complete(&its));
}

const char *vgs_vits_violation(const struct vgs_vm_view *view)
{
	const struct vgs_vm *vm = view->vm;
	struct its_view v = { .view = view };

	vgs_vm_view_item(view, VGS_VM_SECTION_DIST, 0, &v.dist);
	if (!pool_holds(view, VGS_VM_SECTION_LPI_POOL, vm->lpi_pool.max,
			v.dist.lpis) ||
	    !pool_holds(view, VGS_VM_SECTION_DEVICE_POOL, vm->device_pool.max,
			v.dist.devices) ||
	    !pool_holds(view, VGS_VM_SECTION_EVENT_POOL, vm->event_pool.max,
			v.dist.events) ||
	    !pool_holds(view, VGS_VM_SECTION_COLLECTION_POOL,
			vm->collection_pool.max, v.dist.collections))
		return "its-pools";
	if (!devices_hold(&v) || !collections_hold(&v))
		return "its-objects";
	if (!count_events(&v))
		return "its-events";
	if (!lpis_hold(&v))
		return "KVM-ST-14";
	for (unsigned n = 0; n < vm->cfg.its; n++)
		if (!its_in_range(&v, n))
			return "its-range";
	return NULL;
}
