package dev.interlock.engine.codec;

import dev.interlock.engine.event.ActivatedProposal;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.AnswerContext;
import dev.interlock.engine.event.ClockDoubt;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.DelegationEnd;
import dev.interlock.engine.event.Delivery;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.ExternalRequest;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LeaseStep;
import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.PlanKind;
import dev.interlock.engine.event.Presence;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.event.SuspendCause;
import dev.interlock.engine.event.UnknownAttribute;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.ClockReading;
import dev.interlock.engine.model.ConfigurationEntry;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Fault;
import dev.interlock.engine.model.FurtherArguments;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.LaneScope;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.engine.policy.ApprovalTerms;
import dev.interlock.engine.policy.Outcome;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Events that the types allow, likely or not, with a taste for edge values. One seed, one sequence. */
final class RandomEvents {

    static final int KINDS = 50;

    private static final String[] TEXTS = {
        "",
        " ",
        "/",
        "a/b/c",
        "null",
        "true",
        "{\"na\":true}",
        "na",
        "0",
        "vendor/42",
        "\u0000\n\"\\",
        "é",
        "日本",
        "\uD83D\uDD12",
        "\uFFFF",
        "x".repeat(300),
        "ap-clerk",
        "v",
        "type",
        "a.b[0]"
    };
    private static final String[] KINDS_OF_KEY = {"vendor", "owner", "task", "ü", "a.b", "-", " ", "k".repeat(100)};
    private static final long[] NUMBERS = {
        0, 1, -1, 42, Integer.MAX_VALUE, 1L << 31, 1L << 52, Place.MAX_NUMBER, -Place.MAX_NUMBER, 1_795_000_000_000L
    };

    private final Random random;
    private final Random ofContacts = new Random(5);

    RandomEvents(long seed) {
        this.random = new Random(seed);
    }

    Recorded next() {
        return next(random.nextInt(KINDS));
    }

    private ClockReading reading() {
        return random.nextBoolean() ? ClockReading.ofWall(number()) : ClockReading.of(number(), text(), number());
    }

    private PlanStep planStep() {
        return new PlanStep(
                text(),
                text(),
                new TreeSet<>(list(this::text)),
                text(),
                keys(),
                list(this::text),
                list(this::text),
                list(this::text));
    }

