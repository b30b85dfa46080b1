/* SPDX-License-Identifier: MIT */
/*
 * From machine: to a struct vgs_gic_config and the objects behind it.
 */
#include <string.h>

#include "run.h"

#define DEFAULT_MAINTENANCE 25u /* PPI 9, as the server base architecture */

static uint64_t number(const struct vgs_scn_node *map, const char *key,
		       uint64_t none)
{
	const struct vgs_scn_node *node = vgs_scn_get(map, key);

	return node && node->kind == VGS_SCN_SCALAR &&
			       node->scalar != VGS_SCN_TEXT
		       ? node->value
		       : none;
}

static bool flag(const struct vgs_scn_node *map, const char *key, bool none)
{
	return number(map, key, none) != 0;
}

static const char *word(const struct vgs_scn_node *map, const char *key,
			const char *none)
{
	const struct vgs_scn_node *node = vgs_scn_get(map, key);

	return node && node->kind == VGS_SCN_SCALAR ? node->text : none;
}

/* Three dots, four numbers below 256. */
static bool parse_affinity(const char *text, uint32_t *ret_affinity)
{
	uint32_t affinity = 0;
	unsigned i;

	for (i = 0; i < 4; i++) {
		size_t len = strcspn(text, ".");
		uint64_t part;

		if (!vgs_scn_number(text, len, &part) || part > 255)
			return false;
		affinity = affinity << 8 | (uint32_t)part;
		text += len;
		if ((*text == '.') != (i < 3))
			return false;
		text += i < 3;
	}
	*ret_affinity = affinity;
	return true;
}

static int decode_cpus(struct vgs_scn_run *run,
		       const struct vgs_scn_node *machine)
{
	const struct vgs_scn_node *cpus = vgs_scn_get(machine, "cpus");
	const struct vgs_scn_node *cpu;
	uint32_t *affinities;
	unsigned n = 0;

	if (!cpus || cpus->kind == VGS_SCN_SCALAR) {
		run->cfg.pes = (unsigned)number(machine, "cpus", 1);
		return 0;
	}
	affinities = vgs_scn_zalloc_n(run->arena, cpus->count + 1,
				      sizeof(*affinities));
	if (!affinities)
		return -VGS_ENOMEM;
	VGS_SCN_EACH (cpu, cpus) {
		bool packed = cpu->scalar == VGS_SCN_INT && !cpu->negative &&
			      cpu->value <= UINT32_MAX;

		if (packed)
			affinities[n++] = (uint32_t)cpu->value;
		else if (!parse_affinity(cpu->text, &affinities[n++]))
			vgs_scn_diag(run->diags, VGS_SCN_MSG_AFFINITY, cpu,
				     cpu->text, NULL, NULL);
	}
	run->cfg.pes = n;
	run->cfg.affinities = affinities;
	return 0;
}

static void decode_choices(struct vgs_scn_run *run,
			   const struct vgs_scn_node *machine)
{
	const struct vgs_scn_node *choose = vgs_scn_get(machine, "choose");
	const struct vgs_scn_node *c;

	if (!choose)
		return;
	VGS_SCN_EACH (c, choose) {
		const struct vgs_choice_info *info;
		struct vgs_scn_near near;
		unsigned i, j;
		int err;

		err = vgs_gic_config_choose(&run->cfg, c->key->text, c->text);
		if (!err)
			continue;
		vgs_scn_near_init(&near,
				  err == -VGS_ENOENT ? c->key->text : c->text);
		for (i = 0; (info = vgs_choice_at(i)) != NULL; i++) {
			if (err == -VGS_ENOENT)
				vgs_scn_near_try(&near, info->id);
			else if (vgs_scn_streq(info->id, c->key->text))
				for (j = 0; j < 6 && info->names[j]; j++)
					vgs_scn_near_try(&near, info->names[j]);
		}
		vgs_scn_help_near(
			run->diags,
			vgs_scn_diag(run->diags,
				     err == -VGS_ENOENT
					     ? VGS_SCN_MSG_CHOICE
					     : VGS_SCN_MSG_ALTERNATIVE,
				     err == -VGS_ENOENT ? c->key : c,
				     c->key->text, c->text, NULL),
			&near);
	}
}

static unsigned extended(const struct vgs_scn_node *machine, const char *key,
			 unsigned all)
{
	const struct vgs_scn_node *node = vgs_scn_get(machine, key);

	if (node && node->scalar == VGS_SCN_BOOL)
		return node->value ? all : 0;
	return (unsigned)number(machine, key, 0);
}

