package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Delivery;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.state.Asks;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The decisions on the outcomes of reserved calls. */
final class OutcomeDecider {

    /** The outcome of a call whose enforcement point says nothing. */
    static final Settlement NOT_REPORTED = new Settlement.Unknown("its outcome was not reported in time");

    private OutcomeDecider() {}

    static Decision settle(State state, Command.SettleCall command, long now) {
        var proposal = new Proposal(state);
        OpenCall open = state.calls().get(command.call());
        if (open == null) {
            return proposal.refuse(RefusalCode.CALL_UNKNOWN, "there is no open call `c-" + command.call() + "`");
        }
        if (open.unknown()) {
            return proposal.refuse(
                    RefusalCode.CALL_SETTLED,
                    "the outcome of `c-" + command.call() + "` is recorded as unknown; a person must reconcile it");
        }
        Settlement told = open.repeated() ? repeated(command.settlement()) : command.settlement();
        var outcome = ToldOutcomes.beside(open, SettledAs.of(state, open.view(), told, proposal.next(), now));
        Settlement settlement = outcome.settlement();
        Optional<Delivery> delivery = Optional.empty();
        if (command.inspection().isPresent()) {
            delivery = Optional.of(DeliveryDecider.decide(
                    state, open.view(), settlement, command.inspection().get(), proposal.next(), now));
        }
        proposal.add(new Event.CallSettled(command.call(), settlement, delivery));
        conclude(state, open.view(), outcome, proposal);
        ToldOutcomes.confirm(state, command.call(), settlement, proposal, now);
        return proposal.answer(new Answer.Done(
                command.call(),
                delivery.filter(Delivery::withheld).map(Delivery::findings).orElse(List.of())));
    }

    /** The outcome of a call that was sent again: a failed repeat, or one that left an element out, proves nothing of the first sending. */
    private static Settlement repeated(Settlement told) {
        return switch (told) {
            case Settlement.Failed failed -> new Settlement.Unknown("the repeated call failed: " + failed.reason());
            case Settlement.Succeeded succeeded ->
                succeeded.undone().isEmpty()
                        ? succeeded
                        : new Settlement.Unknown("the repeated call was carried out in part", succeeded.created());
            case Settlement.Existed existed -> existed;
            case Settlement.Unknown unknown -> unknown;
        };
    }

    /** Settles a call as an enforcement point outside, which carried it out, reports. */
    static Decision report(State state, Command.ReportCall command, long now) {
        var proposal = new Proposal(state);
        String id = "c-" + command.call();
        OpenCall open = state.calls().get(command.call());
        boolean others = open == null
                ? state.asks().toldByAnother(command.by(), command.call())
                : open.asked().filter(asked -> asked.by().equals(command.by())).isEmpty();
        if (others) {
            return proposal.refuse(
                    RefusalCode.CALL_NOT_YOURS, "`" + id + "` was decided for another enforcement point");
        }
        Asks.Told told = state.asks().told(command.by(), command.call());
        if (told != null) {
            return SettledAs.isRecordOf(told.settlement(), command.settlement())
                    ? proposal.answer(new Answer.Done(command.call()))
                    : alreadyTold(proposal, id, open);
        }
        if (open == null) {
            return proposal.refuse(RefusalCode.CALL_UNKNOWN, "there is no open call `" + id + "`");
        }
        if (open.overdue(now)) {
            proposal.add(new Event.CallSettled(command.call(), NOT_REPORTED));
            Optional<Settlement> instead = ToldOutcomes.confirm(state, command.call(), NOT_REPORTED, proposal, now);
            return instead.filter(known -> SettledAs.isRecordOf(known, command.settlement()))
                            .isPresent()
                    ? proposal.answer(new Answer.Done(command.call()))
                    : alreadyTold(proposal, id, instead.isPresent() ? null : open);
        }
        Optional<String> flaw = command.settlement() instanceof Settlement.Succeeded
                ? OutcomeFlaws.of(open.view().facts(), command.settlement())
                : Optional.empty();
        Optional<Answer.Refused> invalid = invalid(state, flaw, command.settlement());
        if (invalid.isPresent()) {
            return proposal.answer(invalid.get());
        }
        return settle(state, new Command.SettleCall(command.call(), command.settlement()), now);
    }

    /** The refusal of an outcome with a flaw, or that names an object in a wrong spelling; empty if it has neither. */
    private static Optional<Answer.Refused> invalid(State state, Optional<String> flaw, Settlement told) {
        return flaw.or(() -> state.spellings().wrong(told.named()))
                .map(why -> new Answer.Refused(RefusalCode.ARGUMENT_INVALID, why));
    }

    private static Decision alreadyTold(Proposal proposal, String id, @Nullable OpenCall open) {
        return open == null
                ? proposal.refuse(RefusalCode.CALL_SETTLED, "a different outcome of `" + id + "` is already recorded")
                : proposal.refuse(
                        RefusalCode.REPORT_LATE,
                        "the outcome of `" + id
                                + "` is recorded as unknown; a person independent of the caller must reconcile it");
    }

