/* SPDX-License-Identifier: MIT */
/*
 * LPIs of a VM: objects that exist while something holds them, configured and
 * made pending by tables in guest memory.
 */
#ifndef VGS_VGIC_LPI_H
#define VGS_VGIC_LPI_H

#include "vgic/vm.h"

/* May redistributors have LPIs: is there an ITS, or does user space send? */
static inline bool vgs_vm_has_lpis(const struct vgs_vm *vm)
{
	return vm->lpi_pool.max != 0 && (!vm->cfg.its || vgs_vm_itses(vm));
}

/* Index of an LPI, VGS_NO_VIRQ: there is no such object. */
uint32_t vgs_vlpi_find(const struct vgs_vm *vm, uint32_t intid);

/*
 * vgs_vlpi_hold() - one more event is mapped to an LPI (KVM-ST-14)
 * @target:	vCPU of one that does not exist yet, VGS_NO_VCPU
 *
 * A new one has the configuration and the pending bit of the guest's tables.
 * Returns: 0; -VGS_EMEM the tables cannot be read, -VGS_ENOSPC as many exist
 * as the VM was made for; nothing has changed then.
 */
int vgs_vlpi_hold(struct vgs_vm *vm, uint32_t intid, unsigned target,
		  uint32_t *ret_i);

/* One event less; the object is gone when nobody else holds it. */
void vgs_vlpi_drop(struct vgs_vm *vm, uint32_t i);

/* The table's configuration byte counts from now on; -VGS_EMEM. */
int vgs_vlpi_configure(struct vgs_vm *vm, uint32_t i);

/* The same for all LPIs of a vCPU. */
void vgs_vlpi_configure_all(struct vgs_vm *vm, unsigned vcpu);

/* KVM-AP-14: where it goes next; one that is queued moves later. */
void vgs_vlpi_target(struct vgs_vm *vm, uint32_t i, unsigned vcpu,
		     unsigned rule);

/* An MSI for it has come. */
void vgs_vlpi_pend(struct vgs_vm *vm, uint32_t i, unsigned rule);

/* Every cached translation of the VM's ITSs is void. */
void vgs_vm_invalidate_translations(struct vgs_vm *vm);

/* GICR_CTLR.EnableLPIs of a vCPU (KVM-MM-13). */
void vgs_vcpu_lpis_on(struct vgs_vm *vm, unsigned vcpu);
void vgs_vcpu_lpis_off(struct vgs_vm *vm, unsigned vcpu);

/* LPIs that PROPBASER allows: INTIDs below this. */
uint64_t vgs_vlpi_limit(const struct vgs_vm *vm);

/* Cacheability and shareability of a table register (KVM-MM-14). */
uint64_t vgs_vtable_sanitise(uint64_t value, unsigned inner, unsigned outer);

/* --- guest memory -------------------------------------------------- */

/* Little-endian, @size 1, 2, 4 or 8; 0 or -VGS_EMEM. */
int vgs_vm_mem_read(struct vgs_vm *vm, uint64_t addr, unsigned size,
		    uint64_t *ret_value);
int vgs_vm_mem_write(struct vgs_vm *vm, uint64_t addr, unsigned size,
		     uint64_t value);

#endif
