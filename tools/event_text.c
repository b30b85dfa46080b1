/* SPDX-License-Identifier: MIT */
/*
 * Trace lines.  Which columns mean something depends on the kind of event.
 */
#include "event_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *state_name(uint64_t state)
{
	static const char *const names[] = { "inactive", "pending", "active",
					     "active+pending" };

	return state < 4 ? names[state] : "?";
}

static void subject(const struct vgs_event *e, char *text, size_t size)
{
	char where[24] = "";

	if (e->vcpu != VGS_NO_PE)
		snprintf(where, sizeof(where), "vcpu%u%s", e->vcpu,
			 e->intid != VGS_INTID_NONE ? "." : "");
	else if (e->pe != VGS_NO_PE)
		snprintf(where, sizeof(where), "cpu%u%s", e->pe,
			 e->intid != VGS_INTID_NONE || e->kind == VGS_EV_LR
				 ? "."
				 : "");
	if (e->kind == VGS_EV_LR)
		snprintf(text, size, "%slr%u", where, e->lr);
	else if (e->intid != VGS_INTID_NONE)
		snprintf(text, size, "%s%c%" PRIu32, where, e->virt ? 'v' : 'p',
			 e->intid);
	else
		snprintf(text, size, "%s", where);
}

static void levels(uint64_t value, FILE *to)
{
	static const char *const names[] = { "irq",	    "fiq", "virq",
					     "vfiq",	    "nmi", "vnmi",
					     "maintenance", "wake" };
	const char *separator = "";
	unsigned i;

	if (!value)
		fputs("none", to);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!(value >> i & 1))
			continue;
		fprintf(to, "%s%s", separator, names[i]);
		separator = "+";
	}
}

/* A list register in the layout of ICH_LR<n>_EL2, whatever the version. */
static void list_register(uint64_t lr, FILE *to)
{
	fprintf(to, "%s", state_name(lr >> 62));
	if (!(lr >> 62))
		return;
	fprintf(to, " v%" PRIu32, (uint32_t)lr);
	if (lr >> 61 & 1)
		fprintf(to, " for p%u", (unsigned)(lr >> 32 & 0x1fff));
	fprintf(to, " priority 0x%02x", (unsigned)(lr >> 48 & 0xff));
}

/* KVM's words for types, NULL: it has none. */
static const char *type_name(const struct vgs_event *e,
			     const struct vgs_event_field *field)
{
	static const char *const lines[] = { "CPU", "SPI", "PPI" };
	static const char *const accesses[] = { "unsatisfied-read", "read",
						"write" };

	if (field->value > 2 || strcmp(field->name, "type") != 0)
		return NULL;
	return e->kind == VGS_EV_MMIO ? accesses[field->value]
				      : lines[field->value];
}

/* What a tracepoint says: "gsi 8 level 1 source 0". */
static void tracepoint(const struct vgs_event *e, FILE *to)
{
	struct vgs_event_field fields[VGS_EVENT_MAX_FIELDS];
	unsigned i, n = vgs_event_fields(e, fields);

	if (e->reg)
		fputs(e->reg, to);
	for (i = 0; i < n; i++) {
		const char *type = type_name(e, &fields[i]);

		fprintf(to, "%s%s ", i || e->reg ? " " : "", fields[i].name);
		if (type)
			fputs(type, to);
		else if (fields[i].value == UINT64_MAX)
			fputs("-1", to);
		else
			fprintf(to, fields[i].wide ? "%#" PRIx64 : "%" PRIu64,
				fields[i].value);
	}
}

static void change(const struct vgs_event *e, FILE *to)
{
	if (e->kind >= VGS_EV_TRACEPOINTS) {
		tracepoint(e, to);
	} else if (e->kind == VGS_EV_IRQ || e->kind == VGS_EV_VIRQ) {
		fprintf(to, "%s -> %s", state_name(e->old_value),
			state_name(e->new_value));
	} else if (e->kind == VGS_EV_LR) {
		list_register(e->old_value, to);
		fputs(" -> ", to);
		list_register(e->new_value, to);
	} else if (e->kind == VGS_EV_FLUSH) {
		fprintf(to, "lr%" PRIu64 " ", e->old_value);
		list_register(e->new_value, to);
	} else if (e->kind == VGS_EV_FOLD) {
		list_register(e->new_value, to);
	} else if (e->kind == VGS_EV_SIGNAL) {
		levels(e->old_value, to);
		fputs(" -> ", to);
		levels(e->new_value, to);
	} else if (e->reg) {
		fprintf(to, "%s %s %#" PRIx64, e->reg,
			e->kind == VGS_EV_READ ? "->" : "<-", e->new_value);
	} else if (e->old_value != e->new_value) {
		fprintf(to, "%#" PRIx64 " -> %#" PRIx64, e->old_value,
			e->new_value);
	}
}

void event_print(const struct vgs_event *event, FILE *to)
{
	char who[48];
	char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);

	subject(event, who, sizeof(who));
	fprintf(to, "    %-13s %-14s", vgs_event_name(event->kind), who);
	if (memory) {
		change(event, memory);
		fclose(memory);
		fprintf(to, " %s", text);
		free(text);
	}
	if (event->rule)
		fprintf(to, "%s[%s]", size ? "  " : " ",
			vgs_rule_name(event->rule));
	fputc('\n', to);
}
