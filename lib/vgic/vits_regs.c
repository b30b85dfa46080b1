/* SPDX-License-Identifier: MIT */
/*
 * The registers of a VM's ITS.  Only the control frame is decoded: a store of
 * a guest to GITS_TRANSLATER does nothing (KVM-IT-8).
 */
#include "vgic/vits.h"
#include "vgic/vregs.h"

#define CTLR_ENABLED   VGS_BIT(0)
#define CTLR_QUIESCENT VGS_BIT64(31)

#define BASER_INDIRECT VGS_BIT64(62)
#define BASER_RO       (vgs_field_mask(58, 56) | vgs_field_mask(52, 48))
#define BASER_PAGE     vgs_field_mask(9, 8)
#define BASER_PAGE_64K (UINT64_C(2) << 8)

/* Cacheability in GITS_BASER and GITS_CBASER. */
#define INNER 59u
#define OUTER 53u

static struct vgs_vits *its_of(const struct vgs_vm *vm,
			       const struct vgs_acc *acc)
{
	return &vm->its[acc->owner];
}

/* --- control and identification ----------------------------------- */

static VGS_VREG_PEEK(ctlr_peek)
{
	const struct vgs_vits *its = its_of(vm, acc);

	return (its->enabled ? CTLR_ENABLED : 0) |
	       (VGS_RULE(KVM_IT_1, its->creadr == its->cwriter) ? CTLR_QUIESCENT
								: 0);
}

bool vgs_vits_complete(const struct vgs_vits *its)
{
	return its->baser[VGS_VITS_DEVICES] & its->baser[VGS_VITS_COLLECTIONS] &
	       its->cbaser & VGS_VITS_VALID;
}

static VGS_VREG_WRITE(ctlr_write)
{
	struct vgs_vits *its = its_of(vm, acc);

	/* Without all of its memory it is not turned on. */
	if (VGS_RULE(KVM_IT_6, !its->enabled && (value & CTLR_ENABLED) &&
				       !vgs_vits_complete(its)))
		return;
	its->enabled = value & CTLR_ENABLED;
	if (!its->enabled)
		vgs_vits_invalidate(vm, acc->owner);
	vgs_vits_run(vm, acc->owner);
}

static VGS_VREG_PEEK(iidr_peek)
{
	(void)vm;
	(void)acc;
	return 0x4b00043b; /* the only ABI revision is 0 */
}

static VGS_VREG_PEEK(typer_peek)
{
	(void)vm;
	(void)acc;
	/* PLPIS, 8-byte entries, 16 bits of everything (KVM-IT-1). */
	return 0x1ef71;
}

/* GITS_PIDR and GITS_CIDR, from 0xffd0. */
static VGS_VREG_PEEK(id_peek)
{
	static const uint8_t ids[] = { 0x40, 0, 0,    0,    0x92, 0xb4,
				       0x3b, 0, 0x0d, 0xf0, 0x05, 0xb1 };

	(void)vm;
	return ids[acc->n];
}

/* --- the queue ---------------------------------------------------- */

static VGS_VREG_PEEK(cbaser_peek)
{
	return its_of(vm, acc)->cbaser;
}

static VGS_VREG_WRITE(cbaser_write)
{
	struct vgs_vits *its = its_of(vm, acc);

	if (VGS_RULE(KVM_IT_4, its->enabled))
		return;
	its->cbaser = vgs_vtable_sanitise(value, INNER, OUTER) &
		      ~vgs_field_mask(15, 12);
	its->creadr = its->cwriter = 0;
}

static VGS_VREG_PEEK(cwriter_peek)
{
	return its_of(vm, acc)->cwriter;
}

#define OFFSET_MASK vgs_field_mask(19, 5)

static VGS_VREG_WRITE(cwriter_write)
{
	struct vgs_vits *its = its_of(vm, acc);

	value &= OFFSET_MASK;
	if (!VGS_RULE(KVM_IT_5, value < vgs_vits_queue_size(its)))
		return;
	its->cwriter = value;
	vgs_vits_run(vm, acc->owner);
}

static VGS_VREG_PEEK(creadr_peek)
{
	return its_of(vm, acc)->creadr;
}

/* KVM-IT-7: user space, which has been checked. */
static VGS_VREG_WRITE(creadr_write)
{
	its_of(vm, acc)->creadr = value & OFFSET_MASK;
}

static const struct vgs_vreg user_creadr = {
	.access = VGS_ACC_RW,
	.peek = creadr_peek,
	.write = creadr_write,
};

/* --- tables ------------------------------------------------------- */

static VGS_VREG_PEEK(baser_peek)
{
	return VGS_RULE(KVM_IT_2, acc->n < VGS_VITS_TABLES)
		       ? its_of(vm, acc)->baser[acc->n]
		       : 0;
}

/* What hangs on a table goes with it (KVM-IT-3). */
static void drop_objects(struct vgs_vm *vm, unsigned its, unsigned table,
			 uint64_t was)
{
	uint64_t is = vm->its[its].baser[table];
	bool gone = vm->cfg.policy.its_baser_frees == VGS_ITS_BASER_ON_CHANGE
			    ? is != was
			    : !(is & VGS_VITS_VALID);

	if (!VGS_RULE(KVM_IT_3, gone))
		return;
	if (table == VGS_VITS_DEVICES) {
		vgs_vits_drop_devices(vm, its);
		return;
	}
	vgs_vits_drop_collections(vm, its);
	vgs_vits_invalidate(vm, its);
}

static uint64_t baser_fixed(unsigned table)
{
	uint64_t type = table == VGS_VITS_DEVICES ? 1 : 4;

	return type << 56 | (uint64_t)(VGS_VITS_ENTRY - 1) << 48;
}

