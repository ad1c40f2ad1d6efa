package dev.interlock.policy.argument;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers as they came in: their exact value, and whether they survive as JSON's canonical form writes them. */
final class Numbers {

    /** The most digits of a number: enough for whatever is meant as a number, and bounded. */
    private static final int MOST_DIGITS = 400;

    private static final Pattern PLAIN = Pattern.compile("-?(0|[1-9][0-9]{0,39})(\\.[0-9]{1,40})?");

    private Numbers() {}

    /** The value of a number, or of a text that is a plain decimal. */
    static Optional<BigDecimal> exact(Object value) {
        if (value instanceof String text) {
            return PLAIN.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
        }
        if (value instanceof Long || value instanceof Integer) {
            return Optional.of(BigDecimal.valueOf(((Number) value).longValue()));
        }
        if (value instanceof BigInteger integer) {
            return integer.bitLength() > MOST_DIGITS * 4 ? Optional.empty() : Optional.of(new BigDecimal(integer));
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) ? Optional.of(BigDecimal.valueOf(number)) : Optional.empty();
        }
        return value instanceof BigDecimal decimal
                        && Math.abs((long) decimal.scale()) <= MOST_DIGITS
                        && decimal.precision() <= MOST_DIGITS
                ? Optional.of(decimal)
                : Optional.empty();
    }

    /** Returns whether the number survives as a double that RFC 8785 writes with the fewest digits: 0.1 does, 2^53 + 1 does not. */
    static boolean isCanonical(Number value) {
        Optional<BigDecimal> exact = exact(value);
        if (exact.isEmpty()) {
            return false;
        }
        double nearest = exact.get().doubleValue();
        return Double.isFinite(nearest) && BigDecimal.valueOf(nearest).compareTo(exact.get()) == 0;
    }
}
