/* SPDX-License-Identifier: MIT */
/*
 * What calls answer that cannot be right whatever the state is: out of a
 * callback, after a bug, about what does not exist.
 */
#include "test_vgic.h"

#include <libvgicsim/irqfd.h>
#include <libvgicsim/migrate.h>
#include <libvgicsim/own-vgic.h>
#include <libvgicsim/vcpu-timer.h>

#include "vgic/vm.h"

static const struct shape v2 = { 2, 2, 4, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v3 = { 3, 2, 4, VGS_EPOCH_E5, NULL, NULL };

/* A number that is nobody's. */
#define NOBODY 9999u

/* What calls fill in, and what they are told. */
static struct scratch {
	int rc;
	uint32_t word;
	uint64_t value;
	size_t count;
	unsigned char image[4];
	struct vgs_pe_ctx ctx;
	struct vgs_virq_info virq;
	struct vgs_vcpu_info vcpu;
	struct vgs_vcpu_timer_info timer;
	struct vgs_vits_info vits;
	struct vgs_vtranslation vto;
	struct vgs_gate_info gates[VGS_GATES_MAX];
	struct vgs_guest_pstate pstate;
	struct vgs_kvm_attr attr;
	struct vgs_irqfd irqfd;
	struct vgs_msi msi;
	struct vgs_host_irq irq;
	struct vgs_vif_regs vif;
} s;

/* Which calls answer what: STATE is -VGS_EBUSY or -VGS_EBUG, RANGE is
 * -VGS_ERANGE for a vCPU or an ITS that does not exist. */
#define STATE 1u
#define RANGE 2u

#define GICD_BASE UINT64_C(0x08000000)

/* clang-format off */
#define VM_CALLS(X)                                                            \
X(STATE | RANGE, vgs_vcpu_bind(vm, n, 0))                                      \
X(STATE | RANGE, vgs_vcpu_enter(vm, n))                                        \
X(STATE | RANGE, vgs_vcpu_prepare(vm, n))                                      \
X(STATE | RANGE, vgs_vcpu_exit(vm, n, VGS_EXIT_WFI))                           \
X(STATE | RANGE, vgs_vcpu_exit_unsynced(vm, n, VGS_EXIT_WFI))                  \
X(STATE | RANGE, vgs_vcpu_sync(vm, n))                                         \
X(STATE | RANGE, vgs_vcpu_load(vm, n))                                         \
X(STATE | RANGE, vgs_vcpu_put(vm, n, false))                                   \
X(STATE | RANGE, vgs_vcpu_set_pstate(vm, n, &s.pstate))                        \
X(RANGE, vgs_vcpu_info(vm, n, &s.vcpu))                                        \
X(RANGE, vgs_vcpu_ap_list(vm, n, 1, &s.word))                                  \
X(STATE | RANGE, vgs_vcpu_mmio_read(vm, n, GICD_BASE, 4, &s.value))            \
X(STATE | RANGE, vgs_vcpu_mmio_write(vm, n, GICD_BASE, 4, 0))                  \
X(RANGE, vgs_vcpu_mmio_peek(vm, n, GICD_BASE, 4, &s.value))                    \
X(STATE | RANGE, vgs_vcpu_frame_read(vm, n, VGS_FRAME_GICD, 0, 0, 4, &s.value))\
X(STATE | RANGE, vgs_vcpu_frame_write(vm, n, VGS_FRAME_GICD, 0, 0, 4, 0))      \
X(RANGE, vgs_vcpu_frame_peek(vm, n, VGS_FRAME_GICD, 0, 0, 4, &s.value))        \
X(STATE | RANGE, vgs_vcpu_sysreg_read(vm, n, VGS_ICC_PMR_EL1, &s.value))       \
X(STATE | RANGE, vgs_vcpu_sysreg_write(vm, n, VGS_ICC_PMR_EL1, 0))             \
X(RANGE, vgs_vcpu_sysreg_peek(vm, n, VGS_ICC_PMR_EL1, &s.value))               \
X(STATE, vgs_vgic_inject(vm, n, 40, true, 0))                                  \
X(STATE, vgs_vgic_set_owner(vm, n, 40, 1))                                     \
X(STATE, vgs_vgic_map(vm, n, 40, 40))                                          \
X(STATE, vgs_vgic_unmap(vm, n, 40))                                            \
X(STATE, vgs_vgic_set_resample(vm, 40, true))                                  \
X(RANGE, vgs_vgic_irq(vm, n, 27, &s.virq))                                     \
X(RANGE, vgs_vgic_explain(vm, n, 27, s.gates))                                 \
X(STATE | RANGE, vgs_vcpu_set_pmu(vm, n, true))                                \
X(STATE | RANGE, vgs_vcpu_timer_read(vm, n, VGS_TIMER_VIRTUAL, VGS_TIMER_CTL, &s.value)) \
X(RANGE, vgs_vcpu_timer_peek(vm, n, VGS_TIMER_VIRTUAL, VGS_TIMER_CTL, &s.value)) \
X(STATE | RANGE, vgs_vcpu_timer_write(vm, n, VGS_TIMER_VIRTUAL, VGS_TIMER_CTL, 0)) \
X(RANGE, vgs_vcpu_timer_info(vm, n, VGS_TIMER_VIRTUAL, &s.timer))              \
X(STATE | RANGE, vgs_vcpu_timer_reset(vm, n))                                  \
X(STATE | RANGE, vgs_vcpu_timer_set_attr(vm, n, 0, 20, &s.rc))                 \
X(RANGE, vgs_vcpu_timer_get_attr(vm, n, 0, &s.value, &s.rc))                   \
X(STATE | RANGE, vgs_vcpu_set_one_reg(vm, n, 0, 0, &s.rc))                     \
X(RANGE, vgs_vcpu_get_one_reg(vm, n, 0, &s.value, &s.rc))                      \
X(STATE, vgs_vm_set_timer_count(vm, VGS_TIMER_VIRTUAL, 1))                     \
X(STATE, vgs_vm_set_counter_offset(vm, 1, 0, &s.rc))                           \
X(STATE | RANGE, vgs_vm_user_read(vm, n, VGS_FRAME_GICD, 0, &s.value))         \
X(STATE | RANGE, vgs_vm_user_write(vm, n, VGS_FRAME_GICD, 0, 0))               \
X(STATE, vgs_vm_irq_line(vm, VGS_KVM_IRQ(VGS_KVM_IRQ_SPI, 0, 40), true, &s.rc))\
X(STATE, vgs_vm_set_routing(vm, NULL, 0, 0, &s.rc))                            \
X(STATE, vgs_vm_irqfd(vm, &s.irqfd, &s.rc))                                    \
X(STATE, vgs_vm_irqfd_close(vm, 1))                                            \
X(STATE, vgs_vm_irqfd_signal(vm, 1))                                           \
X(STATE, vgs_vgic_msi(vm, &s.msi, &s.rc))                                      \
X(STATE | RANGE, vgs_vgic_inject_lpi(vm, n, 8192, &s.rc))                      \
X(RANGE, vgs_vgic_translate(vm, n, 0, 0, &s.vto))                              \
X(STATE, vgs_vits_create(vm, &s.rc))                                           \
X(STATE | RANGE, vgs_vits_set_attr(vm, n, VGS_KVM_GRP_CTRL, 0, 0, &s.rc))      \
X(STATE | RANGE, vgs_vits_get_attr(vm, n, VGS_KVM_GRP_ADDR, 4, &s.value, &s.rc)) \
X(RANGE, vgs_vits_has_attr(vm, n, VGS_KVM_GRP_CTRL, 0, &s.rc))                 \
X(STATE | RANGE, vgs_vits_set_addr(vm, n, 0x10000, &s.rc))                     \
X(STATE | RANGE, vgs_vits_get_reg(vm, n, 0, &s.value, &s.rc))                  \
X(STATE | RANGE, vgs_vits_set_reg(vm, n, 0, 0, &s.rc))                         \
X(RANGE, vgs_vits_has_reg(vm, n, 0, &s.rc))                                    \
X(STATE | RANGE, vgs_vits_ctrl(vm, n, VGS_VITS_CTRL_INIT, &s.rc))              \
X(STATE, vgs_vgic_save_pending_tables(vm, &s.rc))                              \
X(RANGE, vgs_vits_info(vm, n, &s.vits))                                        \
X(STATE, vgs_vcpu_create(vm, &s.rc))                                           \
X(STATE, vgs_vgic_create(vm, &s.rc))                                           \
X(STATE | RANGE, vgs_vcpu_first_run(vm, n, &s.rc))                             \
X(STATE, vgs_vgic_set_attr(vm, VGS_KVM_GRP_CTRL, 0, 0, &s.rc))                 \
X(STATE, vgs_vgic_get_attr(vm, VGS_KVM_GRP_NR_IRQS, 0, &s.value, &s.rc))       \
X(STATE, vgs_kvm_save(vm, 1, &s.attr, &s.count, &s.rc))                        \
X(STATE, vgs_kvm_set(vm, &s.attr, &s.rc))                                      \
X(STATE, vgs_kvm_restore(vm, 1, &s.attr, &s.count, &s.rc))
/* clang-format on */

struct call {
	const char *name;
	unsigned answers;
};

static const struct call vm_calls[] = {
#define ROW(answers, ...) { #__VA_ARGS__, answers },
	VM_CALLS(ROW)
#undef ROW
};

#define VM_COUNT (sizeof(vm_calls) / sizeof(vm_calls[0]))

/* Call number @which about vCPU or ITS @n. */
static int call_vm(struct vgs_vm *vm, size_t which, unsigned n)
{
	size_t row = 0;

#define ROW(answers, ...)                                                      \
	if (row++ == which)                                                    \
		return __VA_ARGS__;
	VM_CALLS(ROW)
#undef ROW
	return 1;
}

static void expect_vm(struct vgs_vm *vm, unsigned answers, unsigned n, int want)
{
	for (size_t i = 0; i < VM_COUNT; i++) {
		int rc;

		if (!(vm_calls[i].answers & answers))
			continue;
		rc = call_vm(vm, i, n);
		if (rc != want)
			print_message("%s answers %d\n", vm_calls[i].name, rc);
		assert_int_equal(rc, want);
	}
}

static void what_does_not_exist_is_beyond_the_range(void **state)
{
	struct fixture *f = *state;

	expect_vm(f->vm, RANGE, NOBODY, -VGS_ERANGE);
}

static void after_a_bug_nothing_changes_any_more(void **state)
{
	struct fixture *f = *state;

	f->vm->bug = "test";
	expect_vm(f->vm, STATE, 0, -VGS_EBUG);
	f->vm->bug = NULL;
}

struct listener {
	struct vgs_vm *vm;
	unsigned heard;
};

static void on_trace(void *user, const struct vgs_event *event)
{
	struct listener *l = user;

	(void)event;
	if (!l->heard++)
		expect_vm(l->vm, STATE, 0, -VGS_EBUSY);
}

static void out_of_a_callback_nothing_changes(void **state)
{
	struct fixture *f = *state;
	struct listener l = { .heard = 0 };
	struct vgs_vm_config cfg = *vgs_vm_config(f->vm);

	cfg.trace = on_trace;
	cfg.user = &l;
	assert_int_equal(vgs_vm_new(&cfg, &l.vm), 0);
	assert_int_equal(vgs_vgic_inject(l.vm, 0, 40, true, 0), 0);
	assert_true(l.heard > 0);
	vgs_vm_free(l.vm);
}

static int set_up_all(void **state)
{
	const struct shape *shape = *state;

	return set_up_with(state, true, false, shape->version == 3);
}

/* --- what a VM has not ----------------------------------------------------- */

static void without_timers_there_are_none(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vgs_vcpu_timer_read(f->vm, 0, VGS_TIMER_VIRTUAL,
					     VGS_TIMER_CTL, &s.value),
			 -VGS_ENOTSUP);
	assert_int_equal(vgs_vcpu_timer_peek(f->vm, 0, VGS_TIMER_VIRTUAL,
					     VGS_TIMER_CTL, &s.value),
			 -VGS_ENOTSUP);
	assert_int_equal(vgs_vcpu_timer_write(f->vm, 0, VGS_TIMER_VIRTUAL,
					      VGS_TIMER_CTL, 0),
			 -VGS_ENOTSUP);
	assert_int_equal(vgs_vcpu_timer_get_attr(f->vm, 0, 0, &s.value, &s.rc),
			 -VGS_ENOTSUP);
	assert_int_equal(vgs_vcpu_timer_set_attr(f->vm, 0, 0, 20, &s.rc),
			 -VGS_ENOTSUP);
	assert_int_equal(vgs_vcpu_timer_reset(f->vm, 0), -VGS_ENOTSUP);
	assert_int_equal(vgs_vcpu_set_pmu(f->vm, 0, true), -VGS_ENOTSUP);
	assert_int_equal(vgs_vm_set_counter_offset(f->vm, 1, 0, &s.rc),
			 -VGS_ENOTSUP);
	assert_int_equal(vgs_vm_set_timer_count(f->vm, VGS_TIMER_VIRTUAL, 1),
			 -VGS_EINVAL);
}

