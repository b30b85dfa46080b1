/* SPDX-License-Identifier: MIT */
/* Offsets of GICD that a GICv2 and a guest's distributor have. */
#ifndef TESTS_GICD_H
#define TESTS_GICD_H

#define D_CTLR	     0x000
#define D_TYPER	     0x004
#define D_IIDR	     0x008
#define D_IGROUPR    0x080
#define D_ISENABLER  0x100
#define D_ICENABLER  0x180
#define D_ISPENDR    0x200
#define D_ICPENDR    0x280
#define D_ISACTIVER  0x300
#define D_ICACTIVER  0x380
#define D_IPRIORITYR 0x400
#define D_ITARGETSR  0x800
#define D_ICFGR	     0xc00
#define D_SGIR	     0xf00
#define D_CPENDSGIR  0xf10
#define D_SPENDSGIR  0xf20

#endif
