/* SPDX-License-Identifier: MIT */
/*
 * From libyaml's events to a tree, for the subset of YAML that format 1
 * allows.  Iterative: nesting is bounded before anything is built.
 */
#include <string.h>
#include <yaml.h>

#include "diag.h"
#include "node.h"

#define MAX_NODES      200000u
#define MAX_NODES_TEXT "200000"
#define MAX_KEYS       2048u

struct builder {
	struct vgs_scn_arena *arena;
	struct vgs_scn_diags *diags;
	const struct vgs_scn_source *src;
	struct vgs_scn_node *stack[VGS_SCENARIO_MAX_DEPTH];
	struct vgs_scn_node *keys[VGS_SCENARIO_MAX_DEPTH];
	unsigned depth;
	unsigned nodes;
	unsigned documents;
	struct vgs_scn_node *root;
	bool stop; /* what follows cannot be understood */
};

static struct vgs_scn_pos mark_pos(const struct builder *b,
				   const yaml_mark_t *mark)
{
	struct vgs_scn_pos pos = { b->src, (unsigned)mark->line + 1,
				   (unsigned)mark->column + 1 };

	return pos;
}

static void report(struct builder *b, enum vgs_scn_msg msg,
		   const yaml_mark_t *mark, const char *arg)
{
	struct vgs_scn_pos pos = mark_pos(b, mark);

	vgs_scn_diag_at(b->diags, msg, &pos, arg, NULL, NULL);
}

static void fatal(struct builder *b, enum vgs_scn_msg msg,
		  const yaml_mark_t *mark, const char *arg)
{
	report(b, msg, mark, arg);
	b->stop = true;
}

static uint32_t hash_text(const char *text)
{
	uint32_t h = 2166136261u;

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 16777619u;
	return h;
}

static struct vgs_scn_node *new_node(struct builder *b,
				     enum vgs_scn_node_kind kind,
				     const yaml_mark_t *mark)
{
	struct vgs_scn_node *node;

	if (++b->nodes > MAX_NODES) {
		fatal(b, VGS_SCN_MSG_TOO_MANY, mark, MAX_NODES_TEXT);
		return NULL;
	}
	node = vgs_scn_zalloc(b->arena, sizeof(*node));
	if (!node) {
		b->stop = true;
		return NULL;
	}
	node->kind = kind;
	node->pos = mark_pos(b, mark);
	return node;
}

static bool duplicate(const struct vgs_scn_node *map,
		      const struct vgs_scn_node *key, unsigned *ret_line)
{
	const struct vgs_scn_node *child;

	VGS_SCN_EACH (child, map) {
		if (child->key->hash == key->hash &&
		    vgs_scn_streq(child->key->text, key->text)) {
			*ret_line = child->key->pos.line;
			return true;
		}
	}
	return false;
}

/* Takes a scalar as the next key of a mapping. */
static void take_key(struct builder *b, struct vgs_scn_node *key)
{
	struct vgs_scn_node *map = b->stack[b->depth - 1];

	if (key->kind != VGS_SCN_BAD && key->plain &&
	    vgs_scn_streq(key->text, "<<")) {
		vgs_scn_diag(b->diags, VGS_SCN_MSG_MERGE_KEY, key, NULL, NULL,
			     NULL);
		key->kind = VGS_SCN_BAD;
	}
	if (key->kind != VGS_SCN_BAD && key->plain &&
	    key->scalar == VGS_SCN_BAD_WORD) {
		vgs_scn_diag(b->diags, VGS_SCN_MSG_BOOL_KEY, key, key->text,
			     NULL, NULL);
		key->kind = VGS_SCN_BAD;
	}
	if (!key->text)
		key->text = "";
	key->hash = hash_text(key->text);
	key->scalar = VGS_SCN_TEXT;
	if (map->count >= MAX_KEYS) {
		vgs_scn_diag(b->diags, VGS_SCN_MSG_TOO_MANY, key, "2048", NULL,
			     NULL);
		b->stop = true;
	}
	b->keys[b->depth - 1] = key;
}

