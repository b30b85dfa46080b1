/* SPDX-License-Identifier: MIT */
/*
 * The public calls about an ITS: an MSI comes in, where it would go, how the
 * queue stands.
 */
#include "gicv3/lpis.h"
#include "its_regs.h"

static const char *const step_names[VGS_MSI_STEPS] = {
	[VGS_MSI_REACHES] = "reaches",
	[VGS_MSI_ITS_DISABLED] = "its-disabled",
	[VGS_MSI_DEVICE_OUT_OF_RANGE] = "device-out-of-range",
	[VGS_MSI_DEVICE_UNMAPPED] = "device-unmapped",
	[VGS_MSI_EVENT_OUT_OF_RANGE] = "event-out-of-range",
	[VGS_MSI_EVENT_UNMAPPED] = "event-unmapped",
	[VGS_MSI_COLLECTION_UNMAPPED] = "collection-unmapped",
	[VGS_MSI_LPIS_DISABLED] = "lpis-disabled",
	[VGS_MSI_LPI_OUT_OF_RANGE] = "lpi-out-of-range",
	[VGS_MSI_PROPERTY_DISABLED] = "property-disabled",
	[VGS_MSI_GROUP_DISABLED] = "group-disabled",
	[VGS_MSI_ASLEEP] = "asleep",
	[VGS_MSI_INTERFACE_DISABLED] = "interface-disabled",
	[VGS_MSI_PRIORITY_MASKED] = "priority-masked",
	[VGS_MSI_PRIORITY_RUNNING] = "priority-running",
	[VGS_MSI_NO_MEMORY] = "no-memory",
	[VGS_MSI_VPE_UNMAPPED] = "vpe-unmapped",
	[VGS_MSI_VPE_NOT_RESIDENT] = "vpe-not-resident",
	[VGS_MSI_SECURE_STATE] = "secure-state",
	[VGS_MSI_LEGACY_GUEST] = "legacy-guest",
	[VGS_MSI_DIRECT_MASKED] = "direct-injection-masked",
	[VGS_MSI_VIRTUAL_OFF] = "virtual-interface-off",
	[VGS_MSI_GUEST_DISABLED] = "guest-group-disabled",
	[VGS_MSI_GUEST_MASKED] = "guest-priority-masked",
	[VGS_MSI_GUEST_RUNNING] = "guest-priority-running",
	[VGS_MSI_NO_DOORBELL] = "no-doorbell",
	[VGS_MSI_DOORBELL_NOT_WANTED] = "doorbell-not-wanted",
};

const char *vgs_msi_step_name(enum vgs_msi_step step)
{
	return (unsigned)step < VGS_MSI_STEPS ? step_names[step] : "?";
}

int vgs_gic_msi(struct vgs_gic *gic, unsigned its, uint32_t device_id,
		uint32_t event_id)
{
	int err;

	if (its >= gic->cfg.its)
		return -VGS_ERANGE;
	err = vgs_core_enter(gic);
	if (err)
		return err;
	vgs_its_msi(gic, its, device_id, event_id);
	vgs_core_leave(gic);
	return 0;
}

/* The gates of any Non-secure Group 1 interrupt. */
static enum vgs_msi_step at_cpu_interface(const struct vgs_gic *gic,
					  unsigned pe, uint8_t priority)
{
	static const struct {
		enum vgs_gate gate;
		enum vgs_msi_step step;
	} gates[] = {
		{ VGS_GATE_GROUP_ENABLE, VGS_MSI_GROUP_DISABLED },
		{ VGS_GATE_AWAKE, VGS_MSI_ASLEEP },
		{ VGS_GATE_IGRPEN, VGS_MSI_INTERFACE_DISABLED },
		{ VGS_GATE_PMR, VGS_MSI_PRIORITY_MASKED },
		{ VGS_GATE_RUNNING, VGS_MSI_PRIORITY_RUNNING },
	};
	const struct vgs_gate_irq lpi = { .priority = priority,
					  .group = VGS_G1NS };
	struct vgs_gate_pe view;

	vgs_core_gate_pe(gic, pe, &view);
	for (size_t i = 0; i < VGS_ARRAY(gates); i++) {
		if (!vgs_gate_open(gates[i].gate, &view, &lpi))
			return gates[i].step;
	}
	return VGS_MSI_REACHES;
}

/* What keeps an LPI from its PE, or a vLPI from its resident vPE. */
static enum vgs_msi_step property(struct vgs_gic *gic, uint32_t owner,
				  uint32_t intid, uint8_t *ret_priority)
{
	bool enabled = false;

	if (!vgs_v3_lpi_usable(gic, owner, intid))
		return VGS_MSI_LPI_OUT_OF_RANGE;
	if (vgs_v3_lpi_config(gic, owner, intid, ret_priority, &enabled))
		return VGS_MSI_NO_MEMORY;
	return enabled ? VGS_MSI_REACHES : VGS_MSI_PROPERTY_DISABLED;
}

