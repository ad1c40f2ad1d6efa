package dev.interlock.engine.state;

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
 * @param view its facts; {@code view.seq()} is its number
 * @param unknownSince time since when its outcome is recorded as unknown, in milliseconds; empty while it is in flight
 * @param disturbed whether something else was done since to what it may have done, by a party that is not independent: who looks that up
 *     does not see what came of the call
 * @param asked by an enforcement point outside, which carries it out and reports
 * @param repeated whether it was sent again after an outcome that is not known: no answer from then on proves that it had no effect
 * @param approvals the approvals spent on it, ascending
 * @param told the word of a source that tells of its effect, while it is in flight
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

    /** In flight. */
    OpenCall(CallView view, Event.CallReserved reserved) {
        this(view, OptionalLong.empty(), false, reserved.asked(), false, reserved.approvals(), Optional.empty());
    }

    /** Whether its outcome is unknown, which it stays until somebody finds out. */
    public boolean unknown() {
        return unknownSince.isPresent();
    }

    /** Whether its outcome was to be reported before this time. */
    public boolean overdue(long now) {
        return !unknown()
                && asked.isPresent()
                && now > asked.get().reportMillis().orElse(Long.MAX_VALUE);
    }

    OpenCall ofUnknownOutcome(long now, boolean nowDisturbed) {
        return new OpenCall(view, OptionalLong.of(now), nowDisturbed, asked, repeated, approvals, Optional.empty());
    }

    /** In flight still; a source told of its effect. */
    OpenCall toldOf(Told by) {
        return new OpenCall(view, unknownSince, disturbed, asked, repeated, approvals, Optional.of(by));
    }

    OpenCall ofDisturbed() {
        return new OpenCall(view, unknownSince, true, asked, repeated, approvals, told);
    }

    /** In flight again. */
    OpenCall again(List<Long> more) {
        var all = new TreeSet<>(approvals);
        all.addAll(more);
        return new OpenCall(view, OptionalLong.empty(), false, asked, true, List.copyOf(all), Optional.empty());
    }
}
