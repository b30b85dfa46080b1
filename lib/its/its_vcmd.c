/* SPDX-License-Identifier: MIT */
/*
 * Commands of GICv4 on vPEs and their vLPIs, and what INT, CLEAR, DISCARD and
 * INV do to an event that is mapped to a vLPI.
 */
#include "its_cmd.h"

/* --- fields ------------------------------------------------------------ */

static uint16_t vpeid(const struct vgs_its_call *c)
{
	return (uint16_t)(c->dw[1] >> 32);
}

static uint32_t doorbell(const struct vgs_its_call *c)
{
	return (uint32_t)(c->dw[2] >> 32);
}

/* --- checks ------------------------------------------------------------ */

static enum vgs_its_err check_vpe(struct vgs_its_call *c, uint16_t id)
{
	return vgs_its_found_or(vgs_its_read_vpe(c->gic, c->unit, id, &c->vpe),
				VGS_ITS_ERR_VPE_OOR);
}

static enum vgs_its_err check_vpe_mapped(struct vgs_its_call *c, uint16_t id)
{
	enum vgs_its_err err = check_vpe(c, id);

	return !err && !c->vpe.valid ? VGS_ITS_ERR_VPE_UNMAPPED : err;
}

/* The vPE of a vLPI, which it can have. */
static enum vgs_its_err check_vlpi(struct vgs_its_call *c, uint16_t id,
				   uint32_t vintid)
{
	enum vgs_its_err err = check_vpe_mapped(c, id);

	if (!err && !vgs_v3_vlpi_in_range(c->gic, &c->vpe, vintid))
		return VGS_ITS_ERR_INTID_OOR;
	return err;
}

static enum vgs_its_err check_doorbell(const struct vgs_its_call *c,
				       uint32_t intid, bool of_event)
{
	if (of_event && !vgs_its_has_doorbells(c->gic, c->unit))
		return intid == VGS_INTID_NONE ? VGS_ITS_ERR_NONE
					       : VGS_ITS_ERR_DOORBELL_OOR;
	return intid == VGS_INTID_NONE || vgs_its_is_lpi(c, intid)
		       ? VGS_ITS_ERR_NONE
		       : VGS_ITS_ERR_DOORBELL_OOR;
}

enum vgs_its_err vgs_its_check_virtual(struct vgs_its_call *c)
{
	/* An ITS without vLPIs finds nothing it can use. */
	return vgs_its_is_v4(c->gic)
		       ? check_vlpi(c, c->event.icid, c->event.intid)
		       : VGS_ITS_ERR_ITE_INVALID;
}

/* --- VMAPP ------------------------------------------------------------- */

static enum vgs_its_err write_vpe(struct vgs_its_call *c,
				  const struct vgs_v3_vpe *vpe)
{
	return vgs_its_found_or(vgs_its_write_vpe(c->gic, c->unit, vpe),
				VGS_ITS_ERR_VPE_OOR);
}

/*
 * GICv4.1: the Redistributor's own table, which is the same one where software
 * shares it; it may have none yet.
 */
static enum vgs_its_err tell_redistributor(struct vgs_its_call *c,
					   const struct vgs_v3_vpe *vpe)
{
	return vgs_its_found_or(vgs_v3_vpe_store(c->gic, vpe),
				VGS_ITS_ERR_NONE);
}

/*
 * What is cached of the way to a vPE is void: in one ITS; with Alloc, which
 * changes the entry that all of them share, in all.
 */
static void forget_ways(struct vgs_its_call *c, bool of_all)
{
	for (unsigned unit = 0; unit < c->gic->cfg.its; unit++) {
		if (of_all || unit == c->unit)
			vgs_its_cache_drop_vpe(c->gic, unit, vpeid(c));
	}
}

/* GIC-U21: the last ITS takes the vPE away, others only their mapping. */
static enum vgs_its_err unmap_vpe(struct vgs_its_call *c)
{
	bool last = !vgs_its_is_v41(c->gic) ||
		    VGS_RULE(GIC_U21, c->dw[0] >> 8 & 1u);
	struct vgs_v3_vpe vpe;
	enum vgs_its_err err = vgs_its_found_or(
		vgs_its_read_shared_vpe(c->gic, c->unit, vpeid(c), &vpe),
		VGS_ITS_ERR_VPE_OOR);

	if (err)
		return err;
	vpe.units &= (uint8_t)~VGS_BIT(c->unit);
	if (last && vgs_its_is_v41(c->gic) && vpe.valid) {
		vpe.valid = false;
		err = tell_redistributor(c, &vpe);
	}
	if (last)
		vpe.valid = false;
	return err ? err : write_vpe(c, &vpe);
}

