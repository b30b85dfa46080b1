/* SPDX-License-Identifier: MIT */
/*
 * Registers by their architectural names: where they are, which part an
 * INTID or a field is, and the access itself.
 */
#include <string.h>

#include "run.h"

static int lookup(const struct vgs_scn_run *run,
		  const struct vgs_scn_actor *actor, const char *name,
		  struct vgs_reg_ref *ret_ref)
{
	if (actor->kind == VGS_SCN_VCPU || actor->kind == VGS_SCN_USER)
		return vgs_vm_reg_lookup(run->vms[actor->vm].vm, name, ret_ref);
	return vgs_gic_reg_lookup(run->gic, name, ret_ref);
}

static bool holds(const struct vgs_reg_info *info, uint64_t intid)
{
	uint64_t bits = info->bits_per_intid;

	return bits && intid >= info->first_intid &&
	       (intid - info->first_intid) * bits / info->width < info->count;
}

static void unknown_register(struct vgs_scn_run *run,
			     const struct vgs_scn_actor *actor,
			     const char *name, const struct vgs_scn_node *at)
{
	bool guest = actor->kind == VGS_SCN_VCPU;
	struct vgs_reg_info info;
	struct vgs_reg_ref ref;
	struct vgs_scn_near near;
	struct vgs_diag *d;
	unsigned bank, i;

	d = vgs_scn_diag(run->diags, VGS_SCN_MSG_REGISTER, at,
			 guest ? run->vms[actor->vm].name : "this machine",
			 name, NULL);
	if (!d)
		return;
	vgs_scn_near_init(&near, name);
	for (bank = 0; bank < VGS_BANKS; bank++) {
		if (!vgs_gic_reg_bank(run->gic, (enum vgs_reg_bank)bank))
			continue;
		for (i = 0; !vgs_reg_at((enum vgs_reg_bank)bank, i, &info);
		     i++) {
			if (!lookup(run, actor, info.name, &ref))
				vgs_scn_near_try(&near, info.name);
		}
	}
	vgs_scn_help_near(run->diags, d, &near);
}

/*
 * Takes GICR_ISENABLER for GICR_ISENABLER0 with an INTID, and GICR_ICFGR for
 * that of GICR_ICFGR0 and GICR_ICFGR1 which holds it.
 */
static bool find(struct vgs_scn_run *run, const struct vgs_scn_actor *actor,
		 const char *name, const struct vgs_scn_node *at,
		 const struct vgs_scn_node *intid, struct vgs_reg_ref *ret_ref)
{
	int err = lookup(run, actor, name, ret_ref);
	struct vgs_reg_ref ref;
	unsigned i;

	for (i = 0;
	     intid && i < 2 &&
	     (err || (ret_ref->n < 0 && !holds(&ret_ref->info, intid->value)));
	     i++) {
		const char *other =
			vgs_scn_strf(run->arena, "%.60s%u", name, i);

		if (other && !lookup(run, actor, other, &ref) &&
		    holds(&ref.info, intid->value)) {
			*ret_ref = ref;
			ret_ref->n = -1;
			return true;
		}
	}
	if (!err)
		return true;
	if (err == -VGS_ERANGE)
		vgs_scn_diag(run->diags, VGS_SCN_MSG_REG_NUMBER, at, name, NULL,
			     NULL);
	else
		unknown_register(run, actor, name, at);
	return false;
}

/*
 * A system register that the actor's GIC could have and does not: nothing can
 * be done to it but see the access trap (GIC-T19).
 */
bool vgs_scn_reg_lacking(const struct vgs_scn_run *run,
			 const struct vgs_scn_actor *actor, const char *name,
			 struct vgs_scn_reg *ret_reg)
{
	enum vgs_sysreg id = vgs_sysreg_by_name(name);
	struct vgs_reg_ref ref;
	bool v3;

