package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.policy.Rule;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code order} of payments, checks and edits of clients, where calls are about all clients, or may turn out to be on any. */
class OrderWideTest {

    private final Desk after = Desk.wide(order(Optional.of("check")));
    private final Desk never = Desk.wide(order(Optional.empty()));

    private static Rule.Order order(Optional<String> after) {
        return new Rule.Order(Desk.head("O"), Set.of("pay"), after, "client", OptionalLong.of(1_000), Set.of("edit"));
    }

    @Test
    void editOfAllComesBetweenOnEachClient() {
        after.by("ada/one", "check").on("client/a").done();
        long edit = after.by("bob/two", "edit").all("client").done();
        assertThat(after.by("cyd/three", "pay").on("client/a").told())
                .containsExactly("out_of_order deny client/a %d:edit (check)".formatted(edit));
        after.by("ada/one", "check").on("client/a").done();
        assertThat(after.by("cyd/three", "pay").on("client/a").told()).isEmpty();
    }

    @Test
    void checkOfAllIsACheckOfNone() {
        after.by("ada/one", "check").all("client").done();
        assertThat(after.by("cyd/three", "pay").on("client/a").risk("middle").told())
                .containsExactly("out_of_order deny client/a (check)");
        assertThat(after.by("cyd/three", "pay").all("client").risk("middle").told())
                .containsExactly("out_of_order deny client/* (check)");
    }

    @Test
    void newClientHasTheEditsOfAllWithinTheWindow() {
        long edit = after.by("bob/two", "edit").all("client").done();
        assertThat(after.by("cyd/three", "pay").creates("client").told())
                .containsExactly("out_of_order deny %d:edit (check)".formatted(edit));
        after.pass(1_000);
        assertThat(after.by("cyd/three", "pay").creates("client").told())
                .containsExactly("out_of_order hold needs another-owner (check)");

        long another = never.by("bob/two", "edit").all("client").done();
        assertThat(never.by("cyd/three", "pay").creates("client").told())
                .containsExactly("out_of_order deny %d:edit".formatted(another));
        assertThat(never.by("cyd/three", "pay").on("client/a").told())
                .containsExactly("out_of_order deny client/a %d:edit".formatted(another));
        never.pass(1_000);
        assertThat(never.by("cyd/three", "pay").creates("client").told()).isEmpty();
    }

    @Test
    void paymentOfAllSeesTheEditsOfEach() {
        long open = never.by("bob/two", "edit").on("client/a").open();
        assertThat(never.by("cyd/three", "pay").all("client").told())
                .containsExactly("out_of_order deny client/* %d:edit".formatted(open));
        never.fail(open);
        assertThat(never.by("cyd/three", "pay").all("client").told()).isEmpty();
    }

    @Test
    void paymentOfAllSeesTheLastEditThatSettledWhoeverWasCreatedByIt() {
        never.by("bob/two", "edit").on("client/a").done();
        never.pass(1);
        long creation = never.by("bob/two", "edit").creates("client").done("client/b");
        never.restart();
        assertThat(never.by("cyd/three", "pay").all("client").told())
                .containsExactly("out_of_order deny client/* %d:edit".formatted(creation));
        never.pass(1_000);
        assertThat(never.by("cyd/three", "pay").all("client").told()).isEmpty();
    }

    @Test
    void editsOfNoClientAreNoneOfAll() {
        never.by("bob/two", "edit").on("sector/s").done();
        never.by("bob/two", "check").on("client/a").done();
        assertThat(never.by("cyd/three", "pay").all("client").told()).isEmpty();
    }

    @Test
    void editOfAllWaitsForEachPaymentAndEachEditForThatOfAll() {
        long one = never.by("cyd/three", "pay").on("client/a").open();
        assertThat(never.by("bob/two", "edit").all("client").told())
                .containsExactly("relied_upon deny client/* %d:pay".formatted(one));
        never.succeed(one);
        long all = never.by("cyd/three", "pay").all("client").open();
        assertThat(never.by("bob/two", "edit").on("client/b").told())
                .containsExactly("relied_upon deny client/b %d:pay".formatted(all));
        assertThat(never.by("bob/two", "edit").creates("client").told())
                .containsExactly("relied_upon deny %d:pay".formatted(all));
        assertThat(never.by("bob/two", "edit").on("sector/s").told()).isEmpty();
        never.fail(all);
        assertThat(never.by("bob/two", "edit").on("client/b").told()).isEmpty();
    }

    @Test
    void paymentThatHadItsCheckIsReliedUponByAnEditOfAll() {
        after.by("ada/one", "check").on("client/a").done();
        long one = after.by("cyd/three", "pay").on("client/a").open();
        assertThat(after.by("bob/two", "edit").all("client").told())
                .containsExactly("relied_upon deny client/* %d:pay".formatted(one));
        assertThat(after.by("bob/two", "edit").on("client/b").told()).isEmpty();
        long all = after.by("cyd/three", "pay").all("client").risk("low").open();
        assertThat(after.by("bob/two", "edit").on("client/c").told())
                .containsExactly("relied_upon deny client/c %d:pay".formatted(all));
    }

    @Test
    void upsertMayBeAnEditOfAnyWhileItIsInFlight() {
        after.by("ada/one", "check").on("client/a").done();
        long upsert = after.by("bob/two", "edit").upserts("client").open();
        after.by("ada/one", "check").on("client/a").done();
        assertThat(after.by("cyd/three", "pay").on("client/a").told())
                .containsExactly("out_of_order deny client/a %d:edit (check)".formatted(upsert));
        after.succeed(upsert, "client/b");
        assertThat(after.by("cyd/three", "pay").on("client/a").told()).isEmpty();
    }
}
