package dev.interlock.testkit.reference.history;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.Delivery;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.KeyPair;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.policy.ApprovalLimits;
import dev.interlock.engine.policy.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads the recorded events into a history, one after the other. */
final class HistoryReader {

    private final History history;
    /** Objects that some event spelled otherwise than canonically. */
    private final Set<Key> respelled = new TreeSet<>();
    /** The holds that expired, were withdrawn, voided or replaced, in the order in which they did. */
    private final List<PastHold> endedInVain = new ArrayList<>();

    HistoryReader(History history) {
        this.history = history;
    }

    /**
     * Takes in the next event.
     *
     * @param as the event as it was recorded
     * @param recorded the event under canonical spellings
     */
    void read(Recorded as, Recorded recorded) {
        Set<Key> otherwise = history.spelled.otherwise(as.event());
        respelled.addAll(otherwise);
        Moment at = new Moment(history.clock, recorded.seq(), recorded.timeMillis());
        switch (recorded.event()) {
            case Event.BundleActivated activated -> history.proposed = Optional.empty();
            case Event.BundleProposed proposal -> history.proposed = Optional.of(recorded);
            case Event.TaskOpened opened -> {
                history.tasks.put(opened.task(), new PastTask(opened, at));
                history.agents.read(opened);
            }
            case Event.TaskAmended amended -> amend(amended, at);
            case Event.PlanDeclared declared -> history.task(declared.task()).lastEventAt = at;
            case Event.TaskEnded ended -> {
                PastTask task = history.task(ended.task());
                task.ended = true;
                task.lastEventAt = at;
            }
            case Event.CallReserved reserved -> reserve(reserved, otherwise, at);
            case Event.CallRepeated repeated -> {
                PastCall call = history.call(repeated.call());
                call.repeat(repeated.approvals());
                history.contacts.repeat(repeated.call());
                spend(repeated.approvals());
                touch(call.task(), at);
            }
            case Event.CallHeld held -> hold(held, at);
            case Event.CallDenied denied -> deny(denied, at);
            case Event.CallObserved told -> observe(told, otherwise, at);
            case Event.CallSettled settled -> {
                Set<Key> asked = history.call(settled.call()).keys;
                settle(history.call(settled.call()), settled.settlement(), otherwise, recorded.seq(), at);
                settled.delivery()
                        .ifPresent(delivery -> deliver(settled, delivery, asked, otherwise, recorded.seq(), at));
            }
            case Event.CallConfirmed confirmed -> confirm(confirmed, otherwise, recorded.seq(), at);
            case Event.CallReconciled reconciled ->
                settle(history.call(reconciled.call()), reconciled.settlement(), otherwise, recorded.seq(), at);
            case Event.HoldAnswered answered -> {
                PastHold hold = Objects.requireNonNull(history.holds.get(answered.hold()));
                hold.answers.add(new PastHold.Given(answered, at));
                hold.rejected |= !answered.approved();
                touch(hold.first.task(), at);
            }
            case HoldEvent hold -> readHold(hold, at);
            case LeaseEvent lease -> readLease(lease, at);
            case LaneEvent lane -> readLane(lane, at);
            case AgentEvent agent -> history.agents.read(agent);
            case SchemaSeen seen -> {}
            case ContactWithdrawn withdrawn -> history.contacts.end(withdrawn.call());
            case ConfigurationRecorded configuration -> {}
            case LedgerEvent ledger -> {}
            case ClockEvent clock -> {} // read by the history's clock
            case Event.LinkProposed proposed -> {
                history.proposals.put(proposed.link(), proposed);
                history.proposedAt.put(proposed.link(), recorded.timeMillis());
            }
            case Event.LinkAnswered answered -> answer(answered, recorded.seq());
        }
    }

    private void amend(Event.TaskAmended amended, Moment at) {
        PastTask task = history.task(amended.task());
        task.objects = amended.objects();
        task.deadline = at.of(amended.deadlineMillis());
        task.calls = amended.calls();
        for (PastTask below : history.subtree(task)) {
            history.liveLeases(below)
                    .forEach(lease -> lease.expires =
                            lease.expires.earliest() < task.deadline.earliest() ? lease.expires : task.deadline);
        }
        task.lastEventAt = at;
    }

