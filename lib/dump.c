/* SPDX-License-Identifier: MIT */
/*
 * The state of all interrupts as text, in the columns that KVM prints for a
 * guest's interrupt controller (KVM-OBS-20 to KVM-OBS-23): what reads those
 * files reads these.  Registers of the CPU interfaces and list registers are
 * not in it.
 */
#include "core.h"
#include "dump.h"
#include "lr_own.h"

/* LPIs that one pass over the pool puts in order. */
#define DUMP_BATCH 32

struct dump {
	const struct vgs_gic *gic;
	struct vgs_dump to;
};

/* --- one interrupt ------------------------------------------------ */

/* The list register that links it to a virtual interrupt: HW and HWID. */
static void find_link(const struct vgs_gic *gic, const struct vgs_irq_info *irq,
		      struct vgs_dump_row *row)
{
	unsigned first = irq->pe == VGS_NO_PE ? 0 : irq->pe;
	unsigned end = irq->pe == VGS_NO_PE ? gic->cfg.pes : first + 1;

	for (unsigned pe = first; gic->cfg.virt && pe < end; pe++) {
		for (uint64_t m = vgs_lr_valid(&gic->lr_sets[pe]); m;
		     m &= m - 1) {
			const struct vgs_lr *lr =
				&gic->lrs[pe * gic->cfg.lrs + vgs_ctz64(m)];

			if (!(lr->flags & VGS_LR_HW) ||
			    lr->pintid != irq->intid)
				continue;
			row->hw = true;
			row->hwid = lr->vintid;
			return;
		}
	}
}

/* The PE whose highest priority pending interrupt it is. */
static int offered_to(const struct vgs_gic *gic, unsigned pe, uint32_t slot)
{
	unsigned end = vgs_core_is_private(gic, slot) ? pe + 1 : gic->cfg.pes;

	for (; pe < end; pe++) {
		if (vgs_core_select(gic, pe).slot == slot)
			return (int)pe;
	}
	return -1;
}

static void put_irq(struct dump *dump, const char *type, unsigned pe,
		    struct vgs_line which)
{
	const struct vgs_gic *gic = dump->gic;
	struct vgs_irq_info irq;
	struct vgs_dump_row row = { .type = type };
	uint32_t slot;
	unsigned bits;

	if (vgs_gic_irq(gic, which, &irq))
		return;
	slot = vgs_core_slot(gic, pe, irq.intid);
	bits = gic->irqs[slot].bits;
	row.intid = irq.intid;
	row.target = irq.pe != VGS_NO_PE       ? (int)irq.pe
		     : irq.target != VGS_NO_PE ? (int)irq.target
					       : -1;
	row.latch = irq.latch;
	row.level_in = bits & (VGS_IRQ_LINE | VGS_IRQ_MESSAGE);
	row.active = irq.active;
	row.enabled = irq.enabled;
	row.level = !irq.edge;
	row.group = (unsigned)irq.group;
	if (gic->cfg.version == VGS_GIC_V2)
		row.targets = irq.pe == VGS_NO_PE ? irq.targets
						  : UINT64_C(1) << irq.pe;
	else if (row.target >= 0)
		row.targets = gic->affinities[row.target];
	row.sources = irq.sources;
	row.priority = irq.priority;
	row.queued = offered_to(gic, pe, slot);
	find_link(gic, &irq, &row);
	vgs_dump_row(&dump->to, &row);
}

/* --- LPIs --------------------------------------------------------- */

/* Owner of all LPIs that are physical. */
#define EACH_PE UINT32_MAX

static bool is_of(const struct vgs_lpi *lpi, uint32_t owner)
{
	if (!(lpi->flags & VGS_LPI_USED))
		return false;
	return owner == EACH_PE ? !(lpi->owner & VGS_LPI_VPE)
				: lpi->owner == owner;
}

static uint64_t order_of(const struct vgs_lpi *lpi)
{
	return (uint64_t)lpi->intid << 32 | lpi->owner;
}

/* Is it what the PE, or the guest there, would acknowledge? */
static bool is_offered(const struct vgs_gic *gic, const struct vgs_lpi *lpi)
{
	unsigned pe = lpi->owner & ~VGS_LPI_VPE;
	struct vgs_hppi best;
	struct vgs_vhppi vbest;

	if (!(lpi->owner & VGS_LPI_VPE)) {
		best = vgs_core_select(gic, pe);
		return best.slot == VGS_SLOT_LPI && best.intid == lpi->intid;
	}
	vbest = vgs_lr_select(gic, pe);
	return vbest.lr == VGS_LR_DIRECT && vbest.vintid == lpi->intid;
}

static void put_lpi(struct dump *dump, const struct vgs_lpi *lpi)
{
	unsigned pe = lpi->owner & ~VGS_LPI_VPE;
	const struct vgs_dump_row row = {
		.type = "LPI",
		.intid = lpi->intid,
		.target = (int)pe,
		.latch = lpi->flags & VGS_LPI_PENDING,
		.enabled = lpi->flags & VGS_LPI_ENABLED,
		.group = VGS_G1NS,
		.targets = dump->gic->affinities[pe],
		.priority = lpi->priority,
		.queued = is_offered(dump->gic, lpi) ? (int)pe : -1,
	};

	vgs_dump_row(&dump->to, &row);
}

