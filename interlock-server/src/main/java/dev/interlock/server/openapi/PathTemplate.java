package dev.interlock.server.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * A path of a description, such as {@code /orders/{order_id}/items}. A segment is text, or one variable, with text before
 * or after it where the author wrote some ({@code {id}:cancel}). Immutable.
 */
public final class PathTemplate {

    private static final String PLAIN = "-._~!$&'()*+,;=:@";

    private final String text;
    private final List<Segment> segments;
    private final boolean readable;

    /** @param variable empty for a segment of text, which then is {@code before} */
    private record Segment(String before, String variable, String after) {

        /** Returns whether this segment is as narrow as the other or narrower, where both cover something. */
        boolean saysWhatSays(Segment other) {
            return variable.isEmpty()
                    || (!other.variable.isEmpty() && before.startsWith(other.before) && after.endsWith(other.after));
        }

        Optional<String> value(String given, boolean anyCase) {
            if (variable.isEmpty()) {
                return (anyCase ? given.equalsIgnoreCase(before) : given.equals(before))
                        ? Optional.of("")
                        : Optional.empty();
            }
            int end = given.length() - after.length();
            boolean fits = end > before.length()
                    && given.regionMatches(anyCase, 0, before, 0, before.length())
                    && given.regionMatches(anyCase, end, after, 0, after.length());
            return fits ? Optional.of(given.substring(before.length(), end)) : Optional.empty();
        }
    }

    private PathTemplate(String text, List<Segment> segments, boolean readable) {
        this.text = text;
        this.readable = readable;
        this.segments = List.copyOf(segments);
    }

    /** The result of reading a text as a template. */
    public sealed interface Parsed {
        record Read(PathTemplate template) implements Parsed {}

        /** @param why it is none, or none that can be told apart from others surely */
        record Wrong(String why) implements Parsed {}
    }

    /** Reads a template as a description writes it. */
    public static Parsed parse(String text) {
        if (!text.startsWith("/")) {
            return new Parsed.Wrong("does not begin with `/`");
        }
        List<Segment> segments = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        String[] parts = text.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            int open = part.indexOf('{');
            int close = part.indexOf('}');
            boolean variable = open >= 0 && close > open + 1;
            String before = variable ? part.substring(0, open) : part;
            String after = variable ? part.substring(close + 1) : "";
            if (!isPlain(before) || !isPlain(after)) {
                return new Parsed.Wrong("has more than one parameter between two slashes, or a character that "
                        + "must be percent-encoded");
            }
            if (part.equals(".") || part.equals("..") || (part.isEmpty() && i < parts.length - 1)) {
                return new Parsed.Wrong("has a segment that is empty or consists of dots");
            }
            String name = variable ? part.substring(open + 1, close) : "";
            if (variable && !names.add(name)) {
                return new Parsed.Wrong("has the parameter `" + name + "` twice");
            }
            segments.add(new Segment(before, name, after));
        }
        return new Parsed.Read(new PathTemplate(text, segments, true));
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> Character.isLetterOrDigit(c) && c < 0x80 || PLAIN.indexOf(c) >= 0);
    }

    /** A template that stands for another which cannot be read: it covers whatever that might cover. */
    static PathTemplate covering(String text) {
        List<Segment> segments = new ArrayList<>();
        for (String part : (text.startsWith("/") ? text.substring(1) : text).split("/", -1)) {
            int open = part.indexOf('{');
            int close = part.lastIndexOf('}');
            boolean literal = open < 0 && isPlain(part);
            String before =
                    literal ? part : open > 0 && isPlain(part.substring(0, open)) ? part.substring(0, open) : "";
            String after =
                    !literal && close > open && isPlain(part.substring(close + 1)) ? part.substring(close + 1) : "";
            segments.add(new Segment(before, literal ? "" : "any-" + segments.size(), after));
        }
        return new PathTemplate(text, segments, false);
    }

    /** Names of its variables, in their order. */
    public List<String> variables() {
        return segments.stream()
                .map(Segment::variable)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** The text of its segments that are no variables, lower case, in their order. */
    public List<String> words() {
        return segments.stream()
                .filter(segment ->
                        segment.variable().isEmpty() && !segment.before().isEmpty())
                .map(segment -> segment.before().toLowerCase(Locale.ROOT))
                .toList();
    }

    int size() {
        return segments.size();
    }

    /**
     * The values of the variables, if the template covers the path.
     *
     * @param given segments, decoded
     * @param anyCase whether text matches in upper and lower case
     */
    Optional<Map<String, String>> match(List<String> given, boolean anyCase) {
        if (given.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < given.size(); i++) {
            Segment segment = segments.get(i);
            Optional<String> value = segment.value(given.get(i), anyCase);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            if (!segment.variable().isEmpty()) {
                values.put(segment.variable(), value.get());
            }
        }
        return Optional.of(values);
    }

    /**
     * Returns whether this template says more than the other in some segment and less in none, where both cover a path. A template that
     * cannot be read beats none and is beaten by none: nobody knows what it says.
     */
    boolean beats(PathTemplate other) {
        boolean more = false;
        for (int i = 0; i < segments.size(); i++) {
            Segment mine = segments.get(i);
            Segment theirs = other.segments.get(i);
            if (!mine.saysWhatSays(theirs)) {
                return false;
            }
            more |= !theirs.saysWhatSays(mine);
        }
        return more && readable && other.readable;
    }

    /** The template without the names of its variables: two with the same form cover the same paths. */
    String form() {
        StringBuilder form = new StringBuilder();
        segments.forEach(segment -> form.append('/')
                .append(segment.before())
                .append(segment.variable().isEmpty() ? "" : "{}")
                .append(segment.after()));
        return form.toString();
    }

    /** The path for values of the variables, which the function gives encoded. */
    public String expand(UnaryOperator<String> encoded) {
        StringBuilder path = new StringBuilder();
        segments.forEach(segment -> path.append('/')
                .append(segment.before())
                .append(segment.variable().isEmpty() ? "" : encoded.apply(segment.variable()))
                .append(segment.after()));
        return path.toString();
    }

    /** The template as the description writes it. */
    @Override
    public String toString() {
        return text;
    }
}
