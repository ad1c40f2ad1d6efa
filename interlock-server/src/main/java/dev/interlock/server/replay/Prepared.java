package dev.interlock.server.replay;

import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.server.replay.read.TraceEvent;
import org.jspecify.annotations.Nullable;

/** An event of a trace with what the catalogues make of it: what goes from the thread that reads to the one that decides. */
sealed interface Prepared {

    /** @param settlement null while the call is in flight */
    record Mapped(CallFacts facts, @Nullable Settlement settlement) {}

    /** @param other for the bundle that is compared with */
    record Call(
            TraceEvent.Called event, Mapped own, @Nullable Mapped other) implements Prepared {}

    record Settle(
            TraceEvent.Settled event,
            Settlement own,
            @Nullable Settlement other) implements Prepared {}

    record Open(TraceEvent.Opened event) implements Prepared {}

    record Close(TraceEvent.Closed event) implements Prepared {}

    record Register(TraceEvent.Registered event) implements Prepared {}

    record Flawed(TraceEvent.Flawed event) implements Prepared {}
}
