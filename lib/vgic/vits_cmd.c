/* SPDX-License-Identifier: MIT */
/*
 * The command queue of a VM's ITS.  What fails is skipped: the guest sees
 * neither an error nor a stall (KVM-IT-10), the trace and vgs_vits_info() do.
 */
#include <libvgicsim/kvm.h>

#include "its_fields.h"
#include "vgic/vits.h"

/* One command while it is carried out. */
struct call {
	struct vgs_vm *vm;
	unsigned its;
	uint64_t dw[4];
};

/* --- fields ------------------------------------------------------- */

/* vCPU that an RDbase names (PTA is 0: by number), VGS_NO_VCPU. */
static unsigned rdbase(const struct call *c, unsigned dw)
{
	/* KVM-IT-21: [47:16]. */
	uint32_t number = (uint32_t)vgs_itsc_rdbase(c->dw, dw);

	return number < vgs_vm_online(c->vm) ? number : VGS_NO_VCPU;
}

/* The event that a command names, VGS_NO_VSLOT. */
static uint32_t find_event(const struct call *c)
{
	return vgs_vevent_find(c->vm, c->its, vgs_itsc_device(c->dw),
			       vgs_itsc_event(c->dw));
}

static uint32_t lpi_of(const struct call *c, uint32_t event)
{
	return c->vm->lpi0 + c->vm->events[event].lpi;
}

/* What the kernel's allocator or copy would have answered. */
static int kernel_error(int err)
{
	if (!err)
		return VGS_VITS_OK;
	return err == -VGS_EMEM ? -VGS_KVM_EFAULT : -VGS_KVM_ENOMEM;
}

/* --- mapping commands --------------------------------------------- */

static int run_mapd(struct call *c)
{
	unsigned bits = vgs_itsc_event_bits(c->dw);
	uint64_t addr;

	if (!vgs_vits_storable(c->vm, c->its, VGS_VITS_DEVICES,
			       vgs_itsc_device(c->dw), &addr))
		return VGS_VITS_MAPD_DEVICE_OOR;
	if (VGS_RULE(KVM_IT_20,
		     vgs_itsc_valid(c->dw) && bits > VGS_VITS_ID_BITS))
		return VGS_VITS_MAPD_ITTSIZE_OOR;
	/* What was mapped is dropped, mapped again or not. */
	if (VGS_RULE(KVM_IT_20,
		     vgs_vdevice_find(c->vm, c->its, vgs_itsc_device(c->dw)) !=
			     VGS_NO_VSLOT)) {
		vgs_vdevice_drop(c->vm, c->its, vgs_itsc_device(c->dw));
	}
	if (vgs_itsc_valid(c->dw))
		return kernel_error(
			vgs_vdevice_make(c->vm, c->its, vgs_itsc_device(c->dw),
					 vgs_itsc_itt(c->dw), bits));
	if (!c->vm->cfg.policy.its_unmap_clears)
		return VGS_VITS_OK;
	return kernel_error(vgs_vm_mem_write(c->vm, addr, VGS_VITS_ENTRY, 0));
}

/* LPIs of a collection that has got a vCPU. */
static void retarget(struct call *c, uint32_t collection)
{
	uint32_t first, end;

	vgs_vits_events(c->vm, c->its, &first, &end);
	vgs_vm_visited(c->vm, end - first);
	for (uint32_t at = first; at < end; at++) {
		uint32_t event = c->vm->event_pool.entries[at].slot;

		if (c->vm->events[event].collection == collection)
			vgs_vlpi_target(c->vm, lpi_of(c, event),
					c->vm->collections[collection].target,
					VGS_R_KVM_IT_21);
	}
}

static int unmap_collection(struct call *c)
{
	vgs_vcollection_drop(c->vm, c->its, vgs_itsc_icid(c->dw));
	vgs_vits_invalidate(c->vm, c->its);
	return VGS_VITS_OK;
}

