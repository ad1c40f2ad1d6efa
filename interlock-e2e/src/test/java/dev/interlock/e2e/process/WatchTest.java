package dev.interlock.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.interlock.cli.Main;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code interlock approvals list --watch} as a process ends at Ctrl-C, and that is no failure. */
class WatchTest {

    @Test
    void ctrlCEndsIt() throws Exception {
        byte[] holds = """
            {"holds":[{"id":"h-7","state":"open","agent":"clerk","say":"Pay 7 EUR"}]}\
            """.getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/holds", exchange -> {
            exchange.sendResponseHeaders(200, holds.length);
            exchange.getResponseBody().write(holds);
            exchange.close();
        });
        server.start();
        // A build that runs in the background ignores SIGINT, and so would what it starts.
        var command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(JavaCommand.of(Main.class, "approvals", "list", "--watch"));
        var builder = new ProcessBuilder(command);
        builder.environment()
                .put("INTERLOCK_URL", "http://127.0.0.1:" + server.getAddress().getPort());
        builder.environment().put("INTERLOCK_TOKEN", "somebody");
        Process watch = builder.redirectErrorStream(true).start();
        try (var said = watch.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).endsWith("  h-7  open  clerk  Pay 7 EUR");
            new ProcessBuilder("kill", "-INT", Long.toString(watch.pid()))
                    .start()
                    .waitFor();
            assertThat(watch.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(watch.exitValue()).isZero();
            assertThat(said.readLine()).isNull();
        } finally {
            watch.destroyForcibly();
            server.stop(0);
        }
    }
}
