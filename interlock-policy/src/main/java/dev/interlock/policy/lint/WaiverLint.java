package dev.interlock.policy.lint;

import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.diagnostic.Check;

/** Rules that could be waived and never are, and lanes that waive nothing. */
final class WaiverLint {

    private final Subject subject;

    WaiverLint(Subject subject) {
        this.subject = subject;
    }

    void check() {
        boolean lanes = subject.bundle().breakGlass().isPresent();
        boolean any = false;
        for (Rule rule : subject.bundle().rules()) {
            if (rule.head().waivable()) {
                any = true;
                if (!lanes) {
                    subject.warning(
                            Check.RULE_NEVER_WAIVED,
                            subject.rule(rule, "waivable"),
                            "the rule `" + rule.id() + "` is waivable, but there are no lanes",
                            "add a section `break-glass`, or remove it");
                }
            }
        }
        if (lanes && !any) {
            subject.warning(
                    Check.LANE_WAIVES_NOTHING,
                    subject.sources().section("break-glass"),
                    "no rule is waivable, so a call denied elsewhere is denied in a lane too",
                    "write `waivable: true` in the rules that may be waived in an emergency");
        }
    }
}
