/* SPDX-License-Identifier: MIT */
/*
 * Actors, PEs, vCPUs, devices and INTIDs by their names.
 */
#include <string.h>

#include "run.h"

bool vgs_scn_number(const char *text, size_t len, uint64_t *ret_value)
{
	uint64_t value = 0;
	size_t i;

	if (!len || len > 9)
		return false;
	for (i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		value = value * 10 + (uint64_t)(text[i] - '0');
	}
	*ret_value = value;
	return true;
}

static bool same(const char *name, const char *text, size_t len)
{
	return strlen(name) == len && memcmp(name, text, len) == 0;
}

int vgs_scn_vm_index(const struct vgs_scn_run *run, const char *name,
		     size_t len)
{
	unsigned i;

	for (i = 0; i < run->vm_count; i++) {
		if (same(run->vms[i].name, name, len))
			return (int)i;
	}
	return -1;
}

int vgs_scn_vcpu_index(const struct vgs_scn_vm *vm, const char *name,
		       size_t len)
{
	unsigned i;

	for (i = 0; i < vm->vcpu_count; i++) {
		if (same(vm->vcpus[i].name, name, len))
			return (int)i;
	}
	return -1;
}

static bool parse_pe(const struct vgs_scn_run *run, const char *text,
		     size_t len, unsigned *ret_pe)
{
	uint64_t pe;

	if (len < 4 || memcmp(text, "cpu", 3) != 0 ||
	    !vgs_scn_number(text + 3, len - 3, &pe) || pe >= run->cfg.pes)
		return false;
	*ret_pe = (unsigned)pe;
	return true;
}

/* el0 to el3, with s or ns behind it. */
static bool parse_ctx(const char *text, size_t len, struct vgs_pe_ctx *ctx)
{
	if (len < 3 || memcmp(text, "el", 2) != 0 || text[2] < '0' ||
	    text[2] > '3')
		return false;
	ctx->el = (uint8_t)(text[2] - '0');
	if (len == 3)
		return true;
	if (len == 4 && text[3] == 's')
		ctx->scr_el3 &= ~(uint64_t)1;
	else if (len == 5 && memcmp(text + 3, "ns", 2) == 0)
		ctx->scr_el3 |= 1;
	else
		return false;
	return true;
}

static bool parse_vcpu(const struct vgs_scn_run *run, const char *text,
		       size_t len, unsigned *ret_vm, unsigned *ret_vcpu)
{
	const char *dot = memchr(text, '.', len);
	int vm, vcpu;

	if (!dot)
		return false;
	vm = vgs_scn_vm_index(run, text, (size_t)(dot - text));
	if (vm < 0)
		return false;
	vcpu = vgs_scn_vcpu_index(&run->vms[vm], dot + 1,
				  len - (size_t)(dot + 1 - text));
	if (vcpu < 0)
		return false;
	*ret_vm = (unsigned)vm;
	*ret_vcpu = (unsigned)vcpu;
	return true;
}

bool vgs_scn_parse_actor(const struct vgs_scn_run *run, const char *text,
			 size_t len, struct vgs_scn_actor *ret_actor)
{
	struct vgs_scn_actor a = { .kind = VGS_SCN_PE };
	const char *at = memchr(text, '@', len);
	size_t name = at ? (size_t)(at - text) : len;

	if (parse_pe(run, text, name, &a.pe)) {
		a.ctx = run->home[a.pe];
		a.inline_ctx = at != NULL;
		if (at && !parse_ctx(at + 1, len - name - 1, &a.ctx))
			return false;
	} else if (at) {
		return false;
	} else if (same("all-cpus", text, len)) {
		a.kind = VGS_SCN_ALL_PES;
	} else if (same("hyp", text, len)) {
		a.kind = VGS_SCN_HYP;
	} else if (same("user", text, len)) {
		a.kind = VGS_SCN_USER;
	} else if (parse_vcpu(run, text, len, &a.vm, &a.vcpu)) {
		a.kind = VGS_SCN_VCPU;
	} else {
		return false;
	}
	*ret_actor = a;
	return true;
}

/* Names of vCPUs, at most so many that a suggestion stays cheap. */
static void near_vcpus(const struct vgs_scn_run *run, struct vgs_scn_near *near)
{
	unsigned i, j;

	for (i = 0; i < run->vm_count && i < 16; i++) {
		const struct vgs_scn_vm *vm = &run->vms[i];

		for (j = 0; j < vm->vcpu_count && j < 16; j++) {
			const char *name =
				vgs_scn_strf(run->arena, "%s.%s", vm->name,
					     vm->vcpus[j].name);

			if (name)
				vgs_scn_near_try(near, name);
		}
	}
}

static void near_pes(const struct vgs_scn_run *run, struct vgs_scn_near *near)
{
	unsigned i;

	for (i = 0; i < run->cfg.pes && i < 16; i++) {
		const char *name = vgs_scn_strf(run->arena, "cpu%u", i);

		if (name)
			vgs_scn_near_try(near, name);
	}
}

bool vgs_scn_actor(struct vgs_scn_run *run, const struct vgs_scn_node *node,
		   struct vgs_scn_actor *ret_actor)
{
	struct vgs_scn_near near;
	struct vgs_diag *d;

