package dev.interlock.server.http.server;

import java.util.List;
import java.util.Optional;

/** The headers of a request, as far as every door needs them to agree on who is let in. */
public interface RequestFields {

    /**
     * Returns all values of a header, each by itself.
     *
     * @param name in lower case
     */
    List<String> all(String name);

    /** The first value of a header; where it may occur once only, the door has seen to that. */
    default Optional<String> first(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getFirst());
    }
}
