/* SPDX-License-Identifier: MIT */
/*
 * Faults of other implementations that change state, so that no excuse can
 * name the observations they spoil.  Off unless a replay asks for them.
 */
#include "core.h"

#include <string.h>

static const struct vgs_quirk_info quirks[VGS_QUIRKS] = {
	[VGS_QUIRK_QD_4] = {
		"QD-4",
		"GICv3: GICD_IPRIORITYR and GICR_IPRIORITYR keep and order by "
		"all eight bits whatever is implemented, and an interrupt of "
		"priority 0xff is none",
	},
	[VGS_QUIRK_QD_6] = {
		"QD-6",
		"GICv3: ICH_MISR_EL2.VGrp0D is about VENG1, not VENG0",
	},
	[VGS_QUIRK_QD_9] = {
		"QD-9",
		"GICv3: GICD_IROUTER keeps its RES0 bits",
	},
	[VGS_QUIRK_QD_32] = {
		"QD-32",
		"GICv2: GICD_SGIR sends without regard to NSATT, the SGI's "
		"group and the writer's security",
	},
	[VGS_QUIRK_QD_33] = {
		"QD-33",
		"GICv2: an SPI is pending by its latch, and active, for each "
		"CPU: acknowledge and end are the acting CPU's, and a new "
		"target does not inherit them",
	},
	[VGS_QUIRK_QD_34] = {
		"QD-34",
		"GICv2: an SPI without a target is not set pending by "
		"GICD_ISPENDR or an edge",
	},
	[VGS_QUIRK_QD_35] = {
		"QD-35",
		"GICv2: GICD_ITARGETSR keeps bits of CPU interfaces that do "
		"not exist",
	},
	[VGS_QUIRK_QD_40] = {
		"QD-40",
		"GICv2: GICC_IAR and GICV_IAR look at the enables of both "
		"groups together, and name and acknowledge an interrupt whose "
		"own group is disabled",
	},
	[VGS_QUIRK_QD_41] = {
		"QD-41",
		"GICv2: GICC_HPPIR and GICV_HPPIR name only what PMR and the "
		"enables let through",
	},
	[VGS_QUIRK_QD_42] = {
		"QD-42",
		"GICv2: Non-secure accesses read and write the targets of "
		"Group 0 interrupts",
	},
	[VGS_QUIRK_QD_44] = {
		"QD-44",
		"GICv2: preemption compares the whole priority, not the group "
		"priority, with the running one",
	},
	[VGS_QUIRK_QX_3] = {
		"QX-3",
		"GICv3: a write of ICH_VMCR_EL2 keeps all eight bits of VPMR "
		"whatever is implemented",
	},
	[VGS_QUIRK_QX_4] = {
		"QX-4",
		"GICv3: the configuration of all pending LPIs is read again "
		"when the most urgent one goes, one is invalidated, or MOVALL "
		"brings more",
	},
};

const struct vgs_quirk_info *vgs_quirk_at(unsigned index)
{
	return index < VGS_QUIRKS ? &quirks[index] : NULL;
}

int vgs_gic_config_quirk(struct vgs_gic_config *cfg, const char *id, bool on)
{
	for (unsigned i = 0; i < VGS_QUIRKS; i++) {
		if (strcmp(quirks[i].id, id))
			continue;
		cfg->quirks &= ~VGS_BIT(i);
		cfg->quirks |= on ? VGS_BIT(i) : 0;
		return 0;
	}
	return -VGS_ENOENT;
}
