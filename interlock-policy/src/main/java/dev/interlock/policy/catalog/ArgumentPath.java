package dev.interlock.policy.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path into the arguments or the result of a call, such as {@code args.payment.id}.
 *
 * @param root {@code args} or {@code result}
 * @param optional written with a {@code ?} at the end: the value may be missing
 */
public record ArgumentPath(String root, List<String> steps, boolean optional) {

    public static final String ARGS = "args";
    public static final String RESULT = "result";

    private static final Pattern STEP = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public ArgumentPath {
        steps = List.copyOf(steps);
    }

    /** Reads a path; empty when the text is none. */
    public static Optional<ArgumentPath> parse(String text) {
        boolean optional = text.endsWith("?");
        String[] parts = (optional ? text.substring(0, text.length() - 1) : text).split("\\.", -1);
        boolean rooted = parts[0].equals(ARGS) || parts[0].equals(RESULT);
        List<String> steps = Arrays.asList(parts).subList(1, parts.length);
        if (!rooted || steps.isEmpty() || steps.size() > 8 || !steps.stream().allMatch(s -> STEP.matcher(s).matches())) {
            return Optional.empty();
        }
        return Optional.of(new ArgumentPath(parts[0], steps, optional));
    }

    /** The value at the path; null when it is missing or JSON null, which is the same. */
    public @Nullable Object resolve(Map<?, ?> from) {
        Object at = from;
        for (String step : steps) {
            if (!(at instanceof Map<?, ?> map)) {
                return null;
            }
            at = map.get(step);
        }
        return at;
    }

    /** Whether the other path is this one or lies below it. */
    public boolean covers(ArgumentPath other) {
        return root.equals(other.root)
                && other.steps.size() >= steps.size()
                && other.steps.subList(0, steps.size()).equals(steps);
    }

    /** The path without the mark of an optional one. */
    @Override
    public String toString() {
        return root + "." + String.join(".", steps);
    }
}
