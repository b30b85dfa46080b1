/* SPDX-License-Identifier: MIT */
/*
 * Messages of devices, as KVM_SIGNAL_MSI takes and answers them.
 */
#include "test_vgic.h"

static const struct shape v3 = { 3, 2, 4, VGS_EPOCH_E2, NULL, NULL };

/* KVM-MS-1: an MSI needs an ITS. */
static void a_vm_without_its_takes_no_msi(void **state)
{
	const struct vgs_msi msi = { 0x08090040, 3, true, 5 };
	struct fixture *f = *state;
	int rc = 1;

	assert_int_equal(vgs_vgic_msi(f->vm, &msi, &rc), 0);
	assert_int_equal(rc, -19);
	assert_string_equal(vgs_kvm_errname(rc), "-ENODEV");
}

/* What is no error of the kernel has no name. */
static void only_errors_have_names(void **state)
{
	(void)state;
	assert_null(vgs_kvm_errname(0));
	assert_null(vgs_kvm_errname(1));
	assert_null(vgs_kvm_errname(-4000));
	assert_string_equal(vgs_kvm_errname(-22), "-EINVAL");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_vm_without_its_takes_no_msi, v3),
		TEST(only_errors_have_names, v3),
	};

	return RUN("vgic_msi", tests);
}