/* The vPE as VMAPP with V = 1 describes it. */
static void decode_vmapp(const struct vgs_its_call *c,
			 struct vgs_v3_vpe *ret_vpe)
{
	*ret_vpe = (struct vgs_v3_vpe){
		.valid = true,
		.id = vpeid(c),
		.id_bits = (uint8_t)((c->dw[3] & 31u) + 1),
		.vpt = c->dw[3] & VGS_V3_VPT_ADDR,
		.doorbell = VGS_INTID_NONE,
	};
	if (!vgs_its_is_v41(c->gic))
		return;
	ret_vpe->vconf = c->dw[0] & UINT64_C(0x000fffffffff0000);
	ret_vpe->doorbell = (uint32_t)c->dw[1];
	/* PTZ: the pending table is zero, and so is its summary. */
	ret_vpe->whole = !(c->dw[0] >> 9 & 1u);
}

/*
 * GIC-U21: with Alloc the vPE begins with what the command says; without, an
 * ITS joins those that map it.
 */
static enum vgs_its_err map_v41(struct vgs_its_call *c, struct vgs_v3_vpe *vpe)
{
	bool first = VGS_RULE(GIC_U21, c->dw[0] >> 8 & 1u);
	struct vgs_v3_vpe old;
	enum vgs_its_err err = vgs_its_found_or(
		vgs_its_read_shared_vpe(c->gic, c->unit, vpe->id, &old),
		VGS_ITS_ERR_VPE_OOR);

	if (err)
		return err;
	if (!first && old.valid)
		*vpe = old;
	vpe->units |= (uint8_t)VGS_BIT(c->unit);
	err = first ? tell_redistributor(c, vpe) : VGS_ITS_ERR_NONE;
	return err ? err : write_vpe(c, vpe);
}

static enum vgs_its_err run_vmapp(struct vgs_its_call *c)
{
	enum vgs_its_err err = check_vpe(c, vpeid(c));
	bool shared = vgs_its_is_v41(c->gic) && (c->dw[0] >> 8 & 1u);
	struct vgs_v3_vpe vpe;
	unsigned pe;

	if (err)
		return err;
	if (!vgs_its_v(c)) {
		forget_ways(c, shared);
		return unmap_vpe(c);
	}
	decode_vmapp(c, &vpe);
	if (vpe.id_bits > c->gic->cfg.lpi_id_bits)
		return VGS_ITS_ERR_SIZE_OOR;
	pe = vgs_its_target(c, 2);
	if (pe == VGS_NO_PE)
		return VGS_ITS_ERR_SIZE_OOR;
	vpe.pe = (uint16_t)pe;
	err = check_doorbell(c, vpe.doorbell, false);
	if (err)
		return err;
	forget_ways(c, shared);
	return vgs_its_is_v41(c->gic) ? map_v41(c, &vpe) : write_vpe(c, &vpe);
}

/* --- VMOVP ------------------------------------------------------------- */

static void misuse(struct vgs_its_call *c, unsigned rule)
{
	vgs_core_finding(c->gic, c->vpe.pe, VGS_INTID_NONE, rule);
}

/*
 * GIC-CU87: with GITS_TYPER.VMOVP = 0 each ITS of ITSList gets the command,
 * with the same sequence number, before the next one about that vPE.
 */
static void check_sequence(struct vgs_its_call *c)
{
	struct vgs_its *self = vgs_its_at(c->gic, c->unit);
	uint16_t sequence = (uint16_t)(c->dw[0] >> 32);
	uint16_t list = (uint16_t)c->dw[1];
	bool agrees = list >> c->unit & 1u;

	self->vmovp_vpe = vpeid(c);
	self->vmovp_sequence = sequence;
	self->vmovp_left = list & (uint16_t)~VGS_BIT(c->unit);
	for (unsigned i = 0; i < c->gic->cfg.its; i++) {
		struct vgs_its *its = vgs_its_at(c->gic, i);
		uint16_t left = its->vmovp_left;

		if (i == c->unit || !left || its->vmovp_vpe != vpeid(c))
			continue;
		agrees &= its->vmovp_sequence == sequence &&
			  (left >> c->unit & 1u) && (list >> i & 1u);
		/* Both know of each other now. */
		its->vmovp_left &= (uint16_t)~VGS_BIT(c->unit);
		self->vmovp_left &= (uint16_t)~VGS_BIT(i);
	}
	if (!agrees)
		misuse(c, VGS_R_GIC_CU87);
}

