/* SPDX-License-Identifier: MIT */
/*
 * The command queue: fetch, check in the architecture's order, carry out.
 *
 * Error codes are Arm's: 0x01, command, error.  On one the ITS stalls or
 * ignores the command, as configured (GIC-O15, GIC-O17); a callback that fails
 * always stalls it.
 */
#include "gicv3/lpis.h"
#include "its_cmd.h"
#include "its_misuse.h"
#include "mem.h"

#define OFFSET_MASK UINT64_C(0xfffe0)

/* --- fields ------------------------------------------------------------ */

static unsigned icid(const struct vgs_its_call *c)
{
	return vgs_itsc_icid(c->dw);
}

unsigned vgs_its_target(const struct vgs_its_call *c, unsigned dw)
{
	return vgs_its_rdbase(c->gic, c->unit, vgs_itsc_rdbase(c->dw, dw));
}

/* --- checks, each with its error ----------------------------------------- */

enum vgs_its_err vgs_its_found_or(enum vgs_found found, enum vgs_its_err error)
{
	switch (found) {
	case VGS_FOUND:
		return VGS_ITS_ERR_NONE;
	case VGS_OUT_OF_RANGE:
		return error;
	case VGS_NO_MEMORY:
		return VGS_ITS_ERR_MEMORY;
	}
	return VGS_ITS_ERR_MEMORY;
}

enum vgs_its_err vgs_its_check_device(struct vgs_its_call *c)
{
	return vgs_its_found_or(vgs_its_read_device(c->gic, c->unit,
						    vgs_its_device_id(c),
						    &c->device),
				VGS_ITS_ERR_DEVICE_OOR);
}

static bool icid_exists(const struct vgs_its_call *c, unsigned id)
{
	return id >> c->gic->cfg.its_units[c->unit].collection_id_bits == 0;
}

/* ICIDs that the ITS and its table hold; reads the entry. */
static enum vgs_its_err check_icid(struct vgs_its_call *c, unsigned id)
{
	if (!icid_exists(c, id))
		return VGS_ITS_ERR_ICID_OOR;
	return vgs_its_found_or(
		vgs_its_read_collection(c->gic, c->unit, id, &c->collection),
		VGS_ITS_ERR_ICID_OOR);
}

enum vgs_its_err vgs_its_check_event_range(struct vgs_its_call *c)
{
	if (!c->device.valid)
		return VGS_ITS_ERR_DEVICE_UNMAPPED;
	/* GIC-O3 */
	return VGS_RULE(GIC_O3,
			(uint64_t)vgs_its_event_id(c) >> c->device.event_bits)
		       ? VGS_ITS_ERR_EVENT_OOR
		       : VGS_ITS_ERR_NONE;
}

static enum vgs_its_err check_event_mapped(struct vgs_its_call *c)
{
	enum vgs_its_err err = vgs_its_check_event_range(c);

	if (!err)
		err = vgs_its_found_or(vgs_its_read_event(c->gic, &c->device,
							  vgs_its_event_id(c),
							  &c->event),
				       VGS_ITS_ERR_EVENT_UNMAPPED);
	if (!err && !c->event.valid)
		err = VGS_ITS_ERR_EVENT_UNMAPPED;
	return err;
}

static enum vgs_its_err check_collection_mapped(struct vgs_its_call *c,
						unsigned id)
{
	enum vgs_its_err err = check_icid(c, id);

	if (err == VGS_ITS_ERR_ICID_OOR || (!err && !c->collection.valid))
		return VGS_ITS_ERR_COLLECTION_UNMAPPED;
	return err;
}

enum vgs_its_err vgs_its_check_event(struct vgs_its_call *c)
{
	enum vgs_its_err err = vgs_its_check_device(c);

	return err ? err : check_event_mapped(c);
}

/* The same and where it goes. */
static enum vgs_its_err check_target(struct vgs_its_call *c)
{
	enum vgs_its_err err = vgs_its_check_event(c);

	if (err)
		return err;
	return c->event.virt ? vgs_its_check_virtual(c)
			     : check_collection_mapped(c, c->event.icid);
}

enum vgs_its_err vgs_its_memory(int err)
{
	return err ? VGS_ITS_ERR_MEMORY : VGS_ITS_ERR_NONE;
}

/* --- how many events there are (GIC-CU44, GIC-CU47) ----------------------- */

static bool is_some(uint32_t events)
{
	return events && events < VGS_ITS_MANY;
}

