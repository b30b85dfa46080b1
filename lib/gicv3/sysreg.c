/* SPDX-License-Identifier: MIT */
/*
 * System register accesses by dense id: the answer of the register's class,
 * then the register of the bank that the answer selects.
 */
#include "gicv3.h"

/* --- the row of an access ----------------------------------------- */

static const struct vgs_v3_sysreg *row(enum vgs_sysreg id, unsigned answer)
{
	if (id >= VGS_ICH_AP0R0_EL2)
		return &vgs_v3_ich_regs[id - VGS_ICH_AP0R0_EL2];
	return answer == VGS_V3_VIRTUAL ? &vgs_v3_icv_regs[id]
					: &vgs_v3_icc_regs[id];
}

static unsigned answer_of(const struct vgs_gic *gic, unsigned pe,
			  enum vgs_sysreg id)
{
	const struct vgs_gicv3 *v3 = gic->v3;

	return v3->view[pe].answer[v3->class_of[id]];
}

static unsigned write_answer_of(const struct vgs_gic *gic, unsigned pe,
				enum vgs_sysreg id)
{
	const struct vgs_gicv3 *v3 = gic->v3;

	return v3->view[pe].answer[v3->write_class_of[id]];
}

static VGS_COLD void trace_access(const struct vgs_gic *gic,
				  enum vgs_event_kind kind, unsigned pe,
				  enum vgs_sysreg id, unsigned answer,
				  uint64_t value)
{
	const struct vgs_event event = {
		.kind = kind,
		.pe = (uint16_t)pe,
		.vcpu = VGS_NO_PE,
		.virt = answer == VGS_V3_VIRTUAL,
		.intid = VGS_INTID_NONE,
		.old_value = answer,
		.new_value = value,
		.reg = vgs_gicv3_icc.regs[id].name,
	};

	vgs_core_trace(gic, &event);
}

/* --- accesses ----------------------------------------------------- */

static inline uint64_t read_row(struct vgs_gic *gic, unsigned pe,
				const struct vgs_v3_sysreg *reg)
{
	return reg->read ? reg->read(gic, pe) : reg->peek(gic, pe);
}

/* Who listens is told.  Apart, so that the usual way keeps nothing for it. */
static VGS_COLD int read_told(struct vgs_gic *gic, unsigned pe,
			      enum vgs_sysreg id, unsigned answer,
			      uint64_t *ret_value)
{
	*ret_value = read_row(gic, pe, row(id, answer));
	trace_access(gic, VGS_EV_READ, pe, id, answer, *ret_value);
	return VGS_ANSWER_OK;
}

static inline int read(struct vgs_gic *gic, unsigned pe, enum vgs_sysreg id,
		       uint64_t *ret_value)
{
	unsigned answer = answer_of(gic, pe, id);
	const struct vgs_v3_sysreg *reg = row(id, answer);

	/* GIC-T21: write-only registers have no form that reads. */
	if (VGS_RULE(GIC_T21, !reg->peek))
		return VGS_ANSWER_UNDEF;
	if (answer != VGS_ANSWER_OK && answer != VGS_V3_VIRTUAL)
		return (int)answer;
	if (VGS_TRACING(gic))
		return read_told(gic, pe, id, answer, ret_value);
	*ret_value = read_row(gic, pe, reg);
	return VGS_ANSWER_OK;
}

int vgs_v3_sysreg_read(struct vgs_gic *gic, unsigned pe, enum vgs_sysreg id,
		       uint64_t *ret_value)
{
	int answer = vgs_core_enter(gic);

	if (answer)
		return answer;
	answer = read(gic, pe, id, ret_value);
	vgs_core_leave(gic);
	return answer;
}

static VGS_COLD int write_told(struct vgs_gic *gic, unsigned pe,
			       enum vgs_sysreg id, unsigned answer,
			       uint64_t value)
{
	trace_access(gic, VGS_EV_WRITE, pe, id, answer, value);
	row(id, answer)->write(gic, pe, value);
	return VGS_ANSWER_OK;
}

static inline int write(struct vgs_gic *gic, unsigned pe, enum vgs_sysreg id,
			uint64_t value)
{
	unsigned answer = write_answer_of(gic, pe, id);
	const struct vgs_v3_sysreg *reg = row(id, answer);

	if (VGS_RULE(GIC_T21, !reg->write))
		return VGS_ANSWER_UNDEF;
	if (answer != VGS_ANSWER_OK && answer != VGS_V3_VIRTUAL)
		return (int)answer;
	if (VGS_TRACING(gic))
		return write_told(gic, pe, id, answer, value);
	reg->write(gic, pe, value);
	return VGS_ANSWER_OK;
}

int vgs_v3_sysreg_write(struct vgs_gic *gic, unsigned pe, enum vgs_sysreg id,
			uint64_t value)
{
	int answer = vgs_core_enter(gic);

	if (answer)
		return answer;
	answer = write(gic, pe, id, value);
	vgs_core_leave(gic);
	return answer;
}

int vgs_v3_sysreg_peek(const struct vgs_gic *gic, unsigned pe,
		       enum vgs_sysreg id, uint64_t *ret_value)
{
	unsigned answer = answer_of(gic, pe, id);
	const struct vgs_v3_sysreg *reg = row(id, answer);

	if (gic->v3->class_of[id] == VGS_V3_ABSENT)
		return VGS_ANSWER_UNDEF;
	*ret_value = reg->peek ? reg->peek(gic, pe) : 0;
	return VGS_ANSWER_OK;
}