    Recorded next(int kind) {
        Event event = switch (kind) {
            case 0 ->
                new Event.BundleActivated(
                        text(),
                        text(),
                        text(),
                        optional(() -> new ActivatedProposal(number(), text(), random.nextBoolean())),
                        optional(this::reading));
            case 10 -> new Event.BundleProposed(number(), text(), text(), actor());
            case 11 ->
                new Event.CallObserved(
                        number(),
                        text(),
                        text(),
                        actor(),
                        facts(),
                        keys(),
                        perhaps(),
                        findings(),
                        random.nextBoolean());
            case 1 -> taskOpened();
            case 2 -> new Event.TaskAmended(number(), actor(), keys(), number(), random.nextInt(), text(), texts());
            case 3 -> new Event.TaskEnded(number(), oneOf(EndReason.values()), text());
            case 14 -> new Event.PlanDeclared(number(), text(), list(this::planStep), oneOf(PlanKind.values()));
            case 4 ->
                new Event.CallReserved(
                        number(),
                        number(),
                        actor(),
                        facts(),
                        findings(),
                        findings(),
                        list(this::number),
                        perhaps(),
                        asked(),
                        findings());
            case 5 ->
                new Event.CallHeld(
                        number(),
                        number(),
                        number(),
                        actor(),
                        facts(),
                        findings(),
                        text(),
                        perhaps(),
                        asked(),
                        further());
            case 6 -> new Event.CallDenied(number(), number(), actor(), facts(), findings(), perhaps(), asked());
            case 7 ->
                new Event.CallSettled(
                        number(),
                        settlement(),
                        optional(() -> new Delivery(random.nextBoolean(), texts(), findings())));
            case 8 ->
                new Event.CallReconciled(number(), settlement(), actor(), text(), random.nextBoolean(), perhaps());
            case 33 -> new Event.CallConfirmed(number(), settlement(), confirmation());
            case 34 -> new Event.CallRepeated(number(), findings(), findings(), list(this::number));
            case 9 ->
                new Event.HoldAnswered(
                        number(),
                        number(),
                        random.nextBoolean(),
                        actor(),
                        texts(),
                        text(),
                        new AnswerContext(
                                random.nextBoolean(),
                                random.nextBoolean(),
                                optional(this::text),
                                list(() -> new AnswerContext.Delegated(number(), actor(), text())),
                                perhaps(),
                                optional(this::presence)));
            case 29 -> new HoldEvent.Expired(number());
            case 30 -> new HoldEvent.Withdrawn(number(), text(), text());
            case 31 -> new HoldEvent.Delegated(number(), actor(), text(), text(), number(), text());
            case 32 -> new HoldEvent.DelegationEnded(number(), oneOf(DelegationEnd.values()), text());
            case 12 -> new Event.LinkProposed(number(), link(), actor(), text());
            case 13 ->
                new Event.LinkAnswered(number(), random.nextBoolean(), actor(), text(), findings(), list(this::number));
            case 15 ->
                new LeaseEvent.Issued(
                        number(),
                        number(),
                        perhaps(),
                        actor(),
                        text(),
                        text(),
                        entries(this::text),
                        random.nextBoolean(),
                        number());
            case 16 -> new LeaseEvent.Renewed(number(), number(), text());
            case 17 -> new LeaseEvent.Revoked(number(), oneOf(LeaseEnd.values()), text(), text());
            case 18 -> new LeaseEvent.Confirmed(number(), oneOf(LeaseStep.values()));
            case 19 -> new AgentEvent.Suspended(text(), oneOf(SuspendCause.values()), text(), text());
            case 20 -> new AgentEvent.OwnerGone(text(), list(this::text), text(), text());
            case 21 -> new AgentEvent.ResumeProposed(number(), key(), actor(), text());
            case 22 -> new AgentEvent.ResumeAnswered(number(), random.nextBoolean(), actor(), text());
            case 23 -> new AgentEvent.PresentationRefused(text(), text(), perhaps(), text(), random.nextInt(1_000));
            case 24 ->
                new LaneEvent.Proposed(
                        number(), actor(), text(), new LaneScope(texts(), keys()), number(), text(), text());
            case 25 ->
                new LaneEvent.Opened(
                        number(),
                        number(),
                        list(this::actor),
                        actor(),
                        new LaneScope(texts(), keys()),
                        text(),
                        text(),
                        number(),
                        text(),
                        number(),
                        optional(this::text));
            case 26 -> new LaneEvent.Ended(number(), oneOf(EndReason.values()), text());
            case 27 -> new LaneEvent.Reviewed(number(), random.nextBoolean(), actor(), text());
            case 28 -> new LaneEvent.ReviewOverdue(number());
            case 35 -> new AgentEvent.DenialsCounted(number(), random.nextInt(1_000));
            case 36 -> new SchemaSeen(text(), text(), list(this::text), random.nextInt(1_000), optional(this::text));
            case 37 ->
                new ConfigurationRecorded(
                        number(),
                        text(),
                        random.nextBoolean() ? OptionalLong.of(number()) : OptionalLong.empty(),
                        random.nextBoolean() ? OptionalLong.of(number()) : OptionalLong.empty(),
                        optional(this::text),
                        entries(),
                        list(this::text));
            case 38 -> new LedgerEvent.SnapshotTaken(number(), text());
            case 39 -> new LedgerEvent.AnchorUsed();
            case 40 -> new LedgerEvent.Closed(oneOf(LedgerDoubt.values()), optional(this::text), optional(this::text));
            case 41 -> new LedgerEvent.Reopened(oneOf(LedgerDoubt.values()));
            case 42 -> new LedgerEvent.AcceptanceProposed(number(), actor(), text());
            case 43 ->
                new LedgerEvent.AcceptanceAnswered(
                        number(), random.nextBoolean(), actor(), text(), random.nextBoolean());
            case 44 -> new ClockEvent.Agreed(reading());
            case 45 -> new ClockEvent.Doubted(oneOf(ClockDoubt.values()), reading());
            case 46 -> new ClockEvent.Confirmed(actor(), reading(), number(), number());
            case 47 ->
                new AgentEvent.PasskeyRegistered(
                        number(), text(), text(), text(), text(), number(), optional(this::presence));
            case 48 -> new AgentEvent.PasskeyRemoved(number(), text(), text());
            case 49 -> new ContactWithdrawn(number(), text(), text());
            default -> throw new IllegalArgumentException("no such kind: " + kind);
        };
        return new Recorded(number(), number(), text(), event);
    }

