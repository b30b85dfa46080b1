/* SPDX-License-Identifier: MIT */
/*
 * A VM carried over by its user ABI, as a VMM does it: what the kernel gives
 * away of the vgic by device attributes, and what the VMM knows by itself.
 * Where that would lose something that the guest could see, an image has it:
 * <libvgicsim/migrate.h> says what gets lost.
 */
#include <libvgicsim/irqfd.h>
#include <libvgicsim/migrate.h>
#include <libvgicsim/vcpu-timer.h>

#include <string.h>

#include "run.h"

/* --- is anything lost? ---------------------------------------------------- */

static bool is_pending(const struct vgs_virq_info *q)
{
	return q->state == VGS_PENDING || q->state == VGS_ACTIVE_PENDING;
}

/* What of one interrupt the attributes do not have. */
static bool loses_irq(const struct vgs_scn_vm *vm,
		      const struct vgs_virq_info *q)
{
	bool v2 = vm->version == VGS_GIC_V2;

	/* KVM-AP-4: what was never queued is now. */
	if (is_pending(q) && q->enabled && q->vcpu == VGS_NO_VCPU)
		return true;
	/* LEVEL_INFO is about levels, and a GICv2 has none (KVM-UA-27). */
	if (q->line && (q->edge || v2))
		return true;
	/* KVM-UA-34 */
	if (v2 && q->intid < 16 &&
	    (q->state == VGS_ACTIVE || q->state == VGS_ACTIVE_PENDING))
		return true;
	/* The attributes of LPIs are tables, without an active state. */
	return q->intid >= VGS_INTID_LPI && q->state != VGS_INACTIVE &&
	       q->state != VGS_PENDING;
}

/* Whoever is restored is queued anew: which of two came first is lost. */
static bool loses_order(const struct vgs_scn_vm *vm, unsigned vcpu)
{
	uint32_t intids[64];
	int count = vgs_vcpu_ap_list(vm->vm, vcpu, 64, intids);
	bool seen[256] = { false };
	struct vgs_virq_info q;
	int i;

	if (count < 0 || count > 64)
		return true;
	for (i = 0; i < count; i++) {
		if (vgs_vgic_irq(vm->vm, vcpu, intids[i], &q))
			return true;
		/* One that was withdrawn keeps its place until it is pruned. */
		if (seen[q.priority] || q.state == VGS_INACTIVE)
			return true;
		seen[q.priority] = true;
	}
	return false;
}

static const char *loses_vcpu(const struct vgs_scn_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu_info info;
	uint64_t ctlr = 0;

	if (vgs_vcpu_info(vm->vm, vcpu, &info) || info.phase != VGS_VCPU_OUT ||
	    info.kicked)
		return "a vCPU that runs, or is asked to";
	/* KVM-TM-30: what user space was told is in the run that was left. */
	if (info.device_levels)
		return "levels that user space was told of (KVM-TM-30)";
	if (info.vmcr != info.vmcr_saved)
		return "a vCPU whose put would save its mask (KVM-AP-31)";
	if (vm->version != VGS_GIC_V2 &&
	    vgs_vcpu_sysreg_peek(vm->vm, vcpu, VGS_ICC_CTLR_EL1, &ctlr) == 0 &&
	    (ctlr & 1u))
		return "ICC_BPR1_EL1 under CBPR (KVM-UA-26)";
	return loses_order(vm, vcpu) ? "the order of an ap_list" : NULL;
}

/* vCPUs that exist by now. */
static unsigned online(const struct vgs_scn_vm *vm)
{
	struct vgs_vcpu_info info;
	unsigned n = 0;

	while (n < vm->vcpu_count && !vgs_vcpu_info(vm->vm, n, &info))
		n++;
	return n;
}

