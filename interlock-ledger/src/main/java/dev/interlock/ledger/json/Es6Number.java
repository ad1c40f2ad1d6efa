package dev.interlock.ledger.json;

import java.math.BigDecimal;

/** Number to text as ECMAScript does it (ECMA-262 Number::toString), which RFC 8785 section 3.2.2.3 prescribes. */
final class Es6Number {
    private Es6Number() {}

    /** The shortest text that reads back as {@code value}; {@code value} is finite. Negative zero gives {@code 0}. */
    static String format(double value) {
        if (value == 0) {
            return "0";
        }
        // Since JDK 19 the digits are the shortest ones, except that one-digit results are widened to two digits
        // whenever two come closer (4.9E-324 where ECMAScript has 5e-324).
        BigDecimal shortest = oneDigitIfEnough(value, new BigDecimal(Double.toString(Math.abs(value))));
        String digits = shortest.unscaledValue().toString();
        int end = digits.length();
        while (end > 1 && digits.charAt(end - 1) == '0') {
            end--;
        }
        // value = 0.d1d2.. * 10^point
        int point = digits.length() - shortest.scale();
        StringBuilder out = new StringBuilder(28);
        if (value < 0) {
            out.append('-');
        }
        layout(out, digits.substring(0, end), point);
        return out.toString();
    }

    private static BigDecimal oneDigitIfEnough(double value, BigDecimal shortest) {
        BigDecimal stripped = shortest.stripTrailingZeros();
        if (stripped.precision() != 2) {
            return shortest;
        }
        double magnitude = Math.abs(value);
        int tens = stripped.unscaledValue().intValue() / 10;
        BigDecimal below = BigDecimal.valueOf(tens, stripped.scale() - 1);
        BigDecimal above = BigDecimal.valueOf(tens + 1L, stripped.scale() - 1);
        boolean belowReads = below.doubleValue() == magnitude;
        boolean aboveReads = above.doubleValue() == magnitude;
        if (belowReads && aboveReads) {
            BigDecimal exact = new BigDecimal(magnitude);
            return exact.subtract(below).compareTo(above.subtract(exact)) <= 0 ? below : above;
        }
        return belowReads ? below : aboveReads ? above : shortest;
    }

    private static void layout(StringBuilder out, String digits, int point) {
        int count = digits.length();
        if (count <= point && point <= 21) {
            out.append(digits).append("0".repeat(point - count));
        } else if (0 < point && point <= 21) {
            out.append(digits, 0, point).append('.').append(digits, point, count);
        } else if (-6 < point && point <= 0) {
            out.append("0.").append("0".repeat(-point)).append(digits);
        } else {
            int exponent = point - 1;
            out.append(digits.charAt(0));
            if (count > 1) {
                out.append('.').append(digits, 1, count);
            }
            out.append('e').append(exponent < 0 ? '-' : '+').append(Math.abs(exponent));
        }
    }
}
