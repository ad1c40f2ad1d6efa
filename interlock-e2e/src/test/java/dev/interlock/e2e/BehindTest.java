package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.app.InterlockServer;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.fixture.Post;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.fixture.everything.EverythingMain;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.setting.Limits;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.UpstreamConfig;
import dev.interlock.server.upstream.mcp.McpClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole gateway does with the servers behind it: calls that are sent again, processes of tasks, and how they are. */
class BehindTest {

    private static final String BUNDLE = """
        interlock: v1
        name: behind
        owner: gateway@example.com
        include: [catalog/*.yaml]
        independence: {another-owner: [owner]}
        risk: {office: {independence: another-owner, on-conflict: deny, on-missing: deny}}
        intents: {work: {goal: Do it, allow: [work.do], delegate: [work.do], limits: {time: 10m}}}
        """;

    /** The same server under three names, for which the catalogue says different things of the same tool. */
    private static final Map<String, String> CATALOG = Map.of(
            "idempotent", "{flaky: {duty: work.do, idempotent: true}}",
            "reading", "{flaky: {duty: work.do, effect: read}}",
            "writing", "{flaky: {duty: work.do}}",
            "desk", "{test_simple_text: {duty: work.do}, test_input_required_result_elicitation: {duty: work.do}}");

    /** Of an agent one call may wait for its answers. */
    private static final Limits LIMITS = Limits.DEFAULT.withWaiting(new Limits.Waiting(Duration.ofMinutes(10), 1, 10));

