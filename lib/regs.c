/* SPDX-License-Identifier: MIT */
/*
 * The register tables as the public header shows them: walking, names,
 * encodings.
 */
#include <libvgicsim/regs.h>

#include <string.h>

#include "core.h"
#include "models.h"

/* --- system registers --------------------------------------------- */

struct encoding {
	const char *name;
	uint8_t op0, op1, crn, crm, op2;
};

static const struct encoding sysregs[VGS_SYSREG_COUNT] = {
#define SYSREG_ROW(name, op0, op1, crn, crm, op2)                              \
	[VGS_##name] = { #name, op0, op1, crn, crm, op2 },
	VGS_SYSREGS(SYSREG_ROW)
#undef SYSREG_ROW
};

const char *vgs_sysreg_name(enum vgs_sysreg id)
{
	return (unsigned)id < VGS_SYSREG_COUNT ? sysregs[id].name : NULL;
}

enum vgs_sysreg vgs_sysreg_by_encoding(unsigned op0, unsigned op1, unsigned crn,
				       unsigned crm, unsigned op2)
{
	for (unsigned i = 0; i < VGS_SYSREG_COUNT; i++) {
		const struct encoding *e = &sysregs[i];

		if (e->op0 == op0 && e->op1 == op1 && e->crn == crn &&
		    e->crm == crm && e->op2 == op2)
			return (enum vgs_sysreg)i;
	}
	return VGS_SYSREG_COUNT;
}

enum vgs_sysreg vgs_sysreg_by_cp15(unsigned opc1, unsigned crn, unsigned crm,
				   unsigned opc2, bool *ret_high)
{
	enum vgs_sysreg id;
	/* ICH_LRC0..15 have CRm 14 and 15, ICH_LR0..15 12 and 13. */
	bool high = opc1 == 4 && crn == 12 && (crm == 14 || crm == 15);

	id = vgs_sysreg_by_encoding(3, opc1, crn, high ? crm - 2 : crm, opc2);
	/* GIC-T27: what is written by MCRR, and NMIAR1, have no such form. */
	if (id == VGS_ICC_SGI0R_EL1 || id == VGS_ICC_SGI1R_EL1 ||
	    id == VGS_ICC_ASGI1R_EL1 || id == VGS_ICC_NMIAR1_EL1)
		return VGS_SYSREG_COUNT;
	*ret_high = high;
	return id;
}

enum vgs_sysreg vgs_sysreg_by_cp15_64(unsigned opc1, unsigned crm)
{
	static const enum vgs_sysreg sgis[] = { VGS_ICC_SGI1R_EL1,
						VGS_ICC_ASGI1R_EL1,
						VGS_ICC_SGI0R_EL1 };

	return crm == 12 && opc1 < VGS_ARRAY(sgis) ? sgis[opc1]
						   : VGS_SYSREG_COUNT;
}

/* ISS of EC 0x18: Op0[21:20] Op2[19:17] Op1[16:14] CRn[13:10] CRm[4:1]. */
enum vgs_sysreg vgs_sysreg_by_iss(uint32_t iss)
{
	return vgs_sysreg_by_encoding(iss >> 20 & 3u, iss >> 14 & 7u,
				      iss >> 10 & 15u, iss >> 1 & 15u,
				      iss >> 17 & 7u);
}

uint32_t vgs_sysreg_iss(enum vgs_sysreg id, bool read, unsigned rt)
{
	const struct encoding *e;

	if ((unsigned)id >= VGS_SYSREG_COUNT)
		return 0;
	e = &sysregs[id];
	return (uint32_t)e->op0 << 20 | (uint32_t)e->op2 << 17 |
	       (uint32_t)e->op1 << 14 | (uint32_t)e->crn << 10 |
	       (rt & 31u) << 5 | (uint32_t)e->crm << 1 | (read ? 1u : 0u);
}

/*
 * ICV_* are the ICC_* of the same encoding, and an AArch32 name is one
 * without its exception level: ICC_PMR.
 */
static bool sysreg_name_is(const char *full, const char *name)
{
	size_t n = strlen(name);

	if (!strncmp(name, "ICV_", 4) && !strncmp(full, "ICC_", 4)) {
		full += 4;
		name += 4;
		n -= 4;
	}
	if (strncmp(full, name, n))
		return false;
	return full[n] == '\0' || (!strncmp(full + n, "_EL", 3) && n > 4);
}

/* AArch32 names that are more than the others without their EL. */
static const char *aarch64_name(const char *name)
{
	static const char *const names[][2] = {
		{ "ICC_HSRE", "ICC_SRE_EL2" },
		{ "ICC_MSRE", "ICC_SRE_EL3" },
		{ "ICC_MCTLR", "ICC_CTLR_EL3" },
		{ "ICC_MGRPEN1", "ICC_IGRPEN1_EL3" },
	};

	for (unsigned i = 0; i < VGS_ARRAY(names); i++) {
		if (!strcmp(names[i][0], name))
			return names[i][1];
	}
	return name;
}

enum vgs_sysreg vgs_sysreg_by_name(const char *name)
{
	name = aarch64_name(name);
	for (unsigned i = 0; i < VGS_SYSREG_COUNT; i++) {
		if (sysreg_name_is(sysregs[i].name, name))
			return (enum vgs_sysreg)i;
	}
	return VGS_SYSREG_COUNT;
}

/* --- banks -------------------------------------------------------- */

static const struct {
	const char *name;
	const struct vgs_frame_desc *desc;
	enum vgs_frame frame;
} banks[VGS_BANKS] = {
	[VGS_BANK_VM_GICV2_GICD] = { "VM GICv2 GICD", &vgs_vgicd_v2,
				     VGS_FRAME_GICD },
	[VGS_BANK_VM_GICC] = { "VM GICC", &vgs_vgicc, VGS_FRAME_GICC },
	[VGS_BANK_VM_GICV3_GICD] = { "VM GICv3 GICD", &vgs_vgicd_v3,
				     VGS_FRAME_GICD },
	[VGS_BANK_VM_GICR] = { "VM GICR", &vgs_vgicr, VGS_FRAME_GICR },
	[VGS_BANK_VM_GITS] = { "VM GITS", &vgs_vgits, VGS_FRAME_GITS },
	[VGS_BANK_GITS] = { "GITS", &vgs_its_gits, VGS_FRAME_GITS },
#ifdef VGS_WITH_GICV2
	[VGS_BANK_GICV2_GICD] = { "GICv2 GICD", &vgs_gicv2_gicd,
				  VGS_FRAME_GICD },
	[VGS_BANK_GICM] = { "GICM", &vgs_gicv2_gicm, VGS_FRAME_GICM },
	[VGS_BANK_GICV2_GICC] = { "GICC", &vgs_mmif_gicc, VGS_FRAME_GICC },
	[VGS_BANK_GICV2_GICH] = { "GICH", &vgs_mmif_gich, VGS_FRAME_GICH },
	[VGS_BANK_GICV2_GICV] = { "GICV", &vgs_mmif_gicv, VGS_FRAME_GICV },
#endif
#ifdef VGS_WITH_GICV3
	[VGS_BANK_GICV3_GICD] = { "GICv3 GICD", &vgs_gicv3_gicd,
				  VGS_FRAME_GICD },
	[VGS_BANK_GICV3_GICR] = { "GICv3 GICR", &vgs_gicv3_gicr,
				  VGS_FRAME_GICR },
	[VGS_BANK_GICV3_GICM] = { "GICv3 GICM", &vgs_gicv3_gicm,
				  VGS_FRAME_GICM },
	[VGS_BANK_GICV3_ICC] = { "GICv3 ICC, ICH", &vgs_gicv3_icc, VGS_FRAMES },
#endif
};

int vgs_reg_at(enum vgs_reg_bank bank, unsigned index,
	       struct vgs_reg_info *ret_info)
{
	const struct vgs_frame_desc *desc;

	if ((unsigned)bank >= VGS_BANKS)
		return -VGS_ENOENT;
	desc = banks[bank].desc;
	if (!desc || index >= desc->count)
		return -VGS_ENOENT;
	if (desc->virt)
		vgs_reg_describe_user(&desc->regs[index], ret_info);
	else
		vgs_reg_describe(&desc->regs[index], ret_info);
	return 0;
}

const char *vgs_reg_bank_name(enum vgs_reg_bank bank)
{
	if ((unsigned)bank >= VGS_BANKS || !banks[bank].name)
		return "";
	return banks[bank].name;
}

bool vgs_gic_reg_bank(const struct vgs_gic *gic, enum vgs_reg_bank bank)
{
	const struct vgs_frame_desc *desc;

	if ((unsigned)bank >= VGS_BANKS || !banks[bank].desc ||
	    banks[bank].desc->virt)
		return false;
	if (banks[bank].frame == VGS_FRAMES)
		return gic->model->sysreg_read != NULL;
	if (bank == VGS_BANK_GITS)
		return gic->cfg.its != 0;
	desc = gic->model->frame(gic, banks[bank].frame);
	return desc && desc->bank == bank;
}

/* --- names -------------------------------------------------------- */

/* A number in decimal, @n digits without leading zeros; -2: none. */
static int digits(const char *text, size_t n)
{
	int number = 0;

	if (!n || n > 5 || (text[0] == '0' && n > 1))
		return -2;
	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -2;
		number = number * 10 + (text[i] - '0');
	}
	return number;
}

