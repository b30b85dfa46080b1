/* SPDX-License-Identifier: MIT */
/*
 * Where a shared interrupt goes: GICD_IROUTER, 1 of N, and ITARGETSR where
 * affinity routing is off.  The 1-of-N policy: the eligible PE with the lowest
 * processor number (choice GIC-X2: or the highest), chosen again when a PE joins
 * or leaves (GIC-I9).
 */
#include "gicv3.h"

#include <string.h>

/* Aff3.Aff2.Aff1.Aff0 of IROUTER as the config writes affinities. */
static uint32_t router_affinity(uint64_t irouter)
{
	return (uint32_t)(irouter & 0xffffffu) |
	       (uint32_t)(irouter >> 32 & 0xffu) << 24;
}

static uint64_t irouter_of(uint32_t affinity)
{
	return (affinity & 0xffffffu) | (uint64_t)(affinity >> 24) << 32;
}

void vgs_v3_affinity_sort(struct vgs_gic *gic)
{
	uint16_t *order = gic->v3->by_affinity;

	for (unsigned pe = 0; pe < gic->cfg.pes; pe++) {
		unsigned i = pe;

		for (; i && gic->affinities[order[i - 1]] > gic->affinities[pe];
		     i--)
			order[i] = order[i - 1];
		order[i] = (uint16_t)pe;
	}
}

