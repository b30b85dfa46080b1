/* SPDX-License-Identifier: MIT */
/*
 * The emulated GICv3 distributor and redistributors (vgic.md A.2, A.3) and the
 * SGIs of ICC_SGI*R.  What a redistributor has for LPIs is vgicr_lpi.c.
 */
#include "vgic/lpi.h"
#include "vgic/own.h"
#include "vgic/vregs.h"

/* --- distributor: control and identification ---------------------- */

#define CTLR_ENABLE_G1 VGS_BIT(1)
#define CTLR_ARE_DS    (VGS_BIT(4) | VGS_BIT(6))

static uint64_t ctlr_peek(const struct vgs_vm *vm, const struct vgs_acc *acc)
{
	(void)acc;
	return CTLR_ARE_DS | (vm->dist->enabled ? CTLR_ENABLE_G1 : 0);
}

/* KVM-MM-7: bit 1 alone enables both groups. */
static void ctlr_write(struct vgs_vm *vm, const struct vgs_acc *acc,
		       uint64_t value)
{
	/* User space only stores it (vgic.md 2.7b). */
	vgs_vm_enable(vm, VGS_RULE(KVM_MM_7, value & CTLR_ENABLE_G1),
		      !acc->user);
}

#define TYPER_LPIS VGS_BIT(17)

static uint64_t typer_peek(const struct vgs_vm *vm, const struct vgs_acc *acc)
{
	uint64_t lines = vgs_vm_nirqs(vm) / 32 - 1;

	(void)acc;
	if (VGS_RULE(KVM_MM_9, vgs_vm_has_lpis(vm)))
		return lines | TYPER_LPIS | 15u << 19;
	return lines | 9u << 19;
}

static uint64_t ones_peek(const struct vgs_vm *vm, const struct vgs_acc *acc)
{
	(void)vm;
	(void)acc;
	return UINT32_MAX; /* KVM-MM-4: GICD_STATUSR */
}

static uint64_t pidr2_peek(const struct vgs_vm *vm, const struct vgs_acc *acc)
{
	(void)vm;
	(void)acc;
	return 0x3b; /* KVM-MM-10 */
}

/* --- routing ------------------------------------------------------ */

static unsigned vcpu_of(const struct vgs_vm *vm, uint32_t affinity)
{
	for (unsigned n = 0; n < vgs_vm_online(vm); n++)
		if (vm->affinities[n] == affinity)
			return n;
	return VGS_NO_VCPU;
}

static uint32_t route_get(const struct vgs_vm *vm, const struct vgs_acc *acc,
			  uint32_t slot)
{
	(void)acc;
	return vm->virqs[slot].targets;
}

static void route_set(struct vgs_vm *vm, const struct vgs_acc *acc,
		      uint32_t slot, uint32_t value)
{
	struct vgs_virq next = vm->virqs[slot];

	(void)acc;
	/* KVM-MM-44: neither Aff3, so that who has one is out of reach, nor IRM. */
	next.targets = value & 0xffffffu;
	next.target = (uint16_t)vcpu_of(vm, next.targets);
	vgs_virq_commit(vm, slot, &next, VGS_R_KVM_MM_44);
	if (VGS_RULE(KVM_OLD_2, vgs_vm_keeps_lrs(vm)))
		vgs_virq_queue(vm, slot);
}

/* --- redistributor ------------------------------------------------ */

static uint64_t gicr_iidr_peek(const struct vgs_vm *vm,
			       const struct vgs_acc *acc)
{
	(void)vm;
	(void)acc;
	return 0x4b00043b; /* KVM-MM-10 */
}

static uint64_t gicr_typer_peek(const struct vgs_vm *vm,
				const struct vgs_acc *acc)
{
	uint64_t value = (uint64_t)(vm->affinities[acc->owner] & 0xffffffu)
				 << 32 |
			 acc->owner << 8;

	if (VGS_RULE(KVM_MM_11, vgs_vm_has_lpis(vm)))
		value |= VGS_BIT(0);
	if (vgs_vm_redistributor_last(vm, acc->owner))
		value |= VGS_BIT(4);
	return value;
}

/* --- SGIs (KVM-MM-52) --------------------------------------------- */

