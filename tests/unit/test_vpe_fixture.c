/* SPDX-License-Identifier: MIT */
/* Fixture of the tests of GICv4. */
#include "test_vpe.h"

#include <string.h>

/* --- machines ------------------------------------------------------------ */

void vpe_machine(struct its *t)
{
	bool v41 = t->f.cfg.version == VGS_GIC_V4_1;

	its_machine(t);
	for (unsigned vpe = 0; vpe < 4; vpe++)
		memset(t->ram + (VPROP(vpe) - RAM), 0xa3, 0x1000);
	for (unsigned unit = 0; unit < t->f.cfg.its; unit++) {
		gits_write(t, unit, "GITS_CTLR", 0);
		gits_write(t, unit, "GITS_BASER2", V | VPES(v41 ? 0 : unit));
		gits_write(t, unit, "GITS_CTLR", 1);
	}
	for (unsigned pe = 0; pe < t->f.cfg.pes; pe++) {
		if (v41)
			redist_write(&t->f, pe, "GICR_VPROPBASER", V | VPES(0));
		if (!t->f.cfg.virt)
			continue;
		el2(&t->f, pe);
		msr(&t->f, pe, VGS_ICH_VMCR_EL2, 0xf8000002);
		msr(&t->f, pe, VGS_ICH_HCR_EL2, 1);
	}
	t->f.findings = 0;
	t->f.finding = 0;
}

static int start(void **state, enum vgs_version version,
		 int (*set_up)(void **state))
{
	struct its *t;

	if (set_up(state))
		return -1;
	t = *state;
	assert_null(vgs_gic_bug(t->f.gic));
	vgs_gic_free(t->f.gic);
	t->f.cfg.version = version;
	memset(t->ram, 0, sizeof(t->ram));
	vpe_machine(t);
	return 0;
}

int vpe_setup(void **state)
{
	return start(state, VGS_GIC_V4, its_setup);
}

int vpe_setup_ignore(void **state)
{
	return start(state, VGS_GIC_V4, its_setup_ignore);
}

int vpe_setup_cached(void **state)
{
	return start(state, VGS_GIC_V4, its_setup_cached);
}

int vpe_setup_async(void **state)
{
	return start(state, VGS_GIC_V4, its_setup_async);
}

int vpe41_setup(void **state)
{
	return start(state, VGS_GIC_V4_1, its_setup);
}

int vpe41_setup_async(void **state)
{
	return start(state, VGS_GIC_V4_1, its_setup_async);
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

/* --- GICv4.1 ---------------------------------------------------------------- */

void vmapp41(struct its *t, unsigned unit, unsigned vpe, unsigned pe,
	     uint64_t flags, uint64_t doorbell)
{
	command(t, unit, 0x29 | flags | VCONF(vpe),
		(uint64_t)vpe << 32 | doorbell, V | (uint64_t)pe << 16,
		VPT(vpe) | 15);
}

void unvmapp41(struct its *t, unsigned unit, unsigned vpe, uint64_t flags)
{
	command(t, unit, 0x29 | flags, (uint64_t)vpe << 32, 0, 0);
}

void vsgi(struct its *t, unsigned vpe, unsigned vintid, bool enable,
	  unsigned group, unsigned priority)
{
	command(t, 0,
		0x23 | (uint64_t)enable << 8 | (uint64_t)group << 10 |
			(uint64_t)priority << 16 | (uint64_t)vintid << 32,
		(uint64_t)vpe << 32, 0, 0);
}

void vsgi_clear(struct its *t, unsigned vpe, unsigned vintid)
{
	command(t, 0, 0x23 | 1u << 9 | (uint64_t)vintid << 32,
		(uint64_t)vpe << 32, 0, 0);
}

void vsgi_send(struct its *t, unsigned vpe, unsigned vintid)
{
	gits_write(t, 0, "GITS_SGIR", (uint64_t)vpe << 32 | vintid);
}

bool vsgi_pending(struct its *t, unsigned vpe, unsigned vintid)
{
	struct vgs_vsgi_info info;

	assert_int_equal(
		vgs_gic_vsgi(t->f.gic, 0, (uint16_t)vpe, vintid, &info), 0);
	return info.pending;
}

void vmap_one41(struct its *t)
{
	mapd(t, 0x10, 4, ITT);
	vmapp41(t, 0, 1, 1, ALLOC | VPTZ, 8200);
	vmapti(t, 0x10, 3, 1, 8192, NO_DOORBELL);
	vmapti(t, 0x10, 4, 1, 8193, NO_DOORBELL);
}

void vpe41_in(struct its *t, unsigned vpe, unsigned pe)
{
	redist_write(&t->f, pe, "GICR_VPENDBASER", V | UINT64_C(3) << 58 | vpe);
}

void vpe41_out(struct its *t, unsigned pe, uint64_t bits)
{
	redist_write(&t->f, pe, "GICR_VPENDBASER", bits);
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
