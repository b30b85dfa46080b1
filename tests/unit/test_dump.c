/* SPDX-License-Identifier: MIT */
/*
 * vgs_gic_dump(): the lines and columns of KVM's vgic-state, literally.
 */
#include "test_vpe.h"

#include "lines.h"

static unsigned line_of(struct its *t, const char *text)
{
	struct wanted wanted = { text, 0, 0 };

	vgs_gic_dump(t->f.gic, compare, &wanted);
	return wanted.number;
}

static void assert_line(struct its *t, const char *text)
{
	if (!line_of(t, text))
		fail_msg("no line '%s'", text);
}

/* KVM-OBS-21 */
static void the_distributor_comes_first(void **state)
{
	struct its *t = *state;

	assert_int_equal(line_of(t, "Distributor"), 1);
	assert_int_equal(line_of(t, "vgic_model:\tGICv3"), 3);
	assert_int_equal(line_of(t, "nr_spis:\t64"), 4);
	assert_int_equal(line_of(t, "nr_lpis:\t0"), 5);
	assert_int_equal(line_of(t, "enabled:\t1"), 6);
	assert_int_equal(line_of(t, "P=pending_latch, L=line_level, A=active"),
			 8);
	dist_write(&t->f, "GICD_CTLR", 0);
	assert_int_equal(line_of(t, "enabled:\t0"), 6);
}

/* KVM-OBS-20, KVM-OBS-22: 32 rows of each PE and a header of three lines. */
static void each_pe_has_a_section_and_the_spis_have_one(void **state)
{
	struct its *t = *state;

	assert_int_equal(line_of(t, "VCPU 0 TYP   ID TGT_ID PLAEHCG     HWID"
				    "   TARGET SRC PRI VCPU_ID"),
			 12);
	assert_int_equal(line_of(t, "VCPU 1 TYP   ID TGT_ID PLAEHCG     HWID"
				    "   TARGET SRC PRI VCPU_ID"),
			 47);
	assert_int_equal(line_of(t, "SPI  0 TYP   ID TGT_ID PLAEHCG     HWID"
				    "   TARGET SRC PRI VCPU_ID"),
			 152);
}

/* KVM-OBS-23 */
static void a_row_shows_level_enable_config_group_and_target(void **state)
{
	struct its *t = *state;

	spi(&t->f, 40, 0x90, 2);
	line(&t->f, 40, true);
	assert_line(t, "       SPI   40      2 0101011        0        2   0"
		       " 144       2 ");
}

static void an_edge_is_latched_and_then_active(void **state)
{
	struct its *t = *state;

	spi(&t->f, 40, 0x90, 2);
	dist_write(&t->f, "GICD_ICFGR2", 2u << 16);
	line(&t->f, 40, true);
	line(&t->f, 40, false);
	assert_line(t, "       SPI   40      2 1001001        0        2   0"
		       " 144       2 ");
	assert_int_equal(acknowledge(t, 2), 40);
	assert_line(t, "       SPI   40      2 0011001        0        2   0"
		       " 144      -1 ");
}

static void an_spi_that_goes_nowhere_has_no_target(void **state)
{
	struct its *t = *state;

	spi(&t->f, 40, 0x90, 2);
	dist_write(&t->f, "GICD_IROUTER40", 0x77);
	assert_line(t, "       SPI   40     -1 0001011        0        0   0"
		       " 144      -1 ");
}

static void a_list_register_with_hw_is_the_other_end(void **state)
{
	struct its *t = *state;

	spi(&t->f, 40, 0x90, 2);
	msr(&t->f, 2, VGS_ICH_LR0_EL2,
	    1ull << 62 | 1ull << 61 | 40ull << 32 | 52);
	assert_line(t, "       SPI   40      2 0001111       52        2   0"
		       " 144      -1 ");
}

static void a_private_one_is_in_the_section_of_its_pe(void **state)
{
	struct its *t = *state;

	ppi_line(&t->f, 1, 27, true);
	assert_int_equal(line_of(t, "       PPI   27      1 0100010        0"
				    "        1   0   0      -1 "),
			 47 + 2 + 27);
}

/* KVM-OBS-20: ascending, whichever came first. */
static void lpis_come_last_in_ascending_order(void **state)
{
	struct its *t = *state;
	unsigned first, second;

	map_one(t);
	mapti(t, 0x10, 4, 8200, 2);
	msi(t, 0x10, 4);
	msi(t, 0x10, 3);
	first = line_of(t, "       LPI 8192      1 1001001        0        1"
			   "   0 160       1 ");
	second = line_of(t, "       LPI 8200      2 1001001        0        2"
			    "   0 160       2 ");
	assert_int_equal(first, 152 + 2 + 64);
	assert_int_equal(second, first + 1);
	assert_int_equal(line_of(t, "nr_lpis:\t2"), 5);
}

