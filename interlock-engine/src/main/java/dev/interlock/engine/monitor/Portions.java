package dev.interlock.engine.monitor;

import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Creations;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.KeyPair;
import dev.interlock.engine.table.KeyTable;
import dev.interlock.engine.table.Snapshots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The share of a call about a list on each of its keys: so many of its elements, and their amounts. An element lies on
 * what its closure names and on all that this belongs to and descends from. Like the keys, this is fixed at the reservation.
 */
final class Portions {

    /** The number of elements on each key, by position of the key in the view. */
    private final int[] counts;

    private final BigDecimal[] sums;
    /** The elements that lie on each key, by position; null where all do. */
    private final @Nullable BitSet[] lying;
    /** Kinds of which some elements have a key, and others none. Known while the call is being decided. */
    private final Set<String> uneven;

    private Portions(int[] counts, BigDecimal[] sums, @Nullable BitSet[] lying, Set<String> uneven) {
        this.counts = counts;
        this.sums = sums;
        this.lying = lying;
        this.uneven = uneven;
    }

    Set<String> uneven() {
        return uneven;
    }

    /** @param created what each element created, where that has a name already */
    static Portions of(CallFacts facts, CallViewBuilder view, Creations created, KeyTable keys) {
        return new Division(view, created, keys).among(facts);
    }

    /** The share of some elements of a list wherever they are alone. */
    static Amount amount(CallFacts facts, List<Integer> elements, Amount total) {
        return facts.divided()
                ? Element.sum(elements.stream().map(facts.elements()::get).toList(), total.unit())
                : total;
    }

    int count(int position) {
        return counts[position];
    }

    /** @param total amount of the call */
    Amount amount(int position, Amount total) {
        return new Amount(sums[position], total.unit());
    }

    /** Places of the elements that lie on the key; none where all do. */
    IntStream lying(int position) {
        BitSet here = lying[position];
        return here == null ? IntStream.empty() : here.stream();
    }

    /** Returns a test, by position of the key, of whether nothing but these elements lies on it. */
    IntPredicate isOf(Collection<Integer> elements) {
        return position -> {
            BitSet here = lying[position];
            return here != null && here.stream().allMatch(elements::contains);
        };
    }

    /** The portions on some of the keys. */
    Portions at(int[] positions) {
        int[] number = new int[positions.length];
        var sum = new BigDecimal[positions.length];
        var here = new @Nullable BitSet[positions.length];
        for (int i = 0; i < positions.length; i++) {
            number[i] = counts[positions[i]];
            sum[i] = sums[positions[i]];
            here[i] = lying[positions[i]];
        }
        return new Portions(number, sum, here, Set.of());
    }

    /**
     * The portions of what is left of the call where some elements were not done.
     *
     * @param positions of the keys that are left, in order
     * @param keyOf the key in a position
     * @param undone places of elements
     * @param done the facts of what is left
     */
    Portions without(
            int[] positions, IntFunction<Key> keyOf, Collection<Integer> undone, CallFacts whole, CallFacts done) {
        int[] left = new int[positions.length];
        var sumsLeft = new BigDecimal[positions.length];
        BigDecimal total = done.amount().map(Amount::value).orElse(BigDecimal.ZERO);
        for (int i = 0; i < positions.length; i++) {
            BitSet here = lying[positions[i]];
            left[i] = done.elements().size();
            sumsLeft[i] = total;
            if (here != null
                    && !whole.creates().contains(keyOf.apply(positions[i]).kind())) {
                List<Element> on = here.stream()
                        .filter(place -> !undone.contains(place))
                        .mapToObj(whole.elements()::get)
                        .toList();
                left[i] = on.size();
                sumsLeft[i] = whole.divided() ? Element.sum(on, "").value() : total;
            }
        }
        return new Portions(left, sumsLeft, new @Nullable BitSet[positions.length], Set.of());
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(counts.length);
        for (int i = 0; i < counts.length; i++) {
            out.writeInt(counts[i]);
            out.writeUTF(sums[i].toPlainString());
            BitSet here = lying[i];
            int[] places = here == null ? new int[0] : here.stream().toArray();
            Snapshots.write(out, places, places.length);
        }
    }

