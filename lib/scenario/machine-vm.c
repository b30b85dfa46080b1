/* SPDX-License-Identifier: MIT */
/*
 * VMs, the host under them, and the interrupts that guests own.
 */
#include <string.h>

#include "run.h"

static int decode_vcpus(struct vgs_scn_run *run, struct vgs_scn_vm *vm,
			const struct vgs_scn_node *list)
{
	const struct vgs_scn_node *node;

	vm->vcpus = vgs_scn_zalloc_n(run->arena, list->count + 1,
				     sizeof(*vm->vcpus));
	vm->vcpu_stats =
		vgs_scn_zalloc_n(run->arena, list->count + 1,
				 VGS_VCPU_STAT_COUNT * sizeof(*vm->vcpu_stats));
	if (!vm->vcpus || !vm->vcpu_stats)
		return -VGS_ENOMEM;
	VGS_SCN_EACH (node, list) {
		const struct vgs_scn_node *on = vgs_scn_get(node, "runs-on");
		const struct vgs_scn_node *name = vgs_scn_get(node, "name");
		struct vgs_scn_vcpu *vcpu = &vm->vcpus[vm->vcpu_count];

		if (vgs_scn_vcpu_index(vm, name->text, strlen(name->text)) >= 0)
			vgs_scn_diag(run->diags, VGS_SCN_MSG_DUPLICATE_NAME,
				     name, name->text, NULL, NULL);
		vcpu->name = name->text;
		vcpu->pe = vm->vcpu_count % run->cfg.pes;
		if (on)
			vgs_scn_pe(run, on, &vcpu->pe);
		vm->vcpu_count++;
	}
	return 0;
}

static enum vgs_version guest_version(const struct vgs_scn_run *run,
				      const struct vgs_scn_node *node)
{
	const struct vgs_scn_node *gic = vgs_scn_get(node, "gic");

	if (!gic)
		/* A GICv4 host shows its guests a GICv3. */
		return run->cfg.version == VGS_GIC_V2 ? VGS_GIC_V2 : VGS_GIC_V3;
	if (vgs_scn_streq(gic->text, "v2"))
		return VGS_GIC_V2;
	if (vgs_scn_streq(gic->text, "v4"))
		return VGS_GIC_V4;
	if (vgs_scn_streq(gic->text, "v4.1"))
		return VGS_GIC_V4_1;
	return VGS_GIC_V3;
}

static bool wants_timer(const struct vgs_scn_node *vm)
{
	const struct vgs_scn_node *timer = vgs_scn_get(vm, "timer");

	return timer && (timer->kind == VGS_SCN_MAP || timer->value);
}

int vgs_scn_machine_vms(struct vgs_scn_run *run,
			const struct vgs_scn_node *machine)
{
	const struct vgs_scn_node *vms = vgs_scn_get(machine, "vms");
	const struct vgs_scn_node *node;
	int err = 0;

	if (!vms)
		return 0;
	run->vms =
		vgs_scn_zalloc_n(run->arena, vms->count + 1, sizeof(*run->vms));
	if (!run->vms)
		return -VGS_ENOMEM;
	VGS_SCN_EACH (node, vms) {
		const struct vgs_scn_node *intids = vgs_scn_get(node, "intids");
		const struct vgs_scn_node *stepwise =
			vgs_scn_get(node, "stepwise");
		struct vgs_scn_vm *vm = &run->vms[run->vm_count];

		vm->run = run;
		vm->name = node->key->text;
		vm->node = node;
		vm->index = run->vm_count++;
		vm->version = guest_version(run, node);
		vm->timer = wants_timer(node);
		vm->stepwise = stepwise && stepwise->value;
		vm->nirqs = intids ? (unsigned)intids->value : VGS_VM_IRQS;
		err = decode_vcpus(run, vm, vgs_scn_get(node, "vcpus"));
		if (err)
			break;
	}
	return err;
}

static const char *text_of(const struct vgs_scn_node *map, const char *key)
{
	const struct vgs_scn_node *node = vgs_scn_get(map, key);

	return node ? node->text : "";
}

static bool wants_user_irqchip(const struct vgs_scn_vm *vm)
{
	return vgs_scn_streq(text_of(vm->node, "irqchip"), "user");
}

/* What a guest needs that this build or its vgic lacks, or NULL. */
static const char *lacking(const struct vgs_scn_vm *vm)
{
	const struct vgs_gic_config *cfg = vgs_gic_config(vm->run->gic);

	/* Stepwise, it is create-vgic that is refused. */
	if (vm->version == VGS_GIC_V2 && !vm->stepwise &&
	    cfg->version != VGS_GIC_V2 && !cfg->legacy)
		return "a GICv2 guest needs a GICv3 with legacy: true";
	if (vm->run->own && wants_user_irqchip(vm))
		return "a VM without a vgic has none of somebody else";
	if (vm->version == VGS_GIC_V4 || vm->version == VGS_GIC_V4_1)
		return "needs gicv4, which this vgicsim does not have";
	return NULL;
}

static void decode_policy(struct vgs_scn_run *run,
			  const struct vgs_scn_node *machine)
{
	const struct vgs_scn_node *vgic = vgs_scn_get(machine, "vgic");
	const struct vgs_scn_node *epoch = vgs_scn_get(vgic, "epoch");
	const struct vgs_scn_node *knob;

	run->epoch = epoch ? vgs_epoch_by_name(epoch->text) : VGS_EPOCH_DEFAULT;
	vgs_policy_epoch(&run->policy, run->epoch);
	if (!vgic)
		return;
	VGS_SCN_EACH (knob, vgic) {
		if (knob != epoch &&
		    vgs_policy_set(&run->policy, knob->key->text, knob->text))
			vgs_scn_diag(run->diags, VGS_SCN_MSG_MACHINE, knob,
				     knob->key->text, NULL, NULL);
	}
}