static void entered_vcpus_are_not_reset(void **state)
{
	struct fixture *f = *state;

	enter(f, 0);
	assert_int_equal(vgs_vcpu_timer_reset(f->vm, 0), -VGS_EPERM);
	assert_int_equal(vgs_vcpu_get_one_reg(f->vm, 0, 0, &s.value, &s.rc),
			 -VGS_EPERM);
	leave(f, 0);
}

static void no_access_is_of_three_bytes(void **state)
{
	struct fixture *f = *state;
	const uint64_t gicd = vgs_vm_config(f->vm)->frames[VGS_FRAME_GICD];

	assert_int_equal(vgs_vcpu_mmio_write(f->vm, 0, gicd, 3, 0),
			 -VGS_EINVAL);
	assert_int_equal(vgs_vcpu_mmio_peek(f->vm, 0, gicd, 3, &s.value),
			 -VGS_EINVAL);
	assert_int_equal(vgs_vcpu_frame_read(f->vm, 0, VGS_FRAME_GICD, 0, 0, 3,
					     &s.value),
			 -VGS_EINVAL);
	assert_int_equal(
		vgs_vcpu_frame_write(f->vm, 0, VGS_FRAME_GICD, 0, 0, 3, 0),
		-VGS_EINVAL);
	assert_int_equal(vgs_vcpu_frame_peek(f->vm, 0, VGS_FRAME_GICD, 0, 0, 3,
					     &s.value),
			 -VGS_EINVAL);
}

