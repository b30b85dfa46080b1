/* SPDX-License-Identifier: MIT */
/*
 * enter, exit, guest, inject, host: the hypervisor's verbs.
 */
#include <string.h>

#include "run.h"

/* Who has the PE that a vCPU runs on, if that is why it cannot have it. */
static const char *refused_by(struct vgs_scn_run *run,
			      const struct vgs_scn_node *at, unsigned vm,
			      unsigned vcpu)
{
	static const char *const outwards[] = { "exit", "leave", "sync" };
	unsigned pe = run->vms[vm].vcpus[vcpu].pe, other_vm, other;
	struct vgs_vcpu_info info = { .phase = VGS_VCPU_OUT };

	vgs_vcpu_info(run->vms[vm].vm, vcpu, &info);
	switch (info.phase) {
	case VGS_VCPU_ENTERED:
		return "refused: it is in the guest";
	case VGS_VCPU_PREPARED:
		return "refused: it is flushed already";
	case VGS_VCPU_LEFT:
		return "refused: it has left the guest and waits for sync";
	case VGS_VCPU_OUT:
		break;
	}
	for (unsigned n = 0; n < 3; n++)
		if (at->key && !strcmp(at->key->text, outwards[n]))
			return "refused: it is not in the guest";
	if (vgs_scn_entered(run, pe, &other_vm, &other))
		return vgs_scn_strf(run->arena, "refused: %s.%s is on its PE",
				    run->vms[other_vm].name,
				    run->vms[other_vm].vcpus[other].name);
	return "refused by the hardware's virtual interface, or the VM is dead";
}

bool vgs_scn_refused(struct vgs_scn_run *run, const struct vgs_scn_node *at,
		     int err)
{
	const char *why = "refused";
	unsigned vm, vcpu;

	if (!err)
		return false;
	if (err == -VGS_EPERM && vgs_scn_vcpu(run, at, &vm, &vcpu))
		why = refused_by(run, at, vm, vcpu);
	if (err == -VGS_EPERM)
		vgs_scn_fail(run, at, at->text, "possible", why);
	else
		vgs_scn_call(run, at->key->text, err);
	return true;
}

void vgs_scn_exec_enter(struct vgs_scn_run *run,
			const struct vgs_scn_step *step)
{
	unsigned vm, vcpu, pe, other_vm, other;
	int err;

	if (!vgs_scn_vcpu(run, step->arg, &vm, &vcpu) || run->dry)
		return;
	pe = run->vms[vm].vcpus[vcpu].pe;
	if (vgs_scn_entered(run, pe, &other_vm, &other)) {
		vgs_scn_refused(run, step->arg, -VGS_EPERM);
		return;
	}
	err = vgs_host_switch_to(run->host, vm, vcpu);
	if (!err)
		err = step->verb == VGS_SCN_V_FLUSH
			      ? vgs_vcpu_prepare(run->vms[vm].vm, vcpu)
			      : vgs_vcpu_enter(run->vms[vm].vm, vcpu);
	if (err < 0)
		vgs_scn_refused(run, step->arg, err);
	else
		vgs_scn_check_rc(run, step,
				 err == VGS_ENTER_USER ? -VGS_KVM_EINTR : 0);
}

void vgs_scn_exec_exit(struct vgs_scn_run *run, const struct vgs_scn_step *step)
{
	const struct vgs_scn_node *reason = step->q[VGS_SCN_Q_REASON];
	enum vgs_exit_reason why = VGS_EXIT_IRQ;
	unsigned vm, vcpu;
	int err;

	if (!vgs_scn_vcpu(run, step->arg, &vm, &vcpu) || run->dry)
		return;
	if (reason)
		why = vgs_exit_reason_by_name(reason->text);
	err = step->verb == VGS_SCN_V_LEAVE
		      ? vgs_vcpu_exit_unsynced(run->vms[vm].vm, vcpu, why)
		      : vgs_vcpu_exit(run->vms[vm].vm, vcpu, why);
	if (!vgs_scn_refused(run, step->arg, err))
		vgs_scn_restore_home(run, run->vms[vm].vcpus[vcpu].pe);
}

void vgs_scn_exec_sync(struct vgs_scn_run *run, const struct vgs_scn_step *step)
{
	unsigned vm, vcpu;

	if (!vgs_scn_vcpu(run, step->arg, &vm, &vcpu) || run->dry)
		return;
	vgs_scn_refused(run, step->arg, vgs_vcpu_sync(run->vms[vm].vm, vcpu));
}

