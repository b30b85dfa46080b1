/* SPDX-License-Identifier: MIT */
/*
 * vgicsim translate: which LPI of which PE would an MSI reach at the end of a
 * scenario, and if none, what stops it first?
 */
#include <errno.h>
#include <getopt.h>
#include <libvgicsim/kvm.h>
#include <libvgicsim/scenario.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "diag.h"
#include "paths.h"

#ifndef VGICSIM_SCENARIOS
#define VGICSIM_SCENARIOS NULL
#endif

enum { OPT_DEVICE, OPT_EVENT, OPT_UNIT, OPT_VM, OPT_FORMAT };

static const struct cli_opt options[] = {
	{ "device", "ID", "DeviceID of the MSI, decimal or 0x..." },
	{ "event", "ID", "EventID of the MSI" },
	{ "unit", "N", "the ITS that it is written to (default 0)" },
	{ "vm", "NAME", "the VM whose ITS it is (default the machine's own)" },
	{ "format", "FORMAT", "'text' (default) or 'json' (JSON Lines)" },
	{ NULL, NULL, NULL },
};

/* What is asked, and the answer. */
struct query {
	const char *file;
	enum cli_format format;
	unsigned unit;
	uint32_t device, event;
	bool has_device, has_event;
	int answer; /* of vgs_gic_translate(), 1: not asked */
	struct vgs_translation to;
	const char *vm; /* NULL: the machine's own ITS */
	bool vm_found;
	struct vgs_vtranslation vto;
};

/* Where one reads on: what each step looks at, and its rule. */
static const struct {
	const char *stopped;
	const char *rule;
} steps[VGS_MSI_STEPS] = {
	[VGS_MSI_REACHES] = { "", "GIC-O1" },
	[VGS_MSI_ITS_DISABLED] = { "GITS_CTLR.Enabled is 0", "GIC-O28" },
	[VGS_MSI_DEVICE_OUT_OF_RANGE] = { "the DeviceID is beyond "
					  "GITS_TYPER.Devbits or the device "
					  "table",
					  "GIC-O3" },
	[VGS_MSI_DEVICE_UNMAPPED] = { "no MAPD has mapped the device",
				      "GIC-O28" },
	[VGS_MSI_EVENT_OUT_OF_RANGE] = { "the EventID is beyond the Size of "
					 "the device's MAPD",
					 "GIC-O3" },
	[VGS_MSI_EVENT_UNMAPPED] = { "no MAPTI or MAPI has mapped the event",
				     "GIC-O28" },
	[VGS_MSI_COLLECTION_UNMAPPED] = { "no MAPC has mapped the event's "
					  "collection",
					  "GIC-O28" },
	[VGS_MSI_LPIS_DISABLED] = { "GICR_CTLR.EnableLPIs of the PE is 0",
				    "GIC-L10" },
	[VGS_MSI_LPI_OUT_OF_RANGE] = { "the INTID is beyond "
				       "GICR_PROPBASER.IDbits of the PE",
				       "GIC-L7" },
	[VGS_MSI_PROPERTY_DISABLED] = { "the LPI's configuration byte has "
					"Enable 0",
					"GIC-L2" },
	[VGS_MSI_GROUP_DISABLED] = { "GICD_CTLR does not enable Non-secure "
				     "Group 1",
				     "GIC-D36" },
	[VGS_MSI_ASLEEP] = { "GICR_WAKER.ProcessorSleep of the PE is 1",
			     "GIC-I16" },
	[VGS_MSI_INTERFACE_DISABLED] = { "ICC_IGRPEN1_EL1 of the PE is 0",
					 "GIC-E2" },
	[VGS_MSI_PRIORITY_MASKED] = { "the LPI is not more urgent than "
				      "ICC_PMR_EL1 of the PE",
				      "GIC-D14" },
	[VGS_MSI_PRIORITY_RUNNING] = { "the LPI is not more urgent than what "
				       "the PE handles",
				       "GIC-D16" },
	[VGS_MSI_NO_MEMORY] = { "a table is not in memory", "GIC-O2" },
	[VGS_MSI_VPE_UNMAPPED] = { "no VMAPP for the vPE", "GIC-U1" },
	[VGS_MSI_VPE_NOT_RESIDENT] = { "the vPE is not resident, the vLPI "
				       "waits in its pending table",
				       "GIC-U8" },
	[VGS_MSI_SECURE_STATE] = { "the PE is in Secure state", "GIC-U26" },
	[VGS_MSI_LEGACY_GUEST] = { "ICC_SRE_EL1.SRE of the guest is 0",
				   "GIC-U26" },
	[VGS_MSI_DIRECT_MASKED] = { "ICH_HCR_EL2.DVIM of the PE is 1",
				    "GIC-U27" },
	[VGS_MSI_VIRTUAL_OFF] = { "ICH_HCR_EL2.En of the PE is 0, or it has "
				  "no EL2",
				  "GIC-Q14" },
	[VGS_MSI_GUEST_DISABLED] = { "ICH_VMCR_EL2.VENG1 of the PE is 0",
				     "GIC-U32" },
	[VGS_MSI_GUEST_MASKED] = { "the vLPI is not more urgent than "
				   "ICH_VMCR_EL2.VPMR of the PE",
				   "GIC-D14" },
	[VGS_MSI_GUEST_RUNNING] = { "the vLPI is not more urgent than what "
				    "the guest handles",
				    "GIC-D16" },
	[VGS_MSI_NO_DOORBELL] = { "neither the event nor the vPE has one",
				  "GIC-U8" },
	[VGS_MSI_DOORBELL_NOT_WANTED] = { "GICR_VPENDBASER.Doorbell did not "
					  "ask for it, or the vPE would not "
					  "take the vLPI",
					  "GIC-U12" },
};

