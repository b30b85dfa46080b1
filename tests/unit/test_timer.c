/* SPDX-License-Identifier: MIT */
/* The generic timer: its registers, its output, its wire. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <libvgicsim/vgicsim.h>

#define V VGS_TIMER_VIRTUAL
#define P VGS_TIMER_PHYSICAL

/* KVM-TM-3: enabled, not masked, count at or past CVAL. */
static void output_needs_enable_no_mask_and_the_count(void **state)
{
	struct vgs_timer t = { .cval = 100, .ctl = 1 };

	(void)state;
	assert_false(vgs_timer_output(&t, 99));
	assert_true(vgs_timer_output(&t, 100));
	assert_true(vgs_timer_output(&t, UINT64_MAX));
	t.ctl = 3;
	assert_false(vgs_timer_output(&t, 100));
	t.ctl = 0;
	assert_false(vgs_timer_output(&t, 100));
	t.ctl = 2;
	assert_false(vgs_timer_output(&t, 100));
}

static void offset_moves_the_count(void **state)
{
	struct vgs_timer t = { .cval = 100, .offset = 50, .ctl = 1 };

	(void)state;
	assert_false(vgs_timer_output(&t, 149));
	assert_true(vgs_timer_output(&t, 150));
	assert_int_equal(vgs_timer_read(&t, 150, VGS_TIMER_COUNT), 100);
	assert_int_equal(vgs_timer_read(&t, 49, VGS_TIMER_COUNT), UINT64_MAX);
}

static void ctl_reads_istatus_while_enabled(void **state)
{
	struct vgs_timer t = { .cval = 10 };

	(void)state;
	vgs_timer_write(&t, 0, VGS_TIMER_CTL, 0xffffffff);
	assert_int_equal(vgs_timer_read(&t, 9, VGS_TIMER_CTL), 3);
	assert_int_equal(vgs_timer_read(&t, 10, VGS_TIMER_CTL), 7);
	vgs_timer_write(&t, 0, VGS_TIMER_CTL, 0);
	assert_int_equal(vgs_timer_read(&t, 10, VGS_TIMER_CTL), 0);
}

/* KVM-TM-9: a signed distance of 32 bits. */
static void tval_is_a_signed_distance(void **state)
{
	struct vgs_timer t = { .ctl = 1 };

	(void)state;
	vgs_timer_write(&t, 1000, VGS_TIMER_TVAL, 20);
	assert_int_equal(t.cval, 1020);
	assert_int_equal(vgs_timer_read(&t, 1005, VGS_TIMER_TVAL), 15);
	assert_int_equal(vgs_timer_read(&t, 1021, VGS_TIMER_TVAL), 0xffffffff);
	vgs_timer_write(&t, 1000, VGS_TIMER_TVAL, 0x1ffffffff);
	assert_int_equal(t.cval, 999);
	assert_true(vgs_timer_output(&t, 1000));
	vgs_timer_write(&t, 1000, VGS_TIMER_TVAL, 0x7fffffff);
	assert_int_equal(t.cval, UINT64_C(0x800003e7));
}

static void count_ignores_writes(void **state)
{
	struct vgs_timer t = { .cval = 7, .offset = 5, .ctl = 1 };

	(void)state;
	vgs_timer_write(&t, 100, VGS_TIMER_COUNT, 3);
	assert_int_equal(vgs_timer_read(&t, 100, VGS_TIMER_COUNT), 95);
	assert_int_equal(t.cval, 7);
}

static void deadline_is_when_the_output_rises(void **state)
{
	struct vgs_timer t = { .cval = 100, .offset = 10, .ctl = 1 };
	uint64_t when = 0;

	(void)state;
	assert_true(vgs_timer_deadline(&t, 20, &when));
	assert_int_equal(when, 110);
	assert_true(vgs_timer_deadline(&t, 200, &when));
	assert_int_equal(when, 200);
	t.ctl = 3;
	assert_false(vgs_timer_deadline(&t, 20, &when));
	t.ctl = 1;
	t.cval = UINT64_MAX;
	assert_false(vgs_timer_deadline(&t, 20, &when));
}

static void registers_have_names(void **state)
{
	enum vgs_timer_id id;
	enum vgs_timer_reg reg;

	(void)state;
	assert_int_equal(vgs_timer_reg_by_name("CNTP_TVAL_EL0", &id, &reg), 0);
	assert_int_equal(id, P);
	assert_int_equal(reg, VGS_TIMER_TVAL);
	assert_int_equal(vgs_timer_reg_by_name("CNTVOFF_EL2", &id, &reg), 0);
	assert_int_equal(id, V);
	assert_int_equal(reg, VGS_TIMER_OFFSET);
	assert_int_equal(vgs_timer_reg_by_name("CNTHP_CTL_EL2", &id, &reg),
			 -VGS_ENOENT);
	assert_string_equal(vgs_timer_reg_name(V, VGS_TIMER_COUNT),
			    "CNTVCT_EL0");
	assert_null(vgs_timer_reg_name(VGS_TIMER_IDS, VGS_TIMER_CTL));
}

