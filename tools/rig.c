/* SPDX-License-Identifier: MIT */
/*
 * One op on the machine.  PSTATE.DAIF is set in every context, so the only
 * exceptions are traps of system registers and physical interrupts that
 * target an exception level above the context's: before the op ("pre", then
 * it does not run) or after it ("post").
 */
#include "rig.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "pe.h"
#include "rig_kvm.h"

#define ESR_UNDEFINED UINT64_C(0x02000000) /* EC 0, IL */
#define ESR_SYSREG    UINT64_C(0x62000000) /* EC 0x18, IL */

static const struct {
	uint8_t el;
	bool secure;
} contexts[CTX_COUNT] = {
	[CTX_EL3] = { 3, true },  [CTX_EL3NS] = { 3, false },
	[CTX_SEL1] = { 1, true }, [CTX_EL2] = { 2, false },
	[CTX_EL1] = { 1, false }, [CTX_GUEST] = { 1, false },
};

/* ---- building ------------------------------------------------------------ */

static void on_event(void *user, const struct vgs_event *event)
{
	struct rig *rig = user;

	if (rig->event_count < RIG_EVENTS)
		rig->events[rig->event_count++] = *event;
}

static void fill_config(struct rig *rig, const struct optrace_machine *m,
			uint32_t *affinities, struct vgs_gic_config *cfg)
{
	unsigned i;

	vgs_gic_config_default(cfg, m->gic == 2	  ? VGS_GIC_V2
				    : m->gic == 3 ? VGS_GIC_V3
						  : VGS_GIC_V4);
	if (!m->own)
		vgs_gic_config_profile(cfg, VGS_PROFILE_QEMU_VIRT);
	cfg->pes = m->cpus;
	for (i = 0; i < m->cpus; i++)
		affinities[i] = i;
	cfg->affinities = affinities;
	cfg->spis = m->spis;
	if (m->lrs)
		cfg->lrs = m->lrs;
	if (m->priority_bits)
		cfg->priority_bits = m->priority_bits;
	if (m->vpriority_bits)
		cfg->vpriority_bits = m->vpriority_bits;
	cfg->security = m->secure;
	cfg->virt = m->virt;
	cfg->legacy = false;
	cfg->its = m->its;
	cfg->maintenance_intid = m->maintenance;
	memcpy(cfg->frames, m->frames, sizeof(cfg->frames));
	cfg->mem.read = ram_read;
	cfg->mem.write = ram_write;
	cfg->mem.user = &rig->ram;
	cfg->trace = on_event;
	cfg->user = rig;
}

/*
 * A build that lacks a part of the machine runs the trace without it: those
 * registers are RAZ/WI and their observations differ, which is the truth.
 */
static bool lessen(struct vgs_gic_config *cfg, const char *field)
{
	if (strcmp(field, "its") == 0 && cfg->its) {
		cfg->its = 0;
		cfg->frames[VGS_FRAME_GITS] = UINT64_MAX;
		return true;
	}
	if (strcmp(field, "version") == 0 && cfg->version > VGS_GIC_V3) {
		cfg->version = VGS_GIC_V3;
		return true;
	}
	return false;
}

bool rig_set_quirks(struct vgs_gic_config *cfg, const char *const *quirks,
		    const char **reterr_field)
{
	for (; *quirks; quirks++) {
		if (vgs_gic_config_quirk(cfg, *quirks, true) == 0)
			continue;
		*reterr_field = *quirks;
		return false;
	}
	return true;
}

