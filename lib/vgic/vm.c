/* SPDX-License-Identifier: MIT */
/*
 * The VM object: the one allocation, the state after KVM's INIT
 * (KVM-ST-13), and looking at it.
 */
#include "vgic/vits.h"

#include <libvgicsim/vcpu-timer.h>

#include <string.h>

#include "alloc.h"
#include "vgic/abi.h"
#include "vgic/callback.h"
#include "vgic/config.h"
#include "vgic/order.h"
#include "vgic/own.h"

#define ABSENT UINT64_MAX

/* --- the one allocation ------------------------------------------- */

/* Part of @size bytes at *@at of @base; NULL while sizes are collected. */
static void *part(unsigned char *base, size_t *at, size_t size)
{
	unsigned char *p = base ? base + *at : NULL;

	*at += (size + 63u) & ~(size_t)63u;
	return p;
}

/* Every SPI has a route by default, so there is room for that. */
static unsigned routes_of(const struct vgs_vm_config *cfg)
{
	unsigned spis = cfg->nirqs - VGS_VM_PRIV;

	if (!cfg->routes)
		return spis + 32;
	return cfg->routes < spis ? spis : cfg->routes;
}

static void lay_out_pool(struct vgs_vpool *pool, uint32_t max,
			 unsigned char *base, size_t *at)
{
	pool->max = max;
	pool->entries = part(base, at, max * sizeof(struct vgs_vpool_entry));
}

static size_t largest(size_t a, size_t b)
{
	return a > b ? a : b;
}

static void lay_out_its(const struct vgs_vm_config *cfg, unsigned char *base,
			size_t *at, struct vgs_vm *vm)
{
	unsigned devices = cfg->its ? cfg->its_devices : 0;
	unsigned events = cfg->its ? cfg->its_events : 0;
	unsigned collections = cfg->its ? cfg->its_collections : 0;

	vm->its = part(base, at, cfg->its * sizeof(struct vgs_vits));
	vm->devices = part(base, at, devices * sizeof(struct vgs_vdevice));
	vm->events = part(base, at, events * sizeof(struct vgs_vevent));
	vm->collections =
		part(base, at, collections * sizeof(struct vgs_vcollection));
	vm->device_pool.count = base ? &vm->dist->devices : NULL;
	lay_out_pool(&vm->device_pool, devices, base, at);
	vm->event_pool.count = base ? &vm->dist->events : NULL;
	lay_out_pool(&vm->event_pool, events, base, at);
	vm->collection_pool.count = base ? &vm->dist->collections : NULL;
	lay_out_pool(&vm->collection_pool, collections, base, at);
	vm->scratch =
		part(base, at,
		     largest(cfg->lpis,
			     largest(devices, largest(events, collections))) *
			     sizeof(uint32_t));
}

static unsigned host_pes(const struct vgs_vm_config *cfg)
{
	return cfg->gic ? vgs_gic_config(cfg->gic)->pes : VGS_MAX_PES;
}

static size_t lay_out(const struct vgs_vm_config *cfg, unsigned char *base,
		      struct vgs_vm *vm)
{
	uint32_t shared = cfg->nirqs - VGS_VM_PRIV + cfg->lpis;
	size_t virqs = (size_t)cfg->vcpus * VGS_VM_PRIV + shared;
	union vgs_own_head *head;
	size_t at = 0;

