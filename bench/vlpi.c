/* SPDX-License-Identifier: MIT */
/*
 * vLPIs of a GICv4: an MSI reaches the vPE that is resident on the last PE, the
 * guest there acknowledges and ends it, without a hypervisor.  Tables are in
 * memory as software sets them up, through commands.
 */
#include <stdlib.h>

#include "tables.h"

#define VPROP RAM			/* 128 KB: 2^17 INTIDs */
#define VPES  (RAM + UINT64_C(0x50000)) /* a page: 512 */
#define VPT   (RAM + UINT64_C(0x60000)) /* of 2^17 INTIDs */

#define GICR_VPROPBASER 0x20070u
#define GICR_VPENDBASER 0x20078u

#define VPE	   3u
#define FIRST_VLPI 8192u
#define NO_LPI	   UINT64_C(1023)
#define SCR_NS	   1u
#define HCR_IMO	   (UINT64_C(1) << 4)

/* --- set-up --------------------------------------------------------------- */

/* MAPD, VMAPP, VMAPTI: vLPI 8192 + n of the vPE is event n. */
static void map_events(struct vgs_gic *gic, unsigned pe, unsigned vlpis)
{
	const uint64_t mapd[4] = { (uint64_t)DEVICE << 32 | 0x08, 15,
				   VALID | ITT, 0 };
	const uint64_t vmapp[4] = { 0x29, (uint64_t)VPE << 32,
				    VALID | (uint64_t)pe << 16,
				    VPT | (ID_BITS - 1) };
	struct vgs_its_info info;
	unsigned cwriter = 0;

	command(gic, &cwriter, mapd);
	command(gic, &cwriter, vmapp);
	for (unsigned n = 0; n < vlpis; n++) {
		const uint64_t vmapti[4] = { (uint64_t)DEVICE << 32 | 0x2a,
					     (uint64_t)VPE << 32 | n,
					     NO_LPI << 32 | (FIRST_VLPI + n),
					     0 };

		command(gic, &cwriter, vmapti);
	}
	bench_check(!vgs_gic_its(gic, 0, &info) && !info.errors &&
		    info.queue_empty);
}

static void open_gic(struct vgs_gic *gic, unsigned pes, unsigned vlpis)
{
	const struct vgs_pe_ctx el2 = { .el = 2, .scr_el3 = SCR_NS };
	const struct vgs_pe_ctx el1 = { .el = 1,
					.scr_el3 = SCR_NS,
					.hcr_el2 = HCR_IMO };
	unsigned pe = pes - 1;

	memset(ram, 0, sizeof(ram));
	memset(ram, BENCH_OTHERS | 1u, vlpis);
	ram[vlpis - 1] = BENCH_URGENT | 1u;
	bench_mmio_write(gic, 0, VGS_FRAME_GICD, 0, 0, 4, 0x12);
	bench_mmio_write(gic, pe, VGS_FRAME_GICR, pe, GICR_WAKER, 4, 0);
	gits_write(gic, GITS_BASER, VALID | DEVICES);
	gits_write(gic, GITS_BASER + 8, VALID | COLLECT);
	gits_write(gic, GITS_BASER + 16, VALID | VPES);
	gits_write(gic, GITS_CBASER, VALID | QUEUE);
	bench_mmio_write(gic, 0, VGS_FRAME_GITS, 0, GITS_CTLR, 4, 1);
	map_events(gic, pe, vlpis);
	vgs_gic_set_pe(gic, pe, &el2);
	bench_check(!vgs_gic_sysreg_write(gic, pe, VGS_ICH_VMCR_EL2,
					  UINT64_C(0xf8) << 24 | 2));
	bench_check(!vgs_gic_sysreg_write(gic, pe, VGS_ICH_HCR_EL2, 1));
	bench_mmio_write(gic, pe, VGS_FRAME_GICR, pe, GICR_VPROPBASER, 8,
			 VPROP | (ID_BITS - 1));
	bench_mmio_write(gic, pe, VGS_FRAME_GICR, pe, GICR_VPENDBASER, 8,
			 VALID | VPT);
	vgs_gic_set_pe(gic, pe, &el1);
}

/* --- the loop --------------------------------------------------------------- */

static void vlpi(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		uint64_t intid = 0;

		vgs_gic_msi(t->gic, 0, DEVICE, t->intid);
		vgs_gic_sysreg_read(t->gic, t->pe, VGS_ICC_IAR1_EL1, &intid);
		vgs_gic_sysreg_write(t->gic, t->pe, VGS_ICC_EOIR1_EL1, intid);
		bench_check(intid == FIRST_VLPI + t->intid);
	}
}

static void floor_turn(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		uint32_t intid;

		floor_vlpi(t->floor, t->intid);
		intid = floor_acknowledge_vlpi(t->floor, t->pe);
		floor_end_vlpi(t->floor, t->pe, intid);
		bench_check(intid == FIRST_VLPI + t->intid);
	}
}

static bool open_floor(struct floor *floor, unsigned pe, unsigned vlpis)
{
	if (!floor_map_vlpis(floor, vlpis, BENCH_OTHERS, pe))
		return false;
	floor_prefer_lpi(floor, vlpis - 1, BENCH_URGENT);
	return true;
}

static void run(unsigned pes, unsigned vlpis, bool others)
{
	/* The last event is the most urgent. */
	uint32_t event = vlpis - 1;
	struct bench_point point = { "vlpi", pes, 64, vlpis, others ? event : 0,
				     0,	     0,	  0 };
	struct vgs_gic_config cfg;
	struct bench_subject s;
	struct bench_sides sides;

	vgs_gic_config_default(&cfg, VGS_GIC_V4);
	cfg.pes = pes;
	cfg.virt = true;
	cfg.its = 1;
	cfg.lpi_id_bits = ID_BITS;
	cfg.lpi_slots = 1u << 16;
	cfg.mem = (struct vgs_mem_ops){ ram_read, ram_write, NULL };
	if (!bench_wanted(&point) || !bench_subject_new(&s, &cfg))
		return;
	if (!bench_model())
		open_gic(s.naive.gic, pes, vlpis);
	open_gic(s.model.gic, pes, vlpis);
	bench_check(open_floor(s.floor.floor, pes - 1, vlpis));
	for (uint32_t n = 0; n < point.pending; n++) {
		vgs_gic_msi(s.model.gic, 0, DEVICE, n);
		if (!bench_model())
			vgs_gic_msi(s.naive.gic, 0, DEVICE, n);
		floor_vlpi(s.floor.floor, n);
	}
	bench_aim(&s, pes - 1, event, 0, 0);
	sides = bench_sides_of(&s, vlpi, floor_turn);
	bench_run(&point, &sides);
	bench_subject_free(&s);
}

void bench_vlpi(void)
{
	static const unsigned all_vlpis[] = { 1u << 10, 1u << 16 };
	static const unsigned all_pes[] = { 1, 512 };

	for (unsigned i = 0; i < sizeof(all_pes) / sizeof(*all_pes); i++) {
		for (unsigned k = 0; k < sizeof(all_vlpis) / sizeof(*all_vlpis);
		     k++) {
			run(all_pes[i], all_vlpis[k], false);
			run(all_pes[i], all_vlpis[k], true);
		}
	}
}
