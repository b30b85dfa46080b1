/* SPDX-License-Identifier: MIT */
/*
 * What the tables of a VM's LPIs do not have when its user ABI carries it over:
 * its ITS is saved to guest memory, and made again from there.
 */
#include <libvgicsim/kvm.h>

#include "run.h"

#define GICR_PROPBASER 0x70u
#define PROPBASER_ADDR UINT64_C(0x000ffffffffff000)
#define PROP_PRIORITY  0xfcu
#define PROP_ENABLE    1u

#define GITS_BASER0    0x100u /* of devices */
#define BASER_INDIRECT (UINT64_C(1) << 62)
#define ENTRY_VALID    (UINT64_C(1) << 63)
#define PAGE_ADDR      UINT64_C(0x000fffffffff0000)
#define PAGE_ENTRIES   (0x10000u / 8)

/* DeviceIDs and EventIDs of KVM's ITS (KVM-IT-1) */
#define IDS (1u << 16)

/* Memory that a save writes has a part in the scenario. */
static bool has_tables(const struct vgs_scn_step *step)
{
	if (step->verb == VGS_SCN_V_MEMORY)
		return step->q[VGS_SCN_Q_RETURNS] != NULL;
	return step->verb == VGS_SCN_V_KVM &&
	       vgs_scn_streq(step->arg->text, "restore-its");
}

static bool is_movall(const struct vgs_scn_step *step)
{
	const struct vgs_scn_node *item, *cmd;

	if (step->verb != VGS_SCN_V_ITS)
		return false;
	VGS_SCN_EACH (item, step->arg) {
		cmd = vgs_scn_get(item, "cmd");
		if (cmd && vgs_scn_streq(cmd->text, "MOVALL"))
			return true;
	}
	return false;
}

/* Is there such a step ahead of @end, NULL: at all? */
static bool any_step(const struct vgs_scn_run *run,
		     const struct vgs_scn_step *end,
		     bool (*is)(const struct vgs_scn_step *step))
{
	const struct vgs_scn_step *step = run->s->first;

	while (step != end && !is(step))
		step = step->next;
	return step != end;
}

/* The guest may take away the page of a device that it has mapped. */
static bool has_place(struct vgs_scn_run *run, struct vgs_vm *vm, unsigned its,
		      uint32_t devid)
{
	uint64_t baser = 0, page = 0;
	unsigned char entry[8];
	unsigned i;
	int rc = 0;

	if (vgs_vits_get_reg(vm, its, GITS_BASER0, &baser, &rc) || rc)
		return false;
	if (!(baser & BASER_INDIRECT))
		return true;
	/* Of 64 KB pages, addresses end at [47] (KVM-IT-40). */
	if (vgs_scn_memory_read(&run->memory,
				(baser & UINT64_C(0xffffffff0000)) +
					devid / PAGE_ENTRIES * 8,
				entry, sizeof(entry)))
		return false;
	for (i = 0; i < 8; i++)
		page |= (uint64_t)entry[i] << 8 * i;
	return (page & ENTRY_VALID) &&
	       vgs_scn_memory_has(&run->memory,
				  (page & PAGE_ADDR) +
					  (uint64_t)(devid % PAGE_ENTRIES) * 8,
				  8);
}

/* Has a device an event without a collection?  Counts the others off. */
static bool loses_event(const struct vgs_vm *vm, unsigned its, uint32_t devid,
			uint32_t *left)
{
	struct vgs_vtranslation to;
	uint32_t event;

	for (event = 0; *left && event < IDS; event++) {
		if (vgs_vgic_translate(vm, its, devid, event, &to) ||
		    to.step == VGS_MSI_COLLECTION_UNMAPPED)
			return true;
		if (to.step == VGS_MSI_DEVICE_UNMAPPED ||
		    to.step == VGS_MSI_EVENT_OUT_OF_RANGE)
			return false;
		*left -= to.step != VGS_MSI_EVENT_UNMAPPED;
	}
	return false;
}

static const char *loses_events(struct vgs_scn_run *run, struct vgs_vm *vm)
{
	struct vgs_vits_info info;
	uint32_t devid, left, before;
	unsigned its;

	for (its = 0; !vgs_vits_info(vm, its, &info); its++) {
		left = info.events;
		/* Of one that is off, no translation says which. */
		if (left && !info.enabled)
			return "events of an ITS that is off (KVM-IT-50)";
		for (devid = 0; left && devid < IDS; devid++) {
			before = left;
			if (loses_event(vm, its, devid, &left))
				return "an event without a collection "
				       "(KVM-IT-50)";
			if (left != before && !has_place(run, vm, its, devid))
				return "a device that its table has no place "
				       "for (KVM-IT-50)";
		}
	}
	return NULL;
}

/* Where the LPIs' configuration is; false: nobody says. */
static bool propbaser(struct vgs_vm *vm, uint64_t *ret_base)
{
	uint64_t half[2] = { 0 };
	unsigned i;
	int rc = 0;

	for (i = 0; i < 2; i++)
		if (vgs_vgic_get_attr(
			    vm, VGS_KVM_GRP_REDIST_REGS,
			    vgs_kvm_attr_reg(vm, 0, GICR_PROPBASER + 4 * i),
			    &half[i], &rc) ||
		    rc)
			return false;
	*ret_base = (half[1] << 32 | half[0]) & PROPBASER_ADDR;
	return true;
}

/* A restore reads each byte; the VM may go by what it was (KVM-IT-61). */
static bool loses_config(struct vgs_scn_run *run, struct vgs_vm *vm)
{
	uint32_t lpis[64];
	unsigned count = vgs_vgic_lpis(vm, 64, lpis), i;
	struct vgs_virq_info q;
	uint64_t base = 0;
	uint8_t prop;

	if (count && (count > 64 || !propbaser(vm, &base)))
		return true;
	for (i = 0; i < count; i++)
		if (vgs_vgic_irq(vm, VGS_NO_VCPU, lpis[i], &q) ||
		    vgs_scn_memory_read(&run->memory,
					base + lpis[i] - VGS_INTID_LPI, &prop,
					1) ||
		    q.priority != (prop & PROP_PRIORITY) ||
		    q.enabled != (prop & PROP_ENABLE))
			return true;
	return false;
}

const char *vgs_scn_tables_stay(struct vgs_scn_run *run,
				const struct vgs_scn_vm *vm)
{
	if (!vgs_vm_config(vm->vm)->its && !vgs_vgic_lpis(vm->vm, 0, NULL))
		return NULL;
	if (any_step(run, NULL, has_tables))
		return "tables in memory that the scenario reads or restores";
	/* Where an event's LPI is, no collection says any more. */
	if (any_step(run, run->step, is_movall))
		return "a target that MOVALL chose (KVM-IT-29)";
	if (loses_config(run, vm->vm))
		return "an LPI's configuration of before (KVM-IT-61)";
	return loses_events(run, vm->vm);
}
