package dev.interlock.ledger.json;

import org.jspecify.annotations.Nullable;

/**
 * Canonical JSON per RFC 8785 (JCS) over plain JDK values: {@code Map} with {@code String} keys, {@code List},
 * {@code String}, {@code Boolean}, numbers and {@code null}.
 *
 * <p><b>Numbers.</b> JSON numbers are IEEE 754 doubles in RFC 8785. This class never rounds: a number whose canonical
 * text would denote another value than the one given is refused. Leaves should carry integers and strings only, and
 * exact decimals as strings; therefore
 *
 * <ul>
 *   <li>{@link #encode} and {@link #decode} take integers of magnitude up to 2<sup>53</sup>-1 ({@link #MAX_INTEGER}),
 *       and other numbers as {@code BigDecimal} when they survive;
 *   <li>{@link #canonicalize} takes in addition {@code Double}, {@code Float}, {@code BigInteger} and larger integers
 *       that survive, because arguments of tools are not ours to choose.
 * </ul>
 *
 * <p>Both are injective: values that differ as decimals never share their bytes. {@code 2^53+1} is refused,
 * {@code 0.1} is not.
 *
 * <p>Stateless; safe for use by many threads.
 */
public final class CanonicalJson {
    /** The largest magnitude of an integer in a leaf: 2<sup>53</sup>-1 (RFC 8785 section 3.2.2.3, I-JSON). */
    public static final long MAX_INTEGER = (1L << 53) - 1;

    /** The deepest nesting of arrays and objects, the outermost counted as 1. */
    public static final int MAX_DEPTH = 64;

    /** The bytes for which there is room at first: more than most leaves have, and than most values from outside. */
    private static final int LEAF = 1_024;

    private static final int VALUE = 256;

    private CanonicalJson() {}

    /**
     * The canonical bytes of a value made for the ledger.
     *
     * @throws UnencodableException if the value holds something that canonical JSON cannot carry exactly: a number out of range,
     *     a lone surrogate, a key that is not a string, nesting beyond {@link #MAX_DEPTH}, or another type
     */
    public static byte[] encode(@Nullable Object value) {
        return new Encoder(false, LEAF).bytes(value);
    }

    /**
     * The canonical bytes of a value that came from outside, such as a tool's arguments, for a digest.
     *
     * @throws UnencodableException as {@link #encode}; a number is refused when it does not survive as an IEEE double.
     *     The caller denies: two different arguments must not share a digest
     */
    public static byte[] canonicalize(@Nullable Object value) {
        return new Encoder(true, VALUE).bytes(value);
    }

    /**
     * Reads canonical bytes. Integers come as {@code Long}, other numbers as {@code BigDecimal}, objects as unmodifiable
     * maps in key order, arrays as unmodifiable lists.
     *
     * <p>INVARIANT: {@code encode(decode(b))} equals {@code b} for every {@code b} that is accepted.
     *
     * @throws NotCanonicalException at the first byte that is not what {@link #encode} would have written
     */
    public static @Nullable Object decode(byte[] json) {
        return new Decoder(json).value();
    }
}
