/* SPDX-License-Identifier: MIT */
/*
 * Who may access which system register: every register of the fact table, at
 * every exception level and security state, under every combination of the
 * controls that decide.  What is expected is worked out here from the access
 * class that the table names and from section T of the facts, step by step as
 * the manual's accessors have it; lib/gicv3/answer.c is not asked.
 */
#include "machines.h"

#include "core.h"
#include "csv.h"
#include "gicv3/gicv3.h"

#include <string.h>

/* Columns of the table. */
#define NAME  6
#define FORM  7 /* of AArch32, or "none" */
#define TYPE  9
#define CLASS 12

#define SCR_NS	 1u
#define SCR_IRQ	 2u
#define SCR_FIQ	 4u
#define SCR_EEL2 (1u << 18)
#define SCR_FGT	 (1u << 27)

#define HCR_FMO (1u << 3)
#define HCR_IMO (1u << 4)
#define HCR_TGE (1u << 27)
#define HCR_NV	(UINT64_C(1) << 42)

/* ICH_HCR_EL2 */
#define TC    (1u << 10)
#define TALL0 (1u << 11)
#define TALL1 (1u << 12)
#define TSEI  (1u << 13)
#define TDIR  (1u << 14)
#define DVIM  (1u << 15)

enum answer {
	OK = VGS_ANSWER_OK,
	UNDEF = VGS_ANSWER_UNDEF,
	TO1 = VGS_ANSWER_TRAP_EL1,
	TO2 = VGS_ANSWER_TRAP_EL2,
	TO3 = VGS_ANSWER_TRAP_EL3,
	VIRTUAL = 100, /* done, by the register of the virtual interface */
};

enum class {
	COMMON,
	DIR,
	GRP0,
	GRP1,
	NMIAR1,
	SGI,
	SRE1,
	SRE2,
	SRE3,
	EL3ONLY,
	ICH,
};

struct reg {
	char name[24];
	enum vgs_sysreg id;
	enum class class;
	bool reads, writes;
	bool aarch32; /* it has an AArch32 form */
	bool absent;  /* an AP or list register beyond those implemented */
};

/* Bits of ICC_SRE_ELx as the registers have them, DIB and DFB aside. */
#define SRE    1u
#define ENABLE 8u

struct who {
	bool el3, el2, nmi; /* the machine has them */
	bool aarch32, monitor;
	unsigned el;
	uint32_t scr, ich;
	uint64_t hcr;
	bool hfgr, hfgw; /* HFGRTR_EL2 and HFGWTR_EL2.ICC_IGRPENn_EL1 */
	unsigned sre[VGS_V3_SRES];
};

/* --- the fact table ----------------------------------------------- */

static struct reg regs[VGS_SYSREG_COUNT];
static unsigned reg_count;

static enum class class_of(const char *text) {
	static const struct { const char * text; enum class class; }
classes[] = {
	{ "COMMON+TDIR", DIR }, { "COMMON", COMMON }, { "GRP0", GRP0 },
	{ "GRP1_NMI", NMIAR1 }, { "GRP1", GRP1 },     { "SGI", SGI },
	{ "SRE1", SRE1 },	{ "SRE2", SRE2 },     { "SRE3", SRE3 },
	{ "EL3ONLY", EL3ONLY }, { "ICH_R", ICH },
};

for (size_t i = 0; i < COUNT_OF(classes); i++) {
	if (!strncmp(text, classes[i].text, strlen(classes[i].text)))
		return classes[i].class;
}
fail_msg("no class %s", text);
return COMMON;
}

/* Five preemption bits have AP0R0 and AP1R0; there are four LRs. */
static bool is_absent(const char *name)
{
	if (!strncmp(name + 3, "_AP", 3))
		return name[8] != '0';
	return !strncmp(name, "ICH_LR", 6) && (name[7] != '_' || name[6] > '3');
}

