package dev.interlock.server.credential;

import java.time.Instant;

/**
 * What a credential is issued for.
 *
 * @param lease its number: what the credential is found again by
 * @param task for which it is, as people see it
 * @param agent for whom
 * @param expires after which it is of no use, withdrawn or not
 */
public record Grant(long lease, String task, String agent, Instant expires) {

    public Grant {
        if (lease < 0) {
            throw new IllegalArgumentException("a lease has a number");
        }
    }
}
