package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import java.util.List;

/** Refusals; their messages are for people, and the comparison ignores them. */
final class Refusals {

    private Refusals() {}

    static Decision refuse(RefusalCode code) {
        return refuse(List.of(), code);
    }

    static Decision refuse(List<Event> events, RefusalCode code) {
        return new Decision(events, new Answer.Refused(code, code.text()));
    }
}
