package dev.interlock.policy.catalog;

import java.util.regex.Pattern;

/** Where the amount of a call stands. */
public record AmountMapping(ArgumentPath value, Unit unit) {

    private static final Pattern UNIT = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,15}");

    /** Whether a text is a unit, such as {@code EUR} or {@code seats}. */
    public static boolean isUnit(String text) {
        return UNIT.matcher(text).matches();
    }

    /** Where its unit stands. */
    public sealed interface Unit {}

    /** The same for every call. */
    public record Fixed(String unit) implements Unit {}

    public record FromArgument(ArgumentPath path) implements Unit {}
}
