package dev.interlock.policy.scenario;

import dev.interlock.engine.command.Answer;
import java.util.Optional;
import java.util.Set;

/**
 * A step of a scenario as it came out.
 *
 * @param line the line at which it stands in its file
 * @param what what was asked, in words
 * @param name the name that the step gave to its call
 * @param marks what the call carries, of a step that calls a tool
 * @param answer what the engine answered
 * @param withheld whether the call was permitted and nobody got the answer
 */
public record PlayedStep(
        int line, String what, Optional<String> name, Set<String> marks, Answer answer, boolean withheld) {

    public PlayedStep {
        marks = Set.copyOf(marks);
    }
}
