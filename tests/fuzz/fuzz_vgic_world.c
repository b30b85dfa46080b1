/* SPDX-License-Identifier: MIT */
/*
 * Worlds: of any epoch, with any knob turned, with a vgic of somebody else;
 * and a second one that goes on from what the first was, by its images or, as
 * a VMM does it, by attributes.
 */
#include "fuzz_vgic.h"

static int ram_read(void *user, uint64_t addr, void *buf, size_t size)
{
	struct world *w = user;

	if (addr < RAM || addr - RAM > SIZE - size)
		return -1;
	memcpy(buf, w->ram + (addr - RAM), size);
	return 0;
}

static int ram_write(void *user, uint64_t addr, const void *buf, size_t size)
{
	struct world *w = user;

	if (addr < RAM || addr - RAM > SIZE - size)
		return -1;
	memcpy(w->ram + (addr - RAM), buf, size);
	return 0;
}

/* --- drawn -----------------------------------------------------------------
 */

static void draw_policy(struct player *p, struct vgs_policy *policy)
{
	unsigned knobs = 0, values;

	while (vgs_knob_at(knobs))
		knobs++;
	for (unsigned n = fuzz_u8(&p->in) & 3; n; n--) {
		const struct vgs_knob_info *knob =
			vgs_knob_at(fuzz_u8(&p->in) % knobs);

		for (values = 0; values < 5 && knob->values[values]; values++)
			;
		FUZZ_CHECK(!vgs_policy_set(
			policy, knob->name,
			knob->values[fuzz_u8(&p->in) % values]));
	}
}

/* Small pools fill up, and are quick to check. */
static void draw_pools(struct player *p, struct vgs_vm_config *cfg)
{
	uint8_t how = fuzz_u8(&p->in);

	cfg->routes = 70;
	cfg->irqfds = 3;
	cfg->its_devices = cfg->its_collections = 4;
	cfg->its_events = 12;
	/* KVM-IT-1: no ITS before 4.8. */
	if (cfg->version != VGS_GIC_V3 || cfg->epoch == VGS_EPOCH_E0)
		return;
	cfg->its = how & 3;
	cfg->lpis = how & 4 ? 12 : 0;
	cfg->work_budget = how & 8 ? 5 : 0;
}

static void draw_vm(struct player *p, unsigned n, enum vgs_version version)
{
	struct vgs_vm_config *cfg = &p->shape.vm[n];
	uint8_t a = fuzz_u8(&p->in), b = fuzz_u8(&p->in);

	vgs_vm_config_default(cfg, version,
			      (enum vgs_epoch)((b & 7) % VGS_EPOCHS));
	cfg->vcpus = 1 + (a & 3);
	cfg->nirqs = 96;
	cfg->stepwise = (a & 0xc) == 0xc;
	cfg->async = a & 16;
	cfg->vhe = a & 32;
	cfg->user_irqchip = (a & 0xc0) == 0xc0;
	cfg->no_active_state = cfg->user_irqchip && (b & 8);
	cfg->pmu_vintid = b & 16 ? 23 : 0;
	if ((b & 0xe0) == 0xe0)
		cfg->own = &fuzz_own_lists;
	else if ((b & 0xe0) == 0xc0)
		cfg->own = &fuzz_own_frames;
	draw_policy(p, &cfg->policy);
	draw_pools(p, cfg);
}

void draw_shape(struct player *p)
{
	uint8_t a = fuzz_u8(&p->in);
	enum vgs_version version = a & 1 ? VGS_GIC_V2 : VGS_GIC_V3;
	enum vgs_version machine = a & 2 ? VGS_GIC_V3 : version;

	vgs_gic_config_default(&p->shape.gic, machine);
	p->shape.gic.legacy = machine != version;
	p->shape.gic.no_tdir = machine == VGS_GIC_V3 && (a & 4);
	p->shape.gic.pes = PES;
	p->shape.gic.lrs = 1 + (a >> 3 & 3);
	p->shape.gic.virt = true;
	p->shape.gic.maintenance_intid = 25;
	p->shape.eoimode = !(a & 32);
	p->shape.by_register = a & 64;
	draw_vm(p, 0, version);
	draw_vm(p, 1, a & 128 ? machine : version);
}

/* --- made ------------------------------------------------------------------
 */

static void add_vm(struct world *w, const struct shape *shape, unsigned n,
		   const struct vgs_hw_ops *hw)
{
	struct vgs_vm_config cfg = shape->vm[n];
	struct vgs_timer_ops timers;

	vgs_timers_ops(&timers, w->timers);
	cfg.gic = w->gic;
	cfg.hw = hw;
	cfg.timers = &timers;
	cfg.mem = (struct vgs_mem_ops){ ram_read, ram_write, w };
	if (vgs_vm_new(&cfg, &w->vm[n]))
		return; /* not all goes together */
	FUZZ_CHECK(vgs_host_add_vm(w->host, w->vm[n]) == (int)n);
	if (vgs_vm_save_size(w->vm[n]) > w->image_size)
		w->image_size = vgs_vm_save_size(w->vm[n]);
}

