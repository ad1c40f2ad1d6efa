package dev.interlock.server.door.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.util.Optional;

/**
 * The header {@code Interlock-Decision} of every answer, an item of RFC 9651: the verdict, with {@code call}, {@code hold},
 * {@code code} and {@code outcome} as parameters where there are any. What an API sends under that name is dropped.
 */
final class Decision {

    static final String HEADER = "Interlock-Decision";

    private Decision() {}

    /** @param details of the answer to a call */
    static String of(String verdict, ObjectNode details, Optional<String> code, Optional<String> hold) {
        StringBuilder item = new StringBuilder(verdict);
        add(item, "call", Optional.ofNullable(Json.string(details, "call")));
        add(item, "hold", hold);
        add(item, "code", code);
        String outcome = Json.string(details, "outcome");
        if (outcome != null) {
            item.append(";outcome=").append(outcome);
        }
        return item.toString();
    }

    /** Returns the header for a request that was never a call. */
    static String refused(String code) {
        return of("refused", Json.object(), Optional.of(code), Optional.empty());
    }

    private static void add(StringBuilder item, String name, Optional<String> value) {
        value.ifPresent(text -> item.append(';')
                .append(name)
                .append("=\"")
                .append(text.replaceAll("[^A-Za-z0-9._/-]", "?"))
                .append('"'));
    }
}
