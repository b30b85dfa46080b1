/* SPDX-License-Identifier: MIT */
/*
 * The decisions of the vgic that changed over the kernel's history: what each
 * epoch did, and the knobs by name.
 */
#include <libvgicsim/vgic.h>

#include <stddef.h>
#include <string.h>

#include "bits.h"

/* POL-10 is on-lr-state everywhere: KVM-FO-12 says why. */
static const struct vgs_policy epochs[VGS_EPOCHS] = {
	[VGS_EPOCH_E0] = {
		.ap_sort = VGS_AP_SORT_ACTIVE_FIRST,
		.lr_overflow = VGS_LR_OVERFLOW_UIE_ONLY,
		.mapped_level = VGS_MAPPED_LEVEL_OWNER_POLLS,
		.hw_pending_read = VGS_HW_PENDING_READ_VIRTUAL,
		.lpi_active_in_dist = VGS_LPI_ACTIVE_KEPT,
		.forwarding = VGS_FORWARDING_FWD_2014_RFC,
		.list_registers = VGS_LIST_REGISTERS_KEPT,
		.icpendr_clears_line = true,
		.timer_level_cache = true,
		.wakes_for = VGS_WAKES_FOR_PENDING,
		.resample_on_fold = true,
		.translation_cache = VGS_TRANSLATION_CACHE_NONE,
		.its_movall = VGS_ITS_MOVALL_SOURCE,
		.its_baser_frees = VGS_ITS_BASER_ON_INVALID,
		.its_save_unreachable = VGS_ITS_SAVE_UNREACHABLE_FAIL,
		.its_unmap_clears = false,
	},
	[VGS_EPOCH_E1] = {
		.ap_sort = VGS_AP_SORT_ACTIVE_FIRST,
		.lr_overflow = VGS_LR_OVERFLOW_UIE_ONLY,
		.mapped_level = VGS_MAPPED_LEVEL_OWNER_POLLS,
		.hw_pending_read = VGS_HW_PENDING_READ_VIRTUAL,
		.lpi_active_in_dist = VGS_LPI_ACTIVE_KEPT,
		.forwarding = VGS_FORWARDING_VCPU_AFFINITY,
		.forward_check = true,
		.timer_level_cache = true,
		.level_active_pending = true,
		.sgi_sources_at_once = true,
		.sgi_active_source_lost = true,
		.wakes_for = VGS_WAKES_FOR_PENDING,
		.vmcr_saved = VGS_VMCR_SAVED_AT_PUT,
		.resample_on_fold = true,
		.translation_cache = VGS_TRANSLATION_CACHE_NONE,
		.its_movall = VGS_ITS_MOVALL_SOURCE,
		.its_baser_frees = VGS_ITS_BASER_ON_INVALID,
		.its_save_unreachable = VGS_ITS_SAVE_UNREACHABLE_FAIL,
		.its_unmap_clears = false,
	},
	[VGS_EPOCH_E2] = {
		.ap_sort = VGS_AP_SORT_ACTIVE_FIRST,
		.lr_overflow = VGS_LR_OVERFLOW_UIE_ONLY,
		.mapped_level = VGS_MAPPED_LEVEL_LOWER_AND_RESAMPLE,
		.mapped_ap_resample = true,
		.hw_pending_read = VGS_HW_PENDING_READ_PHYSICAL,
		.lpi_active_in_dist = VGS_LPI_ACTIVE_KEPT,
		.forwarding = VGS_FORWARDING_VCPU_AFFINITY,
		.forward_check = true,
		.timer_level_cache = true,
		.iidr_write = VGS_IIDR_WRITE_KEPT,
		.pre_init_registers = true,
		.failed_run_kills = true,
		.vmcr_saved = VGS_VMCR_SAVED_AT_PUT_AND_WFI,
		.hide_gicv3 = VGS_HIDE_GICV3_ON_GICV3,
		.resample_on_fold = true,
		.translation_cache = VGS_TRANSLATION_CACHE_PER_ITS,
		.its_movall = VGS_ITS_MOVALL_ALL,
		.its_baser_frees = VGS_ITS_BASER_ON_INVALID,
		.its_save_unreachable = VGS_ITS_SAVE_UNREACHABLE_FAIL,
		.its_unmap_clears = true,
	},
	[VGS_EPOCH_E3] = {
		.ap_sort = VGS_AP_SORT_PENDING_FIRST_DELIVERABLE,
		.lr_overflow = VGS_LR_OVERFLOW_EOICOUNT_HEAD,
		.mapped_level = VGS_MAPPED_LEVEL_LOWER_AND_RESAMPLE,
		.mapped_ap_resample = true,
		.hw_pending_read = VGS_HW_PENDING_READ_PHYSICAL,
		.lpi_active_in_dist = VGS_LPI_ACTIVE_DROPPED,
		.forwarding = VGS_FORWARDING_VCPU_AFFINITY,
		.forward_check = true,
		.timer_level_cache = true,
		.iidr_write = VGS_IIDR_WRITE_KEPT,
		.pre_init_registers = true,
		.failed_run_kills = true,
		.resample_on_fold = true,
		.translation_cache = VGS_TRANSLATION_CACHE_PER_ITS,
		.its_movall = VGS_ITS_MOVALL_ALL,
		.its_baser_frees = VGS_ITS_BASER_ON_INVALID,
		.its_save_unreachable = VGS_ITS_SAVE_UNREACHABLE_FAIL,
		.its_unmap_clears = true,
	},
	[VGS_EPOCH_E4] = {
		.ap_sort = VGS_AP_SORT_PENDING_FIRST_DELIVERABLE,
		.lr_overflow = VGS_LR_OVERFLOW_EOICOUNT_TAIL,
		.mapped_level = VGS_MAPPED_LEVEL_LOWER_AND_RESAMPLE,
		.mapped_ap_resample = true,
		.hw_pending_read = VGS_HW_PENDING_READ_PHYSICAL,
		.lpi_active_in_dist = VGS_LPI_ACTIVE_DROPPED,
		.forwarding = VGS_FORWARDING_VCPU_AFFINITY,
		.forward_check = true,
		.timer_level_cache = false,
		.lazy_v2_init = VGS_LAZY_V2_INIT_OUTSIDE_RUN_LOOP,
		.pre_init_registers = true,
		.failed_run_kills = true,
		.resample_on_fold = true,
		.translation_cache = VGS_TRANSLATION_CACHE_PER_ITS,
		.its_movall = VGS_ITS_MOVALL_ALL,
		.its_baser_frees = VGS_ITS_BASER_ON_INVALID,
		.its_save_unreachable = VGS_ITS_SAVE_UNREACHABLE_FAIL,
		.its_unmap_clears = true,
	},
	[VGS_EPOCH_E5] = {
		.ap_sort = VGS_AP_SORT_PENDING_FIRST_DELIVERABLE,
		.lr_overflow = VGS_LR_OVERFLOW_EOICOUNT_TAIL,
		.mapped_level = VGS_MAPPED_LEVEL_LOWER_AND_RESAMPLE,
		.mapped_ap_resample = true,
		.hw_pending_read = VGS_HW_PENDING_READ_PHYSICAL,
		.lpi_active_in_dist = VGS_LPI_ACTIVE_DROPPED,
		.forwarding = VGS_FORWARDING_VCPU_AFFINITY,
		.forward_check = true,
		.timer_level_cache = false,
		.lazy_v2_init = VGS_LAZY_V2_INIT_OUTSIDE_RUN_LOOP,
		.pre_init_registers = true,
		.failed_run_kills = true,
		.resample_on_fold = true,
		.translation_cache = VGS_TRANSLATION_CACHE_PER_ITS,
		.its_movall = VGS_ITS_MOVALL_SOURCE,
		.its_baser_frees = VGS_ITS_BASER_ON_CHANGE,
		.its_save_unreachable = VGS_ITS_SAVE_UNREACHABLE_SKIP,
		.its_unmap_clears = true,
	},
};