	part(base, &at, sizeof(*vm));
	vm->own = part(base, &at, cfg->own ? sizeof(*vm->own) : 0);
	vm->own = cfg->own ? vm->own : NULL;
	head = part(base, &at,
		    cfg->own && cfg->own->state
			    ? sizeof(*head) + cfg->own->state
			    : 0);
	if (base && cfg->own && cfg->own->state)
		vm->own->vgic = head + 1;
	vm->affinities = part(base, &at, cfg->vcpus * sizeof(uint32_t));
	vm->virqs = part(base, &at, virqs * sizeof(struct vgs_virq));
	vm->vcpus = part(base, &at, cfg->vcpus * sizeof(struct vgs_vcpu));
	vm->vtimers =
		part(base, &at,
		     cfg->vcpus * VGS_TIMER_IDS * sizeof(struct vgs_vtimer));
	vm->routes = part(base, &at, routes_of(cfg) * sizeof(*vm->routes));
	vm->irqfds = part(base, &at, cfg->irqfds * sizeof(*vm->irqfds));
	vm->dist = part(base, &at, sizeof(struct vgs_vdist));
	vm->orders = part(base, &at, cfg->vcpus * sizeof(struct vgs_vorder));
	vm->places = part(base, &at, virqs * sizeof(struct vgs_vplace));
	vm->on_pe = part(base, &at, host_pes(cfg) * sizeof(*vm->on_pe));
	vm->wants = NULL;
	if (cfg->policy.list_registers == VGS_LIST_REGISTERS_KEPT)
		vm->wants = part(base, &at,
				 cfg->vcpus * vgs_vwants_words(shared) *
					 sizeof(uint64_t));
	vm->abi = part(base, &at, sizeof(struct vgs_vabi));
	vm->callbacks = part(base, &at, sizeof(*vm->callbacks));
	vm->regions = part(base, &at, cfg->regions * sizeof(*vm->regions));
	vm->stats = part(base, &at, VGS_VM_STAT_COUNT * sizeof(uint64_t));
	vm->vcpu_stats = part(base, &at,
			      (size_t)cfg->vcpus * VGS_VCPU_STAT_COUNT *
				      sizeof(uint64_t));
	vm->lpis = part(base, &at, cfg->lpis * sizeof(struct vgs_vlpi));
	vm->lpi_pool.count = base ? &vm->dist->lpis : NULL;
	lay_out_pool(&vm->lpi_pool, cfg->lpis, base, &at);
	lay_out_its(cfg, base, &at, vm);
	return at;
}

/* Is there such a virtual interface?  ICH_VTR, GICH_VTR (GIC-S12). */
static bool interface_possible(const struct vgs_vm *vm, uint64_t vtr)
{
	unsigned pri_bits = (unsigned)vgs_field_get(vtr, 31, 29) + 1;
	unsigned pre_bits = (unsigned)vgs_field_get(vtr, 28, 26) + 1;

	if (pri_bits < 5 || pre_bits < 5 || pre_bits > pri_bits)
		return false;
	return vm->host_v2 ? pri_bits == 5 : vgs_field_get(vtr, 25, 23) <= 1;
}

/* Read once for all PEs; -VGS_ENOTSUP: no GIC has such an interface. */
static int read_vtr(struct vgs_vm *vm)
{
	uint64_t vtr = vgs_hw_peek(vm, 0, VGS_HW_VTR, 0);

	vm->vtr = (uint32_t)vtr;
	if (!vm->cfg.user_irqchip &&
	    !VGS_RULE(VGS_9, interface_possible(vm, vtr)))
		return -VGS_ENOTSUP;
	return 0;
}

/* What the hardware says of its virtual interface (KVM-ST-5). */
static void probe(struct vgs_vm *vm)
{
	uint64_t vtr = vm->vtr;
	unsigned pre_bits = (unsigned)vgs_field_get(vtr, 28, 26) + 1;

	vm->nr_lr = (unsigned)vgs_field_get(vtr, vm->host_v2 ? 5 : 3, 0) + 1;
	vm->pri_bits = (unsigned)vgs_field_get(vtr, 31, 29) + 1;
	vm->id_bits = (unsigned)vgs_field_get(vtr, 25, 23);
	vm->tdir = !vm->host_v2 && (vtr & VGS_BIT(19));
	vm->bpr_min = 7 - (pre_bits < 7 ? pre_bits : 7);
	vm->ap_regs = 1;
	if (!vm->host_v2 && pre_bits > 5)
		vm->ap_regs = pre_bits == 6 ? 2 : 4;
}

