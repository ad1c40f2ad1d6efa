package dev.interlock.server.door.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.door.mcp.aggregate.Aggregate;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Post;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.fixture.everything.EverythingHttp;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.http.HttpSettings;
import dev.interlock.server.upstream.mcp.McpUpstream;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several servers behind one endpoint: `all` of them, and `some` of which one does not answer. */
class AggregateDoorTest {
    /** A server that takes connections and stays silent. */
    private ServerSocket silent;

    private EverythingHttp modern;
    private EverythingHttp legacy;
    private HttpFixture paged;
    private final List<Upstream> upstreams = new ArrayList<>();
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        modern = new EverythingHttp(Set.of(Era.MODERN), 0);
        legacy = new EverythingHttp(Set.of(Era.LEGACY), 0);
        paged = new HttpFixture(Set.of(Era.MODERN));
        Upstream crm = upstream("crm", modern.endpoint());
        Upstream files = upstream("My_Files", legacy.endpoint());
        Upstream pages = upstream("pages", paged.endpoint());
        Upstream dead = upstream("dead", URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/mcp"));
        gateway = new Gateway(
                DoorSettings.loopback(),
                Map.of(
                        "all",
                        new Aggregate("all", List.of(pages, crm, files), Duration.ofMinutes(1)),
                        "some",
                        new Aggregate("some", List.of(dead, crm), Duration.ofSeconds(1)),
                        "none",
                        new Aggregate("none", List.of(dead), Duration.ofMillis(50))));
    }

    private Upstream upstream(String name, URI address) {
        Upstream made =
                McpUpstream.http(name, HttpSettings.of(address), EraChoice.AUTO, Timing.defaults(), System::nanoTime);
        upstreams.add(made);
        return made;
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        upstreams.forEach(Upstream::close);
        silent.close();
        modern.close();
        legacy.close();
        paged.close();
    }

    private JsonNode asked(String endpoint, String method, String name, String params, String definition) {
        RawHttp.Answer answer = gateway.modern(endpoint, method, name, params).send();
        assertThat(answer.status()).isEqualTo(200);
        Schemas.assertValid(Era.MODERN, definition, answer.json());
        return answer.json().path("result");
    }

    private JsonNode called(String tool, String arguments) {
        String params = "\"name\":\"" + tool + "\",\"arguments\":" + arguments + ",";
        return asked("all", Names.TOOLS_CALL, tool, params, "CallToolResultResponse");
    }

    private JsonNode read(String uri) {
        return asked("all", Names.RESOURCES_READ, uri, "\"uri\":\"" + uri + "\",", "ReadResourceResultResponse");
    }

    @Test
    void describesAll() {
        JsonNode result = asked("all", Names.DISCOVER, "", "", "DiscoverResultResponse");
        assertThat(result.path("capabilities").fieldNames())
                .toIterable()
                .contains("tools", "resources", "prompts", "completions");
        assertThat(result.path("instructions").asText())
                .contains("This endpoint combines several servers: `pages`, `crm`, `My_Files`")
                .contains("Server `pages` says:\n> be kind", "Server `crm` says:\n> ask for anything")
                .doesNotContain("cannot be reached");
    }

    @Test
    void listsToolsServerByServer() {
        JsonNode result = asked("all", Names.TOOLS_LIST, "", "", "ListToolsResultResponse");
        List<String> names = new ArrayList<>();
        result.path("tools").forEach(tool -> names.add(tool.path("name").asText()));
        List<String> expected = new ArrayList<>(List.of("pages__echo", "pages__add", "pages__store"));
        modern.everything.toolNames().forEach(tool -> expected.add("crm__" + tool));
        legacy.everything.toolNames().forEach(tool -> expected.add("My_Files__" + tool));
        assertThat(names).containsExactlyElementsOf(expected);
        assertThat(result.at("/tools/0/description").asText()).isEqualTo("says it again");
        assertThat(result.at("/tools/0/x-unknown/kept").asBoolean()).isTrue();
        assertThat(result.path("ttlMs").isIntegralNumber()).isTrue();
        assertThat(result.path("cacheScope").asText()).isEqualTo("private");
        assertThat(result.path("_meta").has(Names.META_UNAVAILABLE)).isFalse();
    }

