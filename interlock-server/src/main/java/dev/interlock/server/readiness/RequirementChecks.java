package dev.interlock.server.readiness;

import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Severity;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.yaml.Place;
import dev.interlock.provenance.distance.TextEmbedding;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.TreeSet;

/** Rules that stop every call, since nobody who is registered can do what they need, or share out what they keep apart. */
final class RequirementChecks {

    private final Deployment deployment;
    private final Authority authority;
    private final Dependence dependence;
    private final Report report;

    RequirementChecks(Deployment deployment, Authority authority, Dependence dependence, Report report) {
        this.deployment = deployment;
        this.authority = authority;
        this.dependence = dependence;
        this.report = report;
    }

    /**
     * Something that has to be done before.
     *
     * @param key where the rule says so
     * @param level in which those who do it are independent of whoever needs it and of each other; empty: anybody may
     */
    private record Before(Rule rule, String key, String duty, int count, Optional<Level> level) {

        /** The parties that have to do it, in words. */
        String parties() {
            String at = level.map(named -> " at level `" + named.name() + "`").orElse("");
            if (level.isEmpty()) {
                return count == 1 ? "somebody" : count + " different parties";
            }
            return count == 1
                    ? "a party independent of the caller" + at
                    : count + " parties independent of the caller and of each other" + at;
        }
    }

    void check() {
        for (Rule rule : deployment.bundle().rules()) {
            switch (rule) {
                case Rule.Require require -> {
                    List<ToolCall> calls = authority.callable(Set.of(require.trigger()));
                    for (Rule.Done done : require.done()) {
                        needed(new Before(rule, "done", done.duty(), done.count(), done.independence()), calls);
                    }
                }
                case Rule.Order order ->
                    order.after()
                            .ifPresent(first -> needed(
                                    new Before(rule, "after", first, 1, Optional.empty()),
                                    authority.callable(order.marks())));
                case Rule.Separate separate -> separation(separate);
                case Rule.Limit limit -> {}
                case Rule.Bind bind -> {}
                case Rule.Wall wall -> {}
                case Rule.Forbid forbid -> {}
                case Rule.FirstUse use -> {}
                case Rule.Unusual unusual -> {}
                case Rule.Flow flow -> compared(flow);
            }
        }
    }

    /** A model is there for a rule that compares acts with the instruction: a call that nothing compares is denied. */
    private void compared(Rule.Flow rule) {
        if (rule.farthest().isEmpty()) {
            return;
        }
        Optional<String> objection;
        try {
            objection = TextEmbedding.onClassPath().isPresent()
                    ? Optional.empty()
                    : Optional.of("no embedding model is on the class path");
        } catch (ServiceConfigurationError e) {
            objection = Optional.of("the embedding model cannot be loaded: " + cause(e));
        }
        objection.ifPresent(why -> report.add(
                Severity.ERROR,
                Check.EMBEDDING_MISSING,
                rule.id(),
                deployment.inBundle().in(rule, "distance"),
                "`" + rule.id() + "` compares calls with the instruction, but " + why + ": every such call is denied",
                "name the folder with interlock-semantic and its libraries in INTERLOCK_PLUGINS, or remove"
                        + " `distance`"));
    }

    private static String cause(Throwable e) {
        Throwable at = e;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
    }

    private void needed(Before before, List<ToolCall> calls) {
        Rule rule = before.rule();
        List<ToolCall> stopped = calls.stream()
                .filter(call -> deployment.outcome(rule, call) != Outcome.RECORD)
                .toList();
        if (stopped.isEmpty() || deployment.isTold(before.duty())) {
            return;
        }
        boolean denied = stopped.size() == calls.size()
                && stopped.stream().allMatch(call -> deployment.outcome(rule, call) == Outcome.DENY);
        String then = denied ? "every such call is denied" : "every such call waits for an exception";
        Severity severity = denied ? Severity.ERROR : Severity.WARNING;
        List<Caller> doers = authority.doers(Set.of(before.duty()));
        Place place = deployment.inBundle().in(rule, before.key());
        if (doers.isEmpty()) {
            report.add(
                    severity,
                    Check.REQUIREMENT_BY_NOBODY,
                    rule.id(),
                    place,
                    "`" + rule.id() + "` needs `" + before.duty() + "` before `"
                            + stopped.getFirst().tool().name()
                            + "`, but no agent can do it and no configured source reports it: " + then,
                    "grant an agent an intent that allows it, or register a source trusted for it");
            return;
        }
        Set<Caller> requesters = new LinkedHashSet<>();
        stopped.forEach(call -> requesters.addAll(authority.makers(call)));
        List<Caller> without = requesters.stream()
                .filter(one -> !canBeDone(before, one, doers))
                .toList();
        if (without.size() == requesters.size()) {
            report.add(
                    severity,
                    Check.REQUIREMENT_DEPENDENT,
                    rule.id(),
                    place,
                    "`" + rule.id() + "` needs `" + before.duty() + "` by " + before.parties() + ", and there "
                            + (before.count() == 1 ? "is none" : "are not enough") + ": "
                            + reason(before, without.getFirst(), doers) + "; " + then,
                    "register more agents for `" + before.duty() + "`"
                            + before.level()
                                    .map(level -> " that differ in " + attributes(level) + ", or register their "
                                            + "unknown attributes")
                                    .orElse(""));
        } else {
            without.forEach(one -> alone(before, one, doers));
        }
    }

