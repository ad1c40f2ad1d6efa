package dev.interlock.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.CommandRun;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.door.api.ApiServer;
import dev.interlock.server.index.Entries;
import dev.interlock.server.render.EventLine;
import dev.interlock.server.render.Explanation;
import dev.interlock.server.render.Paint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code explain} and {@code ledger show} of a running server say what they say of its data folder. */
class RemoteRecordTest {

    private static final int WHO = 14;

    private ApiServer server;
    private String hold = "";

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
        hold = server.heldRelease();
        assertThat(server.approve("vera", hold, "checked").status()).isEqualTo(200);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private CommandRun as(String who, Object... command) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--url", server.url()));
        return CommandRun.in(new Surroundings(Map.of("INTERLOCK_TOKEN", server.token(who)), false), all.toArray());
    }

    @Test
    void everyEntryIsExplainedAsFromTheDataFolder() throws Exception {
        LedgerReplayer history = server.domain().history();
        Bundle bundle = server.domain().query(state -> state.bundle());
        long size = server.domain().ledger().size();
        assertThat(size).isGreaterThan(10);
        for (long number = 0; number < size; number++) {
            Explanation expected = Explanation.of(
                    number, history, size, Entries.all(history, size), server.phrases(), digest -> bundle);
            CommandRun run = as("otto", "explain", number);
            assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.FINE);
            assertThat(run.out().lines().toList()).isEqualTo(expected.lines(Paint.NONE, 100));
            assertThat(as("otto", "explain", expected.line().id(), "--json").out())
                    .isEqualTo(new String(CanonicalJson.encode(expected.json()), StandardCharsets.UTF_8) + "\n");
        }
        assertThat(as("otto", "explain", hold).out()).contains("approved by vera");
    }

    @Test
    void entriesAreListedAsFromTheDataFolder() throws Exception {
        LedgerReplayer history = server.domain().history();
        int size = (int) server.domain().ledger().size();
        var lines = new ArrayList<String>();
        for (long number = 0; number < size; number++) {
            lines.add(EventLine.of(history.event(number), history, server.phrases())
                    .format(Paint.NONE, Integer.toString(size).length() + 2, WHO));
        }
        assertThat(as("otto", "ledger", "show").out().lines().toList()).isEqualTo(lines);
        assertThat(as("otto", "ledger", "show", "-n", 3).out().lines().toList())
                .isEqualTo(lines.subList(size - 3, size));
        assertThat(as("otto", "ledger", "show", "2..5").out().lines().toList()).isEqualTo(lines.subList(2, 6));
        assertThat(as("otto", "ledger", "show", "3").out().lines().toList()).isEqualTo(lines.subList(3, size));
        assertThat(as("otto", "ledger", "show", "--agent", "vera").out().lines().toList())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains("vera"));
    }

    @Test
    void whatIsNotThereOrNotAllowedIsSaidWithTheServer() {
        CommandRun nothing = as("otto", "explain", "c-9999");
        assertThat(nothing.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(nothing.err()).contains("there is no `c-9999`", "(answered by the server at " + server.url() + ")");
        CommandRun other = as("otto", "explain", "t-" + hold.substring(2));
        assertThat(other.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(other.err()).contains("is something else");
        CommandRun agent = as("clerk", "ledger", "show");
        assertThat(agent.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(agent.err()).contains("refused (not-allowed)");
        assertThat(as("otto", "explain", hold, "--data", "x").exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(as("otto", "explain", hold, "--svg", "x").exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(as("otto", "ledger", "show", "--tool", "x").exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(as("otto", "ledger", "show", "--json").exit()).isEqualTo(ExitCode.WRONG_USAGE);
    }
}
