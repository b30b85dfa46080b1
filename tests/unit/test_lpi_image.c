/* SPDX-License-Identifier: MIT */
/*
 * Images of LPIs, vPEs and ITSes: a state that no calls lead to is refused and
 * changes nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "gicv3/gicv3.h"
#include "gicv3/vlpis.h"
#include "its/its.h"
#include "its/its_misuse.h"
#include "test_vpe.h"

/* One byte of an item of a section becomes another one. */
struct change {
	const char *what, *section;
	unsigned index;
	size_t offset;
	unsigned char bits; /* that change */
};

#define BYTE(type, field, n) (offsetof(struct type, field) + (n))

static size_t item_at(const struct its *t, const struct change *change)
{
	size_t at = 32;

	for (unsigned i = 0; i < t->f.gic->section_count; i++) {
		const struct vgs_section *section = &t->f.gic->sections[i];

		if (!strcmp(section->name, change->section))
			return at + (size_t)section->item_size * change->index +
			       change->offset;
		at += (size_t)section->item_size * section->count;
	}
	fail_msg("no section %s", change->section);
	return 0;
}

static void assert_refused(struct its *t, const struct change *changes,
			   size_t count)
{
	size_t size = vgs_gic_save_size(t->f.gic);
	unsigned char *image = malloc(size);
	uint64_t hash = vgs_gic_hash(t->f.gic);

	t->image = image;
	assert_non_null(image);
	assert_int_equal(vgs_gic_save(t->f.gic, image, size), 0);
	assert_int_equal(vgs_gic_restore(t->f.gic, image, size), 0);
	for (size_t i = 0; i < count; i++) {
		size_t at = item_at(t, &changes[i]);

		image[at] ^= changes[i].bits;
		if (vgs_gic_restore(t->f.gic, image, size) != -VGS_ECORRUPT)
			fail_msg("%s is not refused", changes[i].what);
		image[at] ^= changes[i].bits;
		assert_true(hash == vgs_gic_hash(t->f.gic));
	}
}

#define REFUSED(t, changes)                                                    \
	assert_refused(t, changes, sizeof(changes) / sizeof((changes)[0]))

/* --- LPIs ------------------------------------------------------------------ */

static void registers_of_lpis(void **state)
{
	static const struct change changes[] = {
		{ "PROPBASER with RES0 bits", "gicr-lpi", 1,
		  BYTE(vgs_v3_lpi, propbaser, 7), 0x80 },
		{ "PENDBASER with RES0 bits", "gicr-lpi", 1,
		  BYTE(vgs_v3_lpi, pendbaser, 0), 0x01 },
		{ "LPIs that are enabled and written back", "gicr-lpi", 1,
		  BYTE(vgs_v3_lpi, flushing, 0), 1 },
		{ "LPIs of INTIDs of 32 bits", "gicr-lpi", 1,
		  BYTE(vgs_v3_lpi, cursor, 3), 0x80 },
		{ "an SPI in the pool", "lpi", 0, BYTE(vgs_lpi, intid, 1),
		  0x20 },
		{ "an LPI of a PE that does not exist", "lpi", 0,
		  BYTE(vgs_lpi, owner, 1), 1 },
		{ "a vLPI of a GICv3", "lpi", 0, BYTE(vgs_lpi, owner, 3),
		  0x80 },
		{ "priority bits that do not exist", "lpi", 0,
		  BYTE(vgs_lpi, priority, 0), 1 },
		{ "MOVALL to the PE itself", "gicr-lpi", 0,
		  BYTE(vgs_v3_lpi, moving, 0), 1 },
		{ "an LPI in the pool of a PE without LPIs", "gicr-lpi", 1,
		  BYTE(vgs_v3_lpi, enabled, 0), 1 },
		{ "an LPI where there are too few bits", "gicr-lpi", 1,
		  BYTE(vgs_v3_lpi, propbaser, 0), 15 ^ 12 },
	};
	struct its *t = *state;

	map_one(t);
	msi(t, 0x10, 3);
	REFUSED(t, changes);
}

