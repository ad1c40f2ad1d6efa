package dev.interlock.engine.monitor;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.table.ActorTable;
import dev.interlock.engine.table.KeyTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The conflicts of a {@code separate} rule that a late link is about to complete, found before it is applied: nothing is
 * changed, and what held before is still there to compare with.
 */
final class LatentConflicts {

    private static final int[] NO_KEYS = {};

    private final SeparateMonitor rule;
    private final Relink link;
    private final int[] level;
    private final long now;

    /** @param level columns in which parties are compared */
    LatentConflicts(SeparateMonitor rule, Relink link, int[] level, long now) {
        this.rule = rule;
        this.link = link;
        this.level = level;
        this.now = now;
    }

    void find(List<Finding> findings) {
        var keys = new TreeMap<Key, Integer>();
        for (int heir : link.heirs()) {
            add(heir, keys);
        }
        if (IntStream.of(level).anyMatch(link::merges)) {
            for (int key : rule.shared.keysOf(rule.number)) {
                add(key, keys);
                for (int heir : rule.shared.keys.lineage().heirs(key)) {
                    add(heir, keys);
                }
            }
        }
        keys.forEach((key, id) -> find(key, id, findings));
    }

    private void add(int id, TreeMap<Key, Integer> keys) {
        if (id != KeyTable.ABSENT && rule.isOfKind(id) && !rule.closed.isClosed(id)) {
            keys.put(rule.shared.keys.key(id), id);
        }
    }

    private void find(Key key, int id, List<Finding> findings) {
        int[] before = rule.history(id);
        int[] gained = link.isHeir(id) ? rule.history(link.child()) : NO_KEYS;
        int[] after = History.together(before, gained);
        for (int column : level) {
            boolean any = false;
            for (int[] party : parties(after, column, gained.length > 0)) {
                if (conflicts(after, column, party) && !before(before, gained, column, party)) {
                    findings.add(finding(key, after, column, party));
                    any = true;
                }
            }
            if (any) {
                return;
            }
        }
    }

    /** The values to look at, linked ones together, in the order of their text; unknown comes last. */
    private List<int[]> parties(int[] keys, int column, boolean all) {
        var merged = new int[] {link.first(), link.second()};
        if (!all) {
            return link.merges(column) ? List.<int[]>of(merged) : List.of();
        }
        var values = new TreeSet<Integer>();
        for (int key : keys) {
            rule.shared.values(rule.number, key, column, now, values);
        }
        boolean unknown = values.remove(ActorTable.UNKNOWN);
        boolean one = false;
        var found = new ArrayList<int[]>();
        for (int value : values) {
            if (!link.merges(column) || (value != link.first() && value != link.second())) {
                found.add(new int[] {value});
            } else if (!one) {
                found.add(merged);
                one = true;
            }
        }
        found.sort(Comparator.comparing(party -> text(column, party)));
        if (unknown) {
            found.add(new int[] {ActorTable.UNKNOWN});
        }
        return found;
    }

    /** The text of the values; of linked ones that which stands for both, the first in the order of text. */
    private String text(int column, int[] party) {
        return party.length == 1
                ? rule.shared.actors.textOf(column, party[0])
                : rule.shared.actors.textOfEither(column, party[0], party[1]);
    }

    private boolean before(int[] before, int[] gained, int column, int[] party) {
        for (int value : party) {
            var alone = new int[] {value};
            if (conflicts(before, column, alone) || conflicts(gained, column, alone)) {
                return true;
            }
        }
        return false;
    }

    private boolean conflicts(int[] keys, int column, int[] party) {
        int covered = 0;
        for (int entry = 0; entry < rule.entries; entry++) {
            if (mostRecent(keys, column, party, entry) != Latest.NONE) {
                covered++;
            }
        }
        return covered > rule.atMost;
    }

    /** The most recent call on the keys, each looked at by itself for each value. */
    private long mostRecent(int[] keys, int column, int[] party, int entry) {
        var latest = new Latest();
        for (int value : party) {
            for (int key : keys) {
                rule.shared.latest(rule.number, key, column, value, entry, now, latest);
            }
        }
        return latest.call();
    }

    private Finding finding(Key key, int[] keys, int column, int[] party) {
        var witnesses = new ArrayList<Witness>();
        for (int entry = 0; entry < rule.entries && witnesses.size() <= rule.atMost; entry++) {
            long call = mostRecent(keys, column, party, entry);
            if (call != Latest.NONE) {
                witnesses.add(new Witness(call, rule.markOf(entry)));
            }
        }
        return new Finding(
                rule.rule().id(),
                FindingCode.DUTY_CONFLICT,
                Outcome.RECORD,
                Optional.of(key),
                Optional.of(rule.shared.actors.attribute(column)),
                witnesses,
                Optional.empty(),
                text(column, party));
    }
}
