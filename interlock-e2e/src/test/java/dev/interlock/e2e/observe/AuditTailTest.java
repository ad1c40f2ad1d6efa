package dev.interlock.e2e.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.Main;
import dev.interlock.e2e.Stage;
import dev.interlock.server.fixture.Trees;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code interlock audit tail} against a server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditTailTest {

    private Stage stage;
    private Path folder;

    private record Ended(int code, String out, String err) {}

    @BeforeAll
    void open(@TempDir Path temporary) throws Exception {
        folder = temporary;
        stage = Stage.open(temporary);
        stage.payable(stage.atWork("clerk", "olivia"), stage.atWork("booker", "bert"));
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    private Ended tail(String who, String... arguments) throws IOException {
        Path token = Files.writeString(folder.resolve("token-of-" + who), stage.troupe.token(who));
        try {
            var out = new StringWriter();
            var err = new StringWriter();
            CommandLine line = Main.commandLine();
            line.setOut(new PrintWriter(out, true));
            line.setErr(new PrintWriter(err, true));
            var all = new java.util.ArrayList<>(
                    List.of("audit", "tail", "--url", stage.url.toString(), "--token-file", token.toString()));
            all.addAll(List.of(arguments));
            int code = line.execute(all.toArray(String[]::new));
            return new Ended(code, out.toString(), err.toString());
        } finally {
            Files.delete(token);
        }
    }

    @Test
    void printsALineForEachEntry() throws Exception {
        Ended ended = tail("sam", "--from", "0", "--count", "6");
        assertThat(ended.code()).as(ended.err()).isZero();
        List<String> lines = ended.out().lines().toList();
        assertThat(lines).hasSize(6);
        assertThat(lines.getFirst()).matches("0  [0-9-]+ [0-9:.]+Z  bundle-activated  start");
        assertThat(ended.out())
                .containsPattern("task-opened  (clerk|booker)")
                .contains("call-reserved  clerk  erp/create_vendor");
    }

    @Test
    void printsTheFormOfOcsf() throws Exception {
        Ended ended = tail("sam", "--ocsf", "--from", "1", "--count", "2");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out().lines().toList())
                .hasSize(2)
                .allSatisfy(line -> assertThat(Trees.object(line.getBytes(StandardCharsets.UTF_8))
                                .path("class_uid")
                                .asInt())
                        .isEqualTo(6003));
    }

    @Test
    void saysWhyNot() throws Exception {
        Ended ended = tail("vera", "--count", "1");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("refused (not-allowed)").contains("`auditors`");
    }
}
