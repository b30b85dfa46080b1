/* SPDX-License-Identifier: MIT */
/* Counters of a VM and of its vCPUs. */
#include "vgic/vm.h"

static const char *const names[VGS_VM_STAT_COUNT] = {
#define VGS_VM_STAT_NAME(id, name) [VGS_VM_STAT_##id] = name,
	VGS_VM_STATS(VGS_VM_STAT_NAME)
#undef VGS_VM_STAT_NAME
};

const char *vgs_vm_stat_name(unsigned stat)
{
	return stat < VGS_VM_STAT_COUNT ? names[stat] : NULL;
}

uint64_t vgs_vcpu_stat(const struct vgs_vm *vm, unsigned vcpu, unsigned stat)
{
	if (vcpu >= vm->cfg.vcpus || stat >= VGS_VCPU_STAT_COUNT)
		return 0;
	return vm->vcpu_stats[vcpu * VGS_VCPU_STAT_COUNT + stat];
}

uint64_t vgs_vm_stat(const struct vgs_vm *vm, unsigned stat)
{
	uint64_t all = 0;

	if (stat >= VGS_VM_STAT_COUNT)
		return 0;
	if (stat >= VGS_VCPU_STAT_COUNT)
		return vm->stats[stat];
	for (unsigned n = 0; n < vm->cfg.vcpus; n++) {
		uint64_t one = vgs_vcpu_stat(vm, n, stat);

		if (stat != VGS_VM_STAT_AP_LIST_MAX)
			all += one;
		else if (one > all)
			all = one;
	}
	return all;
}
