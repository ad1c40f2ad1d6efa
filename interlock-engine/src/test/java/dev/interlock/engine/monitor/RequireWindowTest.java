package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The memory of {@code require}: what no window reaches any more is forgotten, also on keys where nobody asks again. */
class RequireWindowTest {

    private static final Key FIRST = Stage.thing(0);
    private static final Key OTHER = Stage.thing(1_000);

    private static Stage stage(Rule.Done... done) {
        var rule = new Rule.Require(Desk.head("R"), "sign", List.of(done), Optional.empty(), Set.of("edit"));
        return new Stage(Set.of("check", "read", "sign", "edit"), rule);
    }

    private static Rule.Done item(String duty, boolean usedOnce, OptionalLong within) {
        return new Rule.Done(duty, "thing", Optional.empty(), 1, usedOnce, within);
    }

    private static int remembered(Stage stage) {
        return ((RequireMonitor) stage.monitor("R")).remembered();
    }

    /** Plays calls that leave nothing behind, by which the monitor comes by all of its keys. */
    private static void letItSweep(Stage stage) {
        for (int i = 0; i < 200; i++) {
            stage.fail(stage.call("cyd", "edit", "low", OTHER));
        }
    }

    @Test
    void whatIsOutsideOfEveryWindowIsForgotten() {
        Stage stage = stage(item("check", false, OptionalLong.of(1_000)), item("read", false, OptionalLong.of(60_000)));
        for (int i = 0; i < 50; i++) {
            stage.done("ann", "check", "low", Stage.thing(i));
        }
        stage.now += 60_000;
        stage.done("ann", "read", "low", FIRST);
        letItSweep(stage);
        assertThat(remembered(stage)).as("the reading counts still").isEqualTo(1);
        stage.now += 60_000;
        letItSweep(stage);
        assertThat(remembered(stage)).isZero();
    }

    @Test
    void whatCountsHoweverLongAgoStays() {
        Stage stage = stage(item("check", false, OptionalLong.empty()), item("read", false, OptionalLong.of(1_000)));
        stage.done("ann", "check", "low", FIRST);
        stage.now += 600_000;
        letItSweep(stage);
        assertThat(remembered(stage)).isEqualTo(1);
    }

    @Test
    void whatAnOpenCallUsesStaysUntilItIsSettled() {
        Stage stage = stage(item("check", true, OptionalLong.of(1_000)));
        stage.done("ann", "check", "low", FIRST);
        Answer.Verdict sign = stage.call("bob", "sign", "low", FIRST);
        assertThat(sign.findings()).isEmpty();
        stage.now += 10_000;
        letItSweep(stage);
        assertThat(remembered(stage)).isEqualTo(1);
        stage.fail(sign);
        letItSweep(stage);
        assertThat(remembered(stage)).isZero();
    }

    @Test
    void anObjectOnWhichNobodyActsIsForgotten() {
        Stage stage = stage(item("check", false, OptionalLong.empty()));
        stage.done("ann", "check", "low", FIRST);
        stage.done("ann", "check", "low", OTHER);
        stage.state.forget(FIRST);
        stage.state.forget(Stage.thing(7));
        assertThat(remembered(stage)).isEqualTo(1);
        assertThat(stage.call("bob", "sign", "low", OTHER).findings()).isEmpty();
        assertThat(stage.call("bob", "sign", "low", FIRST).findings()).hasSize(1);
    }
}
