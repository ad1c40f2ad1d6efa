package dev.interlock.engine.codec;

import java.util.ArrayList;
import java.util.List;

/** Places in the list of a call: ascending from 0, without duplicates; left out where there are none. */
final class PlaceCodec {

    private PlaceCodec() {}

    static void write(Writer out, String field, List<Integer> places) {
        out.numbers(field, places.stream().map(Integer::longValue).toList());
    }

    static List<Integer> read(Reader in, String field) {
        List<Integer> places = new ArrayList<>();
        for (long place : in.numbers(field)) {
            if (place < (places.isEmpty() ? 0 : places.getLast() + 1) || place > Integer.MAX_VALUE) {
                throw in.bad(field, "positions in a list must be in ascending order from 0, without duplicates");
            }
            places.add((int) place);
        }
        return places;
    }
}
