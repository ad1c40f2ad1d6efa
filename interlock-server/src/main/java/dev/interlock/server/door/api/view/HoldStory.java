package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.domain.LedgerReplayer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The recorded story of one hold, from the held call to its end: read from the ledger alone, so that it is known also
 * when its task has ended.
 *
 * @param answers the answers in their order
 * @param end the event that ended the hold; empty for an open one
 */
public record HoldStory(Recorded held, List<Recorded> answers, Decision decision, Optional<Recorded> end) {

    private static final int CHUNK = 1_000;

    /** The decisions on a hold. */
    enum Decision {
        PENDING,
        APPROVED,
        DENIED,
        EXPIRED,
        WITHDRAWN,
        /** A late link showed that approvals relied on a difference that there is not. */
        VOIDED,
        /** The same call was held again for other reasons. */
        SUPERSEDED,
        /** The task of the hold ended before a decision. */
        CLOSED
    }

    public HoldStory {
        answers = List.copyOf(answers);
    }

    /** @param size how many entries of the ledger are looked at */
    public static HoldStory of(LedgerReplayer history, long hold, long size) throws IOException {
        Recorded first = history.event(hold);
        var reading = new Reading((Event.CallHeld) first.event());
        for (long from = hold + 1; from < size && reading.end.isEmpty(); from += CHUNK) {
            history.scan(from, Math.min(size, from + CHUNK), reading::see);
        }
        return new HoldStory(first, reading.answers, reading.decision, reading.end);
    }

    /**
     * The same of a hold whose later entries are known.
     *
     * @param later the entries about the hold, and the end of its task, ascending by number
     */
    static HoldStory of(Recorded held, Collection<Recorded> later) {
        var reading = new Reading((Event.CallHeld) held.event());
        later.forEach(reading::see);
        return new HoldStory(held, reading.answers, reading.decision, reading.end);
    }

    /**
     * Writes how the hold ended, if these entries tell.
     *
     * @param status as the state has it; {@code closed} where the state has forgotten it
     */
    public void put(ObjectNode out, String status) {
        end.map(recorded -> HoldEnd.of(decision, recorded))
                .filter(ended -> status.equals("closed")
                        || status.equals(ended.path("as").asText()))
                .ifPresent(ended -> out.set("ended", ended));
    }

    Event.CallHeld call() {
        return (Event.CallHeld) held.event();
    }

    /** The reading of one hold's events, which ends with the hold. */
    private static final class Reading {

        private final Event.CallHeld held;
        private final List<Recorded> answers = new ArrayList<>();
        private final Set<Long> numbers = new HashSet<>();
        private Decision decision = Decision.PENDING;
        private Optional<Recorded> end = Optional.empty();

        Reading(Event.CallHeld held) {
            this.held = held;
        }

        void see(Recorded recorded) {
            if (end.isPresent()) {
                return;
            }
            switch (recorded.event()) {
                case Event.HoldAnswered answered
                when answered.hold() == held.hold() -> {
                    answers.add(recorded);
                    numbers.add(answered.answer());
                    if (!answered.approved()) {
                        end(Decision.DENIED, recorded);
                    }
                }
                case Event.CallReserved reserved
                when reserved.approvals().stream().anyMatch(numbers::contains) -> end(Decision.APPROVED, recorded);
                case HoldEvent.Expired expired when expired.hold() == held.hold() -> end(Decision.EXPIRED, recorded);
                case HoldEvent.Withdrawn withdrawn
                when withdrawn.hold() == held.hold() -> end(Decision.WITHDRAWN, recorded);
                case Event.LinkAnswered link when link.voided().contains(held.hold()) -> end(Decision.VOIDED, recorded);
                case Event.CallHeld again
                when again.digest().equals(held.digest()) && again.hold() == again.call() ->
                    end(Decision.SUPERSEDED, recorded);
                case Event.TaskEnded ended when ended.task() == held.task() -> end(Decision.CLOSED, recorded);
                default -> {} // most of what is recorded is about something else
            }
        }

        private void end(Decision by, Recorded recorded) {
            decision = by;
            end = Optional.of(recorded);
        }
    }
}
