/* SPDX-License-Identifier: MIT */
/*
 * The command queue: fetch, check in the architecture's order, carry out.
 *
 * Error codes are Arm's: 0x01, command, error.  On one the ITS stalls or
 * ignores the command, as configured (GIC-O15, GIC-O17); a callback that fails
 * always stalls it.
 */
#include "gicv3/lpis.h"
#include "its.h"
#include "mem.h"

#define COMMAND_SIZE 32u
#define OFFSET_MASK  UINT64_C(0xfffe0)

/* The second byte of the code is the command, the third one of these. */
enum its_err {
	ERR_NONE,
	ERR_DEVICE_OOR = 0x01,
	ERR_SIZE_OOR = 0x02, /* MAPC: the target */
	ERR_ICID_OOR = 0x03,
	ERR_DEVICE_UNMAPPED = 0x04,
	ERR_EVENT_OOR = 0x05,
	ERR_INTID_OOR = 0x06,
	ERR_EVENT_UNMAPPED = 0x07,
	ERR_COLLECTION_UNMAPPED = 0x09,
	ERR_ITE_INVALID = 0x10,
	ERR_UNKNOWN = 0xfe, /* no such command */
	ERR_MEMORY = 0xff,  /* ours: the callback failed */
};

/* One command while it is carried out. */
struct call {
	struct vgs_gic *gic;
	unsigned unit;
	uint64_t dw[4];
	/* Filled in by the look-ups. */
	struct vgs_its_device device;
	struct vgs_its_event event;
	struct vgs_its_collection collection;
};

/* --- fields ------------------------------------------------------------ */

static uint32_t device_id(const struct call *c)
{
	return (uint32_t)(c->dw[0] >> 32);
}

static uint32_t event_id(const struct call *c)
{
	return (uint32_t)c->dw[1];
}

static unsigned icid(const struct call *c)
{
	return (unsigned)(c->dw[2] & 0xffffu);
}

static bool valid(const struct call *c)
{
	return c->dw[2] >> 63;
}

/* --- checks, each with its error ----------------------------------------- */

static enum its_err found_or(enum vgs_its_found found, enum its_err error)
{
	switch (found) {
	case VGS_ITS_FOUND:
		return ERR_NONE;
	case VGS_ITS_OUT_OF_RANGE:
		return error;
	case VGS_ITS_NO_MEMORY:
		return ERR_MEMORY;
	}
	return ERR_MEMORY;
}

static enum its_err check_device_range(struct call *c)
{
	return found_or(
		vgs_its_read_device(c->gic, c->unit, device_id(c), &c->device),
		ERR_DEVICE_OOR);
}

static bool icid_exists(const struct call *c, unsigned id)
{
	return id >> c->gic->cfg.its_units[c->unit].collection_id_bits == 0;
}

/* ICIDs that the ITS and its table hold; reads the entry. */
static enum its_err check_icid(struct call *c, unsigned id)
{
	if (!icid_exists(c, id))
		return ERR_ICID_OOR;
	return found_or(
		vgs_its_read_collection(c->gic, c->unit, id, &c->collection),
		ERR_ICID_OOR);
}

/* Device mapped, EventID in its range. */
static enum its_err check_event_range(struct call *c)
{
	if (!c->device.valid)
		return ERR_DEVICE_UNMAPPED;
	/* GIC-O3 */
	return VGS_RULE(GIC_O3, (uint64_t)event_id(c) >> c->device.event_bits)
		       ? ERR_EVENT_OOR
		       : ERR_NONE;
}

static enum its_err check_event_mapped(struct call *c)
{
	enum its_err err = check_event_range(c);

	if (!err)
		err = found_or(vgs_its_read_event(c->gic, &c->device,
						  event_id(c), &c->event),
			       ERR_EVENT_UNMAPPED);
	if (!err && !c->event.valid)
		err = ERR_EVENT_UNMAPPED;
	return err;
}

