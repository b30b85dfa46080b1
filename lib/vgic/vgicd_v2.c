/* SPDX-License-Identifier: MIT */
/*
 * The emulated GICv2 distributor (vgic.md A.1) and its SGIs.  The guest's CPU
 * interface is the hardware's GICV frame: gicc.c.
 */
#include "vgic/own.h"
#include "vgic/vregs.h"

/* --- control and identification ----------------------------------- */

static uint64_t ctlr_peek(const struct vgs_vm *vm, const struct vgs_acc *acc)
{
	(void)acc;
	return vm->dist->enabled;
}

static void ctlr_write(struct vgs_vm *vm, const struct vgs_acc *acc,
		       uint64_t value)
{
	(void)acc;
	/* KVM-MM-6: user space writes it as the guest does. */
	vgs_vm_enable(vm, value & 1u, true);
}

static uint64_t typer_peek(const struct vgs_vm *vm, const struct vgs_acc *acc)
{

	(void)acc;
	return (vgs_vm_nirqs(vm) / 32 - 1) | (vgs_vm_online(vm) - 1) << 5;
}

/* --- targets ------------------------------------------------------ */

static uint32_t targets_get(const struct vgs_vm *vm, const struct vgs_acc *acc,
			    uint32_t slot)
{
	(void)acc;
	return vm->virqs[slot].targets;
}

static void targets_set(struct vgs_vm *vm, const struct vgs_acc *acc,
			uint32_t slot, uint32_t value)
{
	struct vgs_virq next = vm->virqs[slot];

	(void)acc;
	if (!VGS_RULE(KVM_MM_43, slot >= vm->spi0))
		return;
	next.targets = value & (VGS_BIT(vgs_vm_online(vm)) - 1u);
	next.target = (uint16_t)(next.targets ? vgs_ctz64(next.targets) : 0);
	/* KVM-MM-45, KVM-AP-14: neither queued nor moved now. */
	vgs_virq_commit(vm, slot, &next, VGS_R_KVM_MM_43);
	if (VGS_RULE(KVM_OLD_2, vgs_vm_keeps_lrs(vm)))
		vgs_virq_queue(vm, slot);
}

/* --- SGIs --------------------------------------------------------- */

static uint32_t source_get(const struct vgs_vm *vm, const struct vgs_acc *acc,
			   uint32_t slot)
{
	(void)acc;
	return vm->virqs[slot].source;
}

static void source_clear(struct vgs_vm *vm, const struct vgs_acc *acc,
			 uint32_t slot, uint32_t value)
{
	struct vgs_virq next = vm->virqs[slot];

	(void)acc;
	next.source &= (uint8_t)~value;
	if (VGS_RULE(KVM_ST_24, !next.source))
		next.flags &= (uint16_t)~VGS_VIRQ_LATCH;
	vgs_virq_commit(vm, slot, &next, VGS_R_KVM_MM_51);
}

static void source_set(struct vgs_vm *vm, const struct vgs_acc *acc,
		       uint32_t slot, uint32_t value)
{
	struct vgs_virq next = vm->virqs[slot];

	(void)acc;
	next.source |= (uint8_t)value;
	if (!VGS_RULE(KVM_MM_51, next.source))
		return;
	next.flags |= VGS_VIRQ_LATCH;
	vgs_virq_commit(vm, slot, &next, VGS_R_KVM_MM_51);
	vgs_virq_queue(vm, slot);
}

/* Targets of GICD_SGIR by its TargetListFilter (KVM-MM-50). */
static unsigned sgi_targets(const struct vgs_vm *vm, unsigned vcpu,
			    uint32_t value)
{
	unsigned all = VGS_BIT(vgs_vm_online(vm)) - 1u;

	switch (vgs_field_get(value, 25, 24)) {
	case 0:
		return (unsigned)vgs_field_get(value, 23, 16) & all;
	case 1:
		return all & ~VGS_BIT(vcpu);
	case 2:
		return VGS_BIT(vcpu);
	default:
		return 0;
	}
}