static void add_host(struct world *w, const struct shape *shape)
{
	struct vgs_timers_config timers;
	struct vgs_host_config host;

	vgs_timers_config_default(&timers, w->gic);
	FUZZ_CHECK(!vgs_timers_new(&timers, &w->timers));
	vgs_host_config_default(&host, w->gic);
	host.eoimode = shape->eoimode;
	FUZZ_CHECK(!vgs_host_new(&host, &w->host));
}

struct world *new_world(const struct shape *shape, bool by_register)
{
	struct world *w = calloc(1, sizeof(*w));
	struct vgs_hw_ops hw;

	FUZZ_CHECK(w);
	if (vgs_gic_new(&shape->gic, &w->gic))
		return free_world(w);
	add_host(w, shape);
	vgs_hw_ops_of_gic(&hw, w->gic);
	w->ram = calloc(1, SIZE);
	FUZZ_CHECK(w->ram);
	for (unsigned n = 0; n < VMS; n++) {
		if (!n || w->vm[0])
			add_vm(w, shape, n, by_register ? &hw : NULL);
	}
	if (!w->vm[0])
		return free_world(w);
	w->image = malloc(w->image_size);
	FUZZ_CHECK(w->image);
	return w;
}

struct world *free_world(struct world *w)
{
	if (!w)
		return NULL;
	vgs_host_free(w->host);
	for (unsigned n = 0; n < VMS; n++)
		vgs_vm_free(w->vm[n]);
	vgs_timers_free(w->timers);
	vgs_gic_free(w->gic);
	free(w->image);
	free(w->ram);
	free(w);
	return NULL;
}

uint64_t hash_world(const struct world *w)
{
	uint64_t hash = vgs_gic_hash(w->gic) * 3 + vgs_timers_hash(w->timers);

	for (unsigned n = 0; n < VMS; n++)
		hash = hash * 5 + (w->vm[n] ? vgs_vm_hash(w->vm[n]) : 0);
	return hash;
}

/* --- a twin by images ------------------------------------------------------
 */

static void copy_gic(struct world *to, const struct world *from)
{
	size_t size = vgs_gic_save_size(from->gic);
	unsigned char *image = malloc(size);

	FUZZ_CHECK(image && !vgs_gic_save(from->gic, image, size));
	FUZZ_CHECK(!vgs_gic_restore(to->gic, image, size));
	free(image);
}

static void copy_timers(struct world *to, const struct world *from)
{
	size_t size = vgs_timers_save_size(from->timers);
	unsigned char *image = malloc(size);

	FUZZ_CHECK(image && !vgs_timers_save(from->timers, image, size));
	FUZZ_CHECK(!vgs_timers_restore(to->timers, image, size));
	free(image);
}

/* Who a physical interrupt belongs to is no state of GIC or VM.  What it is
 * mapped to is, and is restored behind this. */
static void copy_host(struct world *to, const struct world *from)
{
	struct vgs_host_irq irq;

	for (unsigned n = 0; n < 32 * PES + 32; n++) {
		struct vgs_line line = n < 32 * PES
					       ? VGS_PRIVATE(n / 32, n % 32)
					       : VGS_INTID(n - 32 * PES + 32);

		if (vgs_host_irq(from->host, line, &irq) ||
		    irq.kind == VGS_HOST_IRQ_UNHANDLED)
			continue;
		vgs_host_set_irq(to->host, line, &irq);
	}
	for (unsigned pe = 0; pe < PES; pe++)
		vgs_host_set_maintenance_age(
			to->host, pe, vgs_host_maintenance_age(from->host, pe));
}

struct world *twin_by_image(const struct player *p)
{
	const struct world *from = p->now;
	struct world *to = new_world(&p->shape, p->shape.by_register);

	FUZZ_CHECK(to);
	copy_host(to, from);
	for (unsigned n = 0; n < VMS; n++) {
		struct vgs_vm *vm = from->vm[n];

		if (!vm)
			continue;
		if (vgs_vm_save(vm, from->image, from->image_size) ==
		    -VGS_ENOTSUP)
			return free_world(to);
		FUZZ_CHECK(!vgs_vm_restore(to->vm[n], from->image,
					   vgs_vm_save_size(vm)));
	}
	copy_gic(to, from);
	copy_timers(to, from);
	memcpy(to->ram, from->ram, SIZE);
	to->answers = from->answers;
	FUZZ_CHECK(hash_world(to) == hash_world(from));
	return to;
}

/* --- a twin by attributes --------------------------------------------------
 */

static void stop_all(struct world *w)
{
	for (unsigned n = 0; n < VMS; n++) {
		for (unsigned v = 0; w->vm[n] && v < 4; v++) {
			vgs_vcpu_exit(w->vm[n], v, VGS_EXIT_TRAP);
			vgs_vcpu_sync(w->vm[n], v);
		}
	}
}

