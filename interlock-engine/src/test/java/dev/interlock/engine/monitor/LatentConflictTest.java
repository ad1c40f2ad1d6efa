package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A late link tells which conflicts between what was done it completes, and only those that were not there before it. */
class LatentConflictTest {

    private static Rule rule(Rule.Head head, int atMost, OptionalLong within, Optional<Level> level) {
        return new Rule.Separate(
                head, List.of(Set.of("open"), Set.of("check"), Set.of("pay")), "client", within, atMost, level);
    }

    private static Desk desk(int atMost) {
        return new Desk(rule(Desk.head("R"), atMost, OptionalLong.empty(), Optional.empty()));
    }

    private final Desk desk = desk(1);

    private static String conflict(String key, String attribute, String value, Object... witnesses) {
        var text = new StringBuilder("duty_conflict record " + key + " by " + attribute);
        for (int i = 0; i < witnesses.length; i += 2) {
            text.append(" ").append(witnesses[i]).append(":").append(witnesses[i + 1]);
        }
        return text + (value.isEmpty() ? "" : " (" + value + ")");
    }

    @Test
    void ownersThatAreOneDidTwoOfThemTogether() {
        long second = desk.by("ada/one", "open").on("client/2").done();
        long first = desk.by("ada/one", "pay").on("client/1").done();
        desk.by("ada/one", "open").on("client/3").done();
        long other = desk.by("ben/two", "check").on("client/2", "client/1").done();
        desk.by("ben/two", "open").on("client/3").done();
        assertThat(desk.sameOwner("three", "one")).isEmpty();
        assertThat(desk.sameOwner("two", "one"))
                .containsExactly(
                        conflict("client/1", "owner", "one", first, "pay", other, "check"),
                        conflict("client/2", "owner", "one", second, "open", other, "check"));
        desk.restart();
        assertThat(desk.by("zoe/three", "pay").on("client/2").tried()).hasSize(1);
    }

    @Test
    void whatIsInFlightCountsToo() {
        desk.by("ada/one", "open").on("client/1").done();
        long again = desk.by("ada/one", "open").on("client/1").open();
        long failed = desk.by("ben/two", "pay").on("client/1").open();
        long pays = desk.by("bob/two", "pay").on("client/1").open();
        desk.fail(failed);
        assertThat(desk.sameOwner("one", "two"))
                .containsExactly(conflict("client/1", "owner", "one", again, "open", pays, "pay"));
    }

    @Test
    void callsThatAreAllInFlightCountToo() {
        long open = desk.by("ada/one", "open").on("client/1").open();
        long pay = desk.by("ben/two", "pay").on("client/1").open();
        assertThat(desk.sameOwner("one", "two"))
                .containsExactly(conflict("client/1", "owner", "one", open, "open", pay, "pay"));
    }

    @Test
    void whatWasAConflictBeforeIsNotToldAgain() {
        desk.by("ada/one", "open").on("client/1").done();
        desk.by("abe/one", "check").on("client/1").risk("low").done();
        desk.by("ben/two", "pay").on("client/1").done();
        assertThat(desk.sameOwner("one", "two")).isEmpty();
        desk.by("ben/two", "open").on("client/2").done();
        desk.by("bob/two", "check").on("client/2").risk("low").done();
        desk.by("cyd/three", "pay").on("client/2").done();
        assertThat(desk.sameOwner("three", "two")).isEmpty();
    }

    @Test
    void whoeverDidTheSameIsNoConflict() {
        desk.by("nemo", "open").on("client/1").risk("low").done();
        desk.by("ada/one", "open").on("client/1").risk("low").done();
        desk.by("ben/two", "open").on("client/1").risk("low").done();
        assertThat(desk.sameOwner("one", "two")).as("all did the same").isEmpty();
    }

