package dev.interlock.testkit.generate;

import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Asked;
import dev.interlock.engine.model.ContentSource;
import dev.interlock.engine.model.Distance;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.Stake;
import dev.interlock.engine.model.ValueProvenance;
import dev.interlock.engine.model.ValueProvenance.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Random facts about who chose what a call does; mostly harmless ones. */
final class ProvenanceGenerator {

    private final Dice dice;

    /** @param seed of dice of its own, so that the rest of a world is as it was */
    ProvenanceGenerator(long seed) {
        this.dice = new Dice(seed ^ 0xF10L);
    }

    /** The facts of a call; seldom nobody looked. */
    Optional<Provenance> next() {
        if (dice.percent(3)) {
            return Optional.empty();
        }
        SortedSet<String> labels = new TreeSet<>();
        if (dice.percent(70)) {
            labels.add(Provenance.UNTRUSTED);
        }
        if (dice.percent(40)) {
            labels.add(World.PRIVATE);
        }
        List<ValueProvenance> values = new ArrayList<>();
        int count = dice.between(0, 3);
        for (int i = 0; i < count; i++) {
            values.add(value());
        }
        var chosen = new Provenance(
                labels,
                dice.percent(95),
                dice.oneOf(List.of(Stake.values())),
                dice.percent(60) ? Asked.YES : dice.oneOf(List.of(Asked.values())),
                dice.percent(8),
                values);
        boolean compared = chosen.asked() != Asked.NO_INSTRUCTION && dice.percent(95);
        return Optional.of(compared ? chosen.at(new Distance(dice.between(0, 1_500), dice.between(0, 4_000))) : chosen);
    }

    private ValueProvenance value() {
        return new ValueProvenance(
                dice.pick("to", "cc", "body"),
                dice.oneOf(List.of(ArgumentRole.values())),
                dice.percent(20) ? Set.of() : Set.copyOf(dice.some(List.of(Origin.values()), dice.between(1, 3))),
                dice.percent(85) ? Request.NONE : dice.oneOf(List.of(Request.values())),
                dice.percent(50)
                        ? Optional.of(new ContentSource(dice.between(0, 4), "text", dice.between(0, 9), "a text"))
                        : Optional.empty());
    }
}
