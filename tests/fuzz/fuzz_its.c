/* SPDX-License-Identifier: MIT */
/*
 * Command queues and tables of ITSes: whatever they hold, the library asks for
 * no more memory than its work budget allows, breaks no invariant, survives an
 * image of its state, and translates as a naive walk of the tables does.
 */
#include <libvgicsim/gic.h>
#include <string.h>

#include "fuzz.h"
#include "naive_its.h"

#define RAM	    UINT64_C(0x80000000)
#define RAM_SIZE    UINT64_C(0x60000)
#define PROP	    RAM				    /* 8 KB, LPIs of 14 bits */
#define PEND(pe)    (RAM + 0x10000 + (pe)*0x10000u) /* 64 KB each */
#define QUEUE(u)    (RAM + 0x40000 + (u)*0x10000u)  /* one page */
#define DEVICES(u)  (QUEUE(u) + 0x1000)
#define COLLECTS(u) (QUEUE(u) + 0x2000)
#define LEVEL2(u)   (QUEUE(u) + 0x3000)
#define ITTS	    (QUEUE(0) + 0x8000) /* 32 of 1 KB */
#define PES	    3u
#define V	    (UINT64_C(1) << 63)

/* What one visit may cost: look-ups of a command, both tables of an LPI. */
#define ACCESSES_A_VISIT   64u
#define ACCESSES_A_CALL	   64u
#define ACCESSES_UNBOUNDED 500000u

struct machine {
	struct vgs_gic *gic;
	unsigned char *ram;
	unsigned char *image;
	size_t image_size;
	unsigned long accesses; /* of the call in progress */
	unsigned budget, its;
};

unsigned long fuzz_done;

/* --- memory ---------------------------------------------------------------- */

static int ram_read(void *user, uint64_t addr, void *buf, size_t len)
{
	struct machine *m = user;

	m->accesses++;
	if (addr < RAM || addr - RAM > RAM_SIZE - len)
		return -1;
	memcpy(buf, m->ram + (addr - RAM), len);
	return 0;
}

static int ram_write(void *user, uint64_t addr, const void *buf, size_t len)
{
	struct machine *m = user;

	m->accesses++;
	if (addr < RAM || addr - RAM > RAM_SIZE - len)
		return -1;
	memcpy(m->ram + (addr - RAM), buf, len);
	return 0;
}

static bool ram_load(void *user, uint64_t addr, unsigned size,
		     uint64_t *ret_value)
{
	const struct machine *m = user;

	if (addr < RAM || addr - RAM > RAM_SIZE - size)
		return false;
	*ret_value = 0;
	for (unsigned i = 0; i < size; i++)
		*ret_value |= (uint64_t)m->ram[addr - RAM + i] << 8 * i;
	return true;
}

static void ram_store(struct machine *m, uint64_t addr, uint64_t value)
{
	for (unsigned i = 0; i < 8; i++)
		m->ram[addr - RAM + i] = (unsigned char)(value >> 8 * i);
}

/* A call has returned. */
static void called(struct machine *m)
{
	unsigned long most = ACCESSES_UNBOUNDED;

	if (m->budget)
		most = m->budget * ACCESSES_A_VISIT + ACCESSES_A_CALL;
	FUZZ_CHECK(m->accesses <= most);
	FUZZ_CHECK(!vgs_gic_bug(m->gic));
	m->accesses = 0;
}

/* --- registers --------------------------------------------------------------- */

#define GICR_CTLR      0x0000u
#define GICR_WAKER     0x0014u
#define GICR_SETLPIR   0x0040u
#define GICR_CLRLPIR   0x0048u
#define GICR_PROPBASER 0x0070u
#define GICR_PENDBASER 0x0078u
#define GICR_INVLPIR   0x00a0u
#define GICR_INVALLR   0x00b0u
#define GITS_CTLR      0x0000u
#define GITS_CBASER    0x0080u
#define GITS_CWRITER   0x0088u
#define GITS_CREADR    0x0090u
#define GITS_BASER     0x0100u

static void write_frame(struct machine *m, enum vgs_frame frame, unsigned index,
			uint64_t offset, unsigned size, uint64_t value)
{
	const struct vgs_access access = { frame == VGS_FRAME_GICR ? index : 0,
					   VGS_NONSECURE };

	FUZZ_CHECK(!vgs_gic_frame_write(m->gic, &access, frame, index, offset,
					size, value));
	called(m);
}

