/* SPDX-License-Identifier: MIT */
/*
 * What user space does: attributes, tables in guest memory, eventfds, routes,
 * messages, images that somebody has had a hand in.
 */
#include "fuzz_vgic.h"

void attribute(struct player *p, struct world *w, struct vgs_vm *vm)
{
	uint8_t how = fuzz_u8(&p->in);
	uint32_t group = how % 11;
	uint64_t attr = fuzz_u8(&p->in) % 8, value = some_value(p);
	unsigned vcpu = how >> 5 & 3;
	int rc = 0;

	if (group == VGS_KVM_GRP_CPU_SYSREGS)
		attr = vgs_kvm_attr_sysreg(
			vm, vcpu,
			(enum vgs_sysreg)(fuzz_u8(&p->in) % VGS_SYSREG_COUNT));
	else if (group && group != VGS_KVM_GRP_CTRL)
		attr = vgs_kvm_attr_reg(vm, vcpu, some_offset(p));
	if (how & 16)
		attr ^= some_value(p);
	note(w, vgs_vgic_has_attr(vm, group, attr, &rc));
	if (how & 128)
		note(w, vgs_vgic_set_attr(vm, group, attr, value, &rc));
	else
		note(w, vgs_vgic_get_attr(vm, group, attr, &value, &rc));
	note(w, rc);
	note_value(w, value);
}

void create(struct player *p, struct world *w, struct vgs_vm *vm)
{
	uint8_t how = fuzz_u8(&p->in);
	int rc = 0;

	if (how & 1)
		vgs_vcpu_create(vm, &rc);
	else
		vgs_vgic_create(vm, &rc);
	if (how & 8)
		vgs_vits_create(vm, &rc);
	note(w, rc);
	vgs_vits_set_addr(vm, how >> 1 & 3, some_value(p), &rc);
	note(w, rc);
	if (how & 16)
		vgs_vcpu_timer_set_attr(vm, 0, how >> 5 & 3, some_value(p),
					&rc);
	note(w, rc);
}

void its(struct player *p, struct world *w, struct vgs_vm *vm)
{
	uint8_t how = fuzz_u8(&p->in);
	unsigned n = how & 3;
	uint64_t offset = fuzz_bytes(&p->in, 2), value = some_value(p);
	int rc = 0;

	switch (how >> 2 & 7) {
	case 0:
	case 5:
	case 6:
		vgs_vits_ctrl(vm, n, (enum vgs_vits_ctrl)(how >> 5), &rc);
		break;
	case 1:
		vgs_vgic_save_pending_tables(vm, &rc);
		break;
	case 2:
		vgs_vits_get_reg(vm, n, offset, &value, &rc);
		break;
	default:
		vgs_vits_set_reg(vm, n, offset, value, &rc);
		break;
	}
	note(w, rc);
	note_value(w, value);
}

void eventfd(struct player *p, struct world *w, struct vgs_vm *vm)
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
		uint8_t type = fuzz_u8(&p->in);

		routes[n].gsi = (uint32_t)fuzz_number(&p->in, 70, 32);
		routes[n].type =
			type & 1 ? VGS_GSI_ROUTE_MSI : VGS_GSI_ROUTE_IRQCHIP;
		routes[n].pin = (uint32_t)fuzz_number(&p->in, 90, 32);
		routes[n].msi.addr = type & 2 ? some_value(p) : 0x08090040;
		routes[n].msi.data = type >> 2 & 3;
		routes[n].msi.has_devid = type & 16;
		routes[n].msi.devid = type >> 5 & 3;
	}
	if (how & 128)
		vgs_vm_set_routing(vm, routes, how & 3, how >> 6 & 1, &rc);
	else if (how & 64)
		vgs_vm_irqfd(vm, &irqfd, &rc);
	note(w, rc);
	note(w, vgs_vm_irqfd_signal(vm, irqfd.fd));
	vgs_vm_irq_line(vm, (uint32_t)some_value(p), how & 1, &rc);
	note(w, rc);
	note_value(w, vgs_vm_irqfd_resampled(vm, irqfd.fd));
	if (how == 0x3f)
		note(w, vgs_vm_irqfd_close(vm, irqfd.fd));
}

void message(struct player *p, struct world *w, struct vgs_vm *vm)
{
	uint8_t how = fuzz_u8(&p->in);
	const struct vgs_vm_config *cfg = vgs_vm_config(vm);
	struct vgs_msi msi = { .addr = cfg->frames[VGS_FRAME_GITS] + 0x10040u,
			       .data = how & 7,
			       .has_devid = how & 128,
			       .devid = how >> 4 & 3 };
	struct vgs_vtranslation to;
	int rc = 0;

	if (how & 64)
		msi.addr = some_value(p);
	note(w, vgs_vgic_translate(vm, how >> 3 & 1, msi.devid, msi.data, &to));
	vgs_vgic_msi(vm, &msi, &rc);
	note(w, rc);
	note(w, vgs_vcpu_set_pmu(vm, how & 3, how & 4));
	vgs_vgic_inject_lpi(vm, how & 3, 8192u + (how >> 2 & 15), &rc);
	note(w, rc);
}

/* An image that somebody has had a hand in, or a good one. */
void image(struct player *p, struct world *w, struct vgs_vm *vm)
{
	uint8_t how = fuzz_u8(&p->in);
	size_t size = vgs_vm_save_size(vm);
	int err = vgs_vm_save(vm, w->image, w->image_size);
	uint64_t hash;

	for (unsigned n = 0; n < (how & 3u); n++) {
		size_t at = fuzz_bytes(&p->in, 3) % size;

		w->image[at] ^= fuzz_u8(&p->in);
	}
	note(w, err);
	if (err)
		return;
	hash = vgs_vm_hash(vm);
	err = vgs_vm_restore(vm, w->image, size);
	note(w, err);
	if (err || !(how & 3u))
		FUZZ_CHECK(vgs_vm_hash(vm) == hash);
	if (!(how & 3u))
		FUZZ_CHECK(!err);
	else if (!err)
		w->tampered = true;
}

/* Entries of tables and of the queue, or any other place. */
void write_memory(struct player *p, struct world *w)
{
	uint64_t value = some_value(p);
	uint8_t how = fuzz_u8(&p->in);
	size_t at = fuzz_bytes(&p->in, 3) % (SIZE - 8);

	if (how & 3)
		at &= ~(size_t)7;
	if (how & 12)
		at = (at & 0x71078) | (how & 64 ? 0x400 : 0);
	memcpy(w->ram + at, &value, 8);
}
