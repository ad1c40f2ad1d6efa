package dev.interlock.engine.event;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The request of an enforcement point outside for a decision on a call of somebody else. The enforcement point itself carries out what
 * is permitted, and reports the outcome.
 *
 * @param by the enforcement point, as it is registered
 * @param reportMillis for a permitted call, the time after which its outcome is unknown unless reported, in milliseconds since 1970
 * @param request the name of the question by which the enforcement point can ask it again, if it gave one
 */
public record ExternalRequest(String by, OptionalLong reportMillis, Optional<Request> request) {

    /** Returns the request with another time until which its outcome is to be reported. */
    public ExternalRequest reportedUntil(OptionalLong millis) {
        return new ExternalRequest(by, millis, request);
    }

    /**
     * The identity of a question, which is the same when it is asked again.
     *
     * @param key chosen by the enforcement point: an idempotency key
     * @param digest {@code sha-256:} and hex, of all that was asked
     */
    public record Request(String key, String digest) {}
}
