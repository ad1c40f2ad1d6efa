package dev.interlock.server.upstream.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.everything.EverythingHttp;
import dev.interlock.server.fixture.everything.EverythingMain;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.http.HttpSettings;
import dev.interlock.server.upstream.stdio.StdioSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Servers of tests over both transports, and the upstreams to them; closed together. */
public final class Servers implements AutoCloseable {
    public static final Timing TIMING =
            Timing.defaults().withProbe(Duration.ofSeconds(60)).withCall(Duration.ofSeconds(60));

    /** A server of one era over one transport. */
    public enum Place {
        MODERN_HTTP(Era.MODERN, true),
        LEGACY_HTTP(Era.LEGACY, true),
        MODERN_PIPE(Era.MODERN, false),
        LEGACY_PIPE(Era.LEGACY, false);

        final Era era;
        final boolean http;

        Place(Era era, boolean http) {
            this.era = era;
            this.http = http;
        }
    }

    private final List<AutoCloseable> open = new ArrayList<>();

    public Servers() {
        Quiet.on();
    }

    public <T extends AutoCloseable> T closing(T each) {
        open.add(each);
        return each;
    }

    public EverythingHttp http(Era era) {
        return closing(new EverythingHttp(Set.of(era), 0));
    }

    public McpUpstream to(EverythingHttp server, Timing timing) {
        return closing(McpUpstream.http(
                "everything", HttpSettings.of(server.endpoint()), EraChoice.AUTO, timing, System::nanoTime));
    }

    public McpUpstream to(Place place, Timing timing) {
        return place.http
                ? to(http(place.era), timing)
                : closing(McpUpstream.stdio(
                        "everything",
                        StdioSettings.of(EverythingMain.command(place.era.name())),
                        EraChoice.AUTO,
                        timing,
                        System::nanoTime));
    }

    public McpUpstream to(Place place) {
        return to(place, TIMING);
    }

    public static CallOutcome call(Upstream upstream, String tool, String arguments, Conversation caller) {
        ObjectNode params = Json.object().put("name", tool);
        params.set("arguments", dev.interlock.server.fixture.Trees.object(arguments));
        return upstream.request(GovernedMethod.TOOL, params, Json.object(), caller);
    }

    public static CompletableFuture<CallOutcome> calling(
            Upstream upstream, String tool, String arguments, Conversation caller) {
        return CompletableFuture.supplyAsync(
                () -> call(upstream, tool, arguments, caller),
                command -> Thread.ofVirtual().start(command));
    }

    public static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    public static String text(CallOutcome outcome) {
        assertThat(outcome).isInstanceOf(CallOutcome.Result.class);
        return ((CallOutcome.Result) outcome)
                .result()
                .path("content")
                .path(0)
                .path("text")
                .asText();
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }
}
