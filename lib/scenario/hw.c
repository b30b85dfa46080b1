/* SPDX-License-Identifier: MIT */
/*
 * Tells the caller of each access to the physical GIC: those of the steps
 * themselves, and those of the host and the VMs through their hardware
 * accessors.  Only where the caller asked for it.
 */
#include "run.h"

bool vgs_scn_hw_told(const struct vgs_scn_run *run)
{
	return !run->dry && !run->quiet && run->opts && run->opts->on_op;
}

void vgs_scn_hw_begin(struct vgs_scn_run *run, enum vgs_hw_op_kind kind,
		      unsigned pe, struct vgs_hw_op *ret_op)
{
	*ret_op = (struct vgs_hw_op){ .kind = kind, .pe = pe };
	if (!vgs_scn_hw_told(run) || pe == VGS_NO_PE)
		return;
	vgs_gic_get_pe(run->gic, pe, &ret_op->ctx);
	ret_op->before = vgs_gic_signals(run->gic, pe);
}

void vgs_scn_hw_end(struct vgs_scn_run *run, struct vgs_hw_op *op,
		    uint64_t value, int answer)
{
	if (!vgs_scn_hw_told(run) || answer < 0)
		return;
	op->value = value;
	op->answer = answer;
	op->after = vgs_gic_signals(run->gic, op->pe);
	run->opts->on_op(run->opts->user, op);
}

void vgs_scn_hw_bus(struct vgs_hw_op *op, const struct vgs_access *access,
		    uint64_t addr, unsigned size)
{
	op->access = *access;
	op->addr = addr;
	op->size = size;
}

/* ---- the accessors of the host and the VMs ------------------------------- */

static void begin_bus(struct vgs_scn_run *run, enum vgs_hw_op_kind kind,
		      unsigned pe, uint64_t addr, unsigned size,
		      struct vgs_hw_op *ret_op)
{
	struct vgs_access access = { pe, VGS_NONSECURE };

	vgs_scn_hw_begin(run, kind, pe, ret_op);
	vgs_scn_hw_bus(ret_op, &access, addr, size);
}

static int frame_read(void *user, unsigned pe, enum vgs_frame frame,
		      unsigned index, uint64_t offset, unsigned size,
		      uint64_t *ret_value)
{
	struct vgs_scn_run *run = user;
	uint64_t base = vgs_gic_frame_base(run->gic, frame, index);
	struct vgs_hw_op op;
	int err;

	begin_bus(run, VGS_HW_OP_READ, pe, base + offset, size, &op);
	err = run->hw.frame_read(run->hw.user, pe, frame, index, offset, size,
				 ret_value);
	vgs_scn_hw_end(run, &op, err ? 0 : *ret_value, err);
	return err;
}

static int frame_write(void *user, unsigned pe, enum vgs_frame frame,
		       unsigned index, uint64_t offset, unsigned size,
		       uint64_t value)
{
	struct vgs_scn_run *run = user;
	uint64_t base = vgs_gic_frame_base(run->gic, frame, index);
	struct vgs_hw_op op;
	int err;

	begin_bus(run, VGS_HW_OP_WRITE, pe, base + offset, size, &op);
	err = run->hw.frame_write(run->hw.user, pe, frame, index, offset, size,
				  value);
	vgs_scn_hw_end(run, &op, value, err);
	return err;
}

static int frame_peek(void *user, unsigned pe, enum vgs_frame frame,
		      unsigned index, uint64_t offset, unsigned size,
		      uint64_t *ret_value)
{
	struct vgs_scn_run *run = user;

	return run->hw.frame_peek(run->hw.user, pe, frame, index, offset, size,
				  ret_value);
}

static int sysreg_read(void *user, unsigned pe, enum vgs_sysreg id,
		       uint64_t *ret_value)
{
	struct vgs_scn_run *run = user;
	struct vgs_hw_op op;
	int answer;

	vgs_scn_hw_begin(run, VGS_HW_OP_MRS, pe, &op);
	op.reg = id;
	answer = run->hw.sysreg_read(run->hw.user, pe, id, ret_value);
	vgs_scn_hw_end(run, &op, answer ? 0 : *ret_value, answer);
	return answer;
}

static int sysreg_write(void *user, unsigned pe, enum vgs_sysreg id,
			uint64_t value)
{
	struct vgs_scn_run *run = user;
	struct vgs_hw_op op;
	int answer;

	vgs_scn_hw_begin(run, VGS_HW_OP_MSR, pe, &op);
	op.reg = id;
	answer = run->hw.sysreg_write(run->hw.user, pe, id, value);
	vgs_scn_hw_end(run, &op, value, answer);
	return answer;
}

static int sysreg_peek(void *user, unsigned pe, enum vgs_sysreg id,
		       uint64_t *ret_value)
{
	struct vgs_scn_run *run = user;

	return run->hw.sysreg_peek(run->hw.user, pe, id, ret_value);
}

static int get_pe(void *user, unsigned pe, struct vgs_pe_ctx *ret_ctx)
{
	struct vgs_scn_run *run = user;

	return run->hw.get_pe(run->hw.user, pe, ret_ctx);
}

static int set_pe(void *user, unsigned pe, const struct vgs_pe_ctx *ctx)
{
	struct vgs_scn_run *run = user;

	return run->hw.set_pe(run->hw.user, pe, ctx);
}

static uint32_t signals(void *user, unsigned pe)
{
	struct vgs_scn_run *run = user;

	return run->hw.signals(run->hw.user, pe);
}

static uint32_t takes(void *user, unsigned pe)
{
	struct vgs_scn_run *run = user;

	return run->hw.takes(run->hw.user, pe);
}

const struct vgs_hw_ops *vgs_scn_hw_ops(struct vgs_scn_run *run,
					struct vgs_hw_ops *ops)
{
	if (!vgs_scn_hw_told(run))
		return NULL;
	vgs_hw_ops_of_gic(&run->hw, run->gic);
	*ops = (struct vgs_hw_ops){
		.frame_read = frame_read,
		.frame_write = frame_write,
		.frame_peek = frame_peek,
		.sysreg_read = sysreg_read,
		.sysreg_write = sysreg_write,
		.sysreg_peek = sysreg_peek,
		.get_pe = get_pe,
		.set_pe = set_pe,
		.signals = signals,
		.takes = takes,
		.user = run,
	};
	return ops;
}
