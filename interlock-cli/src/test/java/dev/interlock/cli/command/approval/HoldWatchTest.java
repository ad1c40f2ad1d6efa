package dev.interlock.cli.command.approval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code interlock approvals list --watch}, with a server that changes at each pause. */
class HoldWatchTest {

    private static final Instant NOW = Instant.parse("2026-11-29T08:00:02.104Z");

    private HttpServer server;
    private final TreeMap<String, ObjectNode> holds = new TreeMap<>();
    private int status = 200;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        ObjectNode body = Json.object();
        if (status != 200) {
            body.put("status", status).put("code", "refused").put("detail", "not now");
        } else if (path.equals("/v1/holds")) {
            var list = body.putArray("holds");
            holds.values().stream()
                    .filter(hold -> hold.path("state").asText().equals("open"))
                    .forEach(list::add);
        } else {
            body = holds.get(path.substring(path.lastIndexOf('/') + 1));
        }
        byte[] text = Json.bytes(body);
        exchange.sendResponseHeaders(status, text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    private void hold(String id, String state, boolean approved) {
        holds.put(
                id,
                Json.object()
                        .put("id", id)
                        .put("state", state)
                        .put("approved", approved)
                        .put("agent", "clerk")
                        .put("say", "Pay \u001b[31m120 EUR")
                        .put("since", "2026-11-29T08:00:00Z"));
    }

    private int watch(HoldWatch.Output output, Runnable... steps) throws Exception {
        var printed = new PrintWriter(out, true);
        var watch = new HoldWatch(
                "/v1/holds?state=open",
                output,
                printed,
                new PrintWriter(err, true),
                new Screen(printed, false),
                () -> NOW);
        var left = new ArrayDeque<>(List.of(steps));
        return watch.run(this::client, time -> {
            if (left.isEmpty()) {
                return false;
            }
            left.pop().run();
            return true;
        });
    }

    private ApiClient client() {
        return ApiClient.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), Optional.empty(), "token");
    }

    @Test
    void eachChangeIsALine() throws Exception {
        hold("h-1", "open", false);
        int code = watch(
                HoldWatch.Output.LINES,
                () -> {},
                () -> hold("h-2", "open", false),
                () -> hold("h-1", "open", true),
                () -> hold("h-1", "spent", true),
                () -> hold("h-2", "rejected", false));
        assertThat(code).isEqualTo(ExitCode.FINE);
        assertThat(out.toString().lines())
                .containsExactly(
                        "2026-11-29 08:00:02Z  h-1  open  clerk  Pay \ufffd[31m120 EUR",
                        "2026-11-29 08:00:02Z  h-2  open  clerk  Pay \ufffd[31m120 EUR",
                        "2026-11-29 08:00:02Z  h-1  approved  clerk  Pay \ufffd[31m120 EUR",
                        "2026-11-29 08:00:02Z  h-1  spent  clerk  Pay \ufffd[31m120 EUR",
                        "2026-11-29 08:00:02Z  h-2  rejected  clerk  Pay \ufffd[31m120 EUR");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void programsGetAnObjectALine() throws Exception {
        watch(HoldWatch.Output.JSON, () -> hold("h-1", "open", false), () -> hold("h-1", "expired", false));
        List<JsonNode> lines = out.toString()
                .lines()
                .map(Trees::object)
                .map(JsonNode.class::cast)
                .toList();
        assertThat(lines).extracting(line -> line.path("state").asText()).containsExactly("open", "expired");
        assertThat(lines)
                .allSatisfy(line ->
                        assertThat(line.path("hold").path("id").asText()).isEqualTo("h-1"));
    }

    @Test
    void aTerminalIsDrawnAgainWhenSomethingChangedAndNotElse() throws Exception {
        watch(HoldWatch.Output.DRAWN, () -> {}, () -> hold("h-1", "open", false), () -> {});
        assertThat(out.toString().split("\u001b\\[2J", -1)).hasSize(3);
        assertThat(out.toString()).contains("nothing is held", "h-1", "Press Ctrl-C to stop");
    }

    @Test
    void aServerThatGoesAndComesIsWaitedForAndThatIsSaidOnce() throws Exception {
        int port = server.getAddress().getPort();
        watch(HoldWatch.Output.LINES, () -> server.stop(0), () -> {}, () -> {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            server.createContext("/", this::answer);
            server.start();
            hold("h-1", "open", false);
        });
        assertThat(err.toString().lines())
                .containsExactly(
                        "interlock: the server at http://127.0.0.1:" + port
                                + " is not reachable (no answer); trying again",
                        "interlock: the server at http://127.0.0.1:" + port + " is answering again");
        assertThat(out.toString()).contains("h-1");
    }

    @Test
    void aRefusalEndsItAndABusyServerDoesNot() throws Exception {
        status = 429;
        assertThat(watch(HoldWatch.Output.LINES, () -> status = 503, () -> status = 200))
                .isEqualTo(ExitCode.FINE);
        assertThat(err.toString()).contains("is not reachable (not now)", "is answering again");
        status = 403;
        assertThat(watch(HoldWatch.Output.LINES)).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err.toString()).contains("refused (refused)", "answered by the server at");
    }

    @Test
    void nobodyThereAtTheBeginningIsAMistake() throws Exception {
        server.stop(0);
        assertThat(watch(HoldWatch.Output.LINES)).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err.toString()).contains("no Interlock server answers");
    }
}
