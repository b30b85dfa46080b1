/* SPDX-License-Identifier: MIT */
/* Fixture of the GICv3 tests. */
#include "test_gicv3.h"

#include <stdlib.h>
#include <string.h>

void trace_findings(void *user, const struct vgs_event *event)
{
	struct fixture *f = user;

	if (event->kind != VGS_EV_FINDING)
		return;
	f->finding = event->rule;
	f->findings++;
}

void config(struct fixture *f)
{
	vgs_gic_config_default(&f->cfg, VGS_GIC_V3);
	f->cfg.pes = 4;
	f->cfg.virt = true;
	f->cfg.trace = trace_findings;
	f->cfg.user = f;
}

void context(struct fixture *f, unsigned pe, unsigned el, uint64_t scr,
	     uint64_t hcr)
{
	const struct vgs_pe_ctx ctx = {
		.el = (uint8_t)el,
		.scr_el3 = scr,
		.hcr_el2 = hcr,
		.pstate_i = true,
		.pstate_f = true,
	};

	assert_int_equal(vgs_gic_set_pe(f->gic, pe, &ctx), 0);
}

void el3(struct fixture *f, unsigned pe)
{
	context(f, pe, 3, 0, 0);
}

void secure_el1(struct fixture *f, unsigned pe)
{
	context(f, pe, 1, 0, 0);
}

void el2(struct fixture *f, unsigned pe)
{
	context(f, pe, 2, SCR_NS, 0);
}

void el1(struct fixture *f, unsigned pe)
{
	context(f, pe, 1, SCR_NS, 0);
}

void guest(struct fixture *f, unsigned pe)
{
	context(f, pe, 1, SCR_NS, HCR_IMO | HCR_FMO);
}

/* --- registers by name ------------------------------------------------------
 */

static void find(struct fixture *f, const char *name,
		 struct vgs_reg_ref *ret_ref, uint64_t *ret_offset,
		 unsigned *ret_size)
{
	int err = vgs_gic_reg_lookup(f->gic, name, ret_ref);

	if (err)
		fail_msg("no register %s: %s", name, vgs_strerror(err));
	*ret_offset =
		ret_ref->info.offset +
		(ret_ref->n < 0 ? 0u
				: (unsigned)ret_ref->n * ret_ref->info.stride);
	*ret_size = ret_ref->info.width / 8u;
}

static uint64_t bus_read(struct fixture *f, unsigned pe, unsigned index,
			 const char *name, enum vgs_security security)
{
	struct vgs_access access = { pe, security };
	struct vgs_reg_ref ref;
	uint64_t offset, value = 0;
	unsigned size;

	find(f, name, &ref, &offset, &size);
	assert_int_equal(vgs_gic_frame_read(f->gic, &access, ref.frame, index,
					    offset, size, &value),
			 0);
	return value;
}

static void bus_write(struct fixture *f, unsigned pe, unsigned index,
		      const char *name, enum vgs_security security,
		      uint64_t value)
{
	struct vgs_access access = { pe, security };
	struct vgs_reg_ref ref;
	uint64_t offset;
	unsigned size;

	find(f, name, &ref, &offset, &size);
	assert_int_equal(vgs_gic_frame_write(f->gic, &access, ref.frame, index,
					     offset, size, value),
			 0);
}

uint64_t dist_read(struct fixture *f, const char *name)
{
	return bus_read(f, 0, 0, name, VGS_SECURE);
}

void dist_write(struct fixture *f, const char *name, uint64_t value)
{
	bus_write(f, 0, 0, name, VGS_SECURE, value);
}

uint64_t dist_read_ns(struct fixture *f, const char *name)
{
	return bus_read(f, 0, 0, name, VGS_NONSECURE);
}

void dist_write_ns(struct fixture *f, const char *name, uint64_t value)
{
	bus_write(f, 0, 0, name, VGS_NONSECURE, value);
}

uint64_t redist_read(struct fixture *f, unsigned pe, const char *name)
{
	return bus_read(f, pe, pe, name, VGS_SECURE);
}

void redist_write(struct fixture *f, unsigned pe, const char *name,
		  uint64_t value)
{
	bus_write(f, pe, pe, name, VGS_SECURE, value);
}

uint64_t redist_read_ns(struct fixture *f, unsigned pe, const char *name)
{
	return bus_read(f, pe, pe, name, VGS_NONSECURE);
}

void redist_write_ns(struct fixture *f, unsigned pe, const char *name,
		     uint64_t value)
{
	bus_write(f, pe, pe, name, VGS_NONSECURE, value);
}

uint64_t mrs(struct fixture *f, unsigned pe, enum vgs_sysreg id)
{
	uint64_t value = 0;

	assert_int_equal(vgs_gic_sysreg_read(f->gic, pe, id, &value), 0);
	return value;
}

void msr(struct fixture *f, unsigned pe, enum vgs_sysreg id, uint64_t value)
{
	assert_int_equal(vgs_gic_sysreg_write(f->gic, pe, id, value), 0);
}

