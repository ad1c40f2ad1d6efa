package dev.interlock.engine.monitor;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The terms of a rule for calls of each tier: what a breach leads to, and which approval would let it through. */
final class Terms {

    private static final Comparator<Tier> STRICTNESS =
            Comparator.comparing(Tier::onConflict).thenComparing(Tier::rank);

    private final Rule.Head head;
    private final Map<String, Tier> tiers;
    private final @Nullable Tier own;

    Terms(Rule.Head head, Map<String, Tier> tiers) {
        this.head = head;
        this.tiers = tiers;
        this.own = head.risk().map(tiers::get).orElse(null);
    }

    /** The tiers, each at the place of its rank. */
    static Tier[] byRank(Map<String, Tier> tiers) {
        return tiers.values().stream()
                .sorted(Comparator.comparingInt(Tier::rank))
                .toArray(Tier[]::new);
    }

    /** The rule's own tier, if it names one. */
    Optional<Tier> ownTier() {
        return Optional.ofNullable(own);
    }

    /** The tier that counts: the rule's own, else the call's. */
    Tier tier(CallView call) {
        return own != null ? own : call.tier();
    }

    /** The rule's own tier, else this one, which is that of a call. */
    Tier tier(Tier ofCall) {
        return own != null ? own : ofCall;
    }

    /** The stricter of two tiers in what a conflict leads to and, where that is the same, in rank. */
    static Tier stricter(Tier a, Tier b) {
        return STRICTNESS.compare(b, a) > 0 ? b : a;
    }

    Outcome outcome(Outcome of) {
        return head.observe() ? Outcome.RECORD : of;
    }

    /** Sorts the findings from a place on, each of which has a key. */
    static void sortByKey(List<Finding> findings, int from) {
        if (findings.size() > from + 1) {
            findings.subList(from, findings.size())
                    .sort(Comparator.comparing(finding -> finding.key().orElseThrow()));
        }
    }

    Finding notEvaluable(String detail) {
        return finding(
                FindingCode.NOT_EVALUABLE,
                Outcome.DENY,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                detail);
    }

    Finding finding(
            FindingCode code,
            Outcome outcome,
            Optional<Key> key,
            Optional<String> attribute,
            List<Witness> witnesses,
            Optional<Need> need,
            String detail) {
        Outcome effective = outcome(outcome);
        return new Finding(
                head.id(),
                code,
                effective,
                key,
                attribute,
                witnesses,
                effective == Outcome.HOLD ? need : Optional.empty(),
                detail);
    }

    /** The approval that a tier asks for when a rule names none: one independent approver, good for an hour. */
    Need need(Tier tier) {
        return need(Approval.DEFAULT, tier);
    }

    Need need(Approval approval, Tier tier) {
        return Need.of(approval, tier, tiers.values());
    }
}
