/* SPDX-License-Identifier: MIT */
/*
 * The optrace reader.  Everything in a line is hostile until it is in a
 * struct: types, ranges and what an op needs are checked here, so the
 * replayer only runs.  Unknown keys are ignored, an unknown k is malformed.
 */
#include "optrace.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

#define MAX_LINE  (64u << 20)
#define MAX_DATA  (16u << 20)
#define PATH_SIZE 96

const char *const optrace_contexts[CTX_COUNT + 1] = {
	"el3", "el3ns", "sel1", "el2", "el1", "guest", NULL,
};

static const struct {
	const char *name;
	bool hardware;
} kinds[OP_KINDS] = {
#define OPTRACE_ROW(id, name, hardware) { name, hardware },
	OPTRACE_KINDS(OPTRACE_ROW)
#undef OPTRACE_ROW
};

/* One line that is being read; @path is where a message points. */
struct parse {
	const struct optrace_reader *reader;
	char path[PATH_SIZE];
	bool failed;
};

/* The first message of a line stands, what follows from it is dropped. */
__attribute__((format(printf, 3, 4))) static void
fail(struct parse *p, const char *key, const char *format, ...)
{
	const struct optrace_reader *r = p->reader;
	char path[PATH_SIZE + 32];
	char message[256];
	va_list ap;

	if (p->failed)
		return;
	p->failed = true;
	snprintf(path, sizeof(path), "%s%s%s", p->path,
		 *p->path && *key ? "." : "", key);
	va_start(ap, format);
	vsnprintf(message, sizeof(message), format, ap);
	va_end(ap);
	cli_diag("%s:%lu:%zu: error: %s", r->file, r->number,
		 jsonpos_find(r->line, path) + 1, message);
}

static bool parse_hex(const char *text, uint64_t *ret_value)
{
	size_t digits;

	if (!text || text[0] != '0' || text[1] != 'x')
		return false;
	digits = strspn(text + 2, "0123456789abcdef");
	if (digits < 1 || digits > 16 || text[2 + digits])
		return false;
	*ret_value = strtoull(text + 2, NULL, 16);
	return true;
}

/* A register value or an address: a hexadecimal string. */
static struct optrace_number get_hex(struct parse *p, json_t *object,
				     const char *key)
{
	struct optrace_number n = { false, 0 };
	json_t *value = json_object_get(object, key);

	if (!value)
		return n;
	n.set = parse_hex(json_string_value(value), &n.value);
	if (!n.set)
		fail(p, key, "'%s' is a hexadecimal string like \"0x1f\"", key);
	return n;
}

static uint64_t need_hex(struct parse *p, json_t *object, const char *key)
{
	struct optrace_number n = get_hex(p, object, key);

	if (!n.set)
		fail(p, "", "'%s' is missing", key);
	return n.value;
}

static unsigned get_count(struct parse *p, json_t *object, const char *key,
			  unsigned fallback, unsigned max)
{
	json_t *value = json_object_get(object, key);
	json_int_t n;

	if (!value)
		return fallback;
	n = json_integer_value(value);
	if (!json_is_integer(value) || n < 0 || n > (json_int_t)max) {
		fail(p, key, "'%s' is a number from 0 to %u", key, max);
		return fallback;
	}
	return (unsigned)n;
}

static unsigned need_count(struct parse *p, json_t *object, const char *key,
			   unsigned max)
{
	if (!json_object_get(object, key))
		fail(p, "", "'%s' is missing", key);
	return get_count(p, object, key, 0, max);
}

static bool get_bool(struct parse *p, json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	if (value && !json_is_boolean(value))
		fail(p, key, "'%s' is true or false", key);
	return json_is_true(value);
}

static const char *get_string(struct parse *p, json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	if (value && !json_is_string(value))
		fail(p, key, "'%s' is a string", key);
	return json_string_value(value);
}

static const char *need_string(struct parse *p, json_t *object, const char *key)
{
	const char *text = get_string(p, object, key);

	if (!text)
		fail(p, "", "'%s' is missing", key);
	return text ? text : "";
}

/* ---- the machine -------------------------------------------------------- */

const struct optrace_frame optrace_frames[] = {
	{ "GICD", VGS_FRAME_GICD }, { "GICC", VGS_FRAME_GICC },
	{ "GICH", VGS_FRAME_GICH }, { "GICV", VGS_FRAME_GICV },
	{ "GICR", VGS_FRAME_GICR }, { "GITS", VGS_FRAME_GITS },
	{ NULL, VGS_FRAMES },
};