int rig_new(struct rig *rig, const struct optrace_machine *machine,
	    const char *const *quirks, const char **reterr_field)
{
	uint32_t affinities[OPTRACE_MAX_CPUS];
	struct vgs_gic_config cfg;
	const char *field = "";
	unsigned i;
	int err;

	memset(rig, 0, sizeof(*rig));
	rig->machine = machine;
	ram_init(&rig->ram, machine->ram_at, machine->ram_size);
	if (machine->kvm)
		return rig_kvm_new(rig, quirks, reterr_field);
	fill_config(rig, machine, affinities, &cfg);
	if (!rig_set_quirks(&cfg, quirks, reterr_field))
		return -VGS_EINVAL;
	while (vgs_gic_config_check(&cfg, &field) != 0) {
		if (!lessen(&cfg, field)) {
			*reterr_field = field;
			return -VGS_EINVAL;
		}
		rig->missing = field;
	}
	err = vgs_gic_new(&cfg, &rig->gic);
	if (err)
		return err;
	rig->pes = cli_alloc(machine->cpus, sizeof(*rig->pes));
	for (i = 0; i < machine->cpus; i++) {
		rig->pes[i].scr_el3 = machine->scr_el3;
		rig->pes[i].hcr_el2 = machine->hcr_el2;
		rig->pes[i].context = machine->secure ? CTX_EL3
				      : machine->virt ? CTX_EL2
						      : CTX_EL1;
		rig->pes[i].stale = true;
	}
	return 0;
}

void rig_free(struct rig *rig)
{
	rig_kvm_free(rig);
	rig->gic = vgs_gic_free(rig->gic);
	free(rig->pes);
	rig->pes = NULL;
	ram_clear(&rig->ram);
}

/* ---- the PE -------------------------------------------------------------- */

static uint64_t scr_of(const struct rig_pe *pe)
{
	uint64_t ns = contexts[pe->context].secure ? 0u : PE_SCR_NS;

	return (pe->scr_el3 & ~PE_SCR_NS) | ns;
}

static struct vgs_pe_ctx ctx_of(const struct rig *rig, unsigned n)
{
	const struct rig_pe *pe = &rig->pes[n];
	struct vgs_pe_ctx ctx = { 0 };

	ctx.el = contexts[pe->context].el;
	ctx.scr_el3 = rig->machine->secure ? scr_of(pe) : PE_SCR_NS;
	ctx.hcr_el2 = rig->machine->virt ? pe->hcr_el2 : 0;
	if (pe->context == CTX_GUEST)
		ctx.hcr_el2 |= PE_HCR_IMO | PE_HCR_FMO;
	ctx.pstate_a = true;
	ctx.pstate_i = true;
	ctx.pstate_f = true;
	return ctx;
}

static int enter_context(struct rig *rig, unsigned n,
			 enum optrace_context context)
{
	struct rig_pe *pe = &rig->pes[n];
	struct vgs_pe_ctx ctx;

	if (pe->context == context && !pe->stale)
		return 0;
	pe->context = context;
	pe->stale = false;
	ctx = ctx_of(rig, n);
	return vgs_gic_set_pe(rig->gic, n, &ctx);
}

static struct optrace_taken unmaskable(const struct rig *rig, unsigned n)
{
	struct vgs_pe_ctx ctx = ctx_of(rig, n);

	return pe_takes(&ctx, vgs_gic_config(rig->gic),
			vgs_gic_signals(rig->gic, n));
}

static uint64_t isr_el1(const struct rig *rig, unsigned n)
{
	struct vgs_pe_ctx ctx = ctx_of(rig, n);

	return pe_isr(&ctx, vgs_gic_config(rig->gic),
		      vgs_gic_signals(rig->gic, n));
}

/* Registers of the PE itself that traces use. */
enum pe_register { PE_ISR, PE_HCR, PE_SCR, PE_CURRENTEL, PE_MPIDR, PE_NONE };

static const struct {
	const char *name, *encoding;
	unsigned el;
} pe_registers[] = {
	[PE_ISR] = { "ISR_EL1", "S3_0_C12_C1_0", 1 },
	[PE_HCR] = { "HCR_EL2", "S3_4_C1_C1_0", 2 },
	[PE_SCR] = { "SCR_EL3", "S3_6_C1_C1_0", 3 },
	[PE_CURRENTEL] = { "CurrentEL", "S3_0_C4_C2_2", 1 },
	[PE_MPIDR] = { "MPIDR_EL1", "S3_0_C0_C0_5", 1 },
};

static enum pe_register find_pe_register(const char *name)
{
	unsigned i;

