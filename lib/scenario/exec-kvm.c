/* SPDX-License-Identifier: MIT */
/*
 * kvm: calls of the VMM, one table row each, and irqfd: a device writes an
 * eventfd.  What the kernel answers is held against returns:; a call that
 * fails without one is a failed expectation.
 */
#include <libvgicsim/irqfd.h>

#include <string.h>

#include "run.h"

#define KEY(k, s, d)                                                           \
	{                                                                      \
		.name = k, .spec = &(s), .doc = d                              \
	}
#define REQUIRED(k, s, d)                                                      \
	{                                                                      \
		.name = k, .spec = &(s), .required = true, .doc = d            \
	}
#define END                                                                    \
	{                                                                      \
		.name = NULL                                                   \
	}

/* ---- operands ------------------------------------------------------------ */

static const struct vgs_scn_node *operand(const struct vgs_scn_step *step,
					  const char *name)
{
	return vgs_scn_get(step->node, name);
}

static uint64_t number(const struct vgs_scn_node *map, const char *name,
		       uint64_t none)
{
	const struct vgs_scn_node *node = vgs_scn_get(map, name);

	return node ? node->value : none;
}

static bool flag(const struct vgs_scn_step *step, const char *name)
{
	return number(step->node, name, 0) != 0;
}

/* What the kernel answered; @at says where a failure is. */
void vgs_scn_check_rc(struct vgs_scn_run *run, const struct vgs_scn_step *step,
		      int rc)
{
	const struct vgs_scn_node *want = step->q[VGS_SCN_Q_RETURNS];
	const char *name = vgs_kvm_errname(rc);
	const char *found = name ? name : vgs_scn_strf(run->arena, "%d", rc);

	if (!want) {
		if (rc < 0)
			vgs_scn_fail(run, step->arg, "returns", "no error",
				     found);
		return;
	}
	if (want->scalar == VGS_SCN_INT
		    ? (int64_t)want->value == rc
		    : name && vgs_scn_streq(name + 1,
					    want->text +
						    (want->text[0] == '-')))
		return;
	vgs_scn_fail(run, want, "returns", want->text, found);
}

/* ---- eventfds: names of the scenario ------------------------------------- */

static uint32_t eventfd(struct vgs_scn_run *run,
			const struct vgs_scn_node *node)
{
	unsigned i;

	for (i = 0; i < run->eventfd_count; i++)
		if (vgs_scn_streq(run->eventfds[i], node->text))
			return i + 1;
	if (i == VGS_SCN_MAX_EVENTFDS) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_TOO_MANY, node,
			     vgs_scn_strf(run->arena, "%u eventfds",
					  VGS_SCN_MAX_EVENTFDS),
			     NULL, NULL);
		return 0;
	}
	run->eventfds[run->eventfd_count++] = node->text;
	return run->eventfd_count;
}

const char *vgs_scn_eventfd_name(const struct vgs_scn_run *run, uint32_t fd)
{
	return fd && fd <= run->eventfd_count ? run->eventfds[fd - 1] : "?";
}

bool vgs_scn_eventfd(const struct vgs_scn_run *run, const char *name,
		     uint32_t *ret_fd)
{
	unsigned i;

	for (i = 0; i < run->eventfd_count; i++) {
		if (vgs_scn_streq(run->eventfds[i], name)) {
			*ret_fd = i + 1;
			return true;
		}
	}
	return false;
}

uint64_t vgs_scn_eventfd_signals(const struct vgs_scn_run *run, uint32_t fd)
{
	uint64_t count = 0;
	unsigned i;

	for (i = 0; i < run->vm_count; i++)
		count += vgs_vm_irqfd_resamples(run->vms[i].vm, fd);
	return count;
}

void vgs_scn_exec_irqfd(struct vgs_scn_run *run,
			const struct vgs_scn_step *step)
{
	uint32_t fd = eventfd(run, step->arg);
	int err = -VGS_ENOENT;
	unsigned i;

	if (!fd || run->dry)
		return;
	for (i = 0; i < run->vm_count && err == -VGS_ENOENT; i++)
		err = vgs_vm_irqfd_signal(run->vms[i].vm, fd);
	/* Nobody listens yet: the eventfd remembers. */
	if (err == -VGS_ENOENT)
		run->eventfds_written |= UINT64_C(1) << (fd - 1);
	else if (err)
		vgs_scn_call(run, "irqfd", err);
}

/* ---- the calls ----------------------------------------------------------- */

