package dev.interlock.bench.gateway;

import dev.interlock.bench.wire.Wrk;
import java.io.IOException;

/** One round of calls by {@code wrk}, and what the processes on their way used for it. */
record SteadyRound(Wrk.Measured calls, Way.Use use) {

    /** @throws IOException also when one of the calls was not carried out */
    static SteadyRound of(Way way, Wrk wrk, int connections, int seconds) throws IOException, InterruptedException {
        Way.Used<Wrk.Measured> used = way.during(() -> wrk.run(way.target().port(), connections, seconds));
        if (used.use().carriedOut() < used.result().answered()) {
            throw new IOException(used.result().answered() + " calls were answered by " + way.name() + ", and only "
                    + used.use().carriedOut() + " carried out");
        }
        return new SteadyRound(used.result(), used.use());
    }
}
