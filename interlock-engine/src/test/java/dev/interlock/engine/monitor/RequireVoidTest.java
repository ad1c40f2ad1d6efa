package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A change voids what was done before it, and what may have been: only a change that was surely over by then does not. */
class RequireVoidTest {

    private static final Rule RULE = new Rule.Require(
            Desk.head("R"),
            "sign",
            List.of(new Rule.Done("check", "client", Optional.of(Desk.OWNER), 1, false)),
            Optional.empty(),
            Set.of("edit", "pay"));

    private final Desk desk = new Desk(RULE);

    private boolean isMet() {
        return desk.isChecked("zoe/zero", "client/1");
    }

    @Test
    void aChangeAfterTheCheckVoidsItUntilItIsCheckedAgain() {
        desk.by("ada/one", "check").on("client/1", "client/2").done();
        long change = desk.by("ben/two", "edit").on("client/1").open();
        assertThat(isMet()).as("it may have happened").isFalse();
        desk.succeed(change);
        assertThat(isMet()).isFalse();
        assertThat(desk.isChecked("zoe/zero", "client/2")).as("another client").isTrue();
        desk.by("ada/one", "check").on("client/1").done();
        assertThat(isMet()).isTrue();
    }

    @Test
    void aChangeThatFailedVoidsNothing() {
        desk.by("ada/one", "check").on("client/1").done();
        long change = desk.by("ben/two", "pay").on("client/1").open();
        assertThat(isMet()).isFalse();
        desk.fail(change);
        assertThat(isMet()).isTrue();
    }

    @Test
    void aChangeThatEndedBeforeTheCheckBeganVoidsNothing() {
        desk.by("ben/two", "edit").on("client/1").done();
        desk.by("ada/one", "check").on("client/1").done();
        assertThat(isMet()).isTrue();
    }

    @Test
    void aChangeThatEndedWhileItWasCheckedVoidsTheCheck() {
        long change = desk.by("ben/two", "edit").on("client/1").open();
        long check = desk.by("ada/one", "check").on("client/1").open();
        desk.succeed(change);
        desk.succeed(check);
        assertThat(isMet()).isFalse();
        long before = desk.by("ada/one", "check").on("client/1").open();
        long during = desk.by("ben/two", "edit").on("client/1").open();
        desk.succeed(before);
        desk.succeed(during);
        assertThat(isMet()).isFalse();
    }

    @Test
    void ofTwoChecksTheOneThatBeganAfterTheChangeCounts() {
        long change = desk.by("ben/two", "edit").on("client/1").open();
        long early = desk.by("ada/one", "check").on("client/1").open();
        desk.succeed(change);
        long late = desk.by("ada/one", "check").on("client/1").open();
        desk.succeed(late);
        desk.succeed(early);
        assertThat(isMet())
                .as("the early one, which settled last, does not hide it")
                .isTrue();
    }

    @Test
    void whoeverChecksByTheChangeItselfVoidsAllButThatCheck() {
        desk.by("ada/one", "check", "edit").on("client/1").done();
        assertThat(isMet()).isTrue();
        long second = desk.by("ben/two", "check", "edit").on("client/1").open();
        assertThat(isMet()).as("the first is void while the second is open").isFalse();
        desk.succeed(second);
        assertThat(isMet()).isTrue();
        assertThat(desk.by("ben/two", "sign").on("client/1").told())
                .as("the first stays void")
                .hasSize(1);
    }

    @Test
    void aCheckThatChangesIsVoidByAnotherChangeThatEndedDuringIt() {
        long change = desk.by("ben/two", "edit").on("client/1").open();
        long both = desk.by("ada/one", "check", "edit").on("client/1").open();
        desk.succeed(change);
        desk.succeed(both);
        assertThat(isMet()).isFalse();
        desk.by("ben/two", "edit").on("client/1").done();
        desk.by("ada/one", "check", "edit").on("client/1").done();
        assertThat(isMet()).as("the other one ended before this one began").isTrue();
    }

