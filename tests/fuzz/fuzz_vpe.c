/* SPDX-License-Identifier: MIT */
/*
 * GICv4.0 and 4.1: commands on vPEs, their tables and the registers that make
 * them resident.  Whatever these hold, the library asks for no more memory than
 * its work budget allows, breaks no invariant, survives an image of its state,
 * and translates as a naive walk of the tables does.
 */
#include "fuzz_its.h"

#define VPT(n)	     (RAM + 0x60000 + (n)*0x10000u) /* 64 KB each */
#define VPTS	     4u
#define VPES(u)	     (QUEUE(u) + 0x4000)
#define VPE_LEVEL2   (QUEUE(0) + 0x5000)
#define NO_DOORBELL  1023u
#define DOORBELL     (UINT64_C(1) << 62) /* GICv4.1; GICv4.0: IDAI */
#define PENDING_LAST (UINT64_C(1) << 61)
#define INDIRECT     (UINT64_C(1) << 62) /* of GITS_BASER2 */

#define GICR_VPROPBASER 0x20070u
#define GICR_VPENDBASER 0x20078u
#define GICR_VSGIR	0x20080u
#define GITS_SGIR	0x20020u

#define SCR_NS	    UINT64_C(1)
#define HCR_IMO_FMO UINT64_C(0x18)

unsigned long fuzz_done;

/* --- the machine --------------------------------------------------------- */

static bool is_v41(const struct machine *m)
{
	return vgs_gic_config(m->gic)->version == VGS_GIC_V4_1;
}

static void configure(struct fuzz_input *in, struct vgs_gic_config *cfg)
{
	uint8_t a = fuzz_u8(in), b = fuzz_u8(in);

	vgs_gic_config_default(cfg, b & 1 ? VGS_GIC_V4_1 : VGS_GIC_V4);
	configure_by(a, cfg);
	cfg->virt = true;
	if (b & 2)
		vgs_gic_config_choose(cfg, "GIC-L12", "written-through");
	if (b & 4)
		vgs_gic_config_choose(cfg, "GIC-CU46", "lost");
	if (b & 8)
		vgs_gic_config_choose(cfg, "GIC-U7", "unused");
	for (unsigned unit = 0; unit < cfg->its; unit++) {
		cfg->its_units[unit].vmovp_each = b & 16;
		cfg->its_units[unit].doorbells = b & 32;
	}
}

/* GICv4.1: one table for all, or one for each ITS. */
static uint64_t vpe_table(const struct machine *m, unsigned unit)
{
	return VPES(is_v41(m) ? 0 : unit);
}

static void open_its(struct machine *m, unsigned unit)
{
	open_tables(m, unit);
	gits(m, unit, GITS_BASER + 16, V | vpe_table(m, unit));
	gits(m, unit, GITS_CTLR, 1);
}

static void open_machine(struct machine *m)
{
	write_frame(m, VGS_FRAME_GICD, 0, 0, 4, 0x12);
	for (unsigned pe = 0; pe < PES; pe++) {
		open_pe(m, pe);
		if (is_v41(m))
			gicr(m, pe, GICR_VPROPBASER, 8, V | VPES(0));
		vgs_gic_sysreg_write(m->gic, pe, VGS_ICH_VMCR_EL2, 0xf8000003);
		vgs_gic_sysreg_write(m->gic, pe, VGS_ICH_HCR_EL2, 1);
	}
	for (unsigned unit = 0; unit < m->its; unit++)
		open_its(m, unit);
}

/* --- commands -------------------------------------------------------------- */

static uint64_t some_vpe(struct fuzz_input *in)
{
	return fuzz_number(in, 5, 16) << 32;
}

static uint64_t some_vpt(struct fuzz_input *in)
{
	uint8_t n = fuzz_u8(in);

	return n < 0xf4 ? VPT(n % VPTS)
			: fuzz_bytes(in, 8) & UINT64_C(0xfffffffff0000);
}

static uint64_t some_doorbell(const struct machine *m, struct fuzz_input *in)
{
	uint8_t n = fuzz_u8(in);

	if (n >= 0xf0)
		return fuzz_bytes(in, 4);
	return n & 1 || (is_v41(m) && n & 2) ? NO_DOORBELL : 8192 + n % 40u;
}

static uint64_t some_target(struct fuzz_input *in)
{
	return fuzz_number(in, PES, 36) << 16;
}

/* Events of one device of eight have a way to one of five vPEs. */
static void some_event(struct fuzz_input *in, uint64_t dw[4])
{
	dw[0] |= fuzz_number(in, 3, 32) << 32;
	dw[1] |= fuzz_number(in, 16, 32);
}

