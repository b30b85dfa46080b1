/* SPDX-License-Identifier: MIT */
/*
 * Command queues and tables of ITSes: whatever they hold, the library asks for
 * no more memory than its work budget allows, breaks no invariant, survives an
 * image of its state, and translates as a naive walk of the tables does.
 */
#include "fuzz_its.h"

unsigned long fuzz_done;

/* --- the machine --------------------------------------------------------------- */

static void configure(struct fuzz_input *in, struct vgs_gic_config *cfg)
{
	uint8_t a = fuzz_u8(in), b = fuzz_u8(in);

	vgs_gic_config_default(cfg, VGS_GIC_V3);
	configure_by(a, cfg);
	cfg->direct_lpi = b & 1;
	if (b & 2)
		vgs_gic_config_choose(cfg, "GIC-L12", "written-through");
	if (b & 4)
		vgs_gic_config_choose(cfg, "GIC-CU46", "lost");
	for (unsigned unit = 0; unit < cfg->its; unit++) {
		struct vgs_its_config *its = &cfg->its_units[unit];

		its->pta = b & 8;
		its->hcc = b & 16 ? 2 : 0;
		its->cct = b & 32;
		its->itt_entry_size = b & 64 ? 8 : 12;
		its->seis = b & 128;
	}
}

static void open_machine(struct machine *m)
{
	write_frame(m, VGS_FRAME_GICD, 0, 0, 4, 0x12);
	for (unsigned pe = 0; pe < PES; pe++)
		open_pe(m, pe);
	for (unsigned unit = 0; unit < m->its; unit++) {
		open_tables(m, unit);
		gits(m, unit, GITS_CTLR, 1);
	}
}

/* --- what is done ------------------------------------------------------------------ */

/* ITTs of 64 entries in 1 KB each, behind the tables of ITS 0. */
static uint64_t some_itt(struct fuzz_input *in)
{
	uint8_t n = fuzz_u8(in);

	return n < 0xf0 ? ITTS + n % 32u * 0x400u
			: fuzz_bytes(in, 8) & UINT64_C(0xfffffffffff00);
}

static uint64_t some_rdbase(const struct machine *m, struct fuzz_input *in)
{
	uint64_t pe = fuzz_number(in, PES + 1, 36);

	if (!vgs_gic_config(m->gic)->its_units[0].pta || pe > PES)
		return pe;
	return pe < PES ? vgs_gic_frame_base(m->gic, VGS_FRAME_GICR,
					     (unsigned)pe) >>
				  16
			: 1;
}

static void some_command(const struct machine *m, struct fuzz_input *in,
			 uint64_t dw[4])
{
	static const uint8_t opcodes[] = { 0x08, 0x09, 0x0a, 0x0b, 0x01, 0x0f,
					   0x0c, 0x0d, 0x03, 0x04, 0x0e, 0x05,
					   0x0a, 0x0a, 0x09, 0x08 };
	uint8_t op = fuzz_u8(in);

	if (op >= 0xf0) {
		for (unsigned i = 0; i < 4; i++)
			dw[i] = fuzz_bytes(in, 8);
		return;
	}
	op = opcodes[op % 16];
	dw[0] = fuzz_number(in, 8, 32) << 32 | op;
	dw[1] = fuzz_number(in, op == 0x08 ? 7 : 16, 32);
	dw[2] = op == 0x09 || op == 0x0e || op == 0x05
			? some_rdbase(m, in) << 16
			: 0;
	dw[3] = op == 0x0e ? some_rdbase(m, in) << 16 : 0;
	if (op == 0x0a)
		dw[1] |= (8192 + fuzz_number(in, 40, 32)) << 32;
	if (op == 0x08)
		dw[2] |= some_itt(in);
	else if (op != 0x0e && op != 0x05)
		dw[2] |= fuzz_number(in, 6, 16);
	if (op == 0x08 || op == 0x09)
		dw[2] |= fuzz_u8(in) < 0xd0 ? V : 0;
}

