package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.TestDomain;
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
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Source;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.policy.Tool;
import dev.interlock.engine.state.Task;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A domain with given rules, in which calls of every form are played: about lists, about all of a kind, copies, upserts and
 * observations. A file belongs to one client, a client to sectors. A conflict is recorded, held and denied by the tiers
 * {@code low}, {@code middle} and {@code high}, what is missing is recorded, denied and held. Time stands still until it is
 * {@linkplain #pass let pass}.
 */
final class Desk extends TestDomain {

    static final Level AGENT = new Level("another-agent", List.of());
    static final Level OWNER = new Level("another-owner", List.of("owner"));
    static final Set<String> DUTIES = Set.of("open", "check", "sign", "pay", "edit", "read", "make");

    private final Map<String, Long> tasks = new HashMap<>();

    /** Its tools are about objects that they name or create, and about no others. */
    Desk(Rule... rules) {
        this(Set.of(), rules);
    }

    /** A tool may also be about all clients and files there are, or about some that its call does not name. */
    static Desk wide(Rule... rules) {
        return new Desk(Set.of("client", "file", "sector"), rules);
    }

    private Desk(Set<String> wide, Rule... rules) {
        super(bundle(wide, rules), 1_000);
        apply(new Event.BundleActivated("test", "sha-256:0", "test"));
    }

    private static Bundle bundle(Set<String> wide, Rule... rules) {
        Map<String, Tier> tiers = new LinkedHashMap<>();
        tiers.put("low", new Tier("low", 0, AGENT, Outcome.RECORD, Outcome.RECORD));
        tiers.put("middle", new Tier("middle", 1, AGENT, Outcome.HOLD, Outcome.DENY));
        tiers.put("high", new Tier("high", 2, OWNER, Outcome.DENY, Outcome.HOLD));
        var kinds = new TreeSet<>(wide);
        var tool = new Tool("desk", new TreeSet<>(), true, false, false, kinds, kinds);
        TreeMap<String, ObjectType> types = new TreeMap<>();
        types.put("sector", new ObjectType("sector", new TreeMap<>()));
        types.put("client", new ObjectType("client", new TreeMap<>(Map.of("sector", Cardinality.MANY))));
        types.put("file", new ObjectType("file", new TreeMap<>(Map.of("client", Cardinality.ONE))));
        return Bundle.of("test", "sha-256:0")
                .withTools(new TreeMap<>(Map.of("desk", tool)))
                .withTypes(types)
                .withLevels(new TreeMap<>(Map.of(AGENT.name(), AGENT, OWNER.name(), OWNER)))
                .withTiers(tiers)
                .withIntents(new TreeMap<>(Map.of("any", anything(DUTIES, 1L << 40, 9_999))))
                .withRules(List.of(rules))
                .withSources(new TreeMap<>(Map.of(
                        "audit", new Source("audit", DUTIES),
                        "gossip", new Source("gossip", Set.of()))))
                .build();
    }

    /**
     * A call by an agent with an owner: {@code ada/one}, {@code ada/one+two} with two, {@code ada} with an unknown one. A model may
     * follow, as in {@code ada/one/big}; with {@code ada/one/-} it is not applicable, else unknown.
     */
    Call by(String agent, String... marks) {
        return new Call(agent(agent), marks);
    }

    private static Caller agent(String name) {
        String[] parts = name.split("/");
        var attributes = new TreeMap<String, AttributeValue>();
        if (parts.length > 1) {
            attributes.put("owner", AttributeValue.known(List.of(parts[1].split("\\+"))));
        }
        if (parts.length > 2) {
            attributes.put(
                    "model", parts[2].equals("-") ? AttributeValue.notApplicable() : AttributeValue.known(parts[2]));
        }
        return new Caller(parts[0], "run-" + parts[0], false, true, attributes, new TreeSet<>(), Optional.empty());
    }

    /** A call that is being put together. */
    final class Call {
        private final Caller by;
        private final TreeSet<String> marks;
        private List<Key> objects = List.of();
        private List<String> creates = List.of();
        private List<Key> related = List.of();
        private List<Key> sources = List.of();
        private final TreeMap<String, String> values = new TreeMap<>();
        private final List<Element> elements = new ArrayList<>();
        private final TreeMap<String, Boolean> conditions = new TreeMap<>();
        private Optional<Amount> amount = money("1 EUR");
        private Set<String> all = Set.of();
        private Set<String> upserts = Set.of();
        private String risk = "high";
        private boolean writes = true;
        private OptionalLong continues = OptionalLong.empty();

        private Call(Caller by, String... marks) {
            this.by = by;
            this.marks = new TreeSet<>(List.of(marks));
        }

        Call on(String... keys) {
            objects = keys(keys);
            return this;
        }

        /** The objects that the call creates belong to these. */
        Call creates(String type, String... of) {
            creates = List.of(type);
            related = keys(of);
            return this;
        }

        /** The objects that the call creates descend from this one, and belong to the others. */
        Call copies(String source, String... of) {
            sources = keys(source);
            creates = List.of(Key.parse(source).kind());
            related =
                    Stream.concat(sources.stream(), keys(of).stream()).sorted().toList();
            return this;
        }

        Call value(String name, String value) {
            values.put(name, value);
            return this;
        }

        /** The call is about a list, of which this is one element, about these objects. */
        Call each(String... keys) {
            elements.add(new Element(
                    keys(keys), List.of(), List.of(), List.of(), new TreeMap<>(), Optional.empty(), List.of()));
            return this;
        }

        /** As in {@code 12.50 EUR}; where nothing is said it is one euro. */
        Call sum(String sum) {
            amount = money(sum);
            return this;
        }

        Call withoutSum() {
            amount = Optional.empty();
            return this;
        }

        Call all(String... kinds) {
            all = Set.of(kinds);
            return this;
        }

        /** The objects that the call creates may be there already; with the type come those above it. */
        Call upserts(String type, String... above) {
            creates = List.of(type);
            upserts = new TreeSet<>(List.of(above));
            upserts.add(type);
            return this;
        }

        Call risk(String tier) {
            risk = tier;
            return this;
        }

        /** The call changes nothing in what it acts on. */
        Call reads() {
            writes = false;
            return this;
        }

        Call continues(long call) {
            continues = OptionalLong.of(call);
            return this;
        }

        private CallFacts facts() {
            var facts = CallFacts.builder("desk", "sha-256:1", risk)
                    .marks(marks)
                    .objects(objects)
                    .creates(creates)
                    .related(related)
                    .values(values)
                    .amount(amount)
                    .writes(writes)
                    .conditions(conditions)
                    .derivedFrom(sources)
                    .build();
            var divided = elements.stream().anyMatch(element -> element.amount().isPresent());
            var total = divided ? Optional.of(Element.sum(elements, "EUR")) : amount;
            var listed = elements.isEmpty() ? facts : facts.about(values, total, elements);
            return listed.aboutAll(all).upserting(upserts);
        }

        Answer.Verdict ask() {
            long task = tasks.computeIfAbsent(by.name(), name -> Desk.this.open(by, "any"));
            return (Answer.Verdict)
                    Desk.this.ask(new Command.DecideCall(by, OptionalLong.of(task), facts(), continues));
        }

        /** The findings that the call is told, in the words of {@link Desk#told(List)}. */
        List<String> told() {
            return Desk.told(ask().findings());
        }

        /** How much of each limit the call would use up, with what counts already. */
        List<String> uses() {
            long number = tasks.computeIfAbsent(by.name(), name -> Desk.this.open(by, "any"));
            Task task = Objects.requireNonNull(state.task(number));
            CallView view = state.view(state.nextSeq(), now, number, state.actor(task, by), facts());
            return state.monitors().uses(view).stream()
                    .map(use -> (use.rule() + " " + use.key() + " "
                                    + use.total().toPlainString() + " of "
                                    + use.most().toPlainString() + " " + use.unit())
                            .strip())
                    .toList();
        }

        /** The same, of a call that fails where it is permitted. */
        List<String> tried() {
            Answer.Verdict verdict = ask();
            if (verdict instanceof Answer.Permit) {
                fail(verdict.call());
            }
            return Desk.told(verdict.findings());
        }

        /** Permitted, and not settled. */
        long open() {
            Answer.Verdict verdict = ask();
            if (verdict instanceof Answer.Permit) {
                return verdict.call();
            }
            throw new AssertionError("not permitted: " + verdict);
        }

        /** Permitted, and succeeded with these created objects. */
        long done(String... created) {
            long call = open();
            succeed(call, created);
            return call;
        }

        /** A source told that it happened. */
        long observed(String source, String... created) {
            var command = new Command.Observe(
                    agent(source), "e-" + recorded.size(), by, facts(), keys(created), OptionalLong.empty());
            return number(Desk.this.ask(command));
        }
    }

    void succeed(long call, String... created) {
        settle(call, new Settlement.Succeeded(keys(created)));
    }

    /** The call succeeded but for these elements of its list. */
    void succeedBut(long call, Integer... undone) {
        settle(call, new Settlement.Succeeded(List.of(), List.of(undone)));
    }

    void fail(long call) {
        settle(call, new Settlement.Failed("refused"));
    }

    /** Nobody knows what came of it; these were named. */
    void loseSight(long call, String... named) {
        settle(call, new Settlement.Unknown("no answer", keys(named)));
    }

    /** The findings for which nobody is to get the answer of a call that succeeded, as these labels are in it. */
    List<String> answered(long call, String... labels) {
        var found = new Inspection(new TreeSet<>(List.of(labels)), List.of(), new TreeMap<>());
        var settle = new Command.SettleCall(call, new Settlement.Succeeded(List.of()), Optional.of(found));
        return told(((Answer.Done) ask(settle)).withheld());
    }

    /** A person found out about a call of unknown outcome that it did nothing. */
    void didNothing(long call) {
        number(ask(
                new Command.ReconcileCall(call, person("rita", "rita"), new Settlement.Failed("not there"), "looked")));
    }

    private void settle(long call, Settlement settlement) {
        number(ask(new Command.SettleCall(call, settlement)));
    }

    /** A person whom nobody depends on approves a held call. */
    void approve(Answer.Verdict held) {
        var hold = (Answer.Hold) held;
        number(ask(new Command.AnswerHold(hold.hold(), person("pat", "pat"), true, "").confirmedWith(hold.code())));
    }

    /** The conflicts that the late link of two objects completes. */
    List<String> copied(String child, String parent) {
        return link(new Link.Objects(Key.parse(child), Key.parse(parent)));
    }

    /** The conflicts that the late link of two owners completes. */
    List<String> sameOwner(String one, String other) {
        return link(new Link.Values("owner", one, other));
    }

    private List<String> link(Link link) {
        long proposed = number(ask(new Command.ProposeLink(link, person("rita", "rita"), "found out")));
        number(ask(new Command.AnswerLink(proposed, person("carl", "carl"), true, "is so")));
        return told(((Event.LinkAnswered) recorded.getLast().event()).latent());
    }

    /** The findings that were recorded with the last event, an observation or an outcome. */
    List<String> toldLast() {
        return switch (recorded.getLast().event()) {
            case Event.CallObserved observed -> told(observed.findings());
            case Event.CallSettled settled
            when settled.settlement() instanceof Settlement.Existed existed -> told(existed.findings());
            default -> List.of();
        };
    }

    /** One line for each finding: code, outcome, and what there is of key, attribute, witnesses, level of the need, and detail. */
    static List<String> told(List<Finding> findings) {
        return findings.stream()
                .map(finding -> Stream.of(
                                Stream.of(finding.code().name().toLowerCase(Locale.ROOT)),
                                Stream.of(finding.outcome().name().toLowerCase(Locale.ROOT)),
                                finding.key().stream().map(Key::toString),
                                finding.attribute().stream().map(attribute -> "by " + attribute),
                                finding.witnesses().stream().map(one -> one.call() + ":" + one.mark()),
                                finding.need().stream().map(need -> "needs " + need.level()),
                                Stream.of(finding.detail())
                                        .filter(detail -> !detail.isEmpty())
                                        .map(detail -> "(" + detail + ")"))
                        .flatMap(part -> part)
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    /** Returns whether who signs on the key finds its check there; nothing comes of the signing. */
    boolean isChecked(String signer, String key) {
        restart();
        Answer.Verdict asked = by(signer, "sign").on(key).ask();
        if (asked instanceof Answer.Permit) {
            fail(asked.call());
            return true;
        }
        assertThat(told(asked.findings()))
                .containsExactly("requirement_missing hold " + key + " needs another-owner (check)");
        return false;
    }

    /** The clock stands still until a test lets time pass. */
    @Override
    public Answer ask(Command command) {
        return decide(command);
    }

    void pass(long millis) {
        now += millis;
    }

    Monitor monitor(String rule) {
        return state.monitors().byRule(rule);
    }

    /** The number of bytes that a snapshot has for a rule. */
    int kept(String rule) {
        var bytes = new ByteArrayOutputStream();
        try {
            monitor(rule).write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.size();
    }

    private static long number(Answer answer) {
        if (answer instanceof Answer.Done done) {
            return done.number();
        }
        throw new AssertionError("not done: " + answer);
    }

    private static Optional<Amount> money(String sum) {
        String[] parts = sum.split(" ");
        return Optional.of(new Amount(new BigDecimal(parts[0]), parts[1]));
    }

    private static List<Key> keys(String... keys) {
        return Arrays.stream(keys).map(Key::parse).sorted().toList();
    }
}
