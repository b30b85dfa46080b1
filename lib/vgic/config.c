/* SPDX-License-Identifier: MIT */
/* What a VM is made of: the defaults, and whether it can be. */
#include "vgic/config.h"
#include "vgic/abi.h"
#include "vgic/own.h"
#include "vgic/vits.h"

#define ABSENT UINT64_MAX

void vgs_vm_config_default(struct vgs_vm_config *cfg, enum vgs_version version,
			   enum vgs_epoch epoch)
{
	*cfg = (struct vgs_vm_config){
		.size = sizeof(*cfg),
		.version = version,
		.host = version,
		.vcpus = 1,
		.nirqs = VGS_VM_IRQS,
		.irqfds = 64,
		.epoch = epoch,
		.vhe = true,
		.timer_pintids = { [VGS_TIMER_VIRTUAL] = 27,
				   [VGS_TIMER_PHYSICAL] = 30 },
	};
	vgs_policy_epoch(&cfg->policy, epoch);
	for (unsigned i = 0; i < VGS_FRAMES; i++)
		cfg->frames[i] = ABSENT;
	cfg->frames[VGS_FRAME_GICD] = 0x08000000;
	if (version == VGS_GIC_V2)
		cfg->frames[VGS_FRAME_GICC] = 0x08010000;
	else
		cfg->frames[VGS_FRAME_GICR] = 0x080a0000;
	if (version != VGS_GIC_V2)
		cfg->frames[VGS_FRAME_GITS] = 0x08080000;
}

static bool counts_possible(const struct vgs_vm_config *cfg)
{
	/* Stepwise, KVM_CREATE_DEVICE is what counts them (KVM-UA-1). */
	unsigned max = cfg->version == VGS_GIC_V2 && !cfg->stepwise
			       ? VGS_MAX_VCPUS_V2
			       : VGS_MAX_VCPUS;

	/* KVM-ST-2: 1024 is advertised, 992 is the most that is accepted. */
	return VGS_RULE(KVM_ST_4, cfg->vcpus >= 1 && cfg->vcpus <= max) &&
	       VGS_RULE(KVM_ST_2, cfg->nirqs >= 64 && cfg->nirqs <= 1023 &&
					  cfg->nirqs % 32 == 0);
}

static bool policy_possible(const struct vgs_policy *p)
{
	return (unsigned)p->ap_sort <= VGS_AP_SORT_PENDING_FIRST_DELIVERABLE &&
	       (unsigned)p->lr_overflow <= VGS_LR_OVERFLOW_EOICOUNT_TAIL &&
	       (unsigned)p->mapped_level <= VGS_MAPPED_LEVEL_SW_RESAMPLE &&
	       (unsigned)p->hw_pending_read <= VGS_HW_PENDING_READ_PHYSICAL &&
	       (unsigned)p->lpi_active_in_dist <= VGS_LPI_ACTIVE_DROPPED &&
	       (unsigned)p->forwarding <= VGS_FORWARDING_GICV4_VLPI &&
	       (unsigned)p->sw_level_ack_notify <=
		       VGS_ACK_NOTIFY_ON_DEACTIVATED &&
	       (unsigned)p->list_registers <= VGS_LIST_REGISTERS_KEPT &&
	       (unsigned)p->lazy_v2_init <= VGS_LAZY_V2_INIT_OUTSIDE_RUN_LOOP &&
	       (unsigned)p->iidr_write <= VGS_IIDR_WRITE_KEPT &&
	       (unsigned)p->hide_gicv3 <= VGS_HIDE_GICV3_ALWAYS &&
	       (unsigned)p->vmcr_saved <= VGS_VMCR_SAVED_AT_PUT &&
	       (unsigned)p->wakes_for <= VGS_WAKES_FOR_PENDING &&
	       (unsigned)p->translation_cache <=
		       VGS_TRANSLATION_CACHE_PER_ITS &&
	       (unsigned)p->its_movall <= VGS_ITS_MOVALL_ALL &&
	       (unsigned)p->its_baser_frees <= VGS_ITS_BASER_ON_CHANGE &&
	       (unsigned)p->its_save_unreachable <=
		       VGS_ITS_SAVE_UNREACHABLE_SKIP;
}

/* A GICv2 guest has no LPIs. */
static bool lpis_possible(const struct vgs_vm_config *cfg)
{
	if (cfg->version == VGS_GIC_V2)
		return !cfg->its && !cfg->lpis;
	return cfg->its <= VGS_MAX_ITS && cfg->lpis <= 65536 &&
	       cfg->its_devices <= 65536 && cfg->its_events <= 1048576 &&
	       cfg->its_collections <= 65536;
}

/*
 * Knobs that nothing reads yet may only say what their epoch says anyway: a
 * choice without an effect is refused, not ignored.
 */
static bool policy_built(const struct vgs_vm_config *cfg)
{
	const struct vgs_policy *p = &cfg->policy;

	/* Nobody had LPIs before 4.8. */
	if (p->list_registers == VGS_LIST_REGISTERS_KEPT &&
	    (cfg->its || cfg->lpis))
		return false;
	return p->forwarding != VGS_FORWARDING_GICV4_VLPI;
}

