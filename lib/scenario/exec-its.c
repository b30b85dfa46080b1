/* SPDX-License-Identifier: MIT */
/*
 * msi and its: what devices send to an ITS, and its command queue.
 */
#include <string.h>

#include "run.h"

#define COMMAND_SIZE 32u
#define PTA	     (UINT64_C(1) << 19) /* GITS_TYPER: RDbase is an address */

enum part_kind {
	PART_NUMBER,
	PART_ADDRESS, /* takes the byte address */
	PART_RDBASE,  /* cpu1, or as PTA says */
};

struct part {
	const char *name;
	uint8_t dw, msb, lsb;
	enum part_kind kind;
};

#define MAX_PARTS 9

struct command {
	const char *name;
	uint8_t opcode;
	struct part parts[MAX_PARTS]; /* ends with name NULL */
};

/* clang-format off */
#define DEVICE	{ "DeviceID", 0, 63, 32, PART_NUMBER }
#define EVENT	{ "EventID", 1, 31, 0, PART_NUMBER }
#define ICID	{ "ICID", 2, 15, 0, PART_NUMBER }
#define RDBASE	{ "RDbase", 2, 51, 16, PART_RDBASE }
#define VALID	{ "V", 2, 63, 63, PART_NUMBER }
#define VPEID	{ "vPEID", 1, 47, 32, PART_NUMBER }
#define DBELL	{ "Dbell_pINTID", 2, 63, 32, PART_NUMBER }

static const struct command commands[] = {
	{ "MAPD", 0x08, { DEVICE, { "Size", 1, 4, 0, PART_NUMBER },
		{ "ITT_addr", 2, 51, 8, PART_ADDRESS }, VALID } },
	{ "MAPC", 0x09, { ICID, RDBASE, VALID } },
	{ "MAPTI", 0x0a, { DEVICE, EVENT,
		{ "pINTID", 1, 63, 32, PART_NUMBER }, ICID } },
	{ "MAPI", 0x0b, { DEVICE, EVENT, ICID } },
	{ "MOVI", 0x01, { DEVICE, EVENT, ICID } },
	{ "DISCARD", 0x0f, { DEVICE, EVENT } },
	{ "INV", 0x0c, { DEVICE, EVENT } },
	{ "INVALL", 0x0d, { ICID } },
	{ "INT", 0x03, { DEVICE, EVENT } },
	{ "CLEAR", 0x04, { DEVICE, EVENT } },
	{ "MOVALL", 0x0e, { { "RDbase1", 2, 51, 16, PART_RDBASE },
		{ "RDbase2", 3, 51, 16, PART_RDBASE } } },
	{ "SYNC", 0x05, { RDBASE } },
	{ "VMAPP", 0x29, { { "Alloc", 0, 8, 8, PART_NUMBER },
		{ "PTZ", 0, 9, 9, PART_NUMBER },
		{ "VCONF_addr", 0, 51, 16, PART_ADDRESS },
		{ "Default_Doorbell_pINTID", 1, 31, 0, PART_NUMBER }, VPEID,
		RDBASE, VALID, { "VPT_size", 3, 4, 0, PART_NUMBER },
		{ "VPT_addr", 3, 51, 16, PART_ADDRESS } } },
	{ "VMAPTI", 0x2a, { DEVICE, EVENT, VPEID,
		{ "vINTID", 2, 31, 0, PART_NUMBER }, DBELL } },
	{ "VMAPI", 0x2b, { DEVICE, EVENT, VPEID, DBELL } },
	{ "VMOVI", 0x21, { DEVICE, EVENT, VPEID,
		{ "D", 2, 0, 0, PART_NUMBER }, DBELL } },
	{ "VMOVP", 0x22, { { "Sequence_Number", 0, 47, 32, PART_NUMBER },
		{ "ITSList", 1, 15, 0, PART_NUMBER }, VPEID, RDBASE,
		{ "DB", 2, 63, 63, PART_NUMBER },
		{ "Default_Doorbell_pINTID", 3, 31, 0, PART_NUMBER } } },
	{ "VINVALL", 0x2d, { VPEID } },
	{ "VSYNC", 0x25, { VPEID } },
	{ "INVDB", 0x2e, { VPEID } },
	{ "VSGI", 0x23, { { "Enable", 0, 8, 8, PART_NUMBER },
		{ "Clear", 0, 9, 9, PART_NUMBER },
		{ "Group", 0, 10, 10, PART_NUMBER },
		{ "Priority", 0, 23, 20, PART_NUMBER },
		{ "vINTID", 0, 35, 32, PART_NUMBER }, VPEID } },
};
/* clang-format on */

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

