package dev.interlock.server.door.authzen;

import static dev.interlock.server.door.authzen.AuthzenStage.EVALUATION;
import static dev.interlock.server.door.authzen.AuthzenStage.EVALUATIONS;
import static dev.interlock.server.door.authzen.AuthzenStage.permitted;
import static dev.interlock.server.door.authzen.AuthzenStage.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Collector;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.identity.registry.Token;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluations are counted among the calls of the other doors, and are spans in the traces of those who ask. */
class WatchedEvaluationsTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    @TempDir
    private Path folder;

    private final Token reader = Token.create(new SecureRandom());

    private AuthzenStage stage(Collector collector) throws IOException {
        return new AuthzenStage(
                folder,
                Path.of(Objects.requireNonNull(getClass().getResource("/authzen/vendors"))
                        .getPath()),
                "telemetry: {metrics: {token: %s}, otlp: {endpoint: \"%s\", interval: 60s}}"
                        .formatted(reader.hash(), collector.url()));
    }

    private double counted(AuthzenStage stage, String answer) {
        RawHttp.Answer scraped = RawHttp.to(stage.port(), "/metrics")
                .method("GET")
                .add("Authorization", "Bearer " + reader.reveal())
                .send();
        assertThat(scraped.status()).isEqualTo(200);
        Matcher found = Pattern.compile("interlock_calls_total\\{answer=\"" + answer + "\",door=\"authzen\"} ([0-9.]+)")
                .matcher(scraped.text());
        assertThat(found.find()).as(scraped.text()).isTrue();
        return Double.parseDouble(found.group(1));
    }

    private static String traced() {
        return "00-" + TRACE + "-" + PARENT + "-01";
    }

    @Test
    void eachIsCountedAndTraced() throws IOException {
        try (Collector collector = new Collector()) {
            String call;
            try (AuthzenStage stage = stage(collector)) {
                call = permitted(stage.post(stage.mesh, EVALUATION, question("alice", "check", "7"))
                        .add("traceparent", traced())
                        .send());
                assertThat(stage.ask(stage.mesh, "alice", "close", "7").text()).contains("held");
                stage.ask(stage.adviser, "alice", "rename", "7");
                stage.ask(stage.mesh, "mallory-7f3", "check", "7");
                stage.post(stage.mesh, EVALUATIONS, """
                        {"subject": {"type": "user", "id": "alice"}, "resource": {"type": "mcp_server", "id": "x"},
                         "evaluations": [{"action": {"name": "server/discover"}}, {"action": {"name": "initialize"}}]}
                        """).send();
                assertThat(stage.post(
                                        stage.mesh,
                                        EVALUATION,
                                        question("alice", "check", "7")
                                                .replace(
                                                        "\"resource\"",
                                                        "\"context\": {\"supported_obligations\": 7}, \"resource\""))
                                .send()
                                .status())
                        .isEqualTo(400);
                assertThat(counted(stage, "permitted")).isEqualTo(3);
                assertThat(counted(stage, "held")).isEqualTo(1);
                assertThat(counted(stage, "denied")).isEqualTo(2);
                assertThat(counted(stage, "refused")).isEqualTo(1);
                assertThat(counted(stage, "failed")).isZero();
            }
            List<Span> spans = collector.spans();
            assertThat(spans)
                    .extracting(Span::getName)
                    .containsOnly("evaluation")
                    .hasSize(7);
            assertThat(spans)
                    .filteredOn(span -> Collector.id(span.getTraceId()).equals(TRACE))
                    .singleElement()
                    .satisfies(span -> {
                        assertThat(Collector.id(span.getParentSpanId())).isEqualTo(PARENT);
                        assertThat(Collector.attributes(span))
                                .containsAllEntriesOf(Map.of(
                                        "interlock.door", "authzen",
                                        "interlock.caller", "mesh",
                                        "interlock.verdict", "permit",
                                        "gen_ai.tool.call.id", call));
                    });
            assertThat(spans)
                    .extracting(span -> Collector.attributes(span).getOrDefault("interlock.verdict", "none"))
                    .containsExactlyInAnyOrder("permit", "permit", "permit", "hold", "deny", "deny", "none");
            assertThat(spans)
                    .extracting(span -> Collector.attributes(span).getOrDefault("mcp.method.name", ""))
                    .contains("server/discover", "initialize");
            assertThat(spans)
                    .extracting(span -> Collector.attributes(span).getOrDefault("error.type", ""))
                    .contains("subject-unknown", "refused");
            assertThat(collector.text())
                    .as("what callers make up is not told on")
                    .doesNotContain("mallory", "rename");
        }
    }
}
