package dev.interlock.engine.state;

import dev.interlock.engine.event.Asked;
import dev.interlock.engine.monitor.CallView;
import java.util.Optional;

/**
 * A call that may have happened and is not settled: reserved, or of unknown outcome.
 *
 * @param view its facts; {@code view.seq()} is its number
 * @param unknown its outcome is unknown, and stays so until it is reconciled
 * @param asked by an enforcement point outside, which carries it out and reports
 */
public record OpenCall(CallView view, boolean unknown, Optional<Asked> asked) {

    /** Whether its outcome was to be reported before this time. */
    public boolean overdue(long now) {
        return !unknown && asked.isPresent() && now > asked.get().reportMillis().orElse(Long.MAX_VALUE);
    }

    OpenCall ofUnknownOutcome() {
        return new OpenCall(view, true, asked);
    }
}