/* More LPIs than one pass puts in order. */
static void no_lpi_is_missing_or_twice(void **state)
{
	struct its *t = *state;
	struct wanted all = { "", 0, 0 };

	map_one(t);
	mapd(t, 0x11, 4, ITT2);
	for (unsigned n = 32; n-- > 0;) {
		mapti(t, 0x10, n, 8200 + n, 1);
		mapti(t, 0x11, n, 8300 + n, 2);
		msi(t, 0x10, n);
		msi(t, 0x11, n);
	}
	vgs_gic_dump(t->f.gic, compare, &all);
	assert_int_equal(all.lines, 152 + 1 + 64 + 64);
	assert_line(t, "       LPI 8331      2 1001001        0        2   0"
		       " 160      -1 ");
	assert_int_equal(line_of(t, "       LPI 8300      2 1001001        0"
				    "        2   0 160       2 "),
			 152 + 1 + 64 + 32 + 1);
}

/* --- GICv4 ---------------------------------------------------------------- */

#define HEADER(n)                                                              \
	"VPE  " n " TYP   ID TGT_ID PLAEHCG     HWID   TARGET SRC PRI VCPU_ID"

/* A vPE that is resident has a section with its vLPIs behind all others. */
static void a_resident_vpe_has_a_section(void **state)
{
	struct its *t = *state;
	struct wanted all = { "", 0, 0 };
	unsigned before;

	vmap_one(t);
	vproperty(t, 1, 8193, 0x83);
	msi(t, 0x10, 3);
	vgs_gic_dump(t->f.gic, compare, &all);
	before = all.lines;
	/* The doorbell is an LPI like others. */
	assert_int_equal(line_of(t, "nr_lpis:\t1"), 5);
	assert_false(line_of(t, HEADER("1")));
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 4);
	assert_int_equal(line_of(t, HEADER("1")), before + 2);
	assert_int_equal(line_of(t, "       LPI 8192      1 1001001        0"
				    "        1   0 160      -1 "),
			 before + 4);
	assert_int_equal(line_of(t, "       LPI 8193      1 1001001        0"
				    "        1   0 128       1 "),
			 before + 5);
	assert_int_equal(line_of(t, "nr_lpis:\t1"), 5);
	vpe_out(t, 1, 1, 0);
	assert_false(line_of(t, HEADER("1")));
}

/* GIC-U17 */
static void virtual_sgis_are_in_the_section_of_their_vpe(void **state)
{
	struct its *t = *state;
	unsigned header;

	vmap_one41(t);
	vsgi(t, 1, 3, true, 1, 0x40);
	vsgi(t, 1, 4, false, 0, 0x50);
	vpe41_in(t, 1, 1);
	vsgi_send(t, 1, 3);
	header = line_of(t, HEADER("1"));
	assert_int_not_equal(header, 0);
	assert_int_equal(line_of(t, "       SGI    3      1 1001001        0"
				    "        1   0  64       1 "),
			 header + 2 + 3);
	assert_int_equal(line_of(t, "       SGI    4      1 0000000        0"
				    "        1   0  80      -1 "),
			 header + 2 + 4);
}

static void dumping_changes_nothing(void **state)
{
	struct its *t = *state;
	struct wanted all = { "", 0, 0 };
	uint64_t hash;

	spi(&t->f, 40, 0x90, 2);
	line(&t->f, 40, true);
	hash = vgs_gic_hash(t->f.gic);
	vgs_gic_dump(t->f.gic, compare, &all);
	assert_true(vgs_gic_hash(t->f.gic) == hash);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ITS_TEST(the_distributor_comes_first),
		ITS_TEST(each_pe_has_a_section_and_the_spis_have_one),
		ITS_TEST(a_row_shows_level_enable_config_group_and_target),
		ITS_TEST(an_edge_is_latched_and_then_active),
		ITS_TEST(an_spi_that_goes_nowhere_has_no_target),
		ITS_TEST(a_list_register_with_hw_is_the_other_end),
		ITS_TEST(a_private_one_is_in_the_section_of_its_pe),
		ITS_TEST(lpis_come_last_in_ascending_order),
		ITS_TEST(no_lpi_is_missing_or_twice),
		VPE_TEST(a_resident_vpe_has_a_section),
		VPE41_TEST(virtual_sgis_are_in_the_section_of_their_vpe),
		ITS_TEST(dumping_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
