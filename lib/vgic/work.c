/* SPDX-License-Identifier: MIT */
/*
 * Deferred actions: what waits for its turn, and one that is carried out by
 * choice of the caller.
 */
#include "vgic/callback.h"
#include "vgic/route.h"
#include "vgic/run.h"

static bool work_waits(const struct vgs_vm *vm, enum vgs_vm_work_kind kind,
		       unsigned vcpu)
{
	const struct vgs_vcpu *v;

	if (vcpu >= vgs_vm_online(vm))
		return false;
	v = &vm->vcpus[vcpu];
	switch (kind) {
	case VGS_VM_WORK_KICK:
		return v->entered && v->kicked;
	case VGS_VM_WORK_MAINTENANCE:
		return v->entered &&
		       (vgs_hw_signals(vm, v->pe) & VGS_SIG_MAINTENANCE);
	case VGS_VM_WORK_BAIL_OUT:
		return v->phase == VGS_VCPU_PREPARED &&
		       VGS_RULE(KVM_IN_6, v->kicked);
	case VGS_VM_WORK_SYNC:
		return v->phase == VGS_VCPU_LEFT;
	case VGS_VM_WORK_IRQFD:
	case VGS_VM_WORK_KINDS:
		break;
	}
	return false;
}

static int work_of_vcpu(struct vgs_vm *vm, enum vgs_vm_work_kind kind,
			unsigned vcpu)
{
	int err;

	if (kind == VGS_VM_WORK_SYNC || kind == VGS_VM_WORK_BAIL_OUT) {
		vgs_run_sync(vm, vcpu);
		if (kind == VGS_VM_WORK_BAIL_OUT)
			vgs_run_prepare(vm, vcpu);
		return 0;
	}
	err = vgs_vcpu_leave(vm, vcpu,
			     kind == VGS_VM_WORK_KICK ? VGS_EXIT_KICK
						      : VGS_EXIT_MAINTENANCE);
	return err ? err : vgs_vcpu_run(vm, vcpu);
}

static void add_work(struct vgs_vm_work *list, unsigned max, unsigned *count,
		     const struct vgs_vm_work *work)
{
	if (*count < max)
		list[*count] = *work;
	++*count;
}

int vgs_vm_work(const struct vgs_vm *vm, unsigned max,
		struct vgs_vm_work *ret_work)
{
	struct vgs_vm_work work = { .kind = VGS_VM_WORK_KICK };
	unsigned count = 0;

	for (; work.kind < VGS_VM_WORK_IRQFD; work.kind++)
		for (work.vcpu = 0; work.vcpu < vgs_vm_online(vm); work.vcpu++)
			if (work_waits(vm, work.kind, work.vcpu))
				add_work(ret_work, max, &count, &work);
	work.vcpu = 0;
	for (unsigned n = 0; n < vm->dist->irqfds; n++) {
		work.fd = vm->irqfds[n].fd;
		if (vm->irqfds[n].work)
			add_work(ret_work, max, &count, &work);
	}
	return (int)count;
}

int vgs_vm_work_run(struct vgs_vm *vm, const struct vgs_vm_work *work)
{
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (work->kind == VGS_VM_WORK_IRQFD)
		err = vgs_vm_irqfd_work(vm, work->fd);
	else if (!work_waits(vm, work->kind, work->vcpu))
		return -VGS_ENOENT;
	else
		err = work_of_vcpu(vm, work->kind, work->vcpu);
	return vm->bug ? -VGS_EBUG : err;
}
