package dev.interlock.server.render;

import dev.interlock.engine.model.Amount;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts as people write them, {@code 1,200.50 EUR}: exact, in groups of three digits. */
public final class AmountWords {

    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

    /** An amount as the record and the API write it. */
    private static final Pattern RECORDED = Pattern.compile("([0-9]{1,40}(?:\\.[0-9]{1,20})?) (.{1,64})");

    private AmountWords() {}

    /** The amount as people write it. */
    public static String of(Amount amount) {
        return of(amount.value(), amount.unit());
    }

    static String of(BigDecimal value, String unit) {
        return number(value, unit) + " " + unit;
    }

    /** The number alone, as it is written in front of its unit. */
    static String number(BigDecimal value, String unit) {
        int scale = Math.max(0, value.scale());
        boolean cents = scale == 1 && CURRENCY.matcher(unit).matches();
        return String.format(Locale.ROOT, "%,." + (cents ? 2 : scale) + "f", value);
    }

    /** The same of an amount as the record has it, {@code 1200.5 EUR}; whatever else it is stays as it is. */
    public static String of(String recorded) {
        Matcher matcher = RECORDED.matcher(recorded);
        return matcher.matches() ? of(new BigDecimal(matcher.group(1)), matcher.group(2)) : recorded;
    }
}
