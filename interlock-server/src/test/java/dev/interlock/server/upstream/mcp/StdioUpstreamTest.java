package dev.interlock.server.upstream.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.Background;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.StdioFixture;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.Health;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamException;
import dev.interlock.server.upstream.stdio.StdioSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StdioUpstreamTest {
    private static final Timing TIMING =
            Timing.defaults().withProbe(Duration.ofSeconds(20)).withCall(Duration.ofSeconds(20));

    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void quiet() {
        Quiet.on();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private McpUpstream upstream(StdioSettings settings, Timing timing) {
        McpUpstream upstream = McpUpstream.stdio("erp", settings, EraChoice.AUTO, timing, System::nanoTime);
        open.add(upstream);
        return upstream;
    }

    private McpUpstream upstream(String... arguments) {
        return upstream(StdioSettings.of(StdioFixture.command(arguments)), TIMING);
    }

    private static CallOutcome call(Upstream upstream, String tool, ObjectNode arguments) {
        return upstream.call(tool, arguments, Json.object());
    }

    private static CallOutcome call(Upstream upstream, String tool) {
        return call(upstream, tool, Json.object());
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

    @ParameterizedTest
    @EnumSource(Era.class)
    void findsTheEraListsAndCalls(Era era) throws Exception {
        McpUpstream upstream = upstream(era.name());
        assertThat(upstream.describe().revision().era()).isEqualTo(era);
        assertThat(upstream.listTools()).hasSize(3);
        assertThat(text(call(upstream, "echo", Json.object().put("text", "grüß\n"))))
                .isEqualTo("grüß\n");
    }

    @Test
    void aServerThatIgnoresTheQuestionIsLegacy() throws Exception {
        McpUpstream upstream = upstream(
                StdioSettings.of(StdioFixture.command("LEGACY", "mute")), TIMING.withProbe(Duration.ofMillis(200)));
        assertThat(upstream.describe().revision().era()).isEqualTo(Era.LEGACY);
    }

    @Test
    void aServerThatDiesOfTheQuestionIsNotAskedAgain() {
        McpUpstream upstream = upstream(
                StdioSettings.of(StdioFixture.command("LEGACY", "dies-of-probe"))
                        .withBackoff(Duration.ofNanos(1), Duration.ofNanos(1)),
                TIMING);
        CallOutcome first = call(upstream, "echo");
        CallOutcome second = call(upstream, "echo");
        assertThat(List.of(first, second))
                .anySatisfy(outcome -> assertThat(outcome).isInstanceOf(CallOutcome.Result.class));
        assertThat(first).isNotInstanceOf(CallOutcome.Unknown.class);
    }

    @Test
    void manyCallsAreInFlightAtOnce() throws Exception {
        McpUpstream upstream = upstream("MODERN");
        call(upstream, "echo");
        try (var threads = new Background()) {
            List<Future<CallOutcome>> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String key = "k" + i;
                waiting.add(threads.submit(
                        () -> call(upstream, "wait", Json.object().put("key", key))));
            }
            for (int i = 19; i >= 0; i--) {
                call(upstream, "release", Json.object().put("key", "k" + i));
            }
            for (Future<CallOutcome> each : waiting) {
                assertThat(text(each.get(120, TimeUnit.SECONDS))).isEqualTo("waited");
            }
        }
    }

    @Test
    void deathLeavesEveryCallInFlightUnknownAndIsRecovered() throws Exception {
        McpUpstream upstream = upstream(
                StdioSettings.of(StdioFixture.command("MODERN")).withBackoff(Duration.ofNanos(1), Duration.ofNanos(1)),
                TIMING);
        call(upstream, "echo");
        try (var threads = new Background()) {
            Future<CallOutcome> other = threads.submit(() -> call(upstream, "silent"));
            CallOutcome died = call(upstream, "die");
            assertThat(died)
                    .isInstanceOfSatisfying(
                            CallOutcome.Unknown.class,
                            unknown -> assertThat(unknown.reason()).containsAnyOf("code 3", "standard"));
            assertThat(other.get(120, TimeUnit.SECONDS)).isNotInstanceOf(CallOutcome.Result.class);
        }
        assertThat(text(call(upstream, "echo", Json.object().put("text", "again"))))
                .isEqualTo("again");
    }

    @Test
    void aDeadServerIsDeadEvenIfAChildOfItHoldsThePipe(@TempDir Path folder) throws Exception {
        McpUpstream upstream = upstream(StdioSettings.of(StdioFixture.command("MODERN")), TIMING);
        Path file = folder.resolve("pid");
        CallOutcome outcome = call(upstream, "orphan", Json.object().put("file", file.toString()));
        ProcessHandle orphan = process(file);
        assertThat(orphan.isAlive()).as("it holds the pipe all the time").isTrue();
        orphan.destroyForcibly();
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        CallOutcome.Unknown.class,
                        unknown -> assertThat(unknown.reason()).contains("ended with code 3"));
    }

    /** The process whose number the server wrote there. */
    private static ProcessHandle process(Path file) throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readString(file))).orElseThrow();
    }

    @Test
    void restartsWaitLongerEachTime() {
        AtomicLong now = new AtomicLong();
        StdioSettings settings = StdioSettings.of(StdioFixture.command("MODERN"))
                .withBackoff(Duration.ofSeconds(1), Duration.ofSeconds(3));
        McpUpstream upstream = McpUpstream.stdio("erp", settings, EraChoice.AUTO, TIMING, now::get);
        open.add(upstream);
        assertThat(upstream.health()).containsExactly(new Health("process", Health.State.UP, 0, 0, Optional.empty()));
        assertThat(call(upstream, "die")).isInstanceOf(CallOutcome.Unknown.class);
        assertHealth(upstream, Health.State.TRYING, 1);
        assertRefusedFor(upstream, 1000);
        assertHealth(upstream, Health.State.RESTING, 1);
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertHealth(upstream, Health.State.TRYING, 1);
        assertThat(call(upstream, "die")).isInstanceOf(CallOutcome.Unknown.class);
        assertRefusedFor(upstream, 2000);
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(call(upstream, "die")).isInstanceOf(CallOutcome.Unknown.class);
        assertRefusedFor(upstream, 3000);
        now.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(call(upstream, "echo")).isInstanceOf(CallOutcome.Result.class);
        assertHealth(upstream, Health.State.UP, 3);
        now.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(upstream.health()).containsExactly(new Health("process", Health.State.UP, 0, 0, Optional.empty()));
        assertThat(call(upstream, "die")).isInstanceOf(CallOutcome.Unknown.class);
        assertRefusedFor(upstream, 1000);
    }

    private static void assertHealth(McpUpstream upstream, Health.State state, int failures) {
        Health now = upstream.health().getFirst();
        assertThat(now.state()).isEqualTo(state);
        assertThat(now.failures()).isEqualTo(failures);
        assertThat(now.trouble())
                .hasValueSatisfying(trouble -> assertThat(trouble).containsAnyOf("code 3", "standard"));
    }

    private static void assertRefusedFor(McpUpstream upstream, long millis) {
        assertThat(call(upstream, "echo"))
                .isInstanceOfSatisfying(
                        CallOutcome.RefusedBeforeEffect.class,
                        refused -> assertThat(refused.message()).contains("restarted in " + millis + " ms"));
    }

    @Test
    void silenceIsUnknownAndALateAnswerHarmless() {
        McpUpstream upstream = upstream(
                StdioSettings.of(StdioFixture.command("MODERN")).withMaxGarbage(0),
                TIMING.withCall(Duration.ofMillis(1500)));
        call(upstream, "echo");
        assertThat(call(upstream, "wait", Json.object().put("key", "a")))
                .isEqualTo(new CallOutcome.Unknown("no answer within 1500 ms"));
        call(upstream, "release", Json.object().put("key", "a"));
        assertThat(call(upstream, "echo")).isInstanceOf(CallOutcome.Result.class);
    }

    @Test
    void garbageIsReadOverUpToALimit() {
        McpUpstream upstream = upstream(
                StdioSettings.of(StdioFixture.command("MODERN"))
                        .withMaxGarbage(50)
                        .withBackoff(Duration.ofNanos(1), Duration.ofNanos(1)),
                TIMING);
        assertThat(text(call(upstream, "garbage", Json.object().put("n", 50)))).isEqualTo("ok");
        assertThat(call(upstream, "garbage", Json.object().put("n", 1)))
                .isInstanceOfSatisfying(
                        CallOutcome.Unknown.class,
                        unknown -> assertThat(unknown.reason()).contains("more than 50 lines that are not messages"));
        assertThat(call(upstream, "echo")).isInstanceOf(CallOutcome.Result.class);
    }

    @Test
    void answersToOthersAreNotTaken() {
        assertThat(text(call(upstream("MODERN"), "foreign"))).isEqualTo("ok");
    }

    @Test
    void whatTheServerAsksIsAnswered() {
        assertThat(text(call(upstream("LEGACY"), "asks"))).isEqualTo("ok");
    }

    @Test
    void anEndlessAnswerEndsTheProcess() {
        McpUpstream upstream = upstream(
                StdioSettings.of(StdioFixture.command("MODERN"))
                        .withLimits(JsonLimits.answers().withMaxBytes(100_000)),
                TIMING);
        assertThat(text(call(upstream, "echo", Json.object().put("text", "x".repeat(50_000)))))
                .hasSize(50_000);
        assertThat(call(upstream, "long", Json.object().put("n", 200_000)))
                .isInstanceOfSatisfying(
                        CallOutcome.Unknown.class,
                        unknown -> assertThat(unknown.reason()).contains("longer than 100000 bytes"));
    }

    @Test
    void theEnvironmentIsScrubbed() {
        McpUpstream upstream = upstream(
                StdioSettings.of(StdioFixture.command("MODERN")).withEnvironment(Map.of("ERP_TOKEN", "s")), TIMING);
        List<String> names = List.of(text(call(upstream, "env")).split(","));
        assertThat(names).contains("ERP_TOKEN", "PATH");
        assertThat(StdioSettings.INHERITED).doesNotContain("JAVA_HOME");
        assertThat(names)
                .allSatisfy(name -> assertThat(StdioSettings.INHERITED.contains(name)
                                || name.equals("ERP_TOKEN")
                                || name.startsWith("__") // set by the runtime itself on some systems
                                || name.equals("LD_LIBRARY_PATH"))
                        .as(name)
                        .isTrue());
    }

    @Test
    void secretsAreNotPrinted() {
        assertThat(StdioSettings.of(List.of("erp", "--token=s3cret"))
                        .withEnvironment(Map.of("A", "s3cret"))
                        .toString())
                .doesNotContain("s3cret");
    }

    @Test
    void aProgramThatIsNotThereIsARefusal() {
        McpUpstream upstream = upstream(StdioSettings.of(List.of("no-such-program-anywhere")), TIMING);
        assertThat(call(upstream, "echo"))
                .isInstanceOfSatisfying(
                        CallOutcome.RefusedBeforeEffect.class,
                        refused -> assertThat(refused.message()).contains("`erp` cannot be started"));
        assertThatThrownBy(upstream::listTools).isInstanceOf(UpstreamException.class);
    }

    @Test
    void closingEndsTheProcessAndItsChildrenEvenIfItWouldStay(@TempDir Path folder) throws Exception {
        Timing impatient = TIMING.withShutdown(Duration.ofMillis(300));
        McpUpstream upstream = upstream(StdioSettings.of(StdioFixture.command("MODERN", "stay")), impatient);
        Path file = folder.resolve("pid");
        call(upstream, "spawn", Json.object().put("file", file.toString()));
        ProcessHandle grandchild = process(file);
        ProcessHandle child = grandchild.parent().orElseThrow();
        try (var threads = new Background()) {
            Future<CallOutcome> inFlight = threads.submit(() -> call(upstream, "silent"));
            upstream.close();
            assertThat(inFlight.get(120, TimeUnit.SECONDS)).isNotInstanceOf(CallOutcome.Result.class);
        }
        child.onExit().get(120, TimeUnit.SECONDS);
        grandchild.onExit().get(120, TimeUnit.SECONDS);
        assertThat(call(upstream, "echo"))
                .isInstanceOfSatisfying(
                        CallOutcome.RefusedBeforeEffect.class,
                        refused -> assertThat(refused.message()).contains("shut down"));
    }
}
