/* SPDX-License-Identifier: MIT */
/*
 * set, memory, save, restore, step, pending-work: the machine around the
 * registers.
 */
#include <string.h>

#include "run.h"

struct state_bit {
	const char *name;
	unsigned bit;
};

static const struct state_bit hcr_bits[] = {
	{ "FMO", 3 },  { "IMO", 4 }, { "AMO", 5 }, { "TGE", 27 },
	{ "E2H", 34 }, { "NV", 42 }, { NULL, 0 },
};
static const struct state_bit scr_bits[] = {
	{ "NS", 0 },	{ "IRQ", 1 },	 { "FIQ", 2 },
	{ "EEL2", 18 }, { "FGTEn", 27 }, { NULL, 0 },
};
static const struct state_bit hfg_bits[] = {
	{ "ICC_IGRPENn_EL1", 39 },
	{ NULL, 0 },
};

static bool set_bit(uint64_t *reg, const struct state_bit *bits,
		    const char *name, uint64_t value)
{
	for (; bits->name; bits++) {
		if (!vgs_scn_streq(bits->name, name))
			continue;
		*reg &= ~((uint64_t)1 << bits->bit);
		*reg |= (uint64_t)(value != 0) << bits->bit;
		return true;
	}
	return false;
}

/* Secure or Non-secure in words or as a flag. */
static bool secure_value(const struct vgs_scn_node *value, bool *ret_secure)
{
	if (value->scalar != VGS_SCN_TEXT) {
		*ret_secure = value->value != 0;
		return true;
	}
	*ret_secure = vgs_scn_streq(value->text, "secure");
	return *ret_secure || vgs_scn_streq(value->text, "non-secure");
}

static bool set_flag(struct vgs_pe_ctx *ctx, const char *what, bool value)
{
	if (vgs_scn_streq(what, "PSTATE.I"))
		ctx->pstate_i = value;
	else if (vgs_scn_streq(what, "PSTATE.F"))
		ctx->pstate_f = value;
	else if (vgs_scn_streq(what, "PSTATE.A"))
		ctx->pstate_a = value;
	else if (vgs_scn_streq(what, "PSTATE.ALLINT"))
		ctx->pstate_allint = value;
	else if (vgs_scn_streq(what, "AARCH32"))
		ctx->aarch32 = value;
	else if (vgs_scn_streq(what, "MONITOR"))
		ctx->monitor = value;
	else
		return false;
	return true;
}

/* False: there is no such state, or it cannot have this value. */
static bool set_ctx(struct vgs_pe_ctx *ctx, const char *what,
		    const struct vgs_scn_node *value)
{
	bool secure;

	if (vgs_scn_streq(what, "security")) {
		if (!secure_value(value, &secure))
			return false;
		ctx->scr_el3 &= ~(uint64_t)1;
		ctx->scr_el3 |= !secure;
		return true;
	}
	if (value->scalar == VGS_SCN_TEXT)
		return false;
	if (set_flag(ctx, what, value->value != 0))
		return true;
	if (vgs_scn_streq(what, "EL") && value->value <= 3)
		ctx->el = (uint8_t)value->value;
	else if (vgs_scn_streq(what, "HCR_EL2"))
		ctx->hcr_el2 = value->value;
	else if (vgs_scn_streq(what, "SCR_EL3"))
		ctx->scr_el3 = value->value;
	else if (vgs_scn_streq(what, "SCTLR_NMI"))
		ctx->sctlr_nmi = value->value;
	else if (vgs_scn_streq(what, "HFGRTR_EL2"))
		ctx->hfgrtr_el2 = value->value;
	else if (vgs_scn_streq(what, "HFGWTR_EL2"))
		ctx->hfgwtr_el2 = value->value;
	else if (strncmp(what, "HFGRTR_EL2.", 11) == 0)
		return set_bit(&ctx->hfgrtr_el2, hfg_bits, what + 11,
			       value->value);
	else if (strncmp(what, "HFGWTR_EL2.", 11) == 0)
		return set_bit(&ctx->hfgwtr_el2, hfg_bits, what + 11,
			       value->value);
	else if (strncmp(what, "HCR_EL2.", 8) == 0)
		return set_bit(&ctx->hcr_el2, hcr_bits, what + 8, value->value);
	else if (strncmp(what, "SCR_EL3.", 8) == 0)
		return set_bit(&ctx->scr_el3, scr_bits, what + 8, value->value);
	else
		return false;
	return true;
}

