package dev.interlock.engine.event;

import dev.interlock.engine.model.Actor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The way in which a hold was answered.
 *
 * @param confirmed the binding code was repeated
 * @param verifier a machine verifier answered
 * @param channel the channel that the answer came in by
 * @param delegated the delegations by which it was given, for groups that the answerer is not in
 * @param with number of the first answer of the same decision; empty for that answer itself, and for an answer to one hold
 *     alone
 * @param presence the proof of the person to have been there; empty where they showed none, as with a token of the configuration
 */
public record AnswerContext(
        boolean confirmed,
        boolean verifier,
        Optional<String> channel,
        List<Delegated> delegated,
        OptionalLong with,
        Optional<Presence> presence) {

    /** The context of a person who answers for itself, without repeating the code. */
    public static final AnswerContext PLAIN = new AnswerContext(false, false, Optional.empty(), List.of());

    public AnswerContext {
        delegated = List.copyOf(delegated);
    }

    /** The context of an answer that is a decision of its own. */
    public AnswerContext(boolean confirmed, boolean verifier, Optional<String> channel, List<Delegated> delegated) {
        this(confirmed, verifier, channel, delegated, OptionalLong.empty(), Optional.empty());
    }

    /**
     * The delegation by which an answer was given.
     *
     * @param delegation number of the {@link HoldEvent.Delegated} event
     * @param by the person who delegated
     * @param group the group for which the answer was given
     */
    public record Delegated(long delegation, Actor by, String group) {}
}