/* Its entry in the table of one ITS. */
static enum vgs_its_err move_in(struct vgs_its_call *c, unsigned unit,
				unsigned pe)
{
	struct vgs_v3_vpe vpe;
	enum vgs_found found = vgs_its_read_vpe(c->gic, unit, vpeid(c), &vpe);

	vpe.pe = (uint16_t)pe;
	if (found == VGS_FOUND && vpe.valid)
		found = vgs_its_write_vpe(c->gic, unit, &vpe);
	return found == VGS_NO_MEMORY ? VGS_ITS_ERR_MEMORY : VGS_ITS_ERR_NONE;
}

/* What the old Redistributor knows of it, for the new one; and DB. */
static enum vgs_its_err move_v41(struct vgs_its_call *c, unsigned pe)
{
	struct vgs_v3_vpe vpe;

	if (vgs_v3_vpe_load(c->gic, c->vpe.pe, vpeid(c), &vpe) != VGS_FOUND ||
	    !vpe.valid)
		return VGS_ITS_ERR_NONE;
	if (vgs_its_v(c))
		vpe.doorbell = (uint32_t)c->dw[3];
	vpe.pe = (uint16_t)pe;
	return tell_redistributor(c, &vpe);
}

/*
 * GIC-U20.  With GITS_TYPER.VMOVP = 1 one command is for every ITS that has
 * the vPE.
 */
static enum vgs_its_err run_vmovp(struct vgs_its_call *c)
{
	bool each = c->gic->cfg.its_units[c->unit].vmovp_each;
	bool db = vgs_its_is_v41(c->gic) && vgs_its_v(c);
	unsigned pe = vgs_its_target(c, 2);
	enum vgs_its_err err = check_vpe_mapped(c, vpeid(c));

	if (!err && pe == VGS_NO_PE)
		err = VGS_ITS_ERR_SIZE_OOR;
	if (!err && db)
		err = check_doorbell(c, (uint32_t)c->dw[3], false);
	if (err)
		return err;
	/* What is leaving leaves the old Redistributor before it moves. */
	if (!VGS_RULE(GIC_U20, vgs_v3_vpe_left(c->gic, &c->vpe)))
		return VGS_ITS_ERR_WAIT;
	if (VGS_RULE(GIC_U20, vgs_v3_vpe_resident(c->gic, &c->vpe)))
		misuse(c, VGS_R_GIC_CU82);
	if (each)
		check_sequence(c);
	forget_ways(c, !each || vgs_its_is_v41(c->gic));
	if (vgs_its_is_v41(c->gic))
		err = move_v41(c, pe);
	for (unsigned unit = 0; !err && unit < c->gic->cfg.its; unit++) {
		if (!each || unit == c->unit)
			err = move_in(c, unit, pe);
	}
	return err;
}

/* --- configuration ------------------------------------------------------ */

static enum vgs_its_err run_vinvall(struct vgs_its_call *c)
{
	enum vgs_its_err err = check_vpe_mapped(c, vpeid(c));

	return err ? err
		   : vgs_its_memory(
			     vgs_v3_vlpi_invalidate_all(c->gic, &c->vpe));
}

/* GIC-U24: only VINVALL may have left something to the Redistributor. */
static enum vgs_its_err run_vsync(struct vgs_its_call *c)
{
	enum vgs_its_err err = check_vpe_mapped(c, vpeid(c));

	if (!err && !VGS_RULE(GIC_U24, vgs_v3_vlpi_settled(c->gic, &c->vpe)))
		err = VGS_ITS_ERR_WAIT;
	return err;
}

/* GIC-U23 */
static enum vgs_its_err run_invdb(struct vgs_its_call *c)
{
	enum vgs_its_err err = check_vpe_mapped(c, vpeid(c));
	struct vgs_v3_vpe vpe;

	if (err ||
	    vgs_v3_vpe_load(c->gic, c->vpe.pe, vpeid(c), &vpe) != VGS_FOUND ||
	    !vpe.valid)
		return err;
	return vgs_its_memory(
		vgs_v3_lpi_invalidate(c->gic, vpe.pe, vpe.doorbell));
}

/* GIC-U17 */
static enum vgs_its_err run_vsgi(struct vgs_its_call *c)
{
	unsigned vintid = (unsigned)(c->dw[0] >> 32 & 15u);
	enum vgs_its_err err = check_vpe_mapped(c, vpeid(c));

