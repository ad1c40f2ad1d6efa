package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.Main;
import dev.interlock.server.fixture.Leaks;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** An agent that has nothing but the command line gets a token, and works with it. */
class TokenCommandTest {

    private static TokenTarget target;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        target = new TokenTarget(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        target.close();
    }

    private record Ended(int code, String out, String err) {}

    private static Ended run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        int code = line.execute(arguments);
        Leaks.RUN.seen("output", out.toString());
        Leaks.RUN.seen("errors", err.toString());
        return new Ended(code, out.toString().strip(), err.toString());
    }

    private Ended exchange(String agent, String... more) throws Exception {
        Path workload = Files.writeString(folder.resolve("svid"), target.svid(agent));
        var arguments = new ArrayList<>(List.of(
                "token",
                "exchange",
                "/mcp/fix",
                "--url",
                "http://127.0.0.1:" + target.port(),
                "--workload-token-file",
                workload.toString(),
                "--key",
                folder.resolve("key.jwk").toString()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void aTokenAndItsProofs() throws Exception {
        Ended issued = exchange("ada", "--intent", "all");
        assertThat(issued.code()).as(issued.err()).isZero();
        Leaks.RUN.handedOver(issued.out(), "output", issued.out() + "\n");
        Path token = Files.writeString(folder.resolve("token"), issued.out());
        assertThat(Files.getPosixFilePermissions(folder.resolve("key.jwk"))).hasSize(2);

        Ended proof = run(
                "token",
                "proof",
                "POST",
                TokenTarget.ISSUER + "/mcp/fix",
                "--key",
                folder.resolve("key.jwk").toString(),
                "--token-file",
                token.toString(),
                "--nonce",
                target.nonce());

        assertThat(proof.code()).as(proof.err()).isZero();
        var answer = target.call("/mcp/fix", "meta")
                .add("Authorization", "DPoP " + issued.out())
                .add("DPoP", proof.out())
                .send();
        assertThat(TokenTarget.decision(answer).path("verdict").asText()).isEqualTo("permitted");
    }

    @Test
    void whatIsRefusedIsSaid() throws Exception {
        Ended refused = exchange("eve", "--intent", "all");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("refused (unauthorized_client)", "owner");
        assertThat(refused.out()).isEmpty();
    }

    @Test
    void oneOfTwo() throws Exception {
        assertThat(exchange("ada").code()).isEqualTo(2);
        assertThat(exchange("ada", "--intent", "all", "--task", "t-1").code()).isEqualTo(2);
    }
}