/* One to four commands, then CWRITER, perhaps with Retry. */
static void commands(struct machine *m, struct fuzz_input *in, unsigned unit)
{
	uint8_t how = fuzz_u8(in);
	uint64_t cwriter = put_commands(m, in, unit, 4 - how % 4, some_command);

	if (how & 0x40 && gits_peek(m, unit, GITS_CREADR) & 1)
		skip_stalled(m, unit);
	gits(m, unit, GITS_CWRITER,
	     (how >= 0xfc ? fuzz_bytes(in, 3) & 0xfffe0 : cwriter) |
		     (how >> 6 & 1));
}

static void translate(struct machine *m, struct fuzz_input *in, unsigned unit)
{
	const struct naive_its naive = naive_of(m, unit);
	uint32_t device = (uint32_t)fuzz_number(in, 8, 32);
	uint32_t event = (uint32_t)fuzz_number(in, 16, 32);

	/* The naive walk knows collections in tables only. */
	if (!vgs_gic_config(m->gic)->its_units[unit].hcc)
		check_translation(m, &naive, device, event);
}

static void redistributor(struct machine *m, struct fuzz_input *in)
{
	unsigned pe = fuzz_u8(in) % PES;
	uint64_t intid = 8192 + fuzz_number(in, 40, 32);

	switch (fuzz_u8(in) % 8) {
	case 0:
		gicr(m, pe, GICR_CTLR, 4, 0);
		break;
	case 1:
		gicr(m, pe, GICR_PENDBASER, 8,
		     PEND(pe) | (uint64_t)(intid & 1) << 62);
		break;
	case 2:
		gicr(m, pe, GICR_SETLPIR, 8, intid);
		break;
	case 3:
		gicr(m, pe, GICR_CLRLPIR, 8, intid);
		break;
	case 4:
		gicr(m, pe, GICR_INVLPIR, 8, intid);
		break;
	case 5:
		gicr(m, pe, GICR_INVALLR, 8, intid);
		break;
	default:
		gicr(m, pe, GICR_CTLR, 4, 1);
		break;
	}
}

static void its_register(struct machine *m, struct fuzz_input *in,
			 unsigned unit)
{
	uint8_t which = fuzz_u8(in);

	gits(m, unit, GITS_CTLR, 0);
	if (which & 2)
		ram_store(m, DEVICES(unit), V | LEVEL2(unit));
	if (which & 1)
		gits(m, unit, GITS_BASER,
		     V | DEVICES(unit) | (uint64_t)(which >> 1 & 1) << 62);
	if (which & 4)
		gits(m, unit, GITS_BASER + 8 * (which >> 4 & 1),
		     fuzz_bytes(in, 8));
	if (which & 8) {
		gits(m, unit, GITS_CBASER, V | QUEUE(unit));
		gits(m, unit, GITS_CWRITER, 0);
	}
	gits(m, unit, GITS_CTLR, 1);
}

static void take(struct machine *m, struct fuzz_input *in)
{
	unsigned pe = fuzz_u8(in) % PES;
	uint64_t intid = 0;

	FUZZ_CHECK(!vgs_gic_sysreg_read(m->gic, pe, VGS_ICC_IAR1_EL1, &intid));
	called(m);
	if (intid >= 1020 && intid < 1024)
		return;
	FUZZ_CHECK(!vgs_gic_sysreg_write(m->gic, pe, VGS_ICC_EOIR1_EL1, intid));
	called(m);
}

static void step(struct machine *m, struct fuzz_input *in)
{
	uint8_t op = fuzz_u8(in);
	unsigned unit = (op >> 4) % m->its;

	switch (op % 16) {
	case 0:
		redistributor(m, in);
		break;
	case 1:
	case 2:
		send(m, in, unit);
		break;
	case 3:
		translate(m, in, unit);
		break;
	case 4:
		scribble(m, in);
		break;
	case 5:
		if (op & 0x80)
			its_register(m, in, unit);
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
