package dev.interlock.engine.monitor;

import dev.interlock.engine.table.ActorTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The break of a {@code bind} rule on a key that gets the history of another, where neither had it before: two calls
 * that are not surely by the same party.
 */
record LatentBreak(ActorTable actors, List<Holders> own, List<Holders> gained, Relink link, int column, long after) {

    /** The most recent call, and the most recent of those that are not surely by the same party as that one. */
    Optional<List<Long>> witnesses() {
        var both = new ArrayList<>(own);
        both.addAll(gained);
        Optional<List<Long>> broken = broken(both, true);
        return broken.isPresent()
                        && broken(own, false).isEmpty()
                        && broken(gained, false).isEmpty()
                ? broken
                : Optional.empty();
    }

    private Optional<List<Long>> broken(List<Holders> on, boolean linked) {
        var latest = new Latest();
        on.forEach(seen -> seen.latestOther(one -> false, Latest.NONE, after, latest));
        on.forEach(seen -> seen.open().forEach(one -> latest.open(one.call())));
        long call = latest.call();
        if (call == Latest.NONE) {
            return Optional.empty();
        }
        int party = on.stream().mapToInt(seen -> seen.valueOf(call)).max().orElseThrow();
        var other = new Latest();
        for (Holders seen : on) {
            for (Holders.Open one : seen.open()) {
                if (one.call() != call && !same(one.value(), party, linked)) {
                    other.open(one.call());
                }
            }
            seen.latestOther(one -> same(one, party, linked), call, after, other);
        }
        return other.call() == Latest.NONE ? Optional.empty() : Optional.of(List.of(call, other.call()));
    }

    private boolean same(int a, int b, boolean linked) {
        if (!linked || !link.merges(column) || a < 0 || b < 0) {
            return actors.surelySame(a, b);
        }
        return merged(a).equals(merged(b));
    }

    /** The values of a party, with those that become one as one. */
    private Set<Integer> merged(int party) {
        return IntStream.of(actors.members(party))
                .mapToObj(value -> value == link.first() ? link.second() : value)
                .collect(Collectors.toSet());
    }
}