int mrs_answer(struct fixture *f, unsigned pe, enum vgs_sysreg id)
{
	uint64_t value;

	return vgs_gic_sysreg_read(f->gic, pe, id, &value);
}

int msr_answer(struct fixture *f, unsigned pe, enum vgs_sysreg id)
{
	return vgs_gic_sysreg_write(f->gic, pe, id, 0);
}

/* --- interrupts -------------------------------------------------------------
 */

static void name_of(char *buf, size_t size, const char *reg, unsigned n)
{
	char digits[8];
	size_t len = strlen(reg), k = 0;

	assert_true(len + 5 < size);
	memcpy(buf, reg, len);
	do {
		digits[k++] = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	while (k)
		buf[len++] = digits[--k];
	buf[len] = '\0';
}

static void set_bit(struct fixture *f, unsigned pe, const char *dist,
		    const char *redist, unsigned intid, unsigned value)
{
	char name[32];
	uint64_t bit = UINT64_C(1) << intid % 32;
	uint64_t old_value;

	if (intid < 32) {
		old_value = redist_read(f, pe, redist);
		redist_write(f, pe, redist,
			     value ? old_value | bit : old_value & ~bit);
		return;
	}
	name_of(name, sizeof(name), dist, intid / 32);
	old_value = dist_read(f, name);
	dist_write(f, name, value ? old_value | bit : old_value & ~bit);
}

void group(struct fixture *f, unsigned pe, unsigned intid, unsigned igroupr,
	   unsigned igrpmodr)
{
	set_bit(f, pe, "GICD_IGROUPR", "GICR_IGROUPR0", intid, igroupr);
	set_bit(f, pe, "GICD_IGRPMODR", "GICR_IGRPMODR0", intid, igrpmodr);
}

void spi(struct fixture *f, unsigned intid, unsigned priority, unsigned pe)
{
	const uint64_t shift = intid % 4 * 8;
	char name[32];
	uint64_t value;

	set_bit(f, 0, "GICD_IGROUPR", "", intid, 1);
	name_of(name, sizeof(name), "GICD_IPRIORITYR", intid / 4);
	value = dist_read(f, name) & ~(UINT64_C(0xff) << shift);
	dist_write(f, name, value | (uint64_t)priority << shift);
	name_of(name, sizeof(name), "GICD_IROUTER", intid);
	dist_write(f, name, vgs_gic_config(f->gic)->affinities[pe]);
	name_of(name, sizeof(name), "GICD_ISENABLER", intid / 32);
	dist_write(f, name, UINT64_C(1) << intid % 32);
}

void line(struct fixture *f, unsigned intid, bool level)
{
	assert_int_equal(vgs_gic_set_line(f->gic, VGS_INTID(intid), level), 0);
}

void ppi_line(struct fixture *f, unsigned pe, unsigned intid, bool level)
{
	assert_int_equal(
		vgs_gic_set_line(f->gic, VGS_PRIVATE(pe, intid), level), 0);
}

enum vgs_irq_state state_of(struct fixture *f, unsigned intid)
{
	struct vgs_irq_info info;

	assert_int_equal(vgs_gic_irq(f->gic, VGS_INTID(intid), &info), 0);
	return info.state;
}

enum vgs_irq_state ppi_state(struct fixture *f, unsigned pe, unsigned intid)
{
	struct vgs_irq_info info;

	assert_int_equal(vgs_gic_irq(f->gic, VGS_PRIVATE(pe, intid), &info), 0);
	return info.state;
}

uint32_t signals(struct fixture *f, unsigned pe)
{
	return vgs_gic_signals(f->gic, pe);
}

/* --- machines ---------------------------------------------------------------
 */

void machine(struct fixture *f)
{
	bool secure = f->cfg.security;

	assert_int_equal(vgs_gic_new(&f->cfg, &f->gic), 0);
	dist_write(f, "GICD_CTLR", secure ? 7 : 3);
	for (unsigned pe = 0; pe < f->cfg.pes; pe++) {
		redist_write(f, pe, "GICR_WAKER", 0);
		if (secure)
			el3(f, pe);
		else
			el2(f, pe);
		msr(f, pe, VGS_ICC_PMR_EL1, 0xf8);
		msr(f, pe, VGS_ICC_IGRPEN0_EL1, 1);
		if (secure)
			msr(f, pe, VGS_ICC_IGRPEN1_EL3, 3);
		else
			msr(f, pe, VGS_ICC_IGRPEN1_EL1, 1);
	}
	f->findings = 0;
	f->finding = 0;
}

int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	if (!f)
		return -1;
	config(f);
	machine(f);
	*state = f;
	return 0;
}

int setup_secure(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	if (!f)
		return -1;
	config(f);
	f->cfg.security = true;
	machine(f);
	*state = f;
	return 0;
}

int teardown(void **state)
{
	struct fixture *f = *state;

	assert_null(vgs_gic_bug(f->gic));
	vgs_gic_free(f->gic);
	free(f);
	return 0;
}
