/* SPDX-License-Identifier: MIT */
/*
 * A VM among hostile code: hardware and timers that refuse, lie and forget,
 * and callbacks of every kind that call back.  What is called out of a callback
 * and would change the VM is -VGS_EBUSY, and nothing has changed (VGS-2); the
 * VM keeps its invariants whatever it is told.
 */
#include <libvgicsim/vgicsim.h>
#include <string.h>

#include "fuzz.h"

#define RAM   UINT64_C(0x40000000)
#define SIZE  0x40000u
#define PES   2u
#define VCPUS 3u

unsigned long fuzz_done;

struct player {
	struct fuzz_input in;
	struct vgs_gic *gic;
	struct vgs_vm *vm;
	struct vgs_timers *timers;
	struct vgs_hw_ops hw;
	struct vgs_timer_ops clock;
	unsigned char *ram, *image;
	size_t image_size;
	unsigned depth;	 /* of callbacks that call back */
	uint8_t lies;	 /* of 256 answers */
	uint8_t refuses; /* the same */
	uint8_t calls;	 /* of 256 callbacks, that call back */
	bool fiction;	 /* there is no hardware: all answers are made up */
};

static void call_back(struct player *p);

/* --- numbers ------------------------------------------------------ */

static bool now(struct player *p, uint8_t of_256)
{
	return of_256 && fuzz_u8(&p->in) < of_256;
}

static uint32_t some_intid(struct player *p)
{
	uint8_t n = fuzz_u8(&p->in);

	return n < 0xe0 ? n % 100 : n < 0xf0 ? 8192u + n % 16 : 1000u + n % 32;
}

/* Any value; often a list register's. */
static uint64_t lie(struct player *p)
{
	uint8_t how = fuzz_u8(&p->in);

	if (how & 1)
		return fuzz_bytes(&p->in, 8);
	if (how & 2)
		return (uint64_t)(how >> 2 & 3) << 62 | some_intid(p) |
		       (uint64_t)(how >> 4 & 1) << 41 |
		       (uint64_t)(how >> 5 & 1) << 61;
	return (how & 4) ? some_intid(p) | (uint64_t)(how >> 3 & 3) << 28
			 : fuzz_bytes(&p->in, how >> 6);
}

/* --- hardware ------------------------------------------------------ */

static int answer(struct player *p, int truth, uint64_t *value)
{
	if (now(p, p->lies) || p->fiction)
		*value = lie(p);
	if (!now(p, p->refuses))
		return p->fiction ? 0 : truth;
	return fuzz_u8(&p->in) & 1 ? -VGS_EIO : VGS_ANSWER_UNDEF;
}

static int frame_read(void *user, unsigned pe, enum vgs_frame frame,
		      unsigned index, uint64_t offset, unsigned size,
		      uint64_t *ret_value)
{
	struct player *p = user;

	call_back(p);
	return answer(p,
		      p->hw.frame_read(p->gic, pe, frame, index, offset, size,
				       ret_value),
		      ret_value);
}

static int frame_write(void *user, unsigned pe, enum vgs_frame frame,
		       unsigned index, uint64_t offset, unsigned size,
		       uint64_t value)
{
	struct player *p = user;
	int err = answer(p, 0, &value);

	call_back(p);
	return err ? err
		   : p->hw.frame_write(p->gic, pe, frame, index, offset, size,
				       value);
}

static int frame_peek(void *user, unsigned pe, enum vgs_frame frame,
		      unsigned index, uint64_t offset, unsigned size,
		      uint64_t *ret_value)
{
	struct player *p = user;
	int err = p->hw.frame_peek(p->gic, pe, frame, index, offset, size,
				   ret_value);

	/* Before there is a VM it has a true list of what it has. */
	if (!p->vm)
		return err;
	call_back(p);
	return answer(p, err, ret_value);
}

static int sysreg_read(void *user, unsigned pe, enum vgs_sysreg id,
		       uint64_t *ret_value)
{
	struct player *p = user;

	call_back(p);
	return answer(p, p->hw.sysreg_read(p->gic, pe, id, ret_value),
		      ret_value);
}

static int sysreg_write(void *user, unsigned pe, enum vgs_sysreg id,
			uint64_t value)
{
	struct player *p = user;
	int err = answer(p, 0, &value);

	call_back(p);
	return err ? err : p->hw.sysreg_write(p->gic, pe, id, value);
}

