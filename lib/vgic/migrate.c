/* SPDX-License-Identifier: MIT */
/*
 * The registers of a vgic in the order in which user space restores them
 * (KVM-UA-31): the revision first; where LPIs' tables are before LPIs are
 * enabled; where an interrupt goes before it is pending; lines and latches
 * apart; the ITS behind the redistributors, its tables behind its registers,
 * its enable last.
 */
#include <libvgicsim/migrate.h>

#include "vgic/abi.h"
#include "vgic/vits.h"

/* Words of a register: of what there is one for each ... */
enum of {
	OF_VM,
	OF_VCPU,
	OF_PRIVATE, /* private interrupt of each vCPU */
	OF_SPI,
};

/* One step of the plan. */
struct step {
	uint8_t group; /* enum vgs_kvm_group */
	uint8_t of;    /* enum of */
	uint8_t bits;  /* of a private interrupt or SPI; else of the register */
	bool ones;     /* all ones instead of what is read: clear it first */
	uint32_t offset;
};

#define DIST   VGS_KVM_GRP_DIST_REGS
#define REDIST VGS_KVM_GRP_REDIST_REGS
#define SGI    0x10000u

/* clang-format off */
static const struct step v3_plan[] = {
	{ DIST,   OF_VM,      32, false, 0x0008 },	 /* GICD_IIDR */
	{ DIST,   OF_VM,      32, false, 0x0000 },	 /* GICD_CTLR */
	{ REDIST, OF_VCPU,    64, false, 0x0070 },	 /* GICR_PROPBASER */
	{ REDIST, OF_VCPU,    64, false, 0x0078 },	 /* GICR_PENDBASER */
	{ REDIST, OF_VCPU,    32, false, 0x0000 },	 /* GICR_CTLR */
	{ REDIST, OF_PRIVATE,  1, false, SGI + 0x080 },	 /* GICR_IGROUPR0 */
	{ REDIST, OF_PRIVATE,  8, false, SGI + 0x400 },	 /* GICR_IPRIORITYR */
	{ REDIST, OF_PRIVATE,  1, true,  SGI + 0x180 },	 /* GICR_ICENABLER0 */
	{ REDIST, OF_PRIVATE,  1, false, SGI + 0x100 },	 /* GICR_ISENABLER0 */
	{ REDIST, OF_PRIVATE,  1, false, SGI + 0x200 },	 /* GICR_ISPENDR0 */
	{ REDIST, OF_PRIVATE,  1, true,  SGI + 0x380 },	 /* GICR_ICACTIVER0 */
	{ REDIST, OF_PRIVATE,  1, false, SGI + 0x300 },	 /* GICR_ISACTIVER0 */
	{ DIST,   OF_SPI,      1, false, 0x0080 },	 /* GICD_IGROUPR */
	{ DIST,   OF_SPI,      2, false, 0x0c00 },	 /* GICD_ICFGR */
	{ DIST,   OF_SPI,      8, false, 0x0400 },	 /* GICD_IPRIORITYR */
	{ DIST,   OF_SPI,     64, false, 0x6000 },	 /* GICD_IROUTER */
	{ DIST,   OF_SPI,      1, true,  0x0180 },	 /* GICD_ICENABLER */
	{ DIST,   OF_SPI,      1, false, 0x0100 },	 /* GICD_ISENABLER */
	{ DIST,   OF_SPI,      1, false, 0x0200 },	 /* GICD_ISPENDR */
	{ DIST,   OF_SPI,      1, true,  0x0380 },	 /* GICD_ICACTIVER */
	{ DIST,   OF_SPI,      1, false, 0x0300 },	 /* GICD_ISACTIVER */
};

