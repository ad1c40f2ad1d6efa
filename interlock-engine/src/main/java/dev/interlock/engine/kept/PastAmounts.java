package dev.interlock.engine.kept;

import dev.interlock.engine.clock.ClockState;
import dev.interlock.engine.model.Amount;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The amounts of the calls that succeeded on one key of an {@code unusual} rule, in the order of these calls. An amount is kept only while
 * it can be among the greatest of its unit in the window: not if as many later amounts, which stay longer in the window, are at least as
 * great. So few are kept, however many calls there are; of a history in which amounts always fall, the latest ones.
 */
public final class PastAmounts implements KeySlots.Kept {

    /**
     * The amount of a call.
     *
     * @param call its number, which is also that of its reservation
     * @param reservedAt when it was reserved, the earliest at which it can have happened
     */
    public record Past(long call, long reservedAt, Amount amount) {}

    private static final Comparator<Past> GREATEST_FIRST = Comparator.comparing(
                    (Past past) -> past.amount.value(), Comparator.reverseOrder())
            .thenComparing(Past::call, Comparator.reverseOrder());

    private final int greatest;
    private final int most;
    private final List<Past> kept = new ArrayList<>();

    /**
     * @param greatest how many of the greatest amounts are asked for
     * @param most the largest number of amounts that are kept
     */
    public PastAmounts(int greatest, int most) {
        this.greatest = greatest;
        this.most = most;
    }

    /** Returns the greatest amounts in the unit that lie after the time, however late it is, in descending order; then the later ones. */
    public List<Past> greatest(String unit, long after, ClockState clock) {
        return kept.stream()
                .filter(past -> past.amount.unit().equals(unit) && clock.earliest(past.call, past.reservedAt) > after)
                .sorted(GREATEST_FIRST)
                .limit(greatest)
                .toList();
    }

    /** Notes the amount of a call. Calls succeed in any order. */
    public void add(Past past, long expired) {
        expire(expired);
        int place = kept.size();
        while (place > 0 && kept.get(place - 1).call > past.call) {
            place--;
        }
        kept.add(place, past);
        forgetLesser();
        if (kept.size() > most) {
            kept.removeFirst();
        }
    }

    /** Forgets each amount that is not among the greatest of its unit from its call on. */
    private void forgetLesser() {
        var later = new HashMap<String, PriorityQueue<BigDecimal>>();
        for (int i = kept.size() - 1; i >= 0; i--) {
            if (isLesser(kept.get(i).amount, later)) {
                kept.remove(i);
            }
        }
    }

    /** @param later the greatest of the later amounts, by unit */
    private boolean isLesser(Amount amount, Map<String, PriorityQueue<BigDecimal>> later) {
        PriorityQueue<BigDecimal> ofUnit = later.computeIfAbsent(amount.unit(), unit -> new PriorityQueue<>());
        if (ofUnit.size() == greatest && ofUnit.element().compareTo(amount.value()) >= 0) {
            return true;
        }
        ofUnit.add(amount.value());
        if (ofUnit.size() > greatest) {
            ofUnit.remove();
        }
        return false;
    }

    int size() {
        return kept.size();
    }

    @Override
    public void expire(long time) {
        kept.removeIf(past -> past.reservedAt <= time);
    }

    @Override
    public boolean isSpent(long expired) {
        return kept.stream().allMatch(past -> past.reservedAt <= expired);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeInt(kept.size());
        for (Past past : kept) {
            out.writeLong(past.call);
            out.writeLong(past.reservedAt);
            out.writeUTF(past.amount.value().toString());
            out.writeUTF(past.amount.unit());
        }
    }

    @Override
    public void read(DataInput in) throws IOException {
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            kept.add(new Past(in.readLong(), in.readLong(), new Amount(new BigDecimal(in.readUTF()), in.readUTF())));
        }
    }
}
