/* SPDX-License-Identifier: MIT */
/*
 * vgs_vm_dump() line by line against a second hand: the format of KVM's
 * vgic-state as section 12 of its rules has it, by printf.
 */
#include <stdio.h>

#include "test_vits.h"

static const struct shape v2 = { 2, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3 = { 3, 2, 4, VGS_EPOCH_E5, NULL, NULL };

#define MOST	  992u /* INTIDs: NR_IRQS is a multiple of 32 below 1024 */
#define MAX_LINES 1200u
#define ROW	  "       %s %4u     %2d %d%d%d%d%d%d%d %8u %8x  %2x %3u      %2d "
#define COLUMNS	  " TYP   ID TGT_ID PLAEHCG     HWID   TARGET SRC PRI VCPU_ID"

struct lines {
	char text[MAX_LINES][80];
	unsigned count;
};

static struct lines wanted, found;

static void keep(void *user, const char *text)
{
	struct lines *lines = user;

	assert_true(lines->count < MAX_LINES);
	snprintf(lines->text[lines->count++], sizeof(lines->text[0]), "%s",
		 text);
}

static void say(const char *format, ...)
{
	va_list args;

	assert_true(wanted.count < MAX_LINES);
	va_start(args, format);
	vsnprintf(wanted.text[wanted.count++], sizeof(wanted.text[0]), format,
		  args);
	va_end(args);
}

/* KVM-OBS-23, which takes INTID 1019 for an LPI: no VM can have it. */
static const char *type_of(uint32_t intid)
{
	if (intid < 16)
		return "SGI";
	if (intid < 32)
		return "PPI";
	return intid < 1019 ? "SPI" : "LPI";
}

static int or_none(unsigned vcpu)
{
	return vcpu == VGS_NO_VCPU ? -1 : (int)vcpu;
}

static void say_row(struct fixture *f, unsigned vcpu, uint32_t intid)
{
	const struct vgs_virq_info q = virq(f, vcpu, intid);

	/* KVM-OBS-22 */
	if (intid == 0 || intid == 32) {
		say("");
		say("%s%2u" COLUMNS, intid ? "SPI " : "VCPU", vcpu);
		say("%s%s", "--------------------------------",
		    "--------------------------------");
	}
	say(ROW, type_of(intid), intid, or_none(q.target), q.latch, q.line,
	    q.active, q.enabled, q.hw, !q.edge, q.group, q.hw ? q.pintid : 0,
	    q.targets, q.source, q.priority, or_none(q.vcpu));
}

/* KVM-OBS-21, then KVM-OBS-20. */
static void say_all(struct fixture *f, const uint32_t *lpis, unsigned count)
{
	wanted.count = 0;
	say("Distributor");
	say("===========");
	say("vgic_model:\t%s", f->v3 ? "GICv3" : "GICv2");
	say("nr_spis:\t%d", MOST - 32);
	if (f->v3)
		say("nr_lpis:\t%d", count);
	say("enabled:\t%d", 1);
	say("");
	say("P=pending_latch, L=line_level, A=active");
	say("E=enabled, H=hw, C=config (level=1, edge=0)");
	say("G=group");
	for (unsigned vcpu = 0; vcpu < 2; vcpu++)
		for (uint32_t intid = 0; intid < 32; intid++)
			say_row(f, vcpu, intid);
	for (uint32_t intid = 32; intid < MOST; intid++)
		say_row(f, 0, intid);
	for (unsigned n = 0; n < count; n++)
		say_row(f, 0, lpis[n]);
}

/* As many INTIDs as there can be; a little of everything is going on. */
static void begin(struct fixture *f)
{
	struct vgs_vm_config cfg = *vgs_vm_config(f->vm);

	cfg.nirqs = MOST;
	cfg.hw = NULL;
	cfg.affinities = NULL;
	vgs_vm_free(f->vm);
	assert_int_equal(vgs_vm_new(&cfg, &f->vm), 0);
	assert_int_equal(vgs_vcpu_bind(f->vm, 1, 1), 0);
	start_guest(f);
	use_virt(f, 0, 52);
	use_virt(f, 0, 991);
	vconfig(f, 991, 2);
	assert_int_equal(vgs_vgic_map(f->vm, VGS_NO_VCPU, 52, 42), 0);
	inject(f, 52, true);
	inject(f, 991, true);
}

static bool has(const char *text)
{
	for (unsigned n = 0; n < found.count; n++)
		if (strcmp(found.text[n], text) == 0)
			return true;
	return false;
}

static void compare(struct fixture *f)
{
	const char *header = "VCPU 0" COLUMNS;

	found.count = 0;
	vgs_vm_dump(f->vm, keep, &found);
	for (unsigned n = 0; n < wanted.count; n++)
		assert_string_equal(found.text[n], wanted.text[n]);
	assert_int_equal(found.count, wanted.count);
	/* Columns end where their names do, and a row where the dashes do. */
	assert_int_equal(strlen(header), 64);
	assert_true(has(header));
	assert_int_equal(strlen(found.text[found.count - 1]), f->v3 ? 66 : 65);
	assert_int_equal(strlen(found.text[20]), 65);
	assert_int_equal(
		strspn(found.text[20] + (strstr(header, "PLAEHCG") - header),
		       "01"),
		7);
}

/* KVM-OBS-20 to KVM-OBS-23 */
static void every_line_of_a_gicv2_guest_is_kvms(void **state)
{
	struct fixture *f = *state;

	begin(f);
	/* An SGI of vCPU 1 for vCPU 0: sources are a mask. */
	vw(f, 1, 0xf00, 4, 1u << 16 | 5);
	say_all(f, NULL, 0);
	compare(f);
	assert_true(has("       SGI    5      0 1001000        0"
			"        1   2   0       0 "));
	assert_true(has("       SPI   52      0 0101110       42"
			"        1   0 160       0 "));
	assert_true(has("       SPI  991      0 1001000        0"
			"        1   0 160       0 "));
}

/* KVM-OBS-20 to KVM-OBS-23 */
static void every_line_of_a_gicv3_guest_is_kvms(void **state)
{
	static const uint32_t lpis[] = { 8192, 8195, 65535 };
	struct fixture *f = *state;

	begin(f);
	for (unsigned n = 0; n < 3; n++)
		property(f, lpis[n], 0xa1);
	lpis_on(f, 0);
	lpis_on(f, 1);
	its_on(f);
	mapd(f, 7, 4, ITT);
	mapc(f, 0, 0);
	mapc(f, 1, 1);
	/* In another order than theirs. */
	mapti(f, 7, 0, 65535, 1);
	mapti(f, 7, 1, 8192, 0);
	mapti(f, 7, 2, 8195, 1);
	assert_int_equal(msi(f, 7, 2), 1);
	say_all(f, lpis, 3);
	compare(f);
	assert_true(has("nr_lpis:\t3"));
	assert_true(has("       PPI   16      1 0000011        0"
			"        1   0   0      -1 "));
	assert_true(has("       SPI  991      0 1001001        0"
			"        0   0 160       0 "));
	assert_true(has("       LPI 8195      1 1001001        0"
			"        0   0 160       1 "));
	assert_true(has("       LPI 65535      1 0001001        0"
			"        0   0 160      -1 "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_line_of_a_gicv2_guest_is_kvms, v2),
		RAW_TEST(every_line_of_a_gicv3_guest_is_kvms, v3),
	};

	return RUN("vgic_debugfs", tests);
}