typedef int (*call_fn)(struct vgs_scn_run *run, struct vgs_vm *vm,
		       const struct vgs_scn_step *step, int *ret_rc);

static int call_irq_line(struct vgs_scn_run *run, struct vgs_vm *vm,
			 const struct vgs_scn_step *step, int *ret_rc)
{
	static const char *const types[] = { "cpu", "spi", "ppi" };
	const struct vgs_scn_node *type = operand(step, "type");
	uint32_t t = VGS_KVM_IRQ_SPI;
	unsigned i;

	(void)run;
	if (type && type->scalar == VGS_SCN_INT)
		t = (uint32_t)type->value & 0xf;
	for (i = 0; type && i < 3; i++)
		if (vgs_scn_streq(types[i], type->text))
			t = i;
	return vgs_vm_irq_line(
		vm,
		VGS_KVM_IRQ(t, number(step->node, "vcpu", 0),
			    number(step->node, "intid", 0)),
		vgs_scn_streq(operand(step, "level")->text, "high"), ret_rc);
}

static struct vgs_route route_of(const struct vgs_scn_node *node)
{
	const struct vgs_scn_node *msi = vgs_scn_get(node, "msi");
	struct vgs_route r = {
		.gsi = (uint32_t)number(node, "gsi", 0),
		.type = msi ? VGS_GSI_ROUTE_MSI : VGS_GSI_ROUTE_IRQCHIP,
		.irqchip = (uint32_t)number(node, "irqchip", 0),
		.pin = (uint32_t)number(node, "pin", 0),
		.msi = { .flags = (uint32_t)number(node, "flags", 0) },
	};

	if (!msi)
		return r;
	r.msi.addr = number(msi, "addr", 0);
	r.msi.data = (uint32_t)number(msi, "data", 0);
	r.msi.has_devid = vgs_scn_get(msi, "device-id") != NULL;
	r.msi.devid = (uint32_t)number(msi, "device-id", 0);
	return r;
}

static int call_route(struct vgs_scn_run *run, struct vgs_vm *vm,
		      const struct vgs_scn_step *step, int *ret_rc)
{
	const struct vgs_scn_node *list = operand(step, "routes");
	const struct vgs_scn_node *node;
	struct vgs_route *routes =
		vgs_scn_zalloc_n(run->arena, list->count + 1, sizeof(*routes));
	unsigned n = 0;

	if (!routes)
		return -VGS_ENOMEM;
	VGS_SCN_EACH (node, list)
		routes[n++] = route_of(node);
	return vgs_vm_set_routing(vm, routes, n,
				  (uint32_t)number(step->node, "flags", 0),
				  ret_rc);
}

static int call_irqfd(struct vgs_scn_run *run, struct vgs_vm *vm,
		      const struct vgs_scn_step *step, int *ret_rc)
{
	const struct vgs_scn_node *resample = operand(step, "resample");
	struct vgs_irqfd irqfd = {
		.fd = eventfd(run, operand(step, "name")),
		.gsi = (uint32_t)number(step->node, "gsi", 0),
		.flags = (uint32_t)number(step->node, "flags", 0),
	};
	uint64_t bit = UINT64_C(1) << (irqfd.fd - 1);

	if (resample) {
		irqfd.flags |= VGS_IRQFD_RESAMPLE;
		irqfd.resamplefd = eventfd(run, resample);
	}
	if (irqfd.resamplefd) {
		run->again[irqfd.resamplefd - 1].fd = irqfd.fd;
		run->again[irqfd.resamplefd - 1].left =
			(uint32_t)number(step->node, "again", 0);
	}
	if (flag(step, "deassign"))
		irqfd.flags |= VGS_IRQFD_DEASSIGN;
	else
		irqfd.signalled = run->eventfds_written & bit;
	run->eventfds_written &= ~bit;
	return vgs_vm_irqfd(vm, &irqfd, ret_rc);
}

static int call_close(struct vgs_scn_run *run, struct vgs_vm *vm,
		      const struct vgs_scn_step *step, int *ret_rc)
{
	*ret_rc = 0;
	return vgs_vm_irqfd_close(vm, eventfd(run, operand(step, "name")));
}

/* ---- the table ----------------------------------------------------------- */

static const struct vgs_scn_spec u32_spec = { .type = VGS_SCN_T_INT,
					      .what = "a number below 2^32",
					      .max = UINT32_MAX };
static const struct vgs_scn_spec u16_spec = { .type = VGS_SCN_T_INT,
					      .what = "a number below 2^16",
					      .max = UINT16_MAX };
