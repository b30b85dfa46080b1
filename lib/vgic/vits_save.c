/* SPDX-License-Identifier: MIT */
/*
 * The tables of a VM's ITS in guest memory, as user space has them written and
 * read: ABI revision 0 (KVM-IT-41 to IT-44).
 *
 * An entry says how far away the next one is, at most what its field holds.  A
 * restore follows that, or tries entry by entry where it says 0 ahead of the
 * end.  It is bounded: by the IDs that exist, by the table, and by the objects
 * that the VM was made for.
 */
#include <libvgicsim/kvm.h>

#include "vgic/vits.h"

#define DTE_NEXT_MAX 0x3fffu
#define UNMAPPED     0xffffffffu /* RDbase of a collection without vCPU */

/* --- save --------------------------------------------------------- */

static int put(struct vgs_vm *vm, uint64_t addr, uint64_t entry)
{
	return vgs_vm_mem_write(vm, addr, VGS_VITS_ENTRY, entry)
		       ? -VGS_KVM_EFAULT
		       : 0;
}

/* Events of a device, ascending (KVM-IT-42). */
static int save_events(struct vgs_vm *vm, unsigned its, uint32_t devid,
		       const struct vgs_vdevice *device)
{
	const struct vgs_vpool *pool = &vm->event_pool;
	uint64_t key = vgs_vevent_key(its, devid, 0);
	uint32_t at = vgs_vpool_lower(pool, key);
	uint32_t end = vgs_vpool_lower(pool, key + VGS_BIT64(16));
	int rc = 0;

	for (; !rc && at < end; at++) {
		const struct vgs_vevent *e =
			&vm->events[pool->entries[at].slot];
		uint64_t event = pool->entries[at].key & 0xffffu;
		uint64_t entry = (uint64_t)vm->lpis[e->lpi].intid << 16;

		/* An event without a collection is not saved. */
		if (VGS_RULE(KVM_IT_50, e->collection == VGS_NO_VSLOT))
			entry = 0;
		else
			entry |= vm->collections[e->collection].icid;
		if (entry && VGS_RULE(KVM_IT_42, at + 1 < end))
			entry |= ((pool->entries[at + 1].key & 0xffffu) - event)
				 << 48;
		rc = put(vm, device->itt + event * VGS_VITS_ENTRY, entry);
	}
	return rc;
}

/* The next device from @at on that has a place in its table. */
static uint32_t next_storable(struct vgs_vm *vm, unsigned its, uint32_t at,
			      uint32_t end, uint64_t *ret_addr)
{
	while (at < end &&
	       !vgs_vits_storable(vm, its, VGS_VITS_DEVICES,
				  (uint32_t)vm->device_pool.entries[at].key,
				  ret_addr))
		at++;
	return at;
}

static uint64_t dte(const struct vgs_vdevice *device, uint64_t next)
{
	if (!VGS_RULE(KVM_IT_41, next <= DTE_NEXT_MAX))
		next = DTE_NEXT_MAX;
	return VGS_VITS_VALID | next << 49 | (device->itt >> 8) << 5 |
	       (device->bits - 1);
}

static int save_devices(struct vgs_vm *vm, unsigned its)
{
	const struct vgs_vpool *pool = &vm->device_pool;
	uint32_t first = vgs_vpool_lower(pool, vgs_vdevice_key(its, 0));
	uint32_t end = vgs_vpool_lower(pool, vgs_vdevice_key(its + 1, 0));
	bool skip = vm->cfg.policy.its_save_unreachable ==
		    VGS_ITS_SAVE_UNREACHABLE_SKIP;
	uint64_t addr, next_addr;
	uint32_t at, next;
	int rc = 0;

	if (!(vm->its[its].baser[VGS_VITS_DEVICES] & VGS_VITS_VALID))
		return 0;
	at = next_storable(vm, its, first, end, &addr);
	if (!VGS_RULE(KVM_IT_50, skip || at == first))
		return -VGS_KVM_EINVAL;
	for (; !rc && at < end; at = next, addr = next_addr) {
		uint32_t devid = (uint32_t)pool->entries[at].key;
		const struct vgs_vdevice *device =
			&vm->devices[pool->entries[at].slot];
		uint64_t distance = 0;

		next = next_storable(vm, its, at + 1, end, &next_addr);
		/* KVM-IT-51: from one that is saved to the next one that is. */
		if (VGS_RULE(KVM_IT_51, skip ? next < end : at + 1 < end))
			distance = (uint32_t)pool->entries[skip ? next : at + 1]
					   .key -
				   devid;
		rc = save_events(vm, its, devid, device);
		if (!rc)
			rc = put(vm, addr, dte(device, distance));
		if (!rc && !skip && next != at + 1)
			rc = -VGS_KVM_EINVAL;
	}
	return rc;
}