static bool timers_possible(const struct vgs_vm_config *cfg)
{
	const uint32_t *pintids = cfg->timer_pintids;

	if (!cfg->timers)
		return true;
	return cfg->timers->read && cfg->timers->write &&
	       pintids[0] != pintids[1] && pintids[0] >= VGS_INTID_PPI &&
	       pintids[0] < VGS_INTID_SPI && pintids[1] >= VGS_INTID_PPI &&
	       pintids[1] < VGS_INTID_SPI;
}

bool vgs_vabi_emulated(const struct vgs_vm_config *cfg, enum vgs_version host)
{
	if (cfg->version != VGS_GIC_V2)
		return host != VGS_GIC_V2;
	return host == VGS_GIC_V2 || !cfg->gic ||
	       VGS_RULE(KVM_UA_1, vgs_gic_config(cfg->gic)->legacy);
}

/* Somebody else's vgic that has LPIs emulates their frames, too. */
static bool own_built(const struct vgs_vm_config *cfg)
{
	return !cfg->own || cfg->own->frame || (!cfg->its && !cfg->lpis);
}

/* Without a vgic there is nothing of one. */
static bool irqchip_possible(const struct vgs_vm_config *cfg)
{
	if (cfg->pmu_vintid && (cfg->pmu_vintid < VGS_INTID_PPI ||
				cfg->pmu_vintid >= VGS_INTID_SPI))
		return false;
	if (cfg->no_active_state && !cfg->user_irqchip)
		return false;
	return !cfg->user_irqchip ||
	       (!cfg->own && !cfg->its && !cfg->lpis && !cfg->stepwise);
}

/* Maxima that were left to us. */
struct vgs_vm_config vgs_vconfig_completed(const struct vgs_vm_config *cfg)
{
	struct vgs_vm_config full = *cfg;

	if (!full.regions)
		full.regions = full.vcpus < 32 ? 32 : full.vcpus;
	if (full.its && !full.lpis)
		full.lpis = 256;
	if (full.its && !full.its_devices)
		full.its_devices = 32;
	if (full.its && !full.its_events)
		full.its_events = 512;
	if (full.its && !full.its_collections)
		full.its_collections = 64;
	return full;
}

/* --- frames ------------------------------------------------------- */

struct range {
	uint64_t base, size, alignment;
};

#define PAGE_4K	 UINT64_C(0x1000)
#define PAGE_64K UINT64_C(0x10000)

/* KVM-UA-5: aligned, and not beyond what the VM can address. */
static bool range_possible(const struct range *r)
{
	uint64_t end = UINT64_C(1) << VGS_VM_IPA_BITS;

	return VGS_RULE(KVM_UA_5, r->base % r->alignment == 0 &&
					  r->base < end &&
					  r->size <= end - r->base);
}

/* Those that it places; stepwise, the ABI's own checks see to them. */
static unsigned frames_of(const struct vgs_vm_config *cfg,
			  struct range ret_ranges[3])
{
	bool v3 = cfg->version == VGS_GIC_V3;
	const struct range all[3] = {
		{ cfg->frames[VGS_FRAME_GICD], v3 ? PAGE_64K : PAGE_4K,
		  v3 ? PAGE_64K : PAGE_4K },
		{ cfg->frames[v3 ? VGS_FRAME_GICR : VGS_FRAME_GICC],
		  v3 ? cfg->vcpus * 2 * PAGE_64K : 2 * PAGE_4K,
		  v3 ? PAGE_64K : PAGE_4K },
		{ cfg->its ? cfg->frames[VGS_FRAME_GITS] : ABSENT,
		  VGS_VITS_SIZE, PAGE_64K },
	};
	unsigned count = 0;

	if (cfg->stepwise || cfg->user_irqchip)
		return 0;
	for (unsigned n = 0; n < VGS_ARRAY(all); n++)
		if (all[n].base != ABSENT)
			ret_ranges[count++] = all[n];
	return count;
}

static bool frames_possible(const struct vgs_vm_config *cfg)
{
	struct range ranges[3];
	unsigned count = frames_of(cfg, ranges);

	for (unsigned n = 0; n < count; n++)
		if (!range_possible(&ranges[n]))
			return false;
	return true;
}

static bool frames_apart(const struct vgs_vm_config *cfg)
{
	struct range ranges[3];
	unsigned count = frames_of(cfg, ranges);

	for (unsigned n = 0; n < count; n++)
		for (unsigned k = 0; k < n; k++)
			if (ranges[n].base < ranges[k].base + ranges[k].size &&
			    ranges[k].base < ranges[n].base + ranges[n].size)
				return false;
	return true;
}

/* --- the rest of what is handed in -------------------------------- */

static bool affinities_differ(const struct vgs_vm_config *cfg)
{
	if (!cfg->affinities || cfg->vcpus > VGS_MAX_VCPUS)
		return true;
	for (unsigned n = 0; n < cfg->vcpus; n++)
		for (unsigned k = 0; k < n; k++)
			if (cfg->affinities[n] == cfg->affinities[k])
				return false;
	return true;
}