static const struct step v2_plan[] = {
	{ DIST, OF_VM,      32, false, 0x008 },	 /* GICD_IIDR */
	{ DIST, OF_VM,      32, false, 0x000 },	 /* GICD_CTLR */
	{ DIST, OF_PRIVATE,  1, false, 0x080 },	 /* GICD_IGROUPR0 */
	{ DIST, OF_PRIVATE,  8, false, 0x400 },	 /* GICD_IPRIORITYR */
	{ DIST, OF_PRIVATE,  1, true,  0x180 },	 /* GICD_ICENABLER0 */
	{ DIST, OF_PRIVATE,  1, false, 0x100 },	 /* GICD_ISENABLER0 */
	{ DIST, OF_PRIVATE,  1, true,  0x280 },	 /* GICD_ICPENDR0 */
	{ DIST, OF_PRIVATE,  1, false, 0x200 },	 /* GICD_ISPENDR0 */
	{ DIST, OF_PRIVATE,  1, true,  0x380 },	 /* GICD_ICACTIVER0 */
	{ DIST, OF_PRIVATE,  1, false, 0x300 },	 /* GICD_ISACTIVER0 */
	{ DIST, OF_SPI,      1, false, 0x080 },	 /* GICD_IGROUPR */
	{ DIST, OF_SPI,      2, false, 0xc00 },	 /* GICD_ICFGR */
	{ DIST, OF_SPI,      8, false, 0x400 },	 /* GICD_IPRIORITYR */
	{ DIST, OF_SPI,      8, false, 0x800 },	 /* GICD_ITARGETSR */
	{ DIST, OF_SPI,      1, true,  0x180 },	 /* GICD_ICENABLER */
	{ DIST, OF_SPI,      1, false, 0x100 },	 /* GICD_ISENABLER */
	{ DIST, OF_SPI,      1, true,  0x280 },	 /* GICD_ICPENDR */
	{ DIST, OF_SPI,      1, false, 0x200 },	 /* GICD_ISPENDR */
	{ DIST, OF_SPI,      1, true,  0x380 },	 /* GICD_ICACTIVER */
	{ DIST, OF_SPI,      1, false, 0x300 },	 /* GICD_ISACTIVER */
};
/* clang-format on */

/* KVM-UA-34: whose an SGI is; ISPENDR has named the reader. */
#define CPENDSGIR 0xf10u
#define SPENDSGIR 0xf20u

static const uint32_t v2_cpu[] = {
	0x00,
	0x04,
	0x08,
	0x1c,
}; /* GICC_CTLR PMR BPR ABPR */
#define GICC_APR0 0xd0u

/* ICC_CTLR_EL1 before ICC_BPR1_EL1, which CBPR hides (KVM-UA-26). */
static const enum vgs_sysreg v3_cpu[] = {
	VGS_ICC_SRE_EL1,     VGS_ICC_CTLR_EL1,	VGS_ICC_IGRPEN0_EL1,
	VGS_ICC_IGRPEN1_EL1, VGS_ICC_PMR_EL1,	VGS_ICC_BPR0_EL1,
	VGS_ICC_BPR1_EL1,    VGS_ICC_AP0R0_EL1, VGS_ICC_AP1R0_EL1,
};

/* GITS_IIDR, CBASER, CWRITER, CREADR, BASER0, BASER1; CTLR is last. */
static const uint32_t its_regs[] = {
	0x0004, 0x0080, 0x0088, 0x0090, 0x0100, 0x0108,
};
#define GITS_CTLR 0x0000u

/* --- reading ------------------------------------------------------ */

struct save {
	struct vgs_vm *vm;
	struct vgs_kvm_attr *attrs;
	size_t max, count;
	int rc; /* the first that is not 0 */
};

static void add(struct save *s, uint16_t its, uint32_t group, uint64_t attr,
		uint64_t value)
{
	if (s->count < s->max)
		s->attrs[s->count] = (struct vgs_kvm_attr){
			.attr = attr,
			.value = value,
			.group = group,
			.its = its,
		};
	s->count++;
}

/* One attribute of the vgic as it reads. */
static void keep(struct save *s, uint32_t group, uint64_t attr)
{
	uint64_t value = 0;
	int rc = 0;

	if (!s->rc && s->count < s->max)
		vgs_vgic_get_attr(s->vm, group, attr, &value, &rc);
	if (rc)
		s->rc = rc;
	add(s, VGS_KVM_VGIC, group, attr, value);
}

