package dev.interlock.engine.monitor;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.policy.Tool;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A bundle with one rule on which calls are played. Each duty is a tool of its own, each agent has an owner of its name up to
 * a hyphen; the tiers {@code low}, {@code middle} and {@code high} record, hold and deny.
 */
final class Stage {

    static final Level OWNER = new Level("another-owner", List.of("owner"));

    private final Bundle bundle;
    private State state;
    private final List<Recorded> recorded = new ArrayList<>();
    long now = 1_000;

    Stage(Set<String> duties, Rule rule) {
        Map<String, Tier> tiers = new LinkedHashMap<>();
        tiers.put("low", new Tier("low", 0, OWNER, Outcome.RECORD, Outcome.RECORD));
        tiers.put("middle", new Tier("middle", 1, OWNER, Outcome.HOLD, Outcome.DENY));
        tiers.put("high", new Tier("high", 2, OWNER, Outcome.DENY, Outcome.HOLD));
        TreeMap<String, Tool> tools = new TreeMap<>();
        duties.forEach(duty -> tools.put(duty, new Tool(duty, new TreeSet<>(Set.of(duty.split("\\+"))), false)));
        Set<String> all = new TreeSet<>();
        tools.values().forEach(tool -> all.addAll(tool.marks()));
        Intent intent = new Intent("any", "", all, new TreeMap<>(), 900_000, 900_000, 40, Optional.empty(), all);
        bundle = Bundle.of("test", "sha-256:0")
                .withTools(tools)
                .withTypes(new TreeMap<>(Map.of("thing", new ObjectType("thing", new TreeMap<>()))))
                .withLevels(new TreeMap<>(Map.of(OWNER.name(), OWNER)))
                .withTiers(tiers)
                .withIntents(new TreeMap<>(Map.of("any", intent)))
                .withRules(List.of(rule))
                .build();
        state = State.empty(bundle);
    }

    static Key thing(int number) {
        return new Key("thing", Integer.toString(number));
    }

    Monitor monitor(String rule) {
        return state.monitors().byRule(rule);
    }

    /** Another state, read from a snapshot of this one, takes its place. */
    void restart() {
        byte[] saved = StateSnapshot.write(state);
        try {
            state = StateSnapshot.read(saved, bundle, seq -> recorded.get((int) seq));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!java.util.Arrays.equals(saved, StateSnapshot.write(state))) {
            throw new IllegalStateException("a snapshot that is not read as it was written");
        }
    }

    private Answer ask(Command command) {
        Decision decision = Decider.decide(state, command, now);
        for (Event event : decision.events()) {
            Recorded one = new Recorded(state.nextSeq(), now, bundle.digest(), event);
            recorded.add(one);
            state.apply(one);
        }
        now++;
        return decision.answer();
    }

    private static Caller agent(String name) {
        return new Caller(
                name,
                "token-" + name,
                false,
                true,
                new TreeMap<>(Map.of("owner", AttributeValue.known(name.split("-")[0]))),
                new TreeSet<>(),
                Optional.empty());
    }

    Answer.Verdict call(String agent, String duty, String risk, Key... objects) {
        return call(agent, duty, risk, List.of(objects), List.of());
    }

    Answer.Verdict create(String agent, String duty, String risk) {
        return call(agent, duty, risk, List.of(), List.of("thing"));
    }

    private Answer.Verdict call(String name, String duty, String risk, List<Key> objects, List<String> creates) {
        CallFacts facts = new CallFacts(
                duty,
                "sha-256:1",
                new TreeMap<>(),
                new TreeSet<>(Set.of(duty.split("\\+"))),
                objects,
                creates,
                List.of(),
                List.of(),
                new TreeMap<>(),
                Optional.empty(),
                risk,
                true,
                false,
                new TreeMap<>(),
                List.of());
        Caller agent = agent(name);
        var task = (Answer.Done) ask(new Command.OpenTask(
                agent,
                OptionalLong.empty(),
                agent,
                "any",
                "sha-256:2",
                "",
                List.of(),
                OptionalLong.empty(),
                OptionalInt.empty()));
        return (Answer.Verdict) ask(new Command.DecideCall(agent, OptionalLong.of(task.number()), facts));
    }

    void succeed(Answer.Verdict call, Key... created) {
        ask(new Command.SettleCall(call.call(), new Settlement.Succeeded(List.of(created))));
    }

    void fail(Answer.Verdict call) {
        ask(new Command.SettleCall(call.call(), new Settlement.Failed("refused")));
    }

    /** A call that succeeds at once. */
    Answer.Verdict done(String agent, String duty, String risk, Key... objects) {
        Answer.Verdict call = call(agent, duty, risk, objects);
        succeed(call);
        return call;
    }
}
