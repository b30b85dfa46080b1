/* SPDX-License-Identifier: MIT */
/*
 * Snapshots of the whole machine: the GIC with its wires, the VMs, memory,
 * and what the PEs are doing.
 */
#include <string.h>

#include "run.h"

static struct vgs_scn_image *find_image(const struct vgs_scn_run *run,
					const char *name)
{
	struct vgs_scn_image *image;

	for (image = run->images; image; image = image->next) {
		if (vgs_scn_streq(image->name, name))
			return image;
	}
	return NULL;
}

static void *zalloc(const struct vgs_scn_run *run, size_t size)
{
	const struct vgs_allocator *alloc = &run->arena->alloc;

	return alloc->zalloc(alloc->user, size ? size : 1);
}

static void release(const struct vgs_scn_run *run, void *mem)
{
	const struct vgs_allocator *alloc = &run->arena->alloc;

	if (mem)
		alloc->free(alloc->user, mem);
}

static void clear_image(struct vgs_scn_run *run, struct vgs_scn_image *image)
{
	unsigned i;

	release(run, image->gic);
	release(run, image->timers);
	for (i = 0; image->vms && i < image->vm_count; i++)
		release(run, image->vms[i]);
	image->gic = NULL;
	image->timers = NULL;
	vgs_scn_memory_clear(&image->memory);
}

void vgs_scn_free_images(struct vgs_scn_run *run)
{
	struct vgs_scn_image *image;

	for (image = run->images; image; image = image->next)
		clear_image(run, image);
	run->images = NULL;
}

static struct vgs_scn_image *new_image(const struct vgs_scn_run *run,
				       const char *name)
{
	struct vgs_scn_image *image =
		vgs_scn_zalloc(run->arena, sizeof(*image));
	unsigned i;

	if (!image)
		return NULL;
	image->name = name;
	image->vm_count = run->vm_count;
	image->memory.alloc = run->arena->alloc;
	image->vms = vgs_scn_zalloc_n(run->arena, run->vm_count + 1,
				      sizeof(*image->vms));
	image->vcpus = vgs_scn_zalloc_n(run->arena, run->vm_count + 1,
					sizeof(*image->vcpus));
	image->home = vgs_scn_zalloc_n(run->arena, run->cfg.pes,
				       sizeof(*image->home));
	image->irqs = vgs_scn_zalloc_n(run->arena, run->device_count + 1,
				       sizeof(*image->irqs));
	image->ages = vgs_scn_zalloc_n(run->arena, run->cfg.pes,
				       sizeof(*image->ages));
	if (!image->vms || !image->vcpus || !image->home || !image->irqs ||
	    !image->ages)
		return NULL;
	for (i = 0; i < run->vm_count; i++) {
		image->vcpus[i] =
			vgs_scn_zalloc_n(run->arena, run->vms[i].vcpu_count,
					 sizeof(**image->vcpus));
		if (!image->vcpus[i])
			return NULL;
	}
	return image;
}

static struct vgs_scn_image *add_image(struct vgs_scn_run *run,
				       const char *name)
{
	struct vgs_scn_image *image = new_image(run, name);

	if (!image)
		return NULL;
	image->next = run->images;
	run->images = image;
	return image;
}

static struct vgs_line wire_of(const struct vgs_scn_run *run, unsigned device)
{
	const struct vgs_scn_device *d = &run->devices[device];

	return vgs_scn_line(run, d->intid, d->pe);
}

static void take_irqs(const struct vgs_scn_run *run,
		      struct vgs_scn_image *image)
{
	unsigned i;

	for (i = 0; i < run->device_count; i++) {
		if (run->devices[i].wire)
			vgs_host_irq(run->host, wire_of(run, i),
				     &image->irqs[i]);
	}
	for (i = 0; i < run->cfg.pes; i++)
		image->ages[i] = vgs_host_maintenance_age(run->host, i);
}

static bool same_irq(const struct vgs_host_irq *a, const struct vgs_host_irq *b)
{
	return a->kind == b->kind && a->vm == b->vm && a->vcpu == b->vcpu &&
	       a->vintid == b->vintid && a->automasked == b->automasked &&
	       a->masked == b->masked;
}

/*
 * To whom the devices belonged, before the VMs say what that is tied to.  All
 * that changed give up theirs first: two may have swapped.
 */
