package dev.interlock.policy.lint;

import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Label;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds pairs of rules of which one wants the same party and the other wants another. */
final class Contradictions {

    private final Subject subject;
    private final Calls calls;

    Contradictions(Subject subject, Calls calls) {
        this.subject = subject;
        this.calls = calls;
    }

    void check() {
        for (Rule rule : subject.bundle().rules()) {
            if (rule instanceof Rule.Bind bind && isEnforced(bind, bind.duties())) {
                subject.bundle().rules().forEach(other -> compare(bind, other));
            }
        }
    }

    private void compare(Rule.Bind bind, Rule other) {
        other.head().until().ifPresent(mark -> compare(bind, other, mark));
        switch (other) {
            case Rule.Separate separate -> compare(bind, separate);
            case Rule.Require require -> Need.of(require).forEach(n -> compare(bind, n));
            case Rule.Limit limit -> {}
            case Rule.Bind same -> {}
            case Rule.Wall wall -> {}
            case Rule.Order order -> {}
            case Rule.Forbid forbid -> {}
            case Rule.Flow flow -> {}
            case Rule.FirstUse use -> {}
            case Rule.Unusual unusual -> {}
        }
    }

    private boolean isEnforced(Rule rule, Collection<String> marks) {
        List<Variant> carriers = calls.callable(marks);
        return !carriers.isEmpty() && carriers.stream().allMatch(v -> subject.mildest(rule, v) != Outcome.RECORD);
    }

    private void compare(Rule.Bind bind, Rule.Separate separate) {
        if (!bind.per().equals(separate.per())) {
            return;
        }
        Set<String> both = new TreeSet<>();
        int entries = 0;
        for (Set<String> entry : separate.entries()) {
            Set<String> bound = new TreeSet<>(entry);
            bound.retainAll(bind.duties());
            both.addAll(bound);
            entries += bound.isEmpty() ? 0 : 1;
        }
        boolean apart = tiers(both).stream()
                .allMatch(t -> asksFor(
                        separate.independence().orElse(subject.tier(separate, t).independence()), bind));
        if (entries > separate.atMost() && apart && isEnforced(separate, both)) {
            report(bind, separate, both);
        }
    }

    private void compare(Rule.Bind bind, Need need) {
        Optional<Level> level = need.independence();
        if (bind.per().equals(need.per())
                && bind.duties().contains(need.trigger())
                && bind.duties().contains(need.duty())
                && level.isPresent()
                && asksFor(level.get(), bind)
                && isEnforced(need.rule(), Set.of(need.trigger()))) {
            report(bind, need.rule(), new TreeSet<>(List.of(need.trigger(), need.duty())));
        }
    }

    /** Compares with a rule that ends: the party that closes a key is independent of those whose calls on it the rule is about. */
    private void compare(Rule.Bind bind, Rule rule, String until) {
        Set<String> both = new TreeSet<>(Shape.of(rule).looksAt());
        both.retainAll(bind.duties());
        boolean bound = bind.per().equals(Shape.per(rule)) && bind.duties().contains(until) && !both.isEmpty();
        Optional<Level> own = rule instanceof Rule.Separate separate ? separate.independence() : Optional.empty();
        List<Tier> tiers =
                tiers(Set.of(until)).stream().map(t -> subject.tier(rule, t)).toList();
        if (bound
                && !rule.head().observe()
                && !tiers.isEmpty()
                && tiers.stream().allMatch(t -> asksFor(own.orElse(t.independence()), bind))
                && tiers.stream().allMatch(t -> t.onConflict() != Outcome.RECORD)) {
            both.add(until);
            report(bind, rule, both);
        }
    }

    private List<Tier> tiers(Set<String> marks) {
        return calls.callable(marks).stream()
                .flatMap(v -> v.tiers().stream())
                .distinct()
                .toList();
    }

    /** Returns whether a level wants another value of the attribute in which a rule binds. */
    private static boolean asksFor(Level level, Rule.Bind bind) {
        return Attributes.ALWAYS.contains(bind.same()) || level.attributes().contains(bind.same());
    }

    private void report(Rule.Bind bind, Rule other, Set<String> duties) {
        List<String> quoted = duties.stream().map(d -> "`" + d + "`").toList();
        subject.warning(
                Check.RULE_CONTRADICTORY,
                subject.rule(bind, "bind"),
                "`" + bind.id() + "` demands the same `" + bind.same() + "` for " + String.join(" and ", quoted)
                        + " on a `" + bind.per() + "`, but `" + other.id()
                        + "` demands a different one: the party that did one cannot do the other, and neither can"
                        + " anyone else",
                "remove one of the two, or bind by an attribute that does not have to differ",
                new Label(subject.rule(other, Shape.of(other).key()), "another one"));
    }
}
