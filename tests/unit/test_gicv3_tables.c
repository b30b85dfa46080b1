/* SPDX-License-Identifier: MIT */
/*
 * The register tables against the list of registers in tests/data: every row
 * of the list is in a table, at its offset, with its width, sizes and access
 * kind; no row is a gap.
 */
#include "csv.h"
#include "test_gicv3.h"

#include <ctype.h>

/* --- frames ----------------------------------------------------------------- */

/* Number that an array begins with: "n=8..23" in @text, 0 without. */
static unsigned first_number(const char *text)
{
	const char *n = strstr(text, "n=");

	return n ? (unsigned)strtoul(n + 2, NULL, 10) : 0;
}

static uint32_t frame_offset(const struct csv *csv)
{
	const char *block = csv->column[0], *text = csv->column[1];
	uint32_t offset = (uint32_t)strtoul(text, NULL, 16);
	const char *plus = strchr(text, '+');

	if (!strcmp(block, "GICR.SGI"))
		offset += 0x10000;
	if (!strcmp(block, "GICR.VLPI"))
		offset += 0x20000;
	if (plus)
		offset += (uint32_t)strtoul(plus + 1, NULL, 10) *
			  (first_number(csv->column[2]) + first_number(text));
	return offset;
}

/* "GICD_IGROUPR<n>E n=0..3" is GICD_IGROUPRE in the table. */
static void row_name(const char *text, char *buf)
{
	size_t n = strcspn(text, "<( /");

	assert_true(n < 30);
	memcpy(buf, text, n);
	if (!strncmp(text + n, "<n>E", 4))
		buf[n++] = 'E';
	buf[n] = '\0';
}

static unsigned row_sizes(const char *text)
{
	return (strstr(text, "8") == text ? 1u : 0u) |
	       (strstr(text, "16") ? 2u : 0u) | (strstr(text, "32") ? 4u : 0u) |
	       (strstr(text, "64") ? 8u : 0u);
}

static enum vgs_reg_access row_access(const char *text)
{
	if (!strncmp(text, "WO", 2))
		return VGS_ACC_WO;
	if (!strncmp(text, "RW1S", 4))
		return VGS_ACC_W1S;
	if (strstr(text, "W1C"))
		return VGS_ACC_W1C;
	return strncmp(text, "RO", 2) ? VGS_ACC_RW : VGS_ACC_RO;
}

static bool find_offset(enum vgs_reg_bank bank, uint32_t offset,
			struct vgs_reg_info *ret_info)
{
	for (unsigned i = 0; !vgs_reg_at(bank, i, ret_info); i++) {
		if (ret_info->offset == offset)
			return true;
	}
	return false;
}

/* Withdrawn registers are reserved; another frame has its own table. */
static bool is_ours(const struct csv *csv, const char *block)
{
	return !strncmp(csv->column[0], block, strlen(block)) &&
	       csv->column[2][0] != '(' && !strstr(csv->column[2], "GICD_SEIR");
}

/* "n=8..23" of an array: its numbers are the row's. */
static void check_array(const struct csv *csv, const struct vgs_reg_info *info)
{
	for (unsigned i = 1; i <= 2; i++) {
		const char *n = strstr(csv->column[i], "n=");
		const char *last = n ? strstr(n, "..") : NULL;

		if (!last)
			continue;
		assert_int_equal(info->first, strtoul(n + 2, NULL, 10));
		assert_int_equal(info->first + info->count - 1,
				 strtoul(last + 2, NULL, 10));
	}
}

static bool has_field(const struct vgs_field *fields, unsigned msb,
		      unsigned lsb)
{
	for (; fields && fields->name; fields++) {
		if (fields->msb == msb && fields->lsb == lsb)
			return true;
	}
	return false;
}

/* Each "Name[10:8]" of a list of fields is one of the row's. */
static void check_fields(const char *text, const struct vgs_field *fields,
			 const char *name)
{
	for (const char *at = text; (at = strchr(at, '[')) != NULL; at++) {
		char *end;
		unsigned msb = (unsigned)strtoul(at + 1, &end, 10), lsb = msb;

		if (end == at + 1 || at == text || !isalnum(at[-1]))
			continue;
		if (*end == ':')
			lsb = (unsigned)strtoul(end + 1, &end, 10);
		if (*end != ']')
			continue;
		if (!has_field(fields, msb, lsb))
			fail_msg("%s has no field [%u:%u]", name, msb, lsb);
	}
}

