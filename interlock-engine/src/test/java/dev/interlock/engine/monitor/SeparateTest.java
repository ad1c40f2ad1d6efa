package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody does more than so many of the entries on one key, nor does a party that may be the same. */
class SeparateTest {

    private static final List<Set<String>> ENTRIES = List.of(Set.of("open"), Set.of("sign", "check"), Set.of("pay"));

    private static Rule rule(Rule.Head head, int atMost, OptionalLong within, Optional<Level> level) {
        return new Rule.Separate(head, ENTRIES, "client", within, atMost, level);
    }

    private static Rule rule(int atMost) {
        return rule(Desk.head("R"), atMost, OptionalLong.empty(), Optional.empty());
    }

    private final Desk desk = new Desk(rule(1));

    @ParameterizedTest
    @CsvSource({
        "ada/one, deny client/1 by runtime, hold client/1 by runtime",
        "ada/two, deny client/1 by runtime, hold client/1 by runtime",
        "abe/one, deny client/1 by owner, ''",
        "abe/one+two, deny client/1 by owner, ''",
        "abe, deny client/1 by owner, ''",
        "ben/two, '', ''"
    })
    void whoeverDidOneMayNotDoTheOtherNorMayWhoMayBeTheSame(String who, String high, String middle) {
        long first = desk.by("ada/one", "open").on("client/1").done();
        String witness = " " + first + ":open";
        assertThat(desk.by(who, "pay").on("client/1").tried())
                .isEqualTo(high.isEmpty() ? List.of() : List.of("duty_conflict " + high + witness));
        assertThat(desk.by(who, "pay").on("client/1").risk("middle").tried())
                .isEqualTo(
                        middle.isEmpty()
                                ? List.of()
                                : List.of("duty_conflict " + middle + witness + " needs another-agent"));
        assertThat(desk.by(who, "pay").on("client/2").tried()).isEmpty();
        assertThat(desk.by(who, "open").on("client/1").tried()).isEmpty();
        assertThat(desk.by(who, "read").on("client/1").tried()).isEmpty();
    }

    @Test
    void whoseOwnerIsNotKnownMayBeAnybody() {
        long first = desk.by("nemo", "open").on("client/1").done();
        assertThat(desk.by("ada/one", "pay").on("client/1").tried())
                .containsExactly("duty_conflict deny client/1 by owner " + first + ":open");
    }

    @Test
    void whatDoesNotApplyDiffersFromEverything() {
        var models = new Level("another-model", List.of("model"));
        Desk modelled = new Desk(rule(Desk.head("R"), 1, OptionalLong.empty(), Optional.of(models)));
        modelled.by("ada/one/-", "open").on("client/1").done();
        modelled.by("abe/one/big", "open").on("client/2").done();
        for (String who : List.of("ben/two/-", "ben/two/big", "ben/two")) {
            assertThat(modelled.by(who, "pay").on("client/1").tried()).as(who).isEmpty();
        }
        assertThat(modelled.by("ben/two/-", "pay").on("client/2").tried()).isEmpty();
        assertThat(modelled.by("ben/two/big", "pay").on("client/2").tried()).hasSize(1);
        assertThat(modelled.by("ben/two/-", "open", "pay").on("client/3").tried())
                .as("in what applies it is a conflict by itself")
                .hasSize(1);
    }

    /** X did the first and Y the second; whoever acts for both did two with the third, as each of the two. */
    @Test
    void whatOneOwnerDidIsNotAddedToWhatAnotherDid() {
        Desk two = new Desk(rule(2));
        two.by("ada/one", "open").on("client/1").done();
        two.by("ben/two", "check").on("client/1").done();
        assertThat(two.by("cyd/one+two", "pay").on("client/1").tried()).isEmpty();
        Desk again = new Desk(rule(2));
        long open = again.by("ada/two", "open").on("client/1").done();
        long check = again.by("ben/two", "sign").on("client/1").done();
        assertThat(again.by("cyd/one+two", "pay").on("client/1").tried())
                .containsExactly("duty_conflict deny client/1 by owner " + open + ":open " + check + ":check|sign");
    }

    @Test
    void asManyAsAllowedAreNoConflict() {
        Desk two = new Desk(rule(2));
        two.by("ada/one", "open").on("client/1").done();
        long open = two.by("ada/one", "open").on("client/1").done();
        long pay = two.by("ada/one", "pay").on("client/1").done();
        two.restart();
        assertThat(two.by("ada/one", "check").on("client/1").tried())
                .containsExactly("duty_conflict deny client/1 by runtime " + open + ":open " + pay + ":pay");
        assertThat(two.by("ada/one", "check", "pay").on("client/1").tried())
                .as("it does two of them itself")
                .containsExactly("duty_conflict deny client/1 by runtime " + open + ":open");
    }