int vgs_reg_number(const char *own, unsigned count, const char *name)
{
	size_t n = strlen(own), len = strlen(name);

	if (!strcmp(own, name))
		return -1;
	if (n > 1 && own[n - 1] == '0' && len == n - 1 &&
	    !strncmp(own, name, n - 1))
		return -1;
	if (count < 2)
		return -2;
	if (own[n - 1] == 'E' && len > n && name[len - 1] == 'E' &&
	    !strncmp(own, name, n - 1))
		return digits(name + n - 1, len - n);
	if (len <= n || strncmp(own, name, n))
		return -2;
	return digits(name + n, len - n);
}

static int lookup_frames(const struct vgs_gic *gic, const char *name,
			 struct vgs_reg_ref *ret_ref)
{
	int err = -VGS_ENOENT;

	for (unsigned b = 0; b < VGS_BANKS; b++) {
		const struct vgs_frame_desc *desc = banks[b].desc;

		if (!vgs_gic_reg_bank(gic, (enum vgs_reg_bank)b) ||
		    banks[b].frame == VGS_FRAMES)
			continue;
		for (unsigned i = 0; i < desc->count; i++) {
			const struct vgs_reg *reg = &desc->regs[i];
			int n = vgs_reg_number(reg->name, reg->count, name);

			if (n == -2 ||
			    (desc->present && !desc->present(gic, reg)))
				continue;
			if (n >= 0 &&
			    (n < reg->first || n - reg->first >= reg->count)) {
				err = -VGS_ERANGE;
				continue;
			}
			ret_ref->sysreg = false;
			ret_ref->frame = banks[b].frame;
			ret_ref->n = n < 0 ? -1 : n - reg->first;
			vgs_reg_describe(reg, &ret_ref->info);
			return 0;
		}
	}
	return err;
}

