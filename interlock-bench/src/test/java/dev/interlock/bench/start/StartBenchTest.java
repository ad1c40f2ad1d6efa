package dev.interlock.bench.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.ResultPrinter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The words of the benchmark. It measures an archive, which the build of this module does not have. */
class StartBenchTest {

    @Test
    void otherArgumentsAreRefused() {
        var out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> new StartBench().run(List.of("slow"), new ResultPrinter(new PrintStream(out))))
                .isInstanceOf(Bench.BadArguments.class)
                .hasMessageContaining("--quick");
        assertThat(out.size()).isZero();
    }
}
