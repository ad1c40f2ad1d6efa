package dev.interlock.engine.command;

import dev.interlock.engine.model.Caller;
import java.util.List;

/** Commands about holds other than answering one, and about delegations of the right to answer. */
public sealed interface HoldCommand extends Command {

    /** Say that the call is not wanted any more: by its requester, an agent above, or a person who opened its task or one above. */
    record Withdraw(long hold, Caller by, String comment) implements HoldCommand {}

    /** Answer holds that are alike with one decision: all of them, or none. */
    record AnswerLike(List<Command.AnswerHold> answers) implements HoldCommand {
        public AnswerLike {
            answers = List.copyOf(answers);
        }
    }

    /**
     * Let another person answer holds for a group of one's own.
     *
     * @param millis time that the delegation lasts, in milliseconds
     */
    record Delegate(Caller by, Caller to, String group, long millis, String reason) implements HoldCommand {}

    /**
     * End a delegation.
     *
     * @param administrator whether the caller may end delegations of others
     */
    record EndDelegation(long delegation, Caller by, boolean administrator) implements HoldCommand {}

    /**
     * End the delegations of people who are not registered any more, or not in the group.
     *
     * @param registered all registered people
     */
    record ReviewDelegations(List<Caller> registered) implements HoldCommand {
        public ReviewDelegations {
            registered = List.copyOf(registered);
        }
    }
}