static int lookup_sysreg(const struct vgs_gic *gic, const char *name,
			 struct vgs_reg_ref *ret_ref)
{
	const struct vgs_frame_desc *desc = banks[VGS_BANK_GICV3_ICC].desc;
	enum vgs_sysreg id = vgs_sysreg_by_name(name);

	if (id == VGS_SYSREG_COUNT || !gic->model->sysreg_read || !desc)
		return -VGS_ENOENT;
	for (unsigned i = 0; i < desc->count; i++) {
		const struct vgs_reg *reg = &desc->regs[i];

		if (reg->offset != id)
			continue;
		if (desc->present && !desc->present(gic, reg))
			return -VGS_ERANGE;
		ret_ref->sysreg = true;
		ret_ref->id = id;
		ret_ref->n = -1;
		vgs_reg_describe(reg, &ret_ref->info);
		return 0;
	}
	return -VGS_ENOENT;
}

int vgs_gic_reg_lookup(const struct vgs_gic *gic, const char *name,
		       struct vgs_reg_ref *ret_ref)
{
	struct vgs_reg_ref ref;
	int err;

	memset(&ref, 0, sizeof(ref));
	if (!strncmp(name, "IC", 2))
		err = lookup_sysreg(gic, name, &ref);
	else
		err = lookup_frames(gic, name, &ref);
	if (!err)
		*ret_ref = ref;
	return err;
}

const struct vgs_field *vgs_gic_reg_fields(const struct vgs_gic *gic,
					   const struct vgs_reg_ref *ref,
					   const struct vgs_access *access)
{
	const struct vgs_field *fields = NULL;

	if (gic->model->fields)
		fields = gic->model->fields(gic, ref, access);
	return fields ? fields : ref->info.fields;
}
