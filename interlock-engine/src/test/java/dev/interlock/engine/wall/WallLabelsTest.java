package dev.interlock.engine.wall;

import static dev.interlock.engine.RuleStage.CREATE;
import static dev.interlock.engine.RuleStage.OPEN;
import static dev.interlock.engine.RuleStage.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.RuleStage;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Inspection;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Labels that are found in the answer to a call are datasets that it touched, together with those that it carries. */
class WallLabelsTest {

    private static final String A = "label/a";
    private static final String B = "label/b";

    private final RuleStage stage = between(new Rule.Datasets.Labels(List.of(B, A)));

    private static RuleStage between(Rule.Datasets datasets) {
        return new RuleStage(new Rule.Wall(RuleStage.head(), datasets, OptionalLong.empty(), Optional.empty()));
    }

    /** The findings for which an answer is withheld, as these labels are found in it. */
    private static List<Finding> withheld(RuleStage stage, long call, String... labels) {
        var found = new Inspection(new TreeSet<>(Arrays.asList(labels)), List.of(), new TreeMap<>());
        return ((Answer.Done) stage.settle(call, new Settlement.Succeeded(List.of()), found)).withheld();
    }

    private RuleStage.Call opening() {
        return stage.call(stage.ada, OPEN);
    }

    private static void isCrossed(List<Finding> findings, Witness... witnesses) {
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.WALL_CROSSED);
            assertThat(finding.witnesses()).containsExactly(witnesses);
        });
    }

    @Test
    void aFoundLabelBesideACarriedOneIsTwoDatasets() {
        isCrossed(withheld(stage, opening().mark(A).inFlight(), B));
        isCrossed(withheld(stage, stage.call(stage.ben, OPEN).inFlight(), A, B));
    }

    @Test
    void aFoundLabelIsAnotherDatasetThanThatOfACallBefore() {
        long before = opening().mark(A).done();
        isCrossed(withheld(stage, opening().inFlight(), B), new Witness(before, A));
        assertThat(withheld(stage, opening().inFlight(), A)).isEmpty();
    }

    /** The label of an answer adds nothing to a dataset that the call itself touched: that was decided with the call. */
    @Test
    void aFoundLabelThatAddsNoDatasetIsNotAskedAbout() {
        RuleStage clients = between(new Rule.Datasets.Objects(Set.of(OPEN, A), "client", Optional.empty()));
        long before = clients.call(clients.ada, OPEN).on("client/1").done();
        RuleStage.Call second = clients.call(clients.ada, OPEN).on("client/2");
        clients.approve(((Answer.Hold) second.ask()).hold());
        assertThat(withheld(clients, second.inFlight(), A)).isEmpty();
        long other = clients.call(clients.ada, OTHER).on("client/3").inFlight();
        assertThat(withheld(clients, other, A))
                .as("without a mark of the rule of its own")
                .singleElement()
                .satisfies(finding -> assertThat(finding.witnesses())
                        .singleElement()
                        .satisfies(witness -> assertThat(witness.call()).isGreaterThan(before)));
    }

    @Test
    void whatAnOutcomeNamesIsNoLabel() throws IOException {
        long lost = stage.call(stage.ada, CREATE).creates("client").mark(A).inFlight();
        stage.settle(lost, new Settlement.Unknown("no answer", List.of(Key.parse("client/3"))));
        stage.restart();
        isCrossed(opening().mark(B).findings(), new Witness(lost, A));
        assertThat(opening().mark(A).findings()).isEmpty();
    }
}
