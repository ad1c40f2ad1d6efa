package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.RawHttp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One agent, or a person with one token, against a gateway that enforces an approval and a separation. */
class GatewayAttackTest {

    private static Target target;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        target = new Target(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        target.close();
    }

    private static String approved(String task, String arguments) {
        String hold = target.call("ada", task, "echo", arguments).hold();
        assertThat(target.approve("vera", hold).status()).isEqualTo(200);
        return hold;
    }

    @Test
    void metaCarriesNothingToTheUpstreamButTheTrace() {
        String task = target.task("alice", "ada", "all");
        String seen = target.call(
                        "ada",
                        task,
                        "meta",
                        "{}",
                        "\"traceparent\":\"00-x\",\"tracestate\":{\"no\":1},\"baggage\":\"tenant=9\","
                                + "\"com.example/on-behalf-of\":\"root\",")
                .text();
        assertThat(seen).contains("00-x").doesNotContain("tracestate", "tenant", "example");
    }

    static Stream<String> otherCalls() {
        return Stream.of(
                "{\"id\":\"%s\",\"text\":\"pay\",\"n\":2}",
                "{\"id\":\"%s\",\"text\":\"pay\",\"n\":\"1\"}",
                "{\"id\":\"%s\",\"text\":\"pay\",\"n\":1,\"to\":1}",
                "{\"id\":\"%s\",\"text\":\"pay\",\"n\":1,\"to\":null}",
                "{\"id\":\"%s\",\"text\":\"pay \",\"n\":1}",
                "{\"id\":\"%s\",\"text\":\"p\\u0430y\",\"n\":1}",
                "{\"id\":\"%s\",\"text\":\"pay\",\"n\":[1]}",
                "{\"id\":\"%s\",\"text\":\"pay\"}");
    }

    @ParameterizedTest
    @MethodSource("otherCalls")
    void anApprovalIsForExactlyOneCall(String other) {
        String task = target.task("alice", "ada", "all");
        String id = "exact-" + other.hashCode();
        String exact = "{\"id\":\"" + id + "\",\"text\":\"pay\",\"n\":1}";
        String hold = approved(task, exact);
        assertThat(target.call("ada", task, "echo", other.formatted(id)).hold()).isNotEqualTo(hold);
        String sameNumber = exact.replace("\"n\":1", "\"n\":1.0e0");
        assertThat(target.call("ada", task, "echo", sameNumber).verdict()).isEqualTo("permitted");
        assertThat(target.call("ada", task, "echo", exact).hold()).isNotEqualTo(hold);
    }

