package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Asking;
import dev.interlock.engine.command.Command.DecideCall;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Barred;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.ExternalRequest;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.BindingCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.FurtherArguments;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tool;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.PastHold;
import dev.interlock.testkit.reference.history.PastLane;
import dev.interlock.testkit.reference.history.PastTask;
import dev.interlock.testkit.reference.history.ReferenceClosing;
import dev.interlock.testkit.reference.history.ReferenceRepeats;
import dev.interlock.testkit.reference.history.ThisCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/** {@code DecideCall}: the checks of a call, in their order. */
final class ReferenceCalls {

    private ReferenceCalls() {}

    static Decision decide(History history, DecideCall command, long now) {
        boolean keyed = command.asking().flatMap(Asking::request).isPresent();
        if (!ReferenceLedger.isClosed(history) && history.clock.inDoubt() && keyed) {
            return Refusals.refuse(RefusalCode.CLOCK_IN_DOUBT); // or it would be the answer under this key for good
        }
        Optional<Decision> before = ReferenceLedger.isClosed(history)
                ? Optional.empty()
                : ReferenceAsks.before(history, command.caller(), command.asking(), now);
        if (before.isPresent()) {
            return before.get();
        }
        Decision decision = decideAnew(history, command, now);
        List<Event> events = new ArrayList<>(decision.events());
        events.add(asked(events.removeLast(), command, now));
        return new Decision(events, asked(decision.answer(), command, now));
    }

    /** The answer with the time until which to report, if it is a permit. */
    private static Answer asked(Answer answer, DecideCall command, long now) {
        return answer instanceof Answer.Permit e
                ? new Answer.Permit(
                        e.call(),
                        e.task(),
                        e.findings(),
                        e.excepted(),
                        e.waived(),
                        ReferenceAsks.asked(command.asking(), true, now)
                                .map(ExternalRequest::reportMillis)
                                .orElse(OptionalLong.empty()))
                : answer;
    }

    /** The event with the request by which an enforcement point asked for the decision. */
    private static Event asked(Event event, DecideCall command, long now) {
        return switch (event) {
            case Event.CallReserved e ->
                new Event.CallReserved(
                        e.call(),
                        e.task(),
                        e.actor(),
                        e.facts(),
                        e.findings(),
                        e.excepted(),
                        e.approvals(),
                        e.continues(),
                        ReferenceAsks.asked(command.asking(), true, now),
                        e.waived());
            case Event.CallHeld e ->
                new Event.CallHeld(
                        e.call(),
                        e.hold(),
                        e.task(),
                        e.actor(),
                        e.facts(),
                        e.findings(),
                        e.digest(),
                        e.continues(),
                        ReferenceAsks.asked(command.asking(), false, now),
                        e.hold() == e.call() ? command.further() : FurtherArguments.NONE);
            case Event.CallDenied e ->
                new Event.CallDenied(
                        e.call(),
                        e.task(),
                        e.actor(),
                        e.facts(),
                        e.findings(),
                        e.continues(),
                        ReferenceAsks.asked(command.asking(), false, now));
            case Event.CallRepeated e -> e;
            default -> throw new IllegalStateException("a call was decided with " + event);
        };
    }

    private static Decision decideAnew(History history, DecideCall command, long now) {
        Caller caller = command.caller();
        Optional<FindingCode> barred = barred(history, caller);
        if (barred.isPresent()) {
            long named = command.task().orElse(0);
            long number = history.tasks.containsKey(named) ? named : 0;
            return denied(history, List.of(), number, Actors.alone(caller), command, barred.get());
        }
        if (command.only().isPresent() && !command.only().equals(command.task())) {
            long named = command.task().orElse(0);
            long number = history.tasks.containsKey(named) ? named : 0;
            return denied(
                    history, List.of(), number, Actors.alone(caller), command, FindingCode.TOKEN_FOR_ANOTHER_TASK);
        }
        return command.task().isPresent()
                ? named(history, command, command.task().getAsLong(), now)
                : implicit(history, command, now);
    }

    private static Optional<FindingCode> barred(History history, Caller caller) {
        if (ReferenceLedger.isClosed(history)) {
            return Optional.of(FindingCode.LEDGER_CLOSED);
        }
        if (history.clock.inDoubt()) {
            return Optional.of(FindingCode.CLOCK_IN_DOUBT);
        }
        return caller.verifier()
                ? Optional.of(FindingCode.NOT_ALLOWED)
                : ReferenceAgents.barred(history, caller).map(Barred::finding);
    }

