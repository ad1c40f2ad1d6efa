package dev.interlock.policy.lint;

import dev.interlock.engine.policy.Tier;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Suggestion;
import java.util.Set;
import java.util.TreeSet;

/** Finds tiers that ask for less independence than a milder one. */
final class TierLint {

    private final Subject subject;

    TierLint(Subject subject) {
        this.subject = subject;
    }

    void check() {
        Tier below = null;
        for (Tier tier : subject.bundle().tiers().values()) {
            if (below != null) {
                Set<String> less = new TreeSet<>(below.independence().attributes());
                less.removeAll(tier.independence().attributes());
                if (!less.isEmpty()) {
                    subject.warning(
                            Check.MILDER_TIER,
                            subject.sources().at(Sources.Part.TIER, tier.name(), "independence"),
                            "the tier `" + tier.name() + "` does not require a different " + Suggestion.list(less)
                                    + ", although `" + below.name() + "` before it does",
                            "give the level of a stricter tier all the attributes of the one before");
                }
            }
            below = tier;
        }
    }
}
