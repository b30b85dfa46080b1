/* SPDX-License-Identifier: MIT */
/*
 * SGI generation by ICC_SGI0R_EL1, ICC_SGI1R_EL1, ICC_ASGI1R_EL1: who is
 * meant and which of those may be sent to (facts section H).
 */
#include "gicv3.h"

#define IRM (UINT64_C(1) << 40)

/* One request: an SGI and what its writer may reach. */
struct request {
	unsigned sgi;
	enum vgs_group group; /* asked for */
	bool secure;
};

/* GIC-H13, GIC-H14: what GICR_NSACR grants a Non-secure writer. */
static bool nsacr_grants(unsigned bits, unsigned least)
{
	unsigned field = (bits & VGS_IRQ_NSACR) >> VGS_IRQ_NSACR_SHIFT;

	return field >= least;
}

/* GIC-H12, GIC-H15: one security state, Group 1 of the writer is Group 1. */
static bool forwards_ds(const struct vgs_gic *gic,
			const struct request *request, enum vgs_group target)
{
	if (VGS_RULE(GIC_H15, request->group != VGS_G1NS))
		return target == VGS_G0;
	if (target == VGS_G0)
		return VGS_CHOICE(gic, GIC_H12);
	return true;
}

/* The same with two security states. */
static VGS_APART bool forwards_secure(const struct request *request,
				      unsigned bits, enum vgs_group target)
{
	switch (request->group) {
	case VGS_G0:
		/* GIC-H8, GIC-H13 */
		return VGS_RULE(GIC_H8, target == VGS_G0) &&
		       (request->secure ||
			VGS_RULE(GIC_H13, nsacr_grants(bits, 1)));
	case VGS_G1S:
		/* GIC-H9: a request for Group 1 may end as Group 0. */
		if (VGS_RULE(GIC_H9, target == VGS_G0))
			return request->secure ||
			       VGS_RULE(GIC_H14, nsacr_grants(bits, 1));
		return target == VGS_G1S &&
		       (request->secure || nsacr_grants(bits, 2));
	case VGS_G1NS:
		/* GIC-H10, GIC-H11 */
		return VGS_RULE(GIC_H11, target == VGS_G1NS);
	case VGS_GROUPS:
		break;
	}
	return false;
}

/* The forwarding table: request, writer, group of the SGI at the target. */
static inline bool forwards(const struct vgs_gic *gic,
			    const struct request *request, unsigned bits)
{
	enum vgs_group target = vgs_core_group(gic, bits);

	return vgs_v3_ds(gic) ? forwards_ds(gic, request, target)
			      : forwards_secure(request, bits, target);
}

static void send(struct vgs_gic *gic, unsigned pe,
		 const struct request *request)
{
	uint32_t slot = pe * gic->npriv + request->sgi;
	unsigned bits = gic->irqs[slot].bits;

	/* GIC-H23: such a Distributor may take it and forget it, by choice. */
	if (VGS_RULE(GIC_H23,
		     VGS_CHOICE(gic, GIC_H23) && !vgs_v3_are(gic, bits)))
		return;
	/* GIC-H7: the target's configuration decides; GIC-H16: silently. */
	if (VGS_RULE(GIC_H7, forwards(gic, request, bits)))
		vgs_core_event(gic, slot, VGS_IRQ_EV_SET_PENDING, VGS_R_GIC_H3);
}

/* GIC-H2: everyone but the writer. */
static void send_others(struct vgs_gic *gic, unsigned pe,
			const struct request *request)
{
	for (unsigned target = 0; target < gic->cfg.pes; target++) {
		if (VGS_RULE(GIC_H2, target != pe))
			send(gic, target, request);
	}
}

/* GIC-H3, GIC-H4: sixteen affinities from Aff3.Aff2.Aff1.RS*16 on. */
static void send_list(struct vgs_gic *gic, unsigned pe, uint64_t value,
		      const struct request *request)
{
	uint32_t list = (uint32_t)(value & 0xffffu);
	unsigned rs = (unsigned)(value >> 44 & 15u);
	uint32_t base = (uint32_t)(value >> 16 & 0xffu) << 8 |
			(uint32_t)(value >> 32 & 0xffu) << 16 |
			(uint32_t)(value >> 48 & 0xffu) << 24;
	bool reached = true;

	if (VGS_RULE(GIC_H4, !vgs_v3_icc_rss(gic)))
		rs = 0;
	/* GIC-H5: the CPU interface can say what the Distributor cannot do. */
	if (rs && VGS_RULE(GIC_H5, !gic->cfg.rss)) {
		vgs_core_finding(gic, pe, request->sgi, VGS_R_GIC_CU49);
		if (!VGS_CHOICE(gic, GIC_CU49))
			return;
		rs = 0;
	}
	base |= rs * 16;
	for (uint32_t m = list; m; m &= m - 1) {
		unsigned n = vgs_ctz64(m);
		unsigned target = vgs_v3_pe_by_affinity(gic, base + n);

		if (target == VGS_NO_PE)
			reached = false;
		else if (VGS_RULE(GIC_H3, list & VGS_BIT(n)))
			send(gic, target, request);
	}
	if (!reached)
		vgs_core_refused(gic, pe, request->sgi, VGS_R_GIC_CU50,
				 VGS_CHOICE(gic, GIC_CU50));
}

static void generate(struct vgs_gic *gic, unsigned pe, uint64_t value,
		     enum vgs_group group)
{
	const struct request request = {
		.sgi = (unsigned)(value >> 24 & 15u),
		.group = group,
		.secure = gic->v3->view[pe].secure,
	};

	if (value & IRM)
		send_others(gic, pe, &request);
	else
		send_list(gic, pe, value, &request);
}

void vgs_v3_sgi0r_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	generate(gic, pe, value, VGS_G0);
}

/* GIC-H1: the Group 1 of the writer's own security state. */
void vgs_v3_sgi1r_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	bool secure = gic->v3->view[pe].secure && !vgs_v3_ds(gic);

	generate(gic, pe, value, VGS_RULE(GIC_H1, secure) ? VGS_G1S : VGS_G1NS);
}

/* GIC-H1: the Group 1 of the other one. */
void vgs_v3_asgi1r_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	bool secure = gic->v3->view[pe].secure && !vgs_v3_ds(gic);

	generate(gic, pe, value, secure ? VGS_G1NS : VGS_G1S);
}