    static Portions read(DataInput in) throws IOException {
        int[] counts = new int[in.readInt()];
        var sums = new BigDecimal[counts.length];
        var lying = new @Nullable BitSet[counts.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.readInt();
            sums[i] = new BigDecimal(in.readUTF());
            int[] places = Snapshots.readInts(in);
            if (places.length > 0) {
                var here = new BitSet();
                IntStream.of(places).forEach(here::set);
                lying[i] = here;
            }
        }
        return new Portions(counts, sums, lying, Set.of());
    }

    /** The division of one call among its keys. */
    private static final class Division {

        private final KeyTable keys;
        private final CallViewBuilder view;
        private final Creations created;
        private final Map<Key, Integer> positions = new HashMap<>();
        /** The last element that was found to lie on each key, by position. */
        private final int[] seenBy;
        /** The kinds of pairs among the keys. */
        private final Set<String> pairs = new TreeSet<>();

        Division(CallViewBuilder view, Creations created, KeyTable keys) {
            this.view = view;
            this.created = created;
            this.keys = keys;
            this.seenBy = new int[view.size()];
            for (int i = 0; i < view.size(); i++) {
                positions.put(view.key(i), i);
                if (KeyPair.isPair(view.key(i).kind())) {
                    pairs.add(view.key(i).kind());
                }
            }
        }

        Portions among(CallFacts facts) {
            int[] counts = new int[view.size()];
            var sums = new BigDecimal[view.size()];
            Arrays.fill(sums, BigDecimal.ZERO);
            var lying = new @Nullable BitSet[view.size()];
            var elementsByKind = new TreeMap<String, Integer>();
            int place = -1;
            for (Element element : facts.elements()) {
                place++;
                var kinds = new HashSet<String>();
                for (int position : closure(element, place)) {
                    BitSet here = lying[position];
                    if (here == null) {
                        here = new BitSet();
                        lying[position] = here;
                    }
                    here.set(place);
                    kinds.add(view.key(position).kind());
                    counts[position]++;
                    sums[position] = sums[position].add(
                            element.amount().map(Amount::value).orElse(BigDecimal.ZERO));
                }
                kinds.forEach(kind -> elementsByKind.merge(kind, 1, Integer::sum));
            }
            elementsByKind
                    .values()
                    .removeIf(elements -> elements == facts.elements().size());
            // All elements lie on a scope, and on what the call names and creates after all, unless it is told which of
            // them created what.
            Set<String> unclear = new HashSet<>(facts.creates());
            unclear.removeIf(type -> !created.all().isEmpty() && facts.eachCreates(type));
            BigDecimal total = facts.amount().map(Amount::value).orElse(BigDecimal.ZERO);
            boolean divided = facts.divided();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] == facts.elements().size()) {
                    lying[i] = null;
                }
                if (counts[i] == 0 || unclear.contains(view.key(i).kind())) {
                    counts[i] = facts.elements().size();
                    sums[i] = total;
                } else if (!divided) {
                    sums[i] = total;
                }
            }
            return new Portions(counts, sums, lying, elementsByKind.keySet());
        }

        private List<Integer> closure(Element element, int place) {
            int number = place + 1;
            var found = new ArrayList<Integer>();
            List<Key> closure = Closures.of(element, created.ofElement(place), keys);
            closure.forEach(key -> visit(key, number, found));
            for (String kind : pairs) {
                KeyPair.within(closure, kind, view.size()).forEach(key -> visit(key, number, found));
            }
            return found;
        }

        private void visit(Key key, int number, List<Integer> found) {
            // The key of a value that no rule is about is absent.
            Integer position = positions.get(key);
            if (position != null && seenBy[position] != number) {
                seenBy[position] = number;
                found.add(position);
            }
        }
    }
}
