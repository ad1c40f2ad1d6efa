package dev.interlock.provenance.text;

import java.math.BigDecimal;

/**
 * A number in a text, with the words beside it. One of them may be its unit.
 *
 * @param before the word or currency sign before the number; empty where nothing there can be a unit
 * @param after the word or currency sign after it; empty where nothing there can be a unit
 * @param start index of the first digit
 * @param end index after the last digit
 */
public record StatedAmount(BigDecimal number, String before, String after, int start, int end) {

    /** Returns whether the text says that the number is in the unit. With two currencies beside it, nobody can tell which one it is in. */
    public boolean isIn(String unit) {
        return Units.isNamed(unit, before)
                ? after.isEmpty() || Units.isNamed(unit, after) || !Units.isCurrency(after)
                : Units.isNamed(unit, after) && !Units.isCurrency(before);
    }

    /** Returns whether the word before the number names a currency and begins with a letter, so that it is a token of the text. */
    public boolean followsNameOfCurrency() {
        return Units.isCurrency(before) && Character.isLetter(before.charAt(0));
    }

    /** Returns whether the number stands alone. */
    public boolean isBare() {
        return before.isEmpty() && after.isEmpty();
    }
}
