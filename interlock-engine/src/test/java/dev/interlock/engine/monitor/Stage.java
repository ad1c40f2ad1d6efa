package dev.interlock.engine.monitor;

import dev.interlock.engine.TestDomain;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.policy.Tool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A bundle with one rule on which calls are played. Each duty is a tool of its own, each agent has an owner of its name up to
 * a hyphen; the tiers {@code low}, {@code middle} and {@code high} record, hold and deny.
 */
final class Stage extends TestDomain {

    static final Level OWNER = new Level("another-owner", List.of("owner"));

    Stage(Set<String> duties, Rule rule) {
        super(bundle(duties, rule), 1_000);
    }

    private static Bundle bundle(Set<String> duties, Rule rule) {
        Map<String, Tier> tiers = new LinkedHashMap<>();
        tiers.put("low", new Tier("low", 0, OWNER, Outcome.RECORD, Outcome.RECORD));
        tiers.put("middle", new Tier("middle", 1, OWNER, Outcome.HOLD, Outcome.DENY));
        tiers.put("high", new Tier("high", 2, OWNER, Outcome.DENY, Outcome.HOLD));
        TreeMap<String, Tool> tools = new TreeMap<>();
        duties.forEach(duty -> tools.put(duty, new Tool(duty, new TreeSet<>(Set.of(duty.split("\\+"))), false)));
        Set<String> all = new TreeSet<>();
        tools.values().forEach(tool -> all.addAll(tool.marks()));
        return Bundle.of("test", "sha-256:0")
                .withTools(tools)
                .withTypes(new TreeMap<>(Map.of("thing", new ObjectType("thing", new TreeMap<>()))))
                .withLevels(new TreeMap<>(Map.of(OWNER.name(), OWNER)))
                .withTiers(tiers)
                .withIntents(new TreeMap<>(Map.of("any", anything(all, 900_000, 40))))
                .withRules(List.of(rule))
                .build();
    }

    static Key thing(int number) {
        return new Key("thing", Integer.toString(number));
    }

    Monitor monitor(String rule) {
        return state.monitors().byRule(rule);
    }

    Answer.Verdict call(String agent, String duty, String risk, Key... objects) {
        return call(agent, duty, risk, List.of(objects), List.of());
    }

    Answer.Verdict create(String agent, String duty, String risk) {
        return call(agent, duty, risk, List.of(), List.of("thing"));
    }

    private Answer.Verdict call(String name, String duty, String risk, List<Key> objects, List<String> creates) {
        CallFacts facts = facts(duty, Set.of(duty.split("\\+")), objects, creates, risk);
        Caller agent = agent(name, name.split("-")[0]);
        return (Answer.Verdict) ask(new Command.DecideCall(agent, OptionalLong.of(open(agent, "any")), facts));
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