    private boolean canBeDone(Before before, Caller requester, List<Caller> doers) {
        return before.level().isEmpty()
                ? doers.size() >= before.count()
                : dependence.canBeIndependent(
                        requester, doers, before.count(), before.level().get());
    }

    private static String attributes(Level level) {
        return level.attributes().isEmpty() ? "name" : Suggestion.list(level.attributes());
    }

    private String reason(Before before, Caller one, List<Caller> doers) {
        if (doers.size() == 1 && doers.getFirst().name().equals(one.name())) {
            return "only `" + one.name() + "` may do it";
        }
        return before.level()
                .flatMap(level -> doers.stream()
                        .filter(doer ->
                                !doer.name().equals(one.name()) && !dependence.canBeIndependent(one, doer, level))
                        .findFirst()
                        .map(doer -> dependence.why(one, doer, level)))
                .orElse("only "
                        + Suggestion.list(doers.stream().map(Caller::name).toList()) + " may do it");
    }

    private void alone(Before before, Caller one, List<Caller> doers) {
        Level level = before.level().orElse(Level.DISTINCT);
        report.warning(
                Check.REQUIREMENT_DEPENDENT,
                one.name(),
                deployment.agent(one),
                "`" + before.rule().id() + "` needs `" + before.duty() + "` by " + before.parties() + ", and for `"
                        + one.name() + "` there " + (before.count() == 1 ? "is none" : "are not enough") + ": "
                        + reason(before, one, doers),
                "register its unknown attributes, or let an agent that differs in " + attributes(level) + " do `"
                        + before.duty() + "`");
    }

    /** Finds rules whose duties no two agents that may do them can share out on one key. */
    private void separation(Rule.Separate rule) {
        Set<String> marks = rule.allMarks();
        List<ToolCall> calls = authority.callable(marks);
        if (calls.isEmpty() || calls.stream().anyMatch(call -> deployment.outcome(rule, call) == Outcome.RECORD)) {
            return;
        }
        List<List<Caller>> doers = new ArrayList<>();
        for (Set<String> entry : rule.entries()) {
            if (entry.stream().anyMatch(deployment::isTold)) {
                return;
            }
            List<Caller> able = authority.doers(entry);
            if (!able.isEmpty()) {
                doers.add(able);
            }
        }
        if (doers.size() <= rule.atMost()) {
            return;
        }
        Set<Level> levels = new LinkedHashSet<>();
        calls.forEach(call -> levels.add(
                rule.independence().orElse(deployment.tier(rule, call).independence())));
        for (Level level : levels) {
            if (!isShared(doers, level)) {
                Set<Caller> all = new LinkedHashSet<>();
                doers.forEach(all::addAll);
                report.warning(
                        Check.SEPARATION_BY_NOBODY,
                        rule.id(),
                        deployment.inBundle().in(rule),
                        "no two agents independent at level `" + level.name() + "` can share the duties that `"
                                + rule.id() + "` separates on one `" + rule.per() + "`: "
                                + together(List.copyOf(all), level),
                        "register agents for " + Suggestion.list(new TreeSet<>(marks)) + " that differ in "
                                + attributes(level) + ", or register their unknown attributes");
                return;
            }
        }
    }

    private boolean isShared(List<List<Caller>> doers, Level level) {
        for (int i = 0; i < doers.size(); i++) {
            for (Caller one : doers.get(i)) {
                for (List<Caller> others : doers.subList(i + 1, doers.size())) {
                    if (others.stream().anyMatch(other -> dependence.canBeIndependent(one, other, level))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private String together(List<Caller> all, Level level) {
        return all.size() == 1
                ? "only `" + all.getFirst().name() + "` may do any of it"
                : dependence.why(all.get(0), all.get(1), level);
    }
}
