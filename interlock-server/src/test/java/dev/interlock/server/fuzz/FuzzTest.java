package dev.interlock.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.door.mcp.HeadersFuzz;
import dev.interlock.server.upstream.mcp.SseFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Replays what fuzzing found ({@code src/test/resources/fuzz}, a folder for each target), and makes up some thousand inputs
 * from one seed. A failure prints the input, ready to be kept as a case.
 */
class FuzzTest {
    static final Map<String, FuzzTarget> TARGETS = new TreeMap<>(Map.of(
            "json", JsonFuzz::fuzzerTestOneInput,
            "headers", HeadersFuzz::fuzzerTestOneInput,
            "sse", SseFuzz::fuzzerTestOneInput,
            "lines", LinesFuzz::fuzzerTestOneInput,
            "pipe", PipeFuzz::fuzzerTestOneInput,
            "door", DoorFuzz::fuzzerTestOneInput));

    /** Inputs of a target; those that need a server are dearer. */
    private static final Map<String, Integer> COUNTS =
            Map.of("json", 20_000, "headers", 20_000, "sse", 20_000, "lines", 20_000, "pipe", 300, "door", 1_500);

    private static final long SEED = 20_260_728;

    @AfterAll
    static void end() {
        DoorFuzz.end();
    }

    @TestFactory
    List<DynamicTest> whatWasFoundIsFoundNoMore() throws IOException {
        try (Stream<Path> cases = Files.walk(Path.of("src/test/resources/fuzz"))) {
            List<DynamicTest> tests = cases.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> {
                        String target = file.getParent().getFileName().toString();
                        return DynamicTest.dynamicTest(
                                target + "/" + file.getFileName(),
                                () -> TARGETS.get(target).run(Files.readAllBytes(file)));
                    })
                    .toList();
            assertThat(tests).isNotEmpty();
            return tests;
        }
    }

    @TestFactory
    Stream<DynamicTest> madeUpInputs() {
        return TARGETS.entrySet().stream()
                .map(target -> DynamicTest.dynamicTest(
                        target.getKey(), () -> Seeded.run(target.getValue(), SEED, COUNTS.get(target.getKey()))));
    }
}
