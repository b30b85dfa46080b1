/* SPDX-License-Identifier: MIT */
/*
 * The host kernel's interrupt handling: acknowledge, priority drop, hand over,
 * deactivate; with EOImode 0 or 1 (KVM-HO-2, KVM-HO-3).  It has no state but
 * its descriptors and counters: everything else is in the GIC and the VMs.
 * A device whose interrupts are not forwarded is VFIO's automasked path.  Left
 * out: threaded handlers, lazy disabling.
 */
#include "host/host.h"

#include <libvgicsim/vcpu-timer.h>

#include <stddef.h>

#include "alloc.h"
#include "bits.h"
#include "trace.h"

void vgs_host_config_default(struct vgs_host_config *cfg, struct vgs_gic *gic)
{
	*cfg = (struct vgs_host_config){
		.size = sizeof(*cfg),
		.gic = gic,
		.version = VGS_GIC_V3,
		.pes = 1,
		.eoimode = 1,
		.vms = 16,
		.maintenance_intid = 25,
	};
	if (gic)
		cfg->maintenance_intid = vgs_gic_config(gic)->maintenance_intid;
}

/* --- creation ----------------------------------------------------- */

static size_t round_up(size_t size)
{
	return (size + 63u) & ~(size_t)63u;
}

int vgs_host_new(const struct vgs_host_config *cfg, struct vgs_host **ret_host)
{
	struct vgs_host_config c;
	struct vgs_host *host;
	unsigned char *mem;
	size_t irqs, vms, ages;

	if (!cfg || !ret_host || cfg->size != sizeof(*cfg) ||
	    (!cfg->gic && !cfg->hw) || cfg->eoimode > 1)
		return -VGS_EINVAL;
	c = *cfg;
	if (c.gic) {
		c.version = vgs_gic_config(c.gic)->version;
		c.pes = vgs_gic_config(c.gic)->pes;
	}
	if (!c.pes || c.pes > VGS_MAX_PES || !c.vms || c.vms > VGS_MAX_VCPUS)
		return -VGS_EINVAL;
	if (!c.alloc.zalloc)
		c.alloc = vgs_alloc_libc();
	irqs = round_up((c.pes * VGS_HOST_PRIV + VGS_HOST_SHARED) *
			sizeof(*host->irqs));
	vms = round_up(c.vms * sizeof(struct vgs_vm *));
	ages = round_up(c.pes * sizeof(*host->ages));
	mem = c.alloc.zalloc(c.alloc.user,
			     round_up(sizeof(*host)) + irqs + vms + ages);
	if (!mem)
		return -VGS_ENOMEM;
	host = (void *)mem;
	host->irqs = (void *)(mem + round_up(sizeof(*host)));
	host->vms = (void *)(mem + round_up(sizeof(*host)) + irqs);
	host->ages = (void *)(mem + round_up(sizeof(*host)) + irqs + vms);
	host->cfg = c;
	if (c.hw)
		host->hw = *c.hw;
	else
		vgs_hw_ops_of_gic(&host->hw, c.gic);
	host->cfg.hw = &host->hw;
	*ret_host = host;
	return 0;
}

struct vgs_host *vgs_host_free(struct vgs_host *host)
{
	struct vgs_allocator alloc;

	if (host) {
		alloc = host->cfg.alloc;
		alloc.free(alloc.user, host);
	}
	return NULL;
}

int vgs_host_add_vm(struct vgs_host *host, struct vgs_vm *vm)
{
	if (!vm)
		return -VGS_EINVAL;
	if (host->vm_count == host->cfg.vms)
		return -VGS_ENOSPC;
	host->vms[host->vm_count] = vm;
	return (int)host->vm_count++;
}

/* --- descriptors -------------------------------------------------- */

struct vgs_host_irq *vgs_host_descriptor(const struct vgs_host *host,
					 unsigned pe, uint32_t intid)
{
	if (intid < VGS_HOST_PRIV)
		return pe < host->cfg.pes
			       ? &host->irqs[pe * VGS_HOST_PRIV + intid]
			       : NULL;
	return intid < VGS_HOST_SHARED
		       ? &host->irqs[host->cfg.pes * VGS_HOST_PRIV + intid]
		       : NULL;
}

/*
 * Is it tied in the vgic, by the VM's policy and by what user space has chosen
 * for this one (KVM-VF-23)?
 */