static void load(void)
{
	struct csv csv;

	csv_open(&csv, "icc-ich-icv-sysregs.csv");
	while (csv_next(&csv)) {
		struct reg *reg = &regs[reg_count];

		if (strcmp(csv.column[0], "ICC") != 0 &&
		    strcmp(csv.column[0], "ICH") != 0)
			continue;
		assert_in_range(strlen(csv.column[NAME]), 1,
				sizeof(reg->name) - 1);
		strcpy(reg->name, csv.column[NAME]);
		reg->id = vgs_sysreg_by_name(reg->name);
		assert_int_not_equal(reg->id, VGS_SYSREG_COUNT);
		reg->class = class_of(csv.column[CLASS]);
		reg->reads = csv.column[TYPE][0] == 'R';
		reg->writes = csv.column[TYPE][1] == 'W' ||
			      csv.column[TYPE][0] == 'W';
		reg->aarch32 = strcmp(csv.column[FORM], "none") != 0;
		reg->absent = is_absent(reg->name);
		reg_count++;
	}
	assert_int_equal(reg_count, VGS_SYSREG_COUNT);
}

/* --- what is expected --------------------------------------------- */

static bool is_secure(const struct who *who)
{
	return who->el3 && (who->el == 3 || !(who->scr & SCR_NS));
}

/* GIC-Q2 */
static bool el2_enabled(const struct who *who)
{
	return who->el2 &&
	       (!who->el3 || (who->scr & SCR_NS) || (who->scr & SCR_EEL2));
}

static bool sre_is_set(const struct who *who)
{
	switch (who->el) {
	case 1:
		return who->sre[is_secure(who) ? VGS_V3_SRE_EL1S
					       : VGS_V3_SRE_EL1NS] &
		       SRE;
	case 2:
		return who->sre[VGS_V3_SRE_EL2] & SRE;
	default:
		return who->sre[VGS_V3_SRE_EL3] & SRE;
	}
}

/* GIC-T12; GIC-T27: in AArch32 it is UNDEFINED. */
static enum answer without_sre(const struct who *who)
{
	if (who->aarch32)
		return UNDEF;
	return who->el == 1 ? TO1 : who->el == 2 ? TO2 : TO3;
}

/* A Secure PL1 mode other than Monitor, where EL3 is AArch32. */
static bool secure_pl1(const struct who *who)
{
	return who->el == 3 && who->aarch32 && !who->monitor;
}

/* GIC-T8: is this access to this register trapped, if at EL1? */
static bool fine_trap(const struct who *who, const struct reg *reg, bool write)
{
	if (reg->id != VGS_ICC_IGRPEN0_EL1 && reg->id != VGS_ICC_IGRPEN1_EL1)
		return false;
	return (write ? who->hfgw : who->hfgr) && el2_enabled(who) &&
	       (!who->el3 || (who->scr & SCR_FGT)) && !who->aarch32;
}

/* GIC-T3 to GIC-T8, GIC-T10, GIC-T11, GIC-T25, GIC-T28 */
static enum answer icc(const struct who *who, enum class class, bool fine)
{
	uint32_t traps = TC, scr = SCR_IRQ | SCR_FIQ;
	uint64_t redirect = HCR_FMO | HCR_IMO;

	if (class == DIR)
		traps = TC | TDIR;
	if (class == GRP0) {
		traps = TALL0;
		redirect = HCR_FMO;
		scr = SCR_FIQ;
	}
	if (class == GRP1 || class == NMIAR1) {
		traps = TALL1;
		redirect = HCR_IMO;
		scr = SCR_IRQ;
	}
	if (who->el == 0)
		return UNDEF;
	if (!sre_is_set(who))
		return without_sre(who);
	if (who->el == 1 && el2_enabled(who)) {
		if (fine || (who->ich & traps))
			return TO2;
		if (who->hcr & redirect)
			return class == SGI ? TO2 : VIRTUAL;
	}
	if (who->el3 && (who->el < 3 || secure_pl1(who)) &&
	    (who->scr & scr) == scr)
		return TO3;
	return OK;
}

/* GIC-T16 */
static bool enables(const struct who *who, enum vgs_v3_sre which)
{
	return !(who->sre[which] & SRE) || (who->sre[which] & ENABLE);
}

