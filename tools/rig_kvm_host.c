/* SPDX-License-Identifier: MIT */
/*
 * The host under the VM of a KVM trace: a GIC as QEMU has it, timers whose
 * counter stands still, and a kernel that takes their interrupts.
 */
#include "rig_kvm_data.h"

#define COUNTER	    1000 /* CVAL 0 has passed, and no large one */
#define MAINTENANCE 25
#define VTIMER	    27
#define PTIMER	    30

#define GICD_CTLR	0x000
#define GICC_CTLR	0x0000
#define GICC_PMR	0x0004
#define GICR_WAKER	0x0014
#define GICR_IGROUPR0	0x10080
#define GICR_ISENABLER0 0x10100
#define GICD_ISENABLER0 0x100

static const uint32_t used = 1u << MAINTENANCE | 1u << VTIMER | 1u << PTIMER;

int rig_kvm_new_host(struct rig_kvm *k, const char *const *quirks,
		     const char **reterr_field)
{
	const struct optrace_machine *m = k->rig->machine;
	struct vgs_timers_config timers;
	struct vgs_gic_config cfg;
	int err;

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
	err = vgs_gic_new(&cfg, &k->rig->gic);
	if (err)
		return err;
	vgs_timers_config_default(&timers, k->rig->gic);
	err = vgs_timers_new(&timers, &k->timers);
	return err ? err : vgs_timers_set_counter(k->timers, COUNTER);
}

static void write_frame(struct rig_kvm *k, unsigned pe, enum vgs_frame frame,
			uint64_t offset, uint64_t value)
{
	struct vgs_access access = { pe, VGS_NONSECURE };

	vgs_gic_frame_write(k->rig->gic, &access, frame,
			    frame == VGS_FRAME_GICR ? pe : 0, offset, 4, value);
}

/* As a kernel does: EOImode 1, everything in Group 1. */
static void start_pe(struct rig_kvm *k, unsigned pe)
{
	struct vgs_gic *gic = k->rig->gic;
	struct vgs_pe_ctx el2 = { .el = 2 };

	vgs_gic_set_pe(gic, pe, &el2);
	if (k->rig->machine->host_gic == 2) {
		write_frame(k, pe, VGS_FRAME_GICD, GICD_ISENABLER0, used);
		write_frame(k, pe, VGS_FRAME_GICC, GICC_PMR, 0xf0);
		write_frame(k, pe, VGS_FRAME_GICC, GICC_CTLR, 0x201);
		return;
	}
	write_frame(k, pe, VGS_FRAME_GICR, GICR_WAKER, 0);
	write_frame(k, pe, VGS_FRAME_GICR, GICR_IGROUPR0, UINT32_MAX);
	write_frame(k, pe, VGS_FRAME_GICR, GICR_ISENABLER0, used);
	vgs_gic_sysreg_write(gic, pe, VGS_ICC_PMR_EL1, 0xf0);
	vgs_gic_sysreg_write(gic, pe, VGS_ICC_CTLR_EL1, 2);
	vgs_gic_sysreg_write(gic, pe, VGS_ICC_IGRPEN1_EL1, 1);
}

int rig_kvm_start_host(struct rig_kvm *k)
{
	static const uint32_t timers[] = { VTIMER, PTIMER };
	struct vgs_host_config cfg;
	unsigned pe, i;
	int err, vm;

	vgs_host_config_default(&cfg, k->rig->gic);
	err = vgs_host_new(&cfg, &k->host);
	if (err)
		return err;
	vm = vgs_host_add_vm(k->host, k->vm);
	if (vm < 0)
		return vm;
	write_frame(k, 0, VGS_FRAME_GICD, GICD_CTLR,
		    k->rig->machine->host_gic == 2 ? 1 : 0x12);
	for (pe = 0; pe < k->rig->machine->cpus; pe++) {
		struct vgs_guest_pstate daif = { true, true, true };

		start_pe(k, pe);
		for (i = 0; i < 2 && !err; i++) {
			struct vgs_host_irq irq = {
				.kind = VGS_HOST_IRQ_TIMER,
				.vm = (unsigned)vm,
				.vcpu = pe,
				.vintid = timers[i],
			};

			err = vgs_host_set_irq(
				k->host, VGS_PRIVATE(pe, timers[i]), &irq);
		}
		vgs_vcpu_set_pstate(k->vm, pe, &daif);
	}
	return err;
}

int rig_kvm_settle(struct rig_kvm *k)
{
	int rounds = vgs_host_run(k->host);

	return rounds < 0 && rounds != -VGS_EPERM ? rounds : 0;
}
