package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The option {@code until}: who holds a client that is opened, paid and in the end signed off, and what its closing is told. */
class ClosingHoldersTest {

    private final Desk desk = new Desk(separate(head("R")));

    private static Rule.Head head(String id) {
        return Desk.head(id).withUntil("sign");
    }

    private static Rule separate(Rule.Head head) {
        return new Rule.Separate(
                head, List.of(Set.of("open"), Set.of("pay")), "client", OptionalLong.empty(), 1, Optional.empty());
    }

    private static Rule.Head observing() {
        return new Rule.Head("R", "", Optional.empty(), true, List.of()).withUntil("sign");
    }

    @Test
    void tierOfTheRuleGivesTheLevelBeforeThatOfTheCall() {
        long open = desk.by("ada/one", "open").on("client/a").risk("middle").done();
        assertThat(desk.by("bob/one", "sign").on("client/a").risk("middle").told())
                .isEmpty();
        Desk strict =
                new Desk(separate(new Rule.Head("R", "", Optional.of("high"), false, List.of()).withUntil("sign")));
        assertThat(strict.by("ada/one", "open").on("client/a").risk("middle").done())
                .isEqualTo(open);
        assertThat(strict.by("bob/one", "sign").on("client/a").risk("middle").told())
                .containsExactly("closing_not_independent deny client/a by owner %d:open|pay".formatted(open));
    }

    @Test
    void creationInFlightOfAnotherPartyIsOnlyWaitedFor() {
        long creation = desk.by("ada/one", "open").creates("client").open();
        assertThat(desk.by("bob/two", "sign").on("client/a").told())
                .containsExactly("relied_upon deny client/a %d:open|pay".formatted(creation));
    }

    @Test
    void closingWaitsForTheCallWithTheSmallestNumberWhateverItsForm() {
        long creation = desk.by("ada/one", "open").creates("client").open();
        long named = desk.by("cyd/three", "open").on("client/a").open();
        desk.by("cyd/three", "open").creates("client").open();
        assertThat(desk.by("bob/two", "sign").on("client/a").told())
                .containsExactly("relied_upon deny client/a %d:open|pay".formatted(creation));
        desk.fail(creation);
        assertThat(desk.by("bob/two", "sign").on("client/a").told())
                .containsExactly("relied_upon deny client/a %d:open|pay".formatted(named));
    }

    @Test
    void callThatOnlyClosesHoldsNothingThatItCreates() {
        long creation = desk.by("ada/one", "sign").creates("client").open();
        assertThat(desk.by("ada/one", "sign").on("client/a").told()).isEmpty();
        desk.succeed(creation, "client/b");
        assertThat(desk.by("ada/one", "sign").on("client/b").told()).isEmpty();
    }

    @Test
    void doerOfAFirstIsNoHolder() {
        Desk order = new Desk(new Rule.Order(
                head("R"), Set.of("pay"), Optional.of("check"), "client", OptionalLong.empty(), Set.of("edit")));
        order.by("ada/one", "check").on("client/a").done();
        long creation = order.by("ada/one", "edit").creates("client").open();
        assertThat(order.by("ada/one", "sign").on("client/a").told()).isEmpty();
        order.succeed(creation, "client/b");
        assertThat(order.by("ada/one", "sign").on("client/b").told()).isEmpty();
        order.by("ada/one", "check").on("client/c").done();
        order.by("ada/one", "pay").on("client/c").done();
        assertThat(order.by("ada/one", "sign").on("client/c").told()).hasSize(1);
    }

    @Test
    void fileWhoseClientNobodyRecordedIsNotClosed() {
        assertThat(desk.by("ada/one", "sign").on("file/f").told()).containsExactly("not_evaluable deny (client)");
        // The rule itself has said so already.
        assertThat(desk.by("ada/one", "sign", "pay").on("file/f").told())
                .containsExactly("not_evaluable deny (client)");
        assertThat(desk.by("ada/one", "check").on("file/f").told()).isEmpty();
    }

    @Test
    void callAboutAllIsNotEvaluableAndOtherRulesSayWhatTheyHaveToSay() {
        Desk wide = Desk.wide(separate(Desk.head("S")), separate(head("R")));
        long open = wide.by("ada/one", "open").on("client/a").done();
        assertThat(wide.by("ada/one", "pay").all("client").told())
                .containsExactly(
                        "duty_conflict deny client/* by runtime %d:open".formatted(open),
                        "not_evaluable deny (client)");
        assertThat(wide.by("bob/two", "sign").all("client").told()).containsExactly("not_evaluable deny (client)");
    }

    @Test
    void whatIsToldToHaveClosedAllClosesEachToCome() {
        Desk wide = Desk.wide(separate(head("R")));
        long one = wide.by("bob/two", "sign").on("client/a").done();
        long all = wide.by("bob/two", "sign").all("client").observed("gossip");
        wide.restart();
        assertThat(wide.by("ada/one", "pay").on("client/a").told())
                .containsExactly("key_closed deny client/a %d:sign".formatted(one));
        assertThat(wide.by("ada/one", "pay").on("client/new").told())
                .containsExactly("key_closed deny client/new %d:sign".formatted(all));
    }

    @Test
    void openClosingWithTheSmallestNumberIsTheWitnessBeItAboutAllOrOne() {
        Desk wide = Desk.wide(separate(observing()));
        long first = wide.by("bob/two", "sign").on("client/a").open();
        long all = wide.by("bob/two", "sign").all("client").open();
        wide.by("bob/two", "sign").on("client/b").open();
        assertThat(wide.by("ada/one", "pay").on("client/a").told())
                .containsExactly("key_closed record client/a %d:sign".formatted(first));
        assertThat(wide.by("ada/one", "pay").on("client/b").told())
                .containsExactly("key_closed record client/b %d:sign".formatted(all));
    }

    @Test
    void openHolderOfAllIsWaitedForAsWell() {
        Desk wide = Desk.wide(separate(observing()));
        long before = wide.by("ada/one", "pay").on("client/a").open();
        long all = wide.by("ada/one", "pay").all("client").open();
        wide.by("ada/one", "pay").on("client/b").open();
        assertThat(wide.by("bob/two", "sign").on("client/a").told())
                .containsExactly("relied_upon record client/a %d:open|pay".formatted(before));
        assertThat(wide.by("bob/two", "sign").on("client/b").told())
                .containsExactly("relied_upon record client/b %d:open|pay".formatted(all));
    }
}
