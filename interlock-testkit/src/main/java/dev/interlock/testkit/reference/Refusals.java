package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Event;
import java.util.List;

/** Refusals; their messages are for people, and the comparison ignores them. */
final class Refusals {

    private Refusals() {}

    static Decision refuse(Code code) {
        return refuse(List.of(), code);
    }

    static Decision refuse(List<Event> events, Code code) {
        return new Decision(events, new Answer.Refused(code, code.text()));
    }
}
