package dev.interlock.demo.erp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.JsonLinesProcess;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The ERP's process on stdio, spoken to by hand in either era. */
final class ErpClient implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final String META = """
            {"io.modelcontextprotocol/protocolVersion": "2026-07-28",
             "io.modelcontextprotocol/clientCapabilities": {},
             "io.modelcontextprotocol/clientInfo": {"name": "erp-test", "version": "1"}}""";

    private final JsonLinesProcess process;
    private final boolean modern;
    private int ids;

    private ErpClient(JsonLinesProcess process, boolean modern) {
        this.process = process;
        this.modern = modern;
    }

    static ErpClient modern(Path db, String... more) throws IOException {
        return new ErpClient(start(db, more), true);
    }

    /** A process to which nothing was said yet, and in whose requests nothing says which revision it is. */
    static ErpClient legacy(Path db, String... more) throws IOException {
        return new ErpClient(start(db, more), false);
    }

    private static JsonLinesProcess start(Path db, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--db", db.toString()));
        Stream.of(more).forEach(arguments::add);
        return new JsonLinesProcess(JavaCommand.of(ErpServer.class, arguments.toArray(String[]::new)), Map.of());
    }

    JsonLinesProcess process() {
        return process;
    }

    /** A request in this client's era with the next id, which begins at 1. */
    ObjectNode message(String method, String params) throws IOException {
        ObjectNode message =
                JSON.createObjectNode().put("jsonrpc", "2.0").put("id", ++ids).put("method", method);
        ObjectNode given = message.set("params", JSON.readTree(params)).withObject("params");
        if (modern) {
            given.set("_meta", JSON.readTree(META));
        }
        return message;
    }

    /** Sends a request and gives the next message that comes. */
    ObjectNode request(String method, String params) throws IOException, InterruptedException {
        process.send(message(method, params));
        return process.object();
    }

    /** Sends a call without waiting. */
    void send(String tool, String arguments) throws IOException {
        process.send(message("tools/call", params(tool, arguments)));
    }

    /** Calls a tool and gives the whole response. */
    ObjectNode call(String tool, String arguments) throws IOException, InterruptedException {
        return request("tools/call", params(tool, arguments));
    }

    /** Calls a tool that must succeed and gives its structured content. */
    JsonNode done(String tool, String arguments) throws IOException, InterruptedException {
        ObjectNode response = call(tool, arguments);
        if (response.path("result").path("isError").asBoolean(true)) {
            throw new AssertionError(response.toString());
        }
        return response.path("result").path("structuredContent");
    }

    /** Calls a tool that must refuse and gives the reason. */
    String refused(String tool, String arguments) throws IOException, InterruptedException {
        ObjectNode response = call(tool, arguments);
        if (!response.path("result").path("isError").asBoolean(false)) {
            throw new AssertionError(response.toString());
        }
        return response.path("result").path("content").path(0).path("text").asText();
    }

    private static String params(String tool, String arguments) {
        return "{\"name\": \"" + tool + "\", \"arguments\": " + arguments + "}";
    }

    @Override
    public void close() {
        process.close();
    }
}