/* The fields of GICD_CTLR in a table are those of its Secure view. */
static bool is_another_view(const char *name)
{
	return strstr(name, "NS view") || strstr(name, "(DS=1)");
}

static unsigned check_frame(const char *file, const char *block,
			    enum vgs_reg_bank bank)
{
	struct vgs_reg_info info;
	unsigned rows = 0;
	struct csv csv;
	char name[32];

	csv_open(&csv, file);
	while (csv_next(&csv)) {
		if (!is_ours(&csv, block))
			continue;
		if (!find_offset(bank, frame_offset(&csv), &info))
			fail_msg("%s is in no table", csv.column[2]);
		row_name(csv.column[2], name);
		if (!strstr(name, "PIDR"))
			assert_string_equal(info.name, name);
		assert_int_equal(info.width, strtoul(csv.column[3], NULL, 10));
		assert_int_equal(info.sizes, row_sizes(csv.column[4]));
		assert_int_equal(info.access, row_access(csv.column[5]));
		check_array(&csv, &info);
		if (!info.bits_per_intid && !is_another_view(csv.column[2]))
			check_fields(csv.column[8], info.fields, info.name);
		rows++;
	}
	return rows;
}

static void every_distributor_register_is_in_the_table(void **state)
{
	(void)state;
	assert_int_equal(
		check_frame("gicv3-dist.csv", "GICD", VGS_BANK_GICV3_GICD), 42);
}

static void every_redistributor_register_is_in_the_table(void **state)
{
	(void)state;
	assert_int_equal(
		check_frame("gicv3-redist.csv", "GICR", VGS_BANK_GICV3_GICR),
		45);
}

static void every_register_of_an_its_is_in_the_table(void **state)
{
	(void)state;
	assert_int_equal(
		check_frame("its-registers.csv", "GITS", VGS_BANK_GITS), 15);
}

/* --- system registers --------------------------------------------------------- */

static void find_sysreg(const char *name, struct vgs_reg_info *ret_info)
{
	for (unsigned i = 0; !vgs_reg_at(VGS_BANK_GICV3_ICC, i, ret_info);
	     i++) {
		if (!strcmp(ret_info->name, name))
			return;
	}
	fail_msg("%s is in no table", name);
}

/* Number @k of an array of system registers, or the only one. */
static void sysreg_name(const char *text, unsigned k, char *buf)
{
	const char *n = strstr(text, "<n>");

	if (n)
		assert_true(snprintf(buf, 32, "%.*s%u%s", (int)(n - text), text,
				     k, n + 3) < 32);
	else
		assert_true(snprintf(buf, 32, "%s", text) < 32);
}

static void check_sysreg(const struct csv *csv, unsigned k)
{
	unsigned long op2 = strtoul(csv->column[5], NULL, 10) + k;
	enum vgs_sysreg id = vgs_sysreg_by_encoding(
		(unsigned)strtoul(csv->column[1], NULL, 10),
		(unsigned)strtoul(csv->column[2], NULL, 10),
		(unsigned)strtoul(csv->column[3], NULL, 10),
		(unsigned)strtoul(csv->column[4], NULL, 10), (unsigned)op2);
	struct vgs_reg_info info;
	char name[32];

	sysreg_name(csv->column[6], k, name);
	find_sysreg(name, &info);
	assert_int_equal(id, vgs_sysreg_by_name(name));
	assert_int_not_equal(id, VGS_SYSREG_COUNT);
	assert_int_equal(info.width, 64);
	assert_int_equal(info.access, row_access(csv->column[9]));
	/* Of an array the first has all of them: NMI is in AP1R0 alone. */
	if (!k)
		check_fields(csv->column[13], info.fields, name);
}

static void every_system_register_is_in_the_table(void **state)
{
	unsigned rows = 0;
	struct csv csv;

	(void)state;
	csv_open(&csv, "icc-ich-icv-sysregs.csv");
	while (csv_next(&csv)) {
		unsigned count = strstr(csv.column[6], "<n>") ? 4 : 1;

		for (unsigned k = 0; k < count; k++)
			check_sysreg(&csv, k);
		rows += count;
	}
	assert_int_equal(rows, 84);
}

