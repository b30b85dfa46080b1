/* SPDX-License-Identifier: MIT */
/* The registers of the frames that a VM has emulated, for the engine. */
#ifndef VGS_VGIC_VREGS_H
#define VGS_VGIC_VREGS_H

#include "vgic/vm.h"

/* The emulated frames; NULL where the VM has none of that kind. */
const struct vgs_frame_desc *vgs_vm_frame(const struct vgs_vm *vm,
					  enum vgs_frame frame);

extern const struct vgs_frame_desc vgs_vgicd_v2, vgs_vgicc, vgs_vgicd_v3,
	vgs_vgicr, vgs_vgits;

/* User space has no such register: KVM_HAS_DEVICE_ATTR says so. */
extern const struct vgs_vreg vgs_vuser_none;

/* Does the guest's access want the world stopped (KVM-MM-35)? */
bool vgs_vreg_stops(const struct vgs_acc *acc, uint32_t offset);

/* vm_trace of every emulated frame. */
void vgs_vreg_trace(struct vgs_vm *vm, const struct vgs_acc *acc,
		    enum vgs_event_kind kind, uint64_t value);

/* One INTID's field of the registers that both distributors have (vregs.c). */
#define VGS_VREG_GET(name)                                                     \
	uint32_t vgs_vreg_get_##name(const struct vgs_vm *vm,                  \
				     const struct vgs_acc *acc, uint32_t slot)
#define VGS_VREG_SET(name)                                                     \
	void vgs_vreg_##name(struct vgs_vm *vm, const struct vgs_acc *acc,     \
			     uint32_t slot, uint32_t value)
VGS_VREG_GET(group);
VGS_VREG_SET(set_group);
VGS_VREG_GET(enabled);
VGS_VREG_SET(enable);
VGS_VREG_SET(disable);
VGS_VREG_GET(pending);
VGS_VREG_SET(set_pending);
VGS_VREG_SET(clear_pending);
VGS_VREG_GET(active);
VGS_VREG_SET(set_active);
VGS_VREG_SET(clear_active);
VGS_VREG_GET(priority);
VGS_VREG_SET(set_priority);
VGS_VREG_GET(config);
VGS_VREG_SET(set_config);

/* What differs for user space (vgic.md 2.7b). */
extern const struct vgs_vreg vgs_vuser_enable, vgs_vuser_set_active,
	vgs_vuser_clear_active, vgs_vuser_iidr;
extern const struct vgs_vreg vgs_vuser_v2_group, vgs_vuser_v2_set_pending,
	vgs_vuser_v2_clear_pending;
extern const struct vgs_vreg vgs_vuser_v3_set_pending,
	vgs_vuser_v3_clear_pending;

/* Registers of a redistributor for LPIs (vgicr_lpi.c). */
#define VGS_VREG_PEEK(name)                                                    \
	uint64_t name(const struct vgs_vm *vm, const struct vgs_acc *acc)
#define VGS_VREG_WRITE(name)                                                   \
	void name(struct vgs_vm *vm, const struct vgs_acc *acc, uint64_t value)
VGS_VREG_PEEK(vgs_vgicr_ctlr_peek);
VGS_VREG_WRITE(vgs_vgicr_ctlr_write);
VGS_VREG_PEEK(vgs_vgicr_propbaser_peek);
VGS_VREG_WRITE(vgs_vgicr_propbaser_write);
VGS_VREG_PEEK(vgs_vgicr_pendbaser_peek);
VGS_VREG_PEEK(vgs_vgicr_pendbaser_kept);
VGS_VREG_WRITE(vgs_vgicr_pendbaser_write);
VGS_VREG_WRITE(vgs_vgicr_invlpir_write);
VGS_VREG_WRITE(vgs_vgicr_invallr_write);
VGS_VREG_PEEK(vgs_vgicr_syncr_peek);

/* GICD_IIDR of both (KVM-MM-6). */
VGS_VREG_PEEK(vgs_vreg_iidr);
/* May user space choose this revision? */
bool vgs_vreg_iidr_accepts(uint64_t value);

/*
 * Distributor enable; by a write that @kicks, 0 to 1 kicks who has something to
 * take (KVM-MM-6).
 */
void vgs_vm_enable(struct vgs_vm *vm, bool enabled, bool kicks);

/* ICC_SGI1R and its kin (KVM-MM-52); GICD_SGIR (KVM-MM-50). */
void vgs_vm_sgi_v3(struct vgs_vm *vm, unsigned vcpu, uint64_t value,
		   bool allow_group1);
void vgs_vm_sgi_v2(struct vgs_vm *vm, unsigned vcpu, uint32_t value);

/* The counter of trapped accesses to a frame. */
enum vgs_vm_stat vgs_vm_trap_stat(enum vgs_frame frame);

/* A trapped access that ends without an entry of its own. */
void vgs_vm_trap_brief(struct vgs_vm *vm, unsigned vcpu, enum vgs_vm_stat stat);

/*
 * Leave the guest, if entered, for an emulated access; vgs_vm_resume() ends.
 * @stat: of a frame, or SYSREG_TRAPS.
 */
int vgs_vm_trap_begin(struct vgs_vm *vm, unsigned vcpu, enum vgs_vm_stat stat);

/* A DIR that left the guest (KVM-OV-16). */
int vgs_vcpu_trap_dir(struct vgs_vm *vm, unsigned vcpu, enum vgs_vm_stat stat,
		      uint32_t value);

/*
 * A GICv3 guest's CPU interface registers but for those that act on list
 * registers, of the context @v: enum vgs_answer (icc.c).
 */
int vgs_icc_read(const struct vgs_vm *vm, const struct vgs_vcpu *v,
		 enum vgs_sysreg id, uint64_t *ret_value);
int vgs_icc_write(const struct vgs_vm *vm, struct vgs_vcpu *v,
		  enum vgs_sysreg id, uint64_t value);

/* What traps of an entered vCPU's, by software: enum vgs_answer (icv.c). */
int vgs_icv_read(struct vgs_vm *vm, unsigned vcpu, enum vgs_sysreg id,
		 uint64_t *ret_value);
int vgs_icv_peek(const struct vgs_vm *vm, unsigned vcpu, enum vgs_sysreg id,
		 uint64_t *ret_value);
int vgs_icv_write(struct vgs_vm *vm, unsigned vcpu, enum vgs_sysreg id,
		  uint64_t value);
/* An entered vCPU's PE to EL2, and back to the guest. */
int vgs_vcpu_at_el2(struct vgs_vm *vm, unsigned vcpu, bool on);

/* A GICv2 guest's CPU interface (gicc.c). */
#define VGS_VM_GICC_SIZE 0x2000u
#define VGS_VM_GICC_DIR	 0x1000u
int vgs_vcpu_gicc_read(struct vgs_vm *vm, unsigned vcpu, uint32_t offset,
		       unsigned size, uint64_t *ret_value);
int vgs_vcpu_gicc_peek(const struct vgs_vm *vm, unsigned vcpu, uint32_t offset,
		       unsigned size, uint64_t *ret_value);
int vgs_vcpu_gicc_write(struct vgs_vm *vm, unsigned vcpu, uint32_t offset,
			unsigned size, uint64_t value);

#endif
