/* SPDX-License-Identifier: MIT */
/*
 * Timers: of the PEs and of the vCPUs, their registers, and advance, load, put:
 * time passes, the scheduler gives and takes a PE.
 */
#include <string.h>

#include "run.h"

static const struct vgs_field ctl_fields[] = {
	{ .name = "ENABLE", .lsb = 0, .msb = 0 },
	{ .name = "IMASK", .lsb = 1, .msb = 1 },
	{ .name = "ISTATUS", .lsb = 2, .msb = 2 },
	{ .name = NULL },
};

bool vgs_scn_timer_reg(const struct vgs_scn_run *run,
		       const struct vgs_scn_actor *actor, const char *name,
		       struct vgs_scn_reg *ret_reg)
{
	enum vgs_timer_id id;
	enum vgs_timer_reg reg;

	if (vgs_timer_reg_by_name(name, &id, &reg) || !run->timers)
		return false;
	if (actor->kind != VGS_SCN_PE && actor->kind != VGS_SCN_ALL_PES &&
	    !run->vms[actor->vm].timer)
		return false;
	*ret_reg = (struct vgs_scn_reg){
		.actor = *actor,
		.name = name,
		.ref = { .sysreg = true,
			 .info = { .name = name,
				   .count = 1,
				   .width = 64,
				   .access = VGS_ACC_RW },
			 .n = -1 },
		.size = 8,
		.width = reg == VGS_TIMER_TVAL ? 32 : 64,
		.fields = reg == VGS_TIMER_CTL ? ctl_fields : NULL,
		.timer = true,
		.timer_id = id,
		.timer_reg = reg,
	};
	return true;
}

int vgs_scn_timer_peek(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
		       uint64_t *ret_value)
{
	const struct vgs_scn_actor *a = &reg->actor;

	if (a->kind == VGS_SCN_PE)
		return vgs_timers_read(run->timers, a->pe, reg->timer_id,
				       reg->timer_reg, ret_value);
	return vgs_vcpu_timer_peek(run->vms[a->vm].vm, a->vcpu, reg->timer_id,
				   reg->timer_reg, ret_value);
}

int vgs_scn_timer_read(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
		       uint64_t *ret_value)
{
	const struct vgs_scn_actor *a = &reg->actor;

	if (a->kind != VGS_SCN_VCPU)
		return vgs_scn_timer_peek(run, reg, ret_value);
	return vgs_vcpu_timer_read(run->vms[a->vm].vm, a->vcpu, reg->timer_id,
				   reg->timer_reg, ret_value);
}

int vgs_scn_timer_write(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
			uint64_t value)
{
	const struct vgs_scn_actor *a = &reg->actor;
	struct vgs_vm *vm;

	if (a->kind == VGS_SCN_PE)
		return vgs_timers_write(run->timers, a->pe, reg->timer_id,
					reg->timer_reg, value);
	vm = run->vms[a->vm].vm;
	if (a->kind == VGS_SCN_USER && reg->timer_reg == VGS_TIMER_COUNT)
		return vgs_vm_set_timer_count(vm, reg->timer_id, value);
	return vgs_vcpu_timer_write(vm, a->vcpu, reg->timer_id, reg->timer_reg,
				    value);
}

/* ---- the machine --------------------------------------------------------- */

static int set_line(void *user, unsigned pe, uint32_t intid, bool level)
{
	struct vgs_scn_run *run = user;

	return vgs_scn_drive(run, intid, pe, level);
}

int vgs_scn_machine_timers(struct vgs_scn_run *run,
			   const struct vgs_scn_node *machine)
{
	const struct vgs_scn_node *wanted = vgs_scn_get(machine, "timers");
	struct vgs_timers_config cfg;
	bool any = wanted && wanted->value;

	for (unsigned i = 0; i < run->vm_count; i++)
		any |= run->vms[i].timer;
	if (!any)
		return 0;
	vgs_timers_config_default(&cfg, run->gic);
	cfg.set_line = set_line;
	cfg.user = run;
	cfg.alloc = run->arena->alloc;
	return vgs_timers_new(&cfg, &run->timers);
}

void vgs_scn_timer_hosts(struct vgs_scn_run *run)
{
	const struct vgs_host_irq irq = { .kind = VGS_HOST_IRQ_TIMER };
	struct vgs_timers_config cfg;
	unsigned pe, id;

	if (!run->timers || !run->vm_count)
		return;
	vgs_timers_config_default(&cfg, run->gic);
	for (pe = 0; pe < run->cfg.pes; pe++)
		for (id = 0; id < VGS_TIMER_IDS; id++)
			vgs_host_set_irq(run->host,
					 VGS_PRIVATE(pe, cfg.intids[id]), &irq);
}

void vgs_scn_vm_timer(const struct vgs_scn_vm *vm, struct vgs_vm_config *cfg,
		      struct vgs_timer_ops *ops)
{
	const struct vgs_scn_node *timer = vgs_scn_get(vm->node, "timer");
	const struct vgs_scn_node *physical, *active;

	if (!vm->timer)
		return;
	vgs_timers_ops(ops, vm->run->timers);
	cfg->timers = ops;
	if (timer->kind != VGS_SCN_MAP)
		return;
	physical = vgs_scn_get(timer, "physical");
	active = vgs_scn_get(timer, "host-active-state");
	cfg->vhe = !physical || !vgs_scn_streq(physical->text, "emulated");
	cfg->no_active_state = active && !active->value;
}

/* ---- steps --------------------------------------------------------------- */

void vgs_scn_exec_advance(struct vgs_scn_run *run,
			  const struct vgs_scn_step *step)
{
	uint64_t now;
	unsigned i;
	int err;

	if (!run->timers) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_TIMERS, step->arg->key,
			     NULL, NULL, NULL);
		return;
	}
	if (run->dry)
		return;
	now = vgs_timers_counter(run->timers);
	err = vgs_timers_set_counter(run->timers, now + step->arg->value);
	if (err)
		vgs_scn_call(run, "advance", err);
	for (i = 0; i < run->vm_count; i++)
		vgs_vm_timer_tick(run->vms[i].vm);
}

/* The scheduler moves it: put where it was, bound to another PE. */
static int move(struct vgs_scn_run *run, unsigned vm, unsigned vcpu,
		unsigned pe)
{
	int err = vgs_vcpu_bind(run->vms[vm].vm, vcpu, pe);

	if (!err)
		run->vms[vm].vcpus[vcpu].pe = pe;
	return err;
}

/* load: and put: */
void vgs_scn_exec_schedule(struct vgs_scn_run *run,
			   const struct vgs_scn_step *step)
{
	const struct vgs_scn_node *onto = step->q[VGS_SCN_Q_ONTO];
	unsigned vm, vcpu, pe = 0;
	int err = 0;

	if (!vgs_scn_vcpu(run, step->arg, &vm, &vcpu) ||
	    (onto && !vgs_scn_pe(run, onto, &pe)) || run->dry)
		return;
	if (onto)
		err = move(run, vm, vcpu, pe);
	if (!err && step->verb == VGS_SCN_V_LOAD)
		err = vgs_host_switch_to(run->host, vm, vcpu);
	else if (!err)
		err = vgs_vcpu_put(run->vms[vm].vm, vcpu, false);
	vgs_scn_refused(run, step->arg, err);
}
