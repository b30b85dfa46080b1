/* SPDX-License-Identifier: MIT */
/*
 * The vgic on a GICv3: a virtual level interrupt from its injection to its
 * fold, and an entry and exit with many interrupts pending of which the guest
 * takes none, with list registers that are made anew and that stay (E0); an
 * interrupt that the guest ends while others have all list registers.
 */
#include "subject.h"

#include <libvgicsim/vgic.h>

#include <stdio.h>
#include <string.h>

#define VINTID		40u
#define GICR_WAKER	0x014u
#define GICD_CTLR	0x000u
#define GICD_ISENABLER	0x100u
#define GICD_IPRIORITYR 0x400u
#define GICD_ICFGR	0xc00u
#define OUTSIDE		991u /* more urgent than the others, an edge */

struct guest {
	struct bench_turn *turn;
	struct vgs_vm *vm;
};

/* Pending, Group 1, 0xa0. */
#define LR_VALUE (UINT64_C(0x50a0) << 48 | VINTID)

/* --- loops ----------------------------------------------------------------- */

static void level(void *arg, long n)
{
	struct guest *g = arg;
	struct vgs_vm *vm = g->vm;

	for (; n; n--) {
		uint64_t intid = 0;

		vgs_vgic_inject(vm, VGS_NO_VCPU, VINTID, true, 0);
		vgs_vcpu_enter(vm, 0);
		vgs_vcpu_sysreg_read(vm, 0, VGS_ICC_IAR1_EL1, &intid);
		vgs_vgic_inject(vm, VGS_NO_VCPU, VINTID, false, 0);
		vgs_vcpu_sysreg_write(vm, 0, VGS_ICC_EOIR1_EL1, intid);
		vgs_vcpu_exit(vm, 0, VGS_EXIT_WFI);
		bench_check(intid == VINTID);
	}
}

static void floor_level(void *arg, long n)
{
	struct guest *g = arg;
	struct floor *floor = g->turn->floor;

	for (; n; n--) {
		uint32_t intid;

		floor_set_line(floor, VINTID, true);
		floor_write_lr(floor, 0, 0, LR_VALUE);
		intid = floor_acknowledge_virtual(floor, 0);
		floor_set_line(floor, VINTID, false);
		floor_end_virtual(floor, 0, intid);
		bench_check(!(floor_read_lr(floor, 0, 0) >> 62));
		bench_check(intid == VINTID);
	}
}

static void flush_fold(void *arg, long n)
{
	struct guest *g = arg;

	for (; n; n--) {
		bench_check(!vgs_vcpu_enter(g->vm, 0));
		bench_check(!vgs_vcpu_exit(g->vm, 0, VGS_EXIT_IRQ));
	}
}

/* Acknowledged, then without a list register, then ended: EOIcount. */
static void end_outside(void *arg, long n)
{
	struct guest *g = arg;
	struct vgs_vm *vm = g->vm;

	for (; n; n--) {
		uint64_t intid = 0;

		vgs_vgic_inject(vm, VGS_NO_VCPU, OUTSIDE, true, 0);
		vgs_vcpu_enter(vm, 0);
		vgs_vcpu_sysreg_read(vm, 0, VGS_ICC_IAR1_EL1, &intid);
		vgs_vcpu_exit(vm, 0, VGS_EXIT_IRQ);
		vgs_vcpu_enter(vm, 0);
		vgs_vcpu_sysreg_write(vm, 0, VGS_ICC_EOIR1_EL1, intid);
		vgs_vcpu_exit(vm, 0, VGS_EXIT_IRQ);
		bench_check(intid == OUTSIDE);
	}
}

static void floor_flush_fold(void *arg, long n)
{
	struct guest *g = arg;
	struct floor *floor = g->turn->floor;

	for (; n; n--) {
		for (unsigned k = 0; k < g->turn->value; k++)
			floor_write_lr(floor, 0, k, LR_VALUE + k);
		for (unsigned k = 0; k < g->turn->value; k++)
			bench_check(floor_read_lr(floor, 0, k) >> 62);
	}
}

/* --- set-up ----------------------------------------------------------------- */

static void guest_writes(struct vgs_vm *vm, uint64_t offset, unsigned size,
			 uint64_t value)
{
	bench_check(!vgs_vcpu_frame_write(vm, 0, VGS_FRAME_GICD, 0, offset,
					  size, value));
}

