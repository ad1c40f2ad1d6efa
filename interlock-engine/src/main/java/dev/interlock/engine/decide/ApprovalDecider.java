package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.AnswerContext;
import dev.interlock.engine.event.Barred;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.BindingCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.CallerKind;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.policy.ApprovalLimits;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One answer to a hold. The right to give it is computed from lineage, now and again when the approval is used. */
final class ApprovalDecider {

    private final State state;
    private final Command.AnswerHold command;
    private final Proposal proposal;
    private final OptionalLong with;
    private final long now;
    private final String name;

    private ApprovalDecider(State state, Command.AnswerHold command, Proposal proposal, OptionalLong with, long now) {
        this.state = state;
        this.command = command;
        this.proposal = proposal;
        this.with = with;
        this.now = now;
        this.name = "`h-" + command.hold() + "`";
    }

    /**
     * Adds the answer to the proposal, or says why it is refused.
     *
     * @param with the first answer of the decision that it is part of, if it is another
     */
    static Optional<Answer.Refused> propose(
            State state, Command.AnswerHold command, Proposal proposal, OptionalLong with, long now) {
        return new ApprovalDecider(state, command, proposal, with, now).propose();
    }

    private Optional<Answer.Refused> propose() {
        HoldState.Status status = state.holds().status(command.hold());
        if (status == null) {
            return Proposal.refusal(
                    RefusalCode.HOLD_UNKNOWN, "there is no hold " + name + ", or it or its task has ended already");
        }
        HoldState hold = state.holds().get(command.hold());
        if (hold == null || status != HoldState.Status.OPEN) {
            return status == HoldState.Status.EXPIRED
                    ? Proposal.refusal(RefusalCode.HOLD_EXPIRED, waitIsOver())
                    : Proposal.refusal(RefusalCode.HOLD_CLOSED, "hold " + name + " is closed");
        }
        Task task = state.task(hold.held().task());
        Task over = task == null ? null : task.topmostOver(now);
        if (over != null) {
            proposal.endOver(over, now);
            return Proposal.refusal(RefusalCode.HOLD_UNKNOWN, "the task of hold " + name + " has ended");
        }
        if (hold.isOverdue(now) && !Approvers.complete(state.links(), hold, now)) {
            proposal.add(new HoldEvent.Expired(hold.number()));
            return Proposal.refusal(RefusalCode.HOLD_EXPIRED, waitIsOver());
        }
        return whoMayNot(hold)
                .or(() -> command.approve() ? whatMayNot(hold) : Optional.empty())
                .or(() -> {
                    add(hold);
                    return Optional.empty();
                });
    }

    private String waitIsOver() {
        return "hold " + name + " has expired and can no longer be approved; the agent must make the call again";
    }

    /** The refusal of a party that may not answer the hold; empty if it may. */
    private Optional<Answer.Refused> whoMayNot(HoldState hold) {
        Caller by = command.by();
        if (by.agent()) {
            return Proposal.refusal(RefusalCode.NOT_ALLOWED, "only a person or a machine verifier can answer a hold");
        }
        Optional<Answer.Refused> gone = AgentDecider.gone(state, by);
        if (gone.isPresent()) {
            return gone;
        }
        if (by.kind() instanceof CallerKind.Verifier verifier) {
            Optional<Barred> barred = state.agents().barred(by, state.links());
            if (barred.isPresent()) {
                return Proposal.refusal(
                        barred.get().refusal(), "`" + by.name() + "` is suspended, or its owner has left");
            }
            if (!verifier.covers(hold.held().facts().tool(), hold.held().facts().marks())) {
                return Proposal.refusal(
                        RefusalCode.OUTSIDE_SCOPE,
                        "`" + by.name() + "` is not declared as a verifier for calls like that of hold " + name);
            }
        }
        Actor person = Actors.outside(by);
        for (HoldState.Answered answer : hold.answers()) {
            if (state.links().same(Attributes.AGENT, answer.event().by().name(), person.name())) {
                return Proposal.refusal(
                        RefusalCode.NOT_INDEPENDENT, "`" + person.name() + "` has already answered hold " + name);
            }
        }
        if (!command.approve() && mayVeto(hold)) {
            return Optional.empty();
        }
        RefusalCode ineligible = ineligible(hold);
        return ineligible == null ? Optional.empty() : Proposal.refusal(ineligible, reason(ineligible, hold, person));
    }

    /** Returns whether the party may veto the call. A veto takes no independence. */
    private boolean mayVeto(HoldState hold) {
        return hold.reasons().stream()
                .flatMap(reason -> reason.need().stream())
                .anyMatch(need -> need.terms()
                        .veto()
                        .filter(command.by().groups()::contains)
                        .isPresent());
    }

