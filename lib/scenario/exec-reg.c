/* SPDX-License-Identifier: MIT */
/*
 * write, read, writes, mmio: what an actor does to registers.
 */
#include <string.h>

#include "run.h"

/* One access, from a step or from an entry of writes:. */
struct access {
	const struct vgs_scn_node *name;
	const struct vgs_scn_node *intid, *n;
	const struct vgs_scn_node *value, *fields, *returns;
	const struct vgs_scn_node *traps;
	const struct vgs_scn_node *unit; /* of GITS */
	uint64_t add;			 /* k * stride */
	bool write;
};

static uint64_t ones(unsigned bits)
{
	return bits >= 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;
}

static const char *answer_text(int answer)
{
	static const char *const texts[] = {
		[VGS_ANSWER_OK] = "none",      [VGS_ANSWER_UNDEF] = "undef",
		[VGS_ANSWER_TRAP_EL1] = "el1", [VGS_ANSWER_TRAP_EL2] = "el2",
		[VGS_ANSWER_TRAP_EL3] = "el3", [VGS_ANSWER_ABORT] = "abort",
	};

	return answer >= 0 && answer <= VGS_ANSWER_ABORT ? texts[answer] : "?";
}

/* False: the access did not happen; the rest of the step is void. */
static bool answers(struct vgs_scn_run *run, const struct vgs_scn_node *name,
		    const struct vgs_scn_node *traps, int answer)
{
	const char *want = traps ? traps->text : "none";

	if (answer < 0) {
		vgs_scn_call(run, name->text, answer);
		return false;
	}
	if (!vgs_scn_streq(answer_text(answer), want))
		vgs_scn_fail(run, traps ? traps : name, "traps", want,
			     answer_text(answer));
	return answer == VGS_ANSWER_OK;
}

static bool check_answer(struct vgs_scn_run *run, const struct access *a,
			 int answer)
{
	return answers(run, a->name, a->traps, answer);
}

static void do_write(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
		     const struct access *a)
{
	uint64_t part = ones(reg->width) << reg->shift;
	uint64_t value, mask, old;
	int answer;

	if (!vgs_scn_reg_value(run, reg, a->value, a->fields, &value, &mask) ||
	    run->dry)
		return;
	value = ((value + a->add) & ones(reg->width)) << reg->shift;
	if (reg->part && reg->ref.info.access == VGS_ACC_RW) {
		answer = vgs_scn_reg_peek(run, reg, &old);
		if (answer < 0) {
			vgs_scn_call(run, a->name->text, answer);
			return;
		}
		if (!answer)
			value |= old & ~part;
	}
	answer = vgs_scn_reg_write(run, reg, value);
	check_answer(run, a, answer);
}

static void compare_fields(struct vgs_scn_run *run,
			   const struct vgs_scn_reg *reg,
			   const struct access *a, uint64_t found)
{
	const struct vgs_scn_node *node;

	VGS_SCN_EACH (node, a->fields) {
		struct vgs_field f;
		uint64_t mask, value, want;

		if (!vgs_scn_reg_field(reg, node->key->text, &f))
			continue;
		mask = ones((unsigned)(f.msb - f.lsb + 1));
		value = found >> f.lsb & mask;
		want = node->value;
		if (value == want || (found & mask << f.lsb) == want)
			continue;
		vgs_scn_fail(run, node->key, node->key->text,
			     vgs_scn_hex(run, want), vgs_scn_hex(run, value));
	}
}

static void do_read(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
		    const struct access *a)
{
	uint64_t value = 0;
	uint64_t found = 0;
	uint64_t mask;

	if ((a->returns || a->fields) &&
	    !vgs_scn_reg_value(run, reg, a->returns, a->fields, &value, &mask))
		return;
	if (run->dry ||
	    !check_answer(run, a, vgs_scn_reg_read(run, reg, &found)))
		return;
	found = found >> reg->shift & ones(reg->width);
	if (a->fields)
		compare_fields(run, reg, a, found);
	else if (a->returns && found != value)
		vgs_scn_fail(run, a->returns, a->name->text,
			     strncmp(a->returns->text, "0x", 2) == 0
				     ? vgs_scn_hex(run, value)
				     : a->returns->text,
			     strncmp(a->returns->text, "0x", 2) == 0
				     ? vgs_scn_hex(run, found)
				     : vgs_scn_strf(run->arena, "%llu",
						    (unsigned long long)found));
}