    @Test
    void aCallMayBeAConflictByItself() {
        assertThat(desk.by("ada/one", "open", "pay").on("client/1").tried())
                .containsExactly("duty_conflict deny client/1 by runtime");
        assertThat(desk.by("ada/one", "open", "pay").creates("client").tried())
                .containsExactly("duty_conflict deny by runtime");
        assertThat(desk.by("ada/one", "check", "sign").on("client/1").tried())
                .as("both are one entry")
                .isEmpty();
    }

    @Test
    void theMostRecentOfEachIsToldAnOpenOneFirst() {
        long open = desk.by("ada/one", "open").on("client/1").open();
        long early = desk.by("ada/one", "open").on("client/1").open();
        desk.by("ada/one", "open").on("client/1").done();
        assertThat(desk.by("ada/one", "pay").on("client/1").tried())
                .containsExactly("duty_conflict deny client/1 by runtime " + early + ":open");
        desk.pass(1);
        desk.succeed(early);
        assertThat(desk.by("ada/one", "pay").on("client/1").tried())
                .containsExactly("duty_conflict deny client/1 by runtime " + open + ":open");
        desk.fail(open);
        assertThat(desk.by("ada/one", "pay").on("client/1").tried())
                .as("it settled last")
                .containsExactly("duty_conflict deny client/1 by runtime " + early + ":open");
    }

    @Test
    void aCallCountsFromItsReservationUntilItFails() {
        long open = desk.by("ada/one", "open").on("client/1").open();
        desk.restart();
        assertThat(desk.by("ada/one", "pay").on("client/1").tried()).hasSize(1);
        desk.fail(open);
        desk.restart();
        desk.by("ada/one", "pay").on("client/1").done();
    }

    @Test
    void aWindowEndsSoLongAfterTheSettlement() {
        Desk windowed = new Desk(rule(Desk.head("R"), 1, OptionalLong.of(100), Optional.empty()));
        long open = windowed.by("ada/one", "open").on("client/1").open();
        windowed.pass(200);
        assertThat(windowed.by("ada/one", "pay").on("client/1").tried())
                .as("an open call lies now")
                .hasSize(1);
        windowed.succeed(open);
        windowed.pass(99);
        windowed.restart();
        assertThat(windowed.by("ada/one", "pay").on("client/1").tried()).hasSize(1);
        windowed.pass(1);
        assertThat(windowed.by("ada/one", "pay").on("client/1").tried()).isEmpty();
    }

    @Test
    void withoutKeyOfTheKindItCannotBeEvaluated() {
        assertThat(desk.by("ada/one", "open").on("sector/1").tried()).containsExactly("not_evaluable deny (client)");
        assertThat(desk.by("ada/one", "open")
                        .on("file/1", "client/1")
                        .risk("low")
                        .tried())
                .containsExactly("not_evaluable deny (client)");
    }

    @Test
    void theRulesOwnTierAndLevelCount() {
        var high = new Rule.Head("R", "", Optional.of("high"), false, List.of());
        Desk strict = new Desk(rule(high, 1, OptionalLong.empty(), Optional.empty()));
        strict.by("ada/one", "open").on("client/1").risk("low").done();
        assertThat(strict.by("abe/one", "pay").on("client/1").risk("low").ask()).isInstanceOf(Answer.Deny.class);
        Desk mild = new Desk(rule(high, 1, OptionalLong.empty(), Optional.of(Desk.AGENT)));
        mild.by("ada/one", "open").on("client/1").done();
        assertThat(mild.by("abe/one", "pay").on("client/1").tried()).isEmpty();
        assertThat(mild.by("ada/one", "pay").on("client/1").risk("low").ask()).isInstanceOf(Answer.Deny.class);
    }

    @Test
    void findingsAreAscendingWhateverTheOrderOfKeys() {
        desk.by("zoe/zero", "make").creates("file", "client/1").done("file/1");
        long call = desk.by("ada/one", "open")
                .on("client/1", "client/2", "client/3")
                .done();
        String witness = " by runtime " + call + ":open";
        assertThat(desk.by("ada/one", "pay")
                        .on("file/1", "client/2", "client/3")
                        .tried())
                .containsExactly(
                        "duty_conflict deny client/1" + witness,
                        "duty_conflict deny client/2" + witness,
                        "duty_conflict deny client/3" + witness);
    }

    @Test
    void anOpenCreationLiesOnEveryNameThatNobodyShowed() {
        desk.by("zoe/zero", "make").on("client/2").done();
        desk.by("zoe/zero", "make").on("client/9").reads().done();
        long creating = desk.by("ada/one", "open").creates("client").open();
        desk.restart();
        assertThat(desk.by("ada/one", "pay").on("client/1").tried())
                .containsExactly("duty_conflict deny client/1 by runtime " + creating + ":open");
        assertThat(desk.by("ada/one", "pay").on("client/9").tried()).hasSize(1);
        assertThat(desk.by("ben/two", "pay").on("client/9").tried()).isEmpty();
        assertThat(desk.by("ada/one", "pay").on("client/2").tried())
                .as("it was there before")
                .isEmpty();
        desk.succeed(creating, "client/3");
        desk.restart();
        assertThat(desk.by("ada/one", "pay").on("client/1").tried()).isEmpty();
        assertThat(desk.by("ada/one", "pay").on("client/3").tried())
                .containsExactly("duty_conflict deny client/3 by runtime " + creating + ":open");
    }

