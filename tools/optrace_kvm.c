/* SPDX-License-Identifier: MIT */
/*
 * Ops of a virtual machine: what the guest and the VMM do, and what was
 * observed of the vgic beside it.
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "optrace_parse.h"

#define MAX_SNAPSHOTS 4096u
#define MAX_IDS	      65536u

static const char *const devs[DEV_COUNT] = {
	[DEV_DIST] = "dist",	 [DEV_REDIST] = "redist", [DEV_ICC] = "icc",
	[DEV_GICC] = "gicc",	 [DEV_LVL] = "lvl",	  [DEV_ITS] = "its",
	[DEV_NRIRQS] = "nrirqs", [DEV_MAINT] = "maint",	  [DEV_GIC] = "gic",
};

void optrace_read_kvm_machine(struct optrace_parse *p, json_t *machine,
			      struct optrace_machine *m)
{
	json_t *host = json_object_get(machine, "host");

	m->kernel = optrace_need_string(p, machine, "kernel");
	m->epoch = optrace_need_string(p, machine, "epoch");
	if (m->gic > 3)
		optrace_fail(p, "gic", "a guest's 'gic' is 2 or 3");
	if (!host) {
		optrace_fail(p, "", "'host' is missing");
		return;
	}
	strcpy(p->path, "machine.host");
	m->host_gic = optrace_need_count(p, host, "gic", 4);
	m->host_lrs = optrace_need_count(p, host, "lrs", VGS_MAX_LRS);
	m->host_priority = optrace_get_count(p, host, "priority-bits", 5, 8);
	m->host_vhe = optrace_get_bool(p, host, "vhe");
	if (m->host_gic < 2)
		optrace_fail(p, "gic", "'gic' is 2, 3 or 4");
}

/* --- observations ---------------------------------------------------------- */

static void read_snapshot(struct optrace_parse *p, json_t *object,
			  struct optrace_lr *lr)
{
	const char *kind = optrace_need_string(p, object, "t");
	unsigned n;

	lr->out = strcmp(kind, "out") == 0;
	if (!lr->out && strcmp(kind, "in") != 0)
		optrace_fail(p, "t", "'t' is \"in\" or \"out\"");
	lr->hcr = optrace_get_hex(p, object, "hcr").value;
	lr->vmcr = optrace_get_hex(p, object, "vmcr").value;
	lr->ap0 = optrace_get_hex(p, object, "ap0").value |
		  optrace_get_hex(p, object, "apr").value;
	lr->ap1 = optrace_get_hex(p, object, "ap1").value;
	for (n = 0; n < VGS_MAX_LRS; n++) {
		char key[8];

		snprintf(key, sizeof(key), "l%u", n);
		lr->lr[n] = optrace_get_hex(p, object, key).value;
	}
}

/* Elements of the list under @key, as many as there is room for. */
static json_t *need_list(struct optrace_parse *p, json_t *object,
			 const char *key, unsigned max, unsigned *ret_count)
{
	json_t *list = json_object_get(object, key);

	*ret_count = (unsigned)json_array_size(list);
	if (json_is_array(list) && json_array_size(list) <= max)
		return list;
	optrace_fail(p, key, "'%s' is a list of at most %u", key, max);
	*ret_count = 0;
	return NULL;
}

/*
 * The host may put a vCPU away and load it again in a KVM_RUN, and the saved
 * active priorities are new from there on: that is no exit of the guest's.
 */
static void drop_puts(struct optrace_kvm_op *kvm)
{
	bool put = false;
	unsigned n = 0, i;

	for (i = 0; i < kvm->lr_count; i++) {
		const struct optrace_lr *s = &kvm->lr[i];
		bool same = s->out && i > 0 && i + 1 < kvm->lr_count &&
			    !s[1].out && s->hcr == s[1].hcr &&
			    s->vmcr == s[1].vmcr &&
			    memcmp(s->lr, s[1].lr, sizeof(s->lr)) == 0;

		if (same) {
			put = true;
			i++;
			continue;
		}
		kvm->lr[n] = *s;
		kvm->lr[n++].put = put;
	}
	kvm->lr_count = n;
}

static void read_snapshots(struct optrace_parse *p, json_t *object,
			   struct optrace_kvm_op *kvm)
{
	json_t *list;
	unsigned i;

	if (!json_object_get(object, "lr"))
		return;
	list = need_list(p, object, "lr", MAX_SNAPSHOTS, &kvm->lr_count);
	kvm->lr_set = true;
	kvm->lr = cli_alloc(kvm->lr_count, sizeof(*kvm->lr));
	for (i = 0; i < kvm->lr_count && !p->failed; i++)
		read_snapshot(p, json_array_get(list, i), &kvm->lr[i]);
	drop_puts(kvm);
}