    /** Returns whether these are places in the list of the call, ascending, each of them once. */
    static boolean areElements(CallFacts facts, List<Integer> places) {
        int before = -1;
        for (int place : places) {
            if (place <= before || place >= facts.elements().size()) {
                return false;
            }
            before = place;
        }
        return true;
    }

    /**
     * Decides on a read of Interlock's own. A read is weaker than a person's word, so it ends a call only where it leaves no
     * doubt.
     */
    static Decision confirm(State state, Command.ConfirmCall command, long now) {
        var proposal = new Proposal(state);
        String id = "c-" + command.call();
        OpenCall open = state.calls().get(command.call());
        if (open == null) {
            return proposal.refuse(RefusalCode.CALL_UNKNOWN, "there is no open call `" + id + "`");
        }
        if (open.unknownSince().isEmpty()) {
            return proposal.refuse(
                    RefusalCode.NOT_ALLOWED,
                    "`" + id + "` is still in flight; only an unknown outcome can be confirmed");
        }
        CallView view = open.view();
        Optional<String> flaw = command.finalMillis() < 0
                ? Optional.of("the time after which nothing can take effect must not be before the outcome")
                : OutcomeFlaws.of(view.facts(), command.settlement());
        Optional<Answer.Refused> refused =
                invalid(state, flaw, command.settlement()).or(() -> doubtful(state, open, command, id, now));
        if (refused.isPresent()) {
            return proposal.answer(refused.get());
        }
        var outcome = SettledAs.of(state, view, command.settlement(), proposal.next(), now);
        proposal.add(new Event.CallConfirmed(command.call(), outcome.settlement(), command.read()));
        conclude(state, view, outcome, proposal);
        return proposal.answer(new Answer.Done(command.call()));
    }

    /** The refusal of a read that does not prove what became of the call; empty if it does. */
    private static Optional<Answer.Refused> doubtful(
            State state, OpenCall open, Command.ConfirmCall command, String id, long now) {
        return switch (command.settlement()) {
            case Settlement.Succeeded succeeded -> {
                if (state.disturbances().areOthers(open.view(), succeeded)) {
                    yield Proposal.refusal(
                            RefusalCode.CONFIRMATION_DOUBTFUL,
                            "what was found existed before `" + id
                                    + "`, or another call created it; someone independent of the caller must reconcile"
                                    + " the call");
                }
                yield state.disturbances().mayBeOthers(open.view())
                        ? Proposal.refusal(
                                RefusalCode.CONFIRMATION_DOUBTFUL,
                                "since `" + id
                                        + "` was reserved, another call has written or may have written what it acts"
                                        + " on, and may have caused what was found; someone independent of the caller"
                                        + " must reconcile the call")
                        : Optional.empty();
            }
            case Settlement.Failed failed -> {
                long since = open.unknownSince().orElseThrow();
                // What was sent after now was sent by a clock that is not believed any more.
                if (command.read().sentMillis() - command.finalMillis() < since
                        || command.read().sentMillis() > now) {
                    yield Proposal.refusal(
                            RefusalCode.CONFIRMATION_EARLY,
                            "`" + id + "` may still take effect; read again once " + command.finalMillis()
                                    + " ms have passed since its outcome was recorded as unknown");
                }
                yield state.disturbances().disturbed(open)
                        ? Proposal.refusal(
                                RefusalCode.CONFIRMATION_DOUBTFUL,
                                "a party that is not independent of the caller of `" + id
                                        + "`, or any party while it was in flight, wrote what it may have changed;"
                                        + " someone independent of the caller must reconcile the call")
                        : Optional.empty();
            }
            case Settlement.Existed existed -> Optional.empty();
            case Settlement.Unknown unknown -> throw new IllegalStateException("the unknown outcome is incomplete");
        };
    }

    static void conclude(State state, CallView view, SettledAs outcome, Proposal proposal) {
        endWhenDone(state, view, outcome.settlement(), proposal);
        if (outcome.broken()) {
            LeaseEnds.ofConflict(
                    state, view.actor(), "c-" + view.seq() + " was done to an object that already existed", proposal);
        }
    }

    private static void endWhenDone(State state, CallView view, Settlement settlement, Proposal proposal) {
        if (!(settlement instanceof Settlement.Succeeded)) {
            return;
        }
        Task done = null;
        for (Task t = state.tasks().nearest(view.task()); t != null; t = t.parent()) {
            Intent intent = state.bundle().intents().get(t.intent());
            if (intent != null
                    && intent.doneWhen().isPresent()
                    && state.marksOf(view.facts()).contains(intent.doneWhen().get())) {
                done = t;
            }
        }
        if (done != null) {
            proposal.end(done, EndReason.DONE, Proposal.INTERLOCK);
        }
    }
}