/* In the order they were made (KVM-IT-43). */
static int save_collections(struct vgs_vm *vm, unsigned its)
{
	uint64_t baser = vm->its[its].baser[VGS_VITS_COLLECTIONS];
	uint64_t addr = vgs_vits_table_addr(baser),
		 end = addr + vgs_vits_table_size(baser);
	uint32_t s = vm->its[its].head;
	int rc = 0;

	if (!(baser & VGS_VITS_VALID))
		return 0;
	for (; !rc && s != VGS_NO_VSLOT && addr < end;
	     s = vm->collections[s].next) {
		const struct vgs_vcollection *c = &vm->collections[s];
		uint64_t target = c->target;

		if (VGS_RULE(KVM_IT_43, c->target == VGS_NO_VCPU))
			target = UNMAPPED;
		rc = put(vm, addr, VGS_VITS_VALID | target << 16 | c->icid);
		addr += VGS_VITS_ENTRY;
	}
	/* One that is not valid ends a table with room. */
	if (!rc && VGS_RULE(KVM_IT_43, addr < end))
		rc = put(vm, addr, 0);
	return rc;
}

int vgs_vits_save_tables(struct vgs_vm *vm, unsigned its)
{
	int rc = save_devices(vm, its);

	return rc ? rc : save_collections(vm, its);
}

/* --- restore ------------------------------------------------------ */

static int get(struct vgs_vm *vm, uint64_t addr, uint64_t *ret_entry)
{
	return vgs_vm_mem_read(vm, addr, VGS_VITS_ENTRY, ret_entry)
		       ? -VGS_KVM_EFAULT
		       : 0;
}

static int no_room(int err)
{
	if (!err)
		return 0;
	return err == -VGS_EMEM ? -VGS_KVM_EFAULT : -VGS_KVM_ENOMEM;
}

static int restore_collection(struct vgs_vm *vm, unsigned its, uint64_t entry)
{
	uint32_t target = (uint32_t)(entry >> 16);
	uint32_t icid = entry & 0xffffu, slot;
	uint64_t addr;

	if (!VGS_RULE(KVM_IT_52,
		      target == UNMAPPED || target < vgs_vm_online(vm)))
		return -VGS_KVM_EINVAL;
	/* KVM-IT-55: also if it is there from before. */
	if (VGS_RULE(KVM_IT_52,
		     vgs_vcollection_find(vm, its, icid) != VGS_NO_VSLOT))
		return -VGS_KVM_EEXIST;
	if (!vgs_vits_storable(vm, its, VGS_VITS_COLLECTIONS, icid, &addr))
		return -VGS_KVM_EINVAL;
	return no_room(vgs_vcollection_make(
		vm, its, icid, target == UNMAPPED ? VGS_NO_VCPU : target,
		&slot));
}

static int restore_collections(struct vgs_vm *vm, unsigned its)
{
	uint64_t baser = vm->its[its].baser[VGS_VITS_COLLECTIONS];
	uint64_t addr = vgs_vits_table_addr(baser),
		 end = addr + vgs_vits_table_size(baser);
	uint64_t entry;
	int rc = 0;

	if (!(baser & VGS_VITS_VALID))
		return 0;
	for (; !rc && addr < end; addr += VGS_VITS_ENTRY) {
		rc = get(vm, addr, &entry);
		if (!rc && !VGS_RULE(KVM_IT_43, entry & VGS_VITS_VALID))
			break;
		if (!rc)
			rc = restore_collection(vm, its, entry);
	}
	if (rc)
		vgs_vits_drop_collections(vm, its);
	return rc;
}

/* What a scanner does with one entry: steps to the next; 0: it was the last;
 * negative: an error. */
struct scan {
	struct vgs_vm *vm;
	unsigned its;
	uint32_t devid; /* whose events */
	unsigned bits;
};

typedef int (*scan_fn)(const struct scan *scan, uint32_t id, uint64_t entry);

