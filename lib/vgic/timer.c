/* SPDX-License-Identifier: MIT */
/*
 * A vCPU's arch timers.  Their registers are the PE's own while the vCPU is
 * loaded (KVM-TM-2), so a timer that fires is a physical interrupt, forwarded
 * to the guest as a mapped level (KVM-TM-6).  The vgic is told when it rises
 * and finds out by itself that it fell.  A timer that is emulated is in no PE:
 * a software timer of the host stands for it.  Left out: nested guests
 * (KVM-TM-23).
 */
#include <libvgicsim/vcpu-timer.h>

#include "vgic/callback.h"
#include "vgic/own.h"
#include "vgic/timer.h"
#include "vgic/tracepoint.h"

#define NEVER VGS_TIMER_NEVER

static bool polled(const struct vgs_vm *vm)
{
	return VGS_RULE(KVM_ML_31, vm->cfg.policy.mapped_level ==
					   VGS_MAPPED_LEVEL_OWNER_POLLS);
}

void vgs_vtimer_told_map(struct vgs_vm *vm, unsigned vcpu)
{
	bool ptimer = vgs_vtimer_is_direct(vm, VGS_TIMER_PHYSICAL);

	/* Without nested guests the virtual one always is in the PE. */
	VGS_TRACEPOINT(vm, .kind = VGS_EV_GET_TIMER_MAP, .vcpu = (uint16_t)vcpu,
		       .new_value = ptimer ? 0xffff0100u : 0x01ffff00u);
}

/* --- its level ---------------------------------------------------- */

static bool should_fire(const struct vgs_vm *vm, unsigned vcpu, unsigned id)
{
	struct vgs_timer timer = vgs_vtimer_saved(vm, vcpu, id);
	uint64_t ctl;

	if (!vgs_vtimer_at(vm, vcpu, id)->in_pe)
		return vgs_timer_output(&timer, vgs_vm_timer_counter(vm));
	ctl = vgs_vtimer_pe_read(vm, vm->vcpus[vcpu].pe, id, VGS_TIMER_CTL);
	return VGS_RULE(KVM_TM_3,
			ctl == (VGS_TIMER_CTL_ENABLE | VGS_TIMER_CTL_ISTATUS));
}

bool vgs_vcpu_timer_fires(const struct vgs_vm *vm, unsigned vcpu, unsigned id)
{
	return vgs_vm_has_timers(vm) && should_fire(vm, vcpu, id);
}

/* KVM-TM-4; the vgic drops what changes nothing (KVM-IN-2). */
void vgs_vtimer_update(struct vgs_vm *vm, unsigned vcpu, unsigned id,
		       bool level)
{
	vgs_vtimer_at(vm, vcpu, id)->level = level;
	vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_TIMER_UPDATES);
	VGS_TRACEPOINT(vm, .kind = VGS_EV_TIMER_UPDATE_IRQ,
		       .vcpu = (uint16_t)vcpu, .lr = (uint8_t)id,
		       .intid = vm->dist->timer_vintid[id], .new_value = level);
	if (!vm->cfg.user_irqchip)
		vgs_vgic_inject(vm, vcpu, vm->dist->timer_vintid[id], level,
				VGS_OWNER_TIMER + id);
}

bool vgs_virq_sample(const struct vgs_vm *vm, uint32_t i, unsigned vcpu,
		     unsigned pe)
{
	uint32_t id = vm->virqs[i].owner - VGS_OWNER_TIMER;

	if (VGS_RULE(KVM_ML_6, id < VGS_TIMER_IDS))
		return should_fire(vm, vcpu, id);
	return vgs_hw_pending(vm, pe, vm->virqs[i].pintid);
}

/*
 * KVM-ML-32: under owner-polls this is written before each entry, so what was
 * written last is remembered where it was inactive.
 */
static void set_phys_active(struct vgs_vm *vm, unsigned vcpu, unsigned id,
			    bool active)
{
	struct vgs_vtimer *t = vgs_vtimer_at(vm, vcpu, id);

	if (polled(vm) && VGS_RULE(KVM_ML_32, !active && t->inactive))
		return;
	t->inactive = polled(vm) && !active;
	vgs_hw_set_active(vm, vm->vcpus[vcpu].pe, vm->cfg.timer_pintids[id],
			  active);
}

/* KVM-TM-31: what a host does about the guest's timer instead. */
static void set_phys_enabled(struct vgs_vm *vm, unsigned vcpu, unsigned id,
			     bool enabled)
{
	if (id == VGS_TIMER_VIRTUAL)
		vgs_hw_set_enabled(vm, vm->vcpus[vcpu].pe,
				   vm->cfg.timer_pintids[id], enabled);
}