    private SortedMap<String, ConfigurationEntry> entries() {
        var entries = new TreeMap<String, ConfigurationEntry>();
        for (String name : list(this::text)) {
            var settings = new TreeMap<String, List<String>>();
            settings.put(text(), List.of(text()));
            for (String setting : list(this::text)) {
                var texts = new ArrayList<>(list(this::text));
                texts.add(text());
                settings.put(setting, texts);
            }
            entries.put(name, new ConfigurationEntry(settings));
        }
        return entries;
    }

    private Event taskOpened() {
        return new Event.TaskOpened(
                number(),
                random.nextBoolean() ? OptionalLong.of(number()) : OptionalLong.empty(),
                text(),
                text(),
                text(),
                text(),
                text(),
                attribute(),
                attribute(),
                attribute(),
                keys(),
                number(),
                number(),
                random.nextInt(),
                random.nextBoolean(),
                number(),
                random.nextInt(10));
    }

    private Optional<ExternalRequest> asked() {
        return optional(() ->
                new ExternalRequest(text(), perhaps(), optional(() -> new ExternalRequest.Request(text(), text()))));
    }

    private Confirmation confirmation() {
        return random.nextBoolean()
                ? new Confirmation.Read(text(), text(), number())
                : new Confirmation.Told(text(), text(), perhaps());
    }

    private Presence presence() {
        return new Presence(
                switch (random.nextInt(3)) {
                    case 0 -> new Presence.By.Link();
                    case 1 -> new Presence.By.Login(text(), optional(this::text));
                    default -> new Presence.By.Passkey(number(), number());
                },
                number());
    }

    private Settlement settlement() {
        return switch (random.nextInt(4)) {
            case 0 -> new Settlement.Succeeded(keys(), random.nextBoolean() ? List.of() : List.of(0, 2, 7));
            case 1 -> new Settlement.Failed(text());
            case 2 -> new Settlement.Existed(keys(), findings());
            default -> new Settlement.Unknown(text(), random.nextBoolean() ? List.of() : keys());
        };
    }

    private FurtherArguments further() {
        return random.nextBoolean()
                ? FurtherArguments.NONE
                : new FurtherArguments(
                        new TreeMap<>(Map.of("args." + text(), text())),
                        new TreeMap<>(Map.of("args." + text(), new FurtherArguments.Digested(number(), text()))),
                        optional(() -> new FurtherArguments.Rest(number(), text())));
    }

