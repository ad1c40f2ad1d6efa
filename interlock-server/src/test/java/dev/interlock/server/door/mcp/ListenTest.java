package dev.interlock.server.door.mcp;

import static dev.interlock.server.fixture.ScriptedUpstream.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.enforce.CallContext;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.Post;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.fixture.ScriptedUpstream;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Names;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers hear of changes outside their requests: of what they may see. */
class ListenTest {
    private static final String EVERYTHING =
            "{\"toolsListChanged\":true,\"promptsListChanged\":true,\"resourcesListChanged\":true,"
                    + "\"resourceSubscriptions\":[\"test://a\",\"test://b\"]}";
    private static final String ID = "/params/_meta/io.modelcontextprotocol~1subscriptionId";

    private final ScriptedUpstream erp = new ScriptedUpstream("erp").on("echo", (params, conversation) -> text("x"));
    private final Gateway gateway = new Gateway(
            DoorSettings.loopback()
                    .withWaiting(new DoorSettings.Waiting(Duration.ofMinutes(1), 3, 2, Duration.ofMillis(50))),
            Map.of("erp", erp));

    @AfterEach
    void stop() {
        gateway.close();
    }

    private RawHttp listen(String wanted) {
        return gateway.modern("erp", Names.LISTEN, "", "\"notifications\":" + wanted + ",");
    }

    private Post listening(String wanted, String honoured) {
        Post post = listen(wanted).open();
        ObjectNode first = post.next();
        assertThat(post.header("content-type")).contains("text/event-stream");
        Schemas.assertValid(Era.MODERN, "SubscriptionsAcknowledgedNotification", first);
        assertThat(first.path("method").asText()).isEqualTo(Names.ACKNOWLEDGED);
        assertThat(first.at(ID).asInt()).isEqualTo(1);
        assertThat(first.at("/params/notifications")).isEqualTo(Trees.object(honoured));
        return post;
    }

    private void tell(String what) {
        erp.tell("notifications/" + what, Json.object());
    }

    private void updated(String uri) {
        erp.tell(Names.RESOURCE_UPDATED, Json.object().put("uri", uri).put("x", "more words"));
    }

    private static String heard(Post post) {
        ObjectNode next = post.next();
        assertThat(next.at(ID).asInt()).isEqualTo(1);
        return next.path("method").asText().substring("notifications/".length())
                + next.path("params").path("uri").asText();
    }

    @Test
    void hearsWhatItWants() {
        try (Post post = listening(EVERYTHING, EVERYTHING)) {
            tell("tools/list_changed");
            assertThat(heard(post)).isEqualTo("tools/list_changed");
            tell("prompts/list_changed");
            assertThat(heard(post)).isEqualTo("prompts/list_changed");
            tell("resources/list_changed");
            assertThat(heard(post)).isEqualTo("resources/list_changed");
            updated("test://b");
            ObjectNode update = post.next();
            Schemas.assertValid(Era.MODERN, "ResourceUpdatedNotification", update);
            assertThat(update.toString()).contains("test://b").doesNotContain("more words");
        }
        Until.is(erp::listeners, 0);
    }

    @Test
    void anAddressThatTheServerChoseIsTakenInFirst() {
        try (Post post = listening(EVERYTHING, EVERYTHING)) {
            updated("test://b");
            assertThat(heard(post)).isEqualTo("resources/updatedtest://b");
            assertThat(gateway.given).as("the listener named it").isEmpty();
            updated("test://b/ask-for-more");
            assertThat(heard(post)).isEqualTo("resources/updatedtest://b/ask-for-more");
            assertThat(gateway.given).singleElement().asString().contains("test://b/ask-for-more");
            gateway.unlabelled = true;
            updated("test://b/send-all");
            updated("test://b");
            assertThat(heard(post)).isEqualTo("resources/updatedtest://b");
        }
    }

    @Test
    void hearsNothingElse() {
        String wanted = "{\"promptsListChanged\":true,\"toolsListChanged\":false,\"x\":1}";
        try (Post post = listening(wanted, "{\"promptsListChanged\":true}")) {
            tell("tools/list_changed");
            updated("test://a");
            tell("prompts/list_changed");
            assertThat(heard(post)).isEqualTo("prompts/list_changed");
        }
    }

    /** Each resource is decided on, as if it were read. */
    @Test
    void onlyOfWhatMayBeReadAndSeen() {
        gateway.hidden.add("mcp:prompts/get");
        erp.capabilities.withObject("/resources").put("listChanged", false);
        try (Post post = listening(
                EVERYTHING.replace("test://b", "test://forbidden"),
                "{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"test://a\"]}")) {
            assertThat(gateway.calls)
                    .extracting(CallContext::tool)
                    .containsExactly("mcp:resources/read", "mcp:resources/read");
            assertThat(erp.uris()).as("nothing else reaches the server").isEqualTo(Set.of("test://a"));
            gateway.hidden.add("mcp:resources/read");
            updated("test://a");
            tell("tools/list_changed");
            assertThat(heard(post)).as("it is hidden by now").isEqualTo("tools/list_changed");
        }
        try (Post post = listening(EVERYTHING, "{\"toolsListChanged\":true}")) {
            Until.is(erp::uris, Set.of());
        }
    }

    @Test
    void anotherPolicyChangesTheLists() {
        try (Post post = listening("{\"toolsListChanged\":true}", "{\"toolsListChanged\":true}")) {
            gateway.version = "2";
            assertThat(heard(post)).isEqualTo("tools/list_changed");
        }
    }

    @Test
    void endsWithAResult() {
        try (Post post = listening("{}", "{}")) {
            gateway.closing();
            ObjectNode end = post.next();
            Schemas.assertValid(Era.MODERN, "SubscriptionsListenResultResponse", end);
            assertThat(post.ended()).isTrue();
        }
    }

    @Test
    void isAlive() {
        try (Post post = listening("{}", "{}")) {
            post.alive().alive();
        }
    }

    @Test
    void isBounded() {
        try (Post first = listening("{}", "{}");
                Post second = listening("{}", "{}")) {
            RawHttp.Answer third = listen("{}").send();
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.errorCode()).isEqualTo(1429);
            second.close();
            first.alive();
        }
    }