static void past_the_last_irqfd_is_none(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vgs_vm_irqfd_at(f->vm, 0, &s.irqfd), -VGS_ENOENT);
}

/* KVM-UA-3 */
static void before_init_a_guest_has_no_frames(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm_config cfg = *vgs_vm_config(f->vm);
	struct vgs_vm *vm;

	cfg.stepwise = true;
	cfg.trace = NULL;
	assert_int_equal(vgs_vm_new(&cfg, &vm), 0);
	assert_int_equal(vgs_vcpu_create(vm, &s.rc), 0);
	assert_int_equal(vgs_vgic_create(vm, &s.rc), 0);
	assert_int_equal(vgs_vgic_set_attr(vm, VGS_KVM_GRP_ADDR,
					   f->v3 ? VGS_KVM_ADDR_V3_DIST
						 : VGS_KVM_ADDR_V2_DIST,
					   GICD_BASE, &s.rc),
			 0);
	assert_int_equal(s.rc, 0);
	assert_int_equal(vgs_vcpu_mmio_read(vm, 0, GICD_BASE, 4, &s.value),
			 -VGS_EPERM);
	assert_int_equal(vgs_vcpu_mmio_write(vm, 0, GICD_BASE, 4, 0),
			 -VGS_EPERM);
	assert_int_equal(vgs_vcpu_mmio_peek(vm, 0, GICD_BASE, 4, &s.value),
			 -VGS_EPERM);
	assert_int_equal(
		vgs_vcpu_frame_read(vm, 0, VGS_FRAME_GICD, 0, 0, 4, &s.value),
		-VGS_EPERM);
	assert_int_equal(
		vgs_vcpu_frame_write(vm, 0, VGS_FRAME_GICD, 0, 0, 4, 0),
		-VGS_EPERM);
	assert_int_equal(
		vgs_vcpu_frame_peek(vm, 0, VGS_FRAME_GICD, 0, 0, 4, &s.value),
		-VGS_EPERM);
	vgs_vm_free(vm);
}