static enum its_err check_collection_mapped(struct call *c, unsigned id)
{
	enum its_err err = check_icid(c, id);

	if (err == ERR_ICID_OOR || (!err && !c->collection.valid))
		return ERR_COLLECTION_UNMAPPED;
	return err;
}

/* DeviceID, device, EventID, event: what most commands begin with. */
static enum its_err check_event(struct call *c)
{
	enum its_err err = check_device_range(c);

	return err ? err : check_event_mapped(c);
}

/* The same and where it goes. */
static enum its_err check_target(struct call *c)
{
	enum its_err err = check_event(c);

	if (!err && c->event.virt)
		return ERR_ITE_INVALID;
	return err ? err : check_collection_mapped(c, c->event.icid);
}

static enum its_err memory(int err)
{
	return err ? ERR_MEMORY : ERR_NONE;
}

/* --- mapping commands ------------------------------------------------------ */

static enum its_err run_mapd(struct call *c)
{
	unsigned bits = (unsigned)(c->dw[1] & 31u) + 1;
	const struct vgs_its_device device = {
		.valid = valid(c),
		.itt = c->dw[2] & UINT64_C(0x000fffffffffff00),
		.event_bits = bits,
	};
	enum its_err err = check_device_range(c);

	if (err)
		return err;
	if (device.valid && bits > c->gic->cfg.its_units[c->unit].event_id_bits)
		return ERR_SIZE_OOR;
	vgs_its_cache_clear(c->gic);
	return found_or(
		vgs_its_write_device(c->gic, c->unit, device_id(c), &device),
		ERR_DEVICE_OOR);
}

static enum its_err run_mapc(struct call *c)
{
	struct vgs_its_collection collection = { .valid = valid(c) };
	enum its_err err = check_icid(c, icid(c));

	if (err)
		return err;
	if (collection.valid) {
		collection.pe = vgs_its_rdbase(c->gic, c->unit,
					       c->dw[2] >> 16 & 0xfffffffffu);
		if (collection.pe == VGS_NO_PE)
			return ERR_SIZE_OOR;
	}
	vgs_its_cache_clear(c->gic);
	return found_or(
		vgs_its_write_collection(c->gic, c->unit, icid(c), &collection),
		ERR_ICID_OOR);
}

/* GIC-L9: LPIs that the Distributor can have. */
static bool is_lpi(const struct call *c, uint32_t intid)
{
	return intid >= VGS_INTID_LPI &&
	       VGS_RULE(GIC_L9, intid >> c->gic->cfg.lpi_id_bits == 0);
}

static enum its_err map_event(struct call *c, uint32_t intid)
{
	const struct vgs_its_event event = {
		.valid = true,
		.intid = intid,
		.icid = (uint16_t)icid(c),
	};
	struct vgs_its_event old = { 0 };
	enum its_err err = check_device_range(c);

	if (!err)
		err = check_icid(c, icid(c));
	if (!err)
		err = check_event_range(c);
	if (!err && !is_lpi(c, intid))
		err = ERR_INTID_OOR;
	if (!err)
		err = found_or(vgs_its_read_event(c->gic, &c->device,
						  event_id(c), &old),
			       ERR_EVENT_OOR);
	if (err)
		return err;
	/* GIC-CU42: mapped already; the new mapping replaces the old one. */
	if (old.valid)
		vgs_core_finding(c->gic, VGS_NO_PE, intid, VGS_R_GIC_CU42);
	vgs_its_cache_clear(c->gic);
	return found_or(
		vgs_its_write_event(c->gic, &c->device, event_id(c), &event),
		ERR_EVENT_OOR);
}

static enum its_err run_mapti(struct call *c)
{
	return map_event(c, (uint32_t)(c->dw[1] >> 32));
}

static enum its_err run_mapi(struct call *c)
{
	return map_event(c, event_id(c));
}

static enum its_err run_discard(struct call *c)
{
	const struct vgs_its_event none = { .valid = false };
	enum its_err err = check_target(c);

