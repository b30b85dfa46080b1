/* SPDX-License-Identifier: MIT */
/* Faults of other implementations, off by default: index into quirk.c. */
#ifndef VGS_QUIRK_H
#define VGS_QUIRK_H

#include "bits.h"

enum vgs_quirk_id {
	VGS_QUIRK_QD_4,
	VGS_QUIRK_QD_6,
	VGS_QUIRK_QD_9,
	VGS_QUIRK_QD_32,
	VGS_QUIRK_QD_33,
	VGS_QUIRK_QD_34,
	VGS_QUIRK_QD_35,
	VGS_QUIRK_QD_40,
	VGS_QUIRK_QD_41,
	VGS_QUIRK_QD_42,
	VGS_QUIRK_QD_44,
	VGS_QUIRK_QX_3,
	VGS_QUIRK_QX_4,
	VGS_QUIRKS,
};

#define VGS_QUIRK(gic, id) ((gic)->cfg.quirks & VGS_BIT(VGS_QUIRK_##id))

#endif
