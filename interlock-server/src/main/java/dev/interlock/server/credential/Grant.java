package dev.interlock.server.credential;

import java.time.Instant;

/**
 * The grant of a credential to a lease.
 *
 * @param lease its number, by which the credential is found again
 * @param task the task, as people see it
 * @param agent the holder of the lease
 * @param expires the end of its use, withdrawn or not
 */
public record Grant(long lease, String task, String agent, Instant expires) {

    public Grant {
        if (lease < 0) {
            throw new IllegalArgumentException("a lease has a number");
        }
    }
}