static void behind_the_frames_is_nothing(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vgs_vcpu_mmio_write(f->vm, 0, 0x10, 4, 0),
			 -VGS_ENOTMAPPED);
	assert_int_equal(vgs_vcpu_mmio_peek(f->vm, 0, 0x10, 4, &s.value),
			 -VGS_ENOTMAPPED);
	assert_int_equal(
		vgs_vcpu_frame_peek(f->vm, 0, VGS_FRAMES, 0, 0, 4, &s.value),
		-VGS_ENOTMAPPED);
}

/* Whose timers' PPIs are somebody else's is not loaded, by whatever call. */
static void taken_ppis_stop_each_way_in(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vgs_vgic_set_owner(f->vm, 0, 27, 7), 0);
	assert_int_equal(vgs_vcpu_load(f->vm, 0), -VGS_EEXIST);
	assert_int_equal(vgs_vcpu_enter(f->vm, 0), -VGS_EEXIST);
	assert_int_equal(vgs_vcpu_prepare(f->vm, 0), -VGS_EEXIST);
	assert_int_equal(vgs_host_switch_to(f->host, 0, 0), -VGS_EEXIST);
}

/* KVM-TM-1: found by whatever enters first. */
static void timers_with_one_ppi_stop_each_way_in(void **state)
{
	struct fixture *f = *state;

	for (unsigned id = 0; id < VGS_TIMER_IDS; id++)
		assert_int_equal(
			vgs_vcpu_timer_set_attr(f->vm, 0, id, 20, &s.rc), 0);
	assert_int_equal(vgs_vcpu_load(f->vm, 0), -VGS_EINVAL);
	assert_int_equal(vgs_vcpu_enter(f->vm, 0), -VGS_EINVAL);
	assert_int_equal(vgs_vcpu_prepare(f->vm, 0), -VGS_EINVAL);
	assert_int_equal(vgs_host_switch_to(f->host, 0, 0), -VGS_EINVAL);
}