static int make_vm(struct vgs_scn_run *run, struct vgs_scn_vm *vm,
		   const char **ret_skip)
{
	struct vgs_timer_ops timers;
	struct vgs_vm_config cfg;
	struct vgs_hw_ops hw;
	const char *why;
	unsigned i;
	int err;

	*ret_skip = lacking(vm);
	if (*ret_skip)
		return 0;
	vgs_vm_config_default(&cfg, vm->version, run->epoch);
	cfg.gic = run->gic;
	cfg.hw = vgs_scn_hw_ops(run, &hw);
	cfg.vcpus = vm->vcpu_count;
	cfg.nirqs = vm->nirqs;
	cfg.policy = run->policy;
	cfg.async = run->cfg.async;
	cfg.own = run->own;
	cfg.user_irqchip = wants_user_irqchip(vm);
	if (vgs_scn_get(vm->node, "pmu"))
		cfg.pmu_vintid = (uint32_t)vgs_scn_get(vm->node, "pmu")->value;
	cfg.stepwise = vm->stepwise;
	vgs_scn_vm_timer(vm, &cfg, &timers);
	vgs_scn_vm_its(run, vm, &cfg);
	cfg.alloc = run->arena->alloc;
	cfg.trace = run->dry ? NULL : vgs_scn_trace_vm;
	cfg.user = vm;
	err = vgs_vm_new(&cfg, &vm->vm);
	if (err == -VGS_ENOMEM)
		return err;
	if (err == -VGS_ENOTSUP) {
		*ret_skip = vgs_scn_strf(run->arena,
					 "needs a vgic that this vgicsim does "
					 "not have (%.40s)",
					 vm->name);
		return *ret_skip ? 0 : -VGS_ENOMEM;
	}
	if (err) {
		vgs_vm_config_check(&cfg, &why);
		vgs_scn_diag(run->diags, VGS_SCN_MSG_VM, vm->node, vm->name,
			     why ? why : vgs_strerror(err), NULL);
		return 0;
	}
	for (i = 0; i < vm->vcpu_count && !vm->stepwise; i++)
		vgs_vcpu_bind(vm->vm, i, vm->vcpus[i].pe);
	if (!vm->stepwise)
		vgs_scn_vm_place_its(vm);
	return 0;
}

static int make_host(struct vgs_scn_run *run)
{
	struct vgs_host_config cfg;
	struct vgs_hw_ops hw;
	unsigned i;
	int err;

	vgs_host_config_default(&cfg, run->gic);
	cfg.hw = vgs_scn_hw_ops(run, &hw);
	cfg.eoimode = run->eoimode;
	cfg.maintenance_latency = run->maintenance_latency;
	cfg.vms = run->vm_count ? run->vm_count : 1;
	cfg.alloc = run->arena->alloc;
	cfg.trace = run->dry ? NULL : vgs_scn_trace;
	cfg.user = run;
	err = vgs_host_new(&cfg, &run->host);
	if (err)
		return err;
	for (i = 0; i < run->vm_count; i++)
		vgs_host_add_vm(run->host, run->vms[i].vm);
	vgs_scn_timer_hosts(run);
	return 0;
}

static void forward(struct vgs_scn_run *run, const struct vgs_scn_node *node)
{
	const struct vgs_scn_node *vintid = vgs_scn_get(node, "vintid");
	const struct vgs_scn_node *on = vgs_scn_get(node, "forwarded");
	struct vgs_host_irq irq = { .kind = VGS_HOST_IRQ_FORWARDED };
	struct vgs_scn_device *device;
	unsigned vm, vcpu;
	int err;

	if (!vgs_scn_device(run, vgs_scn_get(node, "device"), &device) ||
	    !vgs_scn_vcpu(run, vgs_scn_get(node, "to"), &vm, &vcpu) ||
	    !vgs_scn_check_vintid(run, vintid, vm, vcpu, vintid->value))
		return;
	if (!device->wire) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_WIRE,
			     vgs_scn_get(node, "device"), device->name, NULL,
			     NULL);
		return;
	}
	irq.vm = vm;
	irq.vcpu = vintid->value < VGS_INTID_SPI ? vcpu : VGS_NO_VCPU;
	irq.vintid = (uint32_t)vintid->value;
	irq.automasked = on && !on->value;
	err = vgs_host_set_irq(
		run->host, vgs_scn_line(run, device->intid, device->pe), &irq);
	if (err)
		vgs_scn_diag(run->diags, VGS_SCN_MSG_FORWARD, node,
			     device->name,
			     err == -VGS_EEXIST ? "the vintid is taken"
						: vgs_strerror(err),
			     NULL);
}

int vgs_scn_machine_connect(struct vgs_scn_run *run,
			    const struct vgs_scn_node *machine,
			    const char **ret_skip)
{
	const struct vgs_scn_node *list = vgs_scn_get(machine, "forward");
	unsigned reports = run->diags->reports;
	const struct vgs_scn_node *node;
	unsigned i;
	int err = 0;

	if (run->vm_count && !run->cfg.virt) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_VM_VIRT,
			     vgs_scn_get(machine, "vms"), NULL, NULL, NULL);
		return 0;
	}
	decode_policy(run, machine);
	err = vgs_scn_machine_timers(run, machine);
	for (i = 0; i < run->vm_count && !err && !*ret_skip; i++)
		err = make_vm(run, &run->vms[i], ret_skip);
	if (err || *ret_skip || run->diags->reports != reports)
		return err;
	err = make_host(run);
	if (err || !list)
		return err;
	VGS_SCN_EACH (node, list)
		forward(run, node);
	return 0;
}