    /** The reason why the answer counts for none of the needs; null when it counts for at least one. */
    private @Nullable RefusalCode ineligible(HoldState hold) {
        Event.HoldAnswered answer = event(hold);
        boolean inGroup = false;
        for (Finding reason : hold.reasons()) {
            Need need = reason.need().orElseThrow();
            if (Approvers.isInGroup(need, answer, hold.waited(now))) {
                inGroup = true;
                if (!Approvers.of(state.links(), hold.held().actor(), need, answer, hold.waited(now))
                        .isEmpty()) {
                    return null;
                }
            }
        }
        return inGroup ? RefusalCode.NOT_INDEPENDENT : RefusalCode.NOT_IN_GROUP;
    }

    private static String reason(RefusalCode code, HoldState hold, Actor person) {
        Need need = hold.reasons().getFirst().need().orElseThrow();
        return code == RefusalCode.NOT_IN_GROUP
                ? "`" + person.name() + "` is not in the approver group `"
                        + need.by().orElse("") + "`"
                : "`" + person.name() + "` is not independent of `"
                        + hold.held().actor().name() + "` at level `"
                        + need.level() + "`"
                        + Eligibility.unless(
                                person,
                                hold.held().actor(),
                                need.attributes(),
                                "; an approver must not be the requester, own it, instruct it, or share an attribute"
                                        + " of the level with it",
                                Eligibility.REGISTER + ", then have the agent make the call again");
    }

    /** The refusal to approve exactly what is held now, in this way; empty if it can be approved. */
    private Optional<Answer.Refused> whatMayNot(HoldState hold) {
        boolean another = command.digest()
                .filter(digest -> !digest.equals(hold.held().digest()))
                .isPresent();
        if (another || outdated(hold)) {
            return Proposal.refusal(
                    RefusalCode.HOLD_OUTDATED,
                    another
                            ? "hold " + name + " is for a different call from the one that was shown"
                            : "the objects of the call have changed since hold " + name
                                    + " was created; the agent must make the call again");
        }
        if (command.confirmation().isPresent()
                && !BindingCode.matches(hold.code(), command.confirmation().get())) {
            return Proposal.refusal(
                    RefusalCode.CONFIRMATION_WRONG,
                    "this is not the binding code of hold " + name + "; look at the hold again before you approve it");
        }
        if (hold.isConfirmed() && command.confirmation().isEmpty()) {
            return Proposal.refusal(
                    RefusalCode.CONFIRMATION_REQUIRED,
                    "to approve hold " + name + ", repeat its binding code, which is shown with it");
        }
        int most = state.bundle().approvals().answersPerWindow();
        if (command.by().person()
                && with.isEmpty()
                && state.answerRates().within(command.by().name(), now) >= most) {
            return Proposal.refusal(
                    RefusalCode.ANSWERS_EXHAUSTED,
                    "`" + command.by().name() + "` has approved " + most + " times within "
                            + ApprovalLimits.WINDOW_MILLIS / 60_000
                            + " minutes; continue later, or let other people approve");
        }
        return Optional.empty();
    }

    private void add(HoldState hold) {
        proposal.add(event(hold));
    }

    private Event.HoldAnswered event(HoldState hold) {
        return new Event.HoldAnswered(
                proposal.next(),
                command.hold(),
                command.approve(),
                Actors.outside(command.by()),
                command.by().groups(),
                command.comment(),
                new AnswerContext(
                        command.approve() && command.confirmation().isPresent(),
                        command.by().verifier(),
                        command.channel(),
                        DelegationDecider.inPlaceOf(state, command, hold, now),
                        with,
                        command.presence()));
    }

    /** The call whose place the held one is to take, while that is in flight, or that it repeats. */
    private @Nullable OpenCall continued(Event.CallHeld held) {
        if (held.continues().isEmpty()) {
            return held.asked().isPresent() ? null : Repeats.repeated(state, held.task(), held.actor(), held.facts());
        }
        OpenCall open = state.calls().get(held.continues().getAsLong());
        return open == null || open.unknown() ? null : open;
    }

    private boolean outdated(HoldState hold) {
        Event.CallHeld held = hold.held();
        Task task = state.task(held.task());
        if (task == null) {
            return true;
        }
        CallView view = state.view(held.call(), now, held.task(), held.actor(), held.facts(), continued(held));
        return !state.digest(view, task.intent()).equals(held.digest());
    }
}