static bool loses_any_irq(const struct vgs_scn_vm *vm)
{
	struct vgs_virq_info q;
	uint32_t lpis[64];
	unsigned count = vgs_vgic_lpis(vm->vm, 64, lpis);
	unsigned vcpu, i;

	for (vcpu = 0; vcpu < online(vm); vcpu++)
		for (i = 0; i < 32; i++)
			if (!vgs_vgic_irq(vm->vm, vcpu, i, &q) &&
			    loses_irq(vm, &q))
				return true;
	for (i = 32; i < vm->nirqs; i++)
		if (!vgs_vgic_irq(vm->vm, 0, i, &q) && loses_irq(vm, &q))
			return true;
	for (i = 0; i < count && i < 64; i++)
		if (!vgs_vgic_irq(vm->vm, 0, lpis[i], &q) && loses_irq(vm, &q))
			return true;
	return count > 64;
}

/* LPIs live as long as an event is mapped to them, but for pending ones. */
static bool loses_lpis(const struct vgs_scn_vm *vm)
{
	struct vgs_vits_info info;
	unsigned its, events = 0;

	for (its = 0; !vgs_vits_info(vm->vm, its, &info); its++) {
		if (info.errors || info.cached || !info.queue_empty)
			return true;
		events += info.events;
	}
	return vgs_vgic_lpis(vm->vm, 0, NULL) > events;
}

/*
 * The kernel loads a vCPU that comes: what the run that was left would have
 * found later, it finds at once (KVM-TM-20).
 */
static bool loses_timer(const struct vgs_scn_run *run,
			const struct vgs_scn_vm *vm, unsigned vcpu,
			enum vgs_timer_id id)
{
	struct vgs_vcpu_timer_info timer;
	struct vgs_vcpu_info info;
	struct vgs_virq_info q;
	struct vgs_irq_info phys;

	if (vgs_vcpu_timer_info(vm->vm, vcpu, id, &timer) ||
	    vgs_vcpu_info(vm->vm, vcpu, &info))
		return true;
	/* KVM-TM-10: a timer of the host, for one that sleeps. */
	if (timer.wake != UINT64_MAX)
		return true;
	if (!info.loaded)
		return false;
	/* KVM-TM-31: without a vgic nobody but the load sees to it. */
	if (vgs_vgic_irq(vm->vm, vcpu, timer.vintid, &q))
		q = (struct vgs_virq_info){ .line = timer.output };
	if (q.line != timer.output)
		return true;
	if (!timer.pintid ||
	    vgs_gic_irq(run->gic, VGS_PRIVATE(info.pe, timer.pintid), &phys))
		return false;
	if (vgs_vm_config(vm->vm)->no_active_state)
		return phys.enabled == timer.output;
	return phys.active != (timer.output || q.active);
}

static bool loses_timers(const struct vgs_scn_run *run,
			 const struct vgs_scn_vm *vm)
{
	unsigned n;

	for (n = 0; vm->timer && n < online(vm); n++)
		if (loses_timer(run, vm, n, VGS_TIMER_VIRTUAL) ||
		    loses_timer(run, vm, n, VGS_TIMER_PHYSICAL))
			return true;
	return false;
}

/* The level of a PMU that has not been told of is lost. */
static bool loses_pmu(const struct vgs_scn_vm *vm)
{
	uint32_t intid = vgs_vm_config(vm->vm)->pmu_vintid;
	struct vgs_virq_info q;
	uint64_t overflow = 0;
	unsigned n;
	int rc = 0;

	for (n = 0; intid && n < online(vm); n++)
		if (!vgs_vgic_irq(vm->vm, n, intid, &q) &&
		    (vgs_vcpu_get_one_reg(vm->vm, n, VGS_KVM_REG_PMOVSSET,
					  &overflow, &rc) ||
		     rc || q.line != (overflow != 0)))
			return true;
	return false;
}

/* Eventfds are files of the VMM: here they are the VM's. */
static bool loses_eventfd(const struct vgs_scn_vm *vm)
{
	struct vgs_irqfd irqfd;
	unsigned n;

	for (n = 0; !vgs_vm_irqfd_at(vm->vm, n, &irqfd); n++)
		if (vgs_vm_irqfd_resamples(vm->vm, irqfd.resamplefd))
			return true;
	return false;
}

