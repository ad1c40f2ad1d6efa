package dev.interlock.server.render;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.server.domain.LedgerReplayer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        if (number < 0 || number >= size) {
            return Optional.empty();
        }
        return switch (history.event(number).event()) {
            case Event.TaskOpened opened -> Optional.of(from(number, history, size));
            case Event.TaskAmended amended -> Optional.of(from(amended.task(), history, size));
            case Event.PlanDeclared declared -> Optional.of(from(declared.task(), history, size));
            case Event.TaskEnded ended -> Optional.of(from(ended.task(), history, size));
            case LeaseEvent.Issued lease -> Optional.of(from(lease.task(), history, size));
            case HoldEvent e -> Optional.empty();
            case LeaseEvent e -> Optional.empty();
            case LaneEvent.Opened lane -> Optional.of(from(lane.task(), history, size));
            case LaneEvent e -> Optional.empty();
            case AgentEvent e -> Optional.empty();
            case SchemaSeen e -> Optional.empty();
            case Event.LinkProposed e -> Optional.empty();
            case Event.LinkAnswered e -> Optional.empty();
            case Event.BundleActivated e -> Optional.empty();
            case Event.BundleProposed e -> Optional.empty();
            case Event.CallObserved e -> Optional.empty();
            case Event.CallReserved e -> Optional.empty();
            case Event.CallHeld e -> Optional.empty();
            case Event.CallDenied e -> Optional.empty();
            case Event.CallRepeated e -> Optional.empty();
            case Event.CallSettled e -> Optional.empty();
            case Event.CallConfirmed e -> Optional.empty();
            case Event.CallReconciled e -> Optional.empty();
            case Event.HoldAnswered e -> Optional.empty();
        };
    }

    private static TaskStory from(long task, LedgerReplayer history, long size) throws IOException {
        Recorded opening = history.event(task);
        Event.TaskOpened opened = (Event.TaskOpened) opening.event();
        Optional<Recorded> parent = opened.parent().isPresent()
                ? Optional.of(history.event(opened.parent().getAsLong()))
                : Optional.empty();
        var amendments = new ArrayList<Recorded>();
        var decided = new ArrayList<Recorded>();
        Map<Long, List<Recorded>> outcomes = new HashMap<>();
        var leases = new TreeMap<Long, Lease>();
        var parts = new ArrayList<Recorded>();
        var endings = new ArrayList<Recorded>();
        history.scan(task + 1, size, recorded -> {
            switch (recorded.event()) {
                case Event.TaskOpened part -> addIf(part.parent().orElse(-1) == task, parts, recorded);
                case Event.TaskAmended amended -> addIf(amended.task() == task, amendments, recorded);
                case Event.PlanDeclared declared -> {}
                case Event.TaskEnded ended -> addIf(ended.task() == task, endings, recorded);
                case Event.CallDecided call -> {
                    if (call.task() == task) {
                        decided.add(recorded);
                        outcomes.put(call.call(), List.of());
                        if (call instanceof Event.CallReserved reserved
                                && reserved.continues().isPresent()) {
                            outcomes.put(reserved.continues().getAsLong(), List.of(recorded));
                        }
                    }
                }
                case Event.CallRepeated again -> outcomes.computeIfPresent(again.call(), (c, o) -> List.of(recorded));
                case Event.CallSettled settled ->
                    outcomes.computeIfPresent(settled.call(), (c, o) -> List.of(recorded));
                case Event.CallConfirmed c -> outcomes.computeIfPresent(c.call(), (number, o) -> List.of(recorded));
                case Event.CallReconciled r -> outcomes.computeIfPresent(r.call(), (c, o) -> List.of(recorded));
                case LeaseEvent.Issued lease -> {
                    if (lease.task() == task) {
                        leases.put(lease.lease(), new Lease(recorded, Optional.empty()));
                    }
                }
                case LeaseEvent.Revoked revoked ->
                    leases.computeIfPresent(
                            revoked.lease(), (number, lease) -> new Lease(lease.issued(), Optional.of(recorded)));
                case HoldEvent e -> {}
                case LeaseEvent e -> {}
                case LaneEvent e -> {}
                case AgentEvent.DenialsCounted c ->
                    outcomes.computeIfPresent(c.call(), (number, o) -> List.of(recorded));
                case AgentEvent e -> {}
                case SchemaSeen e -> {}
                case Event.HoldAnswered e -> {}
                case Event.LinkProposed e -> {}
                case Event.LinkAnswered e -> {}
                case Event.BundleActivated e -> {}
                case Event.BundleProposed e -> {}
            }
        });
        List<Call> calls = decided.stream()
                .map(d -> new Call(
                        d, outcomes.getOrDefault(d.seq(), List.of()).stream().findFirst()))
                .toList();
        return new TaskStory(
                opening,
                parent,
                amendments,
                calls,
                List.copyOf(leases.values()),
                parts,
                endings.stream().findFirst());
    }

    private static void addIf(boolean belongs, List<Recorded> to, Recorded recorded) {
        if (belongs) {
            to.add(recorded);
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
