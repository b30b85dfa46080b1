/* SPDX-License-Identifier: MIT */
/*
 * What acknowledge, EOI and DIR do to list registers and to the physical
 * interrupts behind them.
 */
#include "ack.h"
#include "lr_own.h"

/* --- acknowledge and end ------------------------------------------ */

static VGS_COLD void trace_virtual(const struct vgs_gic *gic,
				   enum vgs_event_kind kind, unsigned pe,
				   uint32_t intid, uint64_t value,
				   unsigned rule)
{
	struct vgs_event event = {
		.kind = kind,
		.rule = (uint16_t)rule,
		.pe = (uint16_t)pe,
		.vcpu = VGS_NO_PE,
		.virt = true,
		.intid = intid,
		.new_value = value,
	};

	vgs_core_trace(gic, &event);
}

/* GIC-U31: it has no active state, only its priority has. */
static VGS_APART uint32_t acknowledge_direct(struct vgs_gic *gic, unsigned pe,
					     const struct vgs_vhppi *hppi)
{
	vgs_cpuif_activate(&gic->vif[pe].cpu, &gic->vshape, hppi->group,
			   hppi->priority, false);
	vgs_core_dirty_virtual(gic, pe);
	if (VGS_TRACING(gic))
		trace_virtual(gic, VGS_EV_ACKNOWLEDGE, pe, hppi->vintid,
			      hppi->priority, VGS_R_GIC_U31);
	gic->model->direct_acknowledged(gic, pe, hppi->vintid);
	return hppi->vintid;
}

uint32_t vgs_lr_acknowledge(struct vgs_gic *gic, unsigned pe,
			    const struct vgs_vhppi *hppi)
{
	unsigned n = (unsigned)hppi->lr;
	struct vgs_lr *lr;

	if (hppi->lr == VGS_LR_DIRECT)
		return acknowledge_direct(gic, pe, hppi);
	lr = vgs_lr_at(gic, pe, n);
	if (VGS_TRACING(gic))
		trace_virtual(gic, VGS_EV_ACKNOWLEDGE, pe, lr->vintid,
			      hppi->priority, VGS_R_GIC_P3);
	/* GIC-P15: a special INTID is handed out and forgotten. */
	if (VGS_RULE(GIC_P15, vgs_lr_is_special(lr->vintid))) {
		vgs_lr_commit(gic, pe, n, lr, VGS_INACTIVE, VGS_R_GIC_P15);
		return lr->vintid;
	}
	vgs_cpuif_activate(&gic->vif[pe].cpu, &gic->vshape, hppi->group,
			   hppi->priority, hppi->nmi);
	/* GIC-P3: to active, an LPI as well. */
	vgs_lr_commit(gic, pe, n, lr, VGS_ACTIVE, VGS_R_GIC_P3);
	return lr->vintid;
}

/*
 * GIC-S2: an SGI is meant with its source; another one is UNPREDICTABLE
 * (GIC-CU68).
 */
static bool other_source(const struct vgs_gic *gic, const struct vgs_lr *lr,
			 const struct vgs_lr_end *end)
{
	return VGS_RULE(GIC_S2, end->match_source &&
					lr->vintid < VGS_INTID_PPI &&
					!(lr->flags & VGS_LR_HW) &&
					lr->source != end->source) &&
	       !VGS_CHOICE(gic, GIC_S2);
}

/* First active list register that is meant, or -1 (GIC-P16, GIC-CU71). */
static inline int find_active(const struct vgs_gic *gic, unsigned pe,
			      const struct vgs_lr_end *end)
{
	int found = -1;

	for (uint64_t m = gic->lr_sets[pe].active; m; m &= m - 1) {
		unsigned n = vgs_ctz64(m);
		const struct vgs_lr *lr = vgs_lr_at(gic, pe, n);

		if (lr->vintid != end->vintid || other_source(gic, lr, end))
			continue;
		found = (int)n;
		if (!VGS_CHOICE(gic, GIC_CU71))
			break;
	}
	return found;
}

/*
 * GIC-S5: GICV ends an interrupt that has a list register but is not active
 * there, or an SGI of another source: UNPREDICTABLE; it is counted as if there
 * were none.
 */
