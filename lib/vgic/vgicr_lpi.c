/* SPDX-License-Identifier: MIT */
/*
 * What an emulated redistributor has for LPIs: its control register, where the
 * tables are, and the registers that make the vgic read them again.
 */
#include "vgic/lpi.h"
#include "vgic/vregs.h"

#define CTLR_ENABLE_LPIS VGS_BIT(0)
#define PENDBASER_PTZ	 VGS_BIT64(62)

/* Cacheability in GICR_PROPBASER and GICR_PENDBASER. */
#define INNER 7u
#define OUTER 56u

static bool lpis_on(const struct vgs_vm *vm, const struct vgs_acc *acc)
{
	return vm->vcpus[acc->owner].lpis;
}

VGS_VREG_PEEK(vgs_vgicr_ctlr_peek)
{
	/* KVM-MM-12: IR and CES from revision 3 on. */
	return (VGS_RULE(KVM_MM_12, vm->dist->revision >= 3) ? 0x6 : 0) |
	       (lpis_on(vm, acc) ? CTLR_ENABLE_LPIS : 0);
}

VGS_VREG_WRITE(vgs_vgicr_ctlr_write)
{
	bool on = value & CTLR_ENABLE_LPIS;

	/* Without an ITS there is nothing to enable. */
	if (!VGS_RULE(KVM_MM_13, vgs_vm_has_lpis(vm)) || on == lpis_on(vm, acc))
		return;
	if (on) {
		vgs_vcpu_lpis_on(vm, acc->owner);
		return;
	}
	vgs_vcpu_lpis_off(vm, acc->owner);
	vgs_vm_invalidate_translations(vm);
}

VGS_VREG_PEEK(vgs_vgicr_propbaser_peek)
{
	(void)acc;
	return vm->dist->propbaser;
}

VGS_VREG_WRITE(vgs_vgicr_propbaser_write)
{
	/* One for all, and each redistributor guards it for itself. */
	if (VGS_RULE(KVM_MM_14, lpis_on(vm, acc)))
		return;
	vm->dist->propbaser = vgs_vtable_sanitise(value, INNER, OUTER) &
			      ~(vgs_field_mask(63, 59) |
				vgs_field_mask(55, 52) | vgs_field_mask(6, 5));
}

VGS_VREG_PEEK(vgs_vgicr_pendbaser_peek)
{
	return vm->vcpus[acc->owner].pendbaser & ~PENDBASER_PTZ;
}

VGS_VREG_PEEK(vgs_vgicr_pendbaser_kept)
{
	return vm->vcpus[acc->owner].pendbaser;
}

VGS_VREG_WRITE(vgs_vgicr_pendbaser_write)
{
	if (VGS_RULE(KVM_MM_14, lpis_on(vm, acc)))
		return;
	vm->vcpus[acc->owner].pendbaser =
		vgs_vtable_sanitise(value, INNER, OUTER) &
		~(VGS_BIT64(63) | vgs_field_mask(61, 59) |
		  vgs_field_mask(55, 52) | vgs_field_mask(15, 12) |
		  vgs_field_mask(6, 0));
}

/* The upper word alone asks for nothing (KVM-MM-16). */
static bool asks(const struct vgs_vm *vm, const struct vgs_acc *acc)
{
	return VGS_RULE(KVM_MM_16,
			lpis_on(vm, acc) && (acc->mask & UINT32_MAX));
}

VGS_VREG_WRITE(vgs_vgicr_invlpir_write)
{
	uint32_t i = vgs_vlpi_find(vm, (uint32_t)value);

	if (asks(vm, acc) && i != VGS_NO_VIRQ)
		vgs_vlpi_configure(vm, i);
}

VGS_VREG_WRITE(vgs_vgicr_invallr_write)
{
	(void)value;
	if (asks(vm, acc))
		vgs_vlpi_configure_all(vm, acc->owner);
}

VGS_VREG_PEEK(vgs_vgicr_syncr_peek)
{
	(void)vm;
	(void)acc;
	return 0; /* KVM-MM-16: it is done when the store is */
}