    @Test
    void whatIsAboutToBeCreatedMayBeAClientThatWasOnlyNamed() {
        desk.by("ada/one", "check").on("client/1").reads().done();
        desk.by("ada/one", "check").on("client/2").done();
        long creating = desk.by("ben/two", "edit").creates("client").open();
        assertThat(isMet()).as("its name may have been guessed").isFalse();
        assertThat(desk.isChecked("zoe/zero", "client/2"))
                .as("it was there before")
                .isTrue();
        desk.succeed(creating, "client/3");
        assertThat(isMet()).isTrue();
        long other = desk.by("ben/two", "edit").creates("client").open();
        desk.succeed(other, "client/1");
        assertThat(isMet()).isFalse();
    }

    @Test
    void whoeverCreatesItAndChecksItDoesNotVoidThat() {
        desk.by("ada/one", "check", "edit").creates("client").done("client/1");
        assertThat(isMet()).isTrue();
    }

    @Test
    void anOutcomeThatNamesAClientMayHaveChangedIt() {
        desk.by("ada/one", "check").on("client/1").done();
        long creating = desk.by("ben/two", "edit").creates("client").open();
        assertThat(isMet()).isTrue();
        desk.loseSight(creating, "client/1");
        assertThat(isMet()).isFalse();
    }

    @Test
    void whateverASourceTellsVoids() {
        desk.by("ada/one", "check").on("client/1").done();
        desk.by("ben/two", "edit").on("client/1").observed("gossip");
        assertThat(isMet()).isFalse();
    }

    @Test
    void aChangeOfACopyIsOneOfTheOriginalOnceTheyAreLinked() {
        desk.by("ada/one", "check").on("client/1").done();
        desk.by("ben/two", "edit").on("client/2").done();
        assertThat(isMet()).isTrue();
        desk.copied("client/2", "client/1");
        assertThat(isMet()).isFalse();
        desk.by("ada/one", "check").on("client/1").done();
        assertThat(isMet()).isTrue();
    }

    @Test
    void aChangeOfAllVoidsOnEachAndACheckOfAllIsOneOfNone() {
        Desk wide = Desk.wide(RULE);
        wide.by("ada/one", "check").on("client/1").done();
        assertThat(wide.isChecked("zoe/zero", "client/1")).isTrue();
        long change = wide.by("ben/two", "edit").all("client").open();
        assertThat(wide.isChecked("zoe/zero", "client/1")).isFalse();
        wide.fail(change);
        assertThat(wide.isChecked("zoe/zero", "client/1")).isTrue();
        wide.by("ben/two", "edit").all("client").done();
        assertThat(wide.isChecked("zoe/zero", "client/1")).isFalse();
        wide.by("ada/one", "check").all("client").done();
        assertThat(wide.isChecked("zoe/zero", "client/1")).isFalse();
        wide.by("ada/one", "check").on("client/1").done();
        assertThat(wide.isChecked("zoe/zero", "client/1")).isTrue();
        assertThat(wide.by("zoe/zero", "sign").all("client").told())
                .as("nobody can tell which were checked")
                .containsExactly("requirement_missing hold client/* needs another-owner (check)");
    }

    /** The continued call is gone for the one that takes its place, and there for everybody else. */
    @Test
    void aContinuedCallVoidsNothingForTheOneThatTakesItsPlace() {
        desk.by("ada/one", "check").on("client/1").done();
        long first = desk.by("zoe/zero", "sign", "edit").on("client/1").open();
        assertThat(desk.by("cyd/three", "sign").on("client/1").told()).hasSize(1);
        long next = desk.by("zoe/zero", "sign", "edit")
                .on("client/1")
                .continues(first)
                .open();
        desk.fail(next);
        assertThat(isMet()).isTrue();

        desk.by("ada/one", "check").on("client/7").reads().done();
        long creating = desk.by("zoe/zero", "edit").creates("client").open();
        assertThat(desk.isChecked("zoe/zero", "client/7")).isFalse();
        desk.by("zoe/zero", "sign").on("client/7").continues(creating).open();
    }

