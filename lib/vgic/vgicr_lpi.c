/* SPDX-License-Identifier: MIT */
/*
 * What an emulated redistributor has for LPIs: its control register and where
 * the tables are.  LPIs are not built: GICR_CTLR.EnableLPIs stays 0.
 */
#include "vgic/vm.h"

static struct vgs_vm *vm_of(const struct vgs_acc *acc)
{
	return vgs_vreg_who(acc)->vm;
}

uint64_t vgs_vgicr_ctlr_peek(const struct vgs_gic *gic,
			     const struct vgs_acc *acc)
{
	(void)gic;
	/* KVM-MM-12: IR and CES from revision 3 on. */
	return VGS_RULE(KVM_MM_12, vm_of(acc)->dist->revision >= 3) ? 0x6 : 0;
}

/* KVM-MM-13: without an ITS there is nothing to enable. */
void vgs_vgicr_ctlr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint64_t value)
{
	(void)gic;
	(void)acc;
	(void)value;
}

/* Inner and outer cacheability, shareability (KVM-MM-14). */
static uint64_t sanitise(uint64_t value)
{
	if (VGS_RULE(KVM_MM_14, vgs_field_get(value, 11, 10) == 2))
		value ^= 3u << 10;
	if (vgs_field_get(value, 9, 7) <= 1)
		value = (value & ~vgs_field_mask(9, 7)) | 3u << 7;
	if (vgs_field_get(value, 58, 56) != 1)
		value &= ~vgs_field_mask(58, 56);
	return value;
}

uint64_t vgs_vgicr_propbaser_peek(const struct vgs_gic *gic,
				  const struct vgs_acc *acc)
{
	(void)gic;
	return vm_of(acc)->dist->propbaser;
}

void vgs_vgicr_propbaser_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			       uint64_t value)
{
	(void)gic;
	vm_of(acc)->dist->propbaser =
		sanitise(value) &
		~(vgs_field_mask(63, 59) | vgs_field_mask(55, 52) |
		  vgs_field_mask(6, 5));
}

#define PENDBASER_PTZ VGS_BIT64(62)

uint64_t vgs_vgicr_pendbaser_peek(const struct vgs_gic *gic,
				  const struct vgs_acc *acc)
{
	(void)gic;
	return vm_of(acc)->vcpus[acc->owner].pendbaser & ~PENDBASER_PTZ;
}

void vgs_vgicr_pendbaser_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			       uint64_t value)
{
	(void)gic;
	vm_of(acc)->vcpus[acc->owner].pendbaser =
		sanitise(value) &
		~(VGS_BIT64(63) | vgs_field_mask(61, 59) |
		  vgs_field_mask(55, 52) | vgs_field_mask(15, 12) |
		  vgs_field_mask(6, 0));
}

void vgs_vgicr_inv_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint64_t value)
{
	(void)gic;
	(void)acc;
	(void)value;
}

uint64_t vgs_vgicr_syncr_peek(const struct vgs_gic *gic,
			      const struct vgs_acc *acc)
{
	(void)gic;
	(void)acc;
	return 0;
}
