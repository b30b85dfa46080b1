/* SPDX-License-Identifier: MIT */
/*
 * The objects of a VM's ITSs: devices, events, collections.  They live in
 * pools; an event holds its LPI and names its collection.
 */
#include "vgic/vits.h"

const struct vgs_vevent vgs_no_event = { 0, VGS_NO_VSLOT, VGS_NO_VSLOT };
const struct vgs_vcollection vgs_no_collection = { VGS_NO_VSLOT, 0,
						   VGS_NO_VCPU };

/* --- finding ------------------------------------------------------ */

uint32_t vgs_vdevice_find(const struct vgs_vm *vm, unsigned its, uint32_t devid)
{
	return vgs_vpool_find(&vm->device_pool, vgs_vdevice_key(its, devid));
}

/* An EventID that no device can have does not reach into the next one. */
uint32_t vgs_vevent_find(const struct vgs_vm *vm, unsigned its, uint32_t devid,
			 uint32_t event)
{
	if (devid >> VGS_VITS_ID_BITS || event >> VGS_VITS_ID_BITS)
		return VGS_NO_VSLOT;
	return vgs_vpool_find(&vm->event_pool,
			      vgs_vevent_key(its, devid, event));
}

uint32_t vgs_vcollection_find(const struct vgs_vm *vm, unsigned its,
			      uint32_t icid)
{
	return vgs_vpool_find(&vm->collection_pool,
			      vgs_vcollection_key(its, icid));
}

unsigned vgs_vevent_target(const struct vgs_vm *vm, uint32_t event)
{
	uint32_t collection = vm->events[event].collection;

	return collection == VGS_NO_VSLOT ? VGS_NO_VCPU
					  : vm->collections[collection].target;
}

void vgs_vits_events(const struct vgs_vm *vm, unsigned its, uint32_t *ret_first,
		     uint32_t *ret_end)
{
	*ret_first =
		vgs_vpool_lower(&vm->event_pool, vgs_vevent_key(its, 0, 0));
	*ret_end =
		vgs_vpool_lower(&vm->event_pool, vgs_vevent_key(its + 1, 0, 0));
}

/* --- making ------------------------------------------------------- */

int vgs_vdevice_make(struct vgs_vm *vm, unsigned its, uint32_t devid,
		     uint64_t itt, unsigned bits)
{
	uint32_t slot =
		vgs_vpool_take(&vm->device_pool, vgs_vdevice_key(its, devid));

	if (slot == VGS_NO_VSLOT)
		return -VGS_ENOSPC;
	vm->devices[slot] = (struct vgs_vdevice){ .itt = itt, .bits = bits };
	return 0;
}

/* Entries of events from @at on move: many in the time of a visit. */
static void moved(struct vgs_vm *vm, uint32_t at)
{
	vgs_vm_visited(vm, (*vm->event_pool.count - at) / 64);
}

int vgs_vevent_make(struct vgs_vm *vm, unsigned its, uint32_t devid,
		    uint32_t event, uint32_t intid, uint32_t collection)
{
	uint64_t key = vgs_vevent_key(its, devid, event);
	uint32_t behind = vgs_vpool_lower(&vm->event_pool, key);
	uint32_t slot = vgs_vpool_take(&vm->event_pool, key);
	uint32_t i;
	int err;

	moved(vm, behind);
	if (slot == VGS_NO_VSLOT)
		return -VGS_ENOSPC;
	vm->events[slot] = (struct vgs_vevent){ .lpi = VGS_NO_VSLOT,
						.collection = collection };
	err = vgs_vlpi_hold(vm, intid, vgs_vevent_target(vm, slot), &i);
	if (err) {
		vm->events[slot] = vgs_no_event;
		vgs_vpool_drop_key(&vm->event_pool, key);
		return err;
	}
	vm->events[slot].lpi = i - vm->lpi0;
	return 0;
}

int vgs_vcollection_make(struct vgs_vm *vm, unsigned its, uint32_t icid,
			 unsigned target, uint32_t *ret_slot)
{
	uint32_t slot = vgs_vpool_take(&vm->collection_pool,
				       vgs_vcollection_key(its, icid));

	if (slot == VGS_NO_VSLOT)
		return -VGS_ENOSPC;
	vm->collections[slot] = (struct vgs_vcollection){
		.next = VGS_NO_VSLOT,
		.icid = (uint16_t)icid,
		.target = (uint16_t)target,
	};
	if (vm->its[its].head == VGS_NO_VSLOT)
		vm->its[its].head = slot;
	else
		vm->collections[vm->its[its].tail].next = slot;
	vm->its[its].tail = slot;
	*ret_slot = slot;
	return 0;
}