    @Test
    void aCreationThatFailedLiesNowhere() {
        long creating = desk.by("ada/one", "open").creates("client").open();
        long later = desk.by("ada/one", "open").creates("client").open();
        assertThat(desk.by("ada/one", "pay").on("client/1").tried())
                .containsExactly("duty_conflict deny client/1 by runtime " + later + ":open");
        desk.fail(later);
        assertThat(desk.by("ada/one", "pay").on("client/1").tried())
                .containsExactly("duty_conflict deny client/1 by runtime " + creating + ":open");
        desk.fail(creating);
        assertThat(desk.by("ada/one", "pay").on("client/1").tried()).isEmpty();
    }

    @Test
    void whatACreationNamedInVainItMayHaveDone() {
        desk.by("zoe/zero", "make").on("client/2").done();
        long creating = desk.by("ada/one", "open").creates("client").open();
        desk.loseSight(creating, "client/2");
        desk.restart();
        assertThat(desk.by("ada/one", "pay").on("client/2").tried())
                .containsExactly("duty_conflict deny client/2 by runtime " + creating + ":open");
        desk.didNothing(creating);
        assertThat(desk.by("ada/one", "pay").on("client/2").tried()).isEmpty();
    }

    /** The file may turn out to be one of another client, whose history the call would be in then. */
    @Test
    void anUnclearOutcomeLiesOnWhatItsObjectsBelongTo() {
        desk.by("zoe/zero", "make").creates("file", "client/2").done("file/2");
        long creating = desk.by("ada/one", "open").creates("file", "client/1").open();
        assertThat(desk.by("ada/one", "pay").on("client/2").tried()).isEmpty();
        desk.loseSight(creating, "file/2");
        desk.restart();
        assertThat(desk.by("ada/one", "pay").on("client/2").tried())
                .containsExactly("duty_conflict deny client/2 by runtime " + creating + ":open");
        assertThat(desk.by("ada/one", "pay").on("client/1").tried()).hasSize(1);
    }

    @Test
    void whoeverCreatesOneMeetsWhoGuessedItsName() {
        long guess =
                desk.by("ada/one", "open").on("client/2", "client/1").reads().open();
        assertThat(desk.by("ada/one", "pay").creates("client").tried())
                .containsExactly(
                        "duty_conflict deny client/1 by runtime " + guess + ":open",
                        "duty_conflict deny client/2 by runtime " + guess + ":open");
        assertThat(desk.by("ada/one", "pay", "open").creates("client").tried())
                .as("what it is alone stands first")
                .first()
                .isEqualTo("duty_conflict deny by runtime");
        assertThat(desk.by("ben/two", "pay").creates("client").tried()).isEmpty();
    }

    @Test
    void aGuessedKeyStandsAmongTheOthers() {
        long guess = desk.by("ada/one", "open").on("client/2").reads().open();
        desk.by("zoe/zero", "make").on("client/1", "client/3").done();
        long known = desk.by("ada/one", "open").on("client/1", "client/3").open();
        assertThat(desk.by("ada/one", "pay")
                        .on("client/1", "client/3")
                        .creates("client")
                        .tried())
                .containsExactly(
                        "duty_conflict deny client/1 by runtime " + known + ":open",
                        "duty_conflict deny client/2 by runtime " + guess + ":open",
                        "duty_conflict deny client/3 by runtime " + known + ":open");
    }

    @Test
    void aCallThatTakesThePlaceOfOneDoesNotMeetIt() {
        long open = desk.by("ada/one", "open").on("client/1").open();
        long pays = desk.by("ada/one", "pay").on("client/1").continues(open).open();
        assertThat(desk.by("ada/one", "open").on("client/1").tried())
                .containsExactly("duty_conflict deny client/1 by runtime " + pays + ":pay");
        desk.fail(pays);
        long creating = desk.by("ada/one", "open").creates("client").open();
        desk.by("ada/one", "pay").on("client/1").continues(creating).open();
    }

    @Test
    void itCountsOnWhatWasFoundInPlaceOfWhatItWasToCreate() {
        desk.by("zoe/zero", "make").on("client/1").done();
        long payment = desk.by("ada/one", "pay").on("client/1").done();
        long upsert = desk.by("ada/one", "open").creates("client").open();
        desk.succeed(upsert, "client/1");
        assertThat(desk.toldLast()).containsExactly("duty_conflict record client/1 by runtime " + payment + ":pay");
        assertThat(desk.by("ada/one", "check").on("client/1").tried())
                .containsExactly("duty_conflict deny client/1 by runtime " + upsert + ":open");
    }
}