static int sysreg_peek(void *user, unsigned pe, enum vgs_sysreg id,
		       uint64_t *ret_value)
{
	struct player *p = user;
	int err = p->hw.sysreg_peek(p->gic, pe, id, ret_value);

	if (!p->vm)
		return err;
	call_back(p);
	return answer(p, err, ret_value);
}

static int get_pe(void *user, unsigned pe, struct vgs_pe_ctx *ret_ctx)
{
	struct player *p = user;
	uint64_t unused = 0;
	int err = p->hw.get_pe(p->gic, pe, ret_ctx);

	call_back(p);
	if (p->fiction)
		*ret_ctx = (struct vgs_pe_ctx){ .el = 2 };
	if (now(p, p->lies))
		*ret_ctx = (struct vgs_pe_ctx){
			.el = fuzz_u8(&p->in) % 6u,
			.hcr_el2 = lie(p),
			.scr_el3 = (uint32_t)lie(p),
			.aarch32 = fuzz_u8(&p->in) & 1,
		};
	return answer(p, err, &unused);
}

static int set_pe(void *user, unsigned pe, const struct vgs_pe_ctx *ctx)
{
	struct player *p = user;
	uint64_t unused = 0;
	int err = answer(p, 0, &unused);

	call_back(p);
	return err ? err : p->fiction ? 0 : p->hw.set_pe(p->gic, pe, ctx);
}

static uint32_t signals(void *user, unsigned pe)
{
	struct player *p = user;

	call_back(p);
	return now(p, p->lies) ? (uint32_t)lie(p) : p->hw.signals(p->gic, pe);
}

static uint32_t takes(void *user, unsigned pe)
{
	struct player *p = user;

	call_back(p);
	return p->hw.takes(p->gic, pe);
}

static int timer_read(void *user, unsigned pe, enum vgs_timer_id id,
		      enum vgs_timer_reg reg, uint64_t *ret_value)
{
	struct player *p = user;

	call_back(p);
	return answer(p, p->clock.read(p->clock.user, pe, id, reg, ret_value),
		      ret_value);
}

static int timer_write(void *user, unsigned pe, enum vgs_timer_id id,
		       enum vgs_timer_reg reg, uint64_t value)
{
	struct player *p = user;
	int err = answer(p, 0, &value);

	call_back(p);
	return err ? err : p->clock.write(p->clock.user, pe, id, reg, value);
}

/* --- the other callbacks ------------------------------------------ */

static int ram_read(void *user, uint64_t addr, void *buf, size_t size)
{
	struct player *p = user;

	call_back(p);
	if (addr < RAM || addr - RAM > SIZE - size)
		return -1;
	memcpy(buf, p->ram + (addr - RAM), size);
	return 0;
}

static int ram_write(void *user, uint64_t addr, const void *buf, size_t size)
{
	struct player *p = user;

	call_back(p);
	if (addr < RAM || addr - RAM > SIZE - size)
		return -1;
	memcpy(p->ram + (addr - RAM), buf, size);
	return 0;
}

static void on_event(void *user, const struct vgs_event *event)
{
	(void)event;
	call_back(user);
}

static void on_signals(void *user, unsigned pe, uint32_t old_levels,
		       uint32_t new_levels)
{
	(void)pe;
	(void)old_levels;
	(void)new_levels;
	call_back(user);
}

/* --- what is called ----------------------------------------------- */

static int guest(struct player *p, unsigned vcpu, uint8_t how)
{
	static const enum vgs_frame frames[] = { VGS_FRAME_GICD, VGS_FRAME_GICR,
						 VGS_FRAME_GITS,
						 VGS_FRAME_GICC };
	uint64_t value = lie(p);
	uint32_t offset = (uint32_t)fuzz_bytes(&p->in, 2) & 0xfffcu;
	enum vgs_sysreg id = (enum vgs_sysreg)(offset % VGS_SYSREG_COUNT);

	if (how & 8)
		offset = 0x100u + offset % 0x380u / 4 * 4;
	if (how & 1)
		return vgs_vcpu_frame_read(p->vm, vcpu, frames[how >> 1 & 3],
					   vcpu, offset, 4, &value);
	if (how & 16)
		return vgs_vcpu_frame_write(p->vm, vcpu, frames[how >> 1 & 3],
					    vcpu, offset, 4, value);
	return how & 32 ? vgs_vcpu_sysreg_read(p->vm, vcpu, id, &value)
			: vgs_vcpu_sysreg_write(p->vm, vcpu, id, value);
}

