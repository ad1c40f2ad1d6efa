package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.policy.Rule;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A late link tells where two keys exceed a limit together, and neither did so alone. */
class LatentExcessTest {

    private static Rule limit(int most, OptionalLong within) {
        return new Rule.Limit(Desk.head("R"), "pay", "client", OptionalLong.of(most), new TreeMap<>(), within);
    }

    private static Rule sum(int most) {
        return new Rule.Limit(
                Desk.head("R"),
                "pay",
                "client",
                OptionalLong.empty(),
                new TreeMap<>(Map.of("EUR", BigDecimal.valueOf(most))),
                OptionalLong.empty());
    }

    private static void pays(Desk desk, String key, int times) {
        for (int i = 0; i < times; i++) {
            desk.by("ada/one", "pay").on(key).risk("low").done();
        }
    }

    @Test
    void theTotalIsToldWithTheCallsOnBothKeys() {
        for (Rule rule : List.of(limit(2, OptionalLong.empty()), sum(2))) {
            Desk desk = new Desk(rule);
            long copy = desk.by("ada/one", "pay").on("client/2").done();
            long original = desk.by("ada/one", "pay").on("client/1").done();
            long open = desk.by("ada/one", "pay").on("client/2").open();
            assertThat(desk.copied("client/2", "client/1"))
                    .containsExactly("limit_exceeded record client/1 " + copy + ":pay " + original + ":pay " + open
                            + ":pay (3"
                            + (rule instanceof Rule.Limit one && one.maxCount().isPresent() ? ")" : " EUR)"));
        }
    }

    @Test
    void asMuchAsAllowedIsNotToldNorWhatWasTooMuchBefore() {
        int[][] cases = {
            {1, 1, 0}, {1, 2, 1}, {2, 1, 1}, {2, 2, 1}, {0, 2, 0}, {0, 3, 0}, {3, 0, 0}, {3, 1, 0}, {1, 3, 0}
        };
        for (int[] each : cases) {
            Desk desk = new Desk(limit(2, OptionalLong.empty()));
            pays(desk, "client/2", each[0]);
            pays(desk, "client/1", each[1]);
            assertThat(desk.copied("client/2", "client/1"))
                    .as("%d on the copy, %d on the original", each[0], each[1])
                    .hasSize(each[2]);
        }
    }

    @Test
    void whatLiesOutsideTheWindowIsNotTold() {
        for (int age : List.of(99, 100)) {
            Desk desk = new Desk(limit(1, OptionalLong.of(100)));
            pays(desk, "client/2", 1);
            desk.pass(age);
            pays(desk, "client/1", 1);
            assertThat(desk.copied("client/2", "client/1")).hasSize(100 - age);
        }
    }

    @Test
    void theSixteenMostRecentAreToldOpenOnesFirst() {
        Desk desk = new Desk(limit(16, OptionalLong.empty()));
        long oldest = desk.by("ada/one", "pay").on("client/2").open();
        long lost = desk.by("ada/one", "pay").on("client/1").done();
        desk.pass(1);
        pays(desk, "client/2", 8);
        desk.pass(1);
        pays(desk, "client/1", 7);
        assertThat(desk.copied("client/2", "client/1"))
                .singleElement()
                .asString()
                .contains(" " + oldest + ":pay ")
                .doesNotContain(" " + lost + ":pay ")
                .endsWith("(17)")
                .satisfies(text -> assertThat(text.split(":pay")).hasSize(17));
    }

    /** Of more open calls than are told, those with the greatest numbers. */
    @Test
    void ofManyOpenCallsTheLatestAreTold() {
        Desk desk = new Desk(limit(16, OptionalLong.empty()));
        long first = desk.by("ada/one", "pay").on("client/2").open();
        long second = desk.by("ada/one", "pay").on("client/1").open();
        for (int i = 0; i < 15; i++) {
            desk.by("ada/one", "pay").on(i % 2 == 0 ? "client/1" : "client/2").open();
        }
        assertThat(desk.copied("client/2", "client/1"))
                .singleElement()
                .asString()
                .startsWith("limit_exceeded record client/1 " + second + ":pay ")
                .doesNotContain(" " + first + ":pay ")
                .satisfies(text -> assertThat(text.split(":pay")).hasSize(17));
    }

    @Test
    void aCallOnBothKeysCountsTwiceAndIsToldOnce() {
        Desk desk = new Desk(limit(1, OptionalLong.empty()));
        long both = desk.by("ada/one", "pay").on("client/1", "client/2").done();
        assertThat(desk.copied("client/2", "client/1"))
                .containsExactly("limit_exceeded record client/1 " + both + ":pay (2)");
    }
}
