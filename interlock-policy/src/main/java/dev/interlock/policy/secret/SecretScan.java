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
 * Looks for secrets in all texts of a value, names of members included, and in what is behind base64. Immutable and thread-safe.
 *
 * @param named fingerprints by the names that the author gave them
 */
public record SecretScan(Set<Shape> shapes, SortedMap<String, Fingerprint> named) {

    /** Shorter texts are not tried as base64: nothing to look for would fit. */
    private static final int MIN_BASE64 = 16;

    private static final byte[] NOTHING = {};

    public SecretScan {
        shapes = Set.copyOf(shapes);
        named = Collections.unmodifiableSortedMap(new TreeMap<>(named));
    }

    /**
     * The names of what was found, never a part of it.
     *
     * @param value String, maps and lists of such, and anything else, which has no text
     */
    public SortedSet<String> find(@Nullable Object value) {
        SortedSet<String> found = new TreeSet<>();
        look(value, found);
        return found;
    }

    private void look(@Nullable Object value, Set<String> found) {
        switch (value) {
            case String text -> {
                text(text, named.isEmpty() ? NOTHING : text.getBytes(UTF_8), found);
                if (text.length() >= MIN_BASE64) {
                    behind(text, found);
                }
            }
            case Map<?, ?> map ->
                map.forEach((name, member) -> {
                    look(name, found);
                    look(member, found);
                });
            case List<?> list -> list.forEach(item -> look(item, found));
            case Number number -> text(number.toString(), NOTHING, found);
            case null, default -> {}
        }
    }

    private void text(String text, byte[] bytes, Set<String> found) {
        for (Shape shape : shapes) {
            if (!found.contains(shape.text()) && shape.isIn(text)) {
                found.add(shape.text());
            }
        }
        named.forEach((name, fingerprint) -> {
            if (!found.contains(name) && fingerprint.isIn(bytes)) {
                found.add(name);
            }
        });
    }

    private static boolean mayBeBase64(String text) {
        if (text.length() % 4 == 1) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean of = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '/';
            if (!of && c != '=') {
                return false;
            }
        }
        return true;
    }

    /** Content that is no text comes as base64. */
    private void behind(String text, Set<String> found) {
        if (!mayBeBase64(text)) {
            return; // most texts: cheaper than to have the decoder throw
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            text(new String(bytes, ISO_8859_1), bytes, found);
        } catch (IllegalArgumentException e) {
            // it is none
        }
    }
}
