/* SPDX-License-Identifier: MIT */
/*
 * The registers of a vgic in the order in which user space restores them
 * (KVM-UA-31): the revision first; where LPIs' tables are before LPIs are
 * enabled; where an interrupt goes before it is pending; lines and latches
 * apart; the ITS behind the redistributors, its tables behind its registers,
 * its enable last.
 */
#include <libvgicsim/migrate.h>
#include <libvgicsim/vcpu-timer.h>

#include "vgic/abi.h"
#include "vgic/timer.h"
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

/* --- what is around the vgic -------------------------------------- */

static void keep_call(struct save *s, enum vgs_kvm_call call, unsigned vcpu,
		      uint64_t attr, uint64_t value)
{
	add(s, VGS_KVM_VGIC, call, attr, value);
	if (s->count <= s->max)
		s->attrs[s->count - 1].vcpu = (uint16_t)vcpu;
}

static void keep_one_reg(struct save *s, unsigned vcpu, uint64_t id)
{
	uint64_t value = 0;
	int rc = 0;

	if (!s->rc && s->count < s->max)
		vgs_vcpu_get_one_reg(s->vm, vcpu, id, &value, &rc);
	if (rc)
		s->rc = rc;
	keep_call(s, VGS_KVM_CALL_ONE_REG, vcpu, id, value);
}

/* Where the counters are: one of each is the VM's (KVM-TM-11). */
static void keep_counters(struct save *s)
{
	const struct vgs_vdist *d = s->vm->dist;

	if (d->offset_fixed) {
		keep_call(s, VGS_KVM_CALL_COUNTER_OFFSET, 0, 0,
			  d->timer_offset[VGS_TIMER_VIRTUAL]);
		return;
	}
	keep_one_reg(s, 0, VGS_KVM_REG_TIMER_CNT);
	keep_one_reg(s, 0, VGS_KVM_REG_PTIMER_CNT);
}

static void keep_timers(struct save *s)
{
	static const uint64_t regs[] = {
		VGS_KVM_REG_TIMER_CVAL,
		VGS_KVM_REG_TIMER_CTL,
		VGS_KVM_REG_PTIMER_CVAL,
		VGS_KVM_REG_PTIMER_CTL,
	};
	unsigned vcpus = vgs_vm_online(s->vm);

	if (!vgs_vm_has_timers(s->vm) || !vcpus)
		return;
	for (unsigned id = 0; s->vm->abi->created && id < VGS_TIMER_IDS; id++)
		keep_call(s, VGS_KVM_CALL_TIMER_CTRL, 0, id,
			  s->vm->dist->timer_vintid[id]);
	keep_counters(s);
	for (unsigned n = 0; n < vcpus; n++)
		for (size_t k = 0; k < VGS_ARRAY(regs); k++)
			keep_one_reg(s, n, regs[k]);
}

static void keep_pmus(struct save *s)
{
	for (unsigned n = 0; s->vm->cfg.pmu_vintid && n < vgs_vm_online(s->vm);
	     n++)
		keep_one_reg(s, n, VGS_KVM_REG_PMOVSSET);
}

/* --- how it was made ---------------------------------------------- */

static void keep_addr(struct save *s, uint64_t attr, uint64_t value)
{
	int rc = vgs_vabi_get_addr(s->vm, attr, &value);

	if (!rc && value != UINT64_MAX)
		add(s, VGS_KVM_VGIC, VGS_KVM_GRP_ADDR, attr, value);
}

static void keep_places(struct save *s)
{
	if (s->vm->cfg.version == VGS_GIC_V2) {
		keep_addr(s, VGS_KVM_ADDR_V2_DIST, 0);
		keep_addr(s, VGS_KVM_ADDR_V2_CPU, 0);
		return;
	}
	keep_addr(s, VGS_KVM_ADDR_V3_DIST, 0);
	if (s->vm->abi->regions && !s->vm->regions[0].size)
		keep_addr(s, VGS_KVM_ADDR_V3_REDIST, 0);
	else
		for (unsigned n = 0; n < s->vm->abi->regions; n++)
			keep_addr(s, VGS_KVM_ADDR_V3_REDIST_REGION, n);
}

static void keep_device(struct save *s)
{
	const struct vgs_vabi *abi = s->vm->abi;
	bool v3 = s->vm->cfg.version == VGS_GIC_V3;

	keep_call(s, VGS_KVM_CALL_CREATE_DEVICE, 0, 0, 0);
	if (abi->nirqs)
		add(s, VGS_KVM_VGIC, VGS_KVM_GRP_NR_IRQS, 0, abi->nirqs);
	keep_places(s);
	/* KVM-UA-10; they are reached through a vCPU. */
	if (v3 && s->vm->cfg.policy.pre_init_registers && abi->online) {
		keep(s, VGS_KVM_GRP_MAINT_IRQ, 0);
		keep(s, DIST, v3_plan[0].offset);
	}
	if (abi->initialised)
		add(s, VGS_KVM_VGIC, VGS_KVM_GRP_CTRL, VGS_KVM_CTRL_INIT, 0);
}

