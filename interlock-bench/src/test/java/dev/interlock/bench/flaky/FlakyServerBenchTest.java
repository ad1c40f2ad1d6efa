package dev.interlock.bench.flaky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.ResultPrinter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole benchmark, short: real processes. */
@Tag("long")
class FlakyServerBenchTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Map<String, Double> run(String... args) throws Exception {
        new FlakyServerBench()
                .run(List.of(args), new ResultPrinter(new PrintStream(out, true, StandardCharsets.UTF_8)));
        Map<String, Double> figures = new TreeMap<>();
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            JsonNode figure = new ObjectMapper().readTree(line);
            figures.put(figure.path("metric").asText(), figure.path("value").doubleValue());
        }
        return figures;
    }

    @Test
    void eachEffectIsRecordedOnceAndNobodyIsAsked() throws Exception {
        Map<String, Double> figures = run("--quick");
        assertThat(figures).containsEntry("asked", 0.0).containsEntry("effects_unmatched", 0.0);
        assertThat(figures.get("unknown")).isPositive();
        assertThat(figures.get("failed")).isPositive();
        assertThat(figures.get("effects")).isPositive();
        // A final of 10 s, and an effect that is absent before it proves nothing.
        assertThat(figures.get("unknown_age_max_s")).isGreaterThan(10);
    }

    @Test
    void otherArgumentsAreRefused() {
        assertThatThrownBy(() -> run("--slow"))
                .isInstanceOf(Bench.BadArguments.class)
                .hasMessageContaining("--quick");
        assertThat(out.size()).isZero();
    }
}
