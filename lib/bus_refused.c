/* SPDX-License-Identifier: MIT */
/*
 * Bus accesses that no row answers: by which rule they are refused, who is
 * told, and what an access that does not fit is instead.
 */
#include "bus.h"

bool vgs_bus_refused(const struct vgs_gic *gic, struct vgs_acc *acc,
		     uint32_t offset, unsigned size, enum vgs_bus_why why)
{
	static const uint16_t rules[] = {
		[VGS_BUS_RESERVED] = VGS_R_GIC_A7,
		[VGS_BUS_CLOSED] = VGS_R_GIC_A12,
		[VGS_BUS_BAD_SIZE] = VGS_R_GIC_A6,
		[VGS_BUS_SECURE] = VGS_R_GIC_C5,
	};

	/* GIC-A12: a frame that software has turned away from. */
	if (why == VGS_BUS_CLOSED &&
	    !VGS_RULE(GIC_A12, acc->frame->closed(gic, acc))) {
		acc->open = true;
		return false;
	}
	if (!acc->peek)
		vgs_core_ignored(
			gic, acc->pe, acc->reg ? acc->reg->name : "reserved",
			why == VGS_BUS_RESERVED ? offset : size, rules[why]);
	return true;
}

void vgs_bus_misuse(struct vgs_gic *gic, const struct vgs_acc *acc,
		    enum vgs_reg_misuse what)
{
	if (acc->frame->misuse)
		acc->frame->misuse(gic, acc, what);
}

unsigned vgs_bus_misfit(const struct vgs_gic *gic, struct vgs_acc *acc)
{
	unsigned chosen = VGS_CHOICE(gic, GIC_CU9);

	if (!acc->peek)
		vgs_core_finding(gic, acc->pe, VGS_INTID_NONE, VGS_R_GIC_CU9);
	if (vgs_bus_by_bytes(gic, acc->frame))
		return VGS_BUS_CU9_RAZ_WI;
	acc->aborted = chosen == VGS_BUS_CU9_ABORT;
	return chosen;
}
