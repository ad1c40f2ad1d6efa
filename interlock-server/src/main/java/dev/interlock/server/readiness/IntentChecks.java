package dev.interlock.server.readiness;

import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.policy.catalog.Mapping;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Label;
import dev.interlock.policy.diagnostic.Severity;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.lint.Sources;
import dev.interlock.policy.yaml.Place;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Intents of the configuration that the bundle does not have, agents that may do nothing, and intents that nobody may have. */
final class IntentChecks {

    private final Deployment deployment;
    private final Authority authority;
    private final Report report;

    IntentChecks(Deployment deployment, Authority authority, Report report) {
        this.deployment = deployment;
        this.authority = authority;
        this.report = report;
    }

    void check() {
        if (deployment.performers().isEmpty()) {
            report.warning(
                    Check.AGENTS_MISSING,
                    "",
                    deployment.inConfig().at("agents"),
                    "no agent is registered, so nothing can be called",
                    "register agents under `agents`");
            return;
        }
        boolean anything = deployment.performers().stream()
                .anyMatch(party -> !authority.calls(party).isEmpty());
        for (Caller agent : deployment.agents()) {
            boolean some = granted(agent);
            implicit(agent);
            if (some && anything && authority.calls(agent).isEmpty()) {
                report.warning(
                        Check.AGENT_CALLS_NOTHING,
                        agent.name(),
                        deployment.agent(agent, "intents"),
                        "`" + agent.name() + "` can call nothing: no tool of a configured server is within "
                                + names(authority.intents(agent)),
                        "grant it another intent, or configure the server");
            }
        }
        for (Intent intent : deployment.bundle().intents().values()) {
            if (deployment.performers().stream().noneMatch(party -> party.mayHave(intent.name()))) {
                report.warning(
                        Check.INTENT_OF_NOBODY,
                        intent.name(),
                        deployment.inBundle().name(Sources.Part.INTENT, intent.name()),
                        "no agent may have the intent `" + intent.name() + "`",
                        "add it to an agent's `intents` in the configuration, or remove it from the bundle");
            }
        }
        enforcers();
    }

    private static String names(List<Intent> intents) {
        return Suggestion.list(intents.stream().map(Intent::name).toList());
    }

    /** Looks at the intents that an agent is registered for. Returns whether it may have one. */
    private boolean granted(Caller agent) {
        if (agent.intents().isEmpty()) {
            return true;
        }
        SortedSet<String> unknown = new TreeSet<>(agent.intents().get());
        unknown.removeAll(deployment.bundle().intents().keySet());
        if (unknown.size() == agent.intents().get().size()) {
            report.error(
                    Check.AGENT_WITHOUT_INTENT,
                    agent.name(),
                    deployment.agent(agent, "intents"),
                    "`" + agent.name() + "` cannot have a task: "
                            + (unknown.isEmpty()
                                    ? "its list of intents is empty"
                                    : "the bundle has no intent " + Suggestion.list(unknown)),
                    unknown.isEmpty()
                            ? "name intents of the bundle, or omit the list to allow all of them"
                            : suggestion(unknown.first()));
            return false;
        }
        for (String name : unknown) {
            unknown(
                    Severity.WARNING,
                    agent.name(),
                    name,
                    deployment.inConfig().word(name, "agents", agent.name(), "intents"),
                    "`" + agent.name() + "` cannot have a task with it");
        }
        return true;
    }

    private String suggestion(String intent) {
        return Suggestion.remedy(
                intent, deployment.bundle().intents().keySet(), "add an intent to the bundle, which has none");
    }

    private void unknown(Severity severity, String name, String intent, Place place, String consequence) {
        report.add(
                severity,
                Check.GRANT_UNKNOWN,
                name,
                place,
                "the bundle has no intent `" + intent + "`: " + consequence,
                suggestion(intent));
    }

    private void implicit(Caller agent) {
        if (agent.implicitIntent().isEmpty()) {
            return;
        }
        String name = agent.implicitIntent().get();
        Place place = deployment.agent(agent, "intent");
        Intent intent = deployment.bundle().intents().get(name);
        if (intent == null) {
            unknown(
                    Severity.ERROR,
                    agent.name(),
                    name,
                    place,
                    "every call by `" + agent.name() + "` that names no task is denied");
        } else if (!agent.mayHave(name)) {
            report.error(
                    Check.INTENT_NOT_GRANTED,
                    agent.name(),
                    place,
                    "`" + agent.name() + "` makes calls without a task under an intent that it may not have, so these "
                            + "calls are denied",
                    "add `" + name + "` to its `intents`, or name one of them",
                    new Label(deployment.agent(agent, "intents"), "not among these"));
        } else {
            about(agent, intent, place);
        }
    }

    /**
     * Finds an implicit intent that keeps a task to its objects: a task that nobody opens has none but those that are created in it.
     */
    private void about(Caller agent, Intent intent, Place place) {
        List<ToolCall> calls = authority.allowedBy(intent);
        Set<String> types = new TreeSet<>(intent.about().keySet());
        calls.forEach(call -> call.mappings()
                .forEach(mapping -> types.removeAll(mapping.creates().keySet())));
        List<ToolCall> outside = calls.stream()
                .filter(call -> call.mappings().anyMatch(mapping -> touches(mapping, types)))
                .toList();
        if (!outside.isEmpty()) {
            boolean all = outside.size() == calls.size();
            report.add(
                    all ? Severity.ERROR : Severity.WARNING,
                    Check.INTENT_WITHOUT_OBJECT,
                    agent.name(),
                    place,
                    "a task of `" + intent.name() + "` is about the objects that it is opened with, and a task "
                            + "that no one opens has none: "
                            + (all
                                    ? "every call"
                                    : "a call such as `"
                                            + outside.getFirst().tool().name() + "`")
                            + " by `" + agent.name() + "` that names no task is denied",
                    "name an intent without `about`, or omit `intent` and open tasks",
                    new Label(
                            deployment.inBundle().at(Sources.Part.INTENT, intent.name(), "about"),
                            "about the objects of its task"));
        }
    }

    /** Returns whether the objects of a call are, or belong to, objects of one of the types. */
    private boolean touches(Mapping mapping, Set<String> types) {
        Deque<String> open = new ArrayDeque<>(mapping.on().keySet());
        open.addAll(mapping.of().keySet());
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            String type = open.pop();
            if (types.contains(type)) {
                return true;
            }
            ObjectType known = deployment.bundle().types().get(type);
            if (known != null && seen.add(type)) {
                open.addAll(known.of().keySet());
            }
        }
        return false;
    }

    private void enforcers() {
        deployment
                .config()
                .authzen()
                .ifPresent(authzen -> authzen.callers()
                        .forEach((name, caller) -> caller.intent()
                                .filter(intent -> !deployment.bundle().intents().containsKey(intent))
                                .ifPresent(intent -> unknown(
                                        Severity.ERROR,
                                        name,
                                        intent,
                                        deployment.inConfig().at("authzen", "callers", name, "intent"),
                                        "every request of `" + name + "` without a task is denied"))));
    }
}
