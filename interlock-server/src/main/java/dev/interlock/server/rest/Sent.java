package dev.interlock.server.rest;

import java.net.URI;
import java.net.http.HttpHeaders;

/** What became of a request to an API. */
sealed interface Sent {

    /**
     * It was answered, whatever with.
     *
     * @param target that was asked
     * @param body as it came, whole
     */
    record Answered(URI target, int status, HttpHeaders headers, byte[] body) implements Sent {}

    /** Nothing left the gateway. */
    record NotSent(String reason) implements Sent {}

    /**
     * It was sent, and there is no whole answer.
     *
     * @param late the time was over
     */
    record Lost(String reason, boolean late) implements Sent {}
}
