/* SPDX-License-Identifier: MIT */
/*
 * A VM, the host GIC under it, and the few things a VMM and a host kernel do
 * for a guest that runs one op at a time.
 */
#include "rig_kvm.h"

#include <stdlib.h>
#include <string.h>

#include <libvgicsim/irqfd.h>
#include <libvgicsim/kvm.h>
#include <libvgicsim/vgic.h>

#include "cli.h"
#include "rig_host.h"
#include "rig_kvm_its.h"

#define ESR_UNDEFINED UINT64_C(0x02000000) /* EC 0, IL */
#define ISR_I	      UINT64_C(0x80)
#define ISR_F	      UINT64_C(0x40)
#define GICC_APR0     0xd0
#define MAINTENANCE   25
#define LRENPIE	      UINT64_C(0x4)
#define EOICOUNT      UINT64_C(0xf8000000) /* of ICH_HCR_EL2 */
#define MAX_LPIS      1024
#define SETTLE_ROUNDS 1000 /* exits that one op may cause */

/* When the recorder's probe points fired (KD-8). */
enum probes {
	PROBES_QUEUED,	 /* entry: something is queued; exit: an LR is used */
	PROBES_FOLD_LRS, /* every entry; exit: an LR is used */
	PROBES_ALL,
};

struct rig_kvm {
	struct rig *rig;
	struct rig_host *host;
	struct vgs_vm *vm;
	enum probes probes;
	unsigned nr_lr;
	struct optrace_lr *snapshots; /* of this KVM_RUN */
	unsigned snapshot_count;
	struct optrace_lr put; /* what was saved before this KVM_RUN */
	struct optrace_virq *virqs;
	unsigned virq_count;
};

/* --- what this build can run ------------------------------------------------
 */

/* An attribute of the guest's ITS. */
static bool of_its(const struct optrace_op *op)
{
	return (op->kind == OP_CTRL || op->kind == OP_HAS ||
		op->kind == OP_UGET || op->kind == OP_USET) &&
	       op->kvm->dev == DEV_ITS;
}

static const char *op_missing(const struct optrace_op *op)
{
	if (rig_kvm_saves_pending(op) || of_its(op))
		return NULL;
	if (op->kind == OP_CTRL || op->kind == OP_HAS ||
	    (op->kind == OP_VM && !op->kvm->init))
		return "user-abi";
	if ((op->kind == OP_UGET || op->kind == OP_USET) &&
	    op->kvm->dev != DEV_DIST && op->kvm->dev != DEV_REDIST)
		return "user-abi";
	return NULL;
}

const char *rig_kvm_missing(const struct optrace *trace)
{
	const char *missing = NULL;
	size_t i;

	for (i = 0; i < trace->op_count && !missing; i++)
		missing = op_missing(&trace->ops[i]);
	return missing;
}

/* --- the virtual interface at entries and exits ---------------------------- */

static uint64_t host_peek(const struct rig_kvm *k, unsigned pe,
			  enum vgs_sysreg id, uint64_t gich)
{
	struct vgs_access access = { pe, VGS_NONSECURE };
	uint64_t value = 0;

	if (k->rig->machine->host_gic == 2)
		vgs_gic_frame_peek(k->rig->gic, &access, VGS_FRAME_GICH, 0,
				   gich, 4, &value);
	else
		vgs_gic_sysreg_peek(k->rig->gic, pe, id, &value);
	return value;
}

/* VMCR and active priorities are saved when the vCPU is put away. */
static void note_put(struct rig_kvm *k, unsigned vcpu)
{
	struct vgs_vcpu_info info = { 0 };

	vgs_vcpu_info(k->vm, vcpu, &info);
	k->put.vmcr = info.vmcr;
	if (k->rig->machine->gic == 2) {
		vgs_vcpu_frame_peek(k->vm, vcpu, VGS_FRAME_GICC, 0, GICC_APR0,
				    4, &k->put.ap0);
		return;
	}
	vgs_vcpu_sysreg_peek(k->vm, vcpu, VGS_ICC_AP0R0_EL1, &k->put.ap0);
	vgs_vcpu_sysreg_peek(k->vm, vcpu, VGS_ICC_AP1R0_EL1, &k->put.ap1);
}