    private void reserve(Event.CallReserved reserved, Set<Key> otherwise, Moment at) {
        reserved.continues().ifPresent(continued -> {
            history.call(continued).withdraw();
            history.contacts.end(continued);
        });
        history.contacts.reserve(reserved, history.holds.values());
        CallKeys keys = history.keysOf(reserved.facts(), reserved.actor(), reserved.task());
        Map<Key, SortedSet<Key>> reachable = history.objects.reachableFromEach(keys.objects());
        var call = new PastCall(reserved, at, keys.all(), reachable, history.originals(keys.objects()), history.links);
        call.own = keys;
        call.closures = Portion.closures(history, reserved.facts());
        history.names.named(reserved);
        call.doubtful = doubtful(keys, otherwise);
        history.calls.put(reserved.call(), call);
        if (history.tasks.containsKey(reserved.task())) {
            history.laneOf(history.task(reserved.task())).ifPresent(lane -> {
                call.accepted(false);
                actedIn(lane, reserved.actor());
            });
        }
        spend(reserved.approvals());
        touch(reserved.task(), at);
    }

    private void hold(Event.CallHeld held, Moment at) {
        if (held.hold() == held.call()) {
            // The new hold is for other reasons than those before: what was approved then is not what is asked
            // now.
            for (PastHold hold : history.holds.values()) {
                if (hold.first.digest().equals(held.digest())) {
                    endInVain(hold);
                    hold.replaced = true;
                }
            }
            history.holds.put(held.hold(), new PastHold(held, at));
        }
        touch(held.task(), at);
    }

    private void deny(Event.CallDenied denied, Moment at) {
        // Asking in vain in a task that has ended, or in another's, keeps nothing alive.
        boolean strange = denied.findings().stream()
                .anyMatch(f -> Set.of(
                                FindingCode.TASK_NOT_YOURS,
                                FindingCode.TOKEN_FOR_ANOTHER_TASK,
                                FindingCode.LANE_TOKEN_REQUIRED,
                                FindingCode.RUNTIME_IN_LANE,
                                FindingCode.RUNTIME_NOT_FRESH,
                                FindingCode.AGENT_SUSPENDED,
                                FindingCode.OWNER_GONE,
                                FindingCode.LEDGER_CLOSED,
                                FindingCode.CLOCK_IN_DOUBT)
                        .contains(f.code()));
        if (!strange && history.tasks.containsKey(denied.task()) && !history.task(denied.task()).ended) {
            touch(denied.task(), at);
        }
    }

    private void confirm(Event.CallConfirmed confirmed, Set<Key> otherwise, long seq, Moment at) {
        PastCall call = history.call(confirmed.call());
        if (call.status == PastCall.Status.RESERVED) {
            SortedSet<Key> also = history.found(confirmed.settlement().named());
            also.addAll(call.returned);
            call.returned = also;
            call.alsoReachable = history.objects.reachableFromEach(also);
            call.alsoOriginals = history.originals(also);
            call.told =
                    Optional.of(new PastCall.Told(confirmed.settlement().named(), (Confirmation.Told) confirmed.by()));
        } else {
            settle(call, confirmed.settlement(), otherwise, seq, at);
        }
        if (confirmed.by() instanceof Confirmation.Told told) {
            told(told.source(), told.id(), confirmed.call());
        }
    }

    private void answer(Event.LinkAnswered answered, long seq) {
        Event.LinkProposed proposed = Objects.requireNonNull(history.proposals.remove(answered.link()));
        if (answered.confirmed()) {
            link(proposed.what(), seq);
        }
        for (PastHold hold : history.holds.values()) {
            if (answered.voided().contains(hold.number())) {
                endInVain(hold);
                hold.voided = true;
            }
        }
    }

    private void readHold(HoldEvent event, Moment at) {
        switch (event) {
            case HoldEvent.Expired expired -> {
                PastHold hold = Objects.requireNonNull(history.holds.get(expired.hold()));
                endInVain(hold);
                hold.expired = true;
            }
            case HoldEvent.Withdrawn withdrawn -> {
                PastHold hold = Objects.requireNonNull(history.holds.get(withdrawn.hold()));
                endInVain(hold);
                hold.withdrawn = true;
                touch(hold.first.task(), at);
            }
            case HoldEvent.Delegated delegated -> history.delegations.put(delegated.delegation(), delegated);
            case HoldEvent.DelegationEnded ended -> history.delegations.remove(ended.delegation());
        }
    }

