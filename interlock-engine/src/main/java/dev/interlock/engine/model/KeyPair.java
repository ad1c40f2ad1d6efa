package dev.interlock.engine.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keys of two or three kinds at once, {@code per: [user, document]}. Their kind is the kinds in the order of text with {@code +} between
 * them, their value the ids likewise, in which {@code \} and {@code +} have a {@code \} before them, so that no two pairs read alike.
 */
public final class KeyPair {

    private static final char AND = '+';
    private static final char ESCAPE = '\\';

    private KeyPair() {}

    /** Returns whether the kind is one of pairs: names of types and values contain no {@code +}. */
    public static boolean isPair(String kind) {
        return kind.indexOf(AND) >= 0;
    }

    /** The kinds that a kind of pairs consists of; any other kind consists of itself. */
    public static List<String> parts(String kind) {
        return List.of(kind.split("\\+"));
    }

    /** @param parts one key of each kind, in the order of their kinds */
    public static Key of(List<Key> parts) {
        var kind = new StringBuilder();
        var value = new StringBuilder();
        for (Key part : parts) {
            if (!kind.isEmpty()) {
                kind.append(AND);
                value.append(AND);
            }
            kind.append(part.kind());
            value.append(part.value().replace("\\", "\\\\").replace("+", "\\+"));
        }
        return new Key(kind.toString(), value.toString());
    }

    /** The keys that a pair consists of; empty where its value is not that of a pair, as in a record made by hand. */
    public static List<Key> parts(Key pair) {
        List<String> kinds = parts(pair.kind());
        var ids = new ArrayList<String>();
        var id = new StringBuilder();
        for (int i = 0; i < pair.value().length(); i++) {
            char c = pair.value().charAt(i);
            if (c == ESCAPE && i + 1 < pair.value().length()) {
                i++;
                id.append(pair.value().charAt(i));
            } else if (c == AND) {
                ids.add(id.toString());
                id.setLength(0);
            } else {
                id.append(c);
            }
        }
        ids.add(id.toString());
        if (ids.size() != kinds.size() || ids.contains("")) {
            return List.of();
        }
        var parts = new ArrayList<Key>();
        for (int i = 0; i < ids.size(); i++) {
            parts.add(new Key(kinds.get(i), ids.get(i)));
        }
        return parts;
    }

    /**
     * The pairs of a kind within one closure: each key of one part's kind with each key of every other part's kind.
     *
     * @param most most pairs to return; one more is returned to show that there are more
     */
    public static List<Key> within(Collection<Key> closure, String kind, int most) {
        List<List<Key>> found = List.of(List.of());
        for (String part : parts(kind)) {
            Set<Key> of = new TreeSet<>();
            closure.stream().filter(key -> key.kind().equals(part)).forEach(of::add);
            var longer = new ArrayList<List<Key>>();
            for (List<Key> before : found) {
                for (Key key : of) {
                    if (longer.size() <= most) {
                        var more = new ArrayList<>(before);
                        more.add(key);
                        longer.add(more);
                    }
                }
            }
            found = longer;
        }
        return found.stream().map(KeyPair::of).toList();
    }
}
