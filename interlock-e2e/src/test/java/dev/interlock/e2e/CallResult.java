package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What became of a wish, by whichever door.
 *
 * @param code why not, where it was not carried out
 * @param text in words; empty where it was carried out
 * @param given what the tool answered
 */
record CallResult(Kind kind, String code, String text, ObjectNode given) {

    enum Kind {
        DONE,
        HELD,
        DENIED
    }

    CallResult is(Kind expected) {
        assertThat(kind).as("%s: %s", code, text).isEqualTo(expected);
        return this;
    }

    /** It is denied for this reason. */
    CallResult isDenied(String why) {
        is(Kind.DENIED);
        assertThat(code).as(text).isEqualTo(why);
        return this;
    }
}