static void keep_words(struct save *s, const struct step *step, unsigned vcpu,
		       uint32_t first, unsigned words)
{
	for (unsigned n = 0; n < words; n++) {
		uint64_t attr = vgs_kvm_attr_reg(
			s->vm, vcpu, step->offset + 4 * (first + n));

		if (step->ones)
			add(s, VGS_KVM_VGIC, step->group, attr, UINT32_MAX);
		else
			keep(s, step->group, attr);
	}
}

static void keep_step(struct save *s, const struct step *step)
{
	unsigned spis = vgs_vm_nirqs(s->vm) - VGS_VM_PRIV;
	unsigned words = step->bits * VGS_VM_PRIV / 32u;

	if (step->of == OF_SPI) {
		keep_words(s, step, 0, words, step->bits * spis / 32u);
		return;
	}
	if (step->of != OF_PRIVATE)
		words = step->bits / 32u;
	for (unsigned n = 0; n < vgs_vm_online(s->vm); n++) {
		keep_words(s, step, n, 0, words);
		if (step->of == OF_VM)
			break;
	}
}

/* KVM-UA-32: a level's line is another thing than its latch. */
static void keep_lines(struct save *s)
{
	for (unsigned n = 0; n < vgs_vm_online(s->vm); n++)
		keep(s, VGS_KVM_GRP_LEVEL_INFO, vgs_kvm_attr_reg(s->vm, n, 0));
	for (unsigned n = 32; n < vgs_vm_nirqs(s->vm); n += 32)
		keep(s, VGS_KVM_GRP_LEVEL_INFO, vgs_kvm_attr_reg(s->vm, 0, n));
}

/*
 * KVM-UA-35: active priorities go with the active states, and there are as
 * many of their registers as user space reaches (KVM-MM-61).
 */
static void keep_v3_cpu(struct save *s, unsigned vcpu)
{
	unsigned aps = vgs_vcpu_user_aps(&s->vm->vcpus[vcpu]);

	for (size_t k = 0; k < VGS_ARRAY(v3_cpu); k++) {
		bool is_ap = v3_cpu[k] == VGS_ICC_AP0R0_EL1 ||
			     v3_cpu[k] == VGS_ICC_AP1R0_EL1;

		for (unsigned n = 0; n < (is_ap ? aps : 1); n++)
			keep(s, VGS_KVM_GRP_CPU_SYSREGS,
			     vgs_kvm_attr_sysreg(
				     s->vm, vcpu,
				     (enum vgs_sysreg)(v3_cpu[k] + n)));
	}
}

static void keep_v2_cpu(struct save *s, unsigned vcpu)
{
	static const struct step clear = { DIST, OF_PRIVATE, 8, true,
					   CPENDSGIR };
	static const struct step set = { DIST, OF_PRIVATE, 8, false,
					 SPENDSGIR };

	keep_words(s, &clear, vcpu, 0, VGS_VM_SGIS / 4);
	keep_words(s, &set, vcpu, 0, VGS_VM_SGIS / 4);
	for (size_t k = 0; k < VGS_ARRAY(v2_cpu); k++)
		keep(s, VGS_KVM_GRP_CPU_REGS,
		     vgs_kvm_attr_reg(s->vm, vcpu, v2_cpu[k]));
	for (unsigned n = 0; n < vgs_vcpu_user_aps(&s->vm->vcpus[vcpu]); n++)
		keep(s, VGS_KVM_GRP_CPU_REGS,
		     vgs_kvm_attr_reg(s->vm, vcpu, GICC_APR0 + 4 * n));
}

static void keep_its_reg(struct save *s, uint16_t its, uint32_t offset)
{
	uint64_t value = 0;
	int rc = 0;

	if (!s->rc && s->count < s->max)
		vgs_vits_get_reg(s->vm, its, offset, &value, &rc);
	if (rc)
		s->rc = rc;
	add(s, its, VGS_KVM_GRP_ITS_REGS, offset, value);
}

