/* SPDX-License-Identifier: MIT */
/* A VM's interrupts as KVM shows them, its vCPUs with their list registers. */
#ifndef TOOLS_DUMP_VM_H
#define TOOLS_DUMP_VM_H

#include <libvgicsim/vgic.h>
#include <stdio.h>

void dump_vm(FILE *to, const char *name, const struct vgs_vm *vm);

#endif