    /** The task that the call names, if it goes on and the caller may act in it. */
    private static Decision named(History history, DecideCall command, long number, long now) {
        Caller caller = command.caller();
        Actor alone = Actors.alone(caller);
        PastTask task = history.tasks.get(number);
        if (task == null) {
            return denied(history, List.of(), 0, alone, command, FindingCode.TASK_UNKNOWN);
        }
        if (task.ended) {
            return denied(history, List.of(), task.number(), alone, command, FindingCode.TASK_ENDED);
        }
        List<Event> over = ReferenceEnds.endIfOver(history, task, now);
        if (!over.isEmpty()) {
            return denied(history, over, task.number(), alone, command, FindingCode.TASK_EXPIRED);
        }
        if (!task.opened.agent().equals(caller.name())) {
            return denied(history, List.of(), task.number(), alone, command, FindingCode.TASK_NOT_YOURS);
        }
        Optional<Barred> above = ReferenceAgents.barred(history, history.links, task);
        if (above.isPresent()) {
            return denied(
                    history,
                    List.of(),
                    task.number(),
                    alone,
                    command,
                    above.get().finding());
        }
        Optional<PastLane> lane = history.laneOf(task);
        if (lane.isPresent() && command.only().isEmpty()) {
            return denied(history, List.of(), task.number(), alone, command, FindingCode.LANE_TOKEN_REQUIRED);
        }
        if (lane.isEmpty() && !caller.mayHave(task.opened.intent())) {
            return denied(history, List.of(), task.number(), alone, command, FindingCode.INTENT_NOT_GRANTED);
        }
        Optional<Barred> isolated = ReferenceLanes.isolated(history, lane, caller);
        if (isolated.isPresent()) {
            return denied(
                    history,
                    List.of(),
                    task.number(),
                    alone,
                    command,
                    isolated.get().finding());
        }
        return inTask(history, task, command, now, List.of());
    }

    /** The caller's implicit task; one that is over is ended, and followed by a new one. */
    private static Decision implicit(History history, DecideCall command, long now) {
        Caller caller = command.caller();
        if (caller.implicitIntent().isEmpty()) {
            return denied(history, List.of(), 0, Actors.alone(caller), command, FindingCode.TASK_REQUIRED);
        }
        Intent intent = history.bundle.intents().get(caller.implicitIntent().get());
        if (intent == null) {
            return denied(history, List.of(), 0, Actors.alone(caller), command, FindingCode.INTENT_UNKNOWN);
        }
        if (!caller.mayHave(intent.name())) {
            return denied(history, List.of(), 0, Actors.alone(caller), command, FindingCode.INTENT_NOT_GRANTED);
        }
        Optional<Barred> isolated = ReferenceLanes.isolated(history, Optional.empty(), caller);
        if (isolated.isPresent()) {
            return denied(
                    history,
                    List.of(),
                    0,
                    Actors.alone(caller),
                    command,
                    isolated.get().finding());
        }
        Optional<PastTask> latest = history.tasks.descendingMap().values().stream()
                .filter(task -> task.opened.implicit() && task.opened.agent().equals(caller.name()))
                .findFirst();
        List<Event> events = new ArrayList<>();
        if (latest.isPresent() && !latest.get().ended) {
            PastTask task = latest.get();
            events.addAll(ReferenceEnds.endIfOver(history, task, now));
            if (events.isEmpty() && !task.opened.intent().equals(intent.name())) {
                events.addAll(ReferenceEnds.end(history, task, EndReason.CLOSED, ReferenceEnds.INTERLOCK));
            }
            if (events.isEmpty() && !ReferenceTasks.standsOn(task, caller)) {
                events.addAll(
                        ReferenceEnds.end(history, task, EndReason.REGISTRATION_CHANGED, ReferenceEnds.INTERLOCK));
            }
            if (events.isEmpty()) {
                return inTask(history, task, command, now, List.of());
            }
        }
        long number = history.nextSeq() + events.size();
        events.add(ReferenceTasks.implicitTask(history, latest, number, caller, intent, now));
        History then = recorded(history, events, now);
        PastTask task = then.task(number);
        return inTask(then, task, command, now, events);
    }

    /** The history once the events are recorded. */
    private static History recorded(History history, List<Event> events, long now) {
        List<Recorded> all = new ArrayList<>(history.raw);
        for (Event event : events) {
            all.add(new Recorded(all.isEmpty() ? 0 : all.getLast().seq() + 1, now, history.bundle.digest(), event));
        }
        return new History(history.bundle, all);
    }

    private static Decision denied(
            History history, List<Event> before, long task, Actor actor, DecideCall command, FindingCode code) {
        Finding finding = new Finding(
                "", code, Outcome.DENY, Optional.empty(), Optional.empty(), List.of(), Optional.empty(), "");
        long number = history.nextSeq() + before.size();
        return decision(
                before,
                new Event.CallDenied(number, task, actor, command.facts(), List.of(finding), command.continues()),
                new Answer.Deny(number, List.of(finding)));
    }

