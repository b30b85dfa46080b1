/* SPDX-License-Identifier: MIT */
/*
 * Accesses of an actor to a register that reg.c has found.
 */
#include "run.h"

void vgs_scn_restore_home(struct vgs_scn_run *run, unsigned pe)
{
	vgs_gic_set_pe(run->gic, pe, &run->home[pe]);
}

bool vgs_scn_entered(const struct vgs_scn_run *run, unsigned pe,
		     unsigned *ret_vm, unsigned *ret_vcpu)
{
	return run->host && vgs_host_entered(run->host, pe, ret_vm, ret_vcpu);
}

/*
 * A PE's system registers are those of its EL, so an access with another
 * context than the GIC knows (inline, or the host's while a guest runs) sets
 * it for the access.
 */
static bool switch_ctx(struct vgs_scn_run *run,
		       const struct vgs_scn_actor *actor,
		       struct vgs_pe_ctx *ret_old)
{
	unsigned vm, vcpu;

	if (!actor->inline_ctx && !vgs_scn_entered(run, actor->pe, &vm, &vcpu))
		return false;
	vgs_gic_get_pe(run->gic, actor->pe, ret_old);
	vgs_gic_set_pe(run->gic, actor->pe, &actor->ctx);
	return true;
}

static unsigned frame_index(const struct vgs_scn_reg *reg)
{
	if (reg->ref.frame == VGS_FRAME_GITS)
		return reg->unit;
	if (reg->ref.frame != VGS_FRAME_GICR)
		return 0;
	return reg->actor.kind == VGS_SCN_PE ? reg->actor.pe : reg->actor.vcpu;
}

static void begin(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
		  bool write, struct vgs_hw_op *ret_op)
{
	struct vgs_access access = vgs_scn_access_of(run, &reg->actor);
	enum vgs_hw_op_kind kind;

	if (reg->ref.sysreg)
		kind = write ? VGS_HW_OP_MSR : VGS_HW_OP_MRS;
	else
		kind = write ? VGS_HW_OP_WRITE : VGS_HW_OP_READ;
	vgs_scn_hw_begin(run, kind, reg->actor.pe, ret_op);
	ret_op->ctx = reg->actor.ctx;
	ret_op->reg = reg->ref.id;
	if (!reg->ref.sysreg)
		vgs_scn_hw_bus(ret_op, &access,
			       vgs_gic_frame_base(run->gic, reg->ref.frame,
						  frame_index(reg)) +
				       reg->offset,
			       reg->size);
}

static int pe_read(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
		   uint64_t *ret_value)
{
	const struct vgs_scn_actor *actor = &reg->actor;
	struct vgs_access access = vgs_scn_access_of(run, actor);
	struct vgs_pe_ctx old;
	struct vgs_hw_op op;
	bool switched = false;
	int answer;

	if (reg->ref.sysreg)
		switched = switch_ctx(run, actor, &old);
	begin(run, reg, false, &op);
	if (reg->ref.sysreg)
		answer = vgs_gic_sysreg_read(run->gic, actor->pe, reg->ref.id,
					     ret_value);
	else
		answer = vgs_gic_frame_read(run->gic, &access, reg->ref.frame,
					    frame_index(reg), reg->offset,
					    reg->size, ret_value);
	vgs_scn_hw_end(run, &op, answer ? 0 : *ret_value, answer);
	if (switched)
		vgs_gic_set_pe(run->gic, actor->pe, &old);
	return answer;
}

static int pe_write(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
		    uint64_t value)
{
	const struct vgs_scn_actor *actor = &reg->actor;
	struct vgs_access access = vgs_scn_access_of(run, actor);
	struct vgs_pe_ctx old;
	struct vgs_hw_op op;
	bool switched = false;
	int answer;

	if (reg->ref.sysreg)
		switched = switch_ctx(run, actor, &old);
	begin(run, reg, true, &op);
	if (reg->ref.sysreg)
		answer = vgs_gic_sysreg_write(run->gic, actor->pe, reg->ref.id,
					      value);
	else
		answer = vgs_gic_frame_write(run->gic, &access, reg->ref.frame,
					     frame_index(reg), reg->offset,
					     reg->size, value);
	vgs_scn_hw_end(run, &op, value, answer);
	if (switched)
		vgs_gic_set_pe(run->gic, actor->pe, &old);
	return answer;
}

static int pe_peek(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
		   uint64_t *ret_value)
{
	const struct vgs_scn_actor *actor = &reg->actor;
	struct vgs_access access = vgs_scn_access_of(run, actor);
	struct vgs_pe_ctx old;
	bool switched;
	int answer;

	if (!reg->ref.sysreg)
		return vgs_gic_frame_peek(run->gic, &access, reg->ref.frame,
					  frame_index(reg), reg->offset,
					  reg->size, ret_value);
	switched = switch_ctx(run, actor, &old);
	answer = vgs_gic_sysreg_peek(run->gic, actor->pe, reg->ref.id,
				     ret_value);
	if (switched)
		vgs_gic_set_pe(run->gic, actor->pe, &old);
	return answer;
}

int vgs_scn_reg_read(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
		     uint64_t *ret_value)
{
	const struct vgs_scn_actor *a = &reg->actor;
	struct vgs_vm *vm;

	if (reg->timer)
		return vgs_scn_timer_read(run, reg, ret_value);
	if (a->kind == VGS_SCN_PE)
		return pe_read(run, reg, ret_value);
	vm = run->vms[a->vm].vm;
	if (a->kind == VGS_SCN_USER)
		return vgs_vm_user_read(vm, a->vcpu, reg->ref.frame,
					reg->offset, ret_value);
	if (reg->ref.sysreg)
		return vgs_vcpu_sysreg_read(vm, a->vcpu, reg->ref.id,
					    ret_value);
	return vgs_vcpu_frame_read(vm, a->vcpu, reg->ref.frame,
				   frame_index(reg), reg->offset, reg->size,
				   ret_value);
}

int vgs_scn_reg_write(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
		      uint64_t value)
{
	const struct vgs_scn_actor *a = &reg->actor;
	struct vgs_vm *vm;

	if (reg->timer)
		return vgs_scn_timer_write(run, reg, value);
	if (a->kind == VGS_SCN_PE)
		return pe_write(run, reg, value);
	vm = run->vms[a->vm].vm;
	if (a->kind == VGS_SCN_USER)
		return vgs_vm_user_write(vm, a->vcpu, reg->ref.frame,
					 reg->offset, value);
	if (reg->ref.sysreg)
		return vgs_vcpu_sysreg_write(vm, a->vcpu, reg->ref.id, value);
	return vgs_vcpu_frame_write(vm, a->vcpu, reg->ref.frame,
				    frame_index(reg), reg->offset, reg->size,
				    value);
}

int vgs_scn_reg_peek(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
		     uint64_t *ret_value)
{
	const struct vgs_scn_actor *a = &reg->actor;
	struct vgs_vm *vm;

	if (reg->timer)
		return vgs_scn_timer_peek(run, reg, ret_value);
	if (a->kind == VGS_SCN_PE)
		return pe_peek(run, reg, ret_value);
	vm = run->vms[a->vm].vm;
	if (a->kind == VGS_SCN_USER)
		return vgs_vm_user_read(vm, a->vcpu, reg->ref.frame,
					reg->offset, ret_value);
	if (reg->ref.sysreg)
		return vgs_vcpu_sysreg_peek(vm, a->vcpu, reg->ref.id,
					    ret_value);
	return vgs_vcpu_frame_peek(vm, a->vcpu, reg->ref.frame,
				   frame_index(reg), reg->offset, reg->size,
				   ret_value);
}