	if (err)
		return err;
	vgs_its_cache_clear(c->gic);
	/* GIC-O27: DISCARD clears its own pending state. */
	err = memory(vgs_v3_lpi_clear(c->gic, c->collection.pe, c->event.intid,
				      VGS_R_GIC_O27));
	if (err)
		return err;
	return found_or(
		vgs_its_write_event(c->gic, &c->device, event_id(c), &none),
		ERR_EVENT_OOR);
}

static enum its_err run_movi(struct call *c)
{
	enum its_err err = check_device_range(c);
	unsigned from;

	if (!err && !icid_exists(c, icid(c)))
		err = ERR_ICID_OOR;
	if (!err)
		err = check_event_mapped(c);
	if (!err && c->event.virt)
		err = ERR_ITE_INVALID;
	if (!err)
		err = check_collection_mapped(c, c->event.icid);
	if (err)
		return err;
	from = c->collection.pe;
	err = check_collection_mapped(c, icid(c));
	if (err)
		return err;
	vgs_its_cache_clear(c->gic);
	c->event.icid = (uint16_t)icid(c);
	err = found_or(
		vgs_its_write_event(c->gic, &c->device, event_id(c), &c->event),
		ERR_EVENT_OOR);
	return err ? err
		   : memory(vgs_v3_lpi_move(c->gic, from, c->collection.pe,
					    c->event.intid));
}

/* --- commands on LPIs ---------------------------------------------------- */

static enum its_err run_int(struct call *c)
{
	enum its_err err = check_target(c);

	/* GIC-O26: as a write to GITS_TRANSLATER. */
	return err ? err
		   : memory(vgs_v3_lpi_set(c->gic, c->collection.pe,
					   c->event.intid, VGS_R_GIC_O26));
}

static enum its_err run_clear(struct call *c)
{
	enum its_err err = check_target(c);

	return err ? err
		   : memory(vgs_v3_lpi_clear(c->gic, c->collection.pe,
					     c->event.intid, VGS_R_GIC_O27));
}

static enum its_err run_inv(struct call *c)
{
	enum its_err err = check_target(c);

	/* GIC-L16 */
	return err ? err
		   : memory(vgs_v3_lpi_invalidate(c->gic, c->collection.pe,
						  c->event.intid));
}

static enum its_err run_invall(struct call *c)
{
	enum its_err err = check_icid(c, icid(c));

	if (!err && !c->collection.valid)
		err = ERR_COLLECTION_UNMAPPED;
	return err ? err
		   : memory(vgs_v3_lpi_invalidate_all(c->gic,
						      c->collection.pe));
}

static enum its_err run_movall(struct call *c)
{
	unsigned from =
		vgs_its_rdbase(c->gic, c->unit, c->dw[2] >> 16 & 0xfffffffffu);
	unsigned to =
		vgs_its_rdbase(c->gic, c->unit, c->dw[3] >> 16 & 0xfffffffffu);

	if (from == VGS_NO_PE || to == VGS_NO_PE)
		return ERR_DEVICE_OOR;
	return memory(vgs_v3_lpi_move_all(c->gic, from, to));
}

/* GIC-O24: commands complete in order, there is nothing to wait for. */
static enum its_err run_sync(struct call *c)
{
	(void)c;
	return ERR_NONE;
}

/* --- the queue ---------------------------------------------------------------- */

static const struct command {
	uint8_t opcode;
	uint8_t code; /* in error codes; CLEAR has another one */
	enum its_err (*run)(struct call *c);
} commands[] = {
	{ 0x01, 0x01, run_movi },   { 0x03, 0x03, run_int },
	{ 0x04, 0x05, run_clear },  { 0x05, 0x05, run_sync },
	{ 0x08, 0x08, run_mapd },   { 0x09, 0x09, run_mapc },
	{ 0x0a, 0x0a, run_mapti },  { 0x0b, 0x0b, run_mapi },
	{ 0x0c, 0x0c, run_inv },    { 0x0d, 0x0d, run_invall },
	{ 0x0e, 0x0e, run_movall }, { 0x0f, 0x0f, run_discard },
};

