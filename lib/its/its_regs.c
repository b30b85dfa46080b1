/* SPDX-License-Identifier: MIT */
/*
 * Registers of the ITS: control frame, GITS_TRANSLATER 64 KB above it and,
 * with virtual SGIs, GITS_SGIR 128 KB above.
 */
#include "its_regs.h"

#include "its_misuse.h"

static struct vgs_its *its_of(const struct vgs_gic *gic,
			      const struct vgs_acc *acc)
{
	return vgs_its_at(gic, acc->owner);
}

bool vgs_its_has_umsi(const struct vgs_gic *gic)
{
	return gic->cfg.profile != VGS_PROFILE_QEMU_VIRT;
}

/* --- CTLR, TYPER, identification ------------------------------------ */

#define CTLR_ENABLED   (1u << 0)
#define CTLR_QUIESCENT (1u << 31)

/* ITS_Number is fixed: the bit of this ITS in ITSList of VMOVP (GIC-U20). */
static uint64_t ctlr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	uint64_t value = vgs_its_is_v4(gic) ? acc->owner << 4 : 0;

	/* GIC-O19: nothing is in flight between two calls. */
	if (!its_of(gic, acc)->enabled)
		return value | CTLR_QUIESCENT;
	value |= CTLR_ENABLED;
	/* Enabled, it is UNKNOWN before GICv4.1, which wants 0. */
	return gic->cfg.version == VGS_GIC_V4_1 ? value
						: value | CTLR_QUIESCENT;
}

/* Alternatives of choice GIC-CU37. */
enum {
	CU37_STOPS,
	CU37_FIRST_SLOT,
	CU37_SERROR,
};

static void outside_queue(struct vgs_gic *gic, const struct vgs_acc *acc)
{
	const struct vgs_event event = {
		.kind = VGS_EV_SERROR,
		.rule = VGS_R_GIC_CU37,
		.pe = (uint16_t)acc->pe,
		.vcpu = VGS_NO_PE,
		.intid = VGS_INTID_NONE,
	};
	unsigned chosen = VGS_MISUSE(gic, acc->pe, VGS_INTID_NONE, GIC_CU37);

	if (chosen == CU37_FIRST_SLOT)
		its_of(gic, acc)->cwriter = 0;
	else if (chosen == CU37_SERROR)
		vgs_core_trace(gic, &event);
}

static void ctlr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint64_t value)
{
	struct vgs_its *its = its_of(gic, acc);
	bool enable = value & CTLR_ENABLED;

	if (enable == its->enabled)
		return;
	if (enable &&
	    (!(its->cbaser >> 63) || !(its->baser[0] >> 63) ||
	     (!(its->baser[1] >> 63) && !gic->cfg.its_units[acc->owner].hcc)) &&
	    VGS_MISUSE(gic, acc->pe, VGS_INTID_NONE, GIC_CU33))
		return;
	its->enabled = enable;
	/* What was written while it was off counts from now on. */
	if (enable && its->cbaser >> 63 &&
	    its->cwriter >= vgs_its_queue_size(its))
		outside_queue(gic, acc);
	vgs_its_forget_ahead(gic, acc->owner);
	/* GIC-O21: what is cached is dropped with Enabled; GIC-O33. */
	vgs_its_cache_drop_its(gic, acc->owner);
	if (enable)
		vgs_its_kick(gic, acc->owner);
}

static uint64_t typer_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	const struct vgs_its_config *cfg = &gic->cfg.its_units[acc->owner];
	uint64_t value = 1; /* Physical */

	if (vgs_its_is_v4(gic))
		value |= 1u << 1; /* Virtual */
	if (vgs_its_is_v4(gic) && !cfg->vmovp_each)
		value |= UINT64_C(1) << 37;
	/* VSGI, VMAPP; SVPET: PEs of one Aff3; nID. */
	if (vgs_its_is_v41(gic))
		value |= UINT64_C(3) << 39 | UINT64_C(1) << 41;
	if (vgs_its_is_v41(gic) && !cfg->doorbells)
		value |= UINT64_C(1) << 43;
	value |= (cfg->itt_entry_size - 1u) << 4;
	value |= (uint64_t)(cfg->event_id_bits - 1u) << 8;
	value |= (uint64_t)(cfg->device_id_bits - 1u) << 13;
	value |= (uint64_t)cfg->seis << 18 | (uint64_t)cfg->pta << 19;
	value |= (uint64_t)cfg->cct << 2 | (uint64_t)cfg->hcc << 24;
	/* CIL and CIDbits; 0 stands for 16 bits. */
	if (cfg->cil)
		value |= (uint64_t)(cfg->collection_id_bits - 1u) << 32 |
			 UINT64_C(1) << 36;
	if (vgs_its_has_umsi(gic))
		value |= UINT64_C(1) << 44;
	return value;
}