/* X(field, type, name, rule, doc, values...) */
/* clang-format off */
#define KNOBS(X)                                                               \
	X(ap_sort, enum vgs_ap_sort, "ap-sort", "KVM-AP-20",                   \
	  "order of the ap_list when it is sorted",                            \
	  "active-first", "pending-first", "pending-first-deliverable")        \
	X(lr_overflow, enum vgs_lr_overflow, "lr-overflow", "KVM-OV-1",        \
	  "more interrupts than list registers",                               \
	  "uie-only", "eoicount-head", "eoicount-tail")                        \
	X(mapped_level, enum vgs_mapped_level, "mapped-level", "KVM-ML-1",     \
	  "who notices that a mapped line fell",                               \
	  "owner-polls", "lower-and-resample", "sw-resample")                  \
	X(mapped_ap_resample, bool, "mapped-ap-resample", "KVM-ML-7",          \
	  "resample on a deactivation with the line raised again",             \
	  "false", "true")                                                     \
	X(hw_pending_read, enum vgs_hw_pending_read, "hw-pending-read",        \
	  "KVM-MM-33",                                                         \
	  "what a guest reads as pending of a mapped level interrupt",         \
	  "virtual", "physical")                                               \
	X(lpi_active_in_dist, enum vgs_lpi_active, "lpi-active-in-dist",       \
	  "KVM-FO-6", "active state of an LPI when it is folded",              \
	  "kept", "dropped")                                                   \
	X(forwarding, enum vgs_forwarding, "forwarding", "KVM-HO-20",          \
	  "how a forwarded device interrupt is carried",                       \
	  "none", "fwd-2014-rfc", "vcpu-affinity", "gicv4-vlpi")               \
	X(forward_check, bool, "forward-check", "KVM-VF-22",                   \
	  "a busy interrupt cannot be forwarded", "false", "true")             \
	X(timer_level_cache, bool, "timer-level-cache", "KVM-TM-8",            \
	  "the timer remembers the level it last set",                         \
	  "false", "true")                                                     \
	X(sw_level_ack_notify, enum vgs_ack_notify, "sw-level-ack-notify",     \
	  "KVM-FO-12",                                                         \
	  "when the end of a software level interrupt is notified",            \
	  "on-lr-state", "on-deactivated")                                     \
	X(lazy_v2_init, enum vgs_lazy_v2_init, "lazy-v2-init", "KVM-UA-3",     \
	  "which injections initialise a GICv2 VM",                            \
	  "any-injection", "outside-run-loop")                                           \
	X(iidr_write, enum vgs_iidr_write, "iidr-write", "KVM-UA-24",          \
	  "what user space's write of a GICD_IIDR revision does",              \
	  "checked", "kept")                                                   \
	X(pre_init_registers, bool, "pre-init-registers", "KVM-UA-10",         \
	  "registers that user space reaches before INIT",                     \
	  "false", "true")                                                     \
	X(failed_run_kills, bool, "failed-run-kills", "KVM-UA-6",              \
	  "a first run that fails kills the VM", "false", "true")              \
	X(list_registers, enum vgs_list_registers, "list-registers",           \
	  "KVM-OLD-5", "list registers when the guest is left",                \
	  "refilled", "kept")                                                  \
	X(icpendr_clears_line, bool, "icpendr-clears-line", "KVM-OLD-10",      \
	  "clearing a level's pending clears its line", "false", "true")       \
	X(group0_trap, bool, "group0-trap", "KVM-CI-1",                        \
	  "the guest's registers of Group 0 trap", "false", "true")            \
	X(group1_trap, bool, "group1-trap", "KVM-CI-1",                        \
	  "the guest's registers of Group 1 trap", "false", "true")            \
	X(common_trap, bool, "common-trap", "KVM-CI-1",                        \
	  "the guest's registers of both groups trap", "false", "true")        \
	X(dir_trap, bool, "dir-trap", "KVM-CI-1",                              \
	  "the guest's ICC_DIR_EL1 traps", "false", "true")                    \
	X(hide_gicv3, enum vgs_hide_gicv3, "hide-gicv3", "KVM-CI-1",           \
	  "where a VM without a GICv3 has its trap bits",                      \
	  "never", "gicv3-host", "any-host")                                      \
	X(vmcr_saved, enum vgs_vmcr_saved, "vmcr-saved", "KVM-AP-31",          \
	  "when the vgic gets to know of a guest's priority mask",             \
	  "at-exit", "at-put-and-wfi", "at-put")                               \
	X(level_active_pending, bool, "level-active-pending", "KVM-LR-13",     \
	  "a level may be pending while active in a list register",            \
	  "false", "true")                                                     \
	X(sgi_sources_at_once, bool, "sgi-sources-at-once", "KVM-LR-14",       \
	  "all sources of an SGI have list registers at the same time",        \
	  "false", "true")                                                     \
	X(sgi_active_source_lost, bool, "sgi-active-source-lost", "KVM-FO-3",  \
	  "an exit forgets the source of an SGI that is active",               \
	  "false", "true")                                                     \
	X(wakes_for, enum vgs_wakes_for, "wakes-for", "KVM-AP-30",             \
	  "which pending interrupts end a WFI", "unmasked", "pending")         \
	X(gicv_trap, bool, "gicv-trap", "KVM-MM-62",                           \
	  "a GICv2 guest's GICC traps", "false", "true")                       \
	X(resample_on_fold, bool, "resample-on-fold", "KVM-ML-4",              \
	  "sample the physical line of a mapped level interrupt on fold",      \
	  "false", "true")                                                     \
	X(translation_cache, enum vgs_translation_cache, "translation-cache",  \
	  "KVM-IT-70", "which translations of MSIs are remembered",            \
	  "none", "lru", "per-its")                                            \
	X(its_movall, enum vgs_its_movall, "its-movall", "KVM-IT-29",          \
	  "which LPIs MOVALL moves", "source", "all")                          \
	X(its_baser_frees, enum vgs_its_baser_frees, "its-baser-frees",        \
	  "KVM-IT-3", "which writes of GITS_BASER drop what is mapped",        \
	  "on-invalid", "on-change")                                           \
	X(its_save_unreachable, enum vgs_its_save_unreachable,                 \
	  "its-save-unreachable", "KVM-IT-50",                                 \
	  "a save finds a device that has no place in its table",              \
	  "fail", "skip")                                                      \
	X(its_unmap_clears, bool, "its-unmap-clears", "KVM-IT-20",             \
	  "unmapping clears the entry in guest memory", "false", "true")
