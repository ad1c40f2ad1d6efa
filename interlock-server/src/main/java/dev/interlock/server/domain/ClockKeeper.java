package dev.interlock.server.domain;

import dev.interlock.engine.command.ClockCommand;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.ClockReading;
import dev.interlock.engine.state.State;

/** Holds the clocks of the machine against the record, and records what comes of that. Used by the writer alone. */
final class ClockKeeper {

    private static final System.Logger LOG = System.getLogger(ClockKeeper.class.getName());

    private final DomainClock clock;
    private final Batch batch;

    ClockKeeper(DomainClock clock, Batch batch) {
        this.clock = clock;
        this.batch = batch;
    }

    ClockReading read() {
        return clock.read();
    }

    /** Looks at the clocks at a start: a doubt of before goes on, whatever they show. */
    void startAt(State started, Watch watch) {
        if (started.clock().inDoubt()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the clock has been in doubt since entry " + started.clock().doubtSeq() + ClockText.REMEDY);
        } else {
            hold(started, clock.atStart(), watch);
        }
    }

    /** Looks at the clocks before a decision: nothing is decided by one that is not believed. */
    void look(State current, Watch watch) {
        clock.news().ifPresent(reading -> hold(current, reading, watch));
    }

    private void hold(State current, ClockCommand.Read reading, Watch watch) {
        for (Event event :
                batch.decideAndFold(current, reading, watch).decision().events()) {
            if (event instanceof ClockEvent.Doubted doubted) {
                LOG.log(System.Logger.Level.WARNING, ClockText.of(doubted, current.timeMillis()));
            }
        }
    }
}
