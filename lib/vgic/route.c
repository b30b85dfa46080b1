/* SPDX-License-Identifier: MIT */
/* KVM_IRQ_LINE and the table of GSI routes. */
#include "vgic/route.h"
#include "vgic/tracepoint.h"

/* --- KVM_IRQ_LINE -------------------------------------------------- */

/* An answer of ours as the kernel's. */
static int inject(struct vgs_vm *vm, unsigned vcpu, uint32_t intid, bool level)
{
	int err = vgs_vgic_inject(vm, vcpu, intid, level, 0);

	if (VGS_RULE(KVM_IN_1, err == -VGS_EPERM))
		return -VGS_KVM_EBUSY; /* it is not initialised */
	return err ? -VGS_KVM_EINVAL : 0;
}

static int irq_line(struct vgs_vm *vm, uint32_t irq, bool level)
{
	unsigned vcpu = (irq >> 28) * 256u + (irq >> 16 & 0xffu);
	uint32_t num = irq & 0xffffu;
	uint32_t type = irq >> 24 & 0xfu;

	/* KVM-OBS-2: as it was asked. */
	VGS_TRACEPOINT(vm, .kind = VGS_EV_IRQ_LINE, .vcpu = (uint16_t)vcpu,
		       .intid = num, .old_value = type, .new_value = level);
	if (!vm->abi->created &&
	    (!vm->cfg.user_irqchip || type == VGS_KVM_IRQ_SPI ||
	     type == VGS_KVM_IRQ_PPI))
		return -VGS_KVM_ENXIO;
	switch (type) {
	case VGS_KVM_IRQ_CPU:
		return vgs_vcpu_irq_line(vm, vcpu, num, level);
	case VGS_KVM_IRQ_SPI:
		if (VGS_RULE(KVM_IL_2, num < VGS_INTID_SPI))
			return -VGS_KVM_EINVAL;
		return inject(vm, VGS_NO_VCPU, num, level);
	case VGS_KVM_IRQ_PPI:
		if (vcpu >= vgs_vm_online(vm) ||
		    VGS_RULE(KVM_IL_1,
			     num < VGS_INTID_PPI || num >= VGS_INTID_SPI))
			return -VGS_KVM_EINVAL;
		return inject(vm, vcpu, num, level);
	default:
		return -VGS_KVM_EINVAL;
	}
}

int vgs_vm_irq_line(struct vgs_vm *vm, uint32_t irq, bool level, int *ret_rc)
{
	int err = vgs_vm_may_inject(vm);

	if (err)
		return err;
	*ret_rc = irq_line(vm, irq, level);
	return vm->bug ? -VGS_EBUG : 0;
}

/* --- the table ---------------------------------------------------- */

void vgs_vm_default_routing(struct vgs_vm *vm)
{
	unsigned spis = vgs_vm_nirqs(vm) - VGS_VM_PRIV;

	/* KVM-RT-1 */
	for (unsigned n = 0; n < spis; n++)
		vm->routes[n] =
			(struct vgs_vroute){ .gsi = n,
					     .pin = (uint16_t)n,
					     .type = VGS_GSI_ROUTE_IRQCHIP };
	vm->dist->routes = spis;
}

unsigned vgs_vm_find_route(const struct vgs_vm *vm, uint32_t gsi)
{
	for (unsigned n = 0; n < vm->dist->routes; n++)
		if (vm->routes[n].gsi == gsi)
			return n;
	return VGS_NO_ROUTE;
}

/* The last route that names the pin is the one of its ack (KVM-RT-4). */
bool vgs_vm_gsi_of_pin(const struct vgs_vm *vm, unsigned pin, uint32_t *ret_gsi)
{
	for (unsigned n = vm->dist->routes; n-- > 0;) {
		const struct vgs_vroute *r = &vm->routes[n];

		if (!VGS_RULE(KVM_RT_4, r->type == VGS_GSI_ROUTE_IRQCHIP &&
						r->pin == pin))
			continue;
		*ret_gsi = r->gsi;
		return true;
	}
	return false;
}

struct vgs_msi vgs_vroute_msi(const struct vgs_vroute *r)
{
	return (struct vgs_msi){ .addr = r->addr,
				 .data = r->data,
				 .has_devid = r->has_devid,
				 .devid = r->devid };
}