static enum vgs_version host_of(const struct vgs_vm_config *cfg)
{
	return cfg->gic ? vgs_gic_config(cfg->gic)->version : cfg->host;
}

/* Nobody reads the system registers of a GICv2. */
static bool hw_whole(const struct vgs_vm_config *cfg)
{
	const struct vgs_hw_ops *hw = cfg->hw;
	bool sysregs;

	if (!hw)
		return true;
	sysregs = hw->sysreg_read && hw->sysreg_write && hw->sysreg_peek;
	return hw->frame_read && hw->frame_write && hw->frame_peek &&
	       hw->get_pe && hw->set_pe && hw->signals && hw->takes &&
	       (sysregs || host_of(cfg) == VGS_GIC_V2);
}

static bool host_known(const struct vgs_vm_config *cfg)
{
	return cfg->gic ||
	       (cfg->host >= VGS_GIC_V2 && cfg->host <= VGS_GIC_V4_1);
}

/* --- all of it ---------------------------------------------------- */

struct check {
	bool fails;
	int err;
	const char *why;
};

static int first(const struct check *checks, size_t count, const char **ret_why)
{
	for (size_t n = 0; n < count; n++) {
		if (!checks[n].fails)
			continue;
		*ret_why = checks[n].why;
		return checks[n].err;
	}
	*ret_why = NULL;
	return 0;
}

static int check_values(const struct vgs_vm_config *cfg, const char **ret_why)
{
	const struct check checks[] = {
		{ !cfg->gic && !cfg->hw, -VGS_EINVAL, "neither gic nor hw" },
		{ !hw_whole(cfg), -VGS_EINVAL, "hw lacks an accessor" },
		{ !host_known(cfg), -VGS_EINVAL,
		  "hw has a host that is no version of the GIC" },
		{ cfg->version != VGS_GIC_V2 && cfg->version != VGS_GIC_V3,
		  -VGS_EINVAL, "version is neither a GICv2 nor a GICv3" },
		{ !counts_possible(cfg), -VGS_EINVAL,
		  "vcpus, or nirqs (INTIDs), is out of range" },
		{ !policy_possible(&cfg->policy), -VGS_EINVAL,
		  "a policy has no such value" },
		{ (unsigned)cfg->epoch >= VGS_EPOCHS, -VGS_EINVAL,
		  "there is no such epoch" },
		{ !lpis_possible(cfg), -VGS_EINVAL,
		  "its, lpis or its tables are out of range, or of a GICv2" },
		{ !timers_possible(cfg), -VGS_EINVAL,
		  "timers lack an accessor, or timer-pintids are no two PPIs" },
		{ !irqchip_possible(cfg), -VGS_EINVAL,
		  "pmu-vintid is no PPI, or user-irqchip goes with a vgic" },
		{ cfg->own && !vgs_own_possible(cfg->own, cfg->version),
		  -VGS_EINVAL, "own lacks ops, or has those of both kinds" },
		{ cfg->routes > VGS_VM_MAX_ROUTES ||
			  cfg->irqfds > VGS_VM_MAX_ROUTES ||
			  cfg->regions > VGS_VM_MAX_REGIONS,
		  -VGS_EINVAL, "routes, irqfds or regions is out of range" },
		{ !affinities_differ(cfg), -VGS_EINVAL,
		  "two vCPUs have one affinity" },
		{ !frames_possible(cfg), -VGS_EINVAL,
		  "a frame is not aligned, or beyond the addresses of a VM" },
		{ !frames_apart(cfg), -VGS_EINVAL, "two frames overlap" },
	};

	return first(checks, VGS_ARRAY(checks), ret_why);
}

static int check_built(const struct vgs_vm_config *cfg, const char **ret_why)
{
	const struct check checks[] = {
		{ !cfg->stepwise && !vgs_vabi_emulated(cfg, host_of(cfg)),
		  -VGS_ENOTSUP, "the host has no such interface for guests" },
		{ cfg->gic && !vgs_gic_config(cfg->gic)->virt, -VGS_ENOTSUP,
		  "gic has no virtual interfaces (virt)" },
		{ !policy_built(cfg), -VGS_ENOTSUP,
		  "forwarding gicv4-vlpi, or LPIs before there were any" },
		{ !own_built(cfg), -VGS_ENOTSUP,
		  "own says what is in list registers, which has no LPIs" },
	};

	return first(checks, VGS_ARRAY(checks), ret_why);
}

int vgs_vm_config_check(const struct vgs_vm_config *wanted,
			const char **ret_why)
{
	struct vgs_vm_config cfg;
	const char *why;
	int err;

	if (!ret_why)
		ret_why = &why;
	*ret_why = "size is not what vgs_vm_config_default() says";
	if (!wanted || wanted->size != sizeof(*wanted))
		return -VGS_EINVAL;
	cfg = vgs_vconfig_completed(wanted);
	err = check_values(&cfg, ret_why);
	return err ? err : check_built(&cfg, ret_why);
}
