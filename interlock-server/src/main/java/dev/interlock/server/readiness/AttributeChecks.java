package dev.interlock.server.readiness;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Label;
import dev.interlock.policy.diagnostic.Severity;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.lint.Sources;
import dev.interlock.policy.yaml.Place;
import dev.interlock.server.render.UnknownWords;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Attributes that a rule needs of an agent and that nobody says of it. What is unknown differs from nobody's, is the same as nobody's,
 * and makes no key.
 */
final class AttributeChecks {

    /** The attributes of which the configuration's own warnings tell that an agent lacks them, whatever the bundle says. */
    private static final Set<String> TOLD =
            Set.of(Attributes.RUNTIME, Attributes.AGENT, Attributes.OWNER, Attributes.MODEL, Attributes.CHAIN);

    private final Deployment deployment;
    private final Authority authority;
    private final Positions positions;
    private final ApprovalChecks approvals;
    private final Report report;

    AttributeChecks(
            Deployment deployment, Authority authority, Positions positions, ApprovalChecks approvals, Report report) {
        this.deployment = deployment;
        this.authority = authority;
        this.positions = positions;
        this.approvals = approvals;
        this.report = report;
    }

    void check() {
        for (Caller agent : deployment.agents()) {
            levels(agent);
            for (Rule rule : deployment.bundle().rules()) {
                if (!rule.head().observe()) {
                    key(agent, rule);
                    binding(agent, rule);
                }
            }
        }
    }

    /** The path below an agent to the key that says an attribute. */
    static String[] path(String attribute) {
        return switch (attribute) {
            case Attributes.OWNER, Attributes.MODEL, Attributes.ORIGIN -> new String[] {attribute};
            case Attributes.CHAIN -> new String[] {"root"};
            default -> new String[] {"attributes", attribute};
        };
    }

    /** The advice for an agent that lacks an attribute: the place of it, and what to write there where that is not plain. */
    static String remedy(String attribute) {
        String write = "write " + UnknownWords.place(attribute);
        return switch (attribute) {
            case Attributes.OWNER -> write + " with the person or team accountable for it";
            case Attributes.MODEL -> write + " with its model family";
            case Attributes.ORIGIN -> write + " with the party that instructs it when no person opens its tasks";
            case Attributes.CHAIN -> "write `root: true`, unless it works only for other agents";
            default -> write;
        };
    }

    private boolean lacks(Caller agent, String attribute) {
        return positions.own(agent).actor().get(attribute) instanceof AttributeValue.Unknown;
    }

    private void levels(Caller agent) {
        Map<String, Set<Rule>> needed = new LinkedHashMap<>();
        for (Rule rule : deployment.bundle().rules()) {
            for (ToolCall call : authority.calls(agent, rule.allMarks())) {
                for (Level level : levels(rule, call)) {
                    level.attributes()
                            .forEach(name -> needed.computeIfAbsent(name, any -> new LinkedHashSet<>())
                                    .add(rule));
                }
            }
        }
        needed.forEach((attribute, rules) -> {
            if (!TOLD.contains(attribute) && lacks(agent, attribute) && !approvals.isTold(agent, attribute)) {
                missing(agent, attribute, rules);
            }
        });
    }

    /** The levels at which the rule measures whoever makes the call. */
    private Collection<Level> levels(Rule rule, ToolCall call) {
        Level ofTier = deployment.tier(rule, call).independence();
        return switch (rule) {
            case Rule.Separate separate -> List.of(separate.independence().orElse(ofTier));
            case Rule.Wall wall -> List.of(wall.independence().orElse(ofTier));
            case Rule.Require require -> {
                List<Level> levels = new ArrayList<>();
                require.done().forEach(done -> {
                    if (call.carries(require.trigger()) || call.carries(done.duty())) {
                        done.independence().ifPresent(levels::add);
                    }
                });
                if (call.carries(require.trigger())) {
                    require.approval()
                            .ifPresent(a -> levels.add(a.independence().orElse(ofTier)));
                }
                yield levels;
            }
            case Rule.Bind bind -> List.of();
            case Rule.Limit limit -> List.of();
            case Rule.Order order -> List.of();
            case Rule.Forbid forbid -> List.of();
            case Rule.Flow flow -> List.of();
            case Rule.FirstUse use -> List.of();
            case Rule.Unusual unusual -> List.of();
        };
    }