static int go(struct player *p, unsigned vcpu, uint8_t how)
{
	struct vgs_guest_pstate pstate = { how & 16, how & 32, how & 64 };
	enum vgs_exit_reason reason =
		(enum vgs_exit_reason)((how >> 4) % VGS_EXIT_REASONS);
	struct vgs_vm_work work = {
		(enum vgs_vm_work_kind)((how >> 4) % VGS_VM_WORK_KINDS), vcpu, 1
	};

	switch (how & 15) {
	case 0:
		return vgs_vcpu_exit_unsynced(p->vm, vcpu, reason);
	case 1:
		return vgs_vcpu_prepare(p->vm, vcpu);
	case 2:
		return vgs_vcpu_sync(p->vm, vcpu);
	case 3:
		return vgs_vcpu_load(p->vm, vcpu);
	case 4:
		return vgs_vcpu_put(p->vm, vcpu, how & 16);
	case 5:
		return vgs_vcpu_bind(p->vm, vcpu, how >> 4 & 1);
	case 6:
		return vgs_vm_work_run(p->vm, &work);
	case 7:
		return vgs_vcpu_set_pstate(p->vm, vcpu, &pstate);
	case 8:
	case 9:
	case 10:
		return vgs_vcpu_exit(p->vm, vcpu, reason);
	default:
		return vgs_vcpu_enter(p->vm, vcpu);
	}
}

static int user_space(struct player *p, unsigned vcpu, uint8_t how)
{
	struct vgs_irqfd irqfd = { .fd = 1 + (how >> 6),
				   .gsi = some_intid(p) % 64,
				   .flags = how >> 5 & 2,
				   .resamplefd = how & 64 ? 5 : 0 };
	struct vgs_msi msi = { .addr = 0x8090040, .data = how & 15 };
	uint64_t value = lie(p);
	int rc = 0;

	switch (how & 15) {
	case 0:
		return vgs_vm_irqfd(p->vm, &irqfd, &rc);
	case 1:
		return vgs_vm_irqfd_signal(p->vm, irqfd.fd);
	case 2:
		return vgs_vgic_msi(p->vm, &msi, &rc);
	case 3:
		return vgs_vgic_set_attr(
			p->vm, how >> 4 & 7,
			vgs_kvm_attr_reg(p->vm, vcpu, (uint32_t)value & 0xffc),
			value, &rc);
	case 4:
		return vgs_vcpu_timer_write(
			p->vm, vcpu, (enum vgs_timer_id)(how >> 4 & 1),
			(enum vgs_timer_reg)(how >> 5 & 3), value);
	case 5:
		return vgs_vcpu_timer_reset(p->vm, vcpu);
	case 6:
		return vgs_vm_restore(p->vm, p->image, p->image_size);
	case 7:
		return vgs_vm_save(p->vm, p->image, p->image_size);
	case 8:
		return vgs_vgic_map(p->vm, vcpu, some_intid(p), some_intid(p));
	case 9:
		return vgs_vgic_unmap(p->vm, vcpu, some_intid(p));
	case 10:
		return vgs_vgic_set_resample(p->vm, some_intid(p), how & 16);
	case 11:
		return vgs_vits_ctrl(p->vm, 0, (enum vgs_vits_ctrl)(how >> 5),
				     &rc);
	default:
		return vgs_vgic_inject(p->vm, vcpu, some_intid(p), how & 16, 0);
	}
}

/* Any call that changes the VM. */
static int change(struct player *p)
{
	uint8_t what = fuzz_u8(&p->in), how = fuzz_u8(&p->in);
	unsigned vcpu = (what >> 4) % VCPUS;

	switch (what & 3) {
	case 0:
		return guest(p, vcpu, how);
	case 1:
		return go(p, vcpu, how);
	case 2:
		return user_space(p, vcpu, how);
	default:
		return what & 4 ? go(p, vcpu, 15) : guest(p, vcpu, how);
	}
}

