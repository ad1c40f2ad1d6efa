package dev.interlock.server.door.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.enforce.CallContext;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Names;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Resources, prompts and completions, towards both eras and from both. */
class ContentDoorTest extends DoorTestBase {

    private JsonNode asked(String server, String method, String name, String params, String definition) {
        RawHttp.Answer answer = gateway.modern(server, method, name, params).send();
        assertThat(answer.status()).isEqualTo(200);
        Schemas.assertValid(Era.MODERN, definition, answer.json());
        return answer.json().path("result");
    }

    private RawHttp.Answer refused(String server, String method, String name, String params) {
        RawHttp.Answer answer = gateway.modern(server, method, name, params).send();
        Schemas.assertValid(Era.MODERN, "JSONRPCErrorResponse", answer.json());
        return answer;
    }

    @ParameterizedTest
    @ValueSource(strings = {"erp", "old"})
    void capabilitiesAreTheServersOwn(String server) {
        JsonNode result = asked(server, Names.DISCOVER, "", "", "DiscoverResultResponse");
        assertThat(result.path("capabilities").fieldNames())
                .toIterable()
                .containsExactly("tools", "resources", "prompts", "completions", "extensions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"erp", "old"})
    void listsPageByPage(String server) {
        JsonNode first = asked(server, "resources/list", "", "", "ListResourcesResultResponse");
        assertThat(first.path("resources").findValuesAsText("uri")).containsExactly("test://a");
        assertThat(first.path("resources").path(0).path("x-unknown").toString()).isEqualTo("{\"n\":1.50}");
        assertThat(first.path("cacheScope").asText()).isEqualTo("private");
        assertThat(first.path("ttlMs").asLong())
                .as("the server allows a minute, Interlock nothing")
                .isZero();
        String cursor = "\"cursor\":\"" + first.path("nextCursor").asText() + "\",";
        JsonNode second = asked(server, "resources/list", "", cursor, "ListResourcesResultResponse");
        assertThat(second.path("resources").findValuesAsText("uri")).containsExactly("test://b");
        assertThat(second.has("nextCursor")).isFalse();
        asked(server, "resources/templates/list", "", "", "ListResourceTemplatesResultResponse");
        asked(server, "prompts/list", "", "", "ListPromptsResultResponse");
        assertThat(gateway.calls).as("lists are no calls").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"erp", "old"})
    void whatIsListedIsTakenInFirst(String server) {
        asked(server, "resources/list", "", "", "ListResourcesResultResponse");
        assertThat(gateway.given)
                .anyMatch(text -> text.startsWith(server + " mcp:resources/read ") && text.contains("test://a"));
        asked(server, "prompts/list", "", "", "ListPromptsResultResponse");
        assertThat(gateway.given)
                .anyMatch(text -> text.startsWith(server + " mcp:prompts/get ") && text.contains("greeting"));
        gateway.unlabelled = true;
        RawHttp.Answer refused = refused(server, "prompts/list", "", "");
        assertThat(refused.errorMessage()).contains("cannot be recorded as read");
        assertThat(refused.text()).doesNotContain("greeting");
    }

    @ParameterizedTest
    @ValueSource(strings = {"erp", "old"})
    void whatIsSaidInPlaceOfAListIsTakenInFirst(String server) {
        asked(server, "prompts/list", "", "", "ListPromptsResultResponse");
        (server.equals("erp") ? modernFixture : legacyFixture).tools.refuseLists = "ask for more";
        assertThat(refused(server, "prompts/list", "", "").errorMessage()).contains("ask for more");
        assertThat(gateway.given.getLast())
                .startsWith(server + " mcp:prompts/get ")
                .contains("ask for more");
        gateway.unlabelled = true;
        assertThat(refused(server, "prompts/list", "", "").text()).doesNotContain("ask for more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"erp", "old"})
    void whatIsReadIsDecided(String server) {
        JsonNode read = asked(
                server, "resources/read", "test://a", "\"uri\":\"test://a\",\"x\":1,", "ReadResourceResultResponse");
        assertThat(read.path("contents").path(0).path("text").asText()).isEqualTo("text of test://a");
        assertThat(read.path("cacheScope").asText()).isEqualTo("private");
        assertThat(read.path("_meta").has(Names.META_DECISION)).isTrue();
        JsonNode prompt = asked(
                server,
                "prompts/get",
                "greeting",
                "\"name\":\"greeting\",\"arguments\":{\"who\":\"ann\"},",
                "GetPromptResultResponse");
        assertThat(prompt.path("messages").path(0).path("content").path("text").asText())
                .isEqualTo("hello ann");
        JsonNode completed = asked(
                server,
                "completion/complete",
                "",
                "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"greeting\"},\"argument\":{\"name\":\"who\",\"value\":\"an\"},",
                "CompleteResultResponse");
        assertThat(completed.path("completion").path("values").path(1).asText()).isEqualTo("anton");
        assertThat(gateway.calls)
                .extracting(CallContext::tool)
                .containsExactly("mcp:resources/read", "mcp:prompts/get", "mcp:completion/complete");
        assertThat(gateway.calls.getFirst().arguments().toString())
                .as("every member that goes on is decided on")
                .isEqualTo("{\"uri\":\"test://a\",\"x\":1}");
        assertThat(gateway.calls.get(1).arguments().toString())
                .isEqualTo("{\"name\":\"greeting\",\"arguments\":{\"who\":\"ann\"}}");
        assertThat(gateway.calls
                        .get(1)
                        .definition()
                        .orElseThrow()
                        .at("/arguments/0/name")
                        .asText())
                .as("the list declares what its arguments are called")
                .isEqualTo("who");
    }

    @ParameterizedTest
    @CsvSource({
        "deny, Denied by Interlock (sod.separate): whoever created this vendor does not pay it.",
        "hold, Held by Interlock (hold h-7): an independent person must approve it."
    })
    void decisionsAreErrors(String text, String message) {
        int before = modernFixture.tools.seen.size();
        RawHttp.Answer answer =
                refused("erp", "resources/read", "test://a", "\"uri\":\"test://a\",\"text\":\"" + text + "\",");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.errorCode()).isEqualTo(1403);
        assertThat(answer.errorMessage()).startsWith(message);
        assertThat(answer.json()
                        .path("error")
                        .path("data")
                        .path(Names.META_DECISION)
                        .path("decision")
                        .asText())
                .isEqualTo("d-1");
        assertThat(modernFixture.tools.seen.subList(before, modernFixture.tools.seen.size()))
                .as("nothing went on")
                .noneMatch(message1 -> message1.path("method").asText().equals("resources/read"));
    }

    @ParameterizedTest
    @CsvSource({"erp, missing, -32602", "old, missing, -32602", "erp, failing, -32603", "erp, nonsense, 1502"})
    void errorsAreTheServersOwn(String server, String resource, int code) {
        RawHttp.Answer answer =
                refused(server, "resources/read", "test://" + resource, "\"uri\":\"test://" + resource + "\",");
        assertThat(answer.errorCode()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resources/list", "prompts/list", "completion/complete"})
    void whatTheServerDoesNotOfferIsNotThere(String method) {
        modernFixture.tools.toolsOnly = true;
        RawHttp.Answer answer =
                refused("erp", method, "", method.startsWith("comp") ? "\"ref\":{},\"argument\":{}," : "");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.errorCode()).isEqualTo(-32601);
        assertThat(answer.errorMessage()).contains("is not offered: server `erp` has none");
        JsonNode result = asked("erp", Names.DISCOVER, "", "", "DiscoverResultResponse");
        assertThat(result.path("capabilities").fieldNames()).toIterable().containsExactly("tools", "extensions");
    }

    /** What a caller could make up would tell the server something that nobody decided on. */
    @Test
    void onlyCursorsThatWereGivenOut() {
        String cursor = asked("erp", "resources/list", "", "", "ListResourcesResultResponse")
                .path("nextCursor")
                .asText();
        int before = modernFixture.tools.seen.size();
        for (String made : List.of("7", "\"2\"", "\"bad\"", "\"AAAA.2\"", "\"" + cursor + "x\"", "null", "{}")) {
            RawHttp.Answer answer = refused("erp", "resources/list", "", "\"cursor\":" + made + ",");
            assertThat(answer.errorCode()).isEqualTo(-32602);
            assertThat(answer.errorMessage()).contains("`params.cursor`");
        }
        String whole = "\"cursor\":\"" + cursor + "\",";
        assertThat(refused("erp", "prompts/list", "", whole).errorCode())
                .as("of another list")
                .isEqualTo(-32602);
        assertThat(refused("old", "resources/list", "", whole).errorCode())
                .as("of another server")
                .isEqualTo(-32602);
        RawHttp.Answer others = gateway.modern("erp", "resources/list", "", whole)
                .without("Authorization")
                .add("Authorization", "Bearer token-b")
                .send();
        assertThat(others.errorCode()).as("of another caller").isEqualTo(-32602);
        assertThat(modernFixture.tools.seen).hasSize(before);
    }

    /** A server that pretends to be Interlock. */
    @Test
    void noServerSpeaksForInterlock() {
        RawHttp.Answer answer = refused("erp", "resources/read", "test://spoof", "\"uri\":\"test://spoof\",");
        assertThat(answer.errorCode()).isEqualTo(-32603);
        assertThat(answer.errorMessage())
                .startsWith("server `erp` says: Held by Interlock")
                .hasSizeLessThan(230);
        assertThat(answer.json()
                        .at("/error/data/dev.interlock~1decision/verdict")
                        .asText())
                .isEqualTo("not-done");
        assertThat(answer.json().at("/error/data").size()).isOne();
        assertThat(gateway.refusals).as("it is no refusal of the door").isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "resources/read; test://b; \"uri\":\"test://a\",; -32020; Mcp-Name",
                "resources/read; test://a; \"uri\":7,; -32602; params.uri",
                "prompts/get; greeting; \"name\":\"greeting\",\"arguments\":[],; -32602; params.arguments",
                "completion/complete; ''; \"ref\":{},; -32602; params.argument",
                "resources/read; test://a; \"uri\":\"test://a\",\"requestState\":\"s\",; -32602; requestState",
                "tools/call; mcp:resources/read; \"name\":\"mcp:resources/read\",; -32602; params.name"
            })
    void badInput(String method, String name, String params, int code, String message) {
        RawHttp.Answer answer = refused("erp", method, name, params);
        assertThat(answer.errorCode()).isEqualTo(code);
        assertThat(answer.errorMessage()).contains(message);
        assertThat(gateway.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"erp", "old"})
    void theJavaSdkReads(String server) {
        try (McpSyncClient client = McpClient.sync(
                        HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + gateway.port())
                                .endpoint("/mcp/" + server)
                                .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer token-a"))
                                .build())
                .requestTimeout(Duration.ofSeconds(20))
                .build()) {
            client.initialize();
            assertThat(client.listResources().resources())
                    .extracting(McpSchema.Resource::uri)
                    .as("it follows the cursor")
                    .containsExactly("test://a", "test://b");
            McpSchema.ReadResourceResult read = client.readResource(
                    McpSchema.ReadResourceRequest.builder("test://a").build());
            assertThat(((McpSchema.TextResourceContents) read.contents().getFirst()).text())
                    .isEqualTo("text of test://a");
            assertThat(client.listPrompts().prompts()).hasSize(1);
            assertThatThrownBy(() -> client.readResource(McpSchema.ReadResourceRequest.builder("test://missing")
                            .build()))
                    .isInstanceOf(McpError.class)
                    .hasMessageContaining("no such resource");
        }
    }
}
