/* SPDX-License-Identifier: MIT */
/* The gates between a virtual interrupt and a list register of its vCPU. */
#include "vgic/own.h"

static const char *per_irq(const struct vgs_vm *vm, uint32_t i, const char *v2,
			   const char *v3)
{
	bool redistributor = vm->cfg.version == VGS_GIC_V3 && i < vm->spi0;

	return redistributor ? v3 : v2;
}

/* Where the guest chooses a target. */
static const char *router(const struct vgs_vm *vm, uint32_t i)
{
	if (vgs_virq_is_lpi(vm, i))
		return "collection";
	return vm->cfg.version == VGS_GIC_V3 ? "GICD_IROUTER"
					     : "GICD_ITARGETSR";
}

/* The last gate. @return 1 */
static int list_register(struct vgs_gate_info *ret_gate, bool v3,
			 const struct vgs_virq_info *q, unsigned vcpu)
{
	*ret_gate = (struct vgs_gate_info){
		"list-register", v3 ? "ICH_LR" : "GICH_LR",
		q->lr < 0 ? VGS_NO_VLR : (uint64_t)q->lr,
		q->vcpu == vcpu && q->lr >= 0, VGS_R_KVM_LR_2
	};
	return 1;
}

int vgs_vgic_explain(const struct vgs_vm *vm, unsigned vcpu, uint32_t intid,
		     struct vgs_gate_info *ret_gates)
{
	uint32_t i = vgs_virq_index(vm, vcpu, intid);
	bool v3 = vm->cfg.version == VGS_GIC_V3;
	struct vgs_virq_info q;
	bool active, pending, lpi;

	if (vcpu >= vgs_vm_online(vm) || i == VGS_NO_VIRQ ||
	    vgs_vgic_irq(vm, vcpu, intid, &q))
		return -VGS_ERANGE;
	/* One that keeps its registers itself has told nothing of them. */
	if (vgs_own_frames(vm))
		return -VGS_ENOTSUP;
	lpi = vgs_virq_is_lpi(vm, i);
	active =
		vm->own ? q.state == VGS_ACTIVE || q.state == VGS_ACTIVE_PENDING
			: q.active;
	pending = q.state == VGS_PENDING || q.state == VGS_ACTIVE_PENDING;
	ret_gates[0] = (struct vgs_gate_info){
		"pending",
		lpi ? "LPI" : per_irq(vm, i, "GICD_ISPENDR", "GICR_ISPENDR0"),
		pending, pending || active, VGS_R_KVM_ST_11
	};
	ret_gates[1] = (struct vgs_gate_info){
		"enable",
		lpi ? "GICR_PROPBASER"
		    : per_irq(vm, i, "GICD_ISENABLER", "GICR_ISENABLER0"),
		q.enabled, q.enabled || active, VGS_R_KVM_AP_2
	};
	ret_gates[2] = (struct vgs_gate_info){ "distributor-enable",
					       "GICD_CTLR", vm->dist->enabled,
					       vm->dist->enabled || active,
					       VGS_R_KVM_AP_4 };
	ret_gates[3] = (struct vgs_gate_info){
		"target", router(vm, i), q.target,
		(active && q.vcpu != VGS_NO_VCPU ? q.vcpu : q.target) == vcpu,
		VGS_R_KVM_AP_1
	};
	/* Somebody else's has no ap_list that we know of. */
	if (vm->own)
		return 4 + list_register(&ret_gates[4], v3, &q, vcpu);
	ret_gates[4] =
		(struct vgs_gate_info){ "queued", "ap_list", q.vcpu,
					q.vcpu == vcpu, VGS_R_KVM_AP_11 };
	return 5 + list_register(&ret_gates[5], v3, &q, vcpu);
}