static bool maps(const struct vgs_host *host, const struct vgs_host_irq *irq)
{
	const struct vgs_vm_config *cfg = vgs_vm_config(host->vms[irq->vm]);

	return VGS_RULE(KVM_HO_20,
			cfg->policy.forwarding != VGS_FORWARDING_NONE) &&
	       !irq->automasked;
}

/* Tie a virtual interrupt to @pintid, or untie it. */
static int tie(struct vgs_host *host, const struct vgs_host_irq *irq,
	       uint32_t pintid, bool on)
{
	struct vgs_vm *vm = host->vms[irq->vm];

	if (!maps(host, irq))
		return on && (irq->vintid < VGS_INTID_SPI ||
			      pintid < VGS_INTID_SPI)
			       ? -VGS_ENOTSUP
			       : 0;
	return on ? vgs_vgic_map(vm, irq->vcpu, irq->vintid, pintid)
		  : vgs_vgic_unmap(vm, irq->vcpu, irq->vintid);
}

static bool is_tied(const struct vgs_host_irq *irq)
{
	return irq->kind == VGS_HOST_IRQ_FORWARDED;
}

int vgs_host_set_irq(struct vgs_host *host, struct vgs_line line,
		     const struct vgs_host_irq *irq)
{
	struct vgs_host_irq *d =
		vgs_host_descriptor(host, line.vgs_pe, line.vgs_intid);
	int err = 0;

	if (!d || (is_tied(irq) && irq->vm >= host->vm_count))
		return -VGS_ERANGE;
	if (is_tied(d))
		tie(host, d, line.vgs_intid, false);
	*d = (struct vgs_host_irq){ .kind = VGS_HOST_IRQ_UNHANDLED };
	if (is_tied(irq))
		err = tie(host, irq, line.vgs_intid, true);
	if (!err)
		*d = *irq;
	return err;
}

int vgs_host_irq(const struct vgs_host *host, struct vgs_line line,
		 struct vgs_host_irq *ret_irq)
{
	const struct vgs_host_irq *d =
		vgs_host_descriptor(host, line.vgs_pe, line.vgs_intid);

	if (!d)
		return -VGS_ERANGE;
	*ret_irq = *d;
	return 0;
}

/* --- who runs where ----------------------------------------------- */

bool vgs_host_entered(const struct vgs_host *host, unsigned pe,
		      unsigned *ret_vm, unsigned *ret_vcpu)
{
	for (unsigned m = 0; m < host->vm_count; m++) {
		unsigned vcpu = vgs_vm_entered(host->vms[m], pe);

		if (vcpu == VGS_NO_VCPU)
			continue;
		*ret_vm = m;
		*ret_vcpu = vcpu;
		return true;
	}
	return false;
}

int vgs_host_switch_to(struct vgs_host *host, unsigned vm, unsigned vcpu)
{
	struct vgs_vcpu_info info;

	if (vm >= host->vm_count || vgs_vcpu_info(host->vms[vm], vcpu, &info))
		return -VGS_ERANGE;
	for (unsigned m = 0; m < host->vm_count; m++) {
		unsigned other = vgs_vm_loaded(host->vms[m], info.pe);
		int err;

		if (other == VGS_NO_VCPU || (m == vm && other == vcpu))
			continue;
		err = vgs_vcpu_put(host->vms[m], other, false);
		if (err)
			return err;
	}
	return vgs_vcpu_load(host->vms[vm], vcpu);
}

/* --- the CPU interface, by registers ------------------------------ */

#define GICD_ICFGR 0x0c00u
#define GICC_IAR   0x000cu
#define GICC_EOIR  0x0010u
#define GICC_HPPIR 0x0018u
#define GICC_DIR   0x1000u

static bool is_v2(const struct vgs_host *host)
{
	return host->cfg.version == VGS_GIC_V2;
}

static uint64_t cpu_read(struct vgs_host *host, unsigned pe, unsigned offset,
			 enum vgs_sysreg id)
{
	uint64_t value = VGS_INTID_NONE;

	if (is_v2(host))
		host->hw.frame_read(host->hw.user, pe, VGS_FRAME_GICC, 0,
				    offset, 4, &value);
	else
		host->hw.sysreg_read(host->hw.user, pe, id, &value);
	return value;
}

static void cpu_write(struct vgs_host *host, unsigned pe, unsigned offset,
		      enum vgs_sysreg id, uint64_t value)
{
	if (is_v2(host))
		host->hw.frame_write(host->hw.user, pe, VGS_FRAME_GICC, 0,
				     offset, 4, value);
	else
		host->hw.sysreg_write(host->hw.user, pe, id, value);
}