    private void readLease(LeaseEvent event, Moment at) {
        switch (event) {
            case LeaseEvent.Issued issued -> {
                history.leases.put(issued.lease(), new PastLease(issued, at));
                history.laneOf(history.task(issued.task())).ifPresent(lane -> actedIn(lane, issued.actor()));
            }
            case LeaseEvent.Renewed renewed -> history.lease(renewed.lease()).expires = at.of(renewed.expiresMillis());
            case LeaseEvent.Revoked revoked -> {
                history.lease(revoked.lease()).ended = true;
                history.lease(revoked.lease()).gone =
                        !history.lease(revoked.lease()).issued.outside();
            }
            case LeaseEvent.Confirmed confirmed -> {
                switch (confirmed.step()) {
                    case ISSUED -> history.lease(confirmed.lease()).confirmed = true;
                    case WITHDRAWN -> history.lease(confirmed.lease()).gone = true;
                }
            }
        }
    }

    /** Notes a hold that ended in vain. Such holds are known as far as they are their agent's latest. */
    private void endInVain(PastHold hold) {
        if (!history.open(hold)) {
            return;
        }
        endedInVain.add(hold);
        List<PastHold> known = endedInVain.stream()
                .filter(one ->
                        one.first.actor().name().equals(hold.first.actor().name()))
                .filter(one -> !one.forgotten && !history.task(one.first.task()).ended)
                .toList();
        if (known.size() > ApprovalLimits.MOST_ENDED) {
            known.getFirst().forgotten = true;
        }
    }

    private void readLane(LaneEvent event, Moment at) {
        PastLane lane = history.lanes.computeIfAbsent(event.lane(), number -> new PastLane(number, at));
        switch (event) {
            case LaneEvent.Proposed proposed -> {
                // A proposal that nobody confirmed in time is as if it had never been.
                history.lanes
                        .values()
                        .removeIf(other -> other.opened.isEmpty()
                                && !other.ended
                                && other.firstAt.earliest() < at.earliest() - 15 * 60_000);
                lane.proposed = Optional.of(proposed);
            }
            case LaneEvent.Opened opened -> {
                lane.opened = Optional.of(opened);
                lane.actor = Optional.of(opened.actor());
            }
            case LaneEvent.Ended ended -> {
                lane.ended = true;
                lane.endedAt = at;
            }
            case LaneEvent.Reviewed reviewed -> {
                lane.reviewed = Optional.of(reviewed);
                for (PastCall call : history.calls.values()) {
                    // The answers to calls are none of the calls of the lane.
                    if (call.inLane
                            && !call.uncounted
                            && call.task() == lane.opened.orElseThrow().task()) {
                        call.accepted(reviewed.accepted());
                    }
                }
            }
            case LaneEvent.ReviewOverdue overdue -> lane.overdue = true;
        }
    }

    private void spend(List<Long> approvals) {
        for (PastHold hold : history.holds.values()) {
            hold.spent |= hold.answers.stream()
                    .anyMatch(given -> approvals.contains(given.answer().answer()));
        }
    }

    private void actedIn(PastLane lane, Actor actor) {
        if (actor.get(Attributes.RUNTIME) instanceof AttributeValue.Known runtime) {
            history.laneRuntimes.put(runtime.value(), lane.number);
        }
    }

    private void deliver(
            Event.CallSettled settled, Delivery delivery, Set<Key> asked, Set<Key> otherwise, long seq, Moment at) {
        PastCall call = history.call(settled.call());
        SortedSet<String> found = call.found(settled.settlement(), delivery.labels());
        if (!delivery.withheld() && !found.isEmpty()) {
            List<Key> created = settled.settlement() instanceof Settlement.Unknown
                    ? List.of()
                    : settled.settlement().named();
            history.calls.put(seq, PastCall.answered(call, asked, found, created, otherwise, seq, at));
        }
    }

    private void link(Link what, long seq) {
        if (what instanceof Link.Objects same && same.child().equals(same.parent())) {
            return; // two spellings of one object
        }
        for (Key heir : history.heirs(what)) {
            Key child = history.child(what).orElseThrow();
            inherit(heir, child);
            if (what instanceof Link.Objects) {
                for (Key pair : ReferencePairs.known(history)) {
                    List<Key> parts = new ArrayList<>(KeyPair.parts(pair));
                    if (parts.remove(child)) {
                        parts.add(heir);
                        parts.sort(Comparator.naturalOrder());
                        inherit(KeyPair.of(parts), pair);
                    }
                }
            }
        }
        switch (what) {
            case Link.Values link -> history.links.values.add(link);
            case Link.Objects link -> history.objects.link(link, respelled, seq);
            case Link.Unknown link -> {
                Set<String> agents = history.links.same(Attributes.AGENT, link.agent());
                history.calls.values().stream()
                        .filter(call -> call.doesNotKnow(link.attribute(), agents))
                        .forEach(call -> call.state(link));
                for (PastLane lane : history.lanes.values()) {
                    lane.actor = lane.actor.map(actor -> PastCall.doesNotKnow(actor, link.attribute(), agents)
                            ? actor.with(link.attribute(), AttributeValue.known(link.value()))
                            : actor);
                }
            }
        }
    }

