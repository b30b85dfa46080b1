/* SPDX-License-Identifier: MIT */
/*
 * Save, restore, copy, hash, diff of a VM.  An image is a header and the items
 * of each section, member by member, little-endian.
 */
#include "vgic/state.h"
#include "vgic/own.h"
#include "section.h"
#include "vgic/order.h"
#include "vgic/vits.h"

#include <string.h>

#define IMAGE_MAGIC   UINT64_C(0x3149474956534756) /* "VGSVIGI1" */
#define IMAGE_VERSION 1u
#define HEADER_SIZE   32u

#define M(type, field, n)                                                      \
	{                                                                      \
#field, offsetof(struct type, field),                          \
			sizeof(((struct type *)0)->field) / (n), n             \
	}

/* Members cover every byte of an item, in order; a test holds them to it. */
static const struct vgs_vm_member virq_members[] = {
	M(vgs_virq, pintid, 1),	       M(vgs_virq, targets, 1),
	M(vgs_virq, owner, 1),	       M(vgs_virq, next, 1),
	M(vgs_virq, prev, 1),	       M(vgs_virq, target, 1),
	M(vgs_virq, vcpu, 1),	       M(vgs_virq, flags, 1),
	M(vgs_virq, priority, 1),      M(vgs_virq, source, 1),
	M(vgs_virq, active_source, 1), M(vgs_virq, lr, 1),
	M(vgs_virq, zero, 2),
};

static const struct vgs_vm_member vcpu_members[] = {
	M(vgs_vcpu, lr, VGS_VM_LRS),
	M(vgs_vcpu, host_scr, 1),
	M(vgs_vcpu, host_hcr, 1),
	M(vgs_vcpu, pendbaser, 1),
	M(vgs_vcpu, wake, 1),
	M(vgs_vcpu, lr_used, 1),
	M(vgs_vcpu, hcr, 1),
	M(vgs_vcpu, vmcr, 1),
	M(vgs_vcpu, vmcr_saved, 1),
	M(vgs_vcpu, ap0, VGS_VM_APREGS),
	M(vgs_vcpu, ap1, VGS_VM_APREGS),
	M(vgs_vcpu, head, 1),
	M(vgs_vcpu, tail, 1),
	M(vgs_vcpu, queued, 1),
	M(vgs_vcpu, last_lr_virq, 1),
	M(vgs_vcpu, pe, 1),
	M(vgs_vcpu, host_el, 1),
	M(vgs_vcpu, host_flags, 1),
	M(vgs_vcpu, host_nmi, 1),
	M(vgs_vcpu, entered, 1),
	M(vgs_vcpu, kicked, 1),
	M(vgs_vcpu, stopped, 1),
	M(vgs_vcpu, used_lrs, 1),
	M(vgs_vcpu, pstate, 1),
	M(vgs_vcpu, update, 1),
	M(vgs_vcpu, loaded, 1),
	M(vgs_vcpu, lpis, 1),
	M(vgs_vcpu, phase, 1),
	M(vgs_vcpu, left_by, 1),
	M(vgs_vcpu, pri_bits, 1),
	M(vgs_vcpu, id_bits, 1),
	M(vgs_vcpu, irq_lines, 1),
	M(vgs_vcpu, exported, 1),
	M(vgs_vcpu, pmu, 1),
	M(vgs_vcpu, blocked, 1),
	M(vgs_vcpu, zero, 7),
};

static const struct vgs_vm_member vtimer_members[] = {
	M(vgs_vtimer, cval, 1),	    M(vgs_vtimer, soft, 1),
	M(vgs_vtimer, ctl, 1),	    M(vgs_vtimer, level, 1),
	M(vgs_vtimer, inactive, 1), M(vgs_vtimer, in_pe, 1),
	M(vgs_vtimer, zero, 4),
};

static const struct vgs_vm_member route_members[] = {
	M(vgs_vroute, addr, 1),	     M(vgs_vroute, gsi, 1),
	M(vgs_vroute, data, 1),	     M(vgs_vroute, devid, 1),
	M(vgs_vroute, pin, 1),	     M(vgs_vroute, type, 1),
	M(vgs_vroute, has_devid, 1),
};

