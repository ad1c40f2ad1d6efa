package dev.interlock.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultPrinterTest {
    @Test
    void oneObjectOnOneLineWithSortedParametersAndTheComparison() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Result result = new Result(
                        "decide", "ns_per_decision", Map.of("rules", 10_000, "bindings", 1_000_000L), 500, "ns")
                .comparedWith("a \"peer\"\n", 2000);
        new ResultPrinter(new PrintStream(out, true, StandardCharsets.UTF_8)).print(result);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("{\"bench\":\"decide\",\"metric\":\"ns_per_decision\","
                        + "\"params\":{\"bindings\":1000000,\"rules\":10000},\"value\":500.0,\"unit\":\"ns\","
                        + "\"ratio_to\":\"a \\\"peer\\\"\\n\",\"ratio\":0.25}\n");
    }

    @Test
    void whatIsNoFigureIsNoResult() {
        assertThatThrownBy(() -> new Result("b", "m", Map.of(), Double.NaN, "ns"))
                .hasMessageContaining("`m` of `b`");
        assertThatThrownBy(() -> new Result("b", "m", Map.of(), 1, "ns").comparedWith("zero", 0))
                .hasMessageContaining("ratio to `zero`");
        assertThatThrownBy(() -> new Result("b", "m", Map.of("list", List.of()), 1, "ns"))
                .hasMessageContaining("parameter `list`");
    }
}