static void gicr(struct machine *m, unsigned pe, uint64_t offset, unsigned size,
		 uint64_t value)
{
	write_frame(m, VGS_FRAME_GICR, pe, offset, size, value);
}

static void gits(struct machine *m, unsigned unit, uint64_t offset,
		 uint64_t value)
{
	write_frame(m, VGS_FRAME_GITS, unit, offset,
		    offset == GITS_CTLR ? 4 : 8, value);
}

static uint64_t gits_peek(struct machine *m, unsigned unit, uint64_t offset)
{
	const struct vgs_access access = { 0, VGS_NONSECURE };
	uint64_t value = 0;

	FUZZ_CHECK(!vgs_gic_frame_peek(m->gic, &access, VGS_FRAME_GITS, unit,
				       offset, offset == GITS_CTLR ? 4 : 8,
				       &value));
	return value;
}

/* --- the machine --------------------------------------------------------------- */

static void configure(struct machine *m, struct fuzz_input *in,
		      struct vgs_gic_config *cfg)
{
	static const unsigned slots[] = { 3, 5, 16, 256 };
	static const unsigned budgets[] = { 0, 1, 3, 17 };
	uint8_t a = fuzz_u8(in), b = fuzz_u8(in);

	vgs_gic_config_default(cfg, VGS_GIC_V3);
	cfg->pes = PES;
	cfg->spis = 32;
	cfg->its = 1 + (a & 1);
	cfg->its_error = a & 2 ? VGS_ITS_ERROR_STALL : VGS_ITS_ERROR_IGNORE;
	cfg->lpi_cache = a & 4 ? VGS_LPI_CACHE_CACHED : VGS_LPI_CACHE_EAGER;
	cfg->async = a & 8;
	cfg->lpi_slots = slots[a >> 4 & 3];
	cfg->work_budget = budgets[a >> 6];
	cfg->direct_lpi = b & 1;
	cfg->lpi_id_bits = 14;
	if (b & 2)
		vgs_gic_config_choose(cfg, "GIC-L12", "written-through");
	if (b & 4)
		vgs_gic_config_choose(cfg, "GIC-CU46", "lost");
	for (unsigned unit = 0; unit < cfg->its; unit++) {
		struct vgs_its_config *its = &cfg->its_units[unit];

		its->device_id_bits = 16;
		its->event_id_bits = 6;
		its->pta = b & 8;
		its->hcc = b & 16 ? 2 : 0;
		its->cct = b & 32;
		its->itt_entry_size = b & 64 ? 8 : 12;
		its->seis = b & 128;
	}
	cfg->mem = (struct vgs_mem_ops){ ram_read, ram_write, m };
	m->budget = cfg->work_budget;
	m->its = cfg->its;
}

static void open_machine(struct machine *m)
{
	write_frame(m, VGS_FRAME_GICD, 0, 0, 4, 0x12);
	for (unsigned pe = 0; pe < PES; pe++) {
		gicr(m, pe, GICR_WAKER, 4, 0);
		gicr(m, pe, GICR_PROPBASER, 8, PROP | 13);
		gicr(m, pe, GICR_PENDBASER, 8, PEND(pe));
		gicr(m, pe, GICR_CTLR, 4, 1);
		vgs_gic_sysreg_write(m->gic, pe, VGS_ICC_PMR_EL1, 0xf8);
		vgs_gic_sysreg_write(m->gic, pe, VGS_ICC_IGRPEN1_EL1, 1);
	}
	for (unsigned unit = 0; unit < m->its; unit++) {
		gits(m, unit, GITS_CBASER, V | QUEUE(unit));
		gits(m, unit, GITS_BASER, V | DEVICES(unit));
		gits(m, unit, GITS_BASER + 8, V | COLLECTS(unit));
		gits(m, unit, GITS_CTLR, 1);
	}
}

static bool make(struct machine *m, struct fuzz_input *in)
{
	struct vgs_gic_config cfg;

	memset(m, 0, sizeof(*m));
	configure(m, in, &cfg);
	m->ram = calloc(1, RAM_SIZE);
	if (!m->ram || vgs_gic_new(&cfg, &m->gic))
		return false;
	m->image_size = vgs_gic_save_size(m->gic);
	m->image = malloc(m->image_size);
	if (!m->image)
		return false;
	memset(m->ram, 0xa3, 0x2000);
	open_machine(m);
	return true;
}

