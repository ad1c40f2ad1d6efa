package dev.interlock.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.ResultPrinter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole benchmark, short: real processes, and every call that it counts was carried out. */
@Tag("long")
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
    void steadyModeMeasuresEachTargetInTheSameWay() throws Exception {
        assumeTrue(installed("wrk"), "wrk is not installed (Debian: apt-get install wrk)");
        List<JsonNode> lines = run("steady", "calls", "--quick");
        List<String> targets = Nginx.installed().isPresent()
                ? List.of("direct", "nginx", "relay", "interlock")
                : List.of("direct", "relay", "interlock");
        for (String target : targets) {
            List<JsonNode> ofTarget = lines.stream()
                    .filter(line -> line.at("/params/target").asText().equals(target))
                    .toList();
            assertThat(ofTarget)
                    .extracting(line -> line.path("metric").asText()
                            + line.at("/params/quantile").asText())
                    .contains("latency_msp50", "latency_msp99", "latency_msp99.9", "longest_latency_ms");
            assertThat(ofTarget)
                    .filteredOn(line -> line.path("metric").asText().equals("requests_per_second"))
                    .allSatisfy(
                            line -> assertThat(line.path("value").doubleValue()).isPositive())
                    .extracting(line -> line.path("ratio_to").asText("direct"))
                    .containsExactlyElementsOf(targets.subList(0, Math.max(1, targets.indexOf(target))));
            assertThat(ofTarget)
                    .filteredOn(line -> line.path("metric").asText().equals("cpu_us_per_call"))
                    .extracting(line -> line.at("/params/part").asText())
                    .contains("client", "upstream");
        }
        for (String gateway : List.of("relay", "interlock")) {
            assertThat(lines)
                    .filteredOn(line -> line.at("/params/target").asText().equals(gateway)
                            && line.path("metric").asText().equals("bytes_per_call"))
                    .singleElement()
                    .satisfies(
                            line -> assertThat(line.path("value").doubleValue()).isGreaterThan(1_000));
        }
    }

    @Test
    void steadyModeFindsTheLongestStallOfAServerWithAHistory() throws Exception {
        List<JsonNode> lines = run("steady", "stall", "--quick");
        assertThat(lines)
                .filteredOn(line -> line.at("/params/target").asText().equals("interlock")
                        && line.at("/params/bindings").intValue() == 2_000)
                .extracting(line -> line.path("metric").asText())
                .containsExactly("longest_stall_ms", "longest_latency_ms", "requests_per_second");
        assertThat(lines)
                .filteredOn(line -> line.path("metric").asText().startsWith("longest"))
                .allSatisfy(line -> assertThat(line.path("value").doubleValue()).isPositive());
    }

    private static boolean installed(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    @Test
    void otherArgumentsAreRefused() {
        assertThatThrownBy(() -> run("--slow"))
                .isInstanceOf(Bench.BadArguments.class)
                .hasMessageContaining("--quick");
        assertThat(out.size()).isZero();
    }
}
