/* SPDX-License-Identifier: MIT */
/* Timers of the host under a KVM trace, and who takes their interrupts. */
#include "rig_host.h"

#include <stdlib.h>

#include "cli.h"

#define NOW	  (UINT64_C(1) << 32) /* CVAL 0 has passed, the largest has not */
#define GICD_CTLR 0x0
#define GICC_CTLR 0x0
#define GICC_PMR  0x4
#define WAKER	  0x14
#define IGROUPR	  0x80
#define ISENABLER 0x100
#define PRIORITYR 0x400
#define SGI_FRAME 0x10000
#define TIMERS	  (1u << 27 | 1u << 30)

struct rig_host {
	struct vgs_gic *gic;
	struct vgs_timers *timers;
	struct vgs_host *host;
};

static void write32(struct rig_host *h, unsigned pe, enum vgs_frame frame,
		    uint64_t offset, uint64_t value)
{
	struct vgs_access access = { pe, VGS_NONSECURE };
	unsigned index = frame == VGS_FRAME_GICR ? pe : 0;

	vgs_gic_frame_write(h->gic, &access, frame, index, offset, 4, value);
}

/* Only the timers are enabled: nothing else of the host is in a trace. */
static void set_up_pe(struct rig_host *h, unsigned pe, bool v3)
{
	enum vgs_frame frame = v3 ? VGS_FRAME_GICR : VGS_FRAME_GICD;
	uint64_t base = v3 ? SGI_FRAME : 0;
	unsigned n;

	if (v3) {
		write32(h, pe, VGS_FRAME_GICR, WAKER, 0);
		write32(h, pe, frame, base + IGROUPR, UINT32_MAX);
	}
	for (n = 24; n < 32; n += 4)
		write32(h, pe, frame, base + PRIORITYR + n, 0xa0a0a0a0);
	write32(h, pe, frame, base + ISENABLER, TIMERS);
	if (!v3) {
		write32(h, pe, VGS_FRAME_GICC, GICC_PMR, 0xf0);
		write32(h, pe, VGS_FRAME_GICC, GICC_CTLR, 0x201);
		return;
	}
	vgs_gic_sysreg_write(h->gic, pe, VGS_ICC_PMR_EL1, 0xf0);
	vgs_gic_sysreg_write(h->gic, pe, VGS_ICC_CTLR_EL1, 2);
	vgs_gic_sysreg_write(h->gic, pe, VGS_ICC_IGRPEN1_EL1, 1);
}

static int own_timers(struct rig_host *h, unsigned pe)
{
	const struct vgs_host_irq irq = { .kind = VGS_HOST_IRQ_TIMER };
	int err = vgs_host_set_irq(h->host, VGS_PRIVATE(pe, 27), &irq);

	return err ? err : vgs_host_set_irq(h->host, VGS_PRIVATE(pe, 30), &irq);
}

int rig_host_new(struct vgs_gic *gic, struct rig_host **ret_host)
{
	const struct vgs_gic_config *cfg = vgs_gic_config(gic);
	bool v3 = cfg->version != VGS_GIC_V2;
	struct rig_host *h = cli_alloc(1, sizeof(*h));
	struct vgs_timers_config timers;
	struct vgs_host_config host;
	unsigned pe;
	int err;

	h->gic = gic;
	*ret_host = h;
	vgs_timers_config_default(&timers, gic);
	err = vgs_timers_new(&timers, &h->timers);
	vgs_host_config_default(&host, gic);
	if (!err)
		err = vgs_host_new(&host, &h->host);
	write32(h, 0, VGS_FRAME_GICD, GICD_CTLR, v3 ? 0x12 : 1);
	for (pe = 0; pe < cfg->pes && !err; pe++) {
		struct vgs_pe_ctx el2 = { .el = 2 };

		vgs_gic_set_pe(gic, pe, &el2);
		set_up_pe(h, pe, v3);
		err = own_timers(h, pe);
	}
	return err ? err : vgs_timers_set_counter(h->timers, NOW);
}

struct rig_host *rig_host_free(struct rig_host *h)
{
	if (h) {
		vgs_host_free(h->host);
		vgs_timers_free(h->timers);
		free(h);
	}
	return NULL;
}

void rig_host_config(struct rig_host *h, struct vgs_timer_ops *ops,
		     struct vgs_vm_config *cfg)
{
	vgs_timers_ops(ops, h->timers);
	cfg->timers = ops;
}

int rig_host_add(struct rig_host *h, struct vgs_vm *vm)
{
	int n = vgs_host_add_vm(h->host, vm);

	return n < 0 ? n : 0;
}

int rig_host_serve(struct rig_host *h, struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu_info info = { 0 };
	uint32_t intid = VGS_INTID_NONE;
	int err = vgs_vcpu_info(vm, vcpu, &info);

	if (err)
		return err;
	if (!(vgs_gic_takes(h->gic, info.pe) & VGS_SIG_IRQ))
		return 0;
	err = vgs_host_take(h->host, info.pe, &intid);
	if (!err)
		err = vgs_vcpu_enter(vm, vcpu);
	return err ? err : 1;
}
