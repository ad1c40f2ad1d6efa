package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.policy.Rule;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code order}: calls that are answered unclearly, are told by a source, are continued, or create. */
class OrderOutcomeTest {

    private final Desk after = new Desk(order(Optional.of("check")));
    private final Desk never = new Desk(order(Optional.empty()));

    private static Rule.Order order(Optional<String> after) {
        return new Rule.Order(Desk.head("O"), Set.of("pay"), after, "client", OptionalLong.empty(), Set.of("edit"));
    }

    @Test
    void unclearEditMayHaveComeBetweenOnWhatItsAnswerNamed() {
        after.by("eve/five", "make").creates("file", "client/a").done("file/f");
        after.by("ada/one", "check").on("client/a").done();
        long lost = after.by("bob/two", "edit").creates("file", "client/b").open();
        after.loseSight(lost, "file/f");
        after.restart();
        assertThat(after.by("cyd/three", "pay").on("client/a").told())
                .containsExactly("out_of_order deny client/a %d:edit (check)".formatted(lost));
        after.didNothing(lost);
        assertThat(after.by("cyd/three", "pay").on("client/a").told()).isEmpty();
    }

    @Test
    void unclearPaymentIsReliedUponOnWhatItsAnswerNamed() {
        never.by("eve/five", "make").creates("file", "client/a").done("file/f");
        long lost = never.by("cyd/three", "pay").creates("file", "client/b").open();
        never.loseSight(lost, "file/f");
        never.restart();
        assertThat(never.by("cyd/three", "pay").on("client/a").told()).isEmpty();
        assertThat(never.by("bob/two", "edit").on("client/a").told())
                .singleElement()
                .asString()
                .contains(lost + ":pay");
    }

    @Test
    void unclearPaymentThatHadItsCheckIsReliedUponOnItsOwnKeysOnly() {
        after.by("eve/five", "make").creates("file", "client/a").done("file/f");
        after.by("ada/one", "check").on("client/b").done();
        long lost = after.by("cyd/three", "pay").creates("file", "client/b").open();
        after.loseSight(lost, "file/f");
        assertThat(after.by("bob/two", "edit").on("client/a").told()).isEmpty();
        assertThat(after.by("bob/two", "edit").on("client/b").told())
                .containsExactly("relied_upon deny client/b %d:pay".formatted(lost));
    }

    @Test
    void unclearEditIsNotReliedUpon() {
        never.by("eve/five", "make").creates("file", "client/a").done("file/f");
        long lost = never.by("bob/two", "edit").creates("file", "client/b").open();
        never.loseSight(lost, "file/f");
        assertThat(never.by("cyd/three", "pay").on("client/a").told())
                .containsExactly("out_of_order deny client/a %d:edit".formatted(lost));
        assertThat(never.by("eve/five", "edit").on("client/a").told()).isEmpty();
    }

    @Test
    void paymentsInFlightDoNotComeBetweenAndEditsInFlightRelyOnNothing() {
        never.by("cyd/three", "pay").creates("client").open();
        assertThat(never.by("cyd/three", "pay").on("client/a").told()).isEmpty();
        Desk edited = new Desk(order(Optional.empty()));
        edited.by("bob/two", "edit").creates("client").open();
        assertThat(edited.by("eve/five", "edit").on("client/a").told()).isEmpty();
    }

    @Test
    void checkOfASourceThatIsNotTrustedIsNone() {
        after.by("ada/one", "check").on("client/a").observed("gossip");
        assertThat(after.by("cyd/three", "pay").on("client/a").told())
                .containsExactly("out_of_order hold client/a needs another-owner (check)");
        after.by("ada/one", "check").on("client/a").observed("audit");
        assertThat(after.by("cyd/three", "pay").on("client/a").told()).isEmpty();
    }

    @Test
    void editOfASourceThatIsNotTrustedCounts() {
        after.by("ada/one", "check").on("client/a").done();
        long edit = after.by("bob/two", "edit", "check").on("client/a").observed("gossip");
        assertThat(after.by("cyd/three", "pay").on("client/a").told())
                .containsExactly("out_of_order deny client/a %d:edit (check)".formatted(edit));
    }

    @Test
    void callThatIsContinuedNeitherComesBetweenNorReliesOnItself() {
        after.by("ada/one", "check").on("client/a").done();
        long both = after.by("cyd/three", "pay", "edit").on("client/a").open();
        assertThat(after.by("cyd/three", "pay", "edit")
                        .on("client/a")
                        .continues(both)
                        .told())
                .isEmpty();
        long open = never.by("cyd/three", "pay", "edit").on("client/a").open();
        assertThat(never.by("cyd/three", "pay", "edit")
                        .on("client/a")
                        .continues(open)
                        .told())
                .isEmpty();
    }
}