/* The vgic's own copy of HCR, with what hardware counted (KVM-SV-3). */
static uint64_t hcr_copy(const struct rig_kvm *k, unsigned vcpu, unsigned pe,
			 bool out)
{
	struct vgs_vcpu_info info = { 0 };

	vgs_vcpu_info(k->vm, vcpu, &info);
	if (!out || !(info.hcr & LRENPIE))
		return info.hcr;
	return info.hcr | (host_peek(k, pe, VGS_ICH_HCR_EL2, 0x00) & EOICOUNT);
}

static void snapshot(struct rig_kvm *k, unsigned vcpu, unsigned pe, bool out)
{
	struct vgs_vcpu_info info = { 0 };
	struct optrace_lr *lr;
	unsigned n;

	k->snapshots = cli_grow(k->snapshots, k->snapshot_count + 1,
				sizeof(*k->snapshots));
	lr = &k->snapshots[k->snapshot_count++];
	memset(lr, 0, sizeof(*lr));
	lr->out = out;
	lr->hcr = hcr_copy(k, vcpu, pe, out);
	lr->vmcr = k->put.vmcr;
	vgs_vcpu_info(k->vm, vcpu, &info);
	lr->ap0 = k->put.ap0;
	lr->ap1 = k->put.ap1;
	/* KVM-SV-3: saved at every exit from 6.19 on. */
	if (k->probes != PROBES_QUEUED)
		lr->vmcr = out ? host_peek(k, pe, VGS_ICH_VMCR_EL2, 0x08)
			       : info.vmcr;
	for (n = 0; n < k->nr_lr; n++)
		lr->lr[n] =
			host_peek(k, pe, (enum vgs_sysreg)(VGS_ICH_LR0_EL2 + n),
				  0x100 + 4u * n);
}

static void on_event(void *user, const struct vgs_event *event)
{
	struct rig_kvm *k = user;
	struct vgs_vcpu_info info = { 0 };

	if (event->kind == VGS_EV_ENTER) {
		vgs_vcpu_info(k->vm, event->vcpu, &info);
		if (k->probes != PROBES_QUEUED || info.queued)
			snapshot(k, event->vcpu, event->pe, false);
	} else if (event->kind == VGS_EV_EXIT) {
		if (k->probes == PROBES_ALL || event->old_value)
			snapshot(k, event->vcpu, event->pe, true);
	}
}

static bool same_interface(const struct optrace_lr *a,
			   const struct optrace_lr *b)
{
	return a->hcr == b->hcr && a->vmcr == b->vmcr && a->ap0 == b->ap0 &&
	       a->ap1 == b->ap1 && memcmp(a->lr, b->lr, sizeof(a->lr)) == 0;
}

/* An exit and the entry after it that are equal were the host's own. */
static void collapse(struct rig_kvm *k)
{
	unsigned n = 0, i;

	for (i = 0; i < k->snapshot_count; i++) {
		const struct optrace_lr *s = &k->snapshots[i];

		if (i + 1 < k->snapshot_count && i > 0 && s->out && !s[1].out &&
		    same_interface(s, s + 1)) {
			i++;
			continue;
		}
		k->snapshots[n++] = *s;
	}
	k->snapshot_count = n;
}

/* --- building --------------------------------------------------------------- */

static enum probes probes_of(const char *kernel)
{
	unsigned major = 0, minor = 0;

	if (sscanf(kernel, "%3u.%3u", &major, &minor) == 2 && major < 7)
		return major < 6 || minor < 19 ? PROBES_QUEUED
					       : PROBES_FOLD_LRS;
	return PROBES_ALL;
}

static int make_host(struct rig *rig, const char *const *quirks,
		     const char **reterr_field)
{
	const struct optrace_machine *m = rig->machine;
	struct vgs_gic_config cfg;

	vgs_gic_config_default(&cfg,
			       m->host_gic == 2 ? VGS_GIC_V2 : VGS_GIC_V3);
	vgs_gic_config_profile(&cfg, VGS_PROFILE_QEMU_VIRT);
	cfg.pes = m->cpus;
	cfg.lrs = m->host_lrs;
	cfg.vpriority_bits = m->host_priority;
	cfg.security = false;
	cfg.virt = true;
	cfg.legacy = false;
	cfg.maintenance_intid = MAINTENANCE;
	if (!rig_set_quirks(&cfg, quirks, reterr_field) ||
	    vgs_gic_config_check(&cfg, reterr_field) != 0)
		return -VGS_EINVAL;
	return vgs_gic_new(&cfg, &rig->gic);
}