void vgs_virq_reset(struct vgs_vm *vm, uint32_t i)
{
	unsigned vcpu = vgs_virq_private_to(vm, i);
	bool v2 = vm->cfg.version == VGS_GIC_V2;
	struct vgs_virq q = {
		.next = VGS_NO_VIRQ,
		.prev = VGS_NO_VIRQ,
		.vcpu = VGS_NO_VCPU,
		.lr = VGS_NO_VLR,
	};

	/* KVM-ST-13: an SPI is an edge until someone says otherwise. */
	if (i < vm->spi0 && vgs_virq_intid(vm, i) < VGS_VM_SGIS)
		q.flags = VGS_VIRQ_ENABLED | VGS_VIRQ_EDGE;
	else if (i >= vm->spi0)
		q.flags = VGS_VIRQ_EDGE;
	if (vgs_virq_is_lpi(vm, i))
		q.target = VGS_NO_VCPU;
	if (!v2)
		q.flags |= VGS_VIRQ_GROUP1;
	if (vcpu != VGS_NO_VCPU) {
		q.target = (uint16_t)vcpu;
		q.targets = v2 ? VGS_BIT(vcpu % VGS_MAX_VCPUS_V2)
			       : vm->affinities[vcpu];
		if (vm->cfg.pmu_vintid &&
		    vgs_virq_intid(vm, i) == vm->cfg.pmu_vintid)
			q.owner = VGS_OWNER_PMU;
	}
	vm->virqs[i] = q;
}

/* Inner write-back, Inner Shareable (KVM-MM-15). */
#define TABLE_RESET 0x580u

static void reset_its(struct vgs_vm *vm)
{
	uint64_t base =
		vm->cfg.stepwise ? ABSENT : vm->cfg.frames[VGS_FRAME_GITS];

	vgs_vpool_reset(&vm->lpi_pool);
	vgs_vpool_reset(&vm->device_pool);
	vgs_vpool_reset(&vm->event_pool);
	vgs_vpool_reset(&vm->collection_pool);
	for (unsigned n = 0; n < vm->cfg.its; n++)
		vgs_vits_init(&vm->its[n], n ? ABSENT : base);
	for (uint32_t n = 0; n < vm->event_pool.max; n++)
		vm->events[n] = vgs_no_event;
	for (uint32_t n = 0; n < vm->collection_pool.max; n++)
		vm->collections[n] = vgs_no_collection;
	if (vm->lpi_pool.max)
		vm->dist->propbaser = TABLE_RESET;
}

static void reset(struct vgs_vm *vm)
{
	for (uint32_t i = 0; i < vm->virqs_count; i++)
		vgs_virq_reset(vm, i);
	for (unsigned n = 0; n < vm->cfg.vcpus; n++) {
		struct vgs_vcpu *v = &vm->vcpus[n];

		v->head = v->tail = v->last_lr_virq = VGS_NO_VIRQ;
		v->wake = UINT64_MAX;
		for (unsigned id = 0; id < VGS_TIMER_IDS; id++)
			vm->vtimers[n * VGS_TIMER_IDS + id].soft = UINT64_MAX;
		v->pe = (uint16_t)(n % vm->pes);
		v->pri_bits = (uint8_t)vm->pri_bits;
		v->id_bits = (uint8_t)vm->id_bits;
		if (vm->cfg.version == VGS_GIC_V3)
			v->pendbaser = TABLE_RESET;
	}
	vgs_vm_find_loaded(vm);
	vm->dist->revision = 3; /* KVM-MM-6 */
	if (vm->cfg.stepwise)
		vgs_vabi_start(vm);
	else
		vgs_vabi_complete(vm);
	vm->dist->timer_vintid[VGS_TIMER_VIRTUAL] = VGS_VM_VTIMER;
	vm->dist->timer_vintid[VGS_TIMER_PHYSICAL] = VGS_VM_PTIMER;
	reset_its(vm);
}

