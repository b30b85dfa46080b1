/* SPDX-License-Identifier: MIT */
/*
 * The invariants of a VM by name, evaluated on the live state and on images
 * alike, so that no image can bring in what no sequence of calls can.
 */
#include "vgic/check.h"

#include <libvgicsim/irqfd.h>
#include <libvgicsim/vcpu-timer.h>

#include <string.h>

#include "vgic/abi.h"
#include "vgic/lpi.h"
#include "vgic/own.h"
#include "vgic/timer.h"

/* --- invariants, of the live state or of an image ----------------- */

void vgs_vm_view_item(const struct vgs_vm_view *view, enum vgs_vm_section_id id,
		      uint32_t i, void *ret_item)
{
	struct vgs_vm_section s = vgs_vm_section(view->vm, id);
	size_t at = (size_t)i * s.item_size;

	if (view->image)
		vgs_vm_load_item(
			&s,
			view->image + vgs_vm_section_offset(view->vm, id) + at,
			ret_item);
	else
		memcpy(ret_item, s.items + at, s.item_size);
}

static struct vgs_virq virq_at(const struct vgs_vm_view *view, uint32_t i)
{
	struct vgs_virq q;

	vgs_vm_view_item(view, VGS_VM_SECTION_VIRQS, i, &q);
	return q;
}

static struct vgs_vcpu vcpu_at(const struct vgs_vm_view *view, unsigned n)
{
	struct vgs_vcpu v;

	vgs_vm_view_item(view, VGS_VM_SECTION_VCPUS, n, &v);
	return v;
}

static struct vgs_vdist dist_at(const struct vgs_vm_view *view)
{
	struct vgs_vdist d;

	vgs_vm_view_item(view, VGS_VM_SECTION_DIST, 0, &d);
	return d;
}

static struct vgs_vabi abi_at(const struct vgs_vm_view *view)
{
	struct vgs_vabi abi;

	vgs_vm_view_item(view, VGS_VM_SECTION_ABI, 0, &abi);
	return abi;
}

/* KVM-TM-1: whoever is loaded to run has claimed its timers' PPIs before. */
static bool claimed(const struct vgs_vm_view *view, const struct vgs_vdist *d,
		    unsigned n, unsigned id)
{
	const struct vgs_vm *vm = view->vm;
	uint32_t vintid = d->timer_vintid[id];

	if (!vgs_vm_has_timers(vm) || vm->cfg.user_irqchip)
		return true;
	return vintid < VGS_VM_PRIV &&
	       virq_at(view, n * VGS_VM_PRIV + vintid).owner ==
		       VGS_OWNER_TIMER + id;
}

/* KVM-ST-20, KVM-ST-21: the list of vCPU @n is whole and its members know. */
static bool list_holds(const struct vgs_vm_view *view, unsigned n,
		       const struct vgs_vcpu *v)
{
	uint32_t prev = VGS_NO_VIRQ, i = v->head;
	unsigned count = 0;

	for (; i != VGS_NO_VIRQ; count++) {
		struct vgs_virq q;

		if (i >= view->vm->virqs_count || count >= v->queued)
			return false;
		q = virq_at(view, i);
		if (q.vcpu != n || q.prev != prev)
			return false;
		prev = i;
		i = q.next;
	}
	return count == v->queued && prev == v->tail;
}

/* vgs_virq_index() in the VM that the view is of: an image's has what it says.
 */
static uint32_t index_in(const struct vgs_vm_view *view,
			 const struct vgs_vabi *abi, unsigned vcpu,
			 uint32_t intid)
{
	const struct vgs_vm *vm = view->vm;

	if (intid < VGS_VM_PRIV)
		return vcpu < abi->online ? vcpu * VGS_VM_PRIV + intid
					  : VGS_NO_VIRQ;
	if (abi->initialised && intid < abi->nirqs && intid < vm->cfg.nirqs)
		return vm->spi0 + intid - VGS_VM_PRIV;
	return VGS_NO_VIRQ;
}