/* GIC-L7, GIC-L10: MOVALL would not find an end. */
static void an_lpi_beyond_the_bits_of_its_pe(void **state)
{
	static const struct change changes[] = {
		{ "an LPI beyond IDbits", "gicr-lpi", 1,
		  BYTE(vgs_v3_lpi, propbaser, 0), 15 ^ 14 },
	};
	struct its *t = *state;

	map_one(t);
	mapti(t, 0x10, 4, 40000, 1);
	msi(t, 0x10, 4);
	REFUSED(t, changes);
	movall(t, 1, 2);
	assert_int_equal(pending_on(t, 40000), 2);
}

/* --- vPEs ------------------------------------------------------------------ */

#define VLPI(what, field, n, bits)                                             \
	{                                                                      \
		what, "gicr-vlpi", 1, BYTE(vgs_v3_vlpi, field, n), bits        \
	}

static void a_resident_vpe(void **state)
{
	static const struct change changes[] = {
		VLPI("a resident vPE with Valid = 0", vpendbaser, 7, 0x80),
		VLPI("a resident vPE without PendingLast", vpendbaser, 7, 0x20),
		VLPI("Valid without a vPE", space.enabled, 0, 1),
		VLPI("another pending table than VPENDBASER's", space.pendbaser,
		     2, 1),
		VLPI("another configuration than VPROPBASER's", vpropbaser, 2,
		     1),
		VLPI("Dirty while resident", space.flushing, 0, 1),
		VLPI("leaving without being written back", leaving, 0, 1),
		VLPI("MOVALL of vLPIs", space.moving, 0, 1),
		VLPI("VPENDBASER with RES0 bits", vpendbaser, 0, 1),
		VLPI("VPROPBASER with RES0 bits", vpropbaser, 7, 0x80),
		VLPI("virtual SGIs of a GICv4.0", sgi.pending, 0, 1),
		VLPI("a vPEID of a GICv4.0", vpeid, 0, 1),
		VLPI("a default doorbell of a GICv4.0", rings, 0, 1),
		{ "a vLPI of a PE that does not exist", "lpi", 0,
		  BYTE(vgs_lpi, owner, 1), 1 },
	};
	struct its *t = *state;

	vmap_one(t);
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 3);
	REFUSED(t, changes);
}

static void a_vpe_that_has_left(void **state)
{
	static const struct change changes[] = {
		VLPI("Valid with nobody there", vpendbaser, 7, 0x80),
		VLPI("a vPE without Valid", space.enabled, 0, 1),
	};
	struct its *t = *state;

	vmap_one(t);
	vpe_in(t, 1, 1, 0);
	vpe_out(t, 1, 1, 0);
	REFUSED(t, changes);
}

static void a_resident_vpe_of_v41(void **state)
{
	static const struct change changes[] = {
		VLPI("a resident vPE with Valid = 0", vpendbaser, 7, 0x80),
		VLPI("a vPE that VPENDBASER does not name", vpendbaser, 0, 1),
		VLPI("a vPE without a table", vpropbaser, 7, 0x80),
		VLPI("a resident vPE that asks for its doorbell", vpendbaser, 7,
		     0x40),
		VLPI("VPROPBASER.Z, which reads 0", vpropbaser, 6, 0x10),
		VLPI("a pending table of 4 KB", space.pendbaser, 1, 0x10),
	};
	struct its *t = *state;

	vmap_one41(t);
	vpe41_in(t, 1, 1);
	REFUSED(t, changes);
}

static void virtual_sgis_of_nobody(void **state)
{
	static const struct change changes[] = {
		VLPI("virtual SGIs of nobody", sgi.pending, 0, 8),
		VLPI("their priorities", sgi.priority, 2, 8),
	};
	struct its *t = *state;

	vmap_one41(t);
	vpe41_in(t, 1, 1);
	vpe41_out(t, 1, 0);
	REFUSED(t, changes);
}

/* --- ITSes ----------------------------------------------------------------- */

#define ITS(what, field, n, bits)                                              \
	{                                                                      \
		what, "its", 1, BYTE(vgs_its, field, n), bits                  \
	}