static void set_affinities(struct vgs_vm *vm)
{
	for (unsigned n = 0; n < vm->cfg.vcpus; n++)
		vm->affinities[n] = vm->cfg.affinities ? vm->cfg.affinities[n]
						       : n / 16 << 8 | n % 16;
	vm->cfg.affinities = vm->affinities;
}

/* Somebody else's vgic, if there is to be one. */
static int create_own(struct vgs_vm *vm, const struct vgs_vgic_ops *ops)
{
	if (!ops)
		return 0;
	vm->own->ops = *ops;
	vm->cfg.own = &vm->own->ops;
	if (ops->state) {
		((union vgs_own_head *)vm->own->vgic - 1)->vm = vm;
		return 0;
	}
	return vgs_own_create(vm);
}

int vgs_vm_new(const struct vgs_vm_config *wanted, struct vgs_vm **ret_vm)
{
	struct vgs_vm_config full;
	const struct vgs_vm_config *cfg = &full;
	struct vgs_vm shape;
	struct vgs_vm *vm;
	struct vgs_allocator alloc;
	int err;

	if (!wanted || !ret_vm)
		return -VGS_EINVAL;
	err = vgs_vm_config_check(wanted, NULL);
	if (err)
		return err;
	full = vgs_vconfig_completed(wanted);
	alloc = cfg->alloc.zalloc ? cfg->alloc : vgs_alloc_libc();
	vm = alloc.zalloc(alloc.user, lay_out(cfg, NULL, &shape));
	if (!vm)
		return -VGS_ENOMEM;
	lay_out(cfg, (unsigned char *)vm, vm);
	vm->cfg = *cfg;
	vm->cfg.routes = routes_of(cfg);
	vm->cfg.alloc = alloc;
	if (cfg->hw)
		vm->hw = *cfg->hw;
	else
		vgs_hw_of_gic(&vm->hw, cfg->gic);
	vm->cfg.hw = &vm->hw;
	if (cfg->timers) {
		vm->timer_ops = *cfg->timers;
		vm->cfg.timers = &vm->timer_ops;
	}
	if (cfg->gic)
		vm->cfg.host = vgs_gic_config(cfg->gic)->version;
	vm->host_v2 = vm->cfg.host == VGS_GIC_V2;
	err = read_vtr(vm);
	if (err) {
		alloc.free(alloc.user, vm);
		return err;
	}
	vm->host_legacy =
		!vm->host_v2 && (cfg->gic ? vgs_gic_config(cfg->gic)->legacy
					  : cfg->version == VGS_GIC_V2);
	vm->pes = host_pes(cfg);
	vm->spi0 = cfg->vcpus * VGS_VM_PRIV;
	vm->lpi0 = vm->spi0 + cfg->nirqs - VGS_VM_PRIV;
	vm->virqs_count = vm->lpi0 + cfg->lpis;
	set_affinities(vm);
	probe(vm);
	vm->traps = vgs_vm_decide_traps(vm);
	reset(vm);
	err = create_own(vm, cfg->own);
	if (err)
		alloc.free(alloc.user, vm);
	else
		*ret_vm = vm;
	return err;
}

struct vgs_vm *vgs_vm_free(struct vgs_vm *vm)
{
	struct vgs_allocator alloc;

	if (!vm || vgs_vm_in_callback(vm))
		return vm;
	vm->cfg.trace = NULL;
	vgs_vm_leave_pes(vm);
	vgs_own_destroy(vm);
	alloc = vm->cfg.alloc;
	alloc.free(alloc.user, vm);
	return NULL;
}

const struct vgs_vm_config *vgs_vm_config(const struct vgs_vm *vm)
{
	return &vm->cfg;
}

const char *vgs_vm_bug(const struct vgs_vm *vm)
{
	return vm->bug;
}

/* --- looking inside ----------------------------------------------- */