static const struct command *find_command(unsigned opcode)
{
	for (size_t i = 0; i < VGS_ARRAY(commands); i++) {
		if (commands[i].opcode == opcode)
			return &commands[i];
	}
	return NULL;
}

uint32_t vgs_its_queue_size(const struct vgs_its *its)
{
	if (!(its->cbaser >> 63))
		return 0;
	return 4096u * ((uint32_t)(its->cbaser & 0xffu) + 1);
}

static enum its_err fetch(struct call *c, const struct vgs_its *its)
{
	uint64_t addr = (its->cbaser & UINT64_C(0x000fffffffff0000)) +
			(its->creadr & OFFSET_MASK);

	for (unsigned i = 0; i < 4; i++) {
		if (vgs_mem_read(c->gic, addr + i * 8, 8, &c->dw[i]))
			return ERR_MEMORY;
	}
	return ERR_NONE;
}

/* Record an error; true: the ITS stalls. */
static bool fail(struct vgs_gic *gic, unsigned unit, unsigned code,
		 enum its_err err)
{
	struct vgs_its *its = vgs_its_at(gic, unit);
	const struct vgs_event event = {
		.kind = VGS_EV_FINDING,
		.rule = err == ERR_UNKNOWN ? VGS_R_GIC_CU41 : VGS_R_GIC_CU40,
		.pe = VGS_NO_PE,
		.vcpu = VGS_NO_PE,
		.intid = VGS_INTID_NONE,
		.new_value = 0x010000u | code << 8 | (unsigned)err,
	};

	its->error = (uint32_t)event.new_value;
	if (its->errors < UINT32_MAX)
		its->errors++;
	vgs_core_trace(gic, &event);
	return err == ERR_MEMORY ||
	       VGS_RULE(GIC_O17, gic->cfg.its_error == VGS_ITS_ERROR_STALL);
}

bool vgs_its_step(struct vgs_gic *gic, unsigned unit)
{
	struct vgs_its *its = vgs_its_at(gic, unit);
	struct call c = { .gic = gic, .unit = unit };
	const struct command *command = NULL;
	uint32_t size = vgs_its_queue_size(its);
	enum its_err err;

	/* GIC-O19, GIC-O18: disabled, or no queue, or CWRITER outside it. */
	if (!its->enabled || !VGS_RULE(GIC_O18, its->cwriter < size) ||
	    (its->creadr & VGS_ITS_STALLED))
		return false;
	/* GIC-O12 */
	if (VGS_RULE(GIC_O12, its->creadr == its->cwriter))
		return false;
	err = fetch(&c, its);
	if (!err) {
		command = find_command(c.dw[0] & 0xffu);
		err = command ? command->run(&c) : ERR_UNKNOWN;
	}
	if (err &&
	    fail(gic, unit, command ? command->code : c.dw[0] & 0xffu, err)) {
		/* GIC-O15: CREADR stays on the command. */
		its->creadr |= VGS_ITS_STALLED;
		return false;
	}
	/* GIC-O11: the queue is circular. */
	its->creadr = (its->creadr + COMMAND_SIZE) % size;
	return true;
}

void vgs_its_kick(struct vgs_gic *gic, unsigned unit)
{
	unsigned budget = gic->cfg.work_budget;

	if (gic->cfg.async) {
		const struct vgs_its *its = vgs_its_at(gic, unit);

		if (its->enabled && !(its->creadr & VGS_ITS_STALLED) &&
		    its->creadr != its->cwriter)
			vgs_core_postpone(gic, VGS_WORK_ITS, unit);
		return;
	}
	while (vgs_its_step(gic, unit)) {
		if (gic->cfg.work_budget && --budget == 0) {
			vgs_core_postpone(gic, VGS_WORK_ITS, unit);
			return;
		}
	}
}