/* What kind of machine no attribute is about. */
static const char *other_kind(const struct vgs_scn_run *run,
			      const struct vgs_scn_vm *vm)
{
	const struct vgs_vm_config *cfg = vgs_vm_config(vm->vm);

	if (run->own)
		return "somebody else's vgic: its state is its own";
	/* KVM-OLD-5: in which list register something is, is none. */
	if (cfg->policy.list_registers == VGS_LIST_REGISTERS_KEPT)
		return "list registers that stay: no attribute (KVM-OLD-5)";
	return NULL;
}

const char *vgs_scn_stays(struct vgs_scn_run *run, const struct vgs_scn_vm *vm)
{
	const char *why = other_kind(run, vm);
	struct vgs_vm_work work;
	struct vgs_host_irq irq;
	unsigned i;

	if (why)
		return why;
	if (vgs_vm_work(vm->vm, 1, &work))
		return "deferred work: nobody migrates then";
	for (i = 0; i < run->device_count; i++)
		if (run->devices[i].wire &&
		    !vgs_host_irq(run->host,
				  vgs_scn_line(run, run->devices[i].intid,
					       run->devices[i].pe),
				  &irq) &&
		    irq.vm == vm->index && irq.masked)
			return "a device that is masked: the host's state";
	for (i = 0; !why && i < online(vm); i++)
		why = loses_vcpu(vm, i);
	if (why)
		return why;
	if (loses_any_irq(vm))
		return "an interrupt that attributes lose";
	if (loses_timers(run, vm))
		return "a timer that a load would find (KVM-TM-20)";
	if (loses_pmu(vm))
		return "a PMU's level that the vgic was not told yet";
	if (loses_eventfd(vm))
		return "a resample eventfd that nobody has read";
	if (loses_lpis(vm))
		return "LPIs that tables lose";
	return vgs_scn_tables_stay(run, vm);
}

/* --- saved ---------------------------------------------------------------- */

int vgs_scn_migrate_save(struct vgs_scn_run *run, const struct vgs_scn_vm *vm,
			 struct vgs_scn_attrs *ret_attrs, const char **ret_why)
{
	size_t count = vgs_kvm_attrs(vm->vm);
	int rc = 0, err;

	ret_attrs->list =
		vgs_scn_zalloc_n(run->arena, count, sizeof(*ret_attrs->list));
	if (!ret_attrs->list)
		return -VGS_ENOMEM;
	err = vgs_kvm_save(vm->vm, count, ret_attrs->list, &ret_attrs->count,
			   &rc);
	if (err || !rc)
		return err;
	ret_attrs->list = NULL;
	*ret_why = rc == -VGS_KVM_EIO ? "a VM that is dead (KVM-UA-6)"
				      : "a save that is refused (KVM-IT-50)";
	return 0;
}

/* --- what the VMM does ---------------------------------------------------- */

static unsigned vcpu_of(uint32_t intid, unsigned vcpu)
{
	return intid < VGS_INTID_SPI ? vcpu : VGS_NO_VCPU;
}

/* Ties to physical interrupts, of all that are not LPIs. */
static void each_tie(const struct vgs_scn_vm *vm, struct vgs_vm *to, bool on)
{
	struct vgs_virq_info q;
	unsigned n;

	for (n = 0; n < 32 * vm->vcpu_count + vm->nirqs - 32; n++) {
		unsigned vcpu = n < 32 * vm->vcpu_count ? n / 32 : 0;
		uint32_t intid = n < 32 * vm->vcpu_count
					 ? n % 32
					 : n - 32 * vm->vcpu_count + 32;

		if (vgs_vgic_irq(on ? vm->vm : to, vcpu, intid, &q))
			continue;
		if (q.hw && on)
			vgs_vgic_map(to, vcpu_of(intid, vcpu), intid, q.pintid);
		else if (q.hw)
			vgs_vgic_unmap(to, vcpu_of(intid, vcpu), intid);
		if (q.owner && on)
			vgs_vgic_set_owner(to, vcpu_of(intid, vcpu), intid,
					   q.owner);
	}
}

