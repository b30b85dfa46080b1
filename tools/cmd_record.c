/* SPDX-License-Identifier: MIT */
/*
 * vgicsim record: a scenario as an optrace, what its software did to the
 * hardware and what the model answered.  The hypervisor's own accesses are in
 * it; what happens inside of the hypervisor is not.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <libvgicsim/scenario.h>

#include "cli.h"
#include "diag.h"
#include "optrace.h"
#include "paths.h"
#include "pe.h"
#include "regname.h"

enum { OPT_OUTPUT };

static const struct cli_opt options[] = {
	{ "output", "FILE", "write to FILE, not to standard output" },
	{ NULL, NULL, NULL },
};

/* SCR_EL3 and HCR_EL2 as the ops so far have left them. */
struct record_pe {
	uint64_t scr_el3, hcr_el2;
};

struct record {
	const char *file;
	const struct vgs_gic_config *cfg;
	struct record_pe *pes;
	json_t *machine, *ops;
	uint64_t aliases, aliases_size; /* frames of GICH without a word */
	unsigned line;			/* of the current step */
	const char *note;		/* for the next op */
	char text[200];
	char *problem; /* why it cannot be an optrace, or NULL */
};

static json_t *hex(uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%" PRIx64, value);
	return json_string(text);
}

__attribute__((format(printf, 2, 3))) static void
cannot(struct record *r, const char *format, ...)
{
	char text[200];
	va_list ap;

	if (r->problem)
		return;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	r->problem = cli_strdup(text);
}

/* ---- the machine --------------------------------------------------------- */

static json_t *frames_json(const struct vgs_gic *gic)
{
	const struct optrace_frame *f;
	json_t *frames = json_object();

	for (f = optrace_frames; f->key; f++)
		if (vgs_gic_frame_size(gic, f->frame))
			json_object_set_new(
				frames, f->key,
				hex(vgs_gic_frame_base(gic, f->frame, 0)));
	if (vgs_gic_frame_size(gic, VGS_FRAME_GICR))
		json_object_set_new(
			frames, "gicr-stride",
			hex(vgs_gic_frame_size(gic, VGS_FRAME_GICR)));
	return frames;
}

/* What the machine of an optrace has no word for. */
static const char *beyond(const struct vgs_gic_config *cfg)
{
	unsigned i;

	for (i = 0; i < VGS_CHOICES_MAX; i++)
		if (cfg->choices[i])
			return "choose:";
	for (i = 0; cfg->affinities && i < cfg->pes; i++)
		if (cfg->affinities[i] != i)
			return "affinities";
	for (i = 0; cfg->version == VGS_GIC_V2 && i < cfg->pes; i++)
		if (cfg->cpu_interfaces[i] != i)
			return "cpu-interfaces";
	return cfg->pes > 16 && !cfg->affinities ? "more than 16 PEs"
	       : cfg->version == VGS_GIC_V4_1	 ? "a GICv4.1"
	       : cfg->its_units[0].vmovp_each	 ? "vmovp: each"
	       : cfg->legacy			 ? "legacy operation"
	       : cfg->espis || cfg->eppis	 ? "extended interrupt ranges"
	       : cfg->nmi			 ? "NMI"
	       : cfg->msi_spis			 ? "an MSI frame"
	       : cfg->mbis			 ? "message-based SPIs"
	       : cfg->rss || cfg->icc_rss	 ? "the range selector"
	       : cfg->no_tdir			 ? "an interface without TDIR"
	       : cfg->lockable_spis		 ? "lockable-spis"
	       : cfg->cfgsdisable		 ? "cfgsdisable"
	       : cfg->direct_lpi		 ? "direct LPIs"
	       : cfg->work_budget		 ? "work-budget"
	       : cfg->async			 ? "async"
						 : NULL;
}

