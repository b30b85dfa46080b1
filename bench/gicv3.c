/* SPDX-License-Identifier: MIT */
/*
 * GICv3: lifecycles of level, edge and software-generated interrupts through
 * system registers by dense id, and reads by address.
 */
#include "subject.h"

#define GICD_CTLR	0x0000u
#define GICD_IGROUPR	0x0080u
#define GICD_ISENABLER	0x0100u
#define GICD_ISPENDR	0x0200u
#define GICD_IPRIORITYR 0x0400u
#define GICD_ICFGR	0x0c00u
#define GICD_IROUTER	0x6000u
#define GICR_WAKER	0x0014u
#define GICR_SGI_BASE	0x10000u

#define LEVEL_INTID 39u
#define EDGE_INTID  43u
#define SGI_INTID   3u

/* --- set-up ----------------------------------------------------------------
 */

static void open_pe(struct vgs_gic *gic, unsigned pe)
{
	const uint64_t sgi = GICR_SGI_BASE;

	bench_mmio_write(gic, pe, VGS_FRAME_GICR, pe, GICR_WAKER, 4, 0);
	bench_mmio_write(gic, pe, VGS_FRAME_GICR, pe, sgi + GICD_IGROUPR, 4,
			 UINT32_MAX);
	bench_mmio_write(gic, pe, VGS_FRAME_GICR, pe, sgi + GICD_ISENABLER, 4,
			 UINT32_MAX);
	for (unsigned i = 0; i < 32; i++)
		bench_mmio_write(gic, pe, VGS_FRAME_GICR, pe,
				 sgi + GICD_IPRIORITYR + i, 1, BENCH_OTHERS);
	bench_check(!vgs_gic_sysreg_write(gic, pe, VGS_ICC_PMR_EL1, 0xf8));
	bench_check(!vgs_gic_sysreg_write(gic, pe, VGS_ICC_IGRPEN1_EL1, 1));
}

static uint64_t affinity_of(unsigned pe)
{
	return (uint64_t)(pe / 16) << 8 | pe % 16;
}

static void route(struct bench_subject *s, uint32_t intid, unsigned pe)
{
	bench_mmio_write(s->model.gic, 0, VGS_FRAME_GICD, 0,
			 GICD_IROUTER + 8 * intid, 8, affinity_of(pe));
	bench_mmio_write(s->naive.gic, 0, VGS_FRAME_GICD, 0,
			 GICD_IROUTER + 8 * intid, 8, affinity_of(pe));
}

/* Group 1, enabled, to one PE; one interrupt is more urgent than the others. */
static void open_spi(struct vgs_gic *gic, uint32_t intid, unsigned pe,
		     unsigned priority)
{
	bench_mmio_write(gic, 0, VGS_FRAME_GICD, 0, GICD_IPRIORITYR + intid, 1,
			 priority);
	bench_mmio_write(gic, 0, VGS_FRAME_GICD, 0, GICD_IROUTER + 8 * intid, 8,
			 affinity_of(pe));
}

static void open_gic(struct vgs_gic *gic, unsigned pes, unsigned spis,
		     uint32_t intid, unsigned target)
{
	bench_mmio_write(gic, 0, VGS_FRAME_GICD, 0, GICD_CTLR, 4, 0x12);
	for (unsigned pe = 0; pe < pes; pe++)
		open_pe(gic, pe);
	for (unsigned n = 1; n <= (spis + 31) / 32; n++) {
		bench_mmio_write(gic, 0, VGS_FRAME_GICD, 0,
				 GICD_IGROUPR + n * 4, 4, UINT32_MAX);
		bench_mmio_write(gic, 0, VGS_FRAME_GICD, 0,
				 GICD_ISENABLER + n * 4, 4, UINT32_MAX);
	}
	for (uint32_t i = 32; i < 32 + spis; i++)
		open_spi(gic, i, target,
			 i == intid ? BENCH_URGENT : BENCH_OTHERS);
}

