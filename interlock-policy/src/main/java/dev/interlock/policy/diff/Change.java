package dev.interlock.policy.diff;

import dev.interlock.engine.command.Answer;
import dev.interlock.policy.story.Move;
import dev.interlock.policy.story.Story;

/**
 * A change of meaning: the last move of the story is answered otherwise by the other bundle, and all before it the same.
 *
 * @param before the answer of the first bundle
 * @param after the answer of the second one
 */
public record Change(Story story, Answer before, Answer after) {

    /** The move that is answered otherwise. */
    public Move move() {
        return story.moves().getLast();
    }
}