/* clang-format on */

static const struct vgs_knob_info knobs[] = {
#define KNOB_INFO(field, type, id, by, text, ...)                              \
	{ .name = id, .rule = by, .values = { __VA_ARGS__ }, .doc = text },
	KNOBS(KNOB_INFO)
#undef KNOB_INFO
};

void vgs_policy_epoch(struct vgs_policy *policy, enum vgs_epoch epoch)
{
	if (policy && (unsigned)epoch < VGS_EPOCHS)
		*policy = epochs[epoch];
}

static const char *const epoch_names[VGS_EPOCHS] = {
	"E0", "E1", "E2", "E3", "E4", "E5",
};

enum vgs_epoch vgs_epoch_by_name(const char *name)
{
	unsigned epoch = 0;

	while (epoch < VGS_EPOCHS &&
	       (!name || strcmp(epoch_names[epoch], name)))
		epoch++;
	return (enum vgs_epoch)epoch;
}

const char *vgs_epoch_name(enum vgs_epoch epoch)
{
	return (unsigned)epoch < VGS_EPOCHS ? epoch_names[epoch] : "?";
}

const struct vgs_knob_info *vgs_knob_at(unsigned index)
{
	return index < VGS_ARRAY(knobs) ? &knobs[index] : NULL;
}

static int knob_index(const char *name)
{
	for (unsigned i = 0; name && i < VGS_ARRAY(knobs); i++)
		if (!strcmp(knobs[i].name, name))
			return (int)i;
	return -1;
}