/*
 * GIC-T27: "ICC_PMR p15,0,c4,c6,0" is the AArch32 form of ICC_PMR_EL1, "p15
 * MCRR opc1=0 c12" that of ICC_SGI1R_EL1.
 */
static bool check_aarch32(const char *text, enum vgs_sysreg id)
{
	unsigned opc1, crn, crm, opc2;
	char name[32];
	bool high = true;

	if (sscanf(text, "%31s p15,%u,c%u,c%u,%u", name, &opc1, &crn, &crm,
		   &opc2) == 5)
		assert_int_equal(
			vgs_sysreg_by_cp15(opc1, crn, crm, opc2, &high), id);
	else if (sscanf(text, "%31s p15 MCRR opc1=%u c%u", name, &opc1, &crm) ==
		 3)
		assert_int_equal(vgs_sysreg_by_cp15_64(opc1, crm), id);
	else
		return false;
	assert_int_equal(vgs_sysreg_by_name(name), id);
	return true;
}

static void aarch32_forms_name_the_same_registers(void **state)
{
	unsigned rows = 0;
	struct csv csv;
	bool high = false;

	(void)state;
	csv_open(&csv, "icc-ich-icv-sysregs.csv");
	while (csv_next(&csv)) {
		if (strcmp(csv.column[0], "ICV") &&
		    check_aarch32(csv.column[7],
				  vgs_sysreg_by_name(csv.column[6])))
			rows++;
	}
	assert_int_equal(rows, 60);
	assert_int_equal(vgs_sysreg_by_cp15(4, 12, 15, 1, &high),
			 VGS_ICH_LR9_EL2);
	assert_true(high);
	assert_int_equal(vgs_sysreg_by_cp15(0, 12, 9, 5, &high),
			 VGS_SYSREG_COUNT);
	assert_int_equal(vgs_sysreg_by_cp15_64(3, 12), VGS_SYSREG_COUNT);
}

/* --- gaps ---------------------------------------------------------------------- */

static unsigned count_gaps(enum vgs_reg_bank bank)
{
	struct vgs_reg_info info;
	unsigned gaps = 0;

	for (unsigned i = 0; !vgs_reg_at(bank, i, &info); i++) {
		if (info.gap)
			gaps++;
	}
	return gaps;
}

static void no_register_is_a_gap(void **state)
{
	(void)state;
	assert_int_equal(count_gaps(VGS_BANK_GICV3_GICD), 0);
	assert_int_equal(count_gaps(VGS_BANK_GICV3_GICR), 0);
	assert_int_equal(count_gaps(VGS_BANK_GICV3_ICC), 0);
}

/* Every register answers in one of the directions its row tells. */
static void every_system_register_has_behaviour(void **state)
{
	struct fixture *f = *state;
	struct vgs_reg_info info;

	for (unsigned id = 0; id < VGS_SYSREG_COUNT; id++) {
		enum vgs_sysreg reg = (enum vgs_sysreg)id;
		bool read, write;

		assert_int_equal(vgs_reg_at(VGS_BANK_GICV3_ICC, id, &info), 0);
		assert_int_equal(info.offset, id);
		read = !mrs_answer(f, 0, reg);
		write = !msr_answer(f, 0, reg);
		assert_int_equal(read, info.access != VGS_ACC_WO);
		assert_int_equal(write, info.access != VGS_ACC_RO);
	}
}

static int setup_largest(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct vgs_pe_ctx ctx = { .el = 3, .scr_el3 = SCR_NS, .sctlr_nmi = 8 };

	config(f);
	f->cfg.security = true;
	f->cfg.lrs = 16;
	f->cfg.nmi = true;
	f->cfg.priority_bits = 8;
	f->cfg.vpriority_bits = 8;
	assert_int_equal(vgs_gic_new(&f->cfg, &f->gic), 0);
	assert_int_equal(vgs_gic_set_pe(f->gic, 0, &ctx), 0);
	*state = f;
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_distributor_register_is_in_the_table),
		cmocka_unit_test(every_redistributor_register_is_in_the_table),
		cmocka_unit_test(every_register_of_an_its_is_in_the_table),
		cmocka_unit_test(every_system_register_is_in_the_table),
		cmocka_unit_test(aarch32_forms_name_the_same_registers),
		cmocka_unit_test(no_register_is_a_gap),
		cmocka_unit_test_setup_teardown(
			every_system_register_has_behaviour, setup_largest,
			teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
