package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A late link of two objects tells where a duty that one party carries out alone was carried out by two. */
class LatentBreakTest {

    private static final String MARK = ":open|pay";

    private static Rule rule(Rule.Head head, OptionalLong within) {
        return new Rule.Bind(head, Set.of("pay", "open"), "client", within, "owner");
    }

    private final Desk desk = new Desk(rule(Desk.head("R"), OptionalLong.empty()));

    private static String broken(String key, long first, long second) {
        return "binding_broken record " + key + " by owner " + first + MARK + " " + second + MARK;
    }

    @Test
    void theMostRecentCallIsToldAndTheMostRecentOfAnotherParty() {
        desk.by("ada/one", "open").on("client/2").done();
        long copy = desk.by("ada/one", "pay").on("client/2").done();
        desk.by("ben/two", "open").on("client/1").done();
        long original = desk.by("ben/two", "open").on("client/1").done();
        assertThat(desk.copied("client/2", "client/1")).containsExactly(broken("client/1", copy, original));
    }

    @Test
    void openCallsAreMoreRecent() {
        long open = desk.by("ada/one", "open").on("client/2").open();
        long early = desk.by("ada/one", "open").on("client/2").open();
        desk.by("ada/one", "open").on("client/2").done();
        long original = desk.by("ben/two", "open").on("client/1").done();
        desk.fail(open);
        assertThat(desk.copied("client/2", "client/1")).containsExactly(broken("client/1", early, original));

        desk.by("ada/one", "open").on("client/4").done();
        long copy = desk.by("ada/one", "open").on("client/4").open();
        desk.by("ben/two", "open").on("client/3").open();
        long last = desk.by("ben/two", "pay").on("client/3").open();
        assertThat(desk.copied("client/4", "client/3")).containsExactly(broken("client/3", copy, last));
    }

    @Test
    void onePartyOnBothIsNoBreak() {
        desk.by("ada/one", "open").on("client/2").open();
        desk.by("ada/one", "open").on("client/2").done();
        desk.by("abe/one", "open").on("client/1").done();
        desk.by("abe/one", "open").on("client/1").open();
        assertThat(desk.copied("client/2", "client/1")).isEmpty();
        assertThat(desk.copied("client/3", "client/1"))
                .as("a copy without history")
                .isEmpty();
        assertThat(desk.copied("client/2", "client/4"))
                .as("an original without history")
                .isEmpty();
    }

    @Test
    void linkedOwnersAreOneParty() {
        desk.by("ada/one", "open").on("client/2").done();
        desk.by("ben/two", "open").on("client/1").done();
        desk.sameOwner("two", "one");
        assertThat(desk.copied("client/2", "client/1")).isEmpty();
    }

    @Test
    void whoIsNotKnownIsTheSameAsNobody() {
        long copy = desk.by("nemo", "open").on("client/2").done();
        long original = desk.by("nemo", "open").on("client/1").done();
        assertThat(desk.copied("client/2", "client/1")).containsExactly(broken("client/1", copy, original));
        long two = desk.by("ada/one+two", "open").on("client/4").done();
        long one = desk.by("ben/two", "open").on("client/3").done();
        assertThat(desk.copied("client/4", "client/3")).containsExactly(broken("client/3", two, one));
        desk.by("ada/one+two", "open").on("client/6").done();
        desk.by("abe/two+one", "open").on("client/5").done();
        assertThat(desk.copied("client/6", "client/5"))
                .as("the same two owners")
                .isEmpty();
    }

    @Test
    void whatWasBrokenOnEitherBeforeIsNotTold() {
        desk.by("ada/one", "open").on("client/2").done();
        desk.by("ben/two", "open").on("client/2").risk("low").done();
        desk.by("ada/one", "open").on("client/1").done();
        assertThat(desk.copied("client/2", "client/1")).isEmpty();
        desk.by("ada/one", "open").on("client/4").done();
        desk.by("ada/one", "open").on("client/3").risk("low").open();
        desk.by("ben/two", "open").on("client/3").risk("low").open();
        assertThat(desk.copied("client/4", "client/3")).isEmpty();
    }

