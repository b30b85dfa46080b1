/* SPDX-License-Identifier: MIT */
/* Fixture of the tests of GICv4. */
#include "test_vpe.h"

#include <string.h>

/* --- machines ------------------------------------------------------------ */

static int start(void **state, int (*set_up)(void **state))
{
	struct its *t;

	if (set_up(state))
		return -1;
	t = *state;
	vgs_gic_free(t->f.gic);
	t->f.cfg.version = VGS_GIC_V4;
	memset(t->ram, 0, sizeof(t->ram));
	its_machine(t);
	for (unsigned vpe = 0; vpe < 4; vpe++)
		memset(t->ram + (VPROP(vpe) - RAM), 0xa3, 0x1000);
	for (unsigned unit = 0; unit < t->f.cfg.its; unit++) {
		gits_write(t, unit, "GITS_CTLR", 0);
		gits_write(t, unit, "GITS_BASER2", V | VPES(unit));
		gits_write(t, unit, "GITS_CTLR", 1);
	}
	for (unsigned pe = 0; pe < t->f.cfg.pes; pe++) {
		el2(&t->f, pe);
		msr(&t->f, pe, VGS_ICH_VMCR_EL2, 0xf8000002);
		msr(&t->f, pe, VGS_ICH_HCR_EL2, 1);
	}
	t->f.findings = 0;
	t->f.finding = 0;
	return 0;
}

int vpe_setup(void **state)
{
	return start(state, its_setup);
}

int vpe_setup_ignore(void **state)
{
	return start(state, its_setup_ignore);
}

int vpe_setup_cached(void **state)
{
	return start(state, its_setup_cached);
}

int vpe_setup_async(void **state)
{
	return start(state, its_setup_async);
}

/* --- memory and commands --------------------------------------------------- */

void vproperty(struct its *t, unsigned vpe, unsigned vintid, unsigned byte)
{
	store(t, VPROP(vpe) + vintid - 8192, 1, byte);
}

void vmapp(struct its *t, unsigned vpe, unsigned pe)
{
	command(t, 0, 0x29, (uint64_t)vpe << 32, V | (uint64_t)pe << 16,
		VPT(vpe) | 15);
}

void unvmapp(struct its *t, unsigned vpe)
{
	command(t, 0, 0x29, (uint64_t)vpe << 32, 0, 0);
}

void vmapti(struct its *t, uint64_t device, uint32_t event, unsigned vpe,
	    uint64_t vintid, uint64_t doorbell)
{
	command(t, 0, device << 32 | 0x2a, (uint64_t)vpe << 32 | event,
		doorbell << 32 | vintid, 0);
}

void vmovi(struct its *t, uint64_t device, uint32_t event, unsigned vpe)
{
	command(t, 0, device << 32 | 0x21, (uint64_t)vpe << 32 | event, 0, 0);
}

void vmovp(struct its *t, unsigned vpe, unsigned pe)
{
	command(t, 0, 0x22, (uint64_t)vpe << 32, (uint64_t)pe << 16, 0);
}

void vinvall(struct its *t, unsigned vpe)
{
	command(t, 0, 0x2d, (uint64_t)vpe << 32, 0, 0);
}

void vsync(struct its *t, unsigned vpe)
{
	command(t, 0, 0x25, (uint64_t)vpe << 32, 0, 0);
}

void vmap_one(struct its *t)
{
	mapd(t, 0x10, 4, ITT);
	vmapp(t, 1, 1);
	vmapti(t, 0x10, 3, 1, 8192, 8200);
	vmapti(t, 0x10, 4, 1, 8193, NO_DOORBELL);
}

/* --- residency -------------------------------------------------------------- */

void vpe_in(struct its *t, unsigned vpe, unsigned pe, uint64_t bits)
{
	redist_write(&t->f, pe, "GICR_VPROPBASER", VPROP(vpe) | 15);
	redist_write(&t->f, pe, "GICR_VPENDBASER", V | VPT(vpe) | bits);
}

void vpe_out(struct its *t, unsigned vpe, unsigned pe, uint64_t bits)
{
	redist_write(&t->f, pe, "GICR_VPENDBASER", VPT(vpe) | bits);
}

uint64_t vpendbaser(struct its *t, unsigned pe)
{
	return redist_read(&t->f, pe, "GICR_VPENDBASER");
}

/* --- what is seen ------------------------------------------------------------ */

bool vlpi_pending(struct its *t, unsigned vpe, uint32_t vintid)
{
	bool pending = false;

	assert_int_equal(
		vgs_gic_vlpi(t->f.gic, 0, (uint16_t)vpe, vintid, &pending), 0);
	return pending;
}

bool vpt_bit(const struct its *t, unsigned vpe, uint32_t vintid)
{
	return load(t, VPT(vpe) + vintid / 8, 1) >> vintid % 8 & 1u;
}

unsigned vack(struct its *t, unsigned pe)
{
	unsigned vintid;

	guest(&t->f, pe);
	vintid = (unsigned)mrs(&t->f, pe, VGS_ICC_IAR1_EL1);
	el2(&t->f, pe);
	return vintid;
}

void vend(struct its *t, unsigned pe, unsigned vintid)
{
	guest(&t->f, pe);
	msr(&t->f, pe, VGS_ICC_EOIR1_EL1, vintid);
	el2(&t->f, pe);
}

bool virq(struct its *t, unsigned pe)
{
	return signals(&t->f, pe) & VGS_SIG_VIRQ;
}

void drain(struct its *t)
{
	struct vgs_work work;

	while (vgs_gic_work(t->f.gic, 1, &work))
		assert_int_equal(vgs_gic_work_run(t->f.gic, &work), 0);
}
