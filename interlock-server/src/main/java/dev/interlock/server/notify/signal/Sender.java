package dev.interlock.server.notify.signal;

import dev.interlock.server.domain.DeadLease;
import java.io.IOException;

/** The sender tells one receiver of one lease. */
interface Sender {

    /** @throws IOException why it was not acknowledged: it is told again */
    void send(DeadLease lease) throws IOException, InterruptedException;
}
