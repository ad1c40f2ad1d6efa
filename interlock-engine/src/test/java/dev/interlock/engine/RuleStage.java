package dev.interlock.engine;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Inspection;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.ContactChanges;
import dev.interlock.engine.model.Destinations;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Source;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.policy.Tool;
import dev.interlock.engine.state.StateSnapshot;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A domain with one rule. A file belongs to one client, a client to a sector. The tier {@code low} holds and asks for another
 * agent, {@code middle} holds and asks for another owner, {@code high} denies, {@code note} only records. What opens may be about all clients, and a
 * client that is created may be there already, where a call says so.
 */
public final class RuleStage extends TestDomain {

    public static final Level AGENT = new Level("another-agent", List.of());
    public static final Level OWNER = new Level("another-owner", List.of("owner"));
    public static final String OPEN = "file.open";
    public static final String CLOSE = "file.close";
    public static final String CREATE = "client.create";
    public static final String OTHER = "audit.read";

    public final Caller ada = agent("ada", AttributeValue.known("one"));
    public final Caller ben = agent("ben", AttributeValue.known("one"));
    public final Caller cleo = agent("cleo", AttributeValue.known("two"));
    public final Caller nemo = agent("nemo", AttributeValue.unknown());

    private final Map<String, Long> tasks = new HashMap<>();

    public RuleStage(Rule rule) {
        super(bundle(rule), 1_000);
        apply(new Event.BundleActivated("test", "sha-256:0", "test"));
    }

    private static Bundle bundle(Rule rule) {
        Map<String, Tier> tiers = new LinkedHashMap<>();
        tiers.put("note", new Tier("note", 0, AGENT, Outcome.RECORD, Outcome.RECORD));
        tiers.put("low", new Tier("low", 1, AGENT, Outcome.HOLD, Outcome.HOLD));
        tiers.put("middle", new Tier("middle", 2, OWNER, Outcome.HOLD, Outcome.HOLD));
        tiers.put("high", new Tier("high", 3, OWNER, Outcome.DENY, Outcome.DENY));
        Set<String> duties = Set.of(OPEN, CLOSE, CREATE, OTHER);
        TreeMap<String, Tool> tools = new TreeMap<>();
        duties.forEach(duty -> tools.put(duty, new Tool(duty, new TreeSet<>(), true)));
        tools.computeIfPresent(OPEN, (name, tool) -> tool.withAll(new TreeSet<>(Set.of("client"))));
        tools.put(CREATE, upserting(CREATE, "client", "sector"));
        TreeMap<String, ObjectType> types = new TreeMap<>();
        types.put("sector", new ObjectType("sector", new TreeMap<>()));
        types.put("client", new ObjectType("client", new TreeMap<>(Map.of("sector", Cardinality.MANY))));
        types.put("file", new ObjectType("file", new TreeMap<>(Map.of("client", Cardinality.ONE))));
        return Bundle.of("test", "sha-256:0")
                .withTools(tools)
                .withTypes(types)
                .withLevels(new TreeMap<>(Map.of(AGENT.name(), AGENT, OWNER.name(), OWNER)))
                .withTiers(tiers)
                .withIntents(new TreeMap<>(Map.of("any", anything(duties, 1L << 40, 9_999))))
                .withRules(List.of(rule))
                .withSources(new TreeMap<>(Map.of("feed", new Source("feed", Set.of()))))
                .build();
    }

    private static Tool upserting(String name, String... types) {
        return new Tool(
                name, new TreeSet<>(), true, false, false, new TreeSet<>(), new TreeSet<>(Arrays.asList(types)));
    }

    public static Rule.Head head() {
        return head("R");
    }

    public static Caller agent(String name, AttributeValue owner) {
        return new Caller(
                name,
                "run-" + name,
                false,
                true,
                new TreeMap<>(Map.of("owner", owner)),
                new TreeSet<>(),
                Optional.empty());
    }

