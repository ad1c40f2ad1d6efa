package dev.interlock.policy.secret;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks for secrets in all texts of a value, names of members included, and in the content of base64. Immutable and thread-safe.
 *
 * @param shapes the shapes that are looked for
 * @param named the fingerprints by the names that the author gave them
 * @param most the most characters of one value that are searched, those out of base64 among them; a value with more counts as if a
 *     secret had been found in it, since nobody knows that there is none
 */
public record SecretScan(Set<Shape> shapes, SortedMap<String, Fingerprint> named, int most) {

    /** The name of the finding in a value that has more characters than are searched. */
    public static final String UNSEARCHED = "unsearched";

    /** The characters that are searched: twice those of the longest answer in memory, once as it is and once out of base64. */
    private static final int MOST = 64 << 20;

    /** The shortest text that is tried as base64: no secret would fit into a shorter one. */
    private static final int MIN_BASE64 = 16;

    private static final byte[] NOTHING = {};

    /** Numbers of cards are data of business; the others open something. */
    private static final Set<Shape> STANDING =
            Set.of(Shape.PRIVATE_KEY, Shape.API_KEY, Shape.JWT, Shape.CONNECTION_STRING);

    public SecretScan {
        shapes = Set.copyOf(shapes);
        named = Collections.unmodifiableSortedMap(new TreeMap<>(named));
    }

    public SecretScan(Set<Shape> shapes, SortedMap<String, Fingerprint> named) {
        this(shapes, named, MOST);
    }

    /** The search for secrets that open something to anybody who has them. */
    public static SecretScan standing(SortedMap<String, Fingerprint> named) {
        return new SecretScan(STANDING, named);
    }

    /**
     * The names of the secrets that were found, and never a part of them.
     *
     * @param value a String, maps and lists of such, and anything else, which has no text
     */
    public SortedSet<String> find(@Nullable Object value) {
        var search = new Search();
        search.look(value);
        return search.found == null ? Collections.emptySortedSet() : Collections.unmodifiableSortedSet(search.found);
    }

    /** The search of one value: the names found so far, and the number of characters that may still be searched. */
    private final class Search {
        /** Null as long as nothing is found, as in nearly all values. */
        private @Nullable SortedSet<String> found;

        private int left = most;

        private boolean isFound(String name) {
            return found != null && found.contains(name);
        }

        private void found(String name) {
            if (found == null) {
                found = new TreeSet<>();
            }
            found.add(name);
        }

        private void look(@Nullable Object value) {
            switch (value) {
                case String text -> {
                    text(text, named.isEmpty() ? NOTHING : text.getBytes(UTF_8));
                    if (text.length() >= MIN_BASE64) {
                        behind(text);
                    }
                }
                case Map<?, ?> map ->
                    map.forEach((name, member) -> {
                        look(name);
                        look(member);
                    });
                case List<?> list -> list.forEach(this::look);
                case Number number -> text(number.toString(), NOTHING);
                case null, default -> {}
            }
        }

        private void text(String text, byte[] bytes) {
            if (text.length() > left) {
                left = 0;
                found(UNSEARCHED);
                return;
            }
            left -= text.length();
            for (Shape shape : shapes) {
                if (!isFound(shape.text()) && shape.isIn(text)) {
                    found(shape.text());
                }
            }
            if (named.isEmpty()) {
                return;
            }
            named.forEach((name, fingerprint) -> {
                if (!isFound(name) && fingerprint.isIn(bytes)) {
                    found(name);
                }
            });
        }

        /** Searches the content of base64, in which content that is no text comes. */
        private void behind(String text) {
            String plain = plainBase64(text);
            if (plain == null) {
                return; // most texts: cheaper than to have the decoder throw
            }
            if (plain.length() > left) {
                found(UNSEARCHED);
                return;
            }
            try {
                byte[] bytes = Base64.getDecoder().decode(plain);
                text(new String(bytes, ISO_8859_1), bytes);
            } catch (IllegalArgumentException e) {
                // it is none
            }
        }
    }

    /** The text in the first alphabet of RFC 4648 and in one line, if it is base64 in one of the two alphabets; else null. */
    private static @Nullable String plainBase64(String text) {
        StringBuilder plain = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean same =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "+/=".indexOf(c) >= 0;
            if (same) {
                if (plain != null) {
                    plain.append(c);
                }
                continue;
            }
            if ("-_\r\n".indexOf(c) < 0) {
                return null;
            }
            if (plain == null) {
                plain = new StringBuilder(text.length()).append(text, 0, i);
            }
            if (c == '-') {
                plain.append('+');
            } else if (c == '_') {
                plain.append('/');
            }
        }
        String found = plain == null ? text : plain.toString();
        return found.length() % 4 == 1 ? null : found;
    }
}