static enum vgs_profile profile_of(const char *name)
{
	static const char *const names[VGS_PROFILES] = {
		[VGS_PROFILE_DEFAULT] = "default",
		[VGS_PROFILE_QEMU_VIRT] = "qemu-virt",
		[VGS_PROFILE_GIC400] = "gic-400",
		[VGS_PROFILE_GIC500] = "gic-500",
		[VGS_PROFILE_GIC600] = "gic-600",
		[VGS_PROFILE_GIC700] = "gic-700",
	};
	unsigned i;

	for (i = 0; i < VGS_PROFILES; i++) {
		if (vgs_scn_streq(names[i], name))
			return (enum vgs_profile)i;
	}
	return VGS_PROFILE_DEFAULT;
}

static void decode_sizes(struct vgs_gic_config *cfg,
			 const struct vgs_scn_node *m)
{
	cfg->profile = profile_of(word(m, "profile", "default"));
	cfg->spis = (unsigned)number(m, "spis", 64);
	cfg->lrs = (unsigned)number(m, "list-registers", 4);
	cfg->priority_bits = (unsigned)number(m, "priority-bits", 5);
	cfg->vpriority_bits = (unsigned)number(m, "virtual-priority-bits", 5);
	cfg->preemption_bits =
		(unsigned)number(m, "preemption-bits", cfg->preemption_bits);
	cfg->security = flag(m, "security", false);
	cfg->legacy = flag(m, "legacy", false);
	cfg->nmi = flag(m, "nmi", false);
	cfg->no_1ofn = flag(m, "no-1ofn", cfg->no_1ofn);
	cfg->mbis = flag(m, "mbis", false);
	cfg->rss = flag(m, "rss", false);
	cfg->icc_rss = flag(m, "icc-rss", false);
	cfg->no_ext_range = flag(m, "no-ext-range", false);
	cfg->no_tdir = flag(m, "no-tdir", false);
	cfg->espis = extended(m, "espi", 1024);
	cfg->eppis = extended(m, "eppi", 64);
	cfg->reset = vgs_scn_streq(word(m, "reset", "zero"), "pattern")
			     ? VGS_RESET_PATTERN
			     : VGS_RESET_ZERO;
	cfg->reset_seed = (uint32_t)number(m, "seed", 0);
	cfg->async = flag(m, "async", false);
}

static void decode_unit(struct vgs_its_config *its,
			const struct vgs_scn_node *node)
{
	its->device_id_bits =
		(uint8_t)number(node, "device-id-bits", its->device_id_bits);
	its->event_id_bits =
		(uint8_t)number(node, "event-id-bits", its->event_id_bits);
	its->collection_id_bits = (uint8_t)number(node, "collection-id-bits",
						  its->collection_id_bits);
	its->hcc = (uint8_t)number(node, "hcc", its->hcc);
	its->itt_entry_size =
		(uint8_t)number(node, "itt-entry-size", its->itt_entry_size);
	its->cct = flag(node, "cct", its->cct);
	its->cil = flag(node, "cil", its->cil);
	its->pta = flag(node, "pta", its->pta);
	its->seis = flag(node, "seis", its->seis);
	its->flat = flag(node, "flat", its->flat);
	its->doorbells = flag(node, "doorbells", its->doorbells);
	its->vmovp_each = vgs_scn_streq(word(node, "vmovp", "one"), "each");
}

static void decode_its(struct vgs_scn_run *run, const struct vgs_scn_node *m)
{
	const struct vgs_scn_node *its = vgs_scn_get(m, "its");
	struct vgs_gic_config *cfg = &run->cfg;
	const struct vgs_scn_node *unit;

	cfg->lpi_id_bits = (unsigned)number(m, "lpi-id-bits", 16);
	cfg->lpi_slots = (unsigned)number(m, "lpi-slots", cfg->lpi_slots);
	cfg->direct_lpi = flag(m, "direct-lpi", false);
	cfg->work_budget = (unsigned)number(m, "work-budget", 0);
	if (vgs_scn_get(m, "its-error"))
		cfg->its_error =
			vgs_scn_streq(word(m, "its-error", ""), "ignore")
				? VGS_ITS_ERROR_IGNORE
				: VGS_ITS_ERROR_STALL;
	if (vgs_scn_get(m, "lpi-cache"))
		cfg->lpi_cache =
			vgs_scn_streq(word(m, "lpi-cache", ""), "cached")
				? VGS_LPI_CACHE_CACHED
				: VGS_LPI_CACHE_EAGER;
	if (!its)
		return;
	if (its->kind != VGS_SCN_LIST) {
		cfg->its = its->kind == VGS_SCN_MAP || its->value;
		decode_unit(&cfg->its_units[0], its);
		return;
	}
	if (its->count > VGS_MAX_ITS) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_MACHINE, its, "its", NULL,
			     NULL);
		return;
	}
	VGS_SCN_EACH (unit, its)
		decode_unit(&cfg->its_units[cfg->its++], unit);
}