/* The registers of a VM as the kernel gives them away; 0: it does not. */
static size_t give_away(struct vgs_vm *vm, struct vgs_kvm_attr **ret_attrs)
{
	size_t max = vgs_kvm_attrs(vm), count = 0;
	int rc = 0;

	*ret_attrs = calloc(max + 1, sizeof(**ret_attrs));
	FUZZ_CHECK(*ret_attrs);
	if (vgs_kvm_save(vm, max, *ret_attrs, &count, &rc) || rc)
		count = 0;
	FUZZ_CHECK(count <= max);
	return count;
}

/* Tables' places that nobody had written are now: with the attributes of
 * memory that a vgic corrects. */
static bool is_written_first(const struct vgs_kvm_attr *was)
{
	uint32_t offset = (uint32_t)was->attr;

	if (was->value)
		return false;
	if (was->its == VGS_KVM_VGIC)
		return was->group == VGS_KVM_GRP_REDIST_REGS &&
		       (offset == 0x70 || offset == 0x78);
	return was->group == VGS_KVM_GRP_ITS_REGS && offset >= 0x80;
}

/* Read out again, it is what was written. */
static void check_again(struct vgs_vm *vm, const struct vgs_kvm_attr *attrs,
			size_t count)
{
	struct vgs_kvm_attr *again;
	size_t n = give_away(vm, &again);

	FUZZ_CHECK(n == count);
	for (size_t i = 0; i < n; i++) {
		FUZZ_CHECK(again[i].attr == attrs[i].attr &&
			   again[i].group == attrs[i].group &&
			   again[i].its == attrs[i].its);
		FUZZ_CHECK(again[i].value == attrs[i].value ||
			   is_written_first(&attrs[i]));
	}
	free(again);
}

static void do_damage(struct player *p, struct vgs_kvm_attr *attrs,
		      size_t count)
{
	for (unsigned n = 1 + (fuzz_u8(&p->in) & 3); n; n--) {
		size_t at = fuzz_bytes(&p->in, 2) % count;

		attrs[at].value ^= some_value(p);
		if (fuzz_u8(&p->in) & 1)
			attrs[at].attr ^= some_value(p);
		if (fuzz_u8(&p->in) & 1)
			attrs[at].group ^= fuzz_u8(&p->in);
	}
}

struct world *twin_by_attributes(struct player *p, bool damage)
{
	struct world *from = p->now, *to;
	struct vgs_kvm_attr *attrs;
	size_t count, taken = 0;
	int rc = 0;

	stop_all(from);
	count = give_away(from->vm[0], &attrs);
	if (!count) {
		free(attrs);
		return NULL;
	}
	if (damage)
		do_damage(p, attrs, count);
	to = new_world(&p->shape, p->shape.by_register);
	FUZZ_CHECK(to);
	memcpy(to->ram, from->ram, SIZE);
	FUZZ_CHECK(!vgs_kvm_restore(to->vm[0], count, attrs, &taken, &rc));
	FUZZ_CHECK((taken == count) == !rc);
	damage |= from->tampered;
	if (!damage && !rc)
		check_again(to->vm[0], attrs, count);
	free(attrs);
	return damage || rc ? free_world(to) : to;
}

/* --- what a guest has programmed --------------------------------------------
 */

/* Registers that only the guest and user space change; of private ones,
 * behind 0x10000, those of a redistributor. */
static const struct {
	uint32_t from, to, step;
} configuration[] = {
	{ 0x080, 0x08c, 4 }, /* IGROUPR */
	{ 0x100, 0x10c, 4 }, /* ISENABLER */
	{ 0x400, 0x460, 4 }, /* IPRIORITYR */
	{ 0xc00, 0xc18, 4 }, /* ICFGR */
};

static bool same_frame(const struct world *a, const struct world *b,
		       enum vgs_frame frame, unsigned vcpu, uint32_t base)
{
	for (unsigned r = 0; r < 4; r++) {
		for (uint32_t at = configuration[r].from;
		     at < configuration[r].to; at += 4) {
			uint64_t x = 0, y = 0;
			int err = vgs_vcpu_frame_peek(a->vm[0], vcpu, frame,
						      vcpu, base + at, 4, &x);

			if (err != vgs_vcpu_frame_peek(b->vm[0], vcpu, frame,
						       vcpu, base + at, 4,
						       &y) ||
			    x != y)
				return false;
		}
	}
	return true;
}

bool same_phases(const struct world *a, const struct world *b)
{
	struct vgs_vcpu_info x, y;

	for (unsigned v = 0; v < 4; v++) {
		if (vgs_vcpu_info(a->vm[0], v, &x) ||
		    vgs_vcpu_info(b->vm[0], v, &y))
			break;
		if (x.phase != y.phase)
			return false;
	}
	return true;
}

bool same_configuration(const struct world *a, const struct world *b)
{
	bool v2 = vgs_vm_config(a->vm[0])->version == VGS_GIC_V2;

	for (unsigned v = 0; v < vgs_vm_config(a->vm[0])->vcpus; v++) {
		if (!same_frame(a, b, VGS_FRAME_GICD, v, 0))
			return false;
		if (!v2 && !same_frame(a, b, VGS_FRAME_GICR, v, 0x10000))
			return false;
	}
	return true;
}
