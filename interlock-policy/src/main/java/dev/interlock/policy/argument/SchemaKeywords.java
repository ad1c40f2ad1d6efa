package dev.interlock.policy.argument;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The constraints by single keywords of a schema. A keyword that cannot be checked here is left to the server, and
 * {@code format} is no more than a note in JSON Schema.
 */
final class SchemaKeywords {

    private static final int MOST_ALTERNATIVES = 256;
    private static final int DEEPEST = 8;
    private static final int LONGEST_PATTERN = 512;

    private final Function<@Nullable Object, @Nullable Map<?, ?>> referred;

    /** @param referred gives the schema that a local reference leads to; null if it leads nowhere */
    SchemaKeywords(Function<@Nullable Object, @Nullable Map<?, ?>> referred) {
        this.referred = referred;
    }

    /** The types that a value may have by this schema alone; empty for any. */
    Optional<Set<ValueType>> types(Map<?, ?> schema) {
        return types(schema, 0);
    }

    private Optional<Set<ValueType>> types(Map<?, ?> schema, int depth) {
        if (depth > DEEPEST) {
            return Optional.empty();
        }
        Optional<Set<ValueType>> said = said(schema);
        for (String keyword : List.of("anyOf", "oneOf")) {
            if (schema.get(keyword) instanceof List<?> list && list.size() <= MOST_ALTERNATIVES) {
                said = both(said, any(list, depth));
            }
        }
        Map<?, ?> other = referred.apply(schema.get("$ref"));
        return other == null ? said : both(said, types(other, depth + 1));
    }

    private static Optional<Set<ValueType>> said(Map<?, ?> schema) {
        Set<ValueType> types = new TreeSet<>();
        Object type = schema.get("type");
        for (Object one : type instanceof List<?> list ? list : type == null ? List.of() : List.of(type)) {
            Optional<ValueType> known = ValueType.ofSchema(one);
            if (known.isEmpty()) {
                return Optional.empty();
            }
            types.add(known.get());
        }
        if (types.isEmpty()) {
            return Optional.empty();
        }
        if (Boolean.TRUE.equals(schema.get("nullable"))) {
            types.add(ValueType.NULL);
        }
        if (types.contains(ValueType.NUMBER)) {
            types.add(ValueType.INTEGER);
        }
        return Optional.of(types);
    }

    private Optional<Set<ValueType>> any(List<?> alternatives, int depth) {
        Set<ValueType> types = new TreeSet<>();
        for (Object one : alternatives) {
            Optional<Set<ValueType>> each = one instanceof Map<?, ?> map ? types(map, depth + 1) : Optional.empty();
            if (each.isEmpty()) {
                return Optional.empty();
            }
            types.addAll(each.get());
        }
        return types.isEmpty() ? Optional.empty() : Optional.of(types);
    }

    private static Optional<Set<ValueType>> both(Optional<Set<ValueType>> one, Optional<Set<ValueType>> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        Set<ValueType> types = new TreeSet<>(one.get());
        types.retainAll(other.get());
        return Optional.of(types);
    }

    void constraints(Map<?, ?> schema, List<Constraint> out) {
        range(schema).ifPresent(out::add);
        length(schema).ifPresent(out::add);
        pattern(schema.get("pattern")).ifPresent(out::add);
        if (schema.get("enum") instanceof List<?> list && list.size() <= MOST_ALTERNATIVES) {
            List<Object> allowed = new ArrayList<>();
            for (Object one : list) {
                if (one instanceof Map<?, ?> || one instanceof List<?>) {
                    return;
                }
                if (one != null) {
                    allowed.add(one);
                }
            }
            out.add(new Constraint.OneOf(List.copyOf(allowed)));
        }
        Object constant = schema.get("const");
        if (constant instanceof String || constant instanceof Number || constant instanceof Boolean) {
            out.add(new Constraint.OneOf(List.of(constant)));
        }
    }

    private static Optional<Constraint> range(Map<?, ?> schema) {
        Optional<BigDecimal> least = number(schema.get("minimum"));
        Optional<BigDecimal> most = number(schema.get("maximum"));
        // The older drafts, and OpenAPI 3.0, say with a boolean that the bound itself is out.
        boolean above = Boolean.TRUE.equals(schema.get("exclusiveMinimum"));
        boolean below = Boolean.TRUE.equals(schema.get("exclusiveMaximum"));
        Optional<BigDecimal> over = number(schema.get("exclusiveMinimum"));
        if (over.isPresent() && (least.isEmpty() || over.get().compareTo(least.get()) >= 0)) {
            least = over;
            above = true;
        }
        Optional<BigDecimal> under = number(schema.get("exclusiveMaximum"));
        if (under.isPresent() && (most.isEmpty() || under.get().compareTo(most.get()) <= 0)) {
            most = under;
            below = true;
        }
        return least.isEmpty() && most.isEmpty()
                ? Optional.empty()
                : Optional.of(new Constraint.Range(least, above, most, below, false));
    }

    private static Optional<Constraint> length(Map<?, ?> schema) {
        int least = count(schema.get("minLength")).orElse(0);
        int most = count(schema.get("maxLength")).orElse(Integer.MAX_VALUE);
        return least == 0 && most == Integer.MAX_VALUE
                ? Optional.empty()
                : Optional.of(new Constraint.Length(least, most, false));
    }

    private static Optional<Integer> count(@Nullable Object value) {
        return number(value)
                .filter(n -> n.signum() >= 0 && n.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) < 0)
                .map(BigDecimal::intValue);
    }

    private static Optional<Constraint> pattern(@Nullable Object value) {
        if (!(value instanceof String text) || text.length() > LONGEST_PATTERN) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Constraint.Matches(Pattern.compile(text), false, false));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<BigDecimal> number(@Nullable Object value) {
        return value instanceof Number ? Numbers.exact(value) : Optional.empty();
    }
}