	if (actor->kind == VGS_SCN_HYP || actor->kind == VGS_SCN_USER ||
	    id == VGS_SYSREG_COUNT)
		return false;
	v3 = actor->kind == VGS_SCN_VCPU
		     ? run->vms[actor->vm].version == VGS_GIC_V3
		     : vgs_gic_reg_bank(run->gic, VGS_BANK_GICV3_ICC);
	if (!v3 || !lookup(run, actor, name, &ref))
		return false;
	*ret_reg = (struct vgs_scn_reg){
		.actor = *actor,
		.name = name,
		.ref = { .sysreg = true,
			 .id = id,
			 .info = { .name = name, .count = 1, .width = 64 },
			 .n = -1 },
		.size = 8,
		.width = 64,
	};
	return true;
}

/* An INTID that nobody implements is reached by n: and mmio: only. */
static bool implemented(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
			const struct vgs_scn_node *node)
{
	const struct vgs_scn_actor *actor = &reg->actor;

	if (actor->kind == VGS_SCN_VCPU)
		return vgs_scn_check_vintid(run, node, actor->vm, actor->vcpu,
					    node->value);
	if (actor->kind == VGS_SCN_USER)
		return vgs_scn_check_vintid(run, node, 0, 0, node->value);
	return vgs_scn_check_intid(run, node, node->value);
}

static bool bind_intid(struct vgs_scn_run *run, struct vgs_scn_reg *reg,
		       const struct vgs_scn_node *node)
{
	const struct vgs_reg_info *info = &reg->ref.info;
	unsigned bits = info->bits_per_intid;
	uint64_t bit, index;

	if (!bits) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_REG_NO_INTID, node,
			     reg->name, NULL, NULL);
		return false;
	}
	bit = (node->value - info->first_intid) * bits;
	index = bit / info->width;
	if (node->value < info->first_intid || index >= info->count ||
	    (reg->ref.n >= 0 && index != (uint64_t)reg->ref.n)) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_REG_INTID, node, reg->name,
			     node->text, NULL);
		return false;
	}
	if (!implemented(run, reg, node))
		return false;
	reg->offset = info->offset + (uint32_t)index * info->stride;
	reg->shift = (unsigned)(bit % info->width);
	reg->width = bits;
	if (bits % 8 == 0 && (info->sizes & (bits / 8))) {
		reg->offset += reg->shift / 8;
		reg->size = bits / 8;
		reg->shift = 0;
	} else {
		reg->part = true;
	}
	return true;
}

static bool bind_number(struct vgs_scn_run *run, struct vgs_scn_reg *reg,
			const struct vgs_scn_node *at,
			const struct vgs_scn_node *n)
{
	const struct vgs_reg_info *info = &reg->ref.info;
	uint64_t number = n ? n->value : info->first;

	if (n && (info->count == 1 || reg->ref.n >= 0)) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_REG_NOT_ARRAY, n,
			     reg->name, NULL, NULL);
		return false;
	}
	if (!n && reg->ref.n >= 0)
		number = info->first + (uint64_t)reg->ref.n;
	else if (!n && info->count > 1) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_REG_ARRAY, at, reg->name,
			     NULL, NULL);
		return false;
	}
	if (number < info->first || number - info->first >= info->count) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_REG_NUMBER, n ? n : at,
			     reg->name, NULL, NULL);
		return false;
	}
	reg->offset =
		info->offset + (uint32_t)(number - info->first) * info->stride;
	return true;
}

bool vgs_scn_reg_bind(struct vgs_scn_run *run,
		      const struct vgs_scn_actor *actor, const char *name,
		      const struct vgs_scn_node *at,
		      const struct vgs_scn_node *intid,
		      const struct vgs_scn_node *n, struct vgs_scn_reg *ret_reg)
{
	struct vgs_access access = vgs_scn_access_of(run, actor);
	struct vgs_scn_reg reg = { .actor = *actor, .name = name };

	if (actor->kind == VGS_SCN_HYP ||
	    (actor->kind == VGS_SCN_USER && !run->vm_count)) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_ACTOR_HERE, at,
			     actor->kind == VGS_SCN_HYP ? "hyp" : "user",
			     "registers", NULL);
		return false;
	}
	if (vgs_scn_timer_reg(run, actor, name, &reg)) {
		*ret_reg = reg;
		return true;
	}
	if (!find(run, actor, name, at, intid, &reg.ref))
		return false;
	reg.width = reg.ref.info.width;
	reg.size = reg.width / 8;
	while (!reg.ref.sysreg && reg.size > 4 &&
	       !(reg.ref.info.sizes & reg.size))
		reg.size /= 2;
	reg.fields = reg.ref.info.fields;
	if (actor->kind == VGS_SCN_PE || actor->kind == VGS_SCN_ALL_PES)
		reg.fields = vgs_gic_reg_fields(run->gic, &reg.ref, &access);
	if (intid ? !bind_intid(run, &reg, intid)
		  : !bind_number(run, &reg, at, n))
		return false;
	*ret_reg = reg;
	return true;
}