static const char *const level_words[] = { "high", "low", NULL };
static const struct vgs_scn_spec level_spec = { .type = VGS_SCN_T_WORD,
						.what = "high or low",
						.words = level_words };
static const char *const type_words[] = { "cpu", "spi", "ppi", NULL };
static const struct vgs_scn_spec type_word_spec = { .type = VGS_SCN_T_WORD,
						    .what = "spi, ppi or cpu",
						    .words = type_words };
static const struct vgs_scn_spec *const type_alts[] = { &u32_spec,
							&type_word_spec, NULL };
static const struct vgs_scn_spec type_spec = {
	.type = VGS_SCN_T_ALT,
	.what = "spi, ppi, cpu or a number",
	.alts = type_alts
};

static const struct vgs_scn_key irq_line_keys[] = {
	KEY("type", type_spec, "spi, ppi, cpu or a number; spi"),
	KEY("vcpu", u32_spec, "index of the vCPU; 0"),
	KEY("intid", u16_spec, "the INTID"),
	REQUIRED("level", level_spec, "high or low"),
	END,
};

static const struct vgs_scn_key msi_keys[] = {
	REQUIRED("addr", vgs_scn_int_spec, "doorbell"),
	REQUIRED("data", u32_spec, "EventID"),
	KEY("device-id", u32_spec, "DeviceID; none: not valid"),
	END,
};
static const struct vgs_scn_spec msi_spec = {
	.type = VGS_SCN_T_MAP,
	.what = "a message: {addr, data, device-id}",
	.keys = msi_keys
};
static const struct vgs_scn_key route_keys[] = {
	REQUIRED("gsi", u32_spec, "what is routed"),
	KEY("irqchip", u32_spec, "0"),
	KEY("pin", u32_spec, "INTID - 32; 0"),
	KEY("msi", msi_spec, "a message instead"),
	KEY("flags", u32_spec, "beside VALID_DEVID; 0"),
	END,
};
static const struct vgs_scn_spec route_spec = {
	.type = VGS_SCN_T_MAP,
	.what = "a route: {gsi, pin} or {gsi, msi}",
	.keys = route_keys
};
static const struct vgs_scn_spec routes_spec = { .type = VGS_SCN_T_LIST,
						 .what = "a list of routes",
						 .elem = &route_spec };
static const struct vgs_scn_key route_call_keys[] = {
	REQUIRED("routes", routes_spec, "the new table"),
	KEY("flags", u32_spec, "of the table; 0"),
	END,
};
static const struct vgs_scn_key irqfd_keys[] = {
	REQUIRED("name", vgs_scn_name_spec, "the eventfd"),
	REQUIRED("gsi", u32_spec, "what it injects"),
	KEY("resample", vgs_scn_name_spec, "the eventfd that hears of the end"),
	KEY("again", u32_spec, "times it is written when that hears; 0"),
	KEY("deassign", vgs_scn_bool_spec, "the opposite; false"),
	KEY("flags", u32_spec, "further flags; 0"),
	END,
};
static const struct vgs_scn_key close_keys[] = {
	REQUIRED("name", vgs_scn_name_spec, "the eventfd"),
	END,
};

static const struct vgs_scn_key signal_msi_keys[] = {
	REQUIRED("data", u32_spec, "EventID"),
	KEY("device-id", u32_spec, "DeviceID; none: not valid"),
	KEY("addr", vgs_scn_int_spec, "doorbell; GITS_TRANSLATER"),
	KEY("flags", u32_spec, "1 VALID_DEVID; as there is a DeviceID"),
	KEY("unit", u32_spec, "whose GITS_TRANSLATER; 0"),
	END,
};
static const struct vgs_scn_key inject_lpi_keys[] = {
	REQUIRED("intid", u32_spec, "the LPI"),
	KEY("vcpu", u32_spec, "index of the vCPU; 0"),
	END,
};
static const struct vgs_scn_key its_keys[] = {
	KEY("unit", u32_spec, "which ITS; 0"),
	END,
};
static const struct vgs_scn_key set_its_keys[] = {
	REQUIRED("offset", u32_spec, "of the register"),
	REQUIRED("value", vgs_scn_int_spec, "of 64 bits"),
	KEY("unit", u32_spec, "which ITS; 0"),
	END,
};
static const struct vgs_scn_spec group_word_spec = {
	.type = VGS_SCN_T_WORD,
	.what = "a group of attributes",
	.words = vgs_scn_attr_groups
};
static const struct vgs_scn_spec *const group_alts[] = { &u32_spec,
							 &group_word_spec,
							 NULL };