static void keep_its(struct save *s, uint16_t its)
{
	for (size_t k = 0; k < VGS_ARRAY(its_regs); k++)
		keep_its_reg(s, its, its_regs[k]);
	add(s, its, VGS_KVM_GRP_CTRL, VGS_VITS_CTRL_RESTORE_TABLES, 0);
	keep_its_reg(s, its, GITS_CTLR);
}

static void keep_all(struct save *s)
{
	bool v3 = s->vm->cfg.version == VGS_GIC_V3;
	const struct step *plan = v3 ? v3_plan : v2_plan;
	size_t steps = v3 ? VGS_ARRAY(v3_plan) : VGS_ARRAY(v2_plan);

	for (size_t k = 0; k < steps; k++)
		keep_step(s, &plan[k]);
	if (v3)
		keep_lines(s);
	for (unsigned n = 0; n < vgs_vm_online(s->vm); n++) {
		if (v3)
			keep_v3_cpu(s, n);
		else
			keep_v2_cpu(s, n);
	}
	for (unsigned n = 0; n < vgs_vm_itses(s->vm); n++)
		if (s->vm->its[n].base != UINT64_MAX)
			keep_its(s, (uint16_t)n);
}

/* --- save --------------------------------------------------------- */

size_t vgs_kvm_attrs(const struct vgs_vm *vm)
{
	/* Nothing is read: there is room for none. */
	union {
		const struct vgs_vm *in;
		struct vgs_vm *out;
	} u = { .in = vm };
	struct save s = { .vm = u.out };

	if (vm->abi->initialised)
		keep_all(&s);
	return s.count;
}

/* KVM-UA-30: the tables before the registers, while nothing runs. */
static int save_tables(struct vgs_vm *vm)
{
	int rc = 0;

	for (unsigned n = 0; !rc && n < vgs_vm_itses(vm); n++)
		if (vm->its[n].base != UINT64_MAX)
			vgs_vits_ctrl(vm, n, VGS_VITS_CTRL_SAVE_TABLES, &rc);
	if (!rc && vgs_vm_has_lpis(vm))
		vgs_vgic_save_pending_tables(vm, &rc);
	return rc;
}

int vgs_kvm_save(struct vgs_vm *vm, size_t max, struct vgs_kvm_attr *ret_attrs,
		 size_t *ret_count, int *ret_rc)
{
	struct save s = { .vm = vm, .attrs = ret_attrs, .max = max };
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	*ret_count = 0;
	*ret_rc = vgs_vm_user_rc(vm);
	if (!*ret_rc && !vm->abi->created)
		*ret_rc = -VGS_KVM_ENODEV;
	if (!*ret_rc)
		*ret_rc = vgs_vabi_lazy_init(vm);
	if (!*ret_rc)
		*ret_rc = save_tables(vm);
	if (*ret_rc)
		return vm->bug ? -VGS_EBUG : 0;
	keep_all(&s);
	*ret_count = s.count;
	*ret_rc = s.rc;
	return vm->bug ? -VGS_EBUG : 0;
}

/* --- restore ------------------------------------------------------ */

int vgs_kvm_set(struct vgs_vm *vm, const struct vgs_kvm_attr *attr, int *ret_rc)
{
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (attr->its == VGS_KVM_VGIC)
		return vgs_vgic_set_attr(vm, attr->group, attr->attr,
					 attr->value, ret_rc);
	if (attr->its < vgs_vm_itses(vm))
		return vgs_vits_set_attr(vm, attr->its, attr->group, attr->attr,
					 attr->value, ret_rc);
	*ret_rc = -VGS_KVM_ENXIO;
	return 0;
}

int vgs_kvm_restore(struct vgs_vm *vm, size_t count,
		    const struct vgs_kvm_attr *attrs, size_t *ret_count,
		    int *ret_rc)
{
	int err = vgs_vm_may(vm);

	*ret_count = 0;
	*ret_rc = 0;
	while (!err && *ret_count < count) {
		err = vgs_kvm_set(vm, &attrs[*ret_count], ret_rc);
		if (!err && *ret_rc)
			break;
		*ret_count += !err;
	}
	return err;
}
