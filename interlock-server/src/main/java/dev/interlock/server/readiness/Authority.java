package dev.interlock.server.readiness;

import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Intent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The authority of parties to make calls: by the intents of the bundle that a party is registered for. Immutable. */
final class Authority {

    private final Deployment deployment;
    private final Map<String, List<ToolCall>> byIntent = new HashMap<>();
    private final Map<String, List<ToolCall>> byParty = new HashMap<>();
    /** By identity: two calls are never the same, and comparing them would compare whole tools. */
    private final Map<ToolCall, List<Caller>> makers = new IdentityHashMap<>();

    Authority(Deployment deployment) {
        this.deployment = deployment;
        for (Intent intent : deployment.bundle().intents().values()) {
            byIntent.put(
                    intent.name(),
                    deployment.calls().stream()
                            .filter(call -> call.isAllowedBy(intent.allow()))
                            .toList());
        }
        for (Caller party : deployment.performers()) {
            List<Intent> intents = intents(party);
            for (ToolCall call : deployment.calls()) {
                if (intents.stream().anyMatch(intent -> call.isAllowedBy(intent.allow()))) {
                    byParty.computeIfAbsent(party.name(), any -> new ArrayList<>())
                            .add(call);
                    makers.computeIfAbsent(call, any -> new ArrayList<>()).add(party);
                }
            }
        }
    }

    /** The calls that an intent allows. */
    List<ToolCall> allowedBy(Intent intent) {
        return byIntent.getOrDefault(intent.name(), List.of());
    }

    /** The intents of the bundle that tasks of the party may have. */
    List<Intent> intents(Caller party) {
        return deployment.bundle().intents().values().stream()
                .filter(intent -> party.mayHave(intent.name()))
                .toList();
    }

    /** The intents with which the party may make one of the calls. */
    List<Intent> intents(Caller party, Collection<ToolCall> calls) {
        return intents(party).stream()
                .filter(intent -> calls.stream().anyMatch(call -> call.isAllowedBy(intent.allow())))
                .toList();
    }

    /** The intent of the party's calls that name no task, if it is one that it may have. */
    Optional<Intent> implicit(Caller party) {
        return party.implicitIntent()
                .filter(party::mayHave)
                .map(deployment.bundle().intents()::get);
    }

    /** The calls that the party may make, each once. */
    List<ToolCall> calls(Caller party) {
        return byParty.getOrDefault(party.name(), List.of());
    }

    /** The calls with one of the marks that the party may make. */
    List<ToolCall> calls(Caller party, Collection<String> marks) {
        return calls(party).stream().filter(call -> call.carriesAny(marks)).toList();
    }

    boolean mayMake(Caller party, ToolCall call) {
        return intents(party).stream().anyMatch(intent -> call.isAllowedBy(intent.allow()));
    }

    /** The parties that may make the call. */
    List<Caller> makers(ToolCall call) {
        return makers.getOrDefault(call, List.of());
    }

    /** The parties that may make a call with one of the marks. */
    List<Caller> doers(Collection<String> marks) {
        return deployment.performers().stream()
                .filter(party -> !calls(party, marks).isEmpty())
                .toList();
    }

    /** The calls with one of the marks that somebody may make. */
    List<ToolCall> callable(Collection<String> marks) {
        return deployment.calls().stream()
                .filter(call -> call.carriesAny(marks) && !makers(call).isEmpty())
                .toList();
    }
}