static void read_frames(struct parse *p, json_t *frames,
			struct optrace_machine *m)
{
	size_t i;

	for (i = 0; i < VGS_FRAMES; i++)
		m->frames[i] = UINT64_MAX;
	strcpy(p->path, "machine.frames");
	for (i = 0; optrace_frames[i].key; i++) {
		struct optrace_number n =
			get_hex(p, frames, optrace_frames[i].key);

		if (n.set)
			m->frames[optrace_frames[i].frame] = n.value;
	}
	m->gicr_stride = get_hex(p, frames, "gicr-stride").value;
}

static void read_machine(struct parse *p, json_t *machine,
			 struct optrace_machine *m)
{
	json_t *ram = json_object_get(machine, "ram");
	const char *profile;

	strcpy(p->path, "machine");
	profile = need_string(p, machine, "profile");
	m->kvm = strcmp(profile, "kvm") == 0;
	if (!m->kvm && strcmp(profile, "qemu-virt") != 0)
		fail(p, "profile", "unknown profile '%s': 'qemu-virt' or 'kvm'",
		     profile);
	m->gic = need_count(p, machine, "gic", 4);
	if (m->gic < 2)
		fail(p, "gic", "'gic' is 2, 3 or 4");
	m->cpus = need_count(p, machine, "cpus", OPTRACE_MAX_CPUS);
	m->spis = need_count(p, machine, "spis", VGS_MAX_SPIS);
	m->secure = get_bool(p, machine, "secure");
	m->virt = get_bool(p, machine, "virt");
	m->its = json_is_true(json_object_get(machine, "its"));
	m->priority_bits = get_count(p, machine, "priority-bits", 0, 8);
	m->vpriority_bits = get_count(p, machine, "vpriority-bits", 0, 8);
	m->lrs = get_count(p, machine, "lrs", 0, VGS_MAX_LRS_V2);
	m->maintenance = get_count(p, machine, "maintenance-ppi", 0, 31);
	read_frames(p, json_object_get(machine, "frames"), m);
	strcpy(p->path, "machine.ram");
	m->ram_at = get_hex(p, ram, "at").value;
	m->ram_size = get_hex(p, ram, "size").value;
	if (m->ram_size > UINT64_MAX - m->ram_at)
		fail(p, "size", "the memory ends above 2^64");
	strcpy(p->path, "machine.reset");
	ram = json_object_get(machine, "reset");
	m->scr_el3 = get_hex(p, ram, "SCR_EL3").value;
	m->hcr_el2 = get_hex(p, ram, "HCR_EL2").value;
}

/* ---- ops ---------------------------------------------------------------- */

static enum optrace_context read_context(struct parse *p, json_t *object,
					 const struct optrace_machine *m)
{
	const char *text = need_string(p, object, "x");
	unsigned i;

	for (i = 0; i < CTX_COUNT; i++)
		if (strcmp(text, optrace_contexts[i]) == 0)
			break;
	if (i == CTX_COUNT) {
		fail(p, "x", "unknown context '%s'", text);
		return CTX_EL1;
	}
	if (!m->secure && i <= CTX_SEL1)
		fail(p, "x", "context '%s' on a machine without EL3", text);
	if (!m->virt && i == CTX_EL2)
		fail(p, "x", "context 'el2' on a machine without EL2");
	return (enum optrace_context)i;
}

/* "irq@el2": absent, or one of four. */
static struct optrace_taken read_taken(struct parse *p, json_t *object,
				       const char *key)
{
	struct optrace_taken taken = { false, false, 0 };
	const char *text = get_string(p, object, key);

	if (!text)
		return taken;
	taken.set = true;
	taken.fiq = strncmp(text, "fiq", 3) == 0;
	if ((!taken.fiq && strncmp(text, "irq", 3) != 0) ||
	    strncmp(text + 3, "@el", 3) != 0 || text[6] < '1' ||
	    text[6] > '3' || text[7])
		fail(p, key, "'%s' is like \"irq@el2\"", key);
	else
		taken.el = (unsigned)(text[6] - '0');
	return taken;
}

static unsigned read_taken_el(struct parse *p, json_t *object)
{
	const char *text = get_string(p, object, "t");

	if (!text)
		return 0;
	if (strncmp(text, "el", 2) != 0 || text[2] < '1' || text[2] > '3' ||
	    text[3]) {
		fail(p, "t", "'t' is \"el1\", \"el2\" or \"el3\"");
		return 0;
	}
	return (unsigned)(text[2] - '0');
}

static bool all_hex(const char *text, size_t n)
{
	return strspn(text, "0123456789abcdef") == n;
}