/* A register of the guest's CPU interface. */
static int guest_access(struct vgs_scn_run *run, unsigned vm, unsigned vcpu,
			const char *name, bool write, uint64_t *value)
{
	struct vgs_scn_reg reg = { .name = name };
	int err;

	reg.actor.kind = VGS_SCN_VCPU;
	reg.actor.vm = vm;
	reg.actor.vcpu = vcpu;
	err = vgs_vm_reg_lookup(run->vms[vm].vm, name, &reg.ref);
	if (err)
		return err;
	reg.offset = reg.ref.info.offset;
	reg.size = 4;
	return write ? vgs_scn_reg_write(run, &reg, *value)
		     : vgs_scn_reg_read(run, &reg, value);
}

static bool group0(const struct vgs_scn_run *run, unsigned vm, unsigned vcpu,
		   uint32_t intid)
{
	struct vgs_virq_info info;

	return !vgs_vgic_irq(run->vms[vm].vm, vcpu, intid, &info) &&
	       info.group == 0;
}

static const char *iar_name(const struct vgs_scn_run *run, unsigned vm,
			    unsigned vcpu)
{
	struct vgs_vcpu_info info = { 0 };

	if (run->vms[vm].version == VGS_GIC_V2)
		return "GICC_IAR";
	vgs_vcpu_info(run->vms[vm].vm, vcpu, &info);
	if ((info.signals & (VGS_SIG_VIRQ | VGS_SIG_VFIQ)) == VGS_SIG_VFIQ)
		return "ICC_IAR0_EL1";
	return "ICC_IAR1_EL1";
}

static void guest_takes(struct vgs_scn_run *run, unsigned vm, unsigned vcpu,
			const struct vgs_scn_node *want)
{
	bool v2 = run->vms[vm].version == VGS_GIC_V2;
	uint64_t value = 0;
	int answer = guest_access(run, vm, vcpu, iar_name(run, vm, vcpu), false,
				  &value);

	/* 1022: a Group 1 interrupt, which the aliased register takes. */
	if (!answer && v2 && (value & 0x3ff) == 1022)
		answer =
			guest_access(run, vm, vcpu, "GICC_AIAR", false, &value);
	if (answer) {
		vgs_scn_call(run, "guest", answer < 0 ? answer : -VGS_EPERM);
		return;
	}
	if (v2) {
		if ((value & 0x3ff) < 16)
			run->vms[vm].vcpus[vcpu].sgi[value & 0xf] = value;
		value &= 0x3ff;
	}
	if (value != want->value)
		vgs_scn_fail(run, want, "takes", want->text,
			     vgs_scn_strf(run->arena, "%llu",
					  (unsigned long long)value));
}

static void guest_writes(struct vgs_scn_run *run, unsigned vm, unsigned vcpu,
			 const struct vgs_scn_node *intid, bool ends)
{
	bool v2 = run->vms[vm].version == VGS_GIC_V2;
	bool g0 = group0(run, vm, vcpu, (uint32_t)intid->value);
	uint64_t value = intid->value;
	const char *name;
	int answer;

	if (v2 && value < 16 && run->vms[vm].vcpus[vcpu].sgi[value])
		value = run->vms[vm].vcpus[vcpu].sgi[value];
	if (v2)
		name = !ends ? "GICC_DIR" : g0 ? "GICC_EOIR" : "GICC_AEOIR";
	else
		name = !ends ? "ICC_DIR_EL1"
		       : g0  ? "ICC_EOIR0_EL1"
			     : "ICC_EOIR1_EL1";
	answer = guest_access(run, vm, vcpu, name, true, &value);
	if (answer)
		vgs_scn_call(run, "guest", answer < 0 ? answer : -VGS_EPERM);
}

void vgs_scn_exec_guest(struct vgs_scn_run *run,
			const struct vgs_scn_step *step)
{
	static const enum vgs_scn_qual quals[] = { VGS_SCN_Q_TAKES,
						   VGS_SCN_Q_ENDS,
						   VGS_SCN_Q_DEACTIVATES };
	unsigned vm, vcpu;
	size_t i;

	if (!vgs_scn_vcpu(run, step->arg, &vm, &vcpu))
		return;
	for (i = 0; i < 3; i++) {
		const struct vgs_scn_node *intid = step->q[quals[i]];
		bool special;

		if (!intid)
			continue;
		special = intid->value >= 1020 && intid->value < 1024;
		if (!special &&
		    !vgs_scn_check_vintid(run, intid, vm, vcpu, intid->value))
			continue;
		if (run->dry)
			continue;
		if (i == 0)
			guest_takes(run, vm, vcpu, intid);
		else
			guest_writes(run, vm, vcpu, intid, i == 1);
	}
}