static const struct vgs_vm_member irqfd_members[] = {
	M(vgs_virqfd, fd, 1),	      M(vgs_virqfd, gsi, 1),
	M(vgs_virqfd, resamplefd, 1), M(vgs_virqfd, resamples, 1),
	M(vgs_virqfd, route, 1),      M(vgs_virqfd, resample, 1),
	M(vgs_virqfd, work, 1),	      M(vgs_virqfd, zero, 4),
};

static const struct vgs_vm_member dist_members[] = {
	M(vgs_vdist, propbaser, 1),
	M(vgs_vdist, cache_stamp, 1),
	M(vgs_vdist, timer_offset, VGS_TIMER_IDS),
	M(vgs_vdist, timer_vintid, VGS_TIMER_IDS),
	M(vgs_vdist, routes, 1),
	M(vgs_vdist, irqfds, 1),
	M(vgs_vdist, resamplers, 1),
	M(vgs_vdist, active_spis, 1),
	M(vgs_vdist, lpis, 1),
	M(vgs_vdist, devices, 1),
	M(vgs_vdist, events, 1),
	M(vgs_vdist, collections, 1),
	M(vgs_vdist, enabled, 1),
	M(vgs_vdist, revision, 1),
	M(vgs_vdist, v2_groups_writable, 1),
	M(vgs_vdist, timers_fixed, 1),
	M(vgs_vdist, offset_fixed, 1),
	M(vgs_vdist, zero, 3),
};

static const struct vgs_vm_member abi_members[] = {
	M(vgs_vabi, dist_base, 1),   M(vgs_vabi, cpu_base, 1),
	M(vgs_vabi, nirqs, 1),	     M(vgs_vabi, online, 1),
	M(vgs_vabi, regions, 1),     M(vgs_vabi, created, 1),
	M(vgs_vabi, initialised, 1), M(vgs_vabi, ran, 1),
	M(vgs_vabi, dead, 1),	     M(vgs_vabi, maintenance, 1),
	M(vgs_vabi, its, 1),	     M(vgs_vabi, zero, 2),
};

static const struct vgs_vm_member region_members[] = {
	M(vgs_vregion, base, 1),  M(vgs_vregion, size, 1),
	M(vgs_vregion, first, 1), M(vgs_vregion, used, 1),
	M(vgs_vregion, zero, 1),
};

/* Somebody else's, of whatever it is. */
static const struct vgs_vm_member own_members[] = { { "byte", 0, 1, 1 } };

static const struct vgs_vm_member stat_members[] = {
	{ "value", 0, sizeof(uint64_t), VGS_VM_STAT_COUNT },
};

static const struct vgs_vm_member vcpu_stat_members[] = {
	{ "value", 0, sizeof(uint64_t), VGS_VCPU_STAT_COUNT },
};

static const struct vgs_vm_member lpi_members[] = {
	M(vgs_vlpi, intid, 1),
	M(vgs_vlpi, ites, 1),
};

static const struct vgs_vm_member its_members[] = {
	M(vgs_vits, base, 1),	 M(vgs_vits, cbaser, 1),
	M(vgs_vits, cwriter, 1), M(vgs_vits, creadr, 1),
	M(vgs_vits, baser, 2),	 M(vgs_vits, voided, 1),
	M(vgs_vits, head, 1),	 M(vgs_vits, tail, 1),
	M(vgs_vits, errors, 1),	 M(vgs_vits, error, 1),
	M(vgs_vits, enabled, 1), M(vgs_vits, zero, 7),
};

static const struct vgs_vm_member device_members[] = {
	M(vgs_vdevice, itt, 1),
	M(vgs_vdevice, bits, 1),
	M(vgs_vdevice, zero, 1),
};

static const struct vgs_vm_member event_members[] = {
	M(vgs_vevent, cached, 1),
	M(vgs_vevent, lpi, 1),
	M(vgs_vevent, collection, 1),
};

static const struct vgs_vm_member collection_members[] = {
	M(vgs_vcollection, next, 1),
	M(vgs_vcollection, icid, 1),
	M(vgs_vcollection, target, 1),
};

static const struct vgs_vm_member pool_members[] = {
	M(vgs_vpool_entry, key, 1),
	M(vgs_vpool_entry, slot, 1),
	M(vgs_vpool_entry, zero, 1),
};

/* A section of @n items of an array, whose members are @table. */
#define SECTION(name, table, array, n)                                         \
	(struct vgs_vm_section)                                                \
	{                                                                      \
		name, table, VGS_ARRAY(table), sizeof(*(array)), n,            \
			(unsigned char *)(array)                               \
	}