/* An LPI at a PE. */
static enum vgs_msi_step arrive(struct vgs_gic *gic, unsigned pe,
				uint32_t intid, uint8_t *ret_priority)
{
	enum vgs_msi_step step;

	if (!vgs_v3_lpi_enabled(gic, pe))
		return VGS_MSI_LPIS_DISABLED;
	step = property(gic, pe, intid, ret_priority);
	return step ? step : at_cpu_interface(gic, pe, *ret_priority);
}

/* The gates of the guest's CPU interface. */
static enum vgs_msi_step at_guest(const struct vgs_gic *gic, unsigned pe,
				  uint8_t priority)
{
	const struct vgs_gate_irq vlpi = { .priority = priority,
					   .group = VGS_G1NS };
	struct vgs_gate_pe view = { .forwarded = 0xffu, .awake = true };

	if (!gic->direct)
		return VGS_MSI_VIRTUAL_OFF;
	if (vgs_v3_direct_in_secure(gic, pe))
		return VGS_MSI_SECURE_STATE;
	if (vgs_v3_direct_in_legacy(gic, pe))
		return VGS_MSI_LEGACY_GUEST;
	if (gic->vif[pe].hcr & VGS_HCR_DVIM)
		return VGS_MSI_DIRECT_MASKED;
	if (!(gic->vif[pe].hcr & VGS_HCR_EN))
		return VGS_MSI_VIRTUAL_OFF;
	view.cpu = &gic->vif[pe].cpu;
	view.shape = &gic->vshape;
	if (!vgs_gate_igrpen(&view, VGS_G1NS))
		return VGS_MSI_GUEST_DISABLED;
	if (!vgs_gate_pmr(&view, &vlpi))
		return VGS_MSI_GUEST_MASKED;
	return vgs_gate_running(&view, &vlpi) ? VGS_MSI_REACHES
					      : VGS_MSI_GUEST_RUNNING;
}

/* A vLPI where its vPE belongs. */
static enum vgs_msi_step arrive_virtual(struct vgs_gic *gic,
					const struct vgs_its_way *way,
					uint8_t *ret_priority)
{
	enum vgs_msi_step step;

	if (!vgs_v3_vlpi_in_range(gic, &way->vpe, way->event.intid))
		return VGS_MSI_LPI_OUT_OF_RANGE;
	if (!vgs_v3_vpe_resident(gic, &way->vpe))
		return VGS_MSI_VPE_NOT_RESIDENT;
	step = property(gic, VGS_LPI_VPE | way->pe, way->event.intid,
			ret_priority);
	return step ? step : at_guest(gic, way->pe, *ret_priority);
}

/* The doorbell of a vLPI whose vPE is not resident; what stops it. */
static enum vgs_msi_step
ring(struct vgs_gic *gic, const struct vgs_its_way *way, uint32_t *ret_doorbell)
{
	bool wanted = true;
	uint8_t priority = 0;
	uint32_t doorbell = way->event.doorbell;

	if (vgs_v3_vlpi_doorbell(gic, &way->vpe, way->event.intid, &doorbell,
				 &wanted))
		return VGS_MSI_NO_MEMORY;
	if (doorbell == VGS_INTID_NONE)
		return VGS_MSI_NO_DOORBELL;
	*ret_doorbell = doorbell;
	return wanted ? arrive(gic, way->pe, doorbell, &priority)
		      : VGS_MSI_DOORBELL_NOT_WANTED;
}

/* A query: it reads memory, and nothing is in a callback. */
static int query(const struct vgs_gic *gic, unsigned its)
{
	if (its >= gic->cfg.its)
		return -VGS_ERANGE;
	if (gic->blocked)
		return gic->bug ? -VGS_EBUG : -VGS_EBUSY;
	return 0;
}