static void cannot_set(struct vgs_scn_run *run, const struct vgs_scn_node *at,
		       const char *what)
{
	static const char *const names[] = {
		"PSTATE.I",    "PSTATE.F",    "PSTATE.A",    "EL",
		"HCR_EL2.IMO", "HCR_EL2.FMO", "HCR_EL2.TGE", "SCR_EL3.IRQ",
		"SCR_EL3.FIQ", "SCR_EL3.NS",  "security",    "nIRQ",
		"nFIQ",	       "PMU",
	};
	bool known = false;
	struct vgs_scn_near near;
	struct vgs_diag *d;
	size_t i;

	vgs_scn_near_init(&near, what);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		known = known || vgs_scn_streq(names[i], what);
		vgs_scn_near_try(&near, names[i]);
	}
	d = vgs_scn_diag(run->diags, VGS_SCN_MSG_SET, at, at->text, NULL, NULL);
	if (!known)
		vgs_scn_help_near(run->diags, d, &near);
}

static void set_pmu(struct vgs_scn_run *run, const struct vgs_scn_step *step,
		    unsigned vm, unsigned vcpu)
{
	const struct vgs_vm *m = run->vms[vm].vm;

	if (!vgs_vm_config(m)->pmu_vintid) {
		cannot_set(run, step->arg, "PMU");
		return;
	}
	if (!run->dry)
		vgs_vcpu_set_pmu(run->vms[vm].vm, vcpu,
				 step->q[VGS_SCN_Q_VALUE]->value != 0);
}

static void set_guest(struct vgs_scn_run *run, const struct vgs_scn_step *step,
		      unsigned vm, unsigned vcpu, const char *what)
{
	uint64_t value = step->q[VGS_SCN_Q_VALUE]->value;
	struct vgs_vcpu_info info = { 0 };

	if (step->q[VGS_SCN_Q_VALUE]->scalar == VGS_SCN_TEXT ||
	    vgs_vcpu_info(run->vms[vm].vm, vcpu, &info)) {
		cannot_set(run, step->arg, what);
		return;
	}
	if (vgs_scn_streq(what, "PMU")) {
		set_pmu(run, step, vm, vcpu);
		return;
	}
	if (vgs_scn_streq(what, "PSTATE.I"))
		info.pstate.i = value != 0;
	else if (vgs_scn_streq(what, "PSTATE.F"))
		info.pstate.f = value != 0;
	else if (vgs_scn_streq(what, "PSTATE.A"))
		info.pstate.a = value != 0;
	else
		cannot_set(run, step->arg, what);
	if (!run->dry)
		vgs_vcpu_set_pstate(run->vms[vm].vm, vcpu, &info.pstate);
}

/* False: @what is no legacy input, or the machine has none. */
static bool set_input(struct vgs_scn_run *run, unsigned pe, const char *what,
		      const struct vgs_scn_node *value)
{
	bool fiq = vgs_scn_streq(what, "nFIQ");
	int err;

	if (!fiq && !vgs_scn_streq(what, "nIRQ"))
		return false;
	if (value->scalar == VGS_SCN_TEXT || run->cfg.version != VGS_GIC_V2 ||
	    !run->cfg.bypass)
		return false;
	if (run->dry)
		return true;
	err = vgs_gic_set_bypass(run->gic, pe, fiq ? VGS_SIG_FIQ : VGS_SIG_IRQ,
				 value->value != 0);
	if (err)
		vgs_scn_call(run, "the legacy input", err);
	return true;
}

/* Length of the first n components. */
static size_t components(const char *text, unsigned n)
{
	size_t len = strcspn(text, ".");

	while (--n && text[len])
		len += 1 + strcspn(text + len + 1, ".");
	return len;
}

