package dev.interlock.engine.codec;

import java.util.Optional;

/** The words that stand for texts and names that a record has forgotten. */
public final class Forgotten {

    /** No party can be registered under such a name: names have no colon. */
    private static final String NAME = "forgotten:";

    /** The detail of a finding that said what a forgotten fault said. */
    static final String DETAIL = "[forgotten]";

    private Forgotten() {}

    /** The text in the place of each text that the commitment hides. */
    static String text(String commitment) {
        return "[forgotten " + commitment + "]";
    }

    /** The name in the place of the one that is forgotten. It is still another than that of anybody else. */
    static String name(String pseudonym) {
        return NAME + pseudonym;
    }

    /** The pseudonym that stands for a forgotten name; empty if this is any other name. */
    public static Optional<String> pseudonym(String name) {
        return name.startsWith(NAME) ? Optional.of(name.substring(NAME.length())) : Optional.empty();
    }
}
