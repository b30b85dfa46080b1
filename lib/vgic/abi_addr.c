/* SPDX-License-Identifier: MIT */
/*
 * A VM comes to be: vCPUs, the device, the places of its frames, INIT, and
 * what the first run wants to find.
 */
#include "vgic/abi.h"
#include "vgic/route.h"

#define UNPLACED UINT64_MAX

#define V2_DIST_SIZE	UINT64_C(0x1000)
#define V2_CPU_SIZE	UINT64_C(0x2000)
#define V3_DIST_SIZE	UINT64_C(0x10000)
#define V3_REDIST_SIZE	UINT64_C(0x20000)
#define PAGE_4K		UINT64_C(0x1000)
#define PAGE_64K	UINT64_C(0x10000)
#define DEFAULT_IRQS	256u /* KVM-ST-2 */
#define DEFAULT_MAINT	25u  /* KVM-UA-9 */
#define REGION_INDEX(v) ((unsigned)vgs_field_get(v, 11, 0))
#define REGION_FLAGS(v) vgs_field_get(v, 15, 12)
#define REGION_BASE(v)	((v)&vgs_field_mask(51, 16))
#define REGION_COUNT(v) ((unsigned)vgs_field_get(v, 63, 52))

static bool is_v3(const struct vgs_vm *vm)
{
	return vm->cfg.version == VGS_GIC_V3;
}

void vgs_vabi_start(struct vgs_vm *vm)
{
	*vm->abi = (struct vgs_vabi){
		.dist_base = UNPLACED,
		.cpu_base = UNPLACED,
		.maintenance = DEFAULT_MAINT,
	};
}

void vgs_vabi_complete(struct vgs_vm *vm)
{
	struct vgs_vabi *abi = vm->abi;

	vgs_vabi_start(vm);
	abi->online = (uint16_t)vm->cfg.vcpus;
	abi->ran = true;
	/* Without a vgic there is nothing but the vCPUs. */
	if (vm->cfg.user_irqchip)
		return;
	abi->dist_base = vm->cfg.frames[VGS_FRAME_GICD];
	abi->cpu_base = vm->cfg.frames[VGS_FRAME_GICC];
	abi->nirqs = vm->cfg.nirqs;
	abi->created = abi->initialised = true;
	abi->its = (uint8_t)vm->cfg.its;
	vgs_vm_default_routing(vm);
	if (!is_v3(vm) || vm->cfg.frames[VGS_FRAME_GICR] == UNPLACED)
		return;
	vm->regions[0] = (struct vgs_vregion){
		.base = vm->cfg.frames[VGS_FRAME_GICR],
		.used = abi->online,
	};
	abi->regions = 1;
}

/* --- places ------------------------------------------------------- */

/* KVM-UA-5: aligned, not wrapping, inside what the VM can address. */
static int check_range(uint64_t base, uint64_t alignment, uint64_t size)
{
	uint64_t end = UINT64_C(1) << VGS_VM_IPA_BITS;

	if (!VGS_RULE(KVM_UA_5, base % alignment == 0 && base + size >= base))
		return -VGS_KVM_EINVAL;
	return base + size > end ? -VGS_KVM_E2BIG : 0;
}

static int place(uint64_t *at, uint64_t base, uint64_t alignment, uint64_t size)
{
	int rc;

	if (VGS_RULE(KVM_UA_5, *at != UNPLACED))
		return -VGS_KVM_EEXIST;
	rc = check_range(base, alignment, size);
	if (!rc)
		*at = base;
	return rc;
}

static bool overlap(uint64_t a, uint64_t a_size, uint64_t b, uint64_t b_size)
{
	return a < b + b_size && b < a + a_size;
}

static uint64_t region_bytes(const struct vgs_vm *vm,
			     const struct vgs_vregion *r)
{
	return (r->size ? r->size : vm->abi->online) * V3_REDIST_SIZE;
}

static bool over_distributor(const struct vgs_vabi *abi, uint64_t base,
			     uint64_t size)
{
	return abi->dist_base != UNPLACED &&
	       overlap(base, size, abi->dist_base, V3_DIST_SIZE);
}

/* Do all redistributor regions lie where they can? */
static bool regions_fit(const struct vgs_vm *vm)
{
	for (unsigned n = 0; n < vm->abi->regions; n++) {
		const struct vgs_vregion *r = &vm->regions[n];
		uint64_t size = region_bytes(vm, r);

		if (check_range(r->base, PAGE_64K, size) ||
		    over_distributor(vm->abi, r->base, size))
			return false;
	}
	return true;
}

