/* SPDX-License-Identifier: MIT */
/*
 * What guests and the host do: registers of any size at any offset, a guest
 * that sets itself up and sends commands to its ITS, entries and exits.
 */
#include "fuzz_vgic.h"

void guest_registers(struct player *p, struct world *w, struct vgs_vm *vm,
		     unsigned vcpu)
{
	static const enum vgs_frame frames[] = { VGS_FRAME_GICD, VGS_FRAME_GICR,
						 VGS_FRAME_GITS,
						 VGS_FRAME_GICC };
	static const unsigned sizes[] = { 4, 4, 4, 8, 1, 2, 3 };
	uint8_t how = fuzz_u8(&p->in);
	enum vgs_frame frame = frames[how & 3];
	unsigned size = sizes[(how >> 2 & 15) % 7], index = fuzz_u8(&p->in) % 5;
	uint32_t offset = some_offset(p);
	uint64_t value = some_value(p), found = 0, address;

	if (how & 64)
		note(w, vgs_vcpu_frame_write(vm, vcpu, frame, index, offset,
					     size, value));
	else
		note(w, vgs_vcpu_frame_read(vm, vcpu, frame, index, offset,
					    size, &found));
	note(w,
	     vgs_vcpu_frame_peek(vm, vcpu, frame, index, offset, size, &found));
	if (how & 128) {
		address = vgs_vm_config(vm)->frames[frame] + offset;
		note(w, vgs_vcpu_mmio_write(vm, vcpu, address, size, value));
		note(w, vgs_vcpu_mmio_read(vm, vcpu, address, size, &found));
	}
	note_value(w, found);
}

void guest_system(struct player *p, struct world *w, struct vgs_vm *vm,
		  unsigned vcpu)
{
	uint8_t how = fuzz_u8(&p->in);
	enum vgs_sysreg id = (enum vgs_sysreg)(how % (VGS_SYSREG_COUNT + 1));
	uint64_t value = some_value(p), found = 0;

	if (fuzz_u8(&p->in) & 1)
		note(w, vgs_vcpu_sysreg_write(vm, vcpu, id, value));
	else
		note(w, vgs_vcpu_sysreg_read(vm, vcpu, id, &found));
	note(w, vgs_vcpu_sysreg_peek(vm, vcpu, id, &found));
	note_value(w, found);
	if (how & 1)
		note(w, vgs_vcpu_timer_write(
				vm, vcpu, (enum vgs_timer_id)(how >> 1 & 3),
				(enum vgs_timer_reg)(how >> 3 & 3), value));
}

/* --- a guest that means well -----------------------------------------------
 */

static void ready_interrupts(struct vgs_vm *vm, unsigned vcpu, uint32_t bits)
{
	static const uint32_t offsets[] = { 0x100, 0x104, 0x108 };
	bool v2 = vgs_vm_config(vm)->version == VGS_GIC_V2;

	vgs_vcpu_frame_write(vm, vcpu, VGS_FRAME_GICD, 0, 0, 4, v2 ? 1 : 2);
	for (unsigned i = 0; i < 3; i++)
		vgs_vcpu_frame_write(vm, vcpu, VGS_FRAME_GICD, 0, offsets[i], 4,
				     ~UINT32_C(0));
	vgs_vcpu_frame_write(vm, vcpu, VGS_FRAME_GICD, 0, 0xc08, 4, bits);
	if (v2) {
		vgs_vcpu_frame_write(vm, vcpu, VGS_FRAME_GICC, 0, 4, 4, 0xf8);
		vgs_vcpu_frame_write(vm, vcpu, VGS_FRAME_GICC, 0, 0, 4, 1);
		return;
	}
	vgs_vcpu_frame_write(vm, vcpu, VGS_FRAME_GICD, 0, 0x84, 4,
			     ~UINT32_C(0));
	vgs_vcpu_frame_write(vm, vcpu, VGS_FRAME_GICR, vcpu, 0x10080, 4,
			     ~UINT32_C(0));
	vgs_vcpu_frame_write(vm, vcpu, VGS_FRAME_GICR, vcpu, 0x10100, 4,
			     ~UINT32_C(0));
	vgs_vcpu_sysreg_write(vm, vcpu, VGS_ICC_PMR_EL1, 0xf8);
	vgs_vcpu_sysreg_write(vm, vcpu, VGS_ICC_CTLR_EL1, bits & 2);
	vgs_vcpu_sysreg_write(vm, vcpu, VGS_ICC_IGRPEN1_EL1, 1);
}

