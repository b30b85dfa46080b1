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

/* What the LPIs and ITSs do not keep, NULL: they keep all. */
const char *vgs_vits_violation(const struct vgs_vm_view *view);

#endif
