/* SPDX-License-Identifier: MIT */
/*
 * MSIs: translated, made pending, acknowledged, ended.  One device whose
 * events are LPIs of all PEs in turn; tables in memory as software sets them
 * up, through commands.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tables.h"

#define PROP RAM			/* 128 KB: 2^17 INTIDs */
#define PEND (RAM + UINT64_C(0x200000)) /* of all PEs: PTZ, nobody reads */
#define PTZ  (UINT64_C(1) << 62)

#define GICR_CTLR      0x0000u
#define GICR_PROPBASER 0x0070u
#define GICR_PENDBASER 0x0078u

#define FIRST_LPI 8192u

/* --- set-up ----------------------------------------------------------------
 */

/* MAPD, MAPC for each PE, MAPTI: LPI 8192 + n is event n, on PE n % pes. */
static void map_events(struct vgs_gic *gic, unsigned pes, unsigned lpis)
{
	struct vgs_its_info info;
	unsigned cwriter = 0;

	command(gic, &cwriter,
		(const uint64_t[4]){ (uint64_t)DEVICE << 32 | 0x08, 15,
				     VALID | ITT });
	for (unsigned pe = 0; pe < pes; pe++)
		command(gic, &cwriter,
			(const uint64_t[4]){ 0x09, 0,
					     VALID | (uint64_t)pe << 16 | pe });
	for (unsigned n = 0; n < lpis; n++)
		command(gic, &cwriter,
			(const uint64_t[4]){
				(uint64_t)DEVICE << 32 | 0x0a,
				(uint64_t)(FIRST_LPI + n) << 32 | n, n % pes });
	bench_check(!vgs_gic_its(gic, 0, &info) && !info.errors &&
		    info.queue_empty);
}

static void open_gic(struct vgs_gic *gic, unsigned pes, unsigned lpis)
{
	memset(ram, 0, sizeof(ram));
	memset(ram, BENCH_OTHERS | 1u, FIRST_LPI + lpis);
	bench_mmio_write(gic, 0, VGS_FRAME_GICD, 0, 0, 4, 0x12);
	for (unsigned pe = 0; pe < pes; pe++) {
		bench_mmio_write(gic, pe, VGS_FRAME_GICR, pe, GICR_WAKER, 4, 0);
		bench_mmio_write(gic, pe, VGS_FRAME_GICR, pe, GICR_PROPBASER, 8,
				 PROP | (ID_BITS - 1));
		bench_mmio_write(gic, pe, VGS_FRAME_GICR, pe, GICR_PENDBASER, 8,
				 PEND | PTZ);
		bench_mmio_write(gic, pe, VGS_FRAME_GICR, pe, GICR_CTLR, 4, 1);
		bench_check(
			!vgs_gic_sysreg_write(gic, pe, VGS_ICC_PMR_EL1, 0xf8));
		bench_check(
			!vgs_gic_sysreg_write(gic, pe, VGS_ICC_IGRPEN1_EL1, 1));
	}
	gits_write(gic, GITS_BASER, VALID | DEVICES);
	gits_write(gic, GITS_BASER + 8, VALID | COLLECT);
	gits_write(gic, GITS_CBASER, VALID | QUEUE);
	bench_mmio_write(gic, 0, VGS_FRAME_GITS, 0, GITS_CTLR, 4, 1);
	map_events(gic, pes, lpis);
}

static bool open_subject(struct bench_subject *s, unsigned pes, unsigned lpis)
{
	struct vgs_gic_config cfg;

	vgs_gic_config_default(&cfg, VGS_GIC_V3);
	cfg.pes = pes;
	cfg.its = 1;
	cfg.lpi_id_bits = ID_BITS;
	cfg.lpi_slots = 1u << 16;
	cfg.mem = (struct vgs_mem_ops){ ram_read, ram_write, NULL };
	if (!bench_subject_new(s, &cfg))
		return false;
	if (!bench_model())
		open_gic(s->naive.gic, pes, lpis);
	open_gic(s->model.gic, pes, lpis);
	return floor_map_lpis(s->floor.floor, lpis, BENCH_OTHERS);
}

