/* SPDX-License-Identifier: MIT */
/*
 * What an emulated redistributor has for LPIs: its control register, where the
 * tables are, and the registers that make the vgic read them again.
 */
#include "vgic/lpi.h"

#define CTLR_ENABLE_LPIS VGS_BIT(0)
#define PENDBASER_PTZ	 VGS_BIT64(62)

/* Cacheability in GICR_PROPBASER and GICR_PENDBASER. */
#define INNER 7u
#define OUTER 56u

static struct vgs_vm *vm_of(const struct vgs_acc *acc)
{
	return vgs_vreg_who(acc)->vm;
}

static struct vgs_vcpu *vcpu_of(const struct vgs_acc *acc)
{
	return &vm_of(acc)->vcpus[acc->owner];
}

VGS_VREG_PEEK(vgs_vgicr_ctlr_peek)
{
	(void)gic;
	/* KVM-MM-12: IR and CES from revision 3 on. */
	return (VGS_RULE(KVM_MM_12, vm_of(acc)->dist->revision >= 3) ? 0x6
								     : 0) |
	       (vcpu_of(acc)->lpis ? CTLR_ENABLE_LPIS : 0);
}

VGS_VREG_WRITE(vgs_vgicr_ctlr_write)
{
	struct vgs_vm *vm = vm_of(acc);
	bool on = value & CTLR_ENABLE_LPIS;

	(void)gic;
	/* Without an ITS there is nothing to enable. */
	if (!VGS_RULE(KVM_MM_13, vgs_vm_has_lpis(vm)) ||
	    on == vcpu_of(acc)->lpis)
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
	(void)gic;
	return vm_of(acc)->dist->propbaser;
}

VGS_VREG_WRITE(vgs_vgicr_propbaser_write)
{
	(void)gic;
	/* One for all, and each redistributor guards it for itself. */
	if (VGS_RULE(KVM_MM_14, vcpu_of(acc)->lpis))
		return;
	vm_of(acc)->dist->propbaser =
		vgs_vtable_sanitise(value, INNER, OUTER) &
		~(vgs_field_mask(63, 59) | vgs_field_mask(55, 52) |
		  vgs_field_mask(6, 5));
}

VGS_VREG_PEEK(vgs_vgicr_pendbaser_peek)
{
	(void)gic;
	return vcpu_of(acc)->pendbaser & ~PENDBASER_PTZ;
}

VGS_VREG_WRITE(vgs_vgicr_pendbaser_write)
{
	(void)gic;
	if (VGS_RULE(KVM_MM_14, vcpu_of(acc)->lpis))
		return;
	vcpu_of(acc)->pendbaser =
		vgs_vtable_sanitise(value, INNER, OUTER) &
		~(VGS_BIT64(63) | vgs_field_mask(61, 59) |
		  vgs_field_mask(55, 52) | vgs_field_mask(15, 12) |
		  vgs_field_mask(6, 0));
}

/* The upper word alone asks for nothing (KVM-MM-16). */
static bool asks(const struct vgs_acc *acc)
{
	return VGS_RULE(KVM_MM_16,
			vcpu_of(acc)->lpis && (acc->mask & UINT32_MAX));
}

VGS_VREG_WRITE(vgs_vgicr_invlpir_write)
{
	uint32_t i = vgs_vlpi_find(vm_of(acc), (uint32_t)value);

	(void)gic;
	if (asks(acc) && i != VGS_NO_VIRQ)
		vgs_vlpi_configure(vm_of(acc), i);
}

VGS_VREG_WRITE(vgs_vgicr_invallr_write)
{
	(void)gic;
	(void)value;
	if (asks(acc))
		vgs_vlpi_configure_all(vm_of(acc), acc->owner);
}

VGS_VREG_PEEK(vgs_vgicr_syncr_peek)
{
	(void)gic;
	(void)acc;
	return 0; /* KVM-MM-16: it is done when the store is */
}
