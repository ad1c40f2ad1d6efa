package dev.interlock.engine.codec;

import static dev.interlock.engine.codec.Refusals.assertExact;
import static dev.interlock.engine.codec.Refusals.assertRefused;
import static dev.interlock.engine.codec.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.codec.CodecException.Problem;
import dev.interlock.engine.codec.Leaves.Spot;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every way to damage a leaf in one place is refused, with the place, and by nothing but a CodecException. */
class MalformedLeafTest {

    private static final List<Map<String, Object>> LEAVES =
            SampleEvents.all().stream().map(EventCodec::toMap).toList();

    /** Fields that are left out when there is nothing to say. */
    private static final Set<String> OPTIONAL = Set.of(
            "after",
            "agents",
            "ambiguous",
            "acr",
            "anchor",
            "changed",
            "presence",
            "uses",
            "removed",
            "reverted_to",
            "unknown",
            "user",
            "binding",
            "of_call",
            "of_lease",
            "amount",
            "approvals",
            "asked",
            "derived_from",
            "latent",
            "voided",
            "args",
            "attribute",
            "attributes",
            "before",
            "boot",
            "checks",
            "conditions",
            "continues",
            "delivery",
            "labels",
            "created",
            "creates",
            "excepted",
            "waived",
            "faults",
            "further",
            "named",
            "names",
            "unread",
            "digested",
            "rest",
            "findings",
            "groups",
            "key",
            "marks",
            "need",
            "note",
            "objects",
            "duties",
            "openers",
            "channel",
            "declassified",
            "delegated",
            "verifier",
            "with",
            "escalates_to",
            "outside_time",
            "parent",
            "proposed",
            "parties",
            "related",
            "report_until",
            "request",
            "steps",
            "tool_changed",
            "values",
            "witnesses");

    private static final Set<String> ATTRIBUTES = Set.of("actor", "by");

    @Test
    void aMissingFieldIsNamed() {
        int required = 0;
        for (Map<String, Object> leaf : LEAVES) {
            for (Spot spot : Leaves.spots(leaf)) {
                if (spot.last() instanceof Integer) {
                    continue;
                }
                Map<String, Object> damaged = Leaves.without(leaf, spot);
                // An answer to a hold says so only where the code was repeated; answers to links always say it. An
                // acceptance says only where one person did all of it; a proposal of a bundle always says whether one
                // may.
                boolean flag = spot.path().equals("confirmed") && "hold-answered".equals(leaf.get("type"))
                        || spot.path().equals("single_administrator");
                // Of activations the first alone says what the clocks showed; other events about the clock always say
                // it.
                boolean first = spot.path().equals("clock") && "bundle-activated".equals(leaf.get("type"));
                if (flag || first || optional(spot)) {
                    assertExact(damaged);
                    assertThat(EventCodec.fromMap(damaged)).isNotEqualTo(EventCodec.fromMap(leaf));
                } else {
                    // A confirmation was read or told: without the one the other is missing.
                    String missing = spot.path().equals("read") ? "told" : spot.path();
                    assertRefused(damaged, missing, Problem.MISSING_FIELD);
                    required++;
                }
            }
        }
        assertThat(required).isGreaterThan(150);
    }

    @Test
    void aValueOfAnotherTypeIsNamed() {
        List<Object> values = Arrays.asList(
                "text", 7L, true, null, List.of("a"), Map.of("a", "b"), 7, 7.0, new BigDecimal("7"), 'c', new Object());
        for (Map<String, Object> leaf : LEAVES) {
            for (Spot spot : Leaves.spots(leaf)) {
                Object old = Leaves.at(leaf, spot);
                for (Object value : values) {
                    if (sameType(old, value) || allowed(spot, value)) {
                        continue;
                    }
                    Throwable refusal = refusal(Leaves.with(leaf, spot, value));
                    assertThat(refusal)
                            .as("%s := %s", spot.path(), value)
                            .isInstanceOfSatisfying(
                                    CodecException.class,
                                    named -> assertThat(named.path()).startsWith(spot.path()));
                }
            }
        }
    }

    @Test
    void anUnknownFieldIsNamed() {
        for (Map<String, Object> leaf : LEAVES) {
            assertRefused(Leaves.with(leaf, new Spot(List.of("colour")), "red"), "colour", Problem.UNKNOWN_FIELD);
            for (Spot spot : Leaves.spots(leaf)) {
                if (Leaves.at(leaf, spot) instanceof Map<?, ?> && !namesAreData(spot)) {
                    for (Object value : Arrays.asList("red", null)) {
                        Map<String, Object> damaged = Leaves.with(leaf, spot.then("colour"), value);
                        assertRefused(damaged, spot.path() + ".colour", Problem.UNKNOWN_FIELD);
                    }
                }
            }
        }
    }