    @Test
    void anApprovalIsSpentOnceHoweverManyAskAtOnce() throws Exception {
        String task = target.task("alice", "ada", "all");
        String call = "{\"id\":\"race\",\"text\":\"pay\"}";
        approved(task, call);
        List<Callable<String>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(() -> target.call("ada", task, "echo", call).verdict());
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> verdicts = new ArrayList<>();
            for (Future<String> each : threads.invokeAll(calls)) {
                verdicts.add(each.get());
            }
            assertThat(verdicts).filteredOn("permitted"::equals).hasSize(1);
            assertThat(verdicts).filteredOn("held"::equals).hasSize(19);
        }
    }

    @Test
    void nobodyApprovesOnTheOwnInstruction() {
        String task = target.task("alice", "ada", "all");
        RawHttp.Answer below = target.open("bob", "ben", "pay", ",\"parent\":\"" + task + "\"");
        assertThat(below.json().path("code").asText())
                .as("bob instructs, and alice would be the origin")
                .isEqualTo("not-allowed");
        String own = target.task("bob", "ben", "pay");
        String hold = target.call("ben", own, "echo", "{\"id\":\"own\"}").hold();
        assertThat(target.approve("bob", hold).json().path("code").asText()).isEqualTo("not-independent");
        assertThat(target.approve("alice", hold).json().path("code").asText()).isEqualTo("not-in-group");
        assertThat(target.approve("ada", hold).status())
                .as("not to be seen by her")
                .isEqualTo(404);
        assertThat(target.approve("ben", hold).json().path("code").asText()).isEqualTo("not-allowed");
    }

    @Test
    void aPersonIsNoAgent() {
        String task = target.task("alice", "ada", "all");
        assertThat(target.call("vera", task, "meta", "{}").code()).isEqualTo("task-not-yours");
        assertThat(target.open("alice", "vera", "all", "").status()).isEqualTo(400);
        assertThat(target.open("ben", "ada", "all", "").json().path("code").asText())
                .isEqualTo("not-allowed");
    }

    @Test
    void aTaskIsOnlyItsAgents() {
        String task = target.task("alice", "ada", "all");
        String little = target.task("alice", "ada", "little");
        assertThat(target.call("ben", task, "meta", "{}").code()).isEqualTo("task-not-yours");
        assertThat(target.call("ada", little, "echo", "{\"id\":\"x\"}").code()).isEqualTo("outside-intent");
        RawHttp.Answer two = target.call(
                        "ada", little, "echo", "{\"id\":\"x\"}", "\"dev.interlock/task\":\"" + task + "\",")
                .http();
        assertThat(two.status()).isEqualTo(400);
        assertThat(target.post("ben", "/v1/tasks/" + task + "/cancel", "{}").status())
                .isEqualTo(404);
        assertThat(target.open("ben", "ben", "all", ",\"parent\":\"" + task + "\"")
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Echo", "echo ", " echo", "fix/echo", "../fix/echo", "echo\u0000", "echo\u200b", "\u0435cho"})
    void aToolHasOneName(String tool) {
        String task = target.task("alice", "ada", "all");
        var said = target.call("ada", task, tool, "{\"id\":\"name\"}");
        assertThat(said.code()).as(said.http().json().toString()).isEqualTo("tool-unknown");
        assertThat(target.upstream.calls(tool)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/mcp/FIX", "/mcp/fix%2Fecho", "/mcp/fix/echo", "/mcp/fix%00", "/mcp//fix", "/mcp/x/..%2Ffix"})
    void aServerHasOneAddress(String path) {
        assertThat(target.post("ada", path, "{}").status()).isIn(400, 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"two\",\"id\":\"one\"}",
                "{\"id\":\"\u0000\"}",
                "{\"id\":NaN}",
                "{\"id\":1e999999999}",
                "{\"id\":\"x\"}}, \"arguments\":{\"id\":\"y\"}",
                "[{\"id\":\"x\"}]",
                "{\"id\":\"\\ud800\"}"
            })
    void whatTwoReadersCouldReadInTwoWaysIsRefused(String arguments) {
        String task = target.task("alice", "ada", "all");
        assertThat(target.call("ada", task, "store", arguments).http().status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"sep\\u00a0\"}",
                "{\"id\":\"s\\u3164ep\"}",
                "{\"id\":\"sep\\ufe0f\"}",
                "{\"id\":\" sep\"}",
                "{\"id\":[\"sep\"]}",
                "{\"id\":{\"id\":\"sep\"}}",
                "{\"id\":null}",
                "{\"ID\":\"sep\"}",
                "{}",
                "{\"id\":true}",
                "{\"id\":1.0}",
                "{\"id\":1e2}",
                "{\"id\":\"u\\u0308\"}"
            })
    void anObjectHasOneName(String arguments) {
        String task = target.task("alice", "ada", "all");
        assertThat(target.call("ada", task, "store", arguments).code()).isEqualTo("argument-invalid");
    }

    @Test
    void aNumberAndItsTextAreOneObject() {
        String task = target.task("alice", "ada", "all");
        assertThat(target.call("ada", task, "store", "{\"id\":7}").verdict()).isEqualTo("permitted");
        assertThat(target.call("ada", task, "echo", "{\"id\":\"7\"}").code()).isEqualTo("duty-conflict");
        String another = target.task("alice", "ada", "all");
        assertThat(target.call("ada", another, "echo", "{\"id\":7}").code())
                .as("in a new task")
                .isEqualTo("duty-conflict");
    }

    @Test
    void hugeFactsAreDecidedAndRecordedAndStopNobody() {
        String task = target.task("alice", "ada", "all");
        String controls = "\\u0001".repeat(1_024);
        String many = ("\"k%d\":\"" + controls + "\",").repeat(60);
        StringBuilder note = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            note.append(many, 0, many.indexOf(',') + 1)
                    .replace(note.lastIndexOf("%d"), note.lastIndexOf("%d") + 2, "" + i);
        }
        var said = target.call("ada", task, "store", "{\"id\":\"huge\",\"note\":{" + note + "\"z\":9007199254740992}}");
        assertThat(said.verdict()).as(said.text()).isEqualTo("permitted");
        var held = target.call(
                "ben", target.task("alice", "ben", "pay"), "echo", "{\"id\":\"h\",\"text\":\"9007199254740992\"}");
        assertThat(target.hold("vera", held.hold())
                        .path("arguments")
                        .path("args.text")
                        .asText())
                .isEqualTo("9007199254740992");
    }

    @Test
    void theApproverSeesThatThereIsMore() {
        String task = target.task("alice", "ada", "all");
        String hidden = "{\"id\":\"more\",\"text\":\"" + "harmless ".repeat(200) + "and pay me\"}";
        String hold = target.call("ada", task, "echo", hidden).hold();
        assertThat(target.hold("vera", hold).path("arguments").path("args.text").asText())
                .endsWith("(cut: it has 1810 characters)");
    }

    @Test
    void aSessionIsItsCallersAndEachHasAShare() {
        String first = session("ada");
        session("ada");
        String last = session("ada");
        assertThat(ping("ada", first))
                .as("two of the three that are configured")
                .isEqualTo(404);
        String bens = session("ben");
        session("ben");
        assertThat(ping("ben", bens)).as("the one that is left").isEqualTo(404);

        assertThat(ping("ben", last)).as("stolen").isEqualTo(404);
        RawHttp stolen = target.door("ben", "/mcp/fix").with("Mcp-Session-Id", last);
        assertThat(stolen.method("DELETE").send().status()).isEqualTo(404);
        assertThat(ping("ada", last)).isEqualTo(200);
        assertThat(ping("ada", "chosen-by-me")).isEqualTo(404);
    }

    private static String session(String agent) {
        String initialize = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";
        return target.post(agent, "/mcp/fix", initialize)
                .header("Mcp-Session-Id")
                .orElseThrow();
    }

    private static int ping(String agent, String session) {
        return target.door(agent, "/mcp/fix")
                .with("Mcp-Session-Id", session)
                .body("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}")
                .send()
                .status();
    }
}
