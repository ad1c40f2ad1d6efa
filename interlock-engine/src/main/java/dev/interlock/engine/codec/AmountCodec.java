package dev.interlock.engine.codec;

import dev.interlock.engine.model.Amount;
import java.math.BigDecimal;

/** Amounts as {@code {"unit":"EUR","value":"120.5"}}: a text, because a JSON number would be rounded. */
final class AmountCodec {

    /**
     * The most digits before and after the point. A value such as 1e999999999 fits in a few bytes as a BigDecimal, but in no
     * record.
     */
    private static final int MAX_DIGITS = 1_000;

    private AmountCodec() {}

    static void write(Writer out, Amount amount) {
        BigDecimal value = amount.value();
        if (value.scale() > MAX_DIGITS || (long) value.precision() - value.scale() > MAX_DIGITS) {
            throw out.bad("value", "an amount has at most " + MAX_DIGITS + " digits on either side of the point");
        }
        out.text("unit", amount.unit());
        out.text("value", value.toPlainString());
    }

    static Amount read(Reader in) {
        String unit = in.text("unit");
        String text = in.text("value");
        if (!canonical(text)) {
            throw in.bad(
                    "value",
                    "an amount consists of digits and at most one point, without redundant zeros, such as `120.5`;"
                            + " this is "
                            + CodecException.quote(text));
        }
        return new Amount(new BigDecimal(text), unit);
    }

    /** Returns whether the text is the canonical form of its value: no sign, no exponent, no zero that could be left out. */
    private static boolean canonical(String text) {
        int length = text.length();
        int point = -1;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '.' && point < 0) {
                point = i;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        int whole = point < 0 ? length : point;
        if (whole == 0 || whole > MAX_DIGITS || whole > 1 && text.charAt(0) == '0') {
            return false;
        }
        int fraction = length - whole - 1;
        return point < 0 || fraction > 0 && fraction <= MAX_DIGITS && text.charAt(length - 1) != '0';
    }
}