/* --- redistributors (KVM-UA-5, KVM-UA-7) -------------------------- */

/* First region with a free slot, NULL: none. */
static struct vgs_vregion *free_region(const struct vgs_vm *vm)
{
	for (unsigned n = 0; n < vm->abi->regions; n++) {
		struct vgs_vregion *r = &vm->regions[n];

		if (!VGS_RULE(KVM_UA_7, r->size && r->used >= r->size))
			return r;
	}
	return NULL;
}

/* vCPUs that have a redistributor's place; they are the first ones. */
static unsigned placed(const struct vgs_vm *vm)
{
	unsigned count = 0;

	for (unsigned n = 0; n < vm->abi->regions; n++)
		count += vm->regions[n].used;
	return count;
}

/* Give vCPU @vcpu, the next one without it, a place if there is one. */
static int place_redistributor(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vregion *r = free_region(vm);

	if (!r)
		return 0;
	if (!regions_fit(vm))
		return -VGS_KVM_EINVAL;
	if (!r->used)
		r->first = (uint16_t)vcpu;
	r->used++;
	return 0;
}

static bool over_region(const struct vgs_vm *vm, uint64_t base, uint64_t size)
{
	for (unsigned n = 0; n < vm->abi->regions; n++)
		if (overlap(base, size, vm->regions[n].base,
			    region_bytes(vm, &vm->regions[n])))
			return true;
	return false;
}

/* May a region of this index and count follow what is there? */
static int check_order(const struct vgs_vm *vm, unsigned index, unsigned count)
{
	unsigned last = vm->abi->regions - 1u;

	if (!vm->abi->regions)
		return index ? -VGS_KVM_EINVAL : 0;
	if (!count)
		return vm->regions[last].size ? -VGS_KVM_EINVAL
					      : -VGS_KVM_EEXIST;
	return index == last + 1 ? 0 : -VGS_KVM_EINVAL;
}

/* @count 0: one region for however many vCPUs there will be. */
static int add_region(struct vgs_vm *vm, unsigned index, uint64_t base,
		      unsigned count)
{
	struct vgs_vabi *abi = vm->abi;
	uint64_t size = (count ? count : abi->online) * V3_REDIST_SIZE;
	int rc;

	if (base + size < base)
		return -VGS_KVM_EINVAL;
	rc = check_order(vm, index, count);
	if (rc)
		return rc;
	if ((!count && over_distributor(abi, base, size)) ||
	    over_region(vm, base, size))
		return -VGS_KVM_EINVAL;
	if (abi->regions == vm->cfg.regions)
		return -VGS_KVM_ENOMEM;
	rc = check_range(base, PAGE_64K, size);
	if (rc)
		return rc;
	vm->regions[index] = (struct vgs_vregion){
		.base = base,
		.size = (uint16_t)count,
	};
	abi->regions++;
	/* vCPUs that were there before it: in the order of their numbers. */
	for (unsigned n = placed(vm); n < abi->online && free_region(vm); n++) {
		rc = place_redistributor(vm, n);
		if (rc)
			break;
	}
	/* Nothing of it is left. */
	if (VGS_RULE(KVM_UA_8, rc != 0))
		vm->regions[--abi->regions] = (struct vgs_vregion){ 0 };
	return rc;
}

/* Region that has the place of @vcpu, NULL: none has. */
static const struct vgs_vregion *region_of(const struct vgs_vm *vm,
					   unsigned vcpu)
{
	for (unsigned n = 0; n < vm->abi->regions; n++)
		if (vcpu >= vm->regions[n].first &&
		    vcpu - vm->regions[n].first < vm->regions[n].used)
			return &vm->regions[n];
	return NULL;
}

uint64_t vgs_vm_redistributor(const struct vgs_vm *vm, unsigned vcpu)
{
	const struct vgs_vregion *r = region_of(vm, vcpu);

	return r ? r->base + (vcpu - r->first) * V3_REDIST_SIZE : UNPLACED;
}

unsigned vgs_vm_redistributor_at(const struct vgs_vm *vm, uint64_t addr)
{
	for (unsigned n = 0; n < vm->abi->regions; n++) {
		const struct vgs_vregion *r = &vm->regions[n];

		if (addr >= r->base &&
		    addr - r->base < r->used * V3_REDIST_SIZE)
			return r->first +
			       (unsigned)((addr - r->base) / V3_REDIST_SIZE);
	}
	return VGS_NO_VCPU;
}

