/* SPDX-License-Identifier: MIT */
/*
 * Creating VMs, choosing policies, and images: saved, restored, compared,
 * damaged.
 */
#include "test_vgic.h"

#include "vgic/state.h"

static const struct shape v2 = { 2, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v2_e0 = { 2, 2, 4, VGS_EPOCH_E0, NULL, NULL };
static const struct shape v3 = { 3, 2, 4, VGS_EPOCH_E2, NULL, NULL };

/* A VM in the middle of something: one active, one pending, one running. */
static void make_busy(struct fixture *f)
{
	for (uint32_t intid = 52; intid < 55; intid++) {
		use_virt(f, 0, intid);
		inject(f, intid, true);
	}
	use_virt(f, 1, 27);
	assert_int_equal(vgs_vgic_inject(f->vm, 1, 27, true, 0), 0);
	enter(f, 0);
	guest_acks(f, 0);
}

static unsigned char *saved(struct fixture *f)
{
	unsigned char *image = malloc(vgs_vm_save_size(f->vm));

	assert_non_null(image);
	assert_int_equal(vgs_vm_save(f->vm, image, vgs_vm_save_size(f->vm)), 0);
	return image;
}

/* A VM comes back as it was, in the middle of a run. */
static void restore_brings_back_the_saved_state(void **state)
{
	struct fixture *f = *state;
	unsigned char *image;
	uint64_t hash;

	make_busy(f);
	image = saved(f);
	hash = vgs_vm_hash(f->vm);
	leave(f, 0);
	vbit(f, 0, D_ICENABLER, 53);
	assert_int_not_equal(vgs_vm_hash(f->vm), hash);
	assert_int_equal(vgs_vm_restore(f->vm, image, vgs_vm_save_size(f->vm)),
			 0);
	assert_int_equal(vgs_vm_hash(f->vm), hash);
	assert_true(vcpu_of(f, 0).entered);
	free(image);
}

/* A restored VM goes on as the original would. */
static void restored_vm_goes_on(void **state)
{
	struct fixture *f = *state;
	unsigned char *image;
	struct vgs_vm *other;

	make_busy(f);
	leave(f, 0);
	image = saved(f);
	new_vm(f, &other);
	assert_int_equal(vgs_vm_restore(other, image, vgs_vm_save_size(other)),
			 0);
	assert_int_equal(vgs_vm_diff(f->vm, other, NULL, NULL), 0);
	enter(f, 0);
	leave(f, 0);
	assert_int_equal(vgs_vcpu_enter(other, 0), 0);
	assert_int_equal(vgs_vcpu_exit(other, 0, VGS_EXIT_TRAP), 0);
	assert_int_equal(vgs_vm_diff(f->vm, other, NULL, NULL), 0);
	vgs_vm_free(other);
	free(image);
}

/* Every damaged byte is refused or is a state that can be; never a crash. */
static void damaged_images_are_refused_or_possible(void **state)
{
	struct fixture *f = *state;
	unsigned char *image;
	size_t size = vgs_vm_save_size(f->vm);
	unsigned refused = 0;

	make_busy(f);
	leave(f, 0);
	image = saved(f);
	for (size_t i = 0; i < size; i++) {
		const char *name = NULL;

		image[i] ^= 0xff;
		if (vgs_vm_restore(f->vm, image, size))
			refused++;
		vgs_vm_check(f->vm, &name);
		assert_null(name);
		image[i] ^= 0xff;
	}
	assert_true(refused > 32);
	assert_int_equal(vgs_vm_restore(f->vm, image, size), 0);
	free(image);
}

/* The header: magic, version, shape and size. */
static void damaged_headers_are_refused(void **state)
{
	struct fixture *f = *state;
	unsigned char *image = saved(f);
	size_t size = vgs_vm_save_size(f->vm);

	for (size_t i = 0; i < 32; i++) {
		image[i] ^= 1;
		assert_int_equal(vgs_vm_restore(f->vm, image, size),
				 -VGS_ECORRUPT);
		image[i] ^= 1;
	}
	assert_int_equal(vgs_vm_restore(f->vm, image, size - 1), -VGS_ECORRUPT);
	assert_int_equal(vgs_vm_save(f->vm, image, size - 1), -VGS_ERANGE);
	free(image);
}

static void where(void *user, const char *text, uint64_t a, uint64_t b)
{
	char *first = user;

	(void)a;
	(void)b;
	if (!*first)
		strncpy(first, text, 63);
}

/* A difference says where it is. */
static void diff_names_the_member(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm *other;
	char text[64] = "";

	new_vm(f, &other);
	assert_int_equal(vgs_vm_copy(other, f->vm), 0);
	assert_int_equal(vgs_vm_hash(other), vgs_vm_hash(f->vm));
	vpriority(f, 0, 40, 0x80);
	assert_int_equal(vgs_vm_diff(f->vm, other, where, text), 1);
	assert_string_equal(text, "virq[72].priority");
	vgs_vm_free(other);
}

/* The members of a section are its items, without a gap. */
static void members_cover_every_byte(void **state)
{
	struct fixture *f = *state;

	for (unsigned i = 0; i < VGS_VM_SECTIONS; i++) {
		struct vgs_vm_section s =
			vgs_vm_section(f->vm, (enum vgs_vm_section_id)i);
		unsigned at = 0;

		for (unsigned m = 0; m < s.member_count; m++) {
			assert_int_equal(s.members[m].offset, at);
			at += s.members[m].size * s.members[m].count;
		}
		assert_int_equal(at, s.item_size);
	}
}

/* Counters are no state: an access that changes nothing changes no hash. */
static void counters_are_not_hashed(void **state)
{
	struct fixture *f = *state;
	uint64_t hash;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	hash = vgs_vm_hash(f->vm);
	inject(f, 52, true);
	assert_int_equal(vgs_vm_hash(f->vm), hash);
}

/* Two VMs of different policies are not of one shape. */
static void images_belong_to_a_policy(void **state)
{
	struct fixture *f = *state;
	unsigned char *image = saved(f);
	struct vgs_vm *other;

	f->shape.knob = "resample-on-fold";
	f->shape.value = "false";
	new_vm(f, &other);
	assert_int_equal(vgs_vm_restore(other, image, vgs_vm_save_size(other)),
			 -VGS_ECORRUPT);
	assert_int_equal(vgs_vm_copy(other, f->vm), -VGS_EINVAL);
	assert_int_equal(vgs_vm_diff(other, f->vm, NULL, NULL), -VGS_EINVAL);
	vgs_vm_free(other);
	free(image);
}

/* --- creation ------------------------------------------------------------------------ */

static int try_vm(struct fixture *f, unsigned vcpus, unsigned nirqs,
		  enum vgs_version version, enum vgs_epoch epoch)
{
	struct vgs_vm_config cfg;
	struct vgs_vm *vm = NULL;
	int err;

	vgs_vm_config_default(&cfg, version, epoch);
	cfg.gic = f->gic;
	cfg.vcpus = vcpus;
	cfg.nirqs = nirqs;
	err = vgs_vm_new(&cfg, &vm);
	vgs_vm_free(vm);
	return err;
}

/* KVM-ST-2, KVM-ST-4: how many interrupts and vCPUs there can be. */
static void limits_of_a_vm(void **state)
{
	struct fixture *f = *state;
	enum vgs_version own = f->v3 ? VGS_GIC_V3 : VGS_GIC_V2;
	unsigned max = f->v3 ? 512 : 8;

	assert_int_equal(try_vm(f, max, 256, own, VGS_EPOCH_E2), 0);
	assert_int_equal(try_vm(f, max + 1, 256, own, VGS_EPOCH_E2),
			 -VGS_EINVAL);
	assert_int_equal(try_vm(f, 0, 256, own, VGS_EPOCH_E2), -VGS_EINVAL);
	assert_int_equal(try_vm(f, 1, 992, own, VGS_EPOCH_E2), 0);
	assert_int_equal(try_vm(f, 1, 1024, own, VGS_EPOCH_E2), -VGS_EINVAL);
	assert_int_equal(try_vm(f, 1, 32, own, VGS_EPOCH_E2), -VGS_EINVAL);
	assert_int_equal(try_vm(f, 1, 100, own, VGS_EPOCH_E2), -VGS_EINVAL);
}

/* What is not built says so. */
static void unbuilt_vms_are_not_supported(void **state)
{
	struct fixture *f = *state;
	enum vgs_version own = f->v3 ? VGS_GIC_V3 : VGS_GIC_V2;
	enum vgs_version other = f->v3 ? VGS_GIC_V2 : VGS_GIC_V3;

	assert_int_equal(try_vm(f, 1, 256, other, VGS_EPOCH_E2), -VGS_ENOTSUP);
	assert_int_equal(try_vm(f, 1, 256, own, VGS_EPOCH_E0), 0);
}

/* A knob that nothing reads yet is refused, not ignored. */
static void unbuilt_knobs_are_not_supported(void **state)
{
	static const struct {
		const char *knob, *value;
	} unbuilt[] = {
		{ "forwarding", "gicv4-vlpi" },
	};
	struct fixture *f = *state;

	for (unsigned i = 0; i < 1; i++) {
		struct vgs_vm_config cfg;
		struct vgs_vm *vm = NULL;

		vgs_vm_config_default(&cfg, f->v3 ? VGS_GIC_V3 : VGS_GIC_V2,
				      VGS_EPOCH_E2);
		cfg.gic = f->gic;
		assert_int_equal(vgs_policy_set(&cfg.policy, unbuilt[i].knob,
						unbuilt[i].value),
				 0);
		assert_int_equal(vgs_vm_new(&cfg, &vm), -VGS_ENOTSUP);
	}
}

struct heap {
	unsigned zallocs;
	bool refuse;
};

static void *heap_zalloc(void *user, size_t size)
{
	struct heap *heap = user;

	heap->zallocs++;
	return heap->refuse ? NULL : calloc(1, size);
}

static void heap_free(void *user, void *mem)
{
	struct heap *heap = user;

	heap->zallocs--;
	free(mem);
}

/* One allocation through the caller's allocator, whose failure is told. */
static void one_allocation_per_vm(void **state)
{
	struct fixture *f = *state;
	struct heap heap = { 0, false };
	struct vgs_vm_config cfg;
	struct vgs_vm *vm = NULL;

	vgs_vm_config_default(&cfg, f->v3 ? VGS_GIC_V3 : VGS_GIC_V2,
			      VGS_EPOCH_E2);
	cfg.gic = f->gic;
	cfg.alloc = (struct vgs_allocator){ heap_zalloc, heap_free, &heap };
	assert_int_equal(vgs_vm_new(&cfg, &vm), 0);
	assert_int_equal(heap.zallocs, 1);
	vgs_vm_free(vm);
	assert_int_equal(heap.zallocs, 0);
	heap.refuse = true;
	assert_int_equal(vgs_vm_new(&cfg, &vm), -VGS_ENOMEM);
	assert_null(vgs_vm_free(NULL));
}

/* --- other hardware -------------------------------------------------------------------- */

static struct vgs_hw_ops below;
static unsigned writes;

static int counted_frame_write(void *user, unsigned pe, enum vgs_frame frame,
			       unsigned index, uint64_t offset, unsigned size,
			       uint64_t value)
{
	writes++;
	return below.frame_write(user, pe, frame, index, offset, size, value);
}

static int counted_sysreg_write(void *user, unsigned pe, enum vgs_sysreg id,
				uint64_t value)
{
	writes++;
	return below.sysreg_write(user, pe, id, value);
}

/* A VM runs on register accessors alone, without a GIC of ours. */
static void vm_runs_on_other_accessors(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm_config cfg;
	struct vgs_hw_ops ops;
	struct vgs_vm *vm = NULL;

	vgs_hw_ops_of_gic(&below, f->gic);
	ops = below;
	ops.frame_write = counted_frame_write;
	ops.sysreg_write = counted_sysreg_write;
	vgs_vm_config_default(&cfg, f->v3 ? VGS_GIC_V3 : VGS_GIC_V2,
			      VGS_EPOCH_E2);
	assert_int_equal(vgs_vm_new(&cfg, &vm), -VGS_EINVAL);
	cfg.hw = &ops;
	assert_int_equal(vgs_vm_new(&cfg, &vm), 0);
	writes = 0;
	vgs_vcpu_frame_write(vm, 0, VGS_FRAME_GICD, 0, D_CTLR, 4, 3);
	vgs_vcpu_frame_write(vm, 0, VGS_FRAME_GICD, 0, D_ISENABLER + 4, 4,
			     1u << 20);
	assert_int_equal(vgs_vgic_inject(vm, VGS_NO_VCPU, 52, true, 0), 0);
	assert_int_equal(writes, 0);
	assert_int_equal(vgs_vcpu_enter(vm, 0), 0);
	assert_int_equal(vgs_vm_entered(vm, 0), 0);
	assert_int_equal(vgs_vm_entered(vm, 1), VGS_NO_VCPU);
	assert_int_not_equal(writes, 0);
	assert_int_equal(lr(f, 0, 0).vintid, 52);
	assert_int_equal(vgs_vcpu_exit(vm, 0, VGS_EXIT_WFI), 0);
	assert_int_equal(lr(f, 0, 0).vintid, 0);
	vgs_vm_free(vm);
}

/* --- policies -------------------------------------------------------------------------- */

/* Every knob can be set to each of its values and read back. */
static void knobs_are_set_by_name(void **state)
{
	struct vgs_policy policy;
	const struct vgs_knob_info *knob;
	unsigned knobs = 0;

	(void)state;
	vgs_policy_epoch(&policy, VGS_EPOCH_E5);
	for (unsigned i = 0; (knob = vgs_knob_at(i)); i++, knobs++) {
		for (unsigned v = 0; knob->values[v]; v++) {
			assert_int_equal(vgs_policy_set(&policy, knob->name,
							knob->values[v]),
					 0);
			assert_string_equal(vgs_policy_get(&policy, knob->name),
					    knob->values[v]);
		}
		assert_int_not_equal(vgs_rule_by_name(knob->rule), 0);
	}
	assert_int_equal(knobs, 33);
	assert_int_equal(vgs_policy_set(&policy, "nope", "true"), -VGS_ENOENT);
	assert_int_equal(vgs_policy_set(&policy, "ap-sort", "nope"),
			 -VGS_EINVAL);
	assert_null(vgs_policy_get(&policy, "nope"));
}

/* What the epochs did (vgic.md 0). */
static void epochs_choose_policies(void **state)
{
	struct vgs_policy policy;

	(void)state;
	vgs_policy_epoch(&policy, vgs_epoch_by_name("E1"));
	assert_string_equal(vgs_policy_get(&policy, "mapped-level"),
			    "owner-polls");
	vgs_policy_epoch(&policy, vgs_epoch_by_name("E2"));
	assert_string_equal(vgs_policy_get(&policy, "lr-overflow"), "uie-only");
	assert_string_equal(vgs_policy_get(&policy, "mapped-level"),
			    "lower-and-resample");
	vgs_policy_epoch(&policy, vgs_epoch_by_name("E3"));
	assert_string_equal(vgs_policy_get(&policy, "lr-overflow"),
			    "eoicount-head");
	vgs_policy_epoch(&policy, vgs_epoch_by_name("E4"));
	assert_string_equal(vgs_policy_get(&policy, "lr-overflow"),
			    "eoicount-tail");
	/* Of 7.2, which E4 ends with. */
	assert_string_equal(vgs_policy_get(&policy, "timer-level-cache"),
			    "false");
	assert_string_equal(vgs_policy_get(&policy, "lazy-v2-init"),
			    "outside-run-loop");
	assert_string_equal(vgs_policy_get(&policy, "its-movall"), "all");
	assert_int_equal(vgs_epoch_by_name("E6"), VGS_EPOCHS);
	assert_string_equal(vgs_epoch_name(VGS_EPOCH_E5), "E5");
}

/* Names of what is counted and of why a guest was left. */
static void names(void **state)
{
	(void)state;
	assert_string_equal(vgs_vm_stat_name(VGS_VM_STAT_MMIO_TRAPS),
			    "mmio-traps");
	assert_null(vgs_vm_stat_name(VGS_VM_STAT_COUNT));
	assert_int_equal(vgs_exit_reason_by_name("maintenance"),
			 VGS_EXIT_MAINTENANCE);
	assert_int_equal(vgs_exit_reason_by_name("nope"), VGS_EXIT_REASONS);
	assert_string_equal(vgs_exit_reason_name(VGS_EXIT_WFI), "wfi");
}

/* --- callbacks ------------------------------------------------------------------------------ */

static struct vgs_vm *nosy_vm;
static int nosy_answer;

static void nosy(void *user, const struct vgs_event *event)
{
	(void)user;
	(void)event;
	nosy_answer = vgs_vgic_inject(nosy_vm, 0, 53, true, 0);
}

/* VGS-2: inside a trace callback nothing can be changed. */
static void callbacks_cannot_change_the_vm(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm_config cfg;

	vgs_vm_config_default(&cfg, f->v3 ? VGS_GIC_V3 : VGS_GIC_V2,
			      VGS_EPOCH_E2);
	cfg.gic = f->gic;
	cfg.trace = nosy;
	assert_int_equal(vgs_vm_new(&cfg, &nosy_vm), 0);
	assert_int_equal(vgs_vgic_inject(nosy_vm, 0, 52, true, 0), 0);
	assert_int_equal(nosy_answer, -VGS_EBUSY);
	nosy_vm = vgs_vm_free(nosy_vm);
}

/* --- why an image is refused -------------------------------------- */

/* The word of an image that is @value. */
static unsigned char *word_of(unsigned char *image, size_t size, uint64_t value)
{
	for (size_t at = 0; at + 8 <= size; at++) {
		uint64_t word = 0;

		for (unsigned n = 0; n < 8; n++)
			word |= (uint64_t)image[at + n] << 8 * n;
		if (word == value)
			return image + at;
	}
	fail_msg("no such word");
	return NULL;
}

static void assert_fault(struct fixture *f, const unsigned char *image,
			 size_t size, const char *expected)
{
	uint64_t hash = vgs_vm_hash(f->vm);
	const char *name = NULL;

	assert_int_equal(vgs_vm_image_check(f->vm, image, size, &name),
			 -VGS_ECORRUPT);
	assert_string_equal(name, expected);
	assert_int_equal(vgs_vm_restore(f->vm, image, size), -VGS_ECORRUPT);
	assert_true(vgs_vm_hash(f->vm) == hash);
}

static void images_say_what_is_wrong_with_them(void **state)
{
	struct fixture *f = *state;
	size_t size = vgs_vm_save_size(f->vm);
	unsigned char *image = malloc(size);

	assert_non_null(image);
	assert_int_equal(vgs_vm_save(f->vm, image, size), 0);
	assert_int_equal(vgs_vm_image_check(f->vm, image, size, NULL), 0);
	assert_fault(f, image, size - 1, "size");
	image[0] ^= 1;
	assert_fault(f, image, size, "header");
	image[0] ^= 1;
	image[8] ^= 1;
	assert_fault(f, image, size, "version");
	image[8] ^= 1;
	image[16] ^= 1;
	assert_fault(f, image, size, "config");
	free(image);
}

/*
 * KVM-OLD-5: a list register that is somebody's and has no state is one that
 * was ended in a run, which the fold will see; at no other time.
 */
static void images_of_e0_have_no_list_register_without_state(void **state)
{
	struct fixture *f = *state;
	size_t size = vgs_vm_save_size(f->vm);
	unsigned char *image = malloc(size), *word;
	/* SPI 52, pending, EOI */
	const uint64_t lr = 52 | 1u << 28 | 1u << 19;

	assert_non_null(image);
	use_virt(f, 0, 52);
	inject(f, 52, true);
	assert_int_equal(vgs_vcpu_prepare(f->vm, 0), 0);
	for (unsigned phase = 0; phase < 4; phase++) {
		assert_int_equal(vgs_vm_save(f->vm, image, size), 0);
		word = word_of(image, size, lr);
		word[3] &= 0xcf;
		if (phase == 2) /* left, and not folded */
			assert_int_equal(
				vgs_vm_image_check(f->vm, image, size, NULL),
				0);
		else
			assert_fault(f, image, size, "KVM-OLD-5");
		if (phase == 0)
			enter(f, 0);
		else if (phase == 1)
			assert_int_equal(
				vgs_vcpu_exit_unsynced(f->vm, 0, VGS_EXIT_IRQ),
				0);
		else if (phase == 2)
			assert_int_equal(vgs_vcpu_sync(f->vm, 0), 0);
	}
	free(image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BOTH(restore_brings_back_the_saved_state),
		TEST_BOTH(restored_vm_goes_on),
		TEST_BOTH(damaged_images_are_refused_or_possible),
		TEST_BOTH(damaged_headers_are_refused),
		TEST_BOTH(images_say_what_is_wrong_with_them),
		TEST(images_of_e0_have_no_list_register_without_state, v2_e0),
		TEST_BOTH(diff_names_the_member),
		TEST(members_cover_every_byte, v2),
		TEST_BOTH(counters_are_not_hashed),
		TEST_BOTH(images_belong_to_a_policy),
		TEST_BOTH(limits_of_a_vm),
		TEST_BOTH(unbuilt_vms_are_not_supported),
		TEST_BOTH(unbuilt_knobs_are_not_supported),
		TEST_BOTH(one_allocation_per_vm),
		TEST_BOTH(vm_runs_on_other_accessors),
		TEST(knobs_are_set_by_name, v2),
		TEST(epochs_choose_policies, v2),
		TEST(names, v2),
		TEST_BOTH(callbacks_cannot_change_the_vm),
	};

	return RUN("vgic_state", tests);
}