    @Test
    void asManyAsAllowedAreNoConflictAndTheFirstEntriesAreTold() {
        Desk two = desk(2);
        long open = two.by("ada/one", "open").on("client/1").done();
        long check = two.by("ben/two", "check").on("client/1").done();
        assertThat(two.sameOwner("one", "two")).isEmpty();
        long pay = two.by("cyd/three", "pay").on("client/1").done();
        assertThat(two.sameOwner("three", "two"))
                .containsExactly(conflict("client/1", "owner", "one", open, "open", check, "check", pay, "pay"));
    }

    @Test
    void whatLiesOutsideTheWindowIsNotTold() {
        for (int age : List.of(99, 100)) {
            Desk windowed = new Desk(rule(Desk.head("R"), 1, OptionalLong.of(100), Optional.empty()));
            windowed.by("ada/one", "open").on("client/1").done();
            windowed.pass(age);
            windowed.by("ben/two", "pay").on("client/1").done();
            assertThat(windowed.sameOwner("one", "two")).hasSize(100 - age);
        }
    }

    @Test
    void theLevelIsTheRulesOrThatOfItsTierOrTheStrictest() {
        var middle = new Rule.Head("R", "", Optional.of("middle"), false, List.of());
        Desk strictest = desk;
        Desk ofTier = new Desk(rule(middle, 1, OptionalLong.empty(), Optional.empty()));
        Desk ofRule = new Desk(rule(middle, 1, OptionalLong.empty(), Optional.of(Desk.OWNER)));
        for (Desk one : List.of(strictest, ofTier, ofRule)) {
            one.by("ada/one", "open").on("client/1").risk("middle").done();
            one.by("ben/two", "pay").on("client/1").risk("middle").done();
            assertThat(one.sameOwner("one", "two")).hasSize(one == ofTier ? 0 : 1);
        }
    }

    @Test
    void aCopyBringsWhatItsPartyDidToTheOriginal() {
        desk.by("ada/one", "open").on("client/2").done();
        long open = desk.by("ada/one", "open").on("client/2").done();
        long pay = desk.by("ada/one", "pay").on("client/1").done();
        desk.by("ben/two", "check").on("client/2").done();
        assertThat(desk.copied("client/2", "client/1"))
                .containsExactly(conflict("client/1", "runtime", "run-ada", open, "open", pay, "pay"));
    }

    @Test
    void eachValueIsToldInTheOrderOfTextForTheFirstAttribute() {
        long zoeOpen = desk.by("zoe/x", "open").on("client/2").done();
        long adaOpen = desk.by("ada/y", "open").on("client/2").done();
        long adaPay = desk.by("ada/y", "pay").on("client/1").done();
        long zoePay = desk.by("zoe/x", "pay").on("client/1").done();
        assertThat(desk.copied("client/2", "client/1"))
                .containsExactly(
                        conflict("client/1", "runtime", "run-ada", adaOpen, "open", adaPay, "pay"),
                        conflict("client/1", "runtime", "run-zoe", zoeOpen, "open", zoePay, "pay"));
    }

    @Test
    void partiesOfOneOwnerAndOneThatIsUnknownAreToldAtLast() {
        long open = desk.by("ada/one", "open").on("client/2").done();
        long nemo = desk.by("nemo", "check").on("client/1").done();
        assertThat(desk.copied("client/2", "client/1"))
                .containsExactly(
                        conflict("client/1", "owner", "one", open, "open", nemo, "check"),
                        conflict("client/1", "owner", "", open, "open", nemo, "check"));
    }

    @Test
    void linkedOwnersAreOnePartyToACopyToo() {
        desk.sameOwner("two", "one");
        long open = desk.by("ben/two", "open").on("client/2").done();
        long pay = desk.by("ada/one", "pay").on("client/1").done();
        assertThat(desk.copied("client/2", "client/1"))
                .containsExactly(conflict("client/1", "owner", "one", open, "open", pay, "pay"));
    }

    @Test
    void whatEitherKeyHadBeforeIsNotTold() {
        desk.by("ada/one", "open").on("client/2").done();
        desk.by("abe/one", "pay").on("client/2").risk("low").done();
        desk.by("alf/one", "check").on("client/1").done();
        assertThat(desk.copied("client/2", "client/1")).isEmpty();
        desk.by("ben/two", "open").on("client/3").done();
        desk.by("bob/two", "pay").on("client/3").risk("low").done();
        desk.by("bea/two", "check").on("client/4").done();
        assertThat(desk.copied("client/4", "client/3")).isEmpty();
    }

