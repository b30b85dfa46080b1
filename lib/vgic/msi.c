/* SPDX-License-Identifier: MIT */
/* Messages that devices send to a VM, and the errors that KVM answers. */
#include <libvgicsim/kvm.h>

#include <stddef.h>

#include "vgic/vm.h"

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

int vgs_vgic_msi(struct vgs_vm *vm, const struct vgs_msi *msi, int *ret_rc)
{
	int err = vgs_vm_may(vm);

	(void)msi;
	if (!err)
		*ret_rc = -VGS_KVM_ENODEV; /* KVM-MS-1: there is no ITS */
	return err;
}