static bool open_subject(struct bench_subject *s, unsigned pes, unsigned spis,
			 uint32_t intid, unsigned target)
{
	struct vgs_gic_config cfg;

	vgs_gic_config_default(&cfg, VGS_GIC_V3);
	cfg.pes = pes;
	cfg.spis = spis;
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

/* --- loops -----------------------------------------------------------------
 */

static uint64_t acknowledge(struct bench_turn *t, unsigned pe)
{
	uint64_t intid = 0;

	vgs_gic_sysreg_read(t->gic, pe, VGS_ICC_IAR1_EL1, &intid);
	return intid;
}

static void level(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		uint64_t intid;

		vgs_gic_set_line(t->gic, VGS_INTID(t->intid), true);
		intid = acknowledge(t, t->pe);
		vgs_gic_set_line(t->gic, VGS_INTID(t->intid), false);
		vgs_gic_sysreg_write(t->gic, t->pe, VGS_ICC_EOIR1_EL1, intid);
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

/* SPI 32 + k goes to PE k: another PE in each turn. */
static void rotate(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		unsigned pe = (unsigned)n % t->pes;
		uint32_t spi = 32 + pe;
		uint64_t intid;

		vgs_gic_set_line(t->gic, VGS_INTID(spi), true);
		intid = acknowledge(t, pe);
		vgs_gic_set_line(t->gic, VGS_INTID(spi), false);
		vgs_gic_sysreg_write(t->gic, pe, VGS_ICC_EOIR1_EL1, intid);
		bench_check(intid == spi);
	}
}

static void floor_rotate(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		unsigned pe = (unsigned)n % t->pes;
		uint32_t intid;

		floor_set_line(t->floor, 32 + pe, true);
		intid = floor_acknowledge(t->floor, pe);
		floor_set_line(t->floor, 32 + pe, false);
		floor_end(t->floor, pe, intid);
		bench_check(intid == 32 + pe);
	}
}

static void edge(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		uint64_t intid;

		vgs_gic_mmio_write(t->gic, &t->access, t->addr, 4, t->value);
		intid = acknowledge(t, t->pe);
		vgs_gic_sysreg_write(t->gic, t->pe, VGS_ICC_EOIR1_EL1, intid);
		bench_check(intid == t->intid);
	}
}

static void floor_edge(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		uint32_t intid;

		floor_set_pending(t->floor, t->pe, t->intid / 32,
				  (uint32_t)t->value);
		intid = floor_acknowledge(t->floor, t->pe);
		floor_end(t->floor, t->pe, intid);
		bench_check(intid == t->intid);
	}
}

static void sgi(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		uint64_t intid;

		vgs_gic_sysreg_write(t->gic, 0, VGS_ICC_SGI1R_EL1, t->value);
		intid = acknowledge(t, t->pe);
		vgs_gic_sysreg_write(t->gic, t->pe, VGS_ICC_EOIR1_EL1, intid);
		bench_check(intid == SGI_INTID);
	}
}

static void floor_sgi_one(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		uint32_t intid;

		floor_sgi(t->floor, 0, t->value);
		intid = floor_acknowledge(t->floor, t->pe);
		floor_end(t->floor, t->pe, intid);
		bench_check(intid == SGI_INTID);
	}
}

static void sgi_all(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		vgs_gic_sysreg_write(t->gic, 0, VGS_ICC_SGI1R_EL1, t->value);
		for (unsigned pe = 1; pe < t->pes; pe++) {
			uint64_t intid = acknowledge(t, pe);

			vgs_gic_sysreg_write(t->gic, pe, VGS_ICC_EOIR1_EL1,
					     intid);
			bench_check(intid == SGI_INTID);
		}
	}
}

static void floor_sgi_all(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		floor_sgi(t->floor, 0, t->value);
		for (unsigned pe = 1; pe < t->pes; pe++) {
			uint32_t intid = floor_acknowledge(t->floor, pe);

			floor_end(t->floor, pe, intid);
			bench_check(intid == SGI_INTID);
		}
	}
}