static int make_vm(struct rig_kvm *k)
{
	const struct optrace_machine *m = k->rig->machine;
	uint32_t affinities[OPTRACE_MAX_CPUS];
	struct vgs_timer_ops timers;
	struct vgs_vm_config cfg;
	unsigned n;
	int err;

	vgs_vm_config_default(&cfg, m->gic == 2 ? VGS_GIC_V2 : VGS_GIC_V3,
			      vgs_epoch_by_name(m->epoch));
	cfg.gic = k->rig->gic;
	cfg.vcpus = m->cpus;
	cfg.nirqs = m->spis + 32;
	for (n = 0; n < m->cpus; n++)
		affinities[n] = n;
	cfg.affinities = affinities;
	memcpy(cfg.frames, m->frames, sizeof(cfg.frames));
	cfg.its = m->its;
	cfg.lpis = m->its ? MAX_LPIS : 0;
	cfg.mem = (struct vgs_mem_ops){ ram_read, ram_write, &k->rig->ram };
	cfg.trace = on_event;
	cfg.user = k;
	cfg.vhe = m->host_vhe; /* KD-5 */
	rig_host_config(k->host, &timers, &cfg);
	err = vgs_vm_new(&cfg, &k->vm);
	if (!err)
		err = rig_host_add(k->host, k->vm);
	for (n = 0; n < m->cpus && !err; n++) {
		struct vgs_guest_pstate daif = { true, true, true };

		err = vgs_vcpu_set_pstate(k->vm, n, &daif);
	}
	return err;
}

int rig_kvm_new(struct rig *rig, const char *const *quirks,
		const char **reterr_field)
{
	struct rig_kvm *k = cli_alloc(1, sizeof(*k));
	int err;

	rig->kvm = k;
	k->rig = rig;
	k->nr_lr = rig->machine->host_lrs;
	k->probes = probes_of(rig->machine->kernel);
	err = make_host(rig, quirks, reterr_field);
	if (!err)
		err = rig_host_new(rig->gic, &k->host);
	return err ? err : make_vm(k);
}

void rig_kvm_free(struct rig *rig)
{
	struct rig_kvm *k = rig->kvm;

	if (!k)
		return;
	rig_host_free(k->host);
	vgs_vm_free(k->vm);
	free(k->snapshots);
	free(k->virqs);
	free(k);
	rig->kvm = NULL;
}

/* --- the guest --------------------------------------------------------------- */

/* Exits that come by themselves: maintenance, kicks, timers. */
static int settle(struct rig_kvm *k, unsigned vcpu)
{
	unsigned round;

	for (round = 0; round < SETTLE_ROUNDS; round++) {
		struct vgs_vm_work kick = { .kind = VGS_VM_WORK_KICK,
					    .vcpu = vcpu };
		struct vgs_vcpu_info info;
		int err = vgs_vcpu_info(k->vm, vcpu, &info);

		if (err)
			return err;
		if (info.kicked)
			err = vgs_vm_work_run(k->vm, &kick);
		else if (vgs_gic_signals(k->rig->gic, info.pe) &
			 VGS_SIG_MAINTENANCE) {
			err = vgs_vcpu_exit(k->vm, vcpu, VGS_EXIT_MAINTENANCE);
			if (!err)
				err = vgs_vcpu_enter(k->vm, vcpu);
		} else {
			err = rig_host_serve(k->host, k->vm, vcpu);
			if (err == 0)
				return 0;
		}
		if (err < 0)
			return err;
	}
	return 0;
}

static void guest_isr(const struct rig_kvm *k, unsigned vcpu,
		      struct outcome *out)
{
	struct vgs_vcpu_info info = { 0 };