/* What only a GICv2 has; elsewhere an impossible machine. */
static void decode_v2(struct vgs_scn_run *run, const struct vgs_scn_node *m,
		      bool v2)
{
	static const char *const keys[] = { "cpu-interfaces", "lockable-spis",
					    "cfgsdisable",    "gicv2m",
					    "bypass",	      "gicm" };
	const struct vgs_scn_node *list = vgs_scn_get(m, keys[0]);
	struct vgs_gic_config *cfg = &run->cfg;
	const struct vgs_scn_node *node;
	unsigned n = 0;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		bool of_v2 = !vgs_scn_streq(keys[i], "gicm");

		node = vgs_scn_get(m, keys[i]);
		if (node && v2 != of_v2)
			vgs_scn_diag(run->diags, VGS_SCN_MSG_MACHINE, node,
				     keys[i], NULL, NULL);
	}
	cfg->lockable_spis = (unsigned)number(m, keys[1], 0);
	cfg->cfgsdisable = flag(m, keys[2], false);
	cfg->bypass = flag(m, keys[4], cfg->bypass);
	if (!list)
		return;
	if (v2 && list->count != run->cfg.pes)
		vgs_scn_diag(run->diags, VGS_SCN_MSG_MACHINE, list, keys[0],
			     NULL, NULL);
	VGS_SCN_EACH (node, list) {
		if (n < VGS_MAX_PES_V2)
			cfg->cpu_interfaces[n++] = (uint8_t)node->value;
	}
}

/* gicv2m of a GICv2, gicm of a GICv3. */
static void decode_msi_frame(struct vgs_scn_run *run,
			     const struct vgs_scn_node *m, const char *key)
{
	const struct vgs_scn_node *frame = vgs_scn_get(m, key);
	struct vgs_gic_config *cfg = &run->cfg;

	if (!frame)
		return;
	cfg->msi_spi = (unsigned)number(frame, "intid", 0) - 32u;
	cfg->msi_spis = (unsigned)number(frame, "count", 0);
}

static enum vgs_version version_of(const char *gic)
{
	if (vgs_scn_streq(gic, "v2"))
		return VGS_GIC_V2;
	if (vgs_scn_streq(gic, "v4"))
		return VGS_GIC_V4;
	return vgs_scn_streq(gic, "v4.1") ? VGS_GIC_V4_1 : VGS_GIC_V3;
}

static int decode_config(struct vgs_scn_run *run, const struct vgs_scn_node *m,
			 const char **ret_skip)
{
	enum vgs_version version = version_of(word(m, "gic", "v3"));
	bool v2 = version == VGS_GIC_V2;
	int err;

	if (*ret_skip)
		return 0;
	vgs_gic_config_default(&run->cfg, version);
	decode_sizes(&run->cfg, m);
	decode_its(run, m);
	run->cfg.virt = flag(m, "virt",
			     vgs_scn_get(m, "vms") != NULL ||
				     vgs_scn_get(m, "list-registers") != NULL ||
				     vgs_scn_uses_virt(run->s));
	run->cfg.maintenance_intid = (unsigned)number(
		m, "maintenance", run->cfg.virt ? DEFAULT_MAINTENANCE : 0);
	run->eoimode = (unsigned)number(vgs_scn_get(m, "host"), "eoimode", 1);
	run->maintenance_latency = (unsigned)number(vgs_scn_get(m, "host"),
						    "maintenance-latency", 0);
	run->auto_exits = vgs_scn_streq(
		word(vgs_scn_get(m, "host"), "exits", "manual"), "auto");
	decode_choices(run, m);
	decode_msi_frame(run, m, v2 ? "gicv2m" : "gicm");
	err = decode_cpus(run, m);
	if (!err)
		decode_v2(run, m, v2);
	return err;
}

