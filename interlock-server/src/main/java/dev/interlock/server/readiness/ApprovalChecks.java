package dev.interlock.server.readiness;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Label;
import dev.interlock.policy.diagnostic.Severity;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.yaml.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Approvals that nobody who is registered can give: at all, or for one agent. */
final class ApprovalChecks {

    private final Deployment deployment;
    private final Authority authority;
    private final Positions positions;
    private final Quorum quorum;
    private final Report report;
    /** By agent: the levels at which it is told already that nobody answers for it. */
    private final Map<String, Set<Level>> told = new LinkedHashMap<>();

    private final Map<Asked, Unmet> unmet = new LinkedHashMap<>();

    /** @param alone whether the need can be met only where somebody gives the task */
    private record Asked(Caller agent, Need need, boolean alone) {}

    /** @param requester the vector that the reason is about */
    private record Unmet(Actor requester, String why, List<Rule> rules) {}

    ApprovalChecks(Deployment deployment, Authority authority, Positions positions, Quorum quorum, Report report) {
        this.deployment = deployment;
        this.authority = authority;
        this.positions = positions;
        this.quorum = quorum;
        this.report = report;
    }

    void check() {
        for (Rule rule : deployment.bundle().rules()) {
            if (rule instanceof Rule.Require require && require.approval().isPresent()) {
                asked(require).forEach((level, calls) -> approval(require, level, calls));
            }
        }
        unmet.forEach(this::report);
        if (!deployment.people().isEmpty()) {
            deployment.agents().forEach(this::held);
        }
    }

    /** The calls for which the rule asks somebody, by the level of the approval. */
    Map<Level, List<ToolCall>> asked(Rule.Require rule) {
        Map<Level, List<ToolCall>> byLevel = new LinkedHashMap<>();
        for (ToolCall call : authority.callable(Set.of(rule.trigger()))) {
            if (deployment.outcome(rule, call) == Outcome.HOLD) {
                Level level = rule.approval()
                        .flatMap(Approval::independence)
                        .orElse(deployment.tier(rule, call).independence());
                byLevel.computeIfAbsent(level, any -> new ArrayList<>()).add(call);
            }
        }
        return byLevel;
    }

    private void approval(Rule.Require rule, Level level, List<ToolCall> calls) {
        Need need = Need.of(rule.approval().orElseThrow(), level);
        List<Caller> members = quorum.members(need, calls);
        if (members.isEmpty() && !need.groups().isEmpty()) {
            return; // that the group is empty is told once, of the group
        }
        int independent = Quorum.independent(members, level);
        if (independent < need.count()) {
            tooFew(rule, need, members, independent);
            return;
        }
        if (independent == need.count()) {
            justEnough(rule, need, independent);
        }
        for (Caller agent : deployment.agents()) {
            List<ToolCall> own = calls.stream()
                    .filter(call -> authority.mayMake(agent, call))
                    .toList();
            if (!own.isEmpty()) {
                agent(rule, need, agent, own);
            }
        }
    }

    private Place place(Rule rule) {
        return deployment.inBundle().in(rule, "approval");
    }

    private void tooFew(Rule.Require rule, Need need, List<Caller> members, int independent) {
        List<String> missing = need.level().attributes().stream()
                .filter(name -> !members.isEmpty()
                        && Quorum.measurable(members, new Level("", List.of(name)))
                                .isEmpty())
                .toList();
        report.error(
                Check.APPROVERS_TOO_FEW,
                rule.id(),
                place(rule),
                "the approval of `" + rule.id() + "` can never be given: it needs " + need.words()
                        + ", independent at level `" + need.level().name() + "`, and there "
                        + (independent == 1 ? "is 1" : "are " + independent),
                missing.isEmpty()
                        ? "register more people" + in(need) + " with different owners, or require fewer approvals"
                        : "choose a level without `" + String.join("`, `", missing) + "`, which no approver has");
    }

    private static String in(Need need) {
        return need.groups().isEmpty() ? "" : " in `" + String.join("` or `", need.groups()) + "`";
    }

    private void justEnough(Rule.Require rule, Need need, int independent) {
        report.warning(
                Check.APPROVERS_JUST_ENOUGH,
                rule.id(),
                place(rule),
                "the approval of `" + rule.id() + "` needs " + need.words() + ", and there "
                        + (independent == 1 ? "is no other" : "are no more")
                        + ": if one of them is away or opened the task, no one can approve",
                "register another person" + in(need));
    }

    private void agent(Rule.Require rule, Need need, Caller agent, List<ToolCall> calls) {
        List<Caller> members = quorum.members(need, calls);
        List<Position> all = positions.of(agent, authority.intents(agent, calls));
        Actor own = all.getFirst().actor();
        if (all.stream().noneMatch(position -> Quorum.isMet(need, members, position))) {
            unmet(agent, need, false, shown(all.getFirst(), need, members), members, rule);
        } else if (isImplicit(agent, calls) && !Quorum.isMet(need, members, own)) {
            unmet(agent, need, true, own, members, rule);
        }
    }

    private void unmet(
            Caller agent, Need need, boolean alone, Actor requester, List<Caller> members, Rule.Require rule) {
        told.computeIfAbsent(agent.name(), any -> new HashSet<>()).add(need.level());
        unmet.computeIfAbsent(
                        new Asked(agent, need, alone),
                        any -> new Unmet(requester, Quorum.why(need, members, requester), new ArrayList<>()))
                .rules()
                .add(rule);
    }