	for (i = 0; i < PE_NONE; i++)
		if (strcmp(name, pe_registers[i].name) == 0 ||
		    strcmp(name, pe_registers[i].encoding) == 0)
			break;
	return (enum pe_register)i;
}

static uint64_t read_pe_register(const struct rig *rig, unsigned n,
				 enum pe_register reg)
{
	const struct rig_pe *pe = &rig->pes[n];

	switch (reg) {
	case PE_ISR:
		return isr_el1(rig, n);
	case PE_HCR:
		return pe->hcr_el2;
	case PE_SCR:
		return scr_of(pe);
	case PE_CURRENTEL:
		return (uint64_t)contexts[pe->context].el << 2;
	case PE_MPIDR:
		return 0x80000000u | n;
	case PE_NONE:
		break;
	}
	return 0;
}

static void write_pe_register(struct rig *rig, unsigned n, enum pe_register reg,
			      uint64_t value)
{
	struct rig_pe *pe = &rig->pes[n];

	if (reg == PE_HCR)
		pe->hcr_el2 = value;
	if (reg == PE_SCR)
		pe->scr_el3 = value;
	pe->stale = true;
}

/* ---- ops ----------------------------------------------------------------- */

enum vgs_sysreg rig_sysreg(const char *name)
{
	enum vgs_sysreg id = vgs_sysreg_by_name(name);
	unsigned op0, op1, crn, crm, op2;
	char end;

	if (id == VGS_SYSREG_COUNT &&
	    sscanf(name, "S%2u_%2u_C%2u_C%2u_%2u%c", &op0, &op1, &crn, &crm,
		   &op2, &end) == 5)
		id = vgs_sysreg_by_encoding(op0, op1, crn, crm, op2);
	return id;
}

/* With the MMU off, EL3 makes Secure accesses whatever NS says. */
static bool secure_access(enum optrace_context context)
{
	return contexts[context].secure || contexts[context].el == 3;
}

struct vgs_access rig_access(const struct optrace_op *op)
{
	struct vgs_access access = { op->pe, VGS_NONSECURE };

	if (secure_access(op->context))
		access.security = VGS_SECURE;
	return access;
}

static void taken(struct outcome *out, unsigned el, uint64_t esr)
{
	out->taken_el = el;
	out->esr.set = true;
	out->esr.value = esr;
}

static int answer(struct rig *rig, const struct optrace_op *op,
		  enum vgs_sysreg id, int code, struct outcome *out)
{
	uint64_t esr = ESR_SYSREG;

	if (code <= 0)
		return code;
	if (code == VGS_ANSWER_UNDEF) {
		struct vgs_pe_ctx ctx = ctx_of(rig, op->pe);
		unsigned el = ctx.el;

		if (el == 1 &&
		    (pe_hcr(&ctx, vgs_gic_config(rig->gic)) & PE_HCR_TGE))
			el = 2;
		taken(out, el, ESR_UNDEFINED);
		return 0;
	}
	esr |= vgs_sysreg_iss(id, op->kind == OP_MRS, 0);
	taken(out, (unsigned)(code - VGS_ANSWER_TRAP_EL1) + 1, esr);
	return 0;
}

static int run_pe_register(struct rig *rig, const struct optrace_op *op,
			   struct outcome *out)
{
	enum pe_register reg = find_pe_register(op->reg);

	if (reg == PE_NONE) {
		out->note = "this build has no such register";
		return 0;
	}
	if (contexts[op->context].el < pe_registers[reg].el) {
		taken(out, contexts[op->context].el, ESR_UNDEFINED);
	} else if (op->kind == OP_MSR) {
		write_pe_register(rig, op->pe, reg, op->value);
	} else {
		out->o.set = true;
		out->o.value = read_pe_register(rig, op->pe, reg);
	}
	return 0;
}

static int run_sysreg(struct rig *rig, const struct optrace_op *op,
		      struct outcome *out)
{
	enum vgs_sysreg id = rig_sysreg(op->reg);
	uint64_t value = 0;
	int code;