    /** A call that is being put together. */
    public final class Call {
        private final Caller by;
        private final TreeSet<String> marks = new TreeSet<>();
        private List<Key> objects = List.of();
        private List<String> creates = List.of();
        private List<Key> related = List.of();
        private String risk = "low";
        private OptionalLong continues = OptionalLong.empty();
        private String runtime;
        private final TreeMap<String, Boolean> conditions = new TreeMap<>();
        private UnaryOperator<CallFacts> more = UnaryOperator.identity();

        private Call(Caller by, String duty) {
            this.by = by;
            this.runtime = by.runtime();
            marks.add(duty);
        }

        public Call on(String... keys) {
            objects = keys(keys);
            return this;
        }

        public Call creates(String type, String... of) {
            creates = List.of(type);
            related = keys(of);
            return this;
        }

        /** Besides, it creates one of the type that belongs to nothing. */
        public Call alsoCreates(String type) {
            creates = Stream.concat(creates.stream(), Stream.of(type)).toList();
            return this;
        }

        /** The objects that the call creates, and those that they belong to, descend from these sources. */
        public Call from(String... sources) {
            related = Stream.concat(related.stream(), keys(sources).stream())
                    .sorted()
                    .toList();
            return more(facts ->
                    facts.naming(facts.objects(), facts.related(), facts.checks(), keys(sources), facts.elements()));
        }

        public Call aboutAll(String kind) {
            return more(facts -> facts.aboutAll(Set.of(kind)));
        }

        /** The objects that the call creates may be there already. */
        public Call upserts() {
            return more(facts -> facts.upserting(Set.of("client", "sector")));
        }

        /** Each of these creates an object of the type, instead of the call as a whole. */
        public Call each(String type, Element... elements) {
            creates = List.of(type);
            return more(facts -> facts.about(facts.values(), facts.amount(), List.of(elements)));
        }

        public Call chosenBy(Provenance provenance) {
            return more(facts -> facts.chosenBy(provenance));
        }

        public Call reaching(Destinations reached) {
            return more(facts -> facts.reaching(reached));
        }

        public Call changing(ContactChanges contacts) {
            return more(facts -> facts.changing(contacts));
        }

        /** The call is about this amount. */
        public Call amount(String value, String unit) {
            return more(facts -> facts.about(
                    facts.values(), Optional.of(new Amount(new BigDecimal(value), unit)), facts.elements()));
        }

        private Call more(UnaryOperator<CallFacts> also) {
            UnaryOperator<CallFacts> before = more;
            more = facts -> also.apply(before.apply(facts));
            return this;
        }

        public Call continues(long call) {
            continues = OptionalLong.of(call);
            return this;
        }

        public Call at(String anotherRuntime) {
            runtime = anotherRuntime;
            return this;
        }

        public Call mark(String mark) {
            marks.add(mark);
            return this;
        }

        public Call risk(String tier) {
            risk = tier;
            return this;
        }

        public Call condition(boolean holds) {
            conditions.put("R", holds);
            return this;
        }

        private CallFacts facts() {
            return more.apply(CallFacts.builder(
                            marks.stream()
                                    .filter(mark -> mark.indexOf('/') < 0)
                                    .findFirst()
                                    .orElseThrow(),
                            "sha-256:1",
                            risk)
                    .marks(marks)
                    .objects(objects)
                    .creates(creates)
                    .related(related)
                    .conditions(conditions)
                    .build());
        }

        public Answer.Verdict ask() {
            long task = tasks.computeIfAbsent(by.name(), name -> open(by, "any"));
            Caller caller = new Caller(
                    by.name(), runtime, false, true, by.attributes(), by.groups(), by.implicitIntent(), by.intents());
            return (Answer.Verdict)
                    RuleStage.this.ask(new Command.DecideCall(caller, OptionalLong.of(task), facts(), continues));
        }

        public List<Finding> findings() {
            return ask().findings();
        }

