/* SPDX-License-Identifier: MIT */
/*
 * What the vgic's tests share: a host GIC that is set up like a kernel's, a VM
 * on it, and what host and guest do, in words that fit GICv2 and GICv3.
 */
#ifndef TEST_VGIC_H
#define TEST_VGIC_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <libvgicsim/vgicsim.h>

#include "gicd.h"

#define D_IROUTER 0x6000
#define R_SGI	  0x10000
/* GICC and GICV */
#define C_CTLR	0x0000
#define C_PMR	0x0004
#define C_BPR	0x0008
#define C_IAR	0x000c
#define C_EOIR	0x0010
#define C_RPR	0x0014
#define C_HPPIR 0x0018
#define C_DIR	0x1000

/* What a test wants; cmocka hands it to set_up(). */
struct shape {
	unsigned version; /* of host and guest */
	unsigned cpus;	  /* vCPU n runs on PE n */
	unsigned lrs;
	enum vgs_epoch epoch;
	const char *knob, *value; /* NULL: none */
};

/* Guest memory of a VM that has an ITS. */
#define RAM	 UINT64_C(0x40000000)
#define RAM_SIZE 0x400000u

struct fixture {
	struct shape shape;
	bool v3;      /* the guest's GIC */
	bool host_v3; /* the machine's */
	struct vgs_gic *gic;
	struct vgs_vm *vm;
	struct vgs_host *host;
	struct vgs_timers *timers; /* NULL: neither PEs nor VM have any */
	bool nvhe;
	char finding[16]; /* last one, "" */
	unsigned findings;
	unsigned counts[VGS_EV_COUNT]; /* events by kind */
	unsigned stateless;	       /* list registers flushed with State 0 */
	unsigned its;		       /* of the VM */
	unsigned char *ram;	       /* with an ITS */
	uint64_t fail_at;	       /* accesses of that byte fail */
	unsigned long accesses;	       /* of RAM by the vgic */
	unsigned rises[32];	       /* of signals of the machine, by bit */
};

static inline unsigned char *ram_at(struct fixture *f, uint64_t addr,
				    size_t size)
{
	f->accesses++;
	if (addr < RAM || addr - RAM > RAM_SIZE - size ||
	    (f->fail_at >= addr && f->fail_at - addr < size))
		return NULL;
	return f->ram + (addr - RAM);
}

static inline int ram_read(void *user, uint64_t addr, void *buf, size_t size)
{
	unsigned char *from = ram_at(user, addr, size);

	if (!from)
		return -1;
	memcpy(buf, from, size);
	return 0;
}

static inline int ram_write(void *user, uint64_t addr, const void *buf,
			    size_t size)
{
	unsigned char *to = ram_at(user, addr, size);

	if (!to)
		return -1;
	memcpy(to, buf, size);
	return 0;
}

/* What a test does in the middle of it; NULL: nothing. */
static void (*in_callback)(struct fixture *f, const struct vgs_event *event);

static inline void on_event(void *user, const struct vgs_event *event)
{
	struct fixture *f = user;

	f->counts[event->kind]++;
	if (in_callback)
		in_callback(f, event);
	/* An SGI injected by the host has no source (KVM-LR-14). */
	if (event->kind == VGS_EV_FLUSH && event->intid >= 16 &&
	    !(event->new_value >> 62))
		f->stateless++;
	if (event->kind != VGS_EV_FINDING)
		return;
	f->findings++;
	strncpy(f->finding, vgs_rule_name(event->rule), sizeof(f->finding) - 1);
}

/* What somebody does when signals of the machine change. */
static void (*on_change)(struct fixture *f);

static inline void on_levels(void *user, unsigned pe, uint32_t old_levels,
			     uint32_t new_levels)
{
	struct fixture *f = user;

	(void)pe;
	for (unsigned n = 0; n < 32; n++)
		f->rises[n] += (new_levels & ~old_levels) >> n & 1u;
	if (on_change)
		on_change(f);
}

/* --- the host, as a kernel programs it ---------------------------- */

static inline void gicd(struct fixture *f, uint64_t offset, uint64_t value)
{
	struct vgs_access access = { .pe = 0, .security = VGS_NONSECURE };

	assert_int_equal(vgs_gic_frame_write(f->gic, &access, VGS_FRAME_GICD, 0,
					     offset, 4, value),
			 0);
}

static inline void host_reg(struct fixture *f, unsigned pe, unsigned offset,
			    enum vgs_sysreg id, uint64_t value)
{
	struct vgs_access access = { .pe = pe, .security = VGS_NONSECURE };