static uint64_t iidr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	(void)gic;
	(void)acc;
	return 0x43b;
}

static uint64_t zero_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	(void)gic;
	(void)acc;
	return 0;
}

/* Whose vPE table it shares: Aff3, as SVPET says. */
static uint64_t mpidr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	(void)acc;
	return vgs_its_is_v41(gic) ? gic->affinities[0] & 0xff000000u : 0;
}

static uint64_t id_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	static const uint8_t values[12] = { 0x44, 0, 0,	   0,	 0x94, 0xb4,
					    0x0b, 0, 0x0d, 0xf0, 0x05, 0xb1 };
	unsigned n = (acc->reg->offset - 0xffd0u) / 4u + acc->n;

	if (n == 6)
		return vgs_its_is_v4(gic) ? 0x4bu : 0x3bu;
	return values[n];
}

/* --- STATUSR, UMSIR -------------------------------------------------- */

static uint64_t statusr_peek(const struct vgs_gic *gic,
			     const struct vgs_acc *acc)
{
	return its_of(gic, acc)->statusr;
}

/* GIC-O32: written with ones to clear; the syndrome goes with UMSI. */
static void statusr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint64_t value)
{
	struct vgs_its *its = its_of(gic, acc);

	if (value & 1u << 4)
		its->statusr &= ~(0xfu << 6 | 1u << 4);
	its->statusr &= ~((uint32_t)value & 0x2fu);
}

/* GIC-A7: one log, whatever the security state. */
static void log_misuse(struct vgs_gic *gic, const struct vgs_acc *acc,
		       enum vgs_reg_misuse misuse)
{
	if (vgs_its_has_umsi(gic))
		its_of(gic, acc)->statusr |= VGS_BIT(misuse);
}

static uint64_t umsir_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return its_of(gic, acc)->umsir;
}

/* --- the command queue ------------------------------------------------- */

/* Valid, caches, address, shareability, size; [15:12] count as 0. */
#define CBASER_MASK UINT64_C(0xb8effffffffffcff)

/* GIC-O20: enabled, a write is UNPREDICTABLE and ignored here. */
static bool locked(struct vgs_gic *gic, const struct vgs_acc *acc, unsigned cu)
{
	if (!VGS_RULE(GIC_O20, its_of(gic, acc)->enabled))
		return false;
	vgs_core_finding(gic, acc->pe, VGS_INTID_NONE, cu);
	return true;
}

static uint64_t cbaser_peek(const struct vgs_gic *gic,
			    const struct vgs_acc *acc)
{
	return its_of(gic, acc)->cbaser;
}

static void cbaser_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint64_t value)
{
	struct vgs_its *its = its_of(gic, acc);

	if (locked(gic, acc, VGS_R_GIC_CU31))
		return;
	if (value & 0xf000u)
		vgs_core_finding(gic, acc->pe, VGS_INTID_NONE, VGS_R_GIC_CU35);
	its->cbaser = value & CBASER_MASK;
	/* GIC-O11 */
	its->creadr = 0;
}

static uint64_t cwriter_peek(const struct vgs_gic *gic,
			     const struct vgs_acc *acc)
{
	return its_of(gic, acc)->cwriter;
}

static void cwriter_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint64_t value)
{
	struct vgs_its *its = its_of(gic, acc);

	if (its->enabled)
		vgs_its_check_overrun(gic, acc->pe, acc->owner,
				      value & UINT64_C(0xfffe0));
	its->cwriter = value & UINT64_C(0xfffe0);
	if (its->enabled && its->cwriter >= vgs_its_queue_size(its))
		outside_queue(gic, acc);
	/* GIC-O15, GIC-O16: Retry reads the stalled command again. */
	if (VGS_RULE(GIC_O16, value & 1u))
		its->creadr &= ~VGS_ITS_STALLED;
	vgs_its_kick(gic, acc->owner);
}

