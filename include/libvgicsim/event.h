/* SPDX-License-Identifier: MIT */
/*
 * The ordered stream of what happens inside the model: every change of an
 * interrupt, list register or signal, with the rule that caused it, every
 * guest misuse (a finding) and every access.  Costs nothing while
 * cfg.trace is NULL.
 */
#ifndef LIBVGICSIM_EVENT_H
#define LIBVGICSIM_EVENT_H

#include <libvgicsim/error.h>
#include <libvgicsim/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * X(enumerator, name in text): names are stable, scenarios expect them.
 * irq: a physical interrupt changed state; lr: a list register changed;
 * signal: output levels of a PE changed; finding: the guest or hypervisor did
 * what the architecture leaves (CONSTRAINED) UNPREDICTABLE, @rule is its code;
 * choice: the model stood on a documented choice; acknowledge, priority-drop,
 * deactivate: CPU interface actions, virtual ones have @virt set; ignored: an
 * access without effect; access: a register was read or written; eventfd:
 * a resample eventfd was signalled, @new_value is its number; its-command: a
 * VM's ITS carried out opcode @old_value, @new_value is its error code;
 * serror: a system error; of an ITS with SEIS @new_value is the code of the
 * command error, of a CPU interface (choices GIC-CU50 to CU57, CU89) it is 2
 * where ICH_HCR_EL2.TSEI sends it to EL2, otherwise 0.
 *
 * Those from VGS_TRACEPOINTS() on are KVM's, and INJECT, ENTER and EXIT stand
 * for vgic_update_irq_pending, kvm_entry and kvm_exit.
 */
#define VGS_EVENTS(X)                                                          \
	X(IRQ, "irq")                                                          \
	X(LR, "lr")                                                            \
	X(SIGNAL, "signal")                                                    \
	X(ACKNOWLEDGE, "acknowledge")                                          \
	X(PRIORITY_DROP, "priority-drop")                                      \
	X(DEACTIVATE, "deactivate")                                            \
	X(FINDING, "finding")                                                  \
	X(CHOICE, "choice")                                                    \
	X(IGNORED, "ignored")                                                  \
	X(READ, "read")                                                        \
	X(WRITE, "write")                                                      \
	X(INJECT, "inject")                                                    \
	X(QUEUE, "queue")                                                      \
	X(UNQUEUE, "unqueue")                                                  \
	X(FLUSH, "flush")                                                      \
	X(FOLD, "fold")                                                        \
	X(VIRQ, "virq")                                                        \
	X(KICK, "kick")                                                        \
	X(ENTER, "enter")                                                      \
	X(EXIT, "exit")                                                        \
	X(HOST_IRQ, "host-irq")                                                \
	X(RESAMPLE, "resample")                                                \
	X(EVENTFD, "eventfd")                                                  \
	X(ITS_COMMAND, "its-command")                                          \
	X(SERROR, "serror")                                                    \
	VGS_TRACEPOINTS(X)

/*
 * X(enumerator, name in text): tracepoints of KVM (KVM-OBS-2 to OBS-4), each
 * where the kernel has it; kvm_irq_line is irq-line, kvm_timer_emulate is
 * timer-emulate and so on.  What each says, vgs_event_fields() takes apart:
 *
 * irq-line: type, vcpu, num, level of a KVM_IRQ_LINE, before it is looked at;
 * set-irq: gsi, level, source (0 user space, 1 a resampler) of a routed line;
 * ack-irq: irqchip, pin of the end of a level SPI, whoever waits for it or not;
 * timer-update-irq: irq and level that a timer tells; get-timer-map: the timers
 * dv and dp that the PE runs, ev and ep that are emulated, -1: none; a timer's
 * number is 0 for the virtual, 1 for the physical one; timer-save-state,
 * timer-restore-state: ctl (ENABLE, IMASK) and cval that leave or enter the PE;
 * timer-hrtimer-expire: the end of a soft timer; timer-emulate: should_fire;
 * wfx: is_wfe; mmio: type (0 a read, 1 what it is answered, 2 a write), len,
 * gpa, val, a trapped access to a frame; handle-sys-reg: write, a trapped access
 * to @reg; vcpu-wakeup: the end of a sleep.  Not modelled: PCs and times.
 */
#define VGS_TRACEPOINTS(X)                                                     \
	X(IRQ_LINE, "irq-line")                                                \
	X(SET_IRQ, "set-irq")                                                  \
	X(ACK_IRQ, "ack-irq")                                                  \
	X(TIMER_UPDATE_IRQ, "timer-update-irq")                                \
	X(GET_TIMER_MAP, "get-timer-map")                                      \
	X(TIMER_SAVE_STATE, "timer-save-state")                                \
	X(TIMER_RESTORE_STATE, "timer-restore-state")                          \
	X(TIMER_HRTIMER_EXPIRE, "timer-hrtimer-expire")                        \
	X(TIMER_EMULATE, "timer-emulate")                                      \
	X(WFX, "wfx")                                                          \
	X(MMIO, "mmio")                                                        \
	X(HANDLE_SYS_REG, "handle-sys-reg")                                    \
	X(VCPU_WAKEUP, "vcpu-wakeup")

/** What an event of the stream is about: VGS_EVENTS() says which is which. */
enum vgs_event_kind {
#define VGS_EVENT_ENUM(id, name) VGS_EV_##id,
	VGS_EVENTS(VGS_EVENT_ENUM)
#undef VGS_EVENT_ENUM
		VGS_EV_COUNT,
	VGS_EV_TRACEPOINTS = VGS_EV_IRQ_LINE, /**< the first of them */
};

/** struct vgs_event - one entry of the stream; valid during the callback. */
struct vgs_event {
	enum vgs_event_kind kind;
	uint16_t rule;	    /**< enum vgs_rule, 0: none; vgs_rule_name() */
	uint16_t pe;	    /**< VGS_NO_PE where none is concerned */
	uint16_t vcpu;	    /**< hypervisor events; VGS_NO_PE otherwise */
	uint8_t lr;	    /**< VGS_EV_LR: index; a timer's number */
	bool virt;	    /**< concerns the virtual CPU interface or a VM */
	uint32_t intid;	    /**< VGS_INTID_NONE where none is concerned */
	uint64_t old_value; /**< state (enum vgs_irq_state), LR, levels */
	uint64_t new_value;
	const char *reg; /**< register name of an access, or NULL */
};

typedef void (*vgs_trace_fn)(void *user, const struct vgs_event *event);

/** @return the stable name of an event kind, "?" for an unknown one. */
VGS_API const char *vgs_event_name(enum vgs_event_kind kind);

/** struct vgs_event_field - a number that a tracepoint says; -1: none. */
struct vgs_event_field {
	const char *name; /**< as in VGS_TRACEPOINTS(); "index": a timer */
	uint64_t value;
	bool wide; /**< an address or a register: for base 16 */
};

#define VGS_EVENT_MAX_FIELDS 4

/**
 * vgs_event_fields() - what an event of VGS_TRACEPOINTS() or an INJECT says
 * @ret_fields:	VGS_EVENT_MAX_FIELDS of them, in the order of the kernel's
 *
 * Returns: how many there are, 0: no tracepoint, or one without numbers.
 */
VGS_API unsigned vgs_event_fields(const struct vgs_event *event,
				  struct vgs_event_field *ret_fields);

/** @return "GIC-B12" and the like, "" for 0 or an unknown rule. */
VGS_API const char *vgs_rule_name(unsigned rule);

/** @return the number of a rule by its name, 0 when there is none. */
VGS_API unsigned vgs_rule_by_name(const char *name);

#ifdef __cplusplus
}
#endif

#endif