	if (f->host_v3)
		assert_int_equal(vgs_gic_sysreg_write(f->gic, pe, id, value),
				 0);
	else
		assert_int_equal(vgs_gic_frame_write(f->gic, &access,
						     VGS_FRAME_GICC, 0, offset,
						     4, value),
				 0);
}

/* Acknowledge by the host. @return INTID */
static inline uint32_t host_acks(struct fixture *f, unsigned pe)
{
	struct vgs_access access = { .pe = pe, .security = VGS_NONSECURE };
	uint64_t value = 0;

	if (f->host_v3)
		assert_int_equal(vgs_gic_sysreg_read(f->gic, pe,
						     VGS_ICC_IAR1_EL1, &value),
				 0);
	else
		assert_int_equal(vgs_gic_frame_read(f->gic, &access,
						    VGS_FRAME_GICC, 0, C_IAR, 4,
						    &value),
				 0);
	return (uint32_t)value;
}

static inline void host_drops(struct fixture *f, unsigned pe, uint32_t intid)
{
	host_reg(f, pe, C_EOIR, VGS_ICC_EOIR1_EL1, intid);
}

/* Enable a physical interrupt for PE 0 (or @pe if private). */
static inline void use_phys(struct fixture *f, unsigned pe, uint32_t intid)
{
	struct vgs_access access = { .pe = pe, .security = VGS_NONSECURE };
	enum vgs_frame frame = VGS_FRAME_GICD;
	uint64_t base = 0;
	unsigned index = 0;

	if (f->host_v3 && intid < 32) {
		frame = VGS_FRAME_GICR;
		base = R_SGI;
		index = pe;
	}
	assert_int_equal(vgs_gic_frame_write(f->gic, &access, frame, index,
					     base + D_IPRIORITYR + intid, 1,
					     0xa0),
			 0);
	if (!f->host_v3 && intid >= 32)
		assert_int_equal(vgs_gic_frame_write(f->gic, &access, frame, 0,
						     D_ITARGETSR + intid, 1,
						     1u << pe),
				 0);
	assert_int_equal(
		vgs_gic_frame_write(f->gic, &access, frame, index,
				    base + D_ISENABLER + intid / 32 * 4, 4,
				    UINT64_C(1) << intid % 32),
		0);
}

static inline void start_host_pe(struct fixture *f, unsigned pe)
{
	struct vgs_access access = { .pe = pe, .security = VGS_NONSECURE };

	if (!f->host_v3) {
		host_reg(f, pe, C_PMR, VGS_SYSREG_COUNT, 0xf8);
		host_reg(f, pe, C_CTLR, VGS_SYSREG_COUNT, 0x201);
		return;
	}
	if (!f->v3) {
		host_reg(f, pe, 0, VGS_ICC_SRE_EL2, 0xf);
		host_reg(f, pe, 0, VGS_ICC_SRE_EL1, 7);
	}
	vgs_gic_frame_write(f->gic, &access, VGS_FRAME_GICR, pe, 0x14, 4, 0);
	vgs_gic_frame_write(f->gic, &access, VGS_FRAME_GICR, pe, R_SGI + 0x80,
			    4, UINT32_MAX);
	host_reg(f, pe, 0, VGS_ICC_PMR_EL1, 0xf8);
	host_reg(f, pe, 0, VGS_ICC_CTLR_EL1, 2);
	host_reg(f, pe, 0, VGS_ICC_IGRPEN1_EL1, 1);
}

static inline void start_host(struct fixture *f)
{
	struct vgs_pe_ctx el2 = { .el = 2 };

	gicd(f, D_CTLR, f->host_v3 ? 0x12 : 1);
	for (unsigned n = 1; f->host_v3 && n < 3; n++)
		gicd(f, D_IGROUPR + 4 * n, UINT32_MAX);
	for (unsigned pe = 0; pe < f->shape.cpus; pe++) {
		vgs_gic_set_pe(f->gic, pe, &el2);
		start_host_pe(f, pe);
	}
}

/* --- the guest ---------------------------------------------------- */

static inline void vw(struct fixture *f, unsigned vcpu, uint64_t offset,
		      unsigned size, uint64_t value)
{
	assert_int_equal(vgs_vcpu_frame_write(f->vm, vcpu, VGS_FRAME_GICD, 0,
					      offset, size, value),
			 0);
}

static inline uint64_t vr(struct fixture *f, unsigned vcpu, uint64_t offset,
			  unsigned size)
{
	uint64_t value = 0;

	assert_int_equal(vgs_vcpu_frame_read(f->vm, vcpu, VGS_FRAME_GICD, 0,
					     offset, size, &value),
			 0);
	return value;
}

