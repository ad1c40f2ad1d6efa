package dev.interlock.engine.codec;

import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event.TaskAmended;
import dev.interlock.engine.event.Event.TaskEnded;
import dev.interlock.engine.event.Event.TaskOpened;
import dev.interlock.engine.model.Attributes;

/** Events about tasks. Deadlines and starts are milliseconds since 1970, pauses are milliseconds. */
final class TaskCodec {

    private static final Words<EndReason> REASONS = new Words<>("reason for the end of a task", EndReason.class);

    private TaskCodec() {}

    static void writeOpened(Writer out, TaskOpened event) {
        boolean person = namesItself(event);
        String agent = person ? "" : event.agent();
        if (person) {
            NameCodec.write(out, "agent", event.agent());
        } else {
            out.text("agent", event.agent());
        }
        out.number("budget_since", event.budgetSinceMillis());
        out.number("calls", event.calls());
        out.number("calls_used", event.callsUsed());
        ActorCodec.writeValue(out, Attributes.CHAIN, event.chain(), agent);
        out.number("deadline", event.deadlineMillis());
        out.number("idle", event.idleMillis());
        out.truth("implicit", event.implicit());
        out.forgettableText("instruction", event.instruction());
        out.forgettableText("instruction_digest", event.instructionDigest());
        out.text("intent", event.intent());
        KeyCodec.writeList(out, "objects", event.objects());
        if (event.openedBy().equals(agent)) {
            out.text("opened_by", agent);
        } else {
            NameCodec.write(out, "opened_by", event.openedBy());
        }
        ActorCodec.writeValue(out, Attributes.ORIGIN, event.origin(), agent);
        ActorCodec.writeValue(out, Attributes.OWNER, event.owner(), agent);
        out.optionalNumber("parent", event.parent());
        out.number("task", event.task());
    }

    /** Returns whether the task is a person's own: no agent is its own owner, or its own origin. */
    private static boolean namesItself(TaskOpened event) {
        return event.owner().texts().contains(event.agent())
                || event.origin().texts().contains(event.agent());
    }

    static TaskOpened readOpened(Reader in) {
        return new TaskOpened(
                in.number("task"),
                in.optionalNumber("parent"),
                NameCodec.read(in, "agent"),
                NameCodec.read(in, "opened_by"),
                in.text("intent"),
                in.forgettableText("instruction_digest"),
                in.forgettableText("instruction"),
                ActorCodec.readValue(in, Attributes.CHAIN),
                ActorCodec.readValue(in, Attributes.OWNER),
                ActorCodec.readValue(in, Attributes.ORIGIN),
                KeyCodec.readList(in, "objects"),
                in.number("deadline"),
                in.number("idle"),
                in.smallNumber("calls"),
                in.truth("implicit"),
                in.number("budget_since"),
                in.smallNumber("calls_used"));
    }

    static void writeAmended(Writer out, TaskAmended event) {
        out.record("by", event.by(), ActorCodec::write);
        out.number("calls", event.calls());
        out.number("deadline", event.deadlineMillis());
        out.textSet("declassified", event.declassified());
        KeyCodec.writeList(out, "objects", event.objects());
        out.forgettableText("reason", event.reason());
        out.number("task", event.task());
    }

    static TaskAmended readAmended(Reader in) {
        return new TaskAmended(
                in.number("task"),
                in.record("by", ActorCodec::read),
                KeyCodec.readList(in, "objects"),
                in.number("deadline"),
                in.smallNumber("calls"),
                in.forgettableText("reason"),
                in.textSet("declassified"));
    }

    static void writeEnded(Writer out, TaskEnded event) {
        NameCodec.write(out, "by", event.by());
        REASONS.write(out, "reason", event.reason());
        out.number("task", event.task());
    }

    static TaskEnded readEnded(Reader in) {
        return new TaskEnded(in.number("task"), REASONS.read(in, "reason"), NameCodec.read(in, "by"));
    }
}