/* "0011ff", "zero:16" or "fill:16:a2" */
static struct optrace_data read_data(struct parse *p, json_t *object)
{
	const char *text = need_string(p, object, "d");
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
		fail(p, "d", "'d' is hexadecimal bytes, zero:n or fill:n:xx");
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

static void read_bus(struct parse *p, json_t *object, struct optrace_op *op)
{
	op->addr = need_hex(p, object, "a");
	op->size = need_count(p, object, "s", 8);
	if (op->size != 1 && op->size != 2 && op->size != 4 && op->size != 8)
		fail(p, "s", "'s' is 1, 2, 4 or 8");
}

static void read_memory(struct parse *p, json_t *object,
			const struct optrace_machine *m, struct optrace_op *op)
{
	op->addr = need_hex(p, object, "a");
	op->data = read_data(p, object);
	if (op->kind == OP_RAMRD &&
	    need_count(p, object, "n", MAX_DATA) != op->data.size)
		fail(p, "n", "'n' is not the size of 'd'");
	if (op->data.size > MAX_DATA)
		fail(p, "d", "more than 16 MiB of memory in one op");
	if (op->addr < m->ram_at || op->addr - m->ram_at > m->ram_size ||
	    op->data.size > m->ram_size - (op->addr - m->ram_at))
		fail(p, "a", "outside of the machine's memory");
}

static void read_line(struct parse *p, json_t *object,
		      const struct optrace_machine *m, struct optrace_op *op)
{
	op->intid = need_count(p, object, "i", UINT16_MAX);
	op->level = need_count(p, object, "l", 1) != 0;
	if (op->intid < VGS_INTID_PPI || op->intid >= VGS_INTID_SPI + m->spis)
		fail(p, "i", "INTID %u of this machine has no line", op->intid);
	if (op->intid < VGS_INTID_SPI && !json_object_get(object, "c"))
		fail(p, "", "'c' is missing: the line is private to a PE");
}

static const char *const observed[] = {
	"o", "rc", "t", "esr", "pre", "post", "isr", "d", "lr", "exit", "irqs",
};

static unsigned count_observations(json_t *object, enum optrace_kind kind)
{
	unsigned n = 0;
	size_t i;

	for (i = 0; i < sizeof(observed) / sizeof(observed[0]); i++) {
		if (kind == OP_RAM && strcmp(observed[i], "d") == 0)
			continue;
		n += json_object_get(object, observed[i]) != NULL;
	}
	return n;
}

/* A value, or the word "trap": then "t" and "esr" are what is required. */
static struct optrace_number read_arch(struct parse *p, json_t *object)
{
	struct optrace_number none = { false, 0 };
	const char *text = get_string(p, object, "arch");