/* --- a machine's -------------------------------------------------- */

struct wires {
	unsigned calls, last_pe;
	uint32_t last_intid;
	bool last_level;
	int err;
};

static int note(void *user, unsigned pe, uint32_t intid, bool level)
{
	struct wires *w = user;

	w->calls++;
	w->last_pe = pe;
	w->last_intid = intid;
	w->last_level = level;
	return w->err;
}

static struct vgs_timers *machine(struct wires *w)
{
	struct vgs_timers_config cfg;
	struct vgs_timers *t = NULL;

	vgs_timers_config_default(&cfg, NULL);
	cfg.pes = 2;
	cfg.set_line = note;
	cfg.user = w;
	assert_int_equal(vgs_timers_new(&cfg, &t), 0);
	return t;
}

static void wire_follows_the_output(void **state)
{
	struct wires w = { 0 };
	struct vgs_timers *t = machine(&w);

	(void)state;
	vgs_timers_write(t, 1, P, VGS_TIMER_CVAL, 10);
	vgs_timers_write(t, 1, P, VGS_TIMER_CTL, 1);
	assert_int_equal(w.calls, 0);
	assert_int_equal(vgs_timers_set_counter(t, 9), 0);
	assert_int_equal(w.calls, 0);
	assert_int_equal(vgs_timers_set_counter(t, 10), 0);
	assert_int_equal(w.calls, 1);
	assert_int_equal(w.last_pe, 1);
	assert_int_equal(w.last_intid, 30);
	assert_true(w.last_level);
	assert_true(vgs_timers_output(t, 1, P));
	assert_false(vgs_timers_output(t, 0, P));
	assert_false(vgs_timers_output(t, 2, P));
	vgs_timers_write(t, 1, P, VGS_TIMER_TVAL, 5);
	assert_int_equal(w.calls, 2);
	assert_false(w.last_level);
	vgs_timers_free(t);
}

static void deadline_is_the_first_of_all(void **state)
{
	struct wires w = { 0 };
	struct vgs_timers *t = machine(&w);
	uint64_t when = 0;

	(void)state;
	assert_false(vgs_timers_deadline(t, &when));
	vgs_timers_write(t, 0, V, VGS_TIMER_CVAL, 30);
	vgs_timers_write(t, 0, V, VGS_TIMER_CTL, 1);
	vgs_timers_write(t, 1, P, VGS_TIMER_CVAL, 20);
	vgs_timers_write(t, 1, P, VGS_TIMER_CTL, 1);
	assert_true(vgs_timers_deadline(t, &when));
	assert_int_equal(when, 20);
	vgs_timers_set_counter(t, when);
	assert_true(vgs_timers_deadline(t, &when));
	assert_int_equal(when, 30);
	vgs_timers_set_counter(t, when);
	assert_false(vgs_timers_deadline(t, &when));
	vgs_timers_free(t);
}

/* A wire that refuses is driven again the next time. */
static void refused_wire_is_reported_and_tried_again(void **state)
{
	struct wires w = { .err = -VGS_EBUSY };
	struct vgs_timers *t = machine(&w);

	(void)state;
	vgs_timers_write(t, 0, V, VGS_TIMER_CVAL, 1);
	vgs_timers_write(t, 0, V, VGS_TIMER_CTL, 1);
	assert_int_equal(vgs_timers_set_counter(t, 1), -VGS_EBUSY);
	w.err = 0;
	assert_int_equal(vgs_timers_set_counter(t, 2), 0);
	assert_int_equal(w.calls, 2);
	assert_int_equal(vgs_timers_set_counter(t, 3), 0);
	assert_int_equal(w.calls, 2);
	vgs_timers_free(t);
}

static void image_restores_everything(void **state)
{
	struct wires w = { 0 };
	struct vgs_timers *t = machine(&w);
	size_t size = vgs_timers_save_size(t);
	unsigned char *image = calloc(1, size);
	uint64_t hash, value = 0;

	(void)state;
	assert_non_null(image);
	vgs_timers_write(t, 0, V, VGS_TIMER_CVAL, 0x1122334455667788);
	vgs_timers_write(t, 1, V, VGS_TIMER_OFFSET, 3);
	vgs_timers_write(t, 1, V, VGS_TIMER_CTL, 1);
	vgs_timers_set_counter(t, 77);
	hash = vgs_timers_hash(t);
	assert_int_equal(vgs_timers_save(t, image, size - 1), -VGS_ERANGE);
	assert_int_equal(vgs_timers_save(t, image, size), 0);
	vgs_timers_set_counter(t, 78);
	vgs_timers_write(t, 0, V, VGS_TIMER_CVAL, 0);
	assert_int_not_equal(vgs_timers_hash(t), hash);
	w.calls = 0;
	assert_int_equal(vgs_timers_restore(t, image, size), 0);
	assert_int_equal(vgs_timers_hash(t), hash);
	assert_int_equal(w.calls, 0);
	assert_int_equal(vgs_timers_read(t, 0, V, VGS_TIMER_CVAL, &value), 0);
	assert_int_equal(value, 0x1122334455667788);
	assert_int_equal(vgs_timers_counter(t), 77);
	free(image);
	vgs_timers_free(t);
}

