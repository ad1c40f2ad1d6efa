package dev.interlock.engine;

import static dev.interlock.engine.RuleStage.CLOSE;
import static dev.interlock.engine.RuleStage.OPEN;
import static dev.interlock.engine.RuleStage.head;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Inspection;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.policy.Rule;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What an inspected call is answered with: delivered or withheld. */
class DeliveryTest {

    private static final String FOUND = "label/secret";
    private static final Settlement DONE = new Settlement.Succeeded(List.of());

    private static Inspection found(String... labels) {
        return new Inspection(new TreeSet<>(List.of(labels)), List.of(), new TreeMap<>());
    }

    private static Rule.Separate separate() {
        return new Rule.Separate(
                head(), List.of(Set.of(FOUND), Set.of(CLOSE)), "client", OptionalLong.empty(), 1, Optional.empty());
    }

    private static List<Finding> withheld(Answer answer) {
        return ((Answer.Done) answer).withheld();
    }

    @Test
    void deliveredLabelsCount() throws IOException {
        var stage = new RuleStage(separate());
        long call = stage.call(stage.ada, OPEN).on("client/1").inFlight();
        assertThat(withheld(stage.settle(call, DONE, found(FOUND)))).isEmpty();
        for (RuleStage now : List.of(stage, stage.restarted())) {
            assertThat(now.call(now.ada, CLOSE).on("client/1").findings())
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.code()).isEqualTo(FindingCode.DUTY_CONFLICT);
                        assertThat(finding.witnesses().getFirst().mark()).isEqualTo(FOUND);
                        assertThat(finding.witnesses().getFirst().call())
                                .as("the settlement that delivered it")
                                .isGreaterThan(call);
                    });
            assertThat(now.call(now.ada, CLOSE).on("client/2").ask()).isInstanceOf(Answer.Permit.class);
        }
    }

    @Test
    void aLabelThatCompletesAConflictIsWithheldAndCountsForNothing() {
        var stage = new RuleStage(separate());
        long closed = stage.call(stage.ada, CLOSE).on("client/1").done();
        long call = stage.call(stage.ada, OPEN).on("client/1").inFlight();
        assertThat(withheld(stage.settle(call, DONE, found(FOUND))))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo(FindingCode.DUTY_CONFLICT);
                    assertThat(finding.witnesses().getFirst().call()).isEqualTo(closed);
                });
        assertThat(stage.call(stage.ada, CLOSE).on("client/1").ask()).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void aReasonWithholdsWhateverBecameOfTheCall() {
        var stage = new RuleStage(separate());
        var reason = new Inspection(new TreeSet<>(List.of(FOUND)), List.of("a key"), new TreeMap<>());
        for (Settlement settlement :
                List.of(DONE, new Settlement.Failed("refused"), new Settlement.Unknown("no answer"))) {
            long call = stage.call(stage.ada, OPEN).on("client/1").inFlight();
            assertThat(withheld(stage.settle(call, settlement, reason)))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.code()).isEqualTo(FindingCode.RESULT_WITHHELD);
                        assertThat(finding.detail()).isEqualTo("a key");
                    });
        }
        assertThat(stage.call(stage.ada, CLOSE).on("client/1").ask()).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void whatWasSeenOfACallThatFailedWasSeen() {
        var stage = new RuleStage(separate());
        long call = stage.call(stage.ada, OPEN).on("client/1").inFlight();
        stage.settle(call, new Settlement.Failed("refused"), found(FOUND));
        assertThat(stage.call(stage.ada, CLOSE).on("client/1").findings())
                .extracting(Finding::code)
                .containsExactly(FindingCode.DUTY_CONFLICT);
    }

    @Test
    void whatTheCallItselfDidCountsWithWhatIsFound() {
        var stage = new RuleStage(separate());
        long call = stage.call(stage.ada, CLOSE).on("client/1").inFlight();
        assertThat(withheld(stage.settle(call, DONE, found(FOUND))))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo(FindingCode.DUTY_CONFLICT);
                    assertThat(finding.witnesses()).as("it is this one call").isEmpty();
                });
    }

    @Test
    void whatIsRecordedOnlyIsDelivered() {
        var stage = new RuleStage(separate());
        long call = stage.call(stage.ada, CLOSE).on("client/1").risk("note").inFlight();
        assertThat(withheld(stage.settle(call, DONE, found(FOUND)))).isEmpty();
    }

    @Test
    void aConditionAboutTheLabelIsAskedForIt() {
        var rule = new Rule.Forbid(head(), Set.of(FOUND), true);
        var stage = new RuleStage(rule);
        for (Map.Entry<Optional<Boolean>, Optional<FindingCode>> one : Map.of(
                        Optional.of(false), Optional.<FindingCode>empty(),
                        Optional.of(true), Optional.of(FindingCode.FORBIDDEN),
                        Optional.<Boolean>empty(), Optional.of(FindingCode.NOT_EVALUABLE))
                .entrySet()) {
            var conditions = new TreeMap<String, Boolean>();
            one.getKey().ifPresent(holds -> conditions.put("R", holds));
            long call = stage.call(stage.ada, OPEN).on("client/1").inFlight();
            var inspection = new Inspection(new TreeSet<>(List.of(FOUND)), List.of(), conditions);
            assertThat(withheld(stage.settle(call, DONE, inspection)).stream().map(Finding::code))
                    .containsExactlyElementsOf(one.getValue().stream().toList());
        }
    }
}
