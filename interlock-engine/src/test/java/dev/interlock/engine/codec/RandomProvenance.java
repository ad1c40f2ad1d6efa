package dev.interlock.engine.codec;

import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Asked;
import dev.interlock.engine.model.ContactChanges;
import dev.interlock.engine.model.ContentSource;
import dev.interlock.engine.model.Destination;
import dev.interlock.engine.model.Destinations;
import dev.interlock.engine.model.Distance;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.Stake;
import dev.interlock.engine.model.ValueProvenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Random facts about who chose what a call does, and whom it reaches, for {@link RandomValues}. */
final class RandomProvenance {

    private RandomProvenance() {}

    static Provenance next(Random random, Supplier<String> text) {
        List<ValueProvenance> values = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Optional<ContentSource> source = random.nextBoolean()
                    ? Optional.of(
                            new ContentSource(random.nextInt(1 << 20), text.get(), random.nextInt(1 << 20), text.get()))
                    : Optional.empty();
            values.add(new ValueProvenance(
                    text.get(),
                    oneOf(random, ArgumentRole.values()),
                    random.nextBoolean() ? Set.of() : Set.of(oneOf(random, Origin.values())),
                    oneOf(random, ValueProvenance.Request.values()),
                    source,
                    random.nextBoolean() ? text.get() : "",
                    random.nextBoolean() ? List.of() : List.of((long) random.nextInt(1 << 20)),
                    random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextInt(1 << 20)),
                    i % 2 == 0 ? OptionalLong.empty() : OptionalLong.of(i)));
        }
        return new Provenance(
                new TreeSet<>(Set.of(text.get())),
                random.nextBoolean(),
                oneOf(random, Stake.values()),
                oneOf(random, Asked.values()),
                random.nextBoolean(),
                values,
                random.nextBoolean() ? Optional.of(text.get()) : Optional.empty(),
                new TreeSet<>(random.nextBoolean() ? Set.of() : Set.of(text.get())),
                random.nextInt(4) > 0
                        ? Optional.empty()
                        : Optional.of(new Distance(random.nextInt(Distance.GREATEST + 1), random.nextInt(1 << 20))));
    }

    static Destinations destinations(Random random, Supplier<String> text) {
        List<Destination> named = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            named.add(new Destination(text.get(), text.get(), random.nextBoolean()));
        }
        return new Destinations(random.nextBoolean(), named);
    }

    /** @param random of its own, so that everything else is as it was */
    static Optional<ContactChanges> contacts(Random random) {
        return random.nextBoolean()
                ? Optional.empty()
                : Optional.of(new ContactChanges(
                        new TreeSet<>(List.of("sha-256:" + random.nextInt(9))),
                        random.nextBoolean() ? new TreeSet<>() : new TreeSet<>(List.of("money.pay", "sink/external")),
                        random.nextBoolean(),
                        random.nextBoolean() ? new TreeSet<>() : new TreeSet<>(List.of("sha-256:1", "sha-256:2")),
                        random.nextInt(4) > 0 ? new TreeSet<>() : new TreeSet<>(List.of("sha-256:3"))));
    }

    private static <E> E oneOf(Random random, E[] all) {
        return all[random.nextInt(all.length)];
    }
}