    private static Decision decision(List<Event> before, Event event, Answer answer) {
        List<Event> events = new ArrayList<>(before);
        events.add(event);
        return new Decision(events, answer);
    }

    private static List<Finding> findings(ThisCall call) {
        Tool tool = call.history().bundle.tools().get(call.facts().tool());
        if (tool == null || tool.observed()) {
            return List.of(call.plain(FindingCode.TOOL_UNKNOWN, Outcome.DENY, Optional.empty(), ""));
        }
        List<Finding> undecidable = ReferenceChecks.undecidable(call, tool);
        if (!undecidable.isEmpty()) {
            return undecidable;
        }
        List<Finding> findings = new ArrayList<>();
        findings.addAll(ReferenceChecks.catalogue(call));
        findings.addAll(ReferenceChecks.relations(call));
        findings.addAll(ReferenceChecks.intent(call));
        findings.addAll(ReferenceChecks.budget(call));
        findings.addAll(ReferenceBudgets.kept(call));
        findings.addAll(rules(call));
        findings.addAll(ReferenceExceptions.rejected(call));
        return call.withElements(findings);
    }

    /** The findings of the rules, in their order. */
    static List<Finding> rules(ThisCall call) {
        List<Finding> findings = new ArrayList<>();
        for (Rule rule : call.history().bundle.rules()) {
            findings.addAll(ReferenceClosing.check(call, rule, ofTheRule(call, rule)));
        }
        return findings;
    }

    /** The findings of the rule, without those of its option `until`. */
    static List<Finding> ofTheRule(ThisCall call, Rule of) {
        return switch (of) {
            case Rule.Separate separate -> ReferenceSeparate.check(call, separate);
            case Rule.Require require -> ReferenceRequire.check(call, require);
            case Rule.Limit limit -> ReferenceLimit.check(call, limit);
            case Rule.Bind bind -> ReferenceBind.check(call, bind);
            case Rule.Order order -> ReferenceOrder.check(call, order);
            case Rule.Wall wall -> ReferenceWall.check(call, wall);
            case Rule.Forbid forbid -> ReferenceForbid.check(call, forbid);
            case Rule.Flow flow -> ReferenceFlow.check(call, flow);
            case Rule.FirstUse use -> ReferenceFirstUse.check(call, use);
            case Rule.Unusual unusual -> ReferenceUnusual.check(call, unusual);
        };
    }

    private static Decision inTask(History history, PastTask in, DecideCall command, long now, List<Event> before) {
        Actor actor = Actors.inTask(command.caller(), in);
        if (command.continues().isEmpty()) {
            Optional<PastCall> repeated = command.asking().isPresent()
                    ? Optional.empty()
                    : ReferenceRepeats.repeated(history, in, actor, command.facts());
            if (repeated.isPresent()) {
                History without = history.withoutEffectOf(repeated.get());
                ThisCall call = ThisCall.of(without, without.task(in.number()), actor, command.facts(), now);
                return ReferenceRepeats.permitted(decide(call, command, before, repeated), repeated.get());
            }
            return decide(ThisCall.of(history, in, actor, command.facts(), now), command, before, repeated);
        }
        PastCall open = history.calls.get(command.continues().getAsLong());
        if (open == null || !mayContinue(open, in, actor, command)) {
            Decision denied = denied(history, List.of(), in.number(), actor, command, FindingCode.CONTINUATION_INVALID);
            return decision(before, denied.events().getFirst(), denied.answer());
        }
        // The history is as if the open call had failed, and had never been counted.
        History without = history.without(open.number());
        return decide(
                ThisCall.of(without, without.task(in.number()), actor, command.facts(), now),
                command,
                before,
                Optional.empty());
    }

    private static boolean mayContinue(PastCall open, PastTask in, Actor actor, DecideCall command) {
        return open.status == PastCall.Status.RESERVED
                && open.repeats == 0
                && open.told.isEmpty()
                && open.reserved.asked().isEmpty()
                && open.task() == in.number()
                && open.reserved.facts().tool().equals(command.facts().tool())
                && same(open.reserved.actor(), actor, Attributes.RUNTIME)
                && same(open.reserved.actor(), actor, Attributes.AGENT);
    }

    private static boolean same(Actor a, Actor b, String attribute) {
        return AttributeValue.surelySame(a.get(attribute), b.get(attribute));
    }