/* First index into by_affinity of an affinity that is not below this one. */
static unsigned affinity_first(const struct vgs_gic *gic, uint32_t affinity)
{
	unsigned low = 0, high = gic->cfg.pes;

	while (low < high) {
		unsigned mid = (low + high) / 2;

		if (gic->affinities[gic->v3->by_affinity[mid]] < affinity)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Where affinities are as by default, which saves the search. */
static unsigned usual_pe(const struct vgs_gic *gic, uint32_t affinity)
{
	uint64_t pe = (uint64_t)(affinity >> 8) * 16 + (affinity & 0xffu);

	return pe < gic->cfg.pes && gic->affinities[pe] == affinity
		       ? (unsigned)pe
		       : VGS_NO_PE;
}

unsigned vgs_v3_pe_by_affinity(const struct vgs_gic *gic, uint32_t affinity)
{
	unsigned pe = usual_pe(gic, affinity), i;

	if (pe == VGS_NO_PE) {
		i = affinity_first(gic, affinity);
		if (i == gic->cfg.pes)
			return VGS_NO_PE;
		pe = gic->v3->by_affinity[i];
	}
	/* GIC-I1: all four fields are compared. */
	return VGS_RULE(GIC_I1, gic->affinities[pe] == affinity) ? pe
								 : VGS_NO_PE;
}

/* GIC-I8: may the PE be chosen for a 1-of-N interrupt of this group? */
static bool is_eligible(const struct vgs_gic *gic, unsigned pe,
			enum vgs_group group)
{
	const struct vgs_v3_pe *v3pe = &gic->v3->pe[pe];

	return VGS_RULE(GIC_I10, !(v3pe->dpg & VGS_BIT(group))) &&
	       VGS_RULE(GIC_I8, gic->pe[pe].cpu.igrpen & VGS_BIT(group));
}

static uint16_t lowest(const uint64_t *set)
{
	for (unsigned w = 0; w < VGS_MAX_PES / 64; w++) {
		if (set[w])
			return (uint16_t)(w * 64 + vgs_ctz64(set[w]));
	}
	return VGS_ROUTE_NONE;
}

static uint16_t highest(const uint64_t *set)
{
	for (unsigned w = VGS_MAX_PES / 64; w-- > 0;) {
		if (set[w])
			return (uint16_t)(w * 64 + vgs_msb64(set[w]));
	}
	return VGS_ROUTE_NONE;
}

/* Choice GIC-X2 */
static uint16_t pick(const struct vgs_gic *gic, const uint64_t *set)
{
	return VGS_CHOICE(gic, GIC_X2) ? highest(set) : lowest(set);
}

/* GIC-I9: one of them by choice; a sleeping one where E1NWF allows it. */
static uint16_t choose_one_of_n(const struct vgs_gic *gic, enum vgs_group group)
{
	const struct vgs_v3_eligible *eligible = &gic->v3->eligible[group];
	uint16_t pe = pick(gic, eligible->awake);

	if (pe == VGS_ROUTE_NONE && (gic->v3->dist->ctlr & VGS_V3_E1NWF))
		pe = pick(gic, eligible->any);
	return pe;
}

/* Alternatives of choice GIC-CU11: a PE that there is not. */
enum {
	CU11_NOT_FORWARDED,
	CU11_PROCESSOR_ZERO,
	CU11_READ_BACK,
};

/* GIC-I4: no such PE; choice GIC-CU11. */
static uint16_t direct_route(const struct vgs_gic *gic, uint64_t irouter)
{
	unsigned pe = vgs_v3_pe_by_affinity(gic, router_affinity(irouter));

	if (VGS_RULE(GIC_I4, pe == VGS_NO_PE))
		return VGS_CHOICE(gic, GIC_CU11) == CU11_NOT_FORWARDED
			       ? VGS_ROUTE_NONE
			       : 0;
	return (uint16_t)pe;
}

/* Alternatives of choice GIC-CU10: IRM = 1 although No1N = 1. */
enum {
	CU10_ACTS_AS_ZERO,
	CU10_READS_ONE,
	CU10_TARGETS_NONE,
};

static uint16_t affinity_route(const struct vgs_gic *gic, uint64_t irouter,
			       unsigned bits)
{
	enum vgs_group group = vgs_core_group(gic, bits);

	/* GIC-I3, choice GIC-CU12: nobody has said where it goes. */
	if (!(bits & VGS_IRQ_ROUTED) && VGS_CHOICE(gic, GIC_CU12))
		return (uint16_t)(gic->cfg.pes - 1u);
	if (!VGS_RULE(GIC_I2, irouter & VGS_V3_IRM))
		return direct_route(gic, irouter);
	if (!gic->cfg.no_1ofn)
		return choose_one_of_n(gic, group);
	if (VGS_CHOICE(gic, GIC_CU10) == CU10_TARGETS_NONE)
		return VGS_ROUTE_NONE;
	return direct_route(gic, irouter);
}

/* GIC-I3, choice GIC-CU12, where GICD_ITARGETSR says where it goes. */
static unsigned targets_of(const struct vgs_gic *gic, uint32_t slot)
{
	unsigned last = gic->cfg.pes < 8 ? gic->cfg.pes - 1u : 7u;

	if (!(gic->irqs[slot].bits & VGS_IRQ_ROUTED) &&
	    VGS_CHOICE(gic, GIC_CU12))
		return VGS_BIT(last);
	return vgs_mmif_targets(gic, slot);
}

void vgs_v3_reroute(struct vgs_gic *gic, uint32_t slot)
{
	const struct vgs_irq *irq = &gic->irqs[slot];
	uint32_t i = slot - gic->spi_slot;
	uint64_t irouter = gic->v3->irouter[i];
	uint64_t bit = VGS_BIT64(i % 64);
	bool are = VGS_RULE(GIC_J1, vgs_v3_are(gic, irq->bits));
	uint16_t route;

	if (are && (irouter & VGS_V3_IRM) && !gic->cfg.no_1ofn)
		gic->v3->one_of_n[i / 64] |= bit;
	else
		gic->v3->one_of_n[i / 64] &= ~bit;
	route = are ? affinity_route(gic, irouter, irq->bits)
		    : vgs_mmif_route(gic, targets_of(gic, slot));
	vgs_core_set_route(gic, slot, route);
}

/* So many are seen at once: each is as the one before it. */
#define ALONG 32u

static bool all_alike(const uint64_t *irouter, const uint16_t *routes)
{
	return !memcmp(irouter, irouter - 1, ALONG * sizeof(*irouter)) &&
	       !memcmp(routes, routes - 1, ALONG * sizeof(*routes));
}

/* How many from slot @spi_slot + @i on go where the one before them goes. */
static uint32_t going_along(const struct vgs_gic *gic, uint32_t i)
{
	const uint32_t end = gic->slots - gic->spi_slot;
	const uint64_t *irouter = gic->v3->irouter;
	const uint64_t same = irouter[i - 1];
	const uint16_t *routes = gic->routes;
	const uint16_t route = routes[i - 1];
	uint32_t n = i;

	if (gic->cfg.legacy || VGS_CHOICE(gic, GIC_CU12) || (same & VGS_V3_IRM))
		return 0;
	while (n + ALONG <= end && all_alike(&irouter[n], &routes[n]))
		n += ALONG;
	while (n < end && irouter[n] == same && routes[n] == route)
		n++;
	return n - i;
}

void vgs_v3_reroute_all(struct vgs_gic *gic)
{
	const uint32_t count = gic->slots - gic->spi_slot;

	memset(gic->v3->one_of_n, 0, (count + 63) / 64 * sizeof(uint64_t));
	for (uint32_t i = 0; i < count;) {
		vgs_v3_reroute(gic, gic->spi_slot + i);
		i++;
		i += going_along(gic, i);
	}
}

static void reroute_one_of_n(struct vgs_gic *gic)
{
	uint32_t words = (gic->slots - gic->spi_slot + 63) / 64;

	for (uint32_t w = 0; w < words; w++) {
		for (uint64_t m = gic->v3->one_of_n[w]; m; m &= m - 1)
			vgs_v3_reroute(gic,
				       gic->spi_slot + w * 64 + vgs_ctz64(m));
	}
}

/* Is @pe one of those that a 1-of-N interrupt of @group may go to? */
static void update_eligible(struct vgs_gic *gic, unsigned pe,
			    enum vgs_group group)
{
	struct vgs_v3_eligible *eligible = &gic->v3->eligible[group];
	uint64_t bit = VGS_BIT64(pe % 64);

	eligible->any[pe / 64] &= ~bit;
	eligible->awake[pe / 64] &= ~bit;
	if (is_eligible(gic, pe, group)) {
		eligible->any[pe / 64] |= bit;
		if (gic->pe[pe].awake)
			eligible->awake[pe / 64] |= bit;
	}
}

void vgs_v3_update_eligible(struct vgs_gic *gic, unsigned pe)
{
	bool changed = false;

	for (unsigned g = 0; g < VGS_GROUPS; g++) {
		enum vgs_group group = (enum vgs_group)g;
		uint16_t old_choice = choose_one_of_n(gic, group);

		update_eligible(gic, pe, group);
		changed = changed || choose_one_of_n(gic, group) != old_choice;
	}
	if (changed)
		reroute_one_of_n(gic);
}

void vgs_v3_update_routes(struct vgs_gic *gic)
{
	for (unsigned g = 0; g < VGS_GROUPS; g++) {
		for (unsigned pe = 0; pe < gic->cfg.pes; pe++)
			update_eligible(gic, pe, (enum vgs_group)g);
	}
	vgs_v3_reroute_all(gic);
}

bool vgs_v3_goes_nowhere(const struct vgs_gic *gic, uint32_t slot)
{
	uint64_t irouter = gic->v3->irouter[slot - gic->spi_slot];

	return !(irouter & VGS_V3_IRM) &&
	       vgs_v3_pe_by_affinity(gic, router_affinity(irouter)) ==
		       VGS_NO_PE;
}

uint64_t vgs_v3_irouter_read(const struct vgs_gic *gic, uint32_t slot)
{
	if (VGS_CHOICE(gic, GIC_CU11) == CU11_READ_BACK &&
	    vgs_v3_goes_nowhere(gic, slot))
		return irouter_of(gic->affinities[0]);
	return gic->v3->irouter[slot - gic->spi_slot];
}

void vgs_v3_irouter_write(struct vgs_gic *gic, unsigned pe, uint32_t slot,
			  uint64_t value)
{
	uint32_t intid = vgs_core_intid(gic, slot);

	if (!VGS_QUIRK(gic, QD_9))
		value &= VGS_V3_IROUTER;
	if ((value & VGS_V3_IRM) && VGS_RULE(GIC_I13, gic->cfg.no_1ofn)) {
		vgs_core_finding(gic, pe, intid, VGS_R_GIC_CU10);
		if (VGS_CHOICE(gic, GIC_CU10) == CU10_ACTS_AS_ZERO)
			value &= ~VGS_V3_IRM;
	}
	gic->v3->irouter[slot - gic->spi_slot] = value;
	vgs_core_set_bits(gic, slot, VGS_IRQ_ROUTED, VGS_IRQ_ROUTED);
	if ((gic->irqs[slot].bits & VGS_IRQ_ENABLED) &&
	    vgs_v3_goes_nowhere(gic, slot))
		vgs_core_finding(gic, pe, intid, VGS_R_GIC_CU11);
	/* GIC-I6: what is pending moves; GIC-I7: what is active stays. */
	vgs_v3_reroute(gic, slot);
}
