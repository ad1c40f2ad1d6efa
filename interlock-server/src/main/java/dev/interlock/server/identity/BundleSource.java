package dev.interlock.server.identity;

import dev.interlock.server.identity.spiffe.SpiffeBundle;
import java.time.Duration;
import java.time.Instant;

/** The source of the bundle of one trust domain. Thread-safe. */
public interface BundleSource extends AutoCloseable {

    /** The time after which a bundle that nobody has confirmed is not believed any more. */
    Duration STALE = Duration.ofDays(1);

    /** Returns the bundle that is trusted now: the same object as long as nothing has changed. */
    SpiffeBundle current(Instant now);

    /** Closes the source: nobody is asked any more. */
    @Override
    default void close() {}
}
