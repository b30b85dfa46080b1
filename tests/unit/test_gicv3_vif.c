/* SPDX-License-Identifier: MIT */
/*
 * A virtual CPU interface loaded and saved at once: as register by register, or
 * refused (ADR 0009).
 */
#include "check.h"

#include <libvgicsim/gic.h>
#include <libvgicsim/regs.h>
#include <libvgicsim/vif.h>

#include <stdlib.h>
#include <string.h>

#define LRS	4u
#define ROUNDS	20000u
#define HCR_EN	1u
#define HCR_UIE 2u

struct machine {
	struct vgs_gic *gic;
	unsigned rises[32];
};

struct pair {
	struct machine once, singly;
};

static void on_levels(void *user, unsigned pe, uint32_t old_levels,
		      uint32_t new_levels)
{
	struct machine *m = user;

	(void)pe;
	for (unsigned n = 0; n < 32; n++)
		m->rises[n] += (new_levels & ~old_levels) >> n & 1u;
}

static void start(struct machine *m)
{
	const struct vgs_access access = { .security = VGS_NONSECURE };
	struct vgs_gic_config cfg;

	vgs_gic_config_default(&cfg, VGS_GIC_V3);
	cfg.virt = true;
	cfg.nmi = true;
	cfg.lrs = LRS;
	cfg.maintenance_intid = 25;
	cfg.on_signals = on_levels;
	cfg.user = m;
	assert_int_equal(vgs_gic_new(&cfg, &m->gic), 0);
	/* The maintenance PPI is edge-triggered: a pulse would be latched. */
	assert_int_equal(vgs_gic_frame_write(m->gic, &access, VGS_FRAME_GICR, 0,
					     0x10c04, 4, 2u << 18),
			 0);
}

static int set_up(void **state)
{
	struct pair *p = calloc(1, sizeof(*p));

	assert_non_null(p);
	start(&p->once);
	start(&p->singly);
	*state = p;
	return 0;
}

static int tear_down(void **state)
{
	struct pair *p = *state;

	vgs_gic_free(p->once.gic);
	vgs_gic_free(p->singly.gic);
	free(p);
	return 0;
}

/* --- register by register ----------------------------------------- */

static void put(struct vgs_gic *gic, enum vgs_sysreg id, unsigned n,
		uint64_t value)
{
	assert_int_equal(
		vgs_gic_sysreg_write(gic, 0, (enum vgs_sysreg)(id + n), value),
		0);
}

static uint64_t get(struct vgs_gic *gic, enum vgs_sysreg id, unsigned n)
{
	uint64_t value = 0;

	assert_int_equal(
		vgs_gic_sysreg_read(gic, 0, (enum vgs_sysreg)(id + n), &value),
		0);
	return value;
}

static void load(struct vgs_gic *gic, const struct vgs_vif_regs *regs)
{
	put(gic, VGS_ICH_VMCR_EL2, 0, regs->vmcr);
	for (unsigned n = 0; n < regs->ap_regs; n++) {
		put(gic, VGS_ICH_AP0R0_EL2, n, regs->ap0[n]);
		put(gic, VGS_ICH_AP1R0_EL2, n, regs->ap1[n]);
	}
	for (unsigned n = 0; n < regs->lrs; n++)
		put(gic, VGS_ICH_LR0_EL2, n, regs->lr[n]);
	put(gic, VGS_ICH_HCR_EL2, 0, regs->hcr);
}

static void save(struct vgs_gic *gic, struct vgs_vif_regs *regs)
{
	regs->hcr = (uint32_t)get(gic, VGS_ICH_HCR_EL2, 0);
	regs->elrsr = get(gic, VGS_ICH_ELRSR_EL2, 0);
	for (unsigned n = 0; n < regs->lrs; n++) {
		if (!(regs->elrsr >> n & 1u))
			regs->lr[n] = get(gic, VGS_ICH_LR0_EL2, n);
		put(gic, VGS_ICH_LR0_EL2, n, 0);
	}
	put(gic, VGS_ICH_HCR_EL2, 0, 0);
	regs->vmcr = (uint32_t)get(gic, VGS_ICH_VMCR_EL2, 0);
	for (unsigned n = 0; n < regs->ap_regs; n++) {
		regs->ap0[n] = (uint32_t)get(gic, VGS_ICH_AP0R0_EL2, n);
		regs->ap1[n] = (uint32_t)get(gic, VGS_ICH_AP1R0_EL2, n);
	}
}

