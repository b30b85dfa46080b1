/* SPDX-License-Identifier: MIT */
/*
 * irqfds: an eventfd that injects, and one that says when a level interrupt
 * was ended so that whoever owns the device looks at it again.
 *
 * A write is served at once where that cannot sleep (KVM-IF-3), else by a work
 * item.  The two differ: only the work item lowers the line again (KVM-IF-4).
 */
#include "vgic/route.h"
#include "vgic/tracepoint.h"

/* An eventfd is assigned once at most (KVM-IF-1). */
static unsigned find(const struct vgs_vm *vm, uint32_t fd)
{
	for (unsigned n = 0; n < vm->dist->irqfds; n++)
		if (vm->irqfds[n].fd == fd)
			return n;
	return VGS_NO_IRQFD;
}

/* What any irqfd of the table caches of the routes (KVM-RT-7). */
void vgs_vm_irqfds_routed(struct vgs_vm *vm)
{
	for (unsigned n = 0; n < vm->dist->irqfds; n++)
		vm->irqfds[n].route =
			(uint16_t)vgs_vm_find_route(vm, vm->irqfds[n].gsi);
}

/* --- injection ---------------------------------------------------- */

/* kvm_set_irq() of @q, by @route. */
static void set_irq(struct vgs_vm *vm, const struct vgs_virqfd *q,
		    unsigned route, bool level)
{
	vgs_tp_set_irq(vm, q->gsi, level,
		       q->resample ? VGS_SOURCE_RESAMPLER : VGS_SOURCE_USER);
	vgs_vm_route_inject(vm, route, level);
}

static void work(struct vgs_vm *vm, unsigned n)
{
	const struct vgs_virqfd *q = &vm->irqfds[n];
	unsigned route = vgs_vm_find_route(vm, q->gsi);

	vm->irqfds[n].work = false;
	set_irq(vm, q, route, true);
	/* Somebody else lowers what resamples. */
	if (!VGS_RULE(KVM_IF_4, q->resample))
		set_irq(vm, q, route, false);
}

static void defer(struct vgs_vm *vm, unsigned n)
{
	vm->irqfds[n].work = true;
	if (!vm->cfg.async)
		work(vm, n);
}

int vgs_vm_irqfd_work(struct vgs_vm *vm, uint32_t fd)
{
	unsigned n = find(vm, fd);

	if (n == VGS_NO_IRQFD || !vm->irqfds[n].work)
		return -VGS_ENOENT;
	work(vm, n);
	return 0;
}

/* In atomic context: an SPI, or an LPI whose translation is cached. */
static bool at_once(struct vgs_vm *vm, unsigned route)
{
	struct vgs_msi msi;

	if (VGS_RULE(KVM_IF_3, route == VGS_NO_ROUTE))
		return false;
	if (vm->routes[route].type == VGS_GSI_ROUTE_IRQCHIP) {
		vgs_vm_route_inject(vm, route, true);
		return true;
	}
	msi = vgs_vroute_msi(&vm->routes[route]);
	return VGS_RULE(KVM_IF_3, vgs_vits_cached_msi(vm, &msi));
}

int vgs_vm_irqfd_signal(struct vgs_vm *vm, uint32_t fd)
{
	unsigned n = find(vm, fd);
	int err = vgs_vm_may_inject(vm);

	if (err)
		return err;
	if (n == VGS_NO_IRQFD)
		return -VGS_ENOENT;
	vgs_vm_count(vm, VGS_VM_STAT_IRQFD_SIGNALS);
	if (!at_once(vm, vm->irqfds[n].route))
		defer(vm, n);
	return vm->bug ? -VGS_EBUG : 0;
}

/* --- the end of a level interrupt --------------------------------- */

void vgs_vm_irqfd_ack(struct vgs_vm *vm, uint32_t i)
{
	uint32_t gsi;
	bool lowered = false;

	if (!vm->dist->resamplers || !vgs_vm_gsi_of_pin(vm, i - vm->spi0, &gsi))
		return;
	for (unsigned n = 0; n < vm->dist->irqfds; n++) {
		struct vgs_virqfd *q = &vm->irqfds[n];

		if (!VGS_RULE(KVM_IF_6, q->resample && q->gsi == gsi))
			continue;
		/* First the line, for all of them, then who waits for it. */
		if (!VGS_RULE(KVM_IF_7, lowered))
			set_irq(vm, q, q->route, false);
		lowered = true;
		q->resamples++;
		vgs_vm_count(vm, VGS_VM_STAT_EVENTFD_SIGNALS);
		vm->resampling = *vm->callbacks + 1;
		vgs_vm_trace(vm, VGS_EV_EVENTFD, VGS_NO_VCPU, i, 0,
			     q->resamplefd, VGS_R_KVM_IF_6);
		vm->resampling = 0;
	}
}

unsigned vgs_vm_irqfd_resamples(const struct vgs_vm *vm, uint32_t resamplefd)
{
	unsigned count = 0;

	for (unsigned n = 0; resamplefd && n < vm->dist->irqfds; n++)
		if (vm->irqfds[n].resamplefd == resamplefd)
			count += vm->irqfds[n].resamples;
	return count;
}

