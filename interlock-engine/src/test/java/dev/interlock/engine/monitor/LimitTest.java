package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Witness;
import dev.interlock.engine.policy.Rule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A limit on payments per client: what counts, on which keys, and what it is told with. */
class LimitTest {

    private final Desk desk = new Desk(count(2));

    private static Rule.Limit count(int most) {
        return new Rule.Limit(
                Desk.head("L"), "pay", "client", OptionalLong.of(most), new TreeMap<>(), OptionalLong.empty());
    }

    private static Desk sums() {
        var bounds = new TreeMap<>(Map.of("EUR", new BigDecimal("100"), "USD", new BigDecimal("10")));
        return new Desk(
                new Rule.Limit(Desk.head("L"), "pay", "client", OptionalLong.empty(), bounds, OptionalLong.empty()));
    }

    @Test
    void whatIsInFlightAndWhatSucceededCountsAndWhatFailedDoesNot() {
        long first = desk.by("ada/one", "pay").on("client/a").done();
        long second = desk.by("ada/one", "pay").on("client/a").open();
        assertThat(desk.by("bob/two", "pay").on("client/a").told())
                .containsExactly("limit_exceeded deny client/a %d:pay %d:pay (3)".formatted(first, second));
        assertThat(desk.by("bob/two", "pay").on("client/b").told()).isEmpty();
        desk.fail(second);
        assertThat(desk.by("bob/two", "pay").on("client/a").told()).isEmpty();
    }

    @Test
    void callThatIsNotAboutAClientCannotBeCounted() {
        assertThat(desk.by("ada/one", "pay").on("sector/s").told()).containsExactly("not_evaluable deny (client)");
    }

    @Test
    void sumsAreExactAndByUnit() {
        Desk sums = sums();
        sums.by("ada/one", "pay").on("client/a").sum("99.99 EUR").done();
        sums.by("ada/one", "pay").on("client/a").sum("10 USD").done();
        assertThat(sums.by("ada/one", "pay").on("client/a").sum("0.02 EUR").told())
                .singleElement()
                .asString()
                .endsWith("(100.01 EUR)");
        assertThat(sums.by("ada/one", "pay").on("client/a").sum("0.01 EUR").told())
                .isEmpty();
        assertThat(sums.by("ada/one", "pay").on("client/a").sum("1 CHF").told())
                .containsExactly("not_evaluable deny (CHF)");
        assertThat(sums.by("ada/one", "pay").on("client/a").withoutSum().told())
                .containsExactly("not_evaluable deny (amount)");
    }

    @Test
    void newClientHasOnlyTheCallItself() {
        Desk sums = sums();
        assertThat(sums.by("ada/one", "pay").creates("client").sum("100 EUR").told())
                .isEmpty();
        assertThat(sums.by("ada/one", "pay").creates("client").sum("100.01 EUR").told())
                .containsExactly("limit_exceeded deny (100.01 EUR)");
    }

    @Test
    void nameThatACreationMayTurnOutToHaveCountsAfterTheNewOneByKey() {
        Desk sums = sums();
        long b = sums.by("ada/one", "pay").on("client/b").sum("60 EUR").open();
        long a = sums.by("ada/one", "pay").on("client/a").sum("50 EUR").open();
        sums.by("ada/one", "edit").on("sector/s").open();
        assertThat(sums.by("bob/two", "pay").creates("client").sum("101 EUR").told())
                .containsExactly(
                        "limit_exceeded deny (101 EUR)",
                        "limit_exceeded deny client/a %d:pay (151 EUR)".formatted(a),
                        "limit_exceeded deny client/b %d:pay (161 EUR)".formatted(b));
        assertThat(sums.by("bob/two", "pay").creates("client").sum("45 EUR").told())
                .containsExactly("limit_exceeded deny client/b %d:pay (105 EUR)".formatted(b));
    }

    @Test
    void creationInFlightMayLieOnANameAndItsTierCounts() {
        long creation = desk.by("ada/one", "pay").creates("client").risk("high").open();
        long named = desk.by("ada/one", "pay").on("client/a").risk("low").done();
        assertThat(desk.by("bob/two", "pay").on("client/a").risk("low").told())
                .containsExactly("limit_exceeded deny client/a %d:pay %d:pay (3)".formatted(creation, named));
        desk.succeed(creation, "client/b");
        long second = desk.by("bob/two", "pay").on("client/a").risk("low").open();
        assertThat(desk.by("bob/two", "pay").on("client/a").risk("middle").told())
                .containsExactly(
                        "limit_exceeded hold client/a %d:pay %d:pay needs another-agent (3)".formatted(named, second));
        desk.by("bob/two", "pay").on("client/b").done();
        assertThat(desk.by("bob/two", "pay").on("client/b").risk("low").told())
                .singleElement()
                .asString()
                .startsWith("limit_exceeded record client/b %d:pay".formatted(creation));
    }

