/* SPDX-License-Identifier: MIT */
/* How a dump of interrupts looks: numbers, columns, lines. */
#include "dump.h"

/* --- one line ----------------------------------------------------- */

static void put(struct vgs_dump *dump, const char *text)
{
	while (*text && dump->used < sizeof(dump->text) - 1)
		dump->text[dump->used++] = *text++;
	dump->text[dump->used] = '\0';
}

/* Right-aligned in @width; numbers that need more take it. */
static void put_number(struct vgs_dump *dump, int64_t value, size_t width,
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

static void end_line(struct vgs_dump *dump)
{
	dump->text[dump->used] = '\0';
	dump->fn(dump->user, dump->text);
	dump->used = 0;
}

static void line(struct vgs_dump *dump, const char *text)
{
	put(dump, text);
	end_line(dump);
}

static void fact(struct vgs_dump *dump, const char *name, int64_t value)
{
	put(dump, name);
	put_number(dump, value, 1, 10);
	end_line(dump);
}

/* --- what is in it ------------------------------------------------ */

void vgs_dump_row(struct vgs_dump *dump, const struct vgs_dump_row *row)
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
	put_number(dump, row->queued, 2, 10);
	put(dump, " ");
	end_line(dump);
}

void vgs_dump_distributor(struct vgs_dump *dump, int64_t spis, int64_t lpis,
			  bool enabled)
{
	line(dump, "Distributor");
	line(dump, "===========");
	put(dump, "vgic_model:\t");
	line(dump, lpis < 0 ? "GICv2" : "GICv3");
	fact(dump, "nr_spis:\t", spis);
	if (lpis >= 0)
		fact(dump, "nr_lpis:\t", lpis);
	fact(dump, "enabled:\t", enabled);
	line(dump, "");
	line(dump, "P=pending_latch, L=line_level, A=active");
	line(dump, "E=enabled, H=hw, C=config (level=1, edge=0)");
	line(dump, "G=group");
}

void vgs_dump_header(struct vgs_dump *dump, const char *who, unsigned number)
{
	line(dump, "");
	put(dump, who);
	put_number(dump, number, 2, 10);
	line(dump, " TYP   ID TGT_ID PLAEHCG     HWID   TARGET SRC PRI "
		   "VCPU_ID");
	line(dump, "------------------------------------------------"
		   "----------------");
}
