package dev.interlock.cli.hook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script of Claude Code, as the shell runs it, before servers of all sorts. */
class ShimTest {

    private static final String DENIAL =
            "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"deny\","
                    + "\"permissionDecisionReason\":\"No.\"}}";

    @TempDir
    private Path folder;

    private final CountDownLatch over = new CountDownLatch(1);
    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private volatile int status = 200;
    private volatile String answer = "{}";
    private volatile boolean silent;

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
            if (silent) {
                await();
            }
            byte[] text = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        server.start();
        Files.writeString(folder.resolve("a token"), "abc.def-1_2\n");
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    private Ended run(int port, Path token, int seconds) throws IOException, InterruptedException {
        Shim made = new ClaudeCode().shim("http://127.0.0.1:" + port + "/v1/hooks/claude-code?project=it's&a=1", token);
        Path script = folder.resolve("hook.sh");
        Files.writeString(
                script,
                new Shim(made.url(), made.tokenFile(), made.permit(), made.denialStart(), made.denialEnd(), seconds)
                        .text());
        Path event = Files.writeString(folder.resolve("event.json"), "{\"tool\": \"a b\"}");
        Process process = new ProcessBuilder("sh", script.toString())
                .redirectInput(event.toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out, Files.readString(folder.resolve("err")));
    }

    private Ended run() throws IOException, InterruptedException {
        return run(server.getAddress().getPort(), folder.resolve("a token"), 20);
    }

    @Test
    void aPermitAndADenialPassAsTheyAre() throws IOException, InterruptedException {
        assertThat(run()).isEqualTo(new Ended(0, "{}\n", ""));
        answer = DENIAL;
        assertThat(run()).isEqualTo(new Ended(0, DENIAL + "\n", ""));
        assertThat(asked)
                .hasSize(2)
                .allMatch(request -> request.equals(
                        "/v1/hooks/claude-code?project=it's&a=1 Bearer abc.def-1_2 {\"tool\": \"a b\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}{}",
                "{\"a\":1}",
                "{ }",
                "[]",
                "ok",
                "{}\n{}",
                "\"{}\"",
                "null",
                "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"allow\"}}",
                "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"deny\",\"permissionDecisionReason\":\"N",
                "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"deny\",\"permissionDecisionReason\":\"\\\"}}"
            })
    void anyOtherAnswerBlocks(String other) throws IOException, InterruptedException {
        answer = other;
        assertBlocks(run(), "not a decision");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 301, 400, 401, 403, 404, 409, 429, 500, 503})
    void anyOtherStatusBlocks(int other) throws IOException, InterruptedException {
        status = other;
        answer = other == 204 ? "" : "{\"status\":1,\"code\":\"x\",\"detail\":\"a reason\"}";
        Ended ended = run();
        assertBlocks(ended, "answered " + other);
        if (other != 204) {
            assertThat(ended.err()).contains("a reason").doesNotContain("abc.def");
        }
    }

    @Test
    void noServerBlocks() throws IOException, InterruptedException {
        int port = server.getAddress().getPort();
        server.stop(0);
        assertBlocks(run(port, folder.resolve("a token"), 20), "cannot be reached");
    }

    @Test
    void aServerThatTakesTooLongBlocks() throws IOException, InterruptedException {
        silent = true;
        assertBlocks(run(server.getAddress().getPort(), folder.resolve("a token"), 1), "cannot be reached");
    }

    @Test
    void withoutATokenItBlocks() throws IOException, InterruptedException {
        int port = server.getAddress().getPort();
        assertBlocks(run(port, folder.resolve("none"), 20), "cannot be read");
        assertBlocks(run(port, Files.writeString(folder.resolve("empty"), ""), 20), "does not contain a token");
        assertBlocks(run(port, Files.writeString(folder.resolve("bad"), "a\"b\n"), 20), "does not contain a token");
        assertThat(asked).isEmpty();
        assertThat(run(port, Files.writeString(folder.resolve("open"), "abc"), 20)
                        .code())
                .isZero();
    }

    private static void assertBlocks(Ended ended, String why) {
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).startsWith("Interlock: ").contains(why);
    }
}
