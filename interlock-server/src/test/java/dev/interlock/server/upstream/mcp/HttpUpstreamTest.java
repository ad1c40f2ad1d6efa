package dev.interlock.server.upstream.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.catalog.NoEffect;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.Revision;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.Evidence;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamException;
import dev.interlock.server.upstream.http.HttpSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUpstreamTest {
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private HttpFixture fixture(Era... eras) {
        HttpFixture fixture = new HttpFixture(Set.of(eras));
        open.add(fixture);
        return fixture;
    }

    private McpUpstream upstream(HttpFixture fixture, EraChoice choice, Timing timing) {
        HttpSettings settings = new HttpSettings(
                fixture.endpoint(),
                () -> Map.of("Authorization", "Bearer t"),
                JsonLimits.answers().withMaxBytes(1 << 20));
        McpUpstream upstream = McpUpstream.http("erp", settings, choice, timing, System::nanoTime);
        open.add(upstream);
        return upstream;
    }

    private McpUpstream upstream(HttpFixture fixture) {
        return upstream(fixture, EraChoice.AUTO, Timing.defaults());
    }

    private static String text(CallOutcome outcome) {
        assertThat(outcome).isInstanceOf(CallOutcome.Result.class);
        return ((CallOutcome.Result) outcome)
                .result()
                .path("content")
                .path(0)
                .path("text")
                .asText();
    }

    private static CallOutcome call(Upstream upstream, String tool) {
        return upstream.call(tool, Json.object(), Json.object());
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void findsTheEraListsAndCalls(Era era) throws Exception {
        HttpFixture fixture = fixture(era);
        McpUpstream upstream = upstream(fixture);
        assertThat(upstream.describe().revision().era()).isEqualTo(era);
        assertThat(upstream.describe().instructions()).contains("be kind");
        assertThat(upstream.listTools())
                .extracting(tool -> tool.path("name").asText())
                .as("both pages, without the tool that breaks the rules")
                .containsExactly("echo", "add", "store");
        assertThat(upstream.listTools()
                        .getFirst()
                        .path("x-unknown")
                        .path("kept")
                        .asBoolean())
                .isTrue();
        assertThat(text(upstream.call("echo", Json.object().put("text", "hi"), Json.object())))
                .isEqualTo("hi");
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void whatItSendsIsValid(Era era) throws Exception {
        HttpFixture fixture = fixture(era);
        McpUpstream upstream = upstream(fixture);
        upstream.listTools();
        call(upstream, "echo");
        for (ObjectNode message : fixture.tools.seen) {
            String definition = switch (message.path("method").asText()) {
                case Names.DISCOVER -> "DiscoverRequest";
                case Names.INITIALIZE -> "InitializeRequest";
                case Names.TOOLS_LIST -> "ListToolsRequest";
                case Names.TOOLS_CALL -> "CallToolRequest";
                default -> throw new AssertionError(message);
            };
            Schemas.assertValid(era, definition, message);
        }
    }

    @Test
    void mirrorsTheBodyInHeaders() {
        HttpFixture fixture = fixture(Era.MODERN);
        upstream(fixture).call("store", Json.object().put("region", "münchen"), Json.object());
        var last = fixture.headers.getLast();
        assertThat(last.getFirst(Names.HEADER_VERSION)).isEqualTo("2026-07-28");
        assertThat(last.getFirst(Names.HEADER_METHOD)).isEqualTo("tools/call");
        assertThat(last.getFirst(Names.HEADER_NAME)).isEqualTo("store");
        assertThat(last.getFirst("Mcp-Param-Region")).isEqualTo("=?base64?bcO8bmNoZW4=?=");
        assertThat(last.getFirst("Authorization")).isEqualTo("Bearer t");
        assertThat(last.containsKey(Names.HEADER_SESSION)).isFalse();
    }

    /** A server may list the very revision that it refuses; it is asked once more, and not for ever. */
    @Test
    void aRevisionThatIsRefusedAndListedIsAskedForAgain() throws UpstreamException {
        HttpFixture fixture = fixture(Era.MODERN);
        fixture.unsure.set(1);
        assertThat(upstream(fixture).describe().revision()).isEqualTo(Revision.modern());
        fixture.unsure.set(1_000);
        assertThatThrownBy(() -> upstream(fixture).describe()).isInstanceOf(UpstreamException.class);
        assertThat(fixture.unsure.get()).as("tries").isEqualTo(998);
    }

    @Test
    void metaGoesAlongButNotTheProtocolsOwn() {
        HttpFixture fixture = fixture(Era.MODERN);
        ObjectNode meta =
                Trees.object("{\"traceparent\":\"00-a\",\"io.modelcontextprotocol/clientInfo\":{\"name\":\"liar\"}}");
        String sent = text(upstream(fixture).call("meta", Json.object(), meta));
        assertThat(sent).contains("traceparent").contains("interlock").doesNotContain("liar");
    }

    @Test
    void unknownMembersAndExactNumbersComeThrough() {
        CallOutcome outcome = call(upstream(fixture(Era.MODERN)), "odd");
        assertThat(Json.text(((CallOutcome.Result) outcome).result()))
                .contains("\"x-new\":{\"n\":1.50,\"big\":123456789012345678901234567890}");
    }

    @Test
    void theToolsOwnErrorIsAResult() {
        assertThat(call(upstream(fixture(Era.MODERN)), "fail"))
                .isInstanceOfSatisfying(
                        CallOutcome.Result.class,
                        result -> assertThat(result.isError()).isTrue());
    }

    // --- what turns a call away

    @ParameterizedTest
    @ValueSource(ints = {-32700, -32600, -32601, -32602, -32021, -32022})
    void errorsOfTheProtocolAreRefusals(int code) {
        CallOutcome outcome =
                upstream(fixture(Era.MODERN)).call("rpc", Json.object().put("code", code), Json.object());
        assertThat(outcome)
                .isEqualTo(new CallOutcome.RefusedBeforeEffect(
                        "rpc" + code,
                        "the server refused with error " + code,
                        Optional.of(new RpcError(code, "no", Optional.empty())),
                        Optional.empty(),
                        Evidence.of(NoEffect.Sign.code(code))));
    }

    @ParameterizedTest
    @ValueSource(ints = {-32603, -32000, -32002, 1, 500})
    void otherErrorsLeaveItOpen(int code) {
        assertThat(upstream(fixture(Era.MODERN)).call("rpc", Json.object().put("code", code), Json.object()))
                .isInstanceOf(CallOutcome.Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308, 400, 401, 403, 405, 413, 415, 422, 429})
    void statusesOfRefusal(int status) {
        HttpFixture fixture = fixture(Era.MODERN);
        assertThat(call(upstream(fixture), "http-" + status))
                .isInstanceOfSatisfying(
                        CallOutcome.RefusedBeforeEffect.class,
                        refused -> assertThat(refused.code()).isEqualTo("http-" + status));
        assertThat(fixture.followed()).isZero();
        assertThat(fixture.calls("http-" + status)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http-301",
                "http-302",
                "http-303",
                "http-408",
                "http-409",
                "http-500",
                "http-502",
                "http-503",
                "http-504",
                "close",
                "cut",
                "html",
                "not-json",
                "twice",
                "foreign",
                "batch",
                "liar",
                "huge",
                "accepted",
                "sse-foreign",
                "sse-cut",
                "sse-nonsense",
                "nonsense"
            })
    void afterTheFirstByteEverythingElseIsUnknownAndNeverRepeated(String tool) {
        HttpFixture fixture = fixture(Era.MODERN);
        McpUpstream upstream = upstream(fixture);
        assertThat(call(upstream, tool)).isInstanceOf(CallOutcome.Unknown.class);
        assertThat(fixture.headers.stream().filter(headers -> tool.equals(headers.getFirst(Names.HEADER_NAME))))
                .hasSize(1);
        assertThat(fixture.followed()).isZero();
        assertThat(text(upstream.call("echo", Json.object().put("text", "on"), Json.object())))
                .as("the upstream goes on working")
                .isEqualTo("on");
    }

    @Test
    void silenceIsUnknown() {
        CallOutcome outcome = call(
                upstream(fixture(Era.MODERN), EraChoice.AUTO, Timing.defaults().withCall(Duration.ofMillis(300))),
                "silent");
        assertThat(outcome).isEqualTo(new CallOutcome.Unknown("no answer within 300 ms"));
    }

    @Test
    void aSilentStreamIsCut() {
        CallOutcome outcome = call(
                upstream(fixture(Era.MODERN), EraChoice.AUTO, Timing.defaults().withSilence(Duration.ofMillis(300))),
                "sse-silent");
        assertThat(outcome).isEqualTo(new CallOutcome.Unknown("the server's stream was silent for 300 ms"));
    }

    @Test
    void anEndlessStreamIsCut() {
        CallOutcome outcome = call(
                upstream(
                        fixture(Era.MODERN),
                        EraChoice.AUTO,
                        Timing.defaults().withCall(Duration.ofSeconds(1)).withSilence(Duration.ofMinutes(1))),
                "sse-endless");
        assertThat(outcome).isEqualTo(new CallOutcome.Unknown("no answer within 1000 ms"));
    }

    @Test
    void nobodyListensIsARefusal() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        McpUpstream upstream = McpUpstream.http(
                "erp",
                HttpSettings.of(URI.create("http://127.0.0.1:" + port + "/mcp")),
                EraChoice.AUTO,
                Timing.defaults(),
                System::nanoTime);
        open.add(upstream);
        assertThat(call(upstream, "echo")).isInstanceOfSatisfying(CallOutcome.RefusedBeforeEffect.class, refused -> {
            assertThat(refused.code()).isEqualTo("unreachable");
            assertThat(refused.message()).contains("cannot connect to 127.0.0.1:" + port);
        });
        assertThatThrownBy(upstream::listTools)
                .isInstanceOf(UpstreamException.class)
                .hasMessageContaining("`erp`");
    }

    @Test
    void aServerThatGoesAwayBetweenCallsIsNoResult() {
        HttpFixture fixture = fixture(Era.LEGACY);
        McpUpstream upstream = upstream(fixture);
        assertThat(call(upstream, "echo")).isInstanceOf(CallOutcome.Result.class);
        fixture.close();
        assertThat(call(upstream, "echo")).isNotInstanceOf(CallOutcome.Result.class);
    }

    // --- streams and sessions

    @ParameterizedTest
    @EnumSource(Era.class)
    void readsStreamsAndAnswersWhatTheServerAsks(Era era) {
        HttpFixture fixture = fixture(era);
        assertThat(text(call(upstream(fixture), "sse"))).isEqualTo("streamed");
        Until.holds(() -> fixture.answers.size() >= 2);
        assertThat(fixture.answers).anySatisfy(answer -> {
            assertThat(answer.path("id").asText()).isEqualTo("s1");
            assertThat(answer.path("result").isObject()).isTrue();
        });
        assertThat(fixture.answers).anySatisfy(answer -> {
            assertThat(answer.path("id").asText()).isEqualTo("s2");
            assertThat(answer.path("error").path("code").asInt()).isEqualTo(-32601);
        });
    }

    @Test
    void aForgottenSessionIsMadeAnewBeforeTheCall() {
        HttpFixture fixture = fixture(Era.LEGACY);
        McpUpstream upstream = upstream(fixture);
        assertThat(call(upstream, "echo")).isInstanceOf(CallOutcome.Result.class);
        fixture.forgetSessions();
        assertThat(call(upstream, "echo")).isInstanceOf(CallOutcome.Result.class);
        assertThat(fixture.calls("echo")).isEqualTo(2);
        assertThat(fixture.tools.seen)
                .filteredOn(seen -> seen.path("method").asText().equals("initialize"))
                .hasSize(2);
    }

    @Test
    void aSessionIsSentAndEnded() {
        HttpFixture fixture = fixture(Era.LEGACY);
        McpUpstream upstream = upstream(fixture);
        call(upstream, "echo");
        assertThat(fixture.headers.getLast().getFirst(Names.HEADER_SESSION)).isEqualTo("session-1");
        assertThat(fixture.headers.getLast().getFirst(Names.HEADER_VERSION)).isEqualTo("2025-11-25");
        upstream.close();
        assertThat(fixture.ended).containsExactly("session-1");
        assertThat(call(upstream, "echo")).isInstanceOf(CallOutcome.RefusedBeforeEffect.class);
    }

    @Test
    void aConfiguredEraIsNotNegotiatedAway() {
        McpUpstream upstream = upstream(fixture(Era.LEGACY), EraChoice.MODERN, Timing.defaults());
        assertThatThrownBy(upstream::describe)
                .isInstanceOf(UpstreamException.class)
                .hasMessageContaining("does not speak MCP " + Revision.modern().label());
    }

    @Test
    void listsAreCachedAsLongAsTheServerSays() throws Exception {
        HttpFixture fixture = fixture(Era.MODERN);
        long[] now = {0};
        McpUpstream upstream = McpUpstream.http(
                "erp", HttpSettings.of(fixture.endpoint()), EraChoice.AUTO, Timing.defaults(), () -> now[0]);
        open.add(upstream);
        upstream.listTools();
        upstream.listTools();
        assertThat(lists(fixture)).isEqualTo(2); // two pages
        now[0] = Duration.ofMillis(60_001).toNanos();
        upstream.listTools();
        assertThat(lists(fixture)).isEqualTo(4);
    }

    private static long lists(HttpFixture fixture) {
        return fixture.tools.seen.stream()
                .filter(message -> message.path("method").asText().equals(Names.TOOLS_LIST))
                .count();
    }

    @Test
    void addressesWithCredentialsAreRefused() {
        assertThatThrownBy(() -> HttpSettings.of(URI.create("http://u:p@host/mcp")))
                .hasMessageContaining("credentials");
        assertThatThrownBy(() -> HttpSettings.of(URI.create("file:///mcp"))).hasMessageContaining("not an HTTP");
    }
}