static void mmio_read(void *arg, long n)
{
	struct bench_turn *t = arg;
	uint64_t value = 0;

	for (; n; n--) {
		vgs_gic_mmio_read(t->gic, &t->access, t->addr, 4, &value);
		bench_check(value == t->value);
	}
}

static void floor_call(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--)
		bench_check(floor_nothing(t->floor, 4) == 4);
}

static void pmr_write(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--)
		vgs_gic_sysreg_write(t->gic, t->pe, VGS_ICC_PMR_EL1,
				     n & 1 ? 0xf8 : 0xf0);
}

static void hppir_read(void *arg, long n)
{
	struct bench_turn *t = arg;
	uint64_t intid = 0;

	for (; n; n--) {
		vgs_gic_sysreg_read(t->gic, t->pe, VGS_ICC_HPPIR1_EL1, &intid);
		bench_check(intid == VGS_INTID_NONE);
	}
}

/* --- sweeps ----------------------------------------------------------------
 */

static const unsigned all_pes[] = { 1, 8, 64, 256, 512 };
static const unsigned all_spis[] = { 32, 256, 988 };
static const unsigned all_pending[] = { 0, 32, 256, BENCH_ALL };

/* "All" is all others; a list stops where there are not that many. */
static bool pending_of(unsigned wish, unsigned spis, unsigned *ret_pending)
{
	*ret_pending = wish == BENCH_ALL ? spis - 1 : wish;
	return *ret_pending < spis;
}

static bool corner(unsigned pes, unsigned spis)
{
	return (pes == 1 || pes == 512) && (spis == 32 || spis == 988);
}

/* One operation that an SPI to the last PE takes part in. */
static void run_spi(const char *op, unsigned pes, unsigned spis,
		    unsigned pending, uint32_t intid, bench_fn fn,
		    bench_fn floor_fn)
{
	struct bench_point point = { op, pes, spis, 0, pending, 0, 0, 0 };
	struct bench_subject s;
	struct bench_sides sides;
	uint64_t gicd;

	if (!bench_wanted(&point) ||
	    !open_subject(&s, pes, spis, intid, pes - 1))
		return;
	gicd = vgs_gic_frame_base(s.model.gic, VGS_FRAME_GICD, 0);
	/* The same wire everywhere makes it an edge: only ISPENDR rises. */
	if (intid == EDGE_INTID) {
		bench_mmio_write(s.model.gic, 0, VGS_FRAME_GICD, 0,
				 GICD_ICFGR + intid / 16 * 4, 4,
				 2u << intid % 16 * 2);
		bench_mmio_write(s.naive.gic, 0, VGS_FRAME_GICD, 0,
				 GICD_ICFGR + intid / 16 * 4, 4,
				 2u << intid % 16 * 2);
	}
	bench_aim(&s, pes - 1, intid, gicd + GICD_ISPENDR + intid / 32 * 4,
		  1u << intid % 32);
	bench_raise_others(&s, spis, intid, pending);
	sides = bench_sides_of(&s, fn, floor_fn);
	bench_run(&point, &sides);
	bench_subject_free(&s);
}

static void sweep_level(void)
{
	for (unsigned i = 0; i < sizeof(all_pes) / sizeof(*all_pes); i++) {
		for (unsigned k = 0; k < sizeof(all_spis) / sizeof(*all_spis);
		     k++) {
			if (bench_quick() && !corner(all_pes[i], all_spis[k]))
				continue;
			for (unsigned p = 0;
			     p < sizeof(all_pending) / sizeof(*all_pending);
			     p++) {
				unsigned pending;

				if (pending_of(all_pending[p], all_spis[k],
					       &pending))
					run_spi("gicv3-level", all_pes[i],
						all_spis[k], pending,
						LEVEL_INTID, level,
						floor_level);
			}
		}
	}
}

