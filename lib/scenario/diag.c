/* SPDX-License-Identifier: MIT */
/*
 * Messages with their place, the line they are about, and their text form.
 */
#include "diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define QUOTED_MAX 60u /* bytes of the author's own words in a message */

struct message {
	const char *code;
	const char *text;
	const char *help;
};

static const struct message messages[] = {
#define MESSAGE(id, code, text, help) { code, text, help },
	VGS_SCN_MESSAGES(MESSAGE)
#undef MESSAGE
};

const char *vgs_scn_msg_code(enum vgs_scn_msg msg)
{
	return messages[msg].code;
}

const char *vgs_scenario_message(unsigned i)
{
	return i < VGS_SCN_MSG_COUNT ? messages[i].code : NULL;
}

/* Replaces {0} to {2}; NULL without memory. */
static const char *expand(struct vgs_scn_arena *arena, const char *text,
			  const char *const args[3])
{
	const char *safe[3] = { "", "", "" };
	struct vgs_scn_out out = { NULL, 0, 0 };
	unsigned pass;
	size_t i;

	for (i = 0; i < 3; i++) {
		if (!args[i])
			continue;
		safe[i] = vgs_scn_excerpt(arena, args[i], strlen(args[i]),
					  QUOTED_MAX);
		if (!safe[i])
			return NULL;
	}
	for (pass = 0; pass < 2; pass++) {
		const char *p;

		out.len = 0;
		for (p = text; *p; p++) {
			if (p[0] == '{' && p[1] >= '0' && p[1] <= '2' &&
			    p[2] == '}') {
				vgs_scn_put(&out, safe[p[1] - '0']);
				p += 2;
			} else {
				vgs_scn_put_n(&out, p, 1);
			}
		}
		if (pass == 0) {
			out.size = out.len + 1;
			out.buf = vgs_scn_zalloc(arena, out.size);
			if (!out.buf)
				return NULL;
		}
	}
	return out.buf;
}

static bool known(const struct vgs_scn_diags *diags,
		  const struct vgs_diag *diag)
{
	unsigned i;

	for (i = 0; i < diags->count; i++) {
		const struct vgs_diag *d = &diags->list[i];

		if (d->line == diag->line && d->column == diag->column &&
		    d->code == diag->code && d->file == diag->file &&
		    vgs_scn_streq(d->message, diag->message))
			return true;
	}
	return false;
}

struct vgs_diag *vgs_scn_diag_at(struct vgs_scn_diags *diags,
				 enum vgs_scn_msg msg,
				 const struct vgs_scn_pos *pos, const char *a,
				 const char *b, const char *c)
{
	const char *const args[3] = { a, b, c };
	struct vgs_diag diag = { 0 };

	diags->reports++;
	diag.severity = VGS_DIAG_ERROR;
	diag.code = messages[msg].code;
	diag.file = pos->src->name;
	diag.line = pos->line;
	diag.column = pos->line ? pos->column : 0;
	diag.help = messages[msg].help;
	diag.message = expand(diags->arena, messages[msg].text, args);
	if (!diag.message || known(diags, &diag))
		return NULL;
	diags->errors++;
	if (diags->count == VGS_SCENARIO_MAX_DIAGS)
		return NULL;
	if (!vgs_scn_source_line(diags->arena, pos, &diag.source_line,
				 &diag.caret))
		return NULL;
	diags->used_at[diags->count] = *pos;
	if (diags->use && diags->use->pos.src != pos->src) {
		diags->used_at[diags->count] = diags->use->pos;
		diag.help = vgs_scn_strf(diags->arena, "used at %s:%u",
					 diags->use->pos.src->name,
					 diags->use->pos.line);
		if (!diag.help)
			return NULL;
	}
	diags->list[diags->count] = diag;
	return &diags->list[diags->count++];
}

struct vgs_diag *vgs_scn_diag(struct vgs_scn_diags *diags, enum vgs_scn_msg msg,
			      const struct vgs_scn_node *node, const char *a,
			      const char *b, const char *c)
{
	return vgs_scn_diag_at(diags, msg, &node->pos, a, b, c);
}

