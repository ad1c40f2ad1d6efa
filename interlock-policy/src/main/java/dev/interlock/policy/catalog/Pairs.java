package dev.interlock.policy.catalog;

import dev.interlock.engine.model.KeyPair;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The kinds of keys of two or three kinds at once, {@code per: [user, document]}, as a bundle names them. */
public final class Pairs {

    public static final int FEWEST = 2;
    public static final int MOST = 3;

    private Pairs() {}

    /** The kind of the pairs. */
    public static String kind(Collection<String> kinds) {
        return String.join("+", new TreeSet<>(kinds));
    }

    /** The kinds of which a kind is made; one that is no pair is made of itself. */
    public static List<String> parts(String kind) {
        return KeyPair.parts(kind);
    }

    /**
     * The pairs of these kinds that a call may have.
     *
     * @param own kinds of keys that it may have
     * @param created types that it creates: a pair with such an object has no name before the call, so a rule about it cannot be evaluated
     */
    public static Set<String> of(Collection<String> kinds, Set<String> own, Set<String> created) {
        return kinds.stream()
                .filter(KeyPair::isPair)
                .filter(kind -> own.containsAll(parts(kind)))
                .filter(kind -> parts(kind).stream().noneMatch(created::contains))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
