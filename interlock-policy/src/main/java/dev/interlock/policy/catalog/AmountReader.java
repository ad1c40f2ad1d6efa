package dev.interlock.policy.catalog;

import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.Fault;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads amounts exactly: plain non-negative decimals, as a JSON number or as text, with at most 15 digits before the point
 * and 6 after it. No exponents, no signs, no separators.
 */
final class AmountReader {

    private static final Pattern PLAIN = Pattern.compile("(0|[1-9][0-9]{0,14})(\\.[0-9]{1,6})?");
    private static final BigDecimal BOUND = BigDecimal.TEN.pow(15);

    private AmountReader() {}

    static Optional<Amount> read(AmountMapping mapping, Map<?, ?> args, List<Fault> faults) {
        Object raw = mapping.value().resolve(args);
        if (raw == null && mapping.value().optional()) {
            if (mapping.value().isBlocked(args)) {
                faults.add(new Fault(mapping.value().toString(), ArgumentPath.BLOCKED));
            }
            return Optional.empty();
        }
        Optional<BigDecimal> value = value(raw);
        if (value.isEmpty()) {
            faults.add(new Fault(
                    mapping.value().toString(),
                    raw == null
                            ? "missing; the amount is required"
                            : "must be a plain amount: not negative, no exponent, at most 15 digits before the"
                                    + " point and 6 after"));
        }
        Optional<String> unit = unit(mapping, args, faults);
        return value.flatMap(v -> unit.map(u -> new Amount(v, u)));
    }

    private static Optional<String> unit(AmountMapping mapping, Map<?, ?> args, List<Fault> faults) {
        return switch (mapping.unit()) {
            case AmountMapping.Fixed fixed -> Optional.of(fixed.unit());
            case AmountMapping.FromArgument from -> {
                Object raw = from.path().resolve(args);
                if (raw instanceof String text && AmountMapping.isUnit(text)) {
                    yield Optional.of(text);
                }
                faults.add(new Fault(
                        from.path().toString(),
                        raw == null ? "missing; the unit of the amount is required" : "must be a unit such as `EUR`"));
                yield Optional.empty();
            }
        };
    }

    private static Optional<BigDecimal> value(@Nullable Object raw) {
        if (raw instanceof String text) {
            return PLAIN.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
        }
        if (raw instanceof Long || raw instanceof Integer) {
            return bounded(BigDecimal.valueOf(((Number) raw).longValue()));
        }
        if (raw instanceof BigInteger integer) {
            return integer.bitLength() > 64 ? Optional.empty() : bounded(new BigDecimal(integer));
        }
        if (raw instanceof Double number) {
            // Infinite and NaN have no decimal form.
            return Double.isFinite(number) && Math.abs(number) < 1e15
                    ? bounded(new BigDecimal(BigDecimal.valueOf(number).toPlainString()))
                    : Optional.empty();
        }
        return raw instanceof BigDecimal decimal ? bounded(decimal) : Optional.empty();
    }

    private static Optional<BigDecimal> bounded(BigDecimal value) {
        // The scale is checked first, because expanding 1E+999999999 would take all memory.
        if (value.scale() < 0 || value.scale() > 40 || value.precision() > 60) {
            return Optional.empty();
        }
        boolean inRange = value.signum() >= 0
                && value.compareTo(BOUND) < 0
                && value.stripTrailingZeros().scale() <= 6;
        return inRange ? Optional.of(value) : Optional.empty();
    }
}