/* Too many to count stay too many. */
static uint32_t counted(uint32_t events, int by)
{
	if (events == VGS_ITS_MANY || (!events && by < 0))
		return events;
	return events + (uint32_t)by;
}

/*
 * One more or less that leads from the device of the call to a collection.
 * Memory that fails leaves a count as it is: findings depend on it, nothing
 * else.
 */
static void count_event(struct vgs_its_call *c,
			const struct vgs_its_event *event, int by)
{
	struct vgs_its_collection collection;
	const struct vgs_its_source source = { c->unit, vgs_its_device_id(c),
					       vgs_its_event_id(c) };

	c->device.events = counted(c->device.events, by);
	(void)vgs_its_write_device(c->gic, c->unit, vgs_its_device_id(c),
				   &c->device);
	if (event->virt ||
	    vgs_its_read_collection(c->gic, c->unit, event->icid, &collection))
		return;
	collection.events = counted(collection.events, by);
	(void)vgs_its_write_collection(c->gic, c->unit, event->icid,
				       &collection);
	if (by < 0)
		vgs_its_unsee(c->gic, &source, event->intid);
	else if (collection.valid)
		vgs_its_see(c->gic, &source, event->intid, collection.pe);
}

void vgs_its_drop_event(const struct vgs_its_call *c)
{
	vgs_its_cache_drop_event(c->gic, c->unit, vgs_its_device_id(c),
				 vgs_its_event_id(c));
}

/* --- mapping commands ------------------------------------------------------ */

static enum vgs_its_err run_mapd(struct vgs_its_call *c)
{
	unsigned bits = vgs_itsc_event_bits(c->dw);
	const struct vgs_its_device device = {
		.valid = vgs_its_v(c),
		.itt = vgs_itsc_itt(c->dw),
		.event_bits = bits,
	};
	enum vgs_its_err err = vgs_its_check_device(c);

	if (err)
		return err;
	if (device.valid && bits > c->gic->cfg.its_units[c->unit].event_id_bits)
		return VGS_ITS_ERR_SIZE_OOR;
	/* GIC-CU44: of which collections they were is not known any more. */
	if (c->device.valid && c->device.events)
		vgs_its_at(c->gic, c->unit)->uncounted = 1;
	/* GIC-CU47: its events should have been discarded. */
	if (!device.valid && c->device.valid && is_some(c->device.events))
		vgs_core_finding(c->gic, VGS_NO_PE, VGS_INTID_NONE,
				 VGS_R_GIC_CU47);
	vgs_its_cache_drop_device(c->gic, c->unit, vgs_its_device_id(c));
	return vgs_its_found_or(vgs_its_write_device(c->gic, c->unit,
						     vgs_its_device_id(c),
						     &device),
				VGS_ITS_ERR_DEVICE_OOR);
}

/* What MAPC @now does to a collection that software should not. */
static void check_mapc(const struct vgs_its_call *c,
		       const struct vgs_its_collection *now)
{
	const struct vgs_its_collection *old = &c->collection;

	if (!old->valid)
		return;
	/* GIC-CU44: events would lead nowhere. */
	if (!now->valid && is_some(old->events) &&
	    !vgs_its_at(c->gic, c->unit)->uncounted)
		vgs_core_finding(c->gic, VGS_NO_PE, VGS_INTID_NONE,
				 VGS_R_GIC_CU44);
	if (now->valid && now->pe != old->pe)
		vgs_its_retargeted(c->gic, c->unit, icid(c), old->pe);
}

static enum vgs_its_err run_mapc(struct vgs_its_call *c)
{
	struct vgs_its_collection collection = { .valid = vgs_its_v(c) };
	enum vgs_its_err err = check_icid(c, icid(c));

	if (err)
		return err;
	if (collection.valid) {
		collection.pe = vgs_its_target(c, 2);
		if (collection.pe == VGS_NO_PE)
			return VGS_ITS_ERR_SIZE_OOR;
	}
	check_mapc(c, &collection);
	collection.events = c->collection.events;
	vgs_its_cache_drop_collection(c->gic, c->unit, icid(c));
	return vgs_its_found_or(
		vgs_its_write_collection(c->gic, c->unit, icid(c), &collection),
		VGS_ITS_ERR_ICID_OOR);
}

bool vgs_its_is_lpi(const struct vgs_its_call *c, uint32_t intid)
{
	return intid >= VGS_INTID_LPI &&
	       VGS_RULE(GIC_L9, intid >> c->gic->cfg.lpi_id_bits == 0);
}

