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
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LeaseStep;
import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.PlanKind;
import dev.interlock.engine.event.Presence;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.event.SuspendCause;
import dev.interlock.engine.model.ConfigurationEntry;
import dev.interlock.engine.model.FurtherArguments;
import dev.interlock.engine.model.LaneScope;
import dev.interlock.engine.model.PlanStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Events that the types allow, likely or not, made of {@link RandomValues}. One seed, one sequence. */
final class RandomEvents extends RandomValues {

    static final int KINDS = 50;

    RandomEvents(long seed) {
        super(seed);
    }

    Recorded next() {
        return next(random.nextInt(KINDS));
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
}