/* Any call that only looks; what it sees may be half done. */
static void look(struct player *p)
{
	uint8_t what = fuzz_u8(&p->in);
	unsigned vcpu = (what >> 4) % VCPUS;
	struct vgs_gate_info gates[VGS_GATES_MAX];
	struct vgs_vcpu_info info;
	struct vgs_virq_info q;
	struct vgs_vm_work work;
	uint32_t intid;
	uint64_t value;

	switch (what & 7) {
	case 0:
		vgs_vcpu_info(p->vm, vcpu, &info);
		break;
	case 1:
		vgs_vgic_irq(p->vm, vcpu, some_intid(p), &q);
		break;
	case 2:
		vgs_vgic_explain(p->vm, vcpu, some_intid(p), gates);
		break;
	case 3:
		vgs_vm_work(p->vm, 1, &work);
		break;
	case 4:
		vgs_vcpu_ap_list(p->vm, vcpu, 1, &intid);
		break;
	case 5:
		vgs_vcpu_frame_peek(p->vm, vcpu, VGS_FRAME_GICD, 0,
				    0x100 + fuzz_u8(&p->in) * 4u, 4, &value);
		break;
	case 6:
		vgs_vcpu_sysreg_peek(
			p->vm, vcpu,
			(enum vgs_sysreg)(fuzz_u8(&p->in) % VGS_SYSREG_COUNT),
			&value);
		break;
	default:
		vgs_vm_check(p->vm, NULL);
		break;
	}
}

static void call_back(struct player *p)
{
	uint64_t hash;
	int err;

	if (!p->vm || p->depth || !now(p, p->calls))
		return;
	p->depth++;
	hash = vgs_vm_hash(p->vm);
	err = change(p);
	if (err != -VGS_EBUSY)
		fprintf(stderr, "%d\n", err);
	FUZZ_CHECK(err == -VGS_EBUSY);
	look(p);
	FUZZ_CHECK(vgs_vm_hash(p->vm) == hash);
	if (fuzz_u8(&p->in) == 0)
		FUZZ_CHECK(vgs_vm_free(p->vm) == p->vm);
	p->depth--;
}

/* --- set-up -------------------------------------------------------- */

static const struct vgs_hw_ops hostile = {
	.frame_read = frame_read,
	.frame_write = frame_write,
	.frame_peek = frame_peek,
	.sysreg_read = sysreg_read,
	.sysreg_write = sysreg_write,
	.sysreg_peek = sysreg_peek,
	.get_pe = get_pe,
	.set_pe = set_pe,
	.signals = signals,
	.takes = takes,
};

static bool make_machine(struct player *p, enum vgs_version version,
			 uint8_t how, bool known)
{
	struct vgs_gic_config cfg;
	struct vgs_timers_config timers;
	struct vgs_pe_ctx el2 = { .el = 2 };

	vgs_gic_config_default(&cfg, version);
	cfg.pes = PES;
	cfg.lrs = 1 + (how & 3);
	cfg.virt = true;
	cfg.maintenance_intid = 25;
	/* A VM that does not know the GIC cannot know what runs there. */
	cfg.on_signals = known && (how & 4) ? on_signals : NULL;
	cfg.trace = known && (how & 8) ? on_event : NULL;
	cfg.user = p;
	if (vgs_gic_new(&cfg, &p->gic))
		return false; /* a build without this GIC */
	for (unsigned pe = 0; pe < PES; pe++) {
		vgs_gic_set_pe(p->gic, pe, &el2);
		vgs_gic_sysreg_write(p->gic, pe, VGS_ICC_SRE_EL2, 0xf);
		vgs_gic_sysreg_write(p->gic, pe, VGS_ICC_SRE_EL1, 7);
	}
	vgs_timers_config_default(&timers, p->gic);
	FUZZ_CHECK(!vgs_timers_new(&timers, &p->timers));
	vgs_timers_ops(&p->clock, p->timers);
	return true;
}

static bool make_vm(struct player *p, enum vgs_version version, uint8_t how)
{
	struct vgs_timer_ops clock = { timer_read, timer_write, p };
	struct vgs_hw_ops hw = hostile;
	struct vgs_vm_config cfg;
	struct vgs_vm *vm;

	vgs_hw_ops_of_gic(&p->hw, p->gic);
	hw.user = p;
	vgs_vm_config_default(&cfg, version,
			      (enum vgs_epoch)((how & 7) % VGS_EPOCHS));
	cfg.gic = how & 8 ? NULL : p->gic;
	cfg.host = version;
	/* The hardware itself: only the other callbacks are hostile. */
	cfg.hw = (how & 24) == 16 ? NULL : &hw;
	cfg.vcpus = VCPUS;
	cfg.nirqs = 96;
	cfg.timers = how & 32 ? &clock : NULL;
	cfg.trace = how & 64 ? on_event : NULL;
	cfg.user = p;
	cfg.mem = (struct vgs_mem_ops){ ram_read, ram_write, p };
	if (version == VGS_GIC_V3 && (how & 7)) {
		cfg.its = 1;
		cfg.lpis = cfg.its_events = 12;
		cfg.its_devices = cfg.its_collections = 4;
	}
	if (vgs_vm_new(&cfg, &vm))
		return false;
	p->vm = vm;
	p->image_size = vgs_vm_save_size(vm);
	p->image = malloc(p->image_size);
	FUZZ_CHECK(p->image && !vgs_vm_save(vm, p->image, p->image_size));
	return true;
}