void vgs_vm_sgi_v2(struct vgs_vm *vm, unsigned vcpu, uint32_t value)
{
	unsigned targets = sgi_targets(vm, vcpu, value);
	unsigned intid = value & 0xfu;

	for (unsigned n = 0; n < vgs_vm_online(vm); n++) {
		uint32_t i = vgs_virq_index(vm, n, intid);
		struct vgs_virq next = vm->virqs[i];

		if (!VGS_RULE(KVM_MM_50, targets & VGS_BIT(n)))
			continue;
		if (vm->own) {
			vgs_own_inject(vm, n, intid, true);
			continue;
		}
		next.flags |= VGS_VIRQ_LATCH;
		next.source |= (uint8_t)VGS_BIT(vcpu);
		vgs_virq_commit(vm, i, &next, VGS_R_KVM_MM_50);
		vgs_virq_queue(vm, i);
	}
}

static void sgir_write(struct vgs_vm *vm, const struct vgs_acc *acc,
		       uint64_t value)
{
	vgs_vm_sgi_v2(vm, acc->pe, (uint32_t)value);
}

/* --- the table ---------------------------------------------------- */

/* Banked private interrupts are those of the accessing vCPU (KVM-MM-2). */
static uint32_t slot_of(const struct vgs_vm *vm, const struct vgs_acc *acc,
			uint32_t intid)
{
	return vgs_virq_index(vm, acc->pe, intid);
}

static const struct vgs_field ctlr_fields[] = {
	{ "EnableGrp0", 0, 0 },
	{ "EnableGrp1", 1, 1 },
	{ NULL, 0, 0 },
};

static const struct vgs_field typer_fields[] = {
	{ "ITLinesNumber", 4, 0 },
	{ "CPUNumber", 7, 5 },
	{ "SecurityExtn", 10, 10 },
	{ "LSPI", 15, 11 },
	{ NULL, 0, 0 },
};

static const struct vgs_field iidr_fields[] = {
	{ "Implementer", 11, 0 }, { "Revision", 15, 12 }, { "Variant", 19, 16 },
	{ "ProductID", 31, 24 },  { NULL, 0, 0 },
};

static const struct vgs_field sgir_fields[] = {
	{ "SGIINTID", 3, 0 },
	{ "NSATT", 15, 15 },
	{ "CPUTargetList", 23, 16 },
	{ "TargetListFilter", 25, 24 },
	{ NULL, 0, 0 },
};

#define BYTES .sizes = 1 | 4, .bits_per_intid = 8