static void ready_lpis(struct world *w, struct vgs_vm *vm, unsigned vcpu)
{
	memset(w->ram + (PROP - RAM), 0xa1, 64);
	vgs_vcpu_frame_write(vm, vcpu, VGS_FRAME_GICR, vcpu, 0x70, 8,
			     PROP | 15);
	vgs_vcpu_frame_write(vm, vcpu, VGS_FRAME_GICR, vcpu, 0x78, 8,
			     PEND(vcpu) | UINT64_C(1) << 62);
	vgs_vcpu_frame_write(vm, vcpu, VGS_FRAME_GICR, vcpu, 0, 4, 1);
	for (unsigned n = 0; n < 2; n++) {
		vgs_vcpu_frame_write(vm, vcpu, VGS_FRAME_GITS, n, 0x80, 8,
				     VALID | (QUEUE + n * 0x1000u));
		vgs_vcpu_frame_write(vm, vcpu, VGS_FRAME_GITS, n, 0x100, 8,
				     VALID | DEVICES);
		vgs_vcpu_frame_write(vm, vcpu, VGS_FRAME_GITS, n, 0x108, 8,
				     VALID | COLLECTS);
		vgs_vcpu_frame_write(vm, vcpu, VGS_FRAME_GITS, n, 0, 4, 1);
	}
}

void guest_ready(struct player *p, struct world *w, struct vgs_vm *vm,
		 unsigned vcpu)
{
	uint8_t how = fuzz_u8(&p->in);

	ready_interrupts(vm, vcpu, how);
	if (how & 128)
		ready_lpis(w, vm, vcpu);
}

/* One command behind the others in a queue, of numbers that often exist. */
void guest_command(struct player *p, struct world *w, struct vgs_vm *vm,
		   unsigned vcpu)
{
	static const uint8_t codes[] = { 0x08, 0x09, 0x0a, 0x0b, 0x03, 0x04,
					 0x0c, 0x0d, 0x0e, 0x0f, 0x01, 0x05 };
	uint8_t how = fuzz_u8(&p->in), more = fuzz_u8(&p->in);
	uint64_t device = how >> 4 & 3, event = more & 3, icid = more >> 2 & 1;
	uint64_t words[4] = { codes[(how & 15) % 12] | device << 32 };
	unsigned n = more >> 7;
	uint64_t at = 0, queue = QUEUE - RAM + n * 0x1000u;

	switch (codes[(how & 15) % 12]) {
	case 0x08:
		words[1] = how >> 6 & 3;
		words[2] = (how & 64 ? VALID : 0) | (ITTS + device * 0x1000u);
		break;
	case 0x09:
		words[2] = (more & 8 ? VALID : 0) | event << 16 | icid;
		break;
	case 0x0e:
		words[2] = icid << 16;
		words[3] = event << 16;
		break;
	default:
		words[1] = (UINT64_C(8192) + (more >> 3 & 15)) << 32 | event;
		words[2] = icid;
		break;
	}
	if (how & 128)
		words[fuzz_u8(&p->in) & 3] ^= some_value(p);
	vgs_vcpu_frame_peek(vm, vcpu, VGS_FRAME_GITS, n, 0x88, 8, &at);
	at &= 0xfe0;
	memcpy(w->ram + queue + at, words, sizeof(words));
	note(w, vgs_vcpu_frame_write(vm, vcpu, VGS_FRAME_GITS, n, 0x88, 8,
				     (at + 32) & 0xfe0));
}

/* --- on its way ------------------------------------------------------------
 */

static void acknowledge(struct world *w, struct vgs_vm *vm, unsigned vcpu,
			bool end)
{
	uint64_t intid = 0;

	if (vgs_vm_config(vm)->version == VGS_GIC_V2) {
		note(w, vgs_vcpu_frame_read(vm, vcpu, VGS_FRAME_GICC, 0, 0xc, 4,
					    &intid));
		if (end)
			vgs_vcpu_frame_write(vm, vcpu, VGS_FRAME_GICC, 0, 0x10,
					     4, intid);
	} else {
		note(w,
		     vgs_vcpu_sysreg_read(vm, vcpu, VGS_ICC_IAR1_EL1, &intid));
		if (end)
			vgs_vcpu_sysreg_write(vm, vcpu, VGS_ICC_EOIR1_EL1,
					      intid);
	}
	note_value(w, intid);
}

static void run_work(struct world *w, struct vgs_vm *vm, unsigned which)
{
	struct vgs_vm_work work[4];
	int n = vgs_vm_work(vm, 4, work);

	note(w, n);
	if (n > 4)
		n = 4;
	if (n > 0)
		note(w, vgs_vm_work_run(vm, &work[which % (unsigned)n]));
}

