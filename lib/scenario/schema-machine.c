/* SPDX-License-Identifier: MIT */
/*
 * Keys of the top level, of machine: and of what is in it.
 */
#include "schema.h"

#define KEY(k, s, d)                                                           \
	{                                                                      \
		.name = k, .spec = &(s), .doc = d                              \
	}
#define REQUIRED(k, s, d)                                                      \
	{                                                                      \
		.name = k, .spec = &(s), .required = true, .doc = d            \
	}
#define END                                                                    \
	{                                                                      \
		.name = NULL                                                   \
	}

const struct vgs_scn_spec vgs_scn_text_spec = { .type = VGS_SCN_T_TEXT,
						.what = "text" };
const struct vgs_scn_spec vgs_scn_name_spec = { .type = VGS_SCN_T_NAME,
						.what = "a name" };
const struct vgs_scn_spec vgs_scn_int_spec = { .type = VGS_SCN_T_INT,
					       .what = "an integer" };
const struct vgs_scn_spec vgs_scn_bool_spec = { .type = VGS_SCN_T_BOOL,
						.what = "true or false" };

#define text_spec vgs_scn_text_spec
#define name_spec vgs_scn_name_spec
#define int_spec  vgs_scn_int_spec
#define bool_spec vgs_scn_bool_spec

#define INT_SPEC(id, text, lo, hi)                                             \
	static const struct vgs_scn_spec id = {                                \
		.type = VGS_SCN_T_INT, .what = text, .min = lo, .max = hi      \
	}
