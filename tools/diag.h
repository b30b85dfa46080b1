/* SPDX-License-Identifier: MIT */
/*
 * The scenario library's messages as text and as JSON, and JSON strings of
 * text that may be anything.
 */
#ifndef VGICSIM_TOOLS_DIAG_H
#define VGICSIM_TOOLS_DIAG_H

#include <stdint.h>
#include <stdio.h>

#include <jansson.h>
#include <libvgicsim/scenario.h>

/* A loader's message as an object of docs/schema/check.json. */
json_t *diag_json(const struct vgs_diag *diag);
void diag_print(const struct vgs_diag *diag, FILE *to);

/* Text with a final newline. */
void diag_put_lines(const char *text, FILE *to);

/* JSON takes UTF-8 only; a NULL text sets nothing. */
json_t *json_text(const char *text);
void json_set_text(json_t *object, const char *key, const char *text);
void json_set_count(json_t *object, const char *key, uint64_t n);

#endif