static int need_vcpu(struct optrace_parse *p, json_t *object, const char *key)
{
	struct optrace_code n = optrace_get_code(p, object, key);

	if (n.set && n.value >= -1)
		return n.value;
	optrace_fail(p, key, "'%s' is a vCPU or -1", key);
	return -1;
}

static void read_virq(struct optrace_parse *p, json_t *object,
		      struct optrace_virq *q)
{
	q->id = optrace_need_count(p, object, "id", UINT16_MAX);
	q->target = need_vcpu(p, object, "c");
	q->vcpu = need_vcpu(p, object, "vcpu");
	q->latch = optrace_need_count(p, object, "p", 1);
	q->line = optrace_need_count(p, object, "l", 1);
	q->active = optrace_need_count(p, object, "a", 1);
	q->enabled = optrace_need_count(p, object, "e", 1);
	q->hw = optrace_need_count(p, object, "h", 1);
	q->level = optrace_need_count(p, object, "cfg", 1);
	q->group1 = optrace_need_count(p, object, "g", 1);
	q->priority = optrace_need_count(p, object, "prio", 255);
	q->source = optrace_get_count(p, object, "src", 0, 255);
	q->hwid = optrace_get_count(p, object, "hwid", 0, UINT16_MAX);
}

static void read_state(struct optrace_parse *p, json_t *object,
		       struct optrace_op *op)
{
	struct optrace_kvm_op *kvm = op->kvm;
	const char *word = json_string_value(json_object_get(object, "ids"));
	json_t *list;
	unsigned i;

	list = need_list(p, object, "irqs", MAX_IDS, &kvm->virq_count);
	kvm->virqs = cli_alloc(kvm->virq_count, sizeof(*kvm->virqs));
	for (i = 0; i < kvm->virq_count && !p->failed; i++)
		read_virq(p, json_array_get(list, i), &kvm->virqs[i]);
	if (word && strcmp(word, "all") == 0) {
		kvm->id_count = OPTRACE_ALL_IDS;
		return;
	}
	list = need_list(p, object, "ids", MAX_IDS, &kvm->id_count);
	kvm->ids = cli_alloc(kvm->id_count, sizeof(*kvm->ids));
	for (i = 0; i < kvm->id_count; i++)
		kvm->ids[i] =
			(uint32_t)json_integer_value(json_array_get(list, i));
}

/* --- ops ---------------------------------------------------------------------
 */

static void read_vm(struct optrace_parse *p, json_t *object,
		    struct optrace_op *op)
{
	struct optrace_kvm_op *kvm = op->kvm;
	json_t *init = json_object_get(object, "init");
	json_t *list = json_object_get(object, "rc");
	size_t i;

	kvm->cpus = optrace_need_count(p, object, "cpus", OPTRACE_MAX_CPUS);
	kvm->nirqs = optrace_need_count(p, object, "nirqs", UINT16_MAX);
	kvm->its = optrace_get_bool(p, object, "its");
	kvm->init = !init || optrace_get_bool(p, object, "init");
	if (list && json_array_size(list) != OPTRACE_VM_CODES)
		optrace_fail(p, "rc", "'rc' is a list of %d numbers",
			     OPTRACE_VM_CODES);
	for (i = 0; i < json_array_size(list) && !p->failed; i++) {
		json_t *code = json_array_get(list, i);

		kvm->codes[i].set = json_is_integer(code);
		kvm->codes[i].value = (int)json_integer_value(code);
	}
}

static enum optrace_dev need_dev(struct optrace_parse *p, json_t *object)
{
	const char *name = optrace_need_string(p, object, "dev");
	unsigned i;

	for (i = 0; i < DEV_COUNT; i++)
		if (strcmp(name, devs[i]) == 0)
			return (enum optrace_dev)i;
	optrace_fail(p, "dev", "unknown device '%s'", name);
	return DEV_GIC;
}

static void read_attribute(struct optrace_parse *p, json_t *object,
			   struct optrace_op *op)
{
	struct optrace_kvm_op *kvm = op->kvm;

	kvm->dev = need_dev(p, object);
	/* A vCPU that does not exist is an observation too. */
	op->pe = optrace_get_count(p, object, "c", 0, UINT16_MAX);
	if (kvm->dev == DEV_ICC)
		op->reg = optrace_need_string(p, object, "reg");
	else if (kvm->dev != DEV_NRIRQS && kvm->dev != DEV_MAINT)
		op->addr = optrace_need_hex(p, object, "a");
	if (op->kind == OP_USET)
		op->value = optrace_need_hex(p, object, "v");
	else
		op->o = optrace_get_hex(p, object, "o");
}

