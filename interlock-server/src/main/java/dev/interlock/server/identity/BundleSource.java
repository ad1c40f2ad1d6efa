package dev.interlock.server.identity;

import dev.interlock.server.identity.spiffe.SpiffeBundle;
import java.time.Duration;
import java.time.Instant;

/** Where the bundle of one trust domain comes from. Thread-safe. */
public interface BundleSource extends AutoCloseable {

    /** What nobody has confirmed for so long is not believed any more. */
    Duration STALE = Duration.ofDays(1);

    /** What is trusted now: the same object as long as nothing has changed. */
    SpiffeBundle current(Instant now);

    /** Asks nobody any more. */
    @Override
    default void close() {}
}
