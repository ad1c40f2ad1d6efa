package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A requirement that may be used once is used up, for each key by itself, by the call that relied on it and may have happened. */
class RequireUsedOnceTest {

    private static Rule rule(Rule.Done... done) {
        return new Rule.Require(Desk.head("R"), "sign", List.of(done), Optional.empty(), Set.of("edit"));
    }

    private static Rule.Done once(int count) {
        return new Rule.Done("check", "client", Optional.of(Desk.OWNER), count, true);
    }

    private final Desk desk = new Desk(rule(once(1)));

    private boolean isMet() {
        return desk.isChecked("zoe/zero", "client/1");
    }

    @Test
    void itIsUsedWhileTheCallIsOpenAndGoneOnceItSucceeds() {
        desk.by("ada/one", "check").on("client/1").done();
        assertThat(isMet()).isTrue();
        assertThat(isMet()).as("a call that failed gave it back").isTrue();
        long sign = desk.by("zoe/zero", "sign").on("client/1").open();
        assertThat(isMet()).isFalse();
        desk.loseSight(sign);
        assertThat(isMet()).isFalse();
        desk.restart();
        desk.fail(desk.by("ada/one", "check").on("client/1").open());
        assertThat(isMet()).isFalse();
        desk.by("ada/one", "check").on("client/1").done();
        desk.by("zoe/zero", "sign").on("client/1").done();
        assertThat(isMet()).isFalse();
    }

    @Test
    void itIsUsedForEachKeyByItself() {
        desk.by("ada/one", "check").on("client/1", "client/2").done();
        desk.by("zoe/zero", "sign").on("client/1").done();
        assertThat(isMet()).isFalse();
        assertThat(desk.isChecked("zoe/zero", "client/2")).isTrue();
    }

    @Test
    void theFirstThatFitsIsUsed() {
        desk.by("ada/one", "check").on("client/1").done();
        desk.by("cyd/three", "check").on("client/1").done();
        desk.by("dot/four", "check").on("client/1").done();
        // Not ada's own, so cyd's.
        desk.by("ada/one", "sign").on("client/1").done();
        // Ada's.
        desk.by("zoe/zero", "sign").on("client/1").done();
        assertThat(desk.isChecked("dan/four", "client/1"))
                .as("what is left is dot's")
                .isFalse();
        assertThat(desk.isChecked("cat/three", "client/1")).isTrue();
    }

    @Test
    void theOrderIsThatOfReservations() {
        long slow = desk.by("ada/one", "check").on("client/1").open();
        desk.by("cyd/three", "check").on("client/1").done();
        desk.succeed(slow);
        desk.by("zoe/zero", "sign").on("client/1").done();
        assertThat(desk.isChecked("abe/one", "client/1")).as("cyd's is left").isTrue();
        assertThat(desk.isChecked("cat/three", "client/1")).isFalse();
    }

    @Test
    void ofSeveralTheFirstThatFitTogetherAreUsed() {
        Desk two = new Desk(rule(once(2)));
        two.by("ada/one", "check").on("client/1").done();
        two.by("abe/one", "check").on("client/1").done();
        two.by("cyd/three", "check").on("client/1").done();
        two.by("dot/four", "check").on("client/1").done();
        two.by("zoe/zero", "sign").on("client/1").done();
        assertThat(two.isChecked("zoe/zero", "client/1"))
                .as("abe's and dot's are left")
                .isTrue();
        assertThat(two.isChecked("alf/one", "client/1")).isFalse();
        assertThat(two.isChecked("cat/three", "client/1")).isTrue();
    }

    @Test
    void eachElementOfAListUsesUpItsOwn() {
        for (String checker : List.of("ada/one", "cyd/three")) {
            desk.by(checker, "check").on("client/1").done();
        }
        desk.by("ada/one", "check").on("client/2").done();
        assertThat(desk.by("zoe/zero", "sign")
                        .each("client/1")
                        .each("client/1", "client/2")
                        .each("client/1")
                        .told())
                .containsExactly("requirement_missing hold client/1 needs another-owner (check)");
        desk.by("zoe/zero", "sign")
                .each("client/1")
                .each("client/1", "client/2")
                .done();
        assertThat(isMet()).isFalse();
        assertThat(desk.isChecked("zoe/zero", "client/2")).isFalse();
    }

