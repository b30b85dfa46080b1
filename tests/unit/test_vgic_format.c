/* SPDX-License-Identifier: MIT */
/*
 * What the vgic writes into the registers of the virtual interface, bit by
 * bit, and what it finds there (KVM-LR-1, KVM-LR-1b, KVM-ST-5).
 */
#include "test_vgic.h"

#include <libvgicsim/regs.h>

static const struct shape v2 = { 2, 1, 4, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v3 = { 3, 1, 4, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v2_8 = { 2, 8, 4, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v2_64lr = { 2, 1, 64, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v3_16lr = { 3, 1, 16, VGS_EPOCH_E5, NULL, NULL };

#define BIT(n) (UINT64_C(1) << (n))

/* GICH_<@offset> or the system register of the physical PE 0. */
static uint64_t ich(struct fixture *f, unsigned offset, enum vgs_sysreg id)
{
	struct vgs_access access = { .pe = 0, .security = VGS_NONSECURE };
	uint64_t value = 0;

	if (f->v3)
		assert_int_equal(vgs_gic_sysreg_peek(f->gic, 0, id, &value), 0);
	else
		assert_int_equal(vgs_gic_frame_peek(f->gic, &access,
						    VGS_FRAME_GICH, 0, offset,
						    4, &value),
				 0);
	return value;
}

static uint64_t lr0(struct fixture *f)
{
	return ich(f, 0x100, VGS_ICH_LR0_EL2);
}

/* KVM-LR-1: HW, pending, pINTID 42, priority 0xa0; a GICv3's is Group 1. */
static void list_register_of_a_mapped_level(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	device_fires(f);
	enter(f, 0);
	if (f->v3)
		assert_int_equal(lr0(f), 52 | UINT64_C(42) << 32 |
						 UINT64_C(0xa0) << 48 |
						 BIT(60) | BIT(61) | BIT(62));
	else
		assert_int_equal(lr0(f), 52 | 42 << 10 | 0x14 << 23 | BIT(28) |
						 BIT(31));
	assert_int_equal(guest_acks(f, 0), 52);
	if (f->v3)
		assert_int_equal(lr0(f) >> 62, 2);
	else
		assert_int_equal(lr0(f) >> 28 & 3, 2);
}

/* KVM-LR-1, KVM-LR-18: EOI is bit 19 or 41, where pINTID would be. */
static void list_register_of_a_software_level(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	if (f->v3)
		assert_int_equal(lr0(f), 52 | UINT64_C(0xa0) << 48 | BIT(41) |
						 BIT(60) | BIT(62));
	else
		assert_int_equal(lr0(f), 52 | 0x14 << 23 | BIT(19) | BIT(28));
}

/* KVM-LR-10: INTID, group and priority of the interrupt, nothing else. */
static void list_register_of_an_edge(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 53);
	vconfig(f, 53, 2);
	vpriority(f, 0, 53, 0x48);
	if (f->v3)
		vw(f, 0, D_IGROUPR + 4, 4, 0);
	else
		vw(f, 0, D_IGROUPR + 4, 4, UINT32_MAX);
	inject(f, 53, true);
	enter(f, 0);
	if (f->v3)
		assert_int_equal(lr0(f), 53 | UINT64_C(0x48) << 48 | BIT(62));
	else
		assert_int_equal(lr0(f), 53 | 9 << 23 | BIT(28) | BIT(30));
}

/* KVM-LR-1, KVM-FO-9: the source of an SGI has three bits, there and back. */
static void list_register_of_an_sgi_has_its_source(void **state)
{
	struct fixture *f = *state;

	vbit(f, 0, D_ISENABLER, 3);
	vw(f, 7, D_SGIR, 4, 1u << 16 | 3);
	enter(f, 0);
	assert_int_equal(lr0(f), 3 | 7 << 10 | BIT(28));
	assert_int_equal(guest_acks(f, 0), 7 << 10 | 3);
	leave(f, 0);
	assert_true(virq(f, 0, 3).active);
	assert_int_equal(virq(f, 0, 3).active_source, 7);
	enter(f, 0);
	assert_int_equal(lr0(f), 3 | 7 << 10 | BIT(29));
}

/*
 * KVM-LR-1b: VMCR and HCR.  KVM-LR-1c: a GICv3 guest's BPRs read their minimum
 * where VMCR was 0, and SRE is fixed.
 */
static void vmcr_and_hcr_have_their_fields(void **state)
{
	struct fixture *f = *state;

	guest_writes(f, 0, C_PMR, VGS_ICC_PMR_EL1, 0x88);
	guest_writes(f, 0, C_BPR, VGS_ICC_BPR0_EL1, 5);
	guest_eoimode(f, 0, true);
	enter(f, 0);
	if (f->v3) {
		uint64_t vmcr = ich(f, 0, VGS_ICH_VMCR_EL2);

		assert_int_equal(vmcr >> 24, 0x88);
		assert_int_equal(vmcr >> 21 & 7, 5);
		assert_int_equal(vmcr & (BIT(9) | 3), BIT(9) | 2);
		assert_int_equal(guest_reads(f, 0, 0, VGS_ICC_SRE_EL1), 7);
		assert_int_equal(guest_reads(f, 0, 0, VGS_ICC_BPR1_EL1), 3);
	} else {
		uint64_t vmcr = ich(f, 8, VGS_SYSREG_COUNT);

		assert_int_equal(vmcr >> 27, 0x11);
		assert_int_equal(vmcr >> 21 & 7, 5);
		assert_int_equal(vmcr & (BIT(9) | 3), BIT(9) | 1);
	}
	/* En, and one of a pair for each group. */
	assert_int_equal(hcr(f, 0) & 0xf1, f->v3 ? 0x91 : 0x61);
}

/* KVM-GM-5: the bits of a GICv2 guest's GICC_CTLR are fields of VMCR. */
static void gicc_ctlr_is_in_vmcr(void **state)
{
	static const unsigned bits[] = { 0, 1, 2, 3, 4, 9 };
	struct fixture *f = *state;

	assert_int_equal(virq(f, 0, 52).group, 0);
	for (unsigned n = 0; n < 6; n++) {
		guest_writes(f, 0, C_CTLR, VGS_SYSREG_COUNT, 1u << bits[n]);
		guest_writes(f, 0, C_PMR, VGS_SYSREG_COUNT, 0xf0);
		enter(f, 0);
		assert_int_equal(ich(f, 8, VGS_SYSREG_COUNT) & 0x21f,
				 1u << bits[n]);
		leave(f, 0);
		assert_int_equal(guest_reads(f, 0, C_CTLR, VGS_SYSREG_COUNT),
				 1u << bits[n]);
	}
}

/* KVM-SV-1: nothing is left in the hardware while the host runs. */
static void exit_empties_the_interface(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	device_fires(f);
	enter(f, 0);
	leave(f, 0);
	assert_int_equal(lr0(f), 0);
	assert_int_equal(hcr(f, 0), 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_PENDING);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 52);
	guest_ends(f, 0, 52);
	/* Ended: empty by ELRSR, whatever else stands there. */
	assert_int_equal(ich(f, 0x30, VGS_ICH_ELRSR_EL2) & 1, 1);
	leave(f, 0);
	assert_int_equal(lr0(f), 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_INACTIVE);
}

/* KVM-ST-5: as many as the hardware has, 64 of GICv2, 16 of GICv3. */
static void every_list_register_is_used(void **state)
{
	struct fixture *f = *state;
	unsigned count = f->shape.lrs;

	for (uint32_t n = 0; n < 64; n++) {
		use_virt(f, 0, 32 + n);
		inject(f, 32 + n, true);
	}
	enter(f, 0);
	assert_int_equal(vcpu_of(f, 0).used_lrs, count);
	assert_int_equal(lr(f, 0, count - 1).state, VGS_PENDING);
	assert_int_equal(lr(f, 0, count - 1).vintid, 32 + count - 1);
}

/* Hardware whose ICH_VTR_EL2 says something else. */
static uint64_t vtr;

static int another_vtr(void *user, unsigned pe, enum vgs_sysreg id,
		       uint64_t *ret_value)
{
	int answer = vgs_gic_sysreg_peek(user, pe, id, ret_value);

	if (id == VGS_ICH_VTR_EL2)
		*ret_value = (*ret_value & ~UINT64_C(0x1f)) | vtr;
	return answer;
}

/* KVM-ST-5: bit 4 of ListRegs would make it 17 and more. */
static void bit_4_of_listregs_is_ignored(void **state)
{
	struct fixture *f = *state;
	struct vgs_hw_ops hw;
	struct vgs_vm_config cfg;
	struct vgs_vm *vm;
	struct vgs_vcpu_info info;

	vgs_hw_ops_of_gic(&hw, f->gic);
	hw.user = f->gic;
	hw.sysreg_peek = another_vtr;
	vtr = 0x13;
	vgs_vm_config_default(&cfg, VGS_GIC_V3, VGS_EPOCH_E5);
	cfg.gic = f->gic;
	cfg.hw = &hw;
	cfg.nirqs = 96;
	assert_int_equal(vgs_vm_new(&cfg, &vm), 0);
	assert_int_equal(
		vgs_vcpu_frame_write(vm, 0, VGS_FRAME_GICD, 0, D_CTLR, 4, 2),
		0);
	assert_int_equal(vgs_vcpu_frame_write(vm, 0, VGS_FRAME_GICD, 0,
					      D_ISENABLER + 4, 4, 0xff),
			 0);
	for (uint32_t n = 0; n < 8; n++)
		assert_int_equal(vgs_vgic_inject(vm, 0, 32 + n, true, 0), 0);
	assert_int_equal(vgs_vcpu_enter(vm, 0), 0);
	assert_int_equal(vgs_vcpu_info(vm, 0, &info), 0);
	assert_int_equal(info.used_lrs, 4);
	assert_int_equal(vgs_vcpu_exit(vm, 0, VGS_EXIT_TRAP), 0);
	vgs_vm_free(vm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BOTH(list_register_of_a_mapped_level),
		TEST_BOTH(list_register_of_a_software_level),
		TEST_BOTH(list_register_of_an_edge),
		TEST(list_register_of_an_sgi_has_its_source, v2_8),
		TEST_BOTH(vmcr_and_hcr_have_their_fields),
		TEST(gicc_ctlr_is_in_vmcr, v2),
		TEST_BOTH(exit_empties_the_interface),
		TEST(every_list_register_is_used, v2_64lr),
		TEST(every_list_register_is_used, v3_16lr),
		TEST(bit_4_of_listregs_is_ignored, v3),
	};

	return RUN("vgic_format", tests);
}