/* INTID of what IAR or HPPIR answered; a GICv2 SGI has its source above. */
static uint32_t intid_of(const struct vgs_host *host, uint64_t value)
{
	return (uint32_t)value & (is_v2(host) ? 0x3ffu : 0xffffffu);
}

/* The interrupt that waits; without effect. */
static uint32_t waiting(struct vgs_host *host, unsigned pe)
{
	return intid_of(host,
			cpu_read(host, pe, GICC_HPPIR, VGS_ICC_HPPIR1_EL1));
}

static uint64_t gicd_read(struct vgs_host *host, uint64_t offset)
{
	uint64_t value = 0;

	host->hw.frame_read(host->hw.user, 0, VGS_FRAME_GICD, 0, offset, 4,
			    &value);
	return value;
}

bool vgs_host_spi_get(struct vgs_host *host, unsigned offset, uint32_t intid)
{
	return gicd_read(host, offset + intid / 32 * 4) >> intid % 32 & 1u;
}

void vgs_host_spi_set(struct vgs_host *host, unsigned offset, uint32_t intid)
{
	host->hw.frame_write(host->hw.user, 0, VGS_FRAME_GICD, 0,
			     offset + intid / 32 * 4, 4,
			     UINT64_C(1) << intid % 32);
}

bool vgs_host_spi_is_edge(struct vgs_host *host, uint32_t intid)
{
	return gicd_read(host, GICD_ICFGR + intid / 16 * 4) >>
		       (intid % 16 * 2 + 1) &
	       1u;
}

/* --- taking an interrupt ------------------------------------------ */

static void trace(struct vgs_host *host, enum vgs_event_kind kind, unsigned pe,
		  uint32_t intid, uint64_t value, unsigned rule)
{
	struct vgs_event event = {
		.kind = kind,
		.rule = (uint16_t)rule,
		.pe = (uint16_t)pe,
		.vcpu = VGS_NO_VCPU,
		.intid = intid,
		.new_value = value,
	};

	if (VGS_TRACING(host))
		host->cfg.trace(host->cfg.user, &event);
}

/* The exception to EL2: from here on registers are the physical ones. */
static void to_el2(struct vgs_host *host, unsigned pe)
{
	struct vgs_pe_ctx ctx;

	if (host->hw.get_pe(host->hw.user, pe, &ctx) || ctx.el >= 2)
		return;
	ctx.el = 2;
	host->hw.set_pe(host->hw.user, pe, &ctx);
}

/*
 * Leave the guest.  A maintenance interrupt is a level that falls when the
 * list registers are folded, before the host would acknowledge it (KVM-RL-3):
 * @return was it what the guest is left for, and is it gone?
 */
static bool leave_guest(struct vgs_host *host, unsigned pe)
{
	uint32_t levels = host->hw.signals(host->hw.user, pe);
	uint32_t maintenance = host->cfg.maintenance_intid;
	enum vgs_exit_reason reason = VGS_EXIT_IRQ;
	struct vgs_vcpu_info info;
	unsigned vm, vcpu;

	if (!vgs_host_entered(host, pe, &vm, &vcpu))
		return false;
	vgs_vcpu_info(host->vms[vm], vcpu, &info);
	to_el2(host, pe);
	if (VGS_RULE(KVM_MI_2, maintenance && (levels & VGS_SIG_IRQ) &&
				       waiting(host, pe) == maintenance))
		reason = VGS_EXIT_MAINTENANCE;
	else if (!(levels & (VGS_SIG_IRQ | VGS_SIG_FIQ)) && info.kicked)
		reason = VGS_EXIT_KICK;
	vgs_vcpu_exit(host->vms[vm], vcpu, reason);
	return reason == VGS_EXIT_MAINTENANCE &&
	       waiting(host, pe) != maintenance;
}

/*
 * KVM-VF-2: a level interrupt is masked until its guest has ended it, so that
 * the host can deactivate it now; an edge is over.
 */
static void automask(struct vgs_host *host, struct vgs_host_irq *d,
		     uint32_t intid)
{
	if (!VGS_RULE(KVM_VF_2, !vgs_host_spi_is_edge(host, intid)))
		return;
	vgs_host_count(host, VGS_HOST_STAT_MASKS);
	vgs_host_spi_set(host, VGS_HOST_ICENABLER, intid);
	d->masked = true;
	vgs_vgic_set_resample(host->vms[d->vm], d->vintid, true);
}