/* --- other hardware -------------------------------------------------------- */

static struct vgs_hw_ops plain;
static bool refuses;

static int frame_peek(void *user, unsigned pe, enum vgs_frame frame,
		      unsigned index, uint64_t offset, unsigned size,
		      uint64_t *ret_value)
{
	return refuses ? -VGS_EIO
		       : plain.frame_peek(user, pe, frame, index, offset, size,
					  ret_value);
}

static int sysreg_peek(void *user, unsigned pe, enum vgs_sysreg id,
		       uint64_t *ret_value)
{
	return refuses ? -VGS_EIO : plain.sysreg_peek(user, pe, id, ret_value);
}

/* The CPU interface of a guest that runs is the hardware's. */
static void what_hardware_refuses_to_show_is_told(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm_config cfg = *vgs_vm_config(f->vm);
	struct vgs_hw_ops hw;
	struct vgs_vm *vm;

	vgs_hw_ops_of_gic(&plain, f->gic);
	hw = plain;
	hw.frame_peek = frame_peek;
	hw.sysreg_peek = sysreg_peek;
	cfg.hw = &hw;
	cfg.trace = NULL;
	assert_int_equal(vgs_vm_new(&cfg, &vm), 0);
	assert_int_equal(vgs_vcpu_enter(vm, 0), 0);
	refuses = true;
	if (f->v3) {
		assert_int_equal(
			vgs_vcpu_sysreg_peek(vm, 0, VGS_ICC_PMR_EL1, &s.value),
			-VGS_EIO);
	} else {
		assert_int_equal(vgs_vcpu_frame_peek(vm, 0, VGS_FRAME_GICC, 0,
						     4, 4, &s.value),
				 -VGS_EIO);
		assert_int_equal(vgs_vcpu_mmio_peek(
					 vm, 0, cfg.frames[VGS_FRAME_GICC] + 4,
					 4, &s.value),
				 -VGS_EIO);
	}
	refuses = false;
	assert_int_equal(vgs_vcpu_exit(vm, 0, VGS_EXIT_TRAP), 0);
	vgs_vm_free(vm);
}

