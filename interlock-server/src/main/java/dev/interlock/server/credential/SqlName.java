package dev.interlock.server.credential;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A name in PostgreSQL, always quoted: whatever stands in it is a name, and case makes a difference.
 *
 * <p>INVARIANT: no longer than PostgreSQL keeps: it would cut a longer one without a word, and mean another thing.
 */
record SqlName(String text) {

    /** Bytes of UTF-8: NAMEDATALEN less the final zero. */
    static final int MAX_BYTES = 63;

    public SqlName {
        Optional<String> wrong = wrong(text);
        if (wrong.isPresent()) {
            throw new IllegalArgumentException(wrong.get());
        }
    }

    /** Returns why a text is no name, if it is none. */
    static Optional<String> wrong(String text) {
        if (text.isEmpty()) {
            return Optional.of("a name in a database must not be empty");
        }
        if (text.codePoints().anyMatch(SqlName::unusable)) {
            return Optional.of("a name in a database must not contain control characters or unpaired surrogates");
        }
        return text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES
                ? Optional.of(
                        "a name in a database has at most " + MAX_BYTES + " bytes; the database would truncate it")
                : Optional.empty();
    }

    /** A surrogate that is alone is a code point of its own here. */
    private static boolean unusable(int c) {
        return c < ' ' || c == 0x7f || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }

    /** Returns the name as it stands in a statement. */
    String quoted() {
        return quoted(text);
    }

    /** The same of a name that a database has, whatever it is. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
