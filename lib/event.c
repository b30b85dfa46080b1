/* SPDX-License-Identifier: MIT */
/* The trace: names of events, and the one place that calls the embedder. */
#include <libvgicsim/event.h>

#include "core.h"

const char *vgs_event_name(enum vgs_event_kind kind)
{
	static const char *const names[] = {
#define EVENT_NAME(id, name) name,
		VGS_EVENTS(EVENT_NAME)
#undef EVENT_NAME
	};

	return (unsigned)kind < VGS_EV_COUNT ? names[kind] : "?";
}

void vgs_core_trace(const struct vgs_gic *gic, const struct vgs_event *event)
{
	/*
	 * The object may be const here (a peek traces nothing, but a finding
	 * of a read does): that a callback is running is not model state.
	 */
	struct vgs_gic *self = (struct vgs_gic *)gic;
	bool blocked = gic->blocked;

	if (!VGS_TRACING(gic))
		return;
	self->blocked = true;
	gic->cfg.trace(gic->cfg.user, event);
	self->blocked = blocked || gic->bug;
}

void vgs_core_finding(const struct vgs_gic *gic, unsigned pe, uint32_t intid,
		      unsigned rule)
{
	struct vgs_event event = {
		.kind = VGS_EV_FINDING,
		.rule = (uint16_t)rule,
		.pe = (uint16_t)pe,
		.vcpu = VGS_NO_PE,
		.intid = intid,
	};

	vgs_core_trace(gic, &event);
}

bool vgs_core_seis(const struct vgs_gic *gic)
{
	return VGS_CHOICE(gic, GIC_CU52) || VGS_CHOICE(gic, GIC_CU55) ||
	       VGS_CHOICE(gic, GIC_CU57) ||
	       VGS_CHOICE(gic, GIC_CU89) == VGS_CU89_SERROR;
}

/* GIC-Q35: system errors that the PE raises itself go to EL2. */
static bool traps_serror(const struct vgs_gic *gic, unsigned pe)
{
	return gic->vif && gic->pe_state[pe].el == 1 &&
	       vgs_core_el2_enabled(gic, pe) &&
	       VGS_RULE(GIC_Q35, gic->vif[pe].hcr & VGS_HCR_TSEI);
}

void vgs_core_refused(const struct vgs_gic *gic, unsigned pe, uint32_t intid,
		      unsigned rule, bool serror)
{
	struct vgs_event event = {
		.kind = VGS_EV_SERROR,
		.rule = (uint16_t)rule,
		.pe = (uint16_t)pe,
		.vcpu = VGS_NO_PE,
		.intid = intid,
	};

	vgs_core_finding(gic, pe, intid, rule);
	if (!serror)
		return;
	event.new_value = traps_serror(gic, pe) ? 2 : 0;
	vgs_core_trace(gic, &event);
}

void vgs_core_ignored(const struct vgs_gic *gic, unsigned pe, const char *reg,
		      uint64_t value, unsigned rule)
{
	struct vgs_event event = {
		.kind = VGS_EV_IGNORED,
		.rule = (uint16_t)rule,
		.pe = (uint16_t)pe,
		.vcpu = VGS_NO_PE,
		.intid = VGS_INTID_NONE,
		.new_value = value,
		.reg = reg,
	};

	vgs_core_trace(gic, &event);
}
