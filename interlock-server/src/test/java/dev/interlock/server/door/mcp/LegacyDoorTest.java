package dev.interlock.server.door.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.Revision;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyDoorTest extends DoorTestBase {
    private static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"%s\","
                    + "\"capabilities\":{},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}";

    private static String body(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    private static String echo(String text) {
        return body(Names.TOOLS_CALL, "\"name\":\"echo\",\"arguments\":{\"text\":\"" + text + "\"}");
    }

    private RawHttp.Answer initialize(String server, String version) {
        return gateway.raw(server).body(INITIALIZE.formatted(version)).send();
    }

    /** A request in a new session. */
    private RawHttp session(String server) {
        String id =
                initialize(server, "2025-11-25").header(Names.HEADER_SESSION).orElseThrow();
        return gateway.raw(server).add(Names.HEADER_SESSION, id).add("MCP-Protocol-Version", "2025-11-25");
    }

    private static JsonNode result(RawHttp.Answer answer, String definition) {
        assertThat(answer.status()).isEqualTo(200);
        Schemas.assertValid(Era.LEGACY, "JSONRPCResultResponse", answer.json());
        Schemas.assertValid(Era.LEGACY, definition, answer.json().path("result"));
        return answer.json().path("result");
    }

    private void refused(RawHttp request, int status, int code, String message) {
        RawHttp.Answer answer = request.send();
        assertThat(answer.status()).isEqualTo(status);
        Schemas.assertValid(Era.LEGACY, "JSONRPCErrorResponse", answer.json());
        assertThat(answer.errorCode()).isEqualTo(code);
        assertThat(answer.errorMessage()).contains(message);
        assertThat(gateway.calls).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2025-11-25,2025-11-25",
        "2025-06-18,2025-06-18",
        "2025-03-26,2025-03-26",
        "2024-11-05,2025-11-25",
        "2026-07-28,2025-11-25",
        "1999-01-01,2025-11-25"
    })
    void negotiates(String asked, String agreed) {
        RawHttp.Answer answer = initialize("erp", asked);
        JsonNode result = result(answer, "InitializeResult");
        assertThat(result.path("protocolVersion").asText()).isEqualTo(agreed);
        assertThat(result.path("capabilities").has("tools")).isTrue();
        assertThat(answer.header(Names.HEADER_SESSION).orElseThrow()).matches("[A-Za-z0-9_-]{43}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"erp", "old"})
    void aWholeSession(String server) {
        RawHttp session = session(server);
        assertThat(session.body("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                        .send()
                        .status())
                .isEqualTo(202);
        result(session.body(body(Names.PING, "")).send(), "EmptyResult");
        JsonNode list = result(session.body(body(Names.TOOLS_LIST, "")).send(), "ListToolsResult");
        assertThat(list.path("tools").findValuesAsText("name")).containsExactly("echo", "add", "store");
        assertThat(list.has("ttlMs") || list.has("resultType")).isFalse();
        JsonNode result = result(session.body(echo("hi")).send(), "CallToolResult");
        assertThat(result.path("content").path(0).path("text").asText()).isEqualTo("hi");
        assertThat(result.has("resultType")).isFalse();
        assertThat(gateway.calls).singleElement().satisfies(call -> {
            assertThat(call.revision()).hasValue(Revision.V2025_11_25);
            assertThat(call.session().orElseThrow()).startsWith("session-");
        });
        assertThat(session.method("DELETE").send().status()).isEqualTo(204);
        assertThat(session.body(body(Names.PING, "")).send().status()).isEqualTo(404);
        assertThat(session.method("DELETE").send().status()).isEqualTo(404);
    }

    private static void answered(RawHttp request, int status) {
        assertThat(request.send().status()).isEqualTo(status);
    }

    @Test
    void decisionsAreResultsToActOn() {
        JsonNode denied = result(session("erp").body(echo("deny")).send(), "CallToolResult");
        assertThat(denied.path("isError").asBoolean()).isTrue();
        assertThat(denied.path("_meta").path(Names.META_DECISION).path("code").asText())
                .isEqualTo("sod.separate");
        JsonNode held = result(session("erp").body(echo("hold")).send(), "CallToolResult");
        assertThat(held.path("structuredContent").path("hold").asText()).isEqualTo("h-7");
        assertThat(modernFixture.calls("echo")).isZero();
    }

    /** A token for one task does not come to a session that another one of the same instance opened. */
    @ParameterizedTest
    @ValueSource(strings = {"Bearer token-b", "Bearer token-a2", "Bearer token-a-for-t-5"})
    void aSessionIsItsCallersAlone(String other) {
        RawHttp session = session("erp");
        refused(session.with("Authorization", other).body(echo("x")), 404, -32600, "no such session");
        assertThat(session.with("Authorization", other).method("DELETE").send().status())
                .isEqualTo(404);
        answered(session.body(body(Names.PING, "")), 200);
    }

    @Test
    void aSessionIsOneServersAlone() {
        String id = initialize("erp", "2025-11-25").header(Names.HEADER_SESSION).orElseThrow();
        refused(gateway.raw("old").add(Names.HEADER_SESSION, id).body(echo("x")), 404, -32600, "no such session");
    }

    @Test
    void requestsNeedASession() {
        refused(gateway.raw("erp").body(echo("x")), 400, -32600, "send `initialize` first");
        refused(
                gateway.raw("erp").add(Names.HEADER_SESSION, "made-up").body(echo("x")),
                404,
                -32600,
                "no such session");
        refused(
                gateway.raw("erp").add("MCP-Protocol-Version", "2025-11-25").body(echo("x")),
                400,
                -32600,
                "initialize");
    }

    @Test
    void sessionsEndUnused() {
        RawHttp session = session("erp");
        gateway.now.updateAndGet(now -> now.plus(Duration.ofMinutes(59)));
        answered(session.body(body(Names.PING, "")), 200);
        gateway.now.updateAndGet(now -> now.plus(Duration.ofMinutes(61)));
        refused(session.body(body(Names.PING, "")), 404, -32600, "no such session");
    }

    private RawHttp.Answer opened(String token) {
        return gateway.raw("erp")
                .with("Authorization", "Bearer " + token)
                .body(INITIALIZE.formatted("2025-11-25"))
                .send();
    }

    @Test
    void sessionsAreBounded() {
        RawHttp first = session("erp");
        session("erp");
        session("erp");
        session("erp"); // too many of one agent: the first makes room
        refused(first.body(body(Names.PING, "")), 404, -32600, "no such session");
        assertThat(opened("token-b").status()).isEqualTo(200);
        assertThat(opened("token-c").status()).isEqualTo(200);
        RawHttp.Answer full = opened("token-d");
        assertThat(full.status()).isEqualTo(503);
        assertThat(full.header("Retry-After")).isPresent();
    }

    @Test
    void theInstancesOfAnAgentLeaveSessionsToOthers() {
        for (int i = 0; i < 10; i++) {
            assertThat(opened("token-a").status()).isEqualTo(200);
            assertThat(opened("token-a2").status()).isEqualTo(200);
        }
        RawHttp.Answer other = opened("token-b");
        assertThat(other.status()).isEqualTo(200);
        opened("token-a2");
        RawHttp session = gateway.raw("erp")
                .with("Authorization", "Bearer token-b")
                .with(Names.HEADER_SESSION, other.header(Names.HEADER_SESSION).orElseThrow());
        assertThat(session.body(body(Names.PING, "")).send().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"MCP-Protocol-Version,2025-06-18", "Mcp-Method,tools/list", "Mcp-Name,other"})
    void headersThatAreThereMustAgree(String name, String value) {
        refused(session("erp").with(name, value).body(echo("x")), 400, -32020, "must be equal");
    }

    @Test
    void aModernHeaderInASessionIsRefused() {
        refused(
                session("erp").with("MCP-Protocol-Version", "2026-07-28").body(echo("x")),
                400,
                -32602,
                "protocolVersion");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-01-01", "1", "none"})
    void anUnknownVersionInASessionIsRefused(String version) {
        RawHttp.Answer answer = session("erp")
                .with("MCP-Protocol-Version", version)
                .body(echo("x"))
                .send();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(gateway.calls).isEmpty();
    }

    @Test
    void theVersionHeaderMayBeLeftOut() {
        answered(session("erp").without("MCP-Protocol-Version").body(echo("x")), 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resources/subscribe", "logging/setLevel", "tasks/get", "nonsense", "server/discover"})
    void everythingElseIsNotFound(String method) {
        refused(session("erp").body(body(method, "")), 200, -32601, "not offered");
    }

    @Test
    void initializeNeedsItsParameters() {
        refused(
                gateway.raw("erp").body(body("initialize", "\"protocolVersion\":\"2025-11-25\"")),
                200,
                -32602,
                "clientInfo");
    }

    @Test
    void notificationsNeedASessionToo() {
        RawHttp.Answer answer = gateway.raw("erp")
                .body("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                .send();
        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void theTaskOfTheSessionHoldsUnlessACallNamesItsOwn() {
        String id = gateway.raw("erp")
                .add("Interlock-Task", "t-1")
                .body(INITIALIZE.formatted("2025-11-25"))
                .send()
                .header(Names.HEADER_SESSION)
                .orElseThrow();
        RawHttp session = gateway.raw("erp").add(Names.HEADER_SESSION, id);
        session.body(echo("x")).send();
        session.add("Interlock-Task", "t-2").body(echo("x")).send();
        assertThat(gateway.calls).extracting(call -> call.task().orElseThrow()).containsExactly("t-1", "t-2");
    }
}
