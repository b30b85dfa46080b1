/* SPDX-License-Identifier: MIT */
/*
 * The way of an MSI does not grow with LPIs, events or PEs: what it asks of the
 * caller's memory is the same on the smallest and on the largest machine, to
 * an LPI and to a vLPI of a resident vPE, whether its translation is cached or
 * the tables are walked, and whatever else is pending.  Exact: nothing of it is
 * a measurement.
 */
#include <stdlib.h>
#include <string.h>

#include <libvgicsim/gic.h>

#include "check.h"

#define RAM	 UINT64_C(0x80000000)
#define RAM_SIZE UINT64_C(0x400000)
#define PROP	 RAM
#define DEVICES	 (RAM + UINT64_C(0x20000))
#define COLLECT	 (RAM + UINT64_C(0x30000))
#define QUEUE	 (RAM + UINT64_C(0x40000))
#define VPES	 (RAM + UINT64_C(0x50000))
#define PEND	 (RAM + UINT64_C(0x60000))
#define VPT	 (RAM + UINT64_C(0x80000))
#define ITT	 (RAM + UINT64_C(0x100000))
#define VALID	 (UINT64_C(1) << 63)
#define PTZ	 (UINT64_C(1) << 62)
#define ID_BITS	 17u
#define DEVICE	 7u
#define FIRST	 8192u

/* The self-check of each call is what does grow. */
#ifdef VGS_SELFCHECK
#define MANY (1u << 8)
#else
#define MANY (1u << 16)
#endif

#define SCR_NS	1u
#define HCR_IMO (UINT64_C(1) << 4)

struct machine {
	struct vgs_gic *gic;
	unsigned char *ram;
	unsigned pe, lpis, cwriter;
	bool virt;
	unsigned long reads, writes;
};

static int ram_read(void *user, uint64_t addr, void *buf, size_t len)
{
	struct machine *m = user;

	m->reads++;
	if (addr < RAM || addr - RAM > RAM_SIZE - len)
		return -1;
	memcpy(buf, m->ram + (addr - RAM), len);
	return 0;
}

static int ram_write(void *user, uint64_t addr, const void *buf, size_t len)
{
	struct machine *m = user;

	m->writes++;
	if (addr < RAM || addr - RAM > RAM_SIZE - len)
		return -1;
	memcpy(m->ram + (addr - RAM), buf, len);
	return 0;
}

static void store(struct machine *m, enum vgs_frame frame, unsigned index,
		  uint64_t offset, unsigned size, uint64_t value)
{
	const struct vgs_access access = { index, VGS_NONSECURE };

	assert_int_equal(vgs_gic_frame_write(m->gic, &access, frame, index,
					     offset, size, value),
			 0);
}

static void command(struct machine *m, uint64_t dw0, uint64_t dw1, uint64_t dw2,
		    uint64_t dw3)
{
	const uint64_t dw[4] = { dw0, dw1, dw2, dw3 };

	for (unsigned i = 0; i < 32; i++)
		m->ram[QUEUE - RAM + m->cwriter + i] =
			(unsigned char)(dw[i / 8] >> 8 * (i % 8));
	m->cwriter = (m->cwriter + 32) % 4096;
	store(m, VGS_FRAME_GITS, 0, 0x0088, 8, m->cwriter);
}

/* --- set-up --------------------------------------------------------------- */

static void open_redistributor(struct machine *m)
{
	const struct vgs_pe_ctx el2 = { .el = 2, .scr_el3 = SCR_NS };
	const struct vgs_pe_ctx el1 = { .el = 1,
					.scr_el3 = SCR_NS,
					.hcr_el2 = HCR_IMO };

	store(m, VGS_FRAME_GICR, m->pe, 0x0014, 4, 0);
	if (!m->virt) {
		store(m, VGS_FRAME_GICR, m->pe, 0x0070, 8, PROP | 16);
		store(m, VGS_FRAME_GICR, m->pe, 0x0078, 8, PEND | PTZ);
		store(m, VGS_FRAME_GICR, m->pe, 0x0000, 4, 1);
		vgs_gic_sysreg_write(m->gic, m->pe, VGS_ICC_PMR_EL1, 0xf8);
		vgs_gic_sysreg_write(m->gic, m->pe, VGS_ICC_IGRPEN1_EL1, 1);
		return;
	}
	vgs_gic_set_pe(m->gic, m->pe, &el2);
	vgs_gic_sysreg_write(m->gic, m->pe, VGS_ICH_VMCR_EL2, 0xf8000002);
	vgs_gic_sysreg_write(m->gic, m->pe, VGS_ICH_HCR_EL2, 1);
	store(m, VGS_FRAME_GICR, m->pe, 0x20070, 8, PROP | 16);
	store(m, VGS_FRAME_GICR, m->pe, 0x20078, 8, VPT | VALID);
	vgs_gic_set_pe(m->gic, m->pe, &el1);
}