static const struct vgs_scn_spec group_spec = {
	.type = VGS_SCN_T_ALT,
	.what = "a group of attributes or its number",
	.alts = group_alts
};
#define ATTR_KEYS                                                              \
	REQUIRED("group", group_spec, "dist-regs, or its number"),             \
		REQUIRED("attr", vgs_scn_int_spec, "offset, and so on"),       \
		KEY("vcpu", u32_spec, "whose; in the upper half of attr"),     \
		KEY("of-its", u32_spec, "of this ITS, not of the vgic")
static const struct vgs_scn_key set_attr_keys[] = {
	ATTR_KEYS,
	REQUIRED("value", vgs_scn_int_spec, "what is written"),
	END,
};
static const struct vgs_scn_key get_attr_keys[] = {
	ATTR_KEYS,
	KEY("value", vgs_scn_int_spec, "what must be read"),
	KEY("index", u32_spec, "of the region that is asked for; 0"),
	END,
};
static const struct vgs_scn_key has_attr_keys[] = {
	ATTR_KEYS,
	END,
};
static const struct vgs_scn_key forward_keys[] = {
	REQUIRED("device", vgs_scn_name_spec, "whose interrupt"),
	KEY("to", vgs_scn_name_spec, "vm0.v0, instead of into"),
	KEY("vintid", u16_spec, "the INTID the guest sees"),
	KEY("gsi", u16_spec, "that less 32, instead; 0"),
	END,
};
static const struct vgs_scn_key unforward_keys[] = {
	REQUIRED("device", vgs_scn_name_spec, "whose interrupt"),
	END,
};
static const struct vgs_scn_key first_run_keys[] = {
	KEY("vcpu", u32_spec, "index of the vCPU; 0"),
	END,
};
static const struct vgs_scn_key place_its_keys[] = {
	REQUIRED("addr", vgs_scn_int_spec, "of GITS_CTLR"),
	KEY("unit", u32_spec, "which ITS; 0"),
	END,
};
static const struct vgs_scn_key set_timer_keys[] = {
	REQUIRED("attr", u32_spec, "0 virtual, 1 physical"),
	REQUIRED("value", u32_spec, "its INTID, a PPI"),
	KEY("vcpu", u32_spec, "index of the vCPU; 0"),
	END,
};
static const struct vgs_scn_key counter_offset_keys[] = {
	REQUIRED("value", vgs_scn_int_spec, "of both counters"),
	KEY("reserved", vgs_scn_int_spec, "must be 0; 0"),
	END,
};
static const struct vgs_scn_key migrate_keys[] = {
	REQUIRED("from", vgs_scn_name_spec, "the VM it is read out of"),
	END,
};
static const struct vgs_scn_key no_keys[] = {
	END,
};

static const struct call {
	const char *name;
	call_fn fn;
	const struct vgs_scn_key *keys;
} calls[] = {
	{ "irq-line", call_irq_line, irq_line_keys },
	{ "route", call_route, route_call_keys },
	{ "irqfd", call_irqfd, irqfd_keys },
	{ "close", call_close, close_keys },
	{ "signal-msi", vgs_scn_call_signal_msi, signal_msi_keys },
	{ "inject-lpi", vgs_scn_call_inject_lpi, inject_lpi_keys },
	{ "save-its", vgs_scn_call_save_its, its_keys },
	{ "restore-its", vgs_scn_call_restore_its, its_keys },
	{ "reset-its", vgs_scn_call_reset_its, its_keys },
	{ "set-its", vgs_scn_call_set_its, set_its_keys },
	{ "save-pending", vgs_scn_call_save_pending, no_keys },
	{ "set-attr", vgs_scn_call_set_attr, set_attr_keys },
	{ "get-attr", vgs_scn_call_get_attr, get_attr_keys },
	{ "has-attr", vgs_scn_call_has_attr, has_attr_keys },
	{ "create-vcpu", vgs_scn_call_create_vcpu, no_keys },
	{ "create-vgic", vgs_scn_call_create_vgic, no_keys },
	{ "first-run", vgs_scn_call_first_run, first_run_keys },
	{ "create-its", vgs_scn_call_create_its, no_keys },
	{ "place-its", vgs_scn_call_place_its, place_its_keys },
	{ "set-timer", vgs_scn_call_set_timer, set_timer_keys },
	{ "counter-offset", vgs_scn_call_counter_offset, counter_offset_keys },
	{ "migrate", vgs_scn_call_migrate, migrate_keys },
	{ "forward", vgs_scn_call_forward, forward_keys },
	{ "unforward", vgs_scn_call_unforward, unforward_keys },
	{ "release", vgs_scn_call_release, unforward_keys },
};
#define CALLS (sizeof(calls) / sizeof(calls[0]))

