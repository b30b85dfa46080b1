/* SPDX-License-Identifier: MIT */
/*
 * Forwarding control: VFIO's interrupt of a device becomes one that the guest
 * itself deactivates, and back, while the VM lives (the RFCs of 2014: KVM-VF-20
 * to VF-28).
 *
 * Whether an interrupt that is in flight survives the change:
 * - to forwarded: nobody would deactivate what is active, nobody would unmask
 *   what is masked (KVM-VF-22), so it is refused; or, as the first version had
 *   it, not looked at;
 * - back: masking it deactivates it (KVM-HO-4); what the guest has not ended
 *   stays masked until it has (KVM-VF-24).
 */
#include "host/host.h"

#include <libvgicsim/kvm.h>

/* --- the guest is halted around the change ------------------------- */

static void each_entered(struct vgs_vm *vm, bool *on, bool enter)
{
	for (unsigned n = 0; n < vgs_vm_config(vm)->vcpus; n++) {
		struct vgs_vcpu_info info;

		if (vgs_vcpu_info(vm, n, &info))
			return;
		if (enter && on[n])
			vgs_vcpu_enter(vm, n);
		if (enter)
			continue;
		on[n] = info.entered;
		if (on[n])
			vgs_vcpu_exit(vm, n, VGS_EXIT_KICK);
	}
}

/* --- errors ---------------------------------------------------------------
 */

/* Is there such a control, and can this interrupt be forwarded at all? */
static int possible(const struct vgs_host *host, uint32_t intid,
		    const struct vgs_host_irq *irq)
{
	const struct vgs_vm_config *cfg = vgs_vm_config(host->vms[irq->vm]);

	/* KVM-HO-41: it needs the priority drop apart from the end. */
	if (!VGS_RULE(KVM_VF_20,
		      cfg->policy.forwarding == VGS_FORWARDING_FWD_2014_RFC) ||
	    host->cfg.eoimode != 1)
		return -VGS_KVM_ENXIO;
	if (!VGS_RULE(KVM_VF_21, intid >= VGS_INTID_SPI) ||
	    irq->vintid < VGS_INTID_SPI || irq->vintid >= cfg->nirqs)
		return -VGS_KVM_EINVAL;
	return 0;
}

static bool is_forwarded(const struct vgs_host_irq *d)
{
	return d->kind == VGS_HOST_IRQ_FORWARDED && !d->automasked;
}

/* May it be changed now (KVM-VF-22)? */
static int idle(struct vgs_host *host, const struct vgs_host_irq *d,
		uint32_t intid)
{
	bool busy =
		d->masked || vgs_host_spi_get(host, VGS_HOST_ISACTIVER, intid);

	if (VGS_RULE(KVM_VF_22, busy && vgs_vm_config(host->vms[d->vm])
						->policy.forward_check))
		return -VGS_KVM_EAGAIN;
	return 0;
}

static int may_forward(struct vgs_host *host, const struct vgs_host_irq *d,
		       uint32_t intid, const struct vgs_host_irq *irq)
{
	int rc = possible(host, intid, irq);

	if (rc)
		return rc;
	/* KVM-VF-22: the same once more, or another guest's. */
	if (d->kind != VGS_HOST_IRQ_UNHANDLED &&
	    (d->vm != irq->vm || d->vintid != irq->vintid || is_forwarded(d)))
		return -VGS_KVM_EEXIST;
	return idle(host, d, intid);
}

/* --- the change ------------------------------------------------------------
 */

/* KVM-VF-23; @return as the kernel. */
static int forward(struct vgs_host *host, struct vgs_host_irq *d,
		   uint32_t intid, const struct vgs_host_irq *irq)
{
	bool was = vgs_host_spi_get(host, VGS_HOST_ISENABLER, intid);
	struct vgs_vm *vm = host->vms[irq->vm];
	int rc = may_forward(host, d, intid, irq);

	if (rc)
		return rc;
	vgs_host_spi_set(host, VGS_HOST_ICENABLER, intid);
	if (VGS_RULE(KVM_VF_23,
		     vgs_vgic_map(vm, VGS_NO_VCPU, irq->vintid, intid) == 0)) {
		*d = (struct vgs_host_irq){
			.kind = VGS_HOST_IRQ_FORWARDED,
			.vm = irq->vm,
			.vcpu = VGS_NO_VCPU,
			.vintid = irq->vintid,
			.masked = d->masked,
		};
		vgs_vgic_set_resample(vm, irq->vintid, false);
	} else {
		rc = -VGS_KVM_EEXIST;
	}
	if (was)
		vgs_host_spi_set(host, VGS_HOST_ISENABLER, intid);
	return rc;
}

