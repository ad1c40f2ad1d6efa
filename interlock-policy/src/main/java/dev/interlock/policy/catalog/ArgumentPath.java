package dev.interlock.policy.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path into the arguments or the result of a call, such as {@code args.payment.id}. A member whose name has other
 * characters stands in brackets, {@code args["mcp:answers"].q1}. A path may go through each element of one list,
 * {@code args.entities[*].name}.
 *
 * @param root {@code args} or {@code result}
 * @param optional written with a {@code ?} at the end: the value may be missing
 * @param list the number of steps that lead to the list through which the path goes; 0: it goes through none
 * @param index the element of the list; {@link #EACH}: each
 */
public record ArgumentPath(String root, List<String> steps, boolean optional, int list, int index) {

    public static final String ARGS = "args";
    public static final String RESULT = "result";

    /** The argument that holds the caller's answers to questions of the server. No caller may send it itself. */
    public static final String ANSWERS = "mcp:answers";

    /** The fault of a value that is {@linkplain #isBlocked blocked}. */
    static final String BLOCKED =
            "cannot be read, because the value that contains it is not an object; send an object, or omit it";

    /** The index that stands for each element. */
    public static final int EACH = -1;

    private static final String EACH_TEXT = "[*]";

    private static final int LONGEST_PLAIN = 64;
    /** The pattern of one step. Brackets take all printable ASCII characters but quotes and backslashes. */
    private static final Pattern STEP = Pattern.compile("\\.([A-Za-z0-9_-]{1,64})|\\[\"([ !#-\\[\\]-~]{1,64})\"]");

    private static final int MOST_STEPS = 8;

    public ArgumentPath {
        steps = List.copyOf(steps);
    }

    /** A path that goes through no list. */
    public ArgumentPath(String root, List<String> steps, boolean optional) {
        this(root, steps, optional, 0, EACH);
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
        int list = 0;
        int at = root.length();
        Matcher step = STEP.matcher(path);
        while (at < path.length()) {
            if (step.region(at, path.length()).lookingAt()) {
                steps.add(step.group(1) != null ? step.group(1) : step.group(2));
                at = step.end();
            } else if (path.startsWith(EACH_TEXT, at) && list == 0 && !steps.isEmpty()) {
                list = steps.size();
                at += EACH_TEXT.length();
            } else {
                return Optional.empty();
            }
        }
        return steps.isEmpty() || steps.size() > MOST_STEPS
                ? Optional.empty()
                : Optional.of(new ArgumentPath(root, steps, optional, list, EACH));
    }

    /** The value at the path; null when it is missing or JSON null, which is the same. */
    public @Nullable Object resolve(Map<?, ?> from) {
        Object at = from;
        for (int i = 0; i < steps.size(); i++) {
            if (list > 0 && i == list) {
                at = element(at);
            }
            if (!(at instanceof Map<?, ?> map)) {
                return null;
            }
            at = map.get(steps.get(i));
        }
        return list == steps.size() && list > 0 ? element(at) : at;
    }

    /** Returns whether something else than an object stands on the way to the value: then it is not missing, though it is not found. */
    public boolean isBlocked(Map<?, ?> from) {
        Object at = from;
        for (int i = 0; i < steps.size() && at != null; i++) {
            if (list > 0 && i == list) {
                at = element(at);
            }
            if (at != null && !(at instanceof Map<?, ?>)) {
                return true;
            }
            at = at instanceof Map<?, ?> map ? map.get(steps.get(i)) : null;
        }
        return false;
    }

    private @Nullable Object element(@Nullable Object list) {
        return list instanceof List<?> elements && index >= 0 && index < elements.size() ? elements.get(index) : null;
    }

    /** Returns whether the path goes through each element of a list. */
    public boolean each() {
        return list > 0 && index == EACH;
    }

    /** The path to the list through which this one goes. */
    public ArgumentPath toList() {
        return new ArgumentPath(root, steps.subList(0, list), false);
    }

    /** The path to a part of each element of this list, such as {@code .id}; empty when the text is none. */
    Optional<ArgumentPath> below(String steps) {
        return parse(toString() + EACH_TEXT + steps);
    }

    /** The path for one element; a path that goes through no list is the same for all. */
    public ArgumentPath at(int element) {
        return list > 0 ? new ArgumentPath(root, steps, optional, list, element) : this;
    }

    /** The steps, the index of the element among them. */
    List<String> withIndex() {
        if (list == 0) {
            return steps;
        }
        List<String> all = new ArrayList<>(steps);
        all.add(list, Integer.toString(index));
        return all;
    }

    /** Returns whether the other path is this one or lies below it. */
    public boolean covers(ArgumentPath other) {
        return root.equals(other.root)
                && other.steps.size() >= steps.size()
                && other.steps.subList(0, steps.size()).equals(steps);
    }

    /** The path without the mark of an optional one. */
    @Override
    public String toString() {
        if (list == 0) {
            return root + text(steps);
        }
        return root
                + text(steps.subList(0, list))
                + (index == EACH ? EACH_TEXT : "[" + index + "]")
                + text(steps.subList(list, steps.size()));
    }

    private static String text(List<String> steps) {
        var text = new StringBuilder();
        steps.forEach(step -> append(step, text));
        return text.toString();
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
        var text = new StringBuilder(name.length() + 4);
        append(name, text);
        return text.toString();
    }

    static void append(String name, StringBuilder to) {
        if (isPlain(name)) {
            to.append('.').append(name);
        } else {
            to.append("[\"")
                    .append(name.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\"]");
        }
    }
}