void vgs_scn_exec_set(struct vgs_scn_run *run, const struct vgs_scn_step *step)
{
	const char *text = step->arg->text;
	size_t two = components(text, 2);
	size_t one = components(text, 1);
	struct vgs_scn_actor actor;
	unsigned vm, vcpu;

	if (text[two] && vgs_scn_parse_actor(run, text, two, &actor) &&
	    actor.kind == VGS_SCN_VCPU) {
		set_guest(run, step, actor.vm, actor.vcpu, text + two + 1);
		return;
	}
	if (!text[one] || !vgs_scn_parse_actor(run, text, one, &actor) ||
	    actor.kind != VGS_SCN_PE || actor.inline_ctx) {
		cannot_set(run, step->arg, text[one] ? text + one + 1 : text);
		return;
	}
	if (set_input(run, actor.pe, text + one + 1, step->q[VGS_SCN_Q_VALUE]))
		return;
	if (!set_ctx(&run->home[actor.pe], text + one + 1,
		     step->q[VGS_SCN_Q_VALUE])) {
		cannot_set(run, step->arg, text + one + 1);
		return;
	}
	/* A PE in a guest runs what the guest runs until it leaves. */
	if (!vgs_scn_entered(run, actor.pe, &vm, &vcpu))
		vgs_scn_restore_home(run, actor.pe);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Bytes of "00 ff a3" or "00ffa3"; NULL after a report. */
static unsigned char *hex_bytes(struct vgs_scn_run *run,
				const struct vgs_scn_node *node,
				size_t *ret_len)
{
	unsigned char *bytes =
		vgs_scn_zalloc(run->arena, strlen(node->text) / 2 + 1);
	const char *p = node->text;
	size_t n = 0;

	while (bytes && *p) {
		int high = hex_digit(*p);
		int low = high < 0 ? -1 : hex_digit(p[1]);

		if (*p == ' ' || *p == '\n') {
			p++;
			continue;
		}
		if (low < 0)
			break;
		bytes[n++] = (unsigned char)(high << 4 | low);
		p += 2;
	}
	if (!bytes || (!*p && n)) {
		*ret_len = n;
		return bytes;
	}
	vgs_scn_diag(run->diags, VGS_SCN_MSG_HEX, node, NULL, NULL, NULL);
	return NULL;
}

static void little_endian(uint64_t value, unsigned char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		bytes[i] = (unsigned char)(value >> 8 * i);
}

/* What a memory: step names, as bytes. */
static unsigned char *memory_bytes(struct vgs_scn_run *run,
				   const struct vgs_scn_step *step,
				   size_t *ret_len)
{
	static const struct {
		enum vgs_scn_qual qual;
		size_t len;
	} ways[] = {
		{ VGS_SCN_Q_U8, 1 },
		{ VGS_SCN_Q_U16, 2 },
		{ VGS_SCN_Q_U32, 4 },
		{ VGS_SCN_Q_U64, 8 },
	};
	const struct vgs_scn_node *want = step->q[VGS_SCN_Q_RETURNS];
	const struct vgs_scn_node *size = step->q[VGS_SCN_Q_SIZE];
	unsigned char *bytes;
	size_t i;

	if (step->q[VGS_SCN_Q_HEX])
		return hex_bytes(run, step->q[VGS_SCN_Q_HEX], ret_len);
	if (want && (want->scalar != VGS_SCN_INT))
		return hex_bytes(run, want, ret_len);
	bytes = vgs_scn_zalloc(run->arena, 8);
	if (!bytes)
		return NULL;
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (!step->q[ways[i].qual])
			continue;
		*ret_len = ways[i].len;
		little_endian(step->q[ways[i].qual]->value, bytes, *ret_len);
		return bytes;
	}
	*ret_len = size ? (size_t)size->value : 4;
	if (*ret_len == 1 || *ret_len == 2 || *ret_len == 4 || *ret_len == 8) {
		little_endian(want->value, bytes, *ret_len);
		return bytes;
	}
	vgs_scn_diag(run->diags, VGS_SCN_MSG_SIZE, size, size->text, NULL,
		     NULL);
	return NULL;
}

static const char *bytes_text(struct vgs_scn_run *run,
			      const unsigned char *bytes, size_t len)
{
	size_t shown = len > 32 ? 32 : len;
	char *text = vgs_scn_zalloc(run->arena, 3 * shown + 8);
	struct vgs_scn_out out = { text, 3 * shown + 8, 0 };
	size_t i;

	if (!text)
		return NULL;
	for (i = 0; i < shown; i++)
		vgs_scn_putf(&out, "%s%02x", i ? " " : "", bytes[i]);
	if (shown < len)
		vgs_scn_put(&out, " ...");
	return text;
}

void vgs_scn_exec_memory(struct vgs_scn_run *run,
			 const struct vgs_scn_step *step)
{
	size_t len = 0;
	unsigned char *bytes = memory_bytes(run, step, &len);
	struct vgs_hw_op op;
	unsigned char *found;
	int err;

	if (!bytes)
		return;
	if (!vgs_scn_memory_has(&run->memory, step->arg->value, len)) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_NO_MEMORY, step->arg,
			     step->arg->text, NULL, NULL);
		return;
	}
	if (run->dry)
		return;
	if (!step->q[VGS_SCN_Q_RETURNS]) {
		vgs_scn_hw_begin(run, VGS_HW_OP_MEMORY, VGS_NO_PE, &op);
		op.addr = step->arg->value;
		op.bytes = bytes;
		op.len = len;
		err = vgs_scn_memory_write(&run->memory, step->arg->value,
					   bytes, len);
		vgs_scn_hw_end(run, &op, 0, err);
		if (err)
			vgs_scn_call(run, "memory", -VGS_ENOMEM);
		return;
	}
	found = vgs_scn_zalloc(run->arena, len);
	if (!found)
		return;
	vgs_scn_memory_read(&run->memory, step->arg->value, found, len);
	if (memcmp(found, bytes, len) != 0)
		vgs_scn_fail(run, step->q[VGS_SCN_Q_RETURNS], step->arg->text,
			     bytes_text(run, bytes, len),
			     bytes_text(run, found, len));
}
