/* SPDX-License-Identifier: MIT */
/*
 * Verbs and their qualifiers.
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

#define text_spec vgs_scn_text_spec
#define name_spec vgs_scn_name_spec
#define int_spec  vgs_scn_int_spec
#define bool_spec vgs_scn_bool_spec

#define SPEC(id, t, text)                                                      \
	static const struct vgs_scn_spec id = { .type = t, .what = text }
#define INT_SPEC(id, text, hi)                                                 \
	static const struct vgs_scn_spec id = { .type = VGS_SCN_T_INT,         \
						.what = text,                  \
						.max = hi }
#define WORD_SPEC(id, text, ...)                                               \
	static const char *const id##_words[] = { __VA_ARGS__, NULL };         \
	static const struct vgs_scn_spec id = { .type = VGS_SCN_T_WORD,        \
						.what = text,                  \
						.words = id##_words }
#define ALT_SPEC(id, text, ...)                                                \
	static const struct vgs_scn_spec *const id##_alts[] = { __VA_ARGS__,   \
								NULL };        \
	static const struct vgs_scn_spec id = { .type = VGS_SCN_T_ALT,         \
						.what = text,                  \
						.alts = id##_alts }

const struct vgs_scn_spec vgs_scn_actor_spec = {
	.type = VGS_SCN_T_TEXT, .what = "an actor: cpu0, cpu0@el3, vm0.v0"
};
#define actor_spec vgs_scn_actor_spec

SPEC(register_spec, VGS_SCN_T_NAME, "the name of a register");
SPEC(device_spec, VGS_SCN_T_NAME, "the name of a device");
SPEC(pe_spec, VGS_SCN_T_NAME, "a PE: cpu0");
SPEC(vcpu_spec, VGS_SCN_T_NAME, "a vCPU: vm0.v0");
SPEC(path_spec, VGS_SCN_T_TEXT, "the path of a library");
SPEC(state_spec, VGS_SCN_T_NAME, "a piece of PE state: cpu0.PSTATE.I");
SPEC(any_spec, VGS_SCN_T_ANY, "a value");
SPEC(sint_spec, VGS_SCN_T_SINT, "an integer");
INT_SPEC(intid_spec, "an INTID", (1u << 24) - 1);
INT_SPEC(number_spec, "a register number", 1u << 16);
INT_SPEC(u8_spec, "an 8-bit value", UINT8_MAX);
INT_SPEC(u16_spec, "a 16-bit value", UINT16_MAX);
INT_SPEC(u32_spec, "a 32-bit value", UINT32_MAX);
INT_SPEC(count_spec, "a number", 1u << 20);
SPEC(hex_spec, VGS_SCN_T_TEXT, "bytes as hexadecimal text");
WORD_SPEC(traps_spec, "undef, el1, el2, el3 or abort", "undef", "el1", "el2",
	  "el3", "abort");
WORD_SPEC(level_spec, "high or low", "high", "low");
WORD_SPEC(reason_spec, "a reason to leave the guest", "irq", "wfi", "trap",
	  "maintenance", "kick", "hvc");
WORD_SPEC(basis_spec, "arch, choice or policy", "arch", "choice", "policy");
ALT_SPEC(into_spec, "a VM or a vCPU", &name_spec);
ALT_SPEC(scalar_spec, "an integer, true, false or a word", &int_spec,
	 &bool_spec, &text_spec);
ALT_SPEC(returns_spec, "an integer or a word", &sint_spec, &text_spec);

static const struct vgs_scn_spec fields_spec = { .type = VGS_SCN_T_DICT,
						 .what = "a mapping of fields",
						 .elem = &scalar_spec };
static const struct vgs_scn_spec with_spec = {
	.type = VGS_SCN_T_DICT,
	.what = "a mapping of parameters",
	.elem = &any_spec
};
static const struct vgs_scn_spec expect_spec = {
	.type = VGS_SCN_T_DICT,
	.what = "a mapping of subjects",
	.elem = &any_spec
};

const struct vgs_scn_key vgs_scn_common_quals[] = {
	KEY("id", name_spec, "a name for the step, unique in the file"),
	KEY("why", text_spec, "printed when the step fails"),
	KEY("each", name_spec, "in a library: once per element of this list"),
	END,
};

static const struct vgs_scn_key write_quals[] = {
	REQUIRED("by", actor_spec, "who writes"),
	KEY("intid", intid_spec, "address this INTID's field"),
	KEY("n", number_spec, "address this register of the array"),
	KEY("unit", count_spec, "GITS: which ITS; 0"),
	KEY("value", int_spec, "the field's or the register's value"),
	KEY("fields", fields_spec, "the value by fields; others are 0"),
	KEY("traps", traps_spec, "the access must trap"),
	END,
};
static const struct vgs_scn_key read_quals[] = {
	REQUIRED("by", actor_spec, "who reads"),
	KEY("intid", intid_spec, "compare this INTID's field"),
	KEY("n", number_spec, "address this register of the array"),
	KEY("unit", count_spec, "GITS: which ITS; 0"),
	KEY("returns", int_spec, "what it must return"),
	KEY("fields", fields_spec, "what the named fields must be"),
	KEY("traps", traps_spec, "the access must trap"),
	END,
};
static const struct vgs_scn_key write_entry_keys[] = {
	REQUIRED("write", register_spec, "the register"),
	KEY("intid", intid_spec, "address this INTID's field"),
	KEY("n", number_spec, "address this register of the array"),
	KEY("value", int_spec, "the field's or the register's value"),
	KEY("stride", int_spec, "PE k writes value + k * stride"),
	KEY("fields", fields_spec, "the value by fields; others are 0"),
	KEY("traps", traps_spec, "the access must trap"),
	KEY("why", text_spec, "printed when it fails"),
	END,
};
const struct vgs_scn_spec vgs_scn_write_entry_spec = {
	.type = VGS_SCN_T_MAP,
	.what = "a write: {write: REG, value: ...}",
	.keys = write_entry_keys
};
static const struct vgs_scn_spec write_list_spec = {
	.type = VGS_SCN_T_LIST,
	.what = "a list of writes",
	.elem = &vgs_scn_write_entry_spec
};
static const struct vgs_scn_key by_quals[] = {
	REQUIRED("by", actor_spec, "who writes; all-cpus: every PE"),
	END,
};
static const struct vgs_scn_key mmio_quals[] = {
	REQUIRED("by", actor_spec, "who accesses"),
	KEY("size", u8_spec, "1, 2, 4 or 8 bytes; 4"),
	KEY("value", int_spec, "write this"),
	KEY("returns", int_spec, "read; it must return this"),
	KEY("traps", traps_spec, "the access must abort"),
	END,
};
static const struct vgs_scn_key no_quals[] = { END };
static const struct vgs_scn_key msi_quals[] = {
	REQUIRED("event", int_spec, "EventID"),
	KEY("unit", count_spec, "which ITS; 0"),
	KEY("into", into_spec, "the VM whose device it is"),
	KEY("returns", returns_spec, "what the call returns"),
	END,
};
static const struct vgs_scn_key its_quals[] = {
	KEY("by", actor_spec, "whose ITS; cpu0"),
	KEY("unit", count_spec, "which ITS; 0"),
	KEY("run", count_spec, "with async: run so many commands"),
	END,
};
static const struct vgs_scn_key memory_quals[] = {
	KEY("u8", u8_spec, "write a byte"),
	KEY("u16", u16_spec, "write two bytes"),
	KEY("u32", u32_spec, "write four bytes"),
	KEY("u64", int_spec, "write eight bytes"),
	KEY("hex", hex_spec, "write these bytes"),
	KEY("size", u8_spec, "bytes that returns compares; 4"),
	KEY("returns", returns_spec, "read; it must hold this"),
	END,
};
static const struct vgs_scn_key set_quals[] = {
	REQUIRED("value", scalar_spec, "its new value"),
	END,
};
static const struct vgs_scn_key enter_quals[] = {
	KEY("returns", returns_spec, "what KVM_RUN returns"),
	END,
};
static const struct vgs_scn_key host_quals[] = {
	KEY("takes", intid_spec, "the INTID it must find"),
	END,
};
static const struct vgs_scn_key inject_quals[] = {
	KEY("by", actor_spec, "hyp or user; hyp"),
	REQUIRED("into", into_spec, "vm0, or vm0.v0 for a private INTID"),
	KEY("level", level_spec, "high or low; without it: an edge"),
	KEY("returns", returns_spec, "what the call returns"),
	END,
};
static const struct vgs_scn_key kvm_quals[] = {
	KEY("by", actor_spec, "user"),
	KEY("into", into_spec, "which VM is meant; the first"),
	KEY("returns", returns_spec, "what the call returns"),
	END,
};
static const struct vgs_scn_key load_quals[] = {
	KEY("onto", pe_spec, "from now on it runs there"),
	END,
};
static const struct vgs_scn_key exit_quals[] = {
	KEY("reason", reason_spec, "why; irq"),
	END,
};
static const struct vgs_scn_key guest_quals[] = {
	KEY("takes", intid_spec, "acknowledges; must find this INTID"),
	KEY("ends", intid_spec, "EOIs"),
	KEY("deactivates", intid_spec, "DIRs"),
	END,
};
static const struct vgs_scn_spec work_spec = {
	.type = VGS_SCN_T_LIST,
	.what = "a list of deferred actions: [gicd-rwp, kick.vm0.v0]",
	.elem = &name_spec
};
static const struct vgs_scn_key run_quals[] = {
	KEY("run", name_spec, "run this one"),
	END,
};
static const struct vgs_scn_key use_quals[] = {
	KEY("with", with_spec, "values of its parameters"),
	END,
};
static const struct vgs_scn_key expect_quals[] = {
	KEY("basis", basis_spec, "kind of truth of this checkpoint"),
	END,
};

WORD_SPEC(cmd_spec, "an ITS command", "MAPD", "MAPC", "MAPTI", "MAPI", "MOVI",
	  "DISCARD", "INV", "INVALL", "INT", "CLEAR", "MOVALL", "SYNC", "VMAPP",
	  "VMAPTI", "VMAPI", "VMOVI", "VMOVP", "VINVALL", "VSYNC", "INVDB",
	  "VSGI");
ALT_SPEC(rdbase_spec, "a PE or a raw RDbase", &int_spec, &text_spec);
ALT_SPEC(flag_spec, "0, 1, true or false", &int_spec, &bool_spec);
static const struct vgs_scn_key its_command_keys[] = {
	REQUIRED("cmd", cmd_spec, "MAPD, MAPC, MAPTI, ..."),
	KEY("DeviceID", u32_spec, "device"),
	KEY("EventID", u32_spec, "event of the device"),
	KEY("ITT_addr", int_spec, "byte address of the ITT"),
	KEY("Size", u32_spec, "EventID bits - 1"),
	KEY("V", flag_spec, "valid"),
	KEY("ICID", u32_spec, "collection"),
	KEY("pINTID", u32_spec, "physical LPI"),
	KEY("RDbase", rdbase_spec, "cpu1, or as written in the command"),
	KEY("RDbase1", rdbase_spec, "MOVALL: from"),
	KEY("RDbase2", rdbase_spec, "MOVALL: to"),
	KEY("vPEID", u32_spec, "vPE"),
	KEY("VPT_addr", int_spec, "byte address of the pending table"),
	KEY("VPT_size", u32_spec, "vINTID bits - 1"),
	KEY("VCONF_addr", int_spec, "byte address of the configuration"),
	KEY("Alloc", flag_spec, "GICv4.1 VMAPP"),
	KEY("PTZ", flag_spec, "the pending table is zero"),
	KEY("vINTID", u32_spec, "virtual LPI"),
	KEY("Dbell_pINTID", u32_spec, "doorbell, 1023 none"),
	KEY("Default_Doorbell_pINTID", u32_spec, "default doorbell"),
	KEY("D", flag_spec, "VMOVI: doorbell given"),
	KEY("DB", flag_spec, "VMOVP: doorbell"),
	KEY("Sequence_Number", u32_spec, "VMOVP"),
	KEY("ITSList", u32_spec, "VMOVP"),
	KEY("Enable", flag_spec, "VSGI"),
	KEY("Clear", flag_spec, "VSGI"),
	KEY("Group", flag_spec, "VSGI"),
	KEY("Priority", u32_spec, "VSGI"),
	END,
};
const struct vgs_scn_spec vgs_scn_its_command_spec = {
	.type = VGS_SCN_T_MAP,
	.what = "a command: {cmd: MAPD, ...}",
	.keys = its_command_keys
};
static const struct vgs_scn_spec its_list_spec = {
	.type = VGS_SCN_T_LIST,
	.what = "a list of commands",
	.elem = &vgs_scn_its_command_spec
};

#define VERB(id, a, qs, cap, d)                                                \
	[VGS_SCN_V_##id] = {                                                   \
		.arg = &(a), .quals = qs, .capability = cap, .doc = d          \
	}

static const struct vgs_scn_verb_info verbs[VGS_SCN_V_COUNT] = {
	VERB(WRITE, register_spec, write_quals, NULL, "write a register"),
	VERB(READ, register_spec, read_quals, NULL, "read a register"),
	VERB(WRITES, write_list_spec, by_quals, NULL, "several writes"),
	VERB(MMIO, int_spec, mmio_quals, NULL, "a raw bus access"),
	VERB(RAISE, device_spec, no_quals, NULL, "assert a device's wire"),
	VERB(LOWER, device_spec, no_quals, NULL, "deassert it"),
	VERB(PULSE, device_spec, no_quals, NULL, "assert and deassert it"),
	VERB(MSI, device_spec, msi_quals, "lpi", "the device sends an MSI"),
	VERB(ITS, its_list_spec, its_quals, "lpi", "ITS commands"),
	VERB(MEMORY, int_spec, memory_quals, NULL, "write or check memory"),
	VERB(SET, state_spec, set_quals, NULL, "set a piece of PE state"),
	VERB(HOST, pe_spec, host_quals, "vgic", "the host takes its interrupt"),
	VERB(INJECT, intid_spec, inject_quals, "vgic", "inject into a VM"),
	VERB(IRQFD, name_spec, no_quals, "irqfd", "signal an eventfd"),
	[VGS_SCN_V_KVM] = { .arg = &name_spec,
			    .quals = kvm_quals,
			    .capability = "kvm",
			    .doc = "a user ABI call",
			    .open = true },
	VERB(ADVANCE, count_spec, no_quals, "timer", "the counter goes on"),
	VERB(LOAD, vcpu_spec, load_quals, "vgic", "the vCPU gets its PE"),
	VERB(PUT, vcpu_spec, no_quals, "vgic", "the vCPU leaves its PE"),
	VERB(ENTER, vcpu_spec, enter_quals, "vgic", "flush and run the guest"),
	VERB(FLUSH, vcpu_spec, no_quals, "vgic", "all of enter but the entry"),
	VERB(LEAVE, vcpu_spec, exit_quals, "vgic", "all of exit but the fold"),
	VERB(SYNC, vcpu_spec, no_quals, "vgic",
	     "fold what was flushed or left"),
	VERB(EXIT, vcpu_spec, exit_quals, "vgic", "leave the guest and fold"),
	VERB(GUEST, vcpu_spec, guest_quals, "vgic", "what the guest does"),
	VERB(SAVE, name_spec, no_quals, NULL, "snapshot of the machine"),
	VERB(RESTORE, name_spec, no_quals, NULL, "back to a snapshot"),
	VERB(STEP, count_spec, no_quals, NULL, "run n deferred actions"),
	VERB(PENDING_WORK, work_spec, run_quals, NULL, "what is deferred"),
	VERB(USE, path_spec, use_quals, NULL, "the steps of a library"),
	VERB(EXPECT, expect_spec, expect_quals, NULL, "checkpoint"),
};

static const char *const verb_names[VGS_SCN_V_COUNT] = {
#define VERB_NAME(id, name) [VGS_SCN_V_##id] = name,
	VGS_SCN_VERBS(VERB_NAME)
#undef VERB_NAME
};

static const char *const qual_names[VGS_SCN_Q_COUNT] = {
#define QUAL_NAME(id, name) [VGS_SCN_Q_##id] = name,
	VGS_SCN_QUALS(QUAL_NAME)
#undef QUAL_NAME
};

const struct vgs_scn_verb_info *vgs_scn_verb(enum vgs_scn_verb verb)
{
	return &verbs[verb];
}

const char *vgs_scn_verb_name(enum vgs_scn_verb verb)
{
	return verb_names[verb];
}

const char *vgs_scn_qual_name(enum vgs_scn_qual qual)
{
	return qual_names[qual];
}

enum vgs_scn_verb vgs_scn_verb_by_name(const char *name)
{
	unsigned i;

	for (i = 0; i < VGS_SCN_V_COUNT; i++) {
		if (vgs_scn_streq(verb_names[i], name))
			break;
	}
	return (enum vgs_scn_verb)i;
}

enum vgs_scn_qual vgs_scn_qual_by_name(const char *name)
{
	unsigned i;

	for (i = 0; i < VGS_SCN_Q_COUNT; i++) {
		if (vgs_scn_streq(qual_names[i], name))
			break;
	}
	return (enum vgs_scn_qual)i;
}