int vgs_gic_translate(struct vgs_gic *gic, unsigned its, uint32_t device_id,
		      uint32_t event_id, struct vgs_translation *ret_to)
{
	struct vgs_translation to = { .pe = VGS_NO_PE };
	struct vgs_its_way way;
	int err = query(gic, its);

	if (err)
		return err;
	to.step =
		vgs_its_translate(gic, its, device_id,
				  vgs_its_event_bits(gic, its, event_id), &way);
	to.pe = (uint16_t)way.pe;
	if (way.event.valid)
		to.intid = way.event.intid;
	if (way.event.valid && way.event.virt) {
		to.virt = true;
		to.vpe = way.event.icid;
		if (way.event.doorbell != VGS_INTID_NONE)
			to.doorbell = way.event.doorbell;
	}
	if (to.step == VGS_MSI_REACHES)
		to.step = to.virt ? arrive_virtual(gic, &way, &to.priority)
				  : arrive(gic, way.pe, to.intid, &to.priority);
	if (to.step == VGS_MSI_VPE_NOT_RESIDENT)
		to.doorbell_step = ring(gic, &way, &to.doorbell);
	*ret_to = to;
	return 0;
}

static int find(struct vgs_gic *gic, unsigned its, uint16_t vpeid,
		struct vgs_v3_vpe *ret_vpe)
{
	int err = query(gic, its);

	if (err)
		return err;
	if (!vgs_its_is_v4(gic))
		return -VGS_ENOTSUP;
	switch (vgs_its_read_vpe(gic, its, vpeid, ret_vpe)) {
	case VGS_FOUND:
		return 0;
	case VGS_OUT_OF_RANGE:
		return -VGS_ERANGE;
	case VGS_NO_MEMORY:
		break;
	}
	return -VGS_EMEM;
}

int vgs_gic_vpe(struct vgs_gic *gic, unsigned its, uint16_t vpeid,
		struct vgs_vpe_info *ret_vpe)
{
	struct vgs_v3_vpe vpe;
	int err = find(gic, its, vpeid, &vpe);

	if (err)
		return err;
	*ret_vpe = (struct vgs_vpe_info){ .mapped = vpe.valid };
	if (!vpe.valid)
		return 0;
	ret_vpe->resident = vgs_v3_vpe_resident(gic, &vpe);
	ret_vpe->pe = vpe.pe;
	ret_vpe->id_bits = vpe.id_bits;
	ret_vpe->pending = vpe.vpt;
	if (!vgs_its_is_v41(gic))
		return 0;
	ret_vpe->config = vpe.vconf;
	/* What Redistributors know of it is in their table. */
	if (vgs_v3_vpe_load(gic, vpe.pe, vpe.id, &vpe) == VGS_FOUND &&
	    vpe.doorbell != VGS_INTID_NONE)
		ret_vpe->doorbell = vpe.doorbell;
	ret_vpe->wants_doorbell = vpe.rings;
	return 0;
}

int vgs_gic_vsgi(struct vgs_gic *gic, unsigned its, uint16_t vpeid,
		 unsigned vintid, struct vgs_vsgi_info *ret_vsgi)
{
	struct vgs_v3_vsgis sgi;
	struct vgs_v3_vpe vpe;
	int err = find(gic, its, vpeid, &vpe);

	if (err)
		return err;
	if (!vgs_its_is_v41(gic))
		return -VGS_ENOTSUP;
	if (!vpe.valid || vintid >= VGS_V3_VSGIS)
		return -VGS_ERANGE;
	if (vgs_v3_vsgis_of(gic, &vpe, &sgi))
		return -VGS_EMEM;
	*ret_vsgi = (struct vgs_vsgi_info){
		.pending = sgi.pending >> vintid & 1u,
		.enabled = sgi.enabled >> vintid & 1u,
		.group = sgi.group >> vintid & 1u,
		.priority = (uint8_t)((sgi.priority >> vintid * 4 & 15u) << 4),
	};
	return 0;
}

int vgs_gic_vlpi(struct vgs_gic *gic, unsigned its, uint16_t vpeid,
		 uint32_t vintid, bool *ret_pending)
{
	struct vgs_v3_vpe vpe;
	bool pending = false;
	int err = find(gic, its, vpeid, &vpe);

	if (err)
		return err;
	if (!vpe.valid || !vgs_v3_vlpi_in_range(gic, &vpe, vintid))
		return -VGS_ERANGE;
	if (vgs_v3_vlpi_pending(gic, &vpe, vintid, &pending))
		return -VGS_EMEM;
	*ret_pending = pending;
	return 0;
}

int vgs_gic_its(const struct vgs_gic *gic, unsigned unit,
		struct vgs_its_info *ret_info)
{
	const struct vgs_its *its;

	if (unit >= gic->cfg.its)
		return -VGS_ERANGE;
	its = vgs_its_at(gic, unit);
	*ret_info = (struct vgs_its_info){
		.enabled = its->enabled,
		.stalled = its->creadr & VGS_ITS_STALLED,
		.queue_empty = (its->creadr & ~VGS_ITS_STALLED) == its->cwriter,
		.error = its->error,
		.errors = its->errors,
	};
	return 0;
}
