package dev.interlock.provenance.task;

import dev.interlock.provenance.text.CanonicalValue;
import dev.interlock.provenance.text.Fingerprints;
import dev.interlock.provenance.text.Spelling;
import dev.interlock.provenance.text.Tokens;

/**
 * A value in its canonical form: its tokens, without the scheme of a link and without {@code www.}.
 *
 * @param tokens fingerprints in their order
 * @param length characters of the value as it was written
 * @param spelling if that matters; empty if not
 */
record Value(long[] tokens, int length, String spelling) {

    static Value of(String text, Fingerprints fingerprints) {
        String bare = CanonicalValue.bare(text);
        return new Value(Tokens.of(bare, fingerprints).fingerprints(), bare.length(), Spelling.of(bare));
    }

    /** The fingerprint of the whole value. */
    long whole() {
        return Fingerprints.together(tokens);
    }

    /** An equal value in any spelling. */
    Value inAnySpelling() {
        return new Value(tokens, length, "");
    }

    /** Returns whether the value may look like another one. */
    boolean foreign() {
        return Spelling.isForeign(spelling);
    }

    int size() {
        return tokens.length;
    }

    boolean isEmpty() {
        return tokens.length == 0;
    }
}
