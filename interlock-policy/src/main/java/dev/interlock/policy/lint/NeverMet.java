package dev.interlock.policy.lint;

import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.yaml.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds needs that nothing can meet: the calls that have them go through by exception only, or never. */
final class NeverMet {

    private final Subject subject;
    private final Calls calls;
    private final Possible possible;
    private final Impossible impossible;
    private final Set<String> reported = new HashSet<>();

    /** @param possible the calls that are possible without exceptions */
    NeverMet(Subject subject, Calls calls, Possible possible) {
        this.subject = subject;
        this.calls = calls;
        this.possible = possible;
        this.impossible = new Impossible(subject, calls);
    }

    void check() {
        for (Rule rule : subject.bundle().rules()) {
            Need.of(rule).forEach(this::need);
            if (rule instanceof Rule.Require require) {
                approval(require);
            }
        }
    }

    private void approval(Rule.Require rule) {
        Set<String> tools = new TreeSet<>();
        Set<String> tiers = new TreeSet<>();
        calls.callable(rule.trigger()).stream()
                .filter(v -> Impossible.isNeverAsked(subject, rule, v))
                .forEach(v -> {
                    tools.add(v.name());
                    v.tiers().forEach(t -> tiers.add(subject.tier(rule, t).name()));
                });
        if (!tools.isEmpty()) {
            subject.warning(
                    Check.RULE_NEVER_MET,
                    subject.rule(rule, "require", "approval"),
                    "no one is ever asked for this approval of " + Suggestion.list(tools) + ": in "
                            + Suggestion.list(tiers) + ", a call without it is denied instead of held, so `" + rule.id()
                            + "` denies every such call",
                    "give the rule a `risk` whose `on-missing` is `hold`");
        }
    }

    private void need(Need need) {
        List<Variant> triggers = calls.callable(need.trigger()).stream()
                .filter(v -> subject.mildest(need.rule(), v) != Outcome.RECORD)
                .toList();
        if (triggers.isEmpty()) {
            return;
        }
        Optional<Impossible.Why> why = impossible.whatever(need);
        if (why.isPresent()) {
            report(need, why.get().message(), why.get().remedy());
            return;
        }
        triggers.stream()
                .flatMap(v -> impossible.before(need, v).stream())
                .distinct()
                .forEach(w -> report(need, w.message(), w.remedy()));
        if (calls.isTold(need.duty(), need.per())) {
            return;
        }
        List<Variant> doers = possible.doers(need);
        if (doers.isEmpty()) {
            boolean told =
                    calls.isObserving() && calls.doing(need.duty()).stream().allMatch(Variant::observed);
            report(
                    need,
                    told
                            ? "no agent does `" + need.duty() + "` here, and no source is trusted for it"
                            : "no intent allows a call that does `" + need.duty() + "` on a `" + need.per() + "`",
                    told
                            ? "add it to `trusted-for` of a source, if a source should be trusted"
                            : "allow it in an intent, or map the object in the catalogue");
        } else if (doers.stream().noneMatch(possible::contains)) {
            circle(need);
        }
    }

    /** Reports a circle: follows the rule that stops the first call that would help, until it comes back to a rule that it met. */
    private void circle(Need first) {
        Map<String, Need> path = new LinkedHashMap<>();
        Need need = first;
        while (path.putIfAbsent(need.rule().id(), need) == null) {
            Optional<Need> next = possible.doers(need).stream()
                    .findFirst()
                    .flatMap(possible::stoppedBy)
                    .flatMap(this::stuck);
            if (next.isEmpty()) {
                // The cause is another one, and is reported at the rule that it concerns.
                return;
            }
            need = next.get();
        }
        List<Need> all = new ArrayList<>(path.values());
        List<Need> circle =
                all.subList(List.copyOf(path.keySet()).indexOf(need.rule().id()), all.size());
        boolean seen = circle.stream().anyMatch(n -> reported.contains(n.rule().id()));
        if (seen || !circle.getFirst().rule().id().equals(first.rule().id())) {
            return;
        }
        circle.forEach(n -> reported.add(n.rule().id()));
        String steps = circle.stream()
                .map(n -> "`" + n.trigger() + "` needs `" + n.duty() + "` before it"
                        + (circle.size() == 1 ? "" : " (`" + n.rule().id() + "`)"))
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        report(first, steps + ", so none of them can be the first", "remove one of the requirements");
    }

    /** The need of a rule that other calls have to meet first, none of which is possible. */
    private Optional<Need> stuck(Rule rule) {
        return Need.of(rule).stream()
                .filter(n -> impossible.whatever(n).isEmpty()
                        && !calls.isTold(n.duty(), n.per())
                        && !possible.doers(n).isEmpty()
                        && possible.doers(n).stream().noneMatch(possible::contains))
                .findFirst();
    }

    private void report(Need need, String message, String remedy) {
        Set<Outcome> outcomes = new TreeSet<>();
        calls.callable(need.trigger()).forEach(v -> outcomes.add(subject.mildest(need.rule(), v)));
        String mark = "`" + need.trigger() + "`";
        String leadsTo = outcomes.contains(Outcome.RECORD)
                ? "stops every " + mark + " in tiers that do more than record"
                : outcomes.contains(Outcome.HOLD) ? "permits " + mark + " only by exception" : "denies every " + mark;
        subject.warning(
                Check.RULE_NEVER_MET, place(need), message + "; `" + need.rule().id() + "` " + leadsTo, remedy);
    }

    private Place place(Need need) {
        return switch (need.rule()) {
            case Rule.Require require ->
                subject.sources().item(Sources.Part.RULE, require.id(), need.index(), "require", "done");
            case Rule.Order order -> subject.rule(order, "order", "after");
            case Rule.Separate separate -> subject.rule(separate);
            case Rule.Limit limit -> subject.rule(limit);
            case Rule.Bind bind -> subject.rule(bind);
            case Rule.Wall wall -> subject.rule(wall);
            case Rule.Forbid forbid -> subject.rule(forbid);
            case Rule.Flow flow -> subject.rule(flow);
            case Rule.FirstUse use -> subject.rule(use);
            case Rule.Unusual unusual -> subject.rule(unusual);
        };
    }
}
