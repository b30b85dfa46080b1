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

/* --- what tracepoints say ----------------------------------------- */

static void field(struct vgs_event_field *ret_fields, unsigned *n,
		  const char *name, uint64_t value)
{
	ret_fields[(*n)++] =
		(struct vgs_event_field){ .name = name, .value = value };
}

static void wide(struct vgs_event_field *ret_fields, unsigned *n,
		 const char *name, uint64_t value)
{
	field(ret_fields, n, name, value);
	ret_fields[*n - 1].wide = true;
}

static unsigned timer_fields(const struct vgs_event *e,
			     struct vgs_event_field *ret_fields)
{
	static const char *const map[] = { "dv", "dp", "ev", "ep" };
	unsigned n = 0;

	if (e->kind == VGS_EV_GET_TIMER_MAP) {
		while (n < VGS_ARRAY(map)) {
			unsigned id = e->new_value >> n * 8 & 0xffu;

			field(ret_fields, &n, map[n],
			      id == 0xffu ? UINT64_MAX : id);
		}
		return n;
	}
	if (e->kind == VGS_EV_TIMER_UPDATE_IRQ) {
		field(ret_fields, &n, "irq", e->intid);
		field(ret_fields, &n, "level", e->new_value);
		return n;
	}
	if (e->kind == VGS_EV_TIMER_SAVE_STATE ||
	    e->kind == VGS_EV_TIMER_RESTORE_STATE) {
		wide(ret_fields, &n, "ctl", e->old_value);
		wide(ret_fields, &n, "cval", e->new_value);
	}
	field(ret_fields, &n, "index", e->lr);
	if (e->kind == VGS_EV_TIMER_EMULATE)
		field(ret_fields, &n, "should_fire", e->new_value);
	return n;
}

static unsigned line_fields(const struct vgs_event *e,
			    struct vgs_event_field *ret_fields)
{
	unsigned n = 0;

	if (e->kind == VGS_EV_INJECT) {
		field(ret_fields, &n, "vcpu",
		      e->vcpu == VGS_NO_PE ? 0 : e->vcpu);
		field(ret_fields, &n, "irq", e->intid);
		field(ret_fields, &n, "level", e->new_value);
	} else if (e->kind == VGS_EV_IRQ_LINE) {
		field(ret_fields, &n, "type", e->old_value);
		field(ret_fields, &n, "vcpu", e->vcpu);
		field(ret_fields, &n, "num", e->intid);
		field(ret_fields, &n, "level", e->new_value);
	} else if (e->kind == VGS_EV_SET_IRQ) {
		field(ret_fields, &n, "gsi", e->old_value & UINT32_MAX);
		field(ret_fields, &n, "level", e->new_value);
		field(ret_fields, &n, "source", e->old_value >> 32);
	} else {
		field(ret_fields, &n, "irqchip", e->old_value);
		field(ret_fields, &n, "pin", e->new_value);
	}
	return n;
}

static unsigned trap_fields(const struct vgs_event *e,
			    struct vgs_event_field *ret_fields)
{
	unsigned n = 0;

	if (e->kind == VGS_EV_WFX) {
		field(ret_fields, &n, "is_wfe", e->new_value);
	} else if (e->kind == VGS_EV_HANDLE_SYS_REG) {
		field(ret_fields, &n, "write", e->new_value);
	} else {
		field(ret_fields, &n, "type", e->lr >> 4);
		field(ret_fields, &n, "len", e->lr & 15u);
		wide(ret_fields, &n, "gpa", e->old_value);
		wide(ret_fields, &n, "val", e->new_value);
	}
	return n;
}

unsigned vgs_event_fields(const struct vgs_event *event,
			  struct vgs_event_field *ret_fields)
{
	if (event->kind == VGS_EV_INJECT ||
	    (event->kind >= VGS_EV_IRQ_LINE && event->kind <= VGS_EV_ACK_IRQ))
		return line_fields(event, ret_fields);
	if (event->kind >= VGS_EV_TIMER_UPDATE_IRQ &&
	    event->kind <= VGS_EV_TIMER_EMULATE)
		return timer_fields(event, ret_fields);
	if (event->kind >= VGS_EV_WFX && event->kind <= VGS_EV_HANDLE_SYS_REG)
		return trap_fields(event, ret_fields);
	return 0;
}

/* --- the one place ------------------------------------------------ */

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