    @Test
    void whatLiesOutsideTheWindowIsNotTold() {
        for (int age : List.of(99, 100)) {
            Desk windowed = new Desk(rule(Desk.head("R"), OptionalLong.of(100)));
            windowed.by("ada/one", "open").on("client/2").done();
            windowed.pass(age);
            windowed.by("ben/two", "open").on("client/1").done();
            assertThat(windowed.copied("client/2", "client/1")).hasSize(100 - age);
        }
    }

    @Test
    void everyOriginalIsToldAscending() {
        desk.by("zoe/zero", "make").copies("client/1").done("client/2");
        long original = desk.by("ben/two", "open").on("client/2").done();
        long copy = desk.by("ada/one", "open").on("client/3").done();
        assertThat(desk.copied("client/3", "client/2"))
                .containsExactly(broken("client/1", original, copy), broken("client/2", original, copy));
    }

    @Test
    void onAClosedKeyThereIsNothingToTell() {
        for (String closed : List.of("client/1", "client/2", "client/3")) {
            Desk until = new Desk(rule(Desk.head("R").withUntil("edit"), OptionalLong.empty()));
            until.by("ada/one", "open").on("client/2").done();
            until.by("ben/two", "open").on("client/1").done();
            until.by("zoe/zero", "edit").on(closed).done();
            assertThat(until.copied("client/2", "client/1")).hasSize(closed.equals("client/3") ? 1 : 0);
        }
    }

    /** One key has both owners' files: with the link the scope key of one owner gets the history of the other's. */
    @Test
    void aLinkOfOwnersGivesTheHistoryOfOneOwnersKeyToTheOther() {
        Desk perOwner =
                new Desk(new Rule.Bind(Desk.head("R"), Set.of("pay", "open"), "owner", OptionalLong.empty(), "agent"));
        long one = perOwner.by("ada/one", "open").done();
        long two = perOwner.by("ben/two", "open").done();
        assertThat(perOwner.sameOwner("two", "one"))
                .containsExactly("binding_broken record owner/one by agent " + one + MARK + " " + two + MARK);
    }

    @Test
    void ownersThatAreFromHereOnOnePartyBreakNothing() {
        String[][] cases = {
            {"ada/one", "ben/two", "same"},
            {"ada/two", "ben/one", "same"},
            {"ada/one+three", "ben/two+three", "same"},
            {"ada/one+three", "ben/two", "broken"},
            {"ada/one", "ben/two+three", "broken"},
        };
        for (String[] each : cases) {
            Desk perOwner = new Desk(
                    new Rule.Bind(Desk.head("R"), Set.of("pay", "open"), "owner", OptionalLong.empty(), "owner"));
            long first = perOwner.by(each[0], "open").risk("low").done();
            long second = perOwner.by(each[1], "open").risk("low").done();
            List<String> told = perOwner.sameOwner("two", "one");
            assertThat(told)
                    .as("%s and %s", each[0], each[1])
                    .isEqualTo(each[2].equals("same") ? List.of() : List.of(broken("owner/one", first, second)));
        }
    }

    @Test
    void ofEachPartyTheLatestCallIsKept() {
        desk.by("ada/one", "open").on("client/1").done();
        desk.by("ben/two", "open").on("client/1").risk("low").done();
        int kept = desk.kept("R");
        for (int i = 0; i < 5; i++) {
            desk.by("abe/one", "open").on("client/1").risk("low").done();
            desk.by("ben/two", "pay").on("client/1").risk("low").done();
        }
        assertThat(desk.kept("R")).isEqualTo(kept);
    }

    @Test
    void whatHappenedOnAClosedKeyIsForgotten() {
        Desk until = new Desk(rule(Desk.head("R").withUntil("edit"), OptionalLong.empty()));
        until.by("ada/one", "open").on("client/1").done();
        int one = until.kept("R");
        until.by("ben/two", "open").on("client/1").risk("low").done();
        assertThat(until.kept("R")).isGreaterThan(one);
        until.by("zoe/zero", "edit").on("client/1").done();
        assertThat(until.kept("R")).isLessThan(one);
    }
}
