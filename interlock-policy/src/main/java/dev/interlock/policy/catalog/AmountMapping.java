package dev.interlock.policy.catalog;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The place of the amount in the arguments of a call, and its unit. */
public record AmountMapping(ArgumentPath value, Unit unit) {

    private static final Pattern UNIT = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,15}");

    /** Returns whether a text is a unit, such as {@code EUR} or {@code seats}. */
    public static boolean isUnit(String text) {
        return UNIT.matcher(text).matches();
    }

    /** The source of the unit: the catalogue or an argument. */
    public sealed interface Unit {}

    /** A unit that is the same for every call. */
    public record Fixed(String unit) implements Unit {}

    public record FromArgument(ArgumentPath path) implements Unit {}

    /** The paths of the amount, and of its unit where that is an argument too. */
    public Stream<ArgumentPath> paths() {
        return switch (unit) {
            case Fixed fixed -> Stream.of(value);
            case FromArgument from -> Stream.of(value, from.path());
        };
    }

    /** This mapping with other paths; empty where one of its paths has no other. */
    Optional<AmountMapping> with(Function<ArgumentPath, Optional<ArgumentPath>> other) {
        Optional<Unit> otherUnit = switch (unit) {
            case Fixed fixed -> Optional.of(fixed);
            case FromArgument from -> other.apply(from.path()).map(FromArgument::new);
        };
        return other.apply(value).flatMap(v -> otherUnit.map(u -> new AmountMapping(v, u)));
    }
}