/* @return 1: the table ended, 0: its last entry was found, or an error. */
static int scan_table(const struct scan *scan, uint64_t addr, uint64_t entries,
		      uint32_t id, scan_fn fn)
{
	while (entries) {
		uint64_t entry;
		int steps = get(scan->vm, addr, &entry);

		if (!steps)
			steps = fn(scan, id, entry);
		if (steps <= 0)
			return steps;
		if (VGS_RULE(KVM_IT_54, (uint64_t)steps >= entries))
			break;
		id += (uint32_t)steps;
		addr += (uint64_t)steps * VGS_VITS_ENTRY;
		entries -= (uint64_t)steps;
	}
	return 1;
}

static int restore_event(const struct scan *scan, uint32_t event,
			 uint64_t entry)
{
	struct vgs_vm *vm = scan->vm;
	uint32_t intid = (uint32_t)(entry >> 16);
	uint32_t next = (uint32_t)(entry >> 48);
	uint32_t collection =
		vgs_vcollection_find(vm, scan->its, entry & 0xffffu);
	int rc;

	if (VGS_RULE(KVM_IT_42, !intid))
		return 1;
	if (!VGS_RULE(KVM_IT_53,
		      intid >= VGS_INTID_LPI &&
			      ((uint64_t)event + next) >> scan->bits == 0 &&
			      collection != VGS_NO_VSLOT))
		return -VGS_KVM_EINVAL;
	/* An LPI that a restore brings twice is one object all the same. */
	rc = no_room(vgs_vevent_make(vm, scan->its, scan->devid, event, intid,
				     collection));
	return rc ? rc : (int)next;
}

static int restore_device(const struct scan *scan, uint32_t devid,
			  uint64_t entry)
{
	struct vgs_vm *vm = scan->vm;
	struct scan events = *scan;
	uint64_t itt = vgs_field_get(entry, 48, 5) << 8, addr;
	int rc;

	if (!(entry & VGS_VITS_VALID))
		return 1;
	events.devid = devid;
	events.bits = (unsigned)(entry & 31u) + 1;
	if (!VGS_RULE(KVM_IT_52,
		      events.bits <= VGS_VITS_ID_BITS &&
			      vgs_vits_storable(vm, scan->its, VGS_VITS_DEVICES,
						devid, &addr)))
		return -VGS_KVM_EINVAL;
	/* Of two with one DeviceID the older one is found. */
	if (VGS_RULE(KVM_IT_55,
		     vgs_vdevice_find(vm, scan->its, devid) != VGS_NO_VSLOT))
		return (int)vgs_field_get(entry, 62, 49);
	rc = no_room(vgs_vdevice_make(vm, scan->its, devid, itt, events.bits));
	if (!rc)
		rc = scan_table(&events, itt, UINT64_C(1) << events.bits, 0,
				restore_event);
	return rc < 0 ? rc : (int)vgs_field_get(entry, 62, 49);
}

/* A level 1 entry: a page of devices.  IDs beyond 16 bits are none's. */
static int restore_page(const struct scan *scan, uint32_t id, uint64_t entry)
{
	uint32_t per_page = VGS_VITS_PAGE / VGS_VITS_ENTRY;

	if (!VGS_RULE(KVM_IT_44, entry & VGS_VITS_VALID))
		return 1;
	if (id >= (1u << VGS_VITS_ID_BITS) / per_page)
		return -VGS_KVM_EINVAL;
	return scan_table(scan, entry & vgs_field_mask(51, 16), per_page,
			  id * per_page, restore_device);
}

static int restore_devices(struct vgs_vm *vm, unsigned its)
{
	const struct scan scan = { .vm = vm, .its = its };
	uint64_t baser = vm->its[its].baser[VGS_VITS_DEVICES];
	int rc;

	if (!(baser & VGS_VITS_VALID))
		return 0;
	rc = scan_table(&scan, vgs_vits_table_addr(baser),
			vgs_vits_table_size(baser) / VGS_VITS_ENTRY, 0,
			VGS_RULE(KVM_IT_44, baser & VGS_VITS_INDIRECT)
				? restore_page
				: restore_device);
	return rc < 0 ? rc : 0;
}

int vgs_vits_restore_tables(struct vgs_vm *vm, unsigned its)
{
	int rc = restore_collections(vm, its);

	if (rc)
		return rc;
	rc = restore_devices(vm, its);
	if (VGS_RULE(KVM_IT_52, rc != 0)) {
		vgs_vits_drop_devices(vm, its);
		vgs_vits_drop_collections(vm, its);
	}
	return rc;
}
