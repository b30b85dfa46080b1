/* SPDX-License-Identifier: MIT */
/* The state of a VM's interrupts as KVM's vgic-state prints it. */
#include "vgic/lpi.h"
#include "vgic/own.h"

#include "dump.h"

static int number(unsigned vcpu)
{
	return vcpu == VGS_NO_VCPU ? -1 : (int)vcpu;
}

/* What somebody else's vgic says of it. */
static void put_own(struct vgs_dump *dump, const struct vgs_vm *vm, uint32_t i,
		    const char *type)
{
	unsigned vcpu = vgs_virq_private_to(vm, i);
	struct vgs_dump_row row;
	struct vgs_virq_info q;

	if (vgs_own_irq(vm, vcpu, vgs_virq_intid(vm, i), &q))
		return;
	row = (struct vgs_dump_row){
		.type = type,
		.intid = q.intid,
		.target = number(q.target),
		.latch = q.latch,
		.level_in = q.line,
		.active = q.active,
		.enabled = q.enabled,
		.hw = q.hw,
		.level = !q.edge,
		.group = q.group != 0,
		.hwid = q.pintid,
		.targets = q.targets,
		.sources = q.source,
		.priority = q.priority,
		.queued = number(q.vcpu),
	};
	vgs_dump_row(dump, &row);
}

static void put_virq(struct vgs_dump *dump, const struct vgs_vm *vm, uint32_t i,
		     const char *type)
{
	const struct vgs_virq *q = &vm->virqs[i];
	const struct vgs_dump_row row = {
		.type = type,
		.intid = vgs_virq_intid(vm, i),
		.target = number(q->target),
		.latch = q->flags & VGS_VIRQ_LATCH,
		.level_in = q->flags & VGS_VIRQ_LINE,
		.active = q->flags & VGS_VIRQ_ACTIVE,
		.enabled = q->flags & VGS_VIRQ_ENABLED,
		.hw = q->flags & VGS_VIRQ_HW,
		.level = vgs_virq_is_level(q),
		.group = (q->flags & VGS_VIRQ_GROUP1) != 0,
		.hwid = q->pintid,
		.targets = q->targets,
		.sources = q->source,
		.priority = q->priority,
		.queued = number(q->vcpu),
	};

	if (vm->own)
		put_own(dump, vm, i, type);
	else
		vgs_dump_row(dump, &row);
}

void vgs_vm_dump(const struct vgs_vm *vm, vgs_dump_fn fn, void *user)
{
	struct vgs_dump dump = { .fn = fn, .user = user };
	const struct vgs_vpool *pool = &vm->lpi_pool;
	uint32_t lpis = pool->max ? *pool->count : 0;
	bool v2 = vm->cfg.version == VGS_GIC_V2;
	/* KVM-OBS-21: what has been made, not what there is room for. */
	uint32_t nirqs = vgs_vm_nirqs(vm);
	uint32_t spis = nirqs > VGS_VM_PRIV ? nirqs - VGS_VM_PRIV : 0;
	uint32_t i = 0;

	vgs_dump_distributor(&dump, spis, v2 ? -1 : (int64_t)lpis,
			     vm->dist->enabled);
	for (unsigned n = 0; n < vgs_vm_online(vm); n++) {
		vgs_dump_header(&dump, "VCPU", n);
		for (; i < (n + 1) * VGS_VM_PRIV; i++)
			put_virq(&dump, vm, i,
				 i % VGS_VM_PRIV < VGS_VM_SGIS ? "SGI" : "PPI");
	}
	/* KVM-OBS-22: with INTID 32. */
	if (spis)
		vgs_dump_header(&dump, "SPI ", 0);
	for (i = 0; i < spis; i++)
		put_virq(&dump, vm, vm->spi0 + i, "SPI");
	/* KVM-OBS-20: in ascending order, which is the pool's. */
	for (uint32_t n = 0; n < lpis; n++)
		put_virq(&dump, vm, vm->lpi0 + pool->entries[n].slot, "LPI");
}
