/* SPDX-License-Identifier: MIT */
/*
 * Prints docs/irq-states.md: vgs_irq_next() of lib/irq.h, enumerated over the
 * bits that it looks at and all events, as tables and as a graph.
 */
#include <stdio.h>

#include "irq.h"

static const struct {
	enum vgs_irq_event event;
	const char *name;
} events[] = {
	{ VGS_IRQ_EV_LINE_HIGH, "line high" },
	{ VGS_IRQ_EV_LINE_LOW, "line low" },
	{ VGS_IRQ_EV_SET_PENDING, "set pending" },
	{ VGS_IRQ_EV_CLEAR_PENDING, "clear pending" },
	{ VGS_IRQ_EV_MESSAGE_SET, "message" },
	{ VGS_IRQ_EV_MESSAGE_CLEAR, "clearing message" },
	{ VGS_IRQ_EV_ACKNOWLEDGE, "acknowledge" },
	{ VGS_IRQ_EV_ACKNOWLEDGE_ONLY, "acknowledge, no active state" },
	{ VGS_IRQ_EV_DEACTIVATE, "deactivate" },
	{ VGS_IRQ_EV_ACTIVATE, "activate" },
	{ VGS_IRQ_EV_ENABLE, "enable" },
	{ VGS_IRQ_EV_DISABLE, "disable" },
	{ VGS_IRQ_EV_MAKE_EDGE, "make edge" },
	{ VGS_IRQ_EV_MAKE_LEVEL, "make level" },
};

#define EVENTS (sizeof(events) / sizeof(events[0]))

/* The bits of the state, in the order of their letters. */
static const struct {
	unsigned bit;
	char letter;
} bits[] = {
	{ VGS_IRQ_LINE, 'W' },
	{ VGS_IRQ_LATCH, 'L' },
	{ VGS_IRQ_MESSAGE, 'M' },
	{ VGS_IRQ_ACTIVE, 'A' },
};

#define BITS (sizeof(bits) / sizeof(bits[0]))

/* State @n of 16 as bits. */
static unsigned state_bits(unsigned n)
{
	unsigned state = 0;

	for (unsigned i = 0; i < BITS; i++)
		state |= n >> i & 1u ? bits[i].bit : 0;
	return state;
}

static const char *letters(unsigned state)
{
	static char text[BITS + 1];

	for (unsigned i = 0; i < BITS; i++)
		text[i] = state & bits[i].bit ? bits[i].letter : '-';
	return text;
}

static const char *state_name(unsigned state)
{
	switch (vgs_irq_state(state)) {
	case VGS_INACTIVE:
		return "inactive";
	case VGS_PENDING:
		return "pending";
	case VGS_ACTIVE:
		return "active";
	case VGS_ACTIVE_PENDING:
		return "active and pending";
	}
	return "?";
}

/* A message holds a level only: an edge never has the M bit. */
static bool exists(unsigned n, unsigned config)
{
	return !(config & VGS_IRQ_EDGE) || !(state_bits(n) & VGS_IRQ_MESSAGE);
}

static bool changes_state(enum vgs_irq_event event)
{
	return event < VGS_IRQ_EV_ENABLE;
}

static void print_table(const char *title, unsigned config)
{
	printf("\n## %s\n\n| bits | state |", title);
	for (unsigned e = 0; e < EVENTS; e++) {
		if (changes_state(events[e].event))
			printf(" %s |", events[e].name);
	}
	printf("\n|---|---|");
	for (unsigned e = 0; e < EVENTS; e++) {
		if (changes_state(events[e].event))
			printf("---|");
	}
	printf("\n");
	for (unsigned n = 0; n < 1u << BITS; n++) {
		unsigned state = state_bits(n) | config;

		if (!exists(n, config))
			continue;
		printf("| `%s` | %s |", letters(state), state_name(state));
		for (unsigned e = 0; e < EVENTS; e++) {
			unsigned next = vgs_irq_next(state, events[e].event);

			if (!changes_state(events[e].event))
				continue;
			if (next == state)
				printf(" |");
			else
				printf(" `%s` |", letters(next));
		}
		printf("\n");
	}
}

/* How the pending state moves when the trigger is changed (GIC-B29). */
static void print_trigger(void)
{
	printf("\n## Changing the trigger\n\n"
	       "| bits | as level | as edge |\n|---|---|---|\n");
	for (unsigned n = 0; n < 1u << BITS; n++) {
		unsigned state = state_bits(n);
		unsigned edge = vgs_irq_next(state, VGS_IRQ_EV_MAKE_EDGE);

		printf("| `%s` | %s |", letters(state),
		       state_name(vgs_irq_next(edge, VGS_IRQ_EV_MAKE_LEVEL)));
		printf(" %s |\n", state_name(edge));
	}
}

static void print_graph(const char *name, unsigned config)
{
	printf("\n```dot\ndigraph %s {\n  rankdir=LR;\n", name);
	for (unsigned n = 0; n < 1u << BITS; n++) {
		unsigned state = state_bits(n) | config;

		if (!exists(n, config))
			continue;
		printf("  \"%s\"", letters(state));
		printf(" [label=\"%s\\n%s\"];\n", letters(state),
		       state_name(state));
	}
	for (unsigned n = 0; n < 1u << BITS; n++) {
		unsigned state = state_bits(n) | config;

		for (unsigned e = 0; exists(n, config) && e < EVENTS; e++) {
			unsigned next = vgs_irq_next(state, events[e].event);

			if (!changes_state(events[e].event) || next == state)
				continue;
			printf("  \"%s\"", letters(state));
			printf(" -> \"%s\" [label=\"%s\"];\n", letters(next),
			       events[e].name);
		}
	}
	printf("}\n```\n");
}

int main(void)
{
	printf("# States of one interrupt\n\n"
	       "Generated from `vgs_irq_next()` in `lib/irq.h` by "
	       "`tools/dev fsm irq`; a test compares.\n\n"
	       "An interrupt has primitive bits: `W` its wire is asserted, "
	       "`L` a pending latch is set,\n`M` a message holds a level, "
	       "`A` it is active. The four states of the manual follow\n"
	       "from them (GIC-B4): it is pending by `L`, and if it is "
	       "level-sensitive by `W` or `M`.\nAn empty cell: nothing "
	       "changes. Enabling and disabling change none of these bits.\n");
	print_table("Level-sensitive", 0);
	print_table("Edge-triggered", VGS_IRQ_EDGE);
	print_trigger();
	printf("\n## Graphs\n\nFor Graphviz: level-sensitive, then "
	       "edge-triggered.\n");
	print_graph("level", 0);
	print_graph("edge", VGS_IRQ_EDGE);
	return 0;
}
