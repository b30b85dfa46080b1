/* SPDX-License-Identifier: MIT */
/* GSI routes and irqfds inside the vgic. */
#ifndef VGS_VGIC_ROUTE_H
#define VGS_VGIC_ROUTE_H

#include <libvgicsim/irqfd.h>

#include "vgic/vm.h"

void vgs_vm_default_routing(struct vgs_vm *vm);
unsigned vgs_vm_find_route(const struct vgs_vm *vm, uint32_t gsi);
bool vgs_vm_gsi_of_pin(const struct vgs_vm *vm, unsigned pin,
		       uint32_t *ret_gsi);
/* kvm_set_irq(): negative, nobody took it. */
int vgs_vm_route_inject(struct vgs_vm *vm, unsigned route, bool level);
/* The message of a route. */
struct vgs_msi vgs_vroute_msi(const struct vgs_vroute *r);
/* Deliver an MSI if that can be done without a look at the ITS (vits_msi.c). */
bool vgs_vits_cached_msi(struct vgs_vm *vm, const struct vgs_msi *msi);
/* The table has been replaced. */
void vgs_vm_irqfds_routed(struct vgs_vm *vm);
/* The guest has ended level SPI @i, which no list register links. */
void vgs_vm_irqfd_ack(struct vgs_vm *vm, uint32_t i);
int vgs_vm_irqfd_work(struct vgs_vm *vm, uint32_t fd);

#endif
