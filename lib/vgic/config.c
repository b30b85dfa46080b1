/* SPDX-License-Identifier: MIT */
/* What a VM is made of: the defaults, and whether it can be. */
#include "vgic/config.h"
#include "vgic/abi.h"
#include "vgic/own.h"

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

int vgs_vconfig_check(const struct vgs_vm_config *cfg)
{
	enum vgs_version host;

	if (cfg->size != sizeof(*cfg) || (!cfg->gic && !cfg->hw) ||
	    (cfg->version != VGS_GIC_V2 && cfg->version != VGS_GIC_V3) ||
	    !counts_possible(cfg) || !policy_possible(&cfg->policy) ||
	    !lpis_possible(cfg) || !timers_possible(cfg) ||
	    !irqchip_possible(cfg) ||
	    (cfg->own && !vgs_own_possible(cfg->own, cfg->version)) ||
	    cfg->routes > VGS_VM_MAX_ROUTES ||
	    cfg->irqfds > VGS_VM_MAX_ROUTES ||
	    cfg->regions > VGS_VM_MAX_REGIONS ||
	    (unsigned)cfg->epoch >= VGS_EPOCHS)
		return -VGS_EINVAL;
	host = cfg->gic ? vgs_gic_config(cfg->gic)->version : cfg->host;
	if ((!cfg->stepwise && !vgs_vabi_emulated(cfg, host)) ||
	    (cfg->gic && !vgs_gic_config(cfg->gic)->virt) ||
	    !policy_built(cfg) || !own_built(cfg))
		return -VGS_ENOTSUP;
	return 0;
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
