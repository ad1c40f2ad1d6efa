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
 * @param channel the channel that it came in by
 * @param delegated in whose place it was given, for groups that the answerer is not in
 * @param with the first answer of the decision that it is part of, by its number; empty for that one itself, and for an answer to
 *     one hold
 */
public record AnswerContext(
        boolean confirmed, boolean verifier, Optional<String> channel, List<Delegated> delegated, OptionalLong with) {

    /** By a person, for itself, without repeating the code. */
    public static final AnswerContext PLAIN = new AnswerContext(false, false, Optional.empty(), List.of());

    public AnswerContext {
        delegated = List.copyOf(delegated);
    }

    /** A decision of its own. */
    public AnswerContext(boolean confirmed, boolean verifier, Optional<String> channel, List<Delegated> delegated) {
        this(confirmed, verifier, channel, delegated, OptionalLong.empty());
    }

    /**
     * A right to answer that another person handed on, and the answer was given by.
     *
     * @param delegation number of the {@link HoldEvent.Delegated} event
     * @param by who let it answer
     * @param group for which group
     */
    public record Delegated(long delegation, Actor by, String group) {}
}
