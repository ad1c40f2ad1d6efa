package dev.interlock.engine.monitor;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Parts of a call: the same call on some of its keys, as a view of its own under the same number. */
final class CallParts {

    private CallParts() {}

    /** The part on the keys that are not {@linkplain CallView#doubtful doubtful}. */
    static CallView undoubted(CallView call) {
        IntPredicate sure = i -> !call.isDoubtful(i);
        Portions whole = call.portions();
        var rest = on(call, sure, call.facts())
                .undone(call.undone())
                .portions(whole == null ? null : whole.at(places(call, sure)));
        return rest.created(call.created().stream().filter(rest::has).toList()).build();
    }

    /**
     * The part of a call about a list that is left where some elements were not done.
     *
     * @param whole the division of the call among its keys
     * @param elements places of those that were not done
     */
    static CallView without(CallView call, Portions whole, List<Integer> elements) {
        CallFacts done = call.facts().without(elements);
        IntPredicate stays = whole.isOf(elements).negate();
        // An object that only an undone element named is no object of the call any more, though others may belong to
        // it.
        Set<Key> acted = Set.copyOf(done.objects());
        Set<Key> related = Set.copyOf(done.related());
        int[] first = places(call, stays.and(i -> acted.contains(call.key(i))));
        int[] second = places(call, stays.and(i -> !acted.contains(call.key(i)) && related.contains(call.key(i))));
        int[] others = places(call, stays.and(i -> !acted.contains(call.key(i)) && !related.contains(call.key(i))));
        int[] left =
                Stream.of(first, second, others).flatMapToInt(IntStream::of).toArray();
        long objectsLeft =
                IntStream.of(left).filter(place -> place < call.objects()).count();
        var rest = of(call, done).undone(elements);
        for (int i = 0; i <= left.length; i++) {
            if (i == first.length) {
                rest.endOfDirect();
            }
            if (i == first.length + second.length) {
                rest.endOfNamed().endOfBelonging();
            }
            if (i == objectsLeft) {
                rest.endOfObjects();
            }
            if (i < left.length) {
                rest.add(call.key(left[i]), call.kind(left[i]), call.id(left[i]));
            }
        }
        CallView view = rest.portions(whole.without(left, call::key, elements, call.facts(), done))
                .doubtful(IntStream.range(0, left.length)
                        .filter(i -> call.isDoubtful(left[i]))
                        .toArray())
                .build();
        view.returned(call.returned());
        return view;
    }

    /** The part on the keys that the call {@linkplain CallView#without leaves} where these elements were not done. */
    static CallView leaving(CallView call, List<Integer> elements) {
        Portions whole = call.portions();
        return on(call, whole == null ? i -> false : whole.isOf(elements), call.facts())
                .build();
    }

    private static CallViewBuilder on(CallView call, IntPredicate keeps, CallFacts facts) {
        var rest = of(call, facts);
        for (int i = 0; i <= call.keys(); i++) {
            rest.endAt(i, call);
            if (i < call.keys() && keeps.test(i)) {
                rest.add(call.key(i), call.kind(i), call.id(i));
            }
        }
        return rest;
    }

    private static CallViewBuilder of(CallView call, CallFacts facts) {
        return new CallViewBuilder(
                call.seq(),
                call.now(),
                call.task(),
                call.actor(),
                call.actorId(),
                call.row(),
                facts,
                call.tier(),
                call.plan());
    }

    private static int[] places(CallView call, IntPredicate keeps) {
        return IntStream.range(0, call.keys()).filter(keeps).toArray();
    }
}