/* --- the host -------------------------------------------------------------- */

static void hosts_know_their_own(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vgs_host_irq(f->host, VGS_INTID(NOBODY), &s.irq),
			 -VGS_ERANGE);
	assert_int_equal(vgs_host_release(f->host, VGS_INTID(NOBODY), &s.rc),
			 -VGS_ERANGE);
	assert_int_equal(vgs_host_unforward(f->host, VGS_INTID(NOBODY), &s.rc),
			 -VGS_ERANGE);
	assert_int_equal(vgs_host_take(f->host, NOBODY, &s.word), -VGS_ERANGE);
	assert_int_equal(vgs_host_switch_to(f->host, NOBODY, 0), -VGS_ERANGE);
	assert_int_equal(vgs_host_switch_to(f->host, 0, NOBODY), -VGS_ERANGE);
}

static void hosts_forward_to_what_can_be_mapped(void **state)
{
	struct fixture *f = *state;
	struct vgs_host_irq irq = { .kind = VGS_HOST_IRQ_FORWARDED,
				    .vcpu = VGS_NO_VCPU,
				    .vintid = NOBODY };

	assert_int_equal(vgs_host_set_irq(f->host, VGS_INTID(42), &irq),
			 -VGS_EINVAL);
	irq.vintid = 52;
	assert_int_equal(vgs_vgic_map(f->vm, VGS_NO_VCPU, 52, 43), 0);
	assert_int_equal(vgs_host_set_irq(f->host, VGS_INTID(42), &irq),
			 -VGS_EEXIST);
}

static void hosts_leave_a_pe_to_its_guest(void **state)
{
	struct fixture *f = *state;

	enter(f, 0);
	assert_int_equal(vgs_vcpu_bind(f->vm, 1, 0), 0);
	assert_int_equal(vgs_host_switch_to(f->host, 0, 1), -VGS_EPERM);
	leave(f, 0);
}

/* --- no memory ------------------------------------------------------------- */

static void *no_memory(void *user, size_t size)
{
	(void)user;
	(void)size;
	return NULL;
}

static void creation_says_that_there_is_no_memory(void **state)
{
	struct fixture *f = *state;
	struct vgs_host_config host;
	struct vgs_timers_config timers;
	struct vgs_host *h;
	struct vgs_timers *t;

	vgs_host_config_default(&host, f->gic);
	host.alloc.zalloc = no_memory;
	assert_int_equal(vgs_host_new(&host, &h), -VGS_ENOMEM);
	vgs_timers_config_default(&timers, f->gic);
	timers.alloc.zalloc = no_memory;
	assert_int_equal(vgs_timers_new(&timers, &t), -VGS_ENOMEM);
}

/* clang-format off */
#define ALL(name, shape)                                                       \
	{ #name " (" #shape ")", name, set_up_all, tear_down, (void *)&shape }
#define BOTH(name) ALL(name, v2), ALL(name, v3)
#define BARE(name)                                                             \
	{ #name, name, set_up, tear_down, (void *)&v3 }
/* clang-format on */

int main(void)
{
	const struct CMUnitTest tests[] = {
		ALL(what_does_not_exist_is_beyond_the_range, v3),
		ALL(after_a_bug_nothing_changes_any_more, v3),
		ALL(out_of_a_callback_nothing_changes, v3),
		BARE(without_timers_there_are_none),
		BOTH(entered_vcpus_are_not_reset),
		BOTH(no_access_is_of_three_bytes),
		BARE(past_the_last_irqfd_is_none),
		BOTH(before_init_a_guest_has_no_frames),
		BOTH(behind_the_frames_is_nothing),
		BOTH(taken_ppis_stop_each_way_in),
		BOTH(timers_with_one_ppi_stop_each_way_in),
		BOTH(what_hardware_refuses_to_show_is_told),
		BOTH(hosts_know_their_own),
		BOTH(hosts_forward_to_what_can_be_mapped),
		BOTH(hosts_leave_a_pe_to_its_guest),
		BARE(creation_says_that_there_is_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