/* --- loops -----------------------------------------------------------------
 */

static void turn(struct bench_turn *t, uint32_t event, unsigned pe)
{
	uint64_t intid = 0;

	vgs_gic_msi(t->gic, 0, DEVICE, event);
	vgs_gic_sysreg_read(t->gic, pe, VGS_ICC_IAR1_EL1, &intid);
	vgs_gic_sysreg_write(t->gic, pe, VGS_ICC_EOIR1_EL1, intid);
	bench_check(intid == FIRST_LPI + event);
}

static void msi(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--)
		turn(t, t->intid, t->pe);
}

/* Another event of another PE in each turn, all of them, in no order. */
static void msi_spread(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		uint32_t event = (uint32_t)n * 40503u & (uint32_t)t->value;

		turn(t, event, event % t->pes);
	}
}

static void floor_turn(struct bench_turn *t, uint32_t event, unsigned pe)
{
	uint32_t intid;

	floor_msi(t->floor, event);
	intid = floor_acknowledge(t->floor, pe);
	floor_end(t->floor, pe, intid);
	bench_check(intid == FIRST_LPI + event);
}

static void floor_one(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--)
		floor_turn(t, t->intid, t->pe);
}

static void floor_spread(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		uint32_t event = (uint32_t)n * 40503u & (uint32_t)t->value;

		floor_turn(t, event, event % t->pes);
	}
}

/* --- sweeps ----------------------------------------------------------------
 */

static void run_msi(unsigned pes, unsigned lpis, bool others)
{
	struct bench_point point = { "msi", pes, 64, lpis, 0, 0, 0, 0 };
	/* The last PE's last event, and the most urgent. */
	uint32_t event = lpis - 1;
	struct bench_subject s;
	struct bench_sides sides;

	point.pending = others ? event : 0;
	if (!bench_wanted(&point) || !open_subject(&s, pes, lpis))
		return;
	ram[event] = BENCH_URGENT | 1u;
	floor_prefer_lpi(s.floor.floor, event, BENCH_URGENT);
	for (uint32_t n = 0; others && n < event; n++) {
		vgs_gic_msi(s.model.gic, 0, DEVICE, n);
		if (!bench_model())
			vgs_gic_msi(s.naive.gic, 0, DEVICE, n);
		floor_msi(s.floor.floor, n);
	}
	bench_aim(&s, event % pes, event, 0, 0);
	sides = bench_sides_of(&s, msi, floor_one);
	bench_run(&point, &sides);
	bench_subject_free(&s);
}

static void run_spread(unsigned pes, unsigned lpis)
{
	struct bench_point point = { "msi-spread", pes, 64, lpis, 0, 0, 0, 0 };
	struct bench_subject s;
	struct bench_sides sides;

	if (!bench_wanted(&point) || !open_subject(&s, pes, lpis))
		return;
	bench_aim(&s, pes - 1, 0, 0, lpis - 1);
	sides = bench_sides_of(&s, msi_spread, floor_spread);
	bench_run(&point, &sides);
	bench_subject_free(&s);
}

void bench_its(void)
{
	static const unsigned all_lpis[] = { 1u << 10, 1u << 16 };
	static const unsigned all_pes[] = { 1, 8, 64, 256, 512 };

	for (unsigned i = 0; i < sizeof(all_pes) / sizeof(*all_pes); i++) {
		bool end = all_pes[i] == 1 || all_pes[i] == 512;

		if (bench_quick() && !end)
			continue;
		for (unsigned k = 0; k < sizeof(all_lpis) / sizeof(*all_lpis);
		     k++) {
			run_msi(all_pes[i], all_lpis[k], false);
			run_msi(all_pes[i], all_lpis[k], true);
			run_spread(all_pes[i], all_lpis[k]);
		}
	}
}
