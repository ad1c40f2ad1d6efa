package dev.interlock.demo.erp;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Amounts of money: positive decimals with two places. Written to the database as text, since SQLite has no decimals. */
final class Money {
    private static final int MAX_DIGITS = 18;

    private Money() {}

    static boolean isAmount(BigDecimal value) {
        BigDecimal plain = value.stripTrailingZeros();
        return value.signum() > 0 && plain.scale() <= 2 && plain.precision() - plain.scale() <= MAX_DIGITS;
    }

    /** Returns the amount with exactly two places. */
    static BigDecimal exact(BigDecimal amount) {
        return amount.setScale(2, RoundingMode.UNNECESSARY);
    }

    static String text(BigDecimal amount) {
        return exact(amount).toPlainString();
    }
}
