package dev.interlock.testkit.generate;

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
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/** The state of a story from which it can go on. */
final class Plot {

    final List<Event.TaskOpened> tasks = new ArrayList<>();
    /** Tasks that were not ended by an event. */
    final List<Event.TaskOpened> live = new ArrayList<>();
    /** Calls that are reserved and not settled. */
    final List<Event.CallReserved> reserved = new ArrayList<>();

    final List<Event.CallReserved> unknown = new ArrayList<>();
    /** First calls of holds, the last few. */
    final List<Event.CallHeld> held = new ArrayList<>();
    /** Held calls that somebody approved and that were not repeated with success. */
    final List<Event.CallHeld> approved = new ArrayList<>();

    /** All calls that were reserved. */
    final List<Event.CallReserved> done = new ArrayList<>();

    /** The delegations that were made, whether or not they are over. */
    final List<HoldEvent.Delegated> delegations = new ArrayList<>();

    /** Links without an answer. */
    final List<Event.LinkProposed> links = new ArrayList<>();

    /** Lanes that nobody confirmed, by number; those that are open; and those that wait for a review. */
    final TreeMap<Long, LaneEvent.Proposed> proposedLanes = new TreeMap<>();

    final TreeMap<Long, LaneEvent.Opened> openLanes = new TreeMap<>();
    final TreeMap<Long, LaneEvent.Opened> endedLanes = new TreeMap<>();

    /** Leases that have not ended, by number. */
    final TreeMap<Long, LeaseEvent.Issued> leases = new TreeMap<>();
    /** Leases that ended and are to be taken back, the last few. */
    final List<LeaseEvent.Issued> ended = new ArrayList<>();
    /** Agents that are suspended and owners that are gone. */
    final TreeSet<Key> barred = new TreeSet<>();
    /** Proposals to resume without an answer. */
    final List<AgentEvent.ResumeProposed> resumes = new ArrayList<>();

    /** Held calls that somebody rejected, the last few; their task may have ended. */
    final List<Event.CallHeld> rejected = new ArrayList<>();
    /** Observations that sources told, the last few. */
    final List<Event.CallObserved> observed = new ArrayList<>();
    /** Digests that were proposed, the last few. */
    final List<String> proposed = new ArrayList<>();

    /** Whether nobody confirmed the clock since it came to be in doubt. */
    boolean clockInDoubt;

    final boolean justHeld;

    private final Map<Long, Event.CallReserved> calls = new TreeMap<>();
    private final Map<Long, Event.CallHeld> holds = new TreeMap<>();

    Plot(List<Recorded> history) {
        justHeld = !history.isEmpty()
                && history.getLast().event() instanceof Event.CallHeld last
                && last.hold() == last.call();
        history.forEach(recorded -> read(recorded.event()));
    }

    private void read(Event event) {
        switch (event) {
            case Event.BundleActivated activated -> {}
            case Event.TaskOpened opened -> {
                tasks.add(opened);
                live.add(opened);
            }
            case Event.TaskAmended amended -> {}
            case Event.PlanDeclared declared -> {}
            case Event.TaskEnded ended -> end(ended.task());
            case Event.CallReserved call -> reserve(call);
            case Event.CallHeld call -> hold(call);
            case Event.CallDenied denied -> {}
            case Event.CallObserved told -> last(observed, told);
            case Event.BundleProposed proposal -> last(proposed, proposal.digest());
            case Event.CallSettled settled -> {
                reserved.removeIf(call -> call.call() == settled.call());
                if (settled.settlement() instanceof Settlement.Unknown) {
                    unknown.add(Objects.requireNonNull(calls.get(settled.call())));
                }
            }
            case Event.CallRepeated repeated -> {
                unknown.removeIf(call -> call.call() == repeated.call());
                reserved.add(Objects.requireNonNull(calls.get(repeated.call())));
            }
            case Event.CallConfirmed confirmed -> unknown.removeIf(call -> call.call() == confirmed.call());
            case Event.CallReconciled reconciled -> unknown.removeIf(call -> call.call() == reconciled.call());
            case LeaseEvent lease -> read(lease);
            case HoldEvent.Delegated delegated -> delegations.add(delegated);
            case HoldEvent hold -> {}
            case LaneEvent lane -> read(lane);
            case AgentEvent agent -> read(agent);
            case SchemaSeen seen -> {}
            case ContactWithdrawn withdrawn -> {}
            case ConfigurationRecorded configuration -> {}
            case LedgerEvent ledger -> {}
            case ClockEvent.Agreed agreed -> {}
            case ClockEvent.Doubted doubted -> clockInDoubt = true;
            case ClockEvent.Confirmed confirmed -> clockInDoubt = false;
            case Event.LinkProposed link -> links.add(link);
            case Event.LinkAnswered answered -> links.removeIf(link -> link.link() == answered.link());
            case Event.HoldAnswered answered -> answer(answered);
        }
    }

