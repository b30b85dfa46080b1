/* SPDX-License-Identifier: MIT */
/*
 * GICv2: lifecycles of level, edge and software-generated interrupts, and a
 * list register's, all by address.
 */
#include "subject.h"

#define GICD_CTLR	0x000u
#define GICD_ISENABLER	0x100u
#define GICD_ISPENDR	0x200u
#define GICD_IPRIORITYR 0x400u
#define GICD_ITARGETSR	0x800u
#define GICD_ICFGR	0xc00u
#define GICD_SGIR	0xf00u
#define GICC_CTLR	0x000u
#define GICC_PMR	0x004u
#define GICC_IAR	0x00cu
#define GICC_EOIR	0x010u
#define GICH_HCR	0x000u
#define GICH_VMCR	0x008u
#define GICH_LR		0x100u

#define LEVEL_INTID 39u
#define EDGE_INTID  43u
#define SGI_INTID   3u
#define VINTID	    40u

/* --- set-up ----------------------------------------------------------------
 */

static void gicd(struct vgs_gic *gic, uint64_t offset, unsigned size,
		 uint64_t value)
{
	bench_mmio_write(gic, 0, VGS_FRAME_GICD, 0, offset, size, value);
}

static void open_gic(struct vgs_gic *gic, unsigned pes, unsigned spis,
		     uint32_t intid, unsigned target)
{
	gicd(gic, GICD_CTLR, 4, 3);
	for (unsigned pe = 0; pe < pes; pe++) {
		bench_mmio_write(gic, pe, VGS_FRAME_GICC, 0, GICC_PMR, 4, 0xf8);
		bench_mmio_write(gic, pe, VGS_FRAME_GICC, 0, GICC_CTLR, 4, 3);
	}
	for (unsigned n = 1; n <= (spis + 31) / 32; n++)
		gicd(gic, GICD_ISENABLER + n * 4, 4, UINT32_MAX);
	for (uint32_t i = 32; i < 32 + spis; i++) {
		gicd(gic, GICD_IPRIORITYR + i, 1,
		     i == intid ? BENCH_URGENT : BENCH_OTHERS);
		gicd(gic, GICD_ITARGETSR + i, 1, 1u << target);
	}
	if (intid == EDGE_INTID)
		gicd(gic, GICD_ICFGR + intid / 16 * 4, 4, 2u << intid % 16 * 2);
}

static bool open_subject(struct bench_subject *s, unsigned pes, unsigned spis,
			 uint32_t intid, unsigned target)
{
	struct vgs_gic_config cfg;

	vgs_gic_config_default(&cfg, VGS_GIC_V2);
	cfg.pes = pes;
	cfg.spis = spis;
	cfg.virt = intid == VINTID;
	cfg.maintenance_intid = 0;
	if (!bench_subject_new(s, &cfg))
		return false;
	open_gic(s->model.gic, pes, spis, intid, target);
	open_gic(s->naive.gic, pes, spis, intid, target);
	for (uint32_t i = 32; i < 32 + spis; i++)
		floor_configure(s->floor.floor, i,
				i == intid ? BENCH_URGENT : BENCH_OTHERS,
				i == EDGE_INTID, target);
	return true;
}

/* --- loops: @addr is the CPU interface's base ------------------------------
 */

static uint64_t acknowledge(struct bench_turn *t)
{
	uint64_t intid = 0;

	vgs_gic_mmio_read(t->gic, &t->access, t->addr + GICC_IAR, 4, &intid);
	return intid;
}

static void end(struct bench_turn *t, uint64_t intid)
{
	vgs_gic_mmio_write(t->gic, &t->access, t->addr + GICC_EOIR, 4, intid);
}

static void level(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		uint64_t intid;

		vgs_gic_set_line(t->gic, VGS_INTID(t->intid), true);
		intid = acknowledge(t);
		vgs_gic_set_line(t->gic, VGS_INTID(t->intid), false);
		end(t, intid);
		bench_check(intid == t->intid);
	}
}

static void floor_level(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		uint32_t intid;

		floor_set_line(t->floor, t->intid, true);
		intid = floor_acknowledge(t->floor, t->pe);
		floor_set_line(t->floor, t->intid, false);
		floor_end(t->floor, t->pe, intid);
		bench_check(intid == t->intid);
	}
}

/* @value: the address of GICD. */
static void edge(void *arg, long n)
{
	struct bench_turn *t = arg;
	uint64_t addr = t->value + GICD_ISPENDR + t->intid / 32 * 4;

	for (; n; n--) {
		uint64_t intid;

		vgs_gic_mmio_write(t->gic, &t->access, addr, 4,
				   1u << t->intid % 32);
		intid = acknowledge(t);
		end(t, intid);
		bench_check(intid == t->intid);
	}
}

