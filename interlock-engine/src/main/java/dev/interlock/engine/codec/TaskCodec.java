package dev.interlock.engine.codec;

import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event.TaskAmended;
import dev.interlock.engine.event.Event.TaskEnded;
import dev.interlock.engine.event.Event.TaskOpened;

/** Events about tasks. Deadlines and starts are milliseconds since 1970, pauses are milliseconds. */
final class TaskCodec {

    private static final Words<EndReason> REASONS = new Words<>("reason for the end of a task", EndReason.class);

    private TaskCodec() {}

    static void writeOpened(Writer out, TaskOpened event) {
        out.text("agent", event.agent());
        out.number("budget_since", event.budgetSinceMillis());
        out.number("calls", event.calls());
        out.number("calls_used", event.callsUsed());
        ActorCodec.writeValue(out, "chain", event.chain());
        out.number("deadline", event.deadlineMillis());
        out.number("idle", event.idleMillis());
        out.truth("implicit", event.implicit());
        out.text("instruction", event.instruction());
        out.text("instruction_digest", event.instructionDigest());
        out.text("intent", event.intent());
        KeyCodec.writeList(out, "objects", event.objects());
        out.text("opened_by", event.openedBy());
        ActorCodec.writeValue(out, "origin", event.origin());
        ActorCodec.writeValue(out, "owner", event.owner());
        out.optionalNumber("parent", event.parent());
        out.number("task", event.task());
    }

    static TaskOpened readOpened(Reader in) {
        return new TaskOpened(
                in.number("task"),
                in.optionalNumber("parent"),
                in.text("agent"),
                in.text("opened_by"),
                in.text("intent"),
                in.text("instruction_digest"),
                in.text("instruction"),
                ActorCodec.readValue(in, "chain"),
                ActorCodec.readValue(in, "owner"),
                ActorCodec.readValue(in, "origin"),
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
        KeyCodec.writeList(out, "objects", event.objects());
        out.text("reason", event.reason());
        out.number("task", event.task());
    }

    static TaskAmended readAmended(Reader in) {
        return new TaskAmended(
                in.number("task"),
                in.record("by", ActorCodec::read),
                KeyCodec.readList(in, "objects"),
                in.number("deadline"),
                in.smallNumber("calls"),
                in.text("reason"));
    }

    static void writeEnded(Writer out, TaskEnded event) {
        out.text("by", event.by());
        REASONS.write(out, "reason", event.reason());
        out.number("task", event.task());
    }

    static TaskEnded readEnded(Reader in) {
        return new TaskEnded(in.number("task"), REASONS.read(in, "reason"), in.text("by"));
    }
}