/*
 * KVM-TM-20: a timer that fired while the vCPU was out must not interrupt the
 * host once its registers are back: the guest gets it through a list register
 * and ends it.  One that the guest has active stays active, too.
 */
static void load_direct(struct vgs_vm *vm, unsigned vcpu, unsigned id)
{
	uint32_t i = vgs_vtimer_virq(vm, vcpu, id);
	bool fires = should_fire(vm, vcpu, id);
	bool active = vm->own ? vgs_own_active(vm, vcpu, i)
			      : vm->virqs[i].flags & VGS_VIRQ_ACTIVE;

	vgs_vtimer_update(vm, vcpu, id, fires);
	if (VGS_RULE(KVM_TM_31, vm->cfg.no_active_state))
		set_phys_enabled(vm, vcpu, id, !fires);
	else
		set_phys_active(vm, vcpu, id,
				VGS_RULE(KVM_TM_20, fires || active));
}

/* --- a timer that is in no PE (KVM-TM-7) -------------------------- */

void vgs_vtimer_emulate(struct vgs_vm *vm, unsigned vcpu, unsigned id)
{
	struct vgs_vtimer *t = vgs_vtimer_at(vm, vcpu, id);
	struct vgs_timer timer = vgs_vtimer_saved(vm, vcpu, id);
	bool fires = should_fire(vm, vcpu, id);

	VGS_TRACEPOINT(vm, .kind = VGS_EV_TIMER_EMULATE, .vcpu = (uint16_t)vcpu,
		       .lr = (uint8_t)id, .new_value = fires);
	if (!VGS_RULE(KVM_TM_8, vm->cfg.policy.timer_level_cache) ||
	    fires != t->level)
		vgs_vtimer_update(vm, vcpu, id, fires);
	t->soft = NEVER;
	if (!VGS_RULE(KVM_TM_7, fires))
		vgs_timer_deadline(&timer, vgs_vm_timer_counter(vm), &t->soft);
}

/* --- load and put ------------------------------------------------- */

/* The vCPU's first run: whose PPIs are these (KVM-TM-1)? */
static int claim(struct vgs_vm *vm, unsigned vcpu)
{
	const uint32_t *vintid = vm->dist->timer_vintid;
	int err = 0;

	if (!vgs_vm_timers_valid(vm))
		return -VGS_EINVAL;
	if (!vgs_vtimer_owned(vm, vcpu, VGS_TIMER_VIRTUAL))
		vgs_vtimer_told_map(vm, vcpu);
	for (unsigned id = 0; id < VGS_TIMER_IDS && !err; id++) {
		if (vgs_vtimer_owned(vm, vcpu, id))
			continue;
		err = vgs_virq_set_owner(vm, vgs_vtimer_virq(vm, vcpu, id),
					 VGS_OWNER_TIMER + id);
		if (!err && vgs_vtimer_is_direct(vm, id))
			err = vgs_vgic_map(vm, vcpu, vintid[id],
					   vm->cfg.timer_pintids[id]);
	}
	if (!err)
		vm->dist->timers_fixed = true;
	return err;
}

/* First the vgic, then the PE, then what is in none. */
static void load_timers(struct vgs_vm *vm, unsigned vcpu)
{
	vgs_vtimer_told_map(vm, vcpu);
	for (unsigned id = 0; id < VGS_TIMER_IDS; id++)
		if (vgs_vtimer_is_direct(vm, id))
			load_direct(vm, vcpu, id);
	for (unsigned id = 0; id < VGS_TIMER_IDS; id++) {
		if (vgs_vtimer_is_direct(vm, id))
			vgs_vtimer_restore(vm, vcpu, id);
		else
			vgs_vtimer_emulate(vm, vcpu, id);
	}
}