/* Most of what a guest programs, so that something happens. */
static void start(struct player *p)
{
	bool v3 = vgs_vm_config(p->vm)->version == VGS_GIC_V3;

	vgs_vcpu_frame_write(p->vm, 0, VGS_FRAME_GICD, 0, 0, 4, 3);
	for (unsigned n = 1; n < 3; n++)
		vgs_vcpu_frame_write(p->vm, 0, VGS_FRAME_GICD, 0, 0x100 + 4 * n,
				     4, UINT32_MAX);
	for (unsigned vcpu = 0; vcpu < VCPUS; vcpu++) {
		vgs_vcpu_frame_write(p->vm, vcpu,
				     v3 ? VGS_FRAME_GICR : VGS_FRAME_GICD, vcpu,
				     v3 ? 0x10100 : 0x100, 4, UINT32_MAX);
		vgs_vcpu_frame_write(p->vm, vcpu, VGS_FRAME_GICC, 0, 4, 4,
				     0xf8);
		vgs_vcpu_frame_write(p->vm, vcpu, VGS_FRAME_GICC, 0, 0, 4, 1);
		vgs_vcpu_sysreg_write(p->vm, vcpu, VGS_ICC_PMR_EL1, 0xf8);
		vgs_vcpu_sysreg_write(p->vm, vcpu, VGS_ICC_IGRPEN1_EL1, 1);
	}
}

/* Something of the machine's own: its callbacks run outside the VM's calls. */
static void machine(struct player *p)
{
	uint8_t how = fuzz_u8(&p->in);
	struct vgs_pe_ctx ctx = { .el = how >> 4 & 3 };

	if (how & 1)
		vgs_gic_set_line(p->gic, VGS_INTID(32 + (how >> 2 & 31)),
				 how & 2);
	else if (how & 2)
		vgs_timers_set_counter(p->timers,
				       vgs_timers_counter(p->timers) + how);
	else if (how & 4)
		vgs_gic_set_pe(p->gic, how & 1, &ctx);
	else if (how == 0)
		vgs_gic_reset(p->gic);
	else
		vgs_vm_timer_tick(p->vm);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct player p = { .in = { data, size } };
	uint8_t a = fuzz_u8(&p.in), b = fuzz_u8(&p.in);
	enum vgs_version version = a & 128 ? VGS_GIC_V2 : VGS_GIC_V3;
	const char *name = NULL;

	p.ram = calloc(1, SIZE);
	FUZZ_CHECK(p.ram);
	if (make_machine(&p, version, a, !(b & 8)) && make_vm(&p, version, b)) {
		start(&p);
		p.lies = a & 16 ? fuzz_u8(&p.in) >> 2 : 0;
		p.refuses = a & 32 ? fuzz_u8(&p.in) >> 3 : 0;
		p.calls = a & 64 ? fuzz_u8(&p.in) >> 1 : 0;
		p.fiction = p.lies > 56;
		while (p.in.size) {
			if (fuzz_u8(&p.in) < 16)
				machine(&p);
			else
				change(&p);
			fuzz_done++;
			if (vgs_vm_bug(p.vm))
				fprintf(stderr, "%s\n", vgs_vm_bug(p.vm));
			FUZZ_CHECK(!vgs_vm_bug(p.vm));
			if (vgs_vm_check(p.vm, &name))
				fprintf(stderr, "%s\n", name);
			FUZZ_CHECK(!vgs_vm_check(p.vm, &name));
		}
	}
	p.depth = 1; /* no more */
	FUZZ_CHECK(!vgs_vm_free(p.vm));
	vgs_timers_free(p.timers);
	vgs_gic_free(p.gic);
	free(p.image);
	free(p.ram);
	return 0;
}
