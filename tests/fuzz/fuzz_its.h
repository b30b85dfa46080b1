/* SPDX-License-Identifier: MIT */
/*
 * The machine of the targets with ITSes: memory that counts accesses, its
 * registers, and what both do to it.
 */
#ifndef FUZZ_ITS_H
#define FUZZ_ITS_H

#include <libvgicsim/gic.h>
#include <string.h>

#include "fuzz.h"
#include "naive_its.h"

#define RAM	    UINT64_C(0x80000000)
#define RAM_SIZE    UINT64_C(0xa0000)
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

/* --- memory ---------------------------------------------------------------- */

static inline int ram_read(void *user, uint64_t addr, void *buf, size_t len)
{
	struct machine *m = user;

	m->accesses++;
	if (addr < RAM || addr - RAM > RAM_SIZE - len)
		return -1;
	memcpy(buf, m->ram + (addr - RAM), len);
	return 0;
}

static inline int ram_write(void *user, uint64_t addr, const void *buf,
			    size_t len)
{
	struct machine *m = user;

	m->accesses++;
	if (addr < RAM || addr - RAM > RAM_SIZE - len)
		return -1;
	memcpy(m->ram + (addr - RAM), buf, len);
	return 0;
}

static inline bool ram_load(void *user, uint64_t addr, unsigned size,
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

static inline void ram_store(struct machine *m, uint64_t addr, uint64_t value)
{
	for (unsigned i = 0; i < 8; i++)
		m->ram[addr - RAM + i] = (unsigned char)(value >> 8 * i);
}

/* A call has returned. */
static inline void called(struct machine *m)
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

static inline void write_frame(struct machine *m, enum vgs_frame frame,
			       unsigned index, uint64_t offset, unsigned size,
			       uint64_t value)
{
	const struct vgs_access access = { frame == VGS_FRAME_GICR ? index : 0,
					   VGS_NONSECURE };

	FUZZ_CHECK(!vgs_gic_frame_write(m->gic, &access, frame, index, offset,
					size, value));
	called(m);
}

static inline void gicr(struct machine *m, unsigned pe, uint64_t offset,
			unsigned size, uint64_t value)
{
	write_frame(m, VGS_FRAME_GICR, pe, offset, size, value);
}

static inline void gits(struct machine *m, unsigned unit, uint64_t offset,
			uint64_t value)
{
	write_frame(m, VGS_FRAME_GITS, unit, offset,
		    offset == GITS_CTLR ? 4 : 8, value);
}

static inline uint64_t gits_peek(struct machine *m, unsigned unit,
				 uint64_t offset)
{
	const struct vgs_access access = { 0, VGS_NONSECURE };
	uint64_t value = 0;

	FUZZ_CHECK(!vgs_gic_frame_peek(m->gic, &access, VGS_FRAME_GITS, unit,
				       offset, offset == GITS_CTLR ? 4 : 8,
				       &value));
	return value;
}

/* --- what is done to all -------------------------------------------------- */

static inline bool make_of(struct machine *m, struct vgs_gic_config *cfg)
{
	cfg->mem = (struct vgs_mem_ops){ ram_read, ram_write, m };
	m->budget = cfg->work_budget;
	m->its = cfg->its;
	m->ram = calloc(1, RAM_SIZE);
	if (!m->ram || vgs_gic_new(cfg, &m->gic))
		return false;
	m->image_size = vgs_gic_save_size(m->gic);
	m->image = malloc(m->image_size);
	return m->image;
}

/* What the first byte of an input says of every machine. */
static inline void configure_by(uint8_t byte, struct vgs_gic_config *cfg)
{
	static const unsigned slots[] = { 3, 5, 16, 256 };
	static const unsigned budgets[] = { 0, 1, 3, 17 };

	cfg->pes = PES;
	cfg->spis = 32;
	cfg->its = 1 + (byte & 1);
	cfg->its_error = byte & 2 ? VGS_ITS_ERROR_STALL : VGS_ITS_ERROR_IGNORE;
	cfg->lpi_cache = byte & 4 ? VGS_LPI_CACHE_CACHED : VGS_LPI_CACHE_EAGER;
	cfg->async = byte & 8;
	cfg->lpi_slots = slots[byte >> 4 & 3];
	cfg->work_budget = budgets[byte >> 6];
	cfg->lpi_id_bits = 14;
	for (unsigned unit = 0; unit < cfg->its; unit++) {
		cfg->its_units[unit].device_id_bits = 16;
		cfg->its_units[unit].event_id_bits = 6;
	}
}

/* LPIs on, the CPU interface open. */
static inline void open_pe(struct machine *m, unsigned pe)
{
	gicr(m, pe, GICR_WAKER, 4, 0);
	gicr(m, pe, GICR_PROPBASER, 8, PROP | 13);
	gicr(m, pe, GICR_PENDBASER, 8, PEND(pe));
	gicr(m, pe, GICR_CTLR, 4, 1);
	vgs_gic_sysreg_write(m->gic, pe, VGS_ICC_PMR_EL1, 0xf8);
	vgs_gic_sysreg_write(m->gic, pe, VGS_ICC_IGRPEN1_EL1, 1);
}

/* Queue, devices, collections; not enabled. */
static inline void open_tables(struct machine *m, unsigned unit)
{
	gits(m, unit, GITS_CBASER, V | QUEUE(unit));
	gits(m, unit, GITS_BASER, V | DEVICES(unit));
	gits(m, unit, GITS_BASER + 8, V | COLLECTS(unit));
}

static inline void drop(struct machine *m)
{
	vgs_gic_free(m->gic);
	free(m->ram);
	free(m->image);
}

/* Anything in any table. */
static inline void scribble(struct machine *m, struct fuzz_input *in)
{
	uint64_t at = fuzz_bytes(in, 2) * 8 % (RAM_SIZE - 8);

	ram_store(m, RAM + at, fuzz_bytes(in, 8));
}

/* Up to four commands behind CWRITER; where it will be. */
static inline uint64_t
put_commands(struct machine *m, struct fuzz_input *in, unsigned unit,
	     unsigned count,
	     void (*some_command)(const struct machine *m,
				  struct fuzz_input *in, uint64_t dw[4]))
{
	uint64_t cwriter = gits_peek(m, unit, GITS_CWRITER) % 4096;

	for (; count; count--) {
		uint64_t dw[4];

		some_command(m, in, dw);
		for (unsigned i = 0; i < 4; i++)
			ram_store(m, QUEUE(unit) + cwriter + i * 8, dw[i]);
		cwriter = (cwriter + 32) % 4096;
		fuzz_done++;
	}
	return cwriter;
}

/* The command that stalled becomes a SYNC. */
static inline void skip_stalled(struct machine *m, unsigned unit)
{
	uint64_t at = gits_peek(m, unit, GITS_CREADR) & 0xfe0;

	for (unsigned i = 0; i < 4; i++)
		ram_store(m, QUEUE(unit) + at + i * 8, i ? 0 : 0x05);
}

/* Registers of an ITS, for a walk that knows no more of it. */
static inline struct naive_its naive_of(struct machine *m, unsigned unit)
{
	const struct vgs_its_config *cfg =
		&vgs_gic_config(m->gic)->its_units[unit];

	return (struct naive_its){
		.load = ram_load,
		.user = m,
		.enabled = gits_peek(m, unit, GITS_CTLR) & 1,
		.devices = gits_peek(m, unit, GITS_BASER),
		.collections = gits_peek(m, unit, GITS_BASER + 8),
		.unit = unit,
		.device_bits = cfg->device_id_bits,
		.entry_size = cfg->itt_entry_size,
		.pes = PES,
	};
}

/* The query changes nothing and answers as the walk does. */
static inline void check_translation(struct machine *m,
				     const struct naive_its *naive,
				     uint32_t device, uint32_t event)
{
	struct vgs_translation to;
	uint64_t intid = 0, hash = vgs_gic_hash(m->gic);
	unsigned pe = 0;

	FUZZ_CHECK(!vgs_gic_translate(m->gic, naive->unit, device, event, &to));
	called(m);
	FUZZ_CHECK(hash == vgs_gic_hash(m->gic));
	FUZZ_CHECK(naive_walk(naive, device, event, &pe, &intid) ==
		   (to.pe != VGS_NO_PE));
	if (to.pe != VGS_NO_PE)
		FUZZ_CHECK(to.pe == pe && to.intid == intid);
}

static inline void send(struct machine *m, struct fuzz_input *in, unsigned unit)
{
	uint32_t device = (uint32_t)fuzz_number(in, 8, 32);
	uint32_t event = (uint32_t)fuzz_number(in, 16, 32);

	FUZZ_CHECK(!vgs_gic_msi(m->gic, unit, device, event));
	called(m);
}

static inline void run_work(struct machine *m, struct fuzz_input *in)
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

static inline void through_an_image(struct machine *m)
{
	uint64_t hash = vgs_gic_hash(m->gic);

	FUZZ_CHECK(!vgs_gic_save(m->gic, m->image, m->image_size));
	FUZZ_CHECK(!vgs_gic_restore(m->gic, m->image, m->image_size));
	FUZZ_CHECK(hash == vgs_gic_hash(m->gic));
}

/* Steps until the input is used up; the invariants hold all the way. */
static inline void play(struct machine *m, struct fuzz_input *in,
			void (*step)(struct machine *m, struct fuzz_input *in))
{
	unsigned steps = 0;

	while (in->size) {
		const char *broken = "";

		step(m, in);
		if (steps++ % 16)
			continue;
		if (vgs_gic_check(m->gic, &broken))
			fprintf(stderr, "broken: %s\n", broken);
		FUZZ_CHECK(!*broken);
	}
}

/* A whole input: its first bytes say which machine, which @open sets up. */
static inline void
play_input(const uint8_t *data, size_t size,
	   void (*configure)(struct fuzz_input *in, struct vgs_gic_config *cfg),
	   void (*open)(struct machine *m),
	   void (*step)(struct machine *m, struct fuzz_input *in))
{
	struct fuzz_input in = { data, size };
	struct vgs_gic_config cfg;
	struct machine m = { 0 };

	configure(&in, &cfg);
	if (make_of(&m, &cfg)) {
		/* Configuration bytes of LPIs: enabled, of priority 0xa0. */
		memset(m.ram, 0xa3, 0x2000);
		open(&m);
		play(&m, &in, step);
	}
	drop(&m);
}

#endif
