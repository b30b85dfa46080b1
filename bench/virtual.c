/* SPDX-License-Identifier: MIT */
/*
 * The virtual CPU interface of a GICv3: the hypervisor fills list registers at
 * EL2, the guest acknowledges and ends all of them at EL1.  The two changes of
 * exception level are part of it, as they are of an embedder's life.
 */
#include "subject.h"

#define HCR_IMO	   (UINT64_C(1) << 4)
#define FIRST_VIRQ 40u

struct guest {
	struct bench_turn *turn;
	unsigned lrs;
	struct vgs_pe_ctx el1, el2;
};

/* Pending, Group 1, ever more urgent: the last one is taken first. */
static uint64_t lr_value(unsigned n)
{
	return (UINT64_C(0x5000) | (0xa0u - 8 * n)) << 48 | (FIRST_VIRQ + n);
}

static void list_registers(void *arg, long n)
{
	struct guest *g = arg;
	struct vgs_gic *gic = g->turn->gic;

	for (; n; n--) {
		for (unsigned k = 0; k < g->lrs; k++)
			vgs_gic_sysreg_write(
				gic, 0, (enum vgs_sysreg)(VGS_ICH_LR0_EL2 + k),
				lr_value(k));
		vgs_gic_set_pe(gic, 0, &g->el1);
		for (unsigned k = g->lrs; k-- > 0;) {
			uint64_t intid = 0;

			vgs_gic_sysreg_read(gic, 0, VGS_ICC_IAR1_EL1, &intid);
			vgs_gic_sysreg_write(gic, 0, VGS_ICC_EOIR1_EL1, intid);
			bench_check(intid == FIRST_VIRQ + k);
		}
		vgs_gic_set_pe(gic, 0, &g->el2);
	}
}

static void floor_list_registers(void *arg, long n)
{
	struct guest *g = arg;
	struct floor *floor = g->turn->floor;

	for (; n; n--) {
		for (unsigned k = 0; k < g->lrs; k++)
			floor_write_lr(floor, 0, k, lr_value(k));
		for (unsigned k = g->lrs; k-- > 0;) {
			uint32_t intid = floor_acknowledge_virtual(floor, 0);

			floor_end_virtual(floor, 0, intid);
			bench_check(intid == FIRST_VIRQ + k);
		}
	}
}

static void change_level(void *arg, long n)
{
	struct guest *g = arg;

	for (; n; n--) {
		vgs_gic_set_pe(g->turn->gic, 0, &g->el1);
		vgs_gic_set_pe(g->turn->gic, 0, &g->el2);
	}
}

/* @used: list registers filled, or changes of level, in a turn. */
static void run(const char *op, unsigned lrs, unsigned used, bench_fn fn)
{
	bool fills = fn == list_registers;
	struct bench_point point = {
		op, 1, 32, 0, 0, lrs, 0, fills ? used : 0
	};
	struct vgs_gic_config cfg;
	struct bench_subject s;
	struct bench_sides sides = { .per = used };
	struct guest model = { &s.model, used, { .el = 1 }, { .el = 2 } };
	struct guest floor = { &s.floor, used, { .el = 1 }, { .el = 2 } };
	struct vgs_gic *gic;

	vgs_gic_config_default(&cfg, VGS_GIC_V3);
	cfg.spis = 32;
	cfg.virt = true;
	cfg.lrs = lrs;
	if (!bench_wanted(&point) || !bench_subject_new(&s, &cfg))
		return;
	gic = s.model.gic;
	model.el1.hcr_el2 = HCR_IMO;
	model.el2.hcr_el2 = HCR_IMO;
	vgs_gic_set_pe(gic, 0, &model.el2);
	bench_check(!vgs_gic_sysreg_write(gic, 0, VGS_ICH_VMCR_EL2,
					  UINT64_C(0xf8) << 24 | 2));
	bench_check(!vgs_gic_sysreg_write(gic, 0, VGS_ICH_HCR_EL2, 1));
	sides.model = (struct bench_side){ fn, &model };
	if (fills)
		sides.floor =
			(struct bench_side){ floor_list_registers, &floor };
	bench_run(&point, &sides);
	bench_subject_free(&s);
}

void bench_virtual(void)
{
	run("ich-lr", 4, 1, list_registers);
	run("ich-lr", 4, 4, list_registers);
	run("ich-lr", 16, 16, list_registers);
	run("pe-context", 4, 2, change_level);
}
