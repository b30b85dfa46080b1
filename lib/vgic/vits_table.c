/* SPDX-License-Identifier: MIT */
/*
 * Where entries of a VM's ITS tables are.  The tables are hostile: an entry
 * leads to at most one more read, through the embedder's callbacks.
 */
#include "vgic/vits.h"

/* Is there memory of the guest? */
static bool visible(struct vgs_vm *vm, uint64_t addr)
{
	uint64_t entry;

	return !vgs_vm_mem_read(vm, addr, VGS_VITS_ENTRY, &entry);
}

static bool second_level(struct vgs_vm *vm, uint64_t baser, uint32_t id,
			 uint64_t *ret_addr)
{
	uint64_t per_page = VGS_VITS_PAGE / VGS_VITS_ENTRY,
		 first = id / per_page, entry;

	if (!VGS_RULE(KVM_IT_40,
		      first < vgs_vits_table_size(baser) / VGS_VITS_ENTRY))
		return false;
	if (vgs_vm_mem_read(vm,
			    vgs_vits_table_addr(baser) + first * VGS_VITS_ENTRY,
			    VGS_VITS_ENTRY, &entry) ||
	    !VGS_RULE(KVM_IT_44, entry & VGS_VITS_VALID))
		return false;
	*ret_addr = (entry & vgs_field_mask(51, 16)) +
		    id % per_page * VGS_VITS_ENTRY;
	return true;
}

bool vgs_vits_storable(struct vgs_vm *vm, unsigned its,
		       enum vgs_vits_table table, uint32_t id,
		       uint64_t *ret_addr)
{
	uint64_t baser = vm->its[its].baser[table];
	uint64_t addr =
		vgs_vits_table_addr(baser) + (uint64_t)id * VGS_VITS_ENTRY;

	if (!VGS_RULE(KVM_IT_40, id >> VGS_VITS_ID_BITS == 0))
		return false;
	if (baser & VGS_VITS_INDIRECT) {
		if (!second_level(vm, baser, id, &addr))
			return false;
	} else if (!VGS_RULE(KVM_IT_40, id < vgs_vits_table_size(baser) /
							VGS_VITS_ENTRY)) {
		return false;
	}
	*ret_addr = addr;
	return VGS_RULE(KVM_IT_40, visible(vm, addr));
}

bool vgs_vits_event_storable(struct vgs_vm *vm,
			     const struct vgs_vdevice *device, uint32_t event,
			     uint64_t *ret_addr)
{
	if (!VGS_RULE(KVM_IT_22, (uint64_t)event >> device->bits == 0))
		return false;
	*ret_addr = device->itt + (uint64_t)event * VGS_VITS_ENTRY;
	return VGS_RULE(KVM_IT_22, visible(vm, *ret_addr));
}