static VGS_COLD bool is_listed(const struct vgs_gic *gic, unsigned pe,
			       const struct vgs_lr_end *end)
{
	for (uint64_t m = vgs_lr_valid(&gic->lr_sets[pe]); m; m &= m - 1) {
		const struct vgs_lr *lr = vgs_lr_at(gic, pe, vgs_ctz64(m));

		if (lr->vintid == end->vintid)
			return true;
	}
	return false;
}

/* GIC-P5; with HW the physical interrupt as well (GIC-P6). */
static inline void deactivate(struct vgs_gic *gic, unsigned pe, unsigned n,
			      struct vgs_lr *lr)
{
	bool pending = lr->state == VGS_ACTIVE_PENDING;

	if (VGS_TRACING(gic))
		trace_virtual(gic, VGS_EV_DEACTIVATE, pe, lr->vintid, 0,
			      VGS_R_GIC_P5);
	vgs_lr_commit(gic, pe, n, lr, pending ? VGS_PENDING : VGS_INACTIVE,
		      VGS_R_GIC_P5);
	if (VGS_RULE(GIC_P6, lr->flags & VGS_LR_HW))
		vgs_core_deactivate_hw(gic, pe, lr->pintid);
}

/* GIC-Q24: an end that no list register answers is counted, not for LPIs. */
static VGS_APART void count_eoi(struct vgs_gic *gic, unsigned pe,
				const struct vgs_lr_end *end)
{
	uint32_t *hcr = &gic->vif[pe].hcr;

	if (!VGS_RULE(GIC_Q24, end->vintid < VGS_INTID_LPI))
		return;
	/* GIC-U19: not the ends of virtual SGIs, if the hypervisor says so. */
	if (VGS_RULE(GIC_U19,
		     (*hcr & VGS_HCR_VSGIEOI) && end->vintid < VGS_INTID_PPI))
		return;
	if (VGS_RULE(GIC_S5, end->gicv && is_listed(gic, pe, end)))
		vgs_core_finding(gic, pe, end->vintid,
				 end->vintid < VGS_INTID_PPI ? VGS_R_GIC_CU68
							     : VGS_R_GIC_CU57);
	/* GIC-Q25: five bits that wrap, the upper ones of the register. */
	*hcr += 1u << 27;
	vgs_core_dirty_virtual(gic, pe);
}

/* What a priority drop takes away. */
struct dropped {
	uint8_t priority; /* VGS_PRIO_IDLE: nothing was active */
	bool nmi;
};

/* An active NMI runs above all others (GIC-N10), and has no active priority. */
static VGS_APART struct dropped drop_nmi(struct vgs_cpuif *cpu,
					 const struct vgs_cpuif_shape *shape)
{
	int group = vgs_cpuif_highest_group(cpu, shape, false);
	struct dropped dropped = { vgs_cpuif_rpr(cpu, shape, false), true };

	vgs_cpuif_drop(cpu, shape, (enum vgs_group)group);
	return dropped;
}

/* GIC-Q19: the most urgent virtual active priority of whatever group. */
static inline struct dropped drop_highest(struct vgs_cpuif *cpu,
					  const struct vgs_cpuif_shape *shape)
{
	struct dropped dropped = { vgs_cpuif_running(cpu, shape), false };
	int bit = vgs_cpuif_ap_highest(cpu, shape);
	int group;

	if (cpu->ap_nmi)
		return drop_nmi(cpu, shape);
	if (bit >= 0) {
		group = vgs_cpuif_group_of(cpu, shape, (unsigned)bit);
		cpu->ap[group][bit / 32] &= ~VGS_BIT(bit % 32);
	}
	return dropped;
}

static inline struct dropped drop(struct vgs_gic *gic, unsigned pe,
				  struct vgs_cpuif *cpu)
{
	struct dropped dropped = drop_highest(cpu, &gic->vshape);