static bool sgi_reaches(const struct vgs_vm *vm, unsigned from, unsigned to,
			uint64_t value)
{
	uint32_t affinity = vm->affinities[to];
	uint32_t cluster = (uint32_t)(vgs_field_get(value, 55, 48) << 24 |
				      vgs_field_get(value, 39, 32) << 16 |
				      vgs_field_get(value, 23, 16) << 8);

	/* IRM: all but self. */
	if (value & VGS_BIT64(40))
		return VGS_RULE(KVM_MM_53, to != from);
	/* The range selector is not looked at. */
	if ((affinity & ~0xffu) != cluster || (affinity & 0xffu) > 15)
		return false;
	return value >> (affinity & 0xffu) & 1u;
}

void vgs_vm_sgi_v3(struct vgs_vm *vm, unsigned vcpu, uint64_t value,
		   bool allow_group1)
{
	unsigned intid = (unsigned)vgs_field_get(value, 27, 24);

	for (unsigned n = 0; n < vgs_vm_online(vm); n++) {
		uint32_t i = vgs_virq_index(vm, n, intid);

		if (!VGS_RULE(KVM_MM_52, sgi_reaches(vm, vcpu, n, value)))
			continue;
		if (vm->own) {
			vgs_own_inject(vm, n, intid, true);
			continue;
		}
		if ((vm->virqs[i].flags & VGS_VIRQ_GROUP1) && !allow_group1)
			continue;
		vgs_virq_flags(vm, i, VGS_VIRQ_LATCH, VGS_VIRQ_LATCH,
			       VGS_R_KVM_MM_52);
		vgs_virq_queue(vm, i);
	}
}

/* --- the tables --------------------------------------------------- */

/* KVM-MM-4: private interrupts are the redistributor's. */
static uint32_t gicd_slot(const struct vgs_vm *vm, const struct vgs_acc *acc,
			  uint32_t intid)
{
	(void)acc;
	if (VGS_RULE(KVM_MM_4, intid < VGS_VM_PRIV))
		return VGS_NO_SLOT;
	return vgs_virq_index(vm, 0, intid);
}

static uint32_t gicr_slot(const struct vgs_vm *vm, const struct vgs_acc *acc,
			  uint32_t intid)
{
	return vgs_virq_index(vm, acc->owner, intid);
}

static const struct vgs_field ctlr_fields[] = {
	{ "EnableGrp0", 0, 0 },	  { "EnableGrp1", 1, 1 },
	{ "EnableGrp1NS", 1, 1 }, { "ARE", 4, 4 },
	{ "ARE_NS", 4, 4 },	  { "DS", 6, 6 },
	{ "nASSGIreq", 8, 8 },	  { "RWP", 31, 31 },
	{ NULL, 0, 0 },
};

static const struct vgs_field typer_fields[] = {
	{ "ITLinesNumber", 4, 0 }, { "CPUNumber", 7, 5 },
	{ "ESPI", 8, 8 },	   { "SecurityExtn", 10, 10 },
	{ "MBIS", 16, 16 },	   { "LPIS", 17, 17 },
	{ "IDbits", 23, 19 },	   { "A3V", 24, 24 },
	{ "No1N", 25, 25 },	   { NULL, 0, 0 },
};

static const struct vgs_field iidr_fields[] = {
	{ "Implementer", 11, 0 }, { "Revision", 15, 12 }, { "Variant", 19, 16 },
	{ "ProductID", 31, 24 },  { NULL, 0, 0 },
};

static const struct vgs_field irouter_fields[] = {
	{ "Aff0", 7, 0 },   { "Aff1", 15, 8 },
	{ "Aff2", 23, 16 }, { "Interrupt_Routing_Mode", 31, 31 },
	{ "IRM", 31, 31 },  { "Aff3", 39, 32 },
	{ NULL, 0, 0 },
};

static const struct vgs_field gicr_ctlr_fields[] = {
	{ "EnableLPIs", 0, 0 }, { "CES", 1, 1 }, { "IR", 2, 2 },
	{ "RWP", 3, 3 },	{ NULL, 0, 0 },
};

static const struct vgs_field gicr_typer_fields[] = {
	{ "PLPIS", 0, 0 },
	{ "Last", 4, 4 },
	{ "Processor_Number", 23, 8 },
	{ "Affinity_Value", 63, 32 },
	{ NULL, 0, 0 },
};

static const struct vgs_field waker_fields[] = {
	{ "ProcessorSleep", 1, 1 },
	{ "ChildrenAsleep", 2, 2 },
	{ NULL, 0, 0 },
};