	vgs_vcpu_info(k->vm, vcpu, &info);
	out->isr.set = true;
	if (info.signals & VGS_SIG_VIRQ)
		out->isr.value |= ISR_I;
	if (info.signals & VGS_SIG_VFIQ)
		out->isr.value |= ISR_F;
}

/* Registers of the vCPU itself. */
static bool cpu_register(const struct rig_kvm *k, const struct optrace_op *op,
			 struct outcome *out)
{
	if (op->kind != OP_MRS)
		return false;
	if (strcmp(op->reg, "MPIDR_EL1") == 0)
		out->o.value = 0x80000000u | op->pe;
	else if (strcmp(op->reg, "ID_AA64PFR0_EL1") == 0)
		/* GIC: system registers of a GICv3 */
		out->o.value = k->rig->machine->gic == 3 ? 1u << 24 : 0;
	else
		return false;
	out->o.set = true;
	return true;
}

static int run_timer(struct rig_kvm *k, const struct optrace_op *op,
		     enum vgs_timer_id id, enum vgs_timer_reg reg,
		     struct outcome *out)
{
	if (op->kind == OP_MSR)
		return vgs_vcpu_timer_write(k->vm, op->pe, id, reg, op->value);
	out->o.set = true;
	return vgs_vcpu_timer_read(k->vm, op->pe, id, reg, &out->o.value);
}

static int run_sysreg(struct rig_kvm *k, const struct optrace_op *op,
		      struct outcome *out)
{
	enum vgs_timer_reg timer_reg;
	enum vgs_timer_id timer;
	enum vgs_sysreg id = rig_sysreg(op->reg);
	uint64_t value = 0;
	int answer;

	if (!vgs_timer_reg_by_name(op->reg, &timer, &timer_reg))
		return run_timer(k, op, timer, timer_reg, out);
	if (id == VGS_SYSREG_COUNT) {
		if (!cpu_register(k, op, out))
			out->note = "this build has no such register";
		return 0;
	}
	if (op->kind == OP_MSR) {
		answer = vgs_vcpu_sysreg_write(k->vm, op->pe, id, op->value);
	} else {
		answer = vgs_vcpu_sysreg_read(k->vm, op->pe, id, &value);
		out->o.set = answer == VGS_ANSWER_OK;
		out->o.value = value;
	}
	if (answer > 0) {
		out->taken_el = 1;
		out->esr.set = true;
		out->esr.value = ESR_UNDEFINED;
	}
	return answer < 0 ? answer : 0;
}

static int run_bus(struct rig_kvm *k, const struct optrace_op *op,
		   struct outcome *out)
{
	uint64_t value = 0;
	int err;

	if (op->kind == OP_WRITE) {
		err = vgs_vcpu_mmio_write(k->vm, op->pe, op->addr, op->size,
					  op->value);
	} else {
		err = vgs_vcpu_mmio_read(k->vm, op->pe, op->addr, op->size,
					 &value);
		out->o.set = true;
		out->o.value = value;
	}
	out->exit_mmio = err == -VGS_ENOTMAPPED;
	return out->exit_mmio ? 0 : err;
}

/*
 * KVM_RUN returns.  What the recordings show of a timer afterwards is what one
 * more load finds (KVM-TM-20): an active timer that fires has its line raised
 * again.  That is KVM_RUN with immediate_exit, which VMMs call to complete an
 * exit before they look.
 */
static int back_to_user(struct rig_kvm *k, unsigned vcpu)
{
	int err = vgs_vcpu_put(k->vm, vcpu, false);

	if (!err)
		err = vgs_vcpu_load(k->vm, vcpu);
	return err ? err : vgs_vcpu_put(k->vm, vcpu, false);
}

static int run_guest(struct rig_kvm *k, const struct optrace_op *op, bool skip,
		     struct outcome *out)
{
	int err = 0;