enum vgs_its_err vgs_its_map(struct vgs_its_call *c,
			     const struct vgs_its_event *event)
{
	struct vgs_its_event old = { 0 };
	enum vgs_its_err err =
		vgs_its_found_or(vgs_its_read_event(c->gic, &c->device,
						    vgs_its_event_id(c), &old),
				 VGS_ITS_ERR_EVENT_OOR);

	if (err)
		return err;
	if (old.valid) {
		vgs_core_finding(c->gic, VGS_NO_PE, event->intid,
				 VGS_R_GIC_CU42);
		if (VGS_CHOICE(c->gic, GIC_CU42))
			return VGS_ITS_ERR_NONE;
		count_event(c, &old, -1);
	}
	count_event(c, event, 1);
	vgs_its_drop_event(c);
	return vgs_its_found_or(vgs_its_write_event(c->gic, &c->device,
						    vgs_its_event_id(c), event),
				VGS_ITS_ERR_EVENT_OOR);
}

static enum vgs_its_err map_event(struct vgs_its_call *c, uint32_t intid)
{
	const struct vgs_its_event event = {
		.valid = true,
		.intid = intid,
		.icid = (uint16_t)icid(c),
	};
	enum vgs_its_err err = vgs_its_check_device(c);

	if (!err)
		err = check_icid(c, icid(c));
	if (!err)
		err = vgs_its_check_event_range(c);
	if (!err && !vgs_its_is_lpi(c, intid))
		err = VGS_ITS_ERR_INTID_OOR;
	return err ? err : vgs_its_map(c, &event);
}

static enum vgs_its_err run_mapti(struct vgs_its_call *c)
{
	return map_event(c, vgs_itsc_pintid(c->dw));
}

static enum vgs_its_err run_mapi(struct vgs_its_call *c)
{
	return map_event(c, vgs_its_event_id(c));
}

/* --- the LPI or vLPI of an event -------------------------------------------- */

static enum vgs_its_err send(struct vgs_its_call *c, unsigned rule)
{
	if (c->event.virt)
		return vgs_its_memory(vgs_v3_vlpi_set(c->gic, &c->vpe,
						      c->event.intid,
						      c->event.doorbell, rule));
	return vgs_its_memory(
		vgs_v3_lpi_set(c->gic, c->collection.pe, c->event.intid, rule));
}

static enum vgs_its_err take_back(struct vgs_its_call *c, unsigned rule)
{
	if (c->event.virt)
		return vgs_its_memory(vgs_v3_vlpi_clear(c->gic, &c->vpe,
							c->event.intid, rule));
	return vgs_its_memory(vgs_v3_lpi_clear(c->gic, c->collection.pe,
					       c->event.intid, rule));
}

static enum vgs_its_err run_discard(struct vgs_its_call *c)
{
	const struct vgs_its_event none = { .valid = false };
	enum vgs_its_err err = check_target(c);

	if (err)
		return err;
	count_event(c, &c->event, -1);
	vgs_its_drop_event(c);
	/* GIC-O27: DISCARD clears its own pending state. */
	err = take_back(c, VGS_R_GIC_O27);
	if (err)
		return err;
	return vgs_its_found_or(vgs_its_write_event(c->gic, &c->device,
						    vgs_its_event_id(c), &none),
				VGS_ITS_ERR_EVENT_OOR);
}

static enum vgs_its_err run_movi(struct vgs_its_call *c)
{
	enum vgs_its_err err = vgs_its_check_device(c);
	unsigned from;

	if (!err)
		err = check_icid(c, icid(c));
	if (!err)
		err = check_event_mapped(c);
	if (!err && c->event.virt)
		err = VGS_ITS_ERR_ITE_INVALID;
	if (!err)
		err = check_collection_mapped(c, c->event.icid);
	if (err)
		return err;
	from = c->collection.pe;
	err = check_collection_mapped(c, icid(c));
	if (err)
		return err;
	count_event(c, &c->event, -1);
	c->event.icid = (uint16_t)icid(c);
	count_event(c, &c->event, 1);
	vgs_its_drop_event(c);
	err = vgs_its_found_or(vgs_its_write_event(c->gic, &c->device,
						   vgs_its_event_id(c),
						   &c->event),
			       VGS_ITS_ERR_EVENT_OOR);
	return err ? err
		   : vgs_its_memory(vgs_v3_lpi_move(
			     c->gic, from, c->collection.pe, c->event.intid));
}

/* --- commands on LPIs ---------------------------------------------------- */

static enum vgs_its_err run_int(struct vgs_its_call *c)
{
	enum vgs_its_err err = check_target(c);