	if (err)
		return err;
	/* Clear: the other fields do not matter. */
	if (c->dw[0] >> 9 & 1u)
		err = vgs_its_memory(
			vgs_v3_vsgi_clear(c->gic, &c->vpe, vintid));
	else
		err = vgs_its_memory(vgs_v3_vsgi_configure(
			c->gic, &c->vpe, vintid, c->dw[0] >> 8 & 1u,
			c->dw[0] >> 10 & 1u, (unsigned)(c->dw[0] >> 20 & 15u)));
	return err ? err
		   : vgs_its_found_or(
			     vgs_its_keep_vsgis(c->gic, c->unit, &c->vpe),
			     VGS_ITS_ERR_VPE_OOR);
}

/* --- events ------------------------------------------------------------ */

static enum vgs_its_err map_virtual(struct vgs_its_call *c, uint32_t vintid)
{
	const struct vgs_its_event event = {
		.valid = true,
		.virt = true,
		.intid = vintid,
		.icid = vpeid(c),
		.doorbell = doorbell(c),
	};
	enum vgs_its_err err = vgs_its_check_device(c);

	if (!err)
		err = check_vpe(c, vpeid(c));
	if (!err)
		err = vgs_its_check_event_range(c);
	/* A vPE that is not mapped yet has no limit of its own. */
	if (!err &&
	    !(c->vpe.valid ? vgs_v3_vlpi_in_range(c->gic, &c->vpe, vintid)
			   : vgs_its_is_lpi(c, vintid)))
		err = VGS_ITS_ERR_INTID_OOR;
	if (!err)
		err = check_doorbell(c, event.doorbell, true);
	return err ? err : vgs_its_map(c, &event);
}

static enum vgs_its_err run_vmapti(struct vgs_its_call *c)
{
	return map_virtual(c, (uint32_t)c->dw[2]);
}

static enum vgs_its_err run_vmapi(struct vgs_its_call *c)
{
	return map_virtual(c, vgs_its_event_id(c));
}

static enum vgs_its_err run_vmovi(struct vgs_its_call *c)
{
	bool rings = c->dw[2] & 1u; /* D: the doorbell is replaced */
	enum vgs_its_err err = vgs_its_check_device(c);
	struct vgs_v3_vpe from;

	if (!err)
		err = check_vpe(c, vpeid(c));
	if (!err)
		err = vgs_its_check_event(c);
	if (!err && !c->event.virt)
		err = VGS_ITS_ERR_ITE_INVALID;
	if (!err)
		err = vgs_its_check_virtual(c);
	from = c->vpe;
	if (!err)
		err = check_vlpi(c, vpeid(c), c->event.intid);
	if (!err && rings)
		err = check_doorbell(c, doorbell(c), true);
	if (err)
		return err;
	c->event.icid = vpeid(c);
	if (rings)
		c->event.doorbell = doorbell(c);
	vgs_its_drop_event(c);
	err = vgs_its_found_or(vgs_its_write_event(c->gic, &c->device,
						   vgs_its_event_id(c),
						   &c->event),
			       VGS_ITS_ERR_EVENT_OOR);
	return err ? err
		   : vgs_its_memory(vgs_v3_vlpi_move(c->gic, &from, &c->vpe,
						     c->event.intid,
						     c->event.doorbell));
}

/* --- the table of commands ----------------------------------------------- */

static const struct vgs_its_command commands[] = {
	{ 0x21, 0x21, run_vmovi },  { 0x22, 0x22, run_vmovp },
	{ 0x25, 0x25, run_vsync },  { 0x29, 0x29, run_vmapp },
	{ 0x2a, 0x2a, run_vmapti }, { 0x2b, 0x2b, run_vmapi },
	{ 0x2d, 0x2d, run_vinvall },
}, v41_commands[] = {
	{ 0x23, 0x23, run_vsgi },
	{ 0x2e, 0x2e, run_invdb },
};

static const struct vgs_its_command *find_in(const struct vgs_its_command *list,
					     size_t count, unsigned opcode)
{
	for (size_t i = 0; i < count; i++) {
		if (list[i].opcode == opcode)
			return &list[i];
	}
	return NULL;
}

const struct vgs_its_command *vgs_its_find_vcommand(const struct vgs_gic *gic,
						    unsigned opcode)
{
	const struct vgs_its_command *found = NULL;

	if (vgs_its_is_v4(gic))
		found = find_in(commands, VGS_ARRAY(commands), opcode);
	if (!found && vgs_its_is_v41(gic))
		found = find_in(v41_commands, VGS_ARRAY(v41_commands), opcode);
	return found;
}