    @Test
    void whatIsEmptyIsLeftOut() {
        for (Map<String, Object> leaf : LEAVES) {
            for (Spot spot : Leaves.spots(leaf)) {
                Object old = Leaves.at(leaf, spot);
                if (old instanceof List<?>) {
                    assertRefused(Leaves.with(leaf, spot, List.of()), spot.path(), Problem.BAD_VALUE);
                } else if (old instanceof Map<?, ?> && namesAreData(spot) && !attributes(spot)) {
                    assertRefused(Leaves.with(leaf, spot, Map.of()), spot.path(), Problem.BAD_VALUE);
                }
            }
        }
    }

    @Test
    void numbersStayExact() {
        for (Map<String, Object> leaf : LEAVES) {
            for (Spot spot : Leaves.spots(leaf)) {
                if (Leaves.at(leaf, spot) instanceof Long && !spot.path().equals("v")) {
                    for (long beyond : new long[] {Place.MAX_NUMBER + 1, -Place.MAX_NUMBER - 1, Long.MIN_VALUE}) {
                        assertRefused(Leaves.with(leaf, spot, beyond), spot.path(), Problem.BAD_VALUE);
                    }
                }
            }
        }
    }

    @Test
    void versionsAndTypesOfTheFutureAreRefused() {
        for (Map<String, Object> leaf : LEAVES) {
            Spot version = new Spot(List.of("v"));
            for (long other : new long[] {0, 3, -1, Long.MAX_VALUE}) {
                assertRefused(Leaves.with(leaf, version, other), "v", Problem.UNKNOWN_VERSION);
            }
            for (String type : List.of("", "call", "Call-Held", "call-held ", "lease-granted")) {
                assertRefused(Leaves.with(leaf, new Spot(List.of("type")), type), "type", Problem.UNKNOWN_TYPE);
            }
        }
        assertRefused(Map.of(), "v", Problem.MISSING_FIELD);
    }

    @Test
    void aDamagedLeafIsRefusedOrReadExactly() {
        Random random = new Random(42);
        RandomEvents events = new RandomEvents(42);
        Object[] values = {"", "a/b", "true", "succeeded", 0L, 3L, true, false, null, List.of(), Map.of(), 1.0};
        int refused = 0;
        for (int i = 0; i < 30_000; i++) {
            Map<String, Object> leaf = EventCodec.toMap(events.next());
            List<Spot> spots = Leaves.spots(leaf);
            Spot spot = spots.get(random.nextInt(spots.size()));
            Map<String, Object> damaged = random.nextInt(4) == 0
                    ? Leaves.without(leaf, spot)
                    : Leaves.with(leaf, spot, values[random.nextInt(values.length)]);
            Throwable refusal = refusal(damaged);
            if (refusal == null) {
                assertExact(damaged);
            } else {
                assertThat(refusal).isInstanceOf(CodecException.class);
                refused++;
            }
        }
        assertThat(refused).isBetween(15_000, 29_000);
    }

    private static Object above(Spot spot) {
        return spot.steps().size() < 2 ? "" : spot.steps().get(spot.steps().size() - 2);
    }

    private static Spot parent(Spot spot) {
        return spot.steps().size() < 2
                ? new Spot(List.of(""))
                : new Spot(spot.steps().subList(0, spot.steps().size() - 1));
    }

    private static boolean attributes(Spot spot) {
        return ATTRIBUTES.contains(spot.last())
                || (spot.last() instanceof Integer && above(spot).equals("openers"));
    }

    private static boolean namesAreData(Spot spot) {
        return attributes(spot)
                || above(spot).equals("changed")
                || Set.of("args", "values", "conditions", "binding", "unread", "digested", "changed")
                        .contains(spot.last());
    }

    private static boolean optional(Spot spot) {
        if (spot.steps().contains("unknown") && spot.last().equals("attribute")) {
            return false;
        }
        boolean entry = namesAreData(parent(spot));
        return entry
                || (OPTIONAL.contains(spot.last()) && !above(spot).equals("escalate"))
                || above(spot).equals("need")
                        && Set.of("by", "confirmed", "escalate", "remind", "veto", "wait")
                                .contains(spot.last());
    }

    /** Places that take values of several types. */
    private static boolean allowed(Spot spot, Object value) {
        boolean attribute = attributes(parent(spot))
                || Set.of("chain", "origin").contains(spot.last())
                || spot.path().equals("owner");
        if (attribute) {
            return value == null || value instanceof String;
        }
        return Set.of("args", "unread").contains(above(spot))
                && (value == null || value instanceof String || value instanceof Long || value instanceof Boolean);
    }

    private static boolean sameType(Object old, Object value) {
        return old == null ? value == null : value != null && kind(old).equals(kind(value));
    }

    private static Class<?> kind(Object value) {
        return value instanceof Map ? Map.class : value instanceof List ? List.class : value.getClass();
    }
}
