package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The option {@code until}: closings and holders whose outcome is unclear, or that were answered with what existed. */
class ClosingOutcomeTest {

    private final Desk desk = new Desk(new Rule.Separate(
            Desk.head("R").withUntil("sign"),
            List.of(Set.of("open"), Set.of("pay")),
            "client",
            OptionalLong.empty(),
            1,
            Optional.empty()));

    ClosingOutcomeTest() {
        for (String client : List.of("client/a", "client/b")) {
            desk.by("eve/five", "edit").on(client).done();
        }
    }

    @Test
    void unclearClosingMayHaveClosedWhatItsAnswerNamed() {
        long lost = desk.by("bob/two", "sign").creates("client").open();
        desk.loseSight(lost, "client/a");
        desk.restart();
        assertThat(desk.by("ada/one", "pay").on("client/a").told())
                .containsExactly("key_closed deny client/a %d:sign".formatted(lost));
        assertThat(desk.by("ada/one", "pay").on("client/b").told()).isEmpty();
        desk.didNothing(lost);
        assertThat(desk.by("ada/one", "pay").on("client/a").told()).isEmpty();
    }

    @Test
    void unclearHolderMayHoldWhatItsAnswerNamed() {
        long lost = desk.by("ada/one", "pay").creates("client").open();
        desk.loseSight(lost, "client/a");
        assertThat(desk.by("bob/two", "pay").on("client/a").told()).isEmpty();
        assertThat(desk.by("bob/two", "sign").on("client/b").told()).isEmpty();
        assertThat(desk.by("bob/two", "sign").on("client/a").told())
                .contains("relied_upon deny client/a %d:open|pay".formatted(lost));
    }

    @Test
    void unclearHolderMayHoldWhatTheNamedObjectBelongsTo() {
        desk.by("eve/five", "make").creates("file", "client/a").done("file/f");
        long paid = desk.by("ada/one", "pay").creates("file", "client/b").open();
        long closing = desk.by("ada/one", "sign").creates("file", "client/c").open();
        desk.loseSight(closing, "file/f");
        assertThat(desk.by("cyd/three", "sign").on("client/a").told()).isEmpty();
        desk.loseSight(paid, "file/f");
        assertThat(desk.by("cyd/three", "sign").on("client/a").told())
                .containsExactly("relied_upon deny client/a %d:open|pay".formatted(paid));
    }

    @Test
    void callThatIsBothStillHoldsAKeyThatItsUnclearOutcomeNames() {
        long both = desk.by("bob/two", "sign", "pay")
                .on("client/a")
                .creates("client")
                .open();
        desk.loseSight(both, "client/a");
        assertThat(desk.by("cyd/three", "sign").on("client/a").told())
                .containsExactly("relied_upon deny client/a %d:open|pay".formatted(both));
        assertThat(desk.by("cyd/three", "open").on("client/a").told())
                .containsExactly("key_closed deny client/a %d:sign".formatted(both));
    }

    @Test
    void closingThatIsAnsweredWithWhatExistedClosesThatAndItsOwnKeys() {
        long closing =
                desk.by("bob/two", "sign").on("client/b").creates("client").open();
        desk.succeed(closing, "client/a");
        desk.restart();
        for (String client : List.of("client/a", "client/b")) {
            assertThat(desk.by("ada/one", "pay").on(client).told())
                    .containsExactly("key_closed deny %s %d:sign".formatted(client, closing));
        }
        assertThat(desk.by("ada/one", "pay").on("client/c").told()).isEmpty();
    }

    @Test
    void holderThatIsAnsweredWithWhatExistedHoldsItAndIsWaitedForNoMore() {
        long holder = desk.by("ada/one", "pay").creates("client").open();
        desk.succeed(holder, "client/a");
        assertThat(desk.by("ada/one", "sign").on("client/a").told())
                .containsExactly("closing_not_independent deny client/a by runtime %d:open|pay".formatted(holder));
        assertThat(desk.by("ada/one", "sign").on("client/new").told()).isEmpty();
        assertThat(desk.by("bob/two", "sign").on("client/a").told()).isEmpty();
    }
}
