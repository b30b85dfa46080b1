/* SPDX-License-Identifier: MIT */
/* Registers of a guest's view by their architectural names. */
#include "vgic/vregs.h"

#include <string.h>

/* Try one register. @return 0, -VGS_ENOENT or -VGS_ERANGE */
static int try_info(const struct vgs_reg_info *info, const char *own,
		    const char *name, enum vgs_frame frame,
		    struct vgs_reg_ref *ret_ref)
{
	int n = vgs_reg_number(own, info->count, name);

	if (n == -2)
		return -VGS_ENOENT;
	if (n >= 0 && (n < info->first || n - info->first >= info->count))
		return -VGS_ERANGE;
	*ret_ref = (struct vgs_reg_ref){
		.frame = frame,
		.info = *info,
		.n = n < 0 ? -1 : n - info->first,
	};
	return 0;
}

static int in_frame(const struct vgs_vm *vm, enum vgs_frame frame,
		    const char *name, struct vgs_reg_ref *ret_ref)
{
	const struct vgs_frame_desc *desc = vgs_vm_frame(vm, frame);
	struct vgs_reg_info info;
	int err = -VGS_ENOENT;

	for (unsigned i = 0; desc && i < desc->count; i++) {
		int e;

		vgs_reg_describe_user(&desc->regs[i], &info);
		e = try_info(&info, info.name, name, frame, ret_ref);
		if (!e)
			return 0;
		if (e == -VGS_ERANGE)
			err = e;
	}
	return err;
}

/* A GICv2 guest calls the GICV frame GICC. */
static int in_gicc(const char *name, struct vgs_reg_ref *ret_ref)
{
	struct vgs_reg_info info;
	int err = -VGS_ENOENT;

	for (unsigned i = 0; !vgs_reg_at(VGS_BANK_GICV2_GICV, i, &info); i++) {
		int e = try_info(&info, info.name + 5, name + 5, VGS_FRAME_GICC,
				 ret_ref);

		if (!e)
			return 0;
		if (e == -VGS_ERANGE)
			err = e;
	}
	return err;
}

static int in_sysregs(const char *name, struct vgs_reg_ref *ret_ref)
{
	enum vgs_sysreg id = vgs_sysreg_by_name(name);
	struct vgs_reg_info info;

	if ((unsigned)id > VGS_ICC_IGRPEN1_EL1)
		return -VGS_ENOENT;
	for (unsigned i = 0; !vgs_reg_at(VGS_BANK_GICV3_ICC, i, &info); i++) {
		if (info.offset != (uint32_t)id)
			continue;
		*ret_ref = (struct vgs_reg_ref){
			.sysreg = true,
			.id = id,
			.info = info,
			.n = -1,
		};
		return 0;
	}
	return -VGS_ENOENT;
}

int vgs_vm_reg_lookup(const struct vgs_vm *vm, const char *name,
		      struct vgs_reg_ref *ret_ref)
{
	bool v2 = vm->cfg.version == VGS_GIC_V2;

	if (!name)
		return -VGS_ENOENT;
	if (!strncmp(name, "GICD_", 5))
		return in_frame(vm, VGS_FRAME_GICD, name, ret_ref);
	if (!strncmp(name, "GICR_", 5))
		return in_frame(vm, VGS_FRAME_GICR, name, ret_ref);
	if (!strncmp(name, "GITS_", 5))
		return in_frame(vm, VGS_FRAME_GITS, name, ret_ref);
	if (v2 && (!strncmp(name, "GICC_", 5) || !strncmp(name, "GICV_", 5)))
		return in_gicc(name, ret_ref);
	if (!v2 && (!strncmp(name, "ICC_", 4) || !strncmp(name, "ICV_", 4)))
		return in_sysregs(name, ret_ref);
	return -VGS_ENOENT;
}

/* --- exits -------------------------------------------------------- */

static const char *const reasons[VGS_EXIT_REASONS] = {
	[VGS_EXIT_IRQ] = "irq",	  [VGS_EXIT_WFI] = "wfi",
	[VGS_EXIT_TRAP] = "trap", [VGS_EXIT_MAINTENANCE] = "maintenance",
	[VGS_EXIT_KICK] = "kick", [VGS_EXIT_HVC] = "hvc",
};

const char *vgs_exit_reason_name(enum vgs_exit_reason reason)
{
	return (unsigned)reason < VGS_EXIT_REASONS ? reasons[reason] : "?";
}

enum vgs_exit_reason vgs_exit_reason_by_name(const char *name)
{
	unsigned n = 0;

	while (n < VGS_EXIT_REASONS && (!name || strcmp(reasons[n], name)))
		n++;
	return (enum vgs_exit_reason)n;
}
