package dev.interlock.server.content;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The parties of tests about content: three agents and two people. */
final class ContentParties {

    private ContentParties() {}

    static final Caller ADA = party("ada", /* person= */ false);
    static final Caller BOB = party("bob", /* person= */ false);
    static final Caller EVE = party("eve", /* person= */ false);
    static final Caller OMAR = party("omar", /* person= */ true);
    static final Caller PAT = new Caller(
            "pat",
            "token-pat",
            true,
            false,
            new TreeMap<>(Map.of("owner", AttributeValue.known("two"))),
            new TreeSet<>(),
            Optional.empty());

    private static Caller party(String name, boolean person) {
        return new Caller(
                name,
                "token-" + name,
                person,
                !person,
                new TreeMap<>(Map.of("owner", AttributeValue.known("one"))),
                new TreeSet<>(),
                Optional.of("assist"));
    }
}