/* --- the same ----------------------------------------------------- */

struct image {
	uint64_t lr[LRS];
	uint32_t ap0, ap1;
	struct vgs_vif_regs regs;
};

static uint64_t dice = UINT64_C(0x9e3779b97f4a7c15);

static uint32_t roll(uint32_t sides)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return (uint32_t)(dice >> 16) % sides;
}

static void any_image(struct image *to)
{
	*to = (struct image){ .ap0 = roll(4) ? 0 : 1u << roll(32),
			      .ap1 = roll(4) ? 0 : 1u << roll(32) };
	for (unsigned n = 0; n < LRS; n++)
		to->lr[n] = (uint64_t)roll(4) << 62 |	    /* state */
			    (uint64_t)!roll(4) << 61 |	    /* HW */
			    (uint64_t)(roll(4) > 0) << 60 | /* group */
			    (uint64_t)!roll(8) << 59 |	    /* NMI */
			    (uint64_t)roll(8) << 53 |	    /* priority */
			    (uint64_t)(roll(1024)) << 32 |  /* EOI, pINTID */
			    (32 + roll(8));
	to->regs = (struct vgs_vif_regs){
		.hcr = HCR_EN | (roll(3) ? 0 : roll(256)) |
		       (roll(8) ? 0 : roll(32) << 10),
		.vmcr = (8u + roll(24)) << 27 | roll(4) | roll(2) << 9,
		.ap_regs = 1,
		.lrs = roll(LRS + 1),
	};
}

static void aim(struct image *image)
{
	image->regs.ap0 = &image->ap0;
	image->regs.ap1 = &image->ap1;
	image->regs.lr = image->lr;
}

static void guest(struct vgs_gic *gic)
{
	const struct vgs_pe_ctx el1 = { .el = 1, .hcr_el2 = 3u << 3 };
	const struct vgs_pe_ctx el2 = { .el = 2 };
	uint64_t intid = 0;

	vgs_gic_set_pe(gic, 0, &el1);
	vgs_gic_sysreg_read(gic, 0, VGS_ICC_IAR1_EL1, &intid);
	if (intid & 1u)
		vgs_gic_sysreg_write(gic, 0, VGS_ICC_EOIR1_EL1, intid);
	vgs_gic_set_pe(gic, 0, &el2);
}

static void they_agree(const struct pair *p, const struct image *a,
		       const struct image *b)
{
	assert_int_equal(vgs_gic_hash(p->once.gic),
			 vgs_gic_hash(p->singly.gic));
	assert_memory_equal(p->once.rises, p->singly.rises,
			    sizeof(p->once.rises));
	assert_memory_equal(a->lr, b->lr, sizeof(a->lr));
	assert_int_equal(a->ap0, b->ap0);
	assert_int_equal(a->ap1, b->ap1);
	assert_int_equal(a->regs.hcr, b->regs.hcr);
	assert_int_equal(a->regs.vmcr, b->regs.vmcr);
	assert_int_equal(a->regs.elrsr, b->regs.elrsr);
}

/* What it leaves, what it reads, and how often each wire rose. */
static void at_once_is_as_register_by_register(void **state)
{
	struct pair *p = *state;
	unsigned refused = 0;

	for (unsigned n = 0; n < ROUNDS; n++) {
		struct image a, b;

		any_image(&a);
		b = a;
		aim(&a);
		aim(&b);
		assert_int_equal(vgs_gic_vif_load(p->once.gic, 0, &a.regs), 0);
		load(p->singly.gic, &b.regs);
		they_agree(p, &a, &b);
		guest(p->once.gic);
		guest(p->singly.gic);
		if (vgs_gic_vif_save(p->once.gic, 0, &a.regs)) {
			save(p->once.gic, &a.regs);
			refused++;
		}
		save(p->singly.gic, &b.regs);
		they_agree(p, &a, &b);
	}
	assert_true(refused > ROUNDS / 50);
	assert_true(refused < ROUNDS / 2);
}

static struct vgs_vif_regs one_pending(struct image *image)
{
	*image = (struct image){ .lr = { UINT64_C(0x50a0) << 48 | 40 } };
	image->regs = (struct vgs_vif_regs){
		.hcr = HCR_EN, .vmcr = 0xf8u << 24 | 2, .ap_regs = 1, .lrs = 1
	};
	aim(image);
	return image->regs;
}

