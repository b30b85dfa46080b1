/* SPDX-License-Identifier: MIT */
/*
 * The register tables of a GICv2 against the lists in tests/data: every line
 * is in a table, at its offset, with its width, sizes, access and reset.
 */
#include "csv.h"
#include "mmif.h"
#include "test_gicv2.h"

static const struct {
	const char *block;
	enum vgs_reg_bank bank;
} banks[] = {
	{ "GICD", VGS_BANK_GICV2_GICD },
	{ "GICC", VGS_BANK_GICV2_GICC },
	{ "GICH", VGS_BANK_GICV2_GICH },
	{ "GICV", VGS_BANK_GICV2_GICV },
};

/* Product-specific and reserved ranges are no registers of the list. */
static bool is_register(const struct csv *csv)
{
	return csv->column[2][0] != '(';
}

static bool find(const struct csv *csv, struct vgs_reg_info *ret_info)
{
	uint32_t offset = (uint32_t)strtoul(csv->column[1], NULL, 16);
	unsigned b = 0;

	while (strcmp(banks[b].block, csv->column[0]) != 0)
		assert_true(++b < sizeof(banks) / sizeof(banks[0]));
	for (unsigned i = 0; !vgs_reg_at(banks[b].bank, i, ret_info); i++) {
		if (offset >= ret_info->offset &&
		    offset < ret_info->offset +
				     ret_info->count * ret_info->stride)
			return true;
	}
	return false;
}

/* The line's name, of an array without its number, begins with the row's. */
static void check_name(const struct csv *csv, const struct vgs_reg_info *info)
{
	const char *name = csv->column[2];

	/* The manual's other name of GICH_ELRSR. */
	if (!strncmp(name, "GICH_ELSR", 9))
		name = "GICH_ELRSR";
	if (strncmp(name, info->name, strlen(info->name)) != 0)
		fail_msg("%s is %s in the table", name, info->name);
}

static enum vgs_reg_access access_of(const struct csv *csv)
{
	const char *text = csv->column[5];

	/* A GICv2 has no GICV_STATUSR. */
	if (!strcmp(csv->column[2], "GICV_STATUSR"))
		return VGS_ACC_RAZ;
	if (!strncmp(text, "RW1S", 4))
		return VGS_ACC_W1S;
	if (!strncmp(text, "RW1C", 4))
		return VGS_ACC_W1C;
	if (!strncmp(text, "WO", 2))
		return VGS_ACC_WO;
	return strncmp(text, "RO", 2) ? VGS_ACC_RW : VGS_ACC_RO;
}

static void check_reset(const struct csv *csv, const struct vgs_reg_info *info)
{
	const char *text = csv->column[6];

	if (!strncmp(text, "0x", 2) || !strcmp(text, "0"))
		assert_int_equal(info->reset, strtoul(text, NULL, 16));
}

static unsigned check_list(const char *file)
{
	struct vgs_reg_info info;
	unsigned lines = 0;
	struct csv csv;

	csv_open(&csv, file);
	while (csv_next(&csv)) {
		if (!is_register(&csv))
			continue;
		if (!find(&csv, &info))
			fail_msg("%s is in no table", csv.column[2]);
		check_name(&csv, &info);
		check_reset(&csv, &info);
		assert_int_equal(info.width, strtoul(csv.column[3], NULL, 10));
		assert_int_equal(info.sizes,
				 strcmp(csv.column[4], "8;32") ? 4 : 1 | 4);
		assert_int_equal(info.access, access_of(&csv));
		assert_false(info.gap);
		lines++;
	}
	return lines;
}

static void every_gicd_and_gicc_register_is_in_the_tables(void **state)
{
	(void)state;
	assert_int_equal(check_list("gicv2-registers.csv"), 35);
}

static void every_gich_and_gicv_register_is_in_the_tables(void **state)
{
	(void)state;
	assert_int_equal(check_list("gich-gicv.csv"), 25);
}

/* What decode takes for granted in the frames that are accessed most. */
static void check_dense(const struct vgs_frame_desc *frame)
{
	assert_in_range(frame->dense, 1, frame->count);
	for (unsigned i = 0; i < frame->dense; i++) {
		assert_int_equal(frame->regs[i].offset, 4 * i);
		assert_in_range(frame->regs[i].count, 0, 1);
		assert_int_equal(frame->regs[i].width, 0);
	}
}

static void hot_registers_of_gicc_and_gicv_have_no_holes(void **state)
{
	(void)state;
	check_dense(&vgs_mmif_gicc);
	check_dense(&vgs_mmif_gicv);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_gicd_and_gicc_register_is_in_the_tables),
		cmocka_unit_test(every_gich_and_gicv_register_is_in_the_tables),
		cmocka_unit_test(hot_registers_of_gicc_and_gicv_have_no_holes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