/* The ITS of the machine, or of @vm, that a step means; or a report. */
static bool find_unit(struct vgs_scn_run *run, const struct vgs_scn_step *step,
		      const struct vgs_scn_vm *vm, unsigned *ret_unit)
{
	const struct vgs_scn_node *unit = step->q[VGS_SCN_Q_UNIT];

	*ret_unit = unit ? (unsigned)unit->value : 0;
	if (*ret_unit < (vm ? vgs_vm_config(vm->vm)->its : run->cfg.its))
		return true;
	vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_ITS,
		     unit ? unit : step->arg->key, unit ? unit->text : "0",
		     NULL, NULL);
	return false;
}

/* The VM that into: names, NULL without; false after a report. */
static bool find_vm(struct vgs_scn_run *run, const struct vgs_scn_step *step,
		    const struct vgs_scn_vm **ret_vm)
{
	const struct vgs_scn_node *into = step->q[VGS_SCN_Q_INTO];
	int vm;

	*ret_vm = NULL;
	if (!into)
		return true;
	vm = vgs_scn_vm_index(run, into->text, strlen(into->text));
	if (vm >= 0)
		*ret_vm = &run->vms[vm];
	else
		vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_VM, into, into->text,
			     NULL, NULL);
	return vm >= 0;
}

void vgs_scn_exec_msi(struct vgs_scn_run *run, const struct vgs_scn_step *step)
{
	const struct vgs_scn_node *event = step->q[VGS_SCN_Q_EVENT];
	const struct vgs_scn_vm *vm;
	struct vgs_scn_device *device;
	unsigned unit;
	int err;

	if (!find_vm(run, step, &vm) || !find_unit(run, step, vm, &unit) ||
	    !vgs_scn_device(run, step->arg, &device))
		return;
	if (!device->has_id) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_DEVICE_ID, step->arg,
			     device->name, NULL, NULL);
		return;
	}
	if (run->dry)
		return;
	if (vm) {
		vgs_scn_vm_msi(run, step, vm->vm, device->id, unit);
		return;
	}
	err = vgs_gic_msi(run->gic, unit, device->id, (uint32_t)event->value);
	if (step->q[VGS_SCN_Q_RETURNS])
		vgs_scn_check_returns(run, step->q[VGS_SCN_Q_RETURNS], err);
	else if (err)
		vgs_scn_call(run, "msi", err);
}

static const struct part *find_part(const struct command *c, const char *name)
{
	unsigned i;

	for (i = 0; i < MAX_PARTS && c->parts[i].name; i++) {
		if (vgs_scn_streq(c->parts[i].name, name))
			return &c->parts[i];
	}
	return NULL;
}

/* Whose ITS the commands go to. */
struct target {
	const struct vgs_scn_vm *vm; /* NULL: the machine's */
	bool pta;
};

/* A vCPU by name: v1, or vm0.v1. */
static bool find_vcpu(struct vgs_scn_run *run, const struct vgs_scn_node *node,
		      const struct vgs_scn_vm *vm, unsigned *ret_vcpu)
{
	int vcpu = vgs_scn_vcpu_index(vm, node->text, strlen(node->text));
	unsigned other = vm->index;

	if (vcpu >= 0)
		*ret_vcpu = (unsigned)vcpu;
	else if (!vgs_scn_vcpu(run, node, &other, ret_vcpu))
		return false;
	if (other == vm->index)
		return true;
	vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_VCPU, node, node->text, NULL,
		     NULL);
	return false;
}