static struct vgs_vm_section pool_section(const char *name,
					  const struct vgs_vpool *pool)
{
	return SECTION(name, pool_members, pool->entries, pool->max);
}

/* @n items, each an array of as many counters as its one member has. */
static struct vgs_vm_section counters(const char *name,
				      const struct vgs_vm_member *member,
				      uint64_t *items, uint32_t n)
{
	return (struct vgs_vm_section){
		name, member,
		1,    member->size * (uint32_t)member->count,
		n,    (unsigned char *)items
	};
}

struct vgs_vm_section vgs_vm_section(const struct vgs_vm *vm,
				     enum vgs_vm_section_id id)
{
	switch (id) {
	case VGS_VM_SECTION_VIRQS:
		return SECTION("virq", virq_members, vm->virqs,
			       vm->virqs_count);
	case VGS_VM_SECTION_VCPUS:
		return SECTION("vcpu", vcpu_members, vm->vcpus, vm->cfg.vcpus);
	case VGS_VM_SECTION_TIMERS:
		return SECTION("timer", vtimer_members, vm->vtimers,
			       vm->cfg.vcpus * VGS_TIMER_IDS);
	case VGS_VM_SECTION_ROUTES:
		return SECTION("route", route_members, vm->routes,
			       vm->cfg.routes);
	case VGS_VM_SECTION_IRQFDS:
		return SECTION("irqfd", irqfd_members, vm->irqfds,
			       vm->cfg.irqfds);
	case VGS_VM_SECTION_DIST:
		return SECTION("dist", dist_members, vm->dist, 1);
	case VGS_VM_SECTION_ABI:
		return SECTION("abi", abi_members, vm->abi, 1);
	case VGS_VM_SECTION_REGIONS:
		return SECTION("region", region_members, vm->regions,
			       vm->cfg.regions);
	case VGS_VM_SECTION_LPIS:
		return SECTION("lpi", lpi_members, vm->lpis, vm->lpi_pool.max);
	case VGS_VM_SECTION_ITS:
		return SECTION("its", its_members, vm->its, vm->cfg.its);
	case VGS_VM_SECTION_DEVICES:
		return SECTION("device", device_members, vm->devices,
			       vm->device_pool.max);
	case VGS_VM_SECTION_EVENTS:
		return SECTION("event", event_members, vm->events,
			       vm->event_pool.max);
	case VGS_VM_SECTION_COLLECTIONS:
		return SECTION("collection", collection_members,
			       vm->collections, vm->collection_pool.max);
	case VGS_VM_SECTION_LPI_POOL:
		return pool_section("lpi-pool", &vm->lpi_pool);
	case VGS_VM_SECTION_DEVICE_POOL:
		return pool_section("device-pool", &vm->device_pool);
	case VGS_VM_SECTION_EVENT_POOL:
		return pool_section("event-pool", &vm->event_pool);
	case VGS_VM_SECTION_COLLECTION_POOL:
		return pool_section("collection-pool", &vm->collection_pool);
	case VGS_VM_SECTION_OWN:
		return SECTION("own", own_members,
			       vm->own ? (unsigned char *)vm->own->vgic : NULL,
			       vm->own ? (uint32_t)vm->own->ops.state : 0);
	case VGS_VM_SECTION_STATS:
		return counters("stat", stat_members, vm->stats, 1);
	case VGS_VM_SECTION_VCPU_STATS:
	case VGS_VM_SECTIONS:
		break;
	}
	return counters("vcpu-stat", vcpu_stat_members, vm->vcpu_stats,
			vm->cfg.vcpus);
}

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

/* --- elements ----------------------------------------------------- */

static void put_le(unsigned char *to, uint64_t value, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		to[i] = (unsigned char)(value >> 8 * i);
}

static uint64_t get_le(const unsigned char *from, unsigned size)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < size; i++)
		value |= (uint64_t)from[i] << 8 * i;
	return value;
}

static void store(unsigned char *to, uint64_t value, unsigned size)
{
	uint32_t v32 = (uint32_t)value;
	uint16_t v16 = (uint16_t)value;

	switch (size) {
	case 1:
		*to = (unsigned char)value;
		break;
	case 2:
		memcpy(to, &v16, 2);
		break;
	case 4:
		memcpy(to, &v32, 4);
		break;
	default:
		memcpy(to, &value, 8);
		break;
	}
}

