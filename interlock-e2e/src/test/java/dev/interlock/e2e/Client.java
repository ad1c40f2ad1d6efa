package dev.interlock.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.Answer;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.UpstreamException;
import dev.interlock.server.upstream.mcp.McpClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An agent at work: an MCP client in one task. Thread-safe. */
public record Client(McpClient mcp) implements AutoCloseable {

    private static final ExecutorService CALLS = Executors.newVirtualThreadPerTaskExecutor();

    public Answer call(String tool, ObjectNode arguments) {
        CallOutcome outcome = mcp.call(tool, arguments);
        Leaks.RUN.seen("answer of " + tool, outcome.toString());
        Leaks.RUN.processes();
        return Answer.of(tool, outcome);
    }

    /** Calls without waiting for the answer. */
    CompletableFuture<Answer> begin(String tool, ObjectNode arguments) {
        return CompletableFuture.supplyAsync(() -> call(tool, arguments), CALLS);
    }

    List<String> tools() throws UpstreamException {
        return mcp.listTools().stream().map(tool -> tool.path("name").asText()).toList();
    }

    @Override
    public void close() {
        mcp.close();
    }
}
