/* SPDX-License-Identifier: MIT */
/*
 * The Interrupt Translation Service: its registers, its tables in the caller's
 * memory, the command queue.  docs/its-tables.md describes the tables.
 *
 * Table contents are hostile input: an entry leads to at most one more read at
 * an address that it names, through the caller's callbacks.
 */
#ifndef VGS_ITS_H
#define VGS_ITS_H

#include "core.h"
#include "gicv3/vlpis.h"
#include "table.h"

#define VGS_ITS_BASERS	  8u
#define VGS_ITS_HCC_MAX	  256u
#define VGS_ITS_AHEAD	  4u
#define VGS_ITS_RETARGETS 8u

/* Plain data: one ITS. */
struct vgs_its {
	uint64_t cbaser, cwriter, creadr;
	uint64_t baser[VGS_ITS_BASERS];
	uint64_t umsir;
	uint32_t error;	 /* code of the last command error, 0: none */
	uint32_t errors; /* how many there were */
	uint32_t statusr;
	/* VMOVP that other ITSes have yet to get; GITS_TYPER.VMOVP 0. */
	uint16_t vmovp_vpe, vmovp_sequence, vmovp_left;
	uint8_t enabled;
	uint8_t retarget_next;
	uint8_t uncounted; /* MAPD took events from collections: GIC-CU44 */
	uint8_t zero[3];
	/* What findings need: its_misuse.c. */
	uint64_t ahead[VGS_ITS_AHEAD][4];   /* commands, by slot of the queue */
	uint16_t ahead_slot[VGS_ITS_AHEAD]; /* + 1, 0: none */
	uint32_t retargets[VGS_ITS_RETARGETS];
};

/* GITS_BASER<n>. */
enum vgs_its_table {
	VGS_ITS_DEVICES,
	VGS_ITS_COLLECTIONS,
	VGS_ITS_VPES,
};

/* Decoded entries. */
/* Plain data: a collection without memory (GIC-O23). */
struct vgs_its_held {
	uint16_t target; /* PE + 1, 0: unmapped */
	uint16_t events;
};

struct vgs_its_device {
	bool valid;
	uint64_t itt;
	unsigned event_bits; /* Size + 1 */
	unsigned entry_size; /* of its ITT */
	bool doorbells;	     /* which has doorbells of events (GIC-U10) */
	unsigned events;     /* that are mapped; VGS_ITS_MANY: or more */
};

#define VGS_ITS_MANY 2047u

struct vgs_its_event {
	bool valid, virt;
	uint32_t intid;
	uint16_t icid;	   /* vPEID with virt */
	uint32_t doorbell; /* with virt */
};

struct vgs_its_collection {
	bool valid;
	unsigned pe;
	uint32_t events; /* that lead to it; VGS_ITS_MANY: or more */
};

struct vgs_its *vgs_its_at(const struct vgs_gic *gic, unsigned unit);

/* --- tables: its_table.c ------------------------------------------- */

enum vgs_found vgs_its_read_device(struct vgs_gic *gic, unsigned unit,
				   uint32_t device_id,
				   struct vgs_its_device *ret_device);
enum vgs_found vgs_its_write_device(struct vgs_gic *gic, unsigned unit,
				    uint32_t device_id,
				    const struct vgs_its_device *device);
enum vgs_found
vgs_its_read_collection(struct vgs_gic *gic, unsigned unit, unsigned icid,
			struct vgs_its_collection *ret_collection);
enum vgs_found
vgs_its_write_collection(struct vgs_gic *gic, unsigned unit, unsigned icid,
			 const struct vgs_its_collection *collection);
/* GIC-CU36: is the address of that GITS_BASER no multiple of its pages? */
bool vgs_its_is_misaligned(uint64_t baser);
/* @event_id is below 2^event_bits: the caller has checked. */
enum vgs_found vgs_its_read_event(struct vgs_gic *gic,
				  const struct vgs_its_device *device,
				  uint32_t event_id,
				  struct vgs_its_event *ret_event);
enum vgs_found vgs_its_write_event(struct vgs_gic *gic,
				   const struct vgs_its_device *device,
				   uint32_t event_id,
				   const struct vgs_its_event *event);

/* GITS_BASER2, of an ITS with vLPIs. */
enum vgs_found vgs_its_read_vpe(struct vgs_gic *gic, unsigned unit, uint16_t id,
				struct vgs_v3_vpe *ret_vpe);
