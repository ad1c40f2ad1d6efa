package dev.interlock.policy.reach;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Agents that are surely one in an attribute, and where they can act.
 *
 * @param attribute such as {@code chain} or {@code owner}
 * @param value what they have in common
 */
record Party(String attribute, String value, List<Seat> seats) {

    /** The parties of a registry in these attributes, in their order. Values that nobody vouched for make no party. */
    static List<Party> of(List<String> attributes, Bundle bundle, Collection<Caller> registry) {
        List<Party> parties = new ArrayList<>();
        for (String attribute : attributes) {
            Map<String, List<Seat>> byValue = new LinkedHashMap<>();
            for (Caller agent : registry) {
                for (Seat seat : Seats.from(agent, bundle, registry)) {
                    valueOf(attribute, seat, byValue);
                }
            }
            byValue.forEach((value, seats) -> parties.add(new Party(attribute, value, seats)));
        }
        return parties;
    }

    private static void valueOf(String attribute, Seat seat, Map<String, List<Seat>> byValue) {
        switch (attribute) {
            case Attributes.AGENT -> {
                if (seat.starter().isEmpty()) {
                    add(byValue, seat.agent().name(), seat);
                }
            }
            case Attributes.CHAIN -> {
                // A root starts a chain of its own, wherever it sits.
                boolean own = seat.starter().isEmpty() || seat.agent().root();
                Caller head = own ? seat.agent() : head(seat);
                if (head.root()) {
                    add(byValue, head.name(), seat);
                }
            }
            case Attributes.RUNTIME -> {}
            default -> {
                // Below another, owner and origin follow the starter; what is its own counts for roots.
                Caller whose = seat.starter().isEmpty() || seat.agent().root() ? seat.agent() : head(seat);
                if (whose.attribute(attribute) instanceof AttributeValue.Known known) {
                    add(byValue, known.value(), seat);
                }
            }
        }
    }

    /** The nearest root above, whose chain it is, or else the first of all. */
    private static Caller head(Seat seat) {
        Seat at = seat;
        while (at.starter().isPresent() && !at.agent().root()) {
            at = at.starter().get();
        }
        return at.agent();
    }

    private static void add(Map<String, List<Seat>> byValue, String value, Seat seat) {
        byValue.computeIfAbsent(value, v -> new ArrayList<>()).add(seat);
    }
}