/* clang-format off */
static const struct vgs_reg rows[] = {
	{ .name = "GICD_CTLR", .offset = 0x000, .access = VGS_ACC_RW,
	  .fields = ctlr_fields, .vm_peek = ctlr_peek, .vm_write = ctlr_write,
	  .rule = VGS_R_KVM_MM_6, .doc = "enable of the distributor" },
	{ .name = "GICD_TYPER", .offset = 0x004, .access = VGS_ACC_RO,
	  .fields = typer_fields, .vm_peek = typer_peek,
	  .rule = VGS_R_KVM_MM_6, .doc = "interrupts and vCPUs" },
	{ .name = "GICD_IIDR", .offset = 0x008, .access = VGS_ACC_RO,
	  .fields = iidr_fields, .vm_peek = vgs_vreg_iidr, .user = &vgs_vuser_iidr,
	  .rule = VGS_R_KVM_MM_6, .doc = "implementer and revision" },
	{ .name = "GICD_IGROUPR", .offset = 0x080, .count = 32,
	  .access = VGS_ACC_RW, .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_group, .vm_set = vgs_vreg_set_group,
	  .user = &vgs_vuser_v2_group,
	  .rule = VGS_R_KVM_MM_42, .doc = "group 1" },
	{ .name = "GICD_ISENABLER", .offset = 0x100, .count = 32,
	  .access = VGS_ACC_W1S, .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_enabled, .vm_set = vgs_vreg_enable,
	  .user = &vgs_vuser_enable,
	  .rule = VGS_R_KVM_MM_20, .doc = "enable" },
	{ .name = "GICD_ICENABLER", .offset = 0x180, .count = 32,
	  .access = VGS_ACC_W1C, .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_enabled, .vm_set = vgs_vreg_disable,
	  .rule = VGS_R_KVM_MM_21, .doc = "disable" },
	{ .name = "GICD_ISPENDR", .offset = 0x200, .count = 32,
	  .access = VGS_ACC_W1S, .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_pending, .vm_set = vgs_vreg_set_pending,
	  .user = &vgs_vuser_v2_set_pending,
	  .rule = VGS_R_KVM_MM_27, .doc = "set the pending latch" },
	{ .name = "GICD_ICPENDR", .offset = 0x280, .count = 32,
	  .access = VGS_ACC_W1C, .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_pending, .vm_set = vgs_vreg_clear_pending,
	  .user = &vgs_vuser_v2_clear_pending,
	  .rule = VGS_R_KVM_MM_28, .doc = "clear the pending latch" },
	{ .name = "GICD_ISACTIVER", .offset = 0x300, .count = 32,
	  .access = VGS_ACC_W1S, .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_active, .vm_set = vgs_vreg_set_active,
	  .user = &vgs_vuser_set_active,
	  .rule = VGS_R_KVM_MM_37, .doc = "make active" },
	{ .name = "GICD_ICACTIVER", .offset = 0x380, .count = 32,
	  .access = VGS_ACC_W1C, .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_active, .vm_set = vgs_vreg_clear_active,
	  .user = &vgs_vuser_clear_active,
	  .rule = VGS_R_KVM_MM_37, .doc = "deactivate" },
	{ .name = "GICD_IPRIORITYR", .offset = 0x400, .count = 256,
	  .access = VGS_ACC_RW, BYTES,
	  .vm_get = vgs_vreg_get_priority, .vm_set = vgs_vreg_set_priority,
	  .rule = VGS_R_KVM_MM_40, .doc = "priority" },
	{ .name = "GICD_ITARGETSR", .offset = 0x800, .count = 256,
	  .access = VGS_ACC_RW, BYTES, .vm_get = targets_get, .vm_set = targets_set,
	  .rule = VGS_R_KVM_MM_43, .doc = "target vCPUs" },
	{ .name = "GICD_ICFGR", .offset = 0xc00, .count = 64,
	  .access = VGS_ACC_RW, .bits_per_intid = 2,
	  .vm_get = vgs_vreg_get_config, .vm_set = vgs_vreg_set_config,
	  .rule = VGS_R_KVM_MM_41, .doc = "2 edge, 0 level" },
	{ .name = "GICD_SGIR", .offset = 0xf00, .access = VGS_ACC_WO,
	  .fields = sgir_fields, .vm_write = sgir_write,
	  .rule = VGS_R_KVM_MM_50, .doc = "generate an SGI" },
	{ .name = "GICD_CPENDSGIR", .offset = 0xf10, .count = 4,
	  .access = VGS_ACC_W1C, BYTES, .vm_get = source_get, .vm_set = source_clear,
	  .rule = VGS_R_KVM_MM_51, .doc = "clear sources of an SGI" },
	{ .name = "GICD_SPENDSGIR", .offset = 0xf20, .count = 4,
	  .access = VGS_ACC_W1S, BYTES, .vm_get = source_get, .vm_set = source_set,
	  .rule = VGS_R_KVM_MM_51, .doc = "set sources of an SGI" },
};
/* clang-format on */

const struct vgs_frame_desc vgs_vgicd_v2 = {
	.bank = VGS_BANK_VM_GICV2_GICD,
	.regs = rows,
	.count = VGS_ARRAY(rows),
	.size = 0x1000,
	.virt = true,
	.vm_slot = slot_of,
	.vm_trace = vgs_vreg_trace,
};