	if (dropped.priority == VGS_PRIO_IDLE)
		return dropped;
	vgs_core_dirty_virtual(gic, pe);
	if (VGS_TRACING(gic))
		trace_virtual(gic, VGS_EV_PRIORITY_DROP, pe, VGS_INTID_NONE,
			      vgs_cpuif_rpr(cpu, &gic->vshape, false),
			      VGS_R_GIC_Q19);
	return dropped;
}

/*
 * GIC-Q20: with another group or level the priority is only dropped.  GICV
 * looks at no level (GIC-S10), and its EOIR at no group.
 */
static inline bool ends(const struct vgs_gic *gic, const struct vgs_cpuif *cpu,
			const struct vgs_lr_end *end, const struct vgs_lr *lr,
			const struct dropped *dropped)
{
	uint8_t mask = vgs_cpuif_group_mask(cpu, vgs_lr_group(lr));

	if (!end->any_group && vgs_lr_group(lr) != end->group)
		return false;
	if (VGS_RULE(GIC_S10, end->gicv))
		return true;
	return vgs_lr_is_nmi(gic, lr) == dropped->nmi &&
	       (dropped->nmi || (lr->priority & mask) == dropped->priority);
}

/* Alternatives of choice GIC-CU88: no virtual priority is active. */
enum {
	CU88_IGNORED,
	CU88_EXAMINES,
	CU88_COUNTED,
};

/* Nothing was active.  @return is the INTID looked for all the same? */
static VGS_COLD bool end_of_nothing(struct vgs_gic *gic, unsigned pe,
				    const struct vgs_lr_end *end)
{
	vgs_core_finding(gic, pe, end->vintid, VGS_R_GIC_CU88);
	if (VGS_CHOICE(gic, GIC_CU88) == CU88_COUNTED && !end->gicv)
		count_eoi(gic, pe, end);
	return VGS_CHOICE(gic, GIC_CU88) == CU88_EXAMINES;
}

void vgs_lr_eoi(struct vgs_gic *gic, unsigned pe, const struct vgs_lr_end *end)
{
	struct vgs_cpuif *cpu = &gic->vif[pe].cpu;
	bool split = cpu->eoimode & VGS_BIT(VGS_EOIMODE_NS);
	struct dropped dropped;
	struct vgs_lr *lr;
	bool idle;
	int n;

	if (vgs_lr_is_special(end->vintid))
		return;
	dropped = drop(gic, pe, cpu);
	idle = dropped.priority == VGS_PRIO_IDLE;
	if (idle && !end_of_nothing(gic, pe, end))
		return;
	/* GIC-E23: through GICV nothing more; ICV_EOIR counts all the same. */
	if (VGS_RULE(GIC_E23, split && end->gicv))
		return;
	n = find_active(gic, pe, end);
	if (n < 0) {
		if (!idle || !end->gicv)
			count_eoi(gic, pe, end);
		return;
	}
	lr = vgs_lr_at(gic, pe, (unsigned)n);
	if (!VGS_RULE(GIC_Q20, ends(gic, cpu, end, lr, &dropped)))
		return;
	if (split && VGS_RULE(GIC_P4, end->vintid < VGS_INTID_LPI))
		return;
	deactivate(gic, pe, (unsigned)n, lr);
}

void vgs_lr_dir(struct vgs_gic *gic, unsigned pe, const struct vgs_lr_end *end)
{
	int n;

	/* GIC-Q23: ignored unless VEOIM, and for LPIs and special INTIDs. */
	if (!VGS_RULE(GIC_Q23,
		      gic->vif[pe].cpu.eoimode & VGS_BIT(VGS_EOIMODE_NS))) {
		unsigned chosen = VGS_CHOICE(gic, GIC_CU89);

		vgs_core_refused(gic, pe, end->vintid, VGS_R_GIC_CU89,
				 chosen == VGS_CU89_SERROR && !end->gicv);
		if (!end->gicv || chosen != 1)
			return;
	}
	if (vgs_lr_is_special(end->vintid) || end->vintid >= VGS_INTID_LPI)
		return;
	n = find_active(gic, pe, end);
	if (n < 0)
		count_eoi(gic, pe, end);
	else
		deactivate(gic, pe, (unsigned)n,
			   vgs_lr_at(gic, pe, (unsigned)n));
}
