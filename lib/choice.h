/* SPDX-License-Identifier: MIT */
/*
 * The documented choices: what the architecture leaves open and this model
 * decides, each with its alternatives, of which the first is the default.
 * X(enumerator, rule id, what it is about, alternatives)
 */
#ifndef VGS_CHOICE_H
#define VGS_CHOICE_H

/* clang-format off */
#define VGS_CHOICE_LIST(X)						\
	X(GIC_A6, "GIC-A6",						\
	  "GICD of a GICv2: an access of a size or alignment that "	\
	  "the register does not have",					\
	  "raz-wi", "by-bytes")						\
	X(GIC_B30, "GIC-B30",						\
	  "ICFGR of PPIs: written by software, or fixed as "		\
	  "level-sensitive",						\
	  "configurable", "fixed")					\
	X(GIC_D33, "GIC-D33",						\
	  "physical interrupts of equal priority: which goes first "	\
	  "(the other costs a look at all of them)",			\
	  "lowest-intid", "highest-intid")				\
	X(GIC_D37, "GIC-D37",						\
	  "does an interrupt whose group only the CPU interface "	\
	  "disables hide less urgent ones of enabled groups",		\
	  "not-hidden", "hidden")					\
	X(GIC_D38, "GIC-D38",						\
	  "GICv2: does an interrupt whose group GICD_CTLR disables "	\
	  "hide less urgent ones of the other group",			\
	  "not-hidden", "hidden")					\
	X(GIC_G3, "GIC-G3",						\
	  "GICC_IAR, GICV_IAR with AckCtl = 0: is a Group 1 "		\
	  "interrupt that PMR lets through but the running priority "	\
	  "does not read as 1023 or as 1022",				\
	  "1023", "1022")						\
	X(GIC_G6, "GIC-G6",						\
	  "GICv2: Secure GICC_EOIR of a Group 1 interrupt with "	\
	  "AckCtl = 0",							\
	  "completes", "ignored")					\
	X(GIC_G27, "GIC-G27",						\
	  "GICD_SGIR while GICD_CTLR enables no group",			\
	  "pending", "lost")						\
	X(GIC_H12, "GIC-H12",						\
	  "ICC_SGI1R_EL1 that reaches a Group 0 SGI with one "		\
	  "security state",						\
	  "not-forwarded", "forwarded")					\
	X(GIC_H21, "GIC-H21",						\
	  "GICv2: are SGIs always enabled, or by GICD_ISENABLER0",	\
	  "always-enabled", "switchable")				\
	X(GIC_H23, "GIC-H23",						\
	  "an SGI by system register for a security state whose "	\
	  "affinity routing is off",					\
	  "forwarded", "discarded")					\
	X(GIC_L12, "GIC-L12",						\
	  "LPI pending tables while LPIs are enabled",			\
	  "written-back", "written-through")				\
	X(GIC_Q10, "GIC-Q10",						\
	  "list registers of equal priority: which goes first",		\
	  "lowest", "highest")						\
	X(GIC_Q14, "GIC-Q14",						\
	  "ICH_HCR_EL2.En, kept while SCR_EL3.{NS,EEL2} is {0,0}, "	\
	  "where it is RES0",						\
	  "without-effect", "counts")					\
	X(GIC_S2, "GIC-S2",						\
	  "GICV_EOIR or GICV_DIR of an SGI with another source CPU "	\
	  "than its list register's",					\
	  "not-meant", "ends-it")					\
	X(GIC_T6, "GIC-T6",						\
	  "does ICH_HCR_EL2.TDIR trap ICC_DIR where it is not "		\
	  "virtual",							\
	  "traps", "virtual-only")					\
	X(GIC_U7, "GIC-U7",						\
	  "the first KB of a virtual pending table, which "		\
	  "GICR_VPENDBASER.IDAI of GICv4.0 is about",			\
	  "summary", "unused")						\
	X(GIC_CU1, "GIC-CU1",						\
	  "GICD_CTLR.DS set while a group is enabled",			\
	  "takes-effect", "ignored")					\
	X(GIC_CU2, "GIC-CU2",						\
	  "GICD_CTLR.DS set while an interrupt is active",		\
	  "takes-effect", "ignored")					\
	X(GIC_CU3, "GIC-CU3",						\
	  "GICD_CTLR.ARE_NS set while EnableGrp1NS is 1",		\
	  "takes-effect", "ignored")					\
	X(GIC_CU4, "GIC-CU4",						\
	  "GICD_CTLR.ARE_S, or ARE, set while a group is enabled",	\
	  "takes-effect", "ignored")					\
	X(GIC_CU5, "GIC-CU5",						\
	  "GICD_CTLR.ARE_S, ARE_NS or ARE cleared",			\
	  "stays-set", "cleared")					\
	X(GIC_CU6, "GIC-CU6",						\
	  "ICFGR of an interrupt that is enabled",			\
	  "takes-effect", "ignored")					\
	X(GIC_CU7, "GIC-CU7",						\
	  "ICFGR of an interrupt that is pending: what becomes of "	\
	  "that",							\
	  "latch-stays", "cleared", "pending")				\
	X(GIC_CU8, "GIC-CU8",						\
	  "GICD registers of private interrupts, with affinity "	\
	  "routing off, accessed from a processor number of 8 or "	\
	  "more",							\
	  "raz-wi", "processor-zero")					\
	X(GIC_CU9, "GIC-CU9",						\
	  "memory-mapped access of a size or alignment that the "	\
	  "register does not have",					\
	  "raz-wi", "external-abort", "reads-ones", "lower-half")	\
	X(GIC_CU10, "GIC-CU10",						\
	  "GICD_IROUTER.Interrupt_Routing_Mode = 1 with "		\
	  "GICD_TYPER.No1N = 1",					\
	  "acts-as-zero", "reads-one-acts-as-zero", "targets-none")	\
	X(GIC_CU11, "GIC-CU11",						\
	  "GICD_IROUTER names no implemented PE",			\
	  "not-forwarded", "processor-zero",				\
	  "processor-zero-read-back")					\
	X(GIC_CU12, "GIC-CU12",						\
	  "an SPI enabled before its GICD_IROUTER, or "			\
	  "GICD_ITARGETSR, was written",				\
	  "by-reset-value", "last-processor")				\
	X(GIC_CU13, "GIC-CU13",						\
	  "GICR_WAKER.ProcessorSleep cleared while ChildrenAsleep "	\
	  "is 0",							\
	  "takes-effect", "ignored")					\
	X(GIC_CU14, "GIC-CU14",						\
	  "GICR_WAKER.ProcessorSleep set while the CPU interface "	\
	  "enables a group",						\
	  "takes-effect", "ignored")					\
	X(GIC_CU33, "GIC-CU33",						\
	  "GITS_CTLR.Enabled set without a valid queue or table",	\
	  "takes-effect", "ignored")					\
	X(GIC_CU35, "GIC-CU35",						\
	  "address bits [15:12] of GITS_CBASER",			\
	  "zero", "used")						\
	X(GIC_CU36, "GIC-CU36",						\
	  "address bits of GITS_BASER below the page size",		\
	  "zero", "used")						\
	X(GIC_CU37, "GIC-CU37",						\
	  "GITS_CWRITER beyond the queue",				\
	  "stops", "first-slot", "serror")				\
	X(GIC_CU39, "GIC-CU39",						\
	  "a command that software changes after it moved CWRITER "	\
	  "past it",							\
	  "as-changed", "as-it-was")					\
	X(GIC_CU42, "GIC-CU42",						\
	  "MAPTI or MAPI of an event that is mapped",			\
	  "replaces", "keeps")						\
	X(GIC_CU46, "GIC-CU46",						\
	  "MOVI or MOVALL to a Redistributor whose LPIs are "		\
	  "disabled: pending state",					\
	  "stays", "lost")						\
	X(GIC_CU48, "GIC-CU48",						\
	  "EventID bits beyond GITS_TYPER.ID_bits in a write to "	\
	  "GITS_TRANSLATER",						\
	  "write-ignored", "bits-ignored")				\
	X(GIC_CU49, "GIC-CU49",						\
	  "ICC_SGI*R.RS is not 0 where ICC_CTLR_EL1.RSS is 1 and "	\
	  "GICD_TYPER.RSS is 0",					\
	  "ignored", "rs-is-zero")					\
	X(GIC_CU50, "GIC-CU50",						\
	  "GICv3: an SGI to a PE that does not exist",			\
	  "ignored", "serror")						\
	X(GIC_CU51, "GIC-CU51",						\
	  "ICC_EOIR of another interrupt than the PE acknowledged "	\
	  "last",							\
	  "drops-and-deactivates", "drops", "ignored")			\
	X(GIC_CU52, "GIC-CU52",						\
	  "ICC_EOIR0 or EOIR1 while the highest active priority is "	\
	  "not of its groups",						\
	  "ignored", "serror")						\
	X(GIC_CU53, "GIC-CU53",						\
	  "EOIR while no priority is active",				\
	  "ignored", "deactivates")					\
	X(GIC_CU55, "GIC-CU55",						\
	  "ICC_DIR with EOImode = 0",					\
	  "ignored", "serror")						\
	X(GIC_CU57, "GIC-CU57",						\
	  "GICv3: EOIR or DIR deactivates an interrupt that is not "	\
	  "active",							\
	  "ignored", "serror")						\
	X(GIC_CU58, "GIC-CU58",						\
	  "DIR of an SPI that another PE has acknowledged and not "	\
	  "yet ended",							\
	  "deactivates", "ignored")					\
	X(GIC_CU59, "GIC-CU59",						\
	  "active priorities written that were not read before, or "	\
	  "not in order",						\
	  "stored", "ignored")						\
	X(GIC_CU60, "GIC-CU60",						\
	  "the same level active in two groups: whose is dropped "	\
	  "first",							\
	  "group-0", "group-1")						\
	X(GIC_CU61, "GIC-CU61",						\
	  "ICC_CTLR_EL3.RM set while Secure ICC_SRE_EL1.SRE is 1",	\
	  "stored", "ignored")						\
	X(GIC_CU62, "GIC-CU62",						\
	  "ICC_CTLR_EL3.PMHE cleared while ICC_PMR is not 0xff",	\
	  "takes-effect", "ignored")					\
	X(GIC_CU63, "GIC-CU63",						\
	  "ICC_SRE_EL2, ICC_SRE_EL3 or Secure ICC_SRE_EL1: SRE "	\
	  "cleared",							\
	  "stays-set", "cleared")					\
	X(GIC_CU64, "GIC-CU64",						\
	  "GICC of a security state whose affinity routing is on",	\
	  "answers", "raz-wi")						\
	X(GIC_CU65, "GIC-CU65",						\
	  "GICv2: GICC_DIR with EOImode = 0",				\
	  "ignored", "deactivates")					\
	X(GIC_CU66, "GIC-CU66",						\
	  "GICC_EOIR of another interrupt than the CPU acknowledged "	\
	  "last",							\
	  "drops-and-deactivates", "ignored")				\
	X(GIC_CU67, "GIC-CU67",						\
	  "GICv3: Secure GICC_EOIR of a Group 1 interrupt, which is "	\
	  "ignored: the running priority, if it is Secure",		\
	  "stays", "drops")						\
	X(GIC_CU68, "GIC-CU68",						\
	  "GICC_EOIR or GICC_DIR of an SGI with another source CPU "	\
	  "than it was acknowledged with",				\
	  "source-not-compared", "ignored")				\
	X(GIC_CU69, "GIC-CU69",						\
	  "GICD_SGIR.TargetListFilter = 3",				\
	  "ignored", "all")						\
	X(GIC_CU71, "GIC-CU71",						\
	  "a vINTID in two list registers: which one EOIR and DIR "	\
	  "end",							\
	  "lowest-list-register", "highest-list-register")		\
	X(GIC_CU72, "GIC-CU72",						\
	  "a pending list register with vINTID 1020 to 1023",		\
	  "forgotten-when-read", "never-offered")			\
	X(GIC_CU73, "GIC-CU73",						\
	  "a list register with HW = 1 written pending and active",	\
	  "as-written", "active")					\
	X(GIC_CU74, "GIC-CU74",						\
	  "GICv2: a list register with HW = 1 ends a physical SGI",	\
	  "deactivates", "ignored")					\
	X(GIC_CU75, "GIC-CU75",						\
	  "a list register with HW = 1 ends a physical interrupt "	\
	  "that is not Non-secure Group 1",				\
	  "ignored", "deactivates")					\
	X(GIC_CU76, "GIC-CU76",						\
	  "a list register with NMI = 1 for a Group 0 interrupt or "	\
	  "an LPI",							\
	  "nmi-is-zero", "superpriority")				\
	X(GIC_CU77, "GIC-CU77",						\
	  "an LPI written to a list register while ICC_SRE_EL1.SRE "	\
	  "is 0",							\
	  "as-written", "invalid")					\
	X(GIC_CU78, "GIC-CU78",						\
	  "ICH_AP0R written while ICC_SRE_EL1.SRE is 0",		\
	  "stored", "ignored")						\
	X(GIC_CU82, "GIC-CU82",						\
	  "GICR_VPENDBASER makes a vPE resident that is so "		\
	  "elsewhere",							\
	  "takes-effect", "ignored")					\
	X(GIC_CU84, "GIC-CU84",						\
	  "GICR_VPENDBASER.vPEID that the vPE table has not",		\
	  "valid-is-zero", "vpeid-zero")				\
	X(GIC_CU85, "GIC-CU85",						\
	  "GICR_VSGIR while GICR_VSGIPENDR.Busy is 1",			\
	  "ignored", "new-query")					\
	X(GIC_CU86, "GIC-CU86",						\
	  "GICR_VSGIR.vPEID that the vPE table has not",		\
	  "ignored", "vpeid-zero")					\
	X(GIC_CU88, "GIC-CU88",						\
	  "ICV_EOIR or GICV_EOIR while no virtual priority is "		\
	  "active",							\
	  "ignored", "examines-list-registers", "counted")		\
	X(GIC_CU89, "GIC-CU89",						\
	  "ICV_DIR, GICV_DIR with EOImode = 0: GICV may deactivate, "	\
	  "ICV raise a system error",					\
	  "ignored", "deactivates", "serror")				\
	X(GIC_CU93, "GIC-CU93",						\
	  "extended INTIDs where the CPU interfaces lack ExtRange: "	\
	  "ISENABLER",							\
	  "enables", "ignored")						\
	X(GIC_CU95, "GIC-CU95",						\
	  "a PE reset while its Redistributor is awake",		\
	  "stays-awake", "falls-asleep")				\
	X(GIC_X2, "GIC-X2",						\
	  "1 of N: which of the candidates a shared interrupt goes "	\
	  "to",								\
	  "lowest-processor", "highest-processor")
/* clang-format on */

/* The alternative of GIC-CU89 that the virtual CPU interface alone has. */
#define VGS_CU89_SERROR 2

enum vgs_choice_id {
#define VGS_CHOICE_ENUM(name, ...) VGS_CHOICE_##name,
	VGS_CHOICE_LIST(VGS_CHOICE_ENUM)
#undef VGS_CHOICE_ENUM
		VGS_CHOICES,
};

/* VGS_CHOICE(gic, GIC_D37) is the number of the selected alternative. */
#define VGS_CHOICE(gic, id) ((gic)->cfg.choices[VGS_CHOICE_##id])

/* Misuse @id (facts section V): a finding, then what is chosen for it. */
#define VGS_MISUSE(gic, pe, intid, id)                                         \
	(vgs_core_finding(gic, pe, intid, VGS_R_##id), VGS_CHOICE(gic, id))

#endif
