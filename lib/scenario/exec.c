/* SPDX-License-Identifier: MIT */
/*
 * One step: which verb does what.
 */
#include <string.h>

#include "run.h"

struct vgs_failure *vgs_scn_fail(struct vgs_scn_run *run,
				 const struct vgs_scn_node *at,
				 const char *subject, const char *expected,
				 const char *found)
{
	const struct vgs_scn_step *step = run->step;
	struct vgs_scn_failure *failure;
	struct vgs_failure *f;

	if (run->failure_count == VGS_SCN_MAX_FAILURES)
		return NULL;
	failure = &run->failures[run->failure_count];
	memset(failure, 0, sizeof(*failure));
	failure->step = step;
	failure->node = at;
	f = &failure->f;
	f->file = at->pos.src->name;
	f->line = at->pos.line;
	f->column = at->pos.column;
	f->id = step->id;
	f->why = step->why;
	f->subject = subject;
	f->expected = expected ? expected : "?";
	f->found = found ? found : "?";
	f->basis = step->q[VGS_SCN_Q_BASIS] ? step->q[VGS_SCN_Q_BASIS]->text
					    : vgs_scenario_basis(run->s);
	if (!vgs_scn_source_line(run->arena, &at->pos, &f->source_line,
				 &f->caret))
		return NULL;
	run->failure_count++;
	return f;
}

void vgs_scn_call(struct vgs_scn_run *run, const char *what, int err)
{
	if (run->error)
		return;
	run->bug = err == -VGS_EBUG;
	run->error = vgs_scn_strf(
		run->arena, "%s:%u: %s: %s", run->step->node->pos.src->name,
		run->step->node->pos.line, what, vgs_strerror(err));
	if (!run->error)
		run->error = "out of memory";
}

void vgs_scn_add_finding(struct vgs_scn_run *run, unsigned rule)
{
	struct vgs_scn_finding *f;

	if (run->finding_count == VGS_SCN_MAX_FINDINGS)
		return;
	f = &run->findings[run->finding_count++];
	f->rule = rule;
	f->step = run->step;
	f->expected = false;
}

/* The wire is not what ICFGR says: legal, and a frequent mistake. */
static void check_trigger(struct vgs_scn_run *run, struct vgs_scn_device *d)
{
	unsigned rule = vgs_rule_by_name("VGS-5");
	struct vgs_irq_info info;

	if (d->mismatch_told || !rule ||
	    vgs_gic_irq(run->gic, vgs_scn_line(run, d->intid, d->pe), &info))
		return;
	if (info.edge != d->edge) {
		d->mismatch_told = true;
		vgs_scn_add_finding(run, rule);
	}
}

int vgs_scn_drive(struct vgs_scn_run *run, uint32_t intid, unsigned pe,
		  bool level)
{
	struct vgs_hw_op op;
	int err;

	vgs_scn_hw_begin(run, VGS_HW_OP_LINE, pe, &op);
	op.intid = intid;
	op.level = level;
	err = vgs_gic_set_line(run->gic, vgs_scn_line(run, intid, pe), level);
	vgs_scn_hw_end(run, &op, 0, err);
	return err;
}

static void drive(struct vgs_scn_run *run, struct vgs_scn_device *d, bool level)
{
	int err = vgs_scn_drive(run, d->intid, d->pe, level);

	if (err)
		vgs_scn_call(run, "the wire", err);
}

/* SETSPI or CLRSPI, of GICD or, on a machine without them, of GICM. */
static void send(struct vgs_scn_run *run, const struct vgs_scn_device *d,
		 bool set)
{
	static const char *const names[2][2][2] = {
		{ { "GICM_CLRSPI_NSR", "GICM_SETSPI_NSR" },
		  { "GICM_CLRSPI_SR", "GICM_SETSPI_SR" } },
		{ { "GICD_CLRSPI_NSR", "GICD_SETSPI_NSR" },
		  { "GICD_CLRSPI_SR", "GICD_SETSPI_SR" } },
	};
	const struct vgs_access access = {
		.security = d->secure ? VGS_SECURE : VGS_NONSECURE,
	};
	struct vgs_reg_ref ref;
	int err = vgs_gic_reg_lookup(
		run->gic, names[run->cfg.mbis][d->secure][set], &ref);

	if (!err)
		err = vgs_gic_frame_write(run->gic, &access, ref.frame, 0,
					  ref.info.offset, 4, d->intid);
	if (err)
		vgs_scn_call(run, "the message", err);
}