/* An array of one bit per INTID, where the guest finds it. */
static inline void vbit(struct fixture *f, unsigned vcpu, unsigned array,
			uint32_t intid)
{
	enum vgs_frame frame =
		f->v3 && intid < 32 ? VGS_FRAME_GICR : VGS_FRAME_GICD;
	uint64_t base = frame == VGS_FRAME_GICR ? R_SGI : 0;

	assert_int_equal(vgs_vcpu_frame_write(f->vm, vcpu, frame, vcpu,
					      base + array + intid / 32 * 4, 4,
					      UINT64_C(1) << intid % 32),
			 0);
}

static inline bool vbit_is(struct fixture *f, unsigned vcpu, unsigned array,
			   uint32_t intid)
{
	enum vgs_frame frame =
		f->v3 && intid < 32 ? VGS_FRAME_GICR : VGS_FRAME_GICD;
	uint64_t base = frame == VGS_FRAME_GICR ? R_SGI : 0;
	uint64_t value = 0;

	assert_int_equal(vgs_vcpu_frame_read(f->vm, vcpu, frame, vcpu,
					     base + array + intid / 32 * 4, 4,
					     &value),
			 0);
	return value >> intid % 32 & 1;
}

static inline void vpriority(struct fixture *f, unsigned vcpu, uint32_t intid,
			     unsigned priority)
{
	enum vgs_frame frame =
		f->v3 && intid < 32 ? VGS_FRAME_GICR : VGS_FRAME_GICD;
	uint64_t base = frame == VGS_FRAME_GICR ? R_SGI : 0;

	assert_int_equal(vgs_vcpu_frame_write(f->vm, vcpu, frame, vcpu,
					      base + D_IPRIORITYR + intid, 1,
					      priority),
			 0);
}

/* ICFGR of one SPI: 0 level, 2 edge. */
static inline void vconfig(struct fixture *f, uint32_t intid, unsigned config)
{
	uint64_t offset = D_ICFGR + intid / 16 * 4;
	uint64_t value = vr(f, 0, offset, 4);
	unsigned shift = intid % 16 * 2;

	value = (value & ~(UINT64_C(3) << shift)) | (uint64_t)config << shift;
	vw(f, 0, offset, 4, value);
}

/* A level SPI of vCPU 0, or a private interrupt of @vcpu; 0xa0, enabled. */
static inline void use_virt(struct fixture *f, unsigned vcpu, uint32_t intid)
{
	if (intid >= 32)
		vconfig(f, intid, 0);
	if (intid >= 32 && !f->v3)
		vw(f, vcpu, D_ITARGETSR + intid, 1, 1u << vcpu);
	vpriority(f, vcpu, intid, 0xa0);
	vbit(f, vcpu, D_ISENABLER, intid);
}

static inline void guest_writes(struct fixture *f, unsigned vcpu,
				unsigned offset, enum vgs_sysreg id,
				uint64_t value)
{
	if (f->v3)
		assert_int_equal(vgs_vcpu_sysreg_write(f->vm, vcpu, id, value),
				 0);
	else
		assert_int_equal(vgs_vcpu_frame_write(f->vm, vcpu,
						      VGS_FRAME_GICC, 0, offset,
						      4, value),
				 0);
}

static inline uint64_t guest_reads(struct fixture *f, unsigned vcpu,
				   unsigned offset, enum vgs_sysreg id)
{
	uint64_t value = 0;

	if (f->v3)
		assert_int_equal(vgs_vcpu_sysreg_read(f->vm, vcpu, id, &value),
				 0);
	else
		assert_int_equal(vgs_vcpu_frame_read(f->vm, vcpu,
						     VGS_FRAME_GICC, 0, offset,
						     4, &value),
				 0);
	return value;
}

static inline uint32_t guest_acks(struct fixture *f, unsigned vcpu)
{
	return (uint32_t)guest_reads(f, vcpu, C_IAR, VGS_ICC_IAR1_EL1);
}

static inline void guest_ends(struct fixture *f, unsigned vcpu, uint32_t intid)
{
	guest_writes(f, vcpu, C_EOIR, VGS_ICC_EOIR1_EL1, intid);
}

static inline void guest_deactivates(struct fixture *f, unsigned vcpu,
				     uint32_t intid)
{
	guest_writes(f, vcpu, C_DIR, VGS_ICC_DIR_EL1, intid);
}

static inline void guest_eoimode(struct fixture *f, unsigned vcpu, bool split)
{
	if (f->v3)
		guest_writes(f, vcpu, 0, VGS_ICC_CTLR_EL1, split ? 2 : 0);
	else
		guest_writes(f, vcpu, C_CTLR, VGS_SYSREG_COUNT,
			     split ? 0x201 : 0x1);
}