static void on_end(void *user, struct vgs_gic *gic)
{
	struct query *q = user;

	if (q->vm) {
		q->answer = 0;
		return;
	}
	q->answer =
		vgs_gic_translate(gic, q->unit, q->device, q->event, &q->to);
}

static void on_vm_end(void *user, const char *name, const struct vgs_vm *vm)
{
	struct query *q = user;

	if (!q->vm || strcmp(name, q->vm) != 0)
		return;
	q->vm_found = true;
	q->answer =
		vgs_vgic_translate(vm, q->unit, q->device, q->event, &q->vto);
}

/* The rule of a VM's ITS that stops an MSI there. */
static const char *vm_rule(enum vgs_msi_step step)
{
	if (step == VGS_MSI_ITS_DISABLED || step == VGS_MSI_LPIS_DISABLED)
		return "KVM-IT-26";
	if (step == VGS_MSI_PROPERTY_DISABLED)
		return "KVM-IT-61";
	return step == VGS_MSI_REACHES ? "KVM-MS-21" : "KVM-MS-2";
}

static void print_vm_json(const struct query *q)
{
	json_t *object = json_object();

	json_object_set_new(object, "file", json_string(q->file));
	json_object_set_new(object, "vm", json_string(q->vm));
	json_object_set_new(object, "unit", json_integer(q->unit));
	json_object_set_new(object, "device", json_integer(q->device));
	json_object_set_new(object, "event", json_integer(q->event));
	json_object_set_new(object, "step",
			    json_string(vgs_msi_step_name(q->vto.step)));
	if (q->vto.intid) {
		json_object_set_new(object, "intid",
				    json_integer(q->vto.intid));
		json_object_set_new(object, "cached",
				    json_boolean(q->vto.cached));
		json_object_set_new(object, "priority",
				    json_integer(q->vto.priority));
	}
	if (q->vto.vcpu != VGS_NO_VCPU)
		json_object_set_new(object, "vcpu", json_integer(q->vto.vcpu));
	json_object_set_new(object, "rule", json_string(vm_rule(q->vto.step)));
	cli_json(object);
}

static void print_vm_text(const struct query *q)
{
	printf("%s.its%u device 0x%x event %u: ", q->vm, q->unit, q->device,
	       q->event);
	if (q->vto.intid)
		printf("v%u", q->vto.intid);
	if (q->vto.vcpu != VGS_NO_VCPU)
		printf(" on vcpu%u", q->vto.vcpu);
	if (q->vto.cached)
		printf(", cached");
	if (q->vto.step == VGS_MSI_REACHES)
		printf(", priority 0x%x\n", q->vto.priority);
	else
		printf("%sstopped: %s [%s]\n", q->vto.intid ? ", " : "",
		       vgs_msi_step_name(q->vto.step), vm_rule(q->vto.step));
}

static int print_vm_answer(const struct query *q)
{
	if (!q->vm_found) {
		cli_diag("%s: there is no VM %s", q->file, q->vm);
		return CLI_MALFORMED;
	}
	if (q->answer) {
		cli_diag("%s: %s has no ITS %u", q->file, q->vm, q->unit);
		return CLI_MALFORMED;
	}
	if (q->format == CLI_JSON)
		print_vm_json(q);
	else
		print_vm_text(q);
	return q->vto.step == VGS_MSI_REACHES ? CLI_OK : CLI_DIFFERS;
}

