/* SPDX-License-Identifier: MIT */
/*
 * A VM's own ITS as KVM has it: devices, events and collections are the
 * vgic's objects, the guest's tables are written when user space saves and
 * read when it restores (ABI revision 0).
 */
#ifndef VGS_VGIC_VITS_H
#define VGS_VGIC_VITS_H

#include "vgic/lpi.h"

#define VGS_VITS_SIZE	  0x20000u /* of both frames (KVM-MM-5) */
#define VGS_VITS_ENTRY	  8u	   /* of all its tables (KVM-IT-1) */
#define VGS_VITS_PAGE	  0x10000u
#define VGS_VITS_ID_BITS  16u /* DeviceID, EventID, ICID, LPI */
#define VGS_VITS_VALID	  VGS_BIT64(63)
#define VGS_VITS_INDIRECT VGS_BIT64(62) /* of a table */

enum vgs_vits_table {
	VGS_VITS_DEVICES,
	VGS_VITS_COLLECTIONS,
	VGS_VITS_TABLES,
};

/* Plain data: one ITS. */
struct vgs_vits {
	uint64_t base; /* guest-physical; UINT64_MAX: not placed yet */
	uint64_t cbaser, cwriter, creadr;
	uint64_t baser[VGS_VITS_TABLES];
	uint64_t voided; /* stamp: what is cached with it or before is not */
	uint32_t head, tail; /* collections, in the order they were made */
	uint32_t errors;     /* commands that failed */
	int32_t error;	     /* of the last one, as KVM has it inside */
	uint8_t enabled;
	uint8_t zero[7];
};

/* Plain data: a DeviceID that is mapped. */
struct vgs_vdevice {
	uint64_t itt;
	uint32_t bits; /* of EventID; 0: this slot is free */
	uint32_t zero;
};

/* Plain data: an event that is mapped (an ITE). */
struct vgs_vevent {
	uint64_t cached; /* stamp in the translation cache, 0: never in it */
	uint32_t lpi;	 /* slot, VGS_NO_VSLOT: this slot is free */
	uint32_t collection; /* slot, VGS_NO_VSLOT: forgotten (KVM-IT-21) */
};

/* Plain data: a collection; one that is known may still be unmapped. */
struct vgs_vcollection {
	uint32_t next; /* slot of the one made after it */
	uint16_t icid;
	uint16_t target; /* vCPU, VGS_NO_VCPU: unmapped */
};

/* Slots that are free. */
extern const struct vgs_vevent vgs_no_event;
extern const struct vgs_vcollection vgs_no_collection;

/* What command handlers answer inside KVM (KVM-IT-12), none to the guest. */
enum vgs_vits_error {
	VGS_VITS_OK,
	VGS_VITS_MOVI_UNMAPPED_INTERRUPT = 0x010107,
	VGS_VITS_MOVI_UNMAPPED_COLLECTION = 0x010109,
	VGS_VITS_INT_UNMAPPED_INTERRUPT = 0x010307,
	VGS_VITS_CLEAR_UNMAPPED_INTERRUPT = 0x010507,
	VGS_VITS_MAPD_DEVICE_OOR = 0x010801,
	VGS_VITS_MAPD_ITTSIZE_OOR = 0x010802,
	VGS_VITS_MAPC_PROCNUM_OOR = 0x010902,
	VGS_VITS_MAPC_COLLECTION_OOR = 0x010903,
	VGS_VITS_MAPTI_UNMAPPED_DEVICE = 0x010a04,
	VGS_VITS_MAPTI_ID_OOR = 0x010a05,
	VGS_VITS_MAPTI_PHYSICALID_OOR = 0x010a06,
	VGS_VITS_INV_UNMAPPED_INTERRUPT = 0x010c07,
	VGS_VITS_INVALL_UNMAPPED_COLLECTION = 0x010d09,
	VGS_VITS_MOVALL_PROCNUM_OOR = 0x010e01,
	VGS_VITS_DISCARD_UNMAPPED_INTERRUPT = 0x010f07,
};

/* --- keys: ITS, DeviceID, EventID ---------------------------------- */

static inline uint64_t vgs_vdevice_key(unsigned its, uint32_t devid)
{
	return (uint64_t)its << 32 | devid;
}

static inline uint64_t vgs_vevent_key(unsigned its, uint32_t devid,
				      uint32_t event)
{
	return (uint64_t)its << 48 | (uint64_t)devid << 16 | event;
}

static inline unsigned vgs_vevent_its(uint64_t key)
{
	return (unsigned)(key >> 48);
}

static inline uint64_t vgs_vcollection_key(unsigned its, uint32_t icid)
{
	return (uint64_t)its << 32 | icid;
}

