package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Asking;
import dev.interlock.engine.command.Command.ReportCall;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Barred;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.ExternalRequest;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.PastTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The requests and reports of enforcement points outside. */
final class ReferenceAsks {

    private static final String IN_TIME = "its outcome was not reported in time";

    private ReferenceAsks() {}

    /** The answer to what was asked under the same key, unless what was permitted then is known not to have happened. */
    static Optional<Decision> before(History history, Caller caller, Optional<Asking> asking, long now) {
        if (asking.isEmpty() || asking.get().request().isEmpty()) {
            return Optional.empty();
        }
        ExternalRequest.Request request = asking.get().request().get();
        Optional<Event.CallDecided> latest = Optional.empty();
        for (Recorded recorded : history.events) {
            if (recorded.event() instanceof Event.CallDecided decided
                    && decided.asked().isPresent()
                    && decided.asked().get().by().equals(asking.get().by())
                    && decided.asked().get().request().isPresent()
                    && decided.asked().get().request().get().key().equals(request.key())) {
                latest = Optional.of(decided);
            }
        }
        if (latest.isEmpty()) {
            return Optional.empty();
        }
        Event.CallDecided known = latest.get();
        Optional<Settlement> outcome = outcome(history, known.call());
        if (outcome.isPresent() && outcome.get() instanceof Settlement.Failed) {
            return Optional.empty();
        }
        if (!known.asked().orElseThrow().request().orElseThrow().digest().equals(request.digest())) {
            return Optional.of(Refusals.refuse(RefusalCode.IDEMPOTENCY_CONFLICT));
        }
        PastCall call = history.calls.get(known.call());
        if (outcome.isPresent() || (call != null && call.told.isPresent())) {
            return Optional.of(Refusals.refuse(RefusalCode.CALL_SETTLED));
        }
        Optional<RefusalCode> over = known instanceof Event.CallReserved reserved
                ? ReferenceAgents.barred(history, caller)
                        .map(Barred::refusal)
                        .or(() -> over(history, history.task(reserved.task()), now))
                : Optional.empty();
        return Optional.of(
                over.map(Refusals::refuse).orElseGet(() -> new Decision(List.of(), new Answer.Done(known.call()))));
    }

    private static Optional<RefusalCode> over(History history, PastTask task, long now) {
        if (task.ended) {
            return Optional.of(RefusalCode.TASK_ENDED);
        }
        return ReferenceEnds.endIfOver(history, task, now).isEmpty()
                ? ReferenceAgents.barred(history, history.links, task).map(Barred::refusal)
                : Optional.of(RefusalCode.TASK_EXPIRED);
    }

    static Optional<ExternalRequest> asked(Optional<Asking> asking, boolean permitted, long now) {
        return asking.map(its -> new ExternalRequest(
                its.by(),
                permitted ? OptionalLong.of(now + its.reportWithinMillis()) : OptionalLong.empty(),
                its.request()));
    }

    static Decision report(History history, ReportCall command, long now) {
        PastCall call = history.calls.get(command.call());
        Optional<ExternalRequest> asked = call == null ? Optional.empty() : call.reserved.asked();
        if (call == null || (!call.open() && asked.isEmpty())) {
            return Refusals.refuse(RefusalCode.CALL_UNKNOWN);
        }
        if (asked.isEmpty() || !asked.get().by().equals(command.by())) {
            return Refusals.refuse(RefusalCode.CALL_NOT_YOURS);
        }
        Optional<Settlement> outcome = outcome(history, command.call());
        if (outcome.isPresent() && ReferenceOutcomes.isRecordOf(outcome.get(), command.settlement())) {
            return new Decision(List.of(), new Answer.Done(command.call()));
        }
        if (outcome.isPresent()) {
            return Refusals.refuse(call.open() ? RefusalCode.REPORT_LATE : RefusalCode.CALL_SETTLED);
        }
        if (now > until(history, call.reserved)) {
            List<Event> ended = overdue(history, call, now);
            if (ended.size() == 1) {
                return Refusals.refuse(ended, RefusalCode.REPORT_LATE);
            }
            Settlement known = ((Event.CallConfirmed) ended.get(1)).settlement();
            return ReferenceOutcomes.isRecordOf(known, command.settlement())
                    ? new Decision(ended, new Answer.Done(command.call()))
                    : Refusals.refuse(ended, RefusalCode.CALL_SETTLED);
        }
        if (command.settlement() instanceof Settlement.Succeeded succeeded
                && !ReferenceOutcomes.whole(call.reserved.facts(), succeeded)) {
            return Refusals.refuse(RefusalCode.ARGUMENT_INVALID);
        }
        if (history.spelled.wrong(command.settlement().named())) {
            return Refusals.refuse(RefusalCode.ARGUMENT_INVALID);
        }
        return ReferenceOutcomes.settle(
                history,
                new dev.interlock.engine.command.Command.SettleCall(command.call(), command.settlement()),
                now);
    }

    /** The unknown outcomes of calls that nobody reported in time, the longest overdue first. */
    static List<Event> overdue(History history, long now) {
        List<Event.CallReserved> late = new ArrayList<>();
        for (PastCall call : history.calls.values()) {
            if (call.status == PastCall.Status.RESERVED
                    && call.reserved.asked().isPresent()
                    && now > until(history, call.reserved)) {
                late.add(call.reserved);
            }
        }
        late.sort((a, b) -> {
            int byTime = Long.compare(until(history, a), until(history, b));
            return byTime != 0 ? byTime : Long.compare(a.call(), b.call());
        });
        return late.stream()
                .flatMap(call -> overdue(history, history.call(call.call()), now).stream())
                .toList();
    }

    private static List<Event> overdue(History history, PastCall call, long now) {
        List<Event> events = new ArrayList<>();
        events.add(new Event.CallSettled(call.number(), new Settlement.Unknown(IN_TIME)));
        events.addAll(ReferenceOutcomes.told(history, call, new Settlement.Unknown(IN_TIME), now));
        return events;
    }

    /** The earliest that the time for the report of the call can end. */
    private static long until(History history, Event.CallReserved call) {
        return history.clock.earliest(
                call.call(), call.asked().orElseThrow().reportMillis().orElseThrow());
    }

    /** The outcome of the call that is recorded last. */
    private static Optional<Settlement> outcome(History history, long call) {
        Optional<Settlement> latest = Optional.empty();
        for (Recorded recorded : history.events) {
            if (recorded.event() instanceof Event.CallSettled settled && settled.call() == call) {
                latest = Optional.of(settled.settlement());
            }
            // A confirmation of a call in flight is no outcome yet.
            if (recorded.event() instanceof Event.CallConfirmed confirmed
                    && confirmed.call() == call
                    && latest.isPresent()) {
                latest = Optional.of(confirmed.settlement());
            }
            if (recorded.event() instanceof Event.CallReconciled reconciled && reconciled.call() == call) {
                latest = Optional.of(reconciled.settlement());
            }
        }
        return latest;
    }
}