static void take(struct world *w, unsigned pe)
{
	uint32_t intid = 0;

	note(w, vgs_host_take(w->host, pe, &intid));
	note_value(w, intid);
}

void run(struct player *p, struct world *w, struct vgs_vm *vm, unsigned vcpu)
{
	uint8_t how = fuzz_u8(&p->in);
	enum vgs_exit_reason reason = (enum vgs_exit_reason)(how >> 4 & 7);
	int rc = 0;

	switch (how & 15) {
	case 0:
	case 1:
		note(w, vgs_vcpu_exit(vm, vcpu, reason));
		break;
	case 2:
		note(w, vgs_vcpu_prepare(vm, vcpu));
		break;
	case 3:
		note(w, vgs_vcpu_exit_unsynced(vm, vcpu, reason));
		break;
	case 4:
		note(w, vgs_vcpu_sync(vm, vcpu));
		break;
	case 5:
		note(w, vgs_vcpu_put(vm, vcpu, how & 16));
		break;
	case 6:
		note(w, vgs_vcpu_load(vm, vcpu));
		break;
	case 7:
		note(w, vgs_vcpu_bind(vm, vcpu, how >> 4 & 3));
		break;
	case 8:
		run_work(w, vm, how >> 4);
		break;
	case 9:
		take(w, how >> 4 & 1);
		break;
	case 10:
		vgs_vcpu_first_run(vm, vcpu, &rc);
		note(w, rc);
		break;
	case 11:
	case 12:
		acknowledge(w, vm, vcpu, how & 0x30);
		break;
	default:
		note(w, vgs_vcpu_enter(vm, vcpu));
		break;
	}
}

/* --- the host --------------------------------------------------------------
 */

static void belongs(struct player *p, struct world *w, unsigned vcpu,
		    uint8_t how)
{
	struct vgs_line line = VGS_INTID(32 + (how >> 3) % 16);
	struct vgs_host_irq irq = { .kind = VGS_HOST_IRQ_FORWARDED,
				    .vm = how >> 7,
				    .vcpu = VGS_NO_VCPU,
				    .vintid = some_intid(p) };
	int rc = 0;

	switch (how & 7) {
	case 0:
		note(w, vgs_host_forward(w->host, line, &irq, &rc));
		break;
	case 1:
		note(w, vgs_host_unforward(w->host, line, &rc));
		break;
	case 2:
		note(w, vgs_host_release(w->host, line, &rc));
		break;
	case 3:
		irq.kind = VGS_HOST_IRQ_TIMER;
		note(w, vgs_host_set_irq(w->host, VGS_PRIVATE(vcpu & 1, 27),
					 &irq));
		break;
	case 4:
		note(w, vgs_host_switch_to(w->host, irq.vm, vcpu));
		break;
	case 5:
		note(w, vgs_host_run(w->host));
		break;
	default:
		note(w, vgs_host_set_irq(w->host, line, &irq));
		break;
	}
	note(w, rc);
}

static void pass_time(struct world *w, unsigned steps)
{
	note(w, vgs_timers_set_counter(w->timers,
				       vgs_timers_counter(w->timers) + steps));
	for (unsigned n = 0; n < VMS; n++)
		if (w->vm[n])
			note_value(w, vgs_vm_timer_tick(w->vm[n]));
}

void host(struct player *p, struct world *w, struct vgs_vm *vm, unsigned vcpu)
{
	uint8_t how = fuzz_u8(&p->in);
	uint32_t intid = some_intid(p);
	const struct vgs_access hyp = { how >> 6 & 1, VGS_NONSECURE };

	switch (how & 7) {
	case 0:
		note(w, vgs_vgic_map(vm, vcpu, intid, some_intid(p)));
		break;
	case 1:
		note(w, vgs_vgic_unmap(vm, vcpu, intid));
		break;
	case 2:
		note(w, vgs_gic_set_line(w->gic, VGS_INTID(32 + intid % 32),
					 how & 8));
		break;
	case 3:
		belongs(p, w, vcpu, (uint8_t)intid);
		break;
	case 4:
		note(w, vgs_vgic_set_resample(vm, intid, how & 8));
		break;
	case 5:
		pass_time(w, how);
		break;
	case 6:
		note(w, vgs_gic_frame_write(w->gic, &hyp, VGS_FRAME_GICD, 0,
					    some_offset(p) & 0xfffc, 4,
					    some_value(p)));
		break;
	default:
		/* Nobody in a kernel does: it would have no source. */
		w->tampered |= intid < 16;
		note(w, vgs_vgic_inject(vm, vcpu, intid, how & 8,
					how & 0x20 ? how >> 6 : 0));
		break;
	}
}
