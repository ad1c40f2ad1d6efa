package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Collector;
import dev.interlock.server.observe.TelemetryConfig;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a collector of OpenTelemetry gets: spans that hang together across the gateway, and nothing of what a call holds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TraceTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";
    private static final String OTHER = "1111111111111111aaaaaaaaaaaaaaaa";
    private static final String SECRET = "correct-horse-battery-staple";

    private Collector collector;
    private Target target;
    private String seenByUpstream;
    private String malformed;
    private String task;

    /** Everything is done before the server is closed, which sends what waits. */
    @BeforeAll
    void traffic(@TempDir Path folder) throws Exception {
        collector = new Collector();
        target = new Target(
                folder,
                new TelemetryConfig(
                        Optional.empty(),
                        Optional.of(new TelemetryConfig.Otlp(
                                collector.url(),
                                Map.of("Authorization", "Bearer collectors-own"),
                                1,
                                Duration.ofMinutes(1))),
                        Optional.empty()));
        task = target.task("alice", "ada", "all");
        seenByUpstream = target.call(
                        "ada", task, "meta", "{}", "\"traceparent\":\"" + PARENT + "\",\"tracestate\":\"v=1\",")
                .text();
        malformed = target.call("ada", task, "meta", "{}", "\"traceparent\":\"00-x\",")
                .text();
        String arguments = "{\"id\":\"" + SECRET + "\",\"text\":\"" + SECRET + "\",\"n\":1}";
        assertThat(target.call(
                                "ada",
                                task,
                                "echo",
                                arguments,
                                "\"traceparent\":\"00-" + OTHER + "-00f067aa0ba902b7-00\",")
                        .verdict())
                .isEqualTo("held");
        assertThat(target.call("ada", task, "nobody-has-" + SECRET, "{}").verdict())
                .isEqualTo("denied");
        assertThat(target.call("ada", "t-no-" + SECRET, "meta", "{}").verdict()).isEqualTo("denied");
        target.close();
    }

    @AfterAll
    void close() {
        collector.close();
    }

    private List<Span> in(String trace) {
        return collector.spans().stream()
                .filter(span -> Collector.id(span.getTraceId()).equals(trace))
                .toList();
    }

    private static Span only(List<Span> spans, Span.SpanKind kind) {
        List<Span> found = spans.stream().filter(span -> span.getKind() == kind).toList();
        assertThat(found).as("spans of kind " + kind).hasSize(1);
        return found.getFirst();
    }

    @Test
    void aCallIsAServerSpanWithToolAndUpstreamBelow() {
        List<Span> spans = in(TRACE);
        Span server = only(spans, Span.SpanKind.SPAN_KIND_SERVER);
        Span execute = only(spans, Span.SpanKind.SPAN_KIND_INTERNAL);
        Span client = only(spans, Span.SpanKind.SPAN_KIND_CLIENT);
        assertThat(server.getName()).isEqualTo("tools/call meta");
        assertThat(execute.getName()).isEqualTo("execute_tool meta");
        assertThat(client.getName()).isEqualTo("tools/call meta");
        assertThat(Collector.id(server.getParentSpanId())).as("the caller's").isEqualTo("b7ad6b7169203331");
        assertThat(execute.getParentSpanId()).isEqualTo(server.getSpanId());
        assertThat(client.getParentSpanId()).isEqualTo(execute.getSpanId());
        assertThat(Collector.attributes(server))
                .containsEntry("mcp.method.name", "tools/call")
                .containsEntry("mcp.protocol.version", "2026-07-28")
                .containsEntry("gen_ai.operation.name", "execute_tool")
                .containsEntry("gen_ai.tool.name", "meta")
                .containsEntry("gen_ai.agent.name", "ada")
                .containsEntry("network.transport", "tcp")
                .containsEntry("interlock.door", "mcp")
                .containsEntry("interlock.upstream", "fix")
                .containsEntry("interlock.task", task)
                .containsEntry("interlock.verdict", "permit")
                .hasEntrySatisfying("gen_ai.tool.call.id", id -> assertThat(id).matches("c-[0-9]+"));
        assertThat(Collector.attributes(client)).containsEntry("interlock.outcome", "result");
        assertThat(server.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
    }

    @Test
    void theUpstreamGoesOnBelowOurSpan() {
        Span client = only(in(TRACE), Span.SpanKind.SPAN_KIND_CLIENT);
        assertThat(seenByUpstream)
                .contains("00-" + TRACE + "-" + Collector.id(client.getSpanId()) + "-01")
                .contains("\"tracestate\":\"v=1\"")
                .doesNotContain("b7ad6b7169203331");
        assertThat(malformed)
                .as("what is no trace begins a new one")
                .doesNotContain("00-x")
                .contains("traceparent");
    }

    @Test
    void whatIsHeldSaysSoAndACallerCannotHideByItsFlag() {
        List<Span> spans = in(OTHER);
        Span server = only(spans, Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(Collector.attributes(server))
                .containsEntry("interlock.verdict", "hold")
                .hasEntrySatisfying("interlock.hold", id -> assertThat(id).matches("h-[0-9]+"));
        assertThat(spans).as("nothing was sent").noneMatch(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT);
    }

    @Test
    void whatIsDeniedIsAnErrorByItsCode() {
        assertThat(collector.spans())
                .filteredOn(span -> Collector.attributes(span)
                        .getOrDefault("interlock.code", "")
                        .equals("tool-unknown"))
                .filteredOn(span -> span.getKind() == Span.SpanKind.SPAN_KIND_SERVER)
                .singleElement()
                .satisfies(span -> {
                    assertThat(span.getName())
                            .as("without the name that a caller made up")
                            .isEqualTo("tools/call");
                    assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
                    assertThat(Collector.attributes(span)).containsEntry("error.type", "tool-unknown");
                });
    }

    @Test
    void nothingOfWhatCallsHoldIsTold() {
        assertThat(collector.spans()).hasSizeGreaterThan(8);
        assertThat(collector.text()).doesNotContain(SECRET, "staple");
        assertThat(collector.authorizations()).isNotEmpty().containsOnly("Bearer collectors-own");
    }

    @Test
    void metricsAreTheSameNumbers() {
        Map<String, Metric> metrics = collector.metrics();
        assertThat(metrics.keySet()).contains("interlock_decisions", "interlock_holds_open", "jvm_memory_used_bytes");
        Metric decisions = metrics.get("interlock_decisions");
        assertThat(decisions.getSum().getIsMonotonic()).isTrue();
        assertThat(decisions.getSum().getDataPointsList().stream()
                        .mapToDouble(point -> point.getAsDouble())
                        .sum())
                .isEqualTo(5);
        Metric times = metrics.get("interlock_call_duration_seconds");
        assertThat(times.getUnit()).isEqualTo("s");
        assertThat(times.getHistogram().getDataPointsList())
                .filteredOn(point ->
                        point.getAttributes(0).getValue().getStringValue().equals("mcp"))
                .singleElement()
                .satisfies(point -> {
                    assertThat(point.getCount()).isEqualTo(5);
                    assertThat(point.getBucketCountsCount()).isEqualTo(point.getExplicitBoundsCount() + 1);
                    assertThat(point.getBucketCountsList().stream()
                                    .mapToLong(Long::longValue)
                                    .sum())
                            .isEqualTo(5);
                });
    }
}
