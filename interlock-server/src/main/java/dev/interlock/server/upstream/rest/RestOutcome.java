package dev.interlock.server.upstream.rest;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The outcome of sending a request to an API. */
public sealed interface RestOutcome {

    /**
     * The API answered, with whatever status.
     *
     * @param target the address of the request
     * @param headers the values by name in lower case
     * @param body the body as it came, whole; its last user releases it
     */
    record Answered(URI target, int status, Map<String, List<String>> headers, Payload body) implements RestOutcome {

        /** The first header of this name. */
        public Optional<String> header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                    .findFirst();
        }

        /** The header of this name where there is exactly one: of several nobody knows which is meant. */
        public Optional<String> only(String name) {
            List<String> all = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
            return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
        }
    }

    /** Nothing left the gateway. */
    record NotSent(String reason) implements RestOutcome {}

    /**
     * The request was sent, and there is no whole answer.
     *
     * @param late whether the time was over
     */
    record Lost(String reason, boolean late) implements RestOutcome {}
}
