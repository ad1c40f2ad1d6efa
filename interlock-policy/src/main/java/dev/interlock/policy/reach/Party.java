package dev.interlock.policy.reach;

import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Agents that are surely one party in an attribute, and the seats from which they can act.
 *
 * @param attribute the attribute, such as {@code chain} or {@code owner}
 * @param value the value that they have in common
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
                // Every agent below another is in the chain of the first one, roots included.
                Caller first = seat.first().agent();
                if (first.root()) {
                    add(byValue, first.name(), seat);
                }
            }
            case Attributes.RUNTIME -> {}
            case Attributes.OWNER -> owners(seat).forEach(owner -> add(byValue, owner, seat));
            // The origin of the first agent holds for all that act below it.
            case Attributes.ORIGIN ->
                seat.first().agent().attribute(attribute).texts().forEach(value -> add(byValue, value, seat));
            default -> seat.agent().attribute(attribute).texts().forEach(value -> add(byValue, value, seat));
        }
    }

    /** The owners of the starter and of the agent itself; none, which is unknown, if it has a starter whose owners are unknown. */
    private static Set<String> owners(Seat seat) {
        Set<String> own = new TreeSet<>(seat.agent().attribute(Attributes.OWNER).texts());
        if (seat.starter().isEmpty()) {
            return own;
        }
        Set<String> all = owners(seat.starter().get());
        if (all.isEmpty()) {
            return Set.of();
        }
        all.addAll(own);
        return all;
    }

    private static void add(Map<String, List<Seat>> byValue, String value, Seat seat) {
        byValue.computeIfAbsent(value, v -> new ArrayList<>()).add(seat);
    }
}
