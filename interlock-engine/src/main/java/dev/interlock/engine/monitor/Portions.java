package dev.interlock.engine.monitor;

import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.table.KeyTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The share of a call about a list on each of its keys: so many of its elements, and their amounts. An element lies on
 * what its closure names and on all that this belongs to and descends from. Like the keys, this is fixed at the reservation.
 */
final class Portions {

    /** By position of the key in the view; keys behind these have all elements on them. */
    private final int[] counts;

    private final BigDecimal[] sums;
    /** Kinds of which some elements have a key, and others none. Known while the call is being decided. */
    private final Set<String> uneven;

    private Portions(int[] counts, BigDecimal[] sums, Set<String> uneven) {
        this.counts = counts;
        this.sums = sums;
        this.uneven = uneven;
    }

    Set<String> uneven() {
        return uneven;
    }

    static Portions of(CallFacts facts, CallView.Builder view, KeyTable keys) {
        return new Division(view, keys).among(facts);
    }

    int count(int position, int all) {
        return position < counts.length ? counts[position] : all;
    }

    /** @param total amount of the call */
    Amount amount(int position, Amount total) {
        return position < counts.length ? new Amount(sums[position], total.unit()) : total;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(counts.length);
        for (int i = 0; i < counts.length; i++) {
            out.writeInt(counts[i]);
            out.writeUTF(sums[i].toPlainString());
        }
    }

    static Portions read(DataInput in) throws IOException {
        int[] counts = new int[in.readInt()];
        var sums = new BigDecimal[counts.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.readInt();
            sums[i] = new BigDecimal(in.readUTF());
        }
        return new Portions(counts, sums, Set.of());
    }

    /** The division of one call among its keys. */
    private static final class Division {

        private final KeyTable keys;
        private final CallView.Builder view;
        private final Map<Key, Integer> positions = new HashMap<>();
        /** By position: the last element that was found to lie there. */
        private final int[] seenBy;

        Division(CallView.Builder view, KeyTable keys) {
            this.view = view;
            this.keys = keys;
            this.seenBy = new int[view.size()];
            for (int i = 0; i < view.size(); i++) {
                positions.put(view.key(i), i);
            }
        }

        Portions among(CallFacts facts) {
            int[] counts = new int[view.size()];
            var sums = new BigDecimal[view.size()];
            Arrays.fill(sums, BigDecimal.ZERO);
            var elementsByKind = new TreeMap<String, Integer>();
            int number = 0;
            for (Element element : facts.elements()) {
                number++;
                var kinds = new HashSet<String>();
                for (int position : closure(element, number)) {
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
            // All elements lie on a scope, and on what the call names and creates after all.
            BigDecimal total = facts.amount().map(Amount::value).orElse(BigDecimal.ZERO);
            boolean divided = facts.elements().stream()
                    .anyMatch(element -> element.amount().isPresent());
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] == 0 || facts.creates().contains(view.key(i).kind())) {
                    counts[i] = facts.elements().size();
                    sums[i] = total;
                } else if (!divided) {
                    sums[i] = total;
                }
            }
            return new Portions(counts, sums, elementsByKind.keySet());
        }

        private List<Integer> closure(Element element, int number) {
            var found = new ArrayList<Integer>();
            element.objects().forEach(key -> visit(key, number, found));
            element.related().forEach(key -> visit(key, number, found));
            for (int i = 0; i < found.size(); i++) {
                int id = view.id(found.get(i));
                if (id != KeyTable.ABSENT) {
                    for (int above : keys.relations(id)) {
                        visit(keys.key(above), number, found);
                    }
                    for (int above : keys.lineage().parents(id)) {
                        visit(keys.key(above), number, found);
                    }
                }
            }
            element.values().forEach((name, value) -> visit(new Key(name, value), number, found));
            return found;
        }

        private void visit(Key key, int number, List<Integer> found) {
            // Absent: a value that no rule is about.
            Integer position = positions.get(key);
            if (position != null && seenBy[position] != number) {
                seenBy[position] = number;
                found.add(position);
            }
        }
    }
}
