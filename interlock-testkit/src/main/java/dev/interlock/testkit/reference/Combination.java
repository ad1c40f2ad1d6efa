package dev.interlock.testkit.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** The first of all combinations of so many candidates, in their order, that go together pairwise. */
final class Combination {

    private Combination() {}

    static <T> Optional<List<T>> first(List<T> candidates, int count, BiPredicate<T, T> together) {
        return extend(new ArrayList<>(), candidates, count, together);
    }

    private static <T> Optional<List<T>> extend(List<T> chosen, List<T> rest, int count, BiPredicate<T, T> together) {
        if (chosen.size() == count) {
            return Optional.of(chosen);
        }
        for (int i = 0; i < rest.size(); i++) {
            T next = rest.get(i);
            if (chosen.stream().allMatch(other -> together.test(other, next))) {
                List<T> longer = new ArrayList<>(chosen);
                longer.add(next);
                var found = extend(longer, rest.subList(i + 1, rest.size()), count, together);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