    private void end(long task) {
        live.removeIf(opened -> opened.task() == task);
        held.removeIf(call -> call.task() == task);
        approved.removeIf(call -> call.task() == task);
    }

    private void reserve(Event.CallReserved call) {
        call.continues().ifPresent(open -> reserved.removeIf(other -> other.call() == open));
        calls.put(call.call(), call);
        reserved.add(call);
        done.add(call);
        approved.removeIf(other -> other.task() == call.task() && other.facts().equals(call.facts()));
    }

    private void hold(Event.CallHeld call) {
        if (call.hold() == call.call()) {
            holds.put(call.hold(), call);
            last(held, call);
        }
    }

    private void answer(Event.HoldAnswered answered) {
        if (answered.approved()) {
            held.stream().filter(call -> call.hold() == answered.hold()).forEach(approved::add);
        } else {
            last(rejected, Objects.requireNonNull(holds.get(answered.hold())));
        }
    }

    private void read(LeaseEvent event) {
        switch (event) {
            case LeaseEvent.Issued issued -> leases.put(issued.lease(), issued);
            case LeaseEvent.Revoked revoked -> {
                LeaseEvent.Issued issued = leases.remove(revoked.lease());
                if (issued != null && issued.outside()) {
                    last(ended, issued);
                }
            }
            case LeaseEvent.Renewed renewed -> {}
            case LeaseEvent.Confirmed confirmed -> {}
        }
    }

    private void read(LaneEvent event) {
        switch (event) {
            case LaneEvent.Proposed proposal -> proposedLanes.put(proposal.lane(), proposal);
            case LaneEvent.Opened opened -> {
                proposedLanes.remove(opened.lane());
                openLanes.put(opened.lane(), opened);
            }
            case LaneEvent.Ended over -> {
                proposedLanes.remove(over.lane());
                LaneEvent.Opened opened = openLanes.remove(over.lane());
                if (opened != null) {
                    endedLanes.put(opened.lane(), opened);
                }
            }
            case LaneEvent.Reviewed reviewed -> endedLanes.remove(reviewed.lane());
            case LaneEvent.ReviewOverdue overdue -> {}
        }
    }

    private void read(AgentEvent event) {
        switch (event) {
            case AgentEvent.Suspended suspended -> barred.add(new Key("agent", suspended.agent()));
            case AgentEvent.OwnerGone gone -> {
                barred.add(new Key("owner", gone.owner()));
                gone.agents().forEach(agent -> barred.add(new Key("agent", agent)));
            }
            case AgentEvent.ResumeProposed resume -> resumes.add(resume);
            case AgentEvent.ResumeAnswered answered -> {
                if (answered.confirmed()) {
                    resumes.stream()
                            .filter(resume -> resume.resume() == answered.resume())
                            .forEach(resume -> barred.remove(resume.what()));
                }
                resumes.removeIf(resume -> resume.resume() == answered.resume());
            }
            case AgentEvent.PresentationRefused refused -> {}
            case AgentEvent.DenialsCounted counted -> {}
            case AgentEvent.PasskeyRegistered registered -> {}
            case AgentEvent.PasskeyRemoved removed -> {}
        }
    }

    private static <T> void last(List<T> few, T one) {
        few.add(one);
        if (few.size() > 4) {
            few.removeFirst();
        }
    }
}
