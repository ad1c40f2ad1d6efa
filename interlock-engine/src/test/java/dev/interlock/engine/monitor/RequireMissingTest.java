package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The findings of a call before which something has to be done, and the parties by whom that counts. */
class RequireMissingTest {

    private static final Approval TWO = new Approval(Optional.empty(), 2, Optional.of(Desk.AGENT), 60_000);

    private static Rule rule(Optional<Approval> approval, Rule.Done... done) {
        return new Rule.Require(Desk.head("R"), "sign", List.of(done), approval, Set.of("edit"));
    }

    private static Rule.Done check(String per) {
        return new Rule.Done("check", per, Optional.of(Desk.OWNER), 1, false);
    }

    private final Desk desk = new Desk(rule(Optional.empty(), check("client")));

    @Test
    void eachKeyOnWhichItIsMissingIsToldAscending() {
        desk.by("ada/one", "check").on("client/2").done();
        assertThat(desk.by("ben/two", "sign")
                        .on("client/3", "client/2", "client/1")
                        .told())
                .containsExactly(
                        "requirement_missing hold client/1 needs another-owner (check)",
                        "requirement_missing hold client/3 needs another-owner (check)");
    }

    @Test
    void findingsAreAscendingWhateverTheOrderOfKeys() {
        desk.by("ada/one", "make").creates("file", "client/1").done("file/1");
        // Its own object first, then what the other belongs to.
        assertThat(desk.by("ben/two", "sign").on("client/2", "file/1").told())
                .containsExactly(
                        "requirement_missing hold client/1 needs another-owner (check)",
                        "requirement_missing hold client/2 needs another-owner (check)");
    }

    @Test
    void aRequirementMayBePerValue() {
        Desk payees = new Desk(rule(Optional.empty(), check("payee")));
        payees.by("ada/one", "check").value("payee", "acme").done();
        assertThat(payees.by("ben/two", "sign").value("payee", "acme").told()).isEmpty();
        assertThat(payees.by("ben/two", "sign").value("payee", "other").told())
                .containsExactly("requirement_missing hold payee/other needs another-owner (check)");
    }

    @ParameterizedTest
    @CsvSource({"low, record, ''", "middle, deny, ''", "high, hold, ' needs another-owner'"})
    void whatIsMissingLeadsToWhatTheTierSays(String tier, String outcome, String need) {
        assertThat(desk.by("ben/two", "sign").on("client/1").risk(tier).told())
                .containsExactly("requirement_missing " + outcome + " client/1" + need + " (check)");
    }

    @Test
    void onWhatTheCallIsAboutToCreateNothingIsDoneYet() {
        desk.by("ada/one", "check").on("client/1").done();
        assertThat(desk.by("ben/two", "sign").creates("client").told())
                .containsExactly("requirement_missing hold needs another-owner (check)");
        assertThat(desk.by("ben/two", "sign").on("client/1").creates("client").told())
                .as("a new key counts only where there is no other")
                .isEmpty();
    }

    @Test
    void aCallWithoutKeyOfTheKindCannotBeEvaluated() {
        assertThat(desk.by("ben/two", "sign").on("sector/1").told()).containsExactly("not_evaluable deny (client)");
        assertThat(desk.by("ben/two", "sign").on("file/1").told())
                .as("nobody recorded whose file it is")
                .containsExactly("not_evaluable deny (client)");
        assertThat(desk.by("ben/two", "sign").on("client/1", "file/1").told())
                .as("that a client is named beside it does not help")
                .containsExactly("not_evaluable deny (client)");
    }

    @Test
    void itemsAreToldInTheirOrderAndTheApprovalAfterThem() {
        var both = new Desk(
                rule(Optional.of(TWO), check("client"), new Rule.Done("read", "file", Optional.empty(), 1, false)));
        both.by("ada/one", "make").creates("file", "client/1").done("file/1");
        assertThat(both.by("ben/two", "sign").on("file/1").told())
                .containsExactly(
                        "requirement_missing hold client/1 needs another-agent (check)",
                        "requirement_missing hold file/1 needs another-agent (read)",
                        "approval_required hold needs another-agent");
        both.by("ada/one", "check").on("client/1").done();
        both.by("ben/two", "read").on("file/1").observed("gossip");
        assertThat(both.by("ben/two", "sign").on("file/1").told())
                .as("its source is not trusted for the second item")
                .hasSize(2);
        both.by("ben/two", "read").on("file/1").done();
        assertThat(both.by("ben/two", "sign").on("file/1").told())
                .containsExactly("approval_required hold needs another-agent");
    }

    @Test
    void aDutyCountsOnKeysOfItsOwnKindAlone() {
        desk.by("ada/one", "check", "read").on("sector/1").done();
        desk.by("ada/one", "read").on("client/1").done();
        assertThat(desk.by("ben/two", "sign").on("client/1", "sector/1").told()).hasSize(1);
        desk.by("cyd/three", "check").on("client/1").done();
        assertThat(desk.by("ben/two", "sign").on("client/1", "sector/1").told()).isEmpty();
    }

