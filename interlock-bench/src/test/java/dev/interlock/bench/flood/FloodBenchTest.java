package dev.interlock.bench.flood;

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
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The whole benchmark, short: a real process, which is killed and started again. */
@Tag("long")
class FloodBenchTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Map<String, Double> run(String... args) throws Exception {
        new FloodBench().run(List.of(args), new ResultPrinter(new PrintStream(out, true, StandardCharsets.UTF_8)));
        Map<String, Double> values = new TreeMap<>();
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            JsonNode result = new ObjectMapper().readTree(line);
            values.put(result.path("metric").asText(), result.path("value").doubleValue());
        }
        return values;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void everyFigureIsThere() throws Exception {
        Map<String, Double> values = run("2");
        assertThat(values)
                .containsKeys("refused", "errors", "unanswered", "rss_growth_last_minute_mb", "others_calm_p99_ms");
        assertThat(List.of("others_p99_ratio", "flood_rate", "rss_mb", "disk_mb", "restart_s"))
                .allSatisfy(metric -> assertThat(values.get(metric)).isPositive());
        assertThat(values.get("lived")).isEqualTo(1);
    }

    @Test
    void otherArgumentsAreRefused() {
        for (String argument : List.of("long", "0", "100000")) {
            assertThatThrownBy(() -> run(argument))
                    .isInstanceOf(Bench.BadArguments.class)
                    .hasMessageContaining("from 1 to 600");
        }
        assertThat(out.size()).isZero();
    }
}