/* GIC-T13 */
static enum answer sre1(const struct who *who)
{
	if (who->el == 0)
		return UNDEF;
	if (who->el == 1 && el2_enabled(who) && !enables(who, VGS_V3_SRE_EL2))
		return TO2;
	if (who->el < 3 && who->el3 && !enables(who, VGS_V3_SRE_EL3))
		return TO3;
	return OK;
}

/* GIC-T14, GIC-T17: EL2's registers at EL1 and EL0 */
static enum answer below_el2(const struct who *who)
{
	return who->el == 1 && el2_enabled(who) && (who->hcr & HCR_NV) &&
			       !who->aarch32
		       ? TO2
		       : UNDEF;
}

static enum answer expected(const struct who *who, const struct reg *reg,
			    bool write)
{
	if (who->aarch32 && !reg->aarch32)
		return UNDEF;
	if (reg->absent && (reg->class != ICH || who->el2))
		return UNDEF;
	switch (reg->class) {
	case COMMON:
	case DIR:
	case GRP0:
	case GRP1:
	case SGI:
		return icc(who, reg->class, fine_trap(who, reg, write));
	case NMIAR1:
		return who->nmi ? icc(who, NMIAR1, false) : UNDEF;
	case SRE1:
		return sre1(who);
	case SRE2:
		if (!who->el2)
			return UNDEF;
		if (who->el < 2)
			return below_el2(who);
		if (who->el == 2)
			return who->el3 && !enables(who, VGS_V3_SRE_EL3) ? TO3
									 : OK;
		return el2_enabled(who) ? OK : UNDEF;
	case SRE3:
		return who->el3 && who->el == 3 && !secure_pl1(who) ? OK
								    : UNDEF;
	case EL3ONLY:
		if (!who->el3 || who->el != 3)
			return UNDEF;
		/* GIC-T27: ICC_MGRPEN1, and not ICC_MCTLR */
		if (secure_pl1(who) && reg->id == VGS_ICC_IGRPEN1_EL3)
			return UNDEF;
		return sre_is_set(who) ? OK : without_sre(who);
	case ICH:
		if (!who->el2 && !who->el3)
			return UNDEF;
		if (who->el < 2)
			return below_el2(who);
		return sre_is_set(who) ? OK : without_sre(who);
	}
	return UNDEF;
}

/* --- what the model says ------------------------------------------ */

/* The physical IGRPEN<n> is 1 and PMR 0xf0, the virtual ones are 0. */
static bool was_virtual(const struct reg *reg, uint64_t value)
{
	return value == 0 &&
	       (reg->id == VGS_ICC_PMR_EL1 || reg->id == VGS_ICC_IGRPEN0_EL1 ||
		reg->id == VGS_ICC_IGRPEN1_EL1);
}

static void compare(struct vgs_gic *gic, const struct who *who,
		    const struct reg *reg)
{
	enum answer want = expected(who, reg, !reg->reads);
	bool tells = reg->id == VGS_ICC_PMR_EL1 ||
		     reg->id == VGS_ICC_IGRPEN0_EL1 ||
		     reg->id == VGS_ICC_IGRPEN1_EL1;
	uint64_t value = 0;
	int answer;

	if (reg->reads)
		answer = vgs_gic_sysreg_read(gic, 0, reg->id, &value);
	else
		answer = vgs_gic_sysreg_write(gic, 0, reg->id, 1023);
	if (answer == OK && tells && was_virtual(reg, value))
		answer = VIRTUAL;
	if (want == VIRTUAL && !tells)
		want = OK;
	if (answer == (int)want)
		return;
	fail_msg("%s at EL%u%s: %d, expected %d (SCR %#x, HCR %#llx, ICH_HCR "
		 "%#x, SRE %x %x %x %x)",
		 reg->name, who->el,
		 !who->aarch32	? ""
		 : who->monitor ? " (Monitor)"
				: " (AArch32)",
		 answer, (int)want, who->scr, (unsigned long long)who->hcr,
		 who->ich, who->sre[0], who->sre[1], who->sre[2], who->sre[3]);
}

