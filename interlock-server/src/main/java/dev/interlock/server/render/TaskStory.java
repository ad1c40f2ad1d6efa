package dev.interlock.server.render;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.index.Entries;
import dev.interlock.server.index.Term;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything that the record says about one task, from its opening to its end or to the end of the record.
 *
 * @param opening the event that opened it
 * @param parent the opening of the task it is part of
 * @param amendments changes of its bounds
 * @param calls the calls decided in it, each with what came of it
 * @param leases what was issued in it
 * @param parts the openings of the tasks directly under it
 * @param ending its end
 */
public record TaskStory(
        Recorded opening,
        Optional<Recorded> parent,
        List<Recorded> amendments,
        List<Call> calls,
        List<Lease> leases,
        List<Recorded> parts,
        Optional<Recorded> ending) {

    /**
     * A call of the task.
     *
     * @param decided the decision
     * @param outcome the last that is recorded of how it came out, or the call that took its place
     */
    public record Call(Recorded decided, Optional<Recorded> outcome) {
        public Event.CallDecided event() {
            return (Event.CallDecided) decided.event();
        }
    }

    /**
     * A lease of the task.
     *
     * @param issued the event that recorded it
     * @param ended its end, if it has ended
     */
    public record Lease(Recorded issued, Optional<Recorded> ended) {
        public LeaseEvent.Issued event() {
            return (LeaseEvent.Issued) issued.event();
        }
    }

    /** The story of the task with this number, or that this event amended or ended; empty if there is none. */
    public static Optional<TaskStory> of(long number, LedgerReplayer history, long size) throws IOException {
        return of(number, history, size, Entries.all(history, size));
    }

    /** @param entries of the history, where the entries about the task are looked for */
    public static Optional<TaskStory> of(long number, LedgerReplayer history, long size, Entries entries)
            throws IOException {
        if (number < 0 || number >= size) {
            return Optional.empty();
        }
        return switch (history.event(number).event()) {
            case Event.TaskOpened opened -> Optional.of(from(number, history, entries));
            case Event.TaskAmended amended -> Optional.of(from(amended.task(), history, entries));
            case Event.PlanDeclared declared -> Optional.of(from(declared.task(), history, entries));
            case Event.TaskEnded ended -> Optional.of(from(ended.task(), history, entries));
            case LeaseEvent.Issued lease -> Optional.of(from(lease.task(), history, entries));
            case LaneEvent.Opened lane -> Optional.of(from(lane.task(), history, entries));
            case HoldEvent _,
                    LeaseEvent _,
                    LaneEvent _,
                    AgentEvent _,
                    ClockEvent _,
                    SchemaSeen _,
                    ContactWithdrawn _,
                    ConfigurationRecorded _,
                    LedgerEvent _,
                    Event.LinkProposed _,
                    Event.LinkAnswered _,
                    Event.BundleActivated _,
                    Event.BundleProposed _,
                    Event.CallObserved _,
                    Event.CallReserved _,
                    Event.CallHeld _,
                    Event.CallDenied _,
                    Event.CallRepeated _,
                    Event.CallSettled _,
                    Event.CallConfirmed _,
                    Event.CallReconciled _,
                    Event.HoldAnswered _ -> Optional.empty();
        };
    }

    private static TaskStory from(long task, LedgerReplayer history, Entries entries) throws IOException {
        Recorded opening = history.event(task);
        Event.TaskOpened opened = (Event.TaskOpened) opening.event();
        Optional<Recorded> parent = opened.parent().isPresent()
                ? Optional.of(history.event(opened.parent().getAsLong()))
                : Optional.empty();
        var reading = new Reading(task);
        entries.about(Set.of(Term.task(task), Term.partOf(task)), task + 1, reading::read);
        return reading.story(opening, parent);
    }

    /** The record of one task after its opening. */
    private static final class Reading {
        private final long task;
        private final List<Recorded> amendments = new ArrayList<>();
        private final List<Recorded> decided = new ArrayList<>();
        private final Map<Long, Optional<Recorded>> outcomes = new HashMap<>();
        private final Map<Long, Lease> leases = new TreeMap<>();
        private final List<Recorded> parts = new ArrayList<>();
        private final List<Recorded> endings = new ArrayList<>();

        Reading(long task) {
            this.task = task;
        }

        void read(Recorded recorded) {
            switch (recorded.event()) {
                case Event.TaskOpened part -> addIf(part.parent().orElse(-1) == task, parts, recorded);
                case Event.TaskAmended amended -> addIf(amended.task() == task, amendments, recorded);
                case Event.TaskEnded ended -> addIf(ended.task() == task, endings, recorded);
                case Event.CallDecided call -> decided(call, recorded);
                case Event.CallRepeated again -> outcome(again.call(), recorded);
                case Event.CallSettled settled -> outcome(settled.call(), recorded);
                case Event.CallConfirmed confirmed -> outcome(confirmed.call(), recorded);
                case Event.CallReconciled reconciled -> outcome(reconciled.call(), recorded);
                case AgentEvent.DenialsCounted counted -> outcome(counted.call(), recorded);
                case LeaseEvent.Issued lease -> {
                    if (lease.task() == task) {
                        leases.put(lease.lease(), new Lease(recorded, Optional.empty()));
                    }
                }
                case LeaseEvent.Revoked revoked ->
                    leases.computeIfPresent(
                            revoked.lease(), (number, lease) -> new Lease(lease.issued(), Optional.of(recorded)));
                case Event.PlanDeclared _,
                        Event.HoldAnswered _,
                        Event.LinkProposed _,
                        Event.LinkAnswered _,
                        Event.BundleActivated _,
                        Event.BundleProposed _,
                        HoldEvent _,
                        LeaseEvent _,
                        LaneEvent _,
                        AgentEvent _,
                        SchemaSeen _,
                        ContactWithdrawn _,
                        ConfigurationRecorded _,
                        ClockEvent _,
                        LedgerEvent _ -> {}
            }
        }

        private static void addIf(boolean belongs, List<Recorded> to, Recorded recorded) {
            if (belongs) {
                to.add(recorded);
            }
        }

        private void decided(Event.CallDecided call, Recorded recorded) {
            if (call.task() == task) {
                decided.add(recorded);
                outcomes.put(call.call(), Optional.empty());
                if (call instanceof Event.CallReserved reserved
                        && reserved.continues().isPresent()) {
                    outcomes.put(reserved.continues().getAsLong(), Optional.of(recorded));
                }
            }
        }

        private void outcome(long call, Recorded recorded) {
            outcomes.computeIfPresent(call, (number, before) -> Optional.of(recorded));
        }

        TaskStory story(Recorded opening, Optional<Recorded> parent) {
            return new TaskStory(
                    opening,
                    parent,
                    amendments,
                    decided.stream()
                            .map(call -> new Call(call, outcomes.getOrDefault(call.seq(), Optional.empty())))
                            .toList(),
                    List.copyOf(leases.values()),
                    parts,
                    endings.stream().findFirst());
        }
    }

    public Event.TaskOpened opened() {
        return (Event.TaskOpened) opening.event();
    }

    /** Returns how the task ended, if it did. */
    public Optional<Event.TaskEnded> ended() {
        return ending.map(e -> (Event.TaskEnded) e.event());
    }
}