/* MAPTI or VMAPTI: INTID 8192 + n is event n. */
static void map_events(struct machine *m)
{
	uint64_t target = VALID | (uint64_t)m->pe << 16;

	command(m, (uint64_t)DEVICE << 32 | 0x08, 15, VALID | ITT, 0);
	command(m, 0x09, 0, target, 0);
	if (m->virt)
		command(m, 0x29, 0, target, VPT | 16);
	for (uint64_t n = 0; n < m->lpis; n++) {
		if (m->virt)
			command(m, (uint64_t)DEVICE << 32 | 0x2a, n,
				UINT64_C(1023) << 32 | (FIRST + n), 0);
		else
			command(m, (uint64_t)DEVICE << 32 | 0x0a,
				(FIRST + n) << 32 | n, 0, 0);
	}
}

static void make(struct machine *m, unsigned pes, unsigned lpis, bool virt)
{
	struct vgs_gic_config cfg;
	struct vgs_its_info info;

	*m = (struct machine){ .pe = pes - 1, .lpis = lpis, .virt = virt };
	m->ram = calloc(1, RAM_SIZE);
	assert_non_null(m->ram);
	memset(m->ram, 0xa1, lpis);
	m->ram[lpis - 1] = 0x41;
	vgs_gic_config_default(&cfg, virt ? VGS_GIC_V4 : VGS_GIC_V3);
	cfg.pes = pes;
	cfg.virt = virt;
	cfg.its = 1;
	cfg.lpi_id_bits = ID_BITS;
	cfg.lpi_slots = 1u << 16;
	cfg.mem = (struct vgs_mem_ops){ ram_read, ram_write, m };
	assert_int_equal(vgs_gic_new(&cfg, &m->gic), 0);
	store(m, VGS_FRAME_GICD, 0, 0, 4, 0x12);
	store(m, VGS_FRAME_GITS, 0, 0x0100, 8, VALID | DEVICES);
	store(m, VGS_FRAME_GITS, 0, 0x0108, 8, VALID | COLLECT);
	store(m, VGS_FRAME_GITS, 0, 0x0110, 8, VALID | VPES);
	store(m, VGS_FRAME_GITS, 0, 0x0080, 8, VALID | QUEUE);
	store(m, VGS_FRAME_GITS, 0, 0, 4, 1);
	map_events(m);
	assert_int_equal(vgs_gic_its(m->gic, 0, &info), 0);
	assert_int_equal(info.errors, 0);
	assert_true(info.queue_empty);
	open_redistributor(m);
}

static void drop(struct machine *m)
{
	vgs_gic_free(m->gic);
	free(m->ram);
}

/* --- what is counted --------------------------------------------------------- */

struct cost {
	unsigned long reads, writes;
};

/* Translate, pend, acknowledge, EOI of the last event, the most urgent. */
static struct cost turn(struct machine *m)
{
	uint64_t intid = 0;

	m->reads = 0;
	m->writes = 0;
	assert_int_equal(vgs_gic_msi(m->gic, 0, DEVICE, m->lpis - 1), 0);
	vgs_gic_sysreg_read(m->gic, m->pe, VGS_ICC_IAR1_EL1, &intid);
	vgs_gic_sysreg_write(m->gic, m->pe, VGS_ICC_EOIR1_EL1, intid);
	assert_int_equal(intid, FIRST + m->lpis - 1);
	return (struct cost){ m->reads, m->writes };
}

static void assert_same(struct cost a, struct cost b)
{
	assert_int_equal(a.reads, b.reads);
	assert_int_equal(a.writes, b.writes);
}

/* The same as on a machine of one PE and 16 LPIs, each way. */
static void compare(unsigned pes, unsigned lpis, bool virt)
{
	struct machine small, large;
	struct cost walked, cached;

	make(&small, 1, 16, virt);
	make(&large, pes, lpis, virt);
	walked = turn(&small);
	cached = turn(&small);
	/* Entries of device, event, collection or vPE; then none of them. */
	assert_true(walked.reads >= cached.reads + 3);
	assert_same(walked, turn(&large));
	assert_same(cached, turn(&large));
	for (uint32_t n = 0; n < lpis - 1; n++)
		assert_int_equal(vgs_gic_msi(large.gic, 0, DEVICE, n), 0);
	/* The others may have its place in the cache, not more. */
	turn(&large);
	assert_same(cached, turn(&large));
	print_message("# %u PEs, %u LPIs: %lu reads, %lu when cached\n", pes,
		      lpis, walked.reads, cached.reads);
	drop(&small);
	drop(&large);
}

static void an_lpi(void **state)
{
	(void)state;
	compare(1, MANY, false);
	compare(512, MANY, false);
}

static void a_vlpi(void **state)
{
	(void)state;
	compare(1, MANY, true);
	compare(512, MANY, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_lpi),
		cmocka_unit_test(a_vlpi),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
