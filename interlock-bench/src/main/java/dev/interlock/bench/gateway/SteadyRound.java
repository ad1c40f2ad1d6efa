package dev.interlock.bench.gateway;

import dev.interlock.bench.wire.Wrk;
import java.io.IOException;
import java.time.Duration;

/** One round of calls by {@code wrk}, and what the processes on their way used for it. */
record SteadyRound(Wrk.Measured calls, Way.Use use) {

    /** A gateway that answers no call in this time is not measured. */
    private static final int LONGEST_SECONDS = 60;

    /**
     * Makes calls for so many seconds, and waits until what they left behind is done. Where nothing is answered in that time, as by a
     * gateway that has just started on a busy machine, calls are made for longer.
     *
     * @param rest the most time until it is done
     * @throws IOException also when one of the calls was not carried out
     */
    static SteadyRound of(Way way, Wrk wrk, int connections, int seconds, Duration rest)
            throws IOException, InterruptedException {
        for (int time = seconds; time <= LONGEST_SECONDS; time *= 2) {
            SteadyRound round = once(way, wrk, connections, time, rest);
            if (round.calls().answered() > 0) {
                return round;
            }
        }
        throw new IOException(way.name() + " has answered no call");
    }

    private static SteadyRound once(Way way, Wrk wrk, int connections, int seconds, Duration rest)
            throws IOException, InterruptedException {
        Way.Used<Wrk.Measured> used = way.during(() -> {
            Wrk.Measured measured = wrk.run(way.target().port(), connections, seconds);
            way.rest(rest);
            return measured;
        });
        if (used.use().carriedOut() < used.result().answered()) {
            throw new IOException(used.result().answered() + " calls were answered by " + way.name() + ", but only "
                    + used.use().carriedOut() + " were carried out");
        }
        return new SteadyRound(used.result(), used.use());
    }
}