/* HCR_EL2.VI and VF are in the PE, beside what its GIC says. */
static void add_inputs(const struct vgs_vcpu *v, struct vgs_vcpu_info *info)
{
	if (v->irq_lines & 1u) {
		info->signals |= VGS_SIG_VIRQ;
		if (!(v->pstate & VGS_GUEST_I))
			info->takes |= VGS_SIG_VIRQ;
	}
	if (v->irq_lines & 2u) {
		info->signals |= VGS_SIG_VFIQ;
		if (!(v->pstate & VGS_GUEST_F))
			info->takes |= VGS_SIG_VFIQ;
	}
}

int vgs_vcpu_info(const struct vgs_vm *vm, unsigned vcpu,
		  struct vgs_vcpu_info *ret_info)
{
	const uint32_t virt = VGS_SIG_VIRQ | VGS_SIG_VFIQ | VGS_SIG_VNMI;
	const struct vgs_vcpu *v;

	if (vcpu >= vgs_vm_online(vm))
		return -VGS_ERANGE;
	v = &vm->vcpus[vcpu];
	*ret_info = (struct vgs_vcpu_info){
		.entered = v->entered,
		.loaded = v->loaded,
		.phase = (enum vgs_vcpu_phase)v->phase,
		.pe = v->pe,
		.pending = vgs_vcpu_has_pending(vm, vcpu),
		.kicked = v->kicked,
		.pstate = { v->pstate & VGS_GUEST_I, v->pstate & VGS_GUEST_F,
			    v->pstate & VGS_GUEST_A },
		.queued = v->queued,
		.hcr = v->hcr,
		.vmcr = v->vmcr,
		.vmcr_saved = v->vmcr_saved,
	};
	ret_info->used_lrs = v->used_lrs;
	ret_info->device_levels = v->exported;
	ret_info->sleeps = v->blocked;
	ret_info->inputs = v->irq_lines;
	if (v->entered) {
		ret_info->phase = VGS_VCPU_ENTERED;
		ret_info->signals = vgs_hw_signals(vm, v->pe) & virt;
		ret_info->takes = vgs_hw_takes(vm, v->pe) & virt;
		add_inputs(v, ret_info);
	}
	return 0;
}

int vgs_vcpu_ap_list(const struct vgs_vm *vm, unsigned vcpu, unsigned max,
		     uint32_t *ret_intids)
{
	unsigned n = 0;

	if (vcpu >= vgs_vm_online(vm))
		return -VGS_ERANGE;
	for (uint32_t i = vm->vcpus[vcpu].head; i != VGS_NO_VIRQ;
	     i = vm->virqs[i].next) {
		if (n < max)
			ret_intids[n] = vgs_virq_intid(vm, i);
		n++;
	}
	return (int)n;
}

int vgs_vgic_irq(const struct vgs_vm *vm, unsigned vcpu, uint32_t intid,
		 struct vgs_virq_info *ret_info)
{
	uint32_t i = vgs_virq_index(vm, vcpu, intid);
	const struct vgs_virq *q;

	if (i == VGS_NO_VIRQ)
		return -VGS_ERANGE;
	if (vm->own)
		return vgs_own_irq(vm, vcpu, intid, ret_info);
	q = &vm->virqs[i];
	*ret_info = (struct vgs_virq_info){
		.intid = intid,
		.state = vgs_virq_effective(vm, i),
		.line = q->flags & VGS_VIRQ_LINE,
		.latch = q->flags & VGS_VIRQ_LATCH,
		.active = q->flags & VGS_VIRQ_ACTIVE,
		.enabled = q->flags & VGS_VIRQ_ENABLED,
		.edge = q->flags & VGS_VIRQ_EDGE,
		.hw = q->flags & VGS_VIRQ_HW,
		.pintid = q->pintid,
		.target = q->target,
		.vcpu = q->vcpu,
		.lr = q->lr == VGS_NO_VLR ? -1 : q->lr,
		.priority = q->priority,
		.group = (q->flags & VGS_VIRQ_GROUP1) != 0,
		.source = q->source,
		.active_source = q->active_source,
		.targets = q->targets,
		.owner = q->owner,
	};
	return 0;
}