static void put_irqs(struct vgs_scn_run *run, const struct vgs_scn_image *image)
{
	static const struct vgs_host_irq nobody = {
		.kind = VGS_HOST_IRQ_UNHANDLED
	};
	const struct vgs_host_irq *was;
	struct vgs_host_irq now;
	unsigned i, pass;

	for (pass = 0; pass < 2; pass++) {
		for (i = 0; i < run->device_count; i++) {
			was = &image->irqs[i];
			if (run->devices[i].wire &&
			    !vgs_host_irq(run->host, wire_of(run, i), &now) &&
			    !same_irq(&now, was))
				vgs_host_set_irq(run->host, wire_of(run, i),
						 pass ? was : &nobody);
		}
	}
	for (i = 0; i < run->cfg.pes; i++)
		vgs_host_set_maintenance_age(run->host, i, image->ages[i]);
}

static int take(struct vgs_scn_run *run, struct vgs_scn_image *image)
{
	size_t size = vgs_gic_save_size(run->gic);
	unsigned i;
	int err;

	image->gic = zalloc(run, size);
	if (!image->gic)
		return -VGS_ENOMEM;
	err = vgs_gic_save(run->gic, image->gic, size);
	if (run->timers && !err) {
		size = vgs_timers_save_size(run->timers);
		image->timers = zalloc(run, size);
		if (!image->timers)
			return -VGS_ENOMEM;
		err = vgs_timers_save(run->timers, image->timers, size);
	}
	for (i = 0; i < run->vm_count && !err; i++) {
		size = vgs_vm_save_size(run->vms[i].vm);
		image->vms[i] = zalloc(run, size);
		if (!image->vms[i])
			return -VGS_ENOMEM;
		err = vgs_vm_save(run->vms[i].vm, image->vms[i], size);
		memcpy(image->vcpus[i], run->vms[i].vcpus,
		       run->vms[i].vcpu_count * sizeof(**image->vcpus));
	}
	memcpy(image->home, run->home, run->cfg.pes * sizeof(*run->home));
	image->eventfds_written = run->eventfds_written;
	take_irqs(run, image);
	if (!err)
		err = vgs_scn_memory_copy(&image->memory, &run->memory);
	return err;
}

void vgs_scn_exec_save(struct vgs_scn_run *run, const struct vgs_scn_step *step)
{
	struct vgs_scn_image *image = find_image(run, step->arg->text);
	int err;

	if (image)
		clear_image(run, image);
	else
		image = add_image(run, step->arg->text);
	if (!image || run->dry)
		return;
	err = take(run, image);
	if (err)
		vgs_scn_call(run, "save", err);
}

static int put_vm(struct vgs_scn_run *run, const struct vgs_scn_image *image,
		  unsigned i)
{
	struct vgs_scn_vm *vm = &run->vms[i];

	if (image->attrs && image->attrs[i].list)
		return vgs_scn_migrate_restore(run, &image->from[i],
					       &image->attrs[i], vm);
	if (image->from) {
		memcpy(vm->stats, image->from[i].stats, sizeof(vm->stats));
		memcpy(vm->vcpu_stats, image->from[i].vcpu_stats,
		       vm->vcpu_count * VGS_VCPU_STAT_COUNT *
			       sizeof(*vm->vcpu_stats));
	}
	return vgs_vm_restore(vm->vm, image->vms[i], vgs_vm_save_size(vm->vm));
}

static int put_back(struct vgs_scn_run *run, const struct vgs_scn_image *image)
{
	unsigned i;
	int err;

	put_irqs(run, image);
	err = vgs_scn_memory_copy(&run->memory, &image->memory);
	if (!err)
		err = vgs_gic_restore(run->gic, image->gic,
				      vgs_gic_save_size(run->gic));
	if (run->timers && !err)
		err = vgs_timers_restore(run->timers, image->timers,
					 vgs_timers_save_size(run->timers));
	for (i = 0; i < run->vm_count && !err; i++)
		err = put_vm(run, image, i);
	for (i = 0; i < run->vm_count; i++)
		memcpy(run->vms[i].vcpus, image->vcpus[i],
		       run->vms[i].vcpu_count * sizeof(**image->vcpus));
	memcpy(run->home, image->home, run->cfg.pes * sizeof(*run->home));
	run->eventfds_written = image->eventfds_written;
	return err;
}

void vgs_scn_exec_restore(struct vgs_scn_run *run,
			  const struct vgs_scn_step *step)
{
	const struct vgs_scn_image *image = find_image(run, step->arg->text);
	struct vgs_scn_near near;
	struct vgs_diag *d;
	int err;

	if (!image) {
		d = vgs_scn_diag(run->diags, VGS_SCN_MSG_NOT_SAVED, step->arg,
				 step->arg->text, NULL, NULL);
		vgs_scn_near_init(&near, step->arg->text);
		for (image = run->images; image; image = image->next)
			vgs_scn_near_try(&near, image->name);
		vgs_scn_help_near(run->diags, d, &near);
		return;
	}
	if (run->dry)
		return;
	err = put_back(run, image);
	if (err)
		vgs_scn_call(run, "restore", err);
}