/* Does list register @k of @v say that it is handed out if it says of what? */
static bool lr_use_holds(const struct vgs_vcpu *v, unsigned k,
			 enum vgs_irq_state state)
{
	bool used = v->lr_used >> k & 1u;

	/* Ended in a run, and not folded yet. */
	return used == (state != VGS_INACTIVE) ||
	       (used && v->phase == VGS_VCPU_LEFT);
}

/*
 * KVM-OLD-5: what is in a list register says in which one first, or that it is
 * in one of another vCPU, too (KVM-OLD-2).
 */
static bool kept_lrs_hold(const struct vgs_vm_view *view,
			  const struct vgs_vabi *abi, unsigned n,
			  const struct vgs_vcpu *v)
{
	const struct vgs_vm *vm = view->vm;

	for (unsigned k = 0; k < vm->nr_lr; k++) {
		struct vgs_lr_info lr;
		struct vgs_virq q;
		uint32_t i;

		vgs_vlr_decode(vm, v->lr[k], &lr);
		if (!lr_use_holds(v, k, lr.state))
			return false;
		/* An LPI may be gone meanwhile. */
		if (!(v->lr_used >> k & 1u) || lr.vintid >= VGS_INTID_LPI)
			continue;
		i = index_in(view, abi, n, lr.vintid);
		if (i == VGS_NO_VIRQ)
			return false;
		q = virq_at(view, i);
		if (q.vcpu == n ? q.lr > k : !(q.flags & VGS_VIRQ_ELSEWHERE))
			return false;
	}
	return v->last_lr_virq == VGS_NO_VIRQ &&
	       (vm->nr_lr == 64 || !(v->lr_used >> vm->nr_lr));
}

/* The list register that it names is its own. */
static bool names_its_lr(const struct vgs_vm_view *view, uint32_t i,
			 const struct vgs_virq *q)
{
	struct vgs_lr_info lr;
	struct vgs_vcpu v;

	if (q->lr == VGS_NO_VLR)
		return true;
	if (q->lr >= view->vm->nr_lr)
		return false;
	v = vcpu_at(view, q->vcpu);
	vgs_vlr_decode(view->vm, v.lr[q->lr], &lr);
	return (v.lr_used >> q->lr & 1u) &&
	       lr.vintid == vgs_virq_intid(view->vm, i);
}

/* Some other vCPU's list register has it, if it says so (KVM-OLD-2). */
static bool held_elsewhere(const struct vgs_vm_view *view, uint32_t i,
			   const struct vgs_virq *q)
{
	bool held = !(q->flags & VGS_VIRQ_ELSEWHERE);

	for (unsigned n = 0; !held && n < view->vm->cfg.vcpus; n++) {
		struct vgs_vcpu v = vcpu_at(view, n);

		for (unsigned k = 0; n != q->vcpu && k < view->vm->nr_lr; k++) {
			struct vgs_lr_info lr;

			vgs_vlr_decode(view->vm, v.lr[k], &lr);
			held |= (v.lr_used >> k & 1u) &&
				lr.vintid == vgs_virq_intid(view->vm, i);
		}
	}
	return held;
}

/* An SGI with several list registers (BUG-27) names the first. */
static bool names_first_lr(const struct vgs_vm_view *view, uint32_t i,
			   unsigned k)
{
	const struct vgs_vm *vm = view->vm;
	unsigned named = virq_at(view, i).lr;

	if (vm->cfg.policy.sgi_sources_at_once && vgs_virq_is_v2_sgi(vm, i))
		return named <= k;
	return named == k;
}