	if (text && strcmp(text, "trap") == 0)
		return none;
	return get_hex(p, object, "arch");
}

static void read_op_fields(struct parse *p, json_t *object,
			   const struct optrace_machine *m,
			   struct optrace_op *op)
{
	op->pe = get_count(p, object, "c", 0, m->cpus ? m->cpus - 1 : 0);
	if (op->kind <= OP_MSR) {
		if (!json_object_get(object, "c"))
			fail(p, "", "'c' is missing");
		op->context = read_context(p, object, m);
		op->o = get_hex(p, object, "o");
		op->arch = read_arch(p, object);
		op->esr = get_hex(p, object, "esr");
		op->isr = get_hex(p, object, "isr");
		op->taken_el = read_taken_el(p, object);
		op->pre = read_taken(p, object, "pre");
		op->post = read_taken(p, object, "post");
		op->bit = get_count(p, object, "bit", 64, 63);
	}
	if (op->kind == OP_READ || op->kind == OP_WRITE)
		read_bus(p, object, op);
	if (op->kind == OP_MRS || op->kind == OP_MSR)
		op->reg = need_string(p, object, "reg");
	if (op->kind == OP_WRITE || op->kind == OP_MSR)
		op->value = need_hex(p, object, "v");
	if (op->kind == OP_LINE)
		read_line(p, object, m, op);
	if (op->kind == OP_RAM || op->kind == OP_RAMRD)
		read_memory(p, object, m, op);
}

static void read_op(struct parse *p, json_t *object, size_t index,
		    const struct optrace_machine *m, struct optrace_op *op)
{
	const char *kind;
	unsigned i;

	snprintf(p->path, sizeof(p->path), "ops.%zu", index);
	if (!json_is_object(object)) {
		fail(p, "", "an op is an object");
		return;
	}
	kind = need_string(p, object, "k");
	for (i = 0; i < OP_KINDS; i++)
		if (strcmp(kind, kinds[i].name) == 0)
			break;
	if (i == OP_KINDS) {
		fail(p, "k", "unknown kind of op '%s'", kind);
		return;
	}
	op->kind = (enum optrace_kind)i;
	op->note = json_string_value(json_object_get(object, "note"));
	op->observations = count_observations(object, op->kind);
	if (m->kvm)
		return;
	if (!kinds[i].hardware)
		fail(p, "k", "op '%s' is not for profile qemu-virt", kind);
	else
		read_op_fields(p, object, m, op);
}

static void read_trace(struct parse *p, struct optrace *trace)
{
	json_t *ops = json_object_get(trace->root, "ops");
	json_t *source = json_object_get(trace->root, "source");
	size_t i;

	if (!json_is_object(trace->root)) {
		fail(p, "", "a trace is an object");
		return;
	}
	if (need_count(p, trace->root, "optrace", 1000000) != 1)
		fail(p, "optrace", "only optrace 1 is known");
	trace->id = need_string(p, trace->root, "id");
	trace->title = get_string(p, trace->root, "title");
	strcpy(p->path, "source");
	trace->source = get_string(p, source, "name");
	trace->version = get_string(p, source, "version");
	*p->path = '\0';
	if (!json_is_object(json_object_get(trace->root, "machine")))
		fail(p, "machine", "'machine' is not an object");
	else
		read_machine(p, json_object_get(trace->root, "machine"),
			     &trace->machine);
	trace->machine.own =
		trace->source && strcmp(trace->source, "vgicsim") == 0;
	*p->path = '\0';
	if (!json_is_array(ops))
		fail(p, "ops", "'ops' is not a list");
	trace->op_count = json_array_size(ops);
	trace->ops = cli_alloc(trace->op_count, sizeof(*trace->ops));
	for (i = 0; i < trace->op_count && !p->failed; i++)
		read_op(p, json_array_get(ops, i), i, &trace->machine,
			&trace->ops[i]);
}

/* ---- the file ----------------------------------------------------------- */

bool optrace_open(struct optrace_reader *r, const char *file)
{
	memset(r, 0, sizeof(*r));
	r->file = strcmp(file, "-") == 0 ? "<stdin>" : file;
	r->stream = strcmp(file, "-") == 0 ? stdin : fopen(file, "r");
	return r->stream != NULL;
}

void optrace_close(struct optrace_reader *r)
{
	if (r->stream && r->stream != stdin)
		fclose(r->stream);
	free(r->line);
	memset(r, 0, sizeof(*r));
}

void optrace_free(struct optrace *trace)
{
	free(trace->ops);
	json_decref(trace->root);
	memset(trace, 0, sizeof(*trace));
}

/*
 * The next line that is not blank, without its newline.
 * Returns its length, -1 at the end, -2 when it is too long.
 */
static ssize_t next_line(struct optrace_reader *r)
{
	size_t n = 0;
	int c = 0;

	do {
		bool seen = false;

		r->number++;
		for (n = 0; (c = getc(r->stream)) != EOF && c != '\n'; n++) {
			if (n >= MAX_LINE)
				continue;
			if (n + 1 >= r->capacity) {
				r->capacity =
					r->capacity ? 2 * r->capacity : 65536;
				r->line = cli_grow(r->line, r->capacity, 1);
			}
			r->line[n] = (char)c;
			seen = seen || (c != ' ' && c != '\t' && c != '\r');
		}
		if (!seen)
			n = 0;
	} while (n == 0 && c != EOF);
	if (n == 0)
		return -1;
	if (n >= MAX_LINE)
		return -2;
	r->line[n] = '\0';
	return (ssize_t)n;
}

int optrace_next(struct optrace_reader *r, struct optrace *ret_trace)
{
	struct parse p = { .reader = r };
	ssize_t n = next_line(r);
	json_error_t error;

	memset(ret_trace, 0, sizeof(*ret_trace));
	if (n == -1)
		return 0;
	if (n == -2) {
		cli_diag("%s:%lu:1: error: the line is longer than 64 MiB",
			 r->file, r->number);
		return -1;
	}
	ret_trace->root =
		json_loadb(r->line, (size_t)n, JSON_REJECT_DUPLICATES, &error);
	if (!ret_trace->root) {
		cli_diag("%s:%lu:%d: error: %s", r->file, r->number,
			 error.column > 0 ? error.column : 1, error.text);
		return -1;
	}
	read_trace(&p, ret_trace);
	if (!p.failed)
		return 1;
	optrace_free(ret_trace);
	return -1;
}
