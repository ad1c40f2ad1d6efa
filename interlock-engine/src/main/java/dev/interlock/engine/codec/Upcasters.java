package dev.interlock.engine.codec;

import dev.interlock.engine.codec.CodecException.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings records of older versions of the encoding to the current form, before they are read.
 *
 * <ol>
 *   <li>Everything stands in its place, in clear.
 *   <li>Leaves hide by commitments what may have to be forgotten. What is opened has the fields of version 1.
 * </ol>
 *
 * <p>A record of version {@code n} passes through every step from {@code n} on. Leaves are never rewritten: the ledger keeps the old bytes.
 */
final class Upcasters {

    static final String VERSION = "v";
    static final long CURRENT = 2;

    private static final long IN_CLEAR = 1;

    private Upcasters() {}

    /** Returns whether a leaf is of the version in which everything stands in its place, and nothing is hidden. */
    static boolean isInClear(Map<String, @Nullable Object> leaf) {
        return leaf.get(VERSION) instanceof Long number && number == IN_CLEAR;
    }

    /** The record in the form of the current version. */
    static Map<String, @Nullable Object> toCurrent(Map<String, @Nullable Object> record) {
        Object version = record.get(VERSION);
        if (version instanceof Long number && (number < IN_CLEAR || number > CURRENT)) {
            throw new CodecException(
                    Problem.UNKNOWN_VERSION,
                    VERSION,
                    "encoding version `" + number + "` is unknown here; known versions are `" + IN_CLEAR + "` to `"
                            + CURRENT + "`. Use the program that wrote the record, or a newer one");
        }
        // one to two: the fields are the same
        // a version that is missing or no integer is reported by the reader, as any field is
        return record;
    }
}