/* KVM-MM-11 */
bool vgs_vm_redistributor_last(const struct vgs_vm *vm, unsigned vcpu)
{
	const struct vgs_vregion *r = region_of(vm, vcpu);
	uint64_t end = vgs_vm_redistributor(vm, vcpu) + V3_REDIST_SIZE;
	bool last = r && vcpu - r->first + 1u == r->used;

	/* A full one may have its next one beside it. */
	for (unsigned k = 0; last && r->used == r->size && k < vm->abi->regions;
	     k++)
		last = vm->regions[k].base != end || !vm->regions[k].used;
	return VGS_RULE(KVM_MM_11, last);
}

/* --- group ADDR --------------------------------------------------- */

bool vgs_vabi_has_addr(const struct vgs_vm *vm, uint64_t attr)
{
	switch (attr) {
	case VGS_KVM_ADDR_V2_DIST:
	case VGS_KVM_ADDR_V2_CPU:
		return !is_v3(vm);
	case VGS_KVM_ADDR_V3_DIST:
	case VGS_KVM_ADDR_V3_REDIST:
	case VGS_KVM_ADDR_V3_REDIST_REGION:
		return is_v3(vm);
	default:
		return false;
	}
}

int vgs_vabi_set_addr(struct vgs_vm *vm, uint64_t attr, uint64_t value)
{
	struct vgs_vabi *abi = vm->abi;

	if (!VGS_RULE(KVM_UA_5, vgs_vabi_has_addr(vm, attr)))
		return -VGS_KVM_ENXIO;
	switch (attr) {
	case VGS_KVM_ADDR_V2_DIST:
		return place(&abi->dist_base, value, PAGE_4K, V2_DIST_SIZE);
	case VGS_KVM_ADDR_V2_CPU:
		return place(&abi->cpu_base, value, PAGE_4K, V2_CPU_SIZE);
	case VGS_KVM_ADDR_V3_DIST:
		return place(&abi->dist_base, value, PAGE_64K, V3_DIST_SIZE);
	case VGS_KVM_ADDR_V3_REDIST:
		return add_region(vm, 0, value, 0);
	default:
		if (!REGION_COUNT(value) || REGION_FLAGS(value))
			return -VGS_KVM_EINVAL;
		return add_region(vm, REGION_INDEX(value), REGION_BASE(value),
				  REGION_COUNT(value));
	}
}

int vgs_vabi_get_addr(const struct vgs_vm *vm, uint64_t attr, uint64_t *value)
{
	const struct vgs_vabi *abi = vm->abi;
	unsigned index = REGION_INDEX(*value);

	if (!vgs_vabi_has_addr(vm, attr))
		return -VGS_KVM_ENXIO;
	switch (attr) {
	case VGS_KVM_ADDR_V2_CPU:
		*value = abi->cpu_base;
		return 0;
	case VGS_KVM_ADDR_V2_DIST:
	case VGS_KVM_ADDR_V3_DIST:
		*value = abi->dist_base;
		return 0;
	case VGS_KVM_ADDR_V3_REDIST:
		*value = abi->regions ? vm->regions[0].base : UNPLACED;
		return abi->regions && vm->regions[0].size ? -VGS_KVM_EINVAL
							   : 0;
	default:
		if (index >= abi->regions)
			return -VGS_KVM_ENOENT;
		*value = index | vm->regions[index].base |
			 (uint64_t)vm->regions[index].size << 52;
		return 0;
	}
}

/* --- INIT and the first run --------------------------------------- */

int vgs_vabi_init(struct vgs_vm *vm)
{
	struct vgs_vabi *abi = vm->abi;

	if (VGS_RULE(KVM_UA_3, abi->initialised))
		return 0;
	if (!abi->nirqs)
		abi->nirqs = DEFAULT_IRQS;
	if (abi->nirqs > vm->cfg.nirqs) {
		abi->nirqs = 0;
		return -VGS_KVM_ENOMEM;
	}
	abi->initialised = true;
	vgs_vm_default_routing(vm);
	return 0;
}

int vgs_vabi_lazy_init(struct vgs_vm *vm)
{
	if (vm->abi->initialised)
		return 0;
	if (!vm->abi->created || VGS_RULE(KVM_UA_3, is_v3(vm)))
		return -VGS_KVM_EBUSY;
	return vgs_vabi_init(vm);
}

static int map_v2(struct vgs_vm *vm)
{
	const struct vgs_vabi *abi = vm->abi;

	if (abi->dist_base == UNPLACED || abi->cpu_base == UNPLACED)
		return -VGS_KVM_ENXIO;
	if (overlap(abi->dist_base, V2_DIST_SIZE, abi->cpu_base, V2_CPU_SIZE))
		return -VGS_KVM_EINVAL;
	return vgs_vabi_init(vm);
}

