package dev.interlock.server.door.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.Revision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModernDoorTest extends DoorTestBase {
    private static final String ECHO = "\"name\":\"echo\",\"arguments\":{\"text\":\"%s\"},";

    private RawHttp echo(String text) {
        return gateway.modern("erp", "tools/call", "echo", ECHO.formatted(text));
    }

    private static JsonNode result(RawHttp.Answer answer, String definition) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).contains("application/json");
        assertThat(answer.header("Mcp-Session-Id")).isEmpty();
        Schemas.assertValid(Era.MODERN, definition, answer.json());
        return answer.json().path("result");
    }

    private void refused(RawHttp request, int status, int code, String message) {
        RawHttp.Answer answer = request.send();
        assertThat(answer.status()).isEqualTo(status);
        Schemas.assertValid(Era.MODERN, "JSONRPCErrorResponse", answer.json());
        assertThat(answer.errorCode()).isEqualTo(code);
        assertThat(answer.errorMessage()).contains(message);
        assertThat(gateway.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"erp", "old"})
    void discovers(String server) {
        JsonNode result = result(gateway.modern(server, Names.DISCOVER, "", "").send(), "DiscoverResultResponse");
        assertThat(result.path("supportedVersions").path(0).asText()).isEqualTo("2026-07-28");
        assertThat(result.path("cacheScope").asText()).isEqualTo("private");
        assertThat(result.path("instructions").asText()).contains("Interlock").contains("be kind");
        assertThat(result.path("_meta").path(Names.META_SERVER).path("name").asText())
                .isEqualTo("interlock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"erp", "old"})
    void instructionsAreNotPassedOnIfRulesAskWhatIsRead(String server) {
        gateway.asksWhatIsRead = true;
        JsonNode result = result(gateway.modern(server, Names.DISCOVER, "", "").send(), "DiscoverResultResponse");
        assertThat(result.path("instructions").asText()).contains("Interlock").doesNotContain("be kind");
    }

    @ParameterizedTest
    @ValueSource(strings = {"erp", "old"})
    void listsPrivately(String server) {
        JsonNode result =
                result(gateway.modern(server, Names.TOOLS_LIST, "", "").send(), "ListToolsResultResponse");
        assertThat(result.path("cacheScope").asText()).isEqualTo("private");
        assertThat(result.path("tools").findValuesAsText("name")).containsExactly("echo", "add", "store");
        assertThat(result.path("tools").path(0).path("x-unknown").path("kept").asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"erp", "old"})
    void relays(String server) {
        JsonNode result = result(
                gateway.modern(server, Names.TOOLS_CALL, "echo", ECHO.formatted("hi"))
                        .send(),
                "CallToolResultResponse");
        assertThat(result.path("content").path(0).path("text").asText()).isEqualTo("hi");
        assertThat(result.path("resultType").asText()).isEqualTo("complete");
        assertThat(result.path("_meta")
                        .path(Names.META_DECISION)
                        .path("decision")
                        .asText())
                .isEqualTo("d-1");
        assertThat(gateway.calls).singleElement().satisfies(call -> {
            assertThat(call.server()).isEqualTo(server);
            assertThat(call.revision()).hasValue(Revision.V2026_07_28);
            assertThat(call.session()).isEmpty();
            assertThat(call.definition()).isPresent();
        });
    }

    @Test
    void relaysUnknownMembersExactly() {
        RawHttp.Answer answer = gateway.modern("erp", Names.TOOLS_CALL, "odd", "\"name\":\"odd\",")
                .send();
        result(answer, "CallToolResultResponse");
        assertThat(new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"x-new\":{\"n\":1.50,\"big\":123456789012345678901234567890}");
    }

    @Test
    void noUpstreamSpeaksForInterlock() {
        JsonNode meta = result(
                        gateway.modern("erp", Names.TOOLS_CALL, "spoof", "\"name\":\"spoof\",")
                                .send(),
                        "CallToolResultResponse")
                .path("_meta");
        assertThat(meta.path("mine").asInt()).isEqualTo(1);
        assertThat(meta.path(Names.META_DECISION).path("decision").asText()).isEqualTo("d-1");
    }

    @Test
    void metaOfTheCallerGoesOnExceptOurs() {
        String body = Gateway.modernBody(Names.TOOLS_CALL, "\"name\":\"meta\",")
                .replace(
                        "\"_meta\":{",
                        "\"_meta\":{\"traceparent\":\"00-x\",\"progressToken\":1,\"dev.interlock/task\":\"t-1\",");
        String seen = result(
                        gateway.modern("erp", Names.TOOLS_CALL, "meta", "")
                                .body(body)
                                .send(),
                        "CallToolResultResponse")
                .path("content")
                .path(0)
                .path("text")
                .asText();
        assertThat(seen).contains("00-x").doesNotContain("dev.interlock").doesNotContain("test");
        assertThat(gateway.calls.getFirst().task()).contains("t-1");
    }

    // --- decisions

    @Test
    void aDenialIsAResultToActOn() {
        JsonNode result = result(echo("deny").send(), "CallToolResultResponse");
        assertThat(result.path("isError").asBoolean()).isTrue();
        assertThat(result.path("content").path(0).path("text").asText())
                .isEqualTo(
                        "Denied by Interlock (sod.separate): whoever created this vendor does not pay it. Nothing was"
                                + " done.");
        JsonNode decision = result.path("_meta").path(Names.META_DECISION);
        assertThat(decision.path("verdict").asText()).isEqualTo("denied");
        assertThat(decision.path("code").asText()).isEqualTo("sod.separate");
        assertThat(decision.path("decision").asText()).isEqualTo("d-1");
        assertThat(result.path("structuredContent")).isEqualTo(decision);
        assertThat(modernFixture.calls("echo")).isZero();
    }

    @Test
    void aHoldNamesItself() {
        JsonNode result = result(echo("hold").send(), "CallToolResultResponse");
        assertThat(result.path("content").path(0).path("text").asText())
                .contains("hold h-7")
                .contains("exactly the same call");
        assertThat(result.path("_meta").path(Names.META_DECISION).path("hold").asText())
                .isEqualTo("h-7");
        assertThat(modernFixture.calls("echo")).isZero();
    }

    @Test
    void aToolWithAnOutputSchemaGetsNoForeignStructure() {
        JsonNode result = result(
                gateway.modern("erp", Names.TOOLS_CALL, "add", "\"name\":\"add\",\"arguments\":{\"text\":\"deny\"},")
                        .send(),
                "CallToolResultResponse");
        assertThat(result.has("structuredContent")).isFalse();
        assertThat(result.path("_meta")
                        .path(Names.META_DECISION)
                        .path("verdict")
                        .asText())
                .isEqualTo("denied");
    }

    @Test
    void aGateThatFailsDenies() {
        JsonNode result = result(echo("throw").send(), "CallToolResultResponse");
        assertThat(result.path("_meta")
                        .path(Names.META_DECISION)
                        .path("verdict")
                        .asText())
                .isEqualTo("denied");
        assertThat(modernFixture.calls("echo")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"throw-after", "twice"})
    void aGateThatFailsAfterForwardingLeavesItOpen(String how) {
        JsonNode result = result(echo(how).send(), "CallToolResultResponse");
        assertThat(result.path("_meta")
                        .path(Names.META_DECISION)
                        .path("verdict")
                        .asText())
                .isEqualTo("unknown");
        assertThat(modernFixture.calls("echo")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"http-401,not-done", "http-503,unknown", "close,unknown", "no-such-tool,not-done"})
    void whatBecameOfTheCallIsSaid(String tool, String verdict) {
        JsonNode result = result(
                gateway.modern("erp", Names.TOOLS_CALL, tool, "\"name\":\"" + tool + "\",")
                        .send(),
                "CallToolResultResponse");
        assertThat(result.path("isError").asBoolean()).isTrue();
        assertThat(result.path("_meta")
                        .path(Names.META_DECISION)
                        .path("verdict")
                        .asText())
                .isEqualTo(verdict);
    }

    @Test
    void anUnreachableServerIsSaidSo() {
        modernFixture.close();
        RawHttp.Answer list = gateway.modern("erp", Names.TOOLS_LIST, "", "").send();
        assertThat(list.errorMessage()).contains("`erp`").contains("cannot connect");
        JsonNode result = result(echo("x").send(), "CallToolResultResponse");
        assertThat(result.path("_meta")
                        .path(Names.META_DECISION)
                        .path("verdict")
                        .asText())
                .isEqualTo("not-done");
        assertThat(gateway.modern("erp", Names.DISCOVER, "", "").send().status())
                .isEqualTo(200);
    }

    @Test
    void aRefusedListSaysWhy() {
        refused(
                gateway.modern("erp", Names.TOOLS_LIST, "", "").add("Interlock-Task", "unknown"),
                200,
                1403,
                "open one first");
    }

    // --- metadata

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"io.modelcontextprotocol/clientCapabilities\":{}|\"x\":1|clientCapabilities",
                "\"io.modelcontextprotocol/clientCapabilities\":{}|\"io.modelcontextprotocol/clientCapabilities\":7|clientCapabilities",
                "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",|''|protocolVersion",
                "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"|\"io.modelcontextprotocol/protocolVersion\":3|protocolVersion",
                "{\"name\":\"test\",\"version\":\"1\"}|{\"name\":\"test\"}|clientInfo"
            })
    void requiredMetadataIsRequired(String member, String instead, String named) {
        String body = Gateway.modernBody(Names.TOOLS_LIST, "");
        assertThat(body).contains(member);
        refused(
                gateway.modern("erp", Names.TOOLS_LIST, "", "").body(body.replace(member, instead)),
                400,
                -32602,
                named);
    }

    @Test
    void clientInfoIsOptional() {
        String body = Gateway.modernBody(Names.TOOLS_LIST, "")
                .replace("\"io.modelcontextprotocol/clientInfo\":{\"name\":\"test\",\"version\":\"1\"},", "");
        result(gateway.modern("erp", Names.TOOLS_LIST, "", "").body(body).send(), "ListToolsResultResponse");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2099-01-01", "2025-11-25", "2024-11-05"})
    void unspokenRevisionsAreRefused(String version) {
        RawHttp.Answer answer = gateway.modern("erp", Names.TOOLS_LIST, "", "")
                .with("MCP-Protocol-Version", version)
                .body(Gateway.modernBody(Names.TOOLS_LIST, "").replace("2026-07-28", version))
                .send();
        assertThat(answer.status()).isEqualTo(400);
        Schemas.assertValid(Era.MODERN, "UnsupportedProtocolVersionError", answer.json());
        assertThat(answer.json().path("error").path("data").path("requested").asText())
                .isEqualTo(version);
    }

    @Test
    void aModernHeaderAloneMakesNoModernRequest() {
        refused(
                gateway.modern("erp", Names.TOOLS_LIST, "", "")
                        .body("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}"),
                400,
                -32602,
                "protocolVersion");
        refused(
                gateway.modern("erp", Names.TOOLS_LIST, "", "")
                        .with("MCP-Protocol-Version", "1999-01-01")
                        .body("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}"),
                400,
                -32602,
                "protocolVersion");
    }

    // --- header against body

    @ParameterizedTest
    @CsvSource({
        "MCP-Protocol-Version,2025-11-25,is `2025-11-25`",
        "MCP-Protocol-Version,'',is missing",
        "Mcp-Method,tools/list,the body has `tools/call`",
        "Mcp-Method,TOOLS/CALL,both must be equal",
        "Mcp-Method,'',is missing",
        "Mcp-Name,read_mail,the body has `echo`",
        "Mcp-Name,Echo,both must be equal",
        "Mcp-Name,=?base64?cmVhZA==?=,both must be equal",
        "Mcp-Name,=?base64?ZWNobw?=,both must be equal",
        "Mcp-Name,'',is missing"
    })
    void headersMustAgreeWithTheBody(String name, String value, String message) {
        RawHttp request = value.isEmpty() ? echo("x").without(name) : echo("x").with(name, value);
        refused(request, 400, -32020, message);
        assertThat(modernFixture.calls("echo")).isZero();
    }

    @Test
    void anEncodedNameIsDecodedFirst() {
        result(echo("x").with("Mcp-Name", "=?base64?ZWNobw==?=").send(), "CallToolResultResponse");
    }

    @Test
    void aNameWhereNoneBelongsIsRefused() {
        refused(gateway.modern("erp", Names.TOOLS_LIST, "", "").add("Mcp-Name", "echo"), 400, -32020, "leave it out");
    }

    @ParameterizedTest
    @CsvSource({"eu,eu,200", "eu,us,400", "eu,'',400", "'',eu,400", "'','',200"})
    void mirroredParametersMustAgree(String argument, String header, int status) {
        String arguments = argument.isEmpty() ? "{}" : "{\"region\":\"" + argument + "\"}";
        RawHttp request =
                gateway.modern("erp", Names.TOOLS_CALL, "store", "\"name\":\"store\",\"arguments\":" + arguments + ",");
        RawHttp.Answer answer = (header.isEmpty() ? request : request.add("Mcp-Param-Region", header)).send();
        assertThat(answer.status()).isEqualTo(status);
        if (status == 400) {
            Schemas.assertValid(Era.MODERN, "HeaderMismatchError", answer.json());
        }
        assertThat(modernFixture.calls("store")).isEqualTo(status == 200 ? 1 : 0);
    }

    @Test
    void unknownParameterHeadersPass() {
        result(echo("x").add("Mcp-Param-Whatever", "y").send(), "CallToolResultResponse");
    }

    // --- tasks

    @Test
    void twoNamesForOneTaskMustAgree() {
        String body = Gateway.modernBody(Names.TOOLS_CALL, ECHO.formatted("x"))
                .replace("\"_meta\":{", "\"_meta\":{\"dev.interlock/task\":\"t-1\",");
        refused(echo("x").body(body).add("Interlock-Task", "t-2"), 400, -32020, "name different tasks");
        result(echo("x").body(body).add("Interlock-Task", "t-1").send(), "CallToolResultResponse");
        assertThat(gateway.calls.getFirst().task()).contains("t-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a b\"", "7", "\"\"", "\"../x\\n\""})
    void malformedTasksAreRefused(String task) {
        String body = Gateway.modernBody(Names.TOOLS_CALL, ECHO.formatted("x"))
                .replace("\"_meta\":{", "\"_meta\":{\"dev.interlock/task\":" + task + ",");
        refused(echo("x").body(body), 400, -32602, "task");
    }

    // --- methods and parameters

    @ParameterizedTest
    @ValueSource(strings = {"initialize", "ping", "logging/setLevel", "resources/subscribe", "nonsense"})
    void everythingElseIsNotFound(String method) {
        refused(gateway.modern("erp", method, "", ""), 404, -32601, "`" + method + "` is not offered");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|params.name",
                "\"name\":7,|params.name",
                "\"name\":\"echo\",\"arguments\":[],|params.arguments",
                "\"name\":\"echo\",\"arguments\":null,|params.arguments",
                "\"name\":\"echo\",\"requestState\":\"s\",|requestState",
                "\"name\":\"echo\",\"inputResponses\":[],|inputResponses"
            })
    void wrongParametersAreRefused(String params, String named) {
        refused(gateway.modern("erp", Names.TOOLS_CALL, "echo", params), 400, -32602, named);
    }

    @Test
    void cursorsAreUnknown() {
        refused(gateway.modern("erp", Names.TOOLS_LIST, "", "\"cursor\":\"2\","), 400, -32602, "cursor");
    }

    @Test
    void notificationsAreTakenSilently() {
        RawHttp.Answer answer = gateway.raw("erp")
                .add("MCP-Protocol-Version", "2026-07-28")
                .body("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/whatever\"}")
                .send();
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void aSessionIdIsIgnored() {
        result(echo("x").add("Mcp-Session-Id", "whatever").send(), "CallToolResultResponse");
    }
}