static inline void start_guest(struct fixture *f)
{
	vw(f, 0, D_CTLR, 4, f->v3 ? 2 : 1);
	for (unsigned n = 0; n < f->shape.cpus; n++) {
		guest_writes(f, n, C_PMR, VGS_ICC_PMR_EL1, 0xf8);
		if (f->v3)
			guest_writes(f, n, 0, VGS_ICC_IGRPEN1_EL1, 1);
		else
			guest_writes(f, n, C_CTLR, VGS_SYSREG_COUNT, 1);
	}
}

/* --- set-up ------------------------------------------------------- */

/* What VMs made from now on reach the machine by, if not as it comes. */
static void (*change_hw)(struct vgs_hw_ops *hw);

static inline void new_vm(struct fixture *f, struct vgs_vm **ret_vm)
{
	struct vgs_timer_ops ops;
	struct vgs_vm_config cfg;
	struct vgs_hw_ops hw;

	vgs_vm_config_default(&cfg, (enum vgs_version)f->shape.version,
			      f->shape.epoch);
	if (f->timers) {
		vgs_timers_ops(&ops, f->timers);
		cfg.timers = &ops;
		cfg.vhe = !f->nvhe;
	}
	cfg.gic = f->gic;
	vgs_hw_ops_of_gic(&hw, f->gic);
	if (change_hw) {
		change_hw(&hw);
		cfg.hw = &hw;
	}
	cfg.vcpus = f->shape.cpus;
	cfg.nirqs = 96;
	cfg.trace = on_event;
	cfg.user = f;
	cfg.its = f->its;
	if (f->ram)
		cfg.mem = (struct vgs_mem_ops){ ram_read, ram_write, f };
	if (f->shape.knob)
		assert_int_equal(vgs_policy_set(&cfg.policy, f->shape.knob,
						f->shape.value),
				 0);
	assert_int_equal(vgs_vm_new(&cfg, ret_vm), 0);
}

/* @host_version: of the machine; a GICv3 may have GICv2 guests. */
static inline int set_up_on(void **state, unsigned host_version, bool timers,
			    bool nvhe, unsigned its)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct vgs_gic_config cfg;
	struct vgs_host_config host;

	assert_non_null(f);
	f->shape = *(const struct shape *)*state;
	f->v3 = f->shape.version == 3;
	f->host_v3 = host_version == 3;
	f->its = its;
	if (its) {
		f->ram = calloc(1, RAM_SIZE);
		assert_non_null(f->ram);
	}
	vgs_gic_config_default(&cfg, (enum vgs_version)host_version);
	cfg.legacy = f->host_v3 && !f->v3;
	cfg.pes = f->shape.cpus;
	cfg.lrs = f->shape.lrs;
	cfg.virt = true;
	cfg.maintenance_intid = 25;
	cfg.on_signals = on_levels;
	cfg.user = f;
	assert_int_equal(vgs_gic_new(&cfg, &f->gic), 0);
	f->nvhe = nvhe;
	if (timers) {
		struct vgs_timers_config tcfg;

		vgs_timers_config_default(&tcfg, f->gic);
		assert_int_equal(vgs_timers_new(&tcfg, &f->timers), 0);
	}
	new_vm(f, &f->vm);
	vgs_host_config_default(&host, f->gic);
	host.trace = on_event;
	host.user = f;
	assert_int_equal(vgs_host_new(&host, &f->host), 0);
	assert_int_equal(vgs_host_add_vm(f->host, f->vm), 0);
	start_host(f);
	start_guest(f);
	*state = f;
	return 0;
}

static inline int set_up_with(void **state, bool timers, bool nvhe,
			      unsigned its)
{
	const struct shape *shape = *state;

	return set_up_on(state, shape->version, timers, nvhe, its);
}

static inline int set_up(void **state)
{
	return set_up_with(state, false, false, 0);
}

static inline int tear_down(void **state)
{
	struct fixture *f = *state;
	const char *name = NULL;

	assert_null(vgs_vm_bug(f->vm));
	vgs_vm_check(f->vm, &name);
	assert_null(name);
	f->host = vgs_host_free(f->host);
	f->vm = vgs_vm_free(f->vm);
	f->timers = vgs_timers_free(f->timers);
	assert_null(vgs_gic_bug(f->gic));
	f->gic = vgs_gic_free(f->gic);
	free(f->ram);
	free(f);
	return 0;
}

/* --- looking ------------------------------------------------------ */

