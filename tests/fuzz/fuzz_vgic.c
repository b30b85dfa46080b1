/* SPDX-License-Identifier: MIT */
/*
 * A hostile guest and a hostile VMM: registers of any size at any offset,
 * attributes, tables and commands in memory, eventfds, routes and damaged
 * images, while vCPUs are anywhere between flush and fold.
 *
 * Now and then a twin of the whole machine is made and played the same steps:
 * one that has its images answers the same to everything, also if its vgic
 * reaches the hardware by other accessors; one that a VMM has made by
 * attributes has the same configuration for its guest.
 */
#include "fuzz_vgic.h"

unsigned long fuzz_done;

static void act_on(struct player *p, struct world *w, uint8_t what,
		   struct vgs_vm *vm)
{
	unsigned vcpu = what >> 4 & 3;

	switch (what & 15) {
	case 0:
		create(p, w, vm);
		break;
	case 1:
		attribute(p, w, vm);
		break;
	case 2:
		if (what & 64)
			guest_ready(p, w, vm, vcpu);
		else
			guest_command(p, w, vm, vcpu);
		break;
	case 3:
		its(p, w, vm);
		break;
	case 4:
		eventfd(p, w, vm);
		break;
	case 5:
		message(p, w, vm);
		break;
	case 6:
		image(p, w, vm);
		break;
	case 7:
		write_memory(p, w);
		break;
	case 8:
	case 9:
		host(p, w, vm, vcpu);
		break;
	case 10:
		guest_system(p, w, vm, vcpu);
		break;
	case 11:
	case 12:
	case 13:
		run(p, w, vm, vcpu);
		break;
	default:
		guest_registers(p, w, vm, vcpu);
		break;
	}
}

static void act(struct player *p, struct world *w, uint8_t what)
{
	const char *name = NULL;
	struct vgs_vm *vm = w->vm[what >> 7];

	if (vm)
		act_on(p, w, what, vm);
	for (unsigned n = 0; n < VMS; n++) {
		if (!w->vm[n])
			continue;
		FUZZ_CHECK(!vgs_vm_bug(w->vm[n]));
		FUZZ_CHECK(!vgs_vm_check(w->vm[n], &name));
	}
	fuzz_done++;
}

/* --- the twin --------------------------------------------------------------
 */

static void make_twin(struct player *p)
{
	uint8_t how = fuzz_u8(&p->in);

	p->twin = free_world(p->twin);
	p->exact = !(how & 1);
	if (p->exact)
		p->twin = twin_by_image(p);
	else
		p->twin = twin_by_attributes(p, how & 2);
}

static void compare(struct player *p)
{
	if (!p->exact) {
		FUZZ_CHECK(same_configuration(p->now, p->twin));
		return;
	}
	FUZZ_CHECK(p->now->answers == p->twin->answers);
	if (fuzz_done % 16 == 0 || !p->in.size)
		FUZZ_CHECK(hash_world(p->now) == hash_world(p->twin));
	if (!p->in.size)
		FUZZ_CHECK(!memcmp(p->now->ram, p->twin->ram, SIZE));
}

/* After these the configuration may differ: an image that has been tampered
 * with does something else to another VM, and whether user space may write
 * depends on who runs. */
static bool parts(const struct player *p)
{
	return !p->exact && (p->now->tampered || !same_phases(p->now, p->twin));
}

static void step(struct player *p)
{
	uint8_t what = fuzz_u8(&p->in);
	struct fuzz_input from = p->in, to;

	if (what == 0xff) {
		make_twin(p);
		return;
	}
	act(p, p->now, what);
	if (!p->twin)
		return;
	to = p->in;
	p->in = from;
	act(p, p->twin, what);
	p->in = to;
	if (parts(p))
		p->twin = free_world(p->twin);
	else
		compare(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct player p = { .in = { data, size } };
	const char *name = NULL;

	draw_shape(&p);
	p.now = new_world(&p.shape, false);
	while (p.now && p.in.size)
		step(&p);
	if (p.now)
		FUZZ_CHECK(!vgs_gic_check(p.now->gic, &name));
	free_world(p.twin);
	free_world(p.now);
	return 0;
}