	if (!err)
		vgs_its_check_left_behind(c->gic, c->unit, c->event.icid,
					  c->collection.pe, c->event.intid);
	/* GIC-O26: as a write to GITS_TRANSLATER. */
	return err ? err : send(c, VGS_R_GIC_O26);
}

static enum vgs_its_err run_clear(struct vgs_its_call *c)
{
	enum vgs_its_err err = check_target(c);

	return err ? err : take_back(c, VGS_R_GIC_O27);
}

static enum vgs_its_err run_inv(struct vgs_its_call *c)
{
	enum vgs_its_err err = check_target(c);

	if (err)
		return err;
	/* GIC-L16 */
	if (c->event.virt)
		return vgs_its_memory(vgs_v3_vlpi_invalidate(c->gic, &c->vpe,
							     c->event.intid));
	return vgs_its_memory(vgs_v3_lpi_invalidate(c->gic, c->collection.pe,
						    c->event.intid));
}

static enum vgs_its_err run_invall(struct vgs_its_call *c)
{
	enum vgs_its_err err = check_icid(c, icid(c));

	if (!err && !c->collection.valid)
		err = VGS_ITS_ERR_COLLECTION_UNMAPPED;
	return err ? err
		   : vgs_its_memory(vgs_v3_lpi_invalidate_all(
			     c->gic, c->collection.pe));
}

/* Help @pe with what the work budget has interrupted. */
static bool come_to_an_end(const struct vgs_its_call *c, unsigned pe)
{
	if (vgs_v3_lpi_busy(c->gic, pe))
		vgs_v3_lpi_work(c->gic, pe);
	return !vgs_v3_lpi_busy(c->gic, pe);
}

static enum vgs_its_err run_movall(struct vgs_its_call *c)
{
	unsigned from = vgs_its_target(c, 2), to = vgs_its_target(c, 3);

	if (from == VGS_NO_PE || to == VGS_NO_PE)
		return VGS_ITS_ERR_DEVICE_OOR;
	/* GIC-O13: what an earlier one has not moved yet goes first. */
	for (unsigned pe = 0; pe < c->gic->cfg.pes; pe++) {
		if (vgs_v3_lpi_moving(c->gic, pe) && !come_to_an_end(c, pe))
			return VGS_ITS_ERR_WAIT;
	}
	vgs_its_moved_all(c->gic, from);
	return vgs_its_memory(vgs_v3_lpi_move_all(c->gic, from, to));
}

/*
 * GIC-O24: commands complete in order; only MOVALL and INVALL may have left
 * something to the Redistributor.
 */
static enum vgs_its_err run_sync(struct vgs_its_call *c)
{
	unsigned pe = vgs_its_target(c, 2);

	if (pe != VGS_NO_PE)
		vgs_v3_lpi_check_on(c->gic, pe, VGS_INTID_NONE);
	if (pe == VGS_NO_PE || VGS_RULE(GIC_O24, come_to_an_end(c, pe)))
		return VGS_ITS_ERR_NONE;
	return VGS_ITS_ERR_WAIT;
}

/* --- the queue ---------------------------------------------------------------- */

static const struct vgs_its_command commands[] = {
	{ 0x01, 0x01, run_movi },   { 0x03, 0x03, run_int },
	{ 0x04, 0x05, run_clear },  { 0x05, 0x05, run_sync },
	{ 0x08, 0x08, run_mapd },   { 0x09, 0x09, run_mapc },
	{ 0x0a, 0x0a, run_mapti },  { 0x0b, 0x0b, run_mapi },
	{ 0x0c, 0x0c, run_inv },    { 0x0d, 0x0d, run_invall },
	{ 0x0e, 0x0e, run_movall }, { 0x0f, 0x0f, run_discard },
};

static const struct vgs_its_command *find_command(const struct vgs_gic *gic,
						  unsigned opcode)
{
	for (size_t i = 0; i < VGS_ARRAY(commands); i++) {
		if (commands[i].opcode == opcode)
			return &commands[i];
	}
	return vgs_its_find_vcommand(gic, opcode);
}

uint32_t vgs_its_queue_size(const struct vgs_its *its)
{
	if (!(its->cbaser >> 63))
		return 0;
	return 4096u * ((uint32_t)(its->cbaser & 0xffu) + 1);
}

