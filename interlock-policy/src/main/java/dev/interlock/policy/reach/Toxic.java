package dev.interlock.policy.reach;

import dev.interlock.engine.command.Answer;
import dev.interlock.policy.story.Story;
import dev.interlock.policy.story.StoryPlayer;
import java.util.List;

/**
 * A conflict that one party has the authority to complete, so that only the rule prevents it.
 *
 * @param rule the id of the rule
 * @param attribute the attribute in which the party is one
 * @param value the value of the attribute
 * @param marks the marks of its calls that exclude each other
 * @param story the shortest story that was found; its last call completes the conflict
 * @param played the answers of the engine to each move
 */
public record Toxic(
        String rule, String attribute, String value, List<String> marks, Story story, StoryPlayer.Played played) {

    public Toxic {
        marks = List.copyOf(marks);
    }

    /** Returns whether the last call is permitted, so that nothing stops the conflict. */
    public boolean unstopped() {
        return played.last() instanceof Answer.Permit;
    }
}