static int decode_memory(struct vgs_scn_run *run,
			 const struct vgs_scn_node *machine)
{
	const struct vgs_scn_node *list = vgs_scn_get(machine, "memory");
	const struct vgs_scn_node *node;

	run->memory.alloc = run->arena->alloc;
	run->memory_node = list;
	if (!list)
		return 0;
	run->memory.regions = vgs_scn_zalloc_n(run->arena, list->count + 1,
					       sizeof(*run->memory.regions));
	if (!run->memory.regions)
		return -VGS_ENOMEM;
	VGS_SCN_EACH (node, list) {
		struct vgs_scn_region *r =
			&run->memory.regions[run->memory.region_count++];

		r->at = number(node, "at", 0);
		r->size = number(node, "size", 0);
		if (r->size && r->at > UINT64_MAX - (r->size - 1))
			vgs_scn_diag(run->diags, VGS_SCN_MSG_REGION, node, NULL,
				     NULL, NULL);
	}
	return 0;
}

/* The key of machine: behind a field of the config. */
static const struct vgs_scn_node *field_node(const struct vgs_scn_node *machine,
					     const char *field)
{
	const struct {
		const char *field, *key;
	} keys[] = {
		{ "version", "gic" },
		{ "pes", "cpus" },
		{ "affinities", "cpus" },
		{ "lrs", "list-registers" },
		{ "espis", "espi" },
		{ "eppis", "eppi" },
		{ "priority_bits", "priority-bits" },
		{ "vpriority_bits", "virtual-priority-bits" },
		{ "preemption_bits", "preemption-bits" },
		{ "maintenance_intid", "maintenance" },
		{ "no_1ofn", "no-1ofn" },
		{ "icc_rss", "icc-rss" },
		{ "no_ext_range", "no-ext-range" },
		{ "no_tdir", "no-tdir" },
		{ "lpi_id_bits", "lpi-id-bits" },
		{ "lpi_slots", "lpi-slots" },
		{ "cpu_interfaces", "cpu-interfaces" },
		{ "msi_spis",
		  vgs_scn_get(machine, "gicm") ? "gicm" : "gicv2m" },
	};
	const struct vgs_scn_node *node;
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (vgs_scn_streq(keys[i].field, field))
			field = keys[i].key;
	}
	node = vgs_scn_get(machine, field);
	return node ? node : machine;
}

static void impossible(struct vgs_scn_run *run, const struct vgs_scn_node *node,
		       const char *field)
{
	bool key = node != run->plan->machine && node->key;

	vgs_scn_diag(run->diags, VGS_SCN_MSG_MACHINE, node,
		     key ? node->key->text : field, NULL, NULL);
}

static int make_gic(struct vgs_scn_run *run, const struct vgs_scn_node *machine,
		    const char **ret_skip)
{
	const char *field = "machine";
	int err = vgs_gic_config_check(&run->cfg, &field);

	if (!err) {
		run->cfg.alloc = run->arena->alloc;
		run->cfg.mem.read = vgs_scn_memory_read;
		run->cfg.mem.write = vgs_scn_memory_write;
		run->cfg.mem.user = &run->memory;
		run->cfg.trace = run->dry ? NULL : vgs_scn_trace;
		run->cfg.user = run;
		err = vgs_gic_new(&run->cfg, &run->gic);
	}
	if (err == -VGS_ENOTSUP)
		*ret_skip = "needs a GIC that this vgicsim does not have";
	else if (err && err != -VGS_ENOMEM)
		impossible(run, field_node(machine, field), field);
	return err == -VGS_ENOMEM ? err : 0;
}

static int make_pes(struct vgs_scn_run *run)
{
	unsigned pe;

	run->home =
		vgs_scn_zalloc_n(run->arena, run->cfg.pes, sizeof(*run->home));
	if (!run->home)
		return -VGS_ENOMEM;
	for (pe = 0; pe < run->cfg.pes; pe++) {
		struct vgs_pe_ctx *ctx = &run->home[pe];

		vgs_gic_get_pe(run->gic, pe, ctx);
		ctx->el = run->cfg.virt ? 2 : 1;
		if (run->cfg.security)
			ctx->scr_el3 |= 1; /* NS */
		ctx->pstate_i = false;
		ctx->pstate_f = false;
		ctx->pstate_a = false;
		ctx->pstate_allint = false;
		vgs_gic_set_pe(run->gic, pe, ctx);
	}
	if (!run->dry && run->opts && run->opts->on_machine)
		run->opts->on_machine(run->opts->user, run->gic);
	return 0;
}