static int map_v3(const struct vgs_vm *vm)
{
	const struct vgs_vabi *abi = vm->abi;

	if (placed(vm) < abi->online || abi->dist_base == UNPLACED)
		return -VGS_KVM_ENXIO;
	if (!regions_fit(vm))
		return -VGS_KVM_EINVAL;
	return abi->initialised ? 0 : -VGS_KVM_EBUSY;
}

int vgs_vabi_first_run(struct vgs_vm *vm)
{
	struct vgs_vabi *abi = vm->abi;
	int rc;

	if (abi->ran)
		return 0;
	if (abi->dead)
		return -VGS_KVM_EIO;
	if (!abi->created)
		return -VGS_KVM_ENODEV;
	rc = VGS_RULE(KVM_UA_6, is_v3(vm)) ? map_v3(vm) : map_v2(vm);
	/* Whoever had a PE gets it as one that runs (KVM-TM-1). */
	for (unsigned n = 0; !rc && n < vgs_vm_online(vm); n++)
		vgs_vcpu_timer_put(vm, n, false);
	abi->ran = !rc;
	abi->dead = rc && vm->cfg.policy.failed_run_kills;
	return rc;
}

int vgs_vcpu_first_run(struct vgs_vm *vm, unsigned vcpu, int *ret_rc)
{
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (vcpu >= vgs_vm_online(vm))
		return -VGS_ERANGE;
	*ret_rc = vgs_vabi_first_run(vm);
	if (!*ret_rc && !vgs_vm_timers_valid(vm))
		*ret_rc = -VGS_KVM_EINVAL;
	return 0;
}

/* --- creation ----------------------------------------------------- */

int vgs_vcpu_create(struct vgs_vm *vm, int *ret_rc)
{
	struct vgs_vabi *abi = vm->abi;
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (VGS_RULE(KVM_UA_2, abi->initialised))
		*ret_rc = -VGS_KVM_EBUSY;
	else if (abi->online == vm->cfg.vcpus ||
		 (abi->created && !is_v3(vm) &&
		  VGS_RULE(KVM_UA_2, abi->online == VGS_MAX_VCPUS_V2)))
		*ret_rc = -VGS_KVM_EINVAL;
	else if (abi->created && is_v3(vm))
		*ret_rc = place_redistributor(vm, abi->online);
	else
		*ret_rc = 0;
	if (!*ret_rc)
		*ret_rc = abi->online++;
	return 0;
}

/* KVM-UA-1, in the kernel's order. */
static int may_create(const struct vgs_vm *vm)
{
	const struct vgs_vabi *abi = vm->abi;
	unsigned max = is_v3(vm) ? VGS_MAX_VCPUS : VGS_MAX_VCPUS_V2;

	if (!VGS_RULE(KVM_UA_1, vgs_vabi_emulated(&vm->cfg, vm->cfg.host)))
		return -VGS_KVM_ENODEV;
	if (VGS_RULE(KVM_UA_1, abi->created))
		return -VGS_KVM_EEXIST;
	if (abi->ran || abi->dead)
		return -VGS_KVM_EBUSY;
	return VGS_RULE(KVM_ST_4, abi->online > max) ? -VGS_KVM_E2BIG : 0;
}

int vgs_vgic_create(struct vgs_vm *vm, int *ret_rc)
{
	struct vgs_vabi *abi = vm->abi;
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	*ret_rc = may_create(vm);
	abi->created |= !*ret_rc;
	return 0;
}

bool vgs_vabi_in_range(const struct vgs_vm *vm, const struct vgs_vabi *abi)
{
	return abi->online <= vm->cfg.vcpus &&
	       abi->regions <= vm->cfg.regions && abi->nirqs <= 1023 &&
	       (!abi->initialised ||
		(abi->nirqs && abi->nirqs <= vm->cfg.nirqs)) &&
	       !(abi->nirqs % 32) && abi->created <= 1 &&
	       abi->initialised <= 1 && abi->ran <= 1 && abi->dead <= 1 &&
	       !abi->zero[0] && !abi->zero[1] && abi->its <= vm->cfg.its &&
	       abi->maintenance >= VGS_VM_SGIS &&
	       abi->maintenance < VGS_VM_PRIV &&
	       (abi->created || (!abi->initialised && !abi->regions));
}

bool vgs_vregion_in_range(const struct vgs_vregion *r, unsigned *next)
{
	unsigned first = *next;

	*next += r->used;
	return !r->zero && (!r->used || r->first == first) &&
	       (!r->size || r->used <= r->size);
}