static uint64_t creadr_peek(const struct vgs_gic *gic,
			    const struct vgs_acc *acc)
{
	return its_of(gic, acc)->creadr;
}

/* --- tables -------------------------------------------------------------- */

/* Valid, Indirect, caches, address, shareability, page size, size. */
#define BASER_MASK UINT64_C(0xf8e0ffffffffffff)

/* Type and Entry_Size - 1 of the tables that exist. */
static uint64_t baser_fixed(const struct vgs_gic *gic, unsigned n)
{
	static const uint8_t types[] = {
		[VGS_ITS_DEVICES] = 1,
		[VGS_ITS_COLLECTIONS] = 4,
		[VGS_ITS_VPES] = 2,
	};

	unsigned size = 8;

	if (n >= (vgs_its_is_v4(gic) ? 3u : 2u))
		return 0;
	if (n == VGS_ITS_VPES)
		size = vgs_v3_vpe_words(gic) * 8u;
	return (uint64_t)types[n] << 56 | (uint64_t)(size - 1) << 48;
}

/* Bits of GITS_BASER<n> that software writes; 0: there is no such table. */
static uint64_t baser_mask(const struct vgs_gic *gic, unsigned unit, unsigned n)
{
	if (!baser_fixed(gic, n))
		return 0;
	return gic->cfg.its_units[unit].flat ? BASER_MASK & ~(UINT64_C(1) << 62)
					     : BASER_MASK;
}

bool vgs_its_regs_valid(const struct vgs_gic *gic, unsigned unit,
			const struct vgs_its *its)
{
	uint32_t size = vgs_its_queue_size(its);
	uint64_t offset = its->creadr & ~VGS_ITS_STALLED;

	for (unsigned n = 0; n < VGS_ITS_BASERS; n++) {
		if ((its->baser[n] & ~baser_mask(gic, unit, n)) !=
		    baser_fixed(gic, n))
			return false;
	}
	/* What was logged: UMSI with its syndrome, and the code of an error. */
	if ((its->statusr & ~0x3ffu) ||
	    (!(its->statusr & 1u << 4) && its->statusr >> 6) ||
	    (!vgs_its_has_umsi(gic) && (its->statusr || its->umsir)) ||
	    (its->error ? its->error >> 16 != 1 : its->errors != 0) ||
	    (its->error && !its->errors))
		return false;
	return its->enabled <= 1 && its->uncounted <= 1 &&
	       !(its->cbaser & ~CBASER_MASK) &&
	       !(its->cwriter & ~UINT64_C(0xfffe0)) && !(offset & 0x1f) &&
	       (offset < size || !offset);
}

void vgs_its_reset_regs(struct vgs_gic *gic, unsigned unit)
{
	/* UNKNOWN bits reset to 0, on QEMU's virt machine to 64 KB pages. */
	uint64_t unknown =
		gic->cfg.profile == VGS_PROFILE_QEMU_VIRT ? 2u << 8 : 0;

	for (unsigned n = 0; n < VGS_ITS_BASERS; n++) {
		uint64_t fixed = baser_fixed(gic, n);

		vgs_its_at(gic, unit)->baser[n] = fixed ? fixed | unknown : 0;
	}
}

static uint64_t baser_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return its_of(gic, acc)->baser[acc->n];
}

static void baser_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			uint64_t value)
{
	uint64_t fixed = baser_fixed(gic, acc->n);
	uint64_t mask = baser_mask(gic, acc->owner, acc->n);

	if (!fixed || locked(gic, acc, VGS_R_GIC_CU30))
		return;
	if (vgs_its_is_misaligned(value))
		vgs_core_finding(gic, acc->pe, VGS_INTID_NONE, VGS_R_GIC_CU36);
	/* Nothing is cached while the ITS is disabled. */
	its_of(gic, acc)->baser[acc->n] = (value & mask) | fixed;
}

/* --- TRANSLATER ------------------------------------------------------------ */

static void translater_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			     uint64_t value)
{
	/* A PE has DeviceID 0; devices come through vgs_gic_msi(). */
	vgs_its_msi(gic, acc->owner, 0, (uint32_t)value);
}

static void sgir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint64_t value)
{
	vgs_its_vsgi(gic, acc->owner, (uint16_t)(value >> 32),
		     (unsigned)(value & 15u));
}