/* --- objects: vits.c ------------------------------------------------ */

/* Each is a slot or VGS_NO_VSLOT. */
uint32_t vgs_vdevice_find(const struct vgs_vm *vm, unsigned its,
			  uint32_t devid);
uint32_t vgs_vevent_find(const struct vgs_vm *vm, unsigned its, uint32_t devid,
			 uint32_t event);
uint32_t vgs_vcollection_find(const struct vgs_vm *vm, unsigned its,
			      uint32_t icid);

/* vCPU of an event, VGS_NO_VCPU: no collection, or one that is unmapped. */
unsigned vgs_vevent_target(const struct vgs_vm *vm, uint32_t event);

/*
 * Each makes an object that does not exist yet.
 * Returns: 0; -VGS_ENOSPC as many exist as the VM was made for; an event
 * also what vgs_vlpi_hold() answers.
 */
int vgs_vdevice_make(struct vgs_vm *vm, unsigned its, uint32_t devid,
		     uint64_t itt, unsigned bits);
int vgs_vevent_make(struct vgs_vm *vm, unsigned its, uint32_t devid,
		    uint32_t event, uint32_t intid, uint32_t collection);
int vgs_vcollection_make(struct vgs_vm *vm, unsigned its, uint32_t icid,
			 unsigned target, uint32_t *ret_slot);

/* Each drops objects with all that hangs on them, cached translations too. */
void vgs_vevent_drop(struct vgs_vm *vm, unsigned its, uint32_t devid,
		     uint32_t event);
void vgs_vdevice_drop(struct vgs_vm *vm, unsigned its, uint32_t devid);
void vgs_vcollection_drop(struct vgs_vm *vm, unsigned its, uint32_t icid);
void vgs_vits_drop_devices(struct vgs_vm *vm, unsigned its);
void vgs_vits_drop_collections(struct vgs_vm *vm, unsigned its);

/* Where the events of one ITS are in the pool. */
void vgs_vits_events(const struct vgs_vm *vm, unsigned its, uint32_t *ret_first,
		     uint32_t *ret_end);

/* --- the translation cache, MSIs: vits_msi.c ------------------------- */

/* Every cached translation of an ITS is void (KVM-IT-71): at once. */
void vgs_vits_invalidate(struct vgs_vm *vm, unsigned its);

/* Is this event's translation cached? */
static inline bool vgs_vevent_cached(const struct vgs_vm *vm, unsigned its,
				     uint32_t slot)
{
	return vm->events[slot].cached > vm->its[its].voided;
}

/*
 * An MSI, or INT.  Returns: 0; an enum vgs_vits_error; a negated enum
 * vgs_kvm_errno.
 */
int vgs_vits_trigger(struct vgs_vm *vm, unsigned its, uint32_t devid,
		     uint32_t event);

/* --- tables: vits_table.c -------------------------------------------- */

/*
 * May this ID stand in the table, and where (KVM-IT-40)?  Reads guest memory.
 */
bool vgs_vits_storable(struct vgs_vm *vm, unsigned its,
		       enum vgs_vits_table table, uint32_t id,
		       uint64_t *ret_addr);

/* The same of an EventID of a device. */
bool vgs_vits_event_storable(struct vgs_vm *vm,
			     const struct vgs_vdevice *device, uint32_t event,
			     uint64_t *ret_addr);

/* --- commands: vits_cmd.c --------------------------------------------- */

/* Carry out what is in the queue, within cfg.work_budget. */
void vgs_vits_run(struct vgs_vm *vm, unsigned its);

/* Has it all the memory that it needs to be enabled (KVM-IT-6)? */
bool vgs_vits_complete(const struct vgs_vits *its);

/* Bytes of the queue. */
uint64_t vgs_vits_queue_size(const struct vgs_vits *its);

/* --- registers: vits_regs.c ------------------------------------------- */

/* As after creation. */
void vgs_vits_init(struct vgs_vits *its, uint64_t base);

/* --- save and restore: vits_save.c -------------------------------------- */

/* 0 or a negated enum vgs_kvm_errno. */
int vgs_vits_save_tables(struct vgs_vm *vm, unsigned its);
int vgs_vits_restore_tables(struct vgs_vm *vm, unsigned its);

/* Where a table is. */
static inline uint64_t vgs_vits_table_addr(uint64_t baser)
{
	/* Address bits [51:48] of 64 KB pages stand in [15:12]. */
	return (baser & vgs_field_mask(47, 16)) | vgs_field_get(baser, 15, 12)
							  << 48;
}

static inline uint64_t vgs_vits_table_size(uint64_t baser)
{
	return ((baser & 0xffu) + 1) * VGS_VITS_PAGE;
}

#endif