/* ---- into a new machine --------------------------------------------------
 */

/* Makes the machine of @run once more, beside @old, which was a copy of it. */
static int make_again(struct vgs_scn_run *run, const struct vgs_scn_run *old)
{
	const char *skip = NULL;
	unsigned i;
	int err;

	run->gic = NULL;
	run->timers = NULL;
	run->host = NULL;
	run->vms = NULL;
	run->vm_count = 0;
	run->devices = NULL;
	run->device_count = 0;
	memset(&run->memory, 0, sizeof(run->memory));
	err = vgs_scn_machine_new(run, &skip);
	if (!err && (!run->host || skip))
		err = -VGS_EBUG;
	/* What making it did is of no step. */
	run->finding_count = old->finding_count;
	run->event_count = old->event_count;
	run->tracepoint_count = old->tracepoint_count;
	if (err)
		return err;
	for (i = 0; i < run->device_count; i++)
		run->devices[i].mismatch_told = old->devices[i].mismatch_told;
	for (i = 0; i < VGS_HOST_STAT_COUNT; i++)
		run->host_stats[i] += vgs_host_stat(old->host, i);
	return 0;
}

static void stayed(struct vgs_scn_run *run, const char *why)
{
	const unsigned max = sizeof(run->stays) / sizeof(run->stays[0]);
	unsigned i = 0;

	while (i < run->stay_count && strcmp(run->stays[i].name, why) != 0)
		i++;
	if (i == max)
		return;
	run->stay_count += i == run->stay_count;
	run->stays[i].name = why;
	run->stays[i].value++;
}

/* What the user ABI can carry; the save of tables goes to guest memory. */
static int take_attrs(struct vgs_scn_run *run, struct vgs_scn_image *image)
{
	unsigned i;
	int err = 0;

	image->attrs = vgs_scn_zalloc_n(run->arena, run->vm_count + 1,
					sizeof(*image->attrs));
	if (!image->attrs)
		return -VGS_ENOMEM;
	for (i = 0; i < run->vm_count && !err; i++) {
		const char *why = vgs_scn_stays(run, &run->vms[i]);

		if (!why)
			err = vgs_scn_migrate_save(run, &run->vms[i],
						   &image->attrs[i], &why);
		if (why)
			stayed(run, why);
	}
	return err;
}

/* Frees the machine of @old: to its callbacks that is @run. */
static void discard(struct vgs_scn_run *run, const struct vgs_scn_run *old)
{
	struct vgs_scn_run made = *run;

	*run = *old;
	run->images = NULL;
	vgs_scn_machine_free(run);
	*run = made;
}

void vgs_scn_cut(struct vgs_scn_run *run)
{
	struct vgs_scn_image *image = new_image(run, NULL);
	bool migrate = run->opts->migrate;
	struct vgs_scn_run old;
	uint64_t hash = 0;
	int err;

	if (!image)
		return;
	image->from = run->vms;
	err = migrate ? take_attrs(run, image) : 0;
	if (!err)
		err = take(run, image);
	/* Only now: the tables that the user ABI saves may have made pages. */
	old = *run;
	if (!err) {
		hash = vgs_scn_hash(run);
		err = make_again(run, &old);
		run->quiet = true;
		if (!err)
			err = put_back(run, image);
		run->quiet = old.quiet;
		discard(run, &old);
	}
	/* An image has all; the user ABI what a guest can see. */
	if (!err && !migrate && vgs_scn_hash(run) != hash)
		err = -VGS_EBUG;
	if (err)
		vgs_scn_call(run, "the machine made anew", err);
	clear_image(run, image);
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
	return (hash ^ value) * 1099511628211u;
}

uint64_t vgs_scn_hash(const struct vgs_scn_run *run)
{
	uint64_t hash = mix(14695981039346656037u, vgs_gic_hash(run->gic));
	unsigned i;

	if (run->timers)
		hash = mix(hash, vgs_timers_hash(run->timers));
	for (i = 0; i < run->vm_count; i++)
		hash = mix(hash, vgs_vm_hash(run->vms[i].vm));
	return vgs_scn_memory_hash(&run->memory, hash);
}