#define BYTES .sizes = 1 | 4, .bits_per_intid = 8

/* clang-format off */
static const struct vgs_reg gicd_rows[] = {
	{ .name = "GICD_CTLR", .offset = 0x0000, .access = VGS_ACC_RW,
	  .fields = ctlr_fields, .vm_peek = ctlr_peek, .vm_write = ctlr_write,
	  .rule = VGS_R_KVM_MM_7, .doc = "enable of the distributor" },
	{ .name = "GICD_TYPER", .offset = 0x0004, .access = VGS_ACC_RO,
	  .fields = typer_fields, .vm_peek = typer_peek,
	  .rule = VGS_R_KVM_MM_9, .doc = "interrupts" },
	{ .name = "GICD_IIDR", .offset = 0x0008, .access = VGS_ACC_RO,
	  .fields = iidr_fields, .vm_peek = vgs_vreg_iidr, .user = &vgs_vuser_iidr,
	  .rule = VGS_R_KVM_MM_6, .doc = "implementer and revision" },
	{ .name = "GICD_TYPER2", .offset = 0x000c, .access = VGS_ACC_RAZ,
	  .rule = VGS_R_KVM_MM_9, .doc = "no vSGIs" },
	{ .name = "GICD_STATUSR", .offset = 0x0010, .access = VGS_ACC_RO,
	  .vm_peek = ones_peek, .rule = VGS_R_KVM_MM_4, .doc = "reads ones" },
	{ .name = "GICD_IGROUPR", .offset = 0x0080, .count = 32,
	  .access = VGS_ACC_RW, .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_group, .vm_set = vgs_vreg_set_group,
	  .rule = VGS_R_KVM_MM_42, .doc = "group 1" },
	{ .name = "GICD_ISENABLER", .offset = 0x0100, .count = 32,
	  .access = VGS_ACC_W1S, .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_enabled, .vm_set = vgs_vreg_enable,
	  .user = &vgs_vuser_enable,
	  .rule = VGS_R_KVM_MM_20, .doc = "enable" },
	{ .name = "GICD_ICENABLER", .offset = 0x0180, .count = 32,
	  .access = VGS_ACC_W1C, .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_enabled, .vm_set = vgs_vreg_disable,
	  .rule = VGS_R_KVM_MM_21, .doc = "disable" },
	{ .name = "GICD_ISPENDR", .offset = 0x0200, .count = 32,
	  .access = VGS_ACC_W1S, .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_pending, .vm_set = vgs_vreg_set_pending,
	  .user = &vgs_vuser_v3_set_pending,
	  .rule = VGS_R_KVM_MM_27, .doc = "set the pending latch" },
	{ .name = "GICD_ICPENDR", .offset = 0x0280, .count = 32,
	  .access = VGS_ACC_W1C, .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_pending, .vm_set = vgs_vreg_clear_pending,
	  .user = &vgs_vuser_v3_clear_pending,
	  .rule = VGS_R_KVM_MM_28, .doc = "clear the pending latch" },
	{ .name = "GICD_ISACTIVER", .offset = 0x0300, .count = 32,
	  .access = VGS_ACC_W1S, .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_active, .vm_set = vgs_vreg_set_active,
	  .user = &vgs_vuser_set_active,
	  .rule = VGS_R_KVM_MM_37, .doc = "make active" },
	{ .name = "GICD_ICACTIVER", .offset = 0x0380, .count = 32,
	  .access = VGS_ACC_W1C, .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_active, .vm_set = vgs_vreg_clear_active,
	  .user = &vgs_vuser_clear_active,
	  .rule = VGS_R_KVM_MM_37, .doc = "deactivate" },
	{ .name = "GICD_IPRIORITYR", .offset = 0x0400, .count = 255,
	  .access = VGS_ACC_RW, BYTES,
	  .vm_get = vgs_vreg_get_priority, .vm_set = vgs_vreg_set_priority,
	  .rule = VGS_R_KVM_MM_40, .doc = "priority" },
	{ .name = "GICD_ITARGETSR", .offset = 0x0800, .count = 255,
	  .access = VGS_ACC_RAZ, .sizes = 1 | 4,
	  .rule = VGS_R_KVM_MM_4, .doc = "affinity routing: none" },
	{ .name = "GICD_ICFGR", .offset = 0x0c00, .count = 64,
	  .access = VGS_ACC_RW, .bits_per_intid = 2,
	  .vm_get = vgs_vreg_get_config, .vm_set = vgs_vreg_set_config,
	  .rule = VGS_R_KVM_MM_41, .doc = "2 edge, 0 level" },
	{ .name = "GICD_IGRPMODR", .offset = 0x0d00, .count = 32,
	  .access = VGS_ACC_RAZ, .rule = VGS_R_KVM_MM_4, .doc = "none" },
	{ .name = "GICD_NSACR", .offset = 0x0e00, .count = 64,
	  .access = VGS_ACC_RAZ, .rule = VGS_R_KVM_MM_4, .doc = "none" },
	{ .name = "GICD_IROUTER", .offset = 0x6100, .first = 32, .count = 988,
	  .width = 64, .access = VGS_ACC_RW, .bits_per_intid = 64,
	  .first_intid = 32, .fields = irouter_fields,
	  .vm_get = route_get, .vm_set = route_set,
	  .rule = VGS_R_KVM_MM_44, .doc = "affinity of the target" },
	{ .name = "GICD_PIDR2", .offset = 0xffe8, .access = VGS_ACC_RO,
	  .vm_peek = pidr2_peek, .rule = VGS_R_KVM_MM_10, .doc = "GICv3" },
};

