/* SPDX-License-Identifier: MIT */
/*
 * Save, restore, copy, hash of a VM.  An image is a header and the items of
 * each section, member by member, little-endian.
 */
#include "image.h"
#include "vgic/order.h"
#include "vgic/own.h"
#include "vgic/state.h"

#include <string.h>

#define IMAGE_MAGIC   UINT64_C(0x3149474956534756) /* "VGSVIGI1" */
#define IMAGE_VERSION 1u
#define HEADER_SIZE   32u

size_t vgs_vm_section_offset(const struct vgs_vm *vm, enum vgs_vm_section_id id)
{
	size_t at = HEADER_SIZE;

	for (unsigned i = 0; i < (unsigned)id; i++) {
		struct vgs_vm_section s =
			vgs_vm_section(vm, (enum vgs_vm_section_id)i);

		at += (size_t)s.item_size * s.count;
	}
	return at;
}

size_t vgs_vm_save_size(const struct vgs_vm *vm)
{
	return vgs_vm_section_offset(vm, VGS_VM_SECTIONS);
}

/* --- items -------------------------------------------------------- */

void vgs_vm_load_item(const struct vgs_vm_section *s, const unsigned char *from,
		      unsigned char *item)
{
	vgs_item_load(s->members, s->member_count, from, item);
}

/* --- images ------------------------------------------------------- */

static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 29;
}

uint64_t vgs_vm_shape(const struct vgs_vm *vm)
{
	const struct vgs_policy *p = &vm->cfg.policy;
	const uint64_t fields[] = {
		vm->cfg.version,
		vm->cfg.vcpus,
		vm->cfg.nirqs,
		vm->host_v2,
		vm->nr_lr,
		vm->pes,
		vm->cfg.routes,
		vm->cfg.irqfds,
		vm->cfg.regions,
		vm->timer_ops.read != NULL,
		vm->own ? vm->own->ops.state : 0,
		vm->cfg.vhe,
		vm->cfg.timer_pintids[0],
		vm->cfg.timer_pintids[1],
		p->ap_sort,
		p->lr_overflow,
		p->mapped_level,
		p->mapped_ap_resample,
		p->hw_pending_read,
		p->lpi_active_in_dist,
		p->forwarding,
		p->timer_level_cache,
		p->sw_level_ack_notify,
		p->lazy_v2_init,
		p->resample_on_fold,
		p->translation_cache,
		p->its_movall,
		p->its_baser_frees,
		p->its_save_unreachable,
		p->its_unmap_clears,
		vm->cfg.its,
		vm->cfg.lpis,
		vm->device_pool.max,
		vm->event_pool.max,
		vm->collection_pool.max,
		p->iidr_write,
		p->pre_init_registers,
		p->failed_run_kills,
		p->forward_check,
		vgs_vm_traps(vm),
		p->gicv_trap,
		p->hide_gicv3,
		p->vmcr_saved,
		p->wakes_for,
		p->level_active_pending,
		p->sgi_sources_at_once,
		p->sgi_active_source_lost,
		p->list_registers,
		p->icpendr_clears_line,
		vm->cfg.user_irqchip,
		vm->cfg.no_active_state,
		vm->cfg.pmu_vintid,
	};
	uint64_t hash = IMAGE_MAGIC;

	for (unsigned i = 0; i < VGS_ARRAY(fields); i++)
		hash = mix(hash, fields[i]);
	for (unsigned n = 0; n < vm->cfg.vcpus; n++)
		hash = mix(hash, vm->affinities[n]);
	return hash;
}

int vgs_vm_save(const struct vgs_vm *vm, void *buf, size_t size)
{
	unsigned char *to = buf;

	/* What is half done is no state. */
	if (vgs_vm_in_callback(vm))
		return -VGS_EBUSY;
	if (!vgs_own_saved(vm))
		return -VGS_ENOTSUP;
	if (size < vgs_vm_save_size(vm))
		return -VGS_ERANGE;
	vgs_put_le(to, IMAGE_MAGIC, 8);
	vgs_put_le(to + 8, IMAGE_VERSION, 8);
	vgs_put_le(to + 16, vgs_vm_shape(vm), 8);
	vgs_put_le(to + 24, vgs_vm_save_size(vm), 8);
	to += HEADER_SIZE;
	for (unsigned i = 0; i < VGS_VM_SECTIONS; i++) {
		struct vgs_vm_section s =
			vgs_vm_section(vm, (enum vgs_vm_section_id)i);

		for (uint32_t k = 0; k < s.count; k++, to += s.item_size)
			vgs_item_save(s.members, s.member_count,
				      s.items + (size_t)k * s.item_size, to);
	}
	return 0;
}