/* Puts a value where it belongs; false for one that is a key itself. */
static void take_value(struct builder *b, struct vgs_scn_node *node)
{
	struct vgs_scn_node *parent;
	struct vgs_scn_node *key;
	unsigned line;

	if (!b->depth) {
		b->root = node;
		return;
	}
	parent = b->stack[b->depth - 1];
	if (parent->kind != VGS_SCN_MAP) {
		vgs_scn_append(parent, NULL, node);
		return;
	}
	key = b->keys[b->depth - 1];
	b->keys[b->depth - 1] = NULL;
	if (key->kind == VGS_SCN_BAD)
		return;
	if (duplicate(parent, key, &line)) {
		struct vgs_diag *d =
			vgs_scn_diag(b->diags, VGS_SCN_MSG_DUPLICATE_KEY, key,
				     key->text, NULL, NULL);

		vgs_scn_help(b->diags, d, "first given at line %u", line);
		return;
	}
	vgs_scn_append(parent, key, node);
}

static bool expects_key(const struct builder *b)
{
	return b->depth && b->stack[b->depth - 1]->kind == VGS_SCN_MAP &&
	       !b->keys[b->depth - 1];
}

static void reject_scalar(struct builder *b, struct vgs_scn_node *node)
{
	static const enum vgs_scn_msg msgs[] = {
		[VGS_SCN_BAD_EMPTY] = VGS_SCN_MSG_NO_VALUE,
		[VGS_SCN_BAD_WORD] = VGS_SCN_MSG_BOOL_WORD,
		[VGS_SCN_BAD_OCTAL] = VGS_SCN_MSG_OCTAL,
		[VGS_SCN_BAD_UNDERSCORE] = VGS_SCN_MSG_UNDERSCORE,
		[VGS_SCN_BAD_SEXAGESIMAL] = VGS_SCN_MSG_SEXAGESIMAL,
		[VGS_SCN_BAD_FLOAT] = VGS_SCN_MSG_FLOAT,
		[VGS_SCN_BAD_RANGE] = VGS_SCN_MSG_INT_RANGE,
	};

	vgs_scn_diag(b->diags, msgs[node->scalar], node, node->text, NULL,
		     NULL);
	node->kind = VGS_SCN_BAD;
}

/* Anchors and tags of a node; true if it has one. */
static bool decorated(struct builder *b, const yaml_event_t *event,
		      const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (anchor)
		report(b, VGS_SCN_MSG_ANCHOR, &event->start_mark,
		       (const char *)anchor);
	if (tag)
		report(b, VGS_SCN_MSG_TAG, &event->start_mark,
		       (const char *)tag);
	return anchor || tag;
}

static void on_scalar(struct builder *b, const yaml_event_t *event)
{
	const char *value = (const char *)event->data.scalar.value;
	size_t len = event->data.scalar.length;
	bool bad = decorated(b, event, event->data.scalar.anchor,
			     event->data.scalar.tag);
	struct vgs_scn_node *node =
		new_node(b, VGS_SCN_SCALAR, &event->start_mark);

	if (!node)
		return;
	if (memchr(value, 0, len)) {
		report(b, VGS_SCN_MSG_NUL, &event->start_mark, NULL);
		bad = true;
	}
	node->text = vgs_scn_dup(b->arena, value, len);
	if (!node->text) {
		b->stop = true;
		return;
	}
	node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	if (node->plain)
		node->scalar = vgs_scn_classify(node->text, &node->value,
						&node->negative);
	if (bad)
		node->kind = VGS_SCN_BAD;
	if (expects_key(b)) {
		take_key(b, node);
		return;
	}
	if (node->kind != VGS_SCN_BAD && node->scalar >= VGS_SCN_BAD_EMPTY)
		reject_scalar(b, node);
	take_value(b, node);
}

static void on_start(struct builder *b, const yaml_event_t *event,
		     enum vgs_scn_node_kind kind)
{
	bool list = kind == VGS_SCN_LIST;
	struct vgs_scn_node *node;

	decorated(b, event,
		  list ? event->data.sequence_start.anchor
		       : event->data.mapping_start.anchor,
		  list ? event->data.sequence_start.tag
		       : event->data.mapping_start.tag);
	if (b->depth == VGS_SCENARIO_MAX_DEPTH) {
		fatal(b, VGS_SCN_MSG_TOO_DEEP, &event->start_mark, NULL);
		return;
	}
	if (expects_key(b)) {
		fatal(b, VGS_SCN_MSG_COMPLEX_KEY, &event->start_mark, NULL);
		return;
	}
	node = new_node(b, kind, &event->start_mark);
	if (!node)
		return;
	take_value(b, node);
	b->keys[b->depth] = NULL;
	b->stack[b->depth++] = node;
}