    private final TestParties troupe = new TestParties();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T09:00:00Z"));
    private HttpFixture fixture;
    private InterlockServer server;
    private Office office;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        Quiet.on();
        fixture = new HttpFixture(Set.of(Era.MODERN));
        fixture.tools.more = List.of(Trees.object("""
            {"name":"flaky","inputSchema":{"type":"object"},"annotations":{"idempotentHint":true}}\
            """));
        Path bundle = Files.createDirectories(folder.resolve("bundle"));
        Files.createDirectory(bundle.resolve("catalog"));
        Files.writeString(bundle.resolve("interlock.yaml"), BUNDLE);
        var upstreams = new TreeMap<String, UpstreamConfig>();
        for (Map.Entry<String, String> each : CATALOG.entrySet()) {
            String name = each.getKey();
            Files.writeString(
                    bundle.resolve("catalog/" + name + ".yaml"), "server: " + name + "\ntools: " + each.getValue());
            upstreams.put(
                    name,
                    new UpstreamConfig.Http(
                            name, fixture.endpoint(), Map.of(), UpstreamConfig.Era.MODERN, Duration.ofSeconds(60)));
        }
        upstreams.put(
                "desk",
                new UpstreamConfig.Stdio(
                        "desk",
                        EverythingMain.command("LEGACY"),
                        Map.of(),
                        Optional.empty(),
                        UpstreamConfig.Era.LEGACY,
                        Duration.ofSeconds(60),
                        true));
        var config = ServerConfig.of("interlock.example/behind", folder.resolve("data"), bundle, troupe.registry())
                .withListen(new Listen("127.0.0.1", 0))
                .withUpstreams(upstreams)
                .withLimits(LIMITS)
                .build();
        if (!(PolicyBundle.load(bundle) instanceof PolicyBundle.Compiled policy)) {
            throw new AssertionError(PolicyBundle.load(bundle).diagnostics());
        }
        server = InterlockServer.start(config, policy, now::get);
        office = new Office(URI.create("http://127.0.0.1:" + server.port()), troupe);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        fixture.close();
    }

    private JsonNode call(String at, String tool, String task) {
        URI endpoint = URI.create("http://127.0.0.1:" + server.port() + "/mcp/" + at);
        try (McpClient client = McpClient.of(
                endpoint,
                troupe.token("clerk"),
                Optional.of(task),
                EraChoice.LEGACY,
                Patient.TIMING,
                System::nanoTime)) {
            return ((CallOutcome.Result) client.call(tool, Json.object())).result();
        }
    }

    private static String outcome(JsonNode result) {
        return result.findPath("outcome").asText();
    }

    @Test
    void aCallIsSentAgainWhereCatalogueAndServerCallItSafe() {
        String task = office.task("olivia", "clerk", "work");
        int sent = 0;
        for (String safe : List.of("idempotent", "reading")) {
            fixture.hangUps.set(1);
            JsonNode result = call(safe, "flaky", task);
            assertThat(outcome(result)).as(safe + result).isEqualTo("succeeded");
            sent += 2;
            assertThat(fixture.calls("flaky")).as(safe).isEqualTo(sent);
        }
        fixture.hangUps.set(1);
        assertThat(outcome(call("writing", "flaky", task))).isEqualTo("unknown");
        assertThat(fixture.calls("flaky")).isEqualTo(sent + 1);
        assertThat(office.get("olivia", "/v1/tasks/" + task).body().path("used").asInt())
                .as("what was sent twice is one call")
                .isEqualTo(3);
    }

    private JsonNode asking(String task) {
        String tool = "test_input_required_result_elicitation";
        String body = Gateway.modernBody(Names.TOOLS_CALL, "\"name\":\"" + tool + "\",\"arguments\":{},")
                .replace("Capabilities\":{}", "Capabilities\":{\"elicitation\":{\"form\":{}}}");
        RawHttp request = RawHttp.to(server.port(), "/mcp/desk")
                .add("Authorization", "Bearer " + troupe.token("clerk"))
                .add("Content-Type", "application/json")
                .add("Accept", "application/json, text/event-stream")
                .add("MCP-Protocol-Version", "2026-07-28")
                .add("Mcp-Method", Names.TOOLS_CALL)
                .add("Mcp-Name", tool)
                .add("Interlock-Task", task)
                .body(body);
        try (Post post = request.open()) {
            return post.next().path("result");
        }
    }

    @Test
    void asManyCallsWaitForAnswersAsTheConfigurationSays() {
        assertThat(asking(office.task("olivia", "clerk", "work"))
                        .path("resultType")
                        .asText())
                .isEqualTo("input_required");
        assertThat(asking(office.task("olivia", "clerk", "work"))
                        .path("resultType")
                        .asText())
                .as("of one more the server hears that there is no answer")
                .isEqualTo("complete");
    }

    private List<String> desks() {
        JsonNode upstreams = office.get("olivia", "/v1/upstreams").ok().body().path("upstreams");
        for (JsonNode each : upstreams) {
            if (each.path("name").asText().equals("desk")) {
                return each.path("instances").findValuesAsText("instance");
            }
        }
        throw new AssertionError(upstreams.toString());
    }

    private void awaitDesks(String... expected) {
        Until.is(() -> Set.copyOf(desks()), Set.of(expected));
        assertThat(desks()).containsExactlyInAnyOrder(expected);
    }

    @Test
    void aProcessOfATaskEndsWithIt() {
        String closed = office.task("olivia", "clerk", "work");
        String cancelled = office.task("olivia", "clerk", "work");
        String expired = office.task("olivia", "clerk", "work");
        for (String task : List.of(closed, cancelled, expired)) {
            assertThat(outcome(call("desk", "test_simple_text", task))).isEqualTo("succeeded");
        }
        assertThat(desks()).containsExactlyInAnyOrder("process", closed, cancelled, expired);
        office.post("olivia", "/v1/tasks/" + closed + "/close", Json.object()).ok();
        awaitDesks("process", cancelled, expired);
        office.post("olivia", "/v1/tasks/" + cancelled + "/cancel", Json.object())
                .ok();
        awaitDesks("process", expired);
        now.updateAndGet(time -> time.plus(1, ChronoUnit.HOURS));
        awaitDesks("process");
    }

    private JsonNode instance(String upstream) {
        JsonNode all = office.get("olivia", "/v1/upstreams").ok().body().path("upstreams");
        for (JsonNode each : all) {
            if (each.path("name").asText().equals(upstream)) {
                return each.at("/instances/0");
            }
        }
        throw new AssertionError(all.toString());
    }

    @Test
    void peopleSeeHowTheServersAre() {
        String task = office.task("olivia", "clerk", "work");
        assertThat(outcome(call("writing", "flaky", task))).isEqualTo("succeeded");
        assertThat(instance("writing"))
                .isEqualTo(Trees.object("""
                    {"instance":"%s","state":"up","underWay":0,"failures":0}\
                    """.formatted(fixture.endpoint().getAuthority())));
        fixture.hangUps.set(5);
        for (int i = 1; i <= 5; i++) {
            assertThat(outcome(call("writing", "flaky", task))).isEqualTo("unknown");
            assertThat(instance("writing").path("failures").asInt()).isEqualTo(i);
        }
        assertThat(instance("writing").path("state").asText()).isIn("resting", "trying");
        assertThat(instance("writing").path("trouble").asText()).isNotEmpty();
        assertThat(office.get("clerk", "/v1/upstreams").code()).isEqualTo("not-allowed");
    }
}
