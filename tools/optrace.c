/* SPDX-License-Identifier: MIT */
/*
 * The optrace reader.  Everything in a line is hostile until it is in a
 * struct: types, ranges and what an op needs are checked here, so the
 * replayer only runs.  Unknown keys are ignored, an unknown k is malformed.
 */
#include "optrace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "optrace_parse.h"

#define MAX_LINE (64u << 20)

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

const char *optrace_kind_name(enum optrace_kind kind)
{
	return kinds[kind].name;
}

/* ---- the machine -------------------------------------------------------- */

const struct optrace_frame optrace_frames[] = {
	{ "GICD", VGS_FRAME_GICD }, { "GICC", VGS_FRAME_GICC },
	{ "GICH", VGS_FRAME_GICH }, { "GICV", VGS_FRAME_GICV },
	{ "GICR", VGS_FRAME_GICR }, { "GITS", VGS_FRAME_GITS },
	{ NULL, VGS_FRAMES },
};

static void read_frames(struct optrace_parse *p, json_t *frames,
			struct optrace_machine *m)
{
	size_t i;

	for (i = 0; i < VGS_FRAMES; i++)
		m->frames[i] = UINT64_MAX;
	strcpy(p->path, "machine.frames");
	for (i = 0; optrace_frames[i].key; i++) {
		struct optrace_number n =
			optrace_get_hex(p, frames, optrace_frames[i].key);

		if (n.set)
			m->frames[optrace_frames[i].frame] = n.value;
	}
	m->gicr_stride = optrace_get_hex(p, frames, "gicr-stride").value;
}

static void read_machine(struct optrace_parse *p, json_t *machine,
			 struct optrace_machine *m)
{
	json_t *ram = json_object_get(machine, "ram");
	const char *profile;

	strcpy(p->path, "machine");
	profile = optrace_need_string(p, machine, "profile");
	m->kvm = strcmp(profile, "kvm") == 0;
	if (!m->kvm && strcmp(profile, "qemu-virt") != 0)
		optrace_fail(p, "profile",
			     "unknown profile '%s': 'qemu-virt' or 'kvm'",
			     profile);
	m->gic = optrace_need_count(p, machine, "gic", 4);
	if (m->gic < 2)
		optrace_fail(p, "gic", "'gic' is 2, 3 or 4");
	m->cpus = optrace_need_count(p, machine, "cpus", OPTRACE_MAX_CPUS);
	if (m->cpus < 1)
		optrace_fail(p, "cpus", "'cpus' is at least 1");
	m->spis = optrace_need_count(p, machine, "spis", VGS_MAX_SPIS);
	m->secure = optrace_get_bool(p, machine, "secure");
	m->virt = optrace_get_bool(p, machine, "virt");
	m->its = json_is_true(json_object_get(machine, "its"));
	m->priority_bits = optrace_get_count(p, machine, "priority-bits", 0, 8);
	m->vpriority_bits =
		optrace_get_count(p, machine, "vpriority-bits", 0, 8);
	m->lrs = optrace_get_count(p, machine, "lrs", 0, VGS_MAX_LRS_V2);
	m->maintenance =
		optrace_get_count(p, machine, "maintenance-ppi", 0, 31);
	read_frames(p, json_object_get(machine, "frames"), m);
	strcpy(p->path, "machine.ram");
	m->ram_at = optrace_get_hex(p, ram, "at").value;
	m->ram_size = optrace_get_hex(p, ram, "size").value;
	if (m->ram_size > UINT64_MAX - m->ram_at)
		optrace_fail(p, "size", "the memory ends above 2^64");
	strcpy(p->path, "machine.reset");
	ram = json_object_get(machine, "reset");
	m->scr_el3 = optrace_get_hex(p, ram, "SCR_EL3").value;
	m->hcr_el2 = optrace_get_hex(p, ram, "HCR_EL2").value;
	strcpy(p->path, "machine");
	if (m->kvm)
		optrace_read_kvm_machine(p, machine, m);
}

/* ---- ops ---------------------------------------------------------------- */

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