/* A device that writes SETSPI and CLRSPI where others have a wire. */
static void decode_message(struct vgs_scn_run *run, struct vgs_scn_device *d,
			   const struct vgs_scn_node *message)
{
	d->message = true;
	d->secure = vgs_scn_streq(message->text, "secure");
	if (vgs_scn_private(d->intid) ||
	    (!run->cfg.mbis &&
	     (!run->cfg.msi_spis || run->cfg.version == VGS_GIC_V2)))
		vgs_scn_diag(run->diags, VGS_SCN_MSG_MACHINE, message,
			     "message", NULL, NULL);
}

static void decode_device(struct vgs_scn_run *run, struct vgs_scn_device *d,
			  const struct vgs_scn_node *node)
{
	const struct vgs_scn_node *intid = vgs_scn_get(node, "intid");
	const struct vgs_scn_node *cpu = vgs_scn_get(node, "cpu");
	const struct vgs_scn_node *id = vgs_scn_get(node, "device-id");
	const struct vgs_scn_node *message = vgs_scn_get(node, "message");

	d->has_id = id != NULL;
	d->id = id ? (uint32_t)id->value : 0;
	d->name = node->key->text;
	d->pe = VGS_NO_PE;
	d->edge = vgs_scn_streq(word(node, "trigger", "level"), "edge");
	if (!intid)
		return;
	if (!vgs_scn_check_intid(run, intid, intid->value))
		return;
	d->intid = (uint32_t)intid->value;
	if (message) {
		decode_message(run, d, message);
		return;
	}
	d->wire = true;
	if (d->intid < VGS_INTID_PPI) {
		vgs_scn_diag(run->diags, VGS_SCN_MSG_SGI_WIRE, intid,
			     intid->text, NULL, NULL);
		return;
	}
	if (!vgs_scn_private(d->intid))
		return;
	d->pe = 0;
	if (cpu)
		vgs_scn_pe(run, cpu, &d->pe);
	else if (run->cfg.pes > 1)
		vgs_scn_diag(run->diags, VGS_SCN_MSG_PRIVATE_CPU, intid,
			     intid->text, NULL, NULL);
}

static int make_devices(struct vgs_scn_run *run,
			const struct vgs_scn_node *machine)
{
	const struct vgs_scn_node *devices = vgs_scn_get(machine, "devices");
	const struct vgs_scn_node *node;

	if (!devices)
		return 0;
	run->devices = vgs_scn_zalloc_n(run->arena, devices->count + 1,
					sizeof(*run->devices));
	if (!run->devices)
		return -VGS_ENOMEM;
	VGS_SCN_EACH (node, devices)
		decode_device(run, &run->devices[run->device_count++], node);
	return 0;
}

int vgs_scn_machine_new(struct vgs_scn_run *run, const char **ret_skip)
{
	const struct vgs_scn_node *machine = run->plan->machine;
	unsigned reports = run->diags->reports;
	int err;

	*ret_skip = NULL;
	err = decode_config(run, machine, ret_skip);
	if (!err && !*ret_skip)
		err = decode_memory(run, machine);
	if (err || *ret_skip || run->diags->reports != reports)
		return err;
	err = make_gic(run, machine, ret_skip);
	if (err || !run->gic)
		return err;
	err = make_pes(run);
	if (!err)
		err = make_devices(run, machine);
	if (!err)
		err = vgs_scn_machine_vms(run, machine);
	if (!err && run->diags->reports == reports)
		err = vgs_scn_machine_connect(run, machine, ret_skip);
	return err;
}

void vgs_scn_machine_free(struct vgs_scn_run *run)
{
	unsigned i;

	/* A guest that is left then is no step's doing. */
	run->quiet = true;
	vgs_scn_free_images(run);
	run->host = vgs_host_free(run->host);
	for (i = 0; i < run->vm_count; i++)
		run->vms[i].vm = vgs_vm_free(run->vms[i].vm);
	run->timers = vgs_timers_free(run->timers);
	run->gic = vgs_gic_free(run->gic);
	vgs_scn_memory_clear(&run->memory);
}
