/* SPDX-License-Identifier: MIT */
/*
 * A VM, and the few things that happen while its guest runs one op at a time:
 * entries, the exits that come by themselves, and what is seen of the virtual
 * interface at each.
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "kernel.h"
#include "rig_kvm_data.h"

#define ESR_UNDEFINED UINT64_C(0x02000000) /* EC 0, IL */
#define ISR_I	      UINT64_C(0x80)
#define ISR_F	      UINT64_C(0x40)
#define GICC_APR0     0xd0
#define MAX_IRQS      992
#define LRENPIE	      UINT64_C(0x4)
#define EOICOUNT      UINT64_C(0xf8000000) /* of ICH_HCR_EL2 */

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

/* Active priorities are saved when the vCPU is put away. */
static void note_put(struct rig_kvm *k, unsigned vcpu)
{
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

/* Its copy of VMCR, as an exit leaves it (KVM-SV-3, KVM-AP-31). */
static uint64_t vmcr_copy(const struct rig_kvm *k, unsigned vcpu, unsigned pe,
			  bool out)
{
	struct vgs_vcpu_info info = { 0 };

	if (out &&
	    vgs_vm_config(k->vm)->policy.vmcr_saved == VGS_VMCR_SAVED_AT_EXIT)
		return host_peek(k, pe, VGS_ICH_VMCR_EL2, 0x08);
	vgs_vcpu_info(k->vm, vcpu, &info);
	return info.vmcr_saved;
}

static void snapshot(struct rig_kvm *k, unsigned vcpu, unsigned pe, bool out)
{
	struct optrace_lr *lr;
	unsigned n;

	k->snapshots = cli_grow(k->snapshots, k->snapshot_count + 1,
				sizeof(*k->snapshots));
	lr = &k->snapshots[k->snapshot_count++];
	memset(lr, 0, sizeof(*lr));
	lr->out = out;
	lr->hcr = hcr_copy(k, vcpu, pe, out);
	lr->vmcr = vmcr_copy(k, vcpu, pe, out);
	lr->ap0 = k->put.ap0;
	lr->ap1 = k->put.ap1;
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

static enum rig_kvm_probes probes_of(const char *kernel)
{
	unsigned major = 0, minor = 0;

	if (sscanf(kernel, "%3u.%3u", &major, &minor) == 2 && major < 7)
		return major < 6 || minor < 19 ? PROBES_QUEUED
					       : PROBES_FOLD_LRS;
	return PROBES_ALL;
}

static int make_vm(struct rig_kvm *k)
{
	const struct optrace_machine *m = k->rig->machine;
	uint32_t affinities[OPTRACE_MAX_CPUS];
	struct vgs_timer_ops timers;
	struct vgs_vm_config cfg;
	unsigned n;

	vgs_vm_config_default(&cfg, m->gic == 2 ? VGS_GIC_V2 : VGS_GIC_V3,
			      vgs_epoch_by_name(m->epoch));
	kernel_policy(&cfg.policy, m->kernel);
	vgs_timers_ops(&timers, k->timers);
	cfg.gic = k->rig->gic;
	cfg.vcpus = m->cpus;
	cfg.nirqs = MAX_IRQS;
	for (n = 0; n < m->cpus; n++)
		affinities[n] = n;
	cfg.affinities = affinities;
	cfg.timers = &timers;
	cfg.vhe = m->host_vhe;
	cfg.its = m->its;
	cfg.lpis = m->its ? RIG_KVM_LPIS : 0;
	cfg.mem = (struct vgs_mem_ops){ ram_read, ram_write, &k->rig->ram };
	cfg.stepwise = true;
	cfg.trace = on_event;
	cfg.user = k;
	return vgs_vm_new(&cfg, &k->vm);
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
	err = rig_kvm_new_host(k, quirks, reterr_field);
	if (!err)
		err = make_vm(k);
	return err ? err : rig_kvm_start_host(k);
}

void rig_kvm_free(struct rig *rig)
{
	struct rig_kvm *k = rig->kvm;

	if (!k)
		return;
	vgs_host_free(k->host);
	vgs_vm_free(k->vm);
	vgs_timers_free(k->timers);
	free(k->snapshots);
	free(k->virqs);
	free(k);
	rig->kvm = NULL;
}

/* --- the guest --------------------------------------------------------------- */

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

/* CNTV_CTL_EL0 and its kin. @return is it one? */
static bool run_timer(struct rig_kvm *k, const struct optrace_op *op,
		      struct outcome *out)
{
	enum vgs_timer_id id;
	enum vgs_timer_reg reg;

	if (vgs_timer_reg_by_name(op->reg, &id, &reg) != 0)
		return false;
	if (op->kind == OP_MSR)
		vgs_vcpu_timer_write(k->vm, op->pe, id, reg, op->value);
	else
		out->o.set = vgs_vcpu_timer_read(k->vm, op->pe, id, reg,
						 &out->o.value) == 0;
	return true;
}

static int run_sysreg(struct rig_kvm *k, const struct optrace_op *op,
		      struct outcome *out)
{
	enum vgs_sysreg id = rig_sysreg(op->reg);
	uint64_t value = 0;
	int answer;

	if (id == VGS_SYSREG_COUNT) {
		if (!cpu_register(k, op, out) && !run_timer(k, op, out))
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
 * The recorder's guest comes back for its next op in a KVM_RUN of its own,
 * which nothing was recorded of; but its timers were loaded once more.
 */
static int fetch_next(struct rig_kvm *k, unsigned vcpu)
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
			err = rig_kvm_settle(k);
	}
	if (skip)
		out->o.set = op->kind == OP_READ || op->kind == OP_MRS;
	else if (!err && (op->kind == OP_READ || op->kind == OP_WRITE))
		err = run_bus(k, op, out);
	else if (!err && op->kind != OP_RUN)
		err = run_sysreg(k, op, out);
	if (!err)
		err = rig_kvm_settle(k);
	if (!err && op->kind != OP_RUN)
		guest_isr(k, op->pe, out);
	if (!err && op->kvm->leaves) {
		err = vgs_vcpu_exit(k->vm, op->pe, VGS_EXIT_TRAP);
		if (!err)
			err = fetch_next(k, op->pe);
		collapse(k);
		out->lr = k->snapshots;
		out->lr_count = k->snapshot_count;
	}
	return err;
}

/* KVM-ST-20 to KVM-ST-24 and KVM-ML-12 hold after every op. */
static int invariants(const struct rig_kvm *k)
{
	const char *name = "";
	int err = vgs_vm_check(k->vm, &name);

	if (!err && !vgs_vm_links_hold(k->vm)) {
		name = "KVM-ML-12";
		err = -VGS_EBUG;
	}
	if (err)
		cli_diag("invariant %s of the VM does not hold", name);
	return err;
}

int rig_kvm_run(struct rig *rig, const struct optrace_op *op, bool skip,
		struct outcome *out)
{
	struct rig_kvm *k = rig->kvm;
	int err;

	if (op->kind <= OP_MSR || op->kind == OP_RUN) {
		err = run_guest(k, op, skip, out);
		return err ? err : invariants(k);
	}
	if (op->kind == OP_RAM || op->kind == OP_RAMRD)
		rig_run_memory(rig, op, out);
	else
		rig_kvm_call(k, op, out);
	return vgs_vm_bug(k->vm) ? -VGS_EBUG : invariants(k);
}