    @Test
    void creationInAnotherUnitIsNotAddedUp() {
        Desk sums = sums();
        sums.by("ada/one", "pay").creates("client").sum("9 USD").open();
        assertThat(sums.by("bob/two", "pay").on("client/a").sum("100 EUR").told())
                .isEmpty();
        assertThat(sums.by("bob/two", "pay").on("client/a").sum("2 USD").told())
                .singleElement()
                .asString()
                .endsWith("(11 USD)");
    }

    @Test
    void openCallOfAStricterTierMakesAMildOneStrict() {
        Desk one = new Desk(count(1));
        one.by("ada/one", "pay").on("client/a").risk("high").done();
        long open = one.by("ada/one", "pay").on("client/b").risk("high").open();
        assertThat(one.by("bob/two", "pay").on("client/a").risk("low").told())
                .singleElement()
                .asString()
                .startsWith("limit_exceeded record");
        assertThat(one.by("bob/two", "pay").on("client/b").risk("low").told())
                .singleElement()
                .asString()
                .startsWith("limit_exceeded deny");
        // the open call itself is asked again, with what it was answered
        assertThat(one.by("ada/one", "pay")
                        .on("client/b")
                        .risk("low")
                        .continues(open)
                        .told())
                .isEmpty();
    }

    @Test
    void unclearOutcomeCountsOnWhatItNamedUntilItIsSettled() {
        Desk one = new Desk(count(1));
        one.by("cyd/three", "edit").on("client/a").done();
        one.by("cyd/three", "edit").on("client/b").done();
        long lost = one.by("ada/one", "pay").creates("client").open();
        one.loseSight(lost, "client/a");
        one.restart();
        assertThat(one.by("bob/two", "pay").on("client/a").told())
                .containsExactly("limit_exceeded deny client/a %d:pay (2)".formatted(lost));
        assertThat(one.by("bob/two", "pay").on("client/b").told()).isEmpty();
        one.didNothing(lost);
        assertThat(one.by("bob/two", "pay").on("client/a").told()).isEmpty();
    }

    @Test
    void unclearOutcomeCountsOnWhatTheNamedObjectBelongsTo() {
        Desk one = new Desk(count(1));
        one.by("cyd/three", "make").creates("file", "client/a").done("file/f");
        long lost = one.by("ada/one", "pay").creates("file", "client/b").open();
        one.loseSight(lost, "file/f");
        assertThat(one.by("bob/two", "pay").on("client/a").told())
                .containsExactly("limit_exceeded deny client/a %d:pay (2)".formatted(lost));
        one.didNothing(lost);
        assertThat(one.by("bob/two", "pay").on("client/a").told()).isEmpty();
    }

    @Test
    void callWithoutASumThatAnObservingRuleRecordedIsNotAddedUp() {
        var head = new Rule.Head("L", "", Optional.empty(), true, List.of());
        Desk observing = new Desk(new Rule.Limit(
                head,
                "pay",
                "client",
                OptionalLong.empty(),
                new TreeMap<>(Map.of("EUR", BigDecimal.TEN)),
                OptionalLong.empty()));
        observing.by("cyd/three", "make").creates("file", "client/a").done("file/f");
        long lost = observing
                .by("ada/one", "pay")
                .creates("file", "client/b")
                .withoutSum()
                .open();
        observing.by("ada/one", "pay").creates("client").withoutSum().open();
        observing.by("ada/one", "pay").on("client/a").withoutSum().done();
        observing.loseSight(lost, "file/f");
        assertThat(observing
                        .by("bob/two", "pay")
                        .on("client/a")
                        .sum("10.01 EUR")
                        .told())
                .containsExactly("limit_exceeded record client/a (10.01 EUR)");
        observing.didNothing(lost);
    }

    @Test
    void sixteenMostRecentCallsAreTheWitnessesAndAmongThemTheOpenOnes() {
        Desk many = new Desk(count(18));
        var calls = new ArrayList<Long>();
        for (int i = 0; i < 18; i++) {
            calls.add(
                    i == 7
                            ? many.by("ada/one", "pay").creates("client").open()
                            : many.by("ada/one", "pay").on("client/a").open());
        }
        assertThat(witnesses(many)).containsExactlyElementsOf(calls.subList(2, 18));
        many.succeed(calls.get(17));
        many.pass(1);
        many.succeed(calls.get(9));
        many.succeed(calls.get(0));
        // Of those that settled at one time the one with the greater number is the more recent.
        assertThat(witnesses(many)).containsExactlyElementsOf(calls.subList(1, 17));
    }

    private static List<Long> witnesses(Desk desk) {
        return desk.by("bob/two", "pay").on("client/a").ask().findings().getFirst().witnesses().stream()
                .map(Witness::call)
                .toList();
    }