/* Knob by number, in the order of KNOBS. */
static void knob_store(struct vgs_policy *policy, int knob, unsigned value)
{
	int n = 0;

#define KNOB_STORE(field, type, ...)                                           \
	if (knob == n++)                                                       \
		policy->field = (type)value;
	KNOBS(KNOB_STORE)
#undef KNOB_STORE
}

static unsigned knob_load(const struct vgs_policy *policy, int knob)
{
	const unsigned values[] = {
#define KNOB_LOAD(field, ...) (unsigned)policy->field,
		KNOBS(KNOB_LOAD)
#undef KNOB_LOAD
	};

	return values[knob];
}

int vgs_policy_set(struct vgs_policy *policy, const char *knob,
		   const char *value)
{
	int k = knob_index(knob);

	if (k < 0)
		return -VGS_ENOENT;
	for (unsigned v = 0; value && knobs[k].values[v]; v++) {
		if (!strcmp(knobs[k].values[v], value)) {
			knob_store(policy, k, v);
			return 0;
		}
	}
	return -VGS_EINVAL;
}

const char *vgs_policy_get(const struct vgs_policy *policy, const char *knob)
{
	int k = knob_index(knob);
	unsigned v;

	if (k < 0)
		return NULL;
	v = knob_load(policy, k);
	return v < VGS_ARRAY(knobs[k].values) ? knobs[k].values[v] : NULL;
}
