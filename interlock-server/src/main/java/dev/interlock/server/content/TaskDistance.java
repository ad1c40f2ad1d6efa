package dev.interlock.server.content;

import dev.interlock.engine.model.Distance;
import dev.interlock.provenance.distance.InstructionMeaning;
import dev.interlock.provenance.distance.TextEmbedding;
import dev.interlock.provenance.task.ArgumentValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The distances of the calls of one graph of tasks from its instruction, which is read when the first call is compared. Not thread-safe. */
final class TaskDistance {

    private String instruction;
    private @Nullable InstructionMeaning meaning;
    private int sum;

    /** @param instruction what a person asked for; blank where no call is compared */
    TaskDistance(String instruction) {
        this.instruction = instruction;
    }

    /** Takes another instruction for the calls to come. The distances of earlier calls stay as they were. */
    void instruct(String now) {
        instruction = now;
        meaning = null;
    }

    /** Compares a call that is about to be decided, and adds its distance to those before. */
    Distance next(TextEmbedding embedding, String tool, List<ArgumentValue> arguments) {
        InstructionMeaning known = meaning;
        if (known == null) {
            known = new InstructionMeaning(instruction, embedding);
            meaning = known;
        }
        int distance = known.distance(tool, arguments);
        sum = (int) Math.min((long) sum + distance, Integer.MAX_VALUE);
        return new Distance(distance, sum);
    }
}
