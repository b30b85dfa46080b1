/* SPDX-License-Identifier: MIT */
/*
 * A hostile guest and a hostile VMM: registers of any size at any offset,
 * attributes, tables and commands in memory, eventfds, routes and damaged
 * images, while vCPUs are anywhere between flush and fold.
 */
#include <libvgicsim/vgicsim.h>
#include <string.h>

#include "fuzz.h"

#define RAM  UINT64_C(0x40000000)
#define SIZE 0x80000u
#define PES  2u

unsigned long fuzz_done;

struct player {
	struct fuzz_input in;
	struct vgs_gic *gic;
	struct vgs_vm *vm;
	struct vgs_host *host;
	struct vgs_timers *timers;
	unsigned char *ram, *image;
	size_t image_size;
};

static int ram_read(void *user, uint64_t addr, void *buf, size_t size)
{
	struct player *p = user;

	if (addr < RAM || addr - RAM > SIZE - size)
		return -1;
	memcpy(buf, p->ram + (addr - RAM), size);
	return 0;
}

static int ram_write(void *user, uint64_t addr, const void *buf, size_t size)
{
	struct player *p = user;

	if (addr < RAM || addr - RAM > SIZE - size)
		return -1;
	memcpy(p->ram + (addr - RAM), buf, size);
	return 0;
}

static bool configure(struct player *p)
{
	uint8_t a = fuzz_u8(&p->in), b = fuzz_u8(&p->in), c = fuzz_u8(&p->in);
	enum vgs_version version = a & 1 ? VGS_GIC_V2 : VGS_GIC_V3;
	enum vgs_version machine = c & 1 ? VGS_GIC_V3 : version;
	struct vgs_gic_config gic;
	struct vgs_vm_config cfg;
	struct vgs_host_config host;
	struct vgs_timers_config timers;
	struct vgs_timer_ops ops;

	vgs_gic_config_default(&gic, machine);
	gic.legacy = machine != version;
	gic.no_tdir = machine == VGS_GIC_V3 && (b & 128);
	gic.pes = PES;
	gic.lrs = 1 + (a >> 1 & 3);
	gic.virt = true;
	gic.maintenance_intid = 25;
	if (vgs_gic_new(&gic, &p->gic))
		return false; /* a build without this GIC */
	vgs_timers_config_default(&timers, p->gic);
	FUZZ_CHECK(!vgs_timers_new(&timers, &p->timers));
	vgs_timers_ops(&ops, p->timers);
	vgs_vm_config_default(&cfg, version,
			      (enum vgs_epoch)((b & 7) % VGS_EPOCHS));
	cfg.gic = p->gic;
	cfg.vcpus = 1 + (a >> 3 & 3);
	cfg.nirqs = 96;
	cfg.stepwise = a & 32;
	cfg.async = a & 64;
	cfg.timers = a & 128 ? &ops : NULL;
	cfg.vhe = b & 8;
	cfg.policy.group0_trap = c & 2;
	cfg.policy.group1_trap = c & 4;
	cfg.policy.common_trap = c & 8;
	cfg.policy.dir_trap = c & 16;
	cfg.policy.gicv_trap = c & 32;
	cfg.user_irqchip = (c & 0xc0) == 0xc0;
	cfg.no_active_state = cfg.user_irqchip && (b & 128);
	cfg.pmu_vintid = c & 64 ? 23 : 0;
	cfg.mem = (struct vgs_mem_ops){ ram_read, ram_write, p };
	/* Small pools fill up, and are quick to check. */
	cfg.routes = 70;
	cfg.irqfds = 3;
	cfg.its_devices = cfg.its_collections = 4;
	cfg.its_events = 12;
	if (version == VGS_GIC_V3) {
		cfg.its = b >> 4 & 3;
		cfg.lpis = 12;
		cfg.work_budget = b & 64 ? 5 : 0;
	}
	if (vgs_vm_new(&cfg, &p->vm))
		return false; /* not all goes together */
	vgs_host_config_default(&host, p->gic);
	FUZZ_CHECK(!vgs_host_new(&host, &p->host));
	FUZZ_CHECK(!vgs_host_add_vm(p->host, p->vm));
	p->image_size = vgs_vm_save_size(p->vm);
	p->image = malloc(p->image_size);
	p->ram = calloc(1, SIZE);
	FUZZ_CHECK(p->image && p->ram);
	return true;
}

