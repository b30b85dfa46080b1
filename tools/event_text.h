/* SPDX-License-Identifier: MIT */
/*
 * One event of the model as a line for people: stable columns, names instead
 * of numbers.
 */
#ifndef VGICSIM_TOOLS_EVENT_TEXT_H
#define VGICSIM_TOOLS_EVENT_TEXT_H

#include <stdio.h>

#include <libvgicsim/event.h>

void event_print(const struct vgs_event *event, FILE *to);

#endif