static void read_op(struct optrace_parse *p, json_t *object, size_t index,
		    const struct optrace_machine *m, struct optrace_op *op)
{
	const char *kind;
	unsigned i;

	snprintf(p->path, sizeof(p->path), "ops.%zu", index);
	if (!json_is_object(object)) {
		optrace_fail(p, "", "an op is an object");
		return;
	}
	kind = optrace_need_string(p, object, "k");
	for (i = 0; i < OP_KINDS; i++)
		if (strcmp(kind, kinds[i].name) == 0)
			break;
	if (i == OP_KINDS) {
		optrace_fail(p, "k", "unknown kind of op '%s'", kind);
		return;
	}
	op->kind = (enum optrace_kind)i;
	op->note = json_string_value(json_object_get(object, "note"));
	op->observations = count_observations(object, op->kind);
	if (m->kvm)
		optrace_read_kvm_fields(p, object, m, op);
	else if (!kinds[i].hardware)
		optrace_fail(p, "k", "op '%s' is not for profile qemu-virt",
			     kind);
	else
		optrace_read_fields(p, object, m, op);
}

static bool enters(const struct optrace_op *op)
{
	return op->kind <= OP_MSR || op->kind == OP_RUN;
}

/* Which ops begin and end a KVM_RUN: an op in a batch follows one that ran. */
static void find_runs(struct optrace_parse *p, struct optrace *trace)
{
	const struct optrace_op *before = NULL; /* in a KVM_RUN, on a vCPU */
	size_t i;

	for (i = 0; i < trace->op_count && !p->failed; i++) {
		struct optrace_op *op = &trace->ops[i];

		if (op->kind == OP_MARK)
			continue;
		if (op->kvm->batch && (!before || before->pe != op->pe)) {
			snprintf(p->path, sizeof(p->path), "ops.%zu", i);
			optrace_fail(p, "b", "no op ran before it there");
			return;
		}
		op->kvm->leaves = enters(op);
		if (op->kvm->batch)
			before->kvm->leaves = false;
		before = enters(op) ? op : NULL;
	}
}

static void read_trace(struct optrace_parse *p, struct optrace *trace)
{
	json_t *ops = json_object_get(trace->root, "ops");
	json_t *source = json_object_get(trace->root, "source");
	size_t i;

	if (!json_is_object(trace->root)) {
		optrace_fail(p, "", "a trace is an object");
		return;
	}
	if (optrace_need_count(p, trace->root, "optrace", 1000000) != 1)
		optrace_fail(p, "optrace", "only optrace 1 is known");
	trace->id = optrace_need_string(p, trace->root, "id");
	trace->title = optrace_get_string(p, trace->root, "title");
	strcpy(p->path, "source");
	trace->source = optrace_get_string(p, source, "name");
	trace->version = optrace_get_string(p, source, "version");
	*p->path = '\0';
	if (!json_is_object(json_object_get(trace->root, "machine")))
		optrace_fail(p, "machine", "'machine' is not an object");
	else
		read_machine(p, json_object_get(trace->root, "machine"),
			     &trace->machine);
	trace->machine.own =
		trace->source && strcmp(trace->source, "vgicsim") == 0;
	*p->path = '\0';
	if (!json_is_array(ops))
		optrace_fail(p, "ops", "'ops' is not a list");
	trace->op_count = json_array_size(ops);
	trace->ops = cli_alloc(trace->op_count, sizeof(*trace->ops));
	if (trace->machine.kvm)
		trace->kvm_ops =
			cli_alloc(trace->op_count, sizeof(*trace->kvm_ops));
	for (i = 0; i < trace->op_count && !p->failed; i++) {
		if (trace->kvm_ops)
			trace->ops[i].kvm = &trace->kvm_ops[i];
		read_op(p, json_array_get(ops, i), i, &trace->machine,
			&trace->ops[i]);
	}
	if (trace->kvm_ops)
		find_runs(p, trace);
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
	size_t i;

	for (i = 0; trace->kvm_ops && i < trace->op_count; i++)
		optrace_free_kvm_op(&trace->kvm_ops[i]);
	free(trace->kvm_ops);
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
	struct optrace_parse p = { .reader = r };
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