static int copy_routes(struct vgs_scn_run *run, const struct vgs_vm *from,
		       struct vgs_vm *to)
{
	struct vgs_route *routes =
		vgs_scn_zalloc_n(run->arena, VGS_MAX_GSI, sizeof(*routes));
	unsigned count = 0, gsi;
	int rc = 0, err;

	if (!routes)
		return -VGS_ENOMEM;
	if (vgs_vm_config(to)->user_irqchip)
		return 0;
	for (gsi = 0; gsi < VGS_MAX_GSI; gsi++)
		count += !vgs_vm_route(from, gsi, &routes[count]);
	err = vgs_vm_set_routing(to, routes, count, 0, &rc);
	return err || !rc ? err : -VGS_EBUG;
}

static int copy_irqfds(const struct vgs_vm *from, struct vgs_vm *to)
{
	struct vgs_irqfd irqfd;
	unsigned n;
	int rc = 0, err = 0;

	for (n = 0; !err && !rc && !vgs_vm_irqfd_at(from, n, &irqfd); n++)
		err = vgs_vm_irqfd(to, &irqfd, &rc);
	return err || !rc ? err : -VGS_EBUG;
}

/* A VMM that has the irqchip knows what it drives. */
static void raise_inputs(struct vgs_vm *to, unsigned vcpu, uint32_t inputs)
{
	uint32_t line;
	int rc;

	for (line = 0; inputs >> line; line++)
		if (inputs >> line & 1u)
			vgs_vm_irq_line(
				to, VGS_KVM_IRQ(VGS_KVM_IRQ_CPU, vcpu, line),
				true, &rc);
}

static int copy_vcpus(const struct vgs_scn_vm *from, struct vgs_vm *to)
{
	struct vgs_vcpu_info info;
	unsigned n;
	int err = 0;

	for (n = 0; n < online(from) && !err; n++) {
		vgs_vcpu_info(from->vm, n, &info);
		vgs_vcpu_set_pstate(to, n, &info.pstate);
		raise_inputs(to, n, info.inputs);
		err = vgs_vcpu_bind(to, n, info.pe);
	}
	for (n = 0; n < online(from) && !err; n++) {
		vgs_vcpu_info(from->vm, n, &info);
		err = info.loaded ? vgs_vcpu_load(to, n) : 0;
	}
	return err;
}

/* --- restored ------------------------------------------------------------- */

/* The guest finds what it left, or the attributes are to blame: what differs,
 * NULL: nothing. */
static const char *other_irq(const struct vgs_vm *a, const struct vgs_vm *b,
			     unsigned vcpu, uint32_t intid)
{
	struct vgs_virq_info q, r;

	if (vgs_vgic_irq(a, vcpu, intid, &q) !=
	    vgs_vgic_irq(b, vcpu, intid, &r))
		return "existence";
	if (vgs_vgic_irq(a, vcpu, intid, &q))
		return NULL;
	if (q.state != r.state || q.line != r.line || q.latch != r.latch)
		return "state";
	if (q.hw != r.hw || (q.hw && q.pintid != r.pintid) ||
	    q.owner != r.owner)
		return "owner";
	if (q.vcpu != r.vcpu && is_pending(&q))
		return "vCPU";
	if (q.source != r.source)
		return "source";
	if (q.enabled != r.enabled || q.edge != r.edge ||
	    q.target != r.target || q.targets != r.targets ||
	    q.priority != r.priority || q.group != r.group)
		return "configuration";
	return NULL;
}

static bool other_timer(const struct vgs_scn_vm *from, const struct vgs_vm *to,
			unsigned vcpu, enum vgs_timer_id id)
{
	struct vgs_vcpu_timer_info was, is;

	if (!from->timer)
		return false;
	return vgs_vcpu_timer_info(from->vm, vcpu, id, &was) ||
	       vgs_vcpu_timer_info(to, vcpu, id, &is) ||
	       was.vintid != is.vintid || was.offset != is.offset ||
	       was.cval != is.cval || was.ctl != is.ctl ||
	       was.output != is.output || was.soft != is.soft;
}