static uint32_t some_intid(struct player *p)
{
	uint8_t n = fuzz_u8(&p->in);

	return n < 0xe0 ? n % 100 : n < 0xf0 ? 8192u + n % 16 : 1000u + n % 32;
}

/* Often an address of the guest's memory, a table's or a command's fields. */
static uint64_t some_value(struct player *p)
{
	uint8_t how = fuzz_u8(&p->in);
	uint64_t value = fuzz_bytes(&p->in, how & 7);

	if (how & 8)
		value = RAM + (value & (SIZE - 1) & ~UINT64_C(0xfff));
	if (how & 16)
		value |= UINT64_C(1) << 63;
	if (how & 32)
		value = ~value;
	return value;
}

static uint32_t some_offset(struct player *p)
{
	uint32_t offset = (uint32_t)fuzz_bytes(&p->in, 2);
	uint8_t how = fuzz_u8(&p->in);

	if (how & 1)
		offset &= 0xfffcu;
	return offset + ((how & 2) ? 0x10000u : 0);
}

static void guest_registers(struct player *p, unsigned vcpu)
{
	static const enum vgs_frame frames[] = { VGS_FRAME_GICD, VGS_FRAME_GICR,
						 VGS_FRAME_GITS,
						 VGS_FRAME_GICC };
	static const unsigned sizes[] = { 4, 4, 4, 8, 1, 2, 3 };
	uint8_t how = fuzz_u8(&p->in);
	enum vgs_frame frame = frames[how & 3];
	unsigned size = sizes[(how >> 2 & 15) % 7], index = fuzz_u8(&p->in) % 5;
	uint32_t offset = some_offset(p);
	uint64_t value = some_value(p), address;

	if (how & 64)
		vgs_vcpu_frame_write(p->vm, vcpu, frame, index, offset, size,
				     value);
	else
		vgs_vcpu_frame_read(p->vm, vcpu, frame, index, offset, size,
				    &value);
	vgs_vcpu_frame_peek(p->vm, vcpu, frame, index, offset, size, &value);
	if (!(how & 128))
		return;
	address = vgs_vm_config(p->vm)->frames[frame] + offset;
	vgs_vcpu_mmio_write(p->vm, vcpu, address, size, value);
	vgs_vcpu_mmio_read(p->vm, vcpu, address, size, &value);
}

static void guest_system(struct player *p, unsigned vcpu)
{
	uint8_t how = fuzz_u8(&p->in);
	enum vgs_sysreg id = (enum vgs_sysreg)(how % (VGS_SYSREG_COUNT + 1));
	uint64_t value = some_value(p);

	if (fuzz_u8(&p->in) & 1)
		vgs_vcpu_sysreg_write(p->vm, vcpu, id, value);
	else
		vgs_vcpu_sysreg_read(p->vm, vcpu, id, &value);
	vgs_vcpu_sysreg_peek(p->vm, vcpu, id, &value);
	if (how & 1)
		vgs_vcpu_timer_write(p->vm, vcpu,
				     (enum vgs_timer_id)(how >> 1 & 3),
				     (enum vgs_timer_reg)(how >> 3 & 3), value);
}

static void run(struct player *p, unsigned vcpu)
{
	uint8_t how = fuzz_u8(&p->in);
	enum vgs_exit_reason reason = (enum vgs_exit_reason)(how >> 4 & 7);
	struct vgs_vm_work work[4];
	uint32_t intid;
	int rc;

	switch (how & 15) {
	case 0:
	case 1:
		vgs_vcpu_exit(p->vm, vcpu, reason);
		break;
	case 2:
		vgs_vcpu_prepare(p->vm, vcpu);
		break;
	case 3:
		vgs_vcpu_exit_unsynced(p->vm, vcpu, reason);
		break;
	case 4:
		vgs_vcpu_sync(p->vm, vcpu);
		break;
	case 5:
		vgs_vcpu_put(p->vm, vcpu, how & 16);
		break;
	case 6:
		vgs_vcpu_load(p->vm, vcpu);
		break;
	case 7:
		vgs_vcpu_bind(p->vm, vcpu, how >> 4 & 3);
		break;
	case 8:
		if (vgs_vm_work(p->vm, 4, work) > 0)
			vgs_vm_work_run(p->vm, &work[0]);
		break;
	case 9:
		vgs_host_take(p->host, how >> 4 & 1, &intid);
		break;
	case 10:
		vgs_vcpu_first_run(p->vm, vcpu, &rc);
		break;
	default:
		vgs_vcpu_enter(p->vm, vcpu);
		break;
	}
}