unsigned vgs_host_drain(struct vgs_host *host)
{
	unsigned n = 0;

	for (uint32_t intid = VGS_HOST_PRIV; intid < VGS_HOST_SHARED; intid++) {
		struct vgs_host_irq *d = vgs_host_descriptor(host, 0, intid);

		if (d->kind != VGS_HOST_IRQ_FORWARDED || maps(host, d) ||
		    !VGS_RULE(KVM_VF_3,
			      vgs_vgic_resampled(host->vms[d->vm], d->vintid)))
			continue;
		/* What is injected by other means is other people's. */
		vgs_vgic_set_resample(host->vms[d->vm], d->vintid, false);
		vgs_host_count(host, VGS_HOST_STAT_UNMASKS);
		vgs_host_count(host, VGS_HOST_STAT_EVENTFD_HOPS);
		d->masked = false;
		vgs_host_spi_set(host, VGS_HOST_ISENABLER, intid);
		n++;
	}
	return n;
}

static void forward(struct vgs_host *host, const struct vgs_host_irq *d)
{
	vgs_host_count(host, VGS_HOST_STAT_FORWARDED);
	if (d->vcpu == VGS_NO_VCPU)
		vgs_host_count(host, VGS_HOST_STAT_EVENTFD_HOPS);
	vgs_vgic_inject(host->vms[d->vm], d->vcpu, d->vintid, true, 0);
}

/*
 * Of one VM at most: one vCPU is loaded on a PE.
 * @return does it stay active for the guest (KVM-TM-31)?
 */
static bool timer(struct vgs_host *host, unsigned pe, uint32_t intid)
{
	bool stays = true;

	for (unsigned m = 0; m < host->vm_count; m++) {
		if (!vgs_vm_timer_irq(host->vms[m], pe, intid))
			continue;
		vgs_host_count(host, VGS_HOST_STAT_FORWARDED);
		stays = !vgs_vm_config(host->vms[m])->no_active_state;
	}
	return stays;
}

/* To whom it belongs. @return will a guest deactivate it? */
static bool dispatch(struct vgs_host *host, unsigned pe, uint32_t intid)
{
	struct vgs_host_irq *d = vgs_host_descriptor(host, pe, intid);
	enum vgs_host_irq_kind kind = d ? d->kind : VGS_HOST_IRQ_UNHANDLED;

	if (intid == host->cfg.maintenance_intid && intid &&
	    kind == VGS_HOST_IRQ_UNHANDLED)
		kind = VGS_HOST_IRQ_MAINTENANCE;
	switch (kind) {
	case VGS_HOST_IRQ_MAINTENANCE:
		vgs_host_count(host, VGS_HOST_STAT_MAINTENANCE);
		return false;
	case VGS_HOST_IRQ_UNHANDLED:
		vgs_host_count(host, VGS_HOST_STAT_HOST_IRQS);
		vgs_host_count(host, VGS_HOST_STAT_UNHANDLED);
		return false;
	case VGS_HOST_IRQ_TIMER:
		vgs_host_count(host, VGS_HOST_STAT_HOST_IRQS);
		return timer(host, pe, intid);
	case VGS_HOST_IRQ_FORWARDED:
		vgs_host_count(host, VGS_HOST_STAT_HOST_IRQS);
		forward(host, d);
		if (maps(host, d))
			return true;
		automask(host, d, intid);
		return false;
	}
	return false;
}

int vgs_host_take(struct vgs_host *host, unsigned pe, uint32_t *ret_intid)
{
	uint32_t intid;
	uint64_t iar;
	bool forwarded;

	if (pe >= host->cfg.pes)
		return -VGS_ERANGE;
	if (leave_guest(host, pe)) {
		vgs_host_drain(host);
		*ret_intid = host->cfg.maintenance_intid;
		return 0;
	}
	vgs_host_drain(host);
	iar = cpu_read(host, pe, GICC_IAR, VGS_ICC_IAR1_EL1);
	intid = intid_of(host, iar);
	*ret_intid = intid;
	if (intid >= VGS_INTID_SPECIAL && intid <= VGS_INTID_NONE) {
		vgs_host_count(host, VGS_HOST_STAT_SPURIOUS);
		*ret_intid = VGS_INTID_NONE;
		return 0;
	}
	trace(host, VGS_EV_HOST_IRQ, pe, intid, iar, VGS_R_KVM_HO_3);
	if (VGS_RULE(KVM_HO_3, host->cfg.eoimode == 1))
		cpu_write(host, pe, GICC_EOIR, VGS_ICC_EOIR1_EL1, iar);
	forwarded = dispatch(host, pe, intid);
	if (VGS_RULE(KVM_HO_2, host->cfg.eoimode == 0))
		cpu_write(host, pe, GICC_EOIR, VGS_ICC_EOIR1_EL1, iar);
	else if (!VGS_RULE(KVM_TM_6, forwarded) && intid < VGS_INTID_LPI)
		cpu_write(host, pe, GICC_DIR, VGS_ICC_DIR_EL1, iar);
	return 0;
}

