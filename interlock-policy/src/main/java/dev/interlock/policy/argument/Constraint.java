package dev.interlock.policy.argument;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A constraint on a value beside its type. Each looks at a value in time linear in its length. */
public sealed interface Constraint {

    /** The fault in the value, in words that do not show the value; empty when there is none. */
    Optional<String> broken(Object value);

    /**
     * A number in a range. Text that is a plain decimal is one, since a server may read it so.
     *
     * @param least inclusive, unless {@code aboveLeast}
     * @param most inclusive, unless {@code belowMost}
     * @param strict whether a value that is no number is a fault; a schema says nothing of it
     */
    record Range(
            Optional<BigDecimal> least,
            boolean aboveLeast,
            Optional<BigDecimal> most,
            boolean belowMost,
            boolean strict)
            implements Constraint {

        @Override
        public Optional<String> broken(Object value) {
            Optional<BigDecimal> number = value instanceof Number || strict && value instanceof String
                    ? Numbers.exact(value)
                    : Optional.empty();
            if (number.isEmpty()) {
                return strict ? Optional.of("must be a plain number") : Optional.empty();
            }
            if (least.isPresent()) {
                int order = number.get().compareTo(least.get());
                if (order < 0 || order == 0 && aboveLeast) {
                    return Optional.of("must be " + (aboveLeast ? "more than " : "at least ")
                            + least.get().toPlainString());
                }
            }
            if (most.isPresent()) {
                int order = number.get().compareTo(most.get());
                if (order > 0 || order == 0 && belowMost) {
                    return Optional.of("must be " + (belowMost ? "less than " : "at most ")
                            + most.get().toPlainString());
                }
            }
            return Optional.empty();
        }
    }

    /** The number of characters of a text. */
    record Length(int least, int most, boolean strict) implements Constraint {

        @Override
        public Optional<String> broken(Object value) {
            String text = text(value, strict);
            if (text == null) {
                return strict ? Optional.of("must be text") : Optional.empty();
            }
            int length = text.codePointCount(0, text.length());
            if (length < least) {
                return Optional.of("must have at least " + least + " characters");
            }
            return length > most ? Optional.of("must have at most " + most + " characters") : Optional.empty();
        }
    }

    /**
     * A regular expression that is looked for in time linear in the text (RE2).
     *
     * @param whole whether all of the text has to match, and not a part
     */
    record Matches(Pattern pattern, boolean whole, boolean strict) implements Constraint {

        @Override
        public Optional<String> broken(Object value) {
            String text = text(value, strict);
            if (text == null) {
                return strict ? Optional.of("must be text") : Optional.empty();
            }
            boolean matches =
                    whole ? pattern.matches(text) : pattern.matcher(text).find();
            return matches ? Optional.empty() : Optional.of("must match `" + pattern.pattern() + "`");
        }
    }

    /** A value is one of a list. Numbers are compared by value, and text as written. */
    record OneOf(List<Object> allowed) implements Constraint {

        private static final int MOST_SHOWN = 8;

        @Override
        public Optional<String> broken(Object value) {
            return allowed.stream().anyMatch(one -> same(one, value))
                    ? Optional.empty()
                    : Optional.of("must be one of " + shown());
        }

        private String shown() {
            return allowed.stream()
                            .limit(MOST_SHOWN)
                            .map(one -> "`" + one + "`")
                            .collect(Collectors.joining(", "))
                    + (allowed.size() > MOST_SHOWN ? " and " + (allowed.size() - MOST_SHOWN) + " more" : "");
        }
    }

    /**
     * A value is none of a list, in whatever spelling, since a server that ignores case takes another spelling for it.
     *
     * @param refused texts, and numbers as text
     */
    record NoneOf(Set<String> refused) implements Constraint {

        /** A constraint that refuses texts and numbers as they are written. */
        public static NoneOf of(List<Object> written) {
            return new NoneOf(written.stream().map(NoneOf::folded).collect(Collectors.toUnmodifiableSet()));
        }

        @Override
        public Optional<String> broken(Object value) {
            return refused.contains(folded(value))
                    ? Optional.of("is a value that the catalogue refuses here in every spelling; send another value")
                    : Optional.empty();
        }

        private static String folded(Object value) {
            Optional<BigDecimal> number = value instanceof Boolean ? Optional.empty() : Numbers.exact(value);
            if (number.isPresent()) {
                return number.get().stripTrailingZeros().toPlainString();
            }
            String skeleton = Skeleton.of(String.valueOf(value));
            return skeleton.isEmpty() ? String.valueOf(value).strip() : skeleton;
        }
    }

    /** Text in a form that has a name. */
    record Formatted(TextFormat format) implements Constraint {

        @Override
        public Optional<String> broken(Object value) {
            return value instanceof String text && format.fits(text)
                    ? Optional.empty()
                    : Optional.of("must be " + format.shown());
        }
    }

    private static @Nullable String text(Object value, boolean strict) {
        if (value instanceof String text) {
            return text;
        }
        return strict && (value instanceof Long || value instanceof Integer || value instanceof BigInteger)
                ? value.toString()
                : null;
    }

    private static boolean same(Object one, Object other) {
        if (one instanceof Number && other instanceof Number) {
            Optional<BigDecimal> exact = Numbers.exact(one);
            return exact.isPresent()
                    && Numbers.exact(other)
                            .filter(n -> n.compareTo(exact.get()) == 0)
                            .isPresent();
        }
        return one.equals(other);
    }
}
