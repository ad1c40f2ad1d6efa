package dev.interlock.server.json;

/**
 * The limits bound a JSON text that is read. A text beyond them is refused, never cut.
 *
 * @param maxBytes longest text that is kept in memory, in bytes of UTF-8
 * @param maxTotal longest text altogether, in bytes: where it is more than `maxBytes`, long strings go to a file while
 *     they are read ({@link SpooledText})
 * @param maxDepth deepest nesting of objects and arrays; the outermost counts as one
 * @param maxDigits most digits of one number, and the largest power of ten by which it may be scaled
 * @param maxValues most values: objects, arrays, strings, numbers and words, each of which takes far more memory than
 *     the two bytes that it takes in the text
 * @param surrogates what happens to half a surrogate pair
 */
public record JsonLimits(
        int maxBytes, long maxTotal, int maxDepth, int maxDigits, int maxValues, Surrogates surrogates) {

    /** The treatment of a string that holds half a surrogate pair and therefore has no UTF-8 form. */
    public enum Surrogates {
        /** The text is refused: for everything that is decided on. */
        REFUSE,
        /** The half is replaced by U+FFFD: for results, where a server that cut a text in the middle has still done its work. */
        REPLACE
    }

    public JsonLimits {
        if (maxBytes < 1 || maxTotal < maxBytes || maxDepth < 1 || maxDigits < 1 || maxValues < 1) {
            throw new IllegalArgumentException(
                    "limits must be positive, and the total must be at least what is in memory");
        }
    }

    /** Returns the limits for requests of agents: 4 MiB, 64 levels, 400 digits, 200,000 values, no half pairs. */
    public static JsonLimits requests() {
        return new JsonLimits(4 << 20, 4 << 20, 64, 400, 200_000, Surrogates.REFUSE);
    }

    /**
     * Returns the limits for answers of servers: 32 MiB in memory, 1 GiB altogether, 128 levels, 1000 digits, 1,000,000
     * values, half pairs replaced.
     */
    public static JsonLimits answers() {
        return new JsonLimits(32 << 20, 1 << 30, 128, 1000, 1_000_000, Surrogates.REPLACE);
    }

    /** Returns these limits with another size, all of it in memory. */
    public JsonLimits withMaxBytes(int bytes) {
        return new JsonLimits(bytes, bytes, maxDepth, maxDigits, maxValues, surrogates);
    }

    /** Returns these limits with another size altogether, of which no more than before is in memory. */
    public JsonLimits withMaxTotal(long bytes) {
        return new JsonLimits(maxBytes, Math.max(maxBytes, bytes), maxDepth, maxDigits, maxValues, surrogates);
    }

    /** Returns these limits with another depth. */
    public JsonLimits withMaxDepth(int depth) {
        return new JsonLimits(maxBytes, maxTotal, depth, maxDigits, maxValues, surrogates);
    }
}
