/* SPDX-License-Identifier: MIT */
/*
 * Looking at the state of a VM where it is: live, or in an image that nobody
 * has believed yet.
 */
#ifndef VGS_VGIC_CHECK_H
#define VGS_VGIC_CHECK_H

#include "vgic/state.h"

struct vgs_vm_view {
	const struct vgs_vm *vm;
	const unsigned char *image; /* NULL: the live state */
};

/* Item @i of a section; 0 <= @i < its count. */
void vgs_vm_view_item(const struct vgs_vm_view *view, enum vgs_vm_section_id id,
		      uint32_t i, void *ret_item);

/* Is any of the bytes that no member uses not 0? */
static inline bool vgs_any_byte_set(const uint8_t *bytes, size_t count)
{
	uint8_t all = 0;

	for (size_t n = 0; n < count; n++)
		all |= bytes[n];
	return all;
}

/* Values that no sequence of calls can produce. */
bool vgs_virq_in_range(const struct vgs_vm *vm, uint32_t i,
		       const struct vgs_virq *q);
bool vgs_vcpu_in_range(const struct vgs_vm *vm, const struct vgs_vcpu *v);
bool vgs_vdist_in_range(const struct vgs_vdist *d);

/* A timer is in the PE only where its vCPU is loaded and has timers. */
bool vgs_vtimer_in_range(const struct vgs_vm *vm, const struct vgs_vtimer *t,
			 const struct vgs_vcpu *v);

/* What the LPIs and ITSs do not keep, NULL: they keep all. */
const char *vgs_vits_violation(const struct vgs_vm_view *view);

#endif