    private void inherit(Key key, Key from) {
        if (key.equals(from)) {
            return;
        }
        for (Rule rule : history.bundle.rules()) {
            if (rule instanceof Rule.Limit && history.closedBy(rule, from).isEmpty()) {
                history.calls.values().forEach(call -> call.inherit(rule, key, from));
            }
        }
        history.links.inherit(key, from);
    }

    private void observe(Event.CallObserved told, Set<Key> otherwise, Moment at) {
        CallKeys own = history.keysOf(told.facts(), told.actor(), 0, told.created());
        Set<Key> keys = new TreeSet<>(own.all());
        keys.addAll(told.created());
        Map<Key, SortedSet<Key>> reachable = history.objects.reachableFromEach(own.objects());
        Set<String> trusted = told.ambiguous() ? Set.of() : history.bundle.trustedFor(told.source());
        var call =
                PastCall.observed(told, keys, reachable, history.originals(own.objects()), history.links, trusted, at);
        call.closures = Portion.closures(history, told.facts(), told.created());
        call.namedByEach = !told.created().isEmpty();
        call.doubtful = doubtful(own, otherwise);
        call.doubtfullyCreated = otherwise;
        history.calls.put(told.call(), call);
        history.contacts.observe(told.facts());
        history.names.prove(PastNames.of(told.facts()));
        history.names.prove(told.created());
        if (told.facts().carriesAny(trusted)) {
            history.objects.succeeded(call, told.created(), told.call());
        }
        told(told.source(), told.id(), told.call());
    }

    private void told(String source, String id, long call) {
        history.observed.computeIfAbsent(source, any -> new ArrayList<>()).add(new History.Told(id, call));
    }

    /** The keys of which it is doubtful whether the call was on them. */
    private Set<Key> doubtful(CallKeys keys, Set<Key> otherwise) {
        Set<Key> doubtful = new TreeSet<>(otherwise);
        if (keys.objects().stream().anyMatch(respelled::contains)) {
            Set<Key> found = keys.objects();
            found.removeAll(keys.direct());
            found.removeAll(keys.related());
            doubtful.addAll(found);
        }
        keys.all().stream()
                .filter(key -> KeyPair.isPair(key.kind()))
                .filter(key -> KeyPair.parts(key).stream().anyMatch(doubtful::contains))
                .toList()
                .forEach(doubtful::add);
        return doubtful;
    }

    private void touch(long task, Moment at) {
        if (history.tasks.containsKey(task)) {
            history.task(task).lastEventAt = at;
        }
    }

    private void settle(PastCall call, Settlement settlement, Set<Key> otherwise, long seq, Moment at) {
        touch(call.task(), at);
        call.told = Optional.empty();
        history.contacts.settle(call.number(), settlement);
        SortedSet<Key> also =
                settlement instanceof Settlement.Succeeded ? new TreeSet<>() : history.found(settlement.named());
        if (settlement instanceof Settlement.Unknown) {
            also.addAll(call.returned); // named by the outcome before, where the call was sent again
        }
        call.returned = Set.of();
        call.alsoReachable = history.objects.reachableFromEach(also);
        call.alsoOriginals = history.originals(also);
        switch (settlement) {
            case Settlement.Failed failed -> call.status = PastCall.Status.FAILED;
            case Settlement.Unknown unknown -> {
                call.status = PastCall.Status.UNKNOWN;
                call.unknownSeq = seq;
                call.unknownAt = at;
                call.returned = also;
            }
            case Settlement.Existed existed -> {
                call.existed(seq, at, List.copyOf(also), call.reserved.facts().mayExist(existed.named()));
                history.names.succeeded(call.reserved.facts());
                history.names.prove(also);
            }
            case Settlement.Succeeded succeeded -> {
                if (!succeeded.undone().isEmpty()) {
                    call.without(succeeded.undone());
                }
                history.names.succeeded(call.reserved.facts());
                history.names.prove(succeeded.created());
                call.succeed(seq, at, succeeded.created());
                call.doubtfullyCreated = otherwise;
                history.objects.succeeded(call, succeeded.created(), seq);
            }
        }
    }
}
