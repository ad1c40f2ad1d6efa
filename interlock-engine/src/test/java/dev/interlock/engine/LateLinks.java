package dev.interlock.engine;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.policy.Tool;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A domain in which roles are created, copied, granted and used, for the tests of lineage and late links. */
final class LateLinks extends TestDomain {

    static final Level OWNER = new Level("another-owner", List.of("owner"));
    static final Set<String> DUTIES =
            Set.of("role.create", "role.grant", "role.use", "trace.erase", "role.review", "file.read");

    LateLinks(Rule... rules) {
        super(bundle(List.of(rules)), 1_000);
    }

    /** Nobody creates, grants and uses a role, nor does two of these. */
    static Rule separate(String per) {
        return new Rule.Separate(
                head("S"),
                List.of(Set.of("role.create"), Set.of("role.grant"), Set.of("role.use"), Set.of("trace.erase")),
                per,
                OptionalLong.empty(),
                1,
                Optional.of(OWNER));
    }

    static Rule limit(String per, int max) {
        return new Rule.Limit(head("L"), "role.use", per, OptionalLong.of(max), new TreeMap<>(), OptionalLong.empty());
    }

    static Rule sum(String per, int max) {
        return new Rule.Limit(
                head("L"),
                "role.use",
                per,
                OptionalLong.empty(),
                new TreeMap<>(Map.of("EUR", BigDecimal.valueOf(max))),
                OptionalLong.empty());
    }

    static Rule reviewed(String... voidAfter) {
        return new Rule.Require(
                head("R"),
                "role.use",
                List.of(new Rule.Done("role.review", "role", Optional.of(OWNER), 1, false)),
                Optional.empty(),
                Set.of(voidAfter));
    }

    private static Bundle bundle(List<Rule> rules) {
        Map<String, Tier> tiers = new LinkedHashMap<>();
        tiers.put("only", new Tier("only", 0, OWNER, Outcome.HOLD, Outcome.DENY));
        TreeMap<String, Tool> tools = new TreeMap<>();
        DUTIES.forEach(duty -> tools.put(duty, new Tool(duty, new TreeSet<>(Set.of(duty)), false)));
        TreeMap<String, ObjectType> types = new TreeMap<>();
        types.put("system", new ObjectType("system", new TreeMap<>()));
        types.put("role", new ObjectType("role", new TreeMap<>(Map.of("system", Cardinality.ONE))));
        types.put(
                "badge",
                new ObjectType("badge", new TreeMap<>(Map.of("role", Cardinality.MANY, "system", Cardinality.ONE))));
        Intent any = anything(DUTIES, 900_000, 40);
        Intent one = new Intent(
                "one",
                "",
                DUTIES,
                new TreeMap<>(Map.of("role", Cardinality.ONE)),
                900_000,
                900_000,
                40,
                Optional.empty(),
                DUTIES);
        return Bundle.of("test", "sha-256:0")
                .withTools(tools)
                .withTypes(types)
                .withLevels(new TreeMap<>(Map.of(OWNER.name(), OWNER)))
                .withTiers(tiers)
                .withIntents(new TreeMap<>(Map.of("any", any, "one", one)))
                .withRules(rules)
                .build();
    }

    static Key role(String name) {
        return new Key("role", name);
    }

    static CallFacts facts(String duty, List<Key> objects, List<String> creates, List<Key> of, List<Key> from) {
        var related = new TreeSet<>(of);
        related.addAll(from);
        return CallFacts.builder(duty, "sha-256:1", "only")
                .marks(new TreeSet<>(Set.of(duty)))
                .objects(objects)
                .creates(creates)
                .related(List.copyOf(related))
                .amount(Optional.of(new Amount(BigDecimal.TEN, "EUR")))
                .derivedFrom(from)
                .build();
    }

    Answer.Verdict call(Caller agent, CallFacts facts) {
        return call(agent, open(agent, "any"), facts);
    }

    Answer.Verdict call(Caller agent, long task, CallFacts facts) {
        return (Answer.Verdict) ask(new Command.DecideCall(agent, OptionalLong.of(task), facts));
    }

    Answer.Verdict on(Caller agent, String duty, Key... objects) {
        return call(agent, facts(duty, List.of(objects), List.of(), List.of(), List.of()));
    }

    /** Done and settled; the number of the call. */
    long done(Caller agent, String duty, Key... objects) {
        return settle(on(agent, duty, objects));
    }

    long settle(Answer.Verdict verdict, Key... created) {
        ask(new Command.SettleCall(verdict.call(), new Settlement.Succeeded(List.of(created))));
        return verdict.call();
    }

    Answer.Verdict creating(Caller agent, String system) {
        return call(
                agent, facts("role.create", List.of(), List.of("role"), List.of(new Key("system", system)), List.of()));
    }

    Answer.Verdict copying(Caller agent, Key source, String system) {
        return call(
                agent,
                facts("file.read", List.of(), List.of("role"), List.of(new Key("system", system)), List.of(source)));
    }

    long propose(Link link) {
        return ((Answer.Done) ask(new Command.ProposeLink(link, person("rita", "audit"), "found out"))).number();
    }

    Event.LinkAnswered link(Link link) {
        ask(new Command.AnswerLink(propose(link), person("carl", "control"), true, "is so"));
        return (Event.LinkAnswered) recorded.getLast().event();
    }

    Event.LinkAnswered owners(String a, String b) {
        return link(new Link.Values("owner", a, b));
    }

    Event.LinkAnswered copies(Key child, Key parent) {
        return link(new Link.Objects(child, parent));
    }
}
