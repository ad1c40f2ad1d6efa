package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.TestDomain;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code order}: what came in between does not hide behind a first that is missing. */
class HiddenThirdTest {

    private static final Key ONE = Stage.thing(1);

    private final Stage stage = stage(OptionalLong.empty());

    /** A missing requirement holds at the tier {@code high}, and a conflict denies. */
    private static Stage stage(OptionalLong within) {
        return new Stage(
                Set.of("deploy", "test", "change"),
                new Rule.Order(
                        TestDomain.head("O"),
                        Set.of("deploy"),
                        Optional.of("test"),
                        "thing",
                        within,
                        Set.of("change")));
    }

    private static Finding only(Answer.Verdict verdict) {
        assertThat(verdict.findings()).hasSize(1);
        Finding finding = verdict.findings().getFirst();
        assertThat(finding.code()).isEqualTo(FindingCode.OUT_OF_ORDER);
        assertThat(finding.detail()).isEqualTo("test");
        return finding;
    }

    @Test
    void aThirdWithoutAnyFirstIsAConflict() {
        var change = stage.call("cyd", "change", "low", ONE);
        Finding open = only(stage.call("ann", "deploy", "high", ONE));
        assertThat(open.outcome()).isEqualTo(Outcome.DENY);
        assertThat(open.witnesses()).containsExactly(new Witness(change.call(), "change"));
        stage.succeed(change);
        stage.restart();
        assertThat(only(stage.call("ann", "deploy", "high", ONE)).outcome()).isEqualTo(Outcome.DENY);
        stage.done("bob", "test", "low", ONE);
        assertThat(stage.call("ann", "deploy", "high", ONE).findings()).isEmpty();
    }

    @Test
    void aThirdThatFailedIsNone() {
        var change = stage.call("cyd", "change", "low", ONE);
        stage.fail(change);
        Finding missing = only(stage.call("ann", "deploy", "high", ONE));
        assertThat(missing.outcome()).isEqualTo(Outcome.HOLD);
        assertThat(missing.witnesses()).isEmpty();
    }

    @Test
    void waitingForTheFirstToLeaveTheWindowGainsNothingYet() {
        Stage windowed = stage(OptionalLong.of(100));
        windowed.done("bob", "test", "low", ONE);
        windowed.now += 50;
        Answer.Verdict change = windowed.done("cyd", "change", "low", ONE);
        windowed.now += 60;
        Finding finding = only(windowed.call("ann", "deploy", "high", ONE));
        assertThat(finding.outcome()).isEqualTo(Outcome.DENY);
        assertThat(finding.witnesses()).containsExactly(new Witness(change.call(), "change"));
        windowed.now += 60;
        assertThat(only(windowed.call("ann", "deploy", "high", ONE)).outcome()).isEqualTo(Outcome.HOLD);
    }
}