static void hostile_images_are_refused(void **state)
{
	struct wires w = { 0 };
	struct vgs_timers *t = machine(&w);
	size_t size = vgs_timers_save_size(t);
	unsigned char *image = calloc(1, size);
	uint64_t hash = vgs_timers_hash(t);

	(void)state;
	assert_non_null(image);
	assert_int_equal(vgs_timers_restore(t, image, size), -VGS_ECORRUPT);
	vgs_timers_save(t, image, size);
	assert_int_equal(vgs_timers_restore(t, image, size - 8), -VGS_ECORRUPT);
	image[8] = 3; /* PEs */
	assert_int_equal(vgs_timers_restore(t, image, size), -VGS_ECORRUPT);
	image[8] = 2;
	image[5 * 8] = 4; /* ISTATUS is not stored */
	assert_int_equal(vgs_timers_restore(t, image, size), -VGS_ECORRUPT);
	image[5 * 8] = 0;
	assert_int_equal(vgs_timers_restore(t, image, size), 0);
	assert_int_equal(vgs_timers_hash(t), hash);
	free(image);
	vgs_timers_free(t);
}

static void impossible_timers_are_refused(void **state)
{
	struct vgs_timers_config cfg;
	struct vgs_timers *t = NULL;
	struct wires w = { 0 };
	uint64_t value;

	(void)state;
	vgs_timers_config_default(&cfg, NULL);
	assert_int_equal(vgs_timers_new(&cfg, &t), -VGS_EINVAL);
	cfg.set_line = note;
	cfg.intids[V] = 15;
	assert_int_equal(vgs_timers_new(&cfg, &t), -VGS_EINVAL);
	cfg.intids[V] = 30;
	assert_int_equal(vgs_timers_new(&cfg, &t), -VGS_EINVAL);
	assert_null(t);
	t = machine(&w);
	assert_int_equal(vgs_timers_read(t, 2, V, VGS_TIMER_CTL, &value),
			 -VGS_ERANGE);
	assert_int_equal(
		vgs_timers_write(t, 0, VGS_TIMER_IDS, VGS_TIMER_CTL, 1),
		-VGS_ERANGE);
	vgs_timers_free(t);
}

/* The default drives the PE's own PPI of a GIC. */
static void gic_sees_the_wire(void **state)
{
	struct vgs_timers_config cfg;
	struct vgs_gic_config gcfg;
	struct vgs_timers *t = NULL;
	struct vgs_gic *gic = NULL;
	struct vgs_irq_info info;

	(void)state;
	vgs_gic_config_default(&gcfg, VGS_GIC_V3);
	gcfg.pes = 2;
	if (vgs_gic_new(&gcfg, &gic) == -VGS_ENOTSUP)
		skip();
	vgs_timers_config_default(&cfg, gic);
	assert_int_equal(vgs_timers_new(&cfg, &t), 0);
	vgs_timers_write(t, 1, V, VGS_TIMER_CTL, 1);
	assert_int_equal(vgs_gic_irq(gic, VGS_PRIVATE(1, 27), &info), 0);
	assert_true(info.line);
	assert_int_equal(vgs_gic_irq(gic, VGS_PRIVATE(0, 27), &info), 0);
	assert_false(info.line);
	vgs_timers_free(t);
	vgs_gic_free(gic);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(output_needs_enable_no_mask_and_the_count),
		cmocka_unit_test(offset_moves_the_count),
		cmocka_unit_test(ctl_reads_istatus_while_enabled),
		cmocka_unit_test(tval_is_a_signed_distance),
		cmocka_unit_test(count_ignores_writes),
		cmocka_unit_test(deadline_is_when_the_output_rises),
		cmocka_unit_test(registers_have_names),
		cmocka_unit_test(wire_follows_the_output),
		cmocka_unit_test(deadline_is_the_first_of_all),
		cmocka_unit_test(refused_wire_is_reported_and_tried_again),
		cmocka_unit_test(image_restores_everything),
		cmocka_unit_test(hostile_images_are_refused),
		cmocka_unit_test(impossible_timers_are_refused),
		cmocka_unit_test(gic_sees_the_wire),
	};

	return cmocka_run_group_tests_name("timer", tests, NULL, NULL);
}
