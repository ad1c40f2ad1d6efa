package dev.interlock.server.http.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The path and query of a request, taken apart as they were sent. Servers differ in how they read dots, encoded
 * slashes, doubled encodings, `;` and `+`; a target that uses one of these where it matters is refused.
 */
public final class RequestTarget {

    private static final String IN_SEGMENT = "!$&'()*,=:@";
    private static final String IN_QUERY = "!$'()*,:@/?=[]";
    private static final Pattern ENCODED = Pattern.compile("%[0-9A-Fa-f]{2}");

    private RequestTarget() {}

    /**
     * Returns the segments of a path, decoded. They are split before, so that an escaped slash makes no segment; one that
     * cannot be decoded stays as it is, as it names nothing. The last one is empty after a slash at the end.
     */
    public static List<String> segments(String rawPath) {
        List<String> segments = new ArrayList<>();
        for (String part : rawPath.substring(1).split("/", -1)) {
            segments.add(part.indexOf('%') < 0 ? part : decoded(part));
        }
        return segments;
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return part;
        }
    }

    /** Returns the segments of a path that another server is to read in the same way. */
    public static List<String> passedSegments(String rawPath) throws Refusal {
        if (!rawPath.startsWith("/")) {
            throw Refusal.invalid("the path does not begin with `/`");
        }
        List<String> segments = new ArrayList<>();
        String[] parts = rawPath.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            String segment = PercentDecoding.decode(parts[i], IN_SEGMENT, "the path");
            if (segment.isEmpty() && i < parts.length - 1) {
                throw Refusal.invalid("the path contains two slashes in a row: write one");
            }
            if (segment.equals(".") || segment.equals("..")) {
                throw Refusal.invalid("the path contains `.` or `..`: send the path without them");
            }
            if (segment.indexOf('/') >= 0 || segment.indexOf('\\') >= 0) {
                throw Refusal.invalid(
                        "the path contains an encoded slash or a backslash, which no parameter may contain");
            }
            if (ENCODED.matcher(segment).find()) {
                throw Refusal.invalid("the path is encoded twice: encode it once");
            }
            segments.add(segment);
        }
        return segments;
    }

    /** Returns the values of the query by name, decoded, in their order. */
    public static Map<String, List<String>> parameters(String rawQuery) throws Refusal {
        Map<String, List<String>> decoded = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> parameter : query(rawQuery).entrySet()) {
            List<String> values = new ArrayList<>();
            for (String raw : parameter.getValue()) {
                values.add(decoded(raw, "a value in the query"));
            }
            decoded.put(parameter.getKey(), values);
        }
        return decoded;
    }

    /** Returns the values of the query by name, still encoded, in their order. */
    public static Map<String, List<String>> query(String rawQuery) throws Refusal {
        Map<String, List<String>> values = new LinkedHashMap<>();
        if (rawQuery.isEmpty()) {
            return values;
        }
        if (rawQuery.indexOf('+') >= 0 || rawQuery.indexOf(';') >= 0) {
            throw Refusal.invalid(
                    "the query contains a `+` or `;`, which servers read differently: write `%20`, `%2B` or `%3B`");
        }
        for (String pair : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw Refusal.invalid("the query contains a part that is not `name=value`");
            }
            String name = decoded(pair.substring(0, equals), "a name in the query");
            values.computeIfAbsent(name, any -> new ArrayList<>()).add(pair.substring(equals + 1));
        }
        return values;
    }

    /** Decodes a value of the query, or a part of one. */
    public static String decoded(String raw, String what) throws Refusal {
        return PercentDecoding.decode(raw, IN_QUERY, what);
    }
}
