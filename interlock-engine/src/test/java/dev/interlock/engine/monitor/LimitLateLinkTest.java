package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.policy.Rule;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A limit of one payment per client, where it is found out later that one client is a copy of another. */
class LimitLateLinkTest {

    private final Desk desk = desk(OptionalLong.of(100));

    private static Desk desk(OptionalLong within) {
        return new Desk(new Rule.Limit(
                Desk.head("L").withUntil("sign"), "pay", "client", OptionalLong.of(1), new TreeMap<>(), within));
    }

    @Test
    void callInFlightOnTheCopyCountsOnTheOriginalUntilItFails() {
        long call = desk.by("ada/one", "pay").on("client/copy").open();
        assertThat(desk.copied("client/copy", "client/original")).isEmpty();
        desk.restart();
        assertThat(desk.by("bob/two", "pay").on("client/original").told())
                .containsExactly("limit_exceeded deny client/original %d:pay (2)".formatted(call));
        desk.fail(call);
        assertThat(desk.by("bob/two", "pay").on("client/original").told()).isEmpty();
    }

    @Test
    void callInFlightOnTheCopySettlesOnTheOriginalAtItsOwnTime() {
        long call = desk.by("ada/one", "pay").on("client/copy").open();
        desk.copied("client/copy", "client/original");
        desk.pass(500);
        desk.succeed(call);
        desk.restart();
        desk.pass(99);
        assertThat(desk.by("bob/two", "pay").on("client/original").told())
                .containsExactly("limit_exceeded deny client/original %d:pay (2)".formatted(call));
        desk.pass(1);
        assertThat(desk.by("bob/two", "pay").on("client/original").told()).isEmpty();
    }

    @Test
    void linkIsToldWithWhatItCompletesOnEachKeyAscending() {
        desk.copied("client/m", "client/a");
        long first = desk.by("ada/one", "pay").on("client/m").done();
        long second = desk.by("ada/one", "pay").on("client/z").done();
        assertThat(desk.copied("client/z", "client/m"))
                .containsExactly(
                        "limit_exceeded record client/a %d:pay %d:pay (2)".formatted(first, second),
                        "limit_exceeded record client/m %d:pay %d:pay (2)".formatted(first, second));
    }

    @Test
    void linkCompletesNothingOutsideTheWindow() {
        desk.by("ada/one", "pay").on("client/original").done();
        desk.by("ada/one", "pay").on("client/copy").done();
        desk.pass(100);
        assertThat(desk.copied("client/copy", "client/original")).isEmpty();
    }

    @Test
    void whatAClosedCopyHadCountsOnNoOther() {
        Desk forever = desk(OptionalLong.empty());
        forever.by("ada/one", "pay").on("client/copy").done();
        forever.by("bob/two", "sign").on("client/copy").done();
        forever.by("ada/one", "pay").on("client/original").done();
        assertThat(forever.copied("client/copy", "client/original")).isEmpty();
        assertThat(forever.by("bob/two", "pay").on("client/original").told())
                .singleElement()
                .asString()
                .endsWith("(2)");
    }

    @Test
    void closedOriginalGetsNothingAndTheCopyGoesOn() {
        Desk forever = desk(OptionalLong.empty());
        long call = forever.by("ada/one", "pay").on("client/copy").open();
        forever.copied("client/copy", "client/original");
        forever.by("bob/two", "sign").on("client/original").observed("gossip");
        forever.succeed(call);
        forever.restart();
        assertThat(forever.by("bob/two", "pay").on("client/copy").told())
                .containsExactly(
                        "limit_exceeded deny client/copy %d:pay (2)".formatted(call),
                        "key_closed deny client/original 5:sign");
    }
}
