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
				       uint32_t intid)
{
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

/* --- vPEs -------------------------------------------------------------- */

static enum vgs_its_err write_vpe(struct vgs_its_call *c,
				  const struct vgs_v3_vpe *vpe)
{
	vgs_its_cache_clear(c->gic);
	return vgs_its_found_or(vgs_its_write_vpe(c->gic, c->unit, vpe),
				VGS_ITS_ERR_VPE_OOR);
}

static enum vgs_its_err run_vmapp(struct vgs_its_call *c)
{
	struct vgs_v3_vpe vpe = {
		.valid = vgs_its_v(c),
		.id = vpeid(c),
		.id_bits = (uint8_t)((c->dw[3] & 31u) + 1),
		.vpt = c->dw[3] & VGS_V3_VPT_ADDR,
	};
	enum vgs_its_err err = check_vpe(c, vpe.id);
	unsigned pe;

	if (err || !vpe.valid)
		return err ? err : write_vpe(c, &vpe);
	if (vpe.id_bits > c->gic->cfg.lpi_id_bits)
		return VGS_ITS_ERR_SIZE_OOR;
	pe = vgs_its_target(c, 2);
	if (pe == VGS_NO_PE)
		return VGS_ITS_ERR_SIZE_OOR;
	vpe.pe = (uint16_t)pe;
	return write_vpe(c, &vpe);
}

/*
 * GIC-U20.  With GITS_TYPER.VMOVP = 1 one command is for every ITS that has
 * the vPE.
 */
static enum vgs_its_err run_vmovp(struct vgs_its_call *c)
{
	unsigned pe = vgs_its_target(c, 2);
	enum vgs_its_err err = check_vpe_mapped(c, vpeid(c));

	if (!err && pe == VGS_NO_PE)
		err = VGS_ITS_ERR_SIZE_OOR;
	if (err)
		return err;
	if (VGS_RULE(GIC_U20, vgs_v3_vpe_resident(c->gic, &c->vpe)))
		vgs_core_finding(c->gic, c->vpe.pe, VGS_INTID_NONE,
				 VGS_R_GIC_CU82);
	for (unsigned unit = 0; !err && unit < c->gic->cfg.its; unit++) {
		struct vgs_v3_vpe vpe;
		enum vgs_found found =
			vgs_its_read_vpe(c->gic, unit, vpeid(c), &vpe);

		vpe.pe = (uint16_t)pe;
		if (found == VGS_FOUND && vpe.valid)
			found = vgs_its_write_vpe(c->gic, unit, &vpe);
		if (found == VGS_NO_MEMORY)
			err = VGS_ITS_ERR_MEMORY;
	}
	vgs_its_cache_clear(c->gic);
	return err;
}

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
		err = check_doorbell(c, event.doorbell);
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
		err = check_doorbell(c, doorbell(c));
	if (err)
		return err;
	c->event.icid = vpeid(c);
	if (rings)
		c->event.doorbell = doorbell(c);
	vgs_its_cache_clear(c->gic);
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
	{ 0x21, 0x21, run_vmovi },   { 0x22, 0x22, run_vmovp },
	{ 0x25, 0x25, run_vsync },   { 0x29, 0x29, run_vmapp },
	{ 0x2a, 0x2a, run_vmapti },  { 0x2b, 0x2b, run_vmapi },
	{ 0x2d, 0x2d, run_vinvall },
};

const struct vgs_its_command *vgs_its_find_vcommand(const struct vgs_gic *gic,
						    unsigned opcode)
{
	for (size_t i = 0; vgs_its_is_v4(gic) && i < VGS_ARRAY(commands); i++) {
		if (commands[i].opcode == opcode)
			return &commands[i];
	}
	return NULL;
}