    @Test
    void whoeverCreatesItMayCheckItByThat() {
        desk.by("ada/one", "check").creates("client").done("client/1");
        assertThat(desk.by("ben/two", "sign").on("client/1").told()).isEmpty();
        assertThat(desk.by("ada/one", "sign").on("client/1").told()).hasSize(1);
    }

    @Test
    void onlyWhatSurelyHappenedCounts() {
        long check = desk.by("ada/one", "check").on("client/1").open();
        assertThat(desk.by("ben/two", "sign").on("client/1").told()).hasSize(1);
        desk.loseSight(check);
        assertThat(desk.by("ben/two", "sign").on("client/1").told()).hasSize(1);
        long failed = desk.by("cyd/three", "check").on("client/1").open();
        desk.fail(failed);
        assertThat(desk.by("ben/two", "sign").on("client/1").told()).hasSize(1);
    }

    @Test
    void aSourceIsBelievedInTheDutiesThatItIsTrustedFor() {
        desk.by("ada/one", "check").on("client/1").observed("gossip");
        assertThat(desk.by("ben/two", "sign").on("client/1").told()).hasSize(1);
        desk.by("ada/one", "check").on("client/1").observed("audit");
        assertThat(desk.by("ben/two", "sign").on("client/1").told()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ada/one, false", "bob/one, false", "bob, false", "bob/one+two, false", "bob/two, true"})
    void whoChecksIsIndependentOfWhoSigns(String checker, boolean counts) {
        desk.by(checker, "check").on("client/1").done();
        desk.restart();
        assertThat(desk.by("ada/one", "sign").on("client/1").told().isEmpty()).isEqualTo(counts);
    }

    @Test
    void withoutALevelOneMayCheckForOneself() {
        var anybody = new Desk(rule(Optional.empty(), new Rule.Done("check", "client", Optional.empty(), 1, false)));
        anybody.by("ada/one", "check").on("client/1").done();
        assertThat(anybody.by("ada/one", "sign").on("client/1").told()).isEmpty();
    }

    @Test
    void whatWasReservedAWindowAgoIsTooOld() {
        var windowed = new Desk(rule(
                Optional.empty(),
                new Rule.Done("check", "client", Optional.of(Desk.OWNER), 1, false, OptionalLong.of(100))));
        long check = windowed.by("ada/one", "check").on("client/1").open();
        windowed.pass(60);
        windowed.succeed(check);
        windowed.pass(39);
        windowed.restart();
        assertThat(windowed.by("ben/two", "sign").on("client/1").told()).isEmpty();
        windowed.pass(1);
        assertThat(windowed.by("ben/two", "sign").on("client/1").told()).hasSize(1);
    }

    /** By another, who checked before, it would be met if the later check had not taken its place in the meantime. */
    @Test
    void eachDoerCountsByItsLatestCall() {
        var two = new Desk(rule(
                Optional.empty(),
                new Rule.Done("check", "client", Optional.of(Desk.OWNER), 2, false, OptionalLong.of(100))));
        two.by("ada/one", "check").on("client/1").done();
        two.pass(50);
        two.by("ben/two", "check").on("client/1").done();
        two.by("ada/one", "check").on("client/1").done();
        two.by("ben/two", "check").on("client/1").done();
        two.pass(60);
        two.restart();
        assertThat(two.by("cyd/three", "sign").on("client/1").told()).isEmpty();
        two.pass(40);
        assertThat(two.by("cyd/three", "sign").on("client/1").told()).hasSize(1);
    }

    @Test
    void ofEachDoerNoMoreIsKeptThanCounts() {
        for (Rule.Done done : List.of(check("client"), new Rule.Done("check", "client", Optional.empty(), 1, false))) {
            Desk often = new Desk(rule(Optional.empty(), done));
            often.by("ada/one", "check").on("client/1").done();
            int one = often.kept("R");
            often.by("ben/two", "check").on("client/1").done();
            int two = often.kept("R");
            for (int i = 0; i < 10; i++) {
                often.by(i % 3 == 0 ? "ada/one" : "ben/two", "check")
                        .on("client/1")
                        .done();
            }
            assertThat(often.kept("R")).isEqualTo(two);
            assertThat(two > one)
                    .as("where it matters who it was")
                    .isEqualTo(done.independence().isPresent());
        }
    }

    @Test
    void aGapBetweenThoseWhoFitTogetherIsFound() {
        var three =
                new Desk(rule(Optional.empty(), new Rule.Done("check", "client", Optional.of(Desk.OWNER), 3, false)));
        three.by("ada/one", "check").on("client/1").done();
        // Each of these two hides the rest, and neither belongs to the three who are pairwise independent.
        three.by("bea/one+two", "check").on("client/1").done();
        three.by("ben/two", "check").on("client/1").done();
        assertThat(three.by("zoe/zero", "sign").on("client/1").told()).hasSize(1);
        three.by("cyd/three", "check").on("client/1").done();
        assertThat(three.by("zoe/zero", "sign").on("client/1").told()).isEmpty();
        assertThat(three.by("zac/three", "sign").on("client/1").told()).hasSize(1);
    }
}