/* KVM-ST-22: list registers of a run and interrupts name each other. */
static bool lrs_hold(const struct vgs_vm_view *view, const struct vgs_vabi *abi,
		     unsigned n, const struct vgs_vcpu *v, unsigned *ret_used)
{
	const struct vgs_vm *vm = view->vm;

	if (vgs_vm_keeps_lrs(vm))
		return kept_lrs_hold(view, abi, n, v);
	for (unsigned k = 0; k < v->used_lrs; k++) {
		struct vgs_lr_info lr;
		uint32_t i;

		vgs_vlr_decode(vm, v->lr[k], &lr);
		/* An LPI may be gone meanwhile: see lpi_on_lr(). */
		if (lr.vintid >= VGS_INTID_LPI)
			continue;
		i = index_in(view, abi, n, lr.vintid);
		if (i == VGS_NO_VIRQ || virq_at(view, i).vcpu != n ||
		    !names_first_lr(view, i, k))
			return false;
		*ret_used += virq_at(view, i).lr == k;
	}
	if (v->last_lr_virq == VGS_NO_VIRQ)
		return !v->used_lrs || vgs_vm_has_lpis(vm);
	return v->last_lr_virq < vm->virqs_count &&
	       virq_at(view, v->last_lr_virq).vcpu == n;
}

/* Somebody else's: of interrupts that exist, or none of ours. */
static bool own_lrs_hold(const struct vgs_vm_view *view,
			 const struct vgs_vabi *abi, unsigned n,
			 const struct vgs_vcpu *v)
{
	struct vgs_lr_info lr;

	if (vgs_own_frames(view->vm))
		return !v->used_lrs;
	for (unsigned k = 0; k < v->used_lrs; k++) {
		vgs_vlr_decode(view->vm, v->lr[k], &lr);
		if (index_in(view, abi, n, lr.vintid) == VGS_NO_VIRQ)
			return false;
	}
	return true;
}

/* An LPI that says it is in a list register is there. */
static bool lpi_on_lr(const struct vgs_vm_view *view, uint32_t i,
		      const struct vgs_virq *q)
{
	struct vgs_vcpu v = vcpu_at(view, q->vcpu);
	struct vgs_lr_info lr;
	struct vgs_vlpi lpi;

	if (q->lr == VGS_NO_VLR)
		return true;
	if (q->lr >= v.used_lrs)
		return false;
	vgs_vm_view_item(view, VGS_VM_SECTION_LPIS, i - view->vm->lpi0, &lpi);
	vgs_vlr_decode(view->vm, v.lr[q->lr], &lr);
	return lr.vintid == lpi.intid;
}

static const char *virq_violation(const struct vgs_vm_view *view, uint32_t i,
				  unsigned *queued, unsigned *on_lr)
{
	struct vgs_virq q = virq_at(view, i);
	const struct vgs_vm *vm = view->vm;

	if (!vgs_virq_in_range(vm, i, &q))
		return "virq-range";
	if (q.vcpu == VGS_NO_VCPU) {
		if (q.next != VGS_NO_VIRQ || q.prev != VGS_NO_VIRQ)
			return "KVM-ST-20";
		if (q.lr != VGS_NO_VLR)
			return "KVM-ST-22";
	} else if (q.vcpu >= vm->cfg.vcpus) {
		return "KVM-ST-20";
	} else {
		*queued += 1;
		if (!vgs_virq_is_lpi(vm, i))
			*on_lr += q.lr != VGS_NO_VLR;
		else if (!lpi_on_lr(view, i, &q))
			return "KVM-ST-22";
		if (vgs_vm_keeps_lrs(vm) && !names_its_lr(view, i, &q))
			return "KVM-OLD-5";
	}
	if (!vgs_virq_is_lpi(vm, i) && !held_elsewhere(view, i, &q))
		return "KVM-OLD-2";
	if (vgs_virq_is_v2_sgi(vm, i) && q.source &&
	    !(q.flags & VGS_VIRQ_LATCH))
		return "KVM-ST-24";
	return NULL;
}

static bool pe_shared(const struct vgs_vm_view *view, unsigned n,
		      const struct vgs_vcpu *v)
{
	for (unsigned k = 0; v->loaded && k < n; k++) {
		struct vgs_vcpu other = vcpu_at(view, k);

		if (other.loaded && other.pe == v->pe)
			return true;
	}
	return false;
}

