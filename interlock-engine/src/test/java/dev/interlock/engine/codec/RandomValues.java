package dev.interlock.engine.codec;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.UnknownAttribute;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.ClockReading;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Fault;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.policy.ApprovalTerms;
import dev.interlock.engine.policy.Outcome;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The values of which events consist, with a preference for edge cases: texts that look like something else, the largest numbers, and
 * collections that may be empty. One seed, one sequence.
 */
abstract class RandomValues {

    private static final String[] TEXTS = {
        "",
        " ",
        "/",
        "a/b/c",
        "null",
        "true",
        "{\"na\":true}",
        "na",
        "0",
        "vendor/42",
        "\u0000\n\"\\",
        "é",
        "日本",
        "\uD83D\uDD12",
        "\uFFFF",
        "x".repeat(300),
        "ap-clerk",
        "v",
        "type",
        "a.b[0]"
    };
    private static final String[] KINDS_OF_KEY = {"vendor", "owner", "task", "ü", "a.b", "-", " ", "k".repeat(100)};
    private static final long[] NUMBERS = {
        0, 1, -1, 42, Integer.MAX_VALUE, 1L << 31, 1L << 52, Place.MAX_NUMBER, -Place.MAX_NUMBER, 1_795_000_000_000L
    };

    final Random random;
    private final Random ofContacts = new Random(5);

    RandomValues(long seed) {
        this.random = new Random(seed);
    }

    final CallFacts facts() {
        return new CallFacts(
                text(),
                text(),
                entries(this::argument),
                texts(),
                keys(),
                list(this::text),
                keys(),
                keys(),
                entries(this::text),
                optional(() -> new Amount(decimal(), text())),
                text(),
                random.nextBoolean(),
                random.nextBoolean(),
                entries(random::nextBoolean),
                list(() -> new Fault(text(), text())),
                keys(),
                optional(this::text),
                list(() -> new Element(
                        keys(),
                        keys(),
                        keys(),
                        keys(),
                        entries(this::text),
                        optional(() -> new Amount(decimal(), text())),
                        List.copyOf(texts()))),
                optional(this::text),
                keys(),
                texts(),
                texts(),
                optional(() -> RandomProvenance.next(random, this::text)),
                optional(() -> RandomProvenance.destinations(random, this::text)),
                RandomProvenance.contacts(ofContacts));
    }

    final List<Finding> findings() {
        return list(() -> new Finding(
                text(),
                oneOf(FindingCode.values()),
                oneOf(Outcome.values()),
                optional(this::key),
                optional(this::text),
                list(() -> new Witness(number(), text())),
                optional(() -> new Need(
                        optional(this::text),
                        random.nextInt(),
                        text(),
                        list(this::text),
                        number(),
                        new ApprovalTerms(
                                optional(this::text),
                                number(),
                                number(),
                                optional(() -> new ApprovalTerms.Escalation(number(), text())),
                                random.nextBoolean()))),
                text(),
                random.nextBoolean() ? List.of() : List.of(0, 3, 15),
                list(() -> new UnknownAttribute(
                        random.nextBoolean() ? OptionalLong.of(number()) : OptionalLong.empty(), text()))));
    }

    final Link link() {
        return switch (random.nextInt(3)) {
            case 0 -> new Link.Values(text(), text(), text());
            case 1 -> new Link.Objects(key(), key());
            default -> new Link.Unknown(text(), text(), text());
        };
    }

    final ClockReading reading() {
        return random.nextBoolean() ? ClockReading.ofWall(number()) : ClockReading.of(number(), text(), number());
    }

    final Actor actor() {
        return Actor.of(entries(this::attribute));
    }

    final AttributeValue attribute() {
        return switch (random.nextInt(4)) {
            case 0 -> AttributeValue.unknown();
            case 1 -> AttributeValue.notApplicable();
            case 2 -> AttributeValue.known(List.of(text(), text()));
            default -> AttributeValue.known(text());
        };
    }

    final Object argument() {
        return switch (random.nextInt(4)) {
            case 0 -> text();
            case 1 -> number();
            case 2 -> random.nextBoolean();
            default -> null;
        };
    }

    final BigDecimal decimal() {
        return switch (random.nextInt(5)) {
            case 0 -> BigDecimal.ZERO.setScale(2);
            case 1 -> new BigDecimal("1e400");
            case 2 -> new BigDecimal("1e-400");
            case 3 -> BigDecimal.valueOf(random.nextInt(1_000_000), 2);
            default -> new BigDecimal(new BigInteger(200, random), random.nextInt(80) - 20);
        };
    }

    final List<Key> keys() {
        return list(this::key);
    }

    final Key key() {
        String value = text(); // a key's is not empty and has no control characters
        return new Key(oneOf(KINDS_OF_KEY), value.isEmpty() || value.charAt(0) < ' ' ? "/" : value);
    }

    final SortedSet<String> texts() {
        // some callers sort in another order; the record must not depend on it
        SortedSet<String> texts =
                random.nextInt(4) == 0 ? new TreeSet<>(Comparator.<String>reverseOrder()) : new TreeSet<>();
        texts.addAll(list(this::text));
        return texts;
    }

    final String text() {
        return random.nextInt(3) == 0 ? "t" + random.nextInt(1000) : oneOf(TEXTS);
    }

    final OptionalLong perhaps() {
        return random.nextBoolean() ? OptionalLong.of(number()) : OptionalLong.empty();
    }

    final long number() {
        return random.nextBoolean() ? random.nextInt(1000) : NUMBERS[random.nextInt(NUMBERS.length)];
    }

    final <T> SortedMap<String, T> entries(Supplier<T> value) {
        SortedMap<String, T> entries = new TreeMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            entries.put(text(), value.get());
        }
        return entries;
    }

    final <T> List<T> list(Supplier<T> element) {
        return Stream.generate(element).limit(random.nextInt(4)).toList();
    }

    final <T> Optional<T> optional(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    final <T> T oneOf(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
