package dev.interlock.server.replay;

import dev.interlock.engine.command.Answer;
import java.util.Locale;

/** The verdict on a call, in a word. */
public enum Verdict {
    PERMIT,
    HOLD,
    DENY;

    static Verdict of(Answer.Verdict answer) {
        return switch (answer) {
            case Answer.Permit permit -> PERMIT;
            case Answer.Hold hold -> HOLD;
            case Answer.Deny deny -> DENY;
        };
    }

    /** The name of the verdict as it is written outside. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