/*
 * vCPUs first: whatever came when, they have their redistributors in order
 * (KVM-UA-7).
 */
static void keep_making(struct save *s)
{
	struct vgs_vm *vm = s->vm;

	for (unsigned n = 0; n < vgs_vm_online(vm); n++)
		keep_call(s, VGS_KVM_CALL_CREATE_VCPU, 0, 0, 0);
	if (vm->abi->created)
		keep_device(s);
	for (unsigned n = 0; n < vgs_vm_itses(vm); n++) {
		add(s, (uint16_t)n, VGS_KVM_CALL_CREATE_DEVICE, 0, 0);
		if (vm->its[n].base != UINT64_MAX)
			add(s, (uint16_t)n, VGS_KVM_GRP_ADDR, VGS_KVM_ADDR_ITS,
			    vm->its[n].base);
	}
}

/* --- all of it ---------------------------------------------------- */

static void keep_vgic(struct save *s)
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
}

static void keep_all(struct save *s)
{
	if (s->vm->cfg.stepwise)
		keep_making(s);
	if (s->vm->abi->initialised)
		keep_vgic(s);
	/* KVM-UA-29: these do not wait for INIT. */
	for (unsigned n = 0; n < vgs_vm_itses(s->vm); n++)
		if (s->vm->its[n].base != UINT64_MAX)
			keep_its(s, (uint16_t)n);
	keep_timers(s);
	keep_pmus(s);
	/* Who has run does so again. */
	if (s->vm->cfg.stepwise && s->vm->abi->ran)
		keep_call(s, VGS_KVM_CALL_FIRST_RUN, 0, 0, 0);
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
	if (!rc && vm->abi->initialised && vgs_vm_has_lpis(vm))
		vgs_vgic_save_pending_tables(vm, &rc);
	return rc;
}

/* 0: there is something to read; a GICv2 is made so (KVM-UA-3). */
static int has_state(struct vgs_vm *vm)
{
	if (VGS_RULE(KVM_UA_6, vm->abi->dead))
		return -VGS_KVM_EIO;
	if (vm->cfg.stepwise)
		return 0;
	if (vm->abi->created)
		return vgs_vabi_lazy_init(vm);
	return vgs_vm_has_timers(vm) || vm->cfg.pmu_vintid ? 0
							   : -VGS_KVM_ENODEV;
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
	if (!*ret_rc)
		*ret_rc = has_state(vm);
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

static int create(struct vgs_vm *vm, const struct vgs_kvm_attr *attr,
		  int *ret_rc)
{
	int err;

	if (attr->group == VGS_KVM_CALL_CREATE_VCPU)
		err = vgs_vcpu_create(vm, ret_rc);
	else if (attr->its == VGS_KVM_VGIC)
		err = vgs_vgic_create(vm, ret_rc);
	else
		err = vgs_vits_create(vm, ret_rc);
	/* Its number is known: they come in order. */
	if (!err && *ret_rc > 0)
		*ret_rc = 0;
	return err;
}

/* What is no attribute of a device. */
static int carry_out(struct vgs_vm *vm, const struct vgs_kvm_attr *attr,
		     int *ret_rc)
{
	*ret_rc = -VGS_KVM_ENXIO;
	switch ((enum vgs_kvm_call)attr->group) {
	case VGS_KVM_CALL_CREATE_VCPU:
	case VGS_KVM_CALL_CREATE_DEVICE:
		return create(vm, attr, ret_rc);
	case VGS_KVM_CALL_ONE_REG:
		if (attr->vcpu >= vgs_vm_online(vm))
			return 0;
		return vgs_vcpu_set_one_reg(vm, attr->vcpu, attr->attr,
					    attr->value, ret_rc);
	case VGS_KVM_CALL_FIRST_RUN:
		if (attr->vcpu >= vgs_vm_online(vm))
			return 0;
		return vgs_vcpu_first_run(vm, attr->vcpu, ret_rc);
	case VGS_KVM_CALL_TIMER_CTRL:
		if (!vgs_vm_has_timers(vm) || attr->vcpu >= vgs_vm_online(vm))
			return 0;
		return vgs_vcpu_timer_set_attr(vm, attr->vcpu, attr->attr,
					       attr->value, ret_rc);
	case VGS_KVM_CALL_COUNTER_OFFSET:
		if (!vgs_vm_has_timers(vm))
			return 0;
		return vgs_vm_set_counter_offset(vm, attr->value, 0, ret_rc);
	case VGS_KVM_CALLS_END:
		break;
	}
	return 0;
}

int vgs_kvm_set(struct vgs_vm *vm, const struct vgs_kvm_attr *attr, int *ret_rc)
{
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (attr->group >= VGS_KVM_CALL_CREATE_VCPU &&
	    attr->group < VGS_KVM_CALLS_END)
		return carry_out(vm, attr, ret_rc);
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