/* GIC-T8: what is written may be trapped where it is not read, and so on. */
static void compare_fine_writes(struct vgs_gic *gic, const struct who *who,
				const struct reg *reg)
{
	const struct vgs_cpuif before = gic->pe[0].cpu;
	enum answer want = expected(who, reg, true);
	int answer;

	if (reg->id != VGS_ICC_IGRPEN0_EL1 && reg->id != VGS_ICC_IGRPEN1_EL1)
		return;
	answer = vgs_gic_sysreg_write(gic, 0, reg->id, 1);
	if (answer != (want == VIRTUAL ? OK : (int)want))
		fail_msg("%s written at EL%u: %d, expected %d (SCR %#x)",
			 reg->name, who->el, answer, (int)want, who->scr);
	/* Virtual or not is seen by the next ones to read it. */
	gic->pe[0].cpu = before;
	if (gic->vif)
		gic->vif[0].cpu.igrpen = 0;
}

/* GIC-T21: the direction that a register does not have. */
static void compare_direction(struct vgs_gic *gic, const struct reg *reg)
{
	uint64_t value;

	if (!reg->reads)
		assert_int_equal(vgs_gic_sysreg_read(gic, 0, reg->id, &value),
				 UNDEF);
	if (!reg->writes)
		assert_int_equal(vgs_gic_sysreg_write(gic, 0, reg->id, 0),
				 UNDEF);
}

static void all_registers(struct vgs_gic *gic, const struct who *who)
{
	const struct vgs_pe_ctx ctx = {
		.el = (uint8_t)who->el,
		.aarch32 = who->aarch32,
		.monitor = who->monitor,
		.scr_el3 = who->scr,
		.hcr_el2 = who->hcr,
		.sctlr_nmi = who->nmi ? 15 : 0,
		.hfgrtr_el2 = who->hfgr ? UINT64_C(1) << 39 : 0,
		.hfgwtr_el2 = who->hfgw ? UINT64_C(1) << 39 : 0,
	};

	for (unsigned i = 0; i < VGS_V3_SRES; i++)
		gic->v3->pe[0].sre[i] = (uint8_t)who->sre[i];
	if (gic->vif)
		gic->vif[0].hcr = who->ich;
	vgs_gic_set_pe(gic, 0, &ctx);
	vgs_v3_update_view(gic, 0);
	for (unsigned i = 0; i < reg_count; i++) {
		compare(gic, who, &regs[i]);
		compare_fine_writes(gic, who, &regs[i]);
		compare_direction(gic, &regs[i]);
	}
}

/* --- every combination -------------------------------------------- */

static uint32_t scr_of(unsigned n)
{
	return (n & 1 ? SCR_NS : 0u) | (n & 2 ? SCR_IRQ : 0u) |
	       (n & 4 ? SCR_FIQ : 0u) | (n & 8 ? SCR_EEL2 : 0u);
}

static uint64_t hcr_of(unsigned n)
{
	return (n & 1 ? HCR_FMO : 0u) | (n & 2 ? HCR_IMO : 0u) |
	       (n & 4 ? HCR_NV : 0u) | (n & 8 ? HCR_TGE : 0u);
}

static uint32_t ich_of(unsigned n)
{
	/* TSEI and DVIM trap nothing: set or not, it is the same. */
	return (n & 1 ? TC : 0u) | (n & 2 ? TALL0 : 0u) | (n & 4 ? TALL1 : 0u) |
	       (n & 8 ? TDIR : 0u) | ((n ^ n >> 1) & 1 ? TSEI : DVIM);
}

/* Exception levels that there are; EL1 does not run under TGE. */
static bool exists(const struct who *who)
{
	if (who->monitor && who->el != 3)
		return false;
	if (who->el == 3)
		return who->el3;
	if (who->el == 2)
		return el2_enabled(who);
	return !((who->hcr & HCR_TGE) && who->el == 1 && el2_enabled(who));
}

static struct vgs_gic *machine(const struct who *who, bool legacy)
{
	const struct vgs_pe_ctx top = { .el = who->el3 ? 3 : who->el2 ? 2 : 1 };
	struct vgs_gic_config cfg;
	struct vgs_gic *gic;

