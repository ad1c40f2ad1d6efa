package dev.interlock.policy.lint;

import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the reasons why a need of a rule can never be met, whatever is allowed to whom. */
final class Impossible {

    /** @param remedy the advice what to write instead */
    record Why(String message, String remedy) {}

    private final Subject subject;
    private final Calls calls;
    private final Map<String, Rule.Limit> limits = new HashMap<>();
    private final Map<String, List<Rule.Order>> undone = new HashMap<>();

    Impossible(Subject subject, Calls calls) {
        this.subject = subject;
        this.calls = calls;
        for (Rule rule : subject.bundle().rules()) {
            if (rule instanceof Rule.Order order && order.after().isEmpty() && isEnforced(order, order.marks())) {
                order.marks()
                        .forEach(m -> undone.computeIfAbsent(m, k -> new ArrayList<>())
                                .add(order));
            }
            if (rule instanceof Rule.Limit limit
                    && limit.maxCount().isPresent()
                    && limit.withinMillis().isEmpty()
                    && isEnforced(limit, Set.of(limit.of()))) {
                limits.merge(
                        limit.of() + " " + limit.per(),
                        limit,
                        (a, b) -> a.maxCount().getAsLong() <= b.maxCount().getAsLong() ? a : b);
            }
        }
    }

    private boolean isEnforced(Rule rule, Set<String> marks) {
        return calls.callable(marks).stream().allMatch(v -> subject.mildest(rule, v) != Outcome.RECORD);
    }

    /** The reason that holds for every call; empty if there is none. */
    Optional<Why> whatever(Need need) {
        return sameParty(need)
                .or(() -> twice(need))
                .or(() -> limited(need))
                .or(() -> oneTask(need))
                .or(() -> undone(need));
    }

    private static Optional<Why> sameParty(Need need) {
        if (need.independence().isEmpty()) {
            return Optional.empty();
        }
        List<String> attributes = need.independence().get().attributes();
        String same = switch (need.per()) {
            case Scopes.AGENT, Scopes.TASK -> Attributes.AGENT;
            case Scopes.CHAIN -> attributes.contains(Attributes.CHAIN) ? Attributes.CHAIN : "";
            case Scopes.OWNER -> attributes.contains(Attributes.OWNER) ? Attributes.OWNER : "";
            case Scopes.ORIGIN -> attributes.contains(Attributes.ORIGIN) ? Attributes.ORIGIN : "";
            default -> "";
        };
        return same.isEmpty()
                ? Optional.empty()
                : Optional.of(new Why(
                        "`per: " + need.per() + "` finds only what the same `" + same
                                + "` did, but the level requires a different one",
                        "choose a `per` that different parties share, such as an object, or another level"));
    }

    private static Optional<Why> twice(Need need) {
        return need.count() > 1 && need.voidedByItself()
                ? Optional.of(new Why(
                        "`" + need.duty() + "` is needed " + need.count() + " times, but each one voids the others",
                        "remove it from `void-after`"))
                : Optional.empty();
    }

    private Optional<Why> limited(Need need) {
        Rule.Limit limit = limits.get(need.duty() + " " + need.per());
        return limit != null
                        && !calls.isTold(need.duty(), need.per())
                        && limit.maxCount().getAsLong() < need.count()
                ? Optional.of(new Why(
                        "`" + need.duty() + "` is needed " + need.count() + " times, but `" + limit.id()
                                + "` allows it only " + limit.maxCount().getAsLong() + " times",
                        "raise the limit, or give it a window"))
                : Optional.empty();
    }

    private Optional<Why> oneTask(Need need) {
        if (!need.per().equals(Scopes.TASK)) {
            return Optional.empty();
        }
        boolean together = subject.bundle().intents().values().stream()
                .map(calls::allowedBy)
                .anyMatch(allowed -> allowed.stream().anyMatch(v -> v.carries(need.trigger()))
                        && allowed.stream().anyMatch(v -> v.carries(need.duty())));
        return together
                ? Optional.empty()
                : Optional.of(new Why(
                        "no intent allows both `" + need.trigger() + "` and `" + need.duty()
                                + "`, so they are never in the same task",
                        "choose another `per`, or allow both in one intent"));
    }

    /** The reason that another rule wants the duty not done before, for at least as long as this one looks back. */
    private Optional<Why> undone(Need need) {
        return undone.getOrDefault(need.trigger(), List.of()).stream()
                .filter(o -> o.notSince().contains(need.duty())
                        && o.per().equals(need.per())
                        && (o.withinMillis().isEmpty()
                                || (need.withinMillis().isPresent()
                                        && o.withinMillis().getAsLong()
                                                >= need.withinMillis().getAsLong())))
                .findFirst()
                .map(o -> new Why(
                        "`" + need.trigger() + "` needs `" + need.duty() + "` before it, but `" + o.id()
                                + "` forbids that",
                        "remove one of the two, or give them different windows"));
    }

    /** Returns whether an approval that a call needs is never asked for: a call that is denied is not held. */
    static boolean isNeverAsked(Subject subject, Rule.Require rule, Variant call) {
        return rule.approval().isPresent() && subject.mildest(rule, call) == Outcome.DENY;
    }

    /** The reason that nothing can have been done on the object that the call is about to create. */
    Optional<Why> before(Need need, Variant call) {
        return call.onlyCreates(need.per())
                ? Optional.of(new Why(
                        "`" + call.name() + "` creates its `" + need.per()
                                + "`, so nothing can have been done on it before",
                        "choose a `per` that already exists, or require this of a later call"))
                : Optional.empty();
    }
}