#define WORD_SPEC(id, text, ...)                                               \
	static const char *const id##_words[] = { __VA_ARGS__, NULL };         \
	static const struct vgs_scn_spec id = { .type = VGS_SCN_T_WORD,        \
						.what = text,                  \
						.words = id##_words }
#define LIST_SPEC(id, text, e)                                                 \
	static const struct vgs_scn_spec id = { .type = VGS_SCN_T_LIST,        \
						.what = text,                  \
						.elem = &(e) }
#define DICT_SPEC(id, text, e)                                                 \
	static const struct vgs_scn_spec id = { .type = VGS_SCN_T_DICT,        \
						.what = text,                  \
						.elem = &(e) }
#define ALT_SPEC(id, text, ...)                                                \
	static const struct vgs_scn_spec *const id##_alts[] = { __VA_ARGS__,   \
								NULL };        \
	static const struct vgs_scn_spec id = { .type = VGS_SCN_T_ALT,         \
						.what = text,                  \
						.alts = id##_alts }

WORD_SPEC(gic_spec, "a GIC: v2, v3, v4 or v4.1", "v2", "v3", "v4", "v4.1");
WORD_SPEC(vm_gic_spec, "the GIC of a guest: v2, v3, v4 or v4.1", "v2", "v3",
	  "v4", "v4.1");
WORD_SPEC(trigger_spec, "level or edge", "level", "edge");
WORD_SPEC(message_spec, "secure or non-secure", "secure", "non-secure");
WORD_SPEC(its_error_spec, "stall or ignore", "stall", "ignore");
WORD_SPEC(vmovp_spec, "one or each", "one", "each");
WORD_SPEC(lpi_cache_spec, "eager or cached", "eager", "cached");
WORD_SPEC(reset_spec, "zero or pattern", "zero", "pattern");
WORD_SPEC(profile_spec, "a profile", "default", "qemu-virt", "gic-400",
	  "gic-500", "gic-600", "gic-700");
WORD_SPEC(exits_spec, "manual or auto", "manual", "auto");
WORD_SPEC(epoch_spec, "an epoch: E0 to E5", "E0", "E1", "E2", "E3", "E4", "E5");

INT_SPEC(cpu_count_spec, "1 to 512 CPUs", 1, 512);
INT_SPEC(spis_spec, "0 to 988 SPIs", 0, 988);
INT_SPEC(lrs_spec, "1 to 64 list registers", 1, 64);
INT_SPEC(prio_bits_spec, "4 to 8 bits", 4, 8);
INT_SPEC(espi_spec, "0 to 1024 interrupts", 0, 1024);
INT_SPEC(eppi_spec, "0 to 64 interrupts", 0, 64);
INT_SPEC(lpi_bits_spec, "14 to 24 bits", 14, 24);
INT_SPEC(maintenance_spec, "0 (not wired) or a PPI", 0, 31);
INT_SPEC(seed_spec, "a seed below 2^32", 0, UINT32_MAX);
INT_SPEC(eoimode_spec, "0 or 1", 0, 1);
INT_SPEC(latency_spec, "a number of steps", 0, 1000);
INT_SPEC(u32_spec, "a number below 2^32", 0, UINT32_MAX);
INT_SPEC(intid_spec, "an INTID", 0, (1u << 24) - 1);
INT_SPEC(bits_spec, "1 to 32 bits", 1, 32);
INT_SPEC(slots_spec, "1 to 16777216 LPIs", 1, 1u << 24);
INT_SPEC(hcc_spec, "0 to 255 collections", 0, 255);
INT_SPEC(itt_spec, "8 to 16 bytes", 8, 16);
INT_SPEC(lockable_spec, "0 to 31 SPIs", 0, 31);
INT_SPEC(interface_spec, "a CPU interface: 0 to 7", 0, 7);

static const struct vgs_scn_spec affinity_spec = {
	.type = VGS_SCN_T_TEXT, .what = "an affinity such as 0.0.1.0"
};
LIST_SPEC(affinities_spec, "a list of affinities", affinity_spec);
ALT_SPEC(cpus_spec, "a number of CPUs or a list of affinities", &cpu_count_spec,
	 &affinities_spec);
LIST_SPEC(interfaces_spec, "a list of CPU interfaces", interface_spec);
ALT_SPEC(espis_spec, "true, false or a number", &bool_spec, &espi_spec);
ALT_SPEC(eppis_spec, "true, false or a number", &bool_spec, &eppi_spec);

static const struct vgs_scn_key its_keys[] = {
	KEY("device-id-bits", bits_spec, "width of a DeviceID"),
	KEY("event-id-bits", bits_spec, "width of an EventID"),
	KEY("collection-id-bits", bits_spec, "width of an ICID"),
	KEY("hcc", hcc_spec, "collections that need no table"),
	KEY("itt-entry-size", itt_spec, "bytes of an ITT entry"),
	KEY("cct", bool_spec, "the table has the ICIDs from hcc on"),
	KEY("cil", bool_spec, "false: ICIDs have 16 bits"),
	KEY("pta", bool_spec, "RDbase is an address"),
	KEY("seis", bool_spec, "a command error is an SError"),
	KEY("flat", bool_spec, "no two-level tables"),
	KEY("vmovp", vmovp_spec, "GICv4: which ITSes get VMOVP; one"),
	KEY("doorbells", bool_spec, "GICv4.1: events have doorbells (nID 0)"),
	END,
};
static const struct vgs_scn_spec one_its_spec = { .type = VGS_SCN_T_MAP,
						  .what = "the sizes of an ITS",
						  .keys = its_keys };
LIST_SPEC(its_list_spec, "a list of ITSes", one_its_spec);
ALT_SPEC(its_spec, "an ITS or a list of them", &one_its_spec, &its_list_spec,
	 &bool_spec);

DICT_SPEC(choose_spec, "a mapping of choices to alternatives", text_spec);

static const struct vgs_scn_key region_keys[] = {
	REQUIRED("at", int_spec, "first address"),
	REQUIRED("size", int_spec, "bytes"),
	END,
};
static const struct vgs_scn_spec region_spec = { .type = VGS_SCN_T_MAP,
						 .what = "a region: {at, size}",
						 .keys = region_keys };
LIST_SPEC(memory_spec, "a list of regions", region_spec);

static const struct vgs_scn_key msi_frame_keys[] = {
	REQUIRED("intid", intid_spec, "its first SPI"),
	REQUIRED("count", spis_spec, "how many"),
	END,
};
static const struct vgs_scn_spec msi_frame_spec = {
	.type = VGS_SCN_T_MAP,
	.what = "an MSI frame: {intid, count}",
	.keys = msi_frame_keys
};

static const struct vgs_scn_key device_keys[] = {
	KEY("intid", intid_spec, "the interrupt its wire drives"),
	KEY("trigger", trigger_spec, "what the wire does; default level"),
	KEY("cpu", text_spec, "the PE of a private interrupt"),
	KEY("device-id", u32_spec, "DeviceID of its MSIs"),
	KEY("message", message_spec, "it writes SETSPI, CLRSPI: no wire"),
	END,
};
static const struct vgs_scn_spec device_spec = {
	.type = VGS_SCN_T_MAP,
	.what = "a device: {intid, trigger, ...}",
	.keys = device_keys
};
DICT_SPEC(devices_spec, "a mapping of device names", device_spec);

static const struct vgs_scn_key host_keys[] = {
	KEY("eoimode", eoimode_spec, "EOImode that host: works with; 1"),
	KEY("exits", exits_spec, "who leaves the guest; manual"),
	KEY("maintenance-latency", latency_spec,
	    "exits auto: steps that maintenance is late; 0"),
	END,
};
static const struct vgs_scn_spec host_spec = { .type = VGS_SCN_T_MAP,
					       .what = "how the host works",
					       .keys = host_keys };

static const struct vgs_scn_key vcpu_keys[] = {
	REQUIRED("name", name_spec, "v0, v1, ..."),
	KEY("runs-on", text_spec, "the PE it is entered on"),
	END,
};
static const struct vgs_scn_spec vcpu_spec = {
	.type = VGS_SCN_T_MAP,
	.what = "a vCPU: {name, runs-on}",
	.keys = vcpu_keys
};
LIST_SPEC(vcpus_spec, "a list of vCPUs", vcpu_spec);
INT_SPEC(vm_its_count_spec, "0 to 4", 0, 4);
INT_SPEC(vm_its_size_spec, "1 to 65536", 1, 65536);
static const struct vgs_scn_key vm_its_keys[] = {
	KEY("count", vm_its_count_spec, "how many; 1 (0: LPIs by number)"),
	KEY("lpis", vm_its_size_spec, "LPIs at a time; 256"),
	KEY("devices", vm_its_size_spec, "mapped devices; 32"),
	KEY("events", vm_its_size_spec, "mapped events; 512"),
	KEY("collections", vm_its_size_spec, "collections; 64"),
	END,
};
static const struct vgs_scn_spec vm_its_map_spec = {
	.type = VGS_SCN_T_MAP,
	.what = "maxima: {count, lpis, devices, events, collections}",
	.keys = vm_its_keys
};
ALT_SPEC(vm_its_spec, "true, false or maxima", &bool_spec, &vm_its_map_spec);

WORD_SPEC(timer_word_spec, "direct or emulated", "direct", "emulated");
static const struct vgs_scn_key timer_keys[] = {
	KEY("physical", timer_word_spec, "its physical timer; direct"),
	KEY("host-active-state", bool_spec,
	    "the host can set its interrupt active; true"),
	END,
};
static const struct vgs_scn_spec timer_map_spec = {
	.type = VGS_SCN_T_MAP,
	.what = "a mapping: {physical, host-active-state}",
	.keys = timer_keys
};
ALT_SPEC(timer_spec, "true, false or a mapping", &bool_spec, &timer_map_spec);

WORD_SPEC(irqchip_spec, "kernel or user", "kernel", "user");
static const struct vgs_scn_key vm_keys[] = {
	KEY("gic", vm_gic_spec, "the guest's GIC; default the machine's"),
	REQUIRED("vcpus", vcpus_spec, "its vCPUs"),
	KEY("its", vm_its_spec, "the guest has an ITS"),
	KEY("intids", intid_spec, "INTIDs up to the last SPI; 256"),
	KEY("timer", timer_spec, "its vCPUs have arch timers; false"),
	KEY("irqchip", irqchip_spec, "who emulates its GIC; kernel"),
	KEY("pmu", intid_spec, "PPI of its PMU's overflow; no PMU"),
	KEY("stepwise", bool_spec, "kvm: calls create it; false"),
	END,
};
static const struct vgs_scn_spec vm_spec = { .type = VGS_SCN_T_MAP,
					     .what = "a VM: {gic, vcpus, ...}",
					     .keys = vm_keys };
DICT_SPEC(vms_spec, "a mapping of VM names", vm_spec);

static const struct vgs_scn_key forward_keys[] = {
	REQUIRED("device", text_spec, "whose interrupt"),
	REQUIRED("to", text_spec, "vm0.v0"),
	REQUIRED("vintid", intid_spec, "the INTID the guest sees"),
	KEY("forwarded", bool_spec, "false: masked and injected; true"),
	END,
};
static const struct vgs_scn_spec forward_entry_spec = {
	.type = VGS_SCN_T_MAP,
	.what = "an entry {device, to, vintid}",
	.keys = forward_keys
};
LIST_SPEC(forward_spec, "a list of forwarded interrupts", forward_entry_spec);

WORD_SPEC(ap_sort_spec, "an ap_list order", "active-first", "pending-first",
	  "pending-first-deliverable");
WORD_SPEC(lr_overflow_spec, "an overflow scheme", "uie-only", "eoicount-head",
	  "eoicount-tail");
WORD_SPEC(mapped_level_spec, "a mapped level scheme", "owner-polls",
	  "lower-and-resample", "sw-resample");
WORD_SPEC(hw_pending_spec, "virtual or physical", "virtual", "physical");
WORD_SPEC(lpi_active_spec, "kept or dropped", "kept", "dropped");
WORD_SPEC(forwarding_spec, "a way of forwarding", "none", "fwd-2014-rfc",
	  "vcpu-affinity", "gicv4-vlpi");
WORD_SPEC(ack_notify_spec, "an ack notification", "on-lr-state",
	  "on-deactivated");
WORD_SPEC(lazy_init_spec, "a way of lazy initialisation", "any-injection",
	  "outside-run-loop");

WORD_SPEC(kept_spec, "refilled or kept", "refilled", "kept");
WORD_SPEC(iidr_spec, "what becomes of it", "checked", "kept");
WORD_SPEC(hide_gicv3_spec, "where", "never", "gicv3-host", "any-host");
WORD_SPEC(vmcr_saved_spec, "when", "at-exit", "at-put-and-wfi", "at-put");
WORD_SPEC(wakes_for_spec, "what", "unmasked", "pending");
WORD_SPEC(cache_spec, "a translation cache", "none", "lru", "per-its");
WORD_SPEC(movall_spec, "what MOVALL moves", "source", "all");
WORD_SPEC(baser_frees_spec, "which writes", "on-invalid", "on-change");
WORD_SPEC(unreachable_spec, "what becomes of it", "fail", "skip");
static const struct vgs_scn_key vgic_keys[] = {
	KEY("epoch", epoch_spec, "which KVM; E5"),
	KEY("ap-sort", ap_sort_spec, "POL-1"),
	KEY("lr-overflow", lr_overflow_spec, "POL-2"),
	KEY("mapped-level", mapped_level_spec, "POL-3"),
	KEY("mapped-ap-resample", bool_spec, "POL-4"),
	KEY("hw-pending-read", hw_pending_spec, "POL-5"),
	KEY("lpi-active-in-dist", lpi_active_spec, "POL-6"),
	KEY("forwarding", forwarding_spec, "POL-8"),
	KEY("forward-check", bool_spec, "KVM-VF-22"),
	KEY("timer-level-cache", bool_spec, "POL-9"),
	KEY("sw-level-ack-notify", ack_notify_spec, "POL-10"),
	KEY("lazy-v2-init", lazy_init_spec, "POL-11"),
	KEY("iidr-write", iidr_spec, "KVM-UA-24"),
	KEY("pre-init-registers", bool_spec, "KVM-UA-10"),
	KEY("failed-run-kills", bool_spec, "KVM-UA-6"),
	KEY("list-registers", kept_spec, "KVM-OLD-5"),
	KEY("icpendr-clears-line", bool_spec, "KVM-OLD-10"),
	KEY("group0-trap", bool_spec, "KVM-CI-1"),
	KEY("group1-trap", bool_spec, "KVM-CI-1"),
	KEY("common-trap", bool_spec, "KVM-CI-1"),
	KEY("dir-trap", bool_spec, "KVM-CI-1"),
	KEY("hide-gicv3", hide_gicv3_spec, "KVM-CI-1"),
	KEY("vmcr-saved", vmcr_saved_spec, "KVM-AP-31"),
	KEY("level-active-pending", bool_spec, "KVM-LR-13, KVM-ML-30"),
	KEY("sgi-sources-at-once", bool_spec, "KVM-LR-11, KVM-LR-14"),
	KEY("sgi-active-source-lost", bool_spec, "KVM-FO-3"),
	KEY("wakes-for", wakes_for_spec, "KVM-AP-30"),
	KEY("gicv-trap", bool_spec, "KVM-MM-62"),
	KEY("resample-on-fold", bool_spec, "KVM-ML-4, 5, 7 and 8; true"),
	KEY("translation-cache", cache_spec, "KVM-IT-70"),
	KEY("its-movall", movall_spec, "KVM-IT-29"),
	KEY("its-baser-frees", baser_frees_spec, "KVM-IT-3"),
	KEY("its-save-unreachable", unreachable_spec, "KVM-IT-50"),
	KEY("its-unmap-clears", bool_spec, "KVM-IT-20, KVM-IT-24"),
	END,
};
static const struct vgs_scn_spec vgic_spec = { .type = VGS_SCN_T_MAP,
					       .what = "the policy of the vgic",
					       .keys = vgic_keys };

static const struct vgs_scn_key machine_keys[] = {
	KEY("gic", gic_spec, "architecture version; v3"),
	KEY("cpus", cpus_spec, "number of PEs or their affinities; 1"),
	KEY("spis", spis_spec, "number of SPIs; 64"),
	KEY("list-registers", lrs_spec, "list registers of a PE; 4"),
	KEY("priority-bits", prio_bits_spec, "5"),
	KEY("virtual-priority-bits", prio_bits_spec, "5"),
	KEY("preemption-bits", prio_bits_spec, "default: derived"),
	KEY("security", bool_spec, "EL3 and two security states; false"),
	KEY("virt", bool_spec, "EL2; true where VMs or LRs are used"),
	KEY("legacy", bool_spec, "ARE and SRE can be 0; false"),
	KEY("nmi", bool_spec, "FEAT_GICv3_NMI; false"),
	KEY("espi", espis_spec, "extended SPIs; 0"),
	KEY("eppi", eppis_spec, "extended PPIs of a PE; 0"),
	KEY("no-1ofn", bool_spec, "GICD_TYPER.No1N"),
	KEY("cpu-interfaces", interfaces_spec, "v2: number of each PE's"),
	KEY("lockable-spis", lockable_spec, "v2: GICD_TYPER.LSPI; 0"),
	KEY("cfgsdisable", bool_spec, "v2: the input is high; false"),
	KEY("bypass", bool_spec, "v2: legacy nIRQ and nFIQ inputs; true"),
	KEY("gicv2m", msi_frame_spec, "v2: an MSI frame; none"),
	KEY("mbis", bool_spec, "v3: GICD_SETSPI_*, GICD_CLRSPI_*; false"),
	KEY("gicm", msi_frame_spec, "v3: the MSI frame GICM; none"),
	KEY("rss", bool_spec, "v3: SGIs to Aff0 of 16 and more; false"),
	KEY("icc-rss", bool_spec, "v3: ICC_CTLR_EL1.RSS without rss; false"),
	KEY("no-ext-range", bool_spec, "v3: ICC_CTLR_EL1.ExtRange is 0"),
	KEY("no-tdir", bool_spec, "v3: ICH_VTR_EL2.TDS is 0"),
	KEY("its", its_spec, "ITSes; none"),
	KEY("its-error", its_error_spec, "what a command error does"),
	KEY("lpi-id-bits", lpi_bits_spec, "INTID bits with LPIs; 16"),
	KEY("lpi-slots", slots_spec, "LPIs that the model holds; 4096"),
	KEY("direct-lpi", bool_spec, "GICR_SETLPIR and its like; false"),
	KEY("work-budget", u32_spec, "visits a call makes; 0: unbounded"),
	KEY("lpi-cache", lpi_cache_spec, "when LPI configuration is read"),
	KEY("maintenance", maintenance_spec, "INTID of maintenance; 25"),
	KEY("profile", profile_spec, "a set of implementation choices"),
	KEY("choose", choose_spec, "{GIC-CU10: name}"),
	KEY("reset", reset_spec, "what UNKNOWN is after reset; zero"),
	KEY("seed", seed_spec, "of reset: pattern"),
	KEY("memory", memory_spec, "physical memory"),
	KEY("devices", devices_spec, "what drives wires and sends MSIs"),
	KEY("timers", bool_spec, "PEs have timers; true where a VM has"),
	KEY("host", host_spec, "how the host: verb works"),
	KEY("vms", vms_spec, "guests"),
	KEY("forward", forward_spec, "interrupts that guests own"),
	KEY("vgic", vgic_spec, "policy of the vgic"),
	KEY("async", bool_spec, "step mode: deferred actions wait; false"),
	END,
};
const struct vgs_scn_spec vgs_scn_machine_spec = { .type = VGS_SCN_T_MAP,
						   .what = "the machine",
						   .keys = machine_keys };

/* Of a variant: what is not given stays as it is. */
const struct vgs_scn_spec vgs_scn_override_spec = {
	.type = VGS_SCN_T_MAP,
	.what = "overrides of the machine",
	.keys = machine_keys,
	.partial = true
};

static const struct vgs_scn_spec step_spec = { .type = VGS_SCN_T_STEP,
					       .what = "a step: {verb: ...}" };
const struct vgs_scn_spec vgs_scn_steps_spec = { .type = VGS_SCN_T_LIST,
						 .what = "a list of steps",
						 .elem = &step_spec };

LIST_SPEC(texts_spec, "a list of words", name_spec);
LIST_SPEC(ids_spec, "a list of step ids", text_spec);

static const struct vgs_scn_key variant_keys[] = {
	REQUIRED("name", name_spec, "of the variant"),
	KEY("why", text_spec, "what it proves"),
	KEY("machine", vgs_scn_override_spec, "merged into machine:"),
	KEY("must-fail", ids_spec, "exactly these steps fail"),
	END,
};
static const struct vgs_scn_spec variant_spec = {
	.type = VGS_SCN_T_MAP,
	.what = "a variant: {name, machine, must-fail}",
	.keys = variant_keys
};
LIST_SPEC(variants_spec, "a list of variants", variant_spec);

const char *const vgs_scn_basis_words[] = { "arch", "choice", "policy", NULL };
static const struct vgs_scn_spec basis_spec = {
	.type = VGS_SCN_T_WORD,
	.what = "arch, choice or policy",
	.words = vgs_scn_basis_words
};

static const struct vgs_scn_key top_keys[] = {
	REQUIRED("vgicsim", int_spec, "format number: 1"),
	REQUIRED("title", text_spec, "the property, one sentence"),
	KEY("why", text_spec, "why it matters"),
	KEY("rules", texts_spec, "ids of the rules it proves"),
	KEY("needs", texts_spec, "capabilities; lacking one skips the file"),
	KEY("basis", basis_spec, "kind of truth; arch"),
	REQUIRED("machine", vgs_scn_machine_spec, "nouns and wires"),
	KEY("setup", vgs_scn_steps_spec, "steps that prepare"),
	REQUIRED("steps", vgs_scn_steps_spec, "steps and expectations"),
	KEY("variants", variants_spec, "runs that must fail"),
	END,
};
const struct vgs_scn_spec vgs_scn_top_spec = { .type = VGS_SCN_T_MAP,
					       .what = "a scenario",
					       .keys = top_keys };

WORD_SPEC(param_type_spec, "a type", "int", "text", "bool", "list", "any");
static const struct vgs_scn_spec any_spec = { .type = VGS_SCN_T_ANY,
					      .what = "a value" };
static const struct vgs_scn_key param_keys[] = {
	KEY("type", param_type_spec, "int, text, bool, list or any"),
	KEY("default", any_spec, "without it the parameter is required"),
	KEY("doc", text_spec, "what it is"),
	END,
};
static const struct vgs_scn_spec param_spec = {
	.type = VGS_SCN_T_MAP,
	.what = "a parameter: {type, default}",
	.keys = param_keys
};
DICT_SPEC(params_spec, "a mapping of parameters", param_spec);
static const struct vgs_scn_key library_keys[] = {
	REQUIRED("vgicsim-library", int_spec, "format number: 1"),
	REQUIRED("title", text_spec, "what it sets up"),
	KEY("why", text_spec, "why it is done so"),
	KEY("params", params_spec, "what use: gives with with:"),
	REQUIRED("steps", vgs_scn_steps_spec, "the steps"),
	END,
};
const struct vgs_scn_spec vgs_scn_library_spec = { .type = VGS_SCN_T_MAP,
						   .what = "a library",
						   .keys = library_keys };
