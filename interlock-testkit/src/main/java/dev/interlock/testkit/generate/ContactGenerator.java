package dev.interlock.testkit.generate;

import dev.interlock.engine.model.ContactChanges;
import dev.interlock.engine.model.Sha256;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Random contacts that calls register and remove: the destinations that other calls reach, and the ids of objects. */
final class ContactGenerator {

    private static final List<String> NAMES = Stream.concat(
                    DestinationGenerator.DIGESTS.stream(),
                    Stream.of("1", "2", "3").map(Sha256::digest))
            .toList();

    private final Dice dice;

    /** @param seed of dice of its own, so that the rest of a world is as it was */
    ContactGenerator(long seed) {
        this.dice = new Dice(seed ^ 0xC0417AC7L);
    }

    /** The contacts of a call; of some calls none. */
    Optional<ContactChanges> next() {
        if (dice.percent(30)) {
            return Optional.empty();
        }
        boolean registers = dice.percent(90);
        boolean ends = !registers || dice.percent(8);
        // A text that is written otherwise than in its canonical form is named by both.
        boolean otherwise = ends && dice.percent(20);
        return Optional.of(new ContactChanges(
                new TreeSet<>(registers ? dice.some(DestinationGenerator.DIGESTS, dice.between(1, 3)) : List.of()),
                new TreeSet<>(dice.percent(25) ? dice.some(World.MARKS, 3) : List.of()),
                ends,
                new TreeSet<>(ends && dice.percent(90) ? dice.some(NAMES, dice.between(1, 2)) : List.of()),
                new TreeSet<>(otherwise ? dice.some(NAMES, 1) : List.of())));
    }
}
