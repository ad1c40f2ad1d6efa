package dev.interlock.engine.state;

import dev.interlock.engine.clock.Shift;
import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.ExternalRequest;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.monitor.CallView;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * A call that may have happened and is not settled: reserved, or of unknown outcome.
 *
 * @param view the call as monitors see it; {@code view.seq()} is its number
 * @param unknownSince time since when its outcome is recorded as unknown, in milliseconds; empty while it is in flight
 * @param disturbed whether another call has written since to what it may have changed, so that a look at the objects does not show its
 *     outcome: see {@link Disturbances}
 * @param asked the request of the enforcement point outside that carries it out and reports; empty where Interlock does
 * @param repeated whether it was sent again after an outcome that is not known: no answer from then on proves that it had no effect
 * @param approvals the approvals spent on it, ascending
 * @param told the word of a source that the call took effect, while it is in flight
 */
public record OpenCall(
        CallView view,
        OptionalLong unknownSince,
        boolean disturbed,
        Optional<ExternalRequest> asked,
        boolean repeated,
        List<Long> approvals,
        Optional<Told> told) {

    /**
     * The word of a source that a call took effect.
     *
     * @param seq number of the event that recorded it
     * @param created the objects that the call created, as the source says
     */
    public record Told(long seq, List<Key> created, Confirmation.Told by) {

        public Told {
            created = List.copyOf(created);
        }
    }

    public OpenCall {
        approvals = List.copyOf(approvals);
    }

    /** A call that was just reserved, and is in flight. */
    OpenCall(CallView view, Event.CallReserved reserved) {
        this(view, OptionalLong.empty(), false, reserved.asked(), false, reserved.approvals(), Optional.empty());
    }

    /** Returns whether the outcome is unknown, which it stays until somebody finds out. */
    public boolean unknown() {
        return unknownSince.isPresent();
    }

    /** Returns whether the outcome was to be reported before this time, and was not. */
    public boolean overdue(long now) {
        return !unknown()
                && asked.isPresent()
                && now > asked.get().reportMillis().orElse(Long.MAX_VALUE);
    }

    /** This call, with its times as they are to be read from now on. */
    OpenCall moved(Shift by) {
        return new OpenCall(
                view,
                unknownSince.isPresent() ? OptionalLong.of(by.latest(unknownSince.getAsLong())) : unknownSince,
                disturbed,
                asked.map(request -> moved(request, by)),
                repeated,
                approvals,
                told);
    }

    static ExternalRequest moved(ExternalRequest request, Shift by) {
        OptionalLong until = request.reportMillis();
        return until.isPresent() ? request.reportedUntil(OptionalLong.of(by.earliest(until.getAsLong()))) : request;
    }

    OpenCall ofUnknownOutcome(long now, boolean nowDisturbed) {
        return new OpenCall(view, OptionalLong.of(now), nowDisturbed, asked, repeated, approvals, Optional.empty());
    }

    /** This call, still in flight, with the word of a source. */
    OpenCall toldOf(Told by) {
        return new OpenCall(view, unknownSince, disturbed, asked, repeated, approvals, Optional.of(by));
    }

    OpenCall ofDisturbed() {
        return new OpenCall(view, unknownSince, true, asked, repeated, approvals, told);
    }

    /** This call, sent again and in flight once more. */
    OpenCall again(List<Long> more) {
        var all = new TreeSet<>(approvals);
        all.addAll(more);
        return new OpenCall(view, OptionalLong.empty(), false, asked, true, List.copyOf(all), Optional.empty());
    }
}