static void exec_wire(struct vgs_scn_run *run, const struct vgs_scn_step *step)
{
	struct vgs_scn_device *d;

	if (!vgs_scn_device(run, step->arg, &d))
		return;
	if (d->message && step->verb != VGS_SCN_V_PULSE) {
		if (!run->dry)
			send(run, d, step->verb == VGS_SCN_V_RAISE);
		return;
	}
	if (!d->wire) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_WIRE, step->arg,
			     d->name, NULL, NULL);
		return;
	}
	if (run->dry)
		return;
	if (step->verb != VGS_SCN_V_LOWER) {
		check_trigger(run, d);
		drive(run, d, true);
	}
	if (step->verb != VGS_SCN_V_RAISE)
		drive(run, d, false);
}

void vgs_scn_exec_expect(struct vgs_scn_run *run,
			 const struct vgs_scn_step *step)
{
	const struct vgs_scn_node *value;

	VGS_SCN_EACH (value, step->arg) {
		struct vgs_scn_subject subject;
		const char *expected = NULL;
		const char *found = NULL;
		struct vgs_failure *f;

		if (!vgs_scn_subject(run, value->key, &subject) ||
		    !vgs_scn_subject_check(run, &subject, value) || run->dry)
			continue;
		if (vgs_scn_subject_compare(run, &subject, value, &expected,
					    &found))
			continue;
		f = vgs_scn_fail(run, value->key, value->key->text, expected,
				 found);
		if (!f)
			return;
		run->failures[run->failure_count - 1].subject = true;
		if (value->scalar == VGS_SCN_BOOL && value->value)
			f->gate = vgs_scn_gate(run, &subject);
	}
}

static void exec_unsupported(struct vgs_scn_run *run,
			     const struct vgs_scn_step *step)
{
	if (!run->dry)
		vgs_scn_call(run, vgs_scn_verb_name(step->verb), -VGS_ENOTSUP);
}

typedef void (*exec_fn)(struct vgs_scn_run *run,
			const struct vgs_scn_step *step);

static const exec_fn verbs[VGS_SCN_V_COUNT] = {
	[VGS_SCN_V_WRITE] = vgs_scn_exec_access,
	[VGS_SCN_V_READ] = vgs_scn_exec_access,
	[VGS_SCN_V_WRITES] = vgs_scn_exec_writes,
	[VGS_SCN_V_MMIO] = vgs_scn_exec_mmio,
	[VGS_SCN_V_RAISE] = exec_wire,
	[VGS_SCN_V_LOWER] = exec_wire,
	[VGS_SCN_V_PULSE] = exec_wire,
	[VGS_SCN_V_MSI] = vgs_scn_exec_msi,
	[VGS_SCN_V_ITS] = vgs_scn_exec_its,
	[VGS_SCN_V_MEMORY] = vgs_scn_exec_memory,
	[VGS_SCN_V_SET] = vgs_scn_exec_set,
	[VGS_SCN_V_HOST] = vgs_scn_exec_host,
	[VGS_SCN_V_INJECT] = vgs_scn_exec_inject,
	[VGS_SCN_V_IRQFD] = vgs_scn_exec_irqfd,
	[VGS_SCN_V_KVM] = vgs_scn_exec_kvm,
	[VGS_SCN_V_ADVANCE] = vgs_scn_exec_advance,
	[VGS_SCN_V_LOAD] = vgs_scn_exec_schedule,
	[VGS_SCN_V_PUT] = vgs_scn_exec_schedule,
	[VGS_SCN_V_ENTER] = vgs_scn_exec_enter,
	[VGS_SCN_V_FLUSH] = vgs_scn_exec_enter,
	[VGS_SCN_V_LEAVE] = vgs_scn_exec_exit,
	[VGS_SCN_V_SYNC] = vgs_scn_exec_sync,
	[VGS_SCN_V_EXIT] = vgs_scn_exec_exit,
	[VGS_SCN_V_GUEST] = vgs_scn_exec_guest,
	[VGS_SCN_V_SAVE] = vgs_scn_exec_save,
	[VGS_SCN_V_RESTORE] = vgs_scn_exec_restore,
	[VGS_SCN_V_STEP] = vgs_scn_exec_work,
	[VGS_SCN_V_PENDING_WORK] = vgs_scn_exec_work,
	/* Its steps stand in its place. */
	[VGS_SCN_V_USE] = exec_unsupported,
	[VGS_SCN_V_EXPECT] = vgs_scn_exec_expect,
};

void vgs_scn_exec(struct vgs_scn_run *run, const struct vgs_scn_step *step)
{
	verbs[step->verb](run, step);
}