/* --- user space ------------------------------------------------------- */

static void attribute(struct player *p)
{
	uint8_t how = fuzz_u8(&p->in);
	uint32_t group = how % 11;
	uint64_t attr = fuzz_u8(&p->in) % 8, value = some_value(p);
	unsigned vcpu = how >> 5 & 3;
	int rc = 0;

	if (group == VGS_KVM_GRP_CPU_SYSREGS)
		attr = vgs_kvm_attr_sysreg(
			p->vm, vcpu,
			(enum vgs_sysreg)(fuzz_u8(&p->in) % VGS_SYSREG_COUNT));
	else if (group && group != VGS_KVM_GRP_CTRL)
		attr = vgs_kvm_attr_reg(p->vm, vcpu, some_offset(p));
	if (how & 16)
		attr ^= some_value(p);
	vgs_vgic_has_attr(p->vm, group, attr, &rc);
	if (how & 128)
		vgs_vgic_set_attr(p->vm, group, attr, value, &rc);
	else
		vgs_vgic_get_attr(p->vm, group, attr, &value, &rc);
}

static void create(struct player *p)
{
	uint8_t how = fuzz_u8(&p->in);
	int rc = 0;

	if (how & 1)
		vgs_vcpu_create(p->vm, &rc);
	else
		vgs_vgic_create(p->vm, &rc);
	if (how & 8)
		vgs_vits_create(p->vm, &rc);
	vgs_vits_set_addr(p->vm, how >> 1 & 3, some_value(p), &rc);
	if (how & 16)
		vgs_vcpu_timer_set_attr(p->vm, 0, how >> 5 & 3, some_value(p),
					&rc);
}

static void its(struct player *p)
{
	uint8_t how = fuzz_u8(&p->in);
	unsigned n = how & 3;
	uint64_t offset = fuzz_bytes(&p->in, 2), value = some_value(p);
	int rc = 0;

	switch (how >> 2 & 7) {
	case 0:
		vgs_vits_ctrl(p->vm, n, (enum vgs_vits_ctrl)(how >> 5), &rc);
		break;
	case 1:
		vgs_vgic_save_pending_tables(p->vm, &rc);
		break;
	case 2:
		vgs_vits_get_reg(p->vm, n, offset, &value, &rc);
		break;
	default:
		vgs_vits_set_reg(p->vm, n, offset, value, &rc);
		break;
	}
}

static void eventfd(struct player *p)
{
	uint8_t how = fuzz_u8(&p->in);
	struct vgs_irqfd irqfd = { .fd = 1 + (how & 3),
				   .gsi = (uint32_t)fuzz_number(&p->in, 70, 32),
				   .flags = how >> 2 & 7,
				   .resamplefd = how >> 5 & 3 };
	struct vgs_route routes[3];
	int rc = 0;

	memset(routes, 0, sizeof(routes));
	for (unsigned n = 0; n < 3; n++) {
		routes[n].gsi = (uint32_t)fuzz_number(&p->in, 70, 32);
		if (fuzz_u8(&p->in) & 1) {
			routes[n].type = VGS_GSI_ROUTE_MSI;
			routes[n].msi.addr = some_value(p);
		} else {
			routes[n].type = VGS_GSI_ROUTE_IRQCHIP;
			routes[n].pin = (uint32_t)fuzz_number(&p->in, 90, 32);
		}
	}
	if (how & 128)
		vgs_vm_set_routing(p->vm, routes, how & 3, how >> 6 & 1, &rc);
	else if (how & 64)
		vgs_vm_irqfd(p->vm, &irqfd, &rc);
	vgs_vm_irqfd_signal(p->vm, irqfd.fd);
	vgs_vm_irq_line(p->vm, (uint32_t)some_value(p), how & 1, &rc);
}

