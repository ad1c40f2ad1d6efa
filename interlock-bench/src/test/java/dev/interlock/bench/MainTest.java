package dev.interlock.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return Main.run(
                List.of(new Counting()),
                List.of(args),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void aBenchmarkGetsTheRestOfTheLineAndPrintsItsResults() {
        assertThat(run("counting", "2")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualToNormalizingNewlines("""
                        {"bench":"counting","metric":"things","params":{"n":2},"value":2.0,"unit":"1"}
                        """);
    }

    @Test
    void theListNamesEach() {
        assertThat(run("--list")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("counting").contains("counts things");
    }

    @Test
    void wrongUsageIsTwoAndMeasuresNothing() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("conting")).isEqualTo(2);
        assertThat(run("counting")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("`conting`", "expects one number");
        assertThat(out.size()).isZero();
    }

    @Test
    void aFailureIsOne() {
        assertThat(run("counting", "many")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("could not be measured", "many");
    }

    private static final class Counting implements Bench {
        @Override
        public String name() {
            return "counting";
        }

        @Override
        public String title() {
            return "counts things";
        }

        @Override
        public void run(List<String> args, ResultPrinter results) throws BadArguments {
            if (args.size() != 1) {
                throw new BadArguments("expects one number");
            }
            int n = Integer.parseInt(args.getFirst());
            results.print(new Result("counting", "things", Map.of("n", n), n, "1"));
        }
    }
}
