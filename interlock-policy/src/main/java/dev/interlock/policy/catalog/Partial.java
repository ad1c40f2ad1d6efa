package dev.interlock.policy.catalog;

import dev.interlock.policy.condition.Condition;
import dev.interlock.policy.condition.ConditionInput;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The conditions by which the answer to a call about a list tells what became of each element. An element that meets neither, or
 * both, may have been done or not.
 *
 * @param done whether the answer shows that the element was done
 * @param undone whether the answer proves that it was not
 */
public record Partial(Condition done, Condition undone) {

    /** An answer's word on all elements. */
    sealed interface Told {

        /**
         * The answer tells of each element whether it was done.
         *
         * @param undone places of those that were not, ascending
         */
        record Known(List<Integer> undone) implements Told {
            public Known {
                undone = List.copyOf(undone);
            }
        }

        /** The answer leaves open what became of one element. */
        record Unclear(String reason) implements Told {}
    }

    Stream<Condition> conditions() {
        return Stream.of(done, undone);
    }

    /** @param list the path of the list whose elements the call is about */
    Told read(ConditionInput call, ArgumentPath list, Answered answered) {
        List<?> elements = list.resolve(call.arguments()) instanceof List<?> all ? all : List.of();
        List<Boolean> yes = done.ofEach(call, elements, answered.result(), answered.text());
        List<Boolean> no = undone.ofEach(call, elements, answered.result(), answered.text());
        List<Integer> places = new ArrayList<>();
        for (int place = 0; place < elements.size(); place++) {
            if (yes.get(place).equals(no.get(place))) {
                return new Told.Unclear("the answer shows " + (yes.get(place) ? "both that `" : "neither that `") + list
                        + "[" + place + "]` was done " + (yes.get(place) ? "and" : "nor") + " that it was not");
            }
            if (no.get(place)) {
                places.add(place);
            }
        }
        return new Told.Known(places);
    }
}
