/* SPDX-License-Identifier: MIT */
/* Layout of the plain-data state of a VM: members of items, sections. */
#include "vgic/state.h"
#include "vgic/own.h"
#include "vgic/vits.h"

#define M(type, field, n)                                                      \
	{                                                                      \
#field, offsetof(struct type, field),                          \
			sizeof(((struct type *)0)->field) / (n), n             \
	}

/* Members cover every byte of an item, in order; a test holds them to it. */
static const struct vgs_member virq_members[] = {
	M(vgs_virq, pintid, 1),	       M(vgs_virq, targets, 1),
	M(vgs_virq, owner, 1),	       M(vgs_virq, next, 1),
	M(vgs_virq, prev, 1),	       M(vgs_virq, target, 1),
	M(vgs_virq, vcpu, 1),	       M(vgs_virq, flags, 1),
	M(vgs_virq, priority, 1),      M(vgs_virq, source, 1),
	M(vgs_virq, active_source, 1), M(vgs_virq, lr, 1),
	M(vgs_virq, zero, 2),
};

static const struct vgs_member vcpu_members[] = {
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

static const struct vgs_member vtimer_members[] = {
	M(vgs_vtimer, cval, 1),	    M(vgs_vtimer, soft, 1),
	M(vgs_vtimer, ctl, 1),	    M(vgs_vtimer, level, 1),
	M(vgs_vtimer, inactive, 1), M(vgs_vtimer, in_pe, 1),
	M(vgs_vtimer, zero, 4),
};

static const struct vgs_member route_members[] = {
	M(vgs_vroute, addr, 1),	     M(vgs_vroute, gsi, 1),
	M(vgs_vroute, data, 1),	     M(vgs_vroute, devid, 1),
	M(vgs_vroute, pin, 1),	     M(vgs_vroute, type, 1),
	M(vgs_vroute, has_devid, 1),
};

static const struct vgs_member irqfd_members[] = {
	M(vgs_virqfd, fd, 1),	      M(vgs_virqfd, gsi, 1),
	M(vgs_virqfd, resamplefd, 1), M(vgs_virqfd, resamples, 1),
	M(vgs_virqfd, route, 1),      M(vgs_virqfd, resample, 1),
	M(vgs_virqfd, work, 1),	      M(vgs_virqfd, zero, 4),
};

static const struct vgs_member dist_members[] = {
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

static const struct vgs_member abi_members[] = {
	M(vgs_vabi, dist_base, 1),   M(vgs_vabi, cpu_base, 1),
	M(vgs_vabi, nirqs, 1),	     M(vgs_vabi, online, 1),
	M(vgs_vabi, regions, 1),     M(vgs_vabi, created, 1),
	M(vgs_vabi, initialised, 1), M(vgs_vabi, ran, 1),
	M(vgs_vabi, dead, 1),	     M(vgs_vabi, maintenance, 1),
	M(vgs_vabi, its, 1),	     M(vgs_vabi, zero, 2),
};

static const struct vgs_member region_members[] = {
	M(vgs_vregion, base, 1),  M(vgs_vregion, size, 1),
	M(vgs_vregion, first, 1), M(vgs_vregion, used, 1),
	M(vgs_vregion, zero, 1),
};

/* Somebody else's, of whatever it is. */
static const struct vgs_member own_members[] = { { "byte", 0, 1, 1 } };

static const struct vgs_member stat_members[] = {
	{ "value", 0, sizeof(uint64_t), VGS_VM_STAT_COUNT },
};

static const struct vgs_member vcpu_stat_members[] = {
	{ "value", 0, sizeof(uint64_t), VGS_VCPU_STAT_COUNT },
};

static const struct vgs_member lpi_members[] = {
	M(vgs_vlpi, intid, 1),
	M(vgs_vlpi, ites, 1),
};

static const struct vgs_member its_members[] = {
	M(vgs_vits, base, 1),	 M(vgs_vits, cbaser, 1),
	M(vgs_vits, cwriter, 1), M(vgs_vits, creadr, 1),
	M(vgs_vits, baser, 2),	 M(vgs_vits, voided, 1),
	M(vgs_vits, head, 1),	 M(vgs_vits, tail, 1),
	M(vgs_vits, errors, 1),	 M(vgs_vits, error, 1),
	M(vgs_vits, enabled, 1), M(vgs_vits, zero, 7),
};

static const struct vgs_member device_members[] = {
	M(vgs_vdevice, itt, 1),
	M(vgs_vdevice, bits, 1),
	M(vgs_vdevice, zero, 1),
};

static const struct vgs_member event_members[] = {
	M(vgs_vevent, cached, 1),
	M(vgs_vevent, lpi, 1),
	M(vgs_vevent, collection, 1),
};

static const struct vgs_member collection_members[] = {
	M(vgs_vcollection, next, 1),
	M(vgs_vcollection, icid, 1),
	M(vgs_vcollection, target, 1),
};

static const struct vgs_member pool_members[] = {
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
				      const struct vgs_member *member,
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
