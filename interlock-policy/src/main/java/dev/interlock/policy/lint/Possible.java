package dev.interlock.policy.lint;

import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.condition.Constancy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The calls that can happen in a ledger that begins with this bundle: those that some intent allows, and that no rule
 * stops for certain. The duties that a call needs before it have to be possible first, so that no call of a circle is.
 */
final class Possible {

    private final Subject subject;
    private final Calls calls;
    private final Outcome stop;
    private final Map<String, List<Rule>> rules = new HashMap<>();
    private final Impossible impossible;
    private final Set<Variant> possible = Collections.newSetFromMap(new IdentityHashMap<>());

    /** @param stop the mildest outcome that stops a call */
    Possible(Subject subject, Calls calls, Outcome stop) {
        this.subject = subject;
        this.calls = calls;
        this.stop = stop;
        this.impossible = new Impossible(subject, calls);
        for (Rule rule : subject.bundle().rules()) {
            Shape.of(rule)
                    .looksAt()
                    .forEach(m ->
                            rules.computeIfAbsent(m, k -> new ArrayList<>()).add(rule));
        }
        List<Variant> open =
                new ArrayList<>(calls.all().stream().filter(calls::isCallable).toList());
        boolean more = true;
        while (more) {
            more = open.removeIf(v -> stoppedBy(v).isEmpty() && possible.add(v));
        }
    }

    boolean contains(Variant call) {
        return possible.contains(call);
    }

    /** A rule that stops every such call. */
    Optional<Rule> stoppedBy(Variant call) {
        return call.marks().stream()
                .flatMap(m -> rules.getOrDefault(m, List.of()).stream())
                .filter(r -> stops(r, call))
                .findFirst();
    }

    private boolean stops(Rule rule, Variant call) {
        return subject.mildest(rule, call).compareTo(stop) >= 0
                && switch (rule) {
                    case Rule.Separate separate -> covered(separate, call) > separate.atMost();
                    case Rule.Limit limit ->
                        limit.maxCount().isPresent() && limit.maxCount().getAsLong() == 0;
                    case Rule.Require require ->
                        isNeverMet(require, call) || Impossible.isNeverAsked(subject, require, call);
                    case Rule.Order order -> isNeverMet(order, call);
                    case Rule.Bind bind -> false;
                    case Rule.Wall wall -> covered(wall, call) > 1;
                    case Rule.Forbid forbid -> subject.constancy(forbid, call) == Constancy.ALWAYS;
                    case Rule.Flow flow -> false;
                    case Rule.FirstUse use -> false;
                    case Rule.Unusual unusual -> false;
                };
    }

    /** The number of entries that every such call covers by itself. */
    static long covered(Rule.Separate rule, Variant call) {
        return rule.entries().stream().filter(call::carriesAny).count();
    }

    /** The number of datasets that every such call touches by itself, as far as that can be told. */
    static long covered(Rule.Wall rule, Variant call) {
        return switch (rule.datasets()) {
            case Rule.Datasets.Objects objects -> 0;
            case Rule.Datasets.Labels labels ->
                labels.labels().stream().filter(call::carries).count();
        };
    }

    private boolean isNeverMet(Rule rule, Variant call) {
        return Need.of(rule).stream().anyMatch(n -> call.carries(n.trigger()) && isNeverMet(n, call));
    }

    private boolean isNeverMet(Need need, Variant call) {
        return impossible.whatever(need).isPresent()
                || impossible.before(need, call).isPresent()
                || (!calls.isTold(need.duty(), need.per())
                        && doers(need).stream().noneMatch(possible::contains));
    }

    /** The calls that some intent allows, and that do the needed duty on a key on which it counts. */
    List<Variant> doers(Need need) {
        return calls.callable(need.duty()).stream()
                .filter(v -> v.touches(need.per()))
                .toList();
    }
}
