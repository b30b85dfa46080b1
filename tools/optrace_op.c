/* SPDX-License-Identifier: MIT */
/*
 * Ops that hardware has: accesses, lines and memory.
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "optrace_parse.h"

#define MAX_DATA (16u << 20)

static enum optrace_context read_context(struct optrace_parse *p,
					 json_t *object,
					 const struct optrace_machine *m)
{
	const char *text = optrace_need_string(p, object, "x");
	unsigned i;

	for (i = 0; i < CTX_COUNT; i++)
		if (strcmp(text, optrace_contexts[i]) == 0)
			break;
	if (i == CTX_COUNT) {
		optrace_fail(p, "x", "unknown context '%s'", text);
		return CTX_EL1;
	}
	if (!m->secure && i <= CTX_SEL1)
		optrace_fail(p, "x", "context '%s' on a machine without EL3",
			     text);
	if (!m->virt && i == CTX_EL2)
		optrace_fail(p, "x", "context 'el2' on a machine without EL2");
	return (enum optrace_context)i;
}

/* "irq@el2": absent, or one of four. */
static struct optrace_taken read_taken(struct optrace_parse *p, json_t *object,
				       const char *key)
{
	struct optrace_taken taken = { false, false, 0 };
	const char *text = optrace_get_string(p, object, key);

	if (!text)
		return taken;
	taken.set = true;
	taken.fiq = strncmp(text, "fiq", 3) == 0;
	if ((!taken.fiq && strncmp(text, "irq", 3) != 0) ||
	    strncmp(text + 3, "@el", 3) != 0 || text[6] < '1' ||
	    text[6] > '3' || text[7])
		optrace_fail(p, key, "'%s' is like \"irq@el2\"", key);
	else
		taken.el = (unsigned)(text[6] - '0');
	return taken;
}

static unsigned read_taken_el(struct optrace_parse *p, json_t *object)
{
	const char *text = optrace_get_string(p, object, "t");

	if (!text)
		return 0;
	if (strncmp(text, "el", 2) != 0 || text[2] < '1' || text[2] > '3' ||
	    text[3]) {
		optrace_fail(p, "t", "'t' is \"el1\", \"el2\" or \"el3\"");
		return 0;
	}
	return (unsigned)(text[2] - '0');
}

static bool all_hex(const char *text, size_t n)
{
	return strspn(text, "0123456789abcdef") == n;
}

/* "0011ff", "zero:16" or "fill:16:a2" */
static struct optrace_data read_data(struct optrace_parse *p, json_t *object)
{
	const char *text = optrace_need_string(p, object, "d");
	struct optrace_data data = { NULL, 0, 0 };
	size_t n = strlen(text);
	char *end = NULL;

	if (strncmp(text, "zero:", 5) == 0 && text[5] != '-') {
		data.size = strtoull(text + 5, &end, 10);
	} else if (strncmp(text, "fill:", 5) == 0 && text[5] != '-') {
		data.size = strtoull(text + 5, &end, 10);
		if (*end == ':' && strlen(end) == 3 && all_hex(end + 1, 2)) {
			data.fill = (uint8_t)strtoul(end + 1, NULL, 16);
			end += 3;
		} else {
			end = NULL;
		}
	} else if (n % 2 == 0 && all_hex(text, n)) {
		data.hex = text;
		data.size = n / 2;
		return data;
	}
	if (!end || *end)
		optrace_fail(p, "d",
			     "'d' is hexadecimal bytes, zero:n or fill:n:xx");
	return data;
}

uint8_t optrace_byte(const struct optrace_data *data, uint64_t i)
{
	char digits[3];

	if (!data->hex)
		return data->fill;
	digits[0] = data->hex[2 * i];
	digits[1] = data->hex[2 * i + 1];
	digits[2] = '\0';
	return (uint8_t)strtoul(digits, NULL, 16);
}

static void read_bus(struct optrace_parse *p, json_t *object,
		     struct optrace_op *op)
{
	op->addr = optrace_need_hex(p, object, "a");
	op->size = optrace_need_count(p, object, "s", 8);
	if (op->size != 1 && op->size != 2 && op->size != 4 && op->size != 8)
		optrace_fail(p, "s", "'s' is 1, 2, 4 or 8");
}

static void read_memory(struct optrace_parse *p, json_t *object,
			const struct optrace_machine *m, struct optrace_op *op)
{
	op->addr = optrace_need_hex(p, object, "a");
	op->data = read_data(p, object);
	if (op->kind == OP_RAMRD &&
	    optrace_need_count(p, object, "n", MAX_DATA) != op->data.size)
		optrace_fail(p, "n", "'n' is not the size of 'd'");
	if (op->data.size > MAX_DATA)
		optrace_fail(p, "d", "more than 16 MiB of memory in one op");
	if (op->addr < m->ram_at || op->addr - m->ram_at > m->ram_size ||
	    op->data.size > m->ram_size - (op->addr - m->ram_at))
		optrace_fail(p, "a", "outside of the machine's memory");
}

static void read_line(struct optrace_parse *p, json_t *object,
		      const struct optrace_machine *m, struct optrace_op *op)
{
	op->intid = optrace_need_count(p, object, "i", UINT16_MAX);
	op->level = optrace_need_count(p, object, "l", 1) != 0;
	if (op->intid < VGS_INTID_PPI || op->intid >= VGS_INTID_SPI + m->spis)
		optrace_fail(p, "i", "INTID %u of this machine has no line",
			     op->intid);
	if (op->intid < VGS_INTID_SPI && !json_object_get(object, "c"))
		optrace_fail(p, "",
			     "'c' is missing: the line is private to a PE");
}

/* A value, or the word "trap": then "t" and "esr" are what is required. */
static struct optrace_number read_arch(struct optrace_parse *p, json_t *object)
{
	struct optrace_number none = { false, 0 };
	const char *text = optrace_get_string(p, object, "arch");

	if (text && strcmp(text, "trap") == 0)
		return none;
	return optrace_get_hex(p, object, "arch");
}

void optrace_read_fields(struct optrace_parse *p, json_t *object,
			 const struct optrace_machine *m, struct optrace_op *op)
{
	op->pe =
		optrace_get_count(p, object, "c", 0, m->cpus ? m->cpus - 1 : 0);
	if (op->kind <= OP_MSR) {
		if (!json_object_get(object, "c"))
			optrace_fail(p, "", "'c' is missing");
		op->context = read_context(p, object, m);
		op->o = optrace_get_hex(p, object, "o");
		op->arch = read_arch(p, object);
		op->esr = optrace_get_hex(p, object, "esr");
		op->isr = optrace_get_hex(p, object, "isr");
		op->taken_el = read_taken_el(p, object);
		op->pre = read_taken(p, object, "pre");
		op->post = read_taken(p, object, "post");
		op->bit = optrace_get_count(p, object, "bit", 64, 63);
	}
	if (op->kind == OP_READ || op->kind == OP_WRITE)
		read_bus(p, object, op);
	if (op->kind == OP_MRS || op->kind == OP_MSR)
		op->reg = optrace_need_string(p, object, "reg");
	if (op->kind == OP_WRITE || op->kind == OP_MSR)
		op->value = optrace_need_hex(p, object, "v");
	if (op->kind == OP_LINE)
		read_line(p, object, m, op);
	if (op->kind == OP_RAM || op->kind == OP_RAMRD)
		read_memory(p, object, m, op);
}