int vgs_vcpu_timer_load(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	unsigned other;
	int err;

	if (v->loaded && (!polled(vm) || vm->cfg.user_irqchip ||
			  vgs_vtimer_at(vm, vcpu, VGS_TIMER_VIRTUAL)->in_pe))
		return 0;
	other = vgs_vm_loaded(vm, v->pe);
	if (other != VGS_NO_VCPU && other != vcpu) {
		if (vgs_vcpu_busy(&vm->vcpus[other]))
			return -VGS_EPERM;
		vgs_vcpu_timer_put(vm, other, false);
	}
	/* Before the first run the PPIs may still change. */
	err = VGS_RULE(KVM_TM_1, vm->abi->ran) && vgs_vm_has_timers(vm) &&
			      !vm->cfg.user_irqchip
		      ? claim(vm, vcpu)
		      : 0;
	if (err)
		return err;
	/* Who waited was put meanwhile. */
	if (!v->loaded)
		vgs_vcpu_save_vmcr(v);
	v->loaded = true;
	vm->on_pe[v->pe] = (uint16_t)vcpu;
	v->wake = NEVER;
	if (vgs_vm_has_timers(vm))
		load_timers(vm, vcpu);
	if (v->blocked) {
		v->blocked = false;
		vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_WAKEUPS);
		VGS_TRACEPOINT(vm, .kind = VGS_EV_VCPU_WAKEUP,
			       .vcpu = (uint16_t)vcpu);
	}
	return 0;
}

/* When must the host wake a vCPU that sleeps (KVM-TM-10)? */
static uint64_t wake_at(const struct vgs_vm *vm, unsigned vcpu)
{
	uint64_t first = NEVER, when;

	for (unsigned id = 0; id < VGS_TIMER_IDS; id++) {
		struct vgs_timer timer = vgs_vtimer_saved(vm, vcpu, id);

		if (VGS_RULE(KVM_TM_10,
			     vgs_timer_deadline(&timer,
						vgs_vm_timer_counter(vm),
						&when)) &&
		    when < first)
			first = when;
	}
	return first;
}

void vgs_vcpu_timer_put(struct vgs_vm *vm, unsigned vcpu, bool blocked)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];

	if (!v->loaded)
		return;
	v->loaded = false;
	vm->on_pe[v->pe] = VGS_NO_VCPU;
	/* The vgic's put; BUG-31: who sleeps looks before that. */
	if (!blocked || VGS_RULE(KVM_AP_31, vm->cfg.policy.vmcr_saved !=
						    VGS_VMCR_SAVED_AT_PUT))
		vgs_vcpu_save_vmcr(v);
	v->blocked = blocked;
	if (!vgs_vm_has_timers(vm))
		return;
	vgs_vtimer_told_map(vm, vcpu);
	for (unsigned id = 0; id < VGS_TIMER_IDS; id++) {
		vgs_vtimer_save(vm, vcpu, id);
		vgs_vtimer_at(vm, vcpu, id)->soft = NEVER;
		vgs_vtimer_at(vm, vcpu, id)->inactive = false;
	}
	if (!blocked)
		return;
	vgs_vtimer_told_map(vm, vcpu);
	v->wake = wake_at(vm, vcpu);
}

/*
 * KVM-TM-31: nobody ends a timer's interrupt for a guest whose GIC is
 * elsewhere, but the exit that finds it low.
 */
static void sync_user(struct vgs_vm *vm, unsigned vcpu)
{
	if (VGS_RULE(KVM_TM_31, should_fire(vm, vcpu, VGS_TIMER_VIRTUAL)))
		return;
	vgs_vtimer_update(vm, vcpu, VGS_TIMER_VIRTUAL, false);
	if (vm->cfg.no_active_state)
		set_phys_enabled(vm, vcpu, VGS_TIMER_VIRTUAL, true);
	else
		set_phys_active(vm, vcpu, VGS_TIMER_VIRTUAL, false);
}

void vgs_vcpu_timer_sync(struct vgs_vm *vm, unsigned vcpu)
{
	if (vgs_vm_has_timers(vm) && vm->cfg.user_irqchip)
		sync_user(vm, vcpu);
	if (!vgs_vm_has_timers(vm) || !polled(vm) || vm->cfg.user_irqchip)
		return;
	for (unsigned id = 0; id < VGS_TIMER_IDS; id++) {
		vgs_vtimer_save(vm, vcpu, id);
		vgs_vtimer_update(vm, vcpu, id, should_fire(vm, vcpu, id));
	}
}

unsigned vgs_vm_loaded(const struct vgs_vm *vm, unsigned pe)
{
	return pe < vm->pes ? vm->on_pe[pe] : VGS_NO_VCPU;
}

void vgs_vm_find_loaded(struct vgs_vm *vm)
{
	for (unsigned pe = 0; pe < vm->pes; pe++)
		vm->on_pe[pe] = VGS_NO_VCPU;
	for (unsigned n = 0; n < vm->cfg.vcpus; n++)
		if (vm->vcpus[n].loaded)
			vm->on_pe[vm->vcpus[n].pe] = (uint16_t)n;
}