static void registers_of_an_its(void **state)
{
	static const struct change changes[] = {
		ITS("GITS_BASER of another type", baser[0], 7, 1),
		ITS("GITS_BASER with larger entries", baser[1], 6, 1),
		ITS("a table that does not exist", baser[5], 7, 0x80),
		ITS("vPEs of a GICv3", baser[2], 7, 0x82),
		ITS("GITS_CBASER with RES0 bits", cbaser, 1, 0x01),
		ITS("GITS_CWRITER with RES0 bits", cwriter, 0, 1),
		ITS("GITS_CREADR behind the queue", creadr, 1, 0x10),
		ITS("GITS_STATUSR with RES0 bits", statusr, 1, 0x80),
		ITS("a syndrome without UMSI", statusr, 0, 0x40),
		ITS("an error with no code", errors, 0, 1),
		ITS("a code that is no error's", error, 0, 1),
		ITS("more than enabled", enabled, 0, 2),
		ITS("a collection beyond CIDbits", retargets[0], 3, 0x80),
		ITS("a collection that left nothing", retargets[0], 2, 1),
		ITS("a retarget beyond the list", retarget_next, 0, 0x80),
		ITS("a command in the place of another", ahead_slot[1], 0, 1),
		ITS("a command behind the queue", ahead_slot[0], 1, 0x80),
		ITS("VMOVP where one is enough", vmovp_left, 0, 1),
		{ "an LPI in the place of another", "its-seen", 0,
		  BYTE(vgs_its_seen, intid, 0), 1 },
		{ "an LPI on a PE that does not exist", "its-seen", 0,
		  BYTE(vgs_its_seen, pe, 0), 4 },
		{ "an LPI of an ITS that does not exist", "its-seen", 0,
		  BYTE(vgs_its_seen, unit, 0), 2 },
		{ "nobody's LPI", "its-seen", 9, BYTE(vgs_its_seen, pe, 0), 1 },
	};
	struct its *t = *state;

	map_one(t);
	REFUSED(t, changes);
}

/* What a hostile ITT leaves behind is none: INTID 0, which is no LPI. */
static void an_image_after_a_hostile_event(void **state)
{
	struct its *t = *state;
	size_t size = vgs_gic_save_size(t->f.gic);

	map_one(t);
	store(t, ITT + 3 * 12, 8, V | UINT64_C(1) << 32);
	msi(t, 0x10, 3);
	assert_int_equal(vgs_gic_check(t->f.gic, NULL), 0);
	t->image = malloc(size);
	assert_non_null(t->image);
	assert_int_equal(vgs_gic_save(t->f.gic, t->image, size), 0);
	assert_int_equal(vgs_gic_restore(t->f.gic, t->image, size), 0);
}

static int held_setup(void **state)
{
	struct its *t;

	if (its_setup(state))
		return -1;
	t = *state;
	vgs_gic_free(t->f.gic);
	t->f.cfg.its_units[1].hcc = 4;
	t->f.cfg.its_units[1].flat = true;
	its_machine(t);
	return 0;
}

/* GIC-O23 */
static void collections_that_an_its_holds(void **state)
{
	static const struct change changes[] = {
		{ "a collection beyond HCC", "its-held", VGS_ITS_HCC_MAX + 4,
		  BYTE(vgs_its_held, target, 0), 1 },
		{ "a collection of an ITS that holds none", "its-held", 0,
		  BYTE(vgs_its_held, target, 0), 1 },
		{ "a collection on no PE", "its-held", VGS_ITS_HCC_MAX,
		  BYTE(vgs_its_held, target, 0), 8 },
		ITS("two levels where there is one", baser[0], 7, 0x40),
	};
	struct its *t = *state;

	REFUSED(t, changes);
}

#define TEST_OF(name, setup)                                                   \
	cmocka_unit_test_setup_teardown(name, setup, its_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ITS_TEST(registers_of_lpis),
		ITS_TEST(an_lpi_beyond_the_bits_of_its_pe),
		VPE_TEST(a_resident_vpe),
		VPE_TEST(a_vpe_that_has_left),
		VPE41_TEST(a_resident_vpe_of_v41),
		VPE41_TEST(virtual_sgis_of_nobody),
		ITS_TEST(registers_of_an_its),
		ITS_TEST(an_image_after_a_hostile_event),
		TEST_OF(collections_that_an_its_holds, held_setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
