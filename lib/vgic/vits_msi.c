/* SPDX-License-Identifier: MIT */
/*
 * From a device's message to an LPI: the translation cache, the walk of the
 * ITS's objects behind it, and the same walk as a question.
 *
 * A cached translation is a mark on its event: every change of a mapping voids
 * all of an ITS's, so that none outlives its event (KVM-IT-71, KVM-IT-72).
 */
#include <libvgicsim/kvm.h>

#include <stddef.h>

#include "vgic/own.h"
#include "vgic/route.h"
#include "vgic/vits.h"

const char *vgs_kvm_errname(int rc)
{
	switch (rc) {
#define VGS_KVM_ERRNO_NAME(name, value)                                        \
	case -(value):                                                         \
		return "-" #name;
		VGS_KVM_ERRNOS(VGS_KVM_ERRNO_NAME)
#undef VGS_KVM_ERRNO_NAME
	}
	return NULL;
}

/* --- the cache ---------------------------------------------------- */

/* Entries of the cache that a VM once had as a whole (KVM-IT-70). */
static uint32_t lru_size(const struct vgs_vm *vm)
{
	return 16 * vm->cfg.vcpus;
}

void vgs_vits_invalidate(struct vgs_vm *vm, unsigned its)
{
	vgs_vm_count(vm, VGS_VM_STAT_CACHE_INVALIDATIONS);
	vm->its[its].voided = vm->dist->cache_stamp;
}

void vgs_vm_invalidate_translations(struct vgs_vm *vm)
{
	for (unsigned its = 0; its < vgs_vm_itses(vm); its++)
		vgs_vits_invalidate(vm, its);
}

/* Full: the translation that was used least recently leaves. */
static void make_room(struct vgs_vm *vm)
{
	uint32_t count = 0;
	struct vgs_vevent *oldest = NULL;

	vgs_vm_visited(vm, *vm->event_pool.count);
	for (uint32_t at = 0; at < *vm->event_pool.count; at++) {
		const struct vgs_vpool_entry *entry =
			&vm->event_pool.entries[at];
		struct vgs_vevent *e = &vm->events[entry->slot];

		if (!vgs_vevent_cached(vm, vgs_vevent_its(entry->key),
				       entry->slot))
			continue;
		count++;
		if (!oldest || e->cached < oldest->cached)
			oldest = e;
	}
	if (oldest && VGS_RULE(KVM_IT_70, count >= lru_size(vm)))
		oldest->cached = 0;
}

static void cache(struct vgs_vm *vm, uint32_t event)
{
	switch (vm->cfg.policy.translation_cache) {
	case VGS_TRANSLATION_CACHE_NONE:
		return;
	case VGS_TRANSLATION_CACHE_LRU:
		make_room(vm);
		break;
	case VGS_TRANSLATION_CACHE_PER_ITS:
		break;
	}
	vm->events[event].cached = ++vm->dist->cache_stamp;
}

/* KVM-IT-71: a hit asks neither the ITS nor the vCPU. */
static bool hit(struct vgs_vm *vm, unsigned its, uint32_t devid, uint32_t event)
{
	uint32_t slot = vgs_vevent_find(vm, its, devid, event);

	if (!VGS_RULE(KVM_IT_71, slot != VGS_NO_VSLOT &&
					 vgs_vevent_cached(vm, its, slot))) {
		vgs_vm_count(vm, VGS_VM_STAT_CACHE_MISSES);
		return false;
	}
	vgs_vm_count(vm, VGS_VM_STAT_CACHE_HITS);
	if (vm->cfg.policy.translation_cache == VGS_TRANSLATION_CACHE_LRU)
		vm->events[slot].cached = ++vm->dist->cache_stamp;
	vgs_vlpi_pend(vm, vm->lpi0 + vm->events[slot].lpi, VGS_R_KVM_IT_71);
	return true;
}

/* --- the walk ----------------------------------------------------- */

/* The first step of an MSI's way that stops it; the event where it has one. */
static enum vgs_msi_step walk(const struct vgs_vm *vm, unsigned its,
			      uint32_t devid, uint32_t event,
			      uint32_t *ret_slot)
{
	uint32_t device = vgs_vdevice_find(vm, its, devid);
	unsigned vcpu;

	*ret_slot = vgs_vevent_find(vm, its, devid, event);
	if (!VGS_RULE(KVM_IT_26, vm->its[its].enabled))
		return VGS_MSI_ITS_DISABLED;
	if (devid >> VGS_VITS_ID_BITS)
		return VGS_MSI_DEVICE_OUT_OF_RANGE;
	if (device == VGS_NO_VSLOT)
		return VGS_MSI_DEVICE_UNMAPPED;
	if ((uint64_t)event >> vm->devices[device].bits)
		return VGS_MSI_EVENT_OUT_OF_RANGE;
	if (*ret_slot == VGS_NO_VSLOT)
		return VGS_MSI_EVENT_UNMAPPED;
	vcpu = vgs_vevent_target(vm, *ret_slot);
	if (!VGS_RULE(KVM_MS_2, vcpu != VGS_NO_VCPU))
		return VGS_MSI_COLLECTION_UNMAPPED;
	if (!VGS_RULE(KVM_IT_26, vm->vcpus[vcpu].lpis))
		return VGS_MSI_LPIS_DISABLED;
	return VGS_MSI_REACHES;
}