static int run_mapc(struct call *c)
{
	uint32_t slot =
		vgs_vcollection_find(c->vm, c->its, vgs_itsc_icid(c->dw));
	unsigned vcpu = rdbase(c, 2);
	uint64_t addr;

	if (!vgs_itsc_valid(c->dw))
		return unmap_collection(c);
	if (!VGS_RULE(KVM_IT_21, vcpu != VGS_NO_VCPU))
		return VGS_VITS_MAPC_PROCNUM_OOR;
	if (slot != VGS_NO_VSLOT) {
		c->vm->collections[slot].target = (uint16_t)vcpu;
		retarget(c, slot);
		return VGS_VITS_OK;
	}
	if (!vgs_vits_storable(c->vm, c->its, VGS_VITS_COLLECTIONS,
			       vgs_itsc_icid(c->dw), &addr))
		return VGS_VITS_MAPC_COLLECTION_OOR;
	return kernel_error(vgs_vcollection_make(
		c->vm, c->its, vgs_itsc_icid(c->dw), vcpu, &slot));
}

/* Its collection, made unmapped if nobody knows it yet (KVM-IT-22). */
static int collection_for(struct call *c, uint32_t *ret_slot, bool *ret_made)
{
	uint64_t addr;

	*ret_slot = vgs_vcollection_find(c->vm, c->its, vgs_itsc_icid(c->dw));
	*ret_made = *ret_slot == VGS_NO_VSLOT;
	if (!*ret_made)
		return VGS_VITS_OK;
	if (!vgs_vits_storable(c->vm, c->its, VGS_VITS_COLLECTIONS,
			       vgs_itsc_icid(c->dw), &addr))
		return VGS_VITS_MAPC_COLLECTION_OOR;
	return kernel_error(vgs_vcollection_make(
		c->vm, c->its, vgs_itsc_icid(c->dw), VGS_NO_VCPU, ret_slot));
}

static int map_event(struct call *c, uint32_t intid)
{
	uint32_t device =
		vgs_vdevice_find(c->vm, c->its, vgs_itsc_device(c->dw));
	uint32_t collection;
	uint64_t addr;
	bool made;
	int err;

	if (device == VGS_NO_VSLOT)
		return VGS_VITS_MAPTI_UNMAPPED_DEVICE;
	if (!vgs_vits_event_storable(c->vm, &c->vm->devices[device],
				     vgs_itsc_event(c->dw), &addr))
		return VGS_VITS_MAPTI_ID_OOR;
	if (!VGS_RULE(KVM_IT_22,
		      intid >= VGS_INTID_LPI && intid < vgs_vlpi_limit(c->vm)))
		return VGS_VITS_MAPTI_PHYSICALID_OOR;
	/* KVM-IT-80: the first mapping stays, and nobody hears of it. */
	if (VGS_RULE(KVM_IT_22, find_event(c) != VGS_NO_VSLOT))
		return VGS_VITS_OK;
	err = collection_for(c, &collection, &made);
	if (err)
		return err;
	err = kernel_error(
		vgs_vevent_make(c->vm, c->its, vgs_itsc_device(c->dw),
				vgs_itsc_event(c->dw), intid, collection));
	if (err && made)
		vgs_vcollection_drop(c->vm, c->its, vgs_itsc_icid(c->dw));
	return err;
}

static int run_mapti(struct call *c)
{
	return map_event(c, vgs_itsc_pintid(c->dw));
}

static int run_mapi(struct call *c)
{
	return map_event(c, vgs_itsc_event(c->dw));
}

static int run_movi(struct call *c)
{
	uint32_t event = find_event(c);
	uint32_t to = vgs_vcollection_find(c->vm, c->its, vgs_itsc_icid(c->dw));

	if (event == VGS_NO_VSLOT)
		return VGS_VITS_MOVI_UNMAPPED_INTERRUPT;
	if (!VGS_RULE(KVM_IT_23,
		      vgs_vevent_target(c->vm, event) != VGS_NO_VCPU &&
			      to != VGS_NO_VSLOT &&
			      c->vm->collections[to].target != VGS_NO_VCPU))
		return VGS_VITS_MOVI_UNMAPPED_COLLECTION;
	c->vm->events[event].collection = to;
	vgs_vits_invalidate(c->vm, c->its);
	vgs_vlpi_target(c->vm, lpi_of(c, event), c->vm->collections[to].target,
			VGS_R_KVM_IT_23);
	return VGS_VITS_OK;
}

