package dev.interlock.server.http.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One challenge of a {@code WWW-Authenticate} header (RFC 9110, section 11.6.1): a scheme and its parameters. Immutable.
 */
public final class Challenge {

    /** The header in which challenges are sent. */
    public static final String HEADER = "WWW-Authenticate";

    private final String scheme;
    private final List<String> parameters;

    private Challenge(String scheme, List<String> parameters) {
        this.scheme = scheme;
        this.parameters = List.copyOf(parameters);
    }

    /** Returns a challenge of this scheme, with the realm that every door names. */
    public static Challenge of(String scheme) {
        return new Challenge(scheme, List.of("realm=\"interlock\""));
    }

    /**
     * Returns the challenge for bearer tokens: the request showed none, or none that is accepted (RFC 6750, section 3).
     *
     * @param shown whether the request showed something
     */
    public static Challenge bearer(boolean shown) {
        Challenge bearer = of("Bearer");
        return shown ? bearer.with("error", "invalid_token") : bearer;
    }

    /** @param value of printable ASCII, written by us */
    public Challenge with(String name, String value) {
        if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '"' && c != '\\')) {
            throw new IllegalArgumentException("a challenge parameter must be plain ASCII");
        }
        var more = new ArrayList<>(parameters);
        more.add(name + "=\"" + value + "\"");
        return new Challenge(scheme, more);
    }

    /** Adds the parameter, if there is a value for it. */
    public Challenge with(String name, Optional<String> value) {
        return value.map(given -> with(name, given)).orElse(this);
    }

    /** Returns the challenge as it is sent; several are separated by commas. */
    @Override
    public String toString() {
        return scheme + " " + String.join(", ", parameters);
    }
}
