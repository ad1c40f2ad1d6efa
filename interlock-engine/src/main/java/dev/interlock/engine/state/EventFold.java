package dev.interlock.engine.state;

import dev.interlock.engine.clock.Shift;
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
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import java.util.Set;

/** The fold of one recorded event after another into the state: which tables an event changes. Calls are folded by {@link CallFold}. */
final class EventFold {

    private final State state;
    private final Linking linking;
    private final CallFold calls;

    EventFold(State state, Views views, Linking linking) {
        this.state = state;
        this.linking = linking;
        this.calls = new CallFold(state, views);
    }

    /** Folds the event that follows the last one. */
    void apply(Recorded recorded) {
        long before = state.timeMillis;
        state.nextSeq = recorded.seq() + 1;
        state.timeMillis = recorded.timeMillis();
        Spellings.Spelled spelled = state.spellings.of(recorded.event());
        for (Key key : spelled.otherwise()) {
            state.respelled.set(state.keys.intern(key));
        }
        apply(spelled.event(), spelled.otherwise(), recorded.seq(), before, recorded.timeMillis());
    }

    /**
     * @param otherwise the keys that were recorded under another spelling
     * @param before time of the event before
     */
    private void apply(Event event, Set<Key> otherwise, long seq, long before, long now) {
        switch (event) {
            case Event.BundleActivated activated -> {
                state.proposed = null;
                activated.clock().ifPresent(reading -> state.clock.agreed(reading, seq));
            }
            case Event.BundleProposed proposal -> state.proposed = new State.ProposedBundle(proposal, now);
            case Event.TaskOpened opened -> {
                state.tasks.open(opened, now);
                state.agents.opened(opened);
            }
            case Event.TaskAmended amended -> amend(amended, now);
            case Event.PlanDeclared declared -> {
                state.plans.declare(seq, declared);
                state.tasks.seen(declared.task(), now);
            }
            case Event.TaskEnded ended -> {
                state.tasks.end(ended, now);
                state.plans.end(ended.task());
                state.holds.endOfTask(ended.task());
            }
            case Event.CallReserved reserved -> calls.reserve(reserved, otherwise, now);
            case Event.CallHeld held -> {
                state.holds.held(held, now);
                state.asks.decided(held, false);
                state.tasks.seen(held.task(), now);
            }
            case Event.CallDenied denied -> {
                state.asks.decided(denied, false);
                state.tasks.denied(denied, now);
            }
            case Event.CallRepeated repeated -> calls.repeat(repeated, now);
            case Event.CallObserved observed -> calls.observe(observed, otherwise, now);
            case Event.CallSettled settled -> calls.settle(settled, otherwise, now);
            case Event.CallConfirmed confirmed -> calls.confirm(confirmed, otherwise, now);
            case Event.CallReconciled reconciled ->
                calls.settle(reconciled.call(), reconciled.settlement(), otherwise, now);
            case Event.HoldAnswered answered -> answer(answered, now);
            case Event.LinkProposed proposed -> state.links.propose(proposed, now);
            case Event.LinkAnswered answered -> {
                Link link = state.links.answer(answered);
                if (answered.confirmed()) {
                    linking.apply(link, seq);
                }
                state.holds.voided(answered.voided());
            }
            case HoldEvent hold -> apply(hold, now);
            case LeaseEvent lease -> {
                state.leases.apply(lease, now);
                state.lanes.leased(lease);
            }
            case LaneEvent lane -> state.lanes.apply(lane, seq, now).forEach(call -> calls.accept(call, seq, now));
            case AgentEvent agent -> state.agents.apply(agent, seq);
            case LedgerEvent ledger -> state.trust = state.trust.after(ledger, seq);
            case ClockEvent clock -> move(state.clock.apply(clock, seq, before, now));
            case SchemaSeen seen -> {
                // Nothing is decided about tools that the catalogue does not have any more, so nothing is kept of them.
                if (state.knowsTool(seen.tool())) {
                    state.schemas.seen(seen);
                }
            }
            case ContactWithdrawn withdrawn -> state.contacts.withdraw(withdrawn.call());
            case ConfigurationRecorded record ->
                state.configuration = state.configuration.with(
                        record.configuration(), record.digest(), record.changed(), record.removed());
        }
    }

    private void amend(Event.TaskAmended amended, long now) {
        state.tasks.amend(amended, now);
        Task task = state.tasks.get(amended.task());
        if (task != null) {
            state.leases.narrow(task, amended.deadlineMillis());
        }
    }

    private void answer(Event.HoldAnswered answered, long now) {
        HoldState hold = state.holds.answered(answered, now);
        state.answerRates.answered(answered, now);
        state.tasks.seen(hold.held().task(), now);
        if (!answered.approved()) {
            state.tasks.rejected(hold.held().task());
            state.rejections.add(new Rejections.Rejection(hold.held(), answered.answer(), now));
        }
    }

    private void apply(HoldEvent event, long now) {
        switch (event) {
            case HoldEvent.Expired expired -> state.holds.close(expired.hold(), HoldState.Status.EXPIRED);
            case HoldEvent.Withdrawn withdrawn -> {
                state.holds.taskOf(withdrawn.hold()).ifPresent(task -> state.tasks.seen(task, now));
                state.holds.close(withdrawn.hold(), HoldState.Status.WITHDRAWN);
            }
            case HoldEvent.Delegated delegated -> state.delegations.made(delegated);
            case HoldEvent.DelegationEnded ended -> state.delegations.ended(ended);
        }
    }

    /** Moves all recorded times, after the clock was wrong. Monitors keep steady time, in which nothing moves. */
    private void move(Shift by) {
        if (!by.equals(Shift.NONE)) {
            state.tasks.move(by);
            state.calls.move(by);
            state.holds.move(by);
            state.rejections.move(by);
            state.answerRates.move(by);
            state.delegations.move(by);
            state.leases.move(by);
            state.lanes.move(by);
            state.links.move(by);
            state.proposed = state.proposed == null ? null : state.proposed.moved(by);
        }
    }
}