static void print_json(const struct query *q)
{
	json_t *object = json_object();

	json_object_set_new(object, "file", json_string(q->file));
	json_object_set_new(object, "unit", json_integer(q->unit));
	json_object_set_new(object, "device", json_integer(q->device));
	json_object_set_new(object, "event", json_integer(q->event));
	json_object_set_new(object, "step",
			    json_string(vgs_msi_step_name(q->to.step)));
	if (q->to.intid)
		json_object_set_new(object, "intid", json_integer(q->to.intid));
	if (q->to.pe != VGS_NO_PE)
		json_object_set_new(object, "pe", json_integer(q->to.pe));
	if (q->to.virt)
		json_object_set_new(object, "vpe", json_integer(q->to.vpe));
	if (q->to.doorbell)
		json_object_set_new(object, "doorbell",
				    json_integer(q->to.doorbell));
	if (q->to.step == VGS_MSI_VPE_NOT_RESIDENT)
		json_object_set_new(
			object, "doorbell-step",
			json_string(vgs_msi_step_name(q->to.doorbell_step)));
	if (q->to.step == VGS_MSI_REACHES)
		json_object_set_new(object, "priority",
				    json_integer(q->to.priority));
	json_object_set_new(object, "rule",
			    json_string(steps[q->to.step].rule));
	cli_json(object);
}

static const char *stopped(const struct query *q)
{
	if (q->to.virt && q->to.step == VGS_MSI_LPI_OUT_OF_RANGE)
		return "the INTID is beyond VPT_size of the vPE or "
		       "GICR_VPROPBASER.IDbits";
	return steps[q->to.step].stopped;
}

/* GIC-U8, GIC-U12: what tells the host of a vLPI that waits. */
static void print_doorbell(const struct query *q)
{
	enum vgs_msi_step step = q->to.doorbell_step;

	if (q->to.step != VGS_MSI_VPE_NOT_RESIDENT)
		return;
	printf("  doorbell");
	if (q->to.doorbell)
		printf(" lpi%u on cpu%u", q->to.doorbell, q->to.pe);
	if (step == VGS_MSI_REACHES)
		printf(": rings\n");
	else
		printf(": stopped: %s: %s [%s]\n", vgs_msi_step_name(step),
		       steps[step].stopped, steps[step].rule);
}

static void print_text(const struct query *q)
{
	printf("its%u device 0x%x event %u: ", q->unit, q->device, q->event);
	if (q->to.virt)
		printf("vpe%u ", q->to.vpe);
	if (q->to.intid)
		printf("%slpi%u", q->to.virt ? "v" : "", q->to.intid);
	if (q->to.pe != VGS_NO_PE)
		printf(" on cpu%u", q->to.pe);
	if (q->to.step == VGS_MSI_REACHES)
		printf(", priority 0x%x\n", q->to.priority);
	else
		printf("%sstopped: %s: %s [%s]\n", q->to.intid ? ", " : "",
		       vgs_msi_step_name(q->to.step), stopped(q),
		       steps[q->to.step].rule);
	print_doorbell(q);
}

static int print_answer(const struct query *q)
{
	if (q->vm)
		return print_vm_answer(q);
	if (q->answer) {
		cli_diag("%s: there is no ITS %u", q->file, q->unit);
		return CLI_MALFORMED;
	}
	if (q->format == CLI_JSON)
		print_json(q);
	else
		print_text(q);
	return q->to.step == VGS_MSI_REACHES ? CLI_OK : CLI_DIFFERS;
}

static int translate_loaded(struct query *q, const struct vgs_scenario *s)
{
	struct vgs_scenario_result *result;
	struct vgs_run_opts opts;
	int status = CLI_OK, err;

	vgs_run_opts_default(&opts);
	opts.on_end = on_end;
	opts.on_vm_end = on_vm_end;
	opts.user = q;
	err = vgs_scenario_run(s, 0, &opts, &result);
	if (err) {
		cli_diag("%s: error: %s", q->file, vgs_strerror(err));
		return CLI_MALFORMED;
	}
	if (result->bug) {
		status = CLI_BUG;
	} else if (result->verdict == VGS_VERDICT_ERROR) {
		status = CLI_MALFORMED;
	} else if (result->verdict == VGS_VERDICT_FAIL) {
		status = CLI_DIFFERS;
	}
	if (status)
		cli_diag("%s: %s%s%s", q->file,
			 vgs_verdict_name(result->verdict),
			 result->reason ? ": " : "",
			 result->reason ? result->reason : "");
	vgs_scenario_result_free(result);
	return q->answer > 0 ? status : cli_worse(status, print_answer(q));
}

