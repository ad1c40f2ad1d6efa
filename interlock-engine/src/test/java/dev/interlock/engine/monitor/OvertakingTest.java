package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * {@code separate}, where a call in flight takes effect after the one that is decided: its permit has to be right then, too. The
 * tiers {@code low} and {@code middle} ask for another agent, {@code high} for another owner.
 */
class OvertakingTest {

    private static final List<Set<String>> ENTRIES =
            List.of(Set.of("edit"), Set.of("open"), Set.of("check"), Set.of("pay"));

    /** Nobody does two of these. */
    private final Desk two = new Desk(separate(1, Optional.empty()));

    /** Nobody does three of these. */
    private final Desk three = new Desk(separate(2, Optional.empty()));

    private static Rule.Separate separate(int atMost, Optional<Level> level) {
        return new Rule.Separate(Desk.head("S"), ENTRIES, "client", OptionalLong.empty(), atMost, level);
    }

    @Test
    void strictCallInFlightIsNotOvertakenByAMildOne() {
        long strict = two.by("ada/one", "open").on("client/a").risk("high").open();
        assertThat(two.by("bob/one", "pay").on("client/a").risk("low").told())
                .containsExactly("duty_conflict deny client/a by owner %d:open".formatted(strict));
        assertThat(two.by("cyd/two", "pay").on("client/a").risk("low").told()).isEmpty();
        assertThat(two.by("bob/one", "open").on("client/a").risk("low").told()).isEmpty();
    }

    @Test
    void mildCallInFlightMayBeOvertakenByAStrictOneOfAnotherOwner() {
        two.by("ada/one", "open").on("client/a").risk("middle").open();
        assertThat(two.by("bob/two", "pay").on("client/a").risk("high").told()).isEmpty();
    }

    @Test
    void creationInFlightIsOvertakenOnEachNameThatItMayGet() {
        long creation = two.by("ada/one", "open").creates("client").risk("high").open();
        assertThat(two.by("bob/one", "pay").on("client/a").risk("low").told())
                .containsExactly("duty_conflict deny client/a by owner %d:open".formatted(creation));
        two.succeed(creation, "client/b");
        assertThat(two.by("bob/one", "pay").on("client/a").risk("low").told()).isEmpty();
    }

    @Test
    void firstOfTheCallsInFlightIsTold() {
        long creation = two.by("ada/one", "open").creates("client").risk("high").open();
        long named = two.by("ada/one", "open").on("client/a").risk("high").open();
        assertThat(two.by("bob/one", "pay").on("client/a").risk("low").told())
                .containsExactly("duty_conflict deny client/a by owner %d:open".formatted(creation));
        two.fail(creation);
        assertThat(two.by("bob/one", "pay").on("client/a").risk("low").told())
                .containsExactly("duty_conflict deny client/a by owner %d:open".formatted(named));
    }

    @Test
    void stricterFindingOfALaterCallInFlightStandsBesideAMilderOne() {
        long mild = two.by("ada/one", "open").on("client/a").risk("middle").open();
        long strict = two.by("cyd/one", "open").on("client/a").risk("high").open();
        assertThat(two.by("ada/one", "pay").on("client/a").risk("middle").told())
                .containsExactly(
                        "duty_conflict hold client/a by runtime %d:open needs another-agent".formatted(mild),
                        "duty_conflict deny client/a by owner %d:open".formatted(strict));
    }

    @Test
    void callInFlightWhoseOwnerIsUnknownHasWhatEveryoneDid() {
        long check = three.by("cyd/one", "check").on("client/a").done();
        long open = three.by("ada", "open").on("client/a").open();
        // Two are not too many, and three of different parties are: the unknown one may be either of the two.
        assertThat(three.by("bob/two", "pay").on("client/b").told()).isEmpty();
        assertThat(three.by("bob/two", "pay").on("client/a").told())
                .containsExactly("duty_conflict deny client/a by owner %d:check %d:open".formatted(check, open));
        three.fail(open);
        assertThat(three.by("bob/two", "pay").on("client/a").told()).isEmpty();
    }

    @Test
    void twoAreNotTooManyWhereThreeWouldBe() {
        three.by("ada", "open").on("client/a").open();
        assertThat(three.by("bob/two", "pay").on("client/a").told()).isEmpty();
    }

    @Test
    void othersInFlightCountAsWellAndTheFirstListedEntryIsTheWitness() {
        Desk known = new Desk(separate(2, Optional.of(Desk.OWNER)));
        known.by("cyd/one", "check").on("client/a").open();
        long open = known.by("ada", "open").on("client/a").risk("low").open();
        long edit = known.by("dan/four", "edit").on("client/a").risk("low").open();
        assertThat(known.by("bob/two", "pay").on("client/a").told())
                .containsExactly("duty_conflict record client/a by owner %d:open %d:edit".formatted(open, edit));
    }

    @Test
    void callInFlightWithTwoDutiesIsLookedAtWithBoth() {
        long both =
                three.by("ada/one", "open", "check").on("client/a").risk("high").open();
        assertThat(three.by("bob/one", "pay").on("client/a").risk("low").told())
                .containsExactly("duty_conflict deny client/a by owner %d:open".formatted(both));
        assertThat(three.by("bob/one", "check").on("client/a").risk("low").told())
                .isEmpty();
    }

    @Test
    void whoAddsNothingTakesNoPartInAConflictThatWasThereBefore() {
        Desk known = new Desk(separate(2, Optional.of(Desk.OWNER)));
        known.by("cyd/one", "check").on("client/a").done();
        known.by("eve/five", "pay").on("client/a").done();
        known.by("ada", "open").on("client/a").risk("low").open();
        assertThat(known.by("bob/two", "open").on("client/a").told()).isEmpty();
    }

    @Test
    void findingIsToldBesideOneThatIsMilderOrAsksForAnotherApproval() {
        Finding mine = held("mine");
        assertThat(Overtaking.isTold(mine, List.of())).isFalse();
        assertThat(Overtaking.isTold(mine, List.of(without(Outcome.RECORD)))).isFalse();
        assertThat(Overtaking.isTold(mine, List.of(held("other")))).isFalse();
        assertThat(Overtaking.isTold(mine, List.of(held("other"), held("mine"))))
                .isTrue();
        assertThat(Overtaking.isTold(mine, List.of(held("other"), without(Outcome.DENY))))
                .isTrue();
    }

    private static Finding held(String level) {
        return finding(Outcome.HOLD, Optional.of(new Need(Optional.empty(), 1, level, List.of(), 1_000)));
    }

    private static Finding without(Outcome outcome) {
        return finding(outcome, Optional.empty());
    }

    private static Finding finding(Outcome outcome, Optional<Need> need) {
        return new Finding(
                "S", FindingCode.DUTY_CONFLICT, outcome, Optional.empty(), Optional.empty(), List.of(), need, "");
    }
}
