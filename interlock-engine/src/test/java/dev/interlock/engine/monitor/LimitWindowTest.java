package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.TestDomain;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A limit within a window of 100 ms: when it ends, and that nothing is kept of what lies outside. */
class LimitWindowTest {

    private final Desk desk = new Desk(limit(1, Optional.empty()));

    private static Rule.Limit limit(int most, Optional<String> until) {
        var head = TestDomain.head("L");
        return new Rule.Limit(
                until.map(head::withUntil).orElse(head),
                "pay",
                "client",
                OptionalLong.of(most),
                new TreeMap<>(),
                until.isPresent() ? OptionalLong.empty() : OptionalLong.of(100));
    }

    /** The findings on a second payment. */
    private List<String> second() {
        return desk.by("bob/two", "pay").on("client/a").told();
    }

    private static String exceeds(long first) {
        return "limit_exceeded deny client/a %d:pay (2)".formatted(first);
    }

    @Test
    void callCountsUntilTheWindowHasPassedSinceItsSettlement() {
        long call = desk.by("ada/one", "pay").on("client/a").open();
        desk.pass(500);
        assertThat(second()).containsExactly(exceeds(call));
        desk.succeed(call);
        desk.pass(99);
        assertThat(second()).containsExactly(exceeds(call));
        desk.pass(1);
        assertThat(second()).isEmpty();
    }

    @Test
    void createdClientCountsFromTheSettlementToo() {
        long call = desk.by("ada/one", "pay").creates("client").open();
        desk.pass(500);
        desk.succeed(call, "client/a");
        desk.restart();
        desk.pass(99);
        assertThat(second()).containsExactly(exceeds(call));
        desk.pass(1);
        assertThat(second()).isEmpty();
    }

    @Test
    void whatIsKeptFollowsWhatIsInTheWindowAndNotHowManyClientsThereEverWere() {
        int kept = 0;
        for (int i = 0; i < 300; i++) {
            desk.by("ada/one", "pay").on("client/" + i).done();
            desk.pass(100);
            kept = i == 30 ? desk.kept("L") : kept;
        }
        assertThat(desk.kept("L")).isLessThan(2 * kept);
        desk.restart();
        // Each counts by itself, also where it takes the place of one that is forgotten.
        for (int i = 250; i < 300; i++) {
            desk.by("ada/one", "pay").on("client/" + i).open();
            assertThat(desk.by("ada/one", "pay").on("client/" + i).told())
                    .singleElement()
                    .asString()
                    .endsWith("(2)");
        }
    }

    @Test
    void whatIsInFlightIsKeptWhenTheWindowIsOver() {
        long open = desk.by("ada/one", "pay").on("client/a").open();
        desk.pass(1_000);
        for (int i = 0; i < 16; i++) {
            desk.fail(desk.by("ada/one", "pay").on("client/b").open());
        }
        assertThat(second()).containsExactly("limit_exceeded deny client/a %d:pay (2)".formatted(open));
    }

    @Test
    void whatAClosedClientHadCountsOnNoOther() {
        Desk closing = new Desk(limit(1, Optional.of("sign")));
        int none = closing.kept("L");
        for (String client : new String[] {"client/a", "client/b", "client/c"}) {
            closing.by("ada/one", "pay").on(client).done();
        }
        int three = closing.kept("L");
        closing.by("bob/two", "sign").on("client/a").done();
        closing.by("bob/two", "sign").on("client/b").done();
        assertThat(closing.kept("L")).isGreaterThan(none).isLessThan(three);
        closing.restart();
        for (String client : new String[] {"client/d", "client/e"}) {
            closing.by("ada/one", "pay").on(client).open();
            assertThat(closing.by("ada/one", "pay").on(client).told())
                    .singleElement()
                    .asString()
                    .endsWith("(2)");
        }
        assertThat(closing.by("ada/one", "pay").on("client/a").told())
                .singleElement()
                .asString()
                .startsWith("key_closed");
        closing.by("bob/two", "sign").on("client/new").done();
        assertThat(closing.by("ada/one", "pay").on("client/d").told())
                .singleElement()
                .asString()
                .endsWith("(2)");
    }
}