static void drop(struct machine *m)
{
	vgs_gic_free(m->gic);
	free(m->ram);
	free(m->image);
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
	uint64_t cwriter = gits_peek(m, unit, GITS_CWRITER) % 4096;

	for (unsigned n = how % 4; n < 4; n++) {
		uint64_t dw[4];

		some_command(m, in, dw);
		for (unsigned i = 0; i < 4; i++)
			ram_store(m, QUEUE(unit) + cwriter + i * 8, dw[i]);
		cwriter = (cwriter + 32) % 4096;
		fuzz_done++;
	}
	/* What stalled is skipped: it becomes a SYNC. */
	if (how & 0x40 && gits_peek(m, unit, GITS_CREADR) & 1)
		ram_store(m,
			  QUEUE(unit) +
				  (gits_peek(m, unit, GITS_CREADR) & 0xfe0),
			  0x05);
	gits(m, unit, GITS_CWRITER,
	     (how >= 0xfc ? fuzz_bytes(in, 3) & 0xfffe0 : cwriter) |
		     (how >> 6 & 1));
}

static void send(struct machine *m, struct fuzz_input *in, unsigned unit)
{
	uint32_t device = (uint32_t)fuzz_number(in, 8, 32);
	uint32_t event = (uint32_t)fuzz_number(in, 16, 32);

	FUZZ_CHECK(!vgs_gic_msi(m->gic, unit, device, event));
	called(m);
}

static void translate(struct machine *m, struct fuzz_input *in, unsigned unit)
{
	const struct vgs_its_config *cfg =
		&vgs_gic_config(m->gic)->its_units[unit];
	uint32_t device = (uint32_t)fuzz_number(in, 8, 32);
	uint32_t event = (uint32_t)fuzz_number(in, 16, 32);
	const struct naive_its naive = {
		.load = ram_load,
		.user = m,
		.enabled = gits_peek(m, unit, GITS_CTLR) & 1,
		.devices = gits_peek(m, unit, GITS_BASER),
		.collections = gits_peek(m, unit, GITS_BASER + 8),
		.device_bits = cfg->device_id_bits,
		.entry_size = cfg->itt_entry_size,
		.pes = PES,
	};
	struct vgs_translation to;
	uint64_t intid = 0, hash = vgs_gic_hash(m->gic);
	unsigned pe = 0;

	FUZZ_CHECK(!vgs_gic_translate(m->gic, unit, device, event, &to));
	called(m);
	FUZZ_CHECK(hash == vgs_gic_hash(m->gic));
	/* The naive walk knows collections in tables only. */
	if (cfg->hcc)
		return;
	FUZZ_CHECK(naive_walk(&naive, device, event, &pe, &intid) ==
		   (to.pe != VGS_NO_PE));
	if (to.pe == VGS_NO_PE)
		return;
	FUZZ_CHECK(to.pe == pe && to.intid == intid);
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

static void run_work(struct machine *m, struct fuzz_input *in)
{
	for (unsigned left = fuzz_u8(in) % 32; left; left--) {
		struct vgs_work work[8];
		int n = vgs_gic_work(m->gic, 8, work);

		if (n <= 0)
			return;
		n = n > 8 ? 8 : n;
		FUZZ_CHECK(!vgs_gic_work_run(m->gic,
					     &work[fuzz_u8(in) % (unsigned)n]));
		called(m);
	}
}

static void through_an_image(struct machine *m)
{
	uint64_t hash = vgs_gic_hash(m->gic);

	FUZZ_CHECK(!vgs_gic_save(m->gic, m->image, m->image_size));
	FUZZ_CHECK(!vgs_gic_restore(m->gic, m->image, m->image_size));
	FUZZ_CHECK(hash == vgs_gic_hash(m->gic));
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
		/* Anything in any table. */
		ram_store(m, RAM + fuzz_bytes(in, 2) * 8 % (RAM_SIZE - 8),
			  fuzz_bytes(in, 8));
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
	struct fuzz_input in = { data, size };
	struct machine m;
	unsigned steps = 0;

	if (make(&m, &in)) {
		while (in.size) {
			const char *broken = "";

			step(&m, &in);
			if (steps++ % 16)
				continue;
			FUZZ_CHECK(!vgs_gic_check(m.gic, &broken));
		}
	}
	drop(&m);
	return 0;
}
