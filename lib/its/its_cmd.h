/* SPDX-License-Identifier: MIT */
/*
 * What the files of commands share: its_cmd.c has the queue and the physical
 * commands, its_vcmd.c those of GICv4.
 */
#ifndef VGS_ITS_CMD_H
#define VGS_ITS_CMD_H

#include "its.h"
#include "its_fields.h"

/* The second byte of the code is the command, the third one of these. */
enum vgs_its_err {
	VGS_ITS_ERR_NONE,
	VGS_ITS_ERR_DEVICE_OOR = 0x01,
	VGS_ITS_ERR_SIZE_OOR = 0x02, /* MAPC: the target */
	VGS_ITS_ERR_ICID_OOR = 0x03,
	VGS_ITS_ERR_DEVICE_UNMAPPED = 0x04,
	VGS_ITS_ERR_EVENT_OOR = 0x05,
	VGS_ITS_ERR_INTID_OOR = 0x06,
	VGS_ITS_ERR_EVENT_UNMAPPED = 0x07,
	VGS_ITS_ERR_COLLECTION_UNMAPPED = 0x09,
	VGS_ITS_ERR_ITE_INVALID = 0x10,
	VGS_ITS_ERR_VPE_OOR = 0x11,	 /* ours, as Arm's are not public: */
	VGS_ITS_ERR_VPE_UNMAPPED = 0x12, /* docs/its-tables.md */
	VGS_ITS_ERR_DOORBELL_OOR = 0x13,
	VGS_ITS_ERR_UNKNOWN = 0xfe, /* no such command */
	VGS_ITS_ERR_MEMORY = 0xff,  /* ours: the callback failed */
	VGS_ITS_ERR_WAIT,	    /* none: the command is not through yet */
};

/* One command while it is carried out. */
struct vgs_its_call {
	struct vgs_gic *gic;
	unsigned unit;
	uint64_t dw[4];
	/* Filled in by the look-ups. */
	struct vgs_its_device device;
	struct vgs_its_event event;
	struct vgs_its_collection collection;
	struct vgs_v3_vpe vpe;
};

struct vgs_its_command {
	uint8_t opcode;
	uint8_t code; /* in error codes; CLEAR has another one */
	enum vgs_its_err (*run)(struct vgs_its_call *c);
};

/* --- fields ------------------------------------------------------------ */

static inline uint32_t vgs_its_device_id(const struct vgs_its_call *c)
{
	return vgs_itsc_device(c->dw);
}

static inline uint32_t vgs_its_event_id(const struct vgs_its_call *c)
{
	return vgs_itsc_event(c->dw);
}

/* V, and RDbase of that doubleword (GIC-O22). */
static inline bool vgs_its_v(const struct vgs_its_call *c)
{
	return vgs_itsc_valid(c->dw);
}

unsigned vgs_its_target(const struct vgs_its_call *c, unsigned dw);

/* --- checks, each with its error ----------------------------------------- */

enum vgs_its_err vgs_its_found_or(enum vgs_found found, enum vgs_its_err error);
enum vgs_its_err vgs_its_memory(int err);

/* DeviceID in range; reads the entry. */
enum vgs_its_err vgs_its_check_device(struct vgs_its_call *c);

/* Device mapped, EventID in its range. */
enum vgs_its_err vgs_its_check_event_range(struct vgs_its_call *c);

/* DeviceID, device, EventID, event: what most commands begin with. */
enum vgs_its_err vgs_its_check_event(struct vgs_its_call *c);

/* GIC-L9: LPIs that the Distributor can have. */
bool vgs_its_is_lpi(const struct vgs_its_call *c, uint32_t intid);

/* Write an entry of the ITT; a mapping that it replaces is GIC-CU42. */
enum vgs_its_err vgs_its_map(struct vgs_its_call *c,
			     const struct vgs_its_event *event);

/* What is cached of the event of the command is void. */
void vgs_its_drop_event(const struct vgs_its_call *c);

/* --- GICv4: its_vcmd.c ---------------------------------------------------- */

/* The vPE of a virtual event is mapped and can have its vLPI. */
enum vgs_its_err vgs_its_check_virtual(struct vgs_its_call *c);

/* NULL: this version has no such command. */
const struct vgs_its_command *vgs_its_find_vcommand(const struct vgs_gic *gic,
						    unsigned opcode);

#endif