struct vgs_diag *vgs_scn_warn(struct vgs_scn_diags *diags, enum vgs_scn_msg msg,
			      const struct vgs_scn_node *node, const char *a)
{
	unsigned errors = diags->errors;
	struct vgs_diag *d = vgs_scn_diag(diags, msg, node, a, NULL, NULL);

	diags->errors = errors;
	if (d)
		d->severity = VGS_DIAG_WARNING;
	return d;
}

void vgs_scn_help(struct vgs_scn_diags *diags, struct vgs_diag *diag,
		  const char *format, ...)
{
	char buf[256];
	const char *text;
	va_list args;

	if (!diag)
		return;
	va_start(args, format);
	vsnprintf(buf, sizeof(buf), format, args);
	va_end(args);
	text = vgs_scn_excerpt(diags->arena, buf, strlen(buf), sizeof(buf));
	if (text)
		diag->help = text;
}

void vgs_scn_help_near(struct vgs_scn_diags *diags, struct vgs_diag *diag,
		       const struct vgs_scn_near *near)
{
	if (near->best)
		vgs_scn_help(diags, diag, "did you mean \"%s\"?", near->best);
}

void vgs_scn_diags_sort(struct vgs_scn_diags *diags)
{
	unsigned i, j;

	for (i = 1; i < diags->count; i++) {
		struct vgs_diag diag = diags->list[i];
		struct vgs_scn_pos at = diags->used_at[i];

		for (j = i; j > 0; j--) {
			const struct vgs_scn_pos *p = &diags->used_at[j - 1];

			if (p->line < at.line ||
			    (p->line == at.line && p->column <= at.column))
				break;
			diags->list[j] = diags->list[j - 1];
			diags->used_at[j] = diags->used_at[j - 1];
		}
		diags->list[j] = diag;
		diags->used_at[j] = at;
	}
}

/* The line, a caret under column @caret; the gutter is eight wide. */
static void put_line(struct vgs_scn_out *out, unsigned line, const char *text,
		     unsigned caret)
{
	vgs_scn_putf(out, "%5u | %s\n", line, text);
	vgs_scn_put(out, "      | ");
	vgs_scn_put_repeat(out, ' ', caret ? caret - 1 : 0);
	vgs_scn_put(out, "^\n");
}

static void put_place(struct vgs_scn_out *out, const char *file, unsigned line,
		      unsigned column)
{
	if (line)
		vgs_scn_putf(out, "%s:%u:%u: ", file, line, column);
	else
		vgs_scn_putf(out, "%s: ", file);
}

size_t vgs_diag_format(const struct vgs_diag *diag, char *buf, size_t size)
{
	struct vgs_scn_out out = { buf, size, 0 };

	put_place(&out, diag->file, diag->line, diag->column);
	vgs_scn_putf(&out, "%s: %s\n",
		     diag->severity == VGS_DIAG_ERROR ? "error" : "warning",
		     diag->message);
	if (diag->source_line)
		put_line(&out, diag->line, diag->source_line, diag->caret);
	if (diag->help)
		vgs_scn_putf(&out, "      = help: %s\n", diag->help);
	return out.len;
}

size_t vgs_failure_format(const struct vgs_failure *f, char *buf, size_t size)
{
	struct vgs_scn_out out = { buf, size, 0 };

	put_place(&out, f->file, f->line, f->column);
	vgs_scn_put(&out, "FAIL ");
	if (f->id)
		vgs_scn_putf(&out, "%s: ", f->id);
	vgs_scn_putf(&out, "%s is %s, expected %s\n", f->subject, f->found,
		     f->expected);
	if (f->source_line)
		put_line(&out, f->line, f->source_line, f->caret);
	if (f->last_change.file) {
		vgs_scn_putf(&out, "      = %s last changed at line %u (%s)",
			     f->subject, f->last_change.line,
			     f->last_change.step);
		if (!vgs_scn_streq(f->last_change.file, f->file))
			vgs_scn_putf(&out, " of %s", f->last_change.file);
		vgs_scn_putf(&out, ": %s -> %s", f->last_change.old_value,
			     f->last_change.new_value);
		if (f->last_change.rule[0])
			vgs_scn_putf(&out, "   [%s]", f->last_change.rule);
		vgs_scn_put(&out, "\n");
	}
	if (f->gate)
		vgs_scn_putf(&out, "      = blocked by %s\n", f->gate);
	if (f->why)
		vgs_scn_putf(&out, "      = why: %s\n", f->why);
	return out.len;
}