static void it_is_refused_where_it_could_be_told(void **state)
{
	struct vgs_gic *gic = ((struct pair *)*state)->once.gic;
	const struct vgs_pe_ctx el1 = { .el = 1 }, el2 = { .el = 2 };
	struct image image;
	struct vgs_vif_regs regs = one_pending(&image);
	uint64_t hash;

	/* It would be a trap or UNDEFINED. */
	vgs_gic_set_pe(gic, 0, &el1);
	assert_int_equal(vgs_gic_vif_load(gic, 0, &regs), -VGS_ENOTSUP);
	assert_int_equal(vgs_gic_vif_save(gic, 0, &regs), -VGS_ENOTSUP);
	vgs_gic_set_pe(gic, 0, &el2);
	/* Maintenance goes down with the end, up with the underflow. */
	regs.hcr |= HCR_UIE;
	image.lr[0] = UINT64_C(1) << 41;
	assert_int_equal(vgs_gic_vif_load(gic, 0, &regs), 0);
	hash = vgs_gic_hash(gic);
	assert_int_equal(vgs_gic_vif_save(gic, 0, &regs), -VGS_ENOTSUP);
	/* The interface is on: each write is seen. */
	assert_int_equal(vgs_gic_vif_load(gic, 0, &regs), -VGS_ENOTSUP);
	assert_int_equal(vgs_gic_hash(gic), hash);
}

static void registers_that_do_not_exist_are_out_of_range(void **state)
{
	struct vgs_gic *gic = ((struct pair *)*state)->once.gic;
	struct image image;
	struct vgs_vif_regs regs = one_pending(&image);

	assert_int_equal(vgs_gic_vif_load(gic, 1, &regs), -VGS_ERANGE);
	assert_int_equal(vgs_gic_vif_save(gic, 1, &regs), -VGS_ERANGE);
	regs.lrs = LRS + 1;
	assert_int_equal(vgs_gic_vif_load(gic, 0, &regs), -VGS_ERANGE);
	regs = one_pending(&image);
	regs.ap_regs = 2;
	assert_int_equal(vgs_gic_vif_save(gic, 0, &regs), -VGS_ERANGE);
}

static uint64_t hcr_answer(struct vgs_gic *gic)
{
	uint64_t value;

	return (uint64_t)vgs_gic_sysreg_read(gic, 0, VGS_ICH_HCR_EL2, &value);
}

/* GIC-T17, GIC-T18: as any access of these registers is answered. */
static void it_is_usable_where_an_access_is_carried_out(void **state)
{
	struct vgs_gic *gic = ((struct pair *)*state)->once.gic;

	for (unsigned el = 0; el < 4; el++) {
		const struct vgs_pe_ctx ctx = { .el = (uint8_t)el };
		bool usable;

		vgs_gic_set_pe(gic, 0, &ctx);
		usable = !vgs_gic_vif_usable(gic, 0);
		assert_int_equal(usable, hcr_answer(gic) == VGS_ANSWER_OK);
		assert_int_equal(usable, el >= 2);
	}
	assert_int_equal(vgs_gic_vif_usable(gic, 1), -VGS_ERANGE);
}

static void traced(void *user, const struct vgs_event *event)
{
	(void)user;
	(void)event;
}

static void it_is_not_known_where_accesses_are_traced(void **state)
{
	struct vgs_gic_config cfg =
		*vgs_gic_config(((struct pair *)*state)->once.gic);
	const struct vgs_pe_ctx el2 = { .el = 2 };
	struct vgs_gic *gic = NULL;

	cfg.trace = traced;
	assert_int_equal(vgs_gic_new(&cfg, &gic), 0);
	vgs_gic_set_pe(gic, 0, &el2);
	assert_int_equal(hcr_answer(gic), VGS_ANSWER_OK);
	assert_int_equal(vgs_gic_vif_usable(gic, 0), -VGS_ENOTSUP);
	vgs_gic_free(gic);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(at_once_is_as_register_by_register),
		TEST(it_is_refused_where_it_could_be_told),
		TEST(registers_that_do_not_exist_are_out_of_range),
		TEST(it_is_usable_where_an_access_is_carried_out),
		TEST(it_is_not_known_where_accesses_are_traced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