	vgs_gic_config_default(&cfg, VGS_GIC_V3);
	cfg.security = who->el3;
	cfg.virt = who->el2;
	cfg.nmi = who->nmi;
	cfg.legacy = legacy;
	assert_int_equal(vgs_gic_new(&cfg, &gic), 0);
	vgs_gic_set_pe(gic, 0, &top);
	gic->pe[0].cpu.pmr = 0xf0;
	gic->pe[0].cpu.igrpen = 7;
	return gic;
}

/* Fine-grained traps, not in step with the other controls. */
static void with_fine_traps(struct who *who, unsigned n)
{
	unsigned dice = n * 2654435761u >> 29;

	who->hfgr = dice & 1u;
	who->hfgw = dice & 2u;
	who->scr |= dice & 4u ? SCR_FGT : 0;
}

/* Controls with every SRE set, as without legacy operation. */
static void with_controls(struct vgs_gic *gic, struct who *who)
{
	for (unsigned i = 0; i < VGS_V3_SRES; i++)
		who->sre[i] = SRE | 6u | (i >= VGS_V3_SRE_EL2 ? ENABLE : 0u);
	for (unsigned n = 0; n < 4u * 16 * 16 * 16; n++) {
		who->el = n & 3u;
		who->scr = scr_of(n >> 2 & 15u);
		who->hcr = hcr_of(n >> 6 & 15u);
		who->ich = who->el2 ? ich_of(n >> 10) : 0;
		with_fine_traps(who, n);
		if (exists(who))
			all_registers(gic, who);
	}
}

/* Every SRE and Enable, with the controls that could hide them. */
static void with_sres(struct vgs_gic *gic, struct who *who)
{
	for (unsigned n = 0; n < 64u * 4 * 16 * 4; n++) {
		who->sre[VGS_V3_SRE_EL1NS] = n & 1u ? SRE : 0;
		who->sre[VGS_V3_SRE_EL1S] = n & 2u ? SRE : 0;
		who->sre[VGS_V3_SRE_EL2] =
			(n & 4u ? SRE : 0) | (n & 8u ? ENABLE : 0);
		who->sre[VGS_V3_SRE_EL3] =
			(n & 16u ? SRE : 0) | (n & 32u ? ENABLE : 0);
		who->el = n >> 6 & 3u;
		who->scr = scr_of(n >> 8 & 15u);
		who->hcr = n >> 12 & 1u ? HCR_FMO | HCR_IMO : 0;
		who->ich = n >> 13 & 1u && who->el2 ? TC | TALL0 : 0;
		with_fine_traps(who, n);
		if (exists(who))
			all_registers(gic, who);
	}
}

/* One machine, with legacy operation as well where there are no NMIs. */
static void every_access_of(struct who *who)
{
	struct vgs_gic *gic = machine(who, false);

	with_controls(gic, who);
	vgs_gic_free(gic);
	if (who->nmi)
		return;
	gic = machine(who, true);
	with_sres(gic, who);
	vgs_gic_free(gic);
}

/*
 * GIC-T1 to GIC-T19, GIC-T21, GIC-T22, GIC-T24, GIC-T25,
 * GIC-T28, GIC-Q1, GIC-Q2, GIC-Q3, GIC-Q34
 */
static void every_register_answers_as_section_t_says(void **state)
{
	(void)state;
	for (unsigned m = 0; m < 5; m++) {
		struct who who = {
			.el3 = m & 1u || m == 4,
			.el2 = m & 2u || m == 4,
			.nmi = m == 4,
		};

		every_access_of(&who);
	}
}

/* GIC-T22, GIC-T27: every row in AArch32, in Monitor mode and the others. */
static void aarch32_answers_as_its_own_accessors_say(void **state)
{
	(void)state;
	for (unsigned m = 0; m < 8; m++) {
		struct who who = {
			.el3 = m & 1u,
			.el2 = m & 2u,
			.aarch32 = true,
			.monitor = m & 4u,
		};

		if (who.monitor && !who.el3)
			continue;
		every_access_of(&who);
	}
}

static int load_registers(void **state)
{
	(void)state;
	load();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_register_answers_as_section_t_says),
		cmocka_unit_test(aarch32_answers_as_its_own_accessors_say),
	};

	return cmocka_run_group_tests(tests, load_registers, NULL);
}
