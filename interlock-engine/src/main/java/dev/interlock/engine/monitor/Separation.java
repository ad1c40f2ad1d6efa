package dev.interlock.engine.monitor;

import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.table.ActorTable;
import dev.interlock.engine.table.KeyTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/**
 * The state that all {@code separate} rules share, and likewise all closings: their bindings, and the columns of
 * levels. Rules that share what they read keep a decision within few cache lines, also in a bundle of thousands.
 */
final class Separation {

    final KeyTable keys;
    final ActorTable actors;
    final Bindings succeeded;
    final OpenBindings open = new OpenBindings();
    /** Entries covered, by column; of use within one check only. One for each value of a party that has several. */
    private final List<long[]> covered = new ArrayList<>();

    final Tier[] tiersByRank;
    private final int[][] columnsByRank;
    private final Map<List<String>, int[]> columnsByLevel = new HashMap<>();

    /** @param windows by number of the rule in the bundle: the length of its window, or {@code Long.MAX_VALUE} */
    Separation(KeyTable keys, ActorTable actors, Map<String, Tier> tiers, long[] windows) {
        this.keys = keys;
        this.actors = actors;
        this.succeeded = new Bindings(actors, windows);
        this.tiersByRank = Terms.byRank(tiers);
        this.columnsByRank = new int[tiers.size()][];
        for (Tier tier : tiers.values()) {
            columnsByRank[tier.rank()] = columns(tier.independence());
        }
    }

    /** The entries that the party covers, one row by column; of use within one check only. */
    long[] covered(int party) {
        while (covered.size() <= party) {
            covered.add(new long[actors.columns()]);
        }
        return covered.get(party);
    }

    int[] columns(Tier tier) {
        return columnsByRank[tier.rank()];
    }

    int[] columns(Level level) {
        return columnsByLevel.computeIfAbsent(level.attributes(), actors::columnsOf);
    }

    /** The keys on which anything is known for the rule. */
    Set<Integer> keysOf(int rule) {
        var found = new TreeSet<Integer>();
        succeeded.keys(rule, found);
        open.keys(rule, found);
        return found;
    }

    /** Adds the values that actors of calls on the key have in a column; not applicable is none. */
    void values(int rule, int key, int column, long now, Set<Integer> into) {
        succeeded.values(rule, key, column, now, into);
        var records = open.records();
        for (int n = open.first(rule, key); n >= 0; n = records.next(n)) {
            Bindings.addValues(actors, actors.row(records.actor(n))[column], into);
        }
    }

    /** The latest call with the entry on the key whose actor does not surely differ in the column. */
    void latest(int rule, int key, int column, int value, int entry, long now, Latest into) {
        latestOpen(rule, key, column, value, entry, call -> false, into);
        succeeded.latest(rule, key, column, value, entry, now, into);
    }

    void latestOpen(int rule, int key, int column, int value, int entry, LongPredicate butFor, Latest into) {
        var records = open.records();
        for (int n = open.first(rule, key); n >= 0; n = records.next(n)) {
            if (records.entry(n) == entry
                    && !butFor.test(records.call(n))
                    && !actors.surelyDiffer(value, actors.row(records.actor(n))[column])) {
                into.open(records.call(n), actors.row(records.actor(n))[column] == ActorTable.UNKNOWN);
            }
        }
    }

    void write(DataOutput out) throws IOException {
        succeeded.write(out);
        open.write(out);
    }

    void read(DataInput in) throws IOException {
        succeeded.read(in);
        open.read(in);
    }
}
