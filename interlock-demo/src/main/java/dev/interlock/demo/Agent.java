package dev.interlock.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.tls.ClientTls;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Description;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamException;
import dev.interlock.server.upstream.http.HttpSettings;
import dev.interlock.server.upstream.mcp.McpUpstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Does the steps of a script, as an ordinary MCP client. One thread gives the steps. */
final class Agent implements AutoCloseable {
    private final Function<String, Optional<String>> environment;
    private final Timing timing;
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Future<Answer>> started = new HashMap<>();
    private volatile Optional<String> task = Optional.empty();
    private @Nullable Upstream server;

    Agent(Function<String, Optional<String>> environment, Timing timing) {
        this.environment = environment;
        this.timing = timing;
    }

    /** Does one step and says what came of it. @throws IllegalArgumentException for a step that cannot be done */
    ObjectNode perform(Step step) throws InterruptedException, UpstreamException {
        return switch (step) {
            case Step.Connect connect -> connect(connect);
            case Step.InTask(Optional<String> named) -> {
                task = named;
                yield Json.object().put("task", named.orElse(null));
            }
            case Step.ListTools list -> {
                ObjectNode tools = Json.object();
                ArrayNode names = tools.putArray("tools");
                connected()
                        .listTools()
                        .forEach(tool -> names.add(tool.path("name").asText()));
                yield tools;
            }
            case Step.Call call -> call(connected(), call).toJson();
            case Step.Parallel(List<Step.Call> together) -> parallel(connected(), together);
            case Step.Start(String name, Step.Call call) -> {
                Upstream now = connected();
                started.put(name, calls.submit(() -> call(now, call)));
                yield Json.object().put("started", name);
            }
            case Step.Await(String name) -> {
                Future<Answer> answer = started.remove(name);
                if (answer == null) {
                    throw new IllegalArgumentException("no call was started as `" + name + "`");
                }
                yield ended(answer).toJson();
            }
        };
    }

    private ObjectNode connect(Step.Connect connect) throws UpstreamException {
        if (server != null) {
            server.close();
        }
        Map<String, String> credentials = new LinkedHashMap<>();
        if (connect.tokenVariable().isPresent()) {
            credentials.put(
                    "Authorization", "Bearer " + secret(connect.tokenVariable().get(), "the token"));
        }
        if (connect.laneVariable().isPresent()) {
            credentials.put(
                    Names.HEADER_LANE_CREDENTIAL, secret(connect.laneVariable().get(), "the credential of a lane"));
        }
        task = connect.task();
        HttpSettings settings = HttpSettings.of(connect.url()).withHeaders(() -> {
            Map<String, String> headers = new LinkedHashMap<>(credentials);
            task.ifPresent(named -> headers.put(Names.HEADER_TASK, named));
            return headers;
        });
        if (connect.authorities().isPresent() || connect.own().isPresent()) {
            settings = settings.withTls(tls(connect)::getSocketFactory);
        }
        Upstream made = McpUpstream.client("gateway", settings, connect.era(), timing, System::nanoTime);
        server = made;
        Description description = made.describe();
        return Json.object().put("connected", description.revision().label());
    }

    private String secret(String variable, String what) {
        return environment
                .apply(variable)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the environment variable `" + variable + "` is not set: it should hold " + what));
    }

    private static SSLContext tls(Step.Connect connect) {
        try {
            return ClientTls.context(connect.authorities(), connect.own());
        } catch (IOException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
    }

    private Upstream connected() {
        Upstream now = server;
        if (now == null) {
            throw new IllegalArgumentException("there is no connection yet: begin with `connect`");
        }
        return now;
    }

    private static Answer call(Upstream server, Step.Call call) {
        CallOutcome outcome = server.call(call.tool(), call.arguments(), Json.object());
        return Answer.of(call.tool(), outcome);
    }

    private ObjectNode parallel(Upstream server, List<Step.Call> together) throws InterruptedException {
        // All wait for the last one to be ready, so that none is answered before another is sent if it can be helped.
        CyclicBarrier ready = new CyclicBarrier(Math.max(1, together.size()));
        List<Callable<Answer>> prepared = new ArrayList<>();
        for (Step.Call call : together) {
            prepared.add(() -> {
                ready.await();
                return call(server, call);
            });
        }
        ObjectNode line = Json.object();
        ArrayNode answers = line.putArray("parallel");
        for (Future<Answer> answer : calls.invokeAll(prepared)) {
            answers.add(ended(answer).toJson());
        }
        return line;
    }

    private static Answer ended(Future<Answer> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a call broke", e.getCause());
        }
    }

    @Override
    public void close() {
        calls.shutdownNow();
        if (server != null) {
            server.close();
        }
    }
}