/* Which ITS; false after a report. */
static bool set_unit(struct vgs_scn_run *run, const struct access *a,
		     struct vgs_scn_reg *reg)
{
	if (reg->ref.frame != VGS_FRAME_GITS) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_KEY_NOT_HERE, a->unit->key,
			     "unit", a->name->text, NULL);
		return false;
	}
	if (a->unit->value >= run->cfg.its) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_ITS, a->unit,
			     a->unit->text, NULL, NULL);
		return false;
	}
	reg->unit = (unsigned)a->unit->value;
	return true;
}

static bool do_access(struct vgs_scn_run *run,
		      const struct vgs_scn_actor *actor, const struct access *a)
{
	unsigned reports = run->diags->reports;
	struct vgs_scn_reg reg;

	if (!(a->traps &&
	      vgs_scn_reg_lacking(run, actor, a->name->text, &reg)) &&
	    !vgs_scn_reg_bind(run, actor, a->name->text, a->name, a->intid,
			      a->n, &reg))
		return false;
	if (a->unit && !set_unit(run, a, &reg))
		return false;
	if (a->write)
		do_write(run, &reg, a);
	else
		do_read(run, &reg, a);
	return run->diags->reports == reports && !run->error;
}

/* For each PE of all-cpus; one access of each. */
static void for_actor(struct vgs_scn_run *run, struct vgs_scn_actor *actor,
		      struct access *a)
{
	unsigned pe;

	if (actor->kind != VGS_SCN_ALL_PES) {
		do_access(run, actor, a);
		return;
	}
	actor->kind = VGS_SCN_PE;
	for (pe = 0; pe < run->cfg.pes; pe++) {
		actor->pe = pe;
		actor->ctx = run->home[pe];
		if (!do_access(run, actor, a))
			break;
	}
	actor->kind = VGS_SCN_ALL_PES;
}

void vgs_scn_exec_access(struct vgs_scn_run *run,
			 const struct vgs_scn_step *step)
{
	struct access a = {
		.name = step->arg,
		.intid = step->q[VGS_SCN_Q_INTID],
		.n = step->q[VGS_SCN_Q_N],
		.value = step->q[VGS_SCN_Q_VALUE],
		.fields = step->q[VGS_SCN_Q_FIELDS],
		.returns = step->q[VGS_SCN_Q_RETURNS],
		.traps = step->q[VGS_SCN_Q_TRAPS],
		.unit = step->q[VGS_SCN_Q_UNIT],
		.write = step->verb == VGS_SCN_V_WRITE,
	};
	struct vgs_scn_actor actor;

	if (vgs_scn_actor(run, step->q[VGS_SCN_Q_BY], &actor))
		for_actor(run, &actor, &a);
}

static void exec_entry(struct vgs_scn_run *run, struct vgs_scn_actor *actor,
		       const struct vgs_scn_node *entry)
{
	const struct vgs_scn_node *stride = vgs_scn_get(entry, "stride");
	struct access a = {
		.name = vgs_scn_get(entry, "write"),
		.intid = vgs_scn_get(entry, "intid"),
		.n = vgs_scn_get(entry, "n"),
		.value = vgs_scn_get(entry, "value"),
		.fields = vgs_scn_get(entry, "fields"),
		.traps = vgs_scn_get(entry, "traps"),
		.write = true,
	};

	if (!a.value && !a.fields) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_ONE_OF, entry, "write",
			     "value: or fields:", NULL);
		return;
	}
	if (a.value && a.fields) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_EXCLUDE, a.fields->key,
			     "value", "fields", NULL);
		return;
	}
	if (stride && actor->kind != VGS_SCN_ALL_PES)
		vgs_scn_diag(run->diags, VGS_SCN_MSG_STRIDE_ACTOR, stride->key,
			     NULL, NULL, NULL);
	for_actor(run, actor, &a);
}

/* "every PE in order": each PE does the whole list before the next one. */
static void exec_all(struct vgs_scn_run *run, const struct vgs_scn_step *step)
{
	const struct vgs_scn_node *entry;
	unsigned pe;

	for (pe = 0; pe < run->cfg.pes && !run->error; pe++) {
		struct vgs_scn_actor actor = { .kind = VGS_SCN_PE, .pe = pe };

		actor.ctx = run->home[pe];
		VGS_SCN_EACH (entry, step->arg) {
			const struct vgs_scn_node *stride =
				vgs_scn_get(entry, "stride");
			struct access a = {
				.name = vgs_scn_get(entry, "write"),
				.intid = vgs_scn_get(entry, "intid"),
				.n = vgs_scn_get(entry, "n"),
				.value = vgs_scn_get(entry, "value"),
				.fields = vgs_scn_get(entry, "fields"),
				.traps = vgs_scn_get(entry, "traps"),
				.add = stride ? stride->value * pe : 0,
				.write = true,
			};

			do_access(run, &actor, &a);
		}
	}
}

