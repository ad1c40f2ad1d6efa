package dev.interlock.server.upstream.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.credential.Injection;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.fixture.everything.EverythingMain;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.Health;
import dev.interlock.server.upstream.stdio.StdioSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A process for each task. */
class PerTaskTest {
    private final Servers servers = new Servers();

    @AfterEach
    void close() throws Exception {
        servers.close();
    }

    private PerTask upstream(PerTask.Bounds bounds) {
        StdioSettings settings = StdioSettings.of(EverythingMain.command("LEGACY"));
        return servers.closing(new PerTask(
                "everything",
                task -> McpUpstream.stdio(
                        "everything", task, settings, EraChoice.LEGACY, Servers.TIMING, System::nanoTime),
                bounds));
    }

    private static List<String> processes(PerTask upstream) {
        return upstream.health().stream().map(Health::instance).toList();
    }

    @Test
    void tasksShareNoStateAndQuestionsFindTheirCaller() throws Exception {
        PerTask upstream = upstream(PerTask.Bounds.defaults());
        assertThat(upstream.listTools()).isNotEmpty();
        TestCaller one = new TestCaller().in("t-1");
        CompletableFuture<CallOutcome> waiting = Servers.calling(upstream, "test_wait", "{}", one);
        one.told.take();
        TestCaller two = new TestCaller()
                .in("t-2")
                .answeringEach(question -> Trees.object("{\"action\":\"accept\",\"content\":{\"name\":\"Vera\"}}"));
        assertThat(Servers.text(Servers.call(upstream, "test_input_required_result_elicitation", "{}", two)))
                .as("another task is under way in another process")
                .isEqualTo("Hello, Vera!");
        assertThat(two.asked).extracting(Conversation.Question::method).containsExactly(Names.ELICIT);
        assertThat(processes(upstream)).containsExactlyInAnyOrder("process", "t-1", "t-2");
        one.cancellation().cancel("enough");
        Servers.get(waiting);
        upstream.ended("t-1");
        assertThat(processes(upstream)).containsExactlyInAnyOrder("process", "t-2");
    }

    @Test
    void aRequestUnderWayOutlivesItsTask() throws Exception {
        PerTask upstream = upstream(PerTask.Bounds.defaults());
        TestCaller caller = new TestCaller().in("t-1");
        CompletableFuture<CallOutcome> waiting = Servers.calling(upstream, "test_wait", "{}", caller);
        caller.told.take();
        upstream.ended("t-1");
        upstream.ended("t-2");
        assertThat(processes(upstream)).containsExactlyInAnyOrder("process", "t-1");
        assertThat(waiting).isNotDone();
        caller.cancellation().cancel("enough");
        Servers.get(waiting);
        assertThat(processes(upstream)).containsExactly("process");
    }

    @Test
    void whatIsIdleEnds() {
        PerTask upstream = upstream(new PerTask.Bounds(8, Duration.ofNanos(1)));
        Servers.text(Servers.call(upstream, "test_simple_text", "{}", new TestCaller().in("t-1")));
        Until.holds(() -> processes(upstream).equals(List.of("process")));
    }

    @Test
    void nothingIsStartedWithALeaseThatEndedMeanwhile() throws Exception {
        StdioSettings settings = StdioSettings.of(EverythingMain.command("LEGACY"));
        PerTask upstream = servers.closing(new PerTask(
                "everything",
                (instance, injection) -> McpUpstream.stdio(
                        "everything", instance, settings, EraChoice.LEGACY, Servers.TIMING, System::nanoTime),
                PerTask.Bounds.defaults(),
                true));
        var live = new AtomicBoolean(true);
        var caller = new TestCaller().in("t-1").with(new Injection(7, "t-1", Map.of(), Map.of(), live::get));
        assertThat(Servers.text(Servers.call(upstream, "test_simple_text", "{}", caller)))
                .isNotEmpty();

        live.set(false); // as the domain does, before it tells
        upstream.leaseEnded(7);

        assertThat(Servers.call(upstream, "test_simple_text", "{}", caller))
                .isInstanceOfSatisfying(
                        CallOutcome.RefusedBeforeEffect.class,
                        refused -> assertThat(refused.code()).isEqualTo("credential-unavailable"));
        assertThat(processes(upstream)).containsExactly("process");
    }

    @Test
    void thereAreNotTooMany() throws Exception {
        PerTask upstream = upstream(new PerTask.Bounds(1, Duration.ofMinutes(5)));
        TestCaller one = new TestCaller().in("t-1");
        CompletableFuture<CallOutcome> waiting = Servers.calling(upstream, "test_wait", "{}", one);
        one.told.take();
        TestCaller two = new TestCaller().in("t-2");
        assertThat(Servers.call(upstream, "test_simple_text", "{}", two))
                .isInstanceOfSatisfying(
                        CallOutcome.RefusedBeforeEffect.class,
                        refused -> assertThat(refused.message()).contains("already runs for 1 tasks"));
        one.cancellation().cancel("enough");
        Servers.get(waiting);
        assertThat(Servers.text(Servers.call(upstream, "test_simple_text", "{}", two)))
                .as("the idle one makes room")
                .isNotEmpty();
        assertThat(processes(upstream)).containsExactlyInAnyOrder("process", "t-2");
    }
}