/* clang-format off */
static const struct vgs_field fields_ctlr[] = {
	{ "Enabled", 0, 0 }, { "ImDe", 1, 1 }, { "ITS_Number", 7, 4 },
	{ "UMSIirq", 8, 8 }, { "Quiescent", 31, 31 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_iidr[] = {
	{ "Implementer", 11, 0 }, { "Revision", 15, 12 },
	{ "Variant", 19, 16 }, { "ProductID", 31, 24 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_typer[] = {
	{ "Physical", 0, 0 }, { "Virtual", 1, 1 }, { "CCT", 2, 2 },
	{ "IMPDEF", 3, 3 }, { "ITT_entry_size", 7, 4 }, { "ID_bits", 12, 8 },
	{ "Devbits", 17, 13 }, { "SEIS", 18, 18 }, { "PTA", 19, 19 },
	{ "HCC", 31, 24 }, { "CIDbits", 35, 32 }, { "CIL", 36, 36 },
	{ "VMOVP", 37, 37 }, { "MPAM", 38, 38 }, { "VSGI", 39, 39 },
	{ "VMAPP", 40, 40 }, { "SVPET", 42, 41 }, { "nID", 43, 43 },
	{ "UMSI", 44, 44 }, { "UMSIirq", 45, 45 }, { "INV", 46, 46 },
	{ NULL, 0, 0 },
};

static const struct vgs_field fields_mpamidr[] = {
	{ "PARTIDmax", 15, 0 }, { "PMGmax", 23, 16 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_partidr[] = {
	{ "PARTID", 15, 0 }, { "PMG", 23, 16 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_mpidr[] = {
	{ "Aff1", 15, 8 }, { "Aff2", 23, 16 }, { "Aff3", 31, 24 },
	{ NULL, 0, 0 },
};

static const struct vgs_field fields_statusr[] = {
	{ "RRD", 0, 0 }, { "WRD", 1, 1 }, { "RWOD", 2, 2 }, { "WROD", 3, 3 },
	{ "UMSI", 4, 4 }, { "Overflow", 5, 5 }, { "Syndrome", 9, 6 },
	{ NULL, 0, 0 },
};

static const struct vgs_field fields_umsir[] = {
	{ "EventID", 31, 0 }, { "DeviceID", 63, 32 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_cbaser[] = {
	{ "Size", 7, 0 }, { "Shareability", 11, 10 },
	{ "Physical_Address", 51, 12 }, { "OuterCache", 55, 53 },
	{ "InnerCache", 61, 59 }, { "Valid", 63, 63 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_cwriter[] = {
	{ "Retry", 0, 0 }, { "Offset", 19, 5 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_creadr[] = {
	{ "Stalled", 0, 0 }, { "Offset", 19, 5 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_baser[] = {
	{ "Size", 7, 0 }, { "Page_Size", 9, 8 }, { "Shareability", 11, 10 },
	{ "Physical_Address", 47, 12 }, { "Entry_Size", 52, 48 },
	{ "OuterCache", 55, 53 }, { "Type", 58, 56 },
	{ "InnerCache", 61, 59 }, { "Indirect", 62, 62 },
	{ "Valid", 63, 63 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_pidr[] = {
	{ "DES", 7, 0 }, { "ArchRev", 7, 4 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_translater[] = {
	{ "EventID", 31, 0 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_sgir[] = {
	{ "vINTID", 3, 0 }, { "vPEID", 47, 32 }, { NULL, 0, 0 },
};

static const struct vgs_reg rows[] = {
	{ .name = "GITS_CTLR", .offset = 0x0000, .access = VGS_ACC_RW,
	  .reset = 0x80000000, .peek = ctlr_peek, .write = ctlr_write,
	  .fields = fields_ctlr,
	  .doc = "enable, quiescence, ITS_Number; ImDe and UMSIirq are RES0" },
	{ .name = "GITS_IIDR", .offset = 0x0004, .access = VGS_ACC_RO,
	  .peek = iidr_peek, .fields = fields_iidr, .doc = "implementer" },
	{ .name = "GITS_TYPER", .offset = 0x0008, .width = 64,
	  .access = VGS_ACC_RO, .peek = typer_peek, .fields = fields_typer,
	  .doc = "what the ITS implements" },
	{ .name = "GITS_MPAMIDR", .offset = 0x0010, .access = VGS_ACC_RO,
	  .peek = zero_peek, .fields = fields_mpamidr,
	  .doc = "MPAM: RES0, TYPER.MPAM is 0" },
	{ .name = "GITS_PARTIDR", .offset = 0x0014, .access = VGS_ACC_RW,
	  .peek = zero_peek, .fields = fields_partidr,
	  .doc = "MPAM: RES0, TYPER.MPAM is 0" },
	{ .name = "GITS_MPIDR", .offset = 0x0018, .access = VGS_ACC_RO,
	  .peek = mpidr_peek, .fields = fields_mpidr,
	  .doc = "GICv4.1: PEs that share the vPE table" },
	{ .name = "GITS_STATUSR", .offset = 0x0040, .access = VGS_ACC_W1C,
	  .peek = statusr_peek, .write = statusr_write,
	  .fields = fields_statusr, .rule = VGS_R_GIC_O32,
	  .doc = "accesses without effect, unmapped MSIs" },
	{ .name = "GITS_UMSIR", .offset = 0x0048, .width = 64,
	  .access = VGS_ACC_RO, .peek = umsir_peek, .fields = fields_umsir,
	  .doc = "the first unmapped MSI" },
	{ .name = "GITS_CBASER", .offset = 0x0080, .width = 64,
	  .access = VGS_ACC_RW, .peek = cbaser_peek, .write = cbaser_write,
	  .fields = fields_cbaser, .rule = VGS_R_GIC_O11,
	  .doc = "the command queue" },
	{ .name = "GITS_CWRITER", .offset = 0x0088, .width = 64,
	  .access = VGS_ACC_RW, .peek = cwriter_peek, .write = cwriter_write,
	  .fields = fields_cwriter, .rule = VGS_R_GIC_O12,
	  .doc = "end of the queue, retry" },
	{ .name = "GITS_CREADR", .offset = 0x0090, .width = 64,
	  .access = VGS_ACC_RO, .peek = creadr_peek,
	  .fields = fields_creadr, .rule = VGS_R_GIC_O13,
	  .doc = "next command, stalled" },
	{ .name = "GITS_BASER", .offset = 0x0100, .count = 8, .width = 64,
	  .access = VGS_ACC_RW, .peek = baser_peek, .write = baser_write,
	  .fields = fields_baser, .rule = VGS_R_GIC_O5,
	  .doc = "tables: 0 devices, 1 collections, 2 vPEs" },
	{ .name = "GITS_PIDR", .offset = 0xffd0, .first = 4, .count = 4,
	  .access = VGS_ACC_RO, .peek = id_peek, .fields = fields_pidr,
	  .doc = "peripheral id" },
	{ .name = "GITS_PIDR", .offset = 0xffe0, .count = 4,
	  .access = VGS_ACC_RO, .peek = id_peek, .fields = fields_pidr,
	  .doc = "peripheral id; PIDR2 has the architecture" },
	{ .name = "GITS_CIDR", .offset = 0xfff0, .count = 4,
	  .access = VGS_ACC_RO, .peek = id_peek, .doc = "component id" },
	{ .name = "GITS_TRANSLATER", .offset = 0x10040, .sizes = 2 | 4,
	  .access = VGS_ACC_WO, .write = translater_write,
	  .fields = fields_translater, .rule = VGS_R_GIC_O1,
	  .doc = "the doorbell of MSIs" },
	{ .name = "GITS_SGIR", .offset = 0x20020, .width = 64, .sizes = 8,
	  .access = VGS_ACC_WO, .write = sgir_write, .fields = fields_sgir,
	  .rule = VGS_R_GIC_O34, .doc = "send a virtual SGI" },
};
/* clang-format on */

static bool present(const struct vgs_gic *gic, const struct vgs_reg *reg)
{
	if (reg->offset >= 0x20000)
		return gic->cfg.version == VGS_GIC_V4_1;
	if (reg->offset == 0x0040 || reg->offset == 0x0048)
		return vgs_its_has_umsi(gic);
	return true;
}

const struct vgs_frame_desc vgs_its_gits = {
	.bank = VGS_BANK_GITS,
	.regs = rows,
	.count = VGS_ARRAY(rows),
	.size = 0x20000,
	.present = present,
	.misuse = log_misuse,
};

const struct vgs_frame_desc vgs_its_gits_vsgi = {
	.bank = VGS_BANK_GITS,
	.regs = rows,
	.count = VGS_ARRAY(rows),
	.size = 0x30000,
	.present = present,
	.misuse = log_misuse,
};