static void on_machine(void *user, const struct vgs_gic *gic)
{
	const struct vgs_gic_config *cfg = vgs_gic_config(gic);
	struct record *r = user;
	json_t *m = json_object();

	r->cfg = cfg;
	r->machine = m;
	r->pes = cli_alloc(cfg->pes, sizeof(*r->pes));
	if (beyond(cfg))
		cannot(r, "the machine has %s", beyond(cfg));
	r->aliases = vgs_gic_frame_base(gic, VGS_FRAME_GICH_PE, 0);
	r->aliases_size = vgs_gic_frame_size(gic, VGS_FRAME_GICH_PE) * cfg->pes;
	json_object_set_new(m, "profile", json_string("qemu-virt"));
	json_set_count(m, "gic", cfg->version);
	json_set_count(m, "cpus", cfg->pes);
	json_set_count(m, "spis", cfg->spis);
	json_object_set_new(m, "secure", json_boolean(cfg->security));
	json_object_set_new(m, "virt", json_boolean(cfg->virt));
	json_set_count(m, "priority-bits", cfg->priority_bits);
	json_object_set_new(m, "its", json_boolean(cfg->its));
	json_object_set_new(m, "frames", frames_json(gic));
	json_object_set_new(m, "ram",
			    json_pack("{s:s, s:s}", "at", "0x0", "size",
				      "0xffffffffffffffff"));
	json_object_set_new(m, "reset", json_object());
	if (!cfg->virt)
		return;
	json_set_count(m, "vpriority-bits", cfg->vpriority_bits);
	json_set_count(m, "lrs", cfg->lrs);
	json_set_count(m, "maintenance-ppi", cfg->maintenance_intid);
}

/* ---- ops ------------------------------------------------------------------ */

static enum optrace_context context_of(const struct record *r,
				       const struct vgs_pe_ctx *ctx)
{
	bool secure = r->cfg->security && !(ctx->scr_el3 & 1);

	if (ctx->el == 3)
		return secure ? CTX_EL3 : CTX_EL3NS;
	if (ctx->el == 2)
		return CTX_EL2;
	return secure ? CTX_SEL1 : CTX_EL1;
}

static json_t *new_op(struct record *r, const char *kind)
{
	json_t *o = json_object();

	json_object_set_new(o, "k", json_string(kind));
	if (r->note)
		json_set_text(o, "note", r->note);
	r->note = NULL;
	json_array_append_new(r->ops, o);
	return o;
}

static void write_pe(struct record *r, unsigned pe, const char *context,
		     const char *reg, uint64_t value)
{
	json_t *o = new_op(r, "msr");

	json_set_count(o, "c", pe);
	json_set_text(o, "x", context);
	json_set_text(o, "reg", reg);
	json_object_set_new(o, "v", hex(value));
}

/* Registers of the PE that have changed since the last op are written. */
static void follow_pe(struct record *r, const struct vgs_hw_op *op)
{
	struct record_pe *pe = &r->pes[op->pe];
	uint64_t scr = op->ctx.scr_el3 & ~UINT64_C(1);

	if (r->cfg->security && scr != pe->scr_el3)
		write_pe(r, op->pe, "el3", "SCR_EL3", scr);
	if (r->cfg->virt && op->ctx.hcr_el2 != pe->hcr_el2)
		write_pe(r, op->pe, "el2", "HCR_EL2", op->ctx.hcr_el2);
	pe->scr_el3 = scr;
	pe->hcr_el2 = op->ctx.hcr_el2;
}

static void observe_trap(json_t *o, const struct vgs_hw_op *op)
{
	bool undefined = op->answer == VGS_ANSWER_UNDEF;
	bool read = op->kind == VGS_HW_OP_MRS;
	uint64_t esr = 0x02000000;
	char el[16];

	if (!undefined)
		esr |= 0x60000000 | vgs_sysreg_iss(op->reg, read, 0);
	snprintf(el, sizeof(el), "el%d",
		 undefined ? op->ctx.el : op->answer - VGS_ANSWER_TRAP_EL1 + 1);
	json_set_text(o, "t", el);
	json_object_set_new(o, "esr", hex(esr));
}

/* An interrupt that the op itself let through is taken right after it. */
static void observe_post(json_t *o, const struct record *r,
			 const struct vgs_hw_op *op)
{
	struct optrace_taken taken = pe_takes(&op->ctx, r->cfg, op->after);
	char text[16];

	if (!taken.set)
		return;
	snprintf(text, sizeof(text), "%s@el%u", taken.fiq ? "fiq" : "irq",
		 taken.el);
	json_set_text(o, "post", text);
}