void vgs_scn_exec_writes(struct vgs_scn_run *run,
			 const struct vgs_scn_step *step)
{
	const struct vgs_scn_node *entry;
	struct vgs_scn_actor actor;

	if (!vgs_scn_actor(run, step->q[VGS_SCN_Q_BY], &actor))
		return;
	if (!run->dry && actor.kind == VGS_SCN_ALL_PES) {
		exec_all(run, step);
		return;
	}
	VGS_SCN_EACH (entry, step->arg)
		exec_entry(run, &actor, entry);
}

static int pe_mmio(struct vgs_scn_run *run, const struct vgs_scn_actor *actor,
		   uint64_t addr, unsigned size,
		   const struct vgs_scn_node *value, uint64_t *ret_found)
{
	struct vgs_access access = vgs_scn_access_of(run, actor);
	struct vgs_hw_op op;
	int err;

	vgs_scn_hw_begin(run, value ? VGS_HW_OP_WRITE : VGS_HW_OP_READ,
			 actor->pe, &op);
	op.ctx = actor->ctx;
	vgs_scn_hw_bus(&op, &access, addr, size);
	if (value) {
		err = vgs_gic_mmio_write(run->gic, &access, addr, size,
					 value->value);
		vgs_scn_hw_end(run, &op, value->value, err);
		return err;
	}
	err = vgs_gic_mmio_read(run->gic, &access, addr, size, ret_found);
	vgs_scn_hw_end(run, &op, err ? 0 : *ret_found, err);
	return err;
}

static int mmio(struct vgs_scn_run *run, const struct vgs_scn_actor *actor,
		uint64_t addr, unsigned size, const struct vgs_scn_node *value,
		uint64_t *ret_found)
{
	struct vgs_vm *vm;

	if (actor->kind == VGS_SCN_PE)
		return pe_mmio(run, actor, addr, size, value, ret_found);
	vm = run->vms[actor->vm].vm;
	if (value)
		return vgs_vcpu_mmio_write(vm, actor->vcpu, addr, size,
					   value->value);
	return vgs_vcpu_mmio_read(vm, actor->vcpu, addr, size, ret_found);
}

/* Is there a frame at the address?  Known at load: frames do not move. */
static bool mapped(struct vgs_scn_run *run, const struct vgs_scn_actor *actor,
		   uint64_t addr, unsigned size)
{
	struct vgs_access access = vgs_scn_access_of(run, actor);
	uint64_t value;
	int err;

	if (actor->kind == VGS_SCN_PE)
		err = vgs_gic_mmio_peek(run->gic, &access, addr, size, &value);
	else
		err = vgs_vcpu_mmio_peek(run->vms[actor->vm].vm, actor->vcpu,
					 addr, size, &value);
	return err != -VGS_ENOTMAPPED;
}

void vgs_scn_exec_mmio(struct vgs_scn_run *run, const struct vgs_scn_step *step)
{
	const struct vgs_scn_node *size = step->q[VGS_SCN_Q_SIZE];
	const struct vgs_scn_node *want = step->q[VGS_SCN_Q_RETURNS];
	unsigned n = size ? (unsigned)size->value : 4;
	struct vgs_scn_actor actor;
	uint64_t found = 0;
	int err;

	if (!vgs_scn_actor(run, step->q[VGS_SCN_Q_BY], &actor))
		return;
	if (actor.kind != VGS_SCN_PE && actor.kind != VGS_SCN_VCPU) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_ACTOR_HERE,
			     step->q[VGS_SCN_Q_BY], step->q[VGS_SCN_Q_BY]->text,
			     "an address", NULL);
		return;
	}
	if (n != 1 && n != 2 && n != 4 && n != 8) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_SIZE, size, size->text,
			     NULL, NULL);
		return;
	}
	if (!mapped(run, &actor, step->arg->value, n)) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_FRAME, step->arg,
			     step->arg->text, NULL, NULL);
		return;
	}
	if (run->dry)
		return;
	err = mmio(run, &actor, step->arg->value, n, step->q[VGS_SCN_Q_VALUE],
		   &found);
	if (err < 0)
		vgs_scn_call(run, "mmio", err);
	else if (answers(run, step->arg, step->q[VGS_SCN_Q_TRAPS], err) &&
		 want && found != want->value)
		vgs_scn_fail(run, want, "the access",
			     vgs_scn_hex(run, want->value),
			     vgs_scn_hex(run, found));
}