static bool find_field(const struct vgs_field *fields, const char *name,
		       struct vgs_field *ret_field)
{
	for (; fields && fields->name; fields++) {
		if (vgs_scn_streq(fields->name, name)) {
			*ret_field = *fields;
			return true;
		}
	}
	return false;
}

bool vgs_scn_reg_field(const struct vgs_scn_reg *reg, const char *name,
		       struct vgs_field *ret_field)
{
	/* A view may lack what another access of the run has switched to. */
	return find_field(reg->fields, name, ret_field) ||
	       find_field(reg->ref.info.fields, name, ret_field);
}

static uint64_t ones(unsigned bits)
{
	return bits >= 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;
}

static bool holds_address(const char *name)
{
	static const char *const names[] = { "Physical_Address", "ITT_addr",
					     "VPT_addr", "VCONF_addr" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (vgs_scn_streq(names[i], name))
			return true;
	}
	return false;
}

static bool too_wide(struct vgs_scn_run *run, const struct vgs_scn_node *node,
		     uint64_t value, unsigned bits)
{
	if (value <= ones(bits))
		return false;
	vgs_scn_diag(run->diags, VGS_SCN_MSG_FIT, node, node->text,
		     vgs_scn_strf(run->arena, "%u", bits), NULL);
	return true;
}

static bool add_field(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
		      const struct vgs_scn_node *node, uint64_t *value,
		      uint64_t *mask)
{
	struct vgs_scn_near near;
	struct vgs_field field;
	const struct vgs_field *f;
	uint64_t bits;

	if (!vgs_scn_reg_field(reg, node->key->text, &field)) {
		vgs_scn_near_init(&near, node->key->text);
		for (f = reg->fields; f && f->name; f++)
			vgs_scn_near_try(&near, f->name);
		vgs_scn_help_near(run->diags,
				  vgs_scn_diag(run->diags, VGS_SCN_MSG_FIELD,
					       node->key, reg->name,
					       node->key->text, NULL),
				  &near);
		return false;
	}
	bits = ones((unsigned)(field.msb - field.lsb + 1)) << field.lsb;
	if (node->scalar == VGS_SCN_TEXT) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_TYPE, node,
			     "an integer, true or false",
			     vgs_scn_found(run->arena, node), NULL);
		return false;
	}
	*mask |= bits;
	if (holds_address(field.name)) {
		if (node->value & ~bits) {
			vgs_scn_diag(run->diags, VGS_SCN_MSG_ADDRESS, node,
				     node->text, field.name, NULL);
			return false;
		}
		*value |= node->value;
		return true;
	}
	if (too_wide(run, node, node->value,
		     (unsigned)(field.msb - field.lsb + 1)))
		return false;
	*value |= node->value << field.lsb;
	return true;
}

bool vgs_scn_reg_value(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
		       const struct vgs_scn_node *value,
		       const struct vgs_scn_node *fields, uint64_t *ret_value,
		       uint64_t *ret_mask)
{
	const struct vgs_scn_node *node;
	uint64_t v = 0;
	uint64_t mask = 0;
	bool ok = true;

	if (value) {
		if (too_wide(run, value, value->value, reg->width))
			return false;
		*ret_value = value->value;
		*ret_mask = ones(reg->width);
		return true;
	}
	VGS_SCN_EACH (node, fields)
		ok &= add_field(run, reg, node, &v, &mask);
	*ret_value = v;
	*ret_mask = mask;
	return ok;
}
