/* SPDX-License-Identifier: MIT */
/*
 * vgicsim regs: the register tables of the library, by machine or VM, bank, name
 * or address.
 */
#include <ctype.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli.h"
#include "regname.h"

enum { OPT_GIC, OPT_VM, OPT_BANK, OPT_GAPS, OPT_FORMAT };

static const struct cli_opt options[] = {
	{ "gic", "VERSION", "registers of a v2, v3, v4 or v4.1 machine" },
	{ "vm", NULL, "what the vgic emulates for a guest instead" },
	{ "bank", "NAME", "only this frame or bank: GICD, GICC, ICC, GITS" },
	{ "gaps", NULL, "only registers that have no behaviour yet" },
	{ "format", "FORMAT", "'text' (default) or 'json' (JSON Lines)" },
	{ NULL, NULL, NULL },
};

struct regs {
	unsigned gic;	  /* enum vgs_version; 0: v2 and v3 */
	const char *bank; /* NULL: all */
	bool vm;	  /* the emulated ones */
	bool only_gaps;
	enum cli_format format;
	const char *find; /* NULL: list */
	bool by_address;
	uint64_t address;
	uint32_t number; /* in its array, UINT32_MAX: none was named */
	unsigned found, gaps;
};

static const char *access_name(enum vgs_reg_access access)
{
	switch (access) {
	case VGS_ACC_RO:
		return "RO";
	case VGS_ACC_RW:
		return "RW";
	case VGS_ACC_WO:
		return "WO";
	case VGS_ACC_W1S:
		return "W1S";
	case VGS_ACC_W1C:
		return "W1C";
	case VGS_ACC_RAZ:
		return "RAZ/WI";
	}
	return "?";
}

/* GICv3, GICv4 and GICv4.1: enum vgs_version counts 3, 4, 5. */
#define V3_UP (7u << 3)

static const struct {
	enum vgs_reg_bank bank;
	unsigned gics; /* bit per version that has it */
	const char *word;
	enum vgs_frame frame;
	bool vm;
} banks[] = {
	{ VGS_BANK_GICV2_GICD, 1u << 2, "GICD", VGS_FRAME_GICD, false },
	{ VGS_BANK_GICV2_GICC, 1u << 2, "GICC", VGS_FRAME_GICC, false },
	{ VGS_BANK_GICV2_GICH, 1u << 2, "GICH", VGS_FRAME_GICH, false },
	{ VGS_BANK_GICV2_GICV, 1u << 2, "GICV", VGS_FRAME_GICV, false },
	{ VGS_BANK_GICV3_GICD, V3_UP, "GICD", VGS_FRAME_GICD, false },
	{ VGS_BANK_GICV3_GICR, V3_UP, "GICR", VGS_FRAME_GICR, false },
	{ VGS_BANK_GICV3_ICC, V3_UP, "ICC", VGS_FRAMES, false },
	{ VGS_BANK_GITS, V3_UP, "GITS", VGS_FRAME_GITS, false },
	{ VGS_BANK_GICM, 1u << 2, "GICM", VGS_FRAME_GICM, false },
	{ VGS_BANK_GICV3_GICM, V3_UP, "GICM", VGS_FRAME_GICM, false },
	{ VGS_BANK_VM_GICV2_GICD, 1u << 2, "GICD", VGS_FRAME_GICD, true },
	{ VGS_BANK_VM_GICC, 1u << 2, "GICC", VGS_FRAME_GICC, true },
	{ VGS_BANK_VM_GICV3_GICD, V3_UP, "GICD", VGS_FRAME_GICD, true },
	{ VGS_BANK_VM_GICR, V3_UP, "GICR", VGS_FRAME_GICR, true },
	{ VGS_BANK_VM_GITS, V3_UP, "GITS", VGS_FRAME_GITS, true },
};

#define BANKS (sizeof(banks) / sizeof(banks[0]))

static void place(size_t bank, const struct vgs_reg_info *info, char *text,
		  size_t size)
{
	if (banks[bank].frame == VGS_FRAMES &&
	    info->offset < VGS_SYSREG_COUNT) {
		const struct regname_sysreg *r = &regname_sysregs[info->offset];

		snprintf(text, size, "S%u_%u_C%u_C%u_%u", r->op0, r->op1,
			 r->crn, r->crm, r->op2);
		return;
	}
	snprintf(text, size, "0x%04" PRIx32, info->offset);
}

/* Row GICD_ISENABLERE is the array GICD_ISENABLER<n>E: 1, else 0. */
static size_t is_extended(const struct vgs_reg_info *info)
{
	return info->count > 1 && info->name[strlen(info->name) - 1] == 'E';
}