static void sweep_edge(void)
{
	for (unsigned i = 0; i < sizeof(all_pes) / sizeof(*all_pes); i++) {
		run_spi("gicv3-edge", all_pes[i], 988, 0, EDGE_INTID, edge,
			floor_edge);
		run_spi("gicv3-edge", all_pes[i], 988, 987, EDGE_INTID, edge,
			floor_edge);
	}
}

static void run_rotate(void)
{
	struct bench_point point = {
		"gicv3-level-rotate", 64, 988, 0, 0, 0, 0, 0
	};
	struct bench_subject s;
	struct bench_sides sides;

	if (!bench_wanted(&point) || !open_subject(&s, 64, 988, LEVEL_INTID, 0))
		return;
	for (unsigned pe = 0; pe < 64; pe++) {
		route(&s, 32 + pe, pe);
		floor_configure(s.floor.floor, 32 + pe, BENCH_OTHERS, false,
				pe);
	}
	bench_aim(&s, 0, 32, 0, 0);
	sides = bench_sides_of(&s, rotate, floor_rotate);
	bench_run(&point, &sides);
	bench_subject_free(&s);
}

static void run_sgi(unsigned pes)
{
	struct bench_point point = { "gicv3-sgi", pes, 256, 0, 0, 0, 0, 0 };
	struct bench_subject s;
	struct bench_sides sides;
	unsigned target = pes - 1;

	if (!bench_wanted(&point) ||
	    !open_subject(&s, pes, 256, LEVEL_INTID, 0))
		return;
	bench_aim(&s, target, SGI_INTID, 0,
		  (uint64_t)(target / 16) << 16 | 1u << target % 16 |
			  SGI_INTID << 24);
	sides = bench_sides_of(&s, sgi, floor_sgi_one);
	bench_run(&point, &sides);
	bench_subject_free(&s);
}

static void run_sgi_all(unsigned pes)
{
	struct bench_point point = { "gicv3-sgi-all", pes, 256, 0, 0, 0, 0, 0 };
	struct bench_subject s;
	struct bench_sides sides;

	if (!bench_wanted(&point) ||
	    !open_subject(&s, pes, 256, LEVEL_INTID, 0))
		return;
	bench_aim(&s, 0, SGI_INTID, 0, UINT64_C(1) << 40 | SGI_INTID << 24);
	sides = bench_sides_of(&s, sgi_all, floor_sgi_all);
	sides.per = pes - 1;
	bench_run(&point, &sides);
	bench_subject_free(&s);
}

static void run_access(const char *op, uint64_t offset, uint64_t value,
		       bench_fn fn)
{
	struct bench_point point = { op, 1, 256, 0, 0, 0, 0, 0 };
	struct bench_subject s;
	struct bench_sides sides;

	if (!bench_wanted(&point) || !open_subject(&s, 1, 256, LEVEL_INTID, 0))
		return;
	bench_aim(&s, 0, 0,
		  vgs_gic_frame_base(s.model.gic, VGS_FRAME_GICD, 0) + offset,
		  value);
	sides = bench_sides_of(&s, fn, floor_call);
	sides.naive.fn = NULL;
	bench_run(&point, &sides);
	bench_subject_free(&s);
}

void bench_gicv3(void)
{
	sweep_level();
	run_rotate();
	sweep_edge();
	for (unsigned i = 0; i < sizeof(all_pes) / sizeof(*all_pes); i++) {
		run_sgi(all_pes[i]);
		if (all_pes[i] > 1)
			run_sgi_all(all_pes[i]);
	}
	/* GICD_ISENABLER1, GICD_IPRIORITYR16, GICD_IROUTER40. */
	run_access("mmio-read", GICD_ISENABLER + 4, UINT32_MAX, mmio_read);
	run_access("mmio-read-prio", GICD_IPRIORITYR + 64, 0xa0a0a0a0,
		   mmio_read);
	run_access("mmio-read-route", GICD_IROUTER + 8 * 40, 0, mmio_read);
	run_access("pmr-write", 0, 0, pmr_write);
	run_access("hppir-read", 0, 0, hppir_read);
}
