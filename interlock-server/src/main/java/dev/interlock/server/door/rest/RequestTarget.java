package dev.interlock.server.door.rest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The path and query of a request, taken apart as they were sent. Servers differ in how they read dots, encoded
 * slashes, doubled encodings, `;` and `+`; a target that uses one of these is refused, so that the API reads the target
 * that was decided on.
 */
final class RequestTarget {

    private static final String IN_SEGMENT = "!$&'()*,=:@";
    private static final String IN_QUERY = "!$'()*,:@/?=[]";
    private static final Pattern ENCODED = Pattern.compile("%[0-9A-Fa-f]{2}");

    private RequestTarget() {}

    /** The segments of a path that begins with a slash, decoded. The last one is empty after a slash at the end. */
    static List<String> segments(String rawPath) throws Refusal {
        if (!rawPath.startsWith("/")) {
            throw Refusal.invalid("the path does not begin with `/`");
        }
        List<String> segments = new ArrayList<>();
        String[] parts = rawPath.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            String segment = PercentDecoding.decode(parts[i], IN_SEGMENT, "the path");
            if (segment.isEmpty() && i < parts.length - 1) {
                throw Refusal.invalid("the path has two slashes in a row: write one");
            }
            if (segment.equals(".") || segment.equals("..")) {
                throw Refusal.invalid("the path has a segment of dots: write the path that is meant");
            }
            if (segment.indexOf('/') >= 0 || segment.indexOf('\\') >= 0) {
                throw Refusal.invalid("the path has an encoded slash or a backslash: no parameter may hold one");
            }
            if (ENCODED.matcher(segment).find()) {
                throw Refusal.invalid("the path is encoded twice: encode it once");
            }
            segments.add(segment);
        }
        return segments;
    }

    /** The values of the query by name, still encoded, in their order. */
    static Map<String, List<String>> query(String rawQuery) throws Refusal {
        Map<String, List<String>> values = new LinkedHashMap<>();
        if (rawQuery.isEmpty()) {
            return values;
        }
        if (rawQuery.indexOf('+') >= 0 || rawQuery.indexOf(';') >= 0) {
            throw Refusal.invalid(
                    "the query has a `+` or `;`, which servers read differently: write `%20`, `%2B` or `%3B`");
        }
        for (String pair : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw Refusal.invalid("the query has a part that is no `name=value`");
            }
            String name = decoded(pair.substring(0, equals), "a name in the query");
            values.computeIfAbsent(name, any -> new ArrayList<>()).add(pair.substring(equals + 1));
        }
        return values;
    }

    /** A value of the query, or a part of one. */
    static String decoded(String raw, String what) throws Refusal {
        return PercentDecoding.decode(raw, IN_QUERY, what);
    }
}