int vgs_vm_route_inject(struct vgs_vm *vm, unsigned route, bool level)
{
	const struct vgs_vroute *r;
	struct vgs_msi msi;
	int rc = -1;

	/* KVM-RT-6: without a route there is nobody to tell. */
	if (VGS_RULE(KVM_RT_6, route == VGS_NO_ROUTE)) {
		vgs_vm_count(vm, VGS_VM_STAT_DROPPED_NO_ROUTE);
		return rc;
	}
	r = &vm->routes[route];
	if (r->type == VGS_GSI_ROUTE_IRQCHIP)
		return inject(vm, VGS_NO_VCPU, VGS_INTID_SPI + r->pin, level);
	if (!VGS_RULE(KVM_MS_4, level))
		return rc;
	msi = vgs_vroute_msi(r);
	vgs_vgic_msi(vm, &msi, &rc);
	return rc;
}

/* --- replacing it ------------------------------------------------- */

static bool route_possible(const struct vgs_route *r)
{
	if (VGS_RULE(KVM_RT_2, r->gsi >= VGS_MAX_GSI))
		return false;
	if (VGS_RULE(KVM_RT_2, r->msi.flags))
		return false;
	/* A DeviceID is a flag, too, and of messages alone. */
	if (VGS_RULE(KVM_RT_2,
		     r->msi.has_devid && r->type != VGS_GSI_ROUTE_MSI))
		return false;
	if (r->type == VGS_GSI_ROUTE_MSI)
		return true; /* KVM-RT-5: the message is not looked at */
	return r->type == VGS_GSI_ROUTE_IRQCHIP &&
	       VGS_RULE(KVM_RT_3,
			r->irqchip == 0 &&
				r->pin < VGS_INTID_SPECIAL - VGS_INTID_SPI);
}

/* Two routes of one GSI would have to be of two irqchips (KVM-RT-4). */
static bool routes_possible(const struct vgs_route *routes, unsigned count)
{
	uint8_t taken[VGS_MAX_GSI / 8] = { 0 };

	for (unsigned n = 0; n < count; n++) {
		uint32_t gsi = routes[n].gsi;

		if (!route_possible(&routes[n]) ||
		    taken[gsi / 8] >> gsi % 8 & 1u)
			return false;
		taken[gsi / 8] |= (uint8_t)(1u << gsi % 8);
	}
	return true;
}

static struct vgs_vroute stored(const struct vgs_route *r)
{
	struct vgs_vroute v = { .gsi = r->gsi, .type = (uint8_t)r->type };

	if (r->type == VGS_GSI_ROUTE_IRQCHIP) {
		v.pin = (uint16_t)r->pin;
		return v;
	}
	v.addr = r->msi.addr;
	v.data = r->msi.data;
	v.has_devid = r->msi.has_devid;
	v.devid = r->msi.devid;
	return v;
}

int vgs_vm_set_routing(struct vgs_vm *vm, const struct vgs_route *routes,
		       unsigned count, uint32_t flags, int *ret_rc)
{
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	*ret_rc = -VGS_KVM_EINVAL;
	if (flags || count > VGS_MAX_GSI || !routes_possible(routes, count))
		return 0;
	*ret_rc = -VGS_KVM_ENOMEM;
	if (count > vm->cfg.routes)
		return 0;
	for (unsigned n = 0; n < vm->cfg.routes; n++)
		vm->routes[n] = n < count ? stored(&routes[n])
					  : (struct vgs_vroute){ 0 };
	vm->dist->routes = count;
	vgs_vm_irqfds_routed(vm);
	*ret_rc = 0;
	return 0;
}

int vgs_vm_route(const struct vgs_vm *vm, uint32_t gsi,
		 struct vgs_route *ret_route)
{
	unsigned n = vgs_vm_find_route(vm, gsi);
	const struct vgs_vroute *r;

	if (n == VGS_NO_ROUTE)
		return -VGS_ENOENT;
	r = &vm->routes[n];
	*ret_route = (struct vgs_route){
		.gsi = r->gsi,
		.type = (enum vgs_route_type)r->type,
		.pin = r->pin,
		.msi = vgs_vroute_msi(r),
	};
	return 0;
}