	if (vgs_scn_parse_actor(run, node->text, strlen(node->text), ret_actor))
		return true;
	d = vgs_scn_diag(run->diags, VGS_SCN_MSG_ACTOR, node, node->text, NULL,
			 NULL);
	vgs_scn_near_init(&near, node->text);
	near_pes(run, &near);
	near_vcpus(run, &near);
	vgs_scn_near_try(&near, "all-cpus");
	vgs_scn_near_try(&near, "hyp");
	vgs_scn_near_try(&near, "user");
	vgs_scn_help_near(run->diags, d, &near);
	return false;
}

bool vgs_scn_pe(struct vgs_scn_run *run, const struct vgs_scn_node *node,
		unsigned *ret_pe)
{
	struct vgs_scn_near near;
	struct vgs_diag *d;

	if (parse_pe(run, node->text, strlen(node->text), ret_pe))
		return true;
	d = vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_PE, node, node->text, NULL,
			 NULL);
	vgs_scn_near_init(&near, node->text);
	near_pes(run, &near);
	vgs_scn_help_near(run->diags, d, &near);
	return false;
}

bool vgs_scn_vcpu(struct vgs_scn_run *run, const struct vgs_scn_node *node,
		  unsigned *ret_vm, unsigned *ret_vcpu)
{
	struct vgs_scn_near near;
	struct vgs_diag *d;

	if (parse_vcpu(run, node->text, strlen(node->text), ret_vm, ret_vcpu))
		return true;
	d = vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_VCPU, node, node->text,
			 NULL, NULL);
	vgs_scn_near_init(&near, node->text);
	near_vcpus(run, &near);
	vgs_scn_help_near(run->diags, d, &near);
	return false;
}

bool vgs_scn_device(struct vgs_scn_run *run, const struct vgs_scn_node *node,
		    struct vgs_scn_device **ret_device)
{
	struct vgs_scn_near near;
	struct vgs_diag *d;
	unsigned i;

	vgs_scn_near_init(&near, node->text);
	for (i = 0; i < run->device_count; i++) {
		if (vgs_scn_streq(run->devices[i].name, node->text)) {
			*ret_device = &run->devices[i];
			return true;
		}
		vgs_scn_near_try(&near, run->devices[i].name);
	}
	d = vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_DEVICE, node, node->text,
			 NULL, NULL);
	vgs_scn_help_near(run->diags, d, &near);
	return false;
}

struct vgs_access vgs_scn_access_of(const struct vgs_scn_run *run,
				    const struct vgs_scn_actor *actor)
{
	struct vgs_access access = { actor->pe, VGS_NONSECURE };

	if (run->cfg.security &&
	    (actor->ctx.el == 3 || !(actor->ctx.scr_el3 & 1)))
		access.security = VGS_SECURE;
	return access;
}

bool vgs_scn_private(uint32_t intid)
{
	return intid < VGS_INTID_SPI ||
	       (intid >= VGS_INTID_EPPI && intid < VGS_INTID_EPPI_END);
}

struct vgs_line vgs_scn_line(const struct vgs_scn_run *run, uint32_t intid,
			     unsigned pe)
{
	(void)run;
	return vgs_scn_private(intid) ? VGS_PRIVATE(pe, intid)
				      : VGS_INTID(intid);
}

bool vgs_scn_check_intid(struct vgs_scn_run *run,
			 const struct vgs_scn_node *node, uint64_t intid)
{
	struct vgs_irq_info info;
	struct vgs_diag *d;
	uint16_t pe;

	if (intid >= VGS_INTID_LPI && intid <= UINT32_MAX &&
	    !vgs_gic_lpi(run->gic, (uint32_t)intid, &pe))
		return true;
	if (intid <= UINT32_MAX &&
	    !vgs_gic_irq(run->gic, vgs_scn_line(run, (uint32_t)intid, 0),
			 &info))
		return true;
	d = vgs_scn_diag(
		run->diags, VGS_SCN_MSG_INTID, node,
		vgs_scn_strf(run->arena, "%llu", (unsigned long long)intid),
		"this machine", NULL);
	if (run->cfg.spis)
		vgs_scn_help(run->diags, d, "its SPIs are 32 to %u",
			     31 + run->cfg.spis);
	return false;
}

bool vgs_scn_check_vintid(struct vgs_scn_run *run,
			  const struct vgs_scn_node *node, unsigned vm,
			  unsigned vcpu, uint64_t intid)
{
	struct vgs_virq_info info;
	struct vgs_diag *d;

	if (intid >= VGS_INTID_LPI && intid <= UINT16_MAX &&
	    vgs_vm_config(run->vms[vm].vm)->lpis)
		return true;
	if (intid <= UINT32_MAX &&
	    !vgs_vgic_irq(run->vms[vm].vm, vcpu, (uint32_t)intid, &info))
		return true;
	/* Those that it will have. */
	if (run->vms[vm].stepwise && intid < run->vms[vm].nirqs)
		return true;
	d = vgs_scn_diag(
		run->diags, VGS_SCN_MSG_INTID, node,
		vgs_scn_strf(run->arena, "%llu", (unsigned long long)intid),
		run->vms[vm].name, NULL);
	vgs_scn_help(run->diags, d, "its INTIDs are 0 to %u",
		     run->vms[vm].nirqs - 1);
	return false;
}
