/* SPDX-License-Identifier: MIT */
/*
 * The state of all interrupts as text, in the columns that KVM prints for a
 * guest's interrupt controller (KVM-OBS-20 to KVM-OBS-23): what reads those
 * files reads these.  Registers of the CPU interfaces, list registers and
 * vLPIs are not in it.
 */
#include "core.h"
#include "dump.h"

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
		for (uint64_t m = gic->lr_sets[pe].valid; m; m &= m - 1) {
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

static bool is_physical(const struct vgs_lpi *lpi)
{
	return (lpi->flags & VGS_LPI_USED) && !(lpi->owner & VGS_LPI_VPE);
}

static uint64_t order_of(const struct vgs_lpi *lpi)
{
	return (uint64_t)lpi->intid << 32 | lpi->owner;
}

static void put_lpi(struct dump *dump, const struct vgs_lpi *lpi)
{
	struct vgs_hppi best = vgs_core_select(dump->gic, lpi->owner);
	bool offered = best.slot == VGS_SLOT_LPI && best.intid == lpi->intid;
	const struct vgs_dump_row row = {
		.type = "LPI",
		.intid = lpi->intid,
		.target = (int)lpi->owner,
		.latch = lpi->flags & VGS_LPI_PENDING,
		.enabled = lpi->flags & VGS_LPI_ENABLED,
		.group = VGS_G1NS,
		.targets = dump->gic->affinities[lpi->owner],
		.priority = lpi->priority,
		.queued = offered ? (int)lpi->owner : -1,
	};

	vgs_dump_row(&dump->to, &row);
}

/* The first of the pool from @from on, in order; how many. */
static unsigned next_lpis(const struct vgs_gic *gic, uint64_t from,
			  const struct vgs_lpi **ret_next)
{
	unsigned count = 0;

	for (uint32_t i = 0; i < gic->lpi.slots; i++) {
		const struct vgs_lpi *lpi = &gic->lpi.lpis[i];
		unsigned at;

		if (!is_physical(lpi) || order_of(lpi) < from)
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

/* KVM-OBS-20: LPIs come last, in ascending order. */
static void put_lpis(struct dump *dump)
{
	const struct vgs_lpi *next[DUMP_BATCH];
	uint64_t from = 0;
	unsigned count;

	if (!dump->gic->lpi.lpis)
		return;
	do {
		count = next_lpis(dump->gic, from, next);
		for (unsigned i = 0; i < count; i++)
			put_lpi(dump, next[i]);
		if (count)
			from = order_of(next[count - 1]) + 1;
	} while (count == DUMP_BATCH);
}

static int64_t count_lpis(const struct vgs_gic *gic)
{
	int64_t count = 0;

	for (uint32_t i = 0; gic->lpi.lpis && i < gic->lpi.slots; i++)
		count += is_physical(&gic->lpi.lpis[i]);
	return count;
}

/* --- all of it ---------------------------------------------------- */

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
	put_lpis(&dump);
}