/* The first of an owner in the pool from @from on, in order; how many. */
static unsigned next_lpis(const struct vgs_gic *gic, uint32_t owner,
			  uint64_t from, const struct vgs_lpi **ret_next)
{
	unsigned count = 0;

	for (uint32_t i = 0; i < gic->lpi.slots; i++) {
		const struct vgs_lpi *lpi = &gic->lpi.lpis[i];
		unsigned at;

		if (!is_of(lpi, owner) || order_of(lpi) < from)
			continue;
		if (count == DUMP_BATCH) {
			if (order_of(lpi) >= order_of(ret_next[count - 1]))
				continue;
			count--;
		}
		for (at = count++; at > 0; at--) {
			if (order_of(ret_next[at - 1]) < order_of(lpi))
				break;
			ret_next[at] = ret_next[at - 1];
		}
		ret_next[at] = lpi;
	}
	return count;
}

/* KVM-OBS-20: in ascending order. */
static void put_lpis(struct dump *dump, uint32_t owner)
{
	const struct vgs_lpi *next[DUMP_BATCH];
	uint64_t from = 0;
	unsigned count;

	if (!dump->gic->lpi.lpis)
		return;
	do {
		count = next_lpis(dump->gic, owner, from, next);
		for (unsigned i = 0; i < count; i++)
			put_lpi(dump, next[i]);
		if (count)
			from = order_of(next[count - 1]) + 1;
	} while (count == DUMP_BATCH);
}

/* --- what is injected directly ------------------------------------- */

/* GIC-U17: an SGI of the vPE that is resident at @pe. */
static void put_vsgi(struct dump *dump, unsigned pe, uint32_t vintid)
{
	struct vgs_gate_info gates[VGS_GATES_MAX];
	struct vgs_gate_irq sgi = { .group = VGS_G0 };
	struct vgs_vhppi best = vgs_lr_select(dump->gic, pe);
	bool offered = best.lr == VGS_LR_DIRECT && best.vintid == vintid;
	struct vgs_dump_row row = {
		.type = "SGI",
		.intid = vintid,
		.target = (int)pe,
		.targets = dump->gic->affinities[pe],
		.queued = offered ? (int)pe : -1,
	};

	if (!dump->gic->model->direct_gates(dump->gic, pe, vintid, gates, &sgi))
		return;
	row.latch = gates[1].open;
	row.enabled = gates[2].open;
	row.priority = sgi.priority;
	row.group = (unsigned)sgi.group;
	vgs_dump_row(&dump->to, &row);
}

/* vPEs that are resident; the state of others is in memory. */
static void put_vpes(struct dump *dump)
{
	const struct vgs_gic *gic = dump->gic;

	for (unsigned pe = 0; gic->direct && pe < gic->cfg.pes; pe++) {
		struct vgs_gate_info gates[VGS_GATES_MAX];
		struct vgs_gate_irq vlpi = { .group = VGS_G1NS };

		gic->model->direct_gates(gic, pe, VGS_INTID_LPI, gates, &vlpi);
		if (!gates[0].open)
			continue;
		vgs_dump_header(&dump->to, "VPE ", pe);
		for (uint32_t vintid = 0; vintid < VGS_INTID_PPI; vintid++)
			put_vsgi(dump, pe, vintid);
		put_lpis(dump, VGS_LPI_VPE | pe);
	}
}

/* --- all of it ---------------------------------------------------- */

static int64_t count_lpis(const struct vgs_gic *gic)
{
	int64_t count = 0;

	for (uint32_t i = 0; gic->lpi.lpis && i < gic->lpi.slots; i++)
		count += is_of(&gic->lpi.lpis[i], EACH_PE);
	return count;
}

void vgs_gic_dump(const struct vgs_gic *gic, vgs_dump_fn fn, void *user)
{
	struct dump dump = { .gic = gic, .to = { .fn = fn, .user = user } };

	vgs_dump_distributor(&dump.to, gic->cfg.spis,
			     gic->cfg.version == VGS_GIC_V2 ? -1
							    : count_lpis(gic),
			     gic->forwarded != 0);
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++) {
		vgs_dump_header(&dump.to, "VCPU", pe);
		for (uint32_t n = 0; n < gic->npriv; n++) {
			uint32_t slot = pe * gic->npriv + n;
			uint32_t intid = vgs_core_intid(gic, slot);

			put_irq(&dump, intid < VGS_INTID_PPI ? "SGI" : "PPI",
				pe, VGS_PRIVATE(pe, intid));
		}
	}
	vgs_dump_header(&dump.to, "SPI ", 0);
	for (uint32_t slot = gic->spi_slot; slot < gic->slots; slot++)
		put_irq(&dump, "SPI", 0, VGS_INTID(vgs_core_intid(gic, slot)));
	put_lpis(&dump, EACH_PE);
	put_vpes(&dump);
}
