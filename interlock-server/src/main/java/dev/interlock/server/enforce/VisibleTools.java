package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.BreakGlass;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Tool;
import dev.interlock.engine.state.Lane;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.render.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** The tools of an upstream that the intent of a task allows. A hint to the agent: each call is decided all the same. */
final class VisibleTools {

    private final Domain domain;
    private final Policy policy;

    VisibleTools(Domain domain, Policy policy) {
        this.domain = domain;
        this.policy = policy;
    }

    /** The intents whose duties a call must have, all of them. */
    private sealed interface Scope {
        record Allowed(List<Set<String>> allow) implements Scope {}

        record Nothing(String code, String message) implements Scope {}
    }

    ListAnswer of(Caller caller, Optional<String> task, String server, List<ObjectNode> tools) {
        Scope scope;
        try {
            scope = task.isPresent() ? named(caller, task.get()) : implicit(caller);
        } catch (UnavailableException e) {
            return new ListAnswer.Refused("unavailable", e.getMessage());
        }
        return switch (scope) {
            case Scope.Nothing nothing -> new ListAnswer.Refused(nothing.code(), nothing.message());
            case Scope.Allowed allowed ->
                new ListAnswer.Tools(tools.stream()
                        .filter(tool -> visible(server + "/" + tool.path("name").asText(), allowed.allow()))
                        .toList());
        };
    }

    /** Returns why the caller sees none of these entries, if it does not. */
    Optional<Enforcer.Nothing> nothing(Caller caller, OptionalLong task, Optional<List<String>> entries) {
        Scope scope = task.isPresent() ? numbered(caller, task.getAsLong()) : implicit(caller);
        return switch (scope) {
            case Scope.Nothing nothing
            when task.isEmpty() ->
                Optional.of(new Enforcer.Nothing(
                        nothing.code(), "name a task in `context.task`; open one with POST /v1/tasks"));
            case Scope.Nothing nothing -> Optional.of(new Enforcer.Nothing(nothing.code(), nothing.message()));
            case Scope.Allowed allowed ->
                entries.isEmpty() || entries.get().stream().anyMatch(entry -> visible(entry, allowed.allow()))
                        ? Optional.empty()
                        : Optional.of(new Enforcer.Nothing("nothing-listed", "the task allows nothing in that list"));
        };
    }

    private boolean visible(String name, List<Set<String>> allow) {
        Tool tool = policy.bundle().tools().get(name);
        if (tool == null || tool.observed()) {
            return false;
        }
        if (tool.conditional()) {
            return true;
        }
        var duties = tool.marks().stream()
                .filter(m -> !m.startsWith("sink/") && !m.startsWith("label/"))
                .toList();
        return !duties.isEmpty() && allow.stream().allMatch(a -> a.containsAll(duties));
    }

    private Scope implicit(Caller caller) {
        return caller.implicitIntent()
                .map(name -> policy.bundle().intents().get(name))
                .<Scope>map(intent -> new Scope.Allowed(List.of(intent.allow())))
                .orElseGet(() -> new Scope.Nothing(
                        "task-required", "name a task in the header `Interlock-Task`; open one with POST /v1/tasks"));
    }

    private Scope named(Caller caller, String id) {
        OptionalLong number = Ids.parse('t', id);
        if (number.isEmpty()) {
            return new Scope.Nothing("task-unknown", "there is no such task");
        }
        return numbered(caller, number.getAsLong());
    }

    private Scope numbered(Caller caller, long number) {
        return domain.query(state -> scope(state, caller, number));
    }

    private static Scope scope(State state, Caller caller, long number) {
        Task task = state.task(number);
        if (task == null) {
            return state.tasks().known(number)
                    ? new Scope.Nothing("task-ended", "the task has ended")
                    : new Scope.Nothing("task-unknown", "there is no such task");
        }
        if (!task.agent().equals(caller.name())) {
            return new Scope.Nothing("task-not-yours", "the task belongs to another agent");
        }
        Bundle bundle = state.bundle();
        Lane lane = state.lanes().ofTask(number);
        if (lane != null) {
            Set<String> allowed = bundle.breakGlass().map(BreakGlass::allow).orElse(Set.of());
            return new Scope.Allowed(List.of(
                    lane.scope().duties().stream().filter(allowed::contains).collect(Collectors.toUnmodifiableSet())));
        }
        List<Set<String>> allow = new ArrayList<>();
        for (Task t = task; t != null; t = t.parent()) {
            Intent intent = bundle.intents().get(t.intent());
            allow.add(intent == null ? Set.of() : intent.allow());
        }
        return new Scope.Allowed(allow);
    }
}
