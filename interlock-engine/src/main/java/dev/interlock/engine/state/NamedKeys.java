package dev.interlock.engine.state;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.policy.Budgets;
import dev.interlock.engine.table.KeyTable;
import dev.interlock.engine.table.Snapshots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects that calls named and that no successful write, creation or observation showed to exist. Each is kept for good, with its
 * history, so it counts against the budget of the party whose call named it first.
 */
public final class NamedKeys {

    private static final int NEVER = 0;
    /** The key is that of an object that was written, created or observed. */
    private static final int PROVEN = -1;

    /** By number of the key: the number of its list of payers, counted from 1; {@link #NEVER} or {@link #PROVEN}. */
    private int[] byKey = new int[64];

    private final List<List<Payer>> payers = new ArrayList<>();
    private final Map<List<Payer>, Integer> numbers = new HashMap<>();
    private final PayerCounts kept = new PayerCounts();

    /**
     * The share that would be exceeded if the call were reserved, as the detail of a finding; empty where the call fits.
     *
     * @param view the view of a call that is asked for
     */
    public Optional<String> exceeded(CallView view, Budgets budgets) {
        int fresh = 0;
        for (int i = 0; i < view.named(); i++) {
            int id = view.id(i);
            fresh += id == KeyTable.ABSENT || of(id) == NEVER ? 1 : 0;
        }
        return fresh == 0 ? Optional.empty() : kept.exceeded(Payer.of(view.actor()), fresh, budgets.names(), "objects");
    }

    /** Counts the objects that a reserved call is the first to name. */
    void named(CallView view) {
        int payer = NEVER;
        for (int i = 0; i < view.named(); i++) {
            if (of(view.id(i)) == NEVER) {
                payer = payer == NEVER ? numberOf(view.actor()) : payer;
                put(view.id(i), payer);
                kept.add(payers.get(payer - 1), 1);
            }
        }
    }

    /** Notes that the objects which the call named exist, as it wrote them or was observed. */
    void proven(CallView view) {
        for (int i = 0; i < view.named(); i++) {
            proven(view.id(i));
        }
    }

    void proven(int id) {
        int payer = of(id);
        if (payer > NEVER) {
            kept.add(payers.get(payer - 1), -1);
        }
        put(id, PROVEN);
    }

    private int of(int id) {
        return id < byKey.length ? byKey[id] : NEVER;
    }

    private void put(int id, int payer) {
        if (id >= byKey.length) {
            byKey = Arrays.copyOf(byKey, Math.max(id + 1, byKey.length + (byKey.length >> 1)));
        }
        byKey[id] = payer;
    }

    private int numberOf(Actor actor) {
        List<Payer> all = Payer.of(actor);
        Integer known = numbers.get(all);
        if (known != null) {
            return known;
        }
        payers.add(all);
        numbers.put(all, payers.size());
        return payers.size();
    }

    void write(DataOutput out, int keys) throws IOException {
        out.writeInt(payers.size());
        for (List<Payer> all : payers) {
            out.writeInt(all.size());
            for (Payer payer : all) {
                Snapshots.write(out, payer.kind());
                Snapshots.write(out, payer.name());
            }
        }
        Snapshots.write(out, Arrays.copyOf(byKey, keys), keys);
    }

    /** Fills this empty table. */
    void read(DataInput in) throws IOException {
        int known = in.readInt();
        for (int i = 0; i < known; i++) {
            var all = new ArrayList<Payer>();
            int count = in.readInt();
            for (int p = 0; p < count; p++) {
                all.add(new Payer(Snapshots.readString(in), Snapshots.readString(in)));
            }
            payers.add(all);
            numbers.put(all, payers.size());
        }
        byKey = Snapshots.readInts(in);
        for (int payer : byKey) {
            if (payer > NEVER) {
                kept.add(payers.get(payer - 1), 1);
            }
        }
    }
}