    private static Rule approval() {
        return new Rule.Require(
                Desk.head("R"),
                "sign",
                List.of(),
                Optional.of(new Approval(Optional.empty(), 1, Optional.empty(), 60_000)),
                Set.of("edit"));
    }

    /** Changes that the catalogue takes for reads: they leave the version, and so the digest of the call, as it was. */
    @Test
    void aChangeSinceAnApprovalVoidsIt() {
        for (String changed : List.of("client/1", "client/2", "sector/1")) {
            Desk asked = new Desk(approval());
            Answer.Verdict held =
                    asked.by("zoe/zero", "sign").on("client/1", "client/2").ask();
            asked.by("ben/two", "edit").on("client/1").reads().done();
            asked.approve(held);
            asked.by("ben/two", "edit").on(changed).reads().done();
            asked.restart();
            assertThat(asked.by("zoe/zero", "sign").on("client/1", "client/2").ask() instanceof Answer.Permit)
                    .as("%s changed", changed)
                    .isEqualTo(changed.equals("sector/1"));
        }
    }

    @Test
    void aChangeThatIsOpenOrAboutToCreateVoidsAnApproval() {
        Desk asked = new Desk(approval());
        Answer.Verdict held =
                asked.by("zoe/zero", "sign").on("client/1").reads().ask();
        asked.approve(held);
        long creating = asked.by("ben/two", "edit").creates("client").reads().open();
        assertThat(asked.by("zoe/zero", "sign").on("client/1").reads().told())
                .containsExactly("approval_required hold needs another-owner");
        asked.fail(creating);
        long open = asked.by("ben/two", "edit").on("client/1").reads().open();
        assertThat(asked.by("zoe/zero", "sign").on("client/1").reads().told()).hasSize(1);
        asked.fail(open);
        asked.by("zoe/zero", "sign").on("client/1").reads().done();
    }

    /** To it a change of any client is one of those that it is about. */
    @Test
    void anApprovalAboutAllIsVoidByAChangeOfAny() {
        for (boolean open : List.of(true, false)) {
            Desk wide = Desk.wide(approval());
            Answer.Verdict held =
                    wide.by("zoe/zero", "sign").all("client").reads().ask();
            wide.approve(held);
            long change = wide.by("ben/two", "edit").on("client/1").reads().open();
            wide.restart();
            if (open) {
                assertThat(wide.by("zoe/zero", "sign").all("client").reads().told())
                        .containsExactly("approval_required hold needs another-owner");
                wide.fail(change);
                wide.by("zoe/zero", "sign").all("client").reads().done();
            } else {
                wide.succeed(change);
                assertThat(wide.by("zoe/zero", "sign").all("client").reads().told())
                        .containsExactly("approval_required hold needs another-owner");
            }
        }
    }

    @Test
    void whatIsVoidIsForgotten() {
        desk.by("ben/two", "edit").on("client/1").done();
        int changed = desk.kept("R");
        desk.by("ada/one", "check").on("client/1").done();
        assertThat(desk.kept("R")).isGreaterThan(changed);
        desk.by("ben/two", "edit").on("client/1").done();
        assertThat(desk.kept("R")).isEqualTo(changed);
    }

    @Test
    void anApprovalIsAboutDirectObjectsNotAboutWhatTheyBelongTo() {
        Desk asked = new Desk(approval());
        asked.by("ada/one", "make").creates("file", "client/1").done("file/1");
        Answer.Verdict held = asked.by("zoe/zero", "sign").on("file/1").ask();
        asked.approve(held);
        asked.by("ben/two", "edit").on("client/1").reads().done();
        asked.by("zoe/zero", "sign").on("file/1").done();
    }
}
