/* SPDX-License-Identifier: MIT */
/*
 * The state of all interrupts as text, in the columns that KVM prints for a
 * guest's interrupt controller (KVM-OBS-20 to KVM-OBS-23): what reads those
 * files reads these.  Registers of the CPU interfaces, list registers and
 * vLPIs are not in it.
 */
#include "core.h"

/* LPIs that one pass over the pool puts in order. */
#define DUMP_BATCH 32

struct dump {
	const struct vgs_gic *gic;
	vgs_dump_fn fn;
	void *user;
	char text[128];
	size_t used;
};

/* --- one line ----------------------------------------------------- */

static void put(struct dump *dump, const char *text)
{
	while (*text && dump->used < sizeof(dump->text) - 1)
		dump->text[dump->used++] = *text++;
	dump->text[dump->used] = '\0';
}

/* Right-aligned in @width; numbers that need more take it. */
static void put_number(struct dump *dump, int64_t value, size_t width,
		       unsigned base)
{
	char digits[24];
	size_t at = sizeof(digits) - 1;
	uint64_t left = value < 0 ? (uint64_t)-value : (uint64_t)value;

	digits[at] = '\0';
	do {
		digits[--at] = "0123456789abcdef"[left % base];
		left /= base;
	} while (left);
	if (value < 0)
		digits[--at] = '-';
	while (sizeof(digits) - 1 - at < width)
		digits[--at] = ' ';
	put(dump, digits + at);
}

static void end_line(struct dump *dump)
{
	dump->text[dump->used] = '\0';
	dump->fn(dump->user, dump->text);
	dump->used = 0;
}

static void line(struct dump *dump, const char *text)
{
	put(dump, text);
	end_line(dump);
}

static void fact(struct dump *dump, const char *name, int64_t value)
{
	put(dump, name);
	put_number(dump, value, 1, 10);
	end_line(dump);
}

/* --- one interrupt ------------------------------------------------ */

/* KVM-OBS-23: a row, column by column. */
struct row {
	const char *type;
	uint32_t intid;
	int target; /* PE, -1: none */
	bool latch, level_in, active, enabled, hw, level;
	unsigned group;
	uint32_t hwid;
	uint64_t targets;
	uint8_t sources, priority;
	int offered; /* PE, -1: none */
};

static void put_row(struct dump *dump, const struct row *row)
{
	put(dump, "       ");
	put(dump, row->type);
	put(dump, " ");
	put_number(dump, row->intid, 4, 10);
	put(dump, "     ");
	put_number(dump, row->target, 2, 10);
	put(dump, " ");
	put_number(dump, row->latch, 1, 10);
	put_number(dump, row->level_in, 1, 10);
	put_number(dump, row->active, 1, 10);
	put_number(dump, row->enabled, 1, 10);
	put_number(dump, row->hw, 1, 10);
	put_number(dump, row->level, 1, 10);
	put_number(dump, row->group, 1, 10);
	put(dump, " ");
	put_number(dump, row->hwid, 8, 10);
	put(dump, " ");
	put_number(dump, (int64_t)row->targets, 8, 16);
	put(dump, "  ");
	put_number(dump, row->sources, 2, 16);
	put(dump, " ");
	put_number(dump, row->priority, 3, 10);
	put(dump, "      ");
	put_number(dump, row->offered, 2, 10);
	end_line(dump);
}

/* The list register that links it to a virtual interrupt: HW and HWID. */
static void find_link(const struct vgs_gic *gic, const struct vgs_irq_info *irq,
		      struct row *row)
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
	struct row row = { .type = type };
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
	row.offered = offered_to(gic, pe, slot);
	find_link(gic, &irq, &row);
	put_row(dump, &row);
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
	const struct row row = {
		.type = "LPI",
		.intid = lpi->intid,
		.target = (int)lpi->owner,
		.latch = lpi->flags & VGS_LPI_PENDING,
		.enabled = lpi->flags & VGS_LPI_ENABLED,
		.group = VGS_G1NS,
		.targets = dump->gic->affinities[lpi->owner],
		.priority = lpi->priority,
		.offered = offered ? (int)lpi->owner : -1,
	};

	put_row(dump, &row);
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

/* KVM-OBS-21 */
static void put_distributor(struct dump *dump)
{
	const struct vgs_gic *gic = dump->gic;
	bool v2 = gic->cfg.version == VGS_GIC_V2;

	line(dump, "Distributor");
	line(dump, "===========");
	put(dump, "vgic_model:\t");
	line(dump, v2 ? "GICv2" : "GICv3");
	fact(dump, "nr_spis:\t", gic->cfg.spis);
	if (!v2)
		fact(dump, "nr_lpis:\t", count_lpis(gic));
	fact(dump, "enabled:\t", gic->forwarded != 0);
	line(dump, "");
	line(dump, "P=pending_latch, L=line_level, A=active");
	line(dump, "E=enabled, H=hw, C=config (level=1, edge=0)");
	line(dump, "G=group");
}

/* KVM-OBS-22 */
static void put_header(struct dump *dump, const char *who, unsigned number)
{
	line(dump, "");
	put(dump, who);
	put_number(dump, number, 2, 10);
	line(dump, " TYP   ID TGT_ID PLAEHCG     HWID   TARGET SRC PRI "
		   "VCPU_ID");
	line(dump, "------------------------------------------------"
		   "----------------");
}

void vgs_gic_dump(const struct vgs_gic *gic, vgs_dump_fn fn, void *user)
{
	struct dump dump = { .gic = gic, .fn = fn, .user = user };

	put_distributor(&dump);
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++) {
		put_header(&dump, "VCPU", pe);
		for (uint32_t n = 0; n < gic->npriv; n++) {
			uint32_t slot = pe * gic->npriv + n;
			uint32_t intid = vgs_core_intid(gic, slot);

			put_irq(&dump, intid < VGS_INTID_PPI ? "SGI" : "PPI",
				pe, VGS_PRIVATE(pe, intid));
		}
	}
	put_header(&dump, "SPI ", 0);
	for (uint32_t slot = gic->spi_slot; slot < gic->slots; slot++)
		put_irq(&dump, "SPI", 0, VGS_INTID(vgs_core_intid(gic, slot)));
	put_lpis(&dump);
}
