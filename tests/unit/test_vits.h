/* SPDX-License-Identifier: MIT */
/*
 * What the tests of a VM's ITS share: a GICv3 guest with memory that has set
 * up its tables and its command queue as a kernel would.
 */
#ifndef TEST_VITS_H
#define TEST_VITS_H

#include "test_vgic.h"

#define PROP	  RAM
#define PEND(n)	  (RAM + 0x10000u + (n)*0x10000u)
#define QUEUE	  (RAM + 0x50000u)
#define DEVICES	  (RAM + 0x60000u)
#define COLLECTS  (RAM + 0x70000u)
#define ITT	  (RAM + 0x80000u)
#define ITT2	  (RAM + 0x90000u)
#define QUEUE1	  (RAM + 0xa0000u) /* of the second ITS */
#define DEVICES1  (RAM + 0xb0000u)
#define COLLECTS1 (RAM + 0xc0000u)
#define SPARE	  (RAM + 0x100000u)

#define GITS	   UINT64_C(0x08080000) /* of the first ITS */
#define TRANSLATER (GITS + 0x10040u)
#define GITS1	   UINT64_C(0x0a000000)

#define S_CTLR	  0x000u
#define S_IIDR	  0x004u
#define S_TYPER	  0x008u
#define S_CBASER  0x080u
#define S_CWRITER 0x088u
#define S_CREADR  0x090u
#define S_BASER0  0x100u
#define S_BASER1  0x108u

#define V   (UINT64_C(1) << 63)
#define PTZ (UINT64_C(1) << 62)

/* --- memory ------------------------------------------------------- */

static inline uint64_t mem(struct fixture *f, uint64_t addr, unsigned size)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < size; i++)
		value |= (uint64_t)f->ram[addr - RAM + i] << 8 * i;
	return value;
}

static inline void put(struct fixture *f, uint64_t addr, unsigned size,
		       uint64_t value)
{
	for (unsigned i = 0; i < size; i++)
		f->ram[addr - RAM + i] = (unsigned char)(value >> 8 * i);
}

/* Configuration byte of an LPI: enabled with 0xa0 unless told. */
static inline void property(struct fixture *f, uint32_t intid, unsigned byte)
{
	put(f, PROP + intid - 8192, 1, byte);
}

/* --- registers ---------------------------------------------------- */

static inline uint64_t gits_of(struct fixture *f, unsigned its, unsigned offset,
			       unsigned size)
{
	uint64_t value = 0;

	assert_int_equal(vgs_vcpu_frame_read(f->vm, 0, VGS_FRAME_GITS, its,
					     offset, size, &value),
			 0);
	return value;
}

static inline uint64_t gits(struct fixture *f, unsigned offset)
{
	return gits_of(f, 0, offset,
		       offset < S_TYPER || offset >= 0xffd0 ? 4 : 8);
}

static inline void gits_write_of(struct fixture *f, unsigned its,
				 unsigned offset, unsigned size, uint64_t value)
{
	assert_int_equal(vgs_vcpu_frame_write(f->vm, 0, VGS_FRAME_GITS, its,
					      offset, size, value),
			 0);
}

static inline void gits_write(struct fixture *f, unsigned offset,
			      uint64_t value)
{
	gits_write_of(f, 0, offset, offset < S_TYPER ? 4 : 8, value);
}

static inline uint64_t gicr(struct fixture *f, unsigned vcpu, unsigned offset,
			    unsigned size)
{
	uint64_t value = 0;

	assert_int_equal(vgs_vcpu_frame_read(f->vm, 0, VGS_FRAME_GICR, vcpu,
					     offset, size, &value),
			 0);
	return value;
}

static inline void gicr_write(struct fixture *f, unsigned vcpu, unsigned offset,
			      unsigned size, uint64_t value)
{
	assert_int_equal(vgs_vcpu_frame_write(f->vm, 0, VGS_FRAME_GICR, vcpu,
					      offset, size, value),
			 0);
}

/* --- commands ----------------------------------------------------- */

/* Put a command into the first ITS's queue and move CWRITER past it. */
static inline void command(struct fixture *f, uint64_t dw0, uint64_t dw1,
			   uint64_t dw2, uint64_t dw3)
{
	uint64_t at = gits(f, S_CWRITER);
	const uint64_t dw[4] = { dw0, dw1, dw2, dw3 };

	for (unsigned k = 0; k < 4; k++)
		put(f, QUEUE + at + 8 * k, 8, dw[k]);
	gits_write(f, S_CWRITER, (at + 32) % 4096);
}

static inline void mapd(struct fixture *f, uint64_t dev, unsigned bits,
			uint64_t itt)
{
	command(f, 0x08 | dev << 32, bits - 1, V | itt, 0);
}

static inline void unmapd(struct fixture *f, uint64_t dev)
{
	command(f, 0x08 | dev << 32, 0, 0, 0);
}

static inline void mapc(struct fixture *f, unsigned icid, uint64_t vcpu)
{
	command(f, 0x09, 0, V | vcpu << 16 | icid, 0);
}

