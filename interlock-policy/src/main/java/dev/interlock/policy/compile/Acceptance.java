package dev.interlock.policy.compile;

import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import java.util.HashSet;
import java.util.Set;

/**
 * A warning that the author accepts: it is not reported in the part of the bundle that accepts it.
 *
 * @param code such as {@code IL-0200}
 * @param because the reason why it is all right
 * @param place the place of the code
 * @param spots the beginnings of all nodes of the part
 */
record Acceptance(String code, String because, Place place, Set<Spot> spots) {

    Acceptance {
        spots = Set.copyOf(spots);
    }

    /** The position at which a node begins. */
    record Spot(String file, int line, int column) {

        static Spot of(Place place) {
            return new Spot(place.file().path(), place.line(), place.column());
        }
    }

    boolean covers(Diagnostic diagnostic) {
        return !diagnostic.isError()
                && diagnostic.check().code().equals(code)
                && spots.contains(Spot.of(diagnostic.place()));
    }

    /** The positions at which a node, and each key and node in it, begins. */
    static Set<Spot> spots(Node node) {
        Set<Spot> out = new HashSet<>();
        collect(node, out);
        return out;
    }

    private static void collect(Node node, Set<Spot> out) {
        out.add(Spot.of(node.place()));
        switch (node) {
            case Node.Mapping mapping ->
                mapping.entries().forEach(e -> {
                    out.add(Spot.of(e.key().place()));
                    collect(e.value(), out);
                });
            case Node.Sequence list -> list.items().forEach(n -> collect(n, out));
            case Node.Scalar scalar -> {}
        }
    }
}