/* Routes that are set come first, of one GSI each (KVM-RT-4). */
static bool routes_hold(const struct vgs_vm_view *view,
			const struct vgs_vdist *d)
{
	static const struct vgs_vroute none;
	uint8_t taken[VGS_MAX_GSI / 8] = { 0 };

	if (d->routes > view->vm->cfg.routes)
		return false;
	for (unsigned n = 0; n < view->vm->cfg.routes; n++) {
		struct vgs_vroute r;

		vgs_vm_view_item(view, VGS_VM_SECTION_ROUTES, n, &r);
		if (n >= d->routes) {
			if (memcmp(&r, &none, sizeof(r)))
				return false;
			continue;
		}
		if (r.gsi >= VGS_MAX_GSI ||
		    taken[r.gsi / 8] >> r.gsi % 8 & 1u || r.has_devid > 1 ||
		    (r.type != VGS_GSI_ROUTE_IRQCHIP &&
		     r.type != VGS_GSI_ROUTE_MSI) ||
		    r.pin >= VGS_INTID_SPECIAL - VGS_INTID_SPI)
			return false;
		taken[r.gsi / 8] |= (uint8_t)(1u << r.gsi % 8);
	}
	return true;
}

/* KVM-UA-7: regions fill up in the order of vCPUs. */
static bool regions_hold(const struct vgs_vm_view *view,
			 const struct vgs_vabi *abi)
{
	static const struct vgs_vregion none;
	unsigned next = 0;

	for (unsigned n = 0; n < view->vm->cfg.regions; n++) {
		struct vgs_vregion r;

		vgs_vm_view_item(view, VGS_VM_SECTION_REGIONS, n, &r);
		if (n < abi->regions ? !vgs_vregion_in_range(&r, &next)
				     : memcmp(&r, &none, sizeof(r)) != 0)
			return false;
	}
	return next <= abi->online;
}

/* Is @route what an irqfd of this GSI caches (KVM-RT-7)? */
static bool caches(const struct vgs_vm_view *view, const struct vgs_vdist *d,
		   const struct vgs_virqfd *q)
{
	struct vgs_vroute r;

	if (q->route < d->routes) {
		vgs_vm_view_item(view, VGS_VM_SECTION_ROUTES, q->route, &r);
		return r.gsi == q->gsi;
	}
	for (unsigned n = 0; n < d->routes; n++) {
		vgs_vm_view_item(view, VGS_VM_SECTION_ROUTES, n, &r);
		if (r.gsi == q->gsi)
			return false;
	}
	return q->route == VGS_NO_ROUTE;
}

static bool irqfds_hold(const struct vgs_vm_view *view,
			const struct vgs_vdist *d)
{
	static const struct vgs_virqfd none;
	uint32_t resamplers = 0;

	if (d->irqfds > view->vm->cfg.irqfds)
		return false;
	for (unsigned n = 0; n < view->vm->cfg.irqfds; n++) {
		struct vgs_virqfd q, other;

		vgs_vm_view_item(view, VGS_VM_SECTION_IRQFDS, n, &q);
		if (n >= d->irqfds) {
			if (memcmp(&q, &none, sizeof(q)))
				return false;
			continue;
		}
		if (!q.fd || q.resample > 1 || q.work > 1 ||
		    q.resample != (q.resamplefd != 0) ||
		    vgs_any_byte_set(q.zero, sizeof(q.zero)) ||
		    !caches(view, d, &q))
			return false;
		for (unsigned k = 0; k < n; k++) {
			vgs_vm_view_item(view, VGS_VM_SECTION_IRQFDS, k,
					 &other);
			if (other.fd == q.fd)
				return false;
		}
		resamplers += q.resample;
	}
	return resamplers == d->resamplers;
}

