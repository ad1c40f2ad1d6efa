package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A late link of two owners tells where they stand on two sides of a wall, and neither did so alone. */
class LatentCrossingTest {

    private static Rule wall(Optional<String> ofClass, OptionalLong within) {
        return new Rule.Wall(
                Desk.head("R"),
                new Rule.Datasets.Objects(Set.of("read"), "client", ofClass),
                within,
                Optional.of(Desk.OWNER));
    }

    private final Desk desk = new Desk(wall(Optional.empty(), OptionalLong.empty()));

    private static String crossed(long one, long other) {
        return "wall_crossed record by owner " + one + ":read " + other + ":read (one)";
    }

    @Test
    void theMostRecentCallIsToldAndTheMostRecentOnAnotherDataset() {
        desk.by("ada/one", "read").on("client/1").done();
        desk.pass(1);
        desk.by("ben/two", "read").on("client/2").done();
        long other = desk.by("ben/two", "read").on("client/2").open();
        desk.pass(1);
        long last = desk.by("ada/one", "read").on("client/1").done();
        desk.succeed(other);
        desk.pass(1);
        desk.by("cyd/three", "read").on("client/3").done();
        assertThat(desk.sameOwner("three", "four")).isEmpty();
        assertThat(desk.sameOwner("two", "one")).containsExactly(crossed(other, last));
    }

    @Test
    void openCallsAreMoreRecent() {
        long one = desk.by("ada/one", "read").on("client/1").open();
        long two = desk.by("ben/two", "read").on("client/2").open();
        long again = desk.by("ben/two", "read").on("client/2").open();
        desk.pass(1);
        desk.by("ada/one", "read").on("client/1").done();
        desk.fail(two);
        assertThat(desk.sameOwner("two", "one")).containsExactly(crossed(one, again));
        assertThat(desk.by("cyd/two", "read").on("client/1").tried()).hasSize(1);
    }

    @Test
    void bothOnOneSideCrossNothing() {
        desk.by("ada/one", "read").on("client/1").open();
        desk.by("ada/one", "read").on("client/1").done();
        desk.by("ben/two", "read").on("client/1").open();
        assertThat(desk.sameOwner("two", "one")).isEmpty();
        desk.by("nemo", "read").on("client/1").done();
        assertThat(desk.sameOwner("two", "three")).isEmpty();
    }

    @Test
    void whoCrossedItAloneIsNotToldAgain() {
        for (boolean open : List.of(true, false)) {
            for (String crossing : List.of("one", "two")) {
                Desk crossed = new Desk(wall(Optional.empty(), OptionalLong.empty()));
                long first = crossed.by("ada/" + crossing, "read")
                        .on("client/1")
                        .risk("low")
                        .open();
                long second = crossed.by("abe/" + crossing, "read")
                        .on("client/2")
                        .risk("low")
                        .open();
                long other = crossed.by("zoe/" + (crossing.equals("one") ? "two" : "one"), "read")
                        .on("client/3")
                        .risk("low")
                        .open();
                if (!open) {
                    List.of(first, second, other).forEach(crossed::succeed);
                }
                assertThat(crossed.sameOwner("one", "two")).isEmpty();
            }
        }
    }

    @Test
    void whoseOwnerIsUnknownCountsForBoth() {
        for (boolean open : List.of(true, false)) {
            Desk crossed = new Desk(wall(Optional.empty(), OptionalLong.empty()));
            long nemo = crossed.by("nemo", "read").on("client/1").risk("low").open();
            if (!open) {
                crossed.succeed(nemo);
            }
            crossed.by("ada/one", "read").on("client/2").risk("low").done();
            assertThat(crossed.sameOwner("one", "two"))
                    .as("it was crossed before")
                    .isEmpty();
        }
    }

    @Test
    void whoMayHaveBeenOnTheOtherSideBeforeIsNotToldAgain() {
        for (boolean open : List.of(true, false)) {
            Desk crossed = new Desk(wall(Optional.empty(), OptionalLong.empty()));
            long nemo = crossed.by("nemo", "read").on("client/1").risk("low").open();
            crossed.by("ada/one", "read").on("client/1").risk("low").done();
            crossed.by("ben/two", "read").on("client/2").risk("low").done();
            if (!open) {
                crossed.succeed(nemo);
            }
            assertThat(crossed.sameOwner("one", "two")).as("nemo may be of two").isEmpty();
        }
    }

    @Test
    void ofOpenCallsThoseWithTheGreatestNumbersAreTold() {
        desk.by("ada/one", "read").on("client/1").open();
        long one = desk.by("ada/one", "read").on("client/1").open();
        desk.by("ben/two", "read").on("client/2").open();
        long two = desk.by("ben/two", "read").on("client/2").open();
        assertThat(desk.sameOwner("two", "one")).containsExactly(crossed(one, two));
    }

    @Test
    void whoHasTwoOwnersCountsForEach() {
        long both = desk.by("ada/one+three", "read").on("client/1").open();
        long two = desk.by("ben/two", "read").on("client/2").open();
        desk.by("cyd/four", "read").on("client/3").open();
        assertThat(desk.sameOwner("two", "one")).containsExactly(crossed(both, two));
    }

    @Test
    void whatLiesOutsideTheWindowIsNotTold() {
        for (int age : List.of(99, 100)) {
            Desk windowed = new Desk(wall(Optional.empty(), OptionalLong.of(100)));
            windowed.by("ada/one", "read").on("client/1").done();
            windowed.pass(age);
            windowed.by("ben/two", "read").on("client/2").done();
            assertThat(windowed.sameOwner("one", "two")).hasSize(100 - age);
        }
    }

    @Test
    void eachClassIsToldByItselfAscending() {
        Desk classes = new Desk(wall(Optional.of("sector"), OptionalLong.empty()));
        for (int client = 1; client <= 4; client++) {
            classes.by("zoe/zero", "make")
                    .creates("client", "sector/" + (client % 2 + 1))
                    .done("client/" + client);
        }
        long three = classes.by("ada/one", "read").on("client/3").done();
        long four = classes.by("ada/one", "read").on("client/4").done();
        long one = classes.by("ben/two", "read").on("client/1").done();
        assertThat(classes.sameOwner("two", "three")).isEmpty();
        long two = classes.by("ben/two", "read").on("client/2").done();
        assertThat(classes.sameOwner("two", "one"))
                .containsExactly(
                        "wall_crossed record sector/1 by owner " + four + ":read " + two + ":read (one)",
                        "wall_crossed record sector/2 by owner " + three + ":read " + one + ":read (one)");
    }
}