/* Has the guest something left to do with it? */
static bool in_flight(const struct vgs_vm *vm, uint32_t vintid)
{
	struct vgs_virq_info info;

	return !vgs_vgic_irq(vm, VGS_NO_VCPU, vintid, &info) &&
	       info.state != VGS_INACTIVE;
}

/* KVM-VF-24 */
static int unforward(struct vgs_host *host, struct vgs_host_irq *d,
		     uint32_t intid)
{
	bool was = vgs_host_spi_get(host, VGS_HOST_ISENABLER, intid);
	struct vgs_vm *vm = host->vms[d->vm];
	bool entered[VGS_MAX_VCPUS] = { false };
	bool wait;

	each_entered(vm, entered, false);
	vgs_host_spi_set(host, VGS_HOST_ICENABLER, intid);
	if (VGS_RULE(KVM_HO_4, true))
		vgs_host_spi_set(host, VGS_HOST_ICACTIVER, intid);
	wait = VGS_RULE(KVM_VF_24, in_flight(vm, d->vintid)) &&
	       !vgs_host_spi_is_edge(host, intid);
	vgs_vgic_unmap(vm, VGS_NO_VCPU, d->vintid);
	vgs_vgic_set_resample(vm, d->vintid, wait);
	d->automasked = true;
	d->masked = wait || d->masked;
	if (was && !d->masked)
		vgs_host_spi_set(host, VGS_HOST_ISENABLER, intid);
	each_entered(vm, entered, true);
	return 0;
}

/* --- the interface ------------------------------------------------ */

int vgs_host_forward(struct vgs_host *host, struct vgs_line line,
		     const struct vgs_host_irq *irq, int *ret_rc)
{
	struct vgs_host_irq *d =
		vgs_host_descriptor(host, line.vgs_pe, line.vgs_intid);

	if (!d || irq->vm >= host->vm_count)
		return -VGS_ERANGE;
	*ret_rc = forward(host, d, line.vgs_intid, irq);
	return 0;
}

int vgs_host_release(struct vgs_host *host, struct vgs_line line, int *ret_rc)
{
	struct vgs_host_irq *d =
		vgs_host_descriptor(host, line.vgs_pe, line.vgs_intid);

	if (!d || line.vgs_intid < VGS_INTID_SPI)
		return -VGS_ERANGE;
	*ret_rc = 0;
	if (d->kind != VGS_HOST_IRQ_FORWARDED) {
		*ret_rc = -VGS_KVM_ENOENT;
		return 0;
	}
	if (VGS_RULE(KVM_VF_25, is_forwarded(d)))
		unforward(host, d, line.vgs_intid);
	vgs_vgic_set_resample(host->vms[d->vm], d->vintid, false);
	vgs_host_spi_set(host, VGS_HOST_ICENABLER, line.vgs_intid);
	*d = (struct vgs_host_irq){ .kind = VGS_HOST_IRQ_UNHANDLED };
	return 0;
}

int vgs_host_unforward(struct vgs_host *host, struct vgs_line line, int *ret_rc)
{
	struct vgs_host_irq *d =
		vgs_host_descriptor(host, line.vgs_pe, line.vgs_intid);

	if (!d)
		return -VGS_ERANGE;
	*ret_rc = 0;
	if (!is_forwarded(d))
		*ret_rc = -VGS_KVM_ENOENT;
	else
		*ret_rc = possible(host, line.vgs_intid, d);
	if (!*ret_rc)
		*ret_rc = unforward(host, d, line.vgs_intid);
	return 0;
}
