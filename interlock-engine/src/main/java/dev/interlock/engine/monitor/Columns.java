package dev.interlock.engine.monitor;

import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Tier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The columns of the level at which one rule compares parties: its own level, else that of its tier, else that of the call's. */
final class Columns {

    private final Separation shared;
    /** The columns that count for every call; null when they are those of the call's tier. */
    private final int @Nullable [] own;

    Columns(Separation shared, Optional<Level> ofRule, Terms terms) {
        this.shared = shared;
        this.own = ofRule.or(() -> terms.ownTier().map(Tier::independence))
                .map(shared::columns)
                .orElse(null);
    }

    /** The columns for a call of the tier. */
    int[] of(Tier tier) {
        return own != null ? own : shared.columns(tier);
    }

    /** The columns where no call asks, so that none has a tier: those of the strictest. */
    int[] strictest() {
        return of(shared.tiersByRank[shared.tiersByRank.length - 1]);
    }
}