    @Test
    void whatAnElementThatWasNotDoneUsedAloneIsFreeAgain() {
        desk.by("ada/one", "check").on("client/1", "client/2").done();
        desk.by("cyd/three", "check").on("client/1").done();
        long list = desk.by("zoe/zero", "sign")
                .each("client/1")
                .each("client/2")
                .each("client/1")
                .open();
        desk.succeedBut(list, 1, 2);
        assertThat(desk.isChecked("zoe/zero", "client/2")).isTrue();
        assertThat(isMet()).as("on a key that stays, what was used stays used").isFalse();
    }

    @Test
    void whoeverTakesThePlaceOfACallUsesWhatThatUsed() {
        desk.by("ada/one", "check").on("client/1").done();
        long first = desk.by("zoe/zero", "sign").on("client/1").open();
        desk.by("zoe/zero", "sign").on("client/1").continues(first).done();
        assertThat(isMet()).isFalse();
    }

    @Test
    void aCallOfWhichASourceTellsUsesItUp() {
        desk.by("ada/one", "check").on("client/1").done();
        desk.by("zoe/zero", "sign").on("client/1").observed("gossip");
        assertThat(desk.toldLast()).isEmpty();
        assertThat(isMet()).isFalse();
    }

    @Test
    void aCallThatIsRecordedWithoutItUsesNothing() {
        desk.by("abe/one", "sign").on("client/1").risk("low").done();
        desk.by("ada/one", "check").on("client/1").done();
        desk.by("abe/one", "sign").on("client/1").risk("low").done();
        assertThat(isMet())
                .as("whoever signed was not independent of the check")
                .isTrue();
    }

    @Test
    void aRequirementThatIsNotUsedUpStaysBesideOneThatIs() {
        Desk both = new Desk(rule(new Rule.Done("read", "client", Optional.of(Desk.OWNER), 1, false), once(1)));
        both.by("ada/one", "check").on("client/1").done();
        both.by("ada/one", "read").on("client/1").done();
        both.by("zoe/zero", "sign").on("client/1").done();
        assertThat(both.by("zoe/zero", "sign").on("client/1").told())
                .containsExactly("requirement_missing hold client/1 needs another-owner (check)");
    }

    @Test
    void aChangeVoidsWhatIsNotUsedYet() {
        desk.by("ada/one", "check").on("client/1").done();
        desk.by("ada/one", "check").on("client/1").done();
        desk.by("zoe/zero", "sign").on("client/1").done();
        desk.by("ben/two", "edit").on("client/1").done();
        assertThat(isMet()).isFalse();
    }

    @Test
    void whatIsTooOldIsUsedByNobody() {
        Desk windowed = new Desk(
                rule(new Rule.Done("check", "client", Optional.of(Desk.OWNER), 1, true, OptionalLong.of(100))));
        windowed.by("ada/one", "check").on("client/1").done();
        windowed.pass(60);
        windowed.by("ada/one", "check").on("client/1").done();
        windowed.pass(40);
        // The first is a hundred old, so the second is used.
        windowed.by("zoe/zero", "sign").on("client/1").done();
        assertThat(windowed.isChecked("zoe/zero", "client/1")).isFalse();
    }

    @Test
    void whatIsTooOldIsForgotten() {
        Desk windowed = new Desk(
                rule(new Rule.Done("check", "client", Optional.of(Desk.OWNER), 1, true, OptionalLong.of(100))));
        windowed.by("ada/one", "check").on("client/1").done();
        int kept = windowed.kept("R");
        for (int i = 0; i < 3; i++) {
            windowed.pass(100);
            windowed.by("ada/one", "check").on("client/1").done();
            assertThat(windowed.kept("R")).isEqualTo(kept);
        }
    }

    @Test
    void oneDoerServesAsManyCallsAsItDidItFor() {
        Desk anybody = new Desk(rule(new Rule.Done("check", "client", Optional.empty(), 1, true)));
        for (Desk one : List.of(desk, anybody)) {
            for (int i = 0; i < 2; i++) {
                one.by("ada/one", "check").on("client/1").done();
            }
            for (int i = 0; i < 2; i++) {
                one.by("zoe/zero", "sign").on("client/1").done();
            }
            assertThat(one.isChecked("zoe/zero", "client/1")).isFalse();
        }
        anybody.by("ada/one", "check").on("client/1").done();
        anybody.by("ada/one", "check").on("client/1").done();
        assertThat(anybody.by("zoe/zero", "sign")
                        .each("client/1")
                        .each("client/1")
                        .told())
                .as("where no level says that doers differ")
                .isEmpty();
    }
}