/* The bits of a part as they stand in its doubleword. */
static bool part_bits(struct vgs_scn_run *run, const struct part *part,
		      const struct vgs_scn_node *node, const struct target *to,
		      uint64_t *ret_bits)
{
	bool pta = to->pta;
	unsigned width = (unsigned)part->msb - part->lsb + 1;
	uint64_t mask = ((UINT64_C(1) << width) - 1) << part->lsb;
	bool address = part->kind == PART_ADDRESS;
	uint64_t value = node->value;
	unsigned pe;

	if (part->kind == PART_RDBASE) {
		address = pta;
		if (node->scalar == VGS_SCN_TEXT) {
			if (to->vm ? !find_vcpu(run, node, to->vm, &pe)
				   : !vgs_scn_pe(run, node, &pe))
				return false;
			value = pta ? vgs_gic_frame_base(run->gic,
							 VGS_FRAME_GICR, pe)
				    : pe;
		}
	}
	if (address ? value & ~mask : value >> width) {
		vgs_scn_diag(run->diags,
			     address ? VGS_SCN_MSG_ADDRESS : VGS_SCN_MSG_FIT,
			     node, node->text,
			     address ? part->name
				     : vgs_scn_strf(run->arena, "%u", width),
			     NULL);
		return false;
	}
	*ret_bits = address ? value : value << part->lsb;
	return true;
}

static bool encode(struct vgs_scn_run *run, const struct vgs_scn_node *node,
		   const struct target *to, uint64_t dw[4])
{
	const struct vgs_scn_node *cmd = vgs_scn_get(node, "cmd");
	const struct vgs_scn_node *child;
	const struct command *c = commands;
	bool ok = true;

	memset(dw, 0, 4 * sizeof(*dw));
	while (c < commands + COMMANDS && !vgs_scn_streq(c->name, cmd->text))
		c++;
	if (c == commands + COMMANDS)
		return false;
	dw[0] = c->opcode;
	VGS_SCN_EACH (child, node) {
		const struct part *part = find_part(c, child->key->text);
		uint64_t bits = 0;

		if (child == cmd)
			continue;
		if (!part) {
			vgs_scn_diag(run->diags, VGS_SCN_MSG_KEY_NOT_HERE,
				     child->key, child->key->text, c->name,
				     NULL);
			ok = false;
			continue;
		}
		ok &= part_bits(run, part, child, to, &bits);
		dw[part->dw] |= bits;
	}
	return ok;
}

/* The queue as software keeps it: its registers and where it writes next. */
struct queue {
	struct vgs_scn_reg cwriter;
	uint64_t base;
	uint64_t size;
	uint64_t next;
};

static bool bind(struct vgs_scn_run *run, const struct vgs_scn_actor *actor,
		 const struct vgs_scn_step *step, const char *name,
		 unsigned unit, struct vgs_scn_reg *ret_reg)
{
	if (!vgs_scn_reg_bind(run, actor, name, step->arg->key, NULL, NULL,
			      ret_reg))
		return false;
	ret_reg->unit = unit;
	return true;
}

static uint64_t peek(struct vgs_scn_run *run, const struct vgs_scn_reg *reg)
{
	uint64_t value = 0;

	vgs_scn_reg_peek(run, reg, &value);
	return value;
}

static void ring(struct vgs_scn_run *run, const struct queue *q)
{
	int err = vgs_scn_reg_write(run, &q->cwriter, q->next);

	if (err)
		vgs_scn_call(run, "GITS_CWRITER", err < 0 ? err : -VGS_EPERM);
}

