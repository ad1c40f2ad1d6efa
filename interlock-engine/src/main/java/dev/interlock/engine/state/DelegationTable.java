package dev.interlock.engine.state;

import dev.interlock.engine.clock.Shift;
import dev.interlock.engine.event.HoldEvent;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The delegations that have not ended: who may answer holds in whose place. Changed only by the fold. */
public final class DelegationTable {

    private final TreeMap<Long, HoldEvent.Delegated> all = new TreeMap<>();

    public HoldEvent.@Nullable Delegated get(long number) {
        return all.get(number);
    }

    /** The delegations, ascending by number. */
    public Collection<HoldEvent.Delegated> all() {
        return Collections.unmodifiableCollection(all.values());
    }

    /** The delegations to a person that count at this time, ascending by number. */
    public List<HoldEvent.Delegated> to(String person, long now) {
        if (all.isEmpty()) {
            return List.of();
        }
        return all.values().stream()
                .filter(delegated -> delegated.to().equals(person) && now <= delegated.untilMillis())
                .toList();
    }

    void made(HoldEvent.Delegated event) {
        all.put(event.delegation(), event);
    }

    void move(Shift by) {
        all.replaceAll((number, delegated) -> delegated.until(by.earliest(delegated.untilMillis())));
    }

    void ended(HoldEvent.DelegationEnded event) {
        all.remove(event.delegation());
    }
}