static void save_item(const struct vgs_vm_section *s, const unsigned char *item,
		      unsigned char *to)
{
	for (unsigned m = 0; m < s->member_count; m++) {
		const struct vgs_vm_member *member = &s->members[m];

		for (unsigned k = 0; k < member->count; k++) {
			unsigned at = member->offset + k * member->size;

			put_le(to + at,
			       vgs_member_load(item + at, member->size),
			       member->size);
		}
	}
}

void vgs_vm_load_item(const struct vgs_vm_section *s, const unsigned char *from,
		      unsigned char *item)
{
	for (unsigned m = 0; m < s->member_count; m++) {
		const struct vgs_vm_member *member = &s->members[m];

		for (unsigned k = 0; k < member->count; k++) {
			unsigned at = member->offset + k * member->size;

			store(item + at, get_le(from + at, member->size),
			      member->size);
		}
	}
}

/* --- images ------------------------------------------------------- */

static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 29;
}

/* What decides the shape and the meaning of the state. */
static uint64_t shape(const struct vgs_vm *vm)
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
	put_le(to, IMAGE_MAGIC, 8);
	put_le(to + 8, IMAGE_VERSION, 8);
	put_le(to + 16, shape(vm), 8);
	put_le(to + 24, vgs_vm_save_size(vm), 8);
	to += HEADER_SIZE;
	for (unsigned i = 0; i < VGS_VM_SECTIONS; i++) {
		struct vgs_vm_section s =
			vgs_vm_section(vm, (enum vgs_vm_section_id)i);

		for (uint32_t k = 0; k < s.count; k++, to += s.item_size)
			save_item(&s, s.items + (size_t)k * s.item_size, to);
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
	if (get_le(from, 8) != IMAGE_MAGIC || get_le(from + 24, 8) != size)
		return "header";
	if (get_le(from + 8, 8) != IMAGE_VERSION)
		return "version";
	if (get_le(from + 16, 8) != shape(vm))
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
	if (shape(dst) != shape(src))
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
		const struct vgs_vm_member *member = &s->members[m];
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
	uint64_t hash = shape(vm);

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

/* --- diff --------------------------------------------------------- */

struct diff {
	vgs_diff_fn fn;
	void *user;
	int count;
};

static char *append(char *to, const char *text)
{
	while (*text)
		*to++ = *text++;
	*to = '\0';
	return to;
}

static char *append_index(char *to, uint32_t index)
{
	char digits[12];
	unsigned n = 0;

	do {
		digits[n++] = (char)('0' + index % 10);
		index /= 10;
	} while (index);
	*to++ = '[';
	while (n)
		*to++ = digits[--n];
	return append(to, "]");
}

static void diff_item(struct diff *diff, const struct vgs_vm_section *s,
		      uint32_t k, const unsigned char *a,
		      const unsigned char *b)
{
	for (unsigned m = 0; m < s->member_count; m++) {
		const struct vgs_vm_member *member = &s->members[m];

		for (unsigned e = 0; e < member->count; e++) {
			unsigned at = member->offset + e * member->size;
			uint64_t va = vgs_member_load(a + at, member->size);
			uint64_t vb = vgs_member_load(b + at, member->size);
			char where[64], *to = where;

			if (va == vb)
				continue;
			to = append_index(append(to, s->name), k);
			to = append(append(to, "."), member->name);
			if (member->count > 1)
				append_index(to, e);
			diff->count++;
			if (diff->fn)
				diff->fn(diff->user, where, va, vb);
		}
	}
}

int vgs_vm_diff(const struct vgs_vm *a, const struct vgs_vm *b, vgs_diff_fn fn,
		void *user)
{
	struct diff diff = { fn, user, 0 };

	if (shape(a) != shape(b))
		return -VGS_EINVAL;
	for (unsigned i = 0; i < VGS_VM_SECTION_STATS; i++) {
		struct vgs_vm_section sa =
			vgs_vm_section(a, (enum vgs_vm_section_id)i);
		struct vgs_vm_section sb =
			vgs_vm_section(b, (enum vgs_vm_section_id)i);

		for (uint32_t k = 0; k < sa.count; k++)
			diff_item(&diff, &sa, k,
				  sa.items + (size_t)k * sa.item_size,
				  sb.items + (size_t)k * sb.item_size);
	}
	return diff.count;
}
