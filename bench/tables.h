/* SPDX-License-Identifier: MIT */
/*
 * Memory of a machine with an ITS: where its tables are, and its queue.  One
 * device whose events have an ITT; what is at the LPIs' and vLPIs' own
 * addresses, who includes this says.
 */
#ifndef BENCH_TABLES_H
#define BENCH_TABLES_H

#include <string.h>

#include "subject.h"

#define RAM	 UINT64_C(0x80000000)
#define RAM_SIZE UINT64_C(0x400000)
#define DEVICES	 (RAM + UINT64_C(0x20000))  /* a page */
#define COLLECT	 (RAM + UINT64_C(0x30000))  /* a page: 512 */
#define QUEUE	 (RAM + UINT64_C(0x40000))  /* a page: 128 commands */
#define ITT	 (RAM + UINT64_C(0x100000)) /* 2^16 x 12 bytes */
#define VALID	 (UINT64_C(1) << 63)
#define ID_BITS	 17u
#define DEVICE	 7u

#define GICR_WAKER   0x0014u
#define GITS_CTLR    0x0000u
#define GITS_CBASER  0x0080u
#define GITS_CWRITER 0x0088u
#define GITS_BASER   0x0100u

static unsigned char ram[RAM_SIZE];

static int ram_read(void *user, uint64_t addr, void *buf, size_t len)
{
	(void)user;
	if (addr < RAM || addr - RAM > RAM_SIZE - len)
		return -1;
	memcpy(buf, ram + (addr - RAM), len);
	return 0;
}

static int ram_write(void *user, uint64_t addr, const void *buf, size_t len)
{
	(void)user;
	if (addr < RAM || addr - RAM > RAM_SIZE - len)
		return -1;
	memcpy(ram + (addr - RAM), buf, len);
	return 0;
}

static void gits_write(struct vgs_gic *gic, uint64_t offset, uint64_t value)
{
	bench_mmio_write(gic, 0, VGS_FRAME_GITS, 0, offset, 8, value);
}

static void command(struct vgs_gic *gic, unsigned *cwriter,
		    const uint64_t dw[4])
{
	for (unsigned i = 0; i < 32; i++)
		ram[QUEUE - RAM + *cwriter + i] =
			(unsigned char)(dw[i / 8] >> 8 * (i % 8));
	*cwriter = (*cwriter + 32) % 4096;
	gits_write(gic, GITS_CWRITER, *cwriter);
}

#endif
