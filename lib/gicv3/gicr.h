/* SPDX-License-Identifier: MIT */
/* Handlers of GICR registers: gicr.c for the table in gicr_table.c. */
#ifndef VGS_GICR_H
#define VGS_GICR_H

#include "gicd.h"

uint64_t vgs_v3_gicr_ctlr_peek(const struct vgs_gic *gic,
			       const struct vgs_acc *acc);
void vgs_v3_gicr_ctlr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			    uint64_t value);
uint64_t vgs_v3_gicr_typer_peek(const struct vgs_gic *gic,
				const struct vgs_acc *acc);
uint64_t vgs_v3_waker_peek(const struct vgs_gic *gic,
			   const struct vgs_acc *acc);
void vgs_v3_waker_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			uint64_t value);
uint64_t vgs_v3_gicr_statusr_peek(const struct vgs_gic *gic,
				  const struct vgs_acc *acc);
void vgs_v3_gicr_statusr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			       uint64_t value);
/* LPIs: gicr_lpi.c */
uint64_t vgs_v3_propbaser_peek(const struct vgs_gic *gic,
			       const struct vgs_acc *acc);
void vgs_v3_propbaser_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			    uint64_t value);
uint64_t vgs_v3_pendbaser_peek(const struct vgs_gic *gic,
			       const struct vgs_acc *acc);
uint64_t vgs_v3_pendbaser_kept(const struct vgs_gic *gic,
			       const struct vgs_acc *acc);
void vgs_v3_pendbaser_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			    uint64_t value);
void vgs_v3_setlpir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint64_t value);
void vgs_v3_clrlpir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint64_t value);
void vgs_v3_invlpir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint64_t value);
void vgs_v3_invallr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint64_t value);
uint64_t vgs_v3_syncr_peek(const struct vgs_gic *gic,
			   const struct vgs_acc *acc);
/* Can an image hold this struct vgs_v3_lpi: of a PE; of anyone? */
bool vgs_v3_lpi_valid(const struct vgs_gic *gic, const void *item,
		      uint32_t index);
bool vgs_v3_lpi_space_valid(const struct vgs_gic *gic, const void *item,
			    uint32_t index);
/* Virtual LPIs: gicr_vlpi.c */
/* The model's lpi_agrees(). */
bool vgs_v3_lpi_agrees(const struct vgs_gic *gic, const struct vgs_image *image,
		       const struct vgs_lpi *lpi);

bool vgs_v3_vlpi_valid(const struct vgs_gic *gic, const void *item,
		       uint32_t index);
uint64_t vgs_v3_vpropbaser_peek(const struct vgs_gic *gic,
				const struct vgs_acc *acc);
void vgs_v3_vpropbaser_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			     uint64_t value);
uint64_t vgs_v3_vpendbaser_peek(const struct vgs_gic *gic,
				const struct vgs_acc *acc);
void vgs_v3_vpendbaser_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			     uint64_t value);
void vgs_v3_vsgir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			uint64_t value);
uint64_t vgs_v3_vsgipendr_peek(const struct vgs_gic *gic,
			       const struct vgs_acc *acc);
uint32_t vgs_v3_gicr_slot(const struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint32_t intid);

void vgs_v3_gicr_misuse(struct vgs_gic *gic, const struct vgs_acc *acc,
			enum vgs_reg_misuse misuse);

/* The frame where there are virtual LPIs. */
extern const struct vgs_frame_desc vgs_v3_gicr_vlpis;

#endif
