package dev.interlock.testkit.generate;

import dev.interlock.engine.model.Destination;
import dev.interlock.engine.model.Destinations;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Random destinations of calls, few enough that one comes up again. */
final class DestinationGenerator {

    /** The destinations that there are. */
    static final List<String> DIGESTS = List.of("sha-256:1", "sha-256:2", "sha-256:3");

    private final Dice dice;

    /** @param seed of dice of its own, so that the rest of a world is as it was */
    DestinationGenerator(long seed) {
        this.dice = new Dice(seed ^ 0xDE57L);
    }

    /** The destinations of a call; seldom nobody looked for any. */
    Optional<Destinations> next() {
        if (dice.percent(3)) {
            return Optional.empty();
        }
        Set<Destination> named = new LinkedHashSet<>();
        int count = dice.pick(0, 1, 1, 1, 2);
        for (int i = 0; i < count; i++) {
            boolean carried = dice.percent(20);
            named.add(new Destination(
                    carried ? "args.body" : dice.pick("args.to", "args.to", "args.cc", World.PAYEE),
                    dice.oneOf(DIGESTS),
                    carried));
        }
        return Optional.of(new Destinations(dice.percent(97), List.copyOf(named)));
    }
}