static void message(struct player *p)
{
	uint8_t how = fuzz_u8(&p->in);
	const struct vgs_vm_config *cfg = vgs_vm_config(p->vm);
	struct vgs_msi msi = { .addr = cfg->frames[VGS_FRAME_GITS] + 0x10040u,
			       .data = how & 15,
			       .has_devid = how & 128,
			       .devid = how >> 4 & 7 };
	int rc = 0;

	if (how & 64)
		msi.addr = some_value(p);
	vgs_vgic_msi(p->vm, &msi, &rc);
	vgs_vcpu_set_pmu(p->vm, how & 3, how & 4);
	vgs_vgic_inject_lpi(p->vm, how & 3, 8192u + (how >> 2 & 15), &rc);
}

/* An image that somebody has had a hand in, or a good one. */
static void image(struct player *p)
{
	uint8_t how = fuzz_u8(&p->in);
	uint64_t hash;
	int err;

	FUZZ_CHECK(!vgs_vm_save(p->vm, p->image, p->image_size));
	hash = vgs_vm_hash(p->vm);
	for (unsigned n = 0; n < (how & 3u); n++)
		p->image[fuzz_bytes(&p->in, 3) % p->image_size] ^=
			fuzz_u8(&p->in);
	err = vgs_vm_restore(p->vm, p->image, p->image_size);
	if (err)
		FUZZ_CHECK(vgs_vm_hash(p->vm) == hash);
	if (!(how & 3u))
		FUZZ_CHECK(!err && vgs_vm_hash(p->vm) == hash);
}

static void write_memory(struct player *p)
{
	uint64_t value = some_value(p);
	size_t at = fuzz_bytes(&p->in, 3) % (SIZE - 8);

	if (fuzz_u8(&p->in) & 3)
		at &= ~(size_t)7;
	memcpy(p->ram + at, &value, 8);
}

static void host(struct player *p, unsigned vcpu)
{
	uint8_t how = fuzz_u8(&p->in);
	uint32_t intid = some_intid(p);
	struct vgs_host_irq irq = { .kind = VGS_HOST_IRQ_FORWARDED,
				    .vcpu = VGS_NO_VCPU,
				    .vintid = intid };

	switch (how & 7) {
	case 0:
		vgs_vgic_map(p->vm, vcpu, intid, some_intid(p));
		break;
	case 1:
		vgs_vgic_unmap(p->vm, vcpu, intid);
		break;
	case 2:
		vgs_gic_set_line(p->gic, VGS_INTID(32 + intid % 32), how & 8);
		break;
	case 3:
		vgs_host_set_irq(p->host, VGS_INTID(32 + how % 16), &irq);
		break;
	case 4:
		vgs_vgic_set_resample(p->vm, intid, how & 8);
		break;
	case 5:
		vgs_timers_set_counter(p->timers,
				       vgs_timers_counter(p->timers) + how);
		vgs_vm_timer_tick(p->vm);
		break;
	default:
		vgs_vgic_inject(p->vm, vcpu, intid, how & 8, how >> 6);
		break;
	}
}

static void step(struct player *p)
{
	uint8_t what = fuzz_u8(&p->in);
	unsigned vcpu = what >> 4 & 3;

	switch (what & 15) {
	case 0:
		create(p);
		break;
	case 1:
	case 2:
		attribute(p);
		break;
	case 3:
		its(p);
		break;
	case 4:
		eventfd(p);
		break;
	case 5:
		message(p);
		break;
	case 6:
		image(p);
		break;
	case 7:
		write_memory(p);
		break;
	case 8:
	case 9:
		host(p, vcpu);
		break;
	case 10:
		guest_system(p, vcpu);
		break;
	case 11:
	case 12:
		run(p, vcpu);
		break;
	default:
		guest_registers(p, vcpu);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct player p = { .in = { data, size } };
	const char *name = NULL;

	if (configure(&p)) {
		while (p.in.size) {
			step(&p);
			fuzz_done++;
			FUZZ_CHECK(!vgs_vm_bug(p.vm));
			FUZZ_CHECK(!vgs_vm_check(p.vm, &name));
		}
		FUZZ_CHECK(!vgs_gic_check(p.gic, &name));
	}
	vgs_host_free(p.host);
	vgs_vm_free(p.vm);
	vgs_timers_free(p.timers);
	vgs_gic_free(p.gic);
	free(p.image);
	free(p.ram);
	return 0;
}