static int translate_file(struct query *q)
{
	struct vgs_scenario_opts opts;
	const struct vgs_diag *diags;
	struct vgs_scenario *s;
	unsigned i, n;
	int status, err;

	vgs_scenario_opts_default(&opts);
	opts.library_dir = paths_libraries();
	err = vgs_scenario_load(q->file, &opts, &s);
	if (err) {
		cli_diag("%s: error: %s", q->file, vgs_strerror(err));
		return CLI_MALFORMED;
	}
	diags = vgs_scenario_diags(s, &n);
	for (i = 0; i < n; i++)
		diag_print(&diags[i], stderr);
	if (vgs_scenario_errors(s)) {
		status = CLI_MALFORMED;
	} else if (vgs_scenario_is_library(s) || vgs_scenario_skip_reason(s)) {
		cli_diag("%s: skipped: %s", q->file,
			 vgs_scenario_is_library(s)
				 ? "a setup library"
				 : vgs_scenario_skip_reason(s));
		status = CLI_SKIPPED;
	} else {
		status = translate_loaded(q, s);
	}
	vgs_scenario_free(s);
	return status;
}

static bool parse_id(const struct cli_cmd *cmd, const char *option,
		     const char *text, uint32_t *ret_id)
{
	char *rest;
	unsigned long long value;

	errno = 0;
	value = strtoull(text, &rest, text[0] == '0' ? 16 : 10);
	if (text[0] == '0' && text[1] && text[1] != 'x' && text[1] != 'X')
		rest = NULL;
	if (!rest || *rest || *text < '0' || *text > '9' || errno ||
	    value > UINT32_MAX) {
		cli_usage(cmd, "--%s is a number below 2^32, not '%s'", option,
			  text);
		return false;
	}
	*ret_id = (uint32_t)value;
	return true;
}

static bool parse_option(const struct cli_cmd *cmd, int opt, const char *value,
			 struct query *q)
{
	unsigned long unit;

	switch (opt) {
	case OPT_DEVICE:
		q->has_device = true;
		return parse_id(cmd, "device", value, &q->device);
	case OPT_EVENT:
		q->has_event = true;
		return parse_id(cmd, "event", value, &q->event);
	case OPT_UNIT:
		if (!cli_parse_count(cmd, "unit", value, 0, VGS_MAX_ITS - 1,
				     &unit))
			return false;
		q->unit = (unsigned)unit;
		return true;
	case OPT_VM:
		q->vm = value;
		return true;
	default:
		return cli_parse_format(cmd, value, &q->format);
	}
}

static int run(const struct cli_cmd *cmd, int argc, char **argv)
{
	struct query q = { .format = CLI_TEXT, .answer = 1 };
	const char *value;
	int opt;

	while ((opt = cli_next(cmd, argc, argv, &value)) >= 0)
		if (!parse_option(cmd, opt, value, &q))
			return CLI_MALFORMED;
	if (opt != CLI_END)
		return opt == CLI_HELPED ? CLI_OK : CLI_MALFORMED;
	if (argc - optind != 1)
		return cli_usage(cmd, "one scenario at a time");
	if (!q.has_device || !q.has_event)
		return cli_usage(cmd, "--device and --event say which MSI");
	q.file = argv[optind];
	return translate_file(&q);
}

const struct cli_cmd cmd_translate = {
	.name = "translate",
	.args = "FILE",
	.brief = "Tell which LPI and PE an MSI would reach.",
	.opts = options,
	.more = "Runs the scenario as it is, without its variants, and asks the "
		"ITS in the state\nthat it ends in.  When the MSI does not reach "
		"a PE, the first gate that stops it\nis named: its-disabled, "
		"device-out-of-range, device-unmapped,\nevent-out-of-range, "
		"event-unmapped, collection-unmapped, lpis-disabled,\n"
		"lpi-out-of-range, property-disabled, no-memory, then those "
		"of the PE; of a\nvLPI vpe-unmapped, vpe-not-resident (with "
		"what stops its doorbell), then\nthose of the guest.  With --vm the answer is the "
		"pair of LPI and vCPU that\nthe MSI of a device of that VM has "
		"now; the guest may change either.\n\n"
		"Exit status: 0 it reaches a PE; 1 something stops it, or an "
		"expectation of the\nscenario failed; 2 a malformed file or no "
		"such ITS; 3 a bug in vgicsim; 77 the\nscenario was skipped.\n\n"
		"Example:\n  vgicsim translate --device=0x10 --event=3 "
		"scenarios/its/msi-to-lpi.yaml\n",
	.run = run,
};
