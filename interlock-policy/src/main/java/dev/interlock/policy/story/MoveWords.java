package dev.interlock.policy.story;

import dev.interlock.policy.scenario.StepWords;

/** A move of a story in words. */
public final class MoveWords {

    private MoveWords() {}

    public static String of(Move move) {
        return switch (move) {
            case Move.Open open -> StepWords.begins(open.by(), open.agent(), open.intent(), open.objects());
            case Move.Call call -> StepWords.calls(call.by(), call.name(), call.args());
            case Move.Wait wait -> StepWords.passes(wait.millis());
        };
    }
}
