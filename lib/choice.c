/* SPDX-License-Identifier: MIT */
/*
 * The documented choices: what the architecture leaves open and this model
 * decides, each with its alternatives.  The first name is the default.
 */
#include "core.h"

#include <string.h>

static const struct vgs_choice_info choices[VGS_CHOICES] = {
	[VGS_CHOICE_GIC_A6] = {
		.id = "GIC-A6",
		.doc = "GICD of a GICv2: an access of a size or alignment "
		       "that the register does not have",
		.names = { "raz-wi", "by-bytes" },
	},
	[VGS_CHOICE_GIC_D37] = {
		.id = "GIC-D37",
		.doc = "does an interrupt whose group only the CPU interface "
		       "disables hide less urgent ones of enabled groups",
		.names = { "not-hidden", "hidden" },
	},
	[VGS_CHOICE_GIC_D38] = {
		.id = "GIC-D38",
		.doc = "GICv2: does an interrupt whose group GICD_CTLR "
		       "disables hide less urgent ones of the other group",
		.names = { "not-hidden", "hidden" },
	},
	[VGS_CHOICE_GIC_G3] = {
		.id = "GIC-G3",
		.doc = "GICC_IAR, GICV_IAR with AckCtl = 0: is a Group 1 "
		       "interrupt that PMR lets through but the running "
		       "priority does not read as 1023 or as 1022",
		.names = { "1023", "1022" },
	},
	[VGS_CHOICE_GIC_G6] = {
		.id = "GIC-G6",
		.doc = "GICv2: Secure GICC_EOIR of a Group 1 interrupt with "
		       "AckCtl = 0",
		.names = { "completes", "ignored" },
	},
	[VGS_CHOICE_GIC_CU10] = {
		.id = "GIC-CU10",
		.doc = "GICD_IROUTER.Interrupt_Routing_Mode = 1 with "
		       "GICD_TYPER.No1N = 1",
		.names = { "acts-as-zero", "reads-one-acts-as-zero",
			   "targets-none" },
	},
	[VGS_CHOICE_GIC_CU11] = {
		.id = "GIC-CU11",
		.doc = "GICD_IROUTER names no implemented PE",
		.names = { "not-forwarded", "processor-zero" },
	},
	[VGS_CHOICE_GIC_CU36] = {
		.id = "GIC-CU36",
		.doc = "address bits of GITS_BASER below the page size",
		.names = { "zero", "used" },
	},
	[VGS_CHOICE_GIC_CU39] = {
		.id = "GIC-CU39",
		.doc = "a command that software changes after it moved "
		       "CWRITER past it",
		.names = { "as-changed", "as-it-was" },
	},
	[VGS_CHOICE_GIC_CU42] = {
		.id = "GIC-CU42",
		.doc = "MAPTI or MAPI of an event that is mapped",
		.names = { "replaces", "keeps" },
	},
	[VGS_CHOICE_GIC_CU46] = {
		.id = "GIC-CU46",
		.doc = "MOVI or MOVALL to a Redistributor whose LPIs are "
		       "disabled: pending state",
		.names = { "stays", "lost" },
	},
	[VGS_CHOICE_GIC_CU48] = {
		.id = "GIC-CU48",
		.doc = "EventID bits beyond GITS_TYPER.ID_bits in a write to "
		       "GITS_TRANSLATER",
		.names = { "write-ignored", "bits-ignored" },
	},
	[VGS_CHOICE_GIC_CU8] = {
		.id = "GIC-CU8",
		.doc = "GICD registers of private interrupts, with affinity "
		       "routing off, accessed from a processor number of 8 or "
		       "more",
		.names = { "raz-wi", "processor-zero" },
	},
	[VGS_CHOICE_GIC_CU49] = {
		.id = "GIC-CU49",
		.doc = "ICC_SGI*R.RS is not 0 where ICC_CTLR_EL1.RSS is 1 and "
		       "GICD_TYPER.RSS is 0",
		.names = { "ignored", "rs-is-zero" },
	},
	[VGS_CHOICE_GIC_CU53] = {
		.id = "GIC-CU53",
		.doc = "EOIR while no priority is active",
		.names = { "ignored", "deactivates" },
	},
	[VGS_CHOICE_GIC_CU69] = {
		.id = "GIC-CU69",
		.doc = "GICD_SGIR.TargetListFilter = 3",
		.names = { "ignored", "all" },
	},
	[VGS_CHOICE_GIC_CU75] = {
		.id = "GIC-CU75",
		.doc = "a list register with HW = 1 ends a physical interrupt "
		       "that is not Non-secure Group 1",
		.names = { "ignored", "deactivates" },
	},
	[VGS_CHOICE_GIC_CU88] = {
		.id = "GIC-CU88",
		.doc = "ICV_EOIR or GICV_EOIR while no virtual priority is "
		       "active",
		.names = { "ignored", "examines-list-registers" },
	},
	[VGS_CHOICE_GIC_S2] = {
		.id = "GIC-S2",
		.doc = "GICV_EOIR or GICV_DIR of an SGI with another source "
		       "CPU than its list register's",
		.names = { "not-meant", "ends-it" },
	},
	[VGS_CHOICE_GIC_L12] = {
		.id = "GIC-L12",
		.doc = "LPI pending tables while LPIs are enabled",
		.names = { "written-back", "written-through" },
	},
	[VGS_CHOICE_GIC_B30] = {
		.id = "GIC-B30",
		.doc = "ICFGR of PPIs: written by software, or fixed as "
		       "level-sensitive",
		.names = { "configurable", "fixed" },
	},
	[VGS_CHOICE_GIC_G27] = {
		.id = "GIC-G27",
		.doc = "GICD_SGIR while GICD_CTLR enables no group",
		.names = { "pending", "lost" },
	},
	[VGS_CHOICE_GIC_H21] = {
		.id = "GIC-H21",
		.doc = "GICv2: are SGIs always enabled, or by GICD_ISENABLER0",
		.names = { "always-enabled", "switchable" },
	},
	[VGS_CHOICE_GIC_CU65] = {
		.id = "GIC-CU65",
		.doc = "GICv2: GICC_DIR with EOImode = 0",
		.names = { "ignored", "deactivates" },
	},
	[VGS_CHOICE_GIC_CU66] = {
		.id = "GIC-CU66",
		.doc = "GICC_EOIR of another interrupt than the CPU "
		       "acknowledged last",
		.names = { "drops-and-deactivates", "ignored" },
	},
	[VGS_CHOICE_GIC_CU68] = {
		.id = "GIC-CU68",
		.doc = "GICC_EOIR or GICC_DIR of an SGI with another source "
		       "CPU than it was acknowledged with",
		.names = { "source-not-compared", "ignored" },
	},
	[VGS_CHOICE_GIC_CU74] = {
		.id = "GIC-CU74",
		.doc = "GICv2: a list register with HW = 1 ends a physical SGI",
		.names = { "deactivates", "ignored" },
	},
	[VGS_CHOICE_GIC_CU89] = {
		.id = "GIC-CU89",
		.doc = "GICV_DIR with EOImode = 0",
		.names = { "ignored", "deactivates" },
	},
	[VGS_CHOICE_GIC_U7] = {
		.id = "GIC-U7",
		.doc = "the first KB of a virtual pending table, which "
		       "GICR_VPENDBASER.IDAI of GICv4.0 is about",
		.names = { "summary", "unused" },
	},
	[VGS_CHOICE_GIC_H12] = {
		.id = "GIC-H12",
		.doc = "ICC_SGI1R_EL1 that reaches a Group 0 SGI with one "
		       "security state",
		.names = { "not-forwarded", "forwarded" },
	},
	[VGS_CHOICE_GIC_CU76] = {
		.id = "GIC-CU76",
		.doc = "a list register with NMI = 1 for a Group 0 interrupt "
		       "or an LPI",
		.names = { "nmi-is-zero", "superpriority" },
	},
	[VGS_CHOICE_GIC_CU9] = {
		.id = "GIC-CU9",
		.doc = "memory-mapped access of a size or alignment that the "
		       "register does not have",
		.names = { "raz-wi", "external-abort" },
	},
	[VGS_CHOICE_GIC_X2] = {
		.id = "GIC-X2",
		.doc = "1 of N: which of the candidates a shared interrupt "
		       "goes to",
		.names = { "lowest-processor", "highest-processor" },
	},
};

const struct vgs_choice_info *vgs_choice_at(unsigned index)
{
	return index < VGS_CHOICES ? &choices[index] : NULL;
}

int vgs_gic_config_choose(struct vgs_gic_config *cfg, const char *id,
			  const char *name)
{
	for (unsigned i = 0; i < VGS_CHOICES; i++) {
		if (strcmp(choices[i].id, id))
			continue;
		for (unsigned k = 0; k < VGS_ARRAY(choices[i].names); k++) {
			if (choices[i].names[k] &&
			    !strcmp(choices[i].names[k], name)) {
				cfg->choices[i] = (uint8_t)k;
				return 0;
			}
		}
		return -VGS_EINVAL;
	}
	return -VGS_ENOENT;
}