static void array_text(const struct vgs_reg_info *info, char *text, size_t size)
{
	size_t e = is_extended(info);

	if (info->count > 1)
		snprintf(text, size, "%.*s<%u..%u>%s",
			 (int)(strlen(info->name) - e), info->name, info->first,
			 info->first + info->count - 1u, e ? "E" : "");
	else
		snprintf(text, size, "%s", info->name);
}

static void print_fields(const struct vgs_reg_info *info)
{
	const struct vgs_field *field = info->fields;

	for (; field && field->name; field++) {
		char range[16];

		if (field->msb == field->lsb)
			snprintf(range, sizeof(range), "[%u]", field->msb);
		else
			snprintf(range, sizeof(range), "[%u:%u]", field->msb,
				 field->lsb);
		printf("    %-8s %s\n", range, field->name);
	}
}

static void print_details(const struct vgs_reg_info *info)
{
	unsigned size;

	printf("    %s\n    access sizes:", info->doc);
	for (size = 1; size <= 8; size *= 2)
		if (info->sizes & size)
			printf(" %u", 8 * size);
	printf(" bits; reset: %#" PRIx64, info->reset);
	if (info->count > 1)
		printf("; %u registers, %u bytes apart", info->count,
		       info->stride);
	if (info->bits_per_intid)
		printf("; %u bit%s per INTID, from INTID %" PRIu32,
		       info->bits_per_intid,
		       info->bits_per_intid == 1 ? "" : "s", info->first_intid);
	if (info->rule && *info->rule)
		printf("; %s", info->rule);
	printf("\n");
	if (info->user_differs)
		printf("    user space: %s\n", access_name(info->user_access));
	if (info->gap)
		printf("    no behaviour yet: reads 0, ignores writes\n");
	print_fields(info);
}

static json_t *fields_json(const struct vgs_reg_info *info)
{
	const struct vgs_field *field = info->fields;
	json_t *list = json_array();

	for (; field && field->name; field++)
		json_array_append_new(
			list, json_pack("{s:s, s:i, s:i}", "name", field->name,
					"msb", field->msb, "lsb", field->lsb));
	return list;
}

static void print_json(size_t bank, const struct vgs_reg_info *info)
{
	char where[32], reset[24];

	place(bank, info, where, sizeof(where));
	snprintf(reset, sizeof(reset), "%#" PRIx64, info->reset);
	cli_json(json_pack(
		"{s:s, s:s, s:s, s:i, s:i, s:i, s:i, s:s, s:s, s:s, s:b, s:s, "
		"s:s, s:o}",
		"bank", vgs_reg_bank_name(banks[bank].bank), "name", info->name,
		"place", where, "first", info->first, "count",
		info->count ? info->count : 1, "width", info->width,
		"bits-per-intid", info->bits_per_intid, "access",
		access_name(info->access), "user-access",
		access_name(info->user_access), "reset", reset, "gap",
		info->gap, "rule", info->rule ? info->rule : "", "doc",
		info->doc ? info->doc : "", "fields", fields_json(info)));
}

/* Which one of an array was asked for. */
static void print_number(const struct regs *r, const struct vgs_reg_info *info)
{
	uint32_t n = r->number;
	uint32_t each;

	if (info->count <= 1 || n >= info->count)
		return;
	printf("    %.*s%u%s", (int)(strlen(info->name) - is_extended(info)),
	       info->name, info->first + n, is_extended(info) ? "E" : "");
	if (info->bits_per_intid) {
		each = info->width / info->bits_per_intid;
		printf(": INTIDs %" PRIu32 " to %" PRIu32,
		       info->first_intid + n * each,
		       info->first_intid + n * each + each - 1);
	}
	printf("\n");
}

static void print_row(const struct regs *r, size_t bank,
		      const struct vgs_reg_info *info)
{
	char where[32], name[80];

	if (r->format == CLI_JSON) {
		print_json(bank, info);
		return;
	}
	place(bank, info, where, sizeof(where));
	array_text(info, name, sizeof(name));
	printf("%-18s %-28s %2u %-6s %s%s\n", where, name, info->width,
	       access_name(info->access), info->gap ? "(gap) " : "",
	       r->find ? vgs_reg_bank_name(banks[bank].bank)
		       : (info->doc ? info->doc : ""));
	if (r->find) {
		print_number(r, info);
		print_details(info);
	}
}

/* "icc_iar1", "ICC_MSRE" and "ICV_PMR_EL1", as the library knows them. */
static bool is_alias(const char *find, const char *name)
{
	char upper[32];
	size_t n = 0;

	for (; n < sizeof(upper) - 1 && find[n]; n++)
		upper[n] = (char)toupper((unsigned char)find[n]);
	upper[n] = '\0';
	return vgs_sysreg_by_name(name) != VGS_SYSREG_COUNT &&
	       vgs_sysreg_by_name(name) == vgs_sysreg_by_name(upper);
}