/* vm0 or vm0.v0 */
static bool parse_into(struct vgs_scn_run *run, const struct vgs_scn_node *node,
		       unsigned *ret_vm, unsigned *ret_vcpu)
{
	int vm = vgs_scn_vm_index(run, node->text, strlen(node->text));

	if (vm >= 0) {
		*ret_vm = (unsigned)vm;
		*ret_vcpu = VGS_NO_VCPU;
		return true;
	}
	if (strchr(node->text, '.'))
		return vgs_scn_vcpu(run, node, ret_vm, ret_vcpu);
	vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_VM, node, node->text, NULL,
		     NULL);
	return false;
}

/* What a user space caller sees: Linux' numbers. */
static int errno_of(int err)
{
	switch ((enum vgs_error) - err) {
	case VGS_ENOENT:
		return -2;
	case VGS_ENOMEM:
		return -12;
	case VGS_EBUSY:
		return -16;
	case VGS_EEXIST:
		return -17;
	case VGS_EINVAL:
	case VGS_ERANGE:
	case VGS_ENOTMAPPED:
		return -22;
	case VGS_ENOTSUP:
		return -6;
	case VGS_OK:
		return 0;
	case VGS_EPERM:
	case VGS_ENOSPC:
	case VGS_EMEM:
	case VGS_EIO:
	case VGS_ECORRUPT:
	case VGS_EBUG:
		break;
	}
	return -1;
}

/* A number, or a name: EINVAL, -EINVAL. */
void vgs_scn_check_returns(struct vgs_scn_run *run,
			   const struct vgs_scn_node *want, int err)
{
	static const struct {
		const char *name;
		int value;
	} names[] = {
		{ "EPERM", -1 },   { "ENOENT", -2 }, { "ENXIO", -6 },
		{ "ENOMEM", -12 }, { "EBUSY", -16 }, { "EEXIST", -17 },
		{ "EINVAL", -22 },
	};
	int found = errno_of(err);
	bool same =
		want->scalar == VGS_SCN_INT && (int64_t)want->value == found;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].value == found &&
		    vgs_scn_streq(names[i].name,
				  want->text + (want->text[0] == '-')))
			same = true;
	}
	if (!same)
		vgs_scn_fail(run, want, "returns", want->text,
			     vgs_scn_strf(run->arena, "%d", found));
}

void vgs_scn_exec_inject(struct vgs_scn_run *run,
			 const struct vgs_scn_step *step)
{
	const struct vgs_scn_node *level = step->q[VGS_SCN_Q_LEVEL];
	const struct vgs_scn_node *want = step->q[VGS_SCN_Q_RETURNS];
	const struct vgs_scn_node *by = step->q[VGS_SCN_Q_BY];
	struct vgs_scn_actor actor;
	unsigned vm, vcpu;
	bool high;
	int err;

	if (by && vgs_scn_actor(run, by, &actor) && actor.kind != VGS_SCN_HYP &&
	    actor.kind != VGS_SCN_USER)
		vgs_scn_diag(run->diags, VGS_SCN_MSG_ACTOR_HERE, by, by->text,
			     "injection", NULL);
	if (!parse_into(run, step->q[VGS_SCN_Q_INTO], &vm, &vcpu))
		return;
	if (!want && step->arg->value < VGS_INTID_SPI && vcpu == VGS_NO_VCPU) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_INTO_VCPU,
			     step->q[VGS_SCN_Q_INTO], step->arg->text, NULL,
			     NULL);
		return;
	}
	if (!want &&
	    !vgs_scn_check_vintid(run, step->arg, vm, vcpu, step->arg->value))
		return;
	if (run->dry)
		return;
	high = !level || vgs_scn_streq(level->text, "high");
	err = vgs_vgic_inject(run->vms[vm].vm, vcpu, (uint32_t)step->arg->value,
			      high, 0);
	if (want)
		vgs_scn_check_returns(run, want, err);
	else if (err)
		vgs_scn_call(run, "inject", err);
}

void vgs_scn_exec_host(struct vgs_scn_run *run, const struct vgs_scn_step *step)
{
	const struct vgs_scn_node *want = step->q[VGS_SCN_Q_TAKES];
	uint32_t found = VGS_INTID_NONE;
	unsigned pe;
	int err;

	if (!vgs_scn_pe(run, step->arg, &pe))
		return;
	if (want && !(want->value >= 1020 && want->value < 1024) &&
	    !vgs_scn_check_intid(run, want, want->value))
		return;
	if (run->dry)
		return;
	err = vgs_host_take(run->host, pe, &found);
	if (err) {
		vgs_scn_call(run, "host", err);
		return;
	}
	vgs_scn_restore_home(run, pe);
	if (want && found != want->value)
		vgs_scn_fail(run, want, "takes", want->text,
			     vgs_scn_strf(run->arena, "%u", found));
}
