package dev.interlock.policy.read;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.yaml.Node;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads single values: text, names, numbers, durations, choices. A wrong value is reported and comes back empty. */
public final class Values {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*([._-][A-Za-z0-9]+)*");
    private static final int MAX_NAME = 64;
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6}d)?([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,9}s)?");
    private static final long MAX_DURATION = 10L * 366 * 86_400_000;
    private static final Pattern DECIMAL = Pattern.compile("(0|[1-9][0-9]{0,14})(\\.[0-9]{1,6})?");

    private final Diagnostics diagnostics;

    public Values(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    public Optional<Node.Mapping> mapping(Node node, String what, String remedy) {
        if (node instanceof Node.Mapping mapping) {
            return Optional.of(mapping);
        }
        wrongShape(node, what + " must be a mapping, not " + node.kind(), remedy);
        return Optional.empty();
    }

    public Optional<Node.Sequence> list(Node node, String what, String remedy) {
        if (node instanceof Node.Sequence list) {
            return Optional.of(list);
        }
        wrongShape(node, what + " must be a list, not " + node.kind(), remedy);
        return Optional.empty();
    }

    public Optional<Node.Scalar> text(Node node, String what) {
        if (node instanceof Node.Scalar scalar
                && scalar.type() == Node.ScalarType.TEXT
                && !scalar.value().isBlank()) {
            return Optional.of(scalar);
        }
        String is = node instanceof Node.Scalar s && s.type() == Node.ScalarType.TEXT ? "empty" : node.kind();
        wrongShape(
                node,
                what + " must be text, not " + is,
                node instanceof Node.Scalar ? "put it in quotes" : "write text");
        return Optional.empty();
    }

    /** Reads one text, or a list of texts. */
    public List<Node.Scalar> texts(Node node, String what) {
        List<Node.Scalar> out = new ArrayList<>();
        if (node instanceof Node.Sequence list) {
            list.items().forEach(item -> text(item, what).ifPresent(out::add));
        } else {
            text(node, what).ifPresent(out::add);
        }
        return out;
    }

    /** Reads a name that the author chose. */
    public Optional<Node.Scalar> name(Node node, String what) {
        return text(node, what).filter(scalar -> isName(scalar, what));
    }

    public boolean isName(Node.Scalar scalar, String what) {
        if (scalar.value().length() <= MAX_NAME && NAME.matcher(scalar.value()).matches()) {
            return true;
        }
        diagnostics.error(
                Check.BAD_NAME,
                scalar.place(),
                Diagnostics.quote(scalar.value()) + " is not a valid name for " + what,
                "a name must have at most " + MAX_NAME
                        + " letters and digits, with single `.`, `-` or `_` between them");
        return false;
    }

    /** Reads a duration in milliseconds, more than zero. */
    public OptionalLong duration(Node node, String what) {
        if (node instanceof Node.Scalar scalar && !scalar.value().isEmpty()) {
            Matcher m = DURATION.matcher(scalar.value());
            if (m.matches()) {
                long millis = part(m.group(1), 86_400_000)
                        + part(m.group(2), 3_600_000)
                        + part(m.group(3), 60_000)
                        + part(m.group(4), 1_000);
                if (millis > 0 && millis <= MAX_DURATION) {
                    return OptionalLong.of(millis);
                }
            }
        }
        diagnostics.error(
                Check.BAD_DURATION,
                node.place(),
                what + " must be a duration, not " + shown(node),
                "write days, hours, minutes or seconds, such as `90d`, `24h`, `15m` or `1h30m`; more than zero, at"
                        + " most ten years");
        return OptionalLong.empty();
    }

    private static long part(String group, long unit) {
        return group == null ? 0 : Long.parseLong(group.substring(0, group.length() - 1)) * unit;
    }

    public OptionalLong integer(Node node, String what, long min, long max) {
        String remedy = "write digits only";
        if (node instanceof Node.Scalar scalar
                && scalar.type() == Node.ScalarType.INTEGER
                && scalar.value().matches("[0-9]{1,15}")) {
            long value = Long.parseLong(scalar.value());
            if (value >= min && value <= max) {
                return OptionalLong.of(value);
            }
            remedy = value < min ? "the minimum is " + min : "the maximum is " + max;
        }
        diagnostics.error(
                Check.BAD_NUMBER,
                node.place(),
                what + " must be a whole number from " + min + " to " + max + ", not " + shown(node),
                remedy);
        return OptionalLong.empty();
    }

    /** Reads an exact amount, more than zero. */
    public Optional<BigDecimal> decimal(Node node, String what) {
        if (node instanceof Node.Scalar scalar
                && DECIMAL.matcher(scalar.value()).matches()) {
            BigDecimal value = new BigDecimal(scalar.value());
            if (value.signum() > 0) {
                return Optional.of(value);
            }
        }
        diagnostics.error(
                Check.BAD_NUMBER,
                node.place(),
                what + " must be an amount above zero, not " + shown(node),
                "write digits and a point, such as `10000` or `0.5`; no separators, no exponent");
        return Optional.empty();
    }

    /**
     * Reads a number with at most three digits after the point, in thousandths.
     *
     * @param most the greatest one, in thousandths
     */
    public Optional<Integer> thousandths(Node node, String what, int most) {
        Optional<BigDecimal> exact = node instanceof Node.Scalar scalar
                        && DECIMAL.matcher(scalar.value()).matches()
                ? Optional.of(new BigDecimal(scalar.value()).movePointRight(3).stripTrailingZeros())
                : Optional.empty();
        if (exact.filter(number -> number.scale() <= 0 && number.compareTo(BigDecimal.valueOf(most)) <= 0)
                .isPresent()) {
            return Optional.of(exact.get().intValueExact());
        }
        diagnostics.error(
                Check.BAD_NUMBER,
                node.place(),
                what + " must be a number from 0 to "
                        + BigDecimal.valueOf(most, 3).stripTrailingZeros().toPlainString()
                        + " with at most three digits after the point, not " + shown(node),
                "write, for example, `0.8`");
        return Optional.empty();
    }

    public <T> Optional<T> choice(Node node, String what, Map<String, T> choices) {
        String written = node instanceof Node.Scalar scalar ? scalar.value() : "";
        T chosen = choices.get(written);
        if (chosen == null) {
            diagnostics.error(
                    Check.BAD_VALUE,
                    node.place(),
                    what + " cannot be " + shown(node),
                    Suggestion.remedy(written, choices.keySet(), ""));
        }
        return Optional.ofNullable(chosen);
    }

    private static String shown(Node node) {
        return node instanceof Node.Scalar scalar && !scalar.isNull() ? Diagnostics.quote(scalar.value()) : node.kind();
    }

    private void wrongShape(Node node, String message, String remedy) {
        if (node instanceof Node.Scalar scalar && scalar.isRefused()) {
            return;
        }
        diagnostics.error(Check.WRONG_SHAPE, node.place(), message, remedy);
    }
}
