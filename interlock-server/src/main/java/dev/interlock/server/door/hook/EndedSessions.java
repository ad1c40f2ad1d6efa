package dev.interlock.server.door.hook;

import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.index.Term;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * The sessions whose task ended otherwise than with the session: a person ended it, or it was idle or over a limit. Such a session gets no other
 * task, also after a restart of the server: its ended task is found in the record, so that its calls are denied. A session that its program
 * ended can be resumed, and gets a new task then. Thread-safe.
 */
final class EndedSessions {

    private static final String OPENED = "task-opened";
    private static final String ENDED = "task-ended";

    private final Domain domain;
    private final RecordIndex index;
    private final long recordedBefore;

    /** @param index of the record of the domain */
    EndedSessions(Domain domain, RecordIndex index) {
        this.domain = domain;
        this.index = index;
        this.recordedBefore = index.size();
    }

    /**
     * Returns the latest task of a session if it ended and the session did not.
     *
     * @param isOf whether an instruction is that of the session
     * @throws UnavailableException if what was recorded before the start is not searchable yet: nothing is opened then
     */
    OptionalLong latest(String agent, Predicate<String> isOf) {
        index.awaitNear();
        if (index.indexed() < recordedBefore) {
            throw new UnavailableException("the record is still being indexed after the start");
        }
        for (long number : found(Term.event(OPENED), Term.party(agent), RecordIndex.MOST)) {
            if (domain.history().event(number).event() instanceof Event.TaskOpened opened
                    && opened.agent().equals(agent)
                    && isOf.test(opened.instruction())) {
                return isOver(opened) ? OptionalLong.of(opened.task()) : OptionalLong.empty();
            }
        }
        return OptionalLong.empty();
    }

    /** Returns whether something else than the session ended the task. A task that ended with the one above it is judged by that one. */
    private boolean isOver(Event.TaskOpened opened) {
        return found(Term.event(ENDED), Term.task(opened.task()), 1).stream()
                .map(number -> domain.history().event(number).event())
                .anyMatch(event -> event instanceof Event.TaskEnded ended
                        && ended.reason() != EndReason.PARENT_ENDED
                        && !(ended.reason() == EndReason.CLOSED && ended.by().equals(opened.agent())));
    }

    private List<Long> found(Term kind, Term about, int limit) {
        return index.find(List.of(kind, about), Long.MAX_VALUE, limit).numbers();
    }
}
