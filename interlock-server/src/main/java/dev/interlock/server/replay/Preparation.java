package dev.interlock.server.replay;

import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.server.replay.read.Flaw;
import dev.interlock.server.replay.read.Outcome;
import dev.interlock.server.replay.read.TraceEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Maps the events of a trace through the catalogues, on the thread that reads. Keeps the calls that are in flight. */
final class Preparation implements Consumer<TraceEvent> {

    private record InFlight(
            TraceEvent.Called call, CallFacts own, @Nullable CallFacts other) {}

    private final Mapper own;
    private final @Nullable Mapper other;
    private final Consumer<Prepared> out;
    private final Map<String, InFlight> inFlight = new HashMap<>();
    private boolean skipUnknown;

    Preparation(Mapper own, @Nullable Mapper other, Consumer<Prepared> out) {
        this.own = own;
        this.other = other;
        this.out = out;
    }

    /** Sets whether calls of tools that no catalogue has are left out. */
    void skipUnknown(boolean skip) {
        skipUnknown = skip;
    }

    /** Calls in flight; for tests. */
    int size() {
        return inFlight.size();
    }

    @Override
    public void accept(TraceEvent event) {
        switch (event) {
            case TraceEvent.Called called -> call(called);
            case TraceEvent.Settled settled -> settle(settled);
            case TraceEvent.Opened opened -> out.accept(new Prepared.Open(opened));
            case TraceEvent.Closed closed -> out.accept(new Prepared.Close(closed));
            case TraceEvent.Registered registered -> out.accept(new Prepared.Register(registered));
            case TraceEvent.Flawed flawed -> out.accept(new Prepared.Flawed(flawed));
        }
    }

    private void call(TraceEvent.Called call) {
        boolean known = own.name(call.tool()).known()
                || (other != null && other.name(call.tool()).known());
        if (!known) {
            flaw(call, skipUnknown ? Flaw.LEFT_OUT : Flaw.TOOL_UNKNOWN, "`" + call.tool() + "`");
            if (skipUnknown) {
                return;
            }
        }
        String id = call.id();
        boolean opens = id != null && call.outcome() instanceof Outcome.Open;
        if (opens && inFlight.containsKey(id)) {
            flaw(call, Flaw.REPEATED, "a call with the id `" + id + "` is already in flight");
            return;
        }
        CallFacts facts = own.facts(call);
        CallFacts others = other == null ? null : other.facts(call);
        out.accept(new Prepared.Call(
                call, mapped(own, call, facts), other == null || others == null ? null : mapped(other, call, others)));
        if (opens) {
            inFlight.put(id, new InFlight(call, facts, others));
        }
    }

    private static Prepared.Mapped mapped(Mapper mapper, TraceEvent.Called call, CallFacts facts) {
        return new Prepared.Mapped(facts, mapper.settlement(call, facts, call.outcome()));
    }

    private void settle(TraceEvent.Settled event) {
        InFlight call = inFlight.get(event.call());
        if (call == null) {
            flaw(event, Flaw.NO_SUCH_CALL, "no call with the id `" + event.call() + "` is in flight");
            return;
        }
        Settlement settlement = own.settlement(call.call(), call.own(), event.outcome());
        if (settlement == null) {
            return; // it says that the call is still in flight
        }
        inFlight.remove(event.call());
        out.accept(new Prepared.Settle(
                event,
                settlement,
                other == null || call.other() == null
                        ? null
                        : other.settlement(call.call(), call.other(), event.outcome())));
    }

    private void flaw(TraceEvent event, Flaw flaw, String message) {
        out.accept(new Prepared.Flawed(new TraceEvent.Flawed(event.place(), flaw, message)));
    }
}