/* Every SPI enabled at 0xa0 but OUTSIDE; @pending of them asserted. */
static void open_guest(struct vgs_vm *vm, unsigned nirqs, unsigned pending)
{
	guest_writes(vm, GICD_CTLR, 4, 2);
	for (unsigned n = 1; n < nirqs / 32; n++)
		guest_writes(vm, GICD_ISENABLER + 4 * n, 4, UINT32_MAX);
	for (uint32_t i = 32; i < nirqs; i++)
		guest_writes(vm, GICD_IPRIORITYR + i, 1,
			     i == OUTSIDE ? 0x50 : 0xa0);
	if (nirqs > OUTSIDE)
		guest_writes(vm, GICD_ICFGR + OUTSIDE / 16 * 4, 4,
			     2u << OUTSIDE % 16 * 2);
	bench_check(!vgs_vcpu_sysreg_write(vm, 0, VGS_ICC_PMR_EL1, 0xf8));
	bench_check(!vgs_vcpu_sysreg_write(vm, 0, VGS_ICC_IGRPEN1_EL1, 1));
	for (unsigned i = 0; i < pending; i++)
		bench_check(!vgs_vgic_inject(vm, VGS_NO_VCPU, 32 + i, true, 0));
}

static struct vgs_vm *new_vm(struct vgs_gic *gic, unsigned nirqs,
			     enum vgs_epoch epoch)
{
	struct vgs_pe_ctx el2 = { .el = 2 };
	struct vgs_vm_config cfg;
	struct vgs_vm *vm = NULL;
	int err;

	bench_check(!vgs_gic_set_pe(gic, 0, &el2));
	bench_mmio_write(gic, 0, VGS_FRAME_GICR, 0, GICR_WAKER, 4, 0);
	vgs_vm_config_default(&cfg, VGS_GIC_V3, epoch);
	cfg.gic = gic;
	cfg.nirqs = nirqs;
	err = vgs_vm_new(&cfg, &vm);
	if (err)
		fprintf(stderr, "bench: no VM: %s\n", vgs_strerror(err));
	return vm;
}

static void run_epoch(enum vgs_epoch epoch, const char *op, unsigned nirqs,
		      unsigned pending, unsigned lrs, bench_fn fn,
		      bench_fn floor_fn)
{
	struct bench_point point = { op, 1, nirqs - 32, 0, pending, lrs, 0, 0 };
	struct vgs_gic_config cfg;
	struct bench_subject s;
	struct guest model, floor;
	struct bench_sides sides = { .model = { fn, &model },
				     .floor = { floor_fn, &floor } };

	if (!bench_wanted(&point))
		return;
	vgs_gic_config_default(&cfg, VGS_GIC_V3);
	cfg.spis = 32;
	cfg.virt = true;
	cfg.lrs = lrs;
	if (!bench_subject_new(&s, &cfg))
		return;
	model = (struct guest){ &s.model, new_vm(s.model.gic, nirqs, epoch) };
	floor = (struct guest){ &s.floor, NULL };
	if (model.vm) {
		open_guest(model.vm, nirqs, pending);
		s.floor.value = pending < lrs ? pending : lrs;
		bench_run(&point, &sides);
		vgs_vm_free(model.vm);
	}
	bench_subject_free(&s);
}

static void run(const char *op, unsigned nirqs, unsigned pending, unsigned lrs,
		bench_fn fn, bench_fn floor_fn)
{
	run_epoch(VGS_EPOCH_DEFAULT, op, nirqs, pending, lrs, fn, floor_fn);
}

void bench_vgic(void)
{
	static const unsigned all_pending[] = { 1, 4, 16, 64, 200, 960 };
	static const unsigned some_pending[] = { 4, 16, 64, 200, 959 };

	run("vgic-level", 64, 0, 4, level, floor_level);
	run("vgic-level", 64, 0, 16, level, floor_level);
	run("vgic-level", 992, 0, 4, level, floor_level);
	run("vgic-level", 992, 0, 16, level, floor_level);
	for (unsigned i = 0; i < sizeof(all_pending) / sizeof(*all_pending);
	     i++)
		run("vgic-flush-fold", 992, all_pending[i], 4, flush_fold,
		    floor_flush_fold);
	run("vgic-flush-fold", 992, 960, 16, flush_fold, floor_flush_fold);
	for (unsigned i = 0; i < sizeof(all_pending) / sizeof(*all_pending);
	     i++)
		run_epoch(VGS_EPOCH_E0, "vgic-flush-kept", 992, all_pending[i],
			  4, flush_fold, floor_flush_fold);
	for (unsigned i = 0; i < sizeof(some_pending) / sizeof(*some_pending);
	     i++)
		run("vgic-end-outside", 992, some_pending[i], 4, end_outside,
		    NULL);
}
