package dev.interlock.server.app;

import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.identity.Authenticator;
import dev.interlock.server.identity.CallerAuthenticator;
import dev.interlock.server.identity.Callers;
import java.time.Duration;
import java.util.Optional;

/**
 * The intake of requests, the same at every door: authentication, rate limits, and the record of refusals.
 *
 * @param callers find out who sends a request
 * @param limiter lets a request in as far as there is room
 * @param refusals hear of the requests that are turned away
 */
record Intake(Callers callers, RateLimiter limiter, RefusalRecord refusals) {

    static Intake of(Core core, Callers callers) {
        var limiter = new RateLimiter(core.config().limits().traffic(), System::nanoTime);
        core.enforcer().count(limiter);
        return new Intake(callers, limiter, new RefusalRecord(core.domain(), core.clock()));
    }

    /**
     * Returns the authenticator of a door for agents and people.
     *
     * @param door the root of its paths
     */
    Authenticator authenticator(String door) {
        return new CallerAuthenticator(callers::identify, refusals::identity, door);
    }

    /**
     * A known party showed the credential of a lane that is not taken: recorded, and counted as a request of the party.
     *
     * @return how long the party has to wait, if it sends too much
     */
    Optional<Duration> refusedCredential(String reason, String where, String by) {
        refusals.known(reason, where, by);
        try (RateLimiter.Visit visit = limiter.visit()) {
            return visit.arrive(by).map(RateLimiter.Busy::retryAfter);
        }
    }

    /** Returns the authenticator of a door for enforcement points outside. */
    Authenticator enforcers(String door) {
        return new CallerAuthenticator(callers::identifyEnforcer, refusals::identity, door);
    }
}
