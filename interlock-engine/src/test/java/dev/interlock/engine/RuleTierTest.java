package dev.interlock.engine;

import static dev.interlock.engine.RuleStage.CLOSE;
import static dev.interlock.engine.RuleStage.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rule that names a tier judges all calls by it: by its level, and with its outcome and need. Others go by the call's. */
class RuleTierTest {

    private static Rule.Head head(String risk) {
        return new Rule.Head("R", "", Optional.of(risk).filter(tier -> !tier.isEmpty()), false, List.of());
    }

    private static Rule separate(Rule.Head head) {
        return new Rule.Separate(
                head, List.of(Set.of(OPEN), Set.of(CLOSE)), "file", OptionalLong.empty(), 1, Optional.empty());
    }

    private static Rule wall(Rule.Head head) {
        return new Rule.Wall(
                head, new Rule.Datasets.Labels(List.of("label/a", "label/b")), OptionalLong.empty(), Optional.empty());
    }

    private static Rule bind(Rule.Head head) {
        return new Rule.Bind(head, Set.of(OPEN), "file", OptionalLong.empty(), "owner");
    }

    private static Rule limit(Rule.Head head) {
        return new Rule.Limit(head, OPEN, "file", OptionalLong.of(1), new TreeMap<>(), OptionalLong.empty());
    }

    /** The findings that the second agent of one owner is told after the first. */
    private static List<Finding> afterTheFirst(Rule rule, String risk) {
        var stage = new RuleStage(rule);
        stage.call(stage.ada, OPEN).on("file/1").mark("label/a").risk(risk).done();
        return stage.call(stage.ben, CLOSE)
                .on("file/1")
                .mark("label/b")
                .risk(risk)
                .findings();
    }

    /** Ada and Ben are two agents, which is enough to the tier {@code low}, of one owner, which is not to {@code high}. */
    @ParameterizedTest
    @CsvSource({"'', low, ''", "'', high, DENY", "low, high, ''", "high, low, DENY", "note, high, ''"})
    void theLevelIsThatOfTheRulesTier(String ofRule, String ofCall, String outcome) {
        for (Rule rule : List.of(separate(head(ofRule)), wall(head(ofRule)))) {
            List<Finding> findings = afterTheFirst(rule, ofCall);
            if (outcome.isEmpty()) {
                assertThat(findings).isEmpty();
            } else {
                assertThat(findings).extracting(Finding::outcome).containsExactly(Outcome.valueOf(outcome));
                assertThat(findings.getFirst().attribute()).contains("owner");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"'', low, ''", "'', high, DENY", "low, high, ''", "high, low, DENY"})
    void soItIsForWhoClosesAKey(String ofRule, String ofCall, String outcome) {
        var stage = new RuleStage(bind(head(ofRule).withUntil(CLOSE)));
        stage.call(stage.ada, OPEN).on("file/1").risk(ofCall).done();

        assertThat(stage.call(stage.ben, CLOSE).on("file/1").risk(ofCall).findings())
                .extracting(finding -> finding.code() + " " + finding.outcome())
                .isEqualTo(outcome.isEmpty() ? List.of() : List.of("CLOSING_NOT_INDEPENDENT " + outcome));
    }

    @ParameterizedTest
    @CsvSource({
        "'', low, HOLD",
        "'', high, DENY",
        "'', note, RECORD",
        "low, high, HOLD",
        "high, low, DENY",
        "note, high, RECORD"
    })
    void theOutcomeIsThatOfTheRulesTier(String ofRule, String ofCall, Outcome outcome) {
        for (Rule rule : List.of(bind(head(ofRule)), limit(head(ofRule)))) {
            var stage = new RuleStage(rule);
            stage.call(stage.ada, OPEN).on("file/1").risk(ofCall).done();
            List<Finding> findings =
                    stage.call(stage.cleo, OPEN).on("file/1").risk(ofCall).findings();

            assertThat(findings).extracting(Finding::outcome).containsExactly(outcome);
            assertThat(findings.getFirst().need().isPresent()).isEqualTo(outcome == Outcome.HOLD);
        }
    }

    @Test
    void anOpenCallOfAStricterTierIsJudgedByItsOwnUnlessTheRuleNamesOne() {
        for (boolean named : List.of(true, false)) {
            var stage = new RuleStage(limit(head(named ? "low" : "")));
            stage.call(stage.ada, OPEN).on("file/1").risk("high").inFlight();
            List<Finding> findings =
                    stage.call(stage.cleo, OPEN).on("file/1").risk("low").findings();

            assertThat(findings).extracting(Finding::outcome).containsExactly(named ? Outcome.HOLD : Outcome.DENY);
        }
    }

    @Test
    void aRuleThatObservesRecordsWhateverItsTier() {
        var observing = new Rule.Head("R", "", Optional.of("high"), true, List.of());

        List<Finding> findings = afterTheFirst(separate(observing), "high");

        assertThat(findings).extracting(Finding::code).containsExactly(FindingCode.DUTY_CONFLICT);
        assertThat(findings).extracting(Finding::outcome).containsExactly(Outcome.RECORD);
        assertThat(findings).extracting(Finding::need).containsExactly(Optional.<Need>empty());
    }
}