/* --- dropping ----------------------------------------------------- */

static void drop_events(struct vgs_vm *vm, uint32_t first, uint32_t end)
{
	vgs_vm_visited(vm, end - first);
	moved(vm, end);
	for (uint32_t at = first; at < end; at++) {
		uint32_t slot = vm->event_pool.entries[at].slot;
		uint32_t lpi = vm->events[slot].lpi;

		vm->events[slot] = vgs_no_event;
		vgs_vlpi_drop(vm, vm->lpi0 + lpi);
	}
	vgs_vpool_drop(&vm->event_pool, first, end);
}

void vgs_vevent_drop(struct vgs_vm *vm, unsigned its, uint32_t devid,
		     uint32_t event)
{
	uint32_t at = vgs_vpool_lower(&vm->event_pool,
				      vgs_vevent_key(its, devid, event));

	vgs_vits_invalidate(vm, its);
	drop_events(vm, at, at + 1);
}

void vgs_vdevice_drop(struct vgs_vm *vm, unsigned its, uint32_t devid)
{
	uint64_t key = vgs_vevent_key(its, devid, 0);
	uint32_t slot = vgs_vdevice_find(vm, its, devid);

	vgs_vits_invalidate(vm, its);
	drop_events(vm, vgs_vpool_lower(&vm->event_pool, key),
		    vgs_vpool_lower(&vm->event_pool, key + VGS_BIT64(16)));
	vm->devices[slot] = (struct vgs_vdevice){ .bits = 0 };
	vgs_vpool_drop_key(&vm->device_pool, vgs_vdevice_key(its, devid));
}

void vgs_vits_drop_devices(struct vgs_vm *vm, unsigned its)
{
	struct vgs_vpool *pool = &vm->device_pool;
	uint32_t first = vgs_vpool_lower(pool, vgs_vdevice_key(its, 0));
	uint32_t end = vgs_vpool_lower(pool, vgs_vdevice_key(its + 1, 0));
	uint32_t first_event, end_event;

	vgs_vits_invalidate(vm, its);
	vgs_vits_events(vm, its, &first_event, &end_event);
	drop_events(vm, first_event, end_event);
	for (uint32_t at = first; at < end; at++)
		vm->devices[pool->entries[at].slot] =
			(struct vgs_vdevice){ .bits = 0 };
	vgs_vpool_drop(pool, first, end);
}

/* KVM-IT-21: its events forget the ICID, not only where it led. */
static void forget(struct vgs_vm *vm, unsigned its, uint32_t collection)
{
	uint32_t first, end;

	vgs_vits_events(vm, its, &first, &end);
	vgs_vm_visited(vm, end - first);
	for (uint32_t at = first; at < end; at++) {
		struct vgs_vevent *e =
			&vm->events[vm->event_pool.entries[at].slot];

		if (collection == VGS_NO_VSLOT || e->collection == collection)
			e->collection = VGS_NO_VSLOT;
	}
}

static void unchain(struct vgs_vm *vm, struct vgs_vits *its, uint32_t slot)
{
	uint32_t before = VGS_NO_VSLOT, next = vm->collections[slot].next;

	for (uint32_t s = its->head; s != slot; s = vm->collections[s].next) {
		vgs_vm_visited(vm, 1);
		before = s;
	}
	if (before == VGS_NO_VSLOT)
		its->head = next;
	else
		vm->collections[before].next = next;
	if (its->tail == slot)
		its->tail = before;
}

void vgs_vcollection_drop(struct vgs_vm *vm, unsigned its, uint32_t icid)
{
	uint32_t slot = vgs_vcollection_find(vm, its, icid);

	if (slot == VGS_NO_VSLOT)
		return;
	forget(vm, its, slot);
	unchain(vm, &vm->its[its], slot);
	vm->collections[slot] = vgs_no_collection;
	vgs_vpool_drop_key(&vm->collection_pool,
			   vgs_vcollection_key(its, icid));
}

void vgs_vits_drop_collections(struct vgs_vm *vm, unsigned its)
{
	struct vgs_vpool *pool = &vm->collection_pool;
	uint32_t first = vgs_vpool_lower(pool, vgs_vcollection_key(its, 0));
	uint32_t end = vgs_vpool_lower(pool, vgs_vcollection_key(its + 1, 0));

	forget(vm, its, VGS_NO_VSLOT);
	for (uint32_t at = first; at < end; at++)
		vm->collections[pool->entries[at].slot] = vgs_no_collection;
	vgs_vpool_drop(pool, first, end);
	vm->its[its].head = vm->its[its].tail = VGS_NO_VSLOT;
}
