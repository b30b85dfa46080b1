/* SPDX-License-Identifier: MIT */
/*
 * What the VMM of a KVM trace does: it creates the VM step by step, accesses
 * attributes, injects, and looks at the vgic's own view.
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "rig_kvm_data.h"
#include "rig_kvm_its.h"

static int set_attr(struct rig_kvm *k, uint32_t group, uint64_t attr,
		    uint64_t value)
{
	int rc = 0;

	vgs_vgic_set_attr(k->vm, group, attr, value, &rc);
	return rc;
}

/* The steps of a VMM; the trace has the code of each. */
static void create(struct rig_kvm *k, const struct optrace_kvm_op *op,
		   struct outcome *out)
{
	const struct optrace_machine *m = k->rig->machine;
	bool v2 = m->gic == 2;
	int *rc = out->codes;
	unsigned n;

	for (n = 0; n < op->cpus; n++) {
		int code = 0;

		vgs_vcpu_create(k->vm, &code);
	}
	vgs_vgic_create(k->vm, &rc[0]);
	if (op->nirqs)
		rc[1] = set_attr(k, VGS_KVM_GRP_NR_IRQS, 0, op->nirqs);
	rc[2] = set_attr(k, VGS_KVM_GRP_ADDR,
			 v2 ? VGS_KVM_ADDR_V2_DIST : VGS_KVM_ADDR_V3_DIST,
			 m->frames[VGS_FRAME_GICD]);
	rc[3] = set_attr(k, VGS_KVM_GRP_ADDR,
			 v2 ? VGS_KVM_ADDR_V2_CPU : VGS_KVM_ADDR_V3_REDIST,
			 m->frames[v2 ? VGS_FRAME_GICC : VGS_FRAME_GICR]);
	if (op->its)
		vgs_vits_create(k->vm, &rc[4]);
	if (op->its)
		vgs_vits_set_addr(k->vm, 0, m->frames[VGS_FRAME_GITS], &rc[5]);
	if (op->init)
		rc[6] = set_attr(k, VGS_KVM_GRP_CTRL, VGS_KVM_CTRL_INIT, 0);
}

static int irq_line(struct rig_kvm *k, const struct optrace_op *op)
{
	int rc = 0;

	vgs_vm_irq_line(k->vm,
			VGS_KVM_IRQ(op->kvm->type, op->pe, op->kvm->number),
			op->level, &rc);
	return rc;
}

/* Files of eventfd @n: the one that signals, the one that resamples. */
static uint32_t signals_fd(unsigned n)
{
	return 2 * n + 1;
}

static uint32_t resamples_fd(unsigned n)
{
	return 2 * n + 2;
}

static void irqfd(struct rig_kvm *k, const struct optrace_op *op,
		  struct outcome *out)
{
	unsigned n = op->kvm->count;
	bool resample = op->kind == OP_IRQFD_RESAMPLE;
	struct vgs_irqfd q = { .fd = signals_fd(n),
			       .gsi = op->kvm->number,
			       .flags = resample ? VGS_IRQFD_RESAMPLE : 0,
			       .resamplefd = resample ? resamples_fd(n) : 0 };

	if (op->kind == OP_KICK)
		vgs_vm_irqfd_signal(k->vm, q.fd);
	else if (op->kind == OP_RESAMPLED)
		out->rc.value =
			(int)vgs_vm_irqfd_resampled(k->vm, resamples_fd(n));
	else
		vgs_vm_irqfd(k->vm, &q, &out->rc.value);
}

static const uint32_t groups[DEV_COUNT] = {
	[DEV_DIST] = VGS_KVM_GRP_DIST_REGS,
	[DEV_REDIST] = VGS_KVM_GRP_REDIST_REGS,
	[DEV_ICC] = VGS_KVM_GRP_CPU_SYSREGS,
	[DEV_GICC] = VGS_KVM_GRP_CPU_REGS,
	[DEV_LVL] = VGS_KVM_GRP_LEVEL_INFO,
	[DEV_NRIRQS] = VGS_KVM_GRP_NR_IRQS,
	[DEV_MAINT] = VGS_KVM_GRP_MAINT_IRQ,
};

static uint64_t attribute_of(const struct rig_kvm *k,
			     const struct optrace_op *op)
{
	enum optrace_dev dev = op->kvm->dev;

	if (dev == DEV_NRIRQS || dev == DEV_MAINT)
		return 0;
	if (dev == DEV_ICC)
		return vgs_kvm_attr_sysreg(k->vm, op->pe, rig_sysreg(op->reg));
	return vgs_kvm_attr_reg(k->vm, op->pe, (uint32_t)op->addr);
}

