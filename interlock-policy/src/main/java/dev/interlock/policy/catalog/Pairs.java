package dev.interlock.policy.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Keys of two or three kinds at once, {@code per: [user, document]}. They are made of what a call names itself, and to the
 * engine they are values: their kind is the kinds in the order of text with {@code +} between them, their value the ids
 * likewise, in which {@code \} and {@code +} have a {@code \} before them, so that no two pairs read alike.
 */
public final class Pairs {

    public static final int FEWEST = 2;
    public static final int MOST = 3;

    private static final String AND = "+";

    private Pairs() {}

    /** The kind of the pairs. */
    public static String kind(Collection<String> kinds) {
        return String.join(AND, new TreeSet<>(kinds));
    }

    /** Whether the kind is one of pairs. Names of types and values have no such character. */
    public static boolean isPair(String kind) {
        return kind.contains(AND);
    }

    /** The kinds of which a kind is made; one that is no pair is made of itself. */
    public static List<String> parts(String kind) {
        return List.of(kind.split("\\" + AND));
    }

    /** The pairs of these kinds that a call has which names all their parts. */
    public static Set<String> named(Collection<String> kinds, Set<String> direct) {
        return kinds.stream()
                .filter(kind -> isPair(kind) && direct.containsAll(parts(kind)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** @param ids in the order of their kinds */
    static String value(List<String> ids) {
        List<String> escaped = new ArrayList<>();
        for (String id : ids) {
            escaped.add(id.replace("\\", "\\\\").replace(AND, "\\" + AND));
        }
        return String.join(AND, escaped);
    }
}
