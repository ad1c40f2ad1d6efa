package dev.interlock.bench.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The API behind a server: records are written, approved and paid there, of which it does nothing. Thread-safe. */
public final class RecordsApi implements AutoCloseable {

    private static final int BACKLOG = 1024;

    private final HttpServer server =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Starts it on a port of its own. */
    public RecordsApi() throws IOException {
        server.setExecutor(threads);
        server.createContext("/", RecordsApi::handle);
        server.start();
    }

    private static void handle(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] body = "{}".getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Writes its description (OpenAPI) to a file. */
    public static void describe(Path file) throws IOException {
        var paths = new StringBuilder();
        for (String operation : List.of("write", "approve", "pay")) {
            paths.append("""
                  /%s/{id}:
                    post:
                      operationId: %s
                      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
                      requestBody: {content: {application/json: {schema: {type: object, properties: {text: {type: string}}}}}}
                      responses: {"200": {description: done}}
                """.formatted(operation, operation));
        }
        Files.writeString(file, "openapi: 3.0.3\ninfo: {title: records, version: \"1\"}\npaths:\n" + paths);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