static inline enum vgs_irq_state phys(struct fixture *f, uint32_t intid)
{
	struct vgs_irq_info info = { .state = VGS_INACTIVE };
	struct vgs_line line =
		intid < 32 ? VGS_PRIVATE(0, intid) : VGS_INTID(intid);

	assert_int_equal(vgs_gic_irq(f->gic, line, &info), 0);
	return info.state;
}

static inline struct vgs_virq_info virq(struct fixture *f, unsigned vcpu,
					uint32_t intid)
{
	struct vgs_virq_info info = { .intid = 0 };

	assert_int_equal(vgs_vgic_irq(f->vm, vcpu, intid, &info), 0);
	return info;
}

static inline struct vgs_lr_info lr(struct fixture *f, unsigned pe, unsigned n)
{
	struct vgs_lr_info info = { .state = VGS_INACTIVE };

	assert_int_equal(vgs_gic_lr(f->gic, pe, n, &info), 0);
	return info;
}

static inline struct vgs_vcpu_info vcpu_of(struct fixture *f, unsigned vcpu)
{
	struct vgs_vcpu_info info = { .entered = false };

	assert_int_equal(vgs_vcpu_info(f->vm, vcpu, &info), 0);
	return info;
}

static inline bool host_irq(struct fixture *f, unsigned pe)
{
	return vgs_gic_signals(f->gic, pe) & VGS_SIG_IRQ;
}

static inline uint64_t stat_of(struct fixture *f, enum vgs_vm_stat stat)
{
	return vgs_vm_stat(f->vm, stat);
}

/* HCR of the virtual interface of a PE. */
static inline uint32_t hcr(struct fixture *f, unsigned pe)
{
	struct vgs_access access = { .pe = pe, .security = VGS_NONSECURE };
	uint64_t value = 0;

	if (f->host_v3)
		vgs_gic_sysreg_peek(f->gic, pe, VGS_ICH_HCR_EL2, &value);
	else
		vgs_gic_frame_peek(f->gic, &access, VGS_FRAME_GICH, 0, 0, 4,
				   &value);
	return (uint32_t)value;
}

/* --- what happens ------------------------------------------------- */

static inline void enter(struct fixture *f, unsigned vcpu)
{
	assert_int_equal(vgs_vcpu_enter(f->vm, vcpu), 0);
}

static inline void leave(struct fixture *f, unsigned vcpu)
{
	assert_int_equal(vgs_vcpu_exit(f->vm, vcpu, VGS_EXIT_TRAP), 0);
}

static inline void inject(struct fixture *f, uint32_t intid, bool level)
{
	assert_int_equal(vgs_vgic_inject(f->vm, 0, intid, level, 0), 0);
}

static inline void wire(struct fixture *f, uint32_t intid, bool level)
{
	struct vgs_line line =
		intid < 32 ? VGS_PRIVATE(0, intid) : VGS_INTID(intid);

	assert_int_equal(vgs_gic_set_line(f->gic, line, level), 0);
}

/* SPI 42 is vCPU 0's 52. */
static inline void forward_spi(struct fixture *f)
{
	use_phys(f, 0, 42);
	use_virt(f, 0, 52);
	assert_int_equal(vgs_vgic_map(f->vm, VGS_NO_VCPU, 52, 42), 0);
}

/* The wire rises, the host takes it by hand and hands it over. */
static inline void device_fires(struct fixture *f)
{
	wire(f, 42, true);
	assert_int_equal(host_acks(f, 0), 42);
	host_drops(f, 0, 42);
	inject(f, 52, true);
}

/* clang-format off */
#define TEST(name, shape)                                                      \
	{ #name " (" #shape ")", name, set_up, tear_down, (void *)&shape }
/* clang-format on */
#define TEST_BOTH(name) TEST(name, v2), TEST(name, v3)

/* Run those whose GIC this build has. */
static inline int run(const char *group, const struct CMUnitTest *tests,
		      size_t count)
{
	struct CMUnitTest *mine = calloc(count, sizeof(*mine));
	struct vgs_gic_config cfg;
	size_t n = 0;
	int failed;

	assert_non_null(mine);
	for (size_t i = 0; i < count; i++) {
		const struct shape *shape = tests[i].initial_state;
		struct vgs_gic *gic = NULL;

		vgs_gic_config_default(&cfg, (enum vgs_version)shape->version);
		if (vgs_gic_new(&cfg, &gic) != -VGS_ENOTSUP)
			mine[n++] = tests[i];
		vgs_gic_free(gic);
	}
	failed = _cmocka_run_group_tests(group, mine, n, NULL, NULL);
	free(mine);
	return failed;
}

#define RUN(group, tests) run(group, tests, sizeof(tests) / sizeof((tests)[0]))

#endif
