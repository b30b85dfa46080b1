/* SPDX-License-Identifier: MIT */
/*
 * Code that the VM calls and that is not the library's: what it may call back
 * (VGS-2), what it may refuse (VGS-7), what it may claim (VGS-8).
 */
#include "test_vgic.h"

#include <libvgicsim/irqfd.h>
#include <libvgicsim/kvm.h>
#include <libvgicsim/migrate.h>
#include <libvgicsim/own-vgic.h>
#include <libvgicsim/vcpu-timer.h>

static const struct shape v2 = { 2, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3 = { 3, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v2_e0 = { 2, 2, 4, VGS_EPOCH_E0, NULL, NULL };
static const struct shape v2_e5 = { 2, 2, 4, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v3_dir = {
	3, 2, 4, VGS_EPOCH_E5, "dir-trap", "true"
};
static const struct shape v3_e5 = { 3, 2, 4, VGS_EPOCH_E5, NULL, NULL };

/* --- calls that change a VM --------------------------------------- */

static int rc;
static uint64_t value;
static unsigned char image[1 << 20];

#define CALL(name, call)                                                       \
	static int name(struct vgs_vm *vm)                                     \
	{                                                                      \
		return call;                                                   \
	}
/* A call that answers false or 0, where others answer an error. */
#define MEEK(name, call) CALL(name, (call) ? 0 : -VGS_EBUSY)

static const struct vgs_guest_pstate masked = { true, true, true };
static const struct vgs_vm_work kick = { VGS_VM_WORK_KICK, 0, 0 };
static const struct vgs_msi message = { .addr = 0x8090040 };
static const struct vgs_irqfd irqfd = { .fd = 7, .gsi = 3 };

CALL(enters, vgs_vcpu_enter(vm, 1))
CALL(exits, vgs_vcpu_exit(vm, 0, VGS_EXIT_IRQ))
CALL(prepares, vgs_vcpu_prepare(vm, 1))
CALL(exits_unsynced, vgs_vcpu_exit_unsynced(vm, 0, VGS_EXIT_IRQ))
CALL(syncs, vgs_vcpu_sync(vm, 0))
CALL(binds, vgs_vcpu_bind(vm, 1, 0))
CALL(loads, vgs_vcpu_load(vm, 1))
CALL(puts_it, vgs_vcpu_put(vm, 1, false))
CALL(masks, vgs_vcpu_set_pstate(vm, 0, &masked))
CALL(works, vgs_vm_work_run(vm, &kick))
CALL(injects, vgs_vgic_inject(vm, 0, 60, true, 0))
CALL(owns, vgs_vgic_set_owner(vm, 0, 60, 9))
CALL(maps, vgs_vgic_map(vm, 0, 60, 60))
CALL(unmaps, vgs_vgic_unmap(vm, 0, 60))
CALL(resamples, vgs_vgic_set_resample(vm, 60, true))
MEEK(asks_resampled, vgs_vgic_resampled(vm, 60))
CALL(injects_lpi, vgs_vgic_inject_lpi(vm, 0, 8192, &rc))
CALL(sends, vgs_vgic_msi(vm, &message, &rc))
CALL(reads_frame,
     vgs_vcpu_frame_read(vm, 0, VGS_FRAME_GICD, 0, D_ISACTIVER + 4, 4, &value))
CALL(writes_frame,
     vgs_vcpu_frame_write(vm, 0, VGS_FRAME_GICD, 0, D_ICENABLER + 4, 4, ~0u))
CALL(reads_address, vgs_vcpu_mmio_read(vm, 0, 0x08000000, 4, &value))
CALL(writes_address, vgs_vcpu_mmio_write(vm, 0, 0x08000000, 4, 0))
CALL(reads_register, vgs_vcpu_sysreg_read(vm, 0, VGS_ICC_IAR1_EL1, &value))
CALL(writes_register, vgs_vcpu_sysreg_write(vm, 0, VGS_ICC_PMR_EL1, 0))
CALL(user_reads, vgs_vm_user_read(vm, 1, VGS_FRAME_GICD, 0, &value))
CALL(user_writes, vgs_vm_user_write(vm, 1, VGS_FRAME_GICD, 0, 0))
CALL(sets_attr, vgs_vgic_set_attr(vm, VGS_KVM_GRP_DIST_REGS, 0, 0, &rc))
CALL(gets_attr, vgs_vgic_get_attr(vm, VGS_KVM_GRP_DIST_REGS, 0, &value, &rc))
CALL(creates_vcpu, vgs_vcpu_create(vm, &rc))
CALL(creates_vgic, vgs_vgic_create(vm, &rc))
CALL(runs_first, vgs_vcpu_first_run(vm, 0, &rc))
CALL(creates_its, vgs_vits_create(vm, &rc))
CALL(assigns, vgs_vm_irqfd(vm, &irqfd, &rc))
CALL(signals, vgs_vm_irqfd_signal(vm, 1))
CALL(closes, vgs_vm_irqfd_close(vm, 1))
CALL(routes, vgs_vm_set_routing(vm, NULL, 0, 0, &rc))
CALL(drives, vgs_vm_irq_line(vm, 0x01000028, true, &rc))
CALL(writes_timer,
     vgs_vcpu_timer_write(vm, 0, VGS_TIMER_VIRTUAL, VGS_TIMER_CTL, 1))
CALL(resets_timer, vgs_vcpu_timer_reset(vm, 1))
CALL(moves_timer, vgs_vcpu_timer_set_attr(vm, 0, 0, 20, &rc))
CALL(sets_count, vgs_vm_set_timer_count(vm, VGS_TIMER_VIRTUAL, 5))
CALL(sets_offset, vgs_vm_set_counter_offset(vm, 5, 0, &rc))
MEEK(ticks, vgs_vm_timer_tick(vm))
MEEK(timer_fires, vgs_vm_timer_irq(vm, 0, 27))
CALL(sets_pmu, vgs_vcpu_set_pmu(vm, 0, true))
CALL(saves, vgs_vm_save(vm, image, sizeof(image)))
CALL(restores, vgs_vm_restore(vm, image, sizeof(image)))
CALL(copies, vgs_vm_copy(vm, vm))
MEEK(frees, !vgs_vm_free(vm))

static const struct {
	const char *name;
	int (*call)(struct vgs_vm *vm);
} calls[] = {
#define ENTRY(name)                                                            \
	{                                                                      \
#name, name                                                    \
	}
	ENTRY(enters),	       ENTRY(exits),	      ENTRY(prepares),
	ENTRY(exits_unsynced), ENTRY(syncs),	      ENTRY(binds),
	ENTRY(loads),	       ENTRY(puts_it),	      ENTRY(masks),
	ENTRY(works),	       ENTRY(injects),	      ENTRY(owns),
	ENTRY(maps),	       ENTRY(unmaps),	      ENTRY(resamples),
	ENTRY(asks_resampled), ENTRY(injects_lpi),    ENTRY(sends),
	ENTRY(reads_frame),    ENTRY(writes_frame),   ENTRY(reads_address),
	ENTRY(writes_address), ENTRY(reads_register), ENTRY(writes_register),
	ENTRY(user_reads),     ENTRY(user_writes),    ENTRY(sets_attr),
	ENTRY(gets_attr),      ENTRY(creates_vcpu),   ENTRY(creates_vgic),
	ENTRY(runs_first),     ENTRY(creates_its),    ENTRY(assigns),
	ENTRY(signals),	       ENTRY(closes),	      ENTRY(routes),
	ENTRY(drives),	       ENTRY(writes_timer),   ENTRY(resets_timer),
	ENTRY(moves_timer),    ENTRY(sets_count),     ENTRY(sets_offset),
	ENTRY(ticks),	       ENTRY(timer_fires),    ENTRY(sets_pmu),
	ENTRY(saves),	       ENTRY(restores),	      ENTRY(copies),
	ENTRY(frees),
};

static struct vgs_vm *victim; /* NULL: nobody calls back */
static unsigned visits;

/* From inside a callback: all are refused, and nothing has changed. */
static void call_back(void)
{
	struct vgs_vm *vm = victim;
	uint64_t hash;

	if (!vm)
		return;
	victim = NULL;
	visits++;
	hash = vgs_vm_hash(vm);
	for (size_t n = 0; n < sizeof(calls) / sizeof(calls[0]); n++) {
		int answer = calls[n].call(vm);

		if (answer != -VGS_EBUSY)
			fail_msg("%s: %d", calls[n].name, answer);
		assert_true(vgs_vm_hash(vm) == hash);
	}
	victim = vm;
}

static void change(struct fixture *f)
{
	(void)f;
	call_back();
}

/* Two level SPIs in list registers of the entered vCPU 0. */
static void two_pending(struct fixture *f)
{
	for (uint32_t intid = 52; intid < 54; intid++) {
		use_virt(f, 0, intid);
		inject(f, intid, true);
	}
}

static void both_arrive(struct fixture *f)
{
	uint32_t first = guest_acks(f, 0);

	guest_ends(f, 0, first);
	inject(f, first, false);
	assert_int_equal(first + guest_acks(f, 0), 52 + 53);
}

/* --- VGS-2: calling back ------------------------------------------- */

/* The machine's GIC says that a signal changed: to a VMM the usual place. */
static void nothing_changes_where_signals_are_told(void **state)
{
	struct fixture *f = *state;

	two_pending(f);
	enter(f, 0);
	on_change = change;
	victim = f->vm;
	both_arrive(f);
	victim = NULL;
	on_change = NULL;
	assert_true(visits > 0);
	leave(f, 0);
	enter(f, 0);
}

/* It need not be the VM that changed it. */
static void nothing_changes_where_a_wire_rises(void **state)
{
	struct fixture *f = *state;

	two_pending(f);
	use_phys(f, 0, 42);
	enter(f, 0);
	visits = 0;
	on_change = change;
	victim = f->vm;
	wire(f, 42, true);
	victim = NULL;
	on_change = NULL;
	assert_int_equal(visits, 1);
	assert_true(vcpu_of(f, 0).entered);
	both_arrive(f);
	leave(f, 0);
}

/* The same while the VM itself enters and leaves. */
static void nothing_changes_while_a_guest_is_entered_or_left(void **state)
{
	struct fixture *f = *state;

	two_pending(f);
	on_change = change;
	victim = f->vm;
	enter(f, 0);
	leave(f, 0);
	enter(f, 0);
	victim = NULL;
	on_change = NULL;
	assert_true(visits > 0);
	both_arrive(f);
}

static struct vgs_hw_ops machine;

static int nosy_sysreg_read(void *user, unsigned pe, enum vgs_sysreg id,
			    uint64_t *ret_value)
{
	call_back();
	return machine.sysreg_read(user, pe, id, ret_value);
}

static int nosy_sysreg_peek(void *user, unsigned pe, enum vgs_sysreg id,
			    uint64_t *ret_value)
{
	call_back();
	return machine.sysreg_peek(user, pe, id, ret_value);
}

static int nosy_sysreg_write(void *user, unsigned pe, enum vgs_sysreg id,
			     uint64_t written)
{
	call_back();
	return machine.sysreg_write(user, pe, id, written);
}

static int nosy_frame_read(void *user, unsigned pe, enum vgs_frame frame,
			   unsigned index, uint64_t offset, unsigned size,
			   uint64_t *ret_value)
{
	call_back();
	return machine.frame_read(user, pe, frame, index, offset, size,
				  ret_value);
}

static int nosy_frame_write(void *user, unsigned pe, enum vgs_frame frame,
			    unsigned index, uint64_t offset, unsigned size,
			    uint64_t written)
{
	call_back();
	return machine.frame_write(user, pe, frame, index, offset, size,
				   written);
}

static int nosy_get_pe(void *user, unsigned pe, struct vgs_pe_ctx *ret_ctx)
{
	call_back();
	return machine.get_pe(user, pe, ret_ctx);
}

static int nosy_set_pe(void *user, unsigned pe, const struct vgs_pe_ctx *ctx)
{
	call_back();
	return machine.set_pe(user, pe, ctx);
}

static uint32_t nosy_signals(void *user, unsigned pe)
{
	call_back();
	return machine.signals(user, pe);
}

static void make_nosy(struct vgs_hw_ops *hw)
{
	machine = *hw;
	hw->sysreg_read = nosy_sysreg_read;
	hw->sysreg_write = nosy_sysreg_write;
	hw->sysreg_peek = nosy_sysreg_peek;
	hw->frame_read = nosy_frame_read;
	hw->frame_write = nosy_frame_write;
	hw->get_pe = nosy_get_pe;
	hw->set_pe = nosy_set_pe;
	hw->signals = nosy_signals;
}

/* The hardware under it, at each access of an entry, an exit, a guest. */
static void nothing_changes_inside_hardware(void **state)
{
	struct fixture *f = *state;
	struct vgs_vcpu_info info;

	two_pending(f);
	victim = f->vm;
	visits = 0;
	enter(f, 0);
	assert_true(visits > 4);
	assert_int_equal(vgs_vcpu_info(f->vm, 0, &info), 0);
	both_arrive(f);
	assert_true(vr(f, 0, D_ISACTIVER + 4, 4));
	leave(f, 0);
	victim = NULL;
	enter(f, 0);
}

static int set_up_nosy(void **state)
{
	change_hw = make_nosy;
	set_up(state);
	change_hw = NULL;
	visits = 0;
	return 0;
}

static int set_up_its(void **state)
{
	return set_up_with(state, false, false, 1);
}

static int set_up_timers(void **state)
{
	return set_up_with(state, true, false, 0);
}

static struct vgs_timer_ops clocks;
static bool refuse_reads;

static int nosy_timer_read(void *user, unsigned pe, enum vgs_timer_id id,
			   enum vgs_timer_reg reg, uint64_t *ret_value)
{
	call_back();
	if (!refuse_reads)
		return clocks.read(user, pe, id, reg, ret_value);
	*ret_value = 3;
	return -VGS_EIO;
}

static int nosy_timer_write(void *user, unsigned pe, enum vgs_timer_id id,
			    enum vgs_timer_reg reg, uint64_t written)
{
	call_back();
	return clocks.write(user, pe, id, reg, written);
}

static void nosy_event(void *user, const struct vgs_event *event)
{
	(void)user;
	(void)event;
	call_back();
}

static int nosy_ram_read(void *user, uint64_t addr, void *buf, size_t size)
{
	call_back();
	return ram_read(user, addr, buf, size);
}

/* LPIs that are enabled make the vgic read who is pending. */
static void read_pending_table(struct fixture *f)
{
	static const struct {
		uint64_t offset, value;
	} writes[] = { { 0x70, RAM | 15 }, { 0x78, RAM + 0x10000 }, { 0, 1 } };

	for (unsigned n = 0; n < 3; n++)
		assert_int_equal(vgs_vcpu_frame_write(f->vm, 0, VGS_FRAME_GICR,
						      0, writes[n].offset,
						      n < 2 ? 8 : 4,
						      writes[n].value),
				 0);
}

/* Timers, trace and memory: all that a config has. */
static void nothing_changes_inside_other_callbacks(void **state)
{
	struct fixture *f = *state;
	struct vgs_timer_ops ops = { nosy_timer_read, nosy_timer_write, NULL };
	struct vgs_vm_config cfg = *vgs_vm_config(f->vm);
	struct vgs_vm *fixtures = f->vm;
	struct vgs_timers_config tcfg;

	vgs_timers_config_default(&tcfg, f->gic);
	assert_int_equal(vgs_timers_new(&tcfg, &f->timers), 0);
	vgs_timers_ops(&clocks, f->timers);
	ops.user = f->timers;
	cfg.hw = NULL;
	cfg.timers = &ops;
	cfg.trace = nosy_event;
	cfg.mem = (struct vgs_mem_ops){ nosy_ram_read, ram_write, f };
	assert_int_equal(vgs_vm_new(&cfg, &f->vm), 0);
	start_guest(f);
	two_pending(f);
	victim = f->vm;
	visits = 0;
	enter(f, 0);
	assert_int_equal(vgs_vcpu_timer_write(f->vm, 0, VGS_TIMER_VIRTUAL,
					      VGS_TIMER_CTL, 1),
			 0);
	leave(f, 0);
	assert_int_equal(vgs_vcpu_put(f->vm, 0, true), 0);
	assert_true(visits > 10);
	visits = 0;
	if (f->its)
		read_pending_table(f);
	assert_int_equal(visits > 0, f->its);
	victim = NULL;
	assert_null(vgs_vm_bug(f->vm));
	vgs_vm_free(f->vm);
	f->vm = fixtures;
}

/* What ops of another vgic may do, and what not. */
static unsigned nosy_flush(void *vgic, unsigned vcpu, unsigned max,
			   struct vgs_lr_info *ret_lrs)
{
	(void)vgic;
	(void)max;
	(void)ret_lrs;
	call_back();
	vgs_vm_kick(victim, vcpu);
	vgs_own_deactivate(victim, vcpu, 42);
	return 0;
}

static void nosy_fold(void *vgic, unsigned vcpu, const struct vgs_lr_info *lr)
{
	(void)vgic;
	(void)vcpu;
	(void)lr;
}

static uint32_t nosy_field(void *vgic, unsigned vcpu, enum vgs_reg_how how,
			   enum vgs_own_field field, uint32_t intid,
			   uint32_t written)
{
	(void)vgic;
	(void)vcpu;
	(void)how;
	(void)field;
	(void)intid;
	call_back();
	return written;
}

static int nosy_inject(void *vgic, unsigned vcpu, uint32_t intid, bool level)
{
	(void)vgic;
	(void)vcpu;
	(void)intid;
	(void)level;
	call_back();
	return 0;
}

static int nosy_map(void *vgic, unsigned vcpu, uint32_t vintid, uint32_t pintid,
		    bool tied)
{
	(void)pintid;
	return nosy_inject(vgic, vcpu, vintid, tied);
}

static int nosy_irq(void *vgic, unsigned vcpu, uint32_t intid,
		    struct vgs_virq_info *ret_info)
{
	ret_info->state = VGS_INACTIVE;
	return nosy_inject(vgic, vcpu, intid, false);
}

static void nothing_changes_inside_another_vgic(void **state)
{
	struct fixture *f = *state;
	const struct vgs_vgic_ops ops = {
		.size = sizeof(ops),
		.state = 8,
		.inject = nosy_inject,
		.map = nosy_map,
		.irq = nosy_irq,
		.flush = nosy_flush,
		.fold = nosy_fold,
		.field = nosy_field,
	};
	struct vgs_vm_config cfg = *vgs_vm_config(f->vm);
	struct vgs_virq_info info;
	struct vgs_vm *vm;

	cfg.hw = NULL;
	cfg.own = &ops;
	assert_int_equal(vgs_vm_new(&cfg, &vm), 0);
	victim = vm;
	visits = 0;
	assert_int_equal(vgs_vgic_inject(vm, 0, 52, true, 0), 0);
	assert_int_equal(vgs_vgic_map(vm, 0, 53, 42), 0);
	assert_int_equal(vgs_vgic_irq(vm, 0, 52, &info), 0);
	assert_int_equal(vgs_vcpu_frame_read(vm, 0, VGS_FRAME_GICD, 0,
					     D_ISENABLER + 4, 4, &value),
			 0);
	assert_int_equal(vgs_vcpu_enter(vm, 0), 0);
	assert_true(visits >= 5);
	victim = NULL;
	assert_null(vgs_vm_bug(vm));
	vgs_vm_free(vm);
}

/* --- VGS-7: refusing ----------------------------------------------- */

static unsigned refuse_el; /* a PE is not put at this EL; 9: at any */
static unsigned refuse_pe; /* this PE */

static int stubborn_set_pe(void *user, unsigned pe,
			   const struct vgs_pe_ctx *ctx)
{
	if (pe == refuse_pe && ctx->el == refuse_el)
		return -VGS_EIO;
	return machine.set_pe(user, pe, ctx);
}

static int stubborn_sysreg_read(void *user, unsigned pe, enum vgs_sysreg id,
				uint64_t *ret_value)
{
	if (!refuse_reads)
		return machine.sysreg_read(user, pe, id, ret_value);
	*ret_value = UINT64_C(0x5555555555555555);
	return VGS_ANSWER_UNDEF;
}

static int stubborn_frame_read(void *user, unsigned pe, enum vgs_frame frame,
			       unsigned index, uint64_t offset, unsigned size,
			       uint64_t *ret_value)
{
	if (!refuse_reads)
		return machine.frame_read(user, pe, frame, index, offset, size,
					  ret_value);
	*ret_value = 0x55555555;
	return -VGS_EIO;
}

static void make_stubborn(struct vgs_hw_ops *hw)
{
	machine = *hw;
	hw->set_pe = stubborn_set_pe;
	hw->sysreg_read = stubborn_sysreg_read;
	hw->frame_read = stubborn_frame_read;
}

static int set_up_stubborn(void **state)
{
	refuse_el = 9;
	refuse_pe = 0;
	refuse_reads = false;
	change_hw = make_stubborn;
	set_up(state);
	change_hw = NULL;
	return 0;
}

static int read_of(struct fixture *f, unsigned offset)
{
	return vgs_vcpu_frame_read(f->vm, 0, VGS_FRAME_GICD, 0, offset, 4,
				   &value);
}

/* VGS-7: whatever needs the guest to be left says that it could not be. */
static void guest_that_cannot_be_left_goes_on(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm_work work = { VGS_VM_WORK_KICK, 0, 0 };
	uint64_t hash;

	two_pending(f);
	enter(f, 0);
	use_virt(f, 0, 54);
	inject(f, 54, true);
	assert_true(vcpu_of(f, 0).kicked);
	hash = vgs_vm_hash(f->vm);
	refuse_el = 2;
	assert_int_equal(vgs_vcpu_exit(f->vm, 0, VGS_EXIT_IRQ), -VGS_EIO);
	assert_int_equal(vgs_vcpu_exit_unsynced(f->vm, 0, VGS_EXIT_IRQ),
			 -VGS_EIO);
	assert_int_equal(vgs_vm_work_run(f->vm, &work), -VGS_EIO);
	assert_int_equal(read_of(f, D_CTLR), -VGS_EIO);
	assert_int_equal(read_of(f, D_ISACTIVER + 4), -VGS_EIO);
	assert_int_equal(vgs_vcpu_frame_write(f->vm, 0, VGS_FRAME_GICD, 0,
					      D_ICENABLER + 4, 4, ~0u),
			 -VGS_EIO);
	if (f->v3)
		assert_int_equal(
			vgs_vcpu_sysreg_write(f->vm, 0, VGS_ICC_SGI1R_EL1, 1),
			-VGS_EIO);
	assert_true(vgs_vm_hash(f->vm) == hash);
	assert_true(vcpu_of(f, 0).entered);
	both_arrive(f);
	refuse_el = 9;
	leave(f, 0);
}

/* VGS-7: a trapped DIR too, which needs the others to be left, as well. */
static void guest_that_cannot_be_left_deactivates_nothing(void **state)
{
	struct fixture *f = *state;

	guest_eoimode(f, 0, true);
	guest_eoimode(f, 1, true);
	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	enter(f, 1);
	assert_int_equal(guest_acks(f, 0), 52);
	guest_ends(f, 0, 52);
	refuse_el = 2;
	for (refuse_pe = 0; refuse_pe < 2; refuse_pe++) {
		/* In no list register of vCPU 1: the vgic has to look for it. */
		unsigned vcpu = 1;
		int err = f->v3 ? vgs_vcpu_sysreg_write(f->vm, vcpu,
							VGS_ICC_DIR_EL1, 52)
				: vgs_vcpu_frame_write(f->vm, vcpu,
						       VGS_FRAME_GICC, 0, C_DIR,
						       4, 52);

		assert_int_equal(err, -VGS_EIO);
		assert_true(vcpu_of(f, 0).entered);
		assert_true(vcpu_of(f, 1).entered);
		assert_int_equal(virq(f, 0, 52).state, VGS_ACTIVE_PENDING);
	}
	refuse_el = 9;
	leave(f, 0);
}

/* VGS-7: the world is stopped or it is not. */
static void world_that_cannot_be_stopped_goes_on(void **state)
{
	struct fixture *f = *state;

	two_pending(f);
	enter(f, 0);
	enter(f, 1);
	refuse_pe = 1;
	refuse_el = 2;
	assert_int_equal(read_of(f, D_ISACTIVER + 4), -VGS_EIO);
	assert_int_equal(vgs_vcpu_frame_write(f->vm, 0, VGS_FRAME_GICD, 0,
					      D_ICACTIVER + 4, 4, ~0u),
			 -VGS_EIO);
	assert_true(vcpu_of(f, 0).entered);
	assert_true(vcpu_of(f, 1).entered);
	refuse_el = 9;
	both_arrive(f);
	assert_int_equal(read_of(f, D_ISACTIVER + 4), 0);
}

/* VGS-7: then it is out as after an exit, with all that was for it. */
static void guest_that_cannot_be_entered_is_out(void **state)
{
	struct fixture *f = *state;

	two_pending(f);
	refuse_el = 1;
	assert_int_equal(vgs_vcpu_enter(f->vm, 0), -VGS_EIO);
	assert_false(vcpu_of(f, 0).entered);
	assert_int_equal(vcpu_of(f, 0).phase, VGS_VCPU_OUT);
	assert_int_equal(virq(f, 0, 52).state, VGS_PENDING);
	assert_false(hcr(f, 0) & 1);
	refuse_el = 9;
	enter(f, 0);
	both_arrive(f);
	/* The access was made, and the guest is out. */
	refuse_el = 1;
	assert_int_equal(read_of(f, D_CTLR), -VGS_EIO);
	assert_false(vcpu_of(f, 0).entered);
	refuse_el = 9;
	enter(f, 0);
}

/* VGS-7: a register that is not answered is what it was. */
static void registers_that_are_not_answered_are_kept(void **state)
{
	struct fixture *f = *state;

	two_pending(f);
	enter(f, 0);
	refuse_reads = true;
	assert_int_equal(vgs_vcpu_exit(f->vm, 0, VGS_EXIT_IRQ), 0);
	refuse_reads = false;
	assert_int_equal(virq(f, 0, 52).state, VGS_PENDING);
	assert_int_equal(virq(f, 0, 53).state, VGS_PENDING);
	enter(f, 0);
	both_arrive(f);
}

/* VGS-7: of timers, too. */
static void timers_that_do_not_answer_are_kept(void **state)
{
	struct fixture *f = *state;
	struct vgs_timer_ops ops = { nosy_timer_read, nosy_timer_write, NULL };
	struct vgs_vm_config cfg = *vgs_vm_config(f->vm);
	struct vgs_vm *vm;

	vgs_timers_ops(&clocks, f->timers);
	ops.user = f->timers;
	cfg.hw = NULL;
	cfg.timers = &ops;
	assert_int_equal(vgs_vm_new(&cfg, &vm), 0);
	assert_int_equal(vgs_vcpu_timer_write(vm, 0, VGS_TIMER_VIRTUAL,
					      VGS_TIMER_CVAL, 77),
			 0);
	assert_int_equal(vgs_vcpu_timer_write(vm, 0, VGS_TIMER_VIRTUAL,
					      VGS_TIMER_CTL, 1),
			 0);
	assert_int_equal(vgs_vcpu_load(vm, 0), 0);
	refuse_reads = true;
	assert_int_equal(vgs_vcpu_put(vm, 0, false), 0);
	refuse_reads = false;
	vgs_vcpu_timer_read(vm, 0, VGS_TIMER_VIRTUAL, VGS_TIMER_CVAL, &value);
	assert_int_equal(value, 77);
	vgs_vcpu_timer_read(vm, 0, VGS_TIMER_VIRTUAL, VGS_TIMER_CTL, &value);
	assert_int_equal(value, 1);
	vgs_vm_free(vm);
}

static struct vgs_pe_ctx claimed;

static int liar_get_pe(void *user, unsigned pe, struct vgs_pe_ctx *ret_ctx)
{
	(void)user;
	(void)pe;
	*ret_ctx = claimed;
	return 0;
}

/* VGS-7: no PE is at such an exception level. */
static void exception_levels_that_are_none_are_refused(void **state)
{
	struct fixture *f = *state;
	struct vgs_hw_ops hw;
	struct vgs_vm_config cfg = *vgs_vm_config(f->vm);
	struct vgs_vm *vm;

	vgs_hw_ops_of_gic(&hw, f->gic);
	hw.get_pe = liar_get_pe;
	cfg.hw = &hw;
	assert_int_equal(vgs_vm_new(&cfg, &vm), 0);
	claimed = (struct vgs_pe_ctx){ .el = 4 };
	assert_int_equal(vgs_vcpu_enter(vm, 0), -VGS_EIO);
	claimed.el = 2;
	assert_int_equal(vgs_vcpu_enter(vm, 0), 0);
	vgs_vm_free(vm);
}

/* --- VGS-8: claiming ----------------------------------------------- */

static uint64_t lr_bits, lr_set; /* how LR 0 reads */
static bool lr_used;		 /* ELRSR says that it is not empty */

static int forged_sysreg_read(void *user, unsigned pe, enum vgs_sysreg id,
			      uint64_t *ret_value)
{
	int answer = machine.sysreg_read(user, pe, id, ret_value);

	if (id == VGS_ICH_LR0_EL2)
		*ret_value = (*ret_value & ~lr_bits) | lr_set;
	if (id == VGS_ICH_ELRSR_EL2 && lr_used)
		*ret_value &= ~UINT64_C(1);
	return answer;
}

static int forged_frame_read(void *user, unsigned pe, enum vgs_frame frame,
			     unsigned index, uint64_t offset, unsigned size,
			     uint64_t *ret_value)
{
	int answer = machine.frame_read(user, pe, frame, index, offset, size,
					ret_value);

	if (frame == VGS_FRAME_GICH && offset == 0x100)
		*ret_value = (*ret_value & ~lr_bits) | lr_set;
	if (frame == VGS_FRAME_GICH && offset == 0x30 && lr_used)
		*ret_value &= ~UINT64_C(1);
	return answer;
}

static void make_forged(struct vgs_hw_ops *hw)
{
	machine = *hw;
	hw->sysreg_read = forged_sysreg_read;
	hw->frame_read = forged_frame_read;
}

static int set_up_forged(void **state)
{
	lr_bits = lr_set = 0;
	lr_used = false;
	change_hw = make_forged;
	set_up(state);
	change_hw = NULL;
	return 0;
}

/* VGS-8: INTID 5 in the place of the first one. */
static void list_register_of_another_interrupt_is_a_finding(void **state)
{
	struct fixture *f = *state;

	two_pending(f);
	enter(f, 0);
	lr_bits = f->host_v3 ? UINT32_MAX : 0x3ff;
	lr_set = 5;
	f->findings = 0;
	leave(f, 0);
	lr_bits = lr_set = 0;
	assert_string_equal(f->finding, "VGS-8");
	assert_int_equal(f->findings, 1);
	assert_int_equal(virq(f, 0, 52).state, VGS_PENDING);
	assert_int_equal(virq(f, 0, 53).state, VGS_PENDING);
	assert_int_equal(virq(f, 0, 5).state, VGS_INACTIVE);
	enter(f, 0);
	both_arrive(f);
}

/* VGS-8: the state is the guest's, of it nothing is to be found. */
static void list_register_of_the_same_interrupt_is_believed(void **state)
{
	struct fixture *f = *state;

	two_pending(f);
	enter(f, 0);
	f->findings = 0;
	lr_bits = lr_set = f->host_v3 ? UINT64_C(3) << 62 : 3u << 28;
	leave(f, 0);
	lr_bits = lr_set = 0;
	assert_int_equal(f->findings, 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_ACTIVE_PENDING);
}

/* VGS-8: E0 keeps list registers, of which some are empty in between. */
static void empty_list_register_stays_empty(void **state)
{
	struct fixture *f = *state;

	two_pending(f);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 52);
	guest_ends(f, 0, 52);
	inject(f, 52, false);
	leave(f, 0);
	enter(f, 0);
	assert_int_equal(vcpu_of(f, 0).used_lrs, 2);
	/* Pending, of an INTID that LR 0 has not. */
	lr_bits = ~UINT64_C(0);
	lr_set = 1u << 28;
	lr_used = true;
	f->findings = 0;
	leave(f, 0);
	lr_bits = lr_set = 0;
	lr_used = false;
	assert_string_equal(f->finding, "VGS-8");
	assert_int_equal(virq(f, 0, 0).state, VGS_INACTIVE);
	assert_int_equal(virq(f, 0, 53).state, VGS_PENDING);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 53);
}

/* --- the end of a VM ----------------------------------------------- */

static unsigned pe_el(struct fixture *f, unsigned pe)
{
	struct vgs_pe_ctx ctx = { .el = 9 };

	assert_int_equal(vgs_gic_get_pe(f->gic, pe, &ctx), 0);
	return ctx.el;
}

/* The PEs are the host's again, and the next VM runs there. */
static void freed_vm_leaves_its_pes(void **state)
{
	struct fixture *f = *state;
	unsigned events;

	two_pending(f);
	enter(f, 0);
	enter(f, 1);
	assert_int_equal(pe_el(f, 0), 1);
	f->host = vgs_host_free(f->host);
	events = f->counts[VGS_EV_EXIT] + f->counts[VGS_EV_FOLD];
	f->vm = vgs_vm_free(f->vm);
	assert_null(f->vm);
	assert_int_equal(f->counts[VGS_EV_EXIT] + f->counts[VGS_EV_FOLD],
			 events);
	for (unsigned pe = 0; pe < 2; pe++) {
		assert_int_equal(pe_el(f, pe), 2);
		assert_false(hcr(f, pe) & 1);
		assert_false(vgs_gic_signals(f->gic, pe) & VGS_SIG_VIRQ);
	}
	new_vm(f, &f->vm);
	start_guest(f);
	two_pending(f);
	enter(f, 0);
	both_arrive(f);
}

/* With its timers: off, without an offset. */
static void freed_vm_leaves_the_timers(void **state)
{
	struct fixture *f = *state;
	struct vgs_timer_ops ops;

	enter(f, 0);
	assert_int_equal(vgs_vcpu_timer_write(f->vm, 0, VGS_TIMER_VIRTUAL,
					      VGS_TIMER_CTL, 1),
			 0);
	vgs_timers_ops(&ops, f->timers);
	ops.read(ops.user, 0, VGS_TIMER_VIRTUAL, VGS_TIMER_CTL, &value);
	assert_int_equal(value & 1, 1);
	f->host = vgs_host_free(f->host);
	f->vm = vgs_vm_free(f->vm);
	ops.read(ops.user, 0, VGS_TIMER_VIRTUAL, VGS_TIMER_CTL, &value);
	assert_int_equal(value & 1, 0);
	new_vm(f, &f->vm);
}

#define WITH(up, name, shape)                                                  \
	{                                                                      \
#name " (" #shape ")", name, up, tear_down, (void *)&shape     \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BOTH(nothing_changes_where_signals_are_told),
		TEST_BOTH(nothing_changes_where_a_wire_rises),
		TEST_BOTH(nothing_changes_while_a_guest_is_entered_or_left),
		TEST(nothing_changes_while_a_guest_is_entered_or_left, v3_e5),
		WITH(set_up_nosy, nothing_changes_inside_hardware, v2),
		WITH(set_up_nosy, nothing_changes_inside_hardware, v3),
		WITH(set_up_nosy, nothing_changes_inside_hardware, v2_e0),
		WITH(set_up_nosy, nothing_changes_inside_hardware, v3_e5),
		TEST_BOTH(nothing_changes_inside_other_callbacks),
		WITH(set_up_its, nothing_changes_inside_other_callbacks, v3),
		TEST_BOTH(nothing_changes_inside_another_vgic),
		WITH(set_up_stubborn, guest_that_cannot_be_left_goes_on, v2),
		WITH(set_up_stubborn, guest_that_cannot_be_left_goes_on, v3),
		WITH(set_up_stubborn,
		     guest_that_cannot_be_left_deactivates_nothing, v2_e5),
		WITH(set_up_stubborn,
		     guest_that_cannot_be_left_deactivates_nothing, v3_dir),
		WITH(set_up_stubborn, world_that_cannot_be_stopped_goes_on, v2),
		WITH(set_up_stubborn, world_that_cannot_be_stopped_goes_on, v3),
		WITH(set_up_stubborn, guest_that_cannot_be_entered_is_out, v2),
		WITH(set_up_stubborn, guest_that_cannot_be_entered_is_out, v3),
		WITH(set_up_stubborn, guest_that_cannot_be_entered_is_out,
		     v2_e0),
		WITH(set_up_stubborn, registers_that_are_not_answered_are_kept,
		     v2),
		WITH(set_up_stubborn, registers_that_are_not_answered_are_kept,
		     v3),
		WITH(set_up_timers, timers_that_do_not_answer_are_kept, v3),
		TEST_BOTH(exception_levels_that_are_none_are_refused),
		WITH(set_up_forged,
		     list_register_of_another_interrupt_is_a_finding, v2),
		WITH(set_up_forged,
		     list_register_of_another_interrupt_is_a_finding, v3),
		WITH(set_up_forged,
		     list_register_of_another_interrupt_is_a_finding, v2_e0),
		WITH(set_up_forged,
		     list_register_of_another_interrupt_is_a_finding, v3_e5),
		WITH(set_up_forged,
		     list_register_of_the_same_interrupt_is_believed, v2),
		WITH(set_up_forged,
		     list_register_of_the_same_interrupt_is_believed, v3),
		WITH(set_up_forged, empty_list_register_stays_empty, v2_e0),
		TEST_BOTH(freed_vm_leaves_its_pes),
		TEST(freed_vm_leaves_its_pes, v2_e0),
		WITH(set_up_timers, freed_vm_leaves_the_timers, v2),
		WITH(set_up_timers, freed_vm_leaves_the_timers, v3),
	};

	return RUN("vgic_callback", tests);
}