unsigned vgs_vm_irqfd_resampled(struct vgs_vm *vm, uint32_t resamplefd)
{
	unsigned count;

	if (vgs_vm_may_inject(vm))
		return 0;
	count = vgs_vm_irqfd_resamples(vm, resamplefd);
	for (unsigned n = 0; n < vm->dist->irqfds; n++)
		if (vm->irqfds[n].resamplefd == resamplefd)
			vm->irqfds[n].resamples = 0;
	return count;
}

/* --- assign, deassign --------------------------------------------- */

static bool resampled_gsi(const struct vgs_vm *vm, uint32_t gsi)
{
	for (unsigned n = 0; n < vm->dist->irqfds; n++)
		if (vm->irqfds[n].resample && vm->irqfds[n].gsi == gsi)
			return true;
	return false;
}

static void release(struct vgs_vm *vm, unsigned n)
{
	struct vgs_virqfd gone = vm->irqfds[n];

	/* Nothing that was written is lost: the worker comes first. */
	if (VGS_RULE(KVM_IF_10, gone.work))
		work(vm, n);
	/* Those behind it keep their order. */
	for (; n + 1 < vm->dist->irqfds; n++)
		vm->irqfds[n] = vm->irqfds[n + 1];
	vm->irqfds[n] = (struct vgs_virqfd){ 0 };
	vm->dist->irqfds--;
	vm->dist->resamplers -= gone.resample;
	/* The last one that resamples lowers the line (KVM-IF-10). */
	if (VGS_RULE(KVM_IF_10, gone.resample && !resampled_gsi(vm, gone.gsi)))
		set_irq(vm, &gone, vgs_vm_find_route(vm, gone.gsi), false);
}

static int assign(struct vgs_vm *vm, const struct vgs_irqfd *irqfd)
{
	bool resample = irqfd->flags & VGS_IRQFD_RESAMPLE;
	unsigned n = vm->dist->irqfds;

	if (VGS_RULE(KVM_IF_1, !vm->abi->initialised))
		return -VGS_KVM_EAGAIN;
	if (!irqfd->fd || (resample && !irqfd->resamplefd))
		return -VGS_KVM_EBADF;
	if (VGS_RULE(KVM_IF_1, find(vm, irqfd->fd) != VGS_NO_IRQFD))
		return -VGS_KVM_EBUSY;
	if (n == vm->cfg.irqfds)
		return -VGS_KVM_ENOMEM;
	vm->irqfds[n] = (struct vgs_virqfd){
		.fd = irqfd->fd,
		.gsi = irqfd->gsi,
		.resamplefd = resample ? irqfd->resamplefd : 0,
		.route = (uint16_t)vgs_vm_find_route(vm, irqfd->gsi),
		.resample = resample,
	};
	vm->dist->irqfds++;
	vm->dist->resamplers += resample;
	if (VGS_RULE(KVM_IF_2, irqfd->signalled))
		defer(vm, n);
	return 0;
}

int vgs_vm_irqfd(struct vgs_vm *vm, const struct vgs_irqfd *irqfd, int *ret_rc)
{
	int err = vgs_vm_may(vm);
	unsigned n;

	if (err)
		return err;
	if (irqfd->flags & ~(VGS_IRQFD_DEASSIGN | VGS_IRQFD_RESAMPLE)) {
		*ret_rc = -VGS_KVM_EINVAL;
		return 0;
	}
	*ret_rc = 0;
	if (!(irqfd->flags & VGS_IRQFD_DEASSIGN)) {
		*ret_rc = assign(vm, irqfd);
	} else if (!irqfd->fd) {
		*ret_rc = -VGS_KVM_EBADF;
	} else {
		n = find(vm, irqfd->fd);
		if (n != VGS_NO_IRQFD && vm->irqfds[n].gsi == irqfd->gsi)
			release(vm, n);
	}
	return vm->bug ? -VGS_EBUG : 0;
}

int vgs_vm_irqfd_close(struct vgs_vm *vm, uint32_t fd)
{
	int err = vgs_vm_may(vm);
	unsigned n;

	if (err)
		return err;
	n = find(vm, fd);
	if (VGS_RULE(KVM_IF_11, n != VGS_NO_IRQFD))
		release(vm, n);
	return vm->bug ? -VGS_EBUG : 0;
}

int vgs_vm_irqfd_at(const struct vgs_vm *vm, unsigned n,
		    struct vgs_irqfd *ret_irqfd)
{
	const struct vgs_virqfd *q;

	if (n >= vm->dist->irqfds)
		return -VGS_ENOENT;
	q = &vm->irqfds[n];
	*ret_irqfd = (struct vgs_irqfd){
		.fd = q->fd,
		.gsi = q->gsi,
		.flags = q->resample ? VGS_IRQFD_RESAMPLE : 0,
		.resamplefd = q->resamplefd,
	};
	return 0;
}