    /** A client of the legacy era, of both servers. */
    @Test
    void theJavaSdk() {
        try (McpSyncClient client = McpClient.sync(
                        HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + gateway.port())
                                .endpoint("/mcp/all")
                                .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer token-a"))
                                .build())
                .requestTimeout(Duration.ofSeconds(20))
                .build()) {
            assertThat(client.initialize().instructions()).contains("several servers");
            assertThat(client.listTools().tools())
                    .extracting(McpSchema.Tool::name)
                    .contains("crm__test_simple_text", "My_Files__test_simple_text");
            McpSchema.CallToolResult said =
                    client.callTool(McpSchema.CallToolRequest.builder("My_Files__test_embedded_resource")
                            .arguments(Map.of())
                            .build());
            assertThat(((McpSchema.EmbeddedResource) said.content().getFirst())
                            .resource()
                            .uri())
                    .isEqualTo("my-files+test://embedded-resource");
            assertThat(client.listResources().resources())
                    .as("it follows the cursor")
                    .extracting(McpSchema.Resource::uri)
                    .contains("pages+test://a", "pages+test://b", "crm+test://static-text");
        }
    }

    @ParameterizedTest
    @CsvSource({"crm", "My_Files"})
    void decisionsSeeTheRealTool(String server) {
        JsonNode result = called(server + "__test_simple_text", "{}");
        assertThat(result.at("/content/0/text").asText()).startsWith("This is a simple text");
        assertThat(gateway.calls).singleElement().satisfies(call -> {
            assertThat(call.server()).isEqualTo(server);
            assertThat(call.tool()).isEqualTo("test_simple_text");
            assertThat(call.definition().orElseThrow().path("name").asText()).isEqualTo("test_simple_text");
        });
    }

    @Test
    void aDenialIsOne() {
        JsonNode result = called("pages__echo", "{\"text\":\"deny\"}");
        assertThat(result.at("/content/0/text").asText()).startsWith("Denied by Interlock");
        assertThat(paged.calls("echo")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"crm, crm", "My_Files, my-files"})
    void addressesAreTheEndpoints(String server, String scheme) {
        assertThat(called(server + "__test_embedded_resource", "{}")
                        .at("/content/0/resource/uri")
                        .asText())
                .isEqualTo(scheme + "+test://embedded-resource");
        JsonNode prompt = asked(
                "all",
                Names.PROMPTS_GET,
                server + "__test_prompt_with_embedded_resource",
                "\"name\":\"" + server
                        + "__test_prompt_with_embedded_resource\",\"arguments\":{\"resourceUri\":\"test://x\"},",
                "GetPromptResultResponse");
        assertThat(prompt.at("/messages/0/content/resource/uri").asText()).isEqualTo(scheme + "+test://x");
        assertThat(read(scheme + "+test://template/7/data")
                        .at("/contents/0/uri")
                        .asText())
                .isEqualTo(scheme + "+test://template/7/data");
        assertThat(gateway.calls.getLast().arguments().path("uri").asText()).isEqualTo("test://template/7/data");
        assertThat(asked("all", "resources/templates/list", "", "", "ListResourceTemplatesResultResponse")
                        .findValuesAsText("uriTemplate"))
                .contains(scheme + "+test://template/{id}/data");
        assertThat(asked("all", "prompts/list", "", "", "ListPromptsResultResponse")
                        .findValuesAsText("name"))
                .contains(server + "__test_simple_prompt");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"ref/prompt\",\"name\":\"crm__test_simple_prompt\"} | test_simple_prompt",
                "{\"type\":\"ref/resource\",\"uri\":\"crm+test://template/{id}/data\"} | test://template/{id}/data"
            })
    void completes(String ref, String own) {
        JsonNode completed = asked(
                "all",
                Names.COMPLETE,
                "",
                "\"ref\":" + ref + ",\"argument\":{\"name\":\"id\",\"value\":\"par\"},",
                "CompleteResultResponse");
        assertThat(completed.path("completion").path("values")).hasSize(3);
        assertThat(gateway.calls).singleElement().satisfies(call -> {
            assertThat(call.server()).isEqualTo("crm");
            assertThat(call.arguments().path("ref").toString()).contains("\"" + own + "\"");
        });
    }

    @Test
    void pagesWalkThroughTheServers() {
        JsonNode first = asked("all", "resources/list", "", "", "ListResourcesResultResponse");
        assertThat(first.findValuesAsText("uri")).containsExactly("pages+test://a");
        String cursor = "\"cursor\":\"" + first.path("nextCursor").asText() + "\",";
        JsonNode rest = asked("all", "resources/list", "", cursor, "ListResourcesResultResponse");
        assertThat(rest.findValuesAsText("uri"))
                .startsWith("pages+test://b", "crm+test://static-text")
                .contains("my-files+test://static-text");
        assertThat(rest.has("nextCursor")).isFalse();
        for (String made : List.of("7", "\"pages:2\"", "\"crm:\"", "\"\"", "\"nobody:x\"", "null")) {
            assertThat(gateway.modern("all", "resources/list", "", "\"cursor\":" + made + ",")
                            .send()
                            .errorCode())
                    .as("%s", made)
                    .isEqualTo(-32602);
        }
    }

    @Test
    void aSilentServerIsLeftOut() {
        JsonNode discovered = asked("some", Names.DISCOVER, "", "", "DiscoverResultResponse");
        assertThat(discovered.path("instructions").asText())
                .contains("Servers that cannot be reached at the moment: `dead`");
        assertThat(discovered.path("capabilities").has("prompts")).isTrue();
        JsonNode tools = asked("some", Names.TOOLS_LIST, "", "", "ListToolsResultResponse");
        assertThat(tools.path("tools").findValuesAsText("name")).contains("crm__test_simple_text");
        assertThat(tools.path("_meta").path(Names.META_UNAVAILABLE).toString()).isEqualTo("[\"dead\"]");
        assertThat(tools.path("ttlMs").asInt()).as("nobody keeps such a list").isZero();
        RawHttp.Answer none = gateway.modern("none", Names.TOOLS_LIST, "", "").send();
        assertThat(none.errorMessage()).isEqualTo("no answer from `dead`; try again later");
        asked("none", Names.DISCOVER, "", "", "DiscoverResultResponse");
    }

    @Test
    void aCallOfAServerThatIsGoneSaysSo() {
        legacy.close();
        JsonNode result = called("My_Files__test_simple_text", "{}");
        assertThat(result.at("/content/0/text").asText())
                .startsWith("Permitted, but the server did not accept the call")
                .contains("server `My_Files`")
                .contains("Nothing was done.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "tools/call; echo; \"name\":\"echo\",; -32602; each begins with one of `pages__`, `crm__`",
                "tools/call; dead__echo; \"name\":\"dead__echo\",; -32602; `params.name`",
                "tools/call; pages__; \"name\":\"pages__\",; -32602; `params.name`",
                "tools/call; PAGES__echo; \"name\":\"PAGES__echo\",; -32602; `params.name`",
                "tools/call; pages__mcp:x; \"name\":\"pages__mcp:x\",; -32602; `params.name`",
                "tools/call; echo; \"name\":\"pages__echo\",; -32020; Mcp-Name",
                "tools/call; pages__store; \"name\":\"pages__store\",\"arguments\":{\"region\":\"eu\"},; -32020;"
                        + " Mcp-Param",
                "resources/read; test://a; \"uri\":\"test://a\",; -32602; each begins with one of `pages+`",
                "resources/read; dead+test://a; \"uri\":\"dead+test://a\",; -32602; `params.uri`",
                "prompts/get; greeting; \"name\":\"greeting\",; -32602; `params.name`",
                "completion/complete; ''; \"ref\":{\"uri\":7},\"argument\":{},; -32602; `params.ref.uri`",
                "completion/complete; ''; \"ref\":[],\"argument\":{},; -32602; `params.ref.name`",
                "tools/list; ''; \"cursor\":\"x\",; -32602; one page",
                "vendor/method; ''; ''; -32601; not offered"
            })
    void badInput(String method, String name, String params, int code, String message) {
        RawHttp.Answer answer = gateway.modern("all", method, name, params).send();
        Schemas.assertValid(Era.MODERN, "JSONRPCErrorResponse", answer.json());
        assertThat(answer.errorCode()).isEqualTo(code);
        assertThat(answer.errorMessage()).contains(message);
        assertThat(gateway.calls).isEmpty();
    }

    /** The headers name what the body names; the server gets its own. */
    @Test
    void headersTowardsTheServerAreItsOwn() {
        RawHttp.Answer answer = gateway.modern(
                        "all",
                        Names.TOOLS_CALL,
                        "pages__store",
                        "\"name\":\"pages__store\",\"arguments\":{\"region\":\"eu\"},")
                .add("Mcp-Param-Region", "eu")
                .send();
        assertThat(answer.json().at("/result/content/0/text").asText()).isEqualTo("stored");
        assertThat(paged.headers.getLast().getFirst("Mcp-Name")).isEqualTo("store");
        assertThat(paged.headers.getLast().getFirst("Mcp-Param-Region")).isEqualTo("eu");
    }

    /** What a server asks meanwhile belongs to the request of the endpoint. */
    @Test
    void aServerAsks() {
        String params = "\"name\":\"crm__test_elicitation\",\"arguments\":{\"message\":\"who\"},";
        String can = "{\"elicitation\":{\"form\":{}}}";
        RawHttp.Answer asks = gateway.capable("all", Names.TOOLS_CALL, "crm__test_elicitation", params, can)
                .send();
        JsonNode asked = asks.json().path("result");
        assertThat(asked.path("resultType").asText()).as("%s", asked).isEqualTo("input_required");
        assertThat(asked.at("/inputRequests").findValue("message").asText()).startsWith("server `crm` asks:");
        String key = asked.path("inputRequests").fieldNames().next();
        String more = "\"requestState\":\"" + asked.path("requestState").asText() + "\",\"inputResponses\":{\"" + key
                + "\":{\"action\":\"accept\",\"content\":{\"username\":\"ann\",\"email\":\"a@example.com\"}}},";
        RawHttp.Answer answer = gateway.capable("all", Names.TOOLS_CALL, "crm__test_elicitation", params + more, can)
                .send();
        Schemas.assertValid(Era.MODERN, "CallToolResultResponse", answer.json());
        assertThat(answer.json().at("/result/content/0/text").asText()).contains("ann");
        assertThat(gateway.calls).as("one call").hasSize(1);
    }

    /** A subscription listens at each server, and each tells of its own. */
    @Test
    void hearsOfAll() {
        String wanted = "\"notifications\":{\"toolsListChanged\":true,\"resourceSubscriptions\":["
                + "\"crm+test://watched-resource\",\"my-files+test://watched-resource\",\"test://watched-resource\"]},";
        try (Post post = gateway.modern("all", Names.LISTEN, "", wanted).open()) {
            ObjectNode acknowledged = post.next();
            Schemas.assertValid(Era.MODERN, "SubscriptionsAcknowledgedNotification", acknowledged);
            assertThat(acknowledged
                            .at("/params/notifications/resourceSubscriptions")
                            .toString())
                    .isEqualTo("[\"crm+test://watched-resource\",\"my-files+test://watched-resource\"]");
            for (String server : List.of("crm", "My_Files")) {
                called(server + "__test_trigger_resource_update", "{}");
                assertThat(post.next().at("/params/uri").asText())
                        .isEqualTo((server.equals("crm") ? "crm" : "my-files") + "+test://watched-resource");
                called(server + "__test_trigger_tool_change", "{}");
                assertThat(post.next().path("method").asText()).isEqualTo(Names.TOOLS_CHANGED);
            }
        }
    }

    /** One server's words must not count as another's, which may be trusted. */
    @Test
    void anAddressIsTakenInAsContentOfItsServerAlone() {
        String wanted = "\"notifications\":{\"resourceSubscriptions\":[\"crm+test://watched-resource\"]},";
        try (Post post = gateway.modern("all", Names.LISTEN, "", wanted).open()) {
            post.next();
            Until.holds(() -> modern.everything.listeners() == 1);
            modern.everything.updated("test://watched-resource/part");
            assertThat(post.next().at("/params/uri").asText()).isEqualTo("crm+test://watched-resource/part");
            assertThat(gateway.given)
                    .containsExactly("crm mcp:resources/read {\"uri\":\"test://watched-resource/part\"}");
        }
    }

    @Test
    void aTaskThatIsRefusedIsRefusedOnce() {
        RawHttp.Answer answer = gateway.modern("all", Names.TOOLS_LIST, "", "")
                .add("Interlock-Task", "unknown")
                .send();
        assertThat(answer.errorCode()).isEqualTo(1403);
        assertThat(answer.errorMessage()).contains("open one first");
    }
}
