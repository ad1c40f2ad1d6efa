package dev.interlock.e2e.attack;

import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.params.provider.Arguments;

/** Requests for a token, each a good one but for one thing. */
final class TokenRequests {

    private TokenRequests() {}

    /** @param error that is answered */
    static Arguments request(String error, String what, Function<Map<String, String>, Map<String, String>> change) {
        return Arguments.of(error, what, change);
    }

    static Map<String, String> with(Map<String, String> parameters, String name, String value) {
        parameters.put(name, value);
        return parameters;
    }

    static Map<String, String> without(Map<String, String> parameters, String name) {
        parameters.remove(name);
        return parameters;
    }
}
