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
	X(SERROR, "serror")

/** What an event of the stream is about: VGS_EVENTS() says which is which. */
enum vgs_event_kind {
#define VGS_EVENT_ENUM(id, name) VGS_EV_##id,
	VGS_EVENTS(VGS_EVENT_ENUM)
#undef VGS_EVENT_ENUM
		VGS_EV_COUNT,
};

/** struct vgs_event - one entry of the stream; valid during the callback. */
struct vgs_event {
	enum vgs_event_kind kind;
	uint16_t rule;	    /**< enum vgs_rule, 0: none; vgs_rule_name() */
	uint16_t pe;	    /**< VGS_NO_PE where none is concerned */
	uint16_t vcpu;	    /**< hypervisor events; VGS_NO_PE otherwise */
	uint8_t lr;	    /**< VGS_EV_LR: index */
	bool virt;	    /**< concerns the virtual CPU interface or a VM */
	uint32_t intid;	    /**< VGS_INTID_NONE where none is concerned */
	uint64_t old_value; /**< state (enum vgs_irq_state), LR, levels */
	uint64_t new_value;
	const char *reg; /**< register name of an access, or NULL */
};

typedef void (*vgs_trace_fn)(void *user, const struct vgs_event *event);

/** @return the stable name of an event kind, "?" for an unknown one. */
VGS_API const char *vgs_event_name(enum vgs_event_kind kind);

/** @return "GIC-B12" and the like, "" for 0 or an unknown rule. */
VGS_API const char *vgs_rule_name(unsigned rule);

/** @return the number of a rule by its name, 0 when there is none. */
VGS_API unsigned vgs_rule_by_name(const char *name);

#ifdef __cplusplus
}
#endif

#endif