static void on_alias(struct builder *b, const yaml_event_t *event)
{
	struct vgs_scn_node *node;

	report(b, VGS_SCN_MSG_ALIAS, &event->start_mark,
	       (const char *)event->data.alias.anchor);
	node = new_node(b, VGS_SCN_BAD, &event->start_mark);
	if (!node)
		return;
	if (expects_key(b))
		take_key(b, node);
	else
		take_value(b, node);
}

static void on_document(struct builder *b, const yaml_event_t *event)
{
	if (b->documents++)
		fatal(b, VGS_SCN_MSG_DOCUMENTS, &event->start_mark, NULL);
	else if (event->data.document_start.version_directive ||
		 event->data.document_start.tag_directives.start !=
			 event->data.document_start.tag_directives.end)
		report(b, VGS_SCN_MSG_DIRECTIVE, &event->start_mark, NULL);
}

static void on_event(struct builder *b, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		on_document(b, event);
		break;
	case YAML_ALIAS_EVENT:
		on_alias(b, event);
		break;
	case YAML_SCALAR_EVENT:
		on_scalar(b, event);
		break;
	case YAML_SEQUENCE_START_EVENT:
		on_start(b, event, VGS_SCN_LIST);
		break;
	case YAML_MAPPING_START_EVENT:
		on_start(b, event, VGS_SCN_MAP);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		b->depth--;
		break;
	case YAML_STREAM_END_EVENT:
		b->stop = true;
		break;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		break;
	}
}

static int syntax_error(struct builder *b, const yaml_parser_t *parser)
{
	const char *problem = parser->problem ? parser->problem : "?";
	struct vgs_scn_pos pos;

	if (parser->error == YAML_MEMORY_ERROR)
		return -VGS_ENOMEM;
	if (parser->error == YAML_READER_ERROR) {
		pos = vgs_scn_source_pos(b->src, parser->problem_offset);
		vgs_scn_diag_at(b->diags, VGS_SCN_MSG_SYNTAX, &pos, problem,
				NULL, NULL);
	} else {
		report(b, VGS_SCN_MSG_SYNTAX, &parser->problem_mark, problem);
	}
	b->root = NULL;
	return 0;
}

static void reject_tabs(struct builder *b)
{
	const char *tab = memchr(b->src->text, '\t', b->src->len);
	struct vgs_scn_pos pos;

	if (!tab)
		return;
	pos = vgs_scn_source_pos(b->src, (size_t)(tab - b->src->text));
	vgs_scn_diag_at(b->diags, VGS_SCN_MSG_TAB, &pos, NULL, NULL, NULL);
	b->stop = true;
}

static int parse_events(struct builder *b, yaml_parser_t *parser)
{
	yaml_event_t event;
	int err = 0;

	while (!b->stop) {
		if (!yaml_parser_parse(parser, &event)) {
			err = syntax_error(b, parser);
			break;
		}
		on_event(b, &event);
		yaml_event_delete(&event);
	}
	return err;
}

int vgs_scn_parse(struct vgs_scn_arena *arena, struct vgs_scn_diags *diags,
		  const struct vgs_scn_source *src,
		  struct vgs_scn_node **ret_root)
{
	struct builder b = { .arena = arena, .diags = diags, .src = src };
	struct vgs_scn_pos start = { src, 1, 1 };
	yaml_parser_t parser;
	int err;

	*ret_root = NULL;
	reject_tabs(&b);
	if (!yaml_parser_initialize(&parser))
		return -VGS_ENOMEM;
	/* Else a byte order mark could make it UTF-16. */
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)src->text,
				     src->len);
	err = parse_events(&b, &parser);
	yaml_parser_delete(&parser);
	if (err)
		return err;
	if (arena->failed)
		return -VGS_ENOMEM;
	if (!b.root && !diags->errors)
		vgs_scn_diag_at(diags, VGS_SCN_MSG_EMPTY, &start, NULL, NULL,
				NULL);
	if (!diags->errors || !b.stop || b.documents)
		*ret_root = b.depth ? NULL : b.root;
	return 0;
}