static void read_irq_line(struct optrace_parse *p, json_t *object,
			  struct optrace_op *op)
{
	op->kvm->type = optrace_need_count(p, object, "type", 15);
	op->pe = optrace_need_count(p, object, "cpu", UINT16_MAX);
	op->kvm->number = optrace_need_count(p, object, "num", UINT16_MAX);
	op->level = optrace_need_count(p, object, "l", 1) != 0;
}

static void read_msi(struct optrace_parse *p, json_t *object,
		     struct optrace_op *op)
{
	op->addr = optrace_need_hex(p, object, "a");
	op->value = optrace_need_hex(p, object, "data");
	op->kvm->devid.set = json_object_get(object, "dev") != NULL;
	op->kvm->devid.value =
		optrace_get_count(p, object, "dev", 0, INT32_MAX);
}

static void read_irqfd(struct optrace_parse *p, json_t *object,
		       struct optrace_op *op)
{
	op->kvm->number = optrace_get_count(p, object, "gsi", 0, UINT16_MAX);
	op->kvm->count = optrace_get_count(p, object, "n", 0, UINT16_MAX);
	op->o = optrace_get_hex(p, object, "o");
}

static void read_ctrl(struct optrace_parse *p, json_t *object,
		      struct optrace_op *op)
{
	op->kvm->dev = need_dev(p, object);
	op->kvm->group = optrace_need_count(p, object, "n", INT32_MAX);
}

static void read_has(struct optrace_parse *p, json_t *object,
		     struct optrace_op *op)
{
	op->kvm->dev = need_dev(p, object);
	op->kvm->group = optrace_need_count(p, object, "g", INT32_MAX);
	op->addr = optrace_need_hex(p, object, "a");
}

static void read_run(struct optrace_parse *p, json_t *object,
		     struct optrace_op *op)
{
	op->pe = optrace_need_count(p, object, "c", OPTRACE_MAX_CPUS - 1);
}

typedef void (*read_fn)(struct optrace_parse *p, json_t *object,
			struct optrace_op *op);

/* Ops that only a virtual machine has. */
static const read_fn readers[OP_KINDS] = {
	[OP_VM] = read_vm,
	[OP_IRQ_LINE] = read_irq_line,
	[OP_MSI] = read_msi,
	[OP_IRQFD] = read_irqfd,
	[OP_IRQFD_RESAMPLE] = read_irqfd,
	[OP_KICK] = read_irqfd,
	[OP_RESAMPLED] = read_irqfd,
	[OP_UGET] = read_attribute,
	[OP_USET] = read_attribute,
	[OP_CTRL] = read_ctrl,
	[OP_HAS] = read_has,
	[OP_RUN] = read_run,
	[OP_STATE] = read_state,
};

static void read_guest(struct optrace_parse *p, json_t *object,
		       const struct optrace_machine *m, struct optrace_op *op)
{
	const char *exit = optrace_get_string(p, object, "exit");

	optrace_read_fields(p, object, m, op);
	if (op->context != CTX_GUEST)
		optrace_fail(p, "x", "only a guest runs here");
	op->kvm->batch = optrace_get_count(p, object, "b", 0, 1);
	op->kvm->exit_mmio = exit && strcmp(exit, "mmio") == 0;
	if (exit && !op->kvm->exit_mmio)
		optrace_fail(p, "exit", "'exit' is \"mmio\"");
}

void optrace_read_kvm_fields(struct optrace_parse *p, json_t *object,
			     const struct optrace_machine *m,
			     struct optrace_op *op)
{
	op->bit = 64;
	if (op->kind == OP_LINE)
		optrace_fail(p, "k", "op 'line' is not for profile kvm");
	else if (op->kind <= OP_MSR)
		read_guest(p, object, m, op);
	else if (op->kind == OP_RAM || op->kind == OP_RAMRD)
		optrace_read_fields(p, object, m, op);
	else if (readers[op->kind])
		readers[op->kind](p, object, op);
	if (op->kind == OP_RUN && op->pe >= m->cpus)
		optrace_fail(p, "c", "there is no such vCPU");
	if (op->kind != OP_VM)
		op->kvm->rc = optrace_get_code(p, object, "rc");
	read_snapshots(p, object, op->kvm);
}

void optrace_free_kvm_op(struct optrace_kvm_op *op)
{
	free(op->lr);
	free(op->ids);
	free(op->virqs);
}