/* Not aligned: see own-vgic.h. */
static bool own_valid(const struct vgs_vm *vm, const unsigned char *from)
{
	return !vm->own ||
	       vgs_own_valid(vm, from + vgs_vm_section_offset(
						vm, VGS_VM_SECTION_OWN));
}

/* @return what is wrong with it, NULL: nothing. */
static const char *image_fault(const struct vgs_vm *vm,
			       const unsigned char *from, size_t size)
{
	const char *name;

	if (size != vgs_vm_save_size(vm))
		return "size";
	if (vgs_get_le(from, 8) != IMAGE_MAGIC ||
	    vgs_get_le(from + 24, 8) != size)
		return "header";
	if (vgs_get_le(from + 8, 8) != IMAGE_VERSION)
		return "version";
	if (vgs_get_le(from + 16, 8) != vgs_vm_shape(vm))
		return "config";
	name = vgs_vm_violation(vm, from);
	return name || own_valid(vm, from) ? name : "own";
}

int vgs_vm_image_check(const struct vgs_vm *vm, const void *buf, size_t size,
		       const char **reterr_name)
{
	const char *name;

	if (!vgs_own_saved(vm))
		return -VGS_ENOTSUP;
	name = image_fault(vm, buf, size);
	if (!name)
		return 0;
	if (reterr_name)
		*reterr_name = name;
	return -VGS_ECORRUPT;
}

int vgs_vm_restore(struct vgs_vm *vm, const void *buf, size_t size)
{
	const unsigned char *from = buf;
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	err = vgs_vm_image_check(vm, buf, size, NULL);
	if (err)
		return err;
	from += HEADER_SIZE;
	for (unsigned i = 0; i < VGS_VM_SECTIONS; i++) {
		struct vgs_vm_section s =
			vgs_vm_section(vm, (enum vgs_vm_section_id)i);

		for (uint32_t k = 0; k < s.count; k++, from += s.item_size)
			vgs_vm_load_item(&s, from,
					 s.items + (size_t)k * s.item_size);
	}
	vgs_vorder_forget(vm);
	vgs_vm_find_loaded(vm);
	return 0;
}

int vgs_vm_copy(struct vgs_vm *dst, const struct vgs_vm *src)
{
	int err = vgs_vm_may(dst);

	if (!err && vgs_vm_in_callback(src))
		err = -VGS_EBUSY;
	if (err)
		return err;
	if (!vgs_own_saved(dst) || !vgs_own_saved(src))
		return -VGS_ENOTSUP;
	if (vgs_vm_shape(dst) != vgs_vm_shape(src))
		return -VGS_EINVAL;
	for (unsigned i = 0; i < VGS_VM_SECTIONS; i++) {
		struct vgs_vm_section to =
			vgs_vm_section(dst, (enum vgs_vm_section_id)i);
		struct vgs_vm_section from =
			vgs_vm_section(src, (enum vgs_vm_section_id)i);

		if (to.count)
			memcpy(to.items, from.items,
			       (size_t)to.item_size * to.count);
	}
	vgs_vorder_forget(dst);
	vgs_vm_find_loaded(dst);
	return 0;
}

static uint64_t hash_item(uint64_t hash, const struct vgs_vm_section *s,
			  const unsigned char *item)
{
	for (unsigned m = 0; m < s->member_count; m++) {
		const struct vgs_member *member = &s->members[m];
		const unsigned char *at = item + member->offset;

		for (unsigned e = 0; e < member->count; e++) {
			hash = mix(hash, vgs_member_load(at, member->size));
			at += member->size;
		}
	}
	return hash;
}

uint64_t vgs_vm_hash(const struct vgs_vm *vm)
{
	uint64_t hash = vgs_vm_shape(vm);

	for (unsigned i = 0; i < VGS_VM_SECTION_STATS; i++) {
		struct vgs_vm_section s =
			vgs_vm_section(vm, (enum vgs_vm_section_id)i);

		for (uint32_t k = 0; k < s.count; k++) {
			const unsigned char *item =
				s.items + (size_t)k * s.item_size;

			hash = hash_item(hash, &s, item);
		}
	}
	return hash;
}