static VGS_VREG_WRITE(baser_write)
{
	struct vgs_vits *its = its_of(vm, acc);
	uint64_t was;

	if (acc->n >= VGS_VITS_TABLES || VGS_RULE(KVM_IT_2, its->enabled))
		return;
	was = its->baser[acc->n];
	value = (value & ~BASER_RO) | baser_fixed(acc->n);
	if (VGS_RULE(KVM_IT_2, acc->n == VGS_VITS_COLLECTIONS))
		value &= ~BASER_INDIRECT;
	value = vgs_vtable_sanitise(value, INNER, OUTER);
	its->baser[acc->n] = (value & ~BASER_PAGE) | BASER_PAGE_64K;
	drop_objects(vm, acc->owner, acc->n, was);
}

void vgs_vits_init(struct vgs_vits *its, uint64_t base)
{
	/* Inner write-back, Inner Shareable, 64 KB. */
	const uint64_t usual = UINT64_C(3) << INNER | 1u << 10 | BASER_PAGE_64K;

	*its = (struct vgs_vits){
		.base = base,
		.head = VGS_NO_VSLOT,
		.tail = VGS_NO_VSLOT,
	};
	for (unsigned n = 0; n < VGS_VITS_TABLES; n++)
		its->baser[n] = usual | baser_fixed(n);
}

/* --- the table ---------------------------------------------------- */

static const struct vgs_field ctlr_fields[] = {
	{ "Enabled", 0, 0 },
	{ "Quiescent", 31, 31 },
	{ NULL, 0, 0 },
};

static const struct vgs_field typer_fields[] = {
	{ "Physical", 0, 0 },  { "ITT_entry_size", 7, 4 }, { "ID_bits", 12, 8 },
	{ "Devbits", 17, 13 }, { "PTA", 19, 19 },	   { NULL, 0, 0 },
};

static const struct vgs_field cbaser_fields[] = {
	{ "Size", 7, 0 },
	{ "Shareability", 11, 10 },
	{ "Physical_Address", 51, 12 },
	{ "OuterCache", 55, 53 },
	{ "InnerCache", 61, 59 },
	{ "Valid", 63, 63 },
	{ NULL, 0, 0 },
};

static const struct vgs_field cwriter_fields[] = {
	{ "Retry", 0, 0 },
	{ "Offset", 19, 5 },
	{ NULL, 0, 0 },
};

static const struct vgs_field creadr_fields[] = {
	{ "Stalled", 0, 0 },
	{ "Offset", 19, 5 },
	{ NULL, 0, 0 },
};

static const struct vgs_field baser_fields[] = {
	{ "Size", 7, 0 },
	{ "Page_Size", 9, 8 },
	{ "Shareability", 11, 10 },
	{ "Physical_Address", 47, 12 },
	{ "Entry_Size", 52, 48 },
	{ "OuterCache", 55, 53 },
	{ "Type", 58, 56 },
	{ "InnerCache", 61, 59 },
	{ "Indirect", 62, 62 },
	{ "Valid", 63, 63 },
	{ NULL, 0, 0 },
};

/* clang-format off */
static const struct vgs_reg gits_rows[] = {
	{ .name = "GITS_CTLR", .offset = 0x0000, .access = VGS_ACC_RW,
	  .fields = ctlr_fields, .vm_peek = ctlr_peek, .vm_write = ctlr_write,
	  .rule = VGS_R_KVM_IT_1, .doc = "enable" },
	{ .name = "GITS_IIDR", .offset = 0x0004, .access = VGS_ACC_RO,
	  .vm_peek = iidr_peek,
	  .rule = VGS_R_KVM_IT_1, .doc = "implementer, revision of tables" },
	{ .name = "GITS_TYPER", .offset = 0x0008, .width = 64,
	  .access = VGS_ACC_RO, .fields = typer_fields, .vm_peek = typer_peek,
	  .rule = VGS_R_KVM_IT_1, .doc = "sizes" },
	{ .name = "GITS_CBASER", .offset = 0x0080, .width = 64,
	  .access = VGS_ACC_RW, .fields = cbaser_fields, .vm_peek = cbaser_peek,
	  .vm_write = cbaser_write,
	  .rule = VGS_R_KVM_IT_4, .doc = "command queue" },
	{ .name = "GITS_CWRITER", .offset = 0x0088, .width = 64,
	  .access = VGS_ACC_RW, .fields = cwriter_fields, .vm_peek = cwriter_peek,
	  .vm_write = cwriter_write,
	  .rule = VGS_R_KVM_IT_5, .doc = "where software writes next" },
	{ .name = "GITS_CREADR", .offset = 0x0090, .width = 64,
	  .access = VGS_ACC_RO, .fields = creadr_fields, .vm_peek = creadr_peek,
	  .user = &user_creadr,
	  .rule = VGS_R_KVM_IT_7, .doc = "next command" },
	{ .name = "GITS_BASER", .offset = 0x0100, .count = 8, .width = 64,
	  .access = VGS_ACC_RW, .fields = baser_fields, .vm_peek = baser_peek,
	  .vm_write = baser_write,
	  .rule = VGS_R_KVM_IT_2, .doc = "0 devices, 1 collections" },
	{ .name = "GITS_PIDR", .offset = 0xffd0, .count = 12,
	  .access = VGS_ACC_RO, .vm_peek = id_peek,
	  .rule = VGS_R_KVM_IT_1, .doc = "PIDR4 to CIDR3" },
};
/* clang-format on */

const struct vgs_frame_desc vgs_vgits = {
	.bank = VGS_BANK_VM_GITS,
	.regs = gits_rows,
	.count = VGS_ARRAY(gits_rows),
	.size = VGS_VITS_SIZE,
	.virt = true,
	.vm_trace = vgs_vreg_trace,
};