    /** Returns whether it is told already what comes of it that nothing says an attribute of an agent. */
    boolean isTold(Caller agent, String attribute) {
        return unmet.entrySet().stream()
                .anyMatch(entry -> entry.getKey().agent().name().equals(agent.name())
                        && entry.getKey().need().level().attributes().contains(attribute)
                        && entry.getValue().requester().get(attribute) instanceof AttributeValue.Unknown);
    }

    private void report(Asked asked, Unmet unmet) {
        Caller agent = asked.agent();
        Need need = asked.need();
        report.add(
                asked.alone() ? Severity.WARNING : Severity.ERROR,
                asked.alone() ? Check.APPROVAL_BY_NOBODY_ALONE : Check.APPROVAL_BY_NOBODY,
                agent.name(),
                asked.alone()
                        ? deployment.agent(agent, "intent")
                        : deployment.agent(agent, missing(unmet.requester(), need.level())),
                "no one can approve the calls by `" + agent.name() + "` that are held by "
                        + Suggestion.list(unmet.rules().stream().map(Rule::id).toList())
                        + (asked.alone() ? " in a call that names no task" : "") + ": " + needed(need) + "; "
                        + unmet.why(),
                remedy(agent, need, unmet.requester()),
                new Label(place(unmet.rules().getFirst()), "asked for here"));
    }

    private boolean isImplicit(Caller agent, List<ToolCall> calls) {
        Optional<Intent> implicit = authority.implicit(agent);
        return implicit.isPresent()
                && calls.stream()
                        .anyMatch(call -> call.isAllowedBy(implicit.get().allow()));
    }

    /**
     * The vector to explain with: its own; or, if only its origin is unknown and people may give it tasks, that in such a task, unless
     * there it would do.
     */
    private static Actor shown(Position position, Need need, List<Caller> members) {
        boolean given = position.actor().get(Attributes.ORIGIN) instanceof AttributeValue.Unknown
                && need.level().attributes().contains(Attributes.ORIGIN)
                && !position.origins().isEmpty()
                && !Quorum.isMet(need, members, position.fromStranger());
        return given ? position.fromStranger() : position.actor();
    }

    private static String needed(Need need) {
        return need.words() + " independent of it at level `" + need.level().name() + "` "
                + (need.count() == 1 ? "is" : "are") + " needed";
    }

    /** The path to the key of the configuration where the first unknown attribute of the level would stand. */
    private static String[] missing(Actor actor, Level level) {
        return level.attributes().stream()
                .filter(name -> actor.get(name) instanceof AttributeValue.Unknown)
                .findFirst()
                .map(AttributeChecks::path)
                .orElse(new String[0]);
    }

    private static String remedy(Caller agent, Need need, Actor actor) {
        return need.level().attributes().stream()
                .filter(name -> actor.get(name) instanceof AttributeValue.Unknown)
                .findFirst()
                .map(name -> AttributeChecks.remedy(name))
                .orElse("register another person" + in(need) + " who shares none of these attributes, or give `"
                        + agent.name() + "` another owner");
    }

    /** Finds tiers at which a call that is held, or whose outcome is unknown, waits for somebody who is not there. */
    private void held(Caller agent) {
        Map<Level, List<ToolCall>> byLevel = new LinkedHashMap<>();
        for (ToolCall call : authority.calls(agent)) {
            holding(call)
                    .ifPresent(level -> byLevel.computeIfAbsent(level, any -> new ArrayList<>())
                            .add(call));
        }
        byLevel.forEach((level, calls) -> {
            Need need = Need.ofTier(level);
            List<Caller> people = deployment.people();
            List<Position> all = positions.of(agent, authority.intents(agent, calls));
            if (told.getOrDefault(agent.name(), Set.of()).contains(level)
                    || all.stream().anyMatch(position -> Quorum.isMet(need, people, position))) {
                return;
            }
            Actor shown = shown(all.getFirst(), need, people);
            report.warning(
                    Check.HOLD_FOR_NOBODY,
                    agent.name(),
                    deployment.agent(agent, missing(shown, level)),
                    "calls by `" + agent.name() + "` such as `"
                            + calls.getFirst().tool().name()
                            + "` can never be answered when they are held without an `approval` or have an "
                            + "unknown outcome: no person is independent of the agent at level `" + level.name() + "`; "
                            + Quorum.why(need, people, shown),
                    remedy(agent, need, shown));
        });
    }

    /** The level at which a person is asked about such a call: where some rule may hold it, or its outcome be unknown. */
    private Optional<Level> holding(ToolCall call) {
        Tier tier = call.tier();
        boolean reconciled = call.writes()
                && !(deployment.config().singleAdministrator()
                        && tier.rank() < deployment.bundle().strictest().rank());
        boolean held = call.tool().otherwise() == ToolEntry.Otherwise.EVERYTHING
                || deployment.bundle().rules().stream()
                        .filter(rule -> !(rule instanceof Rule.Require require
                                && require.approval().isPresent()))
                        .filter(rule -> rule.head().risk().isEmpty())
                        .anyMatch(rule -> call.carriesAny(Deployment.looksAt(rule))
                                && deployment.outcome(rule, call) == Outcome.HOLD);
        return reconciled || held ? Optional.of(tier.independence()) : Optional.empty();
    }
}
