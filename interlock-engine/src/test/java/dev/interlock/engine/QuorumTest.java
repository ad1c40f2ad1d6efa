package dev.interlock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code count} above one means different parties; and what was done too long ago meets no requirement. */
class QuorumTest {

    private static final String FILE = "file/1";

    private static RuleStage stage(int count, Optional<Level> level, boolean usedOnce, OptionalLong within) {
        return new RuleStage(new Rule.Require(
                RuleStage.head(),
                RuleStage.CLOSE,
                List.of(new Rule.Done(RuleStage.OPEN, "file", level, count, usedOnce, within)),
                Optional.empty(),
                Set.of()));
    }

    private static RuleStage two() {
        return stage(2, Optional.empty(), false, OptionalLong.empty());
    }

    private static boolean isMet(RuleStage stage) {
        List<Finding> findings =
                stage.call(stage.cleo, RuleStage.CLOSE).on(FILE).findings();
        assertThat(findings).allMatch(finding -> finding.code() == FindingCode.REQUIREMENT_MISSING);
        return findings.isEmpty();
    }

    @Test
    void onePartyTwiceIsNotTwoParties() throws Exception {
        RuleStage stage = two();
        stage.call(stage.ada, RuleStage.OPEN).on(FILE).done();
        stage.call(stage.ada, RuleStage.OPEN).on(FILE).done();
        assertThat(isMet(stage.restarted())).isFalse();
        stage.call(stage.ben, RuleStage.OPEN).on(FILE).done();
        assertThat(isMet(stage.restarted())).isTrue();
    }

    @Test
    void anotherInstanceOfTheSameAgentIsNoOtherParty() {
        RuleStage stage = two();
        stage.call(stage.ada, RuleStage.OPEN).on(FILE).done();
        stage.call(stage.ada, RuleStage.OPEN).at("another-run").on(FILE).done();
        assertThat(isMet(stage)).isFalse();
    }

    @Test
    void withoutIndependenceWhoAsksMayBeOneOfThem() {
        RuleStage stage = two();
        stage.call(stage.cleo, RuleStage.OPEN).on(FILE).done();
        stage.call(stage.ben, RuleStage.OPEN).on(FILE).done();
        assertThat(isMet(stage)).isTrue();
    }

    @Test
    void withALevelTheyDifferInThatToo() {
        RuleStage stage = stage(2, Optional.of(RuleStage.OWNER), false, OptionalLong.empty());
        stage.call(stage.ada, RuleStage.OPEN).on(FILE).done();
        stage.call(stage.ben, RuleStage.OPEN).on(FILE).done();
        assertThat(isMet(stage)).isFalse();
        var dora = RuleStage.agent("dora", AttributeValue.known("three"));
        stage.call(dora, RuleStage.OPEN).on(FILE).done();
        assertThat(isMet(stage)).isTrue();
    }

    @Test
    void manyTimesByOnePartyHideNobodyElse() {
        RuleStage stage = stage(2, Optional.empty(), true, OptionalLong.empty());
        stage.call(stage.ben, RuleStage.OPEN).on(FILE).done();
        for (int i = 0; i < 20; i++) {
            stage.call(stage.ada, RuleStage.OPEN).on(FILE).done();
        }
        stage.call(stage.cleo, RuleStage.CLOSE).on(FILE).done();
        assertThat(isMet(stage)).as("ben's is used").isFalse();
    }

    @Test
    void theWindowEndsWhereAllWindowsEnd() throws Exception {
        RuleStage stage = stage(1, Optional.empty(), false, OptionalLong.of(100));
        // cleo's task is opened beforehand, which takes a moment.
        assertThat(isMet(stage)).isFalse();
        // Reserved at one moment and settled ten later: the earlier one counts.
        long call = stage.call(stage.ada, RuleStage.OPEN).on(FILE).inFlight();
        stage.pass(9);
        stage.succeed(call);
        stage.pass(88);
        stage.restart();
        // 99 after the reservation, then 100 after it: the end itself lies outside.
        assertThat(isMet(stage)).isTrue();
        assertThat(isMet(stage)).isFalse();
        stage.call(stage.ada, RuleStage.OPEN).on(FILE).done();
        assertThat(isMet(stage)).isTrue();
    }
}