/* --- exits: auto -------------------------------------------------- */

unsigned vgs_host_maintenance_age(const struct vgs_host *host, unsigned pe)
{
	return pe < host->cfg.pes ? host->ages[pe] : 0;
}

void vgs_host_set_maintenance_age(struct vgs_host *host, unsigned pe,
				  unsigned age)
{
	if (pe < host->cfg.pes)
		host->ages[pe] = age;
}

static bool maintenance_high(struct vgs_host *host, unsigned pe)
{
	return host->hw.signals(host->hw.user, pe) & VGS_SIG_MAINTENANCE;
}

/* Is a maintenance interrupt all there is, and still on its way (MI-2)? */
static bool is_late(struct vgs_host *host, unsigned pe)
{
	struct vgs_pe_ctx ctx;
	bool alone;

	if (!VGS_RULE(KVM_MI_2,
		      host->ages[pe] <= host->cfg.maintenance_latency) ||
	    !host->cfg.maintenance_latency || !maintenance_high(host, pe) ||
	    host->hw.get_pe(host->hw.user, pe, &ctx))
		return false;
	to_el2(host, pe);
	alone = waiting(host, pe) == host->cfg.maintenance_intid;
	host->hw.set_pe(host->hw.user, pe, &ctx);
	return alone;
}

static void grow_older(struct vgs_host *host)
{
	for (unsigned pe = 0; pe < host->cfg.pes; pe++)
		host->ages[pe] =
			maintenance_high(host, pe) ? host->ages[pe] + 1 : 0;
}

static bool must_take(struct vgs_host *host, unsigned pe)
{
	return (host->hw.takes(host->hw.user, pe) &
		(VGS_SIG_IRQ | VGS_SIG_FIQ)) &&
	       !is_late(host, pe);
}

/* Serve a PE whose guest must be left. @return rounds made */
static unsigned serve(struct vgs_host *host, unsigned pe, unsigned left)
{
	unsigned vm, vcpu, rounds = 0;
	struct vgs_vcpu_info info;
	uint32_t intid;

	if (!vgs_host_entered(host, pe, &vm, &vcpu))
		return 0;
	vgs_vcpu_info(host->vms[vm], vcpu, &info);
	if (!must_take(host, pe) && !info.kicked)
		return 0;
	if (!must_take(host, pe)) {
		vgs_vcpu_exit(host->vms[vm], vcpu, VGS_EXIT_KICK);
		rounds = 1;
	}
	vgs_host_drain(host);
	while (rounds < left && must_take(host, pe)) {
		vgs_host_take(host, pe, &intid);
		rounds++;
	}
	vgs_vcpu_enter(host->vms[vm], vcpu);
	return rounds;
}

int vgs_host_run(struct vgs_host *host)
{
	unsigned rounds = 0, before;

	if (host->cfg.maintenance_latency)
		grow_older(host);
	do {
		before = rounds;
		for (unsigned pe = 0; pe < host->cfg.pes; pe++) {
			rounds += serve(host, pe, VGS_HOST_ROUNDS - rounds);
			if (rounds < VGS_HOST_ROUNDS)
				continue;
			trace(host, VGS_EV_FINDING, pe, VGS_INTID_NONE, rounds,
			      VGS_R_VGS_4);
			return -VGS_EPERM;
		}
	} while (rounds != before);
	return (int)rounds;
}

/* --- counters ----------------------------------------------------- */

static const char *const stat_names[VGS_HOST_STAT_COUNT] = {
#define VGS_HOST_STAT_NAME(id, name) [VGS_HOST_STAT_##id] = name,
	VGS_HOST_STATS(VGS_HOST_STAT_NAME)
#undef VGS_HOST_STAT_NAME
};

const char *vgs_host_stat_name(unsigned stat)
{
	return stat < VGS_HOST_STAT_COUNT ? stat_names[stat] : NULL;
}

uint64_t vgs_host_stat(const struct vgs_host *host, unsigned stat)
{
	return stat < VGS_HOST_STAT_COUNT ? host->stats[stat] : 0;
}
