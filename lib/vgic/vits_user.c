/* SPDX-License-Identifier: MIT */
/*
 * What user space does with a VM's ITS: where it is, its registers, its
 * tables, its reset.
 */
#include <libvgicsim/migrate.h>

#include "vgic/own.h"
#include "vgic/vits.h"
#include "vgic/vregs.h"

#define GITS_IIDR   0x0004u
#define GITS_TYPER  0x0008u
#define GITS_CREADR 0x0090u
#define GITS_PIDR4  0xffd0u

#define ADDR_ALIGN 0x10000u

int vgs_vm_user_rc(const struct vgs_vm *vm)
{
	for (unsigned n = 0; n < vm->cfg.vcpus; n++)
		if (VGS_RULE(KVM_UA_23, vgs_vcpu_busy(&vm->vcpus[n])))
			return -VGS_KVM_EBUSY;
	return 0;
}

static int check(const struct vgs_vm *vm, unsigned its)
{
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	return its < vgs_vm_itses(vm) ? 0 : -VGS_ERANGE;
}

/* --- the device ---------------------------------------------------- */

int vgs_vits_create(struct vgs_vm *vm, int *ret_rc)
{
	struct vgs_vabi *abi = vm->abi;
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (!VGS_RULE(KVM_UA_29, !vm->host_v2))
		*ret_rc = -VGS_KVM_ENODEV;
	else if (abi->its == vm->cfg.its)
		*ret_rc = -VGS_KVM_ENOMEM;
	else
		*ret_rc = abi->its++;
	return 0;
}

static int set_ctrl(struct vgs_vm *vm, unsigned its, uint64_t attr, int *ret_rc)
{
	if (attr <= VGS_VITS_CTRL_RESET)
		return vgs_vits_ctrl(vm, its, (enum vgs_vits_ctrl)attr, ret_rc);
	*ret_rc = -VGS_KVM_ENXIO;
	return 0;
}

int vgs_vits_set_attr(struct vgs_vm *vm, unsigned its, uint32_t group,
		      uint64_t attr, uint64_t value, int *ret_rc)
{
	int err = check(vm, its);

	if (err)
		return err;
	if (group == VGS_KVM_GRP_ITS_REGS)
		return vgs_vits_set_reg(vm, its, attr, value, ret_rc);
	if (group == VGS_KVM_GRP_CTRL)
		return set_ctrl(vm, its, attr, ret_rc);
	if (group == VGS_KVM_GRP_ADDR && attr == VGS_KVM_ADDR_ITS)
		return vgs_vits_set_addr(vm, its, value, ret_rc);
	*ret_rc = VGS_RULE(KVM_UA_29, group == VGS_KVM_GRP_ADDR)
			  ? -VGS_KVM_ENODEV
			  : -VGS_KVM_ENXIO;
	return 0;
}

int vgs_vits_get_attr(struct vgs_vm *vm, unsigned its, uint32_t group,
		      uint64_t attr, uint64_t *value, int *ret_rc)
{
	int err = check(vm, its);

	if (err)
		return err;
	if (group == VGS_KVM_GRP_ITS_REGS)
		return vgs_vits_get_reg(vm, its, attr, value, ret_rc);
	*ret_rc = -VGS_KVM_ENXIO;
	if (group != VGS_KVM_GRP_ADDR)
		return 0;
	*ret_rc = VGS_RULE(KVM_UA_29, attr == VGS_KVM_ADDR_ITS)
			  ? 0
			  : -VGS_KVM_ENODEV;
	if (!*ret_rc)
		*value = vm->its[its].base;
	return 0;
}

int vgs_vits_has_attr(const struct vgs_vm *vm, unsigned its, uint32_t group,
		      uint64_t attr, int *ret_rc)
{
	bool has = false;

	if (its >= vgs_vm_itses(vm))
		return -VGS_ERANGE;
	if (group == VGS_KVM_GRP_ITS_REGS)
		return vgs_vits_has_reg(vm, its, attr, ret_rc);
	if (group == VGS_KVM_GRP_ADDR)
		has = attr == VGS_KVM_ADDR_ITS;
	else if (group == VGS_KVM_GRP_CTRL)
		has = attr == VGS_VITS_CTRL_INIT ||
		      attr == VGS_VITS_CTRL_SAVE_TABLES ||
		      attr == VGS_VITS_CTRL_RESTORE_TABLES ||
		      attr == VGS_VITS_CTRL_RESET;
	*ret_rc = has ? 0 : -VGS_KVM_ENXIO;
	return 0;
}