	if (id == VGS_SYSREG_COUNT)
		return run_pe_register(rig, op, out);
	if (op->kind == OP_MSR)
		return answer(
			rig, op, id,
			vgs_gic_sysreg_write(rig->gic, op->pe, id, op->value),
			out);
	code = vgs_gic_sysreg_read(rig->gic, op->pe, id, &value);
	out->o.set = code == VGS_ANSWER_OK;
	out->o.value = value;
	return answer(rig, op, id, code, out);
}

static int run_bus(struct rig *rig, const struct optrace_op *op,
		   struct outcome *out)
{
	struct vgs_access access = rig_access(op);
	uint64_t value = 0;
	int err;

	if (op->kind == OP_WRITE) {
		err = vgs_gic_mmio_write(rig->gic, &access, op->addr, op->size,
					 op->value);
	} else {
		err = vgs_gic_mmio_read(rig->gic, &access, op->addr, op->size,
					&value);
		out->o.set = true;
		out->o.value = op->bit < 64 ? value >> op->bit & 1 : value;
	}
	if (err == -VGS_ENOTMAPPED)
		out->note = "this build has no such frame";
	/* An abort (choice GIC-CU9) is recorded as what it reads: 0. */
	return err == -VGS_ENOTMAPPED || err == VGS_ANSWER_ABORT ? 0 : err;
}

static int run_nothing(const struct optrace_op *op, struct outcome *out)
{
	out->o.set = op->kind == OP_READ || op->kind == OP_MRS;
	return 0;
}

static int run_pe_op(struct rig *rig, const struct optrace_op *op, bool skip,
		     struct outcome *out)
{
	int err = enter_context(rig, op->pe, op->context);

	if (err)
		return err;
	out->pre = unmaskable(rig, op->pe);
	if (out->pre.set)
		return 0;
	if (skip)
		err = run_nothing(op, out);
	else if (op->kind == OP_READ || op->kind == OP_WRITE)
		err = run_bus(rig, op, out);
	else
		err = run_sysreg(rig, op, out);
	if (err)
		return err;
	out->isr.set = true;
	out->isr.value = isr_el1(rig, op->pe);
	if (!out->taken_el)
		out->post = unmaskable(rig, op->pe);
	return 0;
}

static int run_line(struct rig *rig, const struct optrace_op *op,
		    struct outcome *out)
{
	struct vgs_line line = op->intid < VGS_INTID_SPI
				       ? VGS_PRIVATE(op->pe, op->intid)
				       : VGS_INTID(op->intid);
	int err = vgs_gic_set_line(rig->gic, line, op->level);

	if (err == -VGS_ERANGE)
		out->note = "this build has no such line";
	return err == -VGS_ERANGE ? 0 : err;
}

void rig_run_memory(struct rig *rig, const struct optrace_op *op,
		    struct outcome *out)
{
	uint64_t i;

	out->memory_equal = true;
	for (i = 0; i < op->data.size; i++) {
		uint8_t want = optrace_byte(&op->data, i);
		uint8_t byte = want;

		if (op->kind == OP_RAM)
			ram_write(&rig->ram, op->addr + i, &byte, 1);
		else if (ram_read(&rig->ram, op->addr + i, &byte, 1) != 0 ||
			 byte != want)
			out->memory_equal = false;
	}
}

int rig_run(struct rig *rig, const struct optrace_op *op,
	    struct outcome *ret_outcome)
{
	struct outcome *out = ret_outcome;

	memset(out, 0, sizeof(*out));
	rig->event_count = 0;
	if (rig->kvm)
		return rig_kvm_run(rig, op, false, out);
	if (op->kind <= OP_MSR)
		return run_pe_op(rig, op, false, out);
	if (op->kind == OP_LINE)
		return run_line(rig, op, out);
	if (op->kind == OP_RAM || op->kind == OP_RAMRD)
		rig_run_memory(rig, op, out);
	return 0;
}

int rig_skip(struct rig *rig, const struct optrace_op *op,
	     struct outcome *ret_outcome)
{
	memset(ret_outcome, 0, sizeof(*ret_outcome));
	rig->event_count = 0;
	if (rig->kvm)
		return rig_kvm_run(rig, op, true, ret_outcome);
	return run_pe_op(rig, op, true, ret_outcome);
}