static int run_discard(struct call *c)
{
	uint32_t event = find_event(c), device;

	if (!VGS_RULE(KVM_IT_24,
		      event != VGS_NO_VSLOT &&
			      vgs_vevent_target(c->vm, event) != VGS_NO_VCPU))
		return VGS_VITS_DISCARD_UNMAPPED_INTERRUPT;
	/* Its LPI may be queued, and is delivered once more then. */
	vgs_vevent_drop(c->vm, c->its, vgs_itsc_device(c->dw),
			vgs_itsc_event(c->dw));
	if (!c->vm->cfg.policy.its_unmap_clears)
		return VGS_VITS_OK;
	device = vgs_vdevice_find(c->vm, c->its, vgs_itsc_device(c->dw));
	return kernel_error(vgs_vm_mem_write(
		c->vm,
		c->vm->devices[device].itt +
			(uint64_t)vgs_itsc_event(c->dw) * VGS_VITS_ENTRY,
		VGS_VITS_ENTRY, 0));
}

/* --- commands on LPIs --------------------------------------------- */

static int run_int(struct call *c)
{
	return vgs_vits_trigger(c->vm, c->its, vgs_itsc_device(c->dw),
				vgs_itsc_event(c->dw));
}

static int run_clear(struct call *c)
{
	uint32_t event = find_event(c);

	if (event == VGS_NO_VSLOT)
		return VGS_VITS_CLEAR_UNMAPPED_INTERRUPT;
	/* KVM-IT-25: what stands in a list register stays there. */
	vgs_virq_flags(c->vm, lpi_of(c, event), VGS_VIRQ_LATCH, 0,
		       VGS_R_KVM_IT_25);
	return VGS_VITS_OK;
}

static int run_inv(struct call *c)
{
	uint32_t event = find_event(c);

	if (!VGS_RULE(KVM_IT_27, event != VGS_NO_VSLOT))
		return VGS_VITS_INV_UNMAPPED_INTERRUPT;
	return kernel_error(vgs_vlpi_configure(c->vm, lpi_of(c, event)));
}

static int run_invall(struct call *c)
{
	uint32_t slot =
		vgs_vcollection_find(c->vm, c->its, vgs_itsc_icid(c->dw));

	if (!VGS_RULE(KVM_IT_28,
		      slot != VGS_NO_VSLOT &&
			      c->vm->collections[slot].target != VGS_NO_VCPU))
		return VGS_VITS_INVALL_UNMAPPED_COLLECTION;
	vgs_vlpi_configure_all(c->vm, c->vm->collections[slot].target);
	return VGS_VITS_OK;
}

/* Is it among those that MOVALL moves away from @from? */
static bool moved(const struct vgs_vm *vm, uint32_t i, unsigned from)
{
	return vm->cfg.policy.its_movall == VGS_ITS_MOVALL_ALL ||
	       VGS_RULE(KVM_IT_29, vm->virqs[i].target == from);
}

static int run_movall(struct call *c)
{
	struct vgs_vm *vm = c->vm;
	unsigned from = rdbase(c, 2), to = rdbase(c, 3);

	if (from == VGS_NO_VCPU || to == VGS_NO_VCPU)
		return VGS_VITS_MOVALL_PROCNUM_OOR;
	if (VGS_RULE(KVM_IT_29, from == to))
		return VGS_VITS_OK;
	vgs_vm_visited(vm, *vm->lpi_pool.count);
	for (uint32_t at = 0; at < *vm->lpi_pool.count; at++) {
		uint32_t i = vm->lpi0 + vm->lpi_pool.entries[at].slot;

		if (moved(vm, i, from))
			vgs_vlpi_target(vm, i, to, VGS_R_KVM_IT_29);
	}
	vgs_vits_invalidate(vm, c->its);
	return VGS_VITS_OK;
}

/* KVM-IT-11: commands complete in order, there is nothing to wait for. */
static int run_sync(struct call *c)
{
	(void)c;
	return VGS_VITS_OK;
}

/* --- the queue ---------------------------------------------------- */