	if (!op->kvm->batch) {
		k->snapshot_count = 0;
		note_put(k, op->pe);
		err = vgs_vcpu_enter(k->vm, op->pe);
		if (!err)
			err = settle(k, op->pe);
	}
	if (skip)
		out->o.set = op->kind == OP_READ || op->kind == OP_MRS;
	else if (!err && (op->kind == OP_READ || op->kind == OP_WRITE))
		err = run_bus(k, op, out);
	else if (!err && op->kind != OP_RUN)
		err = run_sysreg(k, op, out);
	if (!err)
		err = settle(k, op->pe);
	if (!err && op->kind != OP_RUN)
		guest_isr(k, op->pe, out);
	if (!err && op->kvm->leaves) {
		err = vgs_vcpu_exit(k->vm, op->pe, VGS_EXIT_TRAP);
		if (!err)
			err = back_to_user(k, op->pe);
		collapse(k);
		out->lr = k->snapshots;
		out->lr_count = k->snapshot_count;
	}
	return err;
}

/* --- user space --------------------------------------------------------------- */

/* Linux's numbers. */
enum { BUSY = 16, INVAL = 22 };

static int code_of(int err)
{
	if (err == -VGS_EPERM)
		return -BUSY;
	return err ? -INVAL : 0;
}

/* Eventfds of a trace: one that injects and one that resamples, by n. */
static int irqfd(struct rig_kvm *k, const struct optrace_op *op, int *ret_rc)
{
	struct vgs_irqfd irqfd = { .fd = 2 * op->kvm->count + 1,
				   .gsi = op->kvm->number };

	if (op->kind == OP_IRQFD_RESAMPLE) {
		irqfd.flags = VGS_IRQFD_RESAMPLE;
		irqfd.resamplefd = irqfd.fd + 1;
	}
	return vgs_vm_irqfd(k->vm, &irqfd, ret_rc);
}

static int run_ioctl(struct rig_kvm *k, const struct optrace_op *op,
		     int *ret_rc)
{
	uint32_t fd = 2 * op->kvm->count + 1;
	uint32_t irq = VGS_KVM_IRQ(op->kvm->type, op->pe, op->kvm->number);

	if (op->kind == OP_IRQ_LINE)
		return vgs_vm_irq_line(k->vm, irq, op->level, ret_rc);
	if (op->kind == OP_KICK)
		return vgs_vm_irqfd_signal(k->vm, fd);
	if (op->kind != OP_RESAMPLED)
		return irqfd(k, op, ret_rc);
	*ret_rc = (int)vgs_vm_irqfd_resampled(k->vm, fd + 1);
	return 0;
}

static int attribute(struct rig_kvm *k, const struct optrace_op *op,
		     struct outcome *out)
{
	enum vgs_frame frame =
		op->kvm->dev == DEV_DIST ? VGS_FRAME_GICD : VGS_FRAME_GICR;
	int err;

	if (op->kind == OP_USET)
		return code_of(vgs_vm_user_write(k->vm, op->pe, frame, op->addr,
						 op->value));
	err = vgs_vm_user_read(k->vm, op->pe, frame, op->addr, &out->o.value);
	out->o.set = !err;
	return code_of(err);
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
	uint32_t intids[MAX_LPIS];
	unsigned lpis = vgs_vgic_lpis(k->vm, MAX_LPIS, intids);
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

int rig_kvm_run(struct rig *rig, const struct optrace_op *op, bool skip,
		struct outcome *out)
{
	struct rig_kvm *k = rig->kvm;
	int rc = 0, err;

	if (op->kind <= OP_MSR || op->kind == OP_RUN)
		return run_guest(k, op, skip, out);
	out->rc.set = op->kvm->rc.set;
	if (op->kind == OP_RAM || op->kind == OP_RAMRD)
		rig_run_memory(rig, op, out);
	else if (op->kind == OP_IRQ_LINE ||
		 (op->kind >= OP_IRQFD && op->kind <= OP_RESAMPLED)) {
		err = run_ioctl(k, op, &rc);
		out->rc.value = rc;
		if (err)
			return err;
	} else if (op->kind == OP_MSI)
		out->rc.value = rig_kvm_msi(k->vm, op);
	else if (rig_kvm_saves_pending(op))
		out->rc.value = rig_kvm_save_pending(k->vm);
	else if (of_its(op))
		out->rc.value = rig_kvm_its(k->vm, op, out);
	else if (op->kind == OP_UGET || op->kind == OP_USET)
		out->rc.value = attribute(k, op, out);
	else if (op->kind == OP_STATE)
		state(k, op->kvm, out);
	return vgs_vm_bug(k->vm) ? -VGS_EBUG : 0;
}