static void some_vmapp(const struct machine *m, struct fuzz_input *in,
		       uint64_t dw[4])
{
	uint8_t how = fuzz_u8(in);

	dw[1] = some_vpe(in);
	dw[2] = some_target(in) | (how < 0xd0 ? V : 0);
	dw[3] = some_vpt(in) | (how % 8 ? 13 : fuzz_u8(in) & 31u);
	if (!is_v41(m))
		return;
	dw[0] |= (uint64_t)(how >> 3 & 3u) << 8;
	dw[0] |= how % 16 ? PROP : fuzz_bytes(in, 8) & ~UINT64_C(0xffff);
	dw[1] |= some_doorbell(m, in) & 0xffffffffu;
}

static void on_vpe(const struct machine *m, struct fuzz_input *in, uint8_t op,
		   uint64_t dw[4])
{
	dw[1] = some_vpe(in);
	switch (op) {
	case 0x22:
		dw[0] |= (uint64_t)(fuzz_u8(in) & 3u) << 32;
		dw[1] |= fuzz_u8(in) & 3u;
		dw[2] = some_target(in) | (fuzz_u8(in) & 1 ? V : 0);
		dw[3] = some_doorbell(m, in);
		break;
	case 0x23:
		dw[0] |= fuzz_bytes(in, 3) << 8 | fuzz_bytes(in, 1) << 32;
		break;
	case 0x2a:
	case 0x2b:
	case 0x21:
		some_event(in, dw);
		dw[2] = some_doorbell(m, in) << 32;
		dw[2] |= op == 0x2a ? 8192 + fuzz_number(in, 40, 32)
				    : fuzz_u8(in) & 1u;
		break;
	default:
		break;
	}
}

static void some_command(const struct machine *m, struct fuzz_input *in,
			 uint64_t dw[4])
{
	static const uint8_t opcodes[] = {
		0x08, 0x09, 0x0a, 0x03, 0x04, 0x0c, 0x0f, 0x0e, 0x05, 0x21,
		0x21, 0x22, 0x22, 0x25, 0x29, 0x29, 0x29, 0x2a, 0x2a, 0x2a,
		0x2a, 0x2b, 0x2d, 0x23, 0x23, 0x2e, 0x03, 0x03,
	};
	uint8_t op = fuzz_u8(in);

	memset(dw, 0, 4 * sizeof(*dw));
	if (op >= 0xf4) {
		for (unsigned i = 0; i < 4; i++)
			dw[i] = fuzz_bytes(in, 8);
		return;
	}
	op = opcodes[op % sizeof(opcodes)];
	dw[0] = op;
	if (op == 0x29) {
		some_vmapp(m, in, dw);
	} else if (op > 0x20) {
		on_vpe(m, in, op, dw);
	} else if (op == 0x08) {
		dw[0] |= fuzz_number(in, 3, 32) << 32;
		dw[1] = 5;
		dw[2] = (ITTS + fuzz_u8(in) % 32u * 0x400u) |
			(fuzz_u8(in) < 0xe0 ? V : 0);
	} else if (op == 0x09) {
		dw[2] = V | some_target(in) | (fuzz_u8(in) & 3u);
	} else if (op == 0x0e || op == 0x05) {
		dw[2] = some_target(in);
		dw[3] = op == 0x0e ? some_target(in) : 0;
	} else {
		some_event(in, dw);
		if (op == 0x0a)
			dw[1] |= (8192 + fuzz_number(in, 40, 32)) << 32;
		dw[2] = fuzz_u8(in) & 3u;
	}
}

/* One to four commands, then CWRITER with Retry; what stalls is skipped. */
static void commands(struct machine *m, struct fuzz_input *in, unsigned unit)
{
	unsigned count = 4 - fuzz_u8(in) % 4;
	uint64_t cwriter = put_commands(m, in, unit, count, some_command);

	for (unsigned n = 0; n < 4 && gits_peek(m, unit, GITS_CREADR) & 1;
	     n++) {
		skip_stalled(m, unit);
		gits(m, unit, GITS_CWRITER, cwriter | 1);
	}
	gits(m, unit, GITS_CWRITER, cwriter);
}

/* --- what is done ---------------------------------------------------------- */

static void residency(struct machine *m, struct fuzz_input *in)
{
	unsigned pe = fuzz_u8(in) % PES;
	uint8_t how = fuzz_u8(in);
	uint64_t bits = (uint64_t)(how & 7u) << 60;

	if (how >= 0xf0) {
		gicr(m, pe, GICR_VPROPBASER, 8, fuzz_bytes(in, 8));
		gicr(m, pe, GICR_VPENDBASER, 8, fuzz_bytes(in, 8));
		gicr(m, pe, GICR_VPENDBASER, 8, 0);
		gicr(m, pe, GICR_VPROPBASER, 8, V | VPES(0));
		return;
	}
	if (how & 0x20) {
		gicr(m, pe, GICR_VPENDBASER, 8,
		     (bits & (DOORBELL | PENDING_LAST)) |
			     (is_v41(m) ? 0 : VPT(0)));
		return;
	}
	if (is_v41(m)) {
		gicr(m, pe, GICR_VPENDBASER, 8,
		     V | UINT64_C(3) << 58 | some_vpe(in) >> 32);
		return;
	}
	gicr(m, pe, GICR_VPROPBASER, 8, PROP | (how & 0x10 ? 13 : how & 31u));
	gicr(m, pe, GICR_VPENDBASER, 8, V | (bits & DOORBELL) | some_vpt(in));
}