static void attribute(struct rig_kvm *k, const struct optrace_op *op,
		      struct outcome *out)
{
	uint32_t group = groups[op->kvm->dev];
	uint64_t attr = attribute_of(k, op);

	if (op->kind == OP_USET) {
		out->rc.value = set_attr(k, group, attr, op->value);
		return;
	}
	vgs_vgic_get_attr(k->vm, group, attr, &out->o.value, &out->rc.value);
	out->o.set = !out->rc.value;
}

/* --- the vgic's own view ------------------------------------------------------ */

static bool asked(const struct optrace_kvm_op *op, uint32_t id)
{
	unsigned i;

	for (i = 0; op->id_count != OPTRACE_ALL_IDS && i < op->id_count; i++)
		if (op->ids[i] == id)
			return true;
	return op->id_count == OPTRACE_ALL_IDS;
}

static void list_virq(struct rig_kvm *k, const struct optrace_kvm_op *op,
		      unsigned vcpu, uint32_t id)
{
	struct vgs_virq_info info;
	struct optrace_virq *q;

	if (vgs_vgic_irq(k->vm, vcpu, id, &info) != 0 ||
	    (!info.latch && !asked(op, id)))
		return;
	k->virqs = cli_grow(k->virqs, k->virq_count + 1, sizeof(*k->virqs));
	q = &k->virqs[k->virq_count++];
	*q = (struct optrace_virq){
		.id = id,
		.target = info.target == VGS_NO_VCPU ? -1 : info.target,
		.vcpu = info.vcpu == VGS_NO_VCPU ? -1 : info.vcpu,
		.latch = info.latch,
		.line = info.line,
		.active = info.active,
		.enabled = info.enabled,
		.hw = info.hw,
		.level = !info.edge,
		.group1 = info.group,
		.priority = info.priority,
		.source = info.source,
		.hwid = info.hw ? info.pintid : 0,
	};
}

/* In the order of the kernel's debug view. */
static void state(struct rig_kvm *k, const struct optrace_kvm_op *op,
		  struct outcome *out)
{
	uint32_t intids[RIG_KVM_LPIS];
	unsigned lpis = vgs_vgic_lpis(k->vm, RIG_KVM_LPIS, intids);
	uint32_t id;
	unsigned n;

	k->virq_count = 0;
	for (n = 0; n < k->rig->machine->cpus; n++)
		for (id = 0; id < VGS_INTID_SPI; id++)
			list_virq(k, op, n, id);
	for (id = VGS_INTID_SPI; id < VGS_INTID_SPECIAL; id++)
		list_virq(k, op, 0, id);
	for (n = 0; n < lpis; n++)
		list_virq(k, op, 0, intids[n]);
	out->virqs = k->virqs;
	out->virq_count = k->virq_count;
}

/* An attribute of the guest's ITS. */
static bool of_its(const struct optrace_op *op)
{
	return op->kind >= OP_UGET && op->kind <= OP_HAS &&
	       op->kvm->dev == DEV_ITS;
}

/* KVM_*_DEVICE_ATTR */
static void device(struct rig_kvm *k, const struct optrace_op *op,
		   struct outcome *out)
{
	if (of_its(op))
		out->rc.value = rig_kvm_its(k->vm, op, out);
	else if (op->kind == OP_CTRL)
		out->rc.value =
			set_attr(k, VGS_KVM_GRP_CTRL, op->kvm->group, 0);
	else if (op->kind == OP_HAS)
		vgs_vgic_has_attr(k->vm, op->kvm->group, op->addr,
				  &out->rc.value);
	else
		attribute(k, op, out);
}

void rig_kvm_call(struct rig_kvm *k, const struct optrace_op *op,
		  struct outcome *out)
{
	out->rc.set = op->kvm->rc.set;
	if (op->kind == OP_VM)
		create(k, op->kvm, out);
	else if (op->kind == OP_IRQ_LINE)
		out->rc.value = irq_line(k, op);
	else if (op->kind == OP_MSI)
		out->rc.value = rig_kvm_msi(k->vm, op);
	else if (op->kind >= OP_IRQFD && op->kind <= OP_RESAMPLED)
		irqfd(k, op, out);
	else if (op->kind >= OP_UGET && op->kind <= OP_HAS)
		device(k, op, out);
	else if (op->kind == OP_STATE)
		state(k, op->kvm, out);
}
