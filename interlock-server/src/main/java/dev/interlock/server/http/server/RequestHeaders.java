package dev.interlock.server.http.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The headers of one request: names ignore case, every value stays apart. A request has few of them, so they lie one
 * after another, and a look-up compares names without making another one. Immutable.
 */
public final class RequestHeaders {

    private static final RequestHeaders NONE = new RequestHeaders(new Builder(0), false);

    /** The names in lower case, one for each value; those of one name follow each other. */
    private final String[] names;

    private final String[] values;
    private final List<String> repeated;
    private final boolean mirroring;

    private RequestHeaders(Builder read, boolean mirroring) {
        this.names = read.names.toArray(String[]::new);
        this.values = read.values.toArray(String[]::new);
        this.repeated = List.copyOf(read.repeated);
        this.mirroring = mirroring;
    }

    /** The headers of a request while they are read, each name once. */
    public static final class Builder {
        private final List<String> names;
        private final List<String> values;
        private List<String> repeated = List.of();

        /** @param expected the number of values, as far as it is known */
        public Builder(int expected) {
            names = new ArrayList<>(expected);
            values = new ArrayList<>(expected);
        }

        /** @param name in lower case, which was not added before */
        public Builder add(String name, String value) {
            names.add(name);
            values.add(value);
            return this;
        }

        /** @param name in lower case, which was not added before */
        public Builder add(String name, List<String> all) {
            all.forEach(value -> add(name, value));
            if (all.size() > 1) {
                repeated = repeated.isEmpty() ? new ArrayList<>() : repeated;
                repeated.add(name);
            }
            return this;
        }

        public RequestHeaders build() {
            return new RequestHeaders(this, true);
        }
    }

    /** Returns the headers of a transport that has none. */
    public static RequestHeaders none() {
        return NONE;
    }

    public static RequestHeaders of(Map<String, List<String>> given) {
        Map<String, List<String>> merged = new TreeMap<>();
        given.forEach((name, list) -> merged.computeIfAbsent(name.toLowerCase(Locale.ROOT), any -> new ArrayList<>())
                .addAll(list));
        var read = new Builder(merged.size());
        merged.forEach(read::add);
        return read.build();
    }

    /** Returns whether the transport wants parts of the body repeated in headers. */
    public boolean mirroring() {
        return mirroring;
    }

    /** Returns all values of a header, each by itself. */
    public List<String> all(String name) {
        int first = find(name);
        if (first < 0) {
            return List.of();
        }
        int end = first + 1;
        while (end < names.length && names[end].equals(names[first])) {
            end++;
        }
        return end == first + 1 ? List.of(values[first]) : List.of(values).subList(first, end);
    }

    /** Returns the first value of a header; where it may occur once only, the door has seen to that. */
    public Optional<String> first(String name) {
        int at = find(name);
        return at < 0 ? Optional.empty() : Optional.of(values[at]);
    }

    public boolean has(String name) {
        return find(name) >= 0;
    }

    /** Returns the names, in lower case, that occur more than once: hardly ever any. */
    public List<String> repeated() {
        return repeated;
    }

    private int find(String name) {
        for (int i = 0; i < names.length; i++) {
            if (isSame(names[i], name)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isSame(String lower, String name) {
        if (lower.length() != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (lower.charAt(i) != (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)) {
                return false;
            }
        }
        return true;
    }

    /** Names alone: values may be secrets. */
    @Override
    public String toString() {
        return "RequestHeaders" + List.of(names);
    }
}