/* --- address ------------------------------------------------------ */

int vgs_vits_set_addr(struct vgs_vm *vm, unsigned its, uint64_t addr,
		      int *ret_rc)
{
	uint64_t limit = VGS_BIT64(VGS_VM_IPA_BITS);
	int err = check(vm, its);

	if (err)
		return err;
	*ret_rc = 0;
	if (VGS_RULE(KVM_UA_29, vm->its[its].base != UINT64_MAX))
		*ret_rc = -VGS_KVM_EEXIST;
	else if (addr % ADDR_ALIGN || addr + VGS_VITS_SIZE < addr)
		*ret_rc = -VGS_KVM_EINVAL;
	else if (addr + VGS_VITS_SIZE > limit)
		*ret_rc = -VGS_KVM_E2BIG;
	else
		vm->its[its].base = addr;
	return 0;
}

/* --- registers ---------------------------------------------------- */

/* Size of the access at @offset; 0: there is no register. */
static unsigned width(uint64_t offset)
{
	struct vgs_reg_info info;
	const struct vgs_reg *reg;
	unsigned n;

	if (offset >= vgs_vgits.size)
		return 0;
	reg = vgs_reg_decode(&vgs_vgits, (uint32_t)offset, &n);
	if (!reg)
		return 0;
	vgs_reg_describe(reg, &info);
	return info.width / 8;
}

static int check_reg(const struct vgs_vm *vm, unsigned its, uint64_t offset)
{
	bool wide = offset >= GITS_TYPER && offset < GITS_PIDR4;

	/* KVM-UA-28: never half a register. */
	if (VGS_RULE(KVM_UA_28, offset % (wide ? 8 : 4)))
		return -VGS_KVM_EINVAL;
	if (!VGS_RULE(KVM_UA_28, vm->its[its].base != UINT64_MAX) ||
	    (!vm->own && !width(offset)))
		return -VGS_KVM_ENXIO;
	return vgs_vm_user_rc(vm);
}

static int own_reg(const struct vgs_vm *vm, enum vgs_reg_how how, unsigned its,
		   uint64_t offset, uint64_t *value)
{
	return vgs_own_attr(vm, how, its, VGS_KVM_GRP_ITS_REGS, offset, value);
}

int vgs_vits_has_reg(const struct vgs_vm *vm, unsigned its, uint64_t offset,
		     int *ret_rc)
{
	bool wide = offset >= GITS_TYPER && offset < GITS_PIDR4;
	uint64_t unused = 0;

	if (its >= vgs_vm_itses(vm))
		return -VGS_ERANGE;
	*ret_rc = 0;
	if (offset % (wide ? 8 : 4))
		*ret_rc = -VGS_KVM_EINVAL;
	else if (vm->own)
		*ret_rc = own_reg(vm, VGS_REG_PEEK, its, offset, &unused);
	else if (!width(offset))
		*ret_rc = -VGS_KVM_ENXIO;
	return 0;
}

static struct vgs_acc user_access(unsigned its)
{
	return (struct vgs_acc){
		.frame = &vgs_vgits,
		.owner = its,
		.user = true,
	};
}

int vgs_vits_get_reg(struct vgs_vm *vm, unsigned its, uint64_t offset,
		     uint64_t *ret_value, int *ret_rc)
{
	struct vgs_acc acc = user_access(its);
	int err = check(vm, its);

	if (err)
		return err;
	*ret_rc = check_reg(vm, its, offset);
	if (!*ret_rc && vm->own)
		*ret_rc = own_reg(vm, VGS_REG_READ, its, offset, ret_value);
	else if (!*ret_rc)
		*ret_value = vgs_reg_vm_read(vm, &acc, (uint32_t)offset,
					     width(offset));
	return 0;
}

