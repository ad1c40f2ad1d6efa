package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import java.util.List;
import java.util.Optional;

/** The call that is being decided, and the history that it is decided against. */
record ThisCall(History history, PastTask task, Actor actor, CallFacts facts, CallKeys keys, long now) {

    static ThisCall of(History history, PastTask task, Actor actor, CallFacts facts, long now) {
        return new ThisCall(history, task, actor, facts, history.keysOf(facts, actor, task.number()), now);
    }

    String digest() {
        return ReferenceDigest.of(history, task.number(), task.opened.intent(), facts, keys);
    }

    /** The tier of the call; one that the bundle does not know is as bad as the worst. */
    Tier tier() {
        return tier(Optional.empty());
    }

    private Tier tier(Optional<String> override) {
        Tier tier = history.bundle.tiers().get(override.orElse(facts.risk()));
        return tier == null ? history.bundle.strictest() : tier;
    }

    Tier tierOf(Rule rule) {
        return tier(rule.head().risk());
    }

    /** The keys of the kind that the rule looks at: the named ones, or the new one that the call creates. */
    boolean hasOnlyNewKey(String kind) {
        return keys.ofKind(kind).isEmpty() && facts.creates().contains(kind);
    }

    boolean hasNoKey(String kind) {
        return keys.ofKind(kind).isEmpty() && !facts.creates().contains(kind);
    }

    /** A finding of a rule; in observe mode it is only recorded. */
    Finding of(
            Rule rule,
            Code code,
            Outcome outcome,
            Optional<Key> key,
            Optional<String> attribute,
            List<Witness> witnesses,
            String detail) {
        Outcome effective = rule.head().observe() ? Outcome.RECORD : outcome;
        Optional<Approval> approval = rule instanceof Rule.Require require ? require.approval() : Optional.empty();
        Optional<Need> need = effective == Outcome.HOLD ? Optional.of(need(approval, tierOf(rule))) : Optional.empty();
        return new Finding(rule.id(), code, effective, key, attribute, witnesses, need, detail);
    }

    Finding notEvaluable(Rule rule, String missing) {
        return of(rule, Code.NOT_EVALUABLE, Outcome.DENY, Optional.empty(), Optional.empty(), List.of(), missing);
    }

    /** A finding of a check that is no rule. */
    Finding plain(Code code, Outcome outcome, Optional<Key> key, String detail) {
        Optional<Need> need = outcome == Outcome.HOLD ? Optional.of(need(Optional.empty(), tier())) : Optional.empty();
        return new Finding("", code, outcome, key, Optional.empty(), List.of(), need, detail);
    }

    static Need need(Optional<Approval> approval, Tier tier) {
        Approval asked =
                approval.orElse(new Approval(Optional.empty(), 1, Optional.empty(), Approval.DEFAULT_VALID_MILLIS));
        Level level = asked.independence().orElse(tier.independence());
        return new Need(asked.by(), asked.count(), level.name(), level.attributes(), asked.validMillis());
    }
}
