package dev.interlock.engine.monitor;

import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.table.ActorTable;
import dev.interlock.engine.table.KeyTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What all {@code separate} rules share: their bindings, and the columns of levels. Rules that share what they read keep a
 * decision within few cache lines, also in a bundle of thousands.
 */
final class Separation {

    final KeyTable keys;
    final ActorTable actors;
    final Bindings succeeded;
    final OpenBindings open = new OpenBindings();
    /** Entries covered, by column; of use within one check only. */
    final long[] covered;

    final Tier[] tiersByRank;
    private final int[][] columnsByRank;
    private final Map<List<String>, int[]> columnsByLevel = new HashMap<>();

    /** @param windows by number of the rule in the bundle: the length of its window, or {@code Long.MAX_VALUE} */
    Separation(KeyTable keys, ActorTable actors, Map<String, Tier> tiers, long[] windows) {
        this.keys = keys;
        this.actors = actors;
        this.succeeded = new Bindings(actors, windows);
        this.covered = new long[actors.columns()];
        this.tiersByRank = Terms.byRank(tiers);
        this.columnsByRank = new int[tiers.size()][];
        for (Tier tier : tiers.values()) {
            columnsByRank[tier.rank()] = columns(tier.independence());
        }
    }

    int[] columns(Tier tier) {
        return columnsByRank[tier.rank()];
    }

    int[] columns(Level level) {
        return columnsByLevel.computeIfAbsent(level.attributes(), actors::columnsOf);
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
