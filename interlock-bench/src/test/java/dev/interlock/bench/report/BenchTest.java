package dev.interlock.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts that benchmarks share: the number behind their name, and the folder that they work in. */
class BenchTest {

    @Test
    void numberMayBeLeftOut() throws Exception {
        assertThat(Bench.number(List.of(), 10, 1, 600, "give the seconds")).isEqualTo(10);
        assertThat(Bench.number(List.of("600"), 10, 1, 600, "give the seconds")).isEqualTo(600);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "601", "ten", "", "1 2", "99999999999"})
    void anythingElseIsToldWhatIsExpected(String words) {
        assertThatThrownBy(() -> Bench.number(List.of(words.split(" ", -1)), 10, 1, 600, "give the seconds"))
                .isInstanceOf(Bench.BadArguments.class)
                .hasMessage("give the seconds");
    }

    @Test
    void folderIsGoneWithAllThatIsInIt() throws Exception {
        Path path;
        try (var folder = new TemporaryFolder("test")) {
            path = folder.path();
            Files.writeString(Files.createDirectories(path.resolve("a/b")).resolve("file"), "text");
        }
        assertThat(path).doesNotExist();
    }
}
