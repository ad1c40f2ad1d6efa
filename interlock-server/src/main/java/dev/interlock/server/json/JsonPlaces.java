package dev.interlock.server.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Places in a list, from 0, each once and in ascending order, as people and enforcement points say which elements were not done. */
public sealed interface JsonPlaces {

    record Read(List<Integer> places) implements JsonPlaces {
        public Read {
            places = List.copyOf(places);
        }
    }

    /**
     * The text is not a list of places.
     *
     * @param at index of the member that is wrong; -1 for the whole
     * @param why a sentence without a full stop that says what to write
     */
    record Wrong(int at, String why) implements JsonPlaces {}

    static JsonPlaces of(JsonNode node) {
        if (!node.isArray()) {
            return new Wrong(
                    -1, "write the positions in the call's list, counted from 0, as an array such as `[0, 2]`");
        }
        var places = new ArrayList<Integer>();
        for (int i = 0; i < node.size(); i++) {
            JsonNode each = node.get(i);
            if (!each.isInt() || each.intValue() < 0) {
                return new Wrong(
                        i, "this is not a position in the call's list: positions are whole numbers, counted from 0");
            }
            int place = each.intValue();
            if (places.contains(place)) {
                return new Wrong(i, "element " + place + " is listed twice: list each element once");
            }
            if (i > 0 && place < places.getLast()) {
                return new Wrong(
                        i,
                        "element " + place + " comes after element " + places.getLast() + ": list them in "
                                + "ascending order");
            }
            places.add(place);
        }
        return new Read(places);
    }
}
