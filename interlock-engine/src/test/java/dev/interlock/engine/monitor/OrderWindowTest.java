package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code order} within 100 ms: a check counts from its reservation, an edit from its settlement. */
class OrderWindowTest {

    private final Desk after = new Desk(order(Optional.of("check")));
    private final Desk never = new Desk(order(Optional.empty()));

    private static Rule.Order order(Optional<String> after) {
        return new Rule.Order(
                Desk.head("O").withUntil("sign"), Set.of("pay"), after, "client", OptionalLong.of(100), Set.of("edit"));
    }

    private static List<String> paying(Desk desk, String client) {
        return desk.by("cyd/three", "pay").on(client).told();
    }

    @Test
    void checkCountsUntilTheWindowHasPassedSinceItsReservation() {
        long check = after.by("ada/one", "check").on("client/a").open();
        after.pass(50);
        after.succeed(check);
        after.pass(49);
        assertThat(paying(after, "client/a")).isEmpty();
        after.pass(1);
        assertThat(paying(after, "client/a")).containsExactly("out_of_order hold client/a needs another-owner (check)");
    }

    @Test
    void editCountsUntilTheWindowHasPassedSinceItsSettlement() {
        long edit = never.by("bob/two", "edit").on("client/a").open();
        never.pass(500);
        never.succeed(edit);
        never.pass(99);
        assertThat(paying(never, "client/a")).containsExactly("out_of_order deny client/a %d:edit".formatted(edit));
        never.pass(1);
        assertThat(paying(never, "client/a")).isEmpty();
    }

    @Test
    void earlierCheckThatIsItselfTheLastEditStandsAsLongAsItIsInTheWindow() {
        long both = after.by("ada/one", "check", "edit").on("client/a").open();
        after.pass(50);
        after.by("bob/two", "check").on("client/a").done();
        after.succeed(both);
        after.restart();
        after.pass(49);
        assertThat(paying(after, "client/a")).isEmpty();
        after.pass(1);
        // The later check is still there, but what came after it was not undone.
        assertThat(paying(after, "client/a"))
                .containsExactly("out_of_order deny client/a %d:edit (check)".formatted(both));
    }

    @Test
    void copyBringsItsEditsToTheOriginalAndNotItsChecks() {
        long edit = after.by("bob/two", "edit").on("client/copy").done();
        after.by("ada/one", "check").on("client/copy").done();
        after.copied("client/copy", "client/original");
        assertThat(paying(after, "client/original"))
                .containsExactly("out_of_order deny client/original %d:edit (check)".formatted(edit));
        after.by("ada/one", "check").on("client/original").done();
        assertThat(paying(after, "client/original")).isEmpty();
    }

    @Test
    void paymentThatHadItsCheckOnTheCopyDoesNotRelyOnTheOriginal() {
        after.by("ada/one", "check").on("client/copy").done();
        after.by("cyd/three", "pay").on("client/copy").open();
        after.copied("client/copy", "client/original");
        assertThat(after.by("bob/two", "edit").on("client/original").told()).isEmpty();
    }

    @Test
    void paymentWithoutAnyEditOnTheCopyReliesOnThereBeingNoneOnTheOriginal() {
        long pay = never.by("cyd/three", "pay").on("client/copy").open();
        never.copied("client/copy", "client/original");
        assertThat(never.by("bob/two", "edit").on("client/original").told())
                .containsExactly("relied_upon deny client/original %d:pay".formatted(pay));
    }

    @Test
    void editOfAClosedCopyIsNotBroughtToTheOriginal() {
        never.by("bob/two", "edit").on("client/copy").done();
        never.by("eve/five", "sign").on("client/copy").done();
        never.copied("client/copy", "client/original");
        assertThat(paying(never, "client/original")).isEmpty();
    }

    @Test
    void checksAndEditsThatLieOutsideTheWindowMakeRoomForOthers() {
        for (String duty : List.of("check", "edit")) {
            Desk desk = new Desk(order(Optional.of("check")));
            for (int i = 0; i < 5; i++) {
                desk.by("ada/one", duty).on("client/old-" + i).done();
            }
            int kept = desk.kept("O");
            desk.pass(100);
            // Each reservation looks at two places.
            for (int i = 0; i < 16; i++) {
                desk.by("bob/two", "edit").on("sector/s").open();
            }
            for (int i = 0; i < 5; i++) {
                desk.by("ada/one", duty).on("client/new-" + i).done();
            }
            assertThat(desk.kept("O")).as(duty).isEqualTo(kept);
        }
    }
}
