package dev.interlock.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.ResultPrinter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The whole benchmark, short: real processes, and every call that it counts was carried out. */
class GatewayBenchTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private List<JsonNode> run(String... args) throws Exception {
        new GatewayBench().run(List.of(args), new ResultPrinter(new PrintStream(out, true, StandardCharsets.UTF_8)));
        List<JsonNode> lines = new ArrayList<>();
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    @Test
    void everyFigureIsThere() throws Exception {
        List<JsonNode> lines = run("--quick");
        for (int clients : List.of(1, 64)) {
            for (int delay : List.of(0, 5)) {
                List<JsonNode> setting = lines.stream()
                        .filter(line -> line.at("/params/clients").intValue() == clients
                                && line.path("params").has("upstream_ms")
                                && line.at("/params/upstream_ms").intValue() == delay)
                        .toList();
                for (String to : List.of("direct", "relay")) {
                    assertThat(setting)
                            .filteredOn(line -> line.at("/params/to").asText().equals(to)
                                    && line.at("/params/of").asText().equals("interlock"))
                            .extracting(line -> line.path("metric").asText()
                                    + line.at("/params/quantile").asText())
                            .containsExactlyInAnyOrder("latency_ratiop50", "latency_ratiop99", "throughput_ratio");
                }
                assertThat(setting)
                        .filteredOn(line -> line.path("metric").asText().equals("throughput"))
                        .extracting(line -> line.at("/params/of").asText())
                        .containsExactly("direct", "relay", "interlock");
            }
        }
        assertThat(lines)
                .filteredOn(line -> line.path("metric").asText().equals("memory_per_idle_client"))
                .hasSize(6);
        assertThat(lines)
                .filteredOn(line -> line.path("metric").asText().equals("floor"))
                .hasSize(4);
        assertThat(lines)
                .filteredOn(line -> line.path("metric").asText().startsWith("latency"))
                .allSatisfy(line -> assertThat(line.path("value").doubleValue()).isPositive());
    }

    @Test
    void otherArgumentsAreRefused() {
        assertThatThrownBy(() -> run("--slow"))
                .isInstanceOf(Bench.BadArguments.class)
                .hasMessageContaining("--quick");
        assertThat(out.size()).isZero();
    }
}