static void access_op(struct record *r, const struct vgs_hw_op *op)
{
	static const char *const kinds[] = { "r", "w", "mrs", "msr" };
	bool bus = op->kind <= VGS_HW_OP_WRITE;
	bool read = op->kind == VGS_HW_OP_READ || op->kind == VGS_HW_OP_MRS;
	json_t *o;

	if (bus && op->addr >= r->aliases &&
	    op->addr - r->aliases < r->aliases_size)
		cannot(r, "line %u: an alias frame of GICH", r->line);
	follow_pe(r, op);
	o = new_op(r, kinds[op->kind]);
	json_set_count(o, "c", op->pe);
	json_set_text(o, "x", optrace_contexts[context_of(r, &op->ctx)]);
	if (bus) {
		json_set_count(o, "s", op->size);
		json_object_set_new(o, "a", hex(op->addr));
	} else {
		json_set_text(o, "reg", regname_sysregs[op->reg].name);
	}
	if (!read)
		json_object_set_new(o, "v", hex(op->value));
	if (!bus && op->answer != VGS_ANSWER_OK)
		observe_trap(o, op);
	else if (read)
		json_object_set_new(o, "o", hex(op->value));
	json_object_set_new(o, "isr", hex(pe_isr(&op->ctx, r->cfg, op->after)));
	if (bus || op->answer == VGS_ANSWER_OK)
		observe_post(o, r, op);
}

static void memory_op(struct record *r, const struct vgs_hw_op *op)
{
	char *text = cli_alloc(op->len + 1, 2);
	json_t *o = new_op(r, "ram");
	size_t i;

	for (i = 0; i < op->len; i++)
		snprintf(text + 2 * i, 3, "%02x", op->bytes[i]);
	json_object_set_new(o, "a", hex(op->addr));
	json_set_text(o, "d", text);
	free(text);
}

static void line_op(struct record *r, const struct vgs_hw_op *op)
{
	json_t *o = new_op(r, "line");

	json_set_count(o, "i", op->intid);
	if (op->pe != VGS_NO_PE)
		json_set_count(o, "c", op->pe);
	json_set_count(o, "l", op->level);
}

static bool is_bus(const struct vgs_hw_op *op)
{
	return op->kind == VGS_HW_OP_READ || op->kind == VGS_HW_OP_WRITE;
}

/* A GICv2's control frames of each PE, 0x200 apart. */
static bool in_alias(const struct vgs_gic_config *cfg, uint64_t addr)
{
	uint64_t base = cfg->frames[VGS_FRAME_GICH_PE];

	return cfg->version == VGS_GIC_V2 && cfg->virt && addr >= base &&
	       addr - base < (uint64_t)0x200 * VGS_MAX_PES_V2;
}

static void on_op(void *user, const struct vgs_hw_op *op)
{
	struct record *r = user;

	if (op->kind == VGS_HW_OP_LINE) {
		line_op(r, op);
		return;
	}
	if (op->kind == VGS_HW_OP_MEMORY) {
		memory_op(r, op);
		return;
	}
	if (is_bus(op) && in_alias(r->cfg, op->addr))
		cannot(r, "line %u: the alias frames of GICH have no name",
		       r->line);
	if (op->ctx.aarch32)
		cannot(r, "line %u: an access of AArch32 software", r->line);
	if (op->ctx.hfgrtr_el2 || op->ctx.hfgwtr_el2)
		cannot(r, "line %u: an access under fine-grained traps",
		       r->line);
	/* Hardware would take the interrupt instead of running the op. */
	if (pe_takes(&op->ctx, r->cfg, op->before).set)
		cannot(r,
		       "line %u: software below EL2 or EL3 goes on although a "
		       "physical interrupt is signalled to there",
		       r->line);
	access_op(r, op);
}

static void on_event(void *user, const struct vgs_run_step *step,
		     const struct vgs_event *event)
{
	struct record *r = user;

	if (event)
		return;
	r->line = step->line;
	snprintf(r->text, sizeof(r->text), "line %u: %s", step->line,
		 step->text);
	r->note = r->text;
	if (strncmp(step->text, "restore:", 8) == 0)
		cannot(r, "line %u: a restored state is no op", step->line);
	if (strncmp(step->text, "set:", 4) == 0 &&
	    (strstr(step->text, ".nIRQ") || strstr(step->text, ".nFIQ")))
		cannot(r, "line %u: a legacy input is no op", step->line);
	if (strncmp(step->text, "msi:", 4) == 0)
		cannot(r,
		       "line %u: a device's MSI is no op, and a PE's own write "
		       "to GITS_TRANSLATER has DeviceID 0",
		       step->line);
}

/* ---- the command ---------------------------------------------------------- */

static json_t *trace_json(const struct record *r, const char *title)
{
	return json_pack("{s:i, s:o, s:o, s:{s:s, s:s}, s:O, s:O}", "optrace",
			 1, "id", json_text(r->file), "title", json_text(title),
			 "source", "name", "vgicsim", "version",
			 VGICSIM_VERSION, "machine", r->machine, "ops", r->ops);
}

