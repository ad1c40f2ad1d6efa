package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.app.InterlockServer;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.upstream.UpstreamConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rule across what is read and what is called, on one object. */
class ContentRuleTest {

    private static final String BUNDLE = """
        interlock: v1
        name: documents
        owner: editors@example.com
        independence: {another-owner: [owner]}
        risk: {office: {independence: another-owner, on-conflict: deny, on-missing: deny}}
        server: docs
        objects: {document: {}}
        tools:
          mcp:resources/read: {duty: document.review, on: {document: args.uri}, effect: read}
          echo: {duty: document.publish, on: {document: args.text}}
        intents: {review: {goal: Review and publish, allow: [document.review, document.publish], delegate: [document.review, document.publish]}}
        rules:
          - {id: FOUR-EYES, title: Whoever reviews does not publish, separate: {duties: [document.review, document.publish], per: document}}
        """;

    private final TestParties troupe = new TestParties();
    private HttpFixture docs;
    private InterlockServer server;
    private Office office;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        open(folder, BUNDLE);
    }

    private void open(Path folder, String text) throws Exception {
        Quiet.on();
        docs = new HttpFixture(Set.of(Era.LEGACY));
        Path bundle = Files.createDirectories(folder.resolve("bundle"));
        Files.writeString(bundle.resolve("interlock.yaml"), text);
        var upstream = new UpstreamConfig.Http(
                "docs", docs.endpoint(), Map.of(), UpstreamConfig.Era.AUTO, Duration.ofSeconds(60));
        var config = ServerConfig.of("interlock.example/docs", folder.resolve("data"), bundle, troupe.registry())
                .withListen(new Listen("127.0.0.1", 0))
                .withUpstreams(Map.of("docs", upstream))
                .build();
        if (!(PolicyBundle.load(bundle) instanceof PolicyBundle.Compiled policy)) {
            throw new AssertionError(PolicyBundle.load(bundle).diagnostics());
        }
        server = InterlockServer.start(config, policy, InstantSource.system());
        office = new Office(URI.create("http://127.0.0.1:" + server.port()), troupe);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        docs.close();
    }

    private JsonNode ask(String who, String task, String method, String name, String params) {
        RawHttp request = RawHttp.to(server.port(), "/mcp/docs")
                .add("Authorization", "Bearer " + troupe.token(who))
                .add("Content-Type", "application/json")
                .add("Accept", "application/json, text/event-stream")
                .add("MCP-Protocol-Version", "2026-07-28")
                .add("Mcp-Method", method)
                .add("Interlock-Task", task)
                .body(Gateway.modernBody(method, params));
        return (name.isEmpty() ? request : request.add("Mcp-Name", name)).send().json();
    }

    private JsonNode read(String who, String task, String uri) {
        return ask(who, task, "resources/read", uri, "\"uri\":\"" + uri + "\",");
    }

    private JsonNode publish(String who, String task, String uri) {
        return ask(who, task, Names.TOOLS_CALL, "echo", "\"name\":\"echo\",\"arguments\":{\"text\":\"" + uri + "\"},");
    }

    @Test
    void whoReviewsDoesNotPublish() {
        String clerks = office.task("olivia", "clerk", "review");
        String bookers = office.task("bert", "booker", "review");
        assertThat(read("clerk", clerks, "test://a")
                        .at("/result/contents/0/text")
                        .asText())
                .isEqualTo("text of test://a");
        JsonNode denied = publish("clerk", clerks, "test://a").path("result");
        assertThat(denied.path("isError").asBoolean()).isTrue();
        assertThat(denied.at("/content/0/text").asText()).contains("conflict").contains("test://a");
        assertThat(docs.calls("echo")).isZero();
        assertThat(publish("booker", bookers, "test://a")
                        .at("/result/content/0/text")
                        .asText())
                .isEqualTo("test://a");
        JsonNode back = read("booker", bookers, "test://a");
        assertThat(back.at("/error/code").asInt()).as("and the other way round").isEqualTo(1403);
        assertThat(back.at("/error/message").asText()).startsWith("Denied by Interlock (duty-conflict)");
    }

    @Test
    void whatWasNotReadWasNotReviewed() {
        String clerks = office.task("olivia", "clerk", "review");
        assertThat(read("clerk", clerks, "test://failing").at("/error/code").asInt())
                .as("the server's own error")
                .isEqualTo(-32603);
        assertThat(publish("clerk", clerks, "test://failing")
                        .at("/result/content/0/text")
                        .asText())
                .isEqualTo("test://failing");
    }

    /** An approval is for this very read, in this task, by this agent, once; and by somebody independent. */
    @Test
    void anApprovedReadGoesThroughOnce(@TempDir Path folder) throws Exception {
        close();
        open(folder, BUNDLE.replace("on-conflict: deny", "on-conflict: hold"));
        String clerks = office.task("olivia", "clerk", "review");
        publish("clerk", clerks, "test://a");
        publish("clerk", clerks, "test://b");
        String hold = held(read("clerk", clerks, "test://a"));
        assertThat(office.approve("olivia", hold).status())
                .as("who opened the task")
                .isNotEqualTo(200);
        office.approve("vera", hold).ok();
        held(read("clerk", clerks, "test://b"));
        held(read("clerk", office.task("olivia", "clerk", "review"), "test://a"));
        String below = office.subTask("clerk", "helper", "review", clerks);
        held(read("helper", below, "test://a"));
        assertThat(ask("clerk", clerks, "resources/read", "test://a", "\"uri\":\"test://a\",\"x\":1,")
                        .at("/error/data/dev.interlock~1decision/code")
                        .asText())
                .as("a parameter that the protocol does not have")
                .isEqualTo("argument-invalid");
        assertThat(ask("clerk", clerks, "resources/read", "test://b", "\"uri\":\"test://a\",")
                        .at("/error/code")
                        .asInt())
                .as("a header that says otherwise")
                .isEqualTo(-32020);
        try (var both = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<JsonNode>> repeats = Collections.nCopies(20, () -> read("clerk", clerks, "test://a"));
            long through = both.invokeAll(repeats).stream()
                    .filter(answer -> answer.resultNow().has("result"))
                    .count();
            assertThat(through).isEqualTo(1);
        }
        held(read("clerk", clerks, "test://a"));
    }

    private static String held(JsonNode answer) {
        String hold = answer.at("/error/data/dev.interlock~1decision/hold").asText();
        assertThat(hold).as(answer.toString()).startsWith("h-");
        return hold;
    }

    /** Nothing says that it only reads, so it may have happened. */
    @Test
    void whatMayHaveHappenedCounts(@TempDir Path folder) throws Exception {
        close();
        open(folder, BUNDLE.replace(", effect: read", ""));
        String clerks = office.task("olivia", "clerk", "review");
        assertThat(read("clerk", clerks, "test://failing").at("/error/code").asInt())
                .isEqualTo(-32603);
        assertThat(publish("clerk", clerks, "test://failing")
                        .at("/result/content/0/text")
                        .asText())
                .contains("conflict");
    }

    @Test
    void whatHasNoEntryIsDeniedAndNotListed() {
        String clerks = office.task("olivia", "clerk", "review");
        JsonNode prompt = ask("clerk", clerks, "prompts/get", "greeting", "\"name\":\"greeting\",");
        assertThat(prompt.at("/error/message").asText()).contains("no entry");
        assertThat(ask("clerk", clerks, "prompts/list", "", "").at("/result/prompts"))
                .isEmpty();
        assertThat(ask("clerk", clerks, "resources/list", "", "").at("/result/resources"))
                .hasSize(1);
    }
}