/* The same, whichever ITS maps it: entries of GICv4.1 say. */
enum vgs_found vgs_its_read_shared_vpe(struct vgs_gic *gic, unsigned unit,
				       uint16_t id, struct vgs_v3_vpe *ret_vpe);
enum vgs_found vgs_its_write_vpe(struct vgs_gic *gic, unsigned unit,
				 const struct vgs_v3_vpe *vpe);

/* Its vSGIs, if its Redistributor has no table for them (vlpis.h). */
enum vgs_found vgs_its_keep_vsgis(struct vgs_gic *gic, unsigned unit,
				  const struct vgs_v3_vpe *vpe);

static inline bool vgs_its_is_v4(const struct vgs_gic *gic)
{
	return gic->cfg.version > VGS_GIC_V3;
}

static inline bool vgs_its_is_v41(const struct vgs_gic *gic)
{
	return gic->cfg.version == VGS_GIC_V4_1;
}

/* GIC-U10: in GICv4.1 events have none if GITS_TYPER.nID is 1. */
static inline bool vgs_its_has_doorbells(const struct vgs_gic *gic,
					 unsigned unit)
{
	return VGS_RULE(GIC_U10, !vgs_its_is_v41(gic) ||
					 gic->cfg.its_units[unit].doorbells);
}

/* --- translation: its.c ----------------------------------------------- */

/* The EventID that a write with these bits means (GIC-O29). */
uint32_t vgs_its_event_bits(const struct vgs_gic *gic, unsigned unit,
			    uint32_t event_id);

/* Where an event leads. */
struct vgs_its_way {
	struct vgs_its_event event;
	unsigned pe;	       /* of an LPI */
	struct vgs_v3_vpe vpe; /* of a vLPI */
};

/* Walk DeviceID, EventID, collection or vPE; the first step that stops it. */
enum vgs_msi_step vgs_its_translate(struct vgs_gic *gic, unsigned unit,
				    uint32_t device_id, uint32_t event_id,
				    struct vgs_its_way *ret_way);

/* PE that an RDbase field names, VGS_NO_PE (GIC-O22). */
unsigned vgs_its_rdbase(const struct vgs_gic *gic, unsigned unit,
			uint64_t rdbase);

/* --- translations made before: its_cache.c -------------------------- */

size_t vgs_its_cache_bytes(void);

/* NULL: not there. */
const struct vgs_its_way *vgs_its_cache_find(const struct vgs_gic *gic,
					     unsigned unit, uint32_t device_id,
					     uint32_t event_id);
const struct vgs_its_way *vgs_its_cache_keep(struct vgs_gic *gic, unsigned unit,
					     uint32_t device_id,
					     uint32_t event_id,
					     const struct vgs_its_way *way);

/*
 * Cached translations are void: all; of an ITS all, those of one event, of a
 * device, through a collection, to a vPE.  Exactly those that a command
 * changes (GIC-O9).
 */
void vgs_its_cache_clear(struct vgs_gic *gic);
void vgs_its_cache_drop_its(struct vgs_gic *gic, unsigned unit);
void vgs_its_cache_drop_event(struct vgs_gic *gic, unsigned unit,
			      uint32_t device_id, uint32_t event_id);
void vgs_its_cache_drop_device(struct vgs_gic *gic, unsigned unit,
			       uint32_t device_id);
void vgs_its_cache_drop_collection(struct vgs_gic *gic, unsigned unit,
				   unsigned icid);
void vgs_its_cache_drop_vpe(struct vgs_gic *gic, unsigned unit, uint16_t vpeid);

/* --- commands: its_cmd.c ------------------------------------------------ */

/* Bytes of the command queue, 0: none. */
uint32_t vgs_its_queue_size(const struct vgs_its *its);

/* The 32 bytes at an offset of the queue. */
enum vgs_found vgs_its_fetch(struct vgs_gic *gic, unsigned unit,
			     uint64_t offset, uint64_t ret_dw[4]);

/* Carry out what is in the queue, or defer it. */
void vgs_its_kick(struct vgs_gic *gic, unsigned unit);

/* One command; false: nothing to do, stalled, or disabled. */
bool vgs_its_step(struct vgs_gic *gic, unsigned unit);

/* Stalled bit of CREADR. */
#define VGS_ITS_STALLED UINT64_C(1)

#endif