/*
 * "GICD_ISENABLER", "gicd_isenabler1", "GICD_ISENABLER1E" (of the row
 * GICD_ISENABLERE) and "S3_0_C12_C12_0" all find it.
 */
static bool name_fits(struct regs *r, size_t bank,
		      const struct vgs_reg_info *info)
{
	size_t extended = is_extended(info);
	size_t n = strlen(info->name) - extended;
	char where[32];
	char *end;
	unsigned long number;

	place(bank, info, where, sizeof(where));
	if (strcasecmp(r->find, info->name) == 0 ||
	    strcasecmp(r->find, where) == 0 || is_alias(r->find, info->name))
		return true;
	if (strncasecmp(r->find, info->name, n) != 0 || !r->find[n])
		return false;
	number = strtoul(r->find + n, &end, 10);
	if (extended ? strcasecmp(end, "E") != 0 : *end)
		return false;
	if (r->find[n] < '0' || r->find[n] > '9' || info->count <= 1 ||
	    number < info->first || number - info->first >= info->count)
		return false;
	r->number = (uint32_t)number - info->first;
	return true;
}

static bool offset_fits(struct regs *r, const struct vgs_gic *gic, size_t bank,
			const struct vgs_reg_info *info)
{
	uint32_t stride = info->stride ? info->stride : info->width / 8u;
	uint64_t size, base, offset;
	unsigned i;

	if (banks[bank].frame == VGS_FRAMES)
		return false;
	size = vgs_gic_frame_size(gic, banks[bank].frame);
	for (i = 0; i < 1 + (banks[bank].frame == VGS_FRAME_GICR); i++) {
		base = vgs_gic_frame_base(gic, banks[bank].frame, i);
		if (r->address < base || r->address - base >= size)
			continue;
		offset = r->address - base;
		if (offset >= info->offset &&
		    offset - info->offset <
			    (uint64_t)stride *
				    (info->count ? info->count : 1)) {
			r->number = (uint32_t)(offset - info->offset) / stride;
			return true;
		}
	}
	return false;
}

/*
 * GICv3 and later: what their version has.  System registers depend on the
 * exception levels too, and are listed whole.
 */
static bool present(const struct vgs_gic *gic, size_t bank,
		    const struct vgs_reg_info *info)
{
	struct vgs_reg_ref ref;

	return banks[bank].vm || !(banks[bank].gics & V3_UP) ||
	       banks[bank].frame == VGS_FRAMES ||
	       vgs_gic_reg_lookup(gic, info->name, &ref) == 0;
}

static void list_bank(struct regs *r, const struct vgs_gic *gic, size_t bank)
{
	struct vgs_reg_info info;
	bool titled = r->find || r->format == CLI_JSON;
	unsigned i;

	for (i = 0; vgs_reg_at(banks[bank].bank, i, &info) == 0; i++) {
		if ((r->only_gaps && !info.gap) || !present(gic, bank, &info))
			continue;
		if (r->by_address ? !offset_fits(r, gic, bank, &info)
		    : r->find	  ? !name_fits(r, bank, &info)
				  : false)
			continue;
		if (!titled)
			printf("%s%s%s\n", cli_bold(stdout),
			       vgs_reg_bank_name(banks[bank].bank),
			       cli_plain(stdout));
		titled = true;
		r->found++;
		r->gaps += info.gap;
		print_row(r, bank, &info);
	}
}

/* What a machine has, or every VM on one. */
static bool wanted(const struct regs *r, const struct vgs_gic *gic,
		   unsigned version, size_t bank)
{
	if (!(banks[bank].gics >> version & 1) || banks[bank].vm != r->vm ||
	    (!r->vm && !vgs_gic_reg_bank(gic, banks[bank].bank)))
		return false;
	return !r->bank || strcasecmp(r->bank, banks[bank].word) == 0;
}

/* With all that has registers of its own. */
static int make_machine(unsigned version, struct vgs_gic **ret_gic)
{
	struct vgs_gic_config cfg;

	vgs_gic_config_default(&cfg, (enum vgs_version)version);
	cfg.virt = true;
	cfg.pes = 2;
	cfg.msi_spi = 32;
	cfg.msi_spis = 32;
	if (version >= VGS_GIC_V3) {
		cfg.its = 1;
		cfg.mbis = true;
		cfg.nmi = true;
		cfg.espis = 1024;
		cfg.eppis = 64;
	}
	return vgs_gic_new(&cfg, ret_gic);
}