/* What the two registers that user space writes otherwise refuse. */
static int check_value(const struct vgs_vits *its, uint64_t offset,
		       uint64_t value)
{
	if (offset == GITS_IIDR &&
	    !VGS_RULE(KVM_UA_28, vgs_field_get(value, 15, 12) == 0))
		return -VGS_KVM_EINVAL;
	if (offset != GITS_CREADR)
		return 0;
	if (VGS_RULE(KVM_IT_7, its->enabled))
		return -VGS_KVM_EBUSY;
	return VGS_RULE(KVM_IT_7, (value & vgs_field_mask(19, 5)) <
					  vgs_vits_queue_size(its))
		       ? 0
		       : -VGS_KVM_EINVAL;
}

int vgs_vits_set_reg(struct vgs_vm *vm, unsigned its, uint64_t offset,
		     uint64_t value, int *ret_rc)
{
	struct vgs_acc acc = user_access(its);
	int err = check(vm, its);

	if (err)
		return err;
	*ret_rc = check_reg(vm, its, offset);
	if (!*ret_rc && vm->own) {
		*ret_rc = own_reg(vm, VGS_REG_WRITE, its, offset, &value);
		return vm->bug ? -VGS_EBUG : 0;
	}
	if (!*ret_rc)
		*ret_rc = check_value(&vm->its[its], offset, value);
	if (!*ret_rc)
		vgs_reg_vm_write(vm, &acc, (uint32_t)offset, width(offset),
				 value);
	return vm->bug ? -VGS_EBUG : 0;
}

/* --- control ------------------------------------------------------ */

/* KVM-IT-9: what is in the tables stays there, and where they are. */
static void reset(struct vgs_vm *vm, unsigned n)
{
	struct vgs_vits *its = &vm->its[n];

	for (unsigned table = 0; table < VGS_VITS_TABLES; table++)
		its->baser[table] &= ~VGS_VITS_VALID;
	its->cbaser = its->cwriter = its->creadr = 0;
	its->enabled = false;
	vgs_vits_drop_devices(vm, n);
	vgs_vits_drop_collections(vm, n);
}

int vgs_vits_ctrl(struct vgs_vm *vm, unsigned its, enum vgs_vits_ctrl ctrl,
		  int *ret_rc)
{
	int err = check(vm, its);
	uint64_t unused = 0;

	if (err)
		return err;
	*ret_rc = ctrl == VGS_VITS_CTRL_INIT ? 0 : vgs_vm_user_rc(vm);
	if (*ret_rc)
		return 0;
	if (vm->own && ctrl != VGS_VITS_CTRL_INIT) {
		*ret_rc = vgs_own_attr(vm, VGS_REG_WRITE, its, VGS_KVM_GRP_CTRL,
				       ctrl, &unused);
		return vm->bug ? -VGS_EBUG : 0;
	}
	switch (ctrl) {
	case VGS_VITS_CTRL_INIT:
		break;
	case VGS_VITS_CTRL_SAVE_TABLES:
		*ret_rc = vgs_vits_save_tables(vm, its);
		break;
	case VGS_VITS_CTRL_RESTORE_TABLES:
		*ret_rc = vgs_vits_restore_tables(vm, its);
		break;
	case VGS_VITS_CTRL_RESET:
		reset(vm, its);
		break;
	default:
		*ret_rc = -VGS_KVM_ENXIO;
		break;
	}
	return vm->bug ? -VGS_EBUG : 0;
}

int vgs_vits_info(const struct vgs_vm *vm, unsigned its,
		  struct vgs_vits_info *ret_info)
{
	const struct vgs_vits *v;
	uint32_t first, end;

	if (its >= vgs_vm_itses(vm))
		return -VGS_ERANGE;
	v = &vm->its[its];
	vgs_vits_events(vm, its, &first, &end);
	*ret_info = (struct vgs_vits_info){
		.base = v->base,
		.enabled = v->enabled,
		.queue_empty = v->creadr == v->cwriter,
		.error = v->error,
		.errors = v->errors,
		.events = end - first,
	};
	for (; first < end; first++)
		ret_info->cached += vgs_vevent_cached(
			vm, its, vm->event_pool.entries[first].slot);
	return 0;
}
