package dev.interlock.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.cli.command.ledger.LedgerRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path here;

    @Test
    void theOptionGoesBeforeTheVariableBeforeWhatIsThere() throws Exception {
        Path demo = Files.createDirectories(here.resolve(".interlock/demo"));
        assertThat(DataFolder.choose(null, null, here)).isEqualTo(demo);
        Path usual = Files.createDirectories(here.resolve(".interlock/data"));
        assertThat(DataFolder.choose(null, null, here)).isEqualTo(usual);
        assertThat(DataFolder.choose(null, "", here)).isEqualTo(usual);
        assertThat(DataFolder.choose(null, "x", here)).isEqualTo(Path.of("x"));
        assertThat(DataFolder.choose(Path.of("y"), "x", here)).isEqualTo(Path.of("y"));
    }

    @Test
    void withoutAnyTheMessageSaysWhatToDo() {
        assertThatThrownBy(() -> DataFolder.choose(null, null, here))
                .isInstanceOf(WrongUsage.class)
                .hasMessageContaining("--data", "INTERLOCK_DATA", "interlock demo");
    }

    @Test
    void rangesAreReadAndRefused() throws Exception {
        assertThat(LedgerRange.parse("7")).isEqualTo(new LedgerRange(7, Long.MAX_VALUE));
        assertThat(LedgerRange.parse("c-7..a-9")).isEqualTo(new LedgerRange(7, 9));
        assertThat(LedgerRange.parse("..9")).isEqualTo(new LedgerRange(0, 9));
        assertThat(LedgerRange.parse("9..9")).isEqualTo(new LedgerRange(9, 9));
        for (String wrong : new String[] {"", "..", "x", "1..2..3", "-1", "9..8", "1-2"}) {
            assertThatThrownBy(() -> LedgerRange.parse(wrong)).as(wrong).isInstanceOf(WrongUsage.class);
        }
    }

    @Test
    void coloursAreForTerminalsAndForThoseWhoWantThem() throws IOException {
        assertThat(TerminalPaint.of(new Surroundings(Map.of(), true)).deny("no"))
                .isEqualTo("\u001b[1;31mno\u001b[0m");
        assertThat(TerminalPaint.of(new Surroundings(Map.of(), false)).deny("no"))
                .isEqualTo("no");
        assertThat(TerminalPaint.of(new Surroundings(Map.of("NO_COLOR", "1"), true))
                        .deny("no"))
                .isEqualTo("no");
        assertThat(TerminalPaint.of(new Surroundings(Map.of("NO_COLOR", ""), true))
                        .deny("no"))
                .contains("\u001b");
        assertThat(TerminalPaint.of(new Surroundings(Map.of("TERM", "dumb"), true))
                        .deny("no"))
                .isEqualTo("no");
    }
}
