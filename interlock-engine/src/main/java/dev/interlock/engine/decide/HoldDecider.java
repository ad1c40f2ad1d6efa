package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The decisions on holds: people and machine verifiers answer them, those who asked withdraw them, and time ends them. */
final class HoldDecider {

    private HoldDecider() {}

    static Decision decide(State state, HoldCommand command, long now) {
        var proposal = new Proposal(state);
        return switch (command) {
            case HoldCommand.Withdraw withdraw -> withdraw(state, withdraw, proposal, now);
            case HoldCommand.AnswerLike like -> answer(state, like, proposal, now);
            case HoldCommand.Delegate delegate -> DelegationDecider.delegate(state, delegate, proposal, now);
            case HoldCommand.EndDelegation end -> DelegationDecider.end(state, end, proposal, now);
            case HoldCommand.ReviewDelegations review -> DelegationDecider.review(state, review, proposal);
        };
    }

    static Decision answer(State state, Command.AnswerHold command, long now) {
        var proposal = new Proposal(state);
        Optional<Answer.Refused> refused = ApprovalDecider.propose(state, command, proposal, OptionalLong.empty(), now);
        return refused.isPresent()
                ? proposal.answer(refused.get())
                : proposal.answer(new Answer.Done(proposal.next() - 1));
    }

    /**
     * Answers all of the holds or none, and only holds that are alike: of one agent, for one tool, for the same
     * reasons. They are answered by one decision, by one and with one verdict, which is why it counts once.
     */
    private static Decision answer(State state, HoldCommand.AnswerLike command, Proposal proposal, long now) {
        List<Command.AnswerHold> answers = command.answers();
        if (answers.isEmpty()
                || answers.stream().map(Command.AnswerHold::hold).distinct().count() != answers.size()) {
            return proposal.refuse(RefusalCode.ARGUMENT_INVALID, "name each hold that is answered once");
        }
        if (answers.stream().map(HoldDecider::decision).distinct().count() > 1) {
            return proposal.refuse(
                    RefusalCode.ARGUMENT_INVALID,
                    "holds answered together must be answered by one party, which approves or rejects all of them");
        }
        HoldState first = open(state, answers.getFirst().hold());
        for (Command.AnswerHold answer : answers) {
            HoldState hold = open(state, answer.hold());
            if (first != null && hold != null && !first.likeness().equals(hold.likeness())) {
                return proposal.refuse(
                        RefusalCode.HOLDS_DIFFER,
                        "`h-" + first.number() + "` and `h-" + hold.number()
                                + "` are not alike; one decision can only answer holds from one agent, for one tool"
                                + " and for the same reasons");
            }
            if (hold != null && answer.approve() && hold.isConfirmed()) {
                return proposal.refuse(
                        RefusalCode.CONFIRMATION_REQUIRED,
                        "`h-" + hold.number() + "` must be approved separately, with its binding code");
            }
        }
        OptionalLong with = OptionalLong.empty();
        for (Command.AnswerHold answer : answers) {
            var alone = new Proposal(state);
            Optional<Answer.Refused> refused = ApprovalDecider.propose(state, answer, alone, with, now);
            if (refused.isPresent()) {
                return alone.answer(refused.get());
            }
            with = OptionalLong.of(proposal.next());
        }
        long number = proposal.next();
        for (Command.AnswerHold answer : answers) {
            ApprovalDecider.propose(
                    state, answer, proposal, proposal.next() == number ? OptionalLong.empty() : with, now);
        }
        return proposal.answer(new Answer.Done(number));
    }

    private static @Nullable HoldState open(State state, long number) {
        HoldState hold = state.holds().get(number);
        return hold == null || hold.status() != HoldState.Status.OPEN ? null : hold;
    }

    private static List<Object> decision(Command.AnswerHold answer) {
        return List.of(answer.by().name(), answer.approve());
    }

    private static Decision withdraw(State state, HoldCommand.Withdraw command, Proposal proposal, long now) {
        OptionalLong in = state.holds().taskOf(command.hold());
        if (in.isEmpty()) {
            return proposal.refuse(
                    RefusalCode.HOLD_UNKNOWN,
                    "there is no hold `h-" + command.hold() + "`, or it or its task has ended already");
        }
        Task task = state.task(in.getAsLong());
        if (task == null || !mayWithdraw(task, command.by())) {
            return proposal.refuse(
                    RefusalCode.NOT_ALLOWED,
                    "only the agent that made the call, the agent of a task above it or a person who opened one of"
                            + " these tasks can withdraw `h-"
                            + command.hold() + "`");
        }
        if (state.holds().status(command.hold()) != HoldState.Status.OPEN) {
            return proposal.refuse(RefusalCode.HOLD_CLOSED, "hold `h-" + command.hold() + "` is closed");
        }
        Task over = task.topmostOver(now);
        if (over != null) {
            proposal.endOver(over, now);
            return proposal.refuse(RefusalCode.HOLD_UNKNOWN, "the task of hold `h-" + command.hold() + "` has ended");
        }
        proposal.add(new HoldEvent.Withdrawn(command.hold(), command.by().name(), command.comment()));
        return proposal.answer(new Answer.Done(command.hold()));
    }

    private static boolean mayWithdraw(Task task, Caller by) {
        if (by.agent()) {
            return TaskDecider.actsIn(task, by.name());
        }
        for (Task t = task; by.person() && t != null; t = t.parent()) {
            if (t.opened().openedBy().equals(by.name())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Ends the holds that waited long enough, and the delegations that are over. A hold of a task that is over ended
     * with the task.
     */
    static void tick(State state, Proposal proposal, long now) {
        for (HoldState hold : state.holds().overdue(now)) {
            Task task = state.task(hold.held().task());
            if (task != null && task.topmostOver(now) == null && !Approvers.complete(state.links(), hold, now)) {
                proposal.add(new HoldEvent.Expired(hold.number()));
            }
        }
        DelegationDecider.tick(state, proposal, now);
    }
}
