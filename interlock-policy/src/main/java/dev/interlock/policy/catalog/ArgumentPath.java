package dev.interlock.policy.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A path into the arguments or the result of a call, such as {@code args.payment.id}. A member whose name has other
 * characters stands in brackets, {@code args["mcp:answers"].q1}.
 *
 * @param root {@code args} or {@code result}
 * @param optional written with a {@code ?} at the end: the value may be missing
 */
public record ArgumentPath(String root, List<String> steps, boolean optional) {

    public static final String ARGS = "args";
    public static final String RESULT = "result";

    /** The argument that holds what the caller answered to questions of the server. No caller has one of its own. */
    public static final String ANSWERS = "mcp:answers";

    private static final int LONGEST_PLAIN = 64;
    /** In brackets: what ASCII can show, but for quotes and backslashes. */
    private static final Pattern STEP = Pattern.compile("\\.([A-Za-z0-9_-]{1,64})|\\[\"([ !#-\\[\\]-~]{1,64})\"]");

    private static final int MOST_STEPS = 8;

    public ArgumentPath {
        steps = List.copyOf(steps);
    }

    /** Reads a path; empty when the text is none. */
    public static Optional<ArgumentPath> parse(String text) {
        boolean optional = text.endsWith("?");
        String path = optional ? text.substring(0, text.length() - 1) : text;
        String root = path.startsWith(ARGS) ? ARGS : RESULT;
        if (!path.startsWith(root)) {
            return Optional.empty();
        }
        List<String> steps = new ArrayList<>();
        Matcher step = STEP.matcher(path).region(root.length(), path.length());
        while (step.lookingAt()) {
            steps.add(step.group(1) != null ? step.group(1) : step.group(2));
            step.region(step.end(), path.length());
        }
        return step.regionStart() < path.length() || steps.isEmpty() || steps.size() > MOST_STEPS
                ? Optional.empty()
                : Optional.of(new ArgumentPath(root, steps, optional));
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
        return root + steps.stream().map(ArgumentPath::step).collect(Collectors.joining());
    }

    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-')) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= LONGEST_PLAIN;
    }

    /** One step as it is written in a path. */
    public static String step(String name) {
        return isPlain(name) ? "." + name : "[\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"]";
    }
}
