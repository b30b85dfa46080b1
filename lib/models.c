/* SPDX-License-Identifier: MIT */
/* The models of this build by architecture version. */
#include "models.h"

const struct vgs_model *vgs_model_find(enum vgs_version version)
{
	switch (version) {
	case VGS_GIC_V2:
#ifdef VGS_WITH_GICV2
		return &vgs_model_gicv2;
#else
		return NULL;
#endif
	case VGS_GIC_V3:
	case VGS_GIC_V4:
	case VGS_GIC_V4_1:
#ifdef VGS_WITH_GICV3
		return &vgs_model_gicv3;
#else
		return NULL;
#endif
	}
	return NULL;
}
