package dev.interlock.engine.codec;

import dev.interlock.engine.codec.CodecException.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings records of older versions of the encoding to the current form, before they are read. Version 1 is the first,
 * so there is nothing to bring yet: any other version is refused.
 *
 * <p>When version 2 comes, it gets a method {@code oneToTwo} from map to map here, called for records of version 1; a
 * record of version {@code n} passes through every step from {@code n} on. Leaves are never rewritten: the ledger keeps
 * the old bytes.
 */
final class Upcasters {

    static final String VERSION = "v";
    static final long CURRENT = 1;

    private Upcasters() {}

    /** The record in the form of the current version. */
    static Map<String, @Nullable Object> toCurrent(Map<String, @Nullable Object> leaf) {
        Object version = leaf.get(VERSION);
        if (version instanceof Long number && number != CURRENT) {
            throw new CodecException(
                    Problem.UNKNOWN_VERSION,
                    VERSION,
                    "version `" + number + "` of the encoding is not known here, only `" + CURRENT
                            + "`; use the program that wrote the record, or a newer one");
        }
        // a version that is missing or no integer is reported by the reader, as any field is
        return leaf;
    }
}