static const struct vgs_reg gicr_rows[] = {
	{ .name = "GICR_CTLR", .offset = 0x0000, .access = VGS_ACC_RW,
	  .fields = gicr_ctlr_fields, .vm_peek = vgs_vgicr_ctlr_peek,
	  .vm_write = vgs_vgicr_ctlr_write,
	  .rule = VGS_R_KVM_MM_12, .doc = "LPIs" },
	{ .name = "GICR_IIDR", .offset = 0x0004, .access = VGS_ACC_RO,
	  .fields = iidr_fields, .vm_peek = gicr_iidr_peek,
	  .rule = VGS_R_KVM_MM_10, .doc = "implementer" },
	{ .name = "GICR_TYPER", .offset = 0x0008, .width = 64,
	  .access = VGS_ACC_RO, .fields = gicr_typer_fields,
	  .vm_peek = gicr_typer_peek,
	  .rule = VGS_R_KVM_MM_11, .doc = "affinity, number, Last" },
	{ .name = "GICR_STATUSR", .offset = 0x0010, .access = VGS_ACC_RAZ,
	  .rule = VGS_R_KVM_MM_4, .doc = "none" },
	{ .name = "GICR_WAKER", .offset = 0x0014, .access = VGS_ACC_RAZ,
	  .fields = waker_fields, .rule = VGS_R_KVM_MM_4,
	  .doc = "always awake" },
	{ .name = "GICR_PROPBASER", .offset = 0x0070, .width = 64,
	  .access = VGS_ACC_RW, .vm_peek = vgs_vgicr_propbaser_peek,
	  .vm_write = vgs_vgicr_propbaser_write,
	  .rule = VGS_R_KVM_MM_14, .doc = "LPI configuration table" },
	{ .name = "GICR_PENDBASER", .offset = 0x0078, .width = 64,
	  .access = VGS_ACC_RW, .vm_peek = vgs_vgicr_pendbaser_peek,
	  .vm_write = vgs_vgicr_pendbaser_write,
	  .vm_kept = vgs_vgicr_pendbaser_kept,
	  .rule = VGS_R_KVM_MM_14, .doc = "LPI pending table" },
	{ .name = "GICR_INVLPIR", .offset = 0x00a0, .width = 64,
	  .access = VGS_ACC_WO, .vm_write = vgs_vgicr_invlpir_write,
	  .rule = VGS_R_KVM_MM_16, .doc = "reread an LPI's configuration" },
	{ .name = "GICR_INVALLR", .offset = 0x00b0, .width = 64,
	  .access = VGS_ACC_WO, .vm_write = vgs_vgicr_invallr_write,
	  .rule = VGS_R_KVM_MM_16, .doc = "reread that of all LPIs" },
	{ .name = "GICR_SYNCR", .offset = 0x00c0, .access = VGS_ACC_RO,
	  .vm_peek = vgs_vgicr_syncr_peek, .rule = VGS_R_KVM_MM_16, .doc = "never busy" },
	{ .name = "GICR_PIDR2", .offset = 0xffe8, .access = VGS_ACC_RO,
	  .vm_peek = pidr2_peek, .rule = VGS_R_KVM_MM_10, .doc = "GICv3" },
	{ .name = "GICR_IGROUPR0", .offset = 0x10080, .access = VGS_ACC_RW,
	  .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_group, .vm_set = vgs_vreg_set_group,
	  .rule = VGS_R_KVM_MM_42, .doc = "group 1" },
	{ .name = "GICR_ISENABLER0", .offset = 0x10100, .access = VGS_ACC_W1S,
	  .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_enabled, .vm_set = vgs_vreg_enable,
	  .user = &vgs_vuser_enable,
	  .rule = VGS_R_KVM_MM_20, .doc = "enable" },
	{ .name = "GICR_ICENABLER0", .offset = 0x10180, .access = VGS_ACC_W1C,
	  .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_enabled, .vm_set = vgs_vreg_disable,
	  .rule = VGS_R_KVM_MM_21, .doc = "disable" },
	{ .name = "GICR_ISPENDR0", .offset = 0x10200, .access = VGS_ACC_W1S,
	  .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_pending, .vm_set = vgs_vreg_set_pending,
	  .user = &vgs_vuser_v3_set_pending,
	  .rule = VGS_R_KVM_MM_27, .doc = "set the pending latch" },
	{ .name = "GICR_ICPENDR0", .offset = 0x10280, .access = VGS_ACC_W1C,
	  .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_pending, .vm_set = vgs_vreg_clear_pending,
	  .user = &vgs_vuser_v3_clear_pending,
	  .rule = VGS_R_KVM_MM_28, .doc = "clear the pending latch" },
	{ .name = "GICR_ISACTIVER0", .offset = 0x10300, .access = VGS_ACC_W1S,
	  .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_active, .vm_set = vgs_vreg_set_active,
	  .user = &vgs_vuser_set_active,
	  .rule = VGS_R_KVM_MM_37, .doc = "make active" },
	{ .name = "GICR_ICACTIVER0", .offset = 0x10380, .access = VGS_ACC_W1C,
	  .bits_per_intid = 1,
	  .vm_get = vgs_vreg_get_active, .vm_set = vgs_vreg_clear_active,
	  .user = &vgs_vuser_clear_active,
	  .rule = VGS_R_KVM_MM_37, .doc = "deactivate" },
	{ .name = "GICR_IPRIORITYR", .offset = 0x10400, .count = 8,
	  .access = VGS_ACC_RW, BYTES,
	  .vm_get = vgs_vreg_get_priority, .vm_set = vgs_vreg_set_priority,
	  .rule = VGS_R_KVM_MM_40, .doc = "priority" },
	{ .name = "GICR_ICFGR0", .offset = 0x10c00, .access = VGS_ACC_RW,
	  .bits_per_intid = 2,
	  .vm_get = vgs_vreg_get_config, .vm_set = vgs_vreg_set_config,
	  .rule = VGS_R_KVM_MM_41, .doc = "SGIs: edge" },
	{ .name = "GICR_ICFGR1", .offset = 0x10c04, .access = VGS_ACC_RW,
	  .bits_per_intid = 2, .first_intid = 16,
	  .vm_get = vgs_vreg_get_config, .vm_set = vgs_vreg_set_config,
	  .rule = VGS_R_KVM_MM_41, .doc = "PPIs: level" },
	{ .name = "GICR_IGRPMODR0", .offset = 0x10d00, .access = VGS_ACC_RAZ,
	  .rule = VGS_R_KVM_MM_4, .doc = "none" },
	{ .name = "GICR_NSACR", .offset = 0x10e00, .access = VGS_ACC_RAZ,
	  .rule = VGS_R_KVM_MM_4, .doc = "none" },
};
/* clang-format on */

const struct vgs_frame_desc vgs_vgicd_v3 = {
	.bank = VGS_BANK_VM_GICV3_GICD,
	.regs = gicd_rows,
	.count = VGS_ARRAY(gicd_rows),
	.size = 0x10000,
	.virt = true,
	.vm_slot = gicd_slot,
	.vm_trace = vgs_vreg_trace,
};

const struct vgs_frame_desc vgs_vgicr = {
	.bank = VGS_BANK_VM_GICR,
	.regs = gicr_rows,
	.count = VGS_ARRAY(gicr_rows),
	.size = 0x20000,
	.virt = true,
	.vm_slot = gicr_slot,
	.vm_trace = vgs_vreg_trace,
};
