package dev.interlock.engine.event;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * That an enforcement point outside asked for a decision on a call of somebody else. It carries out by itself what is permitted, and
 * reports what came of it.
 *
 * @param by the enforcement point, as it is registered
 * @param reportMillis of a permitted call: the time after which its outcome is unknown unless it was reported, in milliseconds since 1970
 * @param request what the enforcement point calls this question, if it means to ask it again
 */
public record ExternalRequest(String by, OptionalLong reportMillis, Optional<Request> request) {

    /**
     * A question that is the same when it is asked again.
     *
     * @param key chosen by the enforcement point: an idempotency key
     * @param digest {@code sha-256:} and hex, of all that was asked
     */
    public record Request(String key, String digest) {}
}