static const char *violation(const struct vgs_vm_view *view)
{
	struct vgs_vdist d = dist_at(view);
	struct vgs_vabi abi = abi_at(view);
	unsigned queued = 0, on_lr = 0, listed = 0, used = 0;

	for (uint32_t i = 0; i < view->vm->virqs_count; i++) {
		const char *name = virq_violation(view, i, &queued, &on_lr);

		if (name)
			return name;
	}
	for (unsigned n = 0; n < view->vm->cfg.vcpus; n++) {
		struct vgs_vcpu v = vcpu_at(view, n);

		if (!vgs_vcpu_in_range(view->vm, &v))
			return "vcpu-range";
		if (!list_holds(view, n, &v))
			return "KVM-ST-21";
		if (view->vm->own ? !own_lrs_hold(view, &abi, n, &v)
				  : !lrs_hold(view, &abi, n, &v, &used))
			return vgs_vm_keeps_lrs(view->vm) ? "KVM-OLD-5"
							  : "KVM-ST-22";
		if (pe_shared(view, n, &v))
			return "one-vcpu-per-pe";
		for (unsigned id = 0; id < VGS_TIMER_IDS; id++) {
			struct vgs_vtimer t;

			vgs_vm_view_item(view, VGS_VM_SECTION_TIMERS,
					 n * VGS_TIMER_IDS + id, &t);
			if (!vgs_vtimer_in_range(view->vm, &t, &v))
				return "timer-range";
			if (v.loaded && abi.ran && !claimed(view, &d, n, id))
				return "KVM-TM-1";
		}
		listed += v.queued;
	}
	if (listed != queued)
		return "KVM-ST-20";
	if (used != on_lr && !vgs_vm_keeps_lrs(view->vm))
		return "KVM-ST-22";
	if (!vgs_vabi_in_range(view->vm, &abi) || !regions_hold(view, &abi))
		return "abi-range";
	if (!vgs_vdist_in_range(&d))
		return "dist-range";
	if (!routes_hold(view, &d))
		return "KVM-RT-4";
	if (!irqfds_hold(view, &d))
		return "KVM-IF-1";
	return vgs_vits_violation(view);
}

const char *vgs_vm_violation(const struct vgs_vm *vm,
			     const unsigned char *image)
{
	struct vgs_vm_view view = { vm, image };

	return violation(&view);
}

/* A list register with HW is nothing without its physical interrupt. */
bool vgs_vlr_linked(const struct vgs_vm *vm, unsigned pe, uint64_t value,
		    struct vgs_lr_info *ret_lr)
{
	vgs_vlr_decode(vm, value, ret_lr);
	if (!ret_lr->hw || ret_lr->state == VGS_INACTIVE)
		return true;
	return VGS_RULE(KVM_ML_12, vgs_hw_active(vm, pe, ret_lr->pintid));
}

/*
 * One that software made pending keeps its latch at the fold (KVM-FO-5), while
 * a low line takes the physical active state (KVM-ML-5): KVM does not keep its
 * link.
 */
static bool link_holds(const struct vgs_vm *vm, unsigned vcpu, unsigned n)
{
	unsigned pe = vm->vcpus[vcpu].pe;
	struct vgs_lr_info lr;
	uint32_t i;

	if (vgs_vlr_linked(vm, pe, vgs_hw_peek(vm, pe, VGS_HW_LR, n), &lr))
		return true;
	i = vgs_virq_index(vm, vcpu, lr.vintid);
	return i != VGS_NO_VIRQ && (vm->virqs[i].flags & VGS_VIRQ_LATCH);
}

bool vgs_vm_links_hold(const struct vgs_vm *vm)
{
	for (unsigned n = 0; !vm->own && n < vgs_vm_online(vm); n++) {
		const struct vgs_vcpu *v = &vm->vcpus[n];

		for (unsigned k = 0; v->entered && k < v->used_lrs; k++)
			if (!link_holds(vm, n, k))
				return false;
	}
	return true;
}

int vgs_vm_check(const struct vgs_vm *vm, const char **reterr_name)
{
	const char *name = vgs_vm_violation(vm, NULL);

	if (!name)
		return 0;
	if (reterr_name)
		*reterr_name = name;
	return -VGS_EBUG;
}