static void vsgis(struct machine *m, struct fuzz_input *in, unsigned unit)
{
	unsigned pe = fuzz_u8(in) % PES;
	uint64_t vpe = some_vpe(in);

	if (!is_v41(m))
		return;
	gits(m, unit, GITS_SGIR, vpe | (fuzz_u8(in) & 15u));
	gicr(m, pe, GICR_VSGIR, 4, vpe >> 32);
}

/* Anything in any table, mostly in an entry of a vPE. */
static void scribble_vpe(struct machine *m, struct fuzz_input *in,
			 unsigned unit)
{
	uint8_t which = fuzz_u8(in);
	unsigned words = is_v41(m) ? 4 : 1;

	if (which >= 0x80) {
		scribble(m, in);
		return;
	}
	for (unsigned i = 0; i < words; i++)
		ram_store(m, vpe_table(m, unit) + (which % 5 * words + i) * 8,
			  i ? fuzz_bytes(in, 8)
			    : V | VPT(which % VPTS) |
					  (fuzz_bytes(in, 3) & 0xffff));
}

static void redistributor(struct machine *m, struct fuzz_input *in)
{
	unsigned pe = fuzz_u8(in) % PES;

	gicr(m, pe, GICR_CTLR, 4, fuzz_u8(in) & 1u);
	gicr(m, pe, GICR_CTLR, 4, 1);
}

static void its_register(struct machine *m, struct fuzz_input *in,
			 unsigned unit)
{
	uint8_t which = fuzz_u8(in);

	gits(m, unit, GITS_CTLR, 0);
	if (which & 1)
		ram_store(m, vpe_table(m, unit), V | VPE_LEVEL2);
	gits(m, unit, GITS_BASER + 16,
	     which < 0x20
		     ? fuzz_bytes(in, 8)
		     : V | vpe_table(m, unit) | (which & 2 ? INDIRECT : 0));
	gits(m, unit, GITS_CTLR, 1);
}

static void take(struct machine *m, struct fuzz_input *in)
{
	uint8_t how = fuzz_u8(in);
	unsigned pe = how % PES;
	const struct vgs_pe_ctx guest = { .el = 1,
					  .scr_el3 = SCR_NS,
					  .hcr_el2 = HCR_IMO_FMO };
	const struct vgs_pe_ctx host = { .el = 2, .scr_el3 = SCR_NS };
	enum vgs_sysreg iar = how & 64 ? VGS_ICC_IAR0_EL1 : VGS_ICC_IAR1_EL1;
	enum vgs_sysreg eoir = how & 64 ? VGS_ICC_EOIR0_EL1 : VGS_ICC_EOIR1_EL1;
	uint64_t intid = 0;

	FUZZ_CHECK(!vgs_gic_set_pe(m->gic, pe, how & 128 ? &guest : &host));
	FUZZ_CHECK(!vgs_gic_sysreg_read(m->gic, pe, iar, &intid));
	called(m);
	if (intid >= 1020 && intid < 1024)
		return;
	FUZZ_CHECK(!vgs_gic_sysreg_write(m->gic, pe, eoir, intid));
	called(m);
}

static void translate(struct machine *m, struct fuzz_input *in, unsigned unit)
{
	struct naive_its naive = naive_of(m, unit);
	uint32_t device = (uint32_t)fuzz_number(in, 3, 32);
	uint32_t event = (uint32_t)fuzz_number(in, 16, 32);

	naive.vpes = gits_peek(m, unit, GITS_BASER + 16);
	naive.vpe_words = is_v41(m) ? 4 : 1;
	check_translation(m, &naive, device, event);
}

static void step(struct machine *m, struct fuzz_input *in)
{
	uint8_t op = fuzz_u8(in);
	unsigned unit = (op >> 4) % m->its;

	switch (op % 16) {
	case 0:
	case 1:
		residency(m, in);
		break;
	case 2:
	case 3:
		send(m, in, unit);
		break;
	case 4:
		translate(m, in, unit);
		break;
	case 5:
		if (op & 0x80)
			scribble_vpe(m, in, unit);
		else
			vsgis(m, in, unit);
		break;
	case 6:
		take(m, in);
		break;
	case 7:
		run_work(m, in);
		break;
	case 8:
		through_an_image(m);
		break;
	case 9:
		if (op & 0x80)
			its_register(m, in, unit);
		else
			redistributor(m, in);
		break;
	default:
		commands(m, in, unit);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	play_input(data, size, configure, open_machine, step);
	return 0;
}
