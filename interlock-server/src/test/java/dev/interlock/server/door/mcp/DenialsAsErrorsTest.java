package dev.interlock.server.door.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.door.DenialForm;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Names;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where the configuration has `mcp: {denied: -32001}`: whatever is refused is an error with this code, in both eras. */
class DenialsAsErrorsTest extends DoorTestBase {
    private static final int CODE = -32001;
    private static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                    + "\"capabilities\":{},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}";

    @Override
    DoorSettings settings() {
        return super.settings().withDenials(new DenialForm(true, CODE));
    }

    /** `params` begins with members and a comma. */
    private RawHttp request(Era era, String server, String method, String name, String params) {
        return switch (era) {
            case MODERN -> gateway.modern(server, method, name, params);
            case LEGACY -> {
                String session = gateway.raw(server)
                        .body(INITIALIZE)
                        .send()
                        .header(Names.HEADER_SESSION)
                        .orElseThrow();
                yield gateway.raw(server)
                        .add(Names.HEADER_SESSION, session)
                        .add("MCP-Protocol-Version", "2025-11-25")
                        .body("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params
                                + "\"_meta\":{}}}");
            }
        };
    }

    private RawHttp echo(Era era, String text) {
        return request(
                era, "erp", Names.TOOLS_CALL, "echo", "\"name\":\"echo\",\"arguments\":{\"text\":\"" + text + "\"},");
    }

    private static JsonNode error(Era era, RawHttp request) {
        RawHttp.Answer answer = request.send();
        assertThat(answer.status()).isEqualTo(200);
        Schemas.assertValid(era, "JSONRPCErrorResponse", answer.json());
        return answer.json().path("error");
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void aDeniedCallIsAnError(Era era) {
        JsonNode error = error(era, echo(era, "deny"));
        assertThat(error.path("code").asInt()).isEqualTo(CODE);
        assertThat(error.path("message").asText())
                .isEqualTo("Denied by Interlock (sod.separate): whoever created this vendor does not pay it.");
        JsonNode decision = error.path("data").path(Names.META_DECISION);
        assertThat(decision.path("verdict").asText()).isEqualTo("denied");
        assertThat(decision.path("code").asText()).isEqualTo("sod.separate");
        assertThat(decision.path("decision").asText()).isEqualTo("d-1");
        assertThat(modernFixture.calls("echo")).isZero();
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void aHeldCallIsAnErrorThatNamesItsHold(Era era) {
        JsonNode error = error(era, echo(era, "hold"));
        assertThat(error.path("code").asInt()).isEqualTo(CODE);
        assertThat(error.path("message").asText()).contains("hold h-7").contains("exactly the same request");
        assertThat(error.at("/data").path(Names.META_DECISION).path("hold").asText())
                .isEqualTo("h-7");
        assertThat(modernFixture.calls("echo")).isZero();
    }

    /** A gate that fails refuses; what fails after the call was sent is no refusal, and the model has to hear of it. */
    @ParameterizedTest
    @EnumSource(Era.class)
    void onlyWhatIsRefusedIsAnError(Era era) {
        assertThat(error(era, echo(era, "throw")).path("code").asInt()).isEqualTo(CODE);
        JsonNode open = echo(era, "throw-after").send().json().path("result");
        assertThat(open.path("isError").asBoolean()).isTrue();
        assertThat(open.path("_meta").path(Names.META_DECISION).path("verdict").asText())
                .isEqualTo("unknown");
        JsonNode turnedAway = request(
                        era, "erp", Names.TOOLS_CALL, "no-such-tool", "\"name\":\"no-such-tool\",\"arguments\":{},")
                .send()
                .json()
                .path("result");
        assertThat(turnedAway
                        .path("_meta")
                        .path(Names.META_DECISION)
                        .path("verdict")
                        .asText())
                .isEqualTo("not-done");
        JsonNode done = echo(era, "hi").send().json().path("result");
        assertThat(done.at("/content/0/text").asText()).isEqualTo("hi");
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void whatIsNoToolHasTheSameCode(Era era) {
        JsonNode read = error(
                era, request(era, "erp", Names.RESOURCES_READ, "test://a", "\"uri\":\"test://a\",\"text\":\"deny\","));
        assertThat(read.path("code").asInt()).isEqualTo(CODE);
        JsonNode list = error(era, request(era, "erp", Names.TOOLS_LIST, "", "").add("Interlock-Task", "unknown"));
        assertThat(list.path("code").asInt()).isEqualTo(CODE);
        assertThat(list.path("message").asText()).contains("open one first");
    }

    /** The servers' own errors keep their codes, but for those by which callers know a refusal of Interlock. */
    @ParameterizedTest
    @EnumSource(Era.class)
    void noServerRefusesAsInterlockDoes(Era era) {
        for (int code : new int[] {CODE, 1403}) {
            String uri = "test://code/" + code;
            JsonNode error = error(era, request(era, "erp", Names.RESOURCES_READ, uri, "\"uri\":\"" + uri + "\","));
            assertThat(error.path("code").asInt()).isEqualTo(-32603);
            assertThat(error.path("message").asText()).startsWith("server `erp` says:");
        }
        String uri = "test://code/-31999";
        assertThat(error(era, request(era, "erp", Names.RESOURCES_READ, uri, "\"uri\":\"" + uri + "\","))
                        .path("code")
                        .asInt())
                .isEqualTo(-31999);
    }

    @Test
    void overPipesToo() throws Exception {
        String said =
                Gateway.modernBody(Names.TOOLS_CALL, "\"name\":\"echo\",\"arguments\":{\"text\":\"deny\"},") + "\n";
        JsonNode answer = Trees.object(new String(gateway.piped(erp, said.getBytes(UTF_8)), UTF_8));
        assertThat(answer.at("/error/code").asInt()).isEqualTo(CODE);
        assertThat(modernFixture.calls("echo")).isZero();
    }
}