static bool list_machine(struct regs *r, unsigned version)
{
	struct vgs_gic *gic;
	size_t i;

	if (make_machine(version, &gic) != 0) {
		cli_diag("vgicsim regs: this build has no GICv%u",
			 version < VGS_GIC_V4 ? version : VGS_GIC_V4);
		return false;
	}
	for (i = 0; i < BANKS; i++) {
		if (wanted(r, gic, version, i))
			list_bank(r, gic, i);
	}
	vgs_gic_free(gic);
	return true;
}

static int list(struct regs *r)
{
	unsigned first = r->gic ? r->gic : VGS_GIC_V2;
	unsigned last = r->gic ? r->gic : VGS_GIC_V3;

	for (; first <= last; first++)
		if (!list_machine(r, first))
			return CLI_MALFORMED;
	if (r->find && !r->found) {
		cli_diag("vgicsim regs: no register '%s'", r->find);
		return CLI_DIFFERS;
	}
	if (r->format == CLI_JSON)
		cli_json(json_pack("{s:{s:i, s:i}}", "summary", "registers",
				   r->found, "gaps", r->gaps));
	else if (!r->find)
		printf("%u rows, %u of them without behaviour\n", r->found,
		       r->gaps);
	return CLI_OK;
}

static bool known_bank(const struct cli_cmd *cmd, const char *word)
{
	size_t i;

	for (i = 0; i < BANKS; i++)
		if (strcasecmp(word, banks[i].word) == 0)
			return true;
	cli_usage(cmd,
		  "--bank is GICD, GICC, GICH, GICV, GICR, ICC, GITS or "
		  "GICM, not '%s'",
		  word);
	return false;
}

static bool parse_gic(const struct cli_cmd *cmd, const char *value,
		      unsigned *ret_gic)
{
	static const char *const names[] = {
		[VGS_GIC_V2] = "v2",
		[VGS_GIC_V3] = "v3",
		[VGS_GIC_V4] = "v4",
		[VGS_GIC_V4_1] = "v4.1",
	};
	unsigned i;

	for (i = VGS_GIC_V2; i <= VGS_GIC_V4_1; i++) {
		if (strcmp(value, names[i]) == 0) {
			*ret_gic = i;
			return true;
		}
	}
	cli_usage(cmd, "--gic is v2, v3, v4 or v4.1, not '%s'", value);
	return false;
}

static bool parse_option(const struct cli_cmd *cmd, int opt, const char *value,
			 struct regs *r)
{
	switch (opt) {
	case OPT_GIC:
		return parse_gic(cmd, value, &r->gic);
	case OPT_VM:
		r->vm = true;
		return true;
	case OPT_BANK:
		r->bank = value;
		return known_bank(cmd, value);
	case OPT_GAPS:
		r->only_gaps = true;
		return true;
	default:
		return cli_parse_format(cmd, value, &r->format);
	}
}

static int run(const struct cli_cmd *cmd, int argc, char **argv)
{
	struct regs r = { .format = CLI_TEXT, .number = UINT32_MAX };
	const char *value;
	char *end;
	int opt;

	while ((opt = cli_next(cmd, argc, argv, &value)) >= 0)
		if (!parse_option(cmd, opt, value, &r))
			return CLI_MALFORMED;
	if (opt != CLI_END)
		return opt == CLI_HELPED ? CLI_OK : CLI_MALFORMED;
	if (argc - optind > 1)
		return cli_usage(cmd, "one register at a time");
	r.find = argv[optind];
	if (r.find && strncmp(r.find, "0x", 2) == 0) {
		r.by_address = true;
		r.address = strtoull(r.find, &end, 16);
		if (*end || !r.find[2])
			return cli_usage(cmd, "'%s' is not an address", r.find);
		if (r.vm)
			return cli_usage(cmd, "where a VM's frames are, its "
					      "VMM chooses");
	}
	return list(&r);
}

const struct cli_cmd cmd_regs = {
	.name = "regs",
	.args = "[REGISTER]",
	.brief = "List the registers, or describe one.",
	.opts = options,
	.more = "REGISTER is a name (GICD_ISENABLER, GICD_ISENABLER1, "
		"ICC_IAR1_EL1), an encoding\n(S3_0_C12_C12_0) or an address in "
		"the default memory map (0x08000104).  Columns:\noffset in the "
		"frame or encoding, name, width in bits, kind of access, "
		"purpose.\n\n"
		"Exit status: 0; 1 there is no such register; 2 usage.\n\n"
		"Example:\n  vgicsim regs --gic=v3 GICD_CTLR\n",
	.run = run,
};