static int write_trace(const struct record *r, const char *title,
		       const char *output)
{
	json_t *trace = trace_json(r, title);
	FILE *to = output ? fopen(output, "w") : stdout;
	bool good;

	if (!to) {
		cli_diag("%s: error: %s", output, strerror(errno));
		json_decref(trace);
		return CLI_MALFORMED;
	}
	good = json_dumpf(trace, to, JSON_COMPACT) == 0 &&
	       fputc('\n', to) != EOF;
	if (output && fclose(to) != 0)
		good = false;
	json_decref(trace);
	if (good)
		return CLI_OK;
	cli_diag("%s: error: cannot write: %s", output ? output : "<stdout>",
		 strerror(errno));
	return CLI_MALFORMED;
}

static int record_loaded(struct record *r, const struct vgs_scenario *s,
			 const char *output)
{
	struct vgs_scenario_result *result;
	struct vgs_run_opts opts;
	int status;
	int err;

	vgs_run_opts_default(&opts);
	opts.on_machine = on_machine;
	opts.on_op = on_op;
	opts.on_event = on_event;
	opts.user = r;
	err = vgs_scenario_run(s, 0, &opts, &result);
	if (err) {
		cli_diag("%s: error: %s", r->file, vgs_strerror(err));
		return CLI_MALFORMED;
	}
	status = result->bug			       ? CLI_BUG
		 : result->verdict == VGS_VERDICT_PASS ? CLI_OK
						       : CLI_DIFFERS;
	if (status)
		cli_diag("%s: %s%s%s", r->file,
			 vgs_verdict_name(result->verdict),
			 result->reason ? ": " : "",
			 result->reason ? result->reason : "");
	if (r->problem) {
		cli_diag("%s: error: not an optrace: %s", r->file, r->problem);
		status = cli_worse(status, CLI_MALFORMED);
	} else if (r->machine) {
		err = write_trace(r, vgs_scenario_title(s), output);
		status = cli_worse(err, status);
	}
	vgs_scenario_result_free(result);
	return status;
}

static int record_file(const char *file, const char *output)
{
	struct record r = { .file = file, .ops = json_array() };
	struct vgs_scenario_opts opts;
	struct vgs_scenario *s;
	unsigned i, n;
	int status;
	int err;

	vgs_scenario_opts_default(&opts);
	opts.library_dir = paths_libraries();
	err = vgs_scenario_load(file, &opts, &s);
	if (err) {
		cli_diag("%s: error: %s", file, vgs_strerror(err));
		json_decref(r.ops);
		return CLI_MALFORMED;
	}
	vgs_scenario_diags(s, &n);
	for (i = 0; i < n; i++)
		diag_print(&vgs_scenario_diags(s, &n)[i], stderr);
	if (vgs_scenario_errors(s)) {
		status = CLI_MALFORMED;
	} else if (vgs_scenario_is_library(s) || vgs_scenario_skip_reason(s)) {
		cli_diag("%s: skipped: %s", file,
			 vgs_scenario_is_library(s)
				 ? "a setup library"
				 : vgs_scenario_skip_reason(s));
		status = CLI_SKIPPED;
	} else {
		status = record_loaded(&r, s, output);
	}
	vgs_scenario_free(s);
	json_decref(r.machine);
	json_decref(r.ops);
	free(r.pes);
	free(r.problem);
	return status;
}

static int run(const struct cli_cmd *cmd, int argc, char **argv)
{
	const char *output = NULL;
	const char *value;
	int opt;

	while ((opt = cli_next(cmd, argc, argv, &value)) >= 0)
		output = value;
	if (opt != CLI_END)
		return opt == CLI_HELPED ? CLI_OK : CLI_MALFORMED;
	if (argc - optind != 1)
		return cli_usage(cmd, "one scenario at a time");
	return record_file(argv[optind], output);
}

const struct cli_cmd cmd_record = {
	.name = "record",
	.args = "FILE",
	.brief = "Write a scenario as an optrace, for other implementations.",
	.opts = options,
	.more = "Runs the scenario as it is, without its variants, and writes "
		"every access to the\nhardware, the hypervisor's included, with "
		"what the model answered.  'vgicsim\nreplay' reads it back.\n\n"
		"Exit status: 0; 1 an expectation failed (the optrace is "
		"written all the same);\n2 a malformed file, or one that is no "
		"optrace: a machine or a step that the\nformat has no word for; "
		"3 a bug in vgicsim; 77 the scenario was skipped.\n\n"
		"Example:\n  vgicsim record scenarios/gicv2/spurious.yaml "
		">spurious.jsonl\n",
	.run = run,
};