    @Test
    void everyOriginalOfACopyGetsItsHistoryAscending() {
        desk.by("zoe/zero", "make").copies("client/2").done("client/1");
        long two = desk.by("ada/one", "pay").on("client/2").done();
        long one = desk.by("ben/two", "pay").on("client/1").done();
        long bothOne = desk.by("ada/one", "open").on("client/3").done();
        long bothTwo = desk.by("ben/two", "open").on("client/3").done();
        assertThat(desk.copied("client/3", "client/1"))
                .containsExactly(
                        conflict("client/1", "runtime", "run-ben", one, "pay", bothTwo, "open"),
                        conflict("client/2", "runtime", "run-ada", two, "pay", bothOne, "open"),
                        conflict("client/2", "runtime", "run-ben", one, "pay", bothTwo, "open"));
    }

    /** A call on the copy lies on its original by inheritance alone. */
    @Test
    void ownersThatAreOneDidTwoOfThemOnAnOriginalAndItsCopy() {
        long open = desk.by("ada/one", "open").on("client/2").done();
        desk.copied("client/2", "client/1");
        assertThat(desk.sameOwner("one", "three")).isEmpty();
        long pay = desk.by("ben/two", "pay").on("client/1").done();
        assertThat(desk.sameOwner("two", "one"))
                .containsExactly(conflict("client/1", "owner", "one", open, "open", pay, "pay"));
    }

    @Test
    void anOriginalThatOnlyItsCopyBringsHistoryToIsToldToo() {
        long open = desk.by("ada/one", "open").on("client/2").done();
        long pay = desk.by("ben/two", "pay").on("client/2").done();
        desk.copied("client/2", "client/1");
        assertThat(desk.sameOwner("one", "two"))
                .containsExactly(
                        conflict("client/1", "owner", "one", open, "open", pay, "pay"),
                        conflict("client/2", "owner", "one", open, "open", pay, "pay"));
    }

    @Test
    void partiesOfCallsInFlightAreLookedAtToo() {
        long open = desk.by("ada/one", "open").on("client/2").open();
        long pay = desk.by("ada/one", "pay").on("client/1").open();
        assertThat(desk.copied("client/2", "client/1"))
                .containsExactly(conflict("client/1", "runtime", "run-ada", open, "open", pay, "pay"));
    }

    /** The link makes two parties one, and gives one owner's key the history of the other's. */
    @Test
    void aLinkOfOwnersCompletesConflictsPerOwner() {
        Desk perOwner = new Desk(new Rule.Separate(
                Desk.head("R"),
                List.of(Set.of("open"), Set.of("pay"), Set.of("check")),
                "owner",
                OptionalLong.empty(),
                1,
                Optional.of(new Level("owners", List.of("owner")))));
        long pay = perOwner.by("ada/two+zoo", "pay").done();
        long open = perOwner.by("ben/one+zoo", "open").risk("low").done();
        assertThat(perOwner.sameOwner("two", "one"))
                .containsExactly(
                        conflict("owner/one", "owner", "one", pay, "pay", open, "open"),
                        conflict("owner/one", "owner", "zoo", pay, "pay", open, "open"),
                        conflict("owner/zoo", "owner", "one", pay, "pay", open, "open"));
    }

    @Test
    void onAClosedKeyThereIsNothingToTell() {
        var head = Desk.head("R").withUntil("edit");
        for (boolean closed : List.of(false, true)) {
            Desk until = new Desk(rule(head, 1, OptionalLong.empty(), Optional.empty()));
            until.by("ada/one", "open").on("client/1").done();
            until.by("ben/two", "pay").on("client/1").done();
            if (closed) {
                until.by("zoe/zero", "edit").on("client/1").done();
            }
            assertThat(until.sameOwner("one", "two")).hasSize(closed ? 0 : 1);
        }
    }
}
