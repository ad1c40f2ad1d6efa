package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.server.store.SqliteReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerShowTest {
    @TempDir
    static Path folder;

    private static Path data;

    @BeforeAll
    static void make() throws IOException {
        data = folder.resolve("data");
        SampleLedger.make(data);
    }

    private static CommandRun show(Object... args) {
        var all = new java.util.ArrayList<Object>(java.util.List.of("ledger", "show", "--data", data));
        all.addAll(java.util.List.of(args));
        return CommandRun.of(all.toArray());
    }

    @Test
    void showsALinePerEvent() throws IOException {
        CommandRun run = show();
        assertThat(run.exit()).isEqualTo(ExitCode.FINE);
        assertThat(run.err()).isEmpty();
        Expected.check("ledger-show.txt", run.out());
    }

    @Test
    void showsARangeByNumbersOrIds() {
        assertThat(show("3..5").lines()).hasSize(3).first().asString().contains("  3  ", "c-2, created vendor/V-1");
        assertThat(show("c-13..a-15").lines()).hasSize(3);
        assertThat(show("..2").lines()).hasSize(3);
        assertThat(show("20").lines()).hasSize(2);
        assertThat(show("20..999").lines()).hasSize(2);
        CommandRun beyond = show("999");
        assertThat(beyond.exit()).isEqualTo(ExitCode.FINE);
        assertThat(beyond.out()).isEmpty();
        assertThat(beyond.err()).contains("22 entries, from 0 to 21");
    }

    @Test
    void showsTheLastFew() {
        assertThat(show("-n", "2").lines()).hasSize(2).last().asString().contains("closed", "t-9");
        assertThat(show("-n", "1", "--agent", "buyer").lines())
                .singleElement()
                .asString()
                .contains("c-13", "denied");
    }

    @Test
    void picksByTaskCallAgentAndTool() {
        assertThat(show("--task", "t-1").lines()).hasSize(3);
        assertThat(show("--task", "t-12").lines()).hasSize(3);
        assertThat(show("--call", "c-14").lines()).as("the hold, its answer").hasSize(2);
        assertThat(show("--call", "c-16").lines())
                .as("decided, settled, reconciled")
                .hasSize(3);
        assertThat(show("--agent", "clerk").lines()).hasSize(5);
        assertThat(show("--agent", "ines").lines()).hasSize(2);
        assertThat(show("--tool", "release_payment").lines())
                .hasSize(6)
                .isEqualTo(show("--tool", "erp/release_payment").lines());
        assertThat(show("--tool", "payment").lines()).isEmpty();
        assertThat(show("--task", "t-9", "--tool", "erp/prepare_payment").lines())
                .hasSize(2);
    }

    @Test
    void jsonLinesHoldEventsAndLeavesAsRecorded() throws IOException {
        CommandRun run = show("--json");
        assertThat(run.lines()).hasSize(22);
        try (SqliteReader reader = SqliteReader.open(data)) {
            reader.read(0, 22, (index, leaf, opening) -> {
                String line = run.lines().get((int) index);
                assertThat(line)
                        .endsWith(
                                ",\"index\":" + index + ",\"leaf\":" + new String(leaf, StandardCharsets.UTF_8) + "}");
                JsonNode json = new ObjectMapper().readTree(line);
                assertThat(json.at("/leaf/seq").asLong()).isEqualTo(index);
                assertThat(json.at("/event/seq").asLong()).isEqualTo(index);
                assertThat(json.get("leaf").toString()).doesNotContain("\"maria\"", "\"ines\"", "Acme");
            });
        }
        JsonNode answer = new ObjectMapper().readTree(run.lines().get(15));
        assertThat(answer.at("/event/by/agent").asText()).isEqualTo("ines");
        assertThat(answer.at("/event/comment").asText()).isEqualTo("matches invoice 2026-17");
        assertThat(answer.at("/leaf/by/agent/pseudonym").asText()).hasSize(43);
        assertThat(answer.at("/leaf/comment").isMissingNode()).isTrue();
    }

    @Test
    void theFolderMayComeFromTheEnvironment() {
        var surroundings = new Surroundings(Map.of("INTERLOCK_DATA", data.toString()), false);
        assertThat(CommandRun.in(surroundings, "ledger", "show").out()).isEqualTo(show().out());
    }

    @Test
    void coloursVerdictsOnATerminal() {
        CommandRun run = CommandRun.in(new Surroundings(Map.of(), true), "ledger", "show", "13..13", "--data", data);
        assertThat(run.out()).contains("\u001b[1;31mdenied\u001b[0m");
        assertThat(run.out().replaceAll("\u001b\\[[0-9;]*m", ""))
                .isEqualTo(show("13..13").out());
    }

    @Test
    void readsWhileAServerRuns() throws IOException {
        Path other = folder.resolve("running");
        try (SampleLedger running = SampleLedger.running(other)) {
            assertThat(running).isNotNull();
            CommandRun run = CommandRun.of("ledger", "show", "--data", other);
            assertThat(run.exit()).isEqualTo(ExitCode.FINE);
            assertThat(run.lines()).hasSize(22);
        }
    }

    @Test
    void saysWhatIsWrongWithWhatWasTyped() {
        assertThat(show("x..y").err()).contains("`x..y` is not a range of entries");
        assertThat(show("5..3").err()).contains("`5..3` ends before it begins");
        assertThat(show("--task", "12").err()).contains("`12` is not an id for --task", "`t-12`");
        assertThat(show("-n", "0").exit()).isEqualTo(ExitCode.WRONG_USAGE);
        CommandRun missing = CommandRun.of("ledger", "show", "--data", folder.resolve("nowhere"));
        assertThat(missing.exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(missing.err()).contains("there is no folder `", "nowhere`").doesNotContain("Exception");
        CommandRun empty = CommandRun.of("ledger", "show", "--data", folder);
        assertThat(empty.exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(empty.err()).contains("there is no ledger in `");
    }
}