    @Test
    void theInstancesOfAnAgentLeaveStreamsToOthers() {
        try (Post first = listening("{}", "{}");
                Post second = listening("{}", "{}");
                Post further =
                        listen("{}").with("Authorization", "Bearer token-a2").open()) {
            assertThat(further.status()).isEqualTo(429);
            try (Post other =
                    listen("{}").with("Authorization", "Bearer token-b").open()) {
                assertThat(other.next().path("method").asText()).isEqualTo(Names.ACKNOWLEDGED);
            }
            first.alive();
            second.alive();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7|params.notifications",
                "{\"toolsListChanged\":1}|toolsListChanged",
                "{\"resourceSubscriptions\":{}}|resourceSubscriptions",
                "{\"resourceSubscriptions\":[1]}|resourceSubscriptions"
            })
    void malformed(String wanted, String named) {
        RawHttp.Answer answer = listen(wanted).send();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorCode()).isEqualTo(-32602);
        assertThat(answer.errorMessage()).contains(named);
    }

    @Test
    void needsATaskThatIsThere() {
        RawHttp.Answer answer = listen("{}").add("Interlock-Task", "unknown").send();
        assertThat(answer.errorCode()).isEqualTo(1403);
    }

    // --- the legacy era

    private RawHttp session() {
        RawHttp.Answer initialized = gateway.raw("erp")
                .body("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
                        + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                        + "\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}")
                .send();
        assertThat(initialized.json().at("/result/capabilities/resources").toString())
                .isEqualTo("{\"listChanged\":true,\"subscribe\":true}");
        return gateway.raw("erp")
                .add(
                        Names.HEADER_SESSION,
                        initialized.header(Names.HEADER_SESSION).orElseThrow());
    }

    private static RawHttp stream(RawHttp session) {
        return session.without("Content-Type")
                .with("Accept", "text/event-stream")
                .method("GET");
    }

    private static RawHttp.Answer ask(RawHttp session, String method, String uri) {
        return session.body("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"" + method + "\",\"params\":{\"uri\":\"" + uri
                        + "\"}}")
                .send();
    }

    @Test
    void aSessionHasAStream() {
        RawHttp session = session();
        assertThat(ask(session, "resources/subscribe", "test://a")
                        .json()
                        .path("result")
                        .isEmpty())
                .isTrue();
        try (Post post = stream(session).open().alive()) {
            assertThat(stream(session).open().status()).as("one at a time").isEqualTo(409);
            Until.is(erp::uris, Set.of("test://a"));
            tell("tools/list_changed");
            ObjectNode changed = post.next();
            Schemas.assertValid(Era.LEGACY, "ToolListChangedNotification", changed);
            assertThat(changed.path("params").has("_meta")).isFalse();
            ask(session, "resources/subscribe", "test://b");
            updated("test://b");
            Schemas.assertValid(Era.LEGACY, "ResourceUpdatedNotification", post.next());
            ask(session, "resources/unsubscribe", "test://b");
            updated("test://b");
            updated("test://a");
            assertThat(post.next().at("/params/uri").asText()).isEqualTo("test://a");
            session.method("DELETE").send();
            assertThat(post.ended()).isTrue();
        }
        Until.is(erp::listeners, 0);
    }

    @Test
    void aStreamCanBeOpenedAgain() {
        RawHttp session = session();
        for (int i = 0; i < 3; i++) {
            try (Post post = stream(session).open().alive()) {
                Until.is(erp::listeners, 1);
            }
            Until.is(erp::listeners, 0);
        }
    }

    @Test
    void whatMayNotBeReadIsNotHeardOf() {
        RawHttp session = session();
        RawHttp.Answer refused = ask(session, "resources/subscribe", "test://forbidden");
        assertThat(refused.errorCode()).isEqualTo(1403);
        assertThat(ask(session, "resources/subscribe", "").errorCode()).isEqualTo(-32602);
        try (Post post = stream(session).open().alive()) {
            Until.is(erp::listeners, 1);
            assertThat(erp.uris()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/html"})
    void aStreamOfSomethingElse(String accept) {
        assertThat(stream(session()).with("Accept", accept).send().status()).isEqualTo(406);
    }

    @Test
    void streamsWithoutASession() {
        RawHttp.Answer none = stream(gateway.raw("erp")).send();
        assertThat(none.status()).isEqualTo(405);
        assertThat(none.header("Allow")).contains("GET, POST, DELETE");
        assertThat(stream(session().with(Names.HEADER_SESSION, "other")).send().status())
                .isEqualTo(404);
        assertThat(stream(session().with("Authorization", "Bearer token-b"))
                        .send()
                        .status())
                .isEqualTo(404);
    }

    @Test
    void theJavaSdkHears() throws Exception {
        BlockingQueue<List<McpSchema.Tool>> heard = new LinkedBlockingQueue<>();
        try (McpSyncClient client = McpClient.sync(
                        HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + gateway.port())
                                .endpoint("/mcp/erp")
                                .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer token-a"))
                                .build())
                .requestTimeout(Duration.ofMinutes(1))
                .toolsChangeConsumer(heard::add)
                .build()) {
            client.initialize();
            Until.is(erp::listeners, 1);
            tell("tools/list_changed");
            assertThat(heard.take()).extracting(McpSchema.Tool::name).containsExactly("echo");
        }
    }
}