    @Test
    void howMuchIsUsedUpIsTheTotalThatIsDecidedBy() {
        Desk sums = sums();
        sums.by("ada/one", "pay").on("client/a").sum("40 EUR").done();
        sums.by("ada/one", "pay").on("client/a").sum("30 EUR").open();
        sums.by("ada/one", "pay").on("client/a").sum("5 USD").done();
        assertThat(sums.by("bob/two", "pay").on("client/a").sum("20.50 EUR").uses())
                .containsExactly("L client/a 90.5 of 100 EUR");
        assertThat(sums.by("bob/two", "pay").on("client/b").sum("7 EUR").uses())
                .containsExactly("L client/b 7 of 100 EUR");
        sums.by("ada/one", "pay").creates("client").sum("60 EUR").open();
        assertThat(sums.by("bob/two", "pay").on("client/b").sum("7 EUR").uses())
                .containsExactly("L client/b 67 of 100 EUR");
        // Nothing is said of what could not be evaluated, or does not count.
        assertThat(sums.by("bob/two", "pay").on("client/a").sum("1 CHF").uses()).isEmpty();
        assertThat(sums.by("bob/two", "pay").on("client/a").withoutSum().uses()).isEmpty();
        assertThat(sums.by("bob/two", "read").on("client/a").sum("1 EUR").uses())
                .isEmpty();

        desk.by("ada/one", "pay").on("client/a").done();
        assertThat(desk.by("bob/two", "pay").on("client/a").uses()).containsExactly("L client/a 2 of 2");
    }

    /** A limit of one payment per client, where it is found out later that one client is a copy of another. */
    @Nested
    class WithALateLink {

        private final Desk desk = desk(OptionalLong.of(100));

        private static Desk desk(OptionalLong within) {
            return new Desk(new Rule.Limit(
                    Desk.head("L").withUntil("sign"), "pay", "client", OptionalLong.of(1), new TreeMap<>(), within));
        }

        @Test
        void callInFlightOnTheCopyCountsOnTheOriginalUntilItFails() {
            long call = desk.by("ada/one", "pay").on("client/copy").open();
            assertThat(desk.copied("client/copy", "client/original")).isEmpty();
            desk.restart();
            assertThat(desk.by("bob/two", "pay").on("client/original").told())
                    .containsExactly("limit_exceeded deny client/original %d:pay (2)".formatted(call));
            desk.fail(call);
            assertThat(desk.by("bob/two", "pay").on("client/original").told()).isEmpty();
        }

        @Test
        void callInFlightOnTheCopySettlesOnTheOriginalAtItsOwnTime() {
            long call = desk.by("ada/one", "pay").on("client/copy").open();
            desk.copied("client/copy", "client/original");
            desk.pass(500);
            desk.succeed(call);
            desk.restart();
            desk.pass(99);
            assertThat(desk.by("bob/two", "pay").on("client/original").told())
                    .containsExactly("limit_exceeded deny client/original %d:pay (2)".formatted(call));
            desk.pass(1);
            assertThat(desk.by("bob/two", "pay").on("client/original").told()).isEmpty();
        }

        @Test
        void linkIsToldWithWhatItCompletesOnEachKeyAscending() {
            desk.copied("client/m", "client/a");
            long first = desk.by("ada/one", "pay").on("client/m").done();
            long second = desk.by("ada/one", "pay").on("client/z").done();
            assertThat(desk.copied("client/z", "client/m"))
                    .containsExactly(
                            "limit_exceeded record client/a %d:pay %d:pay (2)".formatted(first, second),
                            "limit_exceeded record client/m %d:pay %d:pay (2)".formatted(first, second));
        }

        @Test
        void linkCompletesNothingOutsideTheWindow() {
            desk.by("ada/one", "pay").on("client/original").done();
            desk.by("ada/one", "pay").on("client/copy").done();
            desk.pass(100);
            assertThat(desk.copied("client/copy", "client/original")).isEmpty();
        }

        @Test
        void whatAClosedCopyHadCountsOnNoOther() {
            Desk forever = desk(OptionalLong.empty());
            forever.by("ada/one", "pay").on("client/copy").done();
            forever.by("bob/two", "sign").on("client/copy").done();
            forever.by("ada/one", "pay").on("client/original").done();
            assertThat(forever.copied("client/copy", "client/original")).isEmpty();
            assertThat(forever.by("bob/two", "pay").on("client/original").told())
                    .singleElement()
                    .asString()
                    .endsWith("(2)");
        }

        @Test
        void closedOriginalGetsNothingAndTheCopyGoesOn() {
            Desk forever = desk(OptionalLong.empty());
            long call = forever.by("ada/one", "pay").on("client/copy").open();
            forever.copied("client/copy", "client/original");
            forever.by("bob/two", "sign").on("client/original").observed("gossip");
            forever.succeed(call);
            forever.restart();
            assertThat(forever.by("bob/two", "pay").on("client/copy").told())
                    .containsExactly(
                            "limit_exceeded deny client/copy %d:pay (2)".formatted(call),
                            "key_closed deny client/original 5:sign");
        }
    }
}
