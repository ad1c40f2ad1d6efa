package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.fixture.Until;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people look at before a bundle is changed. */
class BundleLookTest {

    private ApiServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private JsonNode get(String path) throws Exception {
        ApiServer.Reply reply = server.send("otto", "GET", path);
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        return reply.body();
    }

    /** Asks until it is found out. */
    private JsonNode found(String path) throws Exception {
        var reply = new AtomicReference<ApiServer.Reply>();
        Until.holds(() -> {
            reply.set(asked(path));
            return reply.get().status() != 202;
        });
        assertThat(reply.get().status()).as(reply.get().toString()).isEqualTo(200);
        return reply.get().body();
    }

    private ApiServer.Reply asked(String path) {
        try {
            return server.send("otto", "GET", path);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Payments, which the bundle in force holds, are to be denied: one rule more, so that only that one has to be compared in stories. */
    private void propose() throws Exception {
        String rule =
                "  - {id: AP-77, title: Nothing is paid this week, risk: refused, forbid: {duty: payment.release}}\n";
        Files.writeString(server.bundle().resolve("rules/sod.yaml"), rule, StandardOpenOption.APPEND);
        assertThat(server.send("vera", "POST", "/v1/bundle/propose", "{}").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"files", "stories", "folder", "diff", "backtest"})
    void agentsSeeNoneOfIt(String part) throws Exception {
        ApiServer.Reply reply = server.send("clerk", "GET", "/v1/bundle/" + part);
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.body().get("code").textValue()).isEqualTo("not-allowed");
    }

    @Test
    void theFilesOfTheBundleInForceAreShown() throws Exception {
        JsonNode files = get("/v1/bundle/files");
        assertThat(files.get("whole").booleanValue()).isTrue();
        assertThat(files.get("files").get("rules/sod.yaml").textValue()).contains("AP-01");
        assertThat(files.get("files").has("tests/separation.yaml")).isTrue();
    }

    @Test
    void theFolderIsToldApartFromTheBundleInForce() throws Exception {
        assertThat(get("/v1/bundle/folder").get("in_force").booleanValue()).isTrue();
        Path header = server.bundle().resolve("interlock.yaml");
        Files.writeString(header, Files.readString(header) + "\n# another one\n");
        JsonNode changed = get("/v1/bundle/folder");
        assertThat(changed.get("ok").booleanValue()).isTrue();
        assertThat(changed.get("in_force").booleanValue()).isFalse();
        Files.writeString(header, "interlock: v1\nrulez: []\n");
        JsonNode wrong = get("/v1/bundle/folder");
        assertThat(wrong.get("ok").booleanValue()).isFalse();
        assertThat(wrong.get("diagnostics").toString()).contains("rulez");
    }

    @Test
    void withoutAProposalThereIsNothingToCompare() throws Exception {
        assertThat(server.send("otto", "GET", "/v1/bundle/diff").status()).isEqualTo(404);
        assertThat(server.send("otto", "GET", "/v1/bundle/backtest").status()).isEqualTo(404);
        assertThat(server.send("otto", "GET", "/v1/bundle/backtest?days=0").status())
                .isEqualTo(400);
        assertThat(server.send("otto", "GET", "/v1/bundle/backtest?days=91").status())
                .isEqualTo(400);
    }

    @Test
    void aProposalIsComparedInStoriesAndByTheRecord() throws Exception {
        server.heldRelease();
        propose();
        JsonNode diff = found("/v1/bundle/diff");
        assertThat(diff.get("same").booleanValue()).isFalse();
        JsonNode change = diff.get("changes").get(0);
        assertThat(change.get("story")).isNotEmpty();
        assertThat(diff.get("changes").toString()).contains("\"verdict\":\"hold\"", "\"verdict\":\"deny\"");

        JsonNode backtest = found("/v1/bundle/backtest?days=7");
        assertThat(backtest.get("comparison").get("changed").intValue()).isEqualTo(1);
        JsonNode differing = backtest.get("comparison").get("first").get(0);
        assertThat(differing.get("before").textValue()).isEqualTo("hold");
        assertThat(differing.get("after").textValue()).isEqualTo("deny");
        assertThat(differing.get("place").textValue()).startsWith("c-");
        assertThat(differing.get("reasons").toString()).contains("AP-77");
    }

    @Test
    void callsBeforeTheTimeAreHistoryAlone() throws Exception {
        server.heldRelease();
        server.ahead.addAndGet(3L * 24 * 3_600_000);
        propose();
        JsonNode backtest = found("/v1/bundle/backtest?days=1");
        assertThat(backtest.get("calls").get("all").intValue()).isZero();
        assertThat(found("/v1/bundle/backtest?days=7").get("calls").get("all").intValue())
                .isPositive();
    }

    @Test
    void theReaderIsToldWhetherTheyMayActivateIt() throws Exception {
        propose();
        JsonNode proposer = server.send("vera", "GET", "/v1/bundle").body().get("proposed");
        assertThat(proposer.get("may").booleanValue()).isFalse();
        assertThat(proposer.get("because").textValue()).contains("vera");
        JsonNode other = server.send("ines", "GET", "/v1/bundle").body().get("proposed");
        assertThat(other.get("may").booleanValue()).isTrue();
        JsonNode auditor = server.send("otto", "GET", "/v1/bundle").body().get("proposed");
        assertThat(auditor.get("may").booleanValue()).isFalse();
        assertThat(auditor.get("because").textValue()).contains("administrators");
    }

    @Test
    void theStoriesOfTheBundleInForceArePlayed() throws Exception {
        JsonNode stories = get("/v1/bundle/stories");
        assertThat(stories.get("all").intValue()).isGreaterThan(20);
        assertThat(stories.get("stories").toString()).contains("AP-01");
    }

    @Test
    void theCallsOfARuleAreListedWithWhatItFound() throws Exception {
        server.heldRelease();
        JsonNode calls = get("/v1/rules/AP-01/calls?verdict=held");
        JsonNode call = calls.get("calls").get(0);
        assertThat(call.get("agent").textValue()).isEqualTo("clerk");
        JsonNode finding = call.get("findings").get(0);
        assertThat(finding.get("one").textValue()).isNotBlank();
        assertThat(finding.get("witnesses").get(0).get("tool").textValue()).isEqualTo("erp/create_vendor");
        assertThat(get("/v1/rules/AP-01/calls?verdict=denied").get("calls")).isEmpty();
        assertThat(server.send("clerk", "GET", "/v1/rules/AP-01/calls").status())
                .isEqualTo(403);
    }
}