enum vgs_found vgs_its_fetch(struct vgs_gic *gic, unsigned unit,
			     uint64_t offset, uint64_t ret_dw[4])
{
	/* GIC-CU35: [15:12] count as 0, by choice they do not. */
	uint64_t mask = VGS_CHOICE(gic, GIC_CU35)
				? UINT64_C(0x000ffffffffff000)
				: UINT64_C(0x000fffffffff0000);
	uint64_t base = vgs_its_at(gic, unit)->cbaser & mask;

	for (unsigned i = 0; i < 4; i++) {
		if (vgs_mem_read(gic, base + offset + i * 8, 8, &ret_dw[i]))
			return VGS_NO_MEMORY;
	}
	return VGS_FOUND;
}

static enum vgs_its_err fetch(struct vgs_its_call *c, const struct vgs_its *its)
{
	if (vgs_its_fetch(c->gic, c->unit, its->creadr & OFFSET_MASK, c->dw))
		return VGS_ITS_ERR_MEMORY;
	vgs_its_check_ahead(c->gic, c->unit, c->dw);
	return VGS_ITS_ERR_NONE;
}

/* Record an error; true: the ITS stalls. */
static bool fail(struct vgs_gic *gic, unsigned unit, unsigned code,
		 enum vgs_its_err err)
{
	struct vgs_its *its = vgs_its_at(gic, unit);
	const struct vgs_event event = {
		.kind = VGS_EV_FINDING,
		.rule = err == VGS_ITS_ERR_UNKNOWN ? VGS_R_GIC_CU41
						   : VGS_R_GIC_CU40,
		.pe = VGS_NO_PE,
		.vcpu = VGS_NO_PE,
		.intid = VGS_INTID_NONE,
		.new_value = 0x010000u | code << 8 | (unsigned)err,
	};

	its->error = (uint32_t)event.new_value;
	if (its->errors < UINT32_MAX)
		its->errors++;
	vgs_core_trace(gic, &event);
	if (VGS_RULE(GIC_O31, gic->cfg.its_units[unit].seis)) {
		struct vgs_event serror = event;

		serror.kind = VGS_EV_SERROR;
		serror.rule = VGS_R_GIC_O31;
		vgs_core_trace(gic, &serror);
	}
	return err == VGS_ITS_ERR_MEMORY ||
	       VGS_RULE(GIC_O17, gic->cfg.its_error == VGS_ITS_ERROR_STALL);
}

/* Is there a command to carry out? */
static bool has_command(const struct vgs_its *its)
{
	/* GIC-O19, GIC-O18: disabled, or no queue, or CWRITER outside it. */
	if (!its->enabled ||
	    !VGS_RULE(GIC_O18, its->cwriter < vgs_its_queue_size(its)) ||
	    (its->creadr & VGS_ITS_STALLED))
		return false;
	/* GIC-O12 */
	return !VGS_RULE(GIC_O12, its->creadr == its->cwriter);
}

/* What is left waits; some of it is read by now. */
static void put_off(struct vgs_gic *gic, unsigned unit)
{
	vgs_its_read_ahead(gic, unit);
	vgs_core_postpone(gic, VGS_WORK_ITS, unit);
}

bool vgs_its_step(struct vgs_gic *gic, unsigned unit)
{
	struct vgs_its *its = vgs_its_at(gic, unit);
	struct vgs_its_call c = { .gic = gic, .unit = unit };
	const struct vgs_its_command *command = NULL;
	enum vgs_its_err err;

	if (!has_command(its))
		return false;
	if (!vgs_core_visit(gic)) {
		put_off(gic, unit);
		return false;
	}
	err = fetch(&c, its);
	if (!err) {
		command = find_command(gic, vgs_itsc_opcode(c.dw));
		err = command ? command->run(&c) : VGS_ITS_ERR_UNKNOWN;
	}
	if (err == VGS_ITS_ERR_WAIT) {
		put_off(gic, unit);
		return false;
	}
	if (err && fail(gic, unit,
			command ? command->code : vgs_itsc_opcode(c.dw), err)) {
		/* GIC-O15: CREADR stays on the command. */
		its->creadr |= VGS_ITS_STALLED;
		/* Software may put another one in its place. */
		vgs_its_forget_ahead(gic, unit);
		return false;
	}
	/* GIC-O11: the queue is circular. */
	its->creadr =
		(its->creadr + VGS_ITS_COMMAND_SIZE) % vgs_its_queue_size(its);
	return true;
}

void vgs_its_kick(struct vgs_gic *gic, unsigned unit)
{
	if (gic->cfg.async) {
		if (has_command(vgs_its_at(gic, unit)))
			put_off(gic, unit);
		return;
	}
	while (vgs_its_step(gic, unit))
		;
}
