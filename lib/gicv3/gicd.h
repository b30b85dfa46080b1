/* SPDX-License-Identifier: MIT */
/* Handlers of GICD and GICR registers, shared by the tables of both frames. */
#ifndef VGS_GICD_H
#define VGS_GICD_H

#include "gicv3.h"

uint64_t vgs_v3_gicd_ctlr_peek(const struct vgs_gic *gic,
			       const struct vgs_acc *acc);
void vgs_v3_gicd_ctlr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			    uint64_t value);
uint64_t vgs_v3_gicd_typer2_peek(const struct vgs_gic *gic,
				 const struct vgs_acc *acc);
uint64_t vgs_v3_gicd_typer_peek(const struct vgs_gic *gic,
				const struct vgs_acc *acc);
uint64_t vgs_v3_iidr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc);
uint64_t vgs_v3_zero_peek(const struct vgs_gic *gic, const struct vgs_acc *acc);
uint64_t vgs_v3_id_peek(const struct vgs_gic *gic, const struct vgs_acc *acc);
uint64_t vgs_v3_gicd_statusr_peek(const struct vgs_gic *gic,
				  const struct vgs_acc *acc);
void vgs_v3_gicd_statusr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			       uint64_t value);
void vgs_v3_setspi_nsr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			     uint64_t value);
void vgs_v3_clrspi_nsr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			     uint64_t value);
void vgs_v3_setspi_sr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			    uint64_t value);
void vgs_v3_clrspi_sr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			    uint64_t value);
uint64_t vgs_v3_irouter_peek(const struct vgs_gic *gic,
			     const struct vgs_acc *acc);
void vgs_v3_irouter_reg_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			      uint64_t value);
void vgs_v3_group_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint32_t slot, uint32_t value);
uint32_t vgs_v3_grpmod_get(const struct vgs_gic *gic, const struct vgs_acc *acc,
			   uint32_t slot);
void vgs_v3_grpmod_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint32_t slot, uint32_t value);
void vgs_v3_active_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint32_t slot, uint32_t value);
void vgs_v3_active_clear(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint32_t slot, uint32_t value);
void vgs_v3_enable_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint32_t slot, uint32_t value);
void vgs_v3_enable_clear(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint32_t slot, uint32_t value);
uint32_t vgs_v3_nsacr_get(const struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint32_t slot);
void vgs_v3_nsacr_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint32_t slot, uint32_t value);
uint32_t vgs_v3_nmi_get(const struct vgs_gic *gic, const struct vgs_acc *acc,
			uint32_t slot);
void vgs_v3_nmi_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		    uint32_t slot, uint32_t value);
uint32_t vgs_v3_gicd_slot(const struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint32_t intid);

void vgs_v3_gicd_misuse(struct vgs_gic *gic, const struct vgs_acc *acc,
			enum vgs_reg_misuse misuse);

/* Fields of GICD_CTLR in the view of an access. */
const struct vgs_field *vgs_v3_gicd_ctlr_fields(const struct vgs_gic *gic,
						bool secure);

/* Fields that several frames have. */
extern const struct vgs_field vgs_v3_fields_message[];
extern const struct vgs_field vgs_v3_fields_iidr[];
extern const struct vgs_field vgs_v3_fields_statusr[];
extern const struct vgs_field vgs_v3_fields_pidr[];

#endif
