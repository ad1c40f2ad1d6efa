package dev.interlock.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.interlock.bench.report.ResultPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The engine under gates as bundles comes to the figures that plain scripts come to. Needs the shared corpus. */
class AgentDojoBenchTest {

    @BeforeAll
    static void corpus() {
        SharedCorpus.isNeeded();
    }

    @Test
    void figuresOfTheGates() throws Exception {
        var out = new ByteArrayOutputStream();
        new AgentDojoBench().run(List.of(), new ResultPrinter(new PrintStream(out, true, StandardCharsets.UTF_8)));
        List<JsonNode> lines = new ArrayList<>();
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            lines.add(new ObjectMapper().readTree(line));
        }
        for (Gate gate : Gate.values()) {
            assertThat(value(lines, gate, "attacks_stopped_percent", 1521)).isCloseTo(gate.attacksStopped, within(0.5));
            assertThat(value(lines, gate, "benign_unheld_percent", 582)).isCloseTo(gate.benignUnheld, within(0.5));
            assertThat(value(lines, gate, "benign_unheld_percent", 329)).isCloseTo(gate.actingUnheld, within(0.5));
            assertThat(value(lines, gate, "tcr0_percent", 582)).isCloseTo(gate.tcr0, within(0.5));
        }
    }

    private static double value(List<JsonNode> lines, Gate gate, String metric, int runs) {
        return lines.stream()
                .filter(line -> line.get("metric").textValue().equals(metric)
                        && line.at("/params/gate").textValue().equals(gate.text)
                        && line.at("/params/runs").intValue() == runs)
                .findFirst()
                .orElseThrow()
                .get("value")
                .doubleValue();
    }

    @Test
    void answersAreNoPartOfWhatIsDecided() throws IOException {
        Corpus corpus = Corpus.read(Corpus.folder());
        assertThat(corpus.runs()).hasSize(6789);
        assertThat(corpus.runs().stream().mapToInt(run -> run.calls().size()).sum())
                .isEqualTo(26_702);
        assertThat(Map.copyOf(corpus.labels())).containsOnlyKeys("banking", "slack", "travel", "workspace");
    }
}