    private void missing(Caller agent, String attribute, Set<Rule> rules) {
        boolean origin = attribute.equals(Attributes.ORIGIN);
        String when = !origin
                ? ""
                : agent.implicitIntent().isPresent() ? " in calls that name no task" : " in tasks that no person opens";
        report.warning(
                Check.ATTRIBUTE_MISSING,
                agent.name(),
                deployment.agent(agent),
                "the `" + attribute + "` of `" + agent.name() + "` is not registered: under "
                        + Suggestion.list(rules.stream().map(Rule::id).toList()) + " it is independent of no one"
                        + when,
                misspelt(agent, attribute),
                new Label(place(attribute), "compared at this level"));
    }

    /** The advice to name the attribute, or if the agent has one of nearly that name, to spell it in one way. */
    private String misspelt(Caller agent, String attribute) {
        Set<String> others = new TreeSet<>(agent.attributes().keySet());
        others.removeAll(TOLD);
        others.remove(Attributes.ORIGIN);
        return attribute.equals(Attributes.ORIGIN)
                ? remedy(attribute)
                : Suggestion.nearest(attribute, others)
                        .map(near -> "it has `" + near + "`: did you mean `" + attribute + "`?")
                        .orElse(remedy(attribute));
    }

    /** The first level that names the attribute. */
    private Place place(String attribute) {
        return deployment.bundle().levels().values().stream()
                .filter(level -> level.attributes().contains(attribute))
                .findFirst()
                .map(level -> deployment.inBundle().word(Sources.Part.LEVEL, level.name(), attribute))
                .orElse(deployment.inBundle().header("independence"));
    }

    /** The kinds of keys that a party has only where something is known of it, by the attribute that it takes. */
    private static Set<String> keys(Rule rule, ToolCall call) {
        Set<String> kinds = new TreeSet<>();
        switch (rule) {
            case Rule.Separate separate -> kinds.add(separate.per());
            case Rule.Limit limit -> kinds.add(limit.per());
            case Rule.Bind bind -> kinds.add(bind.per());
            case Rule.Order order -> kinds.add(order.per());
            case Rule.Require require -> {
                if (call.carries(require.trigger())) {
                    require.done().forEach(done -> kinds.add(done.per()));
                }
            }
            case Rule.Wall wall -> {}
            case Rule.Forbid forbid -> {}
            case Rule.Flow flow -> {}
            case Rule.FirstUse use -> kinds.add(use.per());
            case Rule.Unusual unusual -> kinds.add(unusual.per());
        }
        kinds.retainAll(Set.of(Scopes.CHAIN, Scopes.OWNER, Scopes.ORIGIN));
        return kinds;
    }

    private void key(Caller agent, Rule rule) {
        Set<String> kinds = new TreeSet<>();
        List<ToolCall> calls = authority.calls(agent, Deployment.looksAt(rule));
        calls.forEach(call -> kinds.addAll(keys(rule, call)));
        for (String kind : kinds) {
            if (lacks(agent, kind)) {
                boolean never = positions.of(agent, authority.intents(agent, calls)).stream()
                        .noneMatch(position -> isKnown(position, kind));
                if (never || authority.implicit(agent).isPresent()) {
                    report.add(
                            never ? Severity.ERROR : Severity.WARNING,
                            Check.KEY_MISSING,
                            agent.name(),
                            deployment.agent(agent),
                            "`" + rule.id() + "` counts per `" + kind + "`, but no `" + kind + "` is registered for `"
                                    + agent.name() + "`: "
                                    + (never ? "its calls such as `" : "where they name no task, its calls such as `")
                                    + calls.getFirst().tool().name() + "` are denied",
                            remedy(kind),
                            new Label(deployment.inBundle().in(rule, "per"), "counted here"));
                }
            }
        }
    }

    private static boolean isKnown(Position position, String kind) {
        Actor actor = position.actor();
        return kind.equals(Scopes.ORIGIN) ? position.hasOrigin() : !(actor.get(kind) instanceof AttributeValue.Unknown);
    }

    private void binding(Caller agent, Rule rule) {
        if (!(rule instanceof Rule.Bind bind) || !lacks(agent, bind.same())) {
            return;
        }
        List<ToolCall> calls = authority.calls(agent, bind.duties());
        boolean elsewhere = positions.of(agent, authority.intents(agent, calls)).stream()
                .anyMatch(position -> isKnown(position, bind.same()));
        if (!calls.isEmpty() && (!elsewhere || authority.implicit(agent).isPresent())) {
            report.warning(
                    Check.BINDING_UNKNOWN,
                    agent.name(),
                    deployment.agent(agent),
                    "`" + rule.id() + "` binds by `" + bind.same() + "`, but no `" + bind.same() + "` is "
                            + "registered for `" + agent.name()
                            + "`: its second call on a key breaks the rule although it made both calls",
                    remedy(bind.same()),
                    new Label(deployment.inBundle().in(rule, "same"), "bound here"));
        }
    }
}