int vgs_vcpu_load(struct vgs_vm *vm, unsigned vcpu)
{
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (vcpu >= vgs_vm_online(vm))
		return -VGS_ERANGE;
	if (vm->vcpus[vcpu].loaded)
		return 0;
	err = vgs_vcpu_timer_load(vm, vcpu);
	return vm->bug ? -VGS_EBUG : err;
}

int vgs_vcpu_put(struct vgs_vm *vm, unsigned vcpu, bool blocked)
{
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (vcpu >= vgs_vm_online(vm))
		return -VGS_ERANGE;
	if (vgs_vcpu_busy(&vm->vcpus[vcpu]))
		return -VGS_EPERM;
	vgs_vcpu_timer_put(vm, vcpu, blocked);
	return vm->bug ? -VGS_EBUG : 0;
}

/* --- interrupts and time ------------------------------------------ */

bool vgs_vm_timer_irq(struct vgs_vm *vm, unsigned pe, uint32_t pintid)
{
	unsigned vcpu = vgs_vm_loaded(vm, pe);

	if (vgs_vm_may(vm) || !vgs_vm_has_timers(vm))
		return false;
	/* It was put while its interrupt was on its way. */
	if (VGS_RULE(KVM_TM_21, vcpu == VGS_NO_VCPU))
		return false;
	for (unsigned id = 0; id < VGS_TIMER_IDS; id++) {
		if (!vgs_vtimer_is_direct(vm, id) ||
		    vm->cfg.timer_pintids[id] != pintid)
			continue;
		/* Only ever up: sampling brings it down. */
		if (VGS_RULE(KVM_TM_5, should_fire(vm, vcpu, id)))
			vgs_vtimer_update(vm, vcpu, id, true);
		/* Nobody deactivates it for the guest, so it must not come. */
		if (VGS_RULE(KVM_TM_31, vm->cfg.no_active_state))
			set_phys_enabled(vm, vcpu, id, false);
		return true;
	}
	return false;
}

/*
 * The guest's counter may have been moved since a timer of the host was set: it
 * is judged again, and goes on if it is too early for the guest.
 */
static bool goes_on(struct vgs_vm *vm, unsigned vcpu, unsigned id, uint64_t now)
{
	struct vgs_timer timer = vgs_vtimer_saved(vm, vcpu, id);
	uint64_t *soft = &vgs_vtimer_at(vm, vcpu, id)->soft;

	*soft = NEVER;
	if (!VGS_RULE(KVM_TM_7, !vgs_timer_expired(&timer, now)))
		return false;
	vgs_timer_deadline(&timer, now, soft);
	return true;
}

static unsigned tick_soft(struct vgs_vm *vm, unsigned vcpu, uint64_t now)
{
	unsigned n = 0;

	for (unsigned id = 0; id < VGS_TIMER_IDS; id++) {
		if (vgs_vtimer_at(vm, vcpu, id)->soft > now)
			continue;
		vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_SOFT_TIMERS);
		VGS_TRACEPOINT(vm, .kind = VGS_EV_TIMER_HRTIMER_EXPIRE,
			       .vcpu = (uint16_t)vcpu, .lr = (uint8_t)id);
		n++;
		if (!goes_on(vm, vcpu, id, now))
			vgs_vtimer_update(vm, vcpu, id, true);
	}
	return n;
}

/* The same of the one that wakes; if no timer can fire any more it does. */
static void tick_wake(struct vgs_vm *vm, unsigned vcpu, uint64_t now)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	uint64_t when = wake_at(vm, vcpu);
	bool early = when != NEVER && when > now;

	vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_SOFT_TIMERS);
	v->wake = VGS_RULE(KVM_TM_10, early) ? when : NEVER;
	if (v->wake == NEVER)
		vgs_vcpu_kick(vm, vcpu, VGS_R_KVM_TM_10);
}

unsigned vgs_vm_timer_tick(struct vgs_vm *vm)
{
	uint64_t now;
	unsigned n = 0;

	if (vgs_vm_may(vm) || !vgs_vm_has_timers(vm))
		return 0;
	now = vgs_vm_timer_counter(vm);
	for (unsigned vcpu = 0; vcpu < vgs_vm_online(vm); vcpu++) {
		n += tick_soft(vm, vcpu, now);
		if (vm->vcpus[vcpu].wake > now)
			continue;
		tick_wake(vm, vcpu, now);
		n++;
	}
	return n;
}