    /** Decides in a lane, where nothing is held: what may be waived is, and anything else denies. */
    private static Decision inLane(ThisCall call, List<Finding> findings, DecideCall command, List<Event> before) {
        long number = call.history().nextSeq();
        long task = call.task().number();
        List<Finding> noted = new ArrayList<>();
        List<Finding> waived = new ArrayList<>();
        List<Finding> standing = new ArrayList<>();
        for (Finding finding : findings) {
            if (finding.outcome() == Outcome.RECORD) {
                noted.add(finding);
            } else if (ReferenceLanes.waives(call.history(), finding)) {
                waived.add(finding);
            } else {
                standing.add(finding);
            }
        }
        if (standing.isEmpty()) {
            return decision(
                    before,
                    new Event.CallReserved(
                            number,
                            task,
                            call.actor(),
                            call.facts(),
                            noted,
                            List.of(),
                            List.of(),
                            command.continues(),
                            Optional.empty(),
                            waived),
                    new Answer.Permit(number, task, noted, List.of(), waived, OptionalLong.empty()));
        }
        List<Finding> all = new ArrayList<>(findings);
        standing.stream()
                .filter(finding -> finding.outcome() == Outcome.HOLD)
                .findFirst()
                .ifPresent(held ->
                        all.add(call.plain(FindingCode.NOT_WAIVABLE, Outcome.DENY, Optional.empty(), held.rule())));
        return denied(call, all, command, before);
    }

    private static Decision decide(ThisCall call, DecideCall command, List<Event> before, Optional<PastCall> repeated) {
        long number = call.history().nextSeq();
        long task = call.task().number();
        List<Finding> findings = findings(call);
        if (call.history().laneOf(call.task()).isPresent()) {
            return inLane(call, findings, command, before);
        }
        if (findings.stream().anyMatch(finding -> finding.outcome() == Outcome.DENY)) {
            return denied(call, findings, command, before);
        }
        String digest = call.digest();
        Optional<PastHold> latest = call.history().holdOf(digest);
        Optional<PastHold> hold = latest.filter(call.history()::open);
        // An approver saw the arguments as the schema of that time has them.
        Optional<PastHold> alike = latest.filter(its -> ReferenceExceptions.isReadAs(its, call.facts()));
        Optional<PastHold> answered = alike.filter(its -> hold.isPresent()
                || repeated.filter(again -> ReferenceRepeats.isSpentOn(its, again))
                        .isPresent());
        List<Finding> noted = new ArrayList<>();
        List<Finding> excepted = new ArrayList<>();
        TreeSet<Long> spent = new TreeSet<>();
        boolean held = false;
        for (Finding finding : findings) {
            if (finding.outcome() == Outcome.RECORD) {
                noted.add(finding);
                continue;
            }
            var approvals = answered.flatMap(its -> ReferenceExceptions.excepting(call, its, finding));
            approvals.ifPresent(spent::addAll);
            excepted.add(finding);
            held |= approvals.isEmpty();
        }
        if (held) {
            return held(call, findings, command, before, digest, alike.filter(call.history()::open));
        }
        return decision(
                before,
                new Event.CallReserved(
                        number,
                        task,
                        call.actor(),
                        call.facts(),
                        noted,
                        excepted,
                        List.copyOf(spent),
                        command.continues()),
                new Answer.Permit(number, task, noted, excepted));
    }

    /**
     * Holds the call under a new hold, or under the one that it is waiting under for the same reasons.
     *
     * @param waiting an open hold of the same call, read by the same schema
     */
    private static Decision held(
            ThisCall call,
            List<Finding> findings,
            DecideCall command,
            List<Event> before,
            String digest,
            Optional<PastHold> waiting) {
        if (call.history().holdOf(digest).filter(call.history()::open).isEmpty()) {
            List<Finding> exhausted = ReferenceHolds.exhausted(call);
            if (!exhausted.isEmpty()) {
                findings.addAll(exhausted);
                return denied(call, findings, command, before);
            }
        }
        long number = call.history().nextSeq();
        long hold = waiting.filter(
                        its -> !its.overdue(call.now()) && its.reasons().equals(PastHold.reasons(findings)))
                .map(PastHold::number)
                .orElse(number);
        return decision(
                before,
                new Event.CallHeld(
                        number,
                        hold,
                        call.task().number(),
                        call.actor(),
                        call.facts(),
                        findings,
                        digest,
                        command.continues()),
                new Answer.Hold(number, hold, findings, BindingCode.of(digest, hold)));
    }

    private static Decision denied(ThisCall call, List<Finding> findings, DecideCall command, List<Event> before) {
        long number = call.history().nextSeq();
        return decision(
                before,
                new Event.CallDenied(
                        number, call.task().number(), call.actor(), call.facts(), findings, command.continues()),
                new Answer.Deny(number, findings));
    }
}