static void count_lost(struct vgs_vm *vm, enum vgs_msi_step step)
{
	if (step == VGS_MSI_ITS_DISABLED)
		vgs_vm_count(vm, VGS_VM_STAT_DROPPED_ITS_OFF);
	else if (step == VGS_MSI_LPIS_DISABLED)
		vgs_vm_count(vm, VGS_VM_STAT_DROPPED_LPI_OFF);
	else if (step != VGS_MSI_REACHES)
		vgs_vm_count(vm, VGS_VM_STAT_DROPPED_UNMAPPED);
}

int vgs_vits_trigger(struct vgs_vm *vm, unsigned its, uint32_t devid,
		     uint32_t event)
{
	uint32_t slot;
	enum vgs_msi_step step = walk(vm, its, devid, event, &slot);

	count_lost(vm, step);
	/* It is lost, not kept in the pending table. */
	if (VGS_RULE(KVM_IT_80, step == VGS_MSI_ITS_DISABLED ||
					step == VGS_MSI_LPIS_DISABLED))
		return -VGS_KVM_EBUSY;
	if (step != VGS_MSI_REACHES)
		return VGS_VITS_INT_UNMAPPED_INTERRUPT;
	cache(vm, slot);
	vgs_vlpi_pend(vm, vm->lpi0 + vm->events[slot].lpi, VGS_R_KVM_IT_26);
	return 0;
}

/* --- messages ----------------------------------------------------- */

/* KVM-MS-3: any address of either frame is its doorbell. */
static unsigned doorbell(const struct vgs_vm *vm, uint64_t addr)
{
	unsigned its = 0;

	while (its < vgs_vm_itses(vm) &&
	       !VGS_RULE(KVM_MS_3,
			 vm->its[its].base != UINT64_MAX &&
				 addr >= vm->its[its].base &&
				 addr - vm->its[its].base < VGS_VITS_SIZE))
		its++;
	return its;
}

bool vgs_vits_cached_msi(struct vgs_vm *vm, const struct vgs_msi *msi)
{
	unsigned its = doorbell(vm, msi->addr);

	if (its == vgs_vm_itses(vm) || vm->own ||
	    !hit(vm, its, msi->devid, msi->data))
		return false;
	vgs_vm_count(vm, VGS_VM_STAT_MSIS);
	return true;
}

static int signal_msi(struct vgs_vm *vm, const struct vgs_msi *msi)
{
	unsigned its = doorbell(vm, msi->addr);
	int rc;

	if (VGS_RULE(KVM_MS_1, !vm->abi->created || msi->flags))
		return -VGS_KVM_EINVAL;
	if (vm->own)
		return vgs_own_msi(vm, msi);
	if (VGS_RULE(KVM_MS_1, !vgs_vm_itses(vm)))
		return -VGS_KVM_ENODEV;
	if (its < vgs_vm_itses(vm) && hit(vm, its, msi->devid, msi->data))
		return 1;
	/* KVM-MS-2: only now does anybody look. */
	if (!VGS_RULE(KVM_MS_2, msi->has_devid) || its == vgs_vm_itses(vm))
		return -VGS_KVM_EINVAL;
	rc = vgs_vits_trigger(vm, its, msi->devid, msi->data);
	if (rc > 0)
		return 0;
	return rc ? rc : 1;
}

int vgs_vgic_msi(struct vgs_vm *vm, const struct vgs_msi *msi, int *ret_rc)
{
	int err = vgs_vm_may_inject(vm);

	if (err)
		return err;
	vgs_vm_count(vm, VGS_VM_STAT_MSIS);
	*ret_rc = signal_msi(vm, msi);
	if (*ret_rc <= 0)
		vgs_vm_count(vm, VGS_VM_STAT_MSIS_DROPPED);
	return vm->bug ? -VGS_EBUG : 0;
}

int vgs_vgic_translate(const struct vgs_vm *vm, unsigned its, uint32_t devid,
		       uint32_t event, struct vgs_vtranslation *ret_to)
{
	struct vgs_vtranslation to = { .vcpu = VGS_NO_VCPU };
	uint32_t slot;

	if (its >= vgs_vm_itses(vm))
		return -VGS_ERANGE;
	if (vm->own)
		return -VGS_ENOTSUP;
	to.step = walk(vm, its, devid, event, &slot);
	if (slot != VGS_NO_VSLOT) {
		const struct vgs_vevent *e = &vm->events[slot];
		const struct vgs_virq *q = &vm->virqs[vm->lpi0 + e->lpi];

		to.intid = vm->lpis[e->lpi].intid;
		to.vcpu = q->target;
		to.priority = q->priority;
		to.cached = vgs_vevent_cached(vm, its, slot);
		if (to.step == VGS_MSI_REACHES &&
		    VGS_RULE(KVM_MS_21, !(q->flags & VGS_VIRQ_ENABLED)))
			to.step = VGS_MSI_PROPERTY_DISABLED;
	}
	*ret_to = to;
	return 0;
}
