package dev.interlock.engine.model;

import java.math.BigDecimal;

/** An exact, non-negative decimal with a unit, such as {@code 120.50 EUR}. */
public record Amount(BigDecimal value, String unit) {

    public Amount {
        if (value.signum() < 0) {
            throw new IllegalArgumentException("an amount must not be negative: `" + value.toPlainString() + "`");
        }
        value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    }

    @Override
    public String toString() {
        return value.toPlainString() + " " + unit;
    }
}