        /** The findings about a call that was carried out elsewhere and created these objects. */
        public List<Finding> observed(String... created) {
            String id = Integer.toString(recorded.size());
            RuleStage.this.ask(new Command.Observe(
                    agent("feed", AttributeValue.known("it")), id, by, facts(), keys(created), OptionalLong.empty()));
            return ((Event.CallObserved) recorded.getLast().event()).findings();
        }

        /** Permitted, and succeeded with these created objects. */
        public long done(String... created) {
            long call = inFlight();
            succeed(call, created);
            return call;
        }

        /** Permitted, and not settled. */
        public long inFlight() {
            Answer.Verdict verdict = ask();
            if (!(verdict instanceof Answer.Permit)) {
                throw new AssertionError("not permitted: " + verdict);
            }
            return verdict.call();
        }
    }

    /** An element of a list that creates one of the type, which belongs to these. */
    public static Element creating(String type, String... of) {
        return new Element(List.of(), keys(of), List.of(), List.of(), new TreeMap<>(), Optional.empty(), List.of(type));
    }

    /** An element of a list that creates a copy of the source, which belongs to these besides. */
    public static Element copying(String source, String... of) {
        Key original = Key.parse(source);
        List<Key> related =
                Stream.concat(keys(of).stream(), Stream.of(original)).sorted().toList();
        return new Element(
                List.of(),
                related,
                List.of(original),
                List.of(),
                new TreeMap<>(),
                Optional.empty(),
                List.of(original.kind()));
    }

    public Call call(Caller by, String duty) {
        return new Call(by, duty);
    }

    public void succeed(long call, String... created) {
        ask(new Command.SettleCall(call, new Settlement.Succeeded(keys(created))));
    }

    public void fail(long call) {
        ask(new Command.SettleCall(call, new Settlement.Failed("refused")));
    }

    /** What came of the call is reported. */
    public Answer settle(long call, Settlement settlement) {
        return ask(new Command.SettleCall(call, settlement));
    }

    /** The same, of a call whose answer was looked at. */
    public Answer settle(long call, Settlement settlement, Inspection inspection) {
        return ask(new Command.SettleCall(call, settlement, Optional.of(inspection)));
    }

    /** Somebody looked how the call of unknown outcome came out. */
    public void reconcile(long call, Settlement settlement) {
        if (ask(new Command.ReconcileCall(call, person("rita", "audit"), settlement, "looked"))
                instanceof Answer.Refused refused) {
            throw new AssertionError("not reconciled: " + refused);
        }
    }

    /** Somebody whom nobody depends on approves the held call. */
    public void approve(long hold) {
        if (answer(hold) instanceof Answer.Refused refused) {
            throw new AssertionError("not approved: " + refused);
        }
    }

    /** What the same is answered with. */
    public Answer answer(long hold) {
        return answer(
                hold, new Caller("pat", "run-pat", true, false, new TreeMap<>(), new TreeSet<>(), Optional.empty()));
    }

    /** Somebody approves the held call. */
    public Answer answer(long hold, Caller by) {
        return ask(new Command.AnswerHold(hold, by, true, ""));
    }

    /** One person proposes the link and another one confirms it: what that completes. */
    public List<Finding> link(Link link) {
        var proposed = (Answer.Done) ask(new Command.ProposeLink(link, person("rita", "audit"), "found out"));
        ask(new Command.AnswerLink(proposed.number(), person("carl", "control"), true, "is so"));
        return ((Event.LinkAnswered) recorded.getLast().event()).latent();
    }

    /** The agent narrows its task to so many calls. */
    public void narrow(Caller agent, int calls) {
        long task = tasks.get(agent.name());
        ask(new Command.AmendTask(
                task, agent, Optional.empty(), OptionalLong.empty(), OptionalInt.of(calls), "enough"));
    }

    public void pass(long millis) {
        now += millis;
    }

    /** This stage goes on from a snapshot. */
    public RuleStage restarted() {
        restart();
        return this;
    }

    public int size() {
        return StateSnapshot.write(state).length;
    }

    private static List<Key> keys(String... keys) {
        return Arrays.stream(keys).map(Key::parse).sorted().toList();
    }
}