static const struct call *find_call(struct vgs_scn_run *run,
				    const struct vgs_scn_node *arg)
{
	struct vgs_scn_near near;
	size_t i;

	vgs_scn_near_init(&near, arg->text);
	for (i = 0; i < CALLS; i++) {
		if (vgs_scn_streq(calls[i].name, arg->text))
			return &calls[i];
		vgs_scn_near_try(&near, calls[i].name);
	}
	vgs_scn_help_near(run->diags,
			  vgs_scn_diag(run->diags, VGS_SCN_MSG_WORD, arg,
				       "a call of the VMM", arg->text, NULL),
			  &near);
	return NULL;
}

/* kvm:, by:, into:, returns:, id:, why: go with every call. */
static bool is_common(const char *key)
{
	static const char *const names[] = { "kvm",  "by", "into", "returns",
					     "each", "id", "why" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (vgs_scn_streq(names[i], key))
			return true;
	return false;
}

/* The keys of the call, as if the step were a mapping of those only. */
static bool check_operands(struct vgs_scn_run *run, const struct call *call,
			   const struct vgs_scn_node *step)
{
	const struct vgs_scn_checker checker = { .diags = run->diags };
	const struct vgs_scn_key *key;
	const struct vgs_scn_node *child;
	struct vgs_scn_near near;
	bool ok = true;

	VGS_SCN_EACH (child, step) {
		if (is_common(child->key->text))
			continue;
		vgs_scn_near_init(&near, child->key->text);
		for (key = call->keys; key->name; key++) {
			if (vgs_scn_streq(key->name, child->key->text))
				break;
			vgs_scn_near_try(&near, key->name);
		}
		if (key->name) {
			ok &= vgs_scn_check(&checker, key->spec, child);
			continue;
		}
		vgs_scn_help_near(
			run->diags,
			vgs_scn_diag(run->diags, VGS_SCN_MSG_UNKNOWN_KEY,
				     child->key, child->key->text, NULL, NULL),
			&near);
		ok = false;
	}
	for (key = call->keys; key->name; key++) {
		if (!key->required || vgs_scn_get(step, key->name))
			continue;
		vgs_scn_diag(run->diags, VGS_SCN_MSG_MISSING_KEY, step,
			     key->name, NULL, NULL);
		ok = false;
	}
	return ok;
}

static bool which_vm(struct vgs_scn_run *run, const struct vgs_scn_step *step,
		     unsigned *ret_vm)
{
	const struct vgs_scn_node *into = step->q[VGS_SCN_Q_INTO];
	int vm = into ? vgs_scn_vm_index(run, into->text, strlen(into->text))
		      : (int)run->vm_count - 1;

	*ret_vm = into ? (unsigned)vm : 0;
	if (vm >= 0)
		return true;
	vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_VM, into ? into : step->arg,
		     into ? into->text : step->arg->text, NULL, NULL);
	return false;
}

static bool check_device(struct vgs_scn_run *run,
			 const struct vgs_scn_step *step)
{
	struct vgs_scn_device *device;

	if (!vgs_scn_device(run, operand(step, "device"), &device))
		return false;
	if (!device->wire)
		vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_WIRE,
			     operand(step, "device"), device->name, NULL, NULL);
	return device->wire;
}

void vgs_scn_exec_kvm(struct vgs_scn_run *run, const struct vgs_scn_step *step)
{
	const struct call *call = find_call(run, step->arg);
	unsigned vm = 0, to_vm, to_vcpu;
	int rc = 0;
	int err;

	if (!call || !check_operands(run, call, step->node) ||
	    !which_vm(run, step, &vm))
		return;
	/* Names are known before the first step. */
	if (operand(step, "name") && call->fn != call_irq_line)
		eventfd(run, operand(step, "name"));
	if (operand(step, "resample"))
		eventfd(run, operand(step, "resample"));
	if (operand(step, "device") && !check_device(run, step))
		return;
	if (operand(step, "to") &&
	    !vgs_scn_vcpu(run, operand(step, "to"), &to_vm, &to_vcpu))
		return;
	if (run->dry)
		return;
	err = call->fn(run, run->vms[vm].vm, step, &rc);
	if (err)
		vgs_scn_call(run, step->arg->text, err);
	else
		vgs_scn_check_rc(run, step, rc);
}
