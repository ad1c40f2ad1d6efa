package dev.interlock.engine.state;

import dev.interlock.engine.event.Asked;
import dev.interlock.engine.monitor.CallView;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A call that may have happened and is not settled: reserved, or of unknown outcome.
 *
 * @param view its facts; {@code view.seq()} is its number
 * @param unknownSince time since when its outcome is recorded as unknown, in milliseconds; empty while it is in flight
 * @param disturbed whether something else was done since to what it may have done, by a party that is not independent: who looks that up
 *     does not see what came of the call
 * @param asked by an enforcement point outside, which carries it out and reports
 */
public record OpenCall(CallView view, OptionalLong unknownSince, boolean disturbed, Optional<Asked> asked) {

    /** In flight. */
    OpenCall(CallView view, Optional<Asked> asked) {
        this(view, OptionalLong.empty(), false, asked);
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
        return new OpenCall(view, OptionalLong.of(now), nowDisturbed, asked);
    }

    OpenCall ofDisturbed() {
        return new OpenCall(view, unknownSince, true, asked);
    }
}
