package dev.interlock.server.http.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The headers of one request: names ignore case, every value stays apart. Immutable. */
public final class RequestHeaders implements RequestFields {
    private static final RequestHeaders NONE = new RequestHeaders(Map.of(), false);

    private final Map<String, List<String>> values;
    private final boolean mirroring;

    private RequestHeaders(Map<String, List<String>> values, boolean mirroring) {
        this.values = values;
        this.mirroring = mirroring;
    }

    /** Returns the headers of a transport that has none. */
    public static RequestHeaders none() {
        return NONE;
    }

    /** Returns whether the transport wants parts of the body repeated in headers. */
    public boolean mirroring() {
        return mirroring;
    }

    public static RequestHeaders of(Map<String, List<String>> given) {
        Map<String, List<String>> merged = new TreeMap<>();
        given.forEach((name, list) -> merged.merge(lower(name), List.copyOf(list), RequestHeaders::both));
        return new RequestHeaders(merged, true);
    }

    /** The values of a header that occurs more than once. */
    public static List<String> both(List<String> some, List<String> more) {
        List<String> both = new ArrayList<>(some);
        both.addAll(more);
        return List.copyOf(both);
    }

    @Override
    public List<String> all(String name) {
        return values.getOrDefault(lower(name), List.of());
    }

    /** Returns the names in lower case, sorted. */
    public Set<String> names() {
        return values.keySet();
    }

    /** Names alone: values may be secrets. */
    @Override
    public String toString() {
        return "RequestHeaders" + values.keySet();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