#define COMMAND(opcode, run, name)                                             \
	{                                                                      \
		opcode, VGS_VM_STAT_ITS_##name,                                \
			VGS_VM_STAT_ITS_##name##_ERRORS, run                   \
	}

static const struct command {
	uint8_t opcode;
	enum vgs_vm_stat count, errors;
	int (*run)(struct call *c);
} commands[] = {
	COMMAND(0x01, run_movi, MOVI),
	COMMAND(0x03, run_int, INT),
	COMMAND(0x04, run_clear, CLEAR),
	COMMAND(0x08, run_mapd, MAPD),
	COMMAND(0x09, run_mapc, MAPC),
	COMMAND(0x0a, run_mapti, MAPTI),
	COMMAND(0x0b, run_mapi, MAPI),
	COMMAND(0x0c, run_inv, INV),
	COMMAND(0x0d, run_invall, INVALL),
	COMMAND(0x0e, run_movall, MOVALL),
	COMMAND(0x0f, run_discard, DISCARD),
	/* It never fails. */
	{ 0x05, VGS_VM_STAT_ITS_SYNC, VGS_VM_STAT_ITS_OTHER_ERRORS, run_sync },
};

static int run_unknown(struct call *c)
{
	(void)c;
	return -VGS_KVM_ENODEV;
}

static const struct command unknown = COMMAND(0, run_unknown, OTHER);

static const struct command *command_of(const struct call *c)
{
	unsigned opcode = vgs_itsc_opcode(c->dw);

	for (unsigned i = 0; i < VGS_ARRAY(commands); i++)
		if (commands[i].opcode == opcode)
			return &commands[i];
	return &unknown;
}

uint64_t vgs_vits_queue_size(const struct vgs_vits *its)
{
	return ((its->cbaser & 0xffu) + 1) * 0x1000u;
}

static bool fetch(struct call *c)
{
	const struct vgs_vits *its = &c->vm->its[c->its];
	uint64_t addr = (its->cbaser & vgs_field_mask(51, 12)) + its->creadr;

	for (unsigned k = 0; k < 4; k++)
		if (vgs_vm_mem_read(c->vm, addr + 8 * k, 8, &c->dw[k]))
			return false;
	return true;
}

static void account(struct call *c, const struct command *command, int error)
{
	struct vgs_vits *its = &c->vm->its[c->its];

	vgs_vm_count(c->vm, VGS_VM_STAT_ITS_COMMANDS);
	vgs_vm_count(c->vm, command->count);
	if (VGS_RULE(KVM_IT_12, error)) {
		vgs_vm_count(c->vm, VGS_VM_STAT_ITS_ERRORS);
		vgs_vm_count(c->vm, command->errors);
		its->errors++;
		its->error = error;
	}
	vgs_vm_trace(c->vm, VGS_EV_ITS_COMMAND, VGS_NO_VCPU, VGS_NO_VIRQ,
		     vgs_itsc_opcode(c->dw), (uint32_t)error, VGS_R_KVM_IT_12);
}

/* One command. @return visits it took, its own too */
static uint64_t step(struct vgs_vm *vm, unsigned n)
{
	struct vgs_vits *its = &vm->its[n];
	struct call c = { .vm = vm, .its = n };
	uint64_t before = vm->visits;

	/* KVM-IT-10: CREADR moves on whatever comes of it. */
	if (VGS_RULE(KVM_IT_10, fetch(&c))) {
		const struct command *command = command_of(&c);

		account(&c, command, command->run(&c));
	}
	its->creadr =
		(its->creadr + VGS_ITS_COMMAND_SIZE) % vgs_vits_queue_size(its);
	return vm->visits - before + 1;
}

void vgs_vits_run(struct vgs_vm *vm, unsigned n)
{
	const struct vgs_vits *its = &vm->its[n];
	uint64_t budget =
		vm->cfg.work_budget ? vm->cfg.work_budget : UINT64_MAX;

	while (VGS_RULE(KVM_IT_6, its->enabled) &&
	       its->creadr != its->cwriter && budget) {
		uint64_t visits = step(vm, n);

		budget -= visits < budget ? visits : budget;
	}
}
