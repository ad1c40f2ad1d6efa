package dev.interlock.engine;

import static dev.interlock.engine.RuleStage.CLOSE;
import static dev.interlock.engine.RuleStage.OPEN;
import static dev.interlock.engine.RuleStage.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is forbidden whatever happened before. */
class ForbidTest {

    private static RuleStage stage(Rule.Head head, boolean conditional) {
        return new RuleStage(new Rule.Forbid(head, Set.of(OPEN, "sink/external"), conditional));
    }

    @Test
    void withoutConditionEveryCallWithTheMarkIsForbidden() {
        RuleStage stage = stage(RuleStage.head(), false);
        assertThat(stage.call(stage.ada, OPEN).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.FORBIDDEN);
            assertThat(finding.outcome()).isEqualTo(Outcome.HOLD);
            assertThat(finding.need().orElseThrow().level()).isEqualTo("another-agent");
            assertThat(finding.witnesses()).isEmpty();
        });
        assertThat(stage.call(stage.ada, CLOSE).mark("sink/external").findings())
                .hasSize(1);
        assertThat(stage.call(stage.ada, OTHER).findings()).isEmpty();
    }

    @Test
    void theTierSaysWhatItLeadsTo() {
        RuleStage stage = stage(RuleStage.head(), false);
        assertThat(stage.call(stage.ada, OPEN)
                        .risk("high")
                        .findings()
                        .getFirst()
                        .outcome())
                .isEqualTo(Outcome.DENY);
        assertThat(stage.call(stage.ada, OPEN)
                        .risk("note")
                        .findings()
                        .getFirst()
                        .outcome())
                .isEqualTo(Outcome.RECORD);
        RuleStage own = stage(new Rule.Head("R", "", Optional.of("high"), false, List.of()), false);
        assertThat(own.call(own.ada, OPEN).risk("note").findings().getFirst().outcome())
                .isEqualTo(Outcome.DENY);
    }

    @Test
    void theRecordedResultOfTheConditionDecides() throws IOException {
        RuleStage stage = stage(RuleStage.head(), true);
        assertThat(stage.call(stage.ada, OPEN).condition(true).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo(FindingCode.FORBIDDEN));
        assertThat(stage.call(stage.ada, OPEN).condition(false).findings()).isEmpty();
        stage.restart();
        assertThat(stage.call(stage.ada, OPEN).condition(false).inFlight()).isPositive();
    }

    @Test
    void withoutResultItCannotBeEvaluated() {
        RuleStage stage = stage(RuleStage.head(), true);
        assertThat(stage.call(stage.ada, OPEN).risk("note").findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo(FindingCode.NOT_EVALUABLE);
                    assertThat(finding.outcome()).isEqualTo(Outcome.DENY);
                    assertThat(finding.detail()).isEqualTo("condition");
                });
        assertThat(stage.call(stage.ada, OTHER).findings()).isEmpty();
        RuleStage observed = stage(new Rule.Head("R", "", Optional.empty(), true, List.of()), true);
        assertThat(observed.call(observed.ada, OPEN).findings().getFirst().outcome())
                .isEqualTo(Outcome.RECORD);
    }
}
