package dev.interlock.cli.command.approval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.interlock.cli.CommandRun;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code interlock contact list}, against a server whose list has two parts. */
class ContactCommandTest {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile boolean refusing;
    private HttpServer server;

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
        asked.add(exchange.getRequestURI().toString());
        boolean second = exchange.getRequestURI().getQuery().contains("after=c-9");
        ObjectNode body = Json.object();
        if (second && refusing) {
            body.put("status", 429).put("code", "too-many-requests").put("detail", "wait a second");
        } else if (second) {
            body.putArray("contacts").add(contact("c-4", "high", "\"money.pay\",\"sink/external\""));
        } else {
            body.put("next", "c-9").putArray("contacts").add(contact("c-9", "low", ""));
        }
        byte[] text = Json.bytes(body);
        exchange.sendResponseHeaders(body.path("status").asInt(200), text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    private static ObjectNode contact(String call, String tier, String marks) {
        return Trees.object("{\"call\":\"" + call + "\",\"at\":\"2026-11-29T08:00:00Z\",\"owner\":\"desk\","
                + "\"agent\":\"helper\",\"tool\":\"bank/add_payee\",\"tier\":\"" + tier
                + "\",\"arguments\":{\"to\":\"DE89\"},"
                + "\"destinations\":1,\"marks\":[" + marks + "],\"approvals\":[{\"id\":\"a-3\",\"by\":\"vera\"}]}");
    }

    private CommandRun list(String... options) {
        var all = new ArrayList<Object>(List.of("contact", "list"));
        all.addAll(List.of(options));
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        return CommandRun.in(
                new Surroundings(Map.of("INTERLOCK_URL", url, "INTERLOCK_TOKEN", "il_token"), false), all.toArray());
    }

    @Test
    void allPartsAreListed() {
        CommandRun run = list("--owner", "desk");
        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.FINE);
        assertThat(asked)
                .containsExactly("/v1/contacts?limit=500&owner=desk", "/v1/contacts?limit=500&owner=desk&after=c-9");
        assertThat(run.out())
                .containsSubsequence("TIER", "FOR", "APPROVED BY")
                .containsSubsequence("c-9", "low", "all calls", "vera")
                .containsSubsequence("c-4", "high", "money.pay, sink/external", "vera");
    }

    @Test
    void theJsonIsOneListWithTheTierAndTheMarksOfEachCall() {
        ObjectNode all = Trees.object(list("--json").out());
        assertThat(all.has("next")).isFalse();
        assertThat(all.path("contacts").findValuesAsText("call")).containsExactly("c-9", "c-4");
        assertThat(all.path("contacts").findValuesAsText("tier")).containsExactly("low", "high");
        assertThat(all.at("/contacts/1/marks/1").asText()).isEqualTo("sink/external");
    }

    @Test
    void anIncompleteListIsNotShown() {
        refusing = true;
        CommandRun run = list();
        assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("too-many-requests");
    }
}
