/* SPDX-License-Identifier: MIT */
/* A VM at the end of a run as text: interrupts, vCPUs, list registers. */
#include "dump_vm.h"

#include <inttypes.h>

static const char *irq_state(enum vgs_irq_state state)
{
	static const char *const words[] = {
		[VGS_INACTIVE] = "inactive",
		[VGS_PENDING] = "pending",
		[VGS_ACTIVE] = "active",
		[VGS_ACTIVE_PENDING] = "active+pending",
	};

	return words[state];
}

/* What the hardware has in them now. */
static void dump_lrs(FILE *to, const struct vgs_vm *vm,
		     const struct vgs_vcpu_info *info)
{
	const struct vgs_gic *gic = vgs_vm_config(vm)->gic;
	struct vgs_lr_info lr;
	unsigned n;

	for (n = 0; gic && n < info->used_lrs; n++) {
		if (vgs_gic_lr(gic, info->pe, n, &lr))
			return;
		fprintf(to, "    lr%u %s v%" PRIu32 " priority 0x%02x group %u",
			n, irq_state(lr.state), lr.vintid, lr.priority,
			lr.group);
		if (lr.hw)
			fprintf(to, " p%" PRIu32, lr.pintid);
		fprintf(to, "%s\n", lr.eoi ? " eoi" : "");
	}
}

static void dump_vcpu(FILE *to, const struct vgs_vm *vm, unsigned vcpu)
{
	static const char *const phases[] = {
		[VGS_VCPU_OUT] = "out",
		[VGS_VCPU_PREPARED] = "prepared",
		[VGS_VCPU_ENTERED] = "entered",
		[VGS_VCPU_LEFT] = "left",
	};
	struct vgs_vcpu_info info;
	uint32_t intids[64];
	int count, n;

	vgs_vcpu_info(vm, vcpu, &info);
	fprintf(to, "VCPU%2u %s, PE %u, hcr 0x%" PRIx32 ", vmcr 0x%" PRIx32,
		vcpu, phases[info.phase], info.pe, info.hcr, info.vmcr);
	fprintf(to, "%s%s, ap_list", info.kicked ? ", kicked" : "",
		info.pending ? ", pending" : "");
	count = vgs_vcpu_ap_list(vm, vcpu, 64, intids);
	for (n = 0; n < count && n < 64; n++)
		fprintf(to, " %" PRIu32, intids[n]);
	fprintf(to, "%s\n", count > 64 ? " ..." : count ? "" : " empty");
	dump_lrs(to, vm, &info);
}

static void dump_line(void *user, const char *line)
{
	fprintf(user, "%s\n", line);
}

void dump_vm(FILE *to, const char *name, const struct vgs_vm *vm)
{
	struct vgs_vcpu_info info;
	unsigned vcpu;

	fprintf(to, "\n%s\n", name);
	vgs_vm_dump(vm, dump_line, to);
	fprintf(to, "\n");
	for (vcpu = 0; !vgs_vcpu_info(vm, vcpu, &info); vcpu++)
		dump_vcpu(to, vm, vcpu);
}