static bool other_pmu(const struct vgs_scn_vm *from, const struct vgs_vm *to,
		      unsigned vcpu)
{
	uint64_t was = 0, is = 0;
	int rc = 0;

	if (!vgs_vm_config(to)->pmu_vintid)
		return false;
	return vgs_vcpu_get_one_reg(from->vm, vcpu, VGS_KVM_REG_PMOVSSET, &was,
				    &rc) ||
	       vgs_vcpu_get_one_reg(to, vcpu, VGS_KVM_REG_PMOVSSET, &is, &rc) ||
	       was != is;
}

/* A GICv3's CPU interface; that of a GICv2 is VMCR itself. */
static const char *other_vcpu(const struct vgs_scn_vm *from,
			      const struct vgs_vm *to, unsigned vcpu)
{
	static const enum vgs_sysreg ids[] = {
		VGS_ICC_PMR_EL1,   VGS_ICC_BPR0_EL1,	VGS_ICC_BPR1_EL1,
		VGS_ICC_CTLR_EL1,  VGS_ICC_IGRPEN0_EL1, VGS_ICC_IGRPEN1_EL1,
		VGS_ICC_AP0R0_EL1, VGS_ICC_AP1R0_EL1,
	};
	struct vgs_vcpu_info was, is;
	uint64_t a = 0, b = 0;
	size_t i;

	vgs_vcpu_info(from->vm, vcpu, &was);
	vgs_vcpu_info(to, vcpu, &is);
	if (was.pending != is.pending)
		return "pending";
	if (other_timer(from, to, vcpu, VGS_TIMER_VIRTUAL) ||
	    other_timer(from, to, vcpu, VGS_TIMER_PHYSICAL))
		return "timer";
	if (other_pmu(from, to, vcpu))
		return "PMU";
	if (was.inputs != is.inputs)
		return "IRQ or FIQ";
	if (vgs_vm_config(to)->user_irqchip)
		return NULL;
	if (from->version == VGS_GIC_V2)
		return was.vmcr == is.vmcr ? NULL : "GICC";
	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (vgs_vcpu_sysreg_peek(from->vm, vcpu, ids[i], &a) ||
		    vgs_vcpu_sysreg_peek(to, vcpu, ids[i], &b) || a != b)
			return "ICC";
	return NULL;
}

static const char *other_guest(struct vgs_scn_run *run,
			       const struct vgs_scn_vm *from,
			       const struct vgs_vm *to)
{
	const char *what;
	unsigned n, i;

	for (n = 0; n < online(from); n++) {
		what = other_vcpu(from, to, n);
		if (what)
			return vgs_scn_strf(run->arena, "%s of vCPU %u", what,
					    n);
		for (i = 0; i < (n ? 32 : from->nirqs); i++) {
			what = other_irq(from->vm, to, n, i);
			if (what)
				return vgs_scn_strf(run->arena,
						    "%s of INTID %u of vCPU %u",
						    what, i, n);
		}
	}
	return NULL;
}

int vgs_scn_migrate_restore(struct vgs_scn_run *run,
			    const struct vgs_scn_vm *from,
			    const struct vgs_scn_attrs *attrs,
			    struct vgs_scn_vm *to)
{
	const char *other;
	size_t count = 0;
	int rc = 0, err;

	/* KVM-UA-33: what is mapped takes no active state. */
	each_tie(from, to->vm, false);
	err = vgs_kvm_restore(to->vm, attrs->count, attrs->list, &count, &rc);
	if (!err && rc)
		err = -VGS_EPERM;
	if (!err)
		err = copy_routes(run, from->vm, to->vm);
	if (!err)
		err = copy_irqfds(from->vm, to->vm);
	each_tie(from, to->vm, true);
	if (!err)
		err = copy_vcpus(from, to->vm);
	other = err ? NULL : other_guest(run, from, to->vm);
	if (other) {
		run->error = vgs_scn_strf(run->arena,
					  "bug in libvgicsim: %.40s is not "
					  "carried over: %s",
					  from->name, other);
		run->bug = true;
	}
	vgs_scn_carry_stats(from, to);
	run->migrations++;
	return err;
}