/* Puts a command into memory, as a driver does. */
static bool enqueue(struct vgs_scn_run *run, struct queue *q,
		    const struct vgs_scn_step *step, const uint64_t dw[4])
{
	unsigned char bytes[COMMAND_SIZE];
	struct vgs_hw_op op;
	unsigned i;
	int err;

	for (i = 0; i < COMMAND_SIZE; i++)
		bytes[i] = (unsigned char)(dw[i / 8] >> 8 * (i % 8));
	err = vgs_scn_memory_write(&run->memory, q->base + q->next, bytes,
				   COMMAND_SIZE);
	if (err) {
		vgs_scn_fail(run, step->arg->key, "the command queue",
			     "in memory", "outside");
		return false;
	}
	vgs_scn_hw_begin(run, VGS_HW_OP_MEMORY, VGS_NO_PE, &op);
	op.addr = q->base + q->next;
	op.bytes = bytes;
	op.len = COMMAND_SIZE;
	vgs_scn_hw_end(run, &op, 0, 0);
	q->next = (q->next + COMMAND_SIZE) % q->size;
	return true;
}

/* In step mode: run so many commands, or all. */
static void run_commands(struct vgs_scn_run *run, unsigned unit,
			 const struct vgs_scn_node *count)
{
	struct vgs_work work = { VGS_WORK_ITS, unit };
	uint64_t left = count ? count->value : UINT32_MAX;
	struct vgs_its_info info;
	int err = 0;

	if (!run->cfg.async)
		return;
	while (left-- && !err && !vgs_gic_its(run->gic, unit, &info) &&
	       !info.queue_empty && !info.stalled)
		err = vgs_gic_work_run(run->gic, &work);
	if (err && err != -VGS_ENOENT)
		vgs_scn_call(run, "its", err);
}

static void send(struct vgs_scn_run *run, const struct vgs_scn_step *step,
		 struct queue *q, const struct target *to)
{
	const struct vgs_scn_node *node;
	uint64_t queued = 0;
	uint64_t dw[4];

	if (!q->size) {
		vgs_scn_fail(run, step->arg->key, "GITS_CBASER.Valid", "1",
			     "0");
		return;
	}
	VGS_SCN_EACH (node, step->arg) {
		if (!encode(run, node, to, dw) || !enqueue(run, q, step, dw))
			return;
		queued += COMMAND_SIZE;
		/* One slot stays free: a full queue looks like an empty one. */
		if (queued + COMMAND_SIZE >= q->size) {
			ring(run, q);
			queued = 0;
		}
	}
	if (queued)
		ring(run, q);
}

void vgs_scn_exec_its(struct vgs_scn_run *run, const struct vgs_scn_step *step)
{
	const struct vgs_scn_node *by = step->q[VGS_SCN_Q_BY];
	struct vgs_scn_actor actor = { .kind = VGS_SCN_PE };
	const struct vgs_scn_node *node;
	struct vgs_scn_reg cbaser, typer;
	struct queue q = { .next = 0 };
	struct target to = { NULL, false };
	uint64_t dw[4];
	unsigned unit;

	actor.ctx = run->home[0];
	if (by && !vgs_scn_actor(run, by, &actor))
		return;
	if (actor.kind == VGS_SCN_VCPU)
		to.vm = &run->vms[actor.vm];
	if (!find_unit(run, step, to.vm, &unit))
		return;
	if (actor.kind != VGS_SCN_PE && !to.vm) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_ACTOR_HERE, by, by->text,
			     "this ITS", NULL);
		return;
	}
	if (!bind(run, &actor, step, "GITS_CBASER", unit, &cbaser) ||
	    !bind(run, &actor, step, "GITS_TYPER", unit, &typer) ||
	    !bind(run, &actor, step, "GITS_CWRITER", unit, &q.cwriter))
		return;
	to.pta = (peek(run, &typer) & PTA) != 0;
	if (run->dry) {
		VGS_SCN_EACH (node, step->arg)
			encode(run, node, &to, dw);
		return;
	}
	q.base = peek(run, &cbaser);
	if (q.base >> 63)
		q.size = 4096 * ((q.base & 0xff) + 1);
	q.base &= UINT64_C(0x000ffffffffff000);
	q.next = peek(run, &q.cwriter) & 0xfffe0;
	send(run, step, &q, &to);
	if (!to.vm)
		run_commands(run, unit, step->q[VGS_SCN_Q_RUN]);
}