static void floor_edge(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		uint32_t intid;

		floor_set_pending(t->floor, t->pe, t->intid / 32,
				  1u << t->intid % 32);
		intid = floor_acknowledge(t->floor, t->pe);
		floor_end(t->floor, t->pe, intid);
		bench_check(intid == t->intid);
	}
}

/* PE 0 to the last one; IAR names the source in CPUID. */
static void sgi(void *arg, long n)
{
	struct bench_turn *t = arg;
	struct vgs_access from = { 0, VGS_NONSECURE };
	uint64_t targets = 1u << (16 + t->pe);

	for (; n; n--) {
		uint64_t intid;

		vgs_gic_mmio_write(t->gic, &from, t->value + GICD_SGIR, 4,
				   targets | SGI_INTID);
		intid = acknowledge(t);
		end(t, intid);
		bench_check(intid == SGI_INTID);
	}
}

static void floor_sgi_one(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		uint32_t intid;

		floor_sgi(t->floor, 0, 1u << t->pe | SGI_INTID << 24);
		intid = floor_acknowledge(t->floor, t->pe);
		floor_end(t->floor, t->pe, intid);
		bench_check(intid == SGI_INTID);
	}
}

/* @addr: GICV, @value: GICH. */
static void list_register(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		uint64_t intid;

		vgs_gic_mmio_write(t->gic, &t->access, t->value + GICH_LR, 4,
				   0x1a000000u | VINTID);
		intid = acknowledge(t);
		end(t, intid);
		bench_check(intid == VINTID);
	}
}

static void floor_list_register(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		uint32_t intid;

		floor_write_lr(t->floor, t->pe, 0,
			       UINT64_C(0x50a0) << 48 | VINTID);
		intid = floor_acknowledge_virtual(t->floor, t->pe);
		floor_end_virtual(t->floor, t->pe, intid);
		bench_check(intid == VINTID);
	}
}

/* --- sweeps ----------------------------------------------------------------
 */

static void run(const char *op, unsigned pes, unsigned spis, unsigned pending,
		uint32_t intid, bench_fn fn, bench_fn floor_fn)
{
	struct bench_point point = { op, pes, spis, 0, pending, 0, 0, 0 };
	struct bench_subject s;
	struct bench_sides sides;

	if (!bench_wanted(&point) ||
	    !open_subject(&s, pes, spis, intid, pes - 1))
		return;
	bench_aim(&s, pes - 1, intid,
		  vgs_gic_frame_base(s.model.gic, VGS_FRAME_GICC, 0),
		  vgs_gic_frame_base(s.model.gic, VGS_FRAME_GICD, 0));
	bench_raise_others(&s, spis, intid, pending);
	sides = bench_sides_of(&s, fn, floor_fn);
	bench_run(&point, &sides);
	bench_subject_free(&s);
}

static void run_list_register(void)
{
	struct bench_point point = { "gich-lr", 1, 32, 0, 0, 4, 0, 0 };
	struct bench_subject s;
	struct bench_sides sides;

	if (!bench_wanted(&point) || !open_subject(&s, 1, 32, VINTID, 0))
		return;
	for (int k = 0; k < 2; k++) {
		struct vgs_gic *gic = k ? s.naive.gic : s.model.gic;

		bench_mmio_write(gic, 0, VGS_FRAME_GICH, 0, GICH_VMCR, 4,
				 31u << 27 | 3);
		bench_mmio_write(gic, 0, VGS_FRAME_GICH, 0, GICH_HCR, 4, 1);
	}
	bench_aim(&s, 0, VINTID,
		  vgs_gic_frame_base(s.model.gic, VGS_FRAME_GICV, 0),
		  vgs_gic_frame_base(s.model.gic, VGS_FRAME_GICH, 0));
	sides = bench_sides_of(&s, list_register, floor_list_register);
	sides.naive.fn = NULL;
	bench_run(&point, &sides);
	bench_subject_free(&s);
}

static void sweep_level(unsigned pes, unsigned spis)
{
	static const unsigned all_pending[] = { 0, 32, 256 };

	for (unsigned i = 0; i < 3; i++) {
		if (all_pending[i] < spis - 1)
			run("gicv2-level", pes, spis, all_pending[i],
			    LEVEL_INTID, level, floor_level);
	}
	run("gicv2-level", pes, spis, spis - 1, LEVEL_INTID, level,
	    floor_level);
}

void bench_gicv2(void)
{
	static const unsigned all_spis[] = { 32, 256, 988 };
	static const unsigned all_pes[] = { 1, 8 };

	for (unsigned i = 0; i < 2; i++) {
		for (unsigned k = 0; k < 3; k++)
			sweep_level(all_pes[i], all_spis[k]);
		run("gicv2-edge", all_pes[i], 988, 0, EDGE_INTID, edge,
		    floor_edge);
		run("gicv2-sgi", all_pes[i], 256, 0, SGI_INTID, sgi,
		    floor_sgi_one);
	}
	run_list_register();
}