static inline void unmapc(struct fixture *f, unsigned icid)
{
	command(f, 0x09, 0, icid, 0);
}

static inline void mapti(struct fixture *f, uint64_t dev, uint32_t event,
			 uint64_t intid, unsigned icid)
{
	command(f, 0x0a | dev << 32, intid << 32 | event, icid, 0);
}

static inline void movi(struct fixture *f, uint64_t dev, uint32_t event,
			unsigned icid)
{
	command(f, 0x01 | dev << 32, event, icid, 0);
}

static inline void movall(struct fixture *f, uint64_t from, uint64_t to)
{
	command(f, 0x0e, 0, from << 16, to << 16);
}

static inline void invall(struct fixture *f, unsigned icid)
{
	command(f, 0x0d, 0, icid, 0);
}

#define INT	0x03u
#define CLEAR	0x04u
#define INV	0x0cu
#define DISCARD 0x0fu

static inline void on_lpi(struct fixture *f, unsigned opcode, uint64_t dev,
			  uint32_t event)
{
	command(f, opcode | dev << 32, event, 0, 0);
}

static inline struct vgs_vits_info its_of(struct fixture *f)
{
	struct vgs_vits_info info = { .base = 0 };

	assert_int_equal(vgs_vits_info(f->vm, 0, &info), 0);
	return info;
}

/* --- messages ------------------------------------------------------ */

static inline int msi(struct fixture *f, uint32_t dev, uint32_t event)
{
	const struct vgs_msi m = { .addr = TRANSLATER,
				   .data = event,
				   .has_devid = true,
				   .devid = dev };
	int rc = -1000;

	assert_int_equal(vgs_vgic_msi(f->vm, &m, &rc), 0);
	return rc;
}

static inline struct vgs_vtranslation way(struct fixture *f, uint32_t dev,
					  uint32_t event)
{
	struct vgs_vtranslation to = { .intid = 1 };

	assert_int_equal(vgs_vgic_translate(f->vm, 0, dev, event, &to), 0);
	return to;
}

static inline bool exists(struct fixture *f, uint32_t intid)
{
	struct vgs_virq_info info;

	return !vgs_vgic_irq(f->vm, 0, intid, &info);
}

/* --- user space ---------------------------------------------------- */

static inline int ctrl(struct fixture *f, enum vgs_vits_ctrl what)
{
	int rc = -1000;

	assert_int_equal(vgs_vits_ctrl(f->vm, 0, what, &rc), 0);
	return rc;
}

static inline int user_gits_write(struct fixture *f, unsigned offset,
				  uint64_t value)
{
	int rc = -1000;

	assert_int_equal(vgs_vits_set_reg(f->vm, 0, offset, value, &rc), 0);
	return rc;
}

/* --- set-up -------------------------------------------------------- */

static inline void lpis_on(struct fixture *f, unsigned vcpu)
{
	gicr_write(f, vcpu, 0x70, 8, PROP | 15);
	gicr_write(f, vcpu, 0x78, 8, PTZ | PEND(vcpu));
	gicr_write(f, vcpu, 0x00, 4, 1);
}

static inline void its_on(struct fixture *f)
{
	gits_write(f, S_CBASER, V | QUEUE);
	gits_write(f, S_BASER0, V | DEVICES);
	gits_write(f, S_BASER1, V | COLLECTS);
	gits_write(f, S_CTLR, 1);
}

/* Nothing is on yet. */
static inline int set_up_raw(void **state)
{
	set_up_with(state, false, false, 1);
	memset(((struct fixture *)*state)->ram, 0xa1, 57344);
	return 0;
}

static inline int set_up_its(void **state)
{
	struct fixture *f;

	set_up_raw(state);
	f = *state;
	for (unsigned n = 0; n < f->shape.cpus; n++)
		lpis_on(f, n);
	its_on(f);
	return 0;
}

/* Device 5, 5 bits; ICID 0 is vCPU 0, 1 is vCPU 1; event 3 is LPI 8195. */
static inline void map_one(struct fixture *f)
{
	mapd(f, 5, 5, ITT);
	mapc(f, 0, 0);
	mapc(f, 1, 1);
	mapti(f, 5, 3, 8195, 0);
	assert_int_equal(its_of(f).errors, 0);
}

/* clang-format off */
#define TEST_IN(mode, name, shape)                                             \
	{ #name " (" #shape ")", name, set_up_##mode, tear_down,               \
	  (void *)&shape }
/* clang-format on */
#define ITS_TEST(name, shape) TEST_IN(its, name, shape)
#define RAW_TEST(name, shape) TEST_IN(raw, name, shape)

/* KVM-IT-10: a command that fails is skipped, and nobody stalls. */
static inline void assert_skipped(struct fixture *f, int error)
{
	assert_int_equal(its_of(f).error, error);
	assert_int_equal(gits(f, S_CREADR), gits(f, S_CWRITER));
	assert_int_equal(gits(f, S_CTLR), 0x80000001);
}

#endif
