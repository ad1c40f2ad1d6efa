package dev.interlock.policy.catalog;

/** Where the amount of a call stands. */
public record AmountMapping(ArgumentPath value, Unit unit) {

    /** Where its unit stands. */
    public sealed interface Unit {}

    /** The same for every call. */
    public record Fixed(String unit) implements Unit {}

    public record FromArgument(ArgumentPath path) implements Unit {}
}
