package dev.interlock.policy.reach;

import dev.interlock.engine.command.Answer;
import dev.interlock.policy.story.Story;
import dev.interlock.policy.story.StoryPlayer;
import java.util.List;

/**
 * A conflict that one party has the authority to complete. Only the rule stands between.
 *
 * @param rule id of the rule
 * @param attribute in which the party is one
 * @param value of the attribute
 * @param marks what it can do, of the things that exclude each other
 * @param story the shortest one found; its last call completes the conflict
 * @param played what the engine answers to each move
 */
public record Toxic(
        String rule, String attribute, String value, List<String> marks, Story story, StoryPlayer.Played played) {

    public Toxic {
        marks = List.copyOf(marks);
    }

    /** Whether the last call goes through: nothing stops the conflict. */
    public boolean unstopped() {
        return played.last() instanceof Answer.Permit;
    }
}
