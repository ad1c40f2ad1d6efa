package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.testkit.reference.history.ThisCall;
import java.util.List;
import java.util.Optional;

/** {@code forbid}: the call itself, when the recorded result of the condition is true. */
final class ReferenceForbid {

    private ReferenceForbid() {}

    static List<Finding> check(ThisCall call, Rule.Forbid rule) {
        if (!call.facts().carriesAny(rule.marks())) {
            return List.of();
        }
        if (rule.conditional()) {
            Optional<Boolean> holds =
                    Optional.ofNullable(call.facts().conditions().get(rule.id()));
            if (holds.isEmpty()) {
                return List.of(call.notEvaluable(rule, "condition"));
            }
            if (!holds.get()) {
                return List.of();
            }
        }
        Tier tier = call.tierOf(rule);
        return List.of(call.of(
                rule,
                tier,
                FindingCode.FORBIDDEN,
                tier.onConflict(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                ""));
    }
}
