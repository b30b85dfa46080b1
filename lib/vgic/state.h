/* SPDX-License-Identifier: MIT */
/*
 * The plain-data state of a VM as sections of items (state.c): what images,
 * hashes (snapshot.c) and differences (diff.c) are loops over, and invariants
 * are evaluated on, live or in an image (check.c).
 */
#ifndef VGS_VGIC_STATE_H
#define VGS_VGIC_STATE_H

#include "section.h"
#include "vgic/vm.h"

enum vgs_vm_section_id {
	VGS_VM_SECTION_VIRQS,
	VGS_VM_SECTION_VCPUS,
	VGS_VM_SECTION_TIMERS,
	VGS_VM_SECTION_ROUTES,
	VGS_VM_SECTION_IRQFDS,
	VGS_VM_SECTION_DIST,
	VGS_VM_SECTION_ABI,
	VGS_VM_SECTION_REGIONS,
	VGS_VM_SECTION_LPIS,
	VGS_VM_SECTION_ITS,
	VGS_VM_SECTION_DEVICES,
	VGS_VM_SECTION_EVENTS,
	VGS_VM_SECTION_COLLECTIONS,
	VGS_VM_SECTION_LPI_POOL,
	VGS_VM_SECTION_DEVICE_POOL,
	VGS_VM_SECTION_EVENT_POOL,
	VGS_VM_SECTION_COLLECTION_POOL,
	VGS_VM_SECTION_OWN,
	VGS_VM_SECTION_STATS, /* saved, but not compared, as the next */
	VGS_VM_SECTION_VCPU_STATS,
	VGS_VM_SECTIONS,
};

struct vgs_vm_section {
	const char *name;
	const struct vgs_member *members; /* cover every byte, in order */
	unsigned member_count;
	uint32_t item_size, count;
	unsigned char *items;
};

struct vgs_vm_section vgs_vm_section(const struct vgs_vm *vm,
				     enum vgs_vm_section_id id);

/* What decides the shape and the meaning of the state. */
uint64_t vgs_vm_shape(const struct vgs_vm *vm);

/* Where a section is in an image. */
size_t vgs_vm_section_offset(const struct vgs_vm *vm,
			     enum vgs_vm_section_id id);

/* One item out of an image. */
void vgs_vm_load_item(const struct vgs_vm_section *section,
		      const unsigned char *from, unsigned char *item);

/*
 * Name of the first invariant that the live state (@image NULL) or an image
 * does not keep, NULL: it keeps all.
 */
const char *vgs_vm_violation(const struct vgs_vm *vm,
			     const unsigned char *image);

#endif