    private CallFacts facts() {
        return new CallFacts(
                text(),
                text(),
                entries(this::argument),
                texts(),
                keys(),
                list(this::text),
                keys(),
                keys(),
                entries(this::text),
                optional(() -> new Amount(decimal(), text())),
                text(),
                random.nextBoolean(),
                random.nextBoolean(),
                entries(random::nextBoolean),
                list(() -> new Fault(text(), text())),
                keys(),
                optional(this::text),
                list(() -> new Element(
                        keys(),
                        keys(),
                        keys(),
                        keys(),
                        entries(this::text),
                        optional(() -> new Amount(decimal(), text())),
                        List.copyOf(texts()))),
                optional(this::text),
                keys(),
                texts(),
                texts(),
                optional(() -> RandomProvenance.next(random, this::text)),
                optional(() -> RandomProvenance.destinations(random, this::text)),
                RandomProvenance.contacts(ofContacts));
    }

    private Link link() {
        return switch (random.nextInt(3)) {
            case 0 -> new Link.Values(text(), text(), text());
            case 1 -> new Link.Objects(key(), key());
            default -> new Link.Unknown(text(), text(), text());
        };
    }

    private Object argument() {
        return switch (random.nextInt(4)) {
            case 0 -> text();
            case 1 -> number();
            case 2 -> random.nextBoolean();
            default -> null;
        };
    }

    private BigDecimal decimal() {
        return switch (random.nextInt(5)) {
            case 0 -> BigDecimal.ZERO.setScale(2);
            case 1 -> new BigDecimal("1e400");
            case 2 -> new BigDecimal("1e-400");
            case 3 -> BigDecimal.valueOf(random.nextInt(1_000_000), 2);
            default -> new BigDecimal(new BigInteger(200, random), random.nextInt(80) - 20);
        };
    }

    private List<Finding> findings() {
        return list(() -> new Finding(
                text(),
                oneOf(FindingCode.values()),
                oneOf(Outcome.values()),
                optional(this::key),
                optional(this::text),
                list(() -> new Witness(number(), text())),
                optional(() -> new Need(
                        optional(this::text),
                        random.nextInt(),
                        text(),
                        list(this::text),
                        number(),
                        new ApprovalTerms(
                                optional(this::text),
                                number(),
                                number(),
                                optional(() -> new ApprovalTerms.Escalation(number(), text())),
                                random.nextBoolean()))),
                text(),
                random.nextBoolean() ? List.of() : List.of(0, 3, 15),
                list(() -> new UnknownAttribute(
                        random.nextBoolean() ? OptionalLong.of(number()) : OptionalLong.empty(), text()))));
    }

    private Actor actor() {
        return Actor.of(entries(this::attribute));
    }

    private AttributeValue attribute() {
        return switch (random.nextInt(4)) {
            case 0 -> AttributeValue.unknown();
            case 1 -> AttributeValue.notApplicable();
            case 2 -> AttributeValue.known(List.of(text(), text()));
            default -> AttributeValue.known(text());
        };
    }

    private List<Key> keys() {
        return list(this::key);
    }

    private Key key() {
        String value = text(); // a key's is not empty and has no control characters
        return new Key(oneOf(KINDS_OF_KEY), value.isEmpty() || value.charAt(0) < ' ' ? "/" : value);
    }

    private String text() {
        return random.nextInt(3) == 0 ? "t" + random.nextInt(1000) : oneOf(TEXTS);
    }

    private OptionalLong perhaps() {
        return random.nextBoolean() ? OptionalLong.of(number()) : OptionalLong.empty();
    }

    private long number() {
        return random.nextBoolean() ? random.nextInt(1000) : NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private SortedSet<String> texts() {
        // some callers sort in another order; the record must not depend on it
        SortedSet<String> texts =
                random.nextInt(4) == 0 ? new TreeSet<>(Comparator.<String>reverseOrder()) : new TreeSet<>();
        texts.addAll(list(this::text));
        return texts;
    }

    private <T> SortedMap<String, T> entries(Supplier<T> value) {
        SortedMap<String, T> entries = new TreeMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            entries.put(text(), value.get());
        }
        return entries;
    }

    private <T> List<T> list(Supplier<T> element) {
        return Stream.generate(element).limit(random.nextInt(4)).toList();
    }

    private <T> Optional<T> optional(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    private <T> T oneOf(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
